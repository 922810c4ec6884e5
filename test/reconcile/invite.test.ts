import { describe, expect, it } from "vitest";
import { propertyAt } from "../../src/mapping/project.ts";
import { type Change, type Merge, NOTHING_DONE, type Pair } from "../../src/model/plan.ts";
import { approvalText } from "../../src/reconcile/merge/approval.ts";
import { mergePair } from "../../src/reconcile/merge/merge.ts";
import { leftOut } from "../../src/reconcile/merge/refused-before.ts";
import { formatBase, readBase } from "../../src/reconcile/record/base.ts";
import { helpWanted, type InviteContext, withInvite } from "../../src/reconcile/share/invite.ts";
import { Writes } from "../../src/reconcile/write/writes.ts";
import { outcomeOf } from "./deals.ts";
import { MAPPING, NOW, OPPORTUNITY, plannedShare, postedOf, rowOf } from "./shares.ts";
import { LOOKUPS, ORDINARY } from "./world.ts";

const HELP = { cosell_help: 727000001, cosell_visible: true };
const NO = { cosell_syncwithpartnercenter: false };
const ASKS = { inviteContext: { assistanceRequestCode: "QuotesOrLicensing" } };
const FIELD = "help needed";
const ASKED = {
  change: "run.1",
  referralModified: NOW,
  fields: { [FIELD]: "CustomerTechnicalArchitecture" },
};

const CONTACT = { firstName: "Ines", lastName: "O&#39;Kafor", email: "i@a.example", phoneNumber: "1" };

/** A deal that is in Partner Center, and whose seller asks for help. */
function pairOf(row: object = HELP, referral: object = {}): Pair {
  const opportunity = rowOf(row);
  const posted = postedOf(plannedShare(rowOf({ cosell_visible: true })));
  return {
    link: { referral: posted.id, opportunity: OPPORTUNITY },
    referral: { ...posted, properties: { ...posted.properties, ...referral } },
    opportunity,
    base: null,
    baseIsStored: true,
    adopts: false,
  };
}

function invited(pair: Pair, more: Partial<InviteContext> = {}, told: Partial<Merge> = {}): Merge {
  const known = { ...ORDINARY, mapping: MAPPING, now: NOW };
  const merge = mergePair(pair, known);
  return withInvite(
    { ...merge, ...told },
    {
      ...known,
      withoutMicrosoft: new Set([pair.link.referral]),
      invited: new Set(),
      unknown: new Map(),
      ...more,
    },
  );
}

/** What is written to the row. */
function columnsAfter(merge: Merge): object {
  const update = merge.changes.find(({ side }) => side === "opportunity");
  if (!update) throw new Error("the row is not told");
  const writes = new Writes(MAPPING, LOOKUPS, NOW);
  const written = writes.opportunity(update, merge, "run.1", NOTHING_DONE);
  return "columns" in written ? written.columns : {};
}

function rowWith(columns: object): Pick<Pair, "opportunity" | "base"> {
  const opportunity = rowOf(columns);
  return { opportunity, base: readBase(opportunity, MAPPING) };
}

const inviteOf = ({ changes }: Merge) => changes.find(({ action }) => action === "invite");
const reasonsOf = ({ held }: Merge) =>
  held.filter(({ field }) => field === FIELD).map(({ reason }) => reason);

describe("help that a seller wants", () => {
  it.each([
    ["is asked for once it is set", pairOf(), "CustomerTechnicalArchitecture"],
    ["is none when nothing is set", pairOf({}), null],
    ["is none when Microsoft was asked for it", { ...pairOf(), base: ASKED }, null],
    ["waits for the seller's Yes", pairOf({ ...HELP, cosell_syncwithpartnercenter: false }), null],
    ["is none of a closed opportunity", pairOf({ ...HELP, statecode: 1 }), null],
    ["waits until the referral is accepted", pairOf(HELP, { status: "New", substatus: "Pending" }), null],
    ["is none of a lead", { ...pairOf(), row: { table: "lead", id: "lead" } as const }, null],
  ])("%s", (_what, pair, wanted) => {
    expect(helpWanted(pair, MAPPING, LOOKUPS)).toBe(wanted);
  });
});

