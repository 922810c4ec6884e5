import { E as INPUT_NAMES, F as SECRET_INPUTS, N as parseInputs, O as TERMINAL_ONLY, a as parseMappingNames, at as info, i as hasNoSecrets, lt as setSecret, o as runReport, ot as notice, q as ConfigurationError, s as withWorld, t as harmless } from "./start.js";
// src/main.ts
/** The entry on a runner. */
async function main() {
	const source = readSource(process.env);
	for (const name of SECRET_INPUTS) if (source.given[name]) setSecret(source.given[name]);
	const pullRequest = source.given.command === "plan" ? await readPullRequest() : null;
	if (source.given.command === "validate") return validate(source);
	if (pullRequest && (pullRequest.isFromFork || hasNoSecrets(source))) return validateInstead(source);
	const terminal = {
		progress: (text) => info(harmless(text)),
		mask: setSecret
	};
	const { GITHUB_RUN_ID: id = "local", GITHUB_RUN_ATTEMPT: attempt = "1", GITHUB_JOB: job = "job", GITHUB_ACTION: step = "" } = process.env;
	const runId = [
		id,
		attempt,
		job,
		...stepOf(step)
	].join("-");
	refuseTerminalCommand(source);
	const report = await runReport({
		source,
		runId,
		terminal,
		ask: null
	});
	if (report) return (await reporter()).reportText(report);
	const start = {
		inputs: parseInputs(source),
		runId,
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
* A job may run this more than once, as resync and then sync, and each is a run of its own: audit file and intents are
* named by it. GitHub names a step by its id, or by its action, with a number from the second one on (`__self_2`).
*/
function stepOf(action) {
	if (!action.startsWith("__")) return action === "" ? [] : [action];
	return [.../_(\d+)$/.exec(action)?.slice(1) ?? []];
}
/** Loaded when there is something to show: until then a run is waiting for answers anyway. */
function reporter() {
	return import("./runner-report.js");
}
async function readPullRequest() {
	return (await import("./github-event.js")).readPullRequest(process.env);
}
async function validate(source) {
	const names = parseMappingNames(source);
	const [{ readMappings }, { validateMapping }] = await Promise.all([import("./mapping-files.js"), import("./validate.js")]);
	const files = await readMappings(names);
	await (await reporter()).reportValidation(files.map(validateMapping));
}
async function validateInstead(source) {
	notice("A pull request from a fork, or of Dependabot, is given no secrets, so the live records were not read. The mapping was only validated. Push it to a branch of this repository to see its plan.", { title: "No plan" });
	await validate(source);
}
/** Commands that need a person at a terminal, with what to do instead. */
const TERMINAL_COMMANDS = /* @__PURE__ */ new Map([
	["format", {
		message: "format writes files, so it is for a terminal",
		remedy: "Run it in a clone of your repository, and commit what it changed; validate only says where."
	}],
	["init", {
		message: "init writes files, so it is for a terminal",
		remedy: "Run it in a clone of your repository: docs/getting-started.md."
	}],
	["login", {
		message: "login needs a person and their browser, so it is for a terminal",
		remedy: "Run it on your own machine: docs/signing-in.md."
	}]
]);
function refuseTerminalCommand({ given }) {
	const refused = TERMINAL_COMMANDS.get(given.command ?? "");
	if (refused) throw new ConfigurationError([{
		where: "command",
		message: refused.message
	}], refused.remedy);
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
try {
	await main();
} catch (error) {
	(await reporter()).reportFailure(error);
}
export {};
