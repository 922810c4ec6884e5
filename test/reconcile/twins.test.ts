import { describe, expect, it } from "vitest";
import type { Merge } from "../../src/model/plan.ts";
import type { RemoteRecord } from "../../src/model/record.ts";
import { mergePair } from "../../src/reconcile/merge/merge.ts";
import { rowIdFor } from "../../src/reconcile/record/ids.ts";
import { besideShares, twinsOf } from "../../src/reconcile/share/twins.ts";
import { contextOf, MAPPING, NOW, OPPORTUNITY, partiesOf, plannedShare, rowOf } from "./shares.ts";
import { LOOKUPS, ORDINARY } from "./world.ts";

const [FIRST, SECOND] = ["aaaaaaa1-0000-4000-8000-000000000001", "aaaaaaa2-0000-4000-8000-000000000002"];
const OTHER_ROW = "60000000-0000-4000-8000-000000000002";

/** What the opportunity of `rowOf` is, as a referral. */
interface Typed {
  readonly name?: string | null;
  readonly value?: number;
  readonly currency?: string;
  readonly date?: string;
  readonly customer?: string | null;
  readonly duns?: string;
}

function referralOf(typed: Typed = {}, id = FIRST): RemoteRecord {
  const {
    name = "Warehouse telemetry",
    value: dealValue = 64000,
    currency = "EUR",
    date: closingDateTime = "2027-03-31T12:00:00Z",
    customer = "Lakeshore Foods Ltd",
  } = typed;
  const properties = {
    id,
    name,
    status: "New",
    substatus: "Pending",
    customerProfile: { name: customer, ids: typed.duns ? [{ profileType: "Duns", id: typed.duns }] : [] },
    details: { dealValue, currency, closingDateTime },
  };
  return { side: "referral", id, etag: '"r"', modified: NOW, properties };
}

function newDeal(referral: RemoteRecord, accounts = new Map<string, string>()): Merge {
  return dealOf(referral, null, accounts);
}

function dealOf(
  referral: RemoteRecord,
  opportunity: RemoteRecord | null,
  accounts = new Map<string, string>(),
): Merge {
  const link = { referral: referral.id, opportunity: opportunity?.id ?? rowIdFor(referral.id) };
  const pair = { link, referral, opportunity, base: null, baseIsStored: true, adopts: false };
  return mergePair(pair, { ...ORDINARY, mapping: MAPPING, lookups: { ...LOOKUPS, accounts }, now: NOW });
}

const COPY_OF_SHARE = { row: { ...rowOf(), id: OTHER_ROW }, parties: partiesOf() };

const among = (merges: readonly Merge[]) => ({ merges, linked: [] });

const SHARE = { row: rowOf(), parties: partiesOf() };

function twinOf(typed: Typed, share = SHARE, accounts = new Map<string, string>()) {
  const context = contextOf({ lookups: { ...LOOKUPS, accounts } });
  return twinsOf([share], among([newDeal(referralOf(typed), accounts)]), context).get(OPPORTUNITY) ?? null;
}

