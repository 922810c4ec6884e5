import { type Change, OTHER_TABLES } from "../model/plan.ts";
import { grouped } from "../model/readable.ts";
import type { Comparison, Effect } from "../reconcile/plan/compare.ts";

/** How many records of each kind are made. */
export function madeLines({ creates }: Comparison): string[] {
  return MADE.flatMap((made) => {
    const number = (kind: keyof Effect<Change>) => creates[kind].filter((one) => madeBy(one) === made).length;
    const [added, removed, kept] = [number("added"), number("removed"), number("kept")];
    return added + removed + kept === 0 ? [] : [`New ${made}: ${sums(added, removed, kept)}`];
  });
}

const MADE = [
  "opportunities",
  ...OTHER_TABLES.map((table) => `${table}s`),
  "referrals",
  "requests for Microsoft's help",
];

/** The kind of record that a change makes, as one of `MADE`. */
function madeBy({ action, row }: Change): string {
  if (action === "share") return "referrals";
  if (action === "invite") return "requests for Microsoft's help";
  return row ? `${row.table}s` : "opportunities";
}

export function sums(added: number, removed: number, kept: number): string {
  return `${grouped(added)} by this change, ${grouped(removed)} no longer, ${grouped(kept)} anyway.`;
}
