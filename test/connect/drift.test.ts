import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { SchemaCheck } from "../../src/connect/drift.ts";
import { ServiceError, UnreachableError } from "../../src/errors.ts";
import { readPlaced } from "../../src/mapping/load.ts";
import type { ChangeOutcome } from "../../src/model/plan.ts";

const FILE = join(import.meta.dirname, "../../mappings/dynamics-365.yml");

const GONE = new UnreachableError("Dataverse kept failing: 503", "Run again later.");
const FORBIDDEN = new ServiceError(
  "Dataverse refused: 403 0x80040220.",
  "Add the privilege.",
  403,
  "0x80040220",
);

/** Of a CRM that answers all questions about itself with this. */
function schemaCheck(error: Error = GONE): SchemaCheck {
  const fails = () => Promise.reject(error);
  const placed = readPlaced(readFileSync(FILE, "utf8"), { file: FILE, environment: null });
  return new SchemaCheck(
    placed,
    { schema: fails, labels: fails, linkedOnlyBy: fails, mayOwn: fails },
    () => {},
  );
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

it("lets a run go on whose role may not read what columns there are, and says so in its summary", async () => {
  const schema = schemaCheck(FORBIDDEN);
  await schema.check();
  expect(await schema.notices({ outcomes: [] })).toEqual([
    expect.stringMatching(/could not be held against the CRM.*403 0x80040220\. Add the privilege\.$/),
  ]);
});
