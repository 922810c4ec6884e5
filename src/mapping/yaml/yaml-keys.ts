import { COLLECTION_STYLE, EVENT_ID, type Event, getScalarValue, parseEvents, SCALAR_STYLE } from "js-yaml";

/** A YAML mapping in a text, and where each of its entries begins and ends. */
export interface Keys {
  readonly path: readonly string[];
  /** Written as `{ key: value }`. */
  readonly isFlow: boolean;
  readonly entries: readonly Entry[];
}

export interface Entry {
  readonly key: string;
  /** Of the key. */
  readonly start: number;
  /** Of the value. */
  readonly end: number;
}

/** All mappings of a text that has been parsed before, inner ones before those that hold them. */
export function keysIn(text: string): Keys[] {
  const reader = new Reader(text);
  reader.readNode([]);
  return reader.found;
}

class Reader {
  readonly found: Keys[] = [];
  readonly #text: string;
  readonly #events: Event[];
  #next: number;
  /** Where what has been read ends. */
  #end = 0;

  constructor(text: string) {
    this.#text = text;
    this.#events = parseEvents(text, {});
    this.#next = this.#events.findIndex(({ type }) => type === EVENT_ID.DOCUMENT) + 1;
  }

  readNode(path: readonly string[]): void {
    const event = this.#take();
    if (event?.type === EVENT_ID.SCALAR) this.#readScalar(event);
    if (event?.type !== EVENT_ID.SEQUENCE && event?.type !== EVENT_ID.MAPPING) return;
    const isFlow = event.style === COLLECTION_STYLE.FLOW;
    if (event.type === EVENT_ID.MAPPING) this.#readEntries(path, isFlow);
    else for (let index = 0; !this.#isAtEnd(); index += 1) this.readNode([...path, String(index)]);
    this.#take();
    if (isFlow) this.#end = this.#text.indexOf(event.type === EVENT_ID.MAPPING ? "}" : "]", this.#end) + 1;
  }

  #readEntries(path: readonly string[], isFlow: boolean): void {
    const entries: Entry[] = [];
    while (!this.#isAtEnd()) {
      const event = this.#take();
      if (event?.type !== EVENT_ID.SCALAR) continue;
      const key = getScalarValue(this.#text, event);
      const start = event.valueStart - quoteOf(event);
      this.#readScalar(event);
      this.readNode([...path, key]);
      entries.push({ key, start, end: this.#end });
    }
    this.found.push({ path, isFlow, entries });
  }

  #readScalar(event: Scalar): void {
    // An empty value is nowhere.
    if (event.valueEnd < 0) return;
    const read = this.#text.slice(0, event.valueEnd);
    const isBlock = event.style === SCALAR_STYLE.LITERAL_BLOCK || event.style === SCALAR_STYLE.FOLDED_BLOCK;
    this.#end = isBlock ? read.trimEnd().length : event.valueEnd + quoteOf(event);
  }

  #take(): Event | undefined {
    return this.#events[this.#next++];
  }

  #isAtEnd(): boolean {
    const type = this.#events[this.#next]?.type;
    return type === undefined || type === EVENT_ID.POP;
  }
}

type Scalar = Extract<Event, { type: typeof EVENT_ID.SCALAR }>;

/** The place of a quoted text is that of what is between the quotes. */
function quoteOf({ style }: Scalar): number {
  return style === SCALAR_STYLE.SINGLE_QUOTED || style === SCALAR_STYLE.DOUBLE_QUOTED ? 1 : 0;
}
