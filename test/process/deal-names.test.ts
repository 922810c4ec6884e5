import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { insertOpportunity, insertReferral } from "../support/deals.ts";
import { setStage } from "../support/stage.ts";
import { readState } from "../support/state-branch.ts";

const NAME = "Contoso ERP";

it("names of deals are in summaries and on the state branch where the mapping shows them, and nowhere as soon as it does not", async () => {
  await using stage = await setStage({ referrals: 0 });
  const { id } = insertReferral(stage.emulator, { name: NAME });
  insertOpportunity(stage.emulator, { name: NAME, cosell_referralid: id, estimatedvalue: 1 });
  const state = () => readState(stage, "state.json");
  const hidden = await stage.run();
  expect(hidden.summary).toContain("### Conflicts");
  expect(hidden.summary + hidden.log + state()).not.toContain(NAME);

  const file = join(stage.workspace, "mappings/dynamics-365.yml");
  const text = await readFile(file, "utf8");
  await writeFile(file, text.replace("audit: hidden # git learns", "audit: value # git learns"));
  expect((await stage.run()).exitCode).toBe(0);
  const idle = await stage.run();
  expect(idle.summary).toMatch(new RegExp(`### Still waiting\\n(?:.*\\n)*.*${id}\\) ${NAME} \\|`));
  expect(state()).toContain(`"name": "${NAME}"`);

  await writeFile(file, text);
  // A plan shows what waits as the last sync has left it.
  expect((await stage.run({ command: "plan" })).summary).not.toContain(NAME);
  expect((await stage.run()).summary).not.toContain(NAME);
  expect(state()).not.toContain(NAME);
});
