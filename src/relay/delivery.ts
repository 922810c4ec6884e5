/** One request as a host received it. */
export interface Delivery {
  readonly method: string;
  /** Where it was sent to: the whole address, or its path and query. */
  readonly url: string;
  /** Names in lower case; a header that came several times is joined with `, `. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The raw bytes: that is what is signed. */
  readonly body: Uint8Array;
}

/** Notifications have about two hundred bytes. */
export const MOST_BODY_BYTES = 65_536;

/** Why a delivery is not taken, as the HTTP status to answer with and a reason for our own log. */
export interface Refusal {
  readonly status: 400 | 401 | 404 | 405 | 413 | 503;
  readonly reason: string;
}

export function refuse(status: Refusal["status"], reason: string): Refusal {
  return { status, reason };
}

/** `undefined` for what is no JSON. */
export function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}

/** Text of a sender that nobody knows yet, fit for one line of a log. */
export function quoted(text: string): string {
  const seen = text.replaceAll(/[^\x20-\x7e]/g, "?");
  return JSON.stringify(seen.length > 120 ? `${seen.slice(0, 119)}…` : seen);
}
