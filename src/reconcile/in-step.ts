import { hash } from "node:crypto";
import { type Field, isMicrosoftsPath, type Mapping } from "../mapping/mapping.ts";
import { readField } from "../mapping/project.ts";
import { isUnusable, type Lookups, type Unusable } from "../mapping/transform.ts";
import { isOpenRow } from "../mapping/transforms/status.ts";
import type { Base, RemoteRecord, Snapshot, Value } from "../model/record.ts";
import { lacksAccount } from "./accounts.ts";
import { isBeside, parseBase } from "./base.ts";
import { expiryOf } from "./expiry.ts";
import { identifierOf } from "./match.ts";
import { isReopened } from "./reopened.ts";
import { SYNCED, statusDiffers } from "./seller.ts";
import { isBefore } from "./timestamp.ts";

/**
 * What a row asks of its referral, so that merging the two would change, hold and report nothing: as little of it as
 * can be kept of a hundred thousand rows while their referrals are still being listed.
 */
export type Needs = OpenNeeds | ClosedNeeds;

export interface OpenNeeds {
  /** The referral's modified time at the last merge: an older reading is a stale one. */
  readonly floor: string;
  readonly form: Form;
  /** Of the values that it takes, without those that show Microsoft's side. */
  readonly digest: string;
}

/** Most rows have one of a few, and hold it in common. */
export interface Form {
  /** What it takes, a letter for each field, those that show Microsoft's side last; see `needOf`. */
  readonly letters: string;
  /** The values that show Microsoft's side, as JSON; empty when all of them are blank. */
  readonly microsoft: string;
}

/** A row that is over, as its base says, needs a referral with the same end. */
export interface ClosedNeeds {
  readonly floor: string;
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
  readonly #forms = new Map<string, Form>();

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
    const end = this.#endOf(base, row);
    if (end !== null) return { floor: base.referralModified, end };
    const { seller, accounts } = this.#mapping;
    if (statusDiffers(row, seller, SYNCED) || isReopened(row, base)) return null;
    if (accounts && lacksAccount({ opportunity: row, base }, this.#mapping)) return null;
    return this.#openNeeds(base, row);
  }

  #openNeeds({ referralModified: floor, fields: base }: Base, row: RemoteRecord): OpenNeeds | null {
    // What the mapping no longer has is to be taken out of the base.
    for (const name in base) if (!this.#names.has(name)) return null;
    const own = this.#takenBy(this.#own, base, row);
    const shown = own && this.#takenBy(this.#shown, base, row);
    if (!shown) return null;
    const letters = own.letters + shown.letters;
    const isBlank = shown.tokens.every((token) => token === null);
    const form = isBlank ? this.#blank(letters) : { letters, microsoft: JSON.stringify(shown.tokens) };
    return { floor, form, digest: digestOf(own.tokens) };
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

  /** The one form with these letters, and nothing of Microsoft's side. */
  #blank(letters: string): Form {
    const known = this.#forms.get(letters);
    if (known) return known;
    const form = { letters, microsoft: "" };
    this.#forms.set(letters, form);
    return form;
  }

  /** @param referral With Microsoft's, where that has come already. */
  meets(referral: RemoteRecord, needs: Needs): boolean {
    if (isBefore(referral.modified, needs.floor)) return false;
    // It has to be looked at again at certain times, and the waiting list has to know them.
    if (expiryOf(referral) !== null) return false;
    if ("end" in needs)
      return referral.properties.status === "Closed" && this.#statusOf(referral) === needs.end;
    const tokens: Value[] = [];
    for (const field of this.#own) {
      const value = readField(field, referral, this.#lookups);
      if (isUnusable(value)) return false;
      tokens.push(tokenOf(needs.form.letters.charAt(tokens.length), value));
    }
    return this.#shownAre(referral, needs.form) && digestOf(tokens) === needs.digest;
  }

  /** For Microsoft's referral that comes after ours, which met its needs without it. */
  microsoftMeets(microsoft: RemoteRecord, form: Form): boolean {
    return this.#shownAre({ ...microsoft, properties: { microsoft: microsoft.properties } }, form);
  }

  #shownAre(referral: RemoteRecord, { letters, microsoft }: Form): boolean {
    const wanted = microsoft === "" ? [] : (JSON.parse(microsoft) as Value[]);
    return this.#shown.every((field, index) => {
      const value = readField(field, referral, this.#lookups);
      // What was not returned is no information, and asks for nothing.
      if (value === undefined) return true;
      const need = letters.charAt(this.#own.length + index);
      return isUsable(value) && tokenOf(need, value) === (wanted[index] ?? null);
    });
  }

  /** The end that the base and the row agree on; the base only says so when the referral does. */
  #endOf({ fields }: Base, row: RemoteRecord): string | null {
    const end = fields[this.#statusField?.name ?? ""];
    return end && !isOpenRow(row) && this.#statusOf(row) === end ? end : null;
  }

  #statusOf(record: RemoteRecord): Value | undefined | Unusable {
    return this.#statusField && readField(this.#statusField, record, this.#lookups);
  }
}

/**
 * Made of JSON, so that no two lists make one text. 72 bits, because as many of these are held as there are deals: that
 * two lists have one digest by chance is not to be expected, and V8 copies a part of a text only when it is this short.
 */
function digestOf(tokens: readonly Value[]): string {
  return hash("sha256", JSON.stringify(tokens), "base64url").slice(0, 12);
}

function isUsable(value: Value | undefined | Unusable): value is Value | undefined {
  return !isUnusable(value);
}

function showsMicrosoft({ transform }: Field): boolean {
  return transform.referral.reads.some(isMicrosoftsPath);
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
  if (!isUsable(row)) return null;
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
