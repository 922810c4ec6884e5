import { describe, expect, it } from "vitest";
import { makePlan } from "../../../src/commands/planning.ts";
import { pullOrSweep } from "../../../src/commands/pull/pull-or-sweep.ts";
import type { Mapping } from "../../../src/mapping/mapping.ts";
import type { RemoteRecord } from "../../../src/model/record.ts";
import { EMPTY_STATE } from "../../../src/reconcile/checkpoint/state.ts";
import { formatBase } from "../../../src/reconcile/record/base.ts";
import { BASE, MAPPING, newDeals, referralOf, rowOf } from "../../reconcile/deals.ts";
import { MICROSOFT_STATUS, mappingOf, NAME, STATUS } from "../../reconcile/fields.ts";
import { MAPPING as SHARING, rowOf as shareableRow } from "../../reconcile/shares.ts";
import { NOW, REFERRAL } from "../../reconcile/world.ts";
import { justRead, optionsOf, planOf, portsOf, type Sides, sweep } from "./swept.ts";

const idOf = (number: number) => `0b9d8a51-0000-4000-8000-00000000000${number}`;

interface Before {
  readonly unusable?: readonly string[];
  readonly sweptAt?: string;
  readonly mapping?: Mapping;
}

/** What a run after one at noon has read, and from where on it has asked. */
async function read(sides: Partial<Sides>, { unusable = [], sweptAt = NOW, mapping = MAPPING }: Before = {}) {
  const ports = portsOf(mapping, { referrals: [], rows: [], delta: true, ...sides });
  const asked: unknown[] = [];
  const referrals: typeof ports.referrals = {
    ...ports.referrals,
    readChanged: async (since, onPage) => {
      asked.push(since);
      return { ...(await ports.referrals.readChanged(since, onPage)), unusable };
    },
  };
  const opportunities: typeof ports.opportunities = {
    ...ports.opportunities,
    readChanged: (cursor, onPage) => {
      asked.push(cursor);
      return ports.opportunities.readChanged(cursor, onPage);
    },
  };
  const watermarks = { referrals: { since: NOW, seen: {} }, opportunities: { delta: "/delta", readAt: NOW } };
  const state = { ...EMPTY_STATE, mapping: mapping.digest, ...watermarks, sweptAt };
  const loaded = { state, head: null, registrationFile: undefined, waitingFiles: {} };
  const { pulled } = await makePlan({ ...ports, referrals, opportunities }, loaded, optionsOf(mapping));
  return { asked, ...pulled };
}

it("a listing begins a quarter of an hour before the last one did, and that of rows where the last one ended", async () => {
  const cursor = { delta: "/delta", readAt: NOW };
  expect((await read({})).asked).toEqual([cursor, "2026-11-23T11:45:00.000Z"]);
});

it("both listings begin at the beginning after a week", async () => {
  expect((await read({}, { sweptAt: "2026-11-16T11:00:00Z" })).asked).toEqual([null, null]);
});

const LOOK = { only: null, asked: [], reported: [], ahead: null, mostDeals: 10, mostAgain: 10 };
const EDITED = rowOf({ name: "Edited" });
const ANOTHER = { ...rowOf({ name: "Edited", cosell_referralid: idOf(2) }), id: idOf(3) };

it("everything is read where more has changed than one run takes up, on either side", async () => {
  const readsAll = async (sides: Partial<Sides>) => {
    const ports = portsOf(MAPPING, { referrals: [], rows: [], delta: true, ...sides });
    const { reads } = await pullOrSweep(ports, justRead(MAPPING), MAPPING, { ...LOOK, mostDeals: 1 });
    return reads?.all;
  };
  expect(await readsAll({ rows: [[EDITED]], referrals: [[referralOf()]] })).toBe(false);
  expect(await readsAll({ rows: [[EDITED, ANOTHER]] })).toBe(true);
  expect(await readsAll({ referrals: [newDeals(2)] })).toBe(true);
});

