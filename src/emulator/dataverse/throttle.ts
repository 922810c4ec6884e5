import type { Now, Reply } from "../exchange.ts";

/**
 * Service protection: what one user may ask of one web server. The real numbers are the defaults; a request
 * that is refused was not begun, so it can be repeated whatever its method.
 */
export interface ThrottleLimits {
  readonly concurrent: number;
  readonly requests: number;
  readonly executionMs: number;
}

const WINDOW_SECONDS = 300;

export const SERVICE_PROTECTION: ThrottleLimits = {
  concurrent: 52,
  requests: 6000,
  executionMs: 1_200_000,
};

export interface Throttle {
  /** A 429, or `null` when the request may go on; then `finish` must follow. */
  admit(): Reply | null;
  finish(executionMs: number): void;
  /** What is left of the window, as every answer tells it. */
  headers(): Record<string, string>;
}

/** What one second of the window holds. */
interface Second {
  readonly at: number;
  requests: number;
  executionMs: number;
}

/** Not documented; in practice a request that waits this long finds a free place. */
const RETRY_WHEN_CROWDED = 1;

export function createThrottle(now: Now, limits: ThrottleLimits): Throttle {
  const window: Second[] = [];
  let inFlight = 0;

  const record = (requests: number, executionMs: number) => {
    const at = secondOf(now);
    const last = window.at(-1);
    if (last?.at === at) {
      last.requests += requests;
      last.executionMs += executionMs;
    } else {
      window.push({ at, requests, executionMs });
    }
  };
  const forget = () => {
    const oldest = secondOf(now) - WINDOW_SECONDS;
    const kept = window.findIndex(({ at }) => at > oldest);
    window.splice(0, kept === -1 ? window.length : kept);
  };

  return {
    admit() {
      forget();
      const refusal = refusalOf(limits, window, { inFlight, now: secondOf(now) });
      // Refused requests count as well: who keeps sending waits longer.
      record(1, 0);
      if (refusal === null) inFlight += 1;
      return refusal;
    },
    finish(executionMs) {
      inFlight -= 1;
      record(0, executionMs);
    },
    headers() {
      forget();
      const seconds = Math.max(0, limits.executionMs - sum(window, "executionMs")) / 1000;
      return {
        "x-ms-ratelimit-time-remaining-xrm-requests": SECONDS.format(seconds),
        "x-ms-ratelimit-burst-remaining-xrm-requests": String(
          Math.max(0, limits.requests - sum(window, "requests")),
        ),
      };
    },
  };
}

const SECONDS = new Intl.NumberFormat("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });

function refusalOf(
  limits: ThrottleLimits,
  window: readonly Second[],
  { inFlight, now }: { inFlight: number; now: number },
): Reply | null {
  if (inFlight >= limits.concurrent) {
    const message = `Number of concurrent requests exceeded the limit of ${limits.concurrent}.`;
    return tooMany("0x80072326", message, RETRY_WHEN_CROWDED);
  }
  const wait = (kind: Amount, limit: number) => secondToLeave(window, { kind, limit }) + WINDOW_SECONDS - now;
  if (sum(window, "requests") >= limits.requests) {
    const message = `Number of requests exceeded the limit of ${limits.requests} over time window of ${WINDOW_SECONDS} seconds.`;
    return tooMany("0x80072322", message, wait("requests", limits.requests));
  }
  if (sum(window, "executionMs") >= limits.executionMs) {
    const message = `Combined execution time of incoming requests exceeded limit of ${limits.executionMs.toLocaleString("en-US")} milliseconds over time window of ${WINDOW_SECONDS} seconds. Decrease number of concurrent requests or reduce the duration of requests and try again later.`;
    return tooMany("0x80072321", message, wait("executionMs", limits.executionMs));
  }
  return null;
}

type Amount = "requests" | "executionMs";

/** The second of the window that has to leave it before there is room again. */
function secondToLeave(window: readonly Second[], { kind, limit }: { kind: Amount; limit: number }): number {
  let total = sum(window, kind);
  for (const second of window) {
    total -= second[kind];
    if (total < limit) return second.at;
  }
  return window.at(-1)?.at ?? 0;
}

function sum(window: readonly Second[], kind: Amount): number {
  return window.reduce((total, second) => total + second[kind], 0);
}

function tooMany(code: string, message: string, retryAfter: number): Reply {
  return {
    status: 429,
    headers: {
      "Content-Type": "application/json; odata.metadata=minimal",
      "Retry-After": String(Math.max(1, Math.ceil(retryAfter))),
    },
    body: { error: { code, message } },
  };
}

function secondOf(now: Now): number {
  return Math.floor(now().getTime() / 1000);
}
