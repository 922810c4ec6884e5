import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";
import { connectionsSchemaText } from "../../scripts/schema.ts";
import { loadConnections } from "../../src/connections/load.ts";
import { ConfigurationError } from "../../src/errors.ts";

const ROOT = join(import.meta.dirname, "../..");
const BROKEN = join(import.meta.dirname, "broken");
const broken = globSync("*.yml", { cwd: BROKEN }).sort();

function failureOf(text: string): ConfigurationError {
  try {
    loadConnections(text, "connections.yml");
  } catch (error) {
    if (error instanceof ConfigurationError) return error;
    throw error;
  }
  throw new Error("the connections load");
}

describe("a file of connections", () => {
  it("says what differs; everything else goes by the name of the connection", () => {
    const text = `version: 1
connections:
  contoso-eu:
  contoso-us:
    mapping: mappings/us.yml
    environment: Production US
    state-branch: state/us
    tenant-id: contoso.example
    dataverse-url: https://contoso.crm.dynamics.com
    dataverse-tenant-id: contoso-us.example
`;
    expect(loadConnections(text, "connections.yml").connections).toEqual([
      {
        name: "contoso-eu",
        mapping: "mappings/dynamics-365.yml",
        environment: "contoso-eu",
        "state-branch": "cosell-sync-contoso-eu",
      },
      {
        name: "contoso-us",
        mapping: "mappings/us.yml",
        environment: "Production US",
        "state-branch": "state/us",
        "tenant-id": "contoso.example",
        "dataverse-url": "https://contoso.crm.dynamics.com",
        "dataverse-tenant-id": "contoso-us.example",
      },
    ]);
  });

  it("may have as many connections as a workflow can have jobs", () => {
    const names = Array.from({ length: 256 }, (_, number) => `  tenant-${number}:`);
    const text = ["version: 1", "connections:", ...names].join("\n");
    expect(loadConnections(text, "connections.yml").connections).toHaveLength(256);
  });

  it("has no connection that is called like another job of the workflow", () => {
    const workflow = readFileSync(join(ROOT, ".github/workflows/sync-connections.yml"), "utf8");
    const jobs = [...workflow.slice(workflow.indexOf("\njobs:")).matchAll(/^ {2}(\w+):$/gm)].map(
      ([, name]) => name,
    );
    expect(jobs).toContain("sync");
    for (const name of jobs.filter((job) => job !== "sync"))
      expect(failureOf(`version: 1\nconnections:\n  ${name}:\n`).message).toContain(
        "a job that the workflow has",
      );
  });

  it("may have two CRMs for one account, and two accounts for one CRM", () => {
    const pair = (tenant: string, crm: string) =>
      `{ tenant-id: ${tenant}.example, dataverse-url: https://${crm}.example }`;
    const text = `version: 1
connections:
  a: ${pair("one", "x")}
  b: ${pair("one", "y")}
  c: ${pair("two", "x")}
`;
    expect(loadConnections(text, "connections.yml").connections).toHaveLength(3);
  });

  it("has the schema for editors that the code has; npm run schema writes it anew", () => {
    expect(readFileSync(join(ROOT, "connections.schema.json"), "utf8")).toBe(connectionsSchemaText());
  });
});

describe("a broken file of connections", () => {
  it.each(broken)("is refused with every mistake at its line and column: %s", async (file) => {
    const failure = failureOf(readFileSync(join(BROKEN, file), "utf8"));
    const told = `${failure.message}\n\n${failure.fix}\n`;
    await expect(told).toMatchFileSnapshot(join(BROKEN, `${basename(file, ".yml")}.txt`));
  });
});
