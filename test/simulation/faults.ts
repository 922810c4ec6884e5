import { NoAnswer } from "../../src/adapters/http/failure.ts";
import type { HttpRequest, HttpResponse } from "../../src/adapters/http/message.ts";

/** One call on its way, as a fault can meddle with it. */
export interface Passage {
  readonly request: HttpRequest;
  wait(milliseconds: number): Promise<void>;
  /** The service gets the request, or another in its place, and does what it says. */
  arrive(request?: HttpRequest): Promise<HttpResponse>;
  answer(response: HttpResponse): void;
  fail(error: Error): void;
  /** The process of the run is killed. What it has sent is still on its way. */
  kill(): void;
  /** Somebody else commits to the state branch. */
  intrude(): void;
  /** GitHub answers the next read from a copy that is a moment old. */
  lagOnce(): void;
  /** A number that this call always draws, both ends included. */
  between(least: number, most: number): number;
}

interface Fault {
  /** Calls that it can meet; others pass unhurt. */
  readonly meets?: (request: HttpRequest) => boolean;
  readonly strike: (passage: Passage) => Promise<void> | void;
}

/** For the client; the service may work on. */
const TIME_LIMIT_MS = 120_000;
const MINUTE = 60_000;

function failure(code: string, name = "Error", sent = true): NoAnswer {
  return new NoAnswer(sent, Object.assign(new Error(`simulated: ${code}`), { code, name }));
}

const timeout = () => failure("", "TimeoutError");
const reset = () => failure("ECONNRESET");

/** What only asks comes by POST as well: a query of GitHub, and several questions to Dataverse in a batch. */
export function isWrite({
  method,
  system,
  body,
}: Pick<HttpRequest, "system" | "body"> & { readonly method: string }): boolean {
  if (method === "GET") return false;
  if (system === "github") return !body?.startsWith('{"query":"query');
  return !body?.startsWith("--") || /^(?:POST|PATCH|DELETE) /m.test(body);
}
const isRead = (request: HttpRequest) => !isWrite(request);
const isRemote = ({ system }: HttpRequest) => system !== "github";
const isRemoteWrite = (request: HttpRequest) => isRemote(request) && isWrite(request);

function reply(status: number, headers: Record<string, string> = {}, body = ""): HttpResponse {
  return { status, headers, body };
}

/** Answered by something in front of the service, which knows nothing of it. */
function instead(response: () => HttpResponse, meets: Fault["meets"] = isRemote): Fault {
  return { meets, strike: (passage) => passage.answer(response()) };
}

/** The service does its work, and what comes back is not what it sent. */
function spoilt(spoil: (response: HttpResponse) => HttpResponse | Error, meets?: Fault["meets"]): Fault {
  return {
    ...(meets ? { meets } : {}),
    async strike(passage) {
      const spoiled = spoil(await passage.arrive());
      if (spoiled instanceof Error) passage.fail(spoiled);
      else passage.answer(spoiled);
    },
  };
}

const half = (text: string) => text.slice(0, Math.floor(text.length / 2));

/** Only so much of a batch is carried out before its connection breaks. */
function beginningOf(request: HttpRequest, parts: number): HttpRequest {
  const boundary = /boundary="?([^";]+)/.exec(request.headers?.["Content-Type"] ?? "")?.[1] ?? "";
  const pieces = (request.body ?? "").split(`--${boundary}`);
  const kept = pieces.slice(0, parts + 1).join(`--${boundary}`);
  return { ...request, body: `${kept}--${boundary}--\r\n` };
}

const OWN_COLUMNS = /^cosell_(?:base|sync|audit|referralid)/;

/** It names a value of a seller's that was sent, or nothing. */
function refusal(passage: Passage): HttpResponse {
  const { body = "" } = passage.request;
  const sent: unknown = body.startsWith("[") || body.startsWith("{") ? JSON.parse(body) : {};
  const all = Array.isArray(sent) ? sent.map(({ path }) => String(path)) : Object.keys(sent ?? {});
  const places = all.filter((place) => !OWN_COLUMNS.test(place));
  const place = places[passage.between(0, places.length)];
  const message = place === undefined ? "no" : `no '${place.replace("@odata.bind", "")}'`;
  return reply(400, {}, JSON.stringify({ error: { code: "0x0", message } }));
}

