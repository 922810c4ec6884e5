import { request } from "undici";
import { openAgent } from "../proxy.ts";

/** The relay's few requests: to where certificates are, and to GitHub. */
export type Send = (request: {
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}) => Promise<Answer>;

export type Answer =
  | { readonly status: number; readonly headers: Readonly<Record<string, unknown>>; readonly body: Buffer }
  /** Nothing came, or too much, or too late: a few words that are safe to print. */
  | { readonly failure: string };

/** Partner Center does not say how long it waits for us, so nothing we wait for may take long. */
const TIME_LIMIT_MS = 5_000;
const MOST_BYTES = 65_536;

/**
 * Redirects are not followed, and nothing is repeated: Partner Center sends again what we do not take.
 *
 * @throws ConfigurationError when the environment names something that is no proxy
 */
export function openOutside(timeLimitMs = TIME_LIMIT_MS): { readonly send: Send; close(): Promise<void> } {
  const agent = openAgent({ timeLimitMs });
  const send: Send = async ({ url, method, headers = {}, body = null }) => {
    try {
      const signal = AbortSignal.timeout(timeLimitMs);
      const answer = await request(url, { method, headers, body, signal, dispatcher: agent });
      const bytes = await atMost(MOST_BYTES, answer.body);
      if (bytes === null) return { failure: "an answer that is too large" };
      return { status: answer.statusCode, headers: answer.headers, body: bytes };
    } catch (error) {
      return { failure: `no answer (${wordsOf(error as Error)})` };
    }
  };
  return { send, close: () => agent.close() };
}

/** What a proxy says has a code that says nothing. None of it is what was sent. */
function wordsOf(error: Error): string {
  if (error.message.startsWith("Proxy ")) return error.message;
  const { code } = error as NodeJS.ErrnoException;
  return typeof code === "string" ? code : error.name;
}

/** Its own limit does not hold where an agent goes through a proxy. Leaving the loop ends the connection. */
async function atMost(bytes: number, body: AsyncIterable<Uint8Array>): Promise<Buffer | null> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > bytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
