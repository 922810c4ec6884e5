import { mkdtempDisposable, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { writesMade } from "../support/audit.ts";
import { cosellSync, onTerminal, terminalEnvironment } from "../support/command-line.ts";
import { insertOpportunity, insertReferral } from "../support/deals.ts";
import { type Stage, setStage } from "../support/stage.ts";

const DEAL = "aaaaaaa1-0000-4000-8000-000000000001";

/** A deal in step; then somebody changes the value on one side, and the notes on both. */
async function edited(stage: Stage): Promise<void> {
  insertReferral(stage.emulator, { id: DEAL, name: "Deal" });
  expect((await stage.run()).exitCode).toBe(0);
  const { partnerCenter, dataverse } = stage.emulator;
  partnerCenter.edit(DEAL, ({ details }) => {
    details.dealValue = 5000;
    details.notes = "Confidential: from the portal";
  });
  const row = dataverse.rows("opportunity").find((one) => one.cosell_referralid === DEAL);
  dataverse.edit("opportunity", String(row?.opportunityid), { description: "Confidential: from the CRM" });
}

describe("explain", () => {
  it("says for one deal, field by field, where it stands and why, and writes nothing", async () => {
    await using stage = await setStage({ referrals: 3 });
    await edited(stage);
    const before = writesMade(stage.emulator);
    const { exitCode, summary, log } = await stage.run({ command: "explain", "referral-id": DEAL });
    expect(exitCode).toBe(0);
    const row = (field: string) => summary.split("\n").find((line) => line.startsWith(`| ${field}<br>`));
    expect(row("deal value")).toContain("| 100,000.00 EUR | 5,000.00 EUR | 100,000.00 EUR |");
    expect(row("deal value")).toContain("only Partner Center changed it");
    expect(row("deal value")).toContain("write it to the CRM");
    expect(row("notes")).toContain("both sides changed it");
    expect(row("notes")).toContain("conflict: report");
    // What is the same on both sides has no decision to explain, and buries what has.
    expect(summary).toContain("### The same on both sides");
    expect(row("close date")).toBeUndefined();
    expect(summary.indexOf("| close date | 2027-03-31 |")).toBeGreaterThan(summary.indexOf("| notes<br>"));
    expect(summary + log).not.toContain("Confidential");
    expect(writesMade(stage.emulator)).toEqual(before);
  });

  it("knows a deal by the id of its opportunity as well, which is all that the CRM shows", async () => {
    await using stage = await setStage({ referrals: 1 });
    await edited(stage);
    const { dataverse } = stage.emulator;
    const row = dataverse.rows("opportunity").find((one) => one.cosell_referralid === DEAL);
    const { summary } = await stage.run({
      command: "explain",
      "referral-id": String(row?.opportunityid).toUpperCase(),
    });
    expect(summary).toContain("## Co-sell explain: deal [aaaaaaa1]");
    expect(summary).toContain("both sides changed it");
  });

  it("says what an opportunity waits for that has no referral", async () => {
    await using stage = await setStage({ referrals: 1 });
    const id = "ccccccc1-0000-4000-8000-000000000001";
    const explain = async () => (await stage.run({ command: "explain", "referral-id": id })).log;
    const { dataverse } = stage.emulator;
    insertOpportunity(stage.emulator, { opportunityid: id, name: "Ours alone" });
    expect(await explain()).toContain("No sync looks at it before it has one, or is to be shared.");
    dataverse.edit("opportunity", id, { cosell_syncwithpartnercenter: true });
    await stage.run();
    const { exitCode, summary } = await stage.run({ command: "explain", "referral-id": id });
    expect(exitCode).toBe(0);
    expect(summary).toContain(`## Co-sell explain: deal ${id}\n`);
    expect(summary).toMatch(/It waits &#40;\w+.*&#41;: not shared yet: /);
  });

  it("says so when a referral gets no opportunity, and fails when nobody knows it, as a script has to notice", async () => {
    await using stage = await setStage({ referrals: 0 });
    insertReferral(stage.emulator, { id: DEAL, status: "Closed", substatus: "Lost" });
    const closed = await stage.run({ command: "explain", "referral-id": DEAL });
    expect(closed.summary).toContain("in state Closed/Lost it gets none");
    const missing = await stage.run({
      command: "explain",
      "referral-id": "bbbbbbb1-0000-4000-8000-000000000001",
    });
    expect(missing.exitCode).toBe(1);
    expect(missing.log).toContain(
      "Partner Center does not show referral bbbbbbb1-0000-4000-8000-000000000001",
    );
    expect(missing.log).toContain("only explain and audit take that of its opportunity as well");
  });

  it("is not needed to see why a sync of one deal does nothing with it", async () => {
    await using stage = await setStage({ referrals: 0 });
    insertReferral(stage.emulator, { id: DEAL, status: "Closed", substatus: "Lost" });
    for (const command of ["plan", "sync"])
      expect((await stage.run({ command, "referral-id": DEAL })).summary).toContain(
        `Nothing is done with deal ${DEAL}: no opportunity carries its identifier, and in state Closed/Lost it gets none`,
      );
    expect((await stage.run()).summary).not.toContain("Nothing is done");
  });

  it("says where a deal stands that has no opportunity yet, is not to be seen any more, or was refused", async () => {
    await using stage = await setStage({ referrals: 0 });
    const { emulator } = stage;
    const introduce = async () => {
      const { summary } = await stage.run({ command: "explain", "referral-id": DEAL });
      return summary.split("| Field |")[0]?.replaceAll(/&#\d+;/g, "");
    };
    insertReferral(emulator, { id: DEAL });
    expect(await introduce()).toMatch(/It has no opportunity yet; a new one would be [0-9a-f-]{36}\./);
    await stage.run();
    const id = String(emulator.dataverse.rows("opportunity")[0]?.opportunityid);
    const body = { error: { code: "0x80040265", message: "A plug-in said no." } };
    const refuses = { kind: "reply", when: "before", status: 400, body } as const;
    const rule = emulator.faults.inject({ system: "dataverse", method: "PATCH", fault: refuses });
    emulator.partnerCenter.edit(DEAL, ({ details }) => {
      details.dealValue = 5000;
    });
    await stage.run();
    rule.remove();
    const refused = await introduce();
    expect(refused).toContain(`Its opportunity is ${id}.`);
    expect(refused).toContain("It waits refused: 400 0x80040265: A plug-in said no.\n");
    expect(refused).toMatch(
      /Next look: 20\d\d-\d\d-\d\d \d\d:\d\d UTC, or when either side changes waiting since /,
    );

    const gone = { kind: "reply", when: "before", status: 404, body: {} } as const;
    emulator.faults.inject({ system: "partner-center", path: new RegExp(DEAL), fault: gone });
    expect(await introduce()).toContain("It cannot be compared: Partner Center does not show this referral");
  });

  it("says that the opportunity is there which was made for it and has lost its identifier", async () => {
    await using stage = await setStage({ referrals: 0 });
    insertReferral(stage.emulator, { id: DEAL });
    await stage.run();
    const { dataverse } = stage.emulator;
    const id = String(dataverse.rows("opportunity")[0]?.opportunityid);
    dataverse.edit("opportunity", id, { cosell_referralid: null });
    await stage.run();
    const { summary } = await stage.run({ command: "explain", "referral-id": DEAL });
    expect(summary).toContain(`opportunity ${id}, which was its own, no longer carries its identifier`);
    expect((await stage.run({ "referral-id": DEAL })).outputs).toMatchObject({ changes: "0", held: "1" });
  });

  it("shows a person what keeps a deal out of the scope, and no log", async () => {
    await using stage = await setStage({ referrals: 0 });
    await using state = await mkdtempDisposable(join(tmpdir(), "state-"));
    insertReferral(stage.emulator, { id: DEAL, campaignId: "Confidential" });
    const file = join(stage.workspace, "mappings/dynamics-365.yml");
    const scope = "scope: { referrals: { campaignId: [spring] } }";
    await writeFile(file, `${await readFile(file, "utf8")}\n${scope}\n`);
    const { summary, log } = await stage.run({ command: "explain", "referral-id": DEAL });
    expect(summary).toContain("out of the mapping's scope &#40;campaignId&#41;");
    expect(summary + log).not.toContain("Confidential");
    const args = ["explain", DEAL, "--mapping", file, "--state-dir", join(state.path, "new")];
    const seen = await onTerminal(args, terminalEnvironment(stage.emulator));
    expect(seen).toContain("\ncampaignId has: Confidential\n");
  });

  it("needs to know which one", async () => {
    await using stage = await setStage({ referrals: 0 });
    const { exitCode, log } = await stage.run({ command: "explain" });
    expect(exitCode).toBe(1);
    expect(log).toContain("referral-id: is missing; the referral to explain");
  });

  it("writes blocks of text in a shell, and keeps hidden values out of files", async () => {
    await using stage = await setStage({ referrals: 0 });
    await using state = await mkdtempDisposable(join(tmpdir(), "state-"));
    await edited(stage);
    const args = ["explain", DEAL, "--state-dir", join(state.path, "new")];
    const { stdout } = await cosellSync(args, terminalEnvironment(stage.emulator), stage.workspace);
    expect(stdout).toContain(`Deal ${DEAL}`);
    expect(stdout).toContain("deal value (money, both)");
    expect(stdout).toContain("  Partner Center  5,000.00 EUR   details.dealValue, details.currency");
    expect(stdout).toContain("  → write it to the CRM (direction: both)");
    expect(stdout).toContain("  CRM             (hidden)   description");
    expect(stdout).not.toContain("Confidential");
    expect(stdout).not.toContain("&#");
  });
});
