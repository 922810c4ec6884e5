import { generate } from "selfsigned";
import { beforeAll, describe, expect, it } from "vitest";
import { ConfigurationError } from "../src/errors.ts";
import { type Inputs, parseInputs } from "../src/inputs/inputs.ts";
import { parseLogin } from "../src/inputs/login.ts";
import { INPUT_NAMES } from "../src/inputs/schema.ts";
import { filled } from "../src/inputs/source.ts";

type Given = Readonly<Record<string, string>>;

const BASE: Given = {
  "tenant-id": "contoso.example",
  "client-id": "client",
  "dataverse-url": "https://contoso.crm.dynamics.com",
  "github-token": "github",
};
const SECRETS: Given = { "client-secret": "secret", "refresh-token": "token" };
const ENVIRONMENT: Given = { GITHUB_REPOSITORY: "contoso/co-sell" };
const ID_TOKEN: Given = {
  ACTIONS_ID_TOKEN_REQUEST_URL: "https://x?a=b",
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: "t",
};
const VAULT = "https://contoso.vault.azure.net/secrets/partner-center";

const source = (given: Given, environment: Given) => ({
  given: filled({ ...BASE, ...given }),
  label: (name: string) => name,
  allowed: INPUT_NAMES,
  environment: { ...ENVIRONMENT, ...environment },
});

function parse(given: Given, environment: Given = {}): Inputs {
  return parseInputs(source(given, environment));
}

function problemsOf(act: () => unknown): string[] {
  try {
    act();
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return error.problems.map(({ where, message }) => `${where}: ${message}`);
  }
  return [];
}

let pem: { readonly key: string; readonly cert: string };
beforeAll(async () => {
  const made = await generate([{ name: "commonName", value: "x" }], { keySize: 2048, algorithm: "sha256" });
  pem = { key: made.private, cert: made.cert };
});

describe("the way an application signs in", () => {
  it("is a secret, a certificate, or the workflow's identity where there is one", () => {
    const { "client-secret": _, ...noSecret } = SECRETS;
    expect(parse(SECRETS).partnerCenter.credential).toEqual({ kind: "secret", secret: "secret" });
    expect(parse(SECRETS, ID_TOKEN).partnerCenter.credential.kind).toBe("secret");
    expect(parse(noSecret, ID_TOKEN).partnerCenter.credential).toEqual({ kind: "workflow" });
    const certificate = parse({ ...noSecret, "client-certificate": `${pem.cert}${pem.key}` });
    expect(certificate.partnerCenter.credential).toEqual({
      kind: "certificate",
      privateKey: pem.key.trim(),
      certificate: pem.cert.trim(),
    });
  });

  it("is asked for with all three ways when none is there, half an identity being none", () => {
    const { "client-secret": _, ...noSecret } = SECRETS;
    const half = { ACTIONS_ID_TOKEN_REQUEST_URL: "https://x" };
    for (const environment of [{}, half]) {
      expect(problemsOf(() => parse(noSecret, environment))).toEqual([
        "client-secret: is missing, and so is every other way to sign in. One of three is needed: `permissions: id-token: write` in a workflow that a federated credential of the application trusts; client-certificate; or client-secret",
      ]);
    }
  });

  it.each([
    ["no PEM", () => "certificate", "is not a PEM text"],
    ["only a key", () => pem.key, "is not a PEM text"],
    ["only a certificate", () => pem.cert, "is not a PEM text"],
    ["a damaged key", () => pem.key.replace(/\n.{20}/, "\n") + pem.cert, "cannot be read"],
  ])("is no certificate in %s", (_title, text, message) => {
    const { "client-secret": _, ...noSecret } = SECRETS;
    const [problem = "", ...others] = problemsOf(() => parse({ ...noSecret, "client-certificate": text() }));
    expect(others).toEqual([]);
    expect(problem).toContain("client-certificate: ");
    expect(problem).toContain(message);
    expect(problem).not.toContain("BEGIN");
  });

  it("is no certificate of another key, and none that is not RSA", async () => {
    const name = [{ name: "commonName", value: "x" }];
    const other = await generate(name, { keySize: 2048, algorithm: "sha256" });
    const curve = await generate(name, { keyType: "ec", algorithm: "sha256" });
    const { "client-secret": _, ...noSecret } = SECRETS;
    const problem = (text: string) =>
      problemsOf(() => parse({ ...noSecret, "client-certificate": text })).join();
    expect(problem(other.private + pem.cert)).toContain("another private key");
    expect(problem(curve.private + curve.cert)).toContain("needs an RSA key");
  });

  it("is one, not two", () => {
    const both = { ...SECRETS, "client-certificate": pem.key + pem.cert };
    expect(problemsOf(() => parse(both))).toEqual([
      "client-certificate: is one way to sign in, client-secret another; give one",
    ]);
  });
});

