import { readFileSync } from "node:fs";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { type Emulator, type EmulatorOptions, startEmulator } from "../../src/emulator/index.ts";

/** Plain clients of the emulator, as somebody with the documentation and `fetch` would write them. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Whatever JSON came back, or text. */
  readonly body: ReturnType<typeof JSON.parse>;
}

export interface Call extends RequestInit {
  readonly json?: unknown;
  readonly headers?: Record<string, string>;
}

export async function call(url: string, { json, headers, ...rest }: Call = {}): Promise<Answer> {
  const type = json === undefined ? {} : { "content-type": "application/json" };
  const response = await fetch(url, {
    ...rest,
    headers: { ...type, ...headers },
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
  });
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.includes("json");
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
}

/** An emulator whose certificate this process trusts. Close it. */
export async function started(options: EmulatorOptions = {}): Promise<Emulator> {
  const emulator = await startEmulator(options);
  trust(emulator);
  return emulator;
}

/** Lets this process sign in to an emulator. */
export function trust(emulator: Pick<Emulator, "caFile">): void {
  setDefaultCACertificates([...getCACertificates("bundled"), readFileSync(emulator.caFile, "utf8")]);
}

/** The token endpoint's answer to a form. */
export async function tokenRequest(emulator: Emulator, form: Record<string, string>): Promise<Answer> {
  const { tenantId, clientId, clientSecret } = emulator.credentials;
  const body = new URLSearchParams({ client_id: clientId, client_secret: clientSecret, ...form });
  return call(`${emulator.urls.authority}/${tenantId}/oauth2/v2.0/token`, { method: "POST", body });
}

export const REFERRALS = "https://api.partner.microsoft.com";

/** Headers of a signed-in person. */
export async function signedIn(emulator: Emulator, audience = REFERRALS): Promise<{ authorization: string }> {
  const { body } = await tokenRequest(emulator, {
    grant_type: "refresh_token",
    refresh_token: emulator.credentials.refreshToken,
    scope: `${audience}/.default offline_access`,
  });
  return { authorization: `Bearer ${body.access_token}` };
}

/** What an access token says about itself. */
export function claimsOf(token: string): ReturnType<typeof JSON.parse> {
  return JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8"));
}

/** The referrals API as a signed-in person sees it. `path` begins after `…/referrals`. */
export async function referralsApi(emulator: Emulator) {
  const token = await signedIn(emulator);
  return (path: string, { headers, ...rest }: Call = {}) =>
    call(`${emulator.urls.partnerCenter}/v1.0/engagements/referrals${path}`, {
      ...rest,
      headers: { ...token, ...headers },
    });
}
