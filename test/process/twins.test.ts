import { describe, it } from "vitest";
import { writesAudited, writesMade } from "../support/audit.ts";
import { insertOpportunity, insertReferral, LAKESHORE, type Properties } from "../support/deals.ts";
import { type Stage, setStage } from "../support/stage.ts";

/** What stands on both sides, without anything that links the two. */
const NAME = "Warehouse telemetry";

function insertRow(stage: Stage, properties: Properties = {}): string {
  const account = stage.emulator.dataverse.insert("account", {
    ...LAKESHORE,
    name: "LAKESHORE FOODS",
    address1_country: "Germany",
  });
  return insertOpportunity(stage.emulator, {
    name: NAME,
    estimatedvalue: 100_000,
    estimatedclosedate: "2027-03-31",
    cosell_products: "SOL-1",
    cosell_syncwithpartnercenter: true,
    _parentaccountid_value: account,
    ...properties,
  });
}

async function setTwins(properties: Properties = {}) {
  const stage = await setStage({ referrals: 0 });
  const row = insertRow(stage, properties);
  const { id } = insertReferral(stage.emulator, { name: NAME });
  const { dataverse, partnerCenter } = stage.emulator;
  const numbers = () => ({
    opportunities: dataverse.rows("opportunity").length,
    referrals: partnerCenter.list().length,
  });
  return { stage, row, id, numbers };
}

const ONE_EACH = { opportunities: 1, referrals: 1 };

describe.concurrent("an opportunity that is to be shared, and a new referral that seems to be the same deal", () => {
  it("wait for a person, who sees both named, and are one deal as soon as the identifier is there", async ({
    expect,
  }) => {
    const { stage, row, id, numbers } = await setTwins();
    await using _ = stage;
    const first = await stage.run();
    expect(numbers(), first.summary).toEqual(ONE_EACH);
    expect(first.summary).toContain(id);
    expect(first.summary).toContain(row);
    const { dataverse } = stage.emulator;
    expect(dataverse.rows("opportunity")[0]?.cosell_syncreason).toContain(`write ${id} into`);
    expect((await stage.run()).outputs.changes).toBe("0");

    dataverse.edit("opportunity", row, { cosell_referralid: id });
    const linked = await stage.run();
    expect(linked.outputs).toMatchObject({ conflicts: "0", held: "0", "approval-digest": "" });
    expect(numbers(), linked.summary).toEqual(ONE_EACH);
    expect(dataverse.rows("opportunity")[0]?.cosell_syncreason ?? null).toBeNull();
    const last = await stage.run();
    expect(last.outputs.changes).toBe("0");
    expect(last.summary).not.toContain("Still waiting");
    expect(writesAudited(stage)).toEqual(writesMade(stage.emulator));
  });

  it("are one deal as soon as the referral names the opportunity", async ({ expect }) => {
    const { stage, row, id, numbers } = await setTwins();
    await using _ = stage;
    await stage.run();
    stage.emulator.partnerCenter.edit(id, (referral) => {
      referral.externalReferenceId = row;
    });
    const linked = await stage.run();
    expect(numbers(), linked.summary).toEqual(ONE_EACH);
    expect(stage.emulator.dataverse.rows("opportunity")[0]?.cosell_referralid).toBe(id);
    expect(linked.outputs).toMatchObject({ held: "0", "approval-digest": "" });
    expect((await stage.run()).outputs.changes).toBe("0");
  });

  it("go on waiting when only one of them is changed, or looked at by name", async ({ expect }) => {
    const { stage, row, id, numbers } = await setTwins();
    await using _ = stage;
    await stage.run();
    const { dataverse, partnerCenter } = stage.emulator;
    partnerCenter.edit(id, (referral) => {
      referral.details.notes = "Only there.";
    });
    expect(numbers(), (await stage.run()).summary).toEqual(ONE_EACH);
    dataverse.edit("opportunity", row, { description: "Only here." });
    expect(numbers(), (await stage.run()).summary).toEqual(ONE_EACH);
    expect(numbers(), (await stage.run({ "referral-id": id })).summary).toEqual(ONE_EACH);
  });

  it("are two deals once a person has approved it", async ({ expect }) => {
    const { stage, id, numbers } = await setTwins();
    await using _ = stage;
    const { outputs } = await stage.run();
    const approve = outputs["approval-digest"] ?? "";
    expect(approve).not.toBe("");
    const approved = await stage.run({ approve });
    expect(numbers(), approved.summary).toEqual({ opportunities: 2, referrals: 2 });
    expect(stage.emulator.dataverse.rows("opportunity").map((one) => one.cosell_referralid)).toContain(id);
    const last = await stage.run();
    expect(last.outputs.changes, last.summary).toBe("0");
    expect(writesAudited(stage)).toEqual(writesMade(stage.emulator));
  });

  it("the referral gets an opportunity of its own when the other one is not to be shared after all", async ({
    expect,
  }) => {
    const { stage, row, id, numbers } = await setTwins();
    await using _ = stage;
    await stage.run();
    const { dataverse } = stage.emulator;
    dataverse.edit("opportunity", row, { cosell_syncwithpartnercenter: false });
    const { summary } = await stage.run();
    expect(numbers(), summary).toEqual({ opportunities: 2, referrals: 1 });
    const own = dataverse.rows("opportunity").find((one) => one.opportunityid !== row);
    expect(own?.cosell_referralid).toBe(id);
  });

  it("the referral gets no opportunity either while the other one lacks what Partner Center asks for", async ({
    expect,
  }) => {
    const { stage, row, id, numbers } = await setTwins({ _parentaccountid_value: undefined });
    await using _ = stage;
    const first = await stage.run();
    expect(numbers(), first.summary).toEqual(ONE_EACH);
    const { dataverse } = stage.emulator;
    expect(dataverse.rows("opportunity")[0]?.cosell_syncreason).toContain("account: missing");
    dataverse.edit("opportunity", row, { cosell_referralid: id });
    const linked = await stage.run();
    expect(numbers(), linked.summary).toEqual(ONE_EACH);
  });
});