describe("the application for Dataverse", () => {
  it("is the same one, in another tenant too, unless one is named", () => {
    expect(parse(SECRETS).dataverse).toMatchObject({
      tenantId: "contoso.example",
      clientId: "client",
      credential: { kind: "secret", secret: "secret" },
    });
    expect(parse({ ...SECRETS, "dataverse-tenant-id": "other.example" }).dataverse).toMatchObject({
      tenantId: "other.example",
      clientId: "client",
      credential: { secret: "secret" },
    });
  });

  it("has a way of its own: the secret of one is never sent for another", () => {
    const named = { ...SECRETS, "dataverse-client-id": "other" };
    expect(parse(named, ID_TOKEN).dataverse).toMatchObject({
      clientId: "other",
      credential: { kind: "workflow" },
    });
    expect(parse(named, ID_TOKEN).partnerCenter.credential.kind).toBe("secret");
    expect(problemsOf(() => parse(named))).toEqual([
      expect.stringMatching(/^dataverse-client-secret: is missing/),
    ]);
    const own = parse({ ...named, "dataverse-client-secret": "own" });
    expect(own.dataverse.credential).toEqual({ kind: "secret", secret: "own" });
  });

  it("may have another secret of the same application, or a certificate", () => {
    const certificate = { "dataverse-client-certificate": pem.key + pem.cert };
    expect(parse({ ...SECRETS, ...certificate }).dataverse.credential.kind).toBe("certificate");
    const { dataverse } = parse({ ...SECRETS, "dataverse-client-secret": "second" });
    expect(dataverse).toMatchObject({ clientId: "client", credential: { secret: "second" } });
  });
});

describe("the key of fingerprints", () => {
  it("is the one given, else what an application keeps secret, Dataverse's first, else none", () => {
    const { "client-secret": _, ...noSecret } = SECRETS;
    const own = { "dataverse-client-id": "other", "dataverse-client-secret": "own" };
    const key = "0123456789abcdef";
    expect(parse({ ...SECRETS, ...own, "fingerprint-key": key }).fingerprintSecret).toBe(key);
    expect(parse({ ...SECRETS, ...own }).fingerprintSecret).toBe("own");
    expect(parse({ ...SECRETS, "dataverse-client-id": "other" }, ID_TOKEN).fingerprintSecret).toBe("secret");
    const certificate = { "client-certificate": pem.key + pem.cert };
    expect(parse({ ...noSecret, ...certificate }).fingerprintSecret).toBe(pem.key.trim());
    expect(parse(noSecret, ID_TOKEN).fingerprintSecret).toBeNull();
    expect(problemsOf(() => parse({ ...SECRETS, "fingerprint-key": "short" }))).toHaveLength(1);
  });
});

