import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { SchemaCheck } from "../../src/connect/drift.ts";
import { UnreachableError } from "../../src/errors.ts";
import { readPlaced } from "../../src/mapping/load.ts";
import type { ChangeOutcome } from "../../src/model/plan.ts";

const FILE = join(import.meta.dirname, "../../mappings/dynamics-365.yml");

/** Of a CRM that has gone away. */
function schemaCheck(): SchemaCheck {
  const gone = () => Promise.reject(new UnreachableError("Dataverse kept failing: 503", "Run again later."));
  const placed = readPlaced(readFileSync(FILE, "utf8"), { file: FILE, environment: null });
  return new SchemaCheck(placed, { schema: gone, labels: gone, linkedOnlyBy: gone, mayOwn: gone }, () => {});
}

it("says of a run that is done that it could not be found out why the CRM refused a write", async () => {
  const refused = { outcome: "rejected", reason: "400 0x80048d19: Invalid property" } as ChangeOutcome;
  expect(await schemaCheck().notices({ outcomes: [refused] })).toEqual([
    expect.stringContaining("could not be found out: Dataverse kept failing: 503"),
  ]);
});

it("ends a run that is about to begin", async () => {
  await expect(schemaCheck().check()).rejects.toThrow(UnreachableError);
});
