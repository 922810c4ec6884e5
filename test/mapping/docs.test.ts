import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseColumns } from "../../src/mapping/columns.ts";
import { environmentsOf, loadMapping } from "../../src/mapping/load.ts";
import { FIELD_KINDS, mappingSchema } from "../../src/mapping/schema.ts";

const DOCS = readFileSync(join(import.meta.dirname, "../../docs/mapping.md"), "utf8");
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

  it("has a description of a table that is read", () => {
    const [columns = ""] = blocks("json");
    expect(Object.keys(parseColumns(columns, "docs/mapping.md"))).toEqual(["estimatedvalue", "cosell_help"]);
  });
});
