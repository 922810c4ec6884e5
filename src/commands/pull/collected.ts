import type { Mapping } from "../../mapping/mapping.ts";
import { misfit } from "../../mapping/scope.ts";
import { isMistyped, nameable } from "../../model/provisional.ts";
import type { RemoteRecord } from "../../model/record.ts";
import type { Unreadable } from "../../reconcile/checkpoint/run-facts.ts";
import { identifierOf, isFreeOf, meantBy, rowsByReferral } from "../../reconcile/match/match.ts";
import { rowIdFor } from "../../reconcile/record/ids.ts";
import { isBefore } from "../../reconcile/record/timestamp.ts";

function mistyped({ referralIdColumn }: Mapping): string {
  return `what stands in ${referralIdColumn} is not the identifier of a referral: correct it on the opportunity, or clear it`;
}

/** The records that a run has read and keeps, for the merge to look at. */
export class Collected {
  readonly referrals = new Map<string, RemoteRecord>();
  readonly rows = new Map<string, RemoteRecord>();
  readonly unreadable: Unreadable[] = [];
  /** Referrals of opportunities out of the mapping's scope: perhaps another account has them. */
  readonly others: string[] = [];
  /** Rows that do not carry the referral that their bases were agreed on with, by that. */
  readonly untied = new Map<string, RemoteRecord>();
  readonly #mapping: Mapping;

  constructor(mapping: Mapping) {
    this.#mapping = mapping;
  }

  /** A listing may show an older version than what was read before. */
  keep(record: RemoteRecord): void {
    if (record.side === "opportunity") this.rows.set(record.id, record);
    else {
      const known = this.referrals.get(record.id);
      if (!known || !isBefore(record.modified, known.modified)) this.referrals.set(record.id, record);
    }
  }

  keepAll(records: readonly RemoteRecord[]): void {
    for (const record of records) this.keep(record);
  }

  drop({ side, id }: RemoteRecord): void {
    (side === "referral" ? this.referrals : this.rows).delete(id);
  }

  /** Where no row carries a referral, the one that did, unless it is free to be shared anew. */
  keepUntied(): void {
    const owners = this.owners();
    for (const [id, row] of this.untied) {
      const referral = this.referrals.get(id);
      if (referral && !owners.has(id) && !isFreeOf(this.#mapping, referral, row)) this.keep(row);
    }
  }

  /** Ids of the referrals that the rows belong to. */
  owners(): Set<string> {
    const owners = [...this.rows.values()].map((row) => this.ownerOf(row));
    return new Set(owners.filter((id) => id !== null));
  }

  /** Ids of the referrals that rows mean without spelling them as such. */
  meant(): string[] {
    return [...this.rows.values()].flatMap((row) => meantBy(this.#mapping, row) ?? []);
  }

  ownerOf(row: RemoteRecord): string | null {
    return identifierOf(this.#mapping, row);
  }

  /** Notes why these referrals cannot be used. Where the opportunity is out of scope, nobody has to be told. */
  leaveOut(referrals: readonly string[], reason: string): void {
    if (referrals.length === 0) return;
    const rows = rowsByReferral(this.#mapping, [...this.rows.values()]);
    for (const referral of referrals) {
      this.referrals.delete(referral);
      const row = rows.get(referral);
      const opportunity = row?.id ?? rowIdFor(referral);
      const link = { referral: nameable(referral, opportunity), opportunity };
      if (row && misfit(this.#mapping.scope, row) !== null) {
        this.others.push(link.referral);
        continue;
      }
      const why = isMistyped(link) ? mistyped(this.#mapping) : reason;
      this.unreadable.push({ link, rowEtag: row?.etag ?? null, reason: why });
    }
  }
}
