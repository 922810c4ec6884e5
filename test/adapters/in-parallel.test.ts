import { describe, expect, it } from "vitest";
import { inParallel } from "../../src/adapters/in-parallel.ts";

describe("work in parallel", () => {
  it("gives its results in the order of the items, whichever is ready first", async () => {
    const ready = [Promise.withResolvers<string>(), Promise.withResolvers<string>()];
    const results = inParallel(ready, 2, ({ promise }) => promise);
    ready[1]?.resolve("second");
    await ready[1]?.promise;
    ready[0]?.resolve("first");
    expect(await results).toEqual(["first", "second"]);
  });

  it("has no more under way than allowed, and as many as that", async () => {
    let underWay = 0;
    let most = 0;
    await inParallel([...Array(20).keys()], 3, async () => {
      underWay += 1;
      most = Math.max(most, underWay);
      await Promise.resolve();
      underWay -= 1;
    });
    expect(most).toBe(3);
  });
});
