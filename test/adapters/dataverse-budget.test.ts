import { describe, expect, it } from "vitest";
import { LANES, LIMITS_THAT_BIND, readAsFastAsPermitted, useOfBudget } from "../../bench/budget.ts";

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
});
