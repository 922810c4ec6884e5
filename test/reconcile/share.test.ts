import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadMapping } from "../../src/mapping/load.ts";
import { project } from "../../src/mapping/project.ts";
import { type Change, type Merge, NOTHING_DONE } from "../../src/model/plan.ts";
import { isProvisional, shareIdFor } from "../../src/model/provisional.ts";
import type { RemoteRecord } from "../../src/model/record.ts";
import { match } from "../../src/reconcile/match/match.ts";
import { approvalText } from "../../src/reconcile/merge/approval.ts";
import { mergePair } from "../../src/reconcile/merge/merge.ts";
import { formatBase, readBase } from "../../src/reconcile/record/base.ts";
import { planWithdrawal, wantsShare } from "../../src/reconcile/share/share.ts";
import { Writes } from "../../src/reconcile/write/writes.ts";
import {
  appliedShare,
  contextOf,
  guarded,
  MAPPING,
  NOW,
  OPPORTUNITY,
  partiesOf,
  plannedShare,
  postedOf,
  rowOf,
} from "./shares.ts";
import { LOOKUPS, ORDINARY } from "./world.ts";

const HELP = { cosell_help: 727000001 };
const actionsOf = ({ changes }: Merge) => changes.map(({ action }) => action);
const bodyOf = ({ pair }: Merge) => JSON.parse(JSON.stringify(pair.referral.properties));

describe("an opportunity that a seller may want in Partner Center", () => {
  it.each([
    ["says Yes", {}, true],
    ["says No", { cosell_syncwithpartnercenter: false }, false],
    ["says nothing", { cosell_syncwithpartnercenter: null }, false],
    ["is won", { statecode: 1 }, false],
    ["has a referral", { cosell_referralid: "0b9d8a51-0000-4000-8000-000000000001" }, false],
  ])("that %s is shared: %j %s", (_what, properties, wanted) => {
    expect(wantsShare(MAPPING, rowOf(properties))).toBe(wanted);
  });
});

describe("a deal that has no referral yet", () => {
  it("goes by an id made of its opportunity, which no other id is taken for", () => {
    const goesBy = (referral: string) => isProvisional({ referral, opportunity: OPPORTUNITY });
    expect(goesBy(shareIdFor(OPPORTUNITY))).toBe(true);
    expect(goesBy(shareIdFor("another"))).toBe(false);
  });
});

describe("how much Microsoft sees of a deal", () => {
  it.each([
    ["nothing when it is private", {}, false, "Independent", [], ["share", "update"]],
    ["the deal when it is visible", { cosell_visible: true }, true, "Shared", [], ["share", "update"]],
    [
      "the deal and a request when help is asked, whatever the other column says",
      { ...HELP, cosell_visible: false },
      true,
      "Shared",
      [{ type: "SolutionProfile", id: "SOL-10101-AAA" }],
      ["share", "invite", "update"],
    ],
  ])("is %s", (_what, properties, visible, type, target, actions) => {
    const merge = plannedShare(rowOf(properties));
    expect(bodyOf(merge)).toMatchObject({
      type,
      target,
      consent: { consentToShareReferralWithMicrosoftSellers: visible },
    });
    expect(actionsOf(merge)).toEqual(actions);
    expect(merge.held).toEqual([]);
  });
});

