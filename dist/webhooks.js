import { Gn as formatState, In as cell, M as accountOf, c as isOurs, d as sealRegistration, f as TEST_EVENT, gt as openWebhooks, h as planRegistration, ht as openUser, l as parseRegistrationMemory, m as originOf, ot as chainedFile, p as anothers, rt as load, s as formatRegistrationMemory, st as editLines, u as rememberOurs } from "./shared.js";
import { $ as RefusalError, X as ContractError, c as withTools, f as REGISTRATION_FILE, nt as StateError, p as STATE_FILE, u as openState } from "./start.js";
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes, randomUUID } from "node:crypto";
// src/adapters/github/seal.ts
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
			const { head, state } = await this.#load();
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
				[STATE_FILE]: formatState(next),
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
		origin: originOf(url),
		events,
		previous
	};
}
async function write({ action, registration }, { webhooks }) {
	if (action === "replace") return webhooks.replace(registration);
	if (action === "none" || await webhooks.create(registration) === "created") return;
	const current = await webhooks.registration();
	if (current?.url === registration.url) return;
	throw current === null ? new ContractError("Partner Center says both that there is a webhook registration and that there is none.", "Run again in a few minutes: what was registered a moment ago may not be known everywhere yet.") : anothers(current);
}
function show(plan, { progress }) {
	const { registration, previous } = plan;
	const events = registration.events.join(", ");
	const what = {
		none: "keep",
		create: "register",
		replace: "replace by"
	}[plan.action];
	if (previous !== null) progress(`registered now: ${originOf(previous.url)} for ${previous.events.join(", ")}`);
	progress(`plan: ${what} ${originOf(registration.url)} for ${events}`);
}
/** Most events arrive at once: it is looked for after one second, then two, and so on up to this. */
const MOST_SECONDS_BETWEEN_LOOKS = 5;
const MOST_LOOKS = 38;
/** Partner Center tries ten times; three minutes are enough to see whether the first attempts get through. */
async function sendTest({ webhooks, clock, progress }) {
	const id = await webhooks.sendTest();
	progress(`sent a test event, ${id}`);
	let result = {
		isOver: false,
		responseCodes: []
	};
	for (let look = 1; look <= MOST_LOOKS && !result.isOver; look += 1) {
		await clock.sleep(Math.min(look, MOST_SECONDS_BETWEEN_LOOKS) * 1e3);
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
function runWebhooks(inputs, { runId, origin }, terminal) {
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
			run: runId,
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
/** What follows the origin; of a bare origin there is nothing to hide. */
function maskAddress(url, { mask }) {
	const rest = url.slice(originOf(url).length);
	if (rest.length < 2) return;
	mask(rest);
	if (URL.canParse(url)) {
		for (const value of new URL(url).searchParams.values()) if (value) mask(value);
	}
}
function reportOf({ plan, restored, test, stateCommit }) {
	const shown = ({ url, events }) => ({
		origin: originOf(url),
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
export { runWebhooks };
