#!/usr/bin/env node
import { randomUUID } from "node:crypto";
import { createInterface } from "node:readline/promises";
import { parseArgs, styleText } from "node:util";
import { runReport } from "./connect/reports.ts";
import type { Report, Terminal } from "./connect/tools.ts";
import { withWorld } from "./connect/world.ts";
import { ConfigurationError, describeError } from "./errors.ts";
import {
  COMMANDS,
  defaultOf,
  INPUT_NAMES,
  type InputName,
  parseInputs,
  type Source,
  SWITCHES,
} from "./inputs/inputs.ts";
import { parseMappingNames } from "./inputs/offline.ts";
import { harmless } from "./report/log.ts";
import { didYouMean } from "./suggest.ts";

const PREFIX = "COSELL_";
const FLAGS = INPUT_NAMES.filter((name) => name !== "command");

/** The input that may be given after the command, without its flag. */
const OF_COMMAND: Readonly<Record<string, InputName>> = {
  validate: "mapping",
  format: "mapping",
  explain: "referral-id",
};

const SEE_HELP = "cosell-sync --help lists all options.";
const HELP = `cosell-sync keeps Partner Center co-sell referrals and Dynamics 365 opportunities in step.

Usage: cosell-sync sync|plan|resync [options]
       cosell-sync validate|format [mapping ...]
       cosell-sync explain <referral-id> [options]
       cosell-sync setup|doctor|init|login [options]
       cosell-sync webhooks [restore] [options]
       cosell-sync connections [summary] [options]

  sync      write the differences to both sides, and what was done to the state branch
  plan      show what sync would do; writes nothing
  validate  check mapping files, without signing in
  format    put the keys of mapping files into the order of the documentation
  explain   say for each field of one deal where it stands and what sync would do
  resync    rebuild a state branch that is damaged, from both sides; writes to neither
  setup     create the columns that the CRM needs; shows its plan first
  doctor    check everything that a sync needs, and say how to mend what is wrong; writes nothing
  init      write a starter mapping and the workflows for this CRM
  login     sign in to Partner Center with a browser; the refresh token goes to --key-vault-secret or
            --environment-secret, and is never shown
  webhooks  register the relay's address, so that a change wakes a sync; restore puts back what was there before
  connections  check a file of several connections and print the matrix for their jobs, without signing in;
            summary puts together what became of them in a workflow run

Options, each also as an environment variable (--tenant-id is ${PREFIX}TENANT_ID):
${FLAGS.map((name) => `  --${name}${valueText(name)}`).join("\n")}
  --help

Keep secrets in the environment: a command line is visible to others on the machine.
Without --state-dir the state is on a branch of GITHUB_REPOSITORY, with --github-token.

Example:
  cosell-sync plan --state-dir ./state --dataverse-url https://contoso.crm.dynamics.com
`;

/** The entry on a terminal: the same commands with the same options. */
async function main(): Promise<void> {
  const { values, positionals } = readArguments(process.argv.slice(2));
  if (values.help || positionals.length === 0) {
    process.stdout.write(HELP);
    return;
  }
  const source = readSource(values, positionals);
  if (source.given.command === "validate") return validate(source);
  if (source.given.command === "format") return format(source);
  if (source.given.command === "login") return login(source);
  const terminal = { progress: showProgress, mask: () => {} };
  const started = new Date().toISOString().replaceAll(/[:.]/g, "-");
  const runId = `${started}-${randomUUID().slice(0, 8)}`;
  if (source.given.command === "init") return init(source, terminal);
  const report = await runReport({ source, runId, terminal, ask: process.stdin.isTTY ? ask : null });
  if (report) return showReport(report);
  const start = { inputs: parseInputs(source), runId, terminal };
  if (start.inputs.command === "explain") {
    const { explanation, mapping } = await withWorld(start, async (world) =>
      (await import("./connect/run.ts")).explainReferral(world),
    );
    const { explanationText } = await import("./report/explanation.ts");
    clearProgress();
    // Whoever sits at this screen may see the records; a file or a log may go anywhere.
    const visible = process.stdout.isTTY ? "all" : mapping.visible;
    process.stdout.write(explanationText(explanation, visible));
    return;
  }
  const { result, mapping, refreshToken } = await withWorld(start, async (world) =>
    (await import("./connect/run.ts")).run(world),
  );
  const [{ nameOf }, { summary }] = await Promise.all([
    import("./mapping/mapping.ts"),
    import("./report/summary.ts"),
  ]);
  clearProgress();
  process.stdout.write(
    coloured(summary(result, { visible: mapping.visible, mappingFile: nameOf(mapping), refreshToken })),
  );
}

async function init(source: Source, terminal: Terminal): Promise<void> {
  const { parseCrmInputs } = await import("./inputs/crm.ts");
  const inputs = parseCrmInputs(source);
  const { runInit } = await import("./connect/crm.ts");
  showReport(await runInit(inputs, terminal));
}

