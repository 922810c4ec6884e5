import { describe, expect, it } from "vitest";
import { environment, refusal } from "./dataverse-environment.ts";

const REPRESENTATION = { prefer: "return=representation" };
const ID = "a0dbf27c-8efb-e511-80d2-00155db07c77";
const UPDATE_ONLY = { "if-match": "*" };
const CREATE_ONLY = { "if-none-match": "*" };

async function oneDeal() {
  const crm = await environment();
  const id = crm.dataverse.insert("opportunity", { name: "Deal", cosell_referralid: "r-1" });
  return { crm, id };
}

describe("updating rows in Dataverse", () => {
  it("changes what is sent, and nothing else but version and time", async () => {
    const { crm, id } = await oneDeal();
    await using _ = crm;
    const before = crm.dataverse.row("opportunity", id);
    crm.pass(5000);
    const answer = await crm.request("PATCH", `opportunities(${id})`, {
      json: { description: "new" },
      headers: UPDATE_ONLY,
    });
    expect(answer.status).toBe(204);
    expect(answer.headers.get("odata-entityid")).toBe(`${crm.root}opportunities(${id})`);
    const after = crm.dataverse.row("opportunity", id);
    expect(after).toEqual({
      ...before,
      description: "new",
      modifiedon: "2026-03-09T22:00:05Z",
      versionnumber: expect.any(Number),
      _modifiedby_value: "4026be43-6b69-e111-8f65-78e7d1620f5e",
    });
    expect(after?.versionnumber).toBeGreaterThan(Number(before?.versionnumber));
  });

  it("creates the row when it is not there and nothing forbids it", async () => {
    await using crm = await environment();
    const answer = await crm.request("PATCH", `opportunities(${ID})`, { json: { name: "Risen" } });
    expect(answer.status).toBe(204);
    expect(crm.dataverse.row("opportunity", ID)).toMatchObject({ name: "Risen" });
  });

  it("does not create with If-Match, nor update with If-None-Match", async () => {
    const { crm, id } = await oneDeal();
    await using _ = crm;
    const json = { name: "x" };
    const patch = (key: string, headers: Record<string, string>) =>
      crm.request("PATCH", `opportunities(${key})`, { json, headers });
    expect(refusal(await patch(ID, UPDATE_ONLY))).toEqual({ status: 404, code: "0x80040217" });
    expect(refusal(await patch(ID, { "if-match": 'W/"1"' }))).toEqual({ status: 404, code: "0x80040217" });
    expect(refusal(await patch(id, CREATE_ONLY))).toEqual({ status: 412, code: "0x80040237" });
    expect((await patch(ID, CREATE_ONLY)).status).toBe(204);
    expect(crm.dataverse.row("opportunity", id)).toMatchObject({ name: "Deal" });
  });

  it("refuses an etag that is no longer the row's", async () => {
    const { crm, id } = await oneDeal();
    await using _ = crm;
    const { body } = await crm.get(`opportunities(${id})?$select=name`);
    const headers = { "if-match": body["@odata.etag"] };
    const patch = () => crm.request("PATCH", `opportunities(${id})`, { json: { name: "Mine" }, headers });
    expect((await patch()).status).toBe(204);
    const second = await patch();
    expect(second.status).toBe(412);
    expect(second.body.error).toEqual({
      code: "0x80060882",
      message: "The version of the existing record doesn't match the RowVersion property provided.",
    });
    expect(crm.dataverse.operations).toHaveLength(1);
  });

  it("tells create from update by the status when the representation is wanted", async () => {
    await using crm = await environment();
    const upsert = () =>
      crm.request("PATCH", `opportunities(${ID})?$select=name`, {
        json: { name: "x" },
        headers: REPRESENTATION,
      });
    const [created, updated] = [await upsert(), await upsert()];
    expect([created.status, updated.status]).toEqual([201, 200]);
    expect(updated.body).toMatchObject({ name: "x", opportunityid: ID });
    expect(crm.dataverse.rows("opportunity")).toHaveLength(1);
  });

  it("moves the alternate key with the row", async () => {
    const { crm, id } = await oneDeal();
    await using _ = crm;
    await crm.request("PATCH", `opportunities(${id})`, { json: { cosell_referralid: "r-2" } });
    const found = async (key: string) =>
      (await crm.get(`opportunities?$select=name&$filter=cosell_referralid eq '${key}'`)).body.value;
    expect(await found("r-1")).toEqual([]);
    expect(await found("r-2")).toHaveLength(1);
  });

  it("keeps the revenue of a system-calculated row", async () => {
    const { crm, id } = await oneDeal();
    await using _ = crm;
    crm.dataverse.edit("opportunity", id, { estimatedvalue: 10 });
    crm.dataverse.edit("opportunity", id, { isrevenuesystemcalculated: true });
    const answer = await crm.request("PATCH", `opportunities(${id})`, { json: { estimatedvalue: 99 } });
    expect(answer.status).toBe(204);
    expect(crm.dataverse.row("opportunity", id)?.estimatedvalue).toBe(10);
    const json = { name: "New", estimatedvalue: 99, isrevenuesystemcalculated: true };
    expect((await crm.request("POST", "opportunities", { json })).status).toBe(204);
    expect(crm.dataverse.rows("opportunity").at(-1)).toMatchObject({ name: "New", estimatedvalue: 0 });
  });
});

