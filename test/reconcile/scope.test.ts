import { describe, expect, it } from "vitest";
import type { Mapping } from "../../src/mapping/mapping.ts";
import type { RemoteRecord } from "../../src/model/record.ts";
import { checkpoint } from "../../src/reconcile/checkpoint/checkpoint.ts";
import { EMPTY_STATE } from "../../src/reconcile/checkpoint/state.ts";
import { match } from "../../src/reconcile/match/match.ts";
import { scopeNotice, withinScope } from "../../src/reconcile/match/scope.ts";
import { wantsShare } from "../../src/reconcile/share/share.ts";
import { MAPPING, mergeOf, pairOf, referralOf, rowOf } from "./deals.ts";
import * as shares from "./shares.ts";
import { NOW, REFERRAL } from "./world.ts";

/** Only deals without a campaign, on both sides. */
const SCOPED: Mapping = {
  ...MAPPING,
  scope: { referrals: { campaignId: "blank" }, opportunities: { region: ["north"] } },
};
const north = (properties: object = {}) => rowOf({ region: "north", ...properties });

describe("a deal out of the mapping's scope", () => {
  const pairsOf = (referral: RemoteRecord, rows: readonly RemoteRecord[]) =>
    match(SCOPED, [referral], rows).pairs.map(({ opportunity, adopts }) =>
      opportunity ? (adopts ? "adopted" : "linked") : "new",
    );
  const handMade = (region: string): RemoteRecord => ({
    ...rowOf({ cosell_referralid: null, cosell_base: null, region }),
    id: "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee",
  });
  const naming = { externalReferenceId: "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee" };

  it.each([
    ["gets no opportunity", referralOf({ campaignId: "SPRING" }), [], []],
    ["gets one as long as its referral fits", referralOf(), [], ["new"]],
    [
      "is not linked to the row it names",
      referralOf({ ...naming, campaignId: "SPRING" }),
      [handMade("north")],
      [],
    ],
    ["is not linked to a row that does not fit", referralOf(naming), [handMade("south")], []],
    ["is linked when both fit", referralOf(naming), [handMade("north")], ["adopted"]],
    ["stays linked", referralOf({ campaignId: "SPRING" }), [rowOf({ region: "south" })], ["linked"]],
  ])("%s", (_what, referral, rows, expected) => {
    expect(pairsOf(referral, rows)).toEqual(expected);
  });

  it.each([
    ["by its referral", referralOf({ campaignId: "SPRING", name: "New" }), north(), "campaignId"],
    ["by its row", referralOf({ name: "New" }), rowOf({ region: "south" }), "region"],
    ["in conflict", referralOf({ campaignId: "SPRING", name: "New" }), north({ name: "Own" }), "campaignId"],
  ])("is written no more %s, and waits for a change", (_what, referral, row, place) => {
    const merge = mergeOf(pairOf(referral, row));
    expect([...merge.changes, ...merge.conflicts]).not.toEqual([]);
    const held = withinScope(merge, SCOPED);
    const reason = `out of the mapping's scope (${place}), so nothing of it is written until it is in scope again`;
    expect(held).toMatchObject({
      changes: [],
      conflicts: [],
      warnings: [],
      held: [{ reason, awaits: "scope" }],
    });
    const facts = { run: "run", now: NOW, mappingDigest: "", reads: null, merges: [held] };
    const nothing = {
      questions: [],
      unreadable: [],
      looked: [],
      unwanted: [],
      intents: [],
      outcomes: [],
      settled: [],
    };
    expect(checkpoint(EMPTY_STATE, { ...facts, ...nothing }).waiting).toMatchObject([
      {
        referral: REFERRAL,
        kind: "out of scope",
        reason,
        nextAt: null,
        etags: { referral: "r1", opportunity: "o1" },
      },
    ]);
  });

  it("waits for nothing when both sides agree", () => {
    const merge = withinScope(mergeOf(pairOf(referralOf({ campaignId: "SPRING" }), north())), SCOPED);
    expect(merge).toMatchObject({ changes: [], held: [], leftAlone: expect.stringContaining("campaignId") });
  });

  it("is merged as ever in scope", () => {
    const merge = mergeOf(pairOf(referralOf({ name: "New" }), north()));
    expect(withinScope(merge, SCOPED)).toBe(merge);
  });

  it("is in it as a lead by what its referral says alone, as a lead has other columns", () => {
    const merge = mergeOf(pairOf(referralOf({ name: "New" }), rowOf({ region: "south" })));
    const lead = { ...merge, pair: { ...merge.pair, row: { table: "lead", id: "lead" } as const } };
    expect(withinScope(merge, SCOPED).leftAlone).toBeDefined();
    expect(withinScope(lead, SCOPED)).toBe(lead);
  });

  it("is not shared", () => {
    const scoped = { ...shares.MAPPING, scope: SCOPED.scope };
    expect(wantsShare(scoped, shares.rowOf({ region: "south" }))).toBe(false);
    expect(wantsShare(scoped, shares.rowOf({ region: "north" }))).toBe(true);
    const scope = { referrals: { "customerProfile.address.country": ["DE"] }, opportunities: {} };
    const merge = shares.plannedShare(
      undefined,
      {},
      shares.contextOf({ mapping: { ...shares.MAPPING, scope } }),
    );
    expect(merge.held.map(({ reason }) => reason)).toEqual([
      "not shared yet: the mapping leaves such deals out (customerProfile.address.country): ask your administrator if this one is to be shared",
    ]);
  });
});

it("a scope that lets in nothing names what does not fit, where to correct it, and a deal to look at", () => {
  const misfits = new Map([
    ["campaignId", REFERRAL],
    ["customerProfile.address.country", "other"],
  ]);
  const mapping = { ...SCOPED, file: "mappings/dynamics-365.yml", environment: "staging" };
  expect(scopeNotice(mapping, { ours: 30, misfits })).toBe(
    `None of the referrals that Partner Center lists (30) is in the mapping's scope (campaignId, customerProfile.address.country), so nothing of them is synced. If that is not meant, correct scope > referrals in mappings/dynamics-365.yml (staging); on a terminal, explain ${REFERRAL} shows what one of them has there.`,
  );
  expect(scopeNotice(mapping, { ours: 30, misfits: new Map() })).toBeNull();
});
