import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { RunOptions } from "../../src/commands/load.ts";
import type { WritePorts } from "../../src/commands/ports.ts";
import { sync } from "../../src/commands/sync.ts";
import { BegunError, UnreachableError } from "../../src/errors.ts";
import type { OpportunityWrite, StateCommit, WriteResult } from "../../src/model/ports.ts";
import type { SyncState } from "../../src/model/state.ts";
import { EMPTY_STATE, formatState, parseState } from "../../src/reconcile/checkpoint/state.ts";
import { intentOf, MAPPING, newDeals, referralOf, rowOf } from "../reconcile/deals.ts";
import { mappingOf, NAME, STATUS } from "../reconcile/fields.ts";
import { NOW, REFERRAL } from "../reconcile/world.ts";
import { optionsOf, portsOf, type Sides } from "./pull/swept.ts";

const MADE = { outcome: "applied", etag: "o1", modified: NOW } as const;

interface Course {
  readonly sides?: Partial<Sides>;
  readonly state?: SyncState;
  readonly options?: Partial<RunOptions>;
  readonly mapping?: typeof MAPPING;
  /** What Dataverse says to each write. */
  readonly answer?: (write: OpportunityWrite) => WriteResult;
  /** After so many commits the branch belongs to another run. */
  readonly overtakenAfter?: number;
  /** After so many commits GitHub answers no more. */
  readonly brokenAfter?: number;
  /** Rows of the second portion are answered once the outcomes of the first were to be committed. */
  readonly isSlow?: boolean;
  readonly now?: () => Date;
  /** Most rows that are sent together. */
  readonly atOnce?: number;
  /** Why the run is to stop, once so many rows are written. */
  readonly stopsAfter?: number;
  /** After so many commits nothing keeps it from going on, as when a service has asked to wait and the time has come. */
  readonly stopsUntil?: number;
}

/** A sync in portions of two changes, with a branch and a CRM of its own. */
async function course(given: Course) {
  const { sides = {}, state, options = {}, mapping = MAPPING, answer = () => MADE } = given;
  const commits: StateCommit[] = [];
  const written: OpportunityWrite[] = [];
  const events: string[] = [];
  let attempts = 0;
  const recording = Promise.withResolvers<void>();
  const base = portsOf(mapping, { referrals: [], rows: [], ...sides });
  const files = state ? { "state.json": formatState(state, {}) } : {};
  const ports: WritePorts = {
    ...base,
    referrals: {
      ...base.referrals,
      update: async () => ({ outcome: "applied", etag: "r9", modified: NOW }),
      create: async () => ({ outcome: "rejected", reason: "nothing is made here" }),
    },
    opportunities: {
      ...base.opportunities,
      atOnce: () => given.atOnce ?? 100,
      write: async (writes) => {
        written.push(...writes);
        const rows = writes.length === 1 ? "1 row" : `${writes.length} rows`;
        events.push(rows);
        if (given.isSlow && written.length > 2) {
          await recording.promise;
          await setImmediate();
          events.push(`${rows} answered`);
        }
        return writes.map(answer);
      },
    },
    state: {
      read: async () => ({ head: state ? "0" : null, files }),
      list: async () => [],
      commit: async (commit) => {
        attempts += 1;
        if (attempts === 2) recording.resolve();
        if (commits.length === given.overtakenAfter) return "stale";
        if (commits.length === given.brokenAfter) throw new UnreachableError("GitHub is gone.", "Try again.");
        commits.push(commit);
        events.push(commit.headline);
        return { head: `${commits.length}` };
      },
    },
    ...(given.now ? { clock: { ...base.clock, now: given.now } } : {}),
    findReceipt: async () => null,
    listenForStop: () => ({
      reason: () => {
        const isStopped =
          written.length >= (given.stopsAfter ?? Infinity) && commits.length < (given.stopsUntil ?? Infinity);
        return isStopped ? "canceled" : null;
      },
      [Symbol.dispose]: () => {},
    }),
  };
  const limits = { maxChanges: 1000, maxChangeShare: 1, expectedDigest: null };
  const result = await sync({ ...optionsOf(mapping), portion: 2, limits, ...options }, ports).catch(
    (error: unknown) => error,
  );
  const states = commits.map(({ files: all }) => parseState(all["state.json"] ?? "", "state", {}));
  return {
    result,
    written,
    commits,
    attempts,
    states,
    events,
    headlines: commits.map(({ headline }) => headline),
  };
}

