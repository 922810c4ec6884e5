import { EVENT_ID, type Event, getScalarValue } from "js-yaml";

interface Frame {
  readonly path: readonly string[];
  readonly kind: "mapping" | "sequence" | "document";
  key: string | null;
  index: number;
}

/** Offset in the text of every key and every list item, by its path joined with NUL. */
export function keyOffsets(events: readonly Event[], text: string): Map<string, number> {
  const offsets = new Map<string, number>();
  const stack: Frame[] = [];
  for (const event of events) {
    if (event.type === EVENT_ID.POP) {
      stack.pop();
      continue;
    }
    if (event.type === EVENT_ID.ALIAS) continue;
    if (event.type === EVENT_ID.DOCUMENT) {
      stack.push({ path: [], kind: "document", key: null, index: 0 });
      continue;
    }
    const frame = stack.at(-1);
    const isScalar = event.type === EVENT_ID.SCALAR;
    const offset = offsetOf(event);
    if (frame?.kind === "mapping" && frame.key === null && isScalar) {
      frame.key = getScalarValue(text, event);
      if (offset !== null) offsets.set([...frame.path, frame.key].join("\0"), offset);
      continue;
    }
    const path = childPath(frame);
    if (frame?.kind !== "mapping" && offset !== null) offsets.set(path.join("\0"), offset);
    if (!isScalar) {
      stack.push({
        path,
        kind: event.type === EVENT_ID.MAPPING ? "mapping" : "sequence",
        key: null,
        index: 0,
      });
    }
  }
  return offsets;
}

/** `null` for what is empty, and so stands nowhere. */
export function offsetOf(event: Event): number | null {
  if (event.type !== EVENT_ID.SCALAR) return "start" in event ? event.start : 0;
  return event.valueStart < 0 ? null : event.valueStart;
}

/** The path of the value that comes next in this collection; moves the collection on. */
function childPath(frame: Frame | undefined): readonly string[] {
  if (!frame || frame.kind === "document") return [];
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
