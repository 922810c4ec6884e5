import { CosellError, RefusalError } from "../errors.ts";
import { shortHash } from "../model/readable.ts";
import type { RunResult } from "../model/result.ts";
import { differences, parseReceipt, receiptOf } from "../reconcile/plan/receipt.ts";
import { guarded, type Passed, refusalBy } from "./guarded.ts";
import type { Loaded, RunOptions } from "./load.ts";
import { resultOf } from "./plan.ts";
import type { Planned } from "./planning.ts";
import type { WritePorts } from "./ports.ts";

/** A sync that was refused, with the plan that it has not written: whoever is to let it through has to see it. */
export class RefusedPlan extends RefusalError {
  readonly result: RunResult;

  constructor({ message, fix }: RefusalError, result: RunResult) {
    super(message, fix);
    this.result = result;
  }
}

/**
 * What a sync may write: this plan, or the rest of an earlier one.
 *
 * @throws RefusedPlan before anything is written.
 */
export async function passGuard(
  planned: Planned,
  loaded: Loaded,
  options: RunOptions,
  ports: WritePorts,
): Promise<Passed> {
  try {
    await refuseOtherPlan(planned, options, ports);
    return guarded(planned, loaded.state, options);
  } catch (error) {
    if (!(error instanceof RefusalError)) throw error;
    const result = resultOf(planned, loaded, options, ports);
    throw new RefusedPlan(error, { ...result, refusal: refusalBy("sync", error) });
  }
}

/** A message has to be read at a glance; the new plan has all of it. */
const MOST_DIFFERENCES = 12;

/**
 * A run that is bound to a reviewed plan says how its own plan differs, as far as the review can still be found.
 * When it cannot, the guard refuses with the digests alone. The rest of a reviewed plan is let through as far as it
 * may still write.
 *
 * @throws RefusalError in words, before anything is written.
 */
export async function refuseOtherPlan(
  { plan, digest, accepted }: Planned,
  { limits, mapping, keyed }: RunOptions,
  ports: WritePorts,
): Promise<void> {
  const { expectedDigest } = limits;
  if (expectedDigest === null || expectedDigest === digest || expectedDigest === accepted?.plan) return;
  const word = await findReceipt(expectedDigest, ports);
  const reviewed = word === null ? null : parseReceipt(word);
  if (!reviewed) return;
  const all = differences(reviewed, receiptOf(plan, mapping.digest, keyed));
  // Another version of ours may make another digest of the same plan.
  if (all.length === 0) return;
  const more = all.length > MOST_DIFFERENCES ? [`and ${all.length - MOST_DIFFERENCES} more`] : [];
  const told = [...all.slice(0, MOST_DIFFERENCES), ...more].map((line) => `- ${line}`);
  throw new RefusalError(
    `The plan is not the one that was reviewed (expected ${shortHash(expectedDigest)}, now ${shortHash(digest)}):\n${told.join("\n")}`,
    "Review the new plan and pass its digest as expected-plan-digest.",
  );
}

async function findReceipt(digest: string, ports: WritePorts): Promise<string | null> {
  try {
    return await ports.findReceipt(digest);
  } catch (error) {
    if (!(error instanceof CosellError)) throw error;
    ports.progress(`the reviewed plan could not be looked up: ${error.message}`);
    return null;
  }
}
