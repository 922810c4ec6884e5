import { Ct as RefusalError, Et as StateError, ot as SIDES, st as SIDE_NAMES, vt as BegunError, xt as CosellError } from "./start.js";
import { $ as checkpoint, A as makePlan, Ar as stateFiles, B as rewrittenNotice, Br as appliedIn, Cn as sentAhead, Ct as lostBaseNotice, Dt as readBase, E as connected, Et as keepBase, F as allowanceAfter, G as wantedAccount, Gr as answerIn, H as undecidedIn, I as allowanceOf, J as seenIn, Jn as viewOf, K as withFindings, L as allowanceToLeave, Lt as aboutRun, M as ownerColumns, N as ownerIn, Ni as sumOf, Nr as canonicalJson, O as usedIn, Ot as wereClosed, P as toPlan, R as sizeOf, S as differences, St as keepsNoBase, T as receiptOf, Tt as formatBase, U as answered, Ur as NOTHING_DONE, V as ofAnotherAfter, W as accountColumns, X as auditFile, Xr as count, Y as announce, Zn as isMicrosoftsPath, _ as resultOf, _t as baselessAfter, at as patch, b as refusalBy, bt as wornOut, ci as shortHash, ct as outOfScope, di as shareIdFor, dt as ownMove, er as currentParts, et as refusedIn, fi as isUuid, ft as closedOnAfter, g as plan, gt as untakenAfter, ht as putBackAfter, it as microsoftsBody, j as requireKnown, kt as isPost, l as parseRegistrationMemory, li as isMistyped, mt as statusMoves, nr as readField, nt as isReferralUpdate, o as driftOf, or as NUMBERS_FILE, ot as textIn, pt as againAfter, q as tie, rr as isUnusable, rt as attributesOf, st as identifierOf, tr as project, tt as noteOf, ui as isProvisional, ut as approvalDigest, v as whyUnlinked, vt as sellerColumns, w as parseReceipt, wt as whyLost, xt as forgottenNotice, y as guarded, yt as toldAfter, z as rewrittenColumns, zt as load } from "./shared.js";
// src/commands/begun.ts
/** Of a run that failed before it wrote anything: what ended it, with a word that says so. */
function unwritten(error) {
	if (error instanceof CosellError && !(error instanceof BegunError)) {
		const isSentence = /^.*\.$/.test(error.message);
		error.message += `${isSentence ? " " : "\n"}Nothing was written.`;
	}
	return error;
}
/** Of a run that failed while it carried out what it had announced. */
function begun({ plan }) {
	return (error) => {
		if (!(error instanceof CosellError) || plan.changes.length === 0) throw error;
		throw new BegunError(`${error.message}\nThis run had begun to write.`, `${error.fix} The next run that can commit finds out what was written, and records it.`, { cause: error });
	};
}
// src/reconcile/merge/explain.ts
/**
* Says for each field of a merged pair why it is as it is, what waits or is to be written first. The decision is read from the
* merge, not taken again.
*/
function explainFields(merge, mapping, lookups) {
	const { opportunity, base } = merge.pair;
	const seen = seenIn(merge.pair, {
		mapping,
		lookups
	});
	return mapping.fields.map((field) => {
		const { name, kind, direction, transform } = field;
		const state = {
			base: base?.fields[name],
			referral: seen.referral.snapshot[name],
			opportunity: seen.opportunity.snapshot[name]
		};
		const places = {
			referral: transform.referral.reads,
			opportunity: transform.opportunity.reads
		};
		const situation = opportunity ? situationOf(field, state, merge.pair) : "there is no opportunity yet";
		const decided = decisionOf(field, merge);
		const decision = decided ?? whyNothing(field, state, merge);
		const isSame = state.referral !== void 0 && state.referral === state.opportunity;
		const isInStep = opportunity !== null && decided === null && isSame;
		return {
			explained: {
				field: name,
				kind,
				direction,
				places,
				...state,
				situation,
				decision,
				isInStep
			},
			isNews: decided !== null
		};
	}).toSorted((a, b) => Number(b.isNews) - Number(a.isNews)).map(({ explained }) => explained);
}
/** An account is only looked for while a deal has none. */
function isChosen({ kind }, { referral, opportunity }) {
	return kind === "account" && referral === void 0 && typeof opportunity === "string";
}
/** The rows of the table above `decideField`, in words. */
function situationOf(field, state, pair) {
	const { base, referral, opportunity } = state;
	if (isChosen(field, state)) return "the opportunity has one, so none is looked for";
	if (referral === void 0) return whyUnknown(field, pair);
	if (opportunity === void 0) return "the CRM did not return it, or not in a form that is understood";
	if (referral === opportunity) return "both sides have the same value";
	if (base === void 0) return neverSynced(referral, opportunity);
	if (opportunity === base) return "only Partner Center changed it since the last sync";
	if (referral === base) return "only the CRM changed it since the last sync";
	return "both sides changed it since the last sync, to different values";
}
function whyUnknown({ transform }, { referral }) {
	return transform.referral.reads.some(isMicrosoftsPath) && referral.properties.microsoft === void 0 ? "Microsoft has no referral of this deal, or it was not read" : "Partner Center did not return it, or not in a form that is understood";
}
function neverSynced(referral, opportunity) {
	if (referral === null) return "it was never synced, and only the CRM has a value";
	if (opportunity === null) return "it was never synced, and only Partner Center has a value";
	return "it was never synced, and the sides have different values";
}
/** What the merge wants to do or to report, or `null` when that is nothing. */
function decisionOf(field, merge) {
	if (merge.leftAlone !== void 0) return `nothing: ${merge.leftAlone}`;
	const held = merge.held.find((one) => one.field === field.name);
	if (held) return `held: ${held.reason}`;
	const conflict = merge.conflicts.find((one) => one.field === field.name);
	const rule = conflict && (conflict.hasBase ? `conflict: ${field.conflict}` : `adopt: ${field.adopt}`);
	if (conflict?.winner === null) return `a conflict that a person has to resolve (${rule})`;
	const writes = merge.changes.filter(({ action }) => action !== "note");
	const written = SIDES.filter((side) => writes.some((one) => one.side === side && one.fields.some((change) => change.field === field.name)));
	if (written.length === 0) return null;
	const lost = writes.some((change) => change.fields.some((one) => one.field === field.name && one.overwrites)) ? ", over what stands there" : "";
	return `write it to ${written.map((side) => SIDE_NAMES[side]).join(" and to ")}${lost} (${rule ?? ruleOf(field, merge)})`;
}
/** The key of the mapping that decides when nobody is in conflict. */
function ruleOf(field, { pair }) {
	if (!pair.opportunity) return "a new opportunity takes what the referral has";
	if (field.when === "create") return "when: create, and it was never filled";
	if (field.direction !== "both") return `direction: ${field.direction}`;
	return pair.base?.fields[field.name] === void 0 ? `adopt: ${field.adopt}` : "direction: both";
}
function whyNothing(field, state, merge) {
	const { referral, opportunity } = state;
	const { pair } = merge;
	if (!pair.opportunity) return "nothing is written: the opportunity begins without it";
	if (isChosen(field, state)) return "nothing: it is filled once, and left to the CRM";
	if (referral === void 0 || opportunity === void 0) return "nothing: what is unknown is never taken for blank";
	if (referral === opportunity) return "nothing to do";
	if (wereClosed(merge)) return "nothing: both sides are closed";
	if (field.when === "create") return "nothing: it was filled once, and is left alone (when: create)";
	return `nothing: a blank is not carried over (blank: ${field.blank})`;
}
// src/commands/explain.ts
/**
* load → pull → match → merge of one referral, with ports that cannot write, and what led to each decision.
*
* @param asked Id of the referral, or of its opportunity.
*/
async function explain(asked, given, ports) {
	const loaded = await load(ports.state, given);
	const found = await dealOf(asked, ports, {
		...given,
		loaded
	});
	if (typeof found !== "string") return found;
	const referral = found;
	const options = {
		...given,
		referralId: referral
	};
	const planned = await makePlan(ports, loaded, options);
	requireKnown(planned, loaded.state, referral);
	const merge = planned.merges.find((one) => one.pair.link.referral === referral);
	const alone = planned.pulled.referrals.find(({ id }) => id === referral);
	const deal = merge?.pair ?? (alone && {
		referral: alone,
		opportunity: null
	});
	return {
		id: referral,
		standing: merge ? standingOf(merge, options.mapping) + toldOtherwise(merge, loaded, options) : whyAlone(referral, planned, options),
		outOfScope: deal ? outOfScope(options.mapping, deal) : null,
		fields: merge ? explainFields(merge, viewOf(options.mapping, merge.pair), planned.lookups) : [],
		waiting: loaded.state.waiting.find((entry) => entry.referral === referral) ?? null
	};
}
/**
* Whoever works in the CRM knows a deal by its row there.
*
* @returns Its referral; of one that waits to have one, all that there is to say.
*/
async function dealOf(asked, { opportunities }, { mapping, loaded }) {
	const [row] = await opportunities.byIds([asked]);
	if (!row) return asked;
	const referral = identifierOf(mapping, row);
	if (referral !== null && isUuid(referral)) return referral;
	const waits = loaded.state.waiting.find(({ opportunity }) => opportunity === asked);
	if (waits && !isProvisional(waits) && !isMistyped(waits)) return waits.referral;
	const standing = `Opportunity ${asked} has no identifier of a referral in its ${mapping.referralIdColumn}`;
	if (waits) return {
		id: asked,
		standing,
		outOfScope: null,
		fields: [],
		waiting: waits
	};
	throw new RefusalError(`${standing}.`, "No sync looks at it before it has one, or is to be shared.");
}
function standingOf({ pair: { link, opportunity, row }, changes }, mapping) {
	const id = row?.id ?? link.opportunity;
	const what = row?.table ?? "opportunity";
	if (opportunity) return `Its ${what} is ${id}`;
	const owner = mapping.owner ? ownerIn({ changes }) : void 0;
	return `It has no ${what} yet; a new one would be ${id}${owner === void 0 ? "" : `, and belong to ${owner ?? "the application user"}`}`;
}
/** As a second sentence, what becomes of what its seller is told; empty where the row says just that. */
function toldOtherwise(merge, { state }, { mapping, fingerprint }) {
	const isWornOut = wornOut(state.baseless, fingerprint);
	const columns = rewrittenColumns(merge, {
		mapping,
		isWornOut
	});
	if (columns.length === 0) return "";
	return `. Something in the CRM, a flow or a plug-in, changes its ${columns.join(" and ")} each time that a sync has written it, so it is left as it is`;
}
/** One that cannot be read may well have an opportunity. */
function whyAlone(id, planned, options) {
	const unreadable = planned.pulled.unreadable.find((one) => one.link.referral === id);
	if (unreadable) return `It cannot be compared: ${unreadable.reason}`;
	return `It has no opportunity: ${whyUnlinked(id, planned, options.mapping)}`;
}
// src/commands/pass-guard.ts
/** A sync that was refused, with the plan that it has not written: whoever is to let it through has to see it. */
var RefusedPlan = class extends RefusalError {
	result;
	constructor({ message, fix }, result) {
		super(message, fix);
		this.result = result;
	}
};
/**
* What a sync may write: this plan, or the rest of an earlier one.
*
* @throws RefusedPlan before anything is written.
*/
async function passGuard(planned, loaded, options, ports) {
	try {
		await refuseOtherPlan(planned, options, ports);
		return guarded(planned, loaded.state, options);
	} catch (error) {
		if (!(error instanceof RefusalError)) throw error;
		throw new RefusedPlan(error, {
			...resultOf(planned, loaded, options, ports),
			refusal: refusalBy("sync", error)
		});
	}
}
/** A message has to be read at a glance; the new plan has all of it. */
const MOST_DIFFERENCES = 12;
/**
* A run that is bound to a reviewed plan says how its own plan differs, as far as the review can still be found.
* When it cannot, the guard refuses with the digests alone. The rest of a reviewed plan is let through as far as it
* may still write.
*
* @throws RefusalError in words, before anything is written.
*/
async function refuseOtherPlan({ plan, digest, accepted }, { limits, mapping, keyed }, ports) {
	const { expectedDigest } = limits;
	if (expectedDigest === null || expectedDigest === digest || expectedDigest === accepted?.plan) return;
	const word = await findReceipt(expectedDigest, ports);
	const reviewed = word === null ? null : parseReceipt(word);
	if (!reviewed) return;
	const all = differences(reviewed, receiptOf(plan, mapping.digest, keyed));
	if (all.length === 0) return;
	const more = all.length > MOST_DIFFERENCES ? [`and ${all.length - MOST_DIFFERENCES} more`] : [];
	const told = [...all.slice(0, MOST_DIFFERENCES), ...more].map((line) => `- ${line}`);
	throw new RefusalError(`The plan is not the one that was reviewed (expected ${shortHash(expectedDigest)}, now ${shortHash(digest)}):\n${told.join("\n")}`, "Review the new plan and pass its digest as expected-plan-digest.");
}
async function findReceipt(digest, ports) {
	try {
		return await ports.findReceipt(digest);
	} catch (error) {
		if (!(error instanceof CosellError)) throw error;
		ports.progress(`the reviewed plan could not be looked up: ${error.message}`);
		return null;
	}
}
// src/reconcile/plan/portions.ts
/**
* Most bytes of a portion in a commit, which has the outcomes of one and the announcements of two: GitHub takes 40 MB
* with all of it in base64 in one request, and what waits of the portion as well.
*/
const MOST_BYTES = 8e6;
/** Of a change and of each of its fields, besides names and values: ids, etags and JSON. */
const BYTES_OF_CHANGE = 400;
const BYTES_OF_FIELD = 70;
/**
* Cuts a plan into portions, each of which is announced, carried out and recorded on its own, so that neither a
* commit nor what a dead run leaves open grows with the number of deals.
*
* - The changes of a pair stay together, in the order in which the pairs came.
* - Pairs that an earlier run announced something for are in the first portion, however many they are: what became
*   of it is recorded with the outcomes of that portion.
* - An account is made no later than the first opportunity that needs it.
*
* @param open Intents of earlier runs.
* @param size Most changes of a portion; it has fewer where their texts are long. A pair with more is a portion of its own.
* @returns At least one portion; every later one has changes.
*/
function portionsOf(merges, open, size) {
	const first = firstOnes(merges, open);
	const portions = [merges.filter((merge) => first.has(merge))];
	let filled = bulkOf(portions[0] ?? []);
	for (const merge of merges) {
		if (first.has(merge)) continue;
		const own = bulkOf([merge]);
		const isTooMuch = filled.changes + own.changes > size || filled.bytes + own.bytes > MOST_BYTES;
		if (own.changes > 0 && filled.changes > 0 && isTooMuch) {
			portions.push([]);
			filled = NOTHING;
		}
		portions.at(-1)?.push(merge);
		filled = {
			changes: filled.changes + own.changes,
			bytes: filled.bytes + own.bytes
		};
	}
	return portions;
}
function firstOnes(merges, open) {
	if (open.length === 0) return /* @__PURE__ */ new Set();
	const announced = new Set(open.map(({ referral }) => referral));
	const named = merges.filter(({ pair: { link } }) => announced.has(link.referral) || announced.has(shareIdFor(link.opportunity)));
	const accounts = new Set(named.flatMap(({ changes }) => changes.map(wantedAccount)));
	const makers = merges.filter(({ changes }) => changes.some(({ row }) => row?.table === "account" && accounts.has(row.id)));
	return /* @__PURE__ */ new Set([...named, ...makers]);
}
const NOTHING = {
	changes: 0,
	bytes: 0
};
function bulkOf(merges) {
	const changes = merges.flatMap((merge) => merge.changes);
	return {
		changes: changes.length,
		bytes: sumOf(changes, bytesOf)
	};
}
function bytesOf({ fields }) {
	return BYTES_OF_CHANGE + sumOf(fields, bytesOfField);
}
/** Which values are hidden, and so take no room, is not known here. */
function bytesOfField({ field, from, to }) {
	return BYTES_OF_FIELD + bytesOfText(field) + bytesOfText(from ?? null) + bytesOfText(to);
}
function bytesOfText(text) {
	return Buffer.byteLength(text ?? "");
}
// src/reconcile/write/base-after.ts
/** The base that goes into the row, with the fields that it describes. */
function baseAfter(merge, view, { intent, done, unkept }) {
	const { referral } = done;
	const fields = agreedAfter(merge, done, unkept);
	const made = madeOf(merge, referral);
	const written = {
		change: intent,
		referral: besideAfter(merge, view),
		referralModified: referral?.modified ?? merge.pair.referral.modified,
		fields,
		putBack: putBackAfter(made, fields),
		untaken: untakenAfter(merge, fields, referral?.untaken),
		ofAnother: ofAnotherAfter(merge.ofAnother, fields),
		undecided: undecidedIn(merge),
		closedOn: closedOnAfter(merge.pair),
		again: againAfter(made, fields, {
			mapping: view,
			told: toldAfter(merge, done)
		})
	};
	return formatBase(written, view.places);
}
/** A deal that has no referral keeps what its row says of the one that it had. */
function besideAfter({ pair: { link, opportunity } }, view) {
	if (!isProvisional(link)) return link.referral;
	return (opportunity && readBase(opportunity, view)?.referral) ?? void 0;
}
/** A referral that did not take its change has what it had: nothing there was overwritten. */
function madeOf(merge, outcome) {
	if (!outcome || outcome.outcome === "applied") return merge;
	return {
		...merge,
		changes: merge.changes.filter(({ side }) => side !== "referral")
	};
}
/** A field that the referral did not take keeps the base it had, so that the next run tries again. */
function agreedAfter({ agreed: planned, pair }, { invite }, unkept) {
	const agreed = { ...planned };
	const asked = invite && invite.outcome !== "applied" ? invite.change.fields : [];
	for (const field of [...asked.map((one) => one.field), ...unkept]) keepBase(agreed, field, pair.base);
	return agreed;
}
// src/reconcile/write/foretold.ts
/** Fields that read otherwise once the referral has the answer that this run gives; none where it gives none. */
function foretoldIn(merge, mapping, lookups) {
	const update = merge.changes.find(isReferralUpdate);
	const answer = update && answerIn(update);
	if (!answer) return /* @__PURE__ */ new Set();
	const { referral } = merge.pair;
	const before = project(mapping, referral, lookups).snapshot;
	const after = project(mapping, answered(referral, answer.to), lookups).snapshot;
	return new Set(mapping.fields.map(({ name }) => name).filter((name) => before[name] !== after[name]));
}
/** The write of a row without them. */
function withoutForetold(change, foretold) {
	if (change.side !== "opportunity" || change.action !== "update" || foretold.size === 0) return change;
	return {
		...change,
		fields: change.fields.filter(({ field }) => !foretold.has(field))
	};
}
// src/reconcile/write/share-writes.ts
/** The POST that asks Microsoft for help. */
function invitation({ fields }, { pair: { referral, opportunity } }, { created, operations, share }) {
	const own = structuredClone(referral.properties);
	for (const operation of operations) patch(operation, own);
	const { engagementId } = (created ?? referral).properties;
	const notes = textIn(opportunity, share?.notes ?? void 0);
	const attributes = share ? attributesOf(share) : [];
	return microsoftsBody(own, String(engagementId), {
		help: fields[0]?.to ?? "",
		notes,
		attributes
	});
}
/** The write of a row whose referral has just been made, as the answer shows it. */
function tied(change, merge, { created, ...context }) {
	const row = merge.pair.opportunity;
	if (!row) throw new Error("a referral was made of no opportunity");
	const sentBy = (action) => merge.changes.filter((one) => one.action === action).flatMap((one) => one.fields);
	const sent = new Set(sentBy("share").map(({ field }) => field));
	const { fields, agreed } = tie(row, created, {
		...context,
		sent
	});
	const link = {
		...change.link,
		referral: created.id
	};
	const help = Object.fromEntries(sentBy("invite").map(({ field, to }) => [field, to]));
	return {
		change: {
			...change,
			link,
			fields
		},
		merge: {
			...merge,
			pair: {
				...merge.pair,
				link,
				referral: created
			},
			agreed: {
				...agreed,
				...help
			}
		}
	};
}
// src/reconcile/write/untaken.ts
/**
* The fields that Partner Center shows otherwise in its answer to a change than they were sent, and what it shows of them. Of
* some, such as the sales stage, it is not documented in which form they are taken. `null` where all is as sent.
*
* @param written The referral in the answer.
*/
function untaken({ fields }, written, { mapping, lookups }) {
	const wanted = new Map(fields.map(({ field, to }) => [field, to]));
	const others = mapping.fields.flatMap((field) => {
		if (!wanted.has(field.name)) return [];
		const shown = readField(field, written, lookups);
		return shown === void 0 || shown === wanted.get(field.name) ? [] : [[field.name, shown]];
	});
	if (others.length === 0) return null;
	return Object.fromEntries(others.map(([name, shown]) => [name, isUnusable(shown) ? null : shown]));
}
/** Why a person should look at such a change. */
function whyLookAt(shown) {
	return `Partner Center's answer shows something else of ${Object.keys(shown).join(", ")} than was sent: look at it there`;
}
// src/reconcile/write/writes.ts
const NONE$1 = /* @__PURE__ */ new Set();
/** Turns planned changes into what the adapters send. */
var Writes = class {
	#mapping;
	#lookups;
	#now;
	/** @param now ISO 8601, for the lines that the seller reads. */
	constructor(mapping, lookups, now) {
		this.#mapping = mapping;
		this.#lookups = lookups;
		this.#now = now;
	}
	referral(change, merge) {
		return {
			id: change.link.referral,
			etag: etagOf(change),
			operations: this.#operationsOf(change, merge)
		};
	}
	/** @param before What became of the same pair's referral change, which is made first. */
	post(change, merge, before) {
		if (change.action === "share") return merge.pair.referral.properties;
		const operations = before?.change.action === "update" ? this.#operationsOf(before.change, merge) : [];
		const { share } = this.#mapping;
		return invitation(change, merge, {
			created: before?.created ?? null,
			operations,
			share
		});
	}
	/** @param intent Id that the base carries, by which a later run recognises this write. */
	opportunity(announced, given, intent, done) {
		const [mapping, lookups] = [this.#mapping, this.#lookups];
		const unkept = this.#unkept(given, done.referral);
		const planned = withoutForetold(announced, unkept);
		const created = done.referral?.created;
		const { change, merge } = created ? tied(planned, given, {
			mapping,
			lookups,
			created
		}) : {
			change: planned,
			merge: given
		};
		const id = change.row?.id ?? change.link.opportunity;
		if (change.action === "note") return noteOf(change, merge, intent);
		if (change.action === "qualify") return {
			action: "qualify",
			id
		};
		if (change.action === "close") return closeOf(change, merge, mapping);
		if (change.row?.table === "account") return accountOf(id, merge, mapping);
		const view = viewOf(mapping, change);
		const columns = {
			...this.#columnsOf(change, merge, view),
			...change.action === "create" || merge.pair.adopts || created !== void 0 ? { [view.referralIdColumn]: merge.pair.link.referral } : {},
			...change.action === "create" ? {
				...blanksOf(view, change, lookups),
				...originOf(merge)
			} : {},
			...sellerColumns(view, merge, {
				change,
				...done,
				now: this.#now
			}),
			[view.baseColumn]: baseAfter(merge, view, {
				intent,
				done,
				unkept
			})
		};
		const table = change.row ? { table: change.row.table } : {};
		const { baseColumn } = view;
		if (change.action === "create") return {
			action: "create",
			id,
			columns,
			baseColumn,
			...table
		};
		return {
			action: "update",
			id,
			etag: etagOf(change),
			columns,
			baseColumn,
			...table
		};
	}
	/** What is really written of a change, given what became of the same pair's referral change. */
	asMade(change, merge, referral) {
		return withoutForetold(change, this.#unkept(merge, referral));
	}
	/** Whether there is anything to write into the row of a referral that was refused: the row may say so already. */
	mayFollow(change, merge, refused) {
		const unkept = this.#unkept(merge, refused);
		if (change.action !== "update" || withoutForetold(change, unkept).fields.length > 0) return true;
		const done = {
			...NOTHING_DONE,
			referral: refused
		};
		const mapping = viewOf(this.#mapping, change);
		if (statusMoves(merge.pair, toldAfter(merge, done), {
			mapping,
			isWornOut: () => false
		})) return true;
		return ownMove(merge.pair, agreedAfter(merge, done, unkept), []);
	}
	/** What Partner Center shows otherwise than it was sent, in the answer to a referral's change. */
	untaken(change, written) {
		return untaken(change, written, {
			mapping: this.#mapping,
			lookups: this.#lookups
		});
	}
	/** The values that a rejection names, where the next run may send the others without them. */
	refused(change, merge, intent, rejection) {
		const placesOf = (wanted) => this.#placesOf({
			...change,
			fields: [wanted]
		}, merge);
		return refusedIn(change, intent, rejection, {
			merge,
			mapping: this.#mapping,
			placesOf
		});
	}
	/** Why a person has to look at a row that has not kept its base. */
	lostBase(change, found) {
		return whyLost(viewOf(this.#mapping, change), found);
	}
	/** Fields that a referral did not take, of which half a union is none, and those that were to follow from its change. */
	#unkept(merge, referral) {
		if (referral === null || referral.outcome === "applied") return NONE$1;
		return new Set(referral.change.fields.map(({ field }) => field)).union(foretoldIn(merge, this.#mapping, this.#lookups));
	}
	/** Where a change writes: columns of the row, or paths of the referral. */
	#placesOf(change, merge) {
		if (change.side === "referral") return this.#operationsOf(change, merge).map(({ path }) => path);
		return Object.keys(this.#columnsOf(change, merge, viewOf(this.#mapping, change)));
	}
	#columnsOf({ fields }, merge, view) {
		const columns = fields.map((wanted) => view.owner && wanted.field === "owner" ? ownerColumns(wanted.to) : this.#write(view, wanted, merge, "opportunity"));
		return Object.assign({}, ...columns);
	}
	#operationsOf({ fields }, merge) {
		return fields.flatMap((wanted) => this.#write(this.#mapping, wanted, merge, "referral"));
	}
	#write(view, wanted, merge, side) {
		const field = view.fields.find(({ name }) => name === wanted.field);
		if (!field) throw new Error(`planned field ${wanted.field} is not in the mapping`);
		const written = field.transform[side].write(wanted.to, currentParts(field, merge.pair[side], side), this.#lookups);
		if (isUnusable(written)) throw new Error(`planned field ${wanted.field} cannot be written: ${written.unusable}`);
		return written;
	}
};
/** An update never goes without the version that it was decided on. */
function etagOf({ etag, link }) {
	if (etag === null) throw new Error(`an update of referral ${link.referral} is planned without an etag`);
	return etag;
}
/** Kinds of fields whose columns may have a default: of a choice, and of Yes or No, its maker chooses one. */
const WITH_DEFAULT = [
	"choice",
	"yes or no",
	"latch"
];
/**
* The blanks of a new row are sent where a field goes both ways: what the table gives to new rows by default would pass
* for its seller's word, and share a private deal with Microsoft for good. A column that is only read, such as that of
* the decision, is left to the CRM.
*/
function blanksOf({ fields }, change, lookups) {
	const filled = new Set(change.fields.map(({ field }) => field));
	const blank = fields.filter(({ name, kind, direction }) => direction === "both" && WITH_DEFAULT.includes(kind) && !filled.has(name));
	return Object.assign({}, ...blank.map(({ transform }) => transform.opportunity.write(null, [], lookups)));
}
/** The lead that a new opportunity comes from. */
function originOf({ pair: { lead } }) {
	return lead ? { "originatingleadid@odata.bind": `/leads(${lead.id})` } : {};
}
function accountOf(id, { pair }, { accounts }) {
	if (!accounts) throw new Error("an account is planned, but not in the mapping");
	return {
		action: "create",
		id,
		table: "account",
		columns: accountColumns(accounts, pair.referral)
	};
}
function closeOf({ link, fields }, { agreed }, mapping) {
	const as = fields[0]?.to === "won" ? "won" : "lost";
	const { closingReason, closeReasons } = mapping;
	const reason = closingReason && agreed[closingReason.field];
	const code = as === "lost" && reason ? closingReason.codes.get(reason) : void 0;
	return {
		action: "close",
		id: link.opportunity,
		as,
		statuscode: code ?? closeReasons[as]
	};
}
// src/report/numbers.ts
const NONE = {
	newDeals: 0,
	linkedDeals: 0
};
/** No field, no value and no id of a record is in it. */
function numbersOf({ run, at, plan, outcomes, waiting }) {
	const { later = NONE } = plan;
	return {
		run,
		at,
		...appliedIn(outcomes),
		left: leftOf(plan, outcomes) + later.newDeals + later.linkedDeals,
		waiting: waitingNumbers(waiting)
	};
}
/** How many changes of a plan were not begun. */
function leftOf({ changes }, outcomes) {
	return changes.length - outcomes.filter(({ untried = false }) => !untried).length;
}
function waitingNumbers(waiting) {
	const count = (...kinds) => waiting.filter(({ kind, awaits }) => kinds.includes(kind) && (kind !== "held" || awaits.length === 0)).length;
	return {
		conflicts: count("conflict"),
		held: count("held", "question", "expiring"),
		approvals: waiting.filter(({ awaits }) => awaits.length > 0).length,
		retried: count("stale", "rejected", "failed", "close", "lost base")
	};
}
// src/commands/outcome.ts
/** What became of a change, for the audit log and the next state. */
function outcomeOf(change, result, { writes, merge, intent, referral, untried }) {
	const isApplied = result.outcome === "applied";
	const untaken = isApplied && result.written ? writes.untaken(change, result.written) : null;
	const lost = isApplied && result.lostBase ? writes.lostBase(change, result.lostBase) : null;
	const made = writes.asMade(change, merge, referral);
	return {
		change: made,
		...made === change ? {} : { planned: change },
		intent: intent.id,
		outcome: result.outcome,
		reason: isApplied ? lost ?? (untaken && whyLookAt(untaken)) : result.reason,
		sent: result.outcome === "failed" ? result.sent : true,
		...untried ? { untried } : {},
		etag: isApplied ? result.etag : null,
		modified: isApplied ? result.modified : null,
		...isApplied && result.created ? { created: result.created } : {},
		...untaken ? { untaken } : {},
		...lost === null ? {} : { lostBase: true },
		...result.outcome === "rejected" ? writes.refused(made, merge, intent, result) : {}
	};
}
// src/commands/unguarded.ts
/**
* Tells which of these changes are not made after all, because somebody has changed the row since it was read: by writing the
* identifier of its referral there, for instance, by closing it and opening it again, or by qualifying the lead. A POST that
* shares a deal, the action that closes one and the creation of what comes from a lead have no etag, so nothing
* else would notice. The next run plans these deals again. Reads all rows of a table in one request, just before.
*/
async function whyNotMade(opportunities, changes, known) {
	const before = new Map(changes.flatMap((change) => {
		const row = decidedOn(change, known);
		return row ? [[change, row]] : [];
	}));
	const idsOf = (isOfLead) => [...before].filter(([change]) => comesFromLead(change) === isOfLead).map(([, { id }]) => id);
	const [rows, leads] = [idsOf(false), idsOf(true)];
	try {
		const found = [...rows.length > 0 ? await opportunities.byIds(rows) : [], ...leads.length > 0 ? await opportunities.leadsByIds(leads) : []];
		const etags = new Map(found.map(({ id, etag }) => [id, etag]));
		const moved = [...before].filter(([, { id, etag }]) => etags.get(id) !== etag);
		return new Map(moved.map(([change]) => {
			return [change, {
				outcome: "stale",
				reason: `somebody changed the ${comesFromLead(change) ? "lead" : "opportunity"} after it was read`
			}];
		}));
	} catch (error) {
		if (!(error instanceof CosellError)) throw error;
		const { message: reason } = error;
		return new Map([...before.keys()].map((change) => [change, {
			outcome: "failed",
			reason,
			sent: false
		}]));
	}
}
/** The row that a change without an etag was decided on; `null` where an etag is held against it. */
function decidedOn(change, { mergeOf, isRowWritten }) {
	const { opportunity, lead = null } = mergeOf(change).pair;
	if (comesFromLead(change)) return lead;
	return change.action === "share" || change.action === "close" && !isRowWritten(change) ? opportunity : null;
}
/** A new opportunity, which may come from one. */
function comesFromLead({ action, row }) {
	return action === "create" && !row;
}
// src/commands/apply.ts
/** How many are begun before the next look at the clock: even with the longest pauses that takes no more than minutes. */
const REFERRALS_AT_ONCE = 100;
/**
* Carries out a plan, each record on its own and guarded by its etag.
*
* 0. Notes, which keep what is about to be overwritten: where one fails, nothing is.
* 1. Referrals first: Partner Center is the side that may refuse, and what it took belongs into the base.
* 2. Accounts that rows need; then the rows, with the base in the same request; several in one batch. A row waits
*    when its referral moved, or when its account could not be made.
* 3. Closes last: a closed opportunity may refuse every further write, and a lead is only qualified once its
*    opportunity is there.
*
* When the run has to stop, what was not begun is left to the next one.
*/
async function apply(ports, portion, how) {
	return new Applier(ports, portion, how).run();
}
var Applier = class {
	#ports;
	#plan;
	#writes;
	#stop;
	#merges;
	#intents;
	#outcomes = [];
	/** The latest outcome of each record, by what it is and referral. */
	#latest = /* @__PURE__ */ new Map();
	/** The outcome of each row that is no opportunity, by its id. */
	#otherRows = /* @__PURE__ */ new Map();
	constructor(ports, { plan, intents, merges }, how) {
		this.#ports = ports;
		this.#plan = plan;
		this.#writes = how.writes;
		this.#stop = how.stop;
		for (const outcome of how.accounts) if (outcome.change.row) this.#otherRows.set(outcome.change.row.id, outcome);
		this.#merges = new Map(merges.map((merge) => [merge.pair.link.referral, merge]));
		this.#intents = new Map(plan.changes.map((change, index) => [change, intents[index]]));
	}
	async run() {
		const { changes } = this.#plan;
		await this.#writeRows(changes.filter(({ action }) => action === "note"));
		const referrals = changes.filter(({ side }) => side === "referral");
		await this.#writeReferrals(referrals.filter(({ action }) => action !== "invite"));
		await this.#writeReferrals(referrals.filter(({ action }) => action === "invite"));
		const rows = changes.filter(({ side }) => side === "opportunity");
		await this.#writeRows(rows.filter(({ row }) => row?.table === "account"));
		const own = rows.filter(({ row }) => row?.table !== "account");
		await this.#writeRows(own.filter(({ action }) => action === "create" || action === "update"));
		await this.#writeRows(own.filter(isLast));
		return this.#outcomes;
	}
	async #writeReferrals(changes) {
		let written = 0;
		await this.#inGroups(changes, REFERRALS_AT_ONCE, async (ready) => {
			const results = await Promise.allSettled(ready.map(async (change) => {
				const result = await this.#writeReferral(change);
				written += 1;
				this.#ports.progress(`wrote ${written} of ${count(changes.length, "referral")}`);
				return result;
			}));
			for (const [index, change] of ready.entries()) {
				const result = results[index];
				if (result?.status === "fulfilled") this.#recordAnswer(change, result.value);
				else throw result?.reason;
			}
		});
	}
	#writeReferral(change) {
		const { referrals } = this.#ports;
		const merge = this.#mergeOf(change);
		if (isPost(change)) return referrals.create(this.#writes.post(change, merge, this.#outcomeOf(change, "referral")));
		return referrals.update(this.#writes.referral(change, merge));
	}
	async #writeRows(changes) {
		await this.#inGroups(changes, this.#ports.opportunities.atOnce(), async (ready) => {
			const writes = ready.map((change) => this.#writes.opportunity(change, this.#mergeOf(change), this.#intentOf(change).id, {
				referral: this.#outcomeOf(change, "referral"),
				invite: this.#outcomeOf(change, "invite")
			}));
			this.#ports.progress(`writing ${count(writes.length, "row")} of the CRM`);
			const results = await this.#ports.opportunities.write(writes);
			for (const [index, change] of ready.entries()) this.#recordAnswer(change, results[index] ?? {
				outcome: "failed",
				reason: "no answer for this write",
				sent: true
			});
		});
	}
	async #inGroups(changes, size, write) {
		for (let start = 0; start < changes.length; start += size) {
			const ready = changes.slice(start, start + size).filter((change) => !this.#leaveIfBlocked(change));
			const reason = this.#stop.reason();
			if (reason !== null) for (const change of ready) this.#leave(change, `not tried: ${reason}`);
			else await this.#writeReady(ready, write);
		}
	}
	async #writeReady(changes, write) {
		const notMade = await whyNotMade(this.#ports.opportunities, changes, {
			mergeOf: (change) => this.#mergeOf(change),
			isRowWritten: (change) => this.#outcomeOf(change, "opportunity") !== null
		});
		for (const [change, why] of notMade) this.#recordAnswer(change, why);
		const ready = changes.filter((change) => !notMade.has(change));
		if (ready.length > 0) await write(ready);
	}
	#leave(change, reason) {
		this.#record(change, {
			outcome: "failed",
			reason,
			sent: false
		}, true);
	}
	/** A change that depends on one which did not happen was decided on records that are no longer so. */
	#leaveIfBlocked(change) {
		const cause = this.#blockerOf(change);
		if (!cause) return false;
		if (cause.untried) {
			this.#leave(change, cause.reason ?? "");
			return true;
		}
		const { action, row, side } = cause.change;
		const reason = `not tried, because the ${action === "note" ? "note that keeps what it overwrites" : row?.table ?? side} was not written: ${cause.reason ?? ""}`;
		this.#record(change, {
			outcome: cause.outcome === "stale" ? "stale" : "failed",
			reason,
			sent: false
		});
		return true;
	}
	/**
	* What this change depends on and has not happened. A referral that was refused for what it says does not keep its row
	* from taking the rest; but it keeps it from being closed, which may follow from what the referral was to become.
	*/
	#blockerOf(change) {
		const note = this.#outcomeOf(change, "note");
		const referral = change.side === "opportunity" || change.action === "invite" ? this.#outcomeOf(change, "referral") : null;
		return [
			note,
			isLast(change) ? this.#outcomeOf(change, "opportunity") : null,
			referral?.outcome === "rejected" && change.action !== "close" && change.action !== "invite" && this.#writes.mayFollow(change, this.#mergeOf(change), referral) ? null : referral,
			this.#missingAccount(change)
		].find((one) => one && one.outcome !== "applied") ?? null;
	}
	/** An account that could not be made. One that was there already (`stale`) serves as well. */
	#missingAccount(change) {
		const outcome = this.#otherRows.get(wantedAccount(change) ?? "");
		return !outcome || outcome.outcome === "stale" ? null : outcome;
	}
	/** A write that was not sent because the run has to stop is no trouble of its record. */
	#recordAnswer(change, result) {
		const neverSent = result.outcome === "failed" && !result.sent;
		this.#record(change, result, neverSent && this.#stop.reason() !== null);
	}
	#record(change, result, untried = false) {
		const outcome = outcomeOf(change, result, {
			writes: this.#writes,
			merge: this.#mergeOf(change),
			intent: this.#intentOf(change),
			referral: this.#outcomeOf(change, "referral"),
			untried
		});
		this.#outcomes.push(outcome);
		const record = change.action === "note" || change.action === "invite" ? change.action : change.side;
		if (change.row && change.action !== "note") this.#otherRows.set(change.row.id, outcome);
		else this.#latest.set(`${record}/${change.link.referral}`, outcome);
	}
	#mergeOf(change) {
		const merge = this.#merges.get(change.link.referral);
		if (!merge) throw new Error(`no merge for the planned change of referral ${change.link.referral}`);
		return merge;
	}
	#intentOf(change) {
		const intent = this.#intents.get(change);
		if (!intent) throw new Error(`no intent for the planned change of referral ${change.link.referral}`);
		return intent;
	}
	#outcomeOf(change, record) {
		return this.#latest.get(`${record}/${change.link.referral}`) ?? null;
	}
};
function isLast({ action }) {
	return action === "close" || action === "qualify";
}
// src/commands/facts.ts
/** What the portions before the last one record of the reading. */
const NOTHING_MORE = {
	unreadable: [],
	unwanted: [],
	questions: [],
	looked: []
};
/**
* What the next state has to know of a portion. What needs nothing and what could not be read is recorded with the last
* one, as the watermarks are.
*/
function factsOf(course, { number, merges, intents, outcomes }, { state, outcomes: all, now }) {
	const { planned, portions } = course;
	const { run, mapping, fingerprint } = course.options;
	const isFirst = number === 1;
	const isLast = number === portions.length;
	return {
		...isLast ? restOfReading(course) : NOTHING_MORE,
		run,
		mappingDigest: mapping.digest,
		merges,
		settled: isFirst ? planned.settled : [],
		carried: isFirst ? [] : state.journal?.intents ?? [],
		intents,
		outcomes,
		baseless: baselessAfter(state, {
			merges,
			outcomes,
			mapping,
			fingerprint,
			now
		}),
		...planned.rewritten ? { rewritten: planned.rewritten } : {},
		unfinished: unfinishedAfter(course, number, all),
		reads: isLast ? planned.pulled.reads : null,
		now
	};
}
function restOfReading({ planned: { pulled, questions }, portions }) {
	const earlier = portions.slice(0, -1).flat();
	const recorded = new Set(earlier.map(({ pair }) => pair.link.referral));
	const { unreadable, unwanted } = pulled;
	return {
		unreadable,
		unwanted,
		questions,
		looked: pulled.looked.filter((referral) => !recorded.has(referral))
	};
}
/**
* How much is left of what was let through, once so many portions are recorded. A run that looks at one referral leaves
* the plan of an earlier one as it is, but for what it wrote.
*
* @param outcomes Of these portions.
*/
function unfinishedAfter({ planned, sizes, allowance, earlier }, recorded, outcomes) {
	if (!planned.pulled.reads) return allowanceAfter(earlier, outcomes);
	const untried = outcomes.filter((one) => one.untried).map(({ change }) => change);
	const notBegun = [...sizes.slice(recorded), sizeOf(untried)];
	const isMoreLeft = planned.plan.later !== void 0;
	return allowanceToLeave(allowance, {
		whole: sizes,
		notBegun,
		isMoreLeft
	});
}
// src/reconcile/checkpoint/said.ts
/** What else keeps a deal waiting that was read is an outcome, and each of those is one of its own. */
const SAID = [
	"conflict",
	"held",
	"question",
	"out of scope"
];
/**
* Of what a run found, what no run has said before. A deal may be looked at every day as long as it waits, since what it
* waits for may be on another record; in the audit log that would be a line a day, for ever.
*
* @param before Everything that waited when the run began.
* @param after The same when it ends. A deal that waits for the same as before, on the same versions of both records, is no news.
*/
function newlySaid(found, before, after) {
	const looked = before.filter(({ tries }) => tries > 0);
	const earlier = new Map(looked.map((entry) => [entry.referral, whatWaits(entry)]));
	const same = after.filter((entry) => earlier.get(entry.referral) === whatWaits(entry));
	const known = new Set(same.map(({ referral }) => referral));
	const old = new Set(same.filter(({ kind }) => SAID.includes(kind)).map(({ referral }) => referral));
	const isNews = ({ link }) => !old.has(link.referral);
	const unread = found.unreadable.filter(({ link }) => !known.has(link.referral));
	return {
		conflicts: found.conflicts.filter(isNews),
		held: [...found.held.filter(isNews), ...unread.map(heldWhole)],
		questions: found.questions.filter(({ referral }) => !old.has(referral))
	};
}
function heldWhole({ link, reason }) {
	return {
		link,
		field: null,
		side: "referral",
		reason
	};
}
/** Without how often it was looked at, and when the next time is. */
function whatWaits({ tries: _tries, nextAt: _nextAt, ...entry }) {
	return canonicalJson(entry);
}
// src/commands/ledger.ts
/** The branch moved first: another run is at work and has the word. */
const OVERTAKEN = Symbol("overtaken");
/** A branch that says nothing for an hour looks dead to whoever watches it. */
const HEARTBEAT_MS = 36e5;
/**
* What a run writes to the state branch, in this order: the take-over of a dead run's journal, its own
* intents, and its outcomes with the next state; with the outcomes of a portion, the intents of the next one. Each
* commit names the head it expects; when the branch has moved, another run is at work and has the word.
*/
var Ledger = class {
	#store;
	#options;
	constructor(store, options) {
		this.#store = store;
		this.#options = options;
	}
	/** Fences a run that may still be alive: from here on its commits name a head that is gone. */
	async takeOver(loaded) {
		const { journal } = loaded.state;
		if (!journal?.writing) return loaded;
		const state = {
			...loaded.state,
			journal: {
				...journal,
				run: this.#options.run
			}
		};
		const headline = `Take over ${journal.intents.length} open changes of run ${journal.run}`;
		const { files, waitingFiles } = stateFiles(state, loaded.waitingFiles);
		const head = await this.#commit("take-over", headline, loaded.head, files);
		return head === OVERTAKEN ? head : {
			...loaded,
			state,
			head,
			waitingFiles
		};
	}
	/** Commits what is about to be written; does nothing when that is nothing. */
	async announce(loaded, announced) {
		const { intents } = announced;
		if (intents.length === 0) return loaded;
		const { files, waitingFiles } = stateFiles(this.#announcing(loaded.state, announced), loaded.waitingFiles);
		const headline = `Announce ${count(intents.length, "change")}`;
		const head = await this.#commit("intents", headline, loaded.head, files);
		return head === OVERTAKEN ? head : {
			...loaded,
			head,
			waitingFiles
		};
	}
	#announcing(state, { intents, open }) {
		const ids = new Set(intents.map(({ id }) => id));
		const others = withFindings(open).filter(({ id }) => !ids.has(id));
		return {
			...state,
			journal: {
				run: this.#options.run,
				writing: true,
				intents: [...others, ...intents]
			}
		};
	}
	/**
	* Commits outcomes, audit lines and the next state, together with the intents of the next portion.
	*
	* @returns What the run goes on from; `null` when it had nothing to do and nothing to say.
	*/
	async commit(loaded, next, written, following) {
		if (!following && !this.#isWorthACommit(loaded.state, next, written)) return null;
		const audit = this.#auditOf(loaded.state, next, written);
		const state = audit ? {
			...next,
			audit: {
				path: audit.path,
				sha256: audit.sha256
			}
		} : next;
		const stored = following ? this.#announcing(state, following) : state;
		const { files: ofState, waitingFiles } = stateFiles(stored, loaded.waitingFiles);
		const files = {
			...ofState,
			[NUMBERS_FILE]: `${JSON.stringify(written.numbers, null, 1)}\n`,
			...audit ? { [audit.path]: audit.content } : {}
		};
		const headline = headlineOf(written) ?? (loaded.state.edited ? "Note a commit by hand" : "Heartbeat");
		const head = await this.#commit("outcomes", headline, loaded.head, files);
		return head === OVERTAKEN ? head : {
			...loaded,
			state,
			head,
			waitingFiles
		};
	}
	#isWorthACommit(before, next, written) {
		const writtenAt = Date.parse(before.writtenAt || "1970-01-01T00:00:00Z");
		const age = Math.abs(Date.parse(next.writtenAt) - writtenAt);
		return written.outcomes.length > 0 || written.recovered.length > 0 || before.mapping !== next.mapping || canonicalJson(before.waiting) !== canonicalJson(next.waiting) || isOtherJournal(before.journal, next.journal) || before.unfinished?.records !== next.unfinished?.records || before.sweptAt !== next.sweptAt || before.edited !== void 0 || written.looked > 0 || written.pages > 1 || age >= HEARTBEAT_MS;
	}
	#auditOf({ edited, waiting }, next, written) {
		const { run, letThrough, plan, unreadable, outcomes, recovered } = written;
		const apart = plan.warnings.filter((warning) => warning.apart && isCarriedOut(warning, outcomes));
		const lines = {
			outcomes,
			recovered,
			...newlySaid({
				...plan,
				unreadable
			}, waiting, next.waiting),
			apart
		};
		if (Object.values(lines).every((some) => some.length === 0) && edited === void 0) return null;
		const { visible } = this.#options.mapping;
		const about = {
			...aboutRun(this.#options, next.writtenAt),
			run,
			letThrough,
			edited,
			visible
		};
		return auditFile({
			...about,
			...lines
		}, next.audit);
	}
	async #commit(step, headline, expectedHead, files) {
		const operation = `${this.#options.run}/${step}`;
		const result = await this.#store.commit({
			expectedHead,
			operation,
			headline,
			files
		});
		return result === "stale" ? OVERTAKEN : result.head;
	}
};
/** A deal whose close was not taken is not closed; the next run says it. */
function isCarriedOut({ link }, outcomes) {
	return outcomes.filter(({ change }) => change.link.referral === link.referral).every(({ outcome }) => outcome === "applied");
}
/** Whether the journal says something else, whichever run wrote it last. */
function isOtherJournal(before, next) {
	const text = (journal) => canonicalJson(journal && {
		...journal,
		run: ""
	});
	return text(before) !== text(next);
}
/** `null` when nothing was found or done. */
function headlineOf({ plan: { conflicts }, outcomes, looked }) {
	if (outcomes.length === 0) {
		if (conflicts.length > 0) return `Report ${count(conflicts.length, "conflict")}`;
		return looked > 0 ? `Note ${count(looked, "deal")} that needed nothing` : null;
	}
	const applied = outcomes.filter((one) => one.outcome === "applied").length;
	const rest = outcomes.length - applied;
	return `Sync ${count(applied, "change")}${rest > 0 ? `, ${rest} not applied` : ""}`;
}
// src/commands/carry-out.ts
/**
* journal → apply → checkpoint → commit, for one portion of the plan after the other. An ordinary plan is one portion.
*
* - A portion is announced by a commit before it is written. While it is written, the outcomes of the one before are
*   committed, with the announcement of the one after: so two are announced at a time, and the service never waits for
*   a commit.
* - The watermarks stay where they are until the last portion is recorded: a run that ends before has the next one read
*   everything again, which costs little compared with writing it.
* - Until then the state says how much is left of what was let through.
*
* `OVERTAKEN` when the branch moved before anything was written: then it is safe to begin again. When it moves
* later, another run is at work, and has the rest.
*/
async function carryOut(run, loaded, planned) {
	const work = new Work(run, loaded, planned);
	if (await work.announceFirst() === OVERTAKEN) return OVERTAKEN;
	using stop = run.ports.listenForStop();
	await work.carryOut(stop).catch(begun(planned));
	return work.result();
}
const ANOTHER_RUN = "another run took over";
const NO_BASE_KEPT = "none of the rows that were written has kept its base";
/** What is done of a plan, portion by portion. */
var Work = class {
	#run;
	#course;
	/** Announced and not begun. */
	#announced = [];
	#outcomes = [];
	/** As the last recorded portion has left it, without what has been announced since. */
	#loaded;
	#commit = null;
	/** Why something was not begun, which may have passed by the time all is recorded: a service has asked to wait, for instance. */
	#whyLeft = ANOTHER_RUN;
	constructor(run, loaded, planned) {
		const { options, allowance } = run;
		const earlier = allowanceOf(loaded.state, {
			settled: planned.settled,
			plan: null
		});
		const open = planned.settled.map(({ intent }) => intent);
		const portions = portionsOf(planned.merges, open, options.portion);
		const sizes = portions.map((merges) => sizeOf(merges.flatMap(({ changes }) => changes)));
		this.#run = run;
		this.#course = {
			options,
			planned,
			portions,
			sizes,
			allowance,
			earlier
		};
		this.#loaded = {
			...loaded,
			state: {
				...loaded.state,
				linked: planned.linked
			}
		};
	}
	async announceFirst() {
		this.#prepare(1);
		this.#prepare(2);
		const state = withUnfinished(this.#loaded.state, unfinishedAfter(this.#course, 0, []));
		const intents = this.#announced.flatMap((portion) => portion.intents);
		const announced = await this.#run.ledger.announce({
			...this.#loaded,
			state
		}, {
			intents,
			open: this.#course.planned.settled
		});
		if (announced === OVERTAKEN) return announced;
		this.#loaded = {
			...announced,
			state: this.#loaded.state
		};
		return null;
	}
	/** Puts what a portion is about to write into words, if there is such a portion. */
	#prepare(number) {
		const { options, planned, portions } = this.#course;
		const merges = portions[number - 1];
		if (!merges) return;
		const plan = portions.length === 1 ? planned.plan : toPlan(merges, []);
		const open = number === 1 ? planned.settled.filter(({ fate }) => fate === "open") : [];
		const intents = announce(plan, {
			run: this.#nameOf(number),
			at: this.#now(),
			fingerprint: options.fingerprint,
			places: options.mapping.places,
			open: open.map(({ intent }) => intent)
		});
		this.#announced.push({
			number,
			merges,
			plan,
			intents
		});
	}
	/** Until no portion is left, it is time to stop, or another run has the word. */
	async carryOut(stop) {
		const remembered = { reason: () => {
			const reason = stop.reason() ?? (this.#commit === OVERTAKEN ? ANOTHER_RUN : null);
			this.#whyLeft = reason ?? this.#whyLeft;
			return reason;
		} };
		let last = null;
		do
			last = await this.#goOn(last, remembered);
		while (last && this.#commit !== OVERTAKEN);
	}
	/** Writes the next portion, if there is one, and meanwhile records the last. */
	async #goOn(last, stop) {
		const losesBases = last !== null && keepsNoBase(last.outcomes);
		if (losesBases) this.#whyLeft = NO_BASE_KEPT;
		const next = last !== null && (stop.reason() !== null || losesBases) ? null : this.#nextToWrite();
		const writing = next && await sentAhead(this.#write(next, stop));
		const ended = await Promise.allSettled([writing?.answer, last && this.#record(last, next)]);
		for (const one of ended) if (one.status === "rejected") throw one.reason;
		const written = await writing?.answer ?? null;
		this.#outcomes.push(...written?.outcomes ?? []);
		return written;
	}
	/** It may have been announced long ago, and a write is given up an hour after it was sent. */
	#nextToWrite() {
		const portion = this.#announced.shift();
		const at = this.#now();
		return portion ? {
			...portion,
			intents: portion.intents.map((intent) => ({
				...intent,
				at
			}))
		} : null;
	}
	async #write(portion, stop) {
		const { ports } = this.#run;
		const { options, planned, portions } = this.#course;
		if (portions.length > 1) ports.progress(`portion ${portion.number} of ${portions.length}`);
		const writes = new Writes(options.mapping, planned.lookups, this.#now());
		const accounts = this.#outcomes.filter(({ change }) => change.row?.table === "account");
		return {
			...portion,
			outcomes: await apply(ports, portion, {
				writes,
				stop,
				accounts
			})
		};
	}
	/** @param underWay What is being written meanwhile; the portion after it is announced. */
	async #record(portion, underWay) {
		const { ledger, by } = this.#run;
		const { pages, inStep } = this.#course.planned.pulled;
		const { state } = this.#loaded;
		const facts = factsOf(this.#course, portion, {
			state,
			outcomes: this.#outcomes,
			now: this.#now()
		});
		const next = checkpoint(state, facts);
		if (underWay) this.#prepare(underWay.number + 1);
		const intents = underWay && [underWay, ...this.#announced].flatMap((one) => one.intents);
		const written = {
			run: this.#nameOf(portion.number),
			letThrough: by,
			plan: {
				...portion.plan,
				questions: facts.questions
			},
			unreadable: facts.unreadable,
			outcomes: portion.outcomes,
			numbers: this.#numbersAfter(next),
			recovered: recoveredOf(facts.settled),
			looked: portion.merges.length + inStep,
			pages
		};
		const following = intents ? {
			intents,
			open: leftOpen(next)
		} : null;
		const recorded = await ledger.commit(this.#loaded, next, written, following);
		const isRecorded = recorded !== null && recorded !== OVERTAKEN;
		this.#commit = isRecorded ? recorded.head : recorded;
		this.#loaded = isRecorded ? recorded : {
			...this.#loaded,
			state: next
		};
	}
	#numbersAfter({ writtenAt: at, waiting }) {
		const { options, planned } = this.#course;
		return numbersOf({
			run: options.run,
			at,
			plan: planned.plan,
			outcomes: this.#outcomes,
			waiting
		});
	}
	result() {
		const left = {
			changes: leftOf(this.#course.planned.plan, this.#outcomes),
			reason: this.#whyLeft
		};
		return {
			outcomes: this.#outcomes,
			next: this.#loaded.state,
			commit: this.#commit,
			left
		};
	}
	/** The first portion goes by the name of the run. */
	#nameOf(number) {
		const { run } = this.#course.options;
		return number === 1 ? run : `${run}.${number}`;
	}
	#now() {
		return this.#run.ports.clock.now().toISOString();
	}
};
/** What earlier portions left open. */
function leftOpen({ journal }) {
	return (journal?.intents ?? []).map((intent) => ({
		intent,
		fate: intent.found ?? "open"
	}));
}
function recoveredOf(settled) {
	return settled.flatMap(({ fate, ...one }) => fate === "open" || fate === "audited" ? [] : [{
		...one,
		fate
	}]);
}
function withUnfinished({ unfinished: _before, ...state }, unfinished) {
	return unfinished ? {
		...state,
		unfinished
	} : state;
}
// src/commands/webhooks-watch.ts
/**
* Whether Partner Center still sends its notifications to us, as whoever registers last gets them all. It is
* asked by the first run of an hour that commits, so an ordinary run pays nothing for it: a sync needs no
* webhook, and is only slower without.
*/
async function watchRegistration(webhooks, { state, registrationFile }, next) {
	if (!webhooks || hourOf(state) === hourOf(next)) return [];
	try {
		const memory = parseRegistrationMemory(registrationFile);
		if (memory.ours === null && memory.pending === null) return [];
		const drift = driftOf(memory, await webhooks.registration());
		return drift ? [`${drift} Until then changes arrive with the schedule.`] : [];
	} catch (error) {
		if (!(error instanceof CosellError)) throw error;
		return [`Whether the webhook is still registered could not be found out: ${error.message}`];
	}
}
function hourOf({ writtenAt }) {
	return writtenAt.slice(0, 13);
}
// src/commands/sync.ts
/** How often a run begins again because another one moved the state branch before it wrote anything. */
const MOST_ATTEMPTS = 3;
/**
* Brings both sides in step.
*
* - **load** the state; take over the journal of a run that died
* - **pull** what changed on each side, **match** it to pairs, **merge** field by field
* - **guard**: refuse what looks like an accident
* - for each portion of the plan, which is nearly always all of it (`carryOut`):
*   - **journal**: commit what is about to be written, before it is
*   - **apply**: write it, each record guarded by its etag
*   - **checkpoint** and **commit**: outcomes, audit lines and the next state, in one commit
* - **report**: the result
*
* Acts on what it reads now, never on the event that woke it.
*/
async function sync(options, ports) {
	for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
		const result = await syncOnce(options, ports);
		if (result !== OVERTAKEN) return result;
		ports.progress("another run moved the state branch first: planning again");
	}
	throw new StateError(`Branch ${options.branch} moved ${MOST_ATTEMPTS} times while this run was planning.`, "Give the workflow a concurrency group, so that one sync runs at a time.");
}
/** `OVERTAKEN` when the branch moved before anything was written: then it is safe to begin again. */
async function syncOnce(options, ports) {
	const ledger = new Ledger(ports.state, options);
	const loaded = await ledger.takeOver(await load(ports.state, options));
	if (loaded === OVERTAKEN) return loaded;
	const planned = await makePlan(ports, loaded, options);
	requireKnown(planned, loaded.state, options.referralId);
	const done = await carryOut({
		options,
		ports,
		ledger,
		...await passGuard(planned, loaded, options, ports)
	}, loaded, planned);
	return done === OVERTAKEN ? done : finish(done, {
		loaded,
		planned,
		options,
		ports
	});
}
async function finish({ outcomes, next, commit, left }, { loaded, planned, options, ports }) {
	const hasCommitted = commit !== null && commit !== OVERTAKEN;
	const result = resultOf(planned, loaded, options, ports);
	const notices = [
		...editNotices(loaded.state, options.branch),
		...result.notices,
		...[
			lostBaseNotice(outcomes),
			forgottenNotice(planned.merges, options.mapping),
			rewrittenNotice(loaded.state.rewritten, planned.rewritten)
		].filter((notice) => notice !== null),
		...hasCommitted ? await watchRegistration(ports.webhooks, loaded, next) : []
	];
	return {
		...result,
		command: "sync",
		outcomes,
		left,
		recovered: recoveredOf(planned.settled),
		waiting: next.waiting,
		approvalDigest: approvalDigest(next.waiting),
		stateCommit: commit === OVERTAKEN ? null : commit,
		overtaken: commit === OVERTAKEN,
		notices
	};
}
/** Said once: from this run on the audit log says it. */
function editNotices({ edited }, branch) {
	if (edited === void 0) return [];
	return [`Somebody has changed branch ${branch}, which is only for runs of cosell-sync: commit ${shortHash(edited)} was made by no run, or has been moved. The sync itself has lost nothing by it; the command audit says whether the audit log has.`];
}
// src/connect/run.ts
/** Wires the adapters to `sync` or `plan` and runs it: the same for a runner and for a terminal. */
async function run(world) {
	const [ended] = await Promise.allSettled([runIn(world).catch((error) => {
		throw unwritten(error);
	})]);
	const untold = world.inputs.attentionIssue ? await (await import("./attention.js")).tellAttention(world, ended) : null;
	if (ended.status === "rejected") {
		if (untold !== null) world.terminal.progress(untold);
		throw ended.reason;
	}
	const { result, ...finished } = ended.value;
	const notices = [...result.notices ?? [], ...untold === null ? [] : [untold]];
	return {
		...finished,
		result: {
			...result,
			notices
		}
	};
}
async function runIn(world) {
	const used = await usedIn(world);
	const act = world.inputs.command === "plan" ? plan : sync;
	const { user } = await world.signedIn;
	const acting = connected(world, used, async (options, ports, schema) => {
		const result = await act(options, ports);
		return {
			...result,
			notices: [...result.notices ?? [], ...await schema.notices(result)]
		};
	});
	const [acted] = await Promise.allSettled([acting]);
	const refreshToken = act === sync ? await user.renewed() : user.status();
	const rest = {
		mapping: used.compile([]),
		refreshToken,
		crm: world.inputs.dataverse.url
	};
	if (acted.status === "fulfilled") return {
		result: acted.value,
		refused: null,
		...rest
	};
	const { reason } = acted;
	if (!(reason instanceof RefusedPlan)) throw reason;
	return {
		result: reason.result,
		refused: unwritten(reason),
		...rest
	};
}
/** The same for `explain`. */
async function explainReferral(world) {
	const used = await usedIn(world);
	const { referralId } = world.inputs;
	if (referralId === null) throw new Error("explain was let through without a referral");
	return {
		explanation: await connected(world, used, (options, ports) => explain(referralId, options, ports)),
		mapping: used.compile([])
	};
}
export { explainReferral, run };
