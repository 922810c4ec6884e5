import { isObject, isText } from "../json.ts";
import { invalid } from "./errors.ts";
import { type Member, MICROSOFT, OUR_ORGANIZATION, type Referral, type ReferralDraft } from "./referral.ts";
import { isDateTime, isDealValue } from "./rules.ts";

type Json = Record<string, unknown>;

/**
 * The referral that a POST makes ("Create a referral"). Its status is not the caller's to choose: a deal of
 * one's own is accepted at once. With `engagementId` and Microsoft as target it is Microsoft's copy of the
 * deal, which their seller has not answered yet.
 *
 * @param engagement a referral of the engagement that the body names, if there is one
 */
export function draftOf(body: unknown, engagement: Readonly<Referral> | null): ReferralDraft {
  if (!isObject(body)) throw invalid("The body must be a referral.");
  const given = checked(body);
  const forMicrosoft = asArray(given.target).some((target) => isObject(target) && target.id === MICROSOFT.id);
  if (forMicrosoft !== (engagement !== null)) {
    throw invalid(
      "A referral to Microsoft needs the engagementId of a referral of your own, and only that one.",
    );
  }
  if (!engagement) require(asArray(given.team).some((member) => isPerson(member, SELLER)), "team");
  else {
    const contacts = asArray(part(given, "customerProfile").team);
    require(contacts.length > 0 && contacts.every((one) => isPerson(one, CONTACT)), "customerProfile.team");
  }
  return { ...contentOf(given), ...(engagement ? microsoftsCopy(given, engagement) : {}) };
}

/** What the portal and the bulk upload ask for; of the API it is said of some of it. */
function checked(body: Json): Json {
  const profile = part(body, "customerProfile");
  const address = part(profile, "address");
  const consent = part(body, "consent");
  const details = part(body, "details");
  const requirements = part(details, "requirements");
  require(body.type === "Independent" || body.type === "Shared", "type");
  require(isText(body.name), "name");
  require(isText(profile.name), "customerProfile.name");
  for (const name of ["addressLine1", "city", "country"])
    require(isText(address[name]), `customerProfile.address.${name}`);
  require(/^[A-Z]{2}$/.test(String(address.country)), "customerProfile.address.country");
  require(consent.consentToToShareInfoWithOthers === true, "consent.consentToToShareInfoWithOthers");
  require(isDealValue(details.dealValue), "details.dealValue");
  require(/^[A-Z]{3}$/.test(String(details.currency)), "details.currency");
  require(isDateTime(details.closingDateTime), "details.closingDateTime");
  require(asArray(requirements.solutions).length > 0, "details.requirements.solutions");
  const { attributes } = isObject(requirements.additionalRequirements)
    ? requirements.additionalRequirements
    : {};
  const intent = asArray(attributes).find((one) => isObject(one) && one.type === "CustomerMarketplaceIntent");
  require(isObject(intent) && INTENTS.includes(String(intent.id)), "CustomerMarketplaceIntent");
  for (const [name, list] of [
    ["details.requirements.solutions", requirements.solutions],
    ["team", body.team],
  ] as const) {
    if (asArray(list).length > MOST) throw invalid(`${name} has more than ${MOST} members`);
  }
  return body;
}

/** Solutions of a deal, and people in its team. */
const MOST = 50;
const INTENTS: readonly string[] = ["Yes", "No", "HaveNotDecided"];
const SELLER = ["firstName", "lastName", "email"];
/** Microsoft's sellers call the customer. */
const CONTACT = [...SELLER, "phoneNumber"];

function isPerson(member: unknown, needs: readonly string[]): boolean {
  return isObject(member) && needs.every((name) => isText(member[name]));
}

function require(holds: boolean, name: string): void {
  if (!holds) throw invalid(`${name} is required`);
}

function part(of: Json, name: string): Json {
  const value = of[name];
  if (!isObject(value)) throw invalid(`${name} is required`);
  return value;
}

