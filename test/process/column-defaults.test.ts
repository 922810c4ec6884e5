import { expect, it } from "vitest";
import { columns } from "../../src/emulator/dataverse/index.ts";
import { insertReferral } from "../support/deals.ts";
import { setStage } from "../support/stage.ts";

/** A choice that gives its first option to new rows. */
function choice(name: string, first: number, options: number) {
  const all = Array.from({ length: options }, (_, index) => ({ value: first + index, label: `${index}` }));
  return columns.choice(name, all, { initial: first });
}

it("what the table gives to new rows is no word of a seller's: no private deal is shared, or moved, by it", async () => {
  await using stage = await setStage({ referrals: 0 });
  const { dataverse, partnerCenter } = stage.emulator;
  dataverse.addColumn("opportunity", columns.boolean("cosell_visible", { initial: true }));
  dataverse.addColumn("opportunity", choice("cosell_salesstage", 727_000_030, 6));
  const referral = insertReferral(stage.emulator, {
    "consent.consentToShareReferralWithMicrosoftSellers": false,
  });
  const before = structuredClone(referral);
  expect(await stage.run()).toMatchObject({ exitCode: 0, outputs: { changes: "2", failed: "0" } });
  expect(await stage.run()).toMatchObject({ exitCode: 0, outputs: { changes: "0" } });
  expect(partnerCenter.get(referral.id)).toEqual(before);
});

it("an answer that the table gives to new rows is one, as nothing else is made of that column", async () => {
  await using stage = await setStage({ referrals: 0 });
  stage.emulator.dataverse.addColumn("opportunity", choice("cosell_decision", 727_000_020, 2));
  const { id } = insertReferral(stage.emulator, { status: "New", substatus: "Pending" });
  await stage.run();
  expect(await stage.run()).toMatchObject({ exitCode: 0, outputs: { failed: "0" } });
  expect(stage.emulator.partnerCenter.get(id)).toMatchObject({ status: "Active", substatus: "Accepted" });
});