/** After a run that has left nothing, long ago. */
const BEFORE: SyncState = { ...EMPTY_STATE, sequence: 1, mapping: MAPPING.digest };

/** The lines of each audit file, one for each portion. */
const linesOf = (commits: readonly StateCommit[]) =>
  commits
    .flatMap(({ files }) => Object.entries(files))
    .filter(([path]) => path.startsWith("audit/"))
    .map(([, content]) => (content ?? "").split("\n").filter(Boolean))
    .map((lines) => lines.map((line) => JSON.parse(line)));

const audits = (commits: readonly StateCommit[]) =>
  commits.map(({ files }) => Object.keys(files).filter((path) => path.startsWith("audit/")));

describe("a plan of more changes than a portion has", () => {
  const sides = { referrals: [newDeals(5)] };

  it("is announced and recorded portion by portion, each under a name of its own", async () => {
    const { headlines, commits, states } = await course({ sides });
    expect(headlines).toEqual(["Announce 4 changes", "Sync 2 changes", "Sync 2 changes", "Sync 1 change"]);
    expect(new Set(commits.map(({ expectedHead }) => expectedHead)).size).toBe(4);
    const files = audits(commits);
    expect(new Set(files.flat()).size).toBe(3);
    expect(states.map(({ audit }) => audit?.path)).toEqual([undefined, ...files.slice(1).flat()]);
    expect(states.map(({ journal }) => journal?.intents.map(({ id }) => id) ?? null)).toEqual([
      ["run.1", "run.2", "run.2.1", "run.2.2"],
      ["run.2.1", "run.2.2", "run.3.1"],
      ["run.3.1"],
      null,
    ]);
  });

  it("is written without a wait: what became of a portion is committed while the next one is under way", async () => {
    const { events } = await course({ sides });
    expect(events).toEqual([
      "Announce 4 changes",
      "2 rows",
      "2 rows",
      "Sync 2 changes",
      "1 row",
      "Sync 2 changes",
      "Sync 1 change",
    ]);
  });

  it("says when the writing of a portion began, however long ago it was announced", async () => {
    let minutes = 0;
    const now = () => new Date(Date.parse(NOW) + minutes * 60_000);
    const { states } = await course({
      sides,
      now,
      answer: () => {
        minutes += 50;
        return { outcome: "failed", reason: "no answer", sent: true };
      },
    });
    expect(states.at(-1)?.journal?.intents.map(({ at }) => at)).toEqual(
      [0, 0, 100, 100, 200].map((after) => new Date(Date.parse(NOW) + after * 60_000).toISOString()),
    );
  });

  it("leaves the watermarks where they are until the last is recorded, and says what is left until then", async () => {
    const { states } = await course({ sides });
    expect(states.map(({ referrals }) => referrals === null)).toEqual([true, true, true, false]);
    expect(states.map(({ unfinished }) => unfinished?.records ?? 0)).toEqual([5, 3, 1, 0]);
    expect(states.map(({ linked }) => linked)).toEqual([0, 2, 4, 5]);
  });

  it("says in every commit what the whole run has made so far", async () => {
    const { commits } = await course({ sides });
    const made = commits.flatMap(({ files }) => {
      const numbers = files["result.json"];
      return numbers ? [JSON.parse(numbers)] : [];
    });
    expect(made.map(({ created, left }) => [created, left])).toEqual([
      [2, 3],
      [4, 1],
      [5, 0],
    ]);
  });

  it("goes on with what a portion has left open, and records it with the last", async () => {
    const lost: WriteResult = { outcome: "failed", reason: "no answer", sent: true };
    const first = newDeals(1)[0]?.id ?? "";
    let writes = 0;
    const { states } = await course({
      sides,
      answer: () => {
        writes += 1;
        return writes === 1 ? lost : MADE;
      },
    });
    expect(states.map(({ journal }) => journal?.intents.some(({ referral }) => referral === first))).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(states.at(-1)?.journal).toMatchObject({ writing: false, intents: [{ id: "run.1" }] });
  });

  it("begins nothing more when the run is to stop, and leaves the rest to the next one", async () => {
    const { result, written, states } = await course({ sides, stopsAfter: 2 });
    expect(written).toHaveLength(2);
    expect(result).toMatchObject({ left: { changes: 3, reason: "canceled" } });
    expect(states.at(-1)).toMatchObject({ journal: null, referrals: null, unfinished: { records: 3 } });
  });

  it("says why it began nothing more, also where that has passed by the time all is recorded", async () => {
    const { result } = await course({ sides, stopsAfter: 2, stopsUntil: 2 });
    expect(result).toMatchObject({ overtaken: false, left: { changes: 3, reason: "canceled" } });
  });

  it("begins nothing more once another run has the word, and asks no more to be recorded", async () => {
    const { result, written, attempts } = await course({ sides, overtakenAfter: 1 });
    expect(written).toHaveLength(4);
    expect(attempts).toBe(2);
    expect(result).toMatchObject({ overtaken: true, stateCommit: null, left: { changes: 1 } });
  });

  it("sends nothing more of the portion that is under way either", async () => {
    const { result, written } = await course({ sides, overtakenAfter: 1, atOnce: 1, isSlow: true });
    expect(written).toHaveLength(3);
    expect(result).toMatchObject({ overtaken: true, left: { changes: 2, reason: "another run took over" } });
  });

  it("fails when outcomes cannot be committed, once what is under way has ended", async () => {
    const { result, events } = await course({ sides, brokenAfter: 1, isSlow: true });
    expect(result).toBeInstanceOf(BegunError);
    expect(events).toEqual(["Announce 4 changes", "2 rows", "2 rows", "2 rows answered"]);
  });

  it("is planned again where another run has the word before anything is written", async () => {
    const { result, written } = await course({ sides, overtakenAfter: 0 });
    expect(written).toEqual([]);
    expect(result).toMatchObject({ message: expect.stringContaining("moved 3 times") });
  });

  it("says that the run had begun to write when it fails", async () => {
    let writes = 0;
    const { result } = await course({
      sides,
      answer: () => {
        writes += 1;
        if (writes > 2) throw new UnreachableError("Dataverse is gone.", "Try again.");
        return MADE;
      },
    });
    expect(result).toBeInstanceOf(BegunError);
  });

  it("has the last portion say what could only be asked, and each what waits of it", async () => {
    const id = newDeals(1)[0]?.id;
    const misspelt = rowOf({ cosell_referralid: `{${REFERRAL}}` });
    let writes = 0;
    const { states, commits } = await course({
      sides: { referrals: [[...newDeals(5), referralOf()]], rows: [[misspelt]] },
      answer: () => {
        writes += 1;
        return writes === 1 ? { outcome: "rejected", reason: "no right" } : MADE;
      },
    });
    const waits = (kind: string) =>
      states.map((state) => state.waiting.flatMap((entry) => (entry.kind === kind ? [entry.referral] : [])));
    expect(waits("rejected")).toEqual([[], [id], [id], [id]]);
    expect(waits("question")).toEqual([[], [], [], [REFERRAL]]);
    const asked = linesOf(commits).map((lines) => lines.filter(({ kind }) => kind === "question").length);
    expect(asked).toEqual([0, 0, 1]);
  });

  it("counts the links that it has read, and those that it makes", async () => {
    const state = { ...BEFORE, linked: 7 };
    const { states } = await course({
      state,
      sides: { referrals: [[...newDeals(3), referralOf()]], rows: [[rowOf()]] },
    });
    expect(states.map(({ linked }) => linked)).toEqual([1, 3, 4]);
  });

  it("leaves to the next run what of a portion it has not tried", async () => {
    const won = { ...referralOf({ status: "Closed", substatus: "Won" }, "r2"), modified: NOW };
    const { written, states } = await course({
      state: BEFORE,
      sides: { referrals: [[...newDeals(2), won]], rows: [[rowOf()]] },
      options: { portion: 10 },
      stopsAfter: 2,
    });
    expect(written.map(({ action }) => action)).toEqual(["create", "create", "update"]);
    expect(states.map(({ unfinished }) => unfinished?.records)).toEqual([3, 1]);
  });

  it("leaves room for the deals that it has left to later runs", async () => {
    const { states } = await course({ sides, options: { mostDeals: 3 } });
    expect(states.map(({ unfinished }) => unfinished?.records)).toEqual([5, 3, 2]);
  });

  it("ends with a portion of which no row has kept its base", async () => {
    const { result, written } = await course({
      sides: { referrals: [newDeals(15)] },
      options: { portion: 10 },
      answer: () => ({ ...MADE, lostBase: "nothing" }),
    });
    expect(written).toHaveLength(10);
    const reason = "none of the rows that were written has kept its base";
    expect(result).toMatchObject({ overtaken: false, left: { changes: 5, reason } });
  });
});

