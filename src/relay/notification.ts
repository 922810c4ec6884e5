import { z } from "zod";
import { parseJson, type Refusal, refuse } from "./delivery.ts";

/** What is taken out of a notification. Nothing else of it is used, least of all its addresses. */
export interface Notification {
  readonly event: string;
  /** Lower-case GUID; `null` when the event is not about a referral. */
  readonly referralId: string | null;
}

/** What is sent when somebody asks for a test. */
export const TEST_EVENT = "test-created";

/** "Related" are referrals of others in an engagement of ours. */
const REFERRAL_EVENTS: ReadonlySet<string> = new Set([
  "referral-created",
  "referral-updated",
  "related-referral-created",
  "related-referral-updated",
]);

/** Microsoft's samples of webhooks write names in either case. */
const schema = z
  .record(z.string(), z.unknown())
  .transform((body) =>
    Object.fromEntries(Object.entries(body).map(([name, value]) => [name.toLowerCase(), value])),
  )
  .pipe(z.object({ eventname: z.string(), resourceuri: z.string() }));
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Reads a body whose signature is good ("Partner Center webhook events"). */
export function readNotification(body: Uint8Array): Notification | Refusal {
  const parsed = schema.safeParse(parseJson(body));
  if (!parsed.success) return refuse(400, "the body is not a notification");
  const { eventname: event, resourceuri: uri } = parsed.data;
  if (!REFERRAL_EVENTS.has(event)) return { event, referralId: null };
  const referralId = lastSegment(uri);
  return GUID.test(referralId) ? { event, referralId } : refuse(400, `${event} does not name a referral`);
}

function lastSegment(uri: string): string {
  const path = URL.canParse(uri) ? new URL(uri).pathname : "";
  return path.slice(path.lastIndexOf("/") + 1).toLowerCase();
}
