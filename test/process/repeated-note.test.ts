import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { insertReferral } from "../support/deals.ts";
import { setStage } from "../support/stage.ts";

it("what an overwriting would replace is noted once, however often the CRM refuses it, and again when it is something else", async () => {
  await using stage = await setStage({ referrals: 1 });
  const { dataverse, partnerCenter } = stage.emulator;
  const path = join(stage.workspace, "mappings/dynamics-365.yml");
  const text = await readFile(path, "utf8");
  await writeFile(path, text.replace(/^( +)as: money$/m, "$&\n$1conflict: referral"));
  const { id } = insertReferral(stage.emulator, { name: "one" });
  await stage.run();
  const row = dataverse.rows("opportunity").find(({ cosell_referralid: referral }) => referral === id);
  const opportunity = String(row?.opportunityid);
  const valueThere = (value: number) =>
    partnerCenter.edit(id, (referral) => {
      referral.details.dealValue = value;
    });
  const tryAgain = () => stage.run({ "referral-id": id });
  const notes = () => dataverse.rows("annotation").map(({ notetext }) => String(notetext));

  // More than the CRM can hold.
  valueThere(5_000_000_000_000);
  dataverse.edit("opportunity", opportunity, { estimatedvalue: 777 });
  for (const run of [() => stage.run(), tryAgain, tryAgain]) expect((await run()).outputs.failed).toBe("1");
  expect(notes()).toEqual([expect.stringContaining("was: 777")]);

  dataverse.edit("opportunity", opportunity, { estimatedvalue: 888 });
  await tryAgain();
  expect(notes()).toHaveLength(2);
  valueThere(500_000);
  await tryAgain();
  expect(dataverse.row("opportunity", opportunity)).toMatchObject({ estimatedvalue: 500_000 });
  expect(notes().at(-1)).toContain("was: 888");
});
