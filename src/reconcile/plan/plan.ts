import { createHash } from "node:crypto";
import { canonicalJson } from "../../model/canonical-json.ts";
import { by } from "../../model/order.ts";
import type { Change, LeftDeals, Link, Merge, Plan, Question } from "../../model/plan.ts";
import type { Fingerprint } from "../record/fingerprint.ts";
import { sizeOf } from "./size.ts";

/** All merges as one plan, sorted, so that the same records give the same plan whatever order they came in. */
export function toPlan(merges: readonly Merge[], questions: readonly Question[]): Plan {
  return {
    changes: merges.flatMap((merge) => merge.changes).sort(byLink(rankOf)),
    conflicts: merges.flatMap((merge) => merge.conflicts).sort(byLink((conflict) => conflict.field)),
    held: merges.flatMap((merge) => merge.held).sort(byLink((held) => `${held.field}/${held.side}`)),
    warnings: merges.flatMap((merge) => merge.warnings).sort(byLink((warning) => warning.text)),
    questions: questions.toSorted(by(({ referral }) => referral)),
  };
}

/** What is let through has to last for later runs too, and the deals of this run are no more than a sample. */
const SAMPLE_MARGIN = 1.1;

/**
 * The same plan with what is left to later runs. A new deal comes to as many records as the largest that is planned, and
 * linked deals to as many as those that this run looks at: of these, most may differ in nothing that is written.
 */
export function withLater(plan: Plan, merges: readonly Merge[], left: LeftDeals | null): Plan {
  if (left === null) return plan;
  const { newDeals, linkedDeals } = left;
  const most = merges.reduce((largest, { changes }) => Math.max(largest, sizeOf(changes).records), 1);
  const linked = merges.filter(({ pair }) => pair.opportunity !== null && !pair.row);
  const looked = sizeOf(linked.flatMap(({ changes }) => changes));
  const times = (SAMPLE_MARGIN * linkedDeals) / Math.max(linked.length, 1);
  const records = most * newDeals + Math.ceil(looked.records * times);
  const deals = Math.min(linkedDeals, Math.ceil(looked.deals * times));
  return { ...plan, later: { ...left, size: { records, deals } } };
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
  const [byReferral, byKey] = [by<T>(({ link }) => link.referral), by(key)];
  return (a, b) => byReferral(a, b) || byKey(a, b);
}

/**
 * Names a plan, so that a run can be bound to the plan that was reviewed. Depends on what would be written
 * and reported, not on when it was read: etags count only where a value cannot be named.
 */
export function planDigest(plan: Plan, mappingDigest: string, fingerprint: Fingerprint): string {
  const hash = createHash("sha256");
  for (const piece of canonicalPieces(plan, mappingDigest, fingerprint)) hash.update(piece);
  return hash.digest("hex");
}

/** As canonical JSON, one change after the other: all of it may be longer than a text can be. */
function* canonicalPieces(plan: Plan, mappingDigest: string, fingerprint: Fingerprint): Generator<string> {
  yield '{"changes":';
  yield* canonicalList(plan.changes, (change) => named(change, fingerprint));
  yield ',"conflicts":';
  yield* canonicalList(plan.conflicts, ({ link, field, winner }) => ({ link, field, winner }));
  yield ',"held":';
  yield* canonicalList(plan.held, ({ link, field, side, reason }) => ({ link, field, side, reason }));
  yield `,"mapping":${canonicalJson(mappingDigest)},"questions":`;
  yield* canonicalList(plan.questions, (question) => question);
  yield "}";
}

function* canonicalList<T>(items: readonly T[], said: (item: T) => object): Generator<string> {
  let before = "[";
  for (const item of items) {
    yield before + canonicalJson(said(item));
    before = ",";
  }
  yield items.length === 0 ? "[]" : "]";
}

function named({ side, action, link, etag, fields, row }: Change, fingerprint: Fingerprint): object {
  const values = fields.map(({ field, to }) => [field, fingerprint(link.referral, field, to)]);
  const needsEtag = values.some(([, print]) => print === null);
  return { side, action, link, fields: values, ...(row ? { row } : {}), ...(needsEtag ? { etag } : {}) };
}
