import { randomUUID } from "node:crypto";
import type { Reply } from "../exchange.ts";
import { JSON_HEADERS } from "./emulation.ts";
import { DataverseFault } from "./errors.ts";
import { applied, type Preferences } from "./preferences.ts";

/** Refusals become replies; anything else that is thrown is a mistake in the emulator and goes on. */
export function guarded(preferences: Preferences | null, work: () => Reply): Reply {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof DataverseFault)) throw error;
    const annotated = preferences !== null && preferences.annotations !== null;
    const headers = {
      REQ_ID: randomUUID(),
      ...JSON_HEADERS,
      ...(annotated ? applied(preferences, ["odata.include-annotations"]) : {}),
    };
    const details = annotated ? error.details : {};
    return {
      status: error.status,
      headers,
      body: { error: { code: error.code, message: error.message, ...details } },
    };
  }
}
