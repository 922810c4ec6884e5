import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { driftOf, tablesOf } from "../../src/mapping/check/drift.ts";
import { compileMapping } from "../../src/mapping/compile.ts";
import { readDocument } from "../../src/mapping/load.ts";
import type { CrmSchema, TableColumns } from "../../src/model/crm.ts";

const SHIPPED = readFileSync(join(import.meta.dirname, "../../mappings/dynamics-365.yml"), "utf8");
const LEADS = `
leads:
  columns: { referral identifier: x_referral, base: x_base }
  referrals: { kinds: [qualified lead], become leads: [New/Pending] }
  fields:
    topic: { referral: name, lead: subject, as: text, longest: 300 }
    heat: { referral: type, lead: leadqualitycode, as: choice, values: { A: 1, B: 2 } }
`;

const PLACE = { file: "m.yml", environment: null };
const whole = readDocument(SHIPPED.replace(/\nleads:[\s\S]*$/, LEADS), PLACE);

const text: TableColumns = {
  x_referral: { type: "String" },
  x_base: { type: "Memo" },
  subject: { type: "String" },
};
const heat = (options: Record<string, string>): TableColumns => ({
  ...text,
  leadqualitycode: { type: "Picklist", options },
});

/** What is said of the tables other than the opportunity, and of its key and currencies. */
function found(more: Partial<CrmSchema> & { lead?: TableColumns }): string[] {
  const { lead = heat({ "1": "A", "2": "B" }), ...schema } = more;
  const keys = [{ columns: ["cosell_referralid"], status: "Active" }];
  const { problems } = driftOf(whole, { tables: { lead }, keys, currencies: ["EUR"], ...schema });
  return problems
    .map(({ message }) => message)
    .filter(
      (message) => /lead|alternate key|currency$/.test(message) && !message.includes("opportunity table"),
    );
}

describe("a mapping that is held against the CRM", () => {
  it("asks for the tables that it names", () => {
    expect(tablesOf(whole)).toEqual(["opportunity", "lead", "account", "contact", "systemuser"]);
    const { leads: _leads, accounts, share, ...alone } = whole;
    if (accounts) expect(tablesOf({ ...alone, accounts })).toEqual(["opportunity", "account"]);
    // What a share says of a customer is read from the account.
    if (share)
      expect(tablesOf({ ...alone, share })).toEqual(["opportunity", "account", "contact", "systemuser"]);
    expect(tablesOf(alone)).toEqual(["opportunity"]);
  });

  it("finds nothing wrong with leads, a key and a currency that are there", () => {
    expect(found({})).toEqual([]);
  });

  it.each<readonly [string, Parameters<typeof found>[0], string]>([
    [
      "a lead's own column",
      { lead: { ...heat({ "1": "A", "2": "B" }), x_base: { type: "Money" } } },
      "leads > columns > base: column x_base is of type Money",
    ],
    [
      "a lead's own column that the CRM fills itself",
      { lead: { ...heat({ "1": "A", "2": "B" }), x_base: { type: "Memo", readOnly: true } } },
      "leads > columns > base: the CRM fills x_base itself",
    ],
    [
      "a lead's field",
      {
        lead: {
          x_referral: { type: "String" },
          x_base: { type: "Memo" },
          leadqualitycode: { type: "Picklist" },
        },
      },
      "leads > fields > topic: the lead table has no column subject",
    ],
    [
      "a lead's option",
      { lead: heat({ "1": "A" }) },
      "leads > fields > heat: column leadqualitycode has no option 2; it has 1 (A)",
    ],
    [
      "an option that is named otherwise",
      { lead: heat({ "1": "A", "7": "b" }) },
      "no option 2; did you mean 7 (b)?",
    ],
    [
      "a key that is being built",
      { keys: [{ columns: ["cosell_referralid"], status: "Pending" }] },
      "the alternate key of cosell_referralid is Pending and has to be Active",
    ],
    [
      "a key of more than one column",
      { keys: [{ columns: ["cosell_referralid", "name"], status: "Active" }] },
      "the alternate key of cosell_referralid is missing",
    ],
    [
      "a key of another column",
      { keys: [{ columns: ["name"], status: "Active" }] },
      "the alternate key of cosell_referralid is missing",
    ],
    ["currencies", { currencies: [] }, "fields > deal value: the CRM has no currency"],
  ])("tells of %s", (_what, schema, message) => {
    expect(found(schema).join("\n")).toContain(message);
  });
});

