/** Something that happens at a moment of simulated time. */
interface Event {
  readonly at: number;
  /** Of two events at one moment, the one that was planned first comes first. */
  readonly order: number;
  readonly act: () => void;
}

/**
 * Simulated time, and what happens in it, one event after the other. Nothing here looks at a real clock, so
 * the same events give the same course, however busy the machine is.
 */
export class Timeline {
  #now: number;
  #order = 0;
  /** A binary heap: the earliest event is the first. */
  readonly #events: Event[] = [];

  constructor(start: number) {
    this.#now = start;
  }

  /** Milliseconds since 1970. */
  get now(): number {
    return this.#now;
  }

  after(milliseconds: number, act: () => void): void {
    this.#order += 1;
    this.#push({ at: this.#now + Math.max(0, milliseconds), order: this.#order, act });
  }

  wait(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      this.after(milliseconds, resolve);
    });
  }

  /** Lets everything happen that is planned, and what that leads to. */
  async play(): Promise<void> {
    for (let event = this.#pop(); event; event = this.#pop()) {
      this.#now = event.at;
      event.act();
      // Every promise that this event settled has run to its next event when the loop has turned; twice, because a
      // reader lets it turn once between asking for a page and working on the one before.
      await new Promise(setImmediate);
      await new Promise(setImmediate);
    }
  }

  #push(event: Event): void {
    const events = this.#events;
    let place = events.push(event) - 1;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = events[parent];
      if (!above || isEarlier(above, event)) break;
      events[place] = above;
      place = parent;
    }
    events[place] = event;
  }

  #pop(): Event | undefined {
    const events = this.#events;
    const first = events[0];
    const last = events.pop();
    if (!first || !last || first === last) return first;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      let below = events[child];
      if (!below) break;
      const right = events[child + 1];
      if (right && isEarlier(right, below)) [child, below] = [child + 1, right];
      if (isEarlier(last, below)) break;
      events[place] = below;
      place = child;
    }
    events[place] = last;
    return first;
  }
}

function isEarlier(one: Event, other: Event): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}
