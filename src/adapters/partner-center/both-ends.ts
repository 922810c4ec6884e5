import type { Page } from "./pages.ts";
import { sortable } from "./timestamp.ts";

const NEWEST_FIRST = "$orderby=createdDateTime%20desc";
const OLDEST_FIRST = "$orderby=createdDateTime%20asc";

/** So many pages are read before the list counts as long: of a short one, the other end would cost more than it saves. */
const LONG = 20;

/**
 * All of a list. Each link is only known from the page before, so a long one is read from both ends at the same time,
 * until they have met: in half the time, by what Microsoft documents of `$orderby` and nothing else.
 *
 * By the time of creation, which never changes. A referral that is new meanwhile comes at the newest end, and pushes
 * others down, so that some come twice. By the time of the last change, one that is edited would leave its place among
 * those that were read already, the others would move up, and one of them would slip past the oldest end.
 *
 * @param open Pages by a query, up to the end of the list.
 */
export async function* fromBothEnds(
  open: (query: string) => AsyncGenerator<Page, void>,
): AsyncGenerator<Page, void> {
  const newest = new End(open(NEWEST_FIRST), (time, before) => time <= before);
  for (let read = 0; read < LONG; read += 1) {
    const page = await newest.next();
    if (page === null) return;
    yield page;
  }
  const oldest = new End(open(OLDEST_FIRST), (time, before) => time >= before);
  while (!haveMet(newest, oldest)) {
    const end = await Promise.race([newest.arrival(), oldest.arrival()]);
    const page = await end.next();
    if (page === null) return;
    yield page;
  }
}

/**
 * Of referrals that were created in the same moment, the one end may have shown some and the other end the same ones. And
 * a service that answers newest first whatever it is asked has met nothing.
 */
function haveMet(newest: End, oldest: End): boolean {
  const isBefore = (one: string | null, other: string | null) =>
    one !== null && other !== null && one < other;
  return isBefore(newest.reached, oldest.reached) && isBefore(oldest.first, newest.first);
}

class End {
  readonly #pages: AsyncGenerator<Page, void>;
  readonly #isInOrder: (time: string, before: string) => boolean;
  #coming: Promise<IteratorResult<Page, void>> | null = null;
  /** When the first referral was created that it has shown. */
  first: string | null = null;
  /** When the last one was: it has shown all up to there. `null` when that is not sure. */
  reached: string | null = null;
  #isOrdered = true;

  constructor(pages: AsyncGenerator<Page, void>, isInOrder: (time: string, before: string) => boolean) {
    this.#pages = pages;
    this.#isInOrder = isInOrder;
  }

  /** Itself, once its next page is there. */
  async arrival(): Promise<this> {
    await this.#next();
    return this;
  }

  /** `null` at the other end of the list. */
  async next(): Promise<Page | null> {
    const { value: page } = await this.#next();
    this.#coming = null;
    if (!page) return null;
    for (const { createdDateTime } of page.rows) this.#pass(createdDateTime);
    return page;
  }

  #next(): Promise<IteratorResult<Page, void>> {
    this.#coming ??= this.#pages.next();
    return this.#coming;
  }

  #pass(created: unknown): void {
    const time = typeof created === "string" ? sortable(created) : null;
    this.#isOrdered &&= time !== null && (this.reached === null || this.#isInOrder(time, this.reached));
    this.reached = this.#isOrdered ? time : null;
    this.first ??= time;
  }
}