describe("the referral of an opportunity", () => {
  it("says what a private deal of the documentation says", () => {
    expect(bodyOf(plannedShare())).toEqual({
      name: "Warehouse telemetry",
      externalReferenceId: OPPORTUNITY,
      qualification: "SalesQualified",
      type: "Independent",
      customerProfile: {
        name: "Lakeshore Foods Ltd",
        address: {
          addressLine1: "12 Harbour Road",
          addressLine2: "Unit 4",
          city: "Toronto",
          state: "ON",
          postalCode: "M5V 2T6",
          country: "CA",
        },
        team: [
          {
            firstName: "Ines",
            lastName: "Okafor",
            phoneNumber: "4165550101",
            email: "ines.okafor@lakeshorefoods.example",
            title: null,
            contactPreference: { disableNotifications: true },
          },
        ],
      },
      consent: {
        consentToToShareInfoWithOthers: true,
        consentToContact: true,
        consentToMicrosoftToContactSpecificPartners: true,
        consentToShareReferralWithMicrosoftSellers: false,
      },
      details: {
        notes: "Pilot in two warehouses.",
        dealValue: 64000,
        currency: "EUR",
        closingDateTime: "2027-03-31T12:00:00Z",
        requirements: {
          solutions: [{ type: "Name", id: "SOL-10101-AAA" }],
          additionalRequirements: {
            iot: {},
            attributes: [{ id: "HaveNotDecided", type: "CustomerMarketplaceIntent" }],
          },
        },
      },
      team: [
        {
          firstName: "Paul",
          lastName: "Renner",
          phoneNumber: "4165550102",
          email: "paul.renner@adatumsystems.example",
          title: null,
          contactPreference: { disableNotifications: true },
        },
      ],
      target: [],
    });
  });

  it("is planned with what is sent: no blanks, and nothing that Partner Center decides or that ends a deal", () => {
    const merge = plannedShare(rowOf({ cosell_declinereason: "Too late", cosell_decision: 727000020 }));
    expect(bodyOf(merge)).toEqual(bodyOf(plannedShare()));
    const [share] = merge.changes;
    expect(share?.fields.map(({ field }) => field)).toEqual([
      "name",
      "deal value",
      "close date",
      "notes",
      "solutions",
    ]);
  });

  it("has the team that the opportunity names, with what the CRM knows of its owner", () => {
    const cosell_team = "Paul Renner <paul.renner@adatumsystems.example>; Mira Sato <mira@adatum.example>";
    expect(bodyOf(plannedShare(rowOf({ cosell_team }))).team).toMatchObject([
      { email: "paul.renner@adatumsystems.example", phoneNumber: "4165550102" },
      { email: "mira@adatum.example", firstName: "Mira" },
    ]);
  });

  it("names its opportunity as the CRM id, by which it is known again, whatever the mapping writes there", () => {
    const text = readFileSync("mappings/dynamics-365.yml", "utf8");
    const field =
      "{ referral: externalReferenceId, opportunity: new_number, as: text, longest: 50, audit: value }";
    const mapping = loadMapping(text.replace(/^fields:\n/m, `$&  our number: ${field}\n`), "m.yml");
    const merge = plannedShare(rowOf({ new_number: "4711" }), {}, contextOf({ mapping }));
    expect(merge.changes[0]?.fields).toContainEqual({ field: "our number", to: "4711" });
    expect(bodyOf(merge).externalReferenceId).toBe(OPPORTUNITY);
  });

  it("has the partner location that the opportunity names, and what else the mapping asks for", () => {
    expect(bodyOf(plannedShare(rowOf({ cosell_partnerlocation: " 7654321 " }))).mpnId).toBe("7654321");
    expect(bodyOf(plannedShare())).not.toHaveProperty("mpnId");
    const text = readFileSync("mappings/dynamics-365.yml", "utf8");
    const services = text.replace(
      /^share:.*\n/m,
      "$&  requirements: { SolutionArea: area-1, PartnerRole: role-2 }\n",
    );
    const body = bodyOf(plannedShare(rowOf(), {}, contextOf({ mapping: loadMapping(services, "m.yml") })));
    expect(body).toMatchObject({
      details: {
        requirements: {
          additionalRequirements: {
            attributes: [
              { type: "CustomerMarketplaceIntent", id: "HaveNotDecided" },
              { type: "SolutionArea", id: "area-1" },
              { type: "PartnerRole", id: "role-2" },
            ],
          },
        },
      },
    });
  });

  it("tells Microsoft what the seller noted for it, and nothing where nothing is noted", () => {
    const contextOfInvite = (row: object) => {
      const merge = plannedShare(rowOf({ ...HELP, ...row }));
      const invite = merge.changes.find(({ action }) => action === "invite");
      if (!invite) throw new Error("nobody is invited");
      return new Writes(MAPPING, LOOKUPS, NOW).post(invite, merge, appliedShare(merge)).inviteContext;
    };
    const told = contextOfInvite({ cosell_notestomicrosoft: "Please call first." });
    expect(told).toMatchObject({ notes: "Please call first." });
    expect(contextOfInvite({})).not.toHaveProperty("notes");
  });

  it("is asked of Microsoft in the same engagement, with the help that is wanted", () => {
    const merge = plannedShare(rowOf(HELP));
    const invite = merge.changes.find(({ action }) => action === "invite");
    if (!invite) throw new Error("nobody is invited");
    const own = bodyOf(merge);
    const { externalReferenceId: _ours, ...rest } = own;
    const body = new Writes(MAPPING, LOOKUPS, NOW).post(invite, merge, appliedShare(merge));
    expect(JSON.parse(JSON.stringify(body))).toEqual({
      ...rest,
      customerProfile: own.customerProfile,
      engagementId: "the-engagement",
      target: [{ type: "BusinessProfileLocation", id: "msft" }],
      inviteContext: { assistanceRequestCode: "CustomerTechnicalArchitecture" },
    });
  });
});

