import { describe, it } from "vitest";
import { writesAudited, writesMade } from "../support/audit.ts";
import {
  editAgain,
  mayWrite,
  prepareBusyDay,
  runUntilSettled,
  undisturbed,
  withSecondEdits,
} from "../support/busy-day.ts";
import { sides } from "../support/golden.ts";
import { FATES, killAndRecover, killAt } from "../support/kill.ts";

const reference = await undisturbed();
// Of a call that only reads, nobody but the process that dies could tell whether it arrived.
const cases = reference.calls.flatMap((call) =>
  FATES.filter((fate) => fate === "never arrives" || mayWrite(call)).map((fate) => [call, fate] as const),
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
      await killAndRecover(stage, call, fate);
      expect(sides(stage)).toBe(reference.sides);
      expect(writesAudited(stage)).toEqual(writesMade(stage.emulator));
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
      expect(writesAudited(stage)).toEqual(writesMade(stage.emulator));
    });
  }
});
