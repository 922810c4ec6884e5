import { describe, expect, it } from "vitest";
import { Collected } from "../../../src/commands/pull/collected.ts";
import { lackMicrosofts, wantHelp } from "../../../src/commands/pull/engagements-to-join.ts";
import type { Waiting } from "../../../src/model/state.ts";
import { formatBase } from "../../../src/reconcile/record/base.ts";
import { referralOf } from "../../reconcile/deals.ts";
import { NOW, OPPORTUNITY, rowOf, MAPPING as SHIPPED } from "../../reconcile/shares.ts";
import { LOOKUPS, REFERRAL } from "../../reconcile/world.ts";

describe("before Microsoft is asked for help, it is looked up whether it was asked already", () => {
  const HELP = { cosell_help: 727_000_001 };
  const ITS = { cosell_referralid: REFERRAL };
  const asked = {
    change: "run.1",
    referralModified: NOW,
    fields: { "help needed": "CustomerTechnicalArchitecture" },
  };
  const DONE = { ...ITS, ...HELP, cosell_base: formatBase(asked, SHIPPED.places) };
  const over = { status: "Closed", substatus: "Lost" };

  it.each<[string, object, object, boolean, boolean]>([
    ["of a deal whose seller wants help", { ...ITS, ...HELP }, {}, false, true],
    ["also where only the referral names the row", HELP, { externalReferenceId: OPPORTUNITY }, false, true],
    ["not where the seller wants none", ITS, {}, false, false],
    ["not of a deal without a row", HELP, {}, false, false],
    ["not where help was asked for before", DONE, {}, false, false],
    ["but then, too, where no listing has Microsoft's referrals", DONE, {}, true, true],
    ["unless the deal is over", DONE, over, true, false],
    [
      "nor where none was asked for, ever",
      { ...ITS, cosell_base: formatBase({ ...asked, fields: {} }, SHIPPED.places) },
      {},
      true,
      false,
    ],
  ])("%s", (_of, row, referral, andGotIt, isLookedUp) => {
    const known = { referrals: [referralOf(referral)], rows: [rowOf(row)] };
    const found = wantHelp(SHIPPED, known, { lookups: LOOKUPS, andGotIt });
    expect(found.map(({ id }) => id)).toEqual(isLookedUp ? [REFERRAL] : []);
  });
});

describe("where a listing of changes has nothing of Microsoft's, its side of a deal is looked up", () => {
  const ITS = { cosell_referralid: REFERRAL };
  const before = { change: "run.1", referralModified: NOW, fields: {} };
  const SYNCED = { ...ITS, cosell_base: formatBase(before, SHIPPED.places) };
  const privately = { consent: { consentToShareReferralWithMicrosoftSellers: false } };
  const over = { status: "Closed", substatus: "Lost" };

  it.each<[string, object | null, object, Waiting["kind"] | null, boolean]>([
    ["that gets its opportunity", null, {}, null, true],
    ["whose row was never synced", ITS, {}, null, true],
    ["that was not written, as it had moved", SYNCED, {}, "stale", true],
    ["that was not written, as it was refused", SYNCED, {}, "rejected", true],
    ["that was not written, as that failed", SYNCED, {}, "failed", true],
    ["but not of one that changed", SYNCED, {}, null, false],
    ["nor of one that waits for a person", SYNCED, {}, "conflict", false],
    ["nor of one that is not shared", null, privately, null, false],
    ["nor of one that was over before", null, over, null, false],
  ])("%s", (_of, row, referral, kind, isLookedUp) => {
    const collected = new Collected(SHIPPED);
    collected.keep(referralOf(referral));
    if (row) collected.keep(rowOf(row));
    const byReferral = new Map(kind ? [[REFERRAL, { kind } as Waiting]] : []);
    const found = lackMicrosofts(SHIPPED, { collected, waiting: { byReferral } }, false);
    expect(found.map(({ id }) => id)).toEqual(isLookedUp ? [REFERRAL] : []);
  });
});
