import type { Mapping } from "../../mapping/mapping.ts";
import type { Held, Link, Merge, Pair, Refused } from "../../model/plan.ts";
import { SIDE_NAMES } from "../../model/record.ts";
import type { Waiting } from "../../model/state.ts";
import type { Fingerprint } from "../record/fingerprint.ts";
import { isBefore } from "../record/timestamp.ts";
import type { Wish } from "./put-back.ts";

/*
 * One request takes all that is new to a record, and one value that is refused takes the rest along. Where the refusal says
 * which one it is, the next run leaves that out and sends the others. It is tried again when its time has come, when it is
 * another value, or when somebody asks for the deal.
 */

/** What is known of a value that an earlier run has sent in vain, and that is left out by this one. */
export type RefusedBefore = (
  pair: Pick<Pair, "link" | "opportunity">,
  wish: Pick<Wish, "field" | "side" | "to">,
) => Refused | undefined;

interface Earlier {
  readonly waiting: ReadonlyMap<string, Waiting>;
  readonly named: ReadonlySet<string | null>;
  readonly isSameMapping: boolean;
  readonly now: string;
}

export function refusedBefore(
  { waiting, named, isSameMapping, now }: Earlier,
  fingerprint: Fingerprint,
): RefusedBefore {
  return ({ link: { referral }, opportunity }, { field, side, to }) => {
    // No row is made without a part of it.
    if (!opportunity) return undefined;
    const entry = isSameMapping && !named.has(referral) ? waiting.get(referral) : undefined;
    if (!entry?.refused || isTriedNow(entry, now)) return undefined;
    const value = fingerprint(referral, field, to);
    return entry.refused.find((one) => one.field === field && one.side === side && one.value === value);
  };
}

/** Once it was given up, it is tried whenever the deal is looked at. */
function isTriedNow({ rest, nextAt }: Waiting, now: string): boolean {
  return !rest && (nextAt === null || !isBefore(now, nextAt));
}

export function whyLeftOut(refused: Refused): Pick<Held, "reason" | "refused"> {
  const where = refused.side === "referral" ? "here" : "in Partner Center";
  const reason = `${SIDE_NAMES[refused.side]} refused this value; correct it ${where}, or ask your administrator: ${refused.reason}`;
  return { reason, refused };
}

/** As what the next merge of the deal will hold. */
export function leftOut(link: Link, refused: Refused): Held {
  return { link, field: refused.field, side: refused.side, ...whyLeftOut(refused) };
}

/**
 * Whether the deal takes a step after which a value that was left out could not follow: it is answered, ends, or becomes
 * visible to Microsoft. Such a step waits for all of it.
 */
export function takesStep({ changes }: Pick<Merge, "changes">, { fields }: Pick<Mapping, "fields">): boolean {
  const latches = new Set(fields.filter(({ kind }) => kind === "latch").map(({ name }) => name));
  return changes.some((change) =>
    change.fields.some(({ moves, field }) => moves || (change.side === "referral" && latches.has(field))),
  );
}
