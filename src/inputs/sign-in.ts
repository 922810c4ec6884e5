import { createPrivateKey, X509Certificate } from "node:crypto";
import type { Problem } from "../errors.ts";
import type { Application, Credential } from "../model/sign-in.ts";
import { problem, problemsOf, type Read, type Source } from "./source.ts";
import { readApiUrl } from "./state-place.ts";

/** Where the refresh token comes from, and where a newer one goes. */
export type RefreshTokenPlace =
  /** Given as it is. Nobody renews it. */
  { readonly kind: "input"; readonly token: string } | StorePlace;

export type StorePlace =
  /** Address of the secret: `https://contoso.vault.azure.net/secrets/refresh-token`. */
  | { readonly kind: "key vault"; readonly url: string }
  | ({ readonly kind: "environment secret"; readonly token: string | null } & EnvironmentSecret);

/** A secret of a GitHub environment. It can be written, but only the workflow can read it. */
interface EnvironmentSecret {
  readonly environment: string;
  readonly name: string;
  /** May write secrets of environments, which a workflow's own token may not. */
  readonly secretsToken: string;
  /** `owner/name` */
  readonly repository: string;
  readonly apiUrl: string;
}

/** Everything about signing in. */
export interface SignIn {
  readonly partnerCenter: Application;
  readonly refreshToken: RefreshTokenPlace;
  readonly dataverse: Application;
}

export function readSignIn(source: Source): Read<SignIn> {
  const application = readApplication(source);
  const refreshToken = readRefreshToken(source);
  const nobody: Application = { tenantId: "", clientId: "", credential: { kind: "workflow" } };
  const shared = "value" in application ? application.value : nobody;
  const dataverse = readDataverseApplication(source, shared);
  if ("problems" in application || "problems" in refreshToken || "problems" in dataverse) {
    return { problems: [application, refreshToken, dataverse].flatMap(problemsOf) };
  }
  const value = {
    partnerCenter: application.value,
    refreshToken: refreshToken.value,
    dataverse: dataverse.value,
  };
  return { value };
}

/** The application that calls Partner Center, which also opens the vault. */
export function readApplication(source: Source): Read<Application> {
  const { given } = source;
  const credential = readCredential(source, "");
  if ("problems" in credential) return credential;
  // The schema has said already when one of these is missing.
  const { "tenant-id": tenantId = "", "client-id": clientId = "" } = given;
  return { value: { tenantId, clientId, credential: credential.value } };
}

/** A secret belongs to one application, so another application needs a way of its own. */
function readDataverseApplication(source: Source, shared: Application): Read<Application> {
  const { given } = source;
  const tenantId = given["dataverse-tenant-id"] ?? shared.tenantId;
  const clientId = given["dataverse-client-id"] ?? shared.clientId;
  if (!hasOwn(given) && clientId === shared.clientId) return { value: { ...shared, tenantId } };
  const credential = readCredential(source, "dataverse-");
  return "problems" in credential
    ? credential
    : { value: { tenantId, clientId, credential: credential.value } };
}

function hasOwn(given: Source["given"]): boolean {
  return Boolean(given["dataverse-client-secret"] ?? given["dataverse-client-certificate"]);
}

/** For commands that work on the CRM alone: the application of Partner Center need not be given. */
export function readCrmApplication(source: Source): Read<Application> {
  const { given } = source;
  if (!hasOwn(given) && !given["dataverse-client-id"]) {
    const shared = readApplication(source);
    return "problems" in shared ? shared : readDataverseApplication(source, shared.value);
  }
  const { "tenant-id": tenantId = "", "client-id": clientId = "" } = given;
  return readDataverseApplication(source, { tenantId, clientId, credential: { kind: "workflow" } });
}

function readCredential({ given, label, environment }: Source, prefix: "" | "dataverse-"): Read<Credential> {
  const secretName = `${prefix}client-secret`;
  const certificateName = `${prefix}client-certificate`;
  const secret = given[secretName];
  const pem = given[certificateName];
  if (secret && pem) {
    return problem(label(certificateName), `is one way to sign in, ${label(secretName)} another; give one`);
  }
  if (pem) return readCertificate(pem, label(certificateName));
  if (secret) return { value: { kind: "secret", secret } };
  if (environment.ACTIONS_ID_TOKEN_REQUEST_URL && environment.ACTIONS_ID_TOKEN_REQUEST_TOKEN) {
    return { value: { kind: "workflow" } };
  }
  const ways = `\`permissions: id-token: write\` in a workflow that a federated credential of the application trusts; ${label(certificateName)}; or ${label(secretName)}`;
  return problem(
    label(secretName),
    `is missing, and so is every other way to sign in. One of three is needed: ${ways}`,
  );
}

