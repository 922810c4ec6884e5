#!/usr/bin/env node
import { M as parseInputs, c as withWorld, et as describeError, i as harmless, n as readArguments, o as parseMappingNames, r as readSource, s as runReport, t as HELP } from "./start.js";
import { styleText } from "node:util";
import { randomUUID } from "node:crypto";
import { createInterface } from "node:readline/promises";
// src/cli.ts
/** The entry on a terminal: the same commands with the same options. */
async function main() {
	const { values, positionals } = readArguments(process.argv.slice(2));
	if (values.help || positionals.length === 0) {
		process.stdout.write(HELP);
		return;
	}
	const source = readSource(values, positionals, process.env);
	if (source.given.command === "validate") return validate(source);
	if (source.given.command === "format") return format(source);
	if (source.given.command === "login") return login(source);
	const terminal = {
		progress: showProgress,
		mask: () => {}
	};
	const runId = `${(/* @__PURE__ */ new Date()).toISOString().replaceAll(/[:.]/g, "-")}-${randomUUID().slice(0, 8)}`;
	if (source.given.command === "init") return init(source, terminal);
	const report = await runReport({
		source,
		runId,
		terminal,
		ask: process.stdin.isTTY ? ask : null
	});
	if (report) return showReport(report);
	const start = {
		inputs: parseInputs(source),
		runId,
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
	const { result, mapping, refreshToken } = await withWorld(start, async (world) => (await import("./run.js")).run(world));
	const [{ nameOf }, { summary }] = await Promise.all([import("./mapping.js"), import("./summary.js")]);
	clearProgress();
	process.stdout.write(coloured(summary(result, {
		visible: mapping.visible,
		mappingFile: nameOf(mapping),
		refreshToken
	})));
}
async function init(source, terminal) {
	const { parseCrmInputs } = await import("./crm2.js");
	const inputs = parseCrmInputs(source);
	const { runInit } = await import("./crm.js");
	showReport(await runInit(inputs, terminal));
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
	const answer = await lines.question(`${plan}\nCarry this out? [y/N] `).catch(() => "");
	lines.close();
	return /^y(es)?$/i.test(answer.trim());
}
function showReport({ text, plain, failed }) {
	clearProgress();
	process.stdout.write(plain ?? coloured(text));
	if (failed) process.exitCode = 1;
}
async function validate(source) {
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
