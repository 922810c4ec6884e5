/** Remembers the last so many texts at least, and not more than twice as many. */
export class Recent {
  readonly #most: number;
  #young = new Set<string>();
  #old = new Set<string>();

  constructor(most: number) {
    this.#most = most;
  }

  /** Whether it is new. */
  add(text: string): boolean {
    if (this.#young.has(text) || this.#old.has(text)) return false;
    if (this.#young.size >= this.#most) {
      this.#old = this.#young;
      this.#young = new Set();
    }
    this.#young.add(text);
    return true;
  }
}
