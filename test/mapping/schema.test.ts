import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { TextDocument } from "vscode-languageserver-textdocument";
import { getLanguageService } from "yaml-language-server";
import { schemaText } from "../../scripts/schema.ts";

const MAPPINGS = join(import.meta.dirname, "../../mappings");
const SCHEMA = readFileSync(join(MAPPINGS, "schema.json"), "utf8");
const SHIPPED = readFileSync(join(MAPPINGS, "dynamics-365.yml"), "utf8");

describe("the schema for editors", () => {
  it("is the one that the code has; npm run schema writes it anew", () => {
    expect(SCHEMA).toBe(schemaText());
  });

  it("is named in the first line of the mapping that comes with the project", () => {
    expect(SHIPPED.split("\n")[0]).toBe("# yaml-language-server: $schema=./schema.json");
  });

  it("describes every key", () => {
    const bare: string[] = [];
    visit(JSON.parse(SCHEMA), "", (path, node) => {
      for (const [key, value] of Object.entries(node.properties ?? {})) {
        const described = [value, ...(value.anyOf ?? [])].some(({ description }) => description);
        if (!described) bare.push(`${path}/${key}`);
      }
    });
    expect(bare).toEqual([]);
  });
});

interface Node {
  readonly description?: string;
  readonly anyOf?: readonly Node[];
  readonly properties?: Readonly<Record<string, Node>>;
}

function visit(value: unknown, path: string, look: (path: string, node: Node) => void): void {
  if (typeof value !== "object" || value === null) return;
  look(path, value);
  for (const [key, child] of Object.entries(value)) visit(child, `${path}/${key}`, look);
}

/** The language server that editors run for YAML, with our schema for every file. */
function openEditor() {
  const service = getLanguageService({
    schemaRequestService: async () => SCHEMA,
    workspaceContext: { resolveRelativePath: (relative, base) => new URL(relative, base).href },
  });
  const schemas = [{ uri: "file:///mappings/schema.json", fileMatch: ["*.yml"] }];
  service.configure({ validate: true, completion: true, hover: true, schemas });
  return service;
}

/** The service remembers documents by their name, so each gets one of its own. */
let opened = 0;

function documentOf(text: string): TextDocument {
  return TextDocument.create(`file:///mappings/${++opened}.yml`, "yaml", 1, text);
}

/** What the editor offers where the text has a `|`. */
async function offered(text: string): Promise<string[]> {
  const offset = text.indexOf("|");
  const document = documentOf(text.replace("|", ""));
  const { items } = await openEditor().doComplete(document, document.positionAt(offset), false);
  return items.map(({ label }) => label);
}

async function complaints(text: string): Promise<string[]> {
  const found = await openEditor().doValidation(documentOf(text), false);
  return found.map(({ range, message }) => `${range.start.line + 1}: ${String(message)}`);
}

describe("an editor", () => {
  it("has nothing to say against the mapping that comes with the project", async () => {
    expect(await complaints(SHIPPED)).toEqual([]);
  });

  it("takes in an environment what differs of a table, and marks what cannot be there", async () => {
    const section = (lost: string) =>
      `\nenvironments:\n  staging:\n    fields:\n      status: { values: { lost: ${lost} } }\n`;
    expect(await complaints(`${SHIPPED}${section("{ opportunity: [4, 6] }")}`)).toEqual([]);
    expect(await complaints(`${SHIPPED}${section("none")}`)).toEqual([]);
    expect(await complaints(`${SHIPPED}${section("{ opportunity: 4 }")}`)).not.toEqual([]);
  });

  it("marks an unknown key and a wrong value at their lines", async () => {
    const text = SHIPPED.replace("longest: 300", "longer: 300").replace("audit: value", "audit: shown");
    const lineOf = (part: string) => text.split("\n").findIndex((line) => line.includes(part)) + 1;
    const said = (await complaints(text)).join("\n");
    expect(said).toContain(`${lineOf("longer: 300")}: Property longer is not allowed`);
    expect(said).toContain(
      `${lineOf("audit: shown")}: Value is not accepted. Valid values: "value", "hidden"`,
    );
  });

  it("offers the keys that a field does not have yet", async () => {
    const keys = await offered(SHIPPED.replace("as: money\n", "as: money\n    |\n"));
    expect(keys).toEqual(expect.arrayContaining(["direction", "conflict", "adopt", "when", "blank"]));
    expect(keys).not.toContain("longest");
  });

  it("offers the values of a key", async () => {
    const values = await offered(SHIPPED.replace("as: money\n", "as: money\n    conflict: |\n"));
    expect(values).toEqual(["report", "referral", "opportunity", "newest", "non-blank"]);
  });
});
