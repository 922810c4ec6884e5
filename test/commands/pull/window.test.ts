import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Window } from "../../../src/commands/pull/window.ts";
import type { Plan } from "../../../src/model/plan.ts";
import type { RemoteRecord } from "../../../src/model/record.ts";
import type { SyncState, Waiting } from "../../../src/model/state.ts";
import { EMPTY_STATE } from "../../../src/reconcile/checkpoint/state.ts";
import { formatBase } from "../../../src/reconcile/record/base.ts";
import { rowIdFor } from "../../../src/reconcile/record/ids.ts";
import { BASE, newDeals, MAPPING as PLAIN, rowOf } from "../../reconcile/deals.ts";
import { MICROSOFT_STATUS, mappingOf, NAME, STATUS } from "../../reconcile/fields.ts";
import { NOW } from "../../reconcile/world.ts";
import { waitingOf } from "../../report/results.ts";
import { type Sides, sweep } from "./swept.ts";

const MAPPING = mappingOf({ name: NAME, status: STATUS });

const laterOf = (newDeals: number, records = newDeals) => ({
  newDeals,
  linkedDeals: 0,
  after: expect.any(String),
  size: { records, deals: 0 },
});

const planOf = async (referrals: readonly RemoteRecord[], most: number, mapping = MAPPING) =>
  (await sweep(mapping, { referrals: referrals.map((one) => [one]), rows: [] }, EMPTY_STATE, most)).planned;

describe("a first reading of more new deals than one run takes up", () => {
  it("plans those with the lowest identifiers, in whatever order they are listed, and counts the others", async () => {
    const all = newDeals(30);
    const expected = await planOf(all, 7);
    expect(expected.plan.changes.map(({ link }) => link.referral)).toEqual(
      all.slice(0, 7).map(({ id }) => id),
    );
    expect(expected.plan.later).toEqual(laterOf(23));
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
    expect(plan.later).toEqual(laterOf(7));
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
    expect(plan.later).toEqual(laterOf(6, 12));
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
      expect(plan.later?.newDeals).toBe(4);
    }
  });
});

describe("a window over so many deals", () => {
  it("leaves none that is to be kept after all", () => {
    const window = new Window(10, { keep: () => {}, drop: () => {} });
    const all = newDeals(30);
    for (const deal of all) window.take(deal.id, deal);
    const kept = all.slice(28).map(({ id }) => id);
    for (const deal of kept) window.exempt(deal);
    expect(kept.every((deal) => window.has(deal))).toBe(true);
    expect(window.end()?.deals.size).toBe(18);
  });

  it("has those beside the others that are to be kept, also where it had taken them before", () => {
    const held = new Set<RemoteRecord>();
    const window = new Window(10, {
      keep: (record) => held.add(record),
      drop: (record) => held.delete(record),
    });
    const all = newDeals(30);
    const [early, late] = [all.slice(0, 19), all.slice(19)];
    for (const deal of early) window.take(deal.id, deal);
    const kept = all.slice(15, 19);
    for (const { id } of kept) window.exempt(id);
    for (const deal of late) window.take(deal.id, deal);
    expect(window.end()?.deals.size).toBe(16);
    expect([...held].map(({ id }) => id).sort()).toEqual([...all.slice(0, 10), ...kept].map(({ id }) => id));
  });

  it("lets go of the others as it goes, so that it never holds more than twice as many", () => {
    const held = new Set<RemoteRecord>();
    let most = 0;
    const keep = (record: RemoteRecord) => {
      most = Math.max(most, held.add(record).size);
    };
    const window = new Window(10, { keep, drop: (record) => held.delete(record) });
    const all = newDeals(200);
    for (const deal of all.toReversed()) window.take(deal.id, deal);
    expect(most).toBeLessThanOrEqual(20);
    expect(window.end()?.deals.size).toBe(190);
    expect([...held].map(({ id }) => id).sort()).toEqual(all.slice(0, 10).map(({ id }) => id));
  });
});

describe("a window that is full", () => {
  it("takes hold of no deal beyond its last, for which something would be looked up", () => {
    let held = 0;
    const keep = () => {
      held += 1;
    };
    const window = new Window(10, { keep, drop: () => {} });
    for (const deal of newDeals(200)) window.take(deal.id, deal);
    expect(held).toBe(20);
    expect(window.end()?.deals.size).toBe(190);
  });

  it("leaves none where all of those beyond it are kept after all", () => {
    const window = new Window(10, { keep: () => {}, drop: () => {} });
    const all = newDeals(20);
    for (const deal of all) window.take(deal.id, deal);
    for (const { id } of all.slice(10)) window.exempt(id);
    expect(window.end()).toBeNull();
  });
});

