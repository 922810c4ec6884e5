import { describe, expect, it } from "vitest";
import type { ReadPorts } from "../../../src/commands/ports.ts";
import { readLeads, referralsByLead } from "../../../src/commands/pull/leads.ts";
import type { RemoteRecord } from "../../../src/model/record.ts";
import type { SyncState, Waiting } from "../../../src/model/state.ts";
import { leadIdFor } from "../../../src/reconcile/record/ids.ts";
import { intentOf, referralOf, rowOf } from "../../reconcile/deals.ts";
import { mappingOf, NAME, STATUS } from "../../reconcile/fields.ts";
import { NOW, REFERRAL } from "../../reconcile/world.ts";
import { waitingOf } from "../../report/results.ts";
import { justRead, planOf, type Sides } from "./swept.ts";

const MAPPING = mappingOf(
  { name: NAME, status: STATUS },
  {
    leads: {
      columns: { "referral identifier": "x_referral", base: "x_base" },
      referrals: { kinds: ["co-sell"], "become leads": ["New/Pending"] },
      fields: { topic: { referral: "name", lead: "subject", as: "text", longest: 50 } },
    },
  },
);

const since = (more: Partial<SyncState> = {}) => justRead(MAPPING, more);

const waits = (some: Partial<Waiting>) =>
  since({ waiting: [waitingOf(1, { referral: REFERRAL, opportunity: null, ...some })] });

function lead(properties: object = {}): RemoteRecord {
  const columns = {
    x_referral: REFERRAL,
    subject: "Deal",
    statecode: 0,
    _qualifyingopportunityid_value: null,
  };
  const all = { ...columns, ...properties };
  return { side: "opportunity", id: leadIdFor(REFERRAL), etag: "l1", modified: NOW, properties: all };
}

const PENDING = referralOf({ status: "New", substatus: "Pending" }, "r2");
const UNLINKED = lead({ x_referral: null });
const OPEN = { ...lead(), id: "open" };
const MERGED = { ...lead({ statecode: 2 }), id: "merged" };
const QUALIFIED = { ...lead({ statecode: 1, _qualifyingopportunityid_value: "row" }), id: "qualified" };

async function leadsOf(sides: Partial<Sides>, state = since()) {
  const all = { referrals: [[PENDING]], rows: [], delta: true, ...sides };
  const { planned, asked } = await planOf(MAPPING, all, state);
  return { leads: planned.pulled.leads.map(({ etag }) => etag), asked, ...planned };
}

describe("an opportunity that is to be shared, and was a lead", () => {
  const row = rowOf({ cosell_referralid: null, _originatingleadid_value: leadIdFor(REFERRAL) });
  const into = { _qualifyingopportunityid_value: row.id.toUpperCase() };
  const referralOfRow = async (...leads: readonly RemoteRecord[]) => {
    const asked: string[] = [];
    const leadsByIds = async (ids: readonly string[]) => {
      asked.push(...ids);
      return leads;
    };
    const ports = { opportunities: { leadsByIds } } as unknown as ReadPorts;
    const found = await referralsByLead(ports, MAPPING, [row, row]);
    expect(asked).toEqual([leadIdFor(REFERRAL)]);
    return Object.fromEntries(found);
  };

  it("is the opportunity of the referral that the lead had, as long as that is an identifier", async () => {
    expect(await referralOfRow(lead(into))).toEqual({ [row.id]: REFERRAL });
    expect(await referralOfRow(lead({ ...into, x_referral: "Ines Okafor" }))).toEqual({});
    expect(await referralOfRow(lead({ ...into, x_referral: null }))).toEqual({});
    expect(await referralOfRow(lead())).toEqual({});
  });
});

it.each([
  ["the open one, when the other was merged into it", [OPEN, MERGED], "open"],
  ["the one whose opportunity there is, beside an open one", [QUALIFIED, OPEN], "qualified"],
  ["the closed one, when there is no other", [MERGED], "merged"],
])("of the leads that say they are one referral, it takes %s", async (_what, leads, expected) => {
  for (const found of [leads, leads.toReversed()]) {
    const ports = { opportunities: { leads: async () => found } } as unknown as ReadPorts;
    const known = { referrals: [referralOf()], rows: [], unsettled: new Set<string>() };
    expect((await readLeads(ports, MAPPING, known)).get(REFERRAL)?.id).toBe(expected);
  }
});

describe("the lead of a referral", () => {
  it("is looked up where no opportunity has it", async () => {
    expect((await leadsOf({ leads: [lead()] })).leads).toEqual(["l1"]);
  });

  it("is not looked up of a referral that can be none", async () => {
    const sent = { type: "Independent", qualification: "SalesQualified" };
    const inviteContext = { invitedBy: { organizationId: "msft" } };
    const other = referralOf({ status: "New", substatus: "Pending", ...sent, inviteContext }, "r2");
    expect((await leadsOf({ referrals: [[other]], leads: [lead()] })).leads).toEqual([]);
  });

  it("is seen through the fields of leads", async () => {
    const { plan } = await leadsOf({ leads: [lead({ subject: null })] });
    expect(plan.changes).toMatchObject([
      { row: { table: "lead" }, fields: [{ field: "topic", to: "Deal" }] },
    ]);
  });

  it("is not looked up where one has, unless it may have been left open", async () => {
    const sides = { leads: [lead()], rows: [[rowOf({}, "o2", null)]] };
    expect((await leadsOf(sides)).leads).toEqual([]);
    expect((await leadsOf(sides, waits({}))).leads).toEqual(["l1"]);
    const journal = { run: "dead", writing: false, intents: [intentOf({ action: "qualify" })] };
    expect((await leadsOf(sides, since({ journal }))).leads).toEqual(["l1"]);
  });

  it("that was qualified leads to the opportunity that it has become", async () => {
    const into = "0B9D8A51-0000-4000-8000-000000000001";
    const { asked } = await leadsOf({
      leads: [lead({ statecode: 1, _qualifyingopportunityid_value: into })],
    });
    expect(asked.rows).toContain(into.toLowerCase());
  });

  it.each(["stale", "question"] as const)(
    "is looked up by the id that it was made under where its making was refused, and is in doubt then: %s",
    async (kind) => {
      const { questions } = await leadsOf({ leads: [UNLINKED] }, waits({ kind }));
      expect(questions).toMatchObject([{ referral: REFERRAL }]);
    },
  );

  it("is not looked up by that where nothing was made for it, where it is found, or where it can be no lead", async () => {
    const other = {
      ...PENDING,
      properties: { ...PENDING.properties, type: "Independent", qualification: "Direct" },
    };
    const named = { unchanged: [other], leads: [UNLINKED], referrals: [] };
    expect((await leadsOf(named, waits({ kind: "stale", nextAt: "2026-11-20T10:00:00Z" }))).leads).toEqual(
      [],
    );
    expect((await leadsOf({ leads: [UNLINKED] })).leads).toEqual([]);
    expect((await leadsOf({ leads: [lead()] }, waits({ kind: "stale" }))).leads).toEqual(["l1"]);
  });
});
