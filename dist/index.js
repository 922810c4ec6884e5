import { A as setOutput, D as error, M as warning, N as summary, O as info, j as setSecret, k as setFailed } from "./libraries.js";
import { a as INPUT_NAMES, f as ConfigurationError, l as parseInputs, n as summary$1, o as SECRET_INPUTS, p as describeError, r as totalsOf, s as TERMINAL_ONLY, t as headline, u as run } from "./shared.js";
// src/report/annotations.ts
/** GitHub shows ten annotations of a kind for each step; the summary has the rest. */
const MOST_ANNOTATIONS = 10;
/** What needs somebody's eyes, the most pressing first. Without field values. */
function annotations({ plan, outcomes }) {
	const failed = outcomes.filter((one) => one.outcome === "rejected" || one.outcome === "failed").map(({ change, outcome, reason }) => {
		return {
			level: "warning",
			title: "Not applied",
			message: `${`${change.action} of the ${change.side} of deal ${change.link.referral} ${outcome}`}: ${reason ?? ""}`
		};
	});
	const conflicts = plan.conflicts.filter((conflict) => conflict.winner === null).map(({ link, field, hasBase }) => {
		const what = hasBase ? "was changed on both sides" : "differs and was never synced before";
		return {
			level: "warning",
			title: "Conflict",
			message: `Deal ${link.referral}: ${field} ${what}. Make one side equal to the other.`
		};
	});
	const held = plan.held.map(({ link, field, reason }) => {
		return {
			level: "warning",
			title: "Held back",
			message: `Deal ${link.referral}: ${field ?? "record"}: ${reason}`
		};
	});
	const questions = plan.questions.map(({ referral, text }) => {
		return {
			level: "warning",
			title: "Held back",
			message: `Deal ${referral}: ${text}`
		};
	});
	return [
		...failed,
		...conflicts,
		...held,
		...questions
	].slice(0, MOST_ANNOTATIONS);
}
// src/report/log.ts
/**
* Text for the log of a run. A line that begins with `::` or holds `##[` would be a command to the runner,
* and escape sequences would let a deal's name paint over the lines before it.
*/
function harmless(text) {
	return text.replaceAll(/(?![\n\t])\p{Cc}/gu, " ").replaceAll(/:(?=:)/g, ":​").replaceAll("##[", "##​[");
}
// src/main.ts
/** The entry on a runner. */
async function main() {
	const source = readSource(process.env);
	for (const name of SECRET_INPUTS) if (source.given[name]) setSecret(source.given[name]);
	const inputs = parseInputs(source);
	const { GITHUB_RUN_ID: id = "local", GITHUB_RUN_ATTEMPT: attempt = "1", GITHUB_JOB: job = "job" } = process.env;
	const terminal = {
		progress: (text) => info(harmless(text)),
		mask: setSecret
	};
	const { result, mapping } = await run(inputs, `${id}-${attempt}-${job}`, terminal);
	const totals = totalsOf(result);
	await summary.addRaw(summary$1(result, {
		visible: mapping.visible,
		mappingFile: mapping.file
	})).write();
	for (const { title, message } of annotations(result)) warning(harmless(message), { title });
	setOutput("plan-digest", result.digest);
	setOutput("approval-digest", result.approvalDigest ?? "");
	for (const name of [
		"changes",
		"created",
		"updated",
		"conflicts",
		"held",
		"failed"
	]) setOutput(name, totals[name]);
	setOutput("state-commit", result.stateCommit ?? "");
	info(harmless(headline(result, totals)));
}
/** Inputs as the runner passes them: `INPUT_TENANT-ID`. */
function readSource(environment) {
	const given = Object.entries(environment).filter(([name]) => name.startsWith("INPUT_")).map(([name, value]) => [name.slice(6).toLowerCase().replaceAll("_", "-"), (value ?? "").trim()]);
	const allowed = INPUT_NAMES.filter((name) => !TERMINAL_ONLY.includes(name));
	return {
		given: Object.fromEntries(given),
		label: (name) => name,
		allowed,
		environment
	};
}
function fail(error$1) {
	if (error$1 instanceof ConfigurationError) for (const { file, line, column, where, message } of error$1.problems) {
		const place = file ? {
			file,
			...line ? { startLine: line } : {},
			...column ? { startColumn: column } : {}
		} : {};
		error(harmless(`${where}: ${message}`), place);
	}
	setFailed(harmless(describeError(error$1)));
}
try {
	await main();
} catch (error) {
	fail(error);
}
export {};
