import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";
import { ConfigurationError } from "../../src/errors.ts";
import { environmentsOf, loadMapping } from "../../src/mapping/load.ts";

const BROKEN = join(import.meta.dirname, "broken");
const SHIPPED = readFileSync(join(import.meta.dirname, "../../mappings/dynamics-365.yml"), "utf8");

function failureOf(text: string): ConfigurationError {
  try {
    loadMapping(text, "mapping.yml");
    for (const environment of environmentsOf(text, "mapping.yml"))
      loadMapping(text, "mapping.yml", environment);
  } catch (error) {
    if (error instanceof ConfigurationError) return error;
    throw error;
  }
  throw new Error("the mapping loads");
}

const broken = globSync("*.yml", { cwd: BROKEN }).sort();

describe("the mapping that takes over from Microsoft's connector", () => {
  const file = "microsoft-connector.yml";
  const mapping = loadMapping(readFileSync(join(import.meta.dirname, "../../mappings", file), "utf8"), file);

  it("loads, keeps the connector's columns, and keeps its marks out of names", () => {
    expect(mapping.columns).toContain("msft_microsoftpartnercenterreferralidentifier");
    const name = mapping.fields.find((field) => field.name === "name");
    expect(name?.transform.opportunity.read(["✔ Pilot"], { currencies: [] })).toBe("Pilot");
  });
});

describe("a broken mapping", () => {
  it("is there in every kind", () => {
    expect(broken.length).toBeGreaterThan(25);
  });

  it.each(broken)("is refused at its line and column: %s", async (file) => {
    const failure = failureOf(readFileSync(join(BROKEN, file), "utf8"));
    const told = `${failure.message}\n\n${failure.fix}\n`;
    await expect(told).toMatchFileSnapshot(join(BROKEN, `${basename(file, ".yml")}.txt`));
  });

  it.each(broken)("has its mistakes sorted by line, each with file, line and column: %s", (file) => {
    const text = readFileSync(join(BROKEN, file), "utf8");
    const { problems } = failureOf(text);
    const places = problems.map(({ line = 0, column = 0 }) => [line, column] as const);
    expect(places).toEqual([...places].sort(([a, b], [c, d]) => a - c || b - d));
    for (const problem of problems) {
      const { line = 0, column = 0 } = problem;
      expect(problem).toMatchObject({ file: "mapping.yml", where: `mapping.yml:${line}:${column}` });
      expect(column).toBeGreaterThan(0);
      expect(column - 1).toBeLessThanOrEqual((text.split("\n")[line - 1] ?? "").length);
    }
  });

  it("is refused when it is too long to be one", () => {
    const { message } = failureOf(`${SHIPPED}${"# padding\n".repeat(30_000)}`);
    expect(message).toBe("mapping.yml:1:1: the file is longer than 256 KB; a mapping takes a page or two");
  });

  it("is refused where it was not saved as UTF-8, rather than read as something else", () => {
    const latin = Buffer.from("version: 1\nfields:\n  name: { marks: äö }\n", "latin1");
    expect(failureOf(latin.toString()).message).toBe(
      "mapping.yml:3:18: here is a character that is not UTF-8, as an ä or é of Windows-1252 is; save the file as UTF-8",
    );
    const wide = Buffer.from("\uFEFFversion: 1\n", "utf16le");
    expect(failureOf(wide.toString()).message).toMatch(
      /^mapping\.yml:1:\d: this is no text, or it is UTF-16; save the file as UTF-8$/,
    );
  });

  it("is refused at a --- that nothing comes behind", () => {
    expect(failureOf("version: 1\n---\n\n").message).toMatch(
      /^mapping\.yml:2:4: a second document begins here;/,
    );
  });

  it("quotes what stands there only in part when it is long", () => {
    const { message } = failureOf(SHIPPED.replace("as: money", `as: ${"m".repeat(5000)}`));
    expect(message.length).toBeLessThan(300);
  });

  it("is told at the same place with Windows line ends and a byte order mark", () => {
    const text = SHIPPED.replace("as: money", "as: mony");
    const where = (variant: string) => failureOf(variant).problems.map(({ line, column }) => [line, column]);
    expect(where(text.replaceAll("\n", "\r\n"))).toEqual(where(text));
    expect(where(text.replaceAll("\n", "\r"))).toEqual(where(text));
    expect(where(`\uFEFF${text}`)).toEqual(where(text));
  });
});

