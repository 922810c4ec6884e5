// src/adapters/http/advice.ts
const AT_OWN_PROXY = "HTTPS_PROXY or HTTP_PROXY";
const ADVICE = [
	[/^the proxy refused/, (host) => `Let the proxy that ${AT_OWN_PROXY} names connect to ${host}, with a name and password in its address if it asks for them, or name the host in NO_PROXY.`],
	[/\bthe proxy\b/, (host) => `Check that ${AT_OWN_PROXY} has the address of the proxy and that this machine may connect to it, or name ${host} in NO_PROXY if it is reached without it.`],
	[/^CERT_HAS_EXPIRED$/, (host) => `The certificate of ${host} has expired, or the clock of this machine is wrong: have it renewed, or the clock set by a time server.`],
	[/^CERT_NOT_YET_VALID$/, (host) => `The certificate of ${host} is not valid yet by the clock of this machine: have that set by a time server.`],
	[/^ERR_TLS_CERT_ALTNAME_INVALID$/, (host) => `The certificate that came is not one of ${host}: check the address, and whether a proxy or a firewall on the way answers in its place.`],
	[/CERT|^UNABLE_TO_/, (host) => `This machine does not trust the certificate of ${host}. Where that server, or a proxy on the way, has one of an authority of your own, name the file of the authority (PEM) in NODE_EXTRA_CA_CERTS.`],
	[/^ERR_SSL_|^EPROTO$/, (host) => `What answered as ${host} speaks no TLS, or none that is as new as 1.2: check the address, and whether a proxy or a firewall on the way answers in its place.`]
];
/** What a person can do about it, as a sentence; the first that fits. */
function adviceFor({ reason }, host) {
	const found = ADVICE.find(([pattern]) => pattern.test(reason));
	if (found) return found[1](host);
	return `Check that the address is right and that this machine may connect to ${host} (firewall, proxy), then run again.`;
}
export { adviceFor };
