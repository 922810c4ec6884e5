import { describe, expect, it } from "vitest";
import { ShareRows } from "../../../src/commands/pull/share-rows.ts";
import { WaitingList } from "../../../src/commands/pull/waiting-list.ts";
import type { OpportunityReader } from "../../../src/model/ports.ts";
import { shareIdFor } from "../../../src/model/provisional.ts";
import type { RemoteRecord } from "../../../src/model/record.ts";
import type { Intent, Waiting } from "../../../src/model/state.ts";
import { EMPTY_STATE } from "../../../src/reconcile/checkpoint/state.ts";
import { intentOf, referralOf } from "../../reconcile/deals.ts";
import { guarded, MAPPING, NOW, OPPORTUNITY, rowOf } from "../../reconcile/shares.ts";
import { REFERRAL } from "../../reconcile/world.ts";
import { waitingOf } from "../../report/results.ts";

const PROVISIONAL = shareIdFor(OPPORTUNITY);
const DUE = "2026-11-23T09:00:00.000Z";
const ROW = rowOf();
const UNWANTED = rowOf({ cosell_syncwithpartnercenter: false });

/** The opportunity waits to be shared; unless it says otherwise, for a change of its row. */
function entry(some: Partial<Waiting> = {}): Waiting {
  const own = { referral: PROVISIONAL, opportunity: OPPORTUNITY, kind: "held" } as const;
  return waitingOf(1, { ...own, etags: { referral: null, opportunity: "o1" }, ...some });
}

function rowsOf(waiting: readonly Waiting[], intents: readonly Intent[] = [], mapping = MAPPING) {
  const journal = intents.length > 0 ? { run: "dead", writing: false, intents } : null;
  const state = { ...EMPTY_STATE, mapping: mapping.digest, waiting, journal };
  return new ShareRows(mapping, new WaitingList(state, mapping.digest, NOW));
}

/** Where these rows are, and which of them were asked for. */
function crm(...rows: readonly RemoteRecord[]) {
  const asked: string[] = [];
  const byIds = async (ids: readonly string[]) => {
    asked.push(...ids);
    return rows.filter(({ id }) => ids.includes(id));
  };
  return { asked, reader: { byIds } as unknown as OpportunityReader };
}

const idsIn = (records: readonly RemoteRecord[]) => records.map(({ id }) => id);
const NONE = new Map<string, RemoteRecord>();

describe("a listed opportunity without a referral", () => {
  it("is shared where its seller wants that, and otherwise nobody looks at it", () => {
    const shares = rowsOf([]);
    shares.take(ROW);
    shares.take({ ...UNWANTED, id: "another" });
    expect(shares.wanted).toEqual([ROW]);
    expect(shares.result(NONE)).toEqual({ shares: [ROW], withdrawn: [], linked: [], unwanted: [] });
  });

  it("is left alone as long as it waits in this version", () => {
    const shares = rowsOf([entry()]);
    shares.take(ROW);
    expect(shares.result(NONE).shares).toEqual([]);
    shares.take({ ...ROW, etag: "o2" });
    expect(idsIn(shares.result(NONE).shares)).toEqual([OPPORTUNITY]);
  });

  it("is not shared where a referral turns out to have it", () => {
    const shares = rowsOf([]);
    shares.take(ROW);
    expect(shares.result(new Map([[OPPORTUNITY, ROW]])).shares).toEqual([]);
  });
});

it("what is to be shared is left to a full read where only the rows are listed as a whole: it may be shared already", () => {
  const told: string[] = [];
  const shares = rowsOf([]);
  shares.take(ROW);
  expect(shares.leaveToSweep((text) => void told.push(text))).toBe(true);
  expect(shares.result(NONE).shares).toEqual([]);
  expect(shares.leaveToSweep((text) => void told.push(text))).toBe(false);
  expect(told).toEqual([expect.stringContaining("left 1 opportunities that may be shared to the next run")]);
});

