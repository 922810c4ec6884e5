import type { ServerResponse } from "node:http";
import { describe, expect, it } from "vitest";
import { openKeyVault, vaultAudience } from "../../src/adapters/key-vault.ts";
import { ContractError, ServiceError, SignInError, UnreachableError } from "../../src/errors.ts";
import { reply, type Seen, testClock, testHttp, testServer } from "./support.ts";

async function vault(
  answer: (seen: Seen, response: ServerResponse) => void,
  path = "/secrets/partner-center",
) {
  const server = await testServer(answer);
  let tokens = 0;
  const token = async () => {
    tokens += 1;
    return `token-${tokens}`;
  };
  const store = openKeyVault({ http: testHttp(), clock: testClock(), token, url: `${server.url}${path}` });
  return { server, store };
}

const refusing = (status: number, code: string) =>
  vault((_, response) => reply(response, status, { error: { code, message: "…" } }));

const forbidden = (code: string) => ({ error: { code: "Forbidden", message: "…", innererror: { code } } });

describe("a refresh token in Key Vault", () => {
  it("is read with the date of its version", async () => {
    const { server, store } = await vault((_, response) =>
      reply(response, 200, {
        value: "refresh\n",
        attributes: { created: 1_790_841_600, updated: 1_790_928_000 },
      }),
    );
    expect(await store.read()).toEqual({ token: "refresh", storedAt: "2026-10-01T08:00:00.000Z" });
    expect(server.seen).toMatchObject([
      {
        method: "GET",
        url: "/secrets/partner-center?api-version=7.4",
        headers: { authorization: "Bearer token-1" },
      },
    ]);
  });

  it("is of unknown age when the vault does not tell", async () => {
    const { store } = await vault((_, response) => reply(response, 200, { value: "refresh" }));
    expect(await store.read()).toEqual({ token: "refresh", storedAt: null });
  });

  it("may not be there yet", async () => {
    const { store } = await refusing(404, "SecretNotFound");
    expect(await store.read()).toEqual({ token: null, storedAt: null });
  });

  it("is written with the day on which Entra ends it", async () => {
    const { server, store } = await vault(
      (_, response) => reply(response, 200, { value: "x" }),
      "/secrets/a/",
    );
    await store.write("newest");
    expect(server.seen).toMatchObject([{ method: "PUT", url: "/secrets/a?api-version=7.4" }]);
    expect(JSON.parse(server.seen[0]?.body ?? "")).toEqual({
      value: "newest",
      contentType: "Partner Center refresh token",
      attributes: { exp: Date.parse("2026-12-30T08:00:00Z") / 1000 },
    });
  });

  it("is written though the first answer is lost", async () => {
    const { server, store } = await vault((_, response) => {
      if (server.seen.length === 1) response.destroy();
      else reply(response, 200, { value: "newest" });
    });
    await store.write("newest");
    expect(server.seen.map(({ method }) => method)).toEqual(["PUT", "PUT"]);
  });

  it("is asked for with a fresh token when the first is not accepted, once", async () => {
    const { server, store } = await refusing(401, "Unauthorized");
    await expect(store.read()).rejects.toThrow(SignInError);
    expect(server.seen.map(({ headers }) => headers.authorization)).toEqual([
      "Bearer token-1",
      "Bearer token-2",
    ]);
  });

  it.each([
    [403, "Forbidden", ServiceError, "Key Vault Secrets Officer"],
    [400, "BadParameter", ServiceError, "Check key-vault-secret"],
    [503, "Unavailable", UnreachableError, "later"],
    [429, "Throttled", UnreachableError, "later"],
  ])("says what to do about a %i", async (status, code, kind, fix) => {
    const { store } = await refusing(status, code);
    for (const attempt of [() => store.read(), () => store.write("x")]) {
      const error = await attempt().catch((thrown) => thrown);
      expect(error).toBeInstanceOf(kind);
      expect(error.message).toContain(`${status} ${code}`);
      expect(error.fix).toContain(fix);
    }
  });

  it.each([
    ["a secret that is disabled", forbidden("SecretDisabled"), "secret is enabled"],
    ["a firewall of the vault", forbidden("ForbiddenByFirewall"), "the vault's firewall"],
    ["the page of a proxy", "<html>", "a proxy or a firewall"],
  ])("tells %s from a role that is missing", async (_what, body, fix) => {
    const { store } = await vault((_, response) => reply(response, 403, body));
    await expect(store.read()).rejects.toMatchObject({ fix: expect.stringContaining(fix) });
  });

  it.each(["<html>", { value: "\n" }])(
    "is neither taken from nor kept by such an answer: %j",
    async (body) => {
      const { store } = await vault((_, response) => reply(response, 200, body));
      await expect(store.read()).rejects.toThrow(ContractError);
      await expect(store.write("newest")).rejects.toThrow(ContractError);
    },
  );

  it("is in no message, also where the vault repeats what it does not take", async () => {
    const newest = "1.AXkA".repeat(20);
    const { store } = await vault((_, response) =>
      reply(response, 400, { error: { code: "BadParameter", message: `No value: ${newest}` } }),
    );
    await expect(store.write(newest)).rejects.toThrow(/No value: …$/);
  });

  it("is in a vault that has a name of its own when it cannot be reached", async () => {
    const { store } = await vault((_, response) => response.destroy());
    await expect(store.read()).rejects.toThrow(
      /Azure Key Vault \(127\.0\.0\.1:\d+\) could not be reached in 5 attempts: UND_ERR_SOCKET/,
    );
  });

  it("is not looked for without a token, and what kept us from one is told as it is", async () => {
    const noIdentity = new UnreachableError("GitHub did not hand out the identity.", "Give id-token: write.");
    const url = "https://contoso.vault.azure.net/secrets/a";
    const token = () => Promise.reject(noIdentity);
    const store = openKeyVault({ http: testHttp(), clock: testClock(), token, url });
    await expect(store.read()).rejects.toBe(noIdentity);
  });
});

it.each([
  ["https://contoso.vault.azure.net/secrets/a", "https://vault.azure.net"],
  ["https://contoso.vault.usgovcloudapi.net/secrets/a", "https://vault.usgovcloudapi.net"],
  ["https://contoso.vault.azure.cn/secrets/a", "https://vault.azure.cn"],
  ["https://vault.azure.cn.example/secrets/a", "https://vault.azure.net"],
])("a token for %s is asked for with the audience %s", (url, audience) => {
  expect(vaultAudience(url)).toBe(audience);
});
