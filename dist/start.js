import { t as __commonJSMin } from "./rolldown-runtime.js";
import { t as require_undici } from "./undici.js";
import { F as _gte, Hn as safeParse, Jn as prettifyError, P as _gt, Q as _minLength, Tt as en_default, X as _lte, Z as _maxLength, Zn as config, _ as superRefine, b as unknown, c as int, d as object, f as optional, ft as _toLowerCase, g as string, h as refine, i as array, l as nullable, m as pipe, n as _default, o as catchall, r as _enum, s as guid$1, st as _regex, t as number$1, u as nullish, v as transform, y as union } from "./zod.js";
import { X509Certificate, createPrivateKey, hash } from "node:crypto";
import * as os from "os";
import * as crypto$1 from "crypto";
import * as fs from "fs";
import { setImmediate, setTimeout } from "node:timers/promises";
import { readFile } from "node:fs/promises";
import { setFlagsFromString } from "node:v8";
// node_modules/@actions/core/lib/utils.js
/**
* Sanitizes an input into a string so it can be passed into issueCommand safely
* @param input input to sanitize into a string
*/
function toCommandValue(input) {
	if (input === null || input === void 0) return "";
	else if (typeof input === "string" || input instanceof String) return input;
	return JSON.stringify(input);
}
/**
*
* @param annotationProperties
* @returns The command properties to send with the actual annotation command
* See IssueCommandProperties: https://github.com/actions/runner/blob/main/src/Runner.Worker/ActionCommandManager.cs#L646
*/
function toCommandProperties(annotationProperties) {
	if (!Object.keys(annotationProperties).length) return {};
	return {
		title: annotationProperties.title,
		file: annotationProperties.file,
		line: annotationProperties.startLine,
		endLine: annotationProperties.endLine,
		col: annotationProperties.startColumn,
		endColumn: annotationProperties.endColumn
	};
}
// node_modules/@actions/core/lib/command.js
/**
* Issues a command to the GitHub Actions runner
*
* @param command - The command name to issue
* @param properties - Additional properties for the command (key-value pairs)
* @param message - The message to include with the command
* @remarks
* This function outputs a specially formatted string to stdout that the Actions
* runner interprets as a command. These commands can control workflow behavior,
* set outputs, create annotations, mask values, and more.
*
* Command Format:
*   ::name key=value,key=value::message
*
* @example
* ```typescript
* // Issue a warning annotation
* issueCommand('warning', {}, 'This is a warning message');
* // Output: ::warning::This is a warning message
*
* // Set an environment variable
* issueCommand('set-env', { name: 'MY_VAR' }, 'some value');
* // Output: ::set-env name=MY_VAR::some value
*
* // Add a secret mask
* issueCommand('add-mask', {}, 'secretValue123');
* // Output: ::add-mask::secretValue123
* ```
*
* @internal
* This is an internal utility function that powers the public API functions
* such as setSecret, warning, error, and exportVariable.
*/
function issueCommand(command, properties, message) {
	const cmd = new Command(command, properties, message);
	process.stdout.write(cmd.toString() + os.EOL);
}
const CMD_STRING = "::";
var Command = class {
	constructor(command, properties, message) {
		if (!command) command = "missing.command";
		this.command = command;
		this.properties = properties;
		this.message = message;
	}
	toString() {
		let cmdStr = CMD_STRING + this.command;
		if (this.properties && Object.keys(this.properties).length > 0) {
			cmdStr += " ";
			let first = true;
			for (const key in this.properties) if (this.properties.hasOwnProperty(key)) {
				const val = this.properties[key];
				if (val) {
					if (first) first = false;
					else cmdStr += ",";
					cmdStr += `${key}=${escapeProperty(val)}`;
				}
			}
		}
		cmdStr += `${CMD_STRING}${escapeData(this.message)}`;
		return cmdStr;
	}
};
function escapeData(s) {
	return toCommandValue(s).replace(/%/g, "%25").replace(/\r/g, "%0D").replace(/\n/g, "%0A");
}
function escapeProperty(s) {
	return toCommandValue(s).replace(/%/g, "%25").replace(/\r/g, "%0D").replace(/\n/g, "%0A").replace(/:/g, "%3A").replace(/,/g, "%2C");
}
// node_modules/@actions/core/lib/file-command.js
function issueFileCommand(command, message) {
	const filePath = process.env[`GITHUB_${command}`];
	if (!filePath) throw new Error(`Unable to find environment variable for file command ${command}`);
	if (!fs.existsSync(filePath)) throw new Error(`Missing file at path: ${filePath}`);
	fs.appendFileSync(filePath, `${toCommandValue(message)}${os.EOL}`, { encoding: "utf8" });
}
function prepareKeyValueMessage(key, value) {
	const delimiter = `ghadelimiter_${crypto$1.randomUUID()}`;
	const convertedValue = toCommandValue(value);
	if (key.includes(delimiter)) throw new Error(`Unexpected input: name should not contain the delimiter "${delimiter}"`);
	if (convertedValue.includes(delimiter)) throw new Error(`Unexpected input: value should not contain the delimiter "${delimiter}"`);
	return `${key}<<${delimiter}${os.EOL}${convertedValue}${os.EOL}${delimiter}`;
}
/**
* The code to exit an action
*/
var ExitCode;
(function(ExitCode) {
	/**
	* A code indicating that the action was successful
	*/
	ExitCode[ExitCode["Success"] = 0] = "Success";
	/**
	* A code indicating that the action was a failure
	*/
	ExitCode[ExitCode["Failure"] = 1] = "Failure";
})(ExitCode || (ExitCode = {}));
/**
* Registers a secret which will get masked from logs
*
* @param secret - Value of the secret to be masked
* @remarks
* This function instructs the Actions runner to mask the specified value in any
* logs produced during the workflow run. Once registered, the secret value will
* be replaced with asterisks (***) whenever it appears in console output, logs,
* or error messages.
*
* This is useful for protecting sensitive information such as:
* - API keys
* - Access tokens
* - Authentication credentials
* - URL parameters containing signatures (SAS tokens)
*
* Note that masking only affects future logs; any previous appearances of the
* secret in logs before calling this function will remain unmasked.
*
* @example
* ```typescript
* // Register an API token as a secret
* const apiToken = "abc123xyz456";
* setSecret(apiToken);
*
* // Now any logs containing this value will show *** instead
* console.log(`Using token: ${apiToken}`); // Outputs: "Using token: ***"
* ```
*/
function setSecret(secret) {
	issueCommand("add-mask", {}, secret);
}
/**
* Sets the value of an output.
*
* @param     name     name of the output to set
* @param     value    value to store. Non-string values will be converted to a string via JSON.stringify
*/
function setOutput(name, value) {
	if (process.env["GITHUB_OUTPUT"] || "") return issueFileCommand("OUTPUT", prepareKeyValueMessage(name, value));
	process.stdout.write(os.EOL);
	issueCommand("set-output", { name }, toCommandValue(value));
}
/**
* Sets the action status to failed.
* When the action exits it will be with an exit code of 1
* @param message add error issue message
*/
function setFailed(message) {
	process.exitCode = ExitCode.Failure;
	error(message);
}
/**
* Adds an error issue
* @param message error issue message. Errors will be converted to string via toString()
* @param properties optional properties to add to the annotation.
*/
function error(message, properties = {}) {
	issueCommand("error", toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
/**
* Adds a warning issue
* @param message warning issue message. Errors will be converted to string via toString()
* @param properties optional properties to add to the annotation.
*/
function warning(message, properties = {}) {
	issueCommand("warning", toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
/**
* Adds a notice issue
* @param message notice issue message. Errors will be converted to string via toString()
* @param properties optional properties to add to the annotation.
*/
function notice(message, properties = {}) {
	issueCommand("notice", toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
/**
* Writes info to log with console.log.
* @param message info message
*/
function info(message) {
	process.stdout.write(message + os.EOL);
}
// src/errors.ts
/**
* What ends a run, by who can fix it. Everything else (a stale etag, a record the service refuses) is an
* expected outcome and travels as a value.
*
* The entries print `message` and `fix` of a `CosellError`; any other error is a bug of ours and is shown
* with its stack. Messages never carry request bodies, tokens or field values.
*/
var CosellError = class extends Error {
	/** The next step for the person who reads the message, as a sentence. */
	fix;
	constructor(message, fix, options) {
		super(message, options);
		this.name = new.target.name;
		this.fix = fix;
	}
};
/** A mistake in inputs, mapping or set-up. Carries all the problems found, not the first. */
var ConfigurationError = class extends CosellError {
	problems;
	constructor(problems, fix) {
		super(problems.map((problem) => `${problem.where}: ${problem.message}`).join("\n"), fix);
		this.problems = problems;
	}
};
/** A guard said no. Nothing was written. */
var RefusalError = class extends CosellError {};
/** Sign-in was refused. `code` is Entra's error number, such as `700082`, when there is one. */
var SignInError = class extends CosellError {
	code;
	constructor(message, fix, code, options) {
		super(message, fix, options);
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
	constructor(message, fix, status, code) {
		super(message, fix);
		this.status = status;
		this.code = code;
	}
};
/** The answer came, but does not have the shape the service documents. Not a `ServiceError`. */
var ContractError = class extends CosellError {};
/** The state branch cannot be trusted or was moved under us. */
var StateError = class extends CosellError {};
/** What went wrong and what to do, in one line, where the run goes on all the same. Throws a bug of ours again. */
function troubleOf(error) {
	if (!(error instanceof CosellError)) throw error;
	return `${error.message} ${error.fix}`;
}
/** A run that ended after it had begun to write, which its message says. */
var BegunError = class extends StateError {};
/** What an entry shows when a run ends with an error: what happened and what to do, or a bug with its stack. */
function describeError(error) {
	if (error instanceof CosellError) return `${error.message}\n${error.fix}`;
	return `This is a bug of cosell-sync. ${error instanceof Error ? error.stack ?? error.message : String(error)}`;
}
// src/suggest.ts
var import_fastest_levenshtein = (/* @__PURE__ */ __commonJSMin(((exports) => {
	exports.__esModule = true;
	exports.distance = exports.closest = void 0;
	var peq = /* @__PURE__ */ new Uint32Array(65536);
	var myers_32 = function(a, b) {
		var n = a.length;
		var m = b.length;
		var lst = 1 << n - 1;
		var pv = -1;
		var mv = 0;
		var sc = n;
		var i = n;
		while (i--) peq[a.charCodeAt(i)] |= 1 << i;
		for (i = 0; i < m; i++) {
			var eq = peq[b.charCodeAt(i)];
			var xv = eq | mv;
			eq |= (eq & pv) + pv ^ pv;
			mv |= ~(eq | pv);
			pv &= eq;
			if (mv & lst) sc++;
			if (pv & lst) sc--;
			mv = mv << 1 | 1;
			pv = pv << 1 | ~(xv | mv);
			mv &= xv;
		}
		i = n;
		while (i--) peq[a.charCodeAt(i)] = 0;
		return sc;
	};
	var myers_x = function(b, a) {
		var n = a.length;
		var m = b.length;
		var mhc = [];
		var phc = [];
		var hsize = Math.ceil(n / 32);
		var vsize = Math.ceil(m / 32);
		for (var i = 0; i < hsize; i++) {
			phc[i] = -1;
			mhc[i] = 0;
		}
		var j = 0;
		for (; j < vsize - 1; j++) {
			var mv_1 = 0;
			var pv_1 = -1;
			var start_1 = j * 32;
			var vlen_1 = Math.min(32, m) + start_1;
			for (var k = start_1; k < vlen_1; k++) peq[b.charCodeAt(k)] |= 1 << k;
			for (var i = 0; i < n; i++) {
				var eq = peq[a.charCodeAt(i)];
				var pb = phc[i / 32 | 0] >>> i & 1;
				var mb = mhc[i / 32 | 0] >>> i & 1;
				var xv = eq | mv_1;
				var xh = ((eq | mb) & pv_1) + pv_1 ^ pv_1 | eq | mb;
				var ph = mv_1 | ~(xh | pv_1);
				var mh = pv_1 & xh;
				if (ph >>> 31 ^ pb) phc[i / 32 | 0] ^= 1 << i;
				if (mh >>> 31 ^ mb) mhc[i / 32 | 0] ^= 1 << i;
				ph = ph << 1 | pb;
				mh = mh << 1 | mb;
				pv_1 = mh | ~(xv | ph);
				mv_1 = ph & xv;
			}
			for (var k = start_1; k < vlen_1; k++) peq[b.charCodeAt(k)] = 0;
		}
		var mv = 0;
		var pv = -1;
		var start = j * 32;
		var vlen = Math.min(32, m - start) + start;
		for (var k = start; k < vlen; k++) peq[b.charCodeAt(k)] |= 1 << k;
		var score = m;
		for (var i = 0; i < n; i++) {
			var eq = peq[a.charCodeAt(i)];
			var pb = phc[i / 32 | 0] >>> i & 1;
			var mb = mhc[i / 32 | 0] >>> i & 1;
			var xv = eq | mv;
			var xh = ((eq | mb) & pv) + pv ^ pv | eq | mb;
			var ph = mv | ~(xh | pv);
			var mh = pv & xh;
			score += ph >>> m - 1 & 1;
			score -= mh >>> m - 1 & 1;
			if (ph >>> 31 ^ pb) phc[i / 32 | 0] ^= 1 << i;
			if (mh >>> 31 ^ mb) mhc[i / 32 | 0] ^= 1 << i;
			ph = ph << 1 | pb;
			mh = mh << 1 | mb;
			pv = mh | ~(xv | ph);
			mv = ph & xv;
		}
		for (var k = start; k < vlen; k++) peq[b.charCodeAt(k)] = 0;
		return score;
	};
	var distance = function(a, b) {
		if (a.length < b.length) {
			var tmp = b;
			b = a;
			a = tmp;
		}
		if (b.length === 0) return a.length;
		if (a.length <= 32) return myers_32(a, b);
		return myers_x(a, b);
	};
	exports.distance = distance;
	var closest = function(str, arr) {
		var min_distance = Infinity;
		var min_index = 0;
		for (var i = 0; i < arr.length; i++) {
			var dist = distance(str, arr[i]);
			if (dist < min_distance) {
				min_distance = dist;
				min_index = i;
			}
		}
		return arr[min_index];
	};
	exports.closest = closest;
})))();
/** `; did you mean "x"?` when one of the candidates is a plausible typing error away, otherwise nothing. */
function didYouMean(word, candidates) {
	const nearest = nearestOf(word, candidates);
	return nearest === null ? "" : `; did you mean "${nearest}"?`;
}
/** The candidate that is a plausible typing error away, whatever its case; `null` when none is. */
function nearestOf(word, candidates) {
	if (candidates.length === 0) return null;
	const [wanted, ...lower] = [word, ...candidates].map((text) => text.toLowerCase());
	const nearest = (0, import_fastest_levenshtein.closest)(wanted ?? "", lower);
	const mistakes = (0, import_fastest_levenshtein.distance)(wanted ?? "", nearest);
	const own = word.replace(/^[a-z0-9]+_/i, "");
	return mistakes <= Math.max(2, Math.floor(Math.min(word.length / 3, own.length / 2))) && mistakes < word.length ? candidates[lower.indexOf(nearest)] ?? null : null;
}
// src/inputs/how-to-correct.ts
const CORRECT_THEM = "Correct these inputs; the README lists all of them.";
const OF_ENVIRONMENT = "What is missing, the job's environment has no variable or secret for: docs/signing-in.md has their names.";
const FROM_ENVIRONMENT = [
	"tenant-id",
	"client-id",
	"client-secret",
	"refresh-token",
	"dataverse-url"
];
/** On a runner nobody types these inputs: what a workflow takes from a variable that is not set is empty. */
function howToCorrect(problems, environment) {
	const isUnset = problems.some(({ where, message }) => FROM_ENVIRONMENT.includes(where) && message.startsWith("is missing"));
	return environment.GITHUB_ACTIONS === "true" && isUnset ? `${CORRECT_THEM} ${OF_ENVIRONMENT}` : CORRECT_THEM;
}
// src/inputs/only-for.ts
/** Inputs that mean nothing to some commands; giving them anyway is a misunderstanding worth a message. `init` lists settings. */
const ONLY_FOR = {
	"mapping-environment": [
		"sync",
		"plan",
		"explain",
		"resync",
		"doctor",
		"init"
	],
	"referral-id": [
		"sync",
		"plan",
		"explain",
		"audit"
	],
	"max-changes": ["sync", "plan"],
	"max-change-share": ["sync", "plan"],
	"expected-plan-digest": ["sync"],
	"time-limit": ["sync"],
	"attention-issue": ["sync"],
	approve: ["sync"],
	resolve: ["sync"],
	"publisher-prefix": ["setup", "init"],
	solution: ["setup"],
	apply: ["setup"],
	overwrite: ["init"],
	"changed-referrals": ["sync"],
	connections: [
		"connections",
		"connections changed",
		"connections summary",
		"plan"
	],
	connection: [
		"connections",
		"connections summary",
		"plan"
	],
	"webhook-url": [
		"doctor",
		"webhooks",
		"init"
	],
	"webhook-events": ["webhooks"],
	"webhook-overwrite": ["webhooks", "webhooks restore"],
	"webhook-other-events": ["webhooks"],
	"webhook-validate": ["webhooks"]
};
function isFor(name, command) {
	return ONLY_FOR[name]?.some((one) => one === command) ?? true;
}
// src/model/names.ts
/**
* Names that git takes for a branch (git-check-ref-format), of letters, digits and `_.-/`. What git refuses would only
* be seen when a run commits, and look like a branch that another run has moved. One that begins with `refs/` git takes,
* and makes a branch of which nobody who means the other one finds anything.
*/
const BRANCH_NAME = /^(?!-|refs\/)(?!.*(?:\.\.|\.lock(?:\/|$)|\.$|\/\.))(?!\.)[\w.-]+(\/[\w.-]+)*$/;
const NO_BRANCH = "is not a branch name: letters from a to z and digits, with . _ - and / between them, and no refs/heads/ before it";
/** Part of a pattern: an identifier as Microsoft writes them. */
const GUID = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";
/** Nor `common` or `organizations`: an application signs in to a tenant. */
const TENANT_NAME = new RegExp(String.raw`^(?:${GUID}|[^\s/:@.]+(?:\.[^\s/:@.]+)+)$`);
const NO_TENANT = "is neither a GUID nor a domain such as contoso.onmicrosoft.com";
// src/model/record.ts
const SIDES = ["referral", "opportunity"];
/** How a person knows the two systems, inside a sentence. */
const SIDE_NAMES = {
	referral: "Partner Center",
	opportunity: "the CRM"
};
// src/inputs/resolutions.ts
/** How a person decides conflicts, each by `<referral>.<field>=referral` or `=opportunity`. */
const RESOLUTION = new RegExp(String.raw`^(?<referral>${GUID})\.(?<field>.+?)\s*=\s*(?<side>\w+)$`, "i");
/** Where one ends and the next begins: at the end of a line, of which the form of a workflow has only one. */
const NEXT = new RegExp(String.raw`\n|\s(?=${GUID}\.)`, "i");
function resolutionLines(text) {
	return text.split(NEXT).map((line) => line.trim()).filter((line) => line !== "");
}
/** A problem for each line that is not one, and for each that decides the other way what was decided above it. */
function checkResolutions(text, context) {
	const decided = /* @__PURE__ */ new Map();
	for (const line of resolutionLines(text)) {
		const problem = problemOf(line, decided);
		if (problem !== null) context.addIssue({
			code: "custom",
			message: `${JSON.stringify(line)} ${problem}`
		});
	}
}
/** @param decided Conflict → the side that wins, of the lines above; is given this one's. */
function problemOf(line, decided) {
	const { referral = "", field = "", side = "" } = RESOLUTION.exec(line)?.groups ?? {};
	if (!SIDES.some((known) => known === side)) return "is not <whole referral id>.<field>=referral or =opportunity, as a summary has it";
	const conflict = `${referral.toLowerCase()}.${field}`;
	const above = decided.get(conflict) ?? side;
	decided.set(conflict, above);
	return above === side ? null : `contradicts the line that says ${above}`;
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
// src/model/limits.ts
/** What the limits are where nobody says otherwise; `maxChangeShare` from 0 to 1. */
const USUAL_LIMITS = {
	maxChanges: 500,
	maxChangeShare: .3
};
// src/model/unseen.ts
/**
* Characters that nobody sees and that change how the text around them looks: control characters, line ends that only
* some programs take for one, marks and overrides of direction, fillers of no width. Not the joiners, which Persian and
* emoji are written with.
*/
const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}[[\p{Cf}&&\p{DI}]--[\u200C\u200D]]]/gv;
/**
* A text on one line, without them and no longer than that. Also not with half an emoji at its end: the CRM refuses a row with
* one, and with what XML cannot hold (0x80040278).
*/
function oneLine(text, longest) {
	const flat = text.replaceAll(/\s+/g, " ").replaceAll(UNSEEN, "").trim();
	return (flat.length > longest ? `${flat.slice(0, longest - 1)}…` : flat).toWellFormed();
}
/** JSON in which they are escapes: whoever looks at a file on the state branch sees what is in it. */
function plainJson(value, indent = 0) {
	const json = JSON.stringify(value, null, indent);
	if (!/[^\n\x20-\x7e]/.test(json)) return json;
	return json.replaceAll(UNSEEN, (unseen) => unseen === "\n" ? unseen : escaped(unseen));
}
function escaped(text) {
	return Array.from({ length: text.length }, (_, at) => text.charCodeAt(at)).map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("");
}
// src/model/webhooks.ts
/** All four that a deal can cause, as the documentation of the co-sell connector has it ("Partner Center webhook events"). */
const REFERRAL_EVENTS = [
	"referral-created",
	"referral-updated",
	"related-referral-created",
	"related-referral-updated"
];
function isSameAddress(one, other) {
	return addressOf(one) === addressOf(other);
}
/** As a client would ask for it: `https://relay.example` has a slash at its end then. */
function addressOf(url) {
	return URL.canParse(url) ? new URL(url).href : url;
}
// src/inputs/values.ts
/** Kinds of values that several inputs have. */
const required = (what) => string({ error: `is missing; ${what}` });
const optionalText = optional(string());
const like = (pattern, otherwise) => string().check(_regex(pattern, otherwise));
const guid = guid$1("is not a GUID such as 7c1f2b9e-3a51-4f0b-9a44-5e1d2c3b4a60; the address of a deal in Partner Center has it").check(_toLowerCase());
const yesOrNo = _default(_enum(["true", "false"], "must be true or false"), "false");
const list = pipe(string(), transform((text) => text.split(",").map((part) => part.trim())));
const number = (example) => number$1(`is not a number such as ${example}`);
const count = number("50").check(int("is not a whole number"), _gte(1, "must be at least 1"));
const share = number("0.3, which is 30 %").check(_gt(0, "must be more than 0"), _lte(1, "must be at most 1; 0.3 is 30 %"));
const url = safeUrl(string());
/**
* What has been copied together with its line break, quotes, or two lines of a file. A blank may be in a client secret or a
* refresh token (RFC 6749, appendix A); one that goes into a header has none (RFC 6750).
*/
const COPIED = "holds a line break or a sign that none has; copy it once more, and nothing else with it";
const secret = optional(like(/^[ -~]+$/, COPIED));
const headerToken = optional(like(/^[!-~]+$/, COPIED));
function tenant(text) {
	return text.check(_regex(TENANT_NAME, NO_TENANT));
}
function safeUrl(text, suchAs = "") {
	return text.check(refine(isSafeUrl, `is not an https URL${suchAs}; http is for loopback hosts only`));
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
	return optional(like(/^[0-9a-f]{64}$/, `is not ${what} digest: 64 hexadecimal digits`));
}
const COMMANDS = [
	"sync",
	"plan",
	"validate",
	"format",
	"explain",
	"audit",
	"resync",
	"setup",
	"doctor",
	"init",
	"login",
	"webhooks",
	"webhooks restore",
	"connections",
	"connections changed",
	"connections summary"
];
/** Those that need a person at a terminal. */
const TERMINAL_COMMANDS = [
	"format",
	"init",
	"login"
];
// src/inputs/schema.ts
/** The nearest one, or all of them: a list of so many hides what was meant. */
function notACommand(words) {
	const [first] = words.split(" ");
	const others = words !== first && COMMANDS.some((command) => command === first) ? `; ${first} takes no word behind it` : `; it must be one of: ${COMMANDS.join(", ")}`;
	return `"${words}" is no command${didYouMean(words, COMMANDS) || others}`;
}
/** The environment of a job may have blanks in its name, and the message of a run is all that its reader sees. */
function noBranch({ input }) {
	return `${NO_BRANCH}; this is "${oneLine(String(input), 100)}" (the workflows make theirs of the name of the environment)`;
}
const CRM_URL = " such as https://contoso.crm.dynamics.com";
/** The one place that knows the names of inputs, flags and variables, and what may stand in them. */
const inputSchema = object({
	command: _default(_enum(COMMANDS, { error: ({ input }) => notACommand(String(input)) }), "sync"),
	mapping: _default(string(), "mappings/dynamics-365.yml"),
	"mapping-environment": optionalText,
	"tenant-id": tenant(required("the Entra tenant of the Partner Center account")),
	"client-id": required("the application that signs in to Partner Center"),
	"client-secret": secret,
	"refresh-token": secret,
	"key-vault-secret": optional(url),
	"dataverse-url": safeUrl(required(`the environment's address,${CRM_URL}`), CRM_URL),
	"state-branch": _default(string().check(_regex(BRANCH_NAME, { error: noBranch })), "cosell-sync"),
	"state-dir": optionalText,
	"github-token": headerToken,
	"client-certificate": optionalText,
	"environment-secret": optionalText,
	"secrets-token": headerToken,
	"dataverse-tenant-id": optional(tenant(string())),
	"dataverse-client-id": optionalText,
	"dataverse-client-secret": secret,
	"dataverse-client-certificate": optionalText,
	"fingerprint-key": optional(string().check(_minLength(16, "is too short to be a secret: at least 16 characters"))),
	"referral-id": optional(guid),
	resolve: optional(string().check(superRefine(checkResolutions))),
	approve: digest("an approval"),
	"expected-plan-digest": digest("a plan"),
	"max-changes": _default(count, USUAL_LIMITS.maxChanges),
	"max-change-share": _default(share, USUAL_LIMITS.maxChangeShare),
	"time-limit": _default(count, 50),
	"attention-issue": yesOrNo,
	"publisher-prefix": _default(like(/^(?!mscrm)[a-z][a-z0-9]{1,7}$/, "is not 2 to 8 small letters and digits, a letter first and not mscrm, such as contoso"), "cosell"),
	solution: _default(like(/^[A-Za-z_]\w{0,64}$/, "is not the unique name of a solution: letters, digits and _, no digit first"), "CosellSync"),
	apply: yesOrNo,
	overwrite: yesOrNo,
	"changed-referrals": optional(pipe(list, array(guid).check(_maxLength(20, "names more than 20 referrals")))),
	"webhook-url": optional(url),
	"webhook-events": pipe(_default(string(), REFERRAL_EVENTS.join(",")), list),
	"webhook-overwrite": yesOrNo,
	"webhook-other-events": optional(_enum(["keep", "drop"], "must be keep or drop")),
	"webhook-validate": yesOrNo,
	connections: _default(string(), "connections.yml"),
	connection: optionalText,
	"webhooks-api-url": _default(url, "https://api.partnercenter.microsoft.com"),
	"partner-center-url": _default(url, "https://api.partner.microsoft.com"),
	"authority-url": _default(url, "https://login.microsoftonline.com")
});
/** Every input, in the order in which help and documentation list them. */
const INPUT_NAMES = Object.keys(inputSchema.shape);
/** What they are for, in the words of help and documentation: a group ends where the next one begins. */
const INPUT_GROUPS = /* @__PURE__ */ new Map([
	["command", "In every run"],
	["client-certificate", "Other ways to sign in"],
	["referral-id", "One deal, limits and decisions"],
	["publisher-prefix", "Setting up"],
	["changed-referrals", "Webhooks"],
	["connections", "Several connections"],
	["webhooks-api-url", "Addresses of the services"]
]);
/** What each of them falls back to, as text; `undefined` where there is no default. */
function defaultOf(name) {
	const { data } = inputSchema.shape[name].safeParse(void 0);
	return data === void 0 ? void 0 : String(data);
}
/** Only on a terminal: a runner keeps its state on GitHub. */
const TERMINAL_ONLY = ["state-dir", "overwrite"];
/** Inputs that are a flag without a value on a terminal. */
const SWITCHES = INPUT_NAMES.filter((name) => defaultOf(name) === "false");
// src/inputs/source.ts
/**
* Without outer blanks. Empty text counts as not given: so a workflow passes a variable that is not set. But of a connection
* that would mean all of them, so blanks in the place of its name are a wrong name.
*/
function filled(texts) {
	return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, text.trim() || (name === "connection" ? text : "")]).filter(([, text]) => text !== ""));
}
function problemsOf(read) {
	return "problems" in read ? read.problems : [];
}
function problem(where, message) {
	return { problems: [{
		where,
		message
	}] };
}
// src/inputs/state-place.ts
const REPOSITORY = /^[\w.-]+\/[\w.-]+$/;
/**
* Where this run keeps its state.
*
* @param values `undefined` where the schema has said what is wrong.
*/
function readStatePlace(values, { given, environment, label }) {
	if (!values) return { problems: [] };
	const branch = values["state-branch"];
	const directory = values["state-dir"];
	if (directory !== void 0) return { value: {
		branch,
		directory
	} };
	const { GITHUB_REPOSITORY: repository } = environment;
	const token = values["github-token"];
	if (!repository && given.command?.startsWith("webhooks")) return problem("GITHUB_REPOSITORY", "is missing; name the repository of the syncs, or run its workflow Webhooks");
	if (!repository) return problem(label("state-dir"), "is missing; name a directory, or set GITHUB_REPOSITORY, such as contoso/co-sell");
	if (!REPOSITORY.test(repository)) return problem("GITHUB_REPOSITORY", "is not owner/name, such as contoso/co-sell");
	if (!token) return problem(label("github-token"), "is missing; on a terminal, gh auth token prints one");
	const api = readApiUrl(environment);
	if ("problems" in api) return api;
	const apiUrl = api.value;
	const graphql = readUrl("GITHUB_GRAPHQL_URL", environment.GITHUB_GRAPHQL_URL || graphqlOf(apiUrl), "graphql");
	if ("problems" in graphql) return graphql;
	return { value: {
		branch,
		repository,
		token,
		apiUrl,
		graphqlUrl: graphql.value
	} };
}
/** Where GitHub's API is: a runner knows its own, and on a terminal a person says it who does not use github.com. */
function readApiUrl({ GITHUB_API_URL: given }) {
	return readUrl("GITHUB_API_URL", given || "https://api.github.com", "v3");
}
/** What is there gets the token. */
function readUrl(where, given, example) {
	const url = given.replace(/\/+$/, "");
	if (isSafeUrl(url)) return { value: url };
	return problem(where, `is not an https URL, such as https://github.contoso.com/api/${example}`);
}
/** Where a GitHub server has GraphQL: a GitHub Enterprise Server beside the versions of its REST API. */
function graphqlOf(apiUrl) {
	return `${apiUrl.replace(/\/api\/v3$/, "/api")}/graphql`;
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
/** `null` where it signs in without a certificate. */
function certificateEnd({ credential }) {
	return credential.kind === "certificate" ? new X509Certificate(credential.certificate).validToDate : null;
}
const EITHER = "One is needed: the address of a Key Vault secret, or the token itself. `cosell-sync login` fills either";
/** Where a run finds the refresh token. */
function readRefreshToken(source) {
	const { given, label } = source;
	const token = given["refresh-token"];
	const url = given["key-vault-secret"];
	if (token && url) return problem(label("refresh-token"), `and ${label("key-vault-secret")} are both given; give one`);
	if (!token && !url) return problem(label("refresh-token"), `is missing, and so is ${label("key-vault-secret")}. ${EITHER}`);
	if (url || given["environment-secret"]) return readStore(source);
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
	if (!/^\/secrets\/[0-9A-Za-z-]{1,127}\/?$/.test(URL.parse(url)?.pathname ?? "")) return problem(label("key-vault-secret"), "is not the address of a secret without its version, such as https://contoso.vault.azure.net/secrets/partner-center");
	return { value: {
		kind: "key vault",
		url
	} };
}
function readEnvironmentSecret(place, source) {
	const { given, label, environment } = source;
	const [, of, name] = /^(.+)\/([A-Za-z_]\w*)$/.exec(place) ?? [];
	const { GITHUB_REPOSITORY: repository } = environment;
	const api = readApiUrl(environment);
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
	problems.push(...problemsOf(api));
	if (!of || !name || !repository || !secretsToken || "problems" in api) return { problems };
	const apiUrl = api.value;
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
// src/inputs/inputs.ts
const NO_ISSUE = "needs the state on GitHub, where the issue is; leave it out, or state-dir";
const NO_REVIEW = "names whose review a pull request gets, and there is none; give the mapping and the state-branch of the connection";
/**
* Checks everything that was given.
*
* @throws ConfigurationError with all problems, each naming its input.
*/
function parseInputs(source) {
	const { given } = source;
	requireCommand(source);
	const parsed = inputSchema.safeParse(given, { jitless: true });
	const signIn = readSignIn(source);
	const problems = [
		...needlessInputs(source),
		...wrongInputs(parsed, source),
		...problemsOf(signIn)
	];
	if (given.command === "explain" && !given["referral-id"]) problems.push({
		where: source.label("referral-id"),
		message: "is missing; the referral to explain"
	});
	if (given.command === "plan" && given.connection && source.environment.GITHUB_EVENT_NAME !== "pull_request") problems.push({
		where: source.label("connection"),
		message: NO_REVIEW
	});
	if (given["attention-issue"] === "true" && given["state-dir"]) problems.push({
		where: source.label("attention-issue"),
		message: NO_ISSUE
	});
	const place = readStatePlace(parsed.data, source);
	const told = new Set(problems.map(({ where }) => where));
	problems.push(...problemsOf(place).filter(({ where }) => !told.has(where)));
	if (problems.length > 0 || !parsed.success || "problems" in place || "problems" in signIn) throw new ConfigurationError(problems, howToCorrect(problems, source.environment));
	return toInputs(parsed.data, place.value, signIn.value);
}
/** What a command needs can only be told of one that there is: of a mistyped `validate` no sign-in is missing. */
function requireCommand({ given, label }) {
	const { error } = inputSchema.shape.command.safeParse(given.command, { jitless: true });
	const problems = (error?.issues ?? []).map(({ message }) => ({
		where: label("command"),
		message
	}));
	if (problems.length > 0) throw new ConfigurationError(problems, CORRECT_THEM);
}
/** What was given although no such input exists, or although the command has no use for it. */
function needlessInputs(source) {
	return [...unknownInputs(source), ...misplacedInputs(source)];
}
function unknownInputs({ given, allowed, label }) {
	return Object.keys(given).filter((name) => !allowed.some((known) => known === name)).map((name) => ({
		where: label(name),
		message: `is not an input${didYouMean(name, allowed)}`
	}));
}
/** A runner passes the defaults of action.yml as if somebody had given them, so a default counts as not given. */
function misplacedInputs({ given, label }) {
	const command = given.command ?? "sync";
	if (!COMMANDS.some((known) => known === command)) return [];
	return INPUT_NAMES.flatMap((name) => {
		const only = ONLY_FOR[name];
		const isGiven = name in given && given[name] !== defaultOf(name);
		if (!only || isFor(name, command) || !isGiven) return [];
		return [{
			where: label(name),
			message: `has no meaning for ${command}; it is for ${only.join(", ")}`
		}];
	});
}
/** What the schema has against what was given. */
function wrongInputs({ error }, { label }) {
	return (error?.issues ?? []).map(({ path, message }) => ({
		where: label(String(path[0])),
		message
	}));
}
function toInputs(values, state, signIn) {
	const { partnerCenter, refreshToken, dataverse } = signIn;
	return {
		command: values.command,
		mapping: values.mapping,
		mappingEnvironment: values["mapping-environment"] ?? null,
		connection: values.connection ? {
			name: values.connection,
			file: values.connections
		} : null,
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
		attentionIssue: values["attention-issue"] === "true",
		timeLimitMinutes: values["time-limit"],
		limits: {
			maxChanges: values["max-changes"],
			maxChangeShare: values["max-change-share"],
			expectedDigest: values["expected-plan-digest"] ?? null
		}
	};
}
// src/adapters/text-file.ts
const NO_FILE = "there is no such file";
const A_FOLDER = "it is a folder; name a file in it";
const CHECK_MAPPING = "Check the input mapping and, in a workflow, that it checks the repository out first. `cosell-sync init` writes one.";
const CHECK_CONNECTIONS = "Check the input connections and, in a workflow, that it checks the repository out first; docs/connections.md has an example.";
/** @throws ConfigurationError when there is no such file. */
function readMapping(file) {
	return readOrRefuse(file, CHECK_MAPPING);
}
/** As `readMapping`, for the file of connections. */
function readConnections(file) {
	return readOrRefuse(file, CHECK_CONNECTIONS);
}
async function readOrRefuse(file, fix) {
	const text = await readText(file);
	if (text !== null) return text;
	throw new ConfigurationError([{
		where: file,
		message: `cannot be read: ${NO_FILE}`
	}], fix);
}
/** `null` when there is no such file. */
async function readText(file) {
	try {
		return await readFile(file, "utf8");
	} catch (error) {
		const { code, message } = error;
		if (code === "ENOENT" || code === "ENOTDIR") return null;
		throw new ConfigurationError([{
			where: file,
			message: `cannot be read: ${code === "EISDIR" ? A_FOLDER : `the machine says ${code ?? message}`}`
		}], "Check the name of the file, and that this user may read it.");
	}
}
// src/adapters/commit-message.ts
/** The last paragraph of a message, where `git interpret-trailers` looks for it. */
function operationTrailer({ operation, expectedHead }) {
	return `${TRAILER}${operation}${placeOf(expectedHead)}`;
}
/** What follows the headline: the commit's own text, then the trailer by which the commit is known again. */
function messageBody({ body, ...placed }) {
	return [body, operationTrailer(placed)].filter(Boolean).join("\n\n");
}
/**
* Whether the store made a commit, and where it stands now. The trailer names the commit before it, so neither one
* that somebody made by hand passes, nor one of ours that was moved onto another history.
*/
function isOurs(message, parent) {
	const place = placeOf(parent);
	return message.split("\n").some((line) => line.startsWith(TRAILER) && line.endsWith(place));
}
const TRAILER = "Sync-Operation: ";
function placeOf(parent) {
	return `/${parent?.slice(0, 12) ?? "new"}`;
}
// src/adapters/github/api.ts
config(en_default());
const GRAPHQL_ENVELOPE = object({
	data: optional(unknown()),
	errors: _default(array(object({
		type: _default(string(), ""),
		message: string()
	})), [])
});
const REST_ERROR = object({
	message: string(),
	errors: optional(unknown())
});
const DETAIL = union([string(), object({ message: string() })]);
/**
* GitHub's GraphQL and REST, and what their refusals mean to the person who runs this.
*
* Every method throws
* - StateError for a refusal that no caller can get around (401, 403, 404, the rate limit);
* - UnreachableError when GitHub kept failing, or somebody else answered, or nobody;
* - ContractError when an answer does not have the documented shape.
*/
function openGithubApi(access) {
	const { http, apiUrl, graphqlUrl, repository, token, permission = "contents: write" } = access;
	/** The answer, whatever its status. */
	function request({ method, url, body, repeatable = true, ...more }) {
		return http.send({
			...more,
			system: "github",
			method,
			url,
			headers: {
				...headersFor(token),
				"content-type": "application/json"
			},
			repeatable,
			isThrottled,
			...body === void 0 ? {} : { body: JSON.stringify(body) }
		});
	}
	async function send(wanted) {
		const response = await request(wanted);
		if (response.status < 300 || response.status === 422) return response;
		throw await failure(response, repository, permission);
	}
	async function rest(schema, sent) {
		const response = await sent;
		if (response.status !== 422) return { data: parsed(schema, response.body) };
		const message = wholeMessage(parsed(REST_ERROR, response.body));
		return { refusal: (await refusals()).shortly({
			type: "422",
			message
		}) };
	}
	const base = `${apiUrl}/repos/${repository}`;
	return {
		repository,
		graphql: async (schema, query, variables) => {
			const response = await send({
				method: "POST",
				url: graphqlUrl,
				body: {
					query,
					variables
				},
				isFailure: isOutage
			});
			const { data, errors } = parsed(GRAPHQL_ENVELOPE, response.body);
			const [first] = errors;
			if (first === void 0) return { data: shaped(schema, data) };
			const refusal = (await refusals()).shortly(first);
			if (refusal.type.startsWith("RATE_LIMIT") || /rate limit/i.test(refusal.message)) throw (await refusals()).rateLimited(response);
			if (isOutage(response)) throw (await refusals()).outage("an error of its own");
			if (DENIED.has(refusal.type)) throw (await refusals()).denied(repository, refusal.message, permission);
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
			if (response.status >= 300) throw await failure(response, repository, permission);
			return parsed(schema, response.body);
		}
	};
}
/** What every request to GitHub carries. */
function headersFor(token) {
	return {
		authorization: `Bearer ${token}`,
		accept: "application/vnd.github+json",
		"x-github-api-version": "2022-11-28"
	};
}
/**
* What GraphQL calls a 5xx, most often because it took longer than the ten seconds that GitHub allows itself. Quotes within
* a text are escaped, so it is no part of what was asked for.
*/
const OUTAGE = /"message":\s*"Something went wrong while executing your query/;
function isOutage({ body }) {
	return OUTAGE.test(body);
}
/** What is done in a minute is limited as well ("secondary rate limit"): with a 403, of GraphQL also with a 200, and not always with a time. */
const THROTTLED = /"message":\s*"You have exceeded a secondary rate limit/;
function isThrottled({ body }) {
	return THROTTLED.test(body);
}
/** What GraphQL calls a 403. */
const DENIED = /* @__PURE__ */ new Set(["FORBIDDEN", "INSUFFICIENT_SCOPES"]);
/** What was asked for, where a refusal means nothing but that there is no answer. */
function demand(answer, { repository }) {
	if ("data" in answer) return answer.data;
	throw unusable(answer.refusal, repository);
}
/** Of a 422: which rules a branch does not keep is beside the message ("Client errors"). */
function wholeMessage({ message, errors }) {
	const details = (Array.isArray(errors) ? errors : []).flatMap((error) => {
		const { data } = safeParse(DETAIL, error);
		return data === void 0 ? [] : [typeof data === "string" ? data : data.message];
	});
	return details.length === 0 ? message : `${message}: ${details.join(" ")}`;
}
/** An answer that cannot be used, in words for a person. */
function unusable(refusal, repository) {
	if (refusal.type === "NOT_FOUND") return notFound(repository);
	return new StateError(`GitHub refused to read or write the state of ${repository}: ${refusal.message}`, `Look for branch rules that keep the job from writing to the state branch, then run again.${beneathAnother(refusal)}`);
}
/** So GitHub refuses a new branch without a reason, as people have met it (github/rest-api-description, issue 4887). */
function beneathAnother({ message }) {
	if (!message.startsWith("Reference update failed")) return "";
	return " Or name another state-branch: git keeps no branch beneath another, such as cosell-sync/eu beside cosell-sync.";
}
/** Loaded when there is one: a start has to read less. */
function refusals() {
	return import("./refusal.js");
}
async function failure(response, repository, permission) {
	const { denied, hindranceIn, messageIn, tokenRefused } = await refusals();
	const hindrance = hindranceIn(response, repository);
	if (hindrance) return hindrance;
	const { status } = response;
	const said = messageIn(response) ?? "";
	if (status === 401) return tokenRefused(said);
	if (status === 403) return denied(repository, said, permission);
	if (status === 404) return notFound(repository);
	return unusable({
		type: String(status),
		message: `${said} (status ${status})`
	}, repository);
}
function notFound(repository) {
	return new StateError(`GitHub has no repository ${repository}, or the token may not see it.`, "Check the name of the repository, and that the input github-token is for it.");
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
	const result = safeParse(schema, value, { jitless: true });
	if (result.success) return result.data;
	throw unexpected(prettifyError(result.error));
}
function unexpected(what) {
	return new ContractError(`GitHub's answer does not have the documented shape: ${what}`, "Check that GITHUB_API_URL and GITHUB_GRAPHQL_URL are those of a GitHub server, and report this if they are.");
}
// src/adapters/chunks.ts
/** The items in their order, so many at a time; the last ones may be fewer. */
function chunksOf(items, size) {
	const count = Math.ceil(items.length / size);
	return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size));
}
// src/adapters/github/blob-id.ts
/** The id that git gives to a file of this text: the same text has the same id, whatever it is called. */
function blobId(text) {
	return hash("sha1", `blob ${Buffer.byteLength(text)}\0${text}`);
}
// src/adapters/github/query.ts
/** What the repository has of these fields. */
async function queryRepository(api, { schema, fields, variables = {} }) {
	const [owner, name] = api.repository.split("/");
	const given = {
		owner,
		name,
		...variables
	};
	const query = `query (${Object.keys(given).map((variable) => `$${variable}: String!`).join(", ")}) {
    repository(owner: $owner, name: $name) { ${fields.join("\n")} }
  }`;
	return demand(await api.graphql(schema, query, given), api).repository;
}
// src/adapters/github/branch.ts
const BLOB = object({ content: string() });
/** Only a blob has a text: `null` when GitHub takes it for binary, its beginning when it is long. */
const TREE_ENTRY = object({ object: object({
	oid: string(),
	text: nullish(string())
}) });
const COMMITS = object({ nodes: array(object({
	oid: string(),
	message: string()
})) });
const FILES = branchAnswer(catchall(object({
	oid: string(),
	history: COMMITS
}), nullable(TREE_ENTRY)));
const lastCommits = (count) => `history(first: ${count}) { nodes { oid message } }`;
/** What the branch has at these paths, and whether its last commit is one of ours. */
async function readFiles(store, paths) {
	const { fields, variables } = filesAt(paths);
	const both = [lastCommits(2), ...fields];
	const commit = await readBranch(store, {
		schema: FILES,
		fields: both,
		variables
	});
	if (commit === null) return {
		head: null,
		files: {}
	};
	const [last, before] = commit.history.nodes;
	return {
		head: commit.oid,
		files: await textsIn(store.api, paths, (alias) => commit[alias]),
		...isOurs(last?.message ?? "", before?.oid ?? null) ? {} : { edited: true }
	};
}
/** Files of a commit that are asked for in one request: together they may be some megabytes, for which GitHub has ten seconds. */
const FILES_AT_ONCE = 16;
const COMMIT_FILES = object({ repository: object({ object: catchall(object({ oid: string() }), nullable(TREE_ENTRY)) }) });
/** What a commit has at these paths, wherever the branch is by now. */
async function readCommit(store, paths, commit) {
	const found = chunksOf(paths, FILES_AT_ONCE).map((some) => readSome(store, some, commit));
	return {
		head: commit,
		files: Object.assign({}, ...await Promise.all(found))
	};
}
async function readSome({ api }, paths, at) {
	const { fields, variables } = filesAt(paths);
	const { object } = await queryRepository(api, {
		schema: COMMIT_FILES,
		fields: [`object(expression: $at) { ... on Commit { oid ${fields.join(" ")} } }`],
		variables: {
			at,
			...variables
		}
	});
	return textsIn(api, paths, (alias) => object[alias]);
}
/** The part of a query that asks a commit for files. */
function filesAt(paths) {
	const field = (index) => `file${index}: file(path: $path${index}) { object { oid ... on Blob { text } } }`;
	return {
		fields: paths.map((_path, index) => field(index)),
		variables: Object.fromEntries(paths.map((path, index) => [`path${index}`, path]))
	};
}
/** By their paths, those that are there and no folders. */
async function textsIn(api, paths, answered) {
	const files = paths.map(async (path, index) => {
		const blob = answered(`file${index}`)?.object;
		return blob?.text === void 0 ? [] : [[path, await wholeText(api, blob.oid, blob.text)]];
	});
	return Object.fromEntries((await Promise.all(files)).flat());
}
/** A blob's id is the hash of its content, and so tells whether the text that came is all of it, unchanged. */
async function wholeText(api, oid, text) {
	if (text !== null && blobId(text) === oid) return text;
	const answer = await api.get(BLOB, `/git/blobs/${oid}`);
	return Buffer.from(demand(answer, api).content, "base64").toString();
}
const HISTORY = branchAnswer(object({
	oid: string(),
	history: COMMITS
}));
/** The head, and of the last commits each with its message, newest first. */
async function readHistory(store) {
	const commit = await readBranch(store, {
		schema: HISTORY,
		fields: [lastCommits(20)]
	});
	return {
		head: commit?.oid ?? null,
		commits: commit?.history.nodes ?? []
	};
}
/** Made once, because zod compiles a schema when it is first used. */
function branchAnswer(commit) {
	return object({ repository: object({
		defaultBranchRef: nullish(object({ name: string() })),
		ref: nullable(object({ target: commit }))
	}) });
}
/** The commit that the branch points to, or `null` without the branch. */
async function readBranch({ api, branch }, { schema, fields, variables }) {
	const { defaultBranchRef, ref } = await queryRepository(api, {
		schema,
		fields: ["defaultBranchRef { name }", `ref(qualifiedName: $ref) { target { ... on Commit { oid ${fields.join(" ")} } } }`],
		variables: {
			ref: `refs/heads/${branch}`,
			...variables
		}
	});
	if (defaultBranchRef?.name === branch) throw new StateError(`${branch} is the default branch of ${api.repository}.`, "Give the state a branch of its own: set state-branch.");
	return ref?.target ?? null;
}
// src/adapters/github/github.ts
/**
* The state branch through GitHub's API. A commit is signed by GitHub and shows as verified, because it names
* no author of its own.
*
* A read is one request (of a commit that is named, one for sixteen files), a list one, a commit one, the first commit of
* the branch three, one that is too large for a single request six; and one more for each file that GraphQL does not hand
* over whole, for each that is sent by itself because a commit of several requests has too much text, and for a commit that
* was not confirmed. A list of very many files is two for each folder that has so many, and one for each within it.
*
* @throws StateError, UnreachableError and ContractError see `openGithubApi`
* @throws StateError when it is the default branch, to which a resync would commit what nobody asked for
* @throws LostAnswerError when a commit may yet arrive, though the branch does not have it
*/
function openGithubState(options) {
	const store = {
		api: openGithubApi(options),
		branch: options.branch
	};
	return {
		read: (paths, commit) => commit === void 0 ? readFiles(store, paths) : readCommit(store, paths, commit),
		list: async (commit, folder) => (await import("./list.js")).listFiles(store.api, commit, folder),
		/**
		* - Send the commit; the HTTP layer repeats it when an answer is lost, which the expected head makes safe.
		* - Without a confirmation look at the branch: a lost attempt may have arrived, and then the repetition
		*   was refused because of our own commit.
		*/
		commit: async (change) => {
			const { addCommit } = await import("./commit.js");
			const attempt = await addCommit(store, change).catch(unanswered);
			if ("head" in attempt) return attempt;
			const { head, commits } = await readHistory(store);
			const trailer = operationTrailer(change);
			const ours = commits.find(({ message }) => message.includes(trailer));
			if (ours !== void 0) return { head: ours.oid };
			if (attempt.stale || head !== change.expectedHead) return "stale";
			throw attempt.failure;
		}
	};
}
function unanswered(error) {
	if (!(error instanceof UnreachableError || error instanceof ContractError)) throw error;
	return {
		failure: new LostAnswerError(`GitHub did not confirm the commit of the state: ${error.message}`, "It may yet arrive. The next run goes on from what it finds on the state branch.", { cause: error }),
		stale: false
	};
}
// src/model/state.ts
const STATE_FILE = "state.json";
const REGISTRATION_FILE = "webhooks.json";
/** Where much waits, it is in files of this folder, which the state names. */
const WAITING_FOLDER = "waiting";
/** What is read when a run begins, in one request. */
const STATE_FILES = [STATE_FILE, REGISTRATION_FILE];
const WAITING_KINDS = [
	"conflict",
	"held",
	"question",
	"stale",
	"rejected",
	"failed",
	"close",
	"lost base",
	"unanswered",
	"expiring",
	"out of scope"
];
// src/connect/under-way.ts
/**
* Begins work at once whose result is asked for later. The first call of what is returned gets the work under way, even when
* it has failed; each later call begins it anew. A failure that nobody asks for is ignored.
*/
function underWay(begin) {
	let first = begin();
	first.catch(() => {});
	return () => {
		const result = first ?? begin();
		first = null;
		return result;
	};
}
// src/connect/state.ts
async function openState(state, http, clock) {
	if (!("directory" in state)) return openGithubState({
		http,
		...state
	});
	const { openGitState } = await import("./git.js");
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
/**
* The same, and what every run begins with is being read already: it takes as long as loading the rest of the
* program. A commit names the head that was read, so a moment more or less does not matter.
*/
async function openStateAndRead(state, http, clock) {
	const store = await openState(state, http, clock);
	const read = underWay(() => store.read(STATE_FILES));
	return {
		...store,
		read: (paths, commit) => {
			return commit === void 0 && paths.every((path) => STATE_FILES.includes(path)) ? read() : store.read(paths, commit);
		}
	};
}
// src/adapters/http/failure.ts
/** An attempt that brought no answer. */
var NoAnswer = class extends Error {
	/** There was a connection, and the request was written to it: only then can it have been carried out. */
	sent;
	/** @param cause What Node or undici reports. */
	constructor(sent, cause) {
		super("no answer", { cause });
		this.sent = sent;
	}
};
const NAMES$1 = {
	"partner-center": "Partner Center",
	dataverse: "Dataverse",
	"sign-in": "Microsoft Entra",
	github: "GitHub"
};
function systemName(system) {
	return NAMES$1[system];
}
/** What somebody sees who tried a password too often: companies lock the account then. */
const WRONG_PASSWORD = "407";
const PROXY_REFUSAL = /^Proxy response \((\d+)\)/;
/** Codes and names of errors that are of the tunnel, where nothing was sent yet. */
const PROXY_TROUBLE = {
	UND_ERR_PRX_CONN: "the proxy closed the connection",
	UND_ERR_PRX_TLS: "the proxy has a certificate for another name",
	UND_ERR_HEADERS_TIMEOUT: "the proxy did not answer",
	HTTPParserError: "what is named as the proxy is none"
};
/** Why an attempt failed. Throws the cause again when the request itself was malformed, which is a mistake of ours. */
function failureOf(error, url, timeLimitMs) {
	if (!(error instanceof NoAnswer) || !(error.cause instanceof Error)) throw error;
	const { sent, cause } = error;
	if (codeOf(cause) === "UND_ERR_INVALID_ARG") throw cause;
	const [, refused] = PROXY_REFUSAL.exec(cause.message) ?? [];
	if (refused) return {
		sent,
		reason: `the proxy refused with status ${refused}`,
		final: refused === WRONG_PASSWORD,
		cause
	};
	return {
		sent,
		reason: cause.name === "TimeoutError" ? `no answer within ${timeLimitMs / 1e3} s` : reasonOf(cause, sent, url),
		final: false,
		cause
	};
}
function reasonOf(cause, sent, url) {
	const code = codeOf(cause) ?? cause.name;
	if (sent) return code;
	const elsewhere = otherPlace(cause, new URL(url));
	return PROXY_TROUBLE[code] ?? PROXY_TROUBLE[cause.name] ?? (elsewhere === null ? code : `${code} of the proxy ${elsewhere}`);
}
function codeOf(error) {
	const { code } = error;
	return typeof code === "string" ? code : null;
}
/** Who could not be found or connected to, when that is not the host itself: then it is the proxy before it. */
function otherPlace(error, { hostname, port }) {
	const failed = error;
	if (failed.hostname !== void 0) return failed.hostname === hostname ? null : failed.hostname;
	if (failed.address === void 0 || failed.port === void 0) return null;
	return failed.port === Number(port || 443) ? null : `${failed.address}:${failed.port}`;
}
// src/proxy.ts
var import_undici = require_undici();
const CONNECT_MS = 1e4;
/** Where undici finds proxies. */
const NAMES = [
	"http_proxy",
	"HTTP_PROXY",
	"https_proxy",
	"HTTPS_PROXY"
];
/** A proxy connects to the host before it answers, and may give that a while, but leaves as much to the request itself. */
const TUNNEL_MS = 3e4;
/**
* Sockets, through the proxy that the environment names: `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`, in upper or lower case.
*
* HTTP/1.1 only, also to a proxy that is reached by https: HTTP/2 would put everything on a few sockets. And a proxy that takes the wish for a tunnel and never
* answers it is given up: undici would wait five minutes for it, whatever the limits of a request are.
*
* @throws ConfigurationError when the environment names something that is no proxy
*/
function openAgent({ timeLimitMs, ...options }) {
	const headersTimeout = Math.min(TUNNEL_MS, timeLimitMs / 2);
	if (NAMES.some((name) => /^socks/i.test(process.env[name] ?? ""))) throw notAProxy("SOCKS");
	try {
		return new import_undici.EnvHttpProxyAgent({
			...options,
			connectTimeout: Math.min(CONNECT_MS, timeLimitMs),
			allowH2: false,
			proxyTls: { allowH2: false },
			clientFactory: (origin, toProxy) => new import_undici.Pool(origin, {
				...toProxy,
				headersTimeout
			})
		});
	} catch (error) {
		throw notAProxy(error.name);
	}
}
/** @param why Not the address, which may hold a password. */
function notAProxy(why) {
	return new ConfigurationError([{
		where: "HTTPS_PROXY, HTTP_PROXY",
		message: `one of them is not the address of a proxy, such as http://proxy.contoso.com:8080 (${why})`
	}], "Correct it in the environment of the job or of the machine, beginning with http:// or https://. In a name or a password, write % as %25, @ as %40, : as %3A, / as %2F and # as %23.");
}
// src/adapters/http/network.ts
/** Dataverse refuses the 53rd concurrent request of a user. */
const CONNECTIONS = 52;
const V8_FLAGS = [
	"--no-wasm-tier-up",
	"--no-wasm-dynamic-tiering",
	"--semi-space-growth-factor=1"
];
/** The time limit is from connecting to the last byte. */
function openNetwork(timeLimitMs) {
	for (const flag of V8_FLAGS) setFlagsFromString(flag);
	const agent = openAgent({
		connections: CONNECTIONS,
		proxyTunnel: true,
		timeLimitMs
	});
	return {
		async exchange({ method, url, headers = {}, body = null }) {
			const { origin, pathname, search } = new URL(url);
			const attempt = { sent: false };
			const noting = agent.compose((dispatch) => (options, handler) => dispatch(options, noted(handler, attempt)));
			try {
				const answer = await noting.request({
					origin,
					path: pathname + search,
					method,
					headers: {
						"user-agent": "cosell-sync",
						...headers
					},
					body,
					signal: AbortSignal.timeout(timeLimitMs)
				});
				return {
					status: answer.statusCode,
					headers: flat(answer.headers),
					body: await answer.body.text()
				};
			} catch (cause) {
				throw new NoAnswer(attempt.sent, cause);
			}
		},
		close: () => agent.close()
	};
}
/** Notes when there is a connection, with the tunnel and all of TLS behind it, and the request is written to it. */
function noted(handler, attempt) {
	const start = handler.onRequestStart?.bind(handler);
	handler.onRequestStart = (controller, context) => {
		attempt.sent = true;
		start?.(controller, context);
	};
	return handler;
}
function flat(headers) {
	const entries = Object.entries(headers).map(([name, value]) => [name, [value].flat().join(", ")]);
	return Object.fromEntries(entries);
}
// src/model/ports.ts
const SYSTEMS = [
	"partner-center",
	"dataverse",
	"sign-in",
	"github"
];
// src/adapters/http/pause.ts
/** Counted once, however many requests wait at the same time. */
const MOST_WAITING_MS = 6e5;
/** Nobody means a longer time, and what is far beyond it is no time that a `Date` can hold. */
const LONGEST_TOLD_MS = 316224e5;
/**
* A service that throttles throttles the account, not the request: Dataverse lengthens its `Retry-After`
* for as long as anybody keeps sending. So one request that is told to wait makes all wait.
*/
function openPauses({ clock, onWait }) {
	const ends = {};
	/** Ends as they were told: of fifty requests that are refused at the same time, each names one a millisecond later. */
	const told = {};
	let waiting = 0;
	async function elapse({ system, url }) {
		for (let end = ends[system] ?? 0; end > clock.now().getTime();) {
			if (waiting > MOST_WAITING_MS) throw tooLong(system, {
				url,
				end
			});
			await clock.sleep(Math.min(end - clock.now().getTime(), MOST_WAITING_MS));
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
		if (end < (told[system] ?? 0) + 1e3) return true;
		told[system] = end;
		onWait(`${systemName(system)} asks to wait ${Math.ceil(milliseconds / 1e3)} s.`);
		return true;
	}
	function overlong() {
		if (waiting <= MOST_WAITING_MS) return null;
		const now = clock.now().getTime();
		const system = SYSTEMS.find((one) => (ends[one] ?? 0) > now);
		return system ? `${systemName(system)} ${asking(ends[system] ?? 0)}` : null;
	}
	return {
		elapse,
		note,
		overlong
	};
}
function asking(end) {
	return `asks to wait until ${new Date(end).toISOString()}; a run waits at most ${MOST_WAITING_MS / 6e4} minutes in all`;
}
function tooLong(system, { url, end }) {
	return new UnreachableError(`${systemName(system)} (${new URL(url).host}) ${asking(end)}.`, "Run again after that time. If it keeps happening, look for what else uses the same account, or sync less often.");
}
/** `Retry-After` (RFC 9110 §10.2.3) in milliseconds, 0 without one. A date is read on the server's own clock. */
function retryAfterMs(headers, now) {
	return Math.min(toldMs(headers, now), LONGEST_TOLD_MS);
}
function toldMs(headers, now) {
	const value = headers["retry-after"]?.trim() ?? "";
	if (/^\d+(\.\d+)?$/.test(value)) return Number(value) * 1e3;
	const until = Date.parse(value);
	if (Number.isNaN(until)) return 0;
	const serverNow = Date.parse(headers.date ?? "");
	return Math.max(0, until - (Number.isNaN(serverNow) ? now.getTime() : serverNow));
}
// src/adapters/http/places.ts
/** Microsoft asks for few parallel calls ("API throttling guidance for partners"), and names no number. */
const MOST = 6;
/** Answers without a refusal until one more is tried; after each refusal so many times as many. */
const GROWS_AFTER = 20;
const MORE_PATIENCE = 16;
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
// src/adapters/http/http.ts
const ATTEMPTS = 5;
const FIRST_BACK_OFF_MS = 500;
/** "Wait for at least one minute before retrying" (GitHub Docs, "Rate limits for the REST API"). */
const UNTOLD_PAUSE_MS = 6e4;
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
	let closed = false;
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
				pause: pauses.note(request.system, pauseMs(request, response, clock.now()))
			};
		} catch (error) {
			const failure = failureOf(error, request.url, timeLimitMs);
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
			const isLast = closed || attempts === ATTEMPTS;
			if ("failure" in result) {
				const { failure } = result;
				await giveUp(request, {
					failure,
					attempts,
					last: isLast || failure.final
				});
			} else {
				if (isLast || !mayRepeat(request, result.response)) return result.response;
				if (result.pause) continue;
			}
			await backOff(attempts);
		}
	}
	async function close() {
		closed = true;
		await network.close();
	}
	const holdBack = (system, milliseconds) => void pauses.note(system, milliseconds);
	return {
		send,
		counts,
		holdBack,
		overlong: pauses.overlong,
		close
	};
}
function pauseMs(request, response, now) {
	const toldMs = retryAfterMs(response.headers, now);
	return toldMs === 0 && request.isThrottled?.(response) ? UNTOLD_PAUSE_MS : toldMs;
}
function mayRepeat(request, answer) {
	const { status, headers } = answer;
	if (headers["content-type"]?.startsWith("multipart/")) return false;
	if (request.isFinal?.(answer)) return false;
	if (status === 429 || status === 403 && headers["retry-after"] || request.isThrottled?.(answer)) return true;
	const isFailure = status === 408 || status >= 500 && status !== 501 || request.isFailure?.(answer);
	return request.repeatable && isFailure === true;
}
/** Throws unless the request may be tried once more. */
async function giveUp(request, { failure, attempts, last }) {
	const { host } = new URL(request.url);
	const service = `${request.service ?? systemName(request.system)} (${host})`;
	if (failure.sent && !request.repeatable) throw new LostAnswerError(`${service} did not answer a ${request.method}: ${failure.reason}.`, "It may have been carried out. The next run reads the record again and goes on from what it finds.", { cause: failure.cause });
	if (!last) return;
	const { adviceFor } = await import("./advice.js");
	throw new UnreachableError(`${service} could not be reached in ${attempts} attempt${attempts === 1 ? "" : "s"}: ${failure.reason}.`, adviceFor(failure, host), { cause: failure.cause });
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
/** Where the mapping of a run is. */
function mappingPlace({ mapping: file, mappingEnvironment: environment }) {
	return {
		file,
		environment
	};
}
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
// src/connect/world.ts
/**
* Everything that does not depend on the mapping is under way before the mapping is understood, and before what the
* command is made of is loaded: first the state is asked for, then the sign-in is loaded and asked for. Without a
* mapping nothing is asked of anybody.
*/
function withWorld(start, act) {
	const { inputs, terminal } = start;
	return withTools(terminal, async (tools) => {
		const text = readMapping(inputs.mapping);
		const state = text.then(() => openStateAndRead(inputs.state, tools.http, tools.clock));
		const signedIn = text.then(async () => {
			await requestsLeave();
			return (await import("./signed-in.js")).signIn(start, tools);
		});
		for (const begun of [state, signedIn]) begun.catch(() => {});
		await Promise.allSettled([text]);
		await requestsLeave();
		await requestsLeave();
		return act({
			...start,
			...tools,
			text,
			state,
			signedIn
		});
	});
}
/** Node loads a module and all that it needs in one go, and meanwhile nothing is sent. */
function requestsLeave() {
	return setImmediate();
}
// src/connect/reports.ts
/**
* Runs the commands that end in a report, on a runner as on a terminal; `null` for any other. Each is loaded when it
* is asked for.
*/
async function runReport({ source, run, origin, terminal, ask }) {
	switch (source.given.command) {
		case "setup": {
			const { parseCrmInputs } = await import("./crm2.js");
			const { runSetup } = await import("./crm.js");
			return runSetup(parseCrmInputs(source), terminal, ask);
		}
		case "doctor": {
			const { runDoctor } = await import("./doctor.js");
			return runDoctor(parseInputs(source), source.environment, terminal);
		}
		case "resync": return withWorld({
			inputs: parseInputs(source),
			run,
			origin,
			terminal
		}, async (world) => (await import("./resync.js")).runResync(world));
		case "audit": {
			const { parseAuditInputs } = await import("./audit2.js");
			const { runAudit } = await import("./audit.js");
			return runAudit(parseAuditInputs(source), terminal);
		}
		case "connections": {
			const { parseConnectionInputs } = await import("./connections2.js");
			const { runConnections } = await import("./connections.js");
			return runConnections(parseConnectionInputs(source));
		}
		case "connections changed": {
			const { parseConnectionsOnGithub } = await import("./connections2.js");
			const { readPullRequest } = await import("./event.js");
			const { runConnectionsChanged } = await import("./connections-changed.js");
			const pullRequest = await readPullRequest(source.environment);
			return runConnectionsChanged(parseConnectionsOnGithub(source), pullRequest, terminal);
		}
		case "connections summary": {
			const { parseConnectionsSummaryInputs } = await import("./connections2.js");
			const { runConnectionsSummary } = await import("./connections.js");
			return runConnectionsSummary(parseConnectionsSummaryInputs(source), terminal);
		}
		case "webhooks":
		case "webhooks restore": {
			const { parseWebhookInputs } = await import("./webhooks2.js");
			const { runWebhooks } = await import("./webhooks.js");
			return runWebhooks(parseWebhookInputs(source), {
				run,
				origin
			}, terminal);
		}
		default: return null;
	}
}
// src/inputs/secret-inputs.ts
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
	return (source.given.mapping ?? defaultOf("mapping") ?? "").split("\n").map((name) => name.trim()).filter((name) => name !== "");
}
/**
* A pull request of Dependabot is given neither secrets nor a token to exchange for one ("Troubleshooting Dependabot on GitHub
* Actions"). One of somebody else lacks them by mistake, and no plan would ever show that.
*/
function hasNoSecrets({ given, environment }) {
	const isGivenNone = SECRET_INPUTS.filter((name) => name !== "github-token").every((name) => !given[name]) && !environment.ACTIONS_ID_TOKEN_REQUEST_URL;
	return environment.GITHUB_ACTOR === "dependabot[bot]" && isGivenNone;
}
// src/report/log.ts
/**
* Text for the log of a run. A line that begins with `::` or holds `##[` would be a command to the runner,
* and escape sequences, or an override of direction, would let a deal's name paint over what stands beside it.
*/
function harmless(text) {
	return text.replaceAll(UNSEEN, (unseen) => unseen === "\n" || unseen === "	" ? unseen : " ").replaceAll(/:(?=:)/g, ":​").replaceAll("##[", "##​[");
}
export { REFERRAL_EVENTS as $, NO_FILE as A, ExitCode as At, readCrmApplication as B, headersFor as C, RefusalError as Ct, messageBody as D, UnreachableError as Dt, isOurs as E, StateError as Et, parseInputs as F, setOutput as Ft, problemsOf as G, readStore as H, wrongInputs as I, setSecret as It, SWITCHES as J, INPUT_GROUPS as K, certificateEnd as L, warning as Lt, readMapping as M, info as Mt, readText as N, notice as Nt, A_FOLDER as O, describeError as Ot, needlessInputs as P, setFailed as Pt, TERMINAL_COMMANDS as Q, longLived as R, demand as S, LostAnswerError as St, unusable as T, SignInError as Tt, readStatePlace as U, readRefreshToken as V, filled as W, defaultOf as X, TERMINAL_ONLY as Y, inputSchema as Z, WAITING_KINDS as _, nearestOf as _t, runReport as a, USUAL_LIMITS as at, blobId as b, ContractError as bt, withTools as c, BRANCH_NAME as ct, openState as d, NO_TENANT as dt, addressOf as et, underWay as f, TENANT_NAME as ft, WAITING_FOLDER as g, didYouMean as gt, STATE_FILES as h, howToCorrect as ht, SECRET_INPUTS as i, plainJson as it, readConnections as j, error as jt, CHECK_MAPPING as k, troubleOf as kt, retryAfterMs as l, GUID as lt, STATE_FILE as m, CORRECT_THEM as mt, hasNoSecrets as n, UNSEEN as nt, withWorld as o, SIDES as ot, REGISTRATION_FILE as p, isFor as pt, INPUT_NAMES as q, parseMappingNames as r, oneLine as rt, mappingPlace as s, SIDE_NAMES as st, harmless as t, isSameAddress as tt, SYSTEMS as u, NO_BRANCH as ut, openGithubState as v, BegunError as vt, openGithubApi as w, ServiceError as wt, chunksOf as x, CosellError as xt, queryRepository as y, ConfigurationError as yt, readApplication as z };
