import { describe, it } from "vitest";
import { writesAudited, writesMade } from "../support/audit.ts";
import { hold, prepareBusyDay, runUntilSettled, undisturbed } from "../support/busy-day.ts";
import { sides } from "../support/golden.ts";

const { calls, sides: expected } = await undisturbed();
const writes = calls.filter((call) => call.writes);
const [announcement] = writes;
/** With an older state, of which only the branch can tell; and each time that something was written, before the next write. */
const places = [
  ...calls.slice(0, 1).map((call) => [call, "after"] as const),
  ...writes.map((call) => [call, "before"] as const),
];

describe.concurrent("two runs at once on one branch", () => {
  for (const [call, when] of places) {
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
      const beginsAgain = !call.writes || call === announcement;
      expect(beginsAgain ? first.log : first.summary).toContain(
        beginsAgain
          ? "another run moved the state branch first: planning again"
          : "Another run took over while this one was writing.",
      );
      await runUntilSettled(stage);
      expect(sides(stage)).toBe(expected);
      expect(writesAudited(stage)).toEqual(writesMade(stage.emulator));
    });
  }
});
