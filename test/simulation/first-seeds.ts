/**
 * Protection → the first seed that fails without it; docs/reliability.md has those of the others. Where stories are told
 * in another way, `npm run simulate -- --without NAME` finds it anew.
 */
export const FIRST_SEEDS = [
  ["If-Match on referrals", 40],
  ["If-Match on opportunities", 11],
  ["chosen id of a new opportunity", 33],
  ["chosen id of a new account", 1164],
  ["following accounts that were merged", 94],
  ["intents before writes", 1],
  ["keeping the intents of a dead run", 108],
  ["keeping what was found out", 673],
  ["finding out what arrived", 19],
  ["one write of several on one version", 1190],
  ["base that a row did not take", 154],
  ["overlap of listings", 82],
  ["watermark where nothing is listed", 827],
  ["trying again what was refused", 76],
  ["retry of a record that moved", 2177],
  ["note before an overwrite", 1],
  ["expected head of a commit", 8],
  ["blank never erases", 2],
  ["fingerprints of hidden values", 3],
  ["base in the same request", 21],
  ["giving new rows to sellers", 50],
  ["leaving to people what they reopened", 517],
  ["doing without a column that may be missing", 259],
  ["telling the seller how a deal stands", 39],
] as const;
