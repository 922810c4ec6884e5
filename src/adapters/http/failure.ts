import type { System } from "../../model/ports.ts";

/** An attempt that brought no answer. */
export class NoAnswer extends Error {
  /** There was a connection, and the request was written to it: only then can it have been carried out. */
  readonly sent: boolean;

  /** @param cause What Node or undici reports. */
  constructor(sent: boolean, cause: unknown) {
    super("no answer", { cause });
    this.sent = sent;
  }
}

/** Why an attempt brought no answer. */
export interface Failure extends Pick<NoAnswer, "sent"> {
  /** A few words that are safe to print: an error code, never what was sent. */
  readonly reason: string;
  /** Another attempt would end in the same way, and not without harm. */
  readonly final: boolean;
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

/** What somebody sees who tried a password too often: companies lock the account then. */
const WRONG_PASSWORD = "407";
const PROXY_REFUSAL = /^Proxy response \((\d+)\)/;
/** Codes and names of errors that are of the tunnel, where nothing was sent yet. */
const PROXY_TROUBLE: Readonly<Record<string, string>> = {
  UND_ERR_PRX_CONN: "the proxy closed the connection",
  UND_ERR_PRX_TLS: "the proxy has a certificate for another name",
  UND_ERR_HEADERS_TIMEOUT: "the proxy did not answer",
  HTTPParserError: "what is named as the proxy is none",
};

/** Why an attempt failed. Throws the cause again when the request itself was malformed, which is a mistake of ours. */
export function failureOf(error: unknown, url: string, timeLimitMs: number): Failure {
  if (!(error instanceof NoAnswer) || !(error.cause instanceof Error)) throw error;
  const { sent, cause } = error;
  if (codeOf(cause) === "UND_ERR_INVALID_ARG") throw cause;
  const [, refused] = PROXY_REFUSAL.exec(cause.message) ?? [];
  if (refused) {
    const reason = `the proxy refused with status ${refused}`;
    return { sent, reason, final: refused === WRONG_PASSWORD, cause };
  }
  const isTimeout = cause.name === "TimeoutError";
  const reason = isTimeout ? `no answer within ${timeLimitMs / 1000} s` : reasonOf(cause, sent, url);
  return { sent, reason, final: false, cause };
}

function reasonOf(cause: Error, sent: boolean, url: string): string {
  const code = codeOf(cause) ?? cause.name;
  if (sent) return code;
  const elsewhere = otherPlace(cause, new URL(url));
  const ofProxy = PROXY_TROUBLE[code] ?? PROXY_TROUBLE[cause.name];
  return ofProxy ?? (elsewhere === null ? code : `${code} of the proxy ${elsewhere}`);
}

function codeOf(error: Error): string | null {
  const { code } = error as NodeJS.ErrnoException;
  return typeof code === "string" ? code : null;
}

/** Who could not be found or connected to, when that is not the host itself: then it is the proxy before it. */
function otherPlace(error: Error, { hostname, port }: URL): string | null {
  const failed = error as { hostname?: string; address?: string; port?: number };
  if (failed.hostname !== undefined) return failed.hostname === hostname ? null : failed.hostname;
  if (failed.address === undefined || failed.port === undefined) return null;
  return failed.port === Number(port || 443) ? null : `${failed.address}:${failed.port}`;
}
