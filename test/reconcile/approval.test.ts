import { describe, expect, it } from "vitest";
import type { Mapping } from "../../src/mapping/mapping.ts";
import type { Waiting } from "../../src/model/state.ts";
import {
  approvalDigest,
  approvalsOf,
  approvalText,
  whyStepWaits,
} from "../../src/reconcile/merge/approval.ts";
import { mappingOf, STATUS } from "./fields.ts";
import { World } from "./world.ts";

function waiting(referral: string, awaits: readonly string[]): Waiting {
  return {
    referral,
    opportunity: "o",
    kind: "held",
    fields: ["status"],
    reason: "",
    awaits,
    tries: 1,
    firstAt: "",
    nextAt: null,
    etags: { referral: null, opportunity: null },
  };
}

const STATUS_GUARDED = (close: string) => mappingOf({ status: STATUS }, { guards: { close } });

describe("a step that cannot be undone", () => {
  it.each([
    ["allow", null],
    ["hold", "approval"],
    ["never", undefined],
  ] as const)("is decided by the mapping: %s", (close, awaits) => {
    const waits = whyStepWaits("close", "won", STATUS_GUARDED(close));
    expect(waits === null ? null : waits.awaits).toBe(awaits);
  });

  it.each(["share", "ask help", "close"] as const)("is taken at once when nothing is said: %s", (step) => {
    expect(whyStepWaits(step, "", mappingOf({}) as Mapping)).toBeNull();
  });

  it("waits, and keeps waiting, until it is approved", () => {
    const world = new World(STATUS_GUARDED("hold"), {});
    world.sync();
    Object.assign(world.row ?? {}, { statecode: 1, statuscode: 3 });
    const { held } = world.sync();
    expect(held).toMatchObject([{ field: "status", side: "referral", awaits: "approval" }]);
    expect(world.sync().held).toEqual(held);
    expect(world.referral.status).toBe("Active");

    world.approvals = new Map([[String(world.referral.id), new Set(held.map(approvalText))]]);
    const done = world.sync();
    expect(done.held).toEqual([]);
    expect(world.referral).toMatchObject({ status: "Closed", substatus: "Won" });
    expect(done.changes[0]?.fields).toEqual([
      { field: "status", from: "open", to: "won", approved: true, moves: "status" },
    ]);
  });

  it("is nobody's decision where the mapping allows it, whatever is approved", () => {
    const world = new World(STATUS_GUARDED("allow"), {});
    world.sync();
    Object.assign(world.row ?? {}, { statecode: 1, statuscode: 3 });
    const reason = "closing the referral as won cannot be undone; it waits for approval";
    world.approvals = new Map([[String(world.referral.id), new Set([`status: ${reason}`])]]);
    expect(world.sync().changes[0]?.fields).toEqual([
      { field: "status", from: "open", to: "won", moves: "status" },
    ]);
  });

  it.each([
    ["decline", 21, ["approval"]],
    ["accept", 20, []],
  ])("is what declines a referral, and not what accepts it: to %s", (_what, answer, awaits) => {
    const text = { referral: "statusReason", opportunity: "reason", longest: 50 };
    const fields = {
      decision: {
        as: "decision",
        referral: ["status", "substatus"],
        opportunity: "answer",
        values: { accept: 20, decline: 21 },
      },
      reason: { as: "closing reason", ...text, "by status code": { 4: "Budget" } },
    };
    const fresh = { status: "New", substatus: "Pending", statusReason: null };
    const world = new World(mappingOf(fields, { guards: { close: "hold" } }), fresh);
    world.sync();
    Object.assign(world.row ?? {}, { answer, reason: "No" });
    expect(world.sync().held.map((held) => held.awaits)).toEqual(awaits);
  });

  it("is to let Microsoft see a deal, which waits for an approval of its own", () => {
    const path = "consent.consentToShareReferralWithMicrosoftSellers";
    const visible = { as: "latch", referral: path, opportunity: "visible" };
    const mapping = mappingOf({ visible, status: STATUS }, { guards: { share: "hold" } });
    const world = new World(mapping, { consent: { consentToShareReferralWithMicrosoftSellers: false } });
    world.sync();
    Object.assign(world.row ?? {}, { visible: true });
    const { held } = world.sync();
    expect(held).toMatchObject([{ field: "visible", side: "referral", awaits: "approval" }]);
    expect(world.referral.consent).toEqual({ consentToShareReferralWithMicrosoftSellers: false });
    world.approvals = new Map([[String(world.referral.id), new Set(held.map(approvalText))]]);
    world.sync();
    expect(world.referral.consent).toEqual({ consentToShareReferralWithMicrosoftSellers: true });
  });

  it("is not to show on the opportunity what Microsoft can see already", () => {
    const path = "consent.consentToShareReferralWithMicrosoftSellers";
    const visible = { as: "latch", referral: path, opportunity: "visible" };
    const mapping = mappingOf({ visible, status: STATUS }, { guards: { share: "hold" } });
    const world = new World(mapping, { consent: { consentToShareReferralWithMicrosoftSellers: false } });
    world.sync();
    world.referral.consent = { consentToShareReferralWithMicrosoftSellers: true };
    expect(world.sync().held).toEqual([]);
    expect(world.row).toMatchObject({ visible: true });
  });

  it("waits for no approval as long as it cannot be taken at all", () => {
    const world = new World(STATUS_GUARDED("hold"), { status: "New", substatus: "Pending" });
    world.sync();
    Object.assign(world.row ?? {}, { statecode: 1, statuscode: 3 });
    const { held } = world.sync();
    expect(held).toMatchObject([{ field: "status", reason: expect.stringContaining("accept it before") }]);
    expect(held[0]?.awaits).toBeUndefined();
  });

  it("is not taken by the approval of another one", () => {
    const world = new World(STATUS_GUARDED("hold"), {});
    world.sync();
    Object.assign(world.row ?? {}, { statecode: 1, statuscode: 3 });
    const { held } = world.sync();
    world.approvals = new Map([[String(world.referral.id), new Set(held.map(approvalText))]]);
    Object.assign(world.row ?? {}, { statecode: 2, statuscode: 4 });
    expect(world.sync().held).toHaveLength(1);
    expect(world.referral.status).toBe("Active");
  });

  it("is never taken when the mapping says so, whatever is approved", () => {
    const world = new World(STATUS_GUARDED("never"), {});
    world.sync();
    Object.assign(world.row ?? {}, { statecode: 1, statuscode: 3 });
    const { held } = world.sync();
    world.approvals = new Map([[String(world.referral.id), new Set(held.map(approvalText))]]);
    expect(world.sync().held).toHaveLength(1);
    expect(world.referral.status).toBe("Active");
  });
});

