import { beforeEach, describe, expect, it } from "vitest";
import { type Environment, environment, refusal } from "./dataverse-environment.ts";

const OPPORTUNITY = "EntityDefinitions(LogicalName='opportunity')";
const STRONG = { consistency: "Strong" };

let crm: Environment;
beforeEach(async () => {
  crm = await environment({ bare: true, metadataLagMs: 30_000 });
  return () => crm[Symbol.asyncDispose]();
});

const label = (text: string, language = 1033) => ({
  "@odata.type": "Microsoft.Dynamics.CRM.Label",
  LocalizedLabels: [
    { "@odata.type": "Microsoft.Dynamics.CRM.LocalizedLabel", Label: text, LanguageCode: language },
  ],
});
const column = (more: Record<string, unknown> = {}) => ({
  "@odata.type": "Microsoft.Dynamics.CRM.StringAttributeMetadata",
  SchemaName: "cosell_ReferralId",
  DisplayName: label("Referral Identifier"),
  RequiredLevel: { Value: "None" },
  MaxLength: 100,
  FormatName: { Value: "Text" },
  ...more,
});
const key = (more: Record<string, unknown> = {}) => ({
  SchemaName: "cosell_ReferralKey",
  DisplayName: label("Partner Center referral"),
  KeyAttributes: ["cosell_referralid"],
  ...more,
});
const create = (part: "Attributes" | "Keys", json: unknown, headers: Record<string, string> = {}) =>
  crm.request("POST", `${OPPORTUNITY}/${part}`, { json, headers });
const statusOfKey = async () => (await crm.get(`${OPPORTUNITY}/Keys`)).body.value[0].EntityKeyIndexStatus;

const PUBLISH = {
  ParameterXml: "<importexportxml><entities><entity>opportunity</entity></entities></importexportxml>",
};

describe("a CRM in which nothing is installed", () => {
  it("refuses to read and write columns until somebody creates them", async () => {
    const read = () => crm.get("opportunities?$select=cosell_referralid");
    expect(refusal(await read())).toEqual({ status: 400, code: "0x80060888" });
    expect((await create("Attributes", column())).status).toBe(204);
    expect((await read()).status).toBe(400);
    crm.pass(30_000);
    expect((await read()).status).toBe(200);
    const write = await crm.request("POST", "opportunities", {
      json: { name: "A deal", cosell_referralid: "r-1" },
    });
    expect(write.status).toBe(204);
  });

  it("shows a new column to strongly consistent reads at once, as its maker spelt it", async () => {
    const made = await create("Attributes", column());
    expect(made.headers.get("odata-entityid")).toMatch(
      /EntityDefinitions\(.+\)\/Attributes\([0-9a-f-]{36}\)$/,
    );
    const path = `${OPPORTUNITY}/Attributes?$select=SchemaName&$filter=LogicalName eq 'cosell_referralid'`;
    expect((await crm.get(path)).body.value).toEqual([]);
    expect((await crm.get(path, STRONG)).body.value).toMatchObject([{ SchemaName: "cosell_ReferralId" }]);
  });

  it("does not track changes until it is told to, and never stops again", async () => {
    const track = { prefer: "odata.track-changes" };
    expect((await crm.get("opportunities?$select=name", track)).body["@odata.deltaLink"]).toBeUndefined();
    const { body } = await crm.get(OPPORTUNITY);
    const put = (json: unknown) => crm.request("PUT", OPPORTUNITY, { json });
    expect((await put({ ...body, ChangeTrackingEnabled: true })).status).toBe(400);
    const { "@odata.context": _, ...definition } = body;
    expect((await put({ ChangeTrackingEnabled: true })).status).toBe(400);
    expect((await put({ ...definition, ChangeTrackingEnabled: true })).status).toBe(204);
    expect((await crm.get("opportunities?$select=name", track)).body["@odata.deltaLink"]).toBeDefined();
    expect((await put({ ...definition, ChangeTrackingEnabled: false })).status).toBe(400);
  });
});

