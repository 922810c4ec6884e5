import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openDataverse } from "../../../src/adapters/dataverse/dataverse.ts";
import { type Environment, environment } from "../../emulator/dataverse-environment.ts";
import { testClock, testHttp } from "../support.ts";

let crm: Environment;

beforeEach(async () => {
  crm = await environment();
});

afterEach(() => crm[Symbol.asyncDispose]());

const NOBODY = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee";
const ROW = "bbbbbbbb-bbbb-4ccc-8ddd-eeeeeeeeeeee";

function open() {
  const http = testHttp();
  const dataverse = openDataverse({
    http,
    token: async () => "good",
    baseUrl: crm.root,
    columns: ["name"],
    referralIdColumn: "cosell_referralid",
    clock: testClock(),
  });
  return { dataverse, http };
}

const user = (values: object = {}) => crm.dataverse.insert("systemuser", { lastname: "Sato", ...values });
const team = (values: object = {}) => crm.dataverse.insert("team", { name: "Sellers", ...values });
const withoutRole = (id: string) => {
  crm.dataverse.withoutRole.add(id);
  return id;
};

describe("the search for users", () => {
  const find = (dataverse: ReturnType<typeof open>["dataverse"], ...values: string[]) =>
    dataverse.users({ internalemailaddress: values, domainname: values });

  it("takes one request for all of them, in any case, by either column, and shows both", async () => {
    user({ internalemailaddress: "Mira.Sato@adatum.example", domainname: "msato@adatum.example" });
    user({ domainname: "o'neil@adatum.example" });
    user({ internalemailaddress: "else@adatum.example" });
    const { dataverse, http } = open();
    const found = await find(dataverse, "mira.sato@adatum.example", "o'neil@adatum.example");
    expect(found.map(({ properties }) => String(properties.domainname)).sort()).toEqual([
      "msato@adatum.example",
      "o'neil@adatum.example",
    ]);
    expect(http.counts.dataverse).toBe(1);
  });

  it("leaves out those who are disabled, as they cannot own a row", async () => {
    const gone = user({ internalemailaddress: "mira.sato@adatum.example", isdisabled: true });
    expect(await find(open().dataverse, "mira.sato@adatum.example")).toEqual([]);
    const stays = user();
    const found = await open().dataverse.users({ systemuserid: [gone, stays] });
    expect(found.map(({ id }) => id)).toEqual([stays]);
  });
});

describe("a row that is given to somebody", () => {
  const give = async (owner: string) => {
    const columns = { name: "Deal", "ownerid@odata.bind": owner };
    const [result] = await open().dataverse.write([{ action: "create", id: ROW, columns }]);
    return result;
  };
  const ADVICE = expect.stringContaining("owner in docs/mapping.md");

  it("belongs to them", async () => {
    const id = user();
    expect(await give(`/systemusers(${id})`)).toMatchObject({ outcome: "applied" });
    expect(crm.dataverse.row("opportunity", ROW)).toMatchObject({ _ownerid_value: id });
  });

  it.each([
    ["who is not there", () => `/systemusers(${NOBODY})`],
    ["who is disabled", () => `/systemusers(${user({ isdisabled: true })})`],
    ["who may not read such rows", () => `/systemusers(${withoutRole(user())})`],
    ["a team that may not", () => `/teams(${withoutRole(team())})`],
    ["a team that owns nothing", () => `/teams(${team({ teamtype: 1 })})`],
  ])("%s is refused, with what to do about it", async (_who, owner) => {
    expect(await give(owner())).toMatchObject({ outcome: "rejected", reason: ADVICE });
    expect(crm.dataverse.rows("opportunity")).toEqual([]);
  });

  it("is refused without that advice for want of a privilege of our own", async () => {
    crm.dataverse.privileges.delete("prvAssignOpportunity");
    const refused = await give(`/systemusers(${user()})`);
    expect(refused).toMatchObject({ outcome: "rejected", reason: expect.not.stringContaining("docs/") });
    expect(refused).toMatchObject({ reason: expect.stringContaining("prvAssignOpportunity") });
  });
});
