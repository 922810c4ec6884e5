/** The two systems, always named in this order. */
export type Side = "referral" | "opportunity";

export const SIDES: readonly Side[] = ["referral", "opportunity"];

/** How a person knows the two systems, inside a sentence. */
export const SIDE_NAMES: Readonly<Record<Side, string>> = {
  referral: "Partner Center",
  opportunity: "the CRM",
};

/**
 * What an adapter returns: one Partner Center referral or one Dataverse row (an opportunity, unless a port
 * says otherwise), as the system sent it. `properties` is never edited; everything the mapping reads comes from it.
 */
export interface RemoteRecord {
  readonly side: Side;
  /** Lower-case GUID. */
  readonly id: string;
  /** Opaque, sent back as it came: `"\"3a00…\""` of a referral, `W/"1730854"` of a row. */
  readonly etag: string;
  /** `updatedDateTime` or `modifiedon`, as the system wrote it (up to seven fractional digits); empty of a row that does not say. */
  readonly modified: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/**
 * A field's value in the canonical domain that both sides share: text in a normal form chosen by the
 * field's transform, or `null` for blank. One comparison of strings decides whether two values are equal.
 */
export type Value = string | null;

/**
 * A remote record seen through the mapping. A field that is missing was not returned by the system:
 * that is no information, and never the same as blank.
 */
export type Snapshot = Readonly<Record<string, Value>>;

/**
 * What both sides agreed on at the last sync. Lives as compact JSON in a hidden column of the opportunity,
 * written in the same request as the fields it describes.
 */
export interface Base {
  /** Id of the change that wrote it: tells a recovering run that its write arrived. */
  readonly change: string;
  /** The referral beside which it was written; missing where there was none yet. */
  readonly referral?: string | undefined;
  /** The referral's `updatedDateTime` at that merge. An older reading of the referral is ignored. */
  readonly referralModified: string;
  readonly fields: Snapshot;
  /** What stood in a field that goes one way, blank where it was emptied, and was overwritten with the value of `fields`. */
  readonly putBack?: Snapshot;
  /** What Partner Center showed of a field in its answer, when it was sent the value of `fields`. */
  readonly untaken?: Snapshot;
  /** When the opportunity, open again by then beside an open referral, had been closed. */
  readonly closedOn?: string | undefined;
  /** What the row says that nothing takes back, and said already when it was given from another referral to this one. */
  readonly ofAnother?: Snapshot;
  /** Fields that both sides had changed by then, and nobody had decided. */
  readonly undecided?: readonly string[];
  /** Of the fields that it was written for. */
  readonly again?: Readonly<Record<string, Again>>;
}

/** A value that was written once more, and how often in a row. */
export interface Again {
  /** A few characters that stand for what both sides had agreed on before. */
  readonly before: string;
  readonly times: number;
}

/** How the CRM keeps amounts. */
export interface Amounts {
  readonly currencies: readonly Currency[];
  /** Decimal places of the columns that have a number of their own, whatever the currency: `opportunity.estimatedvalue` → 0. */
  readonly places: ReadonlyMap<string, number>;
}

/** ISO 4217 currency of the CRM. `id` is the row's GUID, `precision` its decimal places. */
export interface Currency {
  readonly id: string;
  readonly code: string;
  readonly precision: number;
  /** Somebody has deactivated it: rows that have it keep it, and no other may be given it. */
  readonly inactive?: true;
}
