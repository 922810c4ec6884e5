import type { HttpRequest } from "../../src/adapters/http/message.ts";
import type { AppliedWrite } from "../../src/emulator/partner-center/store.ts";
import { readable } from "../../src/model/readable.ts";
import type { Fingerprint } from "../../src/reconcile/record/fingerprint.ts";
import { fieldsOfBase, type Values, valuesOfReferral, valuesOfRow } from "./fields.ts";
import { intentsIn } from "./hub.ts";
import { type InForce, inForce, isLeftOut } from "./in-force.ts";
import type { JobName } from "./jobs.ts";
import { Owners } from "./owners.ts";
import { MINUTE } from "./plain.ts";
import { type Process, resultOf } from "./process.ts";
import type { PromiseName } from "./promise-names.ts";
import { Rest } from "./rest.ts";
import { isReviewed, reviewedBy, unreviewed } from "./reviewed.ts";
import { isMicrosofts, isOurs } from "./sellers.ts";
import { mayBeMissing, wasSecured } from "./spells.ts";
import { FIELD_NAMES, type FieldName, type Story } from "./story.ts";
import type { Systems } from "./systems.ts";
import type { Timeline } from "./timeline.ts";
import { isFilledAnyway, takenUnasked } from "./value-promises.ts";
import { judgeWrites } from "./write-promises.ts";

/** A promise that was not kept, in words. */
export interface Violation {
  readonly promise: PromiseName;
  readonly what: string;
}

type Side = "referral" | "opportunity";
type RowWrite = Systems["dataverse"]["operations"][number];
type Author = "person" | "sync";

interface Entry {
  readonly value: string | null;
  readonly by: Author;
  /** How many values had changed before. */
  readonly after: number;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** One record as it is now, and all values that its fields ever had. */
interface Known {
  readonly side: Side;
  /** Id of the referral; `null` of a row that belongs to none. */
  referral: string | null;
  /** Of a row: what both sides agreed on last, and how many values had changed when that was written down. */
  base: string;
  baseAt: number;
  readonly entries: Record<FieldName, Entry[]>;
}

interface Looked extends Pick<Known, "side" | "referral" | "base"> {
  readonly id: string;
  readonly by: Author;
  /** Of the run that has just written. */
  readonly process: Process | null;
}

/** What a run has put in the place of a value. */
interface Overwriting {
  readonly process: Process;
  readonly before: Entry;
  readonly value: string | null;
}

interface World {
  readonly story: Story;
  readonly systems: Systems;
  readonly timeline: Timeline;
  readonly prints: readonly Fingerprint[];
}

/**
 * Sees every change on both sides, and who made it: a person or a run. Judges each write of a run the moment
 * it is made, because afterwards nobody can tell any more what was lost.
 */
export class Witness {
  readonly violations: Violation[] = [];
  /** Referrals whose identifier a person took out of their row: nobody has to notice before they change. */
  readonly unlinked = new Set<string>();
  /** Request for Microsoft's help → the opportunity that asks for it. */
  readonly askedOf = new Map<string, unknown>();
  /** Rows that somebody has opened again. */
  readonly reopened = new Set<unknown>();
  /** The rows that it was taken out of. */
  readonly unlinkedRows = new Set<unknown>();
  /** What runs have created, as what there may be one of: `opportunity of <referral>`. */
  readonly creates: string[] = [];
  /** Writes of which the state branch may say nothing any more: from before it was put back, and of runs that were at work then. */
  readonly forgotten: { referrals: AppliedWrite[]; rows: RowWrite[] } = { referrals: [], rows: [] };
  /** Runs that were at work then, or before. */
  readonly #outdated = new Set<string>();
  /** Records that each run has written. */
  readonly written = new Map<string, Set<string>>();
  /** When each run began, and how many values had changed by then. */
  readonly #begun = new Map<string, Pick<Entry, "after" | "at">>();
  /** Accounts that had been merged into another one by then. */
  readonly #givenUp = new Map<string, ReadonlySet<unknown>>();
  #changes = 0;
  readonly #story: Story;
  readonly #systems: Systems;
  readonly #timeline: Timeline;
  /** Of every mapping of the story. */
  readonly #prints: readonly Fingerprint[];
  readonly #owners: Owners;
  readonly #known = new Map<string, Known>();
  /** Rows that somebody has deleted. */
  readonly #deleted = new Map<string, Known>();
  readonly #rest = new Rest((what) => this.report("comes to rest", what));
  #referralWrites = 0;
  #rowWrites = 0;
  /** How many writes the CRM had taken when a backup of it was taken, and when that was restored. */
  readonly #backups: number[] = [];
  readonly #losesSeldom: boolean;

