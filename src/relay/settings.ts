import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { rootCertificates } from "node:tls";
import { z } from "zod";
import { ConfigurationError, type Problem } from "../errors.ts";
import { contradictions, type Trigger, triggerOf, triggerSettings } from "./trigger.ts";

/** Everything the relay is told, checked. It holds no credential of Partner Center or the CRM. */
export interface Settings {
  readonly repository: string;
  readonly appId: string;
  readonly privateKey: string;
  readonly apiUrl: string;
  readonly trigger: Trigger;
  /** `null`: notifications are taken at whatever address. */
  readonly addressKey: string | null;
  /** Where the certificates of the sender, and those of their issuers, may come from. */
  readonly certificateOrigins: readonly string[];
  readonly issuerOrigins: readonly string[];
  readonly roots: readonly X509Certificate[];
  readonly intermediates: readonly X509Certificate[];
  readonly host: string;
  readonly port: number;
}

const required = (what: string) => z.string({ error: `is missing; ${what}` });
const origin = z
  .url("is not an address")
  .refine(isSafe, "is not an https address; http is for loopback hosts only");
const list = (of: z.ZodType<string, string>) =>
  z
    .string()
    .transform((text) => text.split(",").map((part) => part.trim()))
    .pipe(z.array(of));
const certificates = z
  .string()
  .transform((path, context) => readCertificates(path, (message) => context.addIssue(message)));

/** The documented address is this host's: "Partner Center webhooks", sample of a callback. */
const CERTIFICATE_ORIGIN = "https://3psostorageacct.blob.core.windows.net";
/** Where the authorities of Microsoft and DigiCert publish their certificates; plain HTTP, as is usual for it. */
const ISSUER_ORIGINS = ["www.microsoft.com", "caissuers.microsoft.com", "cacerts.digicert.com"].flatMap(
  (host) => [`https://${host}`, `http://${host}`],
);

const NO_PORT = "is not a port: a number up to 65535";

const schema = z.object({
  RELAY_REPOSITORY: required("the repository of the sync workflow, as owner/name").regex(
    /^[\w.-]+\/[\w.-]+$/,
    "is not owner/name",
  ),
  RELAY_APP_ID: required("the client id of the GitHub App"),
  RELAY_APP_KEY: required("a private key of the GitHub App, as PEM")
    // One line is what many a portal makes of it.
    .transform((text) => text.replaceAll("\\n", "\n"))
    .refine(isKey, {
      error: ({ input }) =>
        UNRESOLVED.test(String(input))
          ? "is a Key Vault reference that Azure did not resolve; relay/azure/README.md says how to have it look again"
          : "is not a private key in PEM",
    }),
  RELAY_API_URL: origin.default("https://api.github.com"),
  ...triggerSettings,
  RELAY_ADDRESS_KEY: z
    .string()
    .regex(/^[\w.~-]{20,}$/, "is not a key: at least twenty random letters, digits, - . _ and ~")
    .optional(),
  RELAY_CERTIFICATE_ORIGINS: list(origin).default([CERTIFICATE_ORIGIN]),
  RELAY_ISSUER_ORIGINS: list(z.url("is not an address")).default(ISSUER_ORIGINS),
  RELAY_ROOTS: certificates.optional(),
  RELAY_INTERMEDIATES: certificates.default([]),
  RELAY_HOST: z.string().default("127.0.0.1"),
  RELAY_PORT: z
    .string()
    .regex(/^\d{1,5}$/, NO_PORT)
    .transform(Number)
    .refine((port) => port <= 65_535, NO_PORT)
    .default(8080),
});

/** @throws ConfigurationError with all problems, each naming its variable. */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const parsed = schema.safeParse(given);
  const problems = [
    ...unknown(given),
    ...(parsed.success ? contradictions(parsed.data) : wrong(parsed.error)),
  ];
  if (problems.length > 0 || !parsed.success) {
    throw new ConfigurationError(problems, "Set these variables of the relay; docs/webhooks.md lists them.");
  }
  const { data } = parsed;
  return {
    repository: data.RELAY_REPOSITORY,
    appId: data.RELAY_APP_ID,
    privateKey: data.RELAY_APP_KEY,
    apiUrl: data.RELAY_API_URL.replace(/\/$/, ""),
    trigger: triggerOf(data),
    addressKey: data.RELAY_ADDRESS_KEY ?? null,
    certificateOrigins: data.RELAY_CERTIFICATE_ORIGINS.map((text) => new URL(text).origin),
    issuerOrigins: data.RELAY_ISSUER_ORIGINS.map((text) => new URL(text).origin),
    roots: data.RELAY_ROOTS ?? microsoftRoots(),
    intermediates: data.RELAY_INTERMEDIATES,
    host: data.RELAY_HOST,
    port: data.RELAY_PORT,
  };
}

/** A name with a slip in it would be a setting that nobody heeds. */
function unknown(given: Readonly<Record<string, unknown>>): Problem[] {
  return Object.keys(given)
    .filter((name) => name.startsWith("RELAY_") && !(name in schema.shape))
    .map((where) => ({ where, message: "is no setting of the relay" }));
}

function wrong({ issues }: z.ZodError): Problem[] {
  return issues.map(({ path, message }) => ({ where: String(path[0]), message }));
}

/** "Chains to the Microsoft Root" is all that is documented; these two families issue for Microsoft's services. */
const ROOT_NAMES =
  /^CN=(Microsoft (RSA|ECC) Root Certificate Authority 2017|DigiCert Global Root (CA|G2|G3))$/m;

function microsoftRoots(): X509Certificate[] {
  return rootCertificates
    .map((pem) => new X509Certificate(pem))
    .filter(({ subject }) => ROOT_NAMES.test(subject));
}

const PEM = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

function readCertificates(path: string, report: (message: string) => void): X509Certificate[] {
  try {
    const found = readFileSync(path, "utf8").match(PEM) ?? [];
    if (found.length === 0) report("is a file without certificates in PEM");
    return found.map((pem) => new X509Certificate(pem));
  } catch {
    report("is not a readable file of certificates in PEM");
    return [];
  }
}

/** What stands in the place of the secret then: "Use Key Vault references as app settings", Troubleshoot. */
const UNRESOLVED = /^@Microsoft\.KeyVault\(/i;

function isKey(text: string): boolean {
  try {
    return createPrivateKey(text).asymmetricKeyType === "rsa";
  } catch {
    return false;
  }
}

const LOOPBACK = ["127.0.0.1", "localhost", "[::1]"];

function isSafe(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === "https:" || (protocol === "http:" && LOOPBACK.includes(hostname));
}
