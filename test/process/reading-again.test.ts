import { expect, it } from "vitest";
import { insertOpportunity, insertReferral } from "../support/deals.ts";
import { setStage } from "../support/stage.ts";

it("what took several answers to read is not read again, although it needed nothing", async () => {
  await using stage = await setStage({ referrals: 0, dataverse: { pageSize: 2 } });
  insertReferral(stage.emulator, { name: "A deal" });
  await stage.run();
  for (const name of ["One", "Two", "Three"]) insertOpportunity(stage.emulator, { name });
  stage.takeRequests();

  expect((await stage.run()).outputs).toMatchObject({
    changes: "0",
    "state-commit": expect.stringMatching(/^[0-9a-f]{40}$/),
  });
  expect(stage.takeRequests().dataverse).toBeGreaterThan(2);
  expect((await stage.run()).outputs).toMatchObject({ changes: "0", "state-commit": "" });
  expect(stage.takeRequests().dataverse).toBe(1);
});
