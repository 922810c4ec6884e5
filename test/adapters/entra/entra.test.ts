import { readFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { join } from "node:path";
import nock from "nock";
import { describe, expect, it } from "vitest";
import { type EntraOptions, openEntra } from "../../../src/adapters/entra/entra.ts";
import { REFUSALS, refusedInBrowser } from "../../../src/adapters/entra/refusal.ts";
import { ConfigurationError, SignInError, UnreachableError } from "../../../src/errors.ts";
import { reply, type Seen, type TestServer, testHttp, testServer } from "../support.ts";

const REFERRALS = "https://api.partner.microsoft.com/.default";

function encoded(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

let issued = 0;

/** What Entra answers to a grant; every token is another one. */
function tokens(more: Record<string, unknown> = {}): Record<string, unknown> {
  issued += 1;
  return {
    token_type: "Bearer",
    expires_in: 3599,
    access_token: `access-${issued}`,
    client_info: encoded({ uid: "user", utid: "tenant" }),
    ...more,
  };
}

function form(seen: Seen | undefined): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(seen?.body));
}

interface SetUp {
  server: TestServer;
  secrets: string[];
  http: ReturnType<typeof testHttp>;
  entra: ReturnType<typeof openEntra>;
}

async function setUp(
  answer: (request: Seen, response: ServerResponse) => void,
  more: Partial<EntraOptions> = {},
): Promise<SetUp> {
  const server = await testServer(answer);
  const secrets: string[] = [];
  const http = testHttp();
  const entra = openEntra({
    http,
    authorityUrl: server.url,
    tenantId: "contoso-tenant",
    clientId: "client",
    credential: { kind: "secret", secret: "client-secret" },
    refreshToken: "refresh-0",
    onSecret: (value) => secrets.push(value),
    ...more,
  });
  return { server, secrets, http, entra };
}

function refusing(number: number, error = "invalid_grant") {
  return setUp((_, response) =>
    reply(
      response,
      400,
      { error, error_description: `AADSTS${number}: ana@contoso.test …`, error_codes: [number] },
      { "Content-Type": "application/json" },
    ),
  );
}

describe("a token for Partner Center", () => {
  it("comes for the refresh token, in one request, whatever the authority", async () => {
    const { entra, server, http } = await setUp((_, response) => reply(response, 200, tokens()));
    expect(await entra.partnerCenter()()).toBe(`access-${issued}`);
    expect(server.seen).toHaveLength(1);
    expect(http.counts["sign-in"]).toBe(1);
    expect(server.seen[0]?.url).toMatch(/^\/contoso-tenant\/oauth2\/v2\.0\/token/);
    expect(form(server.seen[0])).toMatchObject({
      grant_type: "refresh_token",
      refresh_token: "refresh-0",
      client_id: "client",
      client_secret: "client-secret",
    });
    expect(form(server.seen[0]).scope?.split(" ")).toEqual(
      expect.arrayContaining([REFERRALS, "offline_access"]),
    );
  });

  it("goes to the public cloud", async () => {
    nock("https://login.microsoftonline.com")
      .post(/^\/contoso-tenant\/oauth2\/v2\.0\/token/)
      .reply(200, tokens());
    const { entra } = await setUp(() => {}, { authorityUrl: "https://login.microsoftonline.com" });
    expect(await entra.partnerCenter()()).toBe(`access-${issued}`);
  });

  it("brings a new refresh token, which is masked at once, handed out, and used from then on", async () => {
    // With who it is beside it, as Entra's answer to a person has.
    const identity = `header.${encoded({ oid: "user", name: "Ana" })}.signature`;
    const { entra, server, secrets } = await setUp((_, response) =>
      reply(response, 200, tokens({ refresh_token: "refresh-1", id_token: identity })),
    );
    expect(entra.user()).toBeNull();
    const token = entra.partnerCenter();
    const access = await token();
    expect(secrets).toEqual(expect.arrayContaining([access, "refresh-1", identity]));
    expect(entra.user()).toEqual({ refreshToken: "refresh-1", multiFactor: null });
    await token({ fresh: true });
    expect(form(server.seen[1]).refresh_token).toBe("refresh-1");
  });

  it("needs a refresh token, and says how to get one", async () => {
    const { entra, server } = await setUp(() => {}, { refreshToken: undefined });
    await expect(entra.partnerCenter()()).rejects.toThrow(ConfigurationError);
    expect(server.seen).toEqual([]);
  });
});

