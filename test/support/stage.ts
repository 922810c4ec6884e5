import { execFile } from "node:child_process";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { Git } from "../../src/emulator/github/git.ts";
import { type Emulator, type EmulatorOptions, startEmulator } from "../../src/emulator/index.ts";
import { type ActionResult, type ActionRun, runAction } from "./run-action.ts";

const ROOT = join(import.meta.dirname, "../..");

/** The emulator, and the bundled action as a workflow of its repository would run it. */
export interface Stage extends AsyncDisposable {
  readonly emulator: Emulator;
  /** The checkout that the action runs in, with the mappings of this repository. */
  readonly workspace: string;
  /**
   * Runs the action once. Inputs that are not given sign in to the emulator. Tests run it in a process that has run
   * others before, unless they ask for one of its own, or for what only that can do.
   */
  run(inputs?: Readonly<Record<string, string>>, more?: Partial<ActionRun>): Promise<ActionResult>;
  /** Output of a git command in the repository that holds the state branch. */
  git(...args: readonly string[]): Promise<string>;
  /** The same repository, read without starting a git: a process of its own costs more than what a test does with a file. */
  readonly repository: Git;
  /** Requests that reached each system since the last call, by system. */
  takeRequests(): Readonly<Record<string, number>>;
}

export async function setStage(options: EmulatorOptions = {}): Promise<Stage> {
  const emulator = await startEmulator(options);
  const workspace = await mkdtemp(join(tmpdir(), "workspace-"));
  await cp(join(ROOT, "mappings"), join(workspace, "mappings"), { recursive: true });
  const repository = new Git(emulator.gitDir);
  let runs = 0;
  let counted = 0;
  return {
    emulator,
    workspace,
    repository,
    run(inputs = {}, more = {}) {
      runs += 1;
      return runAction({
        action: ROOT,
        workspace,
        token: emulator.credentials.githubToken,
        inputs: { ...inputsFor(emulator), ...inputs },
        process: needsItsOwnProcess(more) ? "own" : "kept",
        ...more,
        env: { ...environmentFor(emulator), GITHUB_RUN_ID: String(runs), ...more.env },
      });
    },
    async git(...args) {
      const options = { maxBuffer: 256 * 1024 * 1024 };
      const { stdout } = await promisify(execFile)("git", ["-C", emulator.gitDir, ...args], options);
      return stdout;
    },
    takeRequests() {
      const fresh = emulator.log.slice(counted);
      counted = emulator.log.length;
      return Object.fromEntries(
        Object.entries(Object.groupBy(fresh, (entry) => entry.system)).map(([name, entries]) => [
          name,
          entries?.length ?? 0,
        ]),
      );
    },
    async [Symbol.asyncDispose]() {
      await emulator.close();
      await rm(workspace, { recursive: true, force: true });
    },
  };
}

/** A demo, and what is measured, begin each run as a runner does: only Vitest sets this variable. */
function needsItsOwnProcess({ signal, cancel, env }: Partial<ActionRun>): boolean {
  return process.env.VITEST === undefined || Boolean(signal ?? cancel ?? env?.NODE_OPTIONS);
}

/** The inputs with which the action signs in to the emulator. */
export function inputsFor({
  urls,
  credentials,
}: Pick<Emulator, "urls" | "credentials">): Record<string, string> {
  return {
    "tenant-id": credentials.tenantId,
    "client-id": credentials.clientId,
    "client-secret": credentials.clientSecret,
    "refresh-token": credentials.refreshToken,
    "dataverse-url": urls.dataverse,
    "partner-center-url": urls.partnerCenter,
    "webhooks-api-url": urls.webhooks,
    "authority-url": urls.authority,
  };
}

export function environmentFor({
  urls,
  credentials,
  caFile,
}: Pick<Emulator, "urls" | "credentials" | "caFile">): Record<string, string> {
  return {
    NODE_EXTRA_CA_CERTS: caFile,
    GITHUB_REPOSITORY: credentials.repository,
    GITHUB_API_URL: urls.githubApi,
    GITHUB_GRAPHQL_URL: `${urls.githubApi}/graphql`,
  };
}
