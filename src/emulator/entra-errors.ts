import type { Reply } from "./exchange.ts";

interface EntraError {
  readonly status: 400 | 401;
  readonly error: string;
  readonly text: string;
}

/** Error numbers of Entra's token endpoint, from Microsoft's list of `AADSTS` codes. */
const ERRORS = {
  "50076": {
    status: 400,
    error: "interaction_required",
    text: "Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication to access this resource.",
  },
  "50011": {
    status: 400,
    error: "invalid_request",
    text: "The redirect URI specified in the request does not match the redirect URIs configured for the application.",
  },
  "50027": { status: 401, error: "invalid_client", text: "JWT token is invalid or malformed." },
  "500112": {
    status: 400,
    error: "invalid_client",
    text: "The reply address does not match the reply address provided when requesting Authorization code.",
  },
  "501481": {
    status: 400,
    error: "invalid_grant",
    text: "The Code_Verifier does not match the code_challenge supplied in the authorization request.",
  },
  "54005": {
    status: 400,
    error: "invalid_grant",
    text: "OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.",
  },
  "65004": { status: 400, error: "access_denied", text: "User declined to consent to access the app." },
  "500011": {
    status: 400,
    error: "invalid_resource",
    text: "The resource principal was not found in the tenant. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant.",
  },
  "70003": { status: 400, error: "unsupported_grant_type", text: "The grant type is not supported." },
  "70011": {
    status: 400,
    error: "invalid_scope",
    text: "The provided value for the input parameter 'scope' is not valid.",
  },
  "70008": {
    status: 400,
    error: "invalid_grant",
    text: "The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization request for this user and resource.",
  },
  "70025": {
    status: 401,
    error: "invalid_client",
    text: "The client has no configured federated identity credentials.",
  },
  "700023": {
    status: 401,
    error: "invalid_client",
    text: "Client assertion audience claim does not match Realm issuer.",
  },
  "700024": {
    status: 401,
    error: "invalid_client",
    text: "Client assertion is not within its valid time range.",
  },
  "700027": {
    status: 401,
    error: "invalid_client",
    text: "The certificate with the used key was not found on the application, or its signature is not valid.",
  },
  "1000502": {
    status: 401,
    error: "invalid_client",
    text: "The provided certificate is not within its specified validity window.",
  },
  "700211": {
    status: 401,
    error: "invalid_client",
    text: "No matching federated identity record found for presented assertion issuer '{presented}'.",
  },
  "700212": {
    status: 401,
    error: "invalid_client",
    text: "No matching federated identity record found for presented assertion audience '{presented}'.",
  },
  "700213": {
    status: 401,
    error: "invalid_client",
    text: "No matching federated identity record found for presented assertion subject '{presented}'.",
  },
  "700016": {
    status: 400,
    error: "unauthorized_client",
    text: "Application with the given identifier was not found in the directory.",
  },
  "700082": {
    status: 400,
    error: "invalid_grant",
    text: "The refresh token has expired due to inactivity. The token was issued too long ago and was inactive for 90.00:00:00.",
  },
  "7000215": {
    status: 401,
    error: "invalid_client",
    text: "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID.",
  },
  "7000218": {
    status: 401,
    error: "invalid_client",
    text: "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
  },
  "90002": {
    status: 400,
    error: "invalid_request",
    text: "Tenant not found. Check to make sure you have the correct tenant ID.",
  },
  "900561": { status: 400, error: "invalid_request", text: "The endpoint only accepts POST requests." },
  "900144": { status: 400, error: "invalid_request", text: "The request body must contain 'response_type'." },
  "9002325": {
    status: 400,
    error: "invalid_request",
    text: "Proof Key for Code Exchange is required for this authorization code redemption.",
  },
  "9002313": {
    status: 400,
    error: "invalid_grant",
    text: "Invalid request. Request is malformed or invalid.",
  },
} as const satisfies Record<string, EntraError>;

export type EntraErrorCode = keyof typeof ERRORS;

export interface Occasion {
  readonly at: Date;
  readonly trace: string;
  readonly correlation: string;
  /** The part of a presented assertion that nothing fits. */
  readonly presented?: string;
}

/** OAuth's word for it, and Entra's sentence. */
export function entraErrorText(code: EntraErrorCode, presented = ""): { error: string; description: string } {
  const { error, text } = ERRORS[code];
  return { error, description: `AADSTS${code}: ${text.replace("{presented}", () => presented)}` };
}

/** The body Entra answers with: `error_description` carries the ids its support asks for. */
export function entraError(code: EntraErrorCode, { at, trace, correlation, presented }: Occasion): Reply {
  const { status } = ERRORS[code];
  const { error, description } = entraErrorText(code, presented);
  const timestamp = `${at.toISOString().slice(0, 19).replace("T", " ")}Z`;
  return {
    status,
    body: {
      error,
      error_description: `${description} Trace ID: ${trace} Correlation ID: ${correlation} Timestamp: ${timestamp}`,
      error_codes: [Number(code)],
      timestamp,
      trace_id: trace,
      correlation_id: correlation,
      error_uri: `https://login.microsoftonline.com/error?code=${code}`,
    },
  };
}
