import { Nt as openStore, dn as openEntra, hn as refusedInBrowser } from "./shared.js";
import { Tt as SignInError, bt as ContractError, c as withTools, xt as CosellError } from "./start.js";
import { timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
// src/adapters/entra/loopback.ts
/**
* Listens on 127.0.0.1 only, on a free port. Entra knows the address as `http://localhost`, where the port
* does not count (RFC 8252, section 7.3; Entra's page on redirect URIs).
*/
async function openLoopback() {
	const server = createServer();
	await once(server.listen(0, "127.0.0.1"), "listening");
	const { port } = server.address();
	return {
		redirectUri: `http://localhost:${port}`,
		answer: (state, use) => answerOf(server, state, use),
		async [Symbol.asyncDispose]() {
			server.closeAllConnections();
			await server[Symbol.asyncDispose]();
		}
	};
}
function answerOf(server, state, use) {
	return new Promise((resolve, reject) => {
		server.on("request", (request, response) => {
			const answer = readAnswer(request, state);
			if (!answer) {
				show(response, 404, "This is not the answer to the sign-in that was begun on the terminal.");
				return;
			}
			server.removeAllListeners("request");
			server.on("request", (_, late) => void show(late, 410, "This sign-in is over."));
			codeOf(answer).then(use).then(() => show(response, 200, "You are signed in. Close this page and go back to the terminal."), async (error) => {
				await show(response, 400, `The sign-in did not work. ${error instanceof CosellError ? `${error.message} ${error.fix}` : "See the terminal."}`);
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
async function show(response, status, text) {
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
// src/connect/login.ts
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
function noRefreshToken() {
	throw new ContractError("Entra sent no refresh token.", "Check that the redirect address is of the platform Web, and that the application may ask for offline_access.");
}
export { runLogin };
