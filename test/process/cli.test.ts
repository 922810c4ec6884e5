import { mkdtempDisposable, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import { startEmulator } from "../../src/emulator/index.ts";
import { writesMade } from "../support/audit.ts";
import { cosellSync, cosellSyncAnew, onTerminal, terminalEnvironment } from "../support/command-line.ts";
import { preloading } from "../support/preload.ts";

describe("the command line", () => {
  it("plans and syncs with a fresh directory for its state, without colours", async () => {
    await using emulator = await startEmulator({ referrals: 10 });
    await using state = await mkdtempDisposable(join(tmpdir(), "state-"));
    const env = terminalEnvironment(emulator);
    const directory = ["--state-dir", join(state.path, "new")];

    const plan = await cosellSync(["plan", ...directory], env);
    expect(plan).toMatchObject({ code: 0, stderr: "" });
    expect(plan.stdout).toMatch(/^## Co-sell plan: \d+ changes planned/);
    expect(writesMade(emulator)).toEqual([]);

    const sync = await cosellSync(["sync", ...directory], env);
    expect(sync).toMatchObject({ code: 0, stderr: "" });
    expect(sync.stdout).toMatch(/^## Co-sell sync: \d+ records created/);
    expect(writesMade(emulator).length).toBeGreaterThan(0);

    const again = await cosellSync(["sync", ...directory], env);
    expect(again.stdout).toMatch(/^## Co-sell sync: nothing to do/);
    expect(plan.stdout + sync.stdout).not.toContain("\u001b");
  });

  it("takes its settings from a file that begins with a mark, as editors of Windows write it", async () => {
    const { stderr } = await cosellSync(["login"], { "\uFEFFCOSELL_TENANT_ID": "contoso.example" });
    expect(stderr).toContain("--client-id: is missing");
    expect(stderr).not.toContain("--tenant-id");
  });

  it("lays a plan out for whoever looks at it on a terminal", async () => {
    await using emulator = await startEmulator({ referrals: 3 });
    await using state = await mkdtempDisposable(join(tmpdir(), "state-"));
    const seen = await onTerminal(["plan", "--state-dir", state.path], terminalEnvironment(emulator));
    expect(seen).toContain("\u001b[1mCo-sell plan: ");
    const text = stripVTControlCharacters(seen);
    expect(text).toMatch(/^Deal +Written to +What +Fields$/m);
    expect(text).toMatch(/^[0-9a-f-]{36} +CRM +new account +account$/m);
    expect(text).not.toMatch(/^## |\| |<br>|&#/m);
  });

  it("explains itself to whoever asks, and without a command", async () => {
    const help = await cosellSync(["--help"]);
    expect(help).toMatchObject({ code: 0, stderr: "" });
    expect(help.stdout).toContain("Usage: cosell-sync sync|plan");
    expect(help.stdout).toContain("--state-dir");
    for (const args of [[], ["-h"], ["help"]]) expect((await cosellSync(args)).stdout).toBe(help.stdout);
  });

  it("says which version it is", async () => {
    const manifest = await readFile(join(import.meta.dirname, "../../package.json"), "utf8");
    const { version } = JSON.parse(manifest) as { version: string };
    expect(await cosellSync(["--version"])).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
  });

  it("says what it needs to a Node that is too old, which could not load the rest of it", async () => {
    const older = `Object.defineProperty(process, "versions", { value: { node: "20.20.2" } });`;
    const { code, stdout, stderr } = await cosellSyncAnew(["--help"], preloading(older));
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain("needs Node 24 or newer");
    const entry = await readFile(join(import.meta.dirname, "../../dist/cli.js"), "utf8");
    expect(entry).not.toMatch(/^(import|export) .*from/m);
  });

  it("formats mappings in place, and names those that it changed", async () => {
    await using folder = await mkdtempDisposable(join(tmpdir(), "mappings-"));
    const [tidy, untidy] = ["tidy.yml", "untidy.yml"].map((name) => join(folder.path, name));
    await writeFile(tidy ?? "", "version: 1\nfields: {} # none\n");
    await writeFile(untidy ?? "", "fields: {} # none\nversion: 1\n");
    const told = await cosellSync(["format", join(folder.path, "*.yml")]);
    expect(told).toEqual({ code: 0, stdout: `${untidy}\n`, stderr: "" });
    expect(await readFile(untidy ?? "", "utf8")).toBe(await readFile(tidy ?? "", "utf8"));
    expect((await cosellSync(["format", join(folder.path, "*.yml")])).stdout).toBe("");
  });

  it.each([
    [["sync", "--state-dri", "x"], '--state-dri: is not an option; did you mean "--state-dir"?'],
    [
      ["sync", "--client-secrte=of-the-application"],
      '--client-secrte: is not an option; did you mean "--client-secret"?',
    ],
    [["snyc", "--state-dir", "x"], 'command: "snyc" is no command; did you mean "sync"?'],
    [["extra"], 'command: "extra" is no command; it must be one of: sync, plan, validate, '],
    [["sync", "extra"], 'command: "sync extra" is no command; sync takes no word behind it'],
    [["sync", "-x"], "-x: is not an option"],
    [["setup", "--apply=no"], "--apply: is a switch, and takes no value"],
    [
      ["sync", "--max-changes", "-1"],
      "--max-changes: needs a value behind it; one that begins with a dash is written --max-changes=-…",
    ],
    [
      ["webhooks", "--webhook-validate", "--webhook-url", "http://relay.example"],
      "--webhook-url: is not an https URL",
    ],
    [["sync", "--mapping"], "--mapping: needs a value behind it"],
  ])("refuses %j", async (args, message) => {
    const { code, stdout, stderr } = await cosellSync(args);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain(message);
    expect(stderr).not.toContain("bug of cosell-sync");
    expect(stderr).not.toContain("of-the-application");
    // Of a command that there is not nobody knows what it needs.
    if (message.startsWith("command:")) expect(stderr).not.toContain("is missing");
    expect(stderr).not.toContain("\u001b");
  });

  it("names the variables' flags when everything is missing", async () => {
    const { code, stderr } = await cosellSync(["sync"]);
    expect(code).toBe(1);
    for (const name of ["--tenant-id", "--client-secret", "--refresh-token", "--dataverse-url"]) {
      expect(stderr).toContain(`${name}: is missing`);
    }
    expect(stderr).not.toContain("the job's environment");
  });
});
