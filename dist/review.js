import { $n as isOpenRow, $r as joined, A as makePlan, Bn as readDocument, C as formatReceipt, Cr as proposalOf, D as fingerprintKey, Dr as openStickyComments, E as connected, Er as openFilesInForce, Hn as compileMapping, Hr as MAKES, Kr as isUndecided, Nr as canonicalJson, Qn as nameOf, Rn as environmentsOf, Sr as connectionsInForce, T as receiptOf, Tr as loadConnections, Un as placesOf, Vn as readPlaced, Wn as unknownNames, Wr as OTHER_TABLES, Xr as count, _ as resultOf, _r as systemOf, ai as grouped, ar as findingAt, dr as failureComment, fr as markerOf, hr as addedText, k as fingerprints, lt as misfit, pr as reviewComment, st as identifierOf, wr as chosen, x as refusalOf, zt as load } from "./shared.js";
import { Ot as describeError, j as readConnections, kt as troubleOf, s as mappingPlace, wt as ServiceError, xt as CosellError, yt as ConfigurationError } from "./start.js";
// src/reconcile/match/scope-change.ts
/**
* Counts them from the records as they are listed: a deal in step is in no plan, so none of two plans says that one of
* the scopes leaves it alone.
*/
var ScopeCount = class ScopeCount {
	#mapping;
	#before;
	#after;
	#open = /* @__PURE__ */ new Set();
	/** `null` where both have the same scope. */
	static between(before, after) {
		return canonicalJson(before.scope) === canonicalJson(after.scope) ? null : new ScopeCount(before, after);
	}
	constructor(before, after) {
		this.#mapping = after;
		this.#before = {
			scope: before.scope,
			deals: /* @__PURE__ */ new Set()
		};
		this.#after = {
			scope: after.scope,
			deals: /* @__PURE__ */ new Set()
		};
	}
	look(page) {
		for (const record of page) {
			const isRow = record.side === "opportunity";
			const deal = isRow ? identifierOf(this.#mapping, record) : record.id;
			if (deal === null) continue;
			if (isRow && isOpenRow(record)) this.#open.add(deal);
			for (const { scope, deals } of [this.#before, this.#after]) if (misfit(scope, record) !== null) deals.add(deal);
		}
	}
	get change() {
		const onlyIn = (one, other) => [...one.deals].filter((deal) => this.#open.has(deal) && !other.deals.has(deal)).length;
		return {
			leave: onlyIn(this.#after, this.#before),
			enter: onlyIn(this.#before, this.#after)
		};
	}
};
// src/reconcile/plan/compare.ts
/** `before` is `null` when there is no mapping yet: then everything is added. */
function comparePlans(before, whole, isMoved = () => false) {
	const [old, after] = alike(before ?? NOTHING, whole);
	return {
		fields: compareFields(old, after, isMoved),
		creates: effect(createsOf(old), createsOf(after), (one) => `${one.action}/${one.row?.table ?? ""}/${referralOf(one)}`),
		conflicts: effect(open(old), open(after), (one) => `${referralOf(one)}/${one.field}`, ({ field }) => isMoved(field, null)),
		held: effect(old.held, after.held, (one) => [
			referralOf(one),
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
function referralOf({ link }) {
	return link.referral;
}
const NOTHING = {
	changes: [],
	conflicts: [],
	held: [],
	questions: [],
	warnings: []
};
/** Where one of them leaves deals to later runs, what the other has for these is no difference. */
function alike(one, other) {
	const last = [one, other].flatMap(({ later }) => later ? [later.after] : []).sort()[0];
	return last === void 0 ? [one, other] : [upTo(one, last), upTo(other, last)];
}
function upTo({ changes, conflicts, held, questions, ...plan }, last) {
	const isIn = (one) => referralOf(one) <= last;
	return {
		...plan,
		changes: changes.filter(isIn),
		conflicts: conflicts.filter(isIn),
		held: held.filter(isIn),
		questions: questions.filter(({ referral }) => referral <= last)
	};
}
function compareFields(before, after, isMoved) {
	const old = writesOf(before);
	const wanted = writesOf(after);
	return [.../* @__PURE__ */ new Set([...old.keys(), ...wanted.keys()])].sort().map((key) => {
		const [side, field = "", name] = key.split("\0");
		const table = OTHER_TABLES.find((one) => one === name) ?? null;
		const same = (one) => `${referralOf(one)}/${one.action}/${JSON.stringify(one.to)}`;
		const found = effect(old.get(key) ?? [], wanted.get(key) ?? [], same, () => isMoved(field, table));
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
		link,
		action
	})));
	return Map.groupBy(writes, (one) => one.key);
}
/** @param isOther Of an item that is none of the other plan's, whatever its key. */
function effect(before, after, key, isOther = () => false) {
	const isIn = (keys, item) => keys.has(key(item)) && !isOther(item);
	const old = new Set(before.map(key));
	const wanted = new Set(after.map(key));
	return {
		added: after.filter((item) => !isIn(old, item)),
		removed: before.filter((item) => !isIn(wanted, item)),
		kept: after.filter((item) => isIn(old, item))
	};
}
/** A conflict with a winner is a write like others; these are the ones that a person has to resolve. */
function open({ conflicts }) {
	return conflicts.filter(isUndecided);
}
function createsOf({ changes }) {
	return changes.filter(({ action }) => MAKES.includes(action));
}
function notesOf({ changes }) {
	return changes.filter((change) => change.action === "update" && change.fields.length === 0).length;
}
// src/commands/shared-reads.ts
/**
* The same ports for several readers at the same time, who share one reading: so two mappings are held against the same
* records, at the cost of one.
*
* A listing begins when all of them have asked for it, and each page is handed to one after the other: what none of them
* keeps is let go of. All of them have to begin at the same place, and all mappings have to keep the referral's
* identifier in the same column.
*/
function shareReads(ports, mapping, listing) {
	return {
		...ports,
		referrals: shareReferrals(ports.referrals, listing),
		opportunities: shareOpportunities(ports.opportunities, mapping, listing)
	};
}
function shareListing(read, { readers, look }) {
	const newRound = () => ({
		listeners: [],
		...Promise.withResolvers()
	});
	let round = newRound();
	return (from, onPage) => {
		const { listeners, promise: ended, resolve: begin } = round;
		if (listeners.push(onPage) < readers) return ended;
		round = newRound();
		const toAll = async (page) => {
			look(page);
			for (const listen of listeners) await listen(page);
		};
		begin(read(from, toAll));
		return ended;
	};
}
function shareReferrals(referrals, listing) {
	return {
		readChanged: shareListing((since, onPage) => referrals.readChanged(since, onPage), listing),
		byIds: shareRows((ids) => referrals.byIds(ids)),
		fresh: shareRows((ids) => referrals.fresh(ids)),
		ofEngagements: shareByKey((ids) => referrals.ofEngagements(ids))
	};
}
function shareOpportunities(opportunities, mapping, listing) {
	return {
		readChanged: shareListing((cursor, onPage) => opportunities.readChanged(cursor, onPage), listing),
		byReferralIds: shareRows((ids) => opportunities.byReferralIds(ids), (row) => identifierOf(mapping, row)),
		byIds: shareRows((ids) => opportunities.byIds(ids)),
		unlinked: shareAnswers((search) => opportunities.unlinked(search)),
		existingNotes: (ids) => opportunities.existingNotes(ids),
		accounts: shareAnswers((search) => opportunities.accounts(search)),
		users: shareAnswers((anyOf) => opportunities.users(anyOf)),
		leads: shareAnswers((ids) => opportunities.leads(ids)),
		leadsByIds: shareAnswers((ids) => opportunities.leadsByIds(ids)),
		parties: shareAnswers((search) => opportunities.parties(search)),
		businessUnit: shareAnswers(() => opportunities.businessUnit()),
		amounts: shareAnswers(() => opportunities.amounts())
	};
}
/** Asks the same question once; there may be only one. */
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
function shareRows(read, keyOf = ({ id }) => id) {
	const find = shareByKey(async (ids) => Map.groupBy(await read(ids), (row) => keyOf(row) ?? ""));
	return async (ids) => [...(await find(ids)).values()].flat();
}
/** The same, where an answer says what each key came to; it may leave some out. */
function shareByKey(read) {
	/** By what was asked for, together with whatever else was. */
	const answers = /* @__PURE__ */ new Map();
	return async (keys) => {
		const fresh = keys.filter((key) => !answers.has(key));
		if (fresh.length > 0) {
			const answer = read(fresh);
			for (const key of fresh) answers.set(key, answer);
		}
		const found = /* @__PURE__ */ new Map();
		for (const key of keys) {
			const one = (await answers.get(key))?.get(key);
			if (one !== void 0) found.set(key, one);
		}
		return found;
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
	const loaded = await load(ports.state, options);
	const scopes = options.before && ScopeCount.between(options.before.mapping, options.mapping);
	const look = (page) => scopes?.look(page);
	const shared = shareReads(ports, options.mapping, {
		readers: options.before ? 3 : 2,
		look
	});
	const from = options.mapping.digest !== options.before?.mapping.digest ? {
		...loaded,
		state: {
			...loaded.state,
			mapping: ""
		}
	} : loaded;
	const quiet = {
		...shared,
		progress: () => {}
	};
	const [planned, shown, before] = await Promise.all([
		makePlan(shared, from, options),
		makePlan(quiet, from, {
			...options,
			...options.shown
		}),
		options.before && makePlan(quiet, from, {
			...options,
			...options.before
		})
	]);
	return {
		result: resultOf({
			...shown,
			digest: planned.digest
		}, loaded, options, ports),
		comparison: comparePlans(before?.plan ?? null, shown.plan, movedBetween(options.before?.mapping ?? null, options.mapping)),
		scope: scopes?.change ?? null,
		receipt: formatReceipt(receiptOf(planned.plan, options.mapping.digest, options.keyed)),
		refusal: refusalOf(planned, loaded.state, options)?.reason ?? null
	};
}
function movedBetween(before, after) {
	const placeIn = (mapping, field, table) => (table === "lead" ? mapping.leads?.rows : mapping)?.places.tags.get(field);
	return (field, table) => before !== null && table !== "account" && placeIn(before, field, table) !== placeIn(after, field, table);
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
function sourceOf(name, { referral, opportunity, lead, as, otherwise }) {
	return canonicalJson({
		name,
		referral,
		opportunity,
		lead,
		as,
		otherwise
	});
}
// src/mapping/loosened.ts
const STEPS = [
	["share", "making a deal visible to Microsoft's sellers"],
	["ask help", "asking Microsoft for help"],
	["close", "closing a referral"]
];
/** By the guard of before and the one that is proposed. */
const LOOSER = /* @__PURE__ */ new Map([
	["hold → allow", "no longer waits for approval"],
	["never → hold", "is no longer ruled out, and only waits for approval"],
	["never → allow", "is no longer ruled out, and waits for no approval"]
]);
/**
* What a proposed mapping takes away of the safety that the one in force gives. No plan has to show it: it may only matter to
* a later deal.
*/
function loosened(proposed, inForce) {
	return [
		...guardsLoosened(proposed.guards, inForce.guards),
		...madeVisible(proposed, inForce),
		...fieldsLoosened(proposed.fields, inForce.fields)
	];
}
function guardsLoosened(proposed, inForce) {
	return STEPS.flatMap(([step, what]) => {
		const how = LOOSER.get(`${inForce[step]} → ${proposed[step]}`);
		return how === void 0 ? [] : [findingAt(["guards", step], `${what} ${how}`)];
	});
}
function madeVisible(proposed, inForce) {
	const allowed = withhold(proposed, inForce);
	const within = (path, fields = {}, shown = {}) => Object.keys(fields).filter((name) => fields[name]?.audit !== shown[name]?.audit).map((name) => findingAt([
		...path,
		name,
		"audit"
	], "its values become visible in summaries and comments, and in git for good"));
	return [...within(["fields"], proposed.fields, allowed.fields), ...within(["leads", "fields"], proposed.leads?.fields, allowed.leads?.fields)];
}
function fieldsLoosened(proposed, inForce) {
	return Object.entries(proposed).flatMap(([name, { blank, conflict }]) => {
		const before = inForce[name];
		const at = (key, what) => findingAt([
			"fields",
			name,
			key
		], what);
		return [...blank === "propagate" && before?.blank === "protect" ? [at("blank", "who empties one side empties the other from now on")] : [], ...conflict !== "report" && before?.conflict === "report" ? [at("conflict", `what both sides change waits for nobody any more: ${conflict} wins`)] : []];
	});
}
// src/report/review-notices.ts
/** Field → what the change does with it, in a sentence, for those that it does anything with. */
function effectText({ fields, conflicts }) {
	const texts = [...new Set([
		...fields,
		...conflicts.added,
		...conflicts.removed
	].map(({ field }) => field))].map((name) => {
		const writes = fields.filter(({ field }) => field === name).flatMap((effect) => [effect.added.length > 0 ? `writes ${addedText(effect)} to ${systemOf(effect)}` : "", effect.removed.length > 0 ? `no longer writes ${grouped(effect.removed.length)} to ${systemOf(effect)}` : ""]);
		const appear = conflicts.added.filter(({ field }) => field === name).length;
		const vanish = conflicts.removed.filter(({ field }) => field === name).length;
		const parts = [
			...writes,
			appear > 0 ? count(appear, "new conflict") : "",
			vanish > 0 ? `clears ${count(vanish, "conflict")}` : ""
		];
		return [name, joined(parts, ", ")];
	});
	return new Map(texts.flatMap(([name, text]) => text === "" ? [] : [[name, `${name}: ${text}`]]));
}
// src/connect/in-force.ts
const ALL_OF_IT = "so there is nothing to compare with. What follows is all that the proposed one does.";
/** Of one of several connections, the mapping that it has without the pull request, wherever that lies. */
async function mappingInForce({ connection }, place, files) {
	if (!connection) return inForceAt(place, files);
	const { name, file } = connection;
	const [proposed] = chosen(loadConnections(await readConnections(file), file), [name], file);
	if (!proposed) throw new Error(`connection ${name} was chosen, and is not there`);
	const proposal = proposalOf(proposed, connectionsInForce(await files.read(file), file));
	switch (proposal.kind) {
		case "kept": {
			const { mapping } = proposal;
			return readInForce(await files.read(mapping), {
				...place,
				file: mapping
			});
		}
		case "new": return nothing("The connection is new: there is none in force to compare it with.");
		case "unknown": return nothing(`The file of connections in force has mistakes, ${ALL_OF_IT}`);
		case "moved": return nothing(`The connection itself changes (${proposal.keys.join(", ")}), ${ALL_OF_IT}`);
	}
}
/** The workflow of a pull request names the file as it is to be called from then on. */
async function inForceAt(place, files) {
	const text = await files.read(place.file);
	const former = text === null ? await files.formerPath(place.file) : null;
	if (former === null) return readInForce(text, place);
	return readInForce(await files.read(former), {
		...place,
		file: former
	});
}
function nothing(alone) {
	return {
		document: null,
		alone
	};
}
/** @param text The file as it is without the pull request, or `null` when the pull request adds it. */
function readInForce(text, place) {
	if (text === null) return nothing("The mapping is new: there is none in force to compare it with.");
	try {
		const { file, environment } = place;
		if (environment !== null && !environmentsOf(text, file).includes(environment)) return nothing("The environment is new in the mapping: there is none in force to compare it with.");
		return {
			document: readDocument(text, place),
			alone: null
		};
	} catch (error) {
		if (!(error instanceof ConfigurationError)) throw error;
		return nothing(`The mapping in force has mistakes, ${ALL_OF_IT}`);
	}
}
// src/connect/review.ts
/** Wires the adapters to `review`, for the mapping that a pull request proposes, and comments on it. */
async function reviewPullRequest(world, pullRequest) {
	try {
		return await reviewIt(world, pullRequest);
	} catch (error) {
		if (error instanceof CosellError) await comment(world, pullRequest, failureComment(subjectOf(world.inputs), describeError(error)));
		throw error;
	}
}
async function reviewIt(world, pullRequest) {
	const { inputs } = world;
	const place = mappingPlace(inputs);
	const { document: proposed, problem } = readPlaced(await world.text, place);
	const before = await mappingInForce(inputs, place, openFilesInForce(access(world), pullRequest));
	const apart = before.alone ?? otherIdentifier(proposed, before.document);
	const allowed = withhold(proposed, before.document);
	const inForce = apart === null ? before.document : null;
	const { found, missing, isCompared } = await comparedIn(world, {
		document: proposed,
		problem
	}, {
		proposed,
		allowed,
		inForce
	});
	const isSame = inForce !== null && compileMapping(inForce, place).digest === compileMapping(proposed, place).digest;
	const alone = apart ?? (inForce && !isCompared ? LOST_BY_THE_CRM : null) ?? (isSame ? THE_SAME : null);
	const report = {
		subject: subjectOf(inputs),
		mappingFile: nameOf(place),
		visible: compileMapping(allowed, place).visible,
		alone,
		onTop: onTopOf(pullRequest),
		news: newFields(proposed, before.document),
		doubts: newDoubts(proposed, before.document).map(problem),
		crm: inputs.dataverse.url
	};
	const uncommented = await comment(world, pullRequest, reviewComment(found, report, found.receipt));
	return {
		review: found,
		report,
		notices: [...missing, ...noticesOf(problem, proposed, found)],
		uncommented
	};
}
function onTopOf({ into, defaultBranch }) {
	return into === defaultBranch ? null : {
		into,
		inForce: defaultBranch
	};
}
const LOST_BY_THE_CRM = "The mapping in force names what the CRM does not have, so no sync runs with it, and there is nothing to compare with. What follows is all that the proposed one does.";
const THE_SAME = "The mapping means the same as the one in force. Other files of the pull request are not looked at here.";
/** Without the mapping in force, where the CRM refuses what only that one reads: then the change is there to fix it. */
async function comparedIn(world, placed, documents) {
	try {
		return await readFor(world, placed, documents);
	} catch (error) {
		if (!(error instanceof ServiceError && error.status === 400) || documents.inForce === null) throw error;
		return readFor(world, placed, {
			...documents,
			inForce: null
		});
	}
}
function readFor(world, placed, documents) {
	const { inputs } = world;
	const { proposed, allowed, inForce } = documents;
	const place = mappingPlace(inputs);
	const compile = (leftOut) => {
		const other = inForce && compileMapping(inForce, place, leftOut);
		return withColumnsOf(compileMapping(proposed, place, leftOut), other);
	};
	return connected(world, {
		...placed,
		compile
	}, async (options, ports, schema) => {
		const candidate = (document) => {
			const mapping = compileMapping(document, place, schema.leftOut);
			return {
				mapping,
				fingerprint: fingerprints(mapping, fingerprintKey(inputs))
			};
		};
		const { mapping } = candidate(proposed);
		const others = {
			before: inForce && candidate(inForce),
			shown: candidate(allowed)
		};
		return {
			found: await review({
				...options,
				mapping,
				...others
			}, ports),
			missing: await schema.leftOutAt(),
			isCompared: inForce !== null
		};
	});
}
function otherIdentifier(proposed, before) {
	const column = "referral identifier";
	const leads = [proposed.leads, before?.leads].flatMap((one) => one ? [one.columns[column]] : []);
	const isSame = before?.columns[column] === proposed.columns[column] && new Set(leads).size < 2;
	if (!before || isSame) return null;
	return "The column of the referral identifier changes, so every deal is looked for anew, and there is nothing to compare with. What follows is all that the proposed mapping does.";
}
/** Fields that begin anew: the mapping in force has none of that name, or reads them elsewhere or in another way. */
function newFields({ fields }, before) {
	const { tags } = placesOf(fields);
	const known = placesOf(before?.fields ?? {}).tags;
	const added = Object.entries(fields).filter(([name]) => tags.get(name) !== known.get(name));
	return new Map(added.map(([name, { adopt }]) => [name, adopt]));
}
/** What the mapping in force, which somebody has agreed to, does not have: less safety, and names that may be mistyped. */
function newDoubts(proposed, before) {
	const known = new Set((before ? unknownNames(before) : []).map(({ message }) => message));
	const names = unknownNames(proposed).filter(({ message }) => !known.has(message));
	return [...before ? loosened(proposed, before) : [], ...names];
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
function noticesOf(problem, { leads, fields, accounts }, { comparison }) {
	const pathOf = (field) => {
		if (Object.hasOwn(fields, field)) return ["fields", field];
		if (leads && Object.hasOwn(leads.fields, field)) return [
			"leads",
			"fields",
			field
		];
		return accounts ? ["accounts"] : ["fields", field];
	};
	return [...effectText(comparison)].map(([field, message]) => problem({
		path: pathOf(field),
		message
	}));
}
function subjectOf(inputs) {
	const { connection } = inputs;
	return connection ? { connection: connection.name } : { mappingFile: nameOf(mappingPlace(inputs)) };
}
/** The reason why there is no comment, or `null`. Nothing of the plan depends on it. */
function comment(world, { number }, body) {
	return openStickyComments(access(world)).put(number, markerOf(subjectOf(world.inputs)), body).then(() => null, troubleOf);
}
function access({ inputs: { state }, http }) {
	if (!("directory" in state)) return {
		http,
		...state
	};
	throw new Error("a pull request is reviewed on a runner, where the state is on GitHub");
}
export { reviewPullRequest };
