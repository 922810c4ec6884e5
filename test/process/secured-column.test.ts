import { expect, it } from "vitest";
import { insertReferral } from "../support/deals.ts";
import { setStage } from "../support/stage.ts";

it("a column that the application user may no longer see erases nothing, and the rest of the deal goes on", async () => {
  await using stage = await setStage({ referrals: 0 });
  const { dataverse, partnerCenter } = stage.emulator;
  const { id } = insertReferral(stage.emulator, { name: "one", "details.dealValue": 64000 });
  await stage.run();
  dataverse.hidden.add("opportunity.estimatedvalue");
  const opportunity = String(dataverse.rows("opportunity")[0]?.opportunityid);
  dataverse.edit("opportunity", opportunity, { name: "renamed" });
  expect(await stage.run()).toMatchObject({ exitCode: 0, outputs: { updated: "1", failed: "0" } });
  expect(partnerCenter.get(id)).toMatchObject({ name: "renamed", details: { dealValue: 64000 } });
  expect(dataverse.row("opportunity", opportunity)).toMatchObject({ estimatedvalue: 64000 });
});