describe("a column that is missing", () => {
  const SMALL = `version: 1
columns: { referral identifier: x_referral, base: x_base }
referrals: { become opportunities: [Active/Accepted] }
fields:
  name: { referral: name, opportunity: name, as: text, longest: 300 }
  notes: { referral: details.notes, opportunity: notes, as: text, longest: 300, if missing: skip }
`;
  const keys = [{ columns: ["x_referral"], status: "Active" }];
  const all: TableColumns = {
    x_referral: { type: "String" },
    x_base: { type: "Memo" },
    name: { type: "String" },
    notes: { type: "Memo" },
  };
  const without = (...gone: readonly string[]) => {
    const opportunity = Object.fromEntries(Object.entries(all).filter(([name]) => !gone.includes(name)));
    const schema = { tables: { opportunity }, keys, currencies: [] };
    const { problems, leftOut } = driftOf(readDocument(SMALL, PLACE), schema);
    return { problems: problems.map(({ path }) => path[1]), skipped: [...leftOut.keys()] };
  };

  it.each([
    ["none", [], { problems: [], skipped: [] }],
    ["of a field that a run may leave out", ["notes"], { problems: [], skipped: ["notes"] }],
    ["of any other field", ["name"], { problems: ["name"], skipped: [] }],
    ["of both", ["name", "notes"], { problems: ["name"], skipped: ["notes"] }],
  ])("stops the run unless its field may be left out: %s", (_which, gone, found) => {
    expect(without(...gone)).toEqual(found);
  });

  it("may be one that leads to a customer, or one of theirs", () => {
    const { problems } = driftOf(whole, { tables: {}, keys, currencies: [] });
    const places = ["accounts > opportunity", "accounts > columns"];
    const ofShare = ["share > account", "share > contact", "share > contact columns", "share > email"];
    expect(problems.map(({ path }) => path.slice(0, 2).join(" > "))).toEqual(
      expect.arrayContaining([...places, ...ofShare]),
    );
  });

  it("is no lookup of a customer when it is of another type", () => {
    const told = (type: string) => {
      const { problems } = driftOf(whole, {
        tables: { opportunity: { parentaccountid: { type } } },
        keys,
        currencies: [],
      });
      return problems
        .filter(({ message }) => message.includes("parentaccountid is"))
        .map(({ path }) => path.join(" > "));
    };
    expect(told("String")).toEqual(["accounts > opportunity", "share > account"]);
    expect([...told("Lookup"), ...told("Customer")]).toEqual([]);
  });

  it("is left out with a latch, whose blanks empty nothing", () => {
    const visible =
      "{ referral: consent.consentToShareReferralWithMicrosoftSellers, opportunity: seen, as: latch";
    const latch = `${SMALL}  visible: ${visible}, if missing: skip }\n`;
    const { problems, leftOut } = driftOf(readDocument(latch, PLACE), {
      tables: { opportunity: all },
      keys,
      currencies: [],
    });
    expect([problems, [...leftOut.keys()]]).toEqual([[], ["visible"]]);
  });

  it("stops the run where the mapping comes to nothing without its field", () => {
    const driftWithout = (column: string) => {
      const skip = SHIPPED.replace(`opportunity: ${column}\n`, `$&    if missing: skip\n`);
      return driftOf(readDocument(skip, PLACE), { tables: {}, keys, currencies: [] });
    };
    expect([...driftWithout("description").leftOut.keys()]).toEqual(["notes"]);
    // No deal can be shared without them.
    const { problems, leftOut } = driftWithout("cosell_products");
    expect([...leftOut.keys()]).toEqual([]);
    expect(problems.map(({ path }) => path.join(" > "))).toEqual(
      expect.arrayContaining(["fields > solutions > opportunity", "share"]),
    );
  });
});

