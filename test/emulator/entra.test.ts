import { AuthError, ConfidentialClientApplication } from "@azure/msal-node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../src/emulator/index.ts";
import { call, REFERRALS, referralsApi, started, tokenRequest } from "./client.ts";

const DAY = 86_400_000;
let now = new Date("2026-10-01T08:00:00Z");
let emulator: Emulator;

beforeAll(async () => {
  emulator = await started({ referrals: 0, now: () => now });
});
afterAll(() => emulator.close());

function redeem(refreshToken: string, audience = REFERRALS) {
  return tokenRequest(emulator, {
    grant_type: "refresh_token",
    refresh_token: refreshToken,
    scope: `${audience}/.default openid profile offline_access`,
  });
}

describe("signing in with msal-node", () => {
  function application(clientSecret = emulator.credentials.clientSecret) {
    const { tenantId, clientId } = emulator.credentials;
    const authority = `${emulator.urls.authority}/${tenantId}`;
    return new ConfidentialClientApplication({
      auth: { clientId, clientSecret, authority, knownAuthorities: [new URL(authority).host] },
    });
  }

  it("gets a token for each Partner Center audience from one refresh token, and a new refresh token", async () => {
    const { refreshToken } = emulator.credentials;
    for (const audience of [REFERRALS, "https://api.partnercenter.microsoft.com"]) {
      const client = application();
      const request = { scopes: [`${audience}/.default`], refreshToken, forceCache: true };
      const result = await client.acquireTokenByRefreshToken(request);
      const cache = JSON.parse(client.getTokenCache().serialize());
      const [cached] = Object.values<{ secret: string }>(cache.RefreshToken);
      expect(result?.accessToken).toBeTruthy();
      expect(cached?.secret).not.toBe(refreshToken);
      expect((await redeem(String(cached?.secret))).status).toBe(200);
    }
  });

  it("gets a token of the application for the CRM, and keeps it", async () => {
    const client = application();
    const request = { scopes: [`${emulator.urls.dataverse}/.default`] };
    const first = await client.acquireTokenByClientCredential(request);
    const second = await client.acquireTokenByClientCredential(request);
    expect(first?.accessToken).toBeTruthy();
    expect(second?.accessToken).toBe(first?.accessToken);
  });

  it("is told the number of Entra's error", async () => {
    const wrong = application("wrong").acquireTokenByClientCredential({
      scopes: [`${emulator.urls.dataverse}/.default`],
    });
    await expect(wrong).rejects.toThrow(AuthError);
    await expect(wrong).rejects.toMatchObject({ errorCode: "invalid_client", errorNo: 7000215 });
  });
});

describe("refresh tokens", () => {
  it("stay good when used, and keep their own clock of 90 days", async () => {
    const first = emulator.entra.newRefreshToken();
    now = new Date(now.getTime() + 89 * DAY);
    const { body } = await redeem(first);
    now = new Date(now.getTime() + 2 * DAY);
    const late = await redeem(first);
    expect(late.status).toBe(400);
    expect(late.body).toMatchObject({ error: "invalid_grant", error_codes: [700082] });
    expect(late.body.error_description).toMatch(/^AADSTS700082: .*Trace ID: .*Correlation ID: .*Timestamp: /);
    expect((await redeem(body.refresh_token)).status).toBe(200);
  });

  it("are refused when nobody issued them", async () => {
    expect((await redeem("made up")).body.error).toBe("invalid_grant");
  });

  it("can be refused for a reason of its own", async () => {
    emulator.entra.settings.refuseWith = "50076";
    const { status, body } = await redeem(emulator.entra.newRefreshToken());
    emulator.entra.settings.refuseWith = null;
    expect(status).toBe(400);
    expect(body.error_codes).toEqual([50076]);
  });
});

describe("the token endpoint", () => {
  it("knows one tenant, one application and its audiences", async () => {
    const token = emulator.entra.newRefreshToken();
    const grant = { grant_type: "refresh_token", refresh_token: token };
    const codeOf = async (form: Record<string, string>) =>
      (await tokenRequest(emulator, form)).body.error_codes[0];
    const scope = `${REFERRALS}/.default`;
    expect(await codeOf({ ...grant, scope, client_id: "other" })).toBe(700016);
    expect(await codeOf({ ...grant, scope: "https://elsewhere.example/.default" })).toBe(500011);
    expect(await codeOf({ ...grant, scope: "openid" })).toBe(70011);
    expect(await codeOf({ grant_type: "password", scope })).toBe(70003);
    const other = await call(`${emulator.urls.authority}/other/oauth2/v2.0/token`, { method: "POST" });
    expect(other.body.error_codes).toEqual([90002]);
  });

  it("issues access tokens that say nothing and end after their hour", async () => {
    const referrals = await referralsApi(await withFreshToken());
    expect((await referrals("")).status).toBe(200);
    now = new Date(now.getTime() + 3_600_000);
    expect((await referrals("")).status).toBe(401);
  });

  async function withFreshToken(): Promise<Emulator> {
    return {
      ...emulator,
      credentials: { ...emulator.credentials, refreshToken: emulator.entra.newRefreshToken() },
    };
  }
});
