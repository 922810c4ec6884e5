import { describe, expect, it } from "vitest";
import type { Mapping } from "../../../src/mapping/mapping.ts";
import type { RemoteRecord } from "../../../src/model/record.ts";
import type { Waiting } from "../../../src/model/state.ts";
import { EMPTY_STATE } from "../../../src/reconcile/checkpoint/state.ts";
import { formatBase } from "../../../src/reconcile/record/base.ts";
import { rowIdFor } from "../../../src/reconcile/record/ids.ts";
import { BASE, MAPPING, referralOf, rowOf } from "../../reconcile/deals.ts";
import { MICROSOFT_STATUS, mappingOf, NAME, STATUS } from "../../reconcile/fields.ts";
import { NOW } from "../../reconcile/world.ts";
import { type Sides, sweep } from "./swept.ts";

const ORDERS = ["rows first", "referrals first", "in turns"] as const;

const WAITING = {
  kind: "failed",
  fields: ["name"],
  reason: "for a test",
  awaits: [],
  tries: 1,
  firstAt: "2026-11-20T10:00:00Z",
  nextAt: null,
  etags: { referral: "older", opportunity: "older" },
} as const;

/** After a run with this mapping, a moment ago. */
const SINCE_LAST = {
  ...EMPTY_STATE,
  mapping: MAPPING.digest,
  referrals: { since: NOW, seen: {} },
  opportunities: { delta: "/delta", readAt: NOW },
};

describe("how often everything is read", () => {
  it.each([
    ["it was never read before", { sweptAt: undefined }, true],
    ["it was read more than a week ago", { sweptAt: "2026-11-16T11:59:59Z" }, true],
    ["it was read a week ago", { sweptAt: "2026-11-16T12:00:00Z" }, false],
    ["it was read with another mapping", { sweptAt: NOW, mapping: "another" }, true],
  ])("depends on when and how it was read last: %s", async (_when, { sweptAt, ...more }, all) => {
    const state = { ...SINCE_LAST, ...(sweptAt === undefined ? {} : { sweptAt }), ...more };
    const { planned } = await sweep(MAPPING, pagesOf(deals(2)), state);
    expect(planned.pulled.reads?.all).toBe(all);
  });
});

describe.each([
  ["reads what changed since the last one", { ...SINCE_LAST, sweptAt: NOW }],
  ["reads everything", { ...EMPTY_STATE, mapping: MAPPING.digest }],
])("of a deal that waits, a run that %s", (_what, state) => {
  const [deal] = deals(1) as [Deal];
  const waits = {
    ...WAITING,
    referral: deal.referral.id,
    opportunity: deal.row.id,
    nextAt: "2026-11-23T13:00:00.000Z",
    etags: { referral: deal.referral.etag, opportunity: deal.row.etag },
  };
  const apart = { ...deal, row: changed(deal.row, { description: "second" }) };
  const looked = async (one: Deal, entry: Waiting) =>
    (await sweep(MAPPING, pagesOf([one]), { ...state, waiting: [entry] })).planned.pulled.looked;

  it("looks at neither side before its time, as long as both are as they were", async () => {
    expect(await looked(apart, waits)).toEqual([]);
  });

  it.each<[string, Partial<Waiting>]>([
    ["has come", { nextAt: "2026-11-23T11:00:00.000Z" }],
    ["is any at which the referral has moved", { etags: { ...waits.etags, referral: "older" } }],
    ["is any at which the row has moved", { etags: { ...waits.etags, opportunity: "older" } }],
  ])("looks at both when its time %s, also where they are in step by now", async (_when, some) => {
    for (const one of [deal, apart])
      expect(await looked(one, { ...waits, ...some })).toEqual([deal.referral.id]);
  });
});