it("rows with a referral are counted, each once and in step or not, where Dataverse lists all of them", async () => {
  const rows = [
    [rowOf(), ANOTHER],
    [rowOf(), { ...rowOf({ cosell_referralid: null }), id: idOf(4) }],
  ];
  expect((await read({ rows, delta: false })).reads?.linked).toBe(2);
  expect((await read({ rows })).reads?.linked).toBeNull();
});

it("rows of another account, which the scope leaves to it, are counted for themselves", async () => {
  const mapping = { ...MAPPING, scope: { referrals: {}, opportunities: { cosell_region: ["EMEA"] } } };
  const rows = [[rowOf({ cosell_region: "EMEA" }), ANOTHER], [ANOTHER]];
  const counted = { others: 1, reads: { linked: 1 } };
  expect(await read({ rows, delta: false }, { mapping })).toMatchObject(counted);
  expect((await sweep(mapping, { referrals: [], rows })).planned.pulled).toMatchObject(counted);
});

it("a listing that fails ends the run, and has not everything read instead", async () => {
  const referrals = [[referralOf()]];
  const ports = portsOf(MAPPING, { referrals, rows: [], delta: true });
  let asked = 0;
  const readChanged = () => {
    asked += 1;
    return Promise.reject(new Error("503"));
  };
  const failing = { ...ports.referrals, readChanged };
  const reading = pullOrSweep({ ...ports, referrals: failing }, EMPTY_STATE, MAPPING, LOOK);
  await expect(reading).rejects.toThrow("503");
  expect(asked).toBe(1);
});

it("answers with rows are counted, as a run that has read several moves the watermark on", async () => {
  expect((await read({ rows: [[rowOf()], [rowOf({}, "o2")]] })).pages).toBe(2);
});

it("a referral that is listed without its version is read by its id", async () => {
  expect((await read({ unchanged: [referralOf(), rowOf()] }, { unusable: [REFERRAL] })).looked).toEqual([
    REFERRAL,
  ]);
});

it("what was listed is remembered for as long as the next listing may show it again, and no longer", async () => {
  const listed = (id: string, modified: string) => ({ ...referralOf(), id, modified });
  const referrals = [[listed("young", "2026-11-23T11:10:00Z"), listed("old", "2026-11-23T10:50:00Z")]];
  expect([...((await read({ referrals })).reads?.listed.keys() ?? [])]).toEqual(["young"]);
});

describe("a full read with a scope", () => {
  const campaign = (campaignId: string, id: string = REFERRAL) => ({ ...referralOf({ campaignId, id }), id });
  const microsofts = { ...referralOf({ organizationId: "msft", id: "theirs" }), id: "theirs" };
  const misfitsOf = async (scope: Mapping["scope"]["referrals"], referrals: readonly RemoteRecord[]) => {
    const mapping = { ...MAPPING, scope: { referrals: scope, opportunities: {} } };
    const { planned } = await sweep(mapping, { referrals: [referrals], rows: [] });
    return [...planned.pulled.misfits];
  };

  it.each([
    ["which all fit", { campaignId: ["SPRING"] }, [campaign("SPRING")], []],
    ["of which one fits", { campaignId: ["SPRING"] }, [campaign("SPRING"), campaign("AUTUMN", "other")], []],
    ["of which none fits", { campaignId: ["SPRNG"] }, [campaign("SPRING")], [["campaignId", REFERRAL]]],
    ["of which none is ours", { campaignId: ["SPRING"] }, [microsofts], []],
    ["of which there is none", { campaignId: ["SPRING"] }, [], []],
  ] as const)("notes what does not fit of referrals %s", async (_what, scope, referrals, misfits) => {
    expect(await misfitsOf(scope as never, referrals)).toEqual(misfits);
  });
});

it("of what has changed nothing is said when it is out of scope: what is in it may not have changed", async () => {
  const scope = { referrals: { campaignId: ["SPRING"] }, opportunities: {} };
  const { misfits } = await read({ referrals: [[referralOf()]] }, { mapping: { ...MAPPING, scope } });
  expect([...misfits]).toEqual([]);
});