/** Both parts stand in one PEM text, in any order, as tools that make certificates put them out. */
function readCertificate(pem: string, where: string): Read<Credential> {
  const privateKey = /-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]+-----END [A-Z ]*PRIVATE KEY-----/.exec(pem)?.[0];
  const certificate = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/.exec(pem)?.[0];
  if (!privateKey || !certificate) {
    return problem(where, "is not a PEM text with a private key (without a passphrase) and its certificate");
  }
  try {
    const key = createPrivateKey(privateKey);
    if (!new X509Certificate(certificate).checkPrivateKey(key)) {
      return problem(where, "holds a certificate that was made for another private key");
    }
    if (key.asymmetricKeyType !== "rsa") return problem(where, "needs an RSA key; Entra takes no other");
  } catch {
    return problem(
      where,
      "is a PEM text, but its key (has it a passphrase?) or its certificate cannot be read",
    );
  }
  return { value: { kind: "certificate", privateKey, certificate } };
}

/** What the application has kept secret for months; `null` when the workflow itself is its proof. */
export function longLived({ credential }: Application): string | null {
  if (credential.kind === "secret") return credential.secret;
  return credential.kind === "certificate" ? credential.privateKey : null;
}

/** `null` where it signs in without a certificate. */
export function certificateEnd({ credential }: Application): Date | null {
  return credential.kind === "certificate" ? new X509Certificate(credential.certificate).validToDate : null;
}

const EITHER =
  "One is needed: the address of a Key Vault secret, or the token itself. `cosell-sync login` fills either";

/** Where a run finds the refresh token. */
export function readRefreshToken(source: Source): Read<RefreshTokenPlace> {
  const { given, label } = source;
  const token = given["refresh-token"];
  const url = given["key-vault-secret"];
  if (token && url) {
    return problem(label("refresh-token"), `and ${label("key-vault-secret")} are both given; give one`);
  }
  if (!token && !url) {
    return problem(label("refresh-token"), `is missing, and so is ${label("key-vault-secret")}. ${EITHER}`);
  }
  if (url || given["environment-secret"]) return readStore(source);
  return { value: { kind: "input", token: token ?? "" } };
}

/** Where a sign-in puts the refresh token: one of the two stores. */
export function readStore(source: Source): Read<StorePlace> {
  const { given, label } = source;
  const url = given["key-vault-secret"];
  const place = given["environment-secret"];
  if (url && place) {
    return problem(
      label("environment-secret"),
      `is one store, ${label("key-vault-secret")} another; give one`,
    );
  }
  if (place) return readEnvironmentSecret(place, source);
  if (!url) {
    return problem(
      label("key-vault-secret"),
      `is missing, and so is ${label("environment-secret")}; the refresh token goes to one of them`,
    );
  }
  if (!/^\/secrets\/[0-9A-Za-z-]{1,127}\/?$/.test(URL.parse(url)?.pathname ?? "")) {
    return problem(
      label("key-vault-secret"),
      "is not the address of a secret without its version, such as https://contoso.vault.azure.net/secrets/partner-center",
    );
  }
  return { value: { kind: "key vault", url } };
}

function readEnvironmentSecret(place: string, source: Source): Read<StorePlace> {
  const { given, label, environment } = source;
  const [, of, name] = /^(.+)\/([A-Za-z_]\w*)$/.exec(place) ?? [];
  const { GITHUB_REPOSITORY: repository } = environment;
  const api = readApiUrl(environment);
  const secretsToken = given["secrets-token"];
  const problems: Problem[] = [];
  const where = label("environment-secret");
  if (!of || !name) {
    const message =
      "is not an environment and the name of a secret, such as production/PARTNER_CENTER_REFRESH_TOKEN";
    problems.push({ where, message });
  }
  if (!repository) problems.push({ where, message: "needs GITHUB_REPOSITORY, the owner/name it is in" });
  if (!secretsToken) {
    const message = `is missing; a token that may write secrets of environments, for ${where}`;
    problems.push({ where: label("secrets-token"), message });
  }
  problems.push(...problemsOf(api));
  if (!of || !name || !repository || !secretsToken || "problems" in api) return { problems };
  const apiUrl = api.value;
  const token = given["refresh-token"] ?? null;
  return {
    value: { kind: "environment secret", token, environment: of, name, secretsToken, repository, apiUrl },
  };
}
