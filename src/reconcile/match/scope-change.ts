import type { Mapping } from "../../mapping/mapping.ts";
import type { ScopeDocument } from "../../mapping/schema/scope.ts";
import { misfit } from "../../mapping/scope.ts";
import { isOpenRow } from "../../mapping/transforms/status.ts";
import { canonicalJson } from "../../model/canonical-json.ts";
import type { RemoteRecord } from "../../model/record.ts";
import { identifierOf } from "./match.ts";

/** How many open linked deals a proposed scope leaves alone that are dealt with today, and the other way round. */
export interface ScopeChange {
  readonly leave: number;
  readonly enter: number;
}

/**
 * Counts them from the records as they are listed: a deal in step is in no plan, so none of two plans says that one of
 * the scopes leaves it alone.
 */
export class ScopeCount {
  readonly #mapping: Mapping;
  readonly #before: Left;
  readonly #after: Left;
  readonly #open = new Set<string>();

  /** `null` where both have the same scope. */
  static between(before: Mapping, after: Mapping): ScopeCount | null {
    return canonicalJson(before.scope) === canonicalJson(after.scope) ? null : new ScopeCount(before, after);
  }

  private constructor(before: Mapping, after: Mapping) {
    this.#mapping = after;
    this.#before = { scope: before.scope, deals: new Set() };
    this.#after = { scope: after.scope, deals: new Set() };
  }

  look(page: readonly RemoteRecord[]): void {
    for (const record of page) {
      const isRow = record.side === "opportunity";
      const deal = isRow ? identifierOf(this.#mapping, record) : record.id;
      if (deal === null) continue;
      if (isRow && isOpenRow(record)) this.#open.add(deal);
      for (const { scope, deals } of [this.#before, this.#after])
        if (misfit(scope, record) !== null) deals.add(deal);
    }
  }

  get change(): ScopeChange {
    const onlyIn = (one: Left, other: Left) =>
      [...one.deals].filter((deal) => this.#open.has(deal) && !other.deals.has(deal)).length;
    return { leave: onlyIn(this.#after, this.#before), enter: onlyIn(this.#before, this.#after) };
  }
}

interface Left {
  readonly scope: ScopeDocument;
  /** Referrals of the deals that it leaves alone, linked or not. */
  readonly deals: Set<string>;
}