describe.concurrent("an opportunity that is to be shared, and seems to be one that is there already", () => {
  it("waits where another tool has made it beside ours, and was refused the identifier", async ({
    expect,
  }) => {
    await using stage = await setStage({ referrals: 0 });
    const { dataverse, partnerCenter } = stage.emulator;
    insertReferral(stage.emulator, { name: NAME });
    await stage.run();
    const [own] = dataverse.rows("opportunity");
    const row = insertRow(stage);
    const { summary } = await stage.run();
    expect(partnerCenter.list(), summary).toHaveLength(1);
    expect(summary).toContain(`opportunity ${String(own?.opportunityid)}`);
    // Ours is in no listing by now.
    dataverse.edit("opportunity", row, { description: "Only here." });
    expect(partnerCenter.list(), (await stage.run()).summary).toHaveLength(1);
    dataverse.edit("opportunity", row, { cosell_syncwithpartnercenter: false });
    const last = await stage.run();
    expect(last.outputs, last.summary).toMatchObject({ held: "0", "approval-digest": "" });
    expect(writesAudited(stage)).toEqual(writesMade(stage.emulator));
  });

  it("waits where there are two of a new referral", async ({ expect }) => {
    const { stage, numbers } = await setTwins();
    await using _ = stage;
    insertRow(stage);
    const { summary } = await stage.run();
    expect(numbers(), summary).toEqual({ opportunities: 2, referrals: 1 });
  });

  it("waits where it was brought in twice, and the first of them is shared", async ({ expect }) => {
    await using stage = await setStage({ referrals: 0 });
    const { dataverse, partnerCenter } = stage.emulator;
    insertRow(stage);
    insertRow(stage);
    const first = await stage.run();
    expect(partnerCenter.list(), first.summary).toHaveLength(1);
    const linked = dataverse.rows("opportunity").filter((one) => one.cosell_referralid);
    expect(first.summary).toContain(`opportunity ${String(linked[0]?.opportunityid)}`);
    const approved = await stage.run({ approve: first.outputs["approval-digest"] ?? "" });
    expect(partnerCenter.list(), approved.summary).toHaveLength(2);
    expect((await stage.run()).outputs.changes).toBe("0");
  });
});

describe.concurrent("an opportunity that is to be shared, and a new referral that is another deal", () => {
  it.for<[string, Properties]>([
    ["of the same customer", { name: "Another deal", estimatedvalue: 5000 }],
    ["of another customer", { _parentaccountid_value: "another" }],
  ])("%s are made on the other side at once", async ([, properties], { expect }) => {
    await using stage = await setStage({ referrals: 0 });
    const another = stage.emulator.dataverse.insert("account", {
      name: "Adatum Retail",
      address1_line1: "2 Harbour Road",
      address1_city: "Bremen",
      address1_country: "Germany",
    });
    const isAnother = properties._parentaccountid_value !== undefined;
    insertRow(stage, { ...properties, ...(isAnother ? { _parentaccountid_value: another } : {}) });
    insertReferral(stage.emulator, { name: NAME });
    const { outputs, summary } = await stage.run();
    expect(outputs.held, summary).toBe("0");
    expect(stage.emulator.dataverse.rows("opportunity")).toHaveLength(2);
    expect(stage.emulator.partnerCenter.list()).toHaveLength(2);
  });
});
