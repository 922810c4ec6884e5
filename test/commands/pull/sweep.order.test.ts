import { describe, expect, it } from "vitest";
import { Collected } from "../../../src/commands/pull/collected.ts";
import { Engagements } from "../../../src/commands/pull/engagements.ts";
import { reachOf } from "../../../src/commands/pull/reach.ts";
import { Sweep } from "../../../src/commands/pull/sweep.ts";
import type { RemoteRecord } from "../../../src/model/record.ts";
import { EMPTY_STATE } from "../../../src/reconcile/checkpoint/state.ts";
import { formatBase } from "../../../src/reconcile/record/base.ts";
import { BASE, MAPPING as PLAIN, referralOf, rowOf } from "../../reconcile/deals.ts";
import { MICROSOFT_STATUS, mappingOf, NAME, STATUS } from "../../reconcile/fields.ts";
import { LOOKUPS, NOW, REFERRAL } from "../../reconcile/world.ts";
import { portsOf } from "./swept.ts";

/** What a full read makes of one deal when its records come in just this order, each of them once or again. */

/** A record that comes. */
type Step = (sweep: Sweep) => void;

const row =
  (record: RemoteRecord, isNamed = false): Step =>
  (sweep) =>
    sweep.takeRow(record, String(record.properties.cosell_referralid), isNamed);
const referral =
  (record: RemoteRecord, isNamed = false): Step =>
  (sweep) =>
    sweep.takeReferral(record, isNamed);
const waiting =
  (record: RemoteRecord): Step =>
  (sweep) =>
    sweep.takeWaiting(record);
const microsofts =
  (record: RemoteRecord): Step =>
  (sweep) =>
    sweep.takeMicrosofts(record);
const endOfRows: Step = (sweep) => sweep.endRows();

/** After a run that has dealt with all deals up to this one, an hour before the records below were modified. */
const REACHED = {
  ...EMPTY_STATE,
  referrals: { since: "2026-11-23T09:00:00Z", seen: {} },
  opportunities: { delta: null, readAt: "2026-11-23T09:00:00Z" },
  sweptTo: REFERRAL,
};

async function play(steps: readonly Step[], { mapping = PLAIN, state = EMPTY_STATE, mostDeals = 10 } = {}) {
  const collected = new Collected(mapping);
  const ports = portsOf(mapping, { referrals: [], rows: [] });
  const engagements = new Engagements(ports.referrals, mapping);
  const sweep = new Sweep(mapping, {
    engagements,
    lookups: async () => LOOKUPS,
    keep: (record) => collected.keep(record),
    drop: (record) => collected.drop(record),
    mostDeals,
    reach: reachOf({ ...state, mapping: mapping.digest }, { mapping: mapping.digest, now: NOW }),
  });
  await sweep.prepare();
  for (const step of steps) step(sweep);
  const { referrals, rows } = collected;
  const kept = [...referrals.values(), ...rows.values()];
  return { kept, inStep: sweep.count, expected: sweep.expected, engagements, ...sweep.end() };
}

const OURS = referralOf();
const ROW = rowOf();
const OLD = { modified: "2026-11-23T08:00:00Z" };
const edited = { ...OURS, properties: { ...OURS.properties, name: "Other" } };
const editedRow = rowOf({ description: "second" });
const sameRow = rowOf({}, "o3");
const sameReferral = { ...OURS, etag: "r3", modified: "2026-11-23T10:30:00Z" };
const oldReferral = { ...OURS, ...OLD };
const oldRow = { ...ROW, ...OLD };

describe("a full read keeps of a deal whose record comes again", () => {
  it.each<[string, Step[], RemoteRecord[], number]>([
    [
      "the version that came last, of a row that was edited and set back",
      [row(editedRow), row(sameRow), referral(OURS)],
      [OURS, sameRow],
      0,
    ],
    [
      "the version that came last, of a referral that was edited and set back",
      [row(ROW), referral(edited), referral(sameReferral)],
      [sameReferral],
      0,
    ],
    [
      "the referral that it had let go of, which may be another version",
      [row(ROW), referral(OURS), referral(edited)],
      [edited],
      1,
    ],
    ["nothing where it is in step each time", [row(ROW), referral(OURS), row(ROW)], [], 1],
  ])("%s", async (_what, steps, kept, inStep) => {
    expect(await play(steps)).toMatchObject({ kept, inStep });
  });
});