describe("where the mapping shows Microsoft's side", () => {
  const mapping = mappingOf({ name: NAME, status: STATUS, "microsoft status": MICROSOFT_STATUS });
  const read = { referrals: { since: NOW, seen: {} }, opportunities: { delta: "/delta", readAt: NOW } };
  const since = { ...EMPTY_STATE, mapping: mapping.digest, ...read, sweptAt: NOW };
  const base = { ...BASE, fields: { name: "Deal", status: "open", "microsoft status": null } };
  const ours = referralOf({ engagementId: "e-1", organizationId: "us" });
  const theirs = {
    ...referralOf({ engagementId: "e-1", organizationId: "msft", substatus: "Engaged" }, "m1"),
    id: "theirs",
  };
  const row = rowOf({ cosell_microsoftstatus: null, cosell_base: formatBase(base, mapping.places) });
  const sides = { rows: [], delta: true, unchanged: [ours, row], organization: "us" };

  it("a change of Microsoft's comes to our deal, which has not changed", async () => {
    const { planned } = await planOf(mapping, { ...sides, referrals: [[theirs]] }, since);
    expect(planned.plan.changes).toMatchObject([{ fields: [{ field: "microsoft status" }] }]);
  });

  it("a version of Microsoft's that was dealt with has nothing looked at or asked for", async () => {
    const state = { ...since, referrals: { since: NOW, seen: { theirs: "m1" } } };
    const { planned, asked } = await planOf(mapping, { ...sides, referrals: [[theirs]] }, state);
    expect([planned.pulled.looked, asked.engagements]).toEqual([[], []]);
  });

  it("a full read that lists any of Microsoft's asks for no other by its engagement", async () => {
    const asks = { inviteContext: { assistanceRequestCode: "GeneralOrOther" } };
    const referrals = [[theirs], [referralOf({ engagementId: "e-2", ...asks })]];
    const { planned, asked } = await planOf(mapping, { referrals, rows: [[row]] }, EMPTY_STATE);
    expect([planned.pulled.inStep, asked.engagements]).toEqual([1, []]);
  });
});

it("Microsoft's referral that is listed is not looked for where its help is wanted", async () => {
  const help = { as: "choice", referral: "inviteContext.assistanceRequestCode", opportunity: "cosell_help" };
  const values = { Unknown: "blank", GeneralOrOther: 727000005 };
  const mapping = mappingOf(
    { name: NAME, status: STATUS, help: { ...help, direction: "referral to opportunity", values } },
    { share: { when: "cosell_syncwithpartnercenter" } },
  );
  const row = rowOf({ name: "Edited", cosell_help: 727000005, cosell_syncwithpartnercenter: true });
  const engagement = { engagementId: "e-1" };
  const theirs = { ...referralOf({ ...engagement, organizationId: "msft" }, "m1"), id: "theirs" };
  const read = { referrals: { since: NOW, seen: {} }, opportunities: { delta: "/delta", readAt: NOW } };
  const state = { ...EMPTY_STATE, mapping: mapping.digest, ...read, sweptAt: NOW };
  const sides = { delta: true, rows: [[row]], unchanged: [referralOf(engagement)] };
  const asked = async (referrals: RemoteRecord[][]) =>
    (await planOf(mapping, { ...sides, referrals }, state)).asked.engagements;
  expect(await asked([])).toEqual(["e-1"]);
  expect(await asked([[theirs]])).toEqual([]);
});

it("shares nothing while deals are left to the next run, one of which may be in Partner Center as that opportunity", async () => {
  const wanted = shareableRow();
  const named = { ...referralOf({ externalReferenceId: wanted.id }), id: idOf(1) };
  const pulled = async (others: readonly RemoteRecord[]) => {
    const { planned } = await sweep(
      SHARING,
      { referrals: [[named, ...others]], rows: [[wanted]] },
      undefined,
      1,
    );
    const { left, shares } = planned.pulled;
    return { left: left?.newDeals ?? 0, shares: shares.length };
  };
  // Deals are taken up by their ids.
  for (const other of [0, 9])
    expect(await pulled([{ ...referralOf(), id: idOf(other) }])).toEqual({ left: 1, shares: 0 });
  expect(await pulled([])).toEqual({ left: 0, shares: 0 });
});
