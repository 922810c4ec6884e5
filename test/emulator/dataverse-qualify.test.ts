import { describe, expect, it } from "vitest";
import { environment, refusal } from "./dataverse-environment.ts";

const NOTHING = { CreateAccount: false, CreateContact: false, CreateOpportunity: false };

async function openLead(columns: Record<string, unknown> = {}) {
  const crm = await environment();
  const id = crm.dataverse.insert("lead", { subject: "Deal", ...columns });
  const qualify = (json: object, lead = id) =>
    crm.request("POST", `leads(${lead})/Microsoft.Dynamics.CRM.QualifyLead`, { json });
  return { crm, id, qualify };
}

describe("qualifying a lead in Dataverse", () => {
  it.each([3, -1])(
    "closes it as qualified with status %i, and makes nothing when told so",
    async (Status) => {
      const { crm, id, qualify } = await openLead();
      await using _ = crm;
      const { status, body } = await qualify({ ...NOTHING, Status });
      expect({ status, value: body.value }).toEqual({ status: 200, value: [] });
      expect(crm.dataverse.row("lead", id)).toMatchObject({ statecode: 1, statuscode: 3 });
      expect(crm.dataverse.operations).toMatchObject([{ action: "qualify", table: "lead", id }]);
      expect(crm.dataverse.rows("opportunity")).toEqual([]);
    },
  );

  it("refuses one that is not open, and changes nothing", async () => {
    const { crm, id, qualify } = await openLead({ statecode: 2 });
    await using _ = crm;
    expect((await qualify({ ...NOTHING, Status: 3 })).status).toBe(400);
    expect(crm.dataverse.row("lead", id)).toMatchObject({ statecode: 2 });
    expect(crm.dataverse.operations).toEqual([]);
  });

  it.each([
    ["a missing parameter", { CreateAccount: false, CreateContact: false, Status: 3 }, 400, "0x80040203"],
    ["a missing status", NOTHING, 400, "0x80040203"],
    ["a parameter of another type", { ...NOTHING, CreateAccount: "no", Status: 3 }, 400, "0x80048d19"],
    ["a status of another state", { ...NOTHING, Status: 4 }, 400, "0x80048408"],
  ])("refuses %s", async (_what, json, status, code) => {
    const { crm, qualify } = await openLead();
    await using _ = crm;
    expect(refusal(await qualify(json))).toEqual({ status, code });
    expect(crm.dataverse.operations).toEqual([]);
  });

  it("does not know it with another verb, on another table or for a lead that is not there", async () => {
    const { crm, id, qualify } = await openLead();
    await using _ = crm;
    expect((await crm.get(`leads(${id})/Microsoft.Dynamics.CRM.QualifyLead`)).status).toBe(404);
    const nobody = "00000000-0000-4000-8000-000000000000";
    expect(refusal(await qualify({ ...NOTHING, Status: 3 }, nobody))).toEqual({
      status: 404,
      code: "0x80040217",
    });
  });

  it("says that it does not emulate making rows along the way", async () => {
    const { crm, qualify } = await openLead();
    await using _ = crm;
    expect((await qualify({ ...NOTHING, CreateOpportunity: true, Status: 3 })).status).toBe(501);
  });
});
