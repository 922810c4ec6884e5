import {
  type Change,
  type Conflict,
  type FieldChange,
  type Held,
  isUndecided,
  type Link,
  MAKES,
  OTHER_TABLES,
  type OtherTable,
  type Plan,
  type Question,
} from "../../model/plan.ts";
import type { Side } from "../../model/record.ts";

/** Two plans of one and the same moment: the one that is made today, and the one of a proposed mapping. */
export interface Comparison {
  readonly fields: readonly FieldEffect[];
  /** Records that are made, on either side. */
  readonly creates: Effect<Change>;
  readonly conflicts: Effect<Conflict>;
  readonly held: Effect<Held>;
  readonly questions: Effect<Question>;
  /** Rows that only note what both sides agree on; nobody sees that. */
  readonly notes: { readonly before: number; readonly after: number };
}

/** What a mapping adds, what it takes away, and what it leaves as it is. */
export interface Effect<T> {
  readonly added: readonly T[];
  readonly removed: readonly T[];
  readonly kept: readonly T[];
}

/** One field on one side, or of another table of the CRM. A record whose value would be another one than before is in `added` and `removed`. */
export interface FieldEffect extends Effect<FieldWrite> {
  readonly field: string;
  readonly side: Side;
  /** Where it is not the opportunity. */
  readonly table: OtherTable | null;
}

export interface FieldWrite extends FieldChange, Pick<Change, "link" | "action"> {}

/** Whether two mappings have a field of that name in different places, so that no write of the one is a write of the other. */
export type IsMoved = (field: string, table: OtherTable | null) => boolean;

/** `before` is `null` when there is no mapping yet: then everything is added. */
export function comparePlans(before: Plan | null, whole: Plan, isMoved: IsMoved = () => false): Comparison {
  const [old, after] = alike(before ?? NOTHING, whole);
  return {
    fields: compareFields(old, after, isMoved),
    creates: effect(
      createsOf(old),
      createsOf(after),
      (one) => `${one.action}/${one.row?.table ?? ""}/${referralOf(one)}`,
    ),
    conflicts: effect(
      open(old),
      open(after),
      (one) => `${referralOf(one)}/${one.field}`,
      ({ field }) => isMoved(field, null),
    ),
    held: effect(old.held, after.held, (one) => [referralOf(one), one.field, one.side, one.reason].join("/")),
    questions: effect(old.questions, after.questions, (one) => `${one.referral}/${one.text}`),
    notes: { before: notesOf(old), after: notesOf(after) },
  };
}

function referralOf({ link }: { readonly link: Link }): string {
  return link.referral;
}

const NOTHING: Plan = { changes: [], conflicts: [], held: [], questions: [], warnings: [] };

/** Where one of them leaves deals to later runs, what the other has for these is no difference. */
function alike(one: Plan, other: Plan): readonly [Plan, Plan] {
  const ends = [one, other].flatMap(({ later }) => (later ? [later.after] : []));
  const last = ends.sort()[0];
  return last === undefined ? [one, other] : [upTo(one, last), upTo(other, last)];
}

function upTo({ changes, conflicts, held, questions, ...plan }: Plan, last: string): Plan {
  const isIn = (one: { readonly link: Link }) => referralOf(one) <= last;
  return {
    ...plan,
    changes: changes.filter(isIn),
    conflicts: conflicts.filter(isIn),
    held: held.filter(isIn),
    questions: questions.filter(({ referral }) => referral <= last),
  };
}

function compareFields(before: Plan, after: Plan, isMoved: IsMoved): FieldEffect[] {
  const old = writesOf(before);
  const wanted = writesOf(after);
  const keys = [...new Set([...old.keys(), ...wanted.keys()])].sort();
  return keys.map((key) => {
    const [side, field = "", name] = key.split("\0");
    const table = OTHER_TABLES.find((one) => one === name) ?? null;
    const same = (one: FieldWrite) => `${referralOf(one)}/${one.action}/${JSON.stringify(one.to)}`;
    const found = effect(old.get(key) ?? [], wanted.get(key) ?? [], same, () => isMoved(field, table));
    return { side: side === "referral" ? "referral" : "opportunity", table, field, ...found };
  });
}

/** Every write of a field, by side, field and table. */
function writesOf({ changes }: Plan): Map<string, FieldWrite[]> {
  // A note only keeps what other writes of the pair replace.
  const real = changes.filter(({ action }) => action !== "note");
  const writes = real.flatMap(({ side, action, link, fields, row }) =>
    fields.map((change) => ({
      key: `${side}\0${change.field}\0${row?.table ?? ""}`,
      ...change,
      link,
      action,
    })),
  );
  return Map.groupBy(writes, (one) => one.key);
}

/** @param isOther Of an item that is none of the other plan's, whatever its key. */
function effect<T>(
  before: readonly T[],
  after: readonly T[],
  key: (item: T) => string,
  isOther: (item: T) => boolean = () => false,
): Effect<T> {
  const isIn = (keys: ReadonlySet<string>, item: T) => keys.has(key(item)) && !isOther(item);
  const old = new Set(before.map(key));
  const wanted = new Set(after.map(key));
  return {
    added: after.filter((item) => !isIn(old, item)),
    removed: before.filter((item) => !isIn(wanted, item)),
    kept: after.filter((item) => isIn(old, item)),
  };
}

/** A conflict with a winner is a write like others; these are the ones that a person has to resolve. */
function open({ conflicts }: Plan): Conflict[] {
  return conflicts.filter(isUndecided);
}

function createsOf({ changes }: Plan): Change[] {
  return changes.filter(({ action }) => MAKES.includes(action));
}

function notesOf({ changes }: Plan): number {
  return changes.filter((change) => change.action === "update" && change.fields.length === 0).length;
}
