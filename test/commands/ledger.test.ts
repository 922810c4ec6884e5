import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { type Announced, Ledger, OVERTAKEN } from "../../src/commands/ledger.ts";
import type { RunOptions } from "../../src/commands/load.ts";
import type { StateCommit, StateStore } from "../../src/model/ports.ts";
import type { SyncState } from "../../src/model/state.ts";
import { EMPTY_STATE, parseState } from "../../src/reconcile/checkpoint/state.ts";
import { intentOf, outcomeOf } from "../reconcile/deals.ts";
import { MAPPING } from "../reconcile/shares.ts";
import { changeOf, planOf, waitingOf } from "../report/results.ts";

const NOW = "2026-10-01T08:00:00.000Z";
const BEFORE: SyncState = { ...EMPTY_STATE, mapping: MAPPING.digest, writtenAt: "2026-10-01T07:30:00.000Z" };

/** What the run before has left, and what this one comes to, where it is more than nothing. */
interface Course {
  readonly before?: Partial<SyncState>;
  readonly next?: Partial<SyncState>;
  readonly written?: Partial<Parameters<Ledger["commit"]>[2]>;
  readonly following?: Announced;
}

async function commitsOf({
  before = {},
  next = {},
  written = {},
  following,
}: Course): Promise<StateCommit[]> {
  const commits: StateCommit[] = [];
  const store: StateStore = {
    read: async () => ({ head: "1", files: {} }),
    list: async () => [],
    commit: async (commit) => {
      commits.push(commit);
      return { head: "2" };
    },
  };
  const waiting = { conflicts: 0, held: 0, approvals: 0, retried: 0 };
  const nothing = {
    run: "2",
    letThrough: null,
    numbers: { run: "2", at: NOW, created: 0, updated: 0, failed: 0, left: 0, waiting },
    plan: planOf(),
    unreadable: [],
    outcomes: [],
    recovered: [],
    looked: 0,
    pages: 1,
  };
  const state = { ...BEFORE, ...before };
  const ledger = new Ledger(store, { run: "2", origin: {}, mapping: MAPPING } as unknown as RunOptions);
  const loaded = { state, head: "1", registrationFile: undefined, waitingFiles: {} };
  const { edited: _edited, ...told } = state;
  const after = { ...told, writtenAt: NOW, ...next };
  await ledger.commit(loaded, after, { ...nothing, ...written }, following ?? null);
  return commits;
}

const headlinesOf = async (course: Course) => (await commitsOf(course)).map(({ headline }) => headline);

describe("a run that had nothing to do", () => {
  it.each([
    ["an hour", "2026-10-01T07:00:00.000Z", ["Heartbeat"]],
    ["less than an hour", "2026-10-01T07:00:00.001Z", []],
    ["a run whose clock was a day ahead", "2026-10-02T08:00:00.000Z", ["Heartbeat"]],
  ])("gives a sign of life after %s, or none", async (_title, writtenAt, expected) => {
    expect(await headlinesOf({ before: { writtenAt } })).toEqual(expected);
  });

  it("commits nothing where only the run has another name that took over the journal", async () => {
    const journal = { run: "1", writing: false, intents: [intentOf()] };
    expect(await headlinesOf({ before: { journal }, next: { journal: { ...journal, run: "2" } } })).toEqual(
      [],
    );
  });
});

describe("a run commits what it came to where", () => {
  const waits = waitingOf(1, { kind: "stale" });
  const size = { records: 3, deals: 3 };
  const unfinished = { plan: "p", mapping: MAPPING.digest, whole: size, ...size };

  it.each<[string, Course]>([
    ["it has written something", { written: { outcomes: [outcomeOf(changeOf(1), "applied")] } }],
    [
      "it has found out what became of an earlier write",
      { written: { recovered: [{ intent: intentOf(), fate: "applied" }] } },
    ],
    ["it read with another mapping", { next: { mapping: "another" } }],
    ["something else waits", { next: { waiting: [waits] } }],
    ["nothing waits any more", { before: { waiting: [waits] }, next: { waiting: [] } }],
    [
      "what was announced is settled",
      { before: { journal: { run: "1", writing: false, intents: [intentOf()] } }, next: { journal: null } },
    ],
    [
      "something else is announced",
      {
        before: { journal: { run: "1", writing: false, intents: [intentOf()] } },
        next: { journal: { run: "2", writing: false, intents: [intentOf({ id: "2.1" })] } },
      },
    ],
    [
      "less is left of a plan that was let through",
      { before: { unfinished }, next: { unfinished: { ...unfinished, records: 2 } } },
    ],
    ["it has read everything", { next: { sweptAt: NOW } }],
    ["somebody has committed by hand", { before: { edited: "e".repeat(40) } }],
    ["it has looked at a deal that needed nothing", { written: { looked: 1 } }],
    ["it took several answers to read", { written: { pages: 2 } }],
    ["another portion follows", { following: { intents: [intentOf()], open: [] } }],
  ])("%s", async (_what, course) => {
    expect(await headlinesOf(course)).toHaveLength(1);
  });

  it("somebody has committed by hand, with a line of the audit log that says so", async () => {
    const [commit] = await commitsOf({ before: { edited: "e".repeat(40) } });
    const log = Object.entries(commit?.files ?? {}).find(([path]) => path.startsWith("audit/"));
    expect(log?.[1]).toContain('"kind":"edited"');
  });
});

