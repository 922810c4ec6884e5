import type { InputName } from "./schema.ts";

/** Inputs whose values must never be printed. */
export const SECRET_INPUTS: readonly InputName[] = [
  "client-secret",
  "client-certificate",
  "refresh-token",
  "secrets-token",
  "dataverse-client-secret",
  "dataverse-client-certificate",
  "fingerprint-key",
  "github-token",
];
