import { type Change, OTHER_TABLES } from "../model/plan.ts";
import { grouped } from "../model/readable.ts";
import type { Comparison } from "../reconcile/plan/compare.ts";

/** How many records of each kind are made. */
export function madeLines({ creates }: Comparison): string[] {
  const lines = MADE.map((made) => {
    const [added = 0, removed = 0, kept = 0] = (["added", "removed", "kept"] as const).map(
      (kind) => creates[kind].filter((one) => madeBy(one) === made).length,
    );
    if (added === 0 && removed === 0 && kept === 0) return "";
    return `New ${made}: ${sums(added, removed, kept)}`;
  });
  return lines.filter((line) => line !== "");
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

export function sums(...numbers: [added: number, removed: number, kept: number]): string {
  const [added, removed, kept] = numbers.map(grouped);
  return `${added} by this change, ${removed} no longer, ${kept} anyway.`;
}
