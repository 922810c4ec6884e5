import { execFile } from "node:child_process";
import { mkdtempDisposable, readFile, writeFile } from "node:fs/promises";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs, promisify } from "node:util";
import { type Emulator, startEmulator } from "../src/emulator/index.ts";
import { type ActionResult, runAction } from "../test/support/run-action.ts";
import { environmentFor, inputsFor } from "../test/support/stage.ts";
import { count, type Figure, unjudged } from "./figure.ts";
import { addReferrals, fillInStep } from "./fill.ts";
import { asTable, figureRows, summaryLine } from "./page.ts";
import { probed } from "./probed.ts";

/**
 * `npm run bench:scale [-- --quick]`: what docs/scale.md has measured, on the emulator: many connections in one
 * repository, and a first sync that goes over several jobs. Fails when a count is off. Quick writes no page.
 */
const { quick } = parseArgs({ options: { quick: { type: "boolean", default: false } } }).values;
const ROOT = join(import.meta.dirname, "..");
const MAPPING = join(ROOT, "mappings/dynamics-365.yml");
const CONNECTIONS = quick ? 4 : 100;
const DEALS = 300;
const CHANGED = 10;
/** More than one run takes up. */
const FIRST_SYNC = quick ? 6000 : 60_000;
/** In which the first sync has to find room: some ten kilobytes for each deal it takes up, and what any run needs. */
const HEAP_MB = quick ? 120 : 560;

/** Each run has a number of its own. */
let runs = 0;
const started = performance.now();
const figures = [...(await manyConnections()), ...(await firstSync())];
const seconds = Math.round((performance.now() - started) / 1000);
console.log(asTable(figures));
console.log(summaryLine(figures, seconds).replace(/^bench/, "bench:scale"));
if (!quick) await intoPage();
if (figures.some(({ verdict }) => verdict === "off")) process.exitCode = 1;

async function intoPage(): Promise<void> {
  const page = join(ROOT, "docs/scale.md");
  const text = await readFile(page, "utf8");
  const machine = `Node ${process.version} on ${cpus().length} processors under a load of ${loadavg()[0]?.toFixed(1)}, in ${seconds} s`;
  const measured = `<!-- measured -->\n\nWith ${machine}. ${summaryLine(figures, seconds)}.\n\n${figureRows(figures)}\n\n<!-- end -->`;
  await writeFile(page, text.replace(/<!-- measured -->.*<!-- end -->/s, measured));
}

/** Every connection has two systems of its own; the repository with their state branches is one. */
async function manyConnections(): Promise<Figure[]> {
  await using hub = await startEmulator({ referrals: 0 });
  const reading: Requests[] = [];
  const idle: Requests[] = [];
  const changed: Requests[] = [];
  const names = Array.from({ length: CONNECTIONS }, (_, number) => `tenant-${number + 1}`);
  const waiting = names.values();
  const worker = async () => {
    for (const name of waiting) {
      await using emulator = await startEmulator({ referrals: 0, partnerCenter: { limits: "off" } });
      fillInStep(emulator, DEALS);
      const connection = { emulator, hub, branch: `cosell-sync-${name}` };
      // What is filled in looks as if it had been synced before, with a state that is gone.
      const { outputs } = await sync(connection, { command: "plan" });
      const inputs = { "expected-plan-digest": outputs["plan-digest"] ?? "" };
      reading.push(requestsOf(await sync(connection, inputs)));
      idle.push(requestsOf(await sync(connection)));
      for (const { id } of emulator.partnerCenter.list().slice(0, CHANGED))
        emulator.partnerCenter.edit(id, (referral) => {
          referral.details.dealValue += 100;
        });
      changed.push(requestsOf(await sync(connection)));
    }
  };
  await Promise.all([worker(), worker()]);
  const summary = await gather(hub, names);
  return [
    ...eachAndAll(`that reads all of its ${DEALS} deals`, reading),
    ...eachAndAll("with nothing to do", idle),
    ...eachAndAll(`with ${CHANGED} changes`, changed),
    {
      item: 10,
      what: `requests to GitHub of the summary of ${CONNECTIONS} connections`,
      ...count(summary, Math.ceil((CONNECTIONS + 2) / 100) + Math.ceil(CONNECTIONS / 50)),
    },
  ];
}

/** That every connection costs the same is a count; what all of them cost is its multiple. */
function eachAndAll(what: string, runs: readonly Requests[]): Figure[] {
  const texts = runs.map(({ remote, github }) => `${remote} + ${github}`);
  const [first = ""] = texts;
  const odd = texts.filter((text) => text !== first).length;
  const all = (of: (requests: Requests) => number) => runs.reduce((sum, one) => sum + of(one), 0);
  return [
    shown(`requests of a run ${what}: systems and sign-in + GitHub`, first),
    { item: 10, what: `of ${CONNECTIONS} connections, those with another number`, ...count(odd, 0) },
    shown(`of all ${CONNECTIONS}`, `${all(({ remote }) => remote)} + ${all(({ github }) => github)}`),
  ];
}

