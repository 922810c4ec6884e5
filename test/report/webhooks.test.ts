import { describe, expect, it } from "vitest";
import { type WebhooksFacts, webhooksReport } from "../../src/report/webhooks.ts";

const FACTS: WebhooksFacts = {
  headline: "registered",
  from: null,
  to: { origin: "https://relay.example", events: ["referral-updated"] },
  kept: [],
  dropped: [],
  test: null,
  stateCommit: null,
};

describe("a test event that nobody took", () => {
  it("has each answer once, with how often it came", () => {
    const responseCodes = ["Unauthorized", ...Array.from({ length: 9 }, () => "no answer")];
    const report = webhooksReport({ ...FACTS, test: { isOver: true, responseCodes, problem: null } });
    expect(report).toContain("**The test event was not taken:** Unauthorized, no answer &#40;9 times&#41;.");
  });
});
