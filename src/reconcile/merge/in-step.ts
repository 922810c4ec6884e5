import { hash } from "node:crypto";
import { type Field, isMicrosoftsPath, type Mapping } from "../../mapping/mapping.ts";
import { readField } from "../../mapping/project.ts";
import { isOpenRow } from "../../mapping/transforms/status.ts";
import { isUnusable, type Lookups, type Unusable } from "../../mapping/transforms/transform.ts";
import type { Base, RemoteRecord, Snapshot, Value } from "../../model/record.ts";
import { lacksAccount } from "../match/accounts.ts";
import { identifierOf } from "../match/match.ts";
import { isBeside, parseBase } from "../record/base.ts";
import { expiryOf } from "../record/expiry.ts";
import { isReopened } from "../record/reopened.ts";
import { isOver } from "../record/state-of.ts";
import { SYNCED, statusDiffers } from "./seller.ts";

/**
 * What a row asks of its referral, so that merging the two would change, hold and report nothing: as little of it as
 * can be kept of a hundred thousand rows while their referrals are still being listed.
 */
export interface Needs {
  /** When the referral was last modified at the last merge, in milliseconds since 1970: an older reading is a stale one. */
  readonly floor: number;
  readonly form: Form;
  /** Of the values that it takes, without those that show Microsoft's side. */
  readonly digest: number;
}

/** Most rows have one of a few, and hold it in common. */
export type Form = OpenForm | ClosedForm;

export interface OpenForm {
  /** What it takes, a letter for each field, those that show Microsoft's side last; see `needOf`. */
  readonly letters: string;
  /** The values that show Microsoft's side, as JSON; empty when all of them are blank. */
  readonly microsoft: string;
}

/** A row that is over, as its base says, needs a referral with the same end, and nothing else. */
export interface ClosedForm {
  readonly end: string;
}

/**
 * Compares the two sides of a deal one after the other, as they come. It errs towards "not in step": then the
 * merge looks at both, and decides.
 */
export class InStep {
  readonly #mapping: Mapping;
  readonly #lookups: Lookups;
  readonly #statusField: Field | undefined;
  /** Fields that Microsoft's referral has no part in. */
  readonly #own: readonly Field[];
  /** Those that show something of it. */
  readonly #shown: readonly Field[];
  /** Fields that a base may have. */
  readonly #names: ReadonlySet<string>;
  /** By their letters. */
  readonly #blanks = new Map<string, OpenForm>();
  readonly #ends = new Map<string, ClosedForm>();

  constructor(mapping: Mapping, lookups: Lookups) {
    this.#mapping = mapping;
    this.#lookups = lookups;
    this.#names = new Set([...mapping.fields.map(({ name }) => name), ...mapping.leftOut]);
    this.#statusField = mapping.fields.find(({ kind }) => kind === "status");
    this.#own = mapping.fields.filter((field) => !showsMicrosoft(field));
    this.#shown = mapping.fields.filter(showsMicrosoft);
  }

