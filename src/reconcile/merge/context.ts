import type { Mapping } from "../../mapping/mapping.ts";
import type { Lookups } from "../../mapping/transforms/transform.ts";
import type { WornOut } from "../record/baseless.ts";
import type { Approvals } from "./approval.ts";
import type { RefusedBefore } from "./refused.ts";
import type { Resolutions } from "./resolve.ts";

/** What a merge goes by, besides the two records. */
export interface MergeContext {
  readonly mapping: Mapping;
  readonly lookups: Lookups;
  /** Referral ids whose opportunity was to be closed by an earlier run, which did not get that far. */
  readonly closesPending: ReadonlySet<string>;
  /** What people said for this run. */
  readonly approvals: Approvals;
  readonly resolutions: Resolutions;
  /** Missing where the state counts nothing. */
  readonly isWornOut?: WornOut;
  /** Missing where every value is tried. */
  readonly refusedBefore?: RefusedBefore;
  readonly now: string;
}