describe("what a deal needs before it is shared", () => {
  const NOBODY = { account: null, contact: null, owner: null };
  it.each([
    ["a name", rowOf({ name: " " }), {}, "name: missing"],
    ["an account", rowOf(), { account: null }, "account: missing"],
    [
      "an account in the place of a contact, or of one that cannot be read",
      rowOf({ _parentaccountid_value: "0c000000-0000-4000-8000-000000000001" }),
      { account: null },
      "account: the customer that stands there is not an account that the sync can read (is it a contact?): choose the customer's account",
    ],
    [
      "a street and a city",
      rowOf(),
      partiesOf({ account: { address1_line1: null, address1_city: "" } }),
      "account: street and city missing",
    ],
    [
      "a country that can be read",
      rowOf(),
      partiesOf({ account: { address1_country: "Absurdistan" } }),
      "account: its country is neither an ISO code such as DE nor a name of one",
    ],
    ["a country", rowOf(), partiesOf({ account: { address1_country: " " } }), "account: country missing"],
    [
      "a value",
      rowOf({ estimatedvalue: 0 }),
      {},
      "deal value: Partner Center wants a deal value of more than 0",
    ],
    [
      "a value, given",
      rowOf({ estimatedvalue: null }),
      {},
      "deal value: must be more than 0, with its currency",
    ],
    [
      "a currency of the CRM",
      rowOf({ _transactioncurrencyid_value: "cur-old" }),
      {},
      "deal value: the opportunity's currency is missing, or not active in the CRM: choose one that is",
    ],
    ["a closing date", rowOf({ estimatedclosedate: null }), {}, "close date: missing"],
    ["a closing date to come", rowOf({ estimatedclosedate: "2026-11-21" }), {}, "close date: is in the past"],
    ["a solution", rowOf({ cosell_products: null }), {}, "solutions: at least one is needed"],
    [
      "no more than 50 solutions",
      rowOf({ cosell_products: Array.from({ length: 51 }, (_, index) => `SOL-${index}`).join(",") }),
      {},
      "solutions: Partner Center takes at most 50 solutions",
    ],
    ["an owner who is a person", rowOf(), { owner: null }, "owner: must be a person, not a team"],
    [
      "the owner's address",
      rowOf(),
      partiesOf({ owner: { internalemailaddress: null, lastname: null } }),
      "owner: last name and e-mail address missing",
    ],
    [
      "a contact when help is asked",
      rowOf(HELP),
      { contact: null },
      "contact: missing, and needed to ask Microsoft for help",
    ],
    [
      "the contact's telephone when help is asked",
      rowOf(HELP),
      partiesOf({ contact: { telephone1: null } }),
      "contact: telephone number missing",
    ],
    [
      "texts that fit",
      rowOf({ name: "x".repeat(301) }),
      {},
      "name: the text on the opportunity has 301 characters and the referral shows the first 300; edit it on the opportunity",
    ],
  ])("is %s", (_what, row, parties, problem) => {
    const merge = plannedShare(row, { parties: { ...partiesOf(), ...parties } });
    // What fixes it may be on the account, the contact or the user, whose change brings the deal into no listing.
    expect(merge.held).toMatchObject([{ reason: `not shared yet: ${problem}`, elsewhere: true }]);
    expect(merge.status.state).toBe("needs attention");
    expect(actionsOf(merge)).toEqual(["update"]);
  });

  it("is told all at once", () => {
    const row = rowOf({ estimatedvalue: null, estimatedclosedate: null, cosell_products: null, ...HELP });
    const [held, ...others] = plannedShare(row, { parties: NOBODY }).held;
    expect(others).toEqual([]);
    expect(held?.reason.split("; ")).toHaveLength(6);
  });

  it("is told together with what may be the same deal, so that nobody completes it for nothing", () => {
    const twin = { referral: "0b9d8a51", opportunity: null, same: "customer and name" };
    const [held, ...others] = plannedShare(rowOf({ estimatedvalue: null }), { twin }).held;
    expect(others).toEqual([]);
    expect(held?.reason).toMatch(
      /^not shared yet: deal value: .*; referral 0b9d8a51 .* seems to be the same deal/,
    );
  });

  it("is no contact as long as nobody is asked for help", () => {
    expect(plannedShare(rowOf(), { parties: { ...partiesOf(), contact: null } }).held).toEqual([]);
  });

  it.each(["2026-11-22", "2026-11-23"])("is met by a deal that closes today, somewhere: %s", (date) => {
    expect(plannedShare(rowOf({ estimatedclosedate: date })).held).toEqual([]);
  });

  it("is the customer's consent, where the mapping has a column for it", () => {
    const { share } = contextOf();
    const context = contextOf({ share: { ...share, consent: "new_consent" } });
    // A choice whose word for No has a number is no Yes either.
    for (const answer of [false, null, 727000001]) {
      const { held } = plannedShare(rowOf({ new_consent: answer }), {}, context);
      expect(held).toMatchObject([{ reason: expect.stringContaining("consent: the customer has not") }]);
    }
    expect(plannedShare(rowOf({ new_consent: true }), {}, context).held).toEqual([]);
  });

  it.each(["Bremen", "7654321 Bremen"])("is a location by its number alone: not %s", (location) => {
    const { held } = plannedShare(rowOf({ cosell_partnerlocation: location }));
    expect(held).toMatchObject([
      { reason: expect.stringContaining("partner location: must be a PartnerID") },
    ]);
  });

  it("is said on the row once, without an identifier", () => {
    const merge = plannedShare(rowOf({ estimatedvalue: null }));
    const [change] = merge.changes;
    if (!change) throw new Error("the seller is told nothing");
    const write = new Writes(MAPPING, LOOKUPS, NOW).opportunity(change, merge, "run.1", NOTHING_DONE);
    if (write.action !== "update") throw new Error("not an update");
    expect(write.columns).toMatchObject({ cosell_syncstatus: 727000013 });
    expect(write.columns).not.toHaveProperty("cosell_referralid");
    const again = rowOf({ estimatedvalue: null, ...write.columns });
    expect(plannedShare(again).changes).toEqual([]);
    expect(planWithdrawal(again, contextOf()).changes).toMatchObject([{ action: "update", fields: [] }]);
  });

  it("is not said for ever where something in the CRM makes another text of it", () => {
    let row = rowOf({ estimatedvalue: null });
    const runs = Array.from({ length: 10 }, () => {
      const merge = plannedShare(row);
      const [change] = merge.changes;
      if (change) row = rowOf({ ...row.properties, ...rewritten(change, merge) });
      return merge.changes.length;
    });
    expect(runs).toEqual([1, 1, 1, 1, 1, 0, 0, 0, 0, 0]);
    const complete = plannedShare(rowOf({ ...row.properties, estimatedvalue: 64000 }));
    expect(complete.changes.map(({ action }) => action)).toContain("share");
    expect(planWithdrawal(row, contextOf()).changes).toMatchObject([{ action: "update", fields: [] }]);
  });
});

