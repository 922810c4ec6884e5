import type { Clock } from "../../model/ports.ts";
import { sumOf } from "../../model/sum.ts";

/** Keeps within what Dataverse grants one user in a sliding window ("Service protection API limits"). */
export interface Budget {
  /** Carries a request out when there is room for it. */
  spend<T extends Answered>(request: () => Promise<T>): Promise<T>;
}

interface Answered {
  readonly headers: Readonly<Record<string, string>>;
}

/** Requests and milliseconds of execution, which are limited each. */
type Amount = "requests" | "executionMs";
const AMOUNTS: readonly Amount[] = ["requests", "executionMs"];

const WINDOW_MS = 300_000;
/** The service may count whole seconds. */
const SLACK_MS = 1000;

interface Spent extends Readonly<Record<Amount, number>> {
  readonly at: number;
}

/**
 * What is left is in every answer. When requests that are under way may use that up, the next one waits until one of
 * ours has left the window: so a long run goes on at the pace at which room comes back, and is not refused.
 *
 * The limits themselves differ between environments, so they are never assumed. Answers of several servers differ, too:
 * the last one counts, and where it was wrong, a 429 with its `Retry-After` is the worst that happens.
 */
export function openBudget(clock: Clock): Budget {
  const window: Spent[] = [];
  const left: Record<Amount, number> = {
    requests: Number.POSITIVE_INFINITY,
    executionMs: Number.POSITIVE_INFINITY,
  };
  let underWay = 0;

  /**
   * What has left the window is there to be spent again, until an answer says it better. So is what a clock that was set back
   * has moved into the future: it would not leave before the clock is there again.
   */
  function forget(): void {
    const now = clock.now().getTime();
    while (window[0] && (window[0].at <= now - WINDOW_MS - SLACK_MS || window[0].at > now)) {
      for (const amount of AMOUNTS) left[amount] += window[0][amount];
      window.shift();
    }
  }

  function hasRoom(): boolean {
    const usual = sumOf(window, ({ executionMs }) => executionMs) / Math.max(1, window.length);
    // How long the last one took may not be in its own answer yet.
    return left.requests > underWay && left.executionMs > (underWay + 1) * usual;
  }

  /** Counts the request as soon as there is room: of several that come in the same moment, the next one sees it. */
  async function room(): Promise<void> {
    for (forget(); !hasRoom(); forget()) {
      const [oldest] = window;
      // Somebody else has used it up: only the service knows until when.
      if (!oldest) break;
      await clock.sleep(Math.max(1, oldest.at + WINDOW_MS + SLACK_MS - clock.now().getTime()));
    }
    underWay += 1;
  }

  function note({ headers }: Answered): void {
    // The answer does not count these any more: they must not be given back once again.
    const oldest = clock.now().getTime() - WINDOW_MS;
    while (window[0] && window[0].at <= oldest) window.shift();
    left.requests = amountIn(headers["x-ms-ratelimit-burst-remaining-xrm-requests"]) ?? left.requests;
    const seconds = amountIn(headers["x-ms-ratelimit-time-remaining-xrm-requests"]);
    if (seconds !== null) left.executionMs = seconds * 1000;
  }

  return {
    async spend(request) {
      await room();
      const started = clock.now().getTime();
      try {
        const answer = await request();
        note(answer);
        return answer;
      } finally {
        underWay -= 1;
        const at = clock.now().getTime();
        window.push({ at, requests: 1, executionMs: at - started });
      }
    },
  };
}

/**
 * Seconds come formatted for people, with decimals: `1,200.00`. Whose language that follows is not documented, and of a
 * German environment it may be `1.200,00`. `null` when there is no number.
 */
function amountIn(header: string | undefined): number | null {
  const [, whole = "", decimals = "0"] = /^(.*?)(?:[.,](\d{1,2}))?$/.exec(header ?? "") ?? [];
  const digits = whole.replaceAll(/\D/g, "");
  return digits === "" ? null : Number(`${digits}.${decimals}`);
}
