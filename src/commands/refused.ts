import { RefusalError } from "../errors.ts";
import type { RunResult } from "../model/result.ts";
import { acceptedIn, guarded, type Passed, refusalBy } from "./guarded.ts";
import type { Loaded, RunOptions } from "./load.ts";
import { resultOf } from "./plan.ts";
import type { Planned } from "./planning.ts";
import type { WritePorts } from "./ports.ts";
import { refuseOtherPlan } from "./reviewed.ts";

/** A sync that was refused, with the plan that it has not written: whoever is to let it through has to see it. */
export class RefusedPlan extends RefusalError {
  readonly result: RunResult;

  constructor({ message, mend }: RefusalError, result: RunResult) {
    super(message, mend);
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
    await refuseOtherPlan(planned, options, ports, acceptedIn(loaded.state, planned, options));
    return guarded(planned, loaded.state, options);
  } catch (error) {
    if (!(error instanceof RefusalError)) throw error;
    const result = resultOf(planned, loaded, options, ports);
    throw new RefusedPlan(error, { ...result, refusal: refusalBy("sync", error) });
  }
}