/** What a write leaves on a row of which a flow cuts the reason. */
function rewritten(change: Change, merge: Merge): object {
  const write = new Writes(MAPPING, LOOKUPS, NOW).opportunity(change, merge, "run.1", NOTHING_DONE);
  const columns: Readonly<Record<string, unknown>> = "columns" in write ? write.columns : {};
  return { ...columns, cosell_syncreason: String(columns.cosell_syncreason).slice(0, 10) };
}

describe("a share that may have arrived", () => {
  it("is not sent again while it may still arrive", () => {
    const merge = plannedShare(rowOf(), { unknown: "lately" });
    expect(merge.held).toMatchObject([{ awaits: "next run" }]);
    expect(merge.status.state).toBe("waiting");
    expect(actionsOf(merge)).toEqual(["update"]);
  });

  it("waits for a person when it never does, and is sent again when they say so", () => {
    const { held } = plannedShare(rowOf(), { unknown: "long ago" });
    expect(held).toMatchObject([{ awaits: "approval" }]);
    const approvals = new Map([[shareIdFor(OPPORTUNITY), new Set(held.map(approvalText))]]);
    const merge = plannedShare(rowOf(), { unknown: "long ago" }, contextOf({ approvals }));
    expect(actionsOf(merge)).toEqual(["share", "update"]);
    expect(merge.changes.map(({ approved }) => approved)).toEqual([true, undefined]);
  });

  it("is not sent again, whoever says so, while Partner Center lists nothing at all", () => {
    const { held } = plannedShare(rowOf(), { unknown: "long ago" });
    const approvals = new Map([[shareIdFor(OPPORTUNITY), new Set(held.map(approvalText))]]);
    const blind = contextOf({ approvals, nothingListed: true });
    const merge = plannedShare(rowOf(), { unknown: "long ago" }, blind);
    expect(actionsOf(merge)).toEqual(["update"]);
    expect(merge.status.state).toBe("needs attention");
    const [only, ...others] = merge.held;
    expect(others).toEqual([]);
    expect(only).toMatchObject({ reason: expect.stringContaining("lists no referral"), elsewhere: true });
    expect(only?.awaits).toBeUndefined();
  });

  it("says so before all that only waits for approval, where the CRM has no room for both", () => {
    const twin = { referral: null, opportunity: "another", same: "customer, name, value and closing date" };
    const { held, status } = plannedShare(
      rowOf(),
      { unknown: "long ago", twin },
      contextOf({ nothingListed: true }),
    );
    expect(held.map(({ awaits }) => awaits)).toEqual([undefined, "approval"]);
    expect(status.reason).toContain("share another deal first, or make this one there by hand");
  });

  it("is sent for the first time although Partner Center lists nothing, as in a new account", () => {
    expect(actionsOf(plannedShare(rowOf(), {}, contextOf({ nothingListed: true })))).toEqual([
      "share",
      "update",
    ]);
  });
});