/** Not for a runner: a person has to be there, and a log is no place for any of it. */
async function login(source: Source): Promise<void> {
  const { parseLogin } = await import("./inputs/login.ts");
  const inputs = parseLogin(source);
  const [{ runLogin }, { openBrowser }] = await Promise.all([
    import("./connect/login.ts"),
    import("./adapters/browser.ts"),
  ]);
  await runLogin(inputs, (url) => {
    process.stdout.write(
      `Open this address in your browser and sign in as the Referrals admin (Ctrl+C ends the waiting):\n\n${url}\n\n`,
    );
    if (process.stdout.isTTY) openBrowser(url);
  });
  process.stdout.write("The refresh token is in its store. It lives for 90 days; runs renew it weekly.\n");
}

async function ask(plan: string): Promise<boolean> {
  clearProgress();
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  // Ctrl+C and Ctrl+D are rejections, and mean no.
  const answer = await lines.question(`${plan}\nCarry this out? [y/N] `).catch(() => "");
  lines.close();
  return /^y(es)?$/i.test(answer.trim());
}

function showReport({ text, failed }: Report): void {
  clearProgress();
  process.stdout.write(coloured(text));
  if (failed) process.exitCode = 1;
}

function readArguments(args: readonly string[]) {
  const options = Object.fromEntries(
    FLAGS.map((name) => [
      name,
      { type: SWITCHES.includes(name) ? ("boolean" as const) : ("string" as const) },
    ]),
  );
  const known = [...FLAGS.map((name) => `--${name}`), "--help"];
  const wrong = args.filter((arg) => arg.startsWith("--") && !known.includes(arg.split("=")[0] ?? ""));
  if (wrong.length > 0) {
    const problems = wrong.map((arg) => ({
      where: arg,
      message: `is not an option${didYouMean(arg, known)}`,
    }));
    throw new ConfigurationError(problems, SEE_HELP);
  }
  try {
    return parseArgs({
      args: [...args],
      options: { ...options, help: { type: "boolean" } },
      allowPositionals: true,
    });
  } catch (error) {
    // Node throws nothing else here: a short option, or an option without its value.
    const message = error instanceof Error ? error.message : String(error);
    throw new ConfigurationError([{ where: "command line", message }], SEE_HELP);
  }
}

function readSource(values: Readonly<Record<string, unknown>>, positionals: readonly string[]): Source {
  const given: Record<string, string> = {};
  for (const name of FLAGS) {
    const value = values[name] ?? process.env[variableOf(name)];
    if (value !== undefined) given[name] = String(value).trim();
  }
  const [command = "", ...rest] = positionals;
  const named = OF_COMMAND[command];
  given.command = named ? command : positionals.join(" ");
  if (named && rest.length > 0) given[named] = rest.join("\n");
  const label = (name: string) => (name === "command" ? `command ${COMMANDS.join("|")}` : `--${name}`);
  return { given, label, allowed: INPUT_NAMES, environment: process.env };
}

async function validate(source: Source): Promise<void> {
  const names = parseMappingNames(source);
  const [{ readMappings }, { validateMapping }, { validationText }] = await Promise.all([
    import("./adapters/mapping-files.ts"),
    import("./mapping/validate.ts"),
    import("./report/validation.ts"),
  ]);
  const checked = (await readMappings(names)).map(validateMapping);
  process.stdout.write(harmless(validationText(checked)));
  if (checked.some(({ problems }) => problems.length > 0)) process.exitCode = 1;
}

/** Names the files that it changed, as formatters do. */
async function format(source: Source): Promise<void> {
  const names = parseMappingNames(source);
  const [{ readMappings, writeMapping }, { formatMapping }] = await Promise.all([
    import("./adapters/mapping-files.ts"),
    import("./mapping/format.ts"),
  ]);
  const files = await readMappings(names);
  const changed = files
    .map(({ file, text }) => ({ file, text, formatted: formatMapping(text, file) }))
    .filter(({ text, formatted }) => formatted !== text);
  for (const { file, formatted } of changed) await writeMapping(file, formatted);
  process.stdout.write(harmless(changed.map(({ file }) => `${file}\n`).join("")));
}

function variableOf(name: string): string {
  return PREFIX + name.toUpperCase().replaceAll("-", "_");
}

/** ` <id>   (default)`, and nothing for a switch. */
function valueText(name: (typeof INPUT_NAMES)[number]): string {
  if (SWITCHES.includes(name)) return "";
  const value = defaultOf(name);
  return ` <${name.split("-").at(-1) ?? name}>${value === undefined ? "" : `   (${value})`}`;
}

/** One line that is written over again; nothing at all when nobody watches. */
function showProgress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[2K${text}`);
}

function clearProgress(): void {
  if (process.stderr.isTTY) process.stderr.write("\r\u001b[2K");
}

/** Headings stand out on a terminal; anywhere else the Markdown stays as it is. */
function coloured(markdown: string): string {
  return markdown.replaceAll(/^#+ .*$/gm, (line) => styleText("bold", line, { stream: process.stdout }));
}

function fail(error: unknown): void {
  clearProgress();
  const label = styleText("red", "error", { stream: process.stderr });
  process.stderr.write(`${label} ${describeError(error)}\n`);
  process.exitCode = 1;
}

try {
  await main();
} catch (error) {
  fail(error);
}
