import type { Mapping } from "../../mapping/mapping.ts";
import { NO_LOOKUPS } from "../../mapping/transforms/transform.ts";
import type { RemoteRecord } from "../../model/record.ts";
import type { SyncState } from "../../model/state.ts";
import { isOurs } from "../../reconcile/record/kind.ts";
import type { ReadPorts } from "../ports.ts";
import { Collected } from "./collected.ts";
import { Engagements, isMicrosofts, type MicrosoftsLook } from "./engagements.ts";
import { readEngagementsToJoin } from "./engagements-to-join.ts";
import { readLeadsAndNamedRows, referralsByLead } from "./leads.ts";
import { type Listed, readListings } from "./listings.ts";
import { lookupsOnce } from "./lookups.ts";
import { partnersReferrals } from "./partners.ts";
import { type Look, MAYBE_A_PARTNERS, NO_LISTING, NOT_VISIBLE, type Pulled } from "./pulled.ts";
import { replaceStaleReadings } from "./read-again.ts";
import type { Parts } from "./reading.ts";
import { RowsAhead } from "./rows-ahead.ts";
import { ShareRows } from "./share-rows.ts";
import { WaitingList } from "./waiting-list.ts";

/**
 * Reads what changed on each side since the watermarks, and the missing counterpart of each.
 *
 * - Everything that changed, both listings at the same time, and what a webhook reported.
 * - What is in step is dropped as it comes: our own writes need no other suppression, and nothing is read for them.
 * - Rows come in batches by referral identifier. Partner Center has no batch, so many referrals are looked for in
 *   its list, and few are asked for one by one.
 *
 * @throws TooMuchNews when more has changed than one run takes up
 */
export async function pull(
  ports: ReadPorts,
  state: SyncState,
  mapping: Mapping,
  look: Look,
): Promise<Pulled> {
  const { only, asked, reported } = look;
  const parts = partsOf(ports, state, mapping, look);
  const { waiting } = parts;
  const puller = new Puller(ports, mapping, parts);
  const announced = waiting.announced(asked);
  const named = new Set([...announced, ...reported]);
  const listed = only === null ? await readListings(ports, mapping, parts, named) : null;
  if (listed) await puller.readReported(reported);
  const listedAll = listed?.reads.all ?? false;
  if (!listedAll) await puller.readUntied();
  const { unlisted = false, organization = null } = listed ?? {};
  if (only === null && mapping.share) await puller.readShares({ asked, listedAll });
  const due = only === null ? waiting.due() : [only];
  await puller.readReferrals([...due, ...announced, ...(listed?.moved ?? [])]);
  if (mapping.share) await puller.readTwins();
  if (mapping.showsMicrosoft) await puller.readMicrosoftsSide({ only, listedAll, unlisted, organization });
  await puller.readCounterparts(only);
  await puller.leavePartnersOut(organization);
  await readEngagementsToJoin(mapping, parts, { listedAll, unlisted });
  return puller.result(listed);
}

function partsOf(
  ports: ReadPorts,
  state: SyncState,
  mapping: Mapping,
  { ahead: merges, mostDeals, mostAgain }: Look,
): Parts {
  const waiting = new WaitingList(state, mapping.digest, ports.clock.now().toISOString(), mostAgain);
  const collected = new Collected(mapping);
  return {
    waiting,
    collected,
    ahead: new RowsAhead(ports.opportunities, collected),
    merges,
    engagements: new Engagements(ports.referrals, mapping),
    shares: new ShareRows(mapping, waiting),
    lookups: lookupsOnce(ports, mapping),
    mostDeals,
  };
}

/** Reads what the listings have not shown, step by step. */
class Puller {
  readonly #ports: ReadPorts;
  readonly #mapping: Mapping;
  readonly #parts: Parts;
  #leads: readonly RemoteRecord[] = [];
  /** Ids of referrals of partners. */
  #partners: ReadonlySet<string> = new Set();
  /** Ids of referrals that Partner Center does not show. */
  readonly #notVisible = new Set<string>();

  constructor(ports: ReadPorts, mapping: Mapping, parts: Parts) {
    this.#ports = ports;
    this.#mapping = mapping;
    this.#parts = parts;
  }

