import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Mapping } from "../../src/mapping/mapping.ts";
import {
  type Change,
  type ChangeOutcome,
  type Conflict,
  type Held,
  type Merge,
  NOTHING_DONE,
  type SellerStatus,
} from "../../src/model/plan.ts";
import type { RemoteRecord } from "../../src/model/record.ts";
import { UNSEEN } from "../../src/model/unseen.ts";
import { sellerStatus, statusAtEnd, statusDiffers } from "../../src/reconcile/merge/seller.ts";
import { sellerColumns } from "../../src/reconcile/write/seller-columns.ts";

const LINK = { referral: "r", opportunity: "o" };
const COLUMNS: Mapping["seller"] = {
  status: { column: "status", values: { synced: 10, waiting: 11, conflict: 12, "needs attention": 13 } },
  reason: "reason",
  audit: "audit",
};
const MAPPING = { seller: COLUMNS } as Mapping;
const SYNCED: SellerStatus = { state: "synced", reason: "" };
const NOW = "2026-11-20T09:15:00Z";

function conflict(winner: Conflict["winner"] = null): Conflict {
  return { link: LINK, field: "deal value", referral: "1.00 EUR", opportunity: null, winner, hasBase: true };
}

function held(awaits?: "approval"): Held {
  const reason = "the referral is closed";
  return { link: LINK, field: "notes", side: "referral", reason, ...(awaits ? { awaits } : {}) };
}

function row(properties: Record<string, unknown>): RemoteRecord {
  return { side: "opportunity", id: "o", etag: "1", modified: NOW, properties };
}

function merge(status: SellerStatus, opportunity: RemoteRecord | null = row({})): Merge {
  const pair = { link: LINK, opportunity, adopts: false } as Merge["pair"];
  return { pair, changes: [], conflicts: [], held: [], warnings: [], agreed: {}, status };
}

function update(fields: Change["fields"] = []): Change {
  return { side: "opportunity", action: "update", link: LINK, etag: "1", fields };
}

function referralOutcome(outcome: ChangeOutcome["outcome"], reason: string | null = null): ChangeOutcome {
  const fields = [{ field: "deal value", from: "1.00 EUR", to: "2.00 EUR" }];
  const change: Change = { side: "referral", action: "update", link: LINK, etag: "1", fields };
  return { change, intent: "i", outcome, reason, sent: true, etag: null, modified: null };
}

