import { type Field, isMicrosoftsPath, type Mapping } from "../../mapping/mapping.ts";
import type { Lookups } from "../../mapping/transforms/transform.ts";
import type { Merge, Pair } from "../../model/plan.ts";
import { SIDE_NAMES, SIDES, type Side, type Value } from "../../model/record.ts";
import type { Waiting } from "../../model/state.ts";
import type { OutOfScope } from "../match/scope.ts";
import { wereClosed } from "../record/ended.ts";
import { seenIn } from "../record/seen.ts";
import type { FieldState } from "./decide.ts";

/** One field of one pair: where it stands, and what the merge made of it. `undefined` means unknown. */
export interface FieldExplanation extends State {
  readonly field: string;
  readonly kind: Field["kind"];
  readonly direction: Field["direction"];
  /** Where it is read and written: properties of the referral, columns of the row. */
  readonly places: Readonly<Record<Side, readonly string[]>>;
  /** What happened, as the row of the decision table says it. */
  readonly situation: string;
  /** What the run would do about it, and which key of the mapping says so. */
  readonly decision: string;
  /** Both sides have the same value, and nothing is to be done about it. */
  readonly isInStep: boolean;
}

/** What a sync would make of one deal, and why. */
export interface Explanation {
  /** That of its referral; of an opportunity that waits to have one, its own. */
  readonly id: string;
  /** Which row it is linked to, or why it is linked to none, without the full stop. */
  readonly standing: string;
  /** Where the mapping leaves the deal alone. */
  readonly outOfScope: OutOfScope | null;
  readonly fields: readonly FieldExplanation[];
  /** What an earlier run has noted of it. */
  readonly waiting: Waiting | null;
}

/**
 * Says for each field of a merged pair why it is as it is, what waits or is to be written first. The decision is read from the
 * merge, not taken again.
 */
export function explainFields(merge: Merge, mapping: Mapping, lookups: Lookups): FieldExplanation[] {
  const { opportunity, base } = merge.pair;
  const seen = seenIn(merge.pair, { mapping, lookups });
  const fields = mapping.fields.map((field) => {
    const { name, kind, direction, transform } = field;
    const state = {
      base: base?.fields[name],
      referral: seen.referral.snapshot[name],
      opportunity: seen.opportunity.snapshot[name],
    };
    const places = { referral: transform.referral.reads, opportunity: transform.opportunity.reads };
    const situation = opportunity ? situationOf(field, state, merge.pair) : "there is no opportunity yet";
    const decided = decisionOf(field, merge);
    const decision = decided ?? whyNothing(field, state, merge);
    const isSame = state.referral !== undefined && state.referral === state.opportunity;
    const isInStep = opportunity !== null && decided === null && isSame;
    const explained = { field: name, kind, direction, places, ...state, situation, decision, isInStep };
    return { explained, isNews: decided !== null };
  });
  const newsFirst = fields.toSorted((a, b) => Number(b.isNews) - Number(a.isNews));
  return newsFirst.map(({ explained }) => explained);
}

type State = Omit<FieldState, "newer">;

/** An account is only looked for while a deal has none. */
function isChosen({ kind }: Field, { referral, opportunity }: State): boolean {
  return kind === "account" && referral === undefined && typeof opportunity === "string";
}

/** The rows of the table above `decideField`, in words. */
function situationOf(field: Field, state: State, pair: Pair): string {
  const { base, referral, opportunity } = state;
  if (isChosen(field, state)) return "the opportunity has one, so none is looked for";
  if (referral === undefined) return whyUnknown(field, pair);
  if (opportunity === undefined) return "the CRM did not return it, or not in a form that is understood";
  if (referral === opportunity) return "both sides have the same value";
  if (base === undefined) return neverSynced(referral, opportunity);
  if (opportunity === base) return "only Partner Center changed it since the last sync";
  if (referral === base) return "only the CRM changed it since the last sync";
  return "both sides changed it since the last sync, to different values";
}

function whyUnknown({ transform }: Field, { referral }: Pair): string {
  const isMicrosofts = transform.referral.reads.some(isMicrosoftsPath);
  return isMicrosofts && referral.properties.microsoft === undefined
    ? "Microsoft has no referral of this deal, or it was not read"
    : "Partner Center did not return it, or not in a form that is understood";
}

function neverSynced(referral: Value, opportunity: Value): string {
  if (referral === null) return "it was never synced, and only the CRM has a value";
  if (opportunity === null) return "it was never synced, and only Partner Center has a value";
  return "it was never synced, and the sides have different values";
}

/** What the merge wants to do or to report, or `null` when that is nothing. */
function decisionOf(field: Field, merge: Merge): string | null {
  if (merge.leftAlone !== undefined) return `nothing: ${merge.leftAlone}`;
  const held = merge.held.find((one) => one.field === field.name);
  if (held) return `held: ${held.reason}`;
  const conflict = merge.conflicts.find((one) => one.field === field.name);
  const rule = conflict && (conflict.hasBase ? `conflict: ${field.conflict}` : `adopt: ${field.adopt}`);
  if (conflict?.winner === null) return `a conflict that a person has to resolve (${rule})`;
  const writes = merge.changes.filter(({ action }) => action !== "note");
  const written = SIDES.filter((side) =>
    writes.some((one) => one.side === side && one.fields.some((change) => change.field === field.name)),
  );
  if (written.length === 0) return null;
  const overwrites = writes.some((change) =>
    change.fields.some((one) => one.field === field.name && one.overwrites),
  );
  const lost = overwrites ? ", over what stands there" : "";
  return `write it to ${written.map((side) => SIDE_NAMES[side]).join(" and to ")}${lost} (${rule ?? ruleOf(field, merge)})`;
}

/** The key of the mapping that decides when nobody is in conflict. */
function ruleOf(field: Field, { pair }: Merge): string {
  if (!pair.opportunity) return "a new opportunity takes what the referral has";
  if (field.when === "create") return "when: create, and it was never filled";
  if (field.direction !== "both") return `direction: ${field.direction}`;
  return pair.base?.fields[field.name] === undefined ? `adopt: ${field.adopt}` : "direction: both";
}

function whyNothing(field: Field, state: State, merge: Merge): string {
  const { referral, opportunity } = state;
  const { pair } = merge;
  if (!pair.opportunity) return "nothing is written: the opportunity begins without it";
  if (isChosen(field, state)) return "nothing: it is filled once, and left to the CRM";
  if (referral === undefined || opportunity === undefined)
    return "nothing: what is unknown is never taken for blank";
  if (referral === opportunity) return "nothing to do";
  if (wereClosed(merge)) return "nothing: both sides are closed";
  if (field.when === "create") return "nothing: it was filled once, and is left alone (when: create)";
  return `nothing: a blank is not carried over (blank: ${field.blank})`;
}