describe("a column that the CRM fills itself", () => {
  const mapping = (campaign: string) => `version: 1
columns: { referral identifier: x_referral, base: x_base, audit: x_audit }
referrals: { become opportunities: [Active/Accepted] }
fields:
  campaign: { referral: campaignId, opportunity: x_campaign, as: text, longest: 100${campaign} }
  status:
    referral: [status, substatus]
    opportunity: [statecode, statuscode]
    as: status
    values:
      open: { referral: [Active/Accepted], opportunity: [1] }
      won: { referral: [Closed/Won], opportunity: [3] }
      lost: { referral: [Closed/Lost], opportunity: [4] }
`;
  const readOnly = true as const;
  const opportunity: TableColumns = {
    x_referral: { type: "String" },
    x_base: { type: "Memo" },
    x_audit: { type: "Memo", readOnly },
    x_campaign: { type: "String", readOnly },
    statecode: { type: "State", readOnly },
    statuscode: { type: "Status" },
  };
  const keys = [{ columns: ["x_referral"], status: "Active" }];
  const told = (campaign: string) => {
    const schema = { tables: { opportunity }, keys, currencies: [] };
    const { problems, leftOut } = driftOf(readDocument(mapping(campaign), PLACE), schema);
    return [...problems.map(({ path }) => path.join(" > ")), ...leftOut.keys()];
  };

  it.each([
    ["", ["columns > audit", "fields > campaign > opportunity"]],
    [", when: create", ["columns > audit", "fields > campaign > opportunity"]],
    [", direction: referral to opportunity", ["columns > audit", "fields > campaign > opportunity"]],
    [", if missing: skip", ["columns > audit", "campaign"]],
    [", direction: opportunity to referral", ["columns > audit"]],
  ])("stops the run where it would be written: as text%s", (campaign, places) => {
    expect(told(campaign)).toEqual(places);
  });

  it("stops it on a lead, too", () => {
    const lead = { ...heat({ "1": "A", "2": "B" }), subject: { type: "String", readOnly } };
    expect(found({ lead })).toEqual([
      expect.stringContaining("leads > fields > topic: the CRM fills subject itself"),
    ]);
  });
});

describe("a column that is read with asterisks in the place of its values", () => {
  const mapping = (more: string) => `version: 1
columns: { referral identifier: x_referral, base: x_base }
referrals: { become opportunities: [Active/Accepted] }
scope: { opportunities: { x_team: [Sales] } }
fields:
  notes: { referral: details.notes, opportunity: notes, as: text, longest: 300${more} }
`;
  const masked = true as const;
  const opportunity: TableColumns = {
    x_referral: { type: "String" },
    x_base: { type: "Memo" },
    x_team: { type: "String", masked },
    notes: { type: "Memo", masked },
  };
  const keys = [{ columns: ["x_referral"], status: "Active" }];

  it.each([
    ["", ["scope > opportunities > x_team", "fields > notes > opportunity"], []],
    [
      ", direction: referral to opportunity",
      ["scope > opportunities > x_team", "fields > notes > opportunity"],
      [],
    ],
    [
      ", direction: opportunity to referral",
      ["scope > opportunities > x_team", "fields > notes > opportunity"],
      [],
    ],
    [", if missing: skip", ["scope > opportunities > x_team"], ["notes"]],
  ])("stops the run, or leaves the field out: as text%s", (more, places, left) => {
    const schema = { tables: { opportunity }, keys, currencies: [] };
    const { problems, leftOut } = driftOf(readDocument(mapping(more), PLACE), schema);
    expect(problems.map(({ path }) => path.join(" > ")).sort()).toEqual([...places].sort());
    expect([...leftOut.keys()]).toEqual(left);
    for (const { message } of problems) expect(message).toContain("has a masking rule");
  });
});

describe("a column with column-level security", () => {
  const mapping = (more: string) => `version: 1
columns: { referral identifier: x_referral, base: x_base }
referrals: { become opportunities: [Active/Accepted] }
fields:
  notes: { referral: details.notes, opportunity: x_notes, as: text, longest: 300${more} }
`;
  const table: TableColumns = {
    x_referral: { type: "String" },
    x_base: { type: "Memo" },
    x_notes: { type: "Memo", secured: true },
  };
  const keys = [{ columns: ["x_referral"], status: "Active" }];

  it.each([
    ["", []],
    [", blank: propagate", ["fields > notes > blank"]],
    [", blank: propagate, direction: opportunity to referral", ["fields > notes > blank"]],
    [", blank: propagate, direction: referral to opportunity", []],
  ])("stops the run where its blanks would empty referrals: as text%s", (more, places) => {
    const schema = { tables: { opportunity: table }, keys, currencies: [] };
    const { problems } = driftOf(readDocument(mapping(more), PLACE), schema);
    expect(problems.map(({ path }) => path.join(" > "))).toEqual(places);
    for (const { message } of problems) expect(message).toContain("column x_notes has column-level security");
  });
});

