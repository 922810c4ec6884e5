import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseColumns } from "../../src/mapping/columns.ts";
import { loadMapping } from "../../src/mapping/load.ts";
import { FIELD_KINDS } from "../../src/mapping/schema.ts";

const DOCS = readFileSync(join(import.meta.dirname, "../../docs/mapping.md"), "utf8");
const blocks = (language: string) =>
  [...DOCS.matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, "gs"))].map(([, text = ""]) => text);

describe("docs/mapping.md", () => {
  const [whole = "", fields = "", ...others] = blocks("yaml");

  it("has examples that load", () => {
    expect(others).toEqual([]);
    expect(loadMapping(whole, "docs/mapping.md").fields).toHaveLength(1);
    const [head] = whole.split("fields:");
    expect(loadMapping(`${head}${fields}`, "docs/mapping.md").fields.length).toBeGreaterThan(8);
  });

  it("has an example and a description of every kind of field", () => {
    const [head] = whole.split("fields:");
    const mapping = loadMapping(`${head}${fields}`, "docs/mapping.md");
    expect(new Set(mapping.fields.map(({ kind }) => kind))).toEqual(new Set(FIELD_KINDS));
    for (const kind of FIELD_KINDS) expect(DOCS).toContain(`| \`${kind}\` |`);
  });

  it("has a description of a table that is read", () => {
    const [columns = ""] = blocks("json");
    expect(Object.keys(parseColumns(columns, "docs/mapping.md"))).toEqual(["estimatedvalue", "cosell_help"]);
  });
});
