import { describe, expect, it } from "vitest";
import { RefusalError } from "../../src/errors.ts";
import type { RemoteRecord } from "../../src/model/record.ts";
import { guardAlone } from "../../src/reconcile/plan/guard-beginning.ts";

const NOW = "2026-11-28T12:00:00.000Z";
const FLOW = { lastModifiedVia: "Flow", lastRunId: null };

const referral = (properties: object, modified = "2026-11-28T11:00:00.1234567Z"): RemoteRecord => ({
  side: "referral",
  id: "r",
  etag: "e",
  modified,
  properties: { ...properties },
});

describe("the mark of another tool", () => {
  it.each([
    ["the tool's name", FLOW],
    ["the number of its run", { lastModifiedVia: null, lastRunId: "0858" }],
  ])("is %s, and is counted", (_what, mark) => {
    const mixed = [referral(mark), referral({}), referral(mark)];
    expect(() => guardAlone(mixed, NOW)).toThrow(RefusalError);
    expect(() => guardAlone(mixed, NOW)).toThrow("has written 2 of these referrals");
  });

  it.each([
    ["nothing", {}],
    ["null", { lastModifiedVia: null, lastRunId: null }],
    ["blank", { lastModifiedVia: " ", lastRunId: "" }],
    ["no text", { lastModifiedVia: 0, lastRunId: {} }],
    ["how it was made at first", { createdVia: "Flow" }],
  ])("is not %s", (_what, mark) => {
    expect(() => guardAlone([referral(mark)], NOW)).not.toThrow();
  });

  it("counts for seven days, to the seventh digit", () => {
    const at = (modified: string) => () => guardAlone([referral(FLOW, modified)], NOW);
    expect(at("2026-11-21T12:00:00Z")).toThrow(RefusalError);
    expect(at("2026-11-21T11:59:59.9999999Z")).not.toThrow();
  });
});
