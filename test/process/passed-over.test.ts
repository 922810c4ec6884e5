import { expect, it } from "vitest";
import { readAudit } from "../support/audit.ts";
import { insertReferral } from "../support/deals.ts";
import { setStage } from "../support/stage.ts";

it("a sales stage that Partner Center passes over is told, and the rest of the change arrives", async () => {
  await using stage = await setStage({ referrals: 0 });
  const { id } = insertReferral(stage.emulator, { name: "staged", salesStage: "20" });
  await stage.run();
  stage.emulator.partnerCenter.settings.patchedSalesStage = "passed over";
  const rowOf = () => stage.emulator.dataverse.rows("opportunity")[0] ?? {};
  const edit = { name: "renamed", cosell_salesstage: 727000034 };
  stage.emulator.dataverse.edit("opportunity", String(rowOf().opportunityid), edit);
  const told = "something else of sales stage than was sent";

  const { exitCode, summary, annotations } = await stage.run();
  expect(exitCode).toBe(0);
  expect(summary).toContain(`✔ applied: Partner Center's answer shows ${told}`);
  expect(annotations.map(({ message }) => message).join()).toContain(told);
  expect(await readAudit(stage)).toContain(told);
  expect(stage.emulator.partnerCenter.get(id)).toMatchObject({ name: "renamed", salesStage: "20" });

  const last = await stage.run();
  expect(last.outputs).toMatchObject({ changes: "0", conflicts: "0" });
});
