import type { Now, Reply, Service } from "./exchange.ts";

/** Limits that the service does not publish and a client can only run into. */
export interface Limits {
  /** Requests in flight at the same moment. */
  readonly concurrent: number;
  readonly perMinute: number;
  /** Seconds that a refused client is told to wait; `null` leaves it guessing. */
  readonly retryAfter: number | null;
}

/**
 * Refuses with 429 what goes beyond the limits. The limits are asked for on every request, so that they can
 * be turned while the service runs. The body is the one Partner Center's gateway documents.
 */
export function throttled(service: Service, limits: () => Limits | "off", now: Now): Service {
  let inFlight = 0;
  let recent: number[] = [];
  return async (exchange) => {
    const current = limits();
    if (current === "off") return service(exchange);
    const time = now().getTime();
    recent = recent.filter((arrived) => arrived > time - 60_000);
    if (inFlight >= current.concurrent || recent.length >= current.perMinute) return refusal(current);
    recent.push(time);
    inFlight += 1;
    try {
      return await service(exchange);
    } finally {
      inFlight -= 1;
    }
  };
}

function refusal({ retryAfter }: Limits): Reply {
  const hint = retryAfter === null ? "" : ` Try again in ${retryAfter} seconds.`;
  return {
    status: 429,
    headers: retryAfter === null ? {} : { "retry-after": String(retryAfter) },
    body: { statusCode: 429, message: `Rate limit is exceeded.${hint}` },
  };
}
