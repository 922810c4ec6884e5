import type { Mapping } from "../../mapping/mapping.ts";
import { wordOf } from "../../mapping/transforms/transform.ts";
import type { Change, Merge, Warning } from "../../model/plan.ts";
import { grouped } from "../../model/readable.ts";
import { expiryAfter, isExpiring } from "../record/expiry.ts";

/** What a deal registration asks for (manage-co-sell-opportunities). */
const HOURS_BEFORE_WON = 72;
const LEAST_DOLLARS = 25_000;
const HOUR_MS = 3_600_000;

type Merged = Pick<Merge, "pair" | "changes" | "agreed">;

/** What is planned all the same, or needs nothing of ours, but somebody should know. Without values. */
export function warningsOf(merged: Merged, mapping: Mapping, now: string): Warning[] {
  const { link } = merged.pair;
  const wins = merged.changes.some(isWin);
  const texts = [
    ...expiring(merged, now),
    ...(wins ? [...wonTooSoon(merged, now), ...worthTooLittle(merged, mapping)] : []),
  ];
  return texts.map((text) => ({ link, text }));
}

function expiring(merged: Merged, now: string): string[] {
  const expiry = expiryAfter(merged);
  if (expiry === null || !isExpiring(expiry, now)) return [];
  const days = Math.max(0, Math.ceil((Date.parse(expiry) - Date.parse(now)) / (24 * HOUR_MS)));
  const left = days === 1 ? "1 day" : `${days} days`;
  return [
    `nobody has answered it, and it expires on ${expiry.slice(0, 10)}, in ${left}: accept or decline it`,
  ];
}

function isWin({ side, fields }: Change): boolean {
  return side === "referral" && fields.some(({ moves, to }) => moves === "status" && to === "won");
}

function wonTooSoon({ pair }: Merged, now: string): string[] {
  const age = Date.parse(now) - Date.parse(wordOf(pair.referral.properties.createdDateTime));
  if (!(age < HOURS_BEFORE_WON * HOUR_MS)) return [];
  const hours = Math.floor(age / HOUR_MS);
  return [
    `it is won ${hours} ${hours === 1 ? "hour" : "hours"} after it was created: to be registered for incentives, a deal needs ${HOURS_BEFORE_WON} hours in between`,
  ];
}

/** Only in dollars can it be told: amounts are never converted here. */
function worthTooLittle({ agreed }: Merged, mapping: Mapping): string[] {
  const money = mapping.fields.find(({ kind }) => kind === "money");
  const [amount, currency] = (money && agreed[money.name])?.split(" ") ?? [];
  if (currency !== "USD" || Number(amount) >= LEAST_DOLLARS) return [];
  return [
    `it is won for less than ${grouped(LEAST_DOLLARS)} US dollars, the least for which a deal can be registered for incentives`,
  ];
}
