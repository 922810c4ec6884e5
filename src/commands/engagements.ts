import type { ReferralReader } from "../model/ports.ts";
import type { RemoteRecord } from "../model/record.ts";
import { inScope } from "../reconcile/match.ts";

/**
 * The engagements that a run came across: our referral and, beside it, Microsoft's own of the same deal (its
 * organisation is `msft`). Both come in the same listing, so showing Microsoft's side costs a request of its
 * own only where ours is not listed, because nothing of it changed; and where a record is looked at by name.
 */
export class Engagements {
  readonly #referrals: ReferralReader;
  readonly #ours = new Map<string, RemoteRecord>();
  readonly #microsofts = new Map<string, RemoteRecord>();

  constructor(referrals: ReferralReader) {
    this.#referrals = referrals;
  }

  /** @param isNews Whether this version of the referral has not been dealt with. */
  note(referral: RemoteRecord, isNews: boolean): void {
    const engagement = engagementOf(referral);
    if (engagement === null) return;
    if (!isMicrosofts(referral)) this.#ours.set(engagement, referral);
    else if (isNews) this.#microsofts.set(engagement, referral);
  }

  /**
   * Our referrals of the engagements in which something of Microsoft's changed.
   *
   * @param listedAll Whether the listing was a whole one: what is not in it is not ours to see.
   */
  async changedByMicrosoft(listedAll: boolean): Promise<RemoteRecord[]> {
    for (const engagement of this.#microsofts.keys())
      if (!listedAll && !this.#ours.has(engagement)) await this.#read(engagement);
    return [...this.#microsofts.keys()].flatMap((engagement) => this.#ours.get(engagement) ?? []);
  }

  /** Makes sure that Microsoft's side of this referral is known, if there is one. */
  async complete(referral: RemoteRecord): Promise<void> {
    const engagement = isPrivate(referral) ? null : engagementOf(referral);
    if (engagement !== null && !this.#microsofts.has(engagement)) await this.#read(engagement);
  }

  async #read(engagement: string): Promise<void> {
    for (const referral of await this.#referrals.ofEngagement(engagement))
      if (inScope(referral) || isMicrosofts(referral)) this.note(referral, true);
  }

  /**
   * The referral with Microsoft's as its property `microsoft`, where a mapping finds it. Missing when it was
   * not read: that is no information.
   */
  withMicrosofts(referral: RemoteRecord): RemoteRecord {
    const theirs = this.#microsofts.get(engagementOf(referral) ?? "");
    if (!theirs) return referral;
    return { ...referral, properties: { ...referral.properties, microsoft: theirs.properties } };
  }
}

/** Not shared: then Microsoft has no referral of its own (create-a-referral). */
function isPrivate({ properties }: RemoteRecord): boolean {
  const { consent } = properties;
  return (
    typeof consent === "object" &&
    consent !== null &&
    "consentToShareReferralWithMicrosoftSellers" in consent &&
    consent.consentToShareReferralWithMicrosoftSellers === false
  );
}

function isMicrosofts({ properties }: RemoteRecord): boolean {
  return properties.organizationId === "msft";
}

function engagementOf({ properties }: RemoteRecord): string | null {
  const { engagementId } = properties;
  return typeof engagementId === "string" && engagementId !== "" ? engagementId.toLowerCase() : null;
}
