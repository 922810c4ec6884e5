import type { Mapping } from "../../mapping/mapping.ts";
import type { ChangeOutcome, Done, Merge } from "../../model/plan.ts";
import { isProvisional } from "../../model/provisional.ts";
import type { Snapshot, Value } from "../../model/record.ts";
import { againAfter } from "../merge/back-and-forth.ts";
import { undecidedIn } from "../merge/newer.ts";
import { ofAnotherAfter } from "../merge/of-another.ts";
import { putBackAfter, untakenAfter } from "../merge/put-back.ts";
import { formatBase, keepBase, readBase } from "../record/base.ts";
import { closedOnAfter } from "../record/reopened.ts";
import { toldAfter } from "./seller-columns.ts";

interface After {
  readonly intent: string;
  readonly done: Done;
  /** Fields of a referral's change which did not come about, and those that were to follow from it. */
  readonly unkept: ReadonlySet<string>;
}

/** The base that goes into the row, with the fields that it describes. */
export function baseAfter(merge: Merge, view: Mapping, { intent, done, unkept }: After): string {
  const { referral } = done;
  const fields = agreedAfter(merge, done, unkept);
  const made = madeOf(merge, referral);
  const written = {
    change: intent,
    referral: besideAfter(merge, view),
    referralModified: referral?.modified ?? merge.pair.referral.modified,
    fields,
    putBack: putBackAfter(made, fields),
    untaken: untakenAfter(merge, fields, referral?.untaken),
    ofAnother: ofAnotherAfter(merge.ofAnother, fields),
    undecided: undecidedIn(merge),
    closedOn: closedOnAfter(merge.pair),
    again: againAfter(made, fields, { mapping: view, told: toldAfter(merge, done) }),
  };
  return formatBase(written, view.places);
}

/** A deal that has no referral keeps what its row says of the one that it had. */
function besideAfter({ pair: { link, opportunity } }: Merge, view: Mapping): string | undefined {
  if (!isProvisional(link)) return link.referral;
  return (opportunity && readBase(opportunity, view)?.referral) ?? undefined;
}

/** A referral that did not take its change has what it had: nothing there was overwritten. */
function madeOf(merge: Merge, outcome: ChangeOutcome | null): Merge {
  if (!outcome || outcome.outcome === "applied") return merge;
  return { ...merge, changes: merge.changes.filter(({ side }) => side !== "referral") };
}

/** A field that the referral did not take keeps the base it had, so that the next run tries again. */
export function agreedAfter(
  { agreed: planned, pair }: Merge,
  { invite }: Done,
  unkept: After["unkept"],
): Snapshot {
  const agreed: Record<string, Value> = { ...planned };
  const asked = invite && invite.outcome !== "applied" ? invite.change.fields : [];
  for (const field of [...asked.map((one) => one.field), ...unkept]) keepBase(agreed, field, pair.base);
  return agreed;
}
