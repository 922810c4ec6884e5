import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { SIGNED_IN_EMAIL } from "../../src/emulator/partner-center/referral.ts";
import { insertReferral } from "../support/deals.ts";
import { later } from "../support/later.ts";
import { type Stage, setStage } from "../support/stage.ts";

const NOT_SHOWN = "Partner Center does not show this referral";
const AGAIN_ALL = { "max-change-share": "1" };

/** As many deals in step, of which a Referrals user without the admin's role sees the first three. */
async function inStep(deals: number): Promise<Stage> {
  const stage = await setStage({ referrals: 0 });
  for (let number = 0; number < deals; number += 1) {
    const email = number < 3 ? SIGNED_IN_EMAIL : "mira.sato@adatum.example";
    const member = { firstName: "Mira", lastName: "Sato", phoneNumber: null, email, title: null };
    const contactPreference = { locale: null, disableNotifications: null };
    insertReferral(stage.emulator, { name: `deal ${number}`, team: [{ ...member, contactPreference }] });
  }
  await stage.run(AGAIN_ALL);
  return stage;
}

/** Eight days later, so that everything is read. */
const LATER = later(8 * 24);

it("says once a week of which deals in step Partner Center shows no referral any more, until it does", async () => {
  await using stage = await inStep(5);
  const { partnerCenter, dataverse } = stage.emulator;
  partnerCenter.settings.role = "referrals user";
  stage.takeRequests();
  const swept = await stage.run({}, LATER);
  expect(swept).toMatchObject({ exitCode: 0, outputs: { changes: "0" } });
  expect(swept.summary.split(NOT_SHOWN)).toHaveLength(3);
  expect(stage.takeRequests()).toMatchObject({ "partner-center": 3 });
  expect((await stage.run()).summary.split(NOT_SHOWN)).toHaveLength(3);

  partnerCenter.settings.role = "referrals admin";
  expect((await stage.run({}, LATER)).summary).not.toContain(NOT_SHOWN);
  expect(dataverse.rows("opportunity")).toHaveLength(5);
});

it("asks for no more than some of them", async () => {
  await using stage = await inStep(60);
  stage.emulator.partnerCenter.settings.role = "referrals user";
  stage.takeRequests();
  const { summary } = await stage.run({}, LATER);
  expect(summary).toContain("50 deals waiting");
  expect(stage.takeRequests()["partner-center"]).toBeLessThan(60);
});

it("says nothing of those that the mapping leaves to another account, nor of those that are over", async () => {
  await using stage = await inStep(5);
  const { partnerCenter, dataverse } = stage.emulator;
  const scope = "scope: { opportunities: { cosell_campaignid: blank } }\n";
  await appendFile(join(stage.workspace, "mappings/dynamics-365.yml"), scope);
  const [closed, another] = partnerCenter.list().filter(({ team }) => team[0]?.email !== SIGNED_IN_EMAIL);
  partnerCenter.edit(String(closed?.id), (referral) =>
    Object.assign(referral, { status: "Closed", substatus: "Won" }),
  );
  partnerCenter.edit(String(another?.id), (referral) => Object.assign(referral, { campaignId: "theirs" }));
  await stage.run(AGAIN_ALL);
  expect(dataverse.rows("opportunity").filter(({ statecode }) => statecode === 1)).toHaveLength(1);
  partnerCenter.settings.role = "referrals user";
  expect((await stage.run({}, LATER)).summary).not.toContain(NOT_SHOWN);
});
