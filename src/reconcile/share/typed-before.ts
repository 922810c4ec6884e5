import type { AccountsDocument } from "../../mapping/schema/accounts.ts";
import type { Held, Merge } from "../../model/plan.ts";
import type { RemoteRecord } from "../../model/record.ts";
import { type Approvals, isApproved } from "../merge/approval.ts";
import { ALL, Alike, ENOUGH, saidByIds, type TwinContext } from "./twin-evidence.ts";
import { newDeals, type Twin, whyNothingIsMade, withoutRow } from "./twins.ts";

/*
 * A deal that somebody has typed on both sides, as everybody does who has no sync yet: its referral is about to get an opportunity,
 * and has one that does not say so. The first sync would make all of them a second time. Those that a seller wants to
 * have shared are found from there (`twins.ts`).
 */

/** Where the account of a deal is, as it is told apart here. */
export function accountsOf({ opportunity, columns }: AccountsDocument): TwinContext["share"] {
  return { accountColumns: columns, ids: { account: `_${opportunity}_value` } };
}

/**
 * The accounts that customers of new opportunities have already, by their ids.
 *
 * @param missing Ids of accounts that are not there yet.
 */
export function accountsThere(
  merges: readonly Merge[],
  missing: ReadonlySet<string>,
  { lookups }: Pick<TwinContext, "lookups">,
): string[] {
  const found = merges
    .filter(makesOpportunity)
    .map(({ pair: { referral } }) => lookups.accounts?.get(referral.id))
    .filter((account) => typeof account === "string");
  return [...new Set(found)].filter((account) => !missing.has(account)).sort();
}

/**
 * The same merges, without a new row for a referral whose deal seems to have one.
 *
 * @param rows Open ones of these accounts without a referral.
 */
export function besideTyped(
  merges: readonly Merge[],
  rows: readonly RemoteRecord[],
  context: TwinContext & { readonly approvals: Approvals },
): readonly Merge[] {
  const typed = typedBefore(merges, rows, context);
  return merges.map((merge) => {
    const { link } = merge.pair;
    const twin = typed.get(link.referral);
    if (!twin) return merge;
    const waits: Held = { link, field: null, side: "opportunity", ...why(twin, link.referral, context) };
    if (!isApproved(waits, link.referral, context.approvals)) return withoutRow(merge, waits);
    const approved = merge.changes.map((change) => ({
      ...change,
      ...(isNew(change) ? { approved: true as const } : {}),
    }));
    return { ...merge, changes: approved };
  });
}

function why({ opportunity, same }: Twin, referral: string, { mapping }: TwinContext) {
  const reason = whyNothingIsMade(referral, {
    instead: `opportunity ${opportunity}, which has no referral, seems to be the same deal (same ${same})`,
    otherwise: "it waits for approval",
    referralIdColumn: mapping.referralIdColumn,
  });
  // That the opportunity is no longer like it brings the referral into no listing.
  return { reason, awaits: "approval", elsewhere: true } as const;
}

/** By the ids of their referrals. */
function typedBefore(
  merges: readonly Merge[],
  rows: readonly RemoteRecord[],
  context: TwinContext,
): ReadonlyMap<string, Twin> {
  const found = new Map<string, Twin>();
  if (rows.length === 0) return found;
  const deals = newDeals(merges.filter(makesOpportunity), context);
  const wanted = deals.map(({ said }) => said);
  const taken = new Set<string | null>();
  for (const evidence of [ALL, ...ENOUGH]) {
    const alike = new Alike(evidence, wanted);
    for (const row of rows) alike.add({ referral: null, opportunity: row.id, said: saidByIds(row, context) });
    for (const { referral, said } of deals) {
      if (referral === null || found.has(referral)) continue;
      const row = alike.take(said, taken);
      if (row) found.set(referral, { referral: null, opportunity: row.opportunity, same: alike.same });
    }
  }
  return found;
}

function makesOpportunity({ changes }: Merge): boolean {
  return changes.some(isNew);
}

function isNew({ action, row }: Merge["changes"][number]): boolean {
  return action === "create" && !row;
}
