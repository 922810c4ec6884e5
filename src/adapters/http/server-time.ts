import type { HttpResponse } from "./message.ts";

/** When the server answered, ISO 8601, or `null` when it did not say. Whole seconds. */
export function serverTime({ headers }: HttpResponse): string | null {
  const time = Date.parse(headers.date ?? "");
  return Number.isNaN(time) ? null : new Date(time).toISOString();
}

/**
 * When a listing began, to go on from: by the server's clock, which is the one of the records, and never later than by ours. A
 * `Date` that is ahead once, of a server or of something on the way, would have the next listing pass over what changed
 * meanwhile; one that is behind only has some of it listed again.
 *
 * @param date Of its first answer, `null` where that has none.
 * @param asked When it was asked for.
 */
export function beginning(date: string | null, asked: Date): string {
  const ours = asked.toISOString();
  return date !== null && date < ours ? date : ours;
}