describe("of a deal that an earlier run of a long read has dealt with, a full read keeps", () => {
  it.each<[string, Step[], RemoteRecord[], number]>([
    ["nothing where neither side has changed", [row(oldRow), referral(oldReferral)], [], 1],
    ["nothing either where its row comes again", [row(oldRow), referral(oldReferral), row(oldRow)], [], 1],
    ["its row where somebody asked for it, or it waits", [row(oldRow, true)], [oldRow], 0],
    [
      "both where its referral has changed, and its row comes again",
      [row(oldRow), referral(edited), row(oldRow)],
      [edited, oldRow],
      0,
    ],
    [
      "what is news, also where an older version comes after it",
      [row(oldRow), referral(edited), referral(oldReferral)],
      [edited],
      0,
    ],
  ])("%s", async (_what, steps, kept, inStep) => {
    expect(await play(steps, { state: REACHED })).toMatchObject({ kept, inStep });
  });

  it("what differs once its row was touched, beside those that it takes up", async () => {
    const another = { ...OURS, ...OLD, id: REFERRAL.replace(/^./, "f") };
    const steps = [row(ROW), referral({ ...edited, ...OLD }), endOfRows, referral(another)];
    const { kept, left } = await play(steps, { state: REACHED, mostDeals: 1 });
    expect(kept).toEqual([{ ...edited, ...OLD }, another]);
    expect(left).toBeNull();
  });
});

describe("a referral that has not changed since its deal began to wait", () => {
  const settled: Step = (sweep) => sweep.note(ROW, REFERRAL);

  it.each<[string, Step[], RemoteRecord[]]>([
    ["is looked at where no row of it came", [waiting(OURS), endOfRows], [OURS]],
    ["is looked at where it comes after all rows", [endOfRows, waiting(OURS)], [OURS]],
    ["waits on where its row has not changed either", [waiting(OURS), settled, endOfRows], []],
    [
      "is taken along by a row that has changed",
      [waiting(OURS), row(editedRow, true), endOfRows],
      [editedRow],
    ],
  ])("%s", async (_what, steps, kept) => {
    expect(await play(steps)).toMatchObject({ kept });
  });

  it("is left alone by a long read that has been there", async () => {
    expect((await play([waiting(oldReferral), endOfRows], { state: REACHED })).kept).toEqual([]);
  });

  it("is looked at beside those that a run takes up", async () => {
    const another = { ...OURS, id: REFERRAL.replace(/^./, "0") };
    const { kept, left } = await play([waiting(OURS), endOfRows, referral(another)], { mostDeals: 1 });
    expect(kept).toEqual([OURS, another]);
    expect(left).toBeNull();
  });
});

it("a referral that somebody asked for, or that waits, is kept though it comes to nothing", async () => {
  const lost = referralOf({ status: "Closed", substatus: "Lost" });
  expect((await play([referral(lost), endOfRows])).kept).toEqual([]);
  expect((await play([referral(lost, true), endOfRows])).kept).toEqual([lost]);
});

describe("of referrals that say which row they have, and have none, a full read keeps", () => {
  const named = ["0", "1", "2"].map((digit) => ({
    ...referralOf({ externalReferenceId: ROW.id }),
    id: REFERRAL.replace(/^./, digit),
  }));
  const steps = [endOfRows, ...named.map((one) => referral(one))];

  it("so many as of any others", async () => {
    const { kept, left } = await play(steps, { mostDeals: 1 });
    expect(kept).toEqual(named.slice(0, 1));
    expect(left).toMatchObject({ newDeals: 2 });
  });

  it("none that is out of scope", async () => {
    const scope = { referrals: { campaignId: ["SPRING"] }, opportunities: {} };
    expect((await play(steps, { mapping: { ...PLAIN, scope } })).kept).toEqual([]);
  });

  it("those that are over beside them, since only their rows tell whether they come to anything", async () => {
    const over = referralOf({ externalReferenceId: ROW.id, status: "Closed", substatus: "Won" });
    const { kept, left } = await play([endOfRows, referral(over), ...steps.slice(1)], { mostDeals: 1 });
    expect(kept).toEqual([over, named[0]]);
    expect(left).toMatchObject({ newDeals: 2 });
  });
});