describe("the sync status", () => {
  it.each([
    ["nothing is open", [], [], "synced"],
    ["the mapping names the winner of a conflict", [conflict("referral")], [], "synced"],
    ["a conflict needs a person", [conflict()], [], "conflict"],
    ["a conflict, and something else is held", [conflict()], [held()], "conflict"],
    ["something is held", [], [held()], "needs attention"],
    ["something only needs an approval", [], [held("approval")], "waiting"],
    ["one needs an approval and another is wrong", [], [held("approval"), held()], "needs attention"],
  ])("when %s", (_when, conflicts, heldBack, state) => {
    expect(sellerStatus(conflicts, heldBack).state).toBe(state);
  });

  it("says what is the same of several fields once, so that what to do about a reopened deal is not cut off", () => {
    const closed = "the referral is closed in Partner Center and can no longer be changed";
    const reopened =
      "somebody reopened the opportunity, but the referral is Closed/Expired in Partner Center, which is final: close the opportunity again to match it, or begin a new referral";
    const fields = ["deal value", "close date", "notes", "sales stage", "campaign"];
    const each = fields.map((field) => ({ ...held(), field, reason: closed }));
    const status = sellerStatus([], [...each, { ...held(), field: "status", reason: reopened }]);
    expect(status.reason).toBe(`${fields.join(", ")}: ${closed}; status: ${reopened}`);
  });

  it("names as many fields as leave what is to be done its room", () => {
    const reason =
      "the CRM refused this value; correct it in Partner Center, or ask your administrator what it wants";
    const names = Array.from({ length: 23 }, (_, number) => `a field of the mapping, ${number}`);
    const reopened = { ...held(), field: "status", reason: "somebody reopened it: close it again" };
    const of = (fields: readonly string[]) =>
      sellerStatus([], [...fields.map((field) => ({ ...held(), field, reason })), reopened]).reason;
    expect(of(names.slice(0, 2))).toBe(
      `a field of the mapping, 0, a field of the mapping, 1: ${reason}; status: somebody reopened it: close it again`,
    );
    expect(of(names)).toBe(
      `${names.slice(0, 8).join(", ")} and 15 more: ${reason}; status: somebody reopened it: close it again`,
    );
  });

  it("asks for the answer to a new referral, and says when it expires beside whatever else has to be done", () => {
    const expiry = "2026-12-04T09:00:00Z";
    const reason = "a new referral: accept or decline it before it expires on 2026-12-04";
    expect(sellerStatus([], [], expiry)).toEqual({ state: "needs attention", reason });
    const answer: Held = { link: LINK, field: "decision", side: "referral", reason: "it wants a reason" };
    for (const [conflicts, heldBack] of [
      [[conflict()], []],
      [[], [answer]],
      [[conflict()], [answer]],
    ] as const) {
      const { state, reason: other } = sellerStatus(conflicts, heldBack);
      const expected = { state, reason: `${other}; unanswered, it expires on 2026-12-04` };
      expect(sellerStatus(conflicts, heldBack, expiry)).toEqual(expected);
    }
  });

  it("says beside a conflict what else is held", () => {
    expect(sellerStatus([conflict()], [held()]).reason).toBe(
      "deal value: Partner Center has 1.00 EUR, this opportunity has nothing; make them equal; notes: the referral is closed",
    );
  });

  it("cuts neither what is held nor the expiry off behind many conflicts, nor these behind what is held", () => {
    const conflicts = Array.from({ length: 9 }, conflict.bind(null, null));
    const long = { ...held(), reason: "the referral is closed. ".repeat(30) };
    const end = "; unanswered, it expires on 2026-12-04";
    const few = sellerStatus(conflicts, [held()], "2026-12-04T09:00:00Z").reason;
    expect(few).toMatch(new RegExp(`^deal value: .*…; notes: the referral is closed${end}$`));
    expect(few).toHaveLength(400);
    const many = sellerStatus(conflicts, [long], "2026-12-04T09:00:00Z").reason;
    expect(many).toMatch(
      new RegExp(`^deal value: .{100,}…; notes: the referral is closed\\..{100,}…${end}$`),
    );
    expect(many).toHaveLength(400);
  });

  it("says both values of a conflict, and what to do", () => {
    expect(sellerStatus([conflict()], []).reason).toBe(
      "deal value: Partner Center has 1.00 EUR, this opportunity has nothing; make them equal",
    );
  });

  it.each([
    ["in step", [conflict("referral")], [], SYNCED],
    [
      "apart",
      [conflict()],
      [held(), held("approval")],
      { state: "synced", reason: expect.stringContaining("they differ in deal value, notes: each keeps") },
    ],
  ])("asks for nothing any more in the write that ends a deal: %s", (_how, conflicts, heldBack, status) => {
    expect(statusAtEnd(conflicts, heldBack)).toEqual(status);
  });

  it.each([
    ["at their ends", `${"Same words. ".repeat(9)}Call on Monday`, `${"Same words. ".repeat(9)}Write`],
    ["where one goes on", `${"Same words. ".repeat(9)}Call on Monday`, "Same words. ".repeat(9)],
    ["inside an emoji", `${"🙂".repeat(50)}Call on Monday`, `${"🙂".repeat(50)}Write`],
  ])("shows of long texts the part in which they differ: %s", (_where, referral, opportunity) => {
    const { reason } = sellerStatus([{ ...conflict(), referral, opportunity }], []);
    expect(reason).toMatch(/Partner Center has ….*Call on Monday, this opportunity has …/);
    expect(reason).not.toContain("\ufffd");
    const fields = [{ field: "notes", from: opportunity, to: referral }];
    const written = { change: update(fields), ...NOTHING_DONE, now: NOW };
    const { audit } = sellerColumns(MAPPING, merge(SYNCED, row({ status: 10 })), written);
    expect(audit).toMatch(/from Partner Center: notes: ….* → ….*Call on Monday/);
  });

  it("never exceeds what the column holds", () => {
    const many = Array.from({ length: 30 }, (_, index) => ({
      ...held(),
      reason: `the referral is closed, ${index}`,
    }));
    expect(sellerStatus([], many).reason).toHaveLength(400);
  });

  it.each([
    ["a row that says nothing, all in step", {}, SYNCED, false],
    ["a row that says synced", { status: 10, reason: null }, SYNCED, false],
    ["a row that still says conflict", { status: 12, reason: "x" }, SYNCED, true],
    ["a row that says nothing, in conflict", {}, { state: "conflict", reason: "x" } as const, true],
    ["another reason", { status: 12, reason: "x" }, { state: "conflict", reason: "y" } as const, true],
  ])("is written when it differs: %s", (_case, properties, wanted, differs) => {
    expect(statusDiffers(row(properties), COLUMNS, wanted)).toBe(differs);
  });

  it("is never a reason to write where the mapping names no column for it", () => {
    const none = { status: null, reason: null, audit: null };
    expect(statusDiffers(row({}), none, { state: "conflict", reason: "x" })).toBe(false);
  });
});

