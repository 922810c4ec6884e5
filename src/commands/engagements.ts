import { isMicrosoftsPath, type Mapping } from "../mapping/mapping.ts";
import { picked } from "../mapping/project.ts";
import { HELP_PATH, isVisibleToMicrosoft } from "../mapping/share.ts";
import type { ReferralReader } from "../model/ports.ts";
import type { RemoteRecord } from "../model/record.ts";
import type { Waiting } from "../model/state.ts";
import { kindOf } from "../reconcile/kind.ts";

interface MicrosoftsLook {
  /** Whether the listing was a whole one. */
  readonly listedAll: boolean;
  /** The one referral that the run looks at, or `null`. */
  readonly only: string | null;
  readonly waiting: ReadonlyMap<string, Waiting>;
}

/**
 * The engagements that a run came across: our referral and, beside it, Microsoft's own of the same deal (its
 * organisation is `msft`). Both come in the same listing, so showing Microsoft's side costs a request of its
 * own only where ours is not listed, because nothing of it changed; and where a record is looked at by name.
 */
export class Engagements {
  readonly #referrals: ReferralReader;
  readonly #shown: readonly string[];
  readonly #ours = new Map<string, RemoteRecord>();
  readonly #microsofts = new Map<string, RemoteRecord>();
  /** Engagements that were read as a whole. */
  readonly #read = new Set<string>();

  constructor(referrals: ReferralReader, mapping: Mapping) {
    this.#referrals = referrals;
    this.#shown = microsoftsPaths(mapping);
  }

  /** @param isNews Whether this version of the referral has not been dealt with. */
  note(referral: RemoteRecord, isNews: boolean): void {
    const engagement = engagementOf(referral);
    if (engagement === null) return;
    if (!isMicrosofts(referral)) this.#ours.set(engagement, referral);
    else if (isNews) this.#microsofts.set(engagement, this.#asShown(referral));
  }

  /** No more of Microsoft's than the mapping looks at: in a full read there may be one for each deal. */
  #asShown(referral: RemoteRecord): RemoteRecord {
    return { ...referral, properties: picked(referral.properties, this.#shown) };
  }

  /** Lets go of Microsoft's referral, if it was noted; ours is in step with it. */
  forget(engagement: string): boolean {
    return this.#microsofts.delete(engagement);
  }

  /**
   * Adds our referrals in whose engagement Microsoft's changed. One that is looked at by name, or again after it
   * was not written, is read with its whole engagement: what Microsoft changed before is not listed any more.
   */
  async addTo(
    referrals: Map<string, RemoteRecord>,
    { listedAll, only, waiting }: MicrosoftsLook,
  ): Promise<void> {
    for (const engagement of this.#microsofts.keys()) {
      // What is not in a whole listing is not ours to see.
      if (!listedAll && !this.#ours.has(engagement)) await this.#readWhole(engagement);
      const ours = this.#ours.get(engagement);
      if (ours && !referrals.has(ours.id)) referrals.set(ours.id, ours);
    }
    for (const referral of referrals.values()) {
      // Microsoft has no referral of its own of a deal that is not shared (create-a-referral).
      const engagement = isVisibleToMicrosoft(referral) === false ? null : engagementOf(referral);
      const isMissed = referral.id === only || wasNotWritten(waiting.get(referral.id));
      if (isMissed && engagement !== null && !this.#microsofts.has(engagement))
        await this.#readWhole(engagement);
    }
  }

  /** Makes sure that Microsoft's referral beside ours is known, if there is one. */
  async complete(referral: RemoteRecord): Promise<void> {
    const engagement = engagementOf(referral);
    if (engagement !== null && !this.#microsofts.has(engagement)) await this.#readWhole(engagement);
  }

  /** Whether the engagement was looked at by itself, and Microsoft has no referral in it. */
  lacksMicrosofts(referral: RemoteRecord): boolean {
    const engagement = engagementOf(referral);
    return engagement !== null && this.#read.has(engagement) && !this.#microsofts.has(engagement);
  }

  async #readWhole(engagement: string): Promise<void> {
    if (this.#read.has(engagement)) return;
    this.#read.add(engagement);
    for (const referral of await this.#referrals.ofEngagement(engagement))
      if (kindOf(referral) !== "marketplace lead") this.note(referral, true);
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

/** Where a mapping finds something in Microsoft's referral; what it is known by, and what it was asked for. */
function microsoftsPaths({ fields }: Mapping): string[] {
  const paths = fields.flatMap(({ transform }) => transform.referral.reads).filter(isMicrosoftsPath);
  const shown = paths.map((path) => path.slice("microsoft.".length));
  return [...new Set(["id", "organizationId", "engagementId", HELP_PATH, ...shown])];
}

function wasNotWritten(entry: Waiting | undefined): boolean {
  return entry?.kind === "stale" || entry?.kind === "rejected" || entry?.kind === "failed";
}

export function isMicrosofts({ properties }: RemoteRecord): boolean {
  return properties.organizationId === "msft";
}

export function engagementOf({ properties }: RemoteRecord): string | null {
  const { engagementId } = properties;
  return typeof engagementId === "string" && engagementId !== "" ? engagementId.toLowerCase() : null;
}