describe("a seller who was told what a share lacks, and takes the Yes back", () => {
  const takenBack = (row: RemoteRecord, mapping = MAPPING) => {
    const shares = rowsOf([entry({ etags: { referral: null, opportunity: "o0" } })], [], mapping);
    shares.take(row);
    const { withdrawn, unwanted } = shares.result(NONE);
    return { withdrawn: idsIn(withdrawn), unwanted };
  };

  it("is told no more, and nothing waits", () => {
    expect(takenBack(UNWANTED)).toEqual({ withdrawn: [OPPORTUNITY], unwanted: [PROVISIONAL] });
  });

  it("reads nothing new on an opportunity of another mapping's scope", () => {
    const mapping = { ...MAPPING, scope: { ...MAPPING.scope, opportunities: { cosell_region: ["EMEA"] } } };
    expect(takenBack(UNWANTED, mapping)).toEqual({ withdrawn: [], unwanted: [PROVISIONAL] });
  });

  it("reads what was said before on an opportunity that is closed, which takes no more writes", () => {
    const closed = { ...UNWANTED, properties: { ...UNWANTED.properties, statecode: 1 } };
    expect(takenBack(closed)).toEqual({ withdrawn: [], unwanted: [PROVISIONAL] });
  });
});

describe("an opportunity that waits, and of which it is said which referral it has", () => {
  const waits = () => rowsOf([entry({ referral: REFERRAL, kind: "question" })]);
  const closed = referralOf({ status: "Closed", substatus: "Lost" });

  it("is looked at beside that, and not shared a second time", () => {
    const shares = waits();
    shares.take(ROW);
    expect(shares.owners()).toEqual([REFERRAL]);
    shares.free(new Map([[REFERRAL, referralOf()]]), []);
    expect(shares.result(NONE).shares).toEqual([]);
  });

  it("is shared anew where that is over and does not name it, though it was read beside it", () => {
    const shares = waits();
    shares.take(ROW);
    shares.free(new Map([[REFERRAL, closed]]), []);
    expect(shares.result(new Map([[OPPORTUNITY, ROW]])).shares).toEqual([ROW]);
  });

  it("is not shared where its lead says so", () => {
    const shares = rowsOf([]);
    shares.take(ROW);
    shares.own(new Map([[OPPORTUNITY, REFERRAL]]));
    expect([shares.owners(), shares.wanted, shares.result(NONE).shares]).toEqual([[REFERRAL], [], []]);
  });
});

