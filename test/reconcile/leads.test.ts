import { describe, expect, it } from "vitest";
import type { ReferralKind } from "../../src/mapping/schema/leads.ts";
import { NOTHING_DONE } from "../../src/model/plan.ts";
import type { RemoteRecord } from "../../src/model/record.ts";
import type { Intent } from "../../src/model/state.ts";
import { settle } from "../../src/reconcile/journal/journal.ts";
import { outdoneBy } from "../../src/reconcile/journal/rivals.ts";
import { match, prospectOf } from "../../src/reconcile/match/match.ts";
import { mergePair } from "../../src/reconcile/merge/merge.ts";
import { toPlan } from "../../src/reconcile/plan/plan.ts";
import { formatBase } from "../../src/reconcile/record/base.ts";
import { fingerprints } from "../../src/reconcile/record/fingerprint.ts";
import { leadIdFor, rowIdFor } from "../../src/reconcile/record/ids.ts";
import { isOurs, kindOf } from "../../src/reconcile/record/kind.ts";
import { unknownState } from "../../src/reconcile/record/state-of.ts";
import { Writes } from "../../src/reconcile/write/writes.ts";
import { BASE, intentOf, referralOf, rowOf } from "./deals.ts";
import { mappingOf, STATUS } from "./fields.ts";
import { LOOKUPS, NOTHING_ARRIVED, ORDINARY, REFERRAL } from "./world.ts";

const FIELDS = {
  name: { as: "text", longest: 50, referral: "name", opportunity: "name" },
  status: STATUS,
};
const mappingFor = (...kinds: ReferralKind[]) =>
  mappingOf(FIELDS, {
    leads: {
      columns: { "referral identifier": "x_referral", base: "x_base" },
      referrals: { kinds, "become leads": ["New/Pending"] },
      fields: { topic: { referral: "name", lead: "subject", as: "text", longest: 50 } },
    },
  });
const MAPPING = mappingFor("co-sell");

const OPPORTUNITY = rowIdFor(REFERRAL);
const LEAD = leadIdFor(REFERRAL);
const BY_HAND = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee";
const [NEW, ACTIVE, DECLINED, RECEIVED] = [
  { status: "New", substatus: "Pending" },
  { status: "Active", substatus: "Accepted" },
  { status: "Closed", substatus: "Declined" },
  { status: "New", substatus: "Received" },
] as const;

function leadOf(properties: object = {}, change = "earlier.1"): RemoteRecord {
  const base = { change, referralModified: BASE.referralModified, fields: { topic: "Deal" } };
  const columns = {
    x_referral: REFERRAL,
    x_base: formatBase(base, (MAPPING.leads?.rows ?? MAPPING).places),
    subject: "Deal",
    statecode: 0,
    ...properties,
  };
  const at = "2026-11-23T10:00:00Z";
  return { side: "opportunity", id: LEAD, etag: "l1", modified: at, properties: columns };
}

const qualified = (into: string | null) => leadOf({ statecode: 1, _qualifyingopportunityid_value: into });
const byHand: RemoteRecord = { ...rowOf({ cosell_referralid: null, cosell_base: null }), id: BY_HAND };

interface Records {
  readonly referral?: object;
  readonly rows?: readonly RemoteRecord[];
  readonly lead?: RemoteRecord;
}

function mergesOf({ referral = {}, rows = [], lead }: Records, mapping = MAPPING) {
  const { pairs, questions } = match(mapping, [referralOf(referral)], rows, lead ? [lead] : []);
  const merges = pairs.map((pair) =>
    mergePair(pair, { ...ORDINARY, mapping: pair.row ? (mapping.leads?.rows ?? mapping) : mapping }),
  );
  return { merges, plan: toPlan(merges, questions) };
}

/** What is written, such as `create lead`, in order. */
function deeds(records: Records, mapping = MAPPING): string[] {
  return mergesOf(records, mapping).plan.changes.map(
    ({ action, row }) => `${action} ${row?.table ?? "opportunity"}`,
  );
}

