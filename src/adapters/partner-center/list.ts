import { ContractError, ServiceError } from "../../errors.ts";
import { MICROSOFT } from "../../model/microsoft.ts";
import type { Clock, ReferralReader, ReferralsRead } from "../../model/ports.ts";
import type { RemoteRecord } from "../../model/record.ts";
import { isUuid } from "../../model/uuid.ts";
import type { HttpResponse } from "../http/message.ts";
import { beginning } from "../http/server-time.ts";
import { type ListedReferral, listedRecord } from "./answer.ts";
import { fromBothEnds } from "./both-ends.ts";
import { openFind } from "./find.ts";
import { FEW, oneByOne } from "./one-by-one.ts";
import { openPager } from "./pages.ts";
import { Recent } from "./recent.ts";

/**
 * Newest first is what lets a listing stop early: filtering by time is not documented. No `$select`, which is: what a sync
 * and an ordinary mapping read of a referral is nine tenths of its bytes, and it does not say whether the etag would come along.
 */
const ORDER = "$orderby=updatedDateTime%20desc";
/** More than change between two pages. One that comes twice all the same is read twice, no more. */
const MOST_PUSHED = 1000;

/** "Get a list of referrals": those that changed, all of them, or those of one engagement. */
export function openList(options: {
  /** Where the list is, without a query. */
  readonly url: string;
  readonly read: (url: string) => Promise<HttpResponse>;
  readonly get: (id: string) => Promise<RemoteRecord | null>;
  readonly clock: Clock;
  /** A list of more pages is given up as endless. */
  readonly mostPages?: number;
}): Pick<ReferralReader, "readChanged" | "ofEngagements" | "byIds" | "fresh"> {
  const { url: list, read, get, clock } = options;
  const pages = openPager({ list, read, mostPages: options.mostPages });
  let hasListed = false;
  /** Whether the service has taken ids of engagements without quotes, and not with them. */
  let takesBareIds = false;

  async function withEngagement(id: string): Promise<RemoteRecord[]> {
    const records: RemoteRecord[] = [];
    const filter = encodeURIComponent(`engagementId eq ${id}`);
    for await (const { rows } of pages(`$filter=${filter}&${ORDER}`, null, true))
      records.push(...(await whole(rows, get, null)));
    return records;
  }

  /** Quoted, as the page shows it. The links of real referrals have it bare, and a service that knows its type takes one of the two. */
  async function ofEngagement(engagement: string): Promise<RemoteRecord[]> {
    const quoted = () => withEngagement(`'${engagement.replaceAll("'", "''")}'`);
    if (!isUuid(engagement)) return quoted();
    if (takesBareIds) return withEngagement(engagement);
    return quoted().catch(async (refused: unknown) => {
      if (!isRefused(refused)) throw refused;
      const records = await withEngagement(engagement).catch((error: unknown) => {
        // Refused in both forms, it is not the form: the first answer says what is wrong.
        throw isRefused(error) ? refused : error;
      });
      takesBareIds = true;
      return records;
    });
  }

  const readChanged: ReferralReader["readChanged"] = async (since, onPage) => {
    const known = new Recent(MOST_PUSHED);
    const asked = clock.now();
    const unusable: string[] = [];
    let first: Pick<ReferralsRead, "readAt" | "organization"> | null = null;
    let isEmpty = true;
    const listing =
      since === null ? fromBothEnds((query) => pages(query, null, true)) : pages(ORDER, since, true);
    for await (const { rows, shown, date } of listing) {
      first ??= { readAt: beginning(date, asked), organization: organizationOfMost(shown) };
      isEmpty &&= shown.length === 0;
      // A record that changes while we read pushes the others down, so that some come twice.
      const fresh = rows.filter((row) => known.add(version(row)));
      await onPage(await whole(fresh, get, unusable));
    }
    hasListed = true;
    return { readAt: beginning(null, asked), organization: null, ...first, unusable, isEmpty };
  };

  async function* newest(): AsyncGenerator<readonly RemoteRecord[]> {
    for await (const { rows } of pages(ORDER, null, false))
      yield rows.flatMap((row) => listedRecord(row) ?? []);
  }

  return {
    readChanged,
    ofEngagements: (engagements) => oneByOne(engagements, ofEngagement, hasListed),
    ...openFind({ pages: newest, get, hasListed: () => hasListed }),
  };
}

function isRefused(error: unknown): boolean {
  return error instanceof ServiceError && error.status === 400;
}

/**
 * Without those that are gone by the time their etag is asked for.
 *
 * @param unusable Takes the ids of those that say neither in the list nor by themselves which version they are.
 * @throws ContractError where nobody takes them, or where there are more than a few: then it is the service's trouble.
 */
async function whole(
  rows: readonly ListedReferral[],
  get: (id: string) => Promise<RemoteRecord | null>,
  unusable: string[] | null,
): Promise<RemoteRecord[]> {
  const askFor = async ({ id }: ListedReferral) => {
    try {
      return await get(id);
    } catch (error) {
      if (!(error instanceof ContractError) || !unusable || unusable.length >= FEW) throw error;
      unusable.push(id.toLowerCase());
      return null;
    }
  };
  const records = await Promise.all(rows.map(async (row) => listedRecord(row) ?? askFor(row)));
  return records.filter((record) => record !== null);
}

/** Of the newest referrals, Microsoft's aside; `null` where more than half of them are of no one organization. */
function organizationOfMost(rows: readonly ListedReferral[]): string | null {
  const ids = rows.map(({ organizationId }) => organizationId).filter((id) => id !== MICROSOFT);
  const byId = [...Map.groupBy(ids, (id) => id)];
  const [id] = byId.find(([, same]) => same.length * 2 > ids.length) ?? [];
  return typeof id === "string" && id !== "" ? id : null;
}

function version({ id, eTag, updatedDateTime }: ListedReferral): string {
  const tag = [eTag, updatedDateTime].find((part) => typeof part === "string");
  return `${id} ${tag ?? ""}`;
}