  constructor({ story, systems, timeline, prints }: World) {
    this.#story = story;
    this.#systems = systems;
    this.#timeline = timeline;
    this.#prints = prints;
    this.#owners = new Owners(systems);
    this.#losesSeldom = (story.writers ?? []).some(
      (one) => "flow" in one && one.flow.endsWith("the base") && one.oneIn > 2,
    );
  }

  report(promise: PromiseName, what: string): void {
    this.violations.push({ promise, what });
  }

  begins({ name }: Process): void {
    this.#begun.set(name, { after: this.#changes, at: this.#timeline.now });
    const accounts = this.#systems.dataverse.rows("account").filter(({ statecode }) => statecode !== 0);
    this.#givenUp.set(name, new Set(accounts.map(({ accountid }) => accountid)));
  }

  /**
   * What a person has decided is on both sides, or it is said why not, unless somebody has edited it while the run was at
   * work, or so shortly before that the listing was not to show it yet.
   */
  ends(process: Process): void {
    const { name, resolutions, isKilled } = process;
    const result = resultOf(process);
    if (isKilled || !result || result.overtaken) return;
    const { waiting, plan } = result;
    for (const [referral, decided] of resolutions) {
      const said = [...waiting, ...plan.held.map(({ link }) => link)];
      if (said.some((one) => one.referral === referral)) continue;
      for (const field of FIELD_NAMES.filter((one) => decided.has(one))) {
        const records = [...this.#known.values()].filter((known) => known.referral === referral);
        const last = records.flatMap(({ entries }) => entries[field].at(-1) ?? []);
        const isEdited = records.some(({ side, entries }) => this.#isNews(name, side, entries[field].at(-1)));
        if (!isEdited && new Set(last.map(({ value }) => value)).size > 1)
          this.report("does what is wanted", `${name} ended, and ${field} of ${referral} is not as decided`);
      }
    }
  }

  /** Whether a person has typed it when the run could not see it any more, or not yet. */
  #isNews(run: string, side: Side, entry: Entry | undefined): boolean {
    const begun = this.#begun.get(run);
    if (!begun || entry?.by !== "person") return false;
    const shownAt = entry.at + (side === "referral" ? this.#story.systems.listLagMs : 0);
    return entry.after >= begun.after || shownAt >= begun.at;
  }

  /** After people did something. Whatever is not the sync counts as a person: nothing tells them apart. */
  lookAtPeople(): void {
    this.#rest.disturb();
    for (const [id, known] of this.#forgetGone()) {
      this.#deleted.set(id, known);
      // A row that is open for the deal may be made anew, and nobody has to notice before the referral changes.
      if (known.referral !== null) this.unlinked.add(known.referral);
    }
    this.#lookAtOthers();
  }

  /** After a job did something, which may be nothing that the sync has to do with, or that a backup has taken the place of what was. */
  lookAtJobs(job: JobName): void {
    if (job.startsWith("restores")) this.#backups.push(this.#systems.dataverse.operations.length);
    const before = this.#changes;
    this.#forgetGone();
    this.#lookAtOthers();
    if (this.#changes > before) this.#rest.disturb();
    for (const message of this.#systems.dataverse.refused) {
      const [, id] = /^WinOpportunity\((.*)\)$/.exec(message) ?? [];
      if (id) this.#rest.triesToClose(`opportunity ${id}`);
    }
  }

  /** What was written in the CRM after a backup was taken, and before that took the place of it; and rows that were made, and deleted. */
  get undone(): readonly RowWrite[] {
    const [taken = 0, restored = 0] = this.#backups;
    return this.#systems.dataverse.operations.filter(
      ({ id, action }, place) =>
        (place >= taken && place < restored) || (action === "create" && this.#deleted.has(id)),
    );
  }

  /** After somebody has put the state branch back. */
  branchWasPutBack(): void {
    const { partnerCenter, dataverse } = this.#systems;
    for (const name of this.#begun.keys()) this.#outdated.add(name);
    this.forgotten.referrals = partnerCenter.operations.filter(({ by }) => by === "api");
    this.forgotten.rows = [...dataverse.operations];
  }

  /** After a flow has answered what was saved, as it may do for ever. */
  lookAtFlows(): void {
    this.#lookAtOthers();
  }

  #lookAtOthers(): void {
    this.#look("person");
    this.#referralWrites = this.#systems.partnerCenter.operations.length;
    this.#rowWrites = this.#systems.dataverse.operations.length;
  }

  /** What was deleted, or made since the backup was taken, has to be made again. */
  #forgetGone(): [string, Known][] {
    const { dataverse } = this.#systems;
    const gone = [...this.#known].filter(
      ([id, { side }]) => side === "opportunity" && !dataverse.row("opportunity", id),
    );
    for (const [id] of gone) {
      this.#known.delete(id);
      this.#changes += 1;
    }
    if (gone.length === 0) return gone;
    const there = new Set(TABLES.flatMap((table) => dataverse.rows(table).map((row) => labelOf(table, row))));
    const isGone = (what: string) => TABLES.some((table) => what.startsWith(table)) && !there.has(what);
    this.creates.splice(0, this.creates.length, ...this.creates.filter((what) => !isGone(what)));
    return gone;
  }

  /** After a service has answered a call of that process. */
  lookAtWrites(process: Process, request: HttpRequest): void {
    const referralWrites = this.#systems.partnerCenter.operations.slice(this.#referralWrites);
    const rowWrites = this.#systems.dataverse.operations.slice(this.#rowWrites);
    if (referralWrites.length + rowWrites.length === 0) return;
    this.#referralWrites += referralWrites.length;
    this.#rowWrites += rowWrites.length;
    if (this.#outdated.has(process.name)) {
      this.forgotten.referrals.push(...referralWrites.filter(({ by }) => by === "api"));
      this.forgotten.rows.push(...rowWrites);
    }
    for (const { id, kind, by } of referralWrites) {
      if (by !== "api") continue;
      this.#rest.wrote(`referral ${id}`);
      this.#noteWritten(process, `referral ${id}`);
      this.#judgeScope(process, id);
      if (kind === "create" && isMicrosofts(this.#systems.partnerCenter.get(id)))
        this.askedOf.set(id, this.#askerOf(id));
      if (kind === "create" && !this.#isAskedFor(process, id) && !this.#isUnknowable(id))
        this.creates.push(this.#whatItIs(id));
    }
    for (const { id, action, columns, table } of rowWrites) {
      // A note is a row of its own, which nobody else writes.
      this.#rest.wrote(
        table === "annotation" ? `note of ${String(columns._objectid_value)}` : `${table} ${id}`,
      );
      if (table === "annotation") continue;
      this.#judgeScope(process, this.#systems.dataverse.row(table, id)?.cosell_referralid);
      this.#noteWritten(process, `${table} ${id}`);
      if (action === "create") {
        this.creates.push(labelOf(table, columns));
        this.#judgeOwner(process, table, columns);
      }
    }
    const seen = reviewedBy(process, this.#systems.hub);
    for (const record of seen ? unreviewed(seen, { referralWrites, rowWrites }) : [])
      this.report("does what is wanted", `${process.name} wrote ${record}, which nobody has reviewed`);
    const givenUp = this.#givenUp.get(process.name) ?? new Set();
    const world = { mapping: this.#mappingOf(process), process, givenUp, report: this.report.bind(this) };
    judgeWrites(world, { request, referralWrites, rowWrites });
    this.#look("sync", process);
  }

  /** A deal that the scope leaves alone is not written, on either side. */
  #judgeScope(process: Process, referral: unknown): void {
    const mapping = this.#mappingOf(process);
    const written = this.#systems.partnerCenter.list().find(({ id }) => id === referral);
    if (written && isLeftOut(mapping, written))
      this.report(
        "writes only mapped fields",
        `${process.name} wrote ${written.id}, which is out of its scope`,
      );
  }

  /** A new row belongs to whom the mapping gives it to; who it belongs to later, people say. */
  #judgeOwner(process: Process, table: string, columns: RowWrite["columns"]): void {
    const rule = this.#mappingOf(process).more?.owner;
    const { _ownerid_value: owner, cosell_referralid: referral } = columns;
    if (rule && table !== "account" ? this.#owners.mayBe(referral, owner, rule) : owner === undefined) return;
    this.report(
      "does what is wanted",
      `${process.name} gave the ${table} of ${String(referral)} to ${String(owner)}`,
    );
  }

  /** Somebody took the identifier of the first one out of the row, and somebody let a second one be made. */
  #isAskedFor({ isApproving }: Process, id: string): boolean {
    const { externalReferenceId } = this.#systems.partnerCenter.get(id);
    const others = this.#systems.partnerCenter
      .list()
      .filter((one) => one.id !== id && one.externalReferenceId === externalReferenceId);
    return isApproving && others.some((one) => this.unlinked.has(one.id));
  }

  /** Somebody put the state branch back behind the first one, which Partner Center does not list yet: nothing shows it. */
  #isUnknowable(id: string): boolean {
    const { partnerCenter } = this.#systems;
    const { externalReferenceId } = partnerCenter.get(id);
    return this.forgotten.referrals.some((write) => {
      if (write.kind !== "create" || write.id === id) return false;
      const first = partnerCenter.get(write.id);
      const listedAt = Date.parse(String(first.createdDateTime)) + this.#story.systems.listLagMs;
      return first.externalReferenceId === externalReferenceId && this.#timeline.now < listedAt + MINUTE;
    });
  }

  /** Of a deal there may be one referral of ours, and one that asks Microsoft. */
  #whatItIs(id: string): string {
    const referral = this.#systems.partnerCenter.get(id);
    if (isMicrosofts(referral)) return `request for help in ${referral.engagementId}`;
    return `referral of ${referral.externalReferenceId}`;
  }

  #noteWritten({ name }: Process, record: string): void {
    const records = this.written.get(name) ?? new Set();
    this.written.set(name, records.add(record));
  }

  /** Whether this value has ever stood in this field of that side; a person's if one has ever typed it there, as an import may too. */
  hasStood(side: Side, referral: string, field: FieldName, value: string | null): Author | null {
    const found = this.#everKnown()
      .filter(([, known]) => known.side === side && known.referral === referral)
      .flatMap(([, { entries }]) => entries[field].filter((entry) => entry.value === value));
    if (found.length === 0) return null;
    return found.some(({ by }) => by === "person") ? "person" : "sync";
  }

  isDeleted(row: string): boolean {
    return this.#deleted.has(row);
  }

  #everKnown(): [string, Known][] {
    return [...this.#known, ...this.#deleted];
  }

  /** The opportunity that asks Microsoft by this referral, also when somebody has taken its identifier out just before. */
  #askerOf(request: string): unknown {
    const { engagementId } = this.#systems.partnerCenter.get(request);
    const ours = this.#systems.partnerCenter
      .list()
      .find((one) => one.engagementId === engagementId && isOurs(one));
    const [row] =
      this.#everKnown().find(([, one]) => one.side === "opportunity" && one.referral === ours?.id) ?? [];
    return row ?? ours?.externalReferenceId;
  }

  #look(by: Author, process: Process | null = null): void {
    this.#owners.look();
    for (const referral of this.#systems.partnerCenter.list()) {
      if (!isOurs(referral)) continue;
      this.#compare(
        { side: "referral", id: referral.id, referral: referral.id, base: "", by, process },
        valuesOfReferral(referral, this.#story.fields),
      );
    }
    for (const row of this.#systems.dataverse.rows("opportunity")) {
      const referral = typeof row.cosell_referralid === "string" ? row.cosell_referralid : null;
      this.#compare(
        {
          side: "opportunity",
          id: String(row.opportunityid),
          referral,
          base: String(row.cosell_base ?? ""),
          by,
          process,
        },
        valuesOfRow(row, this.#systems.currencies),
      );
    }
  }

  #compare(record: Looked, values: Values): void {
    const { side, id, referral, base, by, process } = record;
    const known = this.#known.get(id);
    if (!known) {
      if (process) this.#judgeNew(record, values, process);
      const entries = FIELD_NAMES.map((field) => [
        field,
        [{ value: values[field], by, after: this.#changes, at: this.#timeline.now }],
      ]);
      this.#known.set(id, {
        side,
        referral,
        base,
        baseAt: 0,
        entries: Object.fromEntries(entries) as Known["entries"],
      });
      this.#changes += 1;
      return;
    }
    // Somebody may take the identifier out: what stood there was seen all the same.
    if (referral === null && known.referral !== null) {
      this.unlinked.add(known.referral);
      this.unlinkedRows.add(id);
    }
    known.referral = referral ?? known.referral;
    for (const field of FIELD_NAMES) {
      const before = known.entries[field].at(-1);
      if (!before || before.value === values[field]) continue;
      if (process) this.#judgeUndoing(known, field, process);
      if (process && field === "status" && side === "opportunity") this.#judgeClosing(known, process);
      if (field === "status" && !process && values.status === "open") this.reopened.add(id);
      known.entries[field].push({ value: values[field], by, after: this.#changes, at: this.#timeline.now });
      this.#changes += 1;
      if (!process) continue;
      const seen = reviewedBy(process, this.#systems.hub);
      if (seen && !isReviewed(seen, record, [field, values[field]]))
        this.report(
          "does what is wanted",
          `${process.name} wrote ${values[field]} into ${field} of ${side} ${id}, which nobody has reviewed`,
        );
      this.#judge(known, field, { process, before, value: values[field] });
    }
    if (known.base !== base) {
      if (this.#losesSeldom && by === "person") this.#rest.lostBase(`${side} ${id}`);
      this.#changes += 1;
      known.baseAt = this.#changes;
    }
    known.base = base;
  }

  /**
   * A run that began when both sides had agreed on a field, and when that was written down, has no reason to if nobody
   * has touched it since. Before it is, a late listing may show what was there, and there is no telling.
   */
  #judgeUndoing(known: Known, field: FieldName, { name }: Process): void {
    const { side, referral } = known;
    if (field === "status" || referral === null) return;
    const others = [...this.#known.values()].filter((one) => one.side !== side && one.referral === referral);
    const [here, there] = [known.entries[field].at(-1), others[0]?.entries[field].at(-1)];
    if (others.length !== 1 || !here || !there || here.value !== there.value) return;
    const agreedAt = Math.max(here.after, there.after);
    const baseAt = Math.max(known.baseAt, others[0]?.baseAt ?? 0);
    if (agreedAt < baseAt && baseAt <= (this.#begun.get(name)?.after ?? 0))
      this.report("never undoes", `${name} changed ${field} of ${side} ${referral}, which both sides had`);
  }

  /** What somebody opened again although its referral was closed is for people to close. */
  #judgeClosing({ referral, entries }: Known, { name }: Process): void {
    // In a CRM that was restored, what was closed since is open again, and nobody has opened it.
    if (this.#backups.length > 0) return;
    const opened = entries.status.at(-1);
    const theirs = [...this.#known.values()]
      .find((one) => one.side === "referral" && one.referral === referral)
      ?.entries.status.at(-1);
    const wasClosed = theirs && theirs.value !== "open" && opened && theirs.after < opened.after;
    if (wasClosed && opened.by === "person" && opened.value === "open" && entries.status.length > 1)
      this.report(
        "never undoes",
        `${name} closed the opportunity of ${referral}, which somebody had reopened`,
      );
  }

  /** A new record has what the mapping has for it where there is nothing else. */
  #judgeNew({ side, id }: Looked, values: Values, process: Process): void {
    const { fields, lacks } = this.#mappingOf(process);
    for (const field of FIELD_NAMES.filter((one) => one !== lacks && !mayBeMissing(this.#story, one)))
      if (values[field] === null && isFilledAnyway(fields[field], side))
        this.report("does what is wanted", `${process.name} made ${side} ${id} without ${field}`);
  }

  /** A run has put another value in the place of this one. */
  #judge(known: Known, field: FieldName, { process, before, value }: Overwriting): void {
    const { side, referral } = known;
    const { blank, when, direction, otherwise } = this.#mappingOf(process).fields[field];
    const winner = process.resolutions.get(referral ?? "")?.get(field);
    const others = this.#everKnown().flatMap(([, one]) =>
      one.side !== side && one.referral === referral ? [one] : [],
    );
    const { base } = side === "opportunity" ? known : (others.at(0) ?? known);
    const hasBase = fieldsOfBase(base).has(field);
    if (when === "create" && (before.value !== null || hasBase))
      this.report(
        "loses no edit",
        `${process.name} wrote ${value} over ${before.value} in ${field} of ${side} ${referral}, which is filled once`,
      );
    const seen = others.map(({ entries }) => entries[field].map((one) => one.value));
    if (value !== null && value === otherwise?.value && !seen.flat().includes(value))
      this.report(
        "writes only mapped fields",
        `${process.name} wrote ${value} into ${field} of ${side} ${referral}`,
      );
    if (field === "solutions" && direction === "both" && hasBase && !winner)
      for (const key of takenUnasked({ before: before.value, value, seen, blank }))
        this.report(
          "loses no edit",
          `${process.name} took ${key} out of ${side} ${referral}, which nobody had taken out`,
        );
    if (winner === side)
      this.report(
        "does what is wanted",
        `${process.name} wrote ${field} of ${side} ${referral}, which was to win`,
      );
    if (value === null && blank === "protect" && !winner) {
      this.report("blank never erases", `${side} ${referral} ${field}: ${before.value} was emptied`);
    }
    // Values of these two come again and again, so that it cannot be told whose they were.
    if (before.by !== "person" || before.value === null || field === "solutions" || field === "status")
      return;
    if (referral === null) return;
    // Who was not let in read a blank there, and a write from then may arrive when the permission is back.
    if (side === "opportunity" && wasSecured(this.#story, field)) return;
    const other = side === "referral" ? "opportunity" : "referral";
    if (this.hasStood(other, referral, field, before.value) !== null) return;
    const mayBe = winner !== undefined || this.#mayOverwrite(process, side, field);
    if (mayBe && this.#wasKept(side, referral, field, before.value)) return;
    this.report(
      "loses no edit",
      `${side} ${referral} ${field}: a person's ${before.value} was overwritten with ${value}, and the other side never saw it`,
    );
  }

  #mappingOf({ name }: Process): InForce {
    return inForce(this.#story, Number(name.slice(3)));
  }

  #mayOverwrite(process: Process, side: Side, field: FieldName): boolean {
    const { direction, conflict, adopt } = this.#mappingOf(process).fields[field];
    if (direction !== "both") return direction.endsWith(`to ${side}`);
    return conflict !== "report" || adopt !== "report";
  }

  /** A note on the opportunity keeps the value, and an intent was committed that says so. */
  #wasKept(side: Side, referral: string, field: FieldName, value: string): boolean {
    const isKept = this.#systems.dataverse
      .rows("annotation")
      .some(({ notetext }) => String(notetext).includes(readable(value)));
    if (!isKept) return false;
    const prints = this.#prints.map((print) => print(referral, field, value));
    return this.#systems.hub.history
      .flatMap(intentsIn)
      .some(
        (intent) =>
          intent.side === side &&
          intent.referral === referral &&
          intent.fields.some((one) => one.field === field && prints.includes(one.loser ?? null)),
      );
  }
}

/** Tables in which runs make rows of which there may be one. */
const TABLES = ["opportunity", "account", "lead"] as const;

/** What a row is that a run has made, as what there may be one of. */
function labelOf(table: string, columns: Readonly<Record<string, unknown>>): string {
  return `${table} of ${String(table === "account" ? columns.name : columns.cosell_referralid)}`;
}
