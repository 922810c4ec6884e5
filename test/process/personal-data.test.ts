import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "vitest";
import type { Arrival } from "../../src/emulator/faults.ts";
import { insertOpportunity, insertReferral } from "../support/deals.ts";
import { leaksIn, Traces } from "../support/leaks.ts";
import { openPullRequest } from "../support/pull-request.ts";
import { type Stage, setStage } from "../support/stage.ts";

const MAPPING = "mappings/dynamics-365.yml";

/** What the shipped mapping hides, in every place that it reads, and in some that it does not. */
const HIDDEN = {
  "name of a deal": "Canarydeal Wharf",
  "name of the customer": "Canarycustomer Mills",
  street: "17 Canarystreet",
  city: "Canaryville",
  "postal code": "CNRY-4711",
  "first name": "Canarina",
  "last name": "Vogelsang",
  "e-mail": "canarina.vogelsang@canary.example",
  telephone: "+49 151 5550 4711",
  notes: "Canarynotes call back",
  "notes again": "Canarynotes were changed",
  description: "Canarydescription of a seller",
  "description again": "Canarydescription was changed",
  "closing reason": "Canaryreason too dear",
  seller: "Canaryseller Ortlieb",
  "address of the seller": "ortlieb@canary.example",
  "name of an account": "Canaryaccount Works",
  "name of a contact": "Canarycontact Perez",
  "name in the CRM": "Canaryrow Harbour",
} as const;

/** What it shows, and a mapping may hide. */
const SHOWN = {
  amount: "98765.43",
  "another amount": "87654.32",
  currency: "NOK",
  "closing date": "2931-05-17",
  campaign: "canarycampaign",
  solution: "SOL-CANARY",
} as const;

const TEAM = [
  {
    firstName: HIDDEN["first name"],
    lastName: HIDDEN["last name"],
    email: HIDDEN["e-mail"],
    phoneNumber: HIDDEN.telephone,
  },
];
const SELLERS = [{ firstName: "Canaryseller", lastName: "Ortlieb", email: HIDDEN["address of the seller"] }];

const DEAL = {
  name: HIDDEN["name of a deal"],
  "customerProfile.name": HIDDEN["name of the customer"],
  "customerProfile.address.addressLine1": HIDDEN.street,
  "customerProfile.address.city": HIDDEN.city,
  "customerProfile.address.postalCode": HIDDEN["postal code"],
  "customerProfile.team": TEAM,
  "details.notes": HIDDEN.notes,
  "details.dealValue": Number(SHOWN.amount),
  "details.closingDateTime": `${SHOWN["closing date"]}T12:00:00Z`,
  "details.requirements.solutions": [SHOWN.solution],
  campaignId: SHOWN.campaign,
  team: SELLERS,
};

const LEAD = {
  ...DEAL,
  status: "New",
  substatus: "Pending",
  type: "Independent",
  qualification: "MarketingQualified",
  "inviteContext.invitedBy": { organizationId: "msft", organizationName: "Microsoft" },
};

/** Deals of every kind, in step and not, with people in each of their places. */
function fill({ emulator }: Stage) {
  const { dataverse } = emulator;
  const linked = insertReferral(emulator, DEAL).id;
  insertReferral(emulator, LEAD);
  const contact = dataverse.insert("contact", {
    fullname: HIDDEN["name of a contact"],
    emailaddress1: HIDDEN["e-mail"],
    telephone1: HIDDEN.telephone,
  });
  const account = dataverse.insert("account", {
    name: HIDDEN["name of an account"],
    address1_city: HIDDEN.city,
  });
  const row = {
    name: HIDDEN["name in the CRM"],
    description: HIDDEN.description,
    estimatedvalue: Number(SHOWN["another amount"]),
    estimatedclosedate: SHOWN["closing date"],
    cosell_products: SHOWN.solution,
    cosell_team: `${HIDDEN.seller} <${HIDDEN["address of the seller"]}>`,
    cosell_declinereason: HIDDEN["closing reason"],
    cosell_syncwithpartnercenter: true,
    _parentaccountid_value: account,
    _parentcontactid_value: contact,
  };
  insertOpportunity(emulator, row);
  insertOpportunity(emulator, { ...row, cosell_referralid: HIDDEN["name of the customer"] });
  return linked;
}

/** Both sides of a deal are edited. */
function edit({ emulator }: Stage, linked: string, notes: string = HIDDEN["notes again"]): void {
  emulator.partnerCenter.edit(linked, (referral) => {
    referral.details.notes = notes;
    referral.details.dealValue = 99;
  });
  const row = emulator.dataverse.rows("opportunity").find((one) => one.cosell_referralid === linked);
  emulator.dataverse.edit("opportunity", String(row?.opportunityid), {
    description: HIDDEN["description again"],
    name: HIDDEN["name in the CRM"],
    cosell_declinereason: HIDDEN["closing reason"],
    estimatedvalue: Number(SHOWN["another amount"]),
  });
}

/** Both services refuse every write, and say what they were sent without any quotation marks. */
function refuseAloud({ emulator }: Stage) {
  let said = "";
  const unhook = emulator.faults.onRequest(({ method, body }: Arrival) => {
    if (method !== "GET") said = valuesIn(body.toString()).join(" and ");
  });
  const body = {
    get error() {
      return { code: "0x80040265", message: `${said} is refused by a plug-in` };
    },
  };
  const fault = { kind: "reply", when: "before", status: 400, body } as const;
  const rules = [
    emulator.faults.inject({ system: "partner-center", method: "PATCH", fault }),
    emulator.faults.inject({ system: "partner-center", method: "POST", path: /referrals$/, fault }),
    emulator.faults.inject({ system: "dataverse", method: "PATCH", fault }),
  ];
  return () => {
    unhook();
    for (const rule of rules) rule.remove();
    return rules.map(({ hits }) => hits);
  };
}

