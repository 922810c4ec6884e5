import { describe, it } from "vitest";
import { writesAudited, writesMade } from "../support/audit.ts";
import {
  editAgain,
  prepareBusyDay,
  runUntilSettled,
  undisturbed,
  withSecondEdits,
} from "../support/busy-day.ts";
import { sides } from "../support/golden.ts";
import { killAndRecover, killAt, killsAt } from "../support/kill.ts";

const reference = await undisturbed();
const writes = reference.calls.filter((call) => call.writes);
const cases = killsAt(writes);
/** Before the first write to the deals that are edited again, a note comes; and after each of them. */
const edited = cases.filter(
  ([{ path }, fate]) => /annotations|referrals|\$batch/.test(path) && fate !== "arrives late",
);

describe.concurrent("a run that is killed", () => {
  it("has calls of every kind to be killed at", ({ expect }) => {
    expect(new Set(writes.map(({ system, method }) => `${system} ${method}`))).toEqual(
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

  for (const [call, fate] of edited) {
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
