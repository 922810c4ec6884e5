import { describe, expect, it } from "vitest";
import { environment } from "./dataverse-environment.ts";

const REPRESENTATION = { prefer: "return=representation" };
const ID = "a0dbf27c-8efb-e511-80d2-00155db07c77";

async function oneDeal() {
  const crm = await environment();
  const id = crm.dataverse.insert("opportunity", { name: "Deal", cosell_referralid: "r-1" });
  return { crm, id };
}

describe("creating rows in Dataverse", () => {
  it("answers 204 with the row's address", async () => {
    await using crm = await environment();
    const answer = await crm.request("POST", "opportunities", { json: { name: "Deal" } });
    expect(answer.status).toBe(204);
    const [row] = crm.dataverse.rows("opportunity");
    expect(answer.headers.get("odata-entityid")).toBe(
      `${crm.root}opportunities(${String(row?.opportunityid)})`,
    );
    expect(row).toMatchObject({
      name: "Deal",
      statecode: 0,
      statuscode: 1,
      isrevenuesystemcalculated: false,
    });
  });

  it("answers 201 with the selected columns when the representation is wanted", async () => {
    await using crm = await environment();
    const answer = await crm.request("POST", "opportunities?$select=name", {
      json: { opportunityid: ID, name: "Deal" },
      headers: REPRESENTATION,
    });
    expect(answer.status).toBe(201);
    expect(answer.headers.get("preference-applied")).toBe("return=representation");
    expect(answer.headers.get("etag")).toBe(answer.body["@odata.etag"]);
    expect(answer.body).toEqual({
      "@odata.context": `${crm.root}$metadata#opportunities(name)/$entity`,
      "@odata.etag": expect.any(String),
      name: "Deal",
      opportunityid: ID,
    });
  });

  it("writes nothing when the representation asked for does not exist", async () => {
    await using crm = await environment();
    const answer = await crm.request("POST", "opportunities?$select=nope", {
      json: { name: "Deal" },
      headers: REPRESENTATION,
    });
    expect(answer.status).toBe(400);
    expect(crm.dataverse.rows("opportunity")).toEqual([]);
  });

  it("accepts a chosen id once", async () => {
    await using crm = await environment();
    const create = () => crm.request("POST", "opportunities", { json: { opportunityid: ID, name: "Deal" } });
    expect((await create()).status).toBe(204);
    const second = await create();
    expect(second.status).toBe(412);
    expect(second.body.error).toEqual({
      code: "0x80040237",
      message: "A record with matching key values already exists.",
    });
  });

  it("enforces the alternate key, case aside", async () => {
    const { crm, id } = await oneDeal();
    await using _ = crm;
    const json = { name: "Twin", cosell_referralid: "R-1" };
    const plain = await crm.request("POST", "opportunities", { json });
    expect(plain.status).toBe(412);
    expect(plain.body.error).toEqual({
      code: "0x80060892",
      message:
        "Entity Key Partner Center referral violated. A record with the same value for Referral Identifier already exists. A duplicate record cannot be created. Select one or more unique values and try again.",
    });
    crm.dataverse.remove("opportunity", id);
    expect((await crm.request("POST", "opportunities", { json })).status).toBe(204);
  });

  it("does not enforce an empty alternate key", async () => {
    await using crm = await environment();
    for (const cosell_referralid of [null, "", undefined]) {
      expect(
        (await crm.request("POST", "opportunities", { json: { name: "x", cosell_referralid } })).status,
      ).toBe(204);
    }
  });

  it("takes the organisation's currency, and the customer from account or contact", async () => {
    await using crm = await environment();
    const account = crm.dataverse.insert("account", { name: "Fabrikam" });
    const contact = crm.dataverse.insert("contact", { firstname: "Jo", lastname: "Doe" });
    const id = crm.dataverse.insert("opportunity", { "parentcontactid@odata.bind": `contacts(${contact})` });
    expect(crm.dataverse.row("opportunity", id)).toMatchObject({
      _transactioncurrencyid_value: "228f42f8-e646-e111-8eb7-78e7d162ced1",
      _customerid_value: contact,
    });
    await crm.request("PATCH", `opportunities(${id})`, {
      json: { "parentaccountid@odata.bind": `/accounts(${account})` },
    });
    expect(crm.dataverse.row("opportunity", id)).toMatchObject({ _customerid_value: account });
  });
});
