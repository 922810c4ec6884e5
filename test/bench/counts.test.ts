import { expect, it } from "vitest";
import { countRequests } from "../../bench/counts.ts";

// The counts of the bench, which need no quiet machine: a request more is a mistake, or a decision to write down.
it("a run asks for exactly as many requests as the bench says", async () => {
  const figures = await countRequests();
  expect(figures.filter(({ verdict }) => verdict === "off")).toEqual([]);
  expect(figures.filter(({ verdict }) => verdict === "exact")).toHaveLength(8);
});
