import { expect, it } from "vitest";
import { insertReferral } from "../support/deals.ts";
import { setStage } from "../support/stage.ts";

const LOST = "the CRM does not keep what a sync writes into cosell_base: its answer shows nothing there";

it("says of a base that the CRM hides what is wrong, writes it once, and goes on once it is to be seen", async () => {
  await using stage = await setStage({ referrals: 0 });
  const { dataverse, partnerCenter } = stage.emulator;
  const { id } = insertReferral(stage.emulator, { name: "one" });
  dataverse.unreadable.add("opportunity.cosell_base");
  const first = await stage.run();
  expect(first).toMatchObject({ exitCode: 0, outputs: { created: "2", failed: "0" } });
  expect(first.log).toContain(
    `Rows that have not kept their base: 1 of 1 that were written. As it seems, ${LOST}`,
  );
  expect(first.log).toContain("column-level security that does not let the application user read it");
  const written = dataverse.operations.length;
  const second = await stage.run();
  expect(dataverse.operations).toHaveLength(written);
  expect(second.summary).toContain("base not kept");
  expect(second.summary).toContain("column-level security");

  const opportunity = String(dataverse.rows("opportunity")[0]?.opportunityid);
  dataverse.unreadable.clear();
  dataverse.edit("opportunity", opportunity, { name: "renamed" });
  const third = await stage.run();
  expect(third).toMatchObject({ exitCode: 0, outputs: { updated: "1", conflicts: "0" } });
  expect(partnerCenter.get(id)).toMatchObject({ name: "renamed" });
  expect((await stage.run()).summary).not.toContain("base not kept");
});

it("says of a base that something in the CRM encodes later what is wrong", async () => {
  await using stage = await setStage({ referrals: 0 });
  const { dataverse } = stage.emulator;
  insertReferral(stage.emulator, { name: "one" });
  await stage.run();
  const [row] = dataverse.rows("opportunity");
  const encoded = String(row?.cosell_base).replaceAll('"', "&quot;");
  dataverse.edit("opportunity", String(row?.opportunityid), { cosell_base: encoded });
  const { log } = await stage.run();
  expect(log).toContain("whose base cannot be read: 1. They are merged as if it were for the first time");
  expect((await stage.run()).log).not.toContain("whose base cannot be read");
});

it("writes no more where no row keeps its base", async () => {
  await using stage = await setStage({ referrals: 0 });
  const { dataverse } = stage.emulator;
  for (const name of "abcdefghijkl") insertReferral(stage.emulator, { name });
  dataverse.unreadable.add("opportunity.cosell_base");
  await stage.run();
  insertReferral(stage.emulator, { name: "another" });
  const refused = await stage.run();
  expect(refused.exitCode).toBe(1);
  expect(refused.log).toContain(`12 of 12 linked opportunities have not kept their base: ${LOST}`);
  expect(dataverse.rows("opportunity")).toHaveLength(12);
  dataverse.unreadable.clear();
  await stage.run({ command: "resync" });
  expect(await stage.run()).toMatchObject({ exitCode: 0, outputs: { failed: "0" } });
  expect(dataverse.rows("opportunity")).toHaveLength(13);
});
