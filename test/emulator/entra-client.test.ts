import { generateKeyPairSync, X509Certificate } from "node:crypto";
import { ConfidentialClientApplication } from "@azure/msal-node";
import { generate } from "selfsigned";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../src/emulator/index.ts";
import { encoded, signToken } from "../../src/emulator/json-web-token.ts";
import { call, claimsOf, started } from "./client.ts";

const AUDIENCE = "api://AzureADTokenExchange";
const ISSUER = "https://token.actions.githubusercontent.com";
let now = new Date("2026-10-01T08:00:00Z");
let emulator: Emulator;

beforeAll(async () => {
  emulator = await started({ referrals: 0, now: () => now });
  const { subject } = emulator.workflowIdentity.settings;
  emulator.entra.settings.federated = { issuer: ISSUER, subject, audience: AUDIENCE };
});
afterAll(() => emulator.close());

function identity(audience = AUDIENCE, token = emulator.credentials.requestToken) {
  const url = `${emulator.urls.workflowIdentity}/idtoken?api-version=2.0&audience=${encodeURIComponent(audience)}`;
  return call(url, { headers: { authorization: `bearer ${token}` } });
}

/** Entra's number for a token request that this assertion is the only proof of; 0 when it was granted. */
async function numberFor(assertion: string): Promise<number> {
  const { tenantId, clientId } = emulator.credentials;
  const body = new URLSearchParams({
    client_id: clientId,
    grant_type: "client_credentials",
    scope: `${emulator.urls.dataverse}/.default`,
    client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    client_assertion: assertion,
  });
  const answer = await call(`${emulator.urls.authority}/${tenantId}/oauth2/v2.0/token`, {
    method: "POST",
    body,
  });
  return answer.status === 200 ? 0 : answer.body.error_codes[0];
}

async function identityToken(audience = AUDIENCE): Promise<string> {
  return (await identity(audience)).body.value;
}

describe("the identity of a workflow run", () => {
  it("is handed to the job that was given the request token, for five minutes", async () => {
    const { status, body } = await identity();
    expect(status).toBe(200);
    const claims = claimsOf(body.value);
    expect(claims).toMatchObject({
      iss: ISSUER,
      aud: AUDIENCE,
      sub: "repo:adatum@4711/co-sell@815:environment:production",
    });
    expect(Number(claims.exp) - Number(claims.iat)).toBe(300);
    expect((await identity(AUDIENCE, "other")).status).toBe(401);
  });

  it("proves an application with a federated credential that fits it to the letter", async () => {
    expect(await numberFor(await identityToken())).toBe(0);
    const { settings } = emulator.workflowIdentity;
    const { subject } = settings;
    settings.subject = subject.toUpperCase();
    expect(await numberFor(await identityToken())).toBe(700213);
    settings.subject = subject;
    expect(await numberFor(await identityToken("api://other"))).toBe(700212);
  });

  it("proves nothing after its five minutes", async () => {
    const token = await identityToken();
    now = new Date(now.getTime() + 301_000);
    expect(await numberFor(token)).toBe(700024);
  });

  it("proves nothing to an application without a federated credential", async () => {
    const { settings } = emulator.entra;
    const { federated } = settings;
    settings.federated = null;
    expect(await numberFor(await identityToken())).toBe(70025);
    settings.federated = federated;
  });

  it("cannot be forged: not with another key, not without a signature, not with changed claims", async () => {
    const genuine = await identityToken();
    const claims = claimsOf(genuine);
    const [header, , signature] = genuine.split(".");
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    expect(await numberFor(signToken(claims, privateKey, "emulated-key"))).toBe(50027);
    expect(await numberFor(`${encoded({ alg: "none" })}.${encoded(claims)}.e30`)).toBe(50027);
    expect(await numberFor(`${header}.${encoded({ ...claims, exp: 4e9 })}.${signature}`)).toBe(50027);
    expect(await numberFor(signToken({ ...claims, iss: "https://other" }, privateKey, "x"))).toBe(700211);
    expect(await numberFor("not.a-token")).toBe(50027);
  });
});

describe("a certificate", () => {
  async function certificate(days = 365) {
    const notBeforeDate = new Date(now.getTime() - 86_400_000);
    const notAfterDate = new Date(now.getTime() + days * 86_400_000);
    const name = [{ name: "commonName", value: "cosell-sync" }];
    return generate(name, { keySize: 2048, algorithm: "sha256", notBeforeDate, notAfterDate });
  }

  function tokenWith({ private: privateKey, fingerprint }: { private: string; fingerprint: string }) {
    const { tenantId, clientId } = emulator.credentials;
    const authority = `${emulator.urls.authority}/${tenantId}`;
    const thumbprintSha256 = fingerprint.replaceAll(":", "");
    const clientCertificate = { thumbprintSha256, privateKey };
    const client = new ConfidentialClientApplication({
      auth: { clientId, clientCertificate, authority, knownAuthorities: [new URL(authority).host] },
    });
    return client.acquireTokenByClientCredential({ scopes: [`${emulator.urls.dataverse}/.default`] });
  }

  it("proves the application that it was uploaded to, and no other does", async () => {
    now = new Date();
    const mine = await certificate();
    const withPrint = { private: mine.private, fingerprint: fingerprintOf(mine.cert) };
    await expect(tokenWith(withPrint)).rejects.toMatchObject({ errorNo: 700027 });
    emulator.entra.addCertificate(mine.cert);
    expect((await tokenWith(withPrint))?.accessToken).toBeTruthy();
    const other = await certificate();
    await expect(tokenWith({ ...withPrint, private: other.private })).rejects.toMatchObject({
      errorNo: 700027,
    });
  });

  it("proves nothing once it has expired", async () => {
    const old = await certificate(1);
    emulator.entra.addCertificate(old.cert);
    now = new Date(now.getTime() + 2 * 86_400_000);
    await expect(
      tokenWith({ private: old.private, fingerprint: fingerprintOf(old.cert) }),
    ).rejects.toMatchObject({
      errorNo: 1000502,
    });
  });
});

function fingerprintOf(cert: string): string {
  return new X509Certificate(cert).fingerprint256;
}
