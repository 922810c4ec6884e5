import { a as __toCommonJS, n as __esmMin, r as __exportAll, t as __commonJSMin } from "./rolldown-runtime.js";
import { A as NO_FILE, C as headersFor, Ct as RefusalError, Dt as UnreachableError, Et as StateError, M as readMapping, N as readText$1, O as A_FOLDER, S as demand$1, St as LostAnswerError, Tt as SignInError, _ as WAITING_KINDS, _t as nearestOf, at as USUAL_LIMITS, b as blobId, bt as ContractError, c as withTools, ct as BRANCH_NAME, dt as NO_TENANT, et as addressOf$2, ft as TENANT_NAME, g as WAITING_FOLDER, gt as didYouMean, h as STATE_FILES, it as plainJson, j as readConnections, k as CHECK_MAPPING, kt as troubleOf, l as retryAfterMs, lt as GUID, m as STATE_FILE, nt as UNSEEN, ot as SIDES, p as REGISTRATION_FILE, rt as oneLine$1, s as mappingPlace, st as SIDE_NAMES, t as harmless, tt as isSameAddress, u as SYSTEMS, ut as NO_BRANCH, w as openGithubApi, wt as ServiceError, x as chunksOf, xt as CosellError, y as queryRepository, yt as ConfigurationError } from "./start.js";
import { Jn as prettifyError } from "./zod.js";
import { C as strictObject, D as unknown$3, E as union$1, S as record, T as tuple, _ as literal, a as ZodDiscriminatedUnion, b as object, c as ZodPrefault, d as _enum, f as array, g as int, h as discriminatedUnion, i as ZodDefault, l as ZodRecord, m as boolean, n as date$1, o as ZodObject, p as base64, r as datetime, s as ZodOptional, t as string$1, u as ZodUnion, v as looseObject, w as string, x as optional, y as number$1 } from "./zod-classic.js";
import { X509Certificate, createHash, createHmac, createSecretKey, hash, hkdfSync, randomBytes, randomUUID } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import { readdir, writeFile } from "node:fs/promises";
import { setFlagsFromString } from "node:v8";
import { basename, dirname, posix } from "node:path";
import { globSync, statSync } from "node:fs";
import { deflateRawSync, inflateRawSync } from "node:zlib";
// src/adapters/git/environment.ts
/** No `GIT_*` variable that points elsewhere, and none of the run's secrets. */
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
/** All that a git of ours inherits: it may start other programs, as somebody has configured it. */
function inherited() {
	return Object.fromEntries(INHERITED.flatMap((name) => {
		const value = process.env[name];
		return value === void 0 ? [] : [[name, value]];
	}));
}
// src/model/sum.ts
/** @param of The number of an item. */
function sumOf(items, of) {
	let sum = 0;
	for (const item of items) sum += of(item);
	return sum;
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
// src/model/json-in.ts
/** What a text of JSON says; `undefined` where it is none. */
function jsonIn(text) {
	try {
		return JSON.parse(text);
	} catch {
		return;
	}
}
// src/adapters/http/json.ts
/**
* The last text under a name, found without parsing all of it; `null` when there is none. Quotes within a text are escaped,
* so it is a member that is found, but not always the one that is meant.
*/
function lastText(json, name) {
	const quoted = JSON.stringify(name);
	const at = json.lastIndexOf(quoted);
	if (at < 0) return null;
	const text = /^\s*:\s*("[^"\\]*(?:\\.[^"\\]*)*")/.exec(json.slice(at + quoted.length))?.[1];
	const value = jsonIn(text ?? "");
	return typeof value === "string" ? value : null;
}
/**
* What an answer to a read has, as documented.
*
* @throws ContractError
*/
function readJson(schema, body, { service, what }) {
	const answer = jsonIn(body);
	if (answer === void 0) throw notJson(service);
	const result = schema.safeParse(answer);
	if (result.success) return result.data;
	throw contractError(`${service} sent ${what} in an unknown form: look at ${result.error.issues[0]?.path.join(".") || "the whole answer"}.`);
}
function contractError(message) {
	return new ContractError(message, "Please report it: the service may have changed.");
}
function notJson(service) {
	return new ContractError(`What came in the place of an answer of ${service} is not JSON, such as the page of a proxy.`, "Look whether a proxy or a firewall on the way answers in its place, then run again; if none does, please report it.");
}
function isObject$1(value) {
	return typeof value === "object" && value !== null;
}
/** Every text in a value of JSON, at whatever depth, without the names of members. Not numbers, most of which are codes. */
function textsIn(value) {
	const texts = [];
	const left = [value];
	while (left.length > 0) {
		const next = left.pop();
		if (typeof next === "string") texts.push(next);
		else if (isObject$1(next)) for (const part of Object.values(next)) left.push(part);
	}
	return texts;
}
/**
* Whether a success is the service's own: without a body, or JSON that is no error. What stands in front of a service may
* answer 200 with a page of its own, and then nothing is known of what was asked.
*/
function isOwnSuccess(body) {
	if (body.trim() === "") return true;
	const answer = jsonIn(body);
	return isObject$1(answer) ? !("error" in answer) : answer !== void 0;
}
// src/adapters/http/short-reason.ts
const LONGEST$4 = 200;
/** What property names, paths and limits look like, as against what people type into fields. */
const NAME_OR_LIMIT = /^(?:[/a-z][\w./[\]-]*|(?:Microsoft|Edm)\.[\w.]+|\d{1,4})$/;
/**
* What stands in quotation marks, up to the end where they are not closed. Messages come in the language of the application
* user. An apostrophe within a word is none of them, but Japanese has no blanks around words.
*/
const QUOTATIONS = [
	/"(.*?)("|$)/g,
	/(?<![\p{Script=Latin}\p{N}])'(.*?)('(?![\p{Script=Latin}\p{N}])|$)/gu,
	/[„“”](.*?)([“”]|$)/g,
	/[‚‘](.*?)([‘’](?!\p{L})|$)/gu,
	/«(.*?)(»|$)/g,
	/‹(.*?)(›|$)/g,
	/`(.*?)(`|$)/g,
	/「(.*?)(」|$)/g,
	/『(.*?)(』|$)/g
];
/**
* What stands behind certain words, without any quotation marks: those of SQL Server, of its unique indexes; of the parser that
* services in .NET read JSON with (Newtonsoft); and of Dataverse, of a date that is too early.
*/
const UNQUOTED = [
	/(?<=\bvalue is \().*?(?=\)(?:\.|$)|$)/gi,
	/(?<=\bconvert string to [\w.]+: ).*?(?=\. Path '|$)/gi,
	/(?<=\bJSON integer )\S+/gi,
	/(?<=\bActual value: )[^,]*/gi
];
/** What a page, or a text that was made for one, has instead of a quotation mark. */
const ENTITIES = [[/&(?:quot|#0*34|#x0*22);/gi, "\""], [/&(?:apos|#0*39|#x0*27);/gi, "'"]];
/**
* What a gateway that repeats the headers of a request puts into its answer, or a service the token that it does not take:
* a JSON Web Token, one of GitHub, and anything as long as a refresh token. Ids of commits are shorter.
*/
const TOKEN = /\b(?:Bearer \S+|eyJ[\w-]{8,}[\w.-]*|gh[a-z]_\w{20,}|github_pat_\w{20,}|[\w.~+/=-]{80,})/gi;
/**
* One line of a service's error text that may be printed and kept: services quote the values they refuse, and
* a value may be a person's name. In git no runner masks a token.
*
* @param sent What the request had in it, as far as it is anybody's: a plug-in says it in whatever words.
*/
function shortReason(text, sent = []) {
	const plain = ENTITIES.reduce((all, [entity, mark]) => all.replace(entity, mark), inOneLine(text));
	const texts = sent.flatMap((one) => [one, ...one.split(/[\r\n]+/)]).map(inOneLine);
	const unsent = [...new Set(texts)].sort((a, b) => b.length - a.length).reduce(withoutText, plain);
	const known = UNQUOTED.reduce((all, value) => all.replace(value, "…"), unsent);
	const line = QUOTATIONS.reduce(withoutValues, known).replace(/(?<!\S)\S+@\S+/g, "…").replace(TOKEN, "…");
	return line.length > LONGEST$4 ? `${line.slice(0, 199)}…` : line;
}
function inOneLine(text) {
	return text.replace(/[\s\p{Cc}]+/gu, " ").trim();
}
/** A shorter one stands in too many words to be anybody's. */
const SHORTEST = 3;
/** A longer one would be too large for an expression, and is repeated as it is or not at all. */
const LONGEST_WORDS = 1e3;
function withoutText(line, text) {
	if (text.length < SHORTEST || text.length > line.length) return line;
	if (text.length > LONGEST_WORDS) return line.replaceAll(text, "…");
	const before = WORD.test(text[0] ?? "") ? `(?<!${WORD.source})` : "";
	const after = WORD.test(text.at(-1) ?? "") ? `(?!${WORD.source})` : "";
	return line.replace(new RegExp(before + RegExp.escape(text) + after, "giu"), "…");
}
/** Of a script that has blanks between words. */
const WORD = /[\p{Script=Latin}\p{N}]/u;
function withoutValues(line, quotation) {
	return line.replace(quotation, (quoted, inner, end) => NAME_OR_LIMIT.test(inner.trim()) ? quoted : `${quoted[0]}…${end}`);
}
// src/adapters/github/refusal.ts
/**
* Why there is no answer, whatever was asked: an outage, a limit, a setting, another name, or somebody else who answers. `null` for what
* GitHub refuses of just this request.
*/
function hindranceIn(response, repository) {
	const { status } = response;
	if (status >= 500 || status === 408) return outage(`status ${status}`);
	if (isRateLimited(response)) return rateLimited(response);
	const said = messageIn(response);
	if (said === null) return notOfGithub(status);
	if (status === 403 || status === 410) return settingIn(said, repository);
	return status >= 300 && status < 400 ? renamed(repository) : null;
}
/** What GitHub refuses with a 403 or 410 whatever the token may do, by its words, with what fixes it. */
const SETTINGS = [
	[/IP allow list/i, "Have the addresses of the runner put on that list, or let the job run (runs-on) where the address is on it."],
	[/SAML enforcement/i, "The owner of the token authorizes it for the organization: Settings > Developer settings > Personal access tokens > Configure SSO."],
	[/forbids access via a .*personal access token/i, "Use the workflow's own token, that of a GitHub App, or one of the kind that the organization takes."],
	[/was archived/i, "Unarchive it (Settings > General > Danger Zone), or give the repository that has taken its place."],
	[/issues (?:are|have been) disabled/i, "Turn them on (Settings > General > Features), or leave out the input attention-issue."],
	[/issue is locked/i, "Unlock the conversation: nobody but people who may push can comment there."]
];
/**
* A refusal that no permission of the job fixes, but a setting of the organization, the repository or the pull request.
*
* @param said What GitHub says.
*/
function settingIn(said, repository) {
	const [, fix] = SETTINGS.find(([words]) => words.test(said)) ?? [];
	return fix === void 0 ? null : new StateError(`GitHub refuses this in ${repository}: ${said}`, fix);
}
/**
* What a token may not do.
*
* @param permission What the job would have to grant, where it is that.
*/
function denied(repository, said, permission) {
	const lacking = new StateError(`The token may not do this in ${repository}: ${said}`, `Give the job \`permissions: ${permission}\`; a token of your own needs the same permission.`);
	return settingIn(said, repository) ?? lacking;
}
function tokenRefused(said) {
	return new StateError(`GitHub does not accept the token: ${said}`, "Check the input github-token: it may have expired, or be for another GitHub server.");
}
/** A secondary limit is a 403 or 429 too, and leaves some of the hourly allowance. */
function isRateLimited(response) {
	const { status, headers } = response;
	if (status !== 403 && status !== 429) return false;
	const said = messageIn(response) ?? "";
	return status === 429 || headers["x-ratelimit-remaining"] === "0" || /rate limit/i.test(said);
}
/** Whether GitHub says that the token may not do this; of what a token may not see, it says that there is none. */
function isDenied(response) {
	return response.status === 403 && !isRateLimited(response) || response.status === 404;
}
/** What GitHub says beside the status, with whatever it refuses; `null` where that is no answer of its API. */
function messageIn({ body }) {
	const told = jsonIn(body);
	return isObject$1(told) && typeof told.message === "string" ? shortReason(told.message) : null;
}
/** The same for what GraphQL refuses: what is beside GitHub, or in its place, may repeat what it was sent. */
function shortly({ type, message }) {
	return {
		type,
		message: shortReason(message)
	};
}
function outage(how) {
	return new UnreachableError(`GitHub kept failing with ${how}.`, "Look at githubstatus.com, and run again when it has recovered.");
}
function rateLimited({ headers, body }) {
	if (/secondary rate limit/i.test(body)) return new StateError("GitHub takes nothing more for now: its limit on what a token may do within a minute, or commit within an hour, was reached.", "Run again in some minutes. Where many connections are synced at the same time, `max-parallel` in the workflow lets fewer of them ask at once.");
	const reset = Number(headers["x-ratelimit-reset"]);
	const when = reset > 0 ? `after ${(/* @__PURE__ */ new Date(reset * 1e3)).toISOString()}` : "in an hour";
	return new StateError("GitHub's rate limit of this token is used up.", `Run again ${when}. A workflow's own token has 1,000 requests an hour for the whole repository.`);
}
function notOfGithub(status) {
	return new UnreachableError(`What answered in the place of GitHub's API (status ${status}) is not GitHub's API.`, "Look whether a proxy or a firewall on the way answers in its place, and check GITHUB_API_URL: that of a GitHub Enterprise Server ends in /api/v3.");
}
function renamed(repository) {
	return new StateError(`The repository ${repository} has another name or owner now.`, "Give the one that it has now: on a terminal, set GITHUB_REPOSITORY.");
}
// src/adapters/mapping-files.ts
/** A mapping with the descriptions of the table beside it; `null` when there is no such file, such as for the name of a folder. */
async function readMappingIfThere(file) {
	return isFolder(file) || await readText$1(file) === null ? null : readOne(file);
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
		message: `cannot be read: ${isFolder(where) ? A_FOLDER : NO_FILE}`
	})), CHECK_MAPPING);
	const files = [...new Set(found.flat().map((file) => file.replaceAll("\\", "/")))].sort();
	return Promise.all(files.map(readOne));
}
function isFolder(name) {
	return statSync(name, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
function writeMapping(file, text) {
	return writeFile(file, text);
}
const COLUMNS = ".columns.json";
/**
* `mappings/dynamics-365.yml` is described by `mappings/dynamics-365.columns.json`, and its environment staging by
* `mappings/dynamics-365.staging.columns.json`.
*/
async function readOne(file) {
	const text = await readMapping(file);
	const stem = file.replace(/\.ya?ml$/, "");
	const begin = `${basename(stem)}.`;
	const described = (await readdir(dirname(stem))).filter((name) => name.startsWith(begin) && name.endsWith(COLUMNS)).map((name) => name.slice(begin.length, -13)).filter((name) => name !== "").map(async (name) => [name, await readColumns(`${stem}.${name}${COLUMNS}`)]);
	const columnsOf = (await Promise.all(described)).flatMap(([name, found]) => found ? [[name, found]] : []);
	return {
		file,
		text,
		columns: await readColumns(`${stem}${COLUMNS}`),
		columnsOf: Object.fromEntries(columnsOf)
	};
}
async function readColumns(file) {
	const text = await readText$1(file);
	return text === null ? null : {
		file,
		text: text.replace(/^\uFEFF/, "")
	};
}
// src/adapters/github/sticky.ts
const VIEWER = object({ viewer: object({ login: string() }) });
/** GitHub hands out a hundred at a time (REST, list issue comments, list repository issues). */
const PAGE = 100;
/** Whom the token belongs to, of a workflow's own `github-actions[bot]`, which may not ask for its user by REST. */
async function viewerOf(api) {
	return demand$1(await api.graphql(VIEWER, "query { viewer { login } }", {}), api).viewer.login;
}
/** What is in a list, page after page, as far as somebody looks. */
async function* listed$1(api, one, path, mostPages = Number.POSITIVE_INFINITY) {
	const beginning = path + (path.includes("?") ? "&" : "?");
	for (let page = 1; page <= mostPages; page += 1) {
		const items = taken(await api.get(array(one), `${beginning}per_page=${PAGE}&page=${page}`), {
			what: "list",
			fix: "Run again; if it stays so, report this with the message."
		});
		yield* items;
		if (items.length < PAGE) return;
	}
}
/** @throws ServiceError where GitHub refuses what was asked, such as a text that is too long. */
function taken(answer, { what, fix }) {
	if ("data" in answer) return answer.data;
	throw new ServiceError(`GitHub refused the ${what}: ${answer.refusal.message}`, fix, 422, "422");
}
// src/model/sha256.ts
/** By which a file or an address is known again: 64 digits and small letters. */
function sha256(text) {
	return hash("sha256", text);
}
// src/model/uuid.ts
/** Namespace of everything below. Ours; never changes, or every referral gets a second row. */
const NAMESPACE = Buffer.from("6f2d2a0e58d45c0b9b530c7e6a1f4d21", "hex");
const WHOLE$1 = new RegExp(`^${GUID}$`);
/** What the ids of both systems look like, of whatever version. */
function isUuid(text) {
	return WHOLE$1.test(text);
}
/** An id that is the same for the same name: UUID version 5 (RFC 9562 §5.5). */
function uuidOf(name) {
	const bytes = hash("sha1", Buffer.concat([NAMESPACE, Buffer.from(name)]), "buffer").subarray(0, 16);
	bytes.writeUInt8(bytes.readUInt8(6) & 15 | 80, 6);
	bytes.writeUInt8(bytes.readUInt8(8) & 63 | 128, 8);
	return dashed(bytes.toString("hex"));
}
/** As both systems write an id, of its 32 digits. */
function dashed(digits) {
	return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
// src/model/provisional.ts
/** Stands for the referral of an opportunity until Partner Center has given it an id. Never sent anywhere. */
function shareIdFor(opportunity) {
	return uuidOf(`share ${opportunity}`);
}
/** Whether the deal has no referral yet, or none that is known. */
function isProvisional(link) {
	return isMadeBy(shareIdFor, link);
}
/**
* The referral that an opportunity says it belongs to, as it may be named in git: what people type is not always an identifier,
* and may be anybody's name. Then one that only says which opportunity it is.
*/
function nameable(referral, opportunity) {
	return isUuid(referral) ? referral : mistypedIdFor(opportunity);
}
function mistypedIdFor(opportunity) {
	return uuidOf(`mistyped ${opportunity}`);
}
/** Whether the opportunity has something in the place of its referral's identifier that is none. */
function isMistyped(link) {
	return isMadeBy(mistypedIdFor, link);
}
function isMadeBy(idFor, { referral, opportunity }) {
	return opportunity !== null && referral.charAt(14) === "5" && referral === idFor(opportunity);
}
// src/model/readable.ts
/** An amount, `64000.00 CAD`, with commas between its thousands, as people read it; any other value as it is. */
function readable(text) {
	if (text === null) return "(blank)";
	const amount = /^(-?\d{4,})((?:\.\d+)? [A-Z]{3})$/.exec(text);
	return amount ? `${grouped(amount[1] ?? "")}${amount[2] ?? ""}` : text;
}
/** Enough of a digest, or of a commit, to find it by. */
function shortHash(hash) {
	return hash.slice(0, 12);
}
/** Of a time, ISO 8601, the minute: `2026-11-22 09:30 UTC`. */
function minuteOf(at) {
	return `${at.slice(0, 16).replace("T", " ")} UTC`;
}
/** A whole number: `1,234`. Whoever asks `Intl` for it first makes Node load its languages: 20 ms of CPU, in every run. */
function grouped(number) {
	return String(number).replaceAll(/\B(?=(\d{3})+$)/g, ",");
}
// src/report/markdown.ts
/**
* Text from the two systems is untrusted: in a table cell it must stay text, and never become a heading, a
* link, HTML, a formula, a mention, a reference to an issue or a new row. GitHub finds mentions and
* references in the rendered page, where an entity is no obstacle: only a character in between is.
*/
function cell(text, longest = 120) {
	return oneLine$1(text, longest).replaceAll(/[\\`*_{}[\]()<>#+!|~&$]/g, (character) => `&#${character.charCodeAt(0)};`).replaceAll(/@|&#35;|\bGH-|\bwww(?=\.)/gi, "$&​").replaceAll("://", ":&#8203;//");
}
/** How a person knows the two sides. */
const SYSTEM_NAMES = {
	referral: "Partner Center",
	opportunity: "CRM"
};
/**
* What is to be copied, or the name of something, as code: there nothing but its end can be Markdown, nor can GitHub find a
* mention or an address in it. Not for a cell of a table, which a `|` would end.
*/
function code(text, longest = 120) {
	return `\`${oneLine$1(text.replaceAll("`", " "), longest) || "?"}\``;
}
/** A sentence that names columns, which are shown as code: `cosell_base`. Nothing else in it can be Markdown. */
function named$2(text) {
	return cell(text, LONGEST_SENTENCE).replaceAll(/\w+(?:&#95;\w+)+/g, (name) => `\`${name.replaceAll("&#95;", "_")}\``);
}
function value(text) {
	return text === null ? readable(text) : cell(readable(text));
}
/** In characters: a reason that names two records and two columns has some 450. */
const LONGEST_SENTENCE = 600;
/** A reason ends with what to do about it, so it is not cut like a value. */
function sentence(reason) {
	return cell(reason, LONGEST_SENTENCE);
}
/** A Markdown table of at most `most` rows; says how many are left out. */
function table(header, rows, most = 50) {
	return tableOf$1(header, rows, (row) => row, most);
}
/** The same, where there may be many thousands: of those that are left out no cells are made. */
function tableOf$1(header, items, cellsOf, most = 50) {
	const lines = [
		header,
		header.map(() => "---"),
		...items.slice(0, most).map(cellsOf)
	].map((row) => `| ${row.join(" | ")} |`);
	const rest = items.length - most;
	return [...lines, ...rest > 0 ? ["", `… and ${grouped(rest)} more, not shown here.`] : []].join("\n");
}
/** GitHub shows 1 MiB of a step's summary, and nothing at all of a longer one. */
const MOST_BYTES$2 = 1e6;
/**
* A report with as many rows in its tables as GitHub has room for, where their texts are long.
*
* @param report Makes it with at most so many rows in a table.
* @param bytes How much room there is.
*/
function fitted(most, report, bytes = MOST_BYTES$2) {
	const text = report(most);
	if (most === 0 || Buffer.byteLength(text) <= bytes) return text;
	return fitted(Math.floor(most / 4), report, bytes);
}
/** A report, of those of its sections that have something to say. */
function reportOf(sections) {
	return `${joined(sections, "\n\n")}\n`;
}
/** Without those that are empty. */
function joined(texts, separator) {
	return texts.filter((text) => text !== "").join(separator);
}
/** `1 change`, `2 changes`. */
function count(number, noun) {
	return `${grouped(number)} ${noun}${number === 1 ? "" : "s"}`;
}
/** The portal's address of a deal. A seller may have typed anything where its identifier belongs: that stays text. */
function dealLink(referral) {
	if (!isUuid(referral)) return cell(referral, 60);
	return `[${referral.slice(0, 8)}](https://partner.microsoft.com/referrals/v2/inbox?id=${referral})`;
}
/**
* A deal goes by its referral; one that has none yet, or names none, by its opportunity.
*
* @param crm Address of the CRM, where the opportunity can be opened.
*/
function dealOf({ referral, opportunity }, crm) {
	const link = {
		referral,
		opportunity
	};
	if (opportunity === null || !(isProvisional(link) || isMistyped(link))) return dealLink(referral);
	const id = opportunity.slice(0, 8);
	const form = `main.aspx?etn=opportunity&pagetype=entityrecord&id=${opportunity}`;
	return `opportunity ${!isUuid(opportunity) ? id : `[${id}](${new URL(form, crm).href})`}`;
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
/** Those that make a record somebody sees. */
const MAKES = [
	"create",
	"share",
	"invite"
];
/** Tables of the CRM, besides the opportunities, whose rows a deal may need. */
const OTHER_TABLES = ["account", "lead"];
/** Whether a person has to decide it. */
function isUndecided({ winner }) {
	return winner === null;
}
/** The seller's answer to a referral, where this change gives it. */
function answerIn$1({ fields }) {
	return fields.find(({ moves }) => moves === "decision");
}
/** As part of a merge: nothing to do, and nothing to say. */
const NOTHING_TO_DO = {
	changes: [],
	conflicts: [],
	held: [],
	warnings: []
};
const NOTHING_DONE = {
	referral: null,
	invite: null
};
// src/report/totals.ts
/** A change that somebody would notice; any other only notes what both sides agree on, or what one lost. */
function isSeen({ action, fields }) {
	return action === "create" || action === "qualify" || action !== "note" && fields.length > 0;
}
/** What became of the changes of a run. */
function appliedIn(outcomes) {
	const applied = outcomes.filter((one) => one.outcome === "applied").map((one) => one.change);
	const updates = applied.filter((change) => !MAKES.includes(change.action) && isSeen(change));
	return {
		created: applied.filter(({ action }) => MAKES.includes(action)).length,
		updated: new Set(updates.map(recordOf$3)).size,
		failed: outcomes.filter(({ outcome, untried }) => outcome !== "applied" && !untried).length
	};
}
/** A row takes its last fields and its close in two writes. */
function recordOf$3({ side, link, row }) {
	return `${side} ${row?.id ?? link[side]}`;
}
/**
* What is left to later runs, such as "2 new deals and 3 linked deals".
*
* @param more A word before each, such as "more".
*/
function laterText({ newDeals, linkedDeals }, more = "") {
	return joined([newDeals > 0 ? count(newDeals, `${more}new deal`) : "", linkedDeals > 0 ? count(linkedDeals, `${more}linked deal`) : ""], " and ");
}
function totalsOf({ plan, outcomes }) {
	return {
		changes: plan.changes.filter(isSeen).length,
		...appliedIn(outcomes),
		conflicts: plan.conflicts.length,
		held: plan.held.filter(({ awaits }) => awaits !== "scope").length + plan.questions.length,
		ownOnly: plan.changes.filter(({ action, fields }) => action === "update" && fields.length === 0).length
	};
}
// src/report/changes.ts
/** A deal that this run has shared goes by its referral, also where it was planned before it had one. */
function referralsOf({ outcomes }) {
	const made = new Map(outcomes.filter(({ change }) => change.action === "share").map(({ change, created }) => [change.link.referral, created?.id]));
	return ({ referral }) => made.get(referral) ?? referral;
}
/**
* How a deal is called in every row: by its referral, and by its name where the mapping shows that.
*
* @param crm Address of the CRM.
*/
function namesOf$1(result, crm) {
	const { names, waiting } = result;
	const madeOf = referralsOf(result);
	const earlier = names && new Map(waiting.map(({ referral, name }) => [referral, name]));
	return ({ referral, opportunity }) => {
		const made = madeOf({ referral });
		const name = names?.get(referral) ?? earlier?.get(made);
		return dealOf({
			referral: made,
			opportunity
		}, crm) + (name ? ` ${cell(name, LONGEST_NAME)}` : "");
	};
}
/** Characters. */
const LONGEST_NAME = 40;
/** What a run has written, or would write, and what became of it. */
function changesSection({ command, plan, outcomes }, options, rows) {
	const outcomeOf = new Map(outcomes.map((one) => [one.planned ?? one.change, one]));
	const seen = plan.changes.filter((change) => isSeen(outcomeOf.get(change)?.change ?? change));
	if (seen.length === 0) return "";
	const isDone = (change) => (outcomeOf.get(change)?.outcome ?? "applied") === "applied";
	const shown = [...seen.filter((change) => !isDone(change)), ...seen.filter(isDone)];
	const cellsOf = (change) => [options.nameOf(change.link), ...changeCells(change, outcomeOf.get(change), options)];
	return `### Changes\n\n${tableOf$1([
		"Deal",
		"Written to",
		"What",
		"Fields",
		...command === "sync" ? ["Outcome"] : []
	], shown, cellsOf, rows)}`;
}
function changeCells(planned, outcome, options) {
	const change = outcome?.change ?? planned;
	const fields = fieldLines(change, options).join("<br>");
	const where = SYSTEM_NAMES[change.side];
	const result = outcome ? [outcomeText(outcome)] : [];
	return [
		where,
		whatText(change),
		fields,
		...result
	];
}
function whatText({ action, row }) {
	switch (action) {
		case "create": return `new ${row?.table ?? "opportunity"}`;
		case "share": return "new referral";
		case "invite": return "ask Microsoft for help";
		default: return row ? `${action} ${row.table}` : action;
	}
}
/** Of a new row: the first ones of the mapping say which deal it is. */
const MOST_OF_NEW = 4;
/** A new row takes whatever its referral has, so only what stands in for a missing value is news beside the first ones. */
function fieldLines({ action, fields }, options) {
	const shown = action === "create" && fields.length > 5 ? fields.filter(({ otherwise }, at) => at < MOST_OF_NEW || otherwise) : fields;
	const left = fields.length - shown.length;
	const more = left > 0 ? [`and ${left} more`] : [];
	return [...shown.map((field) => fieldText(field, options)), ...more];
}
function fieldText({ field, from, to, overwrites, otherwise }, { visible }) {
	const name = `**${cell(field)}**`;
	const lost = from ? " (overwrites; a note keeps it)" : " (overwrites)";
	const instead = otherwise ? ` (otherwise: ${cell(otherwise)})` : "";
	const note = overwrites ? lost : instead;
	if (!visible.has(field)) return `${name}${note}`;
	return from === void 0 ? `${name} ${value(to)}${note}` : `${name} ${value(from)} → ${value(to)}${note}`;
}
const OUTCOMES = {
	applied: "✔ applied",
	stale: "↻ changed meanwhile",
	rejected: "✘ refused",
	failed: "✘ failed"
};
function outcomeText({ outcome, reason, untried }) {
	if (untried) return "↻ left to the next run";
	return `${OUTCOMES[outcome]}${reason ? `: ${sentence(reason)}` : ""}`;
}
// src/report/next-step.ts
/**
* What a person does about conflicts that nobody wins.
*
* @param referral That of the first one: a report shows but the beginning of an identifier, and here all of it is needed.
* @param field Its field.
*/
function howToResolve(referral, field) {
	return joined([
		howToResolveIt(referral, field),
		"For another deal, take its whole id: it is in the address of the deal in Partner Center. Separate several with blanks.",
		onATerminal("sync --resolve \"…\"")
	], "\n\n");
}
/** The same of a deal that a report is about, and no other. */
function howToResolveThis(referral, field) {
	return joined([
		howToResolveIt(referral, field),
		"Another field goes by its own name. Separate several with blanks.",
		onATerminal("sync --resolve \"…\"")
	], "\n\n");
}
/** On a line of its own, which no terminal breaks: it is to be copied. */
function onATerminal(command) {
	return `On a terminal:\n\n    cosell-sync ${command}`;
}
function howToResolveIt(referral, field) {
	const decided = (side) => isUuid(referral) ? code(`${referral}.${field}=${side}`, 160) : `\`<referral id>.<field>=${side}\``;
	return ["To settle a conflict, make both sides equal. Or say which side is right: run the workflow *Sync* (*Sync connections*, if you have several) with one of these as `resolve`:", `- ${decided("referral")} takes what Partner Center has\n- ${decided("opportunity")} takes what the CRM has`].join("\n\n");
}
/** What a person does about steps that wait for a yes. */
function howToApprove(digest) {
	return joined(["To approve all of this, and nothing else, run the workflow *Approve* (*Approve for a connection*, if you have several).", onATerminal(`sync --approve ${digest}`)], "\n\n");
}
/** Kinds that are tried again by themselves, until they are set aside. */
const TRIED = [
	"stale",
	"rejected",
	"failed",
	"close",
	"lost base"
];
/** Kinds whose own names say little to a person. */
const KINDS$1 = {
	held: "held back",
	stale: "changed meanwhile",
	rejected: "refused",
	close: "not closed yet",
	"lost base": "base not kept",
	expiring: "expires soon"
};
function kindText({ kind }) {
	return KINDS$1[kind] ?? kind;
}
/** When a run looks at it again. */
function nextLook$1({ kind, nextAt }) {
	const isTried = TRIED.includes(kind);
	const time = nextAt && minuteOf(nextAt);
	if (time) return isTried && kind !== "rejected" ? time : `${time}, or when either side changes`;
	return isTried ? "when either side changes, or *Sync* runs with its `referral-id`" : "when either side changes";
}
/** How long it has waited. */
function waitingSince({ firstAt, tries }) {
	const times = tries > 1 ? `, seen by ${count(tries, "run")}` : "";
	return `waiting since ${minuteOf(firstAt)}${times}`;
}
// src/report/conflicts.ts
/** Deals that are closed with what they differ in, which nobody can resolve any more. */
function closedApart({ warnings }) {
	return new Set(warnings.filter(({ apart }) => apart).map(({ link }) => link.referral));
}
/** The conflicts that this run has found and that a person can settle. */
function openConflicts(plan) {
	const closed = closedApart(plan);
	return plan.conflicts.filter((conflict) => isUndecided(conflict) && !closed.has(conflict.link.referral));
}
/** What this run has found changed on both sides, with what settles it. */
function conflictsSection$1({ plan }, { visible, nameOf }, most) {
	const { conflicts } = plan;
	if (conflicts.length === 0) return "";
	const closed = closedApart(plan);
	const winnerOf = ({ winner, link, resolved }) => {
		if (winner !== null) return `${SYSTEM_NAMES[winner]}${resolved ? ", as a person decided" : ""}`;
		return closed.has(link.referral) ? "neither: closed" : "neither yet";
	};
	const cellsOf = (conflict) => {
		const { link, field, referral, opportunity } = conflict;
		const show = (text) => visible.has(field) ? value(text) : "(hidden)";
		return [
			nameOf(link),
			cell(field),
			show(referral),
			show(opportunity),
			winnerOf(conflict)
		];
	};
	const [open] = openConflicts(plan);
	const next = open ? `\n\n${howToResolve(open.link.referral, open.field)}` : "";
	return `### Conflicts\n\n${tableOf$1([
		"Deal",
		"Field",
		"Partner Center",
		"CRM",
		"Wins"
	], conflicts, cellsOf, most)}${next}`;
}
// src/report/waiting.ts
/** Nothing to fix: a new referral has time to be answered, a deal out of scope is left alone on purpose. */
const QUIET = ["unanswered", "out of scope"];
/** What only waits for approval has a section of its own. */
function isQuiet({ kind, onlyApproval }) {
	return QUIET.includes(kind) || onlyApproval === true;
}
/** Deals that the numbers of a run are about. */
function newsOf(result) {
	const { changes, conflicts, held, questions } = result.plan;
	const referralOf = referralsOf(result);
	const linked = [
		...changes.filter(isSeen),
		...conflicts,
		...held
	].map(({ link }) => referralOf(link));
	return /* @__PURE__ */ new Set([...linked, ...questions.map((question) => question.referral)]);
}
/** How many deals earlier runs have left to people: one that this run is about is not counted again. */
function leftWaiting(result) {
	const news = newsOf(result);
	return result.waiting.filter(({ referral, kind }) => !news.has(referral) && !QUIET.includes(kind)).length;
}
/** What earlier runs left and this one did not fix; what is new is in the sections above. */
function waitingSection(result, nameOf, most) {
	const { waiting, plan } = result;
	const news = /* @__PURE__ */ new Set([...newsOf(result), ...plan.warnings.map(({ link }) => link.referral)]);
	const older = waiting.filter((entry) => !news.has(entry.referral) && !isQuiet(entry));
	if (older.length === 0) return "";
	const since = sinceOfMost(older);
	const cellsOf = (entry) => [...waitingCells(entry, nameOf), joined([nextLook$1(entry), waitingSince(entry) === since ? "" : waitingSince(entry)], "<br>")];
	const open = openConflicts(plan).length > 0 ? void 0 : older.find(({ kind }) => kind === "conflict");
	return joined([
		`### Still waiting\n\n${tableOf$1([
			"Deal",
			"What",
			"Why",
			"Next look"
		], older, cellsOf, most)}`,
		since === null ? "" : `Where nothing else is said, ${since}.`,
		open ? howToResolve(open.referral, open.fields[0] ?? "") : ""
	], "\n\n");
}
/** The steps that wait for a yes, and how to give it. */
function approvalSection({ waiting, approvalDigest }, nameOf, most) {
	if (approvalDigest === null) return "";
	return `### Waiting for approval\n\n${table(["Deal", "What"], waiting.flatMap((entry) => entry.awaits.map((what) => [nameOf(entry), sentence(what)])), most)}\n\n${howToApprove(approvalDigest)}`;
}
/** Which deal it is, what it waits for, and why. */
function waitingCells(entry, nameOf) {
	return [
		nameOf(entry),
		joined([kindText(entry), cell(entry.fields.join(", "))], ": "),
		sentence(entry.reason)
	];
}
/** Much of what waits has come up in one run, which is said once then; `null` where each has a time of its own. */
function sinceOfMost(entries) {
	const [most] = [...Map.groupBy(entries, waitingSince)].sort(([, a], [, b]) => b.length - a.length);
	return most && most[1].length > 1 ? most[0] : null;
}
// src/model/canonical-json.ts
/** JSON with sorted keys, so that equal values are equal text. */
function canonicalJson(value) {
	return JSON.stringify(withSortedKeys(value));
}
function withSortedKeys(value) {
	if (Array.isArray(value)) return value.map(withSortedKeys);
	if (typeof value !== "object" || value === null) return value;
	const members = value;
	const sorted = {};
	for (const key of Object.keys(members).sort()) {
		const member = withSortedKeys(members[key]);
		if (key === "__proto__") Object.defineProperty(sorted, key, {
			value: member,
			enumerable: true
		});
		else sorted[key] = member;
	}
	return sorted;
}
// src/model/order.ts
/** For `sort`: by a text that each item has, the same in every language. */
function by(text) {
	return (a, b) => {
		const [one, other] = [text(a), text(b)];
		if (one === other) return 0;
		return one < other ? -1 : 1;
	};
}
// src/reconcile/checkpoint/waiting-files.ts
const etag$1 = string().nullable();
const waitingSchema = object({
	referral: string(),
	opportunity: string().nullable(),
	kind: _enum(WAITING_KINDS),
	fields: array(string()),
	reason: string(),
	name: string().exactOptional(),
	untold: string().exactOptional(),
	noted: string().exactOptional(),
	refused: array(object({
		side: _enum(SIDES),
		field: string(),
		value: string(),
		reason: string()
	})).exactOptional(),
	rest: literal(true).exactOptional(),
	awaits: array(string()),
	onlyApproval: literal(true).exactOptional(),
	twin: string().exactOptional(),
	lost: object({
		times: number$1(),
		until: string()
	}).exactOptional(),
	tries: number$1(),
	firstAt: string(),
	nextAt: string().nullable(),
	etags: object({
		referral: etag$1,
		opportunity: etag$1
	})
});
const waitingList = array(waitingSchema);
const PATH$1 = new RegExp(`^${WAITING_FOLDER}/[0-9a-f]{2}\\.json$`);
/** The hashes of files by their paths. */
const namedFiles = record(string().regex(PATH$1), string());
/** What stands in the state for what waits: the entries, or the files that have them. */
const waitingPart = union$1([waitingList, namedFiles]);
/** Of a list, the entries that can be read. */
function soundOnes(schema) {
	return array(unknown$3()).transform((all) => all.flatMap((one) => {
		const { success, data } = schema.safeParse(one);
		return success ? [data] : [];
	}));
}
const soundList = soundOnes(waitingSchema);
/** The same as `waitingPart`, of a state that is damaged. */
const soundWaitingPart = union$1([soundList, namedFiles]);
/** As many as make a state of half a megabyte, which GitHub still hands over with everything else that a run begins with. */
const MOST_IN_STATE = 1e3;
/** Identifiers of four beginnings share a file: so a commit has no more than some seventy, whatever moves. */
const BEGINNINGS = 4;
/**
* What waits, where it is too much for the state itself: cut by the beginnings of the referrals, so that a commit carries
* only the files in which something moved.
*
* @returns Nothing where the state has it.
*/
function waitingFiles(waiting) {
	if (waiting.length <= MOST_IN_STATE) return {};
	const cut = Map.groupBy(waiting, ({ referral }) => pathOf(referral));
	return Object.fromEntries([...cut].map(([path, entries]) => [path, textOf$1(entries)]));
}
/** In the order of the schema, wherever an entry comes from: one that has not moved is the same text. */
function textOf$1(entries) {
	return `${plainJson(waitingList.parse(entries), 1)}\n`;
}
/** By their paths, what tells each of these texts from any other. */
function hashesOf(files) {
	return Object.fromEntries(Object.entries(files).map(([path, text]) => [path, sha256(text)]));
}
/**
* What a commit has to write and to take out for the branch to have just these files.
*
* @param hashes Of the files.
* @param held Hashes of the files that the branch has.
*/
function changedFiles(files, hashes, held) {
	const written = Object.entries(files).filter(([path]) => hashes[path] !== held[path]);
	const gone = Object.keys(held).filter((path) => files[path] === void 0);
	return {
		...Object.fromEntries(written),
		...Object.fromEntries(gone.map((path) => [path, null]))
	};
}
/** The entries of all files that the state names, in their order; or the first that cannot be used, and why. */
function gather(named, files) {
	const all = [];
	for (const [path, hash] of Object.entries(named)) {
		const text = files[path];
		if (text === void 0) return {
			path,
			damage: "missing"
		};
		if (sha256(text) !== hash) return {
			path,
			damage: "changed by hand"
		};
		const json = jsonIn(text);
		const entries = waitingList.safeParse(json).data;
		if (!entries || canonicalJson(entries) !== canonicalJson(json)) return {
			path,
			damage: "of another version"
		};
		all.push(entries);
	}
	return inOrder(all.flat());
}
/** Every entry of these files that can still be read. */
function salvageWaiting(files) {
	const sound = Object.values(files).flatMap((text) => soundList.safeParse(jsonIn(text)).data ?? []);
	return inOrder([...new Map(sound.map((entry) => [entry.referral, entry])).values()]);
}
function inOrder(entries) {
	return entries.toSorted(by(({ referral }) => referral));
}
/** What is no identifier goes with the first. */
function pathOf(referral) {
	const beginning = Number.parseInt(/^[0-9a-f]{2}/.exec(referral)?.[0] ?? "0", 16);
	const first = beginning - beginning % BEGINNINGS;
	return `${WAITING_FOLDER}/${first.toString(16).padStart(2, "0")}.json`;
}
// src/reconcile/checkpoint/state.ts
const etag = string().nullable();
const size = {
	records: number$1(),
	deals: number$1()
};
const intent = object({
	id: string(),
	at: string(),
	side: _enum(SIDES),
	action: _enum(ACTIONS),
	referral: string(),
	opportunity: string(),
	etag,
	fields: array(object({
		field: string(),
		target: string().nullable(),
		loser: string().nullable().exactOptional(),
		rowHad: string().nullable().exactOptional(),
		place: string().exactOptional(),
		resolved: literal(true).exactOptional(),
		approved: literal(true).exactOptional()
	})),
	row: object({
		table: _enum(OTHER_TABLES),
		id: string()
	}).exactOptional(),
	approved: literal(true).exactOptional(),
	found: _enum([
		"applied",
		"superseded",
		"unclear",
		"audited"
	]).exactOptional()
});
const repeated = object({
	values: array(string()),
	times: number$1()
});
const stateSchema = object({
	of: object({
		account: string().exactOptional(),
		crm: string().exactOptional()
	}).exactOptional(),
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
	sweptAt: string().exactOptional(),
	sweptTo: string().exactOptional(),
	waiting: waitingPart,
	journal: object({
		run: string(),
		writing: boolean(),
		intents: array(intent)
	}).nullable(),
	shared: record(string(), array(string())).exactOptional(),
	baseless: record(string(), object({
		at: string(),
		again: record(string(), repeated)
	})).exactOptional(),
	rewritten: object({
		columns: array(string()),
		at: string()
	}).exactOptional(),
	unfinished: object({
		mapping: string(),
		plan: string(),
		whole: object(size),
		...size
	}).exactOptional(),
	edited: string().exactOptional(),
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
const namingSchema = object({ state: object({ waiting: namedFiles }) });
/** Of whichever version. */
const sealedSchema = object({
	seal: string(),
	state: looseObject({})
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
/** The files that `state.json` names because they have what waits, each by its path with its hash; most often there are none. */
function filesNamedIn(text) {
	const { data } = namingSchema.safeParse(jsonIn(text ?? ""));
	return data?.state.waiting ?? {};
}
/**
* Reads `state.json`. The seal tells an accident from an edit: a state that somebody corrected by hand could
* make the sync skip changes without anybody noticing.
*
* @param files Those that it names.
* @throws StateError when the text is not what a run of ours wrote.
*/
function parseState(text, branch, files = {}) {
	const json = jsonIn(text);
	const file = fileSchema.safeParse(json);
	if (file.success && sealOf(file.data.state) === file.data.seal) return wholeState(file.data.state, branch, files);
	if (isSealed(json)) throw ofAnotherVersion(STATE_FILE, branch);
	const what = file.success ? "was changed by hand: its seal does not match" : "is not a state of this version";
	throw damaged(STATE_FILE, branch, what);
}
function wholeState({ waiting, ...state }, branch, files) {
	if (Array.isArray(waiting)) return {
		...state,
		waiting
	};
	const gathered = gather(waiting, files);
	if (!("damage" in gathered)) return {
		...state,
		waiting: gathered
	};
	const { path, damage } = gathered;
	if (damage === "of another version") throw ofAnotherVersion(path, branch);
	throw damaged(path, branch, WORDS$2[damage]);
}
const WORDS$2 = {
	missing: `is missing, and ${STATE_FILE} names it`,
	"changed by hand": `was changed by hand: it is not the one that ${STATE_FILE} names`
};
function ofAnotherVersion(path, branch) {
	return new StateError(`${path} on branch ${branch} was written by another version of cosell-sync.`, "Use that version: the workflow names it behind uses:, and a repeated run uses the one of its time. To go on with this version, run resync, which rebuilds the state from both sides.");
}
function damaged(path, branch, what) {
	return new StateError(`${path} on branch ${branch} ${what}.`, `Run resync, which rebuilds it from both sides: links and bases are on the opportunities, so nothing is lost. An edit can also be undone (git revert on ${branch}).`);
}
/**
* What a damaged state still says, each part and each deal by itself: one that another version wrote otherwise must not take
* along the journal, by which the next run knows what a dead one may have written, nor a close that did not get through.
*
* @param files What waits, as far as it is in files of its own; without them only `state.json` is judged.
*/
function salvage(text, files) {
	const found = salvageWaiting(files ?? {});
	if (text === void 0) return {
		state: {
			...EMPTY_STATE,
			waiting: found
		},
		found: "missing"
	};
	const json = jsonIn(text);
	const file = fileSchema.safeParse(json);
	const { waiting = [], ...state } = file.success ? file.data.state : soundParts(json);
	const salvaged = {
		...EMPTY_STATE,
		...state,
		waiting: Array.isArray(waiting) ? waiting : found
	};
	if (!file.success) return {
		state: salvaged,
		found: isSealed(json) ? "of another version" : "unreadable"
	};
	if (!isSealed(json)) return {
		state: salvaged,
		found: "changed by hand"
	};
	if (Array.isArray(waiting) || files === void 0) return {
		state: salvaged,
		found: "intact"
	};
	const gathered = gather(waiting, files);
	if (!("damage" in gathered)) return {
		state: salvaged,
		found: "intact"
	};
	return {
		state: salvaged,
		found: gathered.damage === "of another version" ? gathered.damage : "changed by hand"
	};
}
/** @param held The files of what waits that the branch has, by their hashes: what is the same is left as it is. */
function stateFiles(state, held) {
	const files = waitingFiles(state.waiting);
	const hashes = hashesOf(files);
	const changed = changedFiles(files, hashes, held);
	return {
		files: {
			[STATE_FILE]: formatState(state, hashes),
			...changed
		},
		waitingFiles: hashes
	};
}
/**
* `state.json`, with one entry a line, so that a commit shows what moved.
*
* @param named The files that have what waits, by their hashes, where it is too much for this one.
*/
function formatState(state, named) {
	const stored = Object.keys(named).length > 0 ? {
		...state,
		waiting: named
	} : state;
	return `${plainJson({
		version: 1,
		seal: sealOf(stored),
		state: stored
	}, 1)}\n`;
}
/** Whether nobody has touched it since a run wrote it. */
function isSealed(json) {
	const { data } = sealedSchema.safeParse(json);
	return data !== void 0 && sealOf(data.state) === data.seal;
}
const anyState = object({ state: looseObject({}) });
const soundSchema = stateSchema.extend({
	waiting: soundWaitingPart,
	journal: object({
		run: string(),
		writing: boolean(),
		intents: soundOnes(intent)
	}).nullable()
});
function soundParts(json) {
	const parts = anyState.safeParse(json).data?.state ?? {};
	const sound = Object.entries(soundSchema.shape).flatMap(([name, schema]) => {
		const part = Object.hasOwn(parts, name) ? schema.safeParse(parts[name]) : null;
		return part?.success ? [[name, part.data]] : [];
	});
	return Object.fromEntries(sound);
}
function sealOf(state) {
	return sha256(canonicalJson(state));
}
// src/adapters/github/comments.ts
/** A plan is applied soon after its review: what lies further back than this is not looked for. */
const PAGES_TO_SEARCH = 5;
const COMMENT = object({
	id: number$1(),
	body: string().nullish(),
	user: object({
		login: string(),
		type: string()
	}).nullish(),
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
	let login = null;
	function ownLogin() {
		login ??= viewerOf(api);
		return login;
	}
	/**
	* Anybody who may read can begin a comment with our marker, and go on editing it: a plan that was written into it would say
	* whatever they like, to those who are to agree to it.
	*/
	async function* ours(pullRequest, marker) {
		for await (const comment of listed$1(api, COMMENT, `/issues/${pullRequest}/comments`)) if ((comment.body?.startsWith(marker) ?? false) && comment.user?.login === await ownLogin()) yield comment;
	}
	return {
		put: async (pullRequest, marker, body) => {
			const known = (await ours(pullRequest, marker).next()).value;
			taken(known ? await api.patch(COMMENT, `/issues/comments/${known.id}`, { body }) : await api.create(COMMENT, `/issues/${pullRequest}/comments`, { body }), {
				what: "comment",
				fix: "The job summary has the same plan."
			});
		},
		texts: async (pullRequest, marker) => {
			const found = [];
			for await (const { body } of ours(pullRequest, marker)) found.push(body ?? "");
			return found;
		},
		find: async (text) => {
			const newest = listed$1(api, COMMENT, "/issues/comments?sort=updated&direction=desc", PAGES_TO_SEARCH);
			for await (const comment of newest) if (comment.body?.includes(text) && mayBeBelieved(comment)) return comment.body;
			return null;
		}
	};
}
/** Whatever token has reviewed the plan. What a stranger says is not heard. */
function mayBeBelieved({ user, author_association: association }) {
	return user?.type === "Bot" || HAVE_A_SAY.includes(association);
}
// src/adapters/github/files.ts
const COMMIT = object({ parents: array(object({ sha: string() })) });
const FILE = object({
	content: string(),
	encoding: literal("base64")
});
const COMPARED$1 = object({ files: optional(array(object({
	filename: string(),
	previous_filename: optional(string())
}))) });
const OBJECTS = object({ repository: record(string(), object({ oid: string() }).nullable()) });
/** A question about more files may take GitHub longer than the ten seconds that it allows itself. */
const FILES_AT_ONCE = 50;
/**
* Files as they are without a pull request. Asked of GitHub, because a checkout has only the one commit: one request
* to begin with, one for each text, and one for fifty files that are only compared.
*
* What is checked out is a trial merge, whose first parent is the base that it was merged into; the base in the
* event may be older. On top of another pull request the base is only proposed: in force is the default branch.
*
* @throws as `openGithubApi`
*/
function openFilesInForce(access, pullRequest) {
	const { base, head, commit, into, defaultBranch } = pullRequest;
	const api = openGithubApi({
		...access,
		permission: "contents: read"
	});
	let found = null;
	async function ref() {
		if (into !== defaultBranch) return defaultBranch;
		found ??= api.find(COMMIT, `/git/commits/${commit}`).then((checkedOut) => {
			const [first, second] = checkedOut?.parents ?? [];
			return first && second?.sha === head ? first.sha : base;
		});
		return found;
	}
	/** What is at each of these paths, in their order. */
	async function idsOf(paths) {
		const at = await ref();
		const fields = paths.map((_path, index) => `f${index}: object(expression: $e${index}) { oid }`);
		const variables = Object.fromEntries(paths.map((path, index) => [`e${index}`, `${at}:${plain$4(path)}`]));
		const objects = await queryRepository(api, {
			schema: OBJECTS,
			fields,
			variables
		});
		return paths.map((_path, index) => objects[`f${index}`]?.oid);
	}
	return {
		async read(path) {
			const escaped = plain$4(path).split("/").map(encodeURIComponent).join("/");
			const file = await api.find(FILE, `/contents/${escaped}?ref=${encodeURIComponent(await ref())}`);
			return file && Buffer.from(file.content, "base64").toString();
		},
		async formerPath(path) {
			const { files } = await api.find(COMPARED$1, `/compare/${encodeURIComponent(await ref())}...${head}`) ?? {};
			return files?.find(({ filename }) => filename === plain$4(path))?.previous_filename ?? null;
		},
		async unchanged(proposed) {
			const same = /* @__PURE__ */ new Set();
			for (const some of chunksOf([...proposed], FILES_AT_ONCE)) {
				const ids = await idsOf(some.map(([path]) => path));
				for (const [index, [path, text]] of some.entries()) if (isAt(ids[index], text)) same.add(path);
			}
			return same;
		}
	};
}
/** A checkout on Windows may end its lines as git does not (`core.autocrlf`). */
function isAt(id, text) {
	return id === blobId(text) || id === blobId(text.replaceAll("\r\n", "\n"));
}
/** As git knows it: `./mappings//ours.yml` is `mappings/ours.yml`. */
function plain$4(path) {
	return posix.normalize(path);
}
/** Whether this is an IANA time zone that the runtime knows. */
function isTimeZone(name) {
	return name === "UTC" || Intl.supportedValuesOf("timeZone").includes(name) || hasFormatter(name);
}
function hasFormatter(timeZone) {
	try {
		new Intl.DateTimeFormat("en", { timeZone });
		return true;
	} catch {
		return false;
	}
}
// src/mapping/schema/parts.ts
const LOGICAL = /^[a-z][a-z0-9_]*$/;
/** Of any table; each says in its description of which. */
const LOGICAL_NAME = string().regex(LOGICAL, { error: ({ input }) => notLogical(String(input)) });
const COLUMN$3 = LOGICAL_NAME.meta({
	description: "Logical name of a column of the opportunity table",
	examples: ["estimatedvalue"]
});
const PATH = string().regex(/^[a-zA-Z][a-zA-Z\d]*(\.([a-zA-Z][a-zA-Z\d]*|\d+))*$/, "is not a property path such as details.dealValue").meta({
	description: "Property of the referral, with dots between the levels; the first of a list is 0",
	examples: ["details.dealValue"]
});
const TIME_ZONE = string().refine(isTimeZone, "is not an IANA time zone such as Europe/Berlin");
const STATUS$1 = string().regex(/^[A-Za-z]+\/[A-Za-z]+$/, "is not a status and substatus such as Active/Accepted").meta({
	description: "Status and substatus of a referral",
	examples: ["Active/Accepted"]
});
/** One that is in the calendar: `Date.parse` takes 30 February for 2 March. */
const DAY$1 = date$1("is not a date such as 2026-12-31").meta({ examples: ["2026-12-31"] });
const OPTION = union$1([int(), literal("blank")], "must be the number of an option, or blank");
const WHEN = _enum(["always", "create"]).default("always").describe("create: filled once, then left alone");
const AUDIT = _enum(["value", "hidden"]).default("hidden").describe("value: the field's values may appear in git, logs and comments; hidden: only that it changed");
const IF_MISSING = _enum(["stop", "skip"]).default("stop").describe("When the CRM has lost a column or an option of the field; skip: sync without the field");
const LONGEST$3 = int().min(1, "must be at least 1").meta({
	description: "Characters that the shorter side holds; no more are compared",
	examples: [2e3]
});
const MARKS$1 = string().default("").describe("Characters that do not count at the ends, such as the ✔ of another connector");
const BLANK_OPTIONS = array(int()).default([]).describe("Other option values of the column that mean no value, such as the None of another connector");
/**
* A record looks a field up by its name: `constructor` would find what every JavaScript object has. What goes without a
* name is what a seller is told (`STATUS`), and no reader could tell which field is meant.
*/
const FIELD_NAME = string().refine((name) => name !== "" && !(name in {}), "is a name that cannot be used for a field");
/** What people write in its place: the label that they see, the schema name, which has capitals, or what an answer calls a lookup. */
function notLogical(written) {
	const logical = /^_(.+)_value$/.exec(written)?.[1] ?? written.toLowerCase();
	return `is not a column's logical name${LOGICAL.test(logical) ? `, which may be ${logical}` : ", which makers see beside this label"}: a lower-case letter, then more of them, digits and _`;
}
function twoOf(part, names) {
	return tuple([part, part], `must be a list of two: ${names}`).describe(`Two places that mean something only together: ${names}`);
}
// src/mapping/schema/accounts.ts
const COLUMN$2 = LOGICAL_NAME.describe("Logical name of a column of the account table");
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
// src/mapping/schema/columns.ts
const sellerStates = strictObject({
	synced: int().describe("Option value: both sides are in step"),
	waiting: int().describe("Option value: a change waits for the next run, or for the other side"),
	conflict: int().describe("Option value: both sides changed a field, and a person has to decide"),
	"needs attention": int().describe("Option value: something else that a person has to fix")
}).describe("Option value of the column for each state");
const columnsSchema$1 = strictObject({
	"referral identifier": COLUMN$3.describe("Text column with an alternate key: ties the row to its referral"),
	base: COLUMN$3.describe("Hidden memo column: what both sides agreed on at the last sync"),
	"sync status": strictObject({
		column: COLUMN$3,
		values: sellerStates
	}).optional().describe("Choice column: whether the deal is in step, for the seller"),
	"sync reason": COLUMN$3.optional().describe("Text column of 400 characters: why it is not in step"),
	audit: COLUMN$3.optional().describe("Memo column of 1,000 characters: what was synced last, newest first")
}).describe("Columns of the opportunity that cosell-sync owns");
// src/mapping/schema/environments.ts
const NAME$2 = string().regex(/^[A-Za-z0-9][\w-]*$/, "is not a name of an environment: letters, digits, - and _");
/**
* A section for each environment. What it says is checked where it is laid over the rest, because only the whole
* can be right or wrong.
*
* @param sections Keys of the mapping that may be other ones in an environment.
*/
function environmentsSchema(sections) {
	const section = unknown$3().optional().describe("What is different there, key by key; none takes a key out");
	const shape = Object.fromEntries(sections.map((name) => [name, section]));
	return record(NAME$2, strictObject(shape)).describe("What is different in an environment; the input mapping-environment names the one to use");
}
// src/mapping/schema/otherwise.ts
/** For fields of one place on each side. */
const otherwiseSchema = strictObject({
	referral: PATH.optional().describe("Property that a new opportunity takes instead"),
	opportunity: COLUMN$3.optional().describe("Column that a new referral takes instead"),
	value: string().min(1, "must not be empty").optional().describe("What a new record gets when there is nothing else")
}).refine((one) => Object.keys(one).length > 0, "needs referral, opportunity, or value").meta({
	description: "What a new record takes when the field's own place on the other side is blank",
	minProperties: 1
});
// src/mapping/schema/field.ts
const common$1 = {
	direction: _enum([
		"both",
		"referral to opportunity",
		"opportunity to referral"
	]).default("both").describe("Which way changes travel"),
	when: WHEN,
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
	audit: AUDIT,
	"if missing": IF_MISSING
};
const ONLY_SHOWN = literal("referral to opportunity", "must be referral to opportunity: it is only shown there").default("referral to opportunity").describe("Only this way");
const onePath = {
	referral: PATH,
	opportunity: COLUMN$3
};
const otherwise$1 = { otherwise: otherwiseSchema.optional() };
const NEEDS_ONE = "needs at least one value: the first one is what is written";
const stateValues = strictObject({
	referral: array(STATUS$1).min(1, NEEDS_ONE).describe("The first one is what is written"),
	opportunity: array(int()).min(1, NEEDS_ONE).describe("statuscode values; the first one is what is written")
}).describe("States of a referral, and reasons of an opportunity, that mean the same");
/** A field of a deal, by its kind (`as`). */
const fieldSchema = discriminatedUnion("as", [
	strictObject({
		as: kind("text", "Free text"),
		...onePath,
		longest: LONGEST$3,
		marks: MARKS$1,
		...otherwise$1,
		...common$1
	}),
	strictObject({
		as: kind("money", "An amount with its currency; never converted"),
		referral: twoOf(PATH, "[amount, currency]"),
		opportunity: twoOf(COLUMN$3, "[amount, currency lookup]"),
		...common$1
	}),
	strictObject({
		as: kind("date", "A calendar date"),
		...onePath,
		"time zone": TIME_ZONE.optional().meta({
			description: "Zone whose midnights the portal stores; without it, the nearest UTC midnight",
			examples: ["Europe/Berlin"]
		}),
		...otherwise$1,
		...common$1
	}),
	strictObject({
		as: kind("choice", "One of a list that both sides spell differently"),
		...onePath,
		values: record(string(), OPTION).meta({
			description: "Referral code: option value of the column, or blank",
			examples: [{
				Unknown: "blank",
				GeneralOrOther: 727000005
			}]
		}),
		"also read": record(string(), string()).default({}).describe("Other codes that Partner Center may send: the code in values that they mean"),
		"blank options": BLANK_OPTIONS,
		...otherwise$1,
		...common$1
	}),
	strictObject({
		as: kind("solutions", "A set of solution ids"),
		...onePath,
		...otherwise$1,
		...common$1
	}),
	strictObject({
		as: kind("list", "A set of codes, such as industries or products"),
		...onePath,
		...otherwise$1,
		...common$1
	}),
	strictObject({
		as: kind("yes or no", "A mark that goes on and off"),
		...onePath,
		...otherwise$1,
		...common$1
	}),
	strictObject({
		as: kind("team", "A set of people, by their e-mail addresses"),
		...onePath,
		...otherwise$1,
		...common$1
	}),
	strictObject({
		as: kind("latch", "A Yes that cannot be taken back"),
		...onePath,
		...common$1,
		blank: literal("propagate", "must be propagate: a latch is never blank on purpose").default("propagate").describe("Always propagate")
	}),
	strictObject({
		as: kind("referral link", "Address of the referral in the portal, made of its id"),
		...onePath,
		...common$1
	}),
	strictObject({
		as: kind("status", "Where the deal stands"),
		referral: twoOf(PATH, "[status, substatus]"),
		opportunity: twoOf(COLUMN$3, "[statecode, statuscode]"),
		values: strictObject({
			open: stateValues,
			won: stateValues,
			lost: stateValues
		}).describe("What counts as open, won and lost on each side"),
		...common$1
	}),
	strictObject({
		as: kind("decision", "How a seller answers a new referral"),
		referral: twoOf(PATH, "[status, substatus]"),
		opportunity: COLUMN$3,
		values: strictObject({
			accept: int().describe("Option value that accepts"),
			decline: int().describe("Option value that declines")
		}).describe("Option values of the column by which a seller answers a new referral"),
		...common$1,
		direction: literal("opportunity to referral", "must be opportunity to referral: it is a command").default("opportunity to referral").describe("Only this way")
	}),
	strictObject({
		as: kind("closing reason", "Why a deal was declined or lost"),
		...onePath,
		longest: LONGEST$3,
		"by status code": record(string().regex(/^\d+$/, "is not a statuscode"), string().min(1, "must not be empty")).default({}).describe("statuscode of a lost opportunity: the reason that Partner Center is told"),
		...common$1
	}),
	strictObject({
		as: kind("referral status", "Status and substatus in words, only shown"),
		referral: twoOf(PATH, "[status, substatus]"),
		opportunity: COLUMN$3,
		...common$1,
		direction: ONLY_SHOWN
	}),
	strictObject({
		as: kind("first text", "The first of several texts that is not blank, only shown"),
		referral: array(PATH).min(2, "needs at least two properties, in the order in which they count").describe("Properties, the first that is not blank counts"),
		opportunity: COLUMN$3,
		longest: LONGEST$3,
		...common$1,
		direction: ONLY_SHOWN
	})
]);
function kind(name, description) {
	return literal(name).describe(description);
}
// src/mapping/schema/guards.ts
const guard$1 = _enum([
	"allow",
	"hold",
	"never"
]).default("allow");
const guardsSchema = strictObject({
	share: guard$1.describe("Making a deal visible to Microsoft's sellers"),
	"ask help": guard$1.describe("Asking Microsoft for help with a deal"),
	close: guard$1.describe("Closing a referral in Partner Center")
}).prefault({}).describe("Steps that cannot be undone: taken at once, held until a person approves, or never taken");
// src/mapping/schema/leads.ts
/** The words for referrals by their origin; the mapping and the reports use these. */
const REFERRAL_KINDS = [
	"qualified lead",
	"marketplace lead",
	"co-sell"
];
const common = {
	when: WHEN,
	blank: _enum(["protect", "propagate"]).default("protect").describe("propagate: emptying the referral empties the lead"),
	audit: AUDIT
};
const one = {
	referral: PATH,
	lead: COLUMN$3
};
const two = {
	referral: twoOf(PATH, "[amount, currency]"),
	lead: twoOf(COLUMN$3, "[money column, currency lookup]")
};
const field = discriminatedUnion("as", [
	strictObject({
		as: literal("text").describe("Free text"),
		...one,
		longest: int().min(1, "must be at least 1").describe("Characters that the column holds"),
		...common
	}),
	strictObject({
		as: literal("money").describe("An amount with its currency; never converted"),
		...two,
		...common
	}),
	strictObject({
		as: literal("date").describe("A calendar date"),
		...one,
		"time zone": TIME_ZONE.optional().describe("Zone whose midnights the portal stores"),
		...common
	}),
	strictObject({
		as: literal("choice").describe("One of a list that both sides spell differently"),
		...one,
		values: record(string(), OPTION).describe("Referral code: option value of the column, or blank"),
		...common
	}),
	strictObject({
		as: literal("referral link").describe("Address of the referral in the portal"),
		...one,
		...common
	})
]);
/**
* The section of leads: a part of the same language, with fewer words. Leads only ever take, so a field has
* no direction and no conflicts.
*/
const leadsSchema = strictObject({
	columns: strictObject({
		"referral identifier": COLUMN$3,
		base: COLUMN$3
	}).describe("Columns of the lead that cosell-sync owns"),
	referrals: strictObject({
		kinds: array(_enum(REFERRAL_KINDS)).min(1, "needs at least one kind").describe("Which referrals become leads first"),
		"become leads": array(STATUS$1).min(1, "needs at least one state").describe("Referrals of these kinds are leads in these states, and opportunities afterwards")
	}).describe("Which referrals are leads first"),
	fields: record(FIELD_NAME, field).describe("What a lead takes from its referral")
}).describe("Referrals that become leads before they become opportunities");
// src/mapping/schema/owner.ts
const ID = string().regex(new RegExp(`^${GUID}$`), "is not an id such as 6f1e0d0a-5b7c-4c7e-9a55-0c1f6f6b2a10");
const ownerSchema = strictObject({
	match: literal("team member", "must be team member, the only rule there is").describe("The first member of the referral's team who is a user of the CRM, by e-mail address"),
	otherwise: strictObject({
		user: ID.optional().describe("Id of a user of the CRM"),
		team: ID.optional().describe("Id of a team of the CRM that owns rows")
	}).refine((one) => Object.keys(one).length === 1, "needs user or team, one of the two").optional().meta({
		description: "Who else, when nobody of the team is one; without it, the application user",
		minProperties: 1,
		maxProperties: 1
	})
}).describe("Whom a new opportunity or lead belongs to; whoever reassigns it later is left alone");
// src/mapping/schema/scope.ts
const condition = union$1([
	array(union$1([
		string(),
		number$1(),
		boolean()
	])).min(1, "needs at least one value").describe("One of these"),
	literal("set").describe("There is a value"),
	literal("blank").describe("There is none"),
	strictObject({
		from: DAY$1.optional().describe("This day (UTC) or later"),
		before: DAY$1.optional().describe("Before this day (UTC)")
	}).refine(({ from, before }) => from !== void 0 || before !== void 0, "needs from, before, or both").refine(({ from = "", before = "9999" }) => from < before, "has no day in it: before is the day after the last one").meta({
		description: "A time",
		minProperties: 1
	})
], "must be a list of values, set, blank, or a time such as { from: 2026-01-01, before: 2027-01-01 }").describe("What has to stand there");
/** A lookup goes by its name in an answer, since only that has the id. */
const COLUMN$1 = string().regex(/^(?:[a-z][a-z0-9_]*|_[a-z][a-z0-9_]*_value)$/, "is not a column's logical name, nor a lookup such as _ownerid_value").meta({ examples: ["_ownerid_value"] });
const scopeSchema = strictObject({
	referrals: record(PATH, condition).default({}).describe("Properties of a referral, all of which have to fit"),
	opportunities: record(COLUMN$1, condition).default({}).describe("Columns of an opportunity, all of which have to fit")
}).prefault({}).describe("Which deals are dealt with; all others are left alone");
// src/mapping/schema/share.ts
/** Columns of the contact table as Dynamics 365 ships it (contact entity reference). */
const contactColumns = strictObject({
	"first name": LOGICAL_NAME.default("firstname").describe("Given name"),
	"last name": LOGICAL_NAME.default("lastname").describe("Family name"),
	email: LOGICAL_NAME.default("emailaddress1").describe("E-mail address"),
	telephone: LOGICAL_NAME.default("telephone1").describe("Telephone number"),
	title: LOGICAL_NAME.default("jobtitle").describe("Job title")
}).prefault({});
const shareSchema = strictObject({
	when: LOGICAL_NAME.describe("Yes/no column of the opportunity: a seller wants the deal in Partner Center"),
	account: LOGICAL_NAME.default("parentaccountid").describe("Lookup of the opportunity: the customer"),
	contact: LOGICAL_NAME.default("parentcontactid").describe("Lookup of the opportunity: the customer's contact"),
	consent: LOGICAL_NAME.optional().describe("Yes/no column of the opportunity: the customer agreed that its data is passed on"),
	"purchase intent": _enum([
		"HaveNotDecided",
		"Yes",
		"No"
	]).default("HaveNotDecided").describe("Whether the customer will buy through the marketplace"),
	"partner location": LOGICAL_NAME.optional().describe("Text column of the opportunity: PartnerID of the location that the deal belongs to"),
	"notes to microsoft": LOGICAL_NAME.optional().describe("Text column of the opportunity: what Microsoft's seller is told with the request for help"),
	requirements: record(string(), string()).default({}).meta({
		description: "More of what Partner Center asks for by type and id, such as SolutionArea; copy the ids from a referral that was made in the portal",
		examples: [{ SolutionArea: "an id of Partner Center's" }]
	}),
	"contact columns": contactColumns.describe("Columns of the contact table")
}).describe("Opportunities that sellers bring to Partner Center");
const sections = {
	columns: columnsSchema$1,
	referrals: strictObject({ "become opportunities": array(STATUS$1).describe("Referrals in these states get an opportunity when they have none") }).describe("Which referrals are dealt with, and how"),
	scope: scopeSchema,
	guards: guardsSchema,
	accounts: accountsSchema.optional(),
	owner: ownerSchema.optional(),
	share: shareSchema.optional(),
	fields: record(FIELD_NAME, fieldSchema).describe("What is kept in step. The name of a field is yours: plans, summaries and the audit log use it"),
	leads: leadsSchema.optional()
};
const mappingSchema = strictObject({
	version: literal(1, "must be 1, the only version there is").meta({ description: "Version of the mapping language" }),
	...sections,
	environments: environmentsSchema(Object.keys(sections)).optional()
});
const LEAD_FIELD_KINDS = mappingSchema.shape.leads.unwrap().shape.fields.valueType.options.map((option) => option.shape.as.value);
const FIELD_KINDS = fieldSchema.options.map((option) => option.shape.as.value);
// node_modules/js-yaml/dist/js-yaml.mjs
/*! js-yaml 5.5.0 https://github.com/nodeca/js-yaml @license MIT */
/**
* Returned by a scalar resolver when the source does not match its tag.
*
* @category Tags
*/
var NOT_RESOLVED = Symbol("NOT_RESOLVED");
/**
* Create a normalized scalar tag definition.
*
* @category Tags
*/
function defineScalarTag(tagName, options) {
	return {
		tagName,
		nodeKind: "scalar",
		implicit: options.implicit ?? false,
		matchByTagPrefix: options.matchByTagPrefix ?? false,
		implicitFirstChars: options.implicitFirstChars ?? null,
		resolve: options.resolve,
		identify: options.identify,
		represent: options.represent ?? ((data) => String(data)),
		representTagName: options.representTagName ?? (() => tagName)
	};
}
/**
* Create a normalized sequence tag definition.
*
* @category Tags
*/
function defineSequenceTag(tagName, options) {
	const carrierIsResult = options.finalize === void 0;
	return {
		tagName,
		nodeKind: "sequence",
		implicit: false,
		matchByTagPrefix: options.matchByTagPrefix ?? false,
		create: options.create,
		addItem: options.addItem,
		finalize: options.finalize ?? ((carrier) => carrier),
		carrierIsResult,
		identify: options.identify,
		represent: options.represent ?? ((data) => data),
		representTagName: options.representTagName ?? (() => tagName)
	};
}
/**
* Create a normalized mapping tag definition.
*
* @category Tags
*/
function defineMappingTag(tagName, options) {
	const carrierIsResult = options.finalize === void 0;
	return {
		tagName,
		nodeKind: "mapping",
		implicit: false,
		matchByTagPrefix: options.matchByTagPrefix ?? false,
		create: options.create,
		addPair: options.addPair,
		has: options.has,
		keys: options.keys,
		get: options.get,
		finalize: options.finalize ?? ((carrier) => carrier),
		carrierIsResult,
		identify: options.identify,
		represent: options.represent ?? ((data) => data),
		representTagName: options.representTagName ?? (() => tagName)
	};
}
/** @category Tags */
var strTag = defineScalarTag("tag:yaml.org,2002:str", {
	resolve: (source) => source,
	identify: (data) => typeof data === "string"
});
var NULL_VALUES$1 = [
	"",
	"~",
	"null",
	"Null",
	"NULL"
];
/** @category Tags */
var nullCoreTag = defineScalarTag("tag:yaml.org,2002:null", {
	implicit: true,
	implicitFirstChars: [
		"",
		"~",
		"n",
		"N"
	],
	resolve: (source) => {
		if (NULL_VALUES$1.indexOf(source) !== -1) return null;
		return NOT_RESOLVED;
	},
	identify: (object) => object === null,
	represent: () => "null"
});
/** @category Tags */
var nullJsonTag = defineScalarTag("tag:yaml.org,2002:null", {
	implicit: true,
	implicitFirstChars: ["n"],
	resolve: (source, isExplicit) => {
		if (source === "null" || isExplicit && source === "") return null;
		return NOT_RESOLVED;
	},
	identify: (object) => object === null,
	represent: () => "null"
});
var NULL_VALUES = [
	"",
	"~",
	"null",
	"Null",
	"NULL"
];
/** @category Tags */
var nullYaml11Tag = defineScalarTag("tag:yaml.org,2002:null", {
	implicit: true,
	implicitFirstChars: [
		"",
		"~",
		"n",
		"N"
	],
	resolve: (source) => {
		if (NULL_VALUES.indexOf(source) !== -1) return null;
		return NOT_RESOLVED;
	},
	identify: (object) => object === null,
	represent: () => "null"
});
var TRUE_VALUES$2 = [
	"true",
	"True",
	"TRUE"
];
var FALSE_VALUES$2 = [
	"false",
	"False",
	"FALSE"
];
/** @category Tags */
var boolCoreTag = defineScalarTag("tag:yaml.org,2002:bool", {
	implicit: true,
	implicitFirstChars: [
		"t",
		"T",
		"f",
		"F"
	],
	resolve: (source) => {
		if (TRUE_VALUES$2.indexOf(source) !== -1) return true;
		if (FALSE_VALUES$2.indexOf(source) !== -1) return false;
		return NOT_RESOLVED;
	},
	identify: (object) => Object.prototype.toString.call(object) === "[object Boolean]",
	represent: (object) => object ? "true" : "false"
});
var TRUE_VALUES$1 = ["true"];
var FALSE_VALUES$1 = ["false"];
/** @category Tags */
var boolJsonTag = defineScalarTag("tag:yaml.org,2002:bool", {
	implicit: true,
	implicitFirstChars: ["t", "f"],
	resolve: (source) => {
		if (TRUE_VALUES$1.indexOf(source) !== -1) return true;
		if (FALSE_VALUES$1.indexOf(source) !== -1) return false;
		return NOT_RESOLVED;
	},
	identify: (object) => Object.prototype.toString.call(object) === "[object Boolean]",
	represent: (object) => object ? "true" : "false"
});
var TRUE_VALUES = [
	"true",
	"True",
	"TRUE",
	"y",
	"Y",
	"yes",
	"Yes",
	"YES",
	"on",
	"On",
	"ON"
];
var FALSE_VALUES = [
	"false",
	"False",
	"FALSE",
	"n",
	"N",
	"no",
	"No",
	"NO",
	"off",
	"Off",
	"OFF"
];
/** @category Tags */
var boolYaml11Tag = defineScalarTag("tag:yaml.org,2002:bool", {
	implicit: true,
	implicitFirstChars: [
		"y",
		"Y",
		"n",
		"N",
		"t",
		"T",
		"f",
		"F",
		"o",
		"O"
	],
	resolve: (source) => {
		if (TRUE_VALUES.indexOf(source) !== -1) return true;
		if (FALSE_VALUES.indexOf(source) !== -1) return false;
		return NOT_RESOLVED;
	},
	identify: (object) => Object.prototype.toString.call(object) === "[object Boolean]",
	represent: (object) => object ? "true" : "false"
});
var YAML_INTEGER_IMPLICIT_PATTERN$1 = /* @__PURE__ */ new RegExp("^(?:0o[0-7]+|0x[0-9a-fA-F]+|[-+]?[0-9]+)$");
var YAML_INTEGER_EXPLICIT_PATTERN$1 = /* @__PURE__ */ new RegExp("^(?:[-+]?0b[0-1]+|[-+]?0o[0-7]+|[-+]?0x[0-9a-fA-F]+|[-+]?[0-9]+)$");
function parseYamlInteger$2(source) {
	let value = source;
	let sign = 1;
	if (value[0] === "-" || value[0] === "+") {
		if (value[0] === "-") sign = -1;
		value = value.slice(1);
	}
	if (value.startsWith("0b")) return sign * parseInt(value.slice(2), 2);
	if (value.startsWith("0o")) return sign * parseInt(value.slice(2), 8);
	if (value.startsWith("0x")) return sign * parseInt(value.slice(2), 16);
	return sign * parseInt(value, 10);
}
function resolveYamlInteger$2(source, isExplicit) {
	if (isExplicit) {
		if (!YAML_INTEGER_EXPLICIT_PATTERN$1.test(source)) return NOT_RESOLVED;
	} else if (!YAML_INTEGER_IMPLICIT_PATTERN$1.test(source)) return NOT_RESOLVED;
	const result = parseYamlInteger$2(source);
	return Number.isFinite(result) ? result : NOT_RESOLVED;
}
/** @category Tags */
var intCoreTag = defineScalarTag("tag:yaml.org,2002:int", {
	implicit: true,
	implicitFirstChars: [
		"-",
		"+",
		..."0123456789"
	],
	resolve: resolveYamlInteger$2,
	identify: (object) => Number.isInteger(object) && !Object.is(object, -0) && object.toString(10).indexOf("e") < 0,
	represent: (object) => object.toString(10)
});
var YAML_INTEGER_IMPLICIT_PATTERN = /* @__PURE__ */ new RegExp("^-?(?:0|[1-9][0-9]*)$");
var YAML_INTEGER_EXPLICIT_PATTERN = /* @__PURE__ */ new RegExp("^(?:[-+]?0b[0-1]+|[-+]?0o[0-7]+|[-+]?0x[0-9a-fA-F]+|[-+]?[0-9]+)$");
function parseYamlInteger$1(source) {
	let value = source;
	let sign = 1;
	if (value[0] === "-" || value[0] === "+") {
		if (value[0] === "-") sign = -1;
		value = value.slice(1);
	}
	if (value.startsWith("0b")) return sign * parseInt(value.slice(2), 2);
	if (value.startsWith("0o")) return sign * parseInt(value.slice(2), 8);
	if (value.startsWith("0x")) return sign * parseInt(value.slice(2), 16);
	return sign * parseInt(value, 10);
}
function resolveYamlInteger$1(source, isExplicit) {
	if (isExplicit) {
		if (!YAML_INTEGER_EXPLICIT_PATTERN.test(source)) return NOT_RESOLVED;
	} else if (!YAML_INTEGER_IMPLICIT_PATTERN.test(source)) return NOT_RESOLVED;
	const result = parseYamlInteger$1(source);
	return Number.isFinite(result) ? result : NOT_RESOLVED;
}
/** @category Tags */
var intJsonTag = defineScalarTag("tag:yaml.org,2002:int", {
	implicit: true,
	implicitFirstChars: ["-", ..."0123456789"],
	resolve: resolveYamlInteger$1,
	identify: (object) => Number.isInteger(object) && !Object.is(object, -0) && object.toString(10).indexOf("e") < 0,
	represent: (object) => object.toString(10)
});
var YAML_INTEGER_PATTERN = /* @__PURE__ */ new RegExp("^(?:[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?0x[0-9a-fA-F_]+|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+|[-+]?(?:0|[1-9][0-9_]*))$");
function parseYamlInteger(source) {
	let value = source.replace(/_/g, "");
	let sign = 1;
	if (value[0] === "-" || value[0] === "+") {
		if (value[0] === "-") sign = -1;
		value = value.slice(1);
	}
	if (value.startsWith("0b")) return sign * parseInt(value.slice(2), 2);
	if (value.startsWith("0x")) return sign * parseInt(value.slice(2), 16);
	if (value.includes(":")) {
		let result = 0;
		for (const part of value.split(":")) result = result * 60 + Number(part);
		return sign * result;
	}
	if (value !== "0" && value[0] === "0") return sign * parseInt(value, 8);
	return sign * parseInt(value, 10);
}
function resolveYamlInteger(source) {
	if (!YAML_INTEGER_PATTERN.test(source)) return NOT_RESOLVED;
	const result = parseYamlInteger(source);
	return Number.isFinite(result) ? result : NOT_RESOLVED;
}
/** @category Tags */
var intYaml11Tag = defineScalarTag("tag:yaml.org,2002:int", {
	implicit: true,
	implicitFirstChars: [
		"-",
		"+",
		..."0123456789"
	],
	resolve: resolveYamlInteger,
	identify: (object) => Number.isInteger(object) && !Object.is(object, -0) && object.toString(10).indexOf("e") < 0,
	represent: (object) => object.toString(10)
});
var YAML_FLOAT_PATTERN$1 = /* @__PURE__ */ new RegExp("^(?:[-+]?[0-9]+(?:\\.[0-9]*)?(?:[eE][-+]?[0-9]+)?|[-+]?\\.[0-9]+(?:[eE][-+]?[0-9]+)?|[-+]?\\.(?:inf|Inf|INF)|\\.(?:nan|NaN|NAN))$");
var YAML_FLOAT_SPECIAL_PATTERN$1 = /* @__PURE__ */ new RegExp("^(?:[-+]?\\.(?:inf|Inf|INF)|\\.(?:nan|NaN|NAN))$");
function resolveYamlFloat$2(source) {
	if (!YAML_FLOAT_PATTERN$1.test(source)) return NOT_RESOLVED;
	let value = source.toLowerCase();
	const sign = value[0] === "-" ? -1 : 1;
	if ("+-".includes(value[0])) value = value.slice(1);
	if (value === ".inf") return sign === 1 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
	if (value === ".nan") return NaN;
	const result = sign * parseFloat(value);
	if (Number.isFinite(result) || YAML_FLOAT_SPECIAL_PATTERN$1.test(source)) return result;
	return NOT_RESOLVED;
}
function representYamlFloat$2(object) {
	if (isNaN(object)) return ".nan";
	if (object === Number.POSITIVE_INFINITY) return ".inf";
	if (object === Number.NEGATIVE_INFINITY) return "-.inf";
	if (Object.is(object, -0)) return "-0.0";
	const result = object.toString(10);
	return /^[-+]?[0-9]+e/.test(result) ? result.replace("e", ".e") : result;
}
/** @category Tags */
var floatCoreTag = defineScalarTag("tag:yaml.org,2002:float", {
	implicit: true,
	implicitFirstChars: [
		"-",
		"+",
		".",
		..."0123456789"
	],
	resolve: resolveYamlFloat$2,
	identify: (object) => typeof object === "number" && (!Number.isInteger(object) || Object.is(object, -0) || object.toString(10).indexOf("e") >= 0),
	represent: representYamlFloat$2
});
var YAML_FLOAT_IMPLICIT_PATTERN = /* @__PURE__ */ new RegExp("^-?(?:0|[1-9][0-9]*)(?:\\.[0-9]*)?(?:[eE][-+]?[0-9]+)?$");
var YAML_FLOAT_EXPLICIT_PATTERN = /* @__PURE__ */ new RegExp("^(?:[-+]?[0-9]+(?:\\.[0-9]*)?(?:[eE][-+]?[0-9]+)?|[-+]?\\.[0-9]+(?:[eE][-+]?[0-9]+)?|[-+]?\\.(?:inf|Inf|INF)|\\.(?:nan|NaN|NAN))$");
function resolveYamlFloat$1(source, isExplicit) {
	if (isExplicit) {
		if (!YAML_FLOAT_EXPLICIT_PATTERN.test(source)) return NOT_RESOLVED;
		let value = source.toLowerCase();
		const sign = value[0] === "-" ? -1 : 1;
		if ("+-".includes(value[0])) value = value.slice(1);
		if (value === ".inf") return sign === 1 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
		if (value === ".nan") return NaN;
		const result = sign * parseFloat(value);
		return Number.isFinite(result) ? result : NOT_RESOLVED;
	}
	if (!YAML_FLOAT_IMPLICIT_PATTERN.test(source)) return NOT_RESOLVED;
	const result = Number(source);
	if (Number.isFinite(result)) return result;
	return NOT_RESOLVED;
}
function representYamlFloat$1(object) {
	if (isNaN(object)) return ".nan";
	if (object === Number.POSITIVE_INFINITY) return ".inf";
	if (object === Number.NEGATIVE_INFINITY) return "-.inf";
	if (Object.is(object, -0)) return "-0.0";
	const result = object.toString(10);
	return /^[-+]?[0-9]+e/.test(result) ? result.replace("e", ".e") : result;
}
/** @category Tags */
var floatJsonTag = defineScalarTag("tag:yaml.org,2002:float", {
	implicit: true,
	implicitFirstChars: ["-", ..."0123456789"],
	resolve: resolveYamlFloat$1,
	identify: (object) => typeof object === "number" && (!Number.isInteger(object) || Object.is(object, -0) || object.toString(10).indexOf("e") >= 0),
	represent: representYamlFloat$1
});
var YAML_FLOAT_PATTERN = /* @__PURE__ */ new RegExp("^(?:[-+]?(?:(?:[0-9][0-9_]*)?\\.[0-9_]*)(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\\.[0-9_]*|[-+]?\\.(?:inf|Inf|INF)|\\.(?:nan|NaN|NAN))$");
var YAML_FLOAT_SPECIAL_PATTERN = /* @__PURE__ */ new RegExp("^(?:[-+]?\\.(?:inf|Inf|INF)|\\.(?:nan|NaN|NAN))$");
function resolveYamlFloat(source) {
	if (!YAML_FLOAT_PATTERN.test(source)) return NOT_RESOLVED;
	let value = source.toLowerCase().replace(/_/g, "");
	const sign = value[0] === "-" ? -1 : 1;
	if ("+-".includes(value[0])) value = value.slice(1);
	if (value === ".inf") return sign === 1 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
	if (value === ".nan") return NaN;
	let result = 0;
	if (value.includes(":")) {
		for (const part of value.split(":")) result = result * 60 + Number(part);
		result *= sign;
	} else result = sign * parseFloat(value);
	if (Number.isFinite(result) || YAML_FLOAT_SPECIAL_PATTERN.test(source)) return result;
	return NOT_RESOLVED;
}
function representYamlFloat(object) {
	if (isNaN(object)) return ".nan";
	if (object === Number.POSITIVE_INFINITY) return ".inf";
	if (object === Number.NEGATIVE_INFINITY) return "-.inf";
	if (Object.is(object, -0)) return "-0.0";
	const result = object.toString(10);
	return /^[-+]?[0-9]+e/.test(result) ? result.replace("e", ".e") : result;
}
/** @category Tags */
var floatYaml11Tag = defineScalarTag("tag:yaml.org,2002:float", {
	implicit: true,
	implicitFirstChars: [
		"-",
		"+",
		".",
		..."0123456789"
	],
	resolve: resolveYamlFloat,
	identify: (object) => typeof object === "number" && (!Number.isInteger(object) || Object.is(object, -0) || object.toString(10).indexOf("e") >= 0),
	represent: representYamlFloat
});
/**
* Enables merge keys in {@link CORE_SCHEMA} when added with
* {@link Schema.withTags}.
*
* @category Tags
*/
var mergeTag = defineScalarTag("tag:yaml.org,2002:merge", {
	implicit: true,
	implicitFirstChars: ["<"],
	resolve: (source, isExplicit) => {
		if (source === "<<" || isExplicit && source === "") return "<<";
		return NOT_RESOLVED;
	},
	identify: () => false
});
var BASE64_PATTERN = /^[A-Za-z0-9+/]*={0,2}$/;
function resolveYamlBinary(source) {
	const input = source.replace(/\s/g, "");
	if (input.length % 4 !== 0 || !BASE64_PATTERN.test(input)) return NOT_RESOLVED;
	const binary = atob(input);
	const result = new Uint8Array(binary.length);
	for (let index = 0; index < binary.length; index++) result[index] = binary.charCodeAt(index);
	return result;
}
function representYamlBinary(object) {
	let binary = "";
	for (let index = 0; index < object.length; index++) binary += String.fromCharCode(object[index]);
	return btoa(binary);
}
/**
* The `!!binary` tag, represented as a `Uint8Array`.
*
* @category Tags
*/
var binaryTag = defineScalarTag("tag:yaml.org,2002:binary", {
	resolve: resolveYamlBinary,
	identify: (object) => Object.prototype.toString.call(object) === "[object Uint8Array]",
	represent: representYamlBinary
});
var YAML_DATE_REGEXP = /* @__PURE__ */ new RegExp("^([0-9][0-9][0-9][0-9])-([0-9][0-9])-([0-9][0-9])$");
var YAML_TIMESTAMP_REGEXP = /* @__PURE__ */ new RegExp("^([0-9][0-9][0-9][0-9])-([0-9][0-9]?)-([0-9][0-9]?)(?:[Tt]|[ \\t]+)([0-9][0-9]?):([0-9][0-9]):([0-9][0-9])(?:\\.([0-9]*))?(?:[ \\t]*(Z|([-+])([0-9][0-9]?)(?::([0-9][0-9]))?))?$");
function makeUtcDate(year, month, day, hour = 0, minute = 0, second = 0, fraction = 0) {
	const date = new Date(Date.UTC(year, month, day, hour, minute, second, fraction));
	date.setUTCFullYear(year, month, day);
	return date;
}
function resolveYamlTimestamp(source) {
	let match = YAML_DATE_REGEXP.exec(source);
	if (match === null) match = YAML_TIMESTAMP_REGEXP.exec(source);
	if (match === null) return NOT_RESOLVED;
	const year = +match[1];
	const month = +match[2] - 1;
	const day = +match[3];
	if (!match[4]) {
		const date = makeUtcDate(year, month, day);
		if (date.getUTCFullYear() !== year || date.getUTCMonth() !== month || date.getUTCDate() !== day) return NOT_RESOLVED;
		return date;
	}
	const hour = +match[4];
	const minute = +match[5];
	const second = +match[6];
	let fraction = 0;
	if (hour > 23 || minute > 59 || second > 59) return NOT_RESOLVED;
	if (match[7]) {
		let value = match[7].slice(0, 3);
		while (value.length < 3) value += "0";
		fraction = +value;
	}
	const date = makeUtcDate(year, month, day, hour, minute, second, fraction);
	if (date.getUTCFullYear() !== year || date.getUTCMonth() !== month || date.getUTCDate() !== day) return NOT_RESOLVED;
	if (match[9]) {
		const offsetHour = +match[10];
		const offsetMinute = +(match[11] || 0);
		if (offsetHour > 23 || offsetMinute > 59) return NOT_RESOLVED;
		const offset = (offsetHour * 60 + offsetMinute) * 6e4;
		date.setTime(date.getTime() - (match[9] === "-" ? -offset : offset));
	}
	return date;
}
/**
* The YAML 1.1 `!!timestamp` tag, represented as a JavaScript `Date`.
*
* @category Tags
*/
var timestampTag = defineScalarTag("tag:yaml.org,2002:timestamp", {
	implicit: true,
	implicitFirstChars: [..."0123456789"],
	resolve: resolveYamlTimestamp,
	identify: (object) => object instanceof Date,
	represent: (object) => object.toISOString()
});
/** @category Tags */
var seqTag = defineSequenceTag("tag:yaml.org,2002:seq", {
	create: () => [],
	addItem: (container, item) => {
		container.push(item);
	},
	identify: Array.isArray
});
function isPlainObject(data) {
	if (data === null || typeof data !== "object" || Array.isArray(data)) return false;
	const prototype = Object.getPrototypeOf(data);
	return prototype === null || prototype === Object.prototype;
}
/**
* Provided only for YAML 1.1 compatibility and supported by the loader only.
* JavaScript has no dedicated class to represent this type, so it cannot be
* identified and dumped.
*
* ```yaml
* !!omap
*   - one: 1
*   - two: 2
* ```
*
* is loaded as
*
* ```javascript
* [
*   { one: 1 },
*   { two: 2 }
* ]
* ```
*
* @category Tags
*/
var omapTag = defineSequenceTag("tag:yaml.org,2002:omap", {
	create: () => ({
		list: [],
		seen: /* @__PURE__ */ new Set()
	}),
	addItem: (carrier, item) => {
		let key;
		if (item instanceof Map) {
			if (item.size !== 1) return "cannot resolve an ordered map item";
			key = item.keys().next().value;
		} else if (isPlainObject(item)) {
			const itemKeys = Object.keys(item);
			if (itemKeys.length !== 1) return "cannot resolve an ordered map item";
			key = itemKeys[0];
		} else return "cannot resolve an ordered map item";
		if (carrier.seen.has(key)) return "duplicate key in ordered map";
		carrier.seen.add(key);
		carrier.list.push(item);
		return "";
	},
	finalize: (carrier) => carrier.list,
	identify: () => false
});
/**
* Provided only for YAML 1.1 compatibility and supported by the loader only.
* JavaScript has no dedicated class to represent this type, so it cannot be
* identified and dumped.
*
* ```yaml
* !!pairs
*   - one: 1
*   - two: 2
* ```
*
* is loaded as
*
* ```javascript
* [
*   ['one', 1],
*   ['two', 2]
* ]
* ```
*
* @category Tags
*/
var pairsTag = defineSequenceTag("tag:yaml.org,2002:pairs", {
	create: () => [],
	addItem: (container, item) => {
		if (item instanceof Map) {
			if (item.size !== 1) return "cannot resolve a pairs item";
			container.push(item.entries().next().value);
			return "";
		}
		if (Object.prototype.toString.call(item) !== "[object Object]") return "cannot resolve a pairs item";
		const object = item;
		const keys = Object.keys(object);
		if (keys.length !== 1) return "cannot resolve a pairs item";
		container.push([keys[0], object[keys[0]]]);
		return "";
	},
	identify: () => false
});
/**
* This is the default mapping implementation. It uses `{}` objects and has only
* partial functionality due to language limitations. This choice was made
* because users expect to get JavaScript objects, and it was left unchanged to
* avoid too many breaking changes in the v5 release.
*
* Side effects:
*
* - `Object.hasOwn()` checks or `for...of` loops are required for safe use (to
*   avoid falling through to prototypes).
* - Only scalar string keys are supported properly.
* - Other scalar keys, such as `null` and numbers, are converted to strings.
*   This is historical behaviour, and it can cause side effects such as
*   problems with `!!merge`.
*
* Note that non-string scalar keys may be deprecated in future versions.
*
* Ideally, use {@link realMapTag} instead.
*
* @category Tags
*/
var mapTag = defineMappingTag("tag:yaml.org,2002:map", {
	create: () => ({}),
	identify: isPlainObject,
	represent: (o) => {
		const map = /* @__PURE__ */ new Map();
		for (const key of Object.keys(o)) map.set(key, o[key]);
		return map;
	},
	addPair: (container, key, value) => {
		if (key !== null && typeof key === "object") return "object-based map does not support complex keys";
		const normalizedKey = String(key);
		if (normalizedKey === "__proto__") Object.defineProperty(container, normalizedKey, {
			value,
			enumerable: true,
			configurable: true,
			writable: true
		});
		else container[normalizedKey] = value;
		return "";
	},
	has: (container, key) => {
		if (key !== null && typeof key === "object") return false;
		return Object.prototype.hasOwnProperty.call(container, String(key));
	},
	keys: (container) => Object.keys(container),
	get: (container, key) => {
		const normalizedKey = String(key);
		if (!Object.prototype.hasOwnProperty.call(container, normalizedKey)) return null;
		return container[normalizedKey];
	}
});
/**
* The YAML 1.1 `!!set` tag, represented as a JavaScript `Set`.
*
* @category Tags
*/
var setTag = defineMappingTag("tag:yaml.org,2002:set", {
	create: () => /* @__PURE__ */ new Set(),
	identify: (data) => data instanceof Set,
	represent: (data) => {
		const map = /* @__PURE__ */ new Map();
		for (const key of data) map.set(key, null);
		return map;
	},
	addPair: (container, key, value) => {
		if (value !== null) return "cannot resolve a set item";
		container.add(key);
		return "";
	},
	has: (container, key) => container.has(key),
	keys: (container) => container.keys(),
	get: () => null
});
function createTagDefinitionMap() {
	return {
		scalar: Object.create(null),
		sequence: Object.create(null),
		mapping: Object.create(null)
	};
}
function createTagDefinitionListMap() {
	return {
		scalar: [],
		sequence: [],
		mapping: []
	};
}
function compileTags(tags) {
	const result = [];
	for (const tag of tags) {
		let index = result.length;
		for (let previousIndex = 0; previousIndex < result.length; previousIndex++) {
			const previous = result[previousIndex];
			if (previous.nodeKind === tag.nodeKind && previous.tagName === tag.tagName && previous.matchByTagPrefix === tag.matchByTagPrefix) {
				index = previousIndex;
				break;
			}
		}
		result[index] = tag;
	}
	return result;
}
/**
* Controls tag resolution when loading and type selection when dumping.
*
* @category Schemas
*/
var Schema = class Schema {
	tags;
	/** @internal */
	implicitScalarTags;
	/**
	* Dispatch implicit scalar resolvers by `source.charAt(0)`. Each bucket holds
	* the resolvers that may match that key, in schema order; a key absent from
	* the map uses
	* {@link Schema.implicitScalarAnyFirstChar}
	* (resolvers that declared no first-char constraint, so they apply to any
	* first character).
	*/
	implicitScalarByFirstChar;
	implicitScalarAnyFirstChar;
	/**
	* The default scalar tag (`!!str`), resolved once so the composer's fallback
	* for unresolved plain scalars avoids a keyed lookup per scalar.
	*
	* @internal
	*/
	defaultScalarTag;
	/**
	* The default container tags (`!!seq` / `!!map`), used by the dumper: when a
	* value is identified by its default tag, the tag is implicit and not
	* printed. Undefined if the schema does not define them (then such values
	* can't be dumped).
	*
	* @internal
	*/
	defaultSequenceTag;
	/** @internal */
	defaultMappingTag;
	exact;
	prefix;
	constructor(tags) {
		const compiledTags = compileTags(tags);
		const implicitScalarTags = [];
		const exact = createTagDefinitionMap();
		const prefix = createTagDefinitionListMap();
		for (const tag of compiledTags) {
			if (tag.nodeKind === "scalar" && tag.implicit) {
				if (tag.matchByTagPrefix) throw new Error("Implicit scalar tags cannot match by tag prefix");
				implicitScalarTags.push(tag);
			}
			switch (tag.nodeKind) {
				case "scalar":
					if (tag.matchByTagPrefix) prefix.scalar.push(tag);
					else exact.scalar[tag.tagName] = tag;
					break;
				case "sequence":
					if (tag.matchByTagPrefix) prefix.sequence.push(tag);
					else exact.sequence[tag.tagName] = tag;
					break;
				case "mapping": if (tag.matchByTagPrefix) prefix.mapping.push(tag);
				else exact.mapping[tag.tagName] = tag;
			}
		}
		const implicitScalarAnyFirstChar = implicitScalarTags.filter((tag) => tag.implicitFirstChars === null);
		const keys = /* @__PURE__ */ new Set();
		for (const tag of implicitScalarTags) if (tag.implicitFirstChars !== null) for (const key of tag.implicitFirstChars) keys.add(key);
		const implicitScalarByFirstChar = /* @__PURE__ */ new Map();
		for (const key of keys) implicitScalarByFirstChar.set(key, implicitScalarTags.filter((tag) => tag.implicitFirstChars === null || tag.implicitFirstChars.indexOf(key) !== -1));
		const defaultScalarTag = exact.scalar["tag:yaml.org,2002:str"];
		if (!defaultScalarTag) throw new Error("schema does not define the default scalar tag (tag:yaml.org,2002:str)");
		this.tags = compiledTags;
		this.implicitScalarTags = implicitScalarTags;
		this.implicitScalarByFirstChar = implicitScalarByFirstChar;
		this.implicitScalarAnyFirstChar = implicitScalarAnyFirstChar;
		this.defaultScalarTag = defaultScalarTag;
		this.defaultSequenceTag = exact.sequence["tag:yaml.org,2002:seq"];
		this.defaultMappingTag = exact.mapping["tag:yaml.org,2002:map"];
		this.exact = exact;
		this.prefix = prefix;
	}
	/** @internal */
	lookupScalarTag(tagName) {
		const exactTag = this.exact.scalar[tagName];
		if (exactTag) return exactTag;
		for (const tag of this.prefix.scalar) if (tagName.startsWith(tag.tagName)) return tag;
	}
	/** @internal */
	lookupSequenceTag(tagName) {
		const exactTag = this.exact.sequence[tagName];
		if (exactTag) return exactTag;
		for (const tag of this.prefix.sequence) if (tagName.startsWith(tag.tagName)) return tag;
	}
	/** @internal */
	lookupMappingTag(tagName) {
		const exactTag = this.exact.mapping[tagName];
		if (exactTag) return exactTag;
		for (const tag of this.prefix.mapping) if (tagName.startsWith(tag.tagName)) return tag;
	}
	/** @internal */
	resolveImplicitScalarTag(source) {
		const candidates = this.implicitScalarByFirstChar.get(source.charAt(0)) ?? this.implicitScalarAnyFirstChar;
		for (const tag of candidates) {
			const value = tag.resolve(source, false, tag.tagName);
			if (value !== NOT_RESOLVED) return {
				value,
				tag
			};
		}
		const tag = this.defaultScalarTag;
		return {
			value: tag.resolve(source, false, tag.tagName),
			tag
		};
	}
	/**
	* Creates a new schema with the specified tags added. If a tag already
	* exists, it is replaced by the specified tag.
	*
	* @example
	*
	* ```javascript
	* import { CORE_SCHEMA, mergeTag, realMapTag } from 'js-yaml'
	*
	* const schema = CORE_SCHEMA.withTags(mergeTag, realMapTag)
	* ```
	*/
	withTags(...tags) {
		let flatTags = [];
		for (const tag of tags) flatTags = flatTags.concat(tag);
		return new Schema([...this.tags, ...flatTags]);
	}
};
/**
* The YAML 1.2 Failsafe Schema: strings, sequences, and mappings.
*
* @category Schemas
*/
var FAILSAFE_SCHEMA = new Schema([
	strTag,
	seqTag,
	mapTag
]);
new Schema([
	...FAILSAFE_SCHEMA.tags,
	nullJsonTag,
	boolJsonTag,
	intJsonTag,
	floatJsonTag
]);
/**
* The default schema for the loaders. Note, {@link CORE_SCHEMA} comes
* without the `!!merge` tag. You can easily enable it if needed.
*
* @example
* Enable {@link mergeTag}:
*
* ```javascript
* import { load, CORE_SCHEMA, mergeTag } from 'js-yaml'
*
* try {
*   load(data, { schema: CORE_SCHEMA.withTags(mergeTag) })
* } catch (e) {
*   console.error(e)
* }
* ```
*
* @category Schemas
*/
var CORE_SCHEMA = new Schema([
	...FAILSAFE_SCHEMA.tags,
	nullCoreTag,
	boolCoreTag,
	intCoreTag,
	floatCoreTag
]);
new Schema([
	...FAILSAFE_SCHEMA.tags,
	nullYaml11Tag,
	boolYaml11Tag,
	intYaml11Tag,
	floatYaml11Tag,
	timestampTag,
	mergeTag,
	binaryTag,
	omapTag,
	pairsTag,
	setTag
]).withTags({
	...intYaml11Tag,
	resolve: (source, isExplicit, tagName) => {
		const result = intYaml11Tag.resolve(source, isExplicit, tagName);
		return result === NOT_RESOLVED ? intCoreTag.resolve(source, isExplicit, tagName) : result;
	}
}, {
	...floatYaml11Tag,
	resolve: (source, isExplicit, tagName) => {
		const result = floatYaml11Tag.resolve(source, isExplicit, tagName);
		return result === NOT_RESOLVED ? floatCoreTag.resolve(source, isExplicit, tagName) : result;
	}
});
defineMappingTag("tag:yaml.org,2002:map", {
	create: () => /* @__PURE__ */ new Map(),
	addPair: (container, key, value) => {
		container.set(key, value);
		return "";
	},
	has: (container, key) => container.has(key),
	keys: (container) => container.keys(),
	get: (container, key) => container.get(key),
	identify: (data) => data instanceof Map || isPlainObject(data),
	represent: (data) => {
		if (data instanceof Map) return data;
		const map = /* @__PURE__ */ new Map();
		const obj = data;
		for (const key of Object.keys(obj)) map.set(key, obj[key]);
		return map;
	}
});
function normalizeKey(key) {
	if (Array.isArray(key)) {
		const array = Array.prototype.slice.call(key);
		for (let index = 0; index < array.length; index++) {
			if (Array.isArray(array[index])) return null;
			if (typeof array[index] === "object" && Object.prototype.toString.call(array[index]) === "[object Object]") array[index] = "[object Object]";
		}
		return String(array);
	}
	if (typeof key === "object" && Object.prototype.toString.call(key) === "[object Object]") return "[object Object]";
	return String(key);
}
defineMappingTag("tag:yaml.org,2002:map", {
	create: () => ({}),
	identify: isPlainObject,
	represent: (o) => {
		const map = /* @__PURE__ */ new Map();
		for (const key of Object.keys(o)) map.set(key, o[key]);
		return map;
	},
	addPair: (container, key, value) => {
		const normalizedKey = normalizeKey(key);
		if (normalizedKey === null) return "nested arrays are not supported inside keys";
		if (normalizedKey === "__proto__") Object.defineProperty(container, normalizedKey, {
			value,
			enumerable: true,
			configurable: true,
			writable: true
		});
		else container[normalizedKey] = value;
		return "";
	},
	has: (container, key) => {
		const normalizedKey = normalizeKey(key);
		return normalizedKey !== null && Object.prototype.hasOwnProperty.call(container, normalizedKey);
	},
	keys: (container) => Object.keys(container),
	get: (container, key) => {
		const normalizedKey = String(key);
		if (!Object.prototype.hasOwnProperty.call(container, normalizedKey)) return null;
		return container[normalizedKey];
	}
});
var DEFAULT_SNIPPET_OPTIONS = {
	maxLength: 79,
	indent: 1,
	linesBefore: 3,
	linesAfter: 2
};
function getLine(buffer, lineStart, lineEnd, position, maxLineLength) {
	let head = "";
	let tail = "";
	const maxHalfLength = Math.floor(maxLineLength / 2) - 1;
	if (position - lineStart > maxHalfLength) {
		head = " ... ";
		lineStart = position - maxHalfLength + head.length;
	}
	if (lineEnd - position > maxHalfLength) {
		tail = " ...";
		lineEnd = position + maxHalfLength - tail.length;
	}
	return {
		str: head + buffer.slice(lineStart, lineEnd).replace(/\t/g, "→") + tail,
		pos: position - lineStart + head.length
	};
}
function padStart(string, max) {
	return " ".repeat(Math.max(max - string.length, 0)) + string;
}
function makeSnippet(mark, options) {
	if (!mark.buffer) return null;
	const opts = {
		...DEFAULT_SNIPPET_OPTIONS,
		...options
	};
	const re = /\r?\n|\r|\0/g;
	const lineStarts = [0];
	const lineEnds = [];
	let match;
	let foundLineNo = -1;
	while (match = re.exec(mark.buffer)) {
		lineEnds.push(match.index);
		lineStarts.push(match.index + match[0].length);
		if (mark.position <= match.index && foundLineNo < 0) foundLineNo = lineStarts.length - 2;
	}
	if (foundLineNo < 0) foundLineNo = lineStarts.length - 1;
	let result = "";
	const lineNoLength = Math.min(mark.line + opts.linesAfter, lineEnds.length).toString().length;
	const maxLineLength = opts.maxLength - (opts.indent + lineNoLength + 3);
	for (let i = 1; i <= opts.linesBefore; i++) {
		if (foundLineNo - i < 0) break;
		const line = getLine(mark.buffer, lineStarts[foundLineNo - i], lineEnds[foundLineNo - i], mark.position - (lineStarts[foundLineNo] - lineStarts[foundLineNo - i]), maxLineLength);
		result = `${" ".repeat(opts.indent)}${padStart((mark.line - i + 1).toString(), lineNoLength)} | ${line.str}\n${result}`;
	}
	const line = getLine(mark.buffer, lineStarts[foundLineNo], lineEnds[foundLineNo], mark.position, maxLineLength);
	result += `${" ".repeat(opts.indent)}${padStart((mark.line + 1).toString(), lineNoLength)} | ${line.str}\n`;
	result += `${"-".repeat(opts.indent + lineNoLength + 3 + line.pos)}^\n`;
	for (let i = 1; i <= opts.linesAfter; i++) {
		if (foundLineNo + i >= lineEnds.length) break;
		const line = getLine(mark.buffer, lineStarts[foundLineNo + i], lineEnds[foundLineNo + i], mark.position - (lineStarts[foundLineNo] - lineStarts[foundLineNo + i]), maxLineLength);
		result += `${" ".repeat(opts.indent)}${padStart((mark.line + i + 1).toString(), lineNoLength)} | ${line.str}\n`;
	}
	return result.replace(/\n$/, "");
}
function formatError(exception, compact) {
	let where = "";
	if (!exception.mark) return exception.reason;
	if (exception.mark.name) where += `in "${exception.mark.name}" `;
	where += `(${exception.mark.line + 1}:${exception.mark.column + 1})`;
	if (!compact && exception.mark.snippet) where += `\n\n${exception.mark.snippet}`;
	return `${exception.reason} ${where}`;
}
/**
* A YAML error. Unlike an ordinary `Error`, it adds a source snippet showing
* the location of the problem to the error message, when available.
*
* @category Main
*/
var YAMLException = class YAMLException extends Error {
	reason;
	mark;
	/**
	* Optional `mark` contains source snippet data. Usually, use
	* {@link YAMLException.throwAt} instead of passing it directly.
	*/
	constructor(reason, mark) {
		super();
		this.name = "YAMLException";
		this.reason = reason;
		this.mark = mark;
		this.message = formatError(this, false);
		if (Error.captureStackTrace) Error.captureStackTrace(this, this.constructor);
	}
	/**
	* Returns the formatted error, omitting the source snippet in compact mode.
	*/
	toString(compact) {
		return `${this.name}: ${formatError(this, compact)}`;
	}
	/**
	* Builds a YAMLException with a source snippet and throws it. `source` is
	* the raw input text; `position` is an offset into it.
	*/
	static throwAt(source, position, message, filename = "") {
		let line = 0;
		let lineStart = 0;
		for (let index = 0; index < position; index++) {
			const ch = source.charCodeAt(index);
			if (ch === 10) {
				line++;
				lineStart = index + 1;
			} else if (ch === 13) {
				line++;
				if (source.charCodeAt(index + 1) === 10) index++;
				lineStart = index + 1;
			}
		}
		const mark = {
			name: filename,
			buffer: source,
			position,
			line,
			column: position - lineStart
		};
		mark.snippet = makeSnippet(mark);
		throw new YAMLException(message, mark);
	}
};
/** @category Events */
var EVENT_ID = {
	DOCUMENT: 1,
	SEQUENCE: 2,
	MAPPING: 3,
	SCALAR: 4,
	ALIAS: 5,
	POP: 6
};
/** @category Nodes */
var SCALAR_STYLE = {
	PLAIN: 1,
	SINGLE_QUOTED: 2,
	DOUBLE_QUOTED: 3,
	LITERAL_BLOCK: 4,
	FOLDED_BLOCK: 5
};
/** @category Nodes */
var COLLECTION_STYLE = {
	BLOCK: 1,
	FLOW: 2
};
/** @category Nodes */
var CHOMPING_MODE = {
	CLIP: 1,
	STRIP: 2,
	KEEP: 3
};
var NO_RANGE$3 = -1;
function simpleEscapeSequence(c) {
	switch (c) {
		case 48: return "\0";
		case 97: return "\x07";
		case 98: return "\b";
		case 116: return "	";
		case 9: return "	";
		case 110: return "\n";
		case 118: return "\v";
		case 102: return "\f";
		case 114: return "\r";
		case 101: return "\x1B";
		case 32: return " ";
		case 34: return "\"";
		case 47: return "/";
		case 92: return "\\";
		case 78: return "";
		case 95: return "\xA0";
		case 76: return "\u2028";
		case 80: return "\u2029";
		default: return "";
	}
}
var simpleEscapeCheck = new Array(256);
var simpleEscapeMap = new Array(256);
for (let i = 0; i < 256; i++) {
	simpleEscapeCheck[i] = simpleEscapeSequence(i) ? 1 : 0;
	simpleEscapeMap[i] = simpleEscapeSequence(i);
}
function charFromCodepoint(c) {
	if (c <= 65535) return String.fromCharCode(c);
	return String.fromCharCode((c - 65536 >> 10) + 55296, (c - 65536 & 1023) + 56320);
}
function fromHexCode$1(c) {
	if (c >= 48 && c <= 57) return c - 48;
	return (c | 32) - 97 + 10;
}
function escapedHexLen$1(c) {
	if (c === 120) return 2;
	if (c === 117) return 4;
	return 8;
}
function skipFoldedBreaks(input, position, end) {
	let breaks = 0;
	while (position < end) {
		const ch = input.charCodeAt(position);
		if (ch === 10) {
			breaks++;
			position++;
		} else if (ch === 13) {
			breaks++;
			position++;
			if (input.charCodeAt(position) === 10) position++;
		} else if (ch === 32 || ch === 9) position++;
		else break;
	}
	return {
		position,
		breaks
	};
}
function foldedBreaks(count) {
	if (count === 1) return " ";
	return "\n".repeat(count - 1);
}
function getPlainValue(input, start, end) {
	let result = "";
	let position = start;
	let captureStart = start;
	let captureEnd = start;
	while (position < end) {
		const ch = input.charCodeAt(position);
		if (ch === 10 || ch === 13) {
			result += input.slice(captureStart, captureEnd);
			const fold = skipFoldedBreaks(input, position, end);
			result += foldedBreaks(fold.breaks);
			position = captureStart = captureEnd = fold.position;
		} else {
			position++;
			if (ch !== 32 && ch !== 9) captureEnd = position;
		}
	}
	return result + input.slice(captureStart, captureEnd);
}
function getSingleQuotedValue(input, start, end) {
	let result = "";
	let position = start;
	let captureStart = start;
	let captureEnd = start;
	while (position < end) {
		const ch = input.charCodeAt(position);
		if (ch === 39) {
			result += input.slice(captureStart, position) + "'";
			position += 2;
			captureStart = captureEnd = position;
		} else if (ch === 10 || ch === 13) {
			result += input.slice(captureStart, captureEnd);
			const fold = skipFoldedBreaks(input, position, end);
			result += foldedBreaks(fold.breaks);
			position = captureStart = captureEnd = fold.position;
		} else {
			position++;
			if (ch !== 32 && ch !== 9) captureEnd = position;
		}
	}
	return result + input.slice(captureStart, end);
}
function getDoubleQuotedValue(input, start, end) {
	let result = "";
	let position = start;
	let captureStart = start;
	let captureEnd = start;
	while (position < end) {
		const ch = input.charCodeAt(position);
		if (ch === 92) {
			result += input.slice(captureStart, position);
			position++;
			const escaped = input.charCodeAt(position);
			if (escaped === 10 || escaped === 13) position = skipFoldedBreaks(input, position, end).position;
			else if (escaped < 256 && simpleEscapeCheck[escaped]) {
				result += simpleEscapeMap[escaped];
				position++;
			} else {
				let hexLength = escapedHexLen$1(escaped);
				let hexResult = 0;
				for (; hexLength > 0; hexLength--) {
					position++;
					const digit = fromHexCode$1(input.charCodeAt(position));
					hexResult = (hexResult << 4) + digit;
				}
				result += charFromCodepoint(hexResult);
				position++;
			}
			captureStart = captureEnd = position;
		} else if (ch === 10 || ch === 13) {
			result += input.slice(captureStart, captureEnd);
			const fold = skipFoldedBreaks(input, position, end);
			result += foldedBreaks(fold.breaks);
			position = captureStart = captureEnd = fold.position;
		} else {
			position++;
			if (ch !== 32 && ch !== 9) captureEnd = position;
		}
	}
	return result + input.slice(captureStart, end);
}
function getBlockValue(input, start, end, indent, chomping, folded) {
	const textIndent = indent < 0 ? 0 : indent;
	const region = input.slice(start, end).replace(/\r\n?/g, "\n");
	const lines = region === "" ? [] : (region.endsWith("\n") ? region.slice(0, -1) : region).split("\n");
	let result = "";
	let didReadContent = false;
	let emptyLines = 0;
	let atMoreIndented = false;
	for (const line of lines) {
		let column = 0;
		while (column < textIndent && line.charCodeAt(column) === 32) column++;
		if (indent < 0 || column >= line.length) {
			emptyLines++;
			continue;
		}
		const content = line.slice(textIndent);
		const first = content.charCodeAt(0);
		if (folded) {
			if (first === 32 || first === 9) {
				atMoreIndented = true;
				result += "\n".repeat(didReadContent ? 1 + emptyLines : emptyLines);
			} else if (atMoreIndented) {
				atMoreIndented = false;
				result += "\n".repeat(emptyLines + 1);
			} else if (emptyLines === 0) {
				if (didReadContent) result += " ";
			} else result += "\n".repeat(emptyLines);
		} else result += "\n".repeat(didReadContent ? 1 + emptyLines : emptyLines);
		result += content;
		didReadContent = true;
		emptyLines = 0;
	}
	if (chomping === CHOMPING_MODE.KEEP) result += "\n".repeat(didReadContent ? 1 + emptyLines : emptyLines);
	else if (chomping !== CHOMPING_MODE.STRIP) {
		if (didReadContent) result += "\n";
	}
	return result;
}
/**
* Decodes the scalar referenced by event offsets in `input`.
*
* @category Events
*/
function getScalarValue(input, scalar) {
	if (scalar.valueStart === NO_RANGE$3) return "";
	const { valueStart, valueEnd } = scalar;
	if (scalar.fast) return input.slice(valueStart, valueEnd);
	switch (scalar.style) {
		case SCALAR_STYLE.SINGLE_QUOTED: return getSingleQuotedValue(input, valueStart, valueEnd);
		case SCALAR_STYLE.DOUBLE_QUOTED: return getDoubleQuotedValue(input, valueStart, valueEnd);
		case SCALAR_STYLE.LITERAL_BLOCK: return getBlockValue(input, valueStart, valueEnd, scalar.indent, scalar.chomping, false);
		case SCALAR_STYLE.FOLDED_BLOCK: return getBlockValue(input, valueStart, valueEnd, scalar.indent, scalar.chomping, true);
		default: return getPlainValue(input, valueStart, valueEnd);
	}
}
var DEFAULT_TAG_HANDLERS = Object.assign(Object.create(null), {
	"!": "!",
	"!!": "tag:yaml.org,2002:"
});
function tagPercentDecode(source) {
	let result = "";
	let index = 0;
	while (index < source.length) {
		if (source.charCodeAt(index) !== 37) {
			result += source[index++];
			continue;
		}
		let ch = parseInt(source.slice(index + 1, index + 3), 16);
		index += 3;
		if (ch >= 192) {
			let remaining = ch < 224 ? 1 : ch < 240 ? 2 : 3;
			ch &= (1 << 6 - remaining) - 1;
			while (remaining-- > 0) {
				ch = ch << 6 | parseInt(source.slice(index + 1, index + 3), 16) & 63;
				index += 3;
			}
		}
		if (ch < 65536) result += String.fromCharCode(ch);
		else {
			ch -= 65536;
			result += String.fromCharCode(55296 | ch >> 10, 56320 | ch & 1023);
		}
	}
	return result;
}
function tagNameFull(rawTag, tagHandlers) {
	if (rawTag.startsWith("!<") && rawTag.endsWith(">")) return tagPercentDecode(rawTag.slice(2, -1));
	const handleEnd = rawTag.indexOf("!", 1);
	const handle = handleEnd === -1 ? "!" : rawTag.slice(0, handleEnd + 1);
	return tagPercentDecode(tagHandlers?.[handle] ?? DEFAULT_TAG_HANDLERS[handle] ?? handle) + tagPercentDecode(rawTag.slice(handle.length));
}
var NO_RANGE$2 = -1;
var MERGE_TAG_NAME = "tag:yaml.org,2002:merge";
var DEFAULT_CONSTRUCTOR_OPTIONS = {
	filename: "",
	schema: CORE_SCHEMA,
	json: false,
	maxTotalMergeKeys: 1e4,
	maxAliases: -1
};
function eventPosition$1(event) {
	if ("tagStart" in event && event.tagStart !== NO_RANGE$2) return event.tagStart;
	if ("anchorStart" in event && event.anchorStart !== NO_RANGE$2) return event.anchorStart;
	if ("valueStart" in event && event.valueStart !== NO_RANGE$2) return event.valueStart;
	if ("start" in event) return event.start;
	return 0;
}
function throwError$1(state, message) {
	YAMLException.throwAt(state.source, state.position, message, state.filename);
}
function finalizeCollection(state, position, tag, carrier) {
	try {
		return tag.finalize(carrier);
	} catch (error) {
		if (error instanceof YAMLException) throw error;
		YAMLException.throwAt(state.source, position, error instanceof Error ? error.message : String(error), state.filename);
	}
}
function constructScalar(state, event) {
	const source = getScalarValue(state.source, event);
	const rawTag = event.tagStart === NO_RANGE$2 ? "" : state.source.slice(event.tagStart, event.tagEnd);
	const strTag = state.schema.defaultScalarTag;
	if (rawTag !== "") {
		if (rawTag === "!") return {
			value: source,
			tag: strTag
		};
		const tagName = tagNameFull(rawTag, state.tagHandlers);
		const scalarTag = state.schema.lookupScalarTag(tagName);
		if (scalarTag) {
			const result = scalarTag.resolve(source, true, tagName);
			if (result === NOT_RESOLVED) throwError$1(state, `cannot resolve a node with !<${tagName}> explicit tag`);
			return {
				value: result,
				tag: scalarTag
			};
		}
		const collectionTagDef = state.schema.lookupMappingTag(tagName) ?? state.schema.lookupSequenceTag(tagName);
		if (collectionTagDef) {
			if (source !== "") throwError$1(state, `cannot resolve a node with !<${tagName}> explicit tag`);
			const carrier = collectionTagDef.create(tagName);
			return {
				value: collectionTagDef.carrierIsResult ? carrier : finalizeCollection(state, state.position, collectionTagDef, carrier),
				tag: collectionTagDef
			};
		}
		throwError$1(state, `unknown scalar tag !<${tagName}>`);
	}
	if (event.style === SCALAR_STYLE.PLAIN) return state.schema.resolveImplicitScalarTag(source);
	return {
		value: strTag.resolve(source, false, strTag.tagName),
		tag: strTag
	};
}
function collectionTagName(state, event, defaultTagName) {
	const rawTag = event.tagStart === NO_RANGE$2 ? "" : state.source.slice(event.tagStart, event.tagEnd);
	return rawTag === "" || rawTag === "!" ? defaultTagName : tagNameFull(rawTag, state.tagHandlers);
}
function isMappingTag(tag) {
	return tag.nodeKind === "mapping";
}
function chargeMergeWork(state) {
	state.totalMergeKeys++;
	if (state.maxTotalMergeKeys !== -1 && state.totalMergeKeys > state.maxTotalMergeKeys) throwError$1(state, `merge keys exceeded maxTotalMergeKeys (${state.maxTotalMergeKeys})`);
}
function mergeKeys(state, frame, source, sourceTag) {
	chargeMergeWork(state);
	for (const sourceKey of sourceTag.keys(source)) {
		chargeMergeWork(state);
		if (frame.tag.has(frame.value, sourceKey)) continue;
		const err = frame.tag.addPair(frame.value, sourceKey, sourceTag.get(source, sourceKey));
		if (err) throwError$1(state, err);
		frame.overridable ??= /* @__PURE__ */ new Set();
		frame.overridable.add(sourceKey);
	}
}
function mergeSource(state, frame, source, sourceTag) {
	state.position = frame.keyPosition;
	if (isMappingTag(sourceTag)) mergeKeys(state, frame, source, sourceTag);
	else if (sourceTag.nodeKind === "sequence" && Array.isArray(source)) {
		if (source.length > 100) throwError$1(state, "abnormal merge sequence size");
		for (const element of source) {
			const elementTag = state.nodeTags.get(element);
			if (!elementTag) throwError$1(state, "cannot merge mappings; the provided source object is unacceptable");
			mergeKeys(state, frame, element, elementTag);
		}
	} else throwError$1(state, "cannot merge mappings; the provided source object is unacceptable");
}
function addMappingValue(state, frame, key, value, tag) {
	state.position = frame.keyPosition;
	if (frame.keyIsMerge) {
		mergeSource(state, frame, value, tag);
		return;
	}
	if (!state.json && frame.tag.has(frame.value, key) && !frame.overridable?.has(key)) throwError$1(state, "duplicated mapping key");
	const err = frame.tag.addPair(frame.value, key, value);
	if (err) throwError$1(state, err);
	frame.overridable?.delete(key);
}
function addValue(state, value, tag) {
	const frame = state.frames[state.frames.length - 1];
	if (frame.kind === "document") {
		frame.value = value;
		frame.hasValue = true;
	} else if (frame.kind === "sequence") {
		if (isMappingTag(tag)) state.nodeTags.set(value, tag);
		const err = frame.tag.addItem(frame.value, value, frame.index++);
		if (err) throwError$1(state, err);
	} else if (frame.hasKey) {
		const key = frame.key;
		frame.key = void 0;
		frame.hasKey = false;
		addMappingValue(state, frame, key, value, tag);
	} else {
		frame.key = value;
		frame.keyPosition = state.position;
		frame.hasKey = true;
		frame.keyIsMerge = tag.tagName === MERGE_TAG_NAME;
	}
}
function storeAnchor(state, event, value, tag, isValueFinal) {
	if (event.anchorStart !== NO_RANGE$2) {
		const anchor = {
			value,
			tag,
			isValueFinal
		};
		state.anchors.set(state.source.slice(event.anchorStart, event.anchorEnd), anchor);
		return anchor;
	}
	return null;
}
/**
* Constructs JavaScript documents directly from parser events, without an
* intermediate AST.
*
* @category Events
*/
function constructFromEvents(events, options) {
	const state = {
		...DEFAULT_CONSTRUCTOR_OPTIONS,
		...options,
		events,
		documents: [],
		eventIndex: 0,
		position: 0,
		frames: [],
		anchors: /* @__PURE__ */ new Map(),
		nodeTags: /* @__PURE__ */ new Map(),
		tagHandlers: Object.create(null),
		totalMergeKeys: 0,
		aliasCount: 0
	};
	while (state.eventIndex < state.events.length) {
		const event = state.events[state.eventIndex++];
		state.position = eventPosition$1(event);
		switch (event.type) {
			case EVENT_ID.DOCUMENT:
				state.anchors = /* @__PURE__ */ new Map();
				state.nodeTags = /* @__PURE__ */ new Map();
				state.aliasCount = 0;
				state.tagHandlers = Object.create(null);
				for (const directive of event.directives) if (directive.kind === "tag") state.tagHandlers[directive.handle] = directive.prefix;
				state.frames.push({
					kind: "document",
					position: state.position,
					value: void 0,
					hasValue: false
				});
				break;
			case EVENT_ID.SCALAR: {
				const { value, tag } = constructScalar(state, event);
				storeAnchor(state, event, value, tag, true);
				addValue(state, value, tag);
				break;
			}
			case EVENT_ID.SEQUENCE: {
				const tagName = collectionTagName(state, event, "tag:yaml.org,2002:seq");
				const tag = state.schema.lookupSequenceTag(tagName);
				if (!tag) throwError$1(state, `unknown sequence tag !<${tagName}>`);
				const value = tag.create(tagName);
				const anchor = storeAnchor(state, event, value, tag, tag.carrierIsResult);
				state.frames.push({
					kind: "sequence",
					position: state.position,
					value,
					tag,
					anchor,
					index: 0
				});
				break;
			}
			case EVENT_ID.MAPPING: {
				const tagName = collectionTagName(state, event, "tag:yaml.org,2002:map");
				const tag = state.schema.lookupMappingTag(tagName);
				if (!tag) throwError$1(state, `unknown mapping tag !<${tagName}>`);
				const value = tag.create(tagName);
				const anchor = storeAnchor(state, event, value, tag, tag.carrierIsResult);
				state.frames.push({
					kind: "mapping",
					position: state.position,
					value,
					tag,
					anchor,
					key: void 0,
					keyPosition: state.position,
					hasKey: false,
					keyIsMerge: false,
					overridable: null
				});
				break;
			}
			case EVENT_ID.ALIAS: {
				if (state.maxAliases !== -1 && ++state.aliasCount > state.maxAliases) throwError$1(state, `aliases exceeded maxAliases (${state.maxAliases})`);
				const name = state.source.slice(event.anchorStart, event.anchorEnd);
				const anchor = state.anchors.get(name);
				if (!anchor) throwError$1(state, `unidentified alias "${name}"`);
				if (!anchor.isValueFinal) throwError$1(state, `recursive alias "${name}" is not supported for tag ${anchor.tag.tagName} because it uses finalize()`);
				addValue(state, anchor.value, anchor.tag);
				break;
			}
			case EVENT_ID.POP: {
				const frame = state.frames.pop();
				if (frame.kind === "mapping" && frame.hasKey) {
					state.position = frame.keyPosition;
					throwError$1(state, "incomplete mapping pair in event stream");
				}
				if (frame.kind === "document") state.documents.push(frame.value);
				else {
					const value = frame.tag.carrierIsResult ? frame.value : finalizeCollection(state, frame.position, frame.tag, frame.value);
					if (frame.anchor) {
						frame.anchor.value = value;
						frame.anchor.isValueFinal = true;
					}
					addValue(state, value, frame.tag);
				}
				break;
			}
		}
	}
	return state.documents;
}
var NO_RANGE$1 = -1;
var HAS_OWN = Object.prototype.hasOwnProperty;
var CONTEXT_FLOW_IN = 1;
var CONTEXT_FLOW_OUT = 2;
var CONTEXT_BLOCK_IN = 3;
var CONTEXT_BLOCK_OUT = 4;
var PATTERN_NON_PRINTABLE = /[\x00-\x08\x0B\x0C\x0E-\x1F\x7F-\x84\x86-\x9F\uFFFE\uFFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?:[^\uD800-\uDBFF]|^)[\uDC00-\uDFFF]/;
var PATTERN_FLOW_INDICATORS = /[,\[\]{}]/;
var PATTERN_TAG_HANDLE = /^(?:!|!!|![0-9A-Za-z-]+!)$/;
var NS_URI_CHAR = String.raw`(?:%[0-9A-Fa-f]{2}|[0-9A-Za-z\-#;/?:@&=+$,_.!~*'()\[\]])`;
var NS_TAG_CHAR = String.raw`(?:%[0-9A-Fa-f]{2}|[0-9A-Za-z\-#;/?:@&=+$.~*'()_])`;
var PATTERN_TAG_URI = new RegExp(`^(?:${NS_URI_CHAR})*$`);
var PATTERN_TAG_SUFFIX = new RegExp(`^(?:${NS_TAG_CHAR})+$`);
var PATTERN_TAG_PREFIX = new RegExp(`^(?:!(?:${NS_URI_CHAR})*|${NS_TAG_CHAR}(?:${NS_URI_CHAR})*)$`);
var DEFAULT_PARSER_OPTIONS = {
	filename: "",
	maxDepth: 100
};
function addDocumentEvent(state, explicitStart, explicitEnd) {
	state.events.push({
		type: EVENT_ID.DOCUMENT,
		explicitStart,
		explicitEnd,
		directives: state.directives
	});
}
function addSequenceEvent(state, start, anchorStart, anchorEnd, tagStart, tagEnd, style) {
	state.events.push({
		type: EVENT_ID.SEQUENCE,
		start,
		anchorStart,
		anchorEnd,
		tagStart,
		tagEnd,
		style
	});
}
function addMappingEvent(state, start, anchorStart, anchorEnd, tagStart, tagEnd, style) {
	state.events.push({
		type: EVENT_ID.MAPPING,
		start,
		anchorStart,
		anchorEnd,
		tagStart,
		tagEnd,
		style
	});
}
function insertFlowPairMappingEvent(state, snapshot) {
	state.events.splice(snapshot.eventsLength, 0, {
		type: EVENT_ID.MAPPING,
		start: snapshot.position,
		anchorStart: NO_RANGE$1,
		anchorEnd: NO_RANGE$1,
		tagStart: NO_RANGE$1,
		tagEnd: NO_RANGE$1,
		style: COLLECTION_STYLE.FLOW
	});
}
function addScalarEvent(state, valueStart, valueEnd, anchorStart, anchorEnd, tagStart, tagEnd, style, chomping = CHOMPING_MODE.CLIP, indent = -1, fast = false) {
	state.events.push({
		type: EVENT_ID.SCALAR,
		valueStart,
		valueEnd,
		anchorStart,
		anchorEnd,
		tagStart,
		tagEnd,
		style,
		chomping,
		indent,
		fast
	});
}
function addAliasEvent(state, anchorStart, anchorEnd) {
	state.events.push({
		type: EVENT_ID.ALIAS,
		anchorStart,
		anchorEnd
	});
}
function addPopEvent(state) {
	state.events.push({ type: EVENT_ID.POP });
}
function addEmptyScalarEvent(state) {
	addScalarEvent(state, NO_RANGE$1, NO_RANGE$1, NO_RANGE$1, NO_RANGE$1, NO_RANGE$1, NO_RANGE$1, SCALAR_STYLE.PLAIN);
}
function emptyProperties() {
	return {
		anchorStart: NO_RANGE$1,
		anchorEnd: NO_RANGE$1,
		tagStart: NO_RANGE$1,
		tagEnd: NO_RANGE$1
	};
}
function snapshotState(state) {
	return {
		position: state.position,
		line: state.line,
		lineStart: state.lineStart,
		lineIndent: state.lineIndent,
		firstTabInLine: state.firstTabInLine,
		eventsLength: state.events.length
	};
}
function restoreState(state, snapshot) {
	state.position = snapshot.position;
	state.line = snapshot.line;
	state.lineStart = snapshot.lineStart;
	state.lineIndent = snapshot.lineIndent;
	state.firstTabInLine = snapshot.firstTabInLine;
	state.events.length = snapshot.eventsLength;
}
function throwError(state, message) {
	YAMLException.throwAt(state.input.slice(0, state.length), state.position, message, state.filename);
}
function isEol(c) {
	return c === 10 || c === 13;
}
function isWhiteSpace(c) {
	return c === 9 || c === 32;
}
function isWsOrEol(c) {
	return isWhiteSpace(c) || isEol(c);
}
function isWsOrEolOrEnd(c) {
	return c === 0 || isWsOrEol(c);
}
function isFlowIndicator(c) {
	return c === 44 || c === 91 || c === 93 || c === 123 || c === 125;
}
function fromDecimalCode(c) {
	return c >= 48 && c <= 57 ? c - 48 : -1;
}
function fromHexCode(c) {
	if (c >= 48 && c <= 57) return c - 48;
	const lc = c | 32;
	if (lc >= 97 && lc <= 102) return lc - 97 + 10;
	return -1;
}
function escapedHexLen(c) {
	if (c === 120) return 2;
	if (c === 117) return 4;
	if (c === 85) return 8;
	return 0;
}
function isSimpleEscape(c) {
	return c === 48 || c === 97 || c === 98 || c === 116 || c === 9 || c === 110 || c === 118 || c === 102 || c === 114 || c === 101 || c === 32 || c === 34 || c === 47 || c === 92 || c === 78 || c === 95 || c === 76 || c === 80;
}
function consumeLineBreak(state) {
	if (state.input.charCodeAt(state.position) === 10) state.position++;
	else {
		state.position++;
		if (state.input.charCodeAt(state.position) === 10) state.position++;
	}
	state.line++;
	state.lineStart = state.position;
	state.lineIndent = 0;
	state.firstTabInLine = -1;
}
function skipSeparationSpace(state, allowComments) {
	let lineBreaks = 0;
	let ch = state.input.charCodeAt(state.position);
	let hasSeparation = state.position === state.lineStart || isWsOrEol(state.input.charCodeAt(state.position - 1));
	while (ch !== 0) {
		while (isWhiteSpace(ch)) {
			hasSeparation = true;
			if (ch === 9 && state.firstTabInLine === -1) state.firstTabInLine = state.position;
			ch = state.input.charCodeAt(++state.position);
		}
		if (allowComments && hasSeparation && ch === 35) do
			ch = state.input.charCodeAt(++state.position);
		while (!isEol(ch) && ch !== 0);
		if (!isEol(ch)) break;
		consumeLineBreak(state);
		lineBreaks++;
		hasSeparation = true;
		ch = state.input.charCodeAt(state.position);
		while (ch === 32) {
			state.lineIndent++;
			ch = state.input.charCodeAt(++state.position);
		}
	}
	return lineBreaks;
}
function testDocumentSeparator(state, position = state.position) {
	const ch = state.input.charCodeAt(position);
	if ((ch === 45 || ch === 46) && ch === state.input.charCodeAt(position + 1) && ch === state.input.charCodeAt(position + 2)) {
		const following = state.input.charCodeAt(position + 3);
		return following === 0 || isWsOrEol(following);
	}
	return false;
}
function skipByteOrderMark(state) {
	if (state.position === state.lineStart && state.input.charCodeAt(state.position) === 65279) {
		state.position++;
		state.lineStart = state.position;
	}
}
function testDocumentBoundary(state) {
	if (state.position !== state.lineStart) return false;
	if (testDocumentSeparator(state)) return true;
	if (state.input.charCodeAt(state.position) !== 65279) return false;
	const snapshot = snapshotState(state);
	skipByteOrderMark(state);
	skipSeparationSpace(state, true);
	const ch = state.input.charCodeAt(state.position);
	const result = state.position === state.lineStart && (ch === 37 || ch === 45 && testDocumentSeparator(state));
	restoreState(state, snapshot);
	return result;
}
function skipUntilLineEnd(state) {
	let ch = state.input.charCodeAt(state.position);
	while (ch !== 0 && !isEol(ch)) ch = state.input.charCodeAt(++state.position);
}
function checkPrintable(state, start, end) {
	const match = PATTERN_NON_PRINTABLE.exec(state.input.slice(start, end));
	if (match !== null) {
		state.position = start + match.index + match[0].length - 1;
		throwError(state, "the stream contains non-printable characters");
	}
}
function readTagProperty(state, props, inFlow) {
	if (state.input.charCodeAt(state.position) !== 33) return false;
	if (props.tagStart !== NO_RANGE$1) throwError(state, "duplication of a tag property");
	const start = state.position;
	let isVerbatim = false;
	let isNamed = false;
	let tagHandle = "!";
	let ch = state.input.charCodeAt(++state.position);
	if (ch === 60) {
		isVerbatim = true;
		ch = state.input.charCodeAt(++state.position);
	} else if (ch === 33) {
		isNamed = true;
		tagHandle = "!!";
		ch = state.input.charCodeAt(++state.position);
	}
	let suffixStart = state.position;
	let tagName;
	if (isVerbatim) {
		while (ch !== 0 && ch !== 62) ch = state.input.charCodeAt(++state.position);
		if (ch !== 62) throwError(state, "unexpected end of the stream within a verbatim tag");
		tagName = state.input.slice(suffixStart, state.position);
		state.position++;
	} else {
		while (ch !== 0 && !isWsOrEol(ch) && !(inFlow && isFlowIndicator(ch))) {
			if (ch === 33) {
				if (!isNamed) {
					tagHandle = state.input.slice(suffixStart - 1, state.position + 1);
					if (!PATTERN_TAG_HANDLE.test(tagHandle)) throwError(state, "named tag handle cannot contain such characters");
					isNamed = true;
					suffixStart = state.position + 1;
				} else throwError(state, "tag suffix cannot contain exclamation marks");
			}
			ch = state.input.charCodeAt(++state.position);
		}
		tagName = state.input.slice(suffixStart, state.position);
		if (PATTERN_FLOW_INDICATORS.test(tagName)) throwError(state, "tag suffix cannot contain flow indicator characters");
	}
	if (tagName && !(isVerbatim ? PATTERN_TAG_URI.test(tagName) : PATTERN_TAG_SUFFIX.test(tagName))) throwError(state, `tag name cannot contain such characters: ${tagName}`);
	if (!isVerbatim && tagHandle !== "!" && tagHandle !== "!!" && !HAS_OWN.call(state.tagHandlers, tagHandle)) throwError(state, `undeclared tag handle "${tagHandle}"`);
	props.tagStart = start;
	props.tagEnd = state.position;
	return true;
}
function readAnchorProperty(state, props) {
	if (state.input.charCodeAt(state.position) !== 38) return false;
	if (props.anchorStart !== NO_RANGE$1) throwError(state, "duplication of an anchor property");
	state.position++;
	const start = state.position;
	while (state.input.charCodeAt(state.position) !== 0 && !isWsOrEol(state.input.charCodeAt(state.position)) && !isFlowIndicator(state.input.charCodeAt(state.position))) state.position++;
	if (state.position === start) throwError(state, "name of an anchor node must contain at least one character");
	props.anchorStart = start;
	props.anchorEnd = state.position;
	return true;
}
function readAlias(state, props) {
	if (state.input.charCodeAt(state.position) !== 42) return false;
	if (props.anchorStart !== NO_RANGE$1 || props.tagStart !== NO_RANGE$1) throwError(state, "alias node should not have any properties");
	state.position++;
	const start = state.position;
	while (state.input.charCodeAt(state.position) !== 0 && !isWsOrEol(state.input.charCodeAt(state.position)) && !isFlowIndicator(state.input.charCodeAt(state.position))) state.position++;
	if (state.position === start) throwError(state, "name of an alias node must contain at least one character");
	addAliasEvent(state, start, state.position);
	return true;
}
function readFlowScalarBreak(state, nodeIndent) {
	skipSeparationSpace(state, false);
	if (state.lineIndent < nodeIndent) throwError(state, "deficient indentation");
}
function readSingleQuotedScalar(state, nodeIndent, props) {
	if (state.input.charCodeAt(state.position) !== 39) return false;
	state.position++;
	const start = state.position;
	let simple = true;
	while (state.input.charCodeAt(state.position) !== 0) {
		const ch = state.input.charCodeAt(state.position);
		if (ch === 39) {
			if (state.input.charCodeAt(state.position + 1) === 39) {
				simple = false;
				state.position += 2;
				continue;
			}
			const end = state.position;
			state.position++;
			addScalarEvent(state, start, end, props.anchorStart, props.anchorEnd, props.tagStart, props.tagEnd, SCALAR_STYLE.SINGLE_QUOTED, CHOMPING_MODE.CLIP, -1, simple);
			return true;
		}
		if (isEol(ch)) {
			simple = false;
			readFlowScalarBreak(state, nodeIndent);
		} else if (state.position === state.lineStart && testDocumentSeparator(state)) throwError(state, "unexpected end of the document within a single quoted scalar");
		else if (ch !== 9 && ch < 32) throwError(state, "expected valid JSON character");
		else state.position++;
	}
	throwError(state, "unexpected end of the stream within a single quoted scalar");
}
function readDoubleQuotedScalar(state, nodeIndent, props) {
	if (state.input.charCodeAt(state.position) !== 34) return false;
	state.position++;
	const start = state.position;
	let simple = true;
	while (state.input.charCodeAt(state.position) !== 0) {
		const ch = state.input.charCodeAt(state.position);
		if (ch === 34) {
			const end = state.position;
			state.position++;
			addScalarEvent(state, start, end, props.anchorStart, props.anchorEnd, props.tagStart, props.tagEnd, SCALAR_STYLE.DOUBLE_QUOTED, CHOMPING_MODE.CLIP, -1, simple);
			return true;
		}
		if (ch === 92) {
			simple = false;
			const escaped = state.input.charCodeAt(++state.position);
			if (isEol(escaped)) readFlowScalarBreak(state, nodeIndent);
			else if (isSimpleEscape(escaped)) state.position++;
			else {
				let hexLength = escapedHexLen(escaped);
				if (hexLength === 0) throwError(state, "unknown escape sequence");
				while (hexLength-- > 0) {
					state.position++;
					if (fromHexCode(state.input.charCodeAt(state.position)) < 0) throwError(state, "expected hexadecimal character");
				}
				state.position++;
			}
		} else if (isEol(ch)) {
			simple = false;
			readFlowScalarBreak(state, nodeIndent);
		} else if (state.position === state.lineStart && testDocumentSeparator(state)) throwError(state, "unexpected end of the document within a double quoted scalar");
		else if (ch !== 9 && ch < 32) throwError(state, "expected valid JSON character");
		else state.position++;
	}
	throwError(state, "unexpected end of the stream within a double quoted scalar");
}
function readBlockScalar(state, parentIndent, props) {
	const ch = state.input.charCodeAt(state.position);
	let chomping = CHOMPING_MODE.CLIP;
	let indent = -1;
	let detectedIndent = false;
	if (ch !== 124 && ch !== 62) return false;
	const style = ch === 124 ? SCALAR_STYLE.LITERAL_BLOCK : SCALAR_STYLE.FOLDED_BLOCK;
	state.position++;
	while (state.input.charCodeAt(state.position) !== 0) {
		const current = state.input.charCodeAt(state.position);
		const digit = fromDecimalCode(current);
		if (current === 43 || current === 45) {
			if (chomping !== CHOMPING_MODE.CLIP) throwError(state, "repeat of a chomping mode identifier");
			chomping = current === 43 ? CHOMPING_MODE.KEEP : CHOMPING_MODE.STRIP;
			state.position++;
		} else if (digit >= 0) {
			if (digit === 0) throwError(state, "bad explicit indentation width of a block scalar; it cannot be less than one");
			if (detectedIndent) throwError(state, "repeat of an indentation width identifier");
			indent = parentIndent + digit - 1;
			detectedIndent = true;
			state.position++;
		} else break;
	}
	let hadWhitespace = false;
	while (isWhiteSpace(state.input.charCodeAt(state.position))) {
		hadWhitespace = true;
		state.position++;
	}
	if (hadWhitespace && state.input.charCodeAt(state.position) === 35) skipUntilLineEnd(state);
	if (isEol(state.input.charCodeAt(state.position))) consumeLineBreak(state);
	else if (state.input.charCodeAt(state.position) !== 0) throwError(state, "a line break is expected");
	let contentIndent = detectedIndent ? indent : -1;
	let maxLeadingIndent = 0;
	const valueStart = state.position;
	let valueEnd = state.position;
	while (state.input.charCodeAt(state.position) !== 0) {
		const linePosition = state.position;
		let column = 0;
		while (state.input.charCodeAt(linePosition + column) === 32) column++;
		const first = state.input.charCodeAt(linePosition + column);
		if (first === 0) {
			if (contentIndent >= 0) {
				if (column > contentIndent) valueEnd = linePosition + column;
			} else if (column > 0) valueEnd = linePosition + column;
			break;
		}
		if (testDocumentBoundary(state)) break;
		if (!detectedIndent && contentIndent === -1 && isEol(first)) maxLeadingIndent = Math.max(maxLeadingIndent, column);
		if (!detectedIndent && contentIndent === -1 && !isEol(first)) {
			if (first === 9 && column < parentIndent) {
				state.position = linePosition + column;
				throwError(state, "tab characters must not be used in indentation");
			}
			if (column >= parentIndent && column < maxLeadingIndent) {
				state.position = linePosition + column;
				throwError(state, "bad indentation of a mapping entry");
			}
		}
		if (contentIndent === -1 && first !== 0 && !isEol(first) && column < parentIndent) {
			state.lineIndent = column;
			state.position = linePosition + column;
			break;
		}
		if (!detectedIndent && first !== 0 && !isEol(first) && contentIndent === -1) contentIndent = column;
		const requiredIndent = contentIndent === -1 ? parentIndent + 1 : contentIndent;
		if (first !== 0 && !isEol(first) && column < requiredIndent) {
			state.lineIndent = column;
			state.position = linePosition + column;
			break;
		}
		skipUntilLineEnd(state);
		valueEnd = state.position;
		if (isEol(state.input.charCodeAt(state.position))) {
			consumeLineBreak(state);
			valueEnd = state.position;
		}
	}
	checkPrintable(state, valueStart, valueEnd);
	addScalarEvent(state, valueStart, valueEnd, props.anchorStart, props.anchorEnd, props.tagStart, props.tagEnd, style, chomping, contentIndent);
	return true;
}
function canStartPlainScalar(state, nodeContext) {
	const ch = state.input.charCodeAt(state.position);
	const inFlow = nodeContext === CONTEXT_FLOW_IN;
	if (ch === 0 || isWsOrEol(ch) || ch === 35 || ch === 38 || ch === 42 || ch === 33 || ch === 124 || ch === 62 || ch === 39 || ch === 34 || ch === 37 || ch === 64 || ch === 96 || isFlowIndicator(ch)) return false;
	if (ch === 63 || ch === 45) {
		const following = state.input.charCodeAt(state.position + 1);
		if (isWsOrEolOrEnd(following) || inFlow && isFlowIndicator(following)) return false;
	}
	return true;
}
function readPlainScalar(state, nodeIndent, nodeContext, props) {
	if (!canStartPlainScalar(state, nodeContext)) return false;
	const start = state.position;
	let end = state.position;
	let ch = state.input.charCodeAt(state.position);
	const inFlow = nodeContext === CONTEXT_FLOW_IN;
	let multiline = false;
	while (ch !== 0) {
		if (testDocumentBoundary(state)) break;
		if (ch === 58) {
			const following = state.input.charCodeAt(state.position + 1);
			if (isWsOrEolOrEnd(following) || inFlow && isFlowIndicator(following)) break;
		} else if (ch === 35) {
			if (isWsOrEol(state.input.charCodeAt(state.position - 1))) break;
		} else if (inFlow && isFlowIndicator(ch)) break;
		else if (isEol(ch)) {
			const savedPosition = state.position;
			const savedLine = state.line;
			const savedLineStart = state.lineStart;
			const savedLineIndent = state.lineIndent;
			skipSeparationSpace(state, false);
			if (state.lineIndent >= nodeIndent) {
				multiline = true;
				ch = state.input.charCodeAt(state.position);
				continue;
			}
			state.position = savedPosition;
			state.line = savedLine;
			state.lineStart = savedLineStart;
			state.lineIndent = savedLineIndent;
			break;
		}
		if (!isWhiteSpace(ch)) end = state.position + 1;
		ch = state.input.charCodeAt(++state.position);
	}
	if (end === start) return false;
	checkPrintable(state, start, end);
	addScalarEvent(state, start, end, props.anchorStart, props.anchorEnd, props.tagStart, props.tagEnd, SCALAR_STYLE.PLAIN, CHOMPING_MODE.CLIP, -1, !multiline);
	return true;
}
function skipFlowSeparationSpace(state, nodeIndent) {
	const startLine = state.line;
	skipSeparationSpace(state, true);
	if (state.line > startLine && state.lineIndent < nodeIndent || state.firstTabInLine !== -1 && state.lineIndent < nodeIndent) throwError(state, "deficient indentation");
}
function readFlowCollection(state, nodeIndent, props) {
	const ch = state.input.charCodeAt(state.position);
	const isMapping = ch === 123;
	const start = state.position;
	let readNext = true;
	if (ch !== 91 && ch !== 123) return false;
	const terminator = isMapping ? 125 : 93;
	if (isMapping) addMappingEvent(state, start, props.anchorStart, props.anchorEnd, props.tagStart, props.tagEnd, COLLECTION_STYLE.FLOW);
	else addSequenceEvent(state, start, props.anchorStart, props.anchorEnd, props.tagStart, props.tagEnd, COLLECTION_STYLE.FLOW);
	state.position++;
	while (state.input.charCodeAt(state.position) !== 0) {
		skipFlowSeparationSpace(state, nodeIndent);
		let ch = state.input.charCodeAt(state.position);
		if (ch === terminator) {
			state.position++;
			addPopEvent(state);
			return true;
		} else if (!readNext) throwError(state, "missed comma between flow collection entries");
		else if (ch === 44) throwError(state, "expected the node content, but found ','");
		let isPair = false;
		let isExplicitPair = false;
		if (ch === 63 && isWsOrEol(state.input.charCodeAt(state.position + 1))) {
			isPair = isExplicitPair = true;
			state.position += 1;
			skipFlowSeparationSpace(state, nodeIndent);
		}
		const entryLine = state.line;
		const entryStart = snapshotState(state);
		const keyWasRead = parseNode(state, nodeIndent, CONTEXT_FLOW_IN, false, true);
		skipFlowSeparationSpace(state, nodeIndent);
		ch = state.input.charCodeAt(state.position);
		if ((isMapping || isExplicitPair || state.line === entryLine) && ch === 58) {
			isPair = true;
			state.position++;
			skipFlowSeparationSpace(state, nodeIndent);
			if (!isMapping) {
				insertFlowPairMappingEvent(state, entryStart);
				if (!keyWasRead) addEmptyScalarEvent(state);
			} else if (!keyWasRead) addEmptyScalarEvent(state);
			if (!parseNode(state, nodeIndent, CONTEXT_FLOW_IN, false, true)) addEmptyScalarEvent(state);
			skipFlowSeparationSpace(state, nodeIndent);
			if (!isMapping) addPopEvent(state);
		} else if (isMapping && isPair) {
			if (!keyWasRead) addEmptyScalarEvent(state);
			addEmptyScalarEvent(state);
		} else if (isMapping) addEmptyScalarEvent(state);
		else if (isPair) {
			insertFlowPairMappingEvent(state, entryStart);
			if (!keyWasRead) addEmptyScalarEvent(state);
			addEmptyScalarEvent(state);
			addPopEvent(state);
		}
		ch = state.input.charCodeAt(state.position);
		if (ch === 44) {
			readNext = true;
			state.position++;
		} else readNext = false;
	}
	throwError(state, "unexpected end of the stream within a flow collection");
}
function readBlockSequence(state, nodeIndent, props) {
	if (state.firstTabInLine !== -1 || state.input.charCodeAt(state.position) !== 45 || !isWsOrEolOrEnd(state.input.charCodeAt(state.position + 1))) return false;
	addSequenceEvent(state, state.position, props.anchorStart, props.anchorEnd, props.tagStart, props.tagEnd, COLLECTION_STYLE.BLOCK);
	while (state.input.charCodeAt(state.position) === 45 && isWsOrEolOrEnd(state.input.charCodeAt(state.position + 1))) {
		if (state.firstTabInLine !== -1) {
			state.position = state.firstTabInLine;
			throwError(state, "tab characters must not be used in indentation");
		}
		const entryLine = state.line;
		state.position++;
		const hadBreak = skipSeparationSpace(state, true) > 0;
		if (state.firstTabInLine !== -1 && state.input.charCodeAt(state.position) === 45 && isWsOrEolOrEnd(state.input.charCodeAt(state.position + 1))) throwError(state, "bad indentation of a sequence entry");
		if (hadBreak && state.lineIndent <= nodeIndent) addEmptyScalarEvent(state);
		else parseNode(state, nodeIndent, CONTEXT_BLOCK_IN, false, true);
		skipSeparationSpace(state, true);
		if (state.lineIndent < nodeIndent || state.position >= state.length) break;
		if (state.lineIndent > nodeIndent) throwError(state, "bad indentation of a sequence entry");
		if (state.line === entryLine && state.input.charCodeAt(state.position) === 45 && isWsOrEolOrEnd(state.input.charCodeAt(state.position + 1))) throwError(state, "bad indentation of a sequence entry");
	}
	addPopEvent(state);
	return true;
}
function readBlockMapping(state, nodeIndent, flowIndent, props) {
	let atExplicitKey = false;
	let detected = false;
	let mappingOpened = false;
	let pendingExplicitKey = false;
	if (state.firstTabInLine !== -1) return false;
	let ch = state.input.charCodeAt(state.position);
	while (ch !== 0) {
		if (!atExplicitKey && state.firstTabInLine !== -1) {
			state.position = state.firstTabInLine;
			throwError(state, "tab characters must not be used in indentation");
		}
		const following = state.input.charCodeAt(state.position + 1);
		const entryLine = state.line;
		if ((ch === 63 || ch === 58) && isWsOrEolOrEnd(following)) {
			if (!mappingOpened) {
				addMappingEvent(state, state.position, props.anchorStart, props.anchorEnd, props.tagStart, props.tagEnd, COLLECTION_STYLE.BLOCK);
				mappingOpened = true;
			}
			if (ch === 63) {
				if (atExplicitKey) addEmptyScalarEvent(state);
				detected = true;
				atExplicitKey = true;
			} else if (atExplicitKey) atExplicitKey = false;
			else {
				addEmptyScalarEvent(state);
				detected = true;
				atExplicitKey = false;
			}
			state.position += 1;
			pendingExplicitKey = true;
		} else {
			if (atExplicitKey) {
				addEmptyScalarEvent(state);
				atExplicitKey = false;
			}
			const beforeKey = snapshotState(state);
			if (!parseNode(state, flowIndent, CONTEXT_FLOW_OUT, false, true)) break;
			if (state.line === entryLine) {
				ch = state.input.charCodeAt(state.position);
				while (isWhiteSpace(ch)) ch = state.input.charCodeAt(++state.position);
				if (ch === 58) {
					ch = state.input.charCodeAt(++state.position);
					if (!isWsOrEolOrEnd(ch)) throwError(state, "a whitespace character is expected after the key-value separator within a block mapping");
					if (!mappingOpened) {
						state.events.splice(beforeKey.eventsLength, 0, {
							type: EVENT_ID.MAPPING,
							start: beforeKey.position,
							anchorStart: props.anchorStart,
							anchorEnd: props.anchorEnd,
							tagStart: props.tagStart,
							tagEnd: props.tagEnd,
							style: COLLECTION_STYLE.BLOCK
						});
						mappingOpened = true;
					}
					detected = true;
					atExplicitKey = false;
					pendingExplicitKey = false;
				} else if (detected) throwError(state, "expected ':' after a mapping key");
				else {
					if (props.anchorStart !== NO_RANGE$1 || props.tagStart !== NO_RANGE$1) {
						restoreState(state, beforeKey);
						return false;
					}
					return true;
				}
			} else if (detected) throwError(state, "can not read a block mapping entry; a multiline key may not be an implicit key");
			else {
				if (props.anchorStart !== NO_RANGE$1 || props.tagStart !== NO_RANGE$1) {
					restoreState(state, beforeKey);
					return false;
				}
				return true;
			}
		}
		if (parseNode(state, nodeIndent, CONTEXT_BLOCK_OUT, true, pendingExplicitKey)) pendingExplicitKey = false;
		if (!atExplicitKey) {
			if (pendingExplicitKey) {
				addEmptyScalarEvent(state);
				pendingExplicitKey = false;
			}
		}
		skipSeparationSpace(state, true);
		ch = state.input.charCodeAt(state.position);
		if ((state.line === entryLine || state.lineIndent > nodeIndent) && ch !== 0) throwError(state, "bad indentation of a mapping entry");
		else if (state.lineIndent < nodeIndent) break;
	}
	if (!detected) return false;
	if (atExplicitKey) addEmptyScalarEvent(state);
	if (mappingOpened) addPopEvent(state);
	return true;
}
function parseNode(state, parentIndent, nodeContext, allowToSeek, allowCompact, allowPropertyMapping = true) {
	if (state.depth >= state.maxDepth) throwError(state, `nesting exceeded maxDepth (${state.maxDepth})`);
	state.depth++;
	let indentStatus = 1;
	let atNewLine = false;
	let hasContent = false;
	let propertyStart = null;
	const props = emptyProperties();
	let allowBlockScalars = nodeContext === CONTEXT_BLOCK_OUT || nodeContext === CONTEXT_BLOCK_IN;
	let allowBlockCollections = allowBlockScalars;
	const allowBlockStyles = allowBlockScalars;
	if (allowToSeek && skipSeparationSpace(state, true)) {
		atNewLine = true;
		if (state.lineIndent > parentIndent) indentStatus = 1;
		else if (state.lineIndent === parentIndent) indentStatus = 0;
		else indentStatus = -1;
	}
	if (indentStatus === 1) while (true) {
		const ch = state.input.charCodeAt(state.position);
		const propertyState = snapshotState(state);
		if (atNewLine && indentStatus !== 1 && (ch === 33 || ch === 38)) break;
		if (atNewLine && allowBlockStyles && (props.tagStart !== NO_RANGE$1 || props.anchorStart !== NO_RANGE$1) && (ch === 33 || ch === 38)) {
			const fallbackState = snapshotState(state);
			const flowIndent = parentIndent + 1;
			if (readBlockMapping(state, state.position - state.lineStart, flowIndent, props) && state.events[fallbackState.eventsLength]?.type === EVENT_ID.MAPPING) {
				state.depth--;
				return true;
			}
			restoreState(state, fallbackState);
		}
		if (atNewLine && (ch === 33 && props.tagStart !== NO_RANGE$1 || ch === 38 && props.anchorStart !== NO_RANGE$1)) break;
		if (!readTagProperty(state, props, nodeContext === CONTEXT_FLOW_IN) && !readAnchorProperty(state, props)) break;
		if (propertyStart === null) propertyStart = propertyState;
		if (skipSeparationSpace(state, true)) {
			atNewLine = true;
			allowBlockCollections = allowBlockStyles;
			if (state.lineIndent > parentIndent) indentStatus = 1;
			else if (state.lineIndent === parentIndent) indentStatus = 0;
			else indentStatus = -1;
		} else allowBlockCollections = false;
	}
	if (allowBlockCollections) allowBlockCollections = atNewLine || allowCompact;
	if (indentStatus === 1 || nodeContext === CONTEXT_BLOCK_OUT) {
		const flowIndent = nodeContext === CONTEXT_FLOW_IN || nodeContext === CONTEXT_FLOW_OUT ? parentIndent : parentIndent + 1;
		const blockIndent = state.position - state.lineStart;
		if (indentStatus === 1) {
			if (allowBlockCollections && (readBlockSequence(state, blockIndent, props) || readBlockMapping(state, blockIndent, flowIndent, props)) || readFlowCollection(state, flowIndent, props)) hasContent = true;
			else {
				const ch = state.input.charCodeAt(state.position);
				if (propertyStart !== null && allowPropertyMapping && allowBlockStyles && !allowBlockCollections && ch !== 124 && ch !== 62) {
					const fallbackState = snapshotState(state);
					const propertyIndent = propertyStart.position - propertyStart.lineStart;
					restoreState(state, propertyStart);
					if (readBlockMapping(state, propertyIndent, flowIndent, emptyProperties()) && state.events[fallbackState.eventsLength]?.type === EVENT_ID.MAPPING) hasContent = true;
					else restoreState(state, fallbackState);
				}
				if (!hasContent && (allowBlockScalars && readBlockScalar(state, flowIndent, props) || readSingleQuotedScalar(state, flowIndent, props) || readDoubleQuotedScalar(state, flowIndent, props) || readAlias(state, props) || readPlainScalar(state, flowIndent, nodeContext, props))) hasContent = true;
			}
		} else if (indentStatus === 0) hasContent = allowBlockCollections && readBlockSequence(state, blockIndent, props);
	}
	allowBlockScalars = allowBlockScalars && !hasContent;
	if (!hasContent && (props.anchorStart !== NO_RANGE$1 || props.tagStart !== NO_RANGE$1 || allowBlockScalars)) {
		addScalarEvent(state, NO_RANGE$1, NO_RANGE$1, props.anchorStart, props.anchorEnd, props.tagStart, props.tagEnd, SCALAR_STYLE.PLAIN);
		hasContent = true;
	}
	state.depth--;
	return hasContent || props.anchorStart !== NO_RANGE$1 || props.tagStart !== NO_RANGE$1;
}
function readDirective(state) {
	if (state.lineIndent > 0 || state.input.charCodeAt(state.position) !== 37) return false;
	state.position++;
	const nameStart = state.position;
	while (state.input.charCodeAt(state.position) !== 0 && !isWsOrEol(state.input.charCodeAt(state.position))) state.position++;
	const name = state.input.slice(nameStart, state.position);
	const args = [];
	if (name.length === 0) throwError(state, "directive name must not be less than one character in length");
	while (state.input.charCodeAt(state.position) !== 0 && !isEol(state.input.charCodeAt(state.position))) {
		while (isWhiteSpace(state.input.charCodeAt(state.position))) state.position++;
		if (state.input.charCodeAt(state.position) === 35 || isEol(state.input.charCodeAt(state.position)) || state.input.charCodeAt(state.position) === 0) break;
		const start = state.position;
		while (state.input.charCodeAt(state.position) !== 0 && !isWsOrEol(state.input.charCodeAt(state.position))) state.position++;
		args.push(state.input.slice(start, state.position));
	}
	if (isEol(state.input.charCodeAt(state.position))) consumeLineBreak(state);
	if (name === "YAML") {
		if (state.directives.some((directive) => directive.kind === "yaml")) throwError(state, "duplication of %YAML directive");
		if (args.length !== 1) throwError(state, "YAML directive accepts exactly one argument");
		const match = /^([0-9]+)\.([0-9]+)$/.exec(args[0]);
		if (match === null) throwError(state, "ill-formed argument of the YAML directive");
		if (parseInt(match[1], 10) !== 1) throwError(state, "unacceptable YAML version of the document");
		state.directives.push({
			kind: "yaml",
			version: args[0]
		});
	} else if (name === "TAG") {
		if (args.length !== 2) throwError(state, "TAG directive accepts exactly two arguments");
		const [handle, prefix] = args;
		if (!PATTERN_TAG_HANDLE.test(handle)) throwError(state, "ill-formed tag handle (first argument) of the TAG directive");
		if (HAS_OWN.call(state.tagHandlers, handle)) throwError(state, `there is a previously declared suffix for "${handle}" tag handle`);
		if (!PATTERN_TAG_PREFIX.test(prefix)) throwError(state, "ill-formed tag prefix (second argument) of the TAG directive");
		state.tagHandlers[handle] = prefix;
		state.directives.push({
			kind: "tag",
			handle,
			prefix
		});
	}
	return true;
}
function readDocument$1(state) {
	state.directives = [];
	state.tagHandlers = Object.create(null);
	let hasDirectives = false;
	skipSeparationSpace(state, true);
	while (readDirective(state)) {
		hasDirectives = true;
		skipSeparationSpace(state, true);
	}
	let explicitStart = false;
	let explicitEnd = false;
	let allowCompact = true;
	if (state.lineIndent === 0 && state.input.charCodeAt(state.position) === 45 && state.input.charCodeAt(state.position + 1) === 45 && state.input.charCodeAt(state.position + 2) === 45 && isWsOrEolOrEnd(state.input.charCodeAt(state.position + 3))) {
		explicitStart = true;
		const markerLine = state.line;
		state.position += 3;
		skipSeparationSpace(state, true);
		allowCompact = state.line > markerLine;
	} else if (hasDirectives) throwError(state, "directives end mark is expected");
	const documentEventIndex = state.events.length;
	if (!explicitStart && state.position === state.lineStart && state.input.charCodeAt(state.position) === 46 && testDocumentSeparator(state)) {
		state.position += 3;
		skipSeparationSpace(state, true);
		return;
	}
	addDocumentEvent(state, explicitStart, false);
	if (!parseNode(state, state.lineIndent - 1, CONTEXT_BLOCK_OUT, false, allowCompact, allowCompact)) addEmptyScalarEvent(state);
	skipSeparationSpace(state, true);
	if (state.position === state.lineStart && testDocumentSeparator(state)) {
		explicitEnd = state.input.charCodeAt(state.position) === 46;
		if (explicitEnd) {
			const markerLine = state.line;
			state.position += 3;
			skipSeparationSpace(state, true);
			if (state.line === markerLine && state.position < state.length) throwError(state, "end of the stream or a document separator is expected");
		}
	}
	const documentEvent = state.events[documentEventIndex];
	if (documentEvent?.type === EVENT_ID.DOCUMENT) documentEvent.explicitEnd = explicitEnd;
	addPopEvent(state);
	if (!explicitEnd && state.position < state.length && !testDocumentBoundary(state)) throwError(state, "end of the stream or a document separator is expected");
}
/**
* Parses YAML into a flat event stream referencing source text by offsets.
*
* @category Events
*/
function parseEvents(input, options) {
	const length = input.length;
	const state = {
		...DEFAULT_PARSER_OPTIONS,
		...options,
		input: `${input}\0`,
		length,
		position: 0,
		line: 0,
		lineStart: 0,
		lineIndent: 0,
		firstTabInLine: -1,
		depth: 0,
		directives: [],
		tagHandlers: Object.create(null),
		events: []
	};
	const nullpos = input.indexOf("\0");
	if (nullpos !== -1) YAMLException.throwAt(input, nullpos, "null byte is not allowed in input", state.filename);
	while (state.position < state.length) {
		skipByteOrderMark(state);
		skipSeparationSpace(state, true);
		if (state.position >= state.length) break;
		const documentStart = state.position;
		readDocument$1(state);
		if (state.position === documentStart)
 /* c8 ignore next */
		throwError(state, "can not read a document");
	}
	return state.events;
}
({
	...DEFAULT_PARSER_OPTIONS,
	...DEFAULT_CONSTRUCTOR_OPTIONS
});
function hasBit(mask, bit) {
	return (mask & 1 << bit) !== 0;
}
/**
* Default scalar styling rules in application order.
* See [Scalar styling](../../docs/scalar_styling.md) for usage details.
*
* @category AST
*/
var DEFAULT_SCALAR_STYLE_RULES = {
	applyQuoteFlowKeysOption,
	doubleQuoteForInvisibles,
	doubleQuoteWhitespaceOnly,
	applyForceQuotesOption,
	tryLongOrMultilineAsBlock,
	quoteInvalidPlain,
	fallbackToDoubleQuoted
};
function _preferredQuotedStyle(layout) {
	if (layout.presenterOptions.quoteStyle === "single" && hasBit(layout.allowedStylesMask, SCALAR_STYLE.SINGLE_QUOTED)) return SCALAR_STYLE.SINGLE_QUOTED;
	return SCALAR_STYLE.DOUBLE_QUOTED;
}
function applyQuoteFlowKeysOption(layout) {
	if (!layout.presenterOptions.quoteFlowKeys) return;
	if (!layout.isKey || !layout.flowOnly || layout.style !== SCALAR_STYLE.PLAIN) return;
	layout.style = SCALAR_STYLE.DOUBLE_QUOTED;
}
function doubleQuoteForInvisibles(layout) {
	if (layout.style === SCALAR_STYLE.PLAIN && /[\t\x7F-\xA0\u2028\u2029\uFEFF\uFFFE\uFFFF]/.test(layout.node.value)) layout.style = SCALAR_STYLE.DOUBLE_QUOTED;
}
function doubleQuoteWhitespaceOnly(layout) {
	if (layout.style === SCALAR_STYLE.PLAIN && /^\s+$/.test(layout.node.value)) layout.style = SCALAR_STYLE.DOUBLE_QUOTED;
}
function applyForceQuotesOption(layout) {
	if (!layout.presenterOptions.forceQuotes) return;
	if (layout.isKey || layout.style !== SCALAR_STYLE.PLAIN) return;
	if (layout.node.tag !== layout.presenterOptions.schema.defaultScalarTag.tagName) return;
	layout.style = layout.node.value.includes("\n") ? SCALAR_STYLE.DOUBLE_QUOTED : _preferredQuotedStyle(layout);
}
function tryLongOrMultilineAsBlock(layout) {
	if (layout.style !== SCALAR_STYLE.PLAIN || layout.isKey) return;
	const value = layout.node.value;
	const multiline = value.indexOf("\n") !== -1;
	if (!hasBit(layout.allowedStylesMask, SCALAR_STYLE.LITERAL_BLOCK)) {
		if (multiline) layout.style = SCALAR_STYLE.DOUBLE_QUOTED;
		return;
	}
	const w = layout.presenterOptions.lineWidth;
	if (w === -1) {
		if (multiline) layout.style = SCALAR_STYLE.LITERAL_BLOCK;
		return;
	}
	const availableWidth = Math.max(Math.min(w, 40), w - layout.shiftOfContent);
	let position = 0;
	let shouldFold = false;
	while (position <= value.length) {
		let lineEnd = value.length;
		const nextLineBreak = value.indexOf("\n", position);
		if (nextLineBreak !== -1) lineEnd = nextLineBreak;
		const line = value.slice(position, lineEnd);
		if (line.length > availableWidth && line[0] !== " " && / [^ \t]/.test(line)) shouldFold = true;
		if (nextLineBreak === -1) break;
		position = nextLineBreak + 1;
	}
	if (shouldFold) layout.style = SCALAR_STYLE.FOLDED_BLOCK;
	else if (multiline) layout.style = SCALAR_STYLE.LITERAL_BLOCK;
}
function quoteInvalidPlain(layout) {
	if (layout.style === SCALAR_STYLE.PLAIN && !hasBit(layout.allowedStylesMask, SCALAR_STYLE.PLAIN)) layout.style = _preferredQuotedStyle(layout);
}
function fallbackToDoubleQuoted(layout) {
	if (!hasBit(layout.allowedStylesMask, layout.style)) layout.style = SCALAR_STYLE.DOUBLE_QUOTED;
}
var SRC_C_PRINTABLE = "[\\x09\\x0A\\x0D\\x20-\\x7E\\x85\\xA0-\\uD7FF\\uE000-\\uFFFD\\u{10000}-\\u{10FFFF}]";
var SRC_B_CHAR = "[\\n\\r]";
var SRC_C_BYTE_ORDER_MARK = "\\uFEFF";
var SRC_S_WHITE = "[ \\t]";
var SRC_NB_CHAR = `(?:(?!(?:${SRC_B_CHAR}|${SRC_C_BYTE_ORDER_MARK}))${SRC_C_PRINTABLE})`;
var SRC_NS_CHAR = `(?:(?!${SRC_S_WHITE})${SRC_NB_CHAR})`;
var SRC_NB_JSON = "[\\x09\\x20-\\uD7FF\\uE000-\\uFFFF\\u{10000}-\\u{10FFFF}]";
var SRC_C_INDICATOR = "[-?:,\\[\\]{}#&*!|>'\"%@`]";
var SRC_C_FLOW_INDICATOR = "[,\\[\\]{}]";
var SRC_NS_PLAIN_SAFE_FLOW_OUT = SRC_NS_CHAR;
var SRC_NS_PLAIN_SAFE_FLOW_IN = `(?:(?!${SRC_C_FLOW_INDICATOR})${SRC_NS_CHAR})`;
var SRC_NS_PLAIN_FIRST_FLOW_OUT = `(?:(?:(?!${SRC_C_INDICATOR})${SRC_NS_CHAR})|[?:-](?=${SRC_NS_PLAIN_SAFE_FLOW_OUT}))`;
var SRC_NS_PLAIN_FIRST_FLOW_IN = `(?:(?:(?!${SRC_C_INDICATOR})${SRC_NS_CHAR})|[?:-](?=${SRC_NS_PLAIN_SAFE_FLOW_IN}))`;
var SRC_NS_PLAIN_CHAR_FLOW_OUT = `(?:(?:(?![:#])${SRC_NS_PLAIN_SAFE_FLOW_OUT})|:(?=${SRC_NS_PLAIN_SAFE_FLOW_OUT}))#*`;
var SRC_NS_PLAIN_CHAR_FLOW_IN = `(?:(?:(?![:#])${SRC_NS_PLAIN_SAFE_FLOW_IN})|:(?=${SRC_NS_PLAIN_SAFE_FLOW_IN}))#*`;
var SRC_NB_NS_PLAIN_IN_LINE_FLOW_OUT = `(?:${SRC_S_WHITE}*${SRC_NS_PLAIN_CHAR_FLOW_OUT})*`;
var SRC_NB_NS_PLAIN_IN_LINE_FLOW_IN = `(?:${SRC_S_WHITE}*${SRC_NS_PLAIN_CHAR_FLOW_IN})*`;
var SRC_NS_PLAIN_ONE_LINE_FLOW_OUT = `${SRC_NS_PLAIN_FIRST_FLOW_OUT}#*${SRC_NB_NS_PLAIN_IN_LINE_FLOW_OUT}`;
var SRC_NS_PLAIN_ONE_LINE_FLOW_IN = `${SRC_NS_PLAIN_FIRST_FLOW_IN}#*${SRC_NB_NS_PLAIN_IN_LINE_FLOW_IN}`;
var SRC_NS_PLAIN_ONE_LINE_BLOCK_KEY = SRC_NS_PLAIN_ONE_LINE_FLOW_OUT;
var SRC_NS_PLAIN_ONE_LINE_FLOW_KEY = SRC_NS_PLAIN_ONE_LINE_FLOW_IN;
var SRC_S_NS_PLAIN_NEXT_LINE_FLOW_OUT = `\\n+${SRC_NS_PLAIN_CHAR_FLOW_OUT}${SRC_NB_NS_PLAIN_IN_LINE_FLOW_OUT}`;
var SRC_S_NS_PLAIN_NEXT_LINE_FLOW_IN = `\\n+${SRC_NS_PLAIN_CHAR_FLOW_IN}${SRC_NB_NS_PLAIN_IN_LINE_FLOW_IN}`;
var SRC_NS_PLAIN_MULTI_LINE_FLOW_OUT = `${SRC_NS_PLAIN_ONE_LINE_FLOW_OUT}(?:${SRC_S_NS_PLAIN_NEXT_LINE_FLOW_OUT})*`;
var SRC_NS_PLAIN_MULTI_LINE_FLOW_IN = `${SRC_NS_PLAIN_ONE_LINE_FLOW_IN}(?:${SRC_S_NS_PLAIN_NEXT_LINE_FLOW_IN})*`;
new RegExp(`^(?:${SRC_NS_PLAIN_MULTI_LINE_FLOW_OUT})$`, "u");
new RegExp(`^(?:${SRC_NS_PLAIN_MULTI_LINE_FLOW_IN})$`, "u");
new RegExp(`^(?:${SRC_NS_PLAIN_ONE_LINE_BLOCK_KEY})$`, "u");
new RegExp(`^(?:${SRC_NS_PLAIN_ONE_LINE_FLOW_KEY})$`, "u");
new RegExp(`^(?:${SRC_NB_JSON})*$`, "u");
new RegExp(`^(?:${SRC_NB_JSON}|\\n)*$`, "u");
new RegExp(`^(?:${SRC_NB_CHAR}|\\n)*$`, "u");
Object.keys(DEFAULT_SCALAR_STYLE_RULES).map((name) => Reflect.get(DEFAULT_SCALAR_STYLE_RULES, name));
EVENT_ID.DOCUMENT;
EVENT_ID.SEQUENCE;
EVENT_ID.MAPPING;
EVENT_ID.SCALAR;
EVENT_ID.ALIAS;
EVENT_ID.POP;
SCALAR_STYLE.PLAIN;
SCALAR_STYLE.SINGLE_QUOTED;
SCALAR_STYLE.DOUBLE_QUOTED;
SCALAR_STYLE.LITERAL_BLOCK;
SCALAR_STYLE.FOLDED_BLOCK;
COLLECTION_STYLE.BLOCK;
COLLECTION_STYLE.FLOW;
CHOMPING_MODE.CLIP;
CHOMPING_MODE.STRIP;
CHOMPING_MODE.KEEP;
// src/mapping/yaml/yaml-offsets.ts
function keyOffsets(events, text) {
	const offsets = /* @__PURE__ */ new Map();
	const twice = [];
	const complex = [];
	const stack = [];
	for (const event of events) {
		if (event.type === EVENT_ID.POP) {
			stack.pop();
			continue;
		}
		if (event.type === EVENT_ID.DOCUMENT) continue;
		const frame = stack.at(-1);
		const isScalar = event.type === EVENT_ID.SCALAR;
		const offset = offsetOf(event);
		if (frame?.kind === "mapping" && frame.key === null && isScalar) {
			frame.key = getScalarValue(text, event);
			const first = offsets.get([...frame.path, frame.key].join("\0"));
			if (first !== void 0 && offset !== null) {
				twice.push({
					offset,
					first
				});
				frame.key += `\0${offset}`;
			}
			if (offset !== null) offsets.set([...frame.path, frame.key].join("\0"), offset);
			continue;
		}
		const isKey = frame?.kind === "mapping" && frame.key === null;
		if (isKey && event.type !== EVENT_ID.ALIAS) complex.push(offset ?? 0);
		const path = childPath(frame);
		if (isKey) frame.key = "";
		if (frame?.kind !== "mapping" && offset !== null) offsets.set(path.join("\0"), offset);
		if (!isScalar && event.type !== EVENT_ID.ALIAS) stack.push({
			path,
			kind: event.type === EVENT_ID.MAPPING ? "mapping" : "sequence",
			key: null,
			index: 0
		});
	}
	return {
		offsets,
		twice,
		complex
	};
}
/** As YAML 1.2 reads a number without quotes. */
const NUMBER$2 = /^(?:0o[0-7]+|0x[\da-f]+|[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)$/i;
function numbersReadOtherwise(events, text) {
	return events.flatMap((event) => {
		if (event.type !== EVENT_ID.SCALAR || event.style !== SCALAR_STYLE.PLAIN) return [];
		if (event.tagStart >= 0) return [];
		const written = getScalarValue(text, event);
		const read = String(Number(written));
		return NUMBER$2.test(written) && read !== written ? [{
			offset: event.valueStart,
			written,
			read
		}] : [];
	});
}
/** Blanks that are none to YAML, and characters of no width: they make another word of one that looks the same. */
const STRANGE = /[\u00A0\u2007\u202F\u200B\u2060\uFEFF]/;
/** Where one of them is in a key or a text without quotes, as copied from a web page or a letter. */
function strangeBlanks(events, text) {
	return events.flatMap((event) => {
		if (event.type !== EVENT_ID.SCALAR || event.style !== SCALAR_STYLE.PLAIN) return [];
		const at = text.slice(event.valueStart, event.valueEnd).search(STRANGE);
		return at < 0 ? [] : [event.valueStart + at];
	});
}
/** `null` for what is empty, and so stands nowhere. */
function offsetOf(event) {
	if (event.type !== EVENT_ID.SCALAR) return "start" in event ? event.start : 0;
	return event.valueStart < 0 ? null : event.valueStart;
}
/** The path of the value that comes next in this collection; moves the collection on. */
function childPath(frame) {
	if (!frame) return [];
	if (frame.kind === "sequence") return [...frame.path, String(frame.index++)];
	const path = [...frame.path, frame.key ?? ""];
	frame.key = null;
	return path;
}
/** Of the path, or of its nearest parent. */
function nearest(offsets, path) {
	for (let length = path.length; length > 0; length--) {
		const offset = offsets.get(path.slice(0, length).map(String).join("\0"));
		if (offset !== void 0) return offset;
	}
	return 0;
}
// src/mapping/yaml/yaml.ts
/** A mapping is a page or two of text; more is a mistake or an attack. */
const LONGEST_TEXT = 262144;
const DEEPEST = 20;
const ONE_DOCUMENT = (what) => `a second document begins here; a ${what} is one document, without --- in the middle`;
const FIX$1 = "Correct the YAML and run again.";
const TAB = "tab characters must not be used in indentation";
/** The parser's reasons that a person who does not know YAML well would not understand. */
const WORDS$1 = {
	[TAB]: "this line begins with a tab; YAML takes only spaces for the indentation",
	[`nesting exceeded maxDepth (${DEEPEST})`]: `more than ${DEEPEST} levels inside each other; a {what} needs five. Is a bracket missing?`,
	"deficient indentation": "this line is not indented far enough for what it belongs to; is a bracket or a quote not closed above?",
	"bad indentation of a mapping entry": "this line does not line up with the keys around it, or the one above has no blank behind its colon",
	"end of the stream or a document separator is expected": "this does not go on with what stands above; is a colon missing there, the blank behind one, or is a bracket too many?",
	"missed comma between flow collection entries": "between { and } or [ and ] a comma is missing before this, or a text with a colon has no quotes around it",
	"can not read a block mapping entry; a multiline key may not be an implicit key": "the line above, or this one, is no key with a value; is the colon missing, or the blank behind it?"
};
/**
* Parses one YAML document. Aliases are refused: a mapping does not need them, and they are how a small
* file becomes a huge value.
*
* @param what What the file is, for messages.
* @param also What else is wrong, to be told beside numbers that read as others: those leave all the rest as it was meant.
*/
function parseYaml(text, file, what = "mapping", also = () => []) {
	const positionOf = positions(text);
	const misread = misreadAt(text);
	if (misread) throw invalid(file, positionOf(misread.offset), misread.message);
	if (text.length > LONGEST_TEXT) throw invalid(file, {
		line: 1,
		column: 1
	}, `the file is longer than ${LONGEST_TEXT / 1024} KB; a ${what} takes a page or two`);
	try {
		const events = parseEvents(text, { maxDepth: DEEPEST });
		const second = events.findLastIndex((event) => event.type === EVENT_ID.DOCUMENT);
		const begin = events[second + 1];
		if (second > 0 && begin) throw invalid(file, positionOf(offsetOf(begin) ?? text.trimEnd().length), ONE_DOCUMENT(what));
		const found = keyOffsets(events, text);
		const at = ({ offset, message }) => problemAt(file, positionOf(offset), message);
		const lost = lostIn(events, text, found, {
			what,
			positionOf
		}).map(at);
		const numbers = otherNumbers(events, text).map(at);
		if (lost.length > 0) throw new ConfigurationError(told([...lost, ...numbers], file), FIX$1);
		const [value] = constructFromEvents(events, { source: text });
		const document = {
			value,
			locate: (path) => positionOf(nearest(found.offsets, path))
		};
		if (numbers.length > 0) throw new ConfigurationError(told([...numbers, ...also(document)], file), FIX$1);
		return document;
	} catch (error) {
		if (!(error instanceof YAMLException)) throw error;
		const tabs = error.reason === TAB ? [...text.matchAll(/^ *\t(?=[ \t]*[^\s#])/gm)] : [];
		if (tabs.length > 1) {
			const problems = tabs.map(({ index }) => problemAt(file, positionOf(index), inWords(TAB, what)));
			throw new ConfigurationError(told(problems, file), FIX$1);
		}
		const mark = error.mark;
		const place = mark ? {
			line: mark.line + 1,
			column: mark.column + 1
		} : {
			line: 1,
			column: 1
		};
		const before = text.split(/\r?\n/)[place.line - 1]?.slice(0, place.column - 1) ?? "";
		throw invalid(file, place, /:\s/.test(before) ? inValue(error.reason, what) : inWords(error.reason, what));
	}
}
/** What YAML allows, and would lose or take for something else than a person reads there: all of it, not the first. */
function lostIn(events, text, { offsets, twice, complex }, { what, positionOf }) {
	const aliases = events.flatMap((event) => event.type === EVENT_ID.ALIAS ? [event.anchorStart] : []);
	const lost = [...offsets].filter(([path]) => path.split("\0").at(-1) === "__proto__");
	return [
		...twice.map(({ offset, first }) => {
			return {
				offset,
				message: `this key is there already, in line ${positionOf(first).line}; one of the two would be lost`
			};
		}),
		...aliases.map((offset) => ({
			offset,
			message: ALIAS.replace("{what}", what)
		})),
		...lost.map(([, offset]) => ({
			offset,
			message: "__proto__ cannot be a key"
		})),
		...complex.map((offset) => ({
			offset,
			message: COMPLEX.replace("{what}", what)
		})),
		...strangeBlanks(events, text).map((offset) => ({
			offset,
			message: STRANGE_BLANK
		}))
	];
}
function otherNumbers(events, text) {
	return numbersReadOtherwise(events, text).map(({ offset, written, read }) => {
		return {
			offset,
			message: `${short(written)} is read as the number ${read}; put it in quotes, or write ${read}`
		};
	});
}
/** The beginning of a text that may be long, to be quoted. */
function short(text) {
	return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
/** The parser takes what it does not understand behind a key for a wrong indentation. */
function inValue(reason, what) {
	return reason === "bad indentation of a mapping entry" ? "what stands behind this key cannot be read; put a text with a colon, a quote or a sign at its beginning in quotes" : inWords(reason, what);
}
const ALIAS = "a {what} has no aliases such as *name; write the value here once more, or put the text in quotes";
const COMPLEX = "here a key is a list, or has keys of its own, and every key of a {what} is a text; put a text that begins with { or [ in quotes";
const STRANGE_BLANK = "here is a blank that YAML takes for a letter, as one that was copied from a web page or a letter is; type it anew, or put the text in quotes";
/**
* What is no YAML of a person's, and what the parser would say strange things of. A file that was not saved as UTF-8
* reads as something else than it says: `ä` of a name becomes `\uFFFD`.
*/
const FOREIGN = [
	[/\0/, "this is no text, or it is UTF-16; save the file as UTF-8"],
	[/\uFFFD/, "here is a character that is not UTF-8, as an ä or é of Windows-1252 is; save the file as UTF-8"],
	[/^(?:<{7}|={7}|>{7})/m, "here a merge was left unfinished; keep one of the two versions, and take out the lines with <<<<<<<, ======= and >>>>>>>"],
	[/(?<=^ *(?:[\w -]+:)?)\u00A0/m, STRANGE_BLANK]
];
function misreadAt(text) {
	for (const [pattern, message] of FOREIGN) {
		const offset = text.search(pattern);
		if (offset !== -1) return {
			offset,
			message
		};
	}
	return null;
}
function inWords(reason, what) {
	if (/^unknown \w+ tag/.test(reason)) return "text that begins with ! has to be in quotes";
	return WORDS$1[reason]?.replace("{what}", what) ?? reason;
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
/** Nobody fixes more at a time, and nobody reads them. */
const MOST_TOLD = 100;
/** In the order of the file; where there are too many, the first ones and how many are left out. */
function told(problems, file) {
	const sorted = problems.toSorted(byPlace);
	const more = sorted.length - MOST_TOLD;
	if (more <= 0) return sorted;
	const message = `and ${grouped(more)} more mistakes, which are told when these are fixed`;
	return [...sorted.slice(0, MOST_TOLD), {
		where: file,
		file,
		message
	}];
}
/** In the order of the file. */
function byPlace(a, b) {
	return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}
function invalid(file, position, message) {
	return new ConfigurationError([problemAt(file, position, message)], FIX$1);
}
/** Where an offset of the text is. Looking up thousands takes no longer than reading the text once. */
function positions(text) {
	const begins = [0, ...Array.from(text.matchAll(/\r\n?|\n/g), ({ index, 0: end }) => index + end.length)];
	return (offset) => {
		let line = 0;
		for (let step = 2 ** Math.ceil(Math.log2(begins.length)); step >= 1; step /= 2) if ((begins[line + step] ?? Number.POSITIVE_INFINITY) <= offset) line += step;
		return {
			line: line + 1,
			column: offset - (begins[line] ?? 0) + 1
		};
	};
}
// src/mapping/check/mistakes.ts
const MAPPING = {
	what: "mapping",
	version: 1,
	keysAt
};
/** What the schema found, in words of the file: where it is, what stands there, what should. */
function mistakes(issues, document, language = MAPPING) {
	const version = valueAt$1(document, ["version"]);
	if (isNewer(version, language)) return [tooNew(version, language)];
	return issues.flatMap((issue) => {
		if (issue.path.length === 0 && issue.code === "invalid_type") return [notAMapping(document, language)];
		if (issue.code === "unrecognized_keys") {
			const known = language.keysAt(issue.path, document);
			return issue.keys.map((key) => unknownKey(key, issue, known));
		}
		if (isWrongKind(issue)) return wrongKind(issue, document);
		if (issue.code === "invalid_key") return issue.issues.map(({ message }) => named$1(issue.path, message));
		const found = valueAt$1(document, issue.path);
		return [named$1(issue.path, found === void 0 ? "is missing" : wrongValue(issue, found))];
	});
}
/** The fields that are right on their own, of a mapping in which something is not. */
function soundFields(document) {
	const version = valueAt$1(document, ["version"]);
	const fields = valueAt$1(document, ["fields"]);
	if (isNewer(version) || typeof fields !== "object" || fields === null) return {};
	const { keyType, valueType } = mappingSchema.shape.fields;
	const sound = Object.entries(fields).flatMap(([name, field]) => {
		const parsed = valueType.safeParse(field, { jitless: true });
		return parsed.success && keyType.safeParse(name).success ? [[name, parsed.data]] : [];
	});
	return Object.fromEntries(sound);
}
function isNewer(version, { version: known } = MAPPING) {
	return typeof version === "number" && version > known;
}
function tooNew(version, { version: known, what }) {
	return {
		path: ["version"],
		message: `version ${version} is newer than this cosell-sync reads (${known}); use a newer release of it, or the ${what} of before`
	};
}
function named$1(path, message) {
	return {
		path,
		message: `${placeOf$3(path)} ${message}`
	};
}
/** `fields > status > values > won > referral > item 2`. */
function placeOf$3(path) {
	return path.map((key) => typeof key === "number" ? `item ${key + 1}` : short(String(key))).join(" > ");
}
function notAMapping(document, { what }) {
	return {
		path: [],
		message: document === void 0 || document === null ? `the ${what} is empty; its first key is version: 1` : `a ${what} is made of keys such as version: 1, this is ${shown$3(document)}`
	};
}
function unknownKey(key, { path }, known) {
	const place = path.length > 0 ? ` in ${placeOf$3(path)}` : "";
	const others = known.length > 0 ? `; there is: ${known.join(", ")}` : "";
	const message = `unknown key "${short(key)}"${place}${didYouMean(key, known) || others}`;
	return {
		path: [...path, key],
		message
	};
}
/** The keys that the language has at this place. */
function keysAt(path, document) {
	let schema = mappingSchema;
	for (const [depth, key] of path.entries()) {
		const above = withKeys(schema, valueAt$1(document, path.slice(0, depth)));
		schema = above instanceof ZodRecord ? above.valueType : above?.shape[String(key)];
	}
	const found = withKeys(schema, valueAt$1(document, path));
	return found instanceof ZodObject ? Object.keys(found.shape) : [];
}
/** What has keys in a schema: of several kinds of field the one that the value names by its `as`. */
function withKeys(schema, value) {
	if (schema instanceof ZodObject || schema instanceof ZodRecord) return schema;
	if (schema instanceof ZodOptional || schema instanceof ZodDefault || schema instanceof ZodPrefault) return withKeys(schema.unwrap(), value);
	if (!(schema instanceof ZodUnion)) return void 0;
	return schema.options.filter((option) => option instanceof ZodObject).find(({ shape: { as } }) => !as || as.safeParse(valueAt$1(value, ["as"])).success);
}
/** The `as` of a field decides which keys it has: of the others is said what is wrong for the kind that was probably meant. */
function isWrongKind(issue) {
	return issue.code === "invalid_union" && issue.path.at(-1) === "as";
}
function wrongKind({ path }, document) {
	const kind = valueAt$1(document, path);
	const kinds = path[0] === "leads" ? LEAD_FIELD_KINDS : FIELD_KINDS;
	if (kind === void 0) return [missingKind(path, document, kinds)];
	const text = typeof kind === "string" ? kind : "";
	const message = `must be one of: ${kinds.join(", ")}; this is ${shown$3(kind)}${didYouMean(text, kinds)}`;
	const meant = nearestOf(text, kinds);
	return [named$1(path, message), ...meant === null ? [] : asIf(meant, path.slice(0, -1), document)];
}
/** What would be wrong with a field of that kind. */
function asIf(kind, path, document) {
	const field = {
		...valueAt$1(document, path),
		as: kind
	};
	const { fields, leads } = mappingSchema.shape;
	const { valueType } = path[0] === "leads" ? leads.unwrap().shape.fields : fields;
	return mistakes((valueType.safeParse(field, { jitless: true }).error?.issues ?? []).map((issue) => ({
		...issue,
		path: [...path, ...issue.path]
	})), path.reduceRight((below, key) => ({ [key]: below }), field));
}
/** Keys under which the name of a property or a column stands, such as `team`. */
const PLACES = [
	"referral",
	"opportunity",
	"lead"
];
/** Until the kind is known, no other key is: what stands under a key that was misspelt is what was meant. */
function missingKind(path, document, kinds) {
	const field = path.slice(0, -1);
	const [key] = Object.entries(valueAt$1(document, field) ?? {}).find(([name, value]) => !PLACES.includes(name) && kinds.some((kind) => kind === value)) ?? [];
	if (key === void 0) return named$1(path, `is missing; it is one of: ${kinds.join(", ")}`);
	return {
		path: [...field, key],
		message: `${placeOf$3(path)} is missing; is it meant by "${short(key)}"?`
	};
}
function wrongValue(issue, found) {
	if (issue.code === "invalid_value" && issue.values.length > 1) {
		const known = issue.values.map(String);
		const meant = typeof found === "string" ? didYouMean(found, known) : "";
		return `must be one of: ${known.join(", ")}; this is ${shown$3(found)}${meant}`;
	}
	if (issue.code === "invalid_type" && issue.expected !== "tuple") {
		const hint = found === null && issue.expected === "string" ? "; put a text that begins with # in quotes" : "";
		return `must be ${EXPECTED[issue.expected] ?? issue.expected}; this is ${shown$3(found)}${hint}`;
	}
	if (issue.code === "custom" && EXPECTED.object === shown$3(found)) return issue.message;
	return `${issue.message}; this is ${shown$3(found)}`;
}
const EXPECTED = {
	string: "text",
	number: "a number",
	int: "a whole number",
	array: "a list such as [a, b]",
	object: "keys with values",
	record: "keys with values"
};
function shown$3(value) {
	if (value === null) return "empty";
	if (Array.isArray(value)) return value.length === 0 ? "an empty list" : `a list of ${value.length}`;
	if (typeof value === "object") return "keys with values";
	return short(typeof value === "number" ? String(value) : JSON.stringify(value));
}
function valueAt$1(document, path) {
	let value = document;
	for (const key of path) {
		if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return void 0;
		value = value[key];
	}
	return value;
}
const DEFAULT_MAPPING = "mappings/dynamics-365.yml";
const NAME$1 = /^[a-z0-9]([a-z0-9-]{0,58}[a-z0-9])?$/;
const url = string().refine(isHttps, "is not an https URL such as https://contoso.crm.dynamics.com");
const tenant = string().min(1, {
	error: "is empty; leave the key out to take the variable of the environment",
	abort: true
}).regex(TENANT_NAME, NO_TENANT);
const connection = strictObject({
	mapping: string().min(1, "is empty; leave the key out for the default").default(DEFAULT_MAPPING).describe("Path of its mapping file, from the root of the checkout"),
	environment: string().regex(/^[\w.-][\w. -]{0,254}$/, "is not the name of an environment: letters, digits, space, . _ and -").exactOptional().describe("Environment of the repository with its secrets and variables; its own name by default"),
	"state-branch": string().regex(BRANCH_NAME, NO_BRANCH).exactOptional().describe("Branch with its state and its audit log; cosell-sync-<name> by default"),
	"tenant-id": tenant.exactOptional().describe("Entra tenant of its Partner Center account; the variable PARTNER_CENTER_TENANT_ID by default"),
	"dataverse-url": url.exactOptional().describe("Address of its Dynamics 365 environment; the variable DATAVERSE_URL by default"),
	"dataverse-tenant-id": tenant.exactOptional().describe("Entra tenant of that environment; the variable DATAVERSE_TENANT_ID by default")
}).describe("What differs from the others and is no secret; empty when its environment has all of it");
const connectionsSchema = strictObject({
	version: literal(1, "must be 1, the only version there is").describe("Version of this language"),
	connections: record(string().regex(NAME$1, "is no name of a connection: at most 60 lower-case letters, digits and -"), connection.nullable()).describe("The connections by their names, each a Partner Center account and a CRM")
});
/** The keys that a connection may have. */
const CONNECTION_KEYS = Object.keys(connection.shape);
function isHttps(text) {
	return URL.canParse(text) && new URL(text).protocol === "https:";
}
// src/connections/sharing.ts
/** Which Partner Center account it is, as far as it can be told by what is written; see `crmOf`. */
function accountOf$1(connection) {
	return connection["tenant-id"]?.toLowerCase() ?? variableOf(connection);
}
function crmOf(connection) {
	const url = connection["dataverse-url"];
	return url === void 0 ? variableOf(connection) : new URL(url).host;
}
/** What is not given comes from the environment, whose name GitHub compares without upper and lower case. */
function variableOf({ environment }) {
	return `variable of ${environment.toLowerCase()}`;
}
/**
* Connections that have one account, or one CRM, with nothing in their mappings that says whose a deal is.
*
* @param isScoped Whether the mapping of a connection has a scope on that side.
*/
function sharingIn(connections, isScoped) {
	const groups = (what, keyOf) => [...Map.groupBy(connections, keyOf).values()].filter((group) => group.length > 1).filter((group) => !group.every((one) => isScoped(one, what === "account" ? "referrals" : "opportunities"))).map((group) => ({
		what,
		names: group.map(({ name }) => name)
	}));
	return [...groups("account", accountOf$1), ...groups("CRM", crmOf)];
}
// src/connections/load.ts
const WHAT$1 = "file of connections";
const LANGUAGE = {
	what: WHAT$1,
	version: 1,
	keysAt: (path) => path.length === 0 ? Object.keys(connectionsSchema.shape) : CONNECTION_KEYS
};
/**
* Reads a file of connections.
*
* @param text The YAML.
* @param file Its name, for messages.
* @throws ConfigurationError with every problem at its line and column.
*/
function loadConnections(text, file) {
	const document = parseYaml(text, file, WHAT$1);
	const parsed = connectionsSchema.safeParse(document.value);
	const findings = parsed.success ? crossCheck$1(parsed.data) : mistakes(parsed.error.issues, document.value, LANGUAGE);
	if (findings.length > 0 || !parsed.success) {
		const problems = findings.map(({ path, message }) => problemAt(file, document.locate(path), message));
		throw new ConfigurationError(told(problems, file), "Correct the connections; docs/connections.md describes every key.");
	}
	return {
		connections: connectionsIn(parsed.data),
		locate: ({ name }, key) => document.locate([
			"connections",
			name,
			key
		])
	};
}
/**
* Those of these names, each once, in the order of the file.
*
* @throws ConfigurationError with every name that there is not.
*/
function chosen({ connections }, wanted, file) {
	const names = connections.map(({ name }) => name);
	const problems = wanted.filter((name) => !names.includes(name)).map((name) => ({
		where: "connection",
		message: `${file} has no connection "${name}"${didYouMean(name, names)}`
	}));
	if (problems.length > 0) throw new ConfigurationError(problems, `It has: ${names.join(", ")}.`);
	return connections.filter(({ name }) => wanted.includes(name));
}
function connectionsIn({ connections }) {
	return Object.entries(connections).map(([name, given]) => {
		const { mapping = DEFAULT_MAPPING, ...rest } = given ?? {};
		return {
			name,
			mapping,
			environment: name,
			"state-branch": `cosell-sync-${name}`,
			...rest
		};
	});
}
/** What a schema cannot say: two connections that would undo each other's work. */
function crossCheck$1(document) {
	const connections = connectionsIn(document);
	if (connections.length === 0) return [{
		path: ["connections"],
		message: "connections has none; a name and its keys make one"
	}];
	const tooMany = connections.length - 256;
	const surplus = connections[256];
	return [
		...surplus ? [{
			path: ["connections", surplus.name],
			message: `${tooMany} more than the 256 jobs that a workflow can have; move some to another repository`
		}] : [],
		...namedLikeOtherJobs(connections),
		...shared(connections, branchOf, (name, first) => ({
			path: [
				"connections",
				name,
				"state-branch"
			],
			message: `${name} would have the state branch of ${first}; each connection needs its own`
		})),
		...beneathOthers(connections),
		...shared(connections, pairOf, (name, first) => ({
			path: [
				"connections",
				name,
				"dataverse-url"
			],
			message: `${name} is the same Partner Center account and CRM as ${first}; two syncs of one pair would undo each other's work`
		}))
	];
}
/** The workflow's own jobs, beside those that go by the names of connections. */
const OTHER_JOBS = ["connections", "summary"];
/** The summary knows a job by its name: it would take what became of the workflow's own for what became of the sync. */
function namedLikeOtherJobs(connections) {
	return connections.filter(({ name }) => OTHER_JOBS.includes(name)).map(({ name }) => ({
		path: ["connections", name],
		message: `${name} is the name of a job that the workflow has besides; give the connection another one`
	}));
}
/** Every connection that has something in common with an earlier one. */
function shared(connections, keyOf, found) {
	return [...Map.groupBy(connections, keyOf).values()].flatMap(([first, ...others]) => others.map(({ name }) => found(name, first?.name ?? "")));
}
/** Git keeps a branch as a file, so another one cannot lie beneath it as in a folder. */
function beneathOthers(connections) {
	const nameOf = new Map(connections.map((one) => [branchOf(one), one.name]));
	return connections.flatMap((connection) => {
		const parts = branchOf(connection).split("/");
		return parts.flatMap((_part, index) => nameOf.get(parts.slice(0, index).join("/")) ?? []).map((other) => ({
			path: [
				"connections",
				connection.name,
				"state-branch"
			],
			message: `${connection.name} would have a state branch beneath that of ${other}, which git cannot keep; give it another name`
		}));
	});
}
/** A file system without upper and lower case keeps two such branches in one place. */
function branchOf(connection) {
	return connection["state-branch"].toLowerCase();
}
function pairOf(connection) {
	return JSON.stringify([accountOf$1(connection), crmOf(connection)]);
}
// src/connections/proposed.ts
/** @param text The file in force, or `null` when there is none: then nothing was connected by it. */
function connectionsInForce(text, file) {
	if (text === null) return [];
	try {
		return loadConnections(text, file).connections;
	} catch (error) {
		if (!(error instanceof ConfigurationError)) throw error;
		return null;
	}
}
/** What a key falls back to counts as given: to write it out changes nothing. */
function proposalOf(proposed, inForce) {
	if (!inForce) return { kind: "unknown" };
	const before = inForce.find(({ name }) => name === proposed.name);
	if (!before) return { kind: "new" };
	const [one, other] = [{ ...before }, { ...proposed }];
	const keys = CONNECTION_KEYS.filter((key) => key !== "mapping" && one?.[key] !== other?.[key]);
	return keys.length > 0 ? {
		kind: "moved",
		keys
	} : {
		kind: "kept",
		mapping: before.mapping
	};
}
// src/report/review-made.ts
/** How many records of each kind are made. */
function madeLines({ creates }) {
	return MADE.flatMap((made) => {
		const number = (kind) => creates[kind].filter((one) => madeBy$1(one) === made).length;
		const [added, removed, kept] = [
			number("added"),
			number("removed"),
			number("kept")
		];
		return added + removed + kept === 0 ? [] : [`New ${made}: ${sums(added, removed, kept)}`];
	});
}
const MADE = [
	"opportunities",
	...OTHER_TABLES.map((table) => `${table}s`),
	"referrals",
	"requests for Microsoft's help"
];
/** The kind of record that a change makes, as one of `MADE`. */
function madeBy$1({ action, row }) {
	if (action === "share") return "referrals";
	if (action === "invite") return "requests for Microsoft's help";
	return row ? `${row.table}s` : "opportunities";
}
function sums(added, removed, kept) {
	return `${grouped(added)} by this change, ${grouped(removed)} no longer, ${grouped(kept)} anyway.`;
}
// src/report/review-scope.ts
/** A deal in step is written by neither mapping, and one out of scope by none, so nothing else in a review speaks of them. */
function scopeText$1({ scope, result: { notices = [] } }) {
	return joined([(scope && `Open linked deals that leave the scope, and are left alone on both sides from then on: ${grouped(scope.leave)}. That come into it: ${grouped(scope.enter)}.`) ?? "", ...notices.map(sentence)], "\n\n");
}
// src/report/validation.ts
/** What `validate` found, as Markdown. */
function validationSummary(checked) {
	const problems = checked.flatMap((one) => one.problems);
	const warnings = checked.flatMap((one) => one.warnings);
	const notices = checked.flatMap((one) => one.notices);
	return reportOf([
		`## Co-sell validate: ${validationHeadline(checked)}`,
		table([
			"Mapping",
			"Fields",
			"Result"
		], checked.map((one) => [
			cell(one.file),
			one.fields > 0 ? String(one.fields) : "",
			resultOf$4(one)
		])),
		section$1("Mistakes", problems),
		section$1("Warnings", warnings),
		section$1("Worth tidying", notices),
		digestsSection(checked.flatMap((one) => one.digests))
	]);
}
/** The same for a terminal: a line for each problem, as compilers write them, and the sum. */
function validationText(checked) {
	return `${[...checked.flatMap(({ problems, warnings, notices, digests }) => [
		...problems.map(({ where, message }) => `${where}: ${message}`),
		...warnings.map(({ where, message }) => `${where}: warning: ${message}`),
		...notices.map(({ where, message }) => `${where}: notice: ${message}`),
		...digests.map(({ name, digest }) => `${name}: digest ${digest}`)
	]), validationHeadline(checked)].join("\n")}\n`;
}
/** In one line. */
function validationHeadline(checked) {
	const problems = checked.flatMap((one) => one.problems).length;
	const warnings = checked.flatMap((one) => one.warnings).length;
	const also = warnings > 0 ? `, ${count(warnings, "warning")}` : "";
	return `${problems > 0 ? count(problems, "mistake") : "no mistakes"} in ${count(checked.length, "mapping")}${also}`;
}
function resultOf$4({ problems, warnings }) {
	if (problems.length > 0) return `✘ ${count(problems.length, "mistake")}`;
	return warnings.length > 0 ? `✔ ${count(warnings.length, "warning")}` : "✔";
}
function digestsSection(digests) {
	if (digests.length === 0) return "";
	return `### In the audit log\n\n${table(["Mapping", "Digest"], digests.map(({ name, digest }) => [cell(name, 300), `\`${digest}\``]))}`;
}
/** Each problem with its place, up to so many; nothing where there is none. */
function section$1(title, problems, most = problems.length) {
	if (problems.length === 0) return "";
	const shown = problems.slice(0, most).map(({ where, message }) => `${cell(where)}: ${cell(message, 400)}`);
	const more = problems.length > most ? [`and ${grouped(problems.length - most)} more`] : [];
	return `### ${title}\n\n${[...shown, ...more].map((line) => `- ${line}`).join("\n")}`;
}
// src/report/review.ts
const MOST_DOUBTS = 10;
/** The report on a pull request that changes a mapping, as Markdown. */
function reviewReport(reviewed, options, examples = 3) {
	const { comparison, refusal } = reviewed;
	return reportOf([
		reviewTitle(options.subject, reviewHeadline(reviewed)),
		options.onTop === null ? "" : onTopText(options.onTop),
		options.alone ?? "",
		refusal === null ? "" : `> **A sync would refuse this.** ${cell(refusal, 600)} To let it through, run *Sync* with the plan digest below as \`expected-plan-digest\`.`,
		section$1("Worth checking", options.doubts, MOST_DOUBTS),
		scopeText$1(reviewed),
		fieldsSection(comparison, options, examples),
		madeSection(reviewed),
		conflictsSection(comparison, options, examples),
		heldSection$1(comparison, options, examples),
		anywaySection(comparison),
		footer$1(reviewed, options)
	]);
}
function onTopText({ into, inForce }) {
	return `This pull request goes to ${code(into)}, and syncs run with what ${code(inForce)} has. So what follows is the effect of both: of this pull request, and of what ${code(into)} changes already.`;
}
/** The first line of whatever is said of a mapping on a pull request. */
function reviewTitle(subject, told) {
	return `## Co-sell plan${"connection" in subject ? ` of ${cell(subject.connection)}` : ""}: ${told}`;
}
/** The effect in one line. */
function reviewHeadline({ comparison, scope }) {
	const { creates, conflicts, held, questions } = comparison;
	const alone = changedBy(comparison, "added");
	const gone = changedBy(comparison, "removed");
	const anyway = changedBy(comparison, "kept");
	const made = (action) => creates.added.filter((one) => one.action === action).length;
	return joined([
		alone === 0 ? "this change writes nothing" : `this change writes ${count(alone, "record")}`,
		gone > 0 ? `no longer writes ${grouped(gone)}` : "",
		anyway > 0 ? `${grouped(anyway)} would be written anyway` : "",
		made("share") > 0 ? count(made("share"), "new referral") : "",
		made("invite") > 0 ? `asks for Microsoft's help with ${grouped(made("invite"))}` : "",
		scope && scope.leave > 0 ? `leaves ${count(scope.leave, "open deal")} alone` : "",
		conflicts.added.length > 0 ? `${count(conflicts.added.length, "new conflict")}` : "",
		conflicts.removed.length > 0 ? `clears ${count(conflicts.removed.length, "conflict")}` : "",
		held.added.length + questions.added.length > 0 ? `${grouped(held.added.length + questions.added.length)} held` : ""
	], ", ");
}
/** How many records have at least one such write, new ones included. */
function changedBy({ fields, creates }, kind) {
	const records = [...fields.flatMap((field) => field[kind].map(({ link }) => `${field.side}/${field.table ?? ""}/${link.referral}`)), ...creates[kind].map(({ side, link, row }) => `${side}/${row?.table ?? ""}/${link.referral}`)];
	return new Set(records).size;
}
function fieldsSection({ fields }, options, examples) {
	const rows = fields.filter(isChanged).map((effect) => [
		`**${cell(effect.field)}**${newText(options.news.get(effect.field))}`,
		systemOf(effect),
		addedText(effect),
		grouped(effect.removed.length),
		grouped(effect.kept.length),
		...examples > 0 ? [examplesOf(effect, options, examples)] : []
	]);
	if (rows.length === 0) return "";
	return `### Fields\n\nHow many records would have each field written.\n\n${table([
		"Field",
		"Written to",
		"By this change",
		"No longer",
		"Anyway",
		...examples > 0 ? ["Examples"] : []
	], rows, 100)}`;
}
/** What the change has nothing to do with: behind all else, where it does not hide what it does. */
function anywaySection({ fields }) {
	const rows = fields.filter((effect) => !isChanged(effect)).map((effect) => [
		cell(effect.field),
		systemOf(effect),
		grouped(effect.kept.length)
	]);
	if (rows.length === 0) return "";
	return `### Written anyway\n\nThe next sync writes these with or without this change.\n\n${table([
		"Field",
		"Written to",
		"Records"
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
	const all = grouped(added.length);
	return over > 0 ? `${all} (${grouped(over)} over what stands there)` : all;
}
function examplesOf({ added }, { visible, crm }, most) {
	return added.slice(0, most).map((write) => `${dealOf(write.link, crm)} ${visible.has(write.field) ? movement(write) : "(hidden)"}`).join("<br>");
}
function movement({ from, to }) {
	return from === void 0 ? value(to) : `${value(from)} → ${value(to)}`;
}
function madeSection({ result, comparison }) {
	const { later } = result.plan;
	const beyond = later ? [`Left for later runs: ${laterText(later)}, more than one run takes up.`] : [];
	return [...madeLines(comparison), ...beyond].join("  \n");
}
function conflictsSection({ conflicts }, { news, crm }, examples) {
	const { added, removed, kept } = conflicts;
	const rows = byField([
		...added.map(({ field, link }) => ({
			field,
			link,
			what: "added"
		})),
		...removed.map(({ field, link }) => ({
			field,
			link,
			what: "removed"
		})),
		...kept.map(({ field, link }) => ({
			field,
			link,
			what: "kept"
		}))
	]).map(([field, own]) => [`${cell(field)}${newText(news.get(field))}`, ...[
		"added",
		"removed",
		"kept"
	].map((kind) => {
		const deals = own.filter(({ what }) => what === kind);
		const links = deals.slice(0, kind === "kept" ? 0 : examples).map(({ link }) => dealOf(link, crm));
		return [grouped(deals.length), ...links].join(" ");
	})]);
	return rows.length === 0 ? "" : `### Conflicts\n\n${table([
		"Field",
		"Appear",
		"Vanish",
		"Stay"
	], rows)}`;
}
function byField(items) {
	return [...Map.groupBy(items, ({ field }) => field)].sort(by(([field]) => field));
}
function heldSection$1({ held, questions }, { crm }, examples) {
	const reasons = (kind) => [...held[kind].map(({ link, field, reason }) => ({
		deal: dealOf(link, crm),
		field: field ?? "",
		reason
	})), ...questions[kind].map(({ referral, text }) => ({
		deal: dealLink(referral),
		field: "",
		reason: text
	}))];
	const rows = reasons("added").map(({ deal, field, reason }) => [
		deal,
		cell(field),
		sentence(reason)
	]);
	const gone = reasons("removed").length;
	const stay = reasons("kept").length;
	if (rows.length + gone + stay === 0) return "";
	return `### Held back\n\n${sums(rows.length, gone, stay)}${rows.length > 0 && examples > 0 ? `\n\n${table([
		"Deal",
		"Field",
		"Why"
	], rows, examples * 5)}` : ""}`;
}
/** Partner Center takes one update each; Dataverse several rows in one request, which it counts one by one. */
function footer$1({ result, comparison }, { mappingFile }) {
	const { changes } = result.plan;
	const referrals = changes.filter((change) => change.side === "referral").length;
	const { before, after } = comparison.notes;
	const requests = SYSTEMS.map((system) => `${system} ${result.requests[system]}`).join(" · ");
	return joined([
		`A sync of all this sends ${count(referrals, "request")} to Partner Center and ${count(changes.length - referrals, "operation")} to the CRM, besides reading.`,
		after > 0 ? `Opportunities in which only the sync's own columns change: ${grouped(after)} (${grouped(before)} without this change).` : "",
		`Requests of this plan: ${requests}`,
		`Plan digest: \`${result.digest}\``,
		`Mapping: ${code(mappingFile)}, digest \`${result.mappingDigest}\``
	], "  \n");
}
function systemOf({ side, table }) {
	if (side === "referral") return "Partner Center";
	return table === null ? "CRM" : `CRM ${table}`;
}
// src/report/comment.ts
/** GitHub takes 65,536 characters; some room is left for how it may count them. */
const LONGEST_BODY = 65e3;
const SHORTENED = "_Shortened to fit into a comment; the job summary has all of it._\n";
/**
* Begins the comment on a pull request, and is how it is found again: one for each mapping. Of several connections each
* has its own, whatever mapping it has; what is written for a mapping has no blanks, so the two are never the same.
*/
function markerOf(subject) {
	return "connection" in subject ? `${OF_A_CONNECTION}${plain$3(subject.connection)} -->` : `${BEGINNING$1}${plain$3(subject.mappingFile)} -->`;
}
const BEGINNING$1 = "<!-- cosell-sync plan of ";
/** Begins the comment of whichever connection. */
const OF_A_CONNECTION = `${BEGINNING$1}the connection `;
/** The connection whose comment this is, or `null` when it is none. */
function connectionIn(text) {
	return new RegExp(`^<!-- cosell-sync plan of the connection ([\\w./-]+) -->`).exec(text)?.[1] ?? null;
}
function plain$3(name) {
	return name.replaceAll(/[^\w./-]/g, "_");
}
/** How a sync that is bound to a plan finds what the review has left of it; a person who quotes the digest does not write this. */
function receiptMark(digest) {
	return `<!-- reviewed-plan ${digest} `;
}
function receiptLine(digest, receipt) {
	return `${receiptMark(digest)}${receipt} -->`;
}
/** The receipt of that plan in the text of a comment, or `null`. */
function receiptIn(text, digest) {
	return new RegExp(`${receiptMark(digest)}([\\w-]+) -->`).exec(text)?.[1] ?? null;
}
/**
* The comment on a pull request: the report, as much of it as GitHub takes.
*
* @param receipt What a later sync needs to say how its plan differs. First to go, as nobody reads it here.
*/
function reviewComment(reviewed, options, receipt) {
	const marker = markerOf(options.subject);
	return [
		[reviewReport(reviewed, options, 3), receiptLine(reviewed.result.digest, receipt)],
		[reviewReport(reviewed, options, 3)],
		[reviewReport(reviewed, options, 1), SHORTENED],
		[reviewReport(reviewed, options, 0), SHORTENED],
		[
			`${reviewTitle(options.subject, reviewHeadline(reviewed))}\n`,
			digestLine(reviewed),
			SHORTENED
		]
	].map((parts) => [marker, ...parts].join("\n")).find((body) => body.length <= LONGEST_BODY) ?? marker;
}
function digestLine({ result }) {
	return `Plan digest: \`${result.digest}\`\n`;
}
/** Takes the place of an earlier plan, which no longer says anything about the mapping as it is now. */
function failureComment(subject, told) {
	const lines = told.split("\n").map((line) => `- ${cell(line, 400)}`);
	let body = [
		markerOf(subject),
		reviewTitle(subject, "there is none"),
		""
	].join("\n");
	for (const line of lines) {
		if (body.length + line.length > LONGEST_BODY) break;
		body += `\n${line}`;
	}
	return `${body}\n`;
}
/** Takes the place of the plan of a connection that an earlier push has changed. */
function withdrawnComment(connection) {
	const subject = { connection };
	return `${markerOf(subject)}\n${reviewTitle(subject, "there is nothing to review any more")}\n\nThe pull request no longer changes its mapping or its entry, or it takes the connection out.\n`;
}
// src/report/connections.ts
const CORRECT = "Correct the mappings; docs/mapping.md describes every key. Connections that have another mapping are not touched.";
/** What `connections` found, with the matrix as a workflow reads it. */
function connectionsReport({ connections, problems, sharing }) {
	const rows = connections.map((one) => [
		cell(one.name),
		cell(one.environment),
		cell(one.mapping),
		cell(one["state-branch"])
	]);
	const mistakes = problems.length === 0 ? "no mistakes" : count(problems.length, "mistake");
	const wrong = problems.map(({ where, message }) => [cell(where, 300), cell(message, 400)]);
	return [
		`## Co-sell connections: ${mistakes} in ${count(connections.length, "connection")}`,
		...wrong.length === 0 ? [] : [table(["Where", "What is wrong"], wrong), CORRECT],
		...sharing.map(sharingText),
		table([
			"Connection",
			"Environment",
			"Mapping",
			"State branch"
		], rows, rows.length),
		`\`\`\`json\n${JSON.stringify(matrixOf(connections), null, 1)}\n\`\`\`\n`
	].join("\n\n");
}
function sharingText({ what, names }) {
	const who = `**${new Intl.ListFormat("en-GB").format(names.map((name) => cell(name)))}**`;
	return what === "account" ? `${who} have one Partner Center account: each of its referrals becomes an opportunity in every one of their CRMs, until the \`scope\` of every mapping says which referrals are its own.` : `${who} have one CRM: an opportunity that a seller shares goes to whichever account is synced first, until the \`scope\` of every mapping says which opportunities are its own.`;
}
/** For `strategy.matrix` of a workflow: one job for each entry. */
function matrixOf(connections) {
	return { include: connections };
}
/**
* Which connections a pull request changes, and by what.
*
* @param outdated Why comments may stand there that an earlier push has got, or `null`.
*/
function changedReport({ all, changed, gone }, outdated) {
	const rows = changed.map(({ connection, proposal }) => [
		cell(connection.name),
		cell(changeText(proposal, connection)),
		cell(connection.environment),
		cell(connection.mapping),
		cell(connection["state-branch"])
	]);
	return reportOf([
		`## Co-sell connections: the pull request changes ${changed.length === 0 ? "none" : grouped(changed.length)} of ${grouped(all)}`,
		rows.length === 0 ? "" : table([
			"Connection",
			"What changes",
			"Environment",
			"Mapping",
			"State branch"
		], rows, rows.length),
		gone.length === 0 ? "" : `Taken out, and then no longer synced: ${gone.map((name) => cell(name)).join(", ")}.`,
		outdated === null ? "" : `Comments of earlier pushes could not be brought up to date: ${cell(outdated, 600)}`
	]);
}
function changeText(proposal, { mapping }) {
	switch (proposal.kind) {
		case "new": return "it is new";
		case "unknown": return "not known: the file in force has mistakes";
		case "moved": return proposal.keys.join(", ");
		case "kept": return proposal.mapping === mapping ? "its mapping" : `its mapping instead of ${proposal.mapping}`;
	}
}
const SIGNS = {
	refused: "✘ refused",
	failed: "✘ failed",
	died: "✘ died",
	"never ran": "✘ never ran",
	running: "… still running",
	"needs a person": "● needs a person",
	unfinished: "↻ not done yet",
	fine: "✔ in step"
};
const NEXT = {
	refused: "Look at its plan, in the summary of its job. If it is right, run this workflow by hand for it alone, with that plan's digest.",
	failed: "Fix what it says; the next run takes up everything.",
	died: "The next run finds out what was written, and goes on. If it happens again, look at its log.",
	"never ran": "A later run took its place, somebody cancelled or rejected it, or its environment waits for a reviewer.",
	running: "Look again when it has ended.",
	"needs a person": "Its own summary says what to decide.",
	unfinished: "The next run goes on by itself.",
	fine: ""
};
/** One table of all connections, the worst first, for somebody who reads no log. */
function connectionsSummary(rows) {
	return reportOf([
		`## Co-sell sync of ${count(rows.length, "connection")}: ${headline$1(rows)}`,
		table([
			"Connection",
			"Result",
			"Written",
			"Waiting",
			"Next"
		], [...rows.map(rowCells), totalCells(rows)], rows.length + 1),
		reasons(rows),
		commits(rows)
	]);
}
function headline$1(rows) {
	const bad = rows.filter(({ standing }) => SIGNS[standing].startsWith("✘")).length;
	const asking = rows.filter(({ standing }) => standing === "needs a person").length;
	const open = rows.filter(({ standing }) => standing === "unfinished" || standing === "running").length;
	return joined([
		bad > 0 ? `${bad} not synced` : "",
		asking > 0 ? `${asking} ${asking === 1 ? "needs" : "need"} a person` : "",
		open > 0 ? `${open} not done yet` : ""
	], ", ") || "all in step";
}
function rowCells(row) {
	const { connection, job, standing, numbers, seconds } = row;
	return [
		job ? linked(cell(connection.name), job.url) : cell(connection.name),
		joined([SIGNS[standing], seconds === null ? "" : `after ${duration(seconds)}`], "<br>"),
		numbers ? writtenText(numbers) : "",
		waitingText(row),
		nextOf(row)
	];
}
function totalCells(rows) {
	const sum = (of) => sumOf(rows, (row) => of(row) ?? 0);
	const waiting = sum(({ waiting: some }) => some ? some.conflicts + some.held + some.approvals + some.retried : 0);
	return [
		"**All**",
		"",
		writtenText({
			created: sum(({ numbers }) => numbers?.created),
			updated: sum(({ numbers }) => numbers?.updated),
			failed: sum(({ numbers }) => numbers?.failed)
		}),
		grouped(waiting),
		""
	];
}
/** Of this run. */
function writtenText({ created, updated, failed }) {
	return joined([
		created > 0 ? `${grouped(created)} created` : "",
		updated > 0 ? `${grouped(updated)} updated` : "",
		failed > 0 ? `${grouped(failed)} not applied` : ""
	], ", ") || "nothing";
}
function waitingText({ waiting }) {
	if (!waiting) return "";
	return joined([
		waiting.conflicts > 0 ? count(waiting.conflicts, "conflict") : "",
		waiting.approvals > 0 ? count(waiting.approvals, "approval") : "",
		waiting.held > 0 ? `${grouped(waiting.held)} held` : "",
		waiting.retried > 0 ? `${grouped(waiting.retried)} tried again` : ""
	], ", ");
}
function nextOf({ standing, numbers }) {
	return (standing === "unfinished" && numbers ? `${count(numbers.left, "change")} left. ` : "") + NEXT[standing];
}
function reasons(rows) {
	const lines = rows.flatMap(({ connection, failure, standing }) => failure ? [`- **${cell(connection.name)}** ${SIGNS[standing].slice(2)}: ${cell(failure.message, 600)}`] : []);
	return lines.length === 0 ? "" : `### Why\n\n${lines.join("\n")}`;
}
function commits(rows) {
	const named = rows.flatMap(({ connection, commit }) => commit === null ? [] : [`${cell(connection.name)} \`${shortHash(commit)}\``]);
	return named.length === 0 ? "" : `State commits: ${named.sort().join(" · ")}`;
}
/** GitHub's own address of a job; anything else stays without a link. */
function linked(text, url) {
	return URL.canParse(url) && /^https:\/\/[\w.:-]+\/[\w./-]*$/.test(url) ? `[${text}](${url})` : text;
}
function duration(seconds) {
	const minutes = Math.floor(seconds / 60);
	return minutes === 0 ? `${seconds} s` : `${minutes} min ${seconds % 60} s`;
}
// src/model/connections.ts
/** Where a run leaves its numbers on the state branch. */
const NUMBERS_FILE = "result.json";
// src/adapters/github/connections.ts
/** GitHub gives at most so many jobs at once. */
const JOBS_AT_ONCE = 100;
/** A question about more branches may take GitHub longer than the ten seconds that it allows itself. */
const BRANCHES_AT_ONCE = 50;
const number = int().nonnegative();
const numbersFile = object({
	run: string(),
	at: string(),
	created: number,
	updated: number,
	failed: number,
	left: number,
	waiting: object({
		conflicts: number,
		held: number,
		approvals: number,
		retried: number
	})
});
const step = looseObject({ status: string() });
const job = looseObject({
	name: string(),
	conclusion: string().nullable(),
	started_at: string().nullish(),
	completed_at: string().nullish(),
	html_url: string().nullish(),
	check_run_url: string(),
	steps: array(step).nullish()
});
const jobsAnswer = looseObject({
	total_count: int(),
	jobs: array(job)
});
const annotationsAnswer = array(looseObject({
	annotation_level: string(),
	title: string().nullish(),
	message: string()
}));
const REFUSED = "Refused";
const commit = object({
	oid: string(),
	file: object({ object: object({ text: string().nullish() }).nullish() }).nullish()
});
const branchesAnswer = object({ repository: record(string(), object({ target: commit.nullable() }).nullable()) });
/**
* What GitHub knows of the connections of a workflow run: a request for a hundred jobs ("List jobs for a workflow
* run"), one for the reason of each that failed ("List check run annotations"), and one for fifty state branches.
*
* @throws StateError, UnreachableError and ContractError see `openGithubApi`
*/
function openGithubConnections(options) {
	const { workflowRun } = options;
	const opened = (permission) => openGithubApi({
		...options,
		permission
	});
	const actions = opened("actions: read");
	const checks = opened("checks: read");
	const contents = opened("contents: read");
	return {
		async jobs() {
			const found = [];
			for (let page = 1;; page += 1) {
				const query = `per_page=${JOBS_AT_ONCE}&page=${page}`;
				const answer = await actions.get(jobsAnswer, `/actions/runs/${workflowRun}/jobs?${query}`);
				const { jobs } = demand$1(answer, actions);
				found.push(...jobs.map(jobOf));
				if (jobs.length < JOBS_AT_ONCE) return found;
			}
		},
		async failureOf({ checkRun }) {
			const path = `/check-runs/${checkRun}/annotations?per_page=100`;
			const failures = demand$1(await checks.get(annotationsAnswer, path), checks).filter(({ annotation_level: level }) => level === "failure");
			return failureIn$1(failures.find(({ title }) => title === REFUSED) ?? failures[0]);
		},
		async branches(names) {
			const found = /* @__PURE__ */ new Map();
			for (const some of chunksOf(names, BRANCHES_AT_ONCE)) {
				const refs = await askBranches(contents, some);
				for (const [index, name] of some.entries()) {
					const target = refs[`b${index}`]?.target;
					if (target) found.set(name, {
						commit: target.oid,
						numbers: numbersIn(target.file?.object?.text)
					});
				}
			}
			return found;
		}
	};
}
function jobOf(found) {
	const steps = found.steps ?? [];
	return {
		name: found.name,
		checkRun: Number(/\/(\d+)$/.exec(found.check_run_url)?.[1] ?? 0),
		conclusion: found.conclusion,
		began: steps.some(({ status }) => status !== "queued" && status !== "pending"),
		ended: steps.every(({ status }) => status !== "in_progress"),
		startedAt: found.started_at ?? null,
		completedAt: found.completed_at ?? null,
		url: found.html_url ?? ""
	};
}
function failureIn$1(annotation) {
	if (!annotation) return null;
	return {
		isRefusal: annotation.title === REFUSED,
		message: annotation.message
	};
}
function askBranches(api, names) {
	const fields = names.map((_name, index) => `b${index}: ref(qualifiedName: $r${index}) { target { ... on Commit { oid file(path: $path) { object { ... on Blob { text } } } } } }`);
	const refs = Object.fromEntries(names.map((branch, index) => [`r${index}`, `refs/heads/${branch}`]));
	return queryRepository(api, {
		schema: branchesAnswer,
		fields,
		variables: {
			path: NUMBERS_FILE,
			...refs
		}
	});
}
/** What somebody put there instead is no reason to hide the other connections. */
function numbersIn(text) {
	return numbersFile.safeParse(jsonIn(text ?? "")).data ?? null;
}
// src/connections/standing.ts
/** How a connection came out of a run of the workflow, the worst first. */
const STANDINGS = [
	"refused",
	"failed",
	"died",
	"never ran",
	"running",
	"needs a person",
	"unfinished",
	"fine"
];
/** @param workflowRun Number of the run of the workflow: its syncs go by it. */
function rowsOf$1(known, workflowRun) {
	return known.map((one) => rowOf$2(one, workflowRun)).sort((a, b) => rankOf$1(a) - rankOf$1(b) || byName(a, b));
}
const byName = by(({ connection }) => connection.name);
function rankOf$1({ standing }) {
	return STANDINGS.indexOf(standing);
}
function rowOf$2(known, workflowRun) {
	const { connection, job, failure, branch } = known;
	const last = branch?.numbers ?? null;
	const numbers = last?.run.startsWith(`${workflowRun}-`) ? last : null;
	const waiting = last?.waiting ?? null;
	return {
		connection,
		job,
		failure,
		standing: standingOf(known, numbers, waiting),
		numbers,
		waiting,
		commit: branch?.commit ?? null,
		seconds: secondsOf(job)
	};
}
/**
* | job | then |
* |---|---|
* | none of this name, skipped, or ended before its first step | never ran |
* | has not ended | running |
* | failed, and says that a guard refused | refused |
* | failed, and says why | failed |
* | failed without a word or in the middle of a step, timed out, cancelled on the way | died |
* | succeeded, with changes that were not begun | unfinished |
* | succeeded, with something that waits for a person | needs a person |
* | succeeded | fine |
*/
function standingOf({ job, failure }, numbers, waiting) {
	if (!job) return "never ran";
	if (job.conclusion === null) return "running";
	if (job.conclusion === "success") {
		if (numbers && numbers.left > 0) return "unfinished";
		return waiting && needsAPerson(waiting) ? "needs a person" : "fine";
	}
	if (!job.began) return "never ran";
	if (job.conclusion !== "failure" || !job.ended || !failure) return "died";
	return failure.isRefusal ? "refused" : "failed";
}
/** What was refused or failed is tried again without one. */
function needsAPerson({ conflicts, held, approvals }) {
	return conflicts + held + approvals > 0;
}
function secondsOf(job) {
	if (!job?.began || job.startedAt === null || job.completedAt === null) return null;
	return Math.max(0, Math.round((Date.parse(job.completedAt) - Date.parse(job.startedAt)) / 1e3));
}
// src/mapping/schema/finding.ts
/** Something wrong at a path; its message begins with the part of the mapping that it is about. */
function findingAt(path, message) {
	return {
		path,
		message: `${placeOf$2(path)}: ${message}`
	};
}
/** The same, where the message begins with the whole path, down to the key. */
function findingAtKey(path, message) {
	return {
		path,
		message: `${path.join(" > ")}: ${message}`
	};
}
/** The part of the mapping that a message is about: `fields > notes`. */
function placeOf$2(path) {
	return path.slice(0, path[0] === "leads" ? 3 : 2).join(" > ");
}
// src/mapping/check/become.ts
const BECOME_OPPORTUNITIES = ["referrals", "become opportunities"];
const BECOME_LEADS = [
	"leads",
	"referrals",
	"become leads"
];
/** Its row would be made open, and whoever closes the row would seem to close the deal once more. */
function checkBecoming({ referrals, leads }) {
	return [...closed(BECOME_OPPORTUNITIES, referrals["become opportunities"], "opportunity"), ...closed(BECOME_LEADS, leads?.referrals["become leads"] ?? [], "lead")];
}
function closed(path, states, row) {
	return states.flatMap((state, index) => {
		const message = `${state} is the end of a deal, and a new ${row} is open; leave it out`;
		return state.startsWith("Closed/") ? [findingAt([...path, index], message)] : [];
	});
}
/**
* Of a state that both lists name, the leads count. A referral goes from New to Active to Closed (patch-a-referral): where no
* later state is left, none of these leads becomes an opportunity by itself, which may be meant of those of the Marketplace.
*/
function foreverLeads({ referrals, leads }) {
	const [first, then] = [leads?.referrals["become leads"] ?? [], referrals["become opportunities"]];
	const state = first.findLast((one) => then.includes(one));
	const isLeft = then.some((one) => !first.includes(one) && !one.startsWith("New/"));
	if (state === void 0 || isLeft) return [];
	const message = `in ${state} such a referral is a lead, whatever become opportunities says, and no later state makes an opportunity of it: it stays a lead until a seller qualifies it; leave ${state} out here if it is to become one by itself`;
	return [findingAt([...BECOME_LEADS, first.indexOf(state)], message)];
}
// node_modules/entities/dist/decode-codepoint.js
/**
* True for NUL, UTF-16 surrogates, and values past U+10FFFF.
* @param codePoint Unicode code point to check.
*/
function isInvalidCodePoint(codePoint) {
	return codePoint === 0 || codePoint >= 55296 && codePoint <= 57343 || codePoint > 1114111;
}
/**
* Replace the given code point with U+FFFD if it is NUL (0), a surrogate, or
* outside the valid Unicode range. Code points in the C1 controls range
* (128-159) are remapped to their Windows-1252 equivalents, following the
* HTML spec. All other code points are returned unchanged.
* @param codePoint Unicode code point to convert.
*/
function replaceCodePoint(codePoint) {
	if (isInvalidCodePoint(codePoint)) return 65533;
	if (codePoint >= 128 && codePoint <= 159) return c1[codePoint - 128] || codePoint;
	return codePoint;
}
/**
* XML numeric character references are the referenced Unicode code point.
* Invalid values still become U+FFFD; the HTML Windows-1252 C1 remap is not
* applied.
* @see https://www.w3.org/TR/xml/#NT-CharRef
* @param codePoint Unicode code point to convert.
*/
function replaceCodePointXML(codePoint) {
	return isInvalidCodePoint(codePoint) ? 65533 : codePoint;
}
/**
* Convert the code point of a decoded numeric entity to a string, replacing
* invalid values.
*
* Fast path for plain BMP code points: [1..0x7F] and [0xA0..0xD7FF] pass
* `replaceCodePoint` unchanged (no NUL, C1 remap, surrogate, or out-of-range
* handling) and fit a single charCode. 0xd760 = 0xD800 (the first surrogate)
* - 0xA0.
* @param codePoint Unicode code point to convert.
*/
function codePointToString(codePoint) {
	return codePoint - 1 >>> 0 < 127 || codePoint - 160 >>> 0 < 55136 ? String.fromCharCode(codePoint) : String.fromCodePoint(replaceCodePoint(codePoint));
}
var c1;
var init_decode_codepoint = __esmMin((() => {
	c1 = [
		8364,
		0,
		8218,
		402,
		8222,
		8230,
		8224,
		8225,
		710,
		8240,
		352,
		8249,
		338,
		0,
		381,
		0,
		0,
		8216,
		8217,
		8220,
		8221,
		8226,
		8211,
		8212,
		732,
		8482,
		353,
		8250,
		339,
		0,
		382,
		376
	];
}));
// node_modules/entities/dist/generated/decode-data-html.js
var htmlDecodeData;
var init_decode_data_html = __esmMin((() => {
	htmlDecodeData = ["Q=¨`p0AEligMPacutebrevecircyfrgravelphamacrndogonpfpplyFunctionringscrsigntildeumlBackslashrvwedcyecausernoullistafropfrevescrumpeqCHcyOPYacutepitalDifferentialDyleyscaronedilirconintdotedillanterDotfrhiircleDotMinusPlusTimeslockwiseContourIntegralseCurlyDoubleQuoteQuoteolonengruentinttourIntegralpfroductunterClockwiseContourIntegralrossscrupCapDDotrahdJcyScyZcyaggerrrshvcaronyeltafriacriticalAcuteDotubleAcuteGraveTildemondfferentialDopftDotEqualubleContourIntegralDotwnArrowLeftArrowRightArrowTeeongLeftArrowRightArrowRightArrowRightArrowTeeUpArrowDownArrowVerticalBarwnArrowBarUpArrowBreveLeftRightVectorTeeVectorVectorBarRightTeeVectorVectorBarTeeArrowarrowscrtrokENGTHacutecaronircydotfrgravelementmacrptySmallSquareVerySmallSquareogonpfpsilonqualTildeilibriumscrimtaumlxistsponentialEFcyfrilledSmallSquareVerySmallSquareopfrAlluriertrfscrGJcyTammadbrevecedilircydotfrgopfreaterEqualLessFullEqualGreaterLessSlantEqualTildescrtHARDcyacektcircfrilbertSpaceopfrizontalLinescrtrokumpDownHumpEqualIEcyJligOcyacutecircydotfrgravemacrginaryIpliesntegralrsectionvisibleCommaTimesogonpftascrtildeukcymlJcircyfropfscrercyukcyKHcyJcyappacedilyfropfscrLJcyTacutembdangplacetrfrrcaronedilyeftAngleBracketrrowBarRightArrowCeilingDoubleBracketwnTeeVectorVectorBarFloorRightArrowVectorTeeArrowVectorriangleBarEqualUpDownVectorTeeVectorVectorBarVectorBararrowrightarrowssEqualGreaterFullEqualGreaterLessSlantEqualTildefrleftarrowmidotongLeftArrowRightArrowRightArrowleftarrowrightarrowrightarrowpfwerLeftArrowRightArrowscrhtroktMapcyediumSpacellintrffrinusPlusopfscruNJcyacutecaronedilyegativeMediumSpaceThickSpacenSpaceVeryThinSpacestedGreaterGreaterLessLesswLinefroBreaknBreakingSpacepftCongruentupCapDoubleVerticalBarElementqualTildexistsGreaterEqualFullEqualGreaterLessSlantEqualTildeHumpDownHumpEqualLeftTriangleBarEqualssEqualGreaterLessSlantEqualTildeNestedGreaterGreaterLessLessPrecedesEqualSlantEqualReverseElementightTriangleBarEqualSquareSubsetEqualpersetEqualubsetEqualcceedsEqualSlantEqualTildepersetEqualTildeEqualFullEqualTildeVerticalBarscrtildeuOEligacutecircydblacfrgravemacregaicronopfpenCurlyDoubleQuoteQuoterscrlashtildemesumlverBarraceketParenthesisPartialDcyfrhiilusMinusoincareplanepfrecedesEqualSlantEqualTildeimeoductportionalscriQUOTfropfscrRBarrEGacutengrrtlcaronedilyeverseElementquilibriumUpEquilibriumfrhoightAngleBracketrrowBarLeftArrowCeilingDoubleBracketwnTeeVectorVectorBarFloorTeeArrowVectorriangleBarEqualUpDownVectorTeeVectorVectorBarVectorBararrowopfundImpliesrightarrowscrhuleDelayedSHCHcycyOFTcyacutecaronedilircyfrhortDownArrowLeftArrowRightArrowUpArrowigmamallCircleopfqrtuareIntersectionSubsetEqualpersetEqualUnionscrtarubsetEqualcceedsEqualSlantEqualTildehThatmpersetEqualsetTHORNRADESHcycyabucaronedilyfrhereforetaickSpacenSpaceildeEqualFullEqualTildeopfripleDotscrtrokUacuterrocirbrcyevecircydblacfrgravemacrnderBarraceketParenthesisionPlusogonpfpArrowBarDownArrowDownArrowEquilibriumTeeArrowarrowdownarrowperLeftArrowRightArrowsilonringscrtildeumlVDashbarcydashleerbarticalBarLineSeparatorTildeyThinSpacefropfscrvdashWcircedgefropfscrXfriopfscrYAcyIcyUcyacutecircyfropfscrumlZHcyacutecaronydoteroWidthSpacetafropfscraacutebrevecEdircuteyeligfrgravelefsymphphamacrlgpndanddslopevgelemsdaabcdefghrtvbdsphtzarrogonpfpEacireidosproxeqringscrtympeqtildeumlwconintintbNotackcongepsilonprimesimeqrveewedgebrktbrkcongydquoecausemptyvpsirnoutahweenfrigcapircupodotplustimessqcuptartriangledownupuplusveewedgekarowlacklozengesquaretriangledownleftrightnkk12434ocknequivotopfttomwtiexDLRlrHDUduULRlrVHLRhlrboxdLRlrhDUduminusplustimesuLRlrvHLRhlrprimerevevbarscremiimeolbhsubulletmpEeqcacutepandbrcupcapupdotsretoncapsronedilircupssmdotedilmptyvnterdotfrhcyeckmarkiirEceqlearrowleftrightdRSastcircdashefnintmidscirlubsuitoloneqmmatpfnlementxesngdotintpfrodysrrarrossscrubepetdotudarrlreprsclarrppbrcapcapupdotorsrarrmlyeqprecsuccveewedgerenvearrowleftrightveewedwconintintylctydArrHaraggerlethrrshvbkarowlaccaronydaggerrrotseqegltamptyvfishtrharlriamondsuitsegammasinvideontimesonxjcylcornropollarpfteqdotminusplussquareublebarwedgewnarrowdownarrowsharpoonleftrightrbkarowcornropscryoltroktdotrifuarrharwanglezcyigrarreDDototacutestercaronircolonydotefDotrgravesdotlinterslsdotmacrptysetvsp134ngspogonpfparsllussilonvqcircolonsimlantgtrlessualsestivDDvparslrDotarrscrdotimtahumlroxclistpectationonentialefallingdotseqcyemalefiligligligriligjliglatligtnsnofopfrallkvpartintrac123456823534584556878slownscrgElacutemmadpbrevecircydotelqqslantsccdotollesfrggimeljcylEajnEapproxeqqsimopfravescrimeltccirdotlParquestrapproxrrdoteqlessqlesslesssimvertneqqnEhArrairsplfmiltrdcyrcirwbarcirceartsuitlliprconfrksearowwarowoarrmthtokleftarrowrightarrowpfrbarscrlashtrokybullpheniacutecircyecyxclffrgraveiiintntnfinotajligmacrgelinepartthofpedncarefintieodottcalegersrcallarhkprodocygonpftaprodquestscrinEdotsvvtildeukcymljcircyfrmathopfscrercyukcykappavcedilyfrgreenhcyjcyopfscrlAarrrrtailBarrEgHaracuteemptyvgranmbdangdlepquorrbfsfshklpplsimtltailesbarrbrkracekkeslducaronedililubydcaquorrdharusharsheftarrowtailharpoondownupleftarrowsrightarrowsharpoonssquigarrowthreetimesgqqslantsccdotorgessapproxdoteqgtrqgtrgtrsimfishtloorrgEhardulblkjcylarrcornerhardtrimidotoustachenEapproxeqqsimoangrrbrkngleftarrowrightarrowmapstorightarrowoparrowleftrightparflustimeswastbarzengefparltrarrcornerhardmtrisaquocrhimegqbuortroktccirdothreeimeslarrquestrPariefurdsharuharvertneqqnEmDDotacrletesepstodownleftuprkercommaydasheasuredanglefrhoicrodastcirdotnusbdulcpdrnplusodelspfpscrtposultimapmapnGgtvLeftarrowrightarrowltvRightarrowVDashdashablacutengpEidosproxturalsbspumpecapronedilongdotupydasheArrarhkrowdotquivsearimxistsfrgEeqqslantssimtrhArrarrparisdvjcylArrEarrdreftarrowrightarrowqqslantsssimtriemidopftinEdotvabcnivabcparallelsltolintrcueeceqrArrarrcwightarrowtriesccueerhortmidparallelimeqmidparqsubepeubEeseteqqcceqpEeseteqqtglildelgrianglelefteqrightequmerospvDashHarrapdashgetinfinlArretrierArrtriesimwArrarhkrownearoSacutestcircydashblacivotsoldeligfcirrgonravethbarmintlarrcirrossinetmacregaicrondnusopfparerplusrarrderoffmigoforslopevscrlasholtildemesasumlvbarparallelsimltcyercntiodmilptenkfrhivmmatoneitchforkvlanckhkvusacirbcirdouemnsimtwomointintpfundrEapcueecapproxcurlyeqeqnapproxeqqsimsimimesnEapsimodfalarlinesurfptosimurelscriuncspqfrintopfprimescruaternionsintesteqotrAarrrrtailBarrHaraceutedicemptyvngdelequorrapbfscfshklpplsimtlwtailionalsbarrbrkracekkeslducaronedililubydcaldharquorshealinepartsctgfishtloorrhardulovightarrowtailharpoondownupleftarrowsharpoonsrightarrowssquigarrowthreetimesngsingdotseqlarrharmmoustachenmidoangrrbrkparflustimespargtpolintrarrsaquocrhqbuorthreeimesriefltriuluharxsacutebquocEaproncueedilircnEapsimpolintsimydotbeeArrarhkrowctmiswartminusnxtfrownharpchcyyortmidparallelyigmafvmdoteqgElEneplusrarrlarrmallsetminusshpeparslidletesoftcylbarpfpadesuitrqcapsupssubeseteqpesetequareffrarrscretmnmiletarftarfraightepsilonphinsubEdotedotmultnEeplusrarrseteqqneqqimubpccapproxcurlyeqeqnapproxeqqsimsimmngp123EdotsubedothsolublarrmultnEeplusseteqqneqqimubpwArrarhkrownwarzligtargetubrkcaronedilydotelrecfrhere4foretasymvickapproxsimnspkapsimornildemesbardntoeapbotcirforksaprimeradeiangledownlefteqqrighteqdoteminusplussbtimepeziumscryhcytrokwixtoheadleftarrowrightarrowuArrHaracuterrbrcyevecircydarrblacharfishtrgraveharlrblklcornerroptrimacrlogonpfparrowdownarrowharpoonleftrightlussihlonuparrowsrcornerropingtriscrtdotilderifuarrmlwanglevArrBarvDashangrtrepsilonkappanothingphiiroptorhosigmaubsetneqqpsetneqqthetariangleleftrightcydasheebareqlliprbartfrltrinsubpopfproprtriscrubnEepnEezigzagwcircedbargeqierpfropfpreathscrxcapircupdtrifrhArrarrilArrarrmapnisodotpflustimerArrarrscrqcupuplustriveewedgeyacuteycircyenfricyopfscrucymlzacutecaronydoteetrftafrhcyigrarropfscrwjnjC(D%D($(D'%$$ED($'$'$%$'%E$/D'$F%'D(D&#,%%&&$%$)%+%%$E$F$'$&$(#'D&$(%$&4%($(E'%&%($&$)%*$%$%$+)()')($:&5-($'($%*&&&/%%&)%@$'$F$%&&#%%)$&$&$&$(%%%&$(%$$%&%$E$2.&0,.(.(&'%.$F%$&&&(%6)&+*),---&*/1---)-.&)*+,).%*,&,*'('2+,+)1&'1,)2&'&*('($F%'#&D%D($(E&%$$&$ED($)$'%1(2$'%E$)$'((&+$&%%$%D&$(%-#&$E$3)2$F%'%+$&#'D$$'($$($(%&%$$&$E$$$F$./'*,***'*-*($F$$#)$'%$$'$%$.$&%/$&%'$.'(#'$'$&D(D'%$$&$%D($$%&&*%($%&('+%/,($'%E%%$&$($'E%#(%$$E$F$F%'$'#'$&$'$(%$$E$F$F#'D$$(%'%%%+%%$(%'%$$2(',&,-'*'0).+)1&'('-,)'&*(*)(*/&/('/),))/&')-&'('-%1','*'''-'($E$$%+$($/+-'-',+-'-%E%/(-$&%$%'$$#&$%$-%*$E$+$F$&$$#'$($(%'%$$5+-.)+0%5)+%($E$)%1%%%$&,'(&4&*''+H'(&*-(-L-J-'-M-(&O*H&/2F2((%*(***G*M*(&W,K&+.H.-&1'/3F3(&O2(.I4('H,(().H.-.H(I.(&(+(+,+(&.$FD($$#(D(D'%$$($ED($'%&%($F$6,($$$FE'D(&&D&$)('+&'.#+$%$E$%$$$+$/%%$$%)+(+-+(%&%(&*-%$F%$C'$E$&$F#(D%$(%%%%'%$(%'%$$$%/+-*0$%$%$3)'-&-,(*(0*.,)2&(((&+(+))*0&0((/*,*)0&().&(($&%-$-$&%$$-#)%%$($($$%'%'%&%$$E$0(,(-(*$'$-$F$&%')/))/(+)1()($F$&$%&&)(%)+(+-+(&(%$%$&(+(&&C($'$'%%$%%$$(%'%$$E$+&%%K&)$'(((,(($F$+$F%'C)%%''$'&&D'%$$($ED($'$*)',&(.%&('$'%E$)*&*,%,%.%&((%(%,%/(-%%'&$'$F$(D&#($&$%$'($$%%'&$'*+'+,+(&-$E$F$F$(#($'$E$F$F#F$$$F$F#'$&$&D($'%$$E$F$F$&#'$($(%$$&$0%%$%$&$FC)$($$%D%$E&E&%$D'$$%DD($)&%%&$'&%E$$%&&&$&(&$%$&$&%&&)%*$*$*$*$*$*$*$&%(%*$&&'$&'$'%E$$%$%'%$%%%%%')%D'$F%$%&(%D(D&$*%&#'$*'*'('&*%%'&&)%$&''$'%$$'$()$%(%&%'%%&$&'$E$('&'%&''''(&('&&/.%&(&&&($($.()(+0'0'0(&%%&'$&%%&$E&G%%$F%$&&%'%&'$'$'$&$'$'$'$'$&%'$'$'$&$'$'$'$'$'$'$&&&%'$'$'$&$'$'$'$'$&(&'&(&%'$'$'$&$'$'$'$'$'$'$$($'E'$F%&%%'$%%'$''$&'%%%'$'$($#)%$&&&(&&'%&&&D%&&%$'&&E'%&%&(%$&D'%(E%'($E$&%&('%$$%&$&$'%'..()%*$*&*'*'&$&(&&&'$'(&$'($)$%&($&$'%'))&%%'&&&%E&&F$'%$'%&$F%%'$&$'$$'$))$%&&%%')$%$&(&&'%&&&%&D%')$&+*'(&((F&&.-(%&%&$*%&$(#'$&$(%'%%%%'$$)%&$(%$$$%(&%%(D%%&%($(%D$''$$&'&*''$%$%(%&%$F&)*&&$&$(&&$(%E%$&%(&&(&'&)%/%*'-'..($*%'&&$F&$%%%'$'%%'$$'%&$)$&%)#(%%D(%'$(%%G$%'%$$&$$$'%D$$E'%$&&$$%)%$%$&&$'%&(&($%%'%($$%%%$'%E$&'%%&%%'&'$$(&'%&&**'%'&&&%(%%)$'%&$&%&%%$%E$D&%%$&%&%,&,#0$%$($(%&&&%D$'$G$&%&%&$&$F%'&$'$$*D(($H$($($($'%($G%($($'%'%($'%&%%&$F#%%$$(%&($%$$($'%$$&$$%$%$&$&(%$&%&&)$*$&D'%$E$$%$$'$&$$%$%$%$$%%%''%$&$'$%&$F$'$&%%'$'$D$%%&%%&%'%(%*'%&&&)((&'&&$K%E#'$(%%%'%'&$'&'$$&$'$()&%'%'$E$*&($'%'%.'-%E%'$F%'%'$(%'C)$$E&%$$&E&$%%DD($$%'&%%'%&$'$'&%''''&%%%%&$$%'%&(&%'%$&&&(''&(&'$&%&%E%%$'D($F%%'$'&'$($'$$$%'$'E%#(%$$E$'$F$F%'$'#(($$(%$$E$($&$&$F$F#(%%%'$'$$%$$&$(%)%'%'%%'$'%%$E&%%'$(%'%'%'%'%'&'%%$&&&$'D$'%&%'($&%'&)$$(%'&%%%%$$&%&($%(&(%%$$%*,''..%'-'-1$,+,-'-%$%$&$&(%$&%&&)$*$&D'%&*'&'()''&'&$(%'%D$$%$$''$($%&$&$$%&%)%'%&$(%')'$%%%''%$&$'$%&$'&%%&%.+-')'-%.,(%&&D&&%(%'&&%$&'&$$&'%$'%)%&($%$%&$(%E%$%%'$'$%%&%($%'D$%%&%%&%'%'%'%(%'&$'$'$$*&'$K%E#(D&%%&$'&%$&&)')')%%'$(%$$'$/$E$%D'%$&&&&F&%&($($)$$&%%$($(%E$$$F%'$$%)%&#F%D&D$,(-%D%D&D$-$(%'$'%'%E%$&D&E&%&'%&(%*$D&%F(D$&&&%'%&(F%%%$$'$$%&%''$(%%F%'%'&E%')$$E$E%$&$'D'H&D%&%$&$$'%&%&$$%$&$%$$&$'%D%&%%%$&*(-&$'D'H&D'$%&%$&%($$&$FE$&%(D(F(%)$)$&%(%)$)$$&'('E'D%(%$&&&D'$(E$'%&(D(D%,%&($$%&&&D&D%*)+%%'$($%&%&%((%%%'D'$'F*%,D&%(E&$'D'$'F*%,D$&E'%%%.0%,(1%$$%$&&&%$(%'%E%'%E&D%(%'&D&D'F%'&G%F$'%''$(%%'#%D(%%$&G$%$$'%'%%%%%'$'$'%D$&E'%$$'%$$&$'%&&'%&%$$'%&%(&$&&$F$&%&%&$$%&%$&%(%F$F$%'%%%(%$$&E'%%D(&&)%D&$'#&F$''&&'$&$$%$(&&&&&$&'$E$%&$%'%&$$%*%$$()$'%%%'''$'&'%($'$G%'&'&$$$*%EE&$$%$%%%&%$&$')'*'%'*(&(&'&%&($%%&%&&%%&(''''&$'%%&%'$F%$$(#F$&$F$($F$-'&%&(%E%#(%%%'$'$&$F&&%&%)%%'$'$'%E&%%'%'$(%'$'%'%'%'%'&'%'$%'&%('$'%&%'($&%'&)$$(%'&%%%%$$&%(%&($%%$&'&'''$%%E$$(%'%D$''$($%$&$$,-'(./%(-,+(.(-(-%%%-$'%&%$$()'$'$'&%%&%&&D&&%($&'%%)$'$(%E%$%%&%($$(%'%%'$'$''$)$$#)$'$$%$%%&&%&%$&&%&%%&%&&%)%&%$$&'$'$$'%''$(%E%%%%'%)'$%%$E&&$'%'&$%)(+E$$'($($%$&&&$'$&$'$&$'$&%&'&'$'$/&&%)%%&%%$&$'D$(%$&$'%%E$()&&$$'(D&%(D%&($(&+%'$($(&+%%$&&($&$$'$F%'%'%'$&'$%0+&&%$%&$&&&$'&&'&%'$&'&'&&)%+$)&,$'%'%($%%')'*'%'*(&(&'&%$%%%$F$F$F$&$&&'&&$'&&'(%&'&'&%'$&'&&)%+$)&,$'%'%($$'%''$(%%'D'#)%$$&$(%'%$$&$($E$(('&%(&($%,(&&&%&&&E&$'E&($)%($%%$&%$&&&&&D'&%%$($'%)+'+'/%+$+(0%&&&$&(&'&%&'%)$F&$%&%'$'%1*-#'$&D(%%$'&&D'%$$'%'%&$(%DD($''$%&$()%&&%&$'E$$'%E$)%,%.,(%&%%'$'&%+$()%&&%&%&$F$'%'%%'$$'E%$)#'$&'$$'$(%+&(&*&&'$'(&$'%&('K/D(J/D&('..($%$'$%&&&%%'%'&$$E$'$G'D$F$'$'$F%G(D&F(D$)#($(&%($%'$E$F$$$$%'$F#'%&%%$'$E$'%&$$$'%&$&$&$'%E&&%'$'%&$F%'$(%&$&$(C)&$$'%$D%$E$&$F$F$&E%#)$(%$$&$(%%$E$&$)$F$F$%%%0@0000H8H40H000047P00P@001000@0B0HP@:H9T8P000LB8d@800@I0<110000QQ8400P10030005940@410020000Q02000@0200000@P0101@8000440400000000808000000000@00000000P`0000000040400@0004<000000000008000030000000000P020T400020@0@00000000000000000000000000P0000000400400000400220080000100000000000000000P000000000000P000000@00402000000000@00000000000000000000040000000000000", "Æ&ÁĂÂА𝔄ÀΑĀ⩓Ą𝔸⁡Å𝒜≔ÃÄ∖⫧⌆Б∵ℬΒ𝔅𝔹˘ℬ≎Ч©Ć⋒ⅅℭČÇĈ∰Ċ¸·ℭΧ⊙⊖⊕⊗∲”’∷⩴≡∯∮ℂ∐∳⨯𝒞⋓≍ⅅ⤑ЂЅЏ‡↡⫤ĎД∇Δ𝔇´˙˝`˜⋄ⅆ𝔻¨⃜≐∯¨⇓⇐⇔⫤⟸⟺⟹⇒⊨⇑⇕∥↓⤓⇵̑⥐⥞↽⥖⥟⇁⥗⊤↧⇓𝒟ĐŊÐÉĚÊЭĖ𝔈È∈Ē◻▫Ę𝔼Ε⩵≂⇌ℰ⩳ΗË∃ⅇФ𝔉◼▪𝔽∀ℱℱЃ>ΓϜĞĢĜГĠ𝔊⋙𝔾≥⋛≧⪢≷⩾≳𝒢≫Ъˇ^Ĥℌℋℍ─ℋĦ≎≏ЕĲЁÍÎИİℑÌℑĪⅈ⇒∬∫⋂⁣⁢Į𝕀ΙℐĨІÏĴЙ𝔍𝕁𝒥ЈЄХЌΚĶК𝔎𝕂𝒦Љ<ĹΛ⟪ℒ↞ĽĻЛ⟨←⇤⇆⌈⟦⥡⇃⥙⌊↔⥎⊣↤⥚⊲⧏⊴⥑⥠↿⥘↼⥒⇐⇔⋚≦≶⪡⩽≲𝔏⋘⇚Ŀ⟵⟷⟶⟸⟺⟹𝕃↙↘ℒ↰Ł≪⤅М ℳ𝔐∓𝕄ℳΜЊŃŇŅН​​​​≫≪\n𝔑⁠\xA0ℕ⫬≢≭∦∉≠≂̸∄≯≱≧̸≫̸≹⩾̸≵≎̸≏̸⋪⧏̸⋬≮≰≸≪̸⩽̸≴⪢̸⪡̸⊀⪯̸⋠∌⋫⧐̸⋭⊏̸⋢⊐̸⋣⊂⃒⊈⊁⪰̸⋡≿̸⊃⃒⊉≁≄≇≉∤𝒩ÑΝŒÓÔОŐ𝔒ÒŌΩΟ𝕆“‘⩔𝒪ØÕ⨷Ö‾⏞⎴⏜∂П𝔓ΦΠ±ℌℙ⪻≺⪯≼≾″∏∷∝𝒫Ψ\"𝔔ℚ𝒬⤐®Ŕ⟫↠⤖ŘŖРℜ∋⇋⥯ℜΡ⟩→⇥⇄⌉⟧⥝⇂⥕⌋⊢↦⥛⊳⧐⊵⥏⥜↾⥔⇀⥓⇒ℝ⥰⇛ℛ↱⧴ЩШЬŚ⪼ŠŞŜС𝔖↓←→↑Σ∘𝕊√□⊓⊏⊑⊐⊒⊔𝒮⋆⋐⋐⊆≻⪰≽≿∋∑⋑⊃⊇⋑Þ™ЋЦ	ΤŤŢТ𝔗∴Θ   ∼≃≅≈𝕋⃛𝒯ŦÚ↟⥉ЎŬÛУŰ𝔘ÙŪ_⏟⎵⏝⋃⊎Ų𝕌↑⤒⇅↕⥮⊥↥⇑⇕↖↗ϒΥŮ𝒰ŨÜ⊫⫫В⊩⫦⋁‖‖∣|❘≀ 𝔙𝕍𝒱⊪Ŵ⋀𝔚𝕎𝒲𝔛Ξ𝕏𝒳ЯЇЮÝŶЫ𝔜𝕐𝒴ŸЖŹŽЗŻ​Ζℨℤ𝒵áă∾∾̳∿â´аæ⁡𝔞àℵℵαā⨿&∧⩕⩜⩘⩚∠⦤∠∡⦨⦩⦪⦫⦬⦭⦮⦯∟⊾⦝∢Å⍼ą𝕒≈⩰⩯≊≋'≈≊å𝒶*≈≍ãä∳⨑⫭≌϶‵∽⋍⊽⌅⌅⎵⎶≌б„∵∵⦰϶ℬβℶ≬𝔟⋂◯⋃⨀⨁⨂⨆★▽△⨄⋁⋀⤍⧫▪▴▾◂▸␣▒░▓█=⃥≡⃥⌐𝕓⊥⊥⋈╗╔╖╓═╦╩╤╧╝╚╜╙║╬╣╠╫╢╟⧉╕╒┐┌─╥╨┬┴⊟⊞⊠╛╘┘└│╪╡╞┼┤├‵˘¦𝒷⁏∽⋍\\⧅⟈••≎⪮≏≏ć∩⩄⩉⩋⩇⩀∩︀⁁ˇ⩍čçĉ⩌⩐ċ¸⦲¢·𝔠ч✓✓χ○⧃ˆ≗↺↻®Ⓢ⊛⊚⊝≗⨐⫯⧂♣♣:≔≔,@∁∘∁ℂ≅⩭∮𝕔∐©℗↵✗𝒸⫏⫑⫐⫒⋯⤸⤵⋞⋟↶⤽∪⩈⩆⩊⊍⩅∪︀↷⤼⋞⋟⋎⋏¤↶↷⋎⋏∲∱⌭⇓⥥†ℸ↓‐⊣⤏˝ďдⅆ‡⇊⩷°δ⦱⥿𝔡⇃⇂⋄⋄♦♦¨ϝ⋲÷÷⋇⋇ђ⌞⌍$𝕕˙≐≑∸∔⊡⌆↓⇊⇃⇂⤐⌟⌌𝒹ѕ⧶đ⋱▿▾⇵⥯⦦џ⟿⩷≑é⩮ě≖ê≕эėⅇ≒𝔢⪚è⪖⪘⪙⏧ℓ⪕⪗ē∅∅∅   ŋ ę𝕖⋕⧣⩱εεϵ≖≕≂⪖⪕=≟≡⩸⧥≓⥱ℯ≐≂ηðë€!∃ℰⅇ≒ф♀ﬃﬀﬄ𝔣ﬁfj♭ﬂ▱ƒ𝕗∀⋔⫙⨍½⅓¼⅕⅙⅛⅔⅖¾⅗⅜⅘⅚⅝⅞⁄⌢𝒻≧⪌ǵγϝ⪆ğĝгġ≥⋛≥≧⩾⩾⪩⪀⪂⪄⋛︀⪔𝔤≫⋙ℷѓ≷⪒⪥⪤≩⪊⪊⪈⪈≩⋧𝕘`ℊ≳⪎⪐>⪧⩺⋗⦕⩼⪆⥸⋗⋛⪌≷≳≩︀≩︀⇔ ½ℋъ↔⥈↭ℏĥ♥♥…⊹𝔥⤥⤦⇿∻↩↪𝕙―𝒽ℏħ⁃‐í⁣îие¡⇔𝔦ìⅈ⨌∭⧜℩ĳīℑℐℑı⊷Ƶ∈℅∞⧝ı∫⊺ℤ⊺⨗⨼ёį𝕚ι⨼¿𝒾∈⋹⋵⋴⋳∈⁢ĩіïĵй𝔧ȷ𝕛𝒿јєκϰķк𝔨ĸхќ𝕜𝓀⇚⇐⤛⤎≦⪋⥢ĺ⦴ℒλ⟨⦑⟨⪅«←⇤⤟⤝↩↫⤹⥳↢⪫⤙⪭⪭︀⤌❲{[⦋⦏⦍ľļ⌈{л⤶“„⥧⥋↲≤←↢↽↼⇇↔⇆⇋↭⋋⋚≤≦⩽⩽⪨⩿⪁⪃⋚︀⪓⪅⋖⋚⪋≶≲⥼⌊𝔩≶⪑↽↼⥪▄љ≪⇇⌞⥫◺ŀ⎰⎰≨⪉⪉⪇⪇≨⋦⟬⇽⟦⟵⟷⟼⟶↫↬⦅𝕝⨭⨴∗_◊◊⧫(⦓⇆⌟⇋⥭‎⊿‹𝓁↰≲⪍⪏[‘‚ł<⪦⩹⋖⋋⋉⥶⩻⦖◃⊴◂⥊⥦≨︀≨︀∺¯♂✠✠↦↦↧↤↥▮⨩м—∡𝔪℧µ∣*⫰·−⊟∸⨪⫛…∓⊧𝕞∓𝓂∾μ⊸⊸⋙̸≫⃒≫̸⇍⇎⋘̸≪⃒≪̸⇏⊯⊮∇ń∠⃒≉⩰̸≋̸ŉ≉♮♮ℕ\xA0≎̸≏̸⩃ňņ≇⩭̸⩂н–≠⇗⤤↗↗≐̸≢⤨≂̸∄∄𝔫≧̸≱≱≧̸⩾̸⩾̸≵≯≯⇎↮⫲∋⋼⋺∋њ⇍≦̸↚‥≰↚↮≰≦̸⩽̸⩽̸≮≴≮⋪⋬∤𝕟¬∉⋹̸⋵̸∉⋷⋶∌∌⋾⋽∦∦⫽⃥∂̸⨔⊀⋠⪯̸⊀⪯̸⇏↛⤳̸↝̸↛⋫⋭⊁⋡⪰̸𝓃∤∦≁≄≄∤∦⋢⋣⊄⫅̸⊈⊂⃒⊈⫅̸⊁⪰̸⊅⫆̸⊉⊃⃒⊉⫆̸≹ñ≸⋪⋬⋫⋭ν#№ ⊭⤄≍⃒⊬≥⃒>⃒⧞⤂≤⃒<⃒⊴⃒⤃⊵⃒∼⃒⇖⤣↖↖⤧Ⓢó⊛⊚ôо⊝ő⨸⊙⦼œ⦿𝔬˛ò⧁⦵Ω∮↺⦾⦻‾⧀ōωο⦶⊖𝕠⦷⦹⊕∨↻⩝ℴℴªº⊶⩖⩗⩛ℴø⊘õ⊗⨶ö⌽∥¶∥⫳⫽∂п%.‰⊥‱𝔭φϕℳ☎π⋔ϖℏℎℏ+⨣⊞⨢∔⨥⩲±⨦⨧±⨕𝕡£≺⪳⪷≼⪯≺⪷≼⪯⪹⪵⋨≾′ℙ⪵⪹⋨∏⌮⌒⌓∝∝≾⊰𝓅ψ 𝔮⨌𝕢⁗𝓆ℍ⨖?≟\"⇛⇒⤜⤏⥤∽̱ŕ√⦳⟩⦒⦥⟩»→⥵⇥⤠⤳⤞↪↬⥅⥴↣↝⤚∶ℚ⤍❳}]⦌⦎⦐řŗ⌉}р⤷⥩””↳ℜℛℜℝ▭®⥽⌋𝔯⇁⇀⥬ρϱ→↣⇁⇀⇄⇌⇉↝⋌˚≓⇄⇌‏⎱⎱⫮⟭⇾⟧⦆𝕣⨮⨵)⦔⨒⇉›𝓇↱]’’⋌⋊▹⊵▸⧎⥨℞ś‚≻⪴⪸š≽⪰şŝ⪶⪺⋩⨓≿с⋅⊡⩦⇘⤥↘↘§;⤩∖∖✶𝔰⌢♯щш∣∥­σςς∼⩪≃≃⪞⪠⪝⪟≆⨤⥲←∖⨳⧤∣⌣⪪⪬⪬︀ь/⧄⌿𝕤♠♠∥⊓⊓︀⊔⊔︀⊏⊑⊏⊑⊐⊒⊐⊒□□▪▪→𝓈∖⌣⋆☆★ϵϕ¯⊂⫅⪽⊆⫃⫁⫋⊊⪿⥹⊂⊆⫅⊊⫋⫇⫕⫓≻⪸≽⪰⪺⪶⋩≿∑♪⊃¹²³⫆⪾⫘⊇⫄⟉⫗⥻⫂⫌⊋⫀⊃⊇⫆⊋⫌⫈⫔⫖⇙⤦↙↙⤪ß⌖τ⎴ťţт⃛⌕𝔱∴∴θϑϑ≈∼ ≈∼þ˜×⊠⨱⨰∭⤨⊤⌶⫱𝕥⫚⤩‴™▵▿◃⊴≜▹⊵◬≜⨺⨹⧍⨻⏢𝓉цћŧ≬↞↠⇑⥣ú↑ўŭûу⇅ű⥮⥾𝔲ù↿↾▀⌜⌜⌏◸ū¨ų𝕦↑↕↿↾⊎υϒυ⇈⌝⌝⌎ů◹𝓊⋰ũ▵▴⇈ü⦧⇕⫨⫩⊨⦜ϵϰ∅ϕϖ∝↕ϱς⊊︀⫋︀⊋︀⫌︀ϑ⊲⊳в⊢∨⊻≚⋮||𝔳⊲⊂⃒⊃⃒𝕧∝⊳𝓋⫋︀⊊︀⫌︀⊋︀⦚ŵ⩟∧≙℘𝔴𝕨℘≀≀𝓌⋂◯⋃▽𝔵⟺⟷ξ⟸⟵⟼⋻⨀𝕩⨁⨂⟹⟶𝓍⨆⨄△⋁⋀ýяŷы¥𝔶ї𝕪𝓎юÿźžзżℨζ𝔷ж⇝𝕫𝓏‍‌"];
}));
// node_modules/entities/dist/internal/decode-data-format.js
/**
* The exact 32-bit key for a name occurring at `nameStart` with `length`
* chars. Covers the first two and last two characters plus the length;
* middle characters are verified separately against the names blob.
*
* The hot decoder inlines this computation; tests assert both stay in sync
* by looking every entity up through the public API.
* @param text Text containing the name.
* @param nameStart Index of the name's first character.
* @param length Length of the name.
*/
function exactKey(text, nameStart, length) {
	return text.charCodeAt(nameStart) << 25 | text.charCodeAt(nameStart + 1) << 18 | text.charCodeAt(nameStart + length - 2) << 11 | CHAR_REMAP[text.charCodeAt(nameStart + length - 1)] << 5 | length;
}
/**
* The 10-bit (c0,c1) class index used by the probe front end. The function
* was chosen by exhaustive search over load-free mixers for minimal
* candidate-set collisions on the real entity set.
* @param c0 First char code of the candidate name.
* @param c1 Second char code.
*/
function pairIndex(c0, c1) {
	return (c0 * 3 << 3 ^ c1) & 1023;
}
/**
* First candidate bucket for a key in a table of `buckets` buckets.
* @param key Exact key.
* @param buckets Bucket count.
*/
function bucketOne(key, buckets) {
	return (Math.imul(key, BUCKET_HASH_1) >>> 16) * buckets >>> 16;
}
/**
* Second candidate bucket for a key.
* @param key Exact key.
* @param buckets Bucket count.
*/
function bucketTwo(key, buckets) {
	return (Math.imul(key, BUCKET_HASH_2) >>> 16) * buckets >>> 16;
}
/**
* Build the lookup structures from a serialized dataset.
* @param packed Serialized decode data, see `decode-data-format.ts`.
*/
function initDecodeData(packed) {
	const [data, values] = packed;
	const nameCount = data.charCodeAt(0) - 48 << 6 | data.charCodeAt(1) - 48;
	const suffixesLength = data.charCodeAt(2) - 48 << 6 | data.charCodeAt(3) - 48;
	const buckets = data.charCodeAt(4) - 48 << 6 | data.charCodeAt(5) - 48;
	const metaStart = 6 + suffixesLength;
	const choicesStart = metaStart + 2 * nameCount;
	const slotCount = 2 * buckets;
	const keys = new Int32Array(slotCount);
	const slotMidOff = new Uint16Array(slotCount);
	const slotValue = new Uint16Array(slotCount);
	const lengthBits = new Uint32Array(PAIR_TABLE_SIZE);
	const middleOffsets = /* @__PURE__ */ new Map();
	const middles = [];
	let name = "";
	let suffixOffset = 6;
	let valueOffset = 0;
	for (let index = 0; index < nameCount; index++) {
		const meta0 = data.charCodeAt(metaStart + 2 * index) - 35;
		const meta1 = data.charCodeAt(metaStart + 2 * index + 1) - 35;
		const prefixLength = meta0 & 31;
		const length = prefixLength + (meta1 & 31);
		const valueLength = (meta1 >> 5) + 1;
		name = name.slice(0, prefixLength) + data.slice(suffixOffset, suffixOffset + length - prefixLength);
		suffixOffset += length - prefixLength;
		const key = exactKey(name, 0, length);
		let slot = 2 * ((data.charCodeAt(choicesStart + Math.floor(index / 6)) - 48 & 1 << index % 6) === 0 ? bucketOne : bucketTwo)(key, buckets);
		if (keys[slot] !== 0) slot += 1;
		keys[slot] = key;
		if (length > 4) {
			const middle = name.slice(2, length - 2);
			const existing = middleOffsets.get(middle);
			if (existing === void 0) {
				middleOffsets.set(middle, middles.length);
				slotMidOff[slot] = middles.length;
				for (let middleIndex = 0; middleIndex < middle.length; middleIndex += 2) middles.push(middle.charCodeAt(middleIndex) | middle.charCodeAt(middleIndex + 1) << 16);
			} else slotMidOff[slot] = existing;
		}
		const pair = pairIndex(name.charCodeAt(0), name.charCodeAt(1));
		lengthBits[pair] |= length <= 16 ? 1 << length - 2 : 32768;
		if ((meta0 & 32) !== 0) lengthBits[pair] |= 1 << length - 2 + 16;
		slotValue[slot] = valueOffset << 2 | valueLength - 1 | (meta0 & 32) >> 4;
		valueOffset += valueLength;
	}
	return {
		keys,
		buckets,
		slotMidOff,
		slotValue,
		values,
		lengthBits,
		middles: new Uint32Array(middles)
	};
}
var BUCKET_HASH_1, BUCKET_HASH_2, PAIR_TABLE_SIZE, CHAR_REMAP;
var init_decode_data_format = __esmMin((() => {
	BUCKET_HASH_1 = 2654435761;
	BUCKET_HASH_2 = 2246822507;
	PAIR_TABLE_SIZE = 1024;
	CHAR_REMAP = (() => {
		const remap = /* @__PURE__ */ new Uint8Array(128);
		for (let code = 48; code <= 57; code++) remap[code] = code - 47;
		for (let code = 65; code <= 90; code++) remap[code] = code - 54;
		for (let code = 97; code <= 122; code++) remap[code] = code - 60;
		return remap;
	})();
}));
// node_modules/entities/dist/decode.js
var decode_exports = /* @__PURE__ */ __exportAll({
	DecodingMode: () => DecodingMode,
	HtmlEntityDecoder: () => HtmlEntityDecoder,
	XmlEntityDecoder: () => XmlEntityDecoder,
	decodeHTML: () => decodeHTML,
	decodeHTMLAttribute: () => decodeHTMLAttribute,
	decodeHTMLStrict: () => decodeHTMLStrict$1,
	decodeXML: () => decodeXML,
	replaceCodePoint: () => replaceCodePoint,
	replaceCodePointXML: () => replaceCodePointXML
});
/**
* Unsigned subtraction trick: (code - lo) >>> 0 wraps negatives to large
* values, so a single `<=` covers the entire [lo..hi] range check.
* @param code Code point to check.
*/
function isNumber(code) {
	return code - CHAR_ZERO >>> 0 <= 9;
}
function isAlphaNumeric(code) {
	return isNumber(code) || (code | TO_LOWER_BIT) - CHAR_LOWER_A >>> 0 <= 25;
}
/**
* Checks if the given character is a valid end character for an entity in an attribute.
*
* Attribute values that aren't terminated properly aren't parsed, and shouldn't lead to a parser error.
* See the example in https://html.spec.whatwg.org/multipage/parsing.html#named-character-reference-state
* @param code Code point to check.
*/
function isEntityInAttributeInvalidEnd(code) {
	return code === CHAR_EQUALS || isAlphaNumeric(code);
}
/**
* The replacement string for a packed `slotValue` entry. Most values need
* just one UTF-16 code unit.
* @param packed Replacement offset, legacy flag, and length from `htmlSlotValue`.
*/
function emitHtmlValue(packed) {
	const off = packed >> 2;
	return (packed & 1) === 0 ? htmlValues.charAt(off) : htmlValues.slice(off, off + (packed & 1) + 1);
}
/**
* Find the slot matching `text[start..start+length)`, or -1. A match proves
* every character of the span (exact key + middle comparison).
* @param text Input text.
* @param start Start of the span in `text`.
* @param length Length of the span.
*/
function findSlotHtml(text, start, length) {
	const c0 = text.charCodeAt(start);
	const c1 = text.charCodeAt(start + 1);
	const c2 = text.charCodeAt(start + length - 2);
	const c3 = text.charCodeAt(start + length - 1);
	if ((c0 | c1 | c2 | c3) > 127) return -1;
	const key = c0 << 25 | c1 << 18 | c2 << 11 | CHAR_REMAP[c3] << 5 | length;
	let slot = 2 * ((Math.imul(key, BUCKET_HASH_1) >>> 16) * htmlBuckets >>> 16);
	for (let attempt = 0;; attempt++) {
		if (htmlKeys[slot] === key && (length <= 4 || isMidMatchHtml(slot, text, start, length))) return slot;
		if (htmlKeys[slot + 1] === key && (length <= 4 || isMidMatchHtml(slot + 1, text, start, length))) return slot + 1;
		if (attempt === 1) return -1;
		slot = 2 * ((Math.imul(key, BUCKET_HASH_2) >>> 16) * htmlBuckets >>> 16);
	}
}
/**
* Compare the middle characters (positions 2..length-3) of the candidate at
* `slot` against the input. The key already proves the outer characters and
* the length. Names of length at most four are accepted by the caller.
* @param slot Slot of the candidate.
* @param text Input text.
* @param start Start of the span in `text`.
* @param length Length of the span.
*/
function isMidMatchHtml(slot, text, start, length) {
	let wordIndex = htmlSlotMidOff[slot];
	let index = start + 2;
	const end = start + length - 2;
	while (index + 1 < end) {
		if ((text.charCodeAt(index) | text.charCodeAt(index + 1) << 16) !== htmlMiddles[wordIndex++]) return false;
		index += 2;
	}
	return index === end || text.charCodeAt(index) === (htmlMiddles[wordIndex] & 65535);
}
/**
* Recover the consumed count before the next numeric parse can overwrite
* `longNumericConsumed`. This avoids allocating a tuple for each reference.
* @param packed Packed result of `parseNumericEntity`.
*/
function unpackConsumed(packed) {
	const consumed = packed >>> NUMERIC_CONSUMED_SHIFT;
	return consumed === NUMERIC_CONSUMED_OVERFLOW ? longNumericConsumed : consumed;
}
/**
* Parse a numeric entity starting right after the `#`. In legacy mode the
* terminating semicolon is optional. Returns the number of characters
* consumed (counting the `&` and `#`) packed with the code point (see
* the packing constants above), or 0 if there is no valid numeric entity at this
* position.
* @param input Input string.
* @param offset Index right after the `#`.
* @param isStrict Whether a terminating semicolon is required.
*/
function parseNumericEntity(input, offset, isStrict) {
	const inputLength = input.length;
	let index = offset;
	let codePoint = 0;
	let digitsStart;
	if ((input.charCodeAt(index) | TO_LOWER_BIT) === CHAR_LOWER_X) {
		index += 1;
		digitsStart = index;
		while (index < inputLength) {
			const char = input.charCodeAt(index);
			if (char >= 128) break;
			const digit = numericDigits[char];
			if (digit <= 15) {
				codePoint = codePoint * 16 + digit;
				index++;
			} else break;
		}
	} else {
		digitsStart = index;
		while (index < inputLength) {
			const char = input.charCodeAt(index);
			if (char >= 128) break;
			const digit = numericDigits[char];
			if (digit <= 9) {
				codePoint = codePoint * 10 + digit;
				index++;
			} else break;
		}
	}
	if (index === digitsStart) return 0;
	if (codePoint > 1114111) codePoint = 1114112;
	let consumed = index - offset + 2;
	if (index < inputLength && input.charCodeAt(index) === CHAR_SEMI) consumed += 1;
	else if (isStrict) return 0;
	if (consumed >= NUMERIC_CONSUMED_OVERFLOW) {
		longNumericConsumed = consumed;
		consumed = NUMERIC_CONSUMED_OVERFLOW;
	}
	return consumed << NUMERIC_CONSUMED_SHIFT | codePoint;
}
/**
* Find the longest legacy (semicolon-less) match for the name starting at
* `start`, using the per-class legacy length bits. Returns
* `slot << 3 | matchLength`, or -1 if there is no match. Only called after
* the exact probes failed (the miss path).
* @param input Input text.
* @param start Start of the name.
* @param maxLength Number of available run characters.
*/
function findLegacySlot(input, start, maxLength) {
	let legacy = htmlLengthBits[pairIndex(input.charCodeAt(start), input.charCodeAt(start + 1))] >>> 16 & 31;
	while (legacy !== 0) {
		const top = 31 - Math.clz32(legacy);
		legacy ^= 1 << top;
		if (top + 2 > maxLength) continue;
		const slot = findSlotHtml(input, start, top + 2);
		if (slot >= 0 && (htmlSlotValue[slot] & 2) !== 0) return slot << 3 | top + 2;
	}
	return -1;
}
/**
* Match a class containing long names without probing all its shorter lengths.
* The 32-character window bounds the scan even for invalid or unterminated runs.
* Returns `(slot << 6) | consumed`, excluding the `&`, or -1 on a miss.
* @param input Input containing the candidate name.
* @param start Start of the name.
* @param mode Decoding mode, including the rules for legacy matches.
*/
function findLongClassMatch(input, start, mode) {
	const length = input.slice(start, start + 32).indexOf(";");
	if (length - 2 >>> 0 <= 29) {
		const slot = findSlotHtml(input, start, length);
		if (slot >= 0) return slot << 6 | length + 1;
	}
	if (mode !== DecodingMode.Strict) {
		const packed = findLegacySlot(input, start, Math.min(31, input.length - start));
		if (packed >= 0) {
			const length = packed & 7;
			if (mode !== DecodingMode.Attribute || start + length >= input.length || !isEntityInAttributeInvalidEnd(input.charCodeAt(start + length))) return packed >> 3 << 6 | length;
		}
	}
	return -1;
}
/**
* Match one of XML's five predefined entities (name plus the terminating
* semicolon) at `start`. Returns `(consumedLength << 7) | codePoint` where
* `consumedLength` counts the name and the semicolon, or -1 if nothing
* matches. All five patterns are decided within five characters of `start`,
* so the entity set ships no decode data.
* @param input Input text.
* @param start Index of the name's first character (right after the `&`).
*/
function matchXmlEntity(input, start) {
	switch (input.charCodeAt(start)) {
		case CHAR_LOWER_L: return input.charCodeAt(start + 1) === CHAR_LOWER_T && input.charCodeAt(start + 2) === CHAR_SEMI ? 444 : -1;
		case CHAR_LOWER_G: return input.charCodeAt(start + 1) === CHAR_LOWER_T && input.charCodeAt(start + 2) === CHAR_SEMI ? 446 : -1;
		case CHAR_LOWER_A: {
			const c1 = input.charCodeAt(start + 1);
			const c2 = input.charCodeAt(start + 2);
			if (c1 === CHAR_LOWER_M && c2 === CHAR_LOWER_P && input.charCodeAt(start + 3) === CHAR_SEMI) return 550;
			return c1 === CHAR_LOWER_P && c2 === CHAR_LOWER_O && input.charCodeAt(start + 3) === CHAR_LOWER_S && input.charCodeAt(start + 4) === CHAR_SEMI ? 679 : -1;
		}
		case CHAR_LOWER_Q: return input.charCodeAt(start + 1) === CHAR_LOWER_U && input.charCodeAt(start + 2) === CHAR_LOWER_O && input.charCodeAt(start + 3) === CHAR_LOWER_T && input.charCodeAt(start + 4) === CHAR_SEMI ? 674 : -1;
		default: return -1;
	}
}
/**
* The next `&` to resume from after emitting a replacement, given the index
* just past it. A leaf the decoders call after every emit: the common
* adjacent-entity case (`&amp;&lt;`) skips the `indexOf` C++ call.
* @param input Input text.
* @param last Index just past the entity that was emitted.
*/
function nextOffset(input, last) {
	if (last >= input.length) return -1;
	return input.charCodeAt(last) === CHAR_AMP ? last : input.indexOf("&", last);
}
/**
* Synchronous HTML decoder, shared by all three decoding modes.
* @param input String to decode.
* @param mode Decoding mode for named entities.
*/
function decodeHtmlText(input, mode) {
	const isLegacyAllowed = mode !== DecodingMode.Strict;
	let offset = input.indexOf("&");
	if (offset < 0) return input;
	const inputLength = input.length;
	let result = "";
	let last = 0;
	do {
		const start = offset + 1;
		if (start + 1 >= inputLength) break;
		const c0 = input.charCodeAt(start);
		if (c0 === CHAR_AMP) {
			offset = start;
			continue;
		}
		if (c0 === CHAR_NUM) {
			const packed = parseNumericEntity(input, start + 1, !isLegacyAllowed);
			const consumed = unpackConsumed(packed);
			if (consumed === 0) offset = input.indexOf("&", start);
			else {
				if (last !== offset) result += input.slice(last, offset);
				result += codePointToString(packed & NUMERIC_CODE_POINT_MASK);
				last = offset + consumed;
				offset = nextOffset(input, last);
			}
			continue;
		}
		const bits = htmlLengthBits[pairIndex(c0, input.charCodeAt(start + 1))];
		if ((bits & 32768) !== 0) {
			const packed = findLongClassMatch(input, start, mode);
			if (packed >= 0) {
				if (last !== offset) result += input.slice(last, offset);
				result += emitHtmlValue(htmlSlotValue[packed >> 6]);
				last = start + (packed & 63);
				offset = nextOffset(input, last);
			} else offset = input.indexOf("&", start);
			continue;
		}
		let probed = bits & 32767;
		let matched = -1;
		while (probed !== 0) {
			const low = probed & -probed;
			probed ^= low;
			const length = 33 - Math.clz32(low);
			const end = start + length;
			if (end > inputLength) break;
			const isTerminated = end < inputLength && input.charCodeAt(end) === CHAR_SEMI;
			if (!(isTerminated || isLegacyAllowed && (bits >>> length + 14 & 1) !== 0)) continue;
			const slot = findSlotHtml(input, start, length);
			if (slot < 0) continue;
			if (isTerminated) {
				matched = slot << 6 | 32 | length + 1;
				break;
			}
			if ((htmlSlotValue[slot] & 2) !== 0) matched = slot << 6 | length;
		}
		if (matched >= 0) {
			const length = matched & 31;
			if ((matched & 32) !== 0 || mode !== DecodingMode.Attribute || start + length >= inputLength || !isEntityInAttributeInvalidEnd(input.charCodeAt(start + length))) {
				if (last !== offset) result += input.slice(last, offset);
				result += emitHtmlValue(htmlSlotValue[matched >> 6]);
				last = start + length;
				offset = nextOffset(input, last);
				continue;
			}
		}
		offset = input.indexOf("&", start + 1);
	} while (offset >= 0);
	return result + input.slice(last);
}
/**
* Decodes an HTML string.
* @param htmlString The string to decode.
* @param mode The decoding mode.
* @returns The decoded string.
*/
function decodeHTML(htmlString, mode = DecodingMode.Legacy) {
	return decodeHtmlText(htmlString, mode);
}
/**
* Decodes an HTML string in an attribute.
* @param htmlAttribute The string to decode.
* @returns The decoded string.
*/
function decodeHTMLAttribute(htmlAttribute) {
	return decodeHtmlText(htmlAttribute, DecodingMode.Attribute);
}
/**
* Decodes an HTML string, requiring all entities to be terminated by a
* semicolon.
* @param htmlString The string to decode.
* @returns The decoded string.
*/
function decodeHTMLStrict$1(htmlString) {
	return decodeHtmlText(htmlString, DecodingMode.Strict);
}
/**
* Decodes an XML string, requiring all entities to be terminated by a
* semicolon.
* @param xmlString The string to decode.
* @returns The decoded string.
*/
function decodeXML(xmlString) {
	let offset = xmlString.indexOf("&");
	if (offset < 0) return xmlString;
	let lastIndex = 0;
	let result = "";
	do {
		const start = offset + 1;
		if (start + 1 >= xmlString.length) break;
		let consumed = 0;
		let value = "";
		const c1 = xmlString.charCodeAt(start);
		if (c1 === CHAR_NUM) {
			const packed = parseNumericEntity(xmlString, start + 1, true);
			consumed = unpackConsumed(packed);
			if (consumed !== 0) {
				const codePoint = packed & NUMERIC_CODE_POINT_MASK;
				value = codePoint - 1 >>> 0 < 55295 ? String.fromCharCode(codePoint) : String.fromCodePoint(replaceCodePointXML(codePoint));
			}
		} else switch (c1) {
			case 108:
			case 103:
				if (start + 2 < xmlString.length && xmlString.charCodeAt(start + 1) === 116 && xmlString.charCodeAt(start + 2) === CHAR_SEMI) {
					consumed = 4;
					value = c1 === 108 ? "<" : ">";
				}
				break;
			case 97: {
				const c2 = xmlString.charCodeAt(start + 1);
				if (start + 3 < xmlString.length && c2 === 109 && xmlString.charCodeAt(start + 2) === 112 && xmlString.charCodeAt(start + 3) === CHAR_SEMI) {
					consumed = 5;
					value = "&";
				} else if (start + 4 < xmlString.length && c2 === 112 && xmlString.charCodeAt(start + 2) === 111 && xmlString.charCodeAt(start + 3) === 115 && xmlString.charCodeAt(start + 4) === CHAR_SEMI) {
					consumed = 6;
					value = "'";
				}
				break;
			}
			case 113: if (start + 4 < xmlString.length && xmlString.charCodeAt(start + 1) === 117 && xmlString.charCodeAt(start + 2) === 111 && xmlString.charCodeAt(start + 3) === 116 && xmlString.charCodeAt(start + 4) === CHAR_SEMI) {
				consumed = 6;
				value = "\"";
			}
		}
		if (consumed > 0) {
			if (lastIndex < offset) result += xmlString.slice(lastIndex, offset);
			result += value;
			offset = lastIndex = offset + consumed;
		} else offset = start;
		offset = offset < xmlString.length && xmlString.charCodeAt(offset) === CHAR_AMP ? offset : xmlString.indexOf("&", offset);
	} while (offset >= 0);
	return result + xmlString.slice(lastIndex);
}
/**
* Find a buffered name. Its characters were already checked as ASCII
* alphanumerics while scanning, so no outer-character range check is needed.
* @param buffer Reusable character buffer.
* @param length Number of characters to match.
*/
function findBufferedHtmlSlot(buffer, length) {
	const key = buffer[0] << 25 | buffer[1] << 18 | buffer[length - 2] << 11 | CHAR_REMAP[buffer[length - 1]] << 5 | length;
	let slot = 2 * ((Math.imul(key, BUCKET_HASH_1) >>> 16) * htmlBuckets >>> 16);
	for (let attempt = 0;; attempt++) {
		if (htmlKeys[slot] === key && (length <= 4 || isBufferedMiddle(slot, buffer, length))) return slot;
		if (htmlKeys[slot + 1] === key && (length <= 4 || isBufferedMiddle(slot + 1, buffer, length))) return slot + 1;
		if (attempt === 1) return -1;
		slot = 2 * ((Math.imul(key, BUCKET_HASH_2) >>> 16) * htmlBuckets >>> 16);
	}
}
function isBufferedMiddle(slot, buffer, length) {
	let wordIndex = htmlSlotMidOff[slot];
	let index = 2;
	const end = length - 2;
	while (index + 1 < end) {
		if ((buffer[index] | buffer[index + 1] << 16) !== htmlMiddles[wordIndex++]) return false;
		index += 2;
	}
	return index === end || buffer[index] === (htmlMiddles[wordIndex] & 65535);
}
/**
* Find the longest legacy name in the buffer, packed as `(slot << 3) | length`.
* @param buffer Reusable character buffer.
* @param length Number of buffered characters.
*/
function findBufferedLegacySlot(buffer, length) {
	let legacy = htmlLengthBits[pairIndex(buffer[0], buffer[1])] >>> 16 & 31;
	while (legacy !== 0) {
		const top = 31 - Math.clz32(legacy);
		legacy ^= 1 << top;
		if (top + 2 > length) continue;
		const slot = findBufferedHtmlSlot(buffer, top + 2);
		if (slot >= 0 && (htmlSlotValue[slot] & 2) !== 0) return slot << 3 | top + 2;
	}
	return -1;
}
/**
* Match an XML name packed in seven-bit groups, or return -1.
* @param name Packed name accumulated across chunks.
*/
function xmlCodePoint(name) {
	switch (name) {
		case 1603312: return 38;
		case 205273075: return 39;
		case 13300: return 62;
		case 13940: return 60;
		case 238909428: return 34;
		default: return -1;
	}
}
var CHAR_AMP, CHAR_NUM, CHAR_SEMI, CHAR_EQUALS, CHAR_ZERO, CHAR_LOWER_A, CHAR_LOWER_G, CHAR_LOWER_L, CHAR_LOWER_M, CHAR_LOWER_O, CHAR_LOWER_P, CHAR_LOWER_Q, CHAR_LOWER_S, CHAR_LOWER_T, CHAR_LOWER_U, CHAR_LOWER_X, CHAR_UPPER_A, TO_LOWER_BIT, DecodingMode, htmlDecode, htmlKeys, htmlBuckets, htmlSlotMidOff, htmlLengthBits, htmlMiddles, htmlSlotValue, htmlValues, NUMERIC_CONSUMED_SHIFT, NUMERIC_CODE_POINT_MASK, NUMERIC_CONSUMED_OVERFLOW, longNumericConsumed, numericDigits, STATE_ENTITY_START, STATE_NUMERIC_START, STATE_NUMERIC_DECIMAL, STATE_NUMERIC_HEX, STATE_NAMED_ENTITY, EntityDecoderBase, HtmlEntityDecoder, XmlEntityDecoder;
var init_decode = __esmMin((() => {
	init_decode_codepoint();
	init_decode_data_html();
	init_decode_data_format();
	CHAR_AMP = 38;
	CHAR_NUM = 35;
	CHAR_SEMI = 59;
	CHAR_EQUALS = 61;
	CHAR_ZERO = 48;
	CHAR_LOWER_A = 97;
	CHAR_LOWER_G = 103;
	CHAR_LOWER_L = 108;
	CHAR_LOWER_M = 109;
	CHAR_LOWER_O = 111;
	CHAR_LOWER_P = 112;
	CHAR_LOWER_Q = 113;
	CHAR_LOWER_S = 115;
	CHAR_LOWER_T = 116;
	CHAR_LOWER_U = 117;
	CHAR_LOWER_X = 120;
	CHAR_UPPER_A = 65;
	TO_LOWER_BIT = 32;
	(function(DecodingMode) {
		/** Entities in text nodes that can end with any character. */
		DecodingMode[DecodingMode["Legacy"] = 0] = "Legacy";
		/** Only allow entities terminated with a semicolon. */
		DecodingMode[DecodingMode["Strict"] = 1] = "Strict";
		/** Entities in attributes have limitations on ending characters. */
		DecodingMode[DecodingMode["Attribute"] = 2] = "Attribute";
	})(DecodingMode || (DecodingMode = {}));
	htmlDecode = /* #__PURE__ */ initDecodeData(htmlDecodeData);
	htmlKeys = /* #__PURE__ */ (() => htmlDecode.keys)();
	htmlBuckets = /* #__PURE__ */ (() => htmlDecode.buckets)();
	htmlSlotMidOff = /* #__PURE__ */ (() => htmlDecode.slotMidOff)();
	htmlLengthBits = /* #__PURE__ */ (() => htmlDecode.lengthBits)();
	htmlMiddles = /* #__PURE__ */ (() => htmlDecode.middles)();
	htmlSlotValue = /* #__PURE__ */ (() => htmlDecode.slotValue)();
	htmlValues = /* #__PURE__ */ (() => htmlDecode.values)();
	NUMERIC_CONSUMED_SHIFT = 21;
	NUMERIC_CODE_POINT_MASK = 2097151;
	NUMERIC_CONSUMED_OVERFLOW = 2047;
	longNumericConsumed = 0;
	numericDigits = /* #__PURE__ */ (() => {
		const digits = (/* @__PURE__ */ new Uint8Array(128)).fill(255);
		for (let digit = 0; digit < 10; digit++) digits[CHAR_ZERO + digit] = digit;
		for (let digit = 0; digit < 6; digit++) {
			digits[CHAR_UPPER_A + digit] = digit + 10;
			digits[CHAR_LOWER_A + digit] = digit + 10;
		}
		return digits;
	})();
	STATE_ENTITY_START = 0;
	STATE_NUMERIC_START = 1;
	STATE_NUMERIC_DECIMAL = 2;
	STATE_NUMERIC_HEX = 3;
	STATE_NAMED_ENTITY = 4;
	EntityDecoderBase = class {
		emitCodePoint;
		errors;
		/** The current state of the decoder. */
		state = STATE_ENTITY_START;
		/** Characters that were consumed while parsing an entity. */
		consumed = 1;
		/** Accumulated numeric code point, or a packed partial XML name. */
		result = 0;
		/** The mode in which the decoder is operating. */
		decodeMode = DecodingMode.Strict;
		/** Replacement rules for numeric character references. */
		replaceNumericCodePoint = replaceCodePoint;
		constructor(emitCodePoint, errors) {
			this.emitCodePoint = emitCodePoint;
			this.errors = errors;
		}
		/**
		* Switches between the numeric decimal and hexadecimal states.
		*
		* Equivalent to the `Numeric character reference state` in the HTML spec.
		* @param input The string containing the entity (or a continuation of the entity).
		* @param offset The current offset.
		* @returns The number of characters that were consumed, or -1 if the entity is incomplete.
		*/
		stateNumericStart(input, offset) {
			if (offset >= input.length) return -1;
			if ((input.charCodeAt(offset) | TO_LOWER_BIT) === CHAR_LOWER_X) {
				this.state = STATE_NUMERIC_HEX;
				this.consumed += 1;
				return this.stateNumericHex(input, offset + 1);
			}
			this.state = STATE_NUMERIC_DECIMAL;
			return this.stateNumericDecimal(input, offset);
		}
		/**
		* Parses a hexadecimal numeric entity.
		*
		* Equivalent to the `Hexadecimal character reference state` in the HTML spec.
		* @param input The string containing the entity (or a continuation of the entity).
		* @param offset The current offset.
		* @returns The number of characters that were consumed, or -1 if the entity is incomplete.
		*/
		stateNumericHex(input, offset) {
			const inputLength = input.length;
			let { result, consumed } = this;
			let index = offset;
			while (index < inputLength) {
				const char = input.charCodeAt(index);
				const digit = numericDigits[char];
				if (digit <= 15) result = result * 16 + digit;
				else {
					this.result = result;
					this.consumed = consumed;
					return this.emitNumericEntity(char, 3);
				}
				consumed += 1;
				index += 1;
			}
			this.result = result;
			this.consumed = consumed;
			return -1;
		}
		/**
		* Parses a decimal numeric entity.
		*
		* Equivalent to the `Decimal character reference state` in the HTML spec.
		* @param input The string containing the entity (or a continuation of the entity).
		* @param offset The current offset.
		* @returns The number of characters that were consumed, or -1 if the entity is incomplete.
		*/
		stateNumericDecimal(input, offset) {
			const inputLength = input.length;
			let { result, consumed } = this;
			let index = offset;
			while (index < inputLength) {
				const digit = input.charCodeAt(index) - CHAR_ZERO;
				if (digit >>> 0 > 9) {
					this.result = result;
					this.consumed = consumed;
					return this.emitNumericEntity(digit + CHAR_ZERO, 2);
				}
				result = result * 10 + digit;
				consumed += 1;
				index += 1;
			}
			this.result = result;
			this.consumed = consumed;
			return -1;
		}
		/**
		* Validate and emit a numeric entity.
		*
		* Implements the logic from the `Hexadecimal character reference start
		* state` and `Numeric character reference end state` in the HTML spec.
		* @param lastCp The last code point of the entity. Used to see if the
		*               entity was terminated with a semicolon.
		* @param expectedLength The minimum number of characters that should be
		*                       consumed. Used to validate that at least one digit
		*                       was consumed.
		* @returns The number of characters that were consumed.
		*/
		emitNumericEntity(lastCp, expectedLength) {
			if (this.consumed <= expectedLength) {
				this.errors?.absenceOfDigitsInNumericCharacterReference(this.consumed);
				return 0;
			}
			if (lastCp === CHAR_SEMI) this.consumed += 1;
			else if (this.decodeMode === DecodingMode.Strict) return 0;
			this.emitCodePoint(this.replaceNumericCodePoint(this.result), this.consumed);
			if (this.errors) {
				if (lastCp !== CHAR_SEMI) this.errors.missingSemicolonAfterCharacterReference();
				this.errors.validateNumericCharacterReference(this.result);
			}
			return this.consumed;
		}
		/**
		* Resets the instance to make it reusable.
		* @param decodeMode Entity decoding mode to use.
		*/
		startEntity(decodeMode) {
			this.decodeMode = decodeMode;
			this.state = STATE_ENTITY_START;
			this.result = 0;
			this.consumed = 1;
		}
		/**
		* Write an entity to the decoder. This can be called multiple times with partial entities.
		* If the entity is incomplete, the decoder will return -1.
		* @param input The string containing the entity (or a continuation of the entity).
		* @param offset The offset at which the entity begins. Should be 0 if this is not the first call.
		* @returns The number of characters that were consumed, or -1 if the entity is incomplete.
		*/
		write(input, offset) {
			switch (this.state) {
				case STATE_ENTITY_START:
					if (input.charCodeAt(offset) === CHAR_NUM) {
						this.state = STATE_NUMERIC_START;
						this.consumed += 1;
						return this.stateNumericStart(input, offset + 1);
					}
					this.state = STATE_NAMED_ENTITY;
					return this.stateNamedEntity(input, offset);
				case STATE_NUMERIC_START: return this.stateNumericStart(input, offset);
				case STATE_NUMERIC_DECIMAL: return this.stateNumericDecimal(input, offset);
				case STATE_NUMERIC_HEX: return this.stateNumericHex(input, offset);
				default: return this.stateNamedEntity(input, offset);
			}
		}
		/**
		* Signal to the parser that the end of the input was reached.
		*
		* Remaining data will be emitted and relevant errors will be produced.
		* @returns The number of characters consumed.
		*/
		end() {
			switch (this.state) {
				case STATE_NAMED_ENTITY: return this.endNamedEntity();
				case STATE_NUMERIC_DECIMAL: return this.emitNumericEntity(0, 2);
				case STATE_NUMERIC_HEX: return this.emitNumericEntity(0, 3);
				case STATE_NUMERIC_START:
					this.errors?.absenceOfDigitsInNumericCharacterReference(this.consumed);
					return 0;
				default: return 0;
			}
		}
	};
	HtmlEntityDecoder = class extends EntityDecoderBase {
		/** Total name characters seen for the current named entity. */
		runLength = 0;
		/** Reused for ASCII alphanumerics; the 32nd character rules out an exact match. */
		nameBuffer = /* @__PURE__ */ new Uint8Array(32);
		/**
		* Emit the replacement for a matched slot. Values are at most two
		* UTF-16 code units; like previous versions, each unit is emitted as
		* its own callback (surrogate halves included).
		* @param slot The matched slot.
		*/
		emitSlot(slot) {
			const packed = htmlSlotValue[slot];
			const off = packed >> 2;
			this.emitCodePoint(htmlValues.charCodeAt(off), this.consumed);
			if ((packed & 1) !== 0) this.emitCodePoint(htmlValues.charCodeAt(off + 1), this.consumed);
		}
		startEntity(decodeMode) {
			super.startEntity(decodeMode);
			this.runLength = 0;
		}
		stateNamedEntity(input, offset) {
			const inputLength = input.length;
			if (this.runLength === 0 && offset + 17 <= inputLength) {
				const pair = pairIndex(input.charCodeAt(offset), input.charCodeAt(offset + 1));
				const bits = htmlLengthBits[pair];
				if ((bits & 32768) !== 0 && offset + 32 <= inputLength) {
					const packed = findLongClassMatch(input, offset, this.decodeMode);
					if (packed >= 0) {
						const length = packed & 63;
						this.consumed = length + 1;
						this.emitSlot(packed >> 6);
						if (input.charCodeAt(offset + length - 1) !== CHAR_SEMI) this.errors?.missingSemicolonAfterCharacterReference();
						return this.consumed;
					}
					return 0;
				}
				let probed = bits & 32767;
				while (probed !== 0) {
					const low = probed & -probed;
					probed ^= low;
					const length = 33 - Math.clz32(low);
					if (input.charCodeAt(offset + length) === CHAR_SEMI) {
						const slot = findSlotHtml(input, offset, length);
						if (slot >= 0) {
							this.consumed = length + 2;
							this.emitSlot(slot);
							return this.consumed;
						}
					}
				}
				if ((bits & 32768) === 0) {
					if (this.decodeMode !== DecodingMode.Strict) {
						const packed = findLegacySlot(input, offset, 31);
						if (packed >= 0) {
							const matchLength = packed & 7;
							const next = input.charCodeAt(offset + matchLength);
							if (this.decodeMode === DecodingMode.Attribute && isEntityInAttributeInvalidEnd(next)) return 0;
							this.consumed = matchLength + 1;
							this.emitSlot(packed >> 3);
							this.errors?.missingSemicolonAfterCharacterReference();
							return this.consumed;
						}
					}
					return 0;
				}
			}
			let index = offset;
			let { runLength } = this;
			let terminator = -1;
			const scanEnd = Math.min(inputLength, offset + 32 - runLength);
			while (index < scanEnd) {
				const char = input.charCodeAt(index);
				if (!isAlphaNumeric(char)) {
					terminator = char;
					break;
				}
				this.nameBuffer[runLength++] = char;
				index++;
			}
			if (terminator < 0 && runLength < 32) {
				this.runLength = runLength;
				return -1;
			}
			if (terminator === CHAR_SEMI && runLength - 2 >>> 0 <= 29) {
				const slot = findBufferedHtmlSlot(this.nameBuffer, runLength);
				if (slot >= 0) {
					this.consumed = runLength + 2;
					this.emitSlot(slot);
					return this.consumed;
				}
			}
			if (this.decodeMode !== DecodingMode.Strict && runLength >= 2) {
				const packed = findBufferedLegacySlot(this.nameBuffer, runLength);
				if (packed >= 0) {
					const length = packed & 7;
					const next = length < runLength ? this.nameBuffer[length] : terminator;
					if (this.decodeMode === DecodingMode.Attribute && isEntityInAttributeInvalidEnd(next)) return 0;
					this.consumed = length + 1;
					this.emitSlot(packed >> 3);
					this.errors?.missingSemicolonAfterCharacterReference();
					return this.consumed;
				}
			}
			return 0;
		}
		endNamedEntity() {
			if (this.decodeMode === DecodingMode.Strict || this.runLength < 2) return 0;
			const packed = findBufferedLegacySlot(this.nameBuffer, this.runLength);
			if (packed < 0) return 0;
			if (this.decodeMode === DecodingMode.Attribute && (packed & 7) < this.runLength) return 0;
			this.consumed = (packed & 7) + 1;
			this.emitSlot(packed >> 3);
			this.errors?.missingSemicolonAfterCharacterReference();
			return this.consumed;
		}
	};
	XmlEntityDecoder = class extends EntityDecoderBase {
		replaceNumericCodePoint = replaceCodePointXML;
		stateNamedEntity(input, offset) {
			const inputLength = input.length;
			if (this.consumed === 1 && offset + 5 <= inputLength) {
				const packed = matchXmlEntity(input, offset);
				if (packed < 0) return 0;
				const consumed = this.consumed = (packed >> 7) + 1;
				this.emitCodePoint(packed & 127, consumed);
				return consumed;
			}
			let { result, consumed } = this;
			for (let index = offset; index < inputLength; index++) {
				const char = input.charCodeAt(index);
				if (char === CHAR_SEMI) {
					const codePoint = xmlCodePoint(result);
					if (codePoint < 0) return 0;
					this.consumed = consumed + 1;
					this.emitCodePoint(codePoint, this.consumed);
					return this.consumed;
				}
				if (consumed >= 5 || char - CHAR_LOWER_A >>> 0 > 25) return 0;
				result = result << 7 | char;
				consumed++;
			}
			this.result = result;
			this.consumed = consumed;
			return -1;
		}
		endNamedEntity() {
			return 0;
		}
	};
}));
// scripts/entities.cjs
var require_entities = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	let decode = null;
	module.exports = { decodeHTMLStrict: (text) => {
		decode ??= (init_decode(), __toCommonJS(decode_exports)).decodeHTMLStrict;
		return decode(text);
	} };
}));
// src/mapping/transforms/html-text.ts
var import_entities = require_entities();
/** Well-formed Unicode in one form (NFC), without what XML and so Dataverse refuses. */
function normal(text) {
	return streamSafe(streamSafe(text.toWellFormed().replaceAll(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, "")).normalize("NFC"));
}
/**
* A joiner after every thirty combining marks, more than any language has in a row ("Stream-Safe Text Format", Unicode
* Standard Annex 15): for NFC, marks are put in order, which would take minutes for a hundred thousand of them.
*/
function streamSafe(text) {
	return text.replaceAll(/[\p{M}--\u034F]{30}(?=[\p{M}--\u034F])/gv, "$&͏");
}
/** Decoded until nothing is left to decode, however often it was encoded. */
function decoded(text) {
	if (!text.includes("&")) return text;
	const once = normal((0, import_entities.decodeHTMLStrict)(text));
	return /&[#\w]+;/.test(once) ? normal(decodedInside(once)) : once;
}
/**
* Also where one entity is inside another (`&am&#112;;`). The characters are added one by one to a text that has none,
* so that a semicolon completes at most what stands at its end: decoding all of the text until nothing changes would
* take minutes where a hundred thousand are inside each other.
*/
function decodedInside(text) {
	const done = [];
	/** Where an entity may begin. */
	const begins = [];
	const add = (character) => {
		if (character === "&") begins.push(done.length);
		done.push(character);
	};
	for (const character of text) {
		add(character);
		while (done.at(-1) === ";" && begins.length > 0) {
			const entity = done.slice(begins.at(-1)).join("");
			const meant = (0, import_entities.decodeHTMLStrict)(entity);
			if (meant === entity) begins.length = 0;
			else {
				done.length = begins.pop() ?? 0;
				for (const one of normal(meant)) add(one);
			}
		}
	}
	return done.join("");
}
/** The same for all texts in what Partner Center has shown and gets back: sent encoded, they would be encoded twice there. */
function unencoded(value) {
	if (typeof value === "string") return decoded(value);
	if (Array.isArray(value)) return value.map(unencoded);
	if (typeof value !== "object" || value === null) return value;
	return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, unencoded(inner)]));
}
// src/mapping/transforms/transform.ts
/**
* A text, a number, yes or no as a text. A list or an object is not asked for its own text: that may fail, by what it
* holds or how deep it is, and comes to nothing that anybody has written.
*/
function wordOf(raw) {
	if (Array.isArray(raw)) return "(a list)";
	return typeof raw === "object" && raw !== null ? "(an object)" : String(raw);
}
function isUnusable(value) {
	return typeof value === "object" && value !== null && "unusable" in value;
}
/** Whether a value reads as it is written, so that an opportunity can have it. */
function readsBack(transform, value, lookups) {
	return readAsWritten(transform, value, lookups) === value;
}
/** A value that was canonical for a field with other keys, such as another `longest`, as this one has it. */
function normalForm(transform, value) {
	const read = readAsWritten(transform, value, NO_LOOKUPS);
	return read === void 0 || isUnusable(read) ? value : read;
}
function readAsWritten({ opportunity }, value, lookups) {
	const written = opportunity.write(value, [], lookups);
	if (isUnusable(written)) return written;
	const parts = opportunity.reads.map((column) => written[column]);
	return opportunity.read(parts, lookups);
}
/** A reason is kept in git and shown in reports, so it quotes a value only where the mapping allows that. */
function quote(raw, audit) {
	if (audit === "hidden") return "what stands there";
	const text = (typeof raw === "object" && raw !== null ? wordOf(raw) : JSON.stringify(raw)) ?? "nothing";
	return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
/** Where no value refers to anything. */
const NO_LOOKUPS = { currencies: [] };
/**
* Sets one property of a referral: `replace`, as in Microsoft's samples, where something stands. Where nothing does, `add`,
* which creates a member or sets one that is null (RFC 6902 §4.1); that `replace` takes a null is nowhere said. Of a list, what
* stays is sent as Partner Center has shown it, but not HTML-encoded.
*/
function setProperty(path, value, current) {
	return {
		op: (current ?? null) === null ? "add" : "replace",
		path: `/${path.replaceAll(".", "/")}`,
		value: unencoded(value)
	};
}
/** What Partner Center takes no referral without (bulk-operations), of what a seller may empty. */
const NEVER_BLANK = /* @__PURE__ */ new Map([
	["name", "a name"],
	["details.closingDateTime", "a closing date"],
	["favorite", "yes or no"]
]);
/** As `setProperty`, of one that may be blank: what is refused takes along all else that is sent with it. */
function setOrEmpty(path, value, current) {
	const wanted = NEVER_BLANK.get(path);
	if (value === null && wanted) return { unusable: `Partner Center wants ${wanted} for every deal` };
	return [setProperty(path, value, current)];
}
// src/mapping/project.ts
/** A remote record seen through the mapping. */
function project({ fields }, record, lookups) {
	const snapshot = {};
	const unusable = {};
	for (const field of fields) {
		const value = readField(field, record, lookups);
		if (isUnusable(value)) unusable[field.name] = value;
		else if (value !== void 0) snapshot[field.name] = value;
	}
	return {
		snapshot,
		unusable
	};
}
/** What one field says; `undefined` where it was not returned. */
function readField({ transform }, record, lookups) {
	const codec = transform[record.side];
	return codec.read(partsAt(codec.reads, record.properties), lookups);
}
/**
* Where a value is when its own place is empty: what people type in the portal as the state ends up in
* `region`, and `state` is null then.
*/
const OTHER_PLACES = /* @__PURE__ */ new Map([["customerProfile.address.state", "customerProfile.address.region"]]);
/** What stands in the properties that a field reads; all `undefined` for a record that is yet to be created. */
function currentParts(field, record, side) {
	const { reads } = field.transform[side];
	return record ? partsAt(reads, record.properties) : reads.map(() => void 0);
}
/** What stands at a path of a record; `undefined` when it was not returned. */
function valueAt({ properties }, path) {
	return partAt(placeOf$1(path), properties);
}
/** Every record is read by the same few paths. */
const placesOf$2 = /* @__PURE__ */ new WeakMap();
function partsAt(paths, properties) {
	let places = placesOf$2.get(paths);
	if (places === void 0) {
		places = paths.map(placeOf$1);
		placesOf$2.set(paths, places);
	}
	const parts = new Array(places.length);
	let index = 0;
	for (const place of places) {
		parts[index] = partAt(place, properties);
		index += 1;
	}
	return parts;
}
function placeOf$1(path) {
	return {
		keys: path.split("."),
		other: OTHER_PLACES.get(path)?.split(".") ?? null
	};
}
function partAt({ keys, other }, properties) {
	const value = valueBy(properties, keys);
	return (value === void 0 || value === null || value === "") && other ? valueBy(properties, other) ?? value : value;
}
/** `details.dealValue` → the value; `null` when a parent is `null` or a list has no such element, `undefined` when a part is not there. */
function propertyAt(properties, path) {
	return valueBy(properties, path.split("."));
}
function valueBy(properties, keys) {
	let value = properties;
	for (const key of keys) {
		if (value === null) return null;
		if (typeof value !== "object") return void 0;
		const part = value[key];
		value = part === void 0 && Array.isArray(value) && PLACE_IN_LIST.test(key) ? null : part;
	}
	return typeof value === "function" ? void 0 : value;
}
const PLACE_IN_LIST = /^\d+$/;
/** The same properties, but only those that stand at these paths. */
function picked(properties, paths) {
	const result = {};
	for (const path of paths) pick(properties, path.split("."), result);
	return result;
}
function pick(properties, [key = "", ...rest], into) {
	const value = properties[key];
	if (value === void 0) return;
	if (rest.length === 0 || typeof value !== "object" || value === null) into[key] = value;
	else {
		const inner = into[key] ?? (Array.isArray(value) ? [] : {});
		into[key] = inner;
		pick(objectIn(value), rest, inner);
	}
}
/** The id that stands in a property, in small letters as all of ours are; `null` where none does. */
function idIn({ properties }, property) {
	const id = properties[property];
	return typeof id === "string" && id !== "" ? id.toLowerCase() : null;
}
/** The properties of what may be an object; none of anything else. */
function objectIn(value) {
	return typeof value === "object" && value !== null ? value : {};
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
			write: (value, [current]) => setOrEmpty(referral, value ?? blank, current)
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
	const sent = wordOf(raw);
	const code = Object.hasOwn(alsoRead, sent) ? String(alsoRead[sent]) : sent;
	if (!Object.hasOwn(values, code)) return noValueFor(quote(sent, audit), "in Partner Center");
	return values[code] === "blank" ? null : firstCodeOf(values[code], values);
}
function readOption(raw, { values, blankOptions, audit }) {
	if (raw === void 0) return void 0;
	if (raw === null || blankOptions.includes(Number(wordOf(raw)))) return null;
	return (typeof raw === "number" ? firstCodeOf(raw, values) : null) ?? noValueFor(`option ${quote(raw, audit)}`, "on the opportunity");
}
function noValueFor(what, where) {
	return { unusable: `the mapping has no value for ${what}: have one added, or choose another ${where}` };
}
/** Several codes may go to one option when nothing is written back: they are one value then. */
function firstCodeOf(option, values) {
	return Object.keys(values).find((candidate) => values[candidate] === option) ?? null;
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
/** Of an opportunity or a lead: it takes writes. */
function isOpenRow({ properties }) {
	return properties.statecode === STATECODES.open;
}
/**
* Column of the day on which an opportunity was closed. Won and lost set it (WinOpportunity, LoseOpportunity), and reopening
* changes nothing but the state (Sales MCP tools, `reopen_opportunity`).
*/
const CLOSED_ON = "actualclosedate";
/** When an open opportunity was closed the last time; `undefined` for one that never was. */
function closedBefore(row) {
	const day = isOpenRow(row) ? row.properties[CLOSED_ON] : null;
	return typeof day === "string" ? day : void 0;
}
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
				const text = `${wordOf(main)}/${wordOf(sub)}`;
				return DEAL_STATES.find((state) => values[state].referral.includes(text)) ?? unknown$2(`the status ${quote(text, audit)}`);
			},
			write: (value, [main, sub]) => {
				const [newStatus, newSubstatus] = first(values, value).referral.split("/");
				return [setProperty(statusPath, newStatus, main), setProperty(substatusPath, newSubstatus, sub)];
			}
		},
		opportunity: {
			reads: [...opportunity, CLOSED_ON],
			read: ([state, reason]) => {
				if (state === void 0) return void 0;
				return DEAL_STATES.find((candidate) => STATECODES[candidate] === state) ?? DEAL_STATES.find((candidate) => values[candidate].opportunity.includes(Number(wordOf(reason)))) ?? unknown$2(`the state ${quote(state, audit)}`);
			},
			write: (value) => ({
				[stateColumn]: STATECODES[dealState(value)],
				[reasonColumn]: first(values, value).opportunity
			})
		}
	};
}
function unknown$2(what) {
	return { unusable: `the mapping does not have ${what}: have it added as open, won or lost` };
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
function text$2({ referral, opportunity, longest, marks = "" }) {
	const canonical = (raw, most) => marks === "" ? canonicalText(raw, most) : unmarked(canonicalText(raw, Number.POSITIVE_INFINITY), marks, most);
	const read = ([raw]) => {
		if (raw === void 0) return void 0;
		return isNoText(raw) ? NO_TEXT : canonical(raw, longest);
	};
	const refused = (side, current) => wouldCutOff(side, canonical(current, Number.POSITIVE_INFINITY), longest);
	return {
		referral: {
			reads: [referral],
			read,
			write: (value, [current]) => refused("referral", current) ?? setOrEmpty(referral, value, current)
		},
		opportunity: {
			reads: [opportunity],
			read,
			write: (value, [current]) => refused("opportunity", current) ?? { [opportunity]: value }
		}
	};
}
const NO_TEXT = { unusable: "what stands there is not a text" };
/** Whether it is a list or an object: nothing that anybody has typed. */
function isNoText(raw) {
	return typeof raw === "object" && raw !== null;
}
/**
* NFC, LF line ends, no outer blanks, nothing that XML (and so Dataverse, error 0x80040278) refuses.
* Partner Center returns some texts HTML-encoded; decoding until nothing is left to decode makes `&amp;` on one
* side and `&` on the other the same text, however often it was encoded.
*/
function canonicalText(raw, longest) {
	if (raw === void 0 || typeof raw === "object") return null;
	const text = String(raw);
	if (PLAIN.test(text)) return cut(text.trim(), longest).trimEnd() || null;
	return cut(decoded(normal(text)).replaceAll(/\r\n?/g, "\n").trim(), longest).trimEnd() || null;
}
/** ASCII without `&`, carriage returns and other control characters. */
const PLAIN = /^[\t\n\x20-\x25\x27-\x7e]*$/;
/** On both sides alike, so that a name with a mark equals the one without, and no mark travels, nor one at which a text is cut. */
function unmarked(text, marks, longest) {
	return withoutMarks(cut(withoutMarks(text ?? "", marks), longest), marks) || null;
}
/** With a mark goes what makes it an emoji: `✔\uFE0F` ("Emoji Variation Sequences"). */
function withoutMarks(text, marks) {
	const counts = (character) => !`${marks}\uFE0E\uFE0F`.includes(character) && character.trim() !== "";
	const characters = Array.from(text);
	const [first, last] = [characters.findIndex(counts), characters.findLastIndex(counts)];
	return first < 0 ? "" : characters.slice(first, last + 1).join("");
}
/** What identifies something, without what nobody sees: copied out of a chat, an address often has a filler of no width at its end. */
function canonicalKey(raw) {
	return (canonicalText(raw, Number.POSITIVE_INFINITY) ?? "").replaceAll(UNSEEN, "").trim();
}
/** Never splits a surrogate pair. */
function cut(text, longest) {
	if (text.length <= longest) return text;
	const end = text.slice(0, longest);
	return end.isWellFormed() ? end : end.slice(0, -1);
}
/** The other side shows only the beginning of a longer text: writing that back would lose the rest. */
function wouldCutOff(side, current, longest) {
	const length = current?.length ?? 0;
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
			read: ([raw]) => textIn$1(raw, longest),
			write: (value, [current]) => [setProperty(referral, value, current)]
		},
		opportunity: {
			reads: [
				opportunity,
				"statecode",
				"statuscode"
			],
			read: ([raw, state, code]) => {
				const said = textIn$1(raw, longest);
				if (said !== null || state !== STATECODES.lost) return said;
				return canonicalText(byStatusCode[wordOf(code)], longest);
			},
			write: (value) => ({ [opportunity]: value })
		}
	};
}
function textIn$1(raw, longest) {
	if (raw === void 0) return void 0;
	return isNoText(raw) ? NO_TEXT : canonicalText(raw, longest);
}
// src/mapping/transforms/date.ts
const DATE$1 = /^\d{4}-\d{2}-\d{2}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d{2}:\d{2})?)?$/;
const MOST_REMEMBERED = 1e3;
const DAY_MS$1 = 864e5;
/**
* A calendar date, `"2027-03-31"`. The portal stores local midnight in UTC (`…T23:00:00Z`, `…T04:00:00Z`),
* so the UTC date alone can be a day off: it is the date of the nearest UTC midnight, which is right from
* UTC-12:00 up to, but not including, UTC+12:00. Ours is written as noon UTC, the same date for nearly every
* viewer; where a configured zone is so far east that noon UTC is its next day, as midnight UTC.
*/
function date({ referral, opportunity, timeZone: named, isOnlyRead }) {
	const timeZone = named ?? (MOMENT.test(referral) ? "UTC" : null);
	const readOnce = remembering((raw) => readInstant(raw, timeZone));
	return {
		referral: {
			reads: [referral],
			read: ([raw]) => typeof raw === "string" ? readOnce(raw) : readInstant(raw, timeZone),
			write: (value, [current]) => setOrEmpty(referral, value && instantOf(value, timeZone), current)
		},
		opportunity: {
			reads: [opportunity],
			read: ([raw]) => readDateOnly(raw, isOnlyRead),
			write: (value) => ({ [opportunity]: value })
		}
	};
}
/** The time at which something happened, which is nobody's midnight: to the nearest one, an afternoon would be the next day. */
const MOMENT = /(?:^|\.)(?:created|updated|accepted|closed|expiration|registration)DateTime$/;
/** There are far fewer dates than deals, and reading one takes longer than finding it. */
function remembering(read) {
	const known = /* @__PURE__ */ new Map();
	return (raw) => {
		const before = known.get(raw);
		if (before !== void 0) return before;
		const value = read(raw);
		if (known.size >= MOST_REMEMBERED) known.clear();
		known.set(raw, value);
		return value;
	};
}
function readInstant(raw, timeZone) {
	if (raw === void 0) return void 0;
	if (raw === null || raw === "" || wordOf(raw).startsWith(NEVER_SET)) return null;
	const time = timeOf(wordOf(raw));
	const date = Number.isNaN(time) ? "" : dateOf(time, timeZone);
	if (!DATE$1.test(date)) return { unusable: "what stands in Partner Center is not a date" };
	return date < EARLIEST ? { unusable: TOO_EARLY } : date;
}
/** What .NET writes for a time that nobody has set, also in Microsoft's own services (coe-starter-kit, issue 6417). */
const NEVER_SET = "0001-01-01";
/** Dataverse refuses earlier ones, and the row with them (0x80040239, "Configure the behavior and format of the date and time column"). */
const EARLIEST = "1753-01-01";
const TOO_EARLY = "the date is before 1753, which the CRM cannot hold: correct it in Partner Center";
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
function readDateOnly(raw, isOnlyRead) {
	if (raw === void 0) return void 0;
	if (raw === null || raw === "") return null;
	const [date = "", time = ""] = wordOf(raw).split("T");
	if (!DATE$1.test(date)) return { unusable: "what stands on the opportunity is not a date" };
	return isOnlyRead || time === "" || UTC_MIDNIGHT.test(time) ? date : { unusable: NOT_DATE_ONLY };
}
const UTC_MIDNIGHT = /^00:00:00(\.0+)?Z?$/;
const NOT_DATE_ONLY = "the date on the opportunity has a time of day, so it may be the day before or after: have the mapping name a column that is date-only";
function isoDate(instant) {
	return instant.toISOString().slice(0, 10);
}
function zonedDate(instant, timeZone) {
	if (timeZone === "UTC") return isoDate(instant);
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
				const answer = answerOf$1(value);
				if (!answer) return { unusable: "an answer that Partner Center has cannot be taken back" };
				const wanted = ANSWERED[answer];
				return [setProperty(statusPath, wanted.status, status), setProperty(substatusPath, wanted.substatus, substatus)];
			}
		},
		opportunity: {
			reads: [opportunity],
			read: ([option]) => {
				if (option === void 0 || option === null) return option;
				const answer = ANSWERS.find((one) => optionOf[one] === option);
				if (answer) return answer;
				return { unusable: `${`the mapping has no answer for option ${quote(option, audit)}`}: choose the one for accept or decline` };
			},
			write: (value) => {
				const answer = answerOf$1(value);
				return { [opportunity]: answer ? optionOf[answer] : null };
			}
		}
	};
}
const ANSWERS = ["accepted", "declined"];
/** `undefined` of what is no answer, such as `expired`. */
function answerOf$1(value) {
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
			read: ([id]) => id === void 0 ? void 0 : `${PORTAL}${wordOf(id)}`,
			write: () => ({ unusable: "the id of a referral cannot be written" })
		},
		opportunity: {
			reads: [opportunity],
			read: ([raw]) => raw === void 0 ? void 0 : raw === null || raw === "" ? null : wordOf(raw),
			write: (value) => ({ [opportunity]: value })
		}
	};
}
// src/mapping/transforms/set.ts
/** A set of keys, sorted. A key that stays keeps its element, with all that Partner Center knows of it. */
function keySet({ referral, opportunity }, form) {
	const { between, separators, keyIn, keyOf, make, whyNotTaken } = form;
	const keysIn = (text) => {
		return (canonicalText(text, Number.POSITIVE_INFINITY) ?? "").split(separators).flatMap((part) => keyIn(part) || []);
	};
	const canonical = (keys) => {
		const sorted = [...new Set(keys)].sort();
		const value = sorted.join(between);
		return JSON.stringify(keysIn(value)) === JSON.stringify(sorted) ? value || null : { unusable: form.hasSeparator };
	};
	return {
		referral: {
			reads: [referral],
			read: ([raw]) => {
				if (raw === void 0 || raw === null) return raw;
				if (!Array.isArray(raw)) return { unusable: form.notAList };
				return canonical(raw.flatMap((element) => keyOf(element) || []));
			},
			write: (value, [current]) => {
				const keys = keysIn(value);
				const elements = elementsWith(keys, current, {
					keyOf,
					make
				});
				return whyNotTaken?.(keys.length) ?? [setProperty(referral, elements, current)];
			}
		},
		opportunity: {
			reads: [opportunity],
			read: ([raw]) => {
				if (raw === void 0) return void 0;
				return isNoText(raw) ? NO_TEXT : canonical(keysIn(raw));
			},
			write: (value) => ({ [opportunity]: value })
		},
		union: (base, ours, theirs) => {
			const both = canonical([...unionOfKeys(keysIn(base), keysIn(ours), keysIn(theirs))]);
			return isUnusable(both) ? void 0 : both;
		}
	};
}
function hasId(element) {
	return typeof element === "object" && element !== null && "id" in element && typeof element.id === "string";
}
/** The keys that two edits of one set come to: what the base had and both kept, and what either added. */
function unionOfKeys(base, ours, theirs) {
	const [before, here, there] = [
		new Set(base),
		new Set(ours),
		new Set(theirs)
	];
	return before.intersection(here).intersection(there).union(here.union(there).difference(before));
}
/**
* The list of a referral with these keys, to be sent as a whole: PATCH cannot remove an element. What stays keeps its
* place and all that Partner Center knows of it, also an element of a kind that we do not know.
*
* @param current What stands there now; anything but a list counts as none.
*/
function elementsWith(keys, current, { keyOf, make }) {
	const missing = new Set(keys);
	const existing = Array.isArray(current) ? current : [];
	const kept = existing.filter((element) => {
		const key = keyOf(element);
		return key === null || missing.has(key);
	});
	for (const element of kept) missing.delete(keyOf(element) ?? "");
	return [...kept, ...[...missing].map((key) => make(key, existing))];
}
// src/mapping/transforms/list.ts
/**
* A set of codes, `"Azure; Teams"`, sorted: industries, products, services, tags. In Partner Center they are texts
* or objects with an `id`; in the CRM a text column, with the codes between semicolons or line ends.
*/
function list$1(places) {
	return keySet(places, {
		between: "; ",
		separators: /[;\n]/,
		keyIn: codeIn,
		keyOf: (element) => {
			if (typeof element === "string") return codeIn(element);
			return hasId(element) ? codeIn(element.id) : null;
		},
		make: (id, existing) => typeof existing[0] === "string" ? id : { id },
		notAList: "what stands there is not a list",
		hasSeparator: "an entry of the list in Partner Center has a semicolon in it, which stands between two entries here"
	});
}
/** Like other texts, codes may come HTML-encoded. */
function codeIn(raw) {
	return canonicalText(raw, Number.POSITIVE_INFINITY);
}
// src/mapping/transforms/money.ts
/**
* An amount and its currency, one value: `"64000.00 CAD"`. Never converts; a different currency is a
* different value. A blank amount is blank whatever the currency says. Only the decimal places that the CRM keeps, of
* the currency or in the column, are compared: what it rounds off must not come back to Partner Center as an edit.
*/
function money(options) {
	const [value, currency] = options.referral;
	const [amountColumn, currencyColumn] = options.opportunity;
	const lookupColumn = `_${currencyColumn}_value`;
	const place = `${options.table}.${amountColumn}`;
	const canonical = (amount, code, lookups) => canonicalMoney([amount, code], lookups, lookups.places?.get(place));
	const readRow = ([amount, id], lookups) => {
		if (amount === null) return null;
		if (amount === void 0 || id === void 0) return void 0;
		const code = lookups.currencies.find((candidate) => candidate.id === id)?.code;
		return code ? canonical(amount, code, lookups) : {
			unusable: NO_CURRENCY,
			elsewhere: true
		};
	};
	return {
		referral: {
			reads: [value, currency],
			read: ([amount, code], lookups) => canonical(amount, code, lookups),
			write: (wanted, [currentAmount, currentCode]) => {
				const { amount, code } = parts(wanted ?? "");
				if (amount <= 0) return { unusable: NO_VALUE };
				const operations = [setProperty(value, amount, currentAmount)];
				if (code !== currentCode) operations.push(setProperty(currency, code, currentCode));
				return operations;
			}
		},
		opportunity: {
			reads: [
				amountColumn,
				lookupColumn,
				...options.calculated === null ? [] : [options.calculated]
			],
			read: readRow,
			write: (wanted, current, lookups) => {
				const [, currentId, isCalculated] = current;
				if (isCalculated === true) return readRow(current, lookups) === wanted ? {} : { unusable: CALCULATED };
				if (wanted === null) return { [amountColumn]: null };
				const { amount, code } = parts(wanted);
				const id = currencyId(code, {
					currentId,
					lookups,
					isHidden: options.audit === "hidden"
				});
				if (typeof id !== "string") return id;
				const bind = id === currentId ? {} : { [`${currencyColumn}@odata.bind`]: `/transactioncurrencies(${id})` };
				return {
					[amountColumn]: amount,
					...bind,
					...ownAmount(options.calculated, isCalculated)
				};
			}
		}
	};
}
/**
* A row that does not exist yet will have what its table gives to new ones. Where a customer has made that "calculated", the amount
* of a new deal would be dropped for the sum of no products, and nought come back as a seller's edit.
*/
function ownAmount(column, isCalculated) {
	return column !== null && isCalculated === void 0 ? { [column]: false } : {};
}
/** Of the connector, and of the portal, which takes no deal without one (connectors-troubleshoot, bulk-operations). */
const NO_VALUE = "Partner Center wants a deal value of more than 0";
const NO_CURRENCY = "the opportunity's currency is missing, or not active in the CRM: choose one that is";
const CALCULATED = "the CRM calculates the value of this opportunity from its products: change those, or set its revenue to user provided";
/** @param places Of the column, where it has its own. */
function canonicalMoney([amount, code], { currencies }, places) {
	if (amount === null || amount === "") return null;
	if (amount === void 0 || code === void 0) return void 0;
	const number = typeof amount === "string" && amount.trim() === "" ? NaN : Number(wordOf(amount));
	if (!Number.isFinite(number)) return { unusable: "the deal value is not a number" };
	if (number === 0 && (code === null || code === "")) return null;
	if (typeof code !== "string" || !/^[A-Za-z]{3}$/.test(code)) return { unusable: "the deal value has no ISO currency" };
	const currency = code.toUpperCase();
	const digits = MINOR_DIGITS.get(currency) ?? 2;
	const kept = places ?? currencies.find((candidate) => candidate.code === currency)?.precision ?? digits;
	return `${Number(number.toFixed(Math.min(kept, digits))).toFixed(digits)} ${currency}`;
}
function parts(value) {
	const [amount = "", code = ""] = value.split(" ");
	return {
		amount: Number(amount),
		code
	};
}
/** "Manage your transactions with multiple currencies": one that is deactivated stays where it is, and is for nothing new. */
function currencyId(code, { currentId, lookups, isHidden }) {
	const currency = lookups.currencies.find((candidate) => candidate.code === code);
	if (currency && (!currency.inactive || currency.id === currentId)) return currency.id;
	return {
		unusable: `the CRM has no active currency ${isHidden ? "that the referral has" : code}; ${currency ? "activate it" : "add it"} under Settings > Currencies`,
		elsewhere: true
	};
}
/**
* The currencies that do not have two decimal places (ISO 4217, list one). Not from `Intl`: what that knows are the
* places that people are used to see (no cents for HUF and COP), and they change with the release of Node.
*/
const MINOR_DIGITS = new Map([
	...[
		"BIF",
		"CLP",
		"DJF",
		"GNF",
		"ISK",
		"JPY",
		"KMF",
		"KRW"
	].map((code) => [code, 0]),
	...[
		"PYG",
		"RWF",
		"UGX",
		"UYI",
		"VND",
		"VUV",
		"XAF",
		"XOF",
		"XPF"
	].map((code) => [code, 0]),
	...[
		"BHD",
		"IQD",
		"JOD",
		"KWD",
		"LYD",
		"OMR",
		"TND"
	].map((code) => [code, 3]),
	...["CLF", "UYW"].map((code) => [code, 4])
]);
// src/mapping/mapping.ts
/** Name of the field that stands for a deal's account. */
const ACCOUNT_FIELD = "account";
/** Name under which plans and the audit log have whom a new row belongs to. */
const OWNER_FIELD = "owner";
/** `microsoft.status` is the status of Microsoft's own referral of the same engagement. */
function isMicrosoftsPath(path) {
	return path.startsWith("microsoft.");
}
/** A mapping by its place, for a person. */
function nameOf$1({ file, environment }) {
	return environment === null ? file : `${file} (${environment})`;
}
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
		location: document["partner location"] ?? null,
		notes: document["notes to microsoft"] ?? null,
		ids: {
			account: `_${account}_value`,
			contact: `_${contact}_value`,
			owner: "_ownerid_value"
		},
		accountColumns,
		contactColumns: document["contact columns"],
		requirements: {
			CustomerMarketplaceIntent: document["purchase intent"],
			...document.requirements
		}
	};
}
/** What is read of an opportunity for it, besides the fields. */
function columnsOfShare({ when, consent, location, notes, ids }) {
	return [
		when,
		consent,
		location,
		notes,
		...Object.values(ids)
	].filter((column) => column !== null);
}
/** The field that stands for a property of the referral. */
function fieldFor({ fields }, path) {
	return fields.find(({ transform }) => transform.referral.reads[0] === path);
}
// src/mapping/transforms/shown.ts
/** What is only shown on the opportunity: nothing of it is ever written to a referral. */
function shown$2(options) {
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
		if (isNoText(status) || isNoText(substatus)) return NO_TEXT;
		return canonicalText([status, substatus].filter((part) => part !== null && part !== "").join("/"), LONGEST_STATUS);
	};
	return shown$2({
		...options,
		read,
		longest: LONGEST_STATUS
	});
}
/**
* The first of several texts that is not blank: some facts stand on our referral or on Microsoft's. Microsoft's is not read
* each time that ours is, and may have one then; of a deal that is private there is none.
*/
function firstText(options) {
	const { referral, longest } = options;
	const isLast = !referral.slice(0, -1).some(isMicrosoftsPath);
	const read = (parts) => {
		if (parts.some(isNoText)) return NO_TEXT;
		const isPrivate = parts[referral.length] === false;
		let isKnown = true;
		for (const [index, path] of referral.entries()) {
			const text = canonicalText(parts[index], longest);
			if (text !== null) return text;
			if (parts[index] !== void 0 || isPrivate && isMicrosoftsPath(path)) continue;
			if (isMicrosoftsPath(path)) return void 0;
			isKnown = false;
		}
		return isKnown ? null : void 0;
	};
	return shown$2({
		...options,
		referral: isLast ? referral : [...referral, VISIBLE_PATH],
		read
	});
}
// src/mapping/transforms/solutions.ts
/**
* A keyed set of solution ids, `"SOL-10101-AAA, SOL-2173-UYM"`, sorted. In the CRM it is a text column that
* a seller fills with ids between commas, semicolons or line ends. Case does not count: an id that was typed in small
* letters would take the place of the one that Partner Center knows name and price of.
*/
function solutions(places) {
	return keySet(places, {
		between: ", ",
		separators: /[,;\n]/,
		keyIn: canonicalId,
		keyOf: (element) => hasId(element) ? canonicalId(element.id) : null,
		make: (id) => ({
			id,
			type: "Name"
		}),
		whyNotTaken,
		notAList: "the solutions are not a list",
		hasSeparator: "the id of a solution in Partner Center has a comma or semicolon in it, which stands between two ids here"
	});
}
/** Of the portal: a deal has one to fifty solutions (bulk-operations). */
function whyNotTaken(count) {
	if (count === 0) return { unusable: "Partner Center wants at least one solution" };
	return count > 50 ? { unusable: "Partner Center takes at most 50 solutions" } : null;
}
/** As Partner Center writes them: `SOL-2173-UYM`, or a GUID of Microsoft's own. */
function canonicalId(raw) {
	const id = canonicalKey(raw);
	if (/^sol-/i.test(id)) return id.toUpperCase();
	return isUuid(id) ? id.toLowerCase() : id;
}
// src/mapping/transforms/team.ts
/** Of the portal: a deal has one to fifty members, each with a first and a last name (bulk-operations). */
const MOST_MEMBERS = 50;
/**
* `contactPreference` of people whom a sync names in Partner Center: they are not to be mailed about each thing that it
* writes there ("Referral resources").
*/
const WITHOUT_MAIL = { disableNotifications: true };
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
				const members = merged$1(parse(value), elementsOf(current) ?? []);
				return "unusable" in members ? members : [setProperty(referral, members.list, current)];
			}
		},
		opportunity: {
			reads: [opportunity],
			read: ([raw]) => {
				if (raw === void 0 || raw === null) return raw;
				return isNoText(raw) ? NO_TEXT : readText(String(raw));
			},
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
	if (members.some(({ name }) => /[<>;]/.test(name))) return { unusable: "the name of a member of the team has a semicolon, < or > in it, which have a meaning here" };
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
		name: oneLine([firstName, lastName].map((part) => canonicalText(part, LONGEST$2)).join(" ")),
		email: addressOf$1(email)
	};
}
/** As addresses are compared. */
function addressOf$1(raw) {
	return canonicalKey(raw).toLowerCase();
}
/** The addresses of a referral's team, in its order; of members who have one. */
function addressesIn(raw) {
	return (elementsOf(raw) ?? []).map(({ email }) => addressOf$1(email)).filter((address) => EMAIL.test(address));
}
const EMAIL = /^[^\s<>;@]+@[^\s<>;]+$/;
const LONGEST$2 = 200;
function readText(text) {
	const lines = (canonicalText(text, Number.POSITIVE_INFINITY) ?? "").split(/[;\n]/).map(oneLine).filter((line) => line !== "");
	const found = lines.map((line) => /^([^<>]*)<([^<>]+)>$/.exec(line)).flatMap((match) => match ? [{
		name: oneLine(match[1] ?? ""),
		email: addressOf$1(match[2])
	}] : []);
	if (found.length < lines.length || found.some(({ email }) => !EMAIL.test(email))) return { unusable: "a line of the team is not written as First Last <e-mail>" };
	return format(found);
}
function oneLine(text) {
	return text.replaceAll(/\s+/g, " ").trim();
}
/** The first of two members with one address counts. */
function format(members) {
	if (members.length === 0) return null;
	return [...new Map(members.toReversed().map((member) => [member.email, member])).values()].sort(by(({ email }) => email)).map(({ name, email }) => `${name} <${email}>`.trim()).join("; ");
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
function merged$1(wanted, current) {
	if (wanted.length === 0) return { unusable: "Partner Center wants at least one member in the team" };
	const known = new Map(current.toReversed().map((element) => [memberIn(element).email, element]));
	const changed = wanted.filter(({ name, email }) => {
		const element = known.get(email);
		return !element || memberIn(element).name !== name;
	});
	if (changed.some(({ name }) => !name.includes(" "))) return { unusable: "a new member of the team needs a first and a last name" };
	if (changed.some(({ name }) => name.includes(","))) return { unusable: "the name of a new member of the team has a comma in it: write First Last <e-mail>" };
	const list = listWith(wanted, current);
	if (list.length > MOST_MEMBERS) return { unusable: `Partner Center takes at most ${MOST_MEMBERS} members in a team` };
	return { list };
}
/** Whoever stays keeps their place, also those who share an address with another: the first of them goes by the name. */
function listWith(wanted, current) {
	const stays = new Set(wanted.map(({ email }) => email));
	const missing = new Map(wanted.map((member) => [member.email, member]));
	return [...current.flatMap((element) => {
		const { email } = memberIn(element);
		const member = missing.get(email);
		missing.delete(email);
		return member ? [elementOf(member, element)] : stays.has(email) ? [element] : [];
	}), ...[...missing.values()].map((member) => elementOf(member, void 0))];
}
function elementOf({ name, email }, known) {
	if (known && memberIn(known).name === name) return known;
	const split = name.lastIndexOf(" ");
	return {
		email,
		...known ? {} : { contactPreference: WITHOUT_MAIL },
		...known,
		firstName: name.slice(0, split),
		lastName: name.slice(split + 1)
	};
}
/** By address. When both sides renamed one member, and differently, a person has to decide. */
function union(base, ours, theirs) {
	const byEmail = (value) => new Map(parse(value).map((member) => [member.email, member]));
	const [before, here, there] = [
		byEmail(base),
		byEmail(ours),
		byEmail(theirs)
	];
	const members = [];
	for (const email of unionOfKeys(before.keys(), here.keys(), there.keys())) {
		const [old, a, b] = [
			before.get(email),
			here.get(email),
			there.get(email)
		];
		if (a && b && a.name !== b.name && a.name !== old?.name && b.name !== old?.name) return void 0;
		const kept = a && a.name !== old?.name ? a : b;
		if (kept) members.push(kept);
	}
	return format(members);
}
function isObject(element) {
	return typeof element === "object" && element !== null && !Array.isArray(element);
}
// src/mapping/transforms/yes-or-no.ts
/** A mark that goes on and off, `"yes"`, `"no"` or blank. For one that stays on there is the latch. */
function yesOrNo({ referral, opportunity }) {
	return {
		referral: {
			reads: [referral],
			read: ([raw]) => read$1(raw),
			write: (value, [current]) => setOrEmpty(referral, flagOf(value), current)
		},
		opportunity: {
			reads: [opportunity],
			read: ([raw]) => read$1(raw),
			write: (value) => ({ [opportunity]: flagOf(value) })
		}
	};
}
function read$1(raw) {
	if (raw === void 0 || raw === null) return raw;
	if (typeof raw === "boolean") return raw ? "yes" : "no";
	return { unusable: "what stands there is neither yes nor no" };
}
function flagOf(value) {
	return value === null ? null : value === "yes";
}
// src/mapping/transform-of.ts
/** How a field of each kind is read and written. */
function transformOf(field, table = "opportunity") {
	switch (field.as) {
		case "text": return text$2(field);
		case "money": return money({
			...field,
			table,
			calculated: table === "opportunity" ? calculatedBy(field.opportunity[0]) : null
		});
		case "date": return date({
			...field,
			timeZone: field["time zone"] ?? null,
			isOnlyRead: field.direction === "opportunity to referral"
		});
		case "choice": return choice({
			...field,
			alsoRead: field["also read"],
			blankOptions: field["blank options"]
		});
		case "solutions": return solutions(field);
		case "list": return list$1(field);
		case "yes or no": return yesOrNo(field);
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
/** The revenue of an opportunity with products may be theirs (opportunity EntityType reference). */
function calculatedBy(column) {
	return column === "estimatedvalue" ? "isrevenuesystemcalculated" : null;
}
// src/mapping/fallback.ts
function otherwiseOf(field) {
	return "otherwise" in field ? field.otherwise ?? null : null;
}
function compileFallback(field) {
	const otherwise = otherwiseOf(field);
	if (!otherwise) return null;
	const { referral, opportunity, value = null } = otherwise;
	const at = (place) => transformOf({
		...field,
		...place
	});
	return {
		places: {
			referral: referral === void 0 ? null : at({ referral }).referral,
			opportunity: opportunity === void 0 ? null : at({ opportunity }).opportunity
		},
		value
	};
}
/**
* A record as seen by the new one that is made of it: where a field is blank, with what the mapping has instead. Once
* both records are there, that no longer counts.
*/
function projectForNew(mapping, record, lookups) {
	const { snapshot, unusable } = project(mapping, record, lookups);
	const filled = { ...snapshot };
	const otherwise = {};
	for (const field of mapping.fields) {
		const found = snapshot[field.name] === null ? fallbackIn(field, record, lookups) : null;
		if (!found) continue;
		filled[field.name] = found.value;
		otherwise[field.name] = found.from;
	}
	return {
		snapshot: filled,
		unusable,
		otherwise
	};
}
function fallbackIn(field, record, lookups) {
	if (!field.otherwise || !isFilled(field, record.side)) return null;
	const place = field.otherwise.places[record.side];
	const there = place?.read(place.reads.map((path) => valueAt(record, path)), lookups);
	if (place && there && !isUnusable(there)) return {
		value: there,
		from: place.reads.join(", ")
	};
	const { value } = field.otherwise;
	return value === null ? null : {
		value,
		from: "value"
	};
}
/** A new opportunity would send it back at once where the field goes both ways for good. */
function isFilled({ direction, when }, from) {
	if (from === "opportunity") return direction !== "referral to opportunity";
	return direction === "referral to opportunity" || direction === "both" && when === "create";
}
// src/mapping/leads.ts
/** The column in which the CRM keeps what a lead was qualified into. */
const QUALIFIED_INTO = "_qualifyingopportunityid_value";
/** The column of an opportunity that says which lead it was. */
const QUALIFIED_FROM = "_originatingleadid_value";
/** Columns of a row that say whose it is, and who made it. */
const OWNED_BY = "_ownerid_value";
const MADE_BY = "_createdby_value";
/** The mapping through which the row of a deal is seen: a lead has fields and columns of its own. */
function viewOf(mapping, { row }) {
	return row ? mapping.leads?.rows ?? mapping : mapping;
}
/** A field of leads as a field that goes one way: a lead takes what the referral says, and gives nothing back. */
function fieldsOfLeads({ fields }) {
	const oneWay = {
		direction: "referral to opportunity",
		conflict: "referral",
		adopt: "referral",
		"also read": {},
		"blank options": [],
		"if missing": "stop"
	};
	return Object.fromEntries(Object.entries(fields).map(([name, { lead, ...field }]) => [name, {
		...field,
		...oneWay,
		opportunity: lead
	}]));
}
// src/mapping/check/blanks.ts
/** Whether what is blank on the opportunity is emptied in Partner Center. */
function emptiesReferrals({ blank, as, direction }) {
	return blank === "propagate" && as !== "latch" && direction !== "referral to opportunity";
}
const WOULD_EMPTY = "and blank: propagate would then empty the referrals";
/** A column that comes back is empty, which no seller meant. */
function checkMissing(name, field) {
	if (field["if missing"] === "stop" || !emptiesReferrals(field)) return [];
	return [findingAt([
		"fields",
		name,
		"if missing"
	], `with if missing: skip the column may come back empty, ${WOULD_EMPTY}; use blank: protect`)];
}
const GONE = `is empty when it is made again, ${WOULD_EMPTY}; give the field another name before that, and the next sync fills the column`;
const SECURED = `has column-level security, so it reads as blank for whoever may not see it, ${WOULD_EMPTY}; use blank: protect`;
/**
* A column that is gone is most likely made again. One with column-level security is blank for whomever its profiles leave out
* ("Column-level security to control access"), which may be the application user from one day to the next. Nothing tells either
* from what a seller has emptied.
*/
function checkBlanks(name, field, columns) {
	if (!emptiesReferrals(field)) return [];
	return [field.opportunity].flat().flatMap((column) => {
		const known = columns[column];
		if (known && !known.secured) return [];
		return [findingAt([
			"fields",
			name,
			"blank"
		], `column ${column} ${known ? SECURED : GONE}`)];
	});
}
// src/mapping/check/column.ts
/** A text column that is made by hand may be short or long. */
const TEXT$2 = ["String", "Memo"];
/** @param table Logical name, for the message. */
function checkColumn({ column, path, types, target = null, behaviors = null, isWritten = false, isSent = false }, columns, table = "opportunity") {
	const known = Object.hasOwn(columns, column) ? columns[column] : void 0;
	if (!known) return [{
		...findingAt(path, `the ${table} table has no column ${column}${didYouMean(column, Object.keys(columns))}`),
		missing: column
	}];
	if (!types.includes(known.type)) return [findingAt(path, `column ${column} is of type ${known.type === "Virtual" ? "Virtual, such as a choice of several" : known.type}; it has to be ${types.join(" or ")}`)];
	const { behavior, targets } = known;
	if (target && targets && !targets.includes(target)) return [findingAt(path, `column ${column} is a lookup to ${targets.join(" or ")}; it has to lead to ${target}`)];
	if (behaviors && behavior && !behaviors.includes(behavior)) return [findingAt(path, `column ${column} is a date with a time of day (${behavior}); its behaviour has to be DateOnly`)];
	if (known.masked) return [findingAt(path, `column ${column} of the ${table} table ${MASKED$1}`)];
	if ((isSent || isWritten) && known.rich) return [findingAt(path, `column ${column} ${RICH$1}`)];
	if (!isWritten || !known.readOnly) return [];
	return [findingAt(path, `the CRM fills ${column} itself, as it does what is calculated or rolled up, and drops what is sent for it; name another column, or let it only go opportunity to referral`)];
}
/** "Create and manage masking rules": a plain read shows them masked to everybody, and what was read would travel as a seller's edit. */
const MASKED$1 = "has a masking rule, so that asterisks are read in the place of its values: take the rule off the column, or name another one";
/** What stands in such a column is HTML ("Data type format conversions"), and what Partner Center sends encoded is written as it reads there. */
const RICH$1 = "is rich text: Partner Center would get what people write there with its HTML tags, and what stands in Partner Center could bring pictures and links into the CRM. Name a column of plain text";
// src/model/crm.ts
/** The alternate key of this column alone, which is what allows each of its values once. */
function keyOn(keys, column) {
	return keys.find(({ columns }) => columns.length === 1 && columns[0] === column);
}
/**
* Characters that each column of the sync's own has to hold. A base has the values of all fields, some of them twice: one that
* does not fit takes along all else that is written of its row.
*/
const OWN_LENGTHS = {
	"referral identifier": 36,
	base: 1e5,
	"sync reason": 400,
	audit: 1e3
};
// src/mapping/check/column-lengths.ts
/**
* A text that is longer than its column would be refused, with all else that is written of its deal. What is only shown is an
* identifier or a word of Partner Center's, and far shorter than what its field allows.
*/
function checkLength(field, path, columns) {
	if (field.as !== "text" && field.as !== "closing reason") return [];
	const column = field.opportunity;
	const holds = columns[column]?.longest;
	if (holds === void 0 || field.longest <= holds) return [];
	const message = `column ${column} holds ${holds} characters, so longest can be ${holds} at most`;
	return [findingAt([...path, "longest"], message)];
}
/** The same of a column that the sync itself owns, at the place where the mapping names it. */
function checkOwnLength({ column, path }, columns) {
	const needed = new Map(Object.entries(OWN_LENGTHS)).get(path.at(-1) ?? "");
	const holds = columns[column]?.longest;
	if (holds === void 0 || needed === void 0 || needed <= holds) return [];
	return [findingAt(path, `column ${column} holds ${holds} characters; ${needed} are needed`)];
}
// src/mapping/check/column-options.ts
/** Options that a message lists. */
const MOST_OPTIONS = 6;
/** Stands beside the table of a choice, not in it. */
const BLANK = "blank options";
function choiceOf(name, field, owner = []) {
	const path = [
		...owner,
		"fields",
		name,
		"values"
	];
	if (field.as === "choice") {
		const values = Object.entries(field.values).filter(([, option]) => option !== "blank");
		const blank = field[BLANK].map((option) => [String(option), BLANK]);
		const mapped = values.map(([code, option]) => [String(option), code]);
		return {
			path,
			mapped: new Map([...mapped, ...blank]),
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
	return [...mapped].filter(([option]) => !(option in known)).map(([option, key]) => findingAt(key === BLANK ? path.with(-1, BLANK) : [...path, key], `column ${column} has no option ${option}${whichIsMeant$1(key, known)}`));
}
/** An option whose label is like the key of the table, else what there is to choose from. */
function whichIsMeant$1(key, known) {
	const options = Object.entries(known).map(([option, label]) => `${option} (${label})`);
	const nearest = nearestOf(key, Object.values(known));
	const meant = options[Object.values(known).indexOf(nearest ?? "")];
	if (meant) return `; did you mean ${meant}?`;
	if (options.length === 0) return "; it has none";
	const rest = options.length - MOST_OPTIONS;
	return `; it has ${options.slice(0, MOST_OPTIONS).join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}
/** A deal with such an option is reported and not synced, because an unknown value is never taken for blank. */
function unmappedOptions({ column, path, mapped }, columns) {
	return Object.entries(columns[column]?.options ?? {}).filter(([option]) => !mapped.has(option)).map(([option, label]) => findingAt(path, `option ${option} (${label}) of column ${column} is not in the table; a deal with it would be held`));
}
// src/mapping/check/conditions.ts
const MARK$1 = {
	what: "yes or no",
	values: /^(?:yes|no|true|false)$/i
};
const NUMBER$1 = {
	what: "a number",
	values: /^-?\d+(?:\.\d+)?$/
};
const STATE = {
	what: "0 (open), 1 (won) or 2 (lost)",
	values: /^[012]$/
};
const DAY = {
	what: "a day such as 2026-01-31",
	values: /^\d{4}-\d\d-\d\d$/,
	isTime: true
};
const TIME$1 = {
	what: "a time, which is asked for as { from: 2026-01-01, before: 2027-01-01 }",
	values: /^(?!)/,
	isTime: true
};
/** Nothing is known of its values but that. */
const NO_TIME = {
	what: "no time",
	values: /^/
};
/** What no deal has there: the condition would keep every one out. */
function checkCondition(path, condition, kind) {
	if (condition === "set" || condition === "blank") return [];
	const message = `${path.at(-1)} has ${kind.what}, so no deal would fit`;
	if (!Array.isArray(condition)) return kind.isTime ? [] : [findingAt(path, `${message} what has from or before`)];
	return condition.flatMap((value, index) => kind.values.test(String(value)) ? [] : [findingAt([...path, index], `${message} "${short(String(value))}"`)]);
}
// src/mapping/check/filters.ts
const LOOKUP_TYPES = [
	"Lookup",
	"Owner",
	"Customer"
];
/** `AttributeType`s that say what stands there. The states of an opportunity are the same in every CRM. */
const KINDS = {
	BigInt: NUMBER$1,
	Boolean: MARK$1,
	Decimal: NUMBER$1,
	Double: NUMBER$1,
	Integer: NUMBER$1,
	Money: NUMBER$1,
	State: STATE
};
/** A lookup goes by its name in an answer, with the id, and a choice by its option, whose label fits no deal. */
function checkFilter([name, condition], columns) {
	const path = [
		"scope",
		"opportunities",
		name
	];
	const [, lookup] = /^_(.*)_value$/.exec(name) ?? [];
	const column = lookup ?? name;
	const types = lookup ? LOOKUP_TYPES : [columns[column]?.type ?? ""];
	const texts = Array.isArray(condition) ? condition.map(String).filter((value) => !/^\d+$/.test(value)) : [];
	if (types[0] === "Virtual" && texts.length > 0) return [findingAt(path, `column ${column} is a choice of several; write the numbers of its options`)];
	const choice = {
		column,
		path,
		mapped: new Map(texts.map((text) => [text, text]))
	};
	const kind = lookup ? NO_TIME : kindOf$3(columns[column]);
	return [
		...checkColumn({
			column,
			path,
			types
		}, columns),
		...kind === STATE ? [] : unknownOptions(choice, columns),
		...kind ? checkCondition(path, condition, kind) : []
	];
}
/** Where its type alone is known, a date may have no time of day. */
function kindOf$3(column) {
	if (!column) return null;
	const { type, behavior = "DateOnly" } = column;
	if (type === "DateTime") return behavior === "DateOnly" ? DAY : TIME$1;
	return KINDS[type] ?? NO_TIME;
}
// src/mapping/check/own-columns.ts
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
// src/mapping/check/status-reasons.ts
/**
* Status reasons that say why a deal was lost. They also go the other way: with one that is not there the CRM refuses to
* close a deal that was lost for this reason, and it stays open.
*/
function unknownReasons({ fields }, { statuscode }) {
	const known = statuscode?.options;
	if (!known) return [];
	return Object.entries(fields).flatMap(([name, field]) => {
		if (field.as !== "closing reason") return [];
		const path = [
			"fields",
			name,
			"by status code"
		];
		return Object.entries(field["by status code"]).filter(([code]) => !(code in known)).map(([code, text]) => findingAt([...path, code], `column statuscode has no option ${code}${whichIsMeant$1(text, known)}`));
	});
}
/**
* Each status reason belongs to one state, and the CRM refuses to close a deal with one of another (0x80048408): it stays open,
* and its seller reads that the CRM refuses it, and can do nothing about it.
*/
function misplacedReasons({ fields }, { statuscode }) {
	const { states, options = {} } = statuscode ?? {};
	if (!states) return [];
	return Object.entries(fields).flatMap(([name, field]) => reasonsOf(name, field)).filter(({ state, reason }) => reason in states && states[reason] !== STATECODES[state]).map(({ state, reason, path }) => {
		const shown = Object.entries(options).filter(([option]) => states[option] === STATECODES[state]).map(([option, label]) => `${option} (${label})`).join(", ");
		return findingAt(path, `status reason ${reason} (${options[reason]}) belongs to another state, so the CRM closes no deal as ${state} with it; ${state} has ${shown || "none"}`);
	});
}
/** Of each state the first is what is written. */
function reasonsOf(name, field) {
	if (field.as === "closing reason") {
		const path = [
			"fields",
			name,
			"by status code"
		];
		return Object.keys(field["by status code"]).map((reason) => ({
			state: "lost",
			reason,
			path: [...path, reason]
		}));
	}
	if (field.as !== "status" || field.direction === "opportunity to referral") return [];
	const path = [
		"fields",
		name,
		"values"
	];
	return ["won", "lost"].map((state) => ({
		state,
		reason: String(field.values[state].opportunity[0]),
		path: [
			...path,
			state,
			"opportunity"
		]
	}));
}
// src/mapping/check/columns.ts
const columnsSchema = record(string(), object({
	type: string(),
	options: record(string(), string()).exactOptional()
}));
/**
* What the opportunity table has, in a file beside the mapping, so that a mapping can be checked without signing in: of each
* column Dataverse's `AttributeType`, and of a choice its option values with their labels.
*
* @throws ConfigurationError when the file is not of that shape.
*/
function parseColumns(text, file) {
	const json = jsonIn(text);
	const parsed = columnsSchema.safeParse(json);
	if (parsed.success) return parsed.data;
	const message = `does not describe columns: ${json === void 0 ? whyNoJson(text) : prettifyError(parsed.error).replaceAll(/\s+/g, " ")}`;
	throw new ConfigurationError([{
		where: file,
		file,
		message
	}], "It has a line for each column, such as \"estimatedvalue\": { \"type\": \"Money\" }; docs/mapping.md shows it.");
}
/** What an editor or a merge has left there; the words of the parser are no help with it. */
function whyNoJson(text) {
	if (text.trim() === "") return "it is empty";
	if (/[\0\uFFFD]/.test(text)) return "it is not UTF-8; save the file as UTF-8";
	if (/^<{7} /m.test(text)) return "a merge was left unfinished in it";
	return "it is no JSON; look for a comma or a bracket that is missing, or too many";
}
/** Types that each place of a field may have. */
const TYPES$1 = {
	text: [TEXT$2],
	money: [["Money"], ["Lookup"]],
	date: [["DateTime"]],
	choice: [["Picklist"]],
	solutions: [TEXT$2],
	list: [TEXT$2],
	"yes or no": [["Boolean"]],
	team: [TEXT$2],
	latch: [["Boolean"]],
	"referral link": [TEXT$2],
	"referral status": [TEXT$2],
	"first text": [TEXT$2],
	"closing reason": [TEXT$2],
	decision: [["Picklist"]],
	status: [["State"], ["Status"]]
};
/** Of the columns that only a share reads, by their keys. */
const SHARE_TYPES = [
	["when", ["Boolean"]],
	["consent", ["Boolean"]],
	["partner location", TEXT$2],
	["notes to microsoft", TEXT$2]
];
/** Holds a mapping against the table: columns that are not there, of another type, and options on one side only. */
function checkAgainstColumns(document, columns) {
	const own = ownColumns(document).flatMap(({ column, path }) => {
		const place = {
			column,
			path,
			types: path[1] === "sync status" ? ["Picklist"] : TEXT$2,
			isWritten: true
		};
		return [...checkColumn(place, columns), ...checkOwnLength(place, columns)];
	});
	const fields = Object.entries(document.fields);
	const fallbacks = fields.flatMap(([name, field]) => {
		const column = otherwiseOf(field)?.opportunity;
		return column ? checkColumn({
			column,
			path: [
				"fields",
				name,
				"otherwise",
				"opportunity"
			],
			types: TYPES$1[field.as][0] ?? [],
			isSent: true
		}, columns) : [];
	});
	const ofShare = SHARE_TYPES.flatMap(([key, types]) => {
		const column = document.share?.[key];
		return column ? checkColumn({
			column,
			path: ["share", key],
			types,
			isSent: true
		}, columns) : [];
	});
	const parties = lookups(document).flatMap((place) => checkColumn(place, columns));
	const filters = Object.entries(document.scope.opportunities).flatMap((filter) => checkFilter(filter, columns));
	const choices = fields.flatMap(([name, field]) => choiceOf(name, field) ?? []);
	const options = statusChoice(document).flatMap((choice) => unknownOptions(choice, columns));
	return {
		problems: [
			...own,
			...ofShare,
			...parties,
			...filters,
			...fallbacks,
			...checkFields(document.fields, columns),
			...fields.flatMap(([name, field]) => checkBlanks(name, field, columns)),
			...options,
			...unknownReasons(document, columns),
			...misplacedReasons(document, columns)
		],
		warnings: choices.flatMap((choice) => unmappedOptions(choice, columns))
	};
}
/** Columns of the opportunity that lead to the parties of a deal. */
function lookups({ accounts, share }) {
	return [
		{
			column: accounts?.opportunity,
			path: ["accounts", "opportunity"],
			target: "account"
		},
		{
			column: share?.account,
			path: ["share", "account"],
			target: "account"
		},
		{
			column: share?.contact,
			path: ["share", "contact"],
			target: "contact"
		}
	].flatMap(({ column, ...place }) => column === void 0 ? [] : [{
		...place,
		column,
		types: ["Lookup", "Customer"]
	}]);
}
/** Columns and options of the lead table that the fields of leads need. */
function checkLeadFields(leads, columns) {
	return checkFields(fieldsOfLeads(leads), columns, {
		owner: ["leads"],
		key: "lead"
	});
}
const OF_OPPORTUNITIES = {
	owner: [],
	key: "opportunity"
};
/** @param place The section in which the fields stand, and the key by which they name their columns and their table. */
function checkFields(fields, columns, { owner, key } = OF_OPPORTUNITIES) {
	return Object.entries(fields).flatMap(([name, field]) => {
		const path = [
			...owner,
			"fields",
			name,
			key
		];
		const isWritten = field.direction !== "opportunity to referral" && field.as !== "status";
		const isSent = field.direction !== "referral to opportunity";
		const places = [field.opportunity].flat().flatMap((column, index) => {
			const behaviors = behaviorsFor(field);
			const types = TYPES$1[field.as][index] ?? [];
			const target = field.as === "money" && index === 1 ? "transactioncurrency" : null;
			return checkColumn({
				column,
				path,
				types,
				target,
				behaviors,
				isWritten,
				isSent
			}, columns, key);
		});
		const choice = choiceOf(name, field, owner);
		const options = choice ? unknownOptions(choice, columns) : [];
		return [
			...places,
			...isWritten ? checkLength(field, [
				...owner,
				"fields",
				name
			], columns) : [],
			...options
		];
	});
}
/**
* The day of a `UserLocal` date depends on where somebody is. One that is `TimeZoneIndependent` has the same day for everybody,
* but takes no date without a time ("Behavior and format of the Date and Time column").
*/
function behaviorsFor({ direction }) {
	return direction === "opportunity to referral" ? ["DateOnly", "TimeZoneIndependent"] : ["DateOnly"];
}
// src/mapping/countries.ts
/**
* Countries and territories by their codes (ISO 3166-1 alpha-2 and the ones that are reserved there), with the English
* names of Unicode CLDR 48, in lower case. Not from `Intl`: ids of accounts are made of these names, and a newer Node
* may have other ones (Turkey became Türkiye). Also, Node needs 20 ms of CPU to load its languages.
*/
const LIST$1 = `
ac ascension island | ad andorra | ae united arab emirates | af afghanistan | ag antigua & barbuda | ai anguilla
al albania | am armenia | ao angola | aq antarctica | ar argentina | as american samoa | at austria
au australia | aw aruba | ax åland islands | az azerbaijan | ba bosnia & herzegovina | bb barbados
bd bangladesh | be belgium | bf burkina faso | bg bulgaria | bh bahrain | bi burundi | bj benin
bl st. barthélemy | bm bermuda | bn brunei | bo bolivia | bq caribbean netherlands | br brazil | bs bahamas
bt bhutan | bv bouvet island | bw botswana | by belarus | bz belize | ca canada | cc cocos (keeling) islands
cd congo - kinshasa | cf central african republic | cg congo - brazzaville | ch switzerland | ci côte d’ivoire
ck cook islands | cl chile | cm cameroon | cn china | co colombia | cp clipperton island | cq sark
cr costa rica | cu cuba | cv cape verde | cw curaçao | cx christmas island | cy cyprus | cz czechia | de germany
dg diego garcia | dj djibouti | dk denmark | dm dominica | do dominican republic | dz algeria
ea ceuta & melilla | ec ecuador | ee estonia | eg egypt | eh western sahara | er eritrea | es spain
et ethiopia | eu european union | ez eurozone | fi finland | fj fiji | fk falkland islands | fm micronesia
fo faroe islands | fr france | ga gabon | gb united kingdom | gd grenada | ge georgia | gf french guiana
gg guernsey | gh ghana | gi gibraltar | gl greenland | gm gambia | gn guinea | gp guadeloupe
gq equatorial guinea | gr greece | gs south georgia & south sandwich islands | gt guatemala | gu guam
gw guinea-bissau | gy guyana | hk hong kong sar china | hm heard & mcdonald islands | hn honduras | hr croatia
ht haiti | hu hungary | ic canary islands | id indonesia | ie ireland | il israel | im isle of man | in india
io british indian ocean territory | iq iraq | ir iran | is iceland | it italy | je jersey | jm jamaica
jo jordan | jp japan | ke kenya | kg kyrgyzstan | kh cambodia | ki kiribati | km comoros | kn st. kitts & nevis
kp north korea | kr south korea | kw kuwait | ky cayman islands | kz kazakhstan | la laos | lb lebanon
lc st. lucia | li liechtenstein | lk sri lanka | lr liberia | ls lesotho | lt lithuania | lu luxembourg
lv latvia | ly libya | ma morocco | mc monaco | md moldova | me montenegro | mf st. martin | mg madagascar
mh marshall islands | mk north macedonia | ml mali | mm myanmar (burma) | mn mongolia | mo macao sar china
mp northern mariana islands | mq martinique | mr mauritania | ms montserrat | mt malta | mu mauritius
mv maldives | mw malawi | mx mexico | my malaysia | mz mozambique | na namibia | nc new caledonia | ne niger
nf norfolk island | ng nigeria | ni nicaragua | nl netherlands | no norway | np nepal | nr nauru | nu niue
nz new zealand | om oman | pa panama | pe peru | pf french polynesia | pg papua new guinea | ph philippines
pk pakistan | pl poland | pm st. pierre & miquelon | pn pitcairn islands | pr puerto rico
ps palestinian territories | pt portugal | pw palau | py paraguay | qa qatar | qo outlying oceania | re réunion
ro romania | rs serbia | ru russia | rw rwanda | sa saudi arabia | sb solomon islands | sc seychelles | sd sudan
se sweden | sg singapore | sh st. helena | si slovenia | sj svalbard & jan mayen | sk slovakia | sl sierra leone
sm san marino | sn senegal | so somalia | sr suriname | ss south sudan | st são tomé & príncipe | sv el salvador
sx sint maarten | sy syria | sz eswatini | ta tristan da cunha | tc turks & caicos islands | td chad
tf french southern territories | tg togo | th thailand | tj tajikistan | tk tokelau | tl timor-leste
tm turkmenistan | tn tunisia | to tonga | tr türkiye | tt trinidad & tobago | tv tuvalu | tw taiwan
tz tanzania | ua ukraine | ug uganda | um u.s. outlying islands | un united nations | us united states
uy uruguay | uz uzbekistan | va vatican city | vc st. vincent & grenadines | ve venezuela
vg british virgin islands | vi u.s. virgin islands | vn vietnam | vu vanuatu | wf wallis & futuna | ws samoa
xk kosovo | ye yemen | yt mayotte | za south africa | zm zambia | zw zimbabwe | zz unknown region
`;
/** Withdrawn codes, and UK, with the one that is used now. */
const FORMER = /* @__PURE__ */ new Map([
	["an", "cw"],
	["bu", "mm"],
	["cs", "rs"],
	["dd", "de"],
	["dy", "bj"],
	["fx", "fr"],
	["hv", "bf"],
	["nh", "vu"],
	["rh", "zw"],
	["su", "ru"],
	["tp", "tl"],
	["uk", "gb"],
	["vd", "vn"],
	["yd", "ye"],
	["yu", "rs"],
	["zr", "cd"]
]);
/** Other names by which people call some of them, those of ISO 3166-1 itself among them. As `plain` leaves them. */
const OTHER_NAMES = `
ae uae | bn brunei darussalam | bo bolivia plurinational state of | bo plurinational state of bolivia
cd congo democratic republic of | cd democratic republic of congo | cd dr congo | cg republic of congo
ci ivory coast | cn peoples republic of china | cv cabo verde | cz czech republic | fk falkland islands malvinas
fm micronesia federated states of | gb england | gb great britain | gb northern ireland | gb scotland
gb united kingdom of great britain and northern ireland | gb wales | hk hong kong | hk hong kong sar
gb uk | ie republic of ireland | ir iran islamic republic of | ir islamic republic of iran
kp korea democratic peoples republic of | kr korea republic of | kr republic of korea
la lao peoples democratic republic | md moldova republic of | md republic of moldova | mk macedonia
mk republic of north macedonia | mm burma | mm myanmar | mo macao | mo macau | mo macau sar | nl holland
ps palestine | ps palestine state of | ps state of palestine | ru russian federation
sh saint helena ascension and tristan da cunha | sk slovak republic | sy syrian arab republic | sz swaziland
tl east timor | tr turkey | tw taiwan province of china | tz tanzania united republic of
tz united republic of tanzania | us united states of america | us us | us usa | va holy see | va vatican
ve bolivarian republic of venezuela | ve venezuela bolivarian republic of | vg virgin islands british
vi virgin islands us | vn viet nam
`;
/**
* Codes of three letters (ISO 3166-1 alpha-3), as accounts have them that come out of a bookkeeping. And Congo, by which in some
* languages one of the two is meant.
*/
const THREE_LETTERS = `
ad and | ae are | af afg | ag atg | ai aia | al alb | am arm | ao ago | aq ata | ar arg | as asm | at aut
au aus | aw abw | ax ala | az aze | ba bih | bb brb | bd bgd | be bel | bf bfa | bg bgr | bh bhr | bi bdi
bj ben | bl blm | bm bmu | bn brn | bo bol | bq bes | br bra | bs bhs | bt btn | bv bvt | bw bwa | by blr
bz blz | ca can | cc cck | cd cod | cf caf | cg cog | ch che | ci civ | ck cok | cl chl | cm cmr | cn chn
co col | cr cri | cu cub | cv cpv | cw cuw | cx cxr | cy cyp | cz cze | de deu | dj dji | dk dnk | dm dma
do dom | dz dza | ec ecu | ee est | eg egy | eh esh | er eri | es esp | et eth | fi fin | fj fji | fk flk
fm fsm | fo fro | fr fra | ga gab | gb gbr | gd grd | ge geo | gf guf | gg ggy | gh gha | gi gib | gl grl
gm gmb | gn gin | gp glp | gq gnq | gr grc | gs sgs | gt gtm | gu gum | gw gnb | gy guy | hk hkg | hm hmd
hn hnd | hr hrv | ht hti | hu hun | id idn | ie irl | il isr | im imn | in ind | io iot | iq irq | ir irn
is isl | it ita | je jey | jm jam | jo jor | jp jpn | ke ken | kg kgz | kh khm | ki kir | km com | kn kna
kp prk | kr kor | kw kwt | ky cym | kz kaz | la lao | lb lbn | lc lca | li lie | lk lka | lr lbr | ls lso
lt ltu | lu lux | lv lva | ly lby | ma mar | mc mco | md mda | me mne | mf maf | mg mdg | mh mhl | mk mkd
ml mli | mm mmr | mn mng | mo mac | mp mnp | mq mtq | mr mrt | ms msr | mt mlt | mu mus | mv mdv | mw mwi
mx mex | my mys | mz moz | na nam | nc ncl | ne ner | nf nfk | ng nga | ni nic | nl nld | no nor | np npl
nr nru | nu niu | nz nzl | om omn | pa pan | pe per | pf pyf | pg png | ph phl | pk pak | pl pol | pm spm
pn pcn | pr pri | ps pse | pt prt | pw plw | py pry | qa qat | re reu | ro rou | rs srb | ru rus | rw rwa
sa sau | sb slb | sc syc | sd sdn | se swe | sg sgp | sh shn | si svn | sj sjm | sk svk | sl sle | sm smr
sn sen | so som | sr sur | ss ssd | st stp | sv slv | sx sxm | sy syr | sz swz | tc tca | td tcd | tf atf
tg tgo | th tha | tj tjk | tk tkl | tl tls | tm tkm | tn tun | to ton | tr tur | tt tto | tv tuv | tw twn
tz tza | ua ukr | ug uga | um umi | us usa | uy ury | uz uzb | va vat | vc vct | ve ven | vg vgb | vi vir
vn vnm | vu vut | wf wlf | ws wsm | ye yem | yt myt | za zaf | zm zmb | zw zwe | cd congo
`;
/** In which people use Dynamics 365, beside English. */
const LANGUAGES = "ar bg ca cs da de el es et eu fi fr gl he hi hr hu id it ja kk ko lt lv ms nb nl pl pt pt-PT ro ru sk sl sr sr-Latn sv th tr uk vi zh-Hans zh-Hant";
const entriesIn = (list) => list.trim().split(/[|\n]/).map((entry) => entry.trim()).map((entry) => [entry.slice(0, 2), entry.slice(3)]);
const BY_CODE = new Map(entriesIn(LIST$1));
const BY_NAME = new Map([...entriesIn(LIST$1), ...entriesIn(OTHER_NAMES)].map(([code, name]) => [plain$2(name), code]));
let others = null;
/**
* What else people call a country: made when the first name comes that is none of the above, as it takes some tenths of a second.
* Not what stands for two of them, as NGA does: it is Nigeria by its code, and Russia in Vietnamese.
*/
function otherNames() {
	const languages = LANGUAGES.split(" ").map((language) => new Intl.DisplayNames(language, {
		type: "region",
		fallback: "none"
	}));
	const local = [...BY_CODE.keys()].flatMap((code) => languages.map((language) => [code, language.of(code.toUpperCase()) ?? ""]));
	const codes = [...Map.groupBy([...entriesIn(THREE_LETTERS), ...local], ([, name]) => plain$2(name.toLowerCase()))].map(([name, found]) => [name, new Set(found.map(([code]) => code))]);
	return new Map(codes.flatMap(([name, [code = "", ...more]]) => more.length === 0 ? [[name, code]] : []));
}
/**
* The country that somebody means by one of its codes or by a name, in whatever spelling and language; `null` where it is none
* of these, or could be another country as well.
*/
function countryMeant(text) {
	const given = text.trim().toLowerCase();
	const code = FORMER.get(given) ?? (BY_CODE.has(given) ? given : codeOf(plain$2(given)));
	const name = BY_CODE.get(code ?? "");
	return code === void 0 || name === void 0 ? null : {
		code,
		name
	};
}
function codeOf(name) {
	const code = BY_NAME.get(name);
	if (code !== void 0 || name === "") return code;
	others ??= otherNames();
	return others.get(name);
}
/** `St. Vincent & Grenadines` and `Saint Vincent and the Grenadines`, `Cote d'Ivoire` and `Côte d’Ivoire`: all the same. */
function plain$2(name) {
	return name.normalize("NFD").replaceAll(/[\p{M}.'’]/gu, "").replaceAll("&", " and ").replaceAll(/[^\p{L}]+/gu, " ").replaceAll(/\bthe\b/g, "").replaceAll(/\bst\b/g, "saint").replaceAll(/ +/g, " ").trim();
}
// src/mapping/check/referral-names.ts
/** Of both teams. `email`, never `emailAddress`. */
const MEMBER = [
	"firstName",
	"lastName",
	"phoneNumber",
	"email",
	"title",
	"contactPreference"
];
/** Of a referral (referral-resources, the connector's definition, docs/fields.md). What is below one of them is not looked at. */
const PROPERTIES = [
	"id",
	"engagementId",
	"name",
	"organizationId",
	"organizationName",
	"externalReferenceId",
	"createdDateTime",
	"updatedDateTime",
	"expirationDateTime",
	"acceptedDateTime",
	"closedDateTime",
	"status",
	"substatus",
	"statusReason",
	"type",
	"qualification",
	"direction",
	"referralSource",
	"callToAction",
	"eTag",
	"mpnId",
	"salesStage",
	"campaignId",
	"favorite",
	"links",
	"registrationStatus",
	"registrations",
	"referralProgram",
	"dealSensitivity",
	"quality",
	"isSpam",
	"tags",
	"createdVia",
	"lastModifiedVia",
	"lastRunId",
	"customerProfile.name",
	"customerProfile.size",
	"customerProfile.isMatchingComplete",
	"customerProfile.address.addressLine1",
	"customerProfile.address.addressLine2",
	"customerProfile.address.city",
	"customerProfile.address.state",
	"customerProfile.address.postalCode",
	"customerProfile.address.country",
	"customerProfile.address.region",
	"customerProfile.ids",
	"consent.consentToToShareInfoWithOthers",
	"consent.consentToContact",
	"consent.consentToMicrosoftToContactSpecificPartners",
	"consent.consentToShareReferralWithMicrosoftSellers",
	"details.notes",
	"details.dealValue",
	"details.currency",
	"details.closingDateTime",
	"details.customerRequestedContact",
	"details.customerAction",
	"details.incentiveLevel",
	"details.requirements.industries",
	"details.requirements.products",
	"details.requirements.services",
	"details.requirements.offers",
	"details.requirements.salesPlays",
	"details.requirements.solutions",
	"details.requirements.additionalRequirements.iot",
	"details.requirements.additionalRequirements.attributes",
	"inviteContext.notes",
	"inviteContext.assistanceRequestCode",
	"inviteContext.invitedMpnId",
	"inviteContext.invitedBy",
	"target",
	"trackingInfo.microsoftMsxId",
	"trackingInfo.microsoftUSFedOpportunityId",
	"trackingInfo.microsoftUSFedLeadId",
	"trackingInfo.migratedPSCDealId",
	"trackingInfo.migratedPSCPartnerDealId",
	...MEMBER.map((name) => `team.${name}`),
	...MEMBER.map((name) => `customerProfile.team.${name}`)
];
/** Status and substatus (patch-a-referral; `Error` is set in the portal only). */
const STATES = [
	"New/Pending",
	"New/Received",
	"Active/Accepted",
	"Closed/Won",
	"Closed/Lost",
	"Closed/Declined",
	"Closed/Expired",
	"Closed/Error"
];
/** Of properties that have a closed list: the resource page and the connector's definition have it. */
const CODES = {
	status: [
		"New",
		"Active",
		"Closed"
	],
	substatus: [
		"Pending",
		"Received",
		"Accepted",
		"Won",
		"Lost",
		"Declined",
		"Expired",
		"Error"
	],
	type: ["Shared", "Independent"],
	qualification: [
		"None",
		"Direct",
		"MarketingQualified",
		"SalesQualified"
	],
	"inviteContext.assistanceRequestCode": [
		"Unknown",
		"WorkloadSpecificValueProposition",
		"CustomerTechnicalArchitecture",
		"ProofOfConceptOrDemo",
		"QuotesOrLicensing",
		"PostSalesCustomerSuccess",
		"GeneralOrOther"
	]
};
/** Of Microsoft's referral in the same engagement, which has the same properties. */
const MICROSOFTS = /^microsoft\./;
const INDEX = /\.\d+(?=\.|$)/g;
/** Whether a referral is known to be in such a state, `Status/Substatus`. */
function isKnownState(state) {
	return STATES.includes(state);
}
/** A path as it stands among the properties that are known. */
function plainPath(path) {
	return path.replace(MICROSOFTS, "").replaceAll(INDEX, "");
}
/** Whether Partner Center is known to have this property; `team.0.email` is one of an element. */
function isKnownProperty(path) {
	const plain = plainPath(path);
	return PROPERTIES.some((known) => known === plain || known.startsWith(`${plain}.`) || plain.startsWith(`${known}.`));
}
/** `; did you mean "details.notes"?` */
function propertyMeant(path) {
	const known = MICROSOFTS.test(path) ? PROPERTIES.map((property) => `microsoft.${property}`) : PROPERTIES;
	return didYouMean(path.replaceAll(INDEX, ""), known);
}
/** A country goes by its code, whatever people call it. */
const COUNTRY = "customerProfile.address.country";
/** Names that a mapping uses and that Partner Center is not known to have. */
function unknownNames(document) {
	const { fields, leads, scope, referrals } = document;
	return [
		...states(["referrals", "become opportunities"], referrals["become opportunities"]),
		...Object.entries(scope.referrals).flatMap(([path, condition]) => [...property([
			"scope",
			"referrals",
			path
		], path), ...Array.isArray(condition) ? inScope(path, condition) : []]),
		...Object.entries(fields).flatMap(([name, field]) => inField(["fields", name], field)),
		...leads ? states([
			"leads",
			"referrals",
			"become leads"
		], leads.referrals["become leads"]) : [],
		...Object.entries(leads?.fields ?? {}).flatMap(([name, field]) => inField([
			"leads",
			"fields",
			name
		], field))
	];
}
/** A code that no referral has would leave all of them out. */
function inScope(path, values) {
	return values.map(String).flatMap((value, index) => {
		const meant = whichIsMeant(path.replace(MICROSOFTS, ""), value);
		return meant === null ? [] : [unknown$1([
			"scope",
			"referrals",
			path,
			index
		], `code ${value} for ${path}`, meant)];
	});
}
/** `null` for a code that the property may have; case does not count. */
function whichIsMeant(path, value) {
	if (path === COUNTRY) {
		const code = countryMeant(value)?.code.toUpperCase();
		if (code === value.toUpperCase()) return null;
		return code ? `; did you mean "${code}"?` : "";
	}
	const known = CODES[path];
	if (!known || known.some((code) => code.toLowerCase() === value.toLowerCase())) return null;
	return didYouMean(value, known);
}
function inField(path, field) {
	const fallback = field.otherwise?.referral;
	return [
		...[field.referral].flat().flatMap((place) => property([...path, "referral"], place)),
		...fallback === void 0 ? [] : property([
			...path,
			"otherwise",
			"referral"
		], fallback),
		...inValues([...path, "values"], field)
	];
}
function inValues(path, { as, referral, values = {} }) {
	if (as === "status") return Object.entries(values).flatMap(([state, group]) => states([
		...path,
		state,
		"referral"
	], group.referral));
	const known = as === "choice" ? CODES[String(referral)] : void 0;
	if (!known) return [];
	return Object.keys(values).filter((code) => !known.includes(code)).map((code) => unknown$1([...path, code], `code ${code} for ${String(referral)}`, didYouMean(code, known)));
}
function property(path, place) {
	return isKnownProperty(place) ? [] : [unknown$1(path, `property ${place}`, propertyMeant(place))];
}
function states(path, found) {
	return found.flatMap((state, index) => isKnownState(state) ? [] : [unknown$1([...path, index], `state ${state}`, didYouMean(state, STATES))]);
}
function unknown$1(path, what, meant) {
	return findingAt(path, `Partner Center is not known to have the ${what}${meant}`);
}
// src/mapping/check/leave-out.ts
/** The same mapping without these fields. */
function withoutFields(document, names) {
	const fields = Object.entries(document.fields).filter(([name]) => !names.includes(name));
	return {
		...document,
		fields: Object.fromEntries(fields)
	};
}
/**
* @param fields As the document of the mapping has them: what a version of ours reads besides makes no other place.
* @param others What has a place and no form of its own.
*/
function placesOf$1(fields, others = {}) {
	const tags = Object.entries({
		...fields,
		...others
	}).map(([name, { as, referral, opportunity }]) => [name, tagOf([
		as,
		referral,
		opportunity
	])]);
	const forms = Object.entries(fields).map(([name, field]) => [name, formOf(field)]);
	const transforms = new Map(Object.entries(fields).map(([name, field]) => [name, transformOf(field)]));
	return {
		tags: new Map(tags),
		form: tagOf(Object.fromEntries(forms)),
		inForm: (field, value) => {
			const transform = transforms.get(field);
			return transform ? normalForm(transform, value) : value;
		}
	};
}
/** The keys that make another value of what stands there. */
function formOf({ longest, marks, values }) {
	return [
		longest,
		marks,
		values
	];
}
function tagOf(what) {
	return hash("sha256", canonicalJson(what), "base64url").slice(0, 3);
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
			read: ([id], { accounts }) => accounts?.get(String(id).toLowerCase()),
			write: () => ({ unusable: "the customer of a referral cannot be changed" })
		},
		opportunity: {
			reads: [`_${opportunity}_value`],
			read: ([id]) => typeof id === "string" ? id.toLowerCase() : id === null ? null : void 0,
			write: (value) => ({ [`${navigation}@odata.bind`]: value && `/accounts(${value})` })
		}
	};
}
// src/mapping/compile.ts
/** @param leftOut Names of fields to do without, because the CRM has lost what they need. */
function compileMapping(whole, place, leftOut = []) {
	const { environments = {}, ...document } = withoutFields(whole, leftOut);
	const { accounts = null, owner = null, leads = null } = document;
	const share = shareOf$1(document);
	const fields = [...Object.entries(document.fields).map(([name, field]) => compileField(name, field)).sort((a, b) => Number(b.kind === "decision") - Number(a.kind === "decision")), ...accounts ? [accountField(accounts)] : []];
	const mapping = {
		...place,
		digest: sha256(canonicalJson(document)),
		unusedEnvironments: Object.keys(environments),
		becomeOpportunities: document.referrals["become opportunities"],
		closeReasons: closeReasonsOf(document),
		...tableOf(document.columns, fields, [...share ? columnsOfShare(share) : [], ...Object.keys(document.scope.opportunities)]),
		seller: {
			status: document.columns["sync status"] ?? null,
			reason: document.columns["sync reason"] ?? null,
			audit: document.columns.audit ?? null
		},
		closingReason: closingReasonOf(document),
		showsMicrosoft: fields.some((field) => field.transform.referral.reads.some(isMicrosoftsPath)),
		guards: document.guards,
		scope: document.scope,
		visible: visibleOf(fields),
		accounts,
		owner,
		share,
		leads: null,
		leftOut,
		places: placesOf$1(whole.fields, accounts ? { [ACCOUNT_FIELD]: accounts } : {})
	};
	return leads ? withLeads(mapping, leads) : mapping;
}
function withLeads(mapping, document) {
	const asFields = fieldsOfLeads(document);
	const fields = Object.entries(asFields).map(([name, field]) => compileField(name, field, "lead"));
	const table = tableOf(document.columns, fields);
	const whose = mapping.owner ? [OWNED_BY, MADE_BY] : [];
	const columns = [
		...table.columns,
		QUALIFIED_INTO,
		...whose
	].sort();
	const seller = {
		status: null,
		reason: null,
		audit: null
	};
	const places = placesOf$1(asFields);
	const rows = {
		...mapping,
		...table,
		columns,
		seller,
		accounts: null,
		share: null,
		leftOut: [],
		places
	};
	const { kinds, "become leads": becomeLeads } = document.referrals;
	const visible = visibleOf([...mapping.fields, ...fields]);
	const own = mapping.share ? [...mapping.columns, QUALIFIED_FROM].sort() : mapping.columns;
	return {
		...mapping,
		columns: own,
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
	const hidden = new Set(fields.filter(({ audit }) => audit === "hidden").map(({ name }) => name));
	return new Set(fields.map(({ name }) => name)).difference(hidden);
}
function shareOf$1({ share, accounts }) {
	return share ? compileShare(share, accounts?.columns ?? accountColumnsSchema.parse(void 0)) : null;
}
function tableOf(owned, fields, others = []) {
	const referralIdColumn = owned["referral identifier"];
	const baseColumn = owned.base;
	const columns = [
		...ownColumns({ columns: owned }).map(({ column }) => column),
		"statecode",
		...fields.flatMap((field) => field.transform.opportunity.reads),
		...fields.flatMap((field) => field.otherwise?.places.opportunity?.reads ?? []),
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
		audit: "hidden",
		otherwise: null
	};
}
function closeReasonsOf(document) {
	const field = Object.values(document.fields).find((candidate) => candidate.as === "status");
	if (!field) return {
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
function compileField(name, field, table) {
	const { as: kind, direction, when, conflict, adopt, blank, audit } = field;
	return {
		name,
		kind,
		transform: transformOf(field, table),
		direction,
		when,
		conflict,
		adopt,
		blank,
		audit,
		otherwise: compileFallback(field)
	};
}
// src/mapping/check/column-places.ts
/** Every column of the table that the mapping names, or stands for, those of the sync itself first. */
function columnPlaces(document, table) {
	const { accounts, leads, share, fields } = document;
	switch (table) {
		case "opportunity": return [...ownColumns(document).map((place) => ({
			...place,
			owner: place.path.slice(0, 2).join(" > ")
		})), ...writtenPlaces(fields)];
		case "lead": {
			const written = Object.entries(leads?.fields ?? {}).map(([name, { lead }]) => [name, lead]);
			return [...namedIn(leads?.columns ?? {}, ["leads", "columns"]), ...placesOf(written, ["leads", "fields"], "lead")];
		}
		case "account": return namedIn(accounts?.columns ?? {}, ["accounts", "columns"]);
		case "contact": return namedIn(share?.["contact columns"] ?? {}, ["share", "contact columns"]);
		case "systemuser": return share ? namedIn(USER_COLUMNS, ["share"]) : [];
	}
}
/** Those that fields of opportunities name. */
function writtenPlaces(fields) {
	return placesOf(Object.entries(fields).map(([name, { opportunity }]) => [name, opportunity]), ["fields"], "opportunity");
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
// src/mapping/check/otherwise.ts
/** A fallback that would be taken away again, sent back, or never be used. */
function checkOtherwise(name, field) {
	const otherwise = otherwiseOf(field);
	if (!otherwise) return [];
	const { direction, when, blank } = field;
	const at = (key, message) => [findingAtKey([
		"fields",
		name,
		"otherwise",
		...key ? [key] : []
	], message)];
	if (blank === "propagate") return at(null, "blank: propagate would take it away again; use blank: protect");
	const { referral, opportunity, value } = otherwise;
	return [
		...referral !== void 0 && direction === "opportunity to referral" ? at("referral", "no opportunity takes it, as the field goes to the referral") : [],
		...referral !== void 0 && direction === "both" && when === "always" ? at("referral", "it would be sent back to the field's own property; use when: create, or one direction") : [],
		...opportunity !== void 0 && direction === "referral to opportunity" ? at("opportunity", "no referral takes it, as the field goes to the opportunity") : [],
		...value !== void 0 && !isPossible(field, value) ? at("value", "this is not a value that the field can have") : []
	];
}
/** A date is written as it stands there, also one that no month has. */
function isPossible(field, value) {
	if (field.as === "date" && !DAY$1.safeParse(value).success) return false;
	return readsBack(transformOf(field), value, NO_LOOKUPS);
}
// src/mapping/check/pairs.ts
/** What is the second of two wherever it stands. */
const SECONDS = /* @__PURE__ */ new Set([
	"details.currency",
	"substatus",
	"transactioncurrencyid",
	"statuscode"
]);
/**
* Two places that are swapped are there, each of them, and would only show in every deal: its amount is no number.
*
* @param path Where the field stands.
*/
function checkPairs(path, field) {
	if (field.as === "first text") return [];
	return [
		"referral",
		"opportunity",
		"lead"
	].flatMap((side) => {
		const places = field[side];
		if (!Array.isArray(places) || !SECONDS.has(places[0])) return [];
		const message = `${side} has the two in the wrong order; write [${places.toReversed().join(", ")}]`;
		return [findingAt([...path, side], message)];
	});
}
// src/mapping/check/referral-shapes.ts
const TEXT$1 = {
	what: "a text",
	advice: "use as: text or choice"
};
const MARK = {
	what: "yes or no",
	advice: "use as: yes or no",
	kind: MARK$1
};
const NUMBER = {
	what: "a number",
	advice: "use as: money, with its currency",
	kind: NUMBER$1
};
const TIME = {
	what: "a time",
	advice: "use as: date",
	kind: TIME$1
};
const LIST = {
	what: "a list",
	advice: "use as: list or solutions"
};
const TEAM = {
	what: "a list of people",
	advice: "use as: team, or name what you want of one of them, such as team.0.email"
};
const GROUP = {
	what: "a group of properties",
	advice: "name one of them"
};
const MARKS = /^consent\.|^favorite$|^isSpam$|\.isMatchingComplete$|\.customerRequestedContact$/;
const LISTS = /^registrations$|^tags$|^target$|\.ids$|\.attributes$|\.requirements\.[a-z]+$/i;
const GROUPS = /^links$|\.additionalRequirements$|\.iot$|\.invitedBy$|\.contactPreference$/;
/** Nobody has seen a value of it. */
const NOT_KNOWN = "details.incentiveLevel";
/** What Partner Center is known to have there (referral-resources, the connector's definition); `null` where nobody knows. */
function shapeOf(path) {
	const plain = plainPath(path);
	const isTeam = /^(customerProfile\.)?team$/.test(plain);
	if (/\.\d+$/.test(path)) return isTeam ? GROUP : null;
	if (isTeam) return TEAM;
	if (GROUPS.test(plain) || PROPERTIES.some((known) => known.startsWith(`${plain}.`))) return GROUP;
	if (!PROPERTIES.includes(plain) || plain === NOT_KNOWN) return null;
	if (plain.endsWith("DateTime")) return TIME;
	if (plain === "details.dealValue") return NUMBER;
	if (MARKS.test(plain)) return MARK;
	return LISTS.test(plain) ? LIST : TEXT$1;
}
/** Of a path that names something of a list's elements, and not of which: nothing is ever there. `null` for any other. */
function whichElement(path) {
	const keys = path.split(".");
	const after = keys.findIndex((key, index) => {
		const shape = shapeOf(keys.slice(0, index).join("."));
		return (shape === LIST || shape === TEAM) && !/^\d+$/.test(key);
	});
	if (after < 0) return null;
	const [list, rest] = [keys.slice(0, after).join("."), keys.slice(after).join(".")];
	return `${list} is a list, so say by its place which element is meant; the first is ${list}.0.${rest}`;
}
const ONE = [
	TEXT$1,
	MARK,
	NUMBER,
	TIME
];
/** What the kinds that do not read everything that is one value take, at each of their places. */
const READS = {
	money: [[NUMBER], [TEXT$1]],
	date: [[TIME]],
	solutions: [[LIST]],
	list: [[LIST]],
	"yes or no": [[MARK]],
	latch: [[MARK]],
	team: [[TEAM]]
};
/**
* A property that the kind of the field cannot read is unusable in every deal, which would need attention for ever.
*
* @param path Where the field stands.
*/
function checkReading(path, { as, referral, otherwise }) {
	const places = [referral].flat().map((place, index) => ({
		place,
		index,
		key: ["referral"]
	}));
	const fallback = otherwise?.referral;
	if (fallback !== void 0) places.push({
		place: fallback,
		index: 0,
		key: ["otherwise", "referral"]
	});
	return places.flatMap(({ place, index, key }) => {
		const which = whichElement(place);
		if (which !== null) return [findingAt([...path, ...key], which)];
		const shape = shapeOf(place);
		const reads = READS[as]?.[index] ?? ONE;
		if (shape === null || reads.includes(shape)) return [];
		const message = `${place} is ${shape.what} in Partner Center, which as: ${as} cannot read; ${shape.advice}`;
		return [findingAt([...path, ...key], message)];
	});
}
/** What a condition of the scope may ask of a property; `null` where nobody knows. */
function kindOf$2(path) {
	const shape = shapeOf(path);
	return shape && (shape.kind ?? NO_TIME);
}
// src/mapping/check/scope.ts
function checkScope({ scope }) {
	return [...checkReferrals(scope), ...checkOpportunities(scope)];
}
function checkReferrals({ referrals }) {
	return Object.entries(referrals).flatMap(([property, condition]) => {
		const path = [
			"scope",
			"referrals",
			property
		];
		const message = property === "microsoft" || isMicrosoftsPath(property) ? NOT_READ : whichElement(property);
		if (message !== null) return [findingAtKey(path, message)];
		const kind = kindOf$2(property);
		return kind ? checkCondition(path, condition, kind) : [];
	});
}
/** Of a deal in which nothing changed, Microsoft's side is not read: it would seem to be blank. */
const NOT_READ = "this is of Microsoft's own referral, which is not read of every deal; a scope takes what your own referral has, such as type or qualification";
/** Only a lookup has ids, and Dataverse gives them under its other name. */
function checkOpportunities({ opportunities }) {
	return Object.entries(opportunities).flatMap(([column, condition]) => {
		const values = Array.isArray(condition) ? condition.map(String) : [];
		const name = values.find((value) => !isUuid(value));
		const isLookup = column.startsWith("_");
		const path = [
			"scope",
			"opportunities",
			column
		];
		if (isLookup && name !== void 0) return findingAtKey(path, `a lookup has ids such as 6f1e0d0a-2b1c-4c3d-8e4f-5a6b7c8d9e0f; this is "${short(name)}"`);
		if (!isLookup && values.length > 0 && name === void 0) return findingAtKey(path, `these are ids, so it is a lookup; write _${column}_value`);
		return [];
	});
}
// src/mapping/check/share.ts
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
	return NEEDED.filter((path) => !paths.includes(path)).map((path) => findingAt(["share"], `Partner Center wants ${path} of every referral; map it, and not only from the referral to the opportunity`));
}
// src/mapping/check/values.ts
/** Rules between the values of a field. */
function checkValues(name, field) {
	return [
		...checkInverse(name, field),
		...checkAlsoRead(name, field),
		...checkBlankOptions(name, field),
		...checkStates(name, field),
		...checkAnswers(name, field)
	];
}
/** A two-way table needs an inverse: two codes for one option could not be written back. */
function checkInverse(name, field) {
	if (field.as !== "choice" || field.direction === "referral to opportunity") return [];
	const seen = /* @__PURE__ */ new Map();
	const findings = [];
	for (const [code, option] of Object.entries(field.values)) {
		const other = seen.get(String(option));
		if (other) {
			const message = `${code} and ${other} both mean ${option}, so it cannot be written back to the referral`;
			findings.push(findingAt([
				"fields",
				name,
				"values",
				code
			], message));
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
/** What is written for a code must not be read as blank. */
function checkBlankOptions(name, field) {
	if (field.as !== "choice") return [];
	const written = Object.values(field.values);
	return field["blank options"].flatMap((option, index) => {
		const message = `fields > ${name} > blank options: ${option} is in values already`;
		return written.includes(option) ? [{
			path: [
				"fields",
				name,
				"blank options",
				index
			],
			message
		}] : [];
	});
}
/** What stands for two states would be read as the first of them, whatever was written. */
function checkStates(name, field) {
	if (field.as !== "status") return [];
	const findings = [];
	for (const [side, what] of [["referral", ""], ["opportunity", "status reason "]]) {
		const owners = /* @__PURE__ */ new Map();
		for (const [state, values] of Object.entries(field.values)) for (const status of new Set(values[side])) {
			const owner = owners.get(status);
			const message = `${what}${status} stands for ${owner} and for ${state}; it can only be one of them`;
			if (owner) findings.push(findingAt([
				"fields",
				name,
				"values",
				state,
				side
			], message));
			owners.set(status, state);
		}
	}
	return findings;
}
/** A seller who declines would accept. */
function checkAnswers(name, field) {
	if (field.as !== "decision" || field.values.accept !== field.values.decline) return [];
	const message = `option ${field.values.accept} would accept and decline; each needs an option of its own`;
	return [findingAt([
		"fields",
		name,
		"values",
		"decline"
	], message)];
}
/** A reason that an open or a won deal has says nothing of why one was lost. */
function checkReasons(fields) {
	const states = Object.values(fields).flatMap((field) => field.as === "status" ? [field.values] : []);
	return Object.entries(fields).flatMap(([name, field]) => {
		if (field.as !== "closing reason") return [];
		return Object.keys(field["by status code"]).flatMap((code) => {
			const state = ["open", "won"].find((one) => states.some((values) => values[one].opportunity.includes(Number(code))));
			const message = `status reason ${code} is one of ${state} deals, and says why a deal was lost`;
			return state ? [findingAt([
				"fields",
				name,
				"by status code",
				code
			], message)] : [];
		});
	});
}
/** What the seller reads of a deal that is not in step must not say that it is. */
function checkToldStates({ columns }) {
	const { synced, ...others } = columns["sync status"]?.values ?? {};
	return Object.entries(others).filter(([, option]) => option === synced).map(([state, option]) => {
		const message = `option ${option} says of a deal that it is synced; ${state} needs another one`;
		return findingAt([
			"columns",
			"sync status",
			"values",
			state
		], message);
	});
}
// src/mapping/check/writable.ts
const TEXT = ["text", "choice"];
/**
* Properties that Partner Center lets a partner change during the life of a referral (patch-a-referral and
* manage-co-sell-opportunities: customer, contact, consent and help are locked after create or first share), and the kinds
* of field that write what it takes there. The guards know a step that cannot be undone by the kind of its field, so
* status and consent have no other.
*/
const WRITABLE = /* @__PURE__ */ new Map([
	["name", TEXT],
	["externalReferenceId", TEXT],
	["campaignId", TEXT],
	["salesStage", TEXT],
	["favorite", ["yes or no"]],
	["status", ["status", "decision"]],
	["substatus", ["status", "decision"]],
	["statusReason", ["closing reason", ...TEXT]],
	["team", ["team"]],
	["details.dealValue", ["money"]],
	["details.currency", ["money"]],
	["details.closingDateTime", ["date"]],
	["details.notes", TEXT],
	["details.requirements.solutions", ["solutions"]],
	["details.requirements.industries", ["list"]],
	["details.requirements.products", ["list"]],
	["details.requirements.services", ["list"]],
	["consent.consentToShareReferralWithMicrosoftSellers", ["latch"]]
]);
/** Why a field of this kind cannot write this property, and the key that says so; `null` where it can. */
function whyNotWritten(path, kind) {
	const kinds = WRITABLE.get(path);
	if (kinds?.includes(kind)) return null;
	const oneWay = "use direction: referral to opportunity";
	if (kinds) return {
		key: "as",
		message: `${path} can only be written by a field with as: ${kinds.join(" or ")}; or ${oneWay}`
	};
	return {
		key: "direction",
		message: `Partner Center ${isKnownProperty(path) ? `does not let a partner change ${path}; ${oneWay}${didYouMean(path, [...WRITABLE.keys()])}` : `is not known to have the property ${path}${propertyMeant(path)}`}`
	};
}
// src/mapping/check/check.ts
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
		...checkColumns(columnPlaces(document, "opportunity")),
		...checkColumns(columnPlaces(document, "lead")),
		...checkPaths(document.fields),
		...checkAccounts(document),
		...checkOwner(document),
		...checkShare(document),
		...checkBecoming(document),
		...checkScope(document),
		...checkReasons(document.fields),
		...checkToldStates(document),
		...Object.entries(document.leads?.fields ?? {}).flatMap(([name, field]) => checkTaking([
			"leads",
			"fields",
			name
		], field)),
		...Object.entries(document.fields).flatMap(([name, field]) => checkField(name, field))
	];
}
/** What of it can be said of fields alone, when something else in the mapping is wrong. */
function crossCheckFields(fields) {
	return [
		...checkColumns(writtenPlaces(fields)),
		...checkPaths(fields),
		...Object.entries(fields).flatMap(([name, field]) => checkField(name, field))
	];
}
/** Two fields that write one column would overwrite each other on every run. */
function checkColumns(places) {
	const owners = /* @__PURE__ */ new Map();
	return places.flatMap(({ column, path, owner }) => {
		const other = owners.get(column);
		owners.set(column, owner);
		if (other === void 0) return [];
		return [{
			path,
			message: `${owner}: column ${column} is already used by ${other}; they would overwrite each other on every run`
		}];
	});
}
/** The same on the other side: many columns may read one property, but only one may write it. */
function checkPaths(fields) {
	const owners = /* @__PURE__ */ new Map();
	const findings = [];
	for (const [name, field] of Object.entries(fields)) {
		if (field.direction === "referral to opportunity" || field.as === "decision") continue;
		for (const path of [field.referral].flat()) {
			const owner = owners.get(path);
			if (owner) {
				const message = `${path} is already written by fields > ${owner}; let one of them use direction: referral to opportunity`;
				findings.push(findingAt([
					"fields",
					name,
					"referral"
				], message));
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
	if (accounts.match.includes("duns") && accounts.columns.duns === void 0) findings.push(findingAt(["accounts", "match"], "duns needs accounts > columns > duns, the column that holds the number"));
	if ("account" in fields) findings.push(findingAt(["fields", ACCOUNT_FIELD], "choose another name, the account of a deal is called so"));
	const owner = columnPlaces(document, "opportunity").find(({ column }) => column === accounts.opportunity);
	if (owner) {
		const message = `${accounts.opportunity} is already used by ${owner.owner}`;
		findings.push(findingAt(["accounts", "opportunity"], message));
	}
	return findings;
}
function checkOwner({ owner, fields, leads }) {
	return [{
		path: ["fields"],
		named: fields
	}, {
		path: ["leads", "fields"],
		named: leads?.fields ?? {}
	}].filter(({ named }) => owner && "owner" in named).map(({ path }) => findingAt([...path, OWNER_FIELD], "choose another name, whom a new row belongs to is called so"));
}
function checkField(name, field) {
	const path = ["fields", name];
	return [
		...field.direction === "referral to opportunity" ? checkTaking(path, field) : checkPairs(path, field),
		...checkDirection(name, field),
		...checkTarget(name, field),
		...checkValues(name, field),
		...checkMissing(name, field),
		...checkOtherwise(name, field)
	];
}
/** A field that only takes from the referral. Of places in the wrong order, that is enough. */
function checkTaking(path, field) {
	const swapped = checkPairs(path, field);
	return swapped.length > 0 ? swapped : checkReading(path, field);
}
function checkDirection(name, field) {
	if (field.direction === "referral to opportunity") return [];
	if (field.as === "referral link") return [findingAt([
		"fields",
		name,
		"direction"
	], "a referral link is made from the referral and has no way back; use direction: referral to opportunity")];
	return [field.referral].flat().flatMap((path) => {
		const wrong = whyNotWritten(path, field.as);
		return wrong ? [findingAt([
			"fields",
			name,
			wrong.key
		], wrong.message)] : [];
	});
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
			const message = `the CRM fills ${column} itself; use direction: opportunity to referral`;
			return [findingAt(path, message)];
		}
		if (field.as === "status" || !CLOSED_BY_ACTION.has(column)) return [];
		return [findingAt(path, `${column} can only be written by a field with as: status`)];
	});
}
// src/mapping/yaml/environments.ts
/** Takes a key of the mapping out, where it stands in the section of an environment. */
const OUT = "none";
/** The environments that a mapping has sections for, in the order of the file. */
function environmentsIn({ value }) {
	return isKeys(value) && isKeys(value.environments) ? Object.keys(value.environments) : [];
}
/**
* The mapping as it is in one environment: its section is laid over the rest of the file, key by key. A list or a
* text takes the place of the one below, `none` takes a key out, and a field with another `as` begins anew.
*
* Positions are those of the section where it names the field or the key, because the rest is without mistakes on
* its own, and those below where only they have it.
*/
function laidOver(document, environment) {
	const { environments, ...base } = document.value;
	const { version: _, ...section } = keysIn$1(keysIn$1(environments)[environment]);
	const path = ["environments", environment];
	return {
		value: merged(base, section),
		locate: (wanted) => {
			const isBelow = depthIn(section, wanted) < Math.min(2, wanted.length) && depthIn(base, wanted) === wanted.length;
			return document.locate(isBelow ? wanted : [...path, ...wanted]);
		}
	};
}
/** What a section says of things that are not there, so that nothing comes of it. */
function checkSection(document, environment) {
	const { environments, ...base } = document.value;
	return checkKeys(keysIn$1(keysIn$1(environments)[environment]), base, []);
}
function checkKeys(section, base, path) {
	return Object.entries(section).flatMap(([key, value]) => {
		const here = [...path, key];
		if (isKeys(value) && isKeys(base[key])) return checkKeys(value, base[key], here);
		const isNew = !Object.hasOwn(base, key);
		const isField = path.at(-1) === "fields" && isKeys(value) && !("as" in value);
		if (!isNew || !(value === OUT || isField)) return [];
		return [findingAtKey(here, (isField ? "there is no such field to change" : "there is nothing to take out") + didYouMean(key, Object.keys(base)))];
	});
}
/** @param at The key under which the section stands; nothing for the whole of it. */
function merged(base, section, at) {
	const result = new Map(Object.entries(base));
	for (const [key, value] of Object.entries(section)) {
		const below = result.get(key);
		const isOther = at === "fields" && isKeys(below) && isKeys(value) && "as" in value && value.as !== below.as;
		if (value === OUT) result.delete(key);
		else if (isKeys(below) && isKeys(value) && !isOther) result.set(key, merged(below, value, key));
		else result.set(key, value);
	}
	return Object.fromEntries(result);
}
/** How many keys of the path are there. */
function depthIn(keys, path) {
	let value = keys;
	for (const [depth, key] of path.entries()) {
		if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return depth;
		value = value[key];
	}
	return path.length;
}
function keysIn$1(value) {
	return isKeys(value) ? value : {};
}
function isKeys(value) {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
// src/mapping/load.ts
/**
* Reads a mapping.
*
* @param text The YAML.
* @param file Its name, for messages.
* @throws ConfigurationError with every problem at its line and column.
*/
function loadMapping(text, file, environment = null) {
	return compileMapping(readDocument(text, {
		file,
		environment
	}), {
		file,
		environment
	});
}
/**
* The document of a mapping as it stands in its file, with the section of its environment laid over the rest. Throws as
* `loadMapping`.
*/
function readDocument(text, place) {
	return readPlaced(text, place).document;
}
/** The same, with the place of each key. Throws as `loadMapping`. */
function readPlaced(text, { file, environment }) {
	const { base, environments } = readEverywhere(text, file);
	if (environment === null) return base;
	const read = environments.get(environment);
	if (!read) throw unknownEnvironment(environment, [...environments.keys()], base.problem);
	return read();
}
const WHAT = "mapping";
/** As many as there can be connections, and each is a mapping to check. */
const MOST_ENVIRONMENTS = 256;
/**
* Reads a mapping with its environments. Throws as `loadMapping`, and so does each environment where something is wrong
* only there.
*/
function readEverywhere(text, file) {
	const whole = parseYaml(text, file, WHAT, (read) => problemsIn(read, file, examined(read).findings));
	const names = environmentsIn(whole);
	const { findings, document } = examined(whole);
	const problem = problemIn(whole, file);
	if (!document) throw failure$2(problemsIn(whole, file, findings), file);
	if (names.length > MOST_ENVIRONMENTS) throw failure$2([problem({
		path: ["environments"],
		message: `environments has ${names.length} of them; ${MOST_ENVIRONMENTS} are the most`
	})], file);
	const read = (name) => () => section(whole, file, name);
	return {
		base: {
			document,
			problem
		},
		environments: new Map(names.map((name) => [name, read(name)]))
	};
}
function problemsIn(whole, file, findings) {
	const names = environmentsIn(whole);
	const more = names.length > MOST_ENVIRONMENTS ? [] : besides(findings, {
		whole,
		file,
		names
	});
	return [...findings.map(problemIn(whole, file)), ...more];
}
function section(whole, file, environment) {
	const { findings, document, merged } = examinedIn(whole, environment);
	const problem = problemIn(merged, file, environment);
	if (!document) throw failure$2(findings.map(problem), file);
	return {
		document,
		problem
	};
}
/** What is wrong in environments alone, of a mapping that has mistakes of its own. Where a whole part is, nothing can be said of what is laid over it. */
function besides(findings, { whole, file, names }) {
	if (findings.some(({ path }) => path.length < 2)) return [];
	const said = new Set(findings.map(({ message }) => message));
	const places = new Set(findings.map((finding) => problemIn(whole, file)(finding).where));
	return names.flatMap((name) => {
		const { findings: all, merged } = examinedIn(whole, name);
		return all.filter(({ message }) => !said.has(message)).map(problemIn(merged, file, name)).filter(({ where }) => !places.has(where));
	});
}
/** The environments that a mapping without mistakes has sections for. */
function environmentsOf(text, file) {
	return environmentsIn(parseYaml(text, file));
}
function examinedIn(whole, environment) {
	const merged = laidOver(whole, environment);
	const wrong = checkSection(whole, environment);
	return {
		merged,
		...wrong.length > 0 ? {
			findings: wrong,
			document: null
		} : examined(merged)
	};
}
function examined({ value }) {
	const parsed = mappingSchema.safeParse(value, { jitless: true });
	if (!parsed.success) {
		const findings = [...mistakes(parsed.error.issues, value), ...crossCheckFields(soundFields(value))];
		if (findings.length === 0) throw parsed.error;
		return {
			findings,
			document: null
		};
	}
	const findings = crossCheck(parsed.data);
	return {
		findings,
		document: findings.length > 0 ? null : parsed.data
	};
}
function problemIn(yaml, file, environment) {
	const where = environment === void 0 ? "" : `environment ${environment}: `;
	return ({ path, message }) => problemAt(file, yaml.locate(path), `${where}${message}`);
}
function failure$2(problems, file) {
	return new ConfigurationError(told(problems, file), "Correct the mapping; docs/mapping.md describes every key.");
}
function unknownEnvironment(name, known, problem) {
	const message = `there is no section for environment ${name}; ${known.length === 0 ? "it has none" : `it has: ${known.join(", ")}`}${didYouMean(name, known)}`;
	return new ConfigurationError([problem({
		path: ["environments"],
		message
	})], "Correct the input mapping-environment, or add the section; docs/mapping.md describes it.");
}
// src/mapping/yaml/key-order.ts
/** A field begins with where and what it is, goes on with what its kind needs and what all have, and ends with its tables. */
const FIRST$1 = [
	"referral",
	"opportunity",
	"lead",
	"as"
];
const LAST = [
	"values",
	"also read",
	"by status code"
];
/**
* The documented order of the keys at a place of a mapping; `null` where the keys are the user's own, and their
* order too. In a section of an environment it is the same as outside.
*/
function keyOrder(path) {
	const [section, environment, ...rest] = path;
	if (section !== "environments") return orderIn(mappingSchema, path);
	return environment === void 0 ? null : orderIn(mappingSchema, rest);
}
function orderIn(given, path) {
	const schema = unwrapped(given);
	const [key, ...rest] = path;
	if (schema instanceof ZodDiscriminatedUnion) return key === void 0 ? orderOfFields(schema) : null;
	if (schema instanceof ZodUnion) return orderIn(schema.options.map(unwrapped).find((option) => option instanceof ZodObject), path);
	if (schema instanceof ZodRecord) return key === void 0 ? null : orderIn(schema.valueType, rest);
	if (!(schema instanceof ZodObject)) return null;
	return key === void 0 ? Object.keys(schema.shape) : orderIn(schema.shape[key], rest);
}
function orderOfFields({ options }) {
	const shapes = options.map(unwrapped).filter((option) => option instanceof ZodObject);
	const others = [...new Set(shapes.flatMap(({ shape }) => Object.keys(shape)))].filter((key) => !FIRST$1.includes(key) && !LAST.includes(key));
	const isCommon = (key) => shapes.every(({ shape }) => key in shape);
	return [
		...FIRST$1,
		...others.filter((key) => !isCommon(key)),
		...others.filter(isCommon),
		...LAST
	];
}
function unwrapped(schema) {
	return schema instanceof ZodOptional || schema instanceof ZodDefault || schema instanceof ZodPrefault ? unwrapped(schema.unwrap()) : schema;
}
// src/mapping/yaml/yaml-keys.ts
/** All mappings of a text that has been parsed before, inner ones before those that hold them. */
function keysIn(text) {
	const reader = new Reader(text);
	reader.readNode([]);
	return reader.found;
}
var Reader = class {
	found = [];
	#text;
	#events;
	#next;
	/** Where what has been read ends. */
	#end = 0;
	constructor(text) {
		this.#text = text;
		this.#events = parseEvents(text, {});
		this.#next = this.#events.findIndex(({ type }) => type === EVENT_ID.DOCUMENT) + 1;
	}
	readNode(path) {
		const event = this.#take();
		if (event?.type === EVENT_ID.SCALAR) this.#readScalar(event);
		if (event?.type !== EVENT_ID.SEQUENCE && event?.type !== EVENT_ID.MAPPING) return;
		const isFlow = event.style === COLLECTION_STYLE.FLOW;
		if (event.type === EVENT_ID.MAPPING) this.#readEntries(path, isFlow);
		else for (let index = 0; !this.#isAtEnd(); index += 1) this.readNode([...path, String(index)]);
		this.#take();
		if (isFlow) this.#end = this.#text.indexOf(event.type === EVENT_ID.MAPPING ? "}" : "]", this.#end) + 1;
	}
	#readEntries(path, isFlow) {
		const entries = [];
		while (!this.#isAtEnd()) {
			const event = this.#take();
			if (event?.type !== EVENT_ID.SCALAR) continue;
			const key = getScalarValue(this.#text, event);
			const start = event.valueStart - quoteOf(event);
			this.#readScalar(event);
			this.readNode([...path, key]);
			entries.push({
				key,
				start,
				end: this.#end
			});
		}
		this.found.push({
			path,
			isFlow,
			entries
		});
	}
	#readScalar(event) {
		if (event.valueEnd < 0) return;
		const read = this.#text.slice(0, event.valueEnd);
		const isBlock = event.style === SCALAR_STYLE.LITERAL_BLOCK || event.style === SCALAR_STYLE.FOLDED_BLOCK;
		this.#end = isBlock ? read.trimEnd().length : event.valueEnd + quoteOf(event);
	}
	#take() {
		return this.#events[this.#next++];
	}
	#isAtEnd() {
		const type = this.#events[this.#next]?.type;
		return type === void 0 || type === EVENT_ID.POP;
	}
};
/** The place of a quoted text is that of what is between the quotes. */
function quoteOf({ style }) {
	return style === SCALAR_STYLE.SINGLE_QUOTED || style === SCALAR_STYLE.DOUBLE_QUOTED ? 1 : 0;
}
// src/mapping/yaml/format.ts
/**
* A mapping with its keys in the documented order. Nothing else of the text moves: a comment goes with the key that it
* stands above or beside, and blank lines stay where they are. Comments above the first key of the file stay there.
*
* @throws ConfigurationError when it is not YAML.
*/
function formatMapping(text, file) {
	const before = parseYaml(text, file).value;
	let formatted = wholeLines(text);
	for (const keys of keysIn(formatted)) {
		const order = orderOf(keys);
		if (order) formatted = keys.isFlow ? movedInLine(formatted, keys, order) : movedLines(formatted, keys, order);
	}
	return canonicalJson(parseYaml(formatted, file).value) === canonicalJson(before) ? formatted : text;
}
/** The first key that is not where `formatMapping` would put it, or `null`. */
function firstMisplaced(text, file) {
	const lines = text.split(/\r?\n/);
	const formatted = formatMapping(text, file).split(/\r?\n/);
	const place = lines.findIndex((line, index) => line !== formatted[index]);
	return place < 0 ? null : {
		line: place + 1,
		column: 1
	};
}
function wholeLines(text) {
	if (text.endsWith("\n")) return text;
	return text + (text.includes("\r\n") ? "\r\n" : "\n");
}
/** The entries in the order in which they belong, or `null` when they are. */
function orderOf({ path, entries }) {
	const order = keyOrder(path);
	if (!order) return null;
	const rank = (index) => {
		const place = order.indexOf(entries[index]?.key ?? "");
		return place < 0 ? order.length : place;
	};
	const sorted = [...entries.keys()].sort((a, b) => rank(a) - rank(b));
	return sorted.every((wanted, index) => wanted === index) ? null : sorted;
}
/** `{ as: text, referral: name }`: what is between the entries stays. */
function movedInLine(text, { entries }, order) {
	const [begin, end] = [entries[0]?.start ?? 0, entries.at(-1)?.end ?? 0];
	const all = text.slice(begin, end);
	if (all.includes("\n") && all.includes("#")) return text;
	const parts = entries.map((entry) => text.slice(entry.start, entry.end));
	const gaps = entries.map((entry, index) => text.slice(entry.end, entries[index + 1]?.start ?? end));
	return splice(text, [begin, end], {
		parts,
		gaps,
		order
	});
}
/** Each entry is some whole lines, with the comments directly above it. */
function movedLines(text, { path, entries }, order) {
	const heads = entries.map(({ start }, index) => index === 0 && path.length === 0 ? lineStart(text, start) : headOf(text, start));
	const end = lineEnd(text, entries.at(-1)?.end ?? 0);
	const chunks = heads.map((head, index) => text.slice(head, heads[index + 1] ?? end));
	const gaps = chunks.map((chunk) => /\n((?:[ \t]*\r?\n)*)$/.exec(chunk)?.[1] ?? "");
	const parts = chunks.map((chunk, index) => chunk.slice(0, chunk.length - (gaps[index]?.length ?? 0)));
	return splice(text, [heads[0] ?? 0, end], {
		parts,
		gaps,
		order
	});
}
function splice(text, [begin, end], { parts, gaps, order }) {
	const moved = order.map((wanted, place) => `${parts[wanted] ?? ""}${gaps[place] ?? ""}`).join("");
	return text.slice(0, begin) + moved + text.slice(end);
}
/** Where the comments begin that stand directly above a key, and not further in than it. */
function headOf(text, start) {
	let head = lineStart(text, start);
	const column = start - head;
	while (head > 0) {
		const above = lineStart(text, head - 1);
		const [, indent] = /^([ \t]*)#/.exec(text.slice(above, head)) ?? [];
		if (indent === void 0 || indent.length > column) break;
		head = above;
	}
	return head;
}
function lineStart(text, offset) {
	return text.lastIndexOf("\n", offset - 1) + 1;
}
function lineEnd(text, offset) {
	return text.indexOf("\n", offset) + 1;
}
// src/mapping/validate.ts
/** Everything that can be said of a mapping without reading a record, in each of its environments. */
function validateMapping({ file, text, columns, columnsOf = {} }) {
	try {
		const { base, environments } = readEverywhere(text, file);
		const mapping = compileMapping(base.document, {
			file,
			environment: null
		});
		const warnings = suspicious(base.document);
		const said = new Set(warnings.map(({ message }) => message));
		const all = [
			{
				...NOTHING$1,
				warnings: warnings.map(base.problem)
			},
			held(mapping, base, columns),
			...[...environments].map(([environment, read]) => heldIn(read, Object.hasOwn(columnsOf, environment) ? columnsOf[environment] ?? null : null, {
				file,
				environment
			}, said))
		];
		const problems = all.flatMap((one) => one.problems).sort(byPlace);
		return {
			file,
			fields: mapping.fields.length,
			problems,
			warnings: all.flatMap(({ warnings }) => warnings).sort(byPlace),
			notices: orderNotices(text, file),
			digests: problems.length > 0 ? [] : all.flatMap(({ digests }) => digests),
			scoped: {
				referrals: all.some(({ scoped }) => scoped.referrals),
				opportunities: all.some(({ scoped }) => scoped.opportunities)
			}
		};
	} catch (error) {
		if (!(error instanceof ConfigurationError)) throw error;
		return {
			...NOTHING$1,
			file,
			fields: 0,
			problems: error.problems,
			notices: []
		};
	}
}
/** What may be meant, and most likely is not. */
function suspicious(document) {
	return [...unknownNames(document), ...foreverLeads(document)];
}
function orderNotices(text, file) {
	const place = firstMisplaced(text, file);
	return place ? [problemAt(file, place, "from here on, keys are not in the order of the documentation; cosell-sync format puts them so")] : [];
}
const NOTHING$1 = {
	problems: [],
	warnings: [],
	digests: [],
	scoped: {
		referrals: false,
		opportunities: false
	}
};
/** What is wrong where a mapping is held against the table. */
function held(mapping, { document, problem }, columns) {
	const { referrals, opportunities } = mapping.scope;
	const isAny = (conditions) => Object.keys(conditions).length > 0;
	const found = {
		...NOTHING$1,
		digests: [{
			name: nameOf$1(mapping),
			digest: mapping.digest
		}],
		scoped: {
			referrals: isAny(referrals),
			opportunities: isAny(opportunities)
		}
	};
	if (!columns) return found;
	const { problems, warnings } = checkAgainstColumns(document, parseColumns(columns.text, columns.file));
	return {
		...found,
		problems: problems.map(problem),
		warnings: warnings.map(problem)
	};
}
/**
* The mistakes of an environment, or else what is wrong where it is held against its own table.
*
* @param said What is said of the mapping without any environment.
*/
function heldIn(read, columns, place, said) {
	try {
		const found = read();
		const others = suspicious(found.document).filter(({ message }) => !said.has(message));
		const { warnings, ...rest } = held(compileMapping(found.document, place), found, columns);
		return {
			...rest,
			warnings: [...others.map(found.problem), ...warnings]
		};
	} catch (error) {
		if (!(error instanceof ConfigurationError)) throw error;
		return {
			...NOTHING$1,
			problems: error.problems
		};
	}
}
// src/commands/connections.ts
/**
* Reads a file of connections and checks it, together with the mappings that it names. Nothing else is looked at.
*
* @throws ConfigurationError with every mistake in that file, each at its line and column.
*/
async function checkConnections({ file, only }, files) {
	const loaded = loadConnections(await files.connections(file), file);
	const connections = only === null ? loaded.connections : chosen(loaded, only, file);
	const byMapping = Map.groupBy(connections, ({ mapping }) => mapping);
	const problems = [];
	const scopes = /* @__PURE__ */ new Map();
	for (const [name, users] of byMapping) {
		const text = await files.mapping(name);
		const checked = text && validateMapping(text);
		if (checked) scopes.set(name, checked.scoped);
		problems.push(...checked?.problems ?? users.map((user) => noMapping(user, file, loaded)));
	}
	return {
		connections,
		problems,
		sharing: sharingIn(connections, ({ mapping }, side) => scopes.get(mapping)?.[side] ?? false)
	};
}
function noMapping(connection, file, loaded) {
	const message = `${connection.name} > mapping is ${connection.mapping}, and there is no such file`;
	return problemAt(file, loaded.locate(connection, "mapping"), message);
}
/** Each reason costs a request, and when everything fails it is mostly for the same one. */
const MOST_REASONS = 20;
/** Looks at what became of each connection in a run of the workflow, whether its job got to say so or not. */
async function gatherConnections(connections, workflowRun, reader) {
	const [jobs, branches] = await Promise.all([reader.jobs(), reader.branches(connections.map((connection) => connection["state-branch"]))]);
	const byName = new Map(jobs.map((job) => [job.name, job]));
	const failed = connections.flatMap(({ name }) => byName.get(name) ?? []).filter(hasReason).slice(0, MOST_REASONS);
	const failures = new Map(await Promise.all(failed.map(async (job) => [job.name, await reader.failureOf(job)])));
	return rowsOf$1(connections.map((connection) => ({
		connection,
		job: byName.get(connection.name) ?? null,
		failure: failures.get(connection.name) ?? null,
		branch: branches.get(connection["state-branch"]) ?? null
	})), workflowRun);
}
function hasReason({ began, conclusion }) {
	return began && conclusion !== null && conclusion !== "success";
}
// src/connect/connections.ts
/** Reads the files of the checkout. */
const FILES = {
	connections: readConnections,
	mapping: readMappingIfThere
};
/**
* Checks the file of connections and puts out the matrix; asks nobody anything. A mistake in a mapping is a failure, and
* the matrix is there all the same: the jobs of the other connections need not wait until it is fixed.
*/
async function runConnections(inputs) {
	const checked = await checkConnections(inputs, FILES);
	const { connections, problems } = checked;
	const matrix = JSON.stringify(matrixOf(connections));
	return {
		text: connectionsReport(checked),
		failed: problems.length > 0,
		matrix,
		problems
	};
}
/** One summary of all their jobs. It does not fail when one of them did: that job has failed already. */
async function runConnectionsSummary(inputs, terminal) {
	const { connections } = await checkConnections(inputs, FILES);
	return withTools(terminal, async ({ http }) => {
		const { github, workflowRun } = inputs;
		const reader = openGithubConnections({
			http,
			...github,
			workflowRun
		});
		return {
			text: connectionsSummary(await gatherConnections(connections, workflowRun, reader)),
			failed: false
		};
	});
}
// src/adapters/entra/authorised.ts
/**
* Adds the token. A 401 is answered before anything is done, so even a write is sent once more with a fresh
* token; what a second 401 means is for `refused` to say. Once a sign-in is refused, nothing more is sent: of many
* writes each would ask twice for what it does not get.
*/
function authorised(options) {
	const { http, token, refused } = options;
	let refusal = null;
	async function sendWith(request, bearer) {
		return http.send({
			...request,
			headers: {
				...request.headers,
				Authorization: `Bearer ${bearer}`
			}
		});
	}
	async function send(request) {
		const isOfToken = (answer) => answer.status === 401 && !request.isFinal?.(answer);
		const first = await sendWith(request, await token());
		if (!isOfToken(first)) return first;
		const second = await sendWith(request, await token({ fresh: true }));
		if (isOfToken(second)) throw refused(second);
		return second;
	}
	return (request) => {
		if (refusal) return Promise.reject(refusal);
		return send(request).catch((error) => {
			if (error instanceof SignInError) refusal = error;
			throw error;
		});
	};
}
// src/adapters/dataverse/budget.ts
const AMOUNTS = ["requests", "executionMs"];
const WINDOW_MS = 3e5;
/** The service may count whole seconds. */
const SLACK_MS = 1e3;
/**
* What is left is in every answer. When requests that are under way may use that up, the next one waits until one of
* ours has left the window: so a long run goes on at the pace at which room comes back, and is not refused.
*
* The limits themselves differ between environments, so they are never assumed. Answers of several servers differ, too:
* the last one counts, and where it was wrong, a 429 with its `Retry-After` is the worst that happens.
*/
function openBudget(clock) {
	const window = [];
	const left = {
		requests: Number.POSITIVE_INFINITY,
		executionMs: Number.POSITIVE_INFINITY
	};
	let underWay = 0;
	/**
	* What has left the window is there to be spent again, until an answer says it better. So is what a clock that was set back
	* has moved into the future: it would not leave before the clock is there again.
	*/
	function forget() {
		const now = clock.now().getTime();
		while (window[0] && (window[0].at <= now - WINDOW_MS - SLACK_MS || window[0].at > now)) {
			for (const amount of AMOUNTS) left[amount] += window[0][amount];
			window.shift();
		}
	}
	function hasRoom() {
		const usual = sumOf(window, ({ executionMs }) => executionMs) / Math.max(1, window.length);
		return left.requests > underWay && left.executionMs > (underWay + 1) * usual;
	}
	/** Counts the request as soon as there is room: of several that come in the same moment, the next one sees it. */
	async function room() {
		for (forget(); !hasRoom(); forget()) {
			const [oldest] = window;
			if (!oldest) break;
			await clock.sleep(Math.max(1, oldest.at + WINDOW_MS + SLACK_MS - clock.now().getTime()));
		}
		underWay += 1;
	}
	function note({ headers }) {
		const oldest = clock.now().getTime() - WINDOW_MS;
		while (window[0] && window[0].at <= oldest) window.shift();
		left.requests = amountIn(headers["x-ms-ratelimit-burst-remaining-xrm-requests"]) ?? left.requests;
		const seconds = amountIn(headers["x-ms-ratelimit-time-remaining-xrm-requests"]);
		if (seconds !== null) left.executionMs = seconds * 1e3;
	}
	return { async spend(request) {
		await room();
		const started = clock.now().getTime();
		try {
			const answer = await request();
			note(answer);
			return answer;
		} finally {
			underWay -= 1;
			const at = clock.now().getTime();
			window.push({
				at,
				requests: 1,
				executionMs: at - started
			});
		}
	} };
}
/**
* Seconds come formatted for people, with decimals: `1,200.00`. Whose language that follows is not documented, and of a
* German environment it may be `1.200,00`. `null` when there is no number.
*/
function amountIn(header) {
	const [, whole = "", decimals = "0"] = /^(.*?)(?:[.,](\d{1,2}))?$/.exec(header ?? "") ?? [];
	const digits = whole.replaceAll(/\D/g, "");
	return digits === "" ? null : Number(`${digits}.${decimals}`);
}
// src/adapters/dataverse/error.ts
/** Codes decide, not statuses: 412 alone has four meanings (Web API: "Compose HTTP requests and handle errors"). */
const CODE = {
	etagMismatch: "0x80060882",
	keyExists: "0x80040237",
	alternateKeyExists: "0x80060892",
	deltaExpired: "0x80044352",
	deltaInvalid: "0x80044183",
	untracked: "0x80072491",
	noMember: "0x80072560",
	noPrivilege: "0x80040220",
	/** So it is where the user has no role at all ("RetrievePrivilegeForUser"). */
	noAccess: "0x80042f09",
	userDisabled: "0x80040225",
	/** It is in administration mode as well, where nobody but administrators gets in. */
	environmentDisabled: "0x8004a104",
	/** The environment lets in chosen applications only (DataverseServiceClient, issue 528). */
	applicationBlocked: "0x80095ffc",
	/** Of the environment's IP firewall, which hosted runners are the first to meet. */
	addressBlocked: "0x80095ffe"
};
/** Of a row that is given to somebody: they are disabled, or a team that owns nothing ("Web service error codes"). Neither says whom it means. */
const NO_OWNER = [CODE.userDisabled, "0x80048340"];
/** Two requests were at one row, or the database was too busy: the same write may well pass later, whatever the status says. */
const PASSING$1 = [
	"0x80044339",
	"0x80044150",
	"0x80044151"
];
/**
* A customer's own code has stopped the write, and undone what came of it: on purpose (IsvAborted), or by a mistake in it
* (IsvUnExpected). A plug-in may choose its status ("PluginHttpStatusCode"), 401, 429 and 503 among them, and each has a code
* of its own (IsvAbortedNotFound to IsvAbortedRequestEntityTooLarge).
*/
const BY_PLUGIN = /^0x8004(0265|0224|8d0[2-9a-f]|8d1[01])$/;
function isByPlugin(code) {
	return BY_PLUGIN.test(code);
}
/**
* The delta link is too old, or the table's columns have changed since, or it has no change tracking ("Web service error
* codes"); with which status is not documented.
*/
const NO_CHANGES = [
	CODE.deltaExpired,
	CODE.deltaInvalid,
	CODE.untracked
];
const failure$1 = looseObject({ error: looseObject({
	code: string(),
	message: string()
}) });
/** What infrastructure in front of the Web API answers. */
const infrastructure = looseObject({ Message: string() });
/** @param sent Texts of the request, see `shortReason`. */
function failureIn({ body }, sent = []) {
	const json = jsonIn(body);
	const known = failure$1.safeParse(json).data?.error;
	if (known) return {
		code: known.code.toLowerCase(),
		message: plain$1(known.message, sent)
	};
	return {
		code: "",
		message: shortReason(infrastructure.safeParse(json).data?.Message ?? "", sent)
	};
}
const PAYLOAD_ERROR = /^Error identified in Payload .*?(?<!-)-{3,}>\s*InnerException\s*:/s;
const EXCEPTION_TYPE = /^\s*(?:[A-Z]\w*\.)+\w*Exception:/;
/** Of a payload error the first inner exception says what is wrong; of others the outermost. The rest is a stack. */
function plain$1(message, sent) {
	const [first = ""] = message.replace(PAYLOAD_ERROR, "").split(/(?<!-)-{3,}>|\r?\n[^\S\n]+at /);
	return shortReason(first.replace(EXCEPTION_TYPE, "").replace("A validation error occurred.", ""), sent);
}
/**
* `400 0x80044331 (column name): The length of the 'name' attribute …`
*
* @param sent Texts of the request, see `shortReason`.
*/
function reasonOf$2(answer, sent = []) {
	const { code, message } = failureIn(answer, sent);
	const column = columnIn(message);
	const head = [
		answer.status,
		code,
		column && `(column ${column})`
	].filter(Boolean).join(" ");
	return message ? `${head}: ${message}` : head;
}
const COLUMN = [
	/property named '(\w+)'/,
	/[Pp]roperty '(\w+)'/,
	/of the '(\w+)' attribute/,
	/'(\w+)' on record of type/,
	/attribute '(\w+)'/
];
function columnIn(message) {
	return COLUMN.map((pattern) => pattern.exec(message)?.[1]).find(Boolean);
}
/** Why something could not be read, as an error that ends the run. */
function readError$1(answer) {
	const { code, message } = failureIn(answer);
	const { status } = answer;
	if ((status === 429 || status >= 500) && !NO_CHANGES.includes(code)) {
		const text = `Dataverse kept failing: ${reasonOf$2(answer)}`;
		return new UnreachableError(text, "Run again later; the next run goes on from the same place.");
	}
	const [text, fix] = explained(code, message);
	return new ServiceError(text ?? `Dataverse refused to answer: ${reasonOf$2(answer)}`, fix, status, code);
}
/** By the codes with which an environment lets nothing of an application in. */
const SHUT_OUT = /* @__PURE__ */ new Map([
	[CODE.noMember, ["The application is not a user of this Dataverse environment", "Create an application user for its client id in the Power Platform admin center and give it a security role."]],
	[CODE.userDisabled, ["The application user is disabled in this Dataverse environment", "Activate it in the Power Platform admin center, under Settings > Users + permissions > Application users. What changed meanwhile is read by the next run."]],
	[CODE.environmentDisabled, ["This Dataverse environment is disabled", "Look in the Power Platform admin center whether it is in administration mode, or was disabled because nobody used it, and enable it. What changed meanwhile is read by the next run."]],
	[CODE.applicationBlocked, ["This Dataverse environment lets in chosen applications only, and not this one", "Have its client id added to the allowed applications, in the Power Platform admin center under the environment's Settings > Privacy + Security."]],
	[CODE.addressBlocked, ["The IP firewall of this Dataverse environment does not let in the address of this runner", "Run the workflow on a runner with an address that is allowed, such as one of your own; those of GitHub's hosted runners change."]]
]);
function explained(code, message) {
	const column = /property named '(\w+)'/.exec(message)?.[1];
	if (column) return [`Dataverse has no column ${column} (${code}).`, "Correct its name in the mapping (logical names are lower case), or add the column to the table; docs/crm-columns.md lists those that are needed."];
	const shutOut = SHUT_OUT.get(code);
	if (shutOut) return [`${shutOut[0]} (${code}).`, shutOut[1]];
	if (code === CODE.noPrivilege || code === CODE.noAccess) return [`The application user is missing ${privilegeIn(message)} in Dataverse (${code}).`, "Add it to its security role: setup/security-role.yml lists what a sync needs, and how far it has to reach; doctor compares the two. setup needs more, the role System Customizer for as long as it runs."];
	if (code === "") return [null, "Check the environment's address, and whether a proxy or a firewall on the way answers in its place."];
	return [null, "Check the environment's address and the mapping; if they are right, please report it."];
}
/** The privilege that a refusal names; not every one does. */
function privilegeIn(message) {
	return /\b(prv\w+)/.exec(message)?.[1] ?? "a privilege";
}
/** After a second 401. */
function signInError$1(answer) {
	return new SignInError(`Dataverse does not accept the token: ${reasonOf$2(answer)}`, "Check that dataverse-url belongs to the tenant that is named for it.", failureIn(answer).code || null);
}
// src/adapters/dataverse/connection.ts
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
	const budget = openBudget(options.clock);
	let concurrency = DEFAULT_CONCURRENCY;
	async function call(request) {
		const response = await budget.spend(() => send({
			...request,
			system: "dataverse",
			isFinal: isFinal$1
		}));
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
		if (url !== null && nameOf(url.origin) === nameOf(origin) && url.pathname.startsWith("/api/data/v9.2/")) return url.pathname + url.search;
		throw contractError("Dataverse sent a link that does not lead back to its own Web API.");
	}
	return {
		origin,
		concurrency: () => concurrency,
		get,
		send: ({ method, path, headers, body, repeatable = false }) => call({
			method,
			url: origin + path,
			headers: {
				...ODATA,
				...headers
			},
			body,
			repeatable
		}),
		holdBack: (milliseconds) => options.http.holdBack("dataverse", milliseconds),
		pathOf
	};
}
function isFinal$1(answer) {
	return answer.status >= 400 && isByPlugin(failureIn(answer).code);
}
/**
* The Web API of an environment has two addresses, `contoso.crm4.dynamics.com` and `contoso.api.crm4.dynamics.com`, and which
* of them stands in a link is nowhere said. What is asked for is always asked at the one that was configured.
*/
function nameOf(origin) {
	return origin.replace(/\.api\.crm(?=\d*\.)/, ".crm");
}
// src/sent-ahead.ts
/**
* Settles when the request is on its way, so that the caller can work on something else until the answer comes.
*
* Two turns are needed for that: the promises in front of the sending have to run, and undici waits for the event loop to
* turn once, to see whether an idle connection is still good. When the caller fails meanwhile, nobody waits for the answer:
* its failure must not count as unhandled.
*/
async function sentAhead(answer) {
	answer.catch(() => {});
	await new Promise((resolve) => {
		process.nextTick(resolve);
	});
	await setImmediate();
	return { answer };
}
// src/adapters/http/server-time.ts
/** When the server answered, ISO 8601, or `null` when it did not say. Whole seconds. */
function serverTime({ headers }) {
	const time = Date.parse(headers.date ?? "");
	return Number.isNaN(time) ? null : new Date(time).toISOString();
}
/**
* When a listing began, to go on from: by the server's clock, which is the one of the records, and never later than by ours. A
* `Date` that is ahead once, of a server or of something on the way, would have the next listing pass over what changed
* meanwhile; one that is behind only has some of it listed again.
*
* @param date Of its first answer, `null` where that has none.
* @param asked When it was asked for.
*/
function beginning$1(date, asked) {
	const ours = asked.toISOString();
	return date !== null && date < ours ? date : ours;
}
// src/adapters/dataverse/pages.ts
/** The most that Dataverse allows. */
const MOST_AT_ONCE = 5e3;
const ETAG = /^[\x20-\x7e]+$/;
const row = looseObject({ "@odata.etag": string() });
/** What a change feed says of a row that is gone: nothing but its id. */
const gone = looseObject({
	reason: string(),
	id: string()
});
const page = object({
	value: array(union$1([row, gone])),
	"@odata.nextLink": string().optional(),
	"@odata.deltaLink": string().optional()
});
function openPages(connection, clock) {
	function pageOf(response) {
		const { value, "@odata.nextLink": next, "@odata.deltaLink": delta } = readRows$1(response);
		return {
			value,
			next: next ? connection.pathOf(next) : null,
			delta: delta ? connection.pathOf(delta) : null,
			date: serverTime(response)
		};
	}
	return async ({ path, track = false, key = "opportunityid", atOnce = MOST_AT_ONCE }, onPage) => {
		const size = `odata.maxpagesize=${atOnce}`;
		const Prefer = track ? `odata.track-changes,${size}` : size;
		const ask = (link) => connection.get(link, { Prefer });
		const followed = /* @__PURE__ */ new Set([path]);
		const asked = clock.now();
		let readAt = null;
		let last = null;
		/** The answer behind this one, which is asked for while the reader works on this one. */
		async function take({ value, next, delta, date }) {
			readAt ??= beginning$1(date, asked);
			last = delta;
			if (next !== null && followed.has(next)) throw contractError("A list of Dataverse goes round in a circle.");
			if (next !== null) followed.add(next);
			const coming = next === null ? null : await sentAhead(ask(next));
			const records = value.flatMap((item) => "@odata.etag" in item ? [recordOf$2(item, key)] : []);
			if (records.length > 0) await onPage(records);
			return coming;
		}
		let coming = { answer: ask(path) };
		while (coming) coming = await take(pageOf(await coming.answer));
		return {
			delta: last,
			readAt: readAt ?? beginning$1(null, asked)
		};
	};
}
/** The rows of several listings of one table, which are read at the same time, as far as Dataverse likes that. */
async function rowsOf(connection, readAll, { key, paths }) {
	return (await inParallel(paths, connection.concurrency(), async (path) => {
		const records = [];
		await readAll({
			path,
			key
		}, (more) => void records.push(...more));
		return records;
	})).flat();
}
function readRows$1(response) {
	const answer = jsonIn(response.body);
	return isPage(answer) ? answer : readAs$1(page, response);
}
function isPage(answer) {
	if (!isObject$1(answer) || !Array.isArray(answer.value) || !answer.value.every(isRowOrGone)) return false;
	return [answer["@odata.nextLink"], answer["@odata.deltaLink"]].every((link) => link === void 0 || typeof link === "string");
}
function isRowOrGone(item) {
	if (!isObject$1(item)) return false;
	const { "@odata.etag": etag } = item;
	if (etag === void 0) return typeof item.reason === "string" && typeof item.id === "string";
	return typeof etag === "string";
}
function recordOf$2(properties, key) {
	const { [key]: id, modifiedon, "@odata.etag": etag } = properties;
	if (typeof id !== "string" || id === "") throw contractError(`Dataverse sent an answer in an unknown form: look at ${key}.`);
	if (!ETAG.test(etag)) throw contractError(`Dataverse does not say which version the row with ${key} ${id} is.`);
	const modified = typeof modifiedon === "string" ? modifiedon : "";
	return {
		side: "opportunity",
		id: id.toLowerCase(),
		etag,
		modified,
		properties
	};
}
function readAs$1(schema, { body }) {
	return readJson(schema, body, {
		service: "Dataverse",
		what: "an answer"
	});
}
// src/adapters/dataverse/metadata.ts
const SETS$1 = {
	opportunity: "opportunities",
	lead: "leads"
};
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
const texts = looseObject({
	LogicalName: string(),
	MaxLength: number$1().nullish(),
	FormatName: looseObject({ Value: string().nullish() }).nullish()
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
const solution = looseObject({
	solutionid: string(),
	ismanaged: boolean().nullish(),
	_publisherid_value: string()
});
const publisher = looseObject({ customizationprefix: string() });
/** "Solution component table", rootcomponentbehavior: with all subcomponents, which are not listed then. */
const WHOLE = 0;
const component = looseObject({
	objectid: string().transform((id) => id.toLowerCase()),
	rootcomponentbehavior: number$1().nullish()
});
const abilities = looseObject({
	MetadataId: string(),
	ChangeTrackingEnabled: boolean(),
	IsOptimisticConcurrencyEnabled: boolean().nullish()
});
const listOf = (item) => looseObject({ value: array(item) });
/**
* Metadata of a table ("Query table definitions using the Web API"). Lengths and options are
* shown only behind a cast to the type of column, one request for each type.
*/
function openMetadata({ get }) {
	const list = async (path, item) => readAs$1(listOf(item), await get(path, STRONG)).value;
	return {
		table: (name) => readTable({
			get,
			list
		}, name),
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
			const path = `${API}solutions?\$select=solutionid,ismanaged,_publisherid_value&$filter=uniquename eq '${name}'`;
			const [found] = await list(encodeURI(path), solution);
			if (!found) return null;
			const within = `_solutionid_value eq ${found.solutionid}`;
			const owner = `${API}publishers(${found._publisherid_value})?$select=customizationprefix`;
			const [components, answer] = await Promise.all([list(encodeURI(`${API}solutioncomponents?$select=objectid,rootcomponentbehavior&$filter=${within}`), component), get(owner, STRONG)]);
			const whole = components.filter(({ rootcomponentbehavior: behavior }) => behavior === WHOLE);
			const ids = (those) => new Set(those.map(({ objectid }) => objectid));
			return {
				isManaged: found.ismanaged ?? false,
				prefix: readAs$1(publisher, answer).customizationprefix,
				components: ids(components),
				wholeTables: ids(whole)
			};
		},
		async currencyCodes() {
			const item = looseObject({ isocurrencycode: string() });
			return (await list(`${API}transactioncurrencies?$select=isocurrencycode&${encodeURI("$filter=statecode eq 0")}`, item)).map(({ isocurrencycode }) => isocurrencycode).filter((code) => /^[A-Z]{3}$/.test(code)).sort();
		},
		async canRead(table, columns) {
			try {
				await list(`${API}${SETS$1[table]}?$select=${columns.join(",")}&$top=1`, looseObject({}));
				return true;
			} catch (error) {
				if (error instanceof ServiceError && error.status === 400) return false;
				throw error;
			}
		}
	};
}
async function readTable({ get, list }, name) {
	const definition = definitionOf(name);
	const [columns, strings, memos, options, statuses, keys, flags] = await Promise.all([
		list(`${definition}/Attributes?$select=LogicalName,AttributeType,DisplayName,IsSecured`, column),
		list(textsOf$1(name, "String"), texts),
		list(textsOf$1(name, "Memo"), texts),
		list(picklistsOf(name), choices),
		list(statusesOf(name), choices),
		list(keysOf$2(name), key),
		get(`${definition}?$select=MetadataId,ChangeTrackingEnabled,IsOptimisticConcurrencyEnabled`, STRONG)
	]);
	const longest = new Map([...strings, ...memos].map((one) => [one.LogicalName, one.MaxLength ?? null]));
	const optionsOf = new Map([...options, ...statuses].map((one) => [one.LogicalName, optionsIn(one)]));
	const able = readAs$1(abilities, flags);
	return {
		id: able.MetadataId.toLowerCase(),
		columns: columns.map((one) => toColumn(one, {
			longest,
			optionsOf
		})),
		keys: keys.map(toKey),
		tracksChanges: able.ChangeTrackingEnabled,
		comparesVersions: able.IsOptimisticConcurrencyEnabled ?? true
	};
}
/** @param table Logical name. */
function definitionOf(table) {
	return `${API}EntityDefinitions(LogicalName='${table}')`;
}
/** Choices of a table with their options. */
function picklistsOf(table) {
	return withOptions(table, "Picklist", "OptionSet($select=Options),GlobalOptionSet($select=Options)");
}
/** Status reasons of a table. */
function statusesOf(table) {
	return withOptions(table, "Status", "OptionSet($select=Options)");
}
/** What the texts of a table hold, and whether people format them ("Format and FormatName columns"). */
function textsOf$1(table, type) {
	return `${columnsOf(table, type)}?$select=LogicalName,MaxLength,FormatName`;
}
/** How many decimal places the amounts of a table have: their own, or those of the currency. */
function amountsOf(table) {
	return `${columnsOf(table, "Money")}?$select=LogicalName,Precision,PrecisionSource`;
}
/** What the dates of a table are: `DateTimeBehavior`. */
function datesOf(table) {
	return `${columnsOf(table, "DateTime")}?$select=LogicalName,DateTimeBehavior`;
}
/** Where the lookups of a table lead to, those to customers and owners among them ("LookupAttributeMetadata"). */
function lookupsOf(table) {
	return `${columnsOf(table, "Lookup")}?$select=LogicalName,Targets`;
}
function keysOf$2(table) {
	return `${definitionOf(table)}/Keys?$select=LogicalName,KeyAttributes,EntityKeyIndexStatus`;
}
function withOptions(table, type, expand) {
	return `${columnsOf(table, type)}?$select=LogicalName&$expand=${expand}`;
}
function columnsOf(table, type) {
	return `${definitionOf(table)}/Attributes/Microsoft.Dynamics.CRM.${type}AttributeMetadata`;
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
// src/adapters/dataverse/duplicates.ts
/** Looks for what keeps the index of an alternate key from being built. It compares without case. */
function openRows$1(connection, clock) {
	return { async duplicates(column) {
		const byValue = /* @__PURE__ */ new Map();
		const filled = encodeURI(`$filter=${column} ne null`);
		const path = `${API}opportunities?$select=opportunityid,${column}&${filled}`;
		await openPages(connection, clock)({ path }, (rows) => {
			for (const { id, properties } of rows) {
				const value = String(properties[column]).trim().toLowerCase();
				byValue.set(value, [...byValue.get(value) ?? [], id]);
			}
		});
		return [...byValue].flatMap(([value, opportunities]) => opportunities.length > 1 ? [{
			value,
			opportunities
		}] : []);
	} };
}
// src/adapters/entra/workflow-identity.ts
/** Entra of each cloud takes a token of another issuer only when it was made for this (Entra's documentation). */
const AUDIENCES = {
	"login.microsoftonline.us": "api://AzureADTokenExchangeUSGov",
	"login.partner.microsoftonline.cn": "api://AzureADTokenExchangeChina",
	"login.chinacloudapi.cn": "api://AzureADTokenExchangeChina"
};
const PUBLIC_AUDIENCE = "api://AzureADTokenExchange";
const answer$1 = object({ value: string().min(1) });
/**
* The identity of this workflow run, signed by GitHub for the Entra at `authorityUrl`. It lives for five
* minutes, so a new one is asked for every time (GitHub Docs, "OpenID Connect reference", on requesting the JWT).
*
* @throws UnreachableError when GitHub hands out none
*/
async function workflowIdentity(options) {
	const { http, authorityUrl, onSecret } = options;
	const { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: token } = process.env;
	const audience = AUDIENCES[new URL(authorityUrl).hostname] ?? PUBLIC_AUDIENCE;
	const { status, body } = await http.send({
		system: "github",
		method: "GET",
		url: `${url}&audience=${encodeURIComponent(audience)}`,
		headers: {
			authorization: `Bearer ${token}`,
			accept: "application/json"
		},
		repeatable: true
	});
	const identity = status === 200 ? answer$1.safeParse(jsonIn(body)).data?.value : void 0;
	if (identity === void 0) throw noIdentity(status);
	onSecret(identity);
	return identity;
}
function noIdentity(status) {
	return new UnreachableError(`GitHub did not hand out the identity of this workflow run (status ${status}).`, "Check that the job has `permissions: id-token: write`; https://githubstatus.com shows outages.");
}
// src/adapters/entra/application.ts
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
function proofOf({ credential, authorityUrl, http, onSecret }) {
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
		case "workflow": return { clientAssertion: () => workflowIdentity({
			http,
			authorityUrl,
			onSecret
		}) };
	}
}
// src/adapters/entra/line.ts
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
			const told = jsonIn(answer.body);
			if (!isOfEntra(told)) throw notOfEntra(url, answer.status);
			noteTokens(told);
			return {
				status: answer.status,
				headers: { ...answer.headers },
				body: told
			};
		} catch (error) {
			if (error instanceof CosellError) failure = error;
			throw error;
		}
	}
	function noteTokens(told) {
		for (const [name, value] of Object.entries(told)) {
			if (typeof value !== "string" || !/^(access|refresh|id)_token$/.test(name)) continue;
			onSecret(value);
			if (name === "refresh_token") onRefreshToken(value);
		}
	}
	return {
		network: {
			sendGetRequestAsync: (url, request) => exchange("GET", url, request),
			sendPostRequestAsync: (url, request) => exchange("POST", url, request)
		},
		failure: () => failure
	};
}
/** A token, or an error with its name (RFC 6749 §5): the token endpoint answers nothing else. */
function isOfEntra(told) {
	if (!isObject$1(told)) return false;
	const { access_token: token, error } = told;
	return [token, error].some((text) => typeof text === "string" && text !== "");
}
function notOfEntra(url, status) {
	return new UnreachableError(`Microsoft Entra (${new URL(url).host}) did not answer a sign-in: ${status} came with neither a token nor an error of Entra's.`, "Check authority-url, and whether a proxy or a firewall on the way answers in its place; then run again.");
}
function unavailable(url, status) {
	return new UnreachableError(`Microsoft Entra (${new URL(url).host}) kept answering ${status}.`, "Try again later; https://status.cloud.microsoft shows outages.");
}
// src/adapters/entra/refusal.ts
const SIGN_IN_AGAIN = "Sign in again as the Referrals admin with `cosell-sync login`; docs/signing-in.md says how.";
const ASK_ADMINISTRATOR = "Ask the Entra administrator of the tenant to";
const AS_WEB = "In the app registration, under Authentication, remove http://localhost from that platform, and add it to the platform Web. Then run `cosell-sync login` again.";
const LEAVE_OUT = `${ASK_ADMINISTRATOR} exclude the synchronising account from that policy or to allow where it runs.`;
const SECOND_FACTOR = ["multi-factor authentication is required", SIGN_IN_AGAIN];
const REGISTER = ["the user has to register for multi-factor authentication", `Register at https://aka.ms/mfasetup. ${SIGN_IN_AGAIN}`];
const KNOWN_DEVICE = ["a Conditional Access policy asks for a device that the tenant knows and manages", LEAVE_OUT];
const PERMISSIONS = "Add user_impersonation of Microsoft Partner and of Microsoft Partner Center under API permissions, and grant admin consent; docs/signing-in.md has their ids.";
/**
* Entra's error numbers (AADSTS…) that a partner can do something about: what happened, and the next step.
* docs/signing-in.md has a row for each.
*/
const REFUSALS = {
	"700082": ["the refresh token has expired, because it was not used for too long", SIGN_IN_AGAIN],
	"70043": ["the refresh token has expired under the tenant's sign-in frequency policy", SIGN_IN_AGAIN],
	"50173": ["the refresh token was revoked, for example by a password change", SIGN_IN_AGAIN],
	"50132": ["the session of the sign-in is over, for example by a change of the password", SIGN_IN_AGAIN],
	"50133": ["the session of the sign-in was ended, for example by a change of the password", SIGN_IN_AGAIN],
	"50055": ["the user's password has expired", SIGN_IN_AGAIN],
	"50144": ["the user's password in Active Directory has expired", SIGN_IN_AGAIN],
	"9002313": ["what is stored as the refresh token is not one, or was damaged on the way", SIGN_IN_AGAIN],
	"50076": SECOND_FACTOR,
	"50079": REGISTER,
	"50072": REGISTER,
	"50074": SECOND_FACTOR,
	"50158": ["a second factor of another provider is required", SIGN_IN_AGAIN],
	"50078": ["the multi-factor authentication of the last sign-in is too old", SIGN_IN_AGAIN],
	"50057": ["the user's account is disabled", `${ASK_ADMINISTRATOR} enable it; with another account, sign in with \`cosell-sync login\`.`],
	"50034": ["the tenant has no such user", "Check tenant-id, and sign in with an account of that tenant."],
	"50053": ["the user's account is locked, or the address that it signs in from is blocked", "Wait until it is let in again, or ask the Entra administrator why it is blocked."],
	"50105": ["the user is not assigned to the application, which takes only users who are", `${ASK_ADMINISTRATOR} assign the user to it under Enterprise applications, Users and groups.`],
	"50005": ["a Conditional Access policy does not know the platform of the machine that signs in", LEAVE_OUT],
	"50097": KNOWN_DEVICE,
	"530003": KNOWN_DEVICE,
	"50131": ["a Conditional Access policy refuses this sign-in, or it looks suspicious", LEAVE_OUT],
	"53000": ["a Conditional Access policy asks for a device that is compliant", LEAVE_OUT],
	"53001": ["a Conditional Access policy asks for a device that is joined to the domain", LEAVE_OUT],
	"53003": ["a Conditional Access policy blocks this sign-in", LEAVE_OUT],
	"65001": ["nobody has consented to what the application asks for", `${ASK_ADMINISTRATOR} grant admin consent to the application.`],
	"650057": ["the application does not have the permission that it asks for", PERMISSIONS],
	"650056": ["the application does not have the permission that it asks for, or nobody has consented to it", PERMISSIONS],
	"650052": ["the tenant does not have the service that the application asks for", "Check that tenant-id is the tenant of the Partner Center account, and grant admin consent there."],
	"65004": ["the person declined what the application asks for", "Sign in again and accept the permissions."],
	"54005": ["the code of this sign-in was redeemed already", "Run `cosell-sync login` again."],
	"70008": ["the code of this sign-in has expired, or the refresh token because it was not used for too long", "Run `cosell-sync login` again, and finish within some minutes; docs/signing-in.md says how."],
	"50011": ["the application does not know the address that the browser is sent back to", "Add the redirect address http://localhost, of the platform Web, to the app registration."],
	"9002327": ["the redirect address is registered for a single-page application", AS_WEB],
	"700025": ["the redirect address is registered for mobile and desktop applications", AS_WEB],
	"700007": ["the refresh token was issued to another application", "Check that client-id and refresh token belong together."],
	"700016": ["the tenant has no such application", "Check client-id and tenant-id, and that the application was created in this tenant or consented to there."],
	"7000229": ["the application was never let into the tenant", "Consent to the application in the tenant of tenant-id, or check that it is the right one."],
	"7000112": ["the application is disabled in the tenant", `${ASK_ADMINISTRATOR} let users sign in to it again, under Enterprise applications, Properties.`],
	"90002": ["there is no such tenant", "Check tenant-id, and authority-url if the tenant is in a sovereign cloud."],
	"900382": ["the tenant is in another cloud", "Set authority-url to that of the cloud; docs/signing-in.md lists them."],
	"7000215": ["the client secret is wrong", "Store the secret's value, not its id, and check that it belongs to client-id."],
	"7000222": ["the client secret has expired", "Create a new client secret in the app registration and store it."],
	"700027": ["the app registration does not have the certificate that was used", "Upload the certificate to the app registration, and check that it has not expired there."],
	"1000502": ["the certificate that was used has expired, or is not valid yet", "Create a new certificate, upload it to the app registration and store it; docs/signing-in.md says how."],
	"70025": ["the application has no federated credential, and the run was given no secret and no certificate of it", "If it has one, look where the job is to get it from: a secret of another environment, or of another name, is empty. Else add a federated credential with the subject of this repository and environment to the app registration."],
	"700211": ["no federated credential of the application trusts who issued this workflow's identity", "Set the federated credential's issuer to https://token.actions.githubusercontent.com, on a GitHub Enterprise Server to https://<its host>/_services/token, with data residency to https://token.actions.<name>.ghe.com, without a slash at the end."],
	"700212": ["no federated credential of the application takes the audience of this workflow's identity", "Set the federated credential's audience to the one of your cloud; docs/signing-in.md lists them."],
	"700213": ["no federated credential of the application fits this workflow", "Add a federated credential with the subject of this repository and environment to the app registration."],
	"70021": ["no federated credential of the application fits this workflow", "Check the federated credential's issuer, subject and audience; a new one takes some minutes to work."],
	"700024": ["what the application proves itself with was not valid at this time", "Run again. If that does not help, set the clock of this machine by a time server: what is signed with a certificate carries its time."],
	"500011": ["the tenant does not know the address that the token was asked for", "For Dataverse, check dataverse-url, and that the environment belongs to the tenant that is named for it. For Partner Center, check that the application has its permissions and consent."],
	"500014": ["the service that the token was asked for is disabled in the tenant", `See whether its subscription has lapsed. If not: ${ASK_ADMINISTRATOR} let users sign in to it again, under Enterprise applications, Properties.`]
};
/** The subject that a workflow presented stands in quotes in Entra's text: it names a repository, no person. */
const PRESENTED_SUBJECT = /subject '(repo:[^'\s]{1,250})'/;
/** What the sign-in library threw, as an error a person can act on. Entra's own text stays out: it names users. */
function refusal(service, error) {
	const number = numberOf(error);
	const [message, fix] = REFUSALS[number ?? ""] ?? unknown(number, service, error);
	const label = number ? ` (AADSTS${number})` : "";
	const subject = PRESENTED_SUBJECT.exec(String(error))?.[1];
	const told = `Sign-in for ${service} was refused: ${message}${label}.${subject ? ` This workflow presented the subject ${subject}` : ""}`;
	return new SignInError(told, service === PERSONS ? fix : ofTheCrm(fix), number);
}
/** The CRM may have a tenant and an application of its own, and then inputs of its own say which. */
function ofTheCrm(fix) {
	return fix.replaceAll(/\b(?:tenant|client)-id\b/g, "$& (or dataverse-$&)");
}
/** The same for what the browser brought back instead of a code: OAuth's `error` and its description. */
function refusedInBrowser(error, description) {
	return refusal(PERSONS, {
		errorCode: error,
		toString: () => description
	});
}
function numberOf(error) {
	const { errorNo } = error;
	if (/^\d+$/.test(String(errorNo))) return String(errorNo);
	return /AADSTS(\d+)/.exec(String(error))?.[1] ?? null;
}
/** Only there does a person sign in, see `openEntra`. */
const PERSONS = "Partner Center";
/** OAuth's words for what only a person's sign-in fixes (RFC 6749 §5.2, OpenID Connect Core §3.1.2.6). */
const FOR_A_PERSON = [
	"interaction_required",
	"login_required",
	"consent_required",
	"invalid_grant"
];
/** And for what passes by itself. */
const PASSING = ["temporarily_unavailable", "server_error"];
function unknown(number, service, error) {
	const { errorCode } = error;
	const message = typeof errorCode === "string" && /^\w+$/.test(errorCode) ? errorCode : "for a reason that Entra did not give";
	return [message, `See ${number ? `https://login.microsoftonline.com/error?code=${number}` : "the sign-in log of the tenant"} for what it means. ${fixFor$1(service, message)}`];
}
function fixFor$1(service, oauthError) {
	if (PASSING.includes(oauthError)) return "Run again later.";
	if (service === PERSONS && FOR_A_PERSON.includes(oauthError)) return SIGN_IN_AGAIN;
	return "Check tenant-id, client-id and the client secret.";
}
// src/adapters/entra/token-claims.ts
const claims = record(string(), unknown$3());
/**
* Whether the person behind an access token used a second factor: Partner Center looks for `mfa` among the
* authentication methods. `null` when the token does not tell.
*/
function isMultiFactor(token) {
	const methods = claimsOf(token)?.amr;
	return Array.isArray(methods) ? methods.includes("mfa") : null;
}
/** Address of the person behind an access token, in lower case; `null` when the token does not tell ("Access token claims reference"). */
function personIn(token) {
	const { upn, unique_name: name, preferred_username: preferred } = claimsOf(token) ?? {};
	const found = [
		upn,
		name,
		preferred
	].find((claim) => typeof claim === "string" && claim.includes("@"));
	return typeof found === "string" ? found.toLowerCase() : null;
}
/**
* What a token says about itself, not verified: for messages to a person, never for a decision about access.
* `null` for an opaque token, which any access token may become without notice.
*/
function claimsOf(token) {
	const [, payload, signature] = token.split(".");
	if (payload === void 0 || signature === void 0) return null;
	return claims.safeParse(jsonIn(Buffer.from(payload, "base64url").toString("utf8"))).data ?? null;
}
// src/adapters/entra/entra.ts
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
		if (current === null) throw noRefreshToken();
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
function noRefreshToken() {
	return new ConfigurationError([{
		where: "refresh token",
		message: "is missing; Partner Center referrals can only be read as a user"
	}], "Sign in once as a Referrals admin with `cosell-sync login`; docs/signing-in.md says how.");
}
/** What a deal needs in the CRM, in the order in which it is created and documented. */
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
		enough: OWN_LENGTHS["referral identifier"],
		knownFromConnector: {
			label: "Referral Identifier",
			name: "msft_microsoftpartnercenterreferralidentifier"
		}
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
		enough: OWN_LENGTHS.base
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
		knownFromConnector: {
			label: "Referral Link",
			name: "msft_microsoftpartnercenterreferrallink"
		}
	},
	{
		purpose: "share",
		name: "SyncWithPartnerCenter",
		label: "Sync with Partner Center",
		description: "Yes: the deal is, or is to be, a referral in Partner Center.",
		shape: { type: "yes/no" },
		knownFromConnector: {
			label: "Sync with Partner Center",
			name: "msft_microsoftpartnercenterreferralsync"
		}
	},
	{
		purpose: "visible",
		name: "Visible",
		label: "Visible to Microsoft",
		description: "Yes: Microsoft sees the deal. It cannot be taken back.",
		shape: { type: "yes/no" },
		knownFromConnector: {
			label: "Microsoft Partner Center Referral Visibility",
			name: "msft_microsoftpartnercenterreferralvisible"
		}
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
		knownFromConnector: {
			label: "How can Microsoft help?",
			name: "msft_microsoftpartnercenterhelp"
		}
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
		knownFromConnector: {
			label: "Products",
			name: "msft_partnercentersolutions"
		}
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
			longest: OWN_LENGTHS["sync reason"]
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
		enough: OWN_LENGTHS.audit,
		knownFromConnector: {
			label: "Audit",
			name: "msft_microsoftpartnercenterreferralsyncaudit"
		}
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
		knownFromConnector: {
			label: "Microsoft CRM Identifier",
			name: "msft_microsoftcrmidentifier"
		}
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
	},
	{
		purpose: "partner location",
		name: "PartnerLocation",
		label: "Partner location",
		description: "PartnerID of the location that the deal belongs to. Fixed once the deal is shared.",
		shape: {
			type: "text",
			longest: 20
		}
	},
	{
		purpose: "notes to microsoft",
		name: "NotesToMicrosoft",
		label: "Notes to Microsoft",
		description: "What Microsoft's seller is told when help is asked. Fixed once it is asked.",
		shape: {
			type: "memo",
			longest: 2e3
		}
	},
	{
		purpose: "referral program",
		name: "ReferralProgram",
		label: "Referral Program",
		description: "Program of the referral in Partner Center.",
		shape: {
			type: "text",
			longest: 100
		},
		knownFromConnector: {
			label: "Referral Program",
			name: "msft_microsoftpartnercenterreferralprogram"
		}
	},
	{
		purpose: "registration status",
		name: "RegistrationStatus",
		label: "Registration status",
		description: "How far the registration of the deal is.",
		shape: {
			type: "text",
			longest: 100
		}
	}
];
/** Which of them each table needs. A lead takes what its referral says, and carries no more than the link. */
const TABLES = [{
	table: "opportunity",
	purposes: PURPOSES.map(({ purpose }) => purpose)
}, {
	table: "lead",
	purposes: ["referral identifier", "base"]
}];
// src/provision/columns.ts
/** Prefix of Microsoft's own publisher. */
const CONNECTOR_PREFIX = "msft_";
/**
* The column that serves a purpose: ours by its name, else the one of Microsoft's connector, so that sellers keep the field
* they know, and links made by the connector stay.
*/
function columnFor(purpose, prefix, columns) {
	const name = logicalName(prefix, wantedFor(purpose));
	const own = columns.find((column) => column.name === name);
	if (own) return own;
	const found = ofConnector(purpose, columns);
	return found && purpose !== "referral identifier" && misfit$1(purpose, found) !== null ? void 0 : found;
}
/** What Microsoft's connector has added. */
function connectorColumns(columns) {
	const found = new Set(PURPOSES.map(({ purpose }) => ofConnector(purpose, columns)));
	return columns.filter((column) => found.has(column));
}
/**
* The connector's column for a purpose: by the logical name that was seen, else by its label. Its labels are documented and
* its logical names are not; but a label is shown in the language of the application user, and customers change it.
*/
function ofConnector(purpose, columns) {
	const known = wantedFor(purpose).knownFromConnector;
	const theirs = known ? columns.filter(isOfConnector) : [];
	const label = known?.label.toLowerCase();
	return theirs.find(({ name }) => name === known?.name) ?? theirs.find((column) => labelOf(column) === label);
}
function isOfConnector({ name }) {
	return name.startsWith(CONNECTOR_PREFIX);
}
/** Name of the column that Microsoft's connector links opportunities to their referrals by. */
function identifierOfConnector(columns) {
	return ofConnector("referral identifier", columns)?.name;
}
function labelOf({ label }) {
	return label.trim().toLowerCase();
}
function nameFor(purpose, prefix) {
	return logicalName(prefix, wantedFor(purpose));
}
/** To a sync, what is blank in a column that it has filled before was emptied by a seller; a field of another name begins anew. */
const MADE_AGAIN = "A column that is made again is empty: give its field another name in the mapping, and the next sync fills it.";
/** What to create when nothing serves the purpose. `optionPrefix` is the publisher's. */
function newColumn(purpose, prefix, optionPrefix) {
	const { name, label, description, shape } = wantedFor(purpose);
	return {
		schemaName: `${prefix}_${name}`,
		label,
		description,
		shape: shape.type === "choice" ? {
			type: "choice",
			options: optionsOf$2(shape, optionPrefix)
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
function misfit$1(purpose, column) {
	const { shape, enough } = wantedFor(purpose);
	const types = purpose === "referral identifier" ? ["String"] : TYPES[shape.type];
	if (!types.includes(column.type)) return `is of the type ${column.type}; ${shape.type} (${types.join(" or ")}) is needed`;
	if (column.isSecured) return "has column-level security, so that its value can be hidden from the sync";
	const needed = enough ?? ("longest" in shape ? shape.longest : 0);
	if (column.longest !== null && column.longest < needed) return `holds ${column.longest} characters; ${needed} are needed`;
	return null;
}
/**
* Options that a choice of ours lacks, of those that it is made with. One that has been translated keeps its value, and one of a
* column that somebody made has a value of its own.
*/
function missingOptions(purpose, column, optionPrefix) {
	const { shape } = wantedFor(purpose);
	if (shape.type !== "choice") return [];
	return optionsOf$2(shape, optionPrefix).filter((ours) => !column.options.some((one) => one.value === ours.value || isSameLabel(one, ours)));
}
/** Whether an option means what one of ours does. */
function isSameLabel(one, ours) {
	return one.label.trim().toLowerCase() === ours.label.toLowerCase();
}
function wantedFor(purpose) {
	const wanted = PURPOSES.find((one) => one.purpose === purpose);
	if (!wanted) throw new Error(`no column is wanted for ${purpose}`);
	return wanted;
}
function logicalName(prefix, { name }) {
	return `${prefix}_${name}`.toLowerCase();
}
/** A publisher's option values are its five digits and four of their own. */
function optionsOf$2(shape, optionPrefix) {
	const first = optionPrefix * 1e4 + shape.offset;
	return shape.labels.map((label, index) => ({
		value: first + index,
		label,
		state: null
	}));
}
// src/provision/duplicates.ts
/**
* Which opportunities have the same in the column of the referral identifier, for a person to look them up.
*
* @param most So many are named.
*/
function duplicatesText(found, most) {
	const named = found.slice(0, most).map(({ value, opportunities }) => {
		return `${isUuid(value) ? `referral ${value}` : "something else"} on opportunities ${opportunities.join(", ")}`;
	});
	const rest = found.length - named.length;
	return [...named, ...rest > 0 ? [`and ${rest} more`] : []].join("; ");
}
/** What a person does about them. */
const CLEAR_DUPLICATES = "Of each of these, clear it on all but the one that sellers work with, and set Sync with Partner Center to No there; a closed one is reopened for that. Then run setup again: docs/moving-from-the-connector.md.";
// src/adapters/dataverse/values.ts
/**
* The `PropertyValues` of Dataverse's `In`, as they stand in a URL. Its reader looks for the end of the list before it reads
* the JSON: an apostrophe or a bracket within a text would be refused as "an unbalanced bracket expression" (OData/odata.net,
* issue 764; Dataverse's page on open types knows it, too).
*/
function listOfTexts(values) {
	return encodeURIComponent(`[${values.map(escaped).join(",")}]`);
}
function escaped(value) {
	return JSON.stringify(value).replace(/['[\]]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
// src/adapters/dataverse/rows.ts
/** Made once, because zod compiles a schema when it is first used. */
function pageOf(row) {
	return object({
		value: array(row),
		"@odata.nextLink": string().optional()
	});
}
/**
* Every row of a small table or a short list, however many pages it comes in.
*
* @param begun The answer to the path, where it is there already.
*/
async function readRows({ get, pathOf }, path, page, begun = null) {
	const found = [];
	for (let answer = begun ?? await get(path); answer;) {
		const { value, "@odata.nextLink": next } = readAs$1(page, answer);
		found.push(...value);
		answer = next ? await get(pathOf(next)) : null;
	}
	return found;
}
// src/adapters/dataverse/batch.ts
/** Every line has to end like this, the last one of a body too: else the part "was not readable". */
const LINE = "\r\n";
const OF_BODY = { "Content-Type": "application/json; type=entry" };
/**
* Several requests in one ("Execute batch operations using the Web API"). They are carried out one
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
			...body === "" ? {} : OF_BODY
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
// src/adapters/dataverse/together.ts
/**
* The answer to each path, in one request. Throws unless all of them are there.
*
* @param more Paths that may be refused, and are left out then.
*/
async function getTogether(connection, paths, more = []) {
	const all = [...paths, ...more];
	const answers = await answersTo(connection, all);
	const refused = answers.slice(0, paths.length).find((answer) => answer.status !== 200);
	if (refused) throw readError$1(refused);
	const pairs = all.map((path, index) => [path, answers[index]]);
	return new Map(pairs.filter(([, { status }]) => status === 200));
}
/**
* The same, whatever the answers say: one for each path, in their order. A part that was throttled, or failed, is asked for by
* itself, which waits: it must not pass for one that is refused. Throws where they cannot be read.
*/
async function answersTo(connection, paths) {
	const headers = {
		Accept: "application/json",
		...STRONG
	};
	const gets = paths.map((path) => ({
		method: "GET",
		path,
		headers,
		body: "",
		repeatable: true
	}));
	const batch = {
		method: "POST",
		path: `${API}$batch`,
		...encodeBatch(gets),
		repeatable: true
	};
	const answer = await connection.send(batch);
	const parts = decodeBatch(answer)?.answers ?? [];
	if (parts.length === 0 && answer.status !== 200) throw readError$1(answer);
	const read = parts.filter((part) => part !== null);
	if (read.length !== paths.length) throw contractError("Dataverse sent a damaged answer to a batch.");
	return Promise.all(gets.map(async (get, index) => {
		const part = read[index];
		return part.status === 429 || part.status >= 500 ? await connection.send(get) : part;
	}));
}
// src/adapters/dataverse/amounts.ts
const CURRENCIES = `${API}transactioncurrencies?$select=transactioncurrencyid,isocurrencycode,currencyprecision,statecode`;
const currencies = pageOf(object({
	transactioncurrencyid: string(),
	isocurrencycode: string(),
	currencyprecision: number$1().int(),
	statecode: number$1().int().nullish()
}));
/** `statecode` of a currency ("transactioncurrency EntityType"). */
const INACTIVE = 1;
const amounts = listOf(looseObject({
	LogicalName: string(),
	Precision: number$1().int().nullish(),
	PrecisionSource: number$1().int().nullish()
}));
const ORGANIZATION = `${API}organizations?$select=pricingdecimalprecision`;
const organizations = listOf(looseObject({ pricingdecimalprecision: number$1().int().nullish() }));
/**
* `PrecisionSource` of a column that has a number of its own, and of one that goes by the organization's for prices ("MoneyAttributeMetadata").
* The others go by the currency's.
*/
const [OWN, OF_PRICES] = [0, 1];
/**
* The currencies, and how the columns of these tables keep amounts, in one request. Where the columns, or the
* organization, may not be looked at, an amount has the decimal places of its currency, as it has unless a customiser chose otherwise.
*
* @param tables Logical names.
*/
async function readAmounts(connection, tables) {
	const [first, organization, ...ofTables] = await answersTo(connection, [
		CURRENCIES,
		ORGANIZATION,
		...tables.map(amountsOf)
	]);
	const ofPrices = placesOfPrices(organization);
	const places = ofTables.flatMap((answer, index) => ownPlaces(answer, tables[index] ?? "", ofPrices));
	return {
		currencies: await allCurrencies(connection, first),
		places: new Map(places)
	};
}
async function allCurrencies(connection, first) {
	if (first.status !== 200) throw readError$1(first);
	return (await readRows(connection, CURRENCIES, currencies, first)).map((item) => ({
		id: item.transactioncurrencyid.toLowerCase(),
		code: item.isocurrencycode,
		precision: item.currencyprecision,
		...item.statecode === INACTIVE ? { inactive: true } : {}
	}));
}
function placesOfPrices(answer) {
	if (answer?.status !== 200) return null;
	return readAs$1(organizations, answer).value[0]?.pricingdecimalprecision ?? null;
}
function ownPlaces(answer, table, ofPrices) {
	if (answer.status !== 200) return [];
	return readAs$1(amounts, answer).value.flatMap(({ LogicalName, Precision, PrecisionSource }) => {
		const places = PrecisionSource === OWN ? Precision : PrecisionSource === OF_PRICES ? ofPrices : null;
		return typeof places === "number" ? [[`${table}.${LogicalName}`, places]] : [];
	});
}
// src/adapters/dataverse/changes.ts
/** Dataverse forgets changes after seven days, unless the organization says otherwise. */
const DELTA_LIFE_MS = 5184e5;
/** Rows in an answer when all are read: with five times as many, the answers would take more memory than all else. */
const OF_ALL = 500;
/**
* Pages are garbage as soon as they were looked at. Left to itself, V8 would let the space for older objects grow to several
* times what is in it. Measured on ten thousand deals: the peak goes from 180 MB to 147, in as much CPU time.
*/
const SMALL_HEAP = "--heap-growing-percent=100";
/** For clocks that differ, and for rows whose transaction was still open. */
const OVERLAP_MS = 3e5;
/**
* What changed, by change tracking ("Use change tracking to synchronize data with external systems"); by
* `modifiedon` where the table has none:
*
* - a delta link that is young enough and asks for our columns is followed, as far as Dataverse takes it;
* - without change tracking, rows modified since the last read began are asked for;
* - otherwise everything is read, and then what was modified meanwhile: the new delta link speaks of the last
*   page, so a row that changed after its own page was read is in neither.
*/
function openChanges(options) {
	const { readAll, select, clock, beforeFullRead = async () => {} } = options;
	const all = `${API}opportunities?$select=${select.join(",")}`;
	async function readEverything(onPage) {
		await beforeFullRead();
		setFlagsFromString(SMALL_HEAP);
		const listing = {
			path: all,
			atOnce: OF_ALL
		};
		const read = await unless(isUntracked, () => readAll({
			...listing,
			track: true
		}, onPage)) ?? await readAll(listing, onPage);
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
			const read = await unless(isOfLink, () => readAll({ path }, onPage));
			if (read?.delta) return {
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
		if (expected(error)) return null;
		throw error;
	}
}
/**
* Whether it may be for the link. How a link is refused that has been forgotten is documented in part; kept to it, no run would
* come any further until it is old enough. What else is wrong, reading everything will say.
*/
function isOfLink(error) {
	return error instanceof ServiceError || error instanceof ContractError;
}
/**
* Whether the table has no change tracking: there is a code for that, and no page shows the answer. Where something else is wrong
* with what was asked for, it is wrong without tracking, too.
*/
function isUntracked(error) {
	return error instanceof ServiceError && (error.code === CODE.untracked || error.status === 400);
}
// src/adapters/dataverse/schema.ts
const attribute = looseObject({
	LogicalName: string(),
	AttributeType: string(),
	IsValidForUpdate: boolean().nullish(),
	IsSecured: boolean().nullish()
});
const dated = looseObject({
	LogicalName: string(),
	DateTimeBehavior: looseObject({ Value: string() }).nullish()
});
const lookup = looseObject({
	LogicalName: string(),
	Targets: array(string()).nullish()
});
const labelled = looseObject({
	LogicalName: string(),
	DisplayName: label.nullish()
});
const counted$2 = looseObject({ "@odata.count": number$1() });
const currency = looseObject({ isocurrencycode: string() });
const maskedColumn = looseObject({
	entityname: string(),
	attributelogicalname: string()
});
const KEYS = keysOf$2("opportunity");
const STATUSES = statusesOf("opportunity");
/** Older environments have no such table, and not everybody may read it. */
const MASKED = `${API}attributemaskingrules?$select=entityname,attributelogicalname`;
const allTextsOf = (table) => [textsOf$1(table, "String"), textsOf$1(table, "Memo")];
/** Tables that fields are about, of which more is asked than the types of their columns. */
const WITH_FIELDS = ["opportunity", "lead"];
/**
* Columns, options, keys and currencies, as far as a mapping can be held against them, in one request ("Execute
* batch operations using the Web API").
*
* @param tables Logical names.
* @throws ServiceError when one of them may not be read
*/
async function readSchema(connection, tables) {
	const attributes = (table) => `${definitionOf(table)}/Attributes?$select=LogicalName,AttributeType,IsValidForUpdate,IsSecured`;
	const currencies = `${API}transactioncurrencies?$select=isocurrencycode`;
	const withFields = tables.filter((table) => WITH_FIELDS.includes(table));
	const lists = withFields.flatMap((table) => [
		picklistsOf(table),
		datesOf(table),
		...allTextsOf(table)
	]);
	const answers = await getTogether(connection, [
		KEYS,
		currencies,
		STATUSES,
		...lists,
		...tables.map(attributes)
	], [MASKED, ...withFields.map(lookupsOf)]);
	const at = (item, path) => {
		const answer = answers.get(path);
		return answer ? readAs$1(listOf(item), answer).value : [];
	};
	const masked = at(maskedColumn, MASKED).map((one) => `${one.entityname}.${one.attributelogicalname}`);
	const tableOf = (table) => {
		const withOptions = [picklistsOf(table), ...table === "opportunity" ? [STATUSES] : []];
		const options = new Map(withOptions.flatMap((path) => at(choices, path)).map((one) => [one.LogicalName, optionsOf$1(one)]));
		const behaviors = new Map(at(dated, datesOf(table)).map((one) => [one.LogicalName, one.DateTimeBehavior?.Value]));
		const allOfText = new Map(allTextsOf(table).flatMap((path) => at(texts, path).map((one) => [one.LogicalName, textual(one)])));
		const targetsOf = new Map(at(lookup, lookupsOf(table)).map((one) => [one.LogicalName, one.Targets]));
		const columns = at(attribute, attributes(table)).map((one) => {
			const { LogicalName: name, AttributeType: type, IsValidForUpdate, IsSecured } = one;
			const [shown, behavior] = [options.get(name), behaviors.get(name)];
			const targets = targetsOf.get(name);
			return [name, {
				type,
				...shown,
				...IsValidForUpdate === false ? { readOnly: true } : {},
				...IsSecured ? { secured: true } : {},
				...masked.includes(`${table}.${name}`) ? { masked: true } : {},
				...behavior ? { behavior } : {},
				...targets ? { targets } : {},
				...allOfText.get(name)
			}];
		});
		return Object.fromEntries(columns);
	};
	return {
		tables: Object.fromEntries(tables.map((table) => [table, tableOf(table)])),
		keys: at(key, KEYS).map((one) => ({
			columns: one.KeyAttributes,
			status: one.EntityKeyIndexStatus
		})),
		currencies: at(currency, currencies).map(({ isocurrencycode }) => isocurrencycode)
	};
}
/** What people see in the place of the names of these columns of the opportunity. */
async function readLabels({ get }, names) {
	const filter = encodeURIComponent(names.map((name) => `LogicalName eq '${name}'`).join(" or "));
	const path = `${definitionOf("opportunity")}/Attributes?$select=LogicalName,DisplayName&$filter=${filter}`;
	const { value } = readAs$1(listOf(labelled), await get(path, STRONG));
	return value.map(({ LogicalName: name, DisplayName }) => ({
		name,
		label: textOf(DisplayName)
	}));
}
/** How many open opportunities have something in one column and nothing in another. Dataverse counts to 5,000. */
async function countRows({ get }, { filled, blank }) {
	const filter = encodeURIComponent(`statecode eq 0 and ${filled} ne null and ${blank} eq null`);
	const path = `${API}opportunities?$select=opportunityid&$filter=${filter}&$count=true&$top=1`;
	return readAs$1(counted$2, await get(path))["@odata.count"];
}
/** `FormatName` of a text that people format ("Data type format conversions"). */
const RICH = "RichText";
function textual({ MaxLength: longest, FormatName }) {
	return {
		...longest ? { longest } : {},
		...FormatName?.Value === RICH ? { rich: true } : {}
	};
}
function optionsOf$1(found) {
	const all = optionsIn(found);
	const options = Object.fromEntries(all.map(({ value, label }) => [String(value), label]));
	const states = all.flatMap(({ value, state }) => state === null ? [] : [[String(value), state]]);
	return states.length === 0 ? { options } : {
		options,
		states: Object.fromEntries(states)
	};
}
// src/model/account.ts
/** Lookup of the account that one was merged into, which stays ("account EntityType"); blank of one that was only deactivated. */
const MASTER = "_masterid_value";
// src/adapters/dataverse/search.ts
const VALUES_AT_ONCE = 200;
/**
* Characters of a URL that values may take; all of it may have 32,768 ("Compose HTTP requests"). A name in Japanese takes
* nine for each of its own.
*/
const MOST_CHARACTERS = 24e3;
/** Deactivated accounts are no candidates, unless they were merged into another one. */
const ACCOUNTS = {
	set: "accounts",
	key: "accountid",
	shown: ["statecode", MASTER],
	only: `(statecode eq 0 or ${MASTER} ne null)`,
	anyById: true
};
/** `teamtype` */
const ACCESS_TEAM = 1;
/** A disabled one cannot own a row. */
const USERS = {
	set: "systemusers",
	key: "systemuserid",
	shown: [],
	only: "isdisabled eq false",
	anyById: false
};
/** An access team shares rows, and owns none. */
const TEAMS = {
	set: "teams",
	key: "teamid",
	shown: [],
	only: `teamtype ne ${ACCESS_TEAM}`,
	anyById: false
};
/** Finds accounts, or whom rows may belong to, by the values of some columns. */
function openSearch(connection, readAll) {
	const search = (table) => async ({ columns, anyOf, ids }) => {
		const { set, key, shown } = table;
		const select = [.../* @__PURE__ */ new Set([
			key,
			"modifiedon",
			...shown,
			...columns
		])].sort().join(",");
		const wanted = [...Object.entries(anyOf).flatMap(([column, values]) => values.map((value) => ({
			column,
			value
		}))), ...ids.map((value) => ({
			column: key,
			value
		}))];
		const query = `${API}${set}?$select=${select}`;
		const found = await rowsOf(connection, readAll, {
			key,
			paths: [...fittingUrls(wanted)].map((some) => `${query}&${filterOf(some, table)}`)
		});
		return [...new Map(found.map((record) => [record.id, record])).values()];
	};
	return {
		accounts: search(ACCOUNTS),
		users: search(USERS),
		teams: search(TEAMS)
	};
}
/** In as few requests as the length of a URL permits. */
function* fittingUrls(wanted) {
	let chunk = [];
	let characters = 0;
	for (const one of wanted) {
		const own = listOfTexts([one.value]).length;
		if (chunk.length === VALUES_AT_ONCE || characters + own > MOST_CHARACTERS) {
			yield chunk;
			chunk = [];
			characters = 0;
		}
		chunk.push(one);
		characters += own;
	}
	if (chunk.length > 0) yield chunk;
}
function filterOf(wanted, { key, only, anyById }) {
	const byColumn = [...Map.groupBy(wanted, ({ column }) => column)];
	const terms = byColumn.map(([column], index) => {
		const isIn = `Microsoft.Dynamics.CRM.In(PropertyName=@c${index},PropertyValues=@v${index})`;
		return anyById && column === key ? isIn : `(${only} and ${isIn})`;
	});
	const aliases = byColumn.map(([column, entries], index) => {
		return `@c${index}='${column}'&@v${index}=${listOfTexts(entries.map(({ value }) => value))}`;
	});
	return [`$filter=${encodeURIComponent(terms.join(" or "))}`, ...aliases].join("&");
}
// src/adapters/dataverse/read.ts
/** 200 ids make a URL of about 9 kB; the limit is 32. */
const IDS_AT_ONCE = 200;
const notes = pageOf(object({ annotationid: string() }));
/** "WhoAmI Function"; it takes no privilege. */
const me = object({ BusinessUnitId: string().min(1) });
function openReader(options) {
	const { connection, columns, referralIdColumn, clock } = options;
	const select = [.../* @__PURE__ */ new Set([
		"opportunityid",
		"modifiedon",
		referralIdColumn,
		...columns
	])].sort();
	const readAll = openPages(connection, clock);
	function find({ set, key, select: names }, column, values, only = "") {
		const query = `${API}${set}?$select=${names.join(",")}`;
		const paths = idsIn$1(values).map((chunk) => `${query}&${isOneOf(column, chunk, only)}`);
		return rowsOf(connection, readAll, {
			key,
			paths
		});
	}
	const opportunities = {
		set: "opportunities",
		key: "opportunityid",
		select
	};
	const search = openSearch(connection, readAll);
	const leads = options.leads && leadTable(options.leads);
	const byColumn = (column, values) => find(opportunities, column, values);
	return {
		readChanged: openChanges({
			...options,
			readAll,
			select
		}),
		byReferralIds: (ids) => byColumn(referralIdColumn, ids),
		byIds: (ids) => byColumn("opportunityid", ids),
		unlinked: ({ lookup, accounts }) => find(opportunities, lookup, accounts, `statecode eq 0 and ${referralIdColumn} eq null and `),
		amounts: () => readAmounts(connection, options.leads ? ["opportunity", "lead"] : ["opportunity"]),
		existingNotes: (ids) => existingNotes(connection, ids),
		accounts: search.accounts,
		users: (anyOf) => search.users({
			columns: Object.keys(anyOf),
			anyOf,
			ids: []
		}),
		async mayOwn(kind, id) {
			const owners = kind === "user" ? search.users : search.teams;
			try {
				return (await owners({
					columns: [],
					anyOf: {},
					ids: [id]
				})).length > 0;
			} catch (error) {
				if (error instanceof ServiceError && error.status === 403) return null;
				throw error;
			}
		},
		leads: async (ids) => leads ? find(leads, options.leads.referralIdColumn, ids) : [],
		leadsByIds: async (ids) => leads ? find(leads, leads.key, ids) : [],
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
		businessUnit: async () => {
			const answer = await connection.get(`${API}WhoAmI`);
			return readAs$1(me, answer).BusinessUnitId.toLowerCase();
		},
		schema: (tables) => readSchema(connection, tables),
		labels: (names) => readLabels(connection, names),
		linkedOnlyBy: (filled) => countRows(connection, {
			filled,
			blank: referralIdColumn
		})
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
async function existingNotes(connection, ids) {
	return (await Promise.all(idsIn$1(ids).map(async (chunk) => {
		return (await readRows(connection, `${API}annotations?$select=annotationid&${isOneOf("annotationid", chunk)}`, notes)).map(({ annotationid }) => annotationid.toLowerCase());
	}))).flat();
}
/** Each once, as many at a time as one request takes. */
function idsIn$1(values) {
	return chunksOf([...new Set(values)], IDS_AT_ONCE);
}
/** OData's own `in` does not exist in Dataverse. */
function isOneOf(column, values, only = "") {
	return `$filter=${encodeURI(`${only}Microsoft.Dynamics.CRM.In(PropertyName=@p1,PropertyValues=@p2)`)}&@p1='${column}'&@p2=${listOfTexts(values)}`;
}
// src/model/microsoft.ts
/** Organization of Microsoft's own referrals, and of Microsoft where it invites or is asked (referrals-api-introduction). */
const MICROSOFT = "msft";
// src/model/other-tools.ts
/** Whether a referral says that another tool has written it, such as Microsoft's connector. */
function isMarked({ lastModifiedVia: via, lastRunId: run }) {
	return [via, run].some((mark) => typeof mark === "string" && mark.trim() !== "");
}
// src/adapters/partner-center/answer.ts
/** Records are kept by their ids, also as keys of objects: one that every object has would not be found again. */
const MEMBERS = new Set(Object.getOwnPropertyNames(Object.prototype));
const isId = (id) => id !== "" && !MEMBERS.has(id.toLowerCase());
/** It goes into a header of the request that writes the referral. */
const isEtag = (etag) => typeof etag === "string" && /^[\x20-\x7e]+$/.test(etag);
/** One without a zone is some time of that day. */
const isTime = (time) => typeof time === "string" && !Number.isNaN(Date.parse(time));
const listed = looseObject({ id: string().refine(isId) });
/** Everything else of a referral is for the mapping to read: members come and go without notice. */
const referral = listed.extend({
	updatedDateTime: string().refine(isTime),
	eTag: string().refine(isEtag)
});
const list = object({
	value: array(listed),
	"@odata.nextLink": string().nullish()
});
function readList(response) {
	const answer = jsonIn(response.body);
	return isList(answer) ? answer : readAs(list, response, "the list of referrals");
}
function isList(answer) {
	if (!isObject$1(answer)) return false;
	const { value, "@odata.nextLink": next } = answer;
	return Array.isArray(value) && value.every(isListed) && typeof (next ?? "") === "string";
}
function isListed(row) {
	if (!isObject$1(row)) return false;
	return typeof row.id === "string" && isId(row.id);
}
function readReferral(response) {
	return recordOf$1(readAs(referral, response, "a referral"));
}
/**
* A row of a list; `null` where it does not say which version it is. The documented samples abbreviate the rows, so the etag
* may be missing there.
*/
function listedRecord(row) {
	return isWhole(row) ? recordOf$1(row) : null;
}
function isWhole(row) {
	return isEtag(row.eTag) && isTime(row.updatedDateTime);
}
/** What a successful write answers; `null` when that tells nothing, which does not undo the write. */
function readWritten({ body }) {
	const row = referral.safeParse(jsonIn(body)).data;
	return row ? recordOf$1(row) : null;
}
function recordOf$1(row) {
	const { id, updatedDateTime: modified, eTag: etag } = row;
	return {
		side: "referral",
		id: id.toLowerCase(),
		etag,
		modified,
		properties: row
	};
}
function readAs(schema, { body }, what) {
	return readJson(schema, body, {
		service: "Partner Center",
		what
	});
}
const error = looseObject({
	code: unknown$3().optional(),
	message: unknown$3().optional(),
	innerError: unknown$3().optional()
});
/** The gateway in front of the service has shapes of its own: `{code, description}` and `{statusCode, message}`. */
const answer = looseObject({
	error: unknown$3().optional(),
	code: unknown$3().optional(),
	message: unknown$3().optional(),
	description: unknown$3().optional()
});
/** @param sent Texts of the request, see `shortReason`. */
function refusalOf$2({ body }, sent = []) {
	const outer = answer.safeParse(jsonIn(body)).data;
	const found = [{
		code: text$1(outer?.code),
		message: text$1(outer?.description) || text$1(outer?.message)
	}];
	let inner = error.safeParse(outer?.error).data;
	while (inner) {
		found.push({
			code: text$1(inner.code),
			message: text$1(inner.message)
		});
		inner = error.safeParse(inner.innerError).data;
	}
	const { code, message } = found.findLast((each) => each.code || each.message) ?? {
		code: "",
		message: ""
	};
	return {
		code,
		message: shortReason(message, sent),
		codes: found.map((each) => each.code)
	};
}
function text$1(value) {
	return typeof value === "string" || typeof value === "number" ? String(value) : "";
}
/**
* `412 99918: One of the specified pre-condition is not met.`
*
* @param sent Texts of the request, see `shortReason`.
*/
function reasonOf$1(response, sent = []) {
	const { code, message } = refusalOf$2(response, sent);
	const head = [response.status, code].filter(Boolean).join(" ");
	return message ? `${head}: ${message}` : head;
}
/** An answer other than success to a read, which the run cannot do without. */
function readError(response) {
	if (wantsMoreOfSignIn(response)) return policyError();
	const reason = `Partner Center refused to hand over referrals: ${reasonOf$1(response)}`;
	if (response.status === 429 || response.status >= 500) return new UnreachableError(reason, "Run again later; the next run goes on from the same place.");
	return new ServiceError(reason, fixFor(response), response.status, refusalOf$2(response).code);
}
function fixFor({ status, body }) {
	if (status < 400 || body.trim() !== "" && jsonIn(body) === void 0) return "Look whether a proxy or a firewall on the way answers in its place, and check the address of Partner Center.";
	if (status === 403) return "Give the signed-in user the role Referrals admin in Partner Center.";
	return "Check the address of Partner Center; if it is right, please report it.";
}
/** "Response codes": a 403 may be a conditional access policy that the sign-in does not satisfy, and no missing role. */
const POLICY = "insufficient_claims";
/** The page writes it with an i less, and nobody knows whether the service does. */
const POLICY_AS_WRITTEN = /insuffici?ent_claims/;
function wantsMoreOfSignIn({ status, headers, body }) {
	return (status === 401 || status === 403) && POLICY_AS_WRITTEN.test(`${headers["www-authenticate"] ?? ""} ${body}`);
}
function policyError() {
	return new SignInError(`A conditional access policy wants more of the sign-in to Partner Center than it had (${POLICY}).`, "Sign in again as the policy asks for (docs/signing-in.md), or have your Entra administrator leave this user out of it.", POLICY);
}
/** Partner Center's code for a token that was got without multi-factor authentication. */
const WITHOUT_MFA = "900421";
function signInError(response) {
	if (wantsMoreOfSignIn(response)) return policyError();
	const { code } = refusalOf$2(response);
	if (code === WITHOUT_MFA) return new SignInError("Partner Center only accepts users who signed in with multi-factor authentication (900421).", "Turn on multi-factor authentication for the user, then sign in again (docs/signing-in.md).", code);
	return new SignInError(`Partner Center does not accept the token: ${reasonOf$1(response)}`, "Check that the signed-in user belongs to the partner's tenant and that the application has the permission user_impersonation for Microsoft Partner.", code || null);
}
// src/adapters/partner-center/headers.ts
/**
* What every call carries: new GUIDs, for Microsoft's support to find it by, and the version, which "Partner Center REST headers"
* calls required, although no sample of referrals has it.
*/
function newHeaders() {
	return {
		Accept: "application/json",
		"MS-Contract-Version": "v1",
		"MS-RequestId": randomUUID(),
		"MS-CorrelationId": randomUUID()
	};
}
// src/adapters/partner-center/webhooks.ts
const EVENTS = array(string());
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
	results: array(object({ responsecode: string$1().nullish() })).nullish()
});
/**
* The registration of webhooks ("Partner Center webhooks"; REST operations Get, Create and Update Registration,
* Create and Get Validation Event). There is one for each tenant, and nothing to delete it with.
*/
function openWebhooks({ http, token, baseUrl }) {
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
				...newHeaders(),
				"Content-Type": "application/json"
			},
			repeatable: method === "GET" || body !== void 0,
			...body === void 0 ? {} : { body: JSON.stringify(body) }
		};
		return send(request);
	}
	return {
		events: async () => parsed(EVENTS, demand(await call("GET", "/events")), "the list of events"),
		registration: async () => {
			const response = await call("GET", "");
			if (response.status === 404) return null;
			return registrationOf(demand(response));
		},
		create: async (registration) => {
			const response = await call("POST", "", bodyOf(registration));
			if (response.status === 409) return "exists";
			demand(response, registration.url);
			return "created";
		},
		replace: async (registration) => void demand(await call("PUT", "", bodyOf(registration)), registration.url),
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
			const test = TEST.safeParse(withLowerNames(jsonIn(demand(response).body))).data;
			return {
				isOver: test?.status?.toLowerCase() === "completed",
				responseCodes: (test?.results ?? []).map(({ responsecode }) => responsecode || "no answer")
			};
		}
	};
}
/**
* Where Partner Center does not say it, as in the sample of "Partner Center webhooks", the signature goes to a header of its own: the
* relay has it so, and Microsoft's connector, whose address takes no foreign `Authorization`.
*/
function bodyOf({ url, events, ownHeader }) {
	return {
		WebhookUrl: url,
		WebhookEvents: events,
		SignatureTokenToMsSignatureHeader: ownHeader ?? true
	};
}
function registrationOf(response) {
	if (response.body.trim() === "") return null;
	const found = parsed(REGISTRATION.nullable(), response, "the registration");
	if (!found?.webhookurl) return null;
	const header = found.signaturetokentomssignatureheader ?? null;
	return {
		url: found.webhookurl,
		events: found.webhookevents ?? [],
		ownHeader: header === null ? null : String(header).toLowerCase() === "true"
	};
}
function parsed(schema, { body }, what) {
	const result = schema.safeParse(withLowerNames(jsonIn(body)));
	if (result.success) return result.data;
	throw contractError(`Partner Center sent ${what} in an unknown form.`);
}
function withLowerNames(value) {
	if (typeof value !== "object" || value === null) return value;
	if (Array.isArray(value)) return value.map(withLowerNames);
	return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name.toLowerCase(), withLowerNames(inner)]));
}
/** @param address What was sent with the request, and may hold a key. */
function demand(response, address = "") {
	if (response.status >= 200 && response.status < 300) {
		if (isOwnSuccess(response.body)) return response;
		throw new ContractError(`Something else than Partner Center answered a request about the webhook registration (${response.status}).`, "Look whether a proxy or a firewall on the way answers in its place, then run again: it goes on from what is registered.");
	}
	const reason = `Partner Center refused a request about the webhook registration: ${reasonOf$1(response, [address])}`;
	if (response.status === 429 || response.status >= 500) throw new UnreachableError(reason, "Run again in a few minutes.");
	const fix = response.status === 403 ? "Give the signed-in user one of the roles Referrals admin, Admin agent or Sales agent in Partner Center." : "Check webhooks-api-url; if it is right, please report it.";
	throw new ServiceError(reason, fix, response.status, refusalOf$2(response).code);
}
// src/model/sign-in.ts
/** So long a refresh token lives; and from when on somebody should find out why nothing renews it. */
const REFRESH_TOKEN_DAYS = {
	lifetime: 90,
	old: 60
};
// src/mapping/unused-environments.ts
/** As many as make clear what is meant. */
const MOST_NAMED = 5;
/**
* A word for a mapping with sections of which none is used: what one of them keeps from a test system would reach every real
* deal. `null` when there is nothing to say.
*/
function unusedEnvironments({ file, unusedEnvironments: names }) {
	if (names.length === 0) return null;
	return {
		detail: `${file} has sections for environments (${[...names.slice(0, MOST_NAMED), ...names.length > MOST_NAMED ? ["…"] : []].join(", ")}), and none of them is used: what they say, such as a scope, does not count`,
		fix: "Name the one of this CRM as mapping-environment; the workflows take it from the variable MAPPING_ENVIRONMENT of the job's environment. Where nothing is different, give the mapping an empty section, such as production: {}, and name that."
	};
}
// src/commands/load.ts
/**
* Reads the state branch. A branch that does not exist yet is an empty state.
*
* @throws StateError when the branch has no state, or that of another account or CRM.
*/
async function load(store, { branch, systems }) {
	const read = await store.read(STATE_FILES);
	const { head, files } = read;
	const registrationFile = files[REGISTRATION_FILE];
	const text = files[STATE_FILE];
	if (head === null) return {
		state: {
			...EMPTY_STATE,
			of: systems
		},
		head,
		registrationFile,
		waitingFiles: {}
	};
	if (text === void 0) throw new StateError(`Branch ${branch} has no ${STATE_FILE}.`, "If the branch is used for something else, name another state-branch. Otherwise run resync, which rebuilds the state from both sides.");
	const waiting = await filesAt(head, Object.keys(filesNamedIn(text)), store);
	const state = parseState(text, branch, waiting);
	requireOwn(state, {
		branch,
		systems
	});
	return {
		state: withEdit({
			...state,
			of: {
				...state.of,
				...systems
			}
		}, read),
		head,
		registrationFile,
		waitingFiles: hashesOf(waiting)
	};
}
/** The texts of these files at a commit. Most often there are none, and nothing is read. */
async function filesAt(head, paths, store) {
	return paths.length === 0 ? {} : (await store.read(paths, head)).files;
}
const NAMES = {
	account: "account of Partner Center",
	crm: "CRM"
};
/** With the watermarks of another account or CRM, a run would pass over deals that nobody has looked at. */
function requireOwn({ of = {} }, { branch, systems }) {
	for (const [key, name] of Object.entries(NAMES)) {
		if (of[key] === void 0 || systems[key] === void 0 || of[key] === systems[key]) continue;
		throw new StateError(`Branch ${branch} has the state of another ${name}.`, `Give each ${name} a state-branch of its own, and write its name the same way everywhere. If this one replaces the other, or was renamed, run resync: it reads both sides in full and goes on with it.`);
	}
}
/**
* A commit by hand is remembered until the audit log names it: the next commit of a run lies on top of it, and a run
* may die between its first commit and its audit lines.
*/
function withEdit(state, { head, edited }) {
	return edited && head !== null ? {
		...state,
		edited: head
	} : state;
}
/**
* What the first line of its audit file says of a run.
*
* @param at ISO 8601.
*/
function aboutRun({ run, origin, mapping }, at) {
	return {
		run,
		at,
		mapping: mapping.digest,
		leftOut: mapping.leftOut,
		origin
	};
}
// src/commands/renew.ts
/** A refresh token lives for 90 days; once a week is far from that, and not a write with every run. */
const RENEW_AFTER_DAYS = 7;
const DAY_MS = 864e5;
/**
* Puts the newest refresh token into its store, before the one that is there grows old. Somebody may have signed in since the
* run began, perhaps as another person, and their token stays. Never throws for what the store refuses: the stored one is
* still good, and the run has done its work.
*/
async function renew({ store, stored, newest, now }) {
	const ageDays = ageOf(stored, now);
	const unchanged = {
		ageDays,
		renewed: false,
		problem: null,
		multiFactor: newest?.multiFactor ?? null
	};
	if (!store || !newest || isYoung(ageDays)) return unchanged;
	try {
		const ageNow = ageOf(await store.read(), now);
		if (isYoung(ageNow)) return {
			...unchanged,
			ageDays: ageNow
		};
		await store.write(newest.refreshToken);
		return {
			...unchanged,
			ageDays: 0,
			renewed: true
		};
	} catch (error) {
		return {
			...unchanged,
			problem: troubleOf(error)
		};
	}
}
/** A token of unknown age counts as old: nothing else would ever renew it. */
function isYoung(ageDays) {
	return ageDays !== null && ageDays < RENEW_AFTER_DAYS;
}
/** Full days since it was stored. */
function ageOf({ storedAt }, now) {
	return storedAt === null ? null : Math.max(0, Math.floor((now.getTime() - Date.parse(storedAt)) / DAY_MS));
}
// src/mapping/check/drift.ts
/** Tables whose columns the mapping names, the opportunity's first. */
function tablesOf({ leads, accounts, share }) {
	const others = [];
	if (leads) others.push("lead");
	if (accounts || share) others.push("account");
	if (share) others.push("contact", "systemuser");
	return ["opportunity", ...others];
}
/** Holds a mapping against the CRM as it is now: columns and their types, options, currencies, the key. */
function driftOf$1(document, schema) {
	const { problems, leftOut } = driftOfColumns(document, schema);
	return {
		problems: [...problems, ...checkKey(document, schema)],
		leftOut
	};
}
/** The same without the key, for whoever judges that on its own. */
function driftOfColumns(document, schema) {
	const findings = [
		...checkAgainstColumns(document, schema.tables.opportunity ?? {}).problems,
		...checkCurrencies(document, schema),
		...checkLeads(document, schema.tables.lead),
		...checkNames(document, "account", schema.tables.account),
		...checkNames(document, "contact", schema.tables.contact),
		...checkNames(document, "systemuser", schema.tables.systemuser)
	];
	const mayBeLeftOut = ({ path: [section, name] }) => section === "fields" && document.fields[String(name)]?.["if missing"] === "skip";
	const leftOut = Map.groupBy(findings.filter(mayBeLeftOut), ({ path }) => String(path[1]));
	const broken = crossCheck(withoutFields(document, [...leftOut.keys()]));
	if (broken.length > 0) return {
		problems: [...findings, ...broken],
		leftOut: /* @__PURE__ */ new Map()
	};
	return {
		problems: findings.filter((finding) => !mayBeLeftOut(finding)),
		leftOut
	};
}
/** Without it, two runs at once could make two rows of one referral. */
function checkKey({ columns }, { keys }) {
	const column = columns["referral identifier"];
	const key = keyOn(keys, column);
	if (key?.status === "Active") return [];
	return [findingAt(["columns", "referral identifier"], `the alternate key of ${column} ${key ? `is ${key.status} and has to be Active` : "is missing: it needs one of its own"}`)];
}
function checkCurrencies({ fields }, { currencies }) {
	if (currencies.length > 0) return [];
	return Object.entries(fields).filter(([, field]) => field.as === "money").map(([name]) => findingAt(["fields", name], "the CRM has no currency"));
}
function checkLeads({ leads }, columns = {}) {
	if (!leads) return [];
	return [...Object.entries(leads.columns).flatMap(([name, column]) => {
		const place = {
			column,
			path: [
				"leads",
				"columns",
				name
			],
			types: TEXT$2,
			isWritten: true
		};
		return [...checkColumn(place, columns, "lead"), ...checkOwnLength(place, columns)];
	}), ...checkLeadFields(leads, columns)];
}
/** Tables of which the mapping names columns and no more: what stands there is compared and written as text. */
function checkNames(document, table, columns = {}) {
	return columnPlaces(document, table).flatMap((place) => checkColumn({
		...place,
		types: TEXT$2
	}, columns, table));
}
// src/connect/missing-owner.ts
/**
* Whom the mapping names as the owner of what belongs to nobody else, where the CRM does not have them, as after a move from
* staging to production: each new opportunity would be refused.
*/
async function missingOwner(crm, { owner }) {
	const { user, team } = owner?.otherwise ?? {};
	const [kind, id] = user === void 0 ? ["team", team] : ["user", user];
	if (id === void 0 || await crm.mayOwn(kind, id) !== false) return [];
	const message = `the CRM has no ${{
		user: "enabled user",
		team: "team that owns rows"
	}[kind]} with this id; each environment has ids of its own`;
	return [findingAt([
		"owner",
		"otherwise",
		kind
	], message)];
}
// src/connect/other-links.ts
/** A text column may hold an identifier. */
const TEXTS = ["String", "Memo"];
/**
* Opportunities that Microsoft's connector has linked, and that a mapping with a column of its own takes for unlinked ones:
* it would make each of those deals a second time. Asks nothing of a CRM that never had the connector.
*
* @param own The column with the identifiers of the mapping. Where the CRM lacks it, that is what is wrong.
*/
async function otherLinks(crm, columns, own) {
	if (isOfConnector({ name: own }) || !(own in columns)) return [];
	const names = Object.entries(columns).filter(([name, { type }]) => isOfConnector({ name }) && TEXTS.includes(type)).map(([name]) => name);
	if (names.length === 0) return [];
	const column = identifierOfConnector(await crm.labels(names));
	const rows = column === void 0 ? 0 : await crm.linkedOnlyBy(column);
	if (rows === 0) return [];
	return [findingAt(["columns", "referral identifier"], `open opportunities that have the identifier of their referral in ${column}, where Microsoft's connector keeps it, and none in ${own}: ${rows}. Each of these deals would be made a second time`)];
}
// src/connect/drift.ts
const FIX = `Correct the mapping (logical names are lower case), or give the CRM what is missing; docs/crm-columns.md lists what is needed, and setup creates it. ${MADE_AGAIN}`;
const ADOPT = "Make that column the referral identifier of the mapping, as init does where it finds the connector, or copy its values into yours; docs/moving-from-the-connector.md has the order.";
/** Ends a reading: the run has to begin again without fields whose columns are gone. Nobody ever sees it. */
var BeginAgain = class extends Error {};
/**
* Holds the mapping of a run against the CRM as it is now: when everything is about to be read, and when the CRM
* has refused what it took before. The CRM is asked once, however often this is.
*/
var SchemaCheck = class {
	#used;
	#crm;
	#progress;
	#drift = null;
	/** What the CRM said instead of letting us look. */
	#unchecked = null;
	/** Names of fields that the run does without. */
	leftOut = [];
	constructor(used, crm, progress) {
		this.#used = used;
		this.#crm = crm;
		this.#progress = progress;
	}
	/** @throws ConfigurationError with everything that is missing, at its line, or with the links that it does not know */
	async check() {
		const drift = await this.#look();
		if (!drift) return;
		const { problems, otherLinks, leftOut } = drift;
		if (problems.length > 0) throw new ConfigurationError(placed(problems, this.#used), FIX);
		if (otherLinks.length > 0) throw new ConfigurationError(placed(otherLinks, this.#used), ADOPT);
		if (leftOut.size > this.leftOut.length) throw new BeginAgain();
	}
	/** Acts, and once more without the fields whose columns the CRM has lost, where it can do without. */
	async withoutLost(act) {
		for (;;) try {
			return await act(this.leftOut);
		} catch (error) {
			if (!await this.#mayBeginAgain(error)) throw error;
		}
	}
	/** Whether the run that ended like this may begin again, with what is left out now. Throws what explains the end better. */
	async #mayBeginAgain(error) {
		let reason = error;
		if (error instanceof ServiceError && error.status === 400) reason = await this.check().catch((found) => found);
		if (reason instanceof ConfigurationError) throw reason;
		if (!(reason instanceof BeginAgain)) return false;
		this.leftOut = [...(await this.#look())?.leftOut.keys() ?? []];
		return true;
	}
	/** What a person should know after the run: fields that were left out, and why the CRM refused writes. */
	async notices({ outcomes }) {
		if (this.#unchecked) return [uncheckedText(this.#unchecked)];
		if (!outcomes.some(({ outcome, reason }) => outcome === "rejected" && isDriftLike(reason)) && this.leftOut.length === 0) return [];
		try {
			return this.#noticesOf(await this.#look());
		} catch (error) {
			if (!(error instanceof CosellError)) throw error;
			return [`Whether the CRM has lost what the mapping needs could not be found out: ${error.message}`];
		}
	}
	#noticesOf(drift) {
		if (!drift) return [];
		const missing = textsOf(drift.problems, this.#used);
		const leftOut = textsOf(leftOutIn(drift), this.#used);
		const why = this.leftOut.length > 0 ? "Left out of this run" : "Left out of the next run";
		return [...missing.map((text) => `The CRM has lost what the mapping needs: ${text}`), ...leftOut.map((text) => `${why}, because the CRM has lost what the field needs: ${text}`)];
	}
	/** What is missing of the fields that the run does without, where the mapping names it. */
	async leftOutAt() {
		const drift = this.leftOut.length === 0 ? null : await this.#look();
		return drift ? placed(leftOutIn(drift), this.#used) : [];
	}
	#look() {
		this.#drift ??= this.#readDrift();
		return this.#drift;
	}
	/** `null` when the CRM does not let us look: then what is missing shows in what it refuses. */
	async #readDrift() {
		try {
			return await look(this.#used, this.#crm, driftOf$1);
		} catch (error) {
			if (!(error instanceof ServiceError)) throw error;
			this.#progress(`the columns of the CRM could not be checked: ${error.message}`);
			this.#unchecked = error;
			return null;
		}
	}
};
function uncheckedText(error) {
	return `The mapping could not be held against the CRM, so nothing was said of columns, options and links that it may lack: ${troubleOf(error)}`;
}
/** For doctor, which judges the key on its own. */
async function readDrift(used, crm) {
	const drift = await look(used, crm, driftOfColumns);
	return {
		problems: textsOf(drift.problems, used),
		leftOut: textsOf(leftOutIn(drift), used),
		otherLinks: textsOf(drift.otherLinks, used)
	};
}
async function look({ document }, crm, judge) {
	const schema = await crm.schema(tablesOf(document));
	const own = document.columns["referral identifier"];
	const links = await otherLinks(crm, schema.tables.opportunity ?? {}, own);
	const drift = judge(document, schema);
	return {
		...drift,
		problems: [...drift.problems, ...await missingOwner(crm, document)],
		otherLinks: links
	};
}
function leftOutIn({ leftOut }) {
	return [...leftOut.values()].flat();
}
function textsOf(findings, used) {
	return placed(findings, used).map(({ where, message }) => `${where}: ${message}`);
}
function placed(findings, { problem }) {
	return findings.map(problem).sort(byPlace);
}
/**
* Codes of a property that is not known, of an option that the column does not have, and of a status reason that the state does
* not have ("Web API error codes").
*/
function isDriftLike(reason) {
	return /^400 0x(80048d19|80060888|8004431a|80048408)\b/.test(reason ?? "");
}
// src/adapters/github/secrets.ts
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
		return http.send({
			system: "github",
			method,
			url: `${secrets}/${path}`,
			headers: {
				...headersFor(secretsToken),
				"content-type": "application/json"
			},
			repeatable: true,
			...body === void 0 ? {} : { body: JSON.stringify(body) }
		});
	}
	async function key() {
		const response = await call("GET", "public-key");
		if (response.status !== 200) throw refused$2(options, response);
		return read(publicKey, response);
	}
	return {
		async read() {
			const response = await call("GET", name);
			if (response.status === 404) await key();
			else if (response.status !== 200) throw refused$2(options, response);
			const storedAt = response.status === 200 ? read(metadata, response).updated_at : null;
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
function read(schema, { body }) {
	const result = schema.safeParse(jsonIn(body));
	if (result.success) return result.data;
	throw new ContractError("GitHub's answer about the secret does not have the documented shape.", "Check that GITHUB_API_URL is that of a GitHub server, and report this if it is.");
}
function refused$2({ repository, environment, name }, response) {
	const { status } = response;
	const what = `the secret ${name} of the environment ${environment}`;
	if (status === 429 || status >= 500) return new UnreachableError(`GitHub kept answering ${status} about ${what}.`, "Run again later.");
	const hindrance = hindranceIn(response, repository);
	if (hindrance) return hindrance;
	const fix = {
		401: "Check secrets-token: it may have expired.",
		403: "secrets-token needs the permission Environments: write in this repository; a workflow's own token never has it.",
		404: `Check environment-secret: ${repository} must have the environment ${environment}, and secrets-token must see it.`
	}[status] ?? "Check environment-secret; the name of a secret has letters, digits and underscores.";
	const said = messageIn(response) ?? "";
	return new ServiceError(`GitHub refused access to ${what} (${status}): ${said}`, fix, status, "");
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
		return send({
			system: "sign-in",
			service: "Azure Key Vault",
			method,
			url: address,
			headers: {
				accept: "application/json",
				"content-type": "application/json"
			},
			repeatable: true,
			...body === void 0 ? {} : { body: JSON.stringify(body) }
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
			readSecret(response);
		}
	};
}
/** Times are seconds since 1970. */
const secret = object({
	value: string().trim().min(1),
	attributes: object({ created: number$1().optional() }).default({})
});
const failure = object({ error: object({
	code: string().default(""),
	message: string().default(""),
	/** Which of several reasons a 403 has: `ForbiddenByFirewall`, `SecretDisabled` … */
	innererror: object({ code: string() }).nullish()
}) });
function readSecret({ body }) {
	const result = secret.safeParse(jsonIn(body));
	if (result.success) return result.data;
	throw new ContractError("Azure Key Vault sent a secret in an unknown form.", "Check that key-vault-secret is the address of a secret in a vault.");
}
function refused$1(host, response) {
	const { status } = response;
	const { code, message, innererror } = failure.safeParse(jsonIn(response.body)).data?.error ?? {
		code: "",
		message: ""
	};
	const reason = innererror?.code ?? code;
	const said = [status, reason].filter(Boolean).join(" ");
	if (status === 429 || status >= 500) return new UnreachableError(`The vault ${host} kept answering ${said}.`, "Run again later.");
	if (reason === "") return new UnreachableError(`What answered in the place of the vault ${host} (status ${status}) is no vault.`, "Check key-vault-secret, and whether a proxy or a firewall on the way answers in its place.");
	if (status === 401) return new SignInError(`The vault ${host} does not accept the application's token (${said}).`, "Check that the vault belongs to the tenant of tenant-id.", null);
	if (status === 403 && reason !== "SecretDisabled") return new ServiceError(`The application may not use the secret in the vault ${host} (${said}).`, "Give the application of client-id the role Key Vault Secrets Officer on that secret, and look at the vault's firewall.", status, code);
	return new ServiceError(`The vault ${host} refused: ${said} ${shortReason(message)}`.trim(), "Check key-vault-secret, and that the secret is enabled and not deleted.", status, code);
}
// src/connect/sign-in.ts
/** The refresh token is only asked for with the first of them, and whatever goes wrong then is its error. */
function lazyUser(inputs, tools) {
	let opened = null;
	const open = async () => {
		const { entra } = await openUser(inputs, tools);
		return {
			partnerCenter: entra.partnerCenter(),
			webhooks: entra.webhooks()
		};
	};
	const token = async (name, options) => {
		opened ??= open();
		return (await opened)[name](options);
	};
	return {
		partnerCenter: (options) => token("partnerCenter", options),
		webhooks: (options) => token("webhooks", options)
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
function nothingStored() {
	return new ConfigurationError([{
		where: "key-vault-secret",
		message: "names a secret that is not in the vault"
	}], "Sign in once as a Referrals admin with `cosell-sync login`, which puts the refresh token there; docs/signing-in.md says how.");
}
// src/connect/systems.ts
/** By what the state is known to be about an account of Partner Center. */
function accountOf({ partnerCenter }) {
	return { account: standInFor(partnerCenter.tenantId.toLowerCase()) };
}
/** The same of the account and the CRM. */
function systemsOf({ partnerCenter, dataverse }) {
	return {
		...accountOf({ partnerCenter }),
		crm: standInFor(new URL(dataverse.url).host)
	};
}
/** Some keep addresses and tenants as secrets. */
function standInFor(text) {
	return sha256(text).slice(0, 16);
}
// src/reconcile/record/timestamp.ts
/**
* Timestamps of the two systems are UTC with up to seven fractional digits. A JavaScript date keeps three,
* so they are compared as text of one width.
*/
function isBefore(a, b) {
	if (a.length === b.length && a.endsWith("Z") && b.endsWith("Z")) return a < b;
	return padded(a) < padded(b);
}
/** Whether it says so itself: without a zone it may be any time of that day. */
function isUtc(timestamp) {
	return /(?:Z|[+-]00:00)$/.test(timestamp) && !Number.isNaN(Date.parse(timestamp));
}
const DAY_MINUTES = 1440;
/** In UTC with milliseconds, as `Date` writes it. */
function minusMinutes(timestamp, minutes) {
	return (/* @__PURE__ */ new Date(Date.parse(timestamp) - minutes * 6e4)).toISOString();
}
/** The same. */
function plusMinutes(timestamp, minutes) {
	return minusMinutes(timestamp, -minutes);
}
function padded(timestamp) {
	const [seconds = "", fraction = ""] = timestamp.replace(/Z$/, "").split(".");
	return `${seconds}.${fraction.padEnd(7, "0")}`;
}
/** The earlier of two times, where there are two. */
function earlier(a, b) {
	if (a === null || b === null) return a ?? b;
	return isBefore(a, b) ? a : b;
}
/** Nothing makes a repeated POST harmless, so only a person may give one up, as long as there is a row to repeat it for. */
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
/**
* Opportunities for which Microsoft was asked for help, although their rows do not say so yet. What it was asked
* with may not be in a listing for minutes.
*/
function invited(settled) {
	const made = settled.filter(({ fate, intent }) => fate !== "open" && fate !== "superseded" && intent.action === "invite");
	return new Set(made.map(({ intent }) => intent.opportunity));
}
/** The referral that a POST made: ours, or Microsoft's beside it; `null` where that is not shown now. */
function madeBy({ action }, { link, referral }) {
	if (action === "share") return link.referral;
	return idIn({ properties: objectIn(referral.properties.microsoft) }, "id");
}
// src/reconcile/journal/rivals.ts
/** The same, but of several writes on one etag no more than one is taken to have arrived. */
function withOneEach(settled) {
	const rivals = Map.groupBy(settled.entries(), ([, { intent }]) => targetOf(intent));
	return settled.map((one, place) => isOutdone(one, place, rivals.get(targetOf(one.intent)) ?? []) ? {
		intent: one.intent,
		fate: "superseded"
	} : one);
}
/** Of all intents with the same target at most one can have met its precondition. */
function targetOf(intent) {
	const { side, referral, etag, row } = intent;
	return isPost(intent) || row?.table === "account" ? deedOf(intent, intent) : `${side} ${referral} ${etag}`;
}
/** The last of those that look as if they had arrived stands for them. */
function isOutdone({ intent, fate }, place, rivals) {
	const { side, found, row } = intent;
	if (!(side === "referral" || row?.table === "account") || found || fate !== "applied" && fate !== "unclear") return false;
	return rivals.some(([otherPlace, other]) => {
		if (otherPlace === place || other.fate !== "applied" && other.fate !== "audited") return false;
		return fate === "unclear" || other.intent.found !== void 0 || otherPlace > place;
	});
}
/**
* Tells of an intent whether it and one of these changes are about the same record, so that at most one of the two can
* meet its precondition. Every note is a record of its own.
*/
function outdoneBy(changes) {
	const about = new Set(changes.map((change) => deedOf(change, change.link)));
	return (intent) => intent.action !== "note" && about.has(deedOf(intent, intent));
}
/** Names the record that is written, and what is done to it. */
function deedOf(write, { referral, opportunity }) {
	const { side, action, row } = write;
	if (isPost(write)) return `post ${action} ${opportunity}`;
	if (row?.table === "account") return `account ${action} ${row.id}`;
	return `${side} ${action} ${side === "referral" ? referral : row?.id ?? opportunity}`;
}
// src/reconcile/record/state-of.ts
/** What a mapping takes for a state, and is short enough to be kept in git whatever it says. */
const NAMEABLE = /^[A-Za-z]{1,40}\/[A-Za-z]{1,40}$/;
/** `Status/Substatus` of a referral. */
function stateOf({ properties }) {
	return `${wordOf(properties.status)}/${wordOf(properties.substatus)}`;
}
/** Whether a referral is closed, which is for good (patch-a-referral). */
function isOver({ properties }) {
	return properties.status === "Closed";
}
/**
* Why nobody can say what a referral without a row is to become: its state is neither one that Partner Center is known to
* have nor one that the mapping names. `null` otherwise.
*/
function unknownState({ becomeOpportunities, leads, fields }, referral) {
	const { status, substatus } = referral.properties;
	const state = status && substatus ? stateOf(referral) : "";
	if (isKnownState(state) || becomeOpportunities.includes(state)) return null;
	if (leads?.becomeLeads.includes(state)) return null;
	const field = fields.find(({ kind }) => kind === "status");
	const deal = field && readField(field, referral, NO_LOOKUPS);
	if (deal !== void 0 && !isUnusable(deal)) return null;
	if (!NAMEABLE.test(state)) return "Partner Center says of it no state that a mapping could name: look at it there, as nothing is made of it until that changes";
	return `its state, ${state}, is not known to this version: have the mapping say what becomes of such a referral, ${isOver(referral) ? "as won or lost in its status" : "under referrals > become opportunities, or as open, won or lost in its status"}`;
}
// src/reconcile/record/ended.ts
/**
* Whether both ends were closed before this run. Then the merge only held what somebody can still fix: that they
* differ.
*/
function wereClosed({ pair }) {
	return isOver(pair.referral) && rowWasClosed(pair);
}
/** Of a pair whose row is a lead it is never so: one that is closed is left as it is. */
function rowWasClosed({ opportunity }) {
	return opportunity !== null && !isOpenRow(opportunity);
}
/** Both ends are closed when all changes are made: what still differs stays that way, and nobody can resolve it any more. */
function isFinal({ pair, changes }) {
	const closes = (side) => changes.some((change) => change.side === side && change.fields.some(({ moves, to }) => moves && ENDS.includes(to)));
	return (isOver(pair.referral) || closes("referral")) && (rowWasClosed(pair) || closes("opportunity"));
}
const ENDS = [
	"won",
	"lost",
	"declined"
];
// src/reconcile/merge/seller.ts
const SYNCED = {
	state: "synced",
	reason: ""
};
/** Characters. */
const LONGEST_REASON = OWN_LENGTHS["sync reason"];
/**
* What keeps a pair from being in step, the most pressing first.
*
* @param expiry When the referral expires that still nobody has answered, ISO 8601.
*/
function sellerStatus(conflicts, held, expiry = null) {
	const open = conflicts.filter(isUndecided);
	if (open.length === 0 && held.length === 0) return expiry === null ? SYNCED : toAnswer(expiry);
	const end = expiry === null ? "" : `; unanswered, it expires on ${expiry.slice(0, 10)}`;
	const reason = bothWithin(open.map(conflictText).join("; "), held, LONGEST_REASON - end.length) + end;
	if (open.length > 0) return {
		state: "conflict",
		reason
	};
	return {
		state: held.every((one) => one.awaits !== void 0) ? "waiting" : "needs attention",
		reason
	};
}
/** Where they are too long together, what is in conflict leaves half of the room to what is held, and takes what that leaves. */
function bothWithin(apart, held, longest) {
	if (apart === "") return oneLine$1(heldText(held, longest), longest);
	if (held.length === 0) return oneLine$1(apart, longest);
	const between = "; ";
	const half = Math.floor((longest - 2) / 2);
	const waits = heldText(held, longest - 2 - Math.min(apart.length, half));
	const room = Math.max(half, longest - 2 - waits.length);
	return oneLine$1(`${oneLine$1(apart, room)}${between}${waits}`, longest);
}
function toAnswer(expiry) {
	return {
		state: "needs attention",
		reason: `a new referral: accept or decline it before it expires on ${expiry.slice(0, 10)}`
	};
}
/** Most names of fields before a reason: fewer where it would be cut, as it says at its end what to do. */
const MOST_NAMES = [
	Number.POSITIVE_INFINITY,
	8,
	4,
	2,
	1
];
function heldText(held, longest) {
	const texts = MOST_NAMES.map((most) => reasonsText(held, most));
	return texts.find(({ length }) => length <= longest) ?? texts.at(-1) ?? "";
}
/** Each reason once, with its fields. */
function reasonsText(held, most) {
	return [...Map.groupBy(held, ({ reason }) => reason)].map(([reason, alike]) => {
		const fields = alike.flatMap(({ field }) => field ?? []);
		const left = fields.length - most;
		const names = fields.slice(0, most).join(", ") + (left > 0 ? ` and ${left} more` : "");
		return fields.length > 0 ? `${names}: ${reason}` : reason;
	}).join("; ");
}
/**
* What the write says that closes a deal on both ends: nobody can do anything about it any more, and the row takes no
* later word.
*/
function statusAtEnd(conflicts, held) {
	const open = conflicts.filter(isUndecided);
	const apart = new Set([...open, ...held].flatMap(({ field }) => field ?? []));
	if (apart.size === 0) return SYNCED;
	const reason = `closed on both sides while they differ in ${[...apart].join(", ")}: each keeps what it has`;
	return {
		...SYNCED,
		reason: shorten(reason)
	};
}
function conflictText({ field, referral, opportunity }) {
	const [there, here] = shownApart(referral, opportunity);
	return `${field}: Partner Center has ${there}, this opportunity has ${here}; make them equal`;
}
/** Whether the row does not say so yet. A row that says nothing at all is as good as one that is in step. */
function statusDiffers(row, columns, wanted) {
	return row !== null && differingColumns(row, columns, wanted).length > 0;
}
/** The columns in which it does not. */
function differingColumns({ properties }, { status, reason }, wanted) {
	const stands = status && properties[status.column];
	const optionMoves = status !== null && (stands ?? status.values.synced) !== status.values[wanted.state];
	const reasonMoves = reason !== null && (properties[reason] ?? "") !== wanted.reason;
	return [...optionMoves ? [status.column] : [], ...reasonMoves ? [reason] : []];
}
/** Something went wrong, and a person has to see to it. */
function attention(reason) {
	return {
		state: "needs attention",
		reason: shorten(reason)
	};
}
function statusLine({ state, reason }) {
	return `${state}: ${reason}`;
}
/** Characters. */
const LONGEST_VALUE = 80;
/** Of what two values have in common, so many characters are shown before the first that differs. */
const LONGEST_BEFORE = 25;
function shown$1(value) {
	return value === null ? "nothing" : oneLine$1(readable(value), LONGEST_VALUE);
}
/** The beginnings of two long texts are often the same, which would say nothing of what somebody has changed. */
function shownApart(one, other) {
	const [a, b] = [one ?? "", other ?? ""];
	let equal = 0;
	while (equal < a.length && a[equal] === b[equal]) equal += 1;
	if (equal <= 55) return [shown$1(one), shown$1(other)];
	const from = equal - LONGEST_BEFORE;
	const end = (text) => oneLine$1(`…${text.slice(from).replace(/^[\udc00-\udfff]/, "")}`, LONGEST_VALUE);
	return [end(a), end(b)];
}
function shorten(text) {
	return oneLine$1(text, LONGEST_REASON);
}
// src/reconcile/record/back-off.ts
const MINUTES = [
	60,
	240,
	DAY_MINUTES,
	3 * DAY_MINUTES
];
/** What has failed more often is given up, as a rule, until either side changes. */
const MOST_TRIES = MINUTES.length;
/** Minutes until the next try of what has failed so many times. */
function backOffMinutes(times) {
	return MINUTES[times - 1] ?? 4320;
}
// src/reconcile/record/base.ts
/** Bases that were parsed before: a row is asked for its base to match, to merge, and to see whether a listing lags. */
const known$1 = /* @__PURE__ */ new WeakMap();
/** The base that a row carries, or `null` when there is none or it cannot be read: then nothing is assumed. */
function readBase(row, { baseColumn, places }) {
	const text = row.properties[baseColumn];
	const before = known$1.get(row);
	if (before && before.text === text && before.places === places) return before.base;
	const base = parseBase(text, places);
	known$1.set(row, {
		text,
		places,
		base
	});
	return base;
}
/** The base of a row as far as it says something of this referral. */
function readBaseBeside(row, referral, mapping) {
	const base = readBase(row, mapping);
	return base && isBeside(base, referral) ? base : null;
}
/**
* Whether a base may be held against a referral. What was agreed on with another referral says nothing of this one: when
* somebody gives an opportunity to another referral, all of it would be overwritten, as if it had changed.
*/
function isBeside(base, referral) {
	return base.referral === void 0 || referral === null || base.referral === referral;
}
/** As `readBase`, of a row that is looked at only once. */
function parseBase(text, places) {
	if (typeof text !== "string" || text === "") return null;
	try {
		const { v, c, r, m, f, t, s, p, n, a, d, u, o } = JSON.parse(text);
		if (v !== 1 || typeof c !== "string" || !isFloor(m) || !isSnapshot(f)) return null;
		const inForm = (values) => s === places.form ? values : inFormOf(places, values);
		return {
			change: c,
			...typeof r === "string" ? { referral: r } : {},
			referralModified: m,
			fields: inForm(withoutMoved(f, t, places)),
			...isSnapshot(p) ? { putBack: inForm(p) } : {},
			...isSnapshot(n) ? { untaken: inForm(n) } : {},
			...isSnapshot(a) ? { ofAnother: inForm(a) } : {},
			...typeof d === "string" ? { closedOn: d } : {},
			...isListOfNames(u) ? { undecided: u } : {},
			...o ? { again: againIn(o) } : {}
		};
	} catch {
		return null;
	}
}
/**
* What was agreed on in one column says nothing of another: a field whose place the mapping has changed begins anew. An
* empty new column would pass for one that somebody has emptied.
*
* @param tags The places of all fields when the base was written; one from before there were any has none.
*/
function withoutMoved(fields, tags, places) {
	const names = Object.keys(fields);
	if (typeof tags !== "string" || tags.length !== names.length * 3) return fields;
	const isMoved = (name, index) => !tags.startsWith(places.tags.get(name) ?? "", index * 3);
	if (!names.some(isMoved)) return fields;
	return Object.fromEntries(Object.entries(fields).filter(([name], index) => !isMoved(name, index)));
}
/**
* What was agreed on while the mapping gave it another form, such as a longer text, would equal neither side: an edit of one
* would pass for one of both.
*/
function inFormOf({ inForm }, values) {
	return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, inForm(name, value)]));
}
const NOWHERE$1 = "-".repeat(3);
/** Short keys: the column is written with every change of the row. */
function formatBase(base, places) {
	const { change, referral, referralModified, closedOn, undecided = [] } = base;
	const { putBack = {}, untaken = {}, ofAnother = {} } = base;
	const fields = sorted$1(base.fields);
	const tags = Object.keys(fields).map((name) => places.tags.get(name) ?? NOWHERE$1);
	const again = Object.entries(base.again ?? {}).map(([field, { before, times }]) => [field, [before, times]]);
	return JSON.stringify({
		v: 1,
		c: change,
		r: referral || void 0,
		m: referralModified,
		f: fields,
		t: tags.join(""),
		s: places.form,
		p: unlessEmpty(sorted$1(putBack)),
		n: unlessEmpty(sorted$1(untaken)),
		a: unlessEmpty(sorted$1(ofAnother)),
		d: closedOn || void 0,
		u: unlessEmpty(undecided),
		o: unlessEmpty(Object.fromEntries(again))
	});
}
/** JSON leaves out what is `undefined`. */
function unlessEmpty(part) {
	return Object.keys(part).length > 0 ? part : void 0;
}
function againIn(read) {
	return Object.fromEntries(Object.entries(read).flatMap(([field, entry]) => {
		const [before, times] = Array.isArray(entry) ? entry : [];
		return typeof before === "string" && typeof times === "number" ? [[field, {
			before,
			times
		}]] : [];
	}));
}
function sorted$1(snapshot) {
	const names = Object.keys(snapshot).sort();
	return Object.fromEntries(names.map((name) => [name, snapshot[name] ?? null]));
}
/** A time, with which every reading of the referral can be compared; empty of a deal that had no referral yet. */
function isFloor(value) {
	return value === "" || typeof value === "string" && /^\d{4}-\d\d-\d\dT\d\d:/.test(value);
}
function isSnapshot(value) {
	if (typeof value !== "object" || value === null) return false;
	return Object.values(value).every((field) => field === null || typeof field === "string");
}
function isListOfNames(value) {
	return Array.isArray(value) && value.every((name) => typeof name === "string");
}
/** Leaves a field at what both sides agreed on before, because it was not carried out: so the next run tries again. */
function keepBase(agreed, field, base) {
	const value = base?.fields[field];
	if (value === void 0) delete agreed[field];
	else agreed[field] = value;
}
function sameSnapshot(a, b) {
	const names = Object.keys(a);
	return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}
// src/reconcile/record/ids.ts
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
/**
* The account of a customer, told apart by what identifies it. The id is in git, where a hash of the customer alone would
* let anybody find the name who has a list of companies to try.
*
* @param crm What only those know who may look into the CRM.
*/
function accountIdFor(customer, crm) {
	return uuidOf(`account ${JSON.stringify([crm, ...customer])}`);
}
// src/reconcile/write/lost-base.ts
/** Of fewer, most of them may be a few odd ones. */
const MANY$2 = 10;
/** What is wrong with a row, and where to look. */
function whyLost({ baseColumn }, found) {
	return `the CRM does not keep what a sync writes into ${baseColumn}: its answer shows ${found} there. So the next sync cannot know who changed what since. Look for ${found === "nothing" ? "column-level security that does not let the application user read it, or a plug-in or workflow that empties it" : "a plug-in or workflow that encodes, cuts or tidies up texts"}, and leave the column out of that`;
}
/** A word for the whole run: it is one thing that is wrong, of however many rows. */
function lostBaseNotice(outcomes) {
	const lost = outcomes.filter(({ lostBase }) => lostBase);
	const [first] = lost;
	if (!first) return null;
	return `Rows that have not kept their base: ${lost.length} of ${rowsIn(outcomes).length} that were written. As it seems, ${first.reason}.`;
}
/** The same of rows that had one when they were written: a flow or a job empties or encodes the column later. */
function forgottenNotice(merges, { baseColumn }) {
	const merged = merges.filter(({ forgotten, leftAlone }) => forgotten && leftAlone === void 0);
	if (merged.length === 0) return null;
	return `Rows that have been synced before, as they show, and whose base cannot be read: ${merged.length}. They are merged as if it were for the first time. Something in the CRM empties or changes ${baseColumn}, a flow or a job, unless somebody has done so by hand: leave the column out of that.`;
}
/**
* What becomes of a row that an earlier run has left with a base, and that has none: it is merged as if it were for the first
* time, and then left alone, so that a flow that it sets off each time does not have every run write it.
*
* @param entry What the waiting list has of the deal.
* @param now ISO 8601.
*/
function leaveForgotten(merge, mapping, { entry, now }) {
	if (merge.leftAlone !== void 0 || !hasForgotten(merge, mapping)) return merge;
	const forgotten = whyForgotten(mapping);
	if (!entry?.lost || !isBefore(now, entry.lost.until)) return {
		...merge,
		forgotten
	};
	return {
		...merge,
		...NOTHING_TO_DO,
		forgotten,
		leftAlone: forgotten
	};
}
function hasForgotten({ pair: { row, adopts, opportunity, link }, held }, mapping) {
	if (row || adopts || !opportunity || !isOpenRow(opportunity)) return false;
	if (isProvisional(link) && (held.length === 0 || !statusDiffers(opportunity, mapping.seller, SYNCED))) return false;
	return hasLostBase(opportunity, link.referral, mapping);
}
/** Whether it had a base that cannot be read now, as far as that shows: some is left, a run made it, or it says how its sync stands. */
function hasLostBase(row, referral, mapping) {
	if (readBase(row, mapping)) return false;
	const { status } = mapping.seller;
	const says = status && row.properties[status.column];
	return says !== void 0 && Object.values(status?.values ?? {}).some((one) => one === says) || Boolean(row.properties[mapping.baseColumn]) || row.id === rowIdFor(referral);
}
/** One that has kept its base for so long afterwards is as any other. */
const REMEMBERED_MINUTES = 7 * DAY_MINUTES;
/** Where a row that had lost its base was written, and so may lose it once more: whatever became of its referral. */
function forgottenAgain({ forgotten }, own, { before, now }) {
	const isWritten = own.some(({ change: { side, action, row }, outcome }) => side === "opportunity" && action === "update" && !row && outcome === "applied");
	return forgotten !== void 0 && isWritten ? { lost: lostAgain(before, now) } : {};
}
/** Counts one more time, and says until when the row is left alone. */
function lostAgain(before, now) {
	const times = (before?.times ?? 0) + 1;
	return {
		times,
		until: plusMinutes(now, backOffMinutes(times))
	};
}
/** What is remembered of earlier times, as part of what waits for another reason. */
function lostBefore({ lost }, now) {
	return lost && isBefore(now, plusMinutes(lost.until, REMEMBERED_MINUTES)) ? { lost } : {};
}
function whyForgotten({ baseColumn }) {
	return `what a sync had written into ${baseColumn} is gone or can no longer be read, so nobody knows who changed what since. Look for a flow, job or workflow that empties or changes it, unless somebody has, and leave the column out of that; then run resync and sync, or wait for the next try`;
}
/** Whether there is no sense in writing more rows: none of those that were written keeps its base. */
function keepsNoBase(outcomes) {
	const written = rowsIn(outcomes);
	return written.length >= MANY$2 && written.every(({ lostBase }) => lostBase);
}
function rowsIn(outcomes) {
	return outcomes.filter(({ change, outcome }) => carriesBase(change) && outcome === "applied");
}
/** Whether a change writes the base: of an opportunity, or of a lead. */
function carriesBase({ side, action, row }) {
	return side === "opportunity" && (action === "create" || action === "update") && row?.table !== "account";
}
/**
* Refuses to write more where most rows do not keep their base, until it is time to try those again.
*
* @param linked How many rows are linked.
* @throws RefusalError
*/
function guardBases(waiting, linked, now) {
	const losing = waiting.filter(({ kind, lost }) => kind === "lost base" && lost?.times !== 1);
	const [first] = losing;
	if (!first || losing.length < MANY$2 || losing.length * 2 < linked) return;
	const nextAt = losing.flatMap((entry) => entry.nextAt ?? []).reduce((a, b) => isBefore(b, a) ? b : a);
	if (!isBefore(now, nextAt)) return;
	throw new RefusalError(`${losing.length} of ${linked} linked opportunities have not kept their base: ${first.reason}.`, `Once that is fixed, run resync, and then sync; or wait until ${minuteOf(nextAt)}, when they are tried again.`);
}
/** Where there is no key, no hidden value is ever worn out: nothing stands for it in the state. */
function wornOut(baseless, fingerprint) {
	return (referral, field, value) => {
		const known = baseless?.[referral]?.again[field];
		if (!known || known.times < 4) return false;
		const print = printOf$1(fingerprint(referral, field, value));
		return print !== null && known.values.includes(print);
	};
}
/** A deal after one more write of these values. */
function writtenAgain(known, values, { referral, fingerprint, now }) {
	const counted = [...values].flatMap(([field, value]) => {
		const print = printOf$1(fingerprint(referral, field, value));
		return print === null ? [] : [[field, onceMore(known?.again[field], print, field === "" ? 1 : 2)]];
	});
	return {
		at: now,
		again: {
			...known?.again,
			...Object.fromEntries(counted)
		}
	};
}
/** @param most How many values in turn are one fight: what a seller is told may change, and change back. */
function onceMore({ values, times } = NEVER, print, most) {
	const others = values.filter((one) => one !== print);
	return {
		values: [print, ...others].slice(0, most),
		times: others.length < values.length ? times + 1 : 0
	};
}
const NEVER = {
	values: [],
	times: 0
};
/** Enough to tell the few values of one field apart. A value that may not be seen, where there is no key, has none. */
function printOf$1(fingerprint) {
	return fingerprint === null ? null : sha256(fingerprint).slice(0, 8);
}
// src/reconcile/merge/refused-before.ts
function refusedBefore({ waiting, named, isSameMapping, now }, fingerprint) {
	return ({ link: { referral }, opportunity }, { field, side, to }) => {
		if (!opportunity) return void 0;
		const entry = isSameMapping && !named.has(referral) ? waiting.get(referral) : void 0;
		if (!entry?.refused || isTriedNow(entry, now)) return void 0;
		const value = fingerprint(referral, field, to);
		return entry.refused.find((one) => one.field === field && one.side === side && one.value === value);
	};
}
/** Once it was given up, it is tried whenever the deal is looked at. */
function isTriedNow({ rest, nextAt }, now) {
	return !rest && (nextAt === null || !isBefore(now, nextAt));
}
function whyLeftOut(refused) {
	const where = refused.side === "referral" ? "here" : "in Partner Center";
	return {
		reason: `${SIDE_NAMES[refused.side]} refused this value; correct it ${where}, or ask your administrator: ${refused.reason}`,
		refused
	};
}
/** As what the next merge of the deal will hold. */
function leftOut(link, refused) {
	return {
		link,
		field: refused.field,
		side: refused.side,
		...whyLeftOut(refused)
	};
}
/**
* Whether the deal takes a step after which a value that was left out could not follow: it is answered, ends, or becomes
* visible to Microsoft. Such a step waits for all of it.
*/
function takesStep({ changes }, { fields }) {
	const latches = new Set(fields.filter(({ kind }) => kind === "latch").map(({ name }) => name));
	return changes.some((change) => change.fields.some(({ moves, field }) => moves || change.side === "referral" && latches.has(field)));
}
// src/reconcile/record/expiry.ts
/** A referral that nobody answers is closed by Partner Center, 14 days after it was sent as a rule. */
const WARN_DAYS = [5, 2];
/** When an unanswered referral expires, ISO 8601; `null` for one that was answered or has no such date. */
function expiryOf({ properties }) {
	const { status, expirationDateTime } = properties;
	return status === "New" && typeof expirationDateTime === "string" && Date.parse(expirationDateTime) > 0 ? expirationDateTime : null;
}
/** The expiry of a referral that this very merge does not answer. */
function expiryAfter({ pair, changes, leftAlone }) {
	if (leftAlone !== void 0) return null;
	return changes.some(answerIn$1) ? null : expiryOf(pair.referral);
}
function isExpiring(expiry, now) {
	return !isBefore(now, minusMinutes(expiry, WARN_DAYS[0] * DAY_MINUTES));
}
/** Five days before, two days before, and when it is over; `null` after that. */
function nextLook(expiry, now) {
	return [...WARN_DAYS, 0].map((days) => minusMinutes(expiry, days * 1440)).find((look) => isBefore(now, look)) ?? null;
}
// src/reconcile/write/seller-columns.ts
/**
* The columns for the seller that go with a write of the row.
*
* @param now ISO 8601.
*/
function sellerColumns({ seller: columns }, merge, written) {
	const { status, reason, audit } = columns;
	const is = toldAfter(merge, written);
	const before = merge.pair.opportunity;
	const lines = [...(!before || statusDiffers(before, columns, is)) && is.reason !== "" ? [statusLine(is)] : [], ...deedLines(merge, written)];
	return {
		...status ? { [status.column]: status.values[is.state] } : {},
		...reason ? { [reason]: is.reason === "" ? null : is.reason } : {},
		...audit && lines.length > 0 ? { [audit]: newestFirst$1(lines, before?.properties[audit], written.now) } : {}
	};
}
/** What the row says then: what Partner Center refused comes before all else. */
function toldAfter(merge, done) {
	const { referral } = done;
	if (referral?.refused) {
		const held = referral.refused.map((one) => leftOut(merge.pair.link, one));
		return sellerStatus(merge.conflicts, [...merge.held, ...held], expiryAfter(merge));
	}
	return refusalOf$1(done) ?? merge.status;
}
function refusalOf$1({ referral, invite }) {
	if (referral?.outcome === "rejected") return attention(`Partner Center refused ${referral.change.action === "share" ? "the deal" : "the change"}; correct it here, or ask your administrator: ${referral.reason}`);
	if (!invite || invite.outcome === "applied") return null;
	if (invite.outcome === "rejected") return attention(`Partner Center refused to ask Microsoft for help; correct it here, or ask your administrator: ${invite.reason}`);
	return {
		state: "waiting",
		reason: invite.sent ? "it is not known yet whether Microsoft was asked for help: the next run finds out" : "Microsoft could not be asked for help yet: the next run tries again"
	};
}
/** A close is told by the write before it: a closed row takes no more lines. */
function deedLines({ pair, changes }, { change, referral, invite }) {
	const isShared = referral?.change.action === "share" && referral.outcome === "applied";
	const sent = referral?.outcome === "applied" && !isShared ? referral.change.fields : [];
	const isNew = change.action === "create";
	const closes = changes.filter(({ action }) => action === "close").flatMap(({ fields }) => fields);
	const received = isNew ? [] : [...change.fields, ...closes];
	return [
		...isNew ? ["created from Partner Center"] : [],
		...pair.adopts ? ["linked to its referral"] : [],
		...isShared ? ["shared with Partner Center"] : [],
		...invite?.outcome === "applied" ? invite.change.fields.map(({ to }) => `asked Microsoft for help: ${shown$1(to)}`) : [],
		...sent.map((field) => `to Partner Center: ${moveText(field)}`),
		...received.map((field) => `from Partner Center: ${moveText(field)}`)
	];
}
function moveText({ field, from, to }) {
	if (field === "account") return field;
	return from ? `${field}: ${shownApart(from, to).join(" → ")}` : `${field}: ${shown$1(to)}`;
}
/** Newest line first; the oldest lines make room, whole ones. */
function newestFirst$1(lines, before, now) {
	const older = typeof before === "string" ? before.split(/\r?\n/) : [];
	const all = [...lines.map((line) => `${minuteOf(now)}  ${oneLine$1(line, 300)}`), ...older];
	let text = "";
	for (const line of all) {
		const longer = text === "" ? line : `${text}\n${line}`;
		if (longer.length > OWN_LENGTHS.audit) break;
		text = longer;
	}
	return text;
}
// src/reconcile/checkpoint/baseless.ts
/** One that has not been written for so long, and waits for nothing, is as any other. */
const DAYS_KEPT$1 = 7;
/** Where more rows than that lose their bases, it is one thing that is wrong with all of them. */
const MOST = 200;
/** What is counted of deals without a base, after these writes. */
function baselessAfter({ baseless: before = {} }, written) {
	const { merges, outcomes, mapping, fingerprint, now } = written;
	const outcomesOf = Map.groupBy(outcomes, ({ change }) => change.link.referral);
	const counted = merges.flatMap((merge) => {
		const { referral } = merge.pair.link;
		const known = before[referral];
		const own = outcomesOf.get(referral) ?? [];
		if (!known && !rowKeepsNone(merge, own)) return [];
		const values = valuesIn(merge, own.filter(({ outcome }) => outcome === "applied"), mapping);
		return values.size > 0 ? [[referral, writtenAgain(known, values, {
			referral,
			fingerprint,
			now
		})]] : [];
	});
	return {
		...before,
		...Object.fromEntries(counted)
	};
}
function rowKeepsNone(merge, own) {
	return own.some(({ change, outcome }) => carriesBase(change) && outcome === "rejected") || merge.forgotten !== void 0 || rowWasClosed(merge.pair) && !isFinal(merge);
}
/** What was written of a deal: its fields on either side, and what the row tells its seller. */
function valuesIn(merge, applied, mapping) {
	const updates = applied.filter(({ change }) => change.action === "update");
	const values = /* @__PURE__ */ new Map();
	for (const { change } of updates) for (const { field, to } of change.fields) values.set(field, to);
	const told = toldAfter(merge, NOTHING_DONE);
	if (updates.some(({ change }) => carriesBase(change)) && statusDiffers(merge.pair.opportunity, viewOf(mapping, merge.pair).seller, told)) values.set("", statusLine(told));
	return values;
}
/** What is still to be remembered; `undefined` when that is nothing. */
function stillBaseless(all = {}, waiting, now) {
	const since = minusMinutes(now, DAYS_KEPT$1 * DAY_MINUTES);
	const waits = new Set(waiting.map(({ referral }) => referral));
	const kept = Object.entries(all).filter(([referral, { at }]) => waits.has(referral) || !isBefore(at, since));
	if (kept.length === 0) return void 0;
	const latest = kept.toSorted(([, one], [, other]) => isBefore(other.at, one.at) ? -1 : 1).slice(0, MOST);
	return Object.fromEntries(latest.toSorted(by(([referral]) => referral)));
}
// src/reconcile/checkpoint/shared-lately.ts
/** Dataverse keeps the backups of production for so long ("Back up and restore environments"). */
const DAYS_KEPT = 28;
/** Enough of an id to know it again. One that is taken for another has its deal wait for a person, no more. */
const BEGINNING = 8;
/** What is remembered of shared deals after a run; `undefined` when that is nothing. */
function sharedAfter(before = {}, { outcomes, settled, now }) {
	const first = minusMinutes(now, DAYS_KEPT * DAY_MINUTES).slice(0, 10);
	const kept = Object.entries(before).filter(([day]) => day >= first);
	const made = [...outcomes.flatMap(({ change, outcome }) => change.action === "share" && outcome === "applied" ? [change.link.opportunity] : []), ...settled.flatMap(({ intent, fate }) => intent.action === "share" && (fate === "applied" || fate === "unclear") ? [intent.opportunity] : [])].map(beginningOf);
	const today = now.slice(0, 10);
	const all = new Map(kept);
	if (made.length > 0) all.set(today, [.../* @__PURE__ */ new Set([...all.get(today) ?? [], ...made])]);
	return all.size === 0 ? void 0 : Object.fromEntries(all);
}
/** Tells the day on which an opportunity was shared first, as far as that is remembered. */
function daysOfSharing(shared = {}) {
	const latestFirst = Object.entries(shared).toReversed();
	const days = new Map(latestFirst.flatMap(([day, ids]) => ids.map((id) => [id, day])));
	return (opportunity) => days.get(beginningOf(opportunity)) ?? null;
}
function beginningOf(id) {
	return id.slice(0, BEGINNING);
}
// src/reconcile/merge/put-back.ts
/** Why this value is not written once more, or `null` when it may be. */
function whyNotAgain({ base }, { field, side, to, from }) {
	const [there, here] = side === "opportunity" ? [to, from] : [from, to];
	if (isUntaken(base, field, there) && base?.fields[field] === here) return NOT_TAKEN;
	const before = base?.putBack?.[field];
	if (before === void 0 || before !== from || base?.fields[field] !== to) return null;
	return `it was written once already, and ${SIDE_NAMES[side]} changed it back to the same: ask your administrator what does that there, or to let the field go both ways`;
}
const NOT_TAKEN = "it was sent to Partner Center, which shows something else: change it there, or set it back here";
/** Whether the referral has what Partner Center made of our value, so that nobody has changed it there since. */
function isUntaken(base, field, shown) {
	return shown !== void 0 && base?.untaken?.[field] === shown;
}
/**
* What the referral has, as a merge counts it: where the seller alone has changed the field since, what Partner Center made of our
* value is no edit of anybody's.
*/
function editedThere({ base }, field, { referral, opportunity }) {
	const agreed = base?.fields[field];
	return isUntaken(base, field, referral) && agreed !== void 0 && opportunity !== agreed && opportunity !== referral ? agreed : referral;
}
/** What the base has to remember of the values that this merge overwrites, and of those that it leaves as they are. */
function putBackAfter({ pair: { base }, changes }, agreed) {
	const kept = Object.entries(stillOf(base, base?.putBack, agreed));
	const overwritten = changes.filter(({ action }) => action === "update").flatMap(({ fields }) => fields).flatMap(({ field, from, overwrites }) => from !== void 0 && (overwrites || isEmptied(from, base?.fields[field])) ? [[field, from]] : []);
	return Object.fromEntries([...kept, ...overwritten]);
}
/**
* What it has to remember of values that Partner Center did not take.
*
* @param shown What its answer in this run shows otherwise than it was sent.
*/
function untakenAfter({ pair: { base } }, agreed, shown = {}) {
	return {
		...stillOf(base, base?.untaken, agreed),
		...shown
	};
}
/** What is still to be remembered: only for fields whose agreed value stays the same. */
function stillOf(base, remembered = {}, agreed) {
	const entries = Object.entries(remembered);
	return Object.fromEntries(entries.filter(([field]) => base?.fields[field] === agreed[field]));
}
/** Nobody's value is lost by filling it again. */
function isEmptied(from, agreed) {
	return from === null && agreed !== void 0 && agreed !== null;
}
// src/reconcile/merge/back-and-forth.ts
const FIGHT_MS = 7 * DAY_MINUTES * 6e4;
/** Why this value is not written once more, or `null` when it may be. */
function whyNoLonger(pair, wish, isWornOut) {
	const isOften = isTooOften(pair.base, wish) || isWornOut(pair.link.referral, wish.field, wish.to);
	return whyNotAgain(pair, wish) ?? (isOften ? BACK_AND_FORTH : null);
}
function isTooOften(base, { field, to }) {
	const times = base?.again?.[field]?.times ?? 0;
	return base !== null && times >= 4 && isBack(base, field, to);
}
const BACK_AND_FORTH = "it goes back and forth, because something in the CRM or in Partner Center changes it each time that it is written: find out what does that, or make both sides equal";
/** Whether the row is to be written because it does not say to its seller how the deal stands. */
function statusMoves({ link, opportunity: row }, wanted, { mapping, isWornOut }) {
	if (!statusDiffers(row, mapping.seller, wanted)) return false;
	if (isWornOut(link.referral, "", statusLine(wanted))) return false;
	return (toldBefore(row, mapping, wanted)?.times ?? 0) < 4;
}
/** Whether something has changed this in the row, which is what it was told last. */
function wasRewritten(row, mapping, told) {
	return toldBefore(row, mapping, told) !== void 0 && statusDiffers(row, mapping.seller, told);
}
/** Of the row itself: one that is not shared yet, or was beside another referral, is told the same over and over as well. */
function toldBefore(row, mapping, wanted) {
	const known = row ? readBase(row, mapping)?.again?.[""] : void 0;
	return known?.before === printOf(statusLine(wanted)) ? known : void 0;
}
/**
* What the next base has to remember: only of what it is written for, and of what is held for it.
*
* @param made With the changes that were really made.
* @param told What the row says to its seller from then on.
*/
function againAfter(made, agreed, { mapping, told }) {
	const { base, opportunity } = made.pair;
	return {
		...base ? fieldsAgain(base, made, agreed) : {},
		...statusAgain(opportunity, mapping, told)
	};
}
function fieldsAgain(base, { pair, changes }, agreed) {
	const isLater = isLongAfter(base, pair);
	const updates = changes.filter(({ action }) => action === "update");
	const written = new Set(updates.flatMap(({ fields }) => fields.map(({ field }) => field)));
	const entries = Object.entries(agreed).flatMap(([field, is]) => {
		const was = base.fields[field];
		const known = base.again?.[field];
		if (was !== void 0 && (was !== is || written.has(field))) {
			const times = isBack(base, field, is) && !(was !== is && isLater) ? (known?.times ?? 0) + 1 : 0;
			return [[field, {
				before: printOf(was),
				times
			}]];
		}
		return known && known.times >= 4 ? [[field, known]] : [];
	});
	return Object.fromEntries(entries);
}
function statusAgain(row, mapping, told) {
	const known = toldBefore(row, mapping, told);
	if (!statusDiffers(row, mapping.seller, told)) return known ? { [""]: known } : {};
	return { [""]: {
		before: printOf(statusLine(told)),
		times: known ? known.times + 1 : 0
	} };
}
/** Whether what has changed since a base was changed long after it: where both agree on another value, the referral moves. */
function isLongAfter({ referralModified }, { referral, opportunity }) {
	const before = Date.parse(referralModified);
	return [referral, opportunity].some((one) => one && Date.parse(one.modified) - before > FIGHT_MS);
}
/** Whether a value is the one that was there already, or that was there before that. */
function isBack({ fields, again }, field, value) {
	return fields[field] === value || again?.[field]?.before === printOf(value);
}
/** Short, because it is in every base, and no two values of one field that have the same are to be expected. */
function printOf(value) {
	return hash("sha256", JSON.stringify(value), "base64url").slice(0, 6);
}
// src/reconcile/record/reopened.ts
/** Whether an open row was closed after its base was written, or may have been. */
function isReopened(row, base) {
	const day = closedBefore(row);
	return day !== void 0 && mayBeNew(day, base, row.modified);
}
/** Whether its seller may have closed the referral with it. */
function isReopenedPair({ referral, opportunity, base }) {
	const day = opportunity ? closedBefore(opportunity) : void 0;
	return isOver(referral) && day !== void 0 && mayBeNew(day, base, referral.properties.closedDateTime);
}
/** Whether an open row was closed after its base was written for a referral that is over. */
function isReopenedSince({ opportunity, base }) {
	const day = opportunity ? closedBefore(opportunity) : void 0;
	return day !== void 0 && day !== base?.closedOn;
}
/** Whether a row was closed on this day after its base was written, by what happened to one of the two at this time. */
function mayBeNew(day, base, time) {
	return day !== base?.closedOn || isAbout(day, time);
}
const HOURS_36 = 1296e5;
/** Whether a time is on a day, wherever that was. */
function isAbout(day, time) {
	return typeof time === "string" && Math.abs(Date.parse(time) - Date.parse(`${day}T12:00:00Z`)) < HOURS_36;
}
/** The day for the next base. */
function closedOnAfter({ referral, opportunity, base }) {
	return (opportunity !== null && !isOver(referral) ? closedBefore(opportunity) : void 0) ?? base?.closedOn;
}
/** Whether the base of a row is to be written, whatever else is. */
function baseMoves(pair, agreed) {
	const { base, baseIsStored } = pair;
	return !base || !baseIsStored || !sameSnapshot(base.fields, agreed) || closedOnAfter(pair) !== base.closedOn;
}
// src/reconcile/merge/changes.ts
/** The writes that carry out what was decided about one pair: at most one for each record and purpose. */
function changesOf(merged) {
	return [
		...noteChange(merged),
		...referralChange(merged),
		...rowChange(merged),
		...closeChange(merged),
		...qualifyChange(merged)
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
		...rowOf$1(pair)
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
function rowChange({ pair, wanted, agreed, statusMoves }) {
	const { link, opportunity } = pair;
	const fields = plain(wanted.opportunity.filter(({ kind }) => kind !== "status"));
	if (!opportunity) return [{
		side: "opportunity",
		action: "create",
		link,
		etag: null,
		fields,
		...rowOf$1(pair)
	}];
	return (fields.length > 0 || statusMoves || ownMove(pair, agreed, wanted.referral)) && !rowWasClosed(pair) ? [rowUpdate(pair, opportunity, fields)] : [];
}
/** The write of a row that is there. Without fields it only takes its base, and what is told to its seller. */
function rowUpdate(pair, { etag }, fields = []) {
	return {
		side: "opportunity",
		action: "update",
		link: pair.link,
		etag,
		fields,
		...rowOf$1(pair)
	};
}
/**
* Whether what the row says to the sync itself is to be written.
*
* @param toReferral What is written to its referral.
*/
function ownMove(pair, agreed, toReferral) {
	const isRemembered = toReferral.some(({ overwrites }) => overwrites);
	return baseMoves(pair, agreed) || pair.adopts || isRemembered;
}
function closeChange({ pair: { link }, wanted }) {
	const status = wanted.opportunity.filter(({ kind }) => kind === "status");
	if (status.length === 0) return [];
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
	if (!lead || !isOpenRow(lead)) return [];
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
function rowOf$1({ row }) {
	return row ? { row } : {};
}
function plain(wanted) {
	return wanted.map(({ kind, ...change }) => kind === "status" || kind === "decision" ? {
		...change,
		moves: kind
	} : change);
}
// src/reconcile/write/untold.ts
/**
* Why the CRM refused a row that is to say so; nothing when it was not refused, or cannot say so. One that was
* never in step has no base that could be written once more, and never said that it is synced.
*/
function untoldAfter(merge, own) {
	const { opportunity, base } = merge.pair;
	if (!(opportunity !== null && isOpenRow(opportunity)) || !base || merge.tellsRefusal) return {};
	if (merge.conflicts.some(({ winner }) => winner !== null)) return {};
	const untold = own.find((one) => one.change.side === "opportunity" && one.outcome === "rejected" && !one.refused)?.reason;
	return untold ? { untold } : {};
}
/** What a run does about a deal, given that the CRM has refused its row. */
function withRefusal(merge, entry, context) {
	return tellFirst(closeInSilence(merge, entry, context), entry, context);
}
/**
* What this run does about a deal whose row the CRM refused in the last one, while both sides are as they were: it
* tells the seller, and nothing else.
*/
function tellFirst(merge, entry, context) {
	const { opportunity, base, baseIsStored } = merge.pair;
	if (entry?.untold === void 0 || !opportunity || !base || !isUnchanged(merge, entry)) return merge;
	const status = refusedByCrm(entry.untold);
	const changes = statusMoves(merge.pair, status, context) || !baseIsStored ? [rowUpdate(merge.pair, opportunity)] : [];
	return {
		...merge,
		changes,
		warnings: [],
		agreed: base.fields,
		status,
		tellsRefusal: true
	};
}
/** A close that was refused so often goes without its last word where the row's seller reads, in other words, that it was. */
function closeInSilence(merge, entry, { mapping }) {
	const { pair, changes, agreed } = merge;
	if (entry?.kind !== "close" || entry.tries < 4 || !pair.opportunity) return merge;
	const status = refusedByCrm(entry.reason);
	const [word, ...others] = changes;
	if (!(word?.side === "opportunity" && word.action === "update" && word.fields.length === 0) || ownMove(pair, agreed, []) || !wasRewritten(pair.opportunity, mapping, status)) return merge;
	return {
		...merge,
		changes: others,
		status
	};
}
/** What a row says whose change the CRM refused: what its seller can do, where they can do anything. */
function refusedByCrm(reason) {
	const privilege = /\bis missing (prv\w+)/.exec(reason)?.[1];
	if (privilege) return attention(`the CRM refused a change from Partner Center; ask your administrator: the user of the sync lacks ${privilege}`);
	return attention(`the CRM refused a change from Partner Center; correct it there, or ask your administrator: ${reason}`);
}
function isUnchanged({ pair: { referral, opportunity } }, { etags }) {
	return etags.referral === (referral.etag || null) && etags.opportunity === opportunity?.etag;
}
/** What waits after its seller was told, or could not be: as long as it would have, for the row as it is now. */
function afterTelling({ untold: _told, ...entry }, own) {
	const opportunity = own.find(({ etag }) => etag)?.etag ?? entry.etags.opportunity;
	return {
		...entry,
		etags: {
			...entry.etags,
			opportunity
		}
	};
}
// src/reconcile/checkpoint/next-try.ts
/** So often a record that moved is read and merged again at the next run; then something else is wrong with it. */
const MOST_TIMES_STALE = 5;
/**
* When to look again at a deal that may be fixed on another record: never given up, and at least once a day, as
* somebody may have fixed it long ago, and waits.
*/
function nextLookElsewhere(tries, now) {
	return plusMinutes(now, Math.min(backOffMinutes(tries), DAY_MINUTES));
}
/**
* Whether what was refused is tried before its time, as a change on either side has it. That uses up none of the times: else
* four edits within minutes would leave a deal refused for good, though what refuses it is fixed the same day.
*/
function isBeforeItsTime({ kind, nextAt }, now) {
	return kind === "rejected" && nextAt !== null && isBefore(now, nextAt);
}
/** These wait for a person, who changes something. */
const WAITS_FOR_CHANGE = [
	"conflict",
	"held",
	"unanswered",
	"expiring",
	"out of scope"
];
/**
* When to try again, ISO 8601; `null` waits for a change on either side.
*
* @param tries With the one that has just failed.
*/
function nextTry(kind, tries, now) {
	if (kind === "stale" && tries <= MOST_TIMES_STALE) return now;
	if (kind === "failed" && tries === 1) return now;
	if (WAITS_FOR_CHANGE.includes(kind)) return null;
	const times = kind === "stale" ? tries - MOST_TIMES_STALE : tries;
	return times > MOST_TRIES && !(kind === "question" || kind === "lost base") ? null : plusMinutes(now, backOffMinutes(times));
}
// src/reconcile/merge/approval.ts
const NOTHING_APPROVED = /* @__PURE__ */ new Map();
/** The step that writing this value takes, or `null` when it can be taken back. No mapping keeps anybody from accepting. */
function stepOf(field, side, to) {
	if (side !== "referral") return null;
	if (field.kind === "latch") return to === "yes" ? "share" : null;
	if (field.kind === "decision") return to === "declined" ? "close" : "accept";
	return field.kind === "status" && to !== "open" ? "close" : null;
}
const DOES = {
	accept: "accepting the referral",
	close: "closing the referral",
	share: "sharing the deal with Microsoft",
	"ask help": "asking Microsoft for help"
};
/**
* Why a step is not taken now, or `null` when it may be. `what` says more, such as `won`.
*
* @param isOfAnother Whether what asks for it was said of another referral.
*/
function whyStepWaits(step, what, { guards }, isOfAnother = false) {
	const does = `${DOES[step]}${what === "" ? "" : ` as ${what}`} cannot be undone`;
	const guard = step === "accept" ? "allow" : guards[step];
	if (guard === "never") return { reason: `${does}, and the mapping leaves it to people; do it in Partner Center` };
	if (guard === "allow" && !isOfAnother) return null;
	return {
		reason: `${does}${isOfAnother ? OF_ANOTHER : ""}; it waits for approval`,
		awaits: "approval"
	};
}
const OF_ANOTHER = ", and was said of another referral: if it is meant of this one too, take it out here, and set it again after the next sync";
/**
* A change waits when it is a step that cannot be undone, and nobody has approved it.
*
* @param isOfAnother Whether its seller said so of another referral, to which the row belonged before.
*/
function leaveFor({ field, side, to, isOfAnother }, { referral }, { mapping, approvals }) {
	const step = stepOf(field, side, to);
	const waits = step && whyStepWaits(step, step === "close" ? to ?? "" : "", mapping, isOfAnother);
	const approved = waits !== null && isApproved({
		...waits,
		field: field.name
	}, referral, approvals);
	return approved ? {
		waits: null,
		approved
	} : { waits };
}
/** Whether it waits for approval, and has it. */
function isApproved(held, referral, approvals) {
	return held.awaits === "approval" && approvals.get(referral)?.has(approvalText(held)) === true;
}
/** How something that waits is named in the state, and in its digest. */
function approvalText({ field, reason }) {
	return field === null ? reason : `${field}: ${reason}`;
}
/** Names everything that waits for approval, so that approving it approves nothing else; `null` for nothing. */
function approvalDigest(waiting) {
	const texts = waiting.flatMap(({ referral, awaits }) => awaits.map((what) => `${referral} ${what}`));
	return texts.length === 0 ? null : sha256(JSON.stringify(texts.sort()));
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
	if (now !== digest) throw new RefusalError(`What waits for approval is not what was approved: ${now === null ? "nothing waits" : `it is ${shortHash(now)} now`}, and ${shortHash(digest)} was approved.`, "Look at the latest summary, and pass its digest as approve.");
	return new Map(waiting.filter(({ awaits }) => awaits.length > 0).map((one) => [one.referral, new Set(one.awaits)]));
}
// src/reconcile/record/kind.ts
/**
* What a referral is, after the table of referrals-api-introduction; `null` for Microsoft's own record of a
* shared deal, which belongs to the same engagement but to organization `msft`.
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
	return (qualification === "SalesQualified" || qualification === "MarketingQualified") && inviterOf({ properties }) === "msft" ? "qualified lead" : "co-sell";
}
/** The organization that brought the owner of the referral into the engagement, or has made the deal itself. */
function inviterOf({ properties }) {
	return objectIn(objectIn(properties.inviteContext).invitedBy).organizationId;
}
/** Whether this referral is ours to sync. Marketplace leads are left alone unless the mapping takes them. */
function isOurs$1(mapping, referral) {
	const kind = kindOf$1(referral);
	return kind === "marketplace lead" ? mayBeLead(mapping, referral) : kind !== null;
}
/** Whether the mapping lets referrals of this kind be leads, in some state. */
function mayBeLead({ leads }, referral) {
	const kind = kindOf$1(referral);
	return kind !== null && (leads?.kinds.includes(kind) ?? false);
}
// src/reconcile/match/questions.ts
function whyNotAdopt(names, owner, rival) {
	if (owner !== null) return `${names}, which ${isUuid(owner) ? `belongs to referral ${owner}` : "is said to belong to another referral"}; correct the CRM id in Partner Center, or close this one there if it is that deal once more`;
	if (!rival) return null;
	return `${names}, and so does referral ${rival.id}; correct the CRM id of the wrong one in Partner Center`;
}
/** Somebody took the identifier out of the row of this referral, or wrote another one. */
function lostRow({ referralIdColumn }, { referral, opportunity }) {
	return `opportunity ${opportunity}, which was its own, no longer carries its identifier; put ${referral} back into ${referralIdColumn}, or name another opportunity as its CRM id in Partner Center`;
}
/** A second one cannot be made for it. */
function lostLead({ leads }, { id }) {
	return `lead ${leadIdFor(id)}, which was made for it, no longer carries its identifier; put ${id} back into ${leads?.rows.referralIdColumn}, or delete that lead, and another one is made`;
}
function misspeltIn({ referralIdColumn }, { id }, row) {
	return `opportunity ${row.id} means it, and has more than its identifier in ${referralIdColumn}: write ${id} there, and nothing else`;
}
// src/mapping/scope.ts
/**
* Names the first condition that a record does not fit, `customerProfile.address.country`; `null` when it fits all.
*
* @param isDraft Of a record that is yet to be made, only what it has already counts.
*/
function misfit(scope, record, isDraft = false) {
	const conditions = record.side === "referral" ? scope.referrals : scope.opportunities;
	return Object.entries(conditions).find(([place, condition]) => {
		return !(isDraft && valueAt(record, place) === void 0) && !fits(textsAt(record, place), condition);
	})?.[0] ?? null;
}
function fits(there, condition) {
	if (condition === "set") return there.length > 0;
	if (condition === "blank") return there.length === 0;
	if (Array.isArray(condition)) {
		const wanted = condition.map(keyOf$1);
		return there.some((text) => wanted.includes(keyOf$1(text)));
	}
	const times = there.map((text) => Date.parse(text));
	const { from, before } = condition;
	return times.some((time) => (from === void 0 || time >= Date.parse(from)) && (before === void 0 || time < Date.parse(before)));
}
/** The values that stand in a place: of a list those of its elements, which may be objects with an id, or people. */
function textsAt(record, place) {
	const value = valueAt(record, place);
	const keyIn = (element) => objectIn(element).id ?? objectIn(element).email ?? element;
	return (Array.isArray(value) ? value.map(keyIn) : [value]).flatMap((element) => {
		if (typeof element === "boolean") return [String(element), element ? "yes" : "no"];
		const text = canonicalText(element, Number.POSITIVE_INFINITY);
		if (text === null) return [];
		return /^\d+(,\d+)+$/.test(text) ? [text, ...text.split(",")] : text;
	});
}
/** As Dataverse compares texts: without case. */
function keyOf$1(value) {
	return String(value).toLowerCase();
}
// src/reconcile/match/scope.ts
/** `null` when the deal is in scope. A lead has columns of its own, so only its referral counts. */
function outOfScope({ scope }, { referral, opportunity, row }) {
	for (const record of [referral, ...opportunity && !row ? [opportunity] : []]) {
		const place = misfit(scope, record);
		if (place !== null) return {
			place,
			values: textsAt(record, place)
		};
	}
	return null;
}
/** Why a deal is none of the mapping's, or `null`. */
function whyOutOfScope(mapping, deal) {
	const { place } = outOfScope(mapping, deal) ?? {};
	return place === void 0 ? null : `out of the mapping's scope (${place}), so nothing of it is written until it is in scope again`;
}
/**
* What becomes of a linked deal that left the scope: it stays linked, and nothing of it is written. What a sync would
* have done is held, so that it is looked at as soon as either side changes, and comes into step when it returns.
*/
function withinScope(merge, mapping) {
	const reason = whyOutOfScope(mapping, merge.pair);
	if (reason === null) return merge;
	const { pair, changes, conflicts, held } = merge;
	const isInStep = conflicts.length + held.length === 0 && changes.every(({ fields }) => fields.length === 0);
	const waits = {
		link: pair.link,
		field: null,
		side: "opportunity",
		reason,
		awaits: "scope"
	};
	return {
		...merge,
		...NOTHING_TO_DO,
		held: isInStep ? [] : [waits],
		leftAlone: reason
	};
}
/**
* A word for the whole run where the scope lets in nothing of what was listed: a typing error in it would pass for two
* sides that are in step.
*
* @param misfits Empty where anything was in scope, or not everything was listed.
*/
function scopeNotice(mapping, { ours, misfits }) {
	const [example] = misfits.values();
	if (example === void 0) return null;
	return `None of the referrals that Partner Center lists (${ours}) is in the mapping's scope (${[...misfits.keys()].join(", ")}), so nothing of them is synced. If that is not meant, correct scope > referrals in ${nameOf$1(mapping)}; on a terminal, explain ${example} shows what one of them has there.`;
}
// src/reconcile/match/match.ts
/**
* Finds the opportunity of each referral. In this order:
*
* 1. the row that carries the referral's identifier; none is made beside one that means it and spells it otherwise;
* 2. the row that the referral names as its CRM id (`externalReferenceId`), or into which somebody qualified its
*    lead, unless it belongs to another referral or another one names it too, or this one is over and it was untied;
* 3. none: a lead, when the mapping makes leads of such referrals in this state; otherwise
* 4. a new row, when the referral is in a state that the mapping lets become an opportunity. In one that nobody knows,
*    that is a question.
*
* A deal out of the mapping's scope is not linked anew; one that is linked stays so.
*
* @param rows Every row that carries one of the identifiers or is named by one of the referrals. A row that
*   is missing here must not exist: a failed search may never be passed on as "not found".
* @param leads The same of leads, for referrals that may be one; and those that were made for one and no longer say so.
*/
function match(mapping, referrals, rows, leads = []) {
	const known = indexOf(mapping, referrals, rows, leads);
	const found = referrals.map((referral) => matchOne(mapping, referral, known)).filter((one) => one !== null);
	return {
		pairs: found.filter((one) => "link" in one),
		questions: found.filter((one) => "text" in one)
	};
}
function indexOf(mapping, referrals, rows, leads) {
	const rowByReferral = rowsByReferral(mapping, rows);
	const rowById = new Map(rows.map((row) => [row.id, row]));
	const leadOf = new Map(leads.map((lead) => [identifierOf(mapping.leads?.rows ?? mapping, lead), lead]));
	const namedBy = (referral) => namedRows(referral, leadOf.get(referral.id)).map((id) => rowById.get(id)).find((row) => row !== void 0) ?? null;
	const unlinked = referrals.filter((referral) => !rowByReferral.has(referral.id));
	const claims = Map.groupBy(unlinked, namedBy);
	return {
		rowByReferral,
		rowById,
		misspelt: new Map(rows.map((row) => [meantBy(mapping, row), row])),
		rowByBase: new Map(rows.map((row) => [readBase(row, mapping)?.referral, row])),
		leadOf,
		leadIds: new Set(leads.map(({ id }) => id)),
		namedBy,
		claimsTo: (row) => claims.get(row) ?? []
	};
}
/** Rows by the identifiers that they carry, the last of several with one; and one of those that carry none. */
function rowsByReferral(mapping, rows) {
	return new Map(rows.map((row) => [identifierOf(mapping, row), row]));
}
function matchOne(mapping, referral, known) {
	const ask = (text, about = {}) => ({
		referral: referral.id,
		...about,
		text
	});
	const lead = known.leadOf.get(referral.id);
	const before = lead ? { lead } : {};
	const linked = known.rowByReferral.get(referral.id);
	if (linked) return {
		...linkedPair(mapping, referral, linked),
		...before
	};
	const named = known.namedBy(referral);
	if (!(whyOutOfScope(mapping, {
		referral,
		opportunity: named
	}) === null)) return lead ? leadPair(mapping, referral, lead) : null;
	const meant = known.misspelt.get(referral.id);
	if (meant && !isOver(referral)) return ask(misspeltIn(mapping, referral, meant), { opportunity: meant.id });
	if (named && isOverFor(mapping, referral, named)) return null;
	if (named) {
		const rival = known.claimsTo(named).find((other) => other !== referral);
		const text = whyNotAdopt(claimOf(referral, named), identifierOf(mapping, named), rival);
		if (text !== null) return ask(text, { opportunity: named.id });
		return {
			...linkedPair(mapping, referral, named),
			adopts: true,
			...before
		};
	}
	if (isLead(mapping, referral)) return !lead && known.leadIds.has(leadIdFor(referral.id)) ? ask(lostLead(mapping, referral)) : leadPair(mapping, referral, lead);
	if (mapping.becomeOpportunities.includes(stateOf(referral))) {
		const link = {
			referral: referral.id,
			opportunity: rowIdFor(referral.id)
		};
		const lost = known.rowById.get(link.opportunity) ?? known.rowByBase.get(referral.id);
		if (lost) return ask(lostRow(mapping, {
			...link,
			opportunity: lost.id
		}), { opportunity: lost.id });
		return {
			...newPair(link, referral),
			...before
		};
	}
	if (lead) return leadPair(mapping, referral, lead);
	const text = unknownState(mapping, referral);
	return text === null ? null : ask(text);
}
/**
* What a referral that no row carries comes to, as far as it tells by itself. `something` is a new row (4), unless it names
* one that is there, or a question; `open` leaves it to the row that it names, or to its lead.
*/
function prospectOf(mapping, referral) {
	if (mayBeLead(mapping, referral)) return "open";
	if (whyOutOfScope(mapping, {
		referral,
		opportunity: null
	}) !== null) return "nothing";
	if (mapping.becomeOpportunities.includes(stateOf(referral)) || unknownState(mapping, referral) !== null) return "something";
	return externalReference(referral) === null ? "nothing" : "open";
}
/** The opportunity that a referral says it is, and the one into which somebody qualified its lead. */
function namedRows(referral, lead) {
	return [externalReference(referral), lead ? idIn(lead, QUALIFIED_INTO) : null].filter((id) => id !== null);
}
/**
* Whether a closed referral leaves this row alone. It does not take back a row that somebody has untied from it, as one
* does to share a deal anew: its CRM id can no longer be corrected. Nor does it take a row that is to be shared, and to
* which only its lead leads.
*/
function isOverFor(mapping, referral, row) {
	if (!isOver(referral)) return false;
	const isAnothers = identifierOf(mapping, row) !== null;
	const isToBeShared = externalReference(referral) !== row.id && isWantedThere(mapping, row);
	return isAnothers || isToBeShared || Boolean(readBase(row, mapping)?.referralModified);
}
/** Whether a row that carried the identifier of this referral is free to be shared anew. */
function isFreeOf(mapping, referral, row) {
	if (!isOver(referral)) return false;
	return externalReference(referral) !== row.id || isOverFor(mapping, referral, row);
}
/** Whether it is still a lead, where no row is linked with it. */
function isLead(mapping, referral) {
	return mayBeLead(mapping, referral) && (mapping.leads?.becomeLeads.includes(stateOf(referral)) ?? false);
}
/** Nothing for a lead that somebody qualified or disqualified: it is left as it is. */
function leadPair({ leads }, referral, lead) {
	if (!leads || lead && !isOpenRow(lead)) return null;
	const link = {
		referral: referral.id,
		opportunity: rowIdFor(referral.id)
	};
	const row = {
		table: "lead",
		id: lead?.id ?? leadIdFor(referral.id)
	};
	if (!lead) return {
		...newPair(link, referral),
		row
	};
	return {
		...linkedPair(leads.rows, referral, lead),
		link,
		row
	};
}
/** A referral without a row. */
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
/** A referral and the row that carries its identifier. */
function linkedPair(mapping, referral, row) {
	const link = {
		referral: referral.id,
		opportunity: row.id
	};
	const base = readBaseBeside(row, referral.id, mapping);
	return {
		...newPair(link, referral),
		opportunity: row,
		base
	};
}
/** Why a referral is taken to belong to this row. */
function claimOf(referral, { id }) {
	return externalReference(referral) === id ? `it names opportunity ${id} as its CRM id` : `its lead was qualified into opportunity ${id}`;
}
/** The referral that a row says it belongs to. */
function identifierOf(mapping, row) {
	return idIn(row, mapping.referralIdColumn);
}
/** The referral that a row means whose identifier stands there in braces, between blanks, or in its address in the portal. */
function meantBy(mapping, row) {
	const text = identifierOf(mapping, row);
	if (text === null || isUuid(text)) return null;
	const [id, ...others] = text.match(/* @__PURE__ */ new RegExp("[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", "g")) ?? [];
	return id === void 0 || others.length > 0 ? null : id;
}
/** The opportunity that a referral names as its CRM id; free text in the portal, so only a GUID counts, in braces as well. */
function externalReference(referral) {
	const value = referral.properties.externalReferenceId;
	const id = typeof value === "string" ? value.trim().replace(/^\{(.*)\}$/, "$1") : "";
	return isUuid(id) ? id.toLowerCase() : null;
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
		country: countryCode(address.country) ?? text(address.country, LONGEST$1.country),
		duns: dunsIn(profile.ids),
		domains: domainsOf(profile.team)
	};
}
/** How names are compared: `Łódź Foods & Co., Ltd.` is `łódź foods and co ltd`. */
function nameKey(name) {
	return (canonicalText(name, Number.POSITIVE_INFINITY) ?? "").replaceAll("´", "'").normalize("NFKC").toLowerCase().replaceAll("&", " and ").replaceAll(/['’`]/g, "").replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, " ").trim();
}
/** `M5V 2T6` and `m5v-2t6` are one code; of a United States ZIP+4 the first five digits count. */
function postalKey(code) {
	const plain = wordOf(code ?? "").toUpperCase().replaceAll(/[^\p{L}\p{N}]/gu, "");
	return /^\d{9}$/.test(plain) ? plain.slice(0, 5) : plain;
}
/** Nine digits, however they are grouped; empty when it is no D-U-N-S number. */
function dunsKey(duns) {
	const digits = wordOf(duns ?? "").replaceAll(/\D/g, "");
	return digits.length === 9 ? digits : "";
}
/** `https://www.contoso.com/de` and `Contoso.com` are one domain. */
function domainKey(website) {
	const address = wordOf(website ?? "").trim();
	return (URL.parse(address.includes("://") ? address : `https://${address}`)?.hostname ?? "").replace(/^www\./, "");
}
/** One text for a country, whether given by a code or by a name; `null` when it is neither. */
function countryKey(country) {
	return countryMeant(canonicalText(country, LONGEST$1.country) ?? "")?.name ?? null;
}
/** ISO 3166-1 alpha-2, upper case, of a country given by a code or by a name; `null` when it is neither. */
function countryCode(country) {
	return countryMeant(canonicalText(country, LONGEST$1.country) ?? "")?.code.toUpperCase() ?? null;
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
		const [, domain = ""] = wordOf(objectIn(member).email ?? "").split("@");
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
// src/reconcile/share/referral-body.ts
/** Asking for help shares the deal, whatever else was said. */
function levelOf(mapping, row) {
	if (valueFor(mapping, "inviteContext.assistanceRequestCode", row)) return "co-sell";
	return valueFor(mapping, "consent.consentToShareReferralWithMicrosoftSellers", row) === "yes" ? "partner-led" : "private";
}
/** What a row has in the field of this property; blank where the mapping has none for it. */
function valueFor(mapping, path, row) {
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
		consent: CONSENT,
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
		for (const operation of written) patch(operation, body);
	}
	patch({
		op: "add",
		path: `/${VISIBLE_PATH.replaceAll(".", "/")}`,
		value: isShared
	}, body);
	body.externalReferenceId = row.id;
	const location = textIn(row, share.location ?? void 0);
	if (location !== null) body.mpnId = location;
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
function microsoftsBody(own, engagementId, asked) {
	const { name, customerProfile: customer, details, team } = own;
	const { requirements, notes, dealValue, currency, closingDateTime } = objectIn(details);
	const { solutions, additionalRequirements } = objectIn(requirements);
	const { name: customerName, address, size, team: contacts, ids } = objectIn(customer);
	return unencoded({
		name,
		engagementId,
		qualification: "SalesQualified",
		type: "Shared",
		customerProfile: {
			name: customerName,
			address: addressOf(address),
			size,
			team: contacts,
			ids
		},
		consent: {
			...CONSENT,
			consentToShareReferralWithMicrosoftSellers: true
		},
		details: {
			notes,
			dealValue,
			currency,
			closingDateTime,
			requirements: {
				solutions,
				additionalRequirements: withAttributes(additionalRequirements, asked.attributes)
			}
		},
		team,
		target: [{
			type: "BusinessProfileLocation",
			id: MICROSOFT
		}],
		inviteContext: {
			assistanceRequestCode: asked.help,
			...asked.notes ? { notes: asked.notes } : {}
		}
	});
}
/** Real referrals were seen without any attributes, and the purchase intent is asked for with every deal (bulk-operations). */
function withAttributes(additional, wanted) {
	const { attributes, ...rest } = objectIn(additional);
	const known = Array.isArray(attributes) ? attributes : [];
	const types = new Set(known.map((attribute) => objectIn(attribute).type));
	return {
		...rest,
		attributes: [...known, ...wanted.filter(({ type }) => !types.has(type))]
	};
}
/** What people type in the portal as the state ends up in `region`; what is sent goes by `state`. */
function addressOf(address) {
	const { region, ...rest } = objectIn(address);
	return {
		...rest,
		state: rest.state || region || null
	};
}
/** Sets one property, and makes the members on the way to it. Paths are JSON pointers without escapes. */
function patch({ path, value }, body) {
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
/** Their ids. */
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
		title: textIn(person, columns.title),
		contactPreference: WITHOUT_MAIL
	};
}
/** As people typed it: what is too long for Partner Center is for Partner Center to say, its limits are not published. */
function textIn(row, column) {
	return row && column ? canonicalText(row.properties[column], Number.POSITIVE_INFINITY) : null;
}
/** Whether Microsoft may see the deal is said for each. */
const CONSENT = {
	consentToToShareInfoWithOthers: true,
	consentToContact: true,
	consentToMicrosoftToContactSpecificPartners: true
};
function attributesOf({ requirements }) {
	return Object.entries(requirements).map(([type, id]) => ({
		type,
		id
	}));
}
// src/reconcile/share/twin-evidence.ts
const ALL = {
	same: "customer, name, value and closing date",
	of: [
		"name",
		"value",
		"date"
	],
	customer: "same"
};
/**
* What is enough beside a referral that has no opportunity, the strongest first. A customer that is known on both sides has to be
* the same. Of deals that have one, a customer may have several that are much alike.
*/
const ENOUGH = [
	{
		same: "customer, name and value",
		of: ["name", "value"],
		customer: "same"
	},
	{
		same: "customer, name and closing date",
		of: ["name", "date"],
		customer: "same"
	},
	{
		same: "customer, value and closing date",
		of: ["value", "date"],
		customer: "same"
	},
	{
		same: "name, value and closing date",
		of: [
			"name",
			"value",
			"date"
		],
		customer: "unknown"
	}
];
/** Deals by what they say, those that are sought. Of several that say the same, the one that was added last comes first. */
var Alike = class {
	#evidence;
	#byKey;
	/** @param wanted What is sought: a first sync has many more new deals than are to be shared. */
	constructor(evidence, wanted) {
		this.#evidence = evidence;
		this.#byKey = new Map(wanted.flatMap((said) => sought(said, evidence)).map((key) => [key, []]));
	}
	get same() {
		return this.#evidence.same;
	}
	/** One that is added twice, as its two sides may say different things, is still one. */
	add(deal) {
		for (const key of keysOf$1(deal.said, this.#evidence)) this.#byKey.get(key)?.push(deal);
	}
	/**
	* One that says the same, which is another one each time as long as there are any.
	*
	* @param taken Ids of those that were taken before.
	*/
	take(said, taken) {
		for (const key of sought(said, this.#evidence)) {
			const known = this.#byKey.get(key) ?? [];
			for (let last = known.at(-1); last && known.length > 1 && taken.has(idOf(last)); last = known.at(-1)) known.pop();
			const found = known.at(-1);
			if (!found) continue;
			taken.add(idOf(found));
			return found;
		}
		return null;
	}
};
function idOf({ referral, opportunity }) {
	return opportunity ?? referral;
}
const NOBODY$1 = "nobody";
const SOMEBODY = "somebody";
function keysOf$1(said, evidence) {
	const isKnown = said.customers.length > 0;
	return keysWith(evidence.customer === "same" ? said.customers : [isKnown ? SOMEBODY : NOBODY$1], said, evidence);
}
/** The keys of deals that may have the same customer as this one. */
function sought(said, evidence) {
	const unknown = said.customers.length > 0 ? [NOBODY$1] : [NOBODY$1, SOMEBODY];
	return keysWith(evidence.customer === "same" ? said.customers : unknown, said, evidence);
}
function keysWith(customers, said, { of }) {
	const parts = of.map((what) => said[what]);
	return parts.includes("") ? [] : customers.map((customer) => [customer, ...parts].join("\n"));
}
/** @param account Id of the one that the mapping's rules have found, or that its opportunity points to. */
function saidByReferral(referral, account, context) {
	return {
		...saidBy(referral, context),
		customers: namesOf(customerOf(referral), account)
	};
}
function saidByRow({ row, parties: { account } }, context) {
	const { accountColumns: columns } = context.share;
	const customer = {
		name: textIn(account, columns.name),
		duns: textIn(account, columns.duns)
	};
	return {
		...saidBy(row, context),
		customers: account ? namesOf(customer, account.id) : []
	};
}
/** Of a row of whose account no more is known than which it is. */
function saidByIds(row, context) {
	const nobody = {
		name: null,
		duns: null
	};
	return {
		...saidBy(row, context),
		customers: namesOf(nobody, row.properties[context.share.ids.account])
	};
}
/** Of these rows, those that say the same as one that is to be shared, whoever their customers are. */
function sameButForCustomer(rows, shares, context) {
	const keysIn = (row) => keysWith([""], saidBy(row, context), ALL);
	const wanted = new Set(shares.flatMap(keysIn));
	return rows.filter((row) => keysIn(row).some((key) => wanted.has(key)));
}
/** What a customer is known by. */
function namesOf({ name, duns }, account) {
	const keys = {
		name: nameKey(name),
		duns: dunsKey(duns),
		account: typeof account === "string" ? account.toLowerCase() : ""
	};
	return Object.entries(keys).flatMap(([by, key]) => key ? [`${by} ${key}`] : []);
}
const NAME = "name";
const VALUE = "details.dealValue";
const DATE = "details.closingDateTime";
const COMPARED = [
	NAME,
	VALUE,
	DATE
];
function saidBy(record, { mapping, lookups }) {
	const at = (path) => {
		const field = fieldFor(mapping, path);
		const value = field && readField(field, record, lookups);
		return value && !isUnusable(value) ? value : "";
	};
	const value = at(VALUE);
	return {
		name: nameKey(at(NAME)),
		value: Number.parseFloat(value) > 0 ? value : "",
		date: at(DATE)
	};
}
/** Of rows, what `sameButForCustomer` and `twinsOf` look at. */
function comparedColumns({ mapping, share }) {
	return [
		...COMPARED.flatMap((path) => fieldFor(mapping, path)?.transform.opportunity.reads ?? []),
		share.ids.account,
		mapping.referralIdColumn
	];
}
// src/reconcile/share/twins.ts
/**
* The twins of these opportunities, by their ids: each of one deal at most, and each of another one as far as there are
* enough.
*
* @param merges Of all referrals that this run looks at.
* @param linked Other opportunities that have a referral.
*/
function twinsOf(shares, { merges, linked }, context) {
	const twins = /* @__PURE__ */ new Map();
	if (shares.length === 0) return twins;
	const rows = shares.map((one) => ({
		id: one.row.id,
		said: saidByRow(one, context)
	})).sort(byId$1);
	const unmade = newDeals(merges, context);
	const there = [...dealsIn(merges, context), ...rowsThere(linked, context)];
	const taken = /* @__PURE__ */ new Set();
	const look = ({ id, said }, alike) => {
		const found = alike.take(said, taken);
		if (found) twins.set(id, {
			referral: found.referral,
			opportunity: found.opportunity,
			same: alike.same
		});
		return found !== null;
	};
	const wanted = rows.map(({ said }) => said);
	const all = new Alike(ALL, wanted);
	for (const deal of [...there, ...unmade]) all.add(deal);
	for (const row of rows) if (!look(row, all)) all.add({
		referral: null,
		opportunity: row.id,
		said: row.said
	});
	for (const evidence of ENOUGH) {
		const alike = new Alike(evidence, wanted);
		for (const deal of unmade) alike.add(deal);
		for (const row of rows) if (!twins.has(row.id)) look(row, alike);
	}
	return twins;
}
/** The same merges, without a new row for a referral that may be an opportunity which is not shared yet. */
function besideShares(merges, shares, { referralIdColumn, share }) {
	const held = shares.flatMap((merge) => merge.held);
	const opportunities = new Map(held.flatMap(({ twin, link }) => twin ? [[twin, link.opportunity]] : []));
	if (opportunities.size === 0) return merges;
	return merges.map((merge) => {
		const { link } = merge.pair;
		const opportunity = makesRow$1(merge) ? opportunities.get(link.referral) : void 0;
		if (opportunity === void 0) return merge;
		return withoutRow(merge, {
			link,
			field: null,
			side: "opportunity",
			reason: whyNothingIsMade(link.referral, {
				instead: `opportunity ${opportunity}, which is to be shared, seems to be the same deal`,
				otherwise: `approve that it is shared, or set Sync with Partner Center (${share?.when}) to No there`,
				referralIdColumn
			}),
			elsewhere: true
		});
	});
}
/**
* Why a referral gets no opportunity yet, and how to say that another one is its.
*
* @param told `instead` says which one, `otherwise` what to do if it is another deal.
*/
function whyNothingIsMade(referral, told) {
	const { instead, otherwise, referralIdColumn } = told;
	return `nothing is made of it yet, as ${instead}: if it is, write ${referral} into Referral Identifier (${referralIdColumn}) there, or name that opportunity as the CRM id in Partner Center; if not, ${otherwise}`;
}
/** The merge of a referral that gets no row for now. */
function withoutRow(merge, waits) {
	return {
		...merge,
		changes: [],
		held: [...merge.held, waits]
	};
}
/** The referral that the deal may be. */
function twinIn({ held }) {
	const twin = held.find((one) => one.twin)?.twin;
	return twin ? { twin } : {};
}
function makesRow$1({ changes }) {
	return changes.some(({ action }) => action === "create");
}
/** Those that get a row by this run. The last of them comes first. */
function newDeals(merges, context) {
	return merges.filter(makesRow$1).map(({ pair }) => pair.referral).sort((a, b) => byId$1(b, a)).map((referral) => {
		const account = context.lookups.accounts?.get(referral.id);
		return {
			referral: referral.id,
			opportunity: null,
			said: saidByReferral(referral, account, context)
		};
	});
}
function dealsIn(merges, context) {
	return merges.flatMap(({ pair: { link, referral, opportunity, row } }) => {
		if (!opportunity || row || !isOpenRow(opportunity) || isOver(referral)) return [];
		const account = opportunity.properties[context.share.ids.account];
		return {
			...link,
			said: saidByReferral(referral, account, context)
		};
	});
}
function rowsThere(linked, context) {
	return linked.map((one) => ({
		referral: identifierOf(context.mapping, one.row),
		opportunity: one.row.id,
		said: saidByRow(one, context)
	}));
}
const byId$1 = by(({ id }) => id);
// src/model/decided.ts
/** Whether somebody has: it holds for this run alone. */
function isDecided({ resolved, approved }) {
	return resolved === true || approved === true;
}
/** Only that, of a record that may say more. */
function decidedOf({ resolved, approved }) {
	return {
		...resolved ? { resolved } : {},
		...approved ? { approved } : {}
	};
}
// src/reconcile/merge/hold-back.ts
function whyUnusable({ unusable: reason, elsewhere }) {
	return elsewhere ? {
		reason,
		elsewhere
	} : { reason };
}
function isReferralUpdate({ side, action }) {
	return side === "referral" && action === "update";
}
function isRowUpdate({ side, action }) {
	return side === "opportunity" && action === "update";
}
/**
* The merge without these fields of the referral's update, each of which is held for the same reason. What the row was to take
* of one is the other half of a union, which is none.
*/
function holdingBack(merge, fields, why) {
	const { link } = merge.pair;
	const names = new Set(fields.map(({ field }) => field));
	const held = fields.map(({ field }) => ({
		link,
		field,
		side: "referral",
		...why
	}));
	const changes = merge.changes.flatMap((change) => without$1(names, change));
	return {
		...merge,
		changes,
		held: [...merge.held, ...held]
	};
}
/** A note keeps what the update would overwrite. A row's update has more to say than its fields. */
function without$1(names, change) {
	if (change.action !== "update" && change.action !== "note") return [change];
	const fields = change.fields.filter(({ field }) => !names.has(field));
	return fields.length > 0 || isRowUpdate(change) ? [{
		...change,
		fields
	}] : [];
}
// src/reconcile/write/answer-first.ts
/** After a refusal, answers the referral by itself; what else there is is left to the run after. */
function answerFirst(merge, entry, { closingReason }) {
	const update = merge.changes.find(isReferralUpdate);
	if (entry?.kind !== "rejected" || !update || !isMoreThanAnswer(update)) return merge;
	const left = update.fields.filter((one) => mayWait$1(one) && one.field !== closingReason?.field);
	if (left.length === 0) return merge;
	const apart = holdingBack(merge, left, AFTERWARDS);
	const agreed = { ...merge.agreed };
	for (const { field } of left) keepBase(agreed, field, merge.pair.base);
	return {
		...apart,
		agreed,
		status: sellerStatus(apart.conflicts, apart.held)
	};
}
/** Whether Partner Center has refused the answer of a seller. */
function isRefusedAnswer({ change, outcome }) {
	return change.side === "referral" && outcome === "rejected" && answerIn$1(change) !== void 0;
}
/** Whether this was refused, and the answer in it may be given by itself. */
function mayAnswerAlone({ change, outcome }) {
	return outcome === "rejected" && isReferralUpdate(change) && isMoreThanAnswer(change);
}
const AFTERWARDS = {
	reason: "the referral is answered by itself first; where it is accepted, this goes with the next run",
	awaits: "next run"
};
function isMoreThanAnswer({ fields }) {
	return answerIn$1({ fields }) !== void 0 && fields.some(mayWait$1);
}
/** What a person has said for this run alone goes with it. */
function mayWait$1(field) {
	return !field.moves && !isDecided(field);
}
// src/reconcile/write/note.ts
/** Of what took its place, a note has the beginning: the record has all of it, and a note takes 100,000 characters. */
const LONGEST_NEW = 500;
/** The note on the opportunity, or the lead, that keeps what this pair's other changes overwrite. */
function noteOf(change, merge, intent) {
	const toReferral = merge.changes.find(({ side }) => side === "referral")?.fields ?? [];
	const here = `on this ${change.row?.table ?? "opportunity"}`;
	const lines = change.fields.map((lost) => {
		const where = toReferral.some(({ field }) => field === lost.field) ? "in Partner Center" : here;
		return `${lost.field} ${where} was: ${readable(lost.from ?? "")}\nIt is now: ${beginning(readable(lost.to))}`;
	});
	return {
		action: "note",
		id: noteIdFor(intent),
		opportunity: change.row?.id ?? change.link.opportunity,
		...change.row ? { table: change.row.table } : {},
		subject: `Replaced by the co-sell sync: ${change.fields.map(({ field }) => field).join(", ")}`.slice(0, 500).toWellFormed(),
		text: asText(lines.join("\n\n"))
	};
}
/**
* Timelines show the text of a note as HTML: a value from Partner Center could bring a picture or a link into the CRM. With
* a space of no width behind it, a `<` is one, and everything else stays as it was.
*/
function asText(text) {
	return text.replaceAll(/<(?=[a-z/!?])/gi, "<​");
}
function beginning(text) {
	return text.length > LONGEST_NEW ? `${text.slice(0, LONGEST_NEW).toWellFormed()}…` : text;
}
// src/reconcile/write/noted.ts
/** Of a hash, as many characters as tell the few notes of one deal apart. */
const LENGTH = 16;
/** The merge without the note that an earlier try has written, of exactly this text. */
function withoutWrittenNote(merge, entry, keyed) {
	const change = merge.changes.find(({ action }) => action === "note");
	const note = change && noteOf(change, merge, "");
	if (note?.action !== "note") return merge;
	const noted = keyed(JSON.stringify([note.opportunity, note.text])).slice(0, LENGTH);
	if (entry?.noted !== noted) return {
		...merge,
		noted
	};
	return {
		...merge,
		noted,
		changes: merge.changes.filter((one) => one !== change)
	};
}
/** As part of what waits: the note that is there, now or since an earlier try. */
function notedAfter({ noted }, own) {
	const isMissing = own.some(({ change, outcome }) => change.action === "note" && outcome !== "applied");
	return noted === void 0 || isMissing ? {} : { noted };
}
// src/reconcile/write/rejection.ts
/**
* The values of a refused update that its refusal names, where the others may go without them. What overwrites somebody's
* value, or was decided by a person for this run alone, stays with the rest.
*
* @param intent What announced it, with what stands for each of its values; nothing does for a hidden one where there is no key.
*/
function refusedIn({ side, action, fields }, intent, { named = [], reason }, { merge, mapping, placesOf }) {
	if (action !== "update" || named.length === 0 || takesStep(merge, mapping)) return {};
	const meant = fields.filter((wanted) => placesOf(wanted).some((place) => named.includes(place)));
	const known = new Set(meant.flatMap(placesOf));
	if (!named.every((place) => known.has(place)) || !meant.every(mayWait)) return {};
	if (meant.length === fields.length && !merge.held.some(({ refused }) => refused)) return {};
	const targets = new Map(intent.fields.map(({ field, target }) => [field, target]));
	const refused = meant.flatMap(({ field }) => {
		const value = targets.get(field) ?? null;
		return value === null ? [] : [{
			side,
			field,
			value,
			reason
		}];
	});
	return refused.length === meant.length ? { refused } : {};
}
function mayWait(field) {
	return !field.overwrites && !isDecided(field);
}
/** As part of what waits: what this merge has left out, and what was refused so now. */
function refusedAfter({ held }, own) {
	const before = held.flatMap(({ refused }) => refused ?? []);
	const news = own.flatMap(({ refused }) => refused ?? []);
	if (news.length > 0) return {
		refused: [...before, ...news],
		rest: true
	};
	return before.length > 0 ? { refused: before } : {};
}
// src/reconcile/checkpoint/why-waiting.ts
/** One that waits, with nothing known of it yet. */
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
function whyWaiting(merge, own, { before, now }) {
	const expiry = expiryAfter(merge);
	const untilExpiry = expiry && nextLook(expiry, now);
	const isNext = merge.held.some((one) => one.awaits === "next run");
	const entry = {
		...standOf(merge, own),
		lookAt: isNext ? now : untilExpiry
	};
	const awaits = merge.held.filter((one) => one.awaits === "approval").map(approvalText);
	const refused = refusedAfter(merge, own);
	const again = forgottenAgain(merge, own, {
		before: before?.lost,
		now
	});
	const failed = own.find((one) => one.outcome !== "applied");
	if (failed) {
		const atTheLatest = isRefusedAnswer(failed) ? untilExpiry : entry.lookAt;
		return {
			...entry,
			lookAt: isForNextRun(failed, before) ? now : atTheLatest,
			kind: mayLookReopened(merge, own, before) ? "close" : kindOf(failed),
			fields: failed.change.fields.map(({ field }) => field),
			awaits: isProvisional(entry) ? [] : awaits,
			reason: failed.reason ?? failed.outcome,
			...untoldAfter(merge, own),
			...notedAfter(merge, own),
			...refused,
			...again,
			goesOn: refused.rest === true && before?.rest === true
		};
	}
	if (!wereClosed(merge) && isFinal(merge)) return null;
	const lost = own.find(({ lostBase }) => lostBase);
	if (lost) return {
		...entry,
		kind: "lost base",
		reason: lost.reason ?? "",
		awaits
	};
	if (again.lost) return {
		...entry,
		kind: "lost base",
		reason: merge.forgotten ?? "",
		awaits,
		...again
	};
	const conflicts = merge.conflicts.filter(isUndecided);
	const left = {
		...entry,
		...refused,
		goesOn: refused.refused !== void 0,
		awaits
	};
	if (conflicts.length > 0) return {
		...left,
		...conflictOf$2(conflicts, merge)
	};
	if (merge.held.length > 0) return {
		...left,
		...heldOf(merge)
	};
	if (expiry === null) return null;
	const reason = `nobody has answered it, and it expires on ${expiry.slice(0, 10)}: accept or decline it`;
	return {
		...entry,
		kind: isExpiring(expiry, now) ? "expiring" : "unanswered",
		reason
	};
}
/** What is said of a deal that waits, whatever it waits for. */
function standOf(merge, own) {
	const { link, referral, opportunity } = merge.pair;
	const isOwn = (one) => one.change.row?.id === merge.pair.row?.id;
	const written = own.filter(({ change, outcome }) => outcome === "applied" && change.action !== "invite");
	const etagAfter = (side) => written.findLast((one) => one.change.side === side && (side === "referral" || isOwn(one)))?.etag;
	const made = own.find(({ change }) => change.action === "share")?.created;
	return {
		...blank(made?.id ?? link.referral, link.opportunity),
		...twinIn(merge),
		...merge.name === void 0 ? {} : { name: merge.name },
		etags: {
			referral: etagAfter("referral") ?? (referral.etag || null),
			opportunity: etagAfter("opportunity") ?? opportunity?.etag ?? null
		}
	};
}
function isForNextRun(failed, before) {
	return failed.untried === true || before?.kind !== "rejected" && mayAnswerAlone(failed);
}
function conflictOf$2(conflicts, merge) {
	const reason = [conflicts[0]?.hasBase ? "both sides changed it" : "the two sides differ, and were never synced before", ...toFix(merge).map(approvalText)].join("; ");
	return {
		kind: "conflict",
		fields: conflicts.map((conflict) => conflict.field),
		reason
	};
}
function heldOf(merge) {
	const isApprovalAll = toFix(merge).length === 0;
	const shown = isApprovalAll ? merge.held : toFix(merge);
	const kind = shown.some(({ refused }) => refused) ? "rejected" : "held";
	return {
		kind: shown[0]?.awaits === "scope" ? "out of scope" : kind,
		fields: shown.flatMap((one) => one.field === null ? [] : [one.field]),
		reason: reasonOf(shown),
		...isApprovalAll ? { onlyApproval: true } : {},
		elsewhere: shown.some((one) => one.elsewhere)
	};
}
/** What only waits for approval is told with its digest. */
function toFix({ held }) {
	return held.filter((one) => one.awaits !== "approval");
}
/** Every reason, because each says what to do about it. */
function reasonOf(held) {
	const reasons = new Set(held.map(({ reason }) => reason));
	return (reasons.size > 1 ? held.map(approvalText) : [...reasons]).join("; ");
}
/**
* Whether a close was not made although the row has its base by now, or may get it, because the answer to that write
* never came. The base then says closed while the row is open: unless the close is remembered, it looks as if somebody
* had reopened the row. A run that only tells the seller remembers it as well.
*/
function mayLookReopened({ tellsRefusal }, own, before) {
	if (tellsRefusal) return before?.kind === "close";
	if (own.some(isRefusedAnswer)) return false;
	const isLeft = own.some(({ change, outcome }) => change.action === "close" && outcome !== "applied");
	const mayHaveBase = ({ change, outcome, sent }) => change.side === "opportunity" && change.action === "update" && (outcome === "applied" || outcome === "failed" && sent);
	return isLeft && (before?.kind === "close" || own.some(mayHaveBase));
}
function kindOf({ change, outcome }) {
	if (change.action === "close") return "close";
	return outcome === "applied" ? "held" : outcome;
}
// src/reconcile/checkpoint/waiting.ts
/** The list of deals that wait, after a run: those of before, without what is done and with what this run has found. */
function nextWaiting(previous, facts) {
	const before = new Map(previous.map((entry) => [entry.referral, entry]));
	const next = new Map(before);
	const put = (referral, entry) => {
		next.delete(referral);
		if (entry) next.set(referral, counted$1(entry, before.get(referral), facts.now));
	};
	const putOff = (referral, entry) => put(referral, stillToClose(entry, before.get(referral)));
	for (const referral of facts.looked) put(referral, null);
	const outcomes = Map.groupBy(facts.outcomes, (one) => one.change.link.referral);
	for (const referral of facts.unwanted) next.delete(referral);
	for (const merge of facts.merges) {
		const { referral, opportunity } = merge.pair.link;
		const own = outcomes.get(referral) ?? [];
		const known = before.get(referral);
		if (next.size > 0) next.delete(shareIdFor(opportunity));
		const isTold = own.every(({ outcome }) => outcome === "applied" || outcome === "rejected");
		if (merge.tellsRefusal && known && isTold) next.set(referral, afterTelling(known, own));
		else if (merge.forgotten && merge.leftAlone && known) next.set(referral, leftAloneAs(known));
		else {
			const entry = whyWaiting(merge, own, {
				before: known,
				now: facts.now
			});
			if (entry && merge.leftAlone && !rowWasClosed(merge.pair)) putOff(referral, entry);
			else put(entry?.referral ?? referral, entry);
		}
	}
	for (const { referral, opportunity = null, text } of facts.questions) putOff(referral, {
		...blank(referral, opportunity),
		kind: "question",
		reason: text
	});
	for (const one of facts.unreadable) {
		const { referral } = one.link;
		putOff(referral, unreadableOf(one, before.get(referral)));
	}
	return [...next.values()].sort(by(({ referral }) => referral));
}
/** A row that is left alone for so long has nothing done with it before, whatever else its deal waits for. */
function leftAloneAs(known) {
	return {
		...known,
		nextAt: known.lost?.until ?? known.nextAt
	};
}
/**
* What a deal waits for that could not be merged, or was left alone. That its close did not get through before, only the waiting
* list knows: once it is looked at again, its row would seem to have been reopened.
*/
function stillToClose(entry, before) {
	return before?.kind === "close" ? {
		...entry,
		kind: "close"
	} : entry;
}
function unreadableOf({ link, rowEtag, reason }, earlier) {
	const named = earlier && isMisnamed(earlier) ? earlier.etags.opportunity : null;
	const etags = {
		referral: null,
		opportunity: rowEtag ?? named
	};
	const known = rowEtag === null ? earlier?.opportunity : void 0;
	const entry = blank(link.referral, known ?? link.opportunity);
	if (isMistyped(link)) return {
		...entry,
		etags,
		kind: "held",
		reason
	};
	return {
		...entry,
		etags,
		kind: "rejected",
		reason,
		elsewhere: true
	};
}
/** What waits, with what a run that only plans could not read, and that a sync would go on waiting for. */
function withUnreadable(waiting, unreadable, now) {
	const known = new Set(waiting.map(({ referral }) => referral));
	const news = unreadable.filter(({ link }) => !known.has(link.referral));
	return [...waiting, ...news.map((one) => counted$1(unreadableOf(one, void 0), void 0, now))];
}
/**
* Whether a row named this referral, and it could not be read. All else that waits has a referral that was read, or none
* yet.
*/
function isMisnamed(entry) {
	const { referral, opportunity } = entry.etags;
	return referral === null && opportunity !== null && !isProvisional(entry);
}
function counted$1(entry, before, now) {
	const { lookAt, elsewhere = false, goesOn = false, ...waiting } = entry;
	const again = goesOn || before?.kind === entry.kind ? before : void 0;
	const isBesides = goesOn || !elsewhere && again !== void 0 && isBeforeItsTime(again, now);
	const tries = (again?.tries ?? 0) + (isBesides ? 0 : 1);
	const next = elsewhere ? nextLookElsewhere(tries, now) : nextTry(entry.kind, tries, now);
	const due = isBesides ? again?.nextAt ?? null : next;
	const nextAt = waiting.lost ? waiting.lost.until : earlier(due, lookAt);
	return {
		...before && lostBefore(before, now),
		...waiting,
		tries,
		firstAt: again?.firstAt ?? now,
		nextAt
	};
}
const FROM_THE_BEGINNING = {
	since: "1970-01-01T00:00:00.000Z",
	seen: {}
};
/**
* State and outcomes → next state.
*
* @param state Of before, with as many links as are known by now: what was created is counted on top of them.
*/
function checkpoint(state, facts) {
	const created = facts.outcomes.filter(({ change, outcome }) => change.action === "create" && !change.row && outcome === "applied");
	const { reads } = facts;
	const isWhole = reads?.all === true && reads.sweptTo === null;
	const sweptBefore = reads?.sweepsNext ? void 0 : state.sweptAt;
	const sweptAt = isWhole ? reads.referralsReadAt : sweptBefore;
	const sweptTo = reads ? reads.sweptTo : state.sweptTo ?? null;
	const shared = sharedAfter(state.shared, facts);
	const waiting = nextWaiting(state.waiting, facts);
	const baseless = stillBaseless(facts.baseless, waiting, facts.now);
	return {
		...state.of === void 0 ? {} : { of: state.of },
		sequence: state.sequence + 1,
		mapping: nextMapping(state.mapping, facts),
		writtenAt: facts.now,
		referrals: nextWatermark(state, facts),
		opportunities: reads?.opportunities ?? state.opportunities,
		linked: state.linked + created.length,
		...sweptAt === void 0 ? {} : { sweptAt },
		...sweptTo === null ? {} : { sweptTo },
		waiting,
		journal: nextJournal(facts, waiting),
		...shared ? { shared } : {},
		...baseless ? { baseless } : {},
		...facts.rewritten ? { rewritten: facts.rewritten } : {},
		...facts.unfinished ? { unfinished: facts.unfinished } : {},
		audit: state.audit
	};
}
/**
* The mapping with which everything was read, or is being read by several runs; empty when the next run has to read all
* of it again. So it has after a look at a deal with another mapping, such as that of a run that began before the mapping
* changed: it may know other fields, or have the deal wait for another scope.
*/
function nextMapping(previous, { reads, mappingDigest, merges }) {
	if (reads) return mappingDigest;
	return mappingDigest !== previous && merges.length > 0 ? "" : previous;
}
function nextWatermark({ referrals: previous, mapping, sweptTo }, facts) {
	if (!facts.reads) return previous;
	const { referralsReadAt, listed, isEmpty } = facts.reads;
	const unmoved = mapping === facts.mappingDigest && sweptTo === void 0 && previous || FROM_THE_BEGINNING;
	const { since, seen: before } = isEmpty ? unmoved : {
		since: referralsReadAt,
		seen: {}
	};
	const listedAgainFrom = minusMinutes(since, 15);
	const seen = new Map(Object.entries(before));
	for (const [id, { etag, modified }] of listed) if (!isBefore(modified, listedAgainFrom)) seen.set(id, etag);
	for (const { change, outcome, etag, created } of facts.outcomes) {
		if (change.side !== "referral" || change.action === "invite" || outcome !== "applied" || !etag) continue;
		seen.set(created?.id ?? change.link.referral, etag);
	}
	return {
		since,
		seen: Object.fromEntries([...seen].sort(by(([referral]) => referral)))
	};
}
/**
* What stays open: a write whose answer never came, and one of a dead run that may yet arrive. Once another
* write of ours has met the same precondition, the older one cannot. And what a referral took while its row
* did not take the base: without it, the next edit of that field would look like a conflict.
*/
function nextJournal(facts, waiting) {
	const unknown = new Set(facts.outcomes.filter((one) => one.outcome === "failed" && one.sent).map((one) => one.intent));
	const ours = facts.intents.filter((intent) => unknown.has(intent.id));
	const applied = facts.outcomes.filter((one) => one.outcome === "applied");
	const arrived = new Set(applied.map((one) => one.intent));
	const known = /* @__PURE__ */ new Set([...unknown, ...arrived]);
	const isOutdone = outdoneBy(applied.map(({ change }) => change));
	const older = facts.settled.filter(({ fate, intent }) => fate === "open" && !known.has(intent.id)).map(({ intent }) => intent).filter((intent) => !isOutdone(intent));
	const intents = [
		...facts.carried?.filter((intent) => !isOutdone(intent)) ?? [],
		...older,
		...ours,
		...withoutBase(facts, {
			applied: arrived,
			waiting
		})
	];
	return intents.length > 0 ? {
		run: facts.run,
		writing: false,
		intents
	} : null;
}
/**
* Intents whose values a referral took, and whose row was to take the base and did not. A closed row takes none, ever, and a
* deal that this run did not look at has had no chance to: there it is known for as long as a listing may be late, or
* another run about to make the same write. Where such a deal waits, as one that has left the scope does, or a closed one whose
* referral has not taken what its row had last, it is known until it waits no more.
*/
function withoutBase(facts, { applied, waiting }) {
	const sinceWhen = minusMinutes(facts.now, 60);
	const inScope = facts.merges.filter(({ held }) => !held.some(({ awaits }) => awaits === "scope"));
	const lookedAt = idsIn(inScope.map(({ pair }) => pair.link));
	const closed = idsIn(inScope.filter(({ pair }) => rowWasClosed(pair)).map(({ pair }) => pair.link));
	const waits = idsIn(waiting);
	const failed = idsIn(facts.outcomes.filter(({ change, outcome }) => carriesBase(change) && outcome !== "applied").map(({ change }) => change.link));
	const isIn = (ids, { referral, opportunity }) => ids.has(referral) || ids.has(opportunity);
	const isKept = (intent) => {
		if (isIn(failed, intent)) return true;
		if (isIn(lookedAt, intent) && !isIn(closed, intent)) return false;
		return isIn(waits, intent) || !isBefore(intent.at, sinceWhen);
	};
	const written = facts.intents.filter((intent) => applied.has(intent.id));
	return [...facts.settled.filter(({ fate }) => fate === "applied" || fate === "audited").map(({ intent }) => intent), ...written].filter((intent) => intent.side === "referral" && isKept(intent)).map((intent) => ({
		...intent,
		found: "audited"
	}));
}
/** Of both sides: what was announced before a deal had a referral is known by its opportunity only. */
function idsIn(links) {
	return new Set(links.flatMap(({ referral, opportunity }) => [referral, opportunity]));
}
// src/report/audit.ts
/**
* One JSON line for each outcome, conflict and decision of a run. The first line names the file before and
* its hash, so that a file which was changed or taken out later breaks the chain.
*/
function auditFile(entries, previous) {
	return chainedFile(entries, [
		...editLines(entries.edited),
		...entries.recovered.map((one) => recoveredLine(one, entries.visible)),
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
		})),
		...(entries.apart ?? []).map(({ link, apart, text }) => {
			return {
				kind: "closed apart",
				...link,
				fields: apart,
				reason: text
			};
		})
	], previous);
}
/** That somebody has been at the branch, and so perhaps at the files before this one. */
function editLines(commit) {
	return commit ? [{
		kind: "edited",
		commit
	}] : [];
}
/** Lines of one run, after a header that names the file before. */
function chainedFile({ run, at, mapping, leftOut = [], origin, letThrough }, lines, previous) {
	const content = `${[{
		v: 1,
		kind: "run",
		run,
		at,
		mapping,
		...leftOut.length > 0 ? { leftOut } : {},
		...origin,
		...letThrough ? { letThrough } : {},
		previous
	}, ...lines].map((line) => plainJson(line)).join("\n")}\n`;
	const path = `audit/${at.slice(0, 10).replaceAll("-", "/")}/${run}.jsonl`;
	if (path === previous?.path) throw new Error(`two runs are called ${run}`);
	return {
		path,
		content,
		sha256: sha256(content)
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
		...decidedOf(one.change),
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
function fieldEntry({ field, from, to, overwrites, otherwise, ...who }, visible) {
	const values = visible.has(field) ? {
		...from === void 0 ? {} : { from },
		to
	} : {};
	const why = {
		...overwrites ? { overwrites } : {},
		...otherwise ? { otherwise } : {}
	};
	return {
		...values,
		...why,
		...decidedOf(who)
	};
}
function conflictLine({ link, field, referral, opportunity, winner, ...who }, visible) {
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
		...decidedOf(who),
		values
	};
}
/** `unclear`: a person has changed the same record since, or deleted it, so that it cannot be told whether it arrived. */
const RECOVERED = {
	applied: "applied",
	superseded: "not applied",
	unclear: "unclear"
};
function recoveredLine({ intent, fate, created }, visible) {
	const { id, side, action, referral, opportunity, row, fields } = intent;
	return {
		kind: "recovered",
		intent: id,
		side,
		action,
		referral,
		opportunity,
		...row ? { row } : {},
		...decidedOf(intent),
		...created ? { created } : {},
		outcome: RECOVERED[fate],
		fields: Object.fromEntries(fields.map((field) => [field.field, announcedEntry(field, visible)]))
	};
}
/** As it was announced: what stood there before is known only where a conflict was overwritten. */
function announcedEntry({ field, target, loser, ...who }, visible) {
	const from = visible.has(field) ? announced$1(loser) : void 0;
	const to = visible.has(field) ? announced$1(target) : void 0;
	return {
		...from === void 0 ? {} : { from },
		...to === void 0 ? {} : { to },
		...loser === void 0 ? {} : { overwrites: true },
		...decidedOf(who)
	};
}
/** Nothing where the run that announced it was not to show it: its mapping may have been another. */
function announced$1(print) {
	return print?.startsWith("=") ? print.slice(1) || null : void 0;
}
// src/reconcile/journal/announce.ts
/** An intent for every change of the plan, in its order. */
function announce(plan, { run, at, fingerprint, places, open }) {
	const notes = Map.groupBy(open.filter((one) => one.action === "note"), ({ referral }) => referral);
	const rows = new Map(plan.changes.filter(isRowUpdate).map((change) => [change.link.referral, change.fields]));
	return plan.changes.map((change, index) => {
		const { side, action, link, etag, row } = change;
		/** What the base is recovered by. */
		const beside = (field) => {
			const place = places.tags.get(field);
			const there = rows.get(link.referral)?.find((one) => one.field === field);
			const rowHad = there && fingerprint(link.referral, field, there.from ?? null);
			return {
				...place ? { place } : {},
				...rowHad === void 0 ? {} : { rowHad }
			};
		};
		const fields = change.fields.map((one) => ({
			...printed(one, link, fingerprint),
			...side === "referral" ? beside(one.field) : {},
			...decidedOf(one)
		}));
		const about = {
			side,
			action,
			...link,
			etag,
			fields,
			...row ? { row } : {},
			...decidedOf(change)
		};
		const intent = {
			id: `${run}.${index + 1}`,
			at,
			...about
		};
		const earlier = (action === "note" ? notes.get(link.referral) : void 0)?.find((one) => isSameNote(one, intent));
		return earlier ? {
			...intent,
			id: earlier.id
		} : intent;
	});
}
function printed({ field, from, to, overwrites }, { referral }, print) {
	const loser = overwrites ? { loser: print(referral, field, from ?? null) } : {};
	return {
		field,
		target: print(referral, field, to),
		...loser
	};
}
/**
* The merge without a note that a run which died has written.
*
* @param settled What became of the intents about this deal.
*/
function withoutNoteThere(merge, settled, print) {
	const there = settled.filter(({ fate, intent }) => fate === "applied" && intent.action === "note");
	const isThere = ({ action, link, fields }) => {
		const note = { fields: fields.map((one) => printed(one, link, print)) };
		return action === "note" && there.some(({ intent }) => isSameNote(intent, note));
	};
	return there.length === 0 ? merge : {
		...merge,
		changes: merge.changes.filter((one) => !isThere(one))
	};
}
/** Of one deal. Then it goes under the id of the earlier one: whichever of the two arrives, there is one note. */
function isSameNote(earlier, intent) {
	return intent.fields.every(({ target }) => target !== null) && contentOf(earlier) === contentOf(intent);
}
/** Whoever decided it. */
function contentOf({ fields }) {
	return canonicalJson(fields.map(({ field, target, loser }) => ({
		field,
		target,
		loser
	})));
}
// src/reconcile/record/seen.ts
/** Both records of a pair seen through the mapping. Of an opportunity that is yet to be made nothing is known. */
function seenIn({ referral, opportunity }, { mapping, lookups }) {
	if (opportunity) return {
		referral: project(mapping, referral, lookups),
		opportunity: project(mapping, opportunity, lookups)
	};
	return {
		referral: projectForNew(mapping, referral, lookups),
		opportunity: {
			snapshot: {},
			unusable: {}
		}
	};
}
// src/reconcile/merge/decide.ts
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
* | the same, one of them to a blank       | fill it, as if it had not, unless `blank: propagate`                     |||
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
	if (isFirstTime && opportunity === null && field.direction !== "opportunity to referral") return write("opportunity", referral, false);
	if (isFirstTime && referral === null && field.direction !== "referral to opportunity") return write("referral", opportunity, false);
	return nothing(base);
}
/** The source wins; what stands on the other side is overwritten, which the plan says when a person wrote it. */
function oneWay(field, target, wanted, state) {
	const isEmptied = field.blank === "propagate" && state.base !== void 0;
	if (wanted === null && !isEmptied) return nothing(state.base);
	return write(target, wanted, state[target] !== state.base && state[target] !== null);
}
function firstSight(field, referral, opportunity) {
	if (referral === null) return write("referral", opportunity, false);
	if (opportunity === null) return write("opportunity", referral, false);
	if (field.adopt === "referral") return write("opportunity", referral, true);
	if (field.adopt === "opportunity") return write("referral", opportunity, true);
	return {
		...nothing(void 0),
		conflict: { winner: null }
	};
}
function bothWays(field, state) {
	const { base, referral, opportunity } = state;
	if (opportunity === base) return oneWay(field, "opportunity", referral, state);
	if (referral === base) return oneWay(field, "referral", opportunity, state);
	const counted = (value) => value === null && field.blank === "protect" ? base : value;
	const union = field.transform.union?.(base, counted(referral), counted(opportunity));
	if (union !== void 0 && (union !== null || field.blank === "propagate")) return writeUnion(union, state);
	const winner = winnerOf(field, state);
	const wanted = winner && state[winner];
	if (winner === null || wanted === null && field.blank === "protect") return {
		...nothing(base),
		conflict: { winner: null }
	};
	return wonBy(winner, wanted);
}
/** A conflict in which one side's value takes the place of the other's. */
function wonBy(winner, value) {
	return {
		...write(other(winner), value, true),
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
function write(side, value, overwrites) {
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
// src/reconcile/share/share-checks.ts
/** Somewhere on Earth it is still the day before, and there a deal may close today. */
const DAY_AT_LEAST_MS = 432e5;
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
	const { dealValue, closingDateTime } = objectIn(body.details);
	return [
		...own("name", body.name ? null : "missing"),
		...accountProblems(source, body),
		...own("details.dealValue", Number(dealValue) > 0 ? null : "must be more than 0, with its currency"),
		...own("details.closingDateTime", dateProblem(closingDateTime, now)),
		...own("details.requirements.solutions", solutionsOf(body).length > 0 ? null : "at least one is needed"),
		...peopleProblems(source, body),
		...locationProblems(body),
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
		const readable = unusable[field.name]?.unusable;
		const parts = currentParts(field, row, "opportunity");
		const refused = (value === null ? [] : [field.transform.opportunity.write(value, parts, lookups), field.transform.referral.write(value, [], lookups)]).find(isUnusable)?.unusable;
		const problem = readable ?? refused;
		if (problem !== void 0) problems.set(field.name, problem);
	}
	return problems;
}
function accountProblems({ parties, share, row }, body) {
	const isNamed = (row.properties[share.ids.account] ?? null) !== null;
	if (!parties.account) return [isNamed ? NO_ACCOUNT$1 : "account: missing"];
	const { name, address } = objectIn(body.customerProfile);
	const { addressLine1: street, city, country } = objectIn(address);
	const given = textIn(parties.account, share.accountColumns.country);
	const missing = Object.entries({
		name,
		street,
		city,
		country: given
	}).filter(([, value]) => !value);
	return [...missing.length > 0 ? [`account: ${missing.map(([what]) => what).join(" and ")} missing`] : [], ...given && !country ? ["account: its country is neither an ISO code such as DE nor a name of one"] : []];
}
/** The customer of an opportunity (`customerid`) may be a contact; and not every account can be read by every user. */
const NO_ACCOUNT$1 = "account: the customer that stands there is not an account that the sync can read (is it a contact?): choose the customer's account";
function dateProblem(date, now) {
	if (typeof date !== "string") return "missing";
	const earliest = (/* @__PURE__ */ new Date(Date.parse(now) - DAY_AT_LEAST_MS)).toISOString().slice(0, 10);
	return date.slice(0, 10) < earliest ? "is in the past" : null;
}
const PERSON = {
	firstName: "first name",
	lastName: "last name",
	email: "e-mail address",
	phoneNumber: "telephone number"
};
function peopleProblems({ mapping, snapshot, parties }, body) {
	const asksHelp = levelOf(mapping, snapshot) === "co-sell";
	const team = fieldsOf(body.team);
	return [...team.length === 0 && !parties.owner ? ["owner: must be a person, not a team"] : personProblems("owner", team, OWNER$1), ...asksHelp ? contactProblems(objectIn(body.customerProfile).team) : []];
}
const OWNER$1 = [
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
/** A PartnerID of a location is a number of its own (referral resource, MpnId). */
function locationProblems({ mpnId }) {
	return mpnId === void 0 || /^\d+$/.test(String(mpnId)) ? [] : ["partner location: must be a PartnerID, digits only"];
}
function consentProblems({ share, row }) {
	if (share.consent === null || row.properties[share.consent] === true) return [];
	return ["consent: the customer has not agreed that its data is passed on"];
}
// src/reconcile/share/share-holds.ts
function whyAgain(row, { snapshot, unknown, sharedOn }, { mapping, share }) {
	if (unknown !== null) return unknown === "lately" ? NOT_KNOWN_YET$1 : AGAIN$2;
	const linkField = mapping.fields.find(({ kind }) => kind === "referral link");
	if (Boolean(readBase(row, mapping)?.referralModified) || Boolean(snapshot[linkField?.name ?? ""])) return untied(share);
	return sharedOn === null ? null : forgotten(sharedOn);
}
/** What stands against sharing the deal, as long as nobody has approved anything. */
function holds(link, { mapping, share, nothingListed }, doubts) {
	const { missing, level, again, twin } = doubts;
	const besides = twin?.referral ? { twin: twin.referral } : {};
	const held = (reason) => ({
		link,
		field: null,
		side: "referral",
		reason,
		...besides
	});
	const known = twin === null ? [] : [whyTwin(twin, mapping, share)];
	if (again === NOT_KNOWN_YET$1) return [{
		...held(again),
		awaits: "next run"
	}];
	if (missing.length > 0) return [{
		...held(`not shared yet: ${[...missing, ...known].join("; ")}`),
		elsewhere: true
	}];
	const waits = level === "private" ? null : whyStepWaits("share", "", mapping);
	const asked = known.map((why) => `not shared yet: ${why}; if not, it waits for approval`);
	const isBlind = again !== null && nothingListed;
	return [
		...isBlind ? [{
			...held(NOTHING_LISTED),
			elsewhere: true
		}] : [],
		...[...asked, isBlind ? null : again].filter((why) => why !== null).map((why) => ({
			...held(why),
			awaits: "approval"
		})),
		...waits === null ? [] : [{
			...held(waits.reason),
			...waits
		}]
	];
}
/**
* Whether an opportunity has a referral by now does not count: what was approved is known by this text. Columns go by the label that
* `setup` and Microsoft's connector give them, which a seller sees, and by their name.
*/
function whyTwin({ referral, opportunity, same }, { referralIdColumn }, { when }) {
	const seems = `seems to be the same deal (same ${same}): if it is,`;
	return opportunity === null ? `referral ${referral} of Partner Center ${seems} write ${referral} into Referral Identifier (${referralIdColumn})` : `opportunity ${opportunity} ${seems} set Sync with Partner Center (${when}) to No here`;
}
const NOT_KNOWN_YET$1 = "Partner Center did not say whether it took this deal: it is looked for there, and not sent a second time";
const AGAIN$2 = "sharing the deal once more, as it is unknown whether the first time arrived: look in Partner Center before; it waits for approval";
/** In an account that is really empty, the first referral of any deal ends this. */
const NOTHING_LISTED = "not shared once more while Partner Center lists no referral at all, as it may be there unseen: ask your administrator to give the signed-in user the role Referrals admin; if there really is none, share another deal first, or make this one there by hand";
/** What a seller can do comes first: where this is the second reason, its end may not be shown any more. */
function untied({ when }) {
	return `sharing the deal once more waits for approval: put the identifier back instead, or set Sync with Partner Center (${when}) to No where another opportunity has it; the deal was in Partner Center before, and its opportunity no longer says as which referral`;
}
/** A sync that reads everything finds the referral: it names its opportunity. */
function forgotten(day) {
	return `sharing the deal once more, as it was shared on ${day} and its opportunity knows nothing of that, like one of a CRM that was restored from a backup: have resync run, and then sync, which finds its referral; it waits for approval`;
}
// src/reconcile/share/share.ts
/** Whether a seller wants this opportunity in Partner Center, where it is not yet, and the mapping deals with it. */
function wantsShare(mapping, row) {
	if (!isOpenRow(row) || !isWantedThere(mapping, row)) return false;
	return identifierOf(mapping, row) === null && misfit(mapping.scope, row) === null;
}
/**
* What it takes to make a referral of an opportunity: the POST, for a co-sell deal the one to Microsoft, and
* the row that is tied to it; or what a person has to do first. The deal goes under a provisional id, since
* Partner Center gives it one only then.
*
* @param twin What may be the same deal.
*/
function planShare(row, { parties, twin, ...earlier }, context) {
	const { mapping, lookups, now } = context;
	const seen = projectForNew(mapping, row, lookups);
	const { snapshot } = seen;
	const source = {
		...context,
		row,
		snapshot,
		parties
	};
	const body = ownBody(source);
	const share = begun(row, body, mapping);
	const { link, referral } = share.pair;
	const asked = holds(link, context, {
		missing: [...scopeProblems(mapping, referral), ...whatIsMissing(source, body, now)],
		level: levelOf(mapping, snapshot),
		again: whyAgain(row, {
			snapshot,
			...earlier
		}, context),
		twin
	});
	const held = asked.filter((one) => !isApproved(one, link.referral, context.approvals));
	const help = held.length === 0 ? askHelp(link, valueFor(mapping, HELP_PATH, snapshot), context) : null;
	const status = sellerStatus([], [...held, ...help?.held ?? []]);
	const changes = held.length > 0 ? statusChange(share.pair, status, context) : [
		{
			...shareChange(link, mapping, seen),
			...asked.length > 0 ? { approved: true } : {}
		},
		...help?.changes ?? [],
		rowUpdate(share.pair, row, tie(row, referral, {
			...context,
			sent: /* @__PURE__ */ new Set()
		}).fields)
	];
	return {
		...share,
		changes,
		held: [...held, ...help?.held ?? []],
		status
	};
}
/** A deal that nobody would keep in step afterwards. What Partner Center adds to it is not known yet. */
function scopeProblems({ scope }, draft) {
	const place = misfit(scope, draft, true);
	return place === null ? [] : [`the mapping leaves such deals out (${place}): ask your administrator if this one is to be shared`];
}
/** A seller who no longer wants the deal in Partner Center need not read on what it lacks. */
function planWithdrawal(row, context) {
	const share = begun(row, {}, context.mapping);
	return {
		...share,
		changes: statusChange(share.pair, share.status, context)
	};
}
/** Nothing is wrong with it, and nothing is to be done, so far. */
function begun(opportunity, properties, mapping) {
	const { id } = opportunity;
	const link = {
		referral: shareIdFor(id),
		opportunity: id
	};
	const before = readBase(opportunity, mapping);
	const modified = before?.referralModified ?? "";
	return {
		pair: {
			...newPair(link, {
				side: "referral",
				id: link.referral,
				etag: "",
				modified,
				properties
			}),
			opportunity
		},
		...NOTHING_TO_DO,
		agreed: before?.fields ?? {},
		status: SYNCED
	};
}
/**
* The request for help as a change, or why it waits; nothing where none is wanted.
*
* @param again Whether somebody has approved that Microsoft is asked once more
*/
function askHelp(link, help, { mapping, approvals }, again = false) {
	const field = fieldFor(mapping, HELP_PATH)?.name;
	if (field === void 0 || help === null) return {
		changes: [],
		held: []
	};
	const waits = whyStepWaits("ask help", "", mapping);
	const held = waits ? [{
		link,
		field,
		side: "referral",
		...waits
	}] : [];
	if (held.some((one) => !isApproved(one, link.referral, approvals))) return {
		changes: [],
		held
	};
	const approved = again || held.length > 0;
	return {
		changes: [{
			side: "referral",
			action: "invite",
			link,
			etag: null,
			fields: [{
				field,
				to: help,
				...approved ? { approved } : {}
			}]
		}],
		held: []
	};
}
function shareChange(link, mapping, { snapshot, otherwise = {} }) {
	return {
		side: "referral",
		action: "share",
		link,
		etag: null,
		fields: mapping.fields.filter(isSent).flatMap(({ name }) => {
			const to = snapshot[name] ?? null;
			const from = otherwise[name];
			return to === null ? [] : [{
				field: name,
				to,
				...from ? { otherwise: from } : {}
			}];
		})
	};
}
function statusChange(pair, status, context) {
	return statusMoves(pair, status, context) ? [rowUpdate(pair, pair.opportunity)] : [];
}
/**
* The same decisions as those of the next run, so that it has nothing to do; but for what that one decides better, as it
* keeps a note of what it overwrites, and holds what cannot be written.
*
* @param sent Names of the fields that the referral was made with. Where it shows something else of one, the seller's word is sent once
* more, as a change: "Create a referral" does not take all that "Update a referral" does.
*/
function tie(row, referral, { mapping, lookups, sent }) {
	const ours = project(mapping, row, lookups).snapshot;
	const theirs = project(mapping, referral, lookups).snapshot;
	const fields = [];
	const agreed = {};
	for (const field of mapping.fields) {
		const [from, shown] = [ours[field.name], theirs[field.name]];
		const base = sent.has(field.name) && from && shown && shown !== from ? inCommon(field, from, shown) : void 0;
		if (base !== void 0) agreed[field.name] = base;
		const decision = decideField(field, {
			base,
			referral: shown,
			opportunity: from,
			newer: null
		});
		if (decision.writes.referral !== void 0 || decision.overwrites) continue;
		const to = decision.writes.opportunity;
		if (to !== void 0 && !isWritable(field, to, {
			row,
			lookups
		})) continue;
		if (decision.agreed !== void 0) agreed[field.name] = decision.agreed;
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
/**
* What the two sides of a field agree on where the referral shows something else than it was made with: all that it shows, so that
* the rest is sent. What Partner Center has added to a set, such as who made the deal, nobody has taken out.
*/
function inCommon({ direction, transform: { union } }, sent, shown) {
	const all = direction === "both" ? union?.(null, sent, shown) : void 0;
	const common = all === void 0 ? void 0 : union?.(all, sent, shown);
	return common === void 0 ? shown : common;
}
function isWritable(field, to, { row, lookups }) {
	return !isUnusable(field.transform.opportunity.write(to, currentParts(field, row, "opportunity"), lookups));
}
// src/reconcile/share/invite.ts
/**
* The help that a seller wants and that Microsoft may not have been asked for yet. The base remembers what it
* was asked for, so that this is looked up once in the life of a deal.
*/
function helpWanted({ opportunity, referral, base, row }, mapping, lookups) {
	const field = fieldFor(mapping, HELP_PATH);
	if (!field || row || opportunity === null || referral.properties.status !== "Active") return null;
	if (!isWantedThere(mapping, opportunity) || !isOpenRow(opportunity)) return null;
	const help = helpIn(field, opportunity, lookups);
	return help === base?.fields[field.name] ? null : help;
}
/** The help that a record asks for; `null` where it asks for none, or does not say so in a form that is understood. */
function helpIn(field, record, lookups) {
	const help = readField(field, record, lookups);
	return typeof help === "string" ? help : null;
}
/** Adds the request for help to a deal that is in Partner Center already; also where an earlier run got no further. */
function withInvite(merge, context) {
	const { mapping, lookups, withoutMicrosoft } = context;
	const holding = (...held) => withRow({
		...merge,
		held: [...merge.held, ...held]
	}, context);
	const inVain = askedInVain(merge, context);
	if (inVain) return holding(inVain);
	const help = helpWanted(merge.pair, mapping, lookups);
	const field = fieldFor(mapping, HELP_PATH)?.name;
	if (help === null || field === void 0 || merge.leftAlone !== void 0) return merge;
	const other = askedForOther(merge.pair, help, context);
	const isAsked = isMicrosoftThere(merge.pair.referral) || context.invited.has(merge.pair.link.opportunity);
	const agreed = {
		...merge.agreed,
		[field]: help
	};
	if (merge.tellsRefusal) return isAsked && !other ? {
		...merge,
		agreed
	} : merge;
	if (other) return holding(other);
	if (isAsked) return withRow({
		...merge,
		agreed
	}, context);
	const { link } = merge.pair;
	if (!withoutMicrosoft.has(link.referral)) return holding(notShown(link, field));
	const held = whyNotInvited(merge, {
		field,
		help
	}, context);
	if (held) return holding(held);
	const asked = askHelp(link, help, context, context.unknown.has(link.opportunity) || merge.ofAnother?.[field] === help);
	if (asked.changes.length === 0) return holding(...asked.held);
	return withRow({
		...merge,
		agreed,
		changes: [...merge.changes, ...asked.changes]
	}, context);
}
/**
* Help that a seller asks for although the deal is not wanted in Partner Center, where it is all the same. Whether
* Microsoft is in it is not looked up then, so it is not asked either.
*/
function askedInVain({ pair, leftAlone, tellsRefusal }, context) {
	const { mapping, lookups, invited } = context;
	const { link, opportunity, referral, row, base } = pair;
	if (!mapping.share || !opportunity || row || leftAlone !== void 0 || tellsRefusal) return null;
	if (isWantedThere(mapping, opportunity) || invited.has(link.opportunity)) return null;
	if (!isOpenRow(opportunity) || referral.properties.status !== "Active") return null;
	const field = fieldFor(mapping, HELP_PATH);
	const help = field && helpIn(field, opportunity, lookups);
	if (!field || help === null || help === base?.fields[field.name]) return null;
	if (helpIn(field, referral, lookups) !== null) return null;
	const reason = `Microsoft is not asked for help while the opportunity is not to be in Partner Center: set Sync with Partner Center (${mapping.share.when}) to Yes, or take the request back`;
	return {
		link,
		field: field.name,
		side: "referral",
		reason
	};
}
/** Help of another kind than Microsoft was asked for, which is locked in Partner Center from the first sharing on. */
function askedForOther({ link, base, referral }, help, { mapping, lookups }) {
	const field = fieldFor(mapping, HELP_PATH);
	if (!field) return null;
	const asked = base?.fields[field.name] ?? askedOfMicrosoft(field, referral, lookups);
	if (asked === null || asked === help || !readsBack(field.transform, asked, lookups)) return null;
	return {
		link,
		field: field.name,
		side: "referral",
		reason: ASKED_ALREADY
	};
}
/** What Microsoft's own referral says that it was asked for; nothing where it is not there, or was not read. */
function askedOfMicrosoft(field, referral, lookups) {
	const properties = objectIn(referral.properties.microsoft);
	return helpIn(field, {
		...referral,
		properties
	}, lookups);
}
const ASKED_ALREADY = "Microsoft was asked for other help before, which cannot be changed in Partner Center any more: set it back here, and tell Microsoft's seller";
function isMicrosoftThere({ properties }) {
	return typeof properties.microsoft === "object" && properties.microsoft !== null;
}
/** Whether it was asked before is to be known first; neither side will have changed by the time it is. */
function notShown(link, field) {
	return {
		link,
		field,
		side: "referral",
		reason: NOT_SHOWN,
		awaits: "next run"
	};
}
const NOT_SHOWN = "Partner Center does not show the engagement of this deal now, so it is not known whether Microsoft was asked already: the next run looks again";
function whyNotInvited({ pair, changes, held: left, ofAnother = {} }, { field, help }, context) {
	const { link, referral } = pair;
	const held = (reason) => ({
		link,
		field,
		side: "referral",
		reason
	});
	if (left.some(({ refused }) => refused?.side === "referral")) return held(NOT_AS_WANTED);
	const isOfAnother = ofAnother[field] === help;
	const waits = isOfAnother ? whyStepWaits("ask help", "", context.mapping, isOfAnother) : null;
	if (waits && !isApproved({
		field,
		...waits
	}, link.referral, context.approvals)) return {
		...held(waits.reason),
		...waits
	};
	const unknown = context.unknown.get(link.opportunity);
	if (unknown === "lately") return {
		...held(NOT_KNOWN_YET),
		awaits: "next run"
	};
	const visible = fieldFor(context.mapping, VISIBLE_PATH)?.name;
	const becomesVisible = changes.some(({ side, fields }) => side === "referral" && fields.some((change) => change.field === visible && change.to === "yes"));
	if (!isVisibleToMicrosoft(referral) && !becomesVisible) return held(visible === void 0 ? SHARE_THERE : shareHere(visible));
	const { team } = objectIn(referral.properties.customerProfile);
	const missing = contactProblems(team);
	if (missing.length > 0) return held(`${missing.join("; ")}: add it to the referral in Partner Center`);
	const again = {
		...held(AGAIN$1),
		awaits: "approval"
	};
	return unknown === void 0 || isApproved(again, link.referral, context.approvals) ? null : again;
}
const NOT_AS_WANTED = "Microsoft is asked once Partner Center has taken what it refuses of the referral now";
const NOT_KNOWN_YET = "Partner Center did not say whether it took the request for help: it is looked for there, and not sent a second time";
const AGAIN$1 = "asking Microsoft once more, as it is unknown whether the first time arrived: look in Partner Center before; it waits for approval";
const SHARE_THERE = "the deal is not shared with Microsoft: share it in Partner Center before asking for help";
function shareHere(field) {
	return `the deal is not shared with Microsoft: set ${field} to Yes to ask for help`;
}
/**
* The row is written when what it says of the sync, or what both agree on, is not on it yet. What the merge planned
* for it, knowing nothing of the help that waits, may be what it says already.
*/
function withRow(merge, context) {
	const { pair, conflicts, held, agreed, changes } = merge;
	const status = sellerStatus(conflicts, held, expiryAfter(merge));
	const { opportunity } = pair;
	const ofRow = ({ side, action, row }) => side === "opportunity" && action === "update" && !row;
	if (!(ownMove(pair, agreed, changes.flatMap(({ side, fields }) => side === "referral" ? fields : [])) || statusMoves(pair, status, context))) {
		const needed = changes.filter((change) => !ofRow(change) || change.fields.length > 0);
		return {
			...merge,
			status,
			changes: needed
		};
	}
	if (changes.some(ofRow) || opportunity === null) return {
		...merge,
		status
	};
	return {
		...merge,
		status,
		changes: [...changes, rowUpdate(pair, opportunity)]
	};
}
// src/reconcile/journal/journal.ts
/**
* The journal: what a run is about to write, committed before it writes (`announce.ts`). When the run dies in
* between, the next one finds here what may have arrived, and finds out.
*/
/**
* What became of the intents of a run that died, told from the records as they are now.
*
* A row says it itself: its base carries the id of the change that wrote it. A referral cannot, so a moved
* etag with the intended values in place counts as ours, and without them only the row may know.
*/
function settle(intents, pairs, context) {
	if (intents.length === 0) return [];
	const byReferral = new Map(pairs.flatMap((pair) => [pair.link.referral, shareIdFor(pair.link.opportunity)].map((id) => [id, pair])));
	const announced = {
		...context,
		intents: new Map(intents.map((intent) => [intent.id, intent]))
	};
	const giveUpBefore = minusMinutes(context.now, 60);
	return withOneEach(intents.map((intent) => {
		const pair = byReferral.get(intent.referral);
		const fate = intent.found ?? fateOf$1(intent, pair, announced);
		const mayBeRepeated = isPost(intent) && rowOf(intent, pair, announced) !== void 0;
		const isGivenUp = fate === "open" && !mayBeRepeated && isBefore(intent.at, giveUpBefore);
		const created = fate === "applied" && pair && isPost(intent) ? madeBy(intent, pair) : null;
		return {
			intent,
			fate: isGivenUp ? isHidden(intent, pair, announced) ? "unclear" : "superseded" : fate,
			...created === null ? {} : { created }
		};
	}));
}
/** Where the deal, its lead or its account is not looked at, or a row is gone that was there, what it lacks is no evidence. */
function isHidden(intent, pair, context) {
	if (intent.row?.table === "account") return context.mapping.accounts === null;
	if (intent.row) return !pair || context.mapping.leads === null;
	if (intent.side === "referral") return !pair;
	return (intent.action === "update" || intent.action === "close") && !rowOf(intent, pair, context);
}
function fateOf$1(intent, pair, context) {
	if (intent.action === "note") return context.notes.has(noteIdFor(intent.id)) ? "applied" : "open";
	if (intent.row?.table === "account") return context.arrived.has(intent.row.id) ? "applied" : "open";
	if (pair && intent.action === "share") return "applied";
	if (pair && intent.action === "invite") return inviteFate(intent, pair, context);
	if (intent.row) return pair ? leadFate(intent, pair, context) : "open";
	if (intent.side === "referral") return pair ? referralFate(intent, pair, context) : "open";
	const row = rowOf(intent, pair, context);
	if (!row) return "open";
	if (intent.action === "close") return isOpenRow(row) ? "open" : "applied";
	return rowFate(intent, row, context.mapping);
}
function rowOf({ opportunity }, pair, context) {
	return (pair && !pair.row && pair.opportunity?.id === opportunity ? pair.opportunity : null) ?? context.announcedRows.get(opportunity);
}
function leadFate(intent, { row, opportunity, lead }, { mapping }) {
	const record = row ? opportunity : lead;
	if (!record) return "open";
	if (intent.action === "qualify") return isOpenRow(record) ? "open" : "applied";
	return rowFate(intent, record, mapping.leads?.rows ?? mapping);
}
function rowFate(intent, row, mapping) {
	if (readBase(row, mapping)?.change === intent.id) return "applied";
	if (row.etag === intent.etag) return "open";
	return hasLostBase(row, intent.referral, mapping) ? "unclear" : "superseded";
}
function referralFate(intent, { referral, base }, context) {
	if (referral.etag === intent.etag) return "open";
	const { snapshot } = project(context.mapping, referral, context.lookups);
	const standsIn = (values) => intent.fields.some(({ field, target }) => stands(intent.referral, field, target, values, context));
	const next = context.intents.get(base?.change ?? "");
	if (next?.at === intent.at && next.referral === intent.referral && standsIn(base?.fields ?? {})) return "applied";
	if (!standsIn(snapshot)) return "unclear";
	return context.seen[intent.referral] === referral.etag ? "superseded" : "applied";
}
/** Microsoft may come by itself: only what its referral says that it was asked for is ours. */
function inviteFate(intent, { referral }, context) {
	const { microsoft } = referral.properties;
	if (!isMicrosoftThere(referral)) return "open";
	const theirs = {
		...referral,
		properties: microsoft
	};
	const { snapshot } = project(context.mapping, theirs, context.lookups);
	return intent.fields.every(({ field, target }) => stands(intent.referral, field, target, snapshot, context)) ? "applied" : "unclear";
}
/** Without a fingerprint nothing is claimed: the merge then sees two edits and reports a conflict. */
function stands(referral, field, target, snapshot, context) {
	const value = snapshot[field];
	if (target === null || value === void 0) return false;
	return context.fingerprint(referral, field, value, target) === target;
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
*
* @param settled What became of the intents about this pair.
*/
function recoverBase(pair, settled, context) {
	const arrived = settled.filter(({ fate, intent }) => (fate === "applied" || fate === "audited") && intent.side === "referral").map(({ intent }) => intent);
	const base = pair.base ?? (arrived.some(({ action }) => action === "share") ? NO_BASE : null);
	if (arrived.length === 0 || !base) return pair;
	const seen = seenIn(pair, context);
	const fields = { ...base.fields };
	for (const { referral, fields: sent } of arrived) for (const one of sent) {
		const value = agreedOnce(one, referral, {
			before: base.fields[one.field],
			seen
		}, context);
		if (value !== void 0) fields[one.field] = value;
	}
	return pair.base !== null && sameSnapshot(pair.base.fields, fields) ? pair : {
		...pair,
		base: {
			...base,
			fields
		},
		baseIsStored: false
	};
}
/**
* What both sides agree on once a referral has taken a value. Where the row was to take it as well, as of a union, they agree on
* what the row had, all of which is in the union: what the row lacks is then Partner Center's edit, what its seller has changed
* since is theirs. A row that was still blank beside a new referral has agreed on nothing.
*
* @returns Nothing where that cannot be told, the base (`before`) has it already, or the mapping has moved the field since.
*/
function agreedOnce({ field, target, rowHad, place }, referral, { before, seen }, context) {
	if (place !== void 0 && place !== context.mapping.places.tags.get(field)) return void 0;
	const standing = (print, { snapshot }) => stands(referral, field, print, snapshot, context) ? snapshot[field] : void 0;
	const taken = standing(target, seen.referral);
	if (rowHad === void 0 || taken === void 0) return taken;
	if (before === void 0 || before === taken) return void 0;
	return rowHad?.startsWith("=") ? rowHad.slice(1) || null : standing(rowHad, seen.opportunity);
}
/** A referral took it and that is audited, while its row has not taken the base that follows. */
function isKnownUpdate({ found, action }) {
	return found === "audited" && action === "update";
}
// src/reconcile/match/account-candidates.ts
/**
* Accounts by what the rules compare. A first sync has thousands of customers, and as many accounts: to compare each
* with each would take hours.
*/
var Candidates = class {
	#rules;
	#byKey = /* @__PURE__ */ new Map();
	constructor(rules) {
		this.#rules = rules;
	}
	/** Under the id of the account that stands for it. */
	add({ id, properties }) {
		const values = valuesOf$1(this.#rules, properties);
		const compared = {
			...values,
			domains: [domainKey(values.website)]
		};
		const candidate = {
			id,
			country: countryKey(values.country)
		};
		for (const rule of this.#rules.match) for (const key of keysOf(rule, compared)) {
			const known = this.#byKey.get(key);
			if (known) known.push(candidate);
			else this.#byKey.set(key, [candidate]);
		}
	}
	/** By the first rule that finds any; `null` when none does. */
	firstHits(customer) {
		const country = countryKey(customer.country);
		for (const rule of this.#rules.match) {
			const sameKey = keysOf(rule, customer).flatMap((key) => this.#byKey.get(key) ?? []);
			const hits = rule === "name and postal code" ? sameKey.filter((one) => mayBeIn(country, one.country)) : sameKey;
			if (hits.length > 0) return {
				rule,
				ids: [...new Set(hits.map(({ id }) => id))].sort()
			};
		}
		return null;
	}
};
/** Postal codes repeat from country to country; one that nobody can read says nothing. */
function mayBeIn(country, other) {
	return country === null || other === null || country === other;
}
function valuesOf$1({ columns }, properties) {
	const entries = Object.entries(columns).map(([name, column]) => [name, column && properties[column]]);
	return Object.fromEntries(entries);
}
/**
* A customer and an account that have one in common are the same by that rule; what is blank is in no key. Some countries
* have no postal codes, such as the United Arab Emirates: there the country stands for it, where neither has one.
*/
function keysOf(rule, { duns, name, "postal code": code, country, domains }) {
	switch (rule) {
		case "duns": return keyOf(rule, dunsKey(duns));
		case "name and postal code": return postalKey(code) === "" ? keyOf(rule, nameKey(name), "no code in", countryKey(country) ?? "") : keyOf(rule, nameKey(name), postalKey(code));
		case "name and country": return keyOf(rule, nameKey(name), countryKey(country) ?? "");
		case "domain": return domains.flatMap((domain) => keyOf(rule, domain));
	}
}
function keyOf(...parts) {
	return parts.includes("") ? [] : [parts.join("\n")];
}
// src/reconcile/match/merged-accounts.ts
const ACTIVE = 0;
/** The active account that stands for this one, itself if it is active; `null` where none is known. */
function standingFor(account, byId) {
	const seen = /* @__PURE__ */ new Set();
	let one = account;
	while (one && one.properties.statecode !== ACTIVE && !seen.has(one.id)) {
		seen.add(one.id);
		one = byId.get(idIn(one, "_masterid_value") ?? "");
	}
	return one?.properties.statecode === ACTIVE ? one.id : null;
}
/** Ids of the accounts that these were merged into, of those that are not among them. */
function mastersOf(accounts) {
	const known = new Set(accounts.map(({ id }) => id));
	const given = accounts.filter(({ properties }) => properties.statecode !== ACTIVE);
	return [...new Set(given.flatMap((account) => idIn(account, "_masterid_value") ?? []))].filter((id) => !known.has(id));
}
// src/reconcile/match/accounts.ts
/** A lead needs none yet. An account that was filled in once and taken out again stays out; a closed row takes nothing. */
function lacksAccount({ opportunity, base, row }, { accounts }) {
	if (!accounts || row) return false;
	if (!opportunity) return true;
	return opportunity.properties[`_${accounts.opportunity}_value`] === null && isOpenRow(opportunity) && base?.fields["account"] === void 0;
}
/** Those for whose customers an account is made, or was before: no rule finds any. */
function withoutMatch(rules, referrals, found) {
	if (rules.otherwise !== "create") return [];
	const candidates = candidatesIn(rules, byId(found));
	return referrals.filter((referral) => {
		const customer = customerOf(referral);
		return hasName(customer) && candidates.firstHits(customer) === null;
	});
}
/** @param crm See `accountIdFor`. */
function newAccountIds(referrals, crm) {
	return [...new Set(referrals.map((referral) => newAccountId(customerOf(referral), crm)))];
}
function byId(accounts) {
	return new Map(accounts.map((account) => [account.id, account]));
}
function candidatesIn(rules, found) {
	const candidates = new Candidates(rules);
	for (const account of found.values()) {
		const standing = standingFor(account, found);
		if (standing !== null) candidates.add({
			id: standing,
			properties: account.properties
		});
	}
	return candidates;
}
/**
* The account of each referral's customer.
*
* | accounts found                             | answer                                             |
* |--------------------------------------------|----------------------------------------------------|
* | the first rule that finds any finds one    | that one                                           |
* | it finds several                           | a question: nobody guesses                         |
* | none, and one was made for this customer   | that one; a question when it is inactive by now    |
* | one that was merged into another           | the other                                          |
* | none, `otherwise: create`                  | a new one, under an id made of the customer's name |
* | none, `otherwise: leave empty`             | nothing                                            |
* | none, `otherwise: ask`                     | a question                                         |
* | the customer has no name yet               | nothing: Partner Center may show it later          |
*
* A new account counts as found for the referrals after it, so that a customer with several gets one.
*
* @param found What the search of these referrals returned, and no less, with the accounts that were made before, and those that
*   any of them was merged into.
* @param crm See `accountIdFor`.
*/
function chooseAccounts(rules, referrals, found, crm) {
	const there = byId(found);
	const candidates = candidatesIn(rules, there);
	const answers = /* @__PURE__ */ new Map();
	const missing = /* @__PURE__ */ new Set();
	for (const referral of referrals.toSorted(by(({ id }) => id))) {
		const customer = customerOf(referral);
		const hits = candidates.firstHits(customer);
		const answer = hits ? answerOf(hits) : otherwise(rules, customer, {
			there,
			crm
		});
		if (answer === void 0) continue;
		answers.set(referral.id, answer);
		if (typeof answer !== "string" || there.has(answer)) continue;
		missing.add(answer);
		candidates.add({
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
	return merges.toSorted(by(({ pair }) => pair.link.referral)).map((merge) => {
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
function answerOf({ rule, ids }) {
	const [first = null, second] = ids;
	if (second === void 0) return first;
	const shown = `${ids.slice(0, 5).join(", ")}${ids.length > 5 ? " and more" : ""}`;
	return {
		unusable: `${ids.length} accounts match the customer by ${rule} (${shown}); choose the right one on the opportunity`,
		elsewhere: true
	};
}
function otherwise({ otherwise: wanted }, customer, { there, crm }) {
	if (!hasName(customer) || wanted === "leave empty") return void 0;
	if (wanted === "ask") return {
		unusable: NO_ACCOUNT,
		elsewhere: true
	};
	const id = newAccountId(customer, crm);
	const made = there.get(id);
	const standing = made ? standingFor(made, there) : id;
	if (standing !== null) return standing;
	return {
		unusable: `account ${id}, which was made for this customer, is no longer active; choose another on the opportunity`,
		elsewhere: true
	};
}
const NO_ACCOUNT = "no account matches the customer; choose one on the opportunity";
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
function newAccountId(customer, crm) {
	const { name, country, "postal code": code } = customer;
	return accountIdFor([
		nameKey(name),
		countryKey(country),
		postalKey(code)
	], crm);
}
// src/reconcile/merge/closed-apart.ts
/**
* Adds a warning to each deal that is closed on both ends although a conflict about it is open: nobody can resolve it
* any more, so this run says it, and no later one.
*
* | the deal                          | in which the sides still differ                     |
* |-----------------------------------|-----------------------------------------------------|
* | is closed on both ends by this run | what it has open conflicts in                      |
* | was closed on both ends           | of the conflicts that wait, those still unresolved  |
*/
function sayClosedApart(merges, seen) {
	const conflicts = seen.waiting.filter(({ kind }) => kind === "conflict");
	if (conflicts.length === 0 && merges.every((merge) => merge.conflicts.length === 0)) return merges;
	const fieldsOf = new Map(conflicts.map(({ referral, fields }) => [referral, fields]));
	return merges.map((merge) => {
		const known = fieldsOf.get(merge.pair.link.referral) ?? [];
		const apart = wereClosed(merge) ? stillApart(merge, known, seen) : closedHere(merge);
		return apart.length === 0 ? merge : {
			...merge,
			warnings: [...merge.warnings, warningOf(merge, apart)]
		};
	});
}
function closedHere(merge) {
	const open = merge.conflicts.filter(isUndecided);
	return isFinal(merge) ? open.map(({ field }) => field) : [];
}
function stillApart({ pair }, known, seen) {
	if (known.length === 0) return [];
	const { referral, opportunity } = seenIn(pair, seen);
	return known.filter((field) => referral.snapshot[field] !== opportunity.snapshot[field]);
}
function warningOf({ pair: { link } }, apart) {
	return {
		link,
		text: `closed on both sides while they differ in ${apart.join(", ")}: each keeps what it has, and nothing can be resolved any more`,
		apart
	};
}
// src/reconcile/merge/deal-name.ts
/** The field that holds the names of deals, where they may be shown; nothing where they may not. */
function shownName({ fields, visible }) {
	return fields.find(({ name, kind, transform }) => {
		return kind === "text" && transform.referral.reads.join() === "name" && visible.has(name);
	});
}
/** Adds the name to each deal that there is something to say of. */
function withNames(merges, mapping, lookups) {
	const field = shownName(mapping);
	if (!field) return merges;
	const nameIn = (record) => {
		const name = record && readField(field, record, lookups);
		return typeof name === "string" ? name : null;
	};
	return merges.map((merge) => {
		const { pair, changes, conflicts, held, warnings } = merge;
		const name = [
			changes,
			conflicts,
			held,
			warnings
		].every((some) => some.length === 0) ? null : nameIn(pair.referral) ?? (pair.row ? null : nameIn(pair.opportunity));
		return name === null ? merge : {
			...merge,
			name
		};
	});
}
/** Referral → name of the deal; nothing where the mapping does not show it. */
function namesIn(merges, mapping) {
	if (!shownName(mapping)) return void 0;
	return new Map(merges.flatMap(({ pair, name }) => name === void 0 ? [] : [[pair.link.referral, name]]));
}
// src/reconcile/merge/answer.ts
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
	const answer = answerOf$1(to);
	if (status !== "New") {
		const advice = status === "Active" ? "; close the opportunity as lost instead" : "";
		return `the referral is ${stateOf(referral)} already and can no longer be ${to ?? "answered"}${advice}`;
	}
	if (answer !== "declined") return null;
	if (opportunity?.properties.statecode === STATECODES.won) return "the referral would be declined although the opportunity is won: accept it, or reopen the opportunity";
	return reason === null ? "Partner Center wants a reason when a referral is declined: write it on the opportunity, as its decline reason" : null;
}
/** The referral as it will be once the answer has arrived. Answered, it no longer expires. */
function answered(referral, to) {
	const answer = answerOf$1(to);
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
// src/reconcile/merge/closed-row.ts
/** What a row only shows stays as it was on the day on which it was closed, and is nobody's to fix. */
function isOnlyShown({ direction, kind }) {
	return direction === "referral to opportunity" && kind !== "status";
}
/**
* What becomes of values that a closed row would overwrite in its referral. The row takes no base, which would remember that:
* with something in Partner Center that puts its own back, every run would overwrite it once more, and keep a note each time.
* So it is left to people, unless one has decided it, or this very merge closes the referral, after which nothing can.
*/
function withoutOverwritingFromClosed(merge) {
	if (!rowWasClosed(merge.pair)) return merge;
	const update = merge.changes.find(isReferralUpdate);
	if (!update || update.fields.some(({ moves }) => moves === "status")) return merge;
	const left = update.fields.filter(isLeft);
	return left.length === 0 ? merge : holdingBack(merge, left, { reason: ROW_IS_CLOSED });
}
function isLeft({ overwrites, resolved }) {
	return overwrites === true && !resolved;
}
const ROW_IS_CLOSED = "Partner Center has another value, and the opportunity is closed: make them equal there, or close the referral";
// src/reconcile/merge/closing-reason.ts
/** Why a deal ends, as far as anybody has said; `null` as well where the mapping has no place for that. */
function closingReasonIn({ closingReason }, { referral, opportunity }) {
	if (!closingReason) return null;
	return opportunity.snapshot[closingReason.field] ?? referral.snapshot[closingReason.field] ?? null;
}
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
// src/reconcile/merge/conflict.ts
/**
* What is reported of a field that both sides have changed. Where the mapping names a winner whose value cannot be written, nothing is
* decided yet, and what is held says why. Where the later edit would win, it is left to a person: telling the seller makes the row
* the later one, and the next run would let that win. A closed row is told nothing.
*/
function conflictOf$1(field, decision, { pair, seen, held }) {
	if (!decision.conflict) return null;
	const { winner } = decision.conflict;
	const isHeld = !decision.resolved && held.some((one) => one.field === field.name && !one.awaits);
	const isUndone = winner !== null && isHeld;
	if (isUndone && (field.conflict !== "newest" || rowWasClosed(pair))) return null;
	const seenOn = (side) => seen[side].snapshot[field.name] ?? null;
	const values = {
		referral: seenOn("referral"),
		opportunity: seenOn("opportunity")
	};
	const hasBase = pair.base?.fields[field.name] !== void 0;
	return {
		link: pair.link,
		field: field.name,
		...values,
		hasBase,
		winner: isUndone ? null : winner,
		...decidedOf(decision)
	};
}
// src/reconcile/merge/newer.ts
/** Two clocks are compared, so "later" needs a margin. */
const MARGIN_MINUTES = 10;
/**
* The side whose record was modified clearly later, or `null` when that cannot be told. What could not be told when the
* base was written cannot be told afterwards: by writing the row, and the referral, a run has made them newer itself.
*/
function newerSide({ referral, opportunity, base }, field) {
	if (!opportunity || base?.undecided?.includes(field)) return null;
	if (!isUtc(referral.modified) || !isUtc(opportunity.modified)) return null;
	if (isBefore(plusMinutes(referral.modified, MARGIN_MINUTES), opportunity.modified)) return "opportunity";
	return isBefore(plusMinutes(opportunity.modified, MARGIN_MINUTES), referral.modified) ? "referral" : null;
}
/** What the base has to remember of that, whatever decides now: the mapping may let the later edit win afterwards. */
function undecidedIn({ conflicts }) {
	return conflicts.filter((one) => isUndecided(one) && one.hasBase).map(({ field }) => field);
}
// src/reconcile/merge/of-another.ts
function isForGood({ kind, transform }) {
	return [
		"decision",
		"latch",
		"status"
	].includes(kind) || transform.referral.reads[0] === "inviteContext.assistanceRequestCode";
}
/** Whether the row was in step with another referral, and never with this one. */
function wasAnothers({ opportunity, base }, mapping) {
	return base === null && opportunity !== null && Boolean(readBase(opportunity, mapping)?.referral);
}
/** Whether the row shows the address of the referral that it had before, which no seller has chosen. */
function isLinkOfAnother(pair, { kind }, { mapping, shows }) {
	const names = shows?.toLowerCase().includes(pair.link.referral);
	return kind === "referral link" && names === false && wasAnothers(pair, mapping);
}
/**
* What the row said already when it was given to this referral, as far as it has said nothing else since.
*
* @param says What it says now.
*/
function saidOfAnother(pair, mapping, says) {
	if (!wasAnothers(pair, mapping)) {
		const known = Object.entries(pair.base?.ofAnother ?? {});
		return Object.fromEntries(known.filter(([field, value]) => [value, void 0].includes(says[field])));
	}
	const said = mapping.fields.filter(isForGood).map(({ name }) => [name, says[name] ?? null]);
	return Object.fromEntries(said.filter(([, value]) => value !== null));
}
/** What the base has to remember of it: what both sides agree on by now needs nobody's word. */
function ofAnotherAfter(ofAnother = {}, agreed) {
	return Object.fromEntries(Object.entries(ofAnother).filter(([field, value]) => agreed[field] !== value));
}
// src/reconcile/merge/resolve.ts
/** A reported conflict, decided by a person. The loser is kept in a note, as with any named winner. */
function resolved(winner, values) {
	return {
		...wonBy(winner, values[winner]),
		resolved: true
	};
}
/**
* Nobody types a resolution for nothing: somebody may have edited since, so that both sides agree by now, or that the
* mapping says who wins.
*
* @throws RefusalError when there is no such conflict, or the other side wins it, naming all of them.
*/
function requireConflicts(resolutions, merges) {
	const conflicts = new Set(merges.flatMap((merge) => merge.conflicts).map(({ link, field, winner }) => `${link.referral}.${field}=${winner}`));
	const missing = [...resolutions].flatMap(([referral, fields]) => [...fields].map(([field, winner]) => ({
		name: `${referral}.${field}`,
		winner
	}))).filter(({ name, winner }) => !conflicts.has(`${name}=${winner}`)).map(({ name }) => name);
	if (missing.length === 0) return;
	throw new RefusalError(`There is no conflict to resolve in ${missing.join(", ")}.`, "Both sides may agree by now, or the mapping may say who wins. Otherwise check the id of the referral, and the name of the field in the mapping.");
}
// src/reconcile/merge/status.ts
/**
* Every move that a deal's two ends may be asked to make, and why the others are held (create-a-referral and
* patch-a-referral: New may become Active or Closed, Active may become Closed, and Closed is for good;
* opportunity entity: a closed row takes nothing but being reopened, which is its seller's to do).
*
* | referral \ wants to be | won                        | lost                          | open         |
* |------------------------|----------------------------|-------------------------------|--------------|
* | New/*                  | accept first               | decline, which is an answer   | –            |
* | Active/*               | Closed/Won                 | Closed/Lost, with a reason    | –            |
* | Closed/*               | final                      | final                         | final        |
* | Closed/*, as agreed    | final                      | final                         | somebody reopened it |
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
		open: "final",
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
	return ruling === "allowed" ? null : explain(ruling, to, move);
}
/** Both ends are closed, and say different things: neither can be written any more. */
function differentEnds(referral, opportunity) {
	if (referral === void 0 || opportunity === void 0 || referral === opportunity) return null;
	return `the referral is ${referral}, which is final, but the opportunity is ${opportunity}: reopen the opportunity and close it as ${referral}`;
}
function referralRuling(move, to) {
	const { referral, reason } = move;
	const ruling = REFERRAL_MOVES[wordOf(referral.properties.status)]?.[to] ?? "unknown state";
	if (ruling === "final" && to === "open" && wasClosed(move)) return "reopened";
	return ruling === "allowed" && to === "lost" && reason === null ? "reason missing" : ruling;
}
function rowRuling(move, to) {
	const stand = rowState(move.opportunity);
	return ROW_MOVES[stand === "open" && wasClosed(move) ? "reopened" : stand][to];
}
function wasClosed({ base, isReopened }) {
	return base === "won" || base === "lost" || isReopened;
}
/** A row that is yet to be created begins open. */
function rowState(row) {
	return DEAL_STATES.find((state) => STATECODES[state] === row?.properties.statecode) ?? "open";
}
function explain(ruling, to, move) {
	const state = stateOf(move.referral);
	switch (ruling) {
		case "accept first": return `the referral is ${state}: accept it before it is won`;
		case "decline instead": return `the referral is ${state}: it cannot be lost before it was accepted; decline it, with a reason`;
		case "reason missing": return "Partner Center wants a reason for a lost deal: reopen the opportunity, write the reason into it and close it again";
		case "final": return `the referral is ${state} in Partner Center, which is final: set the opportunity to match it`;
		case "reopened": return `somebody reopened the opportunity, but the referral is ${state} in Partner Center, which is final: close the opportunity again to match it, or begin a new referral`;
		case "still closed": return "the opportunity is closed but the referral is open: reopen the opportunity, or close the referral";
		case "two ends": return differentEnds(to, rowState(move.opportunity)) ?? "";
		case "unknown state": return `the referral is ${state}, a state that this version does not know: make the move in Partner Center`;
	}
}
// src/reconcile/merge/warnings.ts
/** What a deal registration asks for (manage-co-sell-opportunities). */
const HOURS_BEFORE_WON = 72;
const LEAST_DOLLARS = 25e3;
const HOUR_MS = 36e5;
/** What is planned all the same, or needs nothing of ours, but somebody should know. Without values. */
function warningsOf(merged, mapping, now) {
	const { link } = merged.pair;
	const wins = merged.changes.some(isWin);
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
	return [`nobody has answered it, and it expires on ${expiry.slice(0, 10)}, in ${left}: accept or decline it`];
}
function isWin({ side, fields }) {
	return side === "referral" && fields.some(({ moves, to }) => moves === "status" && to === "won");
}
function wonTooSoon({ pair }, now) {
	const age = Date.parse(now) - Date.parse(wordOf(pair.referral.properties.createdDateTime));
	if (!(age < HOURS_BEFORE_WON * HOUR_MS)) return [];
	const hours = Math.floor(age / HOUR_MS);
	return [`it is won ${hours} ${hours === 1 ? "hour" : "hours"} after it was created: to be registered for incentives, a deal needs ${HOURS_BEFORE_WON} hours in between`];
}
/** Only in dollars can it be told: amounts are never converted here. */
function worthTooLittle({ agreed }, mapping) {
	const money = mapping.fields.find(({ kind }) => kind === "money");
	const [amount, currency] = (money && agreed[money.name])?.split(" ") ?? [];
	if (currency !== "USD" || Number(amount) >= LEAST_DOLLARS) return [];
	return [`it is won for less than ${grouped(LEAST_DOLLARS)} US dollars, the least for which a deal can be registered for incentives`];
}
// src/reconcile/merge/merge.ts
/** Merges one pair: what to write on each side, what is in conflict, what is held back and why. */
function mergePair(pair, context) {
	const merge = mergeFields(pair, context);
	if (!merge.held.some(({ refused }) => refused) || !takesStep(merge, context.mapping)) return merge;
	return mergeFields(pair, {
		...context,
		refusedBefore: () => void 0
	});
}
function mergeFields(pair, context) {
	const draft = new Draft(pair, context);
	for (const field of context.mapping.fields) draft.merge(field);
	return withoutOverwritingFromClosed(draft.finish());
}
/** Collects the decisions about one pair, field by field. */
var Draft = class {
	#pair;
	#context;
	#seen;
	#closed;
	#ofAnother;
	#wanted = {
		referral: [],
		opportunity: []
	};
	#conflicts = [];
	#held = [];
	#agreed = {};
	/** The answer that this run gives to a new referral, and what that has said before it. */
	#answer = null;
	#unanswered = {};
	constructor(pair, context) {
		this.#pair = pair;
		this.#context = context;
		this.#seen = seenIn(pair, context);
		for (const name of context.mapping.leftOut) keepBase(this.#agreed, name, pair.base);
		this.#ofAnother = saidOfAnother(pair, context.mapping, this.#seen.opportunity.snapshot);
		this.#closed = {
			referral: isOver(pair.referral),
			opportunity: rowWasClosed(pair)
		};
	}
	merge(field) {
		keepBase(this.#agreed, field.name, this.#pair.base);
		if (this.#closed.referral && this.#closed.opportunity) {
			if (field.kind === "status") this.#compareEnds(field);
			return;
		}
		this.#reportUnusable(field);
		const decision = this.#pair.opportunity ? this.#decide(field) : this.#fill(field);
		if (decision.agreed !== void 0) this.#agreed[field.name] = decision.agreed;
		for (const side of SIDES) {
			const to = decision.writes[side];
			if (to !== void 0) this.#want(field, side, to, decision);
		}
		if (Object.keys(decision.writes).length === SIDES.length) this.#keepWhole(field);
		const conflict = conflictOf$1(field, decision, {
			pair: this.#pair,
			seen: this.#seen,
			held: this.#held
		});
		if (conflict) this.#conflicts.push(conflict);
	}
	/** Half of a union is none: the side that could take it would show elements which the other lacks, and so takes out. */
	#keepWhole({ name }) {
		if (!this.#held.some(({ field }) => field === name)) return;
		for (const side of SIDES) this.#wanted[side] = this.#wanted[side].filter(({ field }) => field !== name);
	}
	#decide(field) {
		const referral = this.#seen.referral.snapshot[field.name];
		const shows = this.#seen.opportunity.snapshot[field.name];
		const opportunity = isLinkOfAnother(this.#pair, field, {
			mapping: this.#context.mapping,
			shows
		}) ? null : shows;
		const before = this.#unanswered[field.name];
		const base = before !== void 0 && before === opportunity ? before : this.#pair.base?.fields[field.name];
		const isDue = opportunity === "open" && (referral === "won" || referral === "lost");
		if (field.kind === "status" && isDue && this.#closeIsPending()) return {
			writes: { opportunity: referral ?? null },
			overwrites: false,
			conflict: null,
			agreed: referral
		};
		const newer = field.conflict === "newest" ? newerSide(this.#pair, field.name) : null;
		const decision = decideField(field, {
			base,
			referral: editedThere(this.#pair, field.name, {
				referral,
				opportunity
			}),
			opportunity,
			newer
		});
		const winner = this.#context.resolutions.get(this.#pair.link.referral)?.get(field.name);
		if (!winner || decision.conflict?.winner !== null) return decision;
		if (referral === void 0 || opportunity === void 0) return decision;
		return resolved(winner, {
			referral,
			opportunity
		});
	}
	/**
	* The base already says closed, because a closed row takes no more writes, though the close itself is still to come. Unless
	* somebody has closed the row meanwhile, and opened it again.
	*/
	#closeIsPending() {
		return this.#context.closesPending.has(this.#pair.link.referral) && !isReopenedSince(this.#pair);
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
	#want(field, side, to, decision) {
		const { overwrites } = decision;
		if (isOnlyShown(field) && this.#closed.opportunity) return;
		const from = this.#seen[side].snapshot[field.name];
		const again = whyNoLonger(this.#pair, {
			field: field.name,
			side,
			to,
			from
		}, this.#context.isWornOut);
		const leave = leaveFor({
			field,
			side,
			to,
			isOfAnother: !decision.resolved && this.#ofAnother[field.name] === to
		}, this.#pair.link, this.#context);
		const refused = this.#context.refusedBefore(this.#pair, {
			field: field.name,
			side,
			to
		});
		const waits = this.#whyNot(field, side, to) ?? (again === null ? leave.waits : { reason: again }) ?? (refused && !overwrites ? whyLeftOut(refused) : null);
		if (waits) {
			this.#hold(field, side, waits);
			return;
		}
		const otherwise = this.#seen.referral.otherwise?.[field.name];
		const why = {
			...overwrites ? { overwrites } : {},
			...otherwise ? { otherwise } : {}
		};
		const who = decidedOf({
			...leave,
			...decision
		});
		const change = {
			field: field.name,
			kind: field.kind,
			to,
			...why,
			...who
		};
		this.#wanted[side].push(from === void 0 ? change : {
			...change,
			from
		});
		if (field.kind === "decision") this.#takeAnswer(to);
	}
	/** From here on, the other fields see the referral as it will be once it is answered. */
	#takeAnswer(answer) {
		const { mapping, lookups } = this.#context;
		this.#answer = answer;
		this.#unanswered = this.#seen.referral.snapshot;
		const referral = project(mapping, answered(this.#pair.referral, answer), lookups);
		this.#seen = {
			...this.#seen,
			referral
		};
	}
	#whyNot(field, side, to) {
		const record = this.#pair[side];
		const written = field.transform[side].write(to, currentParts(field, record, side), this.#context.lookups);
		if (isUnusable(written)) return whyUnusable(written);
		const reason = this.#whyNotNow(field, side, to);
		return reason === null ? null : { reason };
	}
	#whyNotNow(field, side, to) {
		if (field.kind === "status") return this.#illegalMove(field, side, to);
		if (field.kind === "decision") return illegalAnswer(this.#pair, to, closingReasonIn(this.#context.mapping, this.#seen));
		if (side === "referral") return this.#closed.referral ? "the referral is closed in Partner Center and can no longer be changed" : null;
		return this.#closed.opportunity ? "the opportunity is closed and can no longer be changed" : null;
	}
	#illegalMove(field, side, to) {
		if (side === "referral" && this.#answer !== null) return `the referral is ${this.#answer} in this run and can be ${to} in the next`;
		const { referral, opportunity, base } = this.#pair;
		const isPending = this.#closeIsPending();
		const agreed = isPending ? void 0 : base?.fields[field.name];
		const { mapping } = this.#context;
		const reason = mapping.closingReason ? closingReasonIn(mapping, this.#seen) : void 0;
		return illegalMove({
			side,
			to,
			referral,
			opportunity,
			base: agreed,
			isReopened: !isPending && isReopenedPair(this.#pair),
			reason
		});
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
	#hold(field, side, why) {
		const isNext = field.kind === "status" && side === "referral" && this.#answer !== null;
		const held = {
			link: this.#pair.link,
			field: field.name,
			side,
			...why
		};
		this.#held.push(isNext ? {
			...held,
			awaits: "next run"
		} : held);
		keepBase(this.#agreed, field.name, this.#pair.base);
	}
	#reportUnusable(field) {
		for (const side of SIDES) {
			const why = this.#seen[side].unusable[field.name];
			if (why) this.#held.push({
				link: this.#pair.link,
				field: field.name,
				side,
				...whyUnusable(why)
			});
		}
	}
	finish() {
		this.#settleReason();
		const isLast = this.#wanted.opportunity.some(({ kind }) => kind === "status");
		const expiry = this.#answer === null ? expiryOf(this.#pair.referral) : null;
		const status = (isLast ? statusAtEnd : sellerStatus)(this.#conflicts, this.#held, expiry);
		const changes = changesOf({
			pair: this.#pair,
			agreed: this.#agreed,
			wanted: this.#wanted,
			statusMoves: statusMoves(this.#pair, status, this.#context)
		});
		const merged = {
			pair: this.#pair,
			changes,
			agreed: this.#agreed
		};
		const warnings = warningsOf(merged, this.#context.mapping, this.#context.now);
		const told = {
			conflicts: this.#conflicts,
			held: this.#held,
			warnings,
			status
		};
		return {
			...merged,
			...told,
			ofAnother: this.#ofAnother
		};
	}
	#settleReason() {
		const { mapping, lookups } = this.#context;
		const { referral } = this.#wanted;
		const early = referral.filter((wanted) => isTooEarly(wanted, referral));
		for (const { field } of early) keepBase(this.#agreed, field, this.#pair.base);
		this.#wanted.referral = referral.filter((wanted) => !early.includes(wanted));
		if (this.#wanted.opportunity.some(({ kind, to }) => kind === "status" && to === "lost")) Object.assign(this.#agreed, foreseenReason(mapping, lookups, this.#agreed));
	}
};
// src/reconcile/merge/rewritten.ts
const DAYS_SILENT = 28;
/** The columns in which this row tells its seller something else than the sync does, and that are left so. */
function rewrittenColumns(merge, context) {
	const { pair, status } = merge;
	const { opportunity } = pair;
	if (!opportunity || rowWasClosed(pair) || merge.leftAlone !== void 0 || merge.tellsRefusal) return [];
	const mapping = viewOf(context.mapping, pair);
	return statusMoves(pair, status, {
		...context,
		mapping
	}) ? [] : differingColumns(opportunity, mapping.seller, status);
}
/** As the state remembers it: what was said already, as long as that is not said again, or what is to be said now. */
function rewrittenAfter(before, merges, context) {
	const { now } = context;
	if (before && !isBefore(before.at, minusMinutes(now, DAYS_SILENT * 1440))) return before;
	const columns = new Set(merges.flatMap((merge) => rewrittenColumns(merge, context)));
	return columns.size > 0 ? {
		columns: [...columns].sort(),
		at: now
	} : void 0;
}
/** A word for the whole run, when it is the first to find it. */
function rewrittenNotice(before, after) {
	if (!after || after.at === before?.at) return null;
	const columns = after.columns.join(" and ");
	return `Something in the CRM, a flow or a plug-in, changes ${columns} each time that a sync has written it. So it is left as it is, and sellers read something else than they are told; what a deal waits for is in the summary. Leave ${columns} out of that flow or plug-in. This is said once in four weeks.`;
}
// src/reconcile/plan/size.ts
/** What later runs are left with counts as well: it is let through together with the rest. */
function sizeOfPlan({ changes, later }) {
	const { records, deals } = sizeOf(changes);
	return {
		records: records + (later?.size.records ?? 0),
		deals: deals + (later?.size.deals ?? 0)
	};
}
/** How much changes write, as the limits count it. */
function sizeOf(changes) {
	const records = new Set(changes.map(recordOf));
	const updated = changes.filter((change) => ["update", "close"].includes(change.action) && change.fields.length > 0);
	return {
		records: records.size,
		deals: new Set(updated.map((change) => change.link.referral)).size
	};
}
/** Names the record that a change writes. */
function recordOf({ side, action, link, row }) {
	return `${action === "invite" ? action : side}/${row?.id ?? link.referral}`;
}
// src/reconcile/plan/allowance.ts
/**
* What is left of a plan that was let through, without what a run that died has written after all. In doubt it is less: a
* write of which nobody can say whether it arrived counts as written, and so does one that may yet arrive, unless the new
* plan has it again. A run that is thought dead may still be at work.
*
* @param settled What became of the intents of the state.
* @param plan What is to be written beside them; `null` when that is for a later run to say.
*/
function allowanceOf({ unfinished, journal }, { settled, plan }) {
	if (!unfinished) return null;
	const again = plan && new Set(plan.changes.map(recordOf));
	const isGone = ({ fate, intent }) => {
		if (intent.found || fate === "open" && !journal?.writing) return false;
		const isElsewhere = again !== null && !again.has(recordOf(announced(intent)));
		return fate === "applied" || fate === "unclear" || fate === "open" && isElsewhere;
	};
	return without(unfinished, sizeOf(settled.filter(isGone).map(({ intent }) => announced(intent)).filter(isCounted)));
}
function announced({ referral, opportunity, ...intent }) {
	return {
		...intent,
		link: {
			referral,
			opportunity
		}
	};
}
/** The rest of a plan after a run that looked at one referral has written some of it, or anything else. */
function allowanceAfter(rest, outcomes) {
	const applied = outcomes.filter(({ outcome }) => outcome === "applied").map(({ change }) => change);
	return rest && without(rest, sizeOf(applied.filter(isCounted)));
}
/** What a run leaves: no more than was let through and has not been begun, and of its own plan what it has not begun. */
function allowanceToLeave(allowance, { whole, notBegun, isMoreLeft }) {
	const sum = (sizes, what) => sumOf(sizes, (size) => size[what]);
	const left = (what) => {
		const own = sum(notBegun, what);
		const rest = Math.max(0, allowance[what] - sum(whole, what) + own);
		return isMoreLeft ? rest : Math.min(rest, own);
	};
	return !isMoreLeft && sum(notBegun, "records") === 0 ? null : {
		...allowance,
		records: left("records"),
		deals: left("deals")
	};
}
/** As long as the mapping is the same. */
function acceptedAllowance(rest, mappingDigest) {
	return rest?.mapping === mappingDigest ? rest : null;
}
/** Also where nothing is left: the plan is still the one by whose digest a job is started again. */
function without(rest, { records, deals }) {
	return {
		...rest,
		records: Math.max(0, rest.records - records),
		deals: Math.max(0, rest.deals - deals)
	};
}
/** A note goes with the record that it is about. */
function isCounted({ action }) {
	return action !== "note";
}
// src/reconcile/plan/emptied.ts
/** People empty a few fields in an ordinary morning. */
const MANY$1 = 10;
/**
* Fields that a plan empties in many deals, and in more than it fills or changes: an import that has left a column out looks
* like this. Their share of all deals says little, as most of those may be closed or have no value there, and what the other
* side still has is the last copy. What only Partner Center says is blank for many deals in the course of their lives.
*/
function emptiedFields({ changes }, fields) {
	const travels = ({ blank, direction }) => blank === "propagate" && direction !== "referral to opportunity";
	const names = new Set(fields.filter(travels).map(({ name }) => name));
	const writes = changes.filter(({ action, row }) => action === "update" && row === void 0).flatMap((change) => change.fields.map(({ field, to }) => ({
		side: change.side,
		field,
		to
	}))).filter(({ field }) => names.has(field));
	return [...Map.groupBy(writes, ({ side, field }) => `${side}/${field}`).values()].flatMap((own) => {
		const deals = own.filter(({ to }) => to === null).length;
		const [first] = own;
		return first && deals >= MANY$1 && deals * 2 > own.length ? [{
			field: first.field,
			side: first.side,
			deals
		}] : [];
	});
}
// src/reconcile/plan/guard.ts
/** Below this many updates a share says nothing: two of three links is an ordinary morning. */
const SHARE_COUNTS_FROM = 10;
/** A list lags behind what was made: of the first few deals it may well show none. */
const LISTED_FROM = 10;
/**
* Refuses a plan that looks like an accident. Nothing has been written yet.
*
* @returns What the run is let through with, and may leave to the next: this plan; or the rest of an earlier one, where
*   it only fits beside that or goes by its digest, so that what came in addition is not let through for ever.
* @throws RefusalError with the numbers and the input that lets the plan through.
*/
function guard(plan, { digest, mapping }, limits, { linked, accepted, fields }) {
	const isRest = accepted !== null && accepted.plan === limits.expectedDigest;
	if (limits.expectedDigest !== null && limits.expectedDigest !== digest && !isRest) throw new RefusalError(`The plan is not the one that was reviewed: expected ${shortHash(limits.expectedDigest)}, now ${shortHash(digest)}.`, "The records, the mapping or the version of the action changed in between. Review the new plan and pass its digest as expected-plan-digest.");
	const size = sizeOfPlan(plan);
	const own = {
		mapping,
		plan: digest,
		whole: size,
		...size
	};
	if (limits.expectedDigest !== null && !isRest) return own;
	const isTooLarge = {
		records: (records) => records > limits.maxChanges,
		deals: (deals) => isLargeShare(deals, linked, limits.maxChangeShare)
	};
	const emptied = accepted || limits.maxChangeShare === 1 ? [] : emptiedFields(plan, fields);
	if (!(isTooLarge.records(size.records) || isTooLarge.deals(size.deals)) && emptied.length === 0) return isRest ? accepted : own;
	const beside = (what) => accepted && isTooLarge[what](accepted.whole[what]) ? accepted[what] : 0;
	const { records } = beside("records") > 0 ? sizeOf(plan.changes) : size;
	const excesses = [
		...isTooLarge.records(records - beside("records")) ? [tooManyRecords(plan, size, limits, beside("records"))] : [],
		...isTooLarge.deals(size.deals - beside("deals")) ? [tooManyDeals(plan, size, limits, linked)] : [],
		...emptied.map(emptiesField)
	];
	if (excesses.length > 0) throw refused(excesses);
	return accepted ?? own;
}
/** Of all limits at once: whoever follows it is not refused again. */
function refused(excesses) {
	const whats = excesses.map(({ what }) => what).join(", and ");
	const suspicions = excesses.map(({ suspicion = "" }) => suspicion).join("");
	const inputs = [...Map.groupBy(excesses, ({ input }) => input)].map(([input, own]) => `${input}: ${Math.max(...own.map(({ least }) => least))}`);
	return new RefusalError(`The plan ${whats}.`, `${suspicions}Look at the plan, in the summary. If it is right, run once with ${inputs.join(" and ")}, or with its digest as expected-plan-digest.`);
}
function tooManyRecords(plan, { records }, { maxChanges }, beside) {
	const creates = plan.changes.filter((change) => change.action === "create").length;
	const { later } = plan;
	return {
		what: `writes ${records} records (${creates} of them new${later ? `, and up to ${later.size.records} for ${leftDeals(later)} that later runs take up` : ""}), more than max-changes allows (${maxChanges})${beside > 0 ? ` beside the ${beside} that an earlier run was let through with` : ""}`,
		input: "max-changes",
		least: records
	};
}
function leftDeals({ newDeals, linkedDeals }) {
	return [newDeals > 0 ? `${newDeals} new deals` : "", linkedDeals > 0 ? `${linkedDeals} linked deals` : ""].filter((text) => text !== "").join(" and ");
}
function tooManyDeals({ later }, { deals }, { maxChangeShare }, linked) {
	const share = shareOf(deals, linked);
	const inLaterRuns = later?.size.deals ?? 0;
	const rest = inLaterRuns > 0 ? `; up to ${inLaterRuns} of them in later runs` : "";
	return {
		what: `changes ${deals} of ${linked} linked deals (${percent(share)}${rest}), more than max-change-share allows (${percent(maxChangeShare)})`,
		suspicion: "A wrong mapping or a wrong clock looks like this. ",
		input: "max-change-share",
		least: Math.ceil(share * 100) / 100
	};
}
function emptiesField({ field, side, deals }) {
	return {
		what: `empties ${field} of ${deals} deals in ${SIDE_NAMES[side]}, and fills or changes it in fewer`,
		suspicion: "An import that has emptied a column looks like this. ",
		input: "max-change-share",
		least: 1
	};
}
/** Whether so many deals are more than a run may update of those that are linked. */
function isLargeShare(deals, linked, most) {
	return deals >= SHARE_COUNTS_FROM && shareOf(deals, linked) > most;
}
function shareOf(deals, linked) {
	return linked === 0 ? 1 : Math.min(1, deals / linked);
}
function percent(share) {
	return `${Math.round(share * 1e3) / 10} %`;
}
/**
* How many deals that a system has refused a run tries again: so few that they leave most of the limits to what people do.
* A deal is up to five records.
*/
function mostAgain({ maxChanges, maxChangeShare }, linked) {
	const ofShare = Math.max(SHARE_COUNTS_FROM, linked * maxChangeShare) / 2;
	return Math.max(1, Math.floor(Math.min(maxChanges / 5, ofShare)));
}
/**
* Refuses to go on from a full read in which one side came back empty although links are known: a filter, a
* missing role or a wrong environment looks like this, and absence from a list is never evidence.
*/
function guardReads(linkedBefore, { rows, others, referrals }) {
	if (rows === 0 && others === 0 && linkedBefore > 0) throw new RefusalError(`None of the ${linkedBefore} linked opportunities came back from Dataverse.`, "Check dataverse-url and the role of the application user. If the CRM was really emptied, run resync, and then sync.");
	const linked = rows ?? linkedBefore;
	if (referrals === 0 && linked >= LISTED_FROM) throw new RefusalError(`Partner Center shows not one referral, although ${linked} opportunities are linked to one.`, "Check that tenant-id is the one of the Partner Center account, and that the signed-in user has the role Referrals admin. If these deals belong to another account, say by scope > opportunities in the mapping which are of this one (docs/connections.md), or clear their referral identifier in the CRM.");
}
// src/reconcile/plan/plan.ts
/** All merges as one plan, sorted, so that the same records give the same plan whatever order they came in. */
function toPlan(merges, questions) {
	return {
		changes: merges.flatMap((merge) => merge.changes).sort(byLink(rankOf)),
		conflicts: merges.flatMap((merge) => merge.conflicts).sort(byLink((conflict) => conflict.field)),
		held: merges.flatMap((merge) => merge.held).sort(byLink((held) => `${held.field}/${held.side}`)),
		warnings: merges.flatMap((merge) => merge.warnings).sort(byLink((warning) => warning.text)),
		questions: questions.toSorted(by(({ referral }) => referral))
	};
}
/** What is let through has to last for later runs too, and the deals of this run are no more than a sample. */
const SAMPLE_MARGIN = 1.1;
/**
* The same plan with what is left to later runs. A new deal comes to as many records as the largest that is planned, and
* linked deals to as many as those that this run looks at: of these, most may differ in nothing that is written.
*/
function withLater(plan, merges, left) {
	if (left === null) return plan;
	const { newDeals, linkedDeals } = left;
	const most = merges.reduce((largest, { changes }) => Math.max(largest, sizeOf(changes).records), 1);
	const linked = merges.filter(({ pair }) => pair.opportunity !== null && !pair.row);
	const looked = sizeOf(linked.flatMap(({ changes }) => changes));
	const times = SAMPLE_MARGIN * linkedDeals / Math.max(linked.length, 1);
	const records = most * newDeals + Math.ceil(looked.records * times);
	const deals = Math.min(linkedDeals, Math.ceil(looked.deals * times));
	return {
		...plan,
		later: {
			...left,
			size: {
				records,
				deals
			}
		}
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
	const [byReferral, byKey] = [by(({ link }) => link.referral), by(key)];
	return (a, b) => byReferral(a, b) || byKey(a, b);
}
/**
* Names a plan, so that a run can be bound to the plan that was reviewed. Depends on what would be written
* and reported, not on when it was read: etags count only where a value cannot be named.
*/
function planDigest(plan, mappingDigest, fingerprint) {
	const hash = createHash("sha256");
	for (const piece of canonicalPieces(plan, mappingDigest, fingerprint)) hash.update(piece);
	return hash.digest("hex");
}
/** As canonical JSON, one change after the other: all of it may be longer than a text can be. */
function* canonicalPieces(plan, mappingDigest, fingerprint) {
	yield "{\"changes\":";
	yield* canonicalList(plan.changes, (change) => named(change, fingerprint));
	yield ",\"conflicts\":";
	yield* canonicalList(plan.conflicts, ({ link, field, winner }) => ({
		link,
		field,
		winner
	}));
	yield ",\"held\":";
	yield* canonicalList(plan.held, ({ link, field, side, reason }) => ({
		link,
		field,
		side,
		reason
	}));
	yield `,"mapping":${canonicalJson(mappingDigest)},"questions":`;
	yield* canonicalList(plan.questions, (question) => question);
	yield "}";
}
function* canonicalList(items, said) {
	let before = "[";
	for (const item of items) {
		yield before + canonicalJson(said(item));
		before = ",";
	}
	yield items.length === 0 ? "[]" : "]";
}
function named({ side, action, link, etag, fields, row }, fingerprint) {
	const values = fields.map(({ field, to }) => [field, fingerprint(link.referral, field, to)]);
	const needsEtag = values.some(([, print]) => print === null);
	return {
		side,
		action,
		link,
		fields: values,
		...row ? { row } : {},
		...needsEtag ? { etag } : {}
	};
}
// src/reconcile/write/revisit.ts
/** What a run does about a merged deal, given what earlier runs have noted of it. */
function revisited(merge, mapping, run) {
	const entry = run.waiting.get(merge.pair.link.referral);
	const apart = answerFirst(merge, entry, mapping);
	return withoutWrittenNote(leftAlone(run.isSameMapping && run.only === null ? withRefusal(apart, counted(apart, run), {
		...run,
		mapping
	}) : apart, mapping, run), entry, run.keyed);
}
/** Leaves the row alone, for longer each time, where it loses its base; also one that is not shared yet. */
function leftAlone(merge, mapping, run) {
	if (!run.isSameMapping) return merge;
	return leaveForgotten(merge, mapping, {
		entry: counted(merge, run),
		now: run.now
	});
}
/** What the deal has waited for, unless a person has asked for it. */
function counted({ pair: { link } }, { named, waiting }) {
	return named.has(link.referral) ? void 0 : waiting.get(link.referral);
}
// src/reconcile/match/account-search.ts
/** What has to be read to find the accounts of these referrals by the rules, in one search. */
function accountSearch(rules, referrals) {
	const { columns, match } = rules;
	const customers = referrals.map(customerOf);
	const wanted = /* @__PURE__ */ new Map();
	const want = (column, values) => {
		if (column === void 0 || values.length === 0) return;
		const known = wanted.get(column) ?? /* @__PURE__ */ new Set();
		for (const value of values) known.add(value);
		wanted.set(column, known);
	};
	for (const customer of customers) {
		if (match.includes("duns")) want(columns.duns, dunsForms(customer.duns));
		if (match.includes("name and postal code") && customer.name) {
			want(columns["postal code"], postalForms(customer["postal code"]));
			if (isFoundByName(customer)) want(columns.name, nameForms(customer.name));
		}
		if (match.includes("name and country") && customer.country) want(columns.name, nameForms(customer.name));
		if (match.includes("domain")) want(columns.website, customer.domains.flatMap(websiteForms));
	}
	const anyOf = Object.fromEntries([...wanted].map(([column, values]) => [column, [...values].sort()]));
	const named = Object.values(columns).filter((column) => column !== void 0);
	return {
		columns: [...new Set(named)].sort(),
		anyOf
	};
}
/** Dataverse compares text as it stands, but for case: so the usual spellings are asked for. */
function nameForms(name) {
	if (name === null) return [];
	const words = [
		name,
		name.replaceAll(" & ", " and "),
		name.replaceAll(/ and /gi, " & ")
	];
	const bare = words.map((one) => one.replaceAll(/[.,]/g, ""));
	const ends = [
		...words,
		...bare,
		...bare.map((one) => one.replace(/ (\S+)$/, ", $1"))
	];
	return [...new Set(ends.flatMap((one) => [one.replace(/\.$/, ""), `${one.replace(/\.$/, "")}.`]))];
}
/**
* Nobody can ask for all codes that begin with the five digits of one of the United States (ZIP+4), nor for none: there the
* name helps.
*/
function isFoundByName({ "postal code": code, country }) {
	const where = countryKey(country);
	if (postalKey(code) === "") return where !== null;
	return /^\d{5}$/.test(postalKey(code)) && [null, "united states"].includes(where);
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
// src/commands/accounts.ts
/** Where no account is made, it does not matter which CRM it is. */
const NOBODYS = "";
const NONE$1 = {
	answers: /* @__PURE__ */ new Map(),
	missing: /* @__PURE__ */ new Set(),
	arrived: /* @__PURE__ */ new Set()
};
/**
* Finds the accounts that these deals still lack, all in one search; asks nothing when none lacks one. Where the rules find
* none, the ones that were made for these customers are asked for by their ids.
*/
async function findAccounts(ports, mapping, { pairs, intents }) {
	const { accounts: rules } = mapping;
	const announced = intents.flatMap(({ row }) => row?.table === "account" ? [row.id] : []);
	const referrals = pairs.filter((pair) => lacksAccount(pair, mapping)).map((pair) => pair.referral);
	if (!rules || referrals.length + announced.length === 0) return NONE$1;
	const search = accountSearch(rules, referrals);
	const look = (more) => withMasters(ports.opportunities, {
		...search,
		ids: [],
		...more
	});
	const found = await look({ ids: announced });
	const there = new Set(found.map(({ id }) => id));
	const arrived = new Set(announced.filter((id) => there.has(id)));
	const unmatched = withoutMatch(rules, referrals, found);
	if (unmatched.length === 0) return {
		...chooseAccounts(rules, referrals, found, NOBODYS),
		arrived
	};
	const crm = await ports.opportunities.businessUnit();
	const made = await look({
		anyOf: {},
		ids: newAccountIds(unmatched, crm)
	});
	return {
		...chooseAccounts(rules, referrals, [...found, ...made], crm),
		arrived
	};
}
/** What a search finds, and the accounts that any of it was merged into; one that may not be read is left out. */
async function withMasters(opportunities, search) {
	const all = [...await opportunities.accounts(search)];
	for (let ids = mastersOf(all); ids.length > 0; ids = mastersOf(all)) {
		const masters = await opportunities.accounts({
			...search,
			anyOf: {},
			ids
		});
		if (masters.length === 0) break;
		all.push(...masters);
	}
	return all;
}
// src/commands/announced.ts
/**
* Announced rows, also those that no longer carry their identifier: somebody may have taken it out after the run that wrote it
* died; and those of deals that were to be shared. Asks nothing in an ordinary run.
*/
async function announcedRows({ opportunities }, intents, { rows, shares, withdrawn }) {
	const announced = new Set(intents.filter(({ row, found }) => !row && !found).filter((one) => one.side === "opportunity" ? one.action !== "note" : isPost(one)).map(({ opportunity }) => opportunity));
	if (announced.size === 0) return /* @__PURE__ */ new Map();
	const known = [
		...rows,
		...shares,
		...withdrawn
	];
	const read = new Map(known.filter(({ id }) => announced.has(id)).map((row) => [row.id, row]));
	const found = await opportunities.byIds([...announced].filter((id) => !read.has(id)));
	return new Map([...read, ...found.map((row) => [row.id, row])]);
}
/** Ids of those of its notes that are there. Asks nothing in an ordinary run. */
async function announcedNotes({ opportunities }, intents) {
	const announced = intents.filter(({ action }) => action === "note");
	return new Set(await opportunities.existingNotes(announced.map(({ id }) => noteIdFor(id))));
}
// src/reconcile/match/owners.ts
/** Columns of a user that may be the address by which Partner Center knows them (systemuser entity reference). */
const USER_ADDRESSES = ["internalemailaddress", "domainname"];
/** Characters of an address (RFC 5321). */
const LONGEST = 254;
/** What finds the users who may own the rows that are made; `null` where nobody could. */
function userSearch(merges) {
	const makes = merges.filter(({ changes }) => changes.some(makesRow)).map(({ pair }) => pair);
	const addresses = unique(makes.flatMap(({ referral }) => addressesOf(referral)));
	const byAddress = addresses.length > 0 ? USER_ADDRESSES.map((column) => [column, addresses]) : [];
	const owners = unique(makes.flatMap((pair) => givenTo(pair) ?? []));
	const search = [...byAddress, ...owners.length > 0 ? [["systemuserid", owners]] : []];
	return search.length > 0 ? Object.fromEntries(search) : null;
}
function unique(texts) {
	return [...new Set(texts)].sort();
}
/** Whom the lead of a deal was given to: it belongs to somebody else than who made it, as a sync does. */
function givenTo({ lead }) {
	const owner = lead ? idIn(lead, OWNED_BY) : null;
	return lead && owner !== idIn(lead, "_createdby_value") ? owner : null;
}
function addressesOf(referral) {
	return addressesIn(valueAt(referral, "team")).filter(({ length }) => length <= LONGEST);
}
/**
* Gives each new row to the user who was given its lead, else to the first member of its referral's team who is a user. A lead
* of `otherwise` was given to nobody: the team may have a user by now.
*
* | users with the address of a member | the row belongs to                                |
* |------------------------------------|---------------------------------------------------|
* | one                                | that one                                          |
* | several                            | the next member: nobody guesses which of them     |
* | none, of any member                | `otherwise`, else whoever makes it                |
*
* @param users What the search of these merges returned.
*/
function giveOwners(merges, users, rules) {
	const known = {
		byAddress: usersByAddress(users),
		ids: new Set(users.map(({ id }) => id))
	};
	return merges.map((merge) => {
		if (!merge.changes.some(makesRow)) return merge;
		const owner = ownerOf(merge.pair, known, rules);
		if (!owner) return merge;
		const owned = (change) => ({
			...change,
			fields: [...change.fields, owner]
		});
		return {
			...merge,
			changes: merge.changes.map((one) => makesRow(one) ? owned(one) : one)
		};
	});
}
function usersByAddress(users) {
	const byAddress = /* @__PURE__ */ new Map();
	for (const { id, properties } of users) for (const address of USER_ADDRESSES.map((column) => addressOf$1(properties[column]))) byAddress.set(address, (byAddress.get(address) ?? /* @__PURE__ */ new Set()).add(id));
	return byAddress;
}
function ownerOf(pair, users, { otherwise }) {
	const given = givenTo(pair);
	if (given !== null && users.ids.has(given) && given !== otherwise?.user?.toLowerCase()) return {
		field: OWNER_FIELD,
		to: `user ${given}`
	};
	for (const address of addressesOf(pair.referral)) {
		const [id, another] = users.byAddress.get(address) ?? [];
		if (id !== void 0 && another === void 0) return {
			field: OWNER_FIELD,
			to: `user ${id}`
		};
	}
	const [kind, id] = Object.entries(otherwise ?? {})[0] ?? [];
	if (id === void 0) return null;
	const to = `${kind} ${id.toLowerCase()}`;
	return {
		field: OWNER_FIELD,
		to,
		otherwise: to
	};
}
/** Whether a change makes a row that somebody sells by. */
function makesRow({ side, action, row }) {
	return side === "opportunity" && action === "create" && row?.table !== "account";
}
/** What is sent of it: either is bound by one and the same property. */
function ownerColumns(owner) {
	const [kind, id] = (owner ?? "").split(" ");
	return { "ownerid@odata.bind": `/${kind === "team" ? "teams" : "systemusers"}(${id})` };
}
/** Whom the new row of a deal would belong to, in words: `null` is whoever makes it, and `undefined` that none is made. */
function ownerIn({ changes }) {
	const made = changes.find(makesRow);
	return made && (made.fields.find(({ field }) => field === "owner")?.to ?? null);
}
/** A word for the whole run, of rows that sellers with a view of their own rows do not see. */
function ownerlessNotice({ changes }, owner) {
	const made = owner ? changes.filter((change) => makesRow(change)) : [];
	const left = made.filter(({ fields }) => fields.every(({ field }) => field !== OWNER_FIELD)).length;
	if (left === 0) return null;
	return `New rows that belong to the application user: ${left} of ${made.length}. Nobody of their team is an enabled user of the CRM, found by an e-mail address that no other user has. Assign them in the CRM, or have the mapping name who else is to own such rows by the section owner.`;
}
// src/commands/owners.ts
/** Gives the rows that these merges make to their sellers: one search for all of them, and none when none is made. */
async function withOwners(opportunities, merges, { owner }) {
	if (!owner) return merges;
	const search = userSearch(merges);
	return giveOwners(merges, search ? await opportunities.users(search) : [], owner);
}
// src/commands/pull/merges-ahead.ts
/**
* Merges deals while others are still being listed. A merge depends on nothing but its two records and what is known
* before they are read; where one of the records turns out to be another, or to be linked otherwise, it is made anew.
*/
var MergesAhead = class {
	#context;
	#merges = /* @__PURE__ */ new Map();
	constructor(context) {
		this.#context = context;
	}
	merge(referral, row, lookups) {
		const { mapping } = this.#context;
		const pair = linkedPair(mapping, referral, row);
		if (lacksAccount(pair, mapping)) return;
		this.#merges.set(referral.id, mergePair(pair, {
			...this.#context,
			lookups
		}));
	}
	drop(referral) {
		this.#merges.delete(referral);
	}
	clear() {
		this.#merges.clear();
	}
	/** What came of these very records; `null` when they were not merged. */
	of(pair) {
		const merge = this.#merges.get(pair.link.referral);
		return merge && isSame(merge.pair, pair) ? merge : null;
	}
};
/** The base is on the row, so that it is the same as well. */
function isSame(ahead, pair) {
	return ahead.referral === pair.referral && ahead.opportunity === pair.opportunity && pair.baseIsStored && !pair.adopts && !pair.lead;
}
// src/commands/pull/collected.ts
function mistyped({ referralIdColumn }) {
	return `what stands in ${referralIdColumn} is not the identifier of a referral: correct it on the opportunity, or clear it`;
}
/** The records that a run has read and keeps, for the merge to look at. */
var Collected = class {
	referrals = /* @__PURE__ */ new Map();
	rows = /* @__PURE__ */ new Map();
	unreadable = [];
	/** Referrals of opportunities out of the mapping's scope: perhaps another account has them. */
	others = [];
	/** Rows that do not carry the referral that their bases were agreed on with, by that. */
	untied = /* @__PURE__ */ new Map();
	#mapping;
	constructor(mapping) {
		this.#mapping = mapping;
	}
	/** A listing may show an older version than what was read before. */
	keep(record) {
		if (record.side === "opportunity") this.rows.set(record.id, record);
		else {
			const known = this.referrals.get(record.id);
			if (!known || !isBefore(record.modified, known.modified)) this.referrals.set(record.id, record);
		}
	}
	keepAll(records) {
		for (const record of records) this.keep(record);
	}
	drop({ side, id }) {
		(side === "referral" ? this.referrals : this.rows).delete(id);
	}
	/** Where no row carries a referral, the one that did, unless it is free to be shared anew. */
	keepUntied() {
		const owners = this.owners();
		for (const [id, row] of this.untied) {
			const referral = this.referrals.get(id);
			if (referral && !owners.has(id) && !isFreeOf(this.#mapping, referral, row)) this.keep(row);
		}
	}
	/** Ids of the referrals that the rows belong to. */
	owners() {
		const owners = [...this.rows.values()].map((row) => this.ownerOf(row));
		return new Set(owners.filter((id) => id !== null));
	}
	/** Ids of the referrals that rows mean without spelling them as such. */
	meant() {
		return [...this.rows.values()].flatMap((row) => meantBy(this.#mapping, row) ?? []);
	}
	ownerOf(row) {
		return identifierOf(this.#mapping, row);
	}
	/** Notes why these referrals cannot be used. Where the opportunity is out of scope, nobody has to be told. */
	leaveOut(referrals, reason) {
		if (referrals.length === 0) return;
		const rows = rowsByReferral(this.#mapping, [...this.rows.values()]);
		for (const referral of referrals) {
			this.referrals.delete(referral);
			const row = rows.get(referral);
			const opportunity = row?.id ?? rowIdFor(referral);
			const link = {
				referral: nameable(referral, opportunity),
				opportunity
			};
			if (row && misfit(this.#mapping.scope, row) !== null) {
				this.others.push(link.referral);
				continue;
			}
			const why = isMistyped(link) ? mistyped(this.#mapping) : reason;
			this.unreadable.push({
				link,
				rowEtag: row?.etag ?? null,
				reason: why
			});
		}
	}
};
// src/commands/pull/pulled.ts
/** Of a run that only looks at one referral. */
const NO_LISTING = {
	pages: 0,
	others: 0,
	ours: 0,
	inStep: 0,
	left: null,
	misfits: /* @__PURE__ */ new Map()
};
/** Why a referral could not be used. */
const NOT_VISIBLE = "Partner Center does not show this referral: it is gone, its identifier is mistyped on the opportunity, the account lacks the Referrals admin role, or Partner Center fails with this one alone";
const STILL_OLDER = "Partner Center still shows an older version of this referral";
/** Of a row whose base says that it was merged in the future: no version of its referral is as new. */
const yetToCome = ({ baseColumn }) => `${baseColumn} of its opportunity says that it was merged at a time that is yet to come: empty that column there, and both sides are compared anew`;
const MAYBE_A_PARTNERS = "Partner Center does not show its engagement, so that it may be the referral of a partner in a deal of yours";
const MAYBE_OF_OURS = "Partner Center does not show the engagement of this referral of Microsoft's, so that what Microsoft changed in it is not on its opportunity yet";
// src/commands/pull/engagements.ts
/**
* The engagements that a run came across: our referral and, beside it, Microsoft's own of the same deal (its
* organization is `msft`). Where both come in the same listing, Microsoft's side takes a request of its own only where
* ours is not listed, because nothing of it changed, and where a record is looked at by name. Whether a listing has
* Microsoft's at all is documented nowhere: where a whole one has none, they are asked for by their engagements.
*/
var Engagements = class {
	#referrals;
	#shown;
	/** All but Microsoft's, by their ids: a partner may be in the deal as well. */
	#ours = /* @__PURE__ */ new Map();
	#microsofts = /* @__PURE__ */ new Map();
	/** Engagements that were read as a whole → ids of what was in the answer. */
	#read = /* @__PURE__ */ new Map();
	constructor(referrals, mapping) {
		this.#referrals = referrals;
		this.#shown = microsoftsPaths(mapping);
	}
	/** @param isNews Whether this version of the referral has not been dealt with. */
	note(referral, isNews) {
		const engagement = engagementOf(referral);
		if (engagement === null) return;
		if (!isMicrosofts(referral)) this.#noteOurs(engagement, referral);
		else if (isNews && !outranks(this.#microsofts.get(engagement), referral)) this.#microsofts.set(engagement, this.#asShown(referral));
	}
	#noteOurs(engagement, referral) {
		const known = this.#ours.get(engagement);
		if (known) known.set(referral.id, referral);
		else this.#ours.set(engagement, /* @__PURE__ */ new Map([[referral.id, referral]]));
	}
	/** What is of our organization; all where nobody knows which that is, and a partner's is left out later. */
	#oursIn(engagement, organization) {
		const known = [...this.#ours.get(engagement)?.values() ?? []];
		const ours = known.filter((referral) => isOf(organization, referral));
		return ours.length > 0 ? ours : known;
	}
	/** No more of Microsoft's than the mapping looks at: in a full read there may be one for each deal. */
	#asShown(referral) {
		return {
			...referral,
			properties: picked(referral.properties, this.#shown)
		};
	}
	/** Lets go of both referrals of a deal that this run does not deal with. */
	drop(referral) {
		const engagement = engagementOf(referral) ?? "";
		this.#ours.get(engagement)?.delete(referral.id);
		this.#microsofts.delete(engagement);
	}
	/** Lets go of Microsoft's referral, if it was noted; ours is in step with it. */
	forget(engagement) {
		return this.#microsofts.delete(engagement);
	}
	/**
	* Adds our referrals in whose engagement Microsoft's changed. One that is looked at by name is read with its whole engagement:
	* what Microsoft changed before is not listed any more.
	* Where nobody can say now whose deal one of Microsoft's is, that one is left out, and waits.
	*/
	async addTo(collected, { listedAll, unlisted, only, organization }) {
		const { referrals } = collected;
		for (const referral of referrals.values()) if (isMicrosofts(referral)) this.note(referral, true);
		const unsure = [...this.#microsofts].filter(([engagement, theirs]) => isOver(theirs) || !this.#oursIn(engagement, organization).some((one) => isOf(organization, one)));
		if (!listedAll) await this.#readWhole(unsure.map(([engagement]) => engagement));
		for (const engagement of this.#microsofts.keys()) for (const ours of this.#oursIn(engagement, organization)) if (!referrals.has(ours.id)) referrals.set(ours.id, ours);
		const missed = [...referrals.values()].filter((referral) => mayHaveMicrosoft(referral) && (referral.id === only || unlisted && hasMicrosoft(referral)));
		await this.complete(missed);
		const unread = unsure.filter(([engagement]) => !listedAll && !this.#read.has(engagement));
		collected.leaveOut(unread.map(([, { id }]) => id), MAYBE_OF_OURS);
	}
	/** Makes sure that Microsoft's referrals beside these of ours are known, where there are any. */
	async complete(referrals) {
		const engagements = referrals.map(engagementOf).filter((engagement) => engagement !== null);
		await this.#readWhole(engagements.filter((engagement) => !this.#microsofts.has(engagement)));
	}
	/** Microsoft's referrals of these engagements. */
	async ofMicrosoft(engagements) {
		return [...(await this.#referrals.ofEngagements(engagements)).values()].flat().filter(isMicrosofts);
	}
	/**
	* Whether the engagement was looked at by itself, and Microsoft has no referral in it. An answer without the referral itself
	* does not show the engagement, as one that comes too early.
	*/
	lacksMicrosofts(referral) {
		const engagement = engagementOf(referral);
		if (engagement === null || this.#microsofts.has(engagement)) return false;
		return this.#read.get(engagement)?.has(referral.id) ?? false;
	}
	async #readWhole(engagements) {
		const unread = [...new Set(engagements)].filter((engagement) => !this.#read.has(engagement));
		for (const [engagement, found] of await this.#referrals.ofEngagements(unread)) {
			this.#read.set(engagement, new Set(found.map(({ id }) => id)));
			for (const referral of found) this.note(referral, true);
		}
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
/** Where a mapping finds something in Microsoft's referral; what it is known by, and what it was asked for. */
function microsoftsPaths({ fields }) {
	const shown = fields.flatMap(({ transform }) => transform.referral.reads).filter(isMicrosoftsPath).map((path) => path.slice(10));
	return [.../* @__PURE__ */ new Set([
		"id",
		"organizationId",
		"engagementId",
		"status",
		CREATED,
		HELP_PATH,
		...shown
	])];
}
const CREATED = "createdDateTime";
/**
* Whether a referral of Microsoft's that is known stands for the deal rather than another one of the same engagement: one
* that is not over, else the later one. Which comes first in a listing says nothing of that.
*/
function outranks(known, other) {
	if (!known || known.id === other.id) return false;
	if (isOver(known) !== isOver(other)) return isOver(other);
	const [since, sinceWhen] = [known, other].map(({ properties }) => properties[CREATED]);
	return isBefore(String(sinceWhen), String(since));
}
/** Microsoft has no referral of its own of a deal that is not shared (create-a-referral). */
function mayHaveMicrosoft(referral) {
	return isVisibleToMicrosoft(referral) !== false;
}
/** Whether Microsoft takes part in a co-sell deal that goes on, as far as our referral says: it sent it, or is to help. */
function hasMicrosoft(referral) {
	const { assistanceRequestCode: help } = objectIn(referral.properties.inviteContext);
	return (typeof help === "string" && help !== "" && help !== "Unknown" || inviterOf(referral) === "msft") && !isOver(referral) && kindOf$1(referral) === "co-sell";
}
function isOf(organization, { properties }) {
	return organization !== null && properties.organizationId === organization;
}
/** Whether it is Microsoft's own referral of a deal. */
function isMicrosofts({ properties }) {
	return properties.organizationId === MICROSOFT;
}
/** `null` where a referral does not say. */
function engagementOf(referral) {
	return idIn(referral, "engagementId");
}
// src/commands/pull/engagements-to-join.ts
/**
* Reads what a listing of changes does not have of the engagements that this run deals with, all at once: Microsoft's side
* where it is to be shown; before Microsoft is asked for help, that it was not asked before; and where a run that died had
* announced that, whether it was.
*
* @param unlisted Whether the listing had none of Microsoft's referrals: then they come no other way.
*/
async function readEngagementsToJoin(mapping, parts, { listedAll, unlisted }) {
	const { collected, engagements, lookups } = parts;
	const { referrals, rows: byId } = collected;
	const rows = [...byId.values()];
	const known = {
		referrals: referrals.values(),
		rows
	};
	const wanting = rows.some((row) => isWantedThere(mapping, row)) ? wantHelp(mapping, known, {
		lookups: await lookups(),
		andGotIt: unlisted
	}) : [];
	const lacking = mapping.showsMicrosoft ? lackMicrosofts(mapping, parts, listedAll) : [];
	await engagements.complete([
		...lacking,
		...maybeAsked(mapping, parts),
		...wanting
	]);
}
/** Referrals of which a run that died had announced that it would ask Microsoft. */
function maybeAsked(mapping, { collected: { referrals, rows }, waiting }) {
	return waiting.rowsMaybeAskedFor().flatMap((id) => rows.get(id) ?? []).flatMap((row) => referrals.get(identifierOf(mapping, row) ?? "") ?? []);
}
/**
* Referrals beside which Microsoft's is needed though it has not changed, so that no listing of changes has it: of a deal whose row is made
* now or was never synced, and of one that was not written, for whatever reason it is looked at again.
*/
function lackMicrosofts(mapping, { collected, waiting }, listedAll) {
	const byReferral = listedAll ? null : rowsByReferral(mapping, [...collected.rows.values()]);
	const isNew = (referral) => {
		if (byReferral === null || isOver(referral)) return false;
		const row = byReferral.get(referral.id);
		if (row) return readBaseBeside(row, referral.id, mapping) === null;
		return !isLead(mapping, referral) && prospectOf(mapping, referral) !== "nothing";
	};
	return [...collected.referrals.values()].filter((referral) => isOurs$1(mapping, referral) && mayHaveMicrosoft(referral) && (wasNotWritten(waiting.byReferral.get(referral.id)) || isNew(referral)));
}
function wasNotWritten(entry) {
	return entry?.kind === "stale" || entry?.kind === "rejected" || entry?.kind === "failed";
}
/**
* Referrals whose seller wants Microsoft's help.
*
* @param andGotIt Also where Microsoft was asked for it already.
*/
function wantHelp(mapping, { referrals, rows }, { lookups, andGotIt }) {
	const byReferral = rowsByReferral(mapping, rows);
	const byId = new Map(rows.map((row) => [row.id, row]));
	return [...referrals].filter((referral) => {
		const opportunity = byReferral.get(referral.id) ?? byId.get(externalReference(referral) ?? "");
		const base = opportunity ? readBaseBeside(opportunity, referral.id, mapping) : null;
		const isAsked = andGotIt && !isOver(referral) && base !== null && Boolean(valueFor(mapping, "inviteContext.assistanceRequestCode", base.fields));
		return opportunity && (isAsked || helpWanted({
			opportunity,
			referral,
			base
		}, mapping, lookups));
	});
}
// src/commands/pull/leads.ts
/**
* Reads the leads of referrals, and the rows that do not carry the identifier of one and may be its own all the same: those
* that it or its lead names, and those that it was asked about.
*
* @param only The one referral that the run looks at: whether what was made for it is there has to be known before a write says so.
* @returns The leads.
*/
async function readLeadsAndNamedRows(ports, mapping, { collected, waiting }, only) {
	const { rows } = collected;
	const mayHaveLostRow = ({ id }) => id === only || waiting.mayHaveLostRow(id);
	const referrals = [...collected.referrals.values()];
	const unsettled = /* @__PURE__ */ new Set([...waiting.byReferral.keys(), ...waiting.announced([])]);
	const leads = await readLeads(ports, mapping, {
		referrals,
		rows: rows.values(),
		unsettled
	});
	const lostLeads = await readLostLeads(ports, mapping, referrals.filter((one) => mayBeLead(mapping, one) && !leads.has(one.id) && mayHaveLostRow(one)));
	const linked = collected.owners();
	const named = referrals.filter(({ id }) => !linked.has(id)).flatMap((referral) => [
		...namedRows(referral, leads.get(referral.id)),
		...mayHaveLostRow(referral) ? [rowIdFor(referral.id)] : [],
		...waiting.askedAbout(referral.id)
	]).filter((id) => !rows.has(id));
	const ids = [...new Set(named)];
	if (ids.length > 0) collected.keepAll(await ports.opportunities.byIds(ids));
	return [...leads.values(), ...lostLeads];
}
/** Leads of those referrals that may have one, by referral. */
async function readLeads({ opportunities }, mapping, { referrals, rows, unsettled }) {
	const { leads } = mapping;
	if (!leads) return /* @__PURE__ */ new Map();
	const linked = new Set([...rows].map((row) => identifierOf(mapping, row)));
	const wanted = [...referrals].filter((referral) => mayBeLead(mapping, referral) && (!linked.has(referral.id) || unsettled.has(referral.id)));
	if (wanted.length === 0) return /* @__PURE__ */ new Map();
	const mostTellingLast = (await opportunities.leads(wanted.map(({ id }) => id))).toSorted((a, b) => tells(a) - tells(b));
	return new Map(mostTellingLast.map((lead) => [identifierOf(leads.rows, lead) ?? "", lead]));
}
/**
* Leads that were made for these referrals, and no longer carry their identifier: a second one would be refused for ever.
*/
function readLostLeads({ opportunities }, { leads }, referrals) {
	if (!leads || referrals.length === 0) return Promise.resolve([]);
	return opportunities.leadsByIds(referrals.map(({ id }) => leadIdFor(id)));
}
/**
* Opportunity id → referral, where somebody has qualified the referral's lead into the opportunity. Only the lead says
* so, and its own changes are not read.
*/
async function referralsByLead({ opportunities }, { leads }, rows) {
	const from = rows.flatMap((row) => idIn(row, "_originatingleadid_value") ?? []);
	if (!leads || from.length === 0) return /* @__PURE__ */ new Map();
	const found = await opportunities.leadsByIds([...new Set(from)]);
	return new Map(found.flatMap((lead) => {
		const referral = identifierOf(leads.rows, lead);
		const into = idIn(lead, QUALIFIED_INTO);
		return referral !== null && isUuid(referral) && into !== null ? [[into, referral]] : [];
	}));
}
/**
* How much a lead tells, where several carry the same referral. One that was qualified has an opportunity, and no second
* one may be made; one that was merged into another is closed and has none.
*/
function tells(lead) {
	if (idIn(lead, "_qualifyingopportunityid_value") !== null) return 2;
	return isOpenRow(lead) ? 1 : 0;
}
// src/commands/pull/listed-referrals.ts
/** So many referrals are read between two lines of progress, once as many are read. */
const TOLD_EACH = 1e3;
/** Takes the referrals as they are listed. One whose etag was dealt with before is dropped. */
var ReferralsListing = class {
	#reading;
	#anHourAgo;
	#listed = /* @__PURE__ */ new Map();
	/** `null` once one of ours fits, and where those that did not change are not listed, which may fit. */
	#misfits;
	#hasMicrosofts = false;
	#ours = 0;
	constructor(reading) {
		this.#reading = reading;
		this.#anHourAgo = minusMinutes(reading.now, 60);
		this.#misfits = reading.sweep ? /* @__PURE__ */ new Map() : null;
	}
	/** @param rows The other listing, which this one waits for rather than hold more than it should. */
	async read({ referrals, progress }, rows) {
		const { watermark, sweep, parts } = this.#reading;
		const since = watermark && minusMinutes(watermark.since, 15);
		let all = 0;
		return {
			...await referrals.readChanged(since, async (page) => {
				const before = all;
				all += page.length;
				for (const referral of page) this.#take(referral);
				if (parts.collected.referrals.size > 0) parts.lookups().catch(() => {});
				this.#reading.requireRoom();
				await this.#mergeAhead();
				if (isTold(before, all)) progress(`read ${count(all, "referral")}`);
				if (sweep?.isFull) await rows;
			}),
			listed: this.#listed,
			ours: this.#ours,
			misfits: this.#misfits ?? /* @__PURE__ */ new Map(),
			hasMicrosofts: this.#hasMicrosofts
		};
	}
	#take(referral) {
		const { mapping, sweep, parts, watermark } = this.#reading;
		this.#noteListed(referral);
		const isNews = watermark?.seen[referral.id] !== referral.etag;
		this.#hasMicrosofts ||= isMicrosofts(referral);
		if (sweep && isMicrosofts(referral)) sweep.takeMicrosofts(referral);
		else if (!sweep && this.#reading.looksAtEngagements()) parts.engagements.note(referral, isNews);
		if (!isOurs$1(mapping, referral)) return;
		this.#ours += 1;
		this.#noteScope(referral);
		if (!isNews) return;
		if (parts.waiting.isSettled(referral, referral.id)) sweep?.takeWaiting(referral);
		else if (sweep) sweep.takeReferral(referral, this.#reading.isNamed(referral.id));
		else this.#reading.keep(referral);
	}
	#noteScope(referral) {
		const place = this.#misfits && misfit(this.#reading.mapping.scope, referral);
		if (place === null) this.#misfits = null;
		else this.#misfits?.set(place, referral.id);
	}
	/** Only what the next listing will show again; an hour is more than the overlap and any skew of clocks. */
	#noteListed({ id, etag, modified }) {
		if (!isBefore(modified, this.#anHourAgo)) this.#listed.set(id, {
			etag,
			modified
		});
	}
	/** The next answer is on its way, and takes longer than this. */
	async #mergeAhead() {
		const { mapping, parts } = this.#reading;
		const { ahead, merges, collected, engagements, lookups } = parts;
		const rows = ahead.arrived();
		if (!merges || rows.length === 0) return;
		const known = await lookups();
		for (const row of rows) {
			const referral = collected.referrals.get(identifierOf(mapping, row) ?? "");
			if (referral && engagements.withMicrosofts(referral) === referral) merges.merge(referral, row, known);
		}
	}
};
/** A line for every answer is a thousand of them in a large tenant. */
function isTold(before, after) {
	return before < TOLD_EACH || Math.floor(before / TOLD_EACH) < Math.floor(after / TOLD_EACH);
}
// src/commands/pull/base-of-row.ts
/** Whether a row still says what both sides last agreed on: then it changed by our own doing, or not at all. */
async function equalsItsBase(mapping, row, lookups) {
	const base = readBase(row, mapping);
	if (!base || !isBeside(base, identifierOf(mapping, row)) || isReopened(row, base)) return false;
	if (base.ofAnother) return false;
	const { snapshot, unusable } = project(mapping, row, await lookups());
	if (agreeOnEnd(mapping, base.fields, snapshot)) return true;
	return mapping.fields.filter((field) => field.when === "always").every(({ name }) => (snapshot[name] ?? null) === (base.fields[name] ?? null)) && Object.keys(unusable).length === 0;
}
/**
* The base says closed, which it only does when the referral is, and so does the row: neither takes what else differs.
* Closing itself makes such a difference, as the row then has a status reason.
*/
function agreeOnEnd({ fields }, base, row) {
	const status = fields.find(({ kind }) => kind === "status");
	if (!status) return false;
	const end = base[status.name];
	return (end === "won" || end === "lost") && row[status.name] === end;
}
// src/commands/pull/listed-rows.ts
/** Takes the rows as they are listed. One that still equals its own base is dropped. */
var RowsListing = class {
	#reading;
	/** A full read hands some over twice. */
	#linked = /* @__PURE__ */ new Set();
	#others = /* @__PURE__ */ new Set();
	constructor(reading) {
		this.#reading = reading;
	}
	async read(opportunities) {
		const { mapping, sweep, parts } = this.#reading;
		const since = sweep ? null : parts.waiting.state.opportunities;
		let pages = 0;
		const { cursor, full } = await opportunities.readChanged(since, async (page) => {
			pages += 1;
			if (page.some((row) => identifierOf(mapping, row) !== null)) await sweep?.prepare();
			for (const row of page) {
				const referral = identifierOf(mapping, row);
				parts.waiting.note(row, referral);
				this.#noteUntied(row, referral);
				if (referral === null) parts.shares.take(row);
				else if (sweep) this.#sweep(sweep, row, referral);
				else await this.#take(row, referral);
			}
			this.#reading.requireRoom();
		});
		sweep?.endRows();
		parts.ahead.begin();
		const { linked, others } = sweep?.rows ?? {
			linked: this.#linked.size,
			others: this.#others.size
		};
		return {
			cursor,
			linked: full ? linked : null,
			others,
			pages
		};
	}
	/**
	* Somebody may just have taken its identifier out, or have written another one: then nothing of it reaches the referral that it was
	* of, and a change of that finds no row.
	*/
	#noteUntied(row, referral) {
		const { mapping, parts } = this.#reading;
		if (referral !== null && String(row.properties[mapping.baseColumn]).includes(referral)) return;
		const before = readBase(row, mapping)?.referral;
		if (before === void 0) return;
		if (![before, shareIdFor(row.id)].some((deal) => parts.waiting.isSettled(row, deal))) parts.collected.untied.set(before, row);
	}
	#sweep(sweep, row, referral) {
		if (this.#reading.parts.waiting.isSettled(row, referral)) sweep.note(row, referral);
		else sweep.takeRow(row, referral, this.#reading.isNamed(referral));
	}
	async #take(row, referral) {
		const { mapping, parts } = this.#reading;
		const { collected, waiting, lookups, shares } = parts;
		(misfit(mapping.scope, row) === null ? this.#linked : this.#others).add(row.id);
		shares.takeLinked(row);
		if (waiting.isSettled(row, referral)) return;
		if (waiting.byReferral.has(referral) || !isUuid(referral) || !await equalsItsBase(mapping, row, lookups)) collected.keep(row);
	}
};
// src/commands/pull/reach.ts
/** Whatever a listing or a change feed has kept from us is found after a week at the latest. */
const MINUTES_BETWEEN_SWEEPS = 7 * DAY_MINUTES;
/** Whether everything is to be read: it was not for long, or an earlier run has begun and left some deals to this one. */
function isSweepDue({ sweptAt, sweptTo }, now) {
	return sweptAt === void 0 || isLongAgo(sweptAt, now) || sweptTo !== void 0;
}
function isLongAgo(time, now) {
	return isBefore(time, minusMinutes(now, MINUTES_BETWEEN_SWEEPS));
}
/** Of a full read that begins. */
const NOWHERE = {
	isDone: () => false,
	isNews: () => false
};
/**
* What was looked at with another mapping does not count, nor what was so long ago that everything is to be read again.
*
* @param mapping Digest of the mapping of this run.
* @param now ISO 8601.
*/
function reachOf({ mapping: previous, sweptTo, ...state }, { mapping, now }) {
	if (sweptTo === void 0 || previous !== mapping || !state.referrals || !state.opportunities) return NOWHERE;
	const { since, seen } = state.referrals;
	if (isLongAgo(since, now)) return NOWHERE;
	const from = {
		referral: minusMinutes(since, 15),
		opportunity: minusMinutes(state.opportunities.readAt, 15)
	};
	return {
		isDone: (referral) => referral <= sweptTo,
		isNews: ({ side, id, etag, modified }) => (modified === "" || !isBefore(modified, from[side])) && !(side === "referral" && seen[id] === etag)
	};
}
// src/reconcile/merge/in-step.ts
/**
* Compares the two sides of a deal one after the other, as they come. It errs towards "not in step": then the
* merge looks at both, and decides.
*/
var InStep = class {
	#mapping;
	#lookups;
	#statusField;
	/** Fields that Microsoft's referral has no part in. */
	#own;
	/** Those that show something of it. */
	#shown;
	/** Fields that a base may have. */
	#names;
	/** By their letters. */
	#blanks = /* @__PURE__ */ new Map();
	#ends = /* @__PURE__ */ new Map();
	constructor(mapping, lookups) {
		this.#mapping = mapping;
		this.#lookups = lookups;
		this.#names = /* @__PURE__ */ new Set([...mapping.fields.map(({ name }) => name), ...mapping.leftOut]);
		this.#statusField = mapping.fields.find(({ kind }) => kind === "status");
		this.#own = mapping.fields.filter((field) => !showsMicrosoft(field));
		this.#shown = mapping.fields.filter(showsMicrosoft);
	}
	/** `null` when the merge has to look at the row, whatever its referral says. */
	needsOf(row) {
		const base = parseBase(row.properties[this.#mapping.baseColumn], this.#mapping.places);
		if (!base || !isBeside(base, identifierOf(this.#mapping, row))) return null;
		const floor = Date.parse(base.referralModified);
		if (Number.isNaN(floor)) return null;
		const end = this.#endOf(base, row);
		if (end !== null) return {
			floor,
			form: known(this.#ends, end, () => ({ end })),
			digest: 0
		};
		if (statusDiffers(row, this.#mapping.seller, SYNCED) || isReopened(row, base)) return null;
		if (lacksAccount({
			opportunity: row,
			base
		}, this.#mapping)) return null;
		const open = this.#openNeeds(base, row);
		return open && {
			floor,
			...open
		};
	}
	#openNeeds({ fields: base }, row) {
		for (const name in base) if (!this.#names.has(name)) return null;
		const own = this.#takenBy(this.#own, base, row);
		const shown = own && this.#takenBy(this.#shown, base, row);
		if (!shown) return null;
		const letters = own.letters + shown.letters;
		return {
			form: shown.tokens.every((token) => token === null) ? known(this.#blanks, letters, () => ({
				letters,
				microsoft: ""
			})) : {
				letters,
				microsoft: JSON.stringify(shown.tokens)
			},
			digest: digestOf(own.tokens)
		};
	}
	/** What these fields take of the referral; `null` when the row is not as the base has it. */
	#takenBy(fields, base, row) {
		let letters = "";
		const tokens = [];
		for (const field of fields) {
			const agreed = base[field.name];
			const need = needOf(field, agreed, readField(field, row, this.#lookups));
			if (need === null) return null;
			letters += need;
			tokens.push(tokenOf(need, agreed));
		}
		return {
			letters,
			tokens
		};
	}
	/** @param referral With Microsoft's, where that has come already. */
	meets(referral, { floor, form, digest }) {
		if (Date.parse(referral.modified) < floor) return false;
		if (expiryOf(referral) !== null) return false;
		if ("end" in form) return isOver(referral) && this.#statusOf(referral) === form.end;
		const tokens = [];
		for (const field of this.#own) {
			const value = readField(field, referral, this.#lookups);
			if (isUnusable(value)) return false;
			tokens.push(tokenOf(form.letters.charAt(tokens.length), value));
		}
		return this.#shownAre(referral, form) && digestOf(tokens) === digest;
	}
	/**
	* For Microsoft's referral that comes after ours, which met its needs without it. Where it has nothing, what ours has may
	* count in its stead.
	*/
	microsoftMeets(microsoft, form) {
		return this.#shownAre({
			...microsoft,
			properties: { microsoft: microsoft.properties }
		}, form, showsOursToo);
	}
	/** @param isBlank Whether a field that was not returned is blank. Of others that is no information, and asks for nothing. */
	#shownAre(referral, { letters, microsoft }, isBlank = () => false) {
		const wanted = microsoft === "" ? [] : JSON.parse(microsoft);
		return this.#shown.every((field, index) => {
			const read = readField(field, referral, this.#lookups);
			const value = read === void 0 && isBlank(field) ? null : read;
			if (value === void 0) return true;
			const need = letters.charAt(this.#own.length + index);
			return !isUnusable(value) && tokenOf(need, value) === (wanted[index] ?? null);
		});
	}
	/** The end that the base and the row agree on; the base only says so when the referral does. */
	#endOf({ fields }, row) {
		const end = this.#statusField && fields[this.#statusField.name];
		return end && !isOpenRow(row) && this.#statusOf(row) === end ? end : null;
	}
	#statusOf(record) {
		return this.#statusField && readField(this.#statusField, record, this.#lookups);
	}
};
/**
* Made of JSON, so that no two lists make one text. 48 bits, which a number holds exactly: it is only compared with that of
* the other side of the same deal, and that two lists have one by chance is not to be expected.
*/
function digestOf(tokens) {
	return Number.parseInt(hash("sha256", JSON.stringify(tokens), "hex").slice(0, 12), 16);
}
/** The one that was made for this text, or is made now. */
function known(made, text, make) {
	const before = made.get(text);
	if (before !== void 0) return before;
	const now = make();
	made.set(text, now);
	return now;
}
function showsMicrosoft({ transform }) {
	return transform.referral.reads.some(isMicrosoftsPath);
}
function showsOursToo({ transform }) {
	return !transform.referral.reads.every(isMicrosoftsPath);
}
/**
* What the referral has to say in a field, for `decideField` to write nothing, report nothing and agree on what the
* base has already. `null` when it cannot be said without the row.
*
* | letter | the referral says                          |
* |--------|--------------------------------------------|
* | `=`    | what the base has                          |
* | `?`    | nothing at all: the field was not returned |
* | `+`    | something, or nothing at all; no blank     |
* | `*`    | whatever it likes                          |
*/
function needOf(field, base, row) {
	if (isUnusable(row)) return null;
	if (field.kind === "account") return "*";
	if (row === void 0) return null;
	if (base === void 0) {
		if (row !== null) return null;
		return field.direction === "opportunity to referral" ? "+" : "?";
	}
	if (field.when === "create") return row === base ? "*" : null;
	if (row !== base) return null;
	return field.direction === "opportunity to referral" && field.blank === "protect" && row === null ? "*" : "=";
}
/** A value as far as a need of that letter goes; `null` also stands for "all is well". */
function tokenOf(need, value) {
	if (need === "=") return value ?? null;
	if (need === "?") return value === void 0 ? null : "a value or a blank";
	if (need === "+") return value === null ? "a blank" : null;
	return null;
}
// src/commands/pull/numbered.ts
/** Of a GUID, of 32 bits each. */
const WORDS = 4;
/** So many at first, and twice as many whenever these are full. */
const FIRST = 1024;
/** Of GUIDs: sixty million. It is only reserved, and takes no memory before it is used. */
const MOST_BYTES$1 = 2 ** 30;
/**
* Gives identifiers numbers, from 0 up, and keeps of a GUID, as both systems write theirs, its sixteen bytes. In a Map of texts
* each takes more than a hundred: a full read has two for each deal, and holds them until it ends.
*/
var Numbered = class {
	#bytes = new ArrayBuffer(FIRST * WORDS * Int32Array.BYTES_PER_ELEMENT, { maxByteLength: MOST_BYTES$1 });
	/** Those of each GUID, by its number. */
	#words = new Int32Array(this.#bytes);
	/** One more than the number of a GUID, in the first place that was free from the one that its words ask for. */
	#places = new Int32Array(2 * FIRST);
	/** What is no GUID, or one with capitals. */
	#others = /* @__PURE__ */ new Map();
	#size = 0;
	/** How many there are: their numbers are lower than this. */
	get size() {
		return this.#size;
	}
	/** `undefined` of an identifier that has none. */
	find(id) {
		const words = wordsOf(id);
		if (!words) return this.#others.get(id);
		const place = this.#places[this.#placeOf(words)] ?? 0;
		return place === 0 ? void 0 : place - 1;
	}
	/** That of before, or a new one. */
	numberOf(id) {
		const known = this.find(id);
		if (known !== void 0) return known;
		const number = this.#size;
		this.#size += 1;
		const words = wordsOf(id);
		if (words) this.#put(words, number);
		else this.#others.set(id, number);
		return number;
	}
	idOf(number) {
		for (const [id, other] of this.#others) if (other === number) return id;
		return dashed([...this.#words.subarray(number * WORDS, (number + 1) * WORDS)].map((word) => (word >>> 0).toString(16).padStart(8, "0")).join(""));
	}
	#put(words, number) {
		if ((number + 1) * WORDS > this.#words.length) this.#double();
		this.#words.set(words, number * WORDS);
		this.#places[this.#placeOf(words)] = number + 1;
	}
	/** Where these words are, or would be. At most half of the places are taken, so that one is found soon. */
	#placeOf(words) {
		const last = this.#places.length - 1;
		let place = mixed(words) & last;
		while (!this.#isAt(place, words)) place = place + 1 & last;
		return place;
	}
	#isAt(place, words) {
		const at = ((this.#places[place] ?? 0) - 1) * WORDS;
		return at < 0 || words.every((word, index) => word === this.#words[at + index]);
	}
	#double() {
		this.#bytes.resize(2 * this.#bytes.byteLength);
		const taken = this.#places.filter((place) => place > 0);
		this.#places = new Int32Array(2 * this.#places.length);
		for (const place of taken) {
			const words = this.#words.subarray((place - 1) * WORDS, place * WORDS);
			this.#places[this.#placeOf(words)] = place;
		}
	}
};
/** Written over by the next call: a new one for each identifier would be most of what it takes to look one up. */
const scratch = new Int32Array(WORDS);
/** `null` of a text that is no GUID in small letters. */
function wordsOf(id) {
	if (id.length !== 36) return null;
	let digits = 0;
	for (let at = 0; at < 36; at += 1) {
		const code = id.charCodeAt(at);
		if (at === 8 || at === 13 || at === 18 || at === 23) {
			if (code !== 45) return null;
		} else {
			const digit = digitOf(code);
			if (digit < 0) return null;
			const word = digits >> 3;
			scratch[word] = (scratch[word] ?? 0) << 4 | digit;
			digits += 1;
		}
	}
	return scratch;
}
/** Less than 0 where the character is none of `0` to `9` and `a` to `f`. */
function digitOf(code) {
	if (code >= 48 && code <= 57) return code - 48;
	return code >= 97 && code <= 102 ? code - 87 : -1;
}
/** Identifiers that are counted up differ in one word only, and in its upper part. */
function mixed(words) {
	let all = 0;
	for (const word of words) {
		all = Math.imul(all ^ word, 2654435761);
		all ^= all >>> 15;
	}
	return all;
}
// src/commands/pull/stands.ts
/** Each is asked for by itself. More of them, as of a user who has lost the role, need not be known to see what is wrong. */
const MOST_UNMET = 50;
/** Of a deal whose engagement does not matter. */
const NONE = -1;
/** By the referral that the row belongs to. All of them are held until the read ends, each in some sixty bytes. */
var Stands = class {
	#deals = new Numbered();
	#stands = [];
	#floors = [];
	/** Of a deal that was let go of, the number of its engagement, or `NONE`. */
	#digests = [];
	/** Of rows that are out of the mapping's scope. */
	#others = /* @__PURE__ */ new Set();
	#gone = 0;
	#mapping;
	constructor(mapping) {
		this.#mapping = mapping;
	}
	/** How many referrals have a row in the mapping's scope. */
	get linked() {
		return this.#deals.size - this.#others.size;
	}
	/** How many have one out of it. */
	get others() {
		return this.#others.size;
	}
	/** How many deals were let go of. */
	get gone() {
		return this.#gone;
	}
	has(referral) {
		return this.#deals.find(referral) !== void 0;
	}
	of(referral) {
		const deal = this.#deals.find(referral);
		if (deal === void 0) return void 0;
		const stand = this.#stands[deal];
		if (typeof stand !== "object") return stand;
		return {
			form: stand,
			floor: this.#floors[deal] ?? 0,
			digest: this.#digests[deal] ?? 0
		};
	}
	/** Has to come before how it stands with the deal of the row, and says how it stood before. */
	place(row, referral) {
		const deal = this.#deals.numberOf(referral);
		if (misfit(this.#mapping.scope, row) === null) this.#others.delete(deal);
		else this.#others.add(deal);
		return this.of(referral);
	}
	set(referral, stand) {
		if (typeof stand === "string") this.#put(referral, stand, 0, 0);
		else this.#put(referral, stand.form, stand.floor, stand.digest);
	}
	/** @param engagement Its number, or `null` when it does not matter. */
	letGo(referral, engagement) {
		this.#put(referral, "let go", 0, engagement ?? NONE);
		this.#gone += 1;
	}
	/** Referrals of deals that were let go of, and are in one of these engagements. */
	letGoIn(engagements) {
		const referrals = [];
		for (const [deal, stand] of this.#stands.entries()) if (stand === "let go" && engagements.has(this.#digests[deal] ?? NONE)) referrals.push(this.#deals.idOf(deal));
		return referrals;
	}
	/** Referrals of open rows in scope that have not come; of many, only some. */
	unmet() {
		const referrals = [];
		for (const [deal, stand] of this.#stands.entries()) {
			if (referrals.length === MOST_UNMET) break;
			if (typeof stand === "object" && !("end" in stand) && !this.#others.has(deal)) referrals.push(this.#deals.idOf(deal));
		}
		return referrals;
	}
	#put(referral, stand, floor, digest) {
		const deal = this.#deals.numberOf(referral);
		if (this.#stands[deal] === "let go") this.#gone -= 1;
		this.#stands[deal] = stand;
		this.#floors[deal] = floor;
		this.#digests[deal] = digest;
	}
};
// src/commands/pull/window.ts
/**
* Deals that a full read has found something to do for, of which one run takes up so many. The others are counted, and
* left to the runs after it: a tenant of a million would not fit into memory, nor what it waits for into a commit.
*
* Those with the lowest identifiers come first, in whatever order they are listed: so a plan that was looked at is the
* plan that is carried out. A deal goes by its referral.
*/
var Window = class {
	#most;
	#hands;
	/** What was kept of each deal. */
	#taken = /* @__PURE__ */ new Map();
	#exempt = /* @__PURE__ */ new Set();
	#left = /* @__PURE__ */ new Set();
	#engagements = /* @__PURE__ */ new Set();
	/** None with a higher identifier is taken. */
	#last = null;
	constructor(most, hands) {
		this.#most = most;
		this.#hands = hands;
	}
	/** @param record One of its two, which is let go of when the deal is left; without one, the deal is to be read. */
	take(deal, record) {
		const records = record ? [record] : [];
		if (this.#exempt.has(deal)) records.forEach(this.#hands.keep);
		else if (this.#last !== null && deal > this.#last) this.#leave(deal, records);
		else {
			this.#taken.set(deal, [...this.#taken.get(deal) ?? [], ...records]);
			records.forEach(this.#hands.keep);
			if (this.#taken.size >= 2 * this.#most) this.#settle();
		}
	}
	/** From now on, whatever comes of the deal is kept beside the others. */
	exempt(deal) {
		this.#exempt.add(deal);
		this.#taken.delete(deal);
		this.#left.delete(deal);
	}
	/** Whether so far it is not left. */
	has(deal) {
		return this.#taken.has(deal) || this.#exempt.has(deal);
	}
	/** Whether a deal of this engagement is left. */
	hasLeft(engagement) {
		return this.#engagements.has(engagement);
	}
	/** @returns `null` when none is left. */
	end() {
		this.#settle();
		return this.#last === null || this.#left.size === 0 ? null : {
			deals: this.#left,
			after: this.#last
		};
	}
	#settle() {
		if (this.#taken.size <= this.#most) return;
		const sorted = [...this.#taken.keys()].sort();
		this.#last = sorted[this.#most - 1] ?? null;
		for (const deal of sorted.slice(this.#most)) {
			this.#leave(deal, this.#taken.get(deal) ?? []);
			this.#taken.delete(deal);
		}
	}
	#leave(deal, records) {
		this.#left.add(deal);
		for (const record of records) {
			this.#hands.drop(record);
			const engagement = record.side === "referral" ? engagementOf(record) : null;
			if (engagement !== null) this.#engagements.add(engagement);
		}
	}
};
// src/commands/pull/sweep.ts
/**
* So many referrals are held until their rows come; then Partner Center's listing waits for that of the rows. Of ten
* thousand deals all rows are there by then; with five hundred the listing took a fifth longer, in as much memory.
*/
const MOST_EARLY = 2e3;
/**
* Joins the two listings of a full read while they come in, and lets go of every deal that is in step, that comes to
* nothing, or that is left to a later run: only what differs is kept whole. Rows come five hundred to an answer and
* referrals a hundred, so most rows are there first, and of each of those there is no more than its needs.
*/
var Sweep = class {
	#mapping;
	#engagements;
	#lookups;
	#keep;
	#reach;
	#stands;
	/** Referrals whose rows have not come. */
	#early = /* @__PURE__ */ new Map();
	/** Those of them whose deals wait for something, and are looked at only when their rows are gone. */
	#waiting = [];
	/** Those of deals that were let go of. */
	#engagementNumbers = new Numbered();
	/**
	* By their numbers, of those in which Microsoft may have a referral that has not come: what it has to show; `null` of
	* a deal that is done, to which only news of it matter.
	*/
	#unmet = [];
	/** Those in which it should have one, as far as our referral says. */
	#expected = [];
	/** Those of deals that were in step until it came. */
	#moved = /* @__PURE__ */ new Set();
	#window;
	#comparison = null;
	#rowsHaveEnded = false;
	constructor(mapping, { engagements, lookups, keep, drop, mostDeals, reach }) {
		this.#mapping = mapping;
		this.#stands = new Stands(mapping);
		this.#engagements = engagements;
		this.#lookups = lookups;
		this.#keep = keep;
		this.#reach = reach;
		this.#window = new Window(mostDeals, {
			keep,
			drop
		});
	}
	/** How many referrals have a row. */
	get rows() {
		return this.#stands;
	}
	/** How many deals were let go of. */
	get count() {
		return this.#stands.gone;
	}
	/** Engagements of deals that were let go of, in which Microsoft should have a referral. */
	get expected() {
		return this.#expected.map((number) => this.#engagementNumbers.idOf(number));
	}
	/** Whether it takes more rows before more referrals can be held. */
	get isFull() {
		return this.#early.size >= MOST_EARLY;
	}
	/** Has to come before the first row. */
	async prepare() {
		this.#comparison ??= new InStep(this.#mapping, await this.#lookups());
	}
	#judge() {
		if (!this.#comparison) throw new Error("rows are compared before it is known with which currencies");
		return this.#comparison;
	}
	/** A row that the merge does not look at, though its deal may not be in step. */
	note(row, referral) {
		this.#stands.place(row, referral);
		this.#stands.set(referral, "whole");
	}
	/** @param isNamed Whether somebody asked for this deal, or it waits for something: then it is looked at. */
	takeRow(row, referral, isNamed) {
		const early = this.#early.get(referral);
		this.#early.delete(referral);
		const stand = this.#stands.place(row, referral);
		if (!isNamed && stand !== "whole" && this.#isDone(row, referral)) {
			if (stand !== "let go") this.#stands.set(referral, "done");
			if (early) this.takeReferral(early, isNamed);
			return;
		}
		const needs = isNamed || stand === "whole" ? null : this.#judge().needsOf(row);
		if (needs === null || early && !this.#meets(early, needs)) {
			this.#stands.set(referral, "whole");
			this.#look(row, referral, isNamed);
			if (early) this.#look(early, referral, isNamed);
		} else if (early) this.#letGo(early, needs);
		else if (stand !== "let go") this.#stands.set(referral, needs);
	}
	takeReferral(referral, isNamed) {
		const { id } = referral;
		const stand = this.#stands.of(id);
		if (isNamed || stand === "whole") this.#look(referral, id, isNamed);
		else if (stand === "done") this.#takeDone(referral);
		else if (stand === "let go") this.#keep(referral);
		else if (stand !== void 0) this.#compare(referral, stand);
		else if (this.#rowsHaveEnded) this.#takeAlone(referral);
		else this.#early.set(id, referral);
	}
	/** A referral that has not changed since its deal began to wait: what it waits for may have gone with its row. */
	takeWaiting(referral) {
		const { id } = referral;
		if (!this.#rowsHaveEnded) this.#waiting.push(referral);
		else if (!this.#stands.has(id) && !this.#isDone(referral, id)) this.#look(referral, id, true);
	}
	/** Whether a record says nothing that an earlier run has not dealt with. */
	#isDone(record, referral) {
		return this.#reach.isDone(referral) && !this.#reach.isNews(record);
	}
	/** Keeps a record of a deal that the merge has to look at, unless the deal is left to a later run. */
	#look(record, referral, isNamed) {
		if (isNamed || this.#reach.isDone(referral) || this.#reach.isNews(record)) this.#window.exempt(referral);
		this.#window.take(referral, record);
	}
	#takeDone(referral) {
		if (this.#reach.isNews(referral)) {
			this.#stands.set(referral.id, "whole");
			this.#look(referral, referral.id, false);
		} else this.#forget(referral, null);
	}
	#compare(referral, needs) {
		if (this.#meets(referral, needs)) this.#letGo(referral, needs);
		else {
			this.#stands.set(referral.id, "whole");
			this.#look(referral, referral.id, false);
		}
	}
	/** A referral that no row carries. */
	#takeAlone(referral) {
		if (this.#isDone(referral, referral.id)) return;
		const prospect = prospectOf(this.#mapping, referral);
		if (prospect === "something") this.#look(referral, referral.id, false);
		else if (prospect === "open") this.#keep(referral);
	}
	/** Microsoft's own referral of a deal: what it shows may be news to a deal that was in step without it. */
	takeMicrosofts(microsoft) {
		const engagement = engagementOf(microsoft) ?? "";
		if (this.#window.hasLeft(engagement)) return;
		const number = this.#engagementNumbers.numberOf(engagement);
		const form = this.#unmet[number];
		const isNews = this.#reach.isNews(microsoft);
		this.#unmet[number] = void 0;
		if (form === null ? !isNews : form && this.#judge().microsoftMeets(microsoft, form)) return;
		this.#engagements.note(microsoft, true);
		if (form || isNews) this.#moved.add(number);
	}
	/** What is held, and what comes from now on, has no row that was listed. */
	endRows() {
		this.#rowsHaveEnded = true;
		for (const referral of this.#early.values()) this.#takeAlone(referral);
		this.#early.clear();
		for (const referral of this.#waiting.splice(0)) this.takeWaiting(referral);
	}
	end() {
		const moved = this.#moved.size === 0 ? [] : this.#stands.letGoIn(this.#moved);
		for (const deal of moved) {
			if (this.#reach.isDone(deal)) this.#window.exempt(deal);
			this.#window.take(deal);
		}
		const left = this.#window.end();
		return {
			left: left && this.#counted(left),
			moved: moved.filter((deal) => this.#window.has(deal)),
			missing: left ? [] : this.#stands.unmet()
		};
	}
	#counted({ deals, after }) {
		let linkedDeals = 0;
		for (const deal of deals) if (this.#stands.has(deal)) linkedDeals += 1;
		return {
			newDeals: deals.size - linkedDeals,
			linkedDeals,
			after
		};
	}
	#meets(referral, needs) {
		return this.#judge().meets(this.#engagements.withMicrosofts(referral), needs);
	}
	#letGo(referral, needs) {
		this.#forget(referral, "end" in needs.form ? void 0 : needs.form);
	}
	/** @param form As in `#unmet`; `undefined` where it does not matter what Microsoft's side shows. */
	#forget(referral, form) {
		const engagement = this.#mapping.showsMicrosoft ? engagementOf(referral) : null;
		const number = engagement === null ? null : this.#engagementNumbers.numberOf(engagement);
		this.#stands.letGo(referral.id, number);
		if (engagement === null || number === null || form === void 0) return;
		if (form === null && this.#moved.has(number)) return;
		this.#moved.delete(number);
		if (this.#engagements.forget(engagement) || !mayHaveMicrosoft(referral)) return;
		this.#unmet[number] = form;
		if (form !== null && hasMicrosoft(referral)) this.#expected.push(number);
	}
};
// src/commands/pull/reading.ts
/** More has changed than one run takes up. */
var TooMuchNews = class extends Error {};
/** How a run reads its two listings: from where on, and where it puts a record that the merge has to look at. */
var Reading = class {
	mapping;
	parts;
	/** When it began, ISO 8601. */
	now;
	/** How far the last run came with the referrals; `null` when everything is read. */
	watermark;
	/** Set when both sides are read from the beginning. */
	sweep;
	#named;
	constructor(mapping, parts, { named, now }) {
		const { state } = parts.waiting;
		this.mapping = mapping;
		this.parts = parts;
		this.now = now;
		this.watermark = state.mapping === mapping.digest && !isSweepDue(state, now) ? state.referrals : null;
		const keep = (record) => this.keep(record);
		const drop = (record) => this.#drop(record);
		const reach = reachOf(state, {
			mapping: mapping.digest,
			now
		});
		this.sweep = this.watermark === null ? new Sweep(mapping, {
			...parts,
			keep,
			drop,
			reach
		}) : null;
		this.#named = named;
	}
	/**
	* Looks after each page whether what has changed is more than one run takes up, as when somebody has touched every record.
	* All of it would have to be held, while a full read lets go of what is in step and leaves some to later runs. Both
	* listings end, each at its next page.
	*
	* @throws TooMuchNews
	*/
	requireRoom() {
		const { collected, mostDeals } = this.parts;
		const most = Math.max(collected.referrals.size, collected.rows.size);
		if (this.sweep === null && most > mostDeals) throw new TooMuchNews();
	}
	/** Also what is no identifier: there may be a referral that the row means. */
	isNamed(referral) {
		return this.#named.has(referral) || this.parts.waiting.byReferral.has(referral) || !isUuid(referral);
	}
	looksAtEngagements() {
		return this.mapping.showsMicrosoft || this.mapping.share !== null;
	}
	keep(record) {
		const { collected, ahead, engagements } = this.parts;
		collected.keep(record);
		if (record.side === "opportunity") return;
		if (this.sweep && this.looksAtEngagements()) engagements.note(record, true);
		ahead.want(record.id);
	}
	#drop(record) {
		const { collected, engagements, ahead, merges } = this.parts;
		collected.drop(record);
		if (record.side === "opportunity") return;
		engagements.drop(record);
		ahead.drop(record.id);
		merges?.drop(record.id);
	}
};
// src/commands/pull/listings.ts
/**
* Reads both listings, at the same time, from where the last run began.
*
* A referral whose etag was dealt with before, and a row that still equals its own base, are dropped as they come.
* Where everything is read, so is every deal whose two sides are in step.
*
* @param named Deals that somebody asked for: these are looked at whatever they say.
* @throws TooMuchNews when more has changed than one run takes up
*/
async function readListings(ports, mapping, parts, named) {
	const reading = new Reading(mapping, parts, {
		named,
		now: ports.clock.now().toISOString()
	});
	const { sweep } = reading;
	const whenRows = new RowsListing(reading).read(ports.opportunities);
	const whenReferrals = new ReferralsListing(reading).read(ports, whenRows);
	const [referrals, rows] = await Promise.all([whenReferrals, whenRows]);
	const unlisted = sweep !== null && !referrals.hasMicrosofts;
	if (unlisted) await askForMicrosofts(sweep, parts);
	const { left = null, moved = [], missing = [] } = sweep?.end() ?? {};
	if (missing.length > 0) parts.collected.keepAll(await parts.ahead.of(missing));
	const areLeft = (left !== null || sweep === null && rows.linked !== null) && parts.shares.leaveToSweep(ports.progress);
	const { ours, misfits, organization, unusable } = referrals;
	return {
		reads: {
			referralsReadAt: referrals.readAt,
			isEmpty: referrals.isEmpty,
			listed: referrals.listed,
			opportunities: rows.cursor,
			linked: rows.linked,
			all: sweep !== null,
			sweptTo: left?.after ?? null,
			sweepsNext: areLeft && sweep === null
		},
		counted: {
			pages: rows.pages,
			others: rows.others,
			ours,
			inStep: sweep?.count ?? 0,
			left,
			misfits
		},
		organization,
		moved: [...moved, ...unusable],
		unlisted
	};
}
/** Of the deals that were in step, as far as that can be said without them. */
async function askForMicrosofts(sweep, { engagements }) {
	const found = await engagements.ofMicrosoft(sweep.expected);
	for (const microsoft of found) sweep.takeMicrosofts(microsoft);
}
// src/commands/pull/lookups.ts
/** What the values of a mapping are read with; asked for at most once, and only when something needs it. */
function lookupsOnce({ opportunities }, { fields }) {
	let lookups = null;
	return () => {
		lookups ??= fields.some(({ kind }) => kind === "money") ? opportunities.amounts() : Promise.resolve(NO_LOOKUPS);
		return lookups;
	};
}
// src/commands/pull/partners.ts
/**
* Referrals of partners who are in a deal of ours: whom we have invited, who has invited us, and whom that one has invited
* as well. They are in the same engagement, and Partner Center may list them, or report them by a webhook
* (related-referral-created); as opportunities they would be the same deal once more. Which organization is ours is told
* nowhere: of one engagement, ours has an opportunity here, or belongs to whom most referrals belong to. Where those were not
* listed, or there is no most of them, each referral may be a partner's.
*
* @param alone Referrals without an opportunity.
* @param organization Ours, as far as that is known.
*/
async function partnersReferrals({ referrals, opportunities }, mapping, { alone, organization }) {
	const isAnothers = (referral) => organization !== null && referral.properties.organizationId !== organization;
	const doubtful = alone.flatMap((referral) => {
		const engagement = engagementOf(referral);
		const isInDoubt = organization === null || isInvited(referral) || isAnothers(referral);
		return engagement !== null && isInDoubt ? [{
			referral,
			engagement
		}] : [];
	});
	if (doubtful.length === 0) return {
		theirs: /* @__PURE__ */ new Set(),
		unsure: []
	};
	const found = await referrals.ofEngagements([...new Set(doubtful.map(({ engagement }) => engagement))]);
	const beside = ({ referral, engagement }) => (found.get(engagement) ?? []).filter((other) => !isMicrosofts(other) && other.properties.organizationId !== referral.properties.organizationId);
	const rows = await opportunities.byReferralIds(doubtful.flatMap(beside).map(({ id }) => id));
	const linked = new Set(rows.map((row) => identifierOf(mapping, row)));
	const theirs = doubtful.filter((one) => beside(one).some((other) => linked.has(other.id) || isAnothers(one.referral) && !isAnothers(other)));
	const unread = doubtful.filter(({ engagement }) => !found.has(engagement));
	return {
		theirs: new Set(theirs.map(({ referral }) => referral.id)),
		unsure: unread.map(({ referral }) => referral.id)
	};
}
/** By another organization than its own, and not by Microsoft. */
function isInvited(referral) {
	const inviter = inviterOf(referral);
	return typeof inviter === "string" && inviter !== "" && inviter !== "msft" && inviter !== referral.properties.organizationId;
}
// src/commands/pull/read-again.ts
/** Minutes by which two clocks may differ. */
const ANY_SKEW = DAY_MINUTES;
/**
* A listing may lag behind: a referral older than the one that was merged last is read again by its id. Where its row has not
* taken the base that would say which that was, so is one in the version that a run has written over, or in any other than
* it left. A base with a time that is yet to come was written by somebody else.
*/
async function replaceStaleReadings(collected, { referrals: reader, clock }, { mapping, state }) {
	const { referrals, rows } = collected;
	const untaken = Map.groupBy((state.journal?.intents ?? []).filter(isKnownUpdate), (one) => one.referral);
	const stale = [...rows.values()].flatMap((row) => {
		const found = referrals.get(collected.ownerOf(row) ?? "");
		if (!found) return [];
		const { id, etag, modified } = found;
		const isOther = etag !== (state.referrals?.seen[id] ?? etag);
		if (untaken.get(id)?.some((written) => isOther || written.etag === etag)) return [{
			id,
			floor: modified
		}];
		const floor = readBaseBeside(row, id, mapping)?.referralModified;
		return floor && isBefore(modified, floor) ? [{
			id,
			floor
		}] : [];
	});
	const read = await reader.fresh(stale.map(({ id }) => id));
	const fresh = new Map(read.map((referral) => [referral.id, referral]));
	const older = stale.filter(({ id, floor }) => {
		const now = fresh.get(id);
		if (!now || isBefore(now.modified, floor)) return true;
		referrals.set(id, now);
		return false;
	});
	const tomorrow = plusMinutes(clock.now().toISOString(), ANY_SKEW);
	const { never = [], notYet = [] } = Object.groupBy(older, ({ floor }) => isBefore(tomorrow, floor) ? "never" : "notYet");
	collected.leaveOut(notYet.map(({ id }) => id), STILL_OLDER);
	collected.leaveOut(never.map(({ id }) => id), yetToCome(mapping));
}
// src/commands/pull/rows-ahead.ts
/** As many as one request takes; so to ask early is no request more. */
const AT_ONCE = 200;
/**
* Looks up the rows of referrals that changed, while Partner Center goes on listing: a hundred come with an answer, and
* that takes longer than everything else that is read.
*/
var RowsAhead = class {
	#opportunities;
	#collected;
	#asked = /* @__PURE__ */ new Set();
	#coming = [];
	/** Rows that have come, by their referrals. */
	#found = /* @__PURE__ */ new Map();
	#waiting = /* @__PURE__ */ new Set();
	#arrived = [];
	/** Referrals whose rows are known; `null` for as long as the rows that changed are still coming. */
	#owners = null;
	constructor(opportunities, collected) {
		this.#opportunities = opportunities;
		this.#collected = collected;
	}
	/** The rows that changed have been read: of other referrals they have to be looked up. */
	begin() {
		this.#owners = this.#collected.owners();
		const early = this.#waiting;
		this.#waiting = /* @__PURE__ */ new Set();
		for (const referral of early) this.want(referral);
	}
	want(referral) {
		if (this.#owners?.has(referral) || this.#asked.has(referral)) return;
		this.#waiting.add(referral);
		if (this.#owners === null || this.#waiting.size < AT_ONCE) return;
		const ids = [...this.#waiting];
		this.#waiting.clear();
		this.#ask(ids);
	}
	#ask(referrals) {
		for (const id of referrals) this.#asked.add(id);
		const coming = this.#opportunities.byReferralIds(referrals).then((rows) => {
			for (const row of rows) {
				const owner = this.#collected.ownerOf(row);
				if (owner === null || !this.#asked.has(owner)) continue;
				this.#found.set(owner, row);
				this.#arrived.push(row);
			}
		});
		coming.catch(() => {});
		this.#coming.push(coming);
	}
	/** Its row is not wanted any more. */
	drop(referral) {
		this.#waiting.delete(referral);
		this.#asked.delete(referral);
		this.#found.delete(referral);
	}
	/** Rows that have come since this was asked last. */
	arrived() {
		return this.#arrived.splice(0);
	}
	/** The rows of these referrals, and of all that were asked for. */
	async of(referrals) {
		const rest = referrals.filter((id) => !this.#asked.has(id));
		if (rest.length > 0) this.#ask(rest);
		await Promise.all(this.#coming);
		return [...this.#found.values()];
	}
};
// src/commands/pull/share-rows.ts
/** Nobody makes more of them between two runs: where more have changed, somebody has touched them all. */
const MOST_LINKED = 5e4;
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
	/** Rows that belong to a referral and do not say so, by that referral. */
	#owners = /* @__PURE__ */ new Map();
	/** Of these, the ids of rows whose referral is over. */
	#freed = /* @__PURE__ */ new Set();
	#unwanted = /* @__PURE__ */ new Set();
	#withdrawn = /* @__PURE__ */ new Map();
	/** Of those whose sellers were told, the rows that were listed. */
	#listed = /* @__PURE__ */ new Set();
	/** What is kept of a linked row; `null` where nothing is shared. */
	#compared;
	/** Opportunities with a referral, as far as they are compared. */
	#linked = [];
	constructor(mapping, waiting) {
		this.#mapping = mapping;
		this.#waiting = waiting;
		const { share } = mapping;
		this.#compared = share && comparedColumns({
			mapping,
			share
		});
		this.#told = new Set(waiting.entries.filter(isProvisional).map(({ opportunity }) => opportunity));
	}
	/** A row of the listing that carries no identifier. */
	take(row) {
		const isTold = this.#told.has(row.id);
		if (!isTold && !wantsShare(this.#mapping, row)) return;
		if (isTold) this.#listed.add(row.id);
		if (!this.#waiting.isSettled(row, shareIdFor(row.id))) this.#look(row);
	}
	/** A row that has changed, and carries an identifier: a run may have made it a moment before somebody else made one of the same deal. */
	takeLinked(row) {
		if (!this.#compared || !isOpenRow(row) || this.#linked.length === MOST_LINKED) return;
		this.#linked.push({
			...row,
			properties: picked(row.properties, this.#compared)
		});
	}
	/**
	* Lets go of what was listed. Dataverse did not take our cursor, as after it was restored from a backup, or there are more
	* deals than one run takes up: then a deal may be in Partner Center although its opportunity does not say so, and only a look at
	* all referrals tells.
	*
	* @returns Whether a run that reads everything has any to look at.
	*/
	leaveToSweep(progress) {
		const { size } = this.#rows;
		this.#rows.clear();
		if (size > 0) progress(`left ${size} opportunities that may be shared to the next run, which reads everything`);
		return size > 0;
	}
	#look(row) {
		const owner = this.#waiting.referralOf(row.id);
		if (!wantsShare(this.#mapping, row)) this.#withdraw(row);
		else if (owner === null) this.#rows.set(row.id, row);
		else this.#owners.set(owner, row);
	}
	/** Those that are to be shared, as far as it is known by now. */
	get wanted() {
		return [...this.#rows.values()];
	}
	/** @param referrals By the ids of opportunities that belong to them, and do not say so. */
	own(referrals) {
		for (const [id, referral] of referrals) {
			const row = this.#rows.get(id);
			if (row && this.#rows.delete(id)) this.#owners.set(referral, row);
		}
	}
	/** Referrals of opportunities that would otherwise be shared a second time. */
	owners() {
		return [...this.#owners.keys()];
	}
	/**
	* Whoever has untied a row from a referral that is over may want it shared anew, also where that names it as its CRM id.
	*
	* @param untied Rows by the referrals that their bases were agreed on with.
	*/
	free(referrals, untied) {
		const wanted = [...untied].filter(([, { id }]) => this.#rows.has(id));
		for (const [owner, row] of [...this.#owners, ...wanted]) {
			const referral = referrals.get(owner);
			if (!referral || !isFreeOf(this.#mapping, referral, row)) continue;
			this.#freed.add(row.id);
			this.#rows.set(row.id, row);
		}
	}
	#withdraw(row) {
		const referral = shareIdFor(row.id);
		this.#unwanted.add(referral);
		const isOpen = isOpenRow(row);
		const isInScope = misfit(this.#mapping.scope, row) === null;
		if (isOpen && isInScope && this.#waiting.byReferral.has(referral)) this.#withdrawn.set(row.id, row);
	}
	/**
	* Reads what waits and is due, what a person approved, and what an earlier run may have shared. A POST whose
	* fate only a person can decide is left to them.
	*
	* @param asked Referrals that a person decided something about.
	* @param listedAll Whether all rows were listed: of those that were not, somebody may wait for what is gone.
	* @returns Rows that have a referral by now.
	*/
	async read(opportunities, { asked, listedAll }) {
		const entries = this.#waiting.entries.filter(isProvisional);
		const left = new Set(entries.filter(({ awaits }) => awaits.length > 0).map(({ referral }) => referral));
		const announced = this.#waiting.intents.filter((intent) => isProvisional(intent) && !left.has(intent.referral));
		const decided = new Set(asked);
		const isGone = ({ opportunity }) => listedAll && !this.#listed.has(opportunity ?? "");
		const wanted = entries.filter((one) => this.#waiting.isDue(one) || decided.has(one.referral) || isGone(one));
		const ids = new Set([...wanted, ...announced].flatMap(({ opportunity }) => opportunity ?? []));
		return this.#readRows(opportunities, [...ids].filter((id) => !this.#rows.has(id)));
	}
	/** Referrals that may be the same deals as opportunities which this run looks at. */
	twins() {
		return this.#waiting.entries.flatMap((entry) => entry.twin && this.#isLookedAt(entry) ? entry.twin : []);
	}
	/**
	* Reads the opportunities that may be the same deals as these referrals.
	*
	* @returns Rows that have a referral by now.
	*/
	readTwins(opportunities, referrals) {
		const ids = this.#waiting.entries.filter((entry) => entry.twin && referrals.has(entry.twin) && !this.#isLookedAt(entry)).flatMap(({ opportunity }) => opportunity ?? []);
		return this.#readRows(opportunities, ids);
	}
	#isLookedAt({ referral, opportunity }) {
		return this.#rows.has(opportunity ?? "") || this.#unwanted.has(referral);
	}
	async #readRows(opportunities, ids) {
		if (ids.length === 0) return [];
		const found = new Map((await opportunities.byIds(ids)).map((row) => [row.id, row]));
		for (const id of ids) if (!found.has(id)) this.#unwanted.add(shareIdFor(id));
		for (const row of found.values()) this.#look(row);
		return [...found.values()].filter((row) => Boolean(row.properties[this.#mapping.referralIdColumn]));
	}
	/** @param known Rows that belong to a referral after all. */
	result(known) {
		const unlinked = (rows) => [...rows.values()].filter(({ id }) => this.#freed.has(id) || !known.has(id));
		const isUnwanted = (referral) => !this.#mapping.share || this.#unwanted.has(referral);
		return {
			shares: unlinked(this.#rows),
			withdrawn: unlinked(this.#withdrawn),
			linked: this.#linked,
			unwanted: this.#waiting.entries.filter((entry) => isProvisional(entry) && isUnwanted(entry.referral)).map(({ referral }) => referral)
		};
	}
};
// src/commands/pull/waiting-list.ts
/**
* Whether it is written once more because a run was let through with it before. What only a resync has found, nobody has
* let through.
*/
function isTriedAgain({ kind, tries, refused }) {
	return (kind === "rejected" || kind === "failed" || refused !== void 0) && tries > 0;
}
/** Something is to be done before the next try: to tell the seller, or to send what was refused along with something else. */
function isDueFirst({ untold, rest }) {
	return untold !== void 0 || rest === true;
}
/** When it is due. What comes before the next try comes before all others. */
function dueAt(entry) {
	return isDueFirst(entry) ? "" : entry.nextAt ?? "";
}
/** What earlier runs left waiting and announced, as a run that reads asks about it. */
var WaitingList = class {
	state;
	entries;
	intents;
	byReferral;
	#referralOfRow;
	/** Rows that named a referral which could not be read → that referral. */
	#misnamed;
	#corrected = /* @__PURE__ */ new Set();
	/** Referrals whose row has changed since, and names them no more. */
	#untied = /* @__PURE__ */ new Set();
	#now;
	#isSameMapping;
	/** Referrals whose time has come, and that are left to later runs all the same. */
	#later;
	/**
	* @param mapping Digest of the mapping of this run.
	* @param now ISO 8601.
	* @param mostAgain How many of what was refused or failed are tried again at once.
	*/
	constructor(state, mapping, now, mostAgain = Number.POSITIVE_INFINITY) {
		this.state = state;
		this.#isSameMapping = state.mapping === mapping;
		this.entries = state.waiting;
		this.intents = state.journal?.intents ?? [];
		this.byReferral = new Map(state.waiting.map((entry) => [entry.referral, entry]));
		const own = state.waiting.filter((entry) => !isProvisional(entry));
		this.#referralOfRow = new Map(own.toReversed().map((entry) => [entry.opportunity, entry.referral]));
		const misnamed = state.waiting.filter(isMisnamed);
		this.#misnamed = new Map(misnamed.map((entry) => [entry.opportunity, entry.referral]));
		this.#now = now;
		this.#later = state.unfinished ? /* @__PURE__ */ new Set() : this.#beyond(mostAgain);
	}
	#beyond(most) {
		const again = this.entries.filter((entry) => isTriedAgain(entry) && this.#hasCome(entry));
		if (again.length <= most) return /* @__PURE__ */ new Set();
		const longestFirst = again.toSorted(by(dueAt));
		return new Set(longestFirst.slice(most).map(({ referral }) => referral));
	}
	/** Waits already, for this version and this mapping, and is not due: looking again changes nothing. */
	isSettled({ side, etag }, referral) {
		const entry = this.#isSameMapping ? this.byReferral.get(referral) : void 0;
		return entry !== void 0 && entry.etags[side] === etag && !this.isDue(entry);
	}
	isDue(entry) {
		return this.#hasCome(entry) && !this.#later.has(entry.referral);
	}
	#hasCome(entry) {
		const { nextAt } = entry;
		return isDueFirst(entry) || nextAt !== null && !isBefore(this.#now, nextAt);
	}
	/** The referral of an opportunity that does not say so itself: it could not be written, or somebody has to decide. */
	referralOf(row) {
		const referral = this.#referralOfRow.get(row);
		return referral === void 0 || this.#corrected.has(referral) ? null : referral;
	}
	/** The opportunity that a question about this referral names: where it only means the referral, no search finds it. */
	askedAbout(referral) {
		const entry = this.byReferral.get(referral);
		return entry?.kind === "question" && entry.opportunity !== null ? [entry.opportunity] : [];
	}
	/** Whether the row, or the lead, that was made for this referral may be there without its identifier. */
	mayHaveLostRow(referral) {
		const kind = this.byReferral.get(referral)?.kind;
		return kind === "stale" || kind === "question";
	}
	/**
	* @param referral What the row now says its referral is: it may have waited under another name, which was wrong, or somebody
	* has taken it from the referral that it waits with, which then comes in no listing.
	*/
	note({ id, etag }, referral) {
		const before = this.#misnamed.get(id);
		if (before !== void 0 && (referral === null || nameable(referral, id) !== before)) this.#corrected.add(before);
		const owner = this.#referralOfRow.get(id);
		if (owner === void 0 || owner === referral) return;
		const known = this.byReferral.get(owner)?.etags.opportunity;
		if (known && known !== etag) this.#untied.add(owner);
	}
	/** Referrals that no row names any more, of those that could not be read. */
	corrected() {
		return [...this.#corrected];
	}
	/** Referrals on the list whose time has come, or that lost their row. Partner Center knows nothing of a provisional one. */
	due() {
		return this.entries.filter((entry) => this.isDue(entry) || this.#untied.has(entry.referral)).filter((entry) => !isProvisional(entry) && !this.#corrected.has(entry.referral)).map(({ referral }) => referral);
	}
	/**
	* Referrals with an open intent, whatever the run was asked to look at: what became of it is found out now.
	* And those that a person decided something about. What a referral took and its row did not follow needs no look, see
	* `withoutBase`: its deal is looked at when its time has come, and is tried no sooner for it.
	*/
	announced(asked) {
		const provisional = new Set(this.entries.filter(isProvisional).map(({ referral }) => referral));
		return [...this.intents.filter((intent) => !isProvisional(intent) && !isKnownUpdate(intent)).map(({ referral }) => referral), ...asked.filter((id) => !provisional.has(id))];
	}
	/** Opportunities for which an earlier run may have asked Microsoft for help. */
	rowsMaybeAskedFor() {
		return this.intents.filter(({ action, found }) => action === "invite" && !found).map(({ opportunity }) => opportunity);
	}
};
// src/commands/pull/pull.ts
/**
* Reads what changed on each side since the watermarks, and the missing counterpart of each.
*
* - Everything that changed, both listings at the same time, and what a webhook reported.
* - What is in step is dropped as it comes: our own writes need no other suppression, and nothing is read for them.
* - Rows come in batches by referral identifier. Partner Center has no batch, so many referrals are looked for in
*   its list, and few are asked for one by one.
*
* @throws TooMuchNews when more has changed than one run takes up
*/
async function pull(ports, state, mapping, look) {
	const { only, asked, reported } = look;
	const parts = partsOf(ports, state, mapping, look);
	const { waiting } = parts;
	const puller = new Puller(ports, mapping, parts);
	const announced = waiting.announced(asked);
	const named = /* @__PURE__ */ new Set([...announced, ...reported]);
	const listed = only === null ? await readListings(ports, mapping, parts, named) : null;
	if (listed) await puller.readReported(reported);
	const listedAll = listed?.reads.all ?? false;
	if (!listedAll) await puller.readUntied();
	const { unlisted = false, organization = null } = listed ?? {};
	if (only === null && mapping.share) await puller.readShares({
		asked,
		listedAll
	});
	const due = only === null ? waiting.due() : [only];
	await puller.readReferrals([
		...due,
		...announced,
		...listed?.moved ?? []
	]);
	if (mapping.share) await puller.readTwins();
	if (mapping.showsMicrosoft) await puller.readMicrosoftsSide({
		only,
		listedAll,
		unlisted,
		organization
	});
	await puller.readCounterparts(only);
	await puller.leavePartnersOut(organization);
	await readEngagementsToJoin(mapping, parts, {
		listedAll,
		unlisted
	});
	return puller.result(listed);
}
function partsOf(ports, state, mapping, { ahead: merges, mostDeals, mostAgain }) {
	const waiting = new WaitingList(state, mapping.digest, ports.clock.now().toISOString(), mostAgain);
	const collected = new Collected(mapping);
	return {
		waiting,
		collected,
		ahead: new RowsAhead(ports.opportunities, collected),
		merges,
		engagements: new Engagements(ports.referrals, mapping),
		shares: new ShareRows(mapping, waiting),
		lookups: lookupsOnce(ports, mapping),
		mostDeals
	};
}
/** Reads what the listings have not shown, step by step. */
var Puller = class {
	#ports;
	#mapping;
	#parts;
	#leads = [];
	/** Ids of referrals of partners. */
	#partners = /* @__PURE__ */ new Set();
	/** Ids of referrals that Partner Center does not show. */
	#notVisible = /* @__PURE__ */ new Set();
	constructor(ports, mapping, parts) {
		this.#ports = ports;
		this.#mapping = mapping;
		this.#parts = parts;
	}
	/** One that is not ours to see, or was dealt with before its notification came, needs no further look. */
	async readReported(ids) {
		const { collected, engagements, waiting } = this.#parts;
		for (const referral of await this.#ports.referrals.fresh(ids)) {
			const isNews = waiting.state.referrals?.seen[referral.id] !== referral.etag;
			if (isNews && isMicrosofts(referral)) engagements.note(referral, true);
			if (!isNews || !isOurs$1(this.#mapping, referral)) continue;
			if (!waiting.isSettled(referral, referral.id)) collected.keep(referral);
		}
	}
	/** Where a referral is gone, it does not matter that a row was of it. */
	async readUntied() {
		const { collected } = this.#parts;
		const ids = [...collected.untied.keys()].filter((id) => !collected.referrals.has(id));
		if (ids.length > 0) collected.keepAll(await this.#ports.referrals.byIds(ids));
	}
	async readShares(look) {
		const { collected, shares } = this.#parts;
		collected.keepAll(await shares.read(this.#ports.opportunities, look));
		shares.own(await referralsByLead(this.#ports, this.#mapping, shares.wanted));
		await this.readReferrals(shares.owners());
		shares.free(collected.referrals, collected.untied);
	}
	/** What may be one deal on both sides is only looked at together. */
	async readTwins() {
		const { collected, shares } = this.#parts;
		await this.readReferrals(shares.twins());
		collected.keepAll(await shares.readTwins(this.#ports.opportunities, collected.referrals));
	}
	async readReferrals(ids) {
		const { collected } = this.#parts;
		const { referrals } = collected;
		const missing = [...new Set(ids)].filter((id) => !referrals.has(id));
		if (missing.length === 0) return;
		const unasked = missing.filter((id) => !this.#notVisible.has(id));
		for (const referral of await this.#ports.referrals.byIds(unasked)) referrals.set(referral.id, referral);
		const notVisible = missing.filter((id) => !referrals.has(id));
		for (const id of notVisible) this.#notVisible.add(id);
		collected.leaveOut(notVisible, NOT_VISIBLE);
	}
	readMicrosoftsSide(look) {
		const { collected, engagements } = this.#parts;
		return engagements.addTo(collected, look);
	}
	async readCounterparts(only) {
		const { collected, ahead, waiting, lookups } = this.#parts;
		const owners = collected.owners();
		await this.readReferrals([...owners, ...collected.meant()]);
		const withoutRow = [...collected.referrals.keys()].filter((id) => !owners.has(id));
		if (withoutRow.length > 0) {
			const [rows] = await Promise.all([ahead.of(withoutRow), lookups()]);
			collected.keepAll(rows);
		}
		collected.keepUntied();
		this.#leads = await readLeadsAndNamedRows(this.#ports, this.#mapping, this.#parts, only);
		await replaceStaleReadings(collected, this.#ports, {
			mapping: this.#mapping,
			state: waiting.state
		});
	}
	async leavePartnersOut(organization) {
		const { collected } = this.#parts;
		const owners = collected.owners();
		const alone = [...collected.referrals.values()].filter((referral) => isOurs$1(this.#mapping, referral) && !owners.has(referral.id));
		const { theirs, unsure } = await partnersReferrals(this.#ports, this.#mapping, {
			alone,
			organization
		});
		this.#partners = theirs;
		collected.leaveOut(unsure, MAYBE_A_PARTNERS);
	}
	async result(listed) {
		const { collected, engagements, waiting, lookups } = this.#parts;
		const { rows, unreadable, others } = collected;
		const all = [...collected.referrals.values()];
		const referrals = all.filter((one) => isOurs$1(this.#mapping, one) && !this.#partners.has(one.id));
		const shares = this.#parts.shares.result(rows);
		return {
			referrals: referrals.map((referral) => engagements.withMicrosofts(referral)),
			...shares,
			unwanted: [
				...shares.unwanted,
				...waiting.corrected(),
				...others
			],
			withoutMicrosoft: new Set(referrals.filter((one) => engagements.lacksMicrosofts(one)).map(({ id }) => id)),
			rows: [...rows.values()],
			leads: this.#leads,
			lookups: referrals.length + shares.shares.length > 0 ? await lookups() : NO_LOOKUPS,
			reads: listed?.reads ?? null,
			unreadable,
			looked: all.map(({ id }) => id),
			...listed?.counted ?? NO_LISTING
		};
	}
};
// src/commands/pull/pull-or-sweep.ts
/** What changed; where that is more than one run takes up, everything is read instead, which takes up some of it. */
async function pullOrSweep(ports, state, mapping, look) {
	try {
		return await pull(ports, state, mapping, look);
	} catch (error) {
		if (!(error instanceof TooMuchNews)) throw error;
	}
	ports.progress(`more than ${look.mostDeals} deals have changed: everything is read instead`);
	look.ahead?.clear();
	return pull(ports, {
		...state,
		referrals: null
	}, mapping, look);
}
// src/commands/shares.ts
/** Plans the referrals of these opportunities, with at most one request for each table they point to. */
async function planShares(opportunities, { shares: rows, withdrawn, linked }, { unknown, sharedOn, merges, ...common }) {
	const { share } = common.mapping;
	const undone = withdrawn.map((row) => planWithdrawal(row, common));
	if (!share || rows.length === 0) return undone;
	const context = {
		...common,
		share
	};
	const alike = sameButForCustomer(linked, rows, context);
	const partiesOf = await readParties(opportunities, {
		rows,
		alike
	}, share);
	const withParties = (row) => ({
		row,
		parties: partiesOf(row)
	});
	const sources = rows.map(withParties);
	const twins = twinsOf(sources, {
		merges,
		linked: alike.map(withParties)
	}, context);
	const planned = sources.map(({ row, parties }) => {
		const { id } = row;
		return planShare(row, {
			parties,
			unknown: unknown.get(id) ?? null,
			sharedOn: sharedOn(id),
			twin: twins.get(id) ?? null
		}, context);
	});
	return [...undone, ...planned];
}
async function readParties(opportunities, { rows, alike }, { ids, accountColumns, contactColumns }) {
	const read = async ({ table, columns: names }, column, of) => {
		const wanted = [...new Set(of.flatMap((row) => idIn(row, column) ?? []))];
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
		read({
			table: "account",
			columns: accountColumns
		}, ids.account, [...rows, ...alike]),
		read({
			table: "contact",
			columns: contactColumns
		}, ids.contact, rows),
		read({
			table: "systemuser",
			columns: USER_COLUMNS
		}, ids.owner, rows)
	]);
	return (row) => ({
		account: account(row),
		contact: contact(row),
		owner: owner(row)
	});
}
// src/reconcile/share/typed-before.ts
/** Where the account of a deal is, as it is told apart here. */
function accountsOf({ opportunity, columns }) {
	return {
		accountColumns: columns,
		ids: { account: `_${opportunity}_value` }
	};
}
/**
* The accounts that customers of new opportunities have already, by their ids.
*
* @param missing Ids of accounts that are not there yet.
*/
function accountsThere(merges, missing, { lookups }) {
	const found = merges.filter(makesOpportunity).map(({ pair: { referral } }) => lookups.accounts?.get(referral.id)).filter((account) => typeof account === "string");
	return [...new Set(found)].filter((account) => !missing.has(account)).sort();
}
/**
* The same merges, without a new row for a referral whose deal seems to have one.
*
* @param rows Open ones of these accounts without a referral.
*/
function besideTyped(merges, rows, context) {
	const typed = typedBefore(merges, rows, context);
	return merges.map((merge) => {
		const { link } = merge.pair;
		const twin = typed.get(link.referral);
		if (!twin) return merge;
		const waits = {
			link,
			field: null,
			side: "opportunity",
			...why(twin, link.referral, context)
		};
		if (!isApproved(waits, link.referral, context.approvals)) return withoutRow(merge, waits);
		const approved = merge.changes.map((change) => ({
			...change,
			...isNew(change) ? { approved: true } : {}
		}));
		return {
			...merge,
			changes: approved
		};
	});
}
function why({ opportunity, same }, referral, { mapping }) {
	return {
		reason: whyNothingIsMade(referral, {
			instead: `opportunity ${opportunity}, which has no referral, seems to be the same deal (same ${same})`,
			otherwise: "it waits for approval",
			referralIdColumn: mapping.referralIdColumn
		}),
		awaits: "approval",
		elsewhere: true
	};
}
/** By the ids of their referrals. */
function typedBefore(merges, rows, context) {
	const found = /* @__PURE__ */ new Map();
	if (rows.length === 0) return found;
	const deals = newDeals(merges.filter(makesOpportunity), context);
	const wanted = deals.map(({ said }) => said);
	const taken = /* @__PURE__ */ new Set();
	for (const evidence of [ALL, ...ENOUGH]) {
		const alike = new Alike(evidence, wanted);
		for (const row of rows) alike.add({
			referral: null,
			opportunity: row.id,
			said: saidByIds(row, context)
		});
		for (const { referral, said } of deals) {
			if (referral === null || found.has(referral)) continue;
			const row = alike.take(said, taken);
			if (row) found.set(referral, {
				referral: null,
				opportunity: row.opportunity,
				same: alike.same
			});
		}
	}
	return found;
}
function makesOpportunity({ changes }) {
	return changes.some(isNew);
}
function isNew({ action, row }) {
	return action === "create" && !row;
}
// src/commands/typed-before.ts
/** Has referrals wait whose deals seem to be in the CRM already. Asks only where one gets an opportunity whose customer is there. */
async function holdTyped(opportunities, merges, { missing, others, ...known }) {
	const { accounts: rules } = known.mapping;
	const accounts = rules ? accountsThere(merges, missing, known) : [];
	if (!rules || accounts.length === 0) return merges;
	const found = await opportunities.unlinked({
		lookup: rules.opportunity,
		accounts
	});
	const paired = new Set(merges.flatMap(({ pair: { opportunity } }) => opportunity?.id ?? []));
	return besideTyped(merges, found.filter(({ id }) => !others.has(id) && !paired.has(id)).sort(by(({ id }) => id)), {
		...known,
		share: accountsOf(rules)
	});
}
// src/commands/planning.ts
/**
* pull → match → merge, shared by every command: what a plan shows is what a sync does.
*
* Between match and merge, the intents of a run that died are settled, so that what it wrote is known
* before these records are planned again.
*/
async function makePlan(ports, { state }, options) {
	const { mapping } = options;
	const intents = state.journal?.intents ?? [];
	const before = knownBefore(state, options, ports.clock.now().toISOString());
	const ahead = intents.every(isKnownUpdate) ? new MergesAhead({
		...before,
		closesPending: closesPendingIn(state, [])
	}) : null;
	const pulled = await pullAndGuard(ports, state, options, {
		asked: before.asked,
		ahead
	});
	const { pairs, questions } = match(mapping, pulled.referrals, pulled.rows, pulled.leads);
	const { answers, missing, arrived } = await findAccounts(ports, mapping, {
		pairs,
		intents
	});
	const lookups = {
		...pulled.lookups,
		accounts: answers
	};
	const found = {
		...before,
		lookups,
		notes: await announcedNotes(ports, intents),
		announcedRows: await announcedRows(ports, intents, pulled),
		arrived
	};
	const settled = settle(intents, pairs, found);
	const closesPending = closesPendingIn(state, settled);
	const sharedOn = daysOfSharing(sharedAfter(state.shared, {
		outcomes: [],
		settled,
		now: before.now
	}));
	const known = {
		...found,
		settled,
		closesPending,
		sharedOn,
		pulled,
		missing,
		ahead
	};
	const merged = mergePairs(pairs, known);
	requireConflicts(known.resolutions, merged);
	const merges = withNames(sayClosedApart(await withPosts(merged, known, ports), {
		waiting: state.waiting,
		mapping,
		lookups
	}), mapping, lookups);
	const plan = withLater(toPlan(merges, questions), merges, pulled.left);
	const digest = options.keyed(planDigest(plan, mapping.digest, known.fingerprint));
	const rewritten = rewrittenAfter(state.rewritten, merges, known);
	const accepted = acceptedAllowance(allowanceOf(state, {
		settled,
		plan
	}), mapping.digest);
	const linked = pulled.reads?.linked ?? state.linked;
	const { now } = known;
	return {
		plan,
		digest,
		now,
		merges,
		questions,
		settled,
		rewritten,
		accepted,
		pulled,
		lookups,
		linked
	};
}
function knownBefore(state, options, now) {
	const { mapping, fingerprint, resolutions, keyed, referralId: only } = options;
	const approvals = approvalsOf(state.waiting, options.approve);
	const asked = [...approvals.keys(), ...resolutions.keys()];
	const revisit = {
		waiting: new Map(state.waiting.map((entry) => [entry.referral, entry])),
		named: /* @__PURE__ */ new Set([...asked, only]),
		only,
		isSameMapping: state.mapping === mapping.digest,
		keyed,
		isWornOut: wornOut(state.baseless, fingerprint),
		now
	};
	return {
		...revisit,
		mapping,
		fingerprint,
		approvals,
		resolutions,
		asked,
		refusedBefore: refusedBefore(revisit, fingerprint),
		seen: state.referrals?.seen ?? {}
	};
}
async function pullAndGuard(ports, state, { mapping, mostDeals, limits, referralId: only, changedReferrals: reported }, look) {
	if (state.mapping !== mapping.digest) await ports.checkColumns?.();
	const most = {
		mostDeals,
		mostAgain: mostAgain(limits, state.linked)
	};
	const pulled = await pullOrSweep(ports, state, mapping, {
		...look,
		only,
		reported,
		...most
	});
	guardReads(state.linked, {
		rows: pulled.reads?.linked ?? null,
		others: pulled.others,
		referrals: pulled.reads?.all || pulled.reads?.isEmpty ? pulled.ours : null
	});
	return pulled;
}
function mergePairs(pairs, known) {
	const { mapping, ahead } = known;
	const settledOf = Map.groupBy(known.settled, ({ intent }) => intent.referral);
	return pairs.map((found) => {
		const own = ownOf(found, settledOf);
		const pair = recoverBase(found, own, known);
		const view = viewOf(mapping, pair);
		return withoutNoteThere(revisited(withinScope(ahead?.of(pair) ?? mergePair(pair, {
			...known,
			mapping: view
		}), view), view, known), own, known.fingerprint);
	});
}
/**
* Adds what Partner Center is to make: requests for Microsoft's help, and referrals of deals that sellers share. Then
* adds the accounts that the opportunities still to be made need, and whom these belong to.
*/
async function withPosts(merges, known, { opportunities }) {
	const { mapping, pulled, settled, missing, now } = known;
	const unknown = unknownPosts(settled, "share", now);
	const nothingListed = pulled.reads?.isEmpty ?? false;
	const shares = await planShares(opportunities, pulled, {
		...known,
		unknown,
		merges,
		nothingListed
	});
	const others = new Set(shares.map(({ pair }) => pair.link.opportunity));
	const made = await withOwners(opportunities, makeAccounts(await holdTyped(opportunities, besideShares(merges, shares, mapping), {
		...known,
		others
	}), missing), mapping);
	const { withoutMicrosoft } = pulled;
	const unknownInvites = unknownPosts(settled, "invite", now);
	const invites = {
		...known,
		withoutMicrosoft,
		invited: invited(settled),
		unknown: unknownInvites
	};
	return [...made.map((merge) => withInvite(merge, invites)), ...shares.map((merge) => leftAlone(merge, mapping, known))];
}
/**
* Refuses an identifier that somebody mistyped. On the waiting list it would be in every summary from then on.
*
* @throws RefusalError when nobody has heard of the referral that was asked for.
*/
function requireKnown({ pulled }, { waiting, journal }, only) {
	const isUnknown = pulled.unreadable.some(({ link, rowEtag }) => link.referral === only && rowEtag === null);
	const remembered = [...waiting, ...journal?.intents ?? []];
	if (!isUnknown || remembered.some(({ referral }) => referral === only)) return;
	throw new RefusalError(`Partner Center does not show referral ${only}.`, "Check the identifier: it is in the address of the deal in Partner Center; only explain and audit take that of its opportunity as well. If it is right, the referral is gone, or the signed-in user lacks the role Referrals admin.");
}
/** Referrals whose opportunity an earlier run was to close, and did not get that far. */
function closesPendingIn({ waiting }, settled) {
	return /* @__PURE__ */ new Set([...waiting.filter((entry) => entry.kind === "close").map((entry) => entry.referral), ...settled.filter(({ intent, fate }) => intent.action === "close" && fate !== "applied").map(({ intent }) => intent.referral)]);
}
/** What became of the intents about one pair, including those from before it had a referral. */
function ownOf({ link }, settled) {
	if (settled.size === 0) return [];
	return [shareIdFor(link.opportunity), link.referral].flatMap((id) => settled.get(id) ?? []);
}
// src/adapters/http/named.ts
/** Of any language that a service may answer in. */
const QUOTES = /["'`„“”‚‘’«»‹›「」『』]/;
/** Whether a name stands in a message between quotation marks, in capitals or not. */
function isNamedIn(message, name) {
	return message.toLowerCase().split(QUOTES).includes(name.toLowerCase());
}
// src/adapters/dataverse/operation.ts
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
		path: `${API}${setOf(write)}(${write.id})?$select=${shownOf(write).join(",")}`,
		headers: {
			...JSON_BODY,
			...condition,
			Prefer: "return=representation"
		},
		body: JSON.stringify(write.columns)
	};
}
/** Columns of the new version of the row; the key and the etag come in any case. */
function shownOf({ baseColumn }) {
	return ["modifiedon", ...baseColumn === void 0 ? [] : [baseColumn]];
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
/** A user whose role does not reach a row is not told that it is there, until it is to be made. */
const EXISTS = "exists already, made meanwhile or out of reach of the application user (doctor looks at its role)";
const written = looseObject({
	"@odata.etag": string().optional(),
	modifiedon: string().optional()
});
function resultOf$3(write, answer) {
	const { status, body } = answer;
	if (status >= 200 && status < 300) {
		if (!isOwnSuccess(body)) return {
			outcome: "failed",
			reason: `${status} in an unknown form`,
			sent: true
		};
		const row = written.safeParse(jsonIn(body)).data;
		const etag = row?.["@odata.etag"] ?? answer.headers.etag ?? null;
		const lostBase = row && lostBaseIn(write, row);
		return {
			outcome: "applied",
			etag,
			modified: row?.modifiedon ?? null,
			...lostBase ? { lostBase } : {}
		};
	}
	const sent = textsIn(jsonIn(requestOf(write).body));
	const { code, message } = failureIn(answer, sent);
	const reason = reasonOf$2(answer, sent) + ofOwner(write, code, message);
	const rejected = {
		outcome: "rejected",
		reason,
		...columnsNamed(write, message)
	};
	if (isByPlugin(code)) return rejected;
	const isUncoded = status === 412 && code === "";
	if (write.action === "note" && code === CODE.keyExists) return {
		outcome: "applied",
		etag: null,
		modified: null
	};
	const isOfKey = code === CODE.alternateKeyExists && !("table" in write && write.table);
	if (write.action === "create" && (isUncoded || code === CODE.keyExists || isOfKey)) return {
		outcome: "stale",
		reason: `${EXISTS}: ${reason}`
	};
	if (code === CODE.etagMismatch || isUncoded) return {
		outcome: "stale",
		reason
	};
	if (status === 429) return {
		outcome: "failed",
		reason,
		sent: false
	};
	if (status >= 500 || status === 408 || PASSING$1.includes(code)) return {
		outcome: "failed",
		reason,
		sent: true
	};
	return rejected;
}
const OWNER = "ownerid@odata.bind";
/** What to do where a row is refused for whom it was to belong to; empty where it is for something else. */
function ofOwner(write, code, message) {
	const owner = "columns" in write ? write.columns[OWNER] : void 0;
	const id = typeof owner === "string" ? owner.split(/[()]/)[1] : void 0;
	if (id === void 0) return "";
	return message.toLowerCase().includes(id) || NO_OWNER.includes(code) ? NOT_THEIRS : "";
}
const NOT_THEIRS = "; so it cannot belong to that user or team: give them a role that reads such rows, or have it belong to another (owner in docs/mapping.md)";
/** The columns of a write that its refusal names; a lookup is written by another name than it has. */
function columnsNamed(write, message) {
	const named = ("columns" in write ? Object.keys(write.columns) : []).filter((column) => isNamedIn(message, column.replace("@odata.bind", "")));
	return named.length > 0 ? { named } : {};
}
/** A plug-in may change every column on its way; what somebody may write and not read is shown as blank. */
function lostBaseIn(write, row) {
	if (!("columns" in write) || write.baseColumn === void 0) return null;
	const [sent, shown] = [write.columns[write.baseColumn], row[write.baseColumn]];
	if (sent === void 0 || shown === void 0 || shown === sent) return null;
	return shown === null || shown === "" ? "nothing" : "something else";
}
// src/adapters/dataverse/send.ts
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
		return [resultOf$3(first, await connection.send(requestOf(first)))];
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
	if (batch) {
		const hasStopped = batch.complete && (batch.answers.at(-1)?.status ?? 0) >= 400;
		return writes.map((write, index) => fateOf(write, {
			answer: batch.answers[index],
			hasStopped
		}));
	}
	if (answer.status < 300) return writes.map(() => DAMAGED);
	if (answer.status !== 400 && answer.status !== 413) return writes.map((write) => resultOf$3(write, answer));
	const alone = [];
	for (const write of writes) alone.push(...await sendTogether(connection, [write]));
	return alone.map(afterAll);
}
/** What was done before the batch was refused says 412 now, as if somebody else had been faster: its row tells the next run. */
function afterAll(fate) {
	return fate.outcome === "stale" ? {
		outcome: "failed",
		reason: fate.reason,
		sent: true
	} : fate;
}
function fateOf(write, { answer, hasStopped }) {
	if (answer) {
		const result = resultOf$3(write, answer);
		return answer.status === 429 && result.outcome === "failed" ? {
			outcome: "throttled",
			answer
		} : result;
	}
	if (answer === void 0 && hasStopped) return {
		outcome: "failed",
		reason: "the batch ended before this write",
		sent: false
	};
	return DAMAGED;
}
// src/adapters/dataverse/write.ts
/** Dataverse takes a thousand, but an answer is waited for two minutes only, and with the customer's plug-ins a write may take one second. */
const MOST_IN_BATCH = 100;
/** Dataverse takes 116 MB, with quotes and line ends as JSON has them; a larger one would be sent again write by write. */
const MOST_BYTES = 4e7;
/** Of a write, besides its texts. */
const BYTES_OF_WRITE = 500;
const WAVES = 5;
/**
* A hundred updates in one batch take four seconds ("Sample: Update records in bulk"), so a wave of such batches does.
* Where few may be under way at once, it is half a minute rather than many waves.
*/
const FEW_SECONDS = 100;
const HALF_A_MINUTE = 2e3;
const SHORTEST_WAIT_MS = 1e3;
const NOT_SENT = {
	outcome: "failed",
	reason: "not sent",
	sent: false
};
/**
* Dataverse works through a batch one by one, so the quickest is one wave: as many batches as may be under way
* at the same time, all of the same size; or several rounds of such batches. Parts that were throttled go into the next wave,
* which is held back for as long as Dataverse asks.
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
		for (let wave = 1;; wave += 1) {
			await sendWave(waiting);
			waiting = waiting.filter((job) => job.fate.outcome === "throttled");
			if (waiting.length === 0 || wave === WAVES) return jobs.map(resultOf$2);
			connection.holdBack(Math.max(...waiting.map(waitOf)));
		}
	}
	return {
		write,
		atOnce: () => Math.max(FEW_SECONDS * connection.concurrency(), HALF_A_MINUTE)
	};
}
/** Writes of one record stay together, in their order: they must not be under way at the same time. */
function inBatches(jobs, width) {
	const rounds = Math.ceil(jobs.length / (width * MOST_IN_BATCH));
	const size = Math.ceil(jobs.length / (width * rounds));
	const batches = [];
	let filled = 0;
	for (const group of Map.groupBy(jobs, (job) => job.write.id).values()) {
		const bytes = sumOf(group, (job) => bytesOf(job.write));
		const last = batches.at(-1);
		if (last && last.length + group.length <= size && filled + bytes <= MOST_BYTES) last.push(...group);
		else {
			batches.push(group);
			filled = 0;
		}
		filled += bytes;
	}
	return batches;
}
function bytesOf(write) {
	const texts = "columns" in write ? Object.values(write.columns) : "text" in write ? [write.text] : [];
	return BYTES_OF_WRITE + sumOf(texts, (value) => typeof value === "string" ? Buffer.byteLength(value) : 0);
}
function resultOf$2({ fate }) {
	if (fate.outcome !== "throttled") return fate;
	return {
		outcome: "failed",
		reason: reasonOf$2(fate.answer),
		sent: false
	};
}
// src/adapters/dataverse/dataverse.ts
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
// src/adapters/partner-center/timestamp.ts
const UTC = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(?:Z|[+-]00:00)$/;
/**
* A UTC timestamp in a form that sorts as text, or `null` when it is none. Partner Center writes six or seven
* fractional digits, of which a `Date` would keep three.
*/
function sortable(timestamp) {
	const parts = UTC.exec(timestamp);
	return parts && `${parts[1]}.${(parts[2] ?? "").padEnd(9, "0")}`;
}
// src/adapters/partner-center/both-ends.ts
const NEWEST_FIRST = "$orderby=createdDateTime%20desc";
const OLDEST_FIRST = "$orderby=createdDateTime%20asc";
/** So many pages are read before the list counts as long: of a short one, the other end would cost more than it saves. */
const LONG = 20;
/**
* All of a list. Each link is only known from the page before, so a long one is read from both ends at the same time,
* until they have met: in half the time, by what Microsoft documents of `$orderby` and nothing else.
*
* By the time of creation, which never changes. A referral that is new meanwhile comes at the newest end, and pushes
* others down, so that some come twice. By the time of the last change, one that is edited would leave its place among
* those that were read already, the others would move up, and one of them would slip past the oldest end.
*
* @param open Pages by a query, up to the end of the list.
*/
async function* fromBothEnds(open) {
	const newest = new End(open(NEWEST_FIRST), (time, before) => time <= before);
	for (let read = 0; read < LONG; read += 1) {
		const page = await newest.next();
		if (page === null) return;
		yield page;
	}
	const oldest = new End(open(OLDEST_FIRST), (time, before) => time >= before);
	while (!haveMet(newest, oldest)) {
		const page = await (await Promise.race([newest.arrival(), oldest.arrival()])).next();
		if (page === null) return;
		yield page;
	}
}
/**
* Of referrals that were created in the same moment, the one end may have shown some and the other end the same ones. And
* a service that answers newest first whatever it is asked has met nothing.
*/
function haveMet(newest, oldest) {
	const isBefore = (one, other) => one !== null && other !== null && one < other;
	return isBefore(newest.reached, oldest.reached) && isBefore(oldest.first, newest.first);
}
var End = class {
	#pages;
	#isInOrder;
	#coming = null;
	/** When the first referral was created that it has shown. */
	first = null;
	/** When the last one was: it has shown all up to there. `null` when that is not sure. */
	reached = null;
	#isOrdered = true;
	constructor(pages, isInOrder) {
		this.#pages = pages;
		this.#isInOrder = isInOrder;
	}
	/** Itself, once its next page is there. */
	async arrival() {
		await this.#next();
		return this;
	}
	/** `null` at the other end of the list. */
	async next() {
		const { value: page } = await this.#next();
		this.#coming = null;
		if (!page) return null;
		for (const { createdDateTime } of page.rows) this.#pass(createdDateTime);
		return page;
	}
	#next() {
		this.#coming ??= this.#pages.next();
		return this.#coming;
	}
	#pass(created) {
		const time = typeof created === "string" ? sortable(created) : null;
		this.#isOrdered &&= time !== null && (this.reached === null || this.#isInOrder(time, this.reached));
		this.reached = this.#isOrdered ? time : null;
		this.first ??= time;
	}
};
/**
* Asks for each by itself, all at the same time: how many are under way is for the connection to find out.
*
* A few that Partner Center fails with, though it has handed over a listing, are missing from what comes back: no deal may
* keep all others from being synced.
*
* @param hasListed Whether Partner Center has handed over a whole listing before.
*/
async function oneByOne(keys, ask, hasListed) {
	const asked = [...new Set(keys)];
	const answers = await Promise.allSettled(asked.map(ask));
	const failed = answers.flatMap((one) => one.status === "rejected" ? [one.reason] : []);
	const isTheirs = hasListed && failed.length <= 3 && failed.every(isOfOne);
	if (failed.length > 0 && !isTheirs) throw failed[0];
	const answered = /* @__PURE__ */ new Map();
	for (const [index, answer] of answers.entries()) if (answer.status === "fulfilled") answered.set(asked[index] ?? "", answer.value);
	return answered;
}
function isOfOne(error) {
	return error instanceof CosellError && !(error instanceof SignInError);
}
// src/adapters/partner-center/find.ts
/** Fewer than this are asked for one by one at once. */
const MANY = 20;
/** How many more pages than referrals found are read before the list is given up. */
const PATIENCE = 2;
/**
* Referrals by their ids. Partner Center has no batch and no filter by id, but an answer of the list holds a hundred.
* So many are first looked for there, newest first, for as long as that takes fewer requests than asking for
* each; the others are asked for one by one. A list that lags shows an older version, which its reader notices.
* Those that Partner Center fails to show are left out like those that are not there.
*/
function openFind(options) {
	const { pages, get, hasListed } = options;
	async function fromList(missing) {
		const found = [];
		let read = 0;
		for await (const page of pages()) {
			found.push(...page.filter(({ id }) => missing.delete(id)));
			read += 1;
			if (missing.size === 0 || read > found.length + PATIENCE) break;
		}
		return found;
	}
	async function fresh(ids) {
		return [...(await oneByOne(ids, get, hasListed())).values()].filter((referral) => referral !== null);
	}
	async function byIds(ids) {
		const missing = new Set(ids.map((id) => id.toLowerCase()));
		return [...missing.size >= MANY ? await fromList(missing) : [], ...await fresh(missing)];
	}
	return {
		byIds,
		fresh
	};
}
// src/adapters/partner-center/pages.ts
/** Ten million referrals at a hundred a page: no partner has so many, and a list that goes in circles is noticed before. */
const MOST_PAGES = 1e5;
/** Pages of a list: all of them, or of one that is newest first, until a row is older than `since`. */
function openPager(options) {
	const { list, read, mostPages = MOST_PAGES } = options;
	function pageOf(response) {
		if (response.status !== 200) throw readError(response);
		const { value, "@odata.nextLink": next } = readList(response);
		return {
			value,
			next,
			date: serverTime(response)
		};
	}
	/** @param isAhead The reader goes to the end: the next page is asked for while it works on this one. */
	return async function* pages(query, since, isAhead) {
		const followed = /* @__PURE__ */ new Set();
		const from = since === null ? null : sortable(since);
		let coming = read(`${list}?${query}`);
		for (let page = 1;; page += 1) {
			const response = await coming;
			const early = isAhead && page < mostPages ? await askEarly(response, from) : null;
			const { value, next, date } = pageOf(response);
			const rows = value.filter((row) => from === null || (momentOf(row) ?? from) >= from);
			if (!next || rows.length < value.length && newestFirst(value)) {
				yield {
					rows,
					shown: value,
					date
				};
				return;
			}
			const onward = queryOf(next);
			if (followed.has(onward)) throw contractError("Partner Center's list of referrals goes round in a circle.");
			followed.add(onward);
			if (page === mostPages) throw contractError(`Partner Center's list of referrals does not end after ${mostPages} pages.`);
			if (early?.onward === onward) coming = early.answer;
			else if (isAhead) coming = (await sentAhead(read(`${list}?${onward}`))).answer;
			yield {
				rows,
				shown: value,
				date
			};
			if (!isAhead) coming = read(`${list}?${onward}`);
		}
	};
	/**
	* Asks for the page after this one before this one is parsed, which takes some milliseconds of a hundred referrals. Only
	* where it will be wanted, as far as can be seen; whether it was the right one is seen afterwards.
	*/
	async function askEarly({ status, body }, from) {
		const link = status === 200 ? lastText(body, "@odata.nextLink") : null;
		const onward = link === null ? null : queryIn(link);
		const isLast = from !== null && (sortable(lastText(body, "updatedDateTime") ?? "") ?? "") < from;
		return onward === null || isLast ? null : {
			onward,
			...await sentAhead(read(`${list}?${onward}`))
		};
	}
}
function momentOf({ updatedDateTime }) {
	return typeof updatedDateTime === "string" ? sortable(updatedDateTime) : null;
}
/** Only then does a row that is too old mean that all later ones are. */
function newestFirst(rows) {
	const times = rows.map(momentOf).filter((time) => time !== null);
	return times.every((time, index) => index === 0 || time <= (times[index - 1] ?? ""));
}
/**
* Still percent-encoded, and all of it. In the documented link the token stands alone; where it does not, whatever stands
* beside it is part of what the service wants to be asked, and without the order the list could not be trusted to end at the
* first old row. The documented link is plain http and leads to another path, so following it would hand the token to whoever
* listens there.
*/
function queryOf(link) {
	const found = queryIn(link);
	if (found === null) throw contractError("Partner Center's link to the next page has no query.");
	return found;
}
function queryIn(link) {
	return URL.parse(link, "https://any.invalid")?.search.slice(1) || null;
}
// src/adapters/partner-center/recent.ts
/** Remembers the last so many texts at least, and not more than twice as many. */
var Recent = class {
	#most;
	#young = /* @__PURE__ */ new Set();
	#old = /* @__PURE__ */ new Set();
	constructor(most) {
		this.#most = most;
	}
	/** Whether it is new. */
	add(text) {
		if (this.#young.has(text) || this.#old.has(text)) return false;
		if (this.#young.size >= this.#most) {
			this.#old = this.#young;
			this.#young = /* @__PURE__ */ new Set();
		}
		this.#young.add(text);
		return true;
	}
};
// src/adapters/partner-center/list.ts
/**
* Newest first is what lets a listing stop early: filtering by time is not documented. No `$select`, which is: what a sync
* and an ordinary mapping read of a referral is nine tenths of its bytes, and it does not say whether the etag would come along.
*/
const ORDER = "$orderby=updatedDateTime%20desc";
/** More than change between two pages. One that comes twice all the same is read twice, no more. */
const MOST_PUSHED = 1e3;
/** "Get a list of referrals": those that changed, all of them, or those of one engagement. */
function openList(options) {
	const { url: list, read, get, clock } = options;
	const pages = openPager({
		list,
		read,
		mostPages: options.mostPages
	});
	let hasListed = false;
	/** Whether the service has taken ids of engagements without quotes, and not with them. */
	let takesBareIds = false;
	async function withEngagement(id) {
		const records = [];
		const filter = encodeURIComponent(`engagementId eq ${id}`);
		for await (const { rows } of pages(`$filter=${filter}&${ORDER}`, null, true)) records.push(...await whole(rows, get, null));
		return records;
	}
	/** Quoted, as the page shows it. The links of real referrals have it bare, and a service that knows its type takes one of the two. */
	async function ofEngagement(engagement) {
		const quoted = () => withEngagement(`'${engagement.replaceAll("'", "''")}'`);
		if (!isUuid(engagement)) return quoted();
		if (takesBareIds) return withEngagement(engagement);
		return quoted().catch(async (refused) => {
			if (!isRefused$1(refused)) throw refused;
			const records = await withEngagement(engagement).catch((error) => {
				throw isRefused$1(error) ? refused : error;
			});
			takesBareIds = true;
			return records;
		});
	}
	const readChanged = async (since, onPage) => {
		const known = new Recent(MOST_PUSHED);
		const asked = clock.now();
		const unusable = [];
		let first = null;
		let isEmpty = true;
		const listing = since === null ? fromBothEnds((query) => pages(query, null, true)) : pages(ORDER, since, true);
		for await (const { rows, shown, date } of listing) {
			first ??= {
				readAt: beginning$1(date, asked),
				organization: organizationOfMost(shown)
			};
			isEmpty &&= shown.length === 0;
			await onPage(await whole(rows.filter((row) => known.add(version(row))), get, unusable));
		}
		hasListed = true;
		return {
			readAt: beginning$1(null, asked),
			organization: null,
			...first,
			unusable,
			isEmpty
		};
	};
	async function* newest() {
		for await (const { rows } of pages(ORDER, null, false)) yield rows.flatMap((row) => listedRecord(row) ?? []);
	}
	return {
		readChanged,
		ofEngagements: (engagements) => oneByOne(engagements, ofEngagement, hasListed),
		...openFind({
			pages: newest,
			get,
			hasListed: () => hasListed
		})
	};
}
function isRefused$1(error) {
	return error instanceof ServiceError && error.status === 400;
}
/**
* Without those that are gone by the time their etag is asked for.
*
* @param unusable Takes the ids of those that say neither in the list nor by themselves which version they are.
* @throws ContractError where nobody takes them, or where there are more than a few: then it is the service's trouble.
*/
async function whole(rows, get, unusable) {
	const askFor = async ({ id }) => {
		try {
			return await get(id);
		} catch (error) {
			if (!(error instanceof ContractError) || !unusable || unusable.length >= 3) throw error;
			unusable.push(id.toLowerCase());
			return null;
		}
	};
	return (await Promise.all(rows.map(async (row) => listedRecord(row) ?? askFor(row)))).filter((record) => record !== null);
}
/** Of the newest referrals, Microsoft's aside; `null` where more than half of them are of no one organization. */
function organizationOfMost(rows) {
	const ids = rows.map(({ organizationId }) => organizationId).filter((id) => id !== MICROSOFT);
	const [id] = [...Map.groupBy(ids, (id) => id)].find(([, same]) => same.length * 2 > ids.length) ?? [];
	return typeof id === "string" && id !== "" ? id : null;
}
function version({ id, eTag, updatedDateTime }) {
	return `${id} ${[eTag, updatedDateTime].find((part) => typeof part === "string") ?? ""}`;
}
// src/adapters/partner-center/partner-center.ts
/**
* The referrals API (learn.microsoft.com/partner-center/developer: "Get a list of referrals", "Patch a
* referral"). It has no batch, no delete and no filter by time.
*/
function openPartnerCenter(options) {
	const { http, token, baseUrl, clock } = options;
	const referrals = `${new URL(baseUrl).origin}/v1.0/engagements/referrals`;
	const send = authorised({
		http,
		token,
		refused: signInError
	});
	function call(request) {
		return send({
			...request,
			system: "partner-center",
			headers: {
				...newHeaders(),
				"client-request-id": randomUUID(),
				...request.headers
			},
			repeatable: request.method === "GET"
		});
	}
	async function get(id) {
		if (id === "." || id === "..") return null;
		const response = await call({
			method: "GET",
			url: `${referrals}/${encodeURIComponent(id)}`
		});
		if (response.status === 404 || response.status === 410) return null;
		if (response.status === 403 && !wantsMoreOfSignIn(response)) return null;
		if (response.status === 400 && !isUuid(id)) return null;
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
			if (!(error instanceof CosellError)) throw error;
			return {
				outcome: "failed",
				reason: error.message,
				sent: error instanceof LostAnswerError
			};
		}
	}
	async function update({ id, etag, operations }) {
		const began = clock.now().getTime();
		const patch = (sent) => write({
			method: "PATCH",
			url: `${referrals}/${encodeURIComponent(id)}`,
			headers: {
				"If-Match": etag,
				Prefer: "return=representation"
			},
			body: JSON.stringify(sent)
		});
		let answer = await patch(operations);
		const other = isRefused(answer) ? dealValueAsText(operations) : null;
		if (other) {
			const second = await patch(other);
			if (!isRefused(second)) answer = second;
		}
		if ("outcome" in answer) return answer;
		const result = patchedBy(answer, operations);
		if (result.outcome !== "applied") return result;
		const written = readWritten(answer);
		if (written) return {
			...result,
			written
		};
		return {
			...result,
			modified: atTheEarliest(answer, clock.now().getTime() - began)
		};
	}
	async function create(body) {
		const answer = await write({
			method: "POST",
			url: referrals,
			body: JSON.stringify(body)
		});
		return "outcome" in answer ? answer : createdBy(answer, body);
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
		update,
		create
	};
}
/** For what it says, so that nothing of it was written. */
function isRefused(answer) {
	return "status" in answer && answer.status === 400;
}
/**
* What it calls a property that it refuses is not documented: its path in the request, or the same with dots, in quotation
* marks then.
*/
function patchedBy(answer, operations) {
	const sent = operations.map(({ value }) => value);
	const result = resultOf$1(answer, sent);
	if (result.outcome !== "rejected") return result;
	const { message } = refusalOf$2(answer, textsIn(sent));
	const words = new Set(message.split(/[^\w/-]+/));
	const isMeant = (path) => words.has(path) || isNamedIn(message, path.slice(1).replaceAll("/", "."));
	const named = [...new Set(operations.map(({ path }) => path))].filter(isMeant);
	return named.length > 0 ? {
		...result,
		named
	} : result;
}
/**
* The same with the deal value as text, or `null` where there is none. It is a number wherever referrals are shown and made; the
* sample of "Patch a referral" sends it as text, and whether a number is taken as well is nowhere said.
*/
function dealValueAsText(operations) {
	const isAmount = ({ path, value }) => path === "/details/dealValue" && typeof value === "number";
	if (!operations.some(isAmount)) return null;
	return operations.map((one) => isAmount(one) ? {
		...one,
		value: String(one.value)
	} : one);
}
/**
* 200 and 201 are both documented. A 2xx that does not show the new referral, with the engagement in which Microsoft is asked
* for help, leaves open which one was made: it is looked for later.
*/
function createdBy(response, sent) {
	const result = resultOf$1(response, sent);
	if (result.outcome !== "applied") return result;
	const created = readWritten(response);
	if (created?.properties.engagementId) return {
		...result,
		created
	};
	return {
		outcome: "failed",
		reason: `${response.status} without the referral that was made`,
		sent: true
	};
}
/**
* When a write was made whose answer does not show the referral: not before it was asked for. A listing that is
* late shows versions that are older than that, and is known for it.
*/
function atTheEarliest(response, elapsedMs) {
	const answered = serverTime(response);
	return answered && new Date(Date.parse(answered) - elapsedMs).toISOString();
}
function resultOf$1(response, sent) {
	const { status, body } = response;
	if (status >= 200 && status < 300) {
		if (!isOwnSuccess(body)) return {
			outcome: "failed",
			reason: `${status} in an unknown form`,
			sent: true
		};
		const written = readWritten(response);
		return {
			outcome: "applied",
			etag: written?.etag ?? null,
			modified: written?.modified ?? null
		};
	}
	const reason = reasonOf$1(response, textsIn(sent));
	if (status === 412 || refusalOf$2(response).codes.includes("resourceModified")) return {
		outcome: "stale",
		reason
	};
	if (status === 429) return {
		outcome: "failed",
		reason,
		sent: false
	};
	if (status >= 500 || status === 408) return {
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
/** The least part of the time limit that is left for writing. Without it, a run whose reading takes all the time would never write. */
const LEAST_WRITING = .1;
/**
* Counts the time limit from now on; a run that begins to listen late has a tenth of it from there. Signals are heeded
* from the first `listen` until its end; a second one of the same kind ends the process, as it would without us.
*/
function openStop({ clock, limitMinutes, overlong, progress }) {
	const limitMs = limitMinutes * MINUTE_MS;
	const endsAt = clock.now().getTime() + limitMs;
	return { listen() {
		const lastAt = Math.max(endsAt, clock.now().getTime() + LEAST_WRITING * limitMs);
		let isCancelled = false;
		const cancel = () => {
			isCancelled = true;
			progress("told to stop: nothing more is begun");
		};
		for (const signal of SIGNALS) process.once(signal, cancel);
		return {
			reason() {
				if (isCancelled) return "the run was cancelled";
				return clock.now().getTime() >= lastAt ? `the time limit of ${limitMinutes} minutes was reached` : overlong();
			},
			[Symbol.dispose]() {
				for (const signal of SIGNALS) process.off(signal, cancel);
			}
		};
	} };
}
// src/reconcile/record/fingerprint.ts
function keyedWith(key) {
	const secret = createSecretKey(key);
	return (text) => createHmac("sha256", secret).update(text).digest("hex");
}
/** @param key `null` where there is none: then a hidden value has no fingerprint. */
function fingerprints(mapping, key) {
	const keyed = key && keyedWith(key);
	return (referral, field, value, like) => {
		if (like?.startsWith("=") ?? mapping.visible.has(field)) return `=${value ?? ""}`;
		if (!keyed) return null;
		return `#${keyed(JSON.stringify([
			referral,
			field,
			value
		])).slice(0, 24)}`;
	};
}
// src/connect/connect.ts
/**
* Two of them are announced at a time, in some megabytes of the 40 that GitHub takes, and one is written to Dataverse in about
* a minute: some 70 commits an hour, of which GitHub permits 500.
*/
const CHANGES_AT_ONCE = 5e3;
/**
* Half a gigabyte, since a deal takes 10 kB until it is written. And should the CRM refuse them all, a commit takes
* what waits of them (420 bytes each), together with the portion that is announced: a hundred thousand it would not.
*/
const DEALS_AT_ONCE = 5e4;
/** The mapping of the run, understood. */
async function usedIn(world) {
	const place = mappingPlace(world.inputs);
	const placed = readPlaced(await world.text, place);
	return {
		...placed,
		compile: (leftOut) => compileMapping(placed.document, place, leftOut)
	};
}
/** Runs a command of the core on the real systems; once more, where the CRM has lost columns that it can do without. */
async function connected(world, used, act) {
	const signedIn = await world.signedIn;
	const dataverse = openRows(world, signedIn);
	const schema = new SchemaCheck(used, dataverse(used.compile([]), async () => {}), world.terminal.progress);
	return schema.withoutLost(async (leftOut) => {
		const mapping = used.compile(leftOut);
		const opportunities = dataverse(mapping, () => schema.check());
		const ports = await connect(world, signedIn, {
			opportunities,
			checkColumns: () => schema.check()
		});
		return act(optionsOf(world, mapping), ports, schema);
	});
}
function optionsOf({ inputs, run, origin }, mapping) {
	const key = fingerprintKey(inputs);
	return {
		run,
		origin,
		mapping,
		fingerprint: fingerprints(mapping, key),
		keyed: keyedWith(key ?? randomBytes(32)),
		branch: inputs.state.branch,
		systems: systemsOf(inputs),
		limits: inputs.limits,
		portion: CHANGES_AT_ONCE,
		mostDeals: DEALS_AT_ONCE,
		referralId: inputs.referralId,
		approve: inputs.approve,
		resolutions: inputs.resolutions,
		changedReferrals: inputs.changedReferrals
	};
}
/** Opens the CRM for the columns of a mapping; `beforeFullRead` is called before all rows are read. */
function openRows({ inputs, clock, http }, signedIn) {
	return (mapping, beforeFullRead) => openDataverse({
		http,
		clock,
		token: signedIn.dataverse,
		baseUrl: inputs.dataverse.url,
		columns: mapping.columns,
		referralIdColumn: mapping.referralIdColumn,
		leads: mapping.leads?.rows ?? null,
		beforeFullRead
	});
}
async function connect({ inputs, clock, http, terminal, state }, signedIn, crm) {
	const { partnerCenter } = inputs;
	const stop = openStop({
		clock,
		limitMinutes: inputs.timeLimitMinutes,
		overlong: http.overlong,
		progress: terminal.progress
	});
	return {
		...crm,
		referrals: openPartnerCenter({
			http,
			clock,
			token: signedIn.partnerCenter,
			baseUrl: partnerCenter.url
		}),
		state: await state,
		webhooks: openWebhooks({
			http,
			token: signedIn.user.entra.webhooks(),
			baseUrl: inputs.webhooksApiUrl
		}),
		listenForStop: () => stop.listen(),
		findReceipt: (digest) => findReceipt(inputs, http, digest),
		clock,
		requests: http.counts,
		progress: terminal.progress
	};
}
/** Reviews are comments on pull requests; a state in a local directory has none. */
async function findReceipt({ state }, http, digest) {
	if ("directory" in state) return null;
	const comment = await openStickyComments({
		http,
		...state
	}).find(receiptMark(digest));
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
// src/reconcile/plan/receipt.ts
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
			const how = differenceOf(before[what], after[what]);
			return how === null ? [] : [`deal ${deal.slice(0, 8)}: ${what} ${how}`];
		});
	});
	return [...reviewed.mapping === now.mapping ? [] : ["the mapping is not the one of the review"], ...sentences];
}
function differenceOf(before, after) {
	if (before === after) return null;
	if (before === void 0) return "is new";
	return after === void 0 ? "is not planned any more" : "would write another value";
}
// src/reconcile/plan/guard-beginning.ts
/** A connector that is on has written something in a week; one that was turned off is no longer asked about after it. */
const RECENT_MINUTES = 7 * DAY_MINUTES;
/**
* Refuses to begin beside another tool, such as Microsoft's connector with its flows still on: two of them overwrite each
* other, and share one opportunity twice. Tools leave a mark in what they write, people in the portal do not, as far as was
* seen; Microsoft says nothing about it. So a person who knows better lets the plan through by its digest.
*
* @param referrals What a first sync has read.
* @throws RefusalError
*/
function guardAlone(referrals, now) {
	const from = minusMinutes(now, RECENT_MINUTES);
	const marked = referrals.filter(({ properties, modified }) => isMarked(properties) && !isBefore(modified, from));
	if (marked.length === 0) return;
	throw new RefusalError(`In the last seven days, another tool has written ${marked.length} of these referrals (lastModifiedVia), such as Microsoft's connector.`, "Turn off all flows of the connector, the scheduled one too: docs/moving-from-the-connector.md has the order of steps. When nothing else writes any more, run once with the digest of this plan as expected-plan-digest.");
}
/**
* Refuses to begin anew with deals that were synced before. Somebody has deleted the state branch, or given another name, or the
* CRM is a copy: nothing would say so, the audit log would begin as if there had been no other, and what only the old state
* knows, such as a close that did not get through, passes for something that a person has done.
*
* @param synced How many of the deals that a first sync has read have a base.
* @throws RefusalError
*/
function guardBeginning(synced, branch) {
	if (synced === 0) return;
	const deals = synced === 1 ? "one of these deals has" : `${synced} of these deals have`;
	throw new RefusalError(`Branch ${branch} has no state yet, though ${deals} been synced before.`, "Go on with their state: give its state-branch, or bring that branch back (the summary of the last sync names its last commit). If there is none, or the CRM is a copy that is to be synced as well, run once with the digest of this plan as expected-plan-digest.");
}
// src/reconcile/plan/let-through.ts
/**
* What let a plan through, for the audit log; `null` for one that the usual limits let through, bound to no review.
*
* @param passed What the guard has let through: this plan, or the rest of an earlier one.
*/
function whatLetThrough(plan, { digest, passed }, { expectedDigest, maxChanges, maxChangeShare }, { linked, fields }) {
	if (plan.changes.length === 0) return null;
	if (expectedDigest !== null) return {
		by: "expected-plan-digest",
		plan: expectedDigest
	};
	if (passed.plan !== digest) return {
		by: "earlier run",
		plan: passed.plan
	};
	const { records, deals } = sizeOfPlan(plan);
	const isLarge = isLargeShare(deals, linked, USUAL_LIMITS.maxChangeShare);
	const empties = maxChangeShare === 1 && emptiedFields(plan, fields).length > 0;
	const by = [records > USUAL_LIMITS.maxChanges ? `max-changes: ${maxChanges}` : "", isLarge || empties ? `max-change-share: ${maxChangeShare}` : ""].filter((input) => input !== "");
	return by.length === 0 ? null : {
		by: by.join(", "),
		plan: digest
	};
}
// src/commands/guarded.ts
/**
* The guard, with what is known of earlier plans.
*
* @throws RefusalError
*/
function guarded(planned, state, options) {
	const { plan, digest, pulled, now, linked, accepted } = planned;
	guardBases(state.waiting, linked, now);
	const { limits, mapping } = options;
	if (state.sequence === 0 && accepted === null && limits.expectedDigest !== digest) {
		if (state.journal === null) guardBeginning(syncedIn(planned), options.branch);
		guardAlone(pulled.referrals, now);
	}
	const known = {
		linked,
		accepted,
		fields: mapping.fields
	};
	const allowance = guard(plan, {
		digest,
		mapping: mapping.digest
	}, limits, known);
	return {
		allowance,
		by: whatLetThrough(plan, {
			digest,
			passed: allowance
		}, limits, known)
	};
}
/** How many deals have been synced before, as their rows say. */
function syncedIn({ merges, pulled }) {
	return merges.filter(({ pair }) => pair.base !== null).length + pulled.inStep;
}
/** What a sync would say instead of writing this plan, or `null`. */
function refusalOf(planned, state, options) {
	try {
		guarded(planned, state, options);
		return null;
	} catch (error) {
		if (error instanceof RefusalError) return refusalBy("plan", error);
		throw error;
	}
}
/** For the head of a report. */
function refusalBy(by, { message, fix }) {
	return {
		by,
		reason: message,
		fix
	};
}
// src/reconcile/checkpoint/empty-list.ts
/**
* A word for the whole run where Partner Center lists nothing at all: a user without the role sees what a user of an
* empty account sees. Where no deal is known, only runs that read everything say so, which are those of a person who
* sets it up: a new account has none for weeks, and nothing is wrong with it.
*
* @param linked How many deals are.
*/
function emptyListNotice(reads, linked) {
	if (!reads?.isEmpty) return null;
	if (linked > 0) return `Partner Center lists no referral at all, though ${linked === 1 ? "1 opportunity is" : `${linked} opportunities are`} linked to one. Usually the signed-in user has lost the role Referrals admin: give it back, and the next run misses nothing. Otherwise check that tenant-id is the one of the Partner Center account. Shortly after the first deal was shared, the list may only be late.`;
	return reads.all ? "Partner Center lists no referral at all. In a new account that is right. If there are some, give the signed-in user the role Referrals admin, and check that tenant-id is the one of the Partner Center account: the next run reads all of them." : null;
}
// src/commands/unlinked.ts
/** Why a referral that could be read has no opportunity and gets none. */
function whyUnlinked(id, { questions, pulled }, mapping) {
	const question = questions.find((one) => one.referral === id);
	if (question) return question.text;
	const referral = pulled.referrals.find((one) => one.id === id);
	if (!referral) return "it is not one of ours: Microsoft's own record of a shared deal, that of a partner in it, or a lead of the Marketplace";
	const why = whyOutOfScope(mapping, {
		referral,
		opportunity: null
	});
	if (why) return `no opportunity carries its identifier, and it gets none: ${why}`;
	const states = mapping.becomeOpportunities.join(", ");
	return `no opportunity carries its identifier, and in state ${stateOf(referral)} it gets none (referrals > become opportunities: ${states})`;
}
/** A word for a run that looks at one referral, where nothing else says why it does nothing with it. */
function aloneNotice(planned, mapping, only) {
	const { merges, questions, pulled } = planned;
	const isSaid = [...[...merges.map(({ pair }) => pair.link), ...pulled.unreadable.map(({ link }) => link)], ...questions].some(({ referral }) => referral === only);
	if (only === null || isSaid) return null;
	return `Nothing is done with deal ${only}: ${whyUnlinked(only, planned, mapping)}`;
}
// src/commands/plan.ts
/**
* load → pull → match → merge → report: what `sync` would do now, and whether a guard would refuse it. It is given
* ports that cannot write.
*/
async function plan(options, ports) {
	const loaded = await load(ports.state, options);
	const planned = await makePlan(ports, loaded, options);
	requireKnown(planned, loaded.state, options.referralId);
	const refusal = refusalOf(planned, loaded.state, options);
	return {
		...resultOf(planned, loaded, options, ports),
		refusal
	};
}
/** The result of a run that has planned, and written nothing so far. */
function resultOf(made, { state }, { run, mapping, referralId }, ports) {
	const { plan: planned, digest, merges, pulled, now, linked } = made;
	const unused = unusedEnvironments(mapping);
	const notices = [
		unused && `${unused.detail}. ${unused.fix}`,
		emptyListNotice(pulled.reads, linked),
		scopeNotice(mapping, pulled),
		ownerlessNotice(planned, mapping.owner),
		aloneNotice(made, mapping, referralId)
	];
	return {
		command: "plan",
		run,
		plan: planned,
		digest,
		mappingDigest: mapping.digest,
		outcomes: [],
		recovered: [],
		waiting: withUnreadable(state.waiting, pulled.unreadable, now),
		approvalDigest: approvalDigest(state.waiting),
		requests: { ...ports.requests },
		stateCommit: null,
		overtaken: false,
		names: namesIn(merges, mapping),
		notices: notices.filter((notice) => notice !== null)
	};
}
// src/reconcile/registration/registration.ts
/** Without it no test event can be sent. */
const TEST_EVENT = "test-created";
const NOBODY = {
	kept: [],
	dropped: []
};
/**
* | there is            | then |
* |---|---|
* | nothing             | create |
* | ours, all events    | nothing |
* | ours, some events   | replace, with all that it had |
* | ours, at an earlier address | replace, with all that it had |
* | another's           | refuse; with `overwrite`, replace |
* | another's, with events that are not about referrals | refuse until somebody says keep or drop |
*
* @param isOurs Whether we registered what there is now; at the wanted address it is in any case.
* @throws ConfigurationError when Partner Center does not know an event
* @throws RefusalError
*/
function planRegistration(wanted, current, { known, isOurs }) {
	const events = [.../* @__PURE__ */ new Set([...wanted.events, TEST_EVENT])];
	checkEvents(events, known);
	const registration = {
		url: wanted.url,
		events: events.sort(),
		ownHeader: true
	};
	if (current === null) return {
		action: "create",
		registration,
		previous: null,
		...NOBODY
	};
	const isThere = isSameAddress(current.url, wanted.url);
	if (isThere || isOurs) {
		const all = [.../* @__PURE__ */ new Set([...current.events, ...events])].sort();
		return {
			action: isThere && events.every((name) => current.events.includes(name)) ? "none" : "replace",
			registration: {
				...registration,
				events: all
			},
			previous: current,
			...NOBODY
		};
	}
	return takeOver(wanted, current, registration);
}
/**
* | there is        | and somebody had another one before us | and nobody had |
* |---|---|---|
* | nothing         | the earlier one | nothing |
* | ours            | the earlier one | ours with the test event alone, as Partner Center has no way to remove it |
* | the earlier one | that, as it is | |
* | ours, at the address of the earlier one | that, without the events that we added | |
* | another's       | refuse; with `overwrite`, the earlier one | that, as it is |
*
* @param isOurs Whether what is registered now is ours.
* @throws RefusalError
*/
function planRestore(earlier, current, { isOurs, overwrite }) {
	const seen = {
		previous: current,
		...NOBODY
	};
	if (current === null) return earlier === null ? {
		action: "none",
		registration: null,
		...seen
	} : {
		action: "create",
		registration: earlier,
		...seen
	};
	const asItIs = {
		action: "none",
		registration: current,
		...seen
	};
	if (earlier === null) {
		const reduced = {
			...current,
			events: [TEST_EVENT]
		};
		return isOurs ? {
			action: "replace",
			registration: reduced,
			...seen
		} : asItIs;
	}
	if (isSameAddress(current.url, earlier.url)) {
		const events = current.events.filter((name) => earlier.events.includes(name));
		if (!isOurs || events.length === current.events.length) return asItIs;
		return {
			action: "replace",
			registration: {
				...current,
				events
			},
			...seen
		};
	}
	if (!isOurs && !overwrite) throw anothers(current, earlier.url);
	return {
		action: "replace",
		registration: earlier,
		...seen
	};
}
function takeOver(wanted, current, registration) {
	const others = current.events.filter((name) => !registration.events.includes(name)).sort();
	if (!wanted.overwrite) throw anothers(current, wanted.url);
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
	const problems = unknown.map((name) => ({
		where: "webhook-events",
		message: `${JSON.stringify(name)} is not an event of Partner Center`
	}));
	throw new ConfigurationError(problems, `Partner Center knows: ${[...known].sort().join(", ")}.`);
}
/** Of an address only its origin: the rest may be a key. */
function originOf(url) {
	return URL.canParse(url) ? new URL(url).origin : "an address that cannot be read";
}
/** @param wanted The address that was to take its place. */
function anothers({ url, events }, wanted) {
	return new RefusalError(`Partner Center already sends this tenant's notifications to ${placeOf(url, wanted)}: ${events.length} events (${[...events].sort().join(", ")}). Nothing was changed.`, "A tenant has one address for all events, so registering another takes them away from there. If that is what you want, set webhook-overwrite to true.");
}
/** Two addresses of one host look alike without what may be a key. */
function placeOf(url, other) {
	return originOf(url) === originOf(other) ? `another address at ${originOf(url)}` : originOf(url);
}
function undecided({ url }, others) {
	return new RefusalError(`${originOf(url)} also gets events that are not about referrals: ${others.join(", ")}. Nothing was changed.`, "Set webhook-other-events to drop if nobody needs them any more, or to keep: then they come to your address, whose relay ignores them.");
}
// src/reconcile/registration/registration-memory.ts
const ours = strictObject({
	sha256: string(),
	origin: string(),
	events: array(string())
}).nullable();
const schema = strictObject({
	version: literal(1),
	ours,
	previous: strictObject({
		origin: string(),
		events: array(string()),
		ownHeader: boolean().nullable(),
		url: string()
	}).nullable(),
	pending: strictObject({
		run: string(),
		ours
	}).nullable()
});
const NOTHING = {
	ours: null,
	previous: null,
	pending: null
};
/** @throws StateError when the file is not one of ours. */
function parseRegistrationMemory(text) {
	if (text === void 0) return NOTHING;
	const parsed = schema.safeParse(jsonIn(text));
	if (parsed.success) {
		const { ours, previous, pending } = parsed.data;
		return {
			ours,
			previous,
			pending
		};
	}
	throw new StateError(`${REGISTRATION_FILE} on the state branch is not one that this version of cosell-sync wrote.`, "If the action was put back to an earlier version, run webhooks with the newer one. Undo an edit by git revert. The file may also be removed: then what was registered before us can only be put back by hand.");
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
		sha256: sha256(addressOf$2(url)),
		origin: originOf(url),
		events
	};
}
/** Also what a run announced that did not come to its end: it may have registered that. */
function isOurs({ ours, pending }, registration) {
	if (registration === null) return false;
	const address = sha256(addressOf$2(registration.url));
	return ours?.sha256 === address || pending?.ours?.sha256 === address;
}
/** `null` when there is no secret to seal it with. */
function sealRegistration({ url, events, ownHeader }, seal) {
	const sealed = seal.close(url);
	return sealed === null ? null : {
		origin: originOf(url),
		events,
		ownHeader,
		url: sealed
	};
}
/** What is wrong with the registration as it is now, and what to do; `null` when it is still ours. */
function driftOf(memory, current) {
	const { ours, pending } = memory;
	if (pending !== null) return `Run ${pending.run} was to change the webhook registration and did not come to its end: repeat what it did, or undo it by webhooks restore.`;
	if (ours === null) return null;
	if (current === null) return `Partner Center has no webhook registration any more: ${AGAIN}.`;
	if (!isOurs(memory, current)) return `Partner Center sends notifications to ${placeOf(current.url, ours.origin)} now, not to ours at ${ours.origin}: somebody registered that. To take it back, ${AGAIN}, with overwrite.`;
	const missing = ours.events.filter((name) => !current.events.includes(name));
	return missing.length === 0 ? null : `The webhook is no longer registered for ${missing.join(", ")}: ${AGAIN}.`;
}
const AGAIN = "run the command webhooks again";
// src/report/explanation.ts
function explanationMarkdown(explained, visible) {
	const { id, waiting } = explained;
	const [apart, inStep] = sorted(explained.fields);
	const rows = apart.map((one) => [
		`${cell(one.field)}<br>${cell(`${one.kind}, ${one.direction}`)}`,
		...valuesOf(one, visible).map((text) => cell(text)),
		`${cell(one.situation, 400)}<br>→ ${cell(one.decision, 400)}`
	]);
	const same = inStep.map((one) => [cell(one.field), cell(valuesOf(one, visible)[1] ?? "")]);
	return reportOf([
		`## Co-sell explain: deal ${waiting?.opportunity === id ? cell(id) : dealLink(id)}`,
		...introduction(explained).map((line) => cell(line, 600)),
		conflictOf(explained),
		rows.length > 0 ? table([
			"Field",
			"Base",
			"Partner Center",
			"CRM",
			"What a sync would do"
		], rows) : "",
		same.length > 0 ? `### The same on both sides\n\n${table(["Field", "Value"], same)}` : ""
	]);
}
/** The same for a terminal: a block for each field that somebody may ask about, a line for each of the others. */
function explanationText(explained, visible) {
	const [apart, inStep] = sorted(explained.fields);
	const blocks = apart.map((one) => {
		const [base, referral, opportunity] = valuesOf(one, visible).map((text) => indented(text, 18));
		return [
			`${one.field} (${one.kind}, ${one.direction})`,
			`  base            ${base}`,
			`  Partner Center  ${referral}   ${one.places.referral.join(", ")}`,
			`  CRM             ${opportunity}   ${one.places.opportunity.join(", ")}`,
			`  ${one.situation}`,
			`  → ${one.decision}`
		].join("\n");
	});
	const width = Math.max(...inStep.map(({ field }) => field.length));
	const same = inStep.map((one) => `  ${one.field.padEnd(width)}  ${indented(valuesOf(one, visible)[1] ?? "", width + 4)}`);
	const next = conflictOf(explained).replaceAll(/`([^`]*)`|\*(\w[^*]*)\*/g, "$1$2");
	const after = same.length > 0 ? `The same on both sides:\n${same.join("\n")}` : "";
	return harmless(reportOf([
		`Deal ${explained.id}`,
		...introduction(explained),
		visible === "all" ? scopeText(explained) : "",
		next,
		...blocks,
		after
	]));
}
/** The fields with something to tell, and those that have the same value on both sides. */
function sorted(fields) {
	return [fields.filter(({ isInStep }) => !isInStep), fields.filter(({ isInStep }) => isInStep)];
}
/** Further lines of a value stay in its column: none of them can look like one of ours. */
function indented(value, column) {
	return value.replaceAll("\n", `\n${" ".repeat(column)}`);
}
function introduction({ standing, waiting }) {
	const waits = waiting ? [`It waits (${kindText(waiting)}): ${ended(waiting.reason)}`, `Next look: ${nextLook$1(waiting)} (${waitingSince(waiting)}).`] : [];
	return [ended(standing), ...waits];
}
/** Any property may be named in a scope, mapped or not, so this is only for a person's own screen. */
function scopeText({ outOfScope }) {
	if (outOfScope === null) return "";
	const { place, values } = outOfScope;
	return `${place} has: ${values.length === 0 ? shown(null) : indented(values.join(", "), 18)}`;
}
/** What a person does about its conflict, which nobody else ends; empty where there is none. */
function conflictOf({ id, waiting }) {
	const [field] = waiting?.kind === "conflict" ? waiting.fields : [];
	return field === void 0 ? "" : howToResolveThis(id, field);
}
/** The words of a service may end with a full stop of their own. */
function ended(text) {
	return text.endsWith(".") ? text : `${text}.`;
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
	return value === void 0 ? "(unknown)" : readable(value);
}
/** That there is a value is no secret; what it is may be. */
function hidden(value) {
	return value === void 0 || value === null ? shown(value) : "(hidden)";
}
// src/report/refresh-token.ts
const TITLE = "Refresh token";
const SEE = "docs/signing-in.md says how.";
/** For the foot of the summary; empty when nobody knows how old the token is. */
function refreshTokenText(status) {
	const { ageDays, renewed, problem } = status;
	if (renewed) return "Refresh token: renewed by this run";
	const failed = problem ? `; it could not be renewed: ${cell(problem, 400)}` : "";
	if (ageDays === null) return problem ? `Refresh token: of unknown age${failed}` : "";
	return `Refresh token: ${count(ageDays, "day")} old, of ${REFRESH_TOKEN_DAYS.lifetime}${failed}`;
}
/** What needs somebody's eyes. */
function refreshTokenWarnings({ ageDays, problem, multiFactor }) {
	const messages = [];
	if (problem) messages.push(`The refresh token could not be renewed. ${problem}`);
	if (ageDays !== null && ageDays >= REFRESH_TOKEN_DAYS.old) messages.push(`The refresh token is ${ageDays} days old, and Entra ends it after ${REFRESH_TOKEN_DAYS.lifetime}. Sign in again with \`cosell-sync login\`; ${SEE}`);
	if (multiFactor === false) messages.push(`The refresh token comes from a sign-in without multi-factor authentication, which Partner Center refuses (900421). Turn it on for the user and sign in again; ${SEE}`);
	return messages.map((message) => ({
		title: TITLE,
		message
	}));
}
// src/report/summary.ts
/** Rows of a table. A plan is there to be gone through before it is let through, a sync's summary to be glanced at. */
const MOST_ROWS = {
	plan: 1e3,
	sync: 50
};
/** The job summary of a run, as Markdown that a manager can read. */
function summary(result, options) {
	const shown = {
		...options,
		nameOf: namesOf$1(result, options.crm)
	};
	return fitted(MOST_ROWS[result.command], (rows) => summaryWith(rows, result, shown));
}
function summaryWith(rows, result, options) {
	const { nameOf } = options;
	const totals = totalsOf(result);
	return reportOf([
		`## Co-sell ${result.refusal?.by ?? result.command}: ${headline(result, totals)}`,
		refusalText(result),
		leftText(result),
		(result.notices ?? []).map(sentence).join("\n\n"),
		conflictsSection$1(result, options, rows),
		heldSection(result, nameOf, rows),
		approvalSection(result, nameOf, rows),
		warningsSection(result, nameOf, rows),
		waitingSection(result, nameOf, rows),
		changesSection(result, options, rows),
		recoveredSection(result),
		footer(result, totals, options)
	]);
}
function refusalText({ refusal = null }) {
	if (refusal === null) return "";
	const { by, reason, fix } = refusal;
	return `> **${by === "sync" ? "This was refused, and nothing was written." : "A sync refuses this, and writes nothing."}** ${cell(reason, 600)}\n>\n> ${cell(fix, 600)}`;
}
/** The first sync of many deals goes over several runs. */
function leftText({ left, plan: { later } }) {
	const goesOn = "goes on with them by itself";
	return joined([left?.changes ? `${count(left.changes, "planned change")} could not be started: ${cell(left.reason, 300)}. The next run ${goesOn}.` : "", later ? `Left for later runs: ${laterText(later)}, more than one run takes up. The next run ${goesOn}.` : ""], "\n\n");
}
/** The run in one line, also for a terminal and for the log. */
function headline(result, totals) {
	const decided = result.plan.conflicts.filter(({ winner }) => winner !== null).length;
	const open = totals.conflicts - decided;
	const told = [
		doneText(result, totals),
		open > 0 ? count(open, "conflict") : "",
		decided > 0 ? `${count(decided, "conflict")} decided` : "",
		totals.held > 0 ? `${grouped(totals.held)} held back` : "",
		totals.failed > 0 ? `${grouped(totals.failed)} not applied` : "",
		result.left?.changes ? `${count(result.left.changes, "change")} left` : "",
		result.plan.later ? `${laterText(result.plan.later, "more ")} left` : ""
	];
	const nothing = result.plan.changes.length === 0 ? "nothing to do" : "no field changes";
	const waits = leftWaiting(result);
	return joined([joined(told, ", ") || nothing, waits > 0 ? `${count(waits, "deal")} waiting` : ""], ", ");
}
/** What was written, or is to be, in numbers that are none of them 0. */
function doneText({ command, refusal }, { changes, created, updated }) {
	if (command === "plan") {
		const planned = changes === 0 ? "" : `${count(changes, "change")} planned`;
		if (!refusal) return planned;
		return joined(refusal.by === "sync" ? ["refused", planned] : [planned, "a sync refuses it"], ", ");
	}
	const also = created > 0 ? `${grouped(updated)} updated` : `${count(updated, "record")} updated`;
	return joined([created > 0 ? `${count(created, "record")} created` : "", updated > 0 ? also : ""], ", ");
}
function heldSection(result, nameOf, most) {
	const { plan } = result;
	const isUnnoted = unnotedIn(result);
	const rows = [...plan.held.filter((one) => one.awaits !== "approval" || isUnnoted(one)).map(({ link, field, reason }) => [
		nameOf(link),
		cell(field ?? ""),
		sentence(reason)
	]), ...plan.questions.map(({ referral, text }) => [
		nameOf({
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
	], rows, most)}`;
}
/** Whether a plan has found it, and no sync has: what is to be approved is listed by what syncs have noted. */
function unnotedIn({ command, waiting }) {
	if (command !== "plan") return () => false;
	const awaited = new Map(waiting.map(({ referral, awaits }) => [referral, awaits]));
	return ({ link, reason }) => !awaited.get(link.referral)?.some((text) => text.endsWith(reason));
}
function warningsSection({ plan }, nameOf, most) {
	if (plan.warnings.length === 0) return "";
	const cellsOf = ({ link, text }) => [nameOf(link), sentence(text)];
	return `### Worth knowing\n\n${tableOf$1(["Deal", "What"], plan.warnings, cellsOf, most)}`;
}
function recoveredSection({ recovered }) {
	if (recovered.length === 0) return "";
	const number = (wanted) => recovered.filter(({ fate }) => fate === wanted).length;
	const unclear = number("unclear");
	const doubt = unclear > 0 ? ` Of ${unclear} nobody can tell: somebody has changed or deleted the record since.` : "";
	return `### Recovered\n\nAn earlier run stopped in the middle. Of its ${count(recovered.length, "change")}, ${number("applied")} had arrived and ${number("superseded")} had not. The audit log has them all now.${doubt}`;
}
function ownColumnsText(command, rows) {
	return `In ${rows === 1 ? "1 opportunity" : `${grouped(rows)} opportunities`} ${command === "plan" ? "only the sync's own columns change" : "only the sync's own columns changed"}, and no field of the mapping.`;
}
function footer(result, totals, { mappingFile, refreshToken }) {
	const requests = SYSTEMS.map((system) => `${system} ${result.requests[system]}`).join(" · ");
	return joined([
		totals.ownOnly > 0 ? ownColumnsText(result.command, totals.ownOnly) : "",
		result.overtaken ? "Another run took over while this one was writing. It finds out what this one wrote, and records it." : "",
		`Requests: ${requests}`,
		`Plan digest: \`${result.digest}\``,
		`Mapping: ${code(mappingFile)}, digest \`${result.mappingDigest}\``,
		result.stateCommit ? `State commit: \`${result.stateCommit}\`` : "",
		refreshToken ? refreshTokenText(refreshToken) : ""
	], "  \n");
}
export { checkpoint as $, isOpenRow as $n, joined as $r, duplicatesText as $t, makePlan as A, isOwnSuccess as Ai, reasonOf$2 as An, stateFiles as Ar, accountOf as At, rewrittenNotice as B, readDocument as Bn, appliedIn as Br, withEdit as Bt, formatReceipt as C, messageIn as Ci, sentAhead as Cn, proposalOf as Cr, lostBaseNotice as Ct, fingerprintKey as D, shortly as Di, failureIn as Dn, openStickyComments as Dr, readBase as Dt, connected as E, settingIn as Ei, CODE as En, openFilesInForce as Er, keepBase as Et, allowanceAfter as F, validateMapping as Fn, approvalSection as Fr, readDrift as Ft, wantedAccount as G, checkAgainstColumns as Gn, answerIn$1 as Gr, readAs as Gt, undecidedIn as H, compileMapping as Hn, MAKES as Hr, REFRESH_TOKEN_DAYS as Ht, allowanceOf as I, firstMisplaced as In, waitingCells as Ir, ageOf as It, seenIn as J, viewOf as Jn, cell as Jr, isMarked as Jt, withFindings as K, parseColumns as Kn, isUndecided as Kr, readError as Kt, allowanceToLeave as L, formatMapping as Ln, openConflicts as Lr, aboutRun as Lt, ownerColumns as M, inParallel as Mi, FILES as Mn, by as Mr, lazyUser as Mt, ownerIn as N, sumOf as Ni, runConnections as Nn, canonicalJson as Nr, openStore as Nt, usedIn as O, tokenRefused as Oi, privilegeIn as On, EMPTY_STATE as Or, wereClosed as Ot, toPlan as P, inherited as Pi, runConnectionsSummary as Pn, QUIET as Pr, openUser as Pt, editLines as Q, nameOf$1 as Qn, fitted as Qr, CLEAR_DUPLICATES as Qt, sizeOf as R, environmentsOf as Rn, howToResolve as Rr, filesAt as Rt, differences as S, isDenied as Si, serverTime as Sn, connectionsInForce as Sr, keepsNoBase as St, receiptOf as T, rateLimited as Ti, connect$1 as Tn, loadConnections as Tr, formatBase as Tt, answered as U, placesOf$1 as Un, NOTHING_DONE as Ur, openWebhooks as Ut, ofAnotherAfter as V, readPlaced as Vn, totalsOf as Vr, unusedEnvironments as Vt, accountColumns as W, unknownNames as Wn, OTHER_TABLES as Wr, newHeaders as Wt, auditFile as X, OWNER_FIELD as Xn, count as Xr, openReader as Xt, announce as Y, ACCOUNT_FIELD as Yn, code as Yr, MICROSOFT as Yt, chainedFile as Z, isMicrosoftsPath as Zn, dealLink as Zr, listOfTexts as Zt, resultOf as _, readMappingIfThere as _i, STRONG as _n, systemOf as _r, baselessAfter as _t, explanationText as a, grouped as ai, misfit$1 as an, findingAt as ar, patch as at, refusalBy as b, denied as bi, openMetadata as bn, validationSummary as br, wornOut as bt, isOurs as c, shortHash as ci, newColumn as cn, matrixOf as cr, outOfScope as ct, sealRegistration as d, shareIdFor as di, openEntra as dn, failureComment as dr, ownMove as dt, named$2 as ei, MADE_AGAIN as en, currentParts as er, refusedIn as et, anothers as f, isUuid as fi, claimsOf as fn, markerOf as fr, closedOnAfter as ft, plan as g, viewerOf as gi, openRows$1 as gn, reviewReport as gr, untakenAfter as gt, planRestore as h, taken as hi, refusedInBrowser as hn, addedText as hr, putBackAfter as ht, explanationMarkdown as i, tableOf$1 as ii, isSameLabel as in, require_entities as ir, microsoftsBody as it, requireKnown as j, jsonIn as ji, authorised as jn, hashesOf as jr, systemsOf as jt, fingerprints as k, contractError as ki, readError$1 as kn, salvage as kr, isPost as kt, parseRegistrationMemory as l, isMistyped as li, PURPOSES as ln, OF_A_CONNECTION as lr, misfit as lt, planRegistration as m, listed$1 as mi, personIn as mn, withdrawnComment as mr, statusMoves as mt, summary as n, sentence as ni, connectorColumns as nn, readField as nr, isReferralUpdate as nt, driftOf as o, minuteOf as oi, missingOptions as on, NUMBERS_FILE as or, textIn as ot, originOf as p, sha256 as pi, isMultiFactor as pn, reviewComment as pr, againAfter as pt, tie as q, keyOn as qn, SYSTEM_NAMES as qr, signInError as qt, refreshTokenWarnings as r, table as ri, isOfConnector as rn, isUnusable as rr, attributesOf as rt, formatRegistrationMemory as s, readable as si, nameFor as sn, changedReport as sr, identifierOf as st, headline as t, reportOf as ti, columnFor as tn, project as tr, noteOf as tt, rememberOurs as u, isProvisional as ui, TABLES as un, connectionIn as ur, approvalDigest as ut, whyUnlinked as v, readMappings as vi, definitionOf as vn, section$1 as vr, sellerColumns as vt, parseReceipt as w, outage as wi, API as wn, chosen as wr, whyLost as wt, refusalOf as x, hindranceIn as xi, readAs$1 as xn, validationText as xr, forgottenNotice as xt, guarded as y, writeMapping as yi, listOf as yn, validationHeadline as yr, toldAfter as yt, rewrittenColumns as z, loadMapping as zn, namesOf$1 as zr, load as zt };
