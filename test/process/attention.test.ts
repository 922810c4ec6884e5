import { describe, it } from "vitest";
import type { Emulator } from "../../src/emulator/index.ts";
import { insertReferral } from "../support/deals.ts";
import { type Stage, setStage } from "../support/stage.ts";

const TELL = { "attention-issue": "true" };
/** What nobody watches. */
const SCHEDULED = { event: { name: "schedule", payload: {} } };

/** Both sides of a synced deal get another name. */
function contradict({ dataverse, partnerCenter }: Emulator, referral: string, name: string): void {
  partnerCenter.edit(referral, (deal) => {
    deal.name = `${name} in Partner Center`;
  });
  dataverse.edit("opportunity", rowOf(dataverse, referral), { name: `${name} in the CRM` });
}

function rowOf(dataverse: Emulator["dataverse"], referral: string): string {
  const row = dataverse.rows("opportunity").find((one) => one.cosell_referralid === referral);
  return String(row?.opportunityid);
}

async function synced() {
  const stage = await setStage({ referrals: 0 });
  const [one, two] = ["One", "Two"].map((name) => insertReferral(stage.emulator, { name }).id);
  await stage.run();
  return { stage, one: one ?? "", two: two ?? "" };
}

const tell = (stage: Stage) => stage.run(TELL, SCHEDULED);
const issuesOf = ({ emulator }: Stage) => emulator.github.issues.list;
const commentsOf = ({ emulator }: Stage) => emulator.github.comments.list.map(({ body }) => body);
const stands = (stage: Stage) => issuesOf(stage).map(({ title, state }) => `${state}: ${title}`);

describe.concurrent("the issue that says what needs a person", () => {
  it("is opened with the first deal, told of each further one, and closed with the last", async ({
    expect,
  }) => {
    const { stage, one, two } = await synced();
    await using _ = stage;
    await tell(stage);
    expect(stands(stage)).toEqual([]);

    contradict(stage.emulator, one, "One");
    await tell(stage);
    expect(stands(stage)).toEqual(["open: Co-sell sync: 1 deal needs a person (cosell-sync)"]);
    expect(issuesOf(stage)[0]?.body).toContain(`[${one.slice(0, 8)}]`);
    expect(issuesOf(stage)[0]?.body).not.toMatch(/in Partner Center \||in the CRM/);

    stage.takeRequests();
    await tell(stage);
    // Of those one reads the state; whose token it is, and the issues: nothing is written again.
    expect(stage.takeRequests().github).toBe(3);

    contradict(stage.emulator, two, "Two");
    await tell(stage);
    expect(stands(stage)).toEqual(["open: Co-sell sync: 2 deals need a person (cosell-sync)"]);
    expect(commentsOf(stage)).toHaveLength(1);
    expect(commentsOf(stage)[0]).toContain(`[${two.slice(0, 8)}]`);
    expect(commentsOf(stage)[0]).not.toContain(`[${one.slice(0, 8)}]`);

    await stage.run({ resolve: `${one}.name=referral ${two}.name=opportunity`, ...TELL });
    expect(stands(stage)).toEqual(["closed: Co-sell sync: 2 deals need a person (cosell-sync)"]);
    await tell(stage);
    expect(stands(stage)).toHaveLength(1);

    contradict(stage.emulator, one, "Uno");
    await tell(stage);
    expect(stands(stage)).toHaveLength(2);
    expect(commentsOf(stage)).toHaveLength(1);
  });

  it("stays closed when somebody has closed it, until there is something new", async ({ expect }) => {
    const { stage, one, two } = await synced();
    await using _ = stage;
    contradict(stage.emulator, one, "One");
    await tell(stage);
    stage.emulator.github.issues.close(issuesOf(stage)[0]?.number ?? 0);
    await tell(stage);
    expect(stands(stage)).toHaveLength(1);
    contradict(stage.emulator, two, "Two");
    await tell(stage);
    expect(stands(stage).map((stand) => stand.split(":")[0])).toEqual(["closed", "open"]);
  });

  it("says that syncs fail, where nobody watches them, until one gets through", async ({ expect }) => {
    await using stage = await setStage({ referrals: 1 });
    const wrong = { ...TELL, "refresh-token": "expired" };
    expect((await stage.run(wrong, { event: { name: "workflow_dispatch", payload: {} } })).exitCode).toBe(1);
    expect(stands(stage)).toEqual([]);

    const failed = await stage.run(wrong, SCHEDULED);
    expect(failed.exitCode).toBe(1);
    expect(stands(stage)).toEqual(["open: Co-sell sync fails (cosell-sync)"]);
    expect(issuesOf(stage)[0]?.body).toContain("cosell-sync login");
    await stage.run(wrong, SCHEDULED);
    expect(stands(stage)).toHaveLength(1);
    expect(commentsOf(stage)).toEqual([]);

    await tell(stage);
    expect(stands(stage)).toEqual(["closed: Co-sell sync fails (cosell-sync)"]);
  });

  it("leaves a service alone that is down for a while: the next run may get through", async ({ expect }) => {
    await using stage = await setStage({ referrals: 1 });
    const reply = { kind: "reply", when: "before", status: 503 } as const;
    stage.emulator.faults.inject({ system: "partner-center", fault: reply });
    expect((await tell(stage)).exitCode).toBe(1);
    expect(stands(stage)).toEqual([]);
    // It has read the state, and asks for no issues that it would leave as they are.
    expect(stage.takeRequests().github).toBe(1);
  });

  it("is no reason for a sync to fail where the job may not write issues", async ({ expect }) => {
    const { stage, one } = await synced();
    await using _ = stage;
    stage.emulator.github.settings.issues = "none";
    contradict(stage.emulator, one, "One");
    const { exitCode, summary, annotations } = await tell(stage);
    expect(exitCode).toBe(0);
    expect(summary).toContain("permissions: issues: write");
    expect(annotations.map(({ message }) => message).join()).toContain("could not be kept up to date");

    const failed = await stage.run({ ...TELL, "refresh-token": "expired" }, SCHEDULED);
    expect(failed.exitCode).toBe(1);
    expect(failed.log).toContain("could not be kept up to date");
  });
});
