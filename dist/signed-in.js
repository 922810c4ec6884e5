import { Pt as openUser, dn as openEntra } from "./shared.js";
import { f as underWay } from "./start.js";
// src/connect/signed-in.ts
/** Asks for both tokens at the same time; whoever needs one first waits for it, and hears what went wrong. */
async function signIn({ inputs, terminal }, tools) {
	const { authorityUrl, dataverse } = inputs;
	const ofApplication = askedFor(openEntra({
		...tools,
		authorityUrl,
		onSecret: terminal.mask,
		...dataverse
	}).dataverse(dataverse.url));
	const user = await openUser(inputs, {
		...tools,
		mask: terminal.mask
	});
	return {
		user,
		partnerCenter: askedFor(user.entra.partnerCenter()),
		dataverse: ofApplication
	};
}
function askedFor(source) {
	const token = underWay(() => source());
	return (options) => options?.fresh ? source(options) : token();
}
export { signIn };