describe("a full read with Microsoft's side", () => {
  const mapping = mappingOf({ name: NAME, status: STATUS, "microsoft status": MICROSOFT_STATUS });
  const base = { ...BASE, fields: { name: "Deal", status: "open", "microsoft status": "Active/Accepted" } };
  const ours = referralOf({
    engagementId: "e-1",
    inviteContext: { assistanceRequestCode: "GeneralOrOther" },
  });
  const both = rowOf({
    cosell_base: formatBase(base, mapping.places),
    cosell_microsoftstatus: "Active/Accepted",
  });
  const theirs = (substatus: string, id = "theirs"): RemoteRecord => ({
    ...referralOf({ organizationId: "msft", engagementId: "e-1", status: "Active", substatus }, id),
    id,
  });
  const over = {
    ...theirs("Accepted", "over"),
    properties: { ...theirs("Won").properties, status: "Closed" },
  };
  const done = { state: REACHED };

  it.each<[string, Step[], object]>([
    ["in step, theirs first", [microsofts(theirs("Accepted")), row(both), referral(ours)], {}],
    ["in step, theirs last", [row(both), referral(ours), microsofts(theirs("Accepted"))], {}],
    [
      "dealt with by an earlier run, and unchanged",
      [row({ ...both, ...OLD }), referral({ ...ours, ...OLD }), microsofts({ ...theirs("Engaged"), ...OLD })],
      done,
    ],
  ])("holds nothing of it, nor looks again, where the deal is %s", async (_which, steps, more) => {
    const { engagements, inStep, moved } = await play(steps, { mapping, ...more });
    expect(engagements.withMicrosofts(ours)).toBe(ours);
    expect([inStep, moved]).toEqual([1, []]);
  });

  it("holds nothing of it of a deal that is left to a later run", async () => {
    const lower = ["0", "1"].map((digit) => ({ ...OURS, id: REFERRAL.replace(/^./, digit) }));
    const all = [...lower, ours].map((one) => referral(one));
    const { engagements } = await play([endOfRows, ...all, microsofts(theirs("Accepted"))], {
      mapping,
      mostDeals: 1,
    });
    expect(engagements.withMicrosofts(ours)).toBe(ours);
  });

  it("does not look at a deal that is over on both sides, whatever comes of Microsoft's", async () => {
    const won = referralOf({ engagementId: "e-1", status: "Closed", substatus: "Won" });
    const agreed = formatBase({ ...base, fields: { ...base.fields, status: "won" } }, mapping.places);
    const closed = rowOf({ statecode: 1, statuscode: 3, cosell_base: agreed });
    const steps = [row(closed), referral(won), microsofts(theirs("Engaged"))];
    expect(await play(steps, { mapping })).toMatchObject({ kept: [], inStep: 1, moved: [] });
  });

  it("looks again at the deal of that engagement only", async () => {
    const withId = (record: RemoteRecord, id: string) => ({ ...record, id });
    const ofDeal = (digit: string) => {
      const id = REFERRAL.replace(/^./, digit);
      return { id, row: { ...both, properties: { ...both.properties, cosell_referralid: id } } };
    };
    const [alone, differs] = [ofDeal("0"), ofDeal("1")];
    const steps = [
      ...[row(both), referral(ours)],
      ...[row(alone.row), referral(withId(OURS, alone.id))],
      ...[row({ ...differs.row, properties: { ...differs.row.properties, name: "Edited" } })],
      microsofts(theirs("Engaged")),
    ];
    expect(await play(steps, { mapping })).toMatchObject({ inStep: 2, moved: [REFERRAL] });
  });

  it("takes it for in step once both have come, though theirs was news until then", async () => {
    const state = { ...REACHED, sweptTo: "0" };
    const steps = [microsofts(theirs("Accepted")), row(both), referral(ours)];
    expect(await play(steps, { mapping, state })).toMatchObject({ inStep: 1, moved: [] });
  });

  it.each([
    ["first", [over, theirs("Accepted")]],
    ["last", [theirs("Accepted"), over]],
  ])(
    "takes the end of another one in the same engagement for no news: it comes %s",
    async (where, listed) => {
      const { moved, engagements } = await play(
        [row(both), referral(ours), ...listed.map((one) => microsofts(one))],
        { mapping },
      );
      expect(moved).toEqual(where === "first" ? [REFERRAL] : []);
      if (where === "first")
        expect(engagements.withMicrosofts(ours).properties.microsoft).toMatchObject({
          substatus: "Accepted",
        });
    },
  );

  it.each<[string, Step[], object, string[]]>([
    ["of a deal in step", [row(both), referral(ours)], { mapping }, ["e-1"]],
    [
      "of none that an earlier run has dealt with",
      [row({ ...both, ...OLD }), referral({ ...ours, ...OLD })],
      { mapping, ...done },
      [],
    ],
    ["of none where the mapping does not show it", [row(ROW), referral(ours)], {}, []],
  ])("expects one %s", async (_which, steps, more, expected) => {
    expect(await play(steps, more)).toMatchObject({ inStep: 1, expected });
  });
});
