import type { Mapping } from "../../mapping/mapping.ts";
import { isWantedThere } from "../../mapping/share.ts";
import { type Lookups, NO_LOOKUPS } from "../../mapping/transforms/transform.ts";
import type { RemoteRecord } from "../../model/record.ts";
import type { SyncState } from "../../model/state.ts";
import { namedRows } from "../../reconcile/match/match.ts";
import { rowIdFor } from "../../reconcile/record/ids.ts";
import { isOurs, mayBeLead } from "../../reconcile/record/kind.ts";
import type { ReadPorts } from "../ports.ts";
import { Collected } from "./collected.ts";
import { readLeads, readLostLeads, referralsByLead, referralsOf, wantHelp } from "./counterparts.ts";
import { Engagements, isMicrosofts, type MicrosoftsLook } from "./engagements.ts";
import { type Listed, readListings } from "./listings.ts";
import { lookupsOnce } from "./lookups.ts";
import { partnersReferrals } from "./partners.ts";
import { type Look, MAYBE_A_PARTNERS, NO_LISTING, NOT_VISIBLE, type Pulled } from "./pulled.ts";
import { replaceStaleReadings } from "./read-again.ts";
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
  { only, asked, reported, mostAgain, ...look }: Look,
): Promise<Pulled> {
  const waiting = new WaitingList(state, mapping.digest, ports.clock.now().toISOString(), mostAgain);
  const puller = new Puller(ports, mapping, waiting);
  const announced = waiting.announced(asked);
  const listed = only === null ? await puller.readChanges([...announced, ...reported], look) : null;
  if (listed) await puller.readReported(reported);
  const listedAll = listed?.reads.all ?? false;
  const { unlisted = false, organization = null } = listed ?? {};
  puller.leaveShares(listed);
  if (only === null && mapping.share) await puller.readShares({ asked, listedAll });
  const due = only === null ? waiting.due() : [only];
  await puller.readReferrals([...due, ...announced, ...(listed?.moved ?? [])]);
  if (mapping.share) await puller.readTwins();
  if (mapping.showsMicrosoft) await puller.readMicrosoftsSide({ only, listedAll, unlisted, organization });
  await puller.readCounterparts();
  await puller.leavePartnersOut(organization);
  await puller.readEngagementsToJoin(unlisted);
  return puller.result(listed);
}

class Puller {
  readonly #ports: ReadPorts;
  readonly #mapping: Mapping;
  readonly #waiting: WaitingList;
  readonly #shares: ShareRows;
  readonly #collected: Collected;
  readonly #ahead: RowsAhead;
  #leads: ReadonlyMap<string, RemoteRecord> = new Map();
  #lostLeads: readonly RemoteRecord[] = [];
  /** Ids of referrals of partners. */
  #partners: ReadonlySet<string> = new Set();
  /** Ids of referrals that Partner Center does not show. */
  readonly #notVisible = new Set<string>();
  readonly #engagements: Engagements;
  readonly #lookups: () => Promise<Lookups>;
  #sweepsNext = false;

  constructor(ports: ReadPorts, mapping: Mapping, waiting: WaitingList) {
    this.#ports = ports;
    this.#mapping = mapping;
    this.#engagements = new Engagements(ports.referrals, mapping);
    this.#lookups = lookupsOnce(ports, mapping);
    this.#waiting = waiting;
    this.#shares = new ShareRows(mapping, waiting);
    this.#collected = new Collected(mapping);
    this.#ahead = new RowsAhead(ports.opportunities, this.#collected);
  }

