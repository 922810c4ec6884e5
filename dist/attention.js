import { Dt as UnreachableError, St as LostAnswerError, kt as troubleOf, vt as BegunError, w as openGithubApi, wt as ServiceError, xt as CosellError } from "./start.js";
import { b as object, w as string, y as number } from "./zod-classic.js";
import { Fr as approvalSection, Ir as waitingCells, Pr as QUIET, Qr as fitted, Rr as howToResolve, Xr as count, Yr as code, gi as viewerOf, hi as taken, ii as tableOf, mi as listed, ni as sentence, pi as sha256, ti as reportOf, zr as namesOf } from "./shared.js";
// src/adapters/github/issues.ts
const ISSUE = object({
	number: number(),
	title: string(),
	body: string().nullish(),
	state: string()
});
const COMMENT = object({ id: number() });
/**
* What else the token has opened is listed as well, pull requests too, and most repositories never had an issue of each
* marker: every run would turn all pages. One that lies further back counts as none.
*/
const MOST_PAGES = 10;
const WRITTEN = {
	what: "issue",
	fix: "The job summary has the same."
};
/**
* @throws StateError with the permission that is missing (403), or that the repository has no issues (410); otherwise as
*   `openGithubApi`
* @throws LostAnswerError when a new issue or comment may have been written, though nothing said so
* @throws ServiceError when GitHub refuses the text
*/
function openStickyIssues(access) {
	const api = openGithubApi({
		...access,
		permission: "issues: write"
	});
	/** Anybody may open an issue that begins with our marker. The newest come first. */
	async function* ours() {
		const login = encodeURIComponent(await viewerOf(api));
		yield* listed(api, ISSUE, `/issues?state=all&creator=${login}`, MOST_PAGES);
	}
	return {
		latest: async (markers) => {
			const found = /* @__PURE__ */ new Map();
			for await (const { number, title, body, state } of ours()) {
				const marker = markers.find((one) => body?.startsWith(one) && !found.has(one));
				if (marker && body) found.set(marker, {
					number,
					title,
					body,
					isOpen: state === "open"
				});
				if (found.size === markers.length) break;
			}
			return found;
		},
		open: async (text) => void taken(await api.create(ISSUE, "/issues", text), WRITTEN),
		edit: async ({ number, title, body, isOpen }) => {
			const state = isOpen ? "open" : "closed";
			taken(await api.patch(ISSUE, `/issues/${number}`, {
				title,
				body,
				state
			}), WRITTEN);
		},
		comment: async (number, body) => void taken(await api.create(COMMENT, `/issues/${number}/comments`, { body }), WRITTEN)
	};
}
// src/report/attention.ts
/** GitHub takes 65,536 characters: two tables, the keys, and what is said beside them. */
const LONGEST_TABLE = 18e3;
/** Of more, nobody is told that they are new. */
const MOST_KEYS = 2e3;
const MOST_ROWS = 100;
const BEGINNING = "<!-- cosell-sync keys ";
/** The keys in the text of an issue: what was told before. */
function keysIn(body) {
	const [, keys = ""] = new RegExp(`${BEGINNING}([0-9a-f ]*)-->`).exec(body) ?? [];
	return new Set(keys.split(" ").filter((key) => key !== ""));
}
/** An issue in which nothing needs a person any more: whatever comes up later is news. */
function settledBody({ marker }) {
	return `${marker}\nSettled: nothing of this needs a person any more.\n`;
}
/** Tried again by themselves, until they are set aside. */
const BY_THEMSELVES = [
	"stale",
	"failed",
	"close"
];
/** Whether somebody has to do something about it, and not just the next run. */
function needsPerson({ kind, firstAt, nextAt }, now) {
	if (QUIET.includes(kind)) return false;
	const atOnce = kind === "rejected" ? firstAt : now;
	return nextAt === null || !BY_THEMSELVES.includes(kind) && nextAt > atOnce;
}
/** The deals that need a person after this run, whichever run has found it. */
function dealsAttention(result, { branch, crm, now }) {
	const entries = result.waiting.filter((entry) => needsPerson(entry, now));
	const nameOf = namesOf(result, crm);
	const tableWith = (some, most) => some.length === 0 ? "" : tableOf([
		"Deal",
		"What",
		"Why"
	], some, (one) => waitingCells(one, nameOf), most);
	const others = entries.filter(({ onlyApproval }) => !onlyApproval);
	const conflict = entries.find(({ kind }) => kind === "conflict");
	const needs = `${count(entries.length, "deal")} ${entries.length === 1 ? "needs" : "need"} a person`;
	return attentionOf(`deals of ${branch}`, {
		title: `Co-sell sync: ${needs} (${branch})`,
		keys: entries.map(keyOf).sort().slice(0, MOST_KEYS),
		sections: [
			fitted(MOST_ROWS, (most) => tableWith(others, most), LONGEST_TABLE),
			conflict ? howToResolve(conflict.referral, conflict.fields[0] ?? "") : "",
			fitted(MOST_ROWS, (most) => approvalSection(result, nameOf, most), LONGEST_TABLE),
			`Every sync of branch ${code(branch)} keeps this up to date, and closes it when no deal needs a person any more. Closed by hand, it stays closed until there is something new.`
		],
		news: (keys) => {
			const fresh = entries.filter((entry) => keys.has(keyOf(entry)));
			return `New:\n\n${fitted(MOST_ROWS, (most) => tableWith(fresh, most), LONGEST_TABLE)}\n`;
		}
	});
}
/** What was found of a deal, and not how its reason is worded. */
function keyOf({ referral, kind }) {
	return sha256(`${referral} ${kind}`).slice(0, 10);
}
/** That no sync gets through. */
function failureAttention(told, branch) {
	const what = (told ?? "").split("\n").map((line) => `> ${sentence(line)}`).join("\n");
	return attentionOf(`failure of ${branch}`, {
		title: `Co-sell sync fails (${branch})`,
		keys: told === null ? [] : ["0"],
		sections: [
			"No deal is kept in step until somebody fixes this:",
			what,
			`The next sync of branch ${code(branch)} that gets through closes this. The log of the last one has more.`
		],
		news: () => what
	});
}
function attentionOf(name, { title, keys, sections, news }) {
	const marker = `<!-- cosell-sync ${name} -->`;
	const known = `${BEGINNING}${keys.join(" ")} -->`;
	return {
		marker,
		title,
		keys,
		body: [
			marker,
			reportOf(sections),
			known
		].join("\n"),
		news
	};
}
// src/connect/attention.ts
/**
* Opens, keeps and closes the issues that say what needs a person: one of the deals, one of syncs that fail.
*
* @returns Why that could not be done, or `null`. Nothing of a sync depends on it.
*/
async function tellAttention(world, ended) {
	const { inputs, http, clock } = world;
	const { state } = inputs;
	if ("directory" in state) return null;
	const place = {
		branch: state.branch,
		crm: inputs.dataverse.url,
		now: clock.now().toISOString()
	};
	const failure = failureIn(ended, world);
	const attentions = [...ended.status === "fulfilled" ? [dealsAttention(ended.value.result, place)] : [], ...failure === void 0 ? [] : [failureAttention(failure, state.branch)]];
	if (attentions.length === 0) return null;
	try {
		const issues = openStickyIssues({
			http,
			...state
		});
		const latest = await issues.latest(attentions.map(({ marker }) => marker));
		for (const one of attentions) await bring(issues, one, latest.get(one.marker) ?? null);
		return null;
	} catch (error) {
		return `The issue that says what needs a person could not be kept up to date. ${troubleOf(error)}`;
	}
}
/**
* What keeps syncs from getting through, in words; `null` when nothing does, and `undefined` where the next run may know: a service
* that cannot be reached for a while is nobody's to fix. Whoever starts a run by hand sees what becomes of it.
*/
function failureIn(ended, { origin }) {
	const error = ended.status === "rejected" ? ended.reason : ended.value.refused;
	if (error === null) return null;
	if (origin.event === void 0 || origin.event === "workflow_dispatch" && !origin.webhook || !(error instanceof CosellError) || passesByItself(error)) return void 0;
	return `${error.message}\n${error.fix}`;
}
function passesByItself(error) {
	if (error instanceof BegunError) return passesByItself(error.cause);
	if (error instanceof ServiceError) return error.status >= 500 || error.status === 429;
	return error instanceof UnreachableError || error instanceof LostAnswerError;
}
/** Closed by hand, an issue stays closed until there is news: then there is another one, of which GitHub tells everybody. */
async function bring(issues, attention, latest) {
	const { title, body, keys } = attention;
	const known = keysIn(latest?.body ?? "");
	const news = new Set(keys.filter((key) => !known.has(key)));
	if (news.size > 0 && !latest?.isOpen) return issues.open({
		title,
		body
	});
	if (latest === null) return;
	if (news.size > 0) await issues.comment(latest.number, attention.news(news));
	const wanted = keys.length > 0 ? {
		title,
		body
	} : {
		title: latest.title,
		body: settledBody(attention)
	};
	const isOpen = latest.isOpen && keys.length > 0;
	if (!(latest.body.trim() === wanted.body.trim() && latest.isOpen === isOpen)) await issues.edit({
		number: latest.number,
		...wanted,
		isOpen
	});
}
export { tellAttention };