/** Everything that can go wrong at a call. Nothing here is ours to prevent; all of it is ours to survive. */
const FAULTS = {
  "connection refused": { strike: (passage) => passage.fail(failure("ECONNREFUSED", "Error", false)) },
  "request lost": {
    async strike(passage) {
      await passage.wait(TIME_LIMIT_MS);
      passage.fail(timeout());
    },
  },
  "answer lost": {
    async strike(passage) {
      await passage.arrive();
      await passage.wait(TIME_LIMIT_MS);
      passage.fail(timeout());
    },
  },
  "request late": {
    async strike(passage) {
      await passage.wait(TIME_LIMIT_MS);
      passage.fail(timeout());
      await passage.wait(passage.between(1000, 20 * MINUTE));
      await passage.arrive();
    },
  },
  "connection reset before": { strike: (passage) => passage.fail(reset()) },
  "connection reset after": spoilt(reset),
  slow: {
    async strike(passage) {
      await passage.wait(passage.between(5000, TIME_LIMIT_MS - 5000));
      passage.answer(await passage.arrive());
    },
  },
  "throttled for seconds": instead(() => reply(429, { "retry-after": "17" })),
  "throttled until a date": {
    meets: isRemote,
    strike: (passage) =>
      passage.answer(
        reply(429, { "retry-after": "Mon, 23 Nov 2026 10:01:30 GMT", date: "Mon, 23 Nov 2026 10:00:00 GMT" }),
      ),
  },
  "throttled without a word": instead(() => reply(429)),
  "server error before": instead(
    () => reply(500, {}, "oops"),
    () => true,
  ),
  "server error after": spoilt(() => reply(500, {}, "oops")),
  "bad gateway after": spoilt(() => reply(502, { "content-type": "text/html" }, "<html>Bad gateway</html>")),
  "unavailable, with a time": instead(
    () => reply(503, { "retry-after": "30" }),
    () => true,
  ),
  "gateway timeout, and late": {
    async strike(passage) {
      passage.answer(reply(504));
      await passage.wait(passage.between(1000, 10 * MINUTE));
      await passage.arrive();
    },
  },
  "token expired": instead(() => reply(401)),
  "precondition failed": instead(() => reply(412), isRemoteWrite),
  "refused for what it says": {
    meets: isRemoteWrite,
    strike: (passage) => passage.answer(refusal(passage)),
  },
  "hidden from us": instead(
    () => reply(404),
    ({ method, url }) => method === "GET" && /\/referrals\/[^?]/.test(url),
  ),
  "answer truncated": spoilt(() => failure("UND_ERR_SOCKET", "SocketError")),
  "answer malformed": spoilt((response) => ({ ...response, body: half(response.body) })),
  "answer empty": spoilt((response) => ({ ...response, body: "" }), isWrite),
  "answer without a date": spoilt(
    (response) => ({ ...response, headers: { ...response.headers, date: "" } }),
    isRead,
  ),
  "half a batch": {
    meets: (request) => request.url.endsWith("$batch") && isWrite(request),
    async strike(passage) {
      await passage.arrive(beginningOf(passage.request, 1));
      passage.fail(reset());
    },
  },
  "history forgotten": instead(
    () => reply(410, {}, '{"error":{"code":"0x80044352","message":"ExpiredVersionStamp"}}'),
    ({ url }) => /deltatoken/i.test(url),
  ),
  "branch moved": {
    meets: ({ system }) => system === "github",
    async strike(passage) {
      passage.intrude();
      passage.answer(await passage.arrive());
    },
  },
  "old head": {
    meets: (request) => request.system === "github" && isRead(request),
    async strike(passage) {
      passage.lagOnce();
      passage.answer(await passage.arrive());
    },
  },
  "killed before": { strike: (passage) => passage.kill() },
  "killed after": {
    async strike(passage) {
      passage.kill();
      await passage.arrive();
    },
  },
  "killed, and late": {
    meets: isWrite,
    async strike(passage) {
      passage.kill();
      await passage.wait(passage.between(1000, 30 * MINUTE));
      await passage.arrive();
    },
  },
} satisfies Record<string, Fault>;

export type FaultName = keyof typeof FAULTS;
export const FAULT_NAMES = Object.keys(FAULTS) as [FaultName, ...FaultName[]];

/** A run makes hardly more calls that it can meet, of which this is the last. */
export function lastCallOf(name: FaultName): number {
  if (name === "history forgotten") return 1;
  const fault: Fault = FAULTS[name];
  return fault.meets === undefined || fault.meets === isRemote ? 18 : 4;
}

/** The fault, when it can meet this call. */
export function faultAt(name: FaultName, request: HttpRequest): Fault | null {
  const fault: Fault = FAULTS[name];
  return fault.meets?.(request) === false ? null : fault;
}
