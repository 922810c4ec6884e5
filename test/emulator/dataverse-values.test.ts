import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { columns } from "../../src/emulator/dataverse/index.ts";
import { type Environment, environment, refusal } from "./dataverse-environment.ts";

let crm: Environment;
let id: string;
let account: string;

beforeAll(async () => {
  crm = await environment();
  account = crm.dataverse.insert("account", { name: "Fabrikam", accountnumber: "F-1" });
  id = crm.dataverse.insert("opportunity", { name: "Deal" });
});
afterAll(() => crm[Symbol.asyncDispose]());

function patch(json: unknown) {
  return crm.request("PATCH", `opportunities(${id})`, { json, headers: { "if-match": "*" } });
}

describe("values that Dataverse refuses", () => {
  const PAYLOAD = "0x80048d19";
  it.each([
    [
      "an unknown property",
      { cosell_nope: "x" },
      PAYLOAD,
      /The property 'cosell_nope' does not exist on type/,
    ],
    ["a property in the wrong case", { Name: "x" }, PAYLOAD, /The property 'Name' does not exist/],
    [
      "a number for text",
      { name: 5 },
      PAYLOAD,
      /Cannot convert the literal '5' to the expected type 'Edm.String'/,
    ],
    [
      "a label for a choice",
      { opportunityratingcode: "Hot" },
      PAYLOAD,
      /literal 'Hot' to the expected type 'Edm.Int32'/,
    ],
    ["a quoted amount", { estimatedvalue: "5" }, PAYLOAD, /'Edm.Decimal'/],
    ["a fraction for an integer", { closeprobability: 1.5 }, PAYLOAD, /'Edm.Int32'/],
    ["a number for a boolean", { cosell_syncwithpartnercenter: 1 }, PAYLOAD, /'Edm.Boolean'/],
    ["a moment for a day", { estimatedclosedate: "2026-03-31T00:00:00Z" }, PAYLOAD, /'Edm.Date'/],
    ["a day that no calendar has", { estimatedclosedate: "2026-02-30" }, PAYLOAD, /'Edm.Date'/],
    [
      "a day before 1753",
      { estimatedclosedate: "0001-01-01" },
      "0x80040239",
      /^DateTime is less than minumum value supported .* value: 01\/01\/0001 00:00:00, .* 01\/01\/1753/,
    ],
    [
      "text over its length",
      { name: "x".repeat(301) },
      "0x80044331",
      /length of the 'name' attribute of the 'opportunity' entity exceeded the maximum allowed length of '300'/,
    ],
    ["an unknown option", { cosell_help: 1 }, "0x8004431a", /cosell_help/],
    ["an integer out of range", { closeprobability: 101 }, "0x8004432f", /closeprobability/],
    ["an amount out of range", { budgetamount: -1 }, "0x80044330", /budgetamount/],
    [
      "a control character",
      { description: "a\bb" },
      "0x80040278",
      /^Invalid character in field 'description': '\\b', hexadecimal value 0x08, is an invalid character\.$/,
    ],
    ["half a surrogate pair", { cosell_base: "\ud83d" }, "0x80040278", /0xD83D/],
    ["a lookup under its read name", { _parentaccountid_value: "x" }, PAYLOAD, /Use Navigation properties/],
    ["a lookup given as text", { parentaccountid: "x" }, PAYLOAD, /PrimitiveValue/],
    [
      "a column name for a navigation property",
      { "customerid@odata.bind": "/accounts(x)" },
      PAYLOAD,
      /undeclared property 'customerid'/,
    ],
    [
      "a navigation property in the wrong case",
      { "ParentAccountId@odata.bind": "/accounts(x)" },
      PAYLOAD,
      /undeclared property 'ParentAccountId'/,
    ],
    ["a status of another state", { statuscode: 3 }, "0x80048408", /not a valid status code/],
  ])("refuses %s", async (_title, json, code, message) => {
    const before = crm.dataverse.row("opportunity", id);
    const answer = await patch(json);
    expect(refusal(answer)).toEqual({ status: 400, code });
    expect(answer.body.error.message).toMatch(message);
    expect(crm.dataverse.row("opportunity", id)).toBe(before);
  });

  it("refuses to point at a row that is not there, or at the wrong table", async () => {
    const missing = "11111111-8efb-e511-80d2-00155db07c77";
    const bind = (target: string) => patch({ "parentaccountid@odata.bind": target });
    expect(refusal(await bind(`/accounts(${missing})`))).toEqual({ status: 404, code: "0x80040217" });
    expect(refusal(await bind("/account(x)"))).toEqual({ status: 404, code: "0x8006088a" });
    expect(refusal(await bind(`/opportunities(${id})`))).toEqual({ status: 400, code: "0x80048d19" });
    expect(refusal(await bind("/accounts('F-1')"))).toEqual({
      status: 400,
      code: "0x80060888",
    });
  });

  it("refuses a body that is not JSON, not an object or not declared as JSON", async () => {
    const send = (body: string, type = "application/json") =>
      crm.request("PATCH", `opportunities(${id})`, { body, headers: { "content-type": type } });
    expect(refusal(await send("{"))).toEqual({ status: 400, code: "0x80048d19" });
    expect(refusal(await send("[]"))).toEqual({ status: 400, code: "0x80048d19" });
    expect((await send("{}", "text/plain")).status).toBe(415);
    expect((await send('{"name":"Deal"}', "application/json; charset=utf-8")).status).toBe(204);
  });

  it("follows the schema as it changes", async () => {
    crm.dataverse.addColumn("opportunity", columns.text("new_colour", 5));
    expect((await patch({ new_colour: "green" })).status).toBe(204);
    expect(refusal(await patch({ new_colour: "purple" }))).toEqual({ status: 400, code: "0x80044331" });
    crm.dataverse.removeColumn("opportunity", "new_colour");
    expect(refusal(await patch({ new_colour: "green" }))).toEqual({ status: 400, code: "0x80048d19" });
    expect((await crm.get(`opportunities(${id})`)).body).not.toHaveProperty("new_colour");
  });
});

