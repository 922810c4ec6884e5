import { expect, it } from "vitest";
import { makePlan } from "../../../src/commands/planning.ts";
import { EMPTY_STATE } from "../../../src/reconcile/checkpoint/state.ts";
import { MAPPING, referralOf, rowOf } from "../../reconcile/deals.ts";
import { NOW, REFERRAL } from "../../reconcile/world.ts";
import { optionsOf, portsOf, type Sides } from "./swept.ts";

/** What a run after one at noon has read, and from when on it has asked. */
async function read(sides: Partial<Sides>, unusable: readonly string[] = []) {
  const ports = portsOf(MAPPING, { referrals: [], rows: [], delta: true, ...sides });
  const asked: (string | null)[] = [];
  const referrals: typeof ports.referrals = {
    ...ports.referrals,
    readChanged: async (since, onPage) => {
      asked.push(since);
      return { ...(await ports.referrals.readChanged(since, onPage)), unusable };
    },
  };
  const watermarks = { referrals: { since: NOW, seen: {} }, opportunities: { delta: "/delta", readAt: NOW } };
  const state = { ...EMPTY_STATE, mapping: MAPPING.digest, ...watermarks, sweptAt: NOW };
  const loaded = { state, head: null, registrationFile: undefined, waitingFiles: {} };
  const { pulled } = await makePlan({ ...ports, referrals }, loaded, optionsOf(MAPPING));
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
