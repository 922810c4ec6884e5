import type { Mapping } from "../../mapping/mapping.ts";
import type { Lookups } from "../../mapping/transforms/transform.ts";
import type { WornOut } from "../record/worn-out.ts";
import type { Approvals } from "./approval.ts";
import type { RefusedBefore } from "./refused-before.ts";
import type { Resolutions } from "./resolve.ts";

/** What every decision about a deal goes by, besides its records. */
export interface DealContext {
  readonly mapping: Mapping;
  readonly lookups: Lookups;
  /** What people said for this run. */
  readonly approvals: Approvals;
  readonly isWornOut: WornOut;
}

/** What a merge goes by. */
export interface MergeContext extends DealContext {
  /** Referral ids whose opportunity was to be closed by an earlier run, which did not get that far. */
  readonly closesPending: ReadonlySet<string>;
  readonly resolutions: Resolutions;
  readonly refusedBefore: RefusedBefore;
  readonly now: string;
}