describe("the approval digest", () => {
  const items = [waiting("r1", ["status: close as won"]), waiting("r2", []), waiting("r3", ["b", "a"])];

  it("names what waits, in whatever order it comes", () => {
    expect(approvalDigest(items)).toBe(approvalDigest(items.toReversed()));
    expect(approvalDigest([waiting("r3", ["a", "b"]), waiting("r1", ["status: close as won"])])).toBe(
      approvalDigest(items),
    );
  });

  it.each([
    ["one more waits", [...items, waiting("r4", ["status: close as lost"])]],
    ["one waits no longer", items.slice(1)],
    ["one waits for something else", [waiting("r1", ["status: close as lost"]), ...items.slice(1)]],
  ])("is another when %s", (_when, now) => {
    expect(approvalDigest(now)).not.toBe(approvalDigest(items));
  });

  it("is nothing when nothing waits", () => {
    expect(approvalDigest([waiting("r2", [])])).toBeNull();
  });

  it("lets exactly what it names through", () => {
    const approvals = approvalsOf(items, approvalDigest(items));
    expect([...approvals]).toEqual([
      ["r1", new Set(["status: close as won"])],
      ["r3", new Set(["b", "a"])],
    ]);
    expect(approvalsOf(items, null).size).toBe(0);
  });

  it("is refused when something else waits now, or nothing", () => {
    expect(() => approvalsOf(items, "0".repeat(64))).toThrow(/not what was approved: it is [0-9a-f]{12} now/);
    expect(() => approvalsOf([], "0".repeat(64))).toThrow(/nothing waits/);
  });
});
