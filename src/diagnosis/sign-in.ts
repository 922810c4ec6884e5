import type { Finding } from "../model/doctor.ts";
import { ok, warning } from "./finding.ts";

const SOON_MS = 30 * 86_400_000;

/**
 * Of an application that Entra gives tokens to, for as long as it can prove itself.
 *
 * @param until When its certificate expires; `null` without one: when a secret does, nothing tells.
 */
export function judgeSignIn(detail: string, until: Date | null, now: Date): Finding {
  if (until === null || until.getTime() - now.getTime() > SOON_MS) return ok(detail);
  return warning(
    `${detail}; the certificate that it proves itself with expires on ${until.toISOString().slice(0, 10)}`,
    "Upload a new one to the app registration beside it, then store that in its place; docs/signing-in.md says how.",
  );
}
