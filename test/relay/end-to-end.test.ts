import { expect, it } from "vitest";
import { insertReferral } from "../support/deals.ts";
import { register, startRelay } from "../support/relay.ts";
import { setStage } from "../support/stage.ts";

it("a change in Partner Center is in the CRM after the run that its notification started", async () => {
  await using stage = await setStage({ referrals: 0 });
  const { emulator } = stage;
  await using relay = await startRelay(emulator);
  emulator.github.runs.onRun((run) => stage.run(run.inputs));
  register(emulator, relay.url);

  const { id } = insertReferral(emulator, { name: "Woken" });
  await emulator.webhooks.idle();
  await emulator.github.runs.idle();

  expect(relay.log).toEqual(["200 referral-created passed on"]);
  expect(emulator.github.runs.all).toMatchObject([{ status: "completed", inputs: {} }]);
  expect(emulator.dataverse.rows("opportunity")).toMatchObject([{ cosell_referralid: id, name: "Woken" }]);
});
