import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RemoteRecord } from "../../src/model/record.ts";
import { rowIdFor } from "../../src/reconcile/ids.ts";
import { EMPTY_STATE } from "../../src/reconcile/state.ts";
import { referralOf } from "../reconcile/deals.ts";
import { MICROSOFT_STATUS, mappingOf, NAME, STATUS } from "../reconcile/fields.ts";
import { sweep } from "./swept.ts";

const MAPPING = mappingOf({ name: NAME, status: STATUS });

function newDeals(count: number, properties: object = {}): RemoteRecord[] {
  return Array.from({ length: count }, (_, number) => {
    const id = `${String(number).padStart(8, "0")}-3a51-4f0b-9a44-5e1d2c3b4a60`;
    return { ...referralOf({ id, ...properties }, `r${number}`), id };
  });
}

const planOf = async (referrals: readonly RemoteRecord[], most: number, mapping = MAPPING) =>
  (await sweep(mapping, { referrals: referrals.map((one) => [one]), rows: [] }, EMPTY_STATE, most)).planned;

describe("a first reading of more new deals than one run takes up", () => {
  it("plans those with the lowest identifiers, in whatever order they are listed, and counts the others", async () => {
    const all = newDeals(30);
    const expected = await planOf(all, 7);
    expect(expected.plan.changes.map(({ link }) => link.referral)).toEqual(
      all.slice(0, 7).map(({ id }) => id),
    );
    expect(expected.plan.later).toEqual({ deals: 23, records: 23 });
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(all, { minLength: 30 }), async (listed) => {
        const { plan, digest } = await planOf(listed, 7);
        expect(plan).toEqual(expected.plan);
        expect(digest).toBe(expected.digest);
      }),
      { numRuns: 50 },
    );
  });

  it("counts one once that is listed twice", async () => {
    const all = newDeals(10);
    const { plan } = await planOf([...all, ...all.toReversed()], 3);
    expect(plan.later).toEqual({ deals: 7, records: 7 });
  });

  it("leaves none where they are just as many", async () => {
    expect((await planOf(newDeals(7), 7)).plan).not.toHaveProperty("later");
  });

  it("expects of each as many records as of the largest that it has planned", async () => {
    const accounts = { match: ["duns"], otherwise: "create", columns: { duns: "accountnumber" } };
    const mapping = mappingOf({ name: NAME, status: STATUS }, { accounts });
    const { plan } = await planOf(
      newDeals(10, { customerProfile: { name: "Contoso", ids: [{ profileType: "duns", id: "123456789" }] } }),
      4,
      mapping,
    );
    // One account for all four.
    expect(plan.changes).toHaveLength(5);
    expect(plan.later).toEqual({ deals: 6, records: 12 });
  });

  it("shows nothing of Microsoft's side of a deal that is left, whichever of the two comes first", async () => {
    const mapping = mappingOf({
      name: NAME,
      status: STATUS,
      "microsoft status": MICROSOFT_STATUS,
    });
    const ours = newDeals(6).map((one, number) => ({
      ...one,
      properties: { ...one.properties, engagementId: `e-${number}` },
    }));
    const theirs = ours.map(
      (one): RemoteRecord => ({
        ...one,
        id: `microsofts of ${one.id}`,
        properties: { ...one.properties, organizationId: "msft", status: "Active", substatus: "Accepted" },
      }),
    );
    for (const listed of [
      [...ours, ...theirs],
      [...theirs, ...ours],
      [...theirs, ...ours.toReversed()],
    ]) {
      const { plan, pulled } = await planOf(listed, 2, mapping);
      expect(pulled.referrals.map(({ id }) => id).sort()).toEqual(ours.slice(0, 2).map(({ id }) => id));
      expect(plan.later?.deals).toBe(4);
    }
  });
});

describe("a referral without a row that comes to nothing", () => {
  it("is not kept, and nothing is looked up for it", async () => {
    const lost = newDeals(5, { status: "Closed", substatus: "Lost" });
    const { planned, asked } = await sweep(MAPPING, { referrals: [lost], rows: [] });
    expect(planned.pulled.referrals).toEqual([]);
    expect(planned.plan.changes).toEqual([]);
    expect(asked).toEqual({ referrals: [], rows: [] });
  });

  it("is looked at when it names a row, which may be there", async () => {
    const [lost] = newDeals(1, { status: "Closed", substatus: "Lost" });
    const named = {
      ...(lost as RemoteRecord),
      properties: { ...lost?.properties, externalReferenceId: rowIdFor("another") },
    };
    const { asked } = await sweep(MAPPING, { referrals: [[named]], rows: [] });
    expect(asked.rows).toContain(rowIdFor("another"));
  });
});
