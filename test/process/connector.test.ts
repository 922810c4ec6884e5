import { describe, expect, it } from "vitest";
import { rowIdFor } from "../../src/reconcile/record/ids.ts";
import { writesMade } from "../support/audit.ts";
import { installConnector } from "../support/connector.ts";
import { insertOpportunity, insertReferral, LAKESHORE } from "../support/deals.ts";
import { killAt } from "../support/kill.ts";
import { type Stage, setStage } from "../support/stage.ts";

const IDENTIFIER = "msft_microsoftpartnercenterreferralidentifier";
const TAKE_OVER = { mapping: "mappings/microsoft-connector.yml" };

const inGerman = (label: string) => `${label.replace("Referral", "Empfehlung")} (übersetzt)`;

async function refused(stage: Stage, inputs: Readonly<Record<string, string>>): Promise<string> {
  const { exitCode, log } = await stage.run(inputs);
  expect(exitCode, log).toBe(1);
  expect(writesMade(stage.emulator)).toEqual([]);
  return log;
}

describe.concurrent("where Microsoft's connector has linked opportunities", () => {
  async function linked() {
    const stage = await setStage({ referrals: 0 });
    installConnector(stage.emulator);
    const { id } = insertReferral(stage.emulator, { name: "linked" });
    const row = insertOpportunity(stage.emulator, { name: "linked", [IDENTIFIER]: id });
    return { stage, id, row };
  }
  const deals = ({ emulator }: Stage) => emulator.dataverse.rows("opportunity").map(({ name }) => name);

  it("a mapping that does not know of them makes no deal a second time, and says which column has them", async () => {
    const { stage } = await linked();
    await using _ = stage;
    for (const command of ["plan", "sync"])
      expect(await refused(stage, { command })).toContain(`${IDENTIFIER}, where Microsoft's connector`);
    expect(deals(stage)).toEqual(["linked"]);
  });

  it("is noticed also where its columns have labels in another language", async () => {
    await using stage = await setStage({ referrals: 0 });
    installConnector(stage.emulator, inGerman);
    const { id } = insertReferral(stage.emulator, { name: "linked" });
    insertOpportunity(stage.emulator, { name: "linked", [IDENTIFIER]: id });
    expect(await refused(stage, {})).toContain(`${IDENTIFIER}, where Microsoft's connector`);
  });

  it("the mapping that takes over goes on with them", async () => {
    const { stage } = await linked();
    await using _ = stage;
    const { exitCode, log } = await stage.run(TAKE_OVER);
    expect(exitCode, log).toBe(0);
    expect(deals(stage)).toEqual(["linked"]);
  });

  it("a duplicate whose identifier was cleared is not shared as a deal of its own, though its seller's Yes stands", async () => {
    const { stage, id } = await linked();
    await using _ = stage;
    insertOpportunity(stage.emulator, {
      name: "linked",
      estimatedvalue: 100_000,
      estimatedclosedate: "2027-03-31",
      _parentaccountid_value: stage.emulator.dataverse.insert("account", LAKESHORE),
      msft_microsoftpartnercenterreferralsync: true,
      msft_partnercentersolutions: "SOL-1",
      msft_microsoftpartnercenterreferrallink: `https://partner.microsoft.com/referrals/v2/inbox?id=${id}`,
    });
    const { exitCode, log, summary } = await stage.run(TAKE_OVER);
    expect(exitCode, log).toBe(0);
    expect(stage.emulator.partnerCenter.list()).toHaveLength(1);
    expect(summary).toContain("sharing the deal once more");
  });

  it("a deal that its seller loses is lost in Partner Center as well, with the reason that is asked for there", async () => {
    const { stage, id, row } = await linked();
    await using _ = stage;
    await stage.run(TAKE_OVER);
    stage.emulator.dataverse.edit("opportunity", row, { statecode: 2, statuscode: 5 });
    const { exitCode, log } = await stage.run(TAKE_OVER);
    expect(exitCode, log).toBe(0);
    const lost = { status: "Closed", substatus: "Lost", statusReason: "Customer chose another vendor" };
    expect(stage.emulator.partnerCenter.get(id)).toMatchObject(lost);
  });

  it("an identifier that somebody wrote in braces keeps its deal from being made again, until it is spelled right", async () => {
    const { stage, id, row } = await linked();
    await using _ = stage;
    const { dataverse, partnerCenter } = stage.emulator;
    dataverse.edit("opportunity", row, { [IDENTIFIER]: `{${id}}` });
    const first = await stage.run(TAKE_OVER);
    expect(first.exitCode, first.log).toBe(0);
    expect(first.summary).toContain(`write ${id} there, and nothing else`);
    partnerCenter.edit(id, (referral) => {
      referral.details.notes = "Changed there, while the row does not change.";
    });
    const second = await stage.run(TAKE_OVER);
    expect(second.summary).toContain(`write ${id} there, and nothing else`);
    expect(deals(stage)).toEqual(["linked"]);
    dataverse.edit("opportunity", row, { [IDENTIFIER]: id });
    const third = await stage.run(TAKE_OVER);
    expect(third.exitCode, third.log).toBe(0);
    expect(third.summary).not.toContain("nothing else");
    expect(dataverse.rows("opportunity")).toMatchObject([
      { description: expect.stringContaining("Changed") },
    ]);
  });

  it.for<[string, (id: string) => Record<string, unknown>]>([
    ["were copied", (id) => ({ cosell_referralid: id })],
    ["belong to deals that are over", () => ({ statecode: 1, statuscode: 3 })],
  ])("and the identifiers %s, any mapping may begin", async ([, change]) => {
    const { stage, id, row } = await linked();
    await using _ = stage;
    stage.emulator.dataverse.edit("opportunity", row, change(id));
    const { exitCode, log } = await stage.run();
    expect(exitCode, log).toBe(0);
  });
});

