import { mkdtempDisposable } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { columns } from "../../src/emulator/dataverse/index.ts";
import type { EmulatorOptions } from "../../src/emulator/index.ts";
import { TABLES } from "../../src/provision/purposes.ts";
import { cosellSync, terminalEnvironment } from "../support/command-line.ts";
import { installConnector } from "../support/connector.ts";
import { setStage } from "../support/stage.ts";

/** Columns of all tables. */
const NEEDED = TABLES.flatMap(({ purposes }) => purposes).length;
const BARE: EmulatorOptions = { referrals: 5, dataverse: { bare: true } };

/** What of the log are changes of the CRM's customisation. */
function customisations({ emulator }: Awaited<ReturnType<typeof setStage>>): string[] {
  return emulator.log
    .filter(({ system, method }) => system === "dataverse" && method !== "GET")
    .map(({ method, path }) => `${method} ${path.replace("/api/data/v9.2/", "")}`);
}

/** Lines of the table, without its head. */
function rowsOf(summary: string): string[] {
  return summary
    .split("\n")
    .filter((line) => line.startsWith("| "))
    .slice(2);
}

describe("setup", () => {
  it("shows its plan first, and changes nothing", async () => {
    await using stage = await setStage(BARE);
    const shown = await stage.run({ command: "setup" });
    expect(shown.exitCode).toBe(0);
    expect(shown.summary).toContain(`## Co-sell setup: ${NEEDED + 4} things to do`);
    expect(shown.summary).toContain(
      '| column `cosell_base` | + to do | create "Synchronised values", memo |',
    );
    expect(customisations(stage)).toEqual([]);
  });

  it("makes a bare CRM fit for a sync, and twice changes nothing the second time", async () => {
    await using stage = await setStage(BARE);
    const before = await stage.run();
    expect(before.exitCode).toBe(1);
    expect(before.log).toContain("the opportunity table has no column cosell_referralid");

    const first = await stage.run({ command: "setup", apply: "true" });
    expect(first.summary).toContain("## Co-sell setup: done");
    expect(rowsOf(first.summary)).toHaveLength(NEEDED + 4);
    expect(rowsOf(first.summary).every((row) => row.includes("| ✔ done |"))).toBe(true);
    const made = customisations(stage);
    expect(made.filter((one) => one.endsWith("/Attributes"))).toHaveLength(NEEDED);
    expect(made.at(-1)).toBe("POST PublishXml");

    const second = await stage.run({ command: "setup", apply: "true" });
    expect(second.summary).toContain("## Co-sell setup: nothing to do");
    expect(rowsOf(second.summary)).toEqual([
      "| publisher with the prefix cosell | ✔ there | option values begin with 72700 |",
    ]);
    expect(second.summary).toContain(`\n${NEEDED + 3} other things are there already.\n`);
    expect(customisations(stage)).toEqual(made);

    const sync = await stage.run();
    expect(sync).toMatchObject({ exitCode: 0, outputs: { failed: "0" } });
    expect(Number(sync.outputs.created)).toBeGreaterThan(0);
  });

  it("puts everything into a solution of its publisher", async () => {
    await using stage = await setStage(BARE);
    await stage.run({
      command: "setup",
      apply: "true",
      "publisher-prefix": "adatum",
      solution: "AdatumCosell",
    });
    const { dataverse } = stage.emulator;
    expect(dataverse.rows("publisher")).toMatchObject([{ customizationprefix: "adatum" }]);
    expect(dataverse.rows("solution")).toMatchObject([{ uniquename: "AdatumCosell", version: "1.0.0.0" }]);
    expect(dataverse.rows("solutioncomponent")).toHaveLength(NEEDED + 1);
    expect(stage.emulator.log.some(({ path }) => path.includes("cosell_"))).toBe(false);
  });

  it("refuses another prefix than that of the solution's publisher, before anything is made", async () => {
    await using stage = await setStage(BARE);
    await stage.run({ command: "setup", apply: "true" });
    const made = customisations(stage);
    const again = await stage.run({ command: "setup", apply: "true", "publisher-prefix": "contoso" });
    expect(again.exitCode).toBe(1);
    expect(again.summary).toContain("is of the publisher with the prefix cosell, and takes nothing new that");
    expect(customisations(stage)).toEqual(made);
    expect(stage.emulator.dataverse.rows("publisher")).toHaveLength(1);
  });

  it("adopts columns that exist, and puts them into the solution", async () => {
    await using stage = await setStage({ referrals: 0 });
    const { summary } = await stage.run({ command: "setup" });
    expect(summary).toContain("| column `cosell_base` | + to do | exists; add it to the solution |");
    expect(summary).toContain("\n1 other thing is there already.\n");
    await stage.run({ command: "setup", apply: "true" });
    expect(customisations(stage).filter((one) => one.endsWith("/Attributes"))).toEqual([]);
    expect((await stage.run({ command: "setup" })).summary).toContain("nothing to do");
  });

  it("says which option a choice that is there has not, and leaves it to a person", async () => {
    await using stage = await setStage({ referrals: 0 });
    const { dataverse } = stage.emulator;
    dataverse.removeOption("opportunity", "cosell_decision", 727_000_021);
    const lacks = 'without the option "Decline" &#40;727000021&#41;: add it';
    const shown = await stage.run({ command: "setup" });
    expect(shown.summary).toContain(
      `| column \`cosell_decision\` | + to do | exists; add it to the solution; ${lacks}`,
    );
    const { summary, exitCode } = await stage.run({ command: "setup", apply: "true" });
    expect(exitCode).toBe(0);
    expect(summary).toContain(`| column \`cosell_decision\` | ✔ done | ${lacks}`);
  });

  it("adopts the fields of Microsoft's connector, with the links in them", async () => {
    await using stage = await setStage(BARE);
    const { dataverse } = stage.emulator;
    dataverse.addColumn(
      "opportunity",
      columns.text("msft_referralid0", 100, { label: "Referral Identifier" }),
    );
    dataverse.addColumn("opportunity", columns.boolean("msft_sync0", { label: "Sync With Partner Center" }));
    dataverse.addColumn("lead", columns.text("msft_referralid1", 100, { label: "Referral Identifier" }));
    const visibility = { label: "Microsoft Partner Center Referral Visibility" };
    dataverse.addColumn("opportunity", columns.text("msft_visible0", 100, visibility));
    const { summary } = await stage.run({ command: "setup", apply: "true" });
    expect(summary).toContain("## Co-sell setup: done");
    expect(summary).toContain('| column `msft_referralid0` | ✔ there | "Referral Identifier" of');
    expect(summary).toContain('| column `msft_referralid1` of leads | ✔ there | "Referral Identifier" of');
    // A column that cannot hold what is needed is left to the connector.
    expect(summary).toContain('| column `cosell_visible` | ✔ done | create "Visible to Microsoft", yes/no |');
    expect(summary).toContain("turn its flows off");
    const key = dataverse.keys("opportunity").find(({ name }) => name === "cosell_referralkey");
    expect(key).toMatchObject({ columns: ["msft_referralid0"], status: "Active" });
  });

  it("adopts them also where their labels are in another language", async () => {
    await using stage = await setStage(BARE);
    installConnector(stage.emulator, (label) => `${label} (übersetzt)`);
    const { summary } = await stage.run({ command: "setup", apply: "true" });
    expect(summary).toContain("| column `msft_microsoftpartnercenterreferralidentifier` | ✔ there |");
    expect(summary).toContain("turn its flows off");
    expect(summary).not.toContain("`cosell_referralid`");
  });

  it.each([
    [
      "of another type",
      columns.integer("cosell_base", [0, 9]),
      "is needed: delete the column with its values",
    ],
    [
      "that is too short",
      columns.text("cosell_referralid", 20),
      "holds 20 characters; 36 are needed: change that, delete",
    ],
    ["that is secured", columns.memo("cosell_base", 200_000, { secured: true }), "column-level security"],
    ["that is too long for a key", columns.memo("cosell_referralid", 2000), "is of the type Memo"],
  ])("does nothing when there is a column %s, and says so", async (_title, column, reason) => {
    await using stage = await setStage(BARE);
    stage.emulator.dataverse.addColumn("opportunity", column);
    const result = await stage.run({ command: "setup", apply: "true" });
    expect(result.exitCode).toBe(1);
    expect(result.summary).toContain("## Co-sell setup: 1 thing in the way");
    expect(result.summary).toContain(reason);
    expect(customisations(stage)).toEqual([]);
  });

  it("says which two things are the same when the key cannot be built, and goes on once they are not", async () => {
    await using stage = await setStage(BARE);
    const { dataverse } = stage.emulator;
    dataverse.addColumn("opportunity", columns.text("cosell_referralid", 100));
    const referral = "0d7f0e33-6166-442f-acc9-e4c20ae427ba";
    const twin = dataverse.insert("opportunity", { cosell_referralid: referral.toUpperCase() });
    const other = dataverse.insert("opportunity", { cosell_referralid: referral });
    const failed = await stage.run({ command: "setup", apply: "true" });
    expect(failed.exitCode).toBe(1);
    const same = `referral ${referral} on opportunities ${twin}, ${other}`;
    expect(failed.log).toContain(`${same}.`);
    const { summary } = await stage.run({ command: "doctor" });
    expect(summary).toContain(same);
    expect(summary).toContain("set Sync with Partner Center to No there");
    dataverse.edit("opportunity", twin, { cosell_referralid: null });
    const again = await stage.run({ command: "setup", apply: "true" });
    expect(again.summary).toContain("## Co-sell setup: done");
  });

  it("names the privilege that the application user is missing, and goes on from there", async () => {
    await using stage = await setStage(BARE);
    const { privileges } = stage.emulator.dataverse;
    privileges.delete("prvWriteEntity");
    const refused = await stage.run({ command: "setup", apply: "true" });
    expect(refused.exitCode).toBe(1);
    expect(refused.log).toContain("missing prvWriteEntity");
    expect(refused.log).toContain("System Customizer");
    privileges.set("prvWriteEntity", "Global");
    const again = await stage.run({ command: "setup", apply: "true" });
    expect(again.summary).toContain("## Co-sell setup: done");
  });

  it("takes a column that somebody else made a moment earlier", async () => {
    await using stage = await setStage(BARE);
    stage.emulator.faults.inject({
      system: "dataverse",
      method: "POST",
      path: /\/Attributes$/,
      nth: 1,
      fault: {
        kind: "reply",
        when: "after",
        status: 400,
        body: { error: { code: "0x80047013", message: "Attribute cosell_ReferralId already exists." } },
      },
    });
    const { summary } = await stage.run({ command: "setup", apply: "true" });
    expect(summary).toContain("## Co-sell setup: done");
  });

  it("fails where Dataverse took a step and made nothing of it, and goes on from there", async () => {
    await using stage = await setStage(BARE);
    const ignored = stage.emulator.faults.inject({
      system: "dataverse",
      method: "PUT",
      path: /EntityDefinitions/,
      fault: { kind: "reply", when: "before", status: 204 },
    });
    const { exitCode, summary } = await stage.run({ command: "setup", apply: "true" });
    expect(exitCode).toBe(1);
    expect(summary).toContain("## Co-sell setup: unfinished, 1 thing still to do");
    ignored.remove();
    const again = await stage.run({ command: "setup", apply: "true" });
    expect(again).toMatchObject({ exitCode: 0 });
    expect(again.summary).toContain("## Co-sell setup: done");
  });

  it("changes nothing where the solution was imported from staging", async () => {
    await using stage = await setStage({ referrals: 0 });
    await stage.run({ command: "setup", apply: "true" });
    const { dataverse } = stage.emulator;
    dataverse.makeManaged("CosellSync");
    expect((await stage.run({ command: "setup" })).summary).toContain("nothing to do");
    dataverse.removeColumn("opportunity", "cosell_campaignid");
    const result = await stage.run({ command: "setup", apply: "true" });
    expect(result.exitCode).toBe(1);
    expect(result.summary).toContain("is missing from the managed solution `CosellSync`".replaceAll("`", ""));
  });

  it("runs on a terminal with the sign-in of the CRM alone", async () => {
    await using stage = await setStage(BARE);
    await using home = await mkdtempDisposable(join(tmpdir(), "home-"));
    const { COSELL_REFRESH_TOKEN: _, ...env } = terminalEnvironment(stage.emulator);
    const shown = await cosellSync(["setup"], env, home.path);
    expect(shown).toMatchObject({ code: 0, stderr: "" });
    expect(shown.stdout).toContain("Nothing was changed.");
    const done = await cosellSync(["setup", "--apply"], env, home.path);
    expect(done.stdout).toContain("## Co-sell setup: done");
  });

  it.each([
    [["--publisher-prefix", "Cosell"], "--publisher-prefix: is not 2 to 8 small letters and digits"],
    [["--publisher-prefix", "mscrmx"], "--publisher-prefix: is not 2 to 8 small letters and digits"],
    [["--solution", "Co sell"], "--solution: is not the unique name of a solution"],
    [["--max-changes", "3"], "--max-changes: has no meaning for setup; it is for sync"],
    [[], "--dataverse-url: is missing"],
  ])("refuses %j", async (args, message) => {
    const { code, stderr } = await cosellSync(["setup", ...args]);
    expect(code).toBe(1);
    expect(stderr).toContain(message);
  });
});
