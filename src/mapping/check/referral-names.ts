import { didYouMean } from "../../suggest.ts";
import { countryMeant } from "../countries.ts";
import { type Finding, findingAt } from "../schema/finding.ts";
import type { MappingDocument } from "../schema/schema.ts";

/*
 * What the documentation knows of a referral, by name. The service may send more, so a name that is not here is
 * worth a warning and no more: a typing error in it would never bring anything, and nobody would be told.
 */

/** Of both teams. `email`, never `emailAddress`. */
const MEMBER = ["firstName", "lastName", "phoneNumber", "email", "title", "contactPreference"];

/** Of a referral (referral-resources, the connector's definition, docs/fields.md). What is below one of them is not looked at. */
export const PROPERTIES: readonly string[] = [
  "id",
  "engagementId",
  "name",
  "organizationId",
  "organizationName",
  "externalReferenceId",
  "createdDateTime",
  "updatedDateTime",
  "expirationDateTime",
  "acceptedDateTime",
  "closedDateTime",
  "status",
  "substatus",
  "statusReason",
  "type",
  "qualification",
  "direction",
  "referralSource",
  "callToAction",
  "eTag",
  "mpnId",
  "salesStage",
  "campaignId",
  "favorite",
  "links",
  "registrationStatus",
  "registrations",
  "referralProgram",
  "dealSensitivity",
  "quality",
  "isSpam",
  "tags",
  "createdVia",
  "lastModifiedVia",
  "lastRunId",
  "customerProfile.name",
  "customerProfile.size",
  "customerProfile.isMatchingComplete",
  "customerProfile.address.addressLine1",
  "customerProfile.address.addressLine2",
  "customerProfile.address.city",
  "customerProfile.address.state",
  "customerProfile.address.postalCode",
  "customerProfile.address.country",
  "customerProfile.address.region",
  "customerProfile.ids",
  "consent.consentToToShareInfoWithOthers",
  "consent.consentToContact",
  "consent.consentToMicrosoftToContactSpecificPartners",
  "consent.consentToShareReferralWithMicrosoftSellers",
  "details.notes",
  "details.dealValue",
  "details.currency",
  "details.closingDateTime",
  "details.customerRequestedContact",
  "details.customerAction",
  "details.incentiveLevel",
  "details.requirements.industries",
  "details.requirements.products",
  "details.requirements.services",
  "details.requirements.offers",
  "details.requirements.salesPlays",
  "details.requirements.solutions",
  "details.requirements.additionalRequirements.iot",
  "details.requirements.additionalRequirements.attributes",
  "inviteContext.notes",
  "inviteContext.assistanceRequestCode",
  "inviteContext.invitedMpnId",
  "inviteContext.invitedBy",
  "target",
  "trackingInfo.microsoftMsxId",
  "trackingInfo.microsoftUSFedOpportunityId",
  "trackingInfo.microsoftUSFedLeadId",
  "trackingInfo.migratedPSCDealId",
  "trackingInfo.migratedPSCPartnerDealId",
  ...MEMBER.map((name) => `team.${name}`),
  ...MEMBER.map((name) => `customerProfile.team.${name}`),
];

/** Status and substatus (patch-a-referral; `Error` is set in the portal only). */
const STATES: readonly string[] = [
  "New/Pending",
  "New/Received",
  "Active/Accepted",
  "Closed/Won",
  "Closed/Lost",
  "Closed/Declined",
  "Closed/Expired",
  "Closed/Error",
];

/** Of properties that have a closed list: the resource page and the connector's definition have it. */
const CODES: Readonly<Record<string, readonly string[]>> = {
  status: ["New", "Active", "Closed"],
  substatus: ["Pending", "Received", "Accepted", "Won", "Lost", "Declined", "Expired", "Error"],
  type: ["Shared", "Independent"],
  qualification: ["None", "Direct", "MarketingQualified", "SalesQualified"],
  "inviteContext.assistanceRequestCode": [
    "Unknown",
    "WorkloadSpecificValueProposition",
    "CustomerTechnicalArchitecture",
    "ProofOfConceptOrDemo",
    "QuotesOrLicensing",
    "PostSalesCustomerSuccess",
    "GeneralOrOther",
  ],
};

/** Of Microsoft's referral in the same engagement, which has the same properties. */
const MICROSOFTS = /^microsoft\./;
const INDEX = /\.\d+(?=\.|$)/g;