describe("an opportunity that waits, and is not listed", () => {
  const read = async (
    shares: ShareRows,
    look: Partial<Parameters<ShareRows["read"]>[1]> = {},
    ...rows: readonly RemoteRecord[]
  ) => {
    const { asked, reader } = crm(...rows);
    const linked = await shares.read(reader, { asked: [], listedAll: false, ...look });
    return { asked, linked: idsIn(linked), result: shares.result(NONE) };
  };
  const share = intentOf({ action: "share", referral: PROVISIONAL, opportunity: OPPORTUNITY, etag: null });

  it.each<[string, readonly Waiting[], readonly Intent[], Partial<Parameters<ShareRows["read"]>[1]>]>([
    ["its time has come", [entry({ nextAt: DUE })], [], {}],
    ["a person has approved it", [entry()], [], { asked: [PROVISIONAL] }],
    ["everything was listed, so that it may be gone", [entry()], [], { listedAll: true }],
    ["a run that died may have shared it", [], [share], {}],
  ])("is read where %s", async (_where, waiting, intents, look) => {
    const { asked, result } = await read(rowsOf(waiting, intents), look, ROW);
    expect(asked).toEqual([OPPORTUNITY]);
    expect(idsIn(result.shares)).toEqual([OPPORTUNITY]);
  });

  it.each<[string, readonly Waiting[], readonly Intent[]]>([
    ["before its time", [entry()], []],
    [
      "where only a person can say whether a run that died has shared it",
      [entry({ awaits: ["share"] })],
      [share],
    ],
    ["for what such a run was to write elsewhere", [], [intentOf({ opportunity: OPPORTUNITY })]],
    ["where it has a referral, with which it is read", [entry({ referral: REFERRAL, nextAt: DUE })], []],
  ])("is not read %s, and goes on waiting", async (_where, waiting, intents) => {
    const { asked, result } = await read(rowsOf(waiting, intents));
    expect({ asked, unwanted: result.unwanted }).toEqual({ asked: [], unwanted: [] });
  });

  it("is not read where it was listed after all", async () => {
    const shares = rowsOf([entry({ nextAt: DUE })]);
    shares.take(ROW);
    expect((await read(shares, { listedAll: true })).asked).toEqual([]);
    const settled = rowsOf([entry()]);
    settled.take(ROW);
    expect((await read(settled, { listedAll: true })).asked).toEqual([]);
  });

  it("is not written to where its seller has taken the Yes back, and was told nothing", async () => {
    const { result } = await read(rowsOf([], [share]), {}, UNWANTED);
    expect(result).toMatchObject({ shares: [], withdrawn: [] });
  });

  it("waits no longer where it is gone", async () => {
    const { result } = await read(rowsOf([entry({ nextAt: DUE })]));
    expect(result.unwanted).toEqual([PROVISIONAL]);
  });

  it("waits no longer where it has got a referral meanwhile, with which it is looked at", async () => {
    const row = rowOf({ cosell_referralid: REFERRAL });
    const { reader } = crm(row);
    const shares = rowsOf([entry({ nextAt: DUE })]);
    expect(await shares.read(reader, { asked: [], listedAll: false })).toEqual([row]);
    const known = new Map([[OPPORTUNITY, row]]);
    expect(shares.result(known)).toMatchObject({ shares: [], withdrawn: [], unwanted: [PROVISIONAL] });
  });
});

describe("an opportunity and a referral that may be one deal", () => {
  const twin = entry({ twin: REFERRAL });
  const referrals = new Map([[REFERRAL, referralOf()]]);

  it("are looked at together, whichever of them is listed", async () => {
    const { asked, reader } = crm(ROW);
    const listed = rowsOf([{ ...twin, nextAt: DUE }]);
    listed.take(ROW);
    expect(listed.twins()).toEqual([REFERRAL]);
    await listed.readTwins(reader, referrals);
    expect(asked).toEqual([]);
    const other = rowsOf([twin]);
    expect(other.twins()).toEqual([]);
    await other.readTwins(reader, referrals);
    expect(asked).toEqual([OPPORTUNITY]);
    expect(idsIn(other.result(NONE).shares)).toEqual([OPPORTUNITY]);
  });

  it("are left alone where neither is listed", async () => {
    const { asked, reader } = crm(ROW);
    await rowsOf([twin]).readTwins(reader, NONE);
    expect(asked).toEqual([]);
  });

  it("are looked at again where the opportunity is not to be shared any more", () => {
    const shares = rowsOf([{ ...twin, nextAt: DUE }]);
    shares.take(UNWANTED);
    expect(shares.twins()).toEqual([REFERRAL]);
  });
});

describe("an opportunity with a referral, that has changed", () => {
  it("is kept to be compared, with no more than that takes, as long as it is open", () => {
    const shares = rowsOf([]);
    shares.takeLinked(rowOf({ cosell_referralid: REFERRAL, secret: "not compared" }));
    shares.takeLinked({ ...rowOf({ cosell_referralid: REFERRAL, statecode: 2 }), id: "closed" });
    const { linked } = shares.result(NONE);
    expect(idsIn(linked)).toEqual([OPPORTUNITY]);
    expect(linked[0]?.properties).toHaveProperty("name");
    expect(linked[0]?.properties).not.toHaveProperty("secret");
  });
});

it("waits for nothing where the mapping shares nothing any more", () => {
  const mapping = { ...guarded({}), share: null };
  expect(rowsOf([entry(), waitingOf(2)], [], mapping).result(NONE).unwanted).toEqual([PROVISIONAL]);
});