  /** One that is not ours to see, or was dealt with before its notification came, needs no further look. */
  async readReported(ids: readonly string[]): Promise<void> {
    const { collected, engagements, waiting } = this.#parts;
    for (const referral of await this.#ports.referrals.fresh(ids)) {
      const isNews = waiting.state.referrals?.seen[referral.id] !== referral.etag;
      // Whether the list has Microsoft's at all is nowhere said.
      if (isNews && isMicrosofts(referral)) engagements.note(referral, true);
      if (!isNews || !isOurs(this.#mapping, referral)) continue;
      if (!waiting.isSettled(referral, referral.id)) collected.keep(referral);
    }
  }

  /** Where a referral is gone, it does not matter that a row was of it. */
  async readUntied(): Promise<void> {
    const { collected } = this.#parts;
    const ids = [...collected.untied.keys()].filter((id) => !collected.referrals.has(id));
    if (ids.length > 0) collected.keepAll(await this.#ports.referrals.byIds(ids));
  }

  async readShares(look: Parameters<ShareRows["read"]>[1]): Promise<void> {
    const { collected, shares } = this.#parts;
    collected.keepAll(await shares.read(this.#ports.opportunities, look));
    shares.own(await referralsByLead(this.#ports, this.#mapping, shares.wanted));
    await this.readReferrals(shares.owners());
    shares.free(collected.referrals, collected.untied);
  }

  /** What may be one deal on both sides is only looked at together. */
  async readTwins(): Promise<void> {
    const { collected, shares } = this.#parts;
    await this.readReferrals(shares.twins());
    collected.keepAll(await shares.readTwins(this.#ports.opportunities, collected.referrals));
  }

  async readReferrals(ids: readonly string[]): Promise<void> {
    const { collected } = this.#parts;
    const { referrals } = collected;
    const missing = [...new Set(ids)].filter((id) => !referrals.has(id));
    if (missing.length === 0) return;
    const unasked = missing.filter((id) => !this.#notVisible.has(id));
    for (const referral of await this.#ports.referrals.byIds(unasked)) referrals.set(referral.id, referral);
    const notVisible = missing.filter((id) => !referrals.has(id));
    for (const id of notVisible) this.#notVisible.add(id);
    // Once more where it was already: its row may not have been there then.
    collected.leaveOut(notVisible, NOT_VISIBLE);
  }

  readMicrosoftsSide(look: MicrosoftsLook): Promise<void> {
    const { collected, engagements } = this.#parts;
    return engagements.addTo(collected, look);
  }

  async readCounterparts(only: string | null): Promise<void> {
    const { collected, ahead, waiting, lookups } = this.#parts;
    const owners = collected.owners();
    // Where a row only means a referral, it has to be known whether another one carries its identifier.
    await this.readReferrals([...owners, ...collected.meant()]);
    const withoutRow = [...collected.referrals.keys()].filter((id) => !owners.has(id));
    if (withoutRow.length > 0) {
      // The lookups are needed in any case, to see what was read: there is no reason to wait for them afterwards.
      const [rows] = await Promise.all([ahead.of(withoutRow), lookups()]);
      collected.keepAll(rows);
    }
    collected.keepUntied();
    this.#leads = await readLeadsAndNamedRows(this.#ports, this.#mapping, this.#parts, only);
    await replaceStaleReadings(collected, this.#ports, { mapping: this.#mapping, state: waiting.state });
  }

  async leavePartnersOut(organization: string | null): Promise<void> {
    const { collected } = this.#parts;
    const owners = collected.owners();
    const alone = [...collected.referrals.values()].filter(
      (referral) => isOurs(this.#mapping, referral) && !owners.has(referral.id),
    );
    const { theirs, unsure } = await partnersReferrals(this.#ports, this.#mapping, { alone, organization });
    this.#partners = theirs;
    collected.leaveOut(unsure, MAYBE_A_PARTNERS);
  }

  async result(listed: Listed | null): Promise<Pulled> {
    const { collected, engagements, waiting, lookups } = this.#parts;
    const { rows, unreadable, others } = collected;
    const all = [...collected.referrals.values()];
    const referrals = all.filter((one) => isOurs(this.#mapping, one) && !this.#partners.has(one.id));
    const shares = this.#parts.shares.result(rows);
    return {
      referrals: referrals.map((referral) => engagements.withMicrosofts(referral)),
      ...shares,
      unwanted: [...shares.unwanted, ...waiting.corrected(), ...others],
      withoutMicrosoft: new Set(
        referrals.filter((one) => engagements.lacksMicrosofts(one)).map(({ id }) => id),
      ),
      rows: [...rows.values()],
      leads: this.#leads,
      lookups: referrals.length + shares.shares.length > 0 ? await lookups() : NO_LOOKUPS,
      reads: listed?.reads ?? null,
      unreadable,
      looked: all.map(({ id }) => id),
      ...(listed?.counted ?? NO_LISTING),
    };
  }
}
