import type { ReferralReader } from "../../model/ports.ts";
import type { RemoteRecord } from "../../model/record.ts";
import { oneByOne } from "./one-by-one.ts";

/** Fewer than this are asked for one by one at once. */
const MANY = 20;
/** How many more pages than referrals found are read before the list is given up. */
const PATIENCE = 2;

/**
 * Referrals by their ids. Partner Center has no batch and no filter by id, but an answer of the list holds a hundred.
 * So many are first looked for there, newest first, for as long as that takes fewer requests than asking for
 * each; the others are asked for one by one. A list that lags shows an older version, which its reader notices.
 * Those that Partner Center fails to show are left out like those that are not there.
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
    const answers = await oneByOne(ids, get, hasListed());
    return [...answers.values()].filter((referral) => referral !== null);
  }

  async function byIds(ids: readonly string[]): Promise<RemoteRecord[]> {
    const missing = new Set(ids.map((id) => id.toLowerCase()));
    const listed = missing.size >= MANY ? await fromList(missing) : [];
    return [...listed, ...(await fresh(missing))];
  }

  return { byIds, fresh };
}
