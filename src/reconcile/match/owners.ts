import { MADE_BY, OWNED_BY } from "../../mapping/leads.ts";
import { OWNER_FIELD } from "../../mapping/mapping.ts";
import { idIn, valueAt } from "../../mapping/project.ts";
import type { OwnerDocument } from "../../mapping/schema/owner.ts";
import { addressesIn, addressOf } from "../../mapping/transforms/team.ts";
import type { Change, FieldChange, Merge, Pair, Plan } from "../../model/plan.ts";
import type { RemoteRecord, Value } from "../../model/record.ts";

/*
 * Whom a new row belongs to is said once, when it is made. In the base it would only be in the way: whoever has it from then
 * on is for people to say.
 */

/** Columns of a user that may be the address by which Partner Center knows them (systemuser entity reference). */
const USER_ADDRESSES = ["internalemailaddress", "domainname"] as const;

/** Characters of an address (RFC 5321). */
const LONGEST = 254;

/** What finds the users who may own the rows that are made; `null` where nobody could. */
export function userSearch(merges: readonly Merge[]): Readonly<Record<string, readonly string[]>> | null {
  const makes = merges.filter(({ changes }) => changes.some(makesRow)).map(({ pair }) => pair);
  const addresses = unique(makes.flatMap(({ referral }) => addressesOf(referral)));
  const byAddress = addresses.length > 0 ? USER_ADDRESSES.map((column) => [column, addresses]) : [];
  const owners = unique(makes.flatMap((pair) => givenTo(pair) ?? []));
  const search = [...byAddress, ...(owners.length > 0 ? [["systemuserid", owners]] : [])];
  return search.length > 0 ? Object.fromEntries(search) : null;
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort();
}

/** Whom the lead of a deal was given to: it belongs to somebody else than who made it, as a sync does. */
function givenTo({ lead }: Pair): string | null {
  const owner = lead ? idIn(lead, OWNED_BY) : null;
  return lead && owner !== idIn(lead, MADE_BY) ? owner : null;
}

function addressesOf(referral: RemoteRecord): string[] {
  return addressesIn(valueAt(referral, "team")).filter(({ length }) => length <= LONGEST);
}

/**
 * Gives each new row to the user who was given its lead, else to the first member of its referral's team who is a user. A lead
 * of `otherwise` was given to nobody: the team may have a user by now.
 *
 * | users with the address of a member | the row belongs to                                |
 * |------------------------------------|---------------------------------------------------|
 * | one                                | that one                                          |
 * | several                            | the next member: nobody guesses which of them     |
 * | none, of any member                | `otherwise`, else whoever makes it                |
 *
 * @param users What the search of these merges returned.
 */
export function giveOwners(
  merges: readonly Merge[],
  users: readonly RemoteRecord[],
  rules: OwnerDocument,
): readonly Merge[] {
  const known = { byAddress: usersByAddress(users), ids: new Set(users.map(({ id }) => id)) };
  return merges.map((merge) => {
    if (!merge.changes.some(makesRow)) return merge;
    const owner = ownerOf(merge.pair, known, rules);
    if (!owner) return merge;
    const owned = (change: Change) => ({ ...change, fields: [...change.fields, owner] });
    return { ...merge, changes: merge.changes.map((one) => (makesRow(one) ? owned(one) : one)) };
  });
}

interface Users {
  readonly byAddress: ReadonlyMap<string, ReadonlySet<string>>;
  readonly ids: ReadonlySet<string>;
}

function usersByAddress(users: readonly RemoteRecord[]): Users["byAddress"] {
  const byAddress = new Map<string, Set<string>>();
  for (const { id, properties } of users) {
    for (const address of USER_ADDRESSES.map((column) => addressOf(properties[column]))) {
      byAddress.set(address, (byAddress.get(address) ?? new Set()).add(id));
    }
  }
  return byAddress;
}

function ownerOf(pair: Pair, users: Users, { otherwise }: OwnerDocument): FieldChange | null {
  const given = givenTo(pair);
  if (given !== null && users.ids.has(given) && given !== otherwise?.user?.toLowerCase())
    return { field: OWNER_FIELD, to: `user ${given}` };
  for (const address of addressesOf(pair.referral)) {
    const [id, another] = users.byAddress.get(address) ?? [];
    if (id !== undefined && another === undefined) return { field: OWNER_FIELD, to: `user ${id}` };
  }
  const [kind, id] = Object.entries(otherwise ?? {})[0] ?? [];
  if (id === undefined) return null;
  const to = `${kind} ${id.toLowerCase()}`;
  return { field: OWNER_FIELD, to, otherwise: to };
}

/** Whether a change makes a row that somebody sells by. */
function makesRow({ side, action, row }: Change): boolean {
  return side === "opportunity" && action === "create" && row?.table !== "account";
}

/** What is sent of it: either is bound by one and the same property. */
export function ownerColumns(owner: Value): Readonly<Record<string, string>> {
  const [kind, id] = (owner ?? "").split(" ");
  return { "ownerid@odata.bind": `/${kind === "team" ? "teams" : "systemusers"}(${id})` };
}

/** Whom the new row of a deal would belong to, in words: `null` is whoever makes it, and `undefined` that none is made. */
export function ownerIn({ changes }: Pick<Merge, "changes">): Value | undefined {
  const made = changes.find(makesRow);
  return made && (made.fields.find(({ field }) => field === OWNER_FIELD)?.to ?? null);
}

/** A word for the whole run, of rows that sellers with a view of their own rows do not see. */
export function ownerlessNotice(
  { changes }: Pick<Plan, "changes">,
  owner: OwnerDocument | null,
): string | null {
  const made = owner ? changes.filter((change) => makesRow(change)) : [];
  const left = made.filter(({ fields }) => fields.every(({ field }) => field !== OWNER_FIELD)).length;
  if (left === 0) return null;
  return `New rows that belong to the application user: ${left} of ${made.length}. Nobody of their team is an enabled user of the CRM, found by an e-mail address that no other user has. Assign them in the CRM, or have the mapping name who else is to own such rows by the section owner.`;
}
