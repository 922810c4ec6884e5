import { B as summary, F as notice, I as setFailed, L as setOutput, M as error, P as info, R as setSecret, S as object, T as string, p as array, v as int, y as literal, z as warning } from "./libraries.js";
import { $ as load, A as run, B as totalsOf, D as connected, F as reviewComment, G as problemAt, H as fingerprints, I as effectText, J as receiptOf, L as reviewReport, N as failureComment, O as explainReferral, P as markerOf, Q as guard, R as headline, U as readDocument, V as refreshTokenWarnings, W as parseYaml, X as makePlan, Y as resultOf, Z as isProvisional, _ as TERMINAL_ONLY, at as openGithubApi, c as parseMappingNames, ct as ConfigurationError, d as validateMapping, dt as RefusalError, et as OTHER_TABLES, ft as describeError, h as SECRET_INPUTS, i as explanationMarkdown, it as openStickyComments, j as withWorld, k as fingerprintKey, l as runReport, lt as ContractError, m as INPUT_NAMES, n as validationSummary, nt as compileMapping, o as harmless, ot as readMapping, q as formatReceipt, rt as identifierOf, s as hasNoSecrets, st as readMappings, t as validationHeadline, tt as canonicalJson, ut as CosellError, x as parseInputs, z as summary$1 } from "./shared.js";
import { readFile } from "node:fs/promises";
// src/adapters/github-event.ts
const REPOSITORY = object({ full_name: string() });
const EVENT = object({ pull_request: object({
	number: int().positive(),
	base: object({
		sha: string(),
		repo: REPOSITORY
	}),
	head: object({
		sha: string(),
		repo: REPOSITORY.nullable()
	})
}) });
/**
* The pull request of the event in `GITHUB_EVENT_PATH` (webhook payload `pull_request`), or `null` for any other
* event.
*
* @throws ConfigurationError for `pull_request_target`, which gives secrets to what a stranger may have written
*/
async function readPullRequest(environment) {
	const { GITHUB_EVENT_NAME: name, GITHUB_EVENT_PATH: path, GITHUB_SHA: commit = "" } = environment;
	if (name === "pull_request_target") throw new ConfigurationError([{
		where: "on: pull_request_target",
		message: "runs with secrets on what a stranger may have written"
	}], "Run the plan on: pull_request.");
	if (name !== "pull_request" || !path) return null;
	const parsed = EVENT.safeParse(JSON.parse(await readFile(path, "utf8")));
	if (!parsed.success) throw new ContractError("The event in GITHUB_EVENT_PATH is not the one of a pull request.", "Look at what else writes to that file, and report this if nothing does.");
	const { number, base, head } = parsed.data.pull_request;
	const isFromFork = head.repo?.full_name !== base.repo.full_name;
	return {
		number,
		base: base.sha,
		head: head.sha,
		isFromFork,
		commit
	};
}
// src/adapters/github-files.ts
const COMMIT = object({ parents: array(object({ sha: string() })) });
const FILE = object({
	content: string(),
	encoding: literal("base64")
});
/**
* A file as it is without a pull request, or `null` when the pull request adds it. Asked of GitHub, because a
* checkout has only the one commit.
*
* What is checked out is a trial merge, whose first parent is the base that it was merged into; the base in the
* event may be older.
*
* @throws as `openGithubApi`
*/
async function readBaseFile(access, { base, head, commit }, path) {
	const api = openGithubApi({
		...access,
		permission: "contents: read"
	});
	const [first, second] = (await api.find(COMMIT, `/git/commits/${commit}`))?.parents ?? [];
	const ref = first && second?.sha === head ? first.sha : base;
	const plain = path.replace(/^\.\//, "").split("/").map(encodeURIComponent).join("/");
	const file = await api.find(FILE, `/contents/${plain}?ref=${ref}`);
	return file && Buffer.from(file.content, "base64").toString();
}
// src/reconcile/compare.ts
/** `before` is `null` when there is no mapping yet: then everything is added. */
function comparePlans(before, after) {
	const old = before ?? {
		changes: [],
		conflicts: [],
		held: [],
		questions: [],
		warnings: []
	};
	const linked = ({ link }) => link.referral;
	return {
		fields: compareFields(old, after),
		creates: effect(createsOf(old), createsOf(after), (one) => `${one.row?.table ?? ""}/${linked(one)}`),
		conflicts: effect(open(old), open(after), (one) => `${linked(one)}/${one.field}`),
		held: effect(old.held, after.held, (one) => [
			linked(one),
			one.field,
			one.side,
			one.reason
		].join("/")),
		questions: effect(old.questions, after.questions, (one) => `${one.referral}/${one.text}`),
		notes: {
			before: notesOf(old),
			after: notesOf(after)
		}
	};
}
function compareFields(before, after) {
	const old = writesOf(before);
	const wanted = writesOf(after);
	return [.../* @__PURE__ */ new Set([...old.keys(), ...wanted.keys()])].sort().map((key) => {
		const [side, field = "", name] = key.split("\0");
		const table = OTHER_TABLES.find((one) => one === name) ?? null;
		const same = (one) => `${one.referral}/${one.action}/${JSON.stringify(one.to)}`;
		const found = effect(old.get(key) ?? [], wanted.get(key) ?? [], same);
		return {
			side: side === "referral" ? "referral" : "opportunity",
			table,
			field,
			...found
		};
	});
}
/** Every write of a field, by side, field and table. */
function writesOf({ changes }) {
	const writes = changes.filter(({ action }) => action !== "note").flatMap(({ side, action, link, fields, row }) => fields.map((change) => ({
		key: `${side}\0${change.field}\0${row?.table ?? ""}`,
		...change,
		referral: link.referral,
		action
	})));
	return Map.groupBy(writes, (one) => one.key);
}
function effect(before, after, key) {
	const old = new Set(before.map(key));
	const wanted = new Set(after.map(key));
	return {
		added: after.filter((item) => !old.has(key(item))),
		removed: before.filter((item) => !wanted.has(key(item))),
		kept: after.filter((item) => old.has(key(item)))
	};
}
/** A conflict with a winner is a write like others; these are the ones that a person has to resolve. */
function open({ conflicts }) {
	return conflicts.filter((conflict) => conflict.winner === null);
}
function createsOf({ changes }) {
	return changes.filter((change) => change.action === "create");
}
function notesOf({ changes }) {
	return changes.filter((change) => change.action === "update" && change.fields.length === 0).length;
}
// src/commands/shared-reads.ts
/**
* The same ports, but everything is read once: a second reader is handed what the first one was. So two
* mappings are held against the same moment, at the cost of one.
*
* The first reader says where to begin. Both mappings have to keep the referral's identifier in the same column.
*/
function shareReads(ports, mapping) {
	return {
		...ports,
		referrals: shareReferrals(ports.referrals),
		opportunities: shareOpportunities(ports.opportunities, mapping)
	};
}
/** Reads a listing the first time, and hands over the same pages every time. */
function shareListing(read) {
	let listing = null;
	async function readOnce(from) {
		const pages = [];
		return {
			end: await read(from, (page) => void pages.push(page)),
			pages
		};
	}
	return async (from, onPage) => {
		listing ??= readOnce(from);
		const { end, pages } = await listing;
		for (const page of pages) await onPage(page);
		return end;
	};
}
function shareReferrals(referrals) {
	const byId = /* @__PURE__ */ new Map();
	const byEngagement = /* @__PURE__ */ new Map();
	return {
		readChanged: shareListing((since, onPage) => referrals.readChanged(since, onPage)),
		get(id) {
			const known = byId.get(id) ?? referrals.get(id);
			byId.set(id, known);
			return known;
		},
		byIds: shareRows((ids) => referrals.byIds(ids), ({ id }) => id),
		ofEngagement(id) {
			const known = byEngagement.get(id) ?? referrals.ofEngagement(id);
			byEngagement.set(id, known);
			return known;
		}
	};
}
function shareOpportunities(opportunities, mapping) {
	let currencies = null;
	return {
		readChanged: shareListing((cursor, onPage) => opportunities.readChanged(cursor, onPage)),
		byReferralIds: shareRows((ids) => opportunities.byReferralIds(ids), (row) => identifierOf(mapping, row)),
		byIds: shareRows((ids) => opportunities.byIds(ids), (row) => row.id),
		existingNotes: (ids) => opportunities.existingNotes(ids),
		accounts: shareAnswers((search) => opportunities.accounts(search)),
		leads: shareAnswers((ids) => opportunities.leads(ids)),
		parties: shareAnswers((search) => opportunities.parties(search)),
		currencies() {
			currencies ??= opportunities.currencies();
			return currencies;
		}
	};
}
/** Asks the same question once. */
function shareAnswers(read) {
	const answers = /* @__PURE__ */ new Map();
	return (question) => {
		const key = JSON.stringify(question);
		const known = answers.get(key) ?? read(question);
		answers.set(key, known);
		return known;
	};
}
/** Asks only for what nobody has asked for before. */
function shareRows(read, keyOf) {
	const asked = /* @__PURE__ */ new Set();
	const rows = [];
	return async (ids) => {
		const fresh = ids.filter((id) => !asked.has(id));
		for (const id of fresh) asked.add(id);
		if (fresh.length > 0) rows.push(...await read(fresh));
		return rows.filter((row) => ids.includes(keyOf(row) ?? ""));
	};
}
// src/commands/review.ts
/**
* What a proposed mapping would do to the live records, beside what the one in force would do.
*
* - **load**, **pull** and **match** once: both mappings are held against the same records
* - **merge** with the proposed mapping, for the digest that a sync is bound to later
* - **merge** with it once more, to be shown, and with the one in force
* - **guard**, to say what a sync would refuse
*/
async function review(options, ports) {
	const loaded = await load(ports.state, options.branch);
	const shared = shareReads(ports, options.mapping);
	const from = options.mapping.digest !== options.before?.mapping.digest ? {
		...loaded,
		state: {
			...loaded.state,
			mapping: ""
		}
	} : loaded;
	const planned = await makePlan(shared, from, options);
	const quiet = {
		...shared,
		progress: () => {}
	};
	const shown = await makePlan(quiet, from, {
		...options,
		...options.shown
	});
	const before = options.before && await makePlan(quiet, from, {
		...options,
		...options.before
	});
	return {
		result: resultOf({
			plan: shown.plan,
			digest: planned.digest
		}, loaded, {
			run: options.run,
			ports
		}),
		comparison: comparePlans(before?.plan ?? null, shown.plan),
		receipt: formatReceipt(receiptOf(planned.plan, options.mapping.digest, options.keyed)),
		refusal: refusalOf(planned, loaded.state.linked, options)
	};
}
function refusalOf({ plan, digest, pulled }, linked, { limits }) {
	try {
		guard(plan, digest, pulled.reads?.linked ?? linked, limits);
		return null;
	} catch (error) {
		if (error instanceof RefusalError) return error.message.replace(" Nothing was written.", "");
		throw error;
	}
}
// src/mapping/withhold.ts
/**
* A mapping that shows no more than another one allows.
*
* Whoever may propose a mapping must not learn values by proposing `audit: value`: only when that has been
* merged, somebody has agreed to it. The name of a field is no guide, as it may be given to another property;
* so both sides and the way of reading have to be the ones that are shown today.
*
* @param allowed The mapping in force, or `null` when there is none: then nothing is shown.
*/
function withhold(proposed, allowed) {
	const { leads } = proposed;
	return {
		...proposed,
		fields: withheld(proposed.fields, allowed?.fields ?? {}),
		...leads ? { leads: {
			...leads,
			fields: withheld(leads.fields, allowed?.leads?.fields ?? {})
		} } : {}
	};
}
function withheld(proposed, allowed) {
	const shown = new Set(Object.entries(allowed).filter(([, field]) => field.audit === "value").map(([name, field]) => sourceOf(name, field)));
	const fields = Object.entries(proposed).map(([name, field]) => [name, shown.has(sourceOf(name, field)) ? field : {
		...field,
		audit: "hidden"
	}]);
	return Object.fromEntries(fields);
}
function sourceOf(name, { referral, opportunity, lead, as }) {
	return canonicalJson({
		name,
		referral,
		opportunity,
		lead,
		as
	});
}
// src/connect/review.ts
/** Wires the adapters to `review`, for the mapping that a pull request proposes, and comments on it. */
function reviewPullRequest(start, pullRequest) {
	return withWorld(start, async (world) => {
		try {
			return await reviewIt(world, pullRequest);
		} catch (error) {
			if (error instanceof CosellError) await comment(world, pullRequest, failed(world, error));
			throw error;
		}
	});
}
async function reviewIt(world, pullRequest) {
	const { inputs } = world;
	const file = inputs.mapping;
	const text = await readMapping(file);
	const proposed = readDocument(text, file);
	const before = readBefore(await readBaseFile(access(inputs, world), pullRequest, file), file);
	const alone = before.alone ?? otherIdentifier(proposed, before.document);
	const candidate = (document) => {
		const mapping = compileMapping(document, file);
		return {
			mapping,
			fingerprint: fingerprints(mapping, fingerprintKey(inputs))
		};
	};
	const inForce = before.document && !alone ? candidate(before.document) : null;
	const shown = candidate(withhold(proposed, before.document));
	const mapping = compileMapping(proposed, file);
	const used = {
		text,
		mapping: withColumnsOf(mapping, inForce?.mapping)
	};
	const found = await connected(world, used, (options, ports) => review({
		...options,
		mapping,
		before: inForce,
		shown
	}, ports));
	const news = newFields(proposed, before.document);
	const report = {
		visible: shown.mapping.visible,
		mappingFile: file,
		alone,
		news
	};
	const uncommented = await comment(world, pullRequest, reviewComment(found, report, found.receipt));
	return {
		review: found,
		report,
		notices: noticesOf({
			text,
			file
		}, proposed, found),
		uncommented
	};
}
function readBefore(text, file) {
	if (text === null) return {
		document: null,
		alone: "The mapping is new: there is none in force to compare it with."
	};
	try {
		return {
			document: readDocument(text, file),
			alone: null
		};
	} catch (error) {
		if (!(error instanceof ConfigurationError)) throw error;
		return {
			document: null,
			alone: "The mapping in force has mistakes, so there is nothing to compare with. What follows is all that the proposed one does."
		};
	}
}
function otherIdentifier(proposed, before) {
	const column = "referral identifier";
	const leads = [proposed.leads, before?.leads].flatMap((one) => one ? [one.columns[column]] : []);
	const isSame = before?.columns[column] === proposed.columns[column] && new Set(leads).size < 2;
	if (!before || isSame) return null;
	return "The column of the referral identifier changes, so every deal is looked for anew, and there is nothing to compare with. What follows is all that the proposed mapping does.";
}
function newFields({ fields }, before) {
	const added = Object.entries(fields).filter(([name]) => !before || !Object.hasOwn(before.fields, name));
	return new Map(added.map(([name, { adopt }]) => [name, adopt]));
}
/** One read has to bring what either of the two needs. */
function withColumnsOf(mapping, other) {
	if (!other) return mapping;
	const union = (one, two) => [.../* @__PURE__ */ new Set([...one.columns, ...two?.columns ?? []])].sort();
	const leads = mapping.leads ?? other.leads;
	const rows = leads && {
		...leads.rows,
		columns: union(leads.rows, other.leads?.rows)
	};
	return {
		...mapping,
		columns: union(mapping, other),
		leads: leads && rows && {
			...leads,
			rows
		}
	};
}
function noticesOf({ text, file }, { leads, fields, accounts }, { comparison }) {
	const document = parseYaml(text, file);
	const pathOf = (field) => {
		if (Object.hasOwn(fields, field)) return ["fields", field];
		if (leads && Object.hasOwn(leads.fields, field)) return [
			"leads",
			"fields",
			field
		];
		return accounts ? ["accounts"] : ["fields", field];
	};
	return [...effectText(comparison)].map(([field, message]) => problemAt(file, document.locate(pathOf(field)), message));
}
function failed({ inputs }, error) {
	return failureComment(inputs.mapping, `${error.message}\n${error.mend}`);
}
/** The reason why there is no comment, or `null`. Nothing of the plan depends on it. */
async function comment(world, { number }, body) {
	const { inputs } = world;
	try {
		await openStickyComments(access(inputs, world)).put(number, markerOf(inputs.mapping), body);
		return null;
	} catch (error) {
		if (!(error instanceof CosellError)) throw error;
		return `${error.message} ${error.mend}`;
	}
}
function access({ state }, { http }) {
	if (!("directory" in state)) return {
		http,
		...state
	};
	throw new Error("a pull request is reviewed on a runner, where the state is on GitHub");
}
// src/report/annotations.ts
/** GitHub shows ten annotations of a kind for each step; the summary has the rest. */
const MOST_ANNOTATIONS = 10;
/** A deal goes by its referral, as long as it has one. */
function nameOf(link) {
	return isProvisional(link) ? `Opportunity ${link.opportunity}` : `Deal ${link.referral}`;
}
/** What needs somebody's eyes, the most pressing first. Without field values. */
function annotations({ plan, outcomes, notices = [] }) {
	const failed = outcomes.filter((one) => one.outcome === "rejected" || one.outcome === "failed").map(({ change, outcome, reason }) => {
		return {
			level: "warning",
			title: "Not applied",
			message: `${`${change.action} of the ${change.side} of ${nameOf(change.link).toLowerCase()} ${outcome}`}: ${reason ?? ""}`
		};
	});
	const conflicts = plan.conflicts.filter((conflict) => conflict.winner === null).map(({ link, field, hasBase }) => {
		const what = hasBase ? "was changed on both sides" : "differs and was never synced before";
		return {
			level: "warning",
			title: "Conflict",
			message: `${nameOf(link)}: ${field} ${what}. Make one side equal to the other.`
		};
	});
	const held = plan.held.map(({ link, field, reason }) => {
		return {
			level: "warning",
			title: "Held back",
			message: `${nameOf(link)}: ${field ?? "record"}: ${reason}`
		};
	});
	const questions = plan.questions.map(({ referral, text }) => {
		return {
			level: "warning",
			title: "Held back",
			message: `Deal ${referral}: ${text}`
		};
	});
	const warnings = plan.warnings.map(({ link, text }) => {
		return {
			level: "warning",
			title: "Worth knowing",
			message: `${nameOf(link)}: ${text}`
		};
	});
	return [
		...notices.map((message) => ({
			level: "warning",
			title: "Webhook",
			message
		})),
		...failed,
		...conflicts,
		...held,
		...questions,
		...warnings
	].slice(0, MOST_ANNOTATIONS);
}
// src/runner-report.ts
const SHOW = {
	error,
	warning,
	notice
};
/** Shows a problem where it is: at its line of the mapping, in the files of a pull request. */
function annotate(level, { where, file, line, column, message }) {
	const place = file ? {
		file,
		...line ? { startLine: line } : {},
		...column ? { startColumn: column } : {}
	} : {};
	SHOW[level](harmless(`${where}: ${message}`), place);
}
/** A mistake fails the step; a warning does not. */
async function reportValidation(checked) {
	for (const { problems, warnings } of checked) {
		for (const problem of problems) annotate("error", problem);
		for (const warning of warnings) annotate("warning", warning);
	}
	await summary.addRaw(validationSummary(checked)).write();
	const headline = harmless(validationHeadline(checked));
	if (checked.some(({ problems }) => problems.length > 0)) setFailed(headline);
	else info(headline);
}
/** GitHub shows ten annotations of a kind for each step; the summary has the rest. */
const MOST_NOTICES = 10;
async function reportReview({ review, report, notices, uncommented }) {
	await summary.addRaw(reviewReport(review, report)).write();
	for (const notice of notices.slice(0, MOST_NOTICES)) annotate("notice", notice);
	if (uncommented !== null) warning(harmless(uncommented), { title: "No comment on the pull request" });
}
function reportFailure(error) {
	if (error instanceof ConfigurationError) for (const problem of error.problems) annotate("error", problem);
	setFailed(harmless(describeError(error)));
}
// src/main.ts
/** The entry on a runner. */
async function main() {
	const source = readSource(process.env);
	for (const name of SECRET_INPUTS) if (source.given[name]) setSecret(source.given[name]);
	const pullRequest = source.given.command === "plan" ? await readPullRequest(process.env) : null;
	if (source.given.command === "validate") return validate(source);
	if (pullRequest && (pullRequest.isFromFork || hasNoSecrets(source))) return validateInstead(source);
	const terminal = {
		progress: (text) => info(harmless(text)),
		mask: setSecret
	};
	const { GITHUB_RUN_ID: id = "local", GITHUB_RUN_ATTEMPT: attempt = "1", GITHUB_JOB: job = "job" } = process.env;
	const runId = `${id}-${attempt}-${job}`;
	refuseTerminalCommand(source);
	const report = await runReport({
		source,
		runId,
		terminal,
		ask: null
	});
	if (report) return showReport(report);
	const inputs = parseInputs(source);
	if (inputs.command === "explain") {
		const { explanation, mapping } = await explainReferral(inputs, runId, terminal);
		await summary.addRaw(explanationMarkdown(explanation, mapping.visible)).write();
		return;
	}
	if (pullRequest) {
		const reviewed = await reviewPullRequest({
			inputs,
			runId,
			terminal
		}, pullRequest);
		await reportReview(reviewed);
		return setOutputs(reviewed.review.result);
	}
	const { result, mapping, refreshToken } = await run(inputs, runId, terminal);
	const options = {
		visible: mapping.visible,
		mappingFile: mapping.file,
		refreshToken
	};
	await summary.addRaw(summary$1(result, options)).write();
	const warnings = [...refreshTokenWarnings(refreshToken), ...annotations(result)];
	for (const { title, message } of warnings) warning(harmless(message), { title });
	setOutputs(result);
}
async function validate(source) {
	await reportValidation((await readMappings(parseMappingNames(source))).map(validateMapping));
}
async function validateInstead(source) {
	notice("A pull request from a fork, or of Dependabot, is given no secrets, so the live records were not read. The mapping was only validated. Push it to a branch of this repository to see its plan.", { title: "No plan" });
	await validate(source);
}
function setOutputs(result) {
	const totals = totalsOf(result);
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
/** Commands that need a person at a terminal, with what to do instead. */
const TERMINAL_COMMANDS = /* @__PURE__ */ new Map([["init", {
	message: "init writes files, so it is for a terminal",
	remedy: "Run it in a clone of your repository: docs/getting-started.md."
}], ["login", {
	message: "login needs a person and their browser, so it is for a terminal",
	remedy: "Run it on your own machine: docs/signing-in.md."
}]]);
function refuseTerminalCommand({ given }) {
	const refused = TERMINAL_COMMANDS.get(given.command ?? "");
	if (refused) throw new ConfigurationError([{
		where: "command",
		message: refused.message
	}], refused.remedy);
}
async function showReport({ text, failed }) {
	await summary.addRaw(text).write();
	info(harmless(text));
	if (failed) setFailed("Something needs a person; the summary says what.");
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
	reportFailure(error);
}
export {};