describe("a full read of more linked deals that differ than one run takes up", () => {
  const ORDERS = ["rows first", "referrals first", "in turns"] as const;
  const inCrm = (deal: Deal) => ({ ...deal, row: changed(deal.row, { description: "second" }) });
  const inPartnerCenter = (deal: Deal) => ({ ...deal, referral: changed(deal.referral, { name: "Other" }) });

  it.each(
    ORDERS.flatMap((order) => [
      [order, "CRM", inCrm] as const,
      [order, "Partner Center", inPartnerCenter] as const,
    ]),
  )(
    "plans those with the lowest identifiers, however they are listed: %s, edited in %s",
    async (order, _where, edit) => {
      const all = linkedDeals(30).map(edit);
      const expected = await sweep(PLAIN, { ...sidesOf(all), order }, EMPTY_STATE, 7);
      const { plan, digest, pulled } = expected.planned;
      expect(dealsIn(plan)).toEqual(idsOf(all.slice(0, 7)));
      expect(plan.later).toMatchObject({ newDeals: 0, linkedDeals: 23 });
      expect([pulled.referrals.length, pulled.rows.length]).toEqual([7, 7]);
      expect(pulled.reads?.linked).toBe(30);
      await fc.assert(
        fc.asyncProperty(fc.shuffledSubarray(all, { minLength: 30 }), async (listed) => {
          const { planned } = await sweep(PLAIN, { ...sidesOf(listed), order }, EMPTY_STATE, 7);
          expect(planned.plan).toEqual(plan);
          expect(planned.digest).toBe(digest);
          expect(planned.pulled.rows).toHaveLength(7);
        }),
        { numRuns: 30 },
      );
    },
  );

  it("lets go of rows that were looked up for deals that it leaves", async () => {
    const all = linkedDeals(700).map(inPartnerCenter);
    const sides = { ...sidesOf(all.toReversed()), order: "rows first" } as const;
    const { planned, asked } = await sweep(PLAIN, sides, EMPTY_STATE, 150);
    expect(asked.rows.length).toBeGreaterThan(150);
    expect(dealsIn(planned.plan)).toEqual(idsOf(all.slice(0, 150)));
    expect(planned.pulled.rows).toHaveLength(150);
  });

  it("counts those that are left by what the others come to, and a tenth more", async () => {
    // Of every second deal nothing is written: both ends are closed, which its base does not know of.
    const all = linkedDeals(40).map((deal, number) =>
      number % 2 === 0 ? inCrm(deal) : closedOnBothSides(deal),
    );
    const { plan } = (await sweep(PLAIN, sidesOf(all), EMPTY_STATE, 10)).planned;
    expect(dealsIn(plan)).toHaveLength(5);
    // Its referral and its row of every second.
    expect(plan.later).toMatchObject({ linkedDeals: 30, size: { records: 33, deals: 17 } });
  });

  it("takes up what waits beside them", async () => {
    const all = linkedDeals(10).map(inCrm);
    const [last] = all.slice(-1) as [Deal];
    const state = { ...EMPTY_STATE, waiting: [waitingFor(last)] };
    const { plan } = (await sweep(PLAIN, sidesOf(all), state, 3)).planned;
    expect(dealsIn(plan)).toEqual(idsOf([...all.slice(0, 3), last]));
    expect(plan.later?.linkedDeals).toBe(6);
  });

  it.each([true, false])(
    "is one window with those of which only Microsoft's side differs (theirs first: %s)",
    async (isFirst) => {
      const { mapping, deals, theirs } = withMicrosofts(6);
      const sides = sidesOf(deals);
      const referrals = isFirst ? [theirs, ...sides.referrals] : [...sides.referrals, theirs];
      const { planned, asked } = await sweep(
        mapping,
        { ...sides, referrals, order: "rows first" },
        EMPTY_STATE,
        2,
      );
      expect(dealsIn(planned.plan)).toEqual(idsOf(deals.slice(0, 2)));
      expect(planned.plan.later?.linkedDeals).toBe(4);
      expect(asked.referrals).toEqual(isFirst ? [] : idsOf(deals.slice(0, 2)));
    },
  );

  it("is one window with new deals", async () => {
    const rows = linkedDeals(10).map(inCrm);
    const sides = sidesOf(rows);
    const withoutRow = idsOf(rows.slice(1, 6));
    const { plan } = (
      await sweep(
        PLAIN,
        {
          ...sides,
          rows: sides.rows.map((page) =>
            page.filter((row) => !withoutRow.includes(String(row.properties.cosell_referralid))),
          ),
        },
        EMPTY_STATE,
        3,
      )
    ).planned;
    expect(dealsIn(plan)).toEqual(idsOf(rows.slice(0, 3)));
    expect(plan.later).toMatchObject({ newDeals: 3, linkedDeals: 4 });
  });
});

