#!/usr/bin/env node
import { a as INPUT_NAMES, c as defaultOf, d as didYouMean, f as ConfigurationError, i as COMMANDS, l as parseInputs, n as summary, p as describeError, u as run } from "./shared.js";
import { parseArgs, styleText } from "node:util";
import { randomUUID } from "node:crypto";
// src/cli.ts
const PREFIX = "COSELL_";
const FLAGS = INPUT_NAMES.filter((name) => name !== "command");
const SEE_HELP = "cosell-sync --help lists all options.";
const HELP = `cosell-sync keeps Partner Center co-sell referrals and Dynamics 365 opportunities in step.

Usage: cosell-sync sync|plan [options]

  sync   write the differences to both sides, and what was done to the state branch
  plan   show what sync would do; writes nothing

Options, each also as an environment variable (--tenant-id is ${PREFIX}TENANT_ID):
${FLAGS.map((name) => `  --${name} <${placeholder(name)}>${defaultText(name)}`).join("\n")}
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
	const inputs = parseInputs(readSource(values, positionals));
	const started = (/* @__PURE__ */ new Date()).toISOString().replaceAll(/[:.]/g, "-");
	const terminal = {
		progress: showProgress,
		mask: () => {}
	};
	const { result, mapping } = await run(inputs, `${started}-${randomUUID().slice(0, 8)}`, terminal);
	clearProgress();
	process.stdout.write(coloured(summary(result, {
		visible: mapping.visible,
		mappingFile: mapping.file
	})));
}
function readArguments(args) {
	const options = Object.fromEntries(FLAGS.map((name) => [name, { type: "string" }]));
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
		if (typeof value === "string") given[name] = value.trim();
	}
	given.command = positionals.join(" ");
	const label = (name) => name === "command" ? `command ${COMMANDS.join("|")}` : `--${name}`;
	return {
		given,
		label,
		allowed: INPUT_NAMES,
		environment: process.env
	};
}
function variableOf(name) {
	return PREFIX + name.toUpperCase().replaceAll("-", "_");
}
function placeholder(name) {
	return name.split("-").at(-1) ?? name;
}
function defaultText(name) {
	const value = defaultOf(name);
	return value === void 0 ? "" : `   (${value})`;
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