describe("a column that is gone, whose blanks would empty referrals", () => {
  it.each([
    [", blank: propagate", ["fields > notes > blank", "fields > notes > opportunity"]],
    [", blank: propagate, direction: referral to opportunity", ["fields > notes > opportunity"]],
    ["", ["fields > notes > opportunity"]],
  ])("is said to come back empty: as text%s", (more, places) => {
    const mapping = `version: 1
columns: { referral identifier: x_referral, base: x_base }
referrals: { become opportunities: [Active/Accepted] }
fields:
  notes: { referral: details.notes, opportunity: x_notes, as: text, longest: 300${more} }
`;
    const opportunity: TableColumns = { x_referral: { type: "String" }, x_base: { type: "Memo" } };
    const keys = [{ columns: ["x_referral"], status: "Active" }];
    const schema = { tables: { opportunity }, keys, currencies: [] };
    const { problems } = driftOf(readDocument(mapping, PLACE), schema);
    expect(problems.map(({ path }) => path.join(" > ")).sort()).toEqual([...places]);
    const saidOf = problems.filter(({ message }) => message.includes("is empty when it is made again"));
    expect(saidOf.map(({ path }) => path.at(-1))).toEqual(places.length > 1 ? ["blank"] : []);
  });
});

describe("a lookup that leads to another table", () => {
  const table = {
    parentaccountid: { type: "Lookup", targets: ["account"] },
    parentcontactid: { type: "Lookup", targets: ["contact"] },
    customerid: { type: "Customer", targets: ["account", "contact"] },
    transactioncurrencyid: { type: "Lookup", targets: ["transactioncurrency"] },
    new_untold: { type: "Lookup" },
  };
  const told = (from: RegExp, to: string) => {
    const document = readDocument(SHIPPED.replace(from, to), PLACE);
    const tables = { opportunity: table, lead: table };
    const { problems } = driftOf(document, { tables, keys: [], currencies: ["EUR"] });
    return problems.map(({ message }) => message).filter((message) => message.includes("is a lookup to"));
  };

  it.each<readonly [string, RegExp, string, readonly string[]]>([
    ["as they should be", /^/, "", []],
    [
      "account and contact swapped",
      /account: parentaccountid(.*\n) {2}contact: parentcontactid/,
      "account: parentcontactid$1  contact: parentaccountid",
      [
        "share > account: column parentcontactid is a lookup to contact; it has to lead to account",
        "share > contact: column parentaccountid is a lookup to account; it has to lead to contact",
      ],
    ],
    ["either of both", /account: parentaccountid/, "account: customerid", []],
    ["one of which nobody tells", /account: parentaccountid/, "account: new_untold", []],
    [
      "the currency of a deal",
      /opportunity: \[estimatedvalue, transactioncurrencyid\]/,
      "opportunity: [estimatedvalue, parentcontactid]",
      [
        "fields > deal value: column parentcontactid is a lookup to contact; it has to lead to transactioncurrency",
      ],
    ],
    [
      "the currency of a lead",
      /lead: \[budgetamount, transactioncurrencyid\]/,
      "lead: [budgetamount, parentcontactid]",
      [
        "leads > fields > budget: column parentcontactid is a lookup to contact; it has to lead to transactioncurrency",
      ],
    ],
  ])("stops the run: %s", (_what, from, to, messages) => {
    expect(told(from, to)).toEqual(messages);
  });
});

