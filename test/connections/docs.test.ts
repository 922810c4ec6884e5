import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadConnections } from "../../src/connections/load.ts";
import { CONNECTION_KEYS } from "../../src/connections/schema.ts";
import { STANDINGS } from "../../src/connections/standing.ts";
import { connectionsSummary } from "../../src/report/connections.ts";
import { connectionOf } from "./known.ts";

const DOCS = readFileSync(join(import.meta.dirname, "../../docs/connections.md"), "utf8");

describe("docs/connections.md", () => {
  const example = /```yaml\n(.*?)```/s.exec(DOCS)?.[1] ?? "";

  it("has an example that loads, with every key in it", () => {
    const { connections } = loadConnections(example, "docs/connections.md");
    expect(connections.map(({ name }) => name)).toEqual(["contoso-eu", "contoso-us", "fabrikam"]);
    for (const key of CONNECTION_KEYS) expect(example).toContain(`    ${key}: `);
  });

  it("explains every key, and every result of the summary by the name it has there", () => {
    for (const key of CONNECTION_KEYS) expect(DOCS).toContain(`\n| \`${key}\` |`);
    const nothing = { job: null, failure: null, numbers: null, waiting: null, commit: null, seconds: null };
    for (const standing of STANDINGS) {
      const summary = connectionsSummary([{ ...nothing, connection: connectionOf("a"), standing }]);
      const shown = /^\| a \| ([^|]+) \|/m.exec(summary)?.[1] ?? "";
      expect(DOCS).toContain(`\n| ${shown} |`);
    }
  });
});