describe("a token for Dataverse", () => {
  it("is asked for with the origin of the environment as its audience", async () => {
    const { entra, server } = await setUp((_, response) => reply(response, 200, tokens()));
    await entra.dataverse("https://contoso.crm4.dynamics.com/")();
    expect(form(server.seen[0])).toMatchObject({
      grant_type: "client_credentials",
      scope: "https://contoso.crm4.dynamics.com/.default",
    });
  });

  it("is kept until five minutes before it expires", async () => {
    const lifetimes = [299, 301];
    const { entra, server } = await setUp((_, response) =>
      reply(response, 200, tokens({ expires_in: lifetimes[server.seen.length - 1] ?? 3599 })),
    );
    const token = entra.dataverse("https://contoso.crm4.dynamics.com");
    const first = await token();
    const second = await token();
    expect(second).not.toBe(first);
    expect(await token()).toBe(second);
    expect(server.seen).toHaveLength(2);
  });

  it("is asked for again when the service did not accept it, once for all who ask at the same time", async () => {
    const { entra, server } = await setUp((_, response) => reply(response, 200, tokens()));
    const token = entra.dataverse("https://contoso.crm4.dynamics.com");
    const first = await token();
    const [second, third] = await Promise.all([token({ fresh: true }), token({ fresh: true })]);
    expect(second).not.toBe(first);
    expect(third).toBe(second);
    expect(server.seen).toHaveLength(2);
  });
});

