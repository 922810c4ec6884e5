import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { checkAgainstColumns } from "../../src/mapping/check/columns.ts";
import { readDocument } from "../../src/mapping/load.ts";
import { validateMapping } from "../../src/mapping/validate.ts";

const SHIPPED = readFileSync(join(import.meta.dirname, "../../mappings/dynamics-365.yml"), "utf8");

const HELP = Object.fromEntries(
  [0, 1, 2, 3, 4, 5].map((index) => [String(727000000 + index), `Help ${index}`]),
);
const STAGES = Object.fromEntries(
  [0, 1, 2, 3, 4, 5].map((index) => [String(727000030 + index), `Stage ${index}`]),
);
const TABLE = {
  cosell_referralid: { type: "String" },
  cosell_base: { type: "Memo" },
  cosell_syncstatus: {
    type: "Picklist",
    options: {
      "727000010": "Synced",
      "727000011": "Waiting",
      "727000012": "Conflict",
      "727000013": "Needs attention",
    },
  },
  cosell_syncreason: { type: "String" },
  cosell_audit: { type: "Memo" },
  name: { type: "String" },
  parentaccountid: { type: "Lookup" },
  parentcontactid: { type: "Lookup" },
  estimatedvalue: { type: "Money" },
  transactioncurrencyid: { type: "Lookup" },
  estimatedclosedate: { type: "DateTime" },
  description: { type: "Memo" },
  statecode: { type: "State", options: { "0": "Open", "1": "Won", "2": "Lost" } },
  statuscode: {
    type: "Status",
    options: { "1": "In Progress", "2": "On Hold", "3": "Won", "4": "Canceled", "5": "Out-Sold" },
  },
  cosell_products: { type: "Memo" },
  cosell_help: { type: "Picklist", options: HELP },
  cosell_referrallink: { type: "String" },
  cosell_syncwithpartnercenter: { type: "Boolean" },
  cosell_visible: { type: "Boolean" },
  cosell_decision: { type: "Picklist", options: { "727000020": "Accept", "727000021": "Decline" } },
  cosell_declinereason: { type: "String" },
  cosell_referralstatus: { type: "String" },
  cosell_expireson: { type: "DateTime" },
  cosell_salesstage: { type: "Picklist", options: STAGES },
  cosell_team: { type: "Memo" },
  cosell_microsoftstatus: { type: "String" },
  cosell_microsoftnotes: { type: "Memo" },
  cosell_microsoftcrmid: { type: "String" },
  cosell_campaignid: { type: "String" },
  cosell_partnerlocation: { type: "String" },
  cosell_notestomicrosoft: { type: "Memo" },
  cosell_referralprogram: { type: "String" },
  cosell_registrationstatus: { type: "String" },
};

/** As a run reads it, which tells more of a date. */
const IN_THE_CRM = {
  ...TABLE,
  ownerid: { type: "Owner" },
  createdon: { type: "DateTime", behavior: "UserLocal" },
};

/** The shipped mapping with these conditions on opportunities, on the lines above its fields. */
const scopedTo = (conditions: string) =>
  SHIPPED.replace("\nfields:", `\nscope:\n  opportunities: { ${conditions} }\nfields:`);

function validated(text: string, columns: unknown) {
  const content = typeof columns === "string" ? columns : JSON.stringify(columns);
  return validateMapping({ file: "m.yml", text, columns: { file: "m.columns.json", text: content } });
}

const OWNER = "6c5c2b0e-8c55-4d0c-9b43-0d1e6c7f5a11";

const lineOf = (part: string) => SHIPPED.split("\n").findIndex((line) => line.includes(part)) + 1;

