import { describe, it } from "vitest";
import { writesAudited, writesMade } from "../support/audit.ts";
import { hold, prepareBusyDay, runUntilSettled, undisturbed } from "../support/busy-day.ts";
import { sides } from "../support/golden.ts";

const reference = await undisturbed();
const writes = reference.calls.filter(
  ({ system, method, path }) =>
    (system === "partner-center" && method === "PATCH") || path.endsWith("$batch"),
);

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
      expect(Number(outputs.failed)).toBeGreaterThan(0);
      expect(summary).toContain("not tried: the run was cancelled");
      expect(await writesAudited(stage)).toEqual(writesMade(stage.emulator));
      const state = await stage.git("show", "cosell-sync:state.json");
      expect(state).not.toContain('"writing": true');
      await runUntilSettled(stage);
      expect(sides(stage)).toBe(reference.sides);
      expect(await writesAudited(stage)).toEqual(writesMade(stage.emulator));
    });
  }
});
