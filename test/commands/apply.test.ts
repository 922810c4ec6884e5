import { describe, expect, it } from "vitest";
import { apply } from "../../src/commands/apply.ts";
import type { WritePorts } from "../../src/commands/ports.ts";
import type { OpportunityWrite, WriteResult } from "../../src/model/ports.ts";
import type { Base } from "../../src/model/record.ts";
import { NOTHING_APPROVED } from "../../src/reconcile/merge/approval.ts";
import { mergePair } from "../../src/reconcile/merge/merge.ts";
import { toPlan } from "../../src/reconcile/plan/plan.ts";
import { createWrites } from "../../src/reconcile/write/writes.ts";
import { BASE, MAPPING as DEALS, intentOf, mergeOf, pairOf, referralOf, rowOf } from "../reconcile/deals.ts";
import { mappingOf, STATUS } from "../reconcile/fields.ts";
import { LOOKUPS, NOW } from "../reconcile/world.ts";

const MAPPING = mappingOf({
  status: STATUS,
  decision: {
    as: "decision",
    referral: ["status", "substatus"],
    opportunity: "cosell_decision",
    values: { accept: 20, decline: 21 },
  },
  reason: {
    as: "closing reason",
    referral: "statusReason",
    opportunity: "cosell_declinereason",
    longest: 250,
  },
});

const NEVER = { reason: () => null };

/** Declines a referral, and gives what was sent to Dataverse when Partner Center answers like this. */
async function declined(answer: WriteResult, stop: { reason(): string | null } = NEVER) {
  const base: Base = { ...BASE, fields: { status: "open", decision: null, reason: null } };
  const row = rowOf({ cosell_decision: 21, cosell_declinereason: "Not a customer" }, "o1", base);
  const referral = referralOf({ status: "New", substatus: "Pending", statusReason: null });
  const merge = mergePair(pairOf(referral, row, base), {
    mapping: MAPPING,
    lookups: LOOKUPS,
    closesPending: new Set(),
    approvals: NOTHING_APPROVED,
    resolutions: new Map(),
    now: NOW,
  });
  const plan = toPlan([merge], []);
  const sent: OpportunityWrite[] = [];
  const ports = {
    referrals: { update: async () => answer },
    opportunities: {
      write: async (writes: readonly OpportunityWrite[]) => {
        sent.push(...writes);
        return writes.map((): WriteResult => ({ outcome: "applied", etag: "o2", modified: null }));
      },
      atOnce: () => 100,
    },
    progress: () => {},
  } as unknown as WritePorts;
  const intents = plan.changes.map((_change, index) => intentOf({ id: `run.${index}` }));
  const writes = createWrites(MAPPING, LOOKUPS, NOW);
  const outcomes = await apply(ports, { plan, intents, merges: [merge] }, { writes, stop, accounts: [] });
  return { sent: sent.map(({ action }) => action), outcomes };
}

/** There is none for so many looks, and then there is this one. */
function afterLooks(most: number, reason: string): () => string | null {
  let looks = 0;
  return () => {
    looks += 1;
    return looks <= most ? null : reason;
  };
}

/** A deal whose referral was renamed, so that its row follows. */
function renamed(referral: string) {
  return mergeOf({
    ...pairOf(referralOf({ name: "Renamed" })),
    link: { referral, opportunity: `row of ${referral}` },
  });
}

describe("declining a referral", () => {
  it("closes the opportunity once Partner Center has taken it", async () => {
    const { sent } = await declined({ outcome: "applied", etag: "r2", modified: null });
    expect(sent).toEqual(["update", "close"]);
  });

  it.each<WriteResult>([
    { outcome: "rejected", reason: "400" },
    { outcome: "stale", reason: "412" },
    { outcome: "failed", reason: "503", sent: true },
  ])("closes nothing when the answer is $outcome", async (answer) => {
    const { sent, outcomes } = await declined(answer);
    expect(sent).not.toContain("close");
    expect(outcomes.find(({ change }) => change.action === "close")).not.toMatchObject({
      outcome: "applied",
    });
  });
});

describe("a run that has to stop", () => {
  it("looks whether it has to before each group of rows that the CRM takes at once", async () => {
    const merges = ["one", "two", "three"].map(renamed);
    const plan = toPlan(merges, []);
    const intents = plan.changes.map((_change, index) => intentOf({ id: `run.${index}` }));
    const groups: string[][] = [];
    const opportunities = {
      write: async (all: readonly OpportunityWrite[]) => {
        groups.push(all.map(({ id }) => id));
        return all.map((): WriteResult => ({ outcome: "applied", etag: "o2", modified: null }));
      },
      atOnce: () => 2,
    };
    const ports = { opportunities, progress: () => {} } as unknown as WritePorts;
    const stop = { reason: () => (groups.length === 0 ? null : "the run was cancelled") };
    const writes = createWrites(DEALS, LOOKUPS, NOW);
    const outcomes = await apply(ports, { plan, intents, merges }, { writes, stop, accounts: [] });
    expect(groups.map(({ length }) => length)).toEqual([2]);
    expect(outcomes.map(({ untried = false }) => untried)).toEqual([false, false, true]);
  });

  it("leaves to the next run what never left it, because a service takes nothing more", async () => {
    const reason = "Partner Center asks to wait until tomorrow";
    const answer: WriteResult = { outcome: "failed", reason, sent: false };
    const { sent, outcomes } = await declined(answer, { reason: afterLooks(1, reason) });
    expect(sent).toEqual([]);
    expect(outcomes.map(({ untried = false }) => untried)).toEqual([true, true, true]);
    const arrived: WriteResult = { outcome: "failed", reason: "no answer", sent: true };
    const maybe = await declined(arrived, { reason: afterLooks(1, reason) });
    expect(maybe.outcomes[0]).not.toHaveProperty("untried");
    const refused = await declined(answer);
    expect(refused.outcomes[0]).not.toHaveProperty("untried");
  });

  it("leaves what it has not begun to the next run, each with the reason", async () => {
    const reason = afterLooks(1, "the time limit of 50 minutes was reached");
    const applied: WriteResult = { outcome: "applied", etag: "r2", modified: null };
    const { sent, outcomes } = await declined(applied, { reason });
    expect(sent).toEqual([]);
    expect(outcomes.map(({ change, outcome, untried = false }) => [change.side, outcome, untried])).toEqual([
      ["referral", "applied", false],
      ["opportunity", "failed", true],
      ["opportunity", "failed", true],
    ]);
    expect(outcomes[2]).toMatchObject({
      reason: "not tried: the time limit of 50 minutes was reached",
      sent: false,
    });
  });
});
