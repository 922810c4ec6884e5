import { ConfigurationError, LostAnswerError, UnreachableError } from "../../errors.ts";
import type { Clock, RequestCounts, System } from "../../model/ports.ts";
import { type Failure, failureOf, systemName } from "./failure.ts";
import type { HttpRequest, HttpResponse } from "./message.ts";
import { type Network, openNetwork } from "./network.ts";
import { openPauses, retryAfterMs } from "./pause.ts";
import { openPlaces, type Places } from "./places.ts";

export interface Http {
  /**
   * The answer, whatever its status: what 4xx means is for the caller to know, and a 429 or 5xx comes back
   * once the attempts are used up. Redirects are not followed.
   *
   * @throws UnreachableError when the request was certainly not carried out, or is a repeatable one that
   *   never got an answer
   * @throws LostAnswerError when a request that is not repeatable may have been carried out
   */
  send(request: HttpRequest): Promise<HttpResponse>;
  /** Live: goes up with every request that was really sent, retries included. */
  readonly counts: RequestCounts;
  /** Holds back every request of a system for so long from now, as it is asked for by a part of an answer. */
  holdBack(system: System, milliseconds: number): void;
  /** Which system asks for more time than a run waits, in words, or `null`: nothing more is sent to it. */
  readonly overlong: () => string | null;
  /** Waits for what is under way; nothing is sent again after that. */
  close(): Promise<void>;
}

export interface HttpOptions {
  readonly clock: Clock;
  /** From 0 to 1, for the jitter. */
  readonly random: () => number;
  /** For one attempt, from connecting to the last byte. */
  readonly timeLimitMs?: number;
  /** The machine's own, unless told. */
  readonly network?: Network;
  readonly onWait?: (text: string) => void;
}

const ATTEMPTS = 5;
const FIRST_BACK_OFF_MS = 500;
/** "Wait for at least one minute before retrying" (GitHub Docs, "Rate limits for the REST API"). */
const UNTOLD_PAUSE_MS = 60_000;
/** Dataverse stops a message after two minutes. */
const TIME_LIMIT_MS = 120_000;

/** `pause`: the answer asks to wait, and every later request does. */
type Attempt = { readonly response: HttpResponse; readonly pause: boolean } | { readonly failure: Failure };

/** The only retries there are: nothing above or below this repeats a request, or attempts would multiply. */
export function openHttp({
  clock,
  random,
  timeLimitMs = TIME_LIMIT_MS,
  network = openNetwork(timeLimitMs),
  onWait = () => {},
}: HttpOptions): Http {
  const counts: Record<System, number> = { "partner-center": 0, dataverse: 0, "sign-in": 0, github: 0 };
  const pauses = openPauses({ clock, onWait });
  let closed = false;
  // Dataverse says how much it bears, and its adapter listens; the others are asked for little.
  const places: Partial<Record<System, Places>> = { "partner-center": openPlaces() };

  /** One attempt, in a place of its own. */
  async function attempt(request: HttpRequest): Promise<Attempt> {
    const leave = await places[request.system]?.enter();
    let refused = false;
    try {
      await pauses.elapse(request);
      const result = await exchange(request);
      refused = "response" in result && result.response.status === 429;
      return result;
    } finally {
      leave?.(refused);
    }
  }

  async function exchange(request: HttpRequest): Promise<Attempt> {
    try {
      const response = await network.exchange(request);
      counts[request.system] += 1;
      const pause = pauses.note(request.system, pauseMs(request, response, clock.now()));
      return { response, pause };
    } catch (error) {
      const failure = failureOf(error, request.url, timeLimitMs);
      if (failure.sent) counts[request.system] += 1;
      return { failure };
    }
  }

  async function backOff(attempts: number): Promise<void> {
    await clock.sleep(Math.round(random() * FIRST_BACK_OFF_MS * 2 ** attempts));
  }

  async function send(request: HttpRequest): Promise<HttpResponse> {
    refuseInsecure(request.url);
    for (let attempts = 1; ; attempts += 1) {
      const result = await attempt(request);
      const isLast = closed || attempts === ATTEMPTS;
      if ("failure" in result) {
        const { failure } = result;
        await giveUp(request, { failure, attempts, last: isLast || failure.final });
      } else {
        if (isLast || !mayRepeat(request, result.response)) return result.response;
        if (result.pause) continue;
      }
      await backOff(attempts);
    }
  }

  async function close(): Promise<void> {
    closed = true;
    await network.close();
  }

  const holdBack = (system: System, milliseconds: number) => void pauses.note(system, milliseconds);
  return { send, counts, holdBack, overlong: pauses.overlong, close };
}

function pauseMs(request: HttpRequest, response: HttpResponse, now: Date): number {
  const toldMs = retryAfterMs(response.headers, now);
  return toldMs === 0 && request.isThrottled?.(response) ? UNTOLD_PAUSE_MS : toldMs;
}

function mayRepeat(request: HttpRequest, answer: HttpResponse): boolean {
  const { status, headers } = answer;
  // An answer in parts says of each request in a batch what became of it: what was done is not sent again for one that has to wait.
  if (headers["content-type"]?.startsWith("multipart/")) return false;
  if (request.isFinal?.(answer)) return false;
  // GitHub's limit on what is written in a minute is a 403 that says how long to wait ("secondary rate limit").
  if (status === 429 || (status === 403 && headers["retry-after"]) || request.isThrottled?.(answer))
    return true;
  const isFailure = status === 408 || (status >= 500 && status !== 501) || request.isFailure?.(answer);
  return request.repeatable && isFailure === true;
}

/** Throws unless the request may be tried once more. */
async function giveUp(
  request: HttpRequest,
  { failure, attempts, last }: { failure: Failure; attempts: number; last: boolean },
): Promise<void> {
  const { host } = new URL(request.url);
  const service = `${request.service ?? systemName(request.system)} (${host})`;
  if (failure.sent && !request.repeatable) {
    throw new LostAnswerError(
      `${service} did not answer a ${request.method}: ${failure.reason}.`,
      "It may have been carried out. The next run reads the record again and goes on from what it finds.",
      { cause: failure.cause },
    );
  }
  if (!last) return;
  // Loaded when there is need of it: a start has to read less.
  const { adviceFor } = await import("./advice.ts");
  throw new UnreachableError(
    `${service} could not be reached in ${attempts} attempt${attempts === 1 ? "" : "s"}: ${failure.reason}.`,
    adviceFor(failure, host),
    { cause: failure.cause },
  );
}

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

function refuseInsecure(url: string): void {
  const { protocol, hostname, host } = new URL(url);
  if (protocol === "https:" || (protocol === "http:" && LOOPBACK.test(hostname))) return;
  throw new ConfigurationError(
    [{ where: host, message: "is not reached over https, so a token sent there could be read on the way" }],
    "Use the https address of the service.",
  );
}
