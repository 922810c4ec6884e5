import type { Places } from "../../mapping/mapping.ts";
import { canonicalJson } from "../../model/canonical-json.ts";
import { decidedOf } from "../../model/decided.ts";
import type { Change, Plan } from "../../model/plan.ts";
import type { Value } from "../../model/record.ts";
import type { Intent } from "../../model/state.ts";
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
    const print = (field: string, value: Value = null) => fingerprint(link.referral, field, value);
    /** What the base is recovered by. */
    const beside = (field: string) => {
      const place = places.tags.get(field);
      const there = rows.get(link.referral)?.find((one) => one.field === field);
      return { ...(place ? { place } : {}), ...(there ? { rowHad: print(field, there.from) } : {}) };
    };
    const fields = change.fields.map(({ field, from, to, overwrites, ...who }) => ({
      field,
      target: print(field, to),
      ...(overwrites ? { loser: print(field, from) } : {}),
      ...(side === "referral" ? beside(field) : {}),
      ...decidedOf(who),
    }));
    const about = { side, action, ...link, etag, fields, ...(row ? { row } : {}), ...decidedOf(change) };
    const intent = { id: `${run}.${index + 1}`, at, ...about };
    const ofDeal = action === "note" ? notes.get(link.referral) : undefined;
    const earlier = ofDeal?.find((one) => isSameNote(one, intent));
    return earlier ? { ...intent, id: earlier.id } : intent;
  });
}

function isRowUpdate({ side, action }: Change): boolean {
  return side === "opportunity" && action === "update";
}

/** Of one deal. Then it goes under the id of the earlier one: whichever of the two arrives, there is one note. */
function isSameNote(earlier: Intent, intent: Intent): boolean {
  const isKnown = intent.fields.every(({ target }) => target !== null);
  return isKnown && contentOf(earlier) === contentOf(intent);
}

/** Whoever decided it. */
function contentOf({ fields }: Intent): string {
  return canonicalJson(fields.map(({ field, target, loser }) => ({ field, target, loser })));
}
