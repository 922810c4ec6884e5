import { globSync } from "node:fs";
import { mkdtempDisposable, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { columns } from "../../src/emulator/dataverse/index.ts";
import { loadMapping } from "../../src/mapping/load.ts";
import { cosellSync, terminalEnvironment } from "../support/command-line.ts";
import { lintActions } from "../support/lint-actions.ts";
import { type Stage, setStage } from "../support/stage.ts";
import { checkWorkflow } from "../support/workflow-rules.ts";

const ROOT = join(import.meta.dirname, "../..");
const MAPPING = "mappings/dynamics-365.yml";

/** A repository to write into, and how to run `init` and more in it. */
async function repository(stage: Stage) {
  const home = await mkdtempDisposable(join(tmpdir(), "repository-"));
  const env = terminalEnvironment(stage.emulator);
  return {
    run: (...args: string[]) => cosellSync(args, env, home.path),
    read: (path: string) => readFile(join(home.path, path), "utf8"),
    write: (path: string, text: string) => writeFile(join(home.path, path), text),
    path: home.path,
    [Symbol.asyncDispose]: () => home[Symbol.asyncDispose](),
  };
}

describe("init", () => {
  it("writes a mapping in the CRM's own words, which validates and syncs", async () => {
    await using stage = await setStage({ referrals: 10, dataverse: { bare: true } });
    await using mine = await repository(stage);
    const { dataverse } = stage.emulator;
    dataverse.removeColumn("opportunity", "statuscode");
    dataverse.addColumn(
      "opportunity",
      columns.status([
        { value: 1, label: "In Progress", state: 0 },
        { value: 100_000_001, label: "Signed", state: 1 },
        { value: 3, label: "Won", state: 1 },
        { value: 4, label: "Canceled", state: 2 },
        { value: 5, label: "Out-Sold", state: 2 },
        { value: 100_000_002, label: "Too dear", state: 2 },
      ]),
    );
    const prefix = ["--publisher-prefix", "adatum"];
    expect((await mine.run("setup", "--apply", ...prefix)).code).toBe(0);
    const init = await mine.run("init", ...prefix);
    expect(init).toMatchObject({ code: 0, stderr: "" });
    expect(init.stdout).toContain("| mappings/dynamics-365.yml | ✔ written |");

    expect(init.stdout).toContain("before they close it: Canceled &#40;4&#41;, Too dear &#40;100000002&#41;");

    const text = await mine.read(MAPPING);
    expect(loadMapping(text, MAPPING)).toMatchObject({
      referralIdColumn: "adatum_referralid",
      closeReasons: { won: 100_000_001, lost: 4 },
    });
    expect(text).not.toMatch(/cosell_|msft_|blank options/);
    expect(text).toContain("# Currencies of this CRM: CAD, EUR, GBP, INR, JPY, USD.");
    const validated = await mine.run("validate", MAPPING);
    expect(validated).toMatchObject({ code: 0, stderr: "" });
    const described = JSON.parse(await mine.read("mappings/dynamics-365.columns.json"));
    // By what people see, its logical name is found.
    expect(described.adatum_base).toEqual({ label: "Synchronised values", type: "Memo" });
    expect(described.statuscode.options["100000001"]).toBe("Signed");
    const sync = await mine.run("sync", "--state-dir", "state");
    expect(sync.stdout).toMatch(/^## Co-sell sync: \d+ records created/);
    expect(sync.stderr).toBe("");
  });

  it.each([
    ["one of them", [5, 100_000_002], /by status code: .*\n {6}"5": Customer chose another vendor\n\n/],
    ["none of them", [100_000_002], /longest: 250\n {4}audit: hidden\n\n/],
  ])(
    "leaves out what the CRM's own status reasons have no use for: %s is there",
    async (_what, lost, left) => {
      await using stage = await setStage({ referrals: 0 });
      await using mine = await repository(stage);
      const { dataverse } = stage.emulator;
      dataverse.removeColumn("opportunity", "statuscode");
      const reasons = [1, 3, ...lost].map((value) => ({ value, label: `Reason ${value}`, state: 2 }));
      const states = new Map([
        [1, 0],
        [3, 1],
      ]);
      dataverse.addColumn(
        "opportunity",
        columns.status(reasons.map((one) => ({ ...one, state: states.get(one.value) ?? 2 }))),
      );
      expect((await mine.run("init")).code).toBe(0);
      expect(await mine.read(MAPPING)).toMatch(left);
      expect(await mine.run("validate", MAPPING)).toMatchObject({ code: 0, stderr: "" });
    },
  );

  it("finds the fields and the option values of Microsoft's connector", async () => {
    await using stage = await setStage({ referrals: 0, dataverse: { bare: true } });
    await using mine = await repository(stage);
    const { dataverse } = stage.emulator;
    const help = ["Workload specific value proposition", "Quotes or licensing", "None"].map(
      (label, index) => ({
        value: 861_980_000 + index,
        label,
      }),
    );
    dataverse.addColumn("opportunity", columns.text("msft_refid", 100, { label: "Referral Identifier" }));
    dataverse.addColumn(
      "opportunity",
      columns.choice("msft_help", help, { label: "How can Microsoft help?" }),
    );
    dataverse.addColumn("lead", columns.text("msft_leadref", 100, { label: "Referral Identifier" }));
    await mine.run("setup", "--apply");
    const { stdout } = await mine.run("init");
    const text = await mine.read(MAPPING);
    expect(text).toContain("referral identifier: msft_refid");
    expect(text).toContain("marks: ✔✘✖");
    expect(text).toContain("base: cosell_base");
    expect(text).toContain("opportunity: cosell_declinereason\n    as: closing reason");
    expect(text).toContain("WorkloadSpecificValueProposition: 861980000");
    expect(text).toContain("QuotesOrLicensing: 861980001");
    expect(text).toContain("blank options: [861980002] # None");
    expect(text).toContain("    referral identifier: msft_leadref\n    base: cosell_base");
    expect(text).toContain("kinds: [qualified lead, co-sell]");
    expect(text).not.toMatch(/msft_(?!refid|help|leadref)/);
    expect(stdout).toContain('`msft_help` has no option "Proof of concept or demo"');
    expect(stdout).toContain("turn its flows off before the first sync, and leave its solution, of which");
  });

  it("writes our workflows, with the settings that they read", async () => {
    await using stage = await setStage({ referrals: 0 });
    await using mine = await repository(stage);
    const settings = ["--mapping", "mappings/ours.yml", "--mapping-environment", "staging"];
    const { stdout } = await mine.run("init", ...settings);
    const paths = globSync(".github/workflows/*.yml", { cwd: mine.path }).sort();
    expect(paths.map((path) => path.split("/").at(-1))).toEqual(
      expect.arrayContaining(["doctor.yml", "plan.yml", "setup.yml", "sync.yml"]),
    );
    expect(paths).not.toContain(".github/workflows/ci.yml");
    expect(paths.filter((path) => path.includes("connection"))).toEqual([]);
    const files = await Promise.all(paths.map(async (path) => ({ path, text: await mine.read(path) })));
    const local = files.map(({ path, text }) => ({
      path,
      text: text.replaceAll(/uses: (?!actions)\S+\/cosell-sync@\S+.*/g, "uses: ./"),
    }));
    expect(await lintActions(local, join(ROOT, "action.yml"))).toEqual([]);
    expect(local.flatMap(checkWorkflow)).toEqual([]);
    expect(await mine.read(".github/workflows/sync.yml")).toContain('mapping: "mappings/ours.yml"');
    expect(await mine.read(".github/workflows/plan.yml")).toContain('paths: ["mappings/ours.yml"]');
    expect(await mine.read(".github/workflows/setup.yml")).not.toContain("mappings/ours.yml");
    const { urls, credentials } = stage.emulator;
    const [used, others] = [...stdout.matchAll(/```sh\n(.*?)\n```/gs)].map(([, block = ""]) => block);
    expect(used?.split("\n")).toEqual([
      "gh variable set MAPPING_ENVIRONMENT --env NAME --body staging",
      `gh variable set PARTNER_CENTER_TENANT_ID --env NAME --body ${credentials.tenantId}`,
      `gh variable set PARTNER_CENTER_CLIENT_ID --env NAME --body ${credentials.clientId}`,
      `gh variable set DATAVERSE_URL --env NAME --body ${urls.dataverse}`,
      "gh secret set PARTNER_CENTER_CLIENT_SECRET --env NAME",
      "gh secret set PARTNER_CENTER_REFRESH_TOKEN --env NAME",
    ]);
    expect(others?.split("\n").sort()).toEqual([
      "gh secret set DATAVERSE_CLIENT_SECRET --env NAME",
      "gh secret set FINGERPRINT_KEY --env NAME",
      "gh variable set DATAVERSE_CLIENT_ID --env NAME",
      "gh variable set DATAVERSE_TENANT_ID --env NAME",
      "gh variable set PARTNER_CENTER_KEY_VAULT_SECRET --env NAME",
      "gh variable set WEBHOOK_URL --env NAME",
    ]);
    expect(stdout).not.toContain("COSELL_");
    for (const secret of [credentials.clientSecret, credentials.refreshToken])
      expect(stdout).not.toContain(secret);
  });

  it("says once that setup is still to be run, and not of each column", async () => {
    await using stage = await setStage({ referrals: 0, dataverse: { bare: true } });
    await using mine = await repository(stage);
    const { stdout } = await mine.run("init", "--publisher-prefix", "adatum");
    expect(stdout).toContain("- some columns of the prefix adatum are not there yet: run setup");
    expect(stdout).not.toContain("has no column");
  });

  it.each(["config/ours.yml", "config\\ours.yml", "./config/ours.yml"])(
    "has a mapping elsewhere completed by editors and reviewed on pull requests, named as %s",
    async (name) => {
      await using stage = await setStage({ referrals: 0 });
      await using mine = await repository(stage);
      await mine.run("init", "--mapping", name);
      const text = await mine.read("config/ours.yml");
      expect(loadMapping(text, name)).toBeDefined();
      const schema = /^# yaml-language-server: \$schema=\.\/(.*)$/m.exec(text)?.[1];
      expect(JSON.parse(await mine.read(`config/${schema}`))).toHaveProperty("$schema");
      const plan = await mine.read(".github/workflows/plan.yml");
      expect(plan).toContain('paths: ["config/ours.yml"]\n');
      expect(plan).toContain('mapping: "config/ours.yml"\n');
    },
  );

  it("writes the workflows of several connections where there is a file of them", async () => {
    await using stage = await setStage({ referrals: 0 });
    await using mine = await repository(stage);
    await mine.write("connections.yml", "version: 1\nconnections:\n  contoso-eu:\n");
    const { stdout } = await mine.run("init", "--mapping", "mappings/ours.yml");
    expect(stdout).toContain("gh secret set PARTNER_CENTER_CLIENT_SECRET --env NAME\n");
    // The file of connections begins with its name, for editors.
    expect(JSON.parse(await mine.read("connections.schema.json"))).toHaveProperty("$schema");
    const names = globSync("{approve,doctor,plan,sync,webhooks}*.yml", {
      cwd: join(mine.path, ".github/workflows"),
    });
    const ours = [
      "approve-connection.yml",
      "doctor-connections.yml",
      "plan-connections.yml",
      "sync-connections.yml",
      "webhooks-connection.yml",
    ];
    expect(names.sort()).toEqual(ours);
    for (const path of ours) {
      const text = await mine.read(`.github/workflows/${path}`);
      expect(text).not.toContain("mappings/ours.yml");
      expect(checkWorkflow({ path, text: text.replaceAll(/your-org\S+/g, "./") })).toEqual([]);
    }
  });

  it("names the workflows of a single CRM that are left where there are several", async () => {
    await using stage = await setStage({ referrals: 0 });
    await using mine = await repository(stage);
    await mine.run("init");
    await mine.write("connections.yml", "version: 1\nconnections:\n  contoso-eu:\n");
    const { stdout } = await mine.run("init");
    const left = ["approve", "doctor", "plan", "sync", "webhooks"].map(
      (name) => `.github/workflows/${name}.yml`,
    );
    expect(stdout).toContain(`- these workflows do not go by connections.yml: take out ${left.join(", ")}\n`);
    for (const path of left) await rm(join(mine.path, path));
    expect((await mine.run("init")).stdout).not.toContain("take out");
  });

  it("never overwrites a file without being told", async () => {
    await using stage = await setStage({ referrals: 0 });
    await using mine = await repository(stage);
    await mine.run("init");
    const again = await mine.run("init");
    expect(again.stdout).toContain("## Co-sell init: nothing written");
    await mine.write(MAPPING, "version: 1 # mine\n");
    const kept = await mine.run("init");
    expect(kept.stdout).toContain("| mappings/dynamics-365.yml | – left alone, it differs;");
    expect(await mine.read(MAPPING)).toBe("version: 1 # mine\n");
    const replaced = await mine.run("init", "--overwrite");
    expect(replaced.stdout).toContain("## Co-sell init: 1 file written");
    expect(await mine.read(MAPPING)).toContain("fields:");
  });

  it("describes a table that has changed anew, and leaves the mapping as somebody made it", async () => {
    await using stage = await setStage({ referrals: 0 });
    await using mine = await repository(stage);
    await mine.run("init");
    const ours = `${await mine.read(MAPPING)}# ours\n`;
    await mine.write(MAPPING, ours);
    stage.emulator.dataverse.addColumn("opportunity", columns.text("adatum_region", 100));
    const { stdout } = await mine.run("init");
    expect(stdout).toContain("| mappings/dynamics-365.columns.json | ✔ written |");
    expect(await mine.read("mappings/dynamics-365.columns.json")).toContain('"adatum_region"');
    expect(await mine.read(MAPPING)).toBe(ours);
  });

  it("says that it is for a terminal when a workflow calls it", async () => {
    await using stage = await setStage({ referrals: 0 });
    const { exitCode, log } = await stage.run({ command: "init" });
    expect(exitCode).toBe(1);
    expect(log).toContain("so it is for a terminal");
  });
});
