/**
 * Most writes of one record after people have done something, whatever flows make of them: a value may go back and forth
 * a few times before it is held, and several values one after the other.
 */
const MOST_WRITES = 20;

/** How often runs have written each record since anybody but a flow did anything. */
export class Rest {
  readonly #writes = new Map<string, number>();
  readonly #report: (what: string) => void;

  constructor(report: (what: string) => void) {
    this.#report = report;
  }

  wrote(record: string): void {
    const count = (this.#writes.get(record) ?? 0) + 1;
    this.#writes.set(record, count);
    if (count === MOST_WRITES + 1)
      this.#report(`${record} was written ${count} times, and nobody had done anything in between`);
  }

  disturb(): void {
    this.#writes.clear();
  }
}
