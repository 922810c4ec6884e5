import { expect, it } from "vitest";
import { insertReferral } from "../support/deals.ts";
import { setStage } from "../support/stage.ts";

const PENDING = {
  status: "New",
  substatus: "Pending",
  type: "Independent",
  qualification: "MarketingQualified",
  "inviteContext.invitedBy": { organizationId: "msft", organizationName: "Microsoft" },
};

it("a lead whose identifier somebody took out is asked about in words, and made anew once it is deleted", async () => {
  await using stage = await setStage({ referrals: 1 });
  const { dataverse, partnerCenter } = stage.emulator;
  const { id } = insertReferral(stage.emulator, { name: "one", ...PENDING });
  await stage.run();
  const lead = String(dataverse.rows("lead")[0]?.leadid);
  dataverse.edit("lead", lead, { cosell_referralid: null });
  partnerCenter.edit(id, (referral) => {
    referral.details.notes = "news";
  });
  await stage.run();
  const { summary } = await stage.run();
  expect(summary).toContain(`lead ${lead}, which was made for it, no longer carries its identifier`);
  expect(summary).not.toContain("412");
  dataverse.remove("lead", lead);
  await stage.run({ "referral-id": id });
  expect(dataverse.rows("lead")).toMatchObject([{ leadid: lead, cosell_referralid: id }]);
});
