import { expect, it } from "vitest";
import { columns } from "../../src/emulator/dataverse/index.ts";
import { insertReferral } from "../support/deals.ts";
import { setStage } from "../support/stage.ts";

/** A choice that gives its first option to new rows. */
function choice(name: string, first: number, options: number) {
  const all = Array.from({ length: options }, (_, index) => ({ value: first + index, label: `${index}` }));
  return columns.choice(name, all, { initial: first });
}

it("what the table gives to new rows is no word of a seller's: nothing is shared, accepted or moved by it", async () => {
  await using stage = await setStage({ referrals: 0 });
  const { dataverse, partnerCenter } = stage.emulator;
  dataverse.addColumn("opportunity", columns.boolean("cosell_visible", { initial: true }));
  dataverse.addColumn("opportunity", choice("cosell_decision", 727_000_020, 2));
  dataverse.addColumn("opportunity", choice("cosell_salesstage", 727_000_030, 6));
  const unseen = { "consent.consentToShareReferralWithMicrosoftSellers": false };
  const deals = [
    insertReferral(stage.emulator, { name: "private", ...unseen }),
    insertReferral(stage.emulator, { name: "unanswered", status: "New", substatus: "Pending", ...unseen }),
  ];
  const before = structuredClone(deals);
  expect(await stage.run()).toMatchObject({ exitCode: 0, outputs: { failed: "0" } });
  expect(dataverse.rows("opportunity")).toHaveLength(2);
  expect(await stage.run()).toMatchObject({ exitCode: 0, outputs: { changes: "0" } });
  expect(deals.map(({ id }) => partnerCenter.get(id))).toEqual(before);
});
