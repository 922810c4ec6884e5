import { describe, type ExpectStatic, it } from "vitest";
import { writesAudited, writesMade } from "../support/audit.ts";
import { type Call, hold, prepareBusyDay, runUntilSettled, undisturbed } from "../support/busy-day.ts";
import { sides } from "../support/golden.ts";
import { preloading } from "../support/preload.ts";
import type { Stage } from "../support/stage.ts";
import { readState } from "../support/state-branch.ts";

const reference = await undisturbed();
type Request = Pick<Call, "system" | "method" | "path">;
const isWrite = ({ system, method, path }: Request) =>
  (system === "partner-center" && method === "PATCH") || path.endsWith("$batch");
const writes = reference.calls.filter((call) => isWrite(call) && call.writes);

describe.concurrent("a run that is cancelled while it writes", () => {
  for (const call of writes) {
    const title = `${call.system} ${call.method} ${call.path} no. ${call.nth}`;
    it(`ends what it has begun, records it, and leaves the rest: ${title}`, async ({ expect }) => {
      await using stage = await prepareBusyDay();
      const held = hold(stage, call, "before");
      const cancel = new AbortController();
      const told = Promise.withResolvers<void>();
      const running = stage.run(
        {},
        {
          cancel: cancel.signal,
          onLine: (line) => {
            if (line.includes("told to stop")) told.resolve();
          },
        },
      );
      await held.reached;
      cancel.abort();
      await told.promise;
      held.remove();
      held.release();
      const { exitCode, log, summary, outputs } = await running;
      expect(exitCode, log).toBe(0);
      expect(outputs.failed).toBe("0");
      expect(summary).toContain("could not be started: the run was cancelled. The next run");
      await expectRecordedAndTakenUp(stage, expect);
    });
  }
});

/**
 * Loaded before the action: it began half an hour ago, and that is over once it makes the write no. LATE_AT. From then on
 * its clock is everybody's again, so that the next run is not before it.
 */
const LATE = `
import { subscribe } from "node:diagnostics_channel";
const Real = Date;
let ago = 30 * 60_000;
globalThis.Date = class extends Real {
  constructor(...given) { super(...(given.length === 0 ? [Real.now() - ago] : given)); }
  static now() { return Real.now() - ago; }
};
let writes = -1; // The first batch reads the currencies.
subscribe("undici:request:create", ({ request: { method, path } }) => {
  if ((method === "PATCH" && path.includes("/referrals/")) || path.endsWith("$batch")) writes += 1;
  if (writes === Number(process.env.LATE_AT)) ago = 0;
});
`;

describe.concurrent("a run whose time is up while it writes", () => {
  for (const index of writes.keys()) {
    it(`ends what it has begun, records it, and leaves the rest: write no. ${index + 1}`, async ({
      expect,
    }) => {
      await using stage = await prepareBusyDay();
      const before = stage.emulator.log.length;
      const { exitCode, log, summary, outputs } = await stage.run(
        { "time-limit": "20" },
        { env: { ...preloading(LATE), LATE_AT: String(index + 1) } },
      );
      expect(exitCode, log).toBe(0);
      expect(outputs.failed).toBe("0");
      expect(summary).toContain(
        "could not be started: the time limit of 20 minutes was reached. The next run",
      );
      const made = stage.emulator.log.slice(before).filter(isWrite);
      expect(made.length).toBeGreaterThan(index + 1);
      await expectRecordedAndTakenUp(stage, expect);
    });
  }
});

async function expectRecordedAndTakenUp(stage: Stage, expect: ExpectStatic): Promise<void> {
  expect(writesAudited(stage)).toEqual(writesMade(stage.emulator));
  const state = readState(stage, "state.json");
  expect(state).not.toContain('"writing": true');
  await runUntilSettled(stage);
  expect(sides(stage)).toBe(reference.sides);
  expect(writesAudited(stage)).toEqual(writesMade(stage.emulator));
}
