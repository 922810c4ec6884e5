import { Et as StateError, c as withTools, d as openState, m as STATE_FILE, t as harmless } from "./start.js";
import { E as union, S as record, _ as literal, b as object, f as array, m as boolean, w as string } from "./zod-classic.js";
import { $r as joined, Jr as cell, Ni as sumOf, Qr as fitted, Xr as count, Zr as dealLink, ci as shortHash, ii as tableOf, ji as jsonIn, kr as salvage, pi as sha256, qr as SYSTEM_NAMES, ri as table, si as readable, ti as reportOf, ui as isProvisional } from "./shared.js";
// src/reconcile/audit/audit-log.ts
const place = object({
	path: string(),
	sha256: string()
});
const text = string().optional().catch(void 0);
const value = string().nullable().optional().catch(void 0);
const mark = boolean().optional().catch(void 0);
/** What a run said of itself; earlier versions said less. */
const about = object({
	mapping: text,
	leftOut: array(string()).optional().catch(void 0),
	event: text,
	webhook: mark,
	commit: text,
	letThrough: object({
		by: string(),
		plan: string()
	}).optional().catch(void 0)
});
const header = object({
	v: literal(1),
	kind: literal("run"),
	run: string(),
	at: string(),
	previous: place.nullable()
});
const values = object({
	from: value,
	to: value,
	overwrites: mark,
	resolved: mark,
	approved: mark
});
/** As far as it can be told: a file that somebody has changed may hold anything. */
const line = object({
	kind: string(),
	referral: text,
	opportunity: text,
	created: text,
	side: text,
	action: text,
	row: object({ table: string() }).optional().catch(void 0),
	outcome: text,
	reason: text,
	field: text,
	winner: text,
	resolved: mark,
	approved: mark,
	values: object({
		referral: value,
		opportunity: value
	}).optional().catch(void 0),
	/** By their names; a list of them where a run of an earlier version said what a dead one had written. */
	fields: union([record(string(), values), array(string())]).optional().catch(void 0),
	commit: text,
	chain: text
});
/**
* Reads the whole audit log and follows its chain: each file names the one before and its hash, and the state the last one.
*
* @param files All files below `audit/`, by path
* @param end What the state names; `undefined` when the state cannot be read
*/
function checkLog(files, end) {
	const parsed = [...files].map(([path, content]) => ({
		path,
		file: parseFile(path, content)
	}));
	const runs = parsed.flatMap(({ file }) => file ? [file] : []).sort(byTime);
	const unreadable = new Set(parsed.filter(({ file }) => file === null).map(({ path }) => path));
	const runOf = new Map(runs.map((run) => [run.path, run]));
	const restarts = runs.filter(beginsAnew);
	const [, ...others] = runs.filter(({ previous }) => previous === null).toSorted((a, b) => Number(isAtItsPlace(b)) - Number(isAtItsPlace(a)));
	const begins = others.filter((run) => !beginsAnew(run));
	const broken = brokenLinks(files, runs, end);
	const gaps = broken.filter(({ path, what }) => what === "missing" || unreadable.has(path)).map(({ by }) => runOf.get(by ?? "") ?? null);
	return {
		runs,
		breaks: [
			...broken,
			...[...unreadable].map((path) => ({
				path,
				what: "unreadable",
				by: null
			})),
			...begins.map(({ path }) => ({
				path,
				what: "begins",
				by: null
			})),
			...unnamed(runs, [
				...restarts,
				...begins,
				...gaps
			], end)
		],
		restarts,
		edits: runs.flatMap(({ at, lines }) => lines.flatMap(({ kind, commit }) => kind === "edited" && commit ? [{
			commit,
			notedAt: at
		}] : []))
	};
}
function parseFile(path, content) {
	const [first, ...rest] = content.trimEnd().split("\n").map(jsonIn);
	const begun = header.safeParse(first);
	const lines = array(line).safeParse(rest);
	if (!begun.success || !lines.success) return null;
	const { run, at, previous } = begun.data;
	return {
		path,
		run,
		at,
		previous,
		about: about.parse(first),
		lines: lines.data
	};
}
function brokenLinks(files, runs, end) {
	return [...runs.map(({ path, previous }) => ({
		by: path,
		named: previous
	})), {
		by: STATE_FILE,
		named: end ?? null
	}].flatMap(({ by, named }) => {
		if (named === null) return [];
		const { path } = named;
		const content = files.get(path);
		if (content === void 0) return [{
			path,
			what: "missing",
			by
		}];
		return sha256(content) === named.sha256 ? [] : [{
			path,
			what: "changed",
			by
		}];
	});
}
/**
* The last file of all is named by the state only, and the last one before a gap by nobody.
*
* @param gaps What follows each of them: a run, or `null` for the end of the log
*/
function unnamed(runs, gaps, end) {
	const named = new Set(runs.map(({ previous }) => previous?.path));
	const last = end === void 0 ? runs.at(-1)?.path : end?.path;
	const open = runs.filter(({ path }) => !named.has(path) && path !== last);
	for (const after of gaps) {
		const before = after === null ? open.length - 1 : countBefore(open, after) - 1;
		if (before >= 0) open.splice(before, 1);
	}
	return open.map(({ path }) => ({
		path,
		what: "unnamed",
		by: null
	}));
}
/** How many of these runs, which are in the order of time, come before that one. */
function countBefore(runs, after) {
	let [low, high] = [0, runs.length];
	while (low < high) {
		const middle = low + high >>> 1;
		const run = runs[middle];
		if (run && byTime(run, after) < 0) low = middle + 1;
		else high = middle;
	}
	return low;
}
/** Every file is called by the run that wrote it. */
function isAtItsPlace({ path, run }) {
	return path.includes(`/${run}.`);
}
function beginsAnew({ lines, previous }) {
	return previous === null && lines.some(({ kind, chain }) => kind === "resync" && chain === "new");
}
function byTime(a, b) {
	if (a.at !== b.at) return a.at < b.at ? -1 : 1;
	return a.path < b.path ? -1 : 1;
}
/**
* What the log says of one deal, also from the time when it was an opportunity that had no referral yet.
*
* @param asked Id of the referral, or of its opportunity: then of every referral that this one has had.
*/
function historyOf(asked, runs) {
	const entries = runs.flatMap((file) => file.lines.map((one) => ({
		file,
		line: one
	})));
	const own = entries.filter(({ line: one }) => one.opportunity === asked);
	const referrals = /* @__PURE__ */ new Set([asked, ...own.flatMap(({ line: one }) => [one.referral, one.created])]);
	const isIt = ({ line: { referral, created } }) => [referral, created].some((id) => id !== void 0 && referrals.has(id));
	const opportunities = new Set(entries.filter(isIt).map((entry) => entry.line.opportunity));
	return entries.filter((entry) => {
		const { referral: of = "", opportunity = null } = entry.line;
		return isIt(entry) || opportunity !== null && opportunities.has(opportunity) && isProvisional({
			referral: of,
			opportunity
		});
	});
}
// src/commands/audit.ts
/** How many files are read between two lines of progress. */
const FILES_AT_ONCE = 50;
/**
* Reads the audit log from its first file to its last, and follows its chain; writes nothing.
*
* @throws StateError when there is no branch
*/
async function audit({ branch, asked }, ports) {
	const { head, files, edited = false } = await ports.state.read([STATE_FILE]);
	if (head === null) throw new StateError(`There is no branch ${branch}, and so no audit log.`, "Check state-branch, and on a terminal state-dir: they have to be those of the sync, whose first run makes the branch.");
	const { state, found } = salvage(files[STATE_FILE]);
	const isReadable = found === "intact" || found === "changed by hand";
	const check = checkLog(await readLog(head, ports), isReadable ? state.audit : void 0);
	return {
		head,
		check,
		state: found,
		edited,
		history: asked === null ? null : {
			asked,
			entries: historyOf(asked, check.runs)
		}
	};
}
async function readLog(head, { state, progress }) {
	const paths = await state.list(head, "audit");
	const log = /* @__PURE__ */ new Map();
	for (let at = 0; at < paths.length; at += FILES_AT_ONCE) {
		progress(`reading the audit log: ${at} of ${paths.length} files`);
		const { files } = await state.read(paths.slice(at, at + FILES_AT_ONCE), head);
		for (const [path, content] of Object.entries(files)) log.set(path, content);
	}
	return log;
}
// src/report/audit-line.ts
const EVENTS = /* @__PURE__ */ new Map([["workflow_dispatch", "by hand"]]);
/** What a run said of itself in words, empty where it said nothing. */
function origin({ event = "", webhook, commit = "", mapping = "", leftOut = [], letThrough }) {
	const without = leftOut.length > 0 ? ` without ${leftOut.join(", ")}` : "";
	return {
		event: webhook ? "webhook" : EVENTS.get(event) ?? event,
		commit: shortHash(commit),
		mapping: `${shortHash(mapping)}${without}`,
		letThrough: letThrough ? `${letThrough.by} (plan ${shortHash(letThrough.plan)})` : ""
	};
}
const SIDES = new Map(Object.entries(SYSTEM_NAMES));
/** One line of the log in words; its text is as foreign as any other. */
function told(line) {
	const { kind, side = "", action = "", row, field, reason, winner, values } = line;
	const who = decided(line);
	const because = reason ? `: ${reason}` : "";
	switch (kind) {
		case "change":
		case "recovered": {
			const what = `${action} ${row?.table ?? side}${who}`;
			const late = kind === "recovered" ? " (found out by a later run)" : "";
			return {
				what,
				fields: action === "update" ? fieldsOrNote(line) : fieldsOf(line),
				outcome: `${line.outcome ?? "unknown"}${late}${because}`
			};
		}
		case "conflict": {
			const sides = `${shown(values?.referral)} in Partner Center, ${shown(values?.opportunity)} in the CRM`;
			const both = values?.referral === void 0 ? "" : `: ${sides}`;
			const outcome = winner ? `${SIDES.get(winner) ?? winner} wins${who}` : "reported, nothing overwritten";
			return {
				what: "conflict",
				fields: [`${field ?? ""}${both}`],
				outcome
			};
		}
		default: return {
			what: kind,
			fields: field ? [field] : fieldsOf(line),
			outcome: reason ?? ""
		};
	}
}
/** Of a row that takes no field: what both sides agree on, and what its seller is told. */
function fieldsOrNote(line) {
	const fields = fieldsOf(line);
	return fields.length > 0 ? fields : ["(no field, only columns of the sync itself)"];
}
/** Values are in the log only where the mapping allows it. */
function fieldsOf({ fields = [] }) {
	if (Array.isArray(fields)) return fields;
	return Object.entries(fields).map(([name, { from, to, overwrites, ...who }]) => {
		const before = from === void 0 ? "" : `${shown(from)} → `;
		return `${name}${to === void 0 ? "" : ` ${before}${shown(to)}`}${overwrites ? " (overwrites)" : ""}${decided(who)}`;
	});
}
/** That a person has decided it. */
function decided({ resolved, approved }) {
	return `${resolved ? " (resolved by a person)" : ""}${approved ? " (approved)" : ""}`;
}
function shown(value) {
	return readable(value ?? null);
}
/** The minute in UTC; somebody may have put anything there. */
function timeOf(at) {
	return /^\d{4}-\d\d-\d\dT\d\d:\d\d/.exec(at)?.[0].replace("T", " ") ?? "(no time)";
}
// src/report/audit-verdict.ts
/** Every file is there as it was written, as far as the state can tell where the log ends. */
function isWhole({ check, state }) {
	return check.breaks.length === 0 && state === "intact";
}
/** Whether the log is whole, in a sentence, and how much of it there is. */
function verdict(result) {
	const { runs, breaks } = result.check;
	const size = sizeOf(runs);
	if (breaks.length > 0) return `The audit log is broken in ${count(breaks.length, "place")}: ${size}.`;
	if (runs.length === 0) return result.state === "intact" ? "The audit log is empty: no run has had anything to record yet." : "There is no audit file on this branch, and whether there were any cannot be told.";
	const [known, end] = isWhole(result) ? ["", " to the one that the state names"] : [" as far as can be told", ""];
	return `The audit log is unbroken${known}: ${size}. Each file is there as it was written, from the first${end}.`;
}
function sizeOf(runs) {
	const [first, last] = [runs[0], runs.at(-1)];
	if (!first || !last) return "no file that is there can be read";
	const lines = sumOf(runs, (run) => run.lines.length);
	return `${count(runs.length, "file")} with ${count(lines, "line")}, from ${timeOf(first.at)} to ${timeOf(last.at)}`;
}
/** What to do about a break. */
const FIX = "The history of the branch says who did it and when (git log -p, followed by the name of the file), and git revert of that commit brings a file back.";
function whatIsWrong({ what, by }) {
	switch (what) {
		case "missing": return `is missing: ${by} names it`;
		case "changed": return `was changed after it was written: ${by} names another hash`;
		case "unreadable": return "is not as a run writes a file: cut off, or overwritten";
		case "unnamed": return "is named by no later file: it was put there, or what followed it was taken out";
		case "begins": return "names no file before it, though there are some";
	}
}
const STATES = {
	missing: "is missing, so whether files are missing at the end of the log cannot be told",
	unreadable: "cannot be read, so whether files are missing at the end of the log cannot be told",
	"of another version": "was written by another version of cosell-sync, which can tell whether files are missing at the end of the log",
	"changed by hand": "was changed by hand, and what it says of the end of the log with it"
};
function wayOut(state) {
	if (state !== "of another version") return "The command resync makes it anew.";
	return "Run that version; to stay with this one, run resync, which makes it anew.";
}
/** What else there is to know of the end of the log, and of who has touched it. */
function remarks({ head, check, state, edited }) {
	return [
		...state === "intact" ? [] : [`state.json ${STATES[state]}. ${wayOut(state)}`],
		...check.restarts.map(({ at }) => `The resync of ${timeOf(at)} had to begin a new chain: whether files were missing then at the end of the log cannot be told.`),
		...check.edits.map(({ commit, notedAt }) => `Commit ${shortHash(commit)} was made by no run, or was moved, as the run of ${timeOf(notedAt)} noted.`),
		...edited ? [`Commit ${shortHash(head)}, the last one, was made by no run, or was moved.`] : []
	];
}
// src/report/audit-log.ts
const MOST_ENTRIES = 500;
const MOST_BREAKS = 50;
/** What became of a deal, if it was asked for, and whether the log is whole. */
function auditMarkdown(result) {
	return fitted(MOST_ENTRIES, (most) => auditWith(most, result));
}
function auditWith(most, result) {
	const { history, check } = result;
	const header = [
		"When (UTC)",
		"Run",
		"What",
		"Fields",
		"Outcome"
	];
	const entries = history?.entries ?? [];
	const cellsOf = (entry) => {
		const { what, fields, outcome } = told(entry.line);
		return [
			timeOf(entry.file.at),
			cell(entry.file.run),
			cell(what),
			fields.map((text) => cell(text, 300)).join("<br>"),
			cell(outcome, 400)
		];
	};
	const breaks = check.breaks.map((one) => [cell(one.path, 300), cell(whatIsWrong(one), 400)]);
	const sections = [
		history ? `## Co-sell audit: deal ${nameOf(history)}` : "## Co-sell audit",
		entries.length > 0 ? tableOf(header, entries, cellsOf, most) : "",
		history && entries.length === 0 ? UNHEARD_OF : "",
		entries.length > 0 ? runsSection(entries, most) : "",
		`${history ? "### The log as a whole\n\n" : ""}${cell(verdict(result), 400)}`,
		breaks.length > 0 ? `${table(["File", "What is wrong"], breaks, Math.min(most, MOST_BREAKS))}\n\n${FIX}` : "",
		...remarks(result).map((text) => cell(text, 400))
	];
	return reportOf(sections);
}
/** Only a referral has an address in the portal. */
function nameOf({ asked, entries }) {
	return entries.some(({ line }) => line.opportunity === asked) ? cell(asked) : dealLink(asked);
}
/** The same for a terminal. */
function auditText(result) {
	const { history, check } = result;
	const paragraphs = [
		...history ? [`Deal ${history.asked}`, historyText(history.entries)] : [],
		...history && history.entries.length > 0 ? [runsText(history.entries)] : [],
		verdict(result),
		...check.breaks.length > 0 ? [check.breaks.map((one) => block([one.path, whatIsWrong(one)])).join("\n"), FIX] : [],
		...remarks(result).map(inOneLine)
	];
	return `${harmless(paragraphs.join("\n\n"))}\n`;
}
const UNHEARD_OF = "The log has no line about this deal: no run has written it, held anything of it, or reported a conflict.";
function historyText(entries) {
	if (entries.length === 0) return UNHEARD_OF;
	return entries.map(({ file: { at, run }, line }) => {
		const { what, fields, outcome } = told(line);
		return block([`${timeOf(at)}  ${what}: ${outcome}  (run ${run})`, ...fields]);
	}).join("\n");
}
function block(lines) {
	return lines.map(inOneLine).join("\n    ");
}
/** What somebody has put into a file, or into its name, cannot look like a line of ours. */
function inOneLine(text) {
	return text.replaceAll(/\s/g, " ");
}
/** The files that these lines are in, each once. */
function filesOf(entries) {
	return [...new Set(entries.map(({ file }) => file))];
}
function runsSection(entries, most) {
	const header = [
		"Run",
		"Woken by",
		"Commit",
		"Mapping",
		"Plan let through by"
	];
	const cellsOf = ({ run, about }) => {
		const { event, commit, mapping, letThrough } = origin(about);
		return [
			run,
			event,
			commit,
			mapping,
			letThrough
		].map((text) => cell(text, 300));
	};
	return `### Its runs\n\n${tableOf(header, filesOf(entries), cellsOf, most)}${whoStarted(entries)}`;
}
/** The log itself names no person. */
function whoStarted(entries) {
	return entries.some(({ file: { about } }) => about.event !== void 0) ? "\n\nWho started a run, or approved it, GitHub says: at actions/runs/ of the repository, with the number that its name begins with." : "";
}
function runsText(entries) {
	return `Its runs\n${filesOf(entries).map(({ run, about }) => {
		const { event, commit, mapping, letThrough } = origin(about);
		const said = [
			event,
			commit && `commit ${commit}`,
			mapping && `mapping ${mapping}`,
			letThrough && `plan let through by ${letThrough}`
		];
		return inOneLine(`${run}: ${joined(said, ", ")}`);
	}).join("\n")}${whoStarted(entries)}`;
}
// src/connect/audit.ts
/** Wires the state branch to `audit` and runs it; no other system is asked for anything. */
function runAudit({ state, referralId }, terminal) {
	return withTools(terminal, async ({ http, clock }) => {
		const store = await openState(state, http, clock);
		const result = await audit({
			branch: state.branch,
			asked: referralId
		}, {
			state: store,
			progress: terminal.progress
		});
		return {
			text: auditMarkdown(result),
			plain: auditText(result),
			failed: !isWhole(result)
		};
	});
}
export { runAudit };
