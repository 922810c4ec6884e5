import { customerOf, dunsKey, nameKey } from "../../mapping/customer.ts";
import type { Mapping, Share } from "../../mapping/mapping.ts";
import { readField } from "../../mapping/project.ts";
import { fieldFor } from "../../mapping/share.ts";
import { isUnusable, type Lookups } from "../../mapping/transform.ts";
import type { Held, Merge } from "../../model/plan.ts";
import type { RemoteRecord, Value } from "../../model/record.ts";
import { type Parties, textIn } from "./referral-body.ts";

/*
 * Twins: a referral that has no opportunity, and an opportunity that is to be shared, which seem to be the same deal though
 * nothing links the two. So it is where another tool has made the opportunity and not written the identifier yet, or where
 * somebody typed one deal on both sides. To go on would make each of them once more, and nobody can take back a referral.
 */

/** The referral that an opportunity may be. */
export interface Twin {
  readonly referral: string;
  /** What both have, in words: `customer, name and value`. */
  readonly same: string;
}

/** An opportunity that is to be shared. */
export interface ToShare {
  readonly row: RemoteRecord;
  readonly parties: Pick<Parties, "account">;
}

interface TwinContext {
  readonly mapping: Mapping;
  readonly share: Pick<Share, "accountColumns">;
  readonly lookups: Lookups;
}

/** What a deal says of itself, as it is compared; empty texts say nothing. */
interface Said {
  readonly name: string;
  readonly value: string;
  readonly date: string;
  /** By what its customer is known; nothing where nobody says who that is. */
  readonly customers: readonly string[];
}

interface Evidence {
  readonly same: string;
  readonly of: readonly ("name" | "value" | "date")[];
  readonly customer: "same" | "unknown";
}

/** What is enough, the strongest first. A customer that is known on both sides has to be the same. */
const EVIDENCE: readonly Evidence[] = [
  { same: "customer, name, value and closing date", of: ["name", "value", "date"], customer: "same" },
  { same: "customer, name and value", of: ["name", "value"], customer: "same" },
  { same: "customer, name and closing date", of: ["name", "date"], customer: "same" },
  { same: "customer, value and closing date", of: ["value", "date"], customer: "same" },
  { same: "name, value and closing date", of: ["name", "value", "date"], customer: "unknown" },
];

/**
 * The twins of these opportunities, by their ids: each of one referral at most, and no referral of two.
 *
 * @param merges Of those referrals that get an opportunity, or a lead, by this run, each is a candidate.
 */
export function twinsOf(
  shares: readonly ToShare[],
  merges: readonly Merge[],
  context: TwinContext,
): ReadonlyMap<string, Twin> {
  const twins = new Map<string, Twin>();
  if (shares.length === 0) return twins;
  const rows = shares.map((one) => ({ id: one.row.id, said: saidByRow(one, context) })).sort(byId);
  // A first sync has as many candidates as new deals: each is looked at once, and taken from the end.
  const candidates = merges
    .filter(makesRow)
    .map(({ pair: { referral } }) => ({ id: referral.id, said: saidByReferral(referral, context) }))
    .sort(byId)
    .reverse();
  const taken = new Set<string>();
  for (const evidence of EVIDENCE) {
    const byKey = new Map<string, string[]>();
    for (const { id, said } of candidates)
      for (const key of keysOf(said, evidence)) {
        const known = byKey.get(key);
        if (known) known.push(id);
        else byKey.set(key, [id]);
      }
    for (const { id, said } of rows) {
      if (twins.has(id)) continue;
      const referral = takeFirst(sought(said, evidence), byKey, taken);
      if (referral !== null) twins.set(id, { referral, same: evidence.same });
    }
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
    const reason = `nothing is made of it yet, as opportunity ${opportunity}, which is to be shared, seems to be the same deal: if it is, write ${link.referral} into ${referralIdColumn} there, or name that opportunity as the CRM id in Partner Center; if not, approve that it is shared, or set ${share?.when} to No there`;
    // That the other one is not wanted any more brings this one into no listing.
    const waits: Held = { link, field: null, side: "opportunity", reason, elsewhere: true };
    return { ...merge, changes: [], held: [...merge.held, waits] };
  });
}

/** The referral that the deal may be. */
export function twinIn({ held }: Merge): Pick<Held, "twin"> {
  const twin = held.find((one) => one.twin)?.twin;
  return twin ? { twin } : {};
}

function makesRow({ changes }: Merge): boolean {
  return changes.some(({ action, row }) => action === "create" && row?.table !== "account");
}

/** One that nobody has taken, under one of these keys. */
function takeFirst(
  keys: readonly string[],
  byKey: ReadonlyMap<string, string[]>,
  taken: Set<string>,
): string | null {
  for (const key of keys) {
    const known = byKey.get(key) ?? [];
    for (let id = known.pop(); id !== undefined; id = known.pop()) {
      if (taken.has(id)) continue;
      taken.add(id);
      return id;
    }
  }
  return null;
}

const NOBODY = "nobody";
const SOMEBODY = "somebody";

function keysOf(said: Said, evidence: Evidence): string[] {
  const isKnown = said.customers.length > 0;
  const customers = evidence.customer === "same" ? said.customers : [isKnown ? SOMEBODY : NOBODY];
  return keysWith(customers, said, evidence);
}

/** The keys of those whose customer the one of this deal may be. */
function sought(said: Said, evidence: Evidence): string[] {
  const isKnown = said.customers.length > 0;
  const unknown = isKnown ? [NOBODY] : [NOBODY, SOMEBODY];
  return keysWith(evidence.customer === "same" ? said.customers : unknown, said, evidence);
}

function keysWith(customers: readonly string[], said: Said, { of }: Evidence): string[] {
  const parts = of.map((what) => said[what]);
  return parts.includes("") ? [] : customers.map((customer) => [customer, ...parts].join("\n"));
}

function saidByReferral(referral: RemoteRecord, context: TwinContext): Said {
  const { name, duns } = customerOf(referral);
  const account = context.lookups.accounts?.get(referral.id);
  return {
    ...saidBy(referral, context),
    customers: customersOf({ name, duns, account: typeof account === "string" ? account : null }),
  };
}

function saidByRow({ row, parties: { account } }: ToShare, context: TwinContext): Said {
  const { accountColumns: columns } = context.share;
  const name = textIn(account, columns.name);
  const duns = textIn(account, columns.duns);
  return { ...saidBy(row, context), customers: customersOf({ name, duns, account: account?.id ?? null }) };
}

function customersOf(customer: { readonly name: Value; readonly duns: Value; readonly account: Value }) {
  const keys = { name: nameKey(customer.name), duns: dunsKey(customer.duns), account: customer.account };
  return Object.entries(keys).flatMap(([by, key]) => (key ? [`${by} ${key}`] : []));
}

function saidBy(record: RemoteRecord, { mapping, lookups }: TwinContext): Omit<Said, "customers"> {
  const at = (path: string) => {
    const field = fieldFor(mapping, path);
    const value = field && readField(field, record, lookups);
    return value && !isUnusable(value) ? value : "";
  };
  const value = at("details.dealValue");
  return {
    name: nameKey(at("name")),
    // Nought is what stands there as long as nobody knows.
    value: Number.parseFloat(value) > 0 ? value : "",
    date: at("details.closingDateTime"),
  };
}

function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id < b.id ? -1 : 1;
}
