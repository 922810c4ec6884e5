import { afterEach, describe, expect, it, vi } from "vitest";
import { openEntra } from "../../../src/adapters/entra/entra.ts";
import { workflowIdentity } from "../../../src/adapters/entra/workflow-identity.ts";
import { UnreachableError } from "../../../src/errors.ts";
import { reply, type TestServer, testHttp, testServer } from "../support.ts";

afterEach(() => vi.unstubAllEnvs());

/** As GitHub sets a job up that has `id-token: write`. */
function grantIdToken({ url }: TestServer): void {
  vi.stubEnv("ACTIONS_ID_TOKEN_REQUEST_URL", `${url}/idtoken?api-version=2.0`);
  vi.stubEnv("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "request-token");
}

/** Hands out another identity each time, on the path of GitHub; any other path is Entra's token endpoint. */
async function servers() {
  let identities = 0;
  const server = await testServer(({ url }, response) => {
    if (!url.startsWith("/idtoken")) {
      reply(response, 200, { token_type: "Bearer", expires_in: 3599, access_token: "access" });
      return;
    }
    identities += 1;
    reply(response, 200, { value: `identity-${identities}` });
  });
  grantIdToken(server);
  return server;
}

describe("the identity of this workflow run", () => {
  it("proves the application instead of a secret, is fetched anew for each token, and is masked", async () => {
    const server = await servers();
    const masked: string[] = [];
    const entra = openEntra({
      http: testHttp(),
      authorityUrl: server.url,
      tenantId: "tenant",
      clientId: "client",
      credential: { kind: "workflow" },
      onSecret: (value) => masked.push(value),
    });
    const token = entra.dataverse("https://contoso.crm4.dynamics.com");
    await token();
    await token({ fresh: true });
    const sent = server.seen
      .filter(({ method }) => method === "POST")
      .map(({ body }) => new URLSearchParams(body));
    expect(sent.map((form) => form.get("client_assertion"))).toEqual(["identity-1", "identity-2"]);
    expect(masked).toEqual(expect.arrayContaining(["identity-1", "identity-2"]));
    expect(sent[0]?.get("client_assertion_type")).toBe(
      "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    );
    expect(sent[0]?.has("client_secret")).toBe(false);
    expect(server.seen[0]?.headers.authorization).toMatch(/^Bearer request-token$/i);
  });

  it("proves the application also where a person's refresh token is redeemed", async () => {
    const server = await servers();
    const options = { tenantId: "tenant", clientId: "client", credential: { kind: "workflow" } } as const;
    const entra = openEntra({
      ...options,
      http: testHttp(),
      authorityUrl: server.url,
      refreshToken: "refresh",
      onSecret: () => {},
    });
    await entra.webhooks()();
    const form = Object.fromEntries(new URLSearchParams(server.seen.at(-1)?.body));
    expect(form).toMatchObject({
      grant_type: "refresh_token",
      refresh_token: "refresh",
      client_assertion: "identity-1",
      scope: expect.stringContaining("https://api.partnercenter.microsoft.com/.default"),
    });
  });

  it.each([
    ["https://login.microsoftonline.com", "api://AzureADTokenExchange"],
    ["https://login.microsoftonline.us", "api://AzureADTokenExchangeUSGov"],
    ["https://login.partner.microsoftonline.cn", "api://AzureADTokenExchangeChina"],
    ["https://login.chinacloudapi.cn", "api://AzureADTokenExchangeChina"],
    ["https://localhost:7070", "api://AzureADTokenExchange"],
  ])("is made for the cloud of %s", async (authority, audience) => {
    const server = await servers();
    await workflowIdentity({ http: testHttp(), authorityUrl: authority, onSecret: () => {} });
    const { searchParams } = new URL(server.seen[0]?.url ?? "", server.url);
    expect(searchParams.get("audience")).toBe(audience);
  });

  it("that GitHub does not hand out says which permission to look at", async () => {
    const server = await testServer((_, response) => reply(response, 403, {}));
    grantIdToken(server);
    const options = {
      http: testHttp(),
      authorityUrl: "https://login.microsoftonline.com",
      onSecret: () => {},
    };
    const error = await workflowIdentity(options).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(UnreachableError);
    expect(error.fix).toContain("id-token: write");
    expect(error.message).not.toContain("request-token");
  });
});
