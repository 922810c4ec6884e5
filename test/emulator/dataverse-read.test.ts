import { describe, expect, it } from "vitest";
import { environment, refusal, threeDeals } from "./dataverse-environment.ts";

describe("reading rows of Dataverse", () => {
  it("shows the selected columns, the primary key and the currency of money", async () => {
    await using crm = await environment();
    const id = crm.dataverse.insert("opportunity", { name: "Deal", estimatedvalue: 50000 });
    const { status, body } = await crm.get("opportunities?$select=name,estimatedvalue,description");
    expect(status).toBe(200);
    expect(body).toEqual({
      "@odata.context": `${crm.root}$metadata#opportunities(name,estimatedvalue,description)`,
      value: [
        {
          "@odata.etag": `W/"${String(crm.dataverse.row("opportunity", id)?.versionnumber)}"`,
          name: "Deal",
          estimatedvalue: 50000,
          description: null,
          _transactioncurrencyid_value: "228f42f8-e646-e111-8eb7-78e7d162ced1",
          opportunityid: id,
        },
      ],
    });
  });

  it("shows every column when none is selected", async () => {
    await using crm = await environment();
    const id = crm.dataverse.insert("opportunity", { name: "Deal" });
    const { body } = await crm.get(`opportunities(${id})`);
    expect(body).toMatchObject({
      name: "Deal",
      statecode: 0,
      statuscode: 1,
      cosell_base: null,
      _customerid_value: null,
    });
    expect(body.modifiedon).toBe("2026-03-09T22:00:00Z");
    expect(body["@odata.context"]).toBe(`${crm.root}$metadata#opportunities/$entity`);
  });

  it("refuses a column that is not there, in $select, $filter and $orderby", async () => {
    await using crm = await environment();
    for (const query of [
      "$select=cosell_nope",
      "$filter=cosell_nope eq 1",
      "$orderby=cosell_nope",
      "$select=Name",
    ]) {
      const answer = await crm.get(`opportunities?${query}`);
      expect(refusal(answer)).toEqual({ status: 400, code: "0x80060888" });
      expect(answer.body.error.message).toMatch(
        /^Could not find a property named '(cosell_nope|Name)' on type 'Microsoft.Dynamics.CRM.opportunity'\.$/,
      );
    }
  });

  it("refuses a lookup selected by its column name", async () => {
    await using crm = await environment();
    expect(refusal(await crm.get("opportunities?$select=customerid"))).toEqual({
      status: 400,
      code: "0x80060888",
    });
    expect((await crm.get("opportunities?$select=_customerid_value")).status).toBe(200);
  });

  it("sorts without regard to case, descending when asked, and counts", async () => {
    const { crm } = await threeDeals();
    await using _ = crm;
    const { body } = await crm.get("opportunities?$select=name&$orderby=name desc&$count=true&$top=2");
    expect(body["@odata.count"]).toBe(3);
    expect(body.value.map((row: { name: string }) => row.name)).toEqual(["Gamma", "beta"]);
    expect(body).not.toHaveProperty("@odata.nextLink");
  });

  it("finds one row by its id, and says which it does not find", async () => {
    const { crm, ids } = await threeDeals();
    await using _ = crm;
    expect((await crm.get(`opportunities(${ids[1]})?$select=name`)).body.name).toBe("beta");
    const id = "a0dbf27c-8efb-e511-80d2-00155db07c77";
    const { status, body } = await crm.get(`opportunities(${id})`);
    expect(status).toBe(404);
    expect(body.error).toEqual({
      code: "0x80040217",
      message: `opportunity With Id = ${id} Does Not Exist`,
    });
    expect(refusal(await crm.get("opportunities('r-1')"))).toEqual({ status: 400, code: "0x80060888" });
  });

  it("refuses query options that Dataverse does not have", async () => {
    await using crm = await environment();
    for (const query of [
      "$skip=1",
      "$search=x",
      "$format=json",
      "$filter=a&$filter=b",
      "$top=-1",
      "$count=yes",
    ]) {
      expect(refusal(await crm.get(`opportunities?${query}`))).toEqual({ status: 400, code: "0x80060888" });
    }
  });
});
