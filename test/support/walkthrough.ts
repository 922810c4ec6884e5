import { execFile } from "node:child_process";
import { cp, mkdir, mkdtempDisposable, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { startEmulator } from "../../src/emulator/index.ts";
import { documentedCommands, documentedSettings, VAULT_SECRET } from "./getting-started.ts";
import { quickStart } from "./quick-start.ts";
import { runAction } from "./run-action.ts";
import { environmentFor, inputsFor } from "./stage.ts";
import { workflowInputs } from "./workflow-inputs.ts";

const ROOT = join(import.meta.dirname, "../..");
const execute = promisify(execFile);

export interface WalkedStep {
  /** The line of the documentation. */
  readonly command: string;
  /** `null` for what only a person can do. */
  readonly seconds: number | null;
  readonly output: string;
}

/**
 * Does what docs/getting-started.md says, on an emulator whose CRM is bare: a clone, the command line in it, and
 * the workflows that init has written, with the variables and secrets that they read.
 */
export async function walkThrough(): Promise<WalkedStep[]> {
  await using emulator = await startEmulator({ referrals: 20, dataverse: { bare: true } });
  await using home = await mkdtempDisposable(join(tmpdir(), "walkthrough-"));
  const walker = new Walker(emulator, home.path);
  const steps: WalkedStep[] = [];
  for (const command of await documentedCommands()) {
    const started = performance.now();
    const output = await walker.act(command);
    const seconds = output === null ? null : (performance.now() - started) / 1000;
    steps.push({ command, seconds, output: output ?? "" });
  }
  return steps;
}

class Walker {
  readonly #emulator: Awaited<ReturnType<typeof startEmulator>>;
  readonly #repository: string;
  readonly #clone: string;

  constructor(emulator: Awaited<ReturnType<typeof startEmulator>>, home: string) {
    this.#emulator = emulator;
    this.#repository = join(home, "co-sell");
    this.#clone = join(home, "cosell-sync");
  }

  /** What the command printed, or `null` when it needs a person, a browser or GitHub itself. */
  async act(command: string): Promise<string | null> {
    const [program, ...args] = command.split(" ");
    if (program === "git" && command.endsWith("/cosell-sync")) return this.#cloneProject();
    if (program === "cosell-sync" && args[0] === "login") return this.#signIn();
    if (program === "cosell-sync") return this.#commandLine(args);
    if (command.startsWith("gh workflow run ")) return this.#workflow(args.slice(2));
    return null;
  }

  async #cloneProject(): Promise<string> {
    await mkdir(this.#repository);
    await execute("git", ["clone", "--quiet", ROOT, this.#clone]);
    // What is tried is the bundle as it is now, committed or not.
    await rm(join(this.#clone, "dist"), { recursive: true, force: true });
    await cp(join(ROOT, "dist"), join(this.#clone, "dist"), { recursive: true });
    for (const folder of ["mappings", ".github", "action.yml"]) {
      await cp(join(ROOT, folder), join(this.#clone, folder), { recursive: true });
    }
    const lines = Object.entries(await documentedSettings(this.#emulator)).map((pair) => pair.join("="));
    await writeFile(join(this.#clone, "../staging.env"), `${lines.join("\n")}\n`);
    return "";
  }

  /** What a person leaves where `staging.env` says; login.test.ts does it by that very line, in a browser. */
  #signIn(): null {
    const { keyVault, credentials } = this.#emulator;
    keyVault.store(VAULT_SECRET, credentials.refreshToken, new Date());
    return null;
  }

  async #commandLine(args: readonly string[]): Promise<string> {
    const start = quickStart();
    const command = [...start.flags, "--env-file=../staging.env", join(this.#clone, "dist/cli.js"), ...args];
    const env = { PATH: process.env.PATH ?? "", ...start.env, ...environmentFor(this.#emulator) };
    const { stdout } = await execute(process.execPath, command, { cwd: this.#repository, env });
    return stdout;
  }

  /** `sync.yml -f environment=staging`, with what init has listed as its settings. */
  async #workflow([file = "", ...flags]: readonly string[]): Promise<string> {
    const text = await readFile(join(this.#repository, ".github/workflows", file), "utf8");
    const pairs = flags.filter((flag) => flag !== "-f").map((pair) => pair.split("="));
    const { credentials, urls } = this.#emulator;
    const inputs = workflowInputs(text, {
      inputs: Object.fromEntries(pairs),
      vars: {
        PARTNER_CENTER_TENANT_ID: credentials.tenantId,
        PARTNER_CENTER_CLIENT_ID: credentials.clientId,
        PARTNER_CENTER_KEY_VAULT_SECRET: `${urls.keyVault}/secrets/${VAULT_SECRET}`,
        DATAVERSE_URL: urls.dataverse,
      },
      secrets: { PARTNER_CENTER_CLIENT_SECRET: credentials.clientSecret },
    });
    const all = inputsFor(this.#emulator);
    const result = await runAction({
      action: this.#clone,
      workspace: this.#repository,
      token: credentials.githubToken,
      // The addresses of the emulator are what a workflow for the real services does not name.
      inputs: {
        ...inputs,
        "partner-center-url": all["partner-center-url"] ?? "",
        "webhooks-api-url": all["webhooks-api-url"] ?? "",
        "authority-url": all["authority-url"] ?? "",
      },
      env: environmentFor(this.#emulator),
    });
    if (result.exitCode !== 0) throw new Error(`${file} failed:\n${result.log}`);
    return result.summary;
  }
}
