import { posix } from "node:path";
import { importsOf } from "./imports.ts";
import type { ParsedFile, Violation } from "./source.ts";

const RULE =
  "No file may import itself through others, not even for a type: nobody could read one of them first. Give what they share a file of its own.";

/** Every file that comes back to itself by its imports, with the shortest way round; each circle once. */
export function checkCircles(files: readonly ParsedFile[]): Violation[] {
  const paths = new Set(files.map(({ path }) => path));
  const imported = new Map(
    files.map((file) => {
      const targets = importsOf(file).map(({ specifier }) => posix.join(posix.dirname(file.path), specifier));
      return [file.path, targets.filter((target) => paths.has(target))];
    }),
  );
  const told = new Set<string>();
  return files.flatMap(({ path }) => {
    const way = told.has(path) ? null : wayBack(path, imported);
    if (way === null) return [];
    for (const one of way) told.add(one);
    return [{ where: path, found: `imports itself: ${[...way, path].join(" → ")}`, rule: RULE }];
  });
}

/** The files from this one up to the one that imports it again. */
function wayBack(from: string, imported: ReadonlyMap<string, readonly string[]>): string[] | null {
  const before = new Map<string, string | null>([[from, null]]);
  for (const path of before.keys()) {
    for (const target of imported.get(path) ?? []) {
      if (target === from) return wayTo(path, before);
      if (!before.has(target)) before.set(target, path);
    }
  }
  return null;
}

function wayTo(path: string, before: ReadonlyMap<string, string | null>): string[] {
  const earlier = before.get(path) ?? null;
  return earlier === null ? [path] : [...wayTo(earlier, before), path];
}
