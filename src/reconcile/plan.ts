import { createHash } from "node:crypto";
import { canonicalJson } from "../mapping/mapping.ts";
import type { Change, Link, Merge, Plan, Question } from "../model/plan.ts";
import type { Fingerprint } from "./fingerprint.ts";

/** All merges as one plan, sorted, so that the same records give the same plan whatever order they came in. */
export function toPlan(merges: readonly Merge[], questions: readonly Question[]): Plan {
  return {
    changes: merges.flatMap((merge) => merge.changes).sort(byLink(rankOf)),
    conflicts: merges.flatMap((merge) => merge.conflicts).sort(byLink((conflict) => conflict.field)),
    held: merges.flatMap((merge) => merge.held).sort(byLink((held) => `${held.field}/${held.side}`)),
    warnings: merges.flatMap((merge) => merge.warnings).sort(byLink((warning) => warning.text)),
    questions: [...questions].sort((a, b) => compare(a.referral, b.referral)),
  };
}

/** The order in which the changes of one pair are made: what must not be lost, then the side that may refuse, the close last. */
function rankOf(change: Change): string {
  if (change.action === "note") return "0";
  if (change.action === "invite") return "1b";
  if (change.side === "referral") return "1";
  if (change.row?.table === "account") return "1a";
  return change.action === "close" || change.action === "qualify" ? "3" : "2";
}

function byLink<T extends { readonly link: Link }>(key: (item: T) => string): (a: T, b: T) => number {
  return (a, b) => compare(a.link.referral, b.link.referral) || compare(key(a), key(b));
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/**
 * Names a plan, so that a run can be bound to the plan that was reviewed. Depends on what would be written
 * and reported, not on when it was read: etags count only where a value cannot be named.
 */
export function planDigest(plan: Plan, mappingDigest: string, fingerprint: Fingerprint): string {
  const changes = plan.changes.map(({ side, action, link, etag, fields, row }) => {
    const named = fields.map((change) => [change.field, fingerprint(link.referral, change.field, change.to)]);
    const needsEtag = named.some(([, print]) => print === null);
    return { side, action, link, fields: named, ...(row ? { row } : {}), ...(needsEtag ? { etag } : {}) };
  });
  const conflicts = plan.conflicts.map(({ link, field, winner }) => ({ link, field, winner }));
  const held = plan.held.map(({ link, field, side, reason }) => ({ link, field, side, reason }));
  const content = { mapping: mappingDigest, changes, conflicts, held, questions: plan.questions };
  return createHash("sha256").update(canonicalJson(content)).digest("hex");
}
