import { UnreachableError } from "../../errors.ts";
import { type Clock, SYSTEMS, type System } from "../../model/ports.ts";
import { systemName } from "./failure.ts";

export interface Pauses {
  /** Waits until the system may be called again. */
  elapse(request: { readonly system: System; readonly url: string }): Promise<void>;
  /** Holds back every request of the system for so long from now. True when there is something to wait for. */
  note(system: System, milliseconds: number): boolean;
  /** Which system asks for more time than a run waits, in words, or `null`: nothing more is sent to it. */
  readonly overlong: () => string | null;
}

/** Counted once, however many requests wait at the same time. */
const MOST_WAITING_MS = 600_000;
/** Nobody means a longer time, and what is far beyond it is no time that a `Date` can hold. */
const LONGEST_TOLD_MS = 366 * 24 * 3_600_000;

/**
 * A service that throttles throttles the account, not the request: Dataverse lengthens its `Retry-After`
 * for as long as anybody keeps sending. So one request that is told to wait makes all wait.
 */
export function openPauses({ clock, onWait }: { clock: Clock; onWait: (text: string) => void }): Pauses {
  const ends: Partial<Record<System, number>> = {};
  /** Ends as they were told: of fifty requests that are refused at the same time, each names one a millisecond later. */
  const told: Partial<Record<System, number>> = {};
  let waiting = 0;

  async function elapse({ system, url }: { system: System; url: string }): Promise<void> {
    for (let end = ends[system] ?? 0; end > clock.now().getTime(); ) {
      if (waiting > MOST_WAITING_MS) throw tooLong(system, { url, end });
      // Not longer than that either when a clock was set back meanwhile.
      await clock.sleep(Math.min(end - clock.now().getTime(), MOST_WAITING_MS));
      if (ends[system] === end) return;
      end = ends[system] ?? 0;
    }
  }

  function note(system: System, milliseconds: number): boolean {
    if (milliseconds <= 0) return false;
    const now = clock.now().getTime();
    const before = Math.max(now, ends[system] ?? 0);
    const end = now + milliseconds;
    if (end <= before) return true;
    ends[system] = end;
    waiting += end - before;
    if (end < (told[system] ?? 0) + 1000) return true;
    told[system] = end;
    onWait(`${systemName(system)} asks to wait ${Math.ceil(milliseconds / 1000)} s.`);
    return true;
  }

  function overlong(): string | null {
    if (waiting <= MOST_WAITING_MS) return null;
    const now = clock.now().getTime();
    const system = SYSTEMS.find((one) => (ends[one] ?? 0) > now);
    return system ? `${systemName(system)} ${asking(ends[system] ?? 0)}` : null;
  }

  return { elapse, note, overlong };
}

function asking(end: number): string {
  return `asks to wait until ${new Date(end).toISOString()}; a run waits at most ${MOST_WAITING_MS / 60_000} minutes in all`;
}

function tooLong(system: System, { url, end }: { url: string; end: number }): UnreachableError {
  return new UnreachableError(
    `${systemName(system)} (${new URL(url).host}) ${asking(end)}.`,
    "Run again after that time. If it keeps happening, look for what else uses the same account, or sync less often.",
  );
}

/** `Retry-After` (RFC 9110 §10.2.3) in milliseconds, 0 without one. A date is read on the server's own clock. */
export function retryAfterMs(headers: Readonly<Record<string, string>>, now: Date): number {
  return Math.min(toldMs(headers, now), LONGEST_TOLD_MS);
}

function toldMs(headers: Readonly<Record<string, string>>, now: Date): number {
  const value = headers["retry-after"]?.trim() ?? "";
  if (/^\d+(\.\d+)?$/.test(value)) return Number(value) * 1000;
  const until = Date.parse(value);
  if (Number.isNaN(until)) return 0;
  const serverNow = Date.parse(headers.date ?? "");
  return Math.max(0, until - (Number.isNaN(serverNow) ? now.getTime() : serverNow));
}
