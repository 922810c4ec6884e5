import { SignInError } from "../errors.ts";

const SIGN_IN_AGAIN =
  "Sign in again as the Referrals admin and store the new refresh token; docs/signing-in.md says how.";
const ASK_ADMINISTRATOR = "Ask the Entra administrator of the tenant to";

/** Entra's error numbers (AADSTS…) that a partner can do something about: what happened, and the next step. */
const REFUSALS: Readonly<Record<string, readonly [message: string, mend: string]>> = {
  "700082": ["the refresh token has expired, because it was not used for too long", SIGN_IN_AGAIN],
  "70043": ["the refresh token has expired under the tenant's sign-in frequency policy", SIGN_IN_AGAIN],
  "50076": ["multi-factor authentication is required", SIGN_IN_AGAIN],
  "50079": [
    "the user has to register for multi-factor authentication",
    `Register at https://aka.ms/mfasetup. ${SIGN_IN_AGAIN}`,
  ],
  "50078": ["the multi-factor authentication of the last sign-in is too old", SIGN_IN_AGAIN],
  "50173": ["the refresh token was revoked, for example by a password change", SIGN_IN_AGAIN],
  "65001": [
    "nobody has consented to what the application asks for",
    `${ASK_ADMINISTRATOR} grant admin consent to the application.`,
  ],
  "700007": [
    "the refresh token was issued to another application",
    "Check that client id and refresh token belong together.",
  ],
  "7000215": [
    "the client secret is wrong",
    "Store the secret's value, not its id, and check that it belongs to the client id.",
  ],
  "7000222": [
    "the client secret has expired",
    "Create a new client secret in the app registration and store it.",
  ],
  "700213": [
    "no federated credential of the application fits this workflow",
    "Add a federated credential with the subject of this repository and environment to the app registration.",
  ],
  "70021": [
    "no federated credential of the application fits this workflow",
    "Check the federated credential's issuer, subject and audience; a new one takes some minutes to work.",
  ],
  "700024": ["the federated credential's assertion had expired", "Run again."],
  "500011": [
    "the tenant does not know the address that the token was asked for",
    "Check dataverse-url, and that the environment belongs to the tenant that is named for it.",
  ],
  "53003": [
    "a Conditional Access policy blocks this sign-in",
    `${ASK_ADMINISTRATOR} exclude the synchronising account from that policy or to allow where it runs.`,
  ],
};

/** What the sign-in library threw, as an error a person can act on. Entra's own text stays out: it names users. */
export function refusal(service: string, error: unknown): SignInError {
  const number = numberOf(error);
  const [message, mend] = REFUSALS[number ?? ""] ?? unknown(number, error);
  const label = number ? ` (AADSTS${number})` : "";
  return new SignInError(`Sign-in for ${service} was refused: ${message}${label}.`, mend, number);
}

function numberOf(error: unknown): string | null {
  const { errorNo } = error as { errorNo?: unknown };
  if (typeof errorNo === "string" && /^\d+$/.test(errorNo)) return errorNo;
  return /AADSTS(\d+)/.exec(String(error))?.[1] ?? null;
}

function unknown(number: string | null, error: unknown): readonly [string, string] {
  const { errorCode } = error as { errorCode?: unknown };
  const message = typeof errorCode === "string" && errorCode ? errorCode : "for a reason it did not tell";
  const page = number
    ? `https://login.microsoftonline.com/error?code=${number}`
    : "the sign-in log of the tenant";
  return [message, `See ${page} for what it means; check tenant id, client id and client secret.`];
}
