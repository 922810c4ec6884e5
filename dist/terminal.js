import { F as parseInputs, J as SWITCHES, K as INPUT_GROUPS, Ot as describeError, W as filled, X as defaultOf, a as runReport, gt as didYouMean, o as withWorld, pt as isFor, q as INPUT_NAMES, r as parseMappingNames, t as harmless, yt as ConfigurationError } from "./start.js";
import { findPackageJSON } from "node:module";
import { randomUUID } from "node:crypto";
import { parseArgs, styleText } from "node:util";
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline/promises";
// src/inputs/arguments.ts
const PREFIX = "COSELL_";
const FLAGS = INPUT_NAMES.filter((name) => name !== "command");
/** The input that may be given after the command, without its flag. */
const OF_COMMAND = {
	validate: "mapping",
	format: "mapping",
	explain: "referral-id",
	audit: "referral-id"
};
/** What stands behind an option, where its own last word does not say it. */
const VALUE_NAMES = {
	mapping: "file",
	resolve: "conflict=side",
	approve: "digest",
	"max-changes": "number",
	"time-limit": "minutes",
	connections: "file",
	connection: "name"
};
const SEE_HELP = "cosell-sync --help lists all options.";
const HELP = `cosell-sync keeps Partner Center co-sell referrals and Dynamics 365 opportunities in step.

Usage: cosell-sync sync|plan|resync [options]
       cosell-sync validate|format [mapping ...]
       cosell-sync explain <referral-id|opportunity-id> [options]
       cosell-sync audit [referral-id|opportunity-id] [options]
       cosell-sync setup|doctor|init|login [options]
       cosell-sync webhooks [restore] [options]
       cosell-sync connections [changed|summary] [options]
       cosell-sync --version

  sync      write the differences to both sides, and what was done to the state branch
  plan      show what sync would do; writes nothing
  validate  check mapping files, without signing in
  format    put the keys of mapping files into the order of the documentation
  explain   say for each field of one deal where it stands and what sync would do
  audit     check that the audit log is whole, and tell from it what became of one deal, without signing in
  resync    rebuild a state branch that is damaged, from both sides; writes to neither
  setup     create the columns that the CRM needs; shows its plan first
  doctor    check everything that a sync needs, and say how to fix what is wrong; writes nothing
  init      write a starter mapping and the workflows for this CRM
  login     sign in to Partner Center with a browser; the refresh token goes to --key-vault-secret or
            --environment-secret, and is never shown
  webhooks  register the relay's address, so that a change wakes a sync; restore puts back what was there before
  connections  check a file of several connections and print the matrix for their jobs, without signing in;
            changed prints that of those which a pull request changes, and summary puts together what became of
            them, both in a workflow run

Options, each also as an environment variable (--tenant-id is ${PREFIX}TENANT_ID), its default in brackets.
The README says what each of them is.
${INPUT_NAMES.map(optionText).join("")}
Keep secrets in the environment: a command line is visible to others on the machine.
Without --state-dir the state is on a branch of GITHUB_REPOSITORY, with --github-token.

Example:
  cosell-sync plan --state-dir ./state --dataverse-url https://contoso.crm.dynamics.com
`;
/**
* Options and what stands beside them.
*
* @throws ConfigurationError with every option that there is not
*/
function readArguments(args) {
	const options = Object.fromEntries(FLAGS.map((name) => [name, { type: SWITCHES.includes(name) ? "boolean" : "string" }]));
	const known = [
		...FLAGS.map((name) => `--${name}`),
		"--help",
		"--version"
	];
	const wrong = args.filter((arg) => arg.startsWith("--")).map((arg) => arg.replace(/=.*/s, "")).filter((name) => !known.includes(name));
	if (wrong.length > 0) {
		const problems = wrong.map((name) => ({
			where: name,
			message: `is not an option${didYouMean(name, known)}`
		}));
		throw new ConfigurationError(problems, SEE_HELP);
	}
	try {
		return parseArgs({
			args: [...args],
			options: {
				...options,
				help: {
					type: "boolean",
					short: "h"
				},
				version: { type: "boolean" }
			},
			allowPositionals: true
		});
	} catch (error) {
		throw new ConfigurationError([misread(error instanceof Error ? error.message : String(error))], SEE_HELP);
	}
}
/** What Node has against a command line whose long options are all known, in words for who typed it. */
function misread(message) {
	const [, where = "command line"] = /^(?:Unknown option|Option) '(?:-\w, )?(--?[\w-]+)/.exec(message) ?? [];
	if (message.startsWith("Unknown option")) return {
		where,
		message: "is not an option"
	};
	if (message.includes("does not take an argument")) return {
		where,
		message: "is a switch, and takes no value"
	};
	if (message.includes("argument missing")) return {
		where,
		message: "needs a value behind it"
	};
	if (message.includes("is ambiguous")) return {
		where,
		message: `needs a value behind it; one that begins with a dash is written ${where}=-…`
	};
	return {
		where,
		message
	};
}
/**
* An option counts before the environment variable of its name. The environment is the same for every command, so what it has is
* no mistake where the command has no use for it.
*
* @throws ConfigurationError with every variable of ours that there is not
*/
function readSource(values, positionals, environment) {
	refuseUnknown(environment);
	const [first = "", ...rest] = positionals;
	const named = OF_COMMAND[first];
	const command = named ? first : positionals.join(" ");
	const options = {
		...values,
		command
	};
	if (named && rest.length > 0) options[named] = rest.join("\n");
	const fromEnvironment = /* @__PURE__ */ new Set();
	for (const name of FLAGS) {
		const value = valueIn(environment, variableOf(name));
		if (!value || options[name] !== void 0 || !isFor(name, command)) continue;
		options[name] = value;
		fromEnvironment.add(name);
	}
	const given = Object.entries(options).map(([name, value]) => [name, String(value)]);
	const label = (name) => {
		if (name === "command") return name;
		return fromEnvironment.has(name) ? variableOf(name) : `--${name}`;
	};
	return {
		given: filled(Object.fromEntries(given)),
		label,
		allowed: INPUT_NAMES,
		environment
	};
}
/** Editors of Windows may begin a file with it, and Node takes it for a part of the first name in there (--env-file). */
const MARK = "﻿";
function valueIn(environment, variable) {
	return environment[variable] ?? environment[MARK + variable];
}
/** What was mistyped would not count, and nobody would be told. */
function refuseUnknown(environment) {
	const known = FLAGS.map(variableOf);
	const wrong = Object.keys(environment).map((variable) => variable.replace(MARK, "")).filter((variable) => variable.startsWith(PREFIX) && !known.includes(variable));
	if (wrong.length === 0) return;
	const message = (variable) => `is the variable of no option${didYouMean(variable, known)}`;
	throw new ConfigurationError(wrong.map((where) => ({
		where,
		message: message(where)
	})), `Correct its name, or take it out of the environment. ${SEE_HELP}`);
}
function variableOf(name) {
	return PREFIX + name.toUpperCase().replaceAll("-", "_");
}
/** A line, below the title of the group that it begins. */
function optionText(name) {
	const title = INPUT_GROUPS.get(name);
	const option = name === "command" ? "" : `  --${name}${valueText(name)}\n`;
	return `${title ? `\n${title}\n` : ""}${option}`;
}
/** ` <id>   (default)`, and nothing for a switch. */
function valueText(name) {
	if (SWITCHES.includes(name)) return "";
	const value = defaultOf(name);
	return ` <${VALUE_NAMES[name] ?? name.split("-").at(-1) ?? name}>${value === void 0 ? "" : `   (${value})`}`;
}
// src/terminal.ts
/** Characters of a line, where a terminal does not say how many it has. */
const DEFAULT_WIDTH = 80;
/** The entry on a terminal: the same commands with the same options. */
async function main() {
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
	const terminal = {
		progress: showProgress,
		mask: () => {}
	};
	const run = `${(/* @__PURE__ */ new Date()).toISOString().replaceAll(/[:.]/g, "-")}-${randomUUID().slice(0, 8)}`;
	if (source.given.command === "init") return init(source, terminal);
	const origin = {};
	const report = await runReport({
		source,
		run,
		origin,
		terminal,
		ask: process.stdin.isTTY ? ask : null
	});
	if (report) return await showReport(report);
	const start = {
		inputs: parseInputs(source),
		run,
		origin,
		terminal
	};
	if (start.inputs.command === "explain") {
		const { explanation, mapping } = await withWorld(start, async (world) => (await import("./run.js")).explainReferral(world));
		const { explanationText } = await import("./explanation.js");
		clearProgress();
		const visible = process.stdout.isTTY ? "all" : mapping.visible;
		process.stdout.write(explanationText(explanation, visible));
		return;
	}
	const { result, refused, mapping, refreshToken, crm } = await withWorld(start, async (world) => (await import("./run.js")).run(world));
	const [{ nameOf }, { summary }] = await Promise.all([import("./mapping.js"), import("./summary.js")]);
	clearProgress();
	const text = summary(result, {
		visible: mapping.visible,
		mappingFile: nameOf(mapping),
		refreshToken,
		crm
	});
	process.stdout.write(await shown(text));
	if (refused) fail(refused);
}
async function showVersion() {
	const manifest = await readFile(findPackageJSON(import.meta.url) ?? "package.json", "utf8");
	const { version } = JSON.parse(manifest);
	process.stdout.write(`${version}\n`);
}
async function init(source, terminal) {
	const { parseCrmInputs } = await import("./crm2.js");
	const inputs = parseCrmInputs(source);
	const { runInit } = await import("./crm.js");
	await showReport(await runInit(inputs, terminal));
}
/** Not for a runner: a person has to be there, and a log is no place for any of it. */
async function login(source) {
	const { parseLogin } = await import("./login2.js");
	const inputs = parseLogin(source);
	const [{ runLogin }, { openBrowser }] = await Promise.all([import("./login.js"), import("./browser.js")]);
	await runLogin(inputs, (url) => {
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
	const answer = await lines.question(`${await shown(plan)}\nCarry this out? [y/N] `).catch(() => "");
	lines.close();
	return /^y(es)?$/i.test(answer.trim());
}
async function showReport({ text, plain, failed }) {
	clearProgress();
	process.stdout.write(plain ?? await shown(text));
	if (failed) process.exitCode = 1;
}
async function validateFiles(source) {
	const names = parseMappingNames(source);
	const [{ readMappings }, { validateMapping }, { validationText }] = await Promise.all([
		import("./mapping-files.js"),
		import("./validate.js"),
		import("./validation.js")
	]);
	const checked = (await readMappings(names)).map(validateMapping);
	process.stdout.write(harmless(validationText(checked)));
	if (checked.some(({ problems }) => problems.length > 0)) process.exitCode = 1;
}
/** Names the files that it changed, as formatters do. */
async function format(source) {
	const names = parseMappingNames(source);
	const [{ readMappings, writeMapping }, { formatMapping }] = await Promise.all([import("./mapping-files.js"), import("./format.js")]);
	const changed = (await readMappings(names)).map(({ file, text }) => ({
		file,
		text,
		formatted: formatMapping(text, file)
	})).filter(({ text, formatted }) => formatted !== text);
	for (const { file, formatted } of changed) await writeMapping(file, formatted);
	process.stdout.write(harmless(changed.map(({ file }) => `${file}\n`).join("")));
}
/** One line that is written over again; nothing at all when nobody watches. */
function showProgress(text) {
	if (process.stderr.isTTY) process.stderr.write(`\r\u001b[2K${harmless(text)}`);
}
function clearProgress() {
	if (process.stderr.isTTY) process.stderr.write("\r\x1B[2K");
}
/** Laid out for a person who looks at it; in a file or a pipe it stays Markdown. */
async function shown(markdown) {
	if (!process.stdout.isTTY) return markdown;
	const { onScreen } = await import("./screen.js");
	const styled = (style) => (text) => styleText(style, text, { stream: process.stdout });
	return onScreen(markdown, {
		width: process.stdout.columns || DEFAULT_WIDTH,
		bold: styled("bold"),
		code: styled("cyan")
	});
}
function fail(error) {
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
export {};
