import { describe, expect, it } from "vitest";
import type { CrmColumn, CrmKey, CrmSolution, CrmTable } from "../../src/model/crm.ts";
import { columnFor, misfit, missingOptions } from "../../src/provision/columns.ts";
import { type Found, planSetup } from "../../src/provision/plan.ts";
import { columnOf, madeTable } from "./made.ts";

const OPTIONS = { prefix: "cosell", solution: "CosellSync" };
const SOLUTION: CrmSolution = {
  isManaged: false,
  prefix: "cosell",
  components: new Set(),
  wholeTables: new Set(["opportunity", "lead"]),
};

const FOUND: Found = {
  table: madeTable("opportunity"),
  leads: madeTable("lead"),
  publisher: { id: "p", optionPrefix: 72_700 },
  solution: SOLUTION,
};

/** What is not simply there, in short. */
function toldOf(more: Partial<Found>): string[] {
  return planSetup(OPTIONS, { ...FOUND, ...more }).flatMap(({ what, state, action }) =>
    state === "there" ? [] : [`${what}: ${action?.do ?? state}`],
  );
}

function tableWith(more: Partial<CrmTable>, key: Partial<CrmKey> = {}): Partial<Found> {
  return { table: { ...FOUND.table, keys: FOUND.table.keys.map((one) => ({ ...one, ...key })), ...more } };
}

describe("the plan of a setup", () => {
  it.each<[string, Partial<Found>, string[]]>([
    ["nothing where all is there", {}, []],
    ["a publisher", { publisher: null }, ["publisher with the prefix cosell: create publisher"]],
    [
      "change tracking",
      tableWith({ tracksChanges: false }),
      ["change tracking of opportunities: track changes"],
    ],
    ["a key", tableWith({ keys: [] }), ["alternate key on cosell_referralid: create key"]],
    [
      "a key, where there is one of two columns",
      tableWith({}, { columns: ["cosell_referralid", "name"] }),
      ["alternate key on cosell_referralid: create key"],
    ],
    [
      "the index of a key that could not be built",
      tableWith({}, { status: "Failed" }),
      ["alternate key cosell_referralkey: reactivate key"],
    ],
    [
      "to wait for the index of a key",
      tableWith({}, { status: "InProgress" }),
      ["alternate key cosell_referralkey: await key"],
    ],
    [
      "a column of leads",
      { leads: { ...FOUND.leads, columns: FOUND.leads.columns.slice(1) } },
      ["column cosell_referralid of leads: create column"],
    ],
  ])("has %s", (_what, more, told) => {
    expect(toldOf(more)).toEqual(told);
  });

  it("makes nothing in a solution of another publisher, which would refuse it, and takes up what is there", () => {
    const solution = { ...SOLUTION, prefix: "contoso" };
    expect(toldOf({ solution })).toEqual([]);
    expect(toldOf({ solution, ...tableWith({ keys: [] }) })).toContain("solution CosellSync: wrong");
  });

  it("adds to the solution what is there and not in it, one by one or with its table", () => {
    const none = { ...SOLUTION, wholeTables: new Set<string>() };
    const added = toldOf({ solution: none });
    expect(new Set(added.map((one) => one.replace(/.*: /, "")))).toEqual(new Set(["add to solution"]));
    expect(added).toContain("alternate key cosell_referralkey: add to solution");
    expect(toldOf({ solution: null })).toEqual(["solution CosellSync: create solution", ...added]);
    const listed = new Set([...FOUND.table.columns, ...FOUND.leads.columns].map(({ id }) => id));
    expect(toldOf({ solution: { ...none, components: new Set([...listed, "key"]) } })).toEqual([]);
    // Also a choice of which a person has taken an option away.
    const columns = FOUND.table.columns.map((one) => ({ ...one, options: one.options.slice(1) }));
    expect(toldOf({ solution: none, table: { ...FOUND.table, columns } })).toEqual(added);
  });

  it("says how a column that is made again is filled, where there was a setup before", () => {
    const detailBeside = (...names: string[]) => {
      const columns = FOUND.table.columns.filter(({ name }) => names.includes(name));
      const items = planSetup(OPTIONS, { ...FOUND, table: { ...FOUND.table, columns } });
      return items.find(({ what }) => what === "column cosell_campaignid")?.detail;
    };
    expect(detailBeside()).toBe('create "Campaign", text');
    expect(detailBeside("cosell_referralid")).toBe(
      'create "Campaign", text. A column that is made again is empty: give its field another name in the mapping, and the next sync fills it.',
    );
  });

  it("makes options with the digits of the publisher that is there, else with ours", () => {
    const optionsBy = (publisher: Found["publisher"]) => {
      const table = { ...FOUND.table, columns: [] };
      const items = planSetup(OPTIONS, { ...FOUND, publisher, table });
      return JSON.stringify(items).match(/\d{5}(?=0020,"label":"Accept")/)?.[0];
    };
    expect([optionsBy({ id: "p", optionPrefix: 81_234 }), optionsBy(null)]).toEqual(["81234", "72700"]);
  });

  it("changes nothing that a managed solution brought with it, but the data's own state", () => {
    const solution = { ...SOLUTION, isManaged: true, wholeTables: new Set<string>() };
    expect(toldOf({ solution })).toEqual([]);
    expect(toldOf({ solution, ...tableWith({ tracksChanges: false }, { status: "Failed" }) })).toEqual([
      "alternate key cosell_referralkey: reactivate key",
      "change tracking of opportunities: track changes",
    ]);
    expect(toldOf({ solution, ...tableWith({ keys: [] }) })).toEqual([
      "alternate key on cosell_referralid: wrong",
    ]);
  });
});

