import type { System } from "../../model/ports.ts";

/** Why an attempt brought no answer. */
export interface Failure {
  /** The request may have reached the service: only then can it have been carried out. */
  readonly sent: boolean;
  /** A few words that are safe to print: an error code, never what was sent. */
  readonly reason: string;
  readonly cause: unknown;
}

const NAMES: Readonly<Record<System, string>> = {
  "partner-center": "Partner Center",
  dataverse: "Dataverse",
  "sign-in": "Microsoft Entra",
  github: "GitHub",
};

export function systemName(system: System): string {
  return NAMES[system];
}

/** What Node and undici report before the first byte of a request is on its way. */
const NEVER_SENT = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
  "UND_ERR_PRX_CONN",
  "UND_ERR_PRX_TLS",
]);
const CERTIFICATE = /CERT|^ERR_TLS|^UNABLE_TO_/;
const PROXY_REFUSAL = /^Proxy response \((\d+)\)/;
const PROXY_REFUSED = "the proxy refused with status";

/** Rethrows what says that the request itself is malformed: that is a mistake of ours. */
export function failureOf(error: unknown, timeLimitMs: number): Failure {
  if (!(error instanceof Error)) throw error;
  const { code } = error as NodeJS.ErrnoException;
  if (code === "UND_ERR_INVALID_ARG") throw error;
  if (error.name === "TimeoutError") {
    return { sent: true, reason: `no answer within ${timeLimitMs / 1000} s`, cause: error };
  }
  const [, refused] = PROXY_REFUSAL.exec(error.message) ?? [];
  if (refused) return { sent: false, reason: `${PROXY_REFUSED} ${refused}`, cause: error };
  const label = typeof code === "string" ? code : error.name;
  const sent = !NEVER_SENT.has(label) && !CERTIFICATE.test(label) && !isOfConnecting(error);
  return { sent, reason: label, cause: error };
}

/** A host with several addresses fails with one error that has those of all of them, and the code of the first. */
function isOfConnecting(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.every(isOfConnecting);
  return (error as NodeJS.ErrnoException).syscall === "connect";
}

/** What a person can do about it, as a sentence. */
export function adviceFor({ reason }: Failure, host: string): string {
  if (reason.startsWith(PROXY_REFUSED)) {
    return `Let the proxy that HTTPS_PROXY or HTTP_PROXY names connect to ${host}, with a name and password in its address if it asks for them, or name the host in NO_PROXY.`;
  }
  if (reason === "CERT_HAS_EXPIRED") return `The certificate of ${host} has expired: have it renewed.`;
  if (CERTIFICATE.test(reason)) {
    return `This machine does not trust the certificate of ${host}. Where that server, or a proxy on the way, has one of an authority of your own, name the file of the authority (PEM) in NODE_EXTRA_CA_CERTS.`;
  }
  return `Check that the address is right and that this machine may connect to ${host} (firewall, proxy), then run again.`;
}
