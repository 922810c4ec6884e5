import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtempDisposable, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { load } from "js-yaml";
import { parseFileCommand } from "./file-commands.ts";
import { type Ended, type Program, type Running, runInKeptProcess } from "./kept-process.ts";
import { quickStart } from "./quick-start.ts";
import { type Annotation, StepLog } from "./step-log.ts";

export interface ActionRun {
  /** The folder that holds `action.yml`. */
  readonly action: string;
  /** The step's `with:`, by the names of `action.yml`. What is left out has its default. */
  readonly inputs?: Readonly<Record<string, string>>;
  /** The step's `env:`. Nothing else of this process is inherited but `PATH`, and where Node keeps what it compiled. */
  readonly env?: Readonly<Record<string, string>>;
  readonly event?: { readonly name: string; readonly payload: unknown };
  /** The checkout the step runs in; an empty folder by default. */
  readonly workspace?: string;
  /** The job's `github.token`. */
  readonly token?: string;
  /** Values the job knows as secrets: masked from the start. */
  readonly secrets?: readonly string[];
  /** When it aborts, the process is killed (SIGKILL) like one whose machine was lost. */
  readonly signal?: AbortSignal;
  /** When it aborts, the process is told to stop as GitHub tells it when somebody cancels the job. */
  readonly cancel?: AbortSignal;
  /** One of its own by default, as on a runner; or one that has run others before, which is cheaper (kept-process.ts). */
  readonly process?: "own" | "kept";
  /** Called with each line as it is printed, before it is masked. */
  readonly onLine?: (line: string) => void;
}

export interface ActionResult {
  /** `null` when the process was killed; then `signal` says by what. */
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly outputs: Readonly<Record<string, string>>;
  readonly annotations: readonly Annotation[];
  /** What GitHub would show, masked. */
  readonly log: string;
  /** Markdown of the job summary, masked. */
  readonly summary: string;
  readonly masks: ReadonlySet<string>;
}

/** The part of an action's `action.yml` that a runner acts on. */
interface Manifest {
  readonly inputs?: Readonly<Record<string, { readonly default?: unknown } | null>>;
  readonly runs: { readonly using: string; readonly main: string };
}

const SUMMARY_BYTES_MAX = 1024 * 1024;
const FILE_COMMANDS = [
  "GITHUB_ENV",
  "GITHUB_OUTPUT",
  "GITHUB_PATH",
  "GITHUB_STATE",
  "GITHUB_STEP_SUMMARY",
] as const;
type FileCommand = (typeof FILE_COMMANDS)[number];

/**
 * Runs the main stage of a packaged JavaScript action as GitHub's runner does: inputs and defaults as
 * `INPUT_*`, fresh command files, workflow commands on both streams, masking, and this Node.
 */
export async function runAction(run: ActionRun): Promise<ActionResult> {
  const manifest = load(await readFile(join(run.action, "action.yml"), "utf8")) as Manifest;
  await using home = await mkdtempDisposable(join(tmpdir(), "runner-"));
  const workspace = run.workspace ?? join(home.path, "workspace");
  await mkdir(workspace, { recursive: true });
  const files = await createCommandFiles(home.path);

  const log = new StepLog({ showsDebug: run.env?.RUNNER_DEBUG === "1" });
  for (const secret of [tokenOf(run), ...(run.secrets ?? [])]) log.addMask(secret);
  warnOfUnknownInputs(manifest, run, log);

  const program: Program = {
    file: join(run.action, manifest.runs.main),
    args: [],
    cwd: workspace,
    env: {
      ...(await runnerEnvironment(run, home.path, workspace)),
      ...files,
      ...inputEnvironment(manifest, run),
      ...run.env,
    },
  };
  const running = run.process === "kept" ? runInKeptProcess(program) : runInItsOwn(program, run);
  const add = (line: string) => {
    log.add(line);
    run.onLine?.(line);
  };
  for (const stream of [running.stdout, running.stderr]) eachLine(stream, add);
  const [exitCode, signal] = await running.ended;
  return {
    exitCode,
    signal,
    outputs: parseFileCommand(await readFile(files.GITHUB_OUTPUT, "utf8")),
    summary: readSummary(await readFile(files.GITHUB_STEP_SUMMARY, "utf8"), log),
    annotations: log.annotations,
    log: log.text,
    masks: log.masks,
  };
}

