import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { CrmColumn, CrmTable } from "../../src/model/crm.ts";
import { type Crm, describeColumns, starterMapping, templateFor } from "../../src/provision/starter.ts";
import { columnOf, madeTable } from "./made.ts";

const MADE: Crm = {
  url: "https://contoso.crm.dynamics.com",
  prefix: "cosell",
  table: madeTable("opportunity"),
  leads: madeTable("lead"),
  currencyCodes: ["EUR"],
};

function withColumns(...more: readonly CrmColumn[]): CrmTable {
  return { ...MADE.table, columns: [...MADE.table.columns, ...more] };
}

function starterFor(more: Partial<Crm>) {
  const crm = { ...MADE, ...more };
  const template = readFileSync(join(import.meta.dirname, "../..", templateFor(crm.table)), "utf8");
  return { template, ...starterMapping(template, crm) };
}

/** Status reasons, each as its value, its state and its label. */
function reasons(...given: readonly (readonly [value: number, state: number, label: string])[]): CrmColumn {
  const options = given.map(([value, state, label]) => ({ value, state, label }));
  return columnOf({ name: "statuscode", type: "Status", longest: null, options });
}

it("a CRM with all that setup makes begins with the mapping that we ship, and there is nothing to look at", () => {
  const { template, text, notes, yetToCreate } = starterFor({});
  const [first, ...rest] = template.split("\n");
  const about = [
    "# For contoso.crm.dynamics.com, written by init from its metadata. It is yours to change.",
    "# Currencies of this CRM: EUR.",
  ];
  expect(text.split("\n")).toEqual([first, ...about, ...rest]);
  expect([notes, [...yetToCreate]]).toEqual([[], []]);
});

it("a reason for a lost deal is left out where the CRM has that status reason for another state", () => {
  const { text, notes } = starterFor({
    table: withColumns(reasons([1, 0, "Open"], [3, 1, "Won"], [4, 2, "Lost"], [5, 1, "Signed"])),
  });
  expect(text).not.toContain("by status code");
  expect(notes).toEqual([expect.stringMatching(/^a lost deal takes a closing reason\. .*: Lost \(4\)$/)]);
});

it("columns are yet to be made of the table that has none of them", () => {
  const { notes, yetToCreate } = starterFor({ leads: { ...MADE.leads, columns: [] } });
  expect([...yetToCreate]).toEqual(["cosell_referralid", "cosell_base"]);
  expect(notes).toEqual([expect.stringMatching(/^some columns of the prefix cosell are not there yet/)]);
});

it("of Microsoft's connector, a choice of help has a None only where it says so, and each column in use is named", () => {
  const none = { value: 861_980_009, label: " none ", state: null };
  const help = (...options: CrmColumn["options"]) =>
    columnOf({
      name: "msft_help",
      label: "How can Microsoft help?",
      type: "Picklist",
      longest: null,
      options,
    });
  const others = MADE.table.columns
    .filter(({ name }) => name !== "cosell_help")
    .map((one) => (one.name === "cosell_salesstage" ? { ...one, options: [...one.options, none] } : one));
  const lines = (found: CrmColumn) => {
    const { text, notes } = starterFor({ table: { ...MADE.table, columns: [...others, found] } });
    expect(notes).toContainEqual(expect.stringMatching(/of which the mapping uses msft_help$/));
    return text.match(/blank options: .*/g);
  };
  expect(lines(help(none))).toEqual(["blank options: [861980009] # None"]);
  expect(lines(help())).toBeNull();
});

it("the columns are described in one order, whatever order the CRM has them in", () => {
  const names = ["b", "c", "a"].map((name) => columnOf({ name, label: "" }));
  expect(describeColumns({ ...MADE.table, columns: names }).match(/"[abc]"/g)).toEqual(['"a"', '"b"', '"c"']);
});
