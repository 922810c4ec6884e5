import { randomUUID } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { writesMade } from "../support/audit.ts";
import { insertOpportunity, insertReferral } from "../support/deals.ts";
import { killAt } from "../support/kill.ts";
import { type Stage, setStage } from "../support/stage.ts";
import { headOf, moveBranch } from "../support/state-branch.ts";

const DEALS = 12;
const OVERRIDE = { "max-change-share": "1" };

async function synced(): Promise<{ stage: Stage; ids: readonly string[] }> {
  const stage = await setStage({ referrals: 0 });
  const ids = Array.from(
    { length: DEALS },
    (_, index) => insertReferral(stage.emulator, { name: `deal ${index}` }).id,
  );
  const { exitCode, log } = await stage.run(OVERRIDE);
  expect(exitCode, log).toBe(0);
  return { stage, ids };
}

/** Runs, and says why it was refused with nothing written; `null` when it went through. */
async function refusal(stage: Stage, inputs: Readonly<Record<string, string>> = {}): Promise<string | null> {
  const before = { writes: writesMade(stage.emulator), refs: await stage.git("show-ref") };
  const { exitCode, log } = await stage.run(inputs);
  if (exitCode === 0) return null;
  expect({ writes: writesMade(stage.emulator), refs: await stage.git("show-ref") }).toEqual(before);
  return log;
}

function rename({ emulator }: Stage, ids: readonly string[]): void {
  for (const id of ids) {
    emulator.partnerCenter.edit(id, (referral) => {
      referral.name = `${referral.name} again`;
    });
  }
}

/** What its last commit was. */
async function deleteStateBranch(stage: Stage): Promise<string> {
  const head = headOf(stage);
  await stage.git("update-ref", "-d", "refs/heads/cosell-sync");
  return head;
}

/** Another mapping leads to a full read. */
async function changeMapping({ workspace }: Stage, more = ""): Promise<void> {
  const file = join(workspace, "mappings/dynamics-365.yml");
  await writeFile(file, (await readFile(file, "utf8")).replace("longest: 300", "longest: 299") + more);
}

/** Leaves the opportunities of other accounts to these. */
const OWN = '\nscope: { opportunities: { cosell_partnerlocation: ["1234567"] } }\n';

/** Adds so many opportunities that are linked to referrals that only another account sees. */
function besideAnotherAccount({ emulator }: Stage, deals: number): void {
  for (let deal = 0; deal < deals; deal += 1)
    insertOpportunity(emulator, { cosell_referralid: randomUUID(), cosell_partnerlocation: "7654321" });
}

