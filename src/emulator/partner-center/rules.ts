import { isObject, isText } from "../json.ts";
import { invalid } from "./errors.ts";
import type { Operation } from "./patch.ts";
import type { Referral } from "./referral.ts";

/**
 * What a partner may change during a referral's life, and to what. The API pages show five of these paths;
 * the others follow the portal's rules for the same fields. Everything else is read-only.
 */
const ALWAYS: readonly RegExp[] = [
  /^\/(name|externalReferenceId|campaignId|salesStage|favorite)$/,
  /^\/(status|substatus|statusReason)$/,
  /^\/details\/(notes|dealValue|currency|closingDateTime)$/,
  /^\/details\/requirements\/(solutions|industries|products|services)(\/|$)/,
  /^\/details\/requirements\/additionalRequirements\/attributes(\/|$)/,
  /^\/(team|registrations)(\/|$)/,
  /^\/consent\/consentToShareReferralWithMicrosoftSellers$/,
];
/** Frozen with the first sharing: customer contacts, the help asked for, the notes to Microsoft. */
const UNTIL_SHARED: readonly RegExp[] = [
  /^\/customerProfile\/team(\/|$)/,
  /^\/inviteContext\/(assistanceRequestCode|notes)$/,
];

export function checkWritable(path: string, referral: Readonly<Referral>): void {
  const shared = referral.consent.consentToShareReferralWithMicrosoftSellers;
  const patterns = shared ? ALWAYS : [...ALWAYS, ...UNTIL_SHARED];
  if (!patterns.some((pattern) => pattern.test(path))) throw invalid(`The property '${path}' is read-only.`);
}

/** The value as it is stored. Microsoft's own sample sends the deal value as text. */
export function readValue({ path, value }: Operation): unknown {
  const check = CHECKS[path];
  if (check && !check(value)) throw notValid(path);
  return path === "/details/dealValue" ? Number(value) : value;
}

export function notValid(path: string): Error {
  return invalid(`The value of '${path}' is not valid.`);
}

const CHECKS: Readonly<Record<string, (value: unknown) => boolean>> = {
  "/name": isText,
  "/externalReferenceId": isTextOrNull,
  "/campaignId": isTextOrNull,
  "/salesStage": isTextOrNull,
  "/statusReason": isTextOrNull,
  "/favorite": (value) => typeof value === "boolean",
  "/details/notes": isTextOrNull,
  "/details/dealValue": isDealValue,
  "/details/currency": (value) => typeof value === "string" && /^[A-Z]{3}$/.test(value),
  "/details/closingDateTime": isDateTime,
  "/details/requirements/solutions": (value) =>
    Array.isArray(value) && value.length > 0 && value.length <= 50,
  "/team": (value) => Array.isArray(value) && value.length > 0 && value.length <= 50 && value.every(isMember),
  "/team/-": isMember,
  // Sharing cannot be taken back.
  "/consent/consentToShareReferralWithMicrosoftSellers": (value) => value === true,
};

/** Whom the portal takes into a team: first and last name and e-mail address are mandatory there. */
function isMember(value: unknown): boolean {
  return isObject(value) && [value.firstName, value.lastName, value.email].every(isText);
}

function isTextOrNull(value: unknown): boolean {
  return value === null || typeof value === "string";
}

export function isDealValue(value: unknown): boolean {
  const number = isText(value) ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) && number > 0;
}

export function isDateTime(value: unknown): boolean {
  return (
    typeof value === "string" &&
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,7})?Z$/.test(value) &&
    !Number.isNaN(Date.parse(value))
  );
}

/**
 * The states a caller can put a referral into, by the state it is in. `Expired` and `Error` are set by the
 * service and the portal only.
 *
 * | from   | to                                                          |
 * |--------|-------------------------------------------------------------|
 * | New    | New (Pending, Received), Active (Accepted), Closed (Declined) |
 * | Active | Active (Accepted), Closed (Won, Lost)                       |
 * | Closed | nothing, and nothing else of it can be edited               |
 */
const TRANSITIONS: Readonly<Record<string, readonly string[]>> = {
  New: ["New/Pending", "New/Received", "Active/Accepted", "Closed/Declined"],
  Active: ["Active/Accepted", "Closed/Won", "Closed/Lost"],
  Closed: [],
};

const NEEDS_REASON: readonly string[] = ["Declined", "Lost"];

/** Status and substatus move together or not at all; the dates that belong to the state follow. */
export function changeState(before: Readonly<Referral>, after: Referral, time: string): void {
  const state = `${after.status}/${after.substatus}`;
  const unchanged = state === `${before.status}/${before.substatus}`;
  if (!unchanged && !TRANSITIONS[before.status]?.includes(state)) {
    throw invalid(`The referral cannot go from ${before.status}/${before.substatus} to ${state}.`);
  }
  if (before.status === after.status) return;
  // The portal and the bulk upload ask for it; of the API it is not said.
  if (NEEDS_REASON.includes(after.substatus) && !isText(after.statusReason)) {
    throw invalid(`A statusReason is required for ${after.substatus}.`);
  }
  after.expirationDateTime = null;
  if (after.status === "Active") after.acceptedDateTime = time;
  if (after.status === "Closed") after.closedDateTime = time;
}
