import { expect, it } from "vitest";
import { columns } from "../../src/emulator/dataverse/index.ts";
import { insertOpportunity, insertReferral, LAKESHORE } from "../support/deals.ts";
import { type Stage, setStage } from "../support/stage.ts";

const SHARED = {
  estimatedvalue: 50000,
  estimatedclosedate: "2999-12-31",
  cosell_products: "SOL-1",
  cosell_team: "Alex Seller <alex.seller@adatum.example>",
  cosell_syncwithpartnercenter: true,
};

/** A deal that was shared, and whose opportunity has forgotten it as in a backup, while the change feed goes on. */
async function sharedAndForgotten(stage: Stage) {
  const { dataverse, partnerCenter } = stage.emulator;
  const account = dataverse.insert("account", LAKESHORE);
  const shared = { name: "Shared after the backup", ...SHARED, _parentaccountid_value: account };
  const row = insertOpportunity(stage.emulator, shared);
  await stage.run();
  const columnsOfOurs = Object.keys(dataverse.row("opportunity", row) ?? {}).filter(
    (name) => name.startsWith("cosell_") && !(name in SHARED),
  );
  dataverse.edit("opportunity", row, Object.fromEntries(columnsOfOurs.map((name) => [name, null])));
  return { row, before: partnerCenter.list().length };
}

it("what took several answers to read is not read again, although it needed nothing", async () => {
  await using stage = await setStage({ referrals: 0, dataverse: { pageSize: 2 } });
  insertReferral(stage.emulator, { name: "A deal" });
  await stage.run();
  for (const name of ["One", "Two", "Three"]) insertOpportunity(stage.emulator, { name });
  stage.takeRequests();

  expect((await stage.run()).outputs).toMatchObject({
    changes: "0",
    "state-commit": expect.stringMatching(/^[0-9a-f]{40}$/),
  });
  expect(stage.takeRequests().dataverse).toBeGreaterThan(2);
  expect((await stage.run()).outputs).toMatchObject({ changes: "0", "state-commit": "" });
  expect(stage.takeRequests().dataverse).toBe(1);
});

it("a CRM that was restored has no deal shared a second time, and what its sellers want shared is", async () => {
  await using stage = await setStage({ referrals: 3 });
  const { dataverse, partnerCenter } = stage.emulator;
  const account = dataverse.insert("account", LAKESHORE);
  const wanted = (name: string) =>
    insertOpportunity(stage.emulator, { name, ...SHARED, _parentaccountid_value: account });
  const row = wanted("Shared after the backup");
  await stage.run();
  const before = partnerCenter.list().length;

  // As it was in the backup, and with a change feed of its own.
  dataverse.edit("opportunity", row, { cosell_referralid: null, cosell_base: null, cosell_syncstatus: null });
  dataverse.addColumn("opportunity", columns.text("of_another_time", 10));
  wanted("Shared now");
  const first = await stage.run();
  expect(first.outputs).toMatchObject({
    changes: "0",
    "state-commit": expect.stringMatching(/^[0-9a-f]{40}$/),
  });
  expect(first.log).toContain(
    "left 2 opportunities that may be shared to the next run, which reads everything",
  );

  expect((await stage.run({ "max-change-share": "1" })).outputs).toMatchObject({ created: "1" });
  expect(partnerCenter.list()).toHaveLength(before + 1);
  expect(dataverse.row("opportunity", row)?.cosell_referralid).toBeDefined();
  expect((await stage.run()).outputs).toMatchObject({ changes: "0" });
});

it("a deal whose opportunity has forgotten that it was shared waits, and finds its referral after a resync", async () => {
  await using stage = await setStage({ referrals: 3 });
  const { dataverse, partnerCenter } = stage.emulator;
  const { row, before } = await sharedAndForgotten(stage);
  const waiting = await stage.run();
  expect(waiting.outputs).toMatchObject({
    created: "0",
    "approval-digest": expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  expect(waiting.summary).toContain("restored from a backup: have resync run");

  await stage.run({ command: "resync" });
  await stage.run({ "max-change-share": "1" });
  expect(partnerCenter.list()).toHaveLength(before);
  expect(dataverse.row("opportunity", row)?.cosell_referralid).toBeDefined();
  expect((await stage.run()).outputs).toMatchObject({ changes: "0", "approval-digest": "" });
});

it("a resync does not forget which deals were shared lately, where their referral no longer names its opportunity", async () => {
  await using stage = await setStage({ referrals: 3 });
  const { partnerCenter } = stage.emulator;
  const { row, before } = await sharedAndForgotten(stage);
  const ours = partnerCenter.list().find(({ externalReferenceId }) => externalReferenceId === row);
  partnerCenter.edit(ours?.id ?? "", (referral) => {
    referral.externalReferenceId = null;
  });

  await stage.run({ command: "resync" });
  const { outputs } = await stage.run({ "max-change-share": "1" });
  expect(partnerCenter.list()).toHaveLength(before);
  expect(outputs["approval-digest"]).toMatch(/^[0-9a-f]{64}$/);
});

it("a base of a time that is yet to come says what to do about it, and one of no time is none", async () => {
  await using stage = await setStage({ referrals: 0 });
  const { dataverse, partnerCenter } = stage.emulator;
  const ids = ["To come", "Never"].map((name) => insertReferral(stage.emulator, { name }).id);
  await stage.run();
  const rowOf = (id: string | undefined) =>
    dataverse.rows("opportunity").find((row) => row.cosell_referralid === id) ?? {};
  const [toCome, never] = ids;
  for (const [id, time] of [
    [toCome, "9999-12-31T00:00:00Z"],
    [never, "yesterday"],
  ] as const) {
    const { opportunityid, cosell_base } = rowOf(id);
    const base = { ...JSON.parse(String(cosell_base)), m: time };
    dataverse.edit("opportunity", String(opportunityid), { cosell_base: JSON.stringify(base) });
    partnerCenter.edit(String(id), (referral) => {
      referral.details.notes = "Calls back.";
    });
  }

  const { summary } = await stage.run();
  expect(summary).toContain("merged at a time that is yet to come: empty that column there");
  expect(summary).not.toContain("older version");
  expect(rowOf(never).cosell_syncreason).toContain("notes: Partner Center has");

  dataverse.edit("opportunity", String(rowOf(toCome).opportunityid), { cosell_base: null });
  expect((await stage.run()).outputs).toMatchObject({ conflicts: "1" });
  expect(rowOf(toCome).cosell_syncreason).toContain("notes: Partner Center has");
});