describe("a mapping with a description of the table beside it", () => {
  it("is in order when the table has every column, of the right type, with the same options", () => {
    expect(validated(SHIPPED, TABLE)).toEqual({
      file: "m.yml",
      fields: 23,
      problems: [],
      warnings: [],
      notices: [],
      digests: [{ name: "m.yml", digest: expect.stringMatching(/^[0-9a-f]{64}$/) }],
      scoped: { referrals: false, opportunities: false },
    });
  });

  it("names a column that the table does not have, and the one that was probably meant", () => {
    const { problems } = validated(
      SHIPPED.replace("opportunity: description", "opportunity: descripton"),
      TABLE,
    );
    const message =
      'fields > notes: the opportunity table has no column descripton; did you mean "description"?';
    expect(problems).toEqual([
      expect.objectContaining({ line: lineOf("opportunity: description"), message }),
    ]);
  });

  it("names a column of another type", () => {
    const { problems } = validated(SHIPPED, { ...TABLE, estimatedclosedate: { type: "String" } });
    expect(problems.map(({ line, message }) => [line, message])).toEqual([
      [
        lineOf("opportunity: estimatedclosedate"),
        "fields > close date: column estimatedclosedate is of type String; it has to be DateTime",
      ],
    ]);
  });

  it("says what an administrator calls the type of a column that people choose several of", () => {
    const { problems } = validated(SHIPPED, { ...TABLE, cosell_salesstage: { type: "Virtual" } });
    expect(problems.map(({ message }) => message)).toContain(
      "fields > sales stage: column cosell_salesstage is of type Virtual, such as a choice of several; it has to be Picklist",
    );
  });

  it("names a column of another type that says whether a deal is shared", () => {
    const { problems } = validated(SHIPPED, { ...TABLE, cosell_syncwithpartnercenter: { type: "String" } });
    expect(problems.map(({ line, message }) => [line, message])).toEqual([
      [
        lineOf("when: cosell_syncwithpartnercenter"),
        "share > when: column cosell_syncwithpartnercenter is of type String; it has to be Boolean",
      ],
    ]);
  });

  it.each([
    ["  account: parentaccountid", "  account: name", "share > account: column name is of type String"],
    [
      "  contact: parentcontactid",
      "  contact: parentcontact",
      "share > contact: the opportunity table has no column",
    ],
  ])("names a column of a share that leads to no party of the deal: %s", (was, is, message) => {
    const { problems } = validated(SHIPPED.replace(was, is), TABLE);
    expect(problems).toMatchObject([{ line: lineOf(was), message: expect.stringContaining(message) }]);
  });

  it.each([
    ["1", "open"],
    ["3", "won"],
  ])("refuses a status reason (%s) of %s deals that is to say why one was lost", (code, state) => {
    const { problems } = validated(SHIPPED.replace('      "5":', `      "${code}":`), TABLE);
    const message = `fields > closing reason: status reason ${code} is one of ${state} deals, and says why a deal was lost`;
    expect(problems).toMatchObject([{ line: lineOf('      "5":'), message }]);
  });

  it("tells the two places of a field apart", () => {
    const { problems } = validated(SHIPPED, { ...TABLE, transactioncurrencyid: { type: "Money" } });
    expect(problems.map(({ message }) => message)).toEqual([
      "fields > deal value: column transactioncurrencyid is of type Money; it has to be Lookup",
    ]);
  });

  it("looks at its own columns as well", () => {
    const { cosell_base: _gone, ...rest } = TABLE;
    expect(validated(SHIPPED, rest).problems).toMatchObject([
      { line: lineOf("base: cosell_base"), message: expect.stringContaining("no column cosell_base") },
    ]);
  });

  it("refuses an option value that the column does not have", () => {
    const { problems } = validated(
      SHIPPED.replace("GeneralOrOther: 727000005", "GeneralOrOther: 727000099"),
      TABLE,
    );
    expect(problems).toMatchObject([
      {
        line: lineOf("GeneralOrOther"),
        message:
          "fields > help needed: column cosell_help has no option 727000099; it has 727000000 (Help 0), 727000001 (Help 1), 727000002 (Help 2), 727000003 (Help 3), 727000004 (Help 4), 727000005 (Help 5)",
      },
    ]);
  });

  it("lists no more options than a person compares", () => {
    const told = (options: Record<string, string>) => {
      const table = { ...TABLE, cosell_decision: { type: "Picklist", options } };
      return validated(SHIPPED, table).problems[0]?.message;
    };
    expect(told({ ...HELP, "1": "One", "2": "Two" })).toMatch(
      /; it has 1 \(One\), 2 \(Two\), 727000000 \(Help 0\),( \d+ \(Help [1-3]\),?){3} and 2 more$/,
    );
    expect(told({})).toMatch(/has no option 727000020; it has none$/);
  });

  it("counts the options that mean no value among those that a column has, and that are known", () => {
    const blank = SHIPPED.replace("    values:\n      Unknown: blank", "    blank options: [727000006]\n$&");
    const options = { ...HELP, "727000006": "None" };
    const found = validated(blank, { ...TABLE, cosell_help: { type: "Picklist", options } });
    expect([found.problems, found.warnings]).toEqual([[], []]);
    expect(validated(blank, TABLE).problems).toMatchObject([
      {
        line: SHIPPED.slice(0, SHIPPED.indexOf("      Unknown: blank")).split("\n").length - 1,
        message: expect.stringContaining(
          "fields > help needed: column cosell_help has no option 727000006; it has",
        ),
      },
    ]);
  });

  it("looks at the column that a field falls back to as well", () => {
    const text = SHIPPED.replace("  name:\n", "$&    otherwise: { opportunity: topc }\n");
    const topic = (type: string) => validated(text, { ...TABLE, topc: { type } }).problems;
    expect(topic("String")).toEqual([]);
    expect(topic("Money")).toMatchObject([
      { message: expect.stringMatching(/^fields > name: column topc is of type/) },
    ]);
    expect(validated(text, TABLE).problems).toMatchObject([
      {
        line: text.slice(0, text.indexOf("topc")).split("\n").length,
        column: "    otherwise: { ".length + 1,
        message: "fields > name: the opportunity table has no column topc",
      },
    ]);
  });

  it("takes a lookup in the scope by the name that its column has", () => {
    const owned = SHIPPED.replace(
      "\nfields:",
      `\nscope:\n  opportunities:\n    _ownerid_value: [${OWNER}]\n\nfields:`,
    );
    expect(validated(owned, { ...TABLE, ownerid: { type: "Owner" } }).problems).toEqual([]);
    expect(validated(owned, { ...TABLE, ownerid: { type: "String" } }).problems).toMatchObject([
      {
        message:
          "scope > opportunities: column ownerid is of type String; it has to be Lookup or Owner or Customer",
      },
    ]);
  });

  it("takes only options in the scope where a choice is one of several", () => {
    const validatedBy = (wanted: string) => {
      const scope = `scope:\n  opportunities:\n    new_regions: [${wanted}]\n`;
      const table = { ...TABLE, new_regions: { type: "Virtual" } };
      return validated(SHIPPED.replace("\nfields:", `\n${scope}\nfields:`), table).problems;
    };
    expect(validatedBy("727000001, 727000002")).toEqual([]);
    expect(validatedBy("727000001, Tier 2")).toHaveLength(1);
    expect(validatedBy("727000001, 2 or more")).toHaveLength(1);
    expect(validatedBy("727000001, Europe")).toMatchObject([
      { message: expect.stringContaining("column new_regions is a choice of several; write the numbers") },
    ]);
  });

  it("refuses the label of an option in the scope, where only the option itself fits a deal", () => {
    const scope = "scope:\n  opportunities:\n    statuscode: [1, 99, In progres]\n    name: [In progres]\n";
    const { problems } = validated(SHIPPED.replace("\nfields:", `\n${scope}\nfields:`), TABLE);
    expect(problems).toMatchObject([
      {
        line: lineOf("fields:") + 2,
        message:
          "scope > opportunities: column statuscode has no option In progres; did you mean 1 (In Progress)?",
      },
    ]);
  });

  it.each([
    ["statecode: [0, Open]", 'statecode has 0 (open), 1 (won) or 2 (lost), so no deal would fit "Open"'],
    ["statecode: [7]", 'statecode has 0 (open), 1 (won) or 2 (lost), so no deal would fit "7"'],
    ["cosell_visible: [yes, maybe]", 'cosell_visible has yes or no, so no deal would fit "maybe"'],
    ["estimatedvalue: [much]", 'estimatedvalue has a number, so no deal would fit "much"'],
    ["name: { from: 2026-01-01 }", "name has no time, so no deal would fit what has from or before"],
    ["_ownerid_value: { before: 2026-01-01 }", "_ownerid_value has no time, so no deal would fit"],
    [
      "estimatedclosedate: [soon]",
      'estimatedclosedate has a day such as 2026-01-31, so no deal would fit "soon"',
    ],
    ["createdon: [2026-01-31]", "createdon has a time, which is asked for as { from: 2026-01-01, before: "],
  ])("refuses in the scope what no column of that type has: %s", (condition, message) => {
    const document = readDocument(scopedTo(condition), { file: "m.yml", environment: null });
    const { problems } = checkAgainstColumns(document, IN_THE_CRM);
    expect(problems).toMatchObject([
      {
        path: expect.arrayContaining(["scope", "opportunities", condition.split(":")[0]]),
        message: expect.stringContaining(`scope > opportunities: ${message}`),
      },
    ]);
  });

  it("takes in the scope what columns of these types have, and is told the line of what they have not", () => {
    const fits =
      "statecode: [0, 1], cosell_visible: [yes, False], estimatedvalue: [-1, 2.5], estimatedclosedate: [2026-01-31]";
    const times = "createdon: { from: 2026-01-01 }, name: set, _ownerid_value: blank";
    expect(validated(scopedTo(`${fits}, ${times}`), IN_THE_CRM).problems).toEqual([]);
    const { problems } = validated(scopedTo("name: [x],\n      statecode: [0,\n        Open]"), IN_THE_CRM);
    expect(problems).toMatchObject([{ line: lineOf("fields:") + 3 }]);
  });

  it("refuses an answer whose option the column does not have", () => {
    const { "727000021": _gone, ...options } = TABLE.cosell_decision.options;
    const found = validated(SHIPPED, { ...TABLE, cosell_decision: { type: "Picklist", options } });
    expect(found.problems.map(({ message }) => message)).toEqual([
      "fields > decision: column cosell_decision has no option 727000021; it has 727000020 (Accept)",
    ]);
  });

  it("refuses a status reason that says why a deal was lost, and is not there to close it with", () => {
    const { "5": _gone, ...options } = { ...TABLE.statuscode.options, "100000002": "Too dear" };
    const shipped = SHIPPED.replace("opportunity: [4, 5] }", "opportunity: [4, 100000002] }");
    const found = validated(shipped, { ...TABLE, statuscode: { type: "Status", options } });
    expect(found.problems.map(({ line, message }) => [line, message])).toEqual([
      [
        shipped.slice(0, shipped.indexOf('"5":')).split("\n").length,
        "fields > closing reason: column statuscode has no option 5; it has 1 (In Progress), 2 (On Hold), 3 (Won), 4 (Canceled), 100000002 (Too dear)",
      ],
    ]);
    expect(found.warnings).toEqual([]);
  });

  it("looks at the options of the seller's status, which may be more than it writes", () => {
    const { "727000012": _gone, ...options } = { ...TABLE.cosell_syncstatus.options, "1": "Mine" };
    const { problems, warnings } = validated(SHIPPED, {
      ...TABLE,
      cosell_syncstatus: { type: "Picklist", options },
    });
    expect(problems.map(({ message }) => message)).toEqual([
      "columns > sync status: column cosell_syncstatus has no option 727000012; it has 1 (Mine), 727000010 (Synced), 727000011 (Waiting), 727000013 (Needs attention)",
    ]);
    expect(warnings).toEqual([]);
  });

  it("refuses one option for what is synced and what is not", () => {
    const line = "    waiting: 727000011";
    const { problems } = validated(SHIPPED.replace(/waiting: 727000011/, "waiting: 727000010"), TABLE);
    expect(problems).toMatchObject([
      {
        line: lineOf(line.trim()),
        message:
          "columns > sync status: option 727000010 says of a deal that it is synced; waiting needs another one",
      },
    ]);
  });

  it("warns of an option that its table does not have, with its label", () => {
    const options = { ...HELP, "727000006": "Marketing" };
    const found = validated(SHIPPED, { ...TABLE, cosell_help: { type: "Picklist", options } });
    expect(found.problems).toEqual([]);
    expect(found.warnings.map(({ message }) => message)).toEqual([
      "fields > help needed: option 727000006 (Marketing) of column cosell_help is not in the table; a deal with it would be held",
    ]);
  });

  it("warns of a status reason that a customer has added", () => {
    const options = { ...TABLE.statuscode.options, "100000000": "Lost to budget" };
    const { warnings } = validated(SHIPPED, { ...TABLE, statuscode: { type: "Status", options } });
    expect(warnings.map(({ message }) => message).join()).toContain("100000000 (Lost to budget)");
  });

  it.each([
    ["no JSON", "{"],
    ["a list", []],
    ["a column without a type", { name: {} }],
  ])("is told when the description is %s, without a line of the mapping", (_what, columns) => {
    const { problems } = validated(SHIPPED, columns);
    expect(problems).toMatchObject([{ file: "m.columns.json", where: "m.columns.json" }]);
    expect(problems[0]?.message).toMatch(/^does not describe columns: .+$/);
  });

  it.each([
    ["\n", "it is empty"],
    ["\uFFFD\uFFFD{\0}\0", "it is not UTF-8; save the file as UTF-8"],
    ["{\n<<<<<<< HEAD\n}\n=======\n{}\n>>>>>>> other\n", "a merge was left unfinished in it"],
    ['{ "name": { "type": "String" }, }', "it is no JSON; look for a comma or a bracket"],
  ])("that is no JSON is refused with what has become of it: %j", (text, what) => {
    const columns = { file: "m.columns.json", text };
    const { problems } = validateMapping({ file: "m.yml", text: SHIPPED, columns, columnsOf: {} });
    expect(problems[0]?.message).toContain(`does not describe columns: ${what}`);
  });

  it.each(["constructor", "toString"])("of an environment is no member that every object has: %s", (name) => {
    const text = `${SHIPPED}\nenvironments:\n  ${name}: {}\n`;
    expect(validateMapping({ file: "m.yml", text, columns: null, columnsOf: {} }).problems).toEqual([]);
  });
});
