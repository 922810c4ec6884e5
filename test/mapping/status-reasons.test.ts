import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { driftOf } from "../../src/mapping/check/drift.ts";
import { readDocument } from "../../src/mapping/load.ts";
import type { TableColumn } from "../../src/model/crm.ts";

const SHIPPED = readFileSync(join(import.meta.dirname, "../../mappings/dynamics-365.yml"), "utf8");
/** As Dynamics 365 ships them, with one for lost deals that a customer has added. */
const STATUSCODE: TableColumn = {
  type: "Status",
  options: { "1": "In Progress", "3": "Won", "4": "Canceled", "5": "Out-Sold", "100000000": "Too dear" },
  states: { "1": 0, "3": 1, "4": 2, "5": 2, "100000000": 2 },
};

function found(mapping: string, statuscode = STATUSCODE): [string, string][] {
  const document = readDocument(mapping, { file: "m.yml", environment: null });
  const { problems } = driftOf(document, {
    tables: { opportunity: { statuscode } },
    keys: [],
    currencies: [],
  });
  return problems
    .filter(({ message }) => message.includes("belongs to another state"))
    .map(({ path, message }) => [path.join(" > "), message]);
}

const withLine = (from: string, to: string) => {
  expect(SHIPPED).toContain(from);
  return SHIPPED.replace(from, to);
};

describe("status reasons that a mapping closes deals with", () => {
  it("are in order where each is one of the state that is meant", () => {
    expect(found(SHIPPED)).toEqual([]);
  });

  it("are refused where the one that is written is of another state, with those of the right one", () => {
    const mapping = withLine("[Closed/Won], opportunity: [3]", "[Closed/Won], opportunity: [100000000, 3]");
    expect(found(mapping)).toEqual([
      [
        "fields > status > values > won > opportunity",
        "fields > status: status reason 100000000 (Too dear) belongs to another state, so the CRM closes no deal as won with it; won has 3 (Won)",
      ],
    ]);
  });

  it("are refused where they stand for why a deal was lost, and are of an open one", () => {
    const mapping = withLine('"5": Customer chose another vendor', '"7": Customer chose another vendor');
    const withParked = {
      ...STATUSCODE,
      options: { ...STATUSCODE.options, "7": "Parked" },
      states: { ...STATUSCODE.states, "7": 0 },
    };
    expect(found(mapping, withParked)).toEqual([
      [
        "fields > closing reason > by status code > 7",
        "fields > closing reason: status reason 7 (Parked) belongs to another state, so the CRM closes no deal as lost with it; lost has 4 (Canceled), 5 (Out-Sold), 100000000 (Too dear)",
      ],
    ]);
  });

  it("may be of another state where nothing is written with them", () => {
    const alsoRead = withLine("[Closed/Won], opportunity: [3]", "[Closed/Won], opportunity: [3, 100000000]");
    const oneWay = SHIPPED.replace(
      "    as: status\n",
      "    as: status\n    direction: opportunity to referral\n",
    ).replace("[Closed/Won], opportunity: [3]", "[Closed/Won], opportunity: [100000000, 3]");
    expect([found(alsoRead), found(oneWay)]).toEqual([[], []]);
  });

  it("are taken as they are where the CRM does not say which state they belong to", () => {
    const { states: _states, ...unsaid } = STATUSCODE;
    const mapping = withLine("[Closed/Won], opportunity: [3]", "[Closed/Won], opportunity: [100000000, 3]");
    expect(found(mapping, unsaid)).toEqual([]);
    // Of one that is not there at all, that is what is said.
    expect(found(mapping.replace("[100000000, 3]", "[100000009, 3]"))).toEqual([]);
  });
});
