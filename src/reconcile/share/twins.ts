import type { Mapping } from "../../mapping/mapping.ts";
import { isOpenRow } from "../../mapping/transforms/status.ts";
import { by } from "../../model/order.ts";
import type { Held, Merge } from "../../model/plan.ts";
import { identifierOf } from "../match/match.ts";
import { isOver } from "../record/state-of.ts";
import {
  ALL,
  Alike,
  type Deal,
  ENOUGH,
  type OfAccount,
  saidByReferral,
  saidByRow,
  type TwinContext,
} from "./twin-evidence.ts";

/*
 * Twins: an opportunity that is to be shared, and a deal that is there already, which seem to be the same though nothing links
 * the two. So it is where another tool has made the opportunity and not written the identifier yet, or was refused it, as a run
 * had made one; where somebody typed one deal on both sides; and where opportunities were brought in twice. To go on would
 * make the deal once more, and nobody can take back a referral.
 */

/** What an opportunity that is to be shared may be. */
export interface Twin extends Omit<Deal, "said"> {
  /** What both have, in words: `customer, name and value`. */
  readonly same: string;
}

/**
 * The twins of these opportunities, by their ids: each of one deal at most, and each of another one as far as there are
 * enough.
 *
 * @param merges Of all referrals that this run looks at.
 * @param linked Other opportunities that have a referral.
 */
export function twinsOf(
  shares: readonly OfAccount[],
  { merges, linked }: { readonly merges: readonly Merge[]; readonly linked: readonly OfAccount[] },
  context: TwinContext,
): ReadonlyMap<string, Twin> {
  const twins = new Map<string, Twin>();
  if (shares.length === 0) return twins;
  const rows = shares.map((one) => ({ id: one.row.id, said: saidByRow(one, context) })).sort(byId);
  const unmade = newDeals(merges, context);
  const there = [...dealsIn(merges, context), ...rowsThere(linked, context)];
  const taken = new Set<string | null>();
  const look = ({ id, said }: (typeof rows)[number], alike: Alike): boolean => {
    const found = alike.take(said, taken);
    if (found) twins.set(id, { referral: found.referral, opportunity: found.opportunity, same: alike.same });
    return found !== null;
  };
  const wanted = rows.map(({ said }) => said);
  const all = new Alike(ALL, wanted);
  for (const deal of [...there, ...unmade]) all.add(deal);
  for (const row of rows)
    if (!look(row, all)) all.add({ referral: null, opportunity: row.id, said: row.said });
  for (const evidence of ENOUGH) {
    const alike = new Alike(evidence, wanted);
    for (const deal of unmade) alike.add(deal);
    for (const row of rows) if (!twins.has(row.id)) look(row, alike);
  }
  return twins;
}

/** The same merges, without a new row for a referral that may be an opportunity which is not shared yet. */
export function besideShares(
  merges: readonly Merge[],
  shares: readonly Merge[],
  { referralIdColumn, share }: Pick<Mapping, "referralIdColumn" | "share">,
): readonly Merge[] {
  const held = shares.flatMap((merge) => merge.held);
  const opportunities = new Map(held.flatMap(({ twin, link }) => (twin ? [[twin, link.opportunity]] : [])));
  if (opportunities.size === 0) return merges;
  return merges.map((merge) => {
    const { link } = merge.pair;
    const opportunity = makesRow(merge) ? opportunities.get(link.referral) : undefined;
    if (opportunity === undefined) return merge;
    const reason = whyNothingIsMade(link.referral, {
      instead: `opportunity ${opportunity}, which is to be shared, seems to be the same deal`,
      otherwise: `approve that it is shared, or set Sync with Partner Center (${share?.when}) to No there`,
      referralIdColumn,
    });
    // That the other one is not wanted any more brings this one into no listing.
    return withoutRow(merge, { link, field: null, side: "opportunity", reason, elsewhere: true });
  });
}

/**
 * Why a referral gets no opportunity yet, and how to say that another one is its.
 *
 * @param told `instead` says which one, `otherwise` what to do if it is another deal.
 */
export function whyNothingIsMade(
  referral: string,
  told: { readonly instead: string; readonly otherwise: string; readonly referralIdColumn: string },
): string {
  const { instead, otherwise, referralIdColumn } = told;
  return `nothing is made of it yet, as ${instead}: if it is, write ${referral} into Referral Identifier (${referralIdColumn}) there, or name that opportunity as the CRM id in Partner Center; if not, ${otherwise}`;
}

/** The merge of a referral that gets no row for now. */
export function withoutRow(merge: Merge, waits: Held): Merge {
  return { ...merge, changes: [], held: [...merge.held, waits] };
}

/** The referral that the deal may be. */
export function twinIn({ held }: Merge): Pick<Held, "twin"> {
  const twin = held.find((one) => one.twin)?.twin;
  return twin ? { twin } : {};
}

function makesRow({ changes }: Merge): boolean {
  return changes.some(({ action }) => action === "create");
}

/** Those that get a row by this run. The last of them comes first. */
export function newDeals(merges: readonly Merge[], context: TwinContext): Deal[] {
  const referrals = merges.filter(makesRow).map(({ pair }) => pair.referral);
  return referrals
    .sort((a, b) => byId(b, a))
    .map((referral) => {
      const account = context.lookups.accounts?.get(referral.id);
      return { referral: referral.id, opportunity: null, said: saidByReferral(referral, account, context) };
    });
}

function dealsIn(merges: readonly Merge[], context: TwinContext): Deal[] {
  return merges.flatMap(({ pair: { link, referral, opportunity, row } }) => {
    if (!opportunity || row || !isOpenRow(opportunity) || isOver(referral)) return [];
    const account = opportunity.properties[context.share.ids.account];
    return { ...link, said: saidByReferral(referral, account, context) };
  });
}

function rowsThere(linked: readonly OfAccount[], context: TwinContext): Deal[] {
  return linked.map((one) => ({
    referral: identifierOf(context.mapping, one.row),
    opportunity: one.row.id,
    said: saidByRow(one, context),
  }));
}

const byId = by(({ id }: { readonly id: string }) => id);
