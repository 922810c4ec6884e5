import sodium from "libsodium-wrappers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../src/emulator/index.ts";
import { type Call, call, started, tokenRequest } from "./client.ts";

const now = new Date("2026-10-01T08:00:00Z");
let emulator: Emulator;

beforeAll(async () => {
  emulator = await started({ referrals: 0, now: () => now });
});
afterAll(() => emulator.close());

describe("the vault", () => {
  async function vault(path: string, request: Call = {}, audience = "https://vault.azure.net") {
    const form = { grant_type: "client_credentials", scope: `${audience}/.default` };
    const { body } = await tokenRequest(emulator, form);
    const headers = { authorization: `Bearer ${body.access_token}` };
    return call(`${emulator.urls.keyVault}${path}`, { ...request, headers });
  }

  it("adds a version with every write, and hands out the newest with its date", async () => {
    const path = "/secrets/partner-center?api-version=7.4";
    expect((await vault(path)).body.error.code).toBe("SecretNotFound");
    for (const value of ["first", "second"]) {
      const { status } = await vault(path, {
        method: "PUT",
        json: { value, attributes: { exp: 1_800_000_000 } },
      });
      expect(status).toBe(200);
    }
    const { body } = await vault(path);
    expect(body).toMatchObject({
      value: "second",
      attributes: { created: now.getTime() / 1000, exp: 1_800_000_000 },
    });
    expect(emulator.keyVault.versions("partner-center")).toEqual(["first", "second"]);
  });

  it("takes only tokens for vaults, with a role, and requests with a version", async () => {
    const path = "/secrets/other?api-version=7.4";
    const wrong = await vault(path, {}, emulator.urls.dataverse);
    expect(wrong.status).toBe(401);
    expect(wrong.headers.get("www-authenticate")).toContain('resource="https://vault.azure.net"');
    expect((await vault("/secrets/other")).status).toBe(400);
    expect((await vault("/secrets/a_b?api-version=7.4")).status).toBe(404);
    expect((await vault(path, { method: "PUT", json: { value: "x".repeat(25_601) } })).status).toBe(400);
    emulator.keyVault.settings.permitted = false;
    expect((await vault(path)).status).toBe(403);
    emulator.keyVault.settings.permitted = true;
  });
});

describe("secrets of an environment", () => {
  function secrets(path: string, request: Call = {}, token = emulator.credentials.secretsToken) {
    const url = `${emulator.urls.githubApi}/repos/${emulator.credentials.repository}/environments/${path}`;
    return call(url, { ...request, headers: { authorization: `Bearer ${token}` } });
  }

  async function seal(value: string, environment: string) {
    const { body } = await secrets(`${environment}/secrets/public-key`);
    await sodium.ready;
    const sealed = sodium.crypto_box_seal(value, Buffer.from(body.key, "base64"));
    return { encrypted_value: Buffer.from(sealed).toString("base64"), key_id: body.key_id };
  }

  it("are opened when they arrive, and shown to nobody", async () => {
    const json = await seal("worth a password", "production");
    expect((await secrets("production/secrets/TOKEN", { method: "PUT", json })).status).toBe(201);
    expect((await secrets("production/secrets/TOKEN", { method: "PUT", json })).status).toBe(204);
    expect(emulator.github.secrets.open("production/TOKEN")).toBe("worth a password");
    const { body } = await secrets("production/secrets/TOKEN");
    expect(body).toEqual({
      name: "TOKEN",
      created_at: "2026-10-01T08:00:00Z",
      updated_at: "2026-10-01T08:00:00Z",
    });
  });

  it("are refused when they were sealed for another environment, or not at all", async () => {
    const json = await seal("x", "staging");
    expect((await secrets("production/secrets/OTHER", { method: "PUT", json })).status).toBe(422);
    const plain = { ...json, encrypted_value: Buffer.from("x").toString("base64") };
    expect((await secrets("staging/secrets/OTHER", { method: "PUT", json: plain })).status).toBe(422);
    expect(
      (await secrets("staging/secrets/OTHER", { method: "PUT", json: { ...json, key_id: "1" } })).status,
    ).toBe(422);
    expect((await secrets("staging/secrets/OTHER")).status).toBe(404);
  });

  it("are out of reach of a workflow's own token, and of environments that are not there", async () => {
    const { githubToken } = emulator.credentials;
    expect((await secrets("production/secrets/public-key", {}, githubToken)).status).toBe(403);
    expect((await secrets("other/secrets/public-key")).status).toBe(404);
  });
});