describe("creating a column", () => {
  it.each([
    ["twice", column(), "0x80047013"],
    ["without a label", { ...column(), DisplayName: undefined, SchemaName: "cosell_B" }, "0x80048d19"],
    [
      "in a language that is not there",
      column({ DisplayName: label("x", 1031), SchemaName: "cosell_C" }),
      "0x80048d19",
    ],
    ["without a prefix", column({ SchemaName: "ReferralId" }), "0x80048d19"],
    ["that is too long", column({ MaxLength: 4001, SchemaName: "cosell_D" }), "0x80044331"],
    ["with the same option twice", choice([1, 1]), "0x80040203"],
    ["without options", choice([]), "0x80040203"],
  ])("%s is refused", async (_title, json, code) => {
    await create("Attributes", column());
    expect(refusal(await create("Attributes", json))).toEqual({ status: 400, code });
  });

  it("in a solution takes one that exists, with the prefix of its publisher", async () => {
    const within = { "MSCRM.SolutionUniqueName": "Deals" };
    expect(refusal(await create("Attributes", column(), within))).toEqual({
      status: 400,
      code: "0x80048d19",
    });
    const publisher = { uniquename: "contoso", friendlyname: "Contoso", customizationprefix: "contoso" };
    const made = await crm.request("POST", "publishers", {
      json: { ...publisher, customizationoptionvalueprefix: 72700 },
    });
    const id = /\(([^)]+)\)$/.exec(made.headers.get("odata-entityid") ?? "")?.[1];
    const solution = { uniquename: "Deals", "publisherid@odata.bind": `/publishers(${id})` };
    expect((await crm.request("POST", "solutions", { json: solution })).status).toBe(204);
    expect((await crm.request("POST", "solutions", { json: solution })).status).toBe(412);
    expect(refusal(await create("Attributes", column(), within))).toEqual({
      status: 400,
      code: "0x80040203",
    });
    expect((await create("Attributes", column({ SchemaName: "contoso_Id" }), within)).status).toBe(204);
    const components = await crm.get("solutioncomponents?$select=componenttype");
    expect(components.body.value).toMatchObject([{ componenttype: 2 }]);
  });
});

describe("an alternate key", () => {
  beforeEach(async () => {
    await create("Attributes", column());
    crm.pass(30_000);
  });

  it("is enforced once its index is built", async () => {
    crm.dataverse.insert("opportunity", { name: "A deal", cosell_referralid: "r-1" });
    expect((await create("Keys", key())).status).toBe(204);
    expect([await statusOfKey(), await statusOfKey()]).toEqual(["InProgress", "Active"]);
    expect(() => crm.dataverse.insert("opportunity", { cosell_referralid: "r-1" })).toThrow(/Entity Key/);
  });

  it("fails when two rows have the same value, and can be built anew when they no longer do", async () => {
    const twin = crm.dataverse.insert("opportunity", { cosell_referralid: "r-1" });
    crm.dataverse.insert("opportunity", { cosell_referralid: "r-1" });
    await create("Keys", key());
    expect([await statusOfKey(), await statusOfKey()]).toEqual(["InProgress", "Failed"]);
    crm.dataverse.edit("opportunity", twin, { cosell_referralid: "r-2" });
    const names = { EntityLogicalName: "opportunity", EntityKeyLogicalName: "cosell_referralkey" };
    expect((await crm.request("POST", "ReactivateEntityKey", { json: names })).status).toBe(204);
    expect([await statusOfKey(), await statusOfKey()]).toEqual(["InProgress", "Active"]);
  });

  it.each([
    ["of the same name", key({ KeyAttributes: ["name"] }), "0x80060893"],
    ["on the same column", key({ SchemaName: "cosell_Other" }), "0x80060894"],
    [
      "on a column that is not there",
      key({ SchemaName: "cosell_Other", KeyAttributes: ["nope"] }),
      "0x80041103",
    ],
    ["on a long text", key({ SchemaName: "cosell_Other", KeyAttributes: ["description"] }), "0x80040203"],
  ])("%s is refused", async (_title, json, code) => {
    await create("Keys", key());
    expect(refusal(await create("Keys", json))).toEqual({ status: 400, code });
  });
});

