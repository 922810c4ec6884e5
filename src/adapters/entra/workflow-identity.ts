import { z } from "zod";
import { UnreachableError } from "../../errors.ts";
import { jsonIn } from "../../model/json-in.ts";
import type { Http } from "../http/http.ts";

/** Entra of each cloud takes a token of another issuer only when it was made for this (Entra's documentation). */
const AUDIENCES: Readonly<Record<string, string>> = {
  "login.microsoftonline.us": "api://AzureADTokenExchangeUSGov",
  "login.partner.microsoftonline.cn": "api://AzureADTokenExchangeChina",
  "login.chinacloudapi.cn": "api://AzureADTokenExchangeChina",
};
const PUBLIC_AUDIENCE = "api://AzureADTokenExchange";

const answer = z.object({ value: z.string().min(1) });

export interface WorkflowIdentityOptions {
  readonly http: Http;
  readonly authorityUrl: string;
  /** Called with the identity the moment it arrives, so that it can be masked. */
  readonly onSecret: (value: string) => void;
}

/**
 * The identity of this workflow run, signed by GitHub for the Entra at `authorityUrl`. It lives for five
 * minutes, so a new one is asked for every time (GitHub Docs, "OpenID Connect reference", on requesting the JWT).
 *
 * @throws UnreachableError when GitHub hands out none
 */
export async function workflowIdentity(options: WorkflowIdentityOptions): Promise<string> {
  const { http, authorityUrl, onSecret } = options;
  const { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: token } = process.env;
  const audience = AUDIENCES[new URL(authorityUrl).hostname] ?? PUBLIC_AUDIENCE;
  const { status, body } = await http.send({
    system: "github",
    method: "GET",
    url: `${url}&audience=${encodeURIComponent(audience)}`,
    headers: { authorization: `Bearer ${token}`, accept: "application/json" },
    repeatable: true,
  });
  const identity = status === 200 ? answer.safeParse(jsonIn(body)).data?.value : undefined;
  if (identity === undefined) throw noIdentity(status);
  onSecret(identity);
  return identity;
}

function noIdentity(status: number): UnreachableError {
  return new UnreachableError(
    `GitHub did not hand out the identity of this workflow run (status ${status}).`,
    "Check that the job has `permissions: id-token: write`; https://githubstatus.com shows outages.",
  );
}
