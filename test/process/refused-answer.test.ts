import { expect, it } from "vitest";
import { insertReferral } from "../support/deals.ts";
import { setStage } from "../support/stage.ts";

const [ACCEPT, DECLINE] = [727000020, 727000021];
const EXPIRES = "2027-03-01";

/** A referral of Microsoft's that nobody has answered, in a Partner Center that takes nothing but the answer before. */
async function unanswered() {
  const stage = await setStage({ referrals: 0, partnerCenter: { unansweredEdits: "refused" } });
  const { dataverse, partnerCenter } = stage.emulator;
  const { id } = insertReferral(stage.emulator, {
    status: "New",
    substatus: "Pending",
    expirationDateTime: `${EXPIRES}T09:00:00.0000000Z`,
  });
  await stage.run();
  const row = () => dataverse.rows("opportunity")[0] ?? {};
  const edit = (values: object) => dataverse.edit("opportunity", String(row().opportunityid), { ...values });
  return { stage, row, edit, referral: () => partnerCenter.get(id) };
}

it("an acceptance that is refused for what goes with it is not shown as given, and goes by itself then", async () => {
  const { stage, row, edit, referral } = await unanswered();
  await using _ = stage;
  edit({ cosell_decision: ACCEPT, estimatedclosedate: "2027-05-01" });
  const refused = await stage.run();
  expect(refused.outputs).toMatchObject({ updated: "0", failed: "1" });
  expect(refused.summary).not.toContain("Active/Accepted");
  expect(row()).toMatchObject({ cosell_referralstatus: "New/Pending", cosell_expireson: EXPIRES });
  expect(row().cosell_syncreason).toContain("Partner Center refused the change");

  await stage.run();
  expect(referral()).toMatchObject({
    status: "Active",
    details: { closingDateTime: "2027-03-31T12:00:00Z" },
  });
  expect(row()).toMatchObject({ cosell_referralstatus: "Active/Accepted" });
  expect(row().cosell_syncreason).toContain("goes with the next run");

  await stage.run();
  expect(referral().details.closingDateTime).toBe("2027-05-01T12:00:00Z");
  expect(row().cosell_syncreason ?? null).toBeNull();
  expect((await stage.run()).outputs).toMatchObject({ changes: "0" });
});

it("goes by itself at once where something was refused before it was given", async () => {
  const { stage, edit, referral } = await unanswered();
  await using _ = stage;
  edit({ estimatedclosedate: "2027-05-01" });
  expect((await stage.run()).outputs).toMatchObject({ failed: "1" });
  edit({ cosell_decision: ACCEPT });
  expect((await stage.run()).outputs).toMatchObject({ failed: "0", held: "1" });
  expect(referral().status).toBe("Active");
});

it("a decline that is refused for what goes with it is not shown as given, and goes by itself then", async () => {
  const { stage, row, edit, referral } = await unanswered();
  await using _ = stage;
  edit({
    cosell_decision: DECLINE,
    cosell_declinereason: "Not a customer",
    estimatedclosedate: "2027-05-01",
  });
  await stage.run();
  expect(row()).toMatchObject({
    cosell_referralstatus: "New/Pending",
    cosell_expireson: EXPIRES,
    statecode: 0,
  });
  expect(JSON.parse(String(row().cosell_base)).f).toMatchObject({ status: "open" });

  await stage.run();
  expect(referral()).toMatchObject({ status: "Closed", substatus: "Declined" });
  await stage.run();
  expect(row()).toMatchObject({ cosell_referralstatus: "Closed/Declined", statecode: 2 });
  expect((await stage.run()).outputs).toMatchObject({ changes: "0", failed: "0" });
});

it("an answer that is refused by itself as well is tried less and less", async () => {
  const { stage, row, edit } = await unanswered();
  await using _ = stage;
  const reply = { kind: "reply", when: "before", status: 400, body: { error: { code: "no" } } } as const;
  stage.emulator.faults.inject({ system: "partner-center", method: "PATCH", fault: reply });
  edit({
    cosell_decision: DECLINE,
    cosell_declinereason: "Not a customer",
    estimatedclosedate: "2027-05-01",
  });
  // The close that was to follow it is not made, either; and the row, once it says so, is not written to say so again.
  for (const failed of ["2", "3", "0"]) expect((await stage.run()).outputs).toMatchObject({ failed });
  expect(row()).toMatchObject({ cosell_referralstatus: "New/Pending", statecode: 0 });
});