describe("a run since the last one", () => {
  const MOST = 7;
  const edits = {
    "Partner Center": (deal: Deal) => ({
      ...deal,
      referral: { ...changed(deal.referral, { name: "Other" }), etag: "later" },
    }),
    "the CRM": (deal: Deal) => ({ ...deal, row: changed(deal.row, { description: "second" }) }),
  };
  /** What changed comes last, after all of the other side. */
  const orders = { "Partner Center": "rows first", "the CRM": "referrals first" } as const;

  async function runSince(edited: number, edit: (deal: Deal) => Deal, order: Sides["order"] = "in turns") {
    const before = linkedDeals(30);
    const state = {
      ...EMPTY_STATE,
      mapping: PLAIN.digest,
      referrals: {
        since: "2026-11-23T11:00:00Z",
        seen: Object.fromEntries(before.map(({ referral }) => [referral.id, referral.etag])),
      },
      opportunities: { delta: "/delta", readAt: "2026-11-23T11:00:00Z" },
      sweptAt: NOW,
    };
    const deals = before.map((deal, number) => (number < edited ? edit(deal) : deal));
    const sides = { ...sidesOf(deals.toReversed()), order };
    return { deals, planned: (await sweep(PLAIN, sides, state, MOST)).planned };
  }

  it.each(Object.entries(edits))(
    "takes up all that changed in %s, as long as one run does",
    async (_, edit) => {
      const { deals, planned } = await runSince(MOST, edit);
      expect(planned.pulled.reads?.all).toBe(false);
      expect(dealsIn(planned.plan)).toEqual(idsOf(deals.slice(0, MOST)));
    },
  );

  it.each(Object.entries(edits))(
    "reads everything, and takes up so many, where more changed in %s",
    async (where, edit) => {
      const { deals, planned } = await runSince(20, edit, orders[where as keyof typeof orders]);
      const { reads } = planned.pulled;
      expect(reads).toMatchObject({ all: true, linked: 30, sweptTo: deals[MOST - 1]?.referral.id });
      expect(dealsIn(planned.plan)).toEqual(idsOf(deals.slice(0, MOST)));
      expect(planned.plan.later).toMatchObject({ newDeals: 0, linkedDeals: 20 - MOST });
    },
  );

  it("is done at once where they were only touched", async () => {
    const touched = (deal: Deal) => ({ ...deal, referral: { ...deal.referral, etag: "later" } });
    const { planned } = await runSince(30, touched);
    expect(planned.pulled.reads).toMatchObject({ all: true, sweptTo: null });
    expect([planned.merges.length, planned.pulled.inStep]).toEqual([0, 30]);
  });
});

describe("the run after one that has left deals", () => {
  const all = linkedDeals(10).map(closedOnBothSides);
  const stateAfter = (deals: readonly Deal[], reached: number) => ({
    ...EMPTY_STATE,
    mapping: PLAIN.digest,
    referrals: { since: "2026-11-23T11:00:00Z", seen: {} },
    opportunities: { delta: "/delta", readAt: "2026-11-23T11:00:00Z" },
    sweptAt: NOW,
    sweptTo: deals[reached]?.referral.id ?? "",
  });
  const looked = async (deals: readonly Deal[], state: SyncState, mapping = PLAIN) => {
    const { planned } = await sweep(mapping, sidesOf(deals), state, 3);
    return { ids: planned.merges.map(({ pair }) => pair.link.referral).sort(), reads: planned.pulled.reads };
  };
  const JUST_NOW = { modified: "2026-11-23T11:30:00Z", etag: "later" };

  it("reads everything, and takes up those after them, also where these came to nothing", async () => {
    const { ids, reads } = await looked(all, stateAfter(all, 2));
    expect(ids).toEqual(idsOf(all.slice(3, 6)));
    expect(reads).toMatchObject({ all: true, linked: 10, sweptTo: all[5]?.referral.id });
  });

  it("takes up the rest, and then nothing is left", async () => {
    const { ids, reads } = await looked(all, stateAfter(all, 6));
    expect(ids).toEqual(idsOf(all.slice(7)));
    expect(reads?.sweptTo).toBeNull();
  });

  it.each(["referral", "row"] as const)(
    "looks beside them at any deal whose %s has changed since",
    async (side) => {
      for (const number of [1, 8]) {
        const edited = all.map((deal, place) =>
          place === number ? { ...deal, [side]: { ...deal[side], ...JUST_NOW } } : deal,
        );
        const { ids } = await looked(edited, stateAfter(all, 2));
        expect(ids).toEqual(idsOf(all.filter((_, place) => [3, 4, 5, number].includes(place))));
      }
    },
  );

  it("needs no second look at a referral as the earlier run has left it", async () => {
    const edited = all.map((deal) => ({ ...deal, referral: { ...deal.referral, ...JUST_NOW } }));
    const state = stateAfter(all, 2);
    const seen = Object.fromEntries(edited.map(({ referral }) => [referral.id, referral.etag]));
    const { ids } = await looked(edited, { ...state, referrals: { ...state.referrals, seen } });
    expect(ids).toEqual(idsOf(all.slice(3, 6)));
  });

  it("takes up no new deal again, whatever it came to", async () => {
    const referrals = newDeals(10).map((one) => [one]);
    const { planned } = await sweep(PLAIN, { referrals, rows: [] }, stateAfter(all, 2), 3);
    expect(planned.merges.map(({ pair }) => pair.link.referral)).toEqual(idsOf(all.slice(3, 6)));
  });

  it("begins anew with another mapping", async () => {
    const { ids } = await looked(all, { ...stateAfter(all, 2), mapping: "another" });
    expect(ids).toEqual(idsOf(all.slice(0, 3)));
  });

  it.each([true, false])(
    "looks beside them at any deal of which Microsoft's side has changed since (theirs first: %s)",
    async (isFirst) => {
      const { mapping, deals, theirs: all } = withMicrosofts(4);
      const theirs = all.map((one, number) => (number === 1 ? { ...one, ...JUST_NOW } : one));
      const sides = sidesOf(deals);
      const referrals = isFirst ? [theirs, ...sides.referrals] : [...sides.referrals, theirs];
      const state = { ...stateAfter(deals, 1), mapping: mapping.digest };
      const { planned } = await sweep(mapping, { ...sides, referrals }, state, 1);
      const fields = [{ field: "microsoft status", to: "Active/Engaged" }];
      expect(planned.plan.changes).toMatchObject([
        { link: { referral: deals[1]?.referral.id }, fields },
        { link: { referral: deals[2]?.referral.id }, fields },
      ]);
    },
  );
});