describe("the mapping that comes with the project", () => {
  const mapping = loadMapping(SHIPPED, "dynamics-365.yml");

  it("loads, with all its fields in order and the decision first", () => {
    expect(mapping.fields.map((field) => field.name)).toEqual([
      "decision",
      "name",
      "deal value",
      "close date",
      "notes",
      "status",
      "closing reason",
      "referral status",
      "expires on",
      "sales stage",
      "team",
      "campaign",
      "partner location",
      "referral program",
      "registration status",
      "microsoft status",
      "microsoft notes",
      "microsoft crm identifier",
      "solutions",
      "visible to microsoft",
      "help needed",
      "referral link",
      "account",
    ]);
  });

  it("reads every column that a field needs, and its own two", () => {
    const needed = mapping.fields.flatMap((field) => field.transform.opportunity.reads);
    expect(mapping.columns).toEqual(expect.arrayContaining([...needed, "cosell_referralid", "cosell_base"]));
    expect(mapping.columns).toEqual([...new Set(mapping.columns)].sort());
  });

  it("keeps free text and names out of git", () => {
    const hidden = mapping.fields.filter((field) => field.audit === "hidden").map((field) => field.name);
    expect(hidden).toEqual([
      "name",
      "notes",
      "closing reason",
      "team",
      "microsoft notes",
      "referral link",
      "account",
    ]);
  });

  it("fills the account of a deal once: which customer it has is the CRM's business from then on", () => {
    expect(mapping.fields.find(({ kind }) => kind === "account")).toMatchObject({
      direction: "referral to opportunity",
      when: "create",
      blank: "protect",
    });
  });

  it("reads the customer of a share from the columns that its accounts have", () => {
    expect(mapping.share?.accountColumns).toEqual(mapping.accounts?.columns);
    const other = SHIPPED.replace(/^accounts:.*\n/m, "$&  columns: { city: new_city }\n");
    const { share } = loadMapping(other, "m.yml");
    expect(share?.accountColumns).toEqual({ ...mapping.accounts?.columns, city: "new_city" });
    const alone = loadMapping(SHIPPED.replace(/^accounts:.*\n(?: .*\n)+/m, ""), "m.yml");
    expect(alone.accounts).toBeNull();
    expect(alone.share?.accountColumns).toMatchObject({ name: "name", city: "address1_city" });
  });

  it("reports every conflict rather than let a side win silently", () => {
    expect(new Set(mapping.fields.map((field) => field.conflict))).toEqual(new Set(["report"]));
  });
});

describe("what a mapping has a run read", () => {
  const NAME = "  name: { referral: name, opportunity: name, as: text, longest: 300 }\n";
  const small = (fields: string, more = "") =>
    loadMapping(
      `version: 1
columns: { referral identifier: a, base: b }
referrals: { become opportunities: [Active/Accepted] }
fields:
${NAME}${fields}${more}`,
      "m.yml",
    );

  it("is Microsoft's side of a deal where any field needs it, and only there", () => {
    const identifier = "[trackingInfo.microsoftMsxId, microsoft.trackingInfo.microsoftMsxId]";
    const shown = `  identifier: { referral: ${identifier}, opportunity: c, as: first text, longest: 100 }\n`;
    expect([small("").showsMicrosoft, small(shown).showsMicrosoft]).toEqual([false, true]);
  });

  it("is of leads what their fields need, and what became of them", () => {
    const leads = `leads:
  columns: { referral identifier: x, base: z }
  referrals: { kinds: [qualified lead], become leads: [New/Pending] }
  fields:
    topic: { referral: name, lead: subject, as: text, longest: 300 }
`;
    const mapping = small("", leads);
    expect(mapping.leads?.rows.columns).toEqual([
      "_qualifyingopportunityid_value",
      "statecode",
      "subject",
      "x",
      "z",
    ]);
    expect(mapping.columns).toEqual(["a", "b", "name", "statecode"]);
  });

  it("is which lead an opportunity was where opportunities are shared, and there are leads", () => {
    const shipped = loadMapping(SHIPPED, "m.yml");
    const noLeads = loadMapping(SHIPPED.replace(/\nleads:[\s\S]*$/, "\n"), "m.yml");
    expect([shipped.share, shipped.leads, noLeads.leads].map(Boolean)).toEqual([true, true, false]);
    expect(shipped.columns).toContain("_originatingleadid_value");
    expect(shipped.columns).toEqual(shipped.columns.toSorted());
    expect(noLeads.columns).not.toContain("_originatingleadid_value");
  });
});

describe("the digest of a mapping", () => {
  const digestOf = (text: string) => loadMapping(text, "mapping.yml").digest;
  const FIELD = /^ {2}notes:\n(?: {4}.*\n)+\n/m;
  const [notes = ""] = FIELD.exec(SHIPPED) ?? [];

  it.each([
    ["comments", SHIPPED.replaceAll(/ *#.*$/gm, "")],
    ["the order of the fields", SHIPPED.replace(notes, "").replace(/^leads:/m, `${notes}leads:`)],
    [
      "the order of the keys of a field",
      SHIPPED.replace("    as: money\n    audit: value\n", "    audit: value\n    as: money\n"),
    ],
    ["line ends", SHIPPED.replaceAll("\n", "\r\n")],
    ["quotes", SHIPPED.replace("as: money", 'as: "money"')],
    ["a default written out", SHIPPED.replace("as: money", "as: money\n    conflict: report")],
  ])("does not change with %s", (_what, text) => {
    expect(text).not.toBe(SHIPPED);
    expect(digestOf(text)).toBe(digestOf(SHIPPED));
  });

  it.each([
    ["a column", SHIPPED.replace("opportunity: description", "opportunity: cosell_notes")],
    ["a length", SHIPPED.replace("longest: 300", "longest: 200")],
    ["a conflict policy", SHIPPED.replace("as: money", "as: money\n    conflict: newest")],
    ["what may be seen", SHIPPED.replace("audit: hidden", "audit: value")],
    ["the name of a field", SHIPPED.replace("  deal value:", "  amount:")],
    ["which status is written", SHIPPED.replace("opportunity: [4, 5]", "opportunity: [5, 4]")],
    ["a field less", SHIPPED.replace(notes, "")],
    ["which referrals become opportunities", SHIPPED.replace("[New/Pending, New/Received, ", "[")],
  ])("changes with %s", (_what, text) => {
    expect(text).not.toBe(SHIPPED);
    expect(digestOf(text)).not.toBe(digestOf(SHIPPED));
  });
});
