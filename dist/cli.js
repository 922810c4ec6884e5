#!/usr/bin/env node
import { A as run, C as COMMANDS$1, E as readStore, K as didYouMean, M as runLogin, O as explainReferral, S as toProblem, T as readApplication, a as explanationText, b as inputSchema, c as parseMappingNames, ct as ConfigurationError, d as validateMapping, f as parseCrmInputs, ft as describeError, g as SWITCHES, l as runReport, m as INPUT_NAMES, o as harmless, p as CORRECT_THEM, r as validationText, st as readMappings, u as runInit, v as defaultOf, w as problemsOf, x as parseInputs, y as givenIn, z as summary } from "./shared.js";
import { parseArgs, styleText } from "node:util";
import { randomUUID } from "node:crypto";
import { spawn } from "node:child_process";
import { createInterface } from "node:readline/promises";
// src/adapters/browser.ts
const COMMANDS = {
	darwin: ["open"],
	win32: ["rundll32", "url.dll,FileProtocolHandler"]
};
/** Opens an address in the person's browser, where there is one; they have the address to open it themselves. */
function openBrowser(url) {
	const [command, ...args] = COMMANDS[process.platform] ?? ["xdg-open"];
	const child = spawn(command, [...args, url], {
		detached: true,
		stdio: "ignore"
	});
	child.on("error", () => {});
	child.unref();
}
// src/inputs/login.ts
/**
* Checks what was given for a person's sign-in, which needs less than a run.
*
* @throws ConfigurationError with all problems, each naming its input.
*/
function parseLogin(source) {
	const given = givenIn(source);
	const parsed = inputSchema.pick({
		"tenant-id": true,
		"client-id": true,
		"key-vault-secret": true,
		"authority-url": true
	}).safeParse(given);
	const application = readApplication({
		...source,
		given
	});
	const store = readStore({
		...source,
		given
	});
	const problems = [
		...parsed.success ? [] : parsed.error.issues.map((issue) => toProblem(issue, source)),
		...problemsOf(application),
		...problemsOf(store)
	];
	if (!parsed.success || "problems" in application || "problems" in store) throw new ConfigurationError(problems, CORRECT_THEM);
	return {
		application: application.value,
		store: store.value,
		authorityUrl: parsed.data["authority-url"]
	};
}
// src/cli.ts
const PREFIX = "COSELL_";
const FLAGS = INPUT_NAMES.filter((name) => name !== "command");
/** The input that may be given after the command, without its flag. */
const OF_COMMAND = {
	validate: "mapping",
	explain: "referral-id"
};
const SEE_HELP = "cosell-sync --help lists all options.";
const HELP = `cosell-sync keeps Partner Center co-sell referrals and Dynamics 365 opportunities in step.

Usage: cosell-sync sync|plan|resync [options]
       cosell-sync validate [mapping ...]
       cosell-sync explain <referral-id> [options]
       cosell-sync setup|doctor|init|login [options]
       cosell-sync webhooks [restore] [options]

  sync      write the differences to both sides, and what was done to the state branch
  plan      show what sync would do; writes nothing
  validate  check mapping files, without signing in
  explain   say for each field of one deal where it stands and what sync would do
  resync    rebuild a state branch that is damaged, from both sides; writes to neither
  setup     create the columns that the CRM needs; shows its plan first
  doctor    check everything that a sync needs, and say how to mend what is wrong; writes nothing
  init      write a starter mapping and the workflows for this CRM
  login     sign in to Partner Center with a browser; the refresh token goes to --key-vault-secret or
            --environment-secret, and is never shown
  webhooks  register the relay's address, so that a change wakes a sync; restore puts back what was there before

Options, each also as an environment variable (--tenant-id is ${PREFIX}TENANT_ID):
${FLAGS.map((name) => `  --${name}${valueText(name)}`).join("\n")}
  --help

Keep secrets in the environment: a command line is visible to others on the machine.
Without --state-dir the state is on a branch of GITHUB_REPOSITORY, with --github-token.

Example:
  cosell-sync plan --state-dir ./state --dataverse-url https://contoso.crm.dynamics.com
`;
/** The entry on a terminal: the same commands with the same options. */
async function main() {
	const { values, positionals } = readArguments(process.argv.slice(2));
	if (values.help || positionals.length === 0) {
		process.stdout.write(HELP);
		return;
	}
	const source = readSource(values, positionals);
	if (source.given.command === "validate") return validate(source);
	if (source.given.command === "login") return login(source);
	const terminal = {
		progress: showProgress,
		mask: () => {}
	};
	const runId = `${(/* @__PURE__ */ new Date()).toISOString().replaceAll(/[:.]/g, "-")}-${randomUUID().slice(0, 8)}`;
	if (source.given.command === "init") return showReport(await runInit(parseCrmInputs(source), terminal));
	const report = await runReport({
		source,
		runId,
		terminal,
		ask: process.stdin.isTTY ? ask : null
	});
	if (report) return showReport(report);
	const inputs = parseInputs(source);
	if (inputs.command === "explain") {
		const { explanation, mapping } = await explainReferral(inputs, runId, terminal);
		clearProgress();
		const visible = process.stdout.isTTY ? "all" : mapping.visible;
		process.stdout.write(explanationText(explanation, visible));
		return;
	}
	const { result, mapping, refreshToken } = await run(inputs, runId, terminal);
	clearProgress();
	process.stdout.write(coloured(summary(result, {
		visible: mapping.visible,
		mappingFile: mapping.file,
		refreshToken
	})));
}
/** Not for a runner: a person has to be there, and a log is no place for any of it. */
async function login(source) {
	await runLogin(parseLogin(source), (url) => {
		process.stdout.write(`Open this address in your browser and sign in as the Referrals admin (Ctrl+C ends the waiting):\n\n${url}\n\n`);
		if (process.stdout.isTTY) openBrowser(url);
	});
	process.stdout.write("The refresh token is in its store. It lives for 90 days; runs renew it weekly.\n");
}
async function ask(plan) {
	clearProgress();
	const lines = createInterface({
		input: process.stdin,
		output: process.stdout
	});
	const answer = await lines.question(`${plan}\nCarry this out? [y/N] `).catch(() => "");
	lines.close();
	return /^y(es)?$/i.test(answer.trim());
}
function showReport({ text, failed }) {
	clearProgress();
	process.stdout.write(coloured(text));
	if (failed) process.exitCode = 1;
}
function readArguments(args) {
	const options = Object.fromEntries(FLAGS.map((name) => [name, { type: SWITCHES.includes(name) ? "boolean" : "string" }]));
	const known = [...FLAGS.map((name) => `--${name}`), "--help"];
	const wrong = args.filter((arg) => arg.startsWith("--") && !known.includes(arg.split("=")[0] ?? ""));
	if (wrong.length > 0) {
		const problems = wrong.map((arg) => ({
			where: arg,
			message: `is not an option${didYouMean(arg, known)}`
		}));
		throw new ConfigurationError(problems, SEE_HELP);
	}
	try {
		return parseArgs({
			args: [...args],
			options: {
				...options,
				help: { type: "boolean" }
			},
			allowPositionals: true
		});
	} catch (error) {
		const message = error instanceof Error ? error.message : String(error);
		throw new ConfigurationError([{
			where: "command line",
			message
		}], SEE_HELP);
	}
}
function readSource(values, positionals) {
	const given = {};
	for (const name of FLAGS) {
		const value = values[name] ?? process.env[variableOf(name)];
		if (value !== void 0) given[name] = String(value).trim();
	}
	const [command = "", ...rest] = positionals;
	const named = OF_COMMAND[command];
	given.command = named ? command : positionals.join(" ");
	if (named && rest.length > 0) given[named] = rest.join("\n");
	const label = (name) => name === "command" ? `command ${COMMANDS$1.join("|")}` : `--${name}`;
	return {
		given,
		label,
		allowed: INPUT_NAMES,
		environment: process.env
	};
}
async function validate(source) {
	const checked = (await readMappings(parseMappingNames(source))).map(validateMapping);
	process.stdout.write(harmless(validationText(checked)));
	if (checked.some(({ problems }) => problems.length > 0)) process.exitCode = 1;
}
function variableOf(name) {
	return PREFIX + name.toUpperCase().replaceAll("-", "_");
}
/** ` <id>   (default)`, and nothing for a switch. */
function valueText(name) {
	if (SWITCHES.includes(name)) return "";
	const value = defaultOf(name);
	return ` <${name.split("-").at(-1) ?? name}>${value === void 0 ? "" : `   (${value})`}`;
}
/** One line that is written over again; nothing at all when nobody watches. */
function showProgress(text) {
	if (process.stderr.isTTY) process.stderr.write(`\r\u001b[2K${text}`);
}
function clearProgress() {
	if (process.stderr.isTTY) process.stderr.write("\r\x1B[2K");
}
/** Headings stand out on a terminal; anywhere else the Markdown stays as it is. */
function coloured(markdown) {
	return markdown.replaceAll(/^#+ .*$/gm, (line) => styleText("bold", line, { stream: process.stdout }));
}
function fail(error) {
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
export {};
