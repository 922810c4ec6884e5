import { beforeEach, expect, it } from "vitest";
import { connect } from "../../../src/adapters/dataverse/connection.ts";
import { countRows, readLabels, readSchema } from "../../../src/adapters/dataverse/schema.ts";
import { columns } from "../../../src/emulator/dataverse/index.ts";
import { type Environment, environment } from "../../emulator/dataverse-environment.ts";
import { testClock, testHttp } from "../support.ts";
import { batchServer } from "./batch-server.ts";

let crm: Environment;
beforeEach(async () => {
  crm = await environment();
  return () => crm[Symbol.asyncDispose]();
});

function connectionTo(address = crm.root) {
  const { origin } = new URL(address);
  return connect({ http: testHttp(), clock: testClock(), token: async () => "good", baseUrl: origin });
}

async function tableOf(table: string, address = crm.root) {
  const { tables } = await readSchema(connectionTo(address), [table]);
  return tables[table] ?? {};
}

it("knows which columns the CRM fills itself", async () => {
  const { dataverse } = crm;
  dataverse.addColumn("opportunity", columns.text("new_region", 100, { writable: "never" }));
  const sizes = [{ value: 1, label: "S" }];
  dataverse.addColumn("opportunity", columns.choice("new_size", sizes, { writable: "never" }));
  const table = await tableOf("opportunity");
  expect(table.new_region).toEqual({ type: "String", readOnly: true, longest: 100 });
  expect(table.new_size).toEqual({ type: "Picklist", options: { "1": "S" }, readOnly: true });
  expect(table.name).toEqual({ type: "String", longest: 300 });
  expect(table.createdon).toEqual({ type: "DateTime", readOnly: true, behavior: "UserLocal" });
});

it.each(["opportunity", "lead"])("knows of the dates of the %s which have a time of day", async (name) => {
  const { dataverse } = crm;
  dataverse.addColumn(name, columns.moment("new_signedon"));
  dataverse.addColumn(name, columns.moment("new_startson", { behavior: "TimeZoneIndependent" }));
  const { new_signedon, new_startson, estimatedclosedate } = await tableOf(name);
  expect([new_signedon, new_startson, estimatedclosedate]).toEqual(
    ["UserLocal", "TimeZoneIndependent", "DateOnly"].map((behavior) => ({ type: "DateTime", behavior })),
  );
});

it.each(["opportunity", "lead"])("knows how much the texts of the %s hold", async (name) => {
  crm.dataverse.addColumn(name, columns.text("new_short", 7));
  const { new_short, description, cosell_help } = await tableOf(name);
  expect([new_short?.longest, description?.longest, cosell_help?.longest]).toEqual([7, 2000, undefined]);
});

it("knows which columns not everybody may see", async () => {
  crm.dataverse.addColumn("opportunity", columns.text("new_margin", 20, { secured: true }));
  const { new_margin } = await tableOf("opportunity");
  expect(new_margin).toEqual({ type: "String", longest: 20, secured: true });
});

it("knows which columns of which table are masked", async () => {
  crm.dataverse.addColumn("opportunity", columns.text("new_margin", 20, { secured: true }));
  crm.dataverse.maskColumn("opportunity", "new_margin");
  const { new_margin, name } = await tableOf("opportunity");
  expect(new_margin).toEqual({ type: "String", longest: 20, secured: true, masked: true });
  expect(name).not.toHaveProperty("masked");
});

it("knows the alternate keys of the opportunity and the currencies", async () => {
  const { keys, currencies } = await readSchema(connectionTo(), ["opportunity", "account"]);
  expect(keys).toContainEqual({ columns: ["cosell_referralid"], status: "Active" });
  expect(currencies).toContain("EUR");
});

it("asks only the types of columns of a table that no field is about", async () => {
  const { url, operations } = await batchServer(() => ({ status: 200, body: { value: [] } }));
  await readSchema(connectionTo(url), ["account"]);
  const asked = operations.map((one) => one.url).filter((path) => path.includes("'account'"));
  expect(asked).toEqual([expect.stringContaining("/Attributes?$select=LogicalName,AttributeType")]);
});

it("reads what people see in the place of a column's name", async () => {
  expect(await readLabels(connectionTo(), ["name", "estimatedvalue"])).toEqual(
    expect.arrayContaining([{ name: "name", label: "Topic" }]),
  );
  expect(await readLabels(connectionTo(), ["name", "estimatedvalue"])).toHaveLength(2);
});

it("counts the opportunities that have something in one column, and nothing in another", async () => {
  const linked = { name: "Deal", cosell_referrallink: "https://partner.example/r" };
  crm.dataverse.insert("opportunity", linked);
  crm.dataverse.insert("opportunity", { ...linked, cosell_referralid: "r" });
  crm.dataverse.insert("opportunity", { name: "Deal" });
  const asked = { filled: "cosell_referrallink", blank: "cosell_referralid" };
  expect(await countRows(connectionTo(), asked)).toBe(1);
});

it("knows which texts people format", async () => {
  crm.dataverse.addColumn("opportunity", columns.memo("new_story", 2000, { format: "RichText" }));
  const { new_story, description, name } = await tableOf("opportunity");
  expect(new_story).toEqual({ type: "Memo", longest: 2000, rich: true });
  expect([description, name]).toEqual([
    { type: "Memo", longest: 2000 },
    { type: "String", longest: 300 },
  ]);
});

it.each(["opportunity", "lead"])("knows where the lookups of the %s lead to", async (name) => {
  const { transactioncurrencyid, parentaccountid, description } = await tableOf(name);
  expect(transactioncurrencyid).toMatchObject({ type: "Lookup", targets: ["transactioncurrency"] });
  expect(parentaccountid).toMatchObject({ type: "Lookup", targets: ["account"] });
  expect(description).not.toHaveProperty("targets");
  const { customerid } = await tableOf("opportunity");
  expect(customerid).toMatchObject({ type: "Customer", targets: ["account", "contact"] });
});

it.each<readonly [string, number, object]>([
  ["Dataverse refuses to tell", 403, {}],
  ["it is not told", 200, { value: [{ LogicalName: "parentaccountid", Targets: null }] }],
])("does without where a lookup leads to when %s", async (_what, status, told) => {
  const { url } = await batchServer(({ url: asked }) => {
    if (asked.includes("LookupAttributeMetadata")) return { status, body: told };
    const one = { LogicalName: "parentaccountid", AttributeType: "Lookup", IsValidForUpdate: true };
    return { status: 200, body: { value: asked.includes("Attributes?") ? [one] : [] } };
  });
  expect(await tableOf("opportunity", url)).toEqual({ parentaccountid: { type: "Lookup" } });
});

it("knows which state a status reason of the opportunity belongs to", async () => {
  const { statuscode, cosell_help } = await tableOf("opportunity");
  expect(statuscode).toMatchObject({ options: { "3": "Won" }, states: { "1": 0, "3": 1, "5": 2 } });
  expect(cosell_help).not.toHaveProperty("states");
});

it.each([null, { Value: null }, { Value: "" }, undefined])(
  "reads a text whose format Dataverse does not tell: %j",
  async (format) => {
    const text = { LogicalName: "name", AttributeType: "String", MaxLength: 300, FormatName: format };
    const isOfTexts = (url: string) => /StringAttributeMetadata|Attributes\?/.test(url);
    const { url } = await batchServer(({ url: asked }) => ({
      status: 200,
      body: { value: isOfTexts(asked) ? [text] : [] },
    }));
    expect(await tableOf("opportunity", url)).toEqual({ name: { type: "String", longest: 300 } });
  },
);
