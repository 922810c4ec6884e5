import { idIn, objectIn } from "../../mapping/project.ts";
import type { Pair } from "../../model/plan.ts";
import type { Intent, Settled } from "../../model/state.ts";
import { isBefore, minusMinutes } from "../record/timestamp.ts";
import type { Unknown } from "../share/share-holds.ts";

/** A write that was given up may still arrive; after this long it will not. */
export const GRACE_MINUTES = 60;

/** Nothing makes a repeated POST harmless, so only a person may give one up, as long as there is a row to repeat it for. */
export function isPost({ action }: Pick<Intent, "action">): boolean {
  return action === "share" || action === "invite";
}

/** POSTs that may have arrived although nothing is there, by their opportunity. */
export function unknownPosts(
  settled: readonly Settled[],
  action: "share" | "invite",
  now: string,
): Map<string, Unknown> {
  const open = settled.filter(({ fate, intent }) => fate === "open" && intent.action === action);
  const giveUpBefore = minusMinutes(now, GRACE_MINUTES);
  const entries = open.map(({ intent }) => {
    const unknown: Unknown = isBefore(intent.at, giveUpBefore) ? "long ago" : "lately";
    return [intent.opportunity, unknown] as const;
  });
  // The latest says it: whoever approved another try has answered for those before.
  return new Map(entries);
}

/**
 * Opportunities for which Microsoft was asked for help, although their rows do not say so yet. What it was asked
 * with may not be in a listing for minutes.
 */
export function invited(settled: readonly Settled[]): Set<string> {
  const made = settled.filter(
    ({ fate, intent }) => fate !== "open" && fate !== "superseded" && intent.action === "invite",
  );
  return new Set(made.map(({ intent }) => intent.opportunity));
}

/** The referral that a POST made: ours, or Microsoft's beside it; `null` where that is not shown now. */
export function madeBy({ action }: Intent, { link, referral }: Pair): string | null {
  if (action === "share") return link.referral;
  return idIn({ properties: objectIn(referral.properties.microsoft) }, "id");
}
