import { generateKeyPairSync } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ConfigurationError } from "../../src/errors.ts";
import { readSettings } from "../../src/relay/settings.ts";

const PEM = { type: "pkcs8", format: "pem" } as const;
const KEY = String(generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export(PEM));
const OTHER_KEY = String(generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export(PEM));

type Environment = Readonly<Record<string, string>>;

const settings = (given: Environment) =>
  readSettings({ RELAY_REPOSITORY: "contoso/sales", RELAY_APP_ID: "1", RELAY_APP_KEY: KEY, ...given });

/** What a relay with these settings says instead of starting. */
function refusal(given: Environment): string {
  try {
    settings(given);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message;
    throw error;
  }
  return "";
}

const REPOSITORY = { RELAY_EVENT: "repository_dispatch" };

describe("the relay starts", () => {
  it.each<[string, Environment, object]>([
    ["sync.yml, unless it is told otherwise", {}, { workflow: "sync.yml", ref: "main", target: {} }],
    ["sync.yml, also where it is named", { RELAY_WORKFLOW: "sync.yml" }, { workflow: "sync.yml" }],
    [
      "sync.yml for an environment",
      { RELAY_ENVIRONMENT: "production" },
      { workflow: "sync.yml", target: { environment: "production" } },
    ],
    [
      "sync-connections.yml for a connection",
      { RELAY_CONNECTION: "contoso-eu", RELAY_REF: "live" },
      { workflow: "sync-connections.yml", ref: "live", target: { connection: "contoso-eu" } },
    ],
    [
      "one run for the connections of one account",
      { RELAY_CONNECTION: "contoso-eu, contoso-us,contoso-eu" },
      { target: { connection: "contoso-eu,contoso-us" } },
    ],
    [
      "a workflow of another name",
      { RELAY_CONNECTION: "contoso-eu", RELAY_WORKFLOW: "ours.yml" },
      { workflow: "ours.yml", target: { connection: "contoso-eu" } },
    ],
    ["whatever listens to its event", REPOSITORY, { type: "referral-changed", target: {} }],
    [
      "by an event that the workflow for a single CRM does not hear, when it has connections",
      { ...REPOSITORY, RELAY_CONNECTION: "contoso-eu" },
      { type: "connection-referral-changed", target: { connection: "contoso-eu" } },
    ],
    [
      "as if an empty variable were not there",
      { RELAY_CONNECTION: "" },
      { workflow: "sync.yml", target: {} },
    ],
  ])("%s", (_title, given, trigger) => {
    expect(settings(given).trigger).toMatchObject(trigger);
  });
});

it.each(["https://github.contoso.example/api/v3", "https://github.contoso.example/api/v3/"])(
  "the relay asks %s as GitHub's API",
  (url) => {
    expect(settings({ RELAY_API_URL: url }).apiUrl).toBe("https://github.contoso.example/api/v3");
  },
);

it("the relay takes the key of its app in one line, as a portal makes of it", () => {
  expect(settings({ RELAY_APP_KEY: KEY.replaceAll("\n", "\\n") }).privateKey).toBe(KEY);
});

it("the relay trusts Microsoft's roots and hosts alone, and is open to its own machine alone, unless it is told", () => {
  const { roots, ...others } = settings({});
  const names = roots.map(({ subject }) => /^CN=(.*)$/m.exec(subject)?.[1] ?? subject);
  expect(names).toEqual(
    expect.arrayContaining(["Microsoft RSA Root Certificate Authority 2017", "DigiCert Global Root G2"]),
  );
  for (const name of names)
    expect(name).toMatch(/^(Microsoft ... Root Certificate Authority 2017|DigiCert Global Root ..)$/);
  const authorities = ["www.microsoft.com", "caissuers.microsoft.com", "cacerts.digicert.com"];
  expect(others).toMatchObject({
    intermediates: [],
    certificateOrigins: ["https://3psostorageacct.blob.core.windows.net"],
    issuerOrigins: authorities.flatMap((host) => [`https://${host}`, `http://${host}`]),
    host: "127.0.0.1",
  });
});

