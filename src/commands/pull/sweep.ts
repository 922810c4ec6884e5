import type { Mapping } from "../../mapping/mapping.ts";
import type { Lookups } from "../../mapping/transforms/transform.ts";
import type { LeftDeals } from "../../model/plan.ts";
import type { RemoteRecord } from "../../model/record.ts";
import { prospectOf } from "../../reconcile/match/match.ts";
import { InStep, type Needs, type OpenForm } from "../../reconcile/merge/in-step.ts";
import { type Engagements, engagementOf, hasMicrosoft, mayHaveMicrosoft } from "./engagements.ts";
import { Numbered } from "./numbered.ts";
import type { Reach } from "./reach.ts";
import { Stands } from "./stands.ts";
import { type LeftByWindow, Window } from "./window.ts";

/**
 * So many referrals are held until their rows come; then Partner Center's listing waits for that of the rows. Of ten
 * thousand deals all rows are there by then; with five hundred the listing took a fifth longer, in as much memory.
 */
const MOST_EARLY = 2000;

export interface SweepParts {
  readonly engagements: Engagements;
  readonly lookups: () => Promise<Lookups>;
  /** Called with each record that the merge has to look at. */
  readonly keep: (record: RemoteRecord) => void;
  /** Called with a record of a deal that is left to a later run. */
  readonly drop: (record: RemoteRecord) => void;
  /** Most deals that are kept, those that somebody asked for and those with news aside. */
  readonly mostDeals: number;
  readonly reach: Reach;
}

export interface SweepEnd {
  readonly left: LeftDeals | null;
  /** Referrals that have to be read by their ids, since Microsoft's side of their deals has moved. */
  readonly moved: readonly string[];
  /** Some that open rows in scope name, and that were not listed. Absence says nothing: they are to be asked for. */
  readonly missing: readonly string[];
}

/**
 * Joins the two listings of a full read while they come in, and lets go of every deal that is in step, that comes to
 * nothing, or that is left to a later run: only what differs is kept whole. Rows come five hundred to an answer and
 * referrals a hundred, so most rows are there first, and of each of those there is no more than its needs.
 */
export class Sweep {
  readonly #mapping: Mapping;
  readonly #engagements: Engagements;
  readonly #lookups: () => Promise<Lookups>;
  readonly #keep: (record: RemoteRecord) => void;
  readonly #reach: Reach;
  readonly #stands: Stands;
  /** Referrals whose rows have not come. */
  readonly #early = new Map<string, RemoteRecord>();
  /** Those of them whose deals wait for something, and are looked at only when their rows are gone. */
  readonly #waiting: RemoteRecord[] = [];
  /** Those of deals that were let go of. */
  readonly #engagementNumbers = new Numbered();
  /**
   * By their numbers, of those in which Microsoft may have a referral that has not come: what it has to show; `null` of
   * a deal that is done, to which only news of it matter.
   */
  readonly #unmet: (OpenForm | null | undefined)[] = [];
  /** Those in which it should have one, as far as our referral says. */
  readonly #expected: number[] = [];
  /** Those of deals that were in step until it came. */
  readonly #moved = new Set<number>();
  readonly #window: Window;
  #comparison: InStep | null = null;
  #rowsHaveEnded = false;

  constructor(mapping: Mapping, { engagements, lookups, keep, drop, mostDeals, reach }: SweepParts) {
    this.#mapping = mapping;
    this.#stands = new Stands(mapping);
    this.#engagements = engagements;
    this.#lookups = lookups;
    this.#keep = keep;
    this.#reach = reach;
    this.#window = new Window(mostDeals, { keep, drop });
  }

  /** How many referrals have a row. */
  get rows(): Pick<Stands, "linked" | "others"> {
    return this.#stands;
  }

  /** How many deals were let go of. */
  get count(): number {
    return this.#stands.gone;
  }

  /** Engagements of deals that were let go of, in which Microsoft should have a referral. */
  get expected(): string[] {
    return this.#expected.map((number) => this.#engagementNumbers.idOf(number));
  }

  /** Whether it takes more rows before more referrals can be held. */
  get isFull(): boolean {
    return this.#early.size >= MOST_EARLY;
  }

  /** Has to come before the first row. */
  async prepare(): Promise<void> {
    this.#comparison ??= new InStep(this.#mapping, await this.#lookups());
  }

  #judge(): InStep {
    if (!this.#comparison) throw new Error("rows are compared before it is known with which currencies");
    return this.#comparison;
  }

  /** A row that the merge does not look at, though its deal may not be in step. */
  note(row: RemoteRecord, referral: string): void {
    this.#stands.place(row, referral);
    this.#stands.set(referral, "whole");
  }