function runInItsOwn({ file, args, cwd, env }: Program, { signal, cancel }: ActionRun): Running {
  const child = spawn(process.execPath, [...quickStart().flags, file, ...args], {
    cwd,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const kill = () => void child.kill("SIGKILL");
  if (signal?.aborted) kill();
  signal?.addEventListener("abort", kill);
  cancel?.addEventListener("abort", () => void child.kill("SIGINT"));
  const closed = once(child, "close") as Promise<Ended>;
  return {
    stdout: child.stdout,
    stderr: child.stderr,
    ended: closed.finally(() => signal?.removeEventListener("abort", kill)),
  };
}

/** Lines end as they do for the runner: with `\n`, `\r\n` or a `\r` alone. */
function eachLine(stream: Readable, add: (line: string) => void): void {
  let rest = "";
  stream.setEncoding("utf8");
  stream.on("data", (chunk: string) => {
    const lines = (rest + chunk).split(/\r\n|\n|\r(?=[^\n])/);
    rest = lines.pop() ?? "";
    lines.forEach(add);
  });
  stream.on("end", () => {
    if (rest !== "") add(rest.replace(/\r$/, ""));
  });
}

async function createCommandFiles(home: string): Promise<Record<FileCommand, string>> {
  const file = (name: FileCommand) => join(home, name.toLowerCase());
  await Promise.all(FILE_COMMANDS.map((name) => writeFile(file(name), "")));
  return {
    GITHUB_ENV: file("GITHUB_ENV"),
    GITHUB_OUTPUT: file("GITHUB_OUTPUT"),
    GITHUB_PATH: file("GITHUB_PATH"),
    GITHUB_STATE: file("GITHUB_STATE"),
    GITHUB_STEP_SUMMARY: file("GITHUB_STEP_SUMMARY"),
  };
}

/** `dataverse-url` → `INPUT_DATAVERSE-URL`: only spaces are replaced. */
function inputEnvironment(manifest: Manifest, run: ActionRun): Record<string, string> {
  const defaults = Object.entries(manifest.inputs ?? {}).map(([name, input]) => [
    name,
    String(input?.default ?? "").replaceAll(/\$\{\{(.*?)\}\}/g, (_all, expression: string) => {
      if (expression.trim() === "github.token") return tokenOf(run);
      throw new Error(`This runner cannot evaluate the default of ${name}: ${expression.trim()}`);
    }),
  ]);
  const inputs: Record<string, string> = { ...Object.fromEntries(defaults), ...run.inputs };
  return Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [
      `INPUT_${name.replaceAll(" ", "_").toUpperCase()}`,
      value,
    ]),
  );
}

function warnOfUnknownInputs(manifest: Manifest, run: ActionRun, log: StepLog): void {
  const known = Object.keys(manifest.inputs ?? {});
  const unknown = Object.keys(run.inputs ?? {}).filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  const quoted = (names: readonly string[]) => names.map((name) => `'${name}'`).join(", ");
  const message = `Unexpected input(s) ${quoted(unknown)}, valid inputs are [${quoted(known)}]`;
  log.annotate({ level: "warning", message, properties: {} });
}

function readSummary(markdown: string, log: StepLog): string {
  if (Buffer.byteLength(markdown) <= SUMMARY_BYTES_MAX) return log.mask(markdown);
  const message = "$GITHUB_STEP_SUMMARY upload aborted, supports content up to a size of 1024k";
  log.annotate({ level: "error", message, properties: {} });
  return "";
}

function tokenOf(run: ActionRun): string {
  return run.token ?? "ghs_0000000000000000000000000000000000";
}

async function runnerEnvironment(
  run: ActionRun,
  home: string,
  workspace: string,
): Promise<Record<string, string>> {
  const eventPath = join(home, "event.json");
  await writeFile(eventPath, JSON.stringify(run.event?.payload ?? {}));
  return {
    PATH: process.env.PATH ?? "",
    ...quickStart().env,
    CI: "true",
    GITHUB_ACTION: "__self",
    GITHUB_ACTIONS: "true",
    GITHUB_ACTOR: "octocat",
    GITHUB_API_URL: "https://api.github.com",
    GITHUB_EVENT_NAME: run.event?.name ?? "workflow_dispatch",
    GITHUB_EVENT_PATH: eventPath,
    GITHUB_GRAPHQL_URL: "https://api.github.com/graphql",
    GITHUB_JOB: "sync",
    GITHUB_REF: "refs/heads/main",
    GITHUB_REF_NAME: "main",
    GITHUB_REF_TYPE: "branch",
    GITHUB_REPOSITORY: "octo/cosell",
    GITHUB_REPOSITORY_OWNER: "octo",
    GITHUB_RUN_ATTEMPT: "1",
    GITHUB_RUN_ID: "1",
    GITHUB_RUN_NUMBER: "1",
    GITHUB_SERVER_URL: "https://github.com",
    GITHUB_SHA: "0".repeat(40),
    GITHUB_WORKFLOW: "sync",
    GITHUB_WORKSPACE: workspace,
    HOME: home,
    RUNNER_ARCH: "X64",
    RUNNER_ENVIRONMENT: "github-hosted",
    RUNNER_OS: "Linux",
    RUNNER_TEMP: home,
  };
}
