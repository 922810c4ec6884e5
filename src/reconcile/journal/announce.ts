import type { Places } from "../../mapping/mapping.ts";
import { canonicalJson } from "../../model/canonical-json.ts";
import { decidedOf } from "../../model/decided.ts";
import type { Change, FieldChange, Link, Merge, Plan } from "../../model/plan.ts";
import type { Intent, Settled } from "../../model/state.ts";
import { isRowUpdate } from "../merge/hold-back.ts";
import type { Fingerprint } from "../record/fingerprint.ts";

/** What the intents of a run have in common. */
export interface Announcement {
  readonly run: string;
  /** ISO 8601. */
  readonly at: string;
  readonly fingerprint: Fingerprint;
  /** Of the mapping. */
  readonly places: Places;
  /** Those of earlier runs that may yet arrive. */
  readonly open: readonly Intent[];
}

/** An intent for every change of the plan, in its order. */
export function announce(plan: Plan, { run, at, fingerprint, places, open }: Announcement): Intent[] {
  const notes = Map.groupBy(
    open.filter((one) => one.action === "note"),
    ({ referral }) => referral,
  );
  const rows = new Map(
    plan.changes.filter(isRowUpdate).map((change) => [change.link.referral, change.fields]),
  );
  return plan.changes.map((change, index) => {
    const { side, action, link, etag, row } = change;
    /** What the base is recovered by. */
    const beside = (field: string) => {
      const place = places.tags.get(field);
      const there = rows.get(link.referral)?.find((one) => one.field === field);
      const rowHad = there && fingerprint(link.referral, field, there.from ?? null);
      return { ...(place ? { place } : {}), ...(rowHad === undefined ? {} : { rowHad }) };
    };
    const fields = change.fields.map((one) => ({
      ...printed(one, link, fingerprint),
      ...(side === "referral" ? beside(one.field) : {}),
      ...decidedOf(one),
    }));
    const about = { side, action, ...link, etag, fields, ...(row ? { row } : {}), ...decidedOf(change) };
    const intent = { id: `${run}.${index + 1}`, at, ...about };
    const ofDeal = action === "note" ? notes.get(link.referral) : undefined;
    const earlier = ofDeal?.find((one) => isSameNote(one, intent));
    return earlier ? { ...intent, id: earlier.id } : intent;
  });
}

function printed({ field, from, to, overwrites }: FieldChange, { referral }: Link, print: Fingerprint) {
  const loser = overwrites ? { loser: print(referral, field, from ?? null) } : {};
  return { field, target: print(referral, field, to), ...loser };
}

/**
 * The merge without a note that a run which died has written.
 *
 * @param settled What became of the intents about this deal.
 */
export function withoutNoteThere(merge: Merge, settled: readonly Settled[], print: Fingerprint): Merge {
  const there = settled.filter(({ fate, intent }) => fate === "applied" && intent.action === "note");
  const isThere = ({ action, link, fields }: Change) => {
    const note = { fields: fields.map((one) => printed(one, link, print)) };
    return action === "note" && there.some(({ intent }) => isSameNote(intent, note));
  };
  return there.length === 0 ? merge : { ...merge, changes: merge.changes.filter((one) => !isThere(one)) };
}

/** Of one deal. Then it goes under the id of the earlier one: whichever of the two arrives, there is one note. */
function isSameNote(earlier: Content, intent: Content): boolean {
  const isKnown = intent.fields.every(({ target }) => target !== null);
  return isKnown && contentOf(earlier) === contentOf(intent);
}

type Content = Pick<Intent, "fields">;

/** Whoever decided it. */
function contentOf({ fields }: Content): string {
  return canonicalJson(fields.map(({ field, target, loser }) => ({ field, target, loser })));
}
