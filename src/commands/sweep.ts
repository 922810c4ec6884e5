import type { Mapping } from "../mapping/mapping.ts";
import { isVisibleToMicrosoft } from "../mapping/share.ts";
import type { RemoteRecord } from "../model/record.ts";
import { InStep, type Needs, type OpenNeeds } from "../reconcile/in-step.ts";
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
 * - `in step`: both sides have come, and both are forgotten
 */
type Stand = Needs | "whole" | "in step";

/** A deal that is in step as far as its own two sides go, and whose engagement may have a referral of Microsoft's. */
type Unmet = Pick<OpenNeeds, "form" | "microsoft"> & { readonly referral: string };

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
  /** By the referral that the row belongs to. */
  readonly #stands = new Map<string, Stand>();
  /** Referrals whose rows have not come. */
  readonly #early = new Map<string, RemoteRecord>();
  readonly #unmet = new Map<string, Unmet>();
  /** Deals that were in step until Microsoft's referral came. */
  readonly #moved = new Set<string>();
  readonly #newDeals: NewDeals;
  #inStep: InStep | null = null;
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
    return this.#stands.size;
  }

  /** How many deals were let go of. */
  count = 0;

  /** Whether it takes more rows before more referrals can be held. */
  get isFull(): boolean {
    return this.#early.size >= MOST_EARLY;
  }

  /** Referrals that Microsoft's side has news for, although they were let go of. */
  get moved(): readonly string[] {
    return [...this.#moved];
  }

  /** Has to come before the first row. */
  async prepare(): Promise<void> {
    this.#inStep ??= new InStep(this.#mapping, await this.#lookups());
  }

  #judge(): InStep {
    if (!this.#inStep) throw new Error("rows are compared before it is known with which currencies");
    return this.#inStep;
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
      this.#stands.set(referral, "whole");
      this.#keep(row);
      if (early) this.#keep(early);
    } else if (early) this.#letGo(early, needs);
    else if (stand !== "in step") this.#stands.set(referral, needs);
  }

  takeReferral(referral: RemoteRecord, isNamed: boolean): void {
    const stand = this.#stands.get(referral.id);
    if (isNamed || typeof stand === "string") this.#keep(referral);
    else if (stand === undefined && this.#rowsHaveEnded) this.#takeAlone(referral);
    else if (stand === undefined) this.#early.set(referral.id, referral);
    else if (this.#meets(referral, stand)) this.#letGo(referral, stand);
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
    const unmet = this.#unmet.get(engagement);
    this.#unmet.delete(engagement);
    if (unmet && this.#judge().microsoftMeets(microsoft, unmet)) return;
    this.#engagements.note(microsoft, true);
    if (unmet) this.#moved.add(unmet.referral);
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
    this.#stands.set(referral.id, "in step");
    this.count += 1;
    const engagement = engagementOf(referral);
    if (!this.#mapping.showsMicrosoft || engagement === null || "end" in needs) return;
    if (this.#engagements.forget(engagement)) return;
    // Microsoft has no referral of its own of a deal that is not shared (create-a-referral).
    if (isVisibleToMicrosoft(referral) === false) return;
    const { form, microsoft } = needs;
    this.#unmet.set(engagement, { referral: referral.id, form, microsoft });
  }
}
