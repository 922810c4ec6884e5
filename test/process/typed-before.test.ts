import { describe, expect, it } from "vitest";
import { readAudit } from "../support/audit.ts";
import { insertOpportunity, insertReferral, type Properties } from "../support/deals.ts";
import { type Stage, setStage } from "../support/stage.ts";

/** What `insertReferral` says of a deal, as somebody has typed it into the CRM, with other words for it. */
const TYPED = { name: "Telemetry", estimatedvalue: 100000, estimatedclosedate: "2027-03-31" };
const rowsOf = ({ emulator }: Stage) => emulator.dataverse.rows("opportunity");

/** A customer with one opportunity, and a referral about the same customer. */
async function stageWith(typed: Properties) {
  const stage = await setStage({ referrals: 0 });
  const { emulator } = stage;
  const account = { name: "Lakeshore Foods", address1_postalcode: "28195", address1_country: "DE" };
  const customer = emulator.dataverse.insert("account", account);
  const row = insertOpportunity(emulator, { ...typed, _parentaccountid_value: customer });
  const { id } = insertReferral(emulator, {});
  return { stage, row, id };
}

describe.concurrent("a referral whose deal somebody has typed into the CRM before", () => {
  it("gets no second opportunity, and has the first one once that says so", async () => {
    const { stage, row, id } = await stageWith(TYPED);
    await using _ = stage;

    const { summary, outputs } = await stage.run();
    expect(outputs).toMatchObject({ created: "0", held: "1" });
    expect(summary).toContain(`opportunity ${row}, which has no referral, seems to be the same deal`);
    expect((await stage.run()).outputs).toMatchObject({ changes: "0" });

    stage.emulator.dataverse.edit("opportunity", row, { cosell_referralid: id, name: "A deal" });
    await stage.run();
    expect((await stage.run()).summary).not.toContain("waiting");
    expect(rowsOf(stage)).toMatchObject([{ opportunityid: row, cosell_syncstatus: 727000010 }]);
  });

  it("gets its own when somebody says that it is another one", async () => {
    const { stage } = await stageWith(TYPED);
    await using _ = stage;
    const { outputs } = await stage.run();

    const approved = await stage.run({ approve: outputs["approval-digest"] ?? "" });
    expect(approved.outputs).toMatchObject({ created: "1", held: "0" });
    expect(readAudit(stage)).toContain('"approved":true');
    expect(rowsOf(stage)).toHaveLength(2);
    expect((await stage.run()).outputs).toMatchObject({ changes: "0" });
  });

  it.for<[string, Properties]>([
    ["has another value and another date", { ...TYPED, estimatedvalue: 5, estimatedclosedate: "2027-05-01" }],
    ["is over", { ...TYPED, statecode: 1, statuscode: 3 }],
    ["is another referral's", { ...TYPED, cosell_referralid: "7c1f2b9e-3a51-4f0b-9a44-5e1d2c3b4a60" }],
  ])("is none where the opportunity %s", async ([, typed]) => {
    const { stage } = await stageWith(typed);
    await using _ = stage;
    expect((await stage.run()).outputs).toMatchObject({ created: "1" });
  });
});
