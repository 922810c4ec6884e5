import type { PatchOperation } from "../../model/ports.ts";
import type { Amounts, Value } from "../../model/record.ts";
import { unencoded } from "./html-text.ts";

/**
 * How one field is read into the canonical domain and written back, on each side.
 *
 * Laws, which a property test checks for every transform: reading what was written gives the value
 * (`read(write(v)) = v`), and a canonical value is its own normal form.
 */
export interface Transform {
  readonly referral: Codec<readonly PatchOperation[]>;
  readonly opportunity: Codec<Readonly<Record<string, unknown>>>;
  /**
   * For values that are sets: what both sides' additions and removals since the base come to. `undefined`
   * where that cannot be said.
   */
  readonly union?: (base: Value, referral: Value, opportunity: Value) => Value | undefined;
}

export interface Codec<Written> {
  /** Property paths (`details.dealValue`) or columns to read, in the order that `read` expects. */
  readonly reads: readonly string[];
  /** `undefined` where a part was not returned: no information, which is not the same as blank. */
  read(parts: readonly unknown[], lookups: Lookups): Value | undefined | Unusable;
  /** `parts` is what stands there now; `undefined` parts belong to a record that is yet to be created. */
  write(value: Value, parts: readonly unknown[], lookups: Lookups): Written | Unusable;
}

/** Of a field with one place on each side: a property of the referral, `details.notes`, and a column of the opportunity. */
export interface OnePlace {
  readonly referral: string;
  readonly opportunity: string;
}

/**
 * A text, a number, yes or no as a text. A list or an object is not asked for its own text: that may fail, by what it
 * holds or how deep it is, and comes to nothing that anybody has written.
 */
export function wordOf(raw: unknown): string {
  if (Array.isArray(raw)) return "(a list)";
  return typeof raw === "object" && raw !== null ? "(an object)" : String(raw);
}

/** A value that this transform does not understand or must not write, with the reason. Never taken for blank. */
export interface Unusable {
  readonly unusable: string;
  /** Set when it may be fixed on a record that is neither side, such as a currency. */
  readonly elsewhere?: true;
}

export function isUnusable(value: unknown): value is Unusable {
  return typeof value === "object" && value !== null && "unusable" in value;
}

/** Whether a value reads as it is written, so that an opportunity can have it. */
export function readsBack(transform: Transform, value: Value, lookups: Lookups): boolean {
  return readAsWritten(transform, value, lookups) === value;
}

/** A value that was canonical for a field with other keys, such as another `longest`, as this one has it. */
export function normalForm(transform: Transform, value: Value): Value {
  const read = readAsWritten(transform, value, NO_LOOKUPS);
  return read === undefined || isUnusable(read) ? value : read;
}

function readAsWritten({ opportunity }: Transform, value: Value, lookups: Lookups) {
  const written = opportunity.write(value, [], lookups);
  if (isUnusable(written)) return written;
  const parts = opportunity.reads.map((column) => written[column]);
  return opportunity.read(parts, lookups);
}

/** A reason is kept in git and shown in reports, so it quotes a value only where the mapping allows that. */
export function quote(raw: unknown, audit: "value" | "hidden"): string {
  if (audit === "hidden") return "what stands there";
  const text = (typeof raw === "object" && raw !== null ? wordOf(raw) : JSON.stringify(raw)) ?? "nothing";
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

/** What of the CRM values refer to. Read once a run, and only when a record needs it. */
export interface Lookups extends Pick<Amounts, "currencies">, Partial<Pick<Amounts, "places">> {
  /** Referral id → id of the customer's account, or why there is none. */
  readonly accounts?: ReadonlyMap<string, Value | Unusable>;
}

/** Where no value refers to anything. */
export const NO_LOOKUPS: Lookups = { currencies: [] };

/**
 * Sets one property of a referral: `replace`, as in Microsoft's samples, where something stands. Where nothing does, `add`,
 * which creates a member or sets one that is null (RFC 6902 §4.1); that `replace` takes a null is nowhere said. Of a list, what
 * stays is sent as Partner Center has shown it, but not HTML-encoded.
 */
export function setProperty(path: string, value: unknown, current: unknown): PatchOperation {
  const op = (current ?? null) === null ? "add" : "replace";
  return { op, path: `/${path.replaceAll(".", "/")}`, value: unencoded(value) };
}

/** What Partner Center takes no referral without (bulk-operations), of what a seller may empty. */
const NEVER_BLANK: ReadonlyMap<string, string> = new Map([
  ["name", "a name"],
  ["details.closingDateTime", "a closing date"],
  ["favorite", "yes or no"],
]);

/** As `setProperty`, of one that may be blank: what is refused takes along all else that is sent with it. */
export function setOrEmpty(
  path: string,
  value: unknown,
  current: unknown,
): readonly PatchOperation[] | Unusable {
  const wanted = NEVER_BLANK.get(path);
  if (value === null && wanted) return { unusable: `Partner Center wants ${wanted} for every deal` };
  return [setProperty(path, value, current)];
}
