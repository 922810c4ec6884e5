import { expect, it } from "vitest";
import { insertReferral } from "../support/deals.ts";
import { setStage } from "../support/stage.ts";

const DECLINE = 727000021;
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

it("a decline that is refused is not shown as given, and leaves the opportunity open", async () => {
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

  edit({ estimatedclosedate: "2027-03-31" });
  await stage.run();
  expect(referral()).toMatchObject({ status: "Closed", substatus: "Declined" });
  await stage.run();
  expect(row()).toMatchObject({ cosell_referralstatus: "Closed/Declined", statecode: 2 });
});
