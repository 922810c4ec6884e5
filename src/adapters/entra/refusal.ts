import { SignInError } from "../../errors.ts";

const SIGN_IN_AGAIN =
  "Sign in again as the Referrals admin with `cosell-sync login`; docs/signing-in.md says how.";
const ASK_ADMINISTRATOR = "Ask the Entra administrator of the tenant to";
const AS_WEB =
  "In the app registration, under Authentication, remove http://localhost from that platform, and add it to the platform Web. Then run `cosell-sync login` again.";
const LEAVE_OUT = `${ASK_ADMINISTRATOR} exclude the synchronising account from that policy or to allow where it runs.`;

type Explained = readonly [message: string, fix: string];

// Several numbers each.
const SECOND_FACTOR: Explained = ["multi-factor authentication is required", SIGN_IN_AGAIN];
const REGISTER: Explained = [
  "the user has to register for multi-factor authentication",
  `Register at https://aka.ms/mfasetup. ${SIGN_IN_AGAIN}`,
];
const KNOWN_DEVICE: Explained = [
  "a Conditional Access policy asks for a device that the tenant knows and manages",
  LEAVE_OUT,
];
const PERMISSIONS =
  "Add user_impersonation of Microsoft Partner and of Microsoft Partner Center under API permissions, and grant admin consent; docs/signing-in.md has their ids.";

/**
 * Entra's error numbers (AADSTS…) that a partner can do something about: what happened, and the next step.
 * docs/signing-in.md has a row for each.
 */
export const REFUSALS: Readonly<Record<string, Explained>> = {
  // The person's sign-in.
  "700082": ["the refresh token has expired, because it was not used for too long", SIGN_IN_AGAIN],
  "70043": ["the refresh token has expired under the tenant's sign-in frequency policy", SIGN_IN_AGAIN],
  "50173": ["the refresh token was revoked, for example by a password change", SIGN_IN_AGAIN],
  "50132": ["the session of the sign-in is over, for example by a change of the password", SIGN_IN_AGAIN],
  "50133": ["the session of the sign-in was ended, for example by a change of the password", SIGN_IN_AGAIN],
  "50055": ["the user's password has expired", SIGN_IN_AGAIN],
  "50144": ["the user's password in Active Directory has expired", SIGN_IN_AGAIN],
  "9002313": ["what is stored as the refresh token is not one, or was damaged on the way", SIGN_IN_AGAIN],
  "50076": SECOND_FACTOR,
  "50079": REGISTER,
  "50072": REGISTER,
  "50074": SECOND_FACTOR,
  "50158": ["a second factor of another provider is required", SIGN_IN_AGAIN],
  "50078": ["the multi-factor authentication of the last sign-in is too old", SIGN_IN_AGAIN],
  "50057": [
    "the user's account is disabled",
    `${ASK_ADMINISTRATOR} enable it; with another account, sign in with \`cosell-sync login\`.`,
  ],
  "50034": ["the tenant has no such user", "Check tenant-id, and sign in with an account of that tenant."],
  "50053": [
    "the user's account is locked, or the address that it signs in from is blocked",
    "Wait until it is let in again, or ask the Entra administrator why it is blocked.",
  ],
  "50105": [
    "the user is not assigned to the application, which takes only users who are",
    `${ASK_ADMINISTRATOR} assign the user to it under Enterprise applications, Users and groups.`,
  ],
  "50005": ["a Conditional Access policy does not know the platform of the machine that signs in", LEAVE_OUT],
  "50097": KNOWN_DEVICE,
  "530003": KNOWN_DEVICE,
  "50131": ["a Conditional Access policy refuses this sign-in, or it looks suspicious", LEAVE_OUT],
  "53000": ["a Conditional Access policy asks for a device that is compliant", LEAVE_OUT],
  "53001": ["a Conditional Access policy asks for a device that is joined to the domain", LEAVE_OUT],
  "53003": ["a Conditional Access policy blocks this sign-in", LEAVE_OUT],
  "65001": [
    "nobody has consented to what the application asks for",
    `${ASK_ADMINISTRATOR} grant admin consent to the application.`,
  ],
  "650057": ["the application does not have the permission that it asks for", PERMISSIONS],
  "650056": [
    "the application does not have the permission that it asks for, or nobody has consented to it",
    PERMISSIONS,
  ],
  "650052": [
    "the tenant does not have the service that the application asks for",
    "Check that tenant-id is the tenant of the Partner Center account, and grant admin consent there.",
  ],
  "65004": ["the person declined what the application asks for", "Sign in again and accept the permissions."],
  "54005": ["the code of this sign-in was redeemed already", "Run `cosell-sync login` again."],
  "70008": [
    "the code of this sign-in has expired, or the refresh token because it was not used for too long",
    "Run `cosell-sync login` again, and finish within some minutes; docs/signing-in.md says how.",
  ],
  "50011": [
    "the application does not know the address that the browser is sent back to",
    "Add the redirect address http://localhost, of the platform Web, to the app registration.",
  ],
  "9002327": ["the redirect address is registered for a single-page application", AS_WEB],
  "700025": ["the redirect address is registered for mobile and desktop applications", AS_WEB],
  // The application's credential.
  "700007": [
    "the refresh token was issued to another application",
    "Check that client-id and refresh token belong together.",
  ],
  "700016": [
    "the tenant has no such application",
    "Check client-id and tenant-id, and that the application was created in this tenant or consented to there.",
  ],
  "7000229": [
    "the application was never let into the tenant",
    "Consent to the application in the tenant of tenant-id, or check that it is the right one.",
  ],
  "7000112": [
    "the application is disabled in the tenant",
    `${ASK_ADMINISTRATOR} let users sign in to it again, under Enterprise applications, Properties.`,
  ],
  "90002": [
    "there is no such tenant",
    "Check tenant-id, and authority-url if the tenant is in a sovereign cloud.",
  ],
  "900382": [
    "the tenant is in another cloud",
    "Set authority-url to that of the cloud; docs/signing-in.md lists them.",
  ],
  "7000215": [
    "the client secret is wrong",
    "Store the secret's value, not its id, and check that it belongs to client-id.",
  ],
  "7000222": [
    "the client secret has expired",
    "Create a new client secret in the app registration and store it.",
  ],
  "700027": [
    "the app registration does not have the certificate that was used",
    "Upload the certificate to the app registration, and check that it has not expired there.",
  ],
  "1000502": [
    "the certificate that was used has expired, or is not valid yet",
    "Create a new certificate, upload it to the app registration and store it; docs/signing-in.md says how.",
  ],
  "70025": [
    "the application has no federated credential, and the run was given no secret and no certificate of it",
    "If it has one, look where the job is to get it from: a secret of another environment, or of another name, is empty. Else add a federated credential with the subject of this repository and environment to the app registration.",
  ],
  "700211": [
    "no federated credential of the application trusts who issued this workflow's identity",
    "Set the federated credential's issuer to https://token.actions.githubusercontent.com, on a GitHub Enterprise Server to https://<its host>/_services/token, with data residency to https://token.actions.<name>.ghe.com, without a slash at the end.",
  ],
  "700212": [
    "no federated credential of the application takes the audience of this workflow's identity",
    "Set the federated credential's audience to the one of your cloud; docs/signing-in.md lists them.",
  ],
  "700213": [
    "no federated credential of the application fits this workflow",
    "Add a federated credential with the subject of this repository and environment to the app registration.",
  ],
  "70021": [
    "no federated credential of the application fits this workflow",
    "Check the federated credential's issuer, subject and audience; a new one takes some minutes to work.",
  ],
  "700024": [
    "what the application proves itself with was not valid at this time",
    "Run again. If that does not help, set the clock of this machine by a time server: what is signed with a certificate carries its time.",
  ],
  // What the token is for.
  "500011": [
    "the tenant does not know the address that the token was asked for",
    "For Dataverse, check dataverse-url, and that the environment belongs to the tenant that is named for it. For Partner Center, check that the application has its permissions and consent.",
  ],
  "500014": [
    "the service that the token was asked for is disabled in the tenant",
    `See whether its subscription has lapsed. If not: ${ASK_ADMINISTRATOR} let users sign in to it again, under Enterprise applications, Properties.`,
  ],
};

