import { describe, expect, it } from "vitest";
import type { Base, RemoteRecord } from "../../../src/model/record.ts";
import type { SyncState } from "../../../src/model/state.ts";
import { BASE, intentOf, MAPPING, referralOf, rowOf } from "../../reconcile/deals.ts";
import { mappingOf, NAME, STATUS } from "../../reconcile/fields.ts";
import { NOW, REFERRAL } from "../../reconcile/world.ts";
import { waitingOf } from "../../report/results.ts";
import { justRead, planOf, type Sides } from "./swept.ts";

const since = (more: Partial<SyncState> = {}) => justRead(MAPPING, more);

async function pulled(sides: Partial<Sides>, state = since(), mapping = MAPPING) {
  const all = { referrals: [], rows: [], delta: true, ...sides };
  const { planned } = await planOf(mapping, all, { ...state, mapping: mapping.digest });
  return { ...planned.pulled, changes: planned.plan.changes };
}

const ROW_ID = "0b9d8a51-0000-4000-8000-000000000001";
const ROW = { ...rowOf({ name: "Edited" }, "o2"), id: ROW_ID };

describe("an opportunity whose referral Partner Center does not show", () => {
  it("waits, by its own id and in this version", async () => {
    expect((await pulled({ rows: [[ROW]] })).unreadable).toEqual([
      {
        link: { referral: REFERRAL, opportunity: ROW_ID },
        rowEtag: "o2",
        reason: expect.stringContaining("does not show this referral"),
      },
    ]);
  });

  it("is named without what somebody has typed there instead of an identifier, and is to be corrected", async () => {
    const { unreadable } = await pulled({
      rows: [[{ ...ROW, properties: { ...ROW.properties, cosell_referralid: "Ines Okafor" } }]],
    });
    expect(unreadable).toMatchObject([{ reason: expect.stringContaining("correct it on the opportunity") }]);
    expect(JSON.stringify(unreadable)).not.toMatch(/okafor/i);
  });

  it("waits for nothing under the name that somebody has corrected", async () => {
    const wrong = "0b9d8a51-0000-4000-8000-000000000009";
    const named = { referral: wrong, opportunity: ROW_ID, kind: "failed" } as const;
    const waiting = [waitingOf(1, { ...named, etags: { referral: null, opportunity: "o1" } })];
    const { unwanted } = await pulled({ rows: [[ROW]], unchanged: [referralOf()] }, since({ waiting }));
    expect(unwanted).toEqual([wrong]);
  });

  it("is somebody else's where it is out of scope: nothing is said, and nothing waits any more", async () => {
    const mapping = mappingOf(
      { name: NAME, status: STATUS },
      { scope: { opportunities: { cosell_region: ["EMEA"] } } },
    );
    const row = { ...ROW, properties: { ...ROW.properties, cosell_region: "APAC" } };
    const { unreadable, unwanted } = await pulled({ rows: [[row]] }, since(), mapping);
    expect([unreadable, unwanted]).toEqual([[], [REFERRAL]]);
    const typed = { ...row, properties: { ...row.properties, cosell_referralid: "Ines Okafor" } };
    const waits = (
      await pulled(
        { rows: [[{ ...typed, properties: { ...typed.properties, cosell_region: "EMEA" } }]] },
        since(),
        mapping,
      )
    ).unreadable;
    const before = waits.map(({ link }) => link.referral);
    expect((await pulled({ rows: [[typed]] }, since(), mapping)).unwanted).toEqual(before);
  });
});

describe("a referral that is listed in an older version than was merged last", () => {
  const merged = (referralModified: string): RemoteRecord => {
    const base: Base = { ...BASE, referralModified };
    return rowOf({ name: "Edited" }, "o2", base);
  };
  const of = (sides: Partial<Sides>, row: RemoteRecord) => pulled({ ...sides, rows: [[row]] });
  const older = referralOf();
  const newer = { ...referralOf({ name: "Deal" }, "r2"), modified: "2026-11-23T11:00:00Z" };

  it("is taken as it is read by its id", async () => {
    const sides = { referrals: [[older]], fresh: new Map([[REFERRAL, newer]]) };
    const { referrals, changes, unreadable } = await of(sides, merged("2026-11-23T11:00:00Z"));
    expect(referrals).toEqual([newer]);
    expect(changes).toMatchObject([{ etag: "r2" }, {}]);
    expect(unreadable).toEqual([]);
  });

  it.each([
    ["waits where that is older as well", "2026-11-23T11:30:00Z", "still shows an older version"],
    ["waits for days where two clocks differ", "2026-11-24T11:00:00Z", "still shows an older version"],
    ["is left to a person where the base is of a time to come", "2026-11-24T13:00:00Z", "yet to come"],
  ])("%s", async (_how, referralModified, reason) => {
    const sides = { referrals: [[older]], fresh: new Map([[REFERRAL, newer]]) };
    const { referrals, changes, unreadable } = await of(sides, merged(referralModified));
    expect([referrals, changes]).toEqual([[], []]);
    expect(unreadable).toMatchObject([{ rowEtag: "o2", reason: expect.stringContaining(reason) }]);
  });

  it("is not read again where it is the very version that was merged", async () => {
    const base = { referrals: [[older]], fresh: new Map([[REFERRAL, newer]]) };
    expect((await of(base, merged("2026-11-23T10:00:00Z"))).referrals).toEqual([older]);
  });

  describe("than a run has written, while its row did not take the base", () => {
    const written = intentOf({ etag: "r1", found: "audited" });
    const state = since({ journal: { run: "run", writing: false, intents: [written] } });
    const of = (fresh: RemoteRecord) =>
      pulled({ referrals: [[older]], fresh: new Map([[REFERRAL, fresh]]), rows: [[ROW]] }, state);

    it("is taken as it is read by its id", async () => {
      expect((await of(newer)).referrals).toEqual([newer]);
    });

    it("is taken so as well where it is older than what the run had read", async () => {
      const oldest = { ...older, etag: "r0" };
      const left = { ...state, referrals: { since: NOW, seen: { [REFERRAL]: newer.etag } } };
      const sides = { referrals: [[oldest]], fresh: new Map([[REFERRAL, newer]]), rows: [[ROW]] };
      expect((await pulled(sides, left)).referrals).toEqual([newer]);
    });

    it("is taken as it is where Partner Center still shows no other", async () => {
      const { referrals, unreadable } = await of(older);
      expect([referrals, unreadable]).toEqual([[older], []]);
    });
  });
});
