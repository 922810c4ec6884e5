import { describe, expect, it } from "vitest";
import { type Environment, environment, refusal } from "./dataverse-environment.ts";

function close(
  crm: Environment,
  id: string,
  parameters: Record<string, unknown> = {},
  message = "WinOpportunity",
) {
  const { OpportunityClose = {}, ...rest } = parameters;
  const activity = { "opportunityid@odata.bind": `/opportunities(${id})`, ...(OpportunityClose as object) };
  return crm.request("POST", message, { json: { Status: -1, OpportunityClose: activity, ...rest } });
}

async function openDeal() {
  const crm = await environment();
  const id = crm.dataverse.insert("opportunity", { name: "Deal", estimatedvalue: 60000 });
  return { crm, id };
}

describe("closing an opportunity in Dataverse", () => {
  it("wins it, files the activity and moves the row on", async () => {
    const { crm, id } = await openDeal();
    await using _ = crm;
    const before = crm.dataverse.row("opportunity", id)?.versionnumber;
    const answer = await close(crm, id, {
      Status: 3,
      OpportunityClose: { subject: "Won", actualrevenue: 55000, actualend: "2026-03-31T00:00:00Z" },
    });
    expect(answer.status).toBe(204);
    const row = crm.dataverse.row("opportunity", id);
    expect(row).toMatchObject({
      statecode: 1,
      statuscode: 3,
      actualvalue: 55000,
      actualclosedate: "2026-03-31",
    });
    expect(row?.versionnumber).toBeGreaterThan(Number(before));
    expect(crm.dataverse.rows("opportunityclose")).toMatchObject([
      { subject: "Won", _opportunityid_value: id },
    ]);
    expect(crm.dataverse.operations).toMatchObject([{ action: "win", id, columns: { statuscode: 3 } }]);
  });

  it("takes the estimated value and today where a win does not say", async () => {
    const { crm, id } = await openDeal();
    await using _ = crm;
    await close(crm, id);
    expect(crm.dataverse.row("opportunity", id)).toMatchObject({
      statuscode: 3,
      actualvalue: 60000,
      actualclosedate: "2026-03-09",
    });
  });

  it("loses it, for the given reason", async () => {
    const { crm, id } = await openDeal();
    await using _ = crm;
    expect((await close(crm, id, { Status: 5 }, "LoseOpportunity")).status).toBe(204);
    expect(crm.dataverse.row("opportunity", id)).toMatchObject({ statecode: 2, statuscode: 5 });
    expect(crm.dataverse.row("opportunity", id)).not.toHaveProperty("actualvalue");
  });

  it("refuses a closed row, a missing one, and a reason of another state", async () => {
    const { crm, id } = await openDeal();
    await using _ = crm;
    expect(refusal(await close(crm, id, { Status: 4 }))).toEqual({ status: 400, code: "0x80048408" });
    await close(crm, id);
    const again = await close(crm, id, {}, "LoseOpportunity");
    expect(again.status).toBe(400);
    expect(again.body.error).toEqual({ code: "0x80040515", message: "The opportunity is already closed." });
    const missing = "11111111-8efb-e511-80d2-00155db07c77";
    expect(refusal(await close(crm, missing))).toEqual({ status: 404, code: "0x80040217" });
    expect(crm.dataverse.rows("opportunityclose")).toHaveLength(1);
  });

  it("refuses parameters that are missing or unknown", async () => {
    const { crm, id } = await openDeal();
    await using _ = crm;
    expect((await close(crm, id, { Status: undefined })).status).toBe(400);
    expect(refusal(await close(crm, id, { Reason: "x" }))).toEqual({ status: 400, code: "0x80048d19" });
    expect(refusal(await close(crm, id, { OpportunityClose: { nope: 1 } }))).toEqual({
      status: 400,
      code: "0x80048d19",
    });
    expect((await crm.request("POST", "WinOpportunity", { json: { Status: 3 } })).status).toBe(400);
    expect((await crm.get("WinOpportunity")).status).toBe(404);
  });

  it("cannot be done by writing the state", async () => {
    const { crm, id } = await openDeal();
    await using _ = crm;
    const answer = await crm.request("PATCH", `opportunities(${id})`, {
      json: { statecode: 1, statuscode: 3 },
    });
    expect(answer.status).toBe(400);
    expect(answer.body.error).toEqual({
      code: "0x80100005",
      message:
        "This message can not be used to set the state of opportunity to won. In order to set state of opportunity to won, use the won message instead.",
    });
    const lost = await crm.request("POST", "opportunities", { json: { statecode: 2 } });
    expect(lost.body.error.message).toContain("use the lost message instead");
  });
});

describe("a closed opportunity", () => {
  it("refuses ordinary updates until it is reopened", async () => {
    const { crm, id } = await openDeal();
    await using _ = crm;
    crm.dataverse.edit("opportunity", id, { statecode: 2, statuscode: 4 });
    const patch = (json: object) => crm.request("PATCH", `opportunities(${id})`, { json });
    expect(refusal(await patch({ name: "x" }))).toEqual({ status: 400, code: "0x80040515" });
    expect(refusal(await patch({ statecode: 0, name: "x" }))).toEqual({ status: 400, code: "0x80040515" });
    expect((await patch({ statecode: 0, statuscode: 2 })).status).toBe(204);
    expect((await patch({ name: "x" })).status).toBe(204);
    expect(crm.dataverse.row("opportunity", id)).toMatchObject({ name: "x", statecode: 0, statuscode: 2 });
  });

  it("takes the first reason of its new state when none is given", async () => {
    const { crm, id } = await openDeal();
    await using _ = crm;
    crm.dataverse.edit("opportunity", id, { statecode: 1 });
    expect(crm.dataverse.row("opportunity", id)).toMatchObject({ statecode: 1, statuscode: 3 });
    await crm.request("PATCH", `opportunities(${id})`, { json: { statecode: 0 } });
    expect(crm.dataverse.row("opportunity", id)).toMatchObject({ statecode: 0, statuscode: 1 });
  });
});
