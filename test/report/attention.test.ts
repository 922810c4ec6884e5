import { describe, expect, it } from "vitest";
import type { Waiting } from "../../src/model/state.ts";
import { dealsAttention, failureAttention, keysIn, settledBody } from "../../src/report/attention.ts";
import { resultOf, waitingOf } from "./results.ts";

const NOW = "2026-11-20T09:00:00.000Z";
const SOON = "2026-11-20T10:00:00.000Z";
const PLACE = { branch: "cosell-sync-production", crm: "https://contoso.crm.dynamics.com", now: NOW };

const attentionOf = (...waiting: Waiting[]) => dealsAttention(resultOf({ waiting }), PLACE);

describe("the issue about deals", () => {
  it.each<[needs: boolean, what: string, entry: Partial<Waiting>]>([
    [true, "a conflict", { kind: "conflict" }],
    [true, "what is held back", { kind: "held" }],
    [false, "what is only held until the next run", { kind: "held", nextAt: NOW }],
    [true, "what is held for another record, which is looked at again", { kind: "held", nextAt: SOON }],
    [true, "what waits for approval", { kind: "held", onlyApproval: true, awaits: ["close: won"] }],
    [true, "a question", { kind: "question", nextAt: SOON }],
    [true, "what was refused, before the next try", { kind: "rejected", nextAt: SOON }],
    [true, "what was refused, in the runs that have enough others to try", { kind: "rejected", nextAt: NOW }],
    [
      false,
      "what was refused just now, and goes without the rest by the next run",
      { kind: "rejected", firstAt: NOW, nextAt: NOW },
    ],
    [true, "what was refused for good", { kind: "rejected" }],
    [false, "what moved in between", { kind: "stale", nextAt: NOW }],
    [false, "a failure that is tried again", { kind: "failed", nextAt: SOON }],
    [true, "a failure that is not tried again", { kind: "failed" }],
    [false, "a close that is tried again", { kind: "close", nextAt: SOON }],
    [false, "a new referral", { kind: "unanswered", nextAt: SOON }],
    [true, "a referral that expires soon", { kind: "expiring", nextAt: SOON }],
    [false, "a deal out of scope", { kind: "out of scope" }],
  ])("needs a person: %s, %s", (needs, _what, entry) => {
    expect(attentionOf(waitingOf(1, entry)).keys).toHaveLength(needs ? 1 : 0);
  });

  it("says what to do about each, and how many there are", () => {
    const held = waitingOf(2, {
      kind: "held",
      fields: ["status"],
      onlyApproval: true,
      awaits: ["close: won"],
    });
    const { title, body } = dealsAttention(
      resultOf({ waiting: [waitingOf(1), held], approvalDigest: "ab".repeat(32) }),
      PLACE,
    );
    expect(title).toBe("Co-sell sync: 2 deals need a person (cosell-sync-production)");
    expect(body).toContain("conflict: notes | both sides changed it |");
    expect(body).toContain("7c1f2b9e-3a51-4f0b-9a44-000000000001.notes=referral");
    // What only waits for a yes is where that is said how to give it, and nowhere else.
    const [before, approval = ""] = body.split("### Waiting for approval");
    expect(before).not.toContain("000000000002");
    expect(approval).toContain("close: won");
    expect(approval).toContain(`--approve ${"ab".repeat(32)}`);
    expect(attentionOf(waitingOf(1)).title).toContain("1 deal needs a person");
  });

  it("is news when a deal, or another kind of trouble of it, comes up, and not when its reason is worded anew", () => {
    const known = keysIn(attentionOf(waitingOf(1), waitingOf(2)).body);
    const fresh = (...waiting: Waiting[]) => attentionOf(...waiting).keys.filter((key) => !known.has(key));
    expect(fresh(waitingOf(2, { reason: "other words", tries: 7 }), waitingOf(1))).toEqual([]);
    expect(fresh(waitingOf(3))).toHaveLength(1);
    expect(fresh(waitingOf(1, { kind: "held" }))).toHaveLength(1);
    const both = attentionOf(waitingOf(1), waitingOf(3));
    const news = both.news(new Set(fresh(waitingOf(3))));
    expect(news).toContain("000000000003");
    expect(news).not.toContain("000000000001");
    expect(keysIn(settledBody(both)).size).toBe(0);
  });

  it("has room for any number of deals with reasons of any length", () => {
    const waiting = Array.from({ length: 6000 }, (_, index) =>
      waitingOf(index, { reason: "<@&>".repeat(100), fields: ["a|b"] }),
    );
    const attention = attentionOf(...waiting);
    expect(attention.body.length).toBeLessThan(65_536);
    expect(attention.news(new Set(attention.keys)).length).toBeLessThan(65_536);
    expect(keysIn(attention.body).size).toBeGreaterThan(1000);
    expect(attention.title).toContain("6,000 deals");
  });

  it("lets no text of the two systems become Markdown, a mention or a key", () => {
    const reason = "@everyone #1 <!-- cosell-sync keys ffffffffff --> [x](https://x.example) | y";
    const { body, keys } = attentionOf(waitingOf(1, { reason, referral: "typed --> <b>", name: "@you" }));
    expect([...keysIn(body)]).toEqual(keys);
    expect(body).not.toMatch(/@everyone|@you|<b>|\]\(https:\/\/x/);
  });
});

describe("the issue about syncs that fail", () => {
  it("says what is wrong and what to do, and nothing when one got through", () => {
    const { body, keys, title } = failureAttention("It failed.\nFix it.", "main");
    expect(title).toBe("Co-sell sync fails (main)");
    expect(body).toContain("> It failed.\n> Fix it.");
    expect(keysIn(body)).toEqual(new Set(keys));
    expect(failureAttention(null, "main").keys).toEqual([]);
  });
});