describe("a referral", () => {
  const lead = leadOf();
  it.each<[string, Records, string[]]>([
    ["in a state for leads, without one", { referral: NEW }, ["create lead"]],
    ["in a state for leads, with its lead", { referral: NEW, lead }, []],
    [
      "in a state for leads, with a lead of another name",
      { referral: { ...NEW, name: "Else" }, lead },
      ["update lead"],
    ],
    [
      "in a state for leads, with a lead that was disqualified",
      { referral: { ...NEW, name: "Else" }, lead: leadOf({ statecode: 2 }) },
      [],
    ],
    [
      "in a state for leads that is an opportunity already",
      { referral: NEW, rows: [rowOf({}, "o1", null)] },
      ["update opportunity"],
    ],
    ["in another state, without a lead", { referral: ACTIVE }, ["create opportunity"]],
    ["in another state, with its lead", { referral: ACTIVE, lead }, ["create opportunity", "qualify lead"]],
    [
      "in another state, with a lead that was disqualified",
      { referral: ACTIVE, lead: leadOf({ statecode: 2 }) },
      ["create opportunity"],
    ],
    [
      "in another state, with a lead that was qualified into nothing",
      { referral: ACTIVE, lead: qualified(null) },
      ["create opportunity"],
    ],
    [
      "whose lead was qualified into an opportunity",
      { referral: ACTIVE, lead: qualified(BY_HAND), rows: [byHand] },
      ["update opportunity"],
    ],
    [
      "whose lead was qualified before it was accepted",
      { referral: NEW, lead: qualified(BY_HAND.toUpperCase()), rows: [byHand] },
      ["update opportunity"],
    ],
    [
      "that is an opportunity, its lead left open by a run that died",
      { referral: ACTIVE, lead, rows: [rowOf({}, "o1", null)] },
      ["update opportunity", "qualify lead"],
    ],
    ["that was declined, with its lead", { referral: { ...DECLINED, name: "Else" }, lead }, ["update lead"]],
    ["that was declined, without a lead", { referral: DECLINED }, []],
    ["in a state for neither", { referral: RECEIVED }, []],
  ])("%s", (_what, records, expected) => {
    expect(deeds(records)).toEqual(expected);
    expect(mergesOf(records).plan.held).toEqual([]);
  });

  it("whose lead was qualified is not made twice because its CRM id names something else", () => {
    const referral = { ...ACTIVE, externalReferenceId: LEAD };
    expect(deeds({ referral, lead: qualified(BY_HAND), rows: [byHand] })).toEqual(["update opportunity"]);
  });

  it("that may be one comes to what its lead says", () => {
    expect(prospectOf(MAPPING, referralOf(NEW))).toBe("open");
    expect(prospectOf(mappingFor("qualified lead"), referralOf(NEW))).toBe("something");
  });

  it("of a kind that makes no leads is an opportunity at once", () => {
    expect(deeds({ referral: NEW }, mappingFor("qualified lead"))).toEqual(["create opportunity"]);
  });

  it("asks when the opportunity that its lead was qualified into belongs to another", () => {
    const taken = { ...byHand, properties: { ...byHand.properties, cosell_referralid: OPPORTUNITY } };
    const { plan } = mergesOf({ referral: ACTIVE, lead: qualified(BY_HAND), rows: [taken] });
    expect(plan.changes).toEqual([]);
    expect(plan.questions[0]?.text).toContain(
      `its lead was qualified into opportunity ${BY_HAND}, which belongs to`,
    );
  });
});

describe("what is written", () => {
  const writesOf = (records: Records) => {
    const { merges, plan } = mergesOf(records);
    const [merge] = merges;
    if (!merge) throw new Error("nothing was merged");
    const writes = new Writes(MAPPING, LOOKUPS, "2026-11-23T10:00:00Z");
    return plan.changes.map((change) => writes.opportunity(change, merge, "run.1", NOTHING_DONE));
  };

  it("for a new lead goes into the lead's own columns, under an id made of the referral's", () => {
    expect(writesOf({ referral: NEW })).toEqual([
      {
        action: "create",
        table: "lead",
        id: LEAD,
        columns: { subject: "Deal", x_referral: REFERRAL, x_base: expect.stringContaining('"c":"run.1"') },
        baseColumn: "x_base",
      },
    ]);
  });

  it("for a lead with a new name is guarded by the lead's etag", () => {
    const [update] = writesOf({ referral: { ...NEW, name: "Else" }, lead: leadOf() });
    expect(update).toMatchObject({
      action: "update",
      table: "lead",
      id: LEAD,
      etag: "l1",
      columns: { subject: "Else" },
    });
  });

  it("keeps on the lead what a person wrote there and the referral overwrites", () => {
    const [note] = writesOf({ referral: { ...NEW, name: "Else" }, lead: leadOf({ subject: "By hand" }) });
    expect(note).toMatchObject({ action: "note", table: "lead", opportunity: LEAD });
    expect(note).toMatchObject({ text: expect.stringContaining("on this lead was: By hand\n") });
  });

  it("for a promoted lead names it as the origin of the opportunity", () => {
    const [create, qualify] = writesOf({ referral: ACTIVE, lead: leadOf() });
    expect(create).toMatchObject({
      columns: { "originatingleadid@odata.bind": `/leads(${LEAD})`, name: "Deal" },
    });
    expect(create).not.toHaveProperty("table");
    expect(qualify).toEqual({ action: "qualify", id: LEAD });
  });
});

