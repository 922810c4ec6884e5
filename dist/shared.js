import { C as tuple, E as prettifyError, P as require_undici, S as string, T as unknown$1, _ as looseObject, a as getScalarValue, b as record, c as decodeHTMLStrict, d as array, f as boolean, g as literal, h as int, i as constructFromEvents, l as number$1, m as guid$1, n as EVENT_ID, o as parseEvents, p as discriminatedUnion, r as YAMLException, s as require_fastest_levenshtein, t as CORE_SCHEMA, u as _enum, v as number, w as union, x as strictObject, y as object } from "./libraries.js";
import { createHash, createHmac, hkdfSync, randomUUID } from "node:crypto";
import { mkdir, readFile, readdir, realpath } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout } from "node:timers/promises";
import { spawn } from "node:child_process";
// src/errors.ts
/**
* What ends a run, by who can mend it. Everything else (a stale etag, a record the service refuses) is an
* expected outcome and travels as a value.
*
* The entries print `message` and `mend` of a `CosellError`; any other error is a bug of ours and is shown
* with its stack. Messages never carry request bodies, tokens or field values.
*/
var CosellError = class extends Error {
	/** The next step for the person who reads the message, as a sentence. */
	mend;
	constructor(message, mend, options) {
		super(message, options);
		this.name = new.target.name;
		this.mend = mend;
	}
};
/** A mistake in inputs, mapping or set-up. Carries all the problems found, not the first. */
var ConfigurationError = class extends CosellError {
	problems;
	constructor(problems, mend) {
		super(problems.map((problem) => `${problem.where}: ${problem.message}`).join("\n"), mend);
		this.problems = problems;
	}
};
/** A guard said no. Nothing was written. */
var RefusalError = class extends CosellError {};
/** Sign-in was refused. `code` is Entra's error number, such as `700082`, when there is one. */
var SignInError = class extends CosellError {
	code;
	constructor(message, mend, code, options) {
		super(message, mend, options);
		this.code = code;
	}
};
/** A service could not be reached, or kept failing after every retry. */
var UnreachableError = class extends CosellError {};
/** A request may or may not have been carried out: its answer never came. Not repeated by the HTTP layer. */
var LostAnswerError = class extends CosellError {};
/** A service refused a request that the run cannot do without. `status` and `code` are the service's. */
var ServiceError = class extends CosellError {
	status;
	code;
	constructor(message, mend, status, code) {
		super(message, mend);
		this.status = status;
		this.code = code;
	}
};
/** The answer came, but does not have the shape the service documents. Not a `ServiceError`. */
var ContractError = class extends CosellError {};
/** The state branch cannot be trusted or was moved under us. */
var StateError = class extends CosellError {};
/** What an entry shows when a run ends with an error: what happened and what to do, or a bug with its stack. */
function describeError(error) {
	if (error instanceof CosellError) return `${error.message}\n${error.mend}`;
	return `This is a bug of cosell-sync. ${error instanceof Error ? error.stack ?? error.message : String(error)}`;
}
// src/adapters/authorised.ts
/**
* Adds the token. A 401 is answered before anything is done, so even a write is sent once more with a fresh
* token; what a second 401 means is for `refused` to say.
*/
function authorised(options) {
	const { http, token, refused } = options;
	async function sendWith(request, bearer) {
		return http.send({
			...request,
			headers: {
				...request.headers,
				Authorization: `Bearer ${bearer}`
			}
		});
	}
	return async (request) => {
		const first = await sendWith(request, await token());
		if (first.status !== 401) return first;
		const second = await sendWith(request, await token({ fresh: true }));
		if (second.status === 401) throw refused(second);
		return second;
	};
}
// src/adapters/json.ts
/** `undefined` when the text is not JSON: gateways answer with HTML when they are in trouble. */
function parseJson$1(text) {
	try {
		return JSON.parse(text);
	} catch {
		return;
	}
}
// src/adapters/short-reason.ts
const LONGEST$1 = 200;
/** What property names, paths and limits look like, as against what people type into fields. */
const NAME_OR_LIMIT = /^(?:[/a-z][\w./[\]-]*|(?:Microsoft|Edm)\.[\w.]+|\d{1,4})$/;
/**
* One line of a service's error text that may be printed and kept: services quote the values they refuse, and
* a value may be a person's name.
*/
function shortReason(text) {
	const line = text.replace(/[\s\p{Cc}]+/gu, " ").trim().replace(/(['"])(.*?)\1/g, (quoted, mark, inner) => NAME_OR_LIMIT.test(inner) ? quoted : `${mark}…${mark}`).replace(/\S+@\S+/g, "…");
	return line.length > LONGEST$1 ? `${line.slice(0, 199)}…` : line;
}
// src/adapters/dataverse-error.ts
/** Codes decide, not statuses: 412 alone has four meanings (Web API: "Compose HTTP requests and handle errors"). */
const CODE = {
	etagMismatch: "0x80060882",
	keyExists: "0x80040237",
	alternateKeyExists: "0x80060892",
	deltaExpired: "0x80044352",
	deltaInvalid: "0x80044183",
	noMember: "0x80072560",
	noPrivilege: "0x80040220"
};
const failure$2 = looseObject({ error: looseObject({
	code: string(),
	message: string()
}) });
/** What infrastructure in front of the Web API answers. */
const infrastructure = looseObject({ Message: string() });
function failureIn({ body }) {
	const json = parseJson$1(body);
	const known = failure$2.safeParse(json).data?.error;
	if (known) return {
		code: known.code.toLowerCase(),
		message: plain$1(known.message)
	};
	return {
		code: "",
		message: shortReason(infrastructure.safeParse(json).data?.Message ?? "")
	};
}
const PAYLOAD_ERROR = /^Error identified in Payload .*?-{3,}>\s*InnerException\s*:/s;
const EXCEPTION_TYPE = /^\s*(?:[A-Z]\w*\.)+\w*Exception:/;
/** Of a payload error the first inner exception says what is wrong; of others the outermost. The rest is a stack. */
function plain$1(message) {
	const [first = ""] = message.replace(PAYLOAD_ERROR, "").split(/-{3,}>|\r?\n\s+at /);
	return shortReason(first.replace(EXCEPTION_TYPE, "").replace("A validation error occurred.", ""));
}
/** `400 0x80044331 (column name): The length of the 'name' attribute …` */
function reasonOf$1(answer) {
	const { code, message } = failureIn(answer);
	const column = columnIn(message);
	const head = [
		answer.status,
		code,
		column && `(column ${column})`
	].filter(Boolean).join(" ");
	return message ? `${head}: ${message}` : head;
}
const COLUMN$2 = [
	/property named '(\w+)'/,
	/[Pp]roperty '(\w+)'/,
	/of the '(\w+)' attribute/,
	/'(\w+)' on record of type/,
	/attribute '(\w+)'/
];
function columnIn(message) {
	return COLUMN$2.map((pattern) => pattern.exec(message)?.[1]).find(Boolean);
}
/** Why something could not be read, as an error that ends the run. */
function readError$1(answer) {
	const { code, message } = failureIn(answer);
	const { status } = answer;
	if (status === 429 || status >= 500) return new UnreachableError(`Dataverse kept failing: ${reasonOf$1(answer)}`, "Run again later; the next run goes on from the same place.");
	const [text, mend] = explained(code, message);
	return new ServiceError(text ?? `Dataverse refused to answer: ${reasonOf$1(answer)}`, mend, status, code);
}
function explained(code, message) {
	const column = /property named '(\w+)'/.exec(message)?.[1];
	if (column) return [`Dataverse has no column ${column} (${code}).`, "Correct its name in the mapping (logical names are lower case), or add the column to the table; docs/crm-columns.md lists those that are needed."];
	if (code === CODE.noMember) return [`The application is not a user of this Dataverse environment (${code}).`, "Create an application user for its client id in the Power Platform admin center and give it a security role."];
	if (code === CODE.noPrivilege) return [`The application user is missing ${/missing (prv\w+)/.exec(message)?.[1] ?? "a privilege"} in Dataverse (${code}).`, "Add it to its security role; reading opportunities has to be allowed for the whole organization."];
	return [null, "Check the environment's address and the mapping; if they are right, please report it."];
}
/** After a second 401. */
function signInError$1(answer) {
	return new SignInError(`Dataverse does not accept the token: ${reasonOf$1(answer)}`, "Check that tenant id and environment address belong together.", failureIn(answer).code || null);
}
// src/adapters/dataverse-connection.ts
const API = "/api/data/v9.2/";
/** `x-ms-dop-hint` of a live environment, until one is seen. */
const DEFAULT_CONCURRENCY = 4;
/** The service protection limit of concurrent requests of one user. */
const MOST_CONCURRENT = 52;
const ODATA = {
	Accept: "application/json",
	"OData-MaxVersion": "4.0",
	"OData-Version": "4.0"
};
function connect$1(options) {
	const { origin } = new URL(options.baseUrl);
	const send = authorised({
		...options,
		refused: signInError$1
	});
	let concurrency = DEFAULT_CONCURRENCY;
	async function call(request) {
		const response = await send({
			...request,
			system: "dataverse"
		});
		const hint = Number.parseInt(response.headers["x-ms-dop-hint"] ?? "", 10);
		if (hint >= 1) concurrency = Math.min(hint, MOST_CONCURRENT);
		return response;
	}
	async function get(path, headers = {}) {
		const response = await call({
			method: "GET",
			url: origin + path,
			headers: {
				...ODATA,
				"If-None-Match": "null",
				...headers
			},
			repeatable: true
		});
		if (response.status !== 200) throw readError$1(response);
		return response;
	}
	function pathOf(link) {
		const url = URL.parse(link, origin + API);
		if (url?.origin === origin && url.pathname.startsWith("/api/data/v9.2/")) return url.pathname + url.search;
		throw contractError$1("Dataverse sent a link that does not lead back to its own Web API.");
	}
	return {
		origin,
		concurrency: () => concurrency,
		get,
		send: ({ method, path, headers, body }) => call({
			method,
			url: origin + path,
			headers: {
				...ODATA,
				...headers
			},
			body,
			repeatable: false
		}),
		pathOf
	};
}
function contractError$1(message) {
	return new ContractError(message, "Nothing was changed. Please report it: the service may have changed.");
}
// src/adapters/in-parallel.ts
/** Results in the order of the items, with at most `limit` of them under way. */
async function inParallel(items, limit, work) {
	const results = new Array(items.length);
	const waiting = items.entries();
	async function worker() {
		for (const [index, item] of waiting) results[index] = await work(item);
	}
	await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
	return results;
}
// src/adapters/dataverse-accounts.ts
/** A value takes up to about 100 characters of the URL; the limit is 32 kB. */
const VALUES_AT_ONCE = 200;
/** Finds accounts by the values of some columns, in as few requests as the length of a URL permits. */
function searchAccounts(connection, readAll) {
	return async ({ columns, anyOf, ids }) => {
		const select = [.../* @__PURE__ */ new Set([
			"accountid",
			"modifiedon",
			"statecode",
			...columns
		])].sort().join(",");
		const wanted = [...Object.entries(anyOf).flatMap(([column, values]) => values.map((value) => ({
			column,
			value
		}))), ...ids.map((value) => ({
			column: "accountid",
			value
		}))];
		const found = await inParallel(Array.from({ length: Math.ceil(wanted.length / VALUES_AT_ONCE) }, (_, index) => wanted.slice(index * VALUES_AT_ONCE, (index + 1) * VALUES_AT_ONCE)), connection.concurrency(), async (chunk) => {
			const records = [];
			await readAll({
				path: `${API}accounts?$select=${select}&${filterOf(chunk)}`,
				key: "accountid"
			}, (more) => void records.push(...more));
			return records;
		});
		return [...new Map(found.flat().map((record) => [record.id, record])).values()];
	};
}
/** Deactivated accounts are no candidates, but one that is asked for by its id is shown as it is. */
function filterOf(wanted) {
	const byColumn = [...Map.groupBy(wanted, ({ column }) => column)];
	const terms = byColumn.map(([column], index) => {
		const isIn = `Microsoft.Dynamics.CRM.In(PropertyName=@c${index},PropertyValues=@v${index})`;
		return column === "accountid" ? isIn : `(statecode eq 0 and ${isIn})`;
	});
	const aliases = byColumn.map(([column, entries], index) => {
		return `@c${index}='${column}'&@v${index}=${encodeURIComponent(JSON.stringify(entries.map(({ value }) => value)))}`;
	});
	return [`$filter=${encodeURIComponent(terms.join(" or "))}`, ...aliases].join("&");
}
// src/adapters/dataverse-changes.ts
/** Dataverse forgets changes after seven days, unless the organization says otherwise. */
const DELTA_LIFE_MS = 5184e5;
/** For clocks that differ, and for rows whose transaction was still open. */
const OVERLAP_MS = 3e5;
/**
* What changed, by change tracking ("Use change tracking to synchronize data with external systems"); by
* `modifiedon` where the table has none:
*
* - a delta link that is young enough and asks for our columns is followed;
* - without change tracking, rows modified since the last read began are asked for;
* - otherwise everything is read, and then what was modified meanwhile: the new delta link speaks of the last
*   page, so a row that changed after its own page was read is in neither.
*/
function openChanges(options) {
	const { readAll, select, clock } = options;
	const all = `${API}opportunities?$select=${select.join(",")}`;
	async function readEverything(onPage) {
		const read = await unless(isUntracked, () => readAll({
			path: all,
			track: true
		}, onPage)) ?? await readAll({ path: all }, onPage);
		await readSince(read.readAt, onPage);
		return read;
	}
	function readSince(time, onPage) {
		const filter = `$filter=modifiedon%20ge%20${(/* @__PURE__ */ new Date(Date.parse(time) - OVERLAP_MS)).toISOString()}&$orderby=modifiedon,opportunityid`;
		return readAll({ path: `${all}&${filter}` }, onPage);
	}
	function isUsable(delta, readAt) {
		const url = URL.parse(delta, "https://any.invalid");
		const selected = url?.searchParams.get("$select")?.split(",").sort().join(",");
		const age = clock.now().getTime() - Date.parse(readAt);
		return Boolean(url?.pathname.startsWith("/api/data/v9.2/")) && selected === select.join(",") && age < DELTA_LIFE_MS;
	}
	return async (cursor, onPage) => {
		if (cursor?.delta === null) return {
			cursor: await readSince(cursor.readAt, onPage),
			full: false
		};
		const path = cursor?.delta;
		if (path && isUsable(path, cursor.readAt)) {
			const read = await unless(isForgotten, () => readAll({ path }, onPage));
			if (read) return {
				cursor: read,
				full: false
			};
		}
		return {
			cursor: await readEverything(onPage),
			full: true
		};
	};
}
/** `null` when it fails in the way that `expected` knows. */
async function unless(expected, work) {
	try {
		return await work();
	} catch (error) {
		if (error instanceof ServiceError && expected(error)) return null;
		throw error;
	}
}
/** The delta link is too old, or the table's columns have changed since; with which status is not documented. */
function isForgotten({ code }) {
	return code === CODE.deltaExpired || code === CODE.deltaInvalid;
}
/** Which code a table without change tracking gives is not documented either. */
function isUntracked({ status, message }) {
	return status === 400 && /change.?tracking/i.test(message);
}
// src/adapters/server-time.ts
/** When the server answered, ISO 8601, or `null` when it did not say. Whole seconds. */
function serverTime({ headers }) {
	const time = Date.parse(headers.date ?? "");
	return Number.isNaN(time) ? null : new Date(time).toISOString();
}
// src/adapters/dataverse-pages.ts
/** The most that Dataverse allows. */
const PAGE = "odata.maxpagesize=5000";
const row = looseObject({
	"@odata.etag": string().regex(/^[\x20-\x7e]+$/),
	modifiedon: string().min(1)
});
/** What a change feed says of a row that is gone: nothing but its id. */
const gone = looseObject({
	reason: string(),
	id: string()
});
const page = object({
	value: array(union([row, gone])),
	"@odata.nextLink": string().optional(),
	"@odata.deltaLink": string().optional()
});
function openPages(connection, clock) {
	async function* pages({ path: first, track = false }) {
		const Prefer = track ? `odata.track-changes,${PAGE}` : PAGE;
		const followed = /* @__PURE__ */ new Set();
		for (let path = first; path;) {
			if (followed.has(path)) throw contractError$1("A list of Dataverse goes round in a circle.");
			followed.add(path);
			const response = await connection.get(path, { Prefer });
			const { value, "@odata.nextLink": next, "@odata.deltaLink": delta } = readAs(page, response);
			yield {
				value,
				delta: delta ? connection.pathOf(delta) : null,
				date: serverTime(response)
			};
			path = next ? connection.pathOf(next) : null;
		}
	}
	return async (listing, onPage) => {
		let readAt = null;
		let last = null;
		for await (const { value, delta, date } of pages(listing)) {
			readAt ??= date ?? clock.now().toISOString();
			last = delta;
			const key = listing.key ?? "opportunityid";
			const records = value.flatMap((item) => "@odata.etag" in item ? [recordOf$1(item, key)] : []);
			if (records.length > 0) await onPage(records);
		}
		return {
			delta: last,
			readAt: readAt ?? clock.now().toISOString()
		};
	};
}
function recordOf$1(properties, key) {
	const { [key]: id, modifiedon: modified, "@odata.etag": etag } = properties;
	if (typeof id !== "string" || id === "") throw contractError$1(`Dataverse sent an answer in an unknown form: look at ${key}.`);
	return {
		side: "opportunity",
		id: id.toLowerCase(),
		etag,
		modified,
		properties
	};
}
function readAs(schema, { body }) {
	const result = schema.safeParse(parseJson$1(body));
	if (result.success) return result.data;
	throw contractError$1(`Dataverse sent an answer in an unknown form: look at ${result.error.issues[0]?.path.join(".") || "the whole answer"}.`);
}
// src/adapters/dataverse-read.ts
/** 200 ids make a URL of about 9 kB; the limit is 32. */
const IDS_AT_ONCE = 200;
const currencyPage = object({ value: array(object({
	transactioncurrencyid: string(),
	isocurrencycode: string(),
	currencyprecision: number().int()
})) });
const notePage = object({ value: array(object({ annotationid: string() })) });
const columnPage = object({ value: array(object({ LogicalName: string() })) });
function openReader(options) {
	const { connection, columns, referralIdColumn, clock } = options;
	const select = [.../* @__PURE__ */ new Set([
		"opportunityid",
		"modifiedon",
		referralIdColumn,
		...columns
	])].sort();
	const readAll = openPages(connection, clock);
	async function find(table, column, values) {
		const { set, key, select: names } = table;
		return (await inParallel(chunksOf(values), connection.concurrency(), async (chunk) => {
			const records = [];
			const path = `${API}${set}?$select=${names.join(",")}&${isOneOf(column, chunk)}`;
			await readAll({
				path,
				key
			}, (more) => void records.push(...more));
			return records;
		})).flat();
	}
	const opportunities = {
		set: "opportunities",
		key: "opportunityid",
		select
	};
	const byColumn = (column, values) => find(opportunities, column, values);
	return {
		readChanged: openChanges({
			readAll,
			select,
			clock
		}),
		byReferralIds: (ids) => byColumn(referralIdColumn, ids),
		byIds: (ids) => byColumn("opportunityid", ids),
		currencies: () => currencies(connection),
		existingNotes: (ids) => existingNotes(connection, ids),
		accounts: searchAccounts(connection, readAll),
		leads: async (ids) => options.leads ? find(leadTable(options.leads), options.leads.referralIdColumn, ids) : [],
		missingColumns: (names, table) => missingColumns(connection, names, table)
	};
}
function leadTable({ columns, referralIdColumn }) {
	return {
		set: "leads",
		key: "leadid",
		select: [.../* @__PURE__ */ new Set([
			"leadid",
			"modifiedon",
			referralIdColumn,
			...columns
		])].sort()
	};
}
async function currencies({ get }) {
	const { value } = readAs(currencyPage, await get(`${API}transactioncurrencies?$select=transactioncurrencyid,isocurrencycode,currencyprecision`));
	return value.map((item) => ({
		id: item.transactioncurrencyid.toLowerCase(),
		code: item.isocurrencycode,
		precision: item.currencyprecision
	}));
}
async function existingNotes({ get }, ids) {
	return (await Promise.all(chunksOf(ids).map(async (chunk) => {
		const path = `${API}annotations?$select=annotationid&${isOneOf("annotationid", chunk)}`;
		return readAs(notePage, await get(path)).value.map(({ annotationid }) => annotationid.toLowerCase());
	}))).flat();
}
async function missingColumns({ get }, names, table) {
	const path = `${API}EntityDefinitions(LogicalName='${table}')/Attributes?$select=LogicalName`;
	const { value } = readAs(columnPage, await get(path, { Consistency: "Strong" }));
	const known = new Set(value.map((column) => column.LogicalName));
	return names.filter((name) => !known.has(logicalName(name)));
}
/** A lookup is called `_parentaccountid_value` in an answer and `parentaccountid` in the metadata. */
function logicalName(property) {
	return /^_(\w+)_value$/.exec(property)?.[1] ?? property;
}
function chunksOf(values) {
	const unique = [...new Set(values)];
	return Array.from({ length: Math.ceil(unique.length / IDS_AT_ONCE) }, (_, index) => unique.slice(index * IDS_AT_ONCE, (index + 1) * IDS_AT_ONCE));
}
/** OData's own `in` does not exist in Dataverse. */
function isOneOf(column, values) {
	return `$filter=Microsoft.Dynamics.CRM.In(PropertyName=@p1,PropertyValues=@p2)&@p1='${column}'&@p2=${encodeURIComponent(JSON.stringify(values))}`;
}
// src/adapters/dataverse-batch.ts
/** Every line has to end like this, the last one of a body too: else the part "was not readable". */
const LINE = "\r\n";
/**
* Several writes in one request ("Execute batch operations using the Web API"). They are carried out one
* after the other, each on its own: without change sets, and going on after an error.
*/
function encodeBatch(writes) {
	const boundary = `batch_${randomUUID()}`;
	const parts = writes.map(({ method, path, headers, body }) => [
		`--${boundary}`,
		"Content-Type: application/http",
		"Content-Transfer-Encoding: binary",
		"",
		`${method} ${path} HTTP/1.1`,
		...Object.entries({
			...headers,
			"Content-Type": "application/json; type=entry"
		}).map(([name, value]) => `${name}: ${value}`),
		"",
		body,
		""
	].join(LINE));
	return {
		headers: {
			"Content-Type": `multipart/mixed; boundary="${boundary}"`,
			Prefer: "odata.continue-on-error"
		},
		body: `${parts.join("")}--${boundary}--${LINE}`
	};
}
/** `null` when the answer is not multipart: the batch as a whole was refused. */
function decodeBatch({ headers, body }) {
	const boundary = /^multipart\/mixed;.*boundary="?([^";]+)"?/i.exec(headers["content-type"] ?? "")?.[1];
	if (!boundary) return null;
	const [, ...parts] = `\n${body}`.split(`\n--${boundary}`);
	const end = parts.findIndex((part) => part.startsWith("--"));
	return {
		answers: parts.slice(0, end < 0 ? void 0 : end).map(decodePart),
		complete: end >= 0
	};
}
const BLANK_LINE = /\r?\n\r?\n/;
function decodePart(part) {
	const [, head = "", ...body] = part.split(BLANK_LINE);
	const [statusLine = "", ...lines] = head.split(/\r?\n/);
	const status = /^HTTP\/\d(?:\.\d)? (\d{3})/.exec(statusLine)?.[1];
	if (!status) return null;
	const headers = lines.flatMap((line) => {
		const [, name, value] = /^([^:]+):\s*(.*)$/.exec(line) ?? [];
		return name && value !== void 0 ? [[name.toLowerCase(), value]] : [];
	});
	return {
		status: Number(status),
		headers: Object.fromEntries(headers),
		body: body.join("\n\n").trim()
	};
}
// src/adapters/dataverse-operation.ts
/** Columns of the new version of the row; the key and the etag come in any case. */
const REPRESENTATION = "?$select=modifiedon";
const SETS = {
	account: "accounts",
	lead: "leads"
};
/** `statuscode` of a qualified lead as Dynamics 365 ships it. */
const QUALIFIED = 3;
const JSON_BODY = { "Content-Type": "application/json" };
function requestOf(write) {
	if (write.action === "close") return closing(write);
	if (write.action === "note") return noting(write);
	if (write.action === "qualify") return qualifying(write.id);
	const condition = write.action === "create" ? { "If-None-Match": "*" } : { "If-Match": write.etag };
	return {
		method: "PATCH",
		path: `${API}${setOf(write)}(${write.id})${REPRESENTATION}`,
		headers: {
			...JSON_BODY,
			...condition,
			Prefer: "return=representation"
		},
		body: JSON.stringify(write.columns)
	};
}
function setOf({ table }) {
	return table ? SETS[table] : "opportunities";
}
/**
* The state of a lead is changed by its own action (QualifyLead), too. The opportunity is there already, and
* so is the account: it makes nothing.
*/
function qualifying(id) {
	return {
		method: "POST",
		path: `${API}leads(${id})/Microsoft.Dynamics.CRM.QualifyLead`,
		headers: JSON_BODY,
		body: JSON.stringify({
			CreateAccount: false,
			CreateContact: false,
			CreateOpportunity: false,
			Status: QUALIFIED
		})
	};
}
/** Won and lost cannot be set as a column: each has an action of its own, which takes no etag. */
function closing({ id, as, statuscode }) {
	const close = {
		subject: as === "won" ? "Won in Partner Center" : "Lost in Partner Center",
		"opportunityid@odata.bind": `/opportunities(${id})`
	};
	return {
		method: "POST",
		path: `${API}${as === "won" ? "WinOpportunity" : "LoseOpportunity"}`,
		headers: JSON_BODY,
		body: JSON.stringify({
			Status: statuscode,
			OpportunityClose: close
		})
	};
}
/** A note on the timeline is a row of its own, bound to the opportunity. */
function noting(note) {
	const { id, opportunity, table = "opportunity", subject, text } = note;
	const bind = { [`objectid_${table}@odata.bind`]: `/${setOf(note)}(${opportunity})` };
	return {
		method: "PATCH",
		path: `${API}annotations(${id})`,
		headers: {
			...JSON_BODY,
			"If-None-Match": "*"
		},
		body: JSON.stringify({
			subject,
			notetext: text,
			...bind
		})
	};
}
const written = object({
	"@odata.etag": string().optional(),
	modifiedon: string().optional()
});
function resultOf$2(write, answer) {
	const { status } = answer;
	if (status >= 200 && status < 300) {
		const row = written.safeParse(parseJson$1(answer.body)).data;
		return {
			outcome: "applied",
			etag: row?.["@odata.etag"] ?? answer.headers.etag ?? null,
			modified: row?.modifiedon ?? null
		};
	}
	const reason = reasonOf$1(answer);
	const { code } = failureIn(answer);
	if (write.action === "note" && code === CODE.keyExists) return {
		outcome: "applied",
		etag: null,
		modified: null
	};
	if (write.action === "create" && (code === CODE.keyExists || code === CODE.alternateKeyExists)) return {
		outcome: "stale",
		reason: `exists already: ${reason}`
	};
	if (code === CODE.etagMismatch || status === 412 && code === "") return {
		outcome: "stale",
		reason
	};
	if (status === 429) return {
		outcome: "failed",
		reason,
		sent: false
	};
	if (status >= 500) return {
		outcome: "failed",
		reason,
		sent: true
	};
	return {
		outcome: "rejected",
		reason
	};
}
// src/adapters/dataverse-send.ts
const DAMAGED = {
	outcome: "failed",
	reason: "the answer to the batch is damaged",
	sent: true
};
/**
* One request, a plain one for a single write. Never throws what could end a run: that has to wait until the
* fate of the other writes is known.
*/
async function sendTogether(connection, writes) {
	try {
		const [first, ...others] = writes;
		if (!first) return [];
		if (others.length > 0) return await sendBatch(connection, writes);
		return [resultOf$2(first, await connection.send(requestOf(first)))];
	} catch (error) {
		if (!(error instanceof CosellError)) throw error;
		const sent = error instanceof LostAnswerError;
		return writes.map(() => ({
			outcome: "failed",
			reason: error.message,
			sent
		}));
	}
}
async function sendBatch(connection, writes) {
	const requests = encodeBatch(writes.map(requestOf));
	const answer = await connection.send({
		method: "POST",
		path: `${API}$batch`,
		...requests
	});
	const batch = decodeBatch(answer);
	if (batch) return writes.map((write, index) => fateOf$1(write, {
		answer: batch.answers[index],
		...batch
	}));
	if (answer.status < 300) return writes.map(() => DAMAGED);
	if (answer.status !== 400 && answer.status !== 413) return writes.map((write) => resultOf$2(write, answer));
	const alone = [];
	for (const write of writes) alone.push(...await sendTogether(connection, [write]));
	return alone;
}
function fateOf$1(write, { answer, complete }) {
	if (answer?.status === 429) return {
		outcome: "throttled",
		answer
	};
	if (answer) return resultOf$2(write, answer);
	if (answer === void 0 && complete) return {
		outcome: "failed",
		reason: "the batch ended before this write",
		sent: false
	};
	return DAMAGED;
}
// src/adapters/http-failure.ts
const NAMES = {
	"partner-center": "Partner Center",
	dataverse: "Dataverse",
	"sign-in": "Microsoft Entra",
	github: "GitHub"
};
function systemName(system) {
	return NAMES[system];
}
/** What Node and undici report before the first byte of a request is on its way. */
const NEVER_SENT = /* @__PURE__ */ new Set([
	"ECONNREFUSED",
	"ENOTFOUND",
	"EAI_AGAIN",
	"EHOSTUNREACH",
	"ENETUNREACH",
	"UND_ERR_CONNECT_TIMEOUT",
	"UND_ERR_PRX_CONN",
	"UND_ERR_PRX_TLS"
]);
const CERTIFICATE = /CERT|^ERR_TLS|^UNABLE_TO_/;
const PROXY_REFUSAL = /^Proxy response \(\d+\)/;
/** Rethrows what says that the request itself is malformed: that is a mistake of ours. */
function failureOf(error, timeLimitMs) {
	if (!(error instanceof Error)) throw error;
	const { code, syscall } = error;
	if (code === "UND_ERR_INVALID_ARG") throw error;
	if (error.name === "TimeoutError") return {
		sent: true,
		reason: `no answer within ${timeLimitMs / 1e3} s`,
		cause: error
	};
	if (PROXY_REFUSAL.test(error.message)) return {
		sent: false,
		reason: error.message,
		cause: error
	};
	const label = typeof code === "string" ? code : error.name;
	return {
		sent: !NEVER_SENT.has(label) && !CERTIFICATE.test(label) && syscall !== "connect",
		reason: label,
		cause: error
	};
}
// src/adapters/http-pause.ts
/** Counted once, however many requests wait at the same time. */
const MOST_WAITING_MS = 6e5;
/**
* A service that throttles throttles the account, not the request: Dataverse lengthens its `Retry-After`
* for as long as anybody keeps sending. So one request that is told to wait makes all wait.
*/
function openPauses({ clock, onWait }) {
	const ends = {};
	let waiting = 0;
	async function elapse({ system, url }) {
		for (let end = ends[system] ?? 0; end > clock.now().getTime();) {
			if (waiting > MOST_WAITING_MS) throw tooLong(system, {
				url,
				end
			});
			await clock.sleep(end - clock.now().getTime());
			if (ends[system] === end) return;
			end = ends[system] ?? 0;
		}
	}
	function note(system, milliseconds) {
		if (milliseconds <= 0) return false;
		const now = clock.now().getTime();
		const before = Math.max(now, ends[system] ?? 0);
		const end = now + milliseconds;
		if (end <= before) return true;
		ends[system] = end;
		waiting += end - before;
		onWait(`${systemName(system)} asks to wait ${Math.ceil(milliseconds / 1e3)} s.`);
		return true;
	}
	return {
		elapse,
		note
	};
}
function tooLong(system, { url, end }) {
	return new UnreachableError(`${systemName(system)} (${new URL(url).host}) asks to wait until ${new Date(end).toISOString()}; a run waits at most ${MOST_WAITING_MS / 6e4} minutes in all.`, "Run again after that time. If it keeps happening, look for what else uses the same account, or sync less often.");
}
/** `Retry-After` (RFC 9110 §10.2.3) in milliseconds, 0 without one. A date is read on the server's own clock. */
function retryAfterMs(headers, now) {
	const value = headers["retry-after"]?.trim() ?? "";
	if (/^\d+(\.\d+)?$/.test(value)) return Number(value) * 1e3;
	const until = Date.parse(value);
	if (Number.isNaN(until)) return 0;
	const serverNow = Date.parse(headers.date ?? "");
	return Math.max(0, until - (Number.isNaN(serverNow) ? now.getTime() : serverNow));
}
// src/adapters/dataverse-write.ts
const MOST_IN_BATCH = 1e3;
const WAVES = 5;
const SHORTEST_WAIT_MS = 1e3;
const LONGEST_WAIT_MS = 6e5;
const NOT_SENT = {
	outcome: "failed",
	reason: "not sent",
	sent: false
};
/**
* Dataverse works through a batch one by one, so the quickest is one wave: as many batches as may be under way
* at the same time, all of the same size. Parts that were throttled go into the next wave.
*/
function openWriter(connection, clock) {
	async function sendWave(jobs) {
		const width = connection.concurrency();
		await inParallel(inBatches(jobs, width), width, async (batch) => {
			const fates = await sendTogether(connection, batch.map((job) => job.write));
			for (const [place, job] of batch.entries()) job.fate = fates[place] ?? NOT_SENT;
		});
	}
	function waitOf({ fate }) {
		if (fate.outcome !== "throttled") return 0;
		return Math.max(SHORTEST_WAIT_MS, retryAfterMs(fate.answer.headers, clock.now()));
	}
	async function write(writes) {
		const jobs = writes.map((each) => ({
			write: each,
			fate: NOT_SENT
		}));
		let waiting = jobs;
		for (let wave = 1; waiting.length > 0; wave += 1) {
			await sendWave(waiting);
			waiting = waiting.filter((job) => job.fate.outcome === "throttled");
			const waitMs = Math.max(0, ...waiting.map(waitOf));
			if (wave === WAVES || waitMs > LONGEST_WAIT_MS) break;
			if (waitMs > 0) await clock.sleep(waitMs);
		}
		return jobs.map(resultOf$1);
	}
	return { write };
}
/** Writes of one record stay together, in their order: they must not be under way at the same time. */
function inBatches(jobs, width) {
	const size = Math.min(Math.ceil(jobs.length / width), MOST_IN_BATCH);
	const batches = [];
	for (const group of Map.groupBy(jobs, (job) => job.write.id).values()) {
		const last = batches.at(-1);
		if (last && last.length + group.length <= size) last.push(...group);
		else batches.push(group);
	}
	return batches;
}
function resultOf$1({ fate }) {
	if (fate.outcome !== "throttled") return fate;
	return {
		outcome: "failed",
		reason: reasonOf$1(fate.answer),
		sent: false
	};
}
// src/adapters/dataverse.ts
/** The opportunities of one Dataverse environment, over its Web API 9.2. */
function openDataverse(options) {
	const connection = connect$1(options);
	return {
		...openReader({
			leads: null,
			...options,
			connection
		}),
		...openWriter(connection, options.clock)
	};
}
// src/adapters/entra-refusal.ts
const SIGN_IN_AGAIN = "Sign in again as the Referrals admin and store the new refresh token; docs/signing-in.md says how.";
const ASK_ADMINISTRATOR = "Ask the Entra administrator of the tenant to";
/** Entra's error numbers (AADSTS…) that a partner can do something about: what happened, and the next step. */
const REFUSALS = {
	"700082": ["the refresh token has expired, because it was not used for too long", SIGN_IN_AGAIN],
	"70043": ["the refresh token has expired under the tenant's sign-in frequency policy", SIGN_IN_AGAIN],
	"50076": ["multi-factor authentication is required", SIGN_IN_AGAIN],
	"50079": ["the user has to register for multi-factor authentication", `Register at https://aka.ms/mfasetup. ${SIGN_IN_AGAIN}`],
	"50078": ["the multi-factor authentication of the last sign-in is too old", SIGN_IN_AGAIN],
	"50173": ["the refresh token was revoked, for example by a password change", SIGN_IN_AGAIN],
	"65001": ["nobody has consented to what the application asks for", `${ASK_ADMINISTRATOR} grant admin consent to the application.`],
	"700007": ["the refresh token was issued to another application", "Check that client id and refresh token belong together."],
	"7000215": ["the client secret is wrong", "Store the secret's value, not its id, and check that it belongs to the client id."],
	"7000222": ["the client secret has expired", "Create a new client secret in the app registration and store it."],
	"700213": ["no federated credential of the application fits this workflow", "Add a federated credential with the subject of this repository and environment to the app registration."],
	"70021": ["no federated credential of the application fits this workflow", "Check the federated credential's issuer, subject and audience; a new one takes some minutes to work."],
	"700024": ["the federated credential's assertion had expired", "Run again."],
	"500011": ["the tenant does not know the address that the token was asked for", "Check dataverse-url, and that the environment belongs to the tenant that is named for it."],
	"53003": ["a Conditional Access policy blocks this sign-in", `${ASK_ADMINISTRATOR} exclude the synchronising account from that policy or to allow where it runs.`]
};
/** What the sign-in library threw, as an error a person can act on. Entra's own text stays out: it names users. */
function refusal(service, error) {
	const number = numberOf(error);
	const [message, mend] = REFUSALS[number ?? ""] ?? unknown(number, error);
	return new SignInError(`Sign-in for ${service} was refused: ${message}${number ? ` (AADSTS${number})` : ""}.`, mend, number);
}
function numberOf(error) {
	const { errorNo } = error;
	if (typeof errorNo === "string" && /^\d+$/.test(errorNo)) return errorNo;
	return /AADSTS(\d+)/.exec(String(error))?.[1] ?? null;
}
function unknown(number, error) {
	const { errorCode } = error;
	return [typeof errorCode === "string" && errorCode ? errorCode : "for a reason it did not tell", `See ${number ? `https://login.microsoftonline.com/error?code=${number}` : "the sign-in log of the tenant"} for what it means; check tenant id, client id and client secret.`];
}
// src/adapters/entra.ts
const PUBLIC_CLOUD = "https://login.microsoftonline.com";
const REFERRALS_SCOPE = "https://api.partner.microsoft.com/.default";
/** A token that has less than this to live might expire under way. */
const MARGIN_MS = 3e5;
/**
* Tokens of Microsoft Entra, one request for each. The library that signs in is loaded when the first token is
* needed, and sends through our own client: so proxies, retries and request counts are the same as everywhere.
*
* @throws SignInError with Entra's number, from the token sources
*/
function openEntra(options) {
	let refreshToken = options.refreshToken ?? null;
	let rotated = null;
	async function acquire(service, grant) {
		const line = openLine(options, (token) => {
			rotated = refreshToken = token;
		});
		const result = await grant(await openApplication(options, line.network)).catch((error) => {
			throw line.failure() ?? refusal(service, error);
		});
		if (!result) throw refusal(service, /* @__PURE__ */ new Error("no token in the answer"));
		return {
			value: result.accessToken,
			expiresAt: result.expiresOn?.getTime() ?? 0
		};
	}
	return {
		partnerCenter: () => cached(async () => {
			const current = refreshToken;
			if (current === null) throw noRefreshToken();
			return acquire("Partner Center", (app) => app.acquireTokenByRefreshToken({
				scopes: [REFERRALS_SCOPE],
				refreshToken: current
			}));
		}),
		dataverse: (environmentUrl) => {
			const scopes = [`${new URL(environmentUrl).origin}/.default`];
			return cached(() => acquire("Dataverse", (app) => app.acquireTokenByClientCredential({ scopes })));
		},
		rotatedRefreshToken: () => rotated
	};
}
/** Callers that ask at the same time share one request. */
function cached(acquire) {
	let held = null;
	let pending = null;
	return async ({ fresh = false } = {}) => {
		if (!fresh && held && held.expiresAt - MARGIN_MS > Date.now()) return held.value;
		pending ??= acquire().finally(() => {
			pending = null;
		});
		held = await pending;
		return held.value;
	};
}
/**
* A new application for each token: it must not remember anything, since `cached` does. Endpoints are spelt out
* because the library would ask an authority it does not know for them, and refuses one that is not https
* (only a loopback address can be that: see `openHttp`).
*/
async function openApplication(options, networkClient) {
	const { ConfidentialClientApplication } = await import("./dist.js");
	const { authorityUrl = PUBLIC_CLOUD, tenantId, clientId, clientSecret } = options;
	const base = `${new URL(authorityUrl).origin}/${encodeURIComponent(tenantId)}`;
	const { host } = new URL(base);
	const authorityMetadata = JSON.stringify({
		authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
		token_endpoint: `${base}/oauth2/v2.0/token`,
		issuer: `${base}/v2.0`,
		jwks_uri: `${base}/discovery/v2.0/keys`
	});
	return new ConfidentialClientApplication({
		auth: {
			clientId,
			clientSecret,
			authority: base.replace(/^http:/, "https:"),
			knownAuthorities: [host],
			authorityMetadata
		},
		system: { networkClient }
	});
}
function openLine({ http, onSecret }, onRefreshToken) {
	let failure = null;
	async function exchange(method, url, request) {
		try {
			const { headers, body } = {
				headers: {},
				body: "",
				...request
			};
			const sent = {
				system: "sign-in",
				method,
				url,
				headers,
				repeatable: true
			};
			const answer = await http.send(method === "POST" ? {
				...sent,
				body
			} : sent);
			if (answer.status === 429 || answer.status >= 500) throw unavailable(url, answer.status);
			return {
				status: answer.status,
				headers: { ...answer.headers },
				body: tokensOf(answer.body)
			};
		} catch (error) {
			if (error instanceof CosellError) failure = error;
			throw error;
		}
	}
	function tokensOf(text) {
		const body = parseJson$1(text);
		if (typeof body !== "object" || body === null) return {};
		for (const [name, value] of Object.entries(body)) {
			if (typeof value !== "string" || !/^(access|refresh|id)_token$/.test(name)) continue;
			onSecret(value);
			if (name === "refresh_token") onRefreshToken(value);
		}
		return body;
	}
	return {
		network: {
			sendGetRequestAsync: (url, request) => exchange("GET", url, request),
			sendPostRequestAsync: (url, request) => exchange("POST", url, request)
		},
		failure: () => failure
	};
}
function unavailable(url, status) {
	return new UnreachableError(`Microsoft Entra (${new URL(url).host}) kept answering ${status}.`, "Try again later; https://status.cloud.microsoft shows outages.");
}
function noRefreshToken() {
	return new ConfigurationError([{
		where: "refresh token",
		message: "is missing; Partner Center referrals can only be read as a user"
	}], "Sign in once as a Referrals admin and store the refresh token as a secret; docs/signing-in.md says how.");
}
// src/adapters/commit-message.ts
/** The last paragraph of a message, where `git interpret-trailers` looks for it. */
function operationTrailer(operation) {
	return `Sync-Operation: ${operation}`;
}
/** What follows the headline: the commit's own text, then the trailer by which the commit is known again. */
function messageBody({ body, operation }) {
	return [body, operationTrailer(operation)].filter(Boolean).join("\n\n");
}
// src/adapters/git-command.ts
/** All that git inherits: no `GIT_*` variable that points elsewhere, and none of the run's secrets. */
const INHERITED = [
	"PATH",
	"HOME",
	"XDG_CONFIG_HOME",
	"USERPROFILE",
	"SYSTEMROOT",
	"TEMP",
	"TMP",
	"TMPDIR"
];
/** Messages in English, because they are matched; and never a question to a person who is not there. */
const UNATTENDED = {
	LC_ALL: "C",
	GIT_TERMINAL_PROMPT: "0"
};
/** What a person has configured for their own work (hooks, signing, templates) has no say in the state. */
const NO_USER_CONFIGURATION = {
	GIT_CONFIG_NOSYSTEM: "1",
	GIT_CONFIG_GLOBAL: "/dev/null"
};
const SETTINGS = [
	["core.hooksPath", "/dev/null"],
	["core.fsync", "committed,loose-object,reference"],
	["core.filesRefLockTimeout", "1000"]
].flatMap(([name, value]) => ["-c", `${name}=${value}`]);
/**
* The repository in exactly this directory, never one further up. A directory that is missing or empty
* becomes a bare repository whose HEAD is `branch`.
*
* @throws StateError when the directory holds something else, belongs to somebody whom git does not trust,
*   or has the branch checked out
*/
async function openRepository(directory, branch) {
	const place = await emptyOrExisting(directory);
	if (place.empty) await initialise(place.path, branch);
	const environment = {
		...UNATTENDED,
		...NO_USER_CONFIGURATION
	};
	const location = ["--git-dir", await gitDirectory(place.path)];
	const git = (parameters, input = "") => run$1({
		parameters: [
			...location,
			...SETTINGS,
			...parameters
		],
		directory: place.path,
		environment,
		input
	});
	await refuseCheckedOut({
		git,
		directory,
		branch
	});
	return git;
}
/** For what no caller expects: carries git's own words. */
function gitFailure(action, { status, complaint }) {
	return new StateError(`git could not ${action} (status ${status}): ${complaint.trim()}`, "Mend the repository of --state-dir (git fsck tells what is wrong with it), or name another directory.");
}
async function emptyOrExisting(directory) {
	try {
		await mkdir(directory, { recursive: true });
		return {
			path: await realpath(directory),
			empty: (await readdir(directory)).length === 0
		};
	} catch (error) {
		throw new StateError(`The state directory ${directory} cannot be used: ${error.code}.`, "Give --state-dir a directory that you may read and write.", { cause: error });
	}
}
async function initialise(directory, branch) {
	const result = await run$1({
		parameters: [
			"init",
			"--quiet",
			"--bare",
			`--initial-branch=${branch}`
		],
		directory,
		environment: {
			...UNATTENDED,
			...NO_USER_CONFIGURATION
		}
	});
	if (result.status !== 0) throw gitFailure(`make a repository in ${directory}`, result);
}
/**
* The one call that reads the user's configuration: `safe.directory` counts nowhere else. Later calls name
* the git directory themselves, which git takes as trust in it.
*/
async function gitDirectory(directory) {
	const result = await run$1({
		parameters: ["rev-parse", "--absolute-git-dir"],
		directory,
		environment: {
			...UNATTENDED,
			GIT_CEILING_DIRECTORIES: dirname(directory)
		}
	});
	if (result.status === 0) return result.output.toString().trim();
	if (result.complaint.includes("dubious ownership")) throw new StateError(`git does not trust the state directory ${directory}, because it belongs to another user.`, `If you trust it, run: git config --global --add safe.directory "${directory}"`);
	if (!result.complaint.includes("not a git repository")) throw gitFailure(`open ${directory}`, result);
	throw new StateError(`The state directory ${directory} is not empty, and not a git repository.`, "Give --state-dir a git repository, or a directory that is empty or does not exist yet.");
}
/** Moving a branch under a checkout would show every commit of ours as a change that somebody staged. */
async function refuseCheckedOut(place) {
	const result = await place.git([
		"worktree",
		"list",
		"--porcelain"
	]);
	if (result.status !== 0) throw gitFailure("list the work trees", result);
	if (!result.output.toString().split("\n").includes(`branch refs/heads/${place.branch}`)) return;
	throw new StateError(`The state branch ${place.branch} is checked out in ${place.directory}.`, "Check out another branch there, or name another state branch.");
}
function run$1({ parameters, directory, environment, input = "" }) {
	return new Promise((resolve, reject) => {
		const child = spawn("git", parameters, {
			cwd: directory,
			env: {
				...inherited(),
				...environment
			}
		});
		const output = [];
		const complaint = [];
		child.stdout.on("data", (chunk) => output.push(chunk));
		child.stderr.on("data", (chunk) => complaint.push(chunk));
		child.on("error", (error) => reject(notStarted(error)));
		child.on("close", (status) => resolve({
			status: status ?? -1,
			output: Buffer.concat(output),
			complaint: Buffer.concat(complaint).toString()
		}));
		child.stdin.on("error", () => {});
		child.stdin.end(input);
	});
}
function inherited() {
	return Object.fromEntries(INHERITED.flatMap((name) => {
		const value = process.env[name];
		return value === void 0 ? [] : [[name, value]];
	}));
}
function notStarted(error) {
	return new StateError(`git could not be started: ${error.message}.`, "Install git 2.36 or later and put it on the PATH: --state-dir keeps the state in a git repository.", { cause: error });
}
// src/adapters/git.ts
/**
* The state branch in a local repository. Work trees, the index and other branches are never touched.
*
* A read is two git processes, a commit three, however many files there are.
*
* @throws StateError see `openRepository`
*/
async function openGitState(options) {
	const { directory, branch, author, clock } = options;
	const git = await openRepository(directory, branch);
	const ref = `refs/heads/${branch}`;
	async function read(paths) {
		const head = await readHead({
			git,
			ref
		});
		return {
			head,
			files: head === null ? {} : await readFiles$1({
				git,
				head,
				paths
			})
		};
	}
	async function commit(change) {
		const { expectedHead } = change;
		if (await readHead({
			git,
			ref
		}) !== expectedHead) return "stale";
		const pending = `refs/cosell-sync/${randomUUID()}`;
		const head = await importCommit(git, importStream({
			change,
			pending,
			author,
			now: clock.now()
		}));
		const move = expectedHead === null ? `create ${ref} ${head}` : `update ${ref} ${head} ${expectedHead}`;
		const moved = await git(["update-ref", "--stdin"], `${move}\ndelete ${pending}\n`);
		if (moved.status === 0) return { head };
		await git([
			"update-ref",
			"-d",
			pending
		]);
		if (await readHead({
			git,
			ref
		}) !== expectedHead) return "stale";
		throw gitFailure(`move the branch ${branch}`, moved);
	}
	return {
		read,
		commit
	};
}
/** `for-each-ref` tells a branch that is broken from one that is missing, and asks for no object. */
async function readHead({ git, ref }) {
	const result = await git([
		"for-each-ref",
		"--format=%(refname) %(objectname)",
		ref
	]);
	if (result.status !== 0 || result.complaint.includes("broken ref")) throw gitFailure(`read ${ref}`, result);
	return result.output.toString().split("\n").find((line) => line.startsWith(`${ref} `))?.slice(ref.length + 1) ?? null;
}
/** By the commit and not by the branch, which may move between two files. */
async function readFiles$1({ git, head, paths }) {
	const names = [head, ...paths.map((path) => `${head}:${path}`)];
	const result = await git(["cat-file", "--batch"], names.map((name) => `${name}\n`).join(""));
	if (result.status !== 0) throw gitFailure(`read ${head}`, result);
	const [commit, ...objects] = batchObjects(result.output, names.length);
	if (commit?.type !== "commit") throw new StateError(`The state branch points to ${head}, which is not a commit of this repository.`, "The repository of --state-dir is damaged: run git fsck there, and restore it from a copy.");
	const files = paths.flatMap((path, index) => {
		const object = objects[index];
		return object?.type === "blob" ? [[path, object.content]] : [];
	});
	return Object.fromEntries(files);
}
/** What `git cat-file --batch` prints: `<id> <type> <size>`, newline, content, newline; or `<name> missing`. */
function batchObjects(output, count) {
	let at = 0;
	return Array.from({ length: count }, () => {
		const start = output.indexOf("\n", at) + 1;
		const [, type, size] = /^[0-9a-f]+ (\w+) (\d+)\n$/.exec(output.toString("utf8", at, start)) ?? [];
		if (type === void 0) {
			at = start;
			return {
				type: "missing",
				content: ""
			};
		}
		const end = start + Number(size);
		at = end + 1;
		return {
			type,
			content: output.toString("utf8", start, end)
		};
	});
}
async function importCommit(git, stream) {
	const result = await git(["fast-import", "--quiet"], stream);
	if (result.status !== 0) throw gitFailure("write the commit", result);
	return result.output.toString().trim();
}
/**
* One commit in the language of `git fast-import`, which answers with its id. It goes to a ref of its own:
* fast-import would move the branch itself from any ancestor of the parent, not only from the parent.
*/
function importStream(commit) {
	const { change, pending, author, now } = commit;
	const seconds = Math.floor(now.getTime() / 1e3);
	const files = Object.entries(change.files).map(([path, text]) => `M 100644 inline ${quoted(path)}\n${data(text)}`);
	return [
		`feature done\ncommit ${pending}\nmark :1\n`,
		`committer ${author.name} <${author.email}> ${seconds} +0000\n`,
		data(`${change.headline}\n\n${messageBody(change)}\n`),
		change.expectedHead === null ? "" : `from ${change.expectedHead}\n`,
		...files,
		"get-mark :1\ndone\n"
	].join("");
}
function data(text) {
	return `data ${Buffer.byteLength(text)}\n${text}\n`;
}
function quoted(path) {
	return `"${path.replace(/["\\]/g, "\\$&")}"`;
}
// src/adapters/github-api.ts
const GRAPHQL_ENVELOPE = object({
	data: unknown$1().optional(),
	errors: array(object({
		type: string().default(""),
		message: string()
	})).default([])
});
const REST_ERROR = object({ message: string() });
/**
* GitHub's GraphQL and REST, and what their refusals mean to the person who runs this.
*
* Every method throws
* - StateError for a refusal that no caller can get around (401, 403, 404, the rate limit);
* - UnreachableError when GitHub kept failing, or did not answer at all;
* - ContractError when an answer does not have the documented shape.
*/
function openGithubApi({ http, apiUrl, graphqlUrl, repository, token }) {
	async function send(method, url, body) {
		const response = await http.send({
			system: "github",
			method,
			url,
			headers: {
				authorization: `Bearer ${token}`,
				accept: "application/vnd.github+json",
				"content-type": "application/json",
				"user-agent": "cosell-sync",
				"x-github-api-version": "2022-11-28"
			},
			repeatable: true,
			...body === void 0 ? {} : { body: JSON.stringify(body) }
		});
		if (response.status < 300 || response.status === 422) return response;
		throw failure$1(response, repository);
	}
	async function rest(schema, sent) {
		const response = await sent;
		if (response.status !== 422) return { data: parsed(schema, response.body) };
		return { refusal: {
			type: "422",
			message: parsed(REST_ERROR, response.body).message
		} };
	}
	return {
		graphql: async (schema, query, variables) => {
			const response = await send("POST", graphqlUrl, {
				query,
				variables
			});
			const { data, errors } = parsed(GRAPHQL_ENVELOPE, response.body);
			const [refusal] = errors;
			if (refusal === void 0) return { data: shaped(schema, data) };
			if (refusal.type.startsWith("RATE_LIMIT")) throw rateLimited(response);
			if (DENIED.has(refusal.type)) throw denied(repository, refusal.message);
			return { refusal };
		},
		get: (schema, path) => rest(schema, send("GET", `${apiUrl}/repos/${repository}${path}`)),
		post: (schema, path, body) => rest(schema, send("POST", `${apiUrl}/repos/${repository}${path}`, body))
	};
}
/** What GraphQL calls a 403. */
const DENIED = /* @__PURE__ */ new Set(["FORBIDDEN", "INSUFFICIENT_SCOPES"]);
/** An answer that cannot be used, in words for a person. */
function unusable(refusal, repository) {
	if (refusal.type === "NOT_FOUND") return notFound(repository);
	return new StateError(`GitHub refused to read or write the state of ${repository}: ${refusal.message}`, "Look for branch rules that keep the job from writing to the state branch, then run again.");
}
function failure$1(response, repository) {
	const { status, headers, body } = response;
	if (status >= 500) return new UnreachableError(`GitHub kept failing with status ${status}.`, "Look at githubstatus.com, and run again when it has recovered.");
	const said = messageOf(body);
	if (status === 429 || headers["x-ratelimit-remaining"] === "0" || /rate limit/i.test(said)) return rateLimited(response);
	if (status === 401) return new StateError(`GitHub does not accept the token: ${said}`, "Check the input github-token: it may have expired, or be for another GitHub server.");
	if (status === 403) return denied(repository, said);
	if (status === 404) return notFound(repository);
	return unusable({
		type: String(status),
		message: `${said} (status ${status})`
	}, repository);
}
function denied(repository, said) {
	return new StateError(`The token may not do this in ${repository}: ${said}`, "Give the job `permissions: contents: write`; a token of your own needs the same permission.");
}
function notFound(repository) {
	return new StateError(`GitHub has no repository ${repository}, or the token may not see it.`, "Check the name of the repository, and that the input github-token is for it.");
}
function rateLimited({ headers }) {
	const reset = Number(headers["x-ratelimit-reset"]);
	return new StateError("GitHub's rate limit of this token is used up.", `Run again ${reset > 0 ? `after ${(/* @__PURE__ */ new Date(reset * 1e3)).toISOString()}` : "in an hour"}. A workflow's own token has 1,000 requests an hour for the whole repository.`);
}
function messageOf(body) {
	try {
		return REST_ERROR.parse(JSON.parse(body)).message;
	} catch {
		return "no message";
	}
}
function parsed(schema, body) {
	try {
		return shaped(schema, JSON.parse(body));
	} catch (error) {
		if (!(error instanceof SyntaxError)) throw error;
		throw unexpected("it is not JSON");
	}
}
function shaped(schema, value) {
	const result = schema.safeParse(value);
	if (result.success) return result.data;
	throw unexpected(prettifyError(result.error));
}
function unexpected(what) {
	return new ContractError(`GitHub's answer does not have the documented shape: ${what}`, "Check that GITHUB_API_URL and GITHUB_GRAPHQL_URL are those of a GitHub server, and report this if they are.");
}
// src/adapters/github.ts
/**
* The state branch through GitHub's API. A commit is signed by GitHub and shows as verified, because it names
* no author of its own.
*
* A read is one request, a commit one, the first commit of the branch three; and one more for each file that
* GraphQL does not hand over whole, and for a commit that was not confirmed.
*
* @throws StateError, UnreachableError and ContractError see `openGithubApi`
* @throws LostAnswerError when a commit may yet arrive, though the branch does not have it
*/
function openGithubState(options) {
	const { repository, branch } = options;
	const store = {
		api: openGithubApi(options),
		repository,
		branch
	};
	return {
		read: (paths) => readFiles(store, paths),
		/**
		* - Send the commit; the HTTP layer repeats it when an answer is lost, which the expected head makes safe.
		* - Without a confirmation look at the branch: a lost attempt may have arrived, and then the repetition
		*   was refused because of our own commit.
		*/
		commit: async (change) => {
			const attempt = await (change.expectedHead === null ? createBranch : addCommit)(store, change).catch(unanswered);
			if ("head" in attempt) return attempt;
			const { head, commits } = await readHistory(store);
			const trailer = operationTrailer(change.operation);
			const ours = commits.find(({ message }) => message.split("\n").includes(trailer));
			if (ours !== void 0) return { head: ours.oid };
			if (attempt.stale || head !== change.expectedHead) return "stale";
			throw attempt.failure;
		}
	};
}
const BLOB = object({ content: string() });
/** Only a blob has a text: `null` when GitHub takes it for binary, its beginning when it is long. */
const TREE_ENTRY = object({ object: object({
	oid: string(),
	text: string().nullish()
}) });
async function readFiles(store, paths) {
	const names = paths.map((path, index) => ({
		path,
		alias: `file${index}`,
		variable: `path${index}`
	}));
	const commit = await readBranch(store, {
		schema: object({ oid: string() }).catchall(TREE_ENTRY.nullable()),
		declarations: names.map(({ variable }) => `$${variable}: String!`),
		fields: names.map(({ alias, variable }) => `${alias}: file(path: $${variable}) { object { oid ... on Blob { text } } }`),
		variables: Object.fromEntries(names.map(({ variable, path }) => [variable, path]))
	});
	if (commit === null) return {
		head: null,
		files: {}
	};
	const files = names.map(async ({ path, alias }) => {
		const blob = commit[alias]?.object;
		return blob?.text === void 0 ? [] : [[path, await wholeText(store, blob.oid, blob.text)]];
	});
	return {
		head: commit.oid,
		files: Object.fromEntries((await Promise.all(files)).flat())
	};
}
/** A blob's id is the hash of its content, and so tells whether the text that came is all of it, unchanged. */
async function wholeText({ api, repository }, oid, text) {
	if (text !== null && blobId(text) === oid) return text;
	const answer = await api.get(BLOB, `/git/blobs/${oid}`);
	return Buffer.from(demand(answer, repository).content, "base64").toString();
}
function blobId(text) {
	const content = Buffer.from(text);
	return createHash("sha1").update(`blob ${content.length}\0`).update(content).digest("hex");
}
const HISTORY = object({
	oid: string(),
	history: object({ nodes: array(object({
		oid: string(),
		message: string()
	})) })
});
async function readHistory(store) {
	const commit = await readBranch(store, {
		schema: HISTORY,
		declarations: [],
		fields: ["history(first: 20) { nodes { oid message } }"],
		variables: {}
	});
	return {
		head: commit?.oid ?? null,
		commits: commit?.history.nodes ?? []
	};
}
/** The commit that the branch points to, or `null` without the branch. */
async function readBranch({ api, repository, branch }, query) {
	const [owner, name] = repository.split("/");
	const declarations = [
		"$owner: String!",
		"$name: String!",
		"$ref: String!",
		...query.declarations
	].join(", ");
	return demand(await api.graphql(object({ repository: object({ ref: object({ target: query.schema }).nullable() }) }), `query (${declarations}) {
      repository(owner: $owner, name: $name) {
        ref(qualifiedName: $ref) { target { ... on Commit { oid ${query.fields.join(" ")} } } }
      }
    }`, {
		owner,
		name,
		ref: `refs/heads/${branch}`,
		...query.variables
	}), repository).repository.ref?.target ?? null;
}
const NEW_COMMIT = object({ createCommitOnBranch: object({ commit: object({ oid: string() }) }) });
async function addCommit({ api, repository, branch }, change) {
	const answer = await api.graphql(NEW_COMMIT, "mutation ($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) { commit { oid } } }", { input: {
		branch: {
			repositoryNameWithOwner: repository,
			branchName: branch
		},
		expectedHeadOid: change.expectedHead,
		message: {
			headline: change.headline,
			body: messageBody(change)
		},
		fileChanges: { additions: Object.entries(change.files).map(([path, text]) => ({
			path,
			contents: Buffer.from(text).toString("base64")
		})) }
	} });
	if ("data" in answer) return { head: answer.data.createCommitOnBranch.commit.oid };
	return refused(answer.refusal, repository);
}
const OBJECT_ID = object({ sha: string() });
const REFERENCE = object({ object: OBJECT_ID });
/** `createCommitOnBranch` needs a branch, so the first commit, which has no parent, is put together in parts. */
async function createBranch({ api, repository, branch }, change) {
	const entries = Object.entries(change.files);
	const tree = await api.post(OBJECT_ID, "/git/trees", { tree: entries.map(([path, content]) => ({
		path,
		mode: "100644",
		type: "blob",
		content
	})) });
	const { sha } = demand(await api.post(OBJECT_ID, "/git/commits", {
		message: `${change.headline}\n\n${messageBody(change)}`,
		tree: demand(tree, repository).sha,
		parents: []
	}), repository);
	const answer = await api.post(REFERENCE, "/git/refs", {
		ref: `refs/heads/${branch}`,
		sha
	});
	if ("data" in answer) return { head: answer.data.object.sha };
	return refused(answer.refusal, repository);
}
/** In words too: two commits at the same moment have been answered without the type. */
const MOVED = /^Ref .* is at .* but expected|^Reference already exists/;
function refused(refusal, repository) {
	const stale = refusal.type === "STALE_DATA" || MOVED.test(refusal.message);
	return {
		failure: unusable(refusal, repository),
		stale
	};
}
function unanswered(error) {
	if (!(error instanceof UnreachableError || error instanceof ContractError)) throw error;
	return {
		failure: new LostAnswerError(`GitHub did not confirm the commit of the state: ${error.message}`, "It may yet arrive. The next run goes on from what it finds on the state branch.", { cause: error }),
		stale: false
	};
}
function demand(answer, repository) {
	if ("data" in answer) return answer.data;
	throw unusable(answer.refusal, repository);
}
// src/adapters/http.ts
var import_undici = require_undici();
const ATTEMPTS = 5;
const FIRST_BACK_OFF_MS = 500;
/** Dataverse stops a message after two minutes. */
const TIME_LIMIT_MS = 12e4;
/** Dataverse refuses the 53rd concurrent request of a user. */
const CONNECTIONS = 52;
/** The only retries there are: nothing above or below this repeats a request, or attempts would multiply. */
function openHttp({ clock, random, timeLimitMs = TIME_LIMIT_MS, onWait = () => {} }) {
	const agent = new import_undici.EnvHttpProxyAgent({
		connections: CONNECTIONS,
		allowH2: false,
		proxyTunnel: true
	});
	const counts = {
		"partner-center": 0,
		dataverse: 0,
		"sign-in": 0,
		github: 0
	};
	const pauses = openPauses({
		clock,
		onWait
	});
	async function attempt(request) {
		try {
			const answer = await (0, import_undici.request)(request.url, {
				method: request.method,
				headers: request.headers ?? {},
				body: request.body ?? null,
				dispatcher: agent,
				signal: AbortSignal.timeout(timeLimitMs)
			});
			const body = await answer.body.text();
			counts[request.system] += 1;
			return { response: {
				status: answer.statusCode,
				headers: flat(answer.headers),
				body
			} };
		} catch (error) {
			const failure = failureOf(error, timeLimitMs);
			if (failure.sent) counts[request.system] += 1;
			return { failure };
		}
	}
	async function backOff(attempts) {
		await clock.sleep(Math.round(random() * FIRST_BACK_OFF_MS * 2 ** attempts));
	}
	async function send(request) {
		refuseInsecure(request.url);
		for (let attempts = 1;; attempts += 1) {
			await pauses.elapse(request);
			const result = await attempt(request);
			if ("failure" in result) giveUp(request, {
				failure: result.failure,
				attempts
			});
			else {
				const pause = pauses.note(request.system, retryAfterMs(result.response.headers, clock.now()));
				if (attempts === ATTEMPTS || !mayRepeat(request, result.response.status)) return result.response;
				if (pause) continue;
			}
			await backOff(attempts);
		}
	}
	return {
		send,
		counts,
		close: () => agent.close()
	};
}
function mayRepeat(request, status) {
	if (status === 429) return true;
	return request.repeatable && (status === 408 || status >= 500 && status !== 501);
}
/** Throws unless the request may be tried once more. */
function giveUp(request, { failure, attempts }) {
	const { host } = new URL(request.url);
	const service = `${systemName(request.system)} (${host})`;
	if (failure.sent && !request.repeatable) throw new LostAnswerError(`${service} did not answer a ${request.method}: ${failure.reason}.`, "It may have been carried out. The next run reads the record again and goes on from what it finds.", { cause: failure.cause });
	if (attempts < ATTEMPTS) return;
	throw new UnreachableError(`${service} could not be reached in ${ATTEMPTS} attempts: ${failure.reason}.`, `Check that the address is right and that this machine may connect to ${host} (firewall, proxy), then run again.`, { cause: failure.cause });
}
const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;
function refuseInsecure(url) {
	const { protocol, hostname, host } = new URL(url);
	if (protocol === "https:" || protocol === "http:" && LOOPBACK.test(hostname)) return;
	throw new ConfigurationError([{
		where: host,
		message: "is not reached over https, so a token sent there could be read on the way"
	}], "Use the https address of the service.");
}
function flat(headers) {
	const entries = Object.entries(headers).map(([name, value]) => [name, [value].flat().join(", ")]);
	return Object.fromEntries(entries);
}
// src/adapters/partner-center-answer.ts
/** Everything else of a referral is for the mapping to read: members come and go without notice. */
const referral = looseObject({
	id: string().min(1),
	updatedDateTime: string().min(1),
	eTag: string().min(1)
});
/** The documented samples abbreviate the rows of a list, so the etag may be missing there. */
const listed = referral.extend({ eTag: string().min(1).nullish() });
const list = object({
	value: array(listed),
	"@odata.nextLink": string().nullish()
});
function readList$1(response) {
	return read(list, response, "the list of referrals");
}
function readReferral(response) {
	const row = read(referral, response, "a referral");
	return recordOf(row, row.eTag);
}
/** What a successful write answers; `null` when that tells nothing, which does not undo the write. */
function readWritten({ body }) {
	const row = referral.safeParse(parseJson$1(body)).data;
	return row ? recordOf(row, row.eTag) : null;
}
function recordOf(row, etag) {
	const { id, updatedDateTime: modified } = row;
	return {
		side: "referral",
		id: id.toLowerCase(),
		etag,
		modified,
		properties: row
	};
}
function read(schema, { body }, what) {
	const result = schema.safeParse(parseJson$1(body));
	if (result.success) return result.data;
	throw contractError(`Partner Center sent ${what} in an unknown form: look at ${result.error.issues[0]?.path.join(".") || "the whole answer"}.`);
}
function contractError(message) {
	return new ContractError(message, "Nothing was changed. Please report it: the service may have changed.");
}
const error = looseObject({
	code: unknown$1().optional(),
	message: unknown$1().optional(),
	innerError: unknown$1().optional()
});
/** The gateway in front of the service has shapes of its own: `{code, description}` and `{statusCode, message}`. */
const answer = looseObject({
	error: unknown$1().optional(),
	code: unknown$1().optional(),
	message: unknown$1().optional(),
	description: unknown$1().optional()
});
function refusalOf({ body }) {
	const outer = answer.safeParse(parseJson$1(body)).data;
	const found = [{
		code: text$2(outer?.code),
		message: text$2(outer?.description) || text$2(outer?.message)
	}];
	let inner = error.safeParse(outer?.error).data;
	while (inner) {
		found.push({
			code: text$2(inner.code),
			message: text$2(inner.message)
		});
		inner = error.safeParse(inner.innerError).data;
	}
	const { code, message } = found.findLast((each) => each.code || each.message) ?? {
		code: "",
		message: ""
	};
	return {
		code,
		message: shortReason(message),
		codes: found.map((each) => each.code)
	};
}
function text$2(value) {
	return typeof value === "string" || typeof value === "number" ? String(value) : "";
}
/** `412 99918: One of the specified pre-condition is not met.` */
function reasonOf(response) {
	const { code, message } = refusalOf(response);
	const head = [response.status, code].filter(Boolean).join(" ");
	return message ? `${head}: ${message}` : head;
}
/** An answer other than success to a read, which the run cannot do without. */
function readError(response) {
	const reason = `Partner Center refused to hand over referrals: ${reasonOf(response)}`;
	if (response.status === 429 || response.status >= 500) return new UnreachableError(reason, "Run again later; the next run goes on from the same place.");
	return new ServiceError(reason, response.status === 403 ? "Give the signed-in user the role Referrals admin in Partner Center." : "Check the address of Partner Center; if it is right, please report it.", response.status, refusalOf(response).code);
}
/** Partner Center's code for a token that was got without multi-factor authentication. */
const WITHOUT_MFA = "900421";
function signInError(response) {
	const { code } = refusalOf(response);
	if (code === WITHOUT_MFA) return new SignInError("Partner Center only accepts users who signed in with multi-factor authentication (900421).", "Turn on multi-factor authentication for the user, then sign in again (docs/signing-in.md).", code);
	return new SignInError(`Partner Center does not accept the token: ${reasonOf(response)}`, "Check that the signed-in user belongs to the partner's tenant and that the application has the permission user_impersonation for Microsoft Partner.", code || null);
}
// src/adapters/timestamp.ts
const UTC = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(?:Z|[+-]00:00)$/;
/**
* A UTC timestamp in a form that sorts as text, or `null` when it is none. Partner Center writes six or seven
* fractional digits, of which a `Date` would keep three.
*/
function sortable(timestamp) {
	const parts = UTC.exec(timestamp);
	return parts && `${parts[1]}.${(parts[2] ?? "").padEnd(9, "0")}`;
}
// src/adapters/partner-center-list.ts
/** Newest first is what lets a listing stop early: filtering by time is not documented. */
const ORDER = "$orderby=updatedDateTime%20desc";
/** Two hundred thousand referrals at a hundred a page. */
const MOST_PAGES = 2e3;
/** "Get a list of referrals": newest first, until one is older than asked for. */
function openList(options) {
	const { url: list, read, get, clock } = options;
	async function* pages(since) {
		const followed = /* @__PURE__ */ new Set();
		let url = `${list}?${ORDER}`;
		for (let page = 1; page <= MOST_PAGES; page += 1) {
			const response = await read(url);
			if (response.status !== 200) throw readError(response);
			const { value, "@odata.nextLink": next } = readList$1(response);
			const rows = value.filter((row) => since === null || moment(row.updatedDateTime) >= moment(since));
			yield {
				rows,
				date: serverTime(response)
			};
			if (!next || rows.length < value.length && newestFirst$1(value)) return;
			const skip = skipToken(next);
			if (followed.has(skip)) throw contractError("Partner Center's list of referrals goes round in a circle.");
			followed.add(skip);
			url = `${list}?$skiptoken=${skip}`;
		}
		throw contractError(`Partner Center's list of referrals does not end after ${MOST_PAGES} pages.`);
	}
	/** One record, or none when it is gone by the time its etag is asked for. */
	async function whole(row) {
		if (row.eTag) return [recordOf(row, row.eTag)];
		const record = await get(row.id);
		return record ? [record] : [];
	}
	return async (since, onPage) => {
		const known = /* @__PURE__ */ new Set();
		let readAt = null;
		for await (const { rows, date } of pages(since)) {
			readAt ??= date ?? clock.now().toISOString();
			const fresh = rows.filter((row) => !known.has(version(row)));
			for (const row of fresh) known.add(version(row));
			const records = [];
			for (const row of fresh) records.push(...await whole(row));
			await onPage(records);
		}
		return { readAt: readAt ?? clock.now().toISOString() };
	};
}
function version({ id, eTag, updatedDateTime }) {
	return `${id} ${eTag ?? updatedDateTime}`;
}
function moment(timestamp) {
	const sorted = sortable(timestamp);
	if (sorted === null) throw contractError(`Partner Center sent "${timestamp}" for a time in UTC.`);
	return sorted;
}
/** Only then does a row that is too old mean that all later ones are. */
function newestFirst$1(rows) {
	return rows.every((row, index) => index === 0 || moment(row.updatedDateTime) <= moment(rows[index - 1]?.updatedDateTime ?? ""));
}
/**
* Still percent-encoded. The documented link is plain http and leads to another path, so following it would
* hand the token to whoever listens there.
*/
function skipToken(link) {
	const found = /[?&](?:\$|%24)skiptoken=([^&#]+)/i.exec(link)?.[1];
	if (!found) throw contractError("Partner Center's link to the next page has no skip token.");
	return found;
}
// src/adapters/partner-center.ts
const PRODUCTION = "https://api.partner.microsoft.com";
/**
* The referrals API (learn.microsoft.com/partner-center/developer: "Get a list of referrals", "Patch a
* referral"). It has no batch, no delete and no filter by time.
*/
function openPartnerCenter(options) {
	const { http, token, baseUrl = PRODUCTION, newId, clock } = options;
	const referrals = `${new URL(baseUrl).origin}/v1.0/engagements/referrals`;
	const send = authorised({
		http,
		token,
		refused: signInError
	});
	function call(request) {
		const ids = {
			"MS-RequestId": newId(),
			"MS-CorrelationId": newId(),
			"client-request-id": newId()
		};
		return send({
			...request,
			system: "partner-center",
			headers: {
				Accept: "application/json",
				...ids,
				...request.headers
			},
			repeatable: request.method === "GET"
		});
	}
	async function get(id) {
		const response = await call({
			method: "GET",
			url: `${referrals}/${encodeURIComponent(id)}`
		});
		if (response.status === 404 || response.status === 403) return null;
		if (response.status !== 200) throw readError(response);
		return readReferral(response);
	}
	async function update({ id, etag, operations }) {
		try {
			return resultOf(await call({
				method: "PATCH",
				url: `${referrals}/${encodeURIComponent(id)}`,
				headers: {
					"If-Match": etag,
					Prefer: "return=representation",
					"Content-Type": "application/json"
				},
				body: JSON.stringify(operations)
			}));
		} catch (error) {
			if (error instanceof LostAnswerError) return {
				outcome: "failed",
				reason: error.message,
				sent: true
			};
			if (error instanceof UnreachableError) return {
				outcome: "failed",
				reason: error.message,
				sent: false
			};
			throw error;
		}
	}
	return {
		readChanged: openList({
			url: referrals,
			read: (url) => call({
				method: "GET",
				url
			}),
			get,
			clock
		}),
		get,
		update
	};
}
function resultOf(response) {
	const { status } = response;
	if (status >= 200 && status < 300) {
		const written = readWritten(response);
		return {
			outcome: "applied",
			etag: written?.etag ?? null,
			modified: written?.modified ?? null
		};
	}
	const reason = reasonOf(response);
	if (status === 412 || refusalOf(response).codes.includes("resourceModified")) return {
		outcome: "stale",
		reason
	};
	if (status === 429) return {
		outcome: "failed",
		reason,
		sent: false
	};
	if (status >= 500) return {
		outcome: "failed",
		reason,
		sent: true
	};
	return {
		outcome: "rejected",
		reason
	};
}
// src/reconcile/approval.ts
const NOTHING_APPROVED = /* @__PURE__ */ new Map();
/** The step that writing this value takes, or `null` when it can be taken back. */
function stepOf(field, side, to) {
	return side === "referral" && field.kind === "status" && to !== "open" ? "close" : null;
}
const DOES = {
	close: "closing the referral",
	share: "sharing the deal with Microsoft",
	"ask help": "asking Microsoft for help"
};
/** Why a step is not taken now, or `null` when it may be. `what` says more, such as `won`. */
function whyStepWaits(step, what, { guards }) {
	const does = `${DOES[step]}${what === "" ? "" : ` as ${what}`} cannot be undone`;
	switch (guards[step]) {
		case "allow": return null;
		case "hold": return {
			reason: `${does}; it waits for approval`,
			awaits: "approval"
		};
		case "never": return { reason: `${does}, and the mapping leaves it to people; do it in Partner Center` };
	}
}
/** How something that waits is named in the state, and in its digest. */
function approvalText({ field, reason }) {
	return field === null ? reason : `${field}: ${reason}`;
}
/** Names everything that waits for approval, so that approving it approves nothing else; `null` for nothing. */
function approvalDigest(waiting) {
	const items = waiting.filter(({ awaits }) => awaits.length > 0);
	if (items.length === 0) return null;
	const texts = items.flatMap(({ referral, awaits }) => awaits.map((what) => `${referral} ${what}`));
	return createHash("sha256").update(JSON.stringify(texts.sort())).digest("hex");
}
/**
* What the state says waits, when it is what the person saw.
*
* @param digest What the person approved, or `null` when nobody did.
* @throws RefusalError when something else waits now.
*/
function approvalsOf(waiting, digest) {
	if (digest === null) return NOTHING_APPROVED;
	const now = approvalDigest(waiting);
	if (now !== digest) throw new RefusalError(`What waits for approval is not what was approved: ${now === null ? "nothing waits" : `it is ${now.slice(0, 12)} now`}, and ${digest.slice(0, 12)} was approved. Nothing was written.`, "Look at the latest summary, and pass the digest that it gives as approve.");
	return new Map(waiting.filter(({ awaits }) => awaits.length > 0).map((one) => [one.referral, new Set(one.awaits)]));
}
// src/mapping/leads.ts
/** The column in which the CRM keeps what a lead was qualified into. */
const QUALIFIED_INTO = "_qualifyingopportunityid_value";
/** A field of leads as a field that goes one way: a lead takes what the referral says, and gives nothing back. */
function fieldsOfLeads({ fields }) {
	const oneWay = {
		direction: "referral to opportunity",
		conflict: "referral",
		adopt: "referral"
	};
	return Object.fromEntries(Object.entries(fields).map(([name, { lead, ...field }]) => [name, {
		...field,
		...oneWay,
		opportunity: lead
	}]));
}
// src/mapping/own-columns.ts
/** The columns that the sync itself owns, with where the mapping names them. */
function ownColumns({ columns }) {
	const { "sync status": status, ...plain } = columns;
	const named = Object.entries(plain).flatMap(([name, column]) => column === void 0 ? [] : [{
		column,
		path: ["columns", name]
	}]);
	return status ? [...named, {
		column: status.column,
		path: [
			"columns",
			"sync status",
			"column"
		]
	}] : named;
}
// src/mapping/transforms/account.ts
/**
* The account of a deal, as the id of its row. Which account a referral belongs to was looked up before; a
* referral that nobody looked it up for says nothing.
*/
function account(opportunity) {
	const navigation = opportunity === "customerid" ? "customerid_account" : opportunity;
	return {
		referral: {
			reads: ["id"],
			read: ([id], { accounts }) => accounts?.get(String(id)),
			write: () => ({ unusable: "the customer of a referral cannot be changed" })
		},
		opportunity: {
			reads: [`_${opportunity}_value`],
			read: ([id]) => typeof id === "string" ? id.toLowerCase() : id === null ? null : void 0,
			write: (value) => ({ [`${navigation}@odata.bind`]: value && `/accounts(${value})` })
		}
	};
}
// src/mapping/transform.ts
function isUnusable(value) {
	return typeof value === "object" && value !== null && "unusable" in value;
}
/** A reason is kept in git and shown in reports, so it quotes a value only where the mapping allows that. */
function quote(raw, audit) {
	if (audit === "hidden") return "what stands there";
	const text = JSON.stringify(raw) ?? "nothing";
	return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
/** Sets one property of a referral. `add` also creates a member that is not there (RFC 6902 §4.1). */
function setProperty(path, value, current) {
	return {
		op: current === void 0 ? "add" : "replace",
		path: `/${path.replaceAll(".", "/")}`,
		value
	};
}
// src/mapping/transforms/choice.ts
/**
* A value from a list that both sides spell differently. The canonical value is the referral's code. A code
* or option that the table does not have is never taken for blank: Microsoft changes its lists every July.
*/
function choice(options) {
	const { referral, opportunity, values } = options;
	const blank = Object.keys(values).find((code) => values[code] === "blank") ?? null;
	return {
		referral: {
			reads: [referral],
			read: ([raw]) => readCode(raw, options),
			write: (value, [current]) => [setProperty(referral, value ?? blank, current)]
		},
		opportunity: {
			reads: [opportunity],
			read: ([raw]) => readOption(raw, options),
			write: (value) => ({ [opportunity]: value === null ? null : values[value] })
		}
	};
}
function readCode(raw, { values, audit }) {
	if (raw === void 0) return void 0;
	if (raw === null || raw === "") return null;
	const code = String(raw);
	if (!Object.hasOwn(values, code)) return { unusable: `the mapping has no value for ${quote(code, audit)}` };
	return values[code] === "blank" ? null : firstCodeOf(values[code], values);
}
function readOption(raw, { values, audit }) {
	if (raw === void 0) return void 0;
	if (raw === null) return null;
	return (typeof raw === "number" ? firstCodeOf(raw, values) : null) ?? { unusable: `the mapping has no value for option ${quote(raw, audit)}` };
}
/** Several codes may go to one option when nothing is written back: they are one value then. */
function firstCodeOf(option, values) {
	return Object.keys(values).find((candidate) => values[candidate] === option) ?? null;
}
// src/mapping/transforms/date.ts
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d{2}:\d{2})?)?$/;
const DAY_MS = 864e5;
/**
* A calendar date, `"2027-03-31"`. The portal stores local midnight in UTC (`…T23:00:00Z`, `…T04:00:00Z`),
* so the UTC date alone can be a day off: it is the date of the nearest UTC midnight, which is right from
* UTC-12:00 up to, but not including, UTC+12:00. Ours is written as noon UTC, the same date for nearly every
* viewer; where a configured zone is so far east that noon UTC is its next day, as midnight UTC.
*/
function date({ referral, opportunity, timeZone }) {
	return {
		referral: {
			reads: [referral],
			read: ([raw]) => readInstant(raw, timeZone),
			write: (value, [current]) => [setProperty(referral, value && instantOf(value, timeZone), current)]
		},
		opportunity: {
			reads: [opportunity],
			read: ([raw]) => readDateOnly(raw),
			write: (value) => ({ [opportunity]: value })
		}
	};
}
function readInstant(raw, timeZone) {
	if (raw === void 0) return void 0;
	if (raw === null || raw === "") return null;
	const time = timeOf(String(raw));
	const date = Number.isNaN(time) ? "" : dateOf(time, timeZone);
	return DATE.test(date) ? date : { unusable: "the closing date is not a date" };
}
/** Milliseconds since 1970, or NaN. Without an offset it is UTC: the runner's own zone must not matter. */
function timeOf(text) {
	const [isInstant, time, offset] = INSTANT.exec(text) ?? [];
	return isInstant ? Date.parse(time && !offset ? `${text}Z` : text) : NaN;
}
function dateOf(time, timeZone) {
	if (timeZone) return zonedDate(new Date(time), timeZone);
	const isOurNoon = Math.abs(time % DAY_MS) === DAY_MS / 2;
	return isoDate(new Date(isOurNoon ? time : time + DAY_MS / 2));
}
function instantOf(date, timeZone) {
	const noon = `${date}T12:00:00Z`;
	return timeZone && zonedDate(new Date(noon), timeZone) !== date ? `${date}T00:00:00Z` : noon;
}
function readDateOnly(raw) {
	if (raw === void 0) return void 0;
	if (raw === null || raw === "") return null;
	const text = String(raw).slice(0, 10);
	return DATE.test(text) ? text : { unusable: "the close date is not a calendar date" };
}
function isoDate(instant) {
	return instant.toISOString().slice(0, 10);
}
function zonedDate(instant, timeZone) {
	return new Intl.DateTimeFormat("sv-SE", {
		timeZone,
		dateStyle: "short"
	}).format(instant);
}
// src/mapping/transforms/link.ts
const PORTAL = "https://partner.microsoft.com/referrals/v2/inbox?id=";
/** The address of the referral in the Partner Center portal, made of its id. Only ever goes to the opportunity. */
function link({ referral, opportunity }) {
	return {
		referral: {
			reads: [referral],
			read: ([id]) => id === void 0 ? void 0 : `${PORTAL}${String(id)}`,
			write: () => ({ unusable: "the id of a referral cannot be written" })
		},
		opportunity: {
			reads: [opportunity],
			read: ([raw]) => raw === void 0 ? void 0 : raw === null || raw === "" ? null : String(raw),
			write: (value) => ({ [opportunity]: value })
		}
	};
}
// src/mapping/transforms/money.ts
/**
* An amount and its currency, one value: `"64000.00 CAD"`. Never converts; a different currency is a
* different value. A blank amount is blank whatever the currency says.
*/
function money(options) {
	const [value, currency] = options.referral;
	const [amountColumn, currencyColumn] = options.opportunity;
	const lookupColumn = `_${currencyColumn}_value`;
	return {
		referral: {
			reads: [value, currency],
			read: ([amount, code]) => canonicalMoney(amount, code),
			write: (wanted, [currentAmount, currentCode]) => {
				if (wanted === null) return [setProperty(value, null, currentAmount)];
				const { amount, code } = parts(wanted);
				const operations = [setProperty(value, amount, currentAmount)];
				if (code !== currentCode) operations.push(setProperty(currency, code, currentCode));
				return operations;
			}
		},
		opportunity: {
			reads: [amountColumn, lookupColumn],
			read: ([amount, id], lookups) => {
				if (amount === null) return null;
				if (amount === void 0 || id === void 0) return void 0;
				const code = lookups.currencies.find((candidate) => candidate.id === id)?.code;
				return code ? canonicalMoney(amount, code) : { unusable: "the row's currency is not an active currency" };
			},
			write: (wanted, [, currentId], lookups) => {
				if (wanted === null) return { [amountColumn]: null };
				const { amount, code } = parts(wanted);
				const id = currencyId(code, lookups);
				if (typeof id !== "string") return id;
				const bind = id === currentId ? {} : { [`${currencyColumn}@odata.bind`]: `/transactioncurrencies(${id})` };
				return {
					[amountColumn]: amount,
					...bind
				};
			}
		}
	};
}
function canonicalMoney(amount, code) {
	if (amount === null || amount === "") return null;
	if (amount === void 0 || code === void 0) return void 0;
	const number = typeof amount === "string" && amount.trim() === "" ? NaN : Number(amount);
	if (!Number.isFinite(number)) return { unusable: "the deal value is not a number" };
	if (typeof code !== "string" || !/^[A-Za-z]{3}$/.test(code)) return { unusable: "the deal value has no ISO currency" };
	const digits = minorDigits(code.toUpperCase());
	return `${Number(number.toFixed(digits)).toFixed(digits)} ${code.toUpperCase()}`;
}
function parts(value) {
	const [amount = "", code = ""] = value.split(" ");
	return {
		amount: Number(amount),
		code
	};
}
function currencyId(code, lookups) {
	return lookups.currencies.find((candidate) => candidate.code === code)?.id ?? { unusable: `the CRM has no active currency ${code}; add it under Settings > Currencies` };
}
/** Making a formatter takes longer than everything else here, and there are few currencies. */
const minorDigitsOf = /* @__PURE__ */ new Map();
/** Decimal places of an ISO 4217 currency: 2 for EUR, 0 for JPY, 3 for KWD. */
function minorDigits(code) {
	let digits = minorDigitsOf.get(code);
	if (digits === void 0) {
		digits = new Intl.NumberFormat("en", {
			style: "currency",
			currency: code
		}).resolvedOptions().maximumFractionDigits ?? 2;
		minorDigitsOf.set(code, digits);
	}
	return digits;
}
// src/mapping/transforms/solutions.ts
const SEPARATORS = /[,;\n]/;
/**
* A keyed set of solution ids, `"SOL-10101-AAA, SOL-2173-UYM"`, sorted. In the CRM it is a text column that
* a seller fills with ids between commas, semicolons or line ends.
*/
function solutions({ referral, opportunity }) {
	return {
		referral: {
			reads: [referral],
			read: ([raw]) => readList(raw),
			write: (value, [current]) => [setProperty(referral, merged(value, current), current)]
		},
		opportunity: {
			reads: [opportunity],
			read: ([raw]) => raw === void 0 ? void 0 : canonical(String(raw ?? "").split(SEPARATORS)),
			write: (value) => ({ [opportunity]: value })
		},
		union: (base, ours, theirs) => canonical([...setUnion(ids(base), ids(ours), ids(theirs))])
	};
}
function readList(raw) {
	if (raw === void 0) return void 0;
	if (raw === null) return null;
	if (!Array.isArray(raw)) return { unusable: "the solutions are not a list" };
	const found = raw.filter(isSolution).map((solution) => solution.id);
	if (found.some((id) => SEPARATORS.test(id.trim()))) return { unusable: "the id of a solution holds a separator" };
	return canonical(found);
}
/** What stays keeps its place and all its properties, also an element of a kind that we do not know. */
function merged(value, current) {
	const wanted = new Set(ids(value));
	const kept = (Array.isArray(current) ? current : []).filter((element) => !isSolution(element) || wanted.has(element.id.trim()));
	for (const solution of kept.filter(isSolution)) wanted.delete(solution.id.trim());
	return [...kept, ...[...wanted].map((id) => ({
		id,
		type: "Name"
	}))];
}
/** What the base had and both kept, and what either added. */
function setUnion(base, ours, theirs) {
	const kept = base.filter((id) => ours.includes(id) && theirs.includes(id));
	const added = [...ours, ...theirs].filter((id) => !base.includes(id));
	return /* @__PURE__ */ new Set([...kept, ...added]);
}
function ids(value) {
	return value === null ? [] : value.split(", ");
}
function canonical(raw) {
	return [...new Set(raw.map((id) => id.trim()).filter((id) => id !== ""))].sort().join(", ") || null;
}
function isSolution(element) {
	return typeof element === "object" && element !== null && "id" in element && typeof element.id === "string";
}
// src/mapping/transforms/status.ts
/** What the two systems have in common: a deal is open, won or lost. The finer states stay where they are. */
const DEAL_STATES = [
	"open",
	"won",
	"lost"
];
/** `statecode` of an opportunity (Dataverse, opportunity entity reference). */
const STATECODES = {
	open: 0,
	won: 1,
	lost: 2
};
/**
* Where a deal stands. Writing it to an opportunity gives the state and reason that a close action takes:
* `statecode` cannot be patched to won or lost (error 0x80100005).
*/
function status({ referral, opportunity, values, audit }) {
	const [statusPath, substatusPath] = referral;
	const [stateColumn, reasonColumn] = opportunity;
	return {
		referral: {
			reads: referral,
			read: ([main, sub]) => {
				if (main === void 0 || sub === void 0) return void 0;
				const text = `${String(main)}/${String(sub)}`;
				return find(values, (state) => state.referral.includes(text), `the status ${quote(text, audit)}`);
			},
			write: (value, [main, sub]) => {
				const [newStatus, newSubstatus] = first(values, value).referral.split("/");
				return [setProperty(statusPath, newStatus, main), setProperty(substatusPath, newSubstatus, sub)];
			}
		},
		opportunity: {
			reads: opportunity,
			read: ([state, reason]) => {
				if (state === void 0) return void 0;
				return DEAL_STATES.find((candidate) => STATECODES[candidate] === state) ?? find(values, (group) => group.opportunity.includes(Number(reason)), `the state ${quote(state, audit)}`);
			},
			write: (value) => ({
				[stateColumn]: STATECODES[dealState(value)],
				[reasonColumn]: first(values, value).opportunity
			})
		}
	};
}
function find(values, matches, what) {
	return DEAL_STATES.find((state) => matches(values[state])) ?? { unusable: `the mapping does not have ${what}` };
}
function first(values, value) {
	const { referral, opportunity } = values[dealState(value)];
	return {
		referral: referral[0] ?? "",
		opportunity: opportunity[0] ?? 0
	};
}
function dealState(value) {
	return DEAL_STATES.find((state) => state === value) ?? "open";
}
// src/mapping/transforms/text.ts
/**
* Free text. Only its first `longest` units are compared, so that a side which had to cut the text off
* does not look as if somebody had edited it.
*/
function text$1({ referral, opportunity, longest }) {
	const read = ([raw]) => {
		if (raw === void 0) return void 0;
		if (typeof raw === "object" && raw !== null) return { unusable: "what stands there is not a text" };
		return canonicalText(raw, longest);
	};
	return {
		referral: {
			reads: [referral],
			read,
			write: (value, [current]) => wouldCutOff("referral", current, longest) ?? [setProperty(referral, value, current)]
		},
		opportunity: {
			reads: [opportunity],
			read,
			write: (value, [current]) => wouldCutOff("opportunity", current, longest) ?? { [opportunity]: value }
		}
	};
}
/**
* NFC, LF line ends, no outer blanks, nothing that XML (and so Dataverse, error 0x80040278) refuses.
* Partner Center returns some texts HTML-encoded; decoding until nothing changes makes `&amp;` on one side
* and `&` on the other the same text, however often it was encoded.
*/
function canonicalText(raw, longest) {
	if (raw === null || raw === void 0) return null;
	let text = String(raw);
	for (let next = cleaned(text); next !== text; next = cleaned(text)) text = next;
	return cut(text, longest).trimEnd() || null;
}
function cleaned(text) {
	return decoded(text).toWellFormed().replaceAll(/\r\n?/g, "\n").replaceAll(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, "").normalize("NFC").trim();
}
function decoded(text) {
	let before = text;
	for (;;) {
		const after = decodeHTMLStrict(before.replaceAll(/&(?:(?:amp|#38|#x26);)+/gi, "&"));
		if (after === before) return after;
		before = after;
	}
}
/** Never splits a surrogate pair. */
function cut(text, longest) {
	if (text.length <= longest) return text;
	const end = text.slice(0, longest);
	return end.isWellFormed() ? end : end.slice(0, -1);
}
/** The other side shows only the beginning of a longer text: writing that back would lose the rest. */
function wouldCutOff(side, current, longest) {
	const length = canonicalText(current, Number.POSITIVE_INFINITY)?.length ?? 0;
	if (length <= longest) return null;
	const [here, there] = side === "referral" ? ["in Partner Center", "the opportunity"] : ["on the opportunity", "the referral"];
	return { unusable: `the text ${here} has ${length} characters and ${there} shows the first ${longest}; edit it ${here}` };
}
// src/mapping/mapping.ts
/** Name of the field that stands for a deal's account. */
const ACCOUNT_FIELD = "account";
function compileMapping(document, file) {
	const { accounts = null, leads = null } = document;
	const fields = [...Object.entries(document.fields).map(([name, field]) => compileField(name, field)), ...accounts ? [accountField(accounts)] : []];
	const mapping = {
		file,
		digest: createHash("sha256").update(canonicalJson(document)).digest("hex"),
		becomeOpportunities: document.referrals["become opportunities"],
		closeReasons: closeReasonsOf(document),
		...tableOf(document.columns, fields),
		seller: {
			status: document.columns["sync status"] ?? null,
			reason: document.columns["sync reason"] ?? null,
			audit: document.columns.audit ?? null
		},
		guards: document.guards,
		visible: visibleOf(fields),
		accounts,
		leads: null
	};
	return leads ? withLeads(mapping, leads) : mapping;
}
function withLeads(mapping, document) {
	const fields = Object.entries(fieldsOfLeads(document)).map(([name, field]) => compileField(name, field));
	const table = tableOf(document.columns, fields);
	const columns = [...table.columns, QUALIFIED_INTO].sort();
	const seller = {
		status: null,
		reason: null,
		audit: null
	};
	const rows = {
		...mapping,
		...table,
		columns,
		seller,
		accounts: null
	};
	const { kinds, "become leads": becomeLeads } = document.referrals;
	const visible = visibleOf([...mapping.fields, ...fields]);
	return {
		...mapping,
		visible,
		leads: {
			kinds,
			becomeLeads,
			rows: {
				...rows,
				visible
			}
		}
	};
}
/** Names whose every field may be shown. */
function visibleOf(fields) {
	const hidden = new Set(fields.filter((field) => field.audit === "hidden").map((field) => field.name));
	return new Set(fields.map((field) => field.name).filter((name) => !hidden.has(name)));
}
function tableOf(owned, fields) {
	const referralIdColumn = owned["referral identifier"];
	const baseColumn = owned.base;
	const columns = [
		...ownColumns({ columns: owned }).map(({ column }) => column),
		"statecode",
		...fields.flatMap((field) => field.transform.opportunity.reads)
	];
	return {
		referralIdColumn,
		baseColumn,
		fields,
		columns: [...new Set(columns)].sort()
	};
}
/** Filled once, from the referral: which customer a deal has is the CRM's business from then on. */
function accountField({ opportunity }) {
	return {
		name: ACCOUNT_FIELD,
		kind: "account",
		transform: account(opportunity),
		direction: "referral to opportunity",
		when: "create",
		conflict: "report",
		adopt: "report",
		blank: "protect",
		audit: "hidden"
	};
}
function closeReasonsOf(document) {
	const field = Object.values(document.fields).find((candidate) => candidate.as === "status");
	if (field?.as !== "status") return {
		won: -1,
		lost: -1
	};
	return {
		won: field.values.won.opportunity[0] ?? -1,
		lost: field.values.lost.opportunity[0] ?? -1
	};
}
function compileField(name, field) {
	const { as: kind, direction, when, conflict, adopt, blank, audit } = field;
	return {
		name,
		kind,
		transform: transformOf(field),
		direction,
		when,
		conflict,
		adopt,
		blank,
		audit
	};
}
function transformOf(field) {
	switch (field.as) {
		case "text": return text$1(field);
		case "money": return money(field);
		case "date": return date({
			...field,
			timeZone: field["time zone"] ?? null
		});
		case "choice": return choice(field);
		case "solutions": return solutions(field);
		case "referral link": return link(field);
		case "status": return status(field);
	}
}
/** JSON with sorted keys, so that equal values are equal text. */
function canonicalJson(value) {
	return JSON.stringify(value, (_key, inner) => typeof inner === "object" && inner !== null && !Array.isArray(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => a < b ? -1 : 1)) : inner);
}
// src/model/plan.ts
/** `qualify` closes a lead whose referral became an opportunity. */
const ACTIONS = [
	"create",
	"update",
	"close",
	"note",
	"qualify"
];
/** Tables of the CRM, besides the opportunities, whose rows a deal may need. */
const OTHER_TABLES = ["account", "lead"];
// src/reconcile/state.ts
const STATE_FILE = "state.json";
const etag = string().nullable();
const intent = object({
	id: string(),
	at: string(),
	side: _enum(["referral", "opportunity"]),
	action: _enum(ACTIONS),
	referral: string(),
	opportunity: string(),
	etag,
	fields: array(object({
		field: string(),
		target: string().nullable(),
		loser: string().nullable().exactOptional()
	})),
	row: object({
		table: _enum(OTHER_TABLES),
		id: string()
	}).exactOptional()
});
const waiting = object({
	referral: string(),
	opportunity: string().nullable(),
	kind: _enum([
		"conflict",
		"held",
		"question",
		"stale",
		"rejected",
		"failed",
		"close"
	]),
	fields: array(string()),
	reason: string(),
	awaits: array(string()),
	tries: number(),
	firstAt: string(),
	nextAt: string().nullable(),
	etags: object({
		referral: etag,
		opportunity: etag
	})
});
const stateSchema = object({
	sequence: number(),
	mapping: string(),
	writtenAt: string(),
	referrals: object({
		since: string(),
		seen: record(string(), string())
	}).nullable(),
	opportunities: object({
		delta: string().nullable(),
		readAt: string()
	}).nullable(),
	linked: number(),
	waiting: array(waiting),
	journal: object({
		run: string(),
		writing: boolean(),
		intents: array(intent)
	}).nullable(),
	audit: object({
		path: string(),
		sha256: string()
	}).nullable()
});
const fileSchema = object({
	version: literal(1),
	seal: string(),
	state: stateSchema
});
/** Where a branch begins that has no state yet. */
const EMPTY_STATE = {
	sequence: 0,
	mapping: "",
	writtenAt: "",
	referrals: null,
	opportunities: null,
	linked: 0,
	waiting: [],
	journal: null,
	audit: null
};
/**
* Reads `state.json`. The seal tells an accident from an edit: a state that somebody corrected by hand could
* make the sync skip changes without anybody noticing.
*
* @throws StateError when the text is not what a run of ours wrote.
*/
function parseState(text, branch) {
	const file = fileSchema.safeParse(parseJson(text));
	if (file.success && sealOf(file.data.state) === file.data.seal) return file.data.state;
	const what = file.success ? "was changed by hand: its seal does not match" : "is not a state of this version";
	throw new StateError(`${STATE_FILE} on branch ${branch} ${what}. Nothing was written.`, `Undo the edit (git revert on ${branch}), or delete the branch to begin again: links and bases are on the opportunities, so nothing is lost.`);
}
/** One entry a line, so that a commit shows what moved. */
function formatState(state) {
	return `${JSON.stringify({
		version: 1,
		seal: sealOf(state),
		state
	}, null, 1)}\n`;
}
function sealOf(state) {
	return createHash("sha256").update(canonicalJson(state)).digest("hex");
}
function parseJson(text) {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}
// src/commands/load.ts
/** Reads the state branch. A branch that does not exist yet is an empty state. */
async function load(store, branch) {
	const { head, files } = await store.read([STATE_FILE]);
	const text = files[STATE_FILE];
	if (head === null) return {
		state: EMPTY_STATE,
		head
	};
	if (text !== void 0) return {
		state: parseState(text, branch),
		head
	};
	throw new StateError(`Branch ${branch} has no ${STATE_FILE}. Nothing was written.`, "Name another state-branch if this one is used for something else; otherwise delete it to begin again.");
}
// src/mapping/customer.ts
/** Column lengths of the account table as Dynamics 365 ships it. */
const LONGEST = {
	name: 160,
	line: 250,
	city: 80,
	state: 50,
	code: 20,
	country: 80
};
function customerOf(referral) {
	const profile = objectIn(referral.properties.customerProfile);
	const address = objectIn(profile.address);
	return {
		name: text(profile.name, LONGEST.name),
		street: text(address.addressLine1, LONGEST.line),
		"second line": text(address.addressLine2, LONGEST.line),
		city: text(address.city, LONGEST.city),
		state: text(address.state, LONGEST.state) ?? text(address.region, LONGEST.state),
		"postal code": text(address.postalCode, LONGEST.code),
		country: text(address.country, LONGEST.country)?.toUpperCase() ?? null,
		duns: dunsIn(profile.ids),
		domains: domainsOf(profile.team)
	};
}
/** How names are compared: `Łódź Foods & Co., Ltd.` is `łódź foods and co ltd`. */
function nameKey(name) {
	return (canonicalText(name, Number.POSITIVE_INFINITY) ?? "").normalize("NFKC").toLowerCase().replaceAll("&", " and ").replaceAll(/['’`´]/g, "").replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, " ").trim();
}
/** `M5V 2T6` and `m5v-2t6` are one code; of a United States ZIP+4 the first five digits count. */
function postalKey(code) {
	const plain = String(code ?? "").toUpperCase().replaceAll(/[^\p{L}\p{N}]/gu, "");
	return /^\d{9}$/.test(plain) ? plain.slice(0, 5) : plain;
}
/** Nine digits, however they are grouped; empty when it is no D-U-N-S number. */
function dunsKey(duns) {
	const digits = String(duns ?? "").replaceAll(/\D/g, "");
	return digits.length === 9 ? digits : "";
}
/** `https://www.contoso.com/de` and `Contoso.com` are one domain. */
function domainKey(website) {
	const address = String(website ?? "").trim();
	return (URL.parse(address.includes("://") ? address : `https://${address}`)?.hostname ?? "").replace(/^www\./, "");
}
/** One text for a country, whether given by its ISO code or by its English name; `null` when it is neither. */
function countryKey(country) {
	const given = (canonicalText(country, LONGEST.country) ?? "").toLowerCase();
	const name = /^[a-z]{2}$/.test(given) ? REGIONS.of(given.toUpperCase())?.toLowerCase() : given;
	return name !== void 0 && countryNames().has(name) ? name : OTHER_NAMES.get(given) ?? null;
}
const REGIONS = new Intl.DisplayNames("en", {
	type: "region",
	fallback: "none"
});
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ".split("");
const OTHER_NAMES = /* @__PURE__ */ new Map([
	["usa", "united states"],
	["united states of america", "united states"],
	["great britain", "united kingdom"]
]);
let known = null;
/** English names of all countries, in lower case. */
function countryNames() {
	known ??= new Set(LETTERS.flatMap((first) => LETTERS.map((second) => REGIONS.of(first + second)?.toLowerCase())).filter((name) => name !== void 0));
	return known;
}
/** Addresses there say nothing of where somebody works. */
const MAIL_PROVIDERS = /* @__PURE__ */ new Set([
	"gmail.com",
	"googlemail.com",
	"outlook.com",
	"hotmail.com",
	"live.com",
	"msn.com",
	"yahoo.com",
	"icloud.com",
	"me.com",
	"aol.com",
	"gmx.com",
	"gmx.de",
	"gmx.net",
	"web.de",
	"t-online.de",
	"orange.fr",
	"mail.ru",
	"qq.com",
	"163.com",
	"proton.me",
	"protonmail.com"
]);
function domainsOf(team) {
	const domains = listIn(team).map((member) => {
		const [, domain = ""] = String(objectIn(member).email ?? "").split("@");
		return domainKey(domain);
	});
	return [...new Set(domains)].filter((domain) => domain !== "" && !MAIL_PROVIDERS.has(domain)).sort();
}
function dunsIn(ids) {
	return listIn(ids).filter((entry) => objectIn(entry).profileType === "Duns").map((entry) => dunsKey(objectIn(entry).id)).find((id) => id !== "") ?? null;
}
function text(raw, longest) {
	return typeof raw === "string" ? canonicalText(raw, longest) : null;
}
function objectIn(value) {
	return typeof value === "object" && value !== null ? value : {};
}
/** Older records have a lone object where newer ones have a list. */
function listIn(value) {
	if (Array.isArray(value)) return value;
	return typeof value === "object" && value !== null ? [value] : [];
}
// src/reconcile/ids.ts
/** Namespace of everything below. Ours; never changes, or every referral gets a second row. */
const NAMESPACE = "6f2d2a0e-58d4-5c0b-9b53-0c7e6a1f4d21";
/** The row of a referral: however often its create is repeated, it is the same row. */
function rowIdFor(referral) {
	return uuidOf(referral);
}
/** The lead that a referral is before somebody accepts it. */
function leadIdFor(referral) {
	return uuidOf(`lead ${referral}`);
}
/** The note that an intent announced. */
function noteIdFor(intent) {
	return uuidOf(`note ${intent}`);
}
/** The account of a customer, told apart by what identifies it. */
function accountIdFor(customer) {
	return uuidOf(`account ${JSON.stringify(customer)}`);
}
/** UUID version 5 (RFC 9562 §5.5). */
function uuidOf(name) {
	const namespace = Buffer.from(NAMESPACE.replaceAll("-", ""), "hex");
	const bytes = createHash("sha1").update(namespace).update(name).digest().subarray(0, 16);
	bytes.writeUInt8(bytes.readUInt8(6) & 15 | 80, 6);
	bytes.writeUInt8(bytes.readUInt8(8) & 63 | 128, 8);
	return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
// src/reconcile/accounts.ts
/** Everything that has to be read to find the accounts of these referrals, in one search. */
function accountSearch(rules, referrals) {
	const { columns, match } = rules;
	const customers = referrals.map(customerOf);
	const wanted = /* @__PURE__ */ new Map();
	const want = (column, values) => {
		if (column === void 0 || values.length === 0) return;
		wanted.set(column, /* @__PURE__ */ new Set([...wanted.get(column) ?? [], ...values]));
	};
	for (const customer of customers) {
		if (match.includes("duns")) want(columns.duns, dunsForms(customer.duns));
		if (match.includes("name and postal code") && customer.name) want(columns["postal code"], postalForms(customer["postal code"]));
		if (match.includes("name and country") && customer.country) want(columns.name, nameForms(customer.name));
		if (match.includes("domain")) want(columns.website, customer.domains.flatMap(websiteForms));
	}
	const anyOf = Object.fromEntries([...wanted].map(([column, values]) => [column, [...values].sort()]));
	const ids = rules.otherwise === "create" ? customers.filter(hasName).map(newAccountId) : [];
	const named = Object.values(columns).filter((column) => column !== void 0);
	return {
		columns: [...new Set(named)].sort(),
		anyOf,
		ids
	};
}
/**
* The account of each referral's customer.
*
* | accounts found                             | answer                                             |
* |--------------------------------------------|----------------------------------------------------|
* | the first rule that finds any finds one    | that one                                           |
* | it finds several                           | a question: nobody guesses                         |
* | none, and one was made for this customer   | that one; a question when it is inactive by now    |
* | none, `otherwise: create`                  | a new one, under an id made of the customer's name |
* | none, `otherwise: leave empty`             | nothing                                            |
* | none, `otherwise: ask`                     | a question                                         |
* | the customer has no name yet               | nothing: Partner Center may show it later          |
*
* A new account counts as found for the referrals after it, so that a customer with several gets one.
*
* @param found What the search of these referrals returned, and no less.
*/
function chooseAccounts(rules, referrals, found) {
	const candidates = found.filter((account) => account.properties.statecode === 0).map(({ id, properties }) => ({
		id,
		properties
	}));
	const there = new Map(found.map((account) => [account.id, account]));
	const answers = /* @__PURE__ */ new Map();
	const missing = /* @__PURE__ */ new Set();
	for (const referral of [...referrals].sort((a, b) => a.id < b.id ? -1 : 1)) {
		const customer = customerOf(referral);
		const hits = firstHits(rules, customer, candidates);
		const answer = hits ? answerOf(hits) : otherwise(rules, customer, there);
		if (answer === void 0) continue;
		answers.set(referral.id, answer);
		if (typeof answer !== "string" || there.has(answer) || missing.has(answer)) continue;
		missing.add(answer);
		candidates.push({
			id: answer,
			properties: newAccount(rules, customer)
		});
	}
	return {
		answers,
		missing
	};
}
/** Adds the creates of the accounts that are missing, each to the first of the deals that want it. */
function makeAccounts(merges, missing) {
	const left = new Set(missing);
	return [...merges].sort((a, b) => a.pair.link.referral < b.pair.link.referral ? -1 : 1).map((merge) => {
		const id = merge.changes.map(wantedAccount).find((wanted) => wanted !== null && left.delete(wanted));
		return id ? {
			...merge,
			changes: [accountChange(merge, id), ...merge.changes]
		} : merge;
	});
}
function accountChange({ pair: { link } }, id) {
	return {
		side: "opportunity",
		action: "create",
		link,
		etag: null,
		fields: [{
			field: ACCOUNT_FIELD,
			to: id
		}],
		row: {
			table: "account",
			id
		}
	};
}
/** The account that a change of an opportunity points it to. */
function wantedAccount({ row, fields }) {
	return row ? null : fields.find(({ field }) => field === "account")?.to ?? null;
}
/** The columns of a new account. */
function accountColumns(rules, referral) {
	return newAccount(rules, customerOf(referral));
}
function firstHits(rules, customer, accounts) {
	for (const rule of rules.match) {
		const hits = accounts.filter((account) => isHit(rule, customer, valuesOf(rules, account)));
		if (hits.length > 0) return {
			rule,
			ids: hits.map(({ id }) => id).sort()
		};
	}
	return null;
}
function answerOf({ rule, ids }) {
	const [first = null, second] = ids;
	if (second === void 0) return first;
	const shown = `${ids.slice(0, 5).join(", ")}${ids.length > 5 ? " and more" : ""}`;
	return { unusable: `${ids.length} accounts match the customer by ${rule} (${shown}); choose the right one on the opportunity` };
}
function otherwise({ otherwise: wanted }, customer, there) {
	if (!hasName(customer) || wanted === "leave empty") return void 0;
	if (wanted === "ask") return { unusable: "no account matches the customer; choose one on the opportunity" };
	const id = newAccountId(customer);
	const made = there.get(id);
	if (!made || made.properties.statecode === 0) return id;
	return { unusable: `account ${id}, which was made for this customer, is no longer active; choose another on the opportunity` };
}
function valuesOf({ columns }, { properties }) {
	const entries = Object.entries(columns).map(([name, column]) => [name, column && properties[column]]);
	return Object.fromEntries(entries);
}
function isHit(rule, customer, account) {
	const same = (key, mine, theirs) => key(mine) !== "" && key(mine) === key(theirs);
	const countries = [countryKey(customer.country), countryKey(account.country)];
	switch (rule) {
		case "duns": return same(dunsKey, customer.duns, account.duns);
		case "name and postal code": return same(nameKey, customer.name, account.name) && same(postalKey, customer["postal code"], account["postal code"]) && (countries.includes(null) || countries[0] === countries[1]);
		case "name and country": return same(nameKey, customer.name, account.name) && countries[0] !== null && countries[0] === countries[1];
		case "domain": return customer.domains.includes(domainKey(account.website));
	}
}
function newAccount({ columns }, customer) {
	const entries = [
		"name",
		"street",
		"second line",
		"city",
		"state",
		"postal code",
		"country",
		"duns"
	].map((name) => [columns[name], customer[name]]);
	return Object.fromEntries(entries.filter(([column, value]) => column !== void 0 && value !== null));
}
function hasName({ name }) {
	return nameKey(name) !== "";
}
function newAccountId(customer) {
	return accountIdFor([
		nameKey(customer.name),
		countryKey(customer.country),
		postalKey(customer["postal code"])
	]);
}
/** Dataverse compares text as it stands, but for case: so the usual spellings are asked for. */
function nameForms(name) {
	return name === null ? [] : [.../* @__PURE__ */ new Set([
		name,
		name.replace(/\.$/, ""),
		`${name.replace(/\.$/, "")}.`
	])];
}
function postalForms(code) {
	const plain = postalKey(code);
	if (code === null || plain === "") return [];
	const split = (at) => [`${plain.slice(0, at)} ${plain.slice(at)}`, `${plain.slice(0, at)}-${plain.slice(at)}`];
	const places = [
		plain.length - 3,
		2,
		3,
		4,
		5
	].filter((at) => at > 0 && at < plain.length);
	return [.../* @__PURE__ */ new Set([
		code,
		plain,
		...places.flatMap(split)
	])];
}
function dunsForms(duns) {
	if (duns === null) return [];
	return [
		duns,
		`${duns.slice(0, 2)}-${duns.slice(2, 5)}-${duns.slice(5)}`,
		`${duns.slice(0, 3)}-${duns.slice(3, 6)}-${duns.slice(6)}`
	];
}
function websiteForms(domain) {
	return [domain, `www.${domain}`].flatMap((host) => [
		host,
		`http://${host}`,
		`https://${host}`
	]).flatMap((address) => [address, `${address}/`]);
}
// src/reconcile/guard.ts
/** Below this many updates a share says nothing: two of three links is an ordinary morning. */
const SHARE_COUNTS_FROM = 10;
/**
* Refuses a plan that looks like an accident. Nothing has been written yet.
*
* @param linked How many links were known before this run.
* @throws RefusalError with the numbers and the input that lets the plan through.
*/
function guard(plan, digest, linked, limits) {
	if (limits.expectedDigest !== null && limits.expectedDigest !== digest) throw new RefusalError(`The plan is not the one that was reviewed: expected ${limits.expectedDigest.slice(0, 12)}, now ${digest.slice(0, 12)}. Nothing was written.`, "The records or the mapping changed in between. Review the new plan and pass its digest as expected-plan-digest.");
	if (limits.expectedDigest !== null) return;
	guardCount(plan, limits);
	guardShare(plan, linked, limits);
}
function guardCount(plan, { maxChanges }) {
	const records = new Set(plan.changes.map(({ side, link, row }) => `${side}/${row?.id ?? link.referral}`));
	if (records.size <= maxChanges) return;
	const creates = plan.changes.filter((change) => change.action === "create").length;
	throw new RefusalError(`The plan writes ${records.size} records (${creates} of them new), more than max-changes allows (${maxChanges}). Nothing was written.`, `Look at the plan with command: plan. If it is right, run once with max-changes: ${records.size}, or with its digest as expected-plan-digest.`);
}
function guardShare(plan, linked, { maxChangeShare }) {
	const updated = plan.changes.filter((change) => ["update", "close"].includes(change.action) && change.fields.length > 0);
	const links = new Set(updated.map((change) => change.link.referral));
	const share = linked === 0 ? 1 : Math.min(1, links.size / linked);
	if (links.size < SHARE_COUNTS_FROM || share <= maxChangeShare) return;
	throw new RefusalError(`The plan changes ${links.size} of ${linked} linked deals (${percent(share)}), more than max-change-share allows (${percent(maxChangeShare)}). Nothing was written.`, `A wrong mapping or a clock that jumped looks like this. Look at the plan with command: plan. If it is right, run once with max-change-share: ${Math.ceil(share * 100) / 100}, or with its digest as expected-plan-digest.`);
}
function percent(share) {
	return `${Math.round(share * 1e3) / 10} %`;
}
/**
* Refuses to go on from a full read that came back empty although links are known: a filter, a missing role
* or a wrong environment looks like this, and absence from a list is never evidence.
*/
function guardReads(linkedBefore, linkedNow) {
	if (linkedNow === null || linkedNow > 0 || linkedBefore === 0) return;
	throw new RefusalError(`None of the ${linkedBefore} linked opportunities came back from Dataverse. Nothing was written.`, "Check dataverse-url and the role of the application user. If the CRM was really emptied, delete the state branch to begin again.");
}
// src/mapping/project.ts
/** A remote record seen through the mapping. */
function project(mapping, record, lookups) {
	const snapshot = {};
	const unusable = {};
	for (const field of mapping.fields) {
		const value = field.transform[record.side].read(currentParts(field, record, record.side), lookups);
		if (isUnusable(value)) unusable[field.name] = value.unusable;
		else if (value !== void 0) snapshot[field.name] = value;
	}
	return {
		snapshot,
		unusable
	};
}
/**
* Where a value is when its own place is empty: what people type in the portal as the state ends up in
* `region`, and `state` is null then.
*/
const OTHER_PLACES = /* @__PURE__ */ new Map([["customerProfile.address.state", "customerProfile.address.region"]]);
/** What stands in the properties that a field reads; all `undefined` for a record that is yet to be created. */
function currentParts(field, record, side) {
	return field.transform[side].reads.map((path) => record ? valueAt$1(record, path) : void 0);
}
function valueAt$1({ properties }, path) {
	const value = propertyAt(properties, path);
	const other = OTHER_PLACES.get(path);
	return (value === void 0 || value === null || value === "") && other ? propertyAt(properties, other) ?? value : value;
}
/** `details.dealValue` → the value; `null` when a parent is `null`, `undefined` when a part is not there. */
function propertyAt(properties, path) {
	let value = properties;
	for (const key of path.split(".")) {
		if (value === null) return null;
		if (typeof value !== "object" || value === void 0 || !(key in value)) return void 0;
		value = value[key];
	}
	return value;
}
// src/reconcile/base.ts
/** The base that a row carries, or `null` when there is none or it cannot be read: then nothing is assumed. */
function readBase(row, column) {
	const text = row.properties[column];
	if (typeof text !== "string" || text === "") return null;
	try {
		const { v, c, m, f } = JSON.parse(text);
		if (v !== 1 || typeof c !== "string" || typeof m !== "string" || !isSnapshot(f)) return null;
		return {
			change: c,
			referralModified: m,
			fields: f
		};
	} catch {
		return null;
	}
}
/** Short keys: the column is written with every change of the row. */
function formatBase(base) {
	const fields = Object.fromEntries(Object.entries(base.fields).sort(([a], [b]) => a < b ? -1 : 1));
	return JSON.stringify({
		v: 1,
		c: base.change,
		m: base.referralModified,
		f: fields
	});
}
function isSnapshot(value) {
	return typeof value === "object" && value !== null && Object.values(value).every((field) => field === null || typeof field === "string");
}
/** What did not happen, both sides go on agreeing on as they did before: so the next run tries again. */
function keepBase(agreed, field, base) {
	const value = base?.fields[field];
	if (value === void 0) delete agreed[field];
	else agreed[field] = value;
}
function sameSnapshot(a, b) {
	const names = Object.keys(a);
	return names.length === Object.keys(b).length && names.every((name) => Object.hasOwn(b, name) && a[name] === b[name]);
}
// src/reconcile/timestamp.ts
/**
* Timestamps of the two systems are UTC with up to seven fractional digits. A JavaScript date keeps three,
* so they are compared as text of one width.
*/
function isBefore(a, b) {
	return padded(a) < padded(b);
}
function minusMinutes(timestamp, minutes) {
	return (/* @__PURE__ */ new Date(Date.parse(timestamp) - minutes * 6e4)).toISOString();
}
function plusMinutes(timestamp, minutes) {
	return minusMinutes(timestamp, -minutes);
}
function padded(timestamp) {
	const [seconds = "", fraction = ""] = timestamp.replace(/Z$/, "").split(".");
	return `${seconds}.${fraction.padEnd(7, "0")}`;
}
// src/reconcile/journal.ts
/** An intent for every change of the plan, in its order. */
function announce(plan, { run, at, fingerprint, open }) {
	return plan.changes.map((change, index) => {
		const { side, action, link, etag, row } = change;
		const print = (field, value) => fingerprint(link.referral, field, value);
		const fields = change.fields.map(({ field, from, to, overwrites }) => ({
			field,
			target: print(field, to),
			...overwrites ? { loser: print(field, from ?? null) } : {}
		}));
		const about = {
			side,
			action,
			...link,
			etag,
			fields,
			...row ? { row } : {}
		};
		const intent = {
			id: `${run}.${index + 1}`,
			at,
			...about
		};
		const earlier = open.find((one) => isSameNote(one, intent));
		return earlier ? {
			...intent,
			id: earlier.id
		} : intent;
	});
}
/** Then it goes under the id of the earlier one: whichever of the two arrives, there is one note. */
function isSameNote(earlier, intent) {
	const isKnown = intent.fields.every(({ target, loser }) => target !== null && loser !== null);
	return earlier.action === "note" && intent.action === "note" && isKnown && earlier.referral === intent.referral && canonicalJson(earlier.fields) === canonicalJson(intent.fields);
}
/** A write that was given up may still arrive; after this long it will not. */
const GRACE_MINUTES = 60;
/**
* What became of the intents of a run that died, told from the records as they are now.
*
* A row says it itself: its base carries the id of the change that wrote it. A referral cannot, so a moved
* etag with the intended values in place counts as ours.
*/
function settle(intents, pairs, world) {
	const byReferral = new Map(pairs.map((pair) => [pair.link.referral, pair]));
	const giveUpBefore = minusMinutes(world.now, GRACE_MINUTES);
	return intents.map((intent) => {
		const fate = fateOf(intent, byReferral.get(intent.referral), world);
		return {
			intent,
			fate: fate === "open" && isBefore(intent.at, giveUpBefore) ? "superseded" : fate
		};
	});
}
function fateOf(intent, pair, world) {
	if (intent.action === "note") return world.notes.has(noteIdFor(intent.id)) ? "applied" : "open";
	if (intent.row?.table === "account") return world.arrived?.has(intent.row.id) ? "applied" : "open";
	if (!pair) return "open";
	if (intent.row) return leadFate(intent, pair, world);
	if (intent.side === "referral") return referralFate(intent, pair.referral, world);
	if (!pair.opportunity || pair.row) return "open";
	if (intent.action === "close") return pair.opportunity.properties.statecode === STATECODES.open ? "open" : "applied";
	return rowFate(intent, pair.opportunity, pair.base);
}
function leadFate(intent, { row, opportunity, lead }, { mapping }) {
	const record = row ? opportunity : lead;
	if (!record) return "open";
	if (intent.action === "qualify") return record.properties.statecode === STATECODES.open ? "open" : "applied";
	return rowFate(intent, record, readBase(record, (mapping.leads?.rows ?? mapping).baseColumn));
}
function rowFate(intent, row, base) {
	if (base?.change === intent.id) return "applied";
	return intent.action === "update" && row.etag === intent.etag ? "open" : "superseded";
}
function referralFate(intent, referral, world) {
	if (referral.etag === intent.etag) return "open";
	const { snapshot } = project(world.mapping, referral, world.lookups);
	return intent.fields.some(({ field, target }) => stands(intent.referral, field, target, snapshot, world)) ? "applied" : "superseded";
}
/** Without a fingerprint nothing is claimed: the merge then sees two edits and reports a conflict. */
function stands(referral, field, target, snapshot, world) {
	const value = snapshot[field];
	return target !== null && value !== void 0 && world.fingerprint(referral, field, value) === target;
}
/**
* The base that a pair would have if the dead run had got as far as writing it: what the run wrote to the
* referral, both sides agree on. Without this a second edit after the crash would look like a conflict.
*/
function recoverBase(pair, settled, world) {
	const arrived = settled.filter(({ fate, intent }) => fate === "applied" && intent.side === "referral" && intent.referral === pair.link.referral);
	if (arrived.length === 0 || !pair.base) return pair;
	const { snapshot } = project(world.mapping, pair.referral, world.lookups);
	const fields = { ...pair.base.fields };
	for (const { field, target } of arrived.flatMap(({ intent }) => intent.fields)) {
		const value = snapshot[field];
		if (value !== void 0 && stands(pair.link.referral, field, target, snapshot, world)) fields[field] = value;
	}
	return {
		...pair,
		base: {
			...pair.base,
			fields
		},
		baseIsStored: false
	};
}
/**
* Whether two changes are about the same record, so that at most one of them can meet its precondition. Every
* note is a record of its own.
*/
function sameTarget(change, intent) {
	return change.action !== "note" && change.side === intent.side && change.action === intent.action && change.link.referral === intent.referral && change.row?.id === intent.row?.id;
}
// src/reconcile/kind.ts
/**
* What a referral is, after the table of referrals-api-introduction; `null` for Microsoft's own record of a
* shared deal, which belongs to the same engagement but to organisation `msft`.
*
* | type                  | qualification                     | invited by     | kind             |
* |-----------------------|-----------------------------------|----------------|------------------|
* | Independent           | Direct                            | any            | marketplace lead |
* | Independent           | SalesQualified, MarketingQualified | Microsoft     | qualified lead   |
* | anything else                                                           ||| co-sell          |
*/
function kindOf$1({ properties }) {
	const { organizationId, type, qualification } = properties;
	if (organizationId === "msft") return null;
	if (type !== "Independent") return "co-sell";
	if (qualification === "Direct") return "marketplace lead";
	return (qualification === "SalesQualified" || qualification === "MarketingQualified") && invitedBy(properties.inviteContext) === "msft" ? "qualified lead" : "co-sell";
}
function invitedBy(context) {
	return memberOf(memberOf(context, "invitedBy"), "organizationId");
}
function memberOf(value, name) {
	return typeof value === "object" && value !== null ? value[name] : void 0;
}
/** Whether this referral is ours to sync. Marketplace leads are left alone unless the mapping takes them. */
function inScope(mapping, referral) {
	const kind = kindOf$1(referral);
	return kind === "marketplace lead" ? mayBeLead(mapping, referral) : kind !== null;
}
/** Whether the mapping lets referrals of this kind be leads, in some state. */
function mayBeLead({ leads }, referral) {
	const kind = kindOf$1(referral);
	return kind !== null && (leads?.kinds.includes(kind) ?? false);
}
// src/reconcile/match.ts
/**
* Finds the opportunity of each referral. In this order:
*
* 1. the row that carries the referral's identifier;
* 2. the row that the referral names as its CRM id (`externalReferenceId`), or into which somebody qualified its
*    lead, unless it belongs to another referral or another one names it too;
* 3. none: a lead, when the mapping makes leads of such referrals in this state; otherwise
* 4. a new row, when the referral is in a state that the mapping lets become an opportunity.
*
* @param rows Every row that carries one of the identifiers or is named by one of the referrals. A row that
*   is missing here must not exist: a failed search may never be passed on as "not found".
* @param leads The same of leads, for referrals that may be one.
*/
function match(mapping, referrals, rows, leads = []) {
	const leadOf = new Map(leads.map((lead) => [identifierOf(mapping.leads?.rows ?? mapping, lead), lead]));
	const rowByReferral = new Map(rows.map((row) => [identifierOf(mapping, row), row]));
	const rowById = new Map(rows.map((row) => [row.id, row]));
	const unlinked = referrals.filter((referral) => !rowByReferral.has(referral.id));
	const nameOf = (referral) => namedRow(referral, leadOf.get(referral.id));
	const claims = Map.groupBy(unlinked, nameOf);
	const pairs = [];
	const questions = [];
	for (const referral of referrals) {
		const linked = rowByReferral.get(referral.id);
		const named = rowById.get(nameOf(referral) ?? "");
		const lead = leadOf.get(referral.id);
		const before = lead ? { lead } : {};
		if (linked) pairs.push({
			...pair(mapping, referral, linked, false),
			...before
		});
		else if (named) {
			const rival = claims.get(named.id)?.find((other) => other !== referral);
			const text = whyNotAdopt(claimOf(referral, named), identifierOf(mapping, named), rival);
			if (text === null) pairs.push({
				...pair(mapping, referral, named, true),
				...before
			});
			else questions.push({
				referral: referral.id,
				text
			});
		} else if (isLead(mapping, referral)) pairs.push(...leadPair(mapping, referral, lead));
		else if (mapping.becomeOpportunities.includes(statusOf(referral))) {
			const link = {
				referral: referral.id,
				opportunity: rowIdFor(referral.id)
			};
			if (rowById.has(link.opportunity)) questions.push({
				referral: referral.id,
				text: lostRow(mapping, link)
			});
			else pairs.push({
				...newPair(link, referral),
				...before
			});
		} else if (lead) pairs.push(...leadPair(mapping, referral, lead));
	}
	return {
		pairs,
		questions
	};
}
/** The opportunity that a referral, or a person who qualified its lead, says it is. */
function namedRow(referral, lead) {
	const qualified = lead?.properties[QUALIFIED_INTO];
	return externalReference(referral) ?? (typeof qualified === "string" ? qualified.toLowerCase() : null);
}
function isLead(mapping, referral) {
	return mayBeLead(mapping, referral) && (mapping.leads?.becomeLeads.includes(statusOf(referral)) ?? false);
}
/** A lead that somebody qualified or disqualified is left as it is. */
function leadPair({ leads }, referral, lead) {
	if (!leads || lead && lead.properties.statecode !== STATECODES.open) return [];
	const link = {
		referral: referral.id,
		opportunity: rowIdFor(referral.id)
	};
	const row = {
		table: "lead",
		id: lead?.id ?? leadIdFor(referral.id)
	};
	if (!lead) return [{
		...newPair(link, referral),
		row
	}];
	return [{
		...pair(leads.rows, referral, lead, false),
		link,
		row
	}];
}
function newPair(link, referral) {
	return {
		link,
		referral,
		opportunity: null,
		base: null,
		baseIsStored: true,
		adopts: false
	};
}
function pair(mapping, referral, row, adopts) {
	return {
		link: {
			referral: referral.id,
			opportunity: row.id
		},
		referral,
		opportunity: row,
		base: readBase(row, mapping.baseColumn),
		baseIsStored: true,
		adopts
	};
}
/** Why a referral is taken to belong to this row. */
function claimOf(referral, { id }) {
	return externalReference(referral) === null ? `its lead was qualified into opportunity ${id}` : `it names opportunity ${id} as its CRM id`;
}
function whyNotAdopt(names, owner, rival) {
	if (owner !== null) return `${names}, which belongs to referral ${owner}; correct the CRM id in Partner Center`;
	if (!rival) return null;
	return `${names}, and so does referral ${rival.id}; correct the CRM id of the wrong one in Partner Center, and save the right one once more`;
}
/** Somebody took the identifier out of the row that was made for this referral, or gave it to another. */
function lostRow({ referralIdColumn }, { referral, opportunity }) {
	return `opportunity ${opportunity}, which was made for it, no longer carries its identifier; put ${referral} back into ${referralIdColumn}, or name another opportunity as its CRM id in Partner Center`;
}
/** The referral that a row says it belongs to. */
function identifierOf(mapping, row) {
	const value = row.properties[mapping.referralIdColumn];
	return typeof value === "string" && value !== "" ? value.toLowerCase() : null;
}
/** The opportunity that a referral names as its CRM id; free text in the portal, so only a GUID counts. */
function externalReference(referral) {
	const value = referral.properties.externalReferenceId;
	return typeof value === "string" && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value) ? value.toLowerCase() : null;
}
/** `Status/Substatus` of a referral. */
function statusOf(referral) {
	return `${String(referral.properties.status)}/${String(referral.properties.substatus)}`;
}
// src/model/record.ts
const SIDES = ["referral", "opportunity"];
// src/reconcile/changes.ts
/** The writes that carry out what was decided about one pair: at most one for each record and purpose. */
function changesOf(decided) {
	return [
		...noteChange(decided),
		...referralChange(decided),
		...rowChange(decided),
		...closeChange(decided),
		...qualifyChange(decided)
	];
}
/** What somebody wrote and is about to be overwritten is kept first; git only has the fact. */
function noteChange({ pair, wanted }) {
	const lost = [...wanted.referral, ...wanted.opportunity].filter(({ overwrites, from }) => overwrites && from);
	if (lost.length === 0) return [];
	const { link } = pair;
	return [{
		side: "opportunity",
		action: "note",
		link,
		etag: null,
		fields: plain(lost),
		...rowOf(pair)
	}];
}
function referralChange({ pair: { link, referral }, wanted }) {
	if (wanted.referral.length === 0) return [];
	return [{
		side: "referral",
		action: "update",
		link,
		etag: referral.etag,
		fields: plain(wanted.referral)
	}];
}
/** A row is also written when only its base, its identifier or its sync status has to be. A closed row takes nothing. */
function rowChange({ pair, wanted, agreed, rowIsClosed, statusMoves }) {
	const { link, opportunity, base, baseIsStored, adopts } = pair;
	const fields = plain(wanted.opportunity.filter(({ kind }) => kind !== "status"));
	if (!opportunity) return [{
		side: "opportunity",
		action: "create",
		link,
		etag: null,
		fields,
		...rowOf(pair)
	}];
	const baseMoves = !base || !baseIsStored || !sameSnapshot(base.fields, agreed);
	if (!(fields.length > 0 || baseMoves || adopts || statusMoves) || rowIsClosed) return [];
	return [{
		side: "opportunity",
		action: "update",
		link,
		etag: opportunity.etag,
		fields,
		...rowOf(pair)
	}];
}
function closeChange({ pair: { link, opportunity }, wanted }) {
	const status = wanted.opportunity.filter(({ kind }) => kind === "status");
	if (status.length === 0 || !opportunity) return [];
	return [{
		side: "opportunity",
		action: "close",
		link,
		etag: null,
		fields: plain(status)
	}];
}
/** Once the opportunity is there, the lead has done its work. One that somebody closed stays as it is. */
function qualifyChange({ pair: { link, lead } }) {
	if (!lead || lead.properties.statecode !== STATECODES.open) return [];
	return [{
		side: "opportunity",
		action: "qualify",
		link,
		etag: null,
		fields: [],
		row: {
			table: "lead",
			id: lead.id
		}
	}];
}
/** As part of a change: the row of a pair whose referral is not an opportunity yet. */
function rowOf({ row }) {
	return row ? { row } : {};
}
function plain(wanted) {
	return wanted.map(({ kind: _kind, ...change }) => change);
}
// src/reconcile/decide.ts
/**
* The three-way merge of one field.
*
* | situation                              | both                 | referral to opportunity | opportunity to referral |
* |----------------------------------------|----------------------|-------------------------|-------------------------|
* | a side was not returned                | nothing              | nothing                 | nothing                 |
* | equal                                  | agree                | agree                   | agree                   |
* | only the referral changed              | write opportunity    | write opportunity       | restore the referral    |
* | only the opportunity changed           | write referral       | restore the opportunity | write referral          |
* | both changed, a set                    | write the union      | write opportunity       | write referral          |
* | both changed                           | conflict policy      | write opportunity       | write referral          |
* | no base, one side blank                | fill the blank       | fill the opportunity    | fill the referral       |
* | no base, both set                      | `adopt`              | write opportunity       | write referral          |
* | the value to write is blank            | nothing, unless `blank: propagate`                                       |||
* | `when: create`                         | nothing, once it was filled                                              |||
*/
function decideField(field, state) {
	const { base, referral, opportunity } = state;
	if (referral === void 0 || opportunity === void 0) return nothing(base);
	if (referral === opportunity) return {
		...nothing(referral),
		agreed: referral
	};
	if (field.when === "create") return fillOnce(field, state);
	if (field.direction === "referral to opportunity") return oneWay(field, "opportunity", referral, state);
	if (field.direction === "opportunity to referral") return oneWay(field, "referral", opportunity, state);
	return base === void 0 ? firstSight(field, referral, opportunity) : bothWays(field, {
		...state,
		base,
		referral,
		opportunity
	});
}
function nothing(base) {
	return {
		writes: {},
		overwrites: false,
		conflict: null,
		agreed: base
	};
}
/** A link that was made by hand has blanks where a record of ours would have values. */
function fillOnce(field, { base, referral = null, opportunity = null }) {
	const isFirstTime = base === void 0;
	if (isFirstTime && opportunity === null && field.direction !== "opportunity to referral") return write$1("opportunity", referral, false);
	if (isFirstTime && referral === null && field.direction !== "referral to opportunity") return write$1("referral", opportunity, false);
	return nothing(base);
}
/** The source wins; what stands on the other side is overwritten, which the plan says when a person wrote it. */
function oneWay(field, target, wanted, state) {
	if (wanted === null && field.blank === "protect") return nothing(state.base);
	return write$1(target, wanted, state[target] !== state.base && state[target] !== null);
}
function firstSight(field, referral, opportunity) {
	if (referral === null) return write$1("referral", opportunity, false);
	if (opportunity === null) return write$1("opportunity", referral, false);
	if (field.adopt === "referral") return write$1("opportunity", referral, true);
	if (field.adopt === "opportunity") return write$1("referral", opportunity, true);
	return {
		...nothing(void 0),
		conflict: { winner: null }
	};
}
function bothWays(field, state) {
	const { base, referral, opportunity } = state;
	if (opportunity === base) return oneWay(field, "opportunity", referral, state);
	if (referral === base) return oneWay(field, "referral", opportunity, state);
	const union = field.transform.union;
	if (union) return writeUnion(union(base, referral, opportunity), state);
	const winner = winnerOf(field, state);
	const wanted = winner && state[winner];
	if (winner === null || wanted === null && field.blank === "protect") return {
		...nothing(base),
		conflict: { winner: null }
	};
	return {
		...write$1(other(winner), wanted, true),
		conflict: { winner }
	};
}
function writeUnion(union, { referral, opportunity }) {
	return {
		writes: {
			...referral === union ? {} : { referral: union },
			...opportunity === union ? {} : { opportunity: union }
		},
		overwrites: false,
		conflict: null,
		agreed: union
	};
}
function winnerOf(field, state) {
	switch (field.conflict) {
		case "report": return null;
		case "referral":
		case "opportunity": return field.conflict;
		case "newest": return state.newer;
		case "non-blank":
			if (state.referral === null) return "opportunity";
			return state.opportunity === null ? "referral" : null;
	}
}
function write$1(side, value, overwrites) {
	return {
		writes: { [side]: value },
		overwrites,
		conflict: null,
		agreed: value
	};
}
function other(side) {
	return side === "referral" ? "opportunity" : "referral";
}
// src/reconcile/resolve.ts
/** A reported conflict, decided by a person. The loser is kept in a note, as with any named winner. */
function resolved(winner, values) {
	const loser = winner === "referral" ? "opportunity" : "referral";
	const value = values[winner];
	return {
		writes: { [loser]: value },
		overwrites: true,
		conflict: { winner },
		agreed: value
	};
}
/**
* Nobody types a resolution for nothing.
*
* @throws RefusalError when there is no such conflict, naming all of them.
*/
function requireConflicts(resolutions, merges) {
	const conflicts = new Set(merges.flatMap((merge) => merge.conflicts).map(({ link, field }) => `${link.referral}.${field}`));
	const missing = [...resolutions].flatMap(([referral, fields]) => [...fields.keys()].map((field) => `${referral}.${field}`)).filter((one) => !conflicts.has(one));
	if (missing.length === 0) return;
	throw new RefusalError(`There is no conflict to resolve in ${missing.join(", ")}. Nothing was written.`, "Both sides may agree by now. Check the identifier of the referral and the name of the field in the mapping.");
}
// src/reconcile/seller.ts
const SYNCED = {
	state: "synced",
	reason: ""
};
/** Characters: what a text column can hold on every CRM that was set up by the documentation. */
const LONGEST_REASON = 400;
/** Characters. Short, because the column is read with every row that is read. */
const LONGEST_AUDIT = 1e3;
/** What keeps a pair from being in step, the most pressing first. */
function sellerStatus(conflicts, held) {
	const open = conflicts.filter((conflict) => conflict.winner === null);
	if (open.length > 0) return {
		state: "conflict",
		reason: shorten(open.map(conflictText).join("; "))
	};
	if (held.length === 0) return SYNCED;
	const waits = held.every((one) => one.awaits === "approval");
	const reason = shorten(held.map(({ field, reason: why }) => field ? `${field}: ${why}` : why).join("; "));
	return {
		state: waits ? "waiting" : "needs attention",
		reason
	};
}
function conflictText({ field, referral, opportunity }) {
	return `${field}: Partner Center has ${shown$1(referral)}, this opportunity has ${shown$1(opportunity)}; make them equal`;
}
/** Whether the row does not say so yet. A row that says nothing at all is as good as one that is in step. */
function statusDiffers(row, columns, wanted) {
	const { status, reason } = columns;
	const stands = status && row.properties[status.column];
	const optionMoves = status !== null && (stands ?? status.values.synced) !== status.values[wanted.state];
	const reasonMoves = reason !== null && (row.properties[reason] ?? "") !== wanted.reason;
	return optionMoves || reasonMoves;
}
/**
* The columns for the seller that go with a write of the row.
*
* @param outcome What became of the same pair's referral change, which is made first.
* @param now ISO 8601.
*/
function sellerColumns({ seller: columns }, merge, written) {
	const { status, reason, audit } = columns;
	const { outcome } = written;
	const is = outcome?.outcome === "rejected" ? {
		state: "needs attention",
		reason: shorten(`Partner Center refused the change: ${outcome.reason}`)
	} : merge.status;
	const before = merge.pair.opportunity;
	const isNews = !before || statusDiffers(before, columns, is);
	const lines = [...deedLines(merge, written), ...isNews && is.state !== "synced" ? [statusLine(is)] : []];
	return {
		...status ? { [status.column]: status.values[is.state] } : {},
		...reason ? { [reason]: is.reason === "" ? null : is.reason } : {},
		...audit && lines.length > 0 ? { [audit]: newestFirst(lines, before?.properties[audit], written.now) } : {}
	};
}
function statusLine({ state, reason }) {
	return reason === "" ? state : `${state}: ${reason}`;
}
/** A close is told by the write before it: a closed row takes no more lines. */
function deedLines({ pair, changes }, { change, outcome }) {
	const sent = outcome?.outcome === "applied" ? outcome.change.fields : [];
	const isNew = change.action === "create";
	const closes = changes.filter(({ action }) => action === "close").flatMap(({ fields }) => fields);
	const received = isNew ? [] : [...change.fields, ...closes];
	return [
		...isNew ? ["created from Partner Center"] : [],
		...pair.adopts ? ["linked to its referral"] : [],
		...sent.map((field) => `to Partner Center: ${moveText(field)}`),
		...received.map((field) => `from Partner Center: ${moveText(field)}`)
	];
}
function moveText({ field, from, to }) {
	if (field === "account") return field;
	return from ? `${field}: ${shown$1(from)} → ${shown$1(to)}` : `${field}: ${shown$1(to)}`;
}
/** Newest line first; the oldest lines make room, whole ones. */
function newestFirst(lines, before, now) {
	const at = now.slice(0, 16).replace("T", " ");
	const older = typeof before === "string" ? before.split(/\r?\n/) : [];
	const all = [...lines.map((line) => `${at} UTC  ${oneLine(line, 300)}`), ...older];
	let text = "";
	for (const line of all) {
		const longer = text === "" ? line : `${text}\n${line}`;
		if (longer.length > LONGEST_AUDIT) break;
		text = longer;
	}
	return text;
}
function shown$1(value) {
	return value === null ? "nothing" : oneLine(value, 80);
}
function shorten(text) {
	return oneLine(text, LONGEST_REASON);
}
function oneLine(text, longest) {
	const flat = text.replaceAll(/\s+/g, " ").trim();
	return flat.length > longest ? `${flat.slice(0, longest - 1)}…` : flat;
}
// src/reconcile/status.ts
/**
* Moves of a referral that a partner may make, by its status and substatus (create-a-referral and
* patch-a-referral; closed is for good). Microsoft also lets a new referral be declined, but that is an
* answer to the seller who sent it, and not ours to give.
*
* | from \ to         | open | won            | lost           |
* |-------------------|------|----------------|----------------|
* | New/Pending       | –    | accept first   | decline there  |
* | New/Received      | –    | accept first   | decline there  |
* | Active/Accepted   | –    | yes            | yes            |
* | Closed/*          | no   | no             | no             |
*
* @returns Why the move is illegal, or `null` when it may be made.
*/
function illegalMove(from, to) {
	const [status] = from.split("/");
	if (status === "Closed") return `the referral is ${from} in Partner Center, which is final: set the opportunity to match it`;
	if (status === "Active") return null;
	if (to === "won") return `the referral is ${from}: accept it in Partner Center before it is won`;
	return `the referral is ${from}: decline it in Partner Center, with a reason`;
}
// src/reconcile/merge.ts
/** Two clocks are compared, so "later" needs a margin. */
const NEWEST_MARGIN_MINUTES = 10;
/** Merges one pair: what to write on each side, what is in conflict, what is held back and why. */
function mergePair(pair, context) {
	const draft = new Draft(pair, context);
	for (const field of context.mapping.fields) draft.merge(field);
	return draft.finish();
}
/** Collects the decisions about one pair, field by field. */
var Draft = class {
	#pair;
	#context;
	#seen;
	#closed;
	#wanted = {
		referral: [],
		opportunity: []
	};
	#conflicts = [];
	#held = [];
	#agreed = {};
	constructor(pair, context) {
		this.#pair = pair;
		this.#context = context;
		const nothing = {
			snapshot: {},
			unusable: {}
		};
		const { mapping, lookups } = context;
		this.#seen = {
			referral: project(mapping, pair.referral, lookups),
			opportunity: pair.opportunity ? project(mapping, pair.opportunity, lookups) : nothing
		};
		this.#closed = {
			referral: pair.referral.properties.status === "Closed",
			opportunity: pair.opportunity !== null && pair.opportunity.properties.statecode !== STATECODES.open
		};
	}
	merge(field) {
		const known = this.#pair.base?.fields[field.name];
		if (known !== void 0) this.#agreed[field.name] = known;
		this.#reportUnusable(field);
		if (this.#closed.referral && this.#closed.opportunity) return;
		const decision = this.#pair.opportunity ? this.#decide(field) : this.#fill(field);
		if (decision.agreed !== void 0) this.#agreed[field.name] = decision.agreed;
		if (decision.conflict) this.#addConflict(field, decision.conflict.winner);
		for (const side of SIDES) {
			const to = decision.writes[side];
			if (to !== void 0) this.#want(field, side, to, decision.overwrites);
		}
	}
	#decide(field) {
		const base = this.#pair.base?.fields[field.name];
		const referral = this.#seen.referral.snapshot[field.name];
		const opportunity = this.#seen.opportunity.snapshot[field.name];
		if (this.#closeIsPending(field, referral, opportunity)) return {
			writes: { opportunity: referral ?? null },
			overwrites: false,
			conflict: null,
			agreed: referral
		};
		const decision = decideField(field, {
			base,
			referral,
			opportunity,
			newer: this.#newer()
		});
		const winner = this.#context.resolutions.get(this.#pair.link.referral)?.get(field.name);
		const isOpen = decision.conflict?.winner === null;
		if (!winner || !isOpen || referral === void 0 || opportunity === void 0) return decision;
		return resolved(winner, {
			referral,
			opportunity
		});
	}
	/** The base already says closed, because a closed row takes no more writes; the close itself is still to come. */
	#closeIsPending(field, referral, opportunity) {
		const pending = this.#context.closesPending.has(this.#pair.link.referral);
		return field.kind === "status" && pending && opportunity === "open" && (referral === "won" || referral === "lost");
	}
	/** A row that is yet to be created takes whatever the referral has. It begins open, so status needs no write. */
	#fill(field) {
		const value = this.#seen.referral.snapshot[field.name];
		const goesThere = field.direction !== "opportunity to referral";
		return {
			writes: goesThere && value && field.kind !== "status" ? { opportunity: value } : {},
			overwrites: false,
			conflict: null,
			agreed: goesThere ? value : void 0
		};
	}
	#newer() {
		const { referral, opportunity } = this.#pair;
		if (!opportunity) return null;
		if (isBefore(plusMinutes(referral.modified, NEWEST_MARGIN_MINUTES), opportunity.modified)) return "opportunity";
		return isBefore(plusMinutes(opportunity.modified, NEWEST_MARGIN_MINUTES), referral.modified) ? "referral" : null;
	}
	#want(field, side, to, overwrites) {
		const reason = this.#whyNot(field, side, to);
		if (reason !== null) {
			this.#hold(field, side, reason);
			return;
		}
		const waits = this.#waitsFor(field, side, to);
		if (waits) {
			this.#hold(field, side, waits.reason, waits.awaits);
			return;
		}
		const from = this.#seen[side].snapshot[field.name];
		const existed = side === "referral" || this.#pair.opportunity !== null;
		const change = {
			field: field.name,
			kind: field.kind,
			to,
			...overwrites ? { overwrites } : {}
		};
		this.#wanted[side].push(existed && from !== void 0 ? {
			...change,
			from
		} : change);
	}
	/** A step that cannot be undone, and that nobody has approved yet. */
	#waitsFor(field, side, to) {
		const step = stepOf(field, side, to);
		const waits = step && whyStepWaits(step, to ?? "", this.#context.mapping);
		if (!waits) return null;
		const text = approvalText({
			field: field.name,
			reason: waits.reason
		});
		const isApproved = this.#context.approvals.get(this.#pair.link.referral)?.has(text);
		return waits.awaits && isApproved ? null : waits;
	}
	#whyNot(field, side, to) {
		const record = this.#pair[side];
		const written = field.transform[side].write(to, currentParts(field, record, side), this.#context.lookups);
		if (isUnusable(written)) return written.unusable;
		if (side === "referral") {
			if (field.kind === "status") return illegalMove(statusOf(this.#pair.referral), to);
			return this.#closed.referral ? "the referral is closed in Partner Center and can no longer be changed" : null;
		}
		if (!this.#closed.opportunity) return null;
		return field.kind === "status" && to === "open" ? "the opportunity is closed but the referral is open: reopen the opportunity, or close the referral" : "the opportunity is closed and can no longer be changed";
	}
	#hold(field, side, reason, awaits) {
		const held = {
			link: this.#pair.link,
			field: field.name,
			side,
			reason
		};
		this.#held.push(awaits ? {
			...held,
			awaits
		} : held);
		keepBase(this.#agreed, field.name, this.#pair.base);
	}
	#reportUnusable(field) {
		for (const side of SIDES) {
			const reason = this.#seen[side].unusable[field.name];
			if (reason !== void 0) this.#held.push({
				link: this.#pair.link,
				field: field.name,
				side,
				reason
			});
		}
	}
	#addConflict(field, winner) {
		const { link, base } = this.#pair;
		const referral = this.#seen.referral.snapshot[field.name] ?? null;
		const opportunity = this.#seen.opportunity.snapshot[field.name] ?? null;
		const hasBase = base?.fields[field.name] !== void 0;
		this.#conflicts.push({
			link,
			field: field.name,
			referral,
			opportunity,
			winner,
			hasBase
		});
	}
	finish() {
		const status = sellerStatus(this.#conflicts, this.#held);
		const { opportunity } = this.#pair;
		const changes = changesOf({
			pair: this.#pair,
			agreed: this.#agreed,
			wanted: this.#wanted,
			rowIsClosed: this.#closed.opportunity,
			statusMoves: opportunity !== null && statusDiffers(opportunity, this.#context.mapping.seller, status)
		});
		return {
			pair: this.#pair,
			changes,
			conflicts: this.#conflicts,
			held: this.#held,
			agreed: this.#agreed,
			status
		};
	}
};
// src/reconcile/plan.ts
/** All merges as one plan, sorted, so that the same records give the same plan whatever order they came in. */
function toPlan(merges, questions) {
	return {
		changes: merges.flatMap((merge) => merge.changes).sort(byLink(rankOf)),
		conflicts: merges.flatMap((merge) => merge.conflicts).sort(byLink((conflict) => conflict.field)),
		held: merges.flatMap((merge) => merge.held).sort(byLink((held) => `${held.field}/${held.side}`)),
		questions: [...questions].sort((a, b) => compare(a.referral, b.referral))
	};
}
/** The order in which the changes of one pair are made: what must not be lost, then the side that may refuse, the close last. */
function rankOf(change) {
	if (change.action === "note") return "0";
	if (change.side === "referral") return "1";
	if (change.row?.table === "account") return "1a";
	return change.action === "close" || change.action === "qualify" ? "3" : "2";
}
function byLink(key) {
	return (a, b) => compare(a.link.referral, b.link.referral) || compare(key(a), key(b));
}
function compare(a, b) {
	if (a === b) return 0;
	return a < b ? -1 : 1;
}
/**
* Names a plan, so that a run can be bound to the plan that was reviewed. Depends on what would be written
* and reported, not on when it was read: etags count only where a value cannot be named.
*/
function planDigest(plan, mappingDigest, fingerprint) {
	const content = {
		mapping: mappingDigest,
		changes: plan.changes.map(({ side, action, link, etag, fields, row }) => {
			const named = fields.map((change) => [change.field, fingerprint(link.referral, change.field, change.to)]);
			const needsEtag = named.some(([, print]) => print === null);
			return {
				side,
				action,
				link,
				fields: named,
				...row ? { row } : {},
				...needsEtag ? { etag } : {}
			};
		}),
		conflicts: plan.conflicts.map(({ link, field, winner }) => ({
			link,
			field,
			winner
		})),
		held: plan.held.map(({ link, field, side, reason }) => ({
			link,
			field,
			side,
			reason
		})),
		questions: plan.questions
	};
	return createHash("sha256").update(canonicalJson(content)).digest("hex");
}
// src/commands/accounts.ts
const NONE = {
	answers: /* @__PURE__ */ new Map(),
	missing: /* @__PURE__ */ new Set(),
	arrived: /* @__PURE__ */ new Set()
};
/** Finds the accounts that these deals still lack, all in one search; asks nothing when none lacks one. */
async function findAccounts(ports, mapping, { pairs, intents }) {
	const { accounts: rules } = mapping;
	const announced = intents.flatMap(({ row }) => row?.table === "account" ? [row.id] : []);
	const referrals = pairs.filter((pair) => lacksAccount(pair, mapping)).map((pair) => pair.referral);
	if (!rules || referrals.length + announced.length === 0) return NONE;
	const search = accountSearch(rules, referrals);
	const found = await ports.opportunities.accounts({
		...search,
		ids: [...search.ids, ...announced]
	});
	const arrived = new Set(found.map(({ id }) => id).filter((id) => announced.includes(id)));
	return {
		...chooseAccounts(rules, referrals, found),
		arrived
	};
}
/** A lead needs none yet. An account that was filled in once and taken out again stays out; a closed row takes nothing. */
function lacksAccount({ opportunity, base, row }, mapping) {
	if (row) return false;
	if (!opportunity) return true;
	const isOpen = opportunity.properties.statecode === STATECODES.open;
	const lookup = `_${mapping.accounts?.opportunity}_value`;
	return isOpen && opportunity.properties[lookup] === null && base?.fields["account"] === void 0;
}
/** Minutes until the next try of a record that was refused; after the last it waits for a change on either side. */
const BACK_OFF_MINUTES = [
	60,
	240,
	1440,
	4320
];
/** State and outcomes → next state. */
function checkpoint(state, facts) {
	const created = facts.outcomes.filter(({ change, outcome }) => change.action === "create" && !change.row && outcome === "applied");
	return {
		sequence: state.sequence + 1,
		mapping: facts.reads ? facts.mappingDigest : state.mapping,
		writtenAt: facts.now,
		referrals: nextWatermark(state.referrals, facts),
		opportunities: facts.reads?.opportunities ?? state.opportunities,
		linked: (facts.reads?.linked ?? state.linked) + created.length,
		waiting: nextWaiting(state.waiting, facts),
		journal: nextJournal(facts),
		audit: state.audit
	};
}
function nextWatermark(previous, facts) {
	if (!facts.reads) return previous;
	const { referralsReadAt: since, listed } = facts.reads;
	const listedAgainFrom = minusMinutes(since, 15);
	const seen = /* @__PURE__ */ new Map();
	for (const [id, { etag, modified }] of listed) if (!isBefore(modified, listedAgainFrom)) seen.set(id, etag);
	for (const { change, outcome, etag } of facts.outcomes) if (change.side === "referral" && outcome === "applied" && etag) seen.set(change.link.referral, etag);
	return {
		since,
		seen: Object.fromEntries([...seen].sort(([a], [b]) => a < b ? -1 : 1))
	};
}
/**
* What stays open: a write whose answer never came, and one of a dead run that may yet arrive. Once another
* write of ours has met the same precondition, the older one cannot.
*/
function nextJournal(facts) {
	const unknown = facts.outcomes.filter((one) => one.outcome === "failed" && one.sent).map((one) => one.intent);
	const ours = facts.intents.filter((intent) => unknown.includes(intent.id));
	const applied = facts.outcomes.filter((one) => one.outcome === "applied").map((one) => one.change);
	const announced = new Set(facts.intents.map(({ id }) => id));
	const intents = [...facts.settled.filter(({ fate, intent }) => fate === "open" && !announced.has(intent.id)).map(({ intent }) => intent).filter((intent) => !applied.some((change) => sameTarget(change, intent))), ...ours];
	return intents.length > 0 ? {
		run: facts.run,
		writing: false,
		intents
	} : null;
}
function nextWaiting(previous, facts) {
	const before = new Map(previous.map((entry) => [entry.referral, entry]));
	const next = new Map(before);
	const put = (referral, entry) => {
		next.delete(referral);
		if (entry) next.set(referral, counted(entry, before.get(referral), facts.now));
	};
	const outcomes = Map.groupBy(facts.outcomes, (one) => one.change.link.referral);
	for (const merge of facts.merges) {
		const { referral } = merge.pair.link;
		put(referral, whyWaiting(merge, outcomes.get(referral) ?? []));
	}
	for (const { referral, text } of facts.questions) put(referral, {
		...blank(referral, null),
		kind: "question",
		reason: text
	});
	for (const { link, rowEtag, reason } of facts.unreadable) {
		const etags = {
			referral: null,
			opportunity: rowEtag
		};
		put(link.referral, {
			...blank(link.referral, link.opportunity),
			etags,
			kind: "rejected",
			reason
		});
	}
	return [...next.values()].sort((a, b) => a.referral < b.referral ? -1 : 1);
}
function blank(referral, opportunity) {
	return {
		referral,
		opportunity,
		fields: [],
		awaits: [],
		etags: {
			referral: null,
			opportunity: null
		}
	};
}
/** The most pressing reason why this pair is not in step, or `null` when it is. */
function whyWaiting(merge, own) {
	const { link, referral, opportunity } = merge.pair;
	const isOwn = (one) => one.change.row?.id === merge.pair.row?.id;
	const etagAfter = (side) => own.findLast((one) => one.change.side === side && (side === "referral" || isOwn(one)) && one.outcome === "applied")?.etag;
	const entry = {
		...blank(link.referral, link.opportunity),
		etags: {
			referral: etagAfter("referral") ?? referral.etag,
			opportunity: etagAfter("opportunity") ?? opportunity?.etag ?? null
		}
	};
	const failed = own.find((one) => one.outcome !== "applied");
	if (failed) {
		const fields = failed.change.fields.map((change) => change.field);
		return {
			...entry,
			kind: kindOf(failed),
			fields,
			reason: failed.reason ?? failed.outcome
		};
	}
	if (isFinal(merge, own)) return null;
	const conflicts = merge.conflicts.filter((conflict) => conflict.winner === null);
	if (conflicts.length > 0) {
		const reason = conflicts[0]?.hasBase ? "both sides changed it" : "the sides differ and were never synced before";
		return {
			...entry,
			kind: "conflict",
			fields: conflicts.map((conflict) => conflict.field),
			reason
		};
	}
	const [held] = merge.held;
	if (!held) return null;
	const fields = merge.held.flatMap((one) => one.field === null ? [] : [one.field]);
	const awaits = merge.held.filter((one) => one.awaits).map(approvalText);
	return {
		...entry,
		kind: "held",
		fields,
		reason: held.reason,
		awaits
	};
}
/** Both ends are closed now: what still differs stays that way, and nobody can resolve it any more. */
function isFinal({ pair, changes }, own) {
	const closes = (side) => changes.some((change) => change.side === side && change.action !== "note" && change.fields.some(({ to }) => to === "won" || to === "lost")) && own.every((one) => one.outcome === "applied");
	const referralClosed = pair.referral.properties.status === "Closed" || closes("referral");
	const rowClosed = pair.opportunity !== null && pair.opportunity.properties.statecode !== STATECODES.open || closes("opportunity");
	return referralClosed && rowClosed;
}
function kindOf({ change, outcome }) {
	if (change.action === "close") return "close";
	return outcome === "applied" ? "held" : outcome;
}
function counted(entry, before, now) {
	const again = before?.kind === entry.kind ? before : null;
	const tries = (again?.tries ?? 0) + 1;
	return {
		...entry,
		tries,
		firstAt: again?.firstAt ?? now,
		nextAt: nextTry(entry.kind, tries, now)
	};
}
function nextTry(kind, tries, now) {
	if (kind === "stale") return now;
	if (kind === "failed" && tries === 1) return now;
	if (kind === "conflict" || kind === "held" || kind === "question") return null;
	const minutes = BACK_OFF_MINUTES[tries - 1];
	return minutes === void 0 ? null : plusMinutes(now, minutes);
}
// src/commands/pull.ts
/**
* Reads what changed on each side since the watermarks, and the missing counterpart of each.
*
* - Both listings run at the same time.
* - A referral whose etag was dealt with before, and a row that still equals its own base, are dropped as
*   they come: our own writes need no other suppression, and nothing is read for them.
* - Rows come in batches by referral identifier; referrals one by one, as Partner Center has no batch.
*/
async function pull(ports, state, mapping, { only, asked }) {
	const puller = new Puller(ports, state, mapping);
	const reads = only === null ? await puller.readChanges() : null;
	await puller.readReferrals([
		...only === null ? puller.dueReferrals() : [only],
		...puller.announcedReferrals(),
		...asked
	]);
	await puller.readCounterparts();
	return puller.result(reads);
}
var Puller = class {
	#ports;
	#state;
	#mapping;
	#now;
	#waiting;
	#referrals = /* @__PURE__ */ new Map();
	#rows = /* @__PURE__ */ new Map();
	#leads = /* @__PURE__ */ new Map();
	#unreadable = [];
	#lookups = null;
	#listedReferrals = 0;
	constructor(ports, state, mapping) {
		this.#ports = ports;
		this.#state = state;
		this.#mapping = mapping;
		this.#now = ports.clock.now().toISOString();
		this.#waiting = new Map(state.waiting.map((entry) => [entry.referral, entry]));
	}
	async readChanges() {
		const isSameMapping = this.#state.mapping === this.#mapping.digest;
		const watermark = isSameMapping ? this.#state.referrals : null;
		const cursor = isSameMapping ? this.#state.opportunities : null;
		const since = watermark && minusMinutes(watermark.since, 15);
		const listed = /* @__PURE__ */ new Map();
		let linked = 0;
		const [referrals, opportunities] = await Promise.all([this.#ports.referrals.readChanged(since, (page) => {
			this.#listedReferrals += page.length;
			for (const referral of page) {
				this.#noteListed(listed, referral);
				if (inScope(this.#mapping, referral) && watermark?.seen[referral.id] !== referral.etag) this.#takeReferral(referral);
			}
			this.#ports.progress(`read ${this.#listedReferrals} referrals`);
		}), this.#ports.opportunities.readChanged(cursor, async (page) => {
			const ours = page.filter((row) => identifierOf(this.#mapping, row) !== null);
			linked += ours.length;
			for (const row of ours) await this.#takeRow(row);
		})]);
		const { cursor: next, full } = opportunities;
		return {
			referralsReadAt: referrals.readAt,
			listed,
			opportunities: next,
			linked: full ? linked : null
		};
	}
	/** Only what the next listing will show again; an hour is more than the overlap and any skew of clocks. */
	#noteListed(listed, { id, etag, modified }) {
		if (!isBefore(modified, minusMinutes(this.#now, 60))) listed.set(id, {
			etag,
			modified
		});
	}
	#takeReferral(referral) {
		if (!this.#isSettled(referral, "referral", referral.id)) this.#referrals.set(referral.id, referral);
	}
	async #takeRow(row) {
		const referral = identifierOf(this.#mapping, row);
		if (referral === null || this.#isSettled(row, "opportunity", referral)) return;
		if (this.#waiting.has(referral) || !await this.#equalsItsBase(row)) this.#rows.set(row.id, row);
	}
	/** Already on the list of what waits, for this very version and not due: looking again changes nothing. */
	#isSettled(record, side, referral) {
		const entry = this.#waiting.get(referral);
		return entry !== void 0 && entry.etags[side] === record.etag && !this.#isDue(entry.nextAt);
	}
	async #equalsItsBase(row) {
		const base = readBase(row, this.#mapping.baseColumn);
		if (!base) return false;
		const { snapshot, unusable } = project(this.#mapping, row, await this.lookups());
		return this.#mapping.fields.filter((field) => field.when === "always").every(({ name }) => snapshot[name] === base.fields[name]) && Object.keys(unusable).length === 0;
	}
	/** Referrals on the retry list whose time has come. */
	dueReferrals() {
		return this.#state.waiting.filter((entry) => this.#isDue(entry.nextAt)).map((entry) => entry.referral);
	}
	/** Referrals with an open intent, whatever the run was asked to look at: what became of it is found out now. */
	announcedReferrals() {
		return this.#state.journal?.intents.map((intent) => intent.referral) ?? [];
	}
	#isDue(at) {
		return at !== null && !isBefore(this.#now, at);
	}
	async readReferrals(ids) {
		for (const id of new Set(ids)) {
			if (this.#referrals.has(id)) continue;
			const referral = await this.#ports.referrals.get(id);
			if (referral) this.#referrals.set(id, referral);
			else this.#leaveOut(id, NOT_VISIBLE);
		}
	}
	#leaveOut(referral, reason) {
		this.#referrals.delete(referral);
		const row = [...this.#rows.values()].find((one) => identifierOf(this.#mapping, one) === referral);
		const link = {
			referral,
			opportunity: row?.id ?? rowIdFor(referral)
		};
		this.#unreadable.push({
			link,
			rowEtag: row?.etag ?? null,
			reason
		});
	}
	async readCounterparts() {
		const rowOwners = [...this.#rows.values()].map((row) => identifierOf(this.#mapping, row)).filter((id) => id !== null);
		await this.readReferrals(rowOwners);
		const owners = new Set(rowOwners);
		const withoutRow = [...this.#referrals.keys()].filter((id) => !owners.has(id));
		if (withoutRow.length > 0) this.#keepRows(await this.#ports.opportunities.byReferralIds(withoutRow));
		await this.#readLeads();
		await this.#readNamedRows();
		await this.#replaceStaleReadings();
	}
	async #readLeads() {
		const { leads } = this.#mapping;
		if (!leads) return;
		const linked = new Set([...this.#rows.values()].map((row) => identifierOf(this.#mapping, row)));
		const unsettled = /* @__PURE__ */ new Set([...this.#waiting.keys(), ...this.announcedReferrals()]);
		const wanted = [...this.#referrals.values()].filter((referral) => mayBeLead(this.#mapping, referral) && (!linked.has(referral.id) || unsettled.has(referral.id)));
		if (wanted.length === 0) return;
		const found = await this.#ports.opportunities.leads(wanted.map(({ id }) => id));
		for (const lead of found) this.#leads.set(identifierOf(leads.rows, lead) ?? "", lead);
	}
	#keepRows(rows) {
		for (const row of rows) this.#rows.set(row.id, row);
	}
	/** Rows that a referral names as its CRM id although they do not carry its identifier. */
	async #readNamedRows() {
		const linked = new Set([...this.#rows.values()].map((row) => identifierOf(this.#mapping, row)));
		const named = [...this.#referrals.values()].filter((referral) => !linked.has(referral.id)).map((referral) => namedRow(referral, this.#leads.get(referral.id))).filter((id) => id !== null && !this.#rows.has(id));
		const ids = [...new Set(named)].filter((id) => id !== null);
		if (ids.length > 0) this.#keepRows(await this.#ports.opportunities.byIds(ids));
	}
	/** A listing may lag behind: a referral older than the one that was merged last is read again by its id. */
	async #replaceStaleReadings() {
		for (const row of this.#rows.values()) {
			const id = identifierOf(this.#mapping, row);
			const referral = id === null ? void 0 : this.#referrals.get(id);
			const floor = readBase(row, this.#mapping.baseColumn)?.referralModified;
			if (!referral || !floor || !isBefore(referral.modified, floor)) continue;
			const fresh = await this.#ports.referrals.get(referral.id);
			if (fresh && !isBefore(fresh.modified, floor)) this.#referrals.set(fresh.id, fresh);
			else this.#leaveOut(referral.id, STILL_OLDER);
		}
	}
	lookups() {
		const needsCurrencies = this.#mapping.fields.some((field) => field.kind === "money");
		this.#lookups ??= needsCurrencies ? this.#ports.opportunities.currencies().then((currencies) => ({ currencies })) : Promise.resolve({ currencies: [] });
		return this.#lookups;
	}
	async result(reads) {
		const isNeeded = this.#referrals.size > 0;
		return {
			referrals: [...this.#referrals.values()].filter((referral) => inScope(this.#mapping, referral)),
			rows: [...this.#rows.values()],
			leads: [...this.#leads.values()],
			lookups: isNeeded ? await this.lookups() : { currencies: [] },
			reads,
			unreadable: this.#unreadable,
			listedReferrals: this.#listedReferrals
		};
	}
};
const NOT_VISIBLE = "Partner Center does not show this referral: it is gone, or the account lacks the Referrals admin role";
const STILL_OLDER = "Partner Center still shows an older version of this referral";
// src/commands/planning.ts
/**
* pull → match → merge, shared by every command: what a plan shows is what a sync does.
*
* Between match and merge, the intents of a run that died are settled, so that what it wrote is known
* before these records are planned again.
*/
async function makePlan(ports, loaded, options) {
	const { state } = loaded;
	const { mapping, fingerprint } = options;
	const approvals = approvalsOf(state.waiting, options.approve);
	const asked = [...approvals.keys(), ...options.resolutions.keys()];
	const pulled = await pull(ports, state, mapping, {
		only: options.referralId,
		asked
	});
	guardReads(state.linked, pulled.reads?.linked ?? null);
	const { pairs, questions } = match(mapping, pulled.referrals, pulled.rows, pulled.leads);
	const intents = state.journal?.intents ?? [];
	const { answers, missing, arrived } = await findAccounts(ports, mapping, {
		pairs,
		intents
	});
	const lookups = {
		...pulled.lookups,
		accounts: answers
	};
	const world = {
		mapping,
		lookups,
		fingerprint,
		now: ports.clock.now().toISOString(),
		notes: await announcedNotes(ports, state),
		arrived
	};
	const settled = settle(intents, pairs, world);
	const closesPending = /* @__PURE__ */ new Set([...state.waiting.filter((entry) => entry.kind === "close").map((entry) => entry.referral), ...settled.filter(({ intent, fate }) => intent.action === "close" && fate !== "applied").map(({ intent }) => intent.referral)]);
	const merged = pairs.map((pair) => recoverBase(pair, settled, world)).map((pair) => {
		const view = pair.row ? mapping.leads?.rows ?? mapping : mapping;
		const { resolutions } = options;
		return mergePair(pair, {
			mapping: view,
			lookups,
			closesPending,
			approvals,
			resolutions
		});
	});
	requireConflicts(options.resolutions, merged);
	const merges = makeAccounts(merged, missing);
	const plan = toPlan(merges, questions);
	return {
		plan,
		digest: planDigest(plan, mapping.digest, fingerprint),
		merges,
		questions,
		settled,
		pulled,
		lookups
	};
}
/** Which notes of a run that died are there. Asks nothing in an ordinary run. */
async function announcedNotes({ opportunities }, { journal }) {
	const announced = (journal?.intents ?? []).filter(({ action }) => action === "note");
	if (announced.length === 0) return /* @__PURE__ */ new Set();
	return new Set(await opportunities.existingNotes(announced.map(({ id }) => noteIdFor(id))));
}
// src/commands/plan.ts
/**
* load → pull → match → merge → report: what `sync` would do now. It is given ports that cannot write. The
* guards are not asked, so that a plan which `sync` would refuse can be looked at.
*/
async function plan(options, ports) {
	const loaded = await load(ports.state, options.branch);
	const planned = await makePlan(ports, loaded, options);
	return {
		command: "plan",
		run: options.run,
		plan: planned.plan,
		digest: planned.digest,
		outcomes: [],
		recovered: [],
		waiting: loaded.state.waiting,
		approvalDigest: approvalDigest(loaded.state.waiting),
		requests: { ...ports.requests },
		stateCommit: null,
		overtaken: false
	};
}
// src/reconcile/note.ts
/** The note on the opportunity that keeps what this pair's other changes overwrite. */
function noteOf(change, merge, intent) {
	const toReferral = merge.changes.find(({ side }) => side === "referral")?.fields ?? [];
	const lines = change.fields.map((lost) => {
		const where = toReferral.some(({ field }) => field === lost.field) ? "in Partner Center" : "on this opportunity";
		return `${lost.field} ${where} was: ${lost.from ?? ""}\nIt is now: ${lost.to ?? "(blank)"}`;
	});
	return {
		action: "note",
		id: noteIdFor(intent),
		opportunity: change.row?.id ?? change.link.opportunity,
		...change.row ? { table: change.row.table } : {},
		subject: `Replaced by the co-sell sync: ${change.fields.map(({ field }) => field).join(", ")}`.slice(0, 500),
		text: lines.join("\n\n")
	};
}
// src/reconcile/writes.ts
/** @param now ISO 8601, for the lines that the seller reads. */
function createWrites(mapping, lookups, now) {
	const columnsOf = (view, change, merge) => Object.assign({}, ...change.fields.map((wanted) => write(view, wanted, merge, "opportunity", lookups)));
	return {
		referral: (change, merge) => ({
			id: change.link.referral,
			etag: change.etag ?? "",
			operations: change.fields.flatMap((wanted) => write(mapping, wanted, merge, "referral", lookups))
		}),
		opportunity(change, merge, intent, referralOutcome) {
			const id = change.row?.id ?? change.link.opportunity;
			if (change.action === "note") return noteOf(change, merge, intent);
			if (change.action === "qualify") return {
				action: "qualify",
				id
			};
			if (change.action === "close") return closeOf(id, change.fields[0]?.to, mapping);
			if (change.row?.table === "account") return accountOf(id, merge, mapping);
			const base = formatBase({
				change: intent,
				referralModified: referralOutcome?.modified ?? merge.pair.referral.modified,
				fields: agreedAfter(merge, referralOutcome)
			});
			const view = change.row ? leadRows(mapping) : mapping;
			const table = change.row ? { table: change.row.table } : {};
			const identifies = change.action === "create" || merge.pair.adopts;
			const columns = {
				...columnsOf(view, change, merge),
				...identifies ? { [view.referralIdColumn]: change.link.referral } : {},
				...change.action === "create" ? originOf(merge) : {},
				...sellerColumns(view, merge, {
					change,
					outcome: referralOutcome,
					now
				}),
				[view.baseColumn]: base
			};
			if (change.action === "create") return {
				action: "create",
				id,
				columns,
				...table
			};
			return {
				action: "update",
				id,
				etag: change.etag ?? "",
				columns,
				...table
			};
		}
	};
}
function leadRows({ leads }) {
	if (!leads) throw new Error("a lead is planned, but not in the mapping");
	return leads.rows;
}
/** The lead that a new opportunity comes from. */
function originOf({ pair: { lead } }) {
	return lead ? { "originatingleadid@odata.bind": `/leads(${lead.id})` } : {};
}
function write(mapping, wanted, merge, side, lookups) {
	const field = mapping.fields.find(({ name }) => name === wanted.field);
	if (!field) throw new Error(`planned field ${wanted.field} is not in the mapping`);
	const written = field.transform[side].write(wanted.to, currentParts(field, merge.pair[side], side), lookups);
	if (isUnusable(written)) throw new Error(`planned field ${wanted.field} cannot be written: ${written.unusable}`);
	return written;
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
function closeOf(id, to, mapping) {
	const as = to === "won" ? "won" : "lost";
	return {
		action: "close",
		id,
		as,
		statuscode: mapping.closeReasons[as]
	};
}
/** A field that the referral did not take keeps the base it had, so that the next run tries again. */
function agreedAfter(merge, outcome) {
	if (!outcome || outcome.outcome === "applied") return merge.agreed;
	const agreed = { ...merge.agreed };
	for (const { field } of outcome.change.fields) keepBase(agreed, field, merge.pair.base);
	return agreed;
}
// src/commands/apply.ts
/**
* Carries out a plan, each record on its own and guarded by its etag.
*
* 0. Notes, which keep what is about to be overwritten: where one fails, nothing is.
* 1. Referrals first: Partner Center is the side that may refuse, and what it took belongs into the base.
* 2. Accounts that rows need; then these, with the base in the same request; several in one batch. A row waits when its referral moved.
* 3. Closes last: a closed opportunity may refuse every further write, and a lead is only qualified once its
*    opportunity is there.
*/
async function apply(ports, announced, writes) {
	return new Applier(ports, announced, writes).run();
}
var Applier = class {
	#ports;
	#plan;
	#writes;
	#merges;
	#intents;
	#outcomes = [];
	/** The latest outcome of each record, by what it is and referral. */
	#latest = /* @__PURE__ */ new Map();
	/** The outcome of each row that is no opportunity, by its id. */
	#otherRows = /* @__PURE__ */ new Map();
	constructor(ports, announced, writes) {
		this.#ports = ports;
		this.#plan = announced.plan;
		this.#writes = writes;
		this.#merges = new Map(announced.merges.map((merge) => [merge.pair.link.referral, merge]));
		this.#intents = new Map(announced.plan.changes.map((change, index) => [change, announced.intents[index]]));
	}
	async run() {
		const { changes } = this.#plan;
		await this.#writeRows(changes.filter(({ action }) => action === "note"));
		await this.#writeReferrals(changes.filter(({ side }) => side === "referral"));
		const rows = changes.filter(({ side }) => side === "opportunity");
		await this.#writeRows(rows.filter(({ row }) => row?.table === "account"));
		const own = rows.filter(({ row }) => row?.table !== "account");
		await this.#writeRows(own.filter(({ action }) => action === "create" || action === "update"));
		await this.#writeRows(own.filter(isLast));
		return this.#outcomes;
	}
	async #writeReferrals(changes) {
		const ready = changes.filter((change) => this.#isReady(change));
		for (const [index, change] of ready.entries()) {
			const result = await this.#ports.referrals.update(this.#writes.referral(change, this.#mergeOf(change)));
			this.#record(change, result);
			this.#ports.progress(`wrote ${index + 1} of ${ready.length} referrals`);
		}
	}
	async #writeRows(changes) {
		const ready = changes.filter((change) => this.#isReady(change));
		if (ready.length === 0) return;
		const writes = ready.map((change) => this.#writes.opportunity(change, this.#mergeOf(change), this.#intentOf(change), this.#outcomeOf(change, "referral") ?? null));
		this.#ports.progress(`writing ${writes.length} opportunities`);
		const results = await this.#ports.opportunities.write(writes);
		for (const [index, change] of ready.entries()) this.#record(change, results[index] ?? {
			outcome: "failed",
			reason: "no answer for this write",
			sent: true
		});
	}
	/** A change that depends on one which did not happen was decided on records that are no longer so. */
	#isReady(change) {
		const cause = this.#blockerOf(change);
		if (!cause) return true;
		const { action, row, side } = cause.change;
		const reason = `not tried, because the ${action === "note" ? "note that keeps what it overwrites" : row?.table ?? side} was ${cause.outcome}: ${cause.reason ?? ""}`;
		this.#record(change, {
			outcome: cause.outcome === "stale" ? "stale" : "failed",
			reason,
			sent: false
		});
		return false;
	}
	/** A referral that was refused for what it says leaves the row to take the rest; nothing else does. */
	#blockerOf(change) {
		if (change.action === "note") return void 0;
		const note = this.#outcomeOf(change, "note");
		const referral = change.side === "opportunity" ? this.#outcomeOf(change, "referral") : void 0;
		return [
			note,
			isLast(change) ? this.#outcomeOf(change, "opportunity") : void 0,
			referral?.outcome === "rejected" ? void 0 : referral,
			this.#missingAccount(change)
		].find((one) => one && one.outcome !== "applied");
	}
	/** An account that could not be made. One that was there already (`stale`) serves as well. */
	#missingAccount(change) {
		const outcome = this.#otherRows.get(wantedAccount(change) ?? "");
		return outcome?.outcome === "stale" ? void 0 : outcome;
	}
	#record(change, result) {
		const isApplied = result.outcome === "applied";
		const outcome = {
			change,
			intent: this.#intentOf(change),
			outcome: result.outcome,
			reason: isApplied ? null : result.reason,
			sent: result.outcome === "failed" ? result.sent : true,
			etag: isApplied ? result.etag : null,
			modified: isApplied ? result.modified : null
		};
		this.#outcomes.push(outcome);
		const record = change.action === "note" ? "note" : change.side;
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
		return intent.id;
	}
	#outcomeOf(change, record) {
		return this.#latest.get(`${record}/${change.link.referral}`);
	}
};
function isLast({ action }) {
	return action === "close" || action === "qualify";
}
// src/report/audit.ts
/**
* One JSON line for each outcome, conflict and decision of a run. The first line names the file before and
* its hash, so that a file which was changed or taken out later breaks the chain.
*/
function auditFile(entries, previous) {
	const content = `${[
		{
			v: 1,
			kind: "run",
			run: entries.run,
			at: entries.at,
			mapping: entries.mapping,
			previous
		},
		...entries.recovered.map(({ intent, fate }) => recoveredLine(intent, fate)),
		...entries.outcomes.map((outcome) => outcomeLine(outcome, entries.visible)),
		...entries.conflicts.map((conflict) => conflictLine(conflict, entries.visible)),
		...entries.held.map(({ link, field, side, reason }) => ({
			kind: "held",
			...link,
			side,
			field,
			reason
		})),
		...entries.questions.map(({ referral, text }) => ({
			kind: "question",
			referral,
			reason: text
		}))
	].map((line) => JSON.stringify(line)).join("\n")}\n`;
	const day = entries.at.slice(0, 10).replaceAll("-", "/");
	const sha256 = createHash("sha256").update(content).digest("hex");
	return {
		path: `audit/${day}/${entries.run}.jsonl`,
		content,
		sha256
	};
}
function outcomeLine(one, visible) {
	const { side, action, link, etag, fields, row } = one.change;
	return {
		kind: "change",
		intent: one.intent,
		side,
		action,
		...link,
		...row ? { row } : {},
		outcome: one.outcome === "failed" && one.sent ? "unknown" : one.outcome,
		...one.reason ? { reason: one.reason } : {},
		fields: Object.fromEntries(fields.map((change) => [change.field, fieldEntry(change, visible)])),
		etag: {
			before: etag,
			after: one.etag
		}
	};
}
function fieldEntry({ field, from, to, overwrites }, visible) {
	return {
		...visible.has(field) ? {
			...from === void 0 ? {} : { from },
			to
		} : {},
		...overwrites ? { overwrites } : {}
	};
}
function conflictLine({ link, field, referral, opportunity, winner }, visible) {
	const values = visible.has(field) ? {
		referral,
		opportunity
	} : {};
	const { referral: referralId, opportunity: opportunityId } = link;
	return {
		kind: "conflict",
		referral: referralId,
		opportunity: opportunityId,
		field,
		winner,
		values
	};
}
function recoveredLine({ id, side, action, referral, opportunity, row, fields }, fate) {
	return {
		kind: "recovered",
		intent: id,
		side,
		action,
		referral,
		opportunity,
		...row ? { row } : {},
		outcome: fate === "applied" ? "applied" : "not applied",
		fields: fields.map(({ field }) => field)
	};
}
// src/commands/ledger.ts
/** The branch moved first: another run is at work and has the word. */
const OVERTAKEN = Symbol("overtaken");
/** A branch that says nothing for an hour looks dead to whoever watches it. */
const HEARTBEAT_MS = 36e5;
/**
* What a run writes to the state branch, in this order: the take-over of a dead run's journal, its own
* intents, and its outcomes with the next state. Each commit names the head it expects; when the branch has
* moved, another run is at work and has the word.
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
		const head = await this.#commit("take-over", headline, loaded.head, { [STATE_FILE]: formatState(state) });
		return head === OVERTAKEN ? head : {
			state,
			head
		};
	}
	/** Commits what is about to be written; does nothing when that is nothing. */
	async journal({ state, head }, intents) {
		if (intents.length === 0) return head;
		const ids = new Set(intents.map(({ id }) => id));
		const open = [...(state.journal?.intents ?? []).filter(({ id }) => !ids.has(id)), ...intents];
		const journal = {
			run: this.#options.run,
			writing: true,
			intents: open
		};
		const files = { [STATE_FILE]: formatState({
			...state,
			journal
		}) };
		return this.#commit("intents", `Announce ${intents.length} changes`, head, files);
	}
	/** Commits outcomes, audit lines and the next state. `null` when a run had nothing to do and nothing to say. */
	async commit(loaded, next, written) {
		if (!this.#isWorthACommit(loaded.state, next, written)) return null;
		const audit = this.#auditOf(next, written);
		const state = audit ? {
			...next,
			audit: {
				path: audit.path,
				sha256: audit.sha256
			}
		} : next;
		const files = {
			[STATE_FILE]: formatState(state),
			...audit ? { [audit.path]: audit.content } : {}
		};
		return this.#commit("outcomes", headlineOf(written), loaded.head, files);
	}
	#isWorthACommit(before, next, written) {
		const age = Date.parse(next.writtenAt) - Date.parse(before.writtenAt || "1970-01-01T00:00:00Z");
		return written.outcomes.length > 0 || written.recovered.length > 0 || before.mapping !== next.mapping || canonicalJson(before.waiting) !== canonicalJson(next.waiting) || canonicalJson(before.journal) !== canonicalJson(next.journal) || written.looked > 0 || age >= HEARTBEAT_MS;
	}
	#auditOf(next, { plan, outcomes, recovered }) {
		const { conflicts, held, questions } = plan;
		if (outcomes.length + recovered.length + conflicts.length + held.length + questions.length === 0) return null;
		const { mapping, run } = this.#options;
		return auditFile({
			run,
			at: next.writtenAt,
			mapping: mapping.digest,
			outcomes,
			recovered,
			conflicts,
			held,
			questions,
			visible: mapping.visible
		}, next.audit);
	}
	async #commit(step, headline, expectedHead, files) {
		const operation = `${this.#options.run}/${step}/${expectedHead?.slice(0, 12) ?? "new"}`;
		const result = await this.#store.commit({
			expectedHead,
			operation,
			headline,
			files
		});
		return result === "stale" ? OVERTAKEN : result.head;
	}
};
function headlineOf({ plan, outcomes, looked }) {
	const count = (outcome) => outcomes.filter((one) => one.outcome === outcome).length;
	if (outcomes.length === 0 && plan.conflicts.length > 0) return `Report ${plan.conflicts.length} conflicts`;
	if (outcomes.length === 0) return looked > 0 ? `Note ${looked} deals that needed nothing` : "Heartbeat";
	const rest = outcomes.length - count("applied");
	return `Sync ${count("applied")} changes${rest > 0 ? `, ${rest} not applied` : ""}`;
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
* - **journal**: commit what is about to be written, before it is
* - **apply**: write it, each record guarded by its etag
* - **checkpoint** and **commit**: outcomes, audit lines and the next state, in one commit
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
	throw new StateError(`Branch ${options.branch} moved ${MOST_ATTEMPTS} times while this run was planning. Nothing was written.`, "Give the workflow a concurrency group, so that one sync runs at a time.");
}
/** `OVERTAKEN` when the branch moved before anything was written: then it is safe to begin again. */
async function syncOnce(options, ports) {
	const ledger = new Ledger(ports.state, options);
	const loaded = await ledger.takeOver(await load(ports.state, options.branch));
	if (loaded === OVERTAKEN) return loaded;
	const planned = await makePlan(ports, loaded, options);
	const linked = planned.pulled.reads?.linked ?? loaded.state.linked;
	guard(planned.plan, planned.digest, linked, options.limits);
	const intents = announce(planned.plan, {
		run: options.run,
		at: ports.clock.now().toISOString(),
		fingerprint: options.fingerprint,
		open: planned.settled.filter(({ fate }) => fate === "open").map(({ intent }) => intent)
	});
	const head = await ledger.journal(loaded, intents);
	if (head === OVERTAKEN) return head;
	const writes = createWrites(options.mapping, planned.lookups, ports.clock.now().toISOString());
	const outcomes = await apply(ports, {
		plan: planned.plan,
		intents,
		merges: planned.merges
	}, writes);
	const next = checkpoint(loaded.state, factsOf(options, ports, planned, {
		intents,
		outcomes
	}));
	return finish({
		ledger,
		loaded: {
			...loaded,
			head
		},
		planned,
		outcomes,
		next,
		options,
		ports
	});
}
function factsOf(options, ports, planned, written) {
	return {
		run: options.run,
		now: ports.clock.now().toISOString(),
		mappingDigest: options.mapping.digest,
		reads: planned.pulled.reads,
		unreadable: planned.pulled.unreadable,
		merges: planned.merges,
		questions: planned.questions,
		settled: planned.settled,
		...written
	};
}
async function finish(finished) {
	const { ledger, loaded, planned, outcomes, next, options, ports } = finished;
	const recovered = planned.settled.flatMap(({ intent, fate }) => fate === "open" ? [] : [{
		intent,
		fate
	}]);
	const { plan, digest } = planned;
	const commit = await ledger.commit(loaded, next, {
		plan,
		outcomes,
		recovered,
		looked: planned.merges.length
	});
	return {
		command: "sync",
		run: options.run,
		plan,
		digest,
		outcomes,
		recovered,
		waiting: next.waiting,
		approvalDigest: approvalDigest(next.waiting),
		requests: { ...ports.requests },
		stateCommit: commit === OVERTAKEN ? null : commit,
		overtaken: commit === OVERTAKEN
	};
}
// src/suggest.ts
var import_fastest_levenshtein = require_fastest_levenshtein();
/** `; did you mean "x"?` when one of the candidates is a plausible typing error away, otherwise nothing. */
function didYouMean(word, candidates) {
	const nearest = (0, import_fastest_levenshtein.closest)(word, candidates);
	const tolerance = Math.max(2, Math.floor(word.length / 3));
	return candidates.length > 0 && (0, import_fastest_levenshtein.distance)(word, nearest) <= tolerance ? `; did you mean "${nearest}"?` : "";
}
// src/mapping/column-places.ts
/** Every column of the table that the mapping names, those of the sync itself first. */
function columnPlaces(document, table) {
	const { accounts, leads, fields } = document;
	switch (table) {
		case "opportunity": {
			const own = ownColumns(document).map((place) => ({
				...place,
				owner: place.path.slice(0, 2).join(" > ")
			}));
			const written = Object.entries(fields).map(([name, { opportunity }]) => [name, opportunity]);
			return [...own, ...placesOf(written, ["fields"], "opportunity")];
		}
		case "lead": {
			const written = Object.entries(leads?.fields ?? {}).map(([name, { lead }]) => [name, lead]);
			return [...namedIn(leads?.columns ?? {}, ["leads", "columns"]), ...placesOf(written, ["leads", "fields"], "lead")];
		}
		case "account": return namedIn(accounts?.columns ?? {}, ["accounts", "columns"]);
	}
}
function namedIn(columns, path) {
	return Object.entries(columns).flatMap(([name, column]) => {
		const place = [...path, name];
		return column === void 0 ? [] : [{
			column,
			path: place,
			owner: place.join(" > ")
		}];
	});
}
function placesOf(fields, path, key) {
	return fields.flatMap(([name, columns]) => {
		const owner = [...path, name];
		return [columns].flat().map((column) => ({
			column,
			path: [...owner, key],
			owner: owner.join(" > ")
		}));
	});
}
// src/mapping/check.ts
/**
* Properties that Partner Center lets a partner change during the life of a referral (patch-a-referral and
* manage-co-sell-opportunities: customer, contact, consent and help are locked after create or first share).
*/
const WRITABLE_PATHS = /* @__PURE__ */ new Set([
	"name",
	"externalReferenceId",
	"campaignId",
	"salesStage",
	"status",
	"substatus",
	"statusReason",
	"team",
	"details.dealValue",
	"details.currency",
	"details.closingDateTime",
	"details.notes",
	"details.requirements.solutions"
]);
/** Rules between keys that a schema cannot say. */
function crossCheck(document) {
	return [
		...checkColumns(document),
		...checkPaths(document),
		...checkAccounts(document),
		...Object.entries(document.fields).flatMap(([name, field]) => checkField(name, field))
	];
}
/** Two fields that write one column would overwrite each other on every run. */
function checkColumns(document) {
	return ["opportunity", "lead"].flatMap((table) => {
		const owners = /* @__PURE__ */ new Map();
		return columnPlaces(document, table).flatMap(({ column, path, owner }) => {
			const other = owners.get(column);
			owners.set(column, owner);
			if (other === void 0) return [];
			return [{
				path,
				message: `${owner}: column ${column} is already used by ${other}; they would overwrite each other on every run`
			}];
		});
	});
}
/** The same on the other side: many columns may read one property, but only one may write it. */
function checkPaths(document) {
	const owners = /* @__PURE__ */ new Map();
	const findings = [];
	for (const [name, field] of Object.entries(document.fields)) {
		if (field.direction === "referral to opportunity") continue;
		for (const path of [field.referral].flat()) {
			const owner = owners.get(path);
			if (owner) {
				const message = `fields > ${name}: ${path} is already written by fields > ${owner}; let one of them use direction: referral to opportunity`;
				findings.push({
					path: [
						"fields",
						name,
						"referral"
					],
					message
				});
			}
			owners.set(path, name);
		}
	}
	return findings;
}
function checkAccounts(document) {
	const { accounts, fields } = document;
	if (!accounts) return [];
	const findings = [];
	if (accounts.match.includes("duns") && accounts.columns.duns === void 0) findings.push({
		path: ["accounts", "match"],
		message: "accounts > match: duns needs accounts > columns > duns, the column that holds the number"
	});
	if ("account" in fields) {
		const message = `fields > ${ACCOUNT_FIELD}: choose another name, the account of a deal is called so`;
		findings.push({
			path: ["fields", ACCOUNT_FIELD],
			message
		});
	}
	const owner = columnPlaces(document, "opportunity").find(({ column }) => column === accounts.opportunity);
	if (owner) {
		const message = `accounts > opportunity: ${accounts.opportunity} is already used by ${owner.owner}`;
		findings.push({
			path: ["accounts", "opportunity"],
			message
		});
	}
	return findings;
}
function checkField(name, field) {
	return [
		...checkDirection(name, field),
		...checkValues(name, field),
		...checkStates(name, field)
	];
}
function checkDirection(name, field) {
	if (field.direction === "referral to opportunity") return [];
	return [field.referral].flat().filter((path) => !WRITABLE_PATHS.has(path)).map((path) => ({
		path: [
			"fields",
			name,
			"direction"
		],
		message: `fields > ${name}: Partner Center does not let a partner change ${path}; use direction: referral to opportunity${didYouMean(path, [...WRITABLE_PATHS])}`
	}));
}
/** A two-way table needs an inverse: two codes for one option could not be written back. */
function checkValues(name, field) {
	if (field.as !== "choice" || field.direction === "referral to opportunity") return [];
	const seen = /* @__PURE__ */ new Map();
	const findings = [];
	for (const [code, option] of Object.entries(field.values)) {
		const other = seen.get(String(option));
		if (other) {
			const message = `fields > ${name}: ${code} and ${other} both mean ${option}, so it cannot be written back to the referral`;
			findings.push({
				path: [
					"fields",
					name,
					"values",
					code
				],
				message
			});
		}
		seen.set(String(option), code);
	}
	return findings;
}
/** A referral status that stands for two states would be read as the first of them, whatever was written. */
function checkStates(name, field) {
	if (field.as !== "status") return [];
	const owners = /* @__PURE__ */ new Map();
	const findings = [];
	for (const [state, { referral }] of Object.entries(field.values)) for (const status of new Set(referral)) {
		const owner = owners.get(status);
		const message = `fields > ${name}: ${status} stands for ${owner} and for ${state}; it can only be one of them`;
		if (owner) findings.push({
			path: [
				"fields",
				name,
				"values",
				state
			],
			message
		});
		owners.set(status, state);
	}
	return findings;
}
// src/mapping/schema-accounts.ts
const COLUMN$1 = string().regex(/^[a-z][a-z0-9_]*$/, "is not a column's logical name: lower-case letters, digits and _").describe("Logical name of a column of the account table");
/** What identifies a customer. The order in the mapping is the order in which they are tried. */
const ACCOUNT_RULES = [
	"duns",
	"name and postal code",
	"name and country",
	"domain"
];
/** Columns of the account table as Dynamics 365 ships it (account entity reference). */
const columns = strictObject({
	name: COLUMN$1.default("name"),
	street: COLUMN$1.default("address1_line1"),
	"second line": COLUMN$1.default("address1_line2"),
	city: COLUMN$1.default("address1_city"),
	state: COLUMN$1.default("address1_stateorprovince"),
	"postal code": COLUMN$1.default("address1_postalcode"),
	country: COLUMN$1.default("address1_country").describe("ISO code of two letters; names are understood too"),
	website: COLUMN$1.default("websiteurl"),
	duns: COLUMN$1.optional().describe("Dynamics 365 has no column for it: name yours")
}).prefault({});
const accountsSchema = strictObject({
	match: array(_enum(ACCOUNT_RULES)).min(1, "needs at least one rule").describe("Rules, in this order; the first that finds an account decides"),
	otherwise: _enum([
		"create",
		"leave empty",
		"ask"
	]).default("ask").describe("When no account is found; several are always a question for a person"),
	opportunity: _enum(["parentaccountid", "customerid"]).default("parentaccountid").describe("Lookup of the opportunity that gets the account"),
	columns
}).describe("Which account a deal belongs to");
// src/mapping/schema-leads.ts
/** The words for referrals by their origin; the mapping and the reports use these. */
const REFERRAL_KINDS = [
	"qualified lead",
	"marketplace lead",
	"co-sell"
];
/**
* The section of leads: a part of the same language, with fewer words. Leads only ever take, so a field has
* no direction and no conflicts.
*/
function leadsSchema({ column, path, status, fieldName, timeZone }) {
	const common = {
		when: _enum(["always", "create"]).default("always"),
		blank: _enum(["protect", "propagate"]).default("protect"),
		audit: _enum(["value", "hidden"]).default("hidden")
	};
	const one = {
		referral: path,
		lead: column
	};
	const two = {
		referral: tuple([path, path]),
		lead: tuple([column, column])
	};
	const field = discriminatedUnion("as", [
		strictObject({
			as: literal("text"),
			...one,
			longest: int().min(1, "must be at least 1"),
			...common
		}),
		strictObject({
			as: literal("money"),
			...two,
			...common
		}),
		strictObject({
			as: literal("date"),
			...one,
			"time zone": timeZone.optional(),
			...common
		}),
		strictObject({
			as: literal("choice"),
			...one,
			values: record(string(), union([int(), literal("blank")])),
			...common
		}),
		strictObject({
			as: literal("referral link"),
			...one,
			...common
		})
	]);
	return strictObject({
		columns: strictObject({
			"referral identifier": column,
			base: column
		}).describe("Columns of the lead that cosell-sync owns"),
		referrals: strictObject({
			kinds: array(_enum(REFERRAL_KINDS)).min(1, "needs at least one kind").describe("Which referrals become leads first"),
			"become leads": array(status).min(1, "needs at least one state").describe("Referrals of these kinds are leads in these states, and opportunities afterwards")
		}),
		fields: record(fieldName, field)
	}).describe("Referrals that become leads before they become opportunities");
}
// src/mapping/schema.ts
/**
* The mapping language. Descriptions are written for the revenue-operations person: they end up in the
* published JSON Schema, where editors show them.
*/
const COLUMN = string().regex(/^[a-z][a-z0-9_]*$/, "is not a column's logical name: lower-case letters, digits and _").describe("Logical name of a column of the opportunity table");
const PATH = string().regex(/^[a-zA-Z]+(\.([a-zA-Z]+|\d+))*$/, "is not a property path such as details.dealValue").describe("Property of the referral, with dots between the levels; the first of a list is 0");
const TIME_ZONE = string().refine(isTimeZone, "is not an IANA time zone such as Europe/Berlin");
const STATUS = string().regex(/^[A-Za-z]+\/[A-Za-z]+$/, "is not a status and substatus such as Active/Accepted");
/** A record looks a field up by its name: `constructor` would find what every JavaScript object has. */
const FIELD_NAME = string().refine((name) => !(name in {}), "is a name that cannot be used for a field");
const GUARD = _enum([
	"allow",
	"hold",
	"never"
]).default("allow");
const common = {
	direction: _enum([
		"both",
		"referral to opportunity",
		"opportunity to referral"
	]).default("both").describe("Which way changes travel"),
	when: _enum(["always", "create"]).default("always").describe("create: filled once, then left alone"),
	conflict: _enum([
		"report",
		"referral",
		"opportunity",
		"newest",
		"non-blank"
	]).default("report").describe("Who wins when both sides changed the field; report: nobody, a person decides"),
	adopt: _enum([
		"report",
		"referral",
		"opportunity"
	]).default("report").describe("Whose value counts when both sides have one and the field was never synced before"),
	blank: _enum(["protect", "propagate"]).default("protect").describe("propagate: emptying one side empties the other"),
	audit: _enum(["value", "hidden"]).default("hidden").describe("value: the field's values may appear in git, logs and comments; hidden: only that it changed")
};
const onePath = {
	referral: PATH,
	opportunity: COLUMN
};
const NEEDS_ONE = "needs at least one value: the first one is what is written";
const stateValues = strictObject({
	referral: array(STATUS).min(1, NEEDS_ONE).describe("The first one is what is written"),
	opportunity: array(int()).min(1, NEEDS_ONE).describe("statuscode values; the first one is what is written")
});
const sellerStates = strictObject({
	synced: int(),
	waiting: int(),
	conflict: int(),
	"needs attention": int()
});
const field = discriminatedUnion("as", [
	strictObject({
		as: literal("text"),
		...onePath,
		longest: int().min(1, "must be at least 1"),
		...common
	}),
	strictObject({
		as: literal("money"),
		referral: twoOf(PATH, "[amount, currency]"),
		opportunity: twoOf(COLUMN, "[amount, currency lookup]"),
		...common
	}),
	strictObject({
		as: literal("date"),
		...onePath,
		"time zone": TIME_ZONE.optional().describe("Zone whose midnights the portal stores; without it, the nearest UTC midnight"),
		...common
	}),
	strictObject({
		as: literal("choice"),
		...onePath,
		values: record(string(), union([int(), literal("blank")])).describe("Referral code: option value of the column, or blank"),
		...common
	}),
	strictObject({
		as: literal("solutions"),
		...onePath,
		...common
	}),
	strictObject({
		as: literal("referral link"),
		...onePath,
		...common
	}),
	strictObject({
		as: literal("status"),
		referral: twoOf(PATH, "[status, substatus]"),
		opportunity: twoOf(COLUMN, "[statecode, statuscode]"),
		values: strictObject({
			open: stateValues,
			won: stateValues,
			lost: stateValues
		}),
		...common
	})
]);
const mappingSchema = strictObject({
	version: literal(1, "must be 1, the only version there is"),
	columns: strictObject({
		"referral identifier": COLUMN.describe("Text column with an alternate key: ties the row to its referral"),
		base: COLUMN.describe("Hidden memo column: what both sides agreed on at the last sync"),
		"sync status": strictObject({
			column: COLUMN,
			values: sellerStates
		}).optional().describe("Choice column: whether the deal is in step, for the seller"),
		"sync reason": COLUMN.optional().describe("Text column of 400 characters: why it is not in step"),
		audit: COLUMN.optional().describe("Memo column of 1,000 characters: what was synced last, newest first")
	}).describe("Columns of the opportunity that cosell-sync owns"),
	referrals: strictObject({ "become opportunities": array(STATUS).describe("Referrals in these states get an opportunity when they have none") }),
	guards: strictObject({
		share: GUARD.describe("Making a deal visible to Microsoft's sellers"),
		"ask help": GUARD.describe("Asking Microsoft for help with a deal"),
		close: GUARD.describe("Closing a referral in Partner Center")
	}).prefault({}).describe("Steps that cannot be undone: taken at once, held until a person approves, or never taken"),
	accounts: accountsSchema.optional(),
	leads: leadsSchema({
		column: COLUMN,
		path: PATH,
		status: STATUS,
		fieldName: FIELD_NAME,
		timeZone: TIME_ZONE
	}).optional(),
	fields: record(FIELD_NAME, field)
});
const LEAD_FIELD_KINDS = mappingSchema.shape.leads.unwrap().shape.fields.valueType.options.map((option) => option.shape.as.value);
const FIELD_KINDS = field.options.map((option) => option.shape.as.value);
function twoOf(part, names) {
	return tuple([part, part], `must be a list of two: ${names}`).describe(names);
}
function isTimeZone(name) {
	try {
		new Intl.DateTimeFormat("en", { timeZone: name });
		return true;
	} catch {
		return false;
	}
}
// src/mapping/mistakes.ts
/** What the schema found, in words of the file: where it is, what stands there, what should. */
function mistakes(issues, document) {
	return issues.flatMap((issue) => {
		if (issue.path.length === 0 && issue.code === "invalid_type") return [notAMapping(document)];
		if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownKey(key, issue, document));
		if (isWrongKind(issue)) return [wrongKind(issue, document)];
		if (issue.code === "invalid_key") return issue.issues.map(({ message }) => named(issue.path, message));
		const found = valueAt(document, issue.path);
		return [named(issue.path, found === void 0 ? "is missing" : wrongValue(issue, found))];
	});
}
function named(path, message) {
	return {
		path,
		message: `${placeOf(path)} ${message}`
	};
}
/** `fields > status > values > won > referral > item 2`. */
function placeOf(path) {
	return path.map((key) => typeof key === "number" ? `item ${key + 1}` : String(key)).join(" > ");
}
function notAMapping(document) {
	return {
		path: [],
		message: document === void 0 || document === null ? "the mapping is empty; its first key is version: 1" : `a mapping is made of keys such as version: 1, this is ${shown(document)}`
	};
}
function unknownKey(key, { path }, document) {
	const message = `unknown key "${key}"${path.length > 0 ? ` in ${placeOf(path)}` : ""}${didYouMean(key, keysAt(path, document))}`;
	return {
		path: [...path, key],
		message
	};
}
/** The keys that the language has at this place. */
function keysAt(path, document) {
	const { columns, referrals, fields, accounts } = mappingSchema.shape;
	if (path.length === 0) return Object.keys(mappingSchema.shape);
	if (path[0] === "columns") return Object.keys(columns.shape);
	if (path[0] === "referrals") return Object.keys(referrals.shape);
	if (path[0] === "accounts") {
		const { shape } = accounts.unwrap();
		return Object.keys(path.length === 1 ? shape : shape.columns.unwrap().shape);
	}
	if (path[0] === "leads") return keysOfLeads(path.slice(1), document);
	const kind = valueAt(document, [...path.slice(0, 2), "as"]);
	const field = fields.valueType.options.find((option) => option.shape.as.value === kind);
	if (path.length === 2) return Object.keys(field?.shape ?? {});
	return path.length === 3 ? [
		"open",
		"won",
		"lost"
	] : ["referral", "opportunity"];
}
/** @param path Within the section of leads. */
function keysOfLeads(path, document) {
	const { shape } = mappingSchema.shape.leads.unwrap();
	if (path.length === 0) return Object.keys(shape);
	if (path[0] === "columns") return Object.keys(shape.columns.shape);
	if (path[0] === "referrals") return Object.keys(shape.referrals.shape);
	const kind = valueAt(document, [
		"leads",
		...path.slice(0, 2),
		"as"
	]);
	const field = shape.fields.valueType.options.find((option) => option.shape.as.value === kind);
	return Object.keys(field?.shape ?? {});
}
/** The `as` of a field decides which keys it has, so a wrong one is all that can be said of the field. */
function isWrongKind(issue) {
	return issue.code === "invalid_union" && issue.path.at(-1) === "as";
}
function wrongKind({ path }, document) {
	const kind = valueAt(document, path);
	const kinds = path[0] === "leads" ? LEAD_FIELD_KINDS : FIELD_KINDS;
	if (kind === void 0) return named(path, `is missing; it is one of: ${kinds.join(", ")}`);
	const meant = typeof kind === "string" ? didYouMean(kind, kinds) : "";
	return named(path, `must be one of: ${kinds.join(", ")}; this is ${shown(kind)}${meant}`);
}
function wrongValue(issue, found) {
	if (issue.code === "invalid_value" && issue.values.length > 1) {
		const known = issue.values.map(String);
		const meant = typeof found === "string" ? didYouMean(found, known) : "";
		return `must be one of: ${known.join(", ")}; this is ${shown(found)}${meant}`;
	}
	if (issue.code === "invalid_type" && issue.expected !== "tuple") return `must be ${EXPECTED[issue.expected] ?? issue.expected}; this is ${shown(found)}`;
	return `${issue.code === "invalid_union" ? "must be the number of an option, or blank" : issue.message}; this is ${shown(found)}`;
}
const EXPECTED = {
	string: "text",
	number: "a number",
	int: "a whole number",
	array: "a list such as [a, b]",
	object: "keys with values",
	record: "keys with values"
};
function shown(value) {
	if (value === null) return "empty";
	if (Array.isArray(value)) return value.length === 0 ? "an empty list" : `a list of ${value.length}`;
	if (typeof value === "object") return "keys with values";
	const text = JSON.stringify(value);
	return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
function valueAt(document, path) {
	let value = document;
	for (const key of path) {
		if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return void 0;
		value = value[key];
	}
	return value;
}
// src/mapping/yaml.ts
/** A mapping is a page or two of text; more is a mistake or an attack. */
const LONGEST_TEXT = 262144;
const DEEPEST = 20;
const ONE_DOCUMENT = "a second document begins here; a mapping is one document, without --- in the middle";
/** The parser's reasons that a person who does not know YAML well would not understand. */
const WORDS = {
	"tab characters must not be used in indentation": "this line begins with a tab; YAML takes only spaces for the indentation",
	"aliases exceeded maxAliases (0)": "a mapping has no aliases such as *name; write the value here once more, or put the text in quotes",
	[`nesting exceeded maxDepth (${DEEPEST})`]: `more than ${DEEPEST} levels inside each other; a mapping needs five. Is a bracket missing?`,
	"deficient indentation": "this line is not indented far enough for what it belongs to; is a bracket or a quote not closed above?",
	"bad indentation of a mapping entry": "this line does not line up with the keys around it",
	"duplicated mapping key": "this key is there a second time; one of the two would be lost"
};
/**
* Parses one YAML document. Aliases are refused: a mapping does not need them, and they are how a small
* file becomes a huge value.
*/
function parseYaml(text, file) {
	if (text.length > LONGEST_TEXT) throw invalid(file, {
		line: 1,
		column: 1
	}, `the file is longer than ${LONGEST_TEXT / 1024} KB; a mapping takes a page or two`);
	try {
		const events = parseEvents(text, {
			filename: file,
			maxDepth: DEEPEST
		});
		const documents = constructFromEvents(events, {
			source: text,
			filename: file,
			maxAliases: 0,
			schema: CORE_SCHEMA
		});
		const second = events.findLastIndex((event) => event.type === EVENT_ID.DOCUMENT);
		const begin = events[second + 1];
		if (second > 0 && begin) throw invalid(file, position(text, offsetOf(begin)), ONE_DOCUMENT);
		const offsets = keyOffsets(events, text);
		return {
			value: documents[0],
			locate: (path) => position(text, nearest(offsets, path))
		};
	} catch (error) {
		if (!(error instanceof YAMLException)) throw error;
		const mark = error.mark;
		throw invalid(file, mark ? {
			line: mark.line + 1,
			column: mark.column + 1
		} : {
			line: 1,
			column: 1
		}, inWords(error.reason));
	}
}
function inWords(reason) {
	if (/^unknown \w+ tag/.test(reason)) return "text that begins with ! has to be in quotes";
	return WORDS[reason] ?? reason;
}
/** Something wrong at a place of a file. */
function problemAt(file, { line, column }, message) {
	return {
		where: `${file}:${line}:${column}`,
		file,
		line,
		column,
		message
	};
}
function invalid(file, position, message) {
	return new ConfigurationError([problemAt(file, position, message)], "Correct the YAML and run again.");
}
/** Offset in the text of every key and every list item, by its path joined with NUL. */
function keyOffsets(events, text) {
	const offsets = /* @__PURE__ */ new Map();
	const stack = [];
	for (const event of events) {
		if (event.type === EVENT_ID.POP) {
			stack.pop();
			continue;
		}
		if (event.type === EVENT_ID.ALIAS) continue;
		if (event.type === EVENT_ID.DOCUMENT) {
			stack.push({
				path: [],
				kind: "document",
				key: null,
				index: 0
			});
			continue;
		}
		const frame = stack.at(-1);
		const isScalar = event.type === EVENT_ID.SCALAR;
		const offset = offsetOf(event);
		if (frame?.kind === "mapping" && frame.key === null && isScalar) {
			frame.key = getScalarValue(text, event);
			offsets.set([...frame.path, frame.key].join("\0"), offset);
			continue;
		}
		const path = childPath(frame);
		if (frame?.kind !== "mapping") offsets.set(path.join("\0"), offset);
		if (!isScalar) stack.push({
			path,
			kind: event.type === EVENT_ID.MAPPING ? "mapping" : "sequence",
			key: null,
			index: 0
		});
	}
	return offsets;
}
function offsetOf(event) {
	if (event.type === EVENT_ID.SCALAR) return event.valueStart;
	return "start" in event ? event.start : 0;
}
/** The path of the value that comes next in this collection; moves the collection on. */
function childPath(frame) {
	if (!frame || frame.kind === "document") return [];
	if (frame.kind === "sequence") return [...frame.path, String(frame.index++)];
	const path = [...frame.path, frame.key ?? ""];
	frame.key = null;
	return path;
}
function nearest(offsets, path) {
	for (let length = path.length; length > 0; length--) {
		const offset = offsets.get(path.slice(0, length).map(String).join("\0"));
		if (offset !== void 0) return offset;
	}
	return 0;
}
function position(text, offset) {
	const before = text.slice(0, offset);
	return {
		line: before.split("\n").length,
		column: offset - before.lastIndexOf("\n")
	};
}
// src/mapping/load.ts
/**
* Reads a mapping.
*
* @param text The YAML.
* @param file Its name, for messages.
* @throws ConfigurationError with every problem at its line and column.
*/
function loadMapping(text, file) {
	const document = parseYaml(text, file);
	const parsed = mappingSchema.safeParse(document.value);
	const findings = parsed.success ? crossCheck(parsed.data) : mistakes(parsed.error.issues, document.value);
	if (findings.length > 0) throw failure(findings, document, file);
	if (!parsed.success) throw parsed.error;
	return compileMapping(parsed.data, file);
}
function failure(findings, document, file) {
	const problems = findings.map(({ path, message }) => problemAt(file, document.locate(path), message));
	problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));
	return new ConfigurationError(problems, "Correct the mapping; docs/mapping.md describes every key.");
}
// src/mapping/missing-columns.ts
/** Property names that a mapping needs, as they stand in an answer: `name`, `_transactioncurrencyid_value`. */
function columnsByTable({ columns, leads, accounts }) {
	const ofAccounts = Object.values(accounts?.columns ?? {}).filter((column) => column !== void 0);
	return /* @__PURE__ */ new Map([
		["opportunity", columns],
		["lead", leads?.rows.columns ?? []],
		["account", ofAccounts]
	]);
}
/**
* Where a mapping names columns that the CRM does not have, one problem for each place.
*
* @param text The YAML, which has been loaded before without a mistake.
* @param missing Property names, as they stand in an answer.
*/
function missingColumnProblems(text, file, missing) {
	const document = parseYaml(text, file);
	const mapping = mappingSchema.parse(document.value);
	return [...missing].flatMap(([table, names]) => columnPlaces(mapping, table).filter(({ column }) => names.includes(column) || names.includes(`_${column}_value`)).map(({ column, path }) => problemAt(file, document.locate(path), messageFor(column, table))));
}
function messageFor(column, table) {
	return `Dataverse has no column ${column}${table === "opportunity" ? "" : ` in the ${table} table`}`;
}
// src/reconcile/fingerprint.ts
function fingerprints(mapping, key) {
	return (referral, field, value) => {
		if (mapping.visible.has(field)) return `=${value ?? ""}`;
		if (!key) return null;
		return `#${createHmac("sha256", key).update(JSON.stringify([
			referral,
			field,
			value
		])).digest("hex").slice(0, 24)}`;
	};
}
// src/connect.ts
/** Wires the adapters to a command and runs it: the same for a runner and for a terminal. */
async function run(inputs, runId, terminal) {
	const text = await readMapping(inputs.mapping);
	const mapping = loadMapping(text, inputs.mapping);
	const clock = {
		now: () => /* @__PURE__ */ new Date(),
		sleep: (milliseconds) => setTimeout(milliseconds)
	};
	const http = openHttp({
		clock,
		random: Math.random,
		onWait: terminal.progress
	});
	try {
		const ports = await connect({
			inputs,
			mapping,
			clock,
			http,
			terminal
		});
		const options = {
			run: runId,
			mapping,
			fingerprint: fingerprints(mapping, fingerprintKey(inputs)),
			branch: inputs.state.branch,
			limits: inputs.limits,
			referralId: inputs.referralId,
			approve: inputs.approve,
			resolutions: inputs.resolutions
		};
		return {
			result: await (inputs.command === "plan" ? plan : sync)(options, ports).catch((error) => explain(error, {
				text,
				mapping,
				dataverse: ports.opportunities
			})),
			mapping
		};
	} finally {
		await http.close();
	}
}
/**
* Dataverse names one unknown column at a time, and not where it comes from. So when it refuses a query, its
* metadata is asked which columns are missing, and the mapping where they stand.
*/
async function explain(error, used) {
	if (!(error instanceof ServiceError && error.status === 400)) throw error;
	const { text, mapping, dataverse } = used;
	const missing = /* @__PURE__ */ new Map();
	for (const [table, columns] of columnsByTable(mapping)) {
		const found = columns.length > 0 ? await dataverse.missingColumns(columns, table).catch(() => []) : [];
		if (found.length > 0) missing.set(table, found);
	}
	if (missing.size === 0) throw error;
	throw new ConfigurationError(missingColumnProblems(text, mapping.file, missing), "Correct the names (logical names are lower case), or add the columns to the table; docs/crm-columns.md lists those that are needed.");
}
async function connect({ inputs, mapping, clock, http, terminal }) {
	const { authorityUrl, partnerCenter, dataverse } = inputs;
	const common = {
		http,
		authorityUrl,
		onSecret: terminal.mask
	};
	const user = openEntra({
		...common,
		...partnerCenter
	});
	const application = openEntra({
		...common,
		...dataverse
	});
	return {
		referrals: openPartnerCenter({
			http,
			clock,
			token: user.partnerCenter(),
			baseUrl: partnerCenter.url,
			newId: randomUUID
		}),
		opportunities: openDataverse({
			http,
			clock,
			token: application.dataverse(dataverse.url),
			baseUrl: dataverse.url,
			columns: mapping.columns,
			referralIdColumn: mapping.referralIdColumn,
			leads: mapping.leads?.rows ?? null
		}),
		state: await openState(inputs, http, clock),
		clock,
		requests: http.counts,
		progress: terminal.progress
	};
}
function openState({ state }, http, clock) {
	if (!("directory" in state)) return openGithubState({
		http,
		...state
	});
	return openGitState({
		directory: state.directory,
		branch: state.branch,
		author: {
			name: "cosell-sync",
			email: "cosell-sync@users.noreply.github.com"
		},
		clock
	});
}
async function readMapping(path) {
	try {
		return await readFile(path, "utf8");
	} catch {
		throw new ConfigurationError([{
			where: path,
			message: "cannot be read: there is no such file"
		}], "Check the input mapping, and that the workflow checks the repository out first.");
	}
}
/**
* Hidden values are named in git by a hash that only holders of this secret can make. Derived, so that the
* secret itself is used for nothing else.
*/
function fingerprintKey({ dataverse }) {
	return Buffer.from(hkdfSync("sha256", dataverse.clientSecret, "", "cosell-sync fingerprints v1", 32));
}
// src/resolutions.ts
/** How a person decides conflicts: one line for each, `<referral>.<field>=referral` or `=opportunity`. */
const RESOLUTION = /^(?<referral>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.(?<field>.+?)\s*=\s*(?<side>\w+)$/i;
function resolutionLines(text) {
	return text.split("\n").map((line) => line.trim()).filter((line) => line !== "");
}
/** A problem for each line that is not one. */
function checkResolutions(text, context) {
	for (const line of resolutionLines(text)) {
		const side = RESOLUTION.exec(line)?.groups?.side;
		if (SIDES.some((known) => known === side)) continue;
		const message = `${JSON.stringify(line)} is not <referral>.<field>=referral or <referral>.<field>=opportunity`;
		context.addIssue({
			code: "custom",
			message
		});
	}
}
/** Referral → field → the side that wins. */
function readResolutions(text) {
	const found = /* @__PURE__ */ new Map();
	for (const line of resolutionLines(text)) {
		const { referral = "", field = "", side } = RESOLUTION.exec(line)?.groups ?? {};
		const fields = found.get(referral.toLowerCase()) ?? /* @__PURE__ */ new Map();
		fields.set(field, side === "referral" ? "referral" : "opportunity");
		found.set(referral.toLowerCase(), fields);
	}
	return found;
}
// src/state-place.ts
/** Where this run keeps its state, or what is missing to say so. */
function readStatePlace(values, { environment, label }) {
	const branch = values["state-branch"];
	const directory = values["state-dir"];
	if (directory !== void 0) return { place: {
		branch,
		directory
	} };
	const { GITHUB_REPOSITORY: repository, GITHUB_API_URL, GITHUB_GRAPHQL_URL } = environment;
	const token = values["github-token"];
	if (!repository) return { problem: {
		where: label("state-dir"),
		message: "is missing; name a directory for the state, or set GITHUB_REPOSITORY"
	} };
	if (!token) return { problem: {
		where: label("github-token"),
		message: "is missing; the state branch cannot be read without it"
	} };
	const apiUrl = GITHUB_API_URL ?? "https://api.github.com";
	return { place: {
		branch,
		repository,
		token,
		apiUrl,
		graphqlUrl: GITHUB_GRAPHQL_URL ?? `${apiUrl}/graphql`
	} };
}
// src/inputs.ts
const COMMANDS = ["sync", "plan"];
const required = (what) => string({ error: `is missing; ${what}` });
const guid = guid$1("is not a GUID such as 7c1f2b9e-3a51-4f0b-9a44-5e1d2c3b4a60").toLowerCase();
const url = safeUrl(string());
const schema = object({
	command: _enum(COMMANDS, `must be one of: ${COMMANDS.join(", ")}`).default("sync"),
	mapping: string().default("mappings/dynamics-365.yml"),
	"referral-id": guid.optional(),
	"tenant-id": required("the Entra tenant of the Partner Center account"),
	"client-id": required("the application that signs in to Partner Center"),
	"client-secret": required("a secret of that application"),
	"refresh-token": required("sign in once as a Referrals admin to get it"),
	"dataverse-url": safeUrl(required("the environment's address, such as https://contoso.crm.dynamics.com")),
	"dataverse-tenant-id": string().optional(),
	"dataverse-client-id": string().optional(),
	"dataverse-client-secret": string().optional(),
	"state-branch": string().regex(/^(?!-)[\w.-]+(\/[\w.-]+)*$/, "is not a branch name").default("cosell-sync"),
	"state-dir": string().optional(),
	"github-token": string().optional(),
	"max-changes": number$1("is not a number").int("is not a whole number").min(1, "must be at least 1").default(500),
	"max-change-share": number$1("is not a number").gt(0, "must be more than 0").max(1, "must be at most 1; 0.3 is 30 %").default(.3),
	"expected-plan-digest": digest("a plan"),
	approve: digest("an approval"),
	resolve: string().superRefine(checkResolutions).optional(),
	"partner-center-url": url.default("https://api.partner.microsoft.com"),
	"authority-url": url.default("https://login.microsoftonline.com")
});
/** Every input, in the order in which help and documentation list them. */
const INPUT_NAMES = Object.keys(schema.shape);
/** What each of them falls back to, as text; `undefined` where there is no default. */
function defaultOf(name) {
	const { data } = schema.shape[name].safeParse(void 0);
	return data === void 0 ? void 0 : String(data);
}
/** Only on a terminal: a runner keeps its state on GitHub. */
const TERMINAL_ONLY = ["state-dir"];
/** Inputs whose values must never be printed. */
const SECRET_INPUTS = [
	"client-secret",
	"refresh-token",
	"dataverse-client-secret",
	"github-token"
];
/** Inputs that mean nothing to some commands; giving them anyway is a misunderstanding worth a message. */
const ONLY_FOR = {
	"max-changes": "sync",
	"max-change-share": "sync",
	"expected-plan-digest": "sync",
	approve: "sync",
	resolve: "sync"
};
/**
* Checks everything that was given.
*
* @throws ConfigurationError with all problems, each naming its input.
*/
function parseInputs(source) {
	const given = Object.fromEntries(Object.entries(source.given).filter(([, value]) => value !== ""));
	const parsed = schema.safeParse(given);
	const problems = [
		...unknownInputs(given, source),
		...misplacedInputs(given, source),
		...parsed.success ? [] : parsed.error.issues.map((issue) => toProblem(issue, source))
	];
	const place = parsed.success ? readStatePlace(parsed.data, source) : null;
	if (place && "problem" in place) problems.push(place.problem);
	if (problems.length > 0 || !parsed.success || !place || "problem" in place) throw new ConfigurationError(problems, "Correct these inputs; the README lists all of them.");
	return toInputs(parsed.data, place.place);
}
function unknownInputs(given, { allowed, label }) {
	return Object.keys(given).filter((name) => !allowed.some((known) => known === name)).map((name) => ({
		where: label(name),
		message: `is not an input${didYouMean(name, allowed)}`
	}));
}
/** A runner passes the defaults of action.yml as if somebody had given them, so a default counts as not given. */
function misplacedInputs(given, { label }) {
	const command = given.command ?? "sync";
	if (!COMMANDS.some((known) => known === command)) return [];
	return INPUT_NAMES.flatMap((name) => {
		const only = ONLY_FOR[name];
		const isGiven = name in given && given[name] !== defaultOf(name);
		if (!only || only === command || !isGiven) return [];
		return [{
			where: label(name),
			message: `has no meaning for ${command}; it is for ${only}`
		}];
	});
}
function toProblem(issue, { label }) {
	return {
		where: label(String(issue.path[0])),
		message: issue.message
	};
}
function toInputs(values, state) {
	const application = {
		tenantId: values["tenant-id"],
		clientId: values["client-id"],
		clientSecret: values["client-secret"]
	};
	return {
		command: values.command,
		mapping: values.mapping,
		referralId: values["referral-id"] ?? null,
		partnerCenter: {
			url: values["partner-center-url"],
			refreshToken: values["refresh-token"],
			...application
		},
		dataverse: {
			url: values["dataverse-url"],
			tenantId: values["dataverse-tenant-id"] ?? application.tenantId,
			clientId: values["dataverse-client-id"] ?? application.clientId,
			clientSecret: values["dataverse-client-secret"] ?? application.clientSecret
		},
		approve: values.approve ?? null,
		resolutions: readResolutions(values.resolve ?? ""),
		authorityUrl: values["authority-url"],
		state,
		limits: {
			maxChanges: values["max-changes"],
			maxChangeShare: values["max-change-share"],
			expectedDigest: values["expected-plan-digest"] ?? null
		}
	};
}
function digest(what) {
	return string().regex(/^[0-9a-f]{64}$/, `is not ${what} digest: 64 hexadecimal digits`).optional();
}
function safeUrl(text) {
	return text.refine(isSafeUrl, "is not an https URL; http is for loopback hosts only");
}
function isSafeUrl(text) {
	if (!URL.canParse(text)) return false;
	const { protocol, hostname } = new URL(text);
	return protocol === "https:" || protocol === "http:" && [
		"127.0.0.1",
		"localhost",
		"[::1]"
	].includes(hostname);
}
// src/model/ports.ts
const SYSTEMS = [
	"partner-center",
	"dataverse",
	"sign-in",
	"github"
];
// src/report/markdown.ts
/**
* Text from the two systems is untrusted: in a table cell it must stay text, and never become a heading, a
* link, HTML, a formula, a mention, a reference to an issue or a new row. GitHub finds mentions and
* references in the rendered page, where an entity is no obstacle: only a character in between is.
*/
function cell(text, longest = 120) {
	const oneLine = text.replaceAll(/\s+/g, " ").replaceAll(UNSEEN, "").trim();
	return (oneLine.length > longest ? `${oneLine.slice(0, longest - 1)}…` : oneLine).toWellFormed().replaceAll(/[\\`*_{}[\]()<>#+!|~&$]/g, (character) => `&#${character.charCodeAt(0)};`).replaceAll(/@|&#35;|\bGH-|\bwww(?=\.)/gi, "$&​").replaceAll("://", ":&#8203;//");
}
/** Control characters, and those that turn the direction of the text around them. */
const UNSEEN = /[\p{Cc}\u202A-\u202E\u2066-\u2069]/gu;
/** A Markdown table of at most `most` rows; says how many are left out. */
function table(header, rows, most = 50) {
	const lines = [
		header,
		header.map(() => "---"),
		...rows.slice(0, most)
	].map((row) => `| ${row.join(" | ")} |`);
	const rest = rows.length - most;
	return [...lines, ...rest > 0 ? ["", `… and ${rest.toLocaleString("en")} more, not shown here.`] : []].join("\n");
}
/** `1 change`, `2 changes`. */
function count(number, noun) {
	return `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
}
// src/report/totals.ts
/** A change that somebody would notice; any other only notes what both sides agree on, or what one lost. */
function isSeen({ action, fields }) {
	return action === "create" || action === "qualify" || action !== "note" && fields.length > 0;
}
function totalsOf({ plan, outcomes }) {
	const applied = outcomes.filter((one) => one.outcome === "applied").map((one) => one.change);
	return {
		changes: plan.changes.filter(isSeen).length,
		created: applied.filter((change) => change.action === "create").length,
		updated: applied.filter((change) => change.action !== "create" && isSeen(change)).length,
		conflicts: plan.conflicts.length,
		held: plan.held.length + plan.questions.length,
		failed: outcomes.length - applied.length,
		noted: plan.changes.filter(({ action, fields }) => action === "update" && fields.length === 0).length
	};
}
// src/report/summary.ts
/** The job summary of a run, as Markdown that a manager can read. */
function summary(result, options) {
	const totals = totalsOf(result);
	return `${[
		`## Co-sell ${result.command}: ${headline(result, totals)}`,
		changesSection(result, options),
		conflictsSection(result.plan.conflicts, options),
		heldSection(result),
		approvalSection(result),
		recoveredSection(result),
		waitingSection(result),
		footer(result, totals, options)
	].filter((section) => section !== "").join("\n\n")}\n`;
}
/** The run in one line, also for a terminal and for the log. */
function headline(result, totals) {
	const attention = [
		totals.conflicts > 0 ? count(totals.conflicts, "conflict") : "",
		totals.held > 0 ? `${totals.held} held` : "",
		totals.failed > 0 ? `${totals.failed} not applied` : ""
	].filter((text) => text !== "");
	const done = result.command === "plan" ? `${count(totals.changes, "change")} planned` : `${count(totals.created, "record")} created, ${totals.updated} updated`;
	return result.plan.changes.length === 0 && attention.length === 0 ? "nothing to do" : [done, ...attention].join(", ");
}
function changesSection({ command, plan, outcomes }, options) {
	const outcomeOf = new Map(outcomes.map((one) => [one.change, one]));
	const shown = plan.changes.filter(isSeen);
	if (shown.length === 0) return "";
	const rows = shown.map((change) => changeRow(change, outcomeOf.get(change), options));
	return `### Changes\n\n${table([
		"Deal",
		"Written to",
		"What",
		"Fields",
		...command === "sync" ? ["Outcome"] : []
	], rows)}`;
}
function changeRow(change, outcome, options) {
	const fields = change.fields.map((field) => fieldText(field, options)).join("<br>");
	const where = change.side === "referral" ? "Partner Center" : "CRM";
	const result = outcome ? [outcomeText(outcome)] : [];
	const what = change.row ? `${change.action} ${change.row.table}` : change.action;
	return [
		dealLink(change.link.referral),
		where,
		what,
		fields,
		...result
	];
}
function fieldText({ field, from, to, overwrites }, { visible }) {
	const name = `**${cell(field)}**`;
	const note = overwrites ? from ? " (overwrites; a note keeps it)" : " (overwrites)" : "";
	if (!visible.has(field)) return `${name}${note}`;
	return from === void 0 ? `${name} ${value(to)}${note}` : `${name} ${value(from)} → ${value(to)}${note}`;
}
function value(text) {
	return text === null ? "(blank)" : cell(text);
}
/** A reason ends with what to do about it, so it is not cut like a value. */
function sentence(reason) {
	return cell(reason, 400);
}
const OUTCOME_SIGNS = {
	applied: "✔",
	stale: "↻",
	rejected: "✘",
	failed: "✘",
	held: "…"
};
function outcomeText({ outcome, reason }) {
	return `${OUTCOME_SIGNS[outcome]} ${outcome}${reason ? `: ${sentence(reason)}` : ""}`;
}
/** The portal's address of a deal; its id is a GUID that the adapter has checked. */
function dealLink(referral) {
	return `[${referral.slice(0, 8)}](https://partner.microsoft.com/referrals/v2/inbox?id=${encodeURIComponent(referral)})`;
}
const HOW_TO_RESOLVE = "Make one side equal to the other, or say which is right: run `sync` with `resolve`, a line for each: `<referral id>.<field>=referral` or `=opportunity`.";
function conflictsSection(conflicts, { visible }) {
	if (conflicts.length === 0) return "";
	const rows = conflicts.map((conflict) => {
		const show = (text) => visible.has(conflict.field) ? value(text) : "(hidden)";
		const kept = conflict.winner === null ? "neither" : conflict.winner;
		return [
			dealLink(conflict.link.referral),
			cell(conflict.field),
			show(conflict.referral),
			show(conflict.opportunity),
			kept
		];
	});
	const next = conflicts.some(({ winner }) => winner === null) ? `\n\n${HOW_TO_RESOLVE}` : "";
	return `### Conflicts\n\n${table([
		"Deal",
		"Field",
		"Partner Center",
		"CRM",
		"Kept"
	], rows)}${next}`;
}
function heldSection({ plan }) {
	const rows = [...plan.held.filter(({ awaits }) => !awaits).map(({ link, field, reason }) => [
		dealLink(link.referral),
		cell(field ?? ""),
		sentence(reason)
	]), ...plan.questions.map(({ referral, text }) => [
		dealLink(referral),
		"",
		sentence(text)
	])];
	return rows.length === 0 ? "" : `### Held back\n\n${table([
		"Deal",
		"Field",
		"Why"
	], rows)}`;
}
function approvalSection({ waiting, approvalDigest }) {
	if (approvalDigest === null) return "";
	const rows = waiting.flatMap(({ referral, awaits }) => awaits.map((what) => [dealLink(referral), sentence(what)]));
	const next = `To approve all of this, and nothing else, run \`sync\` with \`approve: ${approvalDigest}\`.`;
	return `### Waiting for approval\n\n${table(["Deal", "What"], rows)}\n\n${next}`;
}
function recoveredSection({ recovered }) {
	if (recovered.length === 0) return "";
	const arrived = recovered.filter((one) => one.fate === "applied").length;
	return `### Recovered\n\nAn earlier run stopped in the middle. Of its ${count(recovered.length, "announced change")}, ${arrived} had arrived and ${recovered.length - arrived} had not; all are in the audit log now.`;
}
/** What earlier runs left and this one did not mend; what is new is in the sections above. */
function waitingSection({ waiting, plan }) {
	const linked = [
		...plan.changes,
		...plan.conflicts,
		...plan.held
	].map((item) => item.link.referral);
	const news = /* @__PURE__ */ new Set([...linked, ...plan.questions.map((question) => question.referral)]);
	const older = waiting.filter((entry) => !news.has(entry.referral) && entry.awaits.length === 0);
	if (older.length === 0) return "";
	return `### Still waiting\n\n${table([
		"Deal",
		"Kind",
		"Fields",
		"Why",
		"Next try"
	], older.map((entry) => [
		dealLink(entry.referral),
		entry.kind,
		cell(entry.fields.join(", ")),
		sentence(entry.reason),
		next(entry)
	]))}`;
}
function next({ nextAt, firstAt, tries }) {
	const since = `since ${firstAt.slice(0, 16).replace("T", " ")}, ${count(tries, "time")}`;
	return nextAt === null ? `when either side changes (${since})` : `${nextAt.slice(0, 16).replace("T", " ")} UTC (${since})`;
}
function footer(result, totals, { mappingFile }) {
	const requests = SYSTEMS.map((system) => `${system} ${result.requests[system]}`).join(" · ");
	return [
		totals.noted > 0 ? `${count(totals.noted, "opportunity row")} only noted what both sides agree on.` : "",
		result.overtaken ? "Another run took over while this one was writing; it audits what this one wrote." : "",
		`Requests: ${requests}`,
		`Plan digest: \`${result.digest}\` (mapping \`${mappingFile}\`)`,
		result.stateCommit ? `State commit: \`${result.stateCommit}\`` : ""
	].filter((line) => line !== "").join("  \n");
}
export { INPUT_NAMES as a, defaultOf as c, didYouMean as d, ConfigurationError as f, COMMANDS as i, parseInputs as l, summary as n, SECRET_INPUTS as o, describeError as p, totalsOf as r, TERMINAL_ONLY as s, headline as t, run as u };
