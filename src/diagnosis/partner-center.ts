import type { Finding, ReferralsFound, RefreshTokenFound } from "../model/doctor.ts";
import { REFRESH_TOKEN_DAYS } from "../model/sign-in.ts";
import { isSameAddress, REFERRAL_EVENTS, type Registration } from "../model/webhooks.ts";
import { failed, ok, warning } from "./finding.ts";

export function judgeMultiFactor({ multiFactor }: ReferralsFound): Finding {
  if (multiFactor) return ok("the sign-in used a second factor");
  if (multiFactor === null) {
    return warning(
      "Partner Center does not say whether the sign-in used a second factor",
      "Make sure that multi-factor authentication is on for the user, or Partner Center will refuse calls (900421).",
    );
  }
  return failed(
    "the sign-in did not use a second factor",
    "Turn on multi-factor authentication for the user, then sign in again.",
  );
}

export function judgeRefreshToken({ isKept, ageDays }: RefreshTokenFound): Finding {
  const { old, lifetime } = REFRESH_TOKEN_DAYS;
  if (!isKept) return ok(`nothing renews it: sign in again before its ${lifetime} days are over`);
  if (ageDays === null) {
    return warning(
      "the store does not have it, or does not say how old it is",
      "Check that environment-secret names the very secret that refresh-token comes from: a sync puts the newer token there.",
    );
  }
  const age = `${ageDays} days old, of ${lifetime}`;
  if (ageDays < old) return ok(age);
  return warning(
    age,
    "Look in the summaries of Sync for why it is not renewed, or sign in again with `cosell-sync login`.",
  );
}

export function judgeVisibility(found: ReferralsFound): Finding {
  const { listed, partnerIds, organizations, isInEveryTeam } = found;
  // Of one record it cannot be said whose it is: which organization the signed-in user belongs to is nowhere told.
  if (organizations.length > 1)
    return warning(
      `referrals of several organizations are visible: ${organizations.join(", ")}`,
      "Those of other partners would become opportunities too, except in deals that you are in as well. If they are not yours, put your own organization under scope > referrals > organizationId in the mapping.",
    );
  if (listed > 0 && !isInEveryTeam)
    return ok(`sees referrals of ${partnerIds.map((id) => `partner ${id}`).join(", ") || "this tenant"}`);
  return warning(
    listed > 0
      ? "the signed-in user is in the team of every referral that is visible"
      : "no referral is visible",
    "If there are others, give the signed-in user the role Referrals admin: a Referrals user sees only deals whose team they are in.",
  );
}

/**
 * Partner Center has one registration for a whole tenant: whoever registers last gets the events.
 *
 * @param ours Address of our relay; `null` where no webhook is used.
 */
export function judgeWebhook(
  found: Pick<Registration, "url" | "events"> | null,
  ours: string | null,
): Finding {
  const place = found && originOf(found.url);
  if (ours === null) return ok(found ? `not used; events go to ${place}` : "not used");
  if (!found)
    return failed(
      "nothing is registered",
      "Register the webhook (Webhooks workflow). Until then only the schedule starts runs.",
    );
  if (place === originOf(ours) && !isSameAddress(found.url, ours)) {
    return failed(
      `events go to another address at ${place} than webhook-url`,
      "If the relay has a new key or path, put it into webhook-url too; otherwise register again.",
    );
  }
  if (!isSameAddress(found.url, ours)) {
    return failed(
      `events go to ${place}, and not to us`,
      "Somebody else has registered since, perhaps Microsoft's connector. Find out who, then register again.",
    );
  }
  const missing = REFERRAL_EVENTS.filter((event) => !found.events.includes(event));
  if (missing.length === 0) return ok(`registered at ${place}`);
  return failed(
    `registered without ${missing.join(", ")}`,
    "Register the webhook again with all four events.",
  );
}

/** What is behind the host may hold a key, so it is never shown. */
function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : "an address that is none";
}
