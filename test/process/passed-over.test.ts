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
  expect(readAudit(stage)).toContain(told);
  expect(stage.emulator.partnerCenter.get(id)).toMatchObject({ name: "renamed", salesStage: "20" });

  expect((await stage.run()).outputs).toMatchObject({ changes: "0", conflicts: "0" });

  // The next edit has the deal looked at, and nothing of its seller's undone.
  stage.emulator.dataverse.edit("opportunity", String(rowOf().opportunityid), { description: "Calls back." });
  const later = await stage.run();
  expect(later.summary).toContain("sales stage | it was sent to Partner Center, which shows something else");
  expect(rowOf()).toMatchObject({ cosell_salesstage: 727000034, cosell_syncstatus: 727000013 });
  expect(stage.emulator.partnerCenter.get(id).details.notes).toBe("Calls back.");

  stage.emulator.partnerCenter.edit(id, (referral) => {
    referral.salesStage = "40";
  });
  expect((await stage.run()).outputs).toMatchObject({ updated: "1", held: "0" });
  expect(rowOf()).toMatchObject({ cosell_salesstage: 727000032, cosell_syncstatus: 727000010 });
});
