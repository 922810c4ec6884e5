import { expect, it } from "vitest";
import { insertReferral } from "../support/deals.ts";
import { setStage } from "../support/stage.ts";

const GROUP = { name: "Lakeshore Group", address1_postalcode: "20095", address1_country: "DE" };
const FIRST = { "max-change-share": "1" };

it("a deal of a customer whose account was merged into another gets that one, and no account is made anew", async () => {
  await using stage = await setStage({ referrals: 0 });
  const { dataverse } = stage.emulator;
  const group = dataverse.insert("account", GROUP);
  const old = dataverse.insert("account", {
    name: "Lakeshore Foods",
    address1_postalcode: "28195",
    address1_country: "DE",
  });
  dataverse.mergeAccounts(old, group);
  insertReferral(stage.emulator, { name: "one" });
  expect((await stage.run(FIRST)).exitCode).toBe(0);
  expect(dataverse.rows("account")).toHaveLength(2);
  expect(dataverse.rows("opportunity")).toMatchObject([{ _parentaccountid_value: group }]);
});

it("so does one whose account a sync has made", async () => {
  await using stage = await setStage({ referrals: 0 });
  const { dataverse } = stage.emulator;
  insertReferral(stage.emulator, { name: "one" });
  await stage.run(FIRST);
  const [made] = dataverse.rows("account");
  const [group, holding] = ["Lakeshore Group", "Lakeshore Holding"].map((name) =>
    dataverse.insert("account", { ...GROUP, name }),
  ) as [string, string];
  // One who cleans up twice.
  dataverse.edit("account", String(made?.accountid), { address1_postalcode: "1" });
  dataverse.mergeAccounts(String(made?.accountid), group);
  dataverse.mergeAccounts(group, holding);
  insertReferral(stage.emulator, { name: "two" });
  expect((await stage.run(FIRST)).outputs).toMatchObject({ created: "1", failed: "0", held: "0" });
  expect(dataverse.rows("account")).toHaveLength(3);
  const accounts = dataverse.rows("opportunity").map((row) => row._parentaccountid_value);
  expect(accounts).toEqual([holding, holding]);
});