/** Whether a referral is known to be in such a state, `Status/Substatus`. */
export function isKnownState(state: string): boolean {
  return STATES.includes(state);
}

/** A path as it stands among the properties that are known. */
export function plainPath(path: string): string {
  return path.replace(MICROSOFTS, "").replaceAll(INDEX, "");
}

/** Whether Partner Center is known to have this property; `team.0.email` is one of an element. */
export function isKnownProperty(path: string): boolean {
  const plain = plainPath(path);
  return PROPERTIES.some(
    (known) => known === plain || known.startsWith(`${plain}.`) || plain.startsWith(`${known}.`),
  );
}

/** `; did you mean "details.notes"?` */
export function propertyMeant(path: string): string {
  const known = MICROSOFTS.test(path) ? PROPERTIES.map((property) => `microsoft.${property}`) : PROPERTIES;
  return didYouMean(path.replaceAll(INDEX, ""), known);
}

/** A country goes by its code, whatever people call it. */
const COUNTRY = "customerProfile.address.country";

/** Names that a mapping uses and that Partner Center is not known to have. */
export function unknownNames(document: MappingDocument): Finding[] {
  const { fields, leads, scope, referrals } = document;
  return [
    ...states(["referrals", "become opportunities"], referrals["become opportunities"]),
    ...Object.entries(scope.referrals).flatMap(([path, condition]) => [
      ...property(["scope", "referrals", path], path),
      ...(Array.isArray(condition) ? inScope(path, condition) : []),
    ]),
    ...Object.entries(fields).flatMap(([name, field]) => inField(["fields", name], field)),
    ...(leads ? states(["leads", "referrals", "become leads"], leads.referrals["become leads"]) : []),
    ...Object.entries(leads?.fields ?? {}).flatMap(([name, field]) =>
      inField(["leads", "fields", name], field),
    ),
  ];
}

/** A code that no referral has would leave all of them out. */
function inScope(path: string, values: readonly unknown[]): Finding[] {
  return values.map(String).flatMap((value, index) => {
    const meant = whichIsMeant(path.replace(MICROSOFTS, ""), value);
    return meant === null
      ? []
      : [unknown(["scope", "referrals", path, index], `code ${value} for ${path}`, meant)];
  });
}

/** `null` for a code that the property may have; case does not count. */
function whichIsMeant(path: string, value: string): string | null {
  if (path === COUNTRY) {
    const code = countryMeant(value)?.code.toUpperCase();
    if (code === value.toUpperCase()) return null;
    return code ? `; did you mean "${code}"?` : "";
  }
  const known = CODES[path];
  if (!known || known.some((code) => code.toLowerCase() === value.toLowerCase())) return null;
  return didYouMean(value, known);
}

/** A field of opportunities or of leads, as far as its names go. */
interface Names {
  readonly as: string;
  readonly referral: string | readonly string[];
  readonly otherwise?: { readonly referral?: string | undefined } | undefined;
  readonly values?: Readonly<Record<string, unknown>>;
}

function inField(path: readonly string[], field: Names): Finding[] {
  const fallback = field.otherwise?.referral;
  return [
    ...[field.referral].flat().flatMap((place) => property([...path, "referral"], place)),
    ...(fallback === undefined ? [] : property([...path, "otherwise", "referral"], fallback)),
    ...inValues([...path, "values"], field),
  ];
}

function inValues(path: readonly string[], { as, referral, values = {} }: Names): Finding[] {
  if (as === "status") {
    return Object.entries(values as Readonly<Record<string, { referral: readonly string[] }>>).flatMap(
      ([state, group]) => states([...path, state, "referral"], group.referral),
    );
  }
  const known = as === "choice" ? CODES[String(referral)] : undefined;
  if (!known) return [];
  return Object.keys(values)
    .filter((code) => !known.includes(code))
    .map((code) => unknown([...path, code], `code ${code} for ${String(referral)}`, didYouMean(code, known)));
}

function property(path: readonly string[], place: string): Finding[] {
  return isKnownProperty(place) ? [] : [unknown(path, `property ${place}`, propertyMeant(place))];
}

function states(path: readonly string[], found: readonly string[]): Finding[] {
  return found.flatMap((state, index) =>
    isKnownState(state) ? [] : [unknown([...path, index], `state ${state}`, didYouMean(state, STATES))],
  );
}

function unknown(path: readonly PropertyKey[], what: string, meant: string): Finding {
  return findingAt(path, `Partner Center is not known to have the ${what}${meant}`);
}
