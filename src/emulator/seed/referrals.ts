import {
  type Details,
  MICROSOFT,
  OUR_ORGANIZATION,
  type Referral,
  type ReferralDraft,
  SIGNED_IN_EMAIL,
  type Solution,
} from "../partner-center/referral.ts";
import { customer, type Place, person } from "./customers.ts";
import type { Random } from "./random.ts";

/** What a referral is about to become. Of ten, six are running deals, two await an answer, and so on. */
type Kind = "running" | "inbound" | "closed" | "lead";
const KINDS: readonly Kind[] = [
  "running",
  "running",
  "inbound",
  "running",
  "closed",
  "running",
  "inbound",
  "running",
  "lead",
  "running",
];

export interface ReferralSeed {
  readonly draft: ReferralDraft;
  readonly kind: Kind;
  /** The calendar date that the person in the portal meant. */
  readonly closingDate: string;
}

const DAY = 86_400_000;

/** `count` referrals of our organization, all invented. */
export function referralSeeds(count: number, random: Random, now: Date): ReferralSeed[] {
  return Array.from({ length: count }, (_, number) => referralSeed(number, random, now));
}

function referralSeed(number: number, random: Random, now: Date): ReferralSeed {
  const kind = KINDS[number % KINDS.length] ?? "running";
  const { profile, place } = customer(number, random);
  const closingDate = dateAfter(now, random.between(20, 240));
  const created =
    now.getTime() - random.between(4, 8) * DAY - (kind === "inbound" ? 0 : random.between(10, 200) * DAY);
  const updated = random.between(created, now.getTime() - 3_600_000);
  const topic = random.pick([
    "warehouse telemetry",
    "fleet analytics",
    "data platform",
    "SAP move",
    "copilot pilot",
  ]);
  const draft: ReferralDraft = {
    name: `${profile.name} - ${topic}`,
    externalReferenceId: random.chance(0.2) ? "" : null,
    createdDateTime: moment(created, random),
    updatedDateTime: moment(updated, random),
    acceptedDateTime: moment(created, random),
    salesStage: random.pick([null, "20", "40", "60", "100"]),
    customerProfile: profile,
    details: details({ random, place, closingDate }),
    team: [ourSeller(random)],
    ...kindOf({ kind, number, random, now, updated: moment(updated, random) }),
  };
  return { draft, kind, closingDate };
}

interface DealParts {
  readonly random: Random;
  readonly place: Place;
  readonly closingDate: string;
}

function details({ random, place, closingDate }: DealParts): Details {
  const cents = place.currency === "JPY" || random.chance(0.8) ? 0 : 0.5;
  return {
    notes: random.pick([
      "Pilot in two sites, then national roll-out.",
      "Budget is approved.\nKick-off in spring.",
      "",
      null,
    ]),
    dealValue: random.between(25, 1200) * 500 + cents,
    currency: place.currency,
    closingDateTime: localMidnight(closingDate, place.offset),
    customerRequestedContact: null,
    customerAction: null,
    incentiveLevel: null,
    requirements: {
      industries: [],
      products: [],
      services: [],
      solutions: [solution(random)],
      offers: [],
      salesPlays: [],
      additionalRequirements: {
        iot: { azureCertifiedDevice: false, attachServices: false },
        attributes: [{ type: "CustomerMarketplaceIntent", id: "HaveNotDecided" }],
      },
    },
  };
}

function solution(random: Random): Solution {
  const blank = { price: null, quantity: null, currency: null, closingDateTime: null };
  return random.pick<Solution>([
    {
      ...blank,
      id: "SOL-10101-AAA",
      name: "Warehouse Telemetry",
      type: "Name",
      publisherName: OUR_ORGANIZATION.name,
      solutionType: "3P",
    },
    { ...blank, id: "SOL-2173-UYM", name: null, type: "None", publisherName: null, solutionType: null },
    {
      ...blank,
      id: "8e4c9a35-2f1d-4c6b-9a57-3d2e1f0a4b68",
      name: "Azure",
      type: "Name",
      publisherName: MICROSOFT.name,
      solutionType: null,
    },
  ]);
}

