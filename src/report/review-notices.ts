import { grouped } from "../model/readable.ts";
import type { Comparison } from "../reconcile/plan/compare.ts";
import { count, joined } from "./markdown.ts";
import { addedText, systemOf } from "./review.ts";

/** Field → what the change does with it, in a sentence, for those that it does anything with. */
export function effectText({ fields, conflicts }: Comparison): Map<string, string> {
  const names = [...new Set([...fields, ...conflicts.added, ...conflicts.removed].map(({ field }) => field))];
  const texts = names.map((name): [string, string] => {
    const writes = fields
      .filter(({ field }) => field === name)
      .flatMap((effect) => [
        effect.added.length > 0 ? `writes ${addedText(effect)} to ${systemOf(effect)}` : "",
        effect.removed.length > 0
          ? `no longer writes ${grouped(effect.removed.length)} to ${systemOf(effect)}`
          : "",
      ]);
    const appear = conflicts.added.filter(({ field }) => field === name).length;
    const vanish = conflicts.removed.filter(({ field }) => field === name).length;
    const parts = [
      ...writes,
      appear > 0 ? count(appear, "new conflict") : "",
      vanish > 0 ? `clears ${count(vanish, "conflict")}` : "",
    ];
    return [name, joined(parts, ", ")];
  });
  return new Map(texts.flatMap(([name, text]) => (text === "" ? [] : [[name, `${name}: ${text}`]])));
}
