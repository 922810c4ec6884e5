import { CosellError, SignInError } from "../../errors.ts";
import type { ReferralReader } from "../../model/ports.ts";
import type { RemoteRecord } from "../../model/record.ts";

/** Fewer than this are asked for one by one at once. */
const MANY = 20;
/** How many more pages than referrals found are read before the list is given up. */
const PATIENCE = 2;
/** More than so many that cannot be read are no trouble of their own: then it is the service's. */
const FEW = 3;

/**
 * Referrals by their ids. Partner Center has no batch and no filter by id, but an answer of the list holds a hundred.
 * So many are first looked for there, newest first, for as long as that takes fewer requests than asking for
 * each; the others are asked for one by one. A list that lags shows an older version, which its reader notices.
 *
 * A few that Partner Center fails to show, though it has listed the others, are left out like those that are not there: no
 * deal may keep all others from being synced.
 */
export function openFind(options: {
  /** Pages of the list, without the referrals whose etag it does not show. */
  readonly pages: () => AsyncIterable<readonly RemoteRecord[]>;
  /** `null` when the referral is not there, or not visible to us. */
  readonly get: (id: string) => Promise<RemoteRecord | null>;
  /** Whether Partner Center has handed over a whole listing before. */
  readonly hasListed: () => boolean;
}): Pick<ReferralReader, "byIds" | "fresh"> {
  const { pages, get, hasListed } = options;

  async function fromList(missing: Set<string>): Promise<RemoteRecord[]> {
    const found: RemoteRecord[] = [];
    let read = 0;
    for await (const page of pages()) {
      found.push(...page.filter(({ id }) => missing.delete(id)));
      read += 1;
      if (missing.size === 0 || read > found.length + PATIENCE) break;
    }
    return found;
  }

  async function fresh(ids: Iterable<string>): Promise<RemoteRecord[]> {
    // How many are under way at the same time is for the connection to find out.
    const asked = await Promise.allSettled([...ids].map((id) => get(id)));
    const failed = asked.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
    const isTheirs = hasListed() && failed.length <= FEW && failed.every(isOfOne);
    if (failed.length > 0 && !isTheirs) throw failed[0];
    return asked.flatMap((one) => (one.status === "fulfilled" ? (one.value ?? []) : []));
  }

  async function byIds(ids: readonly string[]): Promise<RemoteRecord[]> {
    const missing = new Set(ids.map((id) => id.toLowerCase()));
    const listed = missing.size >= MANY ? await fromList(missing) : [];
    return [...listed, ...(await fresh(missing))];
  }

  return { byIds, fresh };
}

function isOfOne(error: unknown): boolean {
  return error instanceof CosellError && !(error instanceof SignInError);
}
