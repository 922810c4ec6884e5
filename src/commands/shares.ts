import type { Share } from "../mapping/mapping.ts";
import { idIn } from "../mapping/project.ts";
import { USER_COLUMNS } from "../mapping/share.ts";
import type { Merge } from "../model/plan.ts";
import type { OpportunityReader, PartyTable } from "../model/ports.ts";
import type { RemoteRecord } from "../model/record.ts";
import type { Parties } from "../reconcile/share/referral-body.ts";
import { planShare, planWithdrawal } from "../reconcile/share/share.ts";
import type { ShareContext, Unknown } from "../reconcile/share/share-holds.ts";
import { sameButForCustomer } from "../reconcile/share/twin-evidence.ts";
import { twinsOf } from "../reconcile/share/twins.ts";
import type { SharesPulled } from "./pull/pulled.ts";

/** What sharing goes by, besides the records and how many there are. */
export interface SharingContext extends Omit<ShareContext, "share" | "nothingListed"> {
  /** Day on which an earlier run has shared an opportunity. */
  readonly sharedOn: (opportunity: string) => string | null;
}

interface Posted extends SharingContext, Pick<ShareContext, "nothingListed"> {
  /** Of the referrals that this run has read. */
  readonly merges: readonly Merge[];
  /** Opportunity id → what is known of an earlier POST whose answer never came. */
  readonly unknown: ReadonlyMap<string, Unknown>;
}

/** Plans the referrals of these opportunities, with at most one request for each table they point to. */
export async function planShares(
  opportunities: Pick<OpportunityReader, "parties">,
  { shares: rows, withdrawn, linked }: Pick<SharesPulled, "shares" | "withdrawn" | "linked">,
  { unknown, sharedOn, merges, ...common }: Posted,
): Promise<Merge[]> {
  const { share } = common.mapping;
  const undone = withdrawn.map((row) => planWithdrawal(row, common));
  if (!share || rows.length === 0) return undone;
  const context = { ...common, share };
  const alike = sameButForCustomer(linked, rows, context);
  const partiesOf = await readParties(opportunities, { rows, alike }, share);
  const withParties = (row: RemoteRecord) => ({ row, parties: partiesOf(row) });
  const sources = rows.map(withParties);
  const twins = twinsOf(sources, { merges, linked: alike.map(withParties) }, context);
  const planned = sources.map(({ row, parties }) => {
    const { id } = row;
    const earlier = { unknown: unknown.get(id) ?? null, sharedOn: sharedOn(id) };
    return planShare(row, { parties, ...earlier, twin: twins.get(id) ?? null }, context);
  });
  return [...undone, ...planned];
}

async function readParties(
  opportunities: Pick<OpportunityReader, "parties">,
  { rows, alike }: { readonly rows: readonly RemoteRecord[]; readonly alike: readonly RemoteRecord[] },
  { ids, accountColumns, contactColumns }: Share,
): Promise<(row: RemoteRecord) => Parties> {
  const read = async (
    { table, columns: names }: { readonly table: PartyTable; readonly columns: object },
    column: string,
    of: readonly RemoteRecord[],
  ): Promise<Find> => {
    const wanted = [...new Set(of.flatMap((row) => idIn(row, column) ?? []))];
    const columns = Object.values(names).filter((name) => typeof name === "string");
    const found = wanted.length > 0 ? await opportunities.parties({ table, columns, ids: wanted }) : [];
    const byId = new Map(found.map((record) => [record.id, record]));
    return (row) => byId.get(idIn(row, column) ?? "") ?? null;
  };
  const [account, contact, owner] = await Promise.all([
    read({ table: "account", columns: accountColumns }, ids.account, [...rows, ...alike]),
    read({ table: "contact", columns: contactColumns }, ids.contact, rows),
    read({ table: "systemuser", columns: USER_COLUMNS }, ids.owner, rows),
  ]);
  return (row) => ({ account: account(row), contact: contact(row), owner: owner(row) });
}

type Find = (row: RemoteRecord) => RemoteRecord | null;