describe("a column", () => {
  it.each<[string, Parameters<typeof misfit>[0], Partial<CrmColumn>, RegExp | null]>([
    ["serves", "referral identifier", {}, null],
    ["serves with just enough room", "referral identifier", { longest: 36 }, null],
    ["is too short", "referral identifier", { longest: 35 }, /^holds 35 characters; 36 are needed$/],
    ["is of another type", "referral identifier", { type: "Memo" }, /^is of the type Memo; text \(String\)/],
    ["may be of a type that does as well", "products", { type: "String", longest: 255 }, null],
    ["is hidden from some", "base", { type: "Memo", longest: 1e6, isSecured: true }, /column-level security/],
    ["has no length", "share", { type: "Boolean", longest: null }, null],
  ])("%s", (_what, purpose, more, reason) => {
    const found = misfit(purpose, columnOf(more));
    if (reason === null) expect(found).toBeNull();
    else expect(found).toMatch(reason);
  });

  it("is ours by its name, else the connector's by its label, in whatever letters, if it can serve", () => {
    const own = columnOf({ name: "cosell_products", type: "Memo", longest: 4000 });
    const theirs = columnOf({ name: "msft_p", label: " PRODUCTS ", longest: 255 });
    const unfit = { ...theirs, longest: 10 };
    const stranger = { ...theirs, name: "new_products" };
    const found = (columns: CrmColumn[]) => columnFor("products", "cosell", columns)?.name;
    expect([found([theirs, own]), found([theirs]), found([unfit]), found([stranger])]).toEqual([
      "cosell_products",
      "msft_p",
      undefined,
      undefined,
    ]);
  });

  it("that ties rows to their referrals is never passed over, so that what is wrong with it is said", () => {
    const short = columnOf({ name: "msft_id", label: "Referral Identifier", longest: 10 });
    expect(columnFor("referral identifier", "cosell", [short])?.name).toBe("msft_id");
  });

  it("lacks no option that has been translated, or that has a value of its own", () => {
    const missing = (...options: [value: number, label: string][]) =>
      missingOptions(
        "decision",
        columnOf({ options: options.map(([value, label]) => ({ value, label, state: null })) }),
        72_700,
      ).map(({ label }) => label);
    expect(missing([727_000_020, "Annehmen"], [5, " decline "])).toEqual([]);
    expect(missing([727_000_020, "Annehmen"])).toEqual(["Decline"]);
  });
});
