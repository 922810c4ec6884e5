import { describe, expect, it } from "vitest";
import { MergesAhead } from "../../../src/commands/pull/merges-ahead.ts";
import type { RemoteRecord } from "../../../src/model/record.ts";
import { EMPTY_STATE } from "../../../src/reconcile/checkpoint/state.ts";
import { linkedPair } from "../../../src/reconcile/match/match.ts";
import { mergePair } from "../../../src/reconcile/merge/merge.ts";
import { rowIdFor } from "../../../src/reconcile/record/ids.ts";
import { BASE, MAPPING, mergeOf, pairOf, referralOf, rowOf } from "../../reconcile/deals.ts";
import { mappingOf, STATUS } from "../../reconcile/fields.ts";
import { LOOKUPS, NOW, ORDINARY } from "../../reconcile/world.ts";
import { exhaustive, type Sides, sweep } from "./swept.ts";

const CONTEXT = { ...ORDINARY, mapping: MAPPING };
const LATER = "2026-11-23T10:30:00Z";

describe("a merge that was made ahead", () => {
  const referral = referralOf({ name: "Renamed" });
  const row = rowOf();
  const ahead = new MergesAhead(CONTEXT);
  ahead.merge(referral, row, LOOKUPS);

  it("stands for the same two records", () => {
    expect(ahead.of(pairOf(referral, row))).toEqual(mergeOf(pairOf(referral, row)));
  });

  it.each([
    ["the referral was read again", pairOf(referralOf({ name: "Renamed again" }, "r2"), row)],
    ["the row was read again", pairOf(referral, rowOf({ name: "Other" }, "o2"))],
    ["the row is linked anew", { ...pairOf(referral, row), adopts: true }],
    ["a base that was recovered is not stored", { ...pairOf(referral, row), baseIsStored: false }],
    ["it has a lead", { ...pairOf(referral, row), lead: rowOf() }],
  ])("is made anew when %s", (_when, pair) => {
    expect(ahead.of(pair)).toBeNull();
  });

  it("is forgotten when its deal is left to a later run", () => {
    const merges = new MergesAhead(CONTEXT);
    merges.merge(referral, row, LOOKUPS);
    merges.drop(referral.id);
    expect(merges.of(pairOf(referral, row))).toBeNull();
  });

  it("waits for the account of a deal that lacks one", () => {
    const accounts = { match: ["duns"], otherwise: "leave empty", columns: { duns: "accountnumber" } };
    const name = { as: "text", longest: 50, referral: "name", opportunity: "name" };
    const mapping = mappingOf({ name, status: STATUS }, { accounts });
    const merges = new MergesAhead({ ...CONTEXT, mapping });
    const lacking = rowOf({ _parentaccountid_value: null }, "o1", { ...BASE, fields: { status: "open" } });
    merges.merge(referral, lacking, LOOKUPS);
    expect(merges.of(linkedPair(mapping, referral, lacking))).toBeNull();
    const given = rowOf({ _parentaccountid_value: "3f6e0c1a-0000-4000-8000-000000000000" });
    merges.merge(referral, given, LOOKUPS);
    const pair = linkedPair(mapping, referral, given);
    expect(merges.of(pair)).toEqual(mergePair(pair, { ...CONTEXT, mapping, lookups: LOOKUPS }));
  });
});

describe("a run that merges while referrals are still being listed", () => {
  const state = {
    ...EMPTY_STATE,
    mapping: MAPPING.digest,
    referrals: { since: NOW, seen: {} },
    opportunities: { delta: "/delta", readAt: NOW },
    sweptAt: NOW,
  };
  const all = Array.from({ length: 450 }, (_, number) => deal(number));

  it("plans what merging every record at the end would", async () => {
    const sides = pagesOf(all);
    const { planned, asked } = await sweep(MAPPING, sides, state);
    expect(planned.plan).toEqual(exhaustive(MAPPING, sides));
    expect(planned.plan.changes).toHaveLength(450);
    expect(asked.rows).toHaveLength(450);
  });

  it("plans a deal anew whose referral is listed again, changed", async () => {
    const [first] = all;
    if (!first) throw new Error("there are no deals");
    const properties = { ...first.referral.properties, name: "Renamed again" };
    const newer = { ...first.referral, etag: "newer", modified: LATER, properties };
    const { referrals, rows } = pagesOf(all);
    const { planned } = await sweep(
      MAPPING,
      { referrals: [...referrals, [newer]], rows, order: ORDER },
      state,
    );
    const settled = pagesOf([{ ...first, referral: newer }, ...all.slice(1)]);
    expect(planned.plan).toEqual(exhaustive(MAPPING, settled));
  });
});

const ORDER = "rows first";

interface Deal {
  readonly referral: RemoteRecord;
  readonly row: RemoteRecord;
}

/** A deal whose referral was renamed. */
function deal(number: number): Deal {
  const id = `${String(number).padStart(8, "0")}-3a51-4f0b-9a44-5e1d2c3b4a60`;
  return {
    referral: { ...referralOf({ id, name: `Deal ${number}` }, `r${number}`), id },
    row: { ...rowOf({ cosell_referralid: id }, `o${number}`), id: rowIdFor(id) },
  };
}

/** The rows equal their bases, so that they are dropped when they are listed and have to be looked up. */
function pagesOf(deals: readonly Deal[]): Sides {
  const pages = Array.from({ length: Math.ceil(deals.length / 50) }, (_, page) =>
    deals.slice(page * 50, page * 50 + 50).map(({ referral }) => referral),
  );
  return { referrals: pages, rows: [deals.map(({ row }) => row)], order: ORDER };
}