/** The subject that a workflow presented stands in quotes in Entra's text: it names a repository, no person. */
const PRESENTED_SUBJECT = /subject '(repo:[^'\s]{1,250})'/;

/** What the sign-in library threw, as an error a person can act on. Entra's own text stays out: it names users. */
export function refusal(service: string, error: unknown): SignInError {
  const number = numberOf(error);
  const [message, fix] = REFUSALS[number ?? ""] ?? unknown(number, service, error);
  const label = number ? ` (AADSTS${number})` : "";
  const subject = PRESENTED_SUBJECT.exec(String(error))?.[1];
  const presented = subject ? ` This workflow presented the subject ${subject}` : "";
  const told = `Sign-in for ${service} was refused: ${message}${label}.${presented}`;
  return new SignInError(told, service === PERSONS ? fix : ofTheCrm(fix), number);
}

/** The CRM may have a tenant and an application of its own, and then inputs of its own say which. */
function ofTheCrm(fix: string): string {
  return fix.replaceAll(/\b(?:tenant|client)-id\b/g, "$& (or dataverse-$&)");
}

/** The same for what the browser brought back instead of a code: OAuth's `error` and its description. */
export function refusedInBrowser(error: string, description: string): SignInError {
  return refusal(PERSONS, { errorCode: error, toString: () => description });
}

function numberOf(error: unknown): string | null {
  const { errorNo } = error as { errorNo?: unknown };
  if (/^\d+$/.test(String(errorNo))) return String(errorNo);
  return /AADSTS(\d+)/.exec(String(error))?.[1] ?? null;
}

/** Only there does a person sign in, see `openEntra`. */
const PERSONS = "Partner Center";
/** OAuth's words for what only a person's sign-in fixes (RFC 6749 §5.2, OpenID Connect Core §3.1.2.6). */
const FOR_A_PERSON = ["interaction_required", "login_required", "consent_required", "invalid_grant"];
/** And for what passes by itself. */
const PASSING = ["temporarily_unavailable", "server_error"];

function unknown(number: string | null, service: string, error: unknown): Explained {
  const { errorCode } = error as { errorCode?: unknown };
  const message =
    typeof errorCode === "string" && /^\w+$/.test(errorCode)
      ? errorCode
      : "for a reason that Entra did not give";
  const page = number
    ? `https://login.microsoftonline.com/error?code=${number}`
    : "the sign-in log of the tenant";
  return [message, `See ${page} for what it means. ${fixFor(service, message)}`];
}

function fixFor(service: string, oauthError: string): string {
  if (PASSING.includes(oauthError)) return "Run again later.";
  if (service === PERSONS && FOR_A_PERSON.includes(oauthError)) return SIGN_IN_AGAIN;
  return "Check tenant-id, client-id and the client secret.";
}