/** Deals of which only Microsoft's referral says what their rows do not have yet. */
function withMicrosofts(count: number) {
  const mapping = mappingOf({ name: NAME, status: STATUS, "microsoft status": MICROSOFT_STATUS });
  const fields = { name: "Deal", status: "open", "microsoft status": null };
  const base = formatBase({ ...BASE, fields }, mapping.places);
  const deals = linkedDeals(count).map((deal, number) => ({
    referral: changed(deal.referral, { engagementId: `e-${number}` }),
    row: changed(deal.row, { cosell_microsoftstatus: null, cosell_base: base }),
  }));
  const theirs = deals.map(({ referral }) => ({
    ...changed(referral, { organizationId: "msft", substatus: "Engaged" }),
    id: `microsofts of ${referral.id}`,
  }));
  return { mapping, deals, theirs };
}

interface Deal {
  readonly referral: RemoteRecord;
  readonly row: RemoteRecord;
}

/** In step with each other. */
function linkedDeals(count: number): Deal[] {
  return newDeals(count).map((referral, number) => ({
    referral,
    row: { ...rowOf({ cosell_referralid: referral.id }, `o${number}`), id: rowIdFor(referral.id) },
  }));
}

function closedOnBothSides({ referral, row }: Deal): Deal {
  return {
    referral: changed(referral, { status: "Closed", substatus: "Won" }),
    row: changed(row, { statecode: 1, statuscode: 3 }),
  };
}

function changed(record: RemoteRecord, properties: object): RemoteRecord {
  return { ...record, properties: { ...record.properties, ...properties } };
}

/** In pages of two. */
function sidesOf(deals: readonly Deal[]): Pick<Sides, "referrals" | "rows"> {
  const paged = (records: readonly RemoteRecord[]) =>
    Array.from({ length: Math.ceil(records.length / 2) }, (_, page) => records.slice(page * 2, page * 2 + 2));
  return {
    referrals: paged(deals.map(({ referral }) => referral)),
    rows: paged(deals.map(({ row }) => row)),
  };
}

function idsOf(deals: readonly Deal[]): string[] {
  return deals.map(({ referral }) => referral.id);
}

function dealsIn({ changes }: Plan): string[] {
  return [...new Set(changes.map(({ link }) => link.referral))];
}

function waitingFor({ referral, row }: Deal): Waiting {
  const etags = { referral: "older", opportunity: "older" };
  return waitingOf(1, { referral: referral.id, opportunity: row.id, fields: [], firstAt: NOW, etags });
}

describe("a referral without a row that comes to nothing", () => {
  it("is not kept, and nothing is looked up for it", async () => {
    const lost = newDeals(5, { status: "Closed", substatus: "Lost" });
    const { planned, asked } = await sweep(MAPPING, { referrals: [lost], rows: [] });
    expect(planned.pulled.referrals).toEqual([]);
    expect(planned.plan.changes).toEqual([]);
    expect(asked).toEqual({ referrals: [], rows: [], engagements: [] });
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