describe("the headline of a commit", () => {
  const { link } = changeOf(1);
  const conflict = { link, field: "notes", referral: "1", opportunity: "2", winner: null, hasBase: true };
  const held = { link, field: "notes", side: "referral", reason: "edit it there" } as const;
  const fates = (...all: readonly ("applied" | "rejected")[]) =>
    all.map((fate, number) => outcomeOf(changeOf(number), fate));

  it.each<[string, Course]>([
    ["Sync 2 changes", { written: { outcomes: fates("applied", "applied"), looked: 2 } }],
    ["Sync 1 change, 2 not applied", { written: { outcomes: fates("rejected", "applied", "rejected") } }],
    ["Report 1 conflict", { written: { plan: planOf({ conflicts: [conflict] }), looked: 1 } }],
    ["Note 1 deal that needed nothing", { written: { plan: planOf({ held: [held] }), looked: 1 } }],
    ["Note a commit by hand", { before: { edited: "e".repeat(40) } }],
  ])("says what came of the run: %s", async (headline, course) => {
    expect(await headlinesOf(course)).toEqual([headline]);
  });
});

it("the state names the last file of the audit log with its hash, which a run without one leaves as it is", async () => {
  const audit = { path: "audit/2026/09/30/1.jsonl", sha256: "earlier" };
  const stateOf = async (course: Course) => {
    const [commit] = await commitsOf({ ...course, before: { audit } });
    const { "state.json": text, ...others } = commit?.files ?? {};
    return { audit: parseState(String(text), "cosell-sync", {}).audit, others };
  };
  const { audit: named, others } = await stateOf({
    written: { outcomes: [outcomeOf(changeOf(1), "applied")] },
  });
  const log = String(others[named?.path ?? ""]);
  expect(named?.path).not.toBe(audit.path);
  expect(named?.sha256).toBe(createHash("sha256").update(log).digest("hex"));
  expect((await stateOf({ written: { looked: 1 } })).audit).toEqual(audit);
});

it("a run that has the branch taken from it knows", async () => {
  const store = { commit: async () => "stale" } as unknown as StateStore;
  const ledger = new Ledger(store, { run: "2", origin: {}, mapping: MAPPING } as unknown as RunOptions);
  const journal = { run: "1", writing: true, intents: [intentOf()] };
  const loaded = { state: { ...BEFORE, journal }, head: "1", registrationFile: undefined, waitingFiles: {} };
  expect(await ledger.takeOver(loaded)).toBe(OVERTAKEN);
  expect(await ledger.announce(loaded, { intents: journal.intents, open: [] })).toBe(OVERTAKEN);
});

describe("that a deal was closed while its sides differ", () => {
  const { link } = changeOf(1);
  const plan = planOf({ warnings: [{ link, text: "closed on both sides", apart: ["notes"] }] });
  const linesFor = async (fates: readonly ("applied" | "rejected")[]) => {
    const own = fates.map((fate) => outcomeOf(changeOf(1), fate));
    const outcomes = [...own, outcomeOf(changeOf(2), "rejected")];
    const [commit] = await commitsOf({ written: { plan, outcomes } });
    const log = Object.entries(commit?.files ?? {}).find(([path]) => path.startsWith("audit/"));
    return String(log?.[1]).split('"kind":"closed apart"').length - 1;
  };

  it("stands in the audit log once both closes are taken, and not before", async () => {
    expect(await linesFor(["applied", "applied"])).toBe(1);
    expect(await linesFor(["applied", "rejected"])).toBe(0);
  });
});

it("what is announced once more, as it is still open, stands in the journal once", async () => {
  const again = intentOf({ id: "2.1" });
  const open = [again, intentOf({ id: "1.2" })].map((intent) => ({ intent, fate: "open" as const }));
  const [commit] = await commitsOf({ following: { intents: [again], open } });
  const { journal } = parseState(String(commit?.files["state.json"]), "cosell-sync", {});
  expect(journal?.intents.map(({ id }) => id)).toEqual(["1.2", "2.1"]);
});
