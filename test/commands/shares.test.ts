import { describe, expect, it } from "vitest";
import { shareIdFor } from "../../src/model/provisional.ts";
import { EMPTY_STATE } from "../../src/reconcile/checkpoint/state.ts";
import type { Parties } from "../../src/reconcile/share/referral-body.ts";
import { MAPPING, OPPORTUNITY, partiesOf, rowOf } from "../reconcile/shares.ts";
import { sweep } from "./pull/swept.ts";

describe("an opportunity that is to be shared, and has lost what a run told its seller", () => {
  const PARTY = { _parentaccountid_value: "party", _parentcontactid_value: "party", _ownerid_value: "party" };
  const row = rowOf({ ...PARTY, cosell_syncstatus: 727000013, cosell_syncreason: "no account" });
  const entry = {
    referral: shareIdFor(OPPORTUNITY),
    opportunity: OPPORTUNITY,
    kind: "lost base",
    fields: [],
    reason: "for a test",
    awaits: [],
    tries: 1,
    firstAt: "2026-11-20T10:00:00Z",
    nextAt: null,
    etags: { referral: null, opportunity: "older" },
    lost: { times: 1, until: "2026-11-23T13:00:00.000Z" },
  } as const;
  const state = { ...EMPTY_STATE, mapping: MAPPING.digest, waiting: [entry] };
  const merged = async (parties?: Parties) => {
    const sides = { referrals: [], rows: [[row]], ...(parties ? { parties } : {}) };
    const { planned } = await sweep(MAPPING, sides, state);
    return planned.merges;
  };

  it("is left alone for as long as something keeps it from being shared", async () => {
    expect(await merged()).toMatchObject([
      { changes: [], leftAlone: expect.stringContaining("cosell_base") },
    ]);
  });

  it("is shared as soon as nothing does, since it gets its base then", async () => {
    expect(await merged(partiesOf())).toMatchObject([
      { changes: [{ action: "share" }, { action: "update" }] },
    ]);
  });
});
