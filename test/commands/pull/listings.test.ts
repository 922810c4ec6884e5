import { describe, expect, it } from "vitest";
import { makePlan } from "../../../src/commands/planning.ts";
import type { Mapping } from "../../../src/mapping/mapping.ts";
import type { RemoteRecord } from "../../../src/model/record.ts";
import { EMPTY_STATE } from "../../../src/reconcile/checkpoint/state.ts";
import { MAPPING, referralOf, rowOf } from "../../reconcile/deals.ts";
import { NOW, REFERRAL } from "../../reconcile/world.ts";
import { optionsOf, portsOf, type Sides, sweep } from "./swept.ts";

/** What a run after one at noon has read, and from when on it has asked. */
async function read(sides: Partial<Sides>, unusable: readonly string[] = [], mapping: Mapping = MAPPING) {
  const ports = portsOf(mapping, { referrals: [], rows: [], delta: true, ...sides });
  const asked: (string | null)[] = [];
  const referrals: typeof ports.referrals = {
    ...ports.referrals,
    readChanged: async (since, onPage) => {
      asked.push(since);
      return { ...(await ports.referrals.readChanged(since, onPage)), unusable };
    },
  };
  const watermarks = { referrals: { since: NOW, seen: {} }, opportunities: { delta: "/delta", readAt: NOW } };
  const state = { ...EMPTY_STATE, mapping: mapping.digest, ...watermarks, sweptAt: NOW };
  const loaded = { state, head: null, registrationFile: undefined, waitingFiles: {} };
  const { pulled } = await makePlan({ ...ports, referrals }, loaded, optionsOf(mapping));
  return { asked, ...pulled };
}

it("a listing begins a quarter of an hour before the last one did", async () => {
  expect((await read({})).asked).toEqual(["2026-11-23T11:45:00.000Z"]);
});

it("a referral that is listed without its version is read by its id", async () => {
  expect((await read({ unchanged: [referralOf(), rowOf()] }, [REFERRAL])).looked).toEqual([REFERRAL]);
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
    ["whose Microsoft's side is not there yet", { "microsoft.status": ["Active"] }, [campaign("SPRING")], []],
  ] as const)("notes what does not fit of referrals %s", async (_what, scope, referrals, misfits) => {
    expect(await misfitsOf(scope as never, referrals)).toEqual(misfits);
  });
});

it("of what has changed nothing is said when it is out of scope: what is in it may not have changed", async () => {
  const scope = { referrals: { campaignId: ["SPRING"] }, opportunities: {} };
  const { misfits } = await read({ referrals: [[referralOf()]] }, [], { ...MAPPING, scope });
  expect([...misfits]).toEqual([]);
});