describe("a column of rich text", () => {
  const mapping = (more: string) => `version: 1
columns: { referral identifier: x_referral, base: x_base }
referrals: { become opportunities: [Active/Accepted] }
fields:
  notes: { referral: details.notes, opportunity: x_notes, as: text, longest: 300${more} }
  microsoft status: { referral: [microsoft.status, microsoft.substatus], opportunity: x_shown, as: referral status }
leads:
  columns: { referral identifier: x_referral, base: x_base }
  referrals: { kinds: [qualified lead], become leads: [New/Pending] }
  fields:
    notes: { referral: details.notes, lead: x_notes, as: text, longest: 300 }
`;
  const rich = { type: "Memo", rich: true } as const;
  const table: TableColumns = {
    x_referral: { type: "String" },
    x_base: { type: "Memo" },
    x_notes: rich,
    x_shown: rich,
    x_own: rich,
    cosell_notestomicrosoft: rich,
  };
  const keys = [{ columns: ["x_referral"], status: "Active" }];
  const told = (text: string) => {
    const schema = { tables: { opportunity: table, lead: table }, keys, currencies: [] };
    const { problems } = driftOf(readDocument(text, PLACE), schema);
    return problems
      .filter(({ message }) => message.includes("is rich text"))
      .map(({ path }) => path.join(" > "));
  };

  const written = [
    "fields > notes > opportunity",
    "fields > microsoft status > opportunity",
    "leads > fields > notes > lead",
  ];

  it.each([
    ["", written],
    [", when: create", written],
    [", direction: opportunity to referral", written],
    [", direction: referral to opportunity", written],
    [", otherwise: { opportunity: x_shown }", ["fields > notes > otherwise > opportunity", ...written]],
  ])("stops the run where it gives its tags, or takes those of others: as text%s", (more, places) => {
    expect(told(mapping(more))).toEqual(places);
  });

  it("stops the run where it would hold what the sync itself writes", () => {
    const own = told(mapping("").replaceAll("base: x_base", "base: x_own"));
    expect(own).toEqual(expect.arrayContaining(["columns > base", "leads > columns > base"]));
  });

  it("stops it where Microsoft's seller would read them", () => {
    expect(told(SHIPPED)).toEqual(["share > notes to microsoft"]);
  });
});

describe("the column of a date", () => {
  const DATE = "{ referral: details.closingDateTime, opportunity: x_date, as: date";
  const mapping = (more: string) => `version: 1
columns: { referral identifier: x_referral, base: x_base }
referrals: { become opportunities: [Active/Accepted] }
fields:
  close date: ${DATE}${more} }
scope: { opportunities: { x_date: { from: 2026-01-01 } } }
leads:
  columns: { referral identifier: x_referral, base: x_base }
  referrals: { kinds: [qualified lead], become leads: [New/Pending] }
  fields:
    expected: { referral: details.closingDateTime, lead: x_date, as: date }
`;
  const keys = [{ columns: ["x_referral"], status: "Active" }];
  const told = (behavior: string | undefined, more: string) => {
    const table: TableColumns = {
      x_referral: { type: "String" },
      x_base: { type: "Memo" },
      x_date: { type: "DateTime", ...(behavior ? { behavior } : {}) },
    };
    const schema = { tables: { opportunity: table, lead: table }, keys, currencies: [] };
    return driftOf(readDocument(mapping(more), PLACE), schema).problems.map(({ path }) => path.join(" > "));
  };
  const own = "fields > close date > opportunity";
  const ofLead = "leads > fields > expected > lead";

  it.each([
    ["DateOnly", "", []],
    ["DateOnly", ", direction: opportunity to referral", []],
    [undefined, "", []],
    ["UserLocal", "", [own, ofLead]],
    ["UserLocal", ", direction: opportunity to referral", [own, ofLead]],
    ["TimeZoneIndependent", "", [own, ofLead]],
    ["TimeZoneIndependent", ", direction: opportunity to referral", [ofLead]],
  ])("is one for which a day is the same everywhere: %s%s", (behavior, more, places) => {
    expect(told(behavior, more)).toEqual(places);
  });
});

describe("a column of the customer's account", () => {
  const typesOf = (table: "account" | "contact", column: string, type: string) => {
    const tables = { [table]: { [column]: { type } } };
    const { problems } = driftOf(whole, { tables, keys: [], currencies: [] });
    return problems
      .map(({ message }) => message)
      .filter((message) => message.includes(`column ${column} is`));
  };

  it("is a text, or its contact's: a choice would refuse every new account and read as a number", () => {
    expect(typesOf("account", "address1_country", "Picklist")).toEqual([
      "accounts > columns: column address1_country is of type Picklist; it has to be String or Memo",
    ]);
    expect(typesOf("contact", "jobtitle", "Lookup")).toEqual([
      expect.stringContaining("column jobtitle is of type Lookup; it has to be"),
    ]);
    expect(typesOf("account", "address1_country", "String")).toEqual([]);
  });
});

