import type { Mapping } from "../mapping/mapping.ts";
import type { OtherTable } from "../model/plan.ts";
import type { RemoteRecord } from "../model/record.ts";
import type { RunResult } from "../model/result.ts";
import { type ScopeChange, ScopeCount } from "../reconcile/match/scope-change.ts";
import { type Comparison, comparePlans, type IsMoved } from "../reconcile/plan/compare.ts";
import { formatReceipt, receiptOf } from "../reconcile/plan/receipt.ts";
import type { Fingerprint } from "../reconcile/record/fingerprint.ts";
import { refusalOf } from "./guarded.ts";
import { load, type RunOptions } from "./load.ts";
import { resultOf } from "./plan.ts";
import { makePlan } from "./planning.ts";
import type { ReadPorts } from "./ports.ts";
import { shareReads } from "./shared-reads.ts";

/** A mapping, and how its values are named in public. */
export interface Candidate {
  readonly mapping: Mapping;
  readonly fingerprint: Fingerprint;
}

/** The mapping of the options is the proposed one. */
export interface ReviewOptions extends RunOptions {
  /** The mapping in force; `null` when there is none that could be compared with. */
  readonly before: Candidate | null;
  /** The proposed mapping once more, with everything hidden that the one in force does not show. */
  readonly shown: Candidate;
}

export interface Review {
  /** The plan of the proposed mapping, as it may be shown; its digest is the one that a sync will have. */
  readonly result: RunResult;
  readonly comparison: Comparison;
  /** `null` where the scope stays as it is, or there is nothing to compare with. */
  readonly scope: ScopeChange | null;
  /** What a sync would say instead of writing this plan, or `null`. */
  readonly refusal: string | null;
  /** By which a sync that is bound to this plan can say how its own differs. */
  readonly receipt: string;
}

/**
 * What a proposed mapping would do to the live records, beside what the one in force would do.
 *
 * - **load**, **pull** and **match** once: both mappings are held against the same records
 * - **merge** with the proposed mapping, for the digest that a sync is bound to later
 * - **merge** with it once more, to be shown, and with the one in force
 * - **guard**, to say what a sync would refuse
 */
export async function review(options: ReviewOptions, ports: ReadPorts): Promise<Review> {
  const loaded = await load(ports.state, options);
  const scopes = options.before && ScopeCount.between(options.before.mapping, options.mapping);
  const look = (page: readonly RemoteRecord[]) => scopes?.look(page);
  const shared = shareReads(ports, options.mapping, { readers: options.before ? 3 : 2, look });
  const isOther = options.mapping.digest !== options.before?.mapping.digest;
  // Another mapping looks at everything again, also at what waits: it may be what that has waited for.
  const from = isOther ? { ...loaded, state: { ...loaded.state, mapping: "" } } : loaded;
  const quiet = { ...shared, progress: () => {} };
  const [planned, shown, before] = await Promise.all([
    makePlan(shared, from, options),
    makePlan(quiet, from, { ...options, ...options.shown }),
    options.before && makePlan(quiet, from, { ...options, ...options.before }),
  ]);
  return {
    result: resultOf({ ...shown, digest: planned.digest }, loaded, options, ports),
    comparison: comparePlans(
      before?.plan ?? null,
      shown.plan,
      movedBetween(options.before?.mapping ?? null, options.mapping),
    ),
    scope: scopes?.change ?? null,
    receipt: formatReceipt(receiptOf(planned.plan, options.mapping.digest, options.keyed)),
    refusal: refusalOf(planned, loaded.state, options)?.reason ?? null,
  };
}

function movedBetween(before: Mapping | null, after: Mapping): IsMoved {
  const placeIn = (mapping: Mapping, field: string, table: OtherTable | null) =>
    (table === "lead" ? mapping.leads?.rows : mapping)?.places.tags.get(field);
  return (field, table) =>
    before !== null && table !== "account" && placeIn(before, field, table) !== placeIn(after, field, table);
}