/** Requests to GitHub that the last job of the workflow made. */
async function gather(hub: Emulator, names: readonly string[]): Promise<number> {
  await using workspace = await mkdtempDisposable(join(tmpdir(), "bench-scale-"));
  const lines = names.map((name) => `  ${name}: { mapping: ${MAPPING} }`);
  await writeFile(join(workspace.path, "connections.yml"), `version: 1\nconnections:\n${lines.join("\n")}\n`);
  const job = {
    conclusion: "success",
    steps: [{ status: "completed", conclusion: "success" }],
    seconds: 20,
  } as const;
  const others = [
    { ...job, name: "connections", annotations: [] },
    { ...job, name: "summary", annotations: [] },
  ];
  hub.github.jobs.set("1", [...names.map((name) => ({ ...job, name, annotations: [] })), ...others]);
  const from = hub.log.length;
  const result = await runAction({
    action: ROOT,
    workspace: workspace.path,
    token: hub.credentials.githubToken,
    inputs: { command: "connections summary" },
    env: { ...environmentFor(hub), GITHUB_RUN_ID: "1" },
  });
  if (result.exitCode !== 0) throw new Error(`the summary failed:\n${result.log}`);
  return hub.log.length - from;
}

/**
 * As many jobs as it takes; max-changes is raised for the first one only. What ends a job is how many deals it takes up, and
 * not the clock: on a machine that does other things beside, it would do little more than read. There a write may be given
 * up as well, and is made by one job more.
 */
async function firstSync(): Promise<Figure[]> {
  await using emulator = await startEmulator({ referrals: 0, partnerCenter: { limits: "off" } });
  addReferrals(emulator, FIRST_SYNC);
  const connection = { emulator, hub: emulator, branch: "cosell-sync" };
  const jobs: Job[] = [];
  do {
    // Each deal may have an account of its own, as far as the guard knows.
    const limits: Readonly<Record<string, string>> =
      jobs.length === 0 ? { "max-changes": String(2 * FIRST_SYNC) } : {};
    jobs.push(await job(connection, limits));
  } while ((jobs.at(-1)?.changes ?? 0) > 0 && jobs.length < 100);
  const rows = emulator.dataverse.rows("opportunity");
  const twice = rows.length - new Set(rows.map((row) => row.cosell_referralid)).size;
  const writing = jobs.filter(({ changes }) => changes > 0);
  const list = (of: (one: Job) => number) => writing.map((one) => of(one).toLocaleString("en-US")).join(", ");
  const of = `a first sync of ${FIRST_SYNC.toLocaleString("en-US")} referrals`;
  return [
    { item: 10, what: `opportunities after ${of}`, ...count(rows.length, FIRST_SYNC) },
    { item: 10, what: "of these, a second one of a referral", ...count(twice, 0) },
    shown(`jobs that ${of} took`, String(writing.length)),
    shown(
      "records created by each, the account of the customer included",
      list(({ created }) => created),
    ),
    shown(
      "commits, one for each portion and one before",
      String(writing.reduce((sum, { commits }) => sum + commits, 0)),
    ),
    shown(
      "largest state.json after a job, kB",
      Math.max(...jobs.map(({ stateKb }) => stateKb)).toLocaleString("en-US"),
    ),
    shown(
      `peak memory of each, MB, with no more than ${HEAP_MB} for its objects`,
      list(({ peakMb }) => Math.round(peakMb)),
    ),
  ];
}

interface Connection {
  readonly emulator: Emulator;
  /** Whose repository has the state branch. */
  readonly hub: Emulator;
  readonly branch: string;
}

interface Job {
  readonly changes: number;
  readonly created: number;
  readonly commits: number;
  readonly stateKb: number;
  readonly peakMb: number;
}

async function job(connection: Connection, inputs: Readonly<Record<string, string>>): Promise<Job> {
  const before = await commitsOf(connection);
  const { result, usage } = await probed((environment) => sync(connection, inputs, environment), HEAP_MB);
  const state = await git(connection, "cat-file", "-s", `${connection.branch}:state.json`);
  return {
    changes: Number(result.outputs.changes),
    created: Number(result.outputs.created),
    commits: (await commitsOf(connection)) - before,
    stateKb: Math.round(Number(state) / 1000),
    peakMb: usage.peakMb,
  };
}

/** @throws Error when the action fails: what did not work has no figures. */
async function sync(
  { emulator, hub, branch }: Connection,
  inputs: Readonly<Record<string, string>> = { "max-change-share": "1" },
  environment: Readonly<Record<string, string>> = {},
): Promise<ActionResult> {
  runs += 1;
  const result = await runAction({
    action: ROOT,
    token: hub.credentials.githubToken,
    inputs: { ...inputsFor(emulator), mapping: MAPPING, "state-branch": branch, ...inputs },
    env: {
      ...environmentFor(hub),
      ...environment,
      NODE_EXTRA_CA_CERTS: emulator.caFile,
      GITHUB_RUN_ID: String(runs),
    },
  });
  if (result.exitCode !== 0) throw new Error(`the action failed:\n${result.log}`);
  return result;
}

interface Requests {
  readonly remote: number;
  readonly github: number;
}

/** As the summary of the run has them. */
function requestsOf({ summary }: ActionResult): Requests {
  const of = (system: string) =>
    Number(new RegExp(`^Requests:.*\\b${system} (\\d+)`, "m").exec(summary)?.[1]);
  return { remote: of("partner-center") + of("dataverse") + of("sign-in"), github: of("github") };
}

async function commitsOf(connection: Connection): Promise<number> {
  return Number(await git(connection, "rev-list", "--count", "--all"));
}

async function git({ hub }: Connection, ...args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)("git", ["-C", hub.gitDir, ...args]);
  return stdout.trim();
}

function shown(what: string, value: string): Figure {
  return { item: 10, what, ...unjudged(value) };
}
