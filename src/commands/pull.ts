import type { Mapping } from "../mapping/mapping.ts";
import type { Lookups } from "../mapping/transform.ts";
import type { RemoteRecord, Side } from "../model/record.ts";
import type { SyncState, Waiting } from "../model/state.ts";
import { readBase } from "../reconcile/base.ts";
import { OVERLAP_MINUTES, type Reads, type Unreadable } from "../reconcile/checkpoint.ts";
import { rowIdFor } from "../reconcile/ids.ts";
import { inScope, mayBeLead } from "../reconcile/kind.ts";
import { identifierOf, namedRows } from "../reconcile/match.ts";
import { isBefore, minusMinutes } from "../reconcile/timestamp.ts";
import { equalsItsBase } from "./base-of-row.ts";
import { Engagements } from "./engagements.ts";
import type { ReadPorts } from "./ports.ts";
import { type Look, NOT_VISIBLE, type Pulled, STILL_OLDER } from "./pulled.ts";

/**
 * Reads what changed on each side since the watermarks, and the missing counterpart of each.
 *
 * - What a webhook reported comes first, then everything else that changed: both listings at the same time.
 * - A referral whose etag was dealt with before, and a row that still equals its own base, are dropped as
 *   they come: our own writes need no other suppression, and nothing is read for them.
 * - Rows come in batches by referral identifier. Partner Center has no batch, so many referrals are looked for in
 *   its list, and few are asked for one by one.
 */
export async function pull(
  ports: ReadPorts,
  state: SyncState,
  mapping: Mapping,
  { only, asked, reported }: Look,
): Promise<Pulled> {
  const puller = new Puller(ports, state, mapping);
  await puller.readReported(only === null ? reported : []);
  const reads = only === null ? await puller.readChanges() : null;
  await puller.readReferrals([
    ...(only === null ? puller.dueReferrals() : [only]),
    ...puller.announcedReferrals(),
    ...asked,
  ]);
  if (mapping.showsMicrosoft) await puller.readMicrosoftsSide(only);
  await puller.readCounterparts();
  return puller.result(reads);
}

class Puller {
  readonly #ports: ReadPorts;
  readonly #state: SyncState;
  readonly #mapping: Mapping;
  readonly #now: string;
  readonly #anHourAgo: string;
  readonly #waiting: ReadonlyMap<string, Waiting>;
  readonly #referrals = new Map<string, RemoteRecord>();
  readonly #rows = new Map<string, RemoteRecord>();
  readonly #leads = new Map<string, RemoteRecord>();
  readonly #unreadable: Unreadable[] = [];
  readonly #engagements: Engagements;
  #lookups: Promise<Lookups> | null = null;
  #listedReferrals = 0;
  #pages = 0;
  #listedAll = false;

  constructor(ports: ReadPorts, state: SyncState, mapping: Mapping) {
    this.#ports = ports;
    this.#state = state;
    this.#mapping = mapping;
    this.#now = ports.clock.now().toISOString();
    this.#anHourAgo = minusMinutes(this.#now, 60);
    this.#engagements = new Engagements(ports.referrals);
    this.#waiting = new Map(state.waiting.map((entry) => [entry.referral, entry]));
  }