describe("a share of a deal that was in Partner Center before", () => {
  const cosell_base = formatBase(
    { change: "run1.1", referral: "earlier", referralModified: NOW, fields: { name: "Warehouse" } },
    MAPPING.places,
  );

  it("waits for a person, and goes on waiting after the row has said so", () => {
    const merge = plannedShare(rowOf({ cosell_base }));
    expect(merge.held).toMatchObject([{ awaits: "approval", reason: expect.stringContaining("once more") }]);
    const [change] = merge.changes;
    if (!change) throw new Error("nothing is said on the row");
    const write = new Writes(MAPPING, LOOKUPS, NOW).opportunity(change, merge, "run2.1", {
      referral: null,
      invite: null,
    });
    const columns = "columns" in write ? write.columns : {};
    expect(plannedShare(rowOf(columns)).held).toMatchObject(merge.held);
    const kept = { r: "earlier", m: NOW, f: { name: "Warehouse" } };
    expect(JSON.parse(String(columns.cosell_base))).toMatchObject(kept);
    const withdrawn = planWithdrawal(rowOf(columns), contextOf());
    const [last] = withdrawn.changes;
    if (!last) throw new Error("nothing is taken off the row");
    const after = new Writes(MAPPING, LOOKUPS, NOW).opportunity(last, withdrawn, "run3.1", NOTHING_DONE);
    expect("columns" in after && JSON.parse(String(after.columns.cosell_base))).toMatchObject(kept);
  });

  it("tells its seller what to do about it, also after what else it waits for", () => {
    const twin = {
      referral: "0b9d8a51-0000-4000-8000-000000000001",
      opportunity: null,
      same: "customer, name, value and closing date",
    };
    const { held, status } = plannedShare(rowOf({ cosell_base }), { twin });
    expect(held).toHaveLength(2);
    expect(status.state).toBe("waiting");
    expect(status.reason).toContain("put the identifier back instead, or set Sync with Partner Center");
  });

  it("waits also where only its link says so, as after another connector's duplicate was untied", () => {
    const cosell_referrallink = "https://partner.microsoft.com/referrals/v2/inbox?id=0b9d8a51";
    const { held, changes } = plannedShare(rowOf({ cosell_referrallink }));
    expect(held).toMatchObject([
      {
        awaits: "approval",
        reason: expect.stringContaining(
          "set Sync with Partner Center (cosell_syncwithpartnercenter) to No where another opportunity has it",
        ),
      },
    ]);
    expect(changes.map(({ action }) => action)).toEqual(["update"]);
  });
});