describe("help that a seller wanted of another referral", () => {
  const given = (referral = {}) => {
    const base = { ...ASKED, referral: "another", fields: {} };
    return pairOf({ ...HELP, cosell_base: formatBase(base, MAPPING.places) }, referral);
  };

  it("waits until a person has approved it, also once the base is this referral's", () => {
    const first = invited(given());
    const told = rowWith({ ...HELP, ...columnsAfter(first) });
    for (const merge of [first, invited({ ...given(), ...told })]) {
      expect(inviteOf(merge)).toBeUndefined();
      expect(merge.held).toMatchObject([{ field: FIELD, awaits: "approval" }]);
      const [reason = ""] = reasonsOf(merge);
      const { pair } = merge;
      const texts = new Set([approvalText({ field: FIELD, reason })]);
      const approvals = new Map([[pair.link.referral, texts]]);
      expect(inviteOf(invited(pair, { approvals }))?.fields).toMatchObject([
        { field: FIELD, approved: true },
      ]);
    }
  });

  it("is asked for once it is wanted anew", () => {
    const columns = columnsAfter(invited(given()));
    const taken = invited({ ...given(), ...rowWith({ ...columns, cosell_visible: true }) });
    expect(taken.held).toEqual([]);
    const again = rowWith({ ...HELP, ...columns, ...columnsAfter(taken) });
    expect(inviteOf(invited({ ...given(), ...again }))).toBeDefined();
  });

  it("needs nobody's word where Microsoft is in the deal", () => {
    const { held, agreed } = invited(given({ microsoft: {} }));
    expect(held).toEqual([]);
    expect(agreed).toMatchObject({ [FIELD]: "CustomerTechnicalArchitecture" });
  });
});

