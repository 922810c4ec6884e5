import { EVENT_ID, type Event, getScalarValue, SCALAR_STYLE } from "js-yaml";

interface Frame {
  readonly path: readonly string[];
  readonly kind: "mapping" | "sequence";
  key: string | null;
  index: number;
}

export interface Offsets {
  /** In the text, of every key and every list item, by its path joined with NUL. */
  readonly offsets: ReadonlyMap<string, number>;
  /** Keys that stand beside one of the same name. */
  readonly twice: readonly { readonly offset: number; readonly first: number }[];
  /** Keys that are no text: `{{ name }}` of a template is a key that has keys of its own. */
  readonly complex: readonly number[];
}

export function keyOffsets(events: readonly Event[], text: string): Offsets {
  const offsets = new Map<string, number>();
  const twice: { offset: number; first: number }[] = [];
  const complex: number[] = [];
  const stack: Frame[] = [];
  for (const event of events) {
    if (event.type === EVENT_ID.POP) {
      stack.pop();
      continue;
    }
    if (event.type === EVENT_ID.DOCUMENT) continue;
    const frame = stack.at(-1);
    const isScalar = event.type === EVENT_ID.SCALAR;
    const offset = offsetOf(event);
    if (frame?.kind === "mapping" && frame.key === null && isScalar) {
      frame.key = getScalarValue(text, event);
      const first = offsets.get([...frame.path, frame.key].join("\0"));
      if (first !== undefined && offset !== null) {
        twice.push({ offset, first });
        // What is below it stands beside nothing of the first.
        frame.key += `\0${offset}`;
      }
      if (offset !== null) offsets.set([...frame.path, frame.key].join("\0"), offset);
      continue;
    }
    const isKey = frame?.kind === "mapping" && frame.key === null;
    if (isKey && event.type !== EVENT_ID.ALIAS) complex.push(offset ?? 0);
    const path = childPath(frame);
    if (isKey) frame.key = "";
    if (frame?.kind !== "mapping" && offset !== null) offsets.set(path.join("\0"), offset);
    if (!isScalar && event.type !== EVENT_ID.ALIAS) {
      stack.push({
        path,
        kind: event.type === EVENT_ID.MAPPING ? "mapping" : "sequence",
        key: null,
        index: 0,
      });
    }
  }
  return { offsets, twice, complex };
}

/** A number that is written otherwise than it reads: `01067` is 1067, and so no postal code any more. */
export interface OtherNumber {
  readonly offset: number;
  readonly written: string;
  readonly read: string;
}

/** As YAML 1.2 reads a number without quotes. */
const NUMBER = /^(?:0o[0-7]+|0x[\da-f]+|[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)$/i;

export function numbersReadOtherwise(events: readonly Event[], text: string): OtherNumber[] {
  return events.flatMap((event) => {
    if (event.type !== EVENT_ID.SCALAR || event.style !== SCALAR_STYLE.PLAIN) return [];
    // What has a tag such as !!str is what that says.
    if (event.tagStart >= 0) return [];
    const written = getScalarValue(text, event);
    const read = String(Number(written));
    return NUMBER.test(written) && read !== written ? [{ offset: event.valueStart, written, read }] : [];
  });
}

/** Blanks that are none to YAML, and characters of no width: they make another word of one that looks the same. */
const STRANGE = /[\u00A0\u2007\u202F\u200B\u2060\uFEFF]/;

/** Where one of them is in a key or a text without quotes, as copied from a web page or a letter. */
export function strangeBlanks(events: readonly Event[], text: string): number[] {
  return events.flatMap((event) => {
    if (event.type !== EVENT_ID.SCALAR || event.style !== SCALAR_STYLE.PLAIN) return [];
    const at = text.slice(event.valueStart, event.valueEnd).search(STRANGE);
    return at < 0 ? [] : [event.valueStart + at];
  });
}

/** `null` for what is empty, and so stands nowhere. */
export function offsetOf(event: Event): number | null {
  if (event.type !== EVENT_ID.SCALAR) return "start" in event ? event.start : 0;
  return event.valueStart < 0 ? null : event.valueStart;
}

/** The path of the value that comes next in this collection; moves the collection on. */
function childPath(frame: Frame | undefined): readonly string[] {
  if (!frame) return [];
  if (frame.kind === "sequence") return [...frame.path, String(frame.index++)];
  const path = [...frame.path, frame.key ?? ""];
  frame.key = null;
  return path;
}

/** Of the path, or of its nearest parent. */
export function nearest(offsets: ReadonlyMap<string, number>, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length--) {
    const offset = offsets.get(path.slice(0, length).map(String).join("\0"));
    if (offset !== undefined) return offset;
  }
  return 0;
}
