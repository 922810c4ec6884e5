import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Environment, environment, refusal } from "./dataverse-environment.ts";

let crm: Environment;

beforeEach(async () => {
  crm = await environment();
});

afterEach(() => crm[Symbol.asyncDispose]());

const NOBODY = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee";

const create = (owner: string) =>
  crm.request("POST", "opportunities", { json: { name: "Deal", "ownerid@odata.bind": owner } });
const user = (values: object = {}) => crm.dataverse.insert("systemuser", { lastname: "Sato", ...values });
const team = (values: object = {}) => crm.dataverse.insert("team", { name: "Sellers", ...values });

describe("the owner of a new row", () => {
  it("is whoever makes it, when nobody is named", async () => {
    await crm.request("POST", "opportunities", { json: { name: "Deal" } });
    const { UserId } = (await crm.get("WhoAmI")).body;
    expect(crm.dataverse.rows("opportunity")).toMatchObject([{ _ownerid_value: UserId }]);
  });

  it("may be a user or a team, by one and the same property", async () => {
    const ids = [user(), team()];
    expect((await create(`/systemusers(${ids[0]})`)).status).toBe(204);
    expect((await create(`/teams(${ids[1]})`)).status).toBe(204);
    expect(crm.dataverse.rows("opportunity").map((row) => row._ownerid_value)).toEqual(ids);
  });

  it.each([
    ["nobody", () => `/systemusers(${NOBODY})`, 404, "0x80040217"],
    ["a team that is taken for a user", () => `/systemusers(${team()})`, 404, "0x80040217"],
    ["an account", () => `/accounts(${crm.dataverse.insert("account", { name: "A" })})`, 400, "0x80048d19"],
    ["a disabled user", () => `/systemusers(${user({ isdisabled: true })})`, 403, "0x80040225"],
    ["an access team", () => `/teams(${team({ teamtype: 1 })})`, 400, "0x80048340"],
  ])("cannot be %s", async (_who, owner, status, code) => {
    expect(refusal(await create(owner()))).toEqual({ status, code });
    expect(crm.dataverse.rows("opportunity")).toEqual([]);
  });

  it("has to have a role that reads such rows", async () => {
    const id = user();
    crm.dataverse.withoutRole.add(id);
    const answer = await create(`/systemusers(${id})`);
    expect(refusal(answer)).toEqual({ status: 403, code: "0x80040220" });
    expect(answer.body.error.message).toMatch(`Principal user (Id=${id}, type=8`);
    expect(answer.body.error.message).toContain("missing prvReadOpportunity privilege");
  });

  it("is only chosen by who may assign rows, when it is made and afterwards", async () => {
    const id = user();
    const own = crm.dataverse.insert("opportunity", { name: "Deal" });
    const give = () =>
      crm.request("PATCH", `opportunities(${own})`, {
        json: { "ownerid@odata.bind": `/systemusers(${id})` },
      });
    crm.dataverse.privileges.delete("prvAssignOpportunity");
    for (const answer of [await create(`/systemusers(${id})`), await give()])
      expect(answer.body.error.message).toContain("missing prvAssignOpportunity privilege");
    crm.dataverse.privileges.set("prvAssignOpportunity", "Global");
    expect((await give()).status).toBe(204);
    expect(crm.dataverse.row("opportunity", own)).toMatchObject({ _ownerid_value: id });
  });

  it("cannot be looked behind in a filter, as nobody asks for that", async () => {
    expect((await crm.get("opportunities?$select=name&$filter=ownerid/name eq 'A'")).status).toBe(501);
  });
});

it("users are found by any of several addresses, the disabled ones left out", async () => {
  const [mail, name] = [
    user({ internalemailaddress: "mira.sato@adatum.example" }),
    user({ domainname: "Paul.Renner@adatum.example" }),
  ];
  user({ internalemailaddress: "mira.sato@adatum.example", isdisabled: true });
  const filter =
    "(isdisabled eq false and Microsoft.Dynamics.CRM.In(PropertyName=@c0,PropertyValues=@v)) or (isdisabled eq false and Microsoft.Dynamics.CRM.In(PropertyName=@c1,PropertyValues=@v))";
  const aliases = `@c0='internalemailaddress'&@c1='domainname'&@v=["mira.sato@adatum.example","paul.renner@adatum.example"]`;
  const { body } = await crm.get(`systemusers?$select=systemuserid&$filter=${filter}&${aliases}`);
  const found = body.value.map(({ systemuserid }: { systemuserid: string }) => systemuserid);
  expect(found.sort()).toEqual([mail, name].sort());
});
