import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Environment, environment, refusal } from "./dataverse-environment.ts";

let crm: Environment;
let account: string;

beforeAll(async () => {
  crm = await environment();
  const { dataverse } = crm;
  account = dataverse.insert("account", { name: "O'Brien & Sons" });
  dataverse.insert("opportunity", {
    name: "Azure migration",
    estimatedvalue: 1000,
    estimatedclosedate: "2026-04-01",
    cosell_referralid: "r-1",
    cosell_syncwithpartnercenter: true,
    "parentaccountid@odata.bind": `/accounts(${account})`,
  });
  crm.pass(1000);
  dataverse.insert("opportunity", {
    name: "50% of azure_b (x)",
    estimatedvalue: 2000,
    cosell_referralid: "r-2",
    statuscode: 2,
  });
  crm.pass(1000);
  dataverse.insert("opportunity", { name: "Retail", cosell_help: 727000002 });
});
afterAll(() => crm[Symbol.asyncDispose]());

async function found(filter: string, aliases = ""): Promise<unknown> {
  const query = `$select=name&$filter=${encodeURIComponent(filter)}${aliases}`;
  const { status, body } = await crm.get(`opportunities?${query}`);
  if (status !== 200) return body.error;
  return body.value.map((row: { name: string }) => row.name.slice(0, 3)).join(" ");
}

describe("filtering rows of Dataverse", () => {
  it.each([
    ["text, case aside", "name eq 'AZURE MIGRATION'", "Azu"],
    ["another text, rows without a value included", "cosell_referralid ne 'r-1'", "50% Ret"],
    ["no value", "cosell_referralid eq null", "Ret"],
    ["a value", "cosell_referralid ne null", "Azu 50%"],
    ["amounts, which no empty one satisfies", "estimatedvalue lt 1500.5", "Azu"],
    ["ge and le", "estimatedvalue ge 1000 and estimatedvalue le 1000", "Azu"],
    ["choices", "cosell_help eq 727000002", "Ret"],
    ["booleans", "cosell_syncwithpartnercenter eq true", "Azu"],
    ["days", "estimatedclosedate gt 2026-03-31", "Azu"],
    ["moments", "modifiedon ge 2026-03-09T22:00:01Z", "50% Ret"],
    ["moments with an offset and fractions", "modifiedon gt 2026-03-09T23:00:00.5+01:00", "50% Ret"],
    ["moments by day", "modifiedon ge 2026-03-10", ""],
    ["or, with and binding closer", "name eq 'Retail' or estimatedvalue gt 0 and statuscode eq 2", "50% Ret"],
    ["parentheses", "(name eq 'Retail' or estimatedvalue gt 0) and statuscode eq 2", "50%"],
    ["the alternate key, case aside", "cosell_referralid eq 'R-2' and statecode eq 0", "50%"],
  ])("finds by %s", async (_title, filter, names) => {
    expect(await found(filter)).toBe(names);
  });

  it("finds by a lookup's id, without quotes", async () => {
    expect(await found(`_parentaccountid_value eq ${account}`)).toBe("Azu");
    expect(await found(`_parentaccountid_value eq '${account}'`)).toMatchObject({ code: "0x80060888" });
  });

  it("finds many values by the In function, given by aliases or in place", async () => {
    const filter = "Microsoft.Dynamics.CRM.In(PropertyName=@p1,PropertyValues=@p2)";
    const aliases = `&@p1='cosell_referralid'&@p2=${encodeURIComponent('["R-2","r-1","r-1","nope"]')}`;
    expect(await found(filter, aliases)).toBe("Azu 50%");
    expect(await found(`${filter} and statuscode eq 2`, aliases)).toBe("50%");
    expect(await found("Microsoft.Dynamics.CRM.In(PropertyName='statuscode',PropertyValues=['2'])")).toBe(
      "50%",
    );
    const customers = `PropertyValues=['${account}']`;
    expect(await found(`Microsoft.Dynamics.CRM.In(PropertyName='parentaccountid',${customers})`)).toBe("Azu");
    expect(
      await found(`Microsoft.Dynamics.CRM.In(PropertyName='_parentaccountid_value',${customers})`),
    ).toMatchObject({ code: "0x80041103" });
    expect(await found(filter, "&@p1='cosell_referralid'")).toMatchObject({ code: "0x80060888" });
    expect(await found(filter, "&@p1='cosell_referralid'&@p2=[1]")).toMatchObject({ code: "0x80060888" });
  });

  it.each([
    ["an apostrophe", `["Juniper O'Brien"]`],
    ["a bracket that opens", '["Juniper [North"]'],
    ["a bracket that closes", '["Juniper] North"]'],
    ["brackets the wrong way round", '["Juniper ]North["]'],
  ])("does not find the end of a list of texts with %s", async (_title, values) => {
    const filter = "Microsoft.Dynamics.CRM.In(PropertyName='name',PropertyValues=@v)";
    expect(await found(filter, `&@v=${encodeURIComponent(values)}`)).toEqual({
      code: "0x80060888",
      message: "Found an unbalanced bracket expression.",
    });
  });

  it.each([
    ["apostrophes in pairs", `["Azure O'Brien's","retail"]`],
    ["brackets in pairs", '["Azure [x]","retail"]'],
    ["escapes for them", String.raw`["Juniper O\u0027Brien \u005d","retail"]`],
    ["texts in apostrophes", "['O''Brien','Retail']"],
  ])("finds it with %s", async (_title, values) => {
    const filter = "Microsoft.Dynamics.CRM.In(PropertyName='name',PropertyValues=@v)";
    expect(await found(filter, `&@v=${encodeURIComponent(values)}`)).toBe("Ret");
  });

  it.each([
    ["a quoted number", "statecode eq '0'"],
    ["a number for text", "name eq 5"],
    ["text for a boolean", "cosell_syncwithpartnercenter eq 'true'"],
    ["a moment for a day", "estimatedclosedate ge 2026-03-01T00:00:00Z"],
    ["a quoted moment", "modifiedon ge '2026-03-01T00:00:00Z'"],
    ["an order with null", "estimatedvalue gt null"],
    ["the in operator", "name in ('a','b')"],
    ["an unknown function", "length(name) eq 5"],
    ["an unqualified function", "In(PropertyName='name',PropertyValues=['a'])"],
    ["an unfinished filter", "name eq"],
    ["an unclosed quote", "name eq 'a"],
    ["an unclosed parenthesis", "(name eq 'a'"],
    ["something behind the end", "name eq 'a' 'b'"],
    ["an unknown alias", "name eq @x"],
    ["a collection in the path", "Opportunity_Annotation/any(a:a/subject eq 'x')"],
    ["a day that no calendar has", "estimatedclosedate eq 2026-13-01"],
  ])("refuses %s", async (_title, filter) => {
    const query = `opportunities?$filter=${encodeURIComponent(filter)}`;
    expect(refusal(await crm.get(query))).toEqual({ status: 400, code: "0x80060888" });
  });
});
