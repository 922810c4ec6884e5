import { X509Certificate } from "node:crypto";
import type { Finding } from "../model/doctor.ts";
import type { Credential } from "../model/sign-in.ts";
import { ok, warning } from "./finding.ts";

const SOON_MS = 30 * 86_400_000;

/** Of an application that Entra gives tokens to, for as long as it can prove itself. What a secret's end is, nothing tells. */
export function judgeSignIn(detail: string, credential: Credential, now: Date): Finding {
  if (credential.kind !== "certificate") return ok(detail);
  const { validToDate } = new X509Certificate(credential.certificate);
  if (validToDate.getTime() - now.getTime() > SOON_MS) return ok(detail);
  return warning(
    `${detail}; the certificate that it proves itself with expires on ${validToDate.toISOString().slice(0, 10)}`,
    "Upload a new one to the app registration beside it, then store that in its place; docs/signing-in.md says how.",
  );
}
