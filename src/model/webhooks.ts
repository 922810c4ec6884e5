/** All four that a deal can cause, as the documentation of the co-sell connector has it ("Partner Center webhook events"). */
export const REFERRAL_EVENTS: readonly string[] = [
  "referral-created",
  "referral-updated",
  "related-referral-created",
  "related-referral-updated",
];

/** Where Partner Center sends a tenant's notifications: one address for all events. */
export interface Registration {
  /** May hold a key in its query, so it is never printed: only its origin is. */
  readonly url: string;
  /** Without an order. */
  readonly events: readonly string[];
  /** The signature comes in `x-ms-signature`, not `Authorization`; `null` when the service did not say. */
  readonly ownHeader: boolean | null;
}

export interface WebhookReader {
  /** Names of all events that can be registered. */
  events(): Promise<readonly string[]>;
  /** `null` only when the service says that there is none. */
  registration(): Promise<Registration | null>;
}

export interface WebhookWriter {
  /** `exists` when somebody else registered first; then nothing was changed. */
  create(registration: Registration): Promise<"created" | "exists">;
  /** Takes the place of the whole registration, all its events included. */
  replace(registration: Registration): Promise<void>;
  /** Has a test event sent to the registered address. Returns the id to follow it by. */
  sendTest(): Promise<string>;
  testResult(id: string): Promise<TestResult>;
}

/** What became of a test event; `problem` when it could not be sent, or not be followed to its end. */
export type TestOutcome = TestResult & { readonly problem: string | null };

export interface TestResult {
  readonly isOver: boolean;
  /** `OK`, or the name of another HTTP status. Which comes first is not documented. */
  readonly responseCodes: readonly string[];
}

/** What the state branch remembers of the registration. */
export interface RegistrationMemory {
  /** What we registered last; `null` when that was put back. */
  readonly ours: OwnRegistration | null;
  /** What somebody else had there before us. */
  readonly previous: SealedRegistration | null;
  /** A run that announced a change and has not yet told what became of it; it registers `ours`, or puts back. */
  readonly pending: { readonly run: string; readonly ours: OwnRegistration | null } | null;
}

/** A registration of ours as git may know it. */
export interface OwnRegistration {
  readonly sha256: string;
  readonly origin: string;
  readonly events: readonly string[];
}

/** That of somebody else. `url` can be opened with the secret of this installation alone. */
export interface SealedRegistration {
  readonly origin: string;
  readonly events: readonly string[];
  readonly ownHeader: boolean | null;
  readonly url: string;
}

/** Hides a text from everybody who does not know the secret of this installation. */
export interface Seal {
  /** `null` when there is no secret. */
  close(text: string): string | null;
  /** `null` when it was closed with another secret. */
  open(sealed: string): string | null;
}

export function isSameAddress(one: string, other: string): boolean {
  return addressOf(one) === addressOf(other);
}

/** As a client would ask for it: `https://relay.example` has a slash at its end then. */
export function addressOf(url: string): string {
  return URL.canParse(url) ? new URL(url).href : url;
}
