import type { ServerResponse } from "node:http";
import sodium from "libsodium-wrappers";
import { describe, expect, it } from "vitest";
import { openGithubSecret } from "../../../src/adapters/github/secrets.ts";
import { ContractError, ServiceError, UnreachableError } from "../../../src/errors.ts";
import { reply, type Seen, testHttp, testServer } from "../support.ts";

async function secret(
  answer: (seen: Seen, response: ServerResponse) => void,
  token: string | null = "given",
) {
  const server = await testServer(answer);
  const store = openGithubSecret({
    http: testHttp(),
    apiUrl: server.url,
    repository: "contoso/co-sell",
    environment: "EU production",
    name: "REFRESH_TOKEN",
    secretsToken: "github_pat_x",
    token,
  });
  return { server, store };
}

/** Of 32 bytes, as every key of GitHub. */
const KEY = Buffer.alloc(32, 9).toString("base64");

const BASE = "/repos/contoso/co-sell/environments/EU%20production/secrets";

describe("a refresh token in a secret of a GitHub environment", () => {
  it("is the one that was given, with the date of the secret", async () => {
    const { server, store } = await secret((_, response) =>
      reply(response, 200, { name: "REFRESH_TOKEN", updated_at: "2026-10-01T08:00:00Z" }),
    );
    expect(await store.read()).toEqual({ token: "given", storedAt: "2026-10-01T08:00:00Z" });
    expect(server.seen).toMatchObject([
      { method: "GET", url: `${BASE}/REFRESH_TOKEN`, headers: { authorization: "Bearer github_pat_x" } },
    ]);
  });

  it("may not be there yet, as long as the environment is", async () => {
    const { store, server } = await secret(({ url }, response) =>
      url.endsWith("public-key")
        ? reply(response, 200, { key_id: "1", key: "AAAA" })
        : reply(response, 404, { message: "Not Found" }),
    );
    expect(await store.read()).toEqual({ token: "given", storedAt: null });
    expect(server.seen).toHaveLength(2);
    const nothing = { message: "Not Found" };
    const { store: nowhere } = await secret((_, response) => reply(response, 404, nothing), null);
    await expect(nowhere.read()).rejects.toMatchObject({ fix: expect.stringContaining("EU production") });
  });

  it.each([
    ["the first time", 201],
    ["in the place of another", 204],
  ])("is sealed for GitHub before it leaves, %s", async (_when, status) => {
    await sodium.ready;
    const pair = sodium.crypto_box_keypair();
    const key = Buffer.from(pair.publicKey).toString("base64");
    const { server, store } = await secret(({ method }, response) =>
      method === "GET" ? reply(response, 200, { key_id: "42", key }) : reply(response, status),
    );
    await store.write("newest");
    expect(server.seen.map(({ method, url }) => `${method} ${url}`)).toEqual([
      `GET ${BASE}/public-key`,
      `PUT ${BASE}/REFRESH_TOKEN`,
    ]);
    const text = server.seen[1]?.body ?? "";
    expect(text).not.toContain("newest");
    const { key_id, encrypted_value } = JSON.parse(text);
    const opened = sodium.crypto_box_seal_open(
      Buffer.from(encrypted_value, "base64"),
      pair.publicKey,
      pair.privateKey,
    );
    expect([key_id, sodium.to_string(opened)]).toEqual(["42", "newest"]);
  });

  it.each([
    [401, ServiceError, "may have expired"],
    [403, ServiceError, "Environments: write"],
    [422, ServiceError, "letters, digits and underscores"],
    [429, UnreachableError, "later"],
    [502, UnreachableError, "later"],
  ])("says what to do about a %i", async (status, kind, fix) => {
    const message = "Because of this and that";
    const { store } = await secret((_, response) => reply(response, status, { message }));
    for (const attempt of [() => store.read(), () => store.write("x")]) {
      const error = await attempt().catch((thrown) => thrown);
      expect(error).toBeInstanceOf(kind);
      expect(error.message).toContain("REFRESH_TOKEN of the environment EU production");
      if (kind === ServiceError) expect(error.message).toContain(message);
      expect(error.fix).toContain(fix);
    }
  });

  it.each([
    ["a limit", 403, { message: "API rate limit exceeded" }, "Run again"],
    ["a new name of the repository", 307, { message: "Temporary Redirect" }, "set GITHUB_REPOSITORY"],
    ["somebody else who answers", 403, "<html>", "a proxy or a firewall"],
    ["an IP allow list", 403, { message: "the organization has an IP allow list enabled" }, "on that list"],
  ])("does not take %s for a missing permission", async (_what, status, body, fix) => {
    const { store } = await secret((_, response) => reply(response, status, body));
    await expect(store.write("x")).rejects.toMatchObject({ fix: expect.stringContaining(fix) });
  });

  it("is kept though the first answer is lost: Entra hands out no other one like it", async () => {
    const { store, server } = await secret(({ method }, response) => {
      if (method === "GET") reply(response, 200, { key_id: "1", key: KEY });
      else if (server.seen.length === 2) response.destroy();
      else reply(response, 204);
    });
    await store.write("newest");
    expect(server.seen.map(({ method }) => method)).toEqual(["GET", "PUT", "PUT"]);
  });

  it("is not sealed with what is no key", async () => {
    const { store, server } = await secret((_, response) => reply(response, 200, { key_id: "1", key: "?" }));
    await expect(store.write("x")).rejects.toThrow(ContractError);
    expect(server.seen).toHaveLength(1);
  });
});
