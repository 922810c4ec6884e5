import type { Field } from "../../mapping/mapping.ts";
import type { Decided } from "../../model/decided.ts";
import type { Side, Value } from "../../model/record.ts";

/** One field of one pair, as three values. `undefined` means unknown: no base yet, or not returned. */
export interface FieldState {
  readonly base: Value | undefined;
  readonly referral: Value | undefined;
  readonly opportunity: Value | undefined;
  /** The side whose record was modified clearly later, when that can be told. */
  readonly newer: Side | null;
}

/** What to write where, and what both sides agree on afterwards. */
export interface Decision extends Pick<Decided, "resolved"> {
  readonly writes: { readonly [side in Side]?: Value };
  /** Something a person wrote is overwritten on purpose: by a policy, or because the field goes one way. */
  readonly overwrites: boolean;
  readonly conflict: { readonly winner: Side | null } | null;
  /** The next base; `undefined` as long as there is none. */
  readonly agreed: Value | undefined;
}

/**
 * The three-way merge of one field.
 *
 * | situation                              | both                 | referral to opportunity | opportunity to referral |
 * |----------------------------------------|----------------------|-------------------------|-------------------------|
 * | a side was not returned                | nothing              | nothing                 | nothing                 |
 * | equal                                  | agree                | agree                   | agree                   |
 * | only the referral changed              | write opportunity    | write opportunity       | restore the referral    |
 * | only the opportunity changed           | write referral       | restore the opportunity | write referral          |
 * | both changed, a set                    | write the union      | write opportunity       | write referral          |
 * | the same, one of them to a blank       | fill it, as if it had not, unless `blank: propagate`                     |||
 * | both changed, the union is empty       | conflict policy      | write opportunity       | write referral          |
 * | both changed                           | conflict policy      | write opportunity       | write referral          |
 * | no base, one side blank                | fill the blank       | fill the opportunity    | fill the referral       |
 * | no base, both set                      | `adopt`              | write opportunity       | write referral          |
 * | the value to write is blank            | nothing, unless `blank: propagate` and there is a base                   |||
 * | `when: create`                         | nothing, once it was filled                                              |||
 */
export function decideField(field: Field, state: FieldState): Decision {
  const { base, referral, opportunity } = state;
  if (referral === undefined || opportunity === undefined) return nothing(base);
  if (referral === opportunity) return { ...nothing(referral), agreed: referral };
  if (field.when === "create") return fillOnce(field, state);
  if (field.direction === "referral to opportunity") return oneWay(field, "opportunity", referral, state);
  if (field.direction === "opportunity to referral") return oneWay(field, "referral", opportunity, state);
  return base === undefined
    ? firstSight(field, referral, opportunity)
    : bothWays(field, { ...state, base, referral, opportunity });
}

function nothing(base: Value | undefined): Decision {
  return { writes: {}, overwrites: false, conflict: null, agreed: base };
}

/** A link that was made by hand has blanks where a record of ours would have values. */
function fillOnce(field: Field, { base, referral = null, opportunity = null }: FieldState): Decision {
  const isFirstTime = base === undefined;
  if (isFirstTime && opportunity === null && field.direction !== "opportunity to referral") {
    return write("opportunity", referral, false);
  }
  if (isFirstTime && referral === null && field.direction !== "referral to opportunity") {
    return write("referral", opportunity, false);
  }
  return nothing(base);
}

/** The source wins; what stands on the other side is overwritten, which the plan says when a person wrote it. */
function oneWay(field: Field, target: Side, wanted: Value, state: FieldState): Decision {
  // Before the first agreement nobody is known to have emptied it: the row may be one that we made.
  const isEmptied = field.blank === "propagate" && state.base !== undefined;
  if (wanted === null && !isEmptied) return nothing(state.base);
  return write(target, wanted, state[target] !== state.base && state[target] !== null);
}

function firstSight(field: Field, referral: Value, opportunity: Value): Decision {
  if (referral === null) return write("referral", opportunity, false);
  if (opportunity === null) return write("opportunity", referral, false);
  if (field.adopt === "referral") return write("opportunity", referral, true);
  if (field.adopt === "opportunity") return write("referral", opportunity, true);
  return { ...nothing(undefined), conflict: { winner: null } };
}

interface KnownState extends FieldState {
  readonly base: Value;
  readonly referral: Value;
  readonly opportunity: Value;
}

function bothWays(field: Field, state: KnownState): Decision {
  const { base, referral, opportunity } = state;
  if (opportunity === base) return oneWay(field, "opportunity", referral, state);
  if (referral === base) return oneWay(field, "referral", opportunity, state);
  // A blank that is protected takes nothing out: what the other side has changed is all that has.
  const counted = (value: Value) => (value === null && field.blank === "protect" ? base : value);
  const union = field.transform.union?.(base, counted(referral), counted(opportunity));
  // Each side has taken out what the other kept: nobody wanted it empty.
  if (union !== undefined && (union !== null || field.blank === "propagate")) return writeUnion(union, state);
  const winner = winnerOf(field, state);
  const wanted = winner && state[winner];
  if (winner === null || (wanted === null && field.blank === "protect")) {
    return { ...nothing(base), conflict: { winner: null } };
  }
  return wonBy(winner, wanted);
}

/** A conflict in which one side's value takes the place of the other's. */
export function wonBy(winner: Side, value: Value): Decision {
  return { ...write(other(winner), value, true), conflict: { winner } };
}

function writeUnion(union: Value, { referral, opportunity }: KnownState): Decision {
  const writes = {
    ...(referral === union ? {} : { referral: union }),
    ...(opportunity === union ? {} : { opportunity: union }),
  };
  return { writes, overwrites: false, conflict: null, agreed: union };
}

function winnerOf(field: Field, state: KnownState): Side | null {
  switch (field.conflict) {
    case "report":
      return null;
    case "referral":
    case "opportunity":
      return field.conflict;
    case "newest":
      return state.newer;
    case "non-blank":
      if (state.referral === null) return "opportunity";
      return state.opportunity === null ? "referral" : null;
  }
}

function write(side: Side, value: Value, overwrites: boolean): Decision {
  return { writes: { [side]: value }, overwrites, conflict: null, agreed: value };
}

function other(side: Side): Side {
  return side === "referral" ? "opportunity" : "referral";
}
