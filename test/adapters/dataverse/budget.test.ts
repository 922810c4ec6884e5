import { describe, expect, it } from "vitest";
import { LANES, LIMITS_THAT_BIND, readAsFastAsPermitted, useOfBudget } from "../../../bench/budget.ts";
import { openBudget } from "../../../src/adapters/dataverse/budget.ts";
import { testClock } from "../support.ts";

describe("a run that is longer than Dataverse's limits", () => {
  it.each(LIMITS_THAT_BIND)(
    "is never refused for its $what, and uses nearly all that it is granted",
    async (limit) => {
      const { used, refused } = await useOfBudget(limit);
      expect(refused).toBe(0);
      expect(used).toBeGreaterThanOrEqual(0.95);
    },
  );

  it("waits for nothing where the limits do not bind", async () => {
    const answers = await readAsFastAsPermitted(400, { operationMs: 100 });
    expect(answers.at(-1)?.at).toBe((400 / LANES) * 100);
  });

  it.each(["1,200.00", "1.200,00", "1 200,00", "1\u00a0200,00", "1'200.00", "1,200.0", "1.200", "1200"])(
    "has twenty minutes left where the CRM writes them as %s",
    async (left) => {
      const clock = testClock();
      const budget = openBudget(clock);
      const headers = {
        "x-ms-ratelimit-time-remaining-xrm-requests": left,
        "x-ms-ratelimit-burst-remaining-xrm-requests": left.replace(/\D00$/, ""),
      };
      const batch = async () => {
        await clock.sleep(4000);
        return { headers };
      };
      for (let batches = 0; batches < 3; batches += 1) await budget.spend(batch);
      expect(clock.slept).toEqual([4000, 4000, 4000]);
    },
  );

  it.each(["0.99", "0,99"])("has none left where that is %s s", async (left) => {
    const clock = testClock();
    const budget = openBudget(clock);
    const batch = async () => {
      await clock.sleep(4000);
      return { headers: { "x-ms-ratelimit-time-remaining-xrm-requests": left } };
    };
    await budget.spend(batch);
    await budget.spend(batch);
    expect(clock.slept).toEqual([4000, 301_000, 4000]);
  });

  it("lets no more begin than are left beside those under way, also after an answer that does not say how many", async () => {
    const clock = testClock();
    const budget = openBudget(clock);
    const answer = async (headers: Readonly<Record<string, string>> = {}) => {
      await clock.sleep(1000);
      return { headers };
    };
    await budget.spend(() => answer({ "x-ms-ratelimit-burst-remaining-xrm-requests": "1" }));
    await budget.spend(() => answer());
    expect(clock.slept).toEqual([1000, 1000]);
    await Promise.all([budget.spend(() => answer()), budget.spend(() => answer())]);
    expect(clock.slept.filter((ms) => ms > 100_000)).toHaveLength(1);
  });

  it("waits for nothing where no answer says what is left", async () => {
    const clock = testClock();
    const budget = openBudget(clock);
    for (let request = 0; request < 3; request += 1) await budget.spend(async () => ({ headers: {} }));
    expect(clock.slept).toEqual([]);
  });

  it("asks once more after a window where others have used up the time: only the service knows until when", async () => {
    const clock = testClock();
    const budget = openBudget(clock);
    const headers = { "x-ms-ratelimit-time-remaining-xrm-requests": "0" };
    for (let request = 0; request < 2; request += 1) await budget.spend(async () => ({ headers }));
    expect(clock.slept).toEqual([301_000]);
  });

  it("counts once what has left the window when the service says how many are left", async () => {
    const clock = testClock();
    const budget = openBudget(clock);
    const answer = (left: string) => async () => ({
      headers: { "x-ms-ratelimit-burst-remaining-xrm-requests": left },
    });
    await budget.spend(answer("1"));
    await clock.sleep(300_500);
    // The first one is in this number already, and comes back no second time.
    await budget.spend(answer("0"));
    await clock.sleep(1000);
    await budget.spend(answer("5"));
    expect(clock.slept).toEqual([300_500, 1000, 300_000]);
  });

  it("does not wait for a clock that was set back a day", async () => {
    const { slept, ...clock } = testClock();
    let setBackMs = 0;
    const now = () => new Date(clock.now().getTime() - setBackMs);
    const budget = openBudget({ ...clock, now });
    const batch = async () => ({ headers: { "x-ms-ratelimit-time-remaining-xrm-requests": "0.5" } });
    await budget.spend(async () => {
      await clock.sleep(4000);
      return batch();
    });
    setBackMs = 24 * 3_600_000;
    await budget.spend(batch);
    expect(slept).toEqual([4000]);
  });
});