  /** @param named Referrals that are looked at whatever they say. */
  readChanges(
    named: readonly string[],
    { ahead: merges, mostDeals }: Pick<Look, "ahead" | "mostDeals">,
  ): Promise<Listed> {
    const parts = {
      collected: this.#collected,
      ahead: this.#ahead,
      merges,
      engagements: this.#engagements,
      shares: this.#shares,
      waiting: this.#waiting,
      lookups: this.#lookups,
      mostDeals,
    };
    return readListings(this.#ports, this.#mapping, parts, new Set(named));
  }

  /** One that is not ours to see, or was dealt with before its notification came, needs no further look. */
  async readReported(ids: readonly string[]): Promise<void> {
    for (const referral of await this.#ports.referrals.fresh(ids)) {
      const isNews = this.#waiting.state.referrals?.seen[referral.id] !== referral.etag;
      // Whether the list has Microsoft's at all is nowhere said.
      if (isNews && isMicrosofts(referral)) this.#engagements.note(referral, true);
      if (!isNews || !isOurs(this.#mapping, referral)) continue;
      if (!this.#waiting.isSettled(referral, referral.id)) this.#collected.keep(referral);
    }
  }

  /** @param listed Whether all rows were listed, but not all referrals. */
  leaveShares(listed: Listed | null): void {
    if (!listed || listed.reads.linked === null || listed.reads.all) return;
    this.#sweepsNext = this.#shares.leaveToSweep((text) => this.#ports.progress(text));
  }

  async readShares(look: Parameters<ShareRows["read"]>[1]): Promise<void> {
    this.#collected.keepAll(await this.#shares.read(this.#ports.opportunities, look));
    this.#shares.own(await referralsByLead(this.#ports, this.#mapping, this.#shares.wanted));
    await this.readReferrals(this.#shares.owners());
    this.#shares.free(this.#collected.referrals);
  }

  /** What may be one deal on both sides is only looked at together. */
  async readTwins(): Promise<void> {
    await this.readReferrals(this.#shares.twins());
    const { referrals } = this.#collected;
    this.#collected.keepAll(await this.#shares.readTwins(this.#ports.opportunities, referrals));
  }

  /**
   * Before Microsoft is asked for help, it has to be known that it was not asked before; and where a run that died had
   * announced that, whether it was.
   *
   * @param unlisted Whether the listing had none of Microsoft's referrals: then they come no other way.
   */
  async readEngagementsToJoin(unlisted: boolean): Promise<void> {
    const { referrals, rows: byId } = this.#collected;
    const rows = [...byId.values()];
    const maybeAsked = this.#waiting.rowsMaybeAskedFor().flatMap((id) => byId.get(id) ?? []);
    await this.#engagements.complete(referralsOf(this.#mapping, maybeAsked, referrals));
    if (!rows.some((row) => isWantedThere(this.#mapping, row))) return;
    const known = { referrals: referrals.values(), rows };
    const look = { lookups: await this.#lookups(), andGotIt: unlisted };
    await this.#engagements.complete(wantHelp(this.#mapping, known, look));
  }

  async readReferrals(ids: readonly string[]): Promise<void> {
    const { referrals } = this.#collected;
    const missing = [...new Set(ids)].filter((id) => !referrals.has(id));
    if (missing.length === 0) return;
    const unasked = missing.filter((id) => !this.#notVisible.has(id));
    for (const referral of await this.#ports.referrals.byIds(unasked)) referrals.set(referral.id, referral);
    const notVisible = missing.filter((id) => !referrals.has(id));
    for (const id of notVisible) this.#notVisible.add(id);
    // Once more where it was already: its row may not have been there then.
    this.#collected.leaveOut(notVisible, NOT_VISIBLE);
  }

  readMicrosoftsSide(look: Omit<MicrosoftsLook, "waiting">): Promise<void> {
    return this.#engagements.addTo(this.#collected, { ...look, waiting: this.#waiting.byReferral });
  }

  async readCounterparts(): Promise<void> {
    const owners = this.#collected.owners();
    // Where a row only means a referral, it has to be known whether another one carries its identifier.
    await this.readReferrals([...owners, ...this.#collected.meant()]);
    const withoutRow = [...this.#collected.referrals.keys()].filter((id) => !owners.has(id));
    if (withoutRow.length > 0) {
      // The lookups are needed in any case, to see what was read: there is no reason to wait for them afterwards.
      const [rows] = await Promise.all([this.#ahead.of(withoutRow), this.#lookups()]);
      this.#collected.keepAll(rows);
    }
    await this.#readLeads();
    await this.#readNamedRows();
    const known = { mapping: this.#mapping, state: this.#waiting.state };
    await replaceStaleReadings(this.#collected, this.#ports, known);
  }

  async #readLeads(): Promise<void> {
    const unsettled = new Set([...this.#waiting.byReferral.keys(), ...this.#waiting.announced([])]);
    const known = {
      referrals: this.#collected.referrals.values(),
      rows: this.#collected.rows.values(),
      unsettled,
    };
    this.#leads = await readLeads(this.#ports, this.#mapping, known);
    const lost = [...this.#collected.referrals.values()].filter(
      (one) => mayBeLead(this.#mapping, one) && !this.#leads.has(one.id) && this.#mayHaveLostRow(one),
    );
    this.#lostLeads = await readLostLeads(this.#ports, this.#mapping, lost);
  }

  /** Rows that a referral names as its CRM id although they do not carry its identifier, and those that it was asked about. */
  async #readNamedRows(): Promise<void> {
    const { referrals, rows } = this.#collected;
    const linked = this.#collected.owners();
    const unlinked = [...referrals.values()].filter((referral) => !linked.has(referral.id));
    const named = unlinked
      .flatMap((referral) => [
        ...namedRows(referral, this.#leads.get(referral.id)),
        // One that could not be made for it, because it is there, and does not say whose it is; nor did it the last time.
        ...(this.#mayHaveLostRow(referral) ? [rowIdFor(referral.id)] : []),
        ...this.#waiting.askedAbout(referral.id),
      ])
      .filter((id) => !rows.has(id));
    const ids = [...new Set(named)];
    if (ids.length > 0) this.#collected.keepAll(await this.#ports.opportunities.byIds(ids));
  }

  #mayHaveLostRow({ id }: RemoteRecord): boolean {
    const kind = this.#waiting.byReferral.get(id)?.kind;
    return kind === "stale" || kind === "question";
  }

  async leavePartnersOut(organization: string | null): Promise<void> {
    const owners = this.#collected.owners();
    const alone = [...this.#collected.referrals.values()].filter(
      (referral) => isOurs(this.#mapping, referral) && !owners.has(referral.id),
    );
    const { theirs, unsure } = await partnersReferrals(this.#ports, this.#mapping, { alone, organization });
    this.#partners = theirs;
    this.#collected.leaveOut(unsure, MAYBE_A_PARTNERS);
  }

  async result(listed: Listed | null): Promise<Pulled> {
    const { rows, unreadable, others } = this.#collected;
    const all = [...this.#collected.referrals.values()];
    const referrals = all.filter((one) => isOurs(this.#mapping, one) && !this.#partners.has(one.id));
    const shares = this.#shares.result(rows);
    return {
      referrals: referrals.map((referral) => this.#engagements.withMicrosofts(referral)),
      ...shares,
      unwanted: [...shares.unwanted, ...this.#waiting.corrected(), ...others],
      withoutMicrosoft: new Set(
        referrals.filter((one) => this.#engagements.lacksMicrosofts(one)).map(({ id }) => id),
      ),
      rows: [...rows.values()],
      leads: [...this.#leads.values(), ...this.#lostLeads],
      lookups: referrals.length + shares.shares.length > 0 ? await this.#lookups() : NO_LOOKUPS,
      reads: listed && { ...listed.reads, sweepsNext: this.#sweepsNext },
      unreadable,
      looked: all.map(({ id }) => id),
      ...(listed?.counted ?? NO_LISTING),
    };
  }
}
