import { afterEach, describe, expect, it } from "vitest";
import { openDataverse } from "../../../src/adapters/dataverse/dataverse.ts";
import { type Environment, environment } from "../../emulator/dataverse-environment.ts";
import { testClock, testHttp } from "../support.ts";

let crm: Environment | undefined;

afterEach(async () => {
  await crm?.[Symbol.asyncDispose]();
  crm = undefined;
});

/** The adapter on an emulated environment that has these accounts. */
async function open(accounts: readonly Record<string, unknown>[] = []) {
  crm = await environment();
  for (const account of accounts) crm.dataverse.insert("account", account);
  const http = testHttp();
  const dataverse = openDataverse({
    http,
    token: async () => "good",
    baseUrl: crm.root,
    columns: ["name"],
    referralIdColumn: "cosell_referralid",
    leads: { columns: ["subject", "statecode"], referralIdColumn: "cosell_referralid" },
    clock: testClock(),
  });
  return { dataverse, http, dataverseRows: crm.dataverse };
}

const COLUMNS = ["name", "address1_postalcode"];
const ID = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee";

describe("the search for accounts", () => {
  it("finds those with one of the values in one of the columns, in any case, and shows the columns", async () => {
    const { dataverse } = await open([
      { name: "Old Mill", address1_postalcode: "m5v 2t6" },
      { name: 'Juniper & Sons, "Ltd" O\'Neil (100%)', address1_postalcode: "1" },
      { name: "Else", address1_postalcode: "2" },
    ]);
    const found = await dataverse.accounts({
      columns: COLUMNS,
      anyOf: { address1_postalcode: ["M5V 2T6"], name: ['Juniper & Sons, "Ltd" O\'Neil (100%)', "Nobody"] },
      ids: [],
    });
    expect(found.map(({ properties }) => String(properties.name)).sort()).toEqual([
      'Juniper & Sons, "Ltd" O\'Neil (100%)',
      "Old Mill",
    ]);
    expect(found[0]).toMatchObject({ etag: expect.stringContaining("W/"), properties: { statecode: 0 } });
  });

  it.each(["O'Neil", "Juniper [North", "Juniper] North", String.raw`Juniper \u0027 "North"`])(
    "takes the signs of a name for nothing else: %s",
    async (name) => {
      const { dataverse } = await open([{ name }]);
      const found = await dataverse.accounts({ columns: COLUMNS, anyOf: { name: [name] }, ids: [] });
      expect(found.map(({ properties }) => properties.name)).toEqual([name]);
    },
  );

  it("leaves inactive ones out, unless they are asked for by their id", async () => {
    const { dataverse } = await open([
      { accountid: ID, name: "Old Mill", statecode: 1, statuscode: 2 },
      { name: "Old Mill", statecode: 1, statuscode: 2 },
    ]);
    const search = { columns: COLUMNS, anyOf: { name: ["Old Mill"] }, ids: [ID] };
    const found = await dataverse.accounts(search);
    expect(found.map(({ id }) => id)).toEqual([ID]);
  });

  it("takes one request for two hundred values, and shows an account once", async () => {
    const { dataverse, http } = await open([{ accountid: ID, name: "n7", address1_postalcode: "p7" }]);
    const values = (letter: string, count: number) =>
      Array.from({ length: count }, (_, index) => letter + index);
    const anyOf = { name: values("n", 100), address1_postalcode: values("p", 99) };
    expect((await dataverse.accounts({ columns: COLUMNS, anyOf, ids: [ID] })).map(({ id }) => id)).toEqual([
      ID,
    ]);
    expect(http.counts.dataverse).toBe(1);
    await dataverse.accounts({ columns: COLUMNS, anyOf: { name: values("n", 401) }, ids: [] });
    expect(http.counts.dataverse).toBe(4);
  });

  it("takes more requests where names are long once they stand in a URL, which may have 32,768 characters", async () => {
    const name = (number: number) => `${"株式会社".repeat(30)}${number}`;
    const { dataverse, http } = await open([{ accountid: ID, name: name(199) }]);
    const anyOf = { name: Array.from({ length: 200 }, (_, number) => name(number)) };
    const found = await dataverse.accounts({ columns: COLUMNS, anyOf, ids: [] });
    expect(found.map(({ id }) => id)).toEqual([ID]);
    expect(http.counts.dataverse).toBe(10);
  });

  it("costs nothing when there is nothing to look for", async () => {
    const { dataverse, http } = await open();
    expect(await dataverse.accounts({ columns: COLUMNS, anyOf: {}, ids: [] })).toEqual([]);
    expect(http.counts.dataverse).toBe(0);
  });
});

describe("a row under a chosen id", () => {
  it("is made once: a second account of that id is stale", async () => {
    const { dataverse, dataverseRows } = await open();
    const create = { action: "create", table: "account", id: ID, columns: { name: "Old Mill" } } as const;
    expect(await dataverse.write([create])).toMatchObject([{ outcome: "applied" }]);
    expect(await dataverse.write([create])).toMatchObject([{ outcome: "stale" }]);
    expect(dataverseRows.rows("account")).toHaveLength(1);
  });

  it("can be a lead, which is found by its referral and qualified once", async () => {
    const { dataverse, dataverseRows } = await open();
    const columns = { subject: "Deal", cosell_referralid: "r1" };
    const qualify = { action: "qualify", id: ID } as const;
    const fates = await dataverse.write([
      { action: "create", table: "lead", id: ID, columns },
      qualify,
      qualify,
    ]);
    expect(fates.map(({ outcome }) => outcome)).toEqual(["applied", "applied", "rejected"]);
    expect(dataverseRows.row("lead", ID)).toMatchObject({ subject: "Deal", statecode: 1 });
    const found = await dataverse.leads(["r0", "r1"]);
    expect(found).toMatchObject([{ id: ID, properties: { subject: "Deal", statecode: 1 } }]);
  });
});