  /** `null` when the merge has to look at the row, whatever its referral says. */
  needsOf(row: RemoteRecord): Needs | null {
    const base = parseBase(row.properties[this.#mapping.baseColumn], this.#mapping.places);
    if (!base || !isBeside(base, identifierOf(this.#mapping, row))) return null;
    const floor = Date.parse(base.referralModified);
    if (Number.isNaN(floor)) return null;
    const end = this.#endOf(base, row);
    if (end !== null) return { floor, form: known(this.#ends, end, () => ({ end })), digest: 0 };
    if (statusDiffers(row, this.#mapping.seller, SYNCED) || isReopened(row, base)) return null;
    if (lacksAccount({ opportunity: row, base }, this.#mapping)) return null;
    const open = this.#openNeeds(base, row);
    return open && { floor, ...open };
  }

  #openNeeds({ fields: base }: Base, row: RemoteRecord): Omit<Needs, "floor"> | null {
    // What the mapping no longer has is to be taken out of the base.
    for (const name in base) if (!this.#names.has(name)) return null;
    const own = this.#takenBy(this.#own, base, row);
    const shown = own && this.#takenBy(this.#shown, base, row);
    if (!shown) return null;
    const letters = own.letters + shown.letters;
    const isBlank = shown.tokens.every((token) => token === null);
    const form = isBlank
      ? known(this.#blanks, letters, () => ({ letters, microsoft: "" }))
      : { letters, microsoft: JSON.stringify(shown.tokens) };
    return { form, digest: digestOf(own.tokens) };
  }

  /** What these fields take of the referral; `null` when the row is not as the base has it. */
  #takenBy(
    fields: readonly Field[],
    base: Snapshot,
    row: RemoteRecord,
  ): { readonly letters: string; readonly tokens: readonly Value[] } | null {
    let letters = "";
    const tokens: Value[] = [];
    for (const field of fields) {
      const agreed = base[field.name];
      const need = needOf(field, agreed, readField(field, row, this.#lookups));
      if (need === null) return null;
      letters += need;
      tokens.push(tokenOf(need, agreed));
    }
    return { letters, tokens };
  }

  /** @param referral With Microsoft's, where that has come already. */
  meets(referral: RemoteRecord, { floor, form, digest }: Needs): boolean {
    if (Date.parse(referral.modified) < floor) return false;
    // It has to be looked at again at certain times, and the waiting list has to know them.
    if (expiryOf(referral) !== null) return false;
    if ("end" in form) return isOver(referral) && this.#statusOf(referral) === form.end;
    const tokens: Value[] = [];
    for (const field of this.#own) {
      const value = readField(field, referral, this.#lookups);
      if (isUnusable(value)) return false;
      tokens.push(tokenOf(form.letters.charAt(tokens.length), value));
    }
    return this.#shownAre(referral, form) && digestOf(tokens) === digest;
  }

  /**
   * For Microsoft's referral that comes after ours, which met its needs without it. Where it has nothing, what ours has may
   * count in its stead.
   */
  microsoftMeets(microsoft: RemoteRecord, form: OpenForm): boolean {
    return this.#shownAre(
      { ...microsoft, properties: { microsoft: microsoft.properties } },
      form,
      showsOursToo,
    );
  }

  /** @param isBlank Whether a field that was not returned is blank. Of others that is no information, and asks for nothing. */
  #shownAre(
    referral: RemoteRecord,
    { letters, microsoft }: OpenForm,
    isBlank: (field: Field) => boolean = () => false,
  ): boolean {
    const wanted = microsoft === "" ? [] : (JSON.parse(microsoft) as Value[]);
    return this.#shown.every((field, index) => {
      const read = readField(field, referral, this.#lookups);
      const value = read === undefined && isBlank(field) ? null : read;
      if (value === undefined) return true;
      const need = letters.charAt(this.#own.length + index);
      return !isUnusable(value) && tokenOf(need, value) === (wanted[index] ?? null);
    });
  }

  /** The end that the base and the row agree on; the base only says so when the referral does. */
  #endOf({ fields }: Base, row: RemoteRecord): string | null {
    const end = this.#statusField && fields[this.#statusField.name];
    return end && !isOpenRow(row) && this.#statusOf(row) === end ? end : null;
  }

  #statusOf(record: RemoteRecord): Value | undefined | Unusable {
    return this.#statusField && readField(this.#statusField, record, this.#lookups);
  }
}

/**
 * Made of JSON, so that no two lists make one text. 48 bits, which a number holds exactly: it is only compared with that of
 * the other side of the same deal, and that two lists have one by chance is not to be expected.
 */
function digestOf(tokens: readonly Value[]): number {
  return Number.parseInt(hash("sha256", JSON.stringify(tokens), "hex").slice(0, 12), 16);
}

/** The one that was made for this text, or is made now. */
function known<T>(made: Map<string, T>, text: string, make: () => T): T {
  const before = made.get(text);
  if (before !== undefined) return before;
  const now = make();
  made.set(text, now);
  return now;
}

function showsMicrosoft({ transform }: Field): boolean {
  return transform.referral.reads.some(isMicrosoftsPath);
}

function showsOursToo({ transform }: Field): boolean {
  return !transform.referral.reads.every(isMicrosoftsPath);
}

/**
 * What the referral has to say in a field, for `decideField` to write nothing, report nothing and agree on what the
 * base has already. `null` when it cannot be said without the row.
 *
 * | letter | the referral says                          |
 * |--------|--------------------------------------------|
 * | `=`    | what the base has                          |
 * | `?`    | nothing at all: the field was not returned |
 * | `+`    | something, or nothing at all; no blank     |
 * | `*`    | whatever it likes                          |
 */
function needOf(field: Field, base: Value | undefined, row: Value | undefined | Unusable): string | null {
  if (isUnusable(row)) return null;
  // Which account a deal has is only asked for rows that lack one.
  if (field.kind === "account") return "*";
  if (row === undefined) return null;
  if (base === undefined) {
    if (row !== null) return null;
    return field.direction === "opportunity to referral" ? "+" : "?";
  }
  if (field.when === "create") return row === base ? "*" : null;
  if (row !== base) return null;
  // A blank on the side that leads takes nothing away from the other.
  const isOneWay = field.direction === "opportunity to referral" && field.blank === "protect";
  return isOneWay && row === null ? "*" : "=";
}

/** A value as far as a need of that letter goes; `null` also stands for "all is well". */
function tokenOf(need: string, value: Value | undefined): Value {
  if (need === "=") return value ?? null;
  if (need === "?") return value === undefined ? null : "a value or a blank";
  if (need === "+") return value === null ? "a blank" : null;
  return null;
}