describe.concurrent("a first sync beside another tool", () => {
  const FLOW = { lastModifiedVia: "PowerAutomate", lastRunId: "0858" };

  it("is refused with its plan, until somebody who knows says yes to it", async () => {
    await using stage = await setStage({ referrals: 0 });
    insertReferral(stage.emulator, { name: "by a flow", ...FLOW });
    insertReferral(stage.emulator, { name: "by hand" });
    expect(await refused(stage, {})).toContain("another tool has written 1 of these referrals");
    const plan = await stage.run({ command: "plan" });
    expect(plan.summary).toContain("another tool has written 1 of these referrals");
    const digest = plan.outputs["plan-digest"] ?? "";
    const { exitCode, log } = await stage.run({ "expected-plan-digest": digest });
    expect(exitCode, log).toBe(0);
    insertReferral(stage.emulator, { name: "by a flow, later", ...FLOW });
    expect((await stage.run()).exitCode).toBe(0);
    expect(stage.emulator.dataverse.rows("opportunity")).toHaveLength(3);
  });

  it("is not asked about it again when the run that somebody let through dies in the middle", async () => {
    await using stage = await setStage({ referrals: 0 });
    const { id } = insertReferral(stage.emulator, { name: "by a flow", ...FLOW });
    const plan = await stage.run({ command: "plan" });
    const row = `/api/data/v9.2/opportunities(${rowIdFor(id)})`;
    const call = { system: "dataverse", method: "PATCH", path: row, nth: 1 } as const;
    await killAt(stage, call, "never arrives", {
      "expected-plan-digest": plan.outputs["plan-digest"] ?? "",
    });
    const { exitCode, log } = await stage.run();
    expect(exitCode, log).toBe(0);
    expect(stage.emulator.dataverse.rows("opportunity")).toHaveLength(1);
  });

  it("that has written nothing for a week is not asked about it", async () => {
    await using stage = await setStage({ referrals: 0 });
    const updatedDateTime = new Date(Date.now() - 8 * 24 * 3_600_000).toISOString();
    insertReferral(stage.emulator, { name: "by a flow", updatedDateTime, ...FLOW });
    expect((await stage.run()).exitCode).toBe(0);
  });
});