describe("a guarded share", () => {
  it.each([
    ["a private deal is free", { share: "never" }, {}, ["share", "update"], []],
    ["a visible one is held", { share: "hold" }, { cosell_visible: true }, ["update"], ["approval"]],
    ["a visible one is refused", { share: "never" }, { cosell_visible: true }, ["update"], [undefined]],
    ["help is held, and the deal shared", { "ask help": "hold" }, HELP, ["share", "update"], ["approval"]],
  ] as const)("%s", (_what, guards, properties, actions, awaits) => {
    const merge = plannedShare(rowOf(properties), {}, contextOf({ mapping: guarded(guards) }));
    expect(actionsOf(merge)).toEqual(actions);
    expect(merge.held.map((one) => one.awaits)).toEqual(awaits);
    expect(merge.status.state === "synced").toBe(awaits.length === 0);
    expect(merge.changes.filter(({ approved }) => approved)).toEqual([]);
  });

  it("is marked as approved, with the help that is, when a person has said yes to both", () => {
    const mapping = guarded({ share: "hold", "ask help": "hold" });
    const properties = { ...HELP, cosell_visible: true };
    const share = plannedShare(rowOf(properties), {}, contextOf({ mapping })).held.map(approvalText);
    const help = "help needed: asking Microsoft for help cannot be undone; it waits for approval";
    const approvals = new Map([[shareIdFor(OPPORTUNITY), new Set([...share, help])]]);
    const { changes } = plannedShare(rowOf(properties), {}, contextOf({ mapping, approvals }));
    expect(changes).toMatchObject([
      { action: "share", approved: true },
      { action: "invite", fields: [{ field: "help needed", approved: true }] },
      { action: "update" },
    ]);
  });
});

