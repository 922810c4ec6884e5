import { idIn } from "../../mapping/project.ts";
import { MASTER } from "../../model/account.ts";
import type { RemoteRecord } from "../../model/record.ts";

/*
 * Whoever cleans up a CRM merges accounts that are one company ("Merge data"). The one that is given up is deactivated and
 * says which one stays. That one stands for its customer from then on, whatever it is called.
 */

const ACTIVE = 0;

type Account = Pick<RemoteRecord, "id" | "properties">;

/** The active account that stands for this one, itself if it is active; `null` where none is known. */
export function standingFor(account: Account, byId: ReadonlyMap<string, Account>): string | null {
  const seen = new Set<string>();
  let one: Account | undefined = account;
  while (one && one.properties.statecode !== ACTIVE && !seen.has(one.id)) {
    seen.add(one.id);
    one = byId.get(idIn(one, MASTER) ?? "");
  }
  return one?.properties.statecode === ACTIVE ? one.id : null;
}

/** Ids of the accounts that these were merged into, of those that are not among them. */
export function mastersOf(accounts: readonly Account[]): string[] {
  const known = new Set(accounts.map(({ id }) => id));
  const given = accounts.filter(({ properties }) => properties.statecode !== ACTIVE);
  return [...new Set(given.flatMap((account) => idIn(account, MASTER) ?? []))].filter((id) => !known.has(id));
}
