import { describe, it } from "vitest";
import type { InjectedFault } from "../../src/emulator/faults.ts";
import { writesAudited, writesMade } from "../support/audit.ts";
import {
  type Call,
  editAgain,
  hold,
  mayWrite,
  prepareBusyDay,
  runUntilSettled,
  undisturbed,
  withSecondEdits,
} from "../support/busy-day.ts";
import { sides } from "../support/golden.ts";
import type { Stage } from "../support/stage.ts";

/**
 * What becomes of the call that is under way when the process dies:
 * - `never arrives`: the service does not get it;
 * - `arrives, unanswered`: it is carried out, and nobody is there to hear so;
 * - `arrives late`: it is carried out while the next run, or after that, is at work.
 */
const FATES = ["never arrives", "arrives, unanswered", "arrives late"] as const;
type Fate = (typeof FATES)[number];

const reference = await undisturbed();
const cases = reference.calls.flatMap((call) =>
  FATES.filter((fate) => fate !== "arrives late" || mayWrite(call)).map((fate) => [call, fate] as const),
);
const remoteWrites = cases.filter(
  ([call, fate]) => mayWrite(call) && call.system !== "github" && fate !== "arrives late",
);

describe.concurrent("a run that is killed", () => {
  it("has calls of every kind to be killed at", ({ expect }) => {
    const writes = reference.calls.filter(mayWrite).map(({ system, method }) => `${system} ${method}`);
    expect(new Set(writes)).toEqual(
      new Set(["partner-center PATCH", "dataverse PATCH", "dataverse POST", "github POST"]),
    );
  });

  for (const [call, fate] of cases) {
    const title = `${call.system} ${call.method} ${call.path} no. ${call.nth} ${fate}`;
    it(`loses and doubles nothing: ${title}`, async ({ expect }) => {
      await using stage = await prepareBusyDay();
      const held = await killAt(stage, call, fate);
      if (fate === "arrives late") {
        await stage.run();
        held.release();
      }
      await runUntilSettled(stage);
      expect(sides(stage)).toBe(reference.sides);
      expect(await writesAudited(stage)).toEqual(writesMade(stage.emulator));
    });
  }

  for (const [call, fate] of remoteWrites) {
    const title = `${call.system} ${call.method} ${call.path} no. ${call.nth} ${fate}`;
    it(`loses no edit that is made before the next one: ${title}`, async ({ expect }) => {
      await using stage = await prepareBusyDay();
      await killAt(stage, call, fate);
      editAgain(stage);
      await runUntilSettled(stage);
      expect(sides(stage)).toBe(withSecondEdits(reference.sides));
      expect(await writesAudited(stage)).toEqual(writesMade(stage.emulator));
    });
  }
});

/** Kills a run while that call is held. One that arrives late is still held then. */
async function killAt(stage: Stage, call: Call, fate: Fate): Promise<InjectedFault> {
  const held = hold(stage, call, fate === "arrives, unanswered" ? "after" : "before");
  const controller = new AbortController();
  const run = stage.run({}, { signal: controller.signal });
  await Promise.race([held.reached, run]);
  if (held.hits === 0) throw new Error("the run ended without that call");
  controller.abort();
  if ((await run).signal !== "SIGKILL") throw new Error("the run ended before it could be killed");
  held.remove();
  if (fate === "never arrives") held.drop();
  if (fate === "arrives, unanswered") held.release();
  return held;
}
