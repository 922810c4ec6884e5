import { isMicrosoftsPath, type Mapping } from "../../mapping/mapping.ts";
import { idIn, objectIn, picked } from "../../mapping/project.ts";
import { HELP_PATH, isVisibleToMicrosoft } from "../../mapping/share.ts";
import { MICROSOFT } from "../../model/microsoft.ts";
import type { ReferralReader } from "../../model/ports.ts";
import type { RemoteRecord } from "../../model/record.ts";
import { inviterOf, kindOf } from "../../reconcile/record/kind.ts";
import { isOver } from "../../reconcile/record/state-of.ts";
import { isBefore } from "../../reconcile/record/timestamp.ts";
import type { Collected } from "./collected.ts";
import { MAYBE_OF_OURS } from "./pulled.ts";

export interface MicrosoftsLook {
  /** Whether the listing was a whole one. */
  readonly listedAll: boolean;
  /** Whether that had none of Microsoft's. */
  readonly unlisted: boolean;
  /** The one referral that the run looks at, or `null`. */
  readonly only: string | null;
  /** Ours, as far as it is known. */
  readonly organization: string | null;
}

/**
 * The engagements that a run came across: our referral and, beside it, Microsoft's own of the same deal (its
 * organization is `msft`). Where both come in the same listing, Microsoft's side takes a request of its own only where
 * ours is not listed, because nothing of it changed, and where a record is looked at by name. Whether a listing has
 * Microsoft's at all is documented nowhere: where a whole one has none, they are asked for by their engagements.
 */
export class Engagements {
  readonly #referrals: ReferralReader;
  readonly #shown: readonly string[];
  /** All but Microsoft's, by their ids: a partner may be in the deal as well. */
  readonly #ours = new Map<string, Map<string, RemoteRecord>>();
  readonly #microsofts = new Map<string, RemoteRecord>();
  /** Engagements that were read as a whole → ids of what was in the answer. */
  readonly #read = new Map<string, ReadonlySet<string>>();

  constructor(referrals: ReferralReader, mapping: Mapping) {
    this.#referrals = referrals;
    this.#shown = microsoftsPaths(mapping);
  }