/** Short ones first, so that nothing is cut off before it. */
function valuesIn(json: string): string[] {
  try {
    const found: string[] = [];
    JSON.parse(json, (_name, value: unknown) => {
      if (typeof value === "string") found.push(value);
      return value;
    });
    return found.sort((a, b) => a.length - b.length);
  } catch {
    return [];
  }
}

/** Everything that a repository sees of a mapping's life. */
async function live(stage: Stage): Promise<Traces> {
  const traces = new Traces(stage);
  const linked = fill(stage);
  const open = { "max-change-share": "1" };
  await traces.run({ command: "doctor" });
  // doctor names the currencies that the CRM lacks, of no deal in particular.
  const poor = insertReferral(stage.emulator, { ...DEAL, "details.currency": SHOWN.currency }).id;
  await traces.run({ command: "plan" });
  await traces.run(open);
  edit(stage, linked);
  const hush = refuseAloud(stage);
  await traces.run(open);
  const hits = hush();
  if (hits[0] === 0 || hits[2] === 0) throw new Error(`nothing was refused: ${hits.join()}`);
  await traces.run(open);
  for (const referral of [linked, poor]) {
    await traces.run({ command: "explain", "referral-id": referral });
    await traces.run({ command: "audit", "referral-id": referral });
  }
  await traces.run({ command: "resync" });
  await traces.run({ ...open, resolve: `${linked}.notes=referral` });
  edit(stage, linked, HIDDEN.notes);
  return traces;
}

describe.concurrent("what is known of people and deals", () => {
  it("is in nothing that a repository sees, as long as the mapping hides it", async ({ expect }) => {
    await using stage = await setStage({ referrals: 0 });
    const traces = await live(stage);
    // Whoever proposes to show it is not shown it, also where the proposal writes it.
    const pull = await openPullRequest(stage, (text) =>
      text
        .replaceAll("audit: hidden", "audit: value")
        .replace("  notes:\n", "  notes:\n    conflict: referral\n"),
    );
    const { summary, log } = await pull.plan();
    expect(pull.comments().join()).toMatch(/\*\*notes\*\* .*\(hidden\)/);
    expect(traces.results.map(({ exitCode }) => exitCode)).not.toContain(1);
    expect([...(await traces.leaks(HIDDEN)), ...leaksIn({ summary, log }, HIDDEN)]).toEqual([]);
  });

  it("is in nothing of all that, whatever it is, where the mapping hides everything", async ({ expect }) => {
    await using stage = await setStage({ referrals: 0 });
    const file = join(stage.workspace, MAPPING);
    const text = await readFile(file, "utf8");
    await writeFile(file, text.replaceAll("audit: value", "audit: hidden"));
    const traces = await live(stage);
    expect(await traces.leaks({ ...HIDDEN, ...SHOWN })).toEqual([]);
  });

  it("is left of a person who was taken out of both sides only where docs/audit.md says", async ({
    expect,
  }) => {
    await using stage = await setStage({ referrals: 0 });
    const { partnerCenter, dataverse } = stage.emulator;
    const run = (inputs = {}) => stage.run({ "max-change-share": "1", ...inputs });
    const { id } = insertReferral(stage.emulator, {
      ...DEAL,
      name: `For ${HIDDEN["last name"]}`,
      team: TEAM,
    });
    await run();
    const row = String(dataverse.rows("opportunity")[0]?.opportunityid);
    const notes = (text: string | null) => `${text} ${HIDDEN["last name"]}`;
    partnerCenter.edit(id, (referral) => void Object.assign(referral.details, { notes: notes("Ask") }));
    dataverse.edit("opportunity", row, { description: notes("Tell") });
    await run();
    await run({ resolve: `${id}.notes=referral` });
    expect(placesOf(HIDDEN["last name"], stage)).toContain("opportunity.cosell_base");

    partnerCenter.edit(id, (referral) => {
      Object.assign(referral, { name: "A deal", team: SELLERS });
      Object.assign(referral.details, { notes: "" });
      Object.assign(referral.customerProfile, { team: [] });
    });
    dataverse.edit("opportunity", row, { description: null });
    await run();
    expect(placesOf(HIDDEN["last name"], stage)).toEqual(["opportunity.cosell_audit", "annotation.notetext"]);

    // Neither comes back, and a branch that was deleted is begun anew.
    dataverse.edit("opportunity", row, { cosell_audit: null });
    for (const { annotationid } of dataverse.rows("annotation"))
      dataverse.remove("annotation", String(annotationid));
    await stage.git("update-ref", "-d", "refs/heads/cosell-sync");
    const { outputs: planned } = await run({ command: "plan" });
    const { exitCode, outputs } = await run({ "expected-plan-digest": planned["plan-digest"] });
    expect([exitCode, outputs.changes, outputs.held]).toEqual([0, "0", "0"]);
    expect(await stage.git("log", "--format=%s", "cosell-sync")).not.toBe("");
    expect(placesOf(HIDDEN["last name"], stage)).toEqual([]);
  });
});

/** Columns of the CRM that hold this text. */
function placesOf(text: string, { emulator }: Stage): string[] {
  const tables = ["opportunity", "annotation", "account", "lead"];
  return tables.flatMap((table) =>
    emulator.dataverse
      .rows(table)
      .flatMap((row) => Object.entries(row))
      .filter(([, value]) => String(value).includes(text))
      .map(([column]) => `${table}.${column}`),
  );
}
