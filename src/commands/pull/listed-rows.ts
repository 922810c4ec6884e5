import { misfit } from "../../mapping/scope.ts";
import type { OpportunityCursor, OpportunityReader } from "../../model/ports.ts";
import { shareIdFor } from "../../model/provisional.ts";
import type { RemoteRecord } from "../../model/record.ts";
import { isUuid } from "../../model/uuid.ts";
import { identifierOf } from "../../reconcile/match/match.ts";
import { readBase } from "../../reconcile/record/base.ts";
import { equalsItsBase } from "./base-of-row.ts";
import type { Reading } from "./reading.ts";
import type { Sweep } from "./sweep.ts";

/** What the listing of rows came to. */
interface ListedRows {
  readonly cursor: OpportunityCursor;
  /** How many in the mapping's scope carry a referral's identifier, when all rows were listed. */
  readonly linked: number | null;
  /** How many out of it do. */
  readonly others: number;
  /** How many answers it took. */
  readonly pages: number;
}

/** Takes the rows as they are listed. One that still equals its own base is dropped. */
export class RowsListing {
  readonly #reading: Reading;
  /** A full read hands some over twice. */
  readonly #linked = new Set<string>();
  readonly #others = new Set<string>();

  constructor(reading: Reading) {
    this.#reading = reading;
  }

  async read(opportunities: OpportunityReader): Promise<ListedRows> {
    const { mapping, sweep, parts } = this.#reading;
    const since = sweep ? null : parts.waiting.state.opportunities;
    let pages = 0;
    const { cursor, full } = await opportunities.readChanged(since, async (page) => {
      pages += 1;
      if (page.some((row) => identifierOf(mapping, row) !== null)) await sweep?.prepare();
      for (const row of page) {
        const referral = identifierOf(mapping, row);
        parts.waiting.note(row, referral);
        this.#noteUntied(row, referral);
        if (referral === null) parts.shares.take(row);
        else if (sweep) this.#sweep(sweep, row, referral);
        else await this.#take(row, referral);
      }
      this.#reading.requireRoom();
    });
    sweep?.endRows();
    parts.ahead.begin();
    const { linked, others } = sweep?.rows ?? { linked: this.#linked.size, others: this.#others.size };
    return { cursor, linked: full ? linked : null, others, pages };
  }

  /**
   * Somebody may just have taken its identifier out, or have written another one: then nothing of it reaches the referral that it was
   * of, and a change of that finds no row.
   */
  #noteUntied(row: RemoteRecord, referral: string | null): void {
    const { mapping, parts } = this.#reading;
    // To look for the identifier costs a tenth of parsing the base.
    if (referral !== null && String(row.properties[mapping.baseColumn]).includes(referral)) return;
    const before = readBase(row, mapping)?.referral;
    if (before === undefined) return;
    // It may wait for an answer, or to be shared anew.
    const isSettled = [before, shareIdFor(row.id)].some((deal) => parts.waiting.isSettled(row, deal));
    if (!isSettled) parts.collected.untied.set(before, row);
  }

  #sweep(sweep: Sweep, row: RemoteRecord, referral: string): void {
    if (this.#reading.parts.waiting.isSettled(row, referral)) sweep.note(row, referral);
    else sweep.takeRow(row, referral, this.#reading.isNamed(referral));
  }

  async #take(row: RemoteRecord, referral: string): Promise<void> {
    const { mapping, parts } = this.#reading;
    const { collected, waiting, lookups, shares } = parts;
    (misfit(mapping.scope, row) === null ? this.#linked : this.#others).add(row.id);
    shares.takeLinked(row);
    if (waiting.isSettled(row, referral)) return;
    const isNoted = waiting.byReferral.has(referral) || !isUuid(referral);
    if (isNoted || !(await equalsItsBase(mapping, row, lookups))) collected.keep(row);
  }
}
