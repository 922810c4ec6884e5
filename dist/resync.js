import { Et as StateError, g as WAITING_FOLDER, m as STATE_FILE } from "./start.js";
import { $ as checkpoint, A as makePlan, Ar as stateFiles, Bt as withEdit, E as connected, Lt as aboutRun, Mr as by, O as usedIn, Or as EMPTY_STATE, Q as editLines, Rt as filesAt, Xr as count, Z as chainedFile, jr as hashesOf, kr as salvage, pi as sha256 } from "./shared.js";
// src/commands/resync.ts
/**
* Makes the state anew when it is missing, truncated or changed by hand: reads both sides in full, and commits once.
*
* - Links and bases are on the opportunities, so that they were never lost. Watermarks come from this read.
* - What the sides differ in is listed as waiting, and due: the next sync carries it out.
* - The journal of a run that died is kept if it can still be read; the next sync finds out what became of it. So is what was
*   shared lately.
* - The audit chain goes on where the damaged state says that it ended, if that file is there and unchanged;
*   otherwise a new one begins, and says so.
*
* @throws StateError when there is no branch, or when another run moves it meanwhile
*/
async function resync(options, ports) {
	const read = await ports.state.read([STATE_FILE]);
	const { head } = read;
	if (head === null) throw noBranch(options.branch);
	const held = await filesAt(head, await ports.state.list(head, WAITING_FOLDER), ports.state);
	const { state: salvaged, found } = salvage(read.files[STATE_FILE], held);
	const state = withEdit(salvaged, read);
	const before = {
		...EMPTY_STATE,
		of: options.systems,
		sequence: state.sequence,
		journal: state.journal,
		...state.shared ? { shared: state.shared } : {},
		audit: await unchangedAudit(state.audit, head, ports.state),
		waiting: state.waiting.filter(({ kind }) => kind === "close")
	};
	const planned = await makePlan(ports, { state: before }, options);
	const rebuilt = rebuild(before, planned, {
		options,
		seen: state.referrals?.seen ?? {},
		now: ports.clock.now().toISOString()
	});
	const chain = before.audit ? "continued" : "new";
	const { linked, waiting } = rebuilt;
	const line = {
		kind: "resync",
		state: found,
		chain,
		linked,
		waiting: waiting.length
	};
	const about = aboutRun(options, rebuilt.writtenAt);
	const audit = chainedFile(about, [...editLines(state.edited), line], before.audit);
	const next = {
		...rebuilt,
		audit: {
			path: audit.path,
			sha256: audit.sha256
		}
	};
	const commit = await ports.state.commit({
		expectedHead: head,
		operation: `${options.run}/resync`,
		headline: `Rebuild ${STATE_FILE} from both sides: ${linked} linked deals`,
		files: {
			...stateFiles(next, hashesOf(held)).files,
			[audit.path]: audit.content
		}
	});
	if (commit === "stale") throw moved(options.branch);
	return {
		found,
		chain,
		linked,
		waiting,
		due: dealsIn(planned.plan),
		stateCommit: commit.head
	};
}
function rebuild(before, planned, { options, seen, now }) {
	const { plan, merges, questions, settled, pulled } = planned;
	const isWhole = plan.later === void 0;
	const facts = {
		run: options.run,
		now,
		mappingDigest: options.mapping.digest,
		reads: isWhole ? pulled.reads : null,
		merges,
		questions,
		unreadable: pulled.unreadable,
		looked: pulled.looked,
		unwanted: pulled.unwanted,
		settled,
		intents: [],
		outcomes: isWhole ? leftToSync(plan) : []
	};
	const rebuilt = checkpoint({
		...before,
		linked: planned.linked
	}, facts);
	const waiting = rebuilt.waiting.map((entry) => ({
		...entry,
		tries: 0
	}));
	const { journal } = before;
	const referrals = rebuilt.referrals && {
		...rebuilt.referrals,
		seen: seenAsAnnounced(rebuilt.referrals.seen, seen, journal)
	};
	return {
		...rebuilt,
		waiting,
		referrals,
		journal
	};
}
/**
* Whether a referral has taken what a dead run announced, the next sync tells by the version that was known by then. One that was
* seen just now may well have it.
*/
function seenAsAnnounced(now, before, journal) {
	const announced = new Set(journal?.intents.map(({ referral }) => referral));
	const entries = [...Object.entries(now).filter(([id]) => !announced.has(id)), ...Object.entries(before).filter(([id]) => announced.has(id))];
	return Object.fromEntries(entries.sort(by(([id]) => id)));
}
/** Nothing is wrong with these: the next sync makes them. */
function leftToSync({ changes }) {
	const fate = {
		outcome: "failed",
		reason: "found by resync, which writes to neither side",
		sent: false,
		untried: true,
		etag: null,
		modified: null
	};
	return changes.map((change) => ({
		change,
		intent: "",
		...fate
	}));
}
function dealsIn({ changes, later }) {
	return new Set(changes.map(({ link }) => link.referral)).size + (later ? later.newDeals + later.linkedDeals : 0);
}
/** Where the branch is asked once more, GitHub may answer from a copy that does not have that file yet. */
async function unchangedAudit(audit, head, store) {
	if (!audit?.path.startsWith("audit/")) return null;
	const text = (await filesAt(head, [audit.path], store))[audit.path];
	return text !== void 0 && sha256(text) === audit.sha256 ? audit : null;
}
function noBranch(branch) {
	return new StateError(`There is no branch ${branch} yet, so there is no state to fix. Nothing was written.`, "Run sync: it begins with an empty state, and reads everything.");
}
function moved(branch) {
	return new StateError(`Branch ${branch} moved while this run was reading. Nothing was written.`, "Another run is at work: let it end, then run resync again if the state is still damaged.");
}
// src/report/resync.ts
const FOUND = {
	missing: "was missing",
	unreadable: "could not be read",
	"of another version": "was written by another version of cosell-sync",
	"changed by hand": "had been changed by hand",
	intact: "was as a run wrote it"
};
const CHAIN = {
	continued: "The audit log goes on where it was.",
	new: "Where the audit log ended could not be told, so a new chain begins in it; the old files stay."
};
/** What a resync found and made, as Markdown. */
function resyncReport({ found, chain, linked, waiting, due, stateCommit }) {
	const next = due === 0 ? "Nothing is left to sync." : `The next sync has something to write for ${count(due, "deal")}.`;
	return `## Co-sell resync: ${count(linked, "linked deal")}

The state ${FOUND[found]}, and was rebuilt from both sides. Neither of them was written to.

${next} On the waiting list: ${count(waiting.length, "deal")}. ${CHAIN[chain]}

State commit: \`${stateCommit}\`
`;
}
// src/connect/resync.ts
/** Wires the adapters to `resync` and runs it. */
async function runResync(world) {
	return connected(world, await usedIn(world), async (options, ports) => {
		return {
			text: resyncReport(await resync(options, ports)),
			failed: false
		};
	});
}
export { runResync };
