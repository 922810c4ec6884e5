import { Ar as stateFiles, At as accountOf, Jr as cell, Pt as openUser, Q as editLines, Ut as openWebhooks, Xr as count, Z as chainedFile, c as isOurs, d as sealRegistration, f as anothers, h as planRestore, l as parseRegistrationMemory, m as planRegistration, p as originOf, s as formatRegistrationMemory, ti as reportOf$1, u as rememberOurs, zt as load } from "./shared.js";
import { Ct as RefusalError, Et as StateError, bt as ContractError, c as withTools, d as openState, kt as troubleOf, p as REGISTRATION_FILE, tt as isSameAddress } from "./start.js";
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
// src/adapters/github/seal.ts
const CIPHER = "aes-256-gcm";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
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
				const nonce = bytes.subarray(0, NONCE_BYTES);
				const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
				decipher.setAuthTag(bytes.subarray(NONCE_BYTES, 28));
				const body = decipher.update(bytes.subarray(28));
				return Buffer.concat([body, decipher.final()]).toString("utf8");
			} catch {
				return null;
			}
		}
	};
}
// src/report/webhooks.ts
/** The job summary of a registration, as Markdown. */
function webhooksReport(facts) {
	const { headline, from, to, kept, dropped, test, stateCommit } = facts;
	const sections = [
		`## Co-sell webhooks: ${headline}`,
		rows(from, to),
		kept.length === 0 ? "" : `Events of others now come to this address too, and its relay ignores them: ${list(kept)}.`,
		dropped.length === 0 ? "" : `Nobody gets these events any more: ${list(dropped)}.`,
		test === null ? "" : testText(test),
		stateCommit === null ? "" : `State commit: \`${stateCommit}\``
	];
	return reportOf$1(sections);
}
function rows(from, to) {
	const row = (title, there) => there ? `| ${title} | ${cell(there.origin)} | ${list(there.events)} |` : `| ${title} | nothing | |`;
	return [
		"| | Address | Events |",
		"| --- | --- | --- |",
		row("Before", from),
		row("Now", to)
	].join("\n");
}
/** Whether the address took the test event: nothing is tried after that. */
function isDelivered({ responseCodes }) {
	return responseCodes.includes("OK");
}
function testText(test) {
	const codes = tally(test.responseCodes);
	if (isDelivered(test)) return `The test event was taken after ${count(test.responseCodes.length, "attempt")}: ${codes}.`;
	if (test.problem !== null) return `**The test event could not be sent or followed**, and the registration stands: ${cell(test.problem)}`;
	if (test.responseCodes.length === 0) return "**The test event was not delivered in three minutes.** Partner Center may still try.";
	return `**The test event was not taken:** ${codes}. Look at the log of the relay for the reason.`;
}
/** Partner Center tries ten times, and mostly gets the same answer. */
function tally(codes) {
	return list([...Map.groupBy(codes, (code) => code)].map(([code, { length }]) => length > 1 ? `${code} (${length} times)` : code));
}
function list(texts) {
	return texts.map((text) => cell(text)).join(", ");
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
	#options;
	constructor(ports, options) {
		this.#ports = ports;
		this.#options = options;
	}
	async read() {
		return (await this.#load()).memory;
	}
	/** Commits what is to be remembered, and a line of the audit log if there is one. Returns the commit. */
	async commit(headline, memory, line = null) {
		const { run, origin, branch } = this.#options;
		for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt += 1) {
			const { head, state, waitingFiles } = await this.#load();
			const at = this.#ports.clock.now().toISOString();
			const { edited, ...told } = state;
			const about = {
				run,
				at,
				mapping: state.mapping,
				origin
			};
			const audit = line && chainedFile(about, [...editLines(edited), line], state.audit);
			const next = audit ? {
				...told,
				audit: {
					path: audit.path,
					sha256: audit.sha256
				}
			} : state;
			const files = {
				...stateFiles(next, waitingFiles).files,
				[REGISTRATION_FILE]: formatRegistrationMemory(memory),
				...audit ? { [audit.path]: audit.content } : {}
			};
			const operation = `${run}/webhooks-${line ? "outcome" : "intent"}`;
			const result = await this.#ports.state.commit({
				expectedHead: head,
				operation,
				headline,
				files
			});
			if (result !== "stale") return result.head;
		}
		throw new StateError(`Branch ${branch} moved ${MOST_ATTEMPTS} times while this run wanted to commit to it.`, "Give the workflow the concurrency group of the sync, so that one of them runs at a time.");
	}
	async #load() {
		const { registrationFile, ...loaded } = await load(this.#ports.state, this.#options);
		return {
			...loaded,
			memory: parseRegistrationMemory(registrationFile)
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
	const plan = planRegistration(wanted, current, {
		known,
		isOurs: isOurs(memory, current)
	});
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
/** Puts back what somebody else had registered before us, and forgets ours. */
async function restoreWebhooks(overwrite, options, ports) {
	const ledger = new WebhooksLedger(ports, options);
	const memory = await ledger.read();
	if (memory.ours === null && memory.pending === null) throw nothingToRestore(options.branch);
	const current = await readCurrent(ports);
	const isStillOurs = isOurs(memory, current);
	const earlier = openEarlier(memory, ports);
	if (memory.previous && !earlier && (current === null || isStillOurs)) throw unreadable(memory.previous);
	const plan = planRestore(earlier, current, {
		isOurs: isStillOurs,
		overwrite
	});
	show(plan, ports);
	await ledger.commit("Announce the earlier webhook registration", {
		...memory,
		pending: {
			run: options.run,
			ours: null
		}
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
/** What somebody else had before us; `null` when nobody had anything, or it cannot be read any more. */
function openEarlier({ previous }, { seal, mask }) {
	const url = previous && seal.open(previous.url);
	if (previous === null || url === null) return null;
	mask(url);
	return {
		url,
		events: previous.events,
		ownHeader: previous.ownHeader
	};
}
function unreadable({ origin, events }) {
	return new RefusalError(`The address at ${origin} that was registered before was recorded under another client secret and cannot be read. Nothing was changed.`, `Register it anew with what it belongs to, for the events ${events.join(", ")}; then run this again, so that syncs do not look for ours any more.`);
}
function nothingToRestore(branch) {
	return new RefusalError(`There is nothing to put back: nothing was registered with state branch ${branch}, or it was put back already.`, "If something was, run it with the state branch that it was registered with.");
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
	const replaced = whatWasThere(plan, memory, ports.seal) ?? memory.previous;
	if (plan.action !== "none") {
		const announced = {
			ours: memory.ours,
			previous: replaced,
			pending: {
				run: options.run,
				ours
			}
		};
		await ledger.commit(`Announce the webhook registration of ${ours.origin}`, announced);
		await write(plan, ports);
	}
	const line = lineOf("register", plan, replaced);
	const next = {
		ours,
		previous: replaced,
		pending: null
	};
	return ledger.commit(`Register the webhook for ${ours.origin}`, next, line);
}
/**
* What somebody else had is kept, also when our own address changes afterwards. Where that is the same address, such as
* that of a relay which another connection registered, there is nothing to put back, and nothing to take away either.
*/
function whatWasThere({ registration, previous }, memory, seal) {
	if (previous === null || isOurs(memory, previous)) return null;
	const sealed = sealRegistration(previous, seal);
	if (sealed || isSameAddress(previous.url, registration.url)) return sealed;
	throw new RefusalError(`The address at ${originOf(previous.url)} could never be put back: there is no secret to record it with. Nothing was changed.`, "Give fingerprint-key, a long random text that is kept as a secret; webhooks restore will need the same one.");
}
function lineOf(action, { registration }, previous) {
	return {
		kind: "webhooks",
		action,
		outcome: "applied",
		origin: registration && originOf(registration.url),
		events: registration?.events ?? [],
		previous
	};
}
async function write({ action, registration }, { webhooks }) {
	if (action === "replace") return webhooks.replace(registration);
	if (action === "none" || await webhooks.create(registration) === "created") return;
	const current = await webhooks.registration();
	if (current && isSameAddress(current.url, registration.url)) return;
	throw current === null ? new ContractError("Partner Center says both that there is a webhook registration and that there is none.", "Run again in a few minutes: what was registered a moment ago may not be known everywhere yet.") : anothers(current, registration.url);
}
function show({ action, registration, previous }, { progress }) {
	const shown = ({ url, events }) => `${originOf(url)} for ${events.join(", ")}`;
	const what = {
		none: "keep",
		create: "register",
		replace: "replace by"
	}[action];
	progress(`registered now: ${previous ? shown(previous) : "nothing"}`);
	if (registration) progress(`plan: ${what} ${shown(registration)}`);
}
/** Most events arrive at once: it is looked for after one second, then two, and so on up to this. */
const MOST_SECONDS_BETWEEN_LOOKS = 5;
const MOST_LOOKS = 38;
/**
* Partner Center tries ten times; three minutes are enough to see whether the first attempts get through. What keeps
* us from seeing it must not hide that the registration is done.
*/
async function sendTest({ webhooks, clock, progress }) {
	let result = {
		isOver: false,
		responseCodes: []
	};
	try {
		const id = await webhooks.sendTest();
		progress(`sent a test event, ${id}`);
		for (let look = 1; look <= MOST_LOOKS && !result.isOver; look += 1) {
			await clock.sleep(Math.min(look, MOST_SECONDS_BETWEEN_LOOKS) * 1e3);
			result = await webhooks.testResult(id);
			if (isDelivered(result)) break;
		}
		return {
			...result,
			problem: null
		};
	} catch (error) {
		return {
			...result,
			problem: troubleOf(error)
		};
	}
}
// src/connect/webhooks.ts
/** Wires the adapters to the `webhooks` commands and runs them. */
function runWebhooks(inputs, { run, origin }, terminal) {
	const { partnerCenter, authorityUrl, registration, overwrite, state } = inputs;
	return withTools(terminal, async ({ http, clock }) => {
		const user = await openUser({
			authorityUrl,
			partnerCenter
		}, {
			http,
			clock,
			mask: terminal.mask
		});
		const ports = {
			webhooks: openWebhooks({
				http,
				token: user.entra.webhooks(),
				baseUrl: inputs.apiUrl
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
			origin,
			branch: state.branch,
			systems: accountOf(inputs)
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
/** A runner masks a text wherever it finds it, and this is no key: a number of a version would be in every other line. */
const SHORTEST_KEY = 8;
/** What follows the origin. */
function maskAddress(url, { mask }) {
	const values = URL.canParse(url) ? [...new URL(url).searchParams.values()] : [];
	for (const text of [url.slice(originOf(url).length), ...values]) if (text.length >= SHORTEST_KEY) mask(text);
}
function reportOf(result) {
	const { plan, test, stateCommit } = result;
	const shown = ({ url, events }) => ({
		origin: originOf(url),
		events
	});
	const { registration, previous, kept, dropped } = plan;
	return {
		text: webhooksReport({
			headline: headlineOf(result),
			from: previous && shown(previous),
			to: registration && shown(registration),
			kept,
			dropped,
			test,
			stateCommit
		}),
		failed: test !== null && !isDelivered(test)
	};
}
function headlineOf({ plan, restored }) {
	const { action, registration, previous } = plan;
	if (!restored) return action === "none" ? "already registered" : "registered";
	if (action === "none") return "nothing had to be put back";
	if (registration.url !== previous?.url) return "the earlier registration is back";
	return `the address stays, for ${registration.events.join(", ")} alone`;
}
export { runWebhooks };
