import { describe, it } from "vitest";
import { writesAudited, writesMade } from "../support/audit.ts";
import { hold, prepareBusyDay, runUntilSettled, undisturbed } from "../support/busy-day.ts";
import { sides } from "../support/golden.ts";

const { calls, sides: expected } = await undisturbed();
const writes = calls.filter((call) => call.writes);
const beforeAny = calls.findIndex((call) => call.writes);
const ofSides = calls.slice(0, beforeAny).filter(({ system }) => system !== "github");

const BEGINS_AGAIN = "another run moved the state branch first: planning again";
const LEAVES_THE_REST = "Another run took over while this one was writing.";
/** Where the first run is held, with what it has read by then or before its next write; and what it says of it afterwards. */
const places = [
  ...calls.slice(0, 1).map((call) => [call, "after", "nothing to do"] as const),
  ...ofSides.slice(-1).map((call) => [call, "after", BEGINS_AGAIN] as const),
  ...writes.map((call, place) => [call, "before", place === 0 ? BEGINS_AGAIN : LEAVES_THE_REST] as const),
];

describe.concurrent("two runs at once on one branch", () => {
  for (const [call, when, says] of places) {
    const title = `${call.system} ${call.method} ${call.path} no. ${call.nth}`;
    it(`write nothing twice, and the first one finds that the branch has moved: held ${when} ${title}`, async ({
      expect,
    }) => {
      await using stage = await prepareBusyDay();
      const held = hold(stage, call, when);
      const running = stage.run();
      await Promise.race([held.reached, running]);
      expect(held.hits).toBe(1);
      held.remove();
      const second = await stage.run();
      held.release();
      const first = await running;
      expect([first.exitCode, second.exitCode]).toEqual([0, 0]);
      expect(first.log + first.summary).toContain(says);
      await runUntilSettled(stage);
      expect(sides(stage)).toBe(expected);
      expect(writesAudited(stage)).toEqual(writesMade(stage.emulator));
    });
  }
});