describe("privileges", () => {
  it("are listed by their ids, and looked up by their names", async () => {
    const { UserId } = (await crm.get("WhoAmI")).body;
    const path = (names: readonly string[]) =>
      `systemusers(${UserId})/Microsoft.Dynamics.CRM.RetrieveUserSetOfPrivilegesByNames(PrivilegeNames=@p1)?@p1=${encodeURIComponent(JSON.stringify(names))}`;
    crm.dataverse.privileges.delete("prvReadNote");
    const { RolePrivileges } = (await crm.get(path(["prvReadOpportunity", "prvReadNote"]))).body;
    const named = await crm.get("privileges?$select=name&$filter=name eq 'prvReadOpportunity'");
    expect(RolePrivileges).toEqual([
      {
        Depth: "Global",
        PrivilegeId: named.body.value[0].privilegeid,
        BusinessUnitId: expect.any(String),
        PrivilegeName: "prvReadOpportunity",
      },
    ]);
    expect(refusal(await crm.get(path(["prvReadNothing"])))).toEqual({ status: 400, code: "0x80040203" });
  });

  it.each([
    ["prvReadOpportunity", () => crm.get("opportunities?$select=name")],
    ["prvCreateOpportunity", () => crm.request("POST", "opportunities", { json: { name: "A deal" } })],
    ["prvReadTransactionCurrency", () => crm.get("transactioncurrencies")],
    ["prvReadRelationship", () => crm.get("EntityDefinitions?$select=LogicalName")],
    ["prvReadEntityKey", () => crm.get("EntityDefinitions(LogicalName='opportunity')/Keys")],
    ["prvCreateAttribute", () => create("Attributes", column())],
    ["prvPublishCustomization", () => crm.request("POST", "PublishXml", { json: PUBLISH })],
  ])("that are missing are named: %s", async (name, request) => {
    crm.dataverse.privileges.delete(name);
    const answer = await request();
    expect(refusal(answer)).toEqual({ status: 403, code: "0x80040220" });
    expect(answer.body.error.message).toContain(`missing ${name} privilege`);
  });

  it.each(["prvAppendOpportunity", "prvAppendToAccount"])("point one row to another: %s", async (name) => {
    const [deal, account] = ["opportunity", "account"].map((table) => crm.dataverse.insert(table, { name }));
    const point = (to: string | null) =>
      crm.request("PATCH", `opportunities(${deal})`, { json: { "parentaccountid@odata.bind": to } });
    expect((await point(`/accounts(${account})`)).status).toBe(204);
    crm.dataverse.privileges.delete(name);
    const refused = await point(`/accounts(${account})`);
    expect(refusal(refused)).toEqual({ status: 403, code: "0x80040220" });
    expect(refused.body.error.message).toContain(`missing ${name} privilege`);
    expect((await point(null)).status).toBe(204);
  });

  it.each(["prvCreateActivity", "prvAppendActivity", "prvAppendToOpportunity"])(
    "file the activity of a close: %s",
    async (name) => {
      const deal = crm.dataverse.insert("opportunity", { name: "A deal" });
      const OpportunityClose = { "opportunityid@odata.bind": `/opportunities(${deal})` };
      crm.dataverse.privileges.delete(name);
      const refused = await crm.request("POST", "WinOpportunity", { json: { Status: 3, OpportunityClose } });
      expect(refused.body.error.message).toContain(`missing ${name} privilege`);
      expect(crm.dataverse.row("opportunity", deal)).toMatchObject({ statecode: 0 });
    },
  );

  it("to read all rows are needed to track changes", async () => {
    const tracked = await environment({ changeTracking: true });
    await using _ = tracked;
    const path = "opportunities?$select=name";
    const { body } = await tracked.get(path, { prefer: "odata.track-changes" });
    const [, changes = ""] = String(body["@odata.deltaLink"]).split("/v9.2/");
    expect((await tracked.get(changes)).status).toBe(200);
    tracked.dataverse.privileges.set("prvReadOpportunity", "Basic");
    expect((await tracked.get(path)).status).toBe(200);
    expect((await tracked.get(path, { prefer: "odata.track-changes" })).status).toBe(403);
    expect((await tracked.get(changes)).status).toBe(403);
  });

  it("that do not reach a seller's row hide it, and keep its place", async () => {
    const theirs = crm.dataverse.insert("account", { name: "A seller's" });
    const ours = await crm.request("POST", "accounts", { json: { name: "Our own" } });
    expect(ours.status).toBe(204);
    for (const verb of ["Read", "Write"]) crm.dataverse.privileges.set(`prv${verb}Account`, "Local");
    const { body } = await crm.get("accounts?$select=name");
    expect(body.value).toMatchObject([{ name: "Our own" }]);
    expect(refusal(await crm.get(`accounts(${theirs})`))).toEqual({ status: 403, code: "0x80040220" });
    const renamed = { json: { name: "Mine" } };
    expect((await crm.request("PATCH", `accounts(${theirs})`, renamed)).status).toBe(403);
    const anew = { ...renamed, headers: { "if-none-match": "*" } };
    expect((await crm.request("PATCH", `accounts(${theirs})`, anew)).status).toBe(412);
    crm.dataverse.privileges.set("prvReadAccount", "Global");
    expect((await crm.get("accounts?$select=name")).body.value).toHaveLength(2);
  });
});

it("publishing keeps what was published", async () => {
  expect((await crm.request("POST", "PublishXml", { json: PUBLISH })).status).toBe(204);
  expect(crm.dataverse.published).toEqual([PUBLISH.ParameterXml]);
});

function choice(values: readonly number[]) {
  return column({
    "@odata.type": "Microsoft.Dynamics.CRM.PicklistAttributeMetadata",
    SchemaName: "cosell_Help",
    OptionSet: { IsGlobal: false, Options: values.map((Value) => ({ Value, Label: label(String(Value)) })) },
  });
}
