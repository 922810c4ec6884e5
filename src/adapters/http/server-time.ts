import type { HttpResponse } from "./message.ts";

/** When the server answered, ISO 8601, or `null` when it did not say. Whole seconds. */
export function serverTime({ headers }: HttpResponse): string | null {
  const time = Date.parse(headers.date ?? "");
  return Number.isNaN(time) ? null : new Date(time).toISOString();
}
