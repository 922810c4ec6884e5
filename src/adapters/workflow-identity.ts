import { type CosellError, UnreachableError } from "../errors.ts";

/** Entra of each cloud takes a token of another issuer only when it was made for this (Entra's documentation). */
const AUDIENCES: Readonly<Record<string, string>> = {
  "login.microsoftonline.us": "api://AzureADTokenExchangeUSGov",
  "login.partner.microsoftonline.cn": "api://AzureADTokenExchangeChina",
  "login.chinacloudapi.cn": "api://AzureADTokenExchangeChina",
};
const PUBLIC_AUDIENCE = "api://AzureADTokenExchange";

/**
 * The identity of this workflow run, signed by GitHub for the Entra at `authorityUrl`. It lives for five
 * minutes, so a new one is asked for every time.
 */
export async function workflowIdentity(authorityUrl: string): Promise<string> {
  const { getIDToken } = await import("@actions/core");
  const audience = AUDIENCES[new URL(authorityUrl).hostname] ?? PUBLIC_AUDIENCE;
  try {
    return await getIDToken(audience);
  } catch (error) {
    throw noIdentity(error);
  }
}

function noIdentity(error: unknown): CosellError {
  return new UnreachableError(
    "GitHub did not hand out the identity of this workflow run.",
    "Check that the job has `permissions: id-token: write`; https://githubstatus.com shows outages.",
    { cause: error },
  );
}
