import { describe, it } from "vitest";
import { writesAudited, writesMade } from "../support/audit.ts";
import { hold, prepareBusyDay, runUntilSettled, undisturbed } from "../support/busy-day.ts";
import { sides } from "../support/golden.ts";

const reference = await undisturbed();
// The first reads the state, which is an older one by the time that run goes on.
const calls = reference.calls.filter((call, place) => call.writes || place === 0);

describe.concurrent("two runs at once on one branch", () => {
  for (const call of calls) {
    for (const when of ["before", "after"] as const) {
      const title = `${call.system} ${call.method} ${call.path} no. ${call.nth}`;
      it(`write nothing twice, the first one held ${when} ${title}`, async ({ expect }) => {
        await using stage = await prepareBusyDay();
        const held = hold(stage, call, when);
        const first = stage.run();
        await Promise.race([held.reached, first]);
        expect(held.hits).toBe(1);
        held.remove();
        const second = await stage.run();
        held.release();
        expect([(await first).exitCode, second.exitCode]).toEqual([0, 0]);
        await runUntilSettled(stage);
        expect(sides(stage)).toBe(reference.sides);
        expect(writesAudited(stage)).toEqual(writesMade(stage.emulator));
      });
    }
  }
});