describe("a referral that seems to be the opportunity that is to be shared", () => {
  it.each<[string, Typed]>([
    ["customer, name, value and closing date", {}],
    [
      "customer, name, value and closing date",
      { name: "✔ Warehouse &amp;  Telemetry", customer: "LAKESHORE FOODS, Ltd." },
    ],
    ["customer, name and value", { date: "2027-06-30T12:00:00Z" }],
    ["customer, name and closing date", { value: 70_000 }],
    ["customer, name and closing date", { currency: "USD" }],
    ["customer, value and closing date", { name: "Telemetry for Lakeshore" }],
    ["name, value and closing date", { customer: null }],
  ])("has the same %s", (same, typed) => {
    const row = typed.name?.startsWith("✔") ? rowOf({ name: "Warehouse and Telemetry" }) : rowOf();
    expect(twinOf(typed, { ...SHARE, row })).toEqual({ referral: FIRST, opportunity: null, same });
  });

  it("has a customer by the same number, or the same account, whatever their names are", () => {
    const customer = "LAKESHORE FOODS INTERNATIONAL INC";
    const parties = partiesOf({ account: { accountnumber: "12-345-6789" } });
    const { share } = contextOf();
    const columns = { ...share.accountColumns, duns: "accountnumber" };
    const context = contextOf({ share: { ...share, accountColumns: columns } });
    const byNumber = [newDeal(referralOf({ customer, duns: "123456789" }))];
    expect(twinsOf([{ row: rowOf(), parties }], among(byNumber), context).size).toBe(1);
    expect(twinOf({ customer }, SHARE, new Map([[FIRST, "party"]]))).not.toBeNull();
    expect(twinOf({ customer }, SHARE, new Map([[FIRST, "another"]]))).toBeNull();
  });

  it("has all three in common where the opportunity has no customer yet", () => {
    const share = { ...SHARE, parties: { ...partiesOf(), account: null } };
    expect(twinOf({}, share)).toEqual({
      referral: FIRST,
      opportunity: null,
      same: "name, value and closing date",
    });
    expect(twinOf({ value: 70_000 }, share)).toBeNull();
  });

  it.each<[string, Typed]>([
    ["has another customer", { customer: "Adatum Retail" }],
    ["has only the customer and the name in common", { value: 1, date: "2027-06-30T12:00:00Z" }],
    ["has only the customer and the value", { name: "Another", date: "2027-06-30T12:00:00Z" }],
    ["has only the customer and the closing date", { name: "Another", value: 1 }],
    ["has no customer, and another value", { customer: null, value: 1 }],
  ])("is another deal where it %s", (_what, typed) => {
    expect(twinOf(typed)).toBeNull();
  });

  it("does not go by what is blank on both sides, or nought", () => {
    const row = rowOf({ name: null, estimatedvalue: 0 });
    expect(twinOf({ name: null, value: 0 }, { ...SHARE, row })).toBeNull();
  });

  it("is not one that has an opportunity", () => {
    const merge = { ...newDeal(referralOf()), changes: [] };
    expect(twinsOf([SHARE], among([merge]), contextOf()).size).toBe(0);
  });

  const found = (shares: readonly (typeof SHARE)[], merges: readonly Merge[]) =>
    [...twinsOf(shares, among(merges), contextOf())]
      .map(([row, { referral }]) => [row, referral])
      .sort(([a = ""], [b = ""]) => String(a).localeCompare(String(b)));

  it("is the one that has most in common, whatever came first", () => {
    const deals = [newDeal(referralOf({ value: 70_000 }, FIRST)), newDeal(referralOf({}, SECOND))];
    expect(found([SHARE], deals)).toEqual([[OPPORTUNITY, SECOND]]);
    expect(found([SHARE], deals.toReversed())).toEqual([[OPPORTUNITY, SECOND]]);
  });

  it("is another one for each opportunity, as far as there are enough", () => {
    const deals = [newDeal(referralOf({}, FIRST)), newDeal(referralOf({}, SECOND))];
    const one = [OPPORTUNITY, FIRST];
    for (const shares of [
      [SHARE, COPY_OF_SHARE],
      [COPY_OF_SHARE, SHARE],
    ])
      expect(found(shares, deals)).toEqual([one, [OTHER_ROW, SECOND]]);
    expect(found([COPY_OF_SHARE, SHARE], deals.slice(0, 1))).toEqual([one, [OTHER_ROW, FIRST]]);
  });
});

