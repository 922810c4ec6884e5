import type { ReferralReader } from "../model/ports.ts";
import type { RemoteRecord } from "../model/record.ts";

/** Fewer than this are asked for one by one at once. */
const MANY = 20;
/** How many more pages than referrals found are read before the list is given up. */
const PATIENCE = 2;

/**
 * Referrals by their ids. Partner Center has no batch and no filter by id, but an answer of the list holds a hundred.
 * So many are first looked for there, newest first, for as long as that takes fewer requests than asking for
 * each; the others are asked for one by one. A list that lags shows an older version, which its reader notices.
 */
export function openFind(options: {
  /** Pages of the list, without the referrals whose etag it does not show. */
  readonly pages: () => AsyncIterable<readonly RemoteRecord[]>;
  readonly get: ReferralReader["get"];
}): ReferralReader["byIds"] {
  const { pages, get } = options;

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

  return async (ids) => {
    const missing = new Set(ids.map((id) => id.toLowerCase()));
    const listed = missing.size >= MANY ? await fromList(missing) : [];
    const asked = await Promise.all([...missing].map((id) => get(id)));
    return [...listed, ...asked.filter((record) => record !== null)];
  };
}
