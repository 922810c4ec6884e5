import { expect, it } from "vitest";
import { columns } from "../../src/emulator/dataverse/index.ts";
import { insertReferral } from "../support/deals.ts";
import { setStage } from "../support/stage.ts";

it("a new deal keeps its value where new opportunities are worth what their products come to", async () => {
  await using stage = await setStage({ referrals: 0 });
  const { dataverse } = stage.emulator;
  dataverse.addColumn("opportunity", columns.boolean("isrevenuesystemcalculated", { initial: true }));
  const referral = insertReferral(stage.emulator, { "details.dealValue": 64000 });
  expect(await stage.run()).toMatchObject({ exitCode: 0, outputs: { changes: "2", failed: "0" } });
  expect(await stage.run()).toMatchObject({ exitCode: 0, outputs: { changes: "0" } });
  expect(dataverse.rows("opportunity")).toMatchObject([{ estimatedvalue: 64000 }]);
  expect(referral.details.dealValue).toBe(64000);
});
