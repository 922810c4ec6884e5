import { describe, expect, it } from "vitest";
import { apply } from "../../src/commands/apply.ts";
import type { WritePorts } from "../../src/commands/ports.ts";
import { ACCOUNT_FIELD } from "../../src/mapping/mapping.ts";
import type { Action, Change, ChangeOutcome } from "../../src/model/plan.ts";
import type { OpportunityWrite, WriteResult } from "../../src/model/ports.ts";
import type { Base, Side } from "../../src/model/record.ts";
import { mergePair } from "../../src/reconcile/merge/merge.ts";
import { toPlan } from "../../src/reconcile/plan/plan.ts";
import { Writes } from "../../src/reconcile/write/writes.ts";
import {
  BASE,
  MAPPING as DEALS,
  intentOf,
  mergeOf,
  outcomeOf,
  pairOf,
  referralOf,
  rowOf,
} from "../reconcile/deals.ts";
import { mappingOf, STATUS } from "../reconcile/fields.ts";
import { LOOKUPS, NOW, ORDINARY, REFERRAL } from "../reconcile/world.ts";

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
  const merge = mergePair(pairOf(referral, row, base), { ...ORDINARY, mapping: MAPPING });
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
  const writes = new Writes(MAPPING, LOOKUPS, NOW);
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

describe("a close that an earlier run did not come to", () => {
  const won = { status: "Closed", substatus: "Won" };
  const base = { ...BASE, fields: { ...BASE.fields, status: "won" } };

  async function closed(etagByNow: string) {
    const merge = mergeOf(pairOf(referralOf(won), rowOf({}, "o1", base), base), [REFERRAL]);
    const plan = toPlan([merge], []);
    const sent: string[] = [];
    const ports = {
      opportunities: {
        byIds: async () => [rowOf({}, etagByNow)],
        write: async (writes: readonly OpportunityWrite[]) => {
          sent.push(...writes.map(({ action }) => action));
          return writes.map((): WriteResult => ({ outcome: "applied", etag: null, modified: null }));
        },
        atOnce: () => 100,
      },
      progress: () => {},
    } as unknown as WritePorts;
    const writes = new Writes(DEALS, LOOKUPS, NOW);
    const intents = plan.changes.map(() => intentOf());
    const how = { writes, stop: NEVER, accounts: [] };
    const outcomes = await apply(ports, { plan, intents, merges: [merge] }, how);
    return { sent, outcomes: outcomes.map(({ outcome }) => outcome) };
  }

  it("is sent as long as nobody has touched its row, since nothing of this run guards it", async () => {
    expect(await closed("o1")).toEqual({ sent: ["close"], outcomes: ["applied"] });
    expect(await closed("o2")).toEqual({ sent: [], outcomes: ["stale"] });
  });
});

describe("of the changes of one deal", () => {
  const LINK = { referral: REFERRAL, opportunity: "row" };
  const change = (side: Side, action: Action, more: Partial<Change> = {}): Change => {
    return { side, action, link: LINK, etag: "e", fields: [], ...more };
  };
  const account = change("opportunity", "create", { row: { table: "account", id: "contoso" } });
  const pointsTo = { field: ACCOUNT_FIELD, from: null, to: "contoso" };
  const CHANGES = {
    note: change("opportunity", "note"),
    referral: change("referral", "update"),
    invite: change("referral", "invite"),
    account,
    row: change("opportunity", "update", { fields: [pointsTo] }),
    close: change("opportunity", "close"),
  };
  type Name = keyof typeof CHANGES;
  const APPLIED: WriteResult = { outcome: "applied", etag: "e2", modified: null };
  const STALE: WriteResult = { outcome: "stale", reason: "412" };
  const REJECTED: WriteResult = { outcome: "rejected", reason: "400" };
  const FAILED: WriteResult = { outcome: "failed", reason: "503", sent: true };

  /** Carries all of them out, or those without the left ones, where one is answered like this. */
  async function carriedOut(which: Name, answer: WriteResult, left: readonly Name[] = []) {
    const names = (Object.keys(CHANGES) as Name[]).filter((name) => !left.includes(name));
    const changes = names.map((name) => CHANGES[name]);
    const nameOf = (one: unknown) => names.find((name) => CHANGES[name] === one);
    const sent: (Name | undefined)[] = [];
    const answered = (one: unknown) => {
      sent.push(nameOf(one));
      return one === CHANGES[which] ? answer : APPLIED;
    };
    // What is sent is the change itself: here it does not matter what it says.
    const [asItIs, nothing] = [(one: Change) => one, () => null];
    const sending = {
      referral: asItIs,
      post: asItIs,
      opportunity: asItIs,
      asMade: asItIs,
      mayFollow: () => true,
    };
    const writes = { ...sending, untaken: nothing, lostBase: nothing, refused: nothing } as unknown as Writes;
    const send = async (one: unknown) => answered(one);
    const opportunities = { write: async (all: readonly unknown[]) => all.map(answered), atOnce: () => 100 };
    const ports = { referrals: { update: send, create: send }, opportunities, progress: () => {} };
    const pair = { ...pairOf(), link: LINK };
    const portion = {
      plan: { changes, conflicts: [], held: [], warnings: [], questions: [] },
      intents: changes.map((_change, index) => intentOf({ id: `run.${index}` })),
      merges: [{ ...mergeOf(pairOf()), pair }],
    };
    const accounts = left.includes("account") ? [{ ...outcomeOf(account, "failed"), ...answer }] : [];
    const how = { writes, stop: NEVER, accounts: accounts as ChangeOutcome[] };
    const outcomes = await apply(ports as unknown as WritePorts, portion, how);
    return { sent, outcomes: new Map(outcomes.map((one) => [nameOf(one.change), one])) };
  }

  it("each is sent after those that it depends on", async () => {
    const { sent } = await carriedOut("note", APPLIED);
    expect(sent).toEqual(["note", "referral", "invite", "account", "row", "close"]);
  });

  it.each<[Name, WriteResult, readonly Name[]]>([
    ["note", FAILED, []],
    ["referral", STALE, ["note"]],
    ["referral", FAILED, ["note"]],
    ["referral", REJECTED, ["note", "account", "row"]],
    ["invite", FAILED, ["note", "referral", "account", "row", "close"]],
    ["account", FAILED, ["note", "referral", "invite"]],
    // It is there: another deal, or somebody, has made it.
    ["account", STALE, ["note", "referral", "invite", "row", "close"]],
    ["row", FAILED, ["note", "referral", "invite", "account"]],
  ])("%s that is answered by %o leaves only %j to be sent", async (which, answer, others) => {
    const { sent, outcomes } = await carriedOut(which, answer);
    expect(sent.filter((name) => name !== which)).toEqual(others);
    const unsent = [...outcomes.entries()].filter(([name]) => !sent.includes(name));
    const outcome = answer.outcome === "stale" ? "stale" : "failed";
    for (const [, one] of unsent)
      expect(one).toMatchObject({ outcome, reason: expect.stringMatching(/^not tried, because the/) });
    expect(outcomes.size).toBe(Object.keys(CHANGES).length);
  });

  it("the row waits for an account that an earlier portion could not make, and not for one that was there", async () => {
    expect((await carriedOut("account", FAILED, ["account"])).sent).not.toContain("row");
    expect((await carriedOut("account", STALE, ["account"])).sent).toContain("row");
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
    const writes = new Writes(DEALS, LOOKUPS, NOW);
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
