import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { findPackageJSON } from "node:module";
import { createInterface } from "node:readline/promises";
import { styleText } from "node:util";
import { runReport } from "./connect/reports.ts";
import type { Report, Terminal } from "./connect/tools.ts";
import { withWorld } from "./connect/world.ts";
import { describeError } from "./errors.ts";
import { HELP, readArguments, readSource } from "./inputs/arguments.ts";
import { parseInputs } from "./inputs/inputs.ts";
import { parseMappingNames } from "./inputs/offline.ts";
import type { Source } from "./inputs/source.ts";
import { harmless } from "./report/log.ts";

/** Characters of a line, where a terminal does not say how many it has. */
const DEFAULT_WIDTH = 80;

/** The entry on a terminal: the same commands with the same options. */
async function main(): Promise<void> {
  const { values, positionals } = readArguments(process.argv.slice(2));
  if (values.version) return showVersion();
  if (values.help || positionals.length === 0 || positionals[0] === "help") {
    process.stdout.write(HELP);
    return;
  }
  const source = readSource(values, positionals, process.env);
  if (source.given.command === "validate") return validateFiles(source);
  if (source.given.command === "format") return format(source);
  if (source.given.command === "login") return login(source);
  const terminal = { progress: showProgress, mask: () => {} };
  const started = new Date().toISOString().replaceAll(/[:.]/g, "-");
  const run = `${started}-${randomUUID().slice(0, 8)}`;
  if (source.given.command === "init") return init(source, terminal);
  const origin = {};
  const report = await runReport({ source, run, origin, terminal, ask: process.stdin.isTTY ? ask : null });
  if (report) return await showReport(report);
  const start = { inputs: parseInputs(source), run, origin, terminal };
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
  const { result, refused, mapping, refreshToken, crm } = await withWorld(start, async (world) =>
    (await import("./connect/run.ts")).run(world),
  );
  const [{ nameOf }, { summary }] = await Promise.all([
    import("./mapping/mapping.ts"),
    import("./report/summary.ts"),
  ]);
  clearProgress();
  const options = { visible: mapping.visible, mappingFile: nameOf(mapping), refreshToken, crm };
  const text = summary(result, options);
  process.stdout.write(await shown(text));
  if (refused) fail(refused);
}

async function showVersion(): Promise<void> {
  // Our own repository's, whether this runs from the bundle or from the sources.
  const manifest = await readFile(findPackageJSON(import.meta.url) ?? "package.json", "utf8");
  const { version } = JSON.parse(manifest) as { version: string };
  process.stdout.write(`${version}\n`);
}

async function init(source: Source, terminal: Terminal): Promise<void> {
  const { parseCrmInputs } = await import("./inputs/crm.ts");
  const inputs = parseCrmInputs(source);
  const { runInit } = await import("./connect/crm.ts");
  await showReport(await runInit(inputs, terminal));
}

/** Not for a runner: a person has to be there, and a log is no place for any of it. */
async function login(source: Source): Promise<void> {
  const { parseLogin } = await import("./inputs/login.ts");
  const inputs = parseLogin(source);
  const [{ runLogin }, { openBrowser }] = await Promise.all([
    import("./connect/login.ts"),
    import("./adapters/entra/browser.ts"),
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
  const answer = await lines.question(`${await shown(plan)}\nCarry this out? [y/N] `).catch(() => "");
  lines.close();
  return /^y(es)?$/i.test(answer.trim());
}

async function showReport({ text, plain, failed }: Report): Promise<void> {
  clearProgress();
  process.stdout.write(plain ?? (await shown(text)));
  if (failed) process.exitCode = 1;
}

async function validateFiles(source: Source): Promise<void> {
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
    import("./mapping/yaml/format.ts"),
  ]);
  const files = await readMappings(names);
  const changed = files
    .map(({ file, text }) => ({ file, text, formatted: formatMapping(text, file) }))
    .filter(({ text, formatted }) => formatted !== text);
  for (const { file, formatted } of changed) await writeMapping(file, formatted);
  process.stdout.write(harmless(changed.map(({ file }) => `${file}\n`).join("")));
}

/** One line that is written over again; nothing at all when nobody watches. */
function showProgress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[2K${harmless(text)}`);
}

function clearProgress(): void {
  if (process.stderr.isTTY) process.stderr.write("\r\u001b[2K");
}

/** Laid out for a person who looks at it; in a file or a pipe it stays Markdown. */
async function shown(markdown: string): Promise<string> {
  if (!process.stdout.isTTY) return markdown;
  const { onScreen } = await import("./report/screen.ts");
  const styled = (style: "bold" | "cyan") => (text: string) =>
    styleText(style, text, { stream: process.stdout });
  return onScreen(markdown, {
    width: process.stdout.columns || DEFAULT_WIDTH,
    bold: styled("bold"),
    code: styled("cyan"),
  });
}

function fail(error: unknown): void {
  clearProgress();
  const label = styleText("red", "error", { stream: process.stderr });
  process.stderr.write(`${label} ${harmless(describeError(error))}\n`);
  process.exitCode = 1;
}

try {
  await main();
} catch (error) {
  fail(error);
}
