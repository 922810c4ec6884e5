import { EnvHttpProxyAgent, request } from "undici";

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

/** Redirects are not followed, and nothing is repeated: Partner Center sends again what we do not take. */
export function openOutside(): { readonly send: Send; close(): Promise<void> } {
  const agent = new EnvHttpProxyAgent({ maxResponseSize: MOST_BYTES });
  const send: Send = async ({ url, method, headers = {}, body = null }) => {
    try {
      const signal = AbortSignal.timeout(TIME_LIMIT_MS);
      const answer = await request(url, { method, headers, body, signal, dispatcher: agent });
      const bytes = Buffer.from(await answer.body.arrayBuffer());
      return { status: answer.statusCode, headers: answer.headers, body: bytes };
    } catch (error) {
      const { code, name } = error as NodeJS.ErrnoException;
      return { failure: `no answer (${code ?? name})` };
    }
  };
  return { send, close: () => agent.close() };
}
