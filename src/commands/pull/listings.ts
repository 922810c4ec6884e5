import type { Mapping } from "../../mapping/mapping.ts";
import type { Reads } from "../../reconcile/checkpoint/run-facts.ts";
import type { ReadPorts } from "../ports.ts";
import { type ListedReferrals, ReferralsListing } from "./listed-referrals.ts";
import { RowsListing } from "./listed-rows.ts";
import type { Counted } from "./pulled.ts";
import { type Parts, Reading } from "./reading.ts";
import type { Sweep } from "./sweep.ts";

/** What both listings came to. Records that the merge has to look at are with the parts. */
export interface Listed extends Pick<ListedReferrals, "organization"> {
  readonly reads: Exclude<Reads, null>;
  readonly counted: Counted;
  /** Referrals that have to be read by their ids: Microsoft's side of their deals has moved, or what was listed cannot be used. */
  readonly moved: readonly string[];
  /** Whether everything was listed, and none of it was Microsoft's. */
  readonly unlisted: boolean;
}

/**
 * Reads both listings, at the same time, from where the last run began.
 *
 * A referral whose etag was dealt with before, and a row that still equals its own base, are dropped as they come.
 * Where everything is read, so is every deal whose two sides are in step.
 *
 * @param named Deals that somebody asked for: these are looked at whatever they say.
 * @throws TooMuchNews when more has changed than one run takes up
 */
export async function readListings(
  ports: ReadPorts,
  mapping: Mapping,
  parts: Parts,
  named: ReadonlySet<string>,
): Promise<Listed> {
  const reading = new Reading(mapping, parts, { named, now: ports.clock.now().toISOString() });
  const { sweep } = reading;
  const whenRows = new RowsListing(reading).read(ports.opportunities);
  const whenReferrals = new ReferralsListing(reading).read(ports, whenRows);
  const [referrals, rows] = await Promise.all([whenReferrals, whenRows]);
  const unlisted = sweep !== null && !referrals.hasMicrosofts;
  if (unlisted) await askForMicrosofts(sweep, parts);
  const { left = null, moved = [], missing = [] } = sweep?.end() ?? {};
  if (missing.length > 0) parts.collected.keepAll(await parts.ahead.of(missing));
  // All rows and not all referrals: Dataverse did not take our cursor. Or one that this run leaves to the next may name such a row.
  const isPartial = left !== null || (sweep === null && rows.linked !== null);
  const areLeft = isPartial && parts.shares.leaveToSweep(ports.progress);
  const { ours, misfits, organization, unusable } = referrals;
  return {
    reads: {
      referralsReadAt: referrals.readAt,
      isEmpty: referrals.isEmpty,
      listed: referrals.listed,
      opportunities: rows.cursor,
      linked: rows.linked,
      all: sweep !== null,
      sweptTo: left?.after ?? null,
      sweepsNext: areLeft && sweep === null,
    },
    counted: { pages: rows.pages, others: rows.others, ours, inStep: sweep?.count ?? 0, left, misfits },
    organization,
    moved: [...moved, ...unusable],
    unlisted,
  };
}

/** Of the deals that were in step, as far as that can be said without them. */
async function askForMicrosofts(sweep: Sweep, { engagements }: Parts): Promise<void> {
  const found = await engagements.ofMicrosoft(sweep.expected);
  for (const microsoft of found) sweep.takeMicrosofts(microsoft);
}