describe("the place of the refresh token", () => {
  const { "refresh-token": _, ...noToken } = SECRETS;
  const GITHUB = { "environment-secret": "EU/production/REFRESH_TOKEN", "secrets-token": "pat" };

  it("is the input alone, the vault, or the input and the secret that it comes from", () => {
    expect(parse(SECRETS).partnerCenter.refreshToken).toEqual({ kind: "input", token: "token" });
    const vault = parse({ ...noToken, "key-vault-secret": VAULT });
    expect(vault.partnerCenter.refreshToken).toEqual({ kind: "key vault", url: VAULT });
    expect(parse({ ...SECRETS, ...GITHUB }).partnerCenter.refreshToken).toEqual({
      kind: "environment secret",
      token: "token",
      environment: "EU/production",
      name: "REFRESH_TOKEN",
      secretsToken: "pat",
      repository: "contoso/co-sell",
      apiUrl: "https://api.github.com",
    });
  });

  it.each([
    ["nowhere", {}, ["refresh-token: is missing, and so is key-vault-secret"]],
    ["in both", { "refresh-token": "t", "key-vault-secret": VAULT }, ["key-vault-secret are both given"]],
    ["only to be written", GITHUB, ["refresh-token: is missing"]],
    ["in two stores", { "key-vault-secret": VAULT, ...GITHUB }, ["is one store, key-vault-secret another"]],
    [
      "at no secret",
      { "key-vault-secret": "https://contoso.vault.azure.net" },
      ["is not the address of a secret"],
    ],
    [
      "at one version of a secret, as the portal has it to be copied",
      { "key-vault-secret": `${VAULT}/0123456789abcdef0123456789abcdef` },
      ["is not the address of a secret without its version"],
    ],
    ["at an open address", { "key-vault-secret": VAULT.replace("s:", ":") }, ["is not an https URL"]],
    [
      "of no environment",
      { "refresh-token": "t", ...GITHUB, "environment-secret": "NAME" },
      ["is not an environment and"],
    ],
    [
      "of a name that no secret has, so that it would go to another one",
      { "refresh-token": "t", ...GITHUB, "environment-secret": "production/REFRESH-TOKEN" },
      ["is not an environment and"],
    ],
    [
      "without a key",
      { "refresh-token": "t", "environment-secret": "production/X" },
      ["secrets-token: is missing"],
    ],
  ])("cannot be %s", (_title, given: Given, messages) => {
    const problems = problemsOf(() => parse({ ...noToken, ...given }));
    expect(problems).toEqual(messages.map((message) => expect.stringContaining(message)));
  });
});

describe("a person's sign-in", () => {
  it("needs the application and a store, and nothing of the CRM", () => {
    const given = { "client-secret": "secret", "key-vault-secret": VAULT, "dataverse-url": "" };
    expect(parseLogin(source(given, {}))).toEqual({
      application: {
        tenantId: "contoso.example",
        clientId: "client",
        credential: { kind: "secret", secret: "secret" },
      },
      store: { kind: "key vault", url: VAULT },
      authorityUrl: "https://login.microsoftonline.com",
    });
  });

  it("is told everything that is missing at once", () => {
    expect(problemsOf(() => parseLogin(source({ "tenant-id": "", "client-id": "" }, {})))).toEqual([
      expect.stringMatching(/^tenant-id: is missing/),
      expect.stringMatching(/^client-id: is missing/),
      expect.stringMatching(/^client-secret: is missing/),
      expect.stringMatching(/^key-vault-secret: is missing, and so is environment-secret/),
    ]);
  });

  it("does not go to a server whose address is none, nor to a repository that nobody names", () => {
    const given = { ...SECRETS, "environment-secret": "production/X", "secrets-token": "pat" };
    expect(problemsOf(() => parseLogin(source(given, { GITHUB_REPOSITORY: "" })))).toEqual([
      expect.stringMatching(/^environment-secret: needs GITHUB_REPOSITORY/),
    ]);
    const environment = { GITHUB_REPOSITORY: "a/b", GITHUB_API_URL: "github.contoso.com/api/v3" };
    for (const read of [parseLogin, parseInputs])
      expect(problemsOf(() => read(source(given, environment)))).toEqual([
        expect.stringMatching(/^GITHUB_API_URL: is not an https URL/),
      ]);
  });
});