describe("the intent of a run that died", () => {
  const row = { table: "lead", id: LEAD } as const;
  const onLead = (action: Intent["action"], etag: string | null = null) =>
    intentOf({ side: "opportunity", action, etag, row });
  const fateOf = (intent: Intent, records: Records) => {
    const { referral = {}, rows = [], lead } = records;
    const { pairs } = match(MAPPING, [referralOf(referral)], rows, lead ? [lead] : []);
    const now = "2026-11-23T10:30:00.000Z";
    const world = { mapping: MAPPING, lookups: LOOKUPS, fingerprint: fingerprints(MAPPING, null), now };
    return settle([intent], pairs, { ...world, ...NOTHING_ARRIVED })[0]?.fate;
  };

  it.each<[string, Intent, Records, string]>([
    ["to make a lead that is not there", onLead("create"), { referral: NEW }, "open"],
    [
      "to make a lead that is there",
      onLead("create"),
      { referral: NEW, lead: leadOf({}, "dead.1") },
      "applied",
    ],
    [
      "to make a lead that another run made",
      onLead("create"),
      { referral: NEW, lead: leadOf() },
      "superseded",
    ],
    [
      "to make a lead whose referral was accepted meanwhile",
      onLead("create"),
      { referral: ACTIVE, lead: leadOf({}, "dead.1") },
      "applied",
    ],
    ["to change a lead that is as it was", onLead("update", "l1"), { referral: NEW, lead: leadOf() }, "open"],
    [
      "to change a lead that somebody changed",
      onLead("update", "l0"),
      { referral: NEW, lead: leadOf() },
      "superseded",
    ],
    ["to qualify a lead that is open", onLead("qualify"), { referral: ACTIVE, lead: leadOf() }, "open"],
    [
      "to qualify a lead that is qualified",
      onLead("qualify"),
      { referral: ACTIVE, lead: qualified(null) },
      "applied",
    ],
    [
      "to make the opportunity of a referral that is a lead",
      intentOf({ side: "opportunity", action: "create", etag: null }),
      { referral: NEW, lead: leadOf({}, "dead.1") },
      "open",
    ],
  ])("%s", (_what, intent, records, expected) => {
    expect(fateOf(intent, records)).toBe(expected);
  });

  it("is not taken for one about another row of the same deal", () => {
    const { plan } = mergesOf({ referral: NEW });
    const [change] = plan.changes;
    if (!change) throw new Error("nothing is planned");
    expect(outdoneBy([change])(onLead("create"))).toBe(true);
    expect(outdoneBy([change])(intentOf({ side: "opportunity", action: "create", etag: null }))).toBe(false);
  });
});

describe("the kind of a referral", () => {
  const invitedBy = (organizationId: string) => ({ inviteContext: { invitedBy: { organizationId } } });
  it.each([
    [{ type: "Independent", qualification: "Direct", ...invitedBy("msft") }, "marketplace lead"],
    [{ type: "Independent", qualification: "Direct" }, "marketplace lead"],
    [{ type: "Independent", qualification: "SalesQualified", ...invitedBy("msft") }, "qualified lead"],
    [{ type: "Independent", qualification: "MarketingQualified", ...invitedBy("msft") }, "qualified lead"],
    [{ type: "Independent", qualification: "SalesQualified", ...invitedBy("us") }, "co-sell"],
    [{ type: "Independent", qualification: "None", ...invitedBy("msft") }, "co-sell"],
    [{ type: "Independent", qualification: "SalesQualified", inviteContext: null }, "co-sell"],
    [{ type: "Shared", qualification: "Direct" }, "co-sell"],
    [{ type: "Shared", qualification: "SalesQualified", ...invitedBy("msft") }, "co-sell"],
    [{ type: "Something new", qualification: "Something else" }, "co-sell"],
    [{}, "co-sell"],
    [{ type: "Shared", organizationId: "msft" }, null],
  ])("of %j is %j", (properties, expected) => {
    expect(kindOf(referralOf(properties))).toBe(expected);
  });

  it("decides whether it is ours: a Marketplace lead only where the mapping takes them", () => {
    const marketplace = referralOf({ type: "Independent", qualification: "Direct" });
    expect(isOurs(MAPPING, marketplace)).toBe(false);
    expect(isOurs(mappingFor("marketplace lead"), marketplace)).toBe(true);
    expect(isOurs(mappingFor("marketplace lead"), referralOf({ organizationId: "msft" }))).toBe(false);
  });
});

it("a state in which the mapping makes leads is one that is known", () => {
  const triage = referralOf({ status: "New", substatus: "Triage" });
  const { leads } = MAPPING;
  expect(unknownState(MAPPING, triage)).toContain("New/Triage");
  expect(
    unknownState({ ...MAPPING, leads: leads && { ...leads, becomeLeads: ["New/Triage"] } }, triage),
  ).toBeNull();
});
