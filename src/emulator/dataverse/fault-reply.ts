import { randomUUID } from "node:crypto";
import type { Reply } from "../exchange.ts";
import { JSON_HEADERS } from "./emulation.ts";
import { DataverseFault } from "./errors.ts";

/** Refusals become replies; anything else that is thrown is a mistake in the emulator and goes on. */
export function guarded(work: () => Reply): Reply {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof DataverseFault)) throw error;
    const { status, code, message } = error;
    return { status, headers: { REQ_ID: randomUUID(), ...JSON_HEADERS }, body: { error: { code, message } } };
  }
}