describe.concurrent("a run is refused, with the numbers and the way out,", () => {
  it("when everything changed at once, and not when some deals did", async () => {
    const { stage, ids } = await synced();
    await using _ = stage;
    rename(stage, ids);
    const said = await refusal(stage);
    expect(said).toContain("The plan changes 12 of 12 linked deals (100 %)");
    expect(said).toContain("max-change-share: 1");
    expect(await refusal(stage, OVERRIDE)).toBeNull();
    rename(stage, ids.slice(0, 3));
    expect(await refusal(stage)).toBeNull();
  });

  it("when a column was emptied as a whole, however few of all deals have anything there", async () => {
    await using stage = await setStage({ referrals: 0 });
    const file = join(stage.workspace, "mappings/dynamics-365.yml");
    const shipped = await readFile(file, "utf8");
    await writeFile(file, shipped.replace("opportunity: description\n", "$&    blank: propagate\n"));
    const { dataverse, partnerCenter } = stage.emulator;
    for (let index = 0; index < 34; index++)
      insertReferral(stage.emulator, { "details.notes": index < 10 ? "Pilot first." : null });
    expect(await refusal(stage, OVERRIDE)).toBeNull();
    for (const row of dataverse.rows("opportunity"))
      dataverse.edit("opportunity", String(row.opportunityid), { description: null });
    const said = await refusal(stage);
    expect(said).toContain(
      "The plan empties notes of 10 deals in Partner Center, and fills or changes it in fewer.",
    );
    expect(said).toContain("max-change-share: 1");
    expect(await refusal(stage, OVERRIDE)).toBeNull();
    expect(partnerCenter.list().filter(({ details }) => details.notes)).toEqual([]);
  });

  it("when no row came back, and not when one did", async () => {
    const { stage } = await synced();
    await using _ = stage;
    const rows = stage.emulator.dataverse.rows("opportunity").map((row) => String(row.opportunityid));
    for (const id of rows) stage.emulator.dataverse.edit("opportunity", id, { cosell_referralid: null });
    await changeMapping(stage);
    expect(await refusal(stage)).toContain("None of the 12 linked opportunities came back");
    const [id] = stage.emulator.partnerCenter.list().map((referral) => referral.id);
    stage.emulator.dataverse.edit("opportunity", rows[0] ?? "", { cosell_referralid: id });
    expect(await refusal(stage, { command: "plan" })).toBeNull();
  });

  it("when the CRM was emptied, until somebody says so by a resync", async () => {
    const { stage, ids } = await synced();
    await using _ = stage;
    for (const row of stage.emulator.dataverse.rows("opportunity"))
      stage.emulator.dataverse.remove("opportunity", String(row.opportunityid));
    await changeMapping(stage);
    expect(await refusal(stage)).toContain("run resync, and then sync");
    const { exitCode, log } = await stage.run({ command: "resync" });
    expect(exitCode, log).toBe(0);
    expect(await refusal(stage)).toBeNull();
    expect(stage.emulator.dataverse.rows("opportunity")).toHaveLength(ids.length);
  });

  it("when no referral came back, and not when the role is there again", async () => {
    const { stage } = await synced();
    await using _ = stage;
    await changeMapping(stage);
    stage.emulator.partnerCenter.settings.role = "referrals user";
    const said = await refusal(stage);
    expect(said).toContain("not one referral, although 12 opportunities are linked");
    expect(said).toContain("Referrals admin");
    stage.emulator.partnerCenter.settings.role = "referrals admin";
    expect(await refusal(stage)).toBeNull();
  });

  it("when not even old referrals are listed, so that nobody would see what changed", async () => {
    const { stage, ids } = await synced();
    await using _ = stage;
    rename(stage, ids.slice(0, 2));
    stage.emulator.partnerCenter.settings.role = "referrals user";
    expect(await refusal(stage)).toContain("not one referral, although 12 opportunities are linked");
    stage.emulator.partnerCenter.settings.role = "referrals admin";
    expect((await stage.run()).outputs.updated).toBe("2");
  });

  it("measured by the deals of its own account, where others share the CRM", async () => {
    const { stage, ids } = await synced();
    await using _ = stage;
    besideAnotherAccount(stage, 100);
    await changeMapping(stage, OWN);
    expect(await refusal(stage)).toBeNull();
    rename(stage, ids);
    expect(await refusal(stage)).toContain("The plan changes 12 of 12 linked deals (100 %)");
  });

  it.for(["partner-center", "dataverse"] as const)("when the listing is incomplete: %s", async (system) => {
    const { stage, ids } = await synced();
    await using _ = stage;
    rename(stage, ids.slice(0, 2));
    const fault = { kind: "malformed" } as const;
    const injected = stage.emulator.faults.inject({ system, method: "GET", fault });
    expect(await refusal(stage)).toMatch(/is not JSON/);
    expect(injected.hits).toBeGreaterThan(0);
    injected.remove();
    expect(await refusal(stage)).toBeNull();
  });

  it("on a first run that would change most of what is there, and not on one that changes little", async () => {
    await using stage = await setStage({ referrals: 0 });
    for (let index = 0; index < DEALS; index++) {
      const { id } = insertReferral(stage.emulator, { name: `deal ${index}` });
      insertOpportunity(stage.emulator, { name: `deal ${index}`, cosell_referralid: id });
    }
    expect(await refusal(stage)).toContain("The plan changes 12 of 12 linked deals (100 %)");
    expect(await refusal(stage, OVERRIDE)).toBeNull();
  });

  it("when the state branch is gone, whatever the run looks at, and not when it is back", async () => {
    const { stage, ids } = await synced();
    await using _ = stage;
    rename(stage, ids.slice(0, 2));
    const head = await deleteStateBranch(stage);
    const said = await refusal(stage);
    expect(said).toContain(
      "Branch cosell-sync has no state yet, though 12 of these deals have been synced before.",
    );
    expect(said).toContain("bring that branch back");
    expect(await refusal(stage, { "referral-id": ids[0] ?? "" })).toContain("though one of these deals has");
    const planned = await stage.run({ command: "plan" });
    expect(planned.summary).toContain(
      "**A sync refuses this, and writes nothing.** Branch cosell-sync has no state yet",
    );
    moveBranch(stage, "cosell-sync", head);
    expect(await refusal(stage)).toBeNull();
  });

  it("when the state branch is gone, until somebody says by the digest that it begins anew", async () => {
    const { stage } = await synced();
    await using _ = stage;
    await deleteStateBranch(stage);
    const { "plan-digest": digest = "" } = (await stage.run({ command: "plan" })).outputs;
    expect(await refusal(stage, { "expected-plan-digest": digest })).toBeNull();
    expect(await refusal(stage)).toBeNull();
  });

  it("and never for what a first run has written itself before it died, with whichever mapping", async () => {
    await using stage = await setStage({ referrals: 0 });
    for (let index = 0; index < 3; index++) insertReferral(stage.emulator, { name: `deal ${index}` });
    const outcomes = { system: "github", method: "POST", path: "/graphql", nth: 2 } as const;
    await killAt(stage, outcomes, "never arrives");
    expect(stage.emulator.dataverse.rows("opportunity")).toHaveLength(3);
    await changeMapping(stage);
    expect(await refusal(stage)).toBeNull();
  });

  it("and never for deals of another account of the same CRM, while its own account is empty", async () => {
    await using stage = await setStage({ referrals: 0 });
    besideAnotherAccount(stage, DEALS);
    await changeMapping(stage, OWN);
    expect(await refusal(stage)).toBeNull();
    expect(await refusal(stage)).toBeNull();
  });

  it("on a plan of more records than max-changes, and not with as many", async () => {
    await using stage = await setStage({ referrals: 0 });
    for (let index = 0; index < DEALS; index++) insertReferral(stage.emulator, { name: `deal ${index}` });
    const said = await refusal(stage, { "max-changes": "12" });
    expect(said).toContain("writes 13 records (13 of them new), more than max-changes allows (12)");
    expect(await refusal(stage, { "max-changes": "13" })).toBeNull();
  });

  it("and the plan, which can be let through by its digest", async () => {
    await using stage = await setStage({ referrals: 0 });
    for (let index = 0; index < DEALS; index++) insertReferral(stage.emulator, { name: `deal ${index}` });
    const refused = await stage.run({ "max-changes": "12" });
    expect(refused.exitCode).toBe(1);
    expect(refused.annotations.map(({ properties }) => properties.title)).toContain("Refused");
    expect(refused.summary).toContain("## Co-sell sync: refused, 13 changes planned");
    expect(refused.summary).toContain(
      "**This was refused, and nothing was written.** The plan writes 13 records",
    );
    expect(refused.summary).toContain("| CRM | new opportunity |");
    const planned = await stage.run({ command: "plan", "max-changes": "12" });
    expect(planned.exitCode).toBe(0);
    expect(planned.summary).toContain(
      "**A sync refuses this, and writes nothing.** The plan writes 13 records",
    );
    const { "plan-digest": digest = "" } = refused.outputs;
    expect(planned.outputs["plan-digest"]).toBe(digest);
    const through = { "max-changes": "12", "expected-plan-digest": digest };
    expect(await refusal(stage, through)).toBeNull();
  });
});
