import type { Mapping } from "../mapping/mapping.ts";
import { isVisibleToMicrosoft } from "../mapping/share.ts";
import type { RemoteRecord } from "../model/record.ts";
import { type Form, InStep, type Needs } from "../reconcile/in-step.ts";
import { prospectOf } from "../reconcile/match.ts";
import { type Engagements, engagementOf } from "./engagements.ts";
import type { lookupsOnce } from "./lookups.ts";
import { NewDeals } from "./new-deals.ts";

/**
 * So many referrals are held until their rows come; then Partner Center's listing waits for that of the rows. Of ten
 * thousand deals all rows are there by then; with five hundred the listing took a fifth longer, in as much memory.
 */
const MOST_EARLY = 2000;

/**
 * - needs: the row equals its base, and this is what it takes for the deal to be in step
 * - `whole`: the merge has to look at the deal
 */
type Stand = Needs | "whole";

export interface SweepParts {
  readonly engagements: Engagements;
  readonly lookups: ReturnType<typeof lookupsOnce>;
  /** Called with each record that the merge has to look at. */
  readonly keep: (record: RemoteRecord) => void;
  /** Called with a referral that was kept, and is left to a later run after all. */
  readonly drop: (referral: RemoteRecord) => void;
  /** Most deals without a row that are kept. */
  readonly mostNew: number;
}

/**
 * Joins the two listings of a full read while they come in, and lets go of every deal that is in step, or that comes to
 * nothing: only what differs is kept whole. Rows come five hundred to an answer and referrals a hundred, so most rows are there first,
 * and of each of those there is no more than its needs.
 */
export class Sweep {
  readonly #mapping: Mapping;
  readonly #engagements: Engagements;
  readonly #lookups: ReturnType<typeof lookupsOnce>;
  readonly #keep: (record: RemoteRecord) => void;
  /** By the referral that the row belongs to, until the deal is let go of. */
  readonly #stands = new Map<string, Stand>();
  /** Deals of which both sides have come, and both are forgotten: referral → engagement. */
  readonly #inStep = new Map<string, string | null>();
  /** Referrals whose rows have not come. */
  readonly #early = new Map<string, RemoteRecord>();
  /** Engagements of deals in step in which Microsoft may have a referral that has not come. */
  readonly #unmet = new Map<string, Form>();
  /** Those of deals that were in step until it came. */
  readonly #moved = new Set<string>();
  readonly #newDeals: NewDeals;
  #comparison: InStep | null = null;
  #rowsHaveEnded = false;

  constructor(mapping: Mapping, { engagements, lookups, keep, drop, mostNew }: SweepParts) {
    this.#mapping = mapping;
    this.#engagements = engagements;
    this.#lookups = lookups;
    this.#keep = keep;
    this.#newDeals = new NewDeals(mostNew, { keep, drop });
  }

  /** How many referrals have a row. */
  get linked(): number {
    return this.#stands.size + this.#inStep.size;
  }

  /** How many deals were let go of. */
  get count(): number {
    return this.#inStep.size;
  }

  /** Whether it takes more rows before more referrals can be held. */
  get isFull(): boolean {
    return this.#early.size >= MOST_EARLY;
  }

  /** Referrals that Microsoft's side has news for, although they were let go of. */
  get moved(): readonly string[] {
    if (this.#moved.size === 0) return [];
    const deals = [...this.#inStep];
    return deals.flatMap(([referral, engagement]) => (this.#moved.has(engagement ?? "") ? [referral] : []));
  }

  /** Has to come before the first row. */
  async prepare(): Promise<void> {
    this.#comparison ??= new InStep(this.#mapping, await this.#lookups());
  }

  #judge(): InStep {
    if (!this.#comparison) throw new Error("rows are compared before it is known with which currencies");
    return this.#comparison;
  }

  /** A row that the merge does not look at, though its deal may not be in step. */
  note(referral: string): void {
    if (!this.#stands.has(referral)) this.#stands.set(referral, "whole");
  }

  /** @param isNamed Whether somebody asked for this deal, or it waits for something: then it is looked at. */
  takeRow(row: RemoteRecord, referral: string, isNamed: boolean): void {
    const stand = this.#stands.get(referral);
    const needs = isNamed || stand === "whole" ? null : this.#judge().needsOf(row);
    const early = this.#early.get(referral);
    this.#early.delete(referral);
    if (needs === null || (early && !this.#meets(early, needs))) {
      this.#inStep.delete(referral);
      this.#stands.set(referral, "whole");
      this.#keep(row);
      if (early) this.#keep(early);
    } else if (early) this.#letGo(early, needs);
    else if (!this.#inStep.has(referral)) this.#stands.set(referral, needs);
  }

  takeReferral(referral: RemoteRecord, isNamed: boolean): void {
    const stand = this.#stands.get(referral.id);
    if (isNamed || stand === "whole") this.#keep(referral);
    else if (stand !== undefined) this.#compare(referral, stand);
    else if (this.#inStep.has(referral.id)) this.#keep(referral);
    else if (this.#rowsHaveEnded) this.#takeAlone(referral);
    else this.#early.set(referral.id, referral);
  }

  #compare(referral: RemoteRecord, needs: Needs): void {
    if (this.#meets(referral, needs)) this.#letGo(referral, needs);
    else {
      this.#stands.set(referral.id, "whole");
      this.#keep(referral);
    }
  }

  /** A referral that no row carries. */
  #takeAlone(referral: RemoteRecord): void {
    const prospect = prospectOf(this.#mapping, referral);
    if (prospect === "new row") this.#newDeals.take(referral);
    else if (prospect === "open") this.#keep(referral);
  }

  /** Microsoft's own referral of a deal: what it shows may be news to a deal that was in step without it. */
  takeMicrosofts(microsoft: RemoteRecord): void {
    const engagement = engagementOf(microsoft) ?? "";
    if (this.#newDeals.hasLeft(engagement)) return;
    const form = this.#unmet.get(engagement);
    this.#unmet.delete(engagement);
    if (form && this.#judge().microsoftMeets(microsoft, form)) return;
    this.#engagements.note(microsoft, true);
    if (form) this.#moved.add(engagement);
  }

  /** What is held, and what comes from now on, has no row that was listed. */
  endRows(): void {
    this.#rowsHaveEnded = true;
    for (const referral of this.#early.values()) this.#takeAlone(referral);
    this.#early.clear();
  }

  /** @returns How many deals without a row are left to later runs. */
  end(): number {
    return this.#newDeals.end();
  }

  #meets(referral: RemoteRecord, needs: Needs): boolean {
    return this.#judge().meets(this.#engagements.withMicrosofts(referral), needs);
  }

  #letGo(referral: RemoteRecord, needs: Needs): void {
    const engagement = this.#mapping.showsMicrosoft ? engagementOf(referral) : null;
    this.#stands.delete(referral.id);
    this.#inStep.set(referral.id, engagement);
    if (engagement === null || "end" in needs) return;
    if (this.#engagements.forget(engagement)) return;
    // Microsoft has no referral of its own of a deal that is not shared (create-a-referral).
    if (isVisibleToMicrosoft(referral) !== false) this.#unmet.set(engagement, needs.form);
  }
}