  /** @param isNamed Whether somebody asked for this deal, or it waits for something: then it is looked at. */
  takeRow(row: RemoteRecord, referral: string, isNamed: boolean): void {
    const early = this.#early.get(referral);
    this.#early.delete(referral);
    const stand = this.#stands.place(row, referral);
    if (!isNamed && stand !== "whole" && this.#isDone(row, referral)) {
      if (stand !== "let go") this.#stands.set(referral, "done");
      if (early) this.takeReferral(early, isNamed);
      return;
    }
    const needs = isNamed || stand === "whole" ? null : this.#judge().needsOf(row);
    if (needs === null || (early && !this.#meets(early, needs))) {
      this.#stands.set(referral, "whole");
      this.#look(row, referral, isNamed);
      if (early) this.#look(early, referral, isNamed);
    } else if (early) this.#letGo(early, needs);
    else if (stand !== "let go") this.#stands.set(referral, needs);
  }

  takeReferral(referral: RemoteRecord, isNamed: boolean): void {
    const { id } = referral;
    const stand = this.#stands.of(id);
    if (isNamed || stand === "whole") this.#look(referral, id, isNamed);
    else if (stand === "done") this.#takeDone(referral);
    else if (stand === "let go") this.#keep(referral);
    else if (stand !== undefined) this.#compare(referral, stand);
    else if (this.#rowsHaveEnded) this.#takeAlone(referral);
    else this.#early.set(id, referral);
  }

  /** A referral that has not changed since its deal began to wait: what it waits for may have gone with its row. */
  takeWaiting(referral: RemoteRecord): void {
    const { id } = referral;
    if (!this.#rowsHaveEnded) this.#waiting.push(referral);
    else if (!this.#stands.has(id) && !this.#isDone(referral, id)) this.#look(referral, id, true);
  }

  /** Whether a record says nothing that an earlier run has not dealt with. */
  #isDone(record: RemoteRecord, referral: string): boolean {
    return this.#reach.isDone(referral) && !this.#reach.isNews(record);
  }

  /** Keeps a record of a deal that the merge has to look at, unless the deal is left to a later run. */
  #look(record: RemoteRecord, referral: string, isNamed: boolean): void {
    if (isNamed || this.#reach.isDone(referral) || this.#reach.isNews(record)) this.#window.exempt(referral);
    this.#window.take(referral, record);
  }

  #takeDone(referral: RemoteRecord): void {
    if (this.#reach.isNews(referral)) {
      this.#stands.set(referral.id, "whole");
      this.#look(referral, referral.id, false);
    } else this.#forget(referral, null);
  }

  #compare(referral: RemoteRecord, needs: Needs): void {
    if (this.#meets(referral, needs)) this.#letGo(referral, needs);
    else {
      this.#stands.set(referral.id, "whole");
      this.#look(referral, referral.id, false);
    }
  }

  /** A referral that no row carries. */
  #takeAlone(referral: RemoteRecord): void {
    if (this.#isDone(referral, referral.id)) return;
    const prospect = prospectOf(this.#mapping, referral);
    if (prospect === "something") this.#look(referral, referral.id, false);
    else if (prospect === "open") this.#keep(referral);
  }

  /** Microsoft's own referral of a deal: what it shows may be news to a deal that was in step without it. */
  takeMicrosofts(microsoft: RemoteRecord): void {
    const engagement = engagementOf(microsoft) ?? "";
    if (this.#window.hasLeft(engagement)) return;
    const number = this.#engagementNumbers.numberOf(engagement);
    const form = this.#unmet[number];
    const isNews = this.#reach.isNews(microsoft);
    this.#unmet[number] = undefined;
    if (form === null ? !isNews : form && this.#judge().microsoftMeets(microsoft, form)) return;
    this.#engagements.note(microsoft, true);
    if (form || isNews) this.#moved.add(number);
  }

  /** What is held, and what comes from now on, has no row that was listed. */
  endRows(): void {
    this.#rowsHaveEnded = true;
    for (const referral of this.#early.values()) this.#takeAlone(referral);
    this.#early.clear();
    for (const referral of this.#waiting.splice(0)) this.takeWaiting(referral);
  }

  end(): SweepEnd {
    const moved = this.#moved.size === 0 ? [] : this.#stands.letGoIn(this.#moved);
    for (const deal of moved) {
      if (this.#reach.isDone(deal)) this.#window.exempt(deal);
      this.#window.take(deal);
    }
    const left = this.#window.end();
    return {
      left: left && this.#counted(left),
      moved: moved.filter((deal) => this.#window.has(deal)),
      missing: left ? [] : this.#stands.unmet(),
    };
  }

  #counted({ deals, after }: LeftByWindow): LeftDeals {
    let linkedDeals = 0;
    for (const deal of deals) if (this.#stands.has(deal)) linkedDeals += 1;
    return { newDeals: deals.size - linkedDeals, linkedDeals, after };
  }

  #meets(referral: RemoteRecord, needs: Needs): boolean {
    return this.#judge().meets(this.#engagements.withMicrosofts(referral), needs);
  }

  #letGo(referral: RemoteRecord, needs: Needs): void {
    this.#forget(referral, "end" in needs.form ? undefined : needs.form);
  }

  /** @param form As in `#unmet`; `undefined` where it does not matter what Microsoft's side shows. */
  #forget(referral: RemoteRecord, form: OpenForm | null | undefined): void {
    const engagement = this.#mapping.showsMicrosoft ? engagementOf(referral) : null;
    const number = engagement === null ? null : this.#engagementNumbers.numberOf(engagement);
    this.#stands.letGo(referral.id, number);
    if (engagement === null || number === null || form === undefined) return;
    if (form === null && this.#moved.has(number)) return;
    this.#moved.delete(number);
    if (this.#engagements.forget(engagement) || !mayHaveMicrosoft(referral)) return;
    this.#unmet[number] = form;
    if (form !== null && hasMicrosoft(referral)) this.#expected.push(number);
  }
}