function contentOf(body: Json): ReferralDraft {
  const profile = part(body, "customerProfile");
  const address = part(profile, "address");
  const details = part(body, "details");
  const shared = part(body, "consent").consentToShareReferralWithMicrosoftSellers === true;
  return {
    name: String(body.name),
    externalReferenceId: textOrNull(body.externalReferenceId),
    campaignId: textOrNull(body.campaignId),
    salesStage: textOrNull(body.salesStage),
    statusReason: textOrNull(body.statusReason),
    ...(isText(body.mpnId) ? { mpnId: body.mpnId } : {}),
    qualification: isText(body.qualification) ? body.qualification : "SalesQualified",
    // The type follows the consent, whatever was sent.
    type: shared ? "Shared" : "Independent",
    customerProfile: {
      name: String(profile.name),
      size: textOrNull(profile.size),
      isMatchingComplete: false,
      address: {
        addressLine1: String(address.addressLine1),
        addressLine2: textOrNull(address.addressLine2),
        city: String(address.city),
        state: textOrNull(address.state),
        postalCode: textOrNull(address.postalCode),
        country: String(address.country),
        region: textOrNull(address.region),
      },
      team: asArray(profile.team).map(memberOf),
      ids: asArray(profile.ids) as Referral["customerProfile"]["ids"],
    },
    consent: {
      consentToToShareInfoWithOthers: true,
      consentToContact: part(body, "consent").consentToContact === true,
      consentToShareReferralWithMicrosoftSellers: shared,
    },
    details: detailsOf(details),
    team: asArray(body.team).map(memberOf),
  };
}

function detailsOf(details: Json): Referral["details"] {
  const requirements = part(details, "requirements");
  const additional = isObject(requirements.additionalRequirements) ? requirements.additionalRequirements : {};
  return {
    notes: textOrNull(details.notes),
    dealValue: Number(details.dealValue),
    currency: String(details.currency),
    closingDateTime: String(details.closingDateTime),
    customerRequestedContact:
      typeof details.customerRequestedContact === "boolean" ? details.customerRequestedContact : null,
    customerAction: textOrNull(details.customerAction),
    incentiveLevel: null,
    requirements: {
      industries: codesOf(requirements, "industries"),
      products: codesOf(requirements, "products"),
      services: codesOf(requirements, "services"),
      solutions: asArray(requirements.solutions).map((solution) => ({
        ...BLANK_SOLUTION,
        ...(solution as object),
      })),
      offers: asArray(requirements.offers),
      salesPlays: asArray(requirements.salesPlays),
      additionalRequirements: {
        iot: isObject(additional.iot) ? additional.iot : {},
        attributes: asArray(additional.attributes) as { type: string; id: string }[],
      },
    },
  };
}

function codesOf(requirements: Json, name: string): { id: string }[] {
  return asArray(requirements[name]).map((code) => {
    if (!isObject(code) || !isText(code.id)) throw invalid(`details.requirements.${name} is not valid`);
    return { id: code.id };
  });
}

const BLANK_SOLUTION = {
  id: "",
  name: null,
  type: "None",
  price: null,
  quantity: null,
  currency: null,
  publisherName: null,
  solutionType: null,
  closingDateTime: null,
};

function memberOf(member: unknown): Member {
  const blank = {
    phoneNumber: null,
    title: null,
    contactPreference: { locale: null, disableNotifications: null },
  };
  return { ...blank, ...(member as Pick<Member, "firstName" | "lastName" | "email">) };
}

function microsoftsCopy(body: Json, engagement: Readonly<Referral>): Partial<Referral> {
  const invite = isObject(body.inviteContext) ? body.inviteContext : {};
  return {
    engagementId: engagement.engagementId,
    organizationId: MICROSOFT.id,
    organizationName: MICROSOFT.name,
    status: "New",
    substatus: "Pending",
    direction: "Outgoing",
    target: [{ type: "BusinessProfileLocation", id: MICROSOFT.id }],
    inviteContext: {
      notes: textOrNull(invite.notes),
      assistanceRequestCode: textOrNull(invite.assistanceRequestCode) ?? "GeneralOrOther",
      invitedMpnId: null,
      invitedBy: { organizationId: OUR_ORGANIZATION.id, organizationName: OUR_ORGANIZATION.name },
    },
  };
}

function textOrNull(value: unknown): string | null {
  return isText(value) ? value : null;
}

function asArray(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