describe("the relay does not start with", () => {
  it.each<[string, Environment, string]>([
    [
      "an environment beside a connection, which has its own",
      { RELAY_CONNECTION: "contoso-eu", RELAY_ENVIRONMENT: "production" },
      "RELAY_ENVIRONMENT: contradicts RELAY_CONNECTION",
    ],
    [
      "a connection for the workflow that knows none",
      { RELAY_CONNECTION: "contoso-eu", RELAY_WORKFLOW: "sync.yml" },
      "RELAY_WORKFLOW: is sync.yml, which knows no RELAY_CONNECTION",
    ],
    [
      "the workflow of connections, and none of them",
      { RELAY_WORKFLOW: "sync-connections.yml" },
      "RELAY_CONNECTION: is missing",
    ],
    [
      "a name too few",
      { RELAY_CONNECTION: "contoso-eu," },
      "RELAY_CONNECTION: has something that is no name",
    ],
    [
      "what is no name",
      { RELAY_CONNECTION: "Contoso EU" },
      "RELAY_CONNECTION: has something that is no name",
    ],
    [
      "an environment that its event does not tell",
      { ...REPOSITORY, RELAY_ENVIRONMENT: "production" },
      "RELAY_ENVIRONMENT: cannot be told by repository_dispatch",
    ],
    [
      "a workflow that its event does not choose",
      { ...REPOSITORY, RELAY_WORKFLOW: "sync.yml" },
      "RELAY_WORKFLOW: contradicts repository_dispatch",
    ],
    [
      "a branch that its event does not choose",
      { ...REPOSITORY, RELAY_REF: "live" },
      "RELAY_REF: contradicts repository_dispatch",
    ],
    ["an event that is none", { RELAY_EVENT: "push" }, "RELAY_EVENT: is neither workflow_dispatch nor"],
    [
      "a name with a slip in it",
      { RELAY_CONNECTIONS: "contoso-eu" },
      "RELAY_CONNECTIONS: is no setting of the relay",
    ],
    ["a port that is none", { RELAY_PORT: "tcp://10.0.0.1:80" }, "RELAY_PORT: is not a port: a number up to"],
    ["a port that is too large", { RELAY_PORT: "70000" }, "RELAY_PORT: is not a port: a number up to 65535"],
    ["a private key that is none", { RELAY_APP_KEY: "no key" }, "RELAY_APP_KEY: is not a private key in PEM"],
    [
      "a private key that no GitHub App has",
      { RELAY_APP_KEY: OTHER_KEY },
      "RELAY_APP_KEY: is not a private key in PEM",
    ],
    [
      "a file in which no certificate is, and so trust nobody",
      { RELAY_ROOTS: "package.json" },
      "RELAY_ROOTS: is a file without certificates in PEM",
    ],
    [
      "roots in a file that is not there, and so trust nobody",
      { RELAY_ROOTS: "none.pem" },
      "RELAY_ROOTS: is not a readable file",
    ],
    [
      "certificates from where anybody on the way could put others",
      { RELAY_CERTIFICATE_ORIGINS: "https://a.example,http://b.example" },
      "RELAY_CERTIFICATE_ORIGINS: is not an https address",
    ],
    [
      "a private key that Azure did not put in the place of its address",
      { RELAY_APP_KEY: "@Microsoft.KeyVault(SecretUri=https://contoso.vault.azure.net/secrets/relay-key/)" },
      "RELAY_APP_KEY: is a Key Vault reference that Azure did not resolve",
    ],
    [
      "a key that is soon guessed",
      { RELAY_ADDRESS_KEY: "nineteen-characters" },
      "RELAY_ADDRESS_KEY: is not a key",
    ],
    ["what is no address", { RELAY_API_URL: "api.github.com" }, "RELAY_API_URL: is not an address"],
    [
      "an address where anybody on the way could read the token",
      { RELAY_API_URL: "http://localhost.example.test" },
      "RELAY_API_URL: is not an https address",
    ],
    [
      "what is no address among others",
      { RELAY_CERTIFICATE_ORIGINS: "https://a.example,b" },
      "RELAY_CERTIFICATE_ORIGINS: is not an address",
    ],
  ])("%s", (_title, given, message) => {
    expect(refusal(given)).toContain(message);
  });

  it("two mistakes, and tells both", () => {
    const both = refusal({ RELAY_CONNECTION: "a", RELAY_ENVIRONMENT: "b", RELAY_WORKFLOW: "sync.yml" });
    expect(both).toContain("RELAY_ENVIRONMENT");
    expect(both).toContain("RELAY_WORKFLOW");
  });
});

it.each([
  ["sync.yml", {}],
  ["sync-connections.yml", { RELAY_CONNECTION: "contoso-eu" }],
])("%s hears the event that the relay sends for it, and no other", (name, given) => {
  const workflow = readFileSync(`.github/workflows/${name}`, "utf8");
  const [, types] = /^ {2}repository_dispatch:\n {4}types: \[(.*)\]$/m.exec(workflow) ?? [];
  expect(settings({ ...REPOSITORY, ...given }).trigger).toMatchObject({ type: types });
});

it("docs/webhooks.md has every variable of the relay", () => {
  const docs = readFileSync("docs/webhooks.md", "utf8");
  const source = ["settings", "trigger"].map((name) => readFileSync(`src/relay/${name}.ts`, "utf8")).join("");
  const names = new Set(source.match(/\bRELAY_[A-Z_]+(?=:)/g));
  expect(names.size).toBeGreaterThan(10);
  for (const name of names) expect(docs).toContain(`\`${name}\``);
});