describe("a text that is longer than its column", () => {
  const mapping = (more: string) => `version: 1
columns: { referral identifier: x_referral, base: x_base }
referrals: { become opportunities: [Active/Accepted] }
fields:
  notes: { referral: details.notes, opportunity: x_notes, as: text, longest: 2000${more} }
  identifier:
    referral: [trackingInfo.microsoftMsxId, microsoft.trackingInfo.microsoftMsxId]
    opportunity: x_identifier
    as: first text
    longest: 100
`;
  const told = (holds: number | undefined, more = "") => {
    const opportunity: TableColumns = {
      x_referral: { type: "String" },
      x_base: { type: "Memo" },
      // As setup takes it over from Microsoft's connector.
      x_identifier: { type: "String", longest: 36 },
      x_notes: { type: "Memo", ...(holds === undefined ? {} : { longest: holds }) },
    };
    const keys = [{ columns: ["x_referral"], status: "Active" }];
    const schema = { tables: { opportunity }, keys, currencies: [] };
    return driftOf(readDocument(mapping(more), PLACE), schema).problems;
  };

  it("stops the run where the mapping says how long it may be", () => {
    expect(told(1999)).toEqual([
      {
        path: ["fields", "notes", "longest"],
        message: "fields > notes: column x_notes holds 1999 characters, so longest can be 1999 at most",
      },
    ]);
    for (const holds of [2000, 2001, undefined]) expect(told(holds)).toEqual([]);
    expect(told(100, ", direction: opportunity to referral")).toEqual([]);
  });
});

describe("a column that is too short for what a sync writes there", () => {
  const mapping = `version: 1
columns:
  referral identifier: x_referral
  base: x_base
  sync reason: x_reason
  audit: x_audit
referrals: { become opportunities: [Active/Accepted] }
fields:
  why: { referral: statusReason, opportunity: x_why, as: closing reason, longest: 250 }
leads:
  columns: { referral identifier: x_referral, base: x_base }
  referrals: { kinds: [qualified lead], become leads: [New/Pending] }
  fields:
    topic: { referral: name, lead: subject, as: text, longest: 300 }
`;
  const document = readDocument(mapping, PLACE);
  const told = (less: number) => {
    const column = (type: string, longest: number) => ({ type, longest: longest - less });
    const own = { x_referral: column("String", 36), x_base: column("Memo", 100_000) };
    const opportunity: TableColumns = {
      ...own,
      x_reason: column("String", 400),
      x_audit: column("Memo", 1000),
      x_why: column("String", 250),
    };
    const keys = [{ columns: ["x_referral"], status: "Active" }];
    const tables = { opportunity, lead: { ...own, subject: { type: "String" } } };
    return driftOf(document, { tables, keys, currencies: [] }).problems;
  };

  it("stops the run, as each row that does not fit would be refused", () => {
    expect(told(0)).toEqual([]);
    expect(told(1).map(({ path, message }) => [path.join(" > "), message])).toEqual([
      [
        "columns > referral identifier",
        "columns > referral identifier: column x_referral holds 35 characters; 36 are needed",
      ],
      ["columns > base", "columns > base: column x_base holds 99999 characters; 100000 are needed"],
      [
        "columns > sync reason",
        "columns > sync reason: column x_reason holds 399 characters; 400 are needed",
      ],
      ["columns > audit", "columns > audit: column x_audit holds 999 characters; 1000 are needed"],
      [
        "fields > why > longest",
        "fields > why: column x_why holds 249 characters, so longest can be 249 at most",
      ],
      [
        "leads > columns > referral identifier",
        "leads > columns > referral identifier: column x_referral holds 35 characters; 36 are needed",
      ],
      [
        "leads > columns > base",
        "leads > columns > base: column x_base holds 99999 characters; 100000 are needed",
      ],
    ]);
  });
});

describe("a mapping without some of its fields", () => {
  it("reads none of their columns, means something else, and remembers that they are there", () => {
    const [full, without] = [compileMapping(whole, PLACE), compileMapping(whole, PLACE, ["notes"])];
    expect(full.columns).toContain("description");
    expect(without.columns).not.toContain("description");
    expect(without.digest).not.toBe(full.digest);
    expect(without.leftOut).toEqual(["notes"]);
  });
});