describe("a column that is secured from the application user", () => {
  it("may be one that it changes, and reads as blank", async () => {
    const { crm, id } = await oneDeal();
    await using _ = crm;
    crm.dataverse.unreadable.add("opportunity.estimatedvalue");
    const path = `opportunities(${id})?$select=estimatedvalue`;
    const headers = { Prefer: "return=representation" };
    const { status, body } = await crm.request("PATCH", path, { headers, json: { estimatedvalue: 5 } });
    expect([status, body]).toMatchObject([200, { estimatedvalue: null }]);
    expect(crm.dataverse.row("opportunity", id)).toMatchObject({ estimatedvalue: 5 });
  });

  it("reads as blank without a word, and refuses to be written", async () => {
    const { crm, id } = await oneDeal();
    await using _ = crm;
    crm.dataverse.edit("opportunity", id, { estimatedvalue: 64000 });
    crm.dataverse.hidden.add("opportunity.estimatedvalue");
    const { body } = await crm.request("GET", `opportunities(${id})?$select=name,estimatedvalue`);
    expect(body).toMatchObject({ name: "Deal", estimatedvalue: null });
    const written = await crm.request("PATCH", `opportunities(${id})`, { json: { estimatedvalue: 1 } });
    expect(refusal(written)).toEqual({ status: 403, code: "0x8004f507" });
    expect(written.body.error.message).toContain(
      "does not have update permissions to a Est. Revenue secured field on entity Opportunity table.",
    );
    const made = await crm.request("POST", "opportunities", { json: { estimatedvalue: 1 } });
    expect(refusal(made)).toEqual({ status: 403, code: "0x8004f502" });
    expect(crm.dataverse.row("opportunity", id)).toMatchObject({ estimatedvalue: 64000 });
  });
});

describe("a row that a customer's plug-in has locked", () => {
  it("can be neither changed nor closed nor made, by the API, and others can", async () => {
    const { crm, id } = await oneDeal();
    await using _ = crm;
    for (const one of [id, ID]) crm.dataverse.refused.add(`opportunity(${one})`);
    const path = `opportunities(${id})`;
    const OpportunityClose = { subject: "Lost", "opportunityid@odata.bind": path };
    for (const answer of [
      await crm.request("PATCH", path, { json: { name: "New" } }),
      await crm.request("POST", "LoseOpportunity", { json: { Status: 4, OpportunityClose } }),
      await crm.request("PATCH", `opportunities(${ID})`, { json: { name: "New" } }),
    ])
      expect(refusal(answer)).toEqual({ status: 503, code: "0x80048d03" });
    expect(crm.dataverse.rows("opportunity")).toMatchObject([{ name: "Deal", statecode: 0 }]);
    const made = await crm.request("POST", "opportunities", { json: { name: "Other" } });
    expect(made.status).toBe(204);
    crm.dataverse.refused.clear();
    const changed = await crm.request("PATCH", path, { json: { name: "New" } });
    expect(changed.status).toBe(204);
  });
});

describe("a row that a customer's plug-in finds wanting", () => {
  it("cannot be won, and can be changed and lost", async () => {
    const { crm, id } = await oneDeal();
    await using _ = crm;
    crm.dataverse.refused.add(`WinOpportunity(${id})`);
    const path = `opportunities(${id})`;
    const OpportunityClose = { subject: "Closed", "opportunityid@odata.bind": path };
    const won = await crm.request("POST", "WinOpportunity", { json: { Status: 3, OpportunityClose } });
    expect(refusal(won)).toEqual({ status: 400, code: "0x80040265" });
    expect((await crm.request("PATCH", path, { json: { name: "New" } })).status).toBe(204);
    const lost = await crm.request("POST", "LoseOpportunity", { json: { Status: 4, OpportunityClose } });
    expect(lost.status).toBe(204);
  });
});

describe("a column that a customer's plug-in looks after", () => {
  it("keeps a row from being made or changed with a value of it, and no other", async () => {
    const { crm, id } = await oneDeal();
    await using _ = crm;
    crm.dataverse.refused.add("opportunity.estimatedvalue");
    const json = { name: "New", estimatedvalue: 5 };
    for (const [method, path] of [
      ["PATCH", `opportunities(${id})`],
      ["POST", "opportunities"],
    ] as const) {
      const answer = await crm.request(method, path, { json });
      expect(refusal(answer)).toEqual({ status: 400, code: "0x80048d0b" });
      expect(answer.body.error.message).toContain("'estimatedvalue'");
    }
    expect(crm.dataverse.rows("opportunity")).toMatchObject([{ name: "Deal" }]);
    const other = await crm.request("PATCH", `opportunities(${id})`, { json: { name: "New" } });
    expect(other.status).toBe(204);
  });
});

describe("the log of operations", () => {
  it("has the writes of the API that were carried out, not those of people and not the refused", async () => {
    const { crm, id } = await oneDeal();
    await using _ = crm;
    crm.dataverse.edit("opportunity", id, { name: "Edited by a person" });
    await crm.request("PATCH", `opportunities(${id})`, { json: { name: "x".repeat(301) } });
    await crm.request("PATCH", `opportunities(${id})`, { json: { description: "hello" } });
    expect(crm.dataverse.operations).toEqual([
      {
        action: "update",
        table: "opportunity",
        id,
        columns: { description: "hello" },
        version: expect.any(Number),
      },
    ]);
    expect(crm.dataverse.counts()).toEqual({ create: 0, update: 1, win: 0, lose: 0, qualify: 0 });
  });
});
