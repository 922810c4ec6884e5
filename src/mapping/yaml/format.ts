import { canonicalJson } from "../../model/canonical-json.ts";
import { keyOrder } from "./key-order.ts";
import { type Position, parseYaml } from "./yaml.ts";
import { type Keys, keysIn } from "./yaml-keys.ts";

/**
 * A mapping with its keys in the documented order. Nothing else of the text moves: a comment goes with the key that it
 * stands above or beside, and blank lines stay where they are. Comments above the first key of the file stay there.
 *
 * @throws ConfigurationError when it is not YAML.
 */
export function formatMapping(text: string, file: string): string {
  const before = parseYaml(text, file).value;
  let formatted = wholeLines(text);
  // Inner keys first: what moves takes as much room as before, so the places of the outer ones stay right.
  for (const keys of keysIn(formatted)) {
    const order = orderOf(keys);
    if (order)
      formatted = keys.isFlow ? movedInLine(formatted, keys, order) : movedLines(formatted, keys, order);
  }
  const isSame = canonicalJson(parseYaml(formatted, file).value) === canonicalJson(before);
  // Rather than change what it means, leave it as somebody wrote it.
  return isSame ? formatted : text;
}

/** The first key that is not where `formatMapping` would put it, or `null`. */
export function firstMisplaced(text: string, file: string): Position | null {
  const lines = text.split(/\r?\n/);
  const formatted = formatMapping(text, file).split(/\r?\n/);
  const place = lines.findIndex((line, index) => line !== formatted[index]);
  return place < 0 ? null : { line: place + 1, column: 1 };
}

function wholeLines(text: string): string {
  if (text.endsWith("\n")) return text;
  return text + (text.includes("\r\n") ? "\r\n" : "\n");
}

/** The entries in the order in which they belong, or `null` when they are. */
function orderOf({ path, entries }: Keys): readonly number[] | null {
  const order = keyOrder(path);
  if (!order) return null;
  const rank = (index: number) => {
    const place = order.indexOf(entries[index]?.key ?? "");
    return place < 0 ? order.length : place;
  };
  const sorted = [...entries.keys()].sort((a, b) => rank(a) - rank(b));
  return sorted.every((wanted, index) => wanted === index) ? null : sorted;
}

/** `{ as: text, referral: name }`: what is between the entries stays. */
function movedInLine(text: string, { entries }: Keys, order: readonly number[]): string {
  const [begin, end] = [entries[0]?.start ?? 0, entries.at(-1)?.end ?? 0];
  const all = text.slice(begin, end);
  // A comment inside belongs to nobody knows which of them.
  if (all.includes("\n") && all.includes("#")) return text;
  const parts = entries.map((entry) => text.slice(entry.start, entry.end));
  const gaps = entries.map((entry, index) => text.slice(entry.end, entries[index + 1]?.start ?? end));
  return splice(text, [begin, end], { parts, gaps, order });
}

/** Each entry is some whole lines, with the comments directly above it. */
function movedLines(text: string, { path, entries }: Keys, order: readonly number[]): string {
  const heads = entries.map(({ start }, index) =>
    index === 0 && path.length === 0 ? lineStart(text, start) : headOf(text, start),
  );
  const end = lineEnd(text, entries.at(-1)?.end ?? 0);
  const chunks = heads.map((head, index) => text.slice(head, heads[index + 1] ?? end));
  const gaps = chunks.map((chunk) => /\n((?:[ \t]*\r?\n)*)$/.exec(chunk)?.[1] ?? "");
  const parts = chunks.map((chunk, index) => chunk.slice(0, chunk.length - (gaps[index]?.length ?? 0)));
  return splice(text, [heads[0] ?? 0, end], { parts, gaps, order });
}

interface Pieces {
  readonly parts: readonly string[];
  readonly gaps: readonly string[];
  readonly order: readonly number[];
}

function splice(
  text: string,
  [begin, end]: readonly [number, number],
  { parts, gaps, order }: Pieces,
): string {
  const moved = order.map((wanted, place) => `${parts[wanted] ?? ""}${gaps[place] ?? ""}`).join("");
  return text.slice(0, begin) + moved + text.slice(end);
}

/** Where the comments begin that stand directly above a key, and not further in than it. */
function headOf(text: string, start: number): number {
  let head = lineStart(text, start);
  const column = start - head;
  while (head > 0) {
    const above = lineStart(text, head - 1);
    const [, indent] = /^([ \t]*)#/.exec(text.slice(above, head)) ?? [];
    if (indent === undefined || indent.length > column) break;
    head = above;
  }
  return head;
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf("\n", offset - 1) + 1;
}

function lineEnd(text: string, offset: number): number {
  return text.indexOf("\n", offset) + 1;
}