describe("the columns written for the seller", () => {
  it("put the newest line first, and say what went where", () => {
    const fields = [{ field: "notes", from: null, to: "hello,\n\tall" }];
    const before = row({ status: 10, audit: "2026-11-19 08:00 UTC  created from Partner Center" });
    const columns = sellerColumns(MAPPING, merge(SYNCED, before), {
      change: update(fields),
      ...NOTHING_DONE,
      referral: referralOutcome("applied"),
      now: NOW,
    });
    expect(columns).toEqual({
      status: 10,
      reason: null,
      audit: [
        "2026-11-20 09:15 UTC  to Partner Center: deal value: 1.00 EUR → 2.00 EUR",
        "2026-11-20 09:15 UTC  from Partner Center: notes: hello, all",
        "2026-11-19 08:00 UTC  created from Partner Center",
      ].join("\n"),
    });
  });

  it("say that Partner Center refused what was sent", () => {
    const referral = referralOutcome("rejected", "invalidRequest: no");
    const columns = sellerColumns(MAPPING, merge(SYNCED), {
      change: update(),
      ...NOTHING_DONE,
      referral,
      now: NOW,
    });
    expect(columns).toMatchObject({
      status: 13,
      reason:
        "Partner Center refused the change; correct it here, or ask your administrator: invalidRequest: no",
    });
    expect(columns.audit).toContain("needs attention: Partner Center refused the change");
  });

  it("do not say that it went there, and of a deal that was shared not what with", () => {
    const change = update([{ field: "notes", to: "here" }]);
    const audit = (referral: ChangeOutcome) =>
      String(
        sellerColumns(MAPPING, merge(SYNCED), { change, ...NOTHING_DONE, referral, now: NOW }).audit,
      ).split("\n");
    const here = "2026-11-20 09:15 UTC  from Partner Center: notes: here";
    expect(audit(referralOutcome("failed", "it is down"))).toEqual([here]);
    const { change: sent, ...shared } = referralOutcome("applied");
    expect(audit({ ...shared, change: { ...sent, action: "share" } })).toEqual([
      "2026-11-20 09:15 UTC  shared with Partner Center",
      here,
    ]);
  });

  it("say that the deal is closed, as the write that closes it can say nothing", () => {
    const close: Change = { ...update([{ field: "status", from: "open", to: "won" }]), action: "close" };
    const closing = { ...merge(SYNCED), changes: [update(), close] };
    expect(sellerColumns(MAPPING, closing, { change: update(), ...NOTHING_DONE, now: NOW }).audit).toBe(
      "2026-11-20 09:15 UTC  from Partner Center: status: open → won",
    );
  });

  it("do not repeat a line for a status that stands there already", () => {
    const status: SellerStatus = { state: "conflict", reason: "x" };
    const before = row({ status: 12, reason: "x", audit: "older" });
    const columns = sellerColumns(MAPPING, merge(status, before), {
      change: update(),
      ...NOTHING_DONE,
      referral: null,
      now: NOW,
    });
    expect(columns).not.toHaveProperty("audit");
  });

  it("drop the oldest lines, whole ones, when the column is full", () => {
    const lines = Array.from({ length: 40 }, (_, index) => `2026-11-19 08:00 UTC  line ${index}`);
    const before = row({ status: 10, audit: lines.join("\n") });
    const { audit } = sellerColumns(MAPPING, merge(SYNCED, before), {
      change: update([{ field: "notes", to: "y".repeat(500) }]),
      ...NOTHING_DONE,
      referral: null,
      now: NOW,
    });
    const kept = String(audit).split("\n");
    expect(String(audit).length).toBeLessThanOrEqual(1000);
    expect(kept.slice(1)).toEqual(lines.slice(0, kept.length - 1));
  });

  it("hold nothing that the CRM refuses or that turns the text around it, wherever they are cut", () => {
    const hostile = fc.string({
      unit: fc.constantFrom("🤝", "a", "\u202e", "\u0001", "\u200b", "\n", "\ud83d"),
    });
    fc.assert(
      fc.property(fc.nat({ max: 400 }), hostile, (length, text) => {
        const value = `${"x".repeat(length)}${text}${"🤝".repeat(200)}`;
        const status = sellerStatus([{ ...conflict(), referral: value, opportunity: value }], []);
        const change = update([{ field: text, from: value, to: value }]);
        const columns = sellerColumns(MAPPING, merge(status), { change, ...NOTHING_DONE, now: NOW });
        const written = [columns.reason, ...String(columns.audit).split("\n")].map(String);
        for (const line of written) {
          expect(line.isWellFormed()).toBe(true);
          expect(line.replaceAll(UNSEEN, "")).toBe(line);
        }
      }),
    );
  });

  it("name what the mapping names, and nothing else", () => {
    const mapping = { seller: { status: null, reason: null, audit: null } } as unknown as Mapping;
    expect(sellerColumns(mapping, merge(SYNCED), { change: update(), ...NOTHING_DONE, now: NOW })).toEqual(
      {},
    );
  });
});
