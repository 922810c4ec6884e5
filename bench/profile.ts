/**
 * Profile P: how far away the two services are and how long they work, calibrated on what Microsoft publishes
 * (100 single updates in 12 s, the same in one batch in 4 s: "Sample: Update records in bulk"). Partner Center
 * publishes neither times nor limits; these are ours.
 */
export const PROFILE = {
  /** Milliseconds that a request is under way. */
  latencyMs: { dataverse: 60, "partner-center": 120, "sign-in": 60, github: 0 },
  /** What Dataverse works on each operation, one after the other within a batch. */
  operationMs: 40,
  /** What Dataverse hints, and where it refuses. */
  concurrency: 52,
  /** Referrals in an answer of Partner Center. */
  referralsAtOnce: 100,
} as const;

/** No distance at all: for what is prepared before a measurement. */
export const NEARBY = {
  latencyMs: { dataverse: 0, "partner-center": 0, "sign-in": 0, github: 0 },
  operationMs: 0,
} as const;

export type Conditions = Readonly<{
  latencyMs: Readonly<Record<"dataverse" | "partner-center" | "sign-in" | "github", number>>;
  operationMs: number;
}>;
