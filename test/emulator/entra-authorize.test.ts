import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../src/emulator/index.ts";
import { claimsOf, REFERRALS, started, tokenRequest } from "./client.ts";

const VERIFIER = "a-verifier-of-at-least-forty-three-characters-long";
const BACK = "http://localhost:51004";
let now = new Date("2026-10-01T08:00:00Z");
let emulator: Emulator;

beforeAll(async () => {
  emulator = await started({ referrals: 0, now: () => now });
});
afterAll(() => emulator.close());

function base(): string {
  return `${emulator.urls.authority}/${emulator.credentials.tenantId}/oauth2/v2.0`;
}

function authorize(change: Readonly<Record<string, string>> = {}): Promise<Response> {
  const query = new URLSearchParams({
    client_id: emulator.credentials.clientId,
    response_type: "code",
    redirect_uri: BACK,
    scope: `${REFERRALS}/.default offline_access openid`,
    state: "my-state",
    code_challenge: createHash("sha256").update(VERIFIER).digest("base64url"),
    code_challenge_method: "S256",
    ...change,
  });
  return fetch(`${base()}/authorize?${query.toString()}`, { redirect: "manual" });
}

async function post(fields: Readonly<Record<string, string>>): Promise<Response> {
  const body = new URLSearchParams(fields);
  return fetch(`${base()}/login`, { method: "POST", body, redirect: "manual" });
}

async function flowOf(page: Response): Promise<string> {
  return /name="flow" value="([^"]+)"/.exec(await page.text())?.[1] ?? "";
}

/** What the browser is sent back with. */
function answer(response: Response): Record<string, string> {
  expect(response.status).toBe(302);
  const url = new URL(response.headers.get("location") ?? "");
  expect(url.origin).toBe(BACK);
  return Object.fromEntries(url.searchParams);
}

async function signIn(fields: Readonly<Record<string, string>> = {}): Promise<Response> {
  const { name, password, oneTimeCode } = emulator.entra.person;
  const flow = await flowOf(await authorize());
  return post({ flow, login: name, passwd: password, otc: oneTimeCode ?? "", ...fields });
}

function redeem(code: string, change: Readonly<Record<string, string>> = {}) {
  return tokenRequest(emulator, {
    grant_type: "authorization_code",
    code,
    redirect_uri: BACK,
    code_verifier: VERIFIER,
    scope: `${REFERRALS}/.default offline_access openid`,
    ...change,
  });
}

describe("the pages of a sign-in", () => {
  it("lead back to the application with a code, good once, that brings a refresh token", async () => {
    const { code = "", state } = answer(await signIn());
    expect(state).toBe("my-state");
    const { status, body } = await redeem(code);
    expect(status).toBe(200);
    expect(claimsOf(body.access_token).amr).toEqual(["pwd", "mfa"]);
    expect(emulator.entra.knows(body.refresh_token)).toBe(true);
    expect((await redeem(code)).body.error_codes).toEqual([54005]);
  });

  it("say in the token that there was no second factor, also in those that follow from it", async () => {
    const { person } = emulator.entra;
    const { oneTimeCode } = person;
    person.oneTimeCode = null;
    const { code = "" } = answer(await signIn());
    person.oneTimeCode = oneTimeCode;
    const { body } = await redeem(code);
    expect(claimsOf(body.access_token).amr).toEqual(["pwd"]);
    const grant = { grant_type: "refresh_token", refresh_token: body.refresh_token };
    const later = await tokenRequest(emulator, { ...grant, scope: `${REFERRALS}/.default` });
    expect(claimsOf(later.body.access_token).amr).toEqual(["pwd"]);
  });

  it("go no further with a wrong password or code", async () => {
    const wrong = await signIn({ passwd: "guessed" });
    expect(await wrong.text()).toContain("password is incorrect");
    const half = await signIn({ otc: "000000" });
    expect(half.status).toBe(200);
    expect(await half.text()).toContain("expected code");
    expect((await post({ flow: "unknown" })).status).toBe(400);
  });

  it("lead back with an error when the person cancels", async () => {
    const flow = await flowOf(await authorize());
    expect(answer(await post({ flow, cancel: "1" }))).toMatchObject({
      error: "access_denied",
      error_description: expect.stringContaining("AADSTS65004"),
      state: "my-state",
    });
  });

  it("never lead back to an address, or for an application, that is not registered", async () => {
    const strange = [
      "https://localhost:51004",
      "http://evil.example",
      "http://localhost:1/else",
      "http://127.0.0.1:1",
    ];
    for (const redirect_uri of strange) {
      const page = await authorize({ redirect_uri });
      expect(page.status).toBe(400);
      expect(await page.text()).toContain("AADSTS50011");
    }
    expect(await (await authorize({ client_id: "other" })).text()).toContain("AADSTS700016");
  });

  it("are refused without a proof of possession", async () => {
    expect(answer(await authorize({ code_challenge_method: "plain" })).error).toBe("invalid_request");
    expect(answer(await authorize({ code_challenge: "" })).error).toBe("invalid_request");
    expect(answer(await authorize({ response_type: "token" })).error).toBe("invalid_request");
  });
});

describe("a code", () => {
  it.each([
    ["of nobody", { code: "made-up" }, 9002313],
    ["for another address", { redirect_uri: "http://localhost:1" }, 500112],
    ["with another verifier", { code_verifier: `${VERIFIER}x` }, 501481],
    ["without its verifier", { code_verifier: "" }, 501481],
    ["with a wrong secret", { client_secret: "wrong" }, 7000215],
  ])("%s is refused", async (_title, change, number) => {
    const { code = "" } = answer(await signIn());
    expect((await redeem(code, change)).body.error_codes).toEqual([number]);
    expect((await redeem(code)).status).toBe(200);
  });

  it("is good for ten minutes", async () => {
    const { code = "" } = answer(await signIn());
    now = new Date(now.getTime() + 600_000);
    expect((await redeem(code)).body.error_codes).toEqual([70008]);
  });
});
