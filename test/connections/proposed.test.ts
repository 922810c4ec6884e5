import { describe, expect, it } from "vitest";
import { connectionsInForce, proposalOf } from "../../src/connections/proposed.ts";
import type { Connection } from "../../src/model/connections.ts";
import { connectionOf } from "./known.ts";

const FILE = "connections.yml";
const EU = connectionOf("contoso-eu");
const others = [connectionOf("contoso-us"), connectionOf("litware")];

describe("a proposed connection", () => {
  it.each<[string, Partial<Connection> | null, object]>([
    ["is kept as it is", {}, { kind: "kept", mapping: "m.yml" }],
    ["is kept, with another mapping", { mapping: "old.yml" }, { kind: "kept", mapping: "old.yml" }],
    ["is new", null, { kind: "new" }],
    ["gets another account", { "tenant-id": "old.example" }, { kind: "moved", keys: ["tenant-id"] }],
    [
      "gets another CRM",
      { "dataverse-url": "https://old.example", "dataverse-tenant-id": "old.example" },
      { kind: "moved", keys: ["dataverse-url", "dataverse-tenant-id"] },
    ],
    ["gets another environment", { environment: "old" }, { kind: "moved", keys: ["environment"] }],
    [
      "gets another state branch, and another mapping",
      { "state-branch": "old", mapping: "old.yml" },
      { kind: "moved", keys: ["state-branch"] },
    ],
  ])("%s", (_title, before, expected) => {
    const inForce = before === null ? others : [...others, { ...EU, ...before }];
    expect(proposalOf(EU, inForce)).toEqual(expected);
  });

  it("is held against nothing when the file in force has mistakes", () => {
    const inForce = connectionsInForce("version: 1\nconections: {}\n", FILE);
    expect(proposalOf(EU, inForce)).toEqual({ kind: "unknown" });
  });

  it("is new when there is no file in force", () => {
    expect(proposalOf(EU, connectionsInForce(null, FILE))).toEqual({ kind: "new" });
  });

  it("is kept when it says what went without saying", () => {
    const inForce = connectionsInForce("version: 1\nconnections:\n  contoso-eu:\n", FILE);
    const [written] =
      connectionsInForce(
        "version: 1\nconnections:\n  contoso-eu: { environment: contoso-eu, state-branch: cosell-sync-contoso-eu }\n",
        FILE,
      ) ?? [];
    expect(written && proposalOf(written, inForce)).toEqual({
      kind: "kept",
      mapping: "mappings/dynamics-365.yml",
    });
  });
});