describe("a run after one that died", () => {
  const dead = (writing: boolean): SyncState => ({
    ...EMPTY_STATE,
    mapping: MAPPING.digest,
    journal: { run: "dead", writing, intents: [intentOf()] },
  });
  const sides = { referrals: [[referralOf()]], rows: [[rowOf()]] };

  it("takes its journal over before it reads anything, so that a later commit of the dead one is stale", async () => {
    const { commits, states } = await course({ sides, state: dead(true) });
    expect(commits[0]).toMatchObject({ headline: "Take over 1 open changes of run dead", expectedHead: "0" });
    expect(states[0]?.journal).toMatchObject({ run: "run", writing: true });
    expect(commits[1]).toMatchObject({ expectedHead: "1" });
  });

  it("takes over nothing where that had recorded what it left open", async () => {
    const { headlines } = await course({ sides, state: dead(false) });
    expect(headlines.filter((headline) => headline.startsWith("Take over"))).toEqual([]);
  });
});

describe("what a run that died had announced", () => {
  it.each([
    ["and is given up is audited once, with the first portion", {}, [1, 0, 0]],
    ["is not audited again where that was done", { found: "audited" }, [0, 0, 0]],
  ] as const)("%s", async (_what, found, expected) => {
    const journal = { run: "dead", writing: true, intents: [intentOf(found)] };
    const { commits } = await course({
      state: { ...EMPTY_STATE, mapping: MAPPING.digest, journal },
      sides: { referrals: [[...newDeals(5), referralOf()]], rows: [[rowOf()]] },
    });
    const recovered = linesOf(commits).map(
      (lines) => lines.filter(({ kind, intent }) => kind === "recovered" && intent === "dead.1").length,
    );
    expect(recovered).toEqual(expected);
  });
});

