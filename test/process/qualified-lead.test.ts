import { describe, it } from "vitest";
import { writesAudited, writesMade } from "../support/audit.ts";
import { insertOpportunity, insertReferral, LAKESHORE, type Properties } from "../support/deals.ts";
import { setStage } from "../support/stage.ts";
import { putMapping } from "../support/story-mapping.ts";

const LEADS = { leads: { referrals: { kinds: ["co-sell"], "become leads": ["New/Pending"] } } };

/** A seller qualifies the lead of a referral in the CRM, and wants the opportunity that comes of it in Partner Center. */
async function qualify(lead: Properties = {}) {
  const stage = await setStage({ referrals: 0 });
  await putMapping(stage, { mapping: LEADS });
  const { dataverse, partnerCenter } = stage.emulator;
  const { id } = insertReferral(stage.emulator, { name: "deal", status: "New", substatus: "Pending" });
  await stage.run();
  const leadid = String(dataverse.rows("lead")[0]?.leadid);
  const row = insertOpportunity(stage.emulator, {
    name: "deal, in other words",
    estimatedvalue: 5000,
    estimatedclosedate: "2027-05-31",
    cosell_products: "SOL-1",
    cosell_syncwithpartnercenter: true,
    _originatingleadid_value: leadid,
    _parentaccountid_value: dataverse.insert("account", LAKESHORE),
  });
  const qualified = { statecode: 1, statuscode: 3, _qualifyingopportunityid_value: row };
  dataverse.edit("lead", leadid, { ...qualified, ...lead });
  const identifier = () => dataverse.row("opportunity", row)?.cosell_referralid ?? null;
  return { stage, id, identifier, referrals: () => partnerCenter.list().map((one) => one.id) };
}

describe.concurrent("an opportunity that was qualified from a lead, and is to be shared", () => {
  it("is the lead's referral, which is not made a second time though nothing of it has changed", async ({
    expect,
  }) => {
    const { stage, id, identifier, referrals } = await qualify();
    await using _ = stage;
    const { summary } = await stage.run();
    expect(referrals(), summary).toEqual([id]);
    expect(identifier()).toBe(id);
    expect((await stage.run()).outputs.changes).toBe("0");
    expect(writesAudited(stage)).toEqual(writesMade(stage.emulator));
  });

  it("is a deal of its own once that referral is over", async ({ expect }) => {
    const { stage, id, identifier, referrals } = await qualify();
    await using _ = stage;
    stage.emulator.partnerCenter.edit(id, (referral) => {
      Object.assign(referral, { status: "Closed", substatus: "Expired" });
    });
    const { summary } = await stage.run();
    expect(referrals(), summary).toHaveLength(2);
    expect(identifier()).not.toBe(id);
    const rows = stage.emulator.dataverse.rows("opportunity");
    expect(rows.map(({ statecode }) => statecode)).toEqual([0]);
    expect((await stage.run()).outputs.changes).toBe("0");
  });

  it("is a deal of its own where its lead was never a referral", async ({ expect }) => {
    const { stage, referrals } = await qualify({ cosell_referralid: null });
    await using _ = stage;
    const { summary } = await stage.run();
    expect(referrals(), summary).toHaveLength(2);
  });
});
