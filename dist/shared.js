import { C as record, D as union$1, E as tuple, O as unknown$1, S as object, T as string, V as require_undici, _ as guid$1, a as getScalarValue, b as looseObject, c as decodeHTMLStrict, d as datetime, f as _enum, g as discriminatedUnion, h as boolean, i as constructFromEvents, k as prettifyError, l as number$2, m as base64, n as EVENT_ID, o as parseEvents, p as array, r as YAMLException, s as require_fastest_levenshtein, t as CORE_SCHEMA, u as string$1, v as int, w as strictObject, x as number$1, y as literal } from "./libraries.js";
import { findPackageJSON } from "node:module";
import { createServer } from "node:http";
import { promisify } from "node:util";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import { X509Certificate, createCipheriv, createDecipheriv, createHash, createHmac, createPrivateKey, hkdfSync, randomBytes, randomUUID, timingSafeEqual } from "node:crypto";
import { mkdir, readFile, readdir, realpath, writeFile } from "node:fs/promises";
import { globSync } from "node:fs";
import { execFile, spawn } from "node:child_process";
import { dirname, join, resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
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
// src/adapters/mapping-files.ts
var import_undici = require_undici();
/** @throws ConfigurationError when there is no such file. */
async function readMapping(file) {
	const text = await read$3(file);
	if (text !== null) return text;
	throw new ConfigurationError([{
		where: file,
		message: "cannot be read: there is no such file"
	}], "Check the input mapping, and that the workflow checks the repository out first.");
}
/**
* The mappings that these patterns (`mappings/*.yml`, or plain names) stand for, each once, sorted.
*
* @throws ConfigurationError with every pattern that no file fits.
*/
async function readMappings(patterns) {
	const found = patterns.map((pattern) => globSync(pattern));
	const empty = patterns.filter((_pattern, index) => found[index]?.length === 0);
	if (empty.length > 0) throw new ConfigurationError(empty.map((where) => ({
		where,
		message: "cannot be read: there is no such file"
	})), "Check the input mapping, and that the workflow checks the repository out first.");
	const files = [...new Set(found.flat().map((file) => file.replaceAll("\\", "/")))].sort();
	return Promise.all(files.map(readOne));
}
/** `mappings/dynamics-365.yml` is described by `mappings/dynamics-365.columns.json`. */
async function readOne(file) {
	const columnsFile = `${file.replace(/\.ya?ml$/, "")}.columns.json`;
	const columns = await read$3(columnsFile);
	return {
		file,
		text: await readMapping(file),
		columns: columns === null ? null : {
			file: columnsFile,
			text: columns
		}
	};
}
async function read$3(file) {
	try {
		return await readFile(file, "utf8");
	} catch {
		return null;
	}
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
function parseJson$3(text) {
	try {
		return JSON.parse(text);
	} catch {
		return;
	}
}
// src/adapters/short-reason.ts
const LONGEST$3 = 200;
/** What property names, paths and limits look like, as against what people type into fields. */
const NAME_OR_LIMIT = /^(?:[/a-z][\w./[\]-]*|(?:Microsoft|Edm)\.[\w.]+|\d{1,4})$/;
/**
* One line of a service's error text that may be printed and kept: services quote the values they refuse, and
* a value may be a person's name.
*/
function shortReason(text) {
	const line = text.replace(/[\s\p{Cc}]+/gu, " ").trim().replace(/(['"])(.*?)\1/g, (quoted, mark, inner) => NAME_OR_LIMIT.test(inner) ? quoted : `${mark}…${mark}`).replace(/\S+@\S+/g, "…");
	return line.length > LONGEST$3 ? `${line.slice(0, 199)}…` : line;
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
const failure$3 = looseObject({ error: looseObject({
	code: string(),
	message: string()
}) });
/** What infrastructure in front of the Web API answers. */
const infrastructure = looseObject({ Message: string() });
function failureIn({ body }) {
	const json = parseJson$3(body);
	const known = failure$3.safeParse(json).data?.error;
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
const COLUMN$3 = [
	/property named '(\w+)'/,
	/[Pp]roperty '(\w+)'/,
	/of the '(\w+)' attribute/,
	/'(\w+)' on record of type/,
	/attribute '(\w+)'/
];
function columnIn(message) {
	return COLUMN$3.map((pattern) => pattern.exec(message)?.[1]).find(Boolean);
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
const PAGE$1 = "odata.maxpagesize=5000";
const row = looseObject({
	"@odata.etag": string().regex(/^[\x20-\x7e]+$/),
	modifiedon: string().min(1)
});
/** What a change feed says of a row that is gone: nothing but its id. */
const gone = looseObject({
	reason: string(),
	id: string()
});
const page$1 = object({
	value: array(union$1([row, gone])),
	"@odata.nextLink": string().optional(),
	"@odata.deltaLink": string().optional()
});
function openPages(connection, clock) {
	async function* pages({ path: first, track = false }) {
		const Prefer = track ? `odata.track-changes,${PAGE$1}` : PAGE$1;
		const followed = /* @__PURE__ */ new Set();
		for (let path = first; path;) {
			if (followed.has(path)) throw contractError$1("A list of Dataverse goes round in a circle.");
			followed.add(path);
			const response = await connection.get(path, { Prefer });
			const { value, "@odata.nextLink": next, "@odata.deltaLink": delta } = readAs(page$1, response);
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
	const result = schema.safeParse(parseJson$3(body));
	if (result.success) return result.data;
	throw contractError$1(`Dataverse sent an answer in an unknown form: look at ${result.error.issues[0]?.path.join(".") || "the whole answer"}.`);
}
// src/adapters/dataverse-read.ts
/** 200 ids make a URL of about 9 kB; the limit is 32. */
const IDS_AT_ONCE = 200;
const currency = object({
	transactioncurrencyid: string(),
	isocurrencycode: string(),
	currencyprecision: number$1().int()
});
const note = object({ annotationid: string() });
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
		parties: ({ table, columns: names, ids }) => {
			const key = `${table}id`;
			return find({
				set: `${table}s`,
				key,
				select: [
					key,
					"modifiedon",
					...names
				]
			}, key, ids);
		},
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
async function currencies(connection) {
	return (await readRows(connection, `${API}transactioncurrencies?$select=transactioncurrencyid,isocurrencycode,currencyprecision`, currency)).map((item) => ({
		id: item.transactioncurrencyid.toLowerCase(),
		code: item.isocurrencycode,
		precision: item.currencyprecision
	}));
}
async function existingNotes(connection, ids) {
	return (await Promise.all(chunksOf(ids).map(async (chunk) => {
		return (await readRows(connection, `${API}annotations?$select=annotationid&${isOneOf("annotationid", chunk)}`, note)).map(({ annotationid }) => annotationid.toLowerCase());
	}))).flat();
}
/** Every row of a small table or a short list, however many pages it comes in. */
async function readRows({ get, pathOf }, first, row) {
	const page = object({
		value: array(row),
		"@odata.nextLink": string().optional()
	});
	const found = [];
	for (let path = first; path;) {
		const answer = readAs(page, await get(path));
		found.push(...answer.value);
		path = answer["@odata.nextLink"] ? pathOf(answer["@odata.nextLink"]) : null;
	}
	return found;
}
async function missingColumns({ get }, names, table) {
	const path = `${API}EntityDefinitions(LogicalName='${table}')/Attributes?$select=LogicalName`;
	const { value } = readAs(columnPage, await get(path, { Consistency: "Strong" }));
	const known = new Set(value.map((column) => column.LogicalName));
	return names.filter((name) => !known.has(logicalName$2(name)));
}
/** A lookup is called `_parentaccountid_value` in an answer and `parentaccountid` in the metadata. */
function logicalName$2(property) {
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
function resultOf$4(write, answer) {
	const { status } = answer;
	if (status >= 200 && status < 300) {
		const row = written.safeParse(parseJson$3(answer.body)).data;
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
		return [resultOf$4(first, await connection.send(requestOf(first)))];
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
	if (answer.status !== 400 && answer.status !== 413) return writes.map((write) => resultOf$4(write, answer));
	const alone = [];
	for (const write of writes) alone.push(...await sendTogether(connection, [write]));
	return alone;
}
function fateOf$1(write, { answer, complete }) {
	if (answer?.status === 429) return {
		outcome: "throttled",
		answer
	};
	if (answer) return resultOf$4(write, answer);
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
		return jobs.map(resultOf$3);
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
function resultOf$3({ fate }) {
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
// src/adapters/workflow-identity.ts
/** Entra of each cloud takes a token of another issuer only when it was made for this (Entra's documentation). */
const AUDIENCES = {
	"login.microsoftonline.us": "api://AzureADTokenExchangeUSGov",
	"login.partner.microsoftonline.cn": "api://AzureADTokenExchangeChina",
	"login.chinacloudapi.cn": "api://AzureADTokenExchangeChina"
};
const PUBLIC_AUDIENCE = "api://AzureADTokenExchange";
/**
* The identity of this workflow run, signed by GitHub for the Entra at `authorityUrl`. It lives for five
* minutes, so a new one is asked for every time.
*/
async function workflowIdentity(authorityUrl) {
	const { getIDToken } = await import("./core.js");
	const audience = AUDIENCES[new URL(authorityUrl).hostname] ?? PUBLIC_AUDIENCE;
	try {
		return await getIDToken(audience);
	} catch (error) {
		throw noIdentity(error);
	}
}
function noIdentity(error) {
	return new UnreachableError("GitHub did not hand out the identity of this workflow run.", "Check that the job has `permissions: id-token: write`; https://githubstatus.com shows outages.", { cause: error });
}
// src/adapters/entra-application.ts
/**
* A new application for each token: it must not remember anything, since our own cache does. Endpoints are
* spelt out because the library would ask an authority it does not know for them, and refuses one that is not
* https (only a loopback address can be that: see `openHttp`). The library is loaded when it is needed.
*/
async function openApplication(options) {
	const { ConfidentialClientApplication } = await import("./dist.js");
	const { authorityUrl, tenantId, clientId, network: networkClient } = options;
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
			authority: base.replace(/^http:/, "https:"),
			knownAuthorities: [host],
			authorityMetadata,
			...proofOf(options)
		},
		system: { networkClient }
	});
}
function proofOf({ credential, authorityUrl }) {
	switch (credential.kind) {
		case "secret": return { clientSecret: credential.secret };
		case "certificate": {
			const { fingerprint256 } = new X509Certificate(credential.certificate);
			const thumbprintSha256 = fingerprint256.replaceAll(":", "");
			return { clientCertificate: {
				privateKey: credential.privateKey,
				thumbprintSha256
			} };
		}
		case "workflow": return { clientAssertion: () => workflowIdentity(authorityUrl) };
	}
}
// src/adapters/entra-line.ts
/** Lets the sign-in library send through our own client: so proxies, retries and counts are the same everywhere. */
function openLine({ http, onSecret, onRefreshToken }) {
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
		const body = parseJson$3(text);
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
// src/adapters/entra-refusal.ts
const SIGN_IN_AGAIN = "Sign in again as the Referrals admin with `cosell-sync login`; docs/signing-in.md says how.";
const ASK_ADMINISTRATOR = "Ask the Entra administrator of the tenant to";
/**
* Entra's error numbers (AADSTS…) that a partner can do something about: what happened, and the next step.
* docs/signing-in.md has a row for each.
*/
const REFUSALS = {
	"700082": ["the refresh token has expired, because it was not used for too long", SIGN_IN_AGAIN],
	"70043": ["the refresh token has expired under the tenant's sign-in frequency policy", SIGN_IN_AGAIN],
	"50173": ["the refresh token was revoked, for example by a password change", SIGN_IN_AGAIN],
	"9002313": ["what was stored as the refresh token is none, or was damaged on the way", SIGN_IN_AGAIN],
	"50076": ["multi-factor authentication is required", SIGN_IN_AGAIN],
	"50079": ["the user has to register for multi-factor authentication", `Register at https://aka.ms/mfasetup. ${SIGN_IN_AGAIN}`],
	"50078": ["the multi-factor authentication of the last sign-in is too old", SIGN_IN_AGAIN],
	"53003": ["a Conditional Access policy blocks this sign-in", `${ASK_ADMINISTRATOR} exclude the synchronising account from that policy or to allow where it runs.`],
	"65001": ["nobody has consented to what the application asks for", `${ASK_ADMINISTRATOR} grant admin consent to the application.`],
	"65004": ["the person declined what the application asks for", "Sign in again and accept the permissions."],
	"54005": ["the code of this sign-in was redeemed already", "Run `cosell-sync login` again."],
	"70008": ["the code of this sign-in has expired", "Run `cosell-sync login` again and finish within some minutes."],
	"50011": ["the application does not know the address that the browser is sent back to", "Add the redirect address http://localhost, of the platform Web, to the app registration."],
	"700007": ["the refresh token was issued to another application", "Check that client id and refresh token belong together."],
	"700016": ["the tenant has no such application", "Check client id and tenant id, and that the application was created in this tenant or consented to there."],
	"90002": ["there is no such tenant", "Check tenant id, and authority-url if the tenant is in a sovereign cloud."],
	"7000215": ["the client secret is wrong", "Store the secret's value, not its id, and check that it belongs to the client id."],
	"7000222": ["the client secret has expired", "Create a new client secret in the app registration and store it."],
	"700027": ["the app registration does not have the certificate that was used", "Upload the certificate to the app registration, and check that it has not expired there."],
	"70025": ["the application has no federated credential", "Add a federated credential with the subject of this repository and environment to the app registration."],
	"700211": ["no federated credential of the application trusts who issued this workflow's identity", "Set the federated credential's issuer to https://token.actions.githubusercontent.com, without a slash at the end."],
	"700212": ["no federated credential of the application takes the audience of this workflow's identity", "Set the federated credential's audience to the one of your cloud; docs/signing-in.md lists them."],
	"700213": ["no federated credential of the application fits this workflow", "Add a federated credential with the subject of this repository and environment to the app registration."],
	"70021": ["no federated credential of the application fits this workflow", "Check the federated credential's issuer, subject and audience; a new one takes some minutes to work."],
	"700024": ["the federated credential's assertion had expired", "Run again."],
	"500011": ["the tenant does not know the address that the token was asked for", "For Dataverse, check dataverse-url, and that the environment belongs to the tenant that is named for it. For Partner Center, check that the application has its permissions and consent."]
};
/** The subject that a workflow presented stands in quotes in Entra's text: it names a repository, no person. */
const PRESENTED_SUBJECT = /subject '(repo:[^'\s]{1,250})'/;
/** What the sign-in library threw, as an error a person can act on. Entra's own text stays out: it names users. */
function refusal(service, error) {
	const number = numberOf(error);
	const [message, mend] = REFUSALS[number ?? ""] ?? unknown(number, error);
	const label = number ? ` (AADSTS${number})` : "";
	const subject = PRESENTED_SUBJECT.exec(String(error))?.[1];
	return new SignInError(`Sign-in for ${service} was refused: ${message}${label}.${subject ? ` This workflow presented the subject ${subject}` : ""}`, mend, number);
}
/** The same for what the browser brought back instead of a code: OAuth's `error` and its description. */
function refusedInBrowser(error, description) {
	return refusal("Partner Center", {
		errorCode: error,
		toString: () => description
	});
}
function numberOf(error) {
	const { errorNo } = error;
	if (/^\d+$/.test(String(errorNo))) return String(errorNo);
	return /AADSTS(\d+)/.exec(String(error))?.[1] ?? null;
}
function unknown(number, error) {
	const { errorCode } = error;
	return [typeof errorCode === "string" && /^\w+$/.test(errorCode) ? errorCode : "for a reason it did not tell", `See ${number ? `https://login.microsoftonline.com/error?code=${number}` : "the sign-in log of the tenant"} for what it means; check tenant id, client id and client secret.`];
}
// src/adapters/token-claims.ts
const claims = record(string(), unknown$1());
/**
* Whether the person behind an access token used a second factor: Partner Center looks for `mfa` among the
* authentication methods. `null` when the token does not tell.
*/
function isMultiFactor(token) {
	const methods = claimsOf(token)?.amr;
	return Array.isArray(methods) ? methods.includes("mfa") : null;
}
/**
* What a token says about itself, not verified: for messages to a person, never for a decision about access.
* `null` for an opaque token, which any access token may become without notice.
*/
function claimsOf(token) {
	const [, payload, signature] = token.split(".");
	if (payload === void 0 || signature === void 0) return null;
	return claims.safeParse(parseJson$3(Buffer.from(payload, "base64url").toString("utf8"))).data ?? null;
}
// src/adapters/entra.ts
const REFERRALS_SCOPE = "https://api.partner.microsoft.com/.default";
const WEBHOOKS_SCOPE = "https://api.partnercenter.microsoft.com/.default";
/** A token that has less than this to live might expire under way. */
const MARGIN_MS = 3e5;
/**
* Tokens of Microsoft Entra, one request for each.
*
* @throws SignInError with Entra's number, from the token sources
*/
function openEntra(options) {
	let refreshToken = options.refreshToken ?? null;
	let user = null;
	async function acquire(service, grant) {
		let rotated = null;
		const onRefreshToken = (token) => {
			rotated = refreshToken = token;
		};
		const line = openLine({
			...options,
			onRefreshToken
		});
		const result = await grant(await openApplication({
			...options,
			network: line.network
		})).catch((error) => {
			throw line.failure() ?? (error instanceof CosellError ? error : refusal(service, error));
		});
		if (!result) throw refusal(service, /* @__PURE__ */ new Error("no token in the answer"));
		const { accessToken: value, expiresOn } = result;
		if (rotated !== null) user = {
			refreshToken: rotated,
			multiFactor: isMultiFactor(value)
		};
		return {
			value,
			expiresAt: expiresOn?.getTime() ?? 0
		};
	}
	const asUser = (scope) => cached(async () => {
		const current = refreshToken;
		if (current === null) throw noRefreshToken$1();
		const request = {
			scopes: [scope],
			refreshToken: current
		};
		return acquire("Partner Center", (app) => app.acquireTokenByRefreshToken(request));
	});
	const asApplication = (service, audience) => {
		const scopes = [`${audience}/.default`];
		return cached(() => acquire(service, (app) => app.acquireTokenByClientCredential({ scopes })));
	};
	return {
		partnerCenter: () => asUser(REFERRALS_SCOPE),
		webhooks: () => asUser(WEBHOOKS_SCOPE),
		dataverse: (environmentUrl) => asApplication("Dataverse", new URL(environmentUrl).origin),
		keyVault: (audience) => asApplication("Azure Key Vault", audience),
		invite: (redirectUri) => invite({
			...options,
			redirectUri
		}, (grant) => acquire("Partner Center", grant)),
		user: () => user
	};
}
/** Authorization code with proof of possession (PKCE): whoever intercepts the code cannot redeem it. */
async function invite(options, acquire) {
	const { redirectUri } = options;
	const { CryptoProvider } = await import("./dist.js");
	const crypto = new CryptoProvider();
	const { verifier: codeVerifier, challenge: codeChallenge } = await crypto.generatePkceCodes();
	const state = crypto.createNewGuid();
	const line = openLine({
		...options,
		onRefreshToken: () => {}
	});
	const app = await openApplication({
		...options,
		network: line.network
	});
	const request = {
		scopes: [REFERRALS_SCOPE],
		redirectUri
	};
	const url = await app.getAuthCodeUrl({
		...request,
		state,
		codeChallenge,
		codeChallengeMethod: "S256",
		prompt: "select_account"
	});
	const redeem = async (code) => {
		await acquire((fresh) => fresh.acquireTokenByCode({
			...request,
			code,
			codeVerifier
		}));
	};
	return {
		url,
		state,
		redeem
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
function noRefreshToken$1() {
	return new ConfigurationError([{
		where: "refresh token",
		message: "is missing; Partner Center referrals can only be read as a user"
	}], "Sign in once as a Referrals admin with `cosell-sync login`; docs/signing-in.md says how.");
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
function openGithubApi(access) {
	const { http, apiUrl, graphqlUrl, repository, token, permission = "contents: write" } = access;
	/** The answer, whatever its status. */
	function request({ method, url, body, repeatable = true }) {
		return http.send({
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
			repeatable,
			...body === void 0 ? {} : { body: JSON.stringify(body) }
		});
	}
	async function send(wanted) {
		const response = await request(wanted);
		if (response.status < 300 || response.status === 422) return response;
		throw failure$2(response, repository, permission);
	}
	async function rest(schema, sent) {
		const response = await sent;
		if (response.status !== 422) return { data: parsed$1(schema, response.body) };
		return { refusal: {
			type: "422",
			message: parsed$1(REST_ERROR, response.body).message
		} };
	}
	const base = `${apiUrl}/repos/${repository}`;
	return {
		graphql: async (schema, query, variables) => {
			const response = await send({
				method: "POST",
				url: graphqlUrl,
				body: {
					query,
					variables
				}
			});
			const { data, errors } = parsed$1(GRAPHQL_ENVELOPE, response.body);
			const [refusal] = errors;
			if (refusal === void 0) return { data: shaped(schema, data) };
			if (refusal.type.startsWith("RATE_LIMIT")) throw rateLimited(response);
			if (DENIED.has(refusal.type)) throw denied(repository, refusal.message, permission);
			return { refusal };
		},
		get: (schema, path) => rest(schema, send({
			method: "GET",
			url: base + path
		})),
		post: (schema, path, body) => rest(schema, send({
			method: "POST",
			url: base + path,
			body
		})),
		create: (schema, path, body) => rest(schema, send({
			method: "POST",
			url: base + path,
			body,
			repeatable: false
		})),
		patch: (schema, path, body) => rest(schema, send({
			method: "PATCH",
			url: base + path,
			body
		})),
		find: async (schema, path) => {
			const response = await request({
				method: "GET",
				url: base + path
			});
			if (response.status === 404) return null;
			if (response.status >= 300) throw failure$2(response, repository, permission);
			return parsed$1(schema, response.body);
		}
	};
}
/** What GraphQL calls a 403. */
const DENIED = /* @__PURE__ */ new Set(["FORBIDDEN", "INSUFFICIENT_SCOPES"]);
/** An answer that cannot be used, in words for a person. */
function unusable(refusal, repository) {
	if (refusal.type === "NOT_FOUND") return notFound(repository);
	return new StateError(`GitHub refused to read or write the state of ${repository}: ${refusal.message}`, "Look for branch rules that keep the job from writing to the state branch, then run again.");
}
function failure$2(response, repository, permission) {
	const { status, headers, body } = response;
	if (status >= 500) return new UnreachableError(`GitHub kept failing with status ${status}.`, "Look at githubstatus.com, and run again when it has recovered.");
	const said = messageOf(body);
	if (status === 429 || headers["x-ratelimit-remaining"] === "0" || /rate limit/i.test(said)) return rateLimited(response);
	if (status === 401) return new StateError(`GitHub does not accept the token: ${said}`, "Check the input github-token: it may have expired, or be for another GitHub server.");
	if (status === 403) return denied(repository, said, permission);
	if (status === 404) return notFound(repository);
	return unusable({
		type: String(status),
		message: `${said} (status ${status})`
	}, repository);
}
function denied(repository, said, permission) {
	return new StateError(`The token may not do this in ${repository}: ${said}`, `Give the job \`permissions: ${permission}\`; a token of your own needs the same permission.`);
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
function parsed$1(schema, body) {
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
	return Buffer.from(demand$1(answer, repository).content, "base64").toString();
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
	return demand$1(await api.graphql(object({ repository: object({ ref: object({ target: query.schema }).nullable() }) }), `query (${declarations}) {
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
	return refused$4(answer.refusal, repository);
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
	const { sha } = demand$1(await api.post(OBJECT_ID, "/git/commits", {
		message: `${change.headline}\n\n${messageBody(change)}`,
		tree: demand$1(tree, repository).sha,
		parents: []
	}), repository);
	const answer = await api.post(REFERENCE, "/git/refs", {
		ref: `refs/heads/${branch}`,
		sha
	});
	if ("data" in answer) return { head: answer.data.object.sha };
	return refused$4(answer.refusal, repository);
}
/** In words too: two commits at the same moment have been answered without the type. */
const MOVED = /^Ref .* is at .* but expected|^Reference already exists/;
function refused$4(refusal, repository) {
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
function demand$1(answer, repository) {
	if ("data" in answer) return answer.data;
	throw unusable(answer.refusal, repository);
}
// src/adapters/github-comments.ts
/** GitHub hands out a hundred at a time (REST, list issue comments). */
const PAGE = 100;
/** A plan is applied soon after its review: what lies further back than this is not looked for. */
const PAGES_TO_SEARCH = 5;
const COMMENT = object({
	id: number$1(),
	body: string().nullish(),
	user: object({ type: string() }).nullish(),
	author_association: string()
});
const HAVE_A_SAY = [
	"OWNER",
	"MEMBER",
	"COLLABORATOR"
];
/**
* @throws StateError with the permission that is missing (403); otherwise as `openGithubApi`
* @throws LostAnswerError when a new comment may have been written, though nothing said so
* @throws ServiceError when GitHub refuses the comment itself
*/
function openStickyComments(access) {
	const api = openGithubApi({
		...access,
		permission: "pull-requests: write"
	});
	async function pages(path, most, look) {
		for (let page = 1; page <= most; page += 1) {
			const answer = await api.get(array(COMMENT), `${path}per_page=${PAGE}&page=${page}`);
			const comments = "data" in answer ? answer.data : [];
			const found = comments.find((comment) => isOurs$1(comment) && look(comment));
			if (found) return found;
			if (comments.length < PAGE) return null;
		}
		return null;
	}
	return {
		put: async (pullRequest, marker, body) => {
			const path = `/issues/${pullRequest}/comments`;
			const begins = (comment) => comment.body?.startsWith(marker) ?? false;
			const known = await pages(`${path}?`, Number.POSITIVE_INFINITY, begins);
			const answer = known ? await api.patch(COMMENT, `/issues/comments/${known.id}`, { body }) : await api.create(COMMENT, path, { body });
			if ("refusal" in answer) throw refused$3(answer.refusal.message);
		},
		find: async (text) => {
			return (await pages("/issues/comments?sort=updated&direction=desc&", PAGES_TO_SEARCH, ({ body }) => body?.includes(text) ?? false))?.body ?? null;
		}
	};
}
/** Anybody can begin a comment with our marker. One of a stranger is not ours to edit, or to believe. */
function isOurs$1({ user, author_association: association }) {
	return user?.type === "Bot" || HAVE_A_SAY.includes(association);
}
function refused$3(message) {
	return new ServiceError(`GitHub refused the comment: ${message}`, "The job summary has the same plan.", 422, "422");
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
const list$2 = object({
	value: array(listed),
	"@odata.nextLink": string().nullish()
});
function readList$1(response) {
	return read$2(list$2, response, "the list of referrals");
}
function readReferral(response) {
	const row = read$2(referral, response, "a referral");
	return recordOf(row, row.eTag);
}
/** What a successful write answers; `null` when that tells nothing, which does not undo the write. */
function readWritten({ body }) {
	const row = referral.safeParse(parseJson$3(body)).data;
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
function read$2(schema, { body }, what) {
	const result = schema.safeParse(parseJson$3(body));
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
function refusalOf$1({ body }) {
	const outer = answer.safeParse(parseJson$3(body)).data;
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
	const { code, message } = refusalOf$1(response);
	const head = [response.status, code].filter(Boolean).join(" ");
	return message ? `${head}: ${message}` : head;
}
/** An answer other than success to a read, which the run cannot do without. */
function readError(response) {
	const reason = `Partner Center refused to hand over referrals: ${reasonOf(response)}`;
	if (response.status === 429 || response.status >= 500) return new UnreachableError(reason, "Run again later; the next run goes on from the same place.");
	return new ServiceError(reason, response.status === 403 ? "Give the signed-in user the role Referrals admin in Partner Center." : "Check the address of Partner Center; if it is right, please report it.", response.status, refusalOf$1(response).code);
}
/** Partner Center's code for a token that was got without multi-factor authentication. */
const WITHOUT_MFA = "900421";
function signInError(response) {
	const { code } = refusalOf$1(response);
	if (code === WITHOUT_MFA) return new SignInError("Partner Center only accepts users who signed in with multi-factor authentication (900421).", "Turn on multi-factor authentication for the user, then sign in again (docs/signing-in.md).", code);
	return new SignInError(`Partner Center does not accept the token: ${reasonOf(response)}`, "Check that the signed-in user belongs to the partner's tenant and that the application has the permission user_impersonation for Microsoft Partner.", code || null);
}
// src/adapters/partner-center-find.ts
/** Fewer than this are asked for one by one at once. */
const MANY = 20;
/** How many more pages than referrals found are read before the list is given up. */
const PATIENCE$1 = 2;
/**
* Referrals by their ids. Partner Center has no batch and no filter by id, but an answer of the list holds a hundred.
* So many are first looked for there, newest first, for as long as that takes fewer requests than asking for
* each; the others are asked for one by one. A list that lags shows an older version, which its reader notices.
*/
function openFind(options) {
	const { pages, get } = options;
	async function fromList(missing) {
		const found = [];
		let read = 0;
		for await (const page of pages()) {
			found.push(...page.filter(({ id }) => missing.delete(id)));
			read += 1;
			if (missing.size === 0 || read > found.length + PATIENCE$1) break;
		}
		return found;
	}
	return async (ids) => {
		const missing = new Set(ids.map((id) => id.toLowerCase()));
		const listed = missing.size >= MANY ? await fromList(missing) : [];
		const asked = await Promise.all([...missing].map((id) => get(id)));
		return [...listed, ...asked.filter((record) => record !== null)];
	};
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
/** "Get a list of referrals": newest first, until one is older than asked for; or all of one engagement. */
function openList(options) {
	const { url: list, read, get, clock } = options;
	async function* pages(query, since) {
		const followed = /* @__PURE__ */ new Set();
		let url = `${list}?${query}`;
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
	async function ofEngagement(engagement) {
		const records = [];
		const filter = encodeURIComponent(`engagementId eq '${engagement.replaceAll("'", "''")}'`);
		for await (const { rows } of pages(`$filter=${filter}&${ORDER}`, null)) for (const row of rows) records.push(...await whole(row));
		return records;
	}
	const readChanged = async (since, onPage) => {
		const known = /* @__PURE__ */ new Set();
		let readAt = null;
		for await (const { rows, date } of pages(ORDER, since)) {
			readAt ??= date ?? clock.now().toISOString();
			const fresh = rows.filter((row) => !known.has(version(row)));
			for (const row of fresh) known.add(version(row));
			const records = [];
			for (const row of fresh) records.push(...await whole(row));
			await onPage(records);
		}
		return { readAt: readAt ?? clock.now().toISOString() };
	};
	async function* newest() {
		for await (const { rows } of pages(ORDER, null)) yield rows.flatMap((row) => row.eTag ? [recordOf(row, row.eTag)] : []);
	}
	return {
		readChanged,
		ofEngagement,
		byIds: openFind({
			pages: newest,
			get
		})
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
	async function write(request) {
		try {
			return await call({
				...request,
				headers: {
					"Content-Type": "application/json",
					...request.headers
				}
			});
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
	async function update({ id, etag, operations }) {
		const answer = await write({
			method: "PATCH",
			url: `${referrals}/${encodeURIComponent(id)}`,
			headers: {
				"If-Match": etag,
				Prefer: "return=representation"
			},
			body: JSON.stringify(operations)
		});
		return "outcome" in answer ? answer : resultOf$2(answer);
	}
	async function create(body) {
		const answer = await write({
			method: "POST",
			url: referrals,
			body: JSON.stringify(body)
		});
		return "outcome" in answer ? answer : createdBy(answer);
	}
	return {
		...openList({
			url: referrals,
			read: (url) => call({
				method: "GET",
				url
			}),
			get,
			clock
		}),
		get,
		update,
		create
	};
}
/**
* 200 and 201 are both documented. A 2xx that does not show the new referral, and a 408, leave open which one
* was made: it is looked for later.
*/
function createdBy(response) {
	const result = resultOf$2(response);
	if (response.status === 408) return {
		outcome: "failed",
		reason: reasonOf(response),
		sent: true
	};
	if (result.outcome !== "applied") return result;
	const created = readWritten(response);
	if (created) return {
		...result,
		created
	};
	return {
		outcome: "failed",
		reason: `${response.status} without the referral that was made`,
		sent: true
	};
}
function resultOf$2(response) {
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
	if (status === 412 || refusalOf$1(response).codes.includes("resourceModified")) return {
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
// src/adapters/stop.ts
/**
* A cancelled job is told with SIGINT, 7.5 seconds later with SIGTERM, and killed 2.5 seconds after that
* (GitHub Docs, "Workflow cancellation reference").
*/
const SIGNALS = ["SIGINT", "SIGTERM"];
const MINUTE_MS = 6e4;
/**
* Counts the time limit from now on. Signals are heeded from the first `listen` until its end; a second one of
* the same kind ends the process, as it would without us.
*/
function openStop({ clock, limitMinutes, progress }) {
	const began = clock.now().getTime();
	return { listen() {
		let isCancelled = false;
		const cancel = () => {
			isCancelled = true;
			progress("told to stop: nothing more is begun");
		};
		for (const signal of SIGNALS) process.once(signal, cancel);
		return {
			reason() {
				if (isCancelled) return "the run was cancelled";
				return clock.now().getTime() - began >= limitMinutes * MINUTE_MS ? `the time limit of ${limitMinutes} minutes was reached` : null;
			},
			[Symbol.dispose]() {
				for (const signal of SIGNALS) process.off(signal, cancel);
			}
		};
	} };
}
// src/adapters/webhooks.ts
const EVENTS$1 = array(string());
/** Microsoft's samples write the names in either case, so they are read without it. */
const REGISTRATION = object({
	webhookurl: string().nullish(),
	webhookevents: array(string()).nullish(),
	signaturetokentomssignatureheader: union$1([boolean(), string()]).nullish()
});
/** Documented as an object in one place and as a bare text in another. */
const CORRELATION = union$1([string().min(1), object({ correlationid: string().min(1) })]);
const TEST = object({
	status: string().nullish(),
	results: array(object({ responseCode: string$1().nullish() })).nullish()
});
/**
* The registration of webhooks ("Partner Center webhooks"; REST operations Get, Create and Update Registration,
* Create and Get Validation Event). There is one for each tenant, and nothing to delete it with.
*/
function openWebhooks({ http, token, baseUrl, newId }) {
	const root = `${new URL(baseUrl).origin}/webhooks/v1/registration`;
	const send = authorised({
		http,
		token,
		refused: signInError
	});
	function call(method, path, body) {
		const request = {
			system: "partner-center",
			method,
			url: root + path,
			headers: {
				Accept: "application/json",
				"Content-Type": "application/json",
				"MS-CorrelationId": newId(),
				"MS-RequestId": newId()
			},
			repeatable: method !== "POST",
			...body === void 0 ? {} : { body: JSON.stringify(body) }
		};
		return send(request);
	}
	return {
		events: async () => parsed(EVENTS$1, demand(await call("GET", "/events")), "the list of events"),
		registration: async () => {
			const response = await call("GET", "");
			if (response.status === 404) return null;
			return registrationOf(demand(response));
		},
		create: async (registration) => {
			const response = await call("POST", "", bodyOf(registration));
			if (response.status === 409) return "exists";
			demand(response);
			return "created";
		},
		replace: async (registration) => void demand(await call("PUT", "", bodyOf(registration))),
		sendTest: async () => {
			const id = parsed(CORRELATION, demand(await call("POST", "/validationEvents")), "the id of a test event");
			return typeof id === "string" ? id : id.correlationid;
		},
		testResult: async (id) => {
			const response = await call("GET", `/validationEvents/${encodeURIComponent(id)}`);
			if (response.status === 404) return {
				isOver: false,
				responseCodes: []
			};
			const test = TEST.safeParse(parseJson$3(demand(response).body)).data;
			return {
				isOver: test?.status?.toLowerCase() === "completed",
				responseCodes: (test?.results ?? []).map(({ responseCode }) => responseCode || "no answer")
			};
		}
	};
}
function bodyOf({ url, events, ownHeader }) {
	return {
		WebhookUrl: url,
		WebhookEvents: events,
		SignatureTokenToMsSignatureHeader: ownHeader ?? false
	};
}
function registrationOf(response) {
	const found = parsed(REGISTRATION, response, "the registration");
	if (!found.webhookurl) return null;
	const header = found.signaturetokentomssignatureheader ?? null;
	return {
		url: found.webhookurl,
		events: found.webhookevents ?? [],
		ownHeader: header === null ? null : String(header).toLowerCase() === "true"
	};
}
function parsed(schema, { body }, what) {
	const result = schema.safeParse(withLowerNames(parseJson$3(body)));
	if (result.success) return result.data;
	throw contractError(`Partner Center sent ${what} in an unknown form.`);
}
function withLowerNames(value) {
	if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
	return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name.toLowerCase(), inner]));
}
function demand(response) {
	if (response.status >= 200 && response.status < 300) return response;
	const reason = `Partner Center refused to show or change the webhook registration: ${reasonOf(response)}`;
	if (response.status === 429 || response.status >= 500) throw new UnreachableError(reason, "Run again in a few minutes.");
	throw new ServiceError(reason, response.status === 403 ? "Give the signed-in user one of the roles Referrals admin, Admin agent or Sales agent in Partner Center." : "Check webhooks-api-url; if it is right, please report it.", response.status, refusalOf$1(response).code);
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
	return field.transform[side].reads.map((path) => record ? valueAt$2(record, path) : void 0);
}
function valueAt$2({ properties }, path) {
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
/** The properties of what may be an object; none of anything else. */
function objectIn(value) {
	return typeof value === "object" && value !== null ? value : {};
}
// src/model/record.ts
const SIDES = ["referral", "opportunity"];
// src/reconcile/explain.ts
/** Says for each field of a merged pair why it is as it is. The decision is read from the merge, not taken again. */
function explainFields(merge, mapping, lookups) {
	const { referral, opportunity, base } = merge.pair;
	const seen = {
		referral: project(mapping, referral, lookups),
		opportunity: opportunity ? project(mapping, opportunity, lookups) : {
			snapshot: {},
			unusable: {}
		}
	};
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
		const situation = opportunity ? situationOf(state) : "there is no opportunity yet";
		const decision = decisionOf(field, merge) ?? whyNothing(field, state, merge);
		return {
			field: name,
			kind,
			direction,
			places,
			...state,
			situation,
			decision
		};
	});
}
/** The rows of the table above `decideField`, in words. */
function situationOf({ base, referral, opportunity }) {
	if (referral === void 0) return "Partner Center did not return it, or not in a form that is understood";
	if (opportunity === void 0) return "the CRM did not return it, or not in a form that is understood";
	if (referral === opportunity) return "both sides have the same value";
	if (base === void 0) return neverSynced(referral, opportunity);
	if (opportunity === base) return "only Partner Center changed it since the last sync";
	if (referral === base) return "only the CRM changed it since the last sync";
	return "both sides changed it since the last sync, to different values";
}
function neverSynced(referral, opportunity) {
	if (referral === null) return "it was never synced, and only the CRM has a value";
	if (opportunity === null) return "it was never synced, and only Partner Center has a value";
	return "it was never synced, and the sides have different values";
}
/** What the merge wants to do or to report, or `null` when that is nothing. */
function decisionOf(field, merge) {
	const held = merge.held.find((one) => one.field === field.name);
	if (held) return `held: ${held.reason}`;
	const conflict = merge.conflicts.find((one) => one.field === field.name);
	const rule = conflict && (conflict.hasBase ? `conflict: ${field.conflict}` : `adopt: ${field.adopt}`);
	if (conflict?.winner === null) return `a conflict that a person has to resolve (${rule})`;
	const writes = merge.changes.filter(({ action }) => action !== "note");
	const written = SIDES.filter((side) => writes.some((one) => one.side === side && one.fields.some((change) => change.field === field.name)));
	if (written.length === 0) return null;
	const lost = writes.some((change) => change.fields.some((one) => one.field === field.name && one.overwrites)) ? ", over what stands there" : "";
	return `write it to ${written.map(nameOf$1).join(" and to ")}${lost} (${rule ?? ruleOf(field, merge)})`;
}
/** The key of the mapping that decides when nobody is in conflict. */
function ruleOf(field, { pair }) {
	if (!pair.opportunity) return "a new opportunity takes what the referral has";
	if (field.when === "create") return "when: create, and it was never filled";
	if (field.direction !== "both") return `direction: ${field.direction}`;
	return pair.base?.fields[field.name] === void 0 ? `adopt: ${field.adopt}` : "direction: both";
}
function whyNothing(field, { referral, opportunity }, merge) {
	const { pair } = merge;
	if (!pair.opportunity) return "nothing is written: the opportunity begins without it";
	if (referral === void 0 || opportunity === void 0) return "nothing: what is unknown is never taken for blank";
	if (referral === opportunity) return "nothing to do";
	if (pair.referral.properties.status === "Closed" && pair.opportunity.properties.statecode !== 0) return "nothing: both sides are closed";
	if (field.when === "create") return "nothing: it was filled once, and is left alone (when: create)";
	return `nothing: a blank is not carried over (blank: ${field.blank})`;
}
function nameOf$1(side) {
	return side === "referral" ? "Partner Center" : "the CRM";
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
// src/model/uuid.ts
/** Namespace of everything below. Ours; never changes, or every referral gets a second row. */
const NAMESPACE$1 = "6f2d2a0e-58d4-5c0b-9b53-0c7e6a1f4d21";
/** An id that is the same for the same name: UUID version 5 (RFC 9562 §5.5). */
function uuidOf(name) {
	const namespace = Buffer.from(NAMESPACE$1.replaceAll("-", ""), "hex");
	const bytes = createHash("sha1").update(namespace).update(name).digest().subarray(0, 16);
	bytes.writeUInt8(bytes.readUInt8(6) & 15 | 80, 6);
	bytes.writeUInt8(bytes.readUInt8(8) & 63 | 128, 8);
	return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
// src/reconcile/ids.ts
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
	return memberOf$1(memberOf$1(context, "invitedBy"), "organizationId");
}
function memberOf$1(value, name) {
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
	const nameOf = (referral) => namedRows(referral, leadOf.get(referral.id)).find((id) => rowById.has(id)) ?? null;
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
				opportunity: named.id,
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
/** The opportunity that a referral says it is, and the one into which somebody qualified its lead. */
function namedRows(referral, lead) {
	const qualified = lead?.properties[QUALIFIED_INTO];
	return [externalReference(referral), typeof qualified === "string" ? qualified.toLowerCase() : null].filter((id) => id !== null);
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
	return externalReference(referral) === id ? `it names opportunity ${id} as its CRM id` : `its lead was qualified into opportunity ${id}`;
}
function whyNotAdopt(names, owner, rival) {
	if (owner !== null) return `${names}, which belongs to referral ${owner}; correct the CRM id in Partner Center`;
	if (!rival) return null;
	return `${names}, and so does referral ${rival.id}; correct the CRM id of the wrong one in Partner Center`;
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
// src/reconcile/registration.ts
/** Without it no test event can be sent. */
const TEST_EVENT = "test-created";
/**
* | there is            | then |
* |---|---|
* | nothing             | create |
* | ours, all events    | nothing |
* | ours, some events   | replace, with all that it had |
* | another's           | refuse; with `overwrite`, replace |
* | another's, with events that are not about referrals | refuse until somebody says keep or drop |
*
* @throws ConfigurationError when Partner Center does not know an event
* @throws RefusalError
*/
function planRegistration(wanted, current, known) {
	const events = [.../* @__PURE__ */ new Set([...wanted.events, TEST_EVENT])];
	checkEvents(events, known);
	const registration = {
		url: wanted.url,
		events: events.sort(),
		ownHeader: true
	};
	const nobody = {
		kept: [],
		dropped: []
	};
	if (current === null) return {
		action: "create",
		registration,
		previous: null,
		...nobody
	};
	if (current.url === wanted.url) {
		const all = [.../* @__PURE__ */ new Set([...current.events, ...events])].sort();
		return {
			action: all.length === new Set(current.events).size ? "none" : "replace",
			registration: {
				...registration,
				events: all
			},
			previous: current,
			...nobody
		};
	}
	return takeOver(wanted, current, registration);
}
function takeOver(wanted, current, registration) {
	const others = current.events.filter((name) => !registration.events.includes(name)).sort();
	if (!wanted.overwrite) throw anothers(current);
	const decided = others.length === 0 ? "drop" : wanted.otherEvents;
	if (decided === null) throw undecided(current, others);
	const events = decided === "keep" ? [...registration.events, ...others].sort() : registration.events;
	return {
		action: "replace",
		registration: {
			...registration,
			events
		},
		previous: current,
		kept: decided === "keep" ? others : [],
		dropped: decided === "keep" ? [] : others
	};
}
function checkEvents(events, known) {
	const unknown = events.filter((name) => !known.includes(name));
	if (unknown.length === 0) return;
	throw new ConfigurationError(unknown.map((name) => ({
		where: "webhook-events",
		message: `${JSON.stringify(name)} is not an event of Partner Center`
	})), `Partner Center knows: ${[...known].sort().join(", ")}.`);
}
/** Of an address only its origin: the rest may be a key. */
function originOf$2(url) {
	return URL.canParse(url) ? new URL(url).origin : "an address that cannot be read";
}
function anothers({ url, events }) {
	return new RefusalError(`Partner Center already sends this tenant's notifications to ${originOf$2(url)}: ${events.length} events (${[...events].sort().join(", ")}). Nothing was changed.`, "A tenant has one address for all events, so registering another takes them away from there. If that is what you want, set webhook-overwrite to true.");
}
function undecided({ url }, others) {
	return new RefusalError(`${originOf$2(url)} also gets events that are not about referrals: ${others.join(", ")}. Nothing was changed.`, "Set webhook-other-events to drop if nobody needs them any more, or to keep: then they come to your address, whose relay ignores them.");
}
// src/reconcile/registration-memory.ts
const REGISTRATION_FILE = "webhooks.json";
const schema$2 = object({
	version: literal(1),
	ours: object({
		sha256: string(),
		origin: string(),
		events: array(string())
	}).nullable(),
	previous: object({
		origin: string(),
		events: array(string()),
		ownHeader: boolean().nullable(),
		url: string().nullable()
	}).nullable(),
	pending: string().nullable()
});
const NOTHING = {
	ours: null,
	previous: null,
	pending: null
};
/** @throws StateError when the file is not one of ours. */
function parseRegistrationMemory(text) {
	if (text === void 0) return NOTHING;
	const parsed = schema$2.safeParse(parseJson$2(text));
	if (parsed.success) {
		const { ours, previous, pending } = parsed.data;
		return {
			ours,
			previous,
			pending
		};
	}
	throw new StateError(`${REGISTRATION_FILE} on the state branch is not one that this version wrote.`, "Undo the edit (git revert), or remove the file: then the earlier registration can only be put back by hand.");
}
function formatRegistrationMemory(memory) {
	return `${JSON.stringify({
		version: 1,
		...memory
	}, null, 1)}\n`;
}
/** Our own registration, as git remembers it. */
function rememberOurs({ url, events }) {
	return {
		sha256: sha256(url),
		origin: originOf$2(url),
		events
	};
}
function isOurs({ ours }, registration) {
	return ours !== null && registration !== null && ours.sha256 === sha256(registration.url);
}
function sealRegistration({ url, events, ownHeader }, seal) {
	return {
		origin: originOf$2(url),
		events,
		ownHeader,
		url: seal.close(url)
	};
}
/** What is wrong with the registration as it is now, in a sentence; `null` when it is still ours. */
function driftOf(memory, current) {
	const { ours } = memory;
	if (ours === null) return null;
	if (current === null) return "Partner Center has no webhook registration any more.";
	if (!isOurs(memory, current)) return `Partner Center sends notifications to ${originOf$2(current.url)} now, not to ${ours.origin}: somebody registered another address.`;
	const missing = ours.events.filter((name) => !current.events.includes(name));
	return missing.length === 0 ? null : `The webhook is no longer registered for ${missing.join(", ")}.`;
}
function sha256(url) {
	return createHash("sha256").update(url).digest("hex");
}
function parseJson$2(text) {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
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
// src/mapping/schema-accounts.ts
const COLUMN$2 = string().regex(/^[a-z][a-z0-9_]*$/, "is not a column's logical name: lower-case letters, digits and _").describe("Logical name of a column of the account table");
/** What identifies a customer. The order in the mapping is the order in which they are tried. */
const ACCOUNT_RULES = [
	"duns",
	"name and postal code",
	"name and country",
	"domain"
];
/** Columns of the account table as Dynamics 365 ships it (account entity reference). */
const accountColumnsSchema = strictObject({
	name: COLUMN$2.default("name"),
	street: COLUMN$2.default("address1_line1"),
	"second line": COLUMN$2.default("address1_line2"),
	city: COLUMN$2.default("address1_city"),
	state: COLUMN$2.default("address1_stateorprovince"),
	"postal code": COLUMN$2.default("address1_postalcode"),
	country: COLUMN$2.default("address1_country").describe("ISO code of two letters; names are understood too"),
	website: COLUMN$2.default("websiteurl"),
	duns: COLUMN$2.optional().describe("Dynamics 365 has no column for it: name yours")
}).prefault({}).describe("Columns of the account table; name only those that differ");
const accountsSchema = strictObject({
	match: array(_enum(ACCOUNT_RULES)).min(1, "needs at least one rule").describe("Rules, in this order; the first that finds an account decides"),
	otherwise: _enum([
		"create",
		"leave empty",
		"ask"
	]).default("ask").describe("When no account is found; several are always a question for a person"),
	opportunity: _enum(["parentaccountid", "customerid"]).default("parentaccountid").describe("Lookup of the opportunity that gets the account"),
	columns: accountColumnsSchema
}).describe("Which account a deal belongs to");
// src/mapping/share.ts
/** Columns of the user table as Dynamics 365 ships it (systemuser entity reference). */
const USER_COLUMNS = {
	"first name": "firstname",
	"last name": "lastname",
	email: "internalemailaddress",
	telephone: "address1_telephone1",
	title: "title"
};
/** Properties of a referral that mean something to a share, by their paths. */
const HELP_PATH = "inviteContext.assistanceRequestCode";
const VISIBLE_PATH = "consent.consentToShareReferralWithMicrosoftSellers";
/** Whether Microsoft's sellers may see this referral; `null` when it does not say. */
function isVisibleToMicrosoft({ properties }) {
	const visible = propertyAt(properties, VISIBLE_PATH);
	return typeof visible === "boolean" ? visible : null;
}
/** Whether the seller of this opportunity wants it in Partner Center. */
function isWantedThere({ share }, row) {
	return share !== null && row.properties[share.when] === true;
}
function compileShare(document, accountColumns) {
	const { when, consent = null, account, contact } = document;
	return {
		when,
		consent,
		ids: {
			account: `_${account}_value`,
			contact: `_${contact}_value`,
			owner: "_ownerid_value"
		},
		accountColumns,
		contactColumns: document["contact columns"],
		purchaseIntent: document["purchase intent"]
	};
}
/** What is read of an opportunity for it, besides the fields. */
function columnsOfShare({ when, consent, ids }) {
	return [
		when,
		...consent ? [consent] : [],
		...Object.values(ids)
	];
}
/** The field that stands for a property of the referral. */
function fieldFor({ fields }, path) {
	return fields.find(({ transform }) => transform.referral.reads[0] === path);
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
function readCode(raw, { values, alsoRead, audit }) {
	if (raw === void 0) return void 0;
	if (raw === null || raw === "") return null;
	const sent = String(raw);
	const code = Object.hasOwn(alsoRead, sent) ? String(alsoRead[sent]) : sent;
	if (!Object.hasOwn(values, code)) return { unusable: `the mapping has no value for ${quote(sent, audit)}` };
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
// src/mapping/transforms/text.ts
/**
* Free text. Only its first `longest` units are compared, so that a side which had to cut the text off
* does not look as if somebody had edited it.
*/
function text$1({ referral, opportunity, longest, marks = "" }) {
	const read = ([raw]) => {
		if (raw === void 0) return void 0;
		if (typeof raw === "object" && raw !== null) return { unusable: "what stands there is not a text" };
		return canonicalText(withoutMarks$1(raw, marks), longest);
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
/** On both sides alike, so that a name with a mark equals the one without, and no mark travels. */
function withoutMarks$1(raw, marks) {
	if (marks === "" || typeof raw !== "string") return raw;
	const counts = (character) => !marks.includes(character) && character.trim() !== "";
	const characters = Array.from(raw);
	const [first, last] = [characters.findIndex(counts), characters.findLastIndex(counts)];
	return first < 0 ? "" : characters.slice(first, last + 1).join("");
}
function cleaned(text) {
	return decoded$1(text).toWellFormed().replaceAll(/\r\n?/g, "\n").replaceAll(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, "").normalize("NFC").trim();
}
function decoded$1(text) {
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
// src/mapping/transforms/closing-reason.ts
/**
* Why a deal was declined or lost. Sellers say it in a text column, or by the status reason that they choose
* when they close the opportunity as lost.
*/
function closingReason(options) {
	const { referral, opportunity, longest, byStatusCode } = options;
	return {
		referral: {
			reads: [referral],
			read: ([raw]) => raw === void 0 ? void 0 : canonicalText(raw, longest),
			write: (value, [current]) => [setProperty(referral, value, current)]
		},
		opportunity: {
			reads: [
				opportunity,
				"statecode",
				"statuscode"
			],
			read: ([raw, state, code]) => {
				if (raw === void 0) return void 0;
				const said = canonicalText(raw, longest);
				if (said !== null || state !== STATECODES.lost) return said;
				return canonicalText(byStatusCode[String(code)], longest);
			},
			write: (value) => ({ [opportunity]: value })
		}
	};
}
// src/mapping/transforms/date.ts
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d{2}:\d{2})?)?$/;
const DAY_MS$1 = 864e5;
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
	const isOurNoon = Math.abs(time % DAY_MS$1) === DAY_MS$1 / 2;
	return isoDate(new Date(isOurNoon ? time : time + DAY_MS$1 / 2));
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
// src/mapping/transforms/decision.ts
/** What a referral becomes when it is answered (patch-a-referral). */
const ANSWERED = {
	accepted: {
		status: "Active",
		substatus: "Accepted"
	},
	declined: {
		status: "Closed",
		substatus: "Declined"
	}
};
/**
* The answer to a referral that somebody sent: `accepted`, `declined`, or blank as long as nobody has given
* one. A command: it goes to Partner Center, where an answer cannot be taken back.
*/
function decision({ referral, opportunity, values, audit }) {
	const [statusPath, substatusPath] = referral;
	const optionOf = {
		accepted: values.accept,
		declined: values.decline
	};
	return {
		referral: {
			reads: referral,
			read: ([status, substatus]) => answerIn(status, substatus),
			write: (value, [status, substatus]) => {
				const answer = answerOf$2(value);
				if (!answer) return { unusable: "an answer that Partner Center has cannot be taken back" };
				const wanted = ANSWERED[answer];
				return [setProperty(statusPath, wanted.status, status), setProperty(substatusPath, wanted.substatus, substatus)];
			}
		},
		opportunity: {
			reads: [opportunity],
			read: ([option]) => {
				if (option === void 0 || option === null) return option;
				return ANSWERS.find((one) => optionOf[one] === option) ?? { unusable: `the mapping has no answer for option ${quote(option, audit)}` };
			},
			write: (value) => {
				const answer = answerOf$2(value);
				return { [opportunity]: answer ? optionOf[answer] : null };
			}
		}
	};
}
const ANSWERS = ["accepted", "declined"];
function answerOf$2(value) {
	return ANSWERS.find((one) => one === value);
}
/** A deal that was won or lost had been accepted; one that expired was never answered, and now cannot be. */
function answerIn(status, substatus) {
	if (status === "New") return null;
	if (status === "Active") return "accepted";
	if (status !== "Closed") return void 0;
	if (substatus === "Declined") return "declined";
	if (substatus === "Expired") return "expired";
	return substatus === "Won" || substatus === "Lost" ? "accepted" : void 0;
}
// src/mapping/transforms/latch.ts
/**
* A yes that cannot be taken back, `"yes"` or blank: no and nothing are the same, so that a row which nobody
* ever touched does not contradict the referral.
*/
function latch({ referral, opportunity }) {
	const read = ([raw]) => raw === void 0 ? void 0 : raw === true ? "yes" : null;
	return {
		referral: {
			reads: [referral],
			read,
			write: (value, [current]) => value === null && current === true ? { unusable: "it is Yes in Partner Center, which cannot be taken back: set it to Yes here, too" } : [setProperty(referral, value === "yes", current)]
		},
		opportunity: {
			reads: [opportunity],
			read,
			write: (value) => ({ [opportunity]: value === "yes" })
		}
	};
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
// src/mapping/transforms/shown.ts
/** What is only shown on the opportunity: nothing of it is ever written to a referral. */
function shown$4(options) {
	const { referral, opportunity, read, longest } = options;
	return {
		referral: {
			reads: referral,
			read,
			write: () => ({ unusable: "what is only shown on the opportunity is not written to the referral" })
		},
		opportunity: {
			reads: [opportunity],
			read: ([raw]) => raw === void 0 ? void 0 : canonicalText(raw, longest),
			write: (value) => ({ [opportunity]: value })
		}
	};
}
const LONGEST_STATUS = 100;
/** A status and its substatus in one text, `Active/Accepted`. */
function shownStatus(options) {
	const read = ([status, substatus]) => {
		if (status === void 0 || substatus === void 0) return void 0;
		return canonicalText([status, substatus].filter((part) => part !== null && part !== "").join("/"), LONGEST_STATUS);
	};
	return shown$4({
		...options,
		read,
		longest: LONGEST_STATUS
	});
}
/** The first of several texts that is not blank: some facts stand on our referral or on Microsoft's. */
function firstText(options) {
	const read = (parts) => {
		return parts.map((part) => canonicalText(part, options.longest)).find((text) => text !== null) ?? (parts.includes(void 0) ? void 0 : null);
	};
	return shown$4({
		...options,
		read
	});
}
// src/mapping/transforms/set.ts
/** The keys that two edits of one set come to: what the base had and both kept, and what either added. */
function unionOfKeys(base, ours, theirs) {
	const kept = base.filter((key) => ours.includes(key) && theirs.includes(key));
	const added = [...ours, ...theirs].filter((key) => !base.includes(key));
	return /* @__PURE__ */ new Set([...kept, ...added]);
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
			write: (value, [current]) => whyNotTaken(ids(value).length) ?? [setProperty(referral, merged$1(value, current), current)]
		},
		opportunity: {
			reads: [opportunity],
			read: ([raw]) => raw === void 0 ? void 0 : canonical(String(raw ?? "").split(SEPARATORS)),
			write: (value) => ({ [opportunity]: value })
		},
		union: (base, ours, theirs) => canonical([...unionOfKeys(ids(base), ids(ours), ids(theirs))])
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
/** Of the portal: a deal has one to fifty solutions (bulk-operations). */
function whyNotTaken(count) {
	if (count === 0) return { unusable: "Partner Center wants at least one solution" };
	return count > 50 ? { unusable: "Partner Center takes at most 50 solutions" } : null;
}
/** What stays keeps its place and all its properties, also an element of a kind that we do not know. */
function merged$1(value, current) {
	const wanted = new Set(ids(value));
	const kept = (Array.isArray(current) ? current : []).filter((element) => !isSolution(element) || wanted.has(element.id.trim()));
	for (const solution of kept.filter(isSolution)) wanted.delete(solution.id.trim());
	return [...kept, ...[...wanted].map((id) => ({
		id,
		type: "Name"
	}))];
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
// src/mapping/transforms/team.ts
/** Of the portal: a deal has one to fifty members, each with a first and a last name (bulk-operations). */
const MOST_MEMBERS = 50;
/**
* A keyed set of people, `"Mira Sato <mira.sato@adatum.example>; Paul Renner <…>"`, sorted by e-mail address,
* which is the key. In the CRM it is a text column, one member a line or between semicolons.
*/
function team({ referral, opportunity }) {
	return {
		referral: {
			reads: [referral],
			read: ([raw]) => raw === void 0 ? void 0 : readMembers(raw),
			write: (value, [current]) => {
				const members = merged(parse(value), elementsOf(current) ?? []);
				return "unusable" in members ? members : [setProperty(referral, members.list, current)];
			}
		},
		opportunity: {
			reads: [opportunity],
			read: ([raw]) => raw === void 0 ? void 0 : readText(String(raw ?? "")),
			write: (value) => ({ [opportunity]: value })
		},
		union
	};
}
function readMembers(raw) {
	const elements = elementsOf(raw);
	if (!elements) return { unusable: "the team is not a list" };
	const members = elements.map(memberIn);
	if (members.some(({ email }) => !EMAIL.test(email))) return { unusable: "a member of the team has no e-mail address" };
	if (members.some(({ name }) => /[<>;\n]/.test(name))) return { unusable: "the name of a member of the team holds a separator" };
	return format(members);
}
/** Some old records have a lone object where a list belongs. */
function elementsOf(raw) {
	if (raw === null || raw === void 0) return [];
	const elements = Array.isArray(raw) ? raw : [raw];
	return elements.every(isObject) ? elements : null;
}
function memberIn({ firstName, lastName, email }) {
	return {
		name: oneLine$1([firstName, lastName].map((part) => canonicalText(part, LONGEST$2)).filter((part) => part).join(" ")),
		email: String(email ?? "").trim().toLowerCase()
	};
}
const EMAIL = /^[^\s<>;]+@[^\s<>;]+$/;
const LONGEST$2 = 200;
function readText(text) {
	const lines = text.split(/[;\n]/).map(oneLine$1).filter((line) => line !== "");
	const found = lines.map((line) => /^([^<>]*)<([^<>]+)>$/.exec(line)).flatMap((match) => match ? [{
		name: oneLine$1(match[1] ?? ""),
		email: oneLine$1(match[2] ?? "").toLowerCase()
	}] : []);
	if (found.length < lines.length || found.some(({ email }) => !EMAIL.test(email))) return { unusable: "a line of the team is not written as First Last <e-mail>" };
	return format(found);
}
function oneLine$1(text) {
	return text.replaceAll(/\s+/g, " ").trim();
}
/** The first of two members with one address counts. */
function format(members) {
	return [...new Map(members.toReversed().map((member) => [member.email, member])).values()].sort((a, b) => a.email < b.email ? -1 : 1).map(({ name, email }) => `${name} <${email}>`.trim()).join("; ") || null;
}
function parse(value) {
	return (value ?? "").split("; ").filter(Boolean).map((entry) => {
		const [name = "", email = ""] = entry.slice(0, -1).split("<");
		return {
			name: name.trim(),
			email
		};
	});
}
function merged(wanted, current) {
	if (wanted.length === 0) return { unusable: "Partner Center wants at least one member in the team" };
	if (wanted.length > MOST_MEMBERS) return { unusable: `Partner Center takes at most ${MOST_MEMBERS} members in a team` };
	const known = new Map(current.toReversed().map((element) => [memberIn(element).email, element]));
	if (wanted.filter(({ name, email }) => {
		const element = known.get(email);
		return !element || memberIn(element).name !== name;
	}).some(({ name }) => !name.includes(" "))) return { unusable: "a new member of the team needs a first and a last name" };
	return { list: wanted.map((member) => elementOf(member, known.get(member.email))) };
}
function elementOf({ name, email }, known) {
	if (known && memberIn(known).name === name) return known;
	const split = name.lastIndexOf(" ");
	return {
		email,
		...known,
		firstName: name.slice(0, split),
		lastName: name.slice(split + 1)
	};
}
/** By address. When both sides renamed one member, and differently, a person has to decide. */
function union(base, ours, theirs) {
	const [before, here, there] = [
		base,
		ours,
		theirs
	].map((value) => new Map(parse(value).map((member) => [member.email, member])));
	const members = [];
	for (const email of unionOfKeys([...before.keys()], [...here.keys()], [...there.keys()])) {
		const [old, a, b] = [
			before.get(email),
			here.get(email),
			there.get(email)
		];
		if (a && b && a.name !== b.name && a.name !== old?.name && b.name !== old?.name) return void 0;
		const kept = a && a.name !== old?.name ? a : b ?? a;
		if (kept) members.push(kept);
	}
	return format(members);
}
function isObject(element) {
	return typeof element === "object" && element !== null && !Array.isArray(element);
}
// src/mapping/mapping.ts
/** Name of the field that stands for a deal's account. */
const ACCOUNT_FIELD = "account";
function compileMapping(document, file) {
	const { accounts = null, leads = null } = document;
	const share = shareOf(document);
	const fields = [...Object.entries(document.fields).map(([name, field]) => compileField(name, field)).sort((a, b) => Number(b.kind === "decision") - Number(a.kind === "decision")), ...accounts ? [accountField(accounts)] : []];
	const mapping = {
		file,
		digest: createHash("sha256").update(canonicalJson(document)).digest("hex"),
		becomeOpportunities: document.referrals["become opportunities"],
		closeReasons: closeReasonsOf(document),
		...tableOf(document.columns, fields, share ? columnsOfShare(share) : []),
		seller: {
			status: document.columns["sync status"] ?? null,
			reason: document.columns["sync reason"] ?? null,
			audit: document.columns.audit ?? null
		},
		closingReason: closingReasonOf(document),
		showsMicrosoft: fields.some((field) => field.transform.referral.reads.some(isMicrosofts$1)),
		guards: document.guards,
		visible: visibleOf(fields),
		accounts,
		share,
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
		accounts: null,
		share: null
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
function shareOf({ share, accounts }) {
	return share ? compileShare(share, accounts?.columns ?? accountColumnsSchema.parse(void 0)) : null;
}
function tableOf(owned, fields, others = []) {
	const referralIdColumn = owned["referral identifier"];
	const baseColumn = owned.base;
	const columns = [
		...ownColumns({ columns: owned }).map(({ column }) => column),
		"statecode",
		...fields.flatMap((field) => field.transform.opportunity.reads),
		...others
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
function closingReasonOf(document) {
	for (const [name, field] of Object.entries(document.fields)) {
		if (field.as !== "closing reason") continue;
		const codes = Object.entries(field["by status code"]).map(([code, text]) => [text, Number(code)]);
		return {
			field: name,
			codes: new Map(codes.toReversed())
		};
	}
	return null;
}
/** `microsoft.status` is the status of Microsoft's own referral of the same engagement. */
function isMicrosofts$1(path) {
	return path.startsWith("microsoft.");
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
		case "choice": return choice({
			...field,
			alsoRead: field["also read"]
		});
		case "solutions": return solutions(field);
		case "referral link": return link(field);
		case "status": return status(field);
		case "team": return team(field);
		case "latch": return latch(field);
		case "decision": return decision(field);
		case "closing reason": return closingReason({
			...field,
			byStatusCode: field["by status code"]
		});
		case "referral status": return shownStatus(field);
		case "first text": return firstText(field);
	}
}
/** JSON with sorted keys, so that equal values are equal text. */
function canonicalJson(value) {
	return JSON.stringify(value, (_key, inner) => typeof inner === "object" && inner !== null && !Array.isArray(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => a < b ? -1 : 1)) : inner);
}
// src/model/plan.ts
/**
* `qualify` closes a lead whose referral became an opportunity. `share` makes a referral of an opportunity,
* `invite` makes Microsoft's own referral of the same deal, by which its sellers are asked for help.
*/
const ACTIONS = [
	"create",
	"update",
	"close",
	"note",
	"qualify",
	"share",
	"invite"
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
	}).exactOptional(),
	found: _enum([
		"applied",
		"superseded",
		"unclear",
		"audited"
	]).exactOptional()
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
		"close",
		"unanswered",
		"expiring"
	]),
	fields: array(string()),
	reason: string(),
	awaits: array(string()),
	tries: number$1(),
	firstAt: string(),
	nextAt: string().nullable(),
	etags: object({
		referral: etag,
		opportunity: etag
	})
});
const stateSchema = object({
	sequence: number$1(),
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
	linked: number$1(),
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
	const file = fileSchema.safeParse(parseJson$1(text));
	if (file.success && sealOf(file.data.state) === file.data.seal) return file.data.state;
	const what = file.success ? "was changed by hand: its seal does not match" : "is not a state of this version";
	throw new StateError(`${STATE_FILE} on branch ${branch} ${what}. Nothing was written.`, `Run resync, which rebuilds it from both sides: links and bases are on the opportunities, so nothing is lost. An edit can also be undone (git revert on ${branch}).`);
}
/** What a damaged state still says; the empty state where that is nothing. */
function salvage(text) {
	if (text === void 0) return {
		state: EMPTY_STATE,
		found: "missing"
	};
	const file = fileSchema.safeParse(parseJson$1(text));
	if (!file.success) return {
		state: EMPTY_STATE,
		found: "unreadable"
	};
	const { state, seal } = file.data;
	return {
		state,
		found: sealOf(state) === seal ? "intact" : "changed by hand"
	};
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
function parseJson$1(text) {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}
// src/commands/load.ts
/** Reads the state branch. A branch that does not exist yet is an empty state. */
async function load(store, branch) {
	const { head, files } = await store.read([STATE_FILE, REGISTRATION_FILE]);
	const registrationFile = files[REGISTRATION_FILE];
	const text = files[STATE_FILE];
	if (head === null) return {
		state: EMPTY_STATE,
		head,
		registrationFile
	};
	if (text !== void 0) return {
		state: parseState(text, branch),
		head,
		registrationFile
	};
	throw new StateError(`Branch ${branch} has no ${STATE_FILE}. Nothing was written.`, "Name another state-branch if this one is used for something else; otherwise run resync, which makes it anew from both sides.");
}
// src/mapping/customer.ts
/** Column lengths of the account table as Dynamics 365 ships it. */
const LONGEST$1 = {
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
		name: text(profile.name, LONGEST$1.name),
		street: text(address.addressLine1, LONGEST$1.line),
		"second line": text(address.addressLine2, LONGEST$1.line),
		city: text(address.city, LONGEST$1.city),
		state: text(address.state, LONGEST$1.state) ?? text(address.region, LONGEST$1.state),
		"postal code": text(address.postalCode, LONGEST$1.code),
		country: text(address.country, LONGEST$1.country)?.toUpperCase() ?? null,
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
	const given = (canonicalText(country, LONGEST$1.country) ?? "").toLowerCase();
	const name = /^[a-z]{2}$/.test(given) ? REGIONS.of(given.toUpperCase())?.toLowerCase() : given;
	return name !== void 0 && countries().has(name) ? name : OTHER_NAMES.get(given) ?? null;
}
/** ISO 3166-1 alpha-2, upper case, of a country given by its code or by its English name; `null` when it is neither. */
function countryCode(country) {
	const code = countries().get(countryKey(country) ?? "");
	return code === void 0 ? null : new Intl.Locale(`und-${code}`).region ?? null;
}
const REGIONS = new Intl.DisplayNames("en", {
	type: "region",
	fallback: "none"
});
const OTHER_NAMES = /* @__PURE__ */ new Map([
	["usa", "united states"],
	["united states of america", "united states"],
	["great britain", "united kingdom"]
]);
let known = null;
/** English names of all countries, in lower case, with the first code that has each. */
function countries() {
	if (known) return known;
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ".split("");
	const found = /* @__PURE__ */ new Map();
	for (const code of letters.flatMap((first) => letters.map((second) => first + second))) {
		const name = REGIONS.of(code)?.toLowerCase();
		if (name !== void 0 && !found.has(name)) found.set(name, code);
	}
	known = found;
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
/** Older records have a lone object where newer ones have a list. */
function listIn(value) {
	if (Array.isArray(value)) return value;
	return typeof value === "object" && value !== null ? [value] : [];
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
		const answer = hits ? answerOf$1(hits) : otherwise(rules, customer, there);
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
		const hits = accounts.filter((account) => isHit(rule, customer, valuesOf$1(rules, account)));
		if (hits.length > 0) return {
			rule,
			ids: hits.map(({ id }) => id).sort()
		};
	}
	return null;
}
function answerOf$1({ rule, ids }) {
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
function valuesOf$1({ columns }, { properties }) {
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
// src/reconcile/approval.ts
const NOTHING_APPROVED = /* @__PURE__ */ new Map();
/** The step that writing this value takes, or `null` when it can be taken back. */
function stepOf(field, side, to) {
	if (side !== "referral") return null;
	if (field.kind === "latch") return to === "yes" ? "share" : null;
	return (field.kind === "status" ? to !== "open" : field.kind === "decision" && to === "declined") ? "close" : null;
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
// src/reconcile/guard.ts
/** Below this many updates a share says nothing: two of three links is an ordinary morning. */
const SHARE_COUNTS_FROM = 10;
/**
* Refuses a plan that looks like an accident. Nothing has been written yet.
*
* @param linked How many links were known before this run.
* @throws RefusalError with the numbers and the input that lets the plan through.
*/
function guard$1(plan, digest, linked, limits) {
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
	const waits = held.every((one) => one.awaits !== void 0);
	const reason = shorten(held.map(({ field, reason: why }) => field ? `${field}: ${why}` : why).join("; "));
	return {
		state: waits ? "waiting" : "needs attention",
		reason
	};
}
function conflictText({ field, referral, opportunity }) {
	return `${field}: Partner Center has ${shown$3(referral)}, this opportunity has ${shown$3(opportunity)}; make them equal`;
}
/** Whether the row does not say so yet. A row that says nothing at all is as good as one that is in step. */
function statusDiffers(row, columns, wanted) {
	if (!row) return false;
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
	const refused = refusalOf(outcome, written.invite);
	const is = refused ? {
		state: "needs attention",
		reason: shorten(refused)
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
function refusalOf(outcome, invite) {
	if (outcome?.outcome === "rejected") return `Partner Center refused ${outcome.change.action === "share" ? "the deal" : "the change"}: ${outcome.reason}`;
	if (!invite || invite.outcome === "applied") return null;
	if (invite.outcome === "rejected") return `Partner Center refused to ask Microsoft for help: ${invite.reason}`;
	return invite.sent ? `it is not known yet whether Microsoft was asked for help: ${invite.reason}` : `Microsoft could not be asked for help yet: ${invite.reason}`;
}
function statusLine({ state, reason }) {
	return reason === "" ? state : `${state}: ${reason}`;
}
/** A close is told by the write before it: a closed row takes no more lines. */
function deedLines({ pair, changes }, { change, outcome, invite }) {
	const isShared = outcome?.change.action === "share" && outcome.outcome === "applied";
	const sent = outcome?.outcome === "applied" && !isShared ? outcome.change.fields : [];
	const isNew = change.action === "create";
	const closes = changes.filter(({ action }) => action === "close").flatMap(({ fields }) => fields);
	const received = isNew ? [] : [...change.fields, ...closes];
	return [
		...isNew ? ["created from Partner Center"] : [],
		...pair.adopts ? ["linked to its referral"] : [],
		...isShared ? ["shared with Partner Center"] : [],
		...invite?.outcome === "applied" ? invite.change.fields.map(({ to }) => `asked Microsoft for help: ${shown$3(to)}`) : [],
		...sent.map((field) => `to Partner Center: ${moveText(field)}`),
		...received.map((field) => `from Partner Center: ${moveText(field)}`)
	];
}
function moveText({ field, from, to }) {
	if (field === "account") return field;
	return from ? `${field}: ${shown$3(from)} → ${shown$3(to)}` : `${field}: ${shown$3(to)}`;
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
function shown$3(value) {
	return value === null ? "nothing" : oneLine(value, 80);
}
function shorten(text) {
	return oneLine(text, LONGEST_REASON);
}
function oneLine(text, longest) {
	const flat = text.replaceAll(/\s+/g, " ").trim();
	return flat.length > longest ? `${flat.slice(0, longest - 1)}…` : flat;
}
// src/model/provisional.ts
/** Stands for the referral of an opportunity until Partner Center has given it an id. Never sent anywhere. */
function shareIdFor(opportunity) {
	return uuidOf(`share ${opportunity}`);
}
/** Whether the deal has no referral yet, or none that is known. */
function isProvisional({ referral, opportunity }) {
	return opportunity !== null && referral === shareIdFor(opportunity);
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
* | both changed, the union is empty       | conflict policy      | write opportunity       | write referral          |
* | both changed                           | conflict policy      | write opportunity       | write referral          |
* | no base, one side blank                | fill the blank       | fill the opportunity    | fill the referral       |
* | no base, both set                      | `adopt`              | write opportunity       | write referral          |
* | the value to write is blank            | nothing, unless `blank: propagate` and there is a base                   |||
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
	if (isFirstTime && opportunity === null && field.direction !== "opportunity to referral") return write$2("opportunity", referral, false);
	if (isFirstTime && referral === null && field.direction !== "referral to opportunity") return write$2("referral", opportunity, false);
	return nothing(base);
}
/** The source wins; what stands on the other side is overwritten, which the plan says when a person wrote it. */
function oneWay(field, target, wanted, state) {
	const isEmptied = field.blank === "propagate" && state.base !== void 0;
	if (wanted === null && !isEmptied) return nothing(state.base);
	return write$2(target, wanted, state[target] !== state.base && state[target] !== null);
}
function firstSight(field, referral, opportunity) {
	if (referral === null) return write$2("referral", opportunity, false);
	if (opportunity === null) return write$2("opportunity", referral, false);
	if (field.adopt === "referral") return write$2("opportunity", referral, true);
	if (field.adopt === "opportunity") return write$2("referral", opportunity, true);
	return {
		...nothing(void 0),
		conflict: { winner: null }
	};
}
function bothWays(field, state) {
	const { base, referral, opportunity } = state;
	if (opportunity === base) return oneWay(field, "opportunity", referral, state);
	if (referral === base) return oneWay(field, "referral", opportunity, state);
	const union = field.transform.union?.(base, referral, opportunity);
	if (union !== void 0 && (union !== null || field.blank === "propagate")) return writeUnion(union, state);
	const winner = winnerOf(field, state);
	const wanted = winner && state[winner];
	if (winner === null || wanted === null && field.blank === "protect") return {
		...nothing(base),
		conflict: { winner: null }
	};
	return {
		...write$2(other(winner), wanted, true),
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
function write$2(side, value, overwrites) {
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
// src/reconcile/referral-body.ts
/** Asking for help shares the deal, whatever else was said. */
function levelOf(mapping, row) {
	if (valueAt$1(mapping, "inviteContext.assistanceRequestCode", row)) return "co-sell";
	return valueAt$1(mapping, "consent.consentToShareReferralWithMicrosoftSellers", row) === "yes" ? "partner-led" : "private";
}
function valueAt$1(mapping, path, row) {
	const field = fieldFor(mapping, path);
	return field ? row[field.name] ?? null : null;
}
/** The fields that a new referral takes from its opportunity. What Partner Center sets itself is not among them. */
function isSent({ kind, direction }) {
	return direction !== "referral to opportunity" && ![
		"status",
		"decision",
		"closing reason"
	].includes(kind);
}
/**
* The referral of an opportunity, as "Create a referral" takes it: private and partner-led deals without a
* target, a co-sell deal with its solutions as targets. Its status is not ours to choose: it is accepted at once.
*/
function ownBody(source) {
	const { mapping, share, row, snapshot, parties, lookups } = source;
	const level = levelOf(mapping, snapshot);
	const isShared = level !== "private";
	const body = {
		externalReferenceId: row.id,
		qualification: "SalesQualified",
		type: isShared ? "Shared" : "Independent",
		customerProfile: customerProfile(share, parties),
		consent: consentOf(isShared),
		details: { requirements: { additionalRequirements: {
			iot: {},
			attributes: attributesOf(share)
		} } },
		team: parties.owner ? [memberOf(parties.owner, USER_COLUMNS)] : [],
		target: []
	};
	const draft = {
		side: "referral",
		id: "",
		etag: "",
		modified: "",
		properties: body
	};
	for (const field of mapping.fields.filter(isSent)) {
		const value = snapshot[field.name] ?? null;
		if (value === null) continue;
		const written = field.transform.referral.write(value, currentParts(field, draft, "referral"), lookups);
		if (isUnusable(written)) continue;
		for (const operation of written) carryOut$2(operation, body);
	}
	carryOut$2({
		op: "add",
		path: `/${VISIBLE_PATH.replaceAll(".", "/")}`,
		value: isShared
	}, body);
	body.externalReferenceId = row.id;
	if (level === "co-sell") body.target = solutionsOf(body).map((id) => ({
		type: "SolutionProfile",
		id
	}));
	return body;
}
/**
* Microsoft's own referral of the same deal: the same engagement, Microsoft as its target, and what it is asked
* for. The rest repeats what ours says.
*/
function microsoftsBody(own, engagementId, help) {
	const { name, customerProfile: customer, details, team } = own;
	const { requirements, notes, dealValue, currency, closingDateTime } = objectIn(details);
	const { solutions, additionalRequirements } = objectIn(requirements);
	const { name: customerName, address, size, team: contacts, ids } = objectIn(customer);
	return {
		name: decoded(name),
		engagementId,
		qualification: "SalesQualified",
		type: "Shared",
		customerProfile: {
			name: decoded(customerName),
			address: addressOf(address),
			size,
			team: contacts,
			ids
		},
		consent: consentOf(true),
		details: {
			notes,
			dealValue,
			currency,
			closingDateTime,
			requirements: {
				solutions,
				additionalRequirements
			}
		},
		team,
		target: [{
			type: "BusinessProfileLocation",
			id: "msft"
		}],
		inviteContext: { assistanceRequestCode: help }
	};
}
/** Partner Center shows names HTML-encoded, and must not be sent them so. */
function decoded(name) {
	return canonicalText(name, Number.POSITIVE_INFINITY);
}
/** What people type in the portal as the state ends up in `region`; what is sent goes by `state`. */
function addressOf(address) {
	const { region, ...rest } = objectIn(address);
	return {
		...rest,
		state: rest.state ?? region ?? null
	};
}
/** Sets one property, and makes the members on the way to it. Paths are JSON pointers without escapes. */
function carryOut$2({ path, value }, body) {
	const names = path.split("/").slice(1);
	const last = names.pop() ?? "";
	let target = body;
	for (const name of names) {
		const next = { ...objectIn(target[name]) };
		target[name] = next;
		target = next;
	}
	target[last] = value;
}
function solutionsOf(body) {
	const { solutions } = objectIn(objectIn(objectIn(body).details).requirements);
	return Array.isArray(solutions) ? solutions.map((solution) => String(objectIn(solution).id)) : [];
}
function customerProfile({ accountColumns: columns, contactColumns }, { account, contact }) {
	const given = (column) => textIn(account, column);
	const duns = dunsKey(given(columns.duns));
	return {
		name: given(columns.name),
		address: {
			addressLine1: given(columns.street),
			addressLine2: given(columns["second line"]),
			city: given(columns.city),
			state: given(columns.state),
			postalCode: given(columns["postal code"]),
			country: countryCode(given(columns.country))
		},
		team: contact ? [memberOf(contact, contactColumns)] : [],
		...duns === "" ? {} : { ids: [{
			profileType: "Duns",
			id: duns
		}] }
	};
}
function memberOf(person, columns) {
	return {
		firstName: textIn(person, columns["first name"]),
		lastName: textIn(person, columns["last name"]),
		phoneNumber: textIn(person, columns.telephone),
		email: textIn(person, columns.email),
		title: textIn(person, columns.title)
	};
}
/** As people typed it: what is too long for Partner Center is for Partner Center to say, its limits are not published. */
function textIn(row, column) {
	return row && column ? canonicalText(row.properties[column], Number.POSITIVE_INFINITY) : null;
}
function consentOf(isShared) {
	return {
		consentToToShareInfoWithOthers: true,
		consentToContact: true,
		consentToMicrosoftToContactSpecificPartners: true,
		consentToShareReferralWithMicrosoftSellers: isShared
	};
}
function attributesOf({ purchaseIntent }) {
	return [{
		type: "CustomerMarketplaceIntent",
		id: purchaseIntent
	}];
}
// src/reconcile/share-checks.ts
/** Somewhere on Earth it is still the day before, and there a deal may close today. */
const DAY_AT_LEAST_MS = 432e5;
const MOST_SOLUTIONS = 50;
/**
* What an opportunity lacks to be a referral, all at once and in a seller's words; empty when nothing. What the
* portal and the bulk upload ask for (manage-co-sell-opportunities, bulk-operations): of the API only the
* refusals are known.
*
* @param body The referral that is to be posted.
* @param now ISO 8601.
*/
function whatIsMissing(source, body, now) {
	const unreadable = unreadableFields(source);
	const own = (path, problem) => {
		const name = fieldFor(source.mapping, path)?.name ?? path;
		return problem === null || unreadable.has(name) ? [] : [`${name}: ${problem}`];
	};
	const { dealValue, currency, closingDateTime } = body.details;
	return [
		...own("name", body.name ? null : "missing"),
		...accountProblems(source, body),
		...own("details.dealValue", Number(dealValue) > 0 && currency ? null : "must be more than 0, with its currency"),
		...own("details.closingDateTime", dateProblem(closingDateTime, now)),
		...own("details.requirements.solutions", solutionsProblem(solutionsOf(body).length)),
		...peopleProblems(source, body),
		...consentProblems(source),
		...[...unreadable].map(([name, problem]) => `${name}: ${problem}`)
	];
}
/** Fields that say nothing usable, or more than the referral has room for. */
function unreadableFields({ mapping, row, snapshot, lookups }) {
	const { unusable } = project(mapping, row, lookups);
	const problems = /* @__PURE__ */ new Map();
	for (const field of mapping.fields.filter(isSent)) {
		const value = snapshot[field.name] ?? null;
		const readable = unusable[field.name];
		const parts = currentParts(field, row, "opportunity");
		const refused = (value === null ? [] : [field.transform.opportunity.write(value, parts, lookups), field.transform.referral.write(value, [], lookups)]).find(isUnusable)?.unusable;
		const problem = readable ?? refused;
		if (problem !== void 0) problems.set(field.name, problem);
	}
	return problems;
}
function accountProblems({ parties }, body) {
	if (!parties.account) return ["account: missing"];
	const { name, address } = body.customerProfile;
	const wanted = {
		name,
		street: address?.addressLine1,
		city: address?.city
	};
	const missing = Object.entries(wanted).filter(([, value]) => !value);
	const country = address?.country ? [] : ["account: its country is neither an ISO code such as DE nor an English name"];
	return [...missing.length > 0 ? [`account: ${missing.map(([what]) => what).join(" and ")} missing`] : [], ...country];
}
function dateProblem(date, now) {
	if (typeof date !== "string") return "missing";
	const earliest = (/* @__PURE__ */ new Date(Date.parse(now) - DAY_AT_LEAST_MS)).toISOString().slice(0, 10);
	return date.slice(0, 10) < earliest ? "is in the past" : null;
}
function solutionsProblem(count) {
	if (count === 0) return "at least one is needed";
	return count > MOST_SOLUTIONS ? `at most ${MOST_SOLUTIONS} can be sent` : null;
}
const PERSON = {
	firstName: "first name",
	lastName: "last name",
	email: "e-mail address",
	phoneNumber: "telephone number"
};
function peopleProblems({ mapping, snapshot, parties }, body) {
	const asksHelp = levelOf(mapping, snapshot) === "co-sell";
	const { team } = body.customerProfile;
	return [...fieldsOf(body.team).length > 0 ? personProblems("owner", fieldsOf(body.team), OWNER) : [...parties.owner ? [] : ["owner: must be a person, not a team"]], ...asksHelp ? contactProblems(team) : []];
}
const OWNER = [
	"firstName",
	"lastName",
	"email"
];
const CONTACT = [
	"firstName",
	"lastName",
	"email",
	"phoneNumber"
];
/** Microsoft's sellers need somebody to call. */
function contactProblems(team) {
	const people = fieldsOf(team);
	return people.length === 0 ? ["contact: missing, and needed to ask Microsoft for help"] : personProblems("contact", people.slice(0, 1), CONTACT);
}
function personProblems(who, people, needs) {
	const missing = needs.filter((name) => people.some((person) => !person[name])).map((name) => PERSON[name]);
	return missing.length === 0 ? [] : [`${who}: ${missing.join(" and ")} missing`];
}
function fieldsOf(team) {
	return Array.isArray(team) ? team : [];
}
function consentProblems({ share, row }) {
	if (share.consent === null || row.properties[share.consent] === true) return [];
	return ["consent: the customer has not agreed that its data is passed on"];
}
// src/reconcile/share.ts
/** Whether a seller wants this opportunity in Partner Center, where it is not yet. */
function wantsShare(mapping, row) {
	return row.properties.statecode === STATECODES.open && isWantedThere(mapping, row) && identifierOf(mapping, row) === null;
}
/**
* What it takes to make a referral of an opportunity: the POST, for a co-sell deal the one to Microsoft, and
* the row that is tied to it; or what a person has to do first. The deal goes under a provisional id, since
* Partner Center gives it one only then.
*
* @param unknown Set when an earlier run may have made the referral, and it was not found.
*/
function planShare(row, { parties, unknown }, context) {
	const { mapping, lookups, now } = context;
	const link = {
		referral: shareIdFor(row.id),
		opportunity: row.id
	};
	const { snapshot } = project(mapping, row, lookups);
	const source = {
		...context,
		row,
		snapshot,
		parties
	};
	const body = ownBody(source);
	const referral = draftOf(link, body);
	const pair = {
		link,
		referral,
		opportunity: row,
		base: null,
		baseIsStored: true,
		adopts: false
	};
	const held = holds(link, context, {
		missing: whatIsMissing(source, body, now),
		level: levelOf(mapping, snapshot),
		unknown
	});
	const help = held.length === 0 ? askHelp(link, valueAt$1(mapping, HELP_PATH, snapshot), context) : null;
	const status = sellerStatus([], [...held, ...help?.held ?? []]);
	return {
		pair,
		changes: held.length > 0 ? statusChange(link, row, statusDiffers(row, mapping.seller, status)) : [
			shareChange(link, mapping, snapshot),
			...help?.changes ?? [],
			rowChange$1(link, row, tie(row, referral, context).fields)
		],
		conflicts: [],
		held: [...held, ...help?.held ?? []],
		warnings: [],
		agreed: {},
		status
	};
}
/** A seller who no longer wants the deal in Partner Center need not read on what it lacks. */
function planWithdrawal(row, { seller }) {
	const link = {
		referral: shareIdFor(row.id),
		opportunity: row.id
	};
	const pair = {
		link,
		referral: draftOf(link, {}),
		opportunity: row,
		base: null,
		baseIsStored: true,
		adopts: false
	};
	const status = sellerStatus([], []);
	return {
		pair,
		changes: statusChange(link, row, statusDiffers(row, seller, status)),
		conflicts: [],
		held: [],
		warnings: [],
		agreed: {},
		status
	};
}
function draftOf({ referral: id }, properties) {
	return {
		side: "referral",
		id,
		etag: "",
		modified: "",
		properties
	};
}
function holds(link, { mapping, approvals }, { missing, level, unknown }) {
	const held = (reason) => ({
		link,
		field: null,
		side: "referral",
		reason
	});
	if (unknown === "lately") return [{
		...held(NOT_KNOWN_YET$1),
		awaits: "next run"
	}];
	if (missing.length > 0) return [held(`not shared yet: ${missing.join("; ")}`)];
	const approved = approvals.get(link.referral);
	const again = unknown === null || approved?.has(AGAIN$1) ? [] : [{
		...held(AGAIN$1),
		awaits: "approval"
	}];
	const waits = level === "private" ? null : whyStepWaits("share", "", mapping);
	if (!waits || waits.awaits && approved?.has(approvalText({
		field: null,
		reason: waits.reason
	}))) return again;
	return [...again, {
		...held(waits.reason),
		...waits.awaits ? { awaits: waits.awaits } : {}
	}];
}
const NOT_KNOWN_YET$1 = "Partner Center did not say whether it took this deal: it is looked for there, and not sent a second time";
const AGAIN$1 = "sharing the deal once more, as it is unknown whether the first time arrived: look in Partner Center before; it waits for approval";
/** The request for help as a change, or why it waits; nothing where none is wanted. */
function askHelp(link, help, { mapping, approvals }) {
	const field = fieldFor(mapping, HELP_PATH)?.name;
	if (field === void 0 || help === null) return {
		changes: [],
		held: []
	};
	const waits = whyStepWaits("ask help", "", mapping);
	const text = waits && approvalText({
		field,
		reason: waits.reason
	});
	if (waits && !(waits.awaits && text && approvals.get(link.referral)?.has(text))) return {
		changes: [],
		held: [{
			link,
			field,
			side: "referral",
			...waits
		}]
	};
	return {
		changes: [{
			side: "referral",
			action: "invite",
			link,
			etag: null,
			fields: [{
				field,
				to: help
			}]
		}],
		held: []
	};
}
function shareChange(link, mapping, snapshot) {
	return {
		side: "referral",
		action: "share",
		link,
		etag: null,
		fields: mapping.fields.filter(isSent).flatMap(({ name }) => {
			const to = snapshot[name] ?? null;
			return to === null ? [] : [{
				field: name,
				to
			}];
		})
	};
}
function rowChange$1(link, row, fields) {
	return {
		side: "opportunity",
		action: "update",
		link,
		etag: row.etag,
		fields
	};
}
function statusChange(link, row, isNews) {
	return isNews ? [rowChange$1(link, row, [])] : [];
}
/** The same decisions as those of the next run, so that it has nothing to do. */
function tie(row, referral, { mapping, lookups }) {
	const ours = project(mapping, row, lookups).snapshot;
	const theirs = project(mapping, referral, lookups).snapshot;
	const fields = [];
	const agreed = {};
	for (const field of mapping.fields) {
		const decision = decideField(field, {
			base: void 0,
			referral: theirs[field.name],
			opportunity: ours[field.name],
			newer: null
		});
		if (decision.writes.referral !== void 0) continue;
		if (decision.agreed !== void 0) agreed[field.name] = decision.agreed;
		const to = decision.writes.opportunity;
		const from = ours[field.name];
		if (to !== void 0 && field.kind !== "status") fields.push({
			field: field.name,
			to,
			...from === void 0 ? {} : { from }
		});
	}
	return {
		fields,
		agreed
	};
}
// src/reconcile/invite.ts
/**
* The help that a seller wants and that Microsoft may not have been asked for yet. The base remembers what it
* was asked for, so that this is looked up once in the life of a deal.
*/
function helpWanted({ opportunity, referral, base, row }, mapping, lookups) {
	const field = fieldFor(mapping, HELP_PATH);
	if (!mapping.share || !field || row || opportunity === null) return null;
	const { properties } = opportunity;
	if (properties[mapping.share.when] !== true || properties.statecode !== STATECODES.open) return null;
	if (referral.properties.status !== "Active") return null;
	const help = project(mapping, opportunity, lookups).snapshot[field.name] ?? null;
	return help === (base?.fields[field.name] ?? null) ? null : help;
}
/** Adds the request for help to a deal that is in Partner Center already; also where an earlier run got no further. */
function withInvite(merge, context) {
	const { mapping, lookups, withoutMicrosoft } = context;
	const help = helpWanted(merge.pair, mapping, lookups);
	const field = fieldFor(mapping, HELP_PATH)?.name;
	if (help === null || field === void 0) return merge;
	const agreed = {
		...merge.agreed,
		[field]: help
	};
	if (isMicrosoftThere(merge.pair.referral)) return withRow({
		...merge,
		agreed
	}, mapping);
	if (!withoutMicrosoft.has(merge.pair.link.referral)) return merge;
	const held = whyNotInvited(merge, field, context);
	if (held) return withRow({
		...merge,
		held: [...merge.held, held]
	}, mapping);
	const asked = askHelp(merge.pair.link, help, context);
	if (asked.changes.length === 0) return withRow({
		...merge,
		held: [...merge.held, ...asked.held]
	}, mapping);
	return withRow({
		...merge,
		agreed,
		changes: [...merge.changes, ...asked.changes]
	}, mapping);
}
function isMicrosoftThere({ properties }) {
	return typeof properties.microsoft === "object" && properties.microsoft !== null;
}
function whyNotInvited({ pair, changes }, field, context) {
	const { link, referral } = pair;
	const held = (reason) => ({
		link,
		field,
		side: "referral",
		reason
	});
	const unknown = context.unknown.get(link.opportunity);
	if (unknown === "lately") return {
		...held(NOT_KNOWN_YET),
		awaits: "next run"
	};
	const visible = fieldFor(context.mapping, VISIBLE_PATH)?.name;
	const becomesVisible = changes.some(({ side, fields }) => side === "referral" && fields.some((change) => change.field === visible && change.to === "yes"));
	if (!isVisibleToMicrosoft(referral) && !becomesVisible) return held(visible === void 0 ? SHARE_THERE : shareHere(visible));
	const { team } = referral.properties.customerProfile ?? {};
	const missing = contactProblems(team);
	if (missing.length > 0) return held(`${missing.join("; ")}: add it to the referral in Partner Center`);
	const isApproved = context.approvals.get(link.referral)?.has(approvalText({
		field,
		reason: AGAIN
	}));
	return unknown === void 0 || isApproved ? null : {
		...held(AGAIN),
		awaits: "approval"
	};
}
const NOT_KNOWN_YET = "Partner Center did not say whether it took the request for help: it is looked for there, and not sent a second time";
const AGAIN = "asking Microsoft once more, as it is unknown whether the first time arrived: look in Partner Center before; it waits for approval";
const SHARE_THERE = "the deal is not shared with Microsoft: share it in Partner Center before asking for help";
function shareHere(field) {
	return `the deal is not shared with Microsoft: set ${field} to Yes to ask for help`;
}
/** The row is written when what it says of the sync, or what both agree on, is not on it yet. */
function withRow(merge, { seller }) {
	const { pair, conflicts, held, agreed, changes } = merge;
	const status = sellerStatus(conflicts, held);
	const { link, opportunity, base } = pair;
	const isThere = changes.some(({ side, action, row }) => side === "opportunity" && action === "update" && !row);
	const isNews = opportunity !== null && (!base || !sameSnapshot(base.fields, agreed) || statusDiffers(opportunity, seller, status));
	if (isThere || !isNews || opportunity === null) return {
		...merge,
		status
	};
	const update = {
		side: "opportunity",
		action: "update",
		link,
		etag: opportunity.etag,
		fields: []
	};
	return {
		...merge,
		status,
		changes: [...changes, update]
	};
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
/** Nothing makes a repeated POST harmless, so only a person may give one up. */
function isPost({ action }) {
	return action === "share" || action === "invite";
}
/** POSTs that may have arrived although nothing is there, by their opportunity. */
function unknownPosts(settled, action, now) {
	const open = settled.filter(({ fate, intent }) => fate === "open" && intent.action === action);
	const giveUpBefore = minusMinutes(now, 60);
	const entries = open.map(({ intent }) => {
		const unknown = isBefore(intent.at, giveUpBefore) ? "long ago" : "lately";
		return [intent.opportunity, unknown];
	});
	return new Map(entries);
}
/** The referral that a POST made: ours, or Microsoft's beside it. */
function madeBy({ action }, { link, referral }) {
	const { microsoft } = referral.properties;
	return action === "share" ? link.referral : String(microsoft?.id).toLowerCase();
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
/**
* What became of the intents of a run that died, told from the records as they are now.
*
* A row says it itself: its base carries the id of the change that wrote it. A referral cannot, so a moved
* etag with the intended values in place counts as ours, and without them only the row may know.
*/
function settle(intents, pairs, world) {
	const byReferral = new Map(pairs.flatMap((pair) => [pair.link.referral, shareIdFor(pair.link.opportunity)].map((id) => [id, pair])));
	const giveUpBefore = minusMinutes(world.now, 60);
	const settled = intents.map((intent) => {
		const pair = byReferral.get(intent.referral);
		const fate = intent.found ?? fateOf(intent, pair, {
			...world,
			intents
		});
		const isGivenUp = fate === "open" && !isPost(intent) && isBefore(intent.at, giveUpBefore);
		const isMade = fate === "applied" && pair && isPost(intent);
		return {
			intent,
			fate: isGivenUp ? "superseded" : fate,
			...isMade ? { created: madeBy(intent, pair) } : {}
		};
	});
	return settled.map((one, place) => isOutdone(one, place, settled) ? {
		intent: one.intent,
		fate: "superseded"
	} : one);
}
/** Of several writes on one etag at most one arrived; the last of those that look so stands for them. */
function isOutdone({ intent, fate }, place, all) {
	const { side, referral, etag, found } = intent;
	if (side !== "referral" || found || fate !== "applied" && fate !== "unclear") return false;
	return all.some((other, otherPlace) => {
		if (!(otherPlace !== place && (!isPost(intent) || other.intent.action === intent.action) && other.intent.side === side && other.intent.referral === referral && other.intent.etag === etag) || other.fate !== "applied" && other.fate !== "audited") return false;
		return fate === "unclear" || other.intent.found !== void 0 || otherPlace > place;
	});
}
function fateOf(intent, pair, world) {
	if (intent.action === "note") return world.notes.has(noteIdFor(intent.id)) ? "applied" : "open";
	if (intent.row?.table === "account") return world.arrived?.has(intent.row.id) ? "applied" : "open";
	if (!pair && isProvisional(intent)) return shareFate(intent, world);
	if (pair && intent.action === "share") return "applied";
	if (pair && intent.action === "invite") return isMicrosoftThere(pair.referral) ? "applied" : "open";
	if (intent.row) return pair ? leadFate(intent, pair, world) : "open";
	if (intent.side === "referral") return pair ? referralFate(intent, pair, world) : "open";
	const row = (pair && !pair.row && pair.opportunity?.id === intent.opportunity ? pair.opportunity : null) ?? world.unlinked?.get(intent.opportunity);
	if (!row) return "open";
	if (intent.action === "close") return row.properties.statecode === STATECODES.open ? "open" : "applied";
	return rowFate(intent, row, readBase(row, world.mapping.baseColumn));
}
/** Of a deal that has no referral, only what was said to the seller can have been written. */
function shareFate(intent, { mapping, shares }) {
	const row = shares?.get(intent.opportunity);
	if (!row || intent.side === "referral") return "open";
	return rowFate(intent, row, readBase(row, mapping.baseColumn));
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
function referralFate(intent, { referral, base }, world) {
	if (referral.etag === intent.etag) return "open";
	const { snapshot } = project(world.mapping, referral, world.lookups);
	const standsIn = (values) => intent.fields.some(({ field, target }) => stands(intent.referral, field, target, values, world));
	const next = world.intents.find(({ id }) => id === base?.change);
	const rowFollowed = next?.at === intent.at && next.referral === intent.referral;
	return standsIn(snapshot) || rowFollowed && standsIn(base?.fields ?? {}) ? "applied" : "unclear";
}
/** Without a fingerprint nothing is claimed: the merge then sees two edits and reports a conflict. */
function stands(referral, field, target, snapshot, world) {
	const value = snapshot[field];
	return target !== null && value !== void 0 && world.fingerprint(referral, field, value) === target;
}
/** The intents of earlier runs with what is known of them now, for the journal: this run may overwrite the proof. */
function withFindings(settled) {
	return settled.map(({ intent, fate }) => fate === "open" ? intent : {
		...intent,
		found: fate
	});
}
/** Of a referral that we made: everything it was sent, both sides agree on. */
const NO_BASE = {
	change: "",
	referralModified: "",
	fields: {}
};
/**
* The base that a pair would have if the dead run had got as far as writing it: what the run wrote to the
* referral, both sides agree on. Without this a second edit after the crash would look like a conflict.
*/
function recoverBase(pair, settled, world) {
	const names = [pair.link.referral, shareIdFor(pair.link.opportunity)];
	const arrived = settled.filter(({ fate, intent }) => (fate === "applied" || fate === "audited") && intent.side === "referral" && names.includes(intent.referral)).map(({ intent }) => intent);
	const base = pair.base ?? (arrived.some(({ action }) => action === "share") ? NO_BASE : null);
	if (arrived.length === 0 || !base) return pair;
	const { snapshot } = project(world.mapping, pair.referral, world.lookups);
	const fields = { ...base.fields };
	for (const { referral, fields: sent } of arrived) for (const { field, target } of sent) {
		const value = snapshot[field];
		if (value !== void 0 && stands(referral, field, target, snapshot, world)) fields[field] = value;
	}
	return {
		...pair,
		base: {
			...base,
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
// src/reconcile/answer.ts
/**
* Whether a seller's answer may be given, and why not (patch-a-referral: New may become Active/Accepted or
* Closed/Declined; manage-co-sell-opportunities: declining takes a reason, and after 14 days it is too late).
*
* | referral | accept               | decline                                        |
* |----------|----------------------|------------------------------------------------|
* | New/*    | Active/Accepted      | Closed/Declined with a reason, unless it is won |
* | Active/* | –                    | too late: close it as lost                     |
* | Closed/* | too late             | too late                                       |
*/
function illegalAnswer({ referral, opportunity }, to, reason) {
	const { status } = referral.properties;
	const answer = answerOf$2(to);
	if (status !== "New") {
		const advice = status === "Active" ? "; close the opportunity as lost instead" : "";
		return `the referral is ${statusOf(referral)} already and can no longer be ${to ?? "answered"}${advice}`;
	}
	if (answer !== "declined") return null;
	if (opportunity?.properties.statecode === STATECODES.won) return "the referral would be declined although the opportunity is won: accept it, or reopen the opportunity";
	return reason === null ? "Partner Center wants a reason when a referral is declined: write it on the opportunity, as its closing reason" : null;
}
/** The referral as it will be once the answer has arrived. Answered, it no longer expires. */
function answered(referral, to) {
	const answer = answerOf$2(to);
	if (!answer) return referral;
	const properties = {
		...referral.properties,
		...ANSWERED[answer],
		expirationDateTime: null
	};
	return {
		...referral,
		properties
	};
}
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
// src/reconcile/closing-reason.ts
/** Why a deal ends is told together with its end, and not while the seller is still writing. */
function isTooEarly(change, ofSameReferral) {
	return change.kind === "closing reason" && !ofSameReferral.some(endsReferral);
}
function endsReferral({ kind, to }) {
	return kind === "status" && to === "lost" || kind === "decision" && to === "declined";
}
/**
* What a row that is closed as lost will read as: without a reason of its own, as the one of its status code.
* Not an edit of a seller's, so it belongs into the base.
*/
function foreseenReason(mapping, lookups, agreed) {
	const field = mapping.fields.find(({ kind }) => kind === "closing reason");
	if (!field || (agreed[field.name] ?? null) !== null) return {};
	const closed = [
		null,
		STATECODES.lost,
		mapping.closeReasons.lost
	];
	const value = field.transform.opportunity.read(closed, lookups);
	return value === void 0 || isUnusable(value) ? {} : { [field.name]: value };
}
// src/reconcile/newer.ts
/** Two clocks are compared, so "later" needs a margin. */
const MARGIN_MINUTES = 10;
/** The side whose record was modified clearly later, or `null` when that cannot be told. */
function newerSide({ referral, opportunity }) {
	if (!opportunity) return null;
	if (isBefore(plusMinutes(referral.modified, MARGIN_MINUTES), opportunity.modified)) return "opportunity";
	return isBefore(plusMinutes(opportunity.modified, MARGIN_MINUTES), referral.modified) ? "referral" : null;
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
// src/reconcile/status.ts
/**
* Every move that a deal's two ends may be asked to make, and why the others are held (create-a-referral and
* patch-a-referral: New may become Active or Closed, Active may become Closed, and Closed is for good;
* opportunity entity: a closed row takes nothing but being reopened, which is its seller's to do).
*
* | referral \ wants to be | won                        | lost                          | open         |
* |------------------------|----------------------------|-------------------------------|--------------|
* | New/*                  | accept first               | decline, which is an answer   | –            |
* | Active/*               | Closed/Won                 | Closed/Lost, with a reason    | –            |
* | Closed/*               | final                      | final                         | somebody reopened it |
*
* | opportunity \ wants to be | won                     | lost                          | open         |
* |---------------------------|-------------------------|-------------------------------|--------------|
* | open                      | WinOpportunity          | LoseOpportunity               | –            |
* | open, closed before       | somebody reopened it    | somebody reopened it          | –            |
* | won, lost                 | two ends                | two ends                      | reopen it there |
*/
const REFERRAL_MOVES = {
	New: {
		open: "allowed",
		won: "accept first",
		lost: "decline instead"
	},
	Active: {
		open: "allowed",
		won: "allowed",
		lost: "allowed"
	},
	Closed: {
		open: "reopened",
		won: "final",
		lost: "final"
	}
};
const ROW_MOVES = {
	open: {
		open: "allowed",
		won: "allowed",
		lost: "allowed"
	},
	reopened: {
		open: "allowed",
		won: "reopened",
		lost: "reopened"
	},
	won: {
		open: "still closed",
		won: "allowed",
		lost: "two ends"
	},
	lost: {
		open: "still closed",
		won: "two ends",
		lost: "allowed"
	}
};
/** Why a move is not made, with what to do instead; `null` when it may be made. */
function illegalMove(move) {
	const to = DEAL_STATES.find((state) => state === move.to) ?? "open";
	const ruling = move.side === "referral" ? referralRuling(move, to) : rowRuling(move, to);
	return ruling === "allowed" ? null : explain$1(ruling, to, move);
}
/** Both ends are closed, and say different things: neither can be written any more. */
function differentEnds(referral, opportunity) {
	if (referral === void 0 || opportunity === void 0 || referral === opportunity) return null;
	return `the referral is ${referral}, which is final, but the opportunity is ${opportunity}: reopen the opportunity and close it as ${referral}`;
}
function referralRuling({ referral, reason }, to) {
	const ruling = REFERRAL_MOVES[String(referral.properties.status)]?.[to] ?? "unknown state";
	return ruling === "allowed" && to === "lost" && reason === null ? "reason missing" : ruling;
}
function rowRuling({ opportunity, base }, to) {
	const stand = stateOf(opportunity);
	return ROW_MOVES[stand === "open" && (base === "won" || base === "lost") ? "reopened" : stand][to];
}
/** A row that is yet to be created begins open. */
function stateOf(row) {
	return DEAL_STATES.find((state) => STATECODES[state] === row?.properties.statecode) ?? "open";
}
function explain$1(ruling, to, move) {
	const state = statusOf(move.referral);
	switch (ruling) {
		case "accept first": return `the referral is ${state}: accept it before it is won`;
		case "decline instead": return `the referral is ${state}: it cannot be lost before it was accepted; decline it, with a reason`;
		case "reason missing": return "Partner Center wants a reason for a lost deal: give its status code one in the mapping (by status code), or write one on the opportunity before it is closed";
		case "final": return `the referral is ${state} in Partner Center, which is final: set the opportunity to match it`;
		case "reopened": return `somebody reopened the opportunity, but the referral is ${state} in Partner Center, which is final: close the opportunity again to match it, or begin a new referral`;
		case "still closed": return "the opportunity is closed but the referral is open: reopen the opportunity, or close the referral";
		case "two ends": return differentEnds(to, stateOf(move.opportunity)) ?? "";
		case "unknown state": return `the referral is ${state}, a state that this version does not know: make the move in Partner Center`;
	}
}
// src/reconcile/expiry.ts
/** A referral that nobody answers is closed by Partner Center, 14 days after it was sent as a rule. */
const WARN_DAYS = [5, 2];
const DAY_MINUTES = 1440;
/** When an unanswered referral expires, ISO 8601; `null` for one that was answered or has no such date. */
function expiryOf({ properties }) {
	const { status, expirationDateTime } = properties;
	return status === "New" && typeof expirationDateTime === "string" && expirationDateTime !== "" ? expirationDateTime : null;
}
/** The expiry of a referral that this very merge does not answer. */
function expiryAfter({ pair, changes }) {
	return changes.some(({ side, fields }) => side === "referral" && fields.some(({ to }) => to === "accepted" || to === "declined")) ? null : expiryOf(pair.referral);
}
function isExpiring(expiry, now) {
	return !isBefore(now, minusMinutes(expiry, WARN_DAYS[0] * DAY_MINUTES));
}
/** Five days before, two days before, and when it is over; `null` after that. */
function nextLook(expiry, now) {
	return [...WARN_DAYS, 0].map((days) => minusMinutes(expiry, days * DAY_MINUTES)).find((look) => isBefore(now, look)) ?? null;
}
// src/reconcile/warnings.ts
/** What a deal registration asks for (manage-co-sell-opportunities). */
const HOURS_BEFORE_WON = 72;
const LEAST_DOLLARS = 25e3;
const HOUR_MS = 36e5;
/** What is planned all the same, or needs nothing of ours, but somebody should know. Without values. */
function warningsOf(merged, mapping, now) {
	const { link } = merged.pair;
	const wins = winsReferral(merged, mapping);
	return [...expiring(merged, now), ...wins ? [...wonTooSoon(merged, now), ...worthTooLittle(merged, mapping)] : []].map((text) => ({
		link,
		text
	}));
}
function expiring(merged, now) {
	const expiry = expiryAfter(merged);
	if (expiry === null || !isExpiring(expiry, now)) return [];
	const days = Math.max(0, Math.ceil((Date.parse(expiry) - Date.parse(now)) / (24 * HOUR_MS)));
	const left = days === 1 ? "1 day" : `${days} days`;
	return [`nobody has answered it: it expires on ${expiry.slice(0, 10)}, in ${left}; accept or decline it`];
}
function winsReferral({ changes }, mapping) {
	const status = mapping.fields.find(({ kind }) => kind === "status")?.name;
	return changes.filter(({ side }) => side === "referral").flatMap(({ fields }) => fields).some(({ field, to }) => field === status && to === "won");
}
function wonTooSoon({ pair }, now) {
	const age = Date.parse(now) - Date.parse(String(pair.referral.properties.createdDateTime));
	if (!(age < HOURS_BEFORE_WON * HOUR_MS)) return [];
	return [`it is won ${Math.floor(age / HOUR_MS)} hours after it was created: to be registered for incentives, a deal needs ${HOURS_BEFORE_WON} hours in between`];
}
/** Only in dollars can it be told: amounts are never converted here. */
function worthTooLittle({ agreed }, mapping) {
	const money = mapping.fields.find(({ kind }) => kind === "money");
	const [amount, currency] = (money && agreed[money.name])?.split(" ") ?? [];
	if (currency !== "USD" || Number(amount) >= LEAST_DOLLARS) return [];
	return [`it is won for less than ${LEAST_DOLLARS.toLocaleString("en")} US dollars, the least for which a deal can be registered for incentives`];
}
// src/reconcile/merge.ts
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
	#newer;
	/** The answer that this run gives to a new referral. */
	#answer = null;
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
		this.#newer = newerSide(pair);
		this.#closed = {
			referral: pair.referral.properties.status === "Closed",
			opportunity: pair.opportunity !== null && pair.opportunity.properties.statecode !== STATECODES.open
		};
	}
	merge(field) {
		const known = this.#pair.base?.fields[field.name];
		if (known !== void 0) this.#agreed[field.name] = known;
		if (this.#closed.referral && this.#closed.opportunity) {
			if (field.kind === "status") this.#compareEnds(field);
			return;
		}
		this.#reportUnusable(field);
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
			newer: this.#newer
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
		const isOpen = opportunity === "open" && (referral === "won" || referral === "lost");
		return field.kind === "status" && pending && isOpen;
	}
	/** A row that is yet to be created takes whatever the referral has. It begins open, so status needs no write. */
	#fill(field) {
		const value = this.#seen.referral.snapshot[field.name];
		const goesThere = field.direction !== "opportunity to referral";
		return {
			writes: goesThere && value && field.kind !== "status" ? { opportunity: value } : {},
			overwrites: false,
			conflict: null,
			agreed: goesThere ? value ?? null : void 0
		};
	}
	#want(field, side, to, overwrites) {
		if (this.#isTooLateToShow(field, side)) {
			keepBase(this.#agreed, field.name, this.#pair.base);
			return;
		}
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
		if (field.kind === "decision") this.#takeAnswer(to);
	}
	/** What is only shown there stays as it was on the day of the close, and is nobody's to mend. */
	#isTooLateToShow(field, side) {
		return field.direction === "referral to opportunity" && field.kind !== "status" && side === "opportunity" && this.#closed.opportunity;
	}
	/** From here on, the other fields see the referral as it will be once it is answered. */
	#takeAnswer(answer) {
		const { mapping, lookups } = this.#context;
		this.#answer = answer;
		const referral = project(mapping, answered(this.#pair.referral, answer), lookups);
		this.#seen = {
			...this.#seen,
			referral
		};
	}
	/** A step that cannot be undone, and that nobody has approved yet. */
	#waitsFor(field, side, to) {
		const step = stepOf(field, side, to);
		const waits = step && whyStepWaits(step, step === "share" ? "" : to ?? "", this.#context.mapping);
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
		if (field.kind === "status") return this.#illegalMove(field, side, to);
		if (field.kind === "decision") return illegalAnswer(this.#pair, to, this.#closingReason());
		if (side === "referral") return this.#closed.referral ? "the referral is closed in Partner Center and can no longer be changed" : null;
		return this.#closed.opportunity ? "the opportunity is closed and can no longer be changed" : null;
	}
	#illegalMove(field, side, to) {
		if (side === "referral" && this.#answer !== null) return `the referral is ${this.#answer} in this run and can be ${to} in the next`;
		const { link, referral, opportunity, base } = this.#pair;
		return illegalMove({
			side,
			to,
			referral,
			opportunity,
			base: this.#context.closesPending.has(link.referral) ? void 0 : base?.fields[field.name],
			reason: this.#context.mapping.closingReason ? this.#closingReason() : void 0
		});
	}
	#closingReason() {
		const name = this.#context.mapping.closingReason?.field ?? "";
		const { referral, opportunity } = this.#seen;
		return opportunity.snapshot[name] ?? referral.snapshot[name] ?? null;
	}
	#compareEnds({ name }) {
		const { referral, opportunity } = this.#seen;
		const reason = differentEnds(referral.snapshot[name], opportunity.snapshot[name]);
		if (reason !== null) this.#held.push({
			link: this.#pair.link,
			field: name,
			side: "opportunity",
			reason
		});
	}
	#hold(field, side, reason, waitsFor) {
		const awaits = field.kind === "status" && side === "referral" && this.#answer !== null ? "next run" : waitsFor;
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
		this.#settleReason();
		const status = sellerStatus(this.#conflicts, this.#held);
		const changes = changesOf({
			pair: this.#pair,
			agreed: this.#agreed,
			wanted: this.#wanted,
			rowIsClosed: this.#closed.opportunity,
			statusMoves: statusDiffers(this.#pair.opportunity, this.#context.mapping.seller, status)
		});
		const merged = {
			pair: this.#pair,
			changes,
			agreed: this.#agreed
		};
		const warnings = warningsOf(merged, this.#context.mapping, this.#context.now);
		return {
			...merged,
			conflicts: this.#conflicts,
			held: this.#held,
			warnings,
			status
		};
	}
	#settleReason() {
		const { mapping, lookups } = this.#context;
		const [early, due] = [true, false].map((tooEarly) => this.#wanted.referral.filter((wanted) => isTooEarly(wanted, this.#wanted.referral) === tooEarly));
		for (const { field } of early ?? []) keepBase(this.#agreed, field, this.#pair.base);
		this.#wanted.referral = due ?? [];
		if (this.#wanted.opportunity.some(({ kind, to }) => kind === "status" && to === "lost")) Object.assign(this.#agreed, foreseenReason(mapping, lookups, this.#agreed));
	}
};
// src/reconcile/plan.ts
/** All merges as one plan, sorted, so that the same records give the same plan whatever order they came in. */
function toPlan(merges, questions) {
	return {
		changes: merges.flatMap((merge) => merge.changes).sort(byLink(rankOf)),
		conflicts: merges.flatMap((merge) => merge.conflicts).sort(byLink((conflict) => conflict.field)),
		held: merges.flatMap((merge) => merge.held).sort(byLink((held) => `${held.field}/${held.side}`)),
		warnings: merges.flatMap((merge) => merge.warnings).sort(byLink((warning) => warning.text)),
		questions: [...questions].sort((a, b) => compare(a.referral, b.referral))
	};
}
/** The order in which the changes of one pair are made: what must not be lost, then the side that may refuse, the close last. */
function rankOf(change) {
	if (change.action === "note") return "0";
	if (change.action === "invite") return "1b";
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
// src/reconcile/waiting.ts
/** Minutes until the next try of a record that was refused; after the last it waits for a change on either side. */
const BACK_OFF_MINUTES = [
	60,
	240,
	1440,
	4320
];
/** So often a record that moved is read and merged again at the next run; then something else is wrong with it. */
const MOST_TIMES_STALE = 5;
function nextWaiting(previous, facts) {
	const before = new Map(previous.map((entry) => [entry.referral, entry]));
	const next = new Map(before);
	const put = (referral, entry) => {
		next.delete(referral);
		if (entry) next.set(referral, counted(entry, before.get(referral), facts.now));
	};
	for (const referral of facts.looked) put(referral, null);
	const outcomes = Map.groupBy(facts.outcomes, (one) => one.change.link.referral);
	for (const referral of facts.unwanted) next.delete(referral);
	for (const merge of facts.merges) {
		const { referral, opportunity } = merge.pair.link;
		const entry = whyWaiting(merge, outcomes.get(referral) ?? [], facts.now);
		next.delete(shareIdFor(opportunity));
		put(entry?.referral ?? referral, entry);
	}
	for (const { referral, opportunity = null, text } of facts.questions) put(referral, {
		...blank(referral, opportunity),
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
		lookAt: null,
		etags: {
			referral: null,
			opportunity: null
		}
	};
}
/** The most pressing reason why this pair is not in step, or `null` when it is. */
function whyWaiting(merge, own, now) {
	const { link, referral, opportunity } = merge.pair;
	const expiry = expiryAfter(merge);
	const isOwn = (one) => one.change.row?.id === merge.pair.row?.id;
	const etagAfter = (side) => own.findLast((one) => one.change.side === side && one.change.action !== "invite" && (side === "referral" || isOwn(one)) && one.outcome === "applied")?.etag;
	const made = own.find(({ change }) => change.action === "share")?.created;
	const entry = {
		...blank(made?.id ?? link.referral, link.opportunity),
		lookAt: merge.held.some((one) => one.awaits === "next run") ? now : expiry && nextLook(expiry, now),
		etags: {
			referral: etagAfter("referral") ?? (referral.etag || null),
			opportunity: etagAfter("opportunity") ?? opportunity?.etag ?? null
		}
	};
	const failed = own.find((one) => one.outcome !== "applied");
	if (failed) {
		const fields = failed.change.fields.map((change) => change.field);
		const lookAt = failed.untried ? now : entry.lookAt;
		return {
			...entry,
			lookAt,
			kind: kindOf(failed),
			fields,
			reason: failed.reason ?? failed.outcome
		};
	}
	if (!wereClosed(merge) && isFinal(merge, own)) return null;
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
	const fields = merge.held.flatMap((one) => one.field === null ? [] : [one.field]);
	const awaits = merge.held.filter((one) => one.awaits === "approval").map(approvalText);
	if (held) return {
		...entry,
		kind: "held",
		fields,
		reason: held.reason,
		awaits
	};
	if (expiry === null) return null;
	const reason = `nobody has answered it; it expires on ${expiry.slice(0, 10)}`;
	return {
		...entry,
		kind: isExpiring(expiry, now) ? "expiring" : "unanswered",
		reason
	};
}
/** Then the merge only held what somebody can still mend: that the two ends are not the same. */
function wereClosed({ pair }) {
	return pair.referral.properties.status === "Closed" && rowWasClosed(pair);
}
function rowWasClosed({ opportunity }) {
	return opportunity !== null && opportunity.properties.statecode !== STATECODES.open;
}
/** Both ends are closed now: what still differs stays that way, and nobody can resolve it any more. */
function isFinal({ pair, changes }, own) {
	const closes = (side) => changes.some((change) => change.side === side && change.action !== "note" && change.fields.some(({ to }) => ENDS.includes(to))) && own.every((one) => one.outcome === "applied");
	return (pair.referral.properties.status === "Closed" || closes("referral")) && (rowWasClosed(pair) || closes("opportunity"));
}
const ENDS = [
	"won",
	"lost",
	"declined"
];
function kindOf({ change, outcome }) {
	if (change.action === "close") return "close";
	return outcome === "applied" ? "held" : outcome;
}
function counted(entry, before, now) {
	const again = before?.kind === entry.kind ? before : null;
	const tries = (again?.tries ?? 0) + 1;
	const { lookAt, ...waiting } = entry;
	const nextAt = earlier$1(nextTry(entry.kind, tries, now), lookAt);
	return {
		...waiting,
		tries,
		firstAt: again?.firstAt ?? now,
		nextAt
	};
}
function earlier$1(a, b) {
	if (a === null || b === null) return a ?? b;
	return isBefore(a, b) ? a : b;
}
/** These wait for a person, who changes something. */
const WAITS_FOR_CHANGE = [
	"conflict",
	"held",
	"unanswered",
	"expiring"
];
function nextTry(kind, tries, now) {
	if (kind === "stale" && tries <= MOST_TIMES_STALE) return now;
	if (kind === "failed" && tries === 1) return now;
	if (WAITS_FOR_CHANGE.includes(kind)) return null;
	const last = BACK_OFF_MINUTES.length - 1;
	const place = tries - 1 - (kind === "stale" ? MOST_TIMES_STALE : 0);
	const minutes = BACK_OFF_MINUTES[kind === "question" ? Math.min(place, last) : place];
	return minutes === void 0 ? null : plusMinutes(now, minutes);
}
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
	for (const { change, outcome, etag, created } of facts.outcomes) {
		if (change.side !== "referral" || change.action === "invite" || outcome !== "applied" || !etag) continue;
		seen.set(created?.id ?? change.link.referral, etag);
	}
	return {
		since,
		seen: Object.fromEntries([...seen].sort(([a], [b]) => a < b ? -1 : 1))
	};
}
/**
* What stays open: a write whose answer never came, and one of a dead run that may yet arrive. Once another
* write of ours has met the same precondition, the older one cannot. And what a referral took while its row
* did not take the base: without it, the next edit of that field would look like a conflict.
*/
function nextJournal(facts) {
	const unknown = facts.outcomes.filter((one) => one.outcome === "failed" && one.sent).map((one) => one.intent);
	const ours = facts.intents.filter((intent) => unknown.includes(intent.id));
	const applied = facts.outcomes.filter((one) => one.outcome === "applied").map((one) => one.change);
	const known = new Set(facts.outcomes.filter((one) => one.outcome === "applied" || unknown.includes(one.intent)).map((one) => one.intent));
	const intents = [
		...facts.settled.filter(({ fate, intent }) => fate === "open" && !known.has(intent.id)).map(({ intent }) => intent).filter((intent) => !applied.some((change) => sameTarget(change, intent))),
		...ours,
		...withoutBase(facts)
	];
	return intents.length > 0 ? {
		run: facts.run,
		writing: false,
		intents
	} : null;
}
/** Intents whose values a referral took, and whose row was to take the base and did not. */
function withoutBase(facts) {
	const failed = new Set(facts.outcomes.filter(({ change, outcome }) => carriesBase(change) && outcome !== "applied").map(({ change }) => change.link.referral));
	const written = facts.intents.filter((intent) => facts.outcomes.some((one) => one.intent === intent.id && one.outcome === "applied"));
	return [...facts.settled.filter(({ fate }) => fate === "applied" || fate === "audited").map(({ intent }) => intent), ...written].filter(({ side, referral }) => side === "referral" && failed.has(referral)).map((intent) => ({
		...intent,
		found: "audited"
	}));
}
function carriesBase({ side, action, row }) {
	return side === "opportunity" && (action === "create" || action === "update") && row?.table !== "account";
}
// src/commands/base-of-row.ts
/** Whether a row still says what both sides last agreed on: then it changed by our own doing, or not at all. */
async function equalsItsBase(mapping, row, lookups) {
	const base = readBase(row, mapping.baseColumn);
	if (!base) return false;
	const { snapshot, unusable } = project(mapping, row, await lookups());
	if (isOver(mapping, base.fields, snapshot)) return true;
	return mapping.fields.filter((field) => field.when === "always").every(({ name }) => (snapshot[name] ?? null) === (base.fields[name] ?? null)) && Object.keys(unusable).length === 0;
}
/**
* The base says closed, which it only does when the referral is, and so is the row: whatever else differs can
* reach neither. Closing itself makes such a difference, as the row then has a status reason.
*/
function isOver({ fields }, base, row) {
	const status = fields.find(({ kind }) => kind === "status")?.name ?? "";
	return (base[status] === "won" || base[status] === "lost") && row[status] === base[status];
}
// src/commands/counterparts.ts
/** Leads of those referrals that may have one, by referral. */
async function readLeads({ opportunities }, mapping, { referrals, rows, unsettled }) {
	const { leads } = mapping;
	if (!leads) return /* @__PURE__ */ new Map();
	const linked = new Set([...rows].map((row) => identifierOf(mapping, row)));
	const wanted = [...referrals].filter((referral) => mayBeLead(mapping, referral) && (!linked.has(referral.id) || unsettled.has(referral.id)));
	if (wanted.length === 0) return /* @__PURE__ */ new Map();
	const found = await opportunities.leads(wanted.map(({ id }) => id));
	return new Map(found.map((lead) => [identifierOf(leads.rows, lead) ?? "", lead]));
}
/** Referrals whose seller wants Microsoft's help. */
function wantHelp(mapping, referrals, rows, lookups) {
	const byReferral = new Map(rows.map((row) => [identifierOf(mapping, row), row]));
	const byId = new Map(rows.map((row) => [row.id, row]));
	return [...referrals].filter((referral) => {
		const opportunity = byReferral.get(referral.id) ?? byId.get(externalReference(referral) ?? "");
		const base = opportunity ? readBase(opportunity, mapping.baseColumn) : null;
		return opportunity && helpWanted({
			opportunity,
			referral,
			base
		}, mapping, lookups);
	});
}
// src/commands/engagements.ts
/**
* The engagements that a run came across: our referral and, beside it, Microsoft's own of the same deal (its
* organisation is `msft`). Both come in the same listing, so showing Microsoft's side costs a request of its
* own only where ours is not listed, because nothing of it changed; and where a record is looked at by name.
*/
var Engagements = class {
	#referrals;
	#ours = /* @__PURE__ */ new Map();
	#microsofts = /* @__PURE__ */ new Map();
	/** Engagements that were read as a whole. */
	#read = /* @__PURE__ */ new Set();
	constructor(referrals) {
		this.#referrals = referrals;
	}
	/** @param isNews Whether this version of the referral has not been dealt with. */
	note(referral, isNews) {
		const engagement = engagementOf(referral);
		if (engagement === null) return;
		if (!isMicrosofts(referral)) this.#ours.set(engagement, referral);
		else if (isNews) this.#microsofts.set(engagement, referral);
	}
	/**
	* Adds our referrals in whose engagement Microsoft's changed. One that is looked at by name, or again after it
	* was not written, is read with its whole engagement: what Microsoft changed before is not listed any more.
	*/
	async addTo(referrals, { listedAll, only, waiting }) {
		for (const engagement of this.#microsofts.keys()) {
			if (!listedAll && !this.#ours.has(engagement)) await this.#readWhole(engagement);
			const ours = this.#ours.get(engagement);
			if (ours && !referrals.has(ours.id)) referrals.set(ours.id, ours);
		}
		for (const referral of referrals.values()) {
			const engagement = isVisibleToMicrosoft(referral) === false ? null : engagementOf(referral);
			if ((referral.id === only || wasNotWritten(waiting.get(referral.id))) && engagement !== null && !this.#microsofts.has(engagement)) await this.#readWhole(engagement);
		}
	}
	/** Makes sure that Microsoft's referral beside ours is known, if there is one. */
	async complete(referral) {
		const engagement = engagementOf(referral);
		if (engagement !== null && !this.#microsofts.has(engagement)) await this.#readWhole(engagement);
	}
	/** Whether the engagement was looked at by itself, and Microsoft has no referral in it. */
	lacksMicrosofts(referral) {
		const engagement = engagementOf(referral);
		return engagement !== null && this.#read.has(engagement) && !this.#microsofts.has(engagement);
	}
	async #readWhole(engagement) {
		if (this.#read.has(engagement)) return;
		this.#read.add(engagement);
		for (const referral of await this.#referrals.ofEngagement(engagement)) if (kindOf$1(referral) !== "marketplace lead") this.note(referral, true);
	}
	/**
	* The referral with Microsoft's as its property `microsoft`, where a mapping finds it. Missing when it was
	* not read: that is no information.
	*/
	withMicrosofts(referral) {
		const theirs = this.#microsofts.get(engagementOf(referral) ?? "");
		if (!theirs) return referral;
		return {
			...referral,
			properties: {
				...referral.properties,
				microsoft: theirs.properties
			}
		};
	}
};
function wasNotWritten(entry) {
	return entry?.kind === "stale" || entry?.kind === "rejected" || entry?.kind === "failed";
}
function isMicrosofts({ properties }) {
	return properties.organizationId === "msft";
}
function engagementOf({ properties }) {
	const { engagementId } = properties;
	return typeof engagementId === "string" && engagementId !== "" ? engagementId.toLowerCase() : null;
}
// src/commands/lookups.ts
/** What the values of a mapping are read with; asked for at most once, and only when something needs it. */
function lookupsOnce({ opportunities }, { fields }) {
	let lookups = null;
	return () => {
		lookups ??= fields.some(({ kind }) => kind === "money") ? opportunities.currencies().then((currencies) => ({ currencies })) : Promise.resolve({ currencies: [] });
		return lookups;
	};
}
// src/commands/pulled.ts
/** Why a referral could not be used. */
const NOT_VISIBLE = "Partner Center does not show this referral: it is gone, or the account lacks the Referrals admin role";
const STILL_OLDER = "Partner Center still shows an older version of this referral";
// src/commands/share-rows.ts
/**
* The opportunities that sellers want in Partner Center and that have no referral yet. They come with the
* ordinary listing of rows; only those that wait for something are read by their ids.
*/
var ShareRows = class {
	#mapping;
	#waiting;
	/** Ids of opportunities whose sellers were told what they lack. */
	#told;
	#rows = /* @__PURE__ */ new Map();
	#owners = /* @__PURE__ */ new Set();
	#unwanted = /* @__PURE__ */ new Set();
	#withdrawn = /* @__PURE__ */ new Map();
	constructor(mapping, waiting) {
		this.#mapping = mapping;
		this.#waiting = waiting;
		this.#told = new Set(waiting.entries.filter(isProvisional).map(({ opportunity }) => opportunity));
	}
	/** A row of the listing that carries no identifier. */
	take(row) {
		if (!this.#told.has(row.id) && !wantsShare(this.#mapping, row)) return;
		if (!this.#waiting.isSettled(row, shareIdFor(row.id))) this.#look(row);
	}
	#look(row) {
		const owner = this.#waiting.referralOf(row.id);
		if (!wantsShare(this.#mapping, row)) this.#withdraw(row);
		else if (owner === null) this.#rows.set(row.id, row);
		else this.#owners.add(owner);
	}
	/** Referrals of opportunities that would otherwise be shared a second time. */
	owners() {
		return [...this.#owners];
	}
	#withdraw(row) {
		const referral = shareIdFor(row.id);
		this.#unwanted.add(referral);
		if (row.properties.statecode === STATECODES.open && this.#waiting.byReferral.has(referral)) this.#withdrawn.set(row.id, row);
	}
	/**
	* Reads what waits and is due, what a person approved, and what an earlier run may have shared. A POST whose
	* fate only a person can decide is left to them.
	*
	* @param asked Referrals that a person decided something about.
	* @returns Rows that have a referral by now.
	*/
	async read(opportunities, asked) {
		const entries = this.#waiting.entries.filter(isProvisional);
		const left = new Set(entries.filter(({ awaits }) => awaits.length > 0).map(({ referral }) => referral));
		const announced = this.#waiting.intents.filter((intent) => isProvisional(intent) && !left.has(intent.referral));
		const wanted = entries.filter((one) => this.#waiting.isDue(one) || asked.includes(one.referral));
		const unread = [...new Set([...wanted, ...announced].flatMap(({ opportunity }) => opportunity ?? []))].filter((id) => !this.#rows.has(id));
		if (unread.length === 0) return [];
		const found = new Map((await opportunities.byIds(unread)).map((row) => [row.id, row]));
		for (const id of unread) if (!found.has(id)) this.#unwanted.add(shareIdFor(id));
		const linked = (row) => Boolean(row.properties[this.#mapping.referralIdColumn]);
		for (const row of found.values()) if (!linked(row)) this.#look(row);
		return [...found.values()].filter(linked);
	}
	/** @param known Rows that belong to a referral after all. */
	result(known) {
		const unlinked = (rows) => [...rows.values()].filter(({ id }) => !known.has(id));
		const isUnwanted = (referral) => !this.#mapping.share || this.#unwanted.has(referral);
		return {
			shares: unlinked(this.#rows),
			withdrawn: unlinked(this.#withdrawn),
			unwanted: this.#waiting.entries.filter((entry) => isProvisional(entry) && isUnwanted(entry.referral)).map(({ referral }) => referral)
		};
	}
};
// src/commands/waiting-list.ts
/** What earlier runs left waiting and announced, as a run that reads asks about it. */
var WaitingList = class {
	state;
	entries;
	intents;
	byReferral;
	#now;
	#isSameMapping;
	/**
	* @param mapping Digest of the mapping of this run.
	* @param now ISO 8601.
	*/
	constructor(state, mapping, now) {
		this.state = state;
		this.#isSameMapping = state.mapping === mapping;
		this.entries = state.waiting;
		this.intents = state.journal?.intents ?? [];
		this.byReferral = new Map(state.waiting.map((entry) => [entry.referral, entry]));
		this.#now = now;
	}
	/** Waits already, for this version and this mapping, and is not due: looking again changes nothing. */
	isSettled({ side, etag }, referral) {
		const entry = this.#isSameMapping ? this.byReferral.get(referral) : void 0;
		return entry !== void 0 && entry.etags[side] === etag && !this.isDue(entry);
	}
	isDue({ nextAt }) {
		return nextAt !== null && !isBefore(this.#now, nextAt);
	}
	/** The referral of an opportunity that does not say so itself: it could not be written, or somebody has to decide. */
	referralOf(row) {
		return this.entries.find((one) => one.opportunity === row && !isProvisional(one))?.referral ?? null;
	}
	/** Referrals on the list whose time has come. Partner Center knows nothing of a provisional one. */
	due() {
		return this.entries.filter((entry) => this.isDue(entry) && !isProvisional(entry)).map(({ referral }) => referral);
	}
	/**
	* Referrals with an open intent, whatever the run was asked to look at: what became of it is found out now.
	* And those that a person decided something about.
	*/
	announced(asked) {
		const provisional = new Set(this.entries.filter(isProvisional).map(({ referral }) => referral));
		return [...this.intents.filter((intent) => !isProvisional(intent)).map(({ referral }) => referral), ...asked.filter((id) => !provisional.has(id))];
	}
};
// src/commands/pull.ts
/**
* Reads what changed on each side since the watermarks, and the missing counterpart of each.
*
* - What a webhook reported comes first, then everything else that changed: both listings at the same time.
* - A referral whose etag was dealt with before, and a row that still equals its own base, are dropped as
*   they come: our own writes need no other suppression, and nothing is read for them.
* - Rows come in batches by referral identifier. Partner Center has no batch, so many referrals are looked for in
*   its list, and few are asked for one by one.
*/
async function pull(ports, state, mapping, { only, asked, reported }) {
	const waiting = new WaitingList(state, mapping.digest, ports.clock.now().toISOString());
	const puller = new Puller(ports, mapping, waiting);
	await puller.readReported(only === null ? reported : []);
	const reads = only === null ? await puller.readChanges() : null;
	if (only === null && mapping.share) await puller.readShares(asked);
	await puller.readReferrals([...only === null ? waiting.due() : [only], ...waiting.announced(asked)]);
	if (mapping.showsMicrosoft) await puller.readMicrosoftsSide(only);
	await puller.readCounterparts();
	await puller.readEngagementsToJoin();
	return puller.result(reads);
}
var Puller = class {
	#ports;
	#state;
	#mapping;
	#anHourAgo;
	#waiting;
	#shares;
	#referrals = /* @__PURE__ */ new Map();
	#rows = /* @__PURE__ */ new Map();
	#leads = /* @__PURE__ */ new Map();
	#unreadable = [];
	#listed = /* @__PURE__ */ new Map();
	#engagements;
	#lookups;
	#listedReferrals = 0;
	#pages = 0;
	#listedAll = false;
	constructor(ports, mapping, waiting) {
		this.#ports = ports;
		this.#state = waiting.state;
		this.#mapping = mapping;
		this.#anHourAgo = minusMinutes(ports.clock.now().toISOString(), 60);
		this.#engagements = new Engagements(ports.referrals);
		this.#lookups = lookupsOnce(ports, mapping);
		this.#waiting = waiting;
		this.#shares = new ShareRows(mapping, waiting);
	}
	async readChanges() {
		const isSameMapping = this.#state.mapping === this.#mapping.digest;
		const watermark = isSameMapping ? this.#state.referrals : null;
		const cursor = isSameMapping ? this.#state.opportunities : null;
		this.#listedAll = watermark === null;
		const since = watermark && minusMinutes(watermark.since, 15);
		const linked = /* @__PURE__ */ new Set();
		const [referrals, opportunities] = await Promise.all([this.#ports.referrals.readChanged(since, (page) => {
			this.#listedReferrals += page.length;
			for (const referral of page) {
				this.#noteListed(referral);
				const isNews = watermark?.seen[referral.id] !== referral.etag;
				if (this.#mapping.showsMicrosoft || this.#mapping.share) this.#engagements.note(referral, isNews);
				if (inScope(this.#mapping, referral) && isNews) this.#takeReferral(referral);
			}
			this.#ports.progress(`read ${this.#listedReferrals} referrals`);
		}), this.#ports.opportunities.readChanged(cursor, async (page) => {
			this.#pages += 1;
			for (const row of page) if (identifierOf(this.#mapping, row) === null) this.#shares.take(row);
			else {
				linked.add(row.id);
				await this.#takeRow(row);
			}
		})]);
		const { cursor: next, full } = opportunities;
		const count = full ? linked.size : null;
		return {
			referralsReadAt: referrals.readAt,
			listed: this.#listed,
			opportunities: next,
			linked: count
		};
	}
	/** Only what the next listing will show again; an hour is more than the overlap and any skew of clocks. */
	#noteListed({ id, etag, modified }) {
		if (!isBefore(modified, this.#anHourAgo)) this.#listed.set(id, {
			etag,
			modified
		});
	}
	#takeReferral(referral) {
		const known = this.#referrals.get(referral.id);
		if (known && isBefore(referral.modified, known.modified)) return;
		if (!this.#waiting.isSettled(referral, referral.id)) this.#referrals.set(referral.id, referral);
	}
	/** One that is not ours to see, or was dealt with before its notification came, needs no further look. */
	async readReported(ids) {
		for (const id of ids) {
			const referral = await this.#ports.referrals.get(id);
			if (referral !== null && this.#state.referrals?.seen[id] !== referral.etag && inScope(this.#mapping, referral)) this.#takeReferral(referral);
		}
	}
	async #takeRow(row) {
		const referral = identifierOf(this.#mapping, row);
		if (referral === null || this.#waiting.isSettled(row, referral)) return;
		if (this.#waiting.byReferral.has(referral) || !await equalsItsBase(this.#mapping, row, this.#lookups)) this.#rows.set(row.id, row);
	}
	async readShares(asked) {
		this.#keepRows(await this.#shares.read(this.#ports.opportunities, asked));
		await this.readReferrals(this.#shares.owners());
	}
	/** Before Microsoft is asked for help, it has to be known that it was not asked before. */
	async readEngagementsToJoin() {
		const rows = [...this.#rows.values()];
		if (!rows.some((row) => isWantedThere(this.#mapping, row))) return;
		const wanting = wantHelp(this.#mapping, this.#referrals.values(), rows, await this.#lookups());
		for (const referral of wanting) await this.#engagements.complete(referral);
	}
	async readReferrals(ids) {
		const missing = [...new Set(ids)].filter((id) => !this.#referrals.has(id));
		if (missing.length === 0) return;
		for (const referral of await this.#ports.referrals.byIds(missing)) this.#referrals.set(referral.id, referral);
		for (const id of missing) if (!this.#referrals.has(id)) this.#leaveOut(id, NOT_VISIBLE);
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
	readMicrosoftsSide(only) {
		const look = {
			listedAll: this.#listedAll,
			only,
			waiting: this.#waiting.byReferral
		};
		return this.#engagements.addTo(this.#referrals, look);
	}
	async readCounterparts() {
		const rowOwners = [...this.#rows.values()].map((row) => identifierOf(this.#mapping, row)).filter((id) => id !== null);
		await this.readReferrals(rowOwners);
		const owners = new Set(rowOwners);
		const withoutRow = [...this.#referrals.keys()].filter((id) => !owners.has(id));
		if (withoutRow.length > 0) {
			const found = this.#ports.opportunities.byReferralIds(withoutRow);
			const [rows] = await Promise.all([found, this.#lookups()]);
			this.#keepRows(rows);
		}
		await this.#readLeads();
		await this.#readNamedRows();
		await this.#replaceStaleReadings();
	}
	async #readLeads() {
		const unsettled = /* @__PURE__ */ new Set([...this.#waiting.byReferral.keys(), ...this.#waiting.announced([])]);
		const known = {
			referrals: this.#referrals.values(),
			rows: this.#rows.values(),
			unsettled
		};
		for (const [referral, lead] of await readLeads(this.#ports, this.#mapping, known)) this.#leads.set(referral, lead);
	}
	#keepRows(rows) {
		for (const row of rows) this.#rows.set(row.id, row);
	}
	/** Rows that a referral names as its CRM id although they do not carry its identifier. */
	async #readNamedRows() {
		const linked = new Set([...this.#rows.values()].map((row) => identifierOf(this.#mapping, row)));
		const named = [...this.#referrals.values()].filter((referral) => !linked.has(referral.id)).flatMap((referral) => [...namedRows(referral, this.#leads.get(referral.id)), ...this.#waiting.byReferral.get(referral.id)?.kind === "stale" ? [rowIdFor(referral.id)] : []]).filter((id) => !this.#rows.has(id));
		const ids = [...new Set(named)];
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
	async result(reads) {
		const referrals = [...this.#referrals.values()].filter((referral) => inScope(this.#mapping, referral));
		const shares = this.#shares.result(this.#rows);
		return {
			referrals: referrals.map((referral) => this.#engagements.withMicrosofts(referral)),
			...shares,
			withoutMicrosoft: new Set(referrals.filter((one) => this.#engagements.lacksMicrosofts(one)).map(({ id }) => id)),
			rows: [...this.#rows.values()],
			leads: [...this.#leads.values()],
			lookups: referrals.length + shares.shares.length > 0 ? await this.#lookups() : { currencies: [] },
			reads,
			unreadable: this.#unreadable,
			pages: this.#pages,
			looked: [...this.#referrals.keys()]
		};
	}
};
// src/commands/shares.ts
/** Plans the referrals of these opportunities, with at most one request for each table they point to. */
async function planShares(opportunities, { shares: rows, withdrawn }, { unknown, ...world }) {
	const { share } = world.mapping;
	const undone = withdrawn.map((row) => planWithdrawal(row, world.mapping));
	if (!share || rows.length === 0) return undone;
	const partiesOf = await readParties(opportunities, rows, share);
	const planned = rows.map((row) => planShare(row, {
		parties: partiesOf(row),
		unknown: unknown.get(row.id) ?? null
	}, {
		...world,
		share
	}));
	return [...undone, ...planned];
}
async function readParties(opportunities, rows, { ids, accountColumns, contactColumns }) {
	const read = async (table, column, names) => {
		const wanted = [...new Set(rows.flatMap((row) => idIn(row, column) ?? []))];
		const columns = Object.values(names).filter((name) => typeof name === "string");
		const found = wanted.length > 0 ? await opportunities.parties({
			table,
			columns,
			ids: wanted
		}) : [];
		const byId = new Map(found.map((record) => [record.id, record]));
		return (row) => byId.get(idIn(row, column) ?? "") ?? null;
	};
	const [account, contact, owner] = await Promise.all([
		read("account", ids.account, accountColumns),
		read("contact", ids.contact, contactColumns),
		read("systemuser", ids.owner, USER_COLUMNS)
	]);
	return (row) => ({
		account: account(row),
		contact: contact(row),
		owner: owner(row)
	});
}
function idIn({ properties }, column) {
	const id = properties[column];
	return typeof id === "string" ? id.toLowerCase() : null;
}
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
	const { referralId: only, changedReferrals: reported } = options;
	const pulled = await pull(ports, state, mapping, {
		only,
		asked,
		reported
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
		unlinked: await unlinkedRows(ports, intents, pulled),
		arrived,
		shares: new Map(pulled.shares.map((row) => [row.id, row]))
	};
	const settled = settle(intents, pairs, world);
	const closesPending = /* @__PURE__ */ new Set([...state.waiting.filter((entry) => entry.kind === "close").map((entry) => entry.referral), ...settled.filter(({ intent, fate }) => intent.action === "close" && fate !== "applied").map(({ intent }) => intent.referral)]);
	const merged = pairs.map((pair) => recoverBase(pair, settled, world)).map((pair) => {
		const view = pair.row ? mapping.leads?.rows ?? mapping : mapping;
		const { resolutions } = options;
		return mergePair(pair, {
			...world,
			mapping: view,
			closesPending,
			approvals,
			resolutions
		});
	});
	requireConflicts(options.resolutions, merged);
	const invites = {
		...world,
		approvals,
		...pulled,
		unknown: unknownPosts(settled, "invite", world.now),
		lookups
	};
	const shares = await planShares(ports.opportunities, pulled, {
		...world,
		approvals,
		unknown: unknownPosts(settled, "share", world.now)
	});
	const merges = [...makeAccounts(merged, missing).map((merge) => withInvite(merge, invites)), ...shares];
	const plan = toPlan(merges, questions);
	return {
		plan,
		digest: options.keyed(planDigest(plan, mapping.digest, fingerprint)),
		merges,
		questions,
		settled,
		pulled,
		lookups
	};
}
/** Somebody may take the identifier out of a row after the run that wrote it died. Asks nothing in an ordinary run. */
async function unlinkedRows({ opportunities }, intents, { rows }) {
	const known = new Set(rows.map(({ id }) => id));
	const missing = intents.filter(({ side, action, row, found }) => side === "opportunity" && action !== "note" && !row && !found).map(({ opportunity }) => opportunity).filter((id) => !known.has(id));
	if (missing.length === 0) return /* @__PURE__ */ new Map();
	const found = await opportunities.byIds([...new Set(missing)]);
	return new Map(found.map((row) => [row.id, row]));
}
/** Which notes of a run that died are there. Asks nothing in an ordinary run. */
async function announcedNotes({ opportunities }, { journal }) {
	const announced = (journal?.intents ?? []).filter(({ action }) => action === "note");
	if (announced.length === 0) return /* @__PURE__ */ new Set();
	return new Set(await opportunities.existingNotes(announced.map(({ id }) => noteIdFor(id))));
}
// src/commands/explain.ts
/** load → pull → match → merge of one referral, with ports that cannot write, and what led to each decision. */
async function explain(options, ports) {
	const loaded = await load(ports.state, options.branch);
	const planned = await makePlan(ports, loaded, options);
	const referral = options.referralId;
	const merge = planned.merges.find((one) => one.pair.link.referral === referral);
	const view = merge?.pair.row ? options.mapping.leads?.rows ?? options.mapping : options.mapping;
	return {
		referral,
		link: merge?.pair.link ?? null,
		unlinked: merge ? null : whyUnlinked(referral, planned, options),
		fields: merge ? explainFields(merge, view, planned.lookups) : [],
		waiting: loaded.state.waiting.find((entry) => entry.referral === referral) ?? null
	};
}
function whyUnlinked(id, { questions, pulled }, { mapping }) {
	const question = questions.find((one) => one.referral === id);
	if (question) return question.text;
	const unreadable = pulled.unreadable.find((one) => one.link.referral === id);
	if (unreadable) return unreadable.reason;
	const referral = pulled.referrals.find((one) => one.id === id);
	if (!referral) return "it is not one of ours: Microsoft's own record of a shared deal, or a lead of the Marketplace";
	const states = mapping.becomeOpportunities.join(", ");
	return `no opportunity carries its identifier, and in state ${statusOf(referral)} it gets none (referrals > become opportunities: ${states})`;
}
// src/commands/plan.ts
/**
* load → pull → match → merge → report: what `sync` would do now. It is given ports that cannot write. The
* guards are not asked, so that a plan which `sync` would refuse can be looked at.
*/
async function plan(options, ports) {
	const loaded = await load(ports.state, options.branch);
	return resultOf$1(await makePlan(ports, loaded, options), loaded, {
		run: options.run,
		ports
	});
}
/** The result of a run that wrote nothing. */
function resultOf$1({ plan: planned, digest }, { state }, { run, ports }) {
	return {
		command: "plan",
		run,
		plan: planned,
		digest,
		outcomes: [],
		recovered: [],
		waiting: state.waiting,
		approvalDigest: approvalDigest(state.waiting),
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
// src/reconcile/share-writes.ts
/** The POST that asks Microsoft for help. */
function invitation({ fields }, { pair: { referral } }, { created, operations }) {
	const own = structuredClone(referral.properties);
	for (const operation of operations) carryOut$2(operation, own);
	const { engagementId } = (created ?? referral).properties;
	return microsoftsBody(own, String(engagementId), fields[0]?.to ?? "");
}
/** The write of a row whose referral has just been made, as the answer shows it. */
function tied(change, merge, { created, ...context }) {
	const row = merge.pair.opportunity;
	if (!row) throw new Error("a referral was made of no opportunity");
	const { fields, agreed } = tie(row, created, context);
	const link = {
		...change.link,
		referral: created.id
	};
	const asked = merge.changes.filter(({ action }) => action === "invite").flatMap((invite) => invite.fields);
	const help = Object.fromEntries(asked.map(({ field, to }) => [field, to]));
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
// src/reconcile/writes.ts
/** @param now ISO 8601, for the lines that the seller reads. */
function createWrites(mapping, lookups, now) {
	const columnsOf = (view, change, merge) => Object.assign({}, ...change.fields.map((wanted) => write$1(view, wanted, merge, "opportunity", lookups)));
	return {
		referral: (change, merge) => ({
			id: change.link.referral,
			etag: change.etag ?? "",
			operations: change.fields.flatMap((wanted) => write$1(mapping, wanted, merge, "referral", lookups))
		}),
		post: (change, merge, before) => {
			if (change.action === "share") return merge.pair.referral.properties;
			const operations = (before?.change.action === "update" ? before.change : null)?.fields.flatMap((wanted) => write$1(mapping, wanted, merge, "referral", lookups));
			return invitation(change, merge, {
				created: before?.created ?? null,
				operations: operations ?? []
			});
		},
		opportunity(planned, given, intent, done) {
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
			const base = formatBase({
				change: intent,
				referralModified: done.referral?.modified ?? merge.pair.referral.modified,
				fields: agreedAfter(agreedAfter(merge.agreed, merge, done.referral), merge, done.invite ?? null)
			});
			const view = change.row ? leadRows(mapping) : mapping;
			const table = change.row ? { table: change.row.table } : {};
			const identifies = change.action === "create" || merge.pair.adopts || created !== void 0;
			const columns = {
				...columnsOf(view, change, merge),
				...identifies ? { [view.referralIdColumn]: merge.pair.link.referral } : {},
				...change.action === "create" ? originOf$1(merge) : {},
				...sellerColumns(view, merge, {
					change,
					outcome: done.referral,
					invite: done.invite ?? null,
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
function originOf$1({ pair: { lead } }) {
	return lead ? { "originatingleadid@odata.bind": `/leads(${lead.id})` } : {};
}
function write$1(mapping, wanted, merge, side, lookups) {
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
/** A field that the referral did not take keeps the base it had, so that the next run tries again. */
function agreedAfter(before, merge, outcome) {
	if (!outcome || outcome.outcome === "applied") return before;
	const agreed = { ...before };
	for (const { field } of outcome.change.fields) keepBase(agreed, field, merge.pair.base);
	return agreed;
}
// src/commands/apply.ts
/** So many are begun before the next look at the clock: with the longest pauses still a matter of minutes. */
const REFERRALS_AT_ONCE = 100;
const ROWS_AT_ONCE$1 = 2e3;
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
async function apply(ports, announced, how) {
	return new Applier(ports, announced, how).run();
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
	constructor(ports, announced, { writes, stop }) {
		this.#ports = ports;
		this.#plan = announced.plan;
		this.#writes = writes;
		this.#stop = stop;
		this.#merges = new Map(announced.merges.map((merge) => [merge.pair.link.referral, merge]));
		this.#intents = new Map(announced.plan.changes.map((change, index) => [change, announced.intents[index]]));
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
				this.#ports.progress(`wrote ${written} of ${changes.length} referrals`);
				return result;
			}));
			for (const [index, change] of ready.entries()) {
				const result = results[index];
				if (result?.status === "fulfilled") this.#record(change, result.value);
				else throw result?.reason;
			}
		});
	}
	#writeReferral(change) {
		const { referrals } = this.#ports;
		const merge = this.#mergeOf(change);
		if (change.action === "share" || change.action === "invite") return referrals.create(this.#writes.post(change, merge, this.#outcomeOf(change, "referral") ?? null));
		return referrals.update(this.#writes.referral(change, merge));
	}
	async #writeRows(changes) {
		await this.#inGroups(changes, ROWS_AT_ONCE$1, async (ready) => {
			const writes = ready.map((change) => this.#writes.opportunity(change, this.#mergeOf(change), this.#intentOf(change), {
				referral: this.#outcomeOf(change, "referral") ?? null,
				invite: this.#outcomeOf(change, "invite") ?? null
			}));
			this.#ports.progress(`writing ${writes.length} opportunities`);
			const results = await this.#ports.opportunities.write(writes);
			for (const [index, change] of ready.entries()) this.#record(change, results[index] ?? {
				outcome: "failed",
				reason: "no answer for this write",
				sent: true
			});
		});
	}
	async #inGroups(changes, size, write) {
		for (let start = 0; start < changes.length; start += size) {
			const ready = changes.slice(start, start + size).filter((change) => this.#isReady(change));
			const reason = this.#stop.reason();
			if (reason !== null) for (const change of ready) this.#leave(change, `not tried: ${reason}`);
			else if (ready.length > 0) await write(ready);
		}
	}
	#leave(change, reason) {
		this.#record(change, {
			outcome: "failed",
			reason,
			sent: false
		}, true);
	}
	/** A change that depends on one which did not happen was decided on records that are no longer so. */
	#isReady(change) {
		const cause = this.#blockerOf(change);
		if (!cause) return true;
		if (cause.untried) {
			this.#leave(change, cause.reason ?? "");
			return false;
		}
		const { action, row, side } = cause.change;
		const reason = `not tried, because the ${action === "note" ? "note that keeps what it overwrites" : row?.table ?? side} was ${cause.outcome}: ${cause.reason ?? ""}`;
		this.#record(change, {
			outcome: cause.outcome === "stale" ? "stale" : "failed",
			reason,
			sent: false
		});
		return false;
	}
	/**
	* A referral that was refused for what it says leaves the row to take the rest; nothing else does. A close
	* may follow from what the referral was to become.
	*/
	#blockerOf(change) {
		if (change.action === "note") return void 0;
		const note = this.#outcomeOf(change, "note");
		const referral = change.side === "opportunity" || change.action === "invite" ? this.#outcomeOf(change, "referral") : void 0;
		return [
			note,
			isLast(change) ? this.#outcomeOf(change, "opportunity") : void 0,
			referral?.outcome === "rejected" && change.action !== "close" && change.action !== "invite" ? void 0 : referral,
			this.#missingAccount(change)
		].find((one) => one && one.outcome !== "applied");
	}
	/** An account that could not be made. One that was there already (`stale`) serves as well. */
	#missingAccount(change) {
		const outcome = this.#otherRows.get(wantedAccount(change) ?? "");
		return outcome?.outcome === "stale" ? void 0 : outcome;
	}
	#record(change, result, untried = false) {
		const isApplied = result.outcome === "applied";
		const outcome = {
			change,
			intent: this.#intentOf(change),
			outcome: result.outcome,
			reason: isApplied ? null : result.reason,
			sent: result.outcome === "failed" ? result.sent : true,
			...untried ? { untried } : {},
			etag: isApplied ? result.etag : null,
			modified: isApplied ? result.modified : null,
			...isApplied && result.created ? { created: result.created } : {}
		};
		this.#outcomes.push(outcome);
		const { action } = change;
		const record = action === "note" || action === "invite" ? action : change.side;
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
	return chainedFile(entries, [
		...entries.recovered.map((one) => recoveredLine(one)),
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
	], previous);
}
/** Lines of one run, after a header that names the file before. */
function chainedFile({ run, at, mapping }, lines, previous) {
	const content = `${[{
		v: 1,
		kind: "run",
		run,
		at,
		mapping,
		previous
	}, ...lines].map((line) => JSON.stringify(line)).join("\n")}\n`;
	return {
		path: `audit/${at.slice(0, 10).replaceAll("-", "/")}/${run}.jsonl`,
		content,
		sha256: hashOf(content)
	};
}
/** By which the next file names this one. */
function hashOf(content) {
	return createHash("sha256").update(content).digest("hex");
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
		...one.created ? { created: one.created.id } : {},
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
/** `unclear`: a person has changed the same referral since, so that it cannot be told whether it arrived. */
const RECOVERED = {
	applied: "applied",
	superseded: "not applied",
	unclear: "unclear"
};
function recoveredLine({ intent, fate, created }) {
	const { id, side, action, referral, opportunity, row, fields } = intent;
	return {
		kind: "recovered",
		intent: id,
		side,
		action,
		referral,
		opportunity,
		...row ? { row } : {},
		...created ? { created } : {},
		outcome: RECOVERED[fate],
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
			...loaded,
			state,
			head
		};
	}
	/** Commits what is about to be written; does nothing when that is nothing. */
	async journal({ state, head }, settled, intents) {
		if (intents.length === 0) return head;
		const ids = new Set(intents.map(({ id }) => id));
		const open = [...withFindings(settled).filter(({ id }) => !ids.has(id)), ...intents];
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
		return written.outcomes.length > 0 || written.recovered.length > 0 || before.mapping !== next.mapping || canonicalJson(before.waiting) !== canonicalJson(next.waiting) || canonicalJson(before.journal) !== canonicalJson(next.journal) || written.looked > 0 || written.pages > 1 || age >= HEARTBEAT_MS;
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
// src/commands/own-writes.ts
/** Dataverse puts at most so many rows into one answer ("Page results", `odata.maxpagesize`). */
const ROWS_AT_ONCE = 5e3;
/**
* The cursor behind what this run wrote, when that is more than one answer holds: else every run until the
* next commit would page through all of it. Fewer rows cost the next run the one request that it makes anyway.
*
* The cursor stays where it is when anything else changed meanwhile, because that is for the next run to see.
*/
async function cursorPast(outcomes, cursor, opportunities) {
	const ours = etagsOf(outcomes);
	if (cursor.delta === null || ours.size <= ROWS_AT_ONCE) return cursor;
	let foreign = 0;
	try {
		const read = await opportunities.readChanged(cursor, (rows) => {
			foreign += rows.filter((row) => !ours.has(row.etag)).length;
		});
		return read.full || foreign > 0 ? cursor : read.cursor;
	} catch (error) {
		if (error instanceof CosellError) return cursor;
		throw error;
	}
}
/** Row versions never repeat in an environment, so the etag alone says that a row is as this run left it. */
function etagsOf(outcomes) {
	const rows = outcomes.filter(({ change }) => change.side === "opportunity" && change.action !== "note" && !change.row);
	return new Set(rows.flatMap(({ etag }) => etag ?? []));
}
// src/reconcile/receipt.ts
const receiptSchema = object({
	mapping: string(),
	deals: record(string(), record(string(), string()))
});
function receiptOf(plan, mapping, keyed) {
	const deals = {};
	const note = (referral, what, content) => {
		const deal = deals[referral] ?? {};
		deal[what] = keyed(JSON.stringify([
			referral,
			what,
			content
		])).slice(0, 12);
		deals[referral] = deal;
	};
	for (const change of plan.changes) {
		const { referral } = change.link;
		if (change.fields.length === 0) note(referral, describe(change), null);
		for (const { field, to } of change.fields) note(referral, `${describe(change)}: ${field}`, to);
	}
	for (const { link, field, winner } of plan.conflicts) note(link.referral, `conflict: ${field}`, winner);
	for (const { link, field, side, reason } of plan.held) note(link.referral, `held back: ${field ?? side}`, reason);
	for (const { referral, text } of plan.questions) note(referral, "held back", text);
	return {
		mapping,
		deals
	};
}
function describe({ side, action, row }) {
	const table = row ? `${row.table} ` : "";
	return `${side === "referral" ? "Partner Center" : "CRM"} ${table}${action}`;
}
/** As one word that fits into a comment in Markdown. */
function formatReceipt(receipt) {
	return deflateRawSync(JSON.stringify(receipt)).toString("base64url");
}
/** A receipt of more than this was not made by us. */
const LARGEST_RECEIPT = 8388608;
/** `null` when it is not what `formatReceipt` wrote: people may edit comments. */
function parseReceipt(word) {
	try {
		const bytes = inflateRawSync(Buffer.from(word, "base64url"), { maxOutputLength: LARGEST_RECEIPT });
		return receiptSchema.parse(JSON.parse(bytes.toString()));
	} catch {
		return null;
	}
}
/** What of a plan is different now, one sentence each, sorted by deal. */
function differences(reviewed, now) {
	const sentences = [.../* @__PURE__ */ new Set([...Object.keys(reviewed.deals), ...Object.keys(now.deals)])].sort().flatMap((deal) => {
		const before = reviewed.deals[deal] ?? {};
		const after = now.deals[deal] ?? {};
		return [.../* @__PURE__ */ new Set([...Object.keys(before), ...Object.keys(after)])].sort().flatMap((what) => {
			const how = change(before[what], after[what]);
			return how === null ? [] : [`deal ${deal.slice(0, 8)}: ${what} ${how}`];
		});
	});
	return [...reviewed.mapping === now.mapping ? [] : ["the mapping is not the one of the review"], ...sentences];
}
function change(before, after) {
	if (before === after) return null;
	if (before === void 0) return "is new";
	return after === void 0 ? "is not planned any more" : "would write another value";
}
// src/commands/reviewed.ts
/** A message has to be read at a glance; the new plan has all of it. */
const MOST_DIFFERENCES = 12;
/**
* A run that is bound to a reviewed plan says how its own plan differs, as far as the review can still be found.
* When it cannot, the guard refuses with the digests alone.
*
* @throws RefusalError in words, before anything is written.
*/
async function refuseOtherPlan({ plan, digest }, { limits, mapping, keyed }, ports) {
	const { expectedDigest } = limits;
	if (expectedDigest === null || expectedDigest === digest) return;
	const word = await findReceipt$1(expectedDigest, ports);
	const reviewed = word === null ? null : parseReceipt(word);
	if (!reviewed) return;
	const all = differences(reviewed, receiptOf(plan, mapping.digest, keyed));
	const more = all.length > MOST_DIFFERENCES ? [`and ${all.length - MOST_DIFFERENCES} more`] : [];
	const told = [...all.slice(0, MOST_DIFFERENCES), ...more].map((line) => `- ${line}`);
	throw new RefusalError(`The plan is not the one that was reviewed (expected ${expectedDigest.slice(0, 12)}, now ${digest.slice(0, 12)}):\n${told.join("\n")}\nNothing was written.`, "Review the new plan and pass its digest as expected-plan-digest.");
}
async function findReceipt$1(digest, ports) {
	try {
		return await ports.findReceipt(digest);
	} catch (error) {
		if (!(error instanceof CosellError)) throw error;
		ports.progress(`the reviewed plan could not be looked up: ${error.message}`);
		return null;
	}
}
// src/commands/webhooks-watch.ts
/**
* Whether Partner Center still sends its notifications to us, as whoever registers last gets them all. It is
* asked by the first run of an hour that commits, so an ordinary run pays nothing for it: a sync needs no
* webhook, and is only slower without.
*/
async function watchRegistration(webhooks, { state, registrationFile }, next) {
	if (!webhooks || registrationFile === void 0 || hourOf(state) === hourOf(next)) return [];
	try {
		const memory = parseRegistrationMemory(registrationFile);
		const drift = memory.ours && driftOf(memory, await webhooks.registration());
		return drift ? [`${drift} Changes still arrive with the schedule; run the command webhooks again.`] : [];
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
const MOST_ATTEMPTS$1 = 3;
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
	for (let attempt = 1; attempt <= MOST_ATTEMPTS$1; attempt++) {
		const result = await syncOnce(options, ports);
		if (result !== OVERTAKEN) return result;
		ports.progress("another run moved the state branch first: planning again");
	}
	throw new StateError(`Branch ${options.branch} moved ${MOST_ATTEMPTS$1} times while this run was planning. Nothing was written.`, "Give the workflow a concurrency group, so that one sync runs at a time.");
}
/** `OVERTAKEN` when the branch moved before anything was written: then it is safe to begin again. */
async function syncOnce(options, ports) {
	const ledger = new Ledger(ports.state, options);
	const loaded = await ledger.takeOver(await load(ports.state, options.branch));
	if (loaded === OVERTAKEN) return loaded;
	const planned = await makePlan(ports, loaded, options);
	const linked = planned.pulled.reads?.linked ?? loaded.state.linked;
	await refuseOtherPlan(planned, options, ports);
	guard$1(planned.plan, planned.digest, linked, options.limits);
	const intents = announce(planned.plan, {
		run: options.run,
		at: ports.clock.now().toISOString(),
		fingerprint: options.fingerprint,
		open: planned.settled.filter(({ fate }) => fate === "open").map(({ intent }) => intent)
	});
	const head = await ledger.journal(loaded, planned.settled, intents);
	if (head === OVERTAKEN) return head;
	const writes = createWrites(options.mapping, planned.lookups, ports.clock.now().toISOString());
	using stop = ports.listenForStop();
	const outcomes = await apply(ports, {
		plan: planned.plan,
		intents,
		merges: planned.merges
	}, {
		writes,
		stop
	});
	const reads = await readsAfter(planned, outcomes, ports);
	const next = checkpoint(loaded.state, factsOf(options, ports, planned, {
		intents,
		outcomes,
		reads
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
async function readsAfter({ pulled: { reads } }, outcomes, ports) {
	if (!reads) return null;
	return {
		...reads,
		opportunities: await cursorPast(outcomes, reads.opportunities, ports.opportunities)
	};
}
function factsOf(options, ports, planned, written) {
	return {
		run: options.run,
		now: ports.clock.now().toISOString(),
		mappingDigest: options.mapping.digest,
		unreadable: planned.pulled.unreadable,
		looked: planned.pulled.looked,
		unwanted: planned.pulled.unwanted,
		merges: planned.merges,
		questions: planned.questions,
		settled: planned.settled,
		...written
	};
}
async function finish(finished) {
	const { ledger, loaded, planned, outcomes, next, options, ports } = finished;
	const recovered = planned.settled.flatMap(({ fate, ...one }) => fate === "open" || fate === "audited" ? [] : [{
		...one,
		fate
	}]);
	const { plan, digest } = planned;
	const commit = await ledger.commit(loaded, next, {
		plan,
		outcomes,
		recovered,
		looked: planned.merges.length,
		pages: planned.pulled.pages
	});
	const notices = commit !== null && commit !== OVERTAKEN ? await watchRegistration(ports.webhooks, loaded, next) : [];
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
		overtaken: commit === OVERTAKEN,
		notices
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
// src/mapping/check-share.ts
/** What Partner Center wants of every referral, and where an opportunity may say it. */
const NEEDED = [
	"name",
	"details.dealValue",
	"details.closingDateTime",
	"details.requirements.solutions"
];
/** Without a field for each of these, no opportunity could ever be shared. */
function checkShare({ share, fields }) {
	if (!share) return [];
	const paths = Object.values(fields).filter(({ direction }) => direction !== "referral to opportunity").flatMap(({ referral }) => [referral].flat());
	return NEEDED.filter((path) => !paths.includes(path)).map((path) => ({
		path: ["share"],
		message: `share: Partner Center wants ${path} of every referral; map it, and not only from the referral to the opportunity`
	}));
}
// src/mapping/column-places.ts
/** Every column of the table that the mapping names, those of the sync itself first. */
function columnPlaces(document, table) {
	const { accounts, leads, share, fields } = document;
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
		case "contact": return namedIn(share?.["contact columns"] ?? {}, ["share", "contact columns"]);
	}
}
/** Columns of the opportunity that are only looked at, so that a field may well write them. */
function readPlaces({ share }) {
	const { when, account, contact, consent } = share ?? {};
	return namedIn({
		when,
		account,
		contact,
		consent
	}, ["share"]);
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
	"details.requirements.solutions",
	"consent.consentToShareReferralWithMicrosoftSellers"
]);
/**
* Columns of the opportunity that Dataverse fills itself (opportunity EntityType reference): a value that is
* sent for one of them is dropped without a word, so the field would never come into step.
*/
const FILLED_BY_THE_CRM = /* @__PURE__ */ new Set([
	"opportunityid",
	"createdon",
	"createdby",
	"modifiedon",
	"modifiedby",
	"versionnumber",
	"exchangerate",
	"estimatedvalue_base",
	"actualvalue_base",
	"budgetamount_base",
	"totalamount_base"
]);
/** Only the close actions may set them (error 0x80100005), and those go with `as: status`. */
const CLOSED_BY_ACTION = /* @__PURE__ */ new Set(["statecode", "statuscode"]);
/** Rules between keys that a schema cannot say. */
function crossCheck(document) {
	return [
		...checkColumns(document),
		...checkPaths(document),
		...checkAccounts(document),
		...checkShare(document),
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
		if (field.direction === "referral to opportunity" || field.as === "decision") continue;
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
		...checkTarget(name, field),
		...checkValues(name, field),
		...checkAlsoRead(name, field),
		...checkStates(name, field)
	];
}
function checkDirection(name, field) {
	if (field.direction === "referral to opportunity") return [];
	if (field.as === "referral link") {
		const message = `fields > ${name}: a referral link is made from the referral and has no way back; use direction: referral to opportunity`;
		return [{
			path: [
				"fields",
				name,
				"direction"
			],
			message
		}];
	}
	return [field.referral].flat().filter((path) => !WRITABLE_PATHS.has(path)).map((path) => ({
		path: [
			"fields",
			name,
			"direction"
		],
		message: `fields > ${name}: Partner Center does not let a partner change ${path}; use direction: referral to opportunity${didYouMean(path, [...WRITABLE_PATHS])}`
	}));
}
/** The other way round: what may be written to the row. */
function checkTarget(name, field) {
	if (field.direction === "opportunity to referral") return [];
	const path = [
		"fields",
		name,
		"opportunity"
	];
	return [field.opportunity].flat().flatMap((column) => {
		if (FILLED_BY_THE_CRM.has(column)) {
			const message = `fields > ${name}: the CRM fills ${column} itself; use direction: opportunity to referral`;
			return [{
				path,
				message
			}];
		}
		if (field.as === "status" || !CLOSED_BY_ACTION.has(column)) return [];
		return [{
			path,
			message: `fields > ${name}: ${column} can only be written by a field with as: status`
		}];
	});
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
function checkAlsoRead(name, field) {
	if (field.as !== "choice") return [];
	const known = Object.keys(field.values);
	return Object.entries(field["also read"]).flatMap(([code, meant]) => {
		const path = [
			"fields",
			name,
			"also read",
			code
		];
		const place = `fields > ${name} > also read > ${code}`;
		if (known.includes(code)) return [{
			path,
			message: `${place}: ${code} is in values already`
		}];
		if (known.includes(meant)) return [];
		return [{
			path,
			message: `${place}: ${meant} is not one of values${didYouMean(meant, known)}`
		}];
	});
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
// src/mapping/schema-guards.ts
const guard = _enum([
	"allow",
	"hold",
	"never"
]).default("allow");
const guardsSchema = strictObject({
	share: guard.describe("Making a deal visible to Microsoft's sellers"),
	"ask help": guard.describe("Asking Microsoft for help with a deal"),
	close: guard.describe("Closing a referral in Partner Center")
}).prefault({}).describe("Steps that cannot be undone: taken at once, held until a person approves, or never taken");
// src/mapping/schema-leads.ts
/** The words for referrals by their origin; the mapping and the reports use these. */
const REFERRAL_KINDS = [
	"qualified lead",
	"marketplace lead",
	"co-sell"
];
const common$1 = {
	when: _enum(["always", "create"]).default("always").describe("create: filled once, then left alone"),
	blank: _enum(["protect", "propagate"]).default("protect").describe("propagate: emptying the referral empties the lead"),
	audit: _enum(["value", "hidden"]).default("hidden").describe("value: the field's values may appear in git, logs and comments; hidden: only that it changed")
};
/**
* The section of leads: a part of the same language, with fewer words. Leads only ever take, so a field has
* no direction and no conflicts.
*/
function leadsSchema({ column, path, status, fieldName, timeZone }) {
	const one = {
		referral: path,
		lead: column
	};
	const two = {
		referral: tuple([path, path]).describe("[amount, currency]"),
		lead: tuple([column, column]).describe("[amount, currency lookup]")
	};
	const field = discriminatedUnion("as", [
		strictObject({
			as: literal("text").describe("Free text"),
			...one,
			longest: int().min(1, "must be at least 1").describe("Characters that the column holds"),
			...common$1
		}),
		strictObject({
			as: literal("money").describe("An amount with its currency; never converted"),
			...two,
			...common$1
		}),
		strictObject({
			as: literal("date").describe("A calendar date"),
			...one,
			"time zone": timeZone.optional().describe("Zone whose midnights the portal stores"),
			...common$1
		}),
		strictObject({
			as: literal("choice").describe("One of a list that both sides spell differently"),
			...one,
			values: record(string(), union$1([int(), literal("blank")])).describe("Referral code: option value of the column, or blank"),
			...common$1
		}),
		strictObject({
			as: literal("referral link").describe("Address of the referral in the portal"),
			...one,
			...common$1
		})
	]);
	return strictObject({
		columns: strictObject({
			"referral identifier": column,
			base: column
		}).describe("Columns of the lead that cosell-sync owns"),
		referrals: referralsOf(status),
		fields: record(fieldName, field).describe("What a lead takes from its referral")
	}).describe("Referrals that become leads before they become opportunities");
}
function referralsOf(status) {
	return strictObject({
		kinds: array(_enum(REFERRAL_KINDS)).min(1, "needs at least one kind").describe("Which referrals become leads first"),
		"become leads": array(status).min(1, "needs at least one state").describe("Referrals of these kinds are leads in these states, and opportunities afterwards")
	}).describe("Which referrals are leads first");
}
// src/mapping/schema-seller.ts
const sellerStates = strictObject({
	synced: int().describe("Option value: both sides are in step"),
	waiting: int().describe("Option value: a change waits for the next run, or for the other side"),
	conflict: int().describe("Option value: both sides changed a field, and a person has to decide"),
	"needs attention": int().describe("Option value: something else that a person has to mend")
}).describe("Option value of the column for each state");
// src/mapping/schema-share.ts
const COLUMN$1 = string().regex(/^[a-z][a-z0-9_]*$/, "is not a column's logical name: lower-case letters, digits and _");
/** Columns of the contact table as Dynamics 365 ships it (contact entity reference). */
const contactColumns = strictObject({
	"first name": COLUMN$1.default("firstname").describe("Given name"),
	"last name": COLUMN$1.default("lastname").describe("Family name"),
	email: COLUMN$1.default("emailaddress1").describe("E-mail address"),
	telephone: COLUMN$1.default("telephone1").describe("Telephone number"),
	title: COLUMN$1.default("jobtitle").describe("Job title")
}).prefault({});
const shareSchema = strictObject({
	when: COLUMN$1.describe("Yes/no column of the opportunity: a seller wants the deal in Partner Center"),
	account: COLUMN$1.default("parentaccountid").describe("Lookup of the opportunity: the customer"),
	contact: COLUMN$1.default("parentcontactid").describe("Lookup of the opportunity: the customer's contact"),
	consent: COLUMN$1.optional().describe("Yes/no column of the opportunity: the customer agreed that its data is passed on"),
	"purchase intent": _enum([
		"HaveNotDecided",
		"Yes",
		"No"
	]).default("HaveNotDecided").describe("Whether the customer will buy through the marketplace"),
	"contact columns": contactColumns.describe("Columns of the contact table")
}).describe("Opportunities that sellers bring to Partner Center");
// src/mapping/schema-text.ts
const LONGEST = int().min(1, "must be at least 1").meta({
	description: "Characters that the shorter side holds; no more are compared",
	examples: [2e3]
});
const MARKS = string().default("").describe("Characters that do not count at the ends, such as the ✔ of another connector");
// src/mapping/time-zone.ts
/** Whether this is an IANA time zone that the runtime knows. */
function isTimeZone(name) {
	try {
		new Intl.DateTimeFormat("en", { timeZone: name });
		return true;
	} catch {
		return false;
	}
}
// src/mapping/schema.ts
/**
* The mapping language. Descriptions are written for the revenue-operations person: they end up in the
* published JSON Schema, where editors show them.
*/
const COLUMN = string().regex(/^[a-z][a-z0-9_]*$/, "is not a column's logical name: lower-case letters, digits and _").meta({
	description: "Logical name of a column of the opportunity table",
	examples: ["estimatedvalue"]
});
const PATH = string().regex(/^[a-zA-Z]+(\.([a-zA-Z]+|\d+))*$/, "is not a property path such as details.dealValue").meta({
	description: "Property of the referral, with dots between the levels; the first of a list is 0",
	examples: ["details.dealValue"]
});
const TIME_ZONE = string().refine(isTimeZone, "is not an IANA time zone such as Europe/Berlin");
const STATUS = string().regex(/^[A-Za-z]+\/[A-Za-z]+$/, "is not a status and substatus such as Active/Accepted").meta({
	description: "Status and substatus of a referral",
	examples: ["Active/Accepted"]
});
/** A record looks a field up by its name: `constructor` would find what every JavaScript object has. */
const FIELD_NAME = string().refine((name) => !(name in {}), "is a name that cannot be used for a field");
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
const ONLY_SHOWN = literal("referral to opportunity", "must be referral to opportunity: it is only shown there").default("referral to opportunity").describe("Only this way");
const onePath = {
	referral: PATH,
	opportunity: COLUMN
};
const NEEDS_ONE = "needs at least one value: the first one is what is written";
const stateValues = strictObject({
	referral: array(STATUS).min(1, NEEDS_ONE).describe("The first one is what is written"),
	opportunity: array(int()).min(1, NEEDS_ONE).describe("statuscode values; the first one is what is written")
}).describe("States of a referral, and reasons of an opportunity, that mean the same");
const field = discriminatedUnion("as", [
	strictObject({
		as: kind("text", "Free text"),
		...onePath,
		longest: LONGEST,
		marks: MARKS,
		...common
	}),
	strictObject({
		as: kind("money", "An amount with its currency; never converted"),
		referral: twoOf(PATH, "[amount, currency]"),
		opportunity: twoOf(COLUMN, "[amount, currency lookup]"),
		...common
	}),
	strictObject({
		as: kind("date", "A calendar date"),
		...onePath,
		"time zone": TIME_ZONE.optional().meta({
			description: "Zone whose midnights the portal stores; without it, the nearest UTC midnight",
			examples: ["Europe/Berlin"]
		}),
		...common
	}),
	strictObject({
		as: kind("choice", "One of a list that both sides spell differently"),
		...onePath,
		values: record(string(), union$1([int(), literal("blank")])).meta({
			description: "Referral code: option value of the column, or blank",
			examples: [{
				Unknown: "blank",
				GeneralOrOther: 727000005
			}]
		}),
		"also read": record(string(), string()).default({}).describe("Other codes that Partner Center may send: the code in values that they mean"),
		...common
	}),
	strictObject({
		as: kind("solutions", "A set of solution ids"),
		...onePath,
		...common
	}),
	strictObject({
		as: kind("team", "A set of people, by their e-mail addresses"),
		...onePath,
		...common
	}),
	strictObject({
		as: kind("latch", "A Yes that cannot be taken back"),
		...onePath,
		...common,
		blank: literal("propagate", "must be propagate: a latch is never blank on purpose").default("propagate").describe("Always propagate")
	}),
	strictObject({
		as: kind("referral link", "Address of the referral in the portal, made of its id"),
		...onePath,
		...common
	}),
	strictObject({
		as: kind("status", "Where the deal stands"),
		referral: twoOf(PATH, "[status, substatus]"),
		opportunity: twoOf(COLUMN, "[statecode, statuscode]"),
		values: strictObject({
			open: stateValues,
			won: stateValues,
			lost: stateValues
		}).describe("What counts as open, won and lost on each side"),
		...common
	}),
	strictObject({
		as: kind("decision", "How a seller answers a new referral"),
		referral: twoOf(PATH, "[status, substatus]"),
		opportunity: COLUMN,
		values: strictObject({
			accept: int().describe("Option value that accepts"),
			decline: int().describe("Option value that declines")
		}).describe("Option values of the column by which a seller answers a new referral"),
		...common,
		direction: literal("opportunity to referral", "must be opportunity to referral: it is a command").default("opportunity to referral").describe("Only this way")
	}),
	strictObject({
		as: kind("closing reason", "Why a deal was declined or lost"),
		...onePath,
		longest: LONGEST,
		"by status code": record(string().regex(/^\d+$/, "is not a statuscode"), string().min(1)).default({}).describe("statuscode of a lost opportunity: the reason that Partner Center is told"),
		...common
	}),
	strictObject({
		as: kind("referral status", "Status and substatus in words, only shown"),
		referral: twoOf(PATH, "[status, substatus]"),
		opportunity: COLUMN,
		...common,
		direction: ONLY_SHOWN
	}),
	strictObject({
		as: kind("first text", "The first of several texts that is not blank, only shown"),
		referral: array(PATH).min(2, "needs at least two properties, in the order in which they count").describe("Properties, the first that is not blank counts"),
		opportunity: COLUMN,
		longest: LONGEST,
		...common,
		direction: ONLY_SHOWN
	})
]);
const mappingSchema = strictObject({
	version: literal(1, "must be 1, the only version there is").meta({ description: "Version of the mapping language" }),
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
	referrals: strictObject({ "become opportunities": array(STATUS).describe("Referrals in these states get an opportunity when they have none") }).describe("Which referrals are dealt with, and how"),
	guards: guardsSchema,
	accounts: accountsSchema.optional(),
	share: shareSchema.optional(),
	leads: leadsSchema({
		column: COLUMN,
		path: PATH,
		status: STATUS,
		fieldName: FIELD_NAME,
		timeZone: TIME_ZONE
	}).optional(),
	fields: record(FIELD_NAME, field).describe("What is kept in step. The name of a field is yours: plans, summaries and the audit log use it")
});
const LEAD_FIELD_KINDS = mappingSchema.shape.leads.unwrap().shape.fields.valueType.options.map((option) => option.shape.as.value);
const FIELD_KINDS = field.options.map((option) => option.shape.as.value);
function kind(name, description) {
	return literal(name).describe(description);
}
function twoOf(part, names) {
	return tuple([part, part], `must be a list of two: ${names}`).describe(`Two places that mean something only together: ${names}`);
}
// src/mapping/mistakes.ts
/** What the schema found, in words of the file: where it is, what stands there, what should. */
function mistakes(issues, document) {
	const version = valueAt(document, ["version"]);
	if (typeof version === "number" && version > 1) return [tooNew(version)];
	return issues.flatMap((issue) => {
		if (issue.path.length === 0 && issue.code === "invalid_type") return [notAMapping(document)];
		if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownKey(key, issue, document));
		if (isWrongKind(issue)) return [wrongKind(issue, document)];
		if (issue.code === "invalid_key") return issue.issues.map(({ message }) => named$2(issue.path, message));
		const found = valueAt(document, issue.path);
		return [named$2(issue.path, found === void 0 ? "is missing" : wrongValue(issue, found))];
	});
}
function tooNew(version) {
	return {
		path: ["version"],
		message: `version ${version} is newer than this cosell-sync reads (1); use a newer release of it, or the mapping of before`
	};
}
function named$2(path, message) {
	return {
		path,
		message: `${placeOf$1(path)} ${message}`
	};
}
/** `fields > status > values > won > referral > item 2`. */
function placeOf$1(path) {
	return path.map((key) => typeof key === "number" ? `item ${key + 1}` : String(key)).join(" > ");
}
function notAMapping(document) {
	return {
		path: [],
		message: document === void 0 || document === null ? "the mapping is empty; its first key is version: 1" : `a mapping is made of keys such as version: 1, this is ${shown$2(document)}`
	};
}
function unknownKey(key, { path }, document) {
	const message = `unknown key "${key}"${path.length > 0 ? ` in ${placeOf$1(path)}` : ""}${didYouMean(key, keysAt(path, document))}`;
	return {
		path: [...path, key],
		message
	};
}
/** The keys that the language has at this place. */
function keysAt(path, document) {
	const { columns, referrals, fields, accounts, share } = mappingSchema.shape;
	if (path.length === 0) return Object.keys(mappingSchema.shape);
	if (path[0] === "columns") return Object.keys(columns.shape);
	if (path[0] === "referrals") return Object.keys(referrals.shape);
	if (path[0] === "accounts") {
		const { shape } = accounts.unwrap();
		return Object.keys(path.length === 1 ? shape : shape.columns.unwrap().shape);
	}
	if (path[0] === "share") {
		const { shape } = share.unwrap();
		return Object.keys(path.length === 1 ? shape : shape["contact columns"].unwrap().shape);
	}
	if (path[0] === "leads") return keysOfLeads(path.slice(1), document);
	const kind = valueAt(document, [...path.slice(0, 2), "as"]);
	const field = fields.valueType.options.find((option) => option.shape.as.value === kind);
	if (path.length === 2) return Object.keys(field?.shape ?? {});
	if (kind === "decision") return ["accept", "decline"];
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
	if (kind === void 0) return named$2(path, `is missing; it is one of: ${kinds.join(", ")}`);
	const meant = typeof kind === "string" ? didYouMean(kind, kinds) : "";
	return named$2(path, `must be one of: ${kinds.join(", ")}; this is ${shown$2(kind)}${meant}`);
}
function wrongValue(issue, found) {
	if (issue.code === "invalid_value" && issue.values.length > 1) {
		const known = issue.values.map(String);
		const meant = typeof found === "string" ? didYouMean(found, known) : "";
		return `must be one of: ${known.join(", ")}; this is ${shown$2(found)}${meant}`;
	}
	if (issue.code === "invalid_type" && issue.expected !== "tuple") return `must be ${EXPECTED[issue.expected] ?? issue.expected}; this is ${shown$2(found)}`;
	return `${issue.code === "invalid_union" ? "must be the number of an option, or blank" : issue.message}; this is ${shown$2(found)}`;
}
const EXPECTED = {
	string: "text",
	number: "a number",
	int: "a whole number",
	array: "a list such as [a, b]",
	object: "keys with values",
	record: "keys with values"
};
function shown$2(value) {
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
/** In the order of the file. */
function byPlace(a, b) {
	return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
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
	return compileMapping(readDocument(text, file), file);
}
/** As `loadMapping`, but only as far as it stands in the file. */
function readDocument(text, file) {
	const document = parseYaml(text, file);
	const parsed = mappingSchema.safeParse(document.value);
	const findings = parsed.success ? crossCheck(parsed.data) : mistakes(parsed.error.issues, document.value);
	if (findings.length > 0) throw failure$1(findings, document, file);
	if (!parsed.success) throw parsed.error;
	return parsed.data;
}
function failure$1(findings, document, file) {
	return new ConfigurationError(findings.map(({ path, message }) => problemAt(file, document.locate(path), message)).sort(byPlace), "Correct the mapping; docs/mapping.md describes every key.");
}
// src/mapping/missing-columns.ts
/** Property names that a mapping needs, as they stand in an answer: `name`, `_transactioncurrencyid_value`. */
function columnsByTable({ columns, leads, accounts, share }) {
	const ofAccounts = Object.values(accounts?.columns ?? {}).filter((column) => column !== void 0);
	return /* @__PURE__ */ new Map([
		["opportunity", columns],
		["lead", leads?.rows.columns ?? []],
		["account", ofAccounts],
		["contact", Object.values(share?.contactColumns ?? {})]
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
	return [...missing].flatMap(([table, names]) => [...columnPlaces(mapping, table), ...table === "opportunity" ? readPlaces(mapping) : []].filter(({ column }) => names.includes(column) || names.includes(`_${column}_value`)).map(({ column, path }) => problemAt(file, document.locate(path), messageFor(column, table))));
}
function messageFor(column, table) {
	return `Dataverse has no column ${column}${table === "opportunity" ? "" : ` in the ${table} table`}`;
}
// src/reconcile/fingerprint.ts
function keyedWith(key) {
	return (text) => createHmac("sha256", key).update(text).digest("hex");
}
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
/** A sentence that names columns, which are shown as code: `cosell_base`. Nothing else in it can be Markdown. */
function named$1(text) {
	return cell(text, 400).replaceAll(/\w+(?:&#95;\w+)+/g, (name) => `\`${name.replaceAll("&#95;", "_")}\``);
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
function count$1(number, noun) {
	return `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
}
/** The portal's address of a deal; its id is a GUID that the adapter has checked. */
function dealLink(referral) {
	return `[${referral.slice(0, 8)}](https://partner.microsoft.com/referrals/v2/inbox?id=${encodeURIComponent(referral)})`;
}
/** A deal goes by its referral; one that has none yet, by its opportunity. */
function dealOf({ referral, opportunity }) {
	return opportunity !== null && isProvisional({
		referral,
		opportunity
	}) ? `opportunity ${opportunity.slice(0, 8)}` : dealLink(referral);
}
// src/model/ports.ts
const SYSTEMS = [
	"partner-center",
	"dataverse",
	"sign-in",
	"github"
];
// src/report/refresh-token.ts
/** Each refresh token lives for 90 days; from here on somebody should find out why nothing renews it. */
const OLD_DAYS = 60;
const LIFETIME_DAYS$1 = 90;
const TITLE = "Refresh token";
const SEE = "docs/signing-in.md says how.";
/** For the foot of the summary; empty when nobody knows how old the token is. */
function refreshTokenText(status) {
	const { ageDays, renewed, problem } = status;
	if (renewed) return "Refresh token: renewed by this run";
	const failed = problem ? `; it could not be renewed: ${cell(problem, 400)}` : "";
	if (ageDays === null) return problem ? `Refresh token: of unknown age${failed}` : "";
	return `Refresh token: ${count$1(ageDays, "day")} old, of ${LIFETIME_DAYS$1}${failed}`;
}
/** What needs somebody's eyes. */
function refreshTokenWarnings({ ageDays, problem, multiFactor }) {
	const messages = [];
	if (problem) messages.push(`The refresh token could not be renewed. ${problem}`);
	if (ageDays !== null && ageDays >= OLD_DAYS) messages.push(`The refresh token is ${ageDays} days old, and Entra ends it after ${LIFETIME_DAYS$1}. Sign in again with \`cosell-sync login\`; ${SEE}`);
	if (multiFactor === false) messages.push(`The refresh token comes from a sign-in without multi-factor authentication, which Partner Center refuses (900421). Turn it on for the user and sign in again; ${SEE}`);
	return messages.map((message) => ({
		level: "warning",
		title: TITLE,
		message
	}));
}
// src/report/totals.ts
/** A change that somebody would notice; any other only notes what both sides agree on, or what one lost. */
function isSeen({ action, fields }) {
	return action === "create" || action === "qualify" || action !== "note" && fields.length > 0;
}
/** Actions that make a record somebody sees. */
const MAKES = [
	"create",
	"share",
	"invite"
];
function totalsOf({ plan, outcomes }) {
	const applied = outcomes.filter((one) => one.outcome === "applied").map((one) => one.change);
	return {
		changes: plan.changes.filter(isSeen).length,
		created: applied.filter(({ action }) => MAKES.includes(action)).length,
		updated: applied.filter((change) => !MAKES.includes(change.action) && isSeen(change)).length,
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
		`## Co-sell ${result.command}: ${headline$3(result, totals)}`,
		changesSection(result, options),
		conflictsSection$1(result.plan.conflicts, options),
		heldSection$1(result),
		warningsSection(result),
		approvalSection(result),
		recoveredSection(result),
		waitingSection(result),
		(result.notices ?? []).map(sentence).join("\n\n"),
		footer$1(result, totals, options)
	].filter((section) => section !== "").join("\n\n")}\n`;
}
/** The run in one line, also for a terminal and for the log. */
function headline$3(result, totals) {
	const attention = [
		totals.conflicts > 0 ? count$1(totals.conflicts, "conflict") : "",
		totals.held > 0 ? `${totals.held} held` : "",
		totals.failed > 0 ? `${totals.failed} not applied` : ""
	].filter((text) => text !== "");
	const done = result.command === "plan" ? `${count$1(totals.changes, "change")} planned` : `${count$1(totals.created, "record")} created, ${totals.updated} updated`;
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
	const made = change.action === "share" ? outcome?.created : void 0;
	return [
		dealOf(made ? {
			...change.link,
			referral: made.id
		} : change.link),
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
const HOW_TO_RESOLVE = "Make one side equal to the other, or say which is right: run `sync` with `resolve`, a line for each: `<referral id>.<field>=referral` or `=opportunity`.";
function conflictsSection$1(conflicts, { visible }) {
	if (conflicts.length === 0) return "";
	const rows = conflicts.map((conflict) => {
		const show = (text) => visible.has(conflict.field) ? value(text) : "(hidden)";
		const kept = conflict.winner === null ? "neither" : conflict.winner;
		return [
			dealOf(conflict.link),
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
function heldSection$1({ plan }) {
	const rows = [...plan.held.filter(({ awaits }) => awaits !== "approval").map(({ link, field, reason }) => [
		dealOf(link),
		cell(field ?? ""),
		sentence(reason)
	]), ...plan.questions.map(({ referral, text }) => [
		dealOf({
			referral,
			opportunity: null
		}),
		"",
		sentence(text)
	])];
	return rows.length === 0 ? "" : `### Held back\n\n${table([
		"Deal",
		"Field",
		"Why"
	], rows)}`;
}
function warningsSection({ plan }) {
	const rows = plan.warnings.map(({ link, text }) => [dealOf(link), sentence(text)]);
	return rows.length === 0 ? "" : `### Worth knowing\n\n${table(["Deal", "What"], rows)}`;
}
function approvalSection({ waiting, approvalDigest }) {
	if (approvalDigest === null) return "";
	const rows = waiting.flatMap((entry) => entry.awaits.map((what) => [dealOf(entry), sentence(what)]));
	const next = `To approve all of this, and nothing else, run \`sync\` with \`approve: ${approvalDigest}\`.`;
	return `### Waiting for approval\n\n${table(["Deal", "What"], rows)}\n\n${next}`;
}
function recoveredSection({ recovered }) {
	if (recovered.length === 0) return "";
	const number = (wanted) => recovered.filter(({ fate }) => fate === wanted).length;
	const unclear = number("unclear");
	const doubt = unclear > 0 ? ` Of ${unclear} it cannot be told, because somebody has changed the referral since.` : "";
	return `### Recovered\n\nAn earlier run stopped in the middle. Of its ${count$1(recovered.length, "announced change")}, ${number("applied")} had arrived and ${number("superseded")} had not; all are in the audit log now.${doubt}`;
}
/** What earlier runs left and this one did not mend; what is new is in the sections above. */
function waitingSection({ waiting, plan }) {
	const linked = [
		...plan.changes,
		...plan.conflicts,
		...plan.held,
		...plan.warnings
	].map((item) => item.link.referral);
	const news = /* @__PURE__ */ new Set([...linked, ...plan.questions.map((question) => question.referral)]);
	const isQuiet = ({ kind, awaits }) => kind === "unanswered" || awaits.length > 0;
	const older = waiting.filter((entry) => !news.has(entry.referral) && !isQuiet(entry));
	if (older.length === 0) return "";
	return `### Still waiting\n\n${table([
		"Deal",
		"Kind",
		"Fields",
		"Why",
		"Next try"
	], older.map((entry) => [
		dealOf(entry),
		entry.kind,
		cell(entry.fields.join(", ")),
		sentence(entry.reason),
		next(entry)
	]))}`;
}
function next({ nextAt, firstAt, tries }) {
	const since = `since ${firstAt.slice(0, 16).replace("T", " ")}, ${count$1(tries, "time")}`;
	return nextAt === null ? `when either side changes (${since})` : `${nextAt.slice(0, 16).replace("T", " ")} UTC (${since})`;
}
function footer$1(result, totals, { mappingFile, refreshToken }) {
	const requests = SYSTEMS.map((system) => `${system} ${result.requests[system]}`).join(" · ");
	return [
		totals.noted > 0 ? `${count$1(totals.noted, "opportunity row")} only noted what both sides agree on.` : "",
		result.overtaken ? "Another run took over while this one was writing; it audits what this one wrote." : "",
		`Requests: ${requests}`,
		`Plan digest: \`${result.digest}\` (mapping \`${mappingFile}\`)`,
		result.stateCommit ? `State commit: \`${result.stateCommit}\`` : "",
		refreshToken ? refreshTokenText(refreshToken) : ""
	].filter((line) => line !== "").join("  \n");
}
// src/report/review.ts
/** The report on a pull request that changes a mapping, as Markdown. */
function reviewReport(reviewed, options, examples = 3) {
	const { comparison, refusal } = reviewed;
	return `${[
		`## Co-sell plan: ${reviewHeadline(reviewed)}`,
		options.alone ?? "",
		refusal === null ? "" : `> **A sync would refuse this.** ${cell(refusal, 600)} To let it through, bind the sync to the digest below.`,
		fieldsSection(comparison, options, examples),
		createsLine(comparison),
		conflictsSection(comparison, examples),
		heldSection(comparison, examples),
		footer(reviewed, options)
	].filter((section) => section !== "").join("\n\n")}\n`;
}
/** The effect in one line. */
function reviewHeadline({ comparison }) {
	const { conflicts, held, questions } = comparison;
	const alone = changedBy(comparison, "added");
	const gone = changedBy(comparison, "removed");
	const anyway = changedBy(comparison, "kept");
	return [
		alone === 0 ? "this change writes nothing" : `this change writes ${count$1(alone, "record")}`,
		gone > 0 ? `no longer writes ${gone}` : "",
		anyway > 0 ? `${anyway} would be written anyway` : "",
		conflicts.added.length > 0 ? `${count$1(conflicts.added.length, "new conflict")}` : "",
		conflicts.removed.length > 0 ? `clears ${count$1(conflicts.removed.length, "conflict")}` : "",
		held.added.length + questions.added.length > 0 ? `${held.added.length + questions.added.length} held` : ""
	].filter((part) => part !== "").join(", ");
}
/** Field → what the change does with it, in a sentence, for those that it does anything with. */
function effectText({ fields, conflicts }) {
	const texts = [...new Set([
		...fields,
		...conflicts.added,
		...conflicts.removed
	].map(({ field }) => field))].map((name) => {
		const writes = fields.filter(({ field }) => field === name).flatMap((effect) => [effect.added.length > 0 ? `writes ${addedText(effect)} to ${systemOf(effect)}` : "", effect.removed.length > 0 ? `no longer writes ${effect.removed.length} to ${systemOf(effect)}` : ""]);
		const appear = conflicts.added.filter(({ field }) => field === name).length;
		const vanish = conflicts.removed.filter(({ field }) => field === name).length;
		return [name, [
			...writes,
			appear > 0 ? count$1(appear, "new conflict") : "",
			vanish > 0 ? `clears ${count$1(vanish, "conflict")}` : ""
		].filter((part) => part !== "").join(", ")];
	});
	return new Map(texts.flatMap(([name, text]) => text === "" ? [] : [[name, `${name}: ${text}`]]));
}
/** How many records have at least one such write, new ones included. */
function changedBy({ fields, creates }, kind) {
	const records = [...fields.flatMap((field) => field[kind].map(({ referral }) => `${field.side}/${field.table ?? ""}/${referral}`)), ...creates[kind].map(({ link, row }) => `opportunity/${row?.table ?? ""}/${link.referral}`)];
	return new Set(records).size;
}
function fieldsSection({ fields }, { visible, news }, examples) {
	if (fields.length === 0) return "";
	const rows = [...fields.filter(isChanged), ...fields.filter((effect) => !isChanged(effect))].map((effect) => [
		`**${cell(effect.field)}**${newText(news.get(effect.field))}`,
		systemOf(effect),
		addedText(effect),
		String(effect.removed.length),
		String(effect.kept.length),
		...examples > 0 ? [examplesOf(effect, visible, examples)] : []
	]);
	return `### Fields\n\nHow many records would have each field written.\n\n${table([
		"Field",
		"Written to",
		"By this change",
		"No longer",
		"Anyway",
		...examples > 0 ? ["Examples"] : []
	], rows, 100)}`;
}
function isChanged({ added, removed }) {
	return added.length + removed.length > 0;
}
/** A new field has no base: where both sides have a value, the mapping has to say whose counts. */
function newText(adopt) {
	return adopt === void 0 ? "" : `<br>never synced, adopt: ${cell(adopt)}`;
}
function addedText({ added }) {
	const over = added.filter((one) => one.overwrites).length;
	return over > 0 ? `${added.length} (${over} over what stands there)` : String(added.length);
}
function examplesOf({ added }, visible, most) {
	return added.slice(0, most).map((write) => `${dealLink(write.referral)} ${visible.has(write.field) ? movement(write) : "(hidden)"}`).join("<br>");
}
function movement({ from, to }) {
	return from === void 0 ? value(to) : `${value(from)} → ${value(to)}`;
}
function createsLine({ creates }) {
	return [null, ...OTHER_TABLES].map((table) => {
		const [added, removed, kept] = [
			"added",
			"removed",
			"kept"
		].map((kind) => creates[kind].filter(({ row }) => (row?.table ?? null) === table).length);
		if (added === 0 && removed === 0 && kept === 0) return "";
		return `New ${table === null ? "opportunities" : `${table}s`}: ${added} by this change, ${removed} no longer, ${kept} anyway.`;
	}).filter((line) => line !== "").join("  \n");
}
function conflictsSection({ conflicts }, examples) {
	const { added, removed, kept } = conflicts;
	const rows = byField([
		...added.map(({ field, link }) => ({
			field,
			referral: link.referral,
			what: "added"
		})),
		...removed.map(({ field, link }) => ({
			field,
			referral: link.referral,
			what: "removed"
		})),
		...kept.map(({ field, link }) => ({
			field,
			referral: link.referral,
			what: "kept"
		}))
	]).map(([field, own]) => [cell(field), ...[
		"added",
		"removed",
		"kept"
	].map((kind) => {
		const deals = own.filter(({ what }) => what === kind);
		const links = deals.slice(0, kind === "kept" ? 0 : examples).map(({ referral }) => dealLink(referral));
		return [String(deals.length), ...links].join(" ");
	})]);
	return rows.length === 0 ? "" : `### Conflicts\n\n${table([
		"Field",
		"Appear",
		"Vanish",
		"Stay"
	], rows)}`;
}
function byField(items) {
	return [...Map.groupBy(items, ({ field }) => field)].sort(([a], [b]) => a < b ? -1 : 1);
}
function heldSection({ held, questions }, examples) {
	const reasons = (kind) => [...held[kind].map(({ link, field, reason }) => ({
		referral: link.referral,
		field: field ?? "",
		reason
	})), ...questions[kind].map(({ referral, text }) => ({
		referral,
		field: "",
		reason: text
	}))];
	const rows = reasons("added").map(({ referral, field, reason }) => [
		dealLink(referral),
		cell(field),
		cell(reason, 400)
	]);
	const gone = reasons("removed").length;
	const stay = reasons("kept").length;
	if (rows.length + gone + stay === 0) return "";
	return `### Held back\n\n${`${rows.length} by this change, ${gone} no longer, ${stay} anyway.`}${rows.length > 0 && examples > 0 ? `\n\n${table([
		"Deal",
		"Field",
		"Why"
	], rows, examples * 5)}` : ""}`;
}
/** Partner Center takes one update each; Dataverse several rows in one request, which it counts one by one. */
function footer({ result, comparison }, { mappingFile }) {
	const { changes } = result.plan;
	const referrals = changes.filter((change) => change.side === "referral").length;
	const { before, after } = comparison.notes;
	const requests = SYSTEMS.map((system) => `${system} ${result.requests[system]}`).join(" · ");
	return [
		`A sync of all this sends ${count$1(referrals, "update")} to Partner Center and ${count$1(changes.length - referrals, "operation")} to the CRM, besides reading.`,
		after > 0 ? `Only to note how the two sides stand: ${count$1(after, "opportunity row")} (${before} without this change).` : "",
		`Requests of this plan: ${requests}`,
		`Plan digest: \`${result.digest}\` (mapping \`${mappingFile}\`)`
	].filter((line) => line !== "").join("  \n");
}
function systemOf({ side, table }) {
	if (side === "referral") return "Partner Center";
	return table === null ? "CRM" : `CRM ${table}`;
}
// src/report/comment.ts
/** GitHub takes 65,536 characters; some room is left for how it may count them. */
const LONGEST_BODY = 65e3;
const SHORTENED = "_Shortened to fit into a comment; the job summary has all of it._\n";
/** Begins the comment on a pull request, and is how it is found again; one for each mapping. */
function markerOf(mappingFile) {
	return `<!-- cosell-sync plan of ${mappingFile.replaceAll(/[^\w./-]/g, "_")} -->`;
}
/** How a sync that is bound to a plan finds what the review has left of it. */
function receiptLine(digest, receipt) {
	return `<!-- reviewed-plan ${digest} ${receipt} -->`;
}
/** The receipt of that plan in the text of a comment, or `null`. */
function receiptIn(text, digest) {
	return new RegExp(`<!-- reviewed-plan ${digest} ([\\w-]+) -->`).exec(text)?.[1] ?? null;
}
/**
* The comment on a pull request: the report, as much of it as GitHub takes.
*
* @param receipt What a later sync needs to say how its plan differs. First to go, as nobody reads it here.
*/
function reviewComment(reviewed, options, receipt) {
	const marker = markerOf(options.mappingFile);
	return [
		() => [reviewReport(reviewed, options, 3), receiptLine(reviewed.result.digest, receipt)],
		() => [reviewReport(reviewed, options, 3)],
		() => [reviewReport(reviewed, options, 1), SHORTENED],
		() => [reviewReport(reviewed, options, 0), SHORTENED],
		() => [
			`## Co-sell plan: ${reviewHeadline(reviewed)}\n`,
			digestLine(reviewed),
			SHORTENED
		]
	].map((step) => () => [marker, ...step()].join("\n")).map((body) => body()).find((body) => body.length <= LONGEST_BODY) ?? marker;
}
function digestLine({ result }) {
	return `Plan digest: \`${result.digest}\`\n`;
}
/** Takes the place of an earlier plan, which no longer says anything about the mapping as it is now. */
function failureComment(mappingFile, told) {
	const lines = told.split("\n").map((line) => `- ${cell(line, 400)}`);
	return [
		markerOf(mappingFile),
		"## Co-sell plan: there is none",
		"",
		...lines.slice(0, 100),
		""
	].join("\n");
}
// src/adapters/github-secrets.ts
const publicKey = object({
	key_id: string(),
	key: base64()
});
const metadata = object({ updated_at: datetime() });
/** A secret of a GitHub environment (REST reference, "Actions secrets": environment secrets). */
function openGithubSecret(options) {
	const { http, apiUrl, repository, environment, name, secretsToken } = options;
	const secrets = `${apiUrl}/repos/${repository}/environments/${encodeURIComponent(environment)}/secrets`;
	async function call(method, path, body) {
		const headers = {
			authorization: `Bearer ${secretsToken}`,
			accept: "application/vnd.github+json",
			"content-type": "application/json",
			"user-agent": "cosell-sync",
			"x-github-api-version": "2022-11-28"
		};
		const request = {
			system: "github",
			method,
			url: `${secrets}/${path}`,
			headers,
			repeatable: true
		};
		return http.send(body === void 0 ? request : {
			...request,
			body: JSON.stringify(body)
		});
	}
	async function key() {
		const response = await call("GET", "public-key");
		if (response.status !== 200) throw refused$2(options, response);
		return read$1(publicKey, response);
	}
	return {
		async read() {
			const response = await call("GET", name);
			if (response.status === 404) await key();
			else if (response.status !== 200) throw refused$2(options, response);
			const storedAt = response.status === 200 ? read$1(metadata, response).updated_at : null;
			return {
				token: options.token,
				storedAt
			};
		},
		async write(value) {
			const { key_id, key: recipient } = await key();
			const encrypted_value = await seal(value, recipient);
			const response = await call("PUT", name, {
				encrypted_value,
				key_id
			});
			if (response.status !== 201 && response.status !== 204) throw refused$2(options, response);
		}
	};
}
/** A sealed box: only GitHub can open it. */
async function seal(value, recipient) {
	const { default: sodium } = await import("./libsodium-wrappers.js");
	await sodium.ready;
	const sealed = sodium.crypto_box_seal(value, Buffer.from(recipient, "base64"));
	return Buffer.from(sealed).toString("base64");
}
function read$1(schema, { body }) {
	const result = schema.safeParse(parseJson$3(body));
	if (result.success) return result.data;
	throw new ContractError("GitHub's answer about the secret does not have the documented shape.", "Check that GITHUB_API_URL is that of a GitHub server, and report this if it is.");
}
function refused$2({ repository, environment, name }, { status }) {
	const what = `the secret ${name} of the environment ${environment}`;
	if (status === 429 || status >= 500) return new UnreachableError(`GitHub kept answering ${status} about ${what}.`, "Run again later.");
	const mend = {
		401: "Check secrets-token: it may have expired.",
		403: "secrets-token needs the permission Environments: write in this repository; a workflow's own token never has it.",
		404: `Check environment-secret: ${repository} must have the environment ${environment}, and secrets-token must see it.`
	}[status] ?? "Check environment-secret; the name of a secret has letters, digits and underscores.";
	return new ServiceError(`GitHub refused access to ${what} (${status}).`, mend, status, "");
}
// src/adapters/key-vault.ts
/** Vaults of the sovereign clouds have other names, and their tokens another audience. */
const SERVICES = [
	"vault.azure.net",
	"vault.usgovcloudapi.net",
	"vault.azure.cn"
];
const VERSION = "api-version=7.4";
/** How long Entra lets a refresh token live: from then on the vault calls the secret expired. */
const LIFETIME_DAYS = 90;
/** What a token for this vault has to be asked for; the public cloud's for a name that says nothing. */
function vaultAudience(url) {
	const { hostname } = new URL(url);
	return `https://${SERVICES.find((name) => hostname.endsWith(`.${name}`)) ?? "vault.azure.net"}`;
}
/**
* One secret of Azure Key Vault (REST reference, "Get Secret" and "Set Secret"). Every write adds a version;
* the older ones stay until somebody removes them.
*/
function openKeyVault({ http, clock, token, url }) {
	const { origin, host, pathname } = new URL(url);
	const address = `${origin}${pathname.replace(/\/$/, "")}?${VERSION}`;
	const send = authorised({
		http,
		token,
		refused: (response) => refused$1(host, response)
	});
	async function call(method, body) {
		const request = {
			system: "sign-in",
			method,
			url: address,
			headers: {
				accept: "application/json",
				"content-type": "application/json"
			},
			repeatable: true
		};
		return send(body === void 0 ? request : {
			...request,
			body: JSON.stringify(body)
		}).catch((error) => {
			throw error instanceof UnreachableError ? unreachable(host, error) : error;
		});
	}
	return {
		async read() {
			const response = await call("GET");
			if (response.status === 404) return {
				token: null,
				storedAt: null
			};
			if (response.status !== 200) throw refused$1(host, response);
			const { value, attributes } = readSecret(response);
			const { created } = attributes;
			return {
				token: value,
				storedAt: created ? (/* @__PURE__ */ new Date(created * 1e3)).toISOString() : null
			};
		},
		async write(value) {
			const response = await call("PUT", {
				value,
				contentType: "Partner Center refresh token",
				attributes: { exp: Math.floor(clock.now().getTime() / 1e3) + LIFETIME_DAYS * 86400 }
			});
			if (response.status !== 200) throw refused$1(host, response);
		}
	};
}
/** Times are seconds since 1970. */
const secret = object({
	value: string().min(1),
	attributes: object({ created: number$1().optional() }).default({})
});
const failure = object({ error: object({
	code: string().default(""),
	message: string().default("")
}) });
function readSecret({ body }) {
	const result = secret.safeParse(parseJson$3(body));
	if (result.success) return result.data;
	throw new ContractError("Azure Key Vault sent a secret in an unknown form.", "Check that key-vault-secret is the address of a secret in a vault.");
}
function refused$1(host, response) {
	const { status } = response;
	const { code, message } = failure.safeParse(parseJson$3(response.body)).data?.error ?? {
		code: "",
		message: ""
	};
	const said = [status, code].filter(Boolean).join(" ");
	if (status === 401) return new SignInError(`The vault ${host} does not accept the application's token (${said}).`, "Check that the vault belongs to the tenant of tenant-id.", null);
	if (status === 403) return new ServiceError(`The application may not use the secret in the vault ${host} (${said}).`, "Give the application of client-id the role Key Vault Secrets Officer on that secret, and look at the vault's firewall.", status, code);
	if (status === 429 || status >= 500) return new UnreachableError(`The vault ${host} kept answering ${said}.`, "Run again later.");
	return new ServiceError(`The vault ${host} refused: ${said} ${shortReason(message)}`.trim(), "Check key-vault-secret, and that the secret is enabled and not deleted.", status, code);
}
function unreachable(host, cause) {
	return new UnreachableError(`Azure Key Vault (${host}) could not be reached.`, "Check key-vault-secret, and that this machine may connect to the vault (its firewall, a proxy).", { cause });
}
// src/adapters/loopback.ts
/**
* Listens on 127.0.0.1 only, on a free port. Entra knows the address as `http://localhost`, where the port
* does not count (RFC 8252, section 7.3; Entra's page on redirect URIs).
*/
async function openLoopback() {
	const server = createServer();
	await new Promise((resolve, reject) => {
		server.once("error", reject);
		server.listen(0, "127.0.0.1", resolve);
	});
	const { port } = server.address();
	return {
		redirectUri: `http://localhost:${port}`,
		answer: (state, use) => answerOf(server, state, use),
		async [Symbol.asyncDispose]() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		}
	};
}
function answerOf(server, state, use) {
	return new Promise((resolve, reject) => {
		server.on("request", (request, response) => {
			const answer = readAnswer(request, state);
			if (!answer) {
				show$1(response, 404, "This is not the answer to the sign-in that was begun on the terminal.");
				return;
			}
			server.removeAllListeners("request");
			server.on("request", (_, late) => void show$1(late, 410, "This sign-in is over."));
			codeOf(answer).then(use).then(() => show$1(response, 200, "You are signed in. Close this page and go back to the terminal."), async (error) => {
				await show$1(response, 400, `The sign-in did not work. ${error instanceof CosellError ? `${error.message} ${error.mend}` : "See the terminal."}`);
				throw error;
			}).then(resolve, reject);
		});
	});
}
/** What came with the redirect; `null` for anything that is not about this sign-in. */
function readAnswer({ method, url = "/" }, state) {
	const { pathname, searchParams } = new URL(url, "http://localhost");
	const given = Buffer.from(searchParams.get("state") ?? "");
	const wanted = Buffer.from(state);
	const isOurs = given.length === wanted.length && timingSafeEqual(given, wanted);
	return method === "GET" && pathname === "/" && isOurs ? searchParams : null;
}
async function codeOf(answer) {
	const code = answer.get("code");
	if (code) return code;
	throw refusedInBrowser(answer.get("error") ?? "", answer.get("error_description") ?? "");
}
async function show$1(response, status, text) {
	response.writeHead(status, {
		"content-type": "text/html; charset=utf-8",
		"cache-control": "no-store",
		"content-security-policy": "default-src 'none'",
		"referrer-policy": "no-referrer",
		connection: "close"
	});
	const safe = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
	const ended = new Promise((resolve) => {
		response.once("close", resolve).once("finish", resolve);
	});
	response.end(`<!doctype html><html lang="en"><title>cosell-sync</title><p>${safe}</p></html>`);
	await ended;
}
// src/commands/login.ts
/**
* A person signs in once, and what a run needs to act in their name goes straight to its store.
*
* The store is asked first: nobody should sign in for a token that has nowhere to go.
*
* @throws SignInError when there was no second factor: Partner Center would refuse every call
*/
async function login({ store, signIn }) {
	await store.read();
	await signIn(async ({ refreshToken, multiFactor }) => {
		if (multiFactor === false) throw noSecondFactor();
		await store.write(refreshToken);
	});
}
function noSecondFactor() {
	return new SignInError("This sign-in used no second factor, and Partner Center refuses such tokens (900421). Nothing was stored.", "Turn on multi-factor authentication for the user, then sign in again; docs/signing-in.md says how.", null);
}
// src/commands/renew.ts
/** A refresh token lives for 90 days; once a week is far from that, and not a write with every run. */
const RENEW_AFTER_DAYS = 7;
const DAY_MS = 864e5;
/**
* Puts the newest refresh token into its store, before the one that is there grows old. Never throws for what
* the store refuses: the stored one is still good, and the run has done its work.
*/
async function renew({ store, stored, newest, now }) {
	const ageDays = ageOf(stored, now);
	const unchanged = {
		ageDays,
		renewed: false,
		problem: null,
		multiFactor: newest?.multiFactor ?? null
	};
	if (!store || !newest || (ageDays ?? RENEW_AFTER_DAYS) < RENEW_AFTER_DAYS) return unchanged;
	try {
		await store.write(newest.refreshToken);
		return {
			...unchanged,
			ageDays: 0,
			renewed: true
		};
	} catch (error) {
		if (!(error instanceof CosellError)) throw error;
		return {
			...unchanged,
			problem: `${error.message} ${error.mend}`
		};
	}
}
/** Full days since it was stored. */
function ageOf({ storedAt }, now) {
	return storedAt === null ? null : Math.max(0, Math.floor((now.getTime() - Date.parse(storedAt)) / DAY_MS));
}
// src/adapters/http-places.ts
/** Microsoft asks for few parallel calls ("API throttling guidance for partners"), and names no number. */
const MOST = 6;
/** Answers without a refusal until one more is tried; after each refusal so many times as many. */
const GROWS_AFTER = 20;
const MORE_PATIENCE = 4;
/**
* Begins with one request at a time, and tries one more after every so many answers; a refusal halves them, and
* makes the next try later. So an unknown limit is found from below and met a few times only, a run of few requests
* stays one at a time, and a service that is busy is left alone.
*/
function openPlaces() {
	let width = 1;
	let halvings = 0;
	let taken = 0;
	let answers = 0;
	let patience = GROWS_AFTER;
	const queue = [];
	function admit() {
		while (taken < width && queue.length > 0) {
			taken += 1;
			queue.shift()?.();
		}
	}
	function learn(refused, before) {
		if (!refused) answers += 1;
		if (refused && before === halvings) {
			width = Math.max(1, Math.floor(width / 2));
			halvings += 1;
			patience *= MORE_PATIENCE;
			answers = 0;
		} else if (answers >= patience && width < MOST) {
			width += 1;
			answers = 0;
		}
	}
	async function enter() {
		await new Promise((resolve) => {
			queue.push(resolve);
			admit();
		});
		const before = halvings;
		return (refused) => {
			taken -= 1;
			learn(refused, before);
			admit();
		};
	}
	return { enter };
}
// src/adapters/network.ts
/** Dataverse refuses the 53rd concurrent request of a user. */
const CONNECTIONS = 52;
/** Sockets, through the proxy that the environment names. The time limit is from connecting to the last byte. */
function openNetwork(timeLimitMs) {
	const agent = new import_undici.EnvHttpProxyAgent({
		connections: CONNECTIONS,
		allowH2: false,
		proxyTunnel: true
	});
	return {
		async exchange({ method, url, headers = {}, body = null }) {
			const { origin, pathname, search } = new URL(url);
			const answer = await agent.request({
				origin,
				path: pathname + search,
				method,
				headers,
				body,
				signal: AbortSignal.timeout(timeLimitMs)
			});
			return {
				status: answer.statusCode,
				headers: flat(answer.headers),
				body: await answer.body.text()
			};
		},
		close: () => agent.close()
	};
}
function flat(headers) {
	const entries = Object.entries(headers).map(([name, value]) => [name, [value].flat().join(", ")]);
	return Object.fromEntries(entries);
}
// src/adapters/http.ts
const ATTEMPTS = 5;
const FIRST_BACK_OFF_MS = 500;
/** Dataverse stops a message after two minutes. */
const TIME_LIMIT_MS = 12e4;
/** The only retries there are: nothing above or below this repeats a request, or attempts would multiply. */
function openHttp({ clock, random, timeLimitMs = TIME_LIMIT_MS, network = openNetwork(timeLimitMs), onWait = () => {} }) {
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
	const places = { "partner-center": openPlaces() };
	/** One attempt, in a place of its own. */
	async function attempt(request) {
		const leave = await places[request.system]?.enter();
		let refused = false;
		try {
			await pauses.elapse(request);
			const result = await exchange(request);
			refused = "response" in result && result.response.status === 429;
			return result;
		} finally {
			leave?.(refused);
		}
	}
	async function exchange(request) {
		try {
			const response = await network.exchange(request);
			counts[request.system] += 1;
			return {
				response,
				pause: pauses.note(request.system, retryAfterMs(response.headers, clock.now()))
			};
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
			const result = await attempt(request);
			if ("failure" in result) giveUp(request, {
				failure: result.failure,
				attempts
			});
			else {
				if (attempts === ATTEMPTS || !mayRepeat(request, result.response.status)) return result.response;
				if (result.pause) continue;
			}
			await backOff(attempts);
		}
	}
	return {
		send,
		counts,
		close: () => network.close()
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
// src/connect/tools.ts
/** Connections are closed whatever becomes of the work. */
async function withTools({ progress }, work) {
	const clock = {
		now: () => /* @__PURE__ */ new Date(),
		sleep: (milliseconds) => setTimeout(milliseconds)
	};
	const http = openHttp({
		clock,
		random: Math.random,
		onWait: progress
	});
	try {
		return await work({
			http,
			clock
		});
	} finally {
		await http.close();
	}
}
// src/connect/sign-in.ts
/** The user's tokens; the refresh token is only asked for with the first, and whatever goes wrong then is its error. */
function lazyUser(inputs, tools) {
	let opened = null;
	const open = async () => {
		const { entra } = await openUser(inputs, tools);
		return {
			partnerCenter: entra.partnerCenter(),
			webhooks: entra.webhooks()
		};
	};
	const source = (name) => async (options) => {
		opened ??= open();
		return (await opened)[name](options);
	};
	return {
		partnerCenter: source("partnerCenter"),
		webhooks: source("webhooks")
	};
}
/** Takes the refresh token from where it is kept. */
async function openUser(inputs, tools) {
	const { authorityUrl } = inputs;
	const { refreshToken: place, ...application } = inputs.partnerCenter;
	const { http, clock, mask } = tools;
	const store = place.kind === "input" ? null : openStore({
		application,
		store: place,
		authorityUrl
	}, tools);
	const stored = await readStored(store, "token" in place ? place.token : null);
	if (stored.token === null) throw nothingStored();
	mask(stored.token);
	const entra = openEntra({
		...application,
		authorityUrl,
		http,
		onSecret: mask,
		refreshToken: stored.token
	});
	const ageDays = ageOf(stored, clock.now());
	return {
		entra,
		status: () => ({
			ageDays,
			renewed: false,
			problem: null,
			multiFactor: entra.user()?.multiFactor ?? null
		}),
		renewed: () => renew({
			store,
			stored,
			newest: entra.user(),
			now: clock.now()
		})
	};
}
/** With the token in hand, a store that cannot be asked is no reason to stop: the summary will say it. */
async function readStored(store, given) {
	const unknown = {
		token: given,
		storedAt: null
	};
	if (!store) return unknown;
	return store.read().catch((error) => {
		if (given !== null && error instanceof CosellError) return unknown;
		throw error;
	});
}
/** A person signs in with their browser. `show` is given the address to open. */
function runLogin(inputs, show) {
	const silent = {
		progress: () => {},
		mask: () => {}
	};
	return withTools(silent, (tools) => signInWithBrowser(inputs, {
		...tools,
		show,
		mask: silent.mask
	}));
}
async function signInWithBrowser(inputs, { show, ...tools }) {
	const { application, authorityUrl } = inputs;
	const entra = openEntra({
		...application,
		authorityUrl,
		http: tools.http,
		onSecret: tools.mask
	});
	const signIn = async (keep) => {
		await using loopback = await openLoopback();
		const invitation = await entra.invite(loopback.redirectUri);
		const answered = loopback.answer(invitation.state, async (code) => {
			await invitation.redeem(code);
			await keep(entra.user() ?? noRefreshToken());
		});
		show(invitation.url);
		await answered;
	};
	return login({
		store: openStore(inputs, tools),
		signIn
	});
}
function openStore({ application, store: place, authorityUrl }, { http, clock, mask }) {
	if (place.kind === "environment secret") return openGithubSecret({
		http,
		...place
	});
	return openKeyVault({
		http,
		clock,
		token: openEntra({
			...application,
			authorityUrl,
			http,
			onSecret: mask
		}).keyVault(vaultAudience(place.url)),
		url: place.url
	});
}
function noRefreshToken() {
	throw new ContractError("Entra sent no refresh token.", "Check that the redirect address is of the platform Web, and that the application may ask for offline_access.");
}
function nothingStored() {
	return new ConfigurationError([{
		where: "key-vault-secret",
		message: "names a secret that is not in the vault"
	}], "Sign in once as a Referrals admin with `cosell-sync login`, which puts the refresh token there; docs/signing-in.md says how.");
}
// src/connect/connect.ts
/** Wires the adapters to `sync` or `plan` and runs it: the same for a runner and for a terminal. */
function run(inputs, runId, terminal) {
	return withWorld({
		inputs,
		runId,
		terminal
	}, async (world) => {
		const used = await readUsed(inputs.mapping);
		const act = inputs.command === "plan" ? plan : sync;
		return connected(world, used, async (options, ports, user) => {
			const [acted] = await Promise.allSettled([act(options, ports)]);
			const refreshToken = act === sync ? await user.renewed() : user.status();
			if (acted.status === "rejected") throw acted.reason;
			return {
				result: acted.value,
				mapping: used.mapping,
				refreshToken
			};
		});
	});
}
/** The same for `explain`. */
function explainReferral(inputs, runId, terminal) {
	return withWorld({
		inputs,
		runId,
		terminal
	}, async (world) => {
		const used = await readUsed(inputs.mapping);
		const referralId = inputs.referralId ?? "";
		return {
			explanation: await connected(world, used, (options, ports) => explain({
				...options,
				referralId
			}, ports)),
			mapping: used.mapping
		};
	});
}
function withWorld(start, act) {
	return withTools(start.terminal, (tools) => act({
		...start,
		...tools
	}));
}
async function readUsed(file) {
	const text = await readMapping(file);
	return {
		text,
		mapping: loadMapping(text, file)
	};
}
/** Runs a command of the core on the real systems. */
async function connected(world, used, act) {
	const { inputs, runId } = world;
	const { text, mapping } = used;
	const user = await openUser(inputs, {
		...world,
		mask: world.terminal.mask
	});
	const ports = await connect(world, mapping, user);
	const key = fingerprintKey(inputs);
	return act({
		run: runId,
		mapping,
		fingerprint: fingerprints(mapping, key),
		keyed: keyedWith(key ?? randomBytes(32)),
		branch: inputs.state.branch,
		limits: inputs.limits,
		referralId: inputs.referralId,
		approve: inputs.approve,
		resolutions: inputs.resolutions,
		changedReferrals: inputs.changedReferrals
	}, ports, user).catch((error) => findColumns(error, {
		text,
		mapping,
		dataverse: ports.opportunities
	}));
}
/**
* Dataverse names one unknown column at a time, and not where it comes from. So when it refuses a query, its
* metadata is asked which columns are missing, and the mapping where they stand.
*/
async function findColumns(error, used) {
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
async function connect({ inputs, clock, http, terminal }, mapping, user) {
	const { authorityUrl, partnerCenter, dataverse } = inputs;
	const stop = openStop({
		clock,
		limitMinutes: inputs.timeLimitMinutes,
		progress: terminal.progress
	});
	const application = openEntra({
		http,
		authorityUrl,
		onSecret: terminal.mask,
		...dataverse
	});
	return {
		referrals: openPartnerCenter({
			http,
			clock,
			token: user.entra.partnerCenter(),
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
		state: await openState(inputs.state, http, clock),
		webhooks: openWebhooks({
			http,
			token: user.entra.webhooks(),
			baseUrl: inputs.webhooksApiUrl,
			newId: randomUUID
		}),
		listenForStop: () => stop.listen(),
		findReceipt: (digest) => findReceipt(inputs, http, digest),
		clock,
		requests: http.counts,
		progress: terminal.progress
	};
}
function openState(state, http, clock) {
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
/** Reviews are comments on pull requests; a state in a local directory has none. */
async function findReceipt({ state }, http, digest) {
	if ("directory" in state) return null;
	const comment = await openStickyComments({
		http,
		...state
	}).find(digest);
	return comment && receiptIn(comment, digest);
}
/**
* Hidden values are named in git by a hash that only holders of this secret can make. Derived, so that the
* secret itself is used for nothing else.
*/
function fingerprintKey({ fingerprintSecret }) {
	if (fingerprintSecret === null) return null;
	return Buffer.from(hkdfSync("sha256", fingerprintSecret, "", "cosell-sync fingerprints v1", 32));
}
// src/inputs/resolutions.ts
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
// src/inputs/sign-in.ts
function readSignIn(source) {
	const application = readApplication(source);
	const refreshToken = readRefreshToken(source);
	const dataverse = readDataverseApplication(source, "value" in application ? application.value : {
		tenantId: "",
		clientId: "",
		credential: { kind: "workflow" }
	});
	if ("problems" in application || "problems" in refreshToken || "problems" in dataverse) return { problems: [
		application,
		refreshToken,
		dataverse
	].flatMap(problemsOf) };
	return { value: {
		partnerCenter: application.value,
		refreshToken: refreshToken.value,
		dataverse: dataverse.value
	} };
}
function problemsOf(read) {
	return "problems" in read ? read.problems : [];
}
/** The application that calls Partner Center, which also opens the vault. */
function readApplication(source) {
	const { given } = source;
	const credential = readCredential(source, "");
	if ("problems" in credential) return credential;
	const { "tenant-id": tenantId = "", "client-id": clientId = "" } = given;
	return { value: {
		tenantId,
		clientId,
		credential: credential.value
	} };
}
/** A secret belongs to one application, so another application needs a way of its own. */
function readDataverseApplication(source, shared) {
	const { given } = source;
	const tenantId = given["dataverse-tenant-id"] ?? shared.tenantId;
	const clientId = given["dataverse-client-id"] ?? shared.clientId;
	if (!hasOwn(given) && clientId === shared.clientId) return { value: {
		...shared,
		tenantId
	} };
	const credential = readCredential(source, "dataverse-");
	return "problems" in credential ? credential : { value: {
		tenantId,
		clientId,
		credential: credential.value
	} };
}
function hasOwn(given) {
	return Boolean(given["dataverse-client-secret"] ?? given["dataverse-client-certificate"]);
}
/** For commands that work on the CRM alone: the application of Partner Center need not be given. */
function readCrmApplication(source) {
	const { given } = source;
	if (!hasOwn(given) && !given["dataverse-client-id"]) {
		const shared = readApplication(source);
		return "problems" in shared ? shared : readDataverseApplication(source, shared.value);
	}
	const { "tenant-id": tenantId = "", "client-id": clientId = "" } = given;
	return readDataverseApplication(source, {
		tenantId,
		clientId,
		credential: { kind: "workflow" }
	});
}
function readCredential({ given, label, environment }, prefix) {
	const secretName = `${prefix}client-secret`;
	const certificateName = `${prefix}client-certificate`;
	const secret = given[secretName];
	const pem = given[certificateName];
	if (secret && pem) return problem(label(certificateName), `is one way to sign in, ${label(secretName)} another; give one`);
	if (pem) return readCertificate(pem, label(certificateName));
	if (secret) return { value: {
		kind: "secret",
		secret
	} };
	if (environment.ACTIONS_ID_TOKEN_REQUEST_URL && environment.ACTIONS_ID_TOKEN_REQUEST_TOKEN) return { value: { kind: "workflow" } };
	const ways = `\`permissions: id-token: write\` in a workflow that a federated credential of the application trusts; ${label(certificateName)}; or ${label(secretName)}`;
	return problem(label(secretName), `is missing, and so is every other way to sign in. One of three is needed: ${ways}`);
}
/** Both parts stand in one PEM text, in any order, as tools that make certificates put them out. */
function readCertificate(pem, where) {
	const privateKey = /-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]+-----END [A-Z ]*PRIVATE KEY-----/.exec(pem)?.[0];
	const certificate = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/.exec(pem)?.[0];
	if (!privateKey || !certificate) return problem(where, "is not a PEM text with a private key (without a passphrase) and its certificate");
	try {
		const key = createPrivateKey(privateKey);
		if (!new X509Certificate(certificate).checkPrivateKey(key)) return problem(where, "holds a certificate that was made for another private key");
		if (key.asymmetricKeyType !== "rsa") return problem(where, "needs an RSA key; Entra takes no other");
	} catch {
		return problem(where, "is a PEM text, but its key (has it a passphrase?) or its certificate cannot be read");
	}
	return { value: {
		kind: "certificate",
		privateKey,
		certificate
	} };
}
/** What the application has kept secret for months; `null` when the workflow itself is its proof. */
function longLived({ credential }) {
	if (credential.kind === "secret") return credential.secret;
	return credential.kind === "certificate" ? credential.privateKey : null;
}
const EITHER = "One is needed: the address of a Key Vault secret, or the token itself. `cosell-sync login` fills either";
/** Where a run finds the refresh token. */
function readRefreshToken(source) {
	const { given, label } = source;
	const token = given["refresh-token"];
	const url = given["key-vault-secret"];
	if (token && url) return problem(label("refresh-token"), `and ${label("key-vault-secret")} are both given; give one`);
	if (!token && !url) return problem(label("refresh-token"), `is missing, and so is ${label("key-vault-secret")}. ${EITHER}`);
	if (url) return readStore(source);
	if (given["environment-secret"]) return readStore(source);
	return { value: {
		kind: "input",
		token: token ?? ""
	} };
}
/** Where a sign-in puts the refresh token: one of the two stores. */
function readStore(source) {
	const { given, label } = source;
	const url = given["key-vault-secret"];
	const place = given["environment-secret"];
	if (url && place) return problem(label("environment-secret"), `is one store, ${label("key-vault-secret")} another; give one`);
	if (place) return readEnvironmentSecret(place, source);
	if (!url) return problem(label("key-vault-secret"), `is missing, and so is ${label("environment-secret")}; the refresh token goes to one of them`);
	if (!/^\/secrets\/[0-9A-Za-z-]{1,127}\/?$/.test(URL.parse(url)?.pathname ?? "")) return problem(label("key-vault-secret"), "is not the address of a secret, such as https://contoso.vault.azure.net/secrets/partner-center");
	return { value: {
		kind: "key vault",
		url
	} };
}
function readEnvironmentSecret(place, source) {
	const { given, label, environment } = source;
	const [, of, name] = /^(.+)\/([A-Za-z_]\w*)$/.exec(place) ?? [];
	const { GITHUB_REPOSITORY: repository, GITHUB_API_URL: apiUrl = "https://api.github.com" } = environment;
	const secretsToken = given["secrets-token"];
	const problems = [];
	const where = label("environment-secret");
	if (!of || !name) problems.push({
		where,
		message: "is not an environment and the name of a secret, such as production/PARTNER_CENTER_REFRESH_TOKEN"
	});
	if (!repository) problems.push({
		where,
		message: "needs GITHUB_REPOSITORY, the owner/name it is in"
	});
	if (!secretsToken) {
		const message = `is missing; a token that may write secrets of environments, for ${where}`;
		problems.push({
			where: label("secrets-token"),
			message
		});
	}
	if (!of || !name || !repository || !secretsToken) return { problems };
	return { value: {
		kind: "environment secret",
		token: given["refresh-token"] ?? null,
		environment: of,
		name,
		secretsToken,
		repository,
		apiUrl
	} };
}
function problem(where, message) {
	return { problems: [{
		where,
		message
	}] };
}
// src/inputs/state-place.ts
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
// src/inputs/values.ts
/** Kinds of values that several inputs have. */
const required = (what) => string({ error: `is missing; ${what}` });
const guid = guid$1("is not a GUID such as 7c1f2b9e-3a51-4f0b-9a44-5e1d2c3b4a60").toLowerCase();
const yesOrNo = _enum(["true", "false"], "must be true or false").default("false");
const list$1 = string().transform((text) => text.split(",").map((part) => part.trim()));
const number = number$2("is not a number");
const count = number.int("is not a whole number").min(1, "must be at least 1");
const share = number.gt(0, "must be more than 0").max(1, "must be at most 1; 0.3 is 30 %");
const url = safeUrl(string());
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
function digest(what) {
	return string().regex(/^[0-9a-f]{64}$/, `is not ${what} digest: 64 hexadecimal digits`).optional();
}
/** All four, as the documentation of the co-sell connector has it. */
const REFERRAL_EVENTS = "referral-created,referral-updated,related-referral-created,related-referral-updated";
const COMMANDS = [
	"sync",
	"plan",
	"validate",
	"explain",
	"resync",
	"setup",
	"doctor",
	"init",
	"login",
	"webhooks",
	"webhooks restore"
];
// src/inputs/inputs.ts
const inputSchema = object({
	command: _enum(COMMANDS, `must be one of: ${COMMANDS.join(", ")}`).default("sync"),
	mapping: string().default("mappings/dynamics-365.yml"),
	"referral-id": guid.optional(),
	"changed-referrals": list$1.pipe(array(guid).max(20, "names more than 20 referrals")).optional(),
	"tenant-id": required("the Entra tenant of the Partner Center account"),
	"client-id": required("the application that signs in to Partner Center"),
	"client-secret": string().optional(),
	"client-certificate": string().optional(),
	"refresh-token": string().optional(),
	"key-vault-secret": url.optional(),
	"environment-secret": string().optional(),
	"secrets-token": string().optional(),
	"dataverse-url": safeUrl(required("the environment's address, such as https://contoso.crm.dynamics.com")),
	"dataverse-tenant-id": string().optional(),
	"dataverse-client-id": string().optional(),
	"dataverse-client-secret": string().optional(),
	"dataverse-client-certificate": string().optional(),
	"fingerprint-key": string().min(16, "is too short to be a secret: at least 16 characters").optional(),
	"state-branch": string().regex(/^(?!-)[\w.-]+(\/[\w.-]+)*$/, "is not a branch name").default("cosell-sync"),
	"state-dir": string().optional(),
	"github-token": string().optional(),
	"max-changes": count.default(500),
	"max-change-share": share.default(.3),
	"expected-plan-digest": digest("a plan"),
	"time-limit": count.default(50),
	approve: digest("an approval"),
	resolve: string().superRefine(checkResolutions).optional(),
	"publisher-prefix": string().regex(/^(?!mscrm)[a-z][a-z0-9]{1,7}$/, "is not a publisher's prefix, such as contoso").default("cosell"),
	solution: string().regex(/^[A-Za-z_]\w{0,64}$/, "is not the unique name of a solution: letters, digits and _").default("CosellSync"),
	apply: yesOrNo,
	overwrite: yesOrNo,
	"webhook-url": url.optional(),
	"webhook-events": string().default(REFERRAL_EVENTS).pipe(list$1),
	"webhook-overwrite": yesOrNo,
	"webhook-other-events": _enum(["keep", "drop"], "must be keep or drop").optional(),
	"webhook-validate": yesOrNo,
	"webhooks-api-url": url.default("https://api.partnercenter.microsoft.com"),
	"partner-center-url": url.default("https://api.partner.microsoft.com"),
	"authority-url": url.default("https://login.microsoftonline.com")
});
/** Every input, in the order in which help and documentation list them. */
const INPUT_NAMES = Object.keys(inputSchema.shape);
/** What each of them falls back to, as text; `undefined` where there is no default. */
function defaultOf(name) {
	const { data } = inputSchema.shape[name].safeParse(void 0);
	return data === void 0 ? void 0 : String(data);
}
/** Only on a terminal: a runner keeps its state on GitHub. */
const TERMINAL_ONLY = ["state-dir", "overwrite"];
/** Inputs that are a flag without a value on a terminal. */
const SWITCHES = ["apply", "overwrite"];
/** Inputs whose values must never be printed. */
const SECRET_INPUTS = [
	"client-secret",
	"client-certificate",
	"refresh-token",
	"secrets-token",
	"dataverse-client-secret",
	"dataverse-client-certificate",
	"fingerprint-key",
	"github-token"
];
/** Inputs that mean nothing to some commands; giving them anyway is a misunderstanding worth a message. */
const ONLY_FOR = {
	"referral-id": [
		"sync",
		"plan",
		"explain"
	],
	"max-changes": ["sync", "plan"],
	"max-change-share": ["sync", "plan"],
	"expected-plan-digest": ["sync"],
	"time-limit": ["sync"],
	approve: ["sync"],
	resolve: ["sync"],
	"publisher-prefix": ["setup", "init"],
	solution: ["setup"],
	apply: ["setup"],
	overwrite: ["init"],
	"changed-referrals": ["sync"],
	"webhook-url": ["doctor", "webhooks"],
	"webhook-events": ["webhooks"],
	"webhook-overwrite": ["webhooks", "webhooks restore"],
	"webhook-other-events": ["webhooks"],
	"webhook-validate": ["webhooks"]
};
const CORRECT_THEM = "Correct these inputs; the README lists all of them.";
/**
* Checks everything that was given.
*
* @throws ConfigurationError with all problems, each naming its input.
*/
function parseInputs(source) {
	const given = givenIn(source);
	const parsed = inputSchema.safeParse(given);
	const signIn = readSignIn({
		...source,
		given
	});
	const problems = [
		...needlessInputs(source),
		...parsed.success ? [] : parsed.error.issues.map((issue) => toProblem(issue, source)),
		...problemsOf(signIn)
	];
	if (given.command === "explain" && !given["referral-id"]) problems.push({
		where: source.label("referral-id"),
		message: "is missing; the referral to explain"
	});
	const place = parsed.success ? readStatePlace(parsed.data, source) : null;
	if (place && "problem" in place) problems.push(place.problem);
	if (problems.length > 0 || !parsed.success || !place || "problem" in place || "problems" in signIn) throw new ConfigurationError(problems, CORRECT_THEM);
	return toInputs$1(parsed.data, place.place, signIn.value);
}
/** What a workflow passes for an unset variable is empty text. */
function givenIn({ given }) {
	return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ""));
}
/** What was given although no such input exists, or although the command has no use for it. */
function needlessInputs(source) {
	const given = givenIn(source);
	return [...unknownInputs(given, source), ...misplacedInputs(given, source)];
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
		if (!only || only.some((one) => one === command) || !isGiven) return [];
		return [{
			where: label(name),
			message: `has no meaning for ${command}; it is for ${only.join(", ")}`
		}];
	});
}
function toProblem(issue, { label }) {
	return {
		where: label(String(issue.path[0])),
		message: issue.message
	};
}
function toInputs$1(values, state, signIn) {
	const { partnerCenter, refreshToken, dataverse } = signIn;
	return {
		command: values.command,
		mapping: values.mapping,
		referralId: values["referral-id"] ?? null,
		changedReferrals: values["changed-referrals"] ?? [],
		partnerCenter: {
			url: values["partner-center-url"],
			refreshToken,
			...partnerCenter
		},
		dataverse: {
			url: values["dataverse-url"],
			...dataverse
		},
		approve: values.approve ?? null,
		resolutions: readResolutions(values.resolve ?? ""),
		authorityUrl: values["authority-url"],
		webhooksApiUrl: values["webhooks-api-url"],
		webhookUrl: values["webhook-url"] ?? null,
		fingerprintSecret: values["fingerprint-key"] ?? longLived(dataverse) ?? longLived(partnerCenter),
		state,
		timeLimitMinutes: values["time-limit"],
		limits: {
			maxChanges: values["max-changes"],
			maxChangeShare: values["max-change-share"],
			expectedDigest: values["expected-plan-digest"] ?? null
		}
	};
}
// src/inputs/crm.ts
const schema$1 = inputSchema.pick({
	"tenant-id": true,
	"client-id": true,
	"dataverse-url": true,
	"publisher-prefix": true,
	solution: true,
	mapping: true,
	apply: true,
	overwrite: true,
	"authority-url": true
}).strip();
const SIGN_IN = ["tenant-id", "client-id"];
/** @throws ConfigurationError with all problems, each naming its input. */
function parseCrmInputs(source) {
	const given = givenIn(source);
	const own = SIGN_IN.map((name) => [name, given[`dataverse-${name}`] ?? given[name]]);
	const parsed = schema$1.safeParse({
		...given,
		...Object.fromEntries(own)
	});
	const application = readCrmApplication({
		...source,
		given
	});
	const problems = [
		...needlessInputs(source),
		...parsed.success ? [] : parsed.error.issues.map((issue) => toProblem(issue, source)),
		...problemsOf(application)
	];
	if (problems.length > 0 || !parsed.success || "problems" in application) throw new ConfigurationError(problems, CORRECT_THEM);
	const values = parsed.data;
	return {
		dataverse: {
			url: values["dataverse-url"],
			...application.value
		},
		authorityUrl: values["authority-url"],
		prefix: values["publisher-prefix"],
		solution: values.solution,
		mapping: values.mapping,
		apply: values.apply === "true",
		overwrite: values.overwrite === "true"
	};
}
// src/inputs/webhooks.ts
const schema = inputSchema.pick({
	command: true,
	"tenant-id": true,
	"client-id": true,
	"client-secret": true,
	"client-certificate": true,
	"refresh-token": true,
	"key-vault-secret": true,
	"environment-secret": true,
	"secrets-token": true,
	"fingerprint-key": true,
	"state-branch": true,
	"state-dir": true,
	"github-token": true,
	"webhook-url": true,
	"webhook-events": true,
	"webhook-overwrite": true,
	"webhook-other-events": true,
	"webhook-validate": true,
	"webhooks-api-url": true,
	"authority-url": true
}).strip();
/** @throws ConfigurationError with all problems, each naming its input. */
function parseWebhookInputs(source) {
	const given = givenIn(source);
	const parsed = schema.safeParse(given);
	const place = parsed.success ? readStatePlace(parsed.data, source) : null;
	const application = readApplication({
		...source,
		given
	});
	const refreshToken = readRefreshToken({
		...source,
		given
	});
	const url = parsed.data?.["webhook-url"];
	const isUrlMissing = parsed.data?.command === "webhooks" && url === void 0;
	const problems = [
		...needlessInputs(source),
		...parsed.success ? [] : parsed.error.issues.map((issue) => toProblem(issue, source)),
		...[application, refreshToken].flatMap(problemsOf),
		...place && "problem" in place ? [place.problem] : [],
		...isUrlMissing ? [{
			where: source.label("webhook-url"),
			message: URL_IS_MISSING
		}] : []
	];
	const isComplete = parsed.success && "value" in application && "value" in refreshToken;
	if (problems.length > 0 || !isComplete || !place || "problem" in place) throw new ConfigurationError(problems, CORRECT_THEM);
	const partnerCenter = {
		...application.value,
		refreshToken: refreshToken.value
	};
	return toInputs(parsed.data, partnerCenter, place.place);
}
const URL_IS_MISSING = "is missing; the address of the relay, where notifications go";
function toInputs(values, partnerCenter, state) {
	const url = values["webhook-url"];
	return {
		registration: url === void 0 ? null : {
			url,
			events: values["webhook-events"],
			otherEvents: values["webhook-other-events"] ?? null,
			validate: values["webhook-validate"] === "true"
		},
		overwrite: values["webhook-overwrite"] === "true",
		partnerCenter,
		sealedWith: values["fingerprint-key"] ?? longLived(partnerCenter),
		apiUrl: values["webhooks-api-url"],
		authorityUrl: values["authority-url"],
		state
	};
}
// src/adapters/dataverse-column.ts
const NAMESPACE = "Microsoft.Dynamics.CRM.";
/** The definition of a column as the Web API takes it ("Create and update column definitions using the Web API"). */
function columnDefinition({ schemaName, label, description, shape }, language) {
	return {
		...ofType(shape, language),
		SchemaName: schemaName,
		DisplayName: labelIn(label, language),
		Description: labelIn(description, language),
		RequiredLevel: { Value: "None" }
	};
}
/** A text that people see, in one language, given by its number: 1033 is English. */
function labelIn(text, language) {
	return {
		"@odata.type": `${NAMESPACE}Label`,
		LocalizedLabels: [{
			"@odata.type": `${NAMESPACE}LocalizedLabel`,
			Label: text,
			LanguageCode: language
		}]
	};
}
function ofType(shape, language) {
	const type = (name) => ({ "@odata.type": `${NAMESPACE}${name}AttributeMetadata` });
	switch (shape.type) {
		case "text": return {
			...type("String"),
			MaxLength: shape.longest,
			FormatName: { Value: "Text" }
		};
		case "url": return {
			...type("String"),
			MaxLength: shape.longest,
			FormatName: { Value: "Url" }
		};
		case "memo": return {
			...type("Memo"),
			MaxLength: shape.longest,
			Format: "TextArea",
			ImeMode: "Disabled"
		};
		case "yes/no": return {
			...type("Boolean"),
			DefaultValue: false,
			OptionSet: {
				"@odata.type": `${NAMESPACE}BooleanOptionSetMetadata`,
				IsGlobal: false,
				TrueOption: {
					Value: 1,
					Label: labelIn("Yes", language)
				},
				FalseOption: {
					Value: 0,
					Label: labelIn("No", language)
				}
			}
		};
		case "date": return {
			...type("DateTime"),
			Format: "DateOnly",
			DateTimeBehavior: { Value: "DateOnly" }
		};
		case "choice": return {
			...type("Picklist"),
			OptionSet: {
				"@odata.type": `${NAMESPACE}OptionSetMetadata`,
				IsGlobal: false,
				OptionSetType: "Picklist",
				Options: shape.options.map((option) => optionIn(option, language))
			}
		};
	}
}
function optionIn({ value, label }, language) {
	return {
		"@odata.type": `${NAMESPACE}OptionMetadata`,
		Value: value,
		Label: labelIn(label, language)
	};
}
// src/adapters/dataverse-metadata.ts
const OPPORTUNITY = `${API}EntityDefinitions(LogicalName='opportunity')`;
/** Without it, what was created half a minute ago may be missing from an answer. */
const STRONG = { Consistency: "Strong" };
const label = looseObject({
	UserLocalizedLabel: looseObject({ Label: string() }).nullish(),
	LocalizedLabels: array(looseObject({ Label: string() })).default([])
});
const column = looseObject({
	MetadataId: string(),
	LogicalName: string(),
	AttributeType: string(),
	DisplayName: label.nullish(),
	IsSecured: boolean().nullish()
});
const lengths = looseObject({
	LogicalName: string(),
	MaxLength: number$1().nullish()
});
const optionSet = looseObject({ Options: array(looseObject({
	Value: number$1(),
	Label: label.nullish(),
	State: number$1().nullish()
})) });
const choices = looseObject({
	LogicalName: string(),
	OptionSet: optionSet.nullish(),
	GlobalOptionSet: optionSet.nullish()
});
const key = looseObject({
	MetadataId: string(),
	LogicalName: string(),
	KeyAttributes: array(string()),
	EntityKeyIndexStatus: string()
});
const tracking = looseObject({ ChangeTrackingEnabled: boolean() });
const listOf = (item) => looseObject({ value: array(item) });
/**
* Metadata of the opportunity table ("Query table definitions using the Web API"). Lengths and options are
* shown only behind a cast to the type of column, one request for each type.
*/
function openMetadata({ get }) {
	async function list(path, item) {
		return readAs(listOf(item), await get(path, STRONG)).value;
	}
	return {
		async table() {
			const [columns, texts, memos, options, statuses, keys, flags] = await Promise.all([
				list(`${OPPORTUNITY}/Attributes?$select=LogicalName,AttributeType,DisplayName,IsSecured`, column),
				list(cast("String", "MaxLength"), lengths),
				list(cast("Memo", "MaxLength"), lengths),
				list(cast("Picklist", null, "OptionSet($select=Options),GlobalOptionSet($select=Options)"), choices),
				list(cast("Status", null, "OptionSet($select=Options)"), choices),
				list(`${OPPORTUNITY}/Keys?$select=LogicalName,KeyAttributes,EntityKeyIndexStatus`, key),
				get(`${OPPORTUNITY}?$select=ChangeTrackingEnabled`, STRONG)
			]);
			const longest = new Map([...texts, ...memos].map((one) => [one.LogicalName, one.MaxLength ?? null]));
			const optionsOf = new Map([...options, ...statuses].map((one) => [one.LogicalName, optionsIn(one)]));
			return {
				columns: columns.map((one) => toColumn(one, {
					longest,
					optionsOf
				})),
				keys: keys.map(toKey),
				tracksChanges: readAs(tracking, flags).ChangeTrackingEnabled
			};
		},
		async publisher(prefix) {
			const path = `${API}publishers?\$select=publisherid,customizationoptionvalueprefix&$filter=customizationprefix eq '${prefix}'`;
			const item = looseObject({
				publisherid: string(),
				customizationoptionvalueprefix: number$1()
			});
			const [found] = await list(encodeURI(path), item);
			return found ? {
				id: found.publisherid,
				optionPrefix: found.customizationoptionvalueprefix
			} : null;
		},
		async solution(name) {
			const path = `${API}solutions?$select=solutionid,ismanaged&$filter=uniquename eq '${name}'`;
			const item = looseObject({
				solutionid: string(),
				ismanaged: boolean().nullish()
			});
			const [found] = await list(encodeURI(path), item);
			if (!found) return null;
			const within = `_solutionid_value eq ${found.solutionid}`;
			const ids = (await list(encodeURI(`${API}solutioncomponents?$select=objectid&$filter=${within}`), looseObject({ objectid: string() }))).map(({ objectid }) => objectid.toLowerCase());
			return {
				isManaged: found.ismanaged ?? false,
				components: new Set(ids)
			};
		},
		async currencyCodes() {
			const item = looseObject({ isocurrencycode: string() });
			return (await list(`${API}transactioncurrencies?$select=isocurrencycode`, item)).map(({ isocurrencycode }) => isocurrencycode).filter((code) => /^[A-Z]{3}$/.test(code)).sort();
		},
		async canRead(columns) {
			try {
				await get(`${API}opportunities?$select=${columns.join(",")}&$top=1`);
				return true;
			} catch (error) {
				if (error instanceof ServiceError && error.status === 400) return false;
				throw error;
			}
		}
	};
}
function cast(type, property, expand) {
	const select = ["LogicalName", property].filter(Boolean).join(",");
	const more = expand ? `&$expand=${expand}` : "";
	return `${OPPORTUNITY}/Attributes/Microsoft.Dynamics.CRM.${type}AttributeMetadata?$select=${select}${more}`;
}
function toColumn(found, more) {
	const { MetadataId, LogicalName: name, AttributeType, DisplayName, IsSecured } = found;
	return {
		id: MetadataId.toLowerCase(),
		name,
		label: textOf(DisplayName),
		type: AttributeType,
		longest: more.longest.get(name) ?? null,
		isSecured: IsSecured ?? false,
		options: more.optionsOf.get(name) ?? []
	};
}
function toKey(found) {
	const { MetadataId, LogicalName: name, KeyAttributes: columns, EntityKeyIndexStatus: status } = found;
	return {
		id: MetadataId.toLowerCase(),
		name,
		columns,
		status
	};
}
/** A choice has its options of its own, or shares those of a global one. */
function optionsIn({ OptionSet, GlobalOptionSet }) {
	const { Options } = OptionSet ?? GlobalOptionSet ?? { Options: [] };
	return Options.map(({ Value, Label, State }) => ({
		value: Value,
		label: textOf(Label),
		state: State ?? null
	}));
}
/** In the language of the application user, else in any. */
function textOf(found) {
	return found?.UserLocalizedLabel?.Label ?? found?.LocalizedLabels[0]?.Label ?? "";
}
// src/adapters/dataverse-metadata-write.ts
/** Somebody was faster, or an earlier try arrived: what is wanted is there. */
const THERE_ALREADY = /* @__PURE__ */ new Set([
	"0x80047013",
	"0x80060304",
	"0x80060893",
	"0x80060894"
]);
/** Another customisation is running; Dataverse does one at a time. */
const BUSY = "0x80090412";
const BUSY_TRIES = 12;
const BUSY_PAUSE_MS = 1e4;
/** Sends one customisation, and again while another one is running, for two minutes. */
function openMetadataWriter(connection, clock) {
	return async (method, path, body, headers = {}) => {
		for (let tries = 1;; tries += 1) {
			const answer = await connection.send({
				method,
				path,
				headers: {
					"Content-Type": "application/json",
					...STRONG,
					...headers
				},
				body: JSON.stringify(body)
			});
			if (answer.status < 300) return;
			const { code } = failureIn(answer);
			if (THERE_ALREADY.has(code)) return;
			if (code !== BUSY || tries === BUSY_TRIES) throw refused(answer);
			await clock.sleep(BUSY_PAUSE_MS);
		}
	};
}
function refused(answer) {
	if (answer.status === 429 || answer.status >= 500) return readError$1(answer);
	const { code, message } = failureIn(answer);
	if (code !== CODE.noPrivilege) return new ServiceError(`Dataverse refused a customisation: ${reasonOf$1(answer)}`, "What was done before it stays. Mend it, then run setup again: it goes on from where it is.", answer.status, code);
	return new ServiceError(`The application user may not customise this environment: it is missing ${/missing (prv\w+)/.exec(message)?.[1] ?? "a privilege"} (${code}).`, "Give it the role System Customizer while setup runs, and take it away again afterwards.", answer.status, code);
}
// src/adapters/dataverse-customise.ts
/** Kinds of components of a solution ("solutioncomponent" table, componenttype). */
const COMPONENT_TYPE = {
	column: 2,
	key: 14
};
const PUBLISH = "<importexportxml><entities><entity>opportunity</entity></entities></importexportxml>";
/**
* Changes the opportunity table ("Create and update column definitions using the Web API", "Define alternate
* keys for a table"). Every method throws a ServiceError when Dataverse refuses.
*/
function openCustomiser(connection, clock) {
	const write = openMetadataWriter(connection, clock);
	const language = baseLanguage(connection);
	const within = (solution) => ({ "MSCRM.SolutionUniqueName": solution });
	return {
		createPublisher: ({ prefix, optionPrefix }) => write("POST", `${API}publishers`, {
			uniquename: `${prefix}publisher`,
			friendlyname: `Co-sell sync (${prefix})`,
			description: "Publisher of the columns that keep opportunities and co-sell referrals in step.",
			customizationprefix: prefix,
			customizationoptionvalueprefix: optionPrefix
		}),
		async createSolution({ name, prefix }) {
			await write("POST", `${API}solutions`, {
				uniquename: name,
				friendlyname: "Co-sell sync",
				version: "1.0.0.0",
				"publisherid@odata.bind": `/publishers(${await publisherId(connection, prefix)})`
			});
		},
		async createColumn(column, solution) {
			const definition = columnDefinition(column, await language());
			await write("POST", `${OPPORTUNITY}/Attributes`, definition, within(solution));
		},
		async createKey({ schemaName, column }, solution) {
			const definition = {
				SchemaName: schemaName,
				DisplayName: labelIn("Partner Center referral", await language()),
				KeyAttributes: [column]
			};
			await write("POST", `${OPPORTUNITY}/Keys`, definition, within(solution));
		},
		reactivateKey: (name) => write("POST", `${API}ReactivateEntityKey`, {
			EntityLogicalName: "opportunity",
			EntityKeyLogicalName: name
		}),
		addToSolution: ({ kind, id }, solution) => write("POST", `${API}AddSolutionComponent`, {
			ComponentId: id,
			ComponentType: COMPONENT_TYPE[kind],
			SolutionUniqueName: solution,
			AddRequiredComponents: false
		}),
		async trackChanges() {
			const answer = await connection.get(OPPORTUNITY, STRONG);
			const { "@odata.context": _, ...definition } = looseObject({}).parse(parseJson$3(answer.body));
			const changed = {
				...definition,
				ChangeTrackingEnabled: true
			};
			await write("PUT", OPPORTUNITY, changed, { "MSCRM.MergeLabels": "true" });
		},
		publish: () => write("POST", `${API}PublishXml`, { ParameterXml: PUBLISH })
	};
}
const publishers = object({ value: array(object({ publisherid: string() })) });
const organizations = object({ value: array(object({ languagecode: number$1() })) });
/** Every environment has English when nobody says otherwise. */
const ENGLISH = 1033;
/** Labels in a language that is not installed are refused, so they are written in the base language. */
function baseLanguage({ get }) {
	let known = null;
	return () => {
		known ??= get(`${API}organizations?$select=languagecode`).then((answer) => readAs(organizations, answer)).then(({ value }) => value[0]?.languagecode ?? ENGLISH);
		return known;
	};
}
async function publisherId({ get }, prefix) {
	const path = `${API}publishers?$select=publisherid&$filter=customizationprefix eq '${prefix}'`;
	const [publisher] = readAs(publishers, await get(encodeURI(path), STRONG)).value;
	if (publisher) return publisher.publisherid;
	throw contractError$1(`Dataverse does not show the publisher of the prefix ${prefix}.`);
}
// src/adapters/init-files.ts
/**
* @param root Where our own repository is.
* @param directory The repository to write into.
*/
function openInitFiles(root, directory) {
	return {
		template: (path) => readFile(join(root, path), "utf8"),
		templates: async (folder) => (await readdir(join(root, folder))).filter((name) => name.endsWith(".yml")).sort(),
		read: (path) => readFile(resolve(directory, path), "utf8").catch(nullIfMissing),
		async write(path, text) {
			await mkdir(dirname(resolve(directory, path)), { recursive: true });
			await writeFile(resolve(directory, path), text);
		},
		ownReference: () => referenceOf(root)
	};
}
function nullIfMissing(error) {
	if (error.code === "ENOENT") return null;
	throw error;
}
const GITHUB_REMOTE = /[/:]([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/;
/** By its commit, as a tag can be moved to other code, with the version as a comment for people. */
async function referenceOf(root) {
	const git = async (...args) => {
		const { stdout } = await promisify(execFile)("git", [
			"-C",
			root,
			...args
		]);
		return stdout.trim();
	};
	try {
		const [remote, commit] = [await git("remote", "get-url", "origin"), await git("rev-parse", "HEAD")];
		const name = remote.includes("github") ? GITHUB_REMOTE.exec(remote)?.[1] : void 0;
		const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
		return name ? `${name}@${commit} # v${version}` : null;
	} catch {
		return null;
	}
}
// src/mapping/columns.ts
const columnsSchema = record(string(), object({
	type: string(),
	options: record(string(), string()).optional()
}));
/** @throws ConfigurationError when the file is not of that shape. */
function parseColumns(text, file) {
	const parsed = columnsSchema.safeParse(parseJson(text));
	if (parsed.success) return parsed.data;
	throw new ConfigurationError([{
		where: file,
		file,
		message: `does not describe columns: ${prettifyError(parsed.error).replaceAll(/\s+/g, " ")}`
	}], "It has a line for each column, such as \"estimatedvalue\": { \"type\": \"Money\" }; docs/mapping.md shows it.");
}
function parseJson(text) {
	try {
		return JSON.parse(text);
	} catch {
		return;
	}
}
/** Types that each place of a field may have. A text column that is made by hand may be short or long. */
const TYPES$1 = {
	text: [["String", "Memo"]],
	money: [["Money"], ["Lookup"]],
	date: [["DateTime"]],
	choice: [["Picklist"]],
	solutions: [["String", "Memo"]],
	team: [["String", "Memo"]],
	latch: [["Boolean"]],
	"referral link": [["String", "Memo"]],
	"referral status": [["String", "Memo"]],
	"first text": [["String", "Memo"]],
	"closing reason": [["String", "Memo"]],
	decision: [["Picklist"]],
	status: [["State"], ["Status"]]
};
/** Holds a mapping against the table: columns that are not there, of another type, and options on one side only. */
function checkAgainstColumns(document, columns) {
	const own = ownColumns(document).flatMap(({ column, path }) => {
		return checkColumn({
			column,
			path,
			types: path[1] === "sync status" ? ["Picklist"] : ["String", "Memo"]
		}, columns);
	});
	const fields = Object.entries(document.fields);
	const places = fields.flatMap(([name, field]) => [field.opportunity].flat().flatMap((column, index) => {
		const types = TYPES$1[field.as][index] ?? [];
		return checkColumn({
			column,
			path: [
				"fields",
				name,
				"opportunity"
			],
			types
		}, columns);
	}));
	const { when, consent } = document.share ?? {};
	const switches = Object.entries({
		when,
		consent
	}).flatMap(([key, column]) => column ? checkColumn({
		column,
		path: ["share", key],
		types: ["Boolean"]
	}, columns) : []);
	const choices = fields.flatMap(([name, field]) => choiceOf(name, field) ?? []);
	const all = [...choices, ...statusChoice(document)];
	return {
		problems: [
			...own,
			...switches,
			...places,
			...all.flatMap((choice) => unknownOptions(choice, columns))
		],
		warnings: choices.flatMap((choice) => unmappedOptions(choice, columns))
	};
}
function checkColumn({ column, path, types }, columns) {
	const known = columns[column];
	const place = placeOf(path);
	if (!known) return [{
		path,
		message: `${place}: the opportunity table has no column ${column}${didYouMean(column, Object.keys(columns))}`
	}];
	if (types.includes(known.type)) return [];
	return [{
		path,
		message: `${place}: column ${column} is of type ${known.type}; it has to be ${types.join(" or ")}`
	}];
}
function choiceOf(name, field) {
	const path = [
		"fields",
		name,
		"values"
	];
	if (field.as === "choice") {
		const mapped = Object.entries(field.values).filter(([, option]) => option !== "blank").map(([code, option]) => [String(option), code]);
		return {
			path,
			mapped: new Map(mapped),
			column: field.opportunity
		};
	}
	if (field.as === "decision") {
		const mapped = Object.entries(field.values).map(([answer, option]) => [String(option), answer]);
		return {
			path,
			mapped: new Map(mapped),
			column: field.opportunity
		};
	}
	if (field.as !== "status") return null;
	const mapped = Object.entries(field.values).flatMap(([state, { opportunity }]) => opportunity.map((reason) => [String(reason), state]));
	return {
		path,
		mapped: new Map(mapped),
		column: field.opportunity[1]
	};
}
/** What the sync tells the seller; it is only ever written, so the column may have more options. */
function statusChoice({ columns }) {
	const status = columns["sync status"];
	if (!status) return [];
	return [{
		path: [
			"columns",
			"sync status",
			"values"
		],
		mapped: new Map(Object.entries(status.values).map(([state, option]) => [String(option), state])),
		column: status.column
	}];
}
function unknownOptions({ column, path, mapped }, columns) {
	const known = columns[column]?.options;
	if (!known) return [];
	return [...mapped].filter(([option]) => !(option in known)).map(([option, key]) => ({
		path: [...path, key],
		message: `${placeOf(path)}: column ${column} has no option ${option}`
	}));
}
/** A deal with such an option is reported and not synced, because an unknown value is never taken for blank. */
function unmappedOptions({ column, path, mapped }, columns) {
	return Object.entries(columns[column]?.options ?? {}).filter(([option]) => !mapped.has(option)).map(([option, label]) => ({
		path,
		message: `${placeOf(path)}: option ${option} (${label}) of column ${column} is not in the table; a deal with it would be held`
	}));
}
function placeOf(path) {
	return path.slice(0, 2).join(" > ");
}
// src/mapping/validate.ts
/** Everything that can be said of a mapping without reading a record. */
function validateMapping({ file, text, columns }) {
	try {
		const fields = loadMapping(text, file).fields.length;
		if (!columns) return {
			file,
			fields,
			problems: [],
			warnings: []
		};
		const document = parseYaml(text, file);
		const place = ({ path, message }) => problemAt(file, document.locate(path), message);
		const found = checkAgainstColumns(mappingSchema.parse(document.value), parseColumns(columns.text, columns.file));
		return {
			file,
			fields,
			problems: found.problems.map(place).sort(byPlace),
			warnings: found.warnings.map(place).sort(byPlace)
		};
	} catch (error) {
		if (!(error instanceof ConfigurationError)) throw error;
		return {
			file,
			fields: 0,
			problems: error.problems,
			warnings: []
		};
	}
}
/** What the opportunity table needs, in the order in which it is created and documented. */
const PURPOSES = [
	{
		purpose: "referral identifier",
		name: "ReferralId",
		label: "Referral Identifier",
		description: "Identifier of the referral in Partner Center. Written by the sync; do not edit.",
		shape: {
			type: "text",
			longest: 100
		},
		enough: 36,
		knownFromConnector: true
	},
	{
		purpose: "base",
		name: "Base",
		label: "Synchronised values",
		description: "What both sides agreed on at the last sync. Keep it off the forms.",
		shape: {
			type: "memo",
			longest: 1048576
		},
		enough: 1e5
	},
	{
		purpose: "referral link",
		name: "ReferralLink",
		label: "Referral Link",
		description: "Opens the referral in Partner Center.",
		shape: {
			type: "url",
			longest: 255
		},
		enough: 100,
		knownFromConnector: true
	},
	{
		purpose: "share",
		name: "SyncWithPartnerCenter",
		label: "Sync with Partner Center",
		description: "Yes: the deal is, or is to be, a referral in Partner Center.",
		shape: { type: "yes/no" },
		knownFromConnector: true
	},
	{
		purpose: "visible",
		name: "Visible",
		label: "Visible to Microsoft",
		description: "Yes: Microsoft sees the deal. It cannot be taken back.",
		shape: { type: "yes/no" }
	},
	{
		purpose: "help",
		name: "Help",
		label: "How can Microsoft help?",
		description: "A value asks a Microsoft seller to help with the deal.",
		shape: {
			type: "choice",
			labels: [
				"Workload specific value proposition",
				"Customer technical architecture",
				"Proof of concept or demo",
				"Quotes or licensing",
				"Post sales customer success",
				"General or other"
			],
			offset: 0
		},
		knownFromConnector: true
	},
	{
		purpose: "products",
		name: "Products",
		label: "Products",
		description: "Identifiers of the solutions of the deal, separated by commas.",
		shape: {
			type: "memo",
			longest: 4e3
		},
		enough: 255,
		knownFromConnector: true
	},
	{
		purpose: "sync status",
		name: "SyncStatus",
		label: "Sync status",
		description: "How the last sync of this deal went.",
		shape: {
			type: "choice",
			labels: [
				"Synced ✔",
				"Waiting",
				"Conflict",
				"Needs attention"
			],
			offset: 10
		}
	},
	{
		purpose: "sync reason",
		name: "SyncReason",
		label: "Sync reason",
		description: "Why the deal is not in step, and what to do about it.",
		shape: {
			type: "text",
			longest: 400
		}
	},
	{
		purpose: "audit",
		name: "Audit",
		label: "Audit",
		description: "What the sync did to this deal, newest first.",
		shape: {
			type: "memo",
			longest: 1e5
		},
		enough: 1e3,
		knownFromConnector: true
	},
	{
		purpose: "microsoft crm id",
		name: "MicrosoftCrmId",
		label: "Microsoft CRM Identifier",
		description: "Identifier of the deal in Microsoft's own CRM, once Microsoft has accepted it.",
		shape: {
			type: "text",
			longest: 100
		},
		enough: 36,
		knownFromConnector: true
	},
	{
		purpose: "microsoft status",
		name: "MicrosoftStatus",
		label: "Microsoft status",
		description: "How far Microsoft's own side of the deal is.",
		shape: {
			type: "text",
			longest: 400
		}
	},
	{
		purpose: "microsoft notes",
		name: "MicrosoftNotes",
		label: "Microsoft notes",
		description: "What Microsoft's seller notes on the deal.",
		shape: {
			type: "memo",
			longest: 4e3
		}
	},
	{
		purpose: "referral status",
		name: "ReferralStatus",
		label: "Referral status",
		description: "Status of the referral in Partner Center, in words.",
		shape: {
			type: "text",
			longest: 100
		}
	},
	{
		purpose: "team",
		name: "Team",
		label: "Co-sell team",
		description: "Sellers in the team of the referral, one a line.",
		shape: {
			type: "memo",
			longest: 1e4
		}
	},
	{
		purpose: "decision",
		name: "Decision",
		label: "Decision",
		description: "Accepts or declines a referral that came from Microsoft.",
		shape: {
			type: "choice",
			labels: ["Accept", "Decline"],
			offset: 20
		}
	},
	{
		purpose: "decline reason",
		name: "DeclineReason",
		label: "Decline reason",
		description: "Why the referral is declined.",
		shape: {
			type: "text",
			longest: 250
		}
	},
	{
		purpose: "expires on",
		name: "ExpiresOn",
		label: "Expires on",
		description: "The day on which a referral that nobody accepts expires.",
		shape: { type: "date" }
	},
	{
		purpose: "sales stage",
		name: "SalesStage",
		label: "Co-sell sales stage",
		description: "Sales stage of the referral.",
		shape: {
			type: "choice",
			labels: [
				"Created",
				"Qualified",
				"Developed",
				"Proposed",
				"Negotiated",
				"Won"
			],
			offset: 30
		}
	},
	{
		purpose: "campaign",
		name: "CampaignId",
		label: "Campaign",
		description: "Campaign that the referral came from.",
		shape: {
			type: "text",
			longest: 100
		}
	}
];
// src/provision/columns.ts
/** Prefix of Microsoft's own publisher. */
const CONNECTOR_PREFIX = "msft_";
/**
* The column that serves a purpose: ours by its name, else the one of Microsoft's connector by its label, so
* that sellers keep the field they know, and links made by the connector stay.
*/
function columnFor(purpose, prefix, columns) {
	const wanted = wantedFor(purpose);
	const name = logicalName$1(prefix, wanted);
	const own = columns.find((column) => column.name === name);
	if (own || !wanted.knownFromConnector) return own;
	return connectorColumns(columns).find((column) => labelOf(column) === wanted.label.toLowerCase());
}
/** What Microsoft's connector has added. Its labels are documented, its logical names are not. */
function connectorColumns(columns) {
	const labels = PURPOSES.filter((one) => "knownFromConnector" in one).map(({ label }) => label.toLowerCase());
	return columns.filter((column) => column.name.startsWith(CONNECTOR_PREFIX) && labels.includes(labelOf(column)));
}
function labelOf({ label }) {
	return label.trim().toLowerCase();
}
function nameFor(purpose, prefix) {
	return logicalName$1(prefix, wantedFor(purpose));
}
/** What to create when nothing serves the purpose. `optionPrefix` is the publisher's. */
function newColumn(purpose, prefix, optionPrefix) {
	const { name, label, description, shape } = wantedFor(purpose);
	return {
		schemaName: `${prefix}_${name}`,
		label,
		description,
		shape: shape.type === "choice" ? {
			type: "choice",
			options: optionsOf(shape, optionPrefix)
		} : shape
	};
}
const TYPES = {
	text: ["String", "Memo"],
	url: ["String"],
	memo: ["Memo", "String"],
	"yes/no": ["Boolean"],
	date: ["DateTime"],
	choice: ["Picklist"]
};
/** Why a column cannot serve a purpose, or `null` when it can. */
function misfit(purpose, column) {
	const { shape, enough } = wantedFor(purpose);
	const types = purpose === "referral identifier" ? ["String"] : TYPES[shape.type];
	if (!types.includes(column.type)) return `is of the type ${column.type}; ${shape.type} (${types.join(" or ")}) is needed`;
	if (column.isSecured) return "has column-level security, so that its value can be hidden from the sync";
	const needed = enough ?? ("longest" in shape ? shape.longest : 0);
	if (column.longest !== null && column.longest < needed) return `holds ${column.longest} characters; ${needed} are needed`;
	return null;
}
function wantedFor(purpose) {
	const wanted = PURPOSES.find((one) => one.purpose === purpose);
	if (!wanted) throw new Error(`no column is wanted for ${purpose}`);
	return wanted;
}
function logicalName$1(prefix, { name }) {
	return `${prefix}_${name}`.toLowerCase();
}
/** A publisher's option values are its five digits and four of their own. */
function optionsOf(shape, optionPrefix) {
	const first = optionPrefix * 1e4 + shape.offset;
	return shape.labels.map((label, index) => ({
		value: first + index,
		label,
		state: null
	}));
}
// src/provision/starter.ts
/** Prefix and five digits of the mapping that we ship. */
const OUR_PREFIX = "cosell";
const OUR_OPTION_PREFIX = 72700;
/**
* The mapping that we ship, in the words of this CRM: its columns, its option values, its status reasons. The
* comments stay, so that it can be read aloud.
*
* @param template Text of `mappings/dynamics-365.yml`.
*/
function starterMapping(template, crm) {
	const options = optionsByOurs(crm);
	const [first = "", ...rest] = withoutMarks(withStatusReasons(template, crm.table), crm).replaceAll(/\bcosell_\w+/g, (name) => columnName(name, crm)).replaceAll(/\b7270000\d\d\b/g, (value) => String(options.values.get(Number(value)) ?? value)).split("\n");
	return {
		text: [
			first,
			...[`# For ${new URL(crm.url).host}, written by init from its metadata. It is yours to change.`, `# Currencies of this CRM: ${crm.currencyCodes.join(", ")}.`],
			...rest
		].join("\n"),
		notes: [...notesOn(crm), ...options.notes]
	};
}
/** Our name of a column → the one that serves its purpose here, which may be one of Microsoft's connector. */
function columnName(ours, { prefix, table }) {
	const purpose = PURPOSES.find((one) => nameFor(one.purpose, OUR_PREFIX) === ours)?.purpose;
	if (purpose === void 0) return ours.replace(`${OUR_PREFIX}_`, `${prefix}_`);
	return columnFor(purpose, prefix, table.columns)?.name ?? nameFor(purpose, prefix);
}
/** Our option values → those of the same label here. */
function optionsByOurs({ prefix, table }) {
	const values = /* @__PURE__ */ new Map();
	const notes = [];
	for (const { purpose } of PURPOSES) {
		const { shape } = newColumn(purpose, OUR_PREFIX, OUR_OPTION_PREFIX);
		const column = columnFor(purpose, prefix, table.columns);
		if (shape.type !== "choice" || !column) continue;
		for (const ours of shape.options) {
			const same = column.options.find((option) => isSameLabel(option, ours));
			if (same) values.set(ours.value, same.value);
			else notes.push(`${column.name} has no option "${ours.label}": correct its values in the mapping`);
		}
	}
	return {
		values,
		notes
	};
}
function isSameLabel(one, other) {
	return one.label.trim().toLowerCase() === other.label.toLowerCase();
}
/** Microsoft's connector puts its marks into the name; they must not look like an edit. */
function withoutMarks(template, crm) {
	if (adoptedFrom(crm).length === 0) return template;
	return template.replace(NAME_FIELD, (field) => `${field}    marks: ✔✘✖ # of Microsoft's connector\n`);
}
const NAME_FIELD = /^ {2}name:\n(?: {4}.*\n)*? {4}as: text\n/m;
/** Columns of Microsoft's connector that serve here. */
function adoptedFrom({ prefix, table }) {
	return PURPOSES.map(({ purpose }) => columnFor(purpose, prefix, table.columns)).filter((column) => column?.name.startsWith("msft_") ?? false);
}
/** `statecode` of an opportunity, which no customer can change. */
const STATES = {
	open: 0,
	won: 1,
	lost: 2
};
const STATE_LINE = /^(\s+(open|won|lost): \{.*\bopportunity: )\[[\d, ]+\]/gm;
/** Customers add status reasons of their own; the first of each state is what is written. */
function withStatusReasons(template, { columns }) {
	const reasons = columns.find(({ name }) => name === "statuscode")?.options ?? [];
	return template.replaceAll(STATE_LINE, (line, before, name) => {
		const values = reasons.filter(({ state }) => state === STATES[name]).map(({ value }) => value);
		return values.length === 0 ? line : `${before}[${values.join(", ")}]`;
	});
}
function notesOn(crm) {
	const { prefix, table } = crm;
	const found = PURPOSES.map(({ purpose }) => columnFor(purpose, prefix, table.columns));
	const adopted = adoptedFrom(crm);
	return [...found.includes(void 0) ? ["some columns are not there yet: run setup before the first sync"] : [], ...adopted.length === 0 ? [] : [`uses ${adopted.map(({ name }) => name).join(", ")} of Microsoft's connector: turn its flows off, and leave its solution installed`]];
}
/**
* What the opportunity table has, for a mapping to be checked against without signing in: a line for each column,
* so that a change of the table reads as one.
*/
function describeColumns({ columns }) {
	return `{\n${columns.toSorted((a, b) => a.name < b.name ? -1 : 1).map(({ name, type, options }) => {
		const labels = Object.fromEntries(options.map(({ value, label }) => [value, label]));
		return `  ${JSON.stringify(name)}: ${JSON.stringify(options.length === 0 ? { type } : {
			type,
			options: labels
		})}`;
	}).join(",\n")}\n}\n`;
}
// src/commands/init.ts
const TEMPLATE = "mappings/dynamics-365.yml";
const WORKFLOWS = ".github/workflows";
/** Our own tests are nothing for others. */
const NOT_FOR_OTHERS = ["ci.yml"];
/** Writes a mapping for this CRM, and the workflows that run it. A file that is there is left alone, unless told. */
async function init(options, { crm, files }) {
	const [table, currencyCodes] = await Promise.all([crm.table(), crm.currencyCodes()]);
	const { dataverseUrl: url, prefix, mapping } = options;
	const starter = starterMapping(await files.template(TEMPLATE), {
		url,
		prefix,
		table,
		currencyCodes
	});
	loadMapping(starter.text, mapping);
	const reference = await files.ownReference();
	const workflows = await workflowTexts(options, files, reference);
	const written = [];
	const columns = {
		file: columnsFileOf(mapping),
		text: describeColumns(table)
	};
	const texts = [
		[mapping, starter.text],
		[columns.file, columns.text],
		...workflows
	];
	for (const [path, text] of texts) written.push({
		path,
		state: await put({
			path,
			text
		}, options, files)
	});
	const unnamed = "the workflows do not say which action to use: replace your-org/cosell-sync@<commit> in them";
	return {
		files: written,
		notes: [
			...starter.notes,
			...validateMapping({
				file: mapping,
				text: starter.text,
				columns
			}).problems.map(({ message }) => message),
			...reference === null ? [unnamed] : []
		],
		settings: settingsIn(workflows.map(([, text]) => text), options.known)
	};
}
/** Where validate looks for it. */
function columnsFileOf(mapping) {
	return `${mapping.replace(/\.ya?ml$/, "")}.columns.json`;
}
async function workflowTexts({ mapping }, files, reference) {
	const names = (await files.templates(WORKFLOWS)).filter((name) => !NOT_FOR_OTHERS.includes(name));
	const uses = `uses: ${reference ?? "your-org/cosell-sync@<commit>"}`;
	return Promise.all(names.map(async (name) => {
		const text = (await files.template(`${WORKFLOWS}/${name}`)).replaceAll("uses: ./\n", `${uses}\n`);
		return [`${WORKFLOWS}/${name}`, withMapping(text, mapping)];
	}));
}
/** Steps of ours begin their inputs with the command; the default mapping needs no mention. */
function withMapping(text, mapping) {
	if (mapping === TEMPLATE) return text;
	return text.replaceAll(/^( +)(command: .*)$/gm, `$1$2\n$1mapping: ${JSON.stringify(mapping)}`);
}
async function put({ path, text }, { overwrite }, files) {
	const present = await files.read(path);
	if (present === text) return "unchanged";
	if (present !== null && !overwrite) return "left alone";
	await files.write(path, text);
	return "written";
}
function settingsIn(texts, known) {
	const found = texts.flatMap((text) => [...text.matchAll(/\b(vars|secrets)\.([A-Z][A-Z0-9_]*)/g)]);
	const settings = /* @__PURE__ */ new Map();
	for (const [, source, name = ""] of found) {
		const kind = source === "vars" ? "variable" : "secret";
		settings.set(name, {
			kind,
			name,
			value: kind === "variable" ? known[name] ?? null : null
		});
	}
	return [...settings.values()].sort((a, b) => a.kind + a.name < b.kind + b.name ? 1 : -1);
}
// src/provision/plan.ts
/** Five digits that the option values of the mapping we ship begin with. */
const OPTION_PREFIX = 72700;
/**
* What is there, what is to do, and what is wrong. The order is the one in which things can be done: publisher,
* solution, columns, key, change tracking.
*/
function planSetup(options, found) {
	const items = [
		publisherItem(options, found),
		solutionItem(options, found),
		...PURPOSES.map(({ purpose }) => columnItem(purpose, options, found)),
		keyItem(options, found),
		trackingItem(found),
		...connectorItems(found)
	];
	return found.solution?.isManaged ? items.map((item) => refuseManaged(item, options)) : items;
}
function publisherItem({ prefix }, { publisher }) {
	const what = `publisher with the prefix ${prefix}`;
	if (publisher) return there(what, `option values begin with ${publisher.optionPrefix}`);
	return todo(what, "create it", {
		do: "create publisher",
		prefix,
		optionPrefix: OPTION_PREFIX
	});
}
function solutionItem({ prefix, solution: name }, { solution }) {
	const what = `solution ${name}`;
	if (!solution) return todo(what, "create it", {
		do: "create solution",
		name,
		prefix
	});
	return there(what, solution.isManaged ? "managed: it was imported from another environment" : "");
}
function columnItem(purpose, { prefix, solution: name }, found) {
	const column = columnFor(purpose, prefix, found.table.columns);
	if (!column) {
		const wanted = newColumn(purpose, prefix, found.publisher?.optionPrefix ?? OPTION_PREFIX);
		return todo(`column ${nameFor(purpose, prefix)}`, `create "${wanted.label}", ${wanted.shape.type}`, {
			do: "create column",
			column: wanted,
			solution: name
		});
	}
	const what = `column ${column.name}`;
	const problem = misfit(purpose, column);
	if (problem) return wrong(what, `${problem}: rename or delete it, or choose another prefix`);
	if (column.name !== nameFor(purpose, prefix)) return there(what, `"${column.label}" of Microsoft's connector, adopted`);
	return inSolution(what, {
		kind: "column",
		id: column.id
	}, {
		name,
		found
	});
}
function inSolution(what, component, { name, found }) {
	if (found.solution?.components.has(component.id) || found.solution?.isManaged) return there(what, "");
	return todo(what, "exists; add it to the solution", {
		do: "add to solution",
		component,
		solution: name
	});
}
function keyItem({ prefix, solution: name }, found) {
	const columnName = columnFor("referral identifier", prefix, found.table.columns)?.name ?? nameFor("referral identifier", prefix);
	const key = found.table.keys.find(({ columns }) => columns.length === 1 && columns[0] === columnName);
	if (key) return existingKey(key, name, found);
	return todo(`alternate key on ${columnName}`, "create it, and wait until its index is built", {
		do: "create key",
		schemaName: `${prefix}_ReferralKey`,
		column: columnName,
		solution: name
	});
}
function existingKey(key, solution, found) {
	const what = `alternate key ${key.name}`;
	switch (key.status) {
		case "Active": return inSolution(what, {
			kind: "key",
			id: key.id
		}, {
			name: solution,
			found
		});
		case "Failed": return todo(what, "its index could not be built; build it again", {
			do: "reactivate key",
			name: key.name
		});
		default: return todo(what, `its index is ${key.status}; wait until it is built`, { do: "await key" });
	}
}
function trackingItem({ table }) {
	const what = "change tracking of opportunities";
	if (table.tracksChanges) return there(what, "");
	return todo(what, "turn it on; it cannot be turned off again", { do: "track changes" });
}
/** What belongs to no solution, or is about the data of this environment. */
const ANYWHERE = [
	"track changes",
	"reactivate key",
	"await key"
];
/** What a solution brought with it is changed where it came from. */
function refuseManaged(item, { solution }) {
	if (item.action === null || ANYWHERE.includes(item.action.do)) return item;
	return wrong(item.what, `is missing from the managed solution ${solution}: run setup where it comes from, and import it again`);
}
function there(what, detail) {
	return {
		what,
		state: "there",
		detail,
		action: null
	};
}
function wrong(what, detail) {
	return {
		what,
		state: "wrong",
		detail,
		action: null
	};
}
function todo(what, detail, action) {
	return {
		what,
		state: "to do",
		detail,
		action
	};
}
/** Two connectors on one row would overwrite each other for ever. */
function connectorItems({ table }) {
	if (connectorColumns(table.columns).length === 0) return [];
	return [there("Microsoft's co-sell connector", "installed: turn its flows off before the first sync, but leave its solution, which holds the columns")];
}
// src/commands/setup.ts
/** Seconds between two looks at something that Dataverse does in the background: five minutes in all. */
const PATIENCE = [
	1,
	2,
	4,
	8,
	...Array(19).fill(15)
];
/**
* Provisions what the CRM needs for a sync.
*
* - reads what there is, and plans the rest
* - does nothing when something is wrong, or when nobody approves
* - does one thing after the other: Dataverse refuses two customisations at once
* - waits until the key works and every column can be read, and looks at it all once more
*
* What is there stays as it is, so it can be run again at any time, also after it was interrupted.
*/
async function setup(options, ports) {
	const items = await look(options, ports);
	if (items.some(({ state }) => state === "wrong")) return {
		items,
		outcome: "wrong"
	};
	const todo = items.filter(({ state }) => state === "to do");
	if (todo.length === 0) return {
		items,
		outcome: "nothing to do"
	};
	if (!await ports.approve(items)) return {
		items,
		outcome: "shown"
	};
	for (const { what, action } of todo) {
		ports.progress(what);
		if (action) await carryOut$1(action, ports.crm);
	}
	if (todo.some(({ action }) => action?.do !== "await key")) await ports.crm.publish();
	await awaitKey(options, ports);
	await awaitColumns(options, ports);
	const after = await look(options, ports);
	return {
		items: after,
		outcome: after.every(({ state }) => state === "there") ? "done" : "wrong"
	};
}
async function look(options, { crm }) {
	const [table, publisher, solution] = await Promise.all([
		crm.table(),
		crm.publisher(options.prefix),
		crm.solution(options.solution)
	]);
	return planSetup(options, {
		table,
		publisher,
		solution
	});
}
function carryOut$1(action, crm) {
	switch (action.do) {
		case "create publisher": return crm.createPublisher(action);
		case "create solution": return crm.createSolution(action);
		case "create column": return crm.createColumn(action.column, action.solution);
		case "create key": return crm.createKey(action, action.solution);
		case "reactivate key": return crm.reactivateKey(action.name);
		case "add to solution": return crm.addToSolution(action.component, action.solution);
		case "track changes": return crm.trackChanges();
		case "await key": return Promise.resolve();
	}
}
async function awaitKey({ prefix }, ports) {
	await until(ports, "the index of the alternate key", async () => {
		const { columns, keys } = await ports.crm.table();
		const column = columnFor("referral identifier", prefix, columns)?.name;
		const status = keys.find((key) => key.columns.length === 1 && key.columns[0] === column)?.status;
		if (status === "Failed") throw keyFailed(column ?? "");
		return status === "Active";
	});
}
async function awaitColumns({ prefix }, ports) {
	const { columns } = await ports.crm.table();
	const names = PURPOSES.flatMap(({ purpose }) => columnFor(purpose, prefix, columns)?.name ?? []);
	await until(ports, "the new columns", () => ports.crm.canRead(names));
}
async function until(ports, what, isReady) {
	for (const seconds of PATIENCE) {
		if (await isReady()) return;
		ports.progress(`waiting for ${what}`);
		await ports.clock.sleep(seconds * 1e3);
	}
	if (await isReady()) return;
	throw new ServiceError(`Dataverse is not ready with ${what} after five minutes.`, "Run setup again later: it goes on from where it is.", 200, "");
}
function keyFailed(column) {
	return new ServiceError(`Dataverse could not build the index of the alternate key on ${column}.`, `Two opportunities have the same value in it, most likely. Clear ${column} on all but one of each such group, then run setup again.`, 200, "");
}
// src/report/init.ts
const SIGNS$2 = {
	written: "✔ written",
	unchanged: "✔ there already",
	"left alone": "– left alone, it differs; --overwrite replaces it"
};
/** What init wrote, and what is left for a person to do. */
function initReport({ files, notes, settings }) {
	return `${[
		`## Co-sell init: ${headline$2(files)}`,
		table(["File", "State"], files.map(({ path, state }) => [named$1(path), SIGNS$2[state]])),
		notes.length === 0 ? "" : `### Look at\n\n${notes.map((note) => `- ${named$1(note)}`).join("\n")}`,
		settingsSection(settings),
		"Next: read the mapping, push a branch with these files, then run the workflow Plan or `plan` on a terminal."
	].filter((section) => section !== "").join("\n\n")}\n`;
}
function headline$2(files) {
	const written = files.filter(({ state }) => state === "written").length;
	return written === 0 ? "nothing written" : `${count$1(written, "file")} written`;
}
function settingsSection(settings) {
	return `### The environment's settings\n\n\`\`\`sh\n${settings.map(({ kind, name, value }) => kind === "secret" ? `gh secret set ${name} --env staging` : `gh variable set ${name} --env staging --body ${shown$1(value)}`).join("\n")}\n\`\`\``;
}
/** What a shell would take for more than text is left to the person. */
function shown$1(value) {
	return value !== null && /^[\w.:/-]+$/.test(value) ? value : "\"…\"";
}
// src/report/setup.ts
const SIGNS$1 = {
	there: "✔ there",
	"to do": "+ to do",
	wrong: "✘ wrong"
};
/** What a setup did, or would do. */
function setupReport({ items, outcome }) {
	return `## Co-sell setup: ${headline$1(items, outcome)}\n\n${setupTable(items)}\n${NEXT[outcome]}`;
}
function setupTable(items) {
	return table([
		"What",
		"State",
		"Details"
	], items.map(({ what, state, detail }) => [
		named$1(what),
		SIGNS$1[state],
		named$1(detail)
	]));
}
const NEXT = {
	"nothing to do": "",
	done: "\nNext: give the application user the security role of `setup/security-role.yml`, then run `doctor`.\n",
	shown: "\nNothing was changed. To carry it out, run setup again with `apply`.\n",
	wrong: "\nNothing more is done until what is wrong has been mended.\n"
};
function headline$1(items, outcome) {
	const of = (state) => items.filter((item) => item.state === state).length;
	if (outcome === "wrong") return `${count$1(of("wrong"), "thing")} in the way`;
	return outcome === "shown" ? `${count$1(of("to do"), "thing")} to do` : outcome;
}
// src/connect/crm.ts
async function runSetup(inputs, terminal, ask) {
	return withCrm(inputs, terminal, async (crm, clock) => {
		const { prefix, solution, apply } = inputs;
		const result = await setup({
			prefix,
			solution
		}, {
			crm,
			clock,
			progress: terminal.progress,
			approve: async (items) => apply || ask !== null && await ask(setupTable(items))
		});
		return {
			text: setupReport(result),
			failed: result.outcome === "wrong"
		};
	});
}
/** Writes into the directory that the command line is run in. */
async function runInit(inputs, terminal) {
	const { dataverse, prefix, mapping, overwrite } = inputs;
	const known = {
		DATAVERSE_URL: dataverse.url,
		DATAVERSE_TENANT_ID: dataverse.tenantId,
		DATAVERSE_CLIENT_ID: dataverse.clientId
	};
	const files = openInitFiles(dirname(findPackageJSON(import.meta.url) ?? process.cwd()), process.cwd());
	return withCrm(inputs, terminal, async (crm) => {
		return {
			text: initReport(await init({
				dataverseUrl: dataverse.url,
				prefix,
				mapping,
				overwrite,
				known
			}, {
				crm,
				files
			})),
			failed: false
		};
	});
}
function withCrm(inputs, terminal, work) {
	return withTools(terminal, ({ http, clock }) => {
		const { authorityUrl, dataverse } = inputs;
		const connection = connect$1({
			http,
			token: openEntra({
				http,
				authorityUrl,
				onSecret: terminal.mask,
				...dataverse
			}).dataverse(dataverse.url),
			baseUrl: dataverse.url
		});
		return work({
			...openMetadata(connection),
			...openCustomiser(connection, clock)
		}, clock);
	});
}
// src/adapters/clocks.ts
/** The same client, which notes what each service says of the time. */
function notingClocks(http, clock) {
	const clocks = {};
	return {
		clocks: () => clocks,
		http: {
			...http,
			send: async (request) => {
				const response = await http.send(request);
				const server = serverTime(response);
				if (server !== null) clocks[request.system] = {
					server,
					local: clock.now().toISOString()
				};
				return response;
			}
		}
	};
}
// src/model/doctor.ts
/** How far a privilege of a security role reaches; `Global` is the whole organization. */
const DEPTHS = [
	"Basic",
	"Local",
	"Deep",
	"Global"
];
// src/adapters/dataverse-probe.ts
const me = looseObject({ UserId: string() });
const named = looseObject({ value: array(looseObject({
	privilegeid: string(),
	name: string()
})) });
/** Documented as a name, and seen as a number. */
const depth = union$1([_enum(DEPTHS), int().min(0).max(3).transform((number) => DEPTHS[number])]);
const held = looseObject({ RolePrivileges: array(looseObject({
	PrivilegeId: string(),
	Depth: depth
})) });
/** Looks at the CRM with the application user's eyes. */
function openDataverseProbe(connection) {
	const { get } = connection;
	const metadata = openMetadata(connection);
	return {
		table: () => metadata.table(),
		currencyCodes: () => metadata.currencyCodes(),
		whoAmI: async () => readAs(me, await get(`${API}WhoAmI`)).UserId,
		async privileges(userId, names) {
			const wanted = `Microsoft.Dynamics.CRM.In(PropertyName=@p1,PropertyValues=@p2)&@p1='name'&@p2=${encodeURIComponent(JSON.stringify(names))}`;
			const [known, mine] = await Promise.all([get(`${API}privileges?$select=privilegeid,name&$filter=${wanted}`), get(`${API}systemusers(${userId})/Microsoft.Dynamics.CRM.RetrieveUserPrivileges()`)]);
			const depths = new Map(readAs(held, mine).RolePrivileges.map((one) => [one.PrivilegeId.toLowerCase(), one.Depth]));
			const { value } = readAs(named, known);
			return {
				known: new Set(value.map(({ name }) => name)),
				held: new Map(value.flatMap(({ privilegeid, name }) => {
					const found = depths.get(privilegeid.toLowerCase());
					return found ? [[name, found]] : [];
				}))
			};
		}
	};
}
// src/adapters/github-probe.ts
const repositoryAnswer = looseObject({
	default_branch: string(),
	permissions: looseObject({ push: boolean() }).nullish()
});
const branchAnswer = looseObject({ protected: boolean() });
const workflowsAnswer = looseObject({ workflows: array(looseObject({
	path: string(),
	state: string()
})) });
/** "Get the customization template for an OIDC subject claim for a repository". */
const subjectAnswer = looseObject({ sub_claim_prefix: string().nullish() });
/** Looks at the repository with the eyes of the job's token (docs.github.com/rest). */
function openGithubProbe(options) {
	const { http, apiUrl, repository, token, identity } = options;
	const get = (path) => http.send({
		system: "github",
		method: "GET",
		url: `${apiUrl}/repos/${repository}${path}`,
		headers: {
			authorization: `Bearer ${token}`,
			accept: "application/vnd.github+json",
			"user-agent": "cosell-sync",
			"x-github-api-version": "2022-11-28"
		},
		repeatable: true
	});
	return {
		async repository() {
			const found = read(repositoryAnswer, await get(""), repository);
			return {
				mayWrite: found.permissions?.push ?? null,
				defaultBranch: found.default_branch
			};
		},
		async branch(name) {
			const answer = await get(`/branches/${encodeURIComponent(name)}`);
			if (answer.status === 404) return null;
			return { isProtected: read(branchAnswer, answer, repository).protected };
		},
		async workflows() {
			const answer = await get("/actions/workflows?per_page=100");
			return answer.status === 403 || answer.status === 404 ? null : read(workflowsAnswer, answer, repository).workflows;
		},
		subject: () => identity ? presented(http, identity) : expected(get, repository)
	};
}
/** The subject of the identity that GitHub signs for this very job. */
async function presented(http, { url, token }) {
	const answer = await http.send({
		system: "github",
		method: "GET",
		url: `${url}&audience=${encodeURIComponent("api://AzureADTokenExchange")}`,
		headers: {
			authorization: `Bearer ${token}`,
			accept: "application/json"
		},
		repeatable: true
	});
	const signed = looseObject({ value: string() }).safeParse(parseJson$3(answer.body)).data;
	const subject = signed && claimsOf(signed.value)?.sub;
	return typeof subject === "string" ? {
		subject,
		presented: true
	} : null;
}
/** What a job of an environment would present. Repositories made since July 2026 have their ids in it. */
async function expected(get, repository) {
	const answer = await get("/actions/oidc/customization/sub");
	const found = answer.status === 200 ? subjectAnswer.safeParse(parseJson$3(answer.body)).data : null;
	if (!found) return null;
	return {
		subject: `${found.sub_claim_prefix ?? `repo:${repository}`}:environment:NAME`,
		presented: false
	};
}
function read(schema, answer, repository) {
	const found = answer.status === 200 ? schema.safeParse(parseJson$3(answer.body)).data : void 0;
	if (found !== void 0) return found;
	throw new StateError(`GitHub does not show ${repository} to this token (status ${answer.status}).`, {
		401: "Check the input github-token: it may have expired, or be for another GitHub server.",
		403: "Give the job `permissions: contents: write`; a token of your own needs the same permission.",
		404: "Check the name of the repository, and that the input github-token is for it."
	}[answer.status] ?? "Look at githubstatus.com, and run again when it has recovered.");
}
// src/adapters/partner-center-probe.ts
const ENOUGH_TO_SEE = 25;
const page = looseObject({ value: array(looseObject({
	organizationId: string().nullish(),
	mpnId: string().nullish(),
	details: looseObject({ currency: string().nullish() }).nullish()
})) });
/** Microsoft's samples write the names in both cases. */
const registration = record(string(), unknown$1()).transform((found) => Object.fromEntries(Object.entries(found).map(([key, value]) => [key.toLowerCase(), value]))).pipe(looseObject({
	webhookurl: string().nullish(),
	webhookevents: array(string()).nullish()
}));
/** Looks at Partner Center with the user's eyes. */
function openPartnerCenterProbe(options) {
	const { http, referrals, webhooks, newId } = options;
	const get = (source, path, headers = {}) => authorised({
		http,
		token: source.token,
		refused: signInError
	})({
		system: "partner-center",
		method: "GET",
		url: new URL(source.baseUrl).origin + path,
		headers: {
			Accept: "application/json",
			"MS-RequestId": newId(),
			"MS-CorrelationId": newId(),
			...headers
		},
		repeatable: true
	});
	return {
		signIn: async () => void await referrals.token(),
		async referrals() {
			const response = await get(referrals, `/v1.0/engagements/referrals?${`$orderby=updatedDateTime%20desc&$top=${ENOUGH_TO_SEE}`}`, { ValidateMfa: "true" });
			if (response.status !== 200) throw readError(response);
			const found = page.safeParse(parseJson$3(response.body)).data;
			if (!found) throw contractError("Partner Center sent the list of referrals in an unknown form.");
			const ours = found.value.filter(({ organizationId }) => organizationId !== "msft");
			return {
				listed: found.value.length,
				partnerIds: unique(ours.map(({ mpnId }) => mpnId)),
				currencies: unique(ours.map(({ details }) => details?.currency)),
				multiFactor: said(response.headers.ismfacompliant) ?? isMultiFactor(await referrals.token())
			};
		},
		async webhook() {
			const response = await get(webhooks, "/webhooks/v1/registration");
			if (response.status === 404) return null;
			if (response.status !== 200) throw webhookError(reasonOf(response), response.status);
			const found = registration.safeParse(parseJson$3(response.body)).data;
			if (!found) throw contractError("Partner Center sent the webhook registration in an unknown form.");
			return found.webhookurl ? {
				url: found.webhookurl,
				events: found.webhookevents ?? []
			} : null;
		}
	};
}
function said(header) {
	return header === void 0 ? null : header.toLowerCase() === "true";
}
function webhookError(reason, status) {
	return new ServiceError(`Partner Center does not show the webhook registration: ${reason}`, "Give the signed-in user the role Referrals admin, Admin agent or Sales agent in Partner Center.", status, "");
}
function unique(values) {
	return [...new Set(values.flatMap((value) => value ? [value] : []))].toSorted();
}
// src/diagnosis/finding.ts
function ok(detail) {
	return {
		state: "ok",
		detail
	};
}
function skipped(detail) {
	return {
		state: "skipped",
		detail
	};
}
function warning(detail, mend) {
	return {
		state: "warning",
		detail,
		mend
	};
}
function failed(detail, mend) {
	return {
		state: "failed",
		detail,
		mend
	};
}
// src/diagnosis/crm.ts
const RUN_SETUP = "Run setup, which creates what is missing.";
function judgeColumns(table, expected) {
	const names = expected.columns.map(logicalName);
	const known = new Map(table.columns.map((column) => [column.name, column]));
	const missing = names.filter((name) => !known.has(name));
	if (missing.length > 0) {
		const mend = `${RUN_SETUP} Columns of your own: correct their names in the mapping.`;
		return failed(`missing: ${missing.join(", ")}`, mend);
	}
	const problems = names.flatMap((name) => {
		const reason = problemWith(known.get(name), expected);
		return reason === null ? [] : [`${name} ${reason}`];
	});
	if (problems.length === 0) return ok(`all ${names.length} columns of the mapping`);
	return failed(problems.join("; "), "Create the column anew with another name and say so in the mapping, or let the application user see the secured column in a field security profile.");
}
/** Our own two columns have to hold enough; of any other the mapping's author knows what it is for. */
function problemWith(column, expected) {
	if (!column) return null;
	if (column.name === expected.referralIdColumn) return misfit("referral identifier", column);
	if (column.name === expected.baseColumn) return misfit("base", column);
	return column.isSecured ? "has column-level security" : null;
}
function judgeKey(table, { referralIdColumn: column }) {
	const key = table.keys.find(({ columns }) => columns.length === 1 && columns[0] === column);
	if (!key) return failed(`there is no alternate key on ${column}`, RUN_SETUP);
	if (key.status === "Active") return ok(key.name);
	if (key.status === "Failed") return failed(`the index of ${key.name} could not be built`, `Two rows have the same value in ${column}, most likely: clear it on one of them, then run setup.`);
	return warning(`the index of ${key.name} is ${key.status}`, "Wait a few minutes, then look again.");
}
function judgeTracking({ tracksChanges }) {
	if (tracksChanges) return ok("on");
	return warning("off: every run reads by modification time, and misses rows whose time was set back", "Run setup, which turns it on.");
}
function judgeConnector({ columns }) {
	const found = connectorColumns(columns);
	if (found.length === 0) return ok("not installed");
	return warning(`installed (${found.map(({ name }) => name).join(", ")})`, "Make sure that its flows are turned off: two connectors on one row overwrite each other. docs/moving-from-the-connector.md has the order.");
}
/** @param used Currencies of the newest referrals, or `null` when they could not be read. */
function judgeCurrencies(codes, used) {
	const missing = (used ?? []).filter((code) => !codes.includes(code));
	if (missing.length === 0) return ok(codes.join(", "));
	return warning(`referrals are in ${missing.join(", ")}, which the CRM does not have`, "Add the currency in the CRM's settings; such a deal waits until then.");
}
/** A lookup is called `_parentaccountid_value` in an answer and `parentaccountid` in the metadata. */
function logicalName(property) {
	return /^_(\w+)_value$/.exec(property)?.[1] ?? property;
}
// src/diagnosis/github.ts
function judgeToken({ mayWrite }) {
	if (mayWrite) return ok("may write contents");
	const mend = "Give the job `permissions: contents: write`; a token of your own needs the same permission.";
	if (mayWrite === null) return warning("GitHub does not say whether the token may write", mend);
	return failed("the token may only read", mend);
}
function judgeBranch(branch, found, { defaultBranch }) {
	if (branch === defaultBranch) return failed(`${branch} is the default branch`, "Give the state a branch of its own: set state-branch.");
	if (!found) return ok(`${branch} is made by the first sync`);
	if (!found.isProtected) return ok(branch);
	return failed(`${branch} is protected, and a workflow's own token cannot get past that`, "Leave the state branch out of branch protection and rulesets.");
}
/** GitHub turns schedules of public repositories off after sixty days without activity. */
function judgeSchedule(workflows) {
	if (!workflows) return warning("the token may not look at workflows", "Give the job that runs doctor `permissions: actions: read`.");
	const disabled = workflows.filter(({ state }) => state !== "active");
	if (disabled.length > 0) return failed(`turned off: ${disabled.map(({ path, state }) => `${nameOf(path)} (${state})`).join(", ")}`, "Open the workflow in the Actions tab and enable it.");
	if (workflows.length > 0) return ok(`${workflows.map(({ path }) => nameOf(path)).join(", ")}`);
	return warning("there is no workflow on the default branch", "Merge the workflows that init has written.");
}
/** To compare with the federated credential in Entra, which has to say exactly this. */
function judgeSubject(found) {
	if (!found) return skipped("GitHub hands out no identity here; only needed to sign in without a secret");
	return {
		state: "ok",
		detail: found.presented ? "of this job" : "of a job of that environment",
		exact: found.subject
	};
}
const WORRYING_SECONDS = 30;
/** Entra refuses what was signed five minutes ago or in five minutes. */
const TOO_MANY_SECONDS = 300;
function judgeClocks(clocks) {
	const skews = Object.entries(clocks).map(([name, { server, local }]) => ({
		name,
		seconds: Math.round(Math.abs(Date.parse(server) - Date.parse(local)) / 1e3)
	}));
	const worst = skews.reduce((a, b) => b.seconds > a.seconds ? b : a, {
		name: "",
		seconds: 0
	});
	if (skews.length === 0) return skipped("no service said what time it is");
	if (worst.seconds < WORRYING_SECONDS) return ok(`at most ${worst.seconds} s apart`);
	const detail = `${worst.seconds} s apart from ${worst.name}`;
	const mend = "Set the clock of this machine by a time server.";
	return worst.seconds < TOO_MANY_SECONDS ? warning(detail, mend) : failed(detail, mend);
}
function nameOf(path) {
	return path.split("/").at(-1) ?? path;
}
// src/diagnosis/partner-center.ts
function judgeMultiFactor({ multiFactor }) {
	if (multiFactor) return ok("the sign-in used a second factor");
	if (multiFactor === null) return warning("Partner Center does not say whether the sign-in used a second factor", "Make sure that multi-factor authentication is on for the user, or calls will be refused (900421).");
	return failed("the sign-in did not use a second factor", "Turn on multi-factor authentication for the user, then sign in again.");
}
function judgeVisibility({ listed, partnerIds }) {
	if (listed > 0) return ok(`sees referrals of ${partnerIds.map((id) => `partner ${id}`).join(", ") || "this tenant"}`);
	return warning("no referral is visible", "If there are any, give the signed-in user the role Referrals admin: a Referrals user sees only the deals with him in the team.");
}
/** The four events that a deal can cause; "Partner Center webhook events". */
const EVENTS = [
	"referral-created",
	"referral-updated",
	"related-referral-created",
	"related-referral-updated"
];
/**
* Partner Center has one registration for a whole tenant: whoever registers last gets the events.
*
* @param ours Address of our relay; `null` where no webhook is used.
*/
function judgeWebhook(found, ours) {
	const place = found && originOf(found.url);
	if (ours === null) return ok(found ? `not used; events go to ${place}` : "not used");
	if (!found) return failed("nothing is registered", "Register the webhook; until then only the schedule wakes a run.");
	if (!isSame(found.url, ours)) return failed(`events go to ${place}, and not to us`, "Somebody else has registered since, such as Microsoft's connector. Find out who, then register again.");
	const missing = EVENTS.filter((event) => !found.events.includes(event));
	if (missing.length === 0) return ok(`registered at ${place}`);
	return failed(`registered without ${missing.join(", ")}`, "Register the webhook again with all four events.");
}
function isSame(one, other) {
	return URL.canParse(one) && new URL(one).href === new URL(other).href;
}
/** What is behind the host may hold a key, so it is never shown. */
function originOf(url) {
	return URL.canParse(url) ? new URL(url).host : "an address that is none";
}
// src/diagnosis/privileges.ts
/** The security role of the application user that syncs: this and nothing else. `setup/security-role.yml` says the same. */
const NEEDED_PRIVILEGES = [
	{
		name: "prvReadOpportunity",
		depth: "Global",
		why: "change tracking shows all rows or none"
	},
	{
		name: "prvCreateOpportunity",
		depth: "Global",
		why: "a referral becomes an opportunity"
	},
	{
		name: "prvWriteOpportunity",
		depth: "Global",
		why: "sellers own the rows, the sync writes them"
	},
	{
		name: "prvAppendOpportunity",
		depth: "Global",
		why: "a row points to its currency and its account"
	},
	{
		name: "prvAppendToOpportunity",
		depth: "Global",
		why: "the record of a won or lost deal points to its row"
	},
	{
		name: "prvReadTransactionCurrency",
		depth: "Global",
		why: "money goes by ISO codes"
	},
	{
		name: "prvAppendToTransactionCurrency",
		depth: "Global",
		why: "a row points to its currency"
	},
	{
		name: "prvCreateActivity",
		depth: "Global",
		why: "winning and losing leaves a record of it"
	},
	{
		name: "prvAppendActivity",
		depth: "Global",
		why: "that record points to its row"
	},
	{
		name: "prvReadNote",
		depth: "Global",
		why: "to keep what a named winner overwrites"
	},
	{
		name: "prvCreateNote",
		depth: "Global",
		why: "to keep what a named winner overwrites"
	},
	{
		name: "prvAppendNote",
		depth: "Global",
		why: "a note hangs on its row"
	},
	{
		name: "prvReadAccount",
		depth: "Global",
		why: "to find the account of a new deal",
		optional: true
	},
	{
		name: "prvCreateAccount",
		depth: "Global",
		why: "to make it when there is none",
		optional: true
	},
	{
		name: "prvAppendToAccount",
		depth: "Global",
		why: "a row points to its account",
		optional: true
	},
	{
		name: "prvReadContact",
		depth: "Global",
		why: "to share a deal: whom Microsoft may call",
		optional: true
	},
	{
		name: "prvReadUser",
		depth: "Global",
		why: "to share a deal: who sells it",
		optional: true
	},
	{
		name: "prvReadLead",
		depth: "Global",
		why: "where a referral is a lead first",
		optional: true
	},
	{
		name: "prvCreateLead",
		depth: "Global",
		why: "where a referral is a lead first",
		optional: true
	},
	{
		name: "prvWriteLead",
		depth: "Global",
		why: "where a referral is a lead first",
		optional: true
	},
	{
		name: "prvReadEntity",
		depth: "Global",
		why: "to say which column is missing",
		optional: true
	},
	{
		name: "prvReadAttribute",
		depth: "Global",
		why: "to say which column is missing",
		optional: true
	}
];
const MEND = "Add them to the security role of the application user; setup/security-role.yml lists all of them.";
/** A name that the environment does not know, such as one of an app that is not installed, is nothing to miss. */
function judgePrivileges({ known, held }) {
	const missing = NEEDED_PRIVILEGES.filter(({ name }) => known.has(name)).flatMap((needed) => {
		const depth = held.get(needed.name);
		if (depth && DEPTHS.indexOf(depth) >= DEPTHS.indexOf(needed.depth)) return [];
		return [{
			text: depth ? `${needed.name} (${depth}, ${needed.depth} is needed)` : needed.name,
			isOptional: needed.optional === true
		}];
	});
	const texts = missing.map(({ text }) => text).join(", ");
	if (missing.length === 0) return ok("all privileges that a sync needs");
	if (missing.every(({ isOptional }) => isOptional)) return warning(`missing, and useful: ${texts}`, MEND);
	return failed(`missing: ${texts}`, MEND);
}
// src/commands/doctor.ts
const PARTNER_CENTER = "Sign-in to Partner Center";
const MULTI_FACTOR = "Multi-factor authentication";
const REFERRALS = "Referrals";
const CRM = "Sign-in to Dynamics 365";
const MAPPING = "Mapping";
const GITHUB = "Token of GitHub";
/**
* Looks at everything that a sync needs, and changes nothing. Each check is on its own: what fails is a line of
* the result, and only what needs it is skipped. They run at the same time.
*/
async function doctor(options, ports) {
	const signIn = ports.partnerCenter.signIn();
	const referrals = after(PARTNER_CENTER, signIn, () => ports.partnerCenter.referrals());
	const used = referrals.then(({ currencies }) => currencies, () => null);
	return [...await Promise.all([
		...partnerCenterChecks(options, ports, {
			signIn,
			referrals
		}),
		...crmChecks(options, ports, used),
		...githubChecks(options, ports)
	]), {
		name: "Clock",
		...judgeClocks(ports.clocks())
	}];
}
function partnerCenterChecks({ webhookUrl }, { partnerCenter }, { signIn, referrals }) {
	const webhook = after(PARTNER_CENTER, signIn, () => partnerCenter.webhook());
	const multiFactor = referrals.catch((error) => {
		throw isWithoutMultiFactor(error) || error instanceof Skip ? error : new Skip(REFERRALS);
	});
	const visible = referrals.catch((error) => {
		throw isWithoutMultiFactor(error) ? new Skip(MULTI_FACTOR) : error;
	});
	return [
		check(PARTNER_CENTER, signIn, () => ok("Entra gives out tokens")),
		check(MULTI_FACTOR, multiFactor, judgeMultiFactor),
		check(REFERRALS, visible, judgeVisibility),
		check("Webhook", webhook, (found) => judgeWebhook(found, webhookUrl))
	];
}
function isWithoutMultiFactor(error) {
	return error instanceof SignInError && error.code === "900421";
}
function crmChecks({ mapping }, { crm }, used) {
	const user = crm.whoAmI();
	const table = after(CRM, user, () => crm.table());
	const names = NEEDED_PRIVILEGES.map(({ name }) => name);
	const privileges = after(CRM, user, (id) => crm.privileges(id, names));
	const currencies = after(CRM, user, () => crm.currencyCodes());
	const mapped = after(MAPPING, mapping, async (expected) => ({
		expected,
		table: await table
	}));
	return [
		check(CRM, user, (id) => ok(`application user ${id}`)),
		check("Security role", privileges, judgePrivileges),
		check(MAPPING, mapping, () => ok("valid")),
		check("Columns", mapped, (one) => judgeColumns(one.table, one.expected)),
		check("Alternate key", mapped, (one) => judgeKey(one.table, one.expected)),
		check("Change tracking", table, judgeTracking),
		check("Currencies", currencies, async (codes) => judgeCurrencies(codes, await used)),
		check("Microsoft's connector", table, judgeConnector)
	];
}
function githubChecks({ stateBranch }, { github }) {
	const names = [
		GITHUB,
		"State branch",
		"Schedule",
		"OIDC subject"
	];
	if (!github) return names.map(async (name) => ({
		name,
		...skipped("the state is in a local directory")
	}));
	const repository = github.repository();
	const branch = after(GITHUB, repository, async (one) => ({
		found: await github.branch(stateBranch),
		repository: one
	}));
	return [
		check(GITHUB, repository, judgeToken),
		check("State branch", branch, (one) => judgeBranch(stateBranch, one.found, one.repository)),
		check("Schedule", after(GITHUB, repository, () => github.workflows()), judgeSchedule),
		check("OIDC subject", after(GITHUB, repository, () => github.subject()), judgeSubject)
	];
}
/** What a check needs has failed, and says why itself. */
var Skip = class extends Error {};
async function after(name, needed, look) {
	try {
		await needed;
	} catch (error) {
		throw error instanceof Skip ? error : new Skip(name);
	}
	return look(await needed);
}
async function check(name, looked, judge) {
	try {
		return {
			name,
			...await judge(await looked)
		};
	} catch (error) {
		if (error instanceof Skip) return {
			name,
			...skipped(`needs: ${error.message}`)
		};
		if (error instanceof CosellError) return {
			name,
			...failed(error.message, error.mend)
		};
		throw error;
	}
}
// src/report/doctor.ts
const SIGNS = {
	ok: "✔ ok",
	warning: "⚠ warning",
	failed: "✘ failed",
	skipped: "– skipped"
};
/** What the doctor found, the worst first in the headline and everything in the table. */
function doctorReport(checks) {
	const rows = checks.map((check) => [
		check.name,
		SIGNS[check.state],
		detailOf(check),
		"mend" in check ? named$1(check.mend) : ""
	]);
	return `## Co-sell doctor: ${headline(checks)}\n\n${table([
		"Check",
		"Result",
		"Details",
		"How to mend it"
	], rows)}\n`;
}
/** Escaped, a subject would no longer be the one that Entra compares. */
function detailOf(check) {
	const exact = "exact" in check ? check.exact ?? "" : "";
	return /^[\w.@/:%-]+$/.test(exact) ? `\`${exact}\` ${named$1(check.detail)}` : named$1(`${exact} ${check.detail}`);
}
function headline(checks) {
	const of = (state) => checks.filter((check) => check.state === state).length;
	const parts = [of("failed") > 0 ? `${of("failed")} failed` : "", of("warning") > 0 ? count$1(of("warning"), "warning") : ""].filter((part) => part !== "");
	return parts.length === 0 ? "all is well" : parts.join(", ");
}
// src/connect/doctor.ts
/** Wires the adapters that only look. */
function runDoctor(inputs, environment, terminal) {
	return withTools(terminal, async (tools) => {
		const { http, clocks } = notingClocks(tools.http, tools.clock);
		const checks = await doctor({
			mapping: readMapping(inputs.mapping).then((text) => loadMapping(text, inputs.mapping)),
			stateBranch: inputs.state.branch,
			webhookUrl: inputs.webhookUrl
		}, {
			...openPorts(inputs, http, {
				environment,
				terminal,
				clock: tools.clock
			}),
			clocks
		});
		return {
			text: doctorReport(checks),
			failed: checks.some(({ state }) => state === "failed")
		};
	});
}
function openPorts(inputs, http, { environment, terminal, clock }) {
	const { authorityUrl, partnerCenter, dataverse, webhooksApiUrl, state } = inputs;
	const common = {
		http,
		authorityUrl,
		onSecret: terminal.mask
	};
	const user = lazyUser(inputs, {
		http,
		clock,
		mask: terminal.mask
	});
	const application = openEntra({
		...common,
		...dataverse
	});
	const { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: token } = environment;
	return {
		partnerCenter: openPartnerCenterProbe({
			http,
			referrals: {
				token: user.partnerCenter,
				baseUrl: partnerCenter.url
			},
			webhooks: {
				token: user.webhooks,
				baseUrl: webhooksApiUrl
			},
			newId: randomUUID
		}),
		crm: openDataverseProbe(connect$1({
			http,
			token: application.dataverse(dataverse.url),
			baseUrl: dataverse.url
		})),
		github: "directory" in state ? null : openGithubProbe({
			http,
			...state,
			identity: url && token ? {
				url,
				token
			} : null
		})
	};
}
// src/commands/resync.ts
/**
* Makes the state anew when it is missing, truncated or changed by hand: reads both sides in full, and commits once.
*
* - Links and bases are on the opportunities, so that they were never lost. Watermarks come from this read.
* - What the sides differ in is listed as waiting, and due: the next sync carries it out.
* - The journal of a run that died is kept if it can still be read; the next sync finds out what became of it.
* - The audit chain goes on where the damaged state says that it ended, if that file is there and unchanged;
*   otherwise a new one begins, and says so.
*
* @throws StateError when there is no branch, or when another run moves it meanwhile
*/
async function resync(options, ports) {
	const { head, files } = await ports.state.read([STATE_FILE]);
	if (head === null) throw noBranch(options.branch);
	const { state, found } = salvage(files[STATE_FILE]);
	const before = {
		...EMPTY_STATE,
		sequence: state.sequence,
		journal: state.journal,
		audit: await unchangedAudit(state.audit, ports.state),
		waiting: state.waiting.filter(({ kind }) => kind === "close")
	};
	const planned = await makePlan(ports, {
		state: before,
		head,
		registrationFile: void 0
	}, options);
	const rebuilt = rebuild(before, planned, {
		options,
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
	const audit = chainedFile({
		run: options.run,
		at: rebuilt.writtenAt,
		mapping: options.mapping.digest
	}, [line], before.audit);
	const next = {
		...rebuilt,
		audit: {
			path: audit.path,
			sha256: audit.sha256
		}
	};
	const commit = await ports.state.commit({
		expectedHead: head,
		operation: `${options.run}/resync/${head.slice(0, 12)}`,
		headline: `Rebuild ${STATE_FILE} from both sides: ${linked} linked deals`,
		files: {
			[STATE_FILE]: formatState(next),
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
function rebuild(before, planned, { options, now }) {
	const { plan, merges, questions, settled, pulled } = planned;
	return {
		...checkpoint(before, {
			run: options.run,
			now,
			mappingDigest: options.mapping.digest,
			reads: pulled.reads,
			merges,
			questions,
			unreadable: pulled.unreadable,
			looked: pulled.looked,
			unwanted: pulled.unwanted,
			settled,
			intents: [],
			outcomes: leftToSync(plan)
		}),
		journal: before.journal
	};
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
function dealsIn({ changes }) {
	return new Set(changes.map(({ link }) => link.referral)).size;
}
async function unchangedAudit(audit, store) {
	if (!audit?.path.startsWith("audit/")) return null;
	const { files } = await store.read([audit.path]);
	const text = files[audit.path];
	return text !== void 0 && hashOf(text) === audit.sha256 ? audit : null;
}
function noBranch(branch) {
	return new StateError(`There is no branch ${branch} yet, so there is no state to mend. Nothing was written.`, "Run sync: it begins with an empty state, and reads everything.");
}
function moved(branch) {
	return new StateError(`Branch ${branch} moved while this run was reading. Nothing was written.`, "Another run is at work: let it end, then run resync again if the state is still damaged.");
}
// src/report/resync.ts
const FOUND = {
	missing: "was missing",
	unreadable: "could not be read",
	"changed by hand": "had been changed by hand",
	intact: "was as a run wrote it"
};
const CHAIN = {
	continued: "The audit log goes on where it was.",
	new: "Where the audit log ended could not be told, so a new chain begins in it; the old files stay."
};
/** What a resync found and made, as Markdown. */
function resyncReport({ found, chain, linked, waiting, due, stateCommit }) {
	const next = due === 0 ? "Nothing is left to sync." : `The next sync takes up ${count$1(due, "deal")} that a row, a referral or a base is to be written for.`;
	return `## Co-sell resync: ${count$1(linked, "linked deal")}

The state ${FOUND[found]}, and was rebuilt from both sides. Neither of them was written to.

${next} ${count$1(waiting.length, "deal")} on the waiting list in all. ${CHAIN[chain]}

State commit: \`${stateCommit}\`
`;
}
// src/connect/resync.ts
/** Wires the adapters to `resync` and runs it. */
function runResync(inputs, runId, terminal) {
	return withWorld({
		inputs,
		runId,
		terminal
	}, async (world) => {
		return connected(world, await readUsed(inputs.mapping), async (options, ports) => {
			return {
				text: resyncReport(await resync(options, ports)),
				failed: false
			};
		});
	});
}
// src/adapters/seal.ts
const CIPHER = "aes-256-gcm";
const NONCE_BYTES = 12;
/** Encrypts with a key that is derived from the secret and used for nothing else. Without a secret, nothing. */
function openSeal(secret) {
	const key = secret === null ? null : Buffer.from(hkdfSync("sha256", secret, "", "cosell-sync seal v1", 32));
	return {
		close(text) {
			if (key === null) return null;
			const nonce = randomBytes(NONCE_BYTES);
			const cipher = createCipheriv(CIPHER, key, nonce);
			const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
			return Buffer.concat([
				nonce,
				cipher.getAuthTag(),
				body
			]).toString("base64url");
		},
		open(sealed) {
			if (key === null) return null;
			try {
				const bytes = Buffer.from(sealed, "base64url");
				const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, NONCE_BYTES));
				decipher.setAuthTag(bytes.subarray(NONCE_BYTES, 28));
				const body = decipher.update(bytes.subarray(28));
				return Buffer.concat([body, decipher.final()]).toString("utf8");
			} catch {
				return null;
			}
		}
	};
}
// src/commands/webhooks-ledger.ts
/** How often a commit is made anew because a sync moved the branch in between. */
const MOST_ATTEMPTS = 5;
/**
* What the state branch knows of the webhook registration: `webhooks.json`, and a line of the audit log for
* each change. As with every write of ours, what is about to be done is committed first.
*/
var WebhooksLedger = class {
	#ports;
	#run;
	#branch;
	constructor(ports, { run, branch }) {
		this.#ports = ports;
		this.#run = run;
		this.#branch = branch;
	}
	async read() {
		return (await this.#load()).memory;
	}
	/** Commits what is to be remembered, and a line of the audit log if there is one. Returns the commit. */
	async commit(headline, memory, line = null) {
		for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt += 1) {
			const { head, state } = await this.#load();
			const at = this.#ports.clock.now().toISOString();
			const audit = line && chainedFile({
				run: this.#run,
				at,
				mapping: state.mapping
			}, [line], state.audit);
			const next = audit ? {
				...state,
				audit: {
					path: audit.path,
					sha256: audit.sha256
				}
			} : state;
			const files = {
				[STATE_FILE]: formatState(next),
				[REGISTRATION_FILE]: formatRegistrationMemory(memory),
				...audit ? { [audit.path]: audit.content } : {}
			};
			const operation = `${this.#run}/webhooks-${line ? "outcome" : "intent"}/${head?.slice(0, 12) ?? "new"}`;
			const result = await this.#ports.state.commit({
				expectedHead: head,
				operation,
				headline,
				files
			});
			if (result !== "stale") return result.head;
		}
		throw new StateError(`Branch ${this.#branch} moved ${MOST_ATTEMPTS} times while this run wanted to commit to it.`, "Give the workflow the concurrency group of the sync, so that one of them runs at a time.");
	}
	async #load() {
		const { head, files } = await this.#ports.state.read([STATE_FILE, REGISTRATION_FILE]);
		const text = files[STATE_FILE];
		return {
			head,
			state: text === void 0 ? EMPTY_STATE : parseState(text, this.#branch),
			memory: parseRegistrationMemory(files[REGISTRATION_FILE])
		};
	}
};
// src/commands/webhooks.ts
/**
* Registers the address of the relay, for all the tenant's notifications.
*
* - read the events there are, what is registered, and what we remember of it
* - plan, or refuse; show the plan
* - announce it on the state branch, with what is replaced; register; record that it was done
* - have a test event sent, and follow it to its end
*/
async function registerWebhooks(wanted, options, ports) {
	const ledger = new WebhooksLedger(ports, options);
	const known = await ports.webhooks.events();
	const current = await readCurrent(ports);
	const memory = await ledger.read();
	const plan = planRegistration(wanted, current, known);
	const stateCommit = await carryOut(plan, {
		ledger,
		memory,
		options,
		ports
	});
	return {
		plan,
		restored: false,
		test: options.validate ? await sendTest(ports) : null,
		stateCommit
	};
}
/**
* Puts back what somebody else had registered before us. Where there was nothing, ours stays without its
* events, as Partner Center has no way to remove a registration.
*/
async function restoreWebhooks(overwrite, options, ports) {
	const ledger = new WebhooksLedger(ports, options);
	const memory = await ledger.read();
	if (memory.ours === null) throw nothingToRestore();
	const current = await readCurrent(ports);
	const registration = earlier(memory, current, ports.seal);
	ports.mask(registration.url);
	const isKnown = isOurs(memory, current) || current?.url === registration.url;
	if (current !== null && !isKnown && !overwrite) throw anothers(current);
	const plan = {
		action: current?.url === registration.url && current.events.length === registration.events.length ? "none" : current === null ? "create" : "replace",
		registration,
		previous: current,
		kept: [],
		dropped: []
	};
	show(plan, ports);
	await ledger.commit("Announce the earlier webhook registration", {
		...memory,
		pending: options.run
	});
	await write(plan, ports);
	const line = lineOf("restore", plan, null);
	return {
		plan,
		restored: true,
		test: null,
		stateCommit: await ledger.commit("Put the webhook registration back", {
			ours: null,
			previous: null,
			pending: null
		}, line)
	};
}
function earlier({ previous }, current, seal) {
	if (previous === null) {
		if (current === null) throw nothingToRestore();
		return {
			...current,
			events: [TEST_EVENT]
		};
	}
	const url = previous.url === null ? null : seal.open(previous.url);
	if (url !== null) return {
		url,
		events: previous.events,
		ownHeader: previous.ownHeader
	};
	throw new RefusalError(`The address at ${previous.origin} that was registered before was recorded under another client secret and cannot be read. Nothing was changed.`, `Register it anew with what it belongs to, for the events ${previous.events.join(", ")}.`);
}
function nothingToRestore() {
	return new RefusalError("There is nothing to put back: the state branch knows of no webhook registration of ours.", "Check that state-branch is the one that was used when the webhook was registered.");
}
async function readCurrent({ webhooks, mask }) {
	const current = await webhooks.registration();
	if (current !== null) mask(current.url);
	return current;
}
/** A plan that changes nothing is recorded only when a run that died did not get to it. */
async function carryOut(plan, course) {
	const { ledger, memory, options, ports } = course;
	show(plan, ports);
	const ours = rememberOurs(plan.registration);
	const isKnown = isOurs(memory, plan.registration) && memory.pending === null;
	if (plan.action === "none" && isKnown) return null;
	const foreign = plan.previous === null || isOurs(memory, plan.previous) ? null : plan.previous;
	const replaced = plan.action === "replace" && foreign !== null ? sealRegistration(foreign, ports.seal) : memory.previous;
	const next = {
		ours,
		previous: replaced,
		pending: options.run
	};
	if (plan.action !== "none") {
		await ledger.commit(`Announce the webhook registration of ${ours.origin}`, next);
		await write(plan, ports);
	}
	const line = lineOf("register", plan, replaced);
	return ledger.commit(`Register the webhook for ${ours.origin}`, {
		...next,
		pending: null
	}, line);
}
function lineOf(action, plan, previous) {
	const { url, events } = plan.registration;
	return {
		kind: "webhooks",
		action,
		outcome: "applied",
		origin: originOf$2(url),
		events,
		previous
	};
}
async function write({ action, registration }, { webhooks }) {
	if (action === "replace") return webhooks.replace(registration);
	if (action === "none" || await webhooks.create(registration) === "created") return;
	const current = await webhooks.registration();
	if (current?.url === registration.url) return;
	throw current === null ? /* @__PURE__ */ new Error("Partner Center says both that there is a registration and none") : anothers(current);
}
function show(plan, { progress }) {
	const { registration, previous } = plan;
	const events = registration.events.join(", ");
	const what = {
		none: "keep",
		create: "register",
		replace: "replace by"
	}[plan.action];
	if (previous !== null) progress(`registered now: ${originOf$2(previous.url)} for ${previous.events.join(", ")}`);
	progress(`plan: ${what} ${originOf$2(registration.url)} for ${events}`);
}
const BETWEEN_LOOKS_MS = 5e3;
const MOST_LOOKS = 36;
/** Partner Center tries ten times; three minutes are enough to see whether the first attempts get through. */
async function sendTest({ webhooks, clock, progress }) {
	const id = await webhooks.sendTest();
	progress(`sent a test event, ${id}`);
	let result = {
		isOver: false,
		responseCodes: []
	};
	for (let look = 1; look <= MOST_LOOKS && !result.isOver; look += 1) {
		await clock.sleep(BETWEEN_LOOKS_MS);
		result = await webhooks.testResult(id);
		if (result.responseCodes.at(-1) === "OK") break;
	}
	return result;
}
// src/report/webhooks.ts
/** The job summary of a registration, as Markdown. */
function webhooksReport(facts) {
	const { headline, from, to, kept, dropped, test, stateCommit } = facts;
	return `${[
		`## Co-sell webhooks: ${headline}`,
		rows(from, to),
		kept.length === 0 ? "" : `Events of others now come to this address too, and its relay ignores them: ${list(kept)}.`,
		dropped.length === 0 ? "" : `Nobody gets these events any more: ${list(dropped)}.`,
		test === null ? "" : testText(test),
		stateCommit === null ? "" : `State commit: \`${stateCommit}\``
	].filter((section) => section !== "").join("\n\n")}\n`;
}
function rows(from, to) {
	const row = (title, { origin, events }) => `| ${title} | ${cell(origin)} | ${list(events)} |`;
	return [
		"| | Address | Events |",
		"| --- | --- | --- |",
		...from ? [row("Before", from)] : ["| Before | nothing | |"],
		row("Now", to)
	].join("\n");
}
/** Whether the address took the test event. */
function isDelivered({ responseCodes }) {
	return responseCodes.at(-1) === "OK";
}
function testText(test) {
	const codes = list(test.responseCodes);
	if (isDelivered(test)) return `The test event was taken after ${test.responseCodes.length} attempts: ${codes}.`;
	if (test.responseCodes.length === 0) return "**The test event was not delivered in three minutes.** Partner Center may still try.";
	return `**The test event was not taken:** ${codes}. Look at the log of the relay for the reason.`;
}
function list(texts) {
	return texts.map((text) => cell(text)).join(", ");
}
// src/connect/webhooks.ts
/** Wires the adapters to the `webhooks` commands and runs them. */
function runWebhooks(inputs, run, terminal) {
	const { partnerCenter, authorityUrl, registration, overwrite, state } = inputs;
	return withTools(terminal, async ({ http, clock }) => {
		const ports = {
			webhooks: openWebhooks({
				http,
				token: (await openUser({
					authorityUrl,
					partnerCenter
				}, {
					http,
					clock,
					mask: terminal.mask
				})).entra.webhooks(),
				baseUrl: inputs.apiUrl,
				newId: randomUUID
			}),
			state: await openState(state, http, clock),
			seal: openSeal(inputs.sealedWith),
			clock,
			progress: terminal.progress,
			mask: (url) => maskAddress(url, terminal)
		};
		if (registration) ports.mask(registration.url);
		const options = {
			run,
			branch: state.branch
		};
		return reportOf(registration ? await registerWebhooks({
			...registration,
			overwrite
		}, {
			...options,
			...registration
		}, ports) : await restoreWebhooks(overwrite, options, ports));
	});
}
/** What follows the origin; of a bare origin there is nothing to hide. */
function maskAddress(url, { mask }) {
	const rest = url.slice(originOf$2(url).length);
	if (rest.length < 2) return;
	mask(rest);
	if (URL.canParse(url)) {
		for (const value of new URL(url).searchParams.values()) if (value) mask(value);
	}
}
function reportOf({ plan, restored, test, stateCommit }) {
	const shown = ({ url, events }) => ({
		origin: originOf$2(url),
		events
	});
	const { registration, previous, action, kept, dropped } = plan;
	const done = {
		none: "already registered",
		create: "registered",
		replace: "registered"
	}[action];
	return {
		text: webhooksReport({
			headline: restored ? "the earlier registration is back" : done,
			from: previous && shown(previous),
			to: shown(registration),
			kept,
			dropped,
			test,
			stateCommit
		}),
		failed: test !== null && !isDelivered(test)
	};
}
// src/connect/reports.ts
/** Runs the commands that end in a report, on a runner as on a terminal; `null` for any other. */
async function runReport({ source, runId, terminal, ask }) {
	switch (source.given.command) {
		case "setup": return runSetup(parseCrmInputs(source), terminal, ask);
		case "doctor": return runDoctor(parseInputs(source), source.environment, terminal);
		case "resync": return runResync(parseInputs(source), runId, terminal);
		case "webhooks":
		case "webhooks restore": return runWebhooks(parseWebhookInputs(source), runId, terminal);
		default: return null;
	}
}
// src/inputs/offline.ts
/**
* The mappings that are to be validated: names or patterns, one a line. Nothing else is needed for that, and
* no secret is looked at.
*
* @throws ConfigurationError with all problems, each naming its input.
*/
function parseMappingNames(source) {
	const problems = needlessInputs(source);
	if (problems.length > 0) throw new ConfigurationError(problems, CORRECT_THEM);
	return (source.given.mapping || defaultOf("mapping") || "").split("\n").map((name) => name.trim()).filter((name) => name !== "");
}
/** A pull request from a fork, or of Dependabot, is given neither secrets nor a token to exchange for one. */
function hasNoSecrets({ given, environment }) {
	return SECRET_INPUTS.filter((name) => name !== "github-token").every((name) => !given[name]) && !environment.ACTIONS_ID_TOKEN_REQUEST_URL;
}
// src/report/log.ts
/**
* Text for the log of a run. A line that begins with `::` or holds `##[` would be a command to the runner,
* and escape sequences would let a deal's name paint over the lines before it.
*/
function harmless(text) {
	return text.replaceAll(/(?![\n\t])\p{Cc}/gu, " ").replaceAll(/:(?=:)/g, ":​").replaceAll("##[", "##​[");
}
// src/report/explanation.ts
function explanationMarkdown(explained, visible) {
	const header = [
		"Field",
		"As",
		"Base",
		"Partner Center",
		"CRM",
		"What happened",
		"What a sync would do"
	];
	const rows = explained.fields.map((one) => [
		cell(one.field),
		cell(`${one.kind}, ${one.direction}`),
		...valuesOf(one, visible).map((text) => cell(text)),
		cell(one.situation, 400),
		cell(one.decision, 400)
	]);
	return `${[
		`## Co-sell explain: deal ${dealLink(explained.referral)}`,
		...introduction(explained).map((line) => cell(line, 600)),
		rows.length > 0 ? table(header, rows) : ""
	].filter((text) => text !== "").join("\n\n")}\n`;
}
/** The same for a terminal: a block for each field. */
function explanationText(explained, visible) {
	const blocks = explained.fields.map((one) => {
		const [base, referral, opportunity] = valuesOf(one, visible);
		return [
			`${one.field} (${one.kind}, ${one.direction})`,
			`  base            ${base}`,
			`  Partner Center  ${referral}   ${one.places.referral.join(", ")}`,
			`  CRM             ${opportunity}   ${one.places.opportunity.join(", ")}`,
			`  ${one.situation}`,
			`  → ${one.decision}`
		].join("\n");
	});
	return `${harmless([
		`Deal ${explained.referral}`,
		...introduction(explained),
		...blocks
	].join("\n\n"))}\n`;
}
function introduction({ link, unlinked, waiting }) {
	return [
		...link ? [`Its opportunity is ${link.opportunity}.`] : [],
		...unlinked ? [`It has no opportunity: ${unlinked}.`] : [],
		...waiting ? [`It waits since ${waiting.firstAt.slice(0, 16)}Z (${waiting.kind}): ${waiting.reason}.`] : []
	];
}
function valuesOf({ field, base, referral, opportunity }, visible) {
	const isShown = visible === "all" || visible.has(field);
	return [
		base,
		referral,
		opportunity
	].map((value) => isShown ? shown(value) : hidden(value));
}
function shown(value) {
	if (value === void 0) return "(unknown)";
	return value ?? "(blank)";
}
/** That there is a value is no secret; what it is may be. */
function hidden(value) {
	return value === void 0 || value === null ? shown(value) : "(hidden)";
}
// src/report/validation.ts
/** What `validate` found, as Markdown. */
function validationSummary(checked) {
	const problems = checked.flatMap((one) => one.problems);
	const warnings = checked.flatMap((one) => one.warnings);
	return `${[
		`## Co-sell validate: ${validationHeadline(checked)}`,
		table([
			"Mapping",
			"Fields",
			"Result"
		], checked.map((one) => [
			cell(one.file),
			one.fields > 0 ? String(one.fields) : "",
			resultOf(one)
		])),
		section("Mistakes", problems),
		section("Warnings", warnings)
	].filter((text) => text !== "").join("\n\n")}\n`;
}
/** The same for a terminal: a line for each problem, as compilers write them, and the sum. */
function validationText(checked) {
	return `${[...checked.flatMap(({ problems, warnings }) => [...problems.map(({ where, message }) => `${where}: ${message}`), ...warnings.map(({ where, message }) => `${where}: warning: ${message}`)]), validationHeadline(checked)].join("\n")}\n`;
}
/** In one line. */
function validationHeadline(checked) {
	const problems = checked.flatMap((one) => one.problems).length;
	const warnings = checked.flatMap((one) => one.warnings).length;
	const also = warnings > 0 ? `, ${count$1(warnings, "warning")}` : "";
	return `${problems > 0 ? count$1(problems, "mistake") : "no mistakes"} in ${count$1(checked.length, "mapping")}${also}`;
}
function resultOf({ problems, warnings }) {
	if (problems.length > 0) return `✘ ${count$1(problems.length, "mistake")}`;
	return warnings.length > 0 ? `✔ ${count$1(warnings.length, "warning")}` : "✔";
}
function section(title, problems) {
	if (problems.length === 0) return "";
	return `### ${title}\n\n${problems.map(({ where, message }) => `- ${cell(where)}: ${cell(message, 400)}`).join("\n")}`;
}
export { load as $, run as A, totalsOf as B, COMMANDS as C, connected as D, readStore as E, reviewComment as F, problemAt as G, fingerprints as H, effectText as I, receiptOf as J, didYouMean as K, reviewReport as L, runLogin as M, failureComment as N, explainReferral as O, markerOf as P, guard$1 as Q, headline$3 as R, toProblem as S, readApplication as T, readDocument as U, refreshTokenWarnings as V, parseYaml as W, makePlan as X, resultOf$1 as Y, isProvisional as Z, TERMINAL_ONLY as _, explanationText as a, openGithubApi as at, inputSchema as b, parseMappingNames as c, ConfigurationError as ct, validateMapping as d, RefusalError as dt, OTHER_TABLES as et, parseCrmInputs as f, describeError as ft, SWITCHES as g, SECRET_INPUTS as h, explanationMarkdown as i, openStickyComments as it, withWorld as j, fingerprintKey as k, runReport as l, ContractError as lt, INPUT_NAMES as m, validationSummary as n, compileMapping as nt, harmless as o, readMapping as ot, CORRECT_THEM as p, formatReceipt as q, validationText as r, identifierOf as rt, hasNoSecrets as s, readMappings as st, validationHeadline as t, canonicalJson as tt, runInit as u, CosellError as ut, defaultOf as v, problemsOf as w, parseInputs as x, givenIn as y, summary as z };
