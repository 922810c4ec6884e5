/**
 * Most writes of one record after people have done something, whatever flows make of them: a value may go back and forth
 * a few times before it is held, and several values one after the other.
 */
const MOST_WRITES = 20;
/** What has been counted begins anew with the base: a value is written once more, and what the seller reads a few times. */
const MORE_WITHOUT_BASE = 7;
/** The last word before the close, and the next run's that it was refused. */
const MORE_FOR_A_CLOSE = 2;

/** How often runs have written each record since anybody but a flow did anything. */
export class Rest {
  readonly #writes = new Map<string, number>();
  readonly #most = new Map<string, number>();
  readonly #report: (what: string) => void;

  constructor(report: (what: string) => void) {
    this.#report = report;
  }

  wrote(record: string): void {
    const count = (this.#writes.get(record) ?? 0) + 1;
    this.#writes.set(record, count);
    if (count === (this.#most.get(record) ?? MOST_WRITES) + 1)
      this.#report(`${record} was written ${count} times, and nobody had done anything in between`);
  }

  /** Something has taken its base, which it does not do each time that the row is saved. */
  lostBase(record: string): void {
    this.#allow(record, MORE_WITHOUT_BASE);
  }

  /** Something has touched it, and nobody can tell whether that has fixed what its close was refused for. */
  triesToClose(record: string): void {
    this.#allow(record, MORE_FOR_A_CLOSE);
  }

  #allow(record: string, more: number): void {
    this.#most.set(record, (this.#most.get(record) ?? MOST_WRITES) + more);
  }

  disturb(): void {
    this.#writes.clear();
    this.#most.clear();
  }
}
