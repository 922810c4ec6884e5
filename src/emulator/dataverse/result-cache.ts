import type { Comparable } from "./filter-match.ts";
import type { Row } from "./store.ts";

/** A row with the values it is sorted by; the primary key settles ties. */
export interface Sorted {
  readonly row: Row;
  readonly keys: readonly Comparable[];
}

export interface ResultList {
  readonly items: readonly Sorted[];
  readonly descending: readonly boolean[];
}

/** Lists of earlier requests, good for as long as nothing is written: so a page costs no new filtering. */
export type ResultCache = Map<string, { readonly version: number; readonly list: ResultList }>;
