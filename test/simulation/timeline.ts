/** Something that happens at a moment of simulated time. */
interface Event {
  readonly at: number;
  readonly act: () => void;
}

/**
 * Simulated time, and what happens in it, one event after the other. Nothing here looks at a real clock, so
 * the same events give the same course, however busy the machine is.
 */
export class Timeline {
  #now: number;
  /** The next one first. Of two at one moment, the one that was planned first comes first. */
  readonly #events: Event[] = [];

  constructor(start: number) {
    this.#now = start;
  }

  /** Milliseconds since 1970. */
  get now(): number {
    return this.#now;
  }

  after(milliseconds: number, act: () => void): void {
    const at = this.#now + Math.max(0, milliseconds);
    const before = this.#events.findLastIndex((event) => event.at <= at);
    this.#events.splice(before + 1, 0, { at, act });
  }

  wait(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      this.after(milliseconds, resolve);
    });
  }

  /** Lets everything happen that is planned, and what that leads to. */
  async play(): Promise<void> {
    for (let event = this.#events.shift(); event; event = this.#events.shift()) {
      this.#now = event.at;
      event.act();
      // Every promise that this event settled has run to its next event when the loop has turned; twice, because a
      // reader lets it turn once between asking for a page and working on the one before.
      await new Promise(setImmediate);
      await new Promise(setImmediate);
    }
  }
}
