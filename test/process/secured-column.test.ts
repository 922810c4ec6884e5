import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { columns } from "../../src/emulator/dataverse/index.ts";
import { insertReferral } from "../support/deals.ts";
import { setStage } from "../support/stage.ts";

it("a column that it may be kept from seeing empties no referral, where blanks travel", async () => {
  await using stage = await setStage({ referrals: 0 });
  const { dataverse, partnerCenter } = stage.emulator;
  const file = join(stage.workspace, "mappings/dynamics-365.yml");
  const mapping = (await readFile(file, "utf8")).replace(
    "    opportunity: description\n",
    "$&    blank: propagate\n",
  );
  await writeFile(file, mapping);
  const { id } = insertReferral(stage.emulator, { name: "one", "details.notes": "Pilot first." });
  expect((await stage.run()).exitCode).toBe(0);
  dataverse.addColumn("opportunity", columns.memo("description", 2000, { secured: true }));
  dataverse.hidden.add("opportunity.description");
  const { exitCode, annotations } = await stage.run();
  expect(exitCode).toBe(1);
  expect(annotations).toContainEqual(
    expect.objectContaining({
      message: expect.stringContaining("fields > notes: column description has column-level security"),
    }),
  );
  expect(partnerCenter.get(id)?.details.notes).toBe("Pilot first.");
});

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