it("a run says of how many deals it has found that they need nothing", async () => {
  const { headlines } = await course({
    state: BEFORE,
    sides: { referrals: [[referralOf()]], rows: [[rowOf()]] },
  });
  expect(headlines).toEqual(["Note 1 deal that needed nothing"]);
});

describe("deals of one customer whose account cannot be made", () => {
  const accounts = { match: ["duns"], otherwise: "create", columns: { duns: "accountnumber" } };
  const mapping = mappingOf({ name: NAME, status: STATUS }, { accounts });
  const customer = { name: "Lakeshore", ids: [{ profileType: "Duns", id: "123456789" }] };

  it("wait in later portions as well", async () => {
    const { written } = await course({
      mapping,
      sides: { referrals: [newDeals(4, { customerProfile: customer })] },
      answer: (write) =>
        "table" in write && write.table === "account" ? { outcome: "rejected", reason: "no right" } : MADE,
    });
    expect(written).toMatchObject([{ table: "account" }]);
  });
});

describe("what an earlier plan has left", () => {
  const size = { records: 9, deals: 9 };
  const unfinished = { mapping: MAPPING.digest, plan: "p", whole: size, ...size };
  const state = {
    ...EMPTY_STATE,
    mapping: MAPPING.digest,
    sequence: 3,
    linked: 20,
    referrals: { since: NOW, seen: {} },
    opportunities: { delta: "/delta", readAt: NOW },
    sweptAt: NOW,
    unfinished,
  };
  const edited = [referralOf({ name: "Renamed" }, "r2"), rowOf()];

  it("is kept by a run for one referral, but for what that has written", async () => {
    const { states } = await course({
      state,
      sides: { unchanged: edited },
      options: { referralId: REFERRAL },
    });
    expect(states.map((one) => one.unfinished)).toMatchObject([{ records: 9 }, { records: 8, deals: 8 }]);
  });

  it("is done when a later run finds nothing to write", async () => {
    const { states } = await course({ state: { ...state, writtenAt: NOW }, sides: { delta: true } });
    expect(states.map((one) => one.unfinished)).toEqual([undefined]);
  });

  it("is done when a later run has nothing left", async () => {
    const { states } = await course({
      state,
      sides: { delta: true, referrals: [edited.slice(0, 1)], rows: [edited.slice(1)] },
    });
    expect(states.at(-1)?.unfinished).toBeUndefined();
  });
});
