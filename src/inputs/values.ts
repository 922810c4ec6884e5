import { z } from "zod/mini";
import { NO_TENANT, TENANT_NAME } from "../model/names.ts";

/** Kinds of values that several inputs have. */
export const required = (what: string) => z.string({ error: `is missing; ${what}` });
export const optionalText = z.optional(z.string());
export const like = (pattern: RegExp, otherwise: string) => z.string().check(z.regex(pattern, otherwise));
export const guid = z
  .guid(
    "is not a GUID such as 7c1f2b9e-3a51-4f0b-9a44-5e1d2c3b4a60; the address of a deal in Partner Center has it",
  )
  .check(z.toLowerCase());
export const yesOrNo = z._default(z.enum(["true", "false"], "must be true or false"), "false");
export const list = z.pipe(
  z.string(),
  z.transform((text) => text.split(",").map((part) => part.trim())),
);
const number = (example: string) => z.coerce.number(`is not a number such as ${example}`);
export const count = number("50").check(z.int("is not a whole number"), z.minimum(1, "must be at least 1"));
export const share = number("0.3, which is 30 %").check(
  z.gt(0, "must be more than 0"),
  z.maximum(1, "must be at most 1; 0.3 is 30 %"),
);
export const url = safeUrl(z.string());

/**
 * What has been copied together with its line break, quotes, or two lines of a file. A blank may be in a client secret or a
 * refresh token (RFC 6749, appendix A); one that goes into a header has none (RFC 6750).
 */
const COPIED = "holds a line break or a sign that none has; copy it once more, and nothing else with it";
export const secret = z.optional(like(/^[ -~]+$/, COPIED));
export const headerToken = z.optional(like(/^[!-~]+$/, COPIED));

export function tenant(text: z.ZodMiniString): z.ZodMiniString {
  return text.check(z.regex(TENANT_NAME, NO_TENANT));
}

export function safeUrl(text: z.ZodMiniString, suchAs = ""): z.ZodMiniString {
  return text.check(z.refine(isSafeUrl, `is not an https URL${suchAs}; http is for loopback hosts only`));
}

export function isSafeUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return (
    protocol === "https:" || (protocol === "http:" && ["127.0.0.1", "localhost", "[::1]"].includes(hostname))
  );
}

export function digest(what: string) {
  return z.optional(like(/^[0-9a-f]{64}$/, `is not ${what} digest: 64 hexadecimal digits`));
}

export const COMMANDS = [
  "sync",
  "plan",
  "validate",
  "format",
  "explain",
  "audit",
  "resync",
  "setup",
  "doctor",
  "init",
  "login",
  "webhooks",
  "webhooks restore",
  "connections",
  "connections changed",
  "connections summary",
] as const;
export type Command = (typeof COMMANDS)[number];

/** Those that need a person at a terminal. */
export const TERMINAL_COMMANDS = ["format", "init", "login"] as const satisfies readonly Command[];