function ourSeller(random: Random): Referral["team"][number] {
  const seller = person(random, "adatum.example");
  return random.chance(0.3) ? { ...seller, email: SIGNED_IN_EMAIL } : seller;
}

interface KindParts {
  readonly kind: Kind;
  readonly number: number;
  readonly random: Random;
  readonly now: Date;
  readonly updated: string;
}

function kindOf({ kind, number, random, now, updated }: KindParts): Partial<Referral> {
  if (kind === "inbound") return inbound(random, now);
  if (kind === "closed") return closed(number, updated);
  return kind === "lead" ? marketplaceLead() : {};
}

function inbound(random: Random, now: Date): Partial<Referral> {
  return {
    status: "New",
    substatus: random.chance(0.8) ? "Pending" : "Received",
    acceptedDateTime: null,
    salesStage: null,
    expirationDateTime: `${dateAfter(now, random.between(3, 10))}T00:00:00Z`,
    inviteContext: {
      notes: "The customer asked for a partner with experience.",
      assistanceRequestCode: "GeneralOrOther",
      invitedMpnId: OUR_ORGANIZATION.mpnId,
      invitedBy: { organizationId: MICROSOFT.id, organizationName: MICROSOFT.name },
    },
  };
}

/** `Error` is a substatus that the portal has and the API's own table lacks. */
const ENDINGS = ["Won", "Lost", "Declined", "Expired", "Error"];

function closed(number: number, closedDateTime: string): Partial<Referral> {
  const substatus = ENDINGS[Math.floor(number / KINDS.length) % ENDINGS.length] ?? "Won";
  const won = substatus === "Won";
  return {
    status: "Closed",
    substatus,
    statusReason: won ? null : "Customer requirement not met",
    closedDateTime,
    registrationStatus: won ? "ReviewPending" : "None",
  };
}

function marketplaceLead(): Partial<Referral> {
  return {
    type: "Independent",
    qualification: "Direct",
    referralSource: "AzureMarketplace",
    callToAction: "ContactMe",
    inviteContext: {
      notes: null,
      assistanceRequestCode: "Unknown",
      invitedMpnId: null,
      invitedBy: { organizationId: MICROSOFT.id, organizationName: MICROSOFT.name },
    },
  };
}

/** Microsoft's own record of a deal, in the same engagement. */
export function microsoftSeed(own: Readonly<Referral>, random: Random): ReferralDraft {
  const { name, engagementId, customerProfile, details: shared, createdDateTime } = own;
  const [status, substatus] = random.pick<readonly [string, string]>([
    ["New", "Pending"],
    ["Active", "Accepted"],
    ["Closed", "Declined"],
  ]);
  return {
    name,
    engagementId,
    customerProfile,
    details: shared,
    createdDateTime,
    updatedDateTime: createdDateTime,
    status,
    substatus,
    organizationId: MICROSOFT.id,
    organizationName: MICROSOFT.name,
    direction: "Outgoing",
    target: [{ type: "BusinessProfileLocation", id: MICROSOFT.id }],
    trackingInfo: { microsoftMsxId: `7-${random.digits(10)}` },
  };
}

function dateAfter(now: Date, days: number): string {
  return new Date(now.getTime() + days * DAY).toISOString().slice(0, 10);
}

/** The moment that a local midnight is in UTC: `…T23:00:00Z` of the day before, `…T18:30:00Z`, `…T03:00:00Z`. */
function localMidnight(date: string, offset: number): string {
  return new Date(Date.parse(date) - offset * 3_600_000).toISOString().replace(".000Z", "Z");
}

/** With seven fractional digits, as the service writes it. */
function moment(time: number, random: Random): string {
  return new Date(time).toISOString().replace("Z", `${random.digits(4)}Z`);
}
