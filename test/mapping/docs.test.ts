import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseColumns } from "../../src/mapping/check/columns.ts";
import { environmentsOf, loadMapping } from "../../src/mapping/load.ts";
import { FIELD_KINDS, mappingSchema } from "../../src/mapping/schema/schema.ts";

const read = (path: string) => readFileSync(join(import.meta.dirname, "../..", path), "utf8");
const DOCS = read("docs/mapping.md");
const blocks = (language: string) =>
  [...DOCS.matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, "gs"))].map(([, text = ""]) => text);

describe("docs/mapping.md", () => {
  const [whole = "", ...sections] = blocks("yaml");
  const [head = "", field = ""] = whole.split("fields:");
  /** A section of the mapping, with all that a mapping needs besides. */
  const completed = (section: string) =>
    /^fields:/m.test(section) ? `${head}${section}` : `${head}${section}\nfields:${field}`;

  it("has an example that loads, and one of every section", () => {
    expect(loadMapping(whole, "docs/mapping.md").fields).toHaveLength(1);
    for (const section of sections) {
      const text = completed(section);
      for (const environment of [null, ...environmentsOf(text, "docs/mapping.md")])
        loadMapping(text, "docs/mapping.md", environment);
    }
    const keys = [whole, ...sections].flatMap((text) => [...text.matchAll(/^([a-z]+):/gm)]);
    expect(new Set(keys.map(([, key]) => key))).toEqual(new Set(Object.keys(mappingSchema.shape)));
  });

  it("has an example and a description of every kind of field", () => {
    const fields = sections.findLast((section) => section.startsWith("fields:")) ?? "";
    const mapping = loadMapping(completed(fields), "docs/mapping.md");
    expect(new Set(mapping.fields.map(({ kind }) => kind))).toEqual(new Set(FIELD_KINDS));
    for (const kind of FIELD_KINDS) expect(DOCS).toContain(`| \`${kind}\` |`);
  });

  it("names the kinds of field that have something to take otherwise", () => {
    const [, named = ""] = /It is there for ([^.]*)\./.exec(DOCS) ?? [];
    const { options } = mappingSchema.shape.fields.valueType;
    const kinds = options.flatMap(({ shape }) => ("otherwise" in shape ? [shape.as.value] : []));
    const said = [...named.matchAll(/`([^`]+)`/g)].map(([, kind]) => kind);
    expect(new Set(said)).toEqual(new Set(kinds));
  });

  it("has, on the page for beginners, a section that keeps staging from the real deals", () => {
    const [section = ""] = /(?<=```yaml\n).*?(?=```)/s.exec(read("docs/getting-started.md")) ?? [];
    const text = `${read("mappings/dynamics-365.yml")}\n${section}`;
    const [staging, whole] = ["staging", null].map((one) => loadMapping(text, "mapping.yml", one));
    expect(staging?.scope.referrals).toEqual({ campaignId: ["cosell-test"] });
    expect(staging?.guards).toEqual({ share: "never", "ask help": "never", close: "hold" });
    expect([whole?.scope, whole?.guards]).toEqual([
      { referrals: {}, opportunities: {} },
      { share: "allow", "ask help": "allow", close: "allow" },
    ]);
  });

  it("has a description of a table that is read", () => {
    const [columns = ""] = blocks("json");
    expect(Object.keys(parseColumns(columns, "docs/mapping.md"))).toEqual(["estimatedvalue", "cosell_help"]);
  });
});
