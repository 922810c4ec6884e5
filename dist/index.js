import { F as parseInputs, It as setSecret, Mt as info, Q as TERMINAL_COMMANDS, W as filled, Y as TERMINAL_ONLY, a as runReport, i as SECRET_INPUTS, n as hasNoSecrets, o as withWorld, q as INPUT_NAMES, r as parseMappingNames, t as harmless } from "./start.js";
import { randomUUID } from "node:crypto";
// src/main.ts
/** The entry on a runner. */
async function main() {
	const source = readSource(process.env);
	for (const name of SECRET_INPUTS) if (source.given[name]) setSecret(source.given[name]);
	const pullRequest = source.given.command === "plan" ? await readPullRequest() : null;
	if (source.given.command === "validate") return validateFiles(source);
	if (pullRequest && (pullRequest.isFromFork || hasNoSecrets(source))) return validateInstead(source);
	const terminal = {
		progress: (text) => info(harmless(text)),
		mask: setSecret
	};
	const run = nameRun(process.env);
	const origin = originOf(source);
	const forTerminal = TERMINAL_COMMANDS.find((command) => command === source.given.command);
	if (forTerminal) throw (await import("./terminal-commands.js")).refusalOf(forTerminal);
	const report = await runReport({
		source,
		run,
		origin,
		terminal,
		ask: null
	});
	if (report) return (await reporter()).reportText(report);
	const start = {
		inputs: parseInputs(source),
		run,
		origin,
		terminal
	};
	if (start.inputs.command === "explain") {
		const explained = await withWorld(start, async (world) => (await import("./run.js")).explainReferral(world));
		return (await reporter()).reportExplanation(explained);
	}
	if (pullRequest) {
		const reviewed = await withWorld(start, async (world) => (await import("./review.js")).reviewPullRequest(world, pullRequest));
		return (await reporter()).reportReview(reviewed);
	}
	const finished = await withWorld(start, async (world) => (await import("./run.js")).run(world));
	return (await reporter()).reportRun(finished);
}
/**
* Audit file, intents and notes are named by it. What GitHub says of a step is for people and not enough: two calls of a
* reusable workflow in one run, or two jobs of a matrix, have all of it in common.
*/
function nameRun({ GITHUB_RUN_ID: id = "local", GITHUB_RUN_ATTEMPT: attempt = "1", GITHUB_JOB: job = "job", GITHUB_ACTION: step = "" }) {
	return [
		id,
		attempt,
		job,
		...stepOf(step),
		randomUUID().slice(0, 8)
	].join("-");
}
/**
* A job may run this more than once, as resync and then sync. GitHub names a step by its id, or by its action, with a
* number from the second one on (`__self_2`).
*/
function stepOf(action) {
	if (!action.startsWith("__")) return action === "" ? [] : [action];
	return [.../_(\d+)$/.exec(action)?.slice(1) ?? []];
}
function originOf({ environment, given }) {
	const { GITHUB_EVENT_NAME: event, GITHUB_SHA: commit } = environment;
	return {
		...event ? { event } : {},
		...given["changed-referrals"] ? { webhook: true } : {},
		...commit ? { commit } : {}
	};
}
/** Loaded when there is something to show: until then a run is waiting for answers anyway. */
function reporter() {
	return import("./runner-report.js");
}
async function readPullRequest() {
	return (await import("./event.js")).readPullRequest(process.env);
}
async function validateFiles(source) {
	const names = parseMappingNames(source);
	const [{ readMappings }, { validateMapping }] = await Promise.all([import("./mapping-files.js"), import("./validate.js")]);
	const files = await readMappings(names);
	await (await reporter()).reportValidation(files.map(validateMapping));
}
async function validateInstead(source) {
	(await reporter()).reportNoPlan();
	await validateFiles(source);
}
/** Inputs as the runner passes them: `INPUT_TENANT-ID`. */
function readSource(environment) {
	const given = Object.entries(environment).filter(([name]) => name.startsWith("INPUT_")).map(([name, value = ""]) => [name.slice(6).toLowerCase().replaceAll("_", "-"), value]);
	const allowed = INPUT_NAMES.filter((name) => !TERMINAL_ONLY.includes(name));
	return {
		given: filled(Object.fromEntries(given)),
		label: (name) => name,
		allowed,
		environment
	};
}
try {
	await main();
} catch (error) {
	(await reporter()).reportFailure(error);
}
export {};
