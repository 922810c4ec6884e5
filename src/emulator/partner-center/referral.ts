/**
 * A referral as the API shows it (resource page "Referral resources" and real output). Enums are plain
 * text, because the service adds members without notice.
 */
export interface Referral {
  id: string;
  engagementId: string;
  name: string;
  /** The owner: a GUID, or `msft`. */
  organizationId: string;
  organizationName: string;
  lastModifiedVia: string | null;
  lastRunId: string | null;
  externalReferenceId: string | null;
  createdDateTime: string;
  updatedDateTime: string;
  expirationDateTime: string | null;
  status: string;
  substatus: string;
  statusReason: string | null;
  qualification: string;
  type: string;
  referralSource: string | null;
  /** Quotes are part of the value. */
  eTag: string;
  favorite: boolean;
  campaignId: string | null;
  salesStage: string | null;
  quality: string;
  isSpam: boolean;
  direction: string;
  mpnId: string;
  referralProgram: string | null;
  dealSensitivity: string;
  createdVia: string | null;
  tags: string[];
  acceptedDateTime: string | null;
  closedDateTime: string | null;
  callToAction: string | null;
  registrationStatus: string;
  target: { type: string; id: string }[];
  customerProfile: CustomerProfile;
  consent: Consent;
  details: Details;
  team: Member[];
  inviteContext: InviteContext;
  trackingInfo: Record<string, string | null>;
  registrations: unknown[];
}

export interface CustomerProfile {
  name: string;
  size: string | null;
  isMatchingComplete: boolean;
  address: Address;
  team: Member[];
  ids: { profileType: string; id: string }[];
}

export interface Address {
  addressLine1: string;
  addressLine2: string | null;
  city: string;
  /** Null on records made in the portal, which puts the code into `region`. */
  state: string | null;
  postalCode: string | null;
  /** ISO 3166-1 alpha-2. */
  country: string;
  region: string | null;
}

export interface Member {
  firstName: string;
  lastName: string;
  phoneNumber: string | null;
  email: string;
  title: string | null;
  contactPreference: { locale: string | null; disableNotifications: boolean | null };
}

/** The double "To" is the service's. */
export interface Consent {
  consentToToShareInfoWithOthers: boolean;
  consentToContact: boolean;
  consentToShareReferralWithMicrosoftSellers: boolean;
}

export interface Details {
  notes: string | null;
  dealValue: number;
  /** ISO 4217. */
  currency: string;
  /** Means a date; the portal stores the viewer's local midnight in UTC. */
  closingDateTime: string;
  customerRequestedContact: boolean | null;
  customerAction: string | null;
  incentiveLevel: string | null;
  requirements: Requirements;
}

export interface Requirements {
  industries: { id: string }[];
  products: { id: string }[];
  services: { id: string }[];
  solutions: Solution[];
  offers: unknown[];
  salesPlays: unknown[];
  additionalRequirements: {
    iot: Record<string, unknown>;
    attributes: { type: string; id: string }[];
  };
}

export interface Solution {
  id: string;
  name: string | null;
  type: string;
  price: number | null;
  quantity: number | null;
  currency: string | null;
  publisherName: string | null;
  solutionType: string | null;
  closingDateTime: string | null;
}

export interface InviteContext {
  notes: string | null;
  assistanceRequestCode: string;
  invitedMpnId: string | null;
  invitedBy: { organizationId: string; organizationName: string };
}

/** Whose token it is: the partner organization that the emulated tenant belongs to. */
export const OUR_ORGANIZATION = {
  id: "0d9a4a5f-2f65-4c4e-8b8f-6a3a2f1e0c77",
  name: "Adatum Systems",
  mpnId: "1234567",
} as const;

export const MICROSOFT = { id: "msft", name: "Microsoft" } as const;

/** The signed-in person's address: a Referrals user sees the referrals with it in their team. */
export const SIGNED_IN_EMAIL = "cosell@adatum.example";

type Stamps = "id" | "engagementId" | "createdDateTime" | "updatedDateTime" | "eTag";
type Contents = "name" | "customerProfile" | "details";

/** Everything but what the store stamps; what is not given has the value real output shows most often. */
export type ReferralDraft = Pick<Referral, Contents> & Partial<Omit<Referral, Contents>>;

/** A draft with all properties: an accepted co-sell deal that the organization made itself. */
export function completeReferral(draft: ReferralDraft): Omit<Referral, Stamps> {
  return {
    organizationId: OUR_ORGANIZATION.id,
    organizationName: OUR_ORGANIZATION.name,
    lastModifiedVia: null,
    lastRunId: null,
    externalReferenceId: null,
    expirationDateTime: null,
    status: "Active",
    substatus: "Accepted",
    statusReason: null,
    qualification: "SalesQualified",
    type: "Shared",
    referralSource: null,
    favorite: false,
    campaignId: null,
    salesStage: null,
    quality: "Unknown",
    isSpam: false,
    // Relative to the owner of the record: a partner's own copy of its own deal says Incoming.
    direction: "Incoming",
    mpnId: OUR_ORGANIZATION.mpnId,
    referralProgram: null,
    dealSensitivity: "None",
    createdVia: null,
    tags: [],
    acceptedDateTime: null,
    closedDateTime: null,
    callToAction: null,
    registrationStatus: "None",
    target: draft.details.requirements.solutions.map(({ id }) => ({ type: "SolutionProfile", id })),
    consent: {
      consentToToShareInfoWithOthers: true,
      consentToContact: true,
      consentToShareReferralWithMicrosoftSellers: true,
    },
    team: [],
    inviteContext: {
      notes: null,
      assistanceRequestCode: "Unknown",
      invitedMpnId: OUR_ORGANIZATION.mpnId,
      invitedBy: { organizationId: OUR_ORGANIZATION.id, organizationName: OUR_ORGANIZATION.name },
    },
    trackingInfo: {
      microsoftMsxId: null,
      microsoftUSFedOpportunityId: null,
      microsoftUSFedLeadId: null,
      migratedPSCDealId: null,
      migratedPSCPartnerDealId: null,
    },
    registrations: [],
    ...draft,
  };
}