describe("Microsoft", () => {
  it("is asked, and the row remembers what for", () => {
    const merge = invited(pairOf());
    expect(inviteOf(merge)).toMatchObject({
      fields: [{ field: FIELD, to: "CustomerTechnicalArchitecture" }],
    });
    expect(merge.agreed[FIELD]).toBe("CustomerTechnicalArchitecture");
    expect(merge.held).toEqual([]);
  });

  it("is told what the referral says after this run has changed it, and nothing encoded", () => {
    const customerProfile = { address: { city: "Toronto" }, team: [CONTACT] };
    const pair = pairOf({ ...HELP, estimatedvalue: 70000 }, { name: "A &amp; B", customerProfile });
    const base = { change: "run.1", referralModified: NOW, fields: { "deal value": "64000.00 EUR" } };
    const merge = invited({ ...pair, base });
    const [update] = merge.changes.filter(({ side, action }) => side === "referral" && action === "update");
    const invite = inviteOf(merge);
    if (!update || !invite) throw new Error("not both are planned");
    const done = { change: update, intent: "run.2", outcome: "applied", reason: null, sent: true } as const;
    const writes = new Writes(MAPPING, LOOKUPS, NOW);
    const body = writes.post(invite, merge, { ...done, etag: "r2", modified: NOW });
    expect(body).toMatchObject({
      name: "A & B",
      engagementId: "the-engagement",
      details: { dealValue: 70000, currency: "EUR" },
      customerProfile: { address: { city: "Toronto" }, team: [{ lastName: "O'Kafor" }] },
      target: [{ type: "BusinessProfileLocation", id: "msft" }],
    });
    expect(body).not.toHaveProperty("id");
    expect(body).not.toHaveProperty("externalReferenceId");
  });

  it("is not asked while Partner Center refuses a value of the referral that it would be told", () => {
    const refused = { side: "referral", field: "deal value", value: "#1", reason: "400" } as const;
    const pair = pairOf();
    const merge = invited(pair, {}, { held: [leftOut(pair.link, refused)] });
    expect(inviteOf(merge)).toBeUndefined();
    expect(reasonsOf(merge)).toEqual([
      "Microsoft is asked once Partner Center has taken what it refuses of the referral now",
    ]);
  });

  it.each([
    ["state", { state: "ON", region: "Ontario" }, "ON"],
    ["region, as the portal leaves it", { state: null, region: "ON" }, "ON"],
    ["region, where the state is empty", { state: "", region: "ON" }, "ON"],
  ])("is told where the customer is by the %s", (_what, given, state) => {
    const merge = invited(pairOf(HELP, { customerProfile: { address: given, team: [CONTACT] } }));
    const invite = inviteOf(merge);
    if (!invite) throw new Error("nobody is asked");
    const { customerProfile } = new Writes(MAPPING, LOOKUPS, NOW).post(invite, merge, null);
    expect(customerProfile).toMatchObject({ address: { state } });
  });

  it("is told of the purchase intent also where our referral shows no attributes, and what it shows stays", () => {
    const attributesTold = (attributes: unknown) => {
      const { details } = pairOf().referral.properties as { details: object };
      const additionalRequirements = attributes === undefined ? {} : { attributes };
      const merge = invited(
        pairOf(HELP, { details: { ...details, requirements: { additionalRequirements } } }),
      );
      const invite = inviteOf(merge);
      if (!invite) throw new Error("nobody is asked");
      const body = new Writes(MAPPING, LOOKUPS, NOW).post(invite, merge, null);
      return propertyAt(body, "details.requirements.additionalRequirements.attributes");
    };
    const undecided = { type: "CustomerMarketplaceIntent", id: "HaveNotDecided" };
    expect([attributesTold(undefined), attributesTold(null)]).toEqual([[undecided], [undecided]]);
    const known = [
      { type: "CustomerMarketplaceIntent", id: "Yes" },
      { type: "SolutionArea", id: "a" },
    ];
    expect(attributesTold(known)).toEqual(known);
  });

  it("is not asked twice: its referral is there", () => {
    const merge = invited(pairOf(HELP, { microsoft: { id: "theirs" } }), { withoutMicrosoft: new Set() });
    expect(inviteOf(merge)).toBeUndefined();
    expect(merge.agreed[FIELD]).toBe("CustomerTechnicalArchitecture");
  });

  it.each([
    ["was", "applied", "CustomerTechnicalArchitecture"],
    ["was not", "rejected", undefined],
  ] as const)("is remembered as asked when it %s", (_how, outcome, asked) => {
    const merge = invited(pairOf());
    const [invite, update] = ["invite", "update"].map((name) =>
      merge.changes.find(
        ({ action, side }) => action === name && (name === "invite" || side === "opportunity"),
      ),
    );
    if (!update) throw new Error("the row is not planned");
    const done = { referral: null, invite: outcomeOf(invite, outcome) };
    const written = new Writes(MAPPING, LOOKUPS, NOW).opportunity(update, merge, "run.1", done);
    const columns = "columns" in written ? written.columns : {};
    expect(readBase(rowOf(columns), MAPPING)?.fields[FIELD]).toBe(asked);
  });

  it("is remembered as asked on a row where nothing else is to be written", () => {
    const pair = pairOf(HELP, { microsoft: { id: "theirs" } });
    const before = columnsAfter(invited(pairOf({ cosell_visible: true })));
    const merge = invited({ ...pair, ...rowWith({ ...before, ...HELP }) });
    expect(merge.changes).toMatchObject([{ side: "opportunity", action: "update", fields: [] }]);
    const { base } = rowWith(before);
    expect(merge.agreed).toEqual({ ...base?.fields, ...ASKED.fields });
  });

  it.each([
    ["though it is there", { microsoft: { id: "theirs" } }],
    ["nor when nobody sees it there", {}],
  ])("is asked for one kind of help, and the seller is told so who wants another: %s", (_where, referral) => {
    const merge = invited({ ...pairOf({ ...HELP, cosell_help: 727000002 }, referral), base: ASKED });
    expect(inviteOf(merge)).toBeUndefined();
    expect(merge.agreed[FIELD]).toBe("CustomerTechnicalArchitecture");
    expect(reasonsOf(merge)).toEqual([expect.stringMatching(/asked for other help before.*set it back/)]);
    expect(merge.status.state).toBe("needs attention");
  });

  it.each([
    ["another", 727000002, [expect.stringMatching(/asked for other help before.*set it back/)]],
    ["the same", 727000001, []],
  ])(
    "knows what it was asked for after the seller has taken that back: %s",
    (_what, cosell_help, reasons) => {
      const microsoft = {
        id: "theirs",
        inviteContext: { assistanceRequestCode: "CustomerTechnicalArchitecture" },
      };
      const base = { ...ASKED, fields: { [FIELD]: null } };
      const merge = invited({ ...pairOf({ ...HELP, cosell_help }, { microsoft }), base });
      expect(inviteOf(merge)).toBeUndefined();
      expect(reasonsOf(merge)).toEqual(reasons);
    },
  );

  it("was asked for one kind of help by a run that died, and the seller who wants another by now is told so", () => {
    const microsoft = {
      id: "theirs",
      inviteContext: { assistanceRequestCode: "CustomerTechnicalArchitecture" },
    };
    const pair = pairOf({ ...HELP, cosell_help: 727000002 }, { microsoft });
    const merge = invited(pair, { invited: new Set([OPPORTUNITY]) });
    expect(reasonsOf(merge)).toEqual([expect.stringMatching(/asked for other help before/)]);
    expect(merge.agreed[FIELD]).toBeUndefined();
  });

  it("is not for a seller to tell when the mapping has renamed what it was asked for", () => {
    const base = { ...ASKED, fields: { [FIELD]: "NamedSoUntilJuly" } };
    const merge = invited({ ...pairOf(HELP, { microsoft: { id: "theirs" } }), base });
    expect(reasonsOf(merge)).toEqual([]);
    expect(merge.agreed[FIELD]).toBe("CustomerTechnicalArchitecture");
  });

  it.each([
    ["who asks for help", pairOf()],
    ["who asks for other help than before", { ...pairOf({ ...HELP, cosell_help: 727000002 }), base: ASKED }],
    ["who asks for help in vain", pairOf({ ...HELP, ...NO })],
  ])("is not asked by a run that only tells the seller what the CRM refused, %s", (_who, pair) => {
    const status = { state: "needs attention", reason: "refused" } as const;
    const told = { changes: [], held: [], status, tellsRefusal: true } as const;
    expect(invited(pair, {}, told)).toMatchObject(told);
  });

  it.each([
    ["wants help", pairOf()],
    ["wants it in vain", pairOf({ ...HELP, ...NO })],
  ])("is not asked of a deal that is left alone, whose seller %s", (_what, pair) => {
    const left = { changes: [], held: [], leftAlone: "its base is gone" } as const;
    expect(invited(pair, {}, left)).toMatchObject(left);
  });

  it("was asked before the CRM refused the row, which takes that from the run that tells its seller", () => {
    const status = { state: "needs attention", reason: "refused" } as const;
    const before = { invited: new Set([OPPORTUNITY]) };
    const merge = invited(pairOf(), before, { changes: [], status, tellsRefusal: true });
    expect(merge).toMatchObject({ changes: [], status });
    expect(merge.agreed[FIELD]).toBe("CustomerTechnicalArchitecture");
  });

  it("is not asked when nobody looked whether it was", () => {
    const merge = invited(pairOf(), { withoutMicrosoft: new Set() });
    expect(inviteOf(merge)).toBeUndefined();
    expect(merge.agreed[FIELD]).toBeUndefined();
  });

  it.each([
    ["and nobody looked whether it is there", pairOf({ ...HELP, ...NO }), true],
    ["though it is there", pairOf({ ...HELP, ...NO }, { microsoft: { id: "theirs" } }), true],
    ["but was, when it was Yes", { ...pairOf({ ...HELP, ...NO }), base: ASKED }, false],
    ["nor wanted", pairOf(NO), false],
    ["but is by the referral itself", pairOf({ ...HELP, ...NO }, ASKS), false],
    ["on a closed opportunity", pairOf({ ...HELP, ...NO, statecode: 1 }), false],
    [
      "before the referral is accepted",
      pairOf({ ...HELP, ...NO }, { status: "New", substatus: "Pending" }),
      false,
    ],
    ["on a lead", { ...pairOf({ ...HELP, ...NO }), row: { table: "lead", id: "lead" } as const }, false],
  ])("is not asked without the seller's Yes %s", (_what, pair, isTold) => {
    const merge = invited(pair, { withoutMicrosoft: new Set() });
    const reason =
      "Microsoft is not asked for help while the opportunity is not to be in Partner Center: set Sync with Partner Center (cosell_syncwithpartnercenter) to Yes, or take the request back";
    expect(inviteOf(merge)).toBeUndefined();
    expect(reasonsOf(merge)).toEqual(isTold ? [reason] : []);
    if (isTold) expect(merge.status.state).toBe("needs attention");
  });

  it("was asked in the moment in which the seller no longer wanted it, and nobody is told otherwise", () => {
    const merge = invited(pairOf({ ...HELP, ...NO }), { invited: new Set([OPPORTUNITY]) });
    expect(reasonsOf(merge)).toEqual([]);
  });

  it("is not asked, and keeps the row from being written for nothing, but not for what was overwritten", () => {
    const pair = pairOf({ ...HELP, ...NO });
    const told = { ...columnsAfter(invited(pair)) };
    const again = { ...pair, opportunity: rowOf({ ...HELP, ...NO, ...told }) };
    const base = readBase(again.opportunity, MAPPING);
    const fields = [{ field: "deal name", to: "Ours", from: "theirs", overwrites: true }];
    const link = pair.link;
    const update: Change = { side: "opportunity", action: "update", link, etag: "o1", fields: [] };
    const overwriting: Change = { side: "referral", action: "update", link, etag: "r1", fields };
    const { agreed } = invited({ ...again, base });
    const changesOf = (changes: Change[]) => invited({ ...again, base }, {}, { agreed, changes }).changes;
    expect(changesOf([update])).toEqual([]);
    expect(changesOf([overwriting, update])).toEqual([overwriting, update]);
  });

  it.each([
    [
      "the deal is private",
      pairOf({ ...HELP, cosell_visible: null }, { consent: {} }),
      "the deal is not shared with Microsoft: set visible to microsoft to Yes to ask for help",
    ],
    [
      "there is nobody to call",
      pairOf(HELP, { customerProfile: { team: [] } }),
      "contact: missing, and needed to ask Microsoft for help: add it to the referral in Partner Center",
    ],
  ])("is not asked while %s", (_what, pair, reason) => {
    const merge = invited(pair);
    expect(inviteOf(merge)).toBeUndefined();
    expect(reasonsOf(merge)).toEqual([reason]);
    expect(merge.status.state).toBe("needs attention");
    expect(merge.changes).toContainEqual(expect.objectContaining({ side: "opportunity", action: "update" }));
  });

  it("is asked where there is somebody to call, whatever is known of others", () => {
    const reachable = { ...CONTACT, phoneNumber: "1" };
    const team = [reachable, { ...CONTACT, phoneNumber: null }];
    expect(inviteOf(invited(pairOf(HELP, { customerProfile: { team } })))).toBeDefined();
  });

  it("leaves a row alone that says already why it is not asked", () => {
    const unknown = new Map([[OPPORTUNITY, "long ago"]] as const);
    const first = invited(pairOf(), { unknown });
    const again = invited({ ...pairOf(), ...rowWith({ ...HELP, ...columnsAfter(first) }) }, { unknown });
    expect(again.status).toEqual(first.status);
    expect(again.changes).toEqual([]);
  });

  it("keeps from a row that says so already nothing else that it needs", () => {
    const unknown = new Map([[OPPORTUNITY, "long ago"]] as const);
    const told = columnsAfter(invited(pairOf(), { unknown }));
    const unlinked = { ...pairOf(), ...rowWith({ ...HELP, ...told }), adopts: true };
    expect(invited(unlinked, { unknown }).changes).toMatchObject([{ action: "update", fields: [] }]);
    const overtyped = rowWith({ ...HELP, ...told, cosell_referralstatus: "typed over" });
    const { changes } = invited({ ...pairOf(), ...overtyped }, { unknown });
    expect(changes).toContainEqual(
      expect.objectContaining({
        action: "update",
        fields: [expect.objectContaining({ field: "referral status" })],
      }),
    );
  });

  it("is asked in the same run that makes the deal visible", () => {
    const pair = pairOf(HELP, { consent: { consentToShareReferralWithMicrosoftSellers: false } });
    const merge = invited(pair);
    expect(merge.changes.map(({ action }) => action)).toEqual(["update", "update", "invite"]);
  });

  it("is not asked again while the first request may still arrive", () => {
    const merge = invited(pairOf(), { unknown: new Map([[OPPORTUNITY, "lately"]]) });
    expect(inviteOf(merge)).toBeUndefined();
    expect(merge.held).toMatchObject([{ field: FIELD, awaits: "next run" }]);
  });

  it("is asked again when a person says so", () => {
    const unknown = new Map([[OPPORTUNITY, "long ago"]] as const);
    const { held } = invited(pairOf(), { unknown });
    expect(held).toMatchObject([{ field: FIELD, awaits: "approval" }]);
    const approvals = new Map([[pairOf().link.referral, new Set(held.map(approvalText))]]);
    const asked = inviteOf(invited(pairOf(), { unknown, approvals }));
    expect(asked?.fields).toMatchObject([{ field: FIELD, approved: true }]);
  });
});