  async readChanges(): Promise<Reads> {
    // A mapping that changed looks at every record again, so that it also applies to the old ones.
    const isSameMapping = this.#state.mapping === this.#mapping.digest;
    const watermark = isSameMapping ? this.#state.referrals : null;
    const cursor = isSameMapping ? this.#state.opportunities : null;
    this.#listedAll = watermark === null;
    const since = watermark && minusMinutes(watermark.since, OVERLAP_MINUTES);
    const listed = new Map<string, { etag: string; modified: string }>();
    let linked = 0;
    const [referrals, opportunities] = await Promise.all([
      this.#ports.referrals.readChanged(since, (page) => {
        this.#listedReferrals += page.length;
        for (const referral of page) {
          this.#noteListed(listed, referral);
          const isNews = watermark?.seen[referral.id] !== referral.etag;
          if (this.#mapping.showsMicrosoft) this.#engagements.note(referral, isNews);
          if (inScope(this.#mapping, referral) && isNews) this.#takeReferral(referral);
        }
        this.#ports.progress(`read ${this.#listedReferrals} referrals`);
      }),
      this.#ports.opportunities.readChanged(cursor, async (page) => {
        this.#pages += 1;
        const ours = page.filter((row) => identifierOf(this.#mapping, row) !== null);
        linked += ours.length;
        for (const row of ours) await this.#takeRow(row);
      }),
    ]);
    const { cursor: next, full } = opportunities;
    return { referralsReadAt: referrals.readAt, listed, opportunities: next, linked: full ? linked : null };
  }

  /** Only what the next listing will show again; an hour is more than the overlap and any skew of clocks. */
  #noteListed(
    listed: Map<string, { etag: string; modified: string }>,
    { id, etag, modified }: RemoteRecord,
  ): void {
    if (!isBefore(modified, this.#anHourAgo)) listed.set(id, { etag, modified });
  }

  #takeReferral(referral: RemoteRecord): void {
    const known = this.#referrals.get(referral.id);
    if (known && isBefore(referral.modified, known.modified)) return;
    if (!this.#isSettled(referral, "referral", referral.id)) this.#referrals.set(referral.id, referral);
  }

  /** One that is not ours to see, or was dealt with before its notification came, needs no further look. */
  async readReported(ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      const referral = await this.#ports.referrals.get(id);
      const isNews = referral !== null && this.#state.referrals?.seen[id] !== referral.etag;
      if (isNews && inScope(this.#mapping, referral)) this.#takeReferral(referral);
    }
  }

  async #takeRow(row: RemoteRecord): Promise<void> {
    const referral = identifierOf(this.#mapping, row);
    if (referral === null || this.#isSettled(row, "opportunity", referral)) return;
    if (this.#waiting.has(referral) || !(await equalsItsBase(this.#mapping, row, () => this.lookups())))
      this.#rows.set(row.id, row);
  }

  /** Waits already, for this version and this mapping, and is not due: looking again changes nothing. */
  #isSettled(record: RemoteRecord, side: Side, referral: string): boolean {
    const entry = this.#state.mapping === this.#mapping.digest ? this.#waiting.get(referral) : undefined;
    return entry !== undefined && entry.etags[side] === record.etag && !this.#isDue(entry.nextAt);
  }

  /** Referrals on the retry list whose time has come. */
  dueReferrals(): string[] {
    return this.#state.waiting.filter((entry) => this.#isDue(entry.nextAt)).map((entry) => entry.referral);
  }

  /** Referrals with an open intent, whatever the run was asked to look at: what became of it is found out now. */
  announcedReferrals(): string[] {
    return this.#state.journal?.intents.map((intent) => intent.referral) ?? [];
  }

  #isDue(at: string | null): boolean {
    return at !== null && !isBefore(this.#now, at);
  }

  async readReferrals(ids: readonly string[]): Promise<void> {
    const missing = [...new Set(ids)].filter((id) => !this.#referrals.has(id));
    if (missing.length === 0) return;
    for (const referral of await this.#ports.referrals.byIds(missing))
      this.#referrals.set(referral.id, referral);
    for (const id of missing) if (!this.#referrals.has(id)) this.#leaveOut(id, NOT_VISIBLE);
  }

  #leaveOut(referral: string, reason: string): void {
    this.#referrals.delete(referral);
    const row = [...this.#rows.values()].find((one) => identifierOf(this.#mapping, one) === referral);
    const link = { referral, opportunity: row?.id ?? rowIdFor(referral) };
    this.#unreadable.push({ link, rowEtag: row?.etag ?? null, reason });
  }

  readMicrosoftsSide(only: string | null): Promise<void> {
    const look = { listedAll: this.#listedAll, only, waiting: this.#waiting };
    return this.#engagements.addTo(this.#referrals, look);
  }

  async readCounterparts(): Promise<void> {
    const rowOwners = [...this.#rows.values()]
      .map((row) => identifierOf(this.#mapping, row))
      .filter((id) => id !== null);
    await this.readReferrals(rowOwners);
    const owners = new Set(rowOwners);
    const withoutRow = [...this.#referrals.keys()].filter((id) => !owners.has(id));
    if (withoutRow.length > 0) this.#keepRows(await this.#ports.opportunities.byReferralIds(withoutRow));
    await this.#readLeads();
    await this.#readNamedRows();
    await this.#replaceStaleReadings();
  }

  async #readLeads(): Promise<void> {
    const { leads } = this.#mapping;
    if (!leads) return;
    const linked = new Set([...this.#rows.values()].map((row) => identifierOf(this.#mapping, row)));
    const unsettled = new Set([...this.#waiting.keys(), ...this.announcedReferrals()]);
    const wanted = [...this.#referrals.values()].filter(
      (referral) =>
        mayBeLead(this.#mapping, referral) && (!linked.has(referral.id) || unsettled.has(referral.id)),
    );
    if (wanted.length === 0) return;
    const found = await this.#ports.opportunities.leads(wanted.map(({ id }) => id));
    for (const lead of found) this.#leads.set(identifierOf(leads.rows, lead) ?? "", lead);
  }

  #keepRows(rows: readonly RemoteRecord[]): void {
    for (const row of rows) this.#rows.set(row.id, row);
  }

  /** Rows that a referral names as its CRM id although they do not carry its identifier. */
  async #readNamedRows(): Promise<void> {
    const linked = new Set([...this.#rows.values()].map((row) => identifierOf(this.#mapping, row)));
    const unlinked = [...this.#referrals.values()].filter((referral) => !linked.has(referral.id));
    const named = unlinked
      .flatMap((referral) => [
        ...namedRows(referral, this.#leads.get(referral.id)),
        // One that could not be made for it, because it is there, and does not say whose it is.
        ...(this.#waiting.get(referral.id)?.kind === "stale" ? [rowIdFor(referral.id)] : []),
      ])
      .filter((id) => !this.#rows.has(id));
    const ids = [...new Set(named)];
    if (ids.length > 0) this.#keepRows(await this.#ports.opportunities.byIds(ids));
  }

  /** A listing may lag behind: a referral older than the one that was merged last is read again by its id. */
  async #replaceStaleReadings(): Promise<void> {
    for (const row of this.#rows.values()) {
      const id = identifierOf(this.#mapping, row);
      const referral = id === null ? undefined : this.#referrals.get(id);
      const floor = readBase(row, this.#mapping.baseColumn)?.referralModified;
      if (!referral || !floor || !isBefore(referral.modified, floor)) continue;
      const fresh = await this.#ports.referrals.get(referral.id);
      if (fresh && !isBefore(fresh.modified, floor)) this.#referrals.set(fresh.id, fresh);
      else this.#leaveOut(referral.id, STILL_OLDER);
    }
  }

  lookups(): Promise<Lookups> {
    const needsCurrencies = this.#mapping.fields.some((field) => field.kind === "money");
    this.#lookups ??= needsCurrencies
      ? this.#ports.opportunities.currencies().then((currencies) => ({ currencies }))
      : Promise.resolve({ currencies: [] });
    return this.#lookups;
  }

  async result(reads: Reads): Promise<Pulled> {
    const isNeeded = this.#referrals.size > 0;
    return {
      referrals: [...this.#referrals.values()]
        .filter((referral) => inScope(this.#mapping, referral))
        .map((referral) => this.#engagements.withMicrosofts(referral)),
      rows: [...this.#rows.values()],
      leads: [...this.#leads.values()],
      lookups: isNeeded ? await this.lookups() : { currencies: [] },
      reads,
      unreadable: this.#unreadable,
      pages: this.#pages,
      looked: [...this.#referrals.keys()],
    };
  }
}
