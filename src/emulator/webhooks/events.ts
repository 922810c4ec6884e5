import { OUR_ORGANIZATION, type Referral } from "../partner-center/referral.ts";

/** As `GET …/registration/events` lists them; the real list is longer, and grows. */
export const EVENTS = [
  "test-created",
  "referral-created",
  "referral-updated",
  "related-referral-created",
  "related-referral-updated",
  "subscription-updated",
  "invoice-ready",
  "azure-fraud-event-detected",
  "granular-admin-relationship-approved",
];

export interface WebhookEvent {
  readonly name: string;
  /** The body: compact JSON, with the names in the documented order. */
  readonly body: string;
}

/** "Related" are the referrals of others. Where the event points to is not where the referral can be read. */
export function referralEvent(kind: "create" | "update", referral: Readonly<Referral>): WebhookEvent {
  const related = referral.organizationId === OUR_ORGANIZATION.id ? "" : "related-";
  const uri = `https://api.partnercenter.microsoft.com/engagements/v1/referrals/${referral.id}`;
  return event(`${related}referral-${kind}d`, { uri, resource: "referral", at: referral.updatedDateTime });
}

/** With plain http in its address, as documented. */
export function testEvent(correlationId: string, now: Date): WebhookEvent {
  const uri = `http://api.partnercenter.microsoft.com/webhooks/v1/registration/validationEvents/${correlationId}`;
  return event("test-created", { uri, resource: "test", at: now.toISOString() });
}

interface Subject {
  readonly uri: string;
  readonly resource: string;
  readonly at: string;
}

function event(name: string, { uri, resource, at }: Subject): WebhookEvent {
  const body = JSON.stringify({
    EventName: name,
    ResourceUri: uri,
    ResourceName: resource,
    AuditUri: null,
    ResourceChangeUtcDate: sevenDigits(at),
  });
  return { name, body };
}

/** `2018-02-17T00:05:39.5485487+00:00` */
function sevenDigits(time: string): string {
  const [seconds = "", fraction = ""] = time.replace(/Z$/, "").split(".");
  return `${seconds}.${fraction.padEnd(7, "0").slice(0, 7)}+00:00`;
}