describe("an opportunity that seems to be the one that is to be shared", () => {
  const there = (properties: object, parties = partiesOf()) => ({
    row: { ...rowOf({ cosell_referralid: FIRST, ...properties }), id: OTHER_ROW },
    parties,
  });
  const twinBeside = (linked: typeof SHARE) =>
    twinsOf([SHARE], { merges: [], linked: [linked] }, contextOf()).get(OPPORTUNITY) ?? null;
  const same = "customer, name, value and closing date";

  it("has all of it in common, its customer perhaps by another account of the same name", () => {
    expect(twinBeside(there({}))).toEqual({ referral: FIRST, opportunity: OTHER_ROW, same });
    expect(twinBeside(there({ estimatedvalue: 70_000 }))).toBeNull();
    expect(twinBeside(there({ name: "Another" }))).toBeNull();
    expect(twinBeside(there({ estimatedclosedate: "2027-06-30" }))).toBeNull();
    const another = partiesOf({ account: { name: "Adatum Retail" } });
    const elsewhere = { ...another, account: another.account && { ...another.account, id: "elsewhere" } };
    expect(twinBeside(there({}, elsewhere))).toBeNull();
    const renamed = { ...elsewhere, account: { ...partiesOf().account, id: "elsewhere" } };
    expect(twinBeside(there({}, renamed as typeof elsewhere))).not.toBeNull();
  });

  it.each([
    ["goes on", { status: "Active", substatus: "Accepted" }, {}, true],
    ["is over in Partner Center", { status: "Closed", substatus: "Lost" }, {}, false],
    ["is over in the CRM", { status: "Active", substatus: "Accepted" }, { statecode: 1 }, false],
  ])(
    "may be one of a deal that this run looks at, by its account: one that %s",
    (_how, state, row, isTwin) => {
      const referral = referralOf({ customer: "LAKESHORE FOODS INTERNATIONAL INC" });
      const opportunity = { ...rowOf({ _parentaccountid_value: "PARTY", ...row }), id: OTHER_ROW };
      const properties = { ...referral.properties, ...state };
      const merges = [dealOf({ ...referral, properties }, opportunity)];
      const twin = twinsOf([SHARE], among(merges), contextOf()).get(OPPORTUNITY) ?? null;
      expect(twin).toEqual(isTwin ? { referral: FIRST, opportunity: OTHER_ROW, same } : null);
    },
  );

  it("keeps the other one from being made, which is looked at again once a day", () => {
    const twin = { referral: FIRST, opportunity: null, same };
    const share = plannedShare(rowOf(), { twin });
    const [deal, other] = besideShares(
      [newDeal(referralOf({}, FIRST)), newDeal(referralOf({}, SECOND))],
      [share],
      MAPPING,
    );
    expect(deal?.changes).toEqual([]);
    expect(deal?.held).toMatchObject([{ elsewhere: true, reason: expect.stringContaining(OPPORTUNITY) }]);
    expect(other?.changes).toMatchObject([{ action: "create" }]);
  });

  it("is another one for each, also where one of them is read as a row and in a merge", () => {
    const row = (referral: string, id: string) => ({ ...rowOf({ cosell_referralid: referral }), id });
    const [ours, other] = [row(FIRST, rowIdFor(FIRST)), row(SECOND, rowIdFor(SECOND))];
    const merged = (opportunity: RemoteRecord, referral: string): Merge => {
      const merge = newDeal(referralOf({}, referral));
      return { ...merge, changes: [], pair: { ...merge.pair, opportunity } };
    };
    const merges = [merged(other, SECOND), merged(ours, FIRST)];
    const linked = [{ row: ours, parties: partiesOf() }];
    const twins = twinsOf([COPY_OF_SHARE, SHARE], { merges, linked }, contextOf());
    expect([...twins.values()].map(({ referral }) => referral)).toEqual([FIRST, SECOND]);
  });

  it("may be shared by the same run: the first of them is", () => {
    const twins = twinsOf([COPY_OF_SHARE, SHARE], among([]), contextOf());
    expect([...twins]).toEqual([[OTHER_ROW, { referral: null, opportunity: OPPORTUNITY, same }]]);
  });
});
