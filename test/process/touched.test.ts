import { expect, it } from "vitest";
import { insertReferral } from "../support/deals.ts";
import { setStage } from "../support/stage.ts";

it("a referral on which Partner Center goes on working after our change is in step, and takes the next one", async () => {
  await using stage = await setStage({ referrals: 0 });
  const { dataverse, partnerCenter } = stage.emulator;
  const { id } = insertReferral(stage.emulator, { name: "one" });
  await stage.run();
  partnerCenter.settings.touchAfterWrite = true;
  const opportunity = String(dataverse.rows("opportunity")[0]?.opportunityid);
  for (const name of ["two", "three"]) {
    dataverse.edit("opportunity", opportunity, { name });
    expect(await stage.run()).toMatchObject({ exitCode: 0, outputs: { updated: "1", failed: "0" } });
    expect(partnerCenter.get(id)).toMatchObject({ name });
  }
  const { length } = partnerCenter.operations;
  expect(await stage.run()).toMatchObject({ exitCode: 0, outputs: { changes: "0", conflicts: "0" } });
  expect(partnerCenter.operations).toHaveLength(length);
});
