import { expect, it, onTestFinished } from "vitest";
import { readAmounts } from "../../../src/adapters/dataverse/amounts.ts";
import { connect } from "../../../src/adapters/dataverse/connection.ts";
import { columns } from "../../../src/emulator/dataverse/index.ts";
import { ServiceError } from "../../../src/errors.ts";
import { environment } from "../../emulator/dataverse-environment.ts";
import { testClock, testHttp } from "../support.ts";
import { batchServer, type OperationAnswer } from "./batch-server.ts";

function read(address: string, tables: readonly string[] = ["opportunity"]) {
  const { origin } = new URL(address);
  const connection = connect({
    http: testHttp(),
    clock: testClock(),
    token: async () => "good",
    baseUrl: origin,
  });
  return readAmounts(connection, tables);
}

async function openCrm(options: Parameters<typeof environment>[0] = {}) {
  const crm = await environment(options);
  onTestFinished(() => crm[Symbol.asyncDispose]());
  return crm;
}

it("has the currencies with their decimal places, however many pages they come in", async () => {
  const { root } = await openCrm({ pageSize: 2 });
  const { currencies, places } = await read(root, ["opportunity", "lead"]);
  const precisions = Object.fromEntries(currencies.map(({ code, precision }) => [code, precision]));
  expect(precisions).toEqual({ USD: 2, EUR: 2, GBP: 2, CAD: 2, INR: 2, JPY: 0 });
  expect(places.size).toBe(0);
});

it("says which currencies are deactivated", async () => {
  const { root, dataverse } = await openCrm();
  const pounds = dataverse.rows("transactioncurrency").find(({ isocurrencycode: code }) => code === "GBP");
  dataverse.edit("transactioncurrency", String(pounds?.transactioncurrencyid), { statecode: 1 });
  const { currencies } = await read(root);
  expect(currencies.filter(({ inactive }) => inactive).map(({ code }) => code)).toEqual(["GBP"]);
});

it("has the places of the columns that have their own, each of its table", async () => {
  const { root, dataverse } = await openCrm();
  dataverse.addColumn("opportunity", columns.money("budgetamount", 0, { precision: 0 }));
  dataverse.addColumn("lead", columns.money("budgetamount", 0, { precision: 4 }));
  const { places } = await read(root, ["opportunity", "lead"]);
  expect([...places]).toEqual([
    ["opportunity.budgetamount", 0],
    ["lead.budgetamount", 4],
  ]);
  expect([...(await read(root)).places.keys()]).toEqual(["opportunity.budgetamount"]);
});

it("has the places that the organization gives to prices, for the columns that go by those", async () => {
  const { root, dataverse } = await openCrm();
  dataverse.addColumn("opportunity", columns.money("budgetamount", 0, { precision: "organization" }));
  expect([...(await read(root)).places]).toEqual([["opportunity.budgetamount", 2]]);
  const [organization] = dataverse.rows("organization");
  dataverse.edit("organization", String(organization?.organizationid), { pricingdecimalprecision: 0 });
  expect([...(await read(root)).places]).toEqual([["opportunity.budgetamount", 0]]);
  dataverse.privileges.delete("prvReadOrganization");
  expect((await read(root)).places.size).toBe(0);
});

const EUR = { transactioncurrencyid: "C1", isocurrencycode: "EUR", currencyprecision: 2, other: 1 };
const isMetadata = (url: string) => url.includes("EntityDefinitions") || url.includes("organizations");

it("takes one request, and the currency's places where the columns may not be looked at", async () => {
  const { url, batches, operations } = await batchServer(({ url: asked }) =>
    isMetadata(asked)
      ? { status: 403, body: { error: { code: "0x80040220", message: "missing prvReadAttribute" } } }
      : { status: 200, body: { value: [EUR] } },
  );
  const currencies = [{ id: "c1", code: "EUR", precision: 2 }];
  expect(await read(url)).toEqual({ currencies, places: new Map() });
  expect([batches, operations.length]).toEqual([[3], 3]);
});

it("asks for the currencies by themselves when only they were throttled, and cannot do without them", async () => {
  const once: OperationAnswer[] = [{ status: 429, headers: { "Retry-After": "1" } }];
  const { url, operations } = await batchServer(({ url: asked }) =>
    isMetadata(asked)
      ? { status: 200, body: { value: [] } }
      : (once.pop() ?? { status: 200, body: { value: [EUR] } }),
  );
  expect((await read(url)).currencies).toHaveLength(1);
  expect(operations.map(({ url: asked }) => isMetadata(asked))).toEqual([false, true, true, false]);
  const refused = { status: 403, body: { error: { code: "0x80040220", message: "missing prvRead" } } };
  await expect(read((await batchServer(() => refused)).url)).rejects.toThrow(ServiceError);
});

it.each([429, 503])("takes places that were not told for now (%i) for no refusal", async (status) => {
  const forNow: OperationAnswer[] = [{ status }, { status }];
  const places = { LogicalName: "estimatedvalue", Precision: 2, PrecisionSource: 1 };
  const { url, batches, operations } = await batchServer(({ url: asked }) => {
    if (!isMetadata(asked)) return { status: 200, body: { value: [EUR] } };
    const value = asked.includes("organizations") ? [{ pricingdecimalprecision: 0 }] : [places];
    return forNow.pop() ?? { status: 200, body: { value } };
  });
  expect([...(await read(url)).places]).toEqual([["opportunity.estimatedvalue", 0]]);
  expect([batches, operations.length]).toEqual([[3], 5]);
});
