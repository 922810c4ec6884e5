import { SignInError } from "../../errors.ts";
import type { Http } from "../http/http.ts";
import type { HttpRequest, HttpResponse } from "../http/message.ts";
import type { TokenSource } from "./entra.ts";

export type Send = (request: HttpRequest) => Promise<HttpResponse>;

/**
 * Adds the token. A 401 is answered before anything is done, so even a write is sent once more with a fresh
 * token; what a second 401 means is for `refused` to say. Once a sign-in is refused, nothing more is sent: of many
 * writes each would ask twice for what it does not get.
 */
export function authorised(options: {
  readonly http: Http;
  readonly token: TokenSource;
  readonly refused: (response: HttpResponse) => Error;
}): Send {
  const { http, token, refused } = options;
  let refusal: SignInError | null = null;

  async function sendWith(request: HttpRequest, bearer: string): Promise<HttpResponse> {
    return http.send({ ...request, headers: { ...request.headers, Authorization: `Bearer ${bearer}` } });
  }

  async function send(request: HttpRequest): Promise<HttpResponse> {
    const isOfToken = (answer: HttpResponse) => answer.status === 401 && !request.isFinal?.(answer);
    const first = await sendWith(request, await token());
    if (!isOfToken(first)) return first;
    const second = await sendWith(request, await token({ fresh: true }));
    if (isOfToken(second)) throw refused(second);
    return second;
  }

  return (request) => {
    if (refusal) return Promise.reject(refusal);
    return send(request).catch((error: unknown) => {
      if (error instanceof SignInError) refusal = error;
      throw error;
    });
  };
}