  /** @param isNews Whether this version of the referral has not been dealt with. */
  note(referral: RemoteRecord, isNews: boolean): void {
    const engagement = engagementOf(referral);
    if (engagement === null) return;
    if (!isMicrosofts(referral)) this.#noteOurs(engagement, referral);
    else if (isNews && !outranks(this.#microsofts.get(engagement), referral))
      this.#microsofts.set(engagement, this.#asShown(referral));
  }

  #noteOurs(engagement: string, referral: RemoteRecord): void {
    const known = this.#ours.get(engagement);
    if (known) known.set(referral.id, referral);
    else this.#ours.set(engagement, new Map([[referral.id, referral]]));
  }

  /** What is of our organization; all where nobody knows which that is, and a partner's is left out later. */
  #oursIn(engagement: string, organization: string | null): RemoteRecord[] {
    const known = [...(this.#ours.get(engagement)?.values() ?? [])];
    const ours = known.filter((referral) => isOf(organization, referral));
    return ours.length > 0 ? ours : known;
  }

  /** No more of Microsoft's than the mapping looks at: in a full read there may be one for each deal. */
  #asShown(referral: RemoteRecord): RemoteRecord {
    return { ...referral, properties: picked(referral.properties, this.#shown) };
  }

  /** Lets go of both referrals of a deal that this run does not deal with. */
  drop(referral: RemoteRecord): void {
    const engagement = engagementOf(referral) ?? "";
    this.#ours.get(engagement)?.delete(referral.id);
    this.#microsofts.delete(engagement);
  }

  /** Lets go of Microsoft's referral, if it was noted; ours is in step with it. */
  forget(engagement: string): boolean {
    return this.#microsofts.delete(engagement);
  }

  /**
   * Adds our referrals in whose engagement Microsoft's changed. One that is looked at by name is read with its whole engagement:
   * what Microsoft changed before is not listed any more.
   * Where nobody can say now whose deal one of Microsoft's is, that one is left out, and waits.
   */
  async addTo(
    collected: Pick<Collected, "referrals" | "leaveOut">,
    { listedAll, unlisted, only, organization }: MicrosoftsLook,
  ): Promise<void> {
    const { referrals } = collected;
    // One that was left out by an earlier run, or that somebody asked for by its own id, is in no listing.
    for (const referral of referrals.values()) if (isMicrosofts(referral)) this.note(referral, true);
    const unsure = [...this.#microsofts].filter(
      ([engagement, theirs]) =>
        isOver(theirs) || !this.#oursIn(engagement, organization).some((one) => isOf(organization, one)),
    );
    // What is not in a whole listing is not ours to see.
    if (!listedAll) await this.#readWhole(unsure.map(([engagement]) => engagement));
    for (const engagement of this.#microsofts.keys())
      for (const ours of this.#oursIn(engagement, organization))
        if (!referrals.has(ours.id)) referrals.set(ours.id, ours);
    const missed = [...referrals.values()].filter(
      (referral) =>
        mayHaveMicrosoft(referral) && (referral.id === only || (unlisted && hasMicrosoft(referral))),
    );
    await this.complete(missed);
    const unread = unsure.filter(([engagement]) => !listedAll && !this.#read.has(engagement));
    collected.leaveOut(
      unread.map(([, { id }]) => id),
      MAYBE_OF_OURS,
    );
  }

  /** Makes sure that Microsoft's referrals beside these of ours are known, where there are any. */
  async complete(referrals: readonly RemoteRecord[]): Promise<void> {
    const engagements = referrals.map(engagementOf).filter((engagement) => engagement !== null);
    await this.#readWhole(engagements.filter((engagement) => !this.#microsofts.has(engagement)));
  }

  /** Microsoft's referrals of these engagements. */
  async ofMicrosoft(engagements: readonly string[]): Promise<RemoteRecord[]> {
    const found = await this.#referrals.ofEngagements(engagements);
    return [...found.values()].flat().filter(isMicrosofts);
  }

  /**
   * Whether the engagement was looked at by itself, and Microsoft has no referral in it. An answer without the referral itself
   * does not show the engagement, as one that comes too early.
   */
  lacksMicrosofts(referral: RemoteRecord): boolean {
    const engagement = engagementOf(referral);
    if (engagement === null || this.#microsofts.has(engagement)) return false;
    return this.#read.get(engagement)?.has(referral.id) ?? false;
  }

  async #readWhole(engagements: readonly string[]): Promise<void> {
    const unread = [...new Set(engagements)].filter((engagement) => !this.#read.has(engagement));
    for (const [engagement, found] of await this.#referrals.ofEngagements(unread)) {
      this.#read.set(engagement, new Set(found.map(({ id }) => id)));
      for (const referral of found) this.note(referral, true);
    }
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
  return [...new Set(["id", "organizationId", "engagementId", "status", CREATED, HELP_PATH, ...shown])];
}

const CREATED = "createdDateTime";

/**
 * Whether a referral of Microsoft's that is known stands for the deal rather than another one of the same engagement: one
 * that is not over, else the later one. Which comes first in a listing says nothing of that.
 */
function outranks(known: RemoteRecord | undefined, other: RemoteRecord): boolean {
  if (!known || known.id === other.id) return false;
  if (isOver(known) !== isOver(other)) return isOver(other);
  const [since, sinceWhen] = [known, other].map(({ properties }) => properties[CREATED]);
  return isBefore(String(sinceWhen), String(since));
}

/** Microsoft has no referral of its own of a deal that is not shared (create-a-referral). */
export function mayHaveMicrosoft(referral: RemoteRecord): boolean {
  return isVisibleToMicrosoft(referral) !== false;
}

/** Whether Microsoft takes part in a co-sell deal that goes on, as far as our referral says: it sent it, or is to help. */
export function hasMicrosoft(referral: RemoteRecord): boolean {
  const { assistanceRequestCode: help } = objectIn(referral.properties.inviteContext);
  const isAsked = typeof help === "string" && help !== "" && help !== "Unknown";
  const takesPart = isAsked || inviterOf(referral) === MICROSOFT;
  return takesPart && !isOver(referral) && kindOf(referral) === "co-sell";
}

function isOf(organization: string | null, { properties }: RemoteRecord): boolean {
  return organization !== null && properties.organizationId === organization;
}

/** Whether it is Microsoft's own referral of a deal. */
export function isMicrosofts({ properties }: RemoteRecord): boolean {
  return properties.organizationId === MICROSOFT;
}

/** `null` where a referral does not say. */
export function engagementOf(referral: RemoteRecord): string | null {
  return idIn(referral, "engagementId");
}