describe("values that Dataverse changes on the way", () => {
  it("stores an empty text as no value and times to the second", async () => {
    const other = crm.dataverse.insert("opportunityclose", {
      subject: "",
      actualend: "2026-03-31T10:00:00.9+02:00",
    });
    expect(crm.dataverse.row("opportunityclose", other)).not.toHaveProperty("subject");
    expect(crm.dataverse.row("opportunityclose", other)?.actualend).toBe("2026-03-31T08:00:00Z");
  });

  it("rounds money to the precision of the row's currency", async () => {
    const { body } = await crm.get(
      "transactioncurrencies?$filter=isocurrencycode eq 'JPY'&$select=currencyprecision",
    );
    const yen = body.value[0].transactioncurrencyid;
    await patch({ estimatedvalue: 10.126 });
    expect(crm.dataverse.row("opportunity", id)?.estimatedvalue).toBe(10.13);
    await patch({
      estimatedvalue: 1000.6,
      "transactioncurrencyid@odata.bind": `/transactioncurrencies(${yen})`,
    });
    expect(crm.dataverse.row("opportunity", id)?.estimatedvalue).toBe(1001);
  });

  it("rounds money to the places that the organization gives to prices, where its column goes by those", async () => {
    crm.dataverse.addColumn("opportunity", columns.money("budgetamount", 0, { precision: "organization" }));
    const [organization] = crm.dataverse.rows("organization");
    for (const [places, kept] of [
      [2, 10.13],
      [0, 10],
    ]) {
      crm.dataverse.edit("organization", String(organization?.organizationid), {
        pricingdecimalprecision: places,
      });
      await patch({ budgetamount: 10.126 });
      expect(crm.dataverse.row("opportunity", id)?.budgetamount).toBe(kept);
    }
  });

  it("drops what callers may not set", async () => {
    expect((await patch({ modifiedon: "2001-01-01T00:00:00Z", versionnumber: 1 })).status).toBe(400);
    expect((await patch({ modifiedon: "2001-01-01T00:00:00Z" })).status).toBe(204);
    expect(crm.dataverse.row("opportunity", id)?.modifiedon).toBe("2026-03-09T22:00:00Z");
  });

  it("points and empties lookups in each of the written forms", async () => {
    const bound = () => crm.dataverse.row("opportunity", id)?._parentaccountid_value;
    for (const target of [
      `/accounts(${account})`,
      `accounts(${account})`,
      `${crm.root}accounts(${account})`,
    ]) {
      expect((await patch({ "parentaccountid@odata.bind": target })).status).toBe(204);
      expect(bound()).toBe(account);
      expect((await patch({ parentaccountid: null })).status).toBe(204);
      expect(bound()).toBeUndefined();
    }
    await patch({ "customerid_account@odata.bind": `/accounts(${account})` });
    expect(crm.dataverse.row("opportunity", id)?._customerid_value).toBe(account);
  });

  it("keeps notes on an opportunity", async () => {
    const json = {
      subject: "Co-sell",
      notetext: "hello",
      "objectid_opportunity@odata.bind": `/opportunities(${id})`,
    };
    expect((await crm.request("POST", "annotations", { json })).status).toBe(204);
    const { body } = await crm.get(`annotations?$filter=_objectid_value eq ${id}&$select=notetext`);
    expect(body.value).toMatchObject([{ notetext: "hello" }]);
  });
});

describe("people's work in the CRM", () => {
  it("is checked like any other", () => {
    expect(() => crm.dataverse.insert("opportunity", { name: 5 })).toThrow("Edm.String");
    expect(() => crm.dataverse.edit("opportunity", id, { nope: 1 })).toThrow("does not exist");
    expect(() => crm.dataverse.edit("opportunity", account, { name: "x" })).toThrow("is not in the emulated");
  });

  it("may give a lookup by its read name", () => {
    crm.dataverse.edit("opportunity", id, { _parentaccountid_value: account });
    expect(crm.dataverse.row("opportunity", id)).toMatchObject({ _parentaccountid_value: account });
    crm.dataverse.edit("opportunity", id, { _parentaccountid_value: null });
    expect(crm.dataverse.row("opportunity", id)).not.toHaveProperty("_parentaccountid_value");
    expect(() => crm.dataverse.edit("opportunity", id, { _parentaccountid_value: id })).toThrow("no row");
  });
});