describe("a sign-in that is refused", () => {
  const rows: [number: number, message: string, fix: string][] = [
    [9002313, "stored as the refresh token", "docs/signing-in.md"],
    [65004, "declined", "accept"],
    [54005, "redeemed already", "login"],
    [70008, "the refresh token because it was not used", "login"],
    [50011, "does not know the address", "http://localhost"],
    [700016, "no such application", "client-id"],
    [90002, "no such tenant", "tenant-id"],
    [700027, "does not have the certificate", "Upload"],
    [1000502, "the certificate that was used has expired", "new certificate"],
    [70025, "was given no secret and no certificate", "Else add a federated credential"],
    [700211, "trusts who issued", "token.actions.githubusercontent.com"],
    [700212, "audience", "your cloud"],
    [500011, "does not know the address that the token", "dataverse-url"],
    [500014, "is disabled in the tenant", "subscription has lapsed"],
    [700082, "refresh token has expired", "docs/signing-in.md"],
    [70043, "sign-in frequency", "docs/signing-in.md"],
    [50076, "multi-factor authentication is required", "docs/signing-in.md"],
    [50079, "register for multi-factor", "mfasetup"],
    [50078, "too old", "docs/signing-in.md"],
    [50173, "was revoked", "docs/signing-in.md"],
    [50132, "session of the sign-in is over", "docs/signing-in.md"],
    [50133, "session of the sign-in was ended", "docs/signing-in.md"],
    [50055, "password has expired", "docs/signing-in.md"],
    [50072, "register for multi-factor", "mfasetup"],
    [50074, "multi-factor authentication is required", "docs/signing-in.md"],
    [50158, "another provider", "docs/signing-in.md"],
    [50034, "no such user", "account of that tenant"],
    [50053, "locked", "administrator"],
    [650057, "does not have the permission", "user_impersonation"],
    [650052, "does not have the service", "tenant-id"],
    [7000229, "never let into the tenant", "in the tenant of tenant-id,"],
    [65001, "consented", "admin consent"],
    [700007, "another application", "belong together"],
    [7000215, "client secret is wrong", "not its id"],
    [7000222, "client secret has expired", "new client secret"],
    [700213, "federated credential", "subject"],
    [70021, "federated credential", "audience"],
    [700024, "not valid at this time", "set the clock of this machine"],
    [53003, "Conditional Access", "administrator"],
    [900382, "another cloud", "authority-url"],
    [53000, "compliant", "administrator"],
    [530003, "a device that the tenant knows", "exclude the synchronising account"],
    [50097, "a device that the tenant knows", "exclude the synchronising account"],
    [50005, "the platform of the machine", "exclude the synchronising account"],
    [50131, "looks suspicious", "exclude the synchronising account"],
    [50144, "Active Directory has expired", "docs/signing-in.md"],
    [650056, "nobody has consented to it", "user_impersonation"],
    [53001, "joined to the domain", "administrator"],
    [50057, "account is disabled", "another account"],
    [50105, "not assigned", "Users and groups"],
    [7000112, "application is disabled", "Properties"],
    [9002327, "single-page application", "platform Web"],
    [700025, "mobile and desktop", "platform Web"],
  ];

  it("has a row here and in the documentation for every number that it can explain", () => {
    const known = Object.keys(REFUSALS).sort();
    expect(rows.map(([number]) => String(number)).sort()).toEqual(known);
    const page = readFileSync(join(import.meta.dirname, "../../../docs/signing-in.md"), "utf8");
    const [, table = ""] = page.split("| Number |");
    expect(
      known.filter((number) => !new RegExp(`^\\| .*\\b${number}\\b.* \\|.*\\|`, "m").test(table)),
    ).toEqual([]);
  });

  it.each(rows)("with AADSTS%i says that and what to do", async (number, message, fix) => {
    const { entra } = await refusing(number);
    const error = await entra
      .partnerCenter()()
      .catch((thrown) => thrown);
    expect(error).toBeInstanceOf(SignInError);
    expect(error.code).toBe(String(number));
    expect(error.message).toContain(message);
    expect(error.message).not.toContain("ana@contoso.test");
    expect(error.fix).toContain(fix);
  });

  it("with interaction_required is told by its number too", async () => {
    const { entra } = await refusing(50076, "interaction_required");
    await expect(entra.partnerCenter()()).rejects.toMatchObject({ code: "50076" });
  });

  it("with a number nobody has heard of points to where it is explained", async () => {
    const { entra } = await refusing(999999);
    const error = await entra
      .dataverse("https://contoso.crm4.dynamics.com")()
      .catch((thrown) => thrown);
    expect(error).toBeInstanceOf(SignInError);
    expect(error.message).toBe("Sign-in for Dataverse was refused: invalid_grant (AADSTS999999).");
    expect(error.fix).toContain("error?code=999999");
    expect(error.fix).not.toContain("Referrals admin");
    // The CRM may have a tenant and an application of its own.
    expect(error.fix).toContain("tenant-id (or dataverse-tenant-id), client-id (or dataverse-client-id)");
  });

  it("in the browser is told by the number in its text, and no other word of it", () => {
    const declined = refusedInBrowser("access_denied", "AADSTS65004: Ana declined to consent.");
    expect(declined).toMatchObject({ code: "65004", message: expect.stringContaining("declined what") });
    const made = refusedInBrowser("Ana <ana@contoso.test>", "Call +1 555 0100.");
    expect(`${made.message} ${made.fix}`).not.toMatch(/Ana|555/);
  });

  it.each([
    ["interaction_required", "cosell-sync login"],
    ["invalid_grant", "cosell-sync login"],
    ["temporarily_unavailable", "Run again later"],
    ["server_error", "Run again later"],
    ["invalid_client", "client secret"],
  ])("with a number nobody has heard of, and %s, says what may help", async (word, fix) => {
    const { entra } = await refusing(999999, word);
    await expect(entra.partnerCenter()()).rejects.toMatchObject({ fix: expect.stringContaining(fix) });
  });
});

describe("an authority that fails", () => {
  it.each([429, 503])("is unreachable after the retries of a %i, not a refusal", async (status) => {
    const { entra, server } = await setUp((_, response) => reply(response, status));
    await expect(entra.partnerCenter()()).rejects.toMatchObject({
      name: "UnreachableError",
      message: expect.stringContaining(`kept answering ${status}`),
    });
    expect(server.seen).toHaveLength(5);
  });

  it.each([
    ["a page of a proxy", 200, "<html>Sign in to the network</html>"],
    ["no word", 400, ""],
    ["JSON of something else", 403, { error: { code: "Blocked", message: "no" } }],
    ["a success without a token", 200, {}],
    ["an empty token", 200, { access_token: "", expires_in: 3599 }],
  ])("has not signed anybody in with %s", async (_what, status, body) => {
    const { entra } = await setUp((_, response) =>
      reply(response, status, body, { "Content-Type": "application/json" }),
    );
    const signIn = entra.dataverse("https://contoso.crm4.dynamics.com")();
    await expect(signIn).rejects.toThrow(UnreachableError);
    await expect(signIn).rejects.toThrow(`did not answer a sign-in: ${status} came`);
  });

  it("is unreachable when it hangs up", async () => {
    const { entra } = await setUp((_, response) => response.destroy());
    await expect(entra.partnerCenter()()).rejects.toThrow(UnreachableError);
  });
});
