import type { Mapping } from "../../mapping/mapping.ts";
import { misfit } from "../../mapping/scope.ts";
import type { RemoteRecord } from "../../model/record.ts";
import type { Form, Needs } from "../../reconcile/merge/in-step.ts";
import { Numbered } from "./numbered.ts";

/**
 * How a full read stands with a deal that has a row:
 *
 * - needs: the row equals its base, and this is what it takes for the deal to be in step
 * - `whole`: the merge has to look at the deal
 * - `done`: an earlier run has dealt with it, and the row has not changed since
 * - `let go`: both sides have come, nothing is to be done, and they are forgotten
 */
export type Stand = Needs | "whole" | "done" | "let go";

/** Each is asked for by itself. More of them, as of a user who has lost the role, need not be known to see what is wrong. */
const MOST_UNMET = 50;
/** Of a deal whose engagement does not matter. */
const NONE = -1;

/** By the referral that the row belongs to. All of them are held until the read ends, each in some sixty bytes. */
export class Stands {
  readonly #deals = new Numbered();
  readonly #stands: (Form | Exclude<Stand, Needs>)[] = [];
  readonly #floors: number[] = [];
  /** Of a deal that was let go of, the number of its engagement, or `NONE`. */
  readonly #digests: number[] = [];
  /** Of rows that are out of the mapping's scope. */
  readonly #others = new Set<number>();
  #gone = 0;
  readonly #mapping: Pick<Mapping, "scope">;

  constructor(mapping: Pick<Mapping, "scope">) {
    this.#mapping = mapping;
  }

  /** How many referrals have a row in the mapping's scope. */
  get linked(): number {
    return this.#deals.size - this.#others.size;
  }

  /** How many have one out of it. */
  get others(): number {
    return this.#others.size;
  }

  /** How many deals were let go of. */
  get gone(): number {
    return this.#gone;
  }

  has(referral: string): boolean {
    return this.#deals.find(referral) !== undefined;
  }

  of(referral: string): Stand | undefined {
    const deal = this.#deals.find(referral);
    if (deal === undefined) return undefined;
    const stand = this.#stands[deal];
    if (typeof stand !== "object") return stand;
    return { form: stand, floor: this.#floors[deal] ?? 0, digest: this.#digests[deal] ?? 0 };
  }

  /** Has to come before how it stands with the deal of the row, and says how it stood before. */
  place(row: RemoteRecord, referral: string): Stand | undefined {
    const deal = this.#deals.numberOf(referral);
    if (misfit(this.#mapping.scope, row) === null) this.#others.delete(deal);
    else this.#others.add(deal);
    return this.of(referral);
  }

  set(referral: string, stand: Exclude<Stand, "let go">): void {
    if (typeof stand === "string") this.#put(referral, stand, 0, 0);
    else this.#put(referral, stand.form, stand.floor, stand.digest);
  }

  /** @param engagement Its number, or `null` when it does not matter. */
  letGo(referral: string, engagement: number | null): void {
    this.#put(referral, "let go", 0, engagement ?? NONE);
    this.#gone += 1;
  }

  /** Referrals of deals that were let go of, and are in one of these engagements. */
  letGoIn(engagements: ReadonlySet<number>): string[] {
    const referrals: string[] = [];
    for (const [deal, stand] of this.#stands.entries())
      if (stand === "let go" && engagements.has(this.#digests[deal] ?? NONE))
        referrals.push(this.#deals.idOf(deal));
    return referrals;
  }

  /** Referrals of open rows in scope that have not come; of many, only some. */
  unmet(): string[] {
    const referrals: string[] = [];
    for (const [deal, stand] of this.#stands.entries()) {
      if (referrals.length === MOST_UNMET) break;
      const isOpen = typeof stand === "object" && !("end" in stand);
      if (isOpen && !this.#others.has(deal)) referrals.push(this.#deals.idOf(deal));
    }
    return referrals;
  }

  #put(referral: string, stand: Form | Exclude<Stand, Needs>, floor: number, digest: number): void {
    const deal = this.#deals.numberOf(referral);
    if (this.#stands[deal] === "let go") this.#gone -= 1;
    this.#stands[deal] = stand;
    this.#floors[deal] = floor;
    this.#digests[deal] = digest;
  }
}