const anyRow = fc
  .record({
    name: fc.constantFrom("Deal", "A &amp; B", "Łódź \u0001 & Co."),
    description: fc.constantFrom(null, "Notes\r\nin lines", "x".repeat(2000)),
    estimatedvalue: fc.constantFrom(0.01, 64000, 1234.56, 1e9),
    estimatedclosedate: fc.constantFrom("2026-11-23", "2027-03-31", "2028-02-29"),
    cosell_products: fc.constantFrom("SOL-1", "SOL-2-B;SOL-1", "SOL-9\nSOL-9\n"),
    cosell_visible: fc.constantFrom(null, true, false),
    cosell_help: fc.constantFrom(null, 727000000, 727000005),
    cosell_salesstage: fc.constantFrom(null, 727000030, 727000033),
    cosell_team: fc.constantFrom(null, "Mira Sato <Mira@adatum.example>"),
    cosell_declinereason: fc.constantFrom(null, "a left-over"),
  })
  .map(rowOf);

describe("what is posted", () => {
  it("with a request for help is agreed on with it, whatever the answer shows of that", () => {
    const row = rowOf(HELP);
    const merge = plannedShare(row);
    const posted = postedOf(merge);
    const created = { ...posted, properties: { ...posted.properties, inviteContext: null } };
    expect(readBase(rowAfter(row, merge, created), MAPPING)?.fields["help needed"]).toBe(
      "CustomerTechnicalArchitecture",
    );
  });

  it("and is not shown by the answer is not agreed on, so that the next run writes it once more", () => {
    const row = rowOf({ cosell_salesstage: 727000030 });
    const merge = plannedShare(row);
    const posted = postedOf(merge);
    const created = { ...posted, properties: { ...posted.properties, salesStage: null } };
    const after = rowAfter(row, merge, created);
    expect(readBase(after, MAPPING)?.fields).not.toHaveProperty("sales stage");
    const { pairs } = match(MAPPING, [created], [after]);
    const next = pairs.map((pair) => mergePair(pair, { ...ORDINARY, mapping: MAPPING, now: NOW }));
    expect(next.flatMap(({ changes }) => changes)).toContainEqual(
      expect.objectContaining({
        side: "referral",
        fields: [expect.objectContaining({ field: "sales stage" })],
      }),
    );
  });

  it("reads as what the opportunity says, so that the next run plans nothing", () => {
    fc.assert(
      fc.property(anyRow, (row) => {
        const merge = plannedShare(row);
        expect(merge.held).toEqual([]);
        const created = postedOf(merge);
        const after = rowAfter(row, merge, created);
        const { pairs } = match(MAPPING, [created], [after]);
        const next = pairs.map((pair) => mergePair(pair, { ...ORDINARY, mapping: MAPPING, now: NOW }));
        expect(next.flatMap(({ changes }) => changes)).toEqual([]);
        const seen = project(MAPPING, created, LOOKUPS).snapshot;
        const mine = project(MAPPING, row, LOOKUPS).snapshot;
        for (const name of ["name", "deal value", "close date", "notes", "solutions", "sales stage"])
          expect(seen[name]).toBe(mine[name]);
      }),
      { numRuns: 200 },
    );
  });
});

/** The row as the run leaves it. */
function rowAfter(row: RemoteRecord, merge: Merge, created: RemoteRecord): RemoteRecord {
  const change = merge.changes.find(({ side }) => side === "opportunity");
  if (!change) throw new Error("the row is not tied to its referral");
  expect(isProvisional(change.link)).toBe(true);
  const invite = merge.changes.find(({ action }) => action === "invite");
  const done = { ...appliedShare(merge, created), created };
  const write = new Writes(MAPPING, LOOKUPS, NOW).opportunity(change, merge, "run.2", {
    referral: done,
    invite: invite ? { ...done, change: invite } : null,
  });
  if (write.action !== "update") throw new Error("not an update");
  expect(write.columns.cosell_referralid).toBe(created.id);
  return { ...row, properties: { ...row.properties, ...write.columns } };
}