describe("a run that reads everything", () => {
  it("looks at a deal that waits once its row is gone, which nothing else says", async () => {
    const [{ referral, row }] = deals(1) as [Deal];
    const etags = { referral: referral.etag, opportunity: row.etag };
    const waits = { ...WAITING, referral: referral.id, opportunity: row.id, etags };
    const state = { ...EMPTY_STATE, mapping: MAPPING.digest, waiting: [waits] };
    const { planned } = await sweep(MAPPING, { referrals: [[referral]], rows: [] }, state);
    expect(planned.pulled.looked).toEqual([referral.id]);
  });

  it("asks about a row that means its referral, and does not spell it as such, though it equals its base", async () => {
    const [{ referral, row }, ...others] = deals(3) as [Deal, ...Deal[]];
    const misspelt = changed(row, { cosell_referralid: `{${referral.id}}` });
    const sides = { referrals: [[referral, ...others.map((one) => one.referral)]], rows: [[misspelt]] };
    // Also where it leaves deals, and so asks for none whose referral was not listed.
    const { planned } = await sweep(MAPPING, sides, EMPTY_STATE, 1);
    expect(planned.questions).toMatchObject([{ referral: referral.id, opportunity: row.id }]);
    expect(planned.plan.changes).toEqual([]);
  });

  it.each(ORDERS)(
    "keeps nothing of deals that are in step, and asks for nothing by its id: %s",
    async (order) => {
      const { planned, asked } = await sweep(MAPPING, { ...pagesOf(deals(25)), order });
      expect(planned.merges).toEqual([]);
      expect(planned.pulled).toMatchObject({ referrals: [], rows: [], inStep: 25, reads: { linked: 25 } });
      expect(asked).toEqual({ referrals: [], rows: [], engagements: [] });
    },
  );

  it.each(ORDERS)(
    "keeps both sides of a deal whose row differs, without asking for them again: %s",
    async (order) => {
      const [first, ...rest] = deals(5);
      const edited = { ...first, row: changed(first?.row, { description: "second" }) };
      const { planned, asked } = await sweep(MAPPING, { ...pagesOf([edited as Deal, ...rest]), order });
      expect(planned.plan.changes.map(({ side, link }) => [side, link.referral])).toEqual([
        ["referral", first?.referral.id],
        ["opportunity", first?.referral.id],
      ]);
      expect(asked).toEqual({ referrals: [], rows: [], engagements: [] });
    },
  );

  it("looks up only the row of a deal whose referral differs, when that had been let go of", async () => {
    const [first, ...rest] = deals(5);
    const edited = { ...first, referral: changed(first?.referral, { name: "Other" }) };
    const sides = { ...pagesOf([edited as Deal, ...rest]), order: "rows first" } as const;
    const { planned, asked } = await sweep(MAPPING, sides);
    expect(planned.plan.changes).toHaveLength(1);
    expect(asked).toEqual({ referrals: [], rows: [first?.referral.id], engagements: [] });
  });

  it.each(ORDERS)("reads a referral again that is older than what was merged last: %s", async (order) => {
    const [stale, other] = deals(2) as [Deal, Deal];
    const { id } = stale.referral;
    const base = { ...BASE, referralModified: "2026-11-23T11:00:00Z" };
    const row = changed(stale.row, { cosell_base: formatBase(base, MAPPING.places) });
    const newer = {
      ...changed(stale.referral, { name: "Newer" }),
      modified: "2026-11-23T11:30:00Z",
      etag: "r2",
    };
    const sides = { ...pagesOf([{ ...stale, row }, other]), order, fresh: new Map([[id, newer]]) };
    const { planned } = await sweep(MAPPING, sides);
    expect(planned.plan.changes).toMatchObject([
      { side: "opportunity", link: { referral: id }, fields: [{ field: "name", to: "Newer" }] },
    ]);
  });

  it.each(ORDERS)("counts a deal once that comes twice on both sides: %s", async (order) => {
    const { referrals, rows } = pagesOf(deals(3));
    const sides = { referrals: [...referrals, ...referrals], rows: [...rows, ...rows], order };
    const { planned } = await sweep(MAPPING, sides, EMPTY_STATE, 0);
    expect(planned.plan.changes).toEqual([]);
    expect(planned.pulled).toMatchObject({
      inStep: 3,
      left: null,
      reads: { linked: 3 },
    });
  });

  it("looks at a deal that was in step, and whose row comes again because it was edited meanwhile", async () => {
    const [deal] = deals(1) as [Deal];
    const edited = { ...changed(deal.row, { description: "second" }), etag: "o-later" };
    const sides = { referrals: [[deal.referral]], rows: [[deal.row], [edited]] };
    const { planned } = await sweep(MAPPING, { ...sides, order: "referrals first" });
    expect(planned.plan.changes).toMatchObject([{ side: "referral" }, { side: "opportunity" }]);
    expect(planned.pulled).toMatchObject({ inStep: 0, reads: { linked: 1 } });
  });

  it("asks for every referral that is older", async () => {
    const base = { ...BASE, referralModified: "2026-11-23T11:00:00Z" };
    const stale = deals(30).map((deal) => ({
      ...deal,
      row: changed(deal.row, { cosell_base: formatBase(base, MAPPING.places) }),
    }));
    const { asked } = await sweep(MAPPING, pagesOf(stale));
    expect(asked.referrals).toHaveLength(30);
  });

  it.each(ORDERS)(
    "looks at what waits, although it is in step by now, so that it waits no longer: %s",
    async (order) => {
      const [first, ...rest] = deals(3) as [Deal, ...Deal[]];
      const waiting = [
        { ...WAITING, referral: first.referral.id, opportunity: first.row.id, kind: "conflict" } as const,
      ];
      const { planned } = await sweep(
        MAPPING,
        { ...pagesOf([first, ...rest]), order },
        { ...EMPTY_STATE, waiting },
      );
      expect(planned.pulled.looked).toEqual([first.referral.id]);
    },
  );

  it("looks at an unanswered referral: it expires, which no record says on that day", async () => {
    const [first] = deals(1) as [Deal];
    const unanswered = { status: "New", substatus: "Pending", expirationDateTime: "2026-12-20T00:00:00Z" };
    const { planned } = await sweep(
      MAPPING,
      pagesOf([{ ...first, referral: changed(first.referral, unanswered) }]),
    );
    expect(planned.merges).toHaveLength(1);
  });

  it("looks at a deal in step whose field the mapping has moved, as it has to say so", async () => {
    const [first] = deals(1) as [Deal];
    const places = { ...MAPPING.places, tags: new Map([...MAPPING.places.tags, ["name", "..."]]) };
    const row = changed(first.row, { cosell_base: formatBase(BASE, places) });
    expect((await sweep(MAPPING, pagesOf([{ ...first, row }]))).planned.merges).toHaveLength(1);
    const still = changed(first.row, { cosell_base: formatBase(BASE, MAPPING.places) });
    expect((await sweep(MAPPING, pagesOf([{ ...first, row: still }]))).planned.merges).toEqual([]);
  });

  it("looks at an open row that lacks an account which the mapping wants", async () => {
    const accounts = { match: ["duns"], otherwise: "leave empty", columns: { duns: "accountnumber" } };
    const fields = { name: NAME, status: STATUS };
    const mapping = mappingOf(fields, { accounts });
    const [first] = deals(1) as [Deal];
    const base = { ...BASE, fields: { name: "Deal", status: "open" } };
    const row = changed(first.row, {
      cosell_base: formatBase(base, mapping.places),
      _parentaccountid_value: null,
    });
    expect((await sweep(mapping, pagesOf([{ ...first, row }]))).planned.merges).toHaveLength(1);
    const given = changed(row, { _parentaccountid_value: "3f6e0c1a-0000-4000-8000-000000000000" });
    expect((await sweep(mapping, pagesOf([{ ...first, row: given }]))).planned.merges).toEqual([]);
  });

  it("looks at a referral with a value that cannot be understood, also where it would not be written", async () => {
    const value = {
      as: "money",
      referral: ["details.dealValue", "details.currency"],
      opportunity: ["estimatedvalue", "transactioncurrencyid"],
      when: "create",
    };
    const mapping = mappingOf({ value, status: STATUS });
    const [first] = deals(1) as [Deal];
    const fields = { value: "100.00 USD", status: "open" };
    const base = formatBase({ ...BASE, fields }, mapping.places);
    const money = { estimatedvalue: 100, _transactioncurrencyid_value: "cur-usd", cosell_base: base };
    const row = changed(first.row, money);
    const referral = (dealValue: unknown) =>
      changed(first.referral, { details: { dealValue, currency: "USD" } });
    const merges = async (dealValue: unknown) =>
      (await sweep(mapping, pagesOf([{ row, referral: referral(dealValue) }]))).planned.merges;
    expect(await merges(200)).toEqual([]);
    expect(await merges("many")).toHaveLength(1);
  });

  describe("where the mapping shows Microsoft's side", () => {
    const mapping = mappingOf({
      name: NAME,
      status: STATUS,
      "microsoft status": MICROSOFT_STATUS,
    });
    const base = { ...BASE, fields: { name: "Deal", status: "open", "microsoft status": "Active/Accepted" } };
    const [deal] = deals(1) as [Deal];
    const row = changed(deal.row, {
      cosell_base: formatBase(base, mapping.places),
      cosell_microsoftstatus: "Active/Accepted",
    });
    const ours = changed(deal.referral, { engagementId: "e-1" });
    const theirs = (substatus: string): RemoteRecord => ({
      ...ours,
      id: "microsofts",
      properties: { organizationId: "msft", engagementId: "e-1", status: "Active", substatus },
    });
    const sides = (substatus: string, isFirst: boolean): Sides => ({
      referrals: isFirst ? [[theirs(substatus)], [ours]] : [[ours], [theirs(substatus)]],
      rows: [[row]],
      order: "rows first",
    });

    it.each([true, false])(
      "lets go of a deal that is in step on all three sides (theirs first: %s)",
      async (isFirst) => {
        const { planned, asked } = await sweep(mapping, sides("Accepted", isFirst));
        expect(planned.merges).toEqual([]);
        expect(asked).toEqual({ referrals: [], rows: [], engagements: [] });
      },
    );

    it("asks for the engagements of deals that could not be written", async () => {
      const failed = deals(30).map(({ referral, row: one }, number) => ({
        referral: changed(referral, { engagementId: `e-${number}` }),
        row: one,
      }));
      const waiting = failed.map(({ referral, row: { id } }) => ({
        ...WAITING,
        referral: referral.id,
        opportunity: id,
      }));
      const { asked } = await sweep(mapping, pagesOf(failed), { ...EMPTY_STATE, waiting });
      expect(asked.engagements).toHaveLength(30);
    });

    it.each([true, false])("shows what Microsoft changed (theirs first: %s)", async (isFirst) => {
      const { planned } = await sweep(mapping, sides("Engaged", isFirst));
      expect(planned.plan.changes).toMatchObject([
        { side: "opportunity", fields: [{ field: "microsoft status", to: "Active/Engaged" }] },
      ]);
    });
  });

  describe("where Partner Center's list has none of Microsoft's referrals", () => {
    const HELP = {
      as: "choice",
      referral: "inviteContext.assistanceRequestCode",
      opportunity: "cosell_help",
      direction: "referral to opportunity",
      audit: "value",
      values: { Unknown: "blank", GeneralOrOther: 727000005 },
    };
    const fields = { name: NAME, status: STATUS, "microsoft status": MICROSOFT_STATUS };
    const inviteContext = (organizationId: string) => ({
      assistanceRequestCode: "Unknown",
      invitedBy: { organizationId },
    });
    const partsOf = (mapping: Mapping, invitedBy: string, agreed: object, columns: object = {}) => {
      const [deal] = deals(1) as [Deal];
      const ours = changed(deal.referral, { engagementId: "e-1", inviteContext: inviteContext(invitedBy) });
      const base = { ...BASE, fields: { name: "Deal", status: "open", "microsoft status": null, ...agreed } };
      const row = changed(deal.row, {
        cosell_microsoftstatus: null,
        cosell_base: formatBase(base, mapping.places),
        ...columns,
      });
      const properties = {
        organizationId: "msft",
        engagementId: "e-1",
        status: "Active",
        substatus: "Accepted",
      };
      const theirs = { ...ours, id: "microsofts", properties };
      return { referrals: [[ours]], rows: [[row]], unlisted: [theirs] };
    };
    const shown = { side: "opportunity", fields: [{ field: "microsoft status", to: "Active/Accepted" }] };

    it.each(ORDERS)("asks for that of a deal which Microsoft has sent: %s", async (order) => {
      const mapping = mappingOf(fields);
      const { planned } = await sweep(mapping, { ...partsOf(mapping, "msft", {}), order });
      expect(planned.plan.changes).toMatchObject([shown]);
    });

    it("asks for that of a deal with which Microsoft was asked to help", async () => {
      const share = { when: "cosell_syncwithpartnercenter" };
      const mapping = mappingOf({ ...fields, help: HELP }, { share });
      const columns = { cosell_help: 727000005, cosell_syncwithpartnercenter: true };
      const { planned } = await sweep(mapping, partsOf(mapping, "ours", { help: "GeneralOrOther" }, columns));
      expect(planned.plan.changes).toMatchObject([shown]);
    });

    it("asks for nothing where Microsoft takes no part, or the deal is not shared", async () => {
      const mapping = mappingOf(fields);
      const own = await sweep(mapping, partsOf(mapping, "ours", {}));
      const { referrals, ...others } = partsOf(mapping, "msft", {});
      const consent = { consentToShareReferralWithMicrosoftSellers: false };
      const hidden = [[changed(referrals.flat()[0], { consent })]];
      const secret = await sweep(mapping, { ...others, referrals: hidden });
      expect([own, secret].flatMap(({ asked }) => asked.engagements)).toEqual([]);
    });
  });

  describe("of deals in step whose referrals are not listed", () => {
    it("asks for some by name, and has those wait that Partner Center does not show then either", async () => {
      const [listed, ...others] = deals(61) as [Deal, ...Deal[]];
      const sides = { referrals: [[listed.referral]], rows: [[listed, ...others].map(({ row }) => row)] };
      const { planned, asked } = await sweep(MAPPING, sides);
      expect(asked.referrals).toHaveLength(50);
      expect(planned.pulled.unreadable.map(({ link }) => link.referral)).toEqual(asked.referrals);
    });

    it("asks for none that is over, or out of the mapping's scope", async () => {
      const scope = { opportunities: { region: ["north"] } };
      const mapping = { ...MAPPING, scope: mappingOf({}, { scope }).scope };
      const [open, over, another] = deals(3) as [Deal, Deal, Deal];
      const won = { ...BASE, fields: { ...BASE.fields, status: "won" } };
      const closed = { statecode: 1, statuscode: 3, cosell_base: formatBase(won, mapping.places) };
      const rows = [
        changed(open.row, { region: "north" }),
        changed(over.row, { region: "north", ...closed }),
        changed(another.row, { region: "south" }),
      ];
      const { asked } = await sweep(mapping, { referrals: [], rows: [rows] });
      expect(asked.referrals).toEqual([open.referral.id]);
    });

    it("asks for none in a run that leaves deals to later ones, which read everything again", async () => {
      const [inStep, ...others] = deals(4) as [Deal, ...Deal[]];
      const sides = { referrals: [others.map(({ referral }) => referral)], rows: [[inStep.row]] };
      const { planned, asked } = await sweep(MAPPING, sides, EMPTY_STATE, 1);
      expect(planned.pulled.left).toMatchObject({ newDeals: 2 });
      expect(asked.referrals).toEqual([]);
      expect((await sweep(MAPPING, sides)).asked.referrals).toEqual([inStep.referral.id]);
    });
  });

  it("has Partner Center's listing wait when many referrals came whose rows did not", async () => {
    const sides = { ...pagesOf(deals(2400), 100), rowsAfter: 20 };
    const { planned, early } = await sweep(MAPPING, sides);
    expect(planned.pulled.inStep).toBe(2400);
    expect(early).toBe(20);
  });
});

interface Deal {
  readonly referral: RemoteRecord;
  readonly row: RemoteRecord;
}

function deals(count: number): Deal[] {
  return Array.from({ length: count }, (_, number) => {
    const id = `${String(number).padStart(8, "0")}-3a51-4f0b-9a44-5e1d2c3b4a60`;
    return {
      referral: { ...referralOf({ id }, `r${number}`), id },
      row: { ...rowOf({ cosell_referralid: id }, `o${number}`), id: rowIdFor(id) },
    };
  });
}

function changed(record: RemoteRecord | undefined, properties: object): RemoteRecord {
  if (!record) throw new Error("there is no such record");
  return { ...record, properties: { ...record.properties, ...properties } };
}

function pagesOf(all: readonly Deal[], size = 2): Pick<Sides, "referrals" | "rows"> {
  const paged = (records: readonly RemoteRecord[]) =>
    Array.from({ length: Math.ceil(records.length / size) }, (_, page) =>
      records.slice(page * size, (page + 1) * size),
    );
  return {
    referrals: paged(all.map(({ referral }) => referral)),
    rows: paged(all.map(({ row }) => row).toReversed()),
  };
}
