import type { Field } from "../../mapping/mapping.ts";
import { currentParts, type Projection, project } from "../../mapping/project.ts";
import { isUnusable } from "../../mapping/transforms/transform.ts";
import { decidedOf } from "../../model/decided.ts";
import type { Conflict, Held, Merge, Pair } from "../../model/plan.ts";
import { SIDES, type Side, type Snapshot, type Value } from "../../model/record.ts";
import { keepBase } from "../record/base.ts";
import { rowWasClosed } from "../record/ended.ts";
import { expiryOf } from "../record/expiry.ts";
import { isReopenedPair, isReopenedSince } from "../record/reopened.ts";
import { seenIn } from "../record/seen.ts";
import { isOver } from "../record/state-of.ts";
import { answered, illegalAnswer } from "./answer.ts";
import { leaveFor } from "./approval.ts";
import { statusMoves, whyNoLonger } from "./back-and-forth.ts";
import { changesOf, type Wanted } from "./changes.ts";
import { isOnlyShown, withoutOverwritingFromClosed } from "./closed-row.ts";
import { closingReasonIn, foreseenReason, isTooEarly } from "./closing-reason.ts";
import { conflictOf } from "./conflict.ts";
import type { MergeContext } from "./context.ts";
import { type Decision, decideField } from "./decide.ts";
import { type Why, whyUnusable } from "./hold-back.ts";
import { newerSide } from "./newer.ts";
import { isLinkOfAnother, saidOfAnother } from "./of-another.ts";
import { editedThere } from "./put-back.ts";
import { takesStep, whyLeftOut } from "./refused-before.ts";
import { resolved } from "./resolve.ts";
import { sellerStatus, statusAtEnd } from "./seller.ts";
import { differentEnds, illegalMove } from "./status.ts";
import { warningsOf } from "./warnings.ts";

/** Merges one pair: what to write on each side, what is in conflict, what is held back and why. */
export function mergePair(pair: Pair, context: MergeContext): Merge {
  const merge = mergeFields(pair, context);
  if (!merge.held.some(({ refused }) => refused) || !takesStep(merge, context.mapping)) return merge;
  return mergeFields(pair, { ...context, refusedBefore: () => undefined });
}

function mergeFields(pair: Pair, context: MergeContext): Merge {
  const draft = new Draft(pair, context);
  for (const field of context.mapping.fields) draft.merge(field);
  return withoutOverwritingFromClosed(draft.finish());
}

/** Collects the decisions about one pair, field by field. */
class Draft {
  readonly #pair: Pair;
  readonly #context: MergeContext;
  #seen: Readonly<Record<Side, Projection>>;
  readonly #closed: Readonly<Record<Side, boolean>>;
  readonly #ofAnother: Snapshot;
  readonly #wanted: Record<Side, Wanted[]> = { referral: [], opportunity: [] };
  readonly #conflicts: Conflict[] = [];
  readonly #held: Held[] = [];
  readonly #agreed: Record<string, Value> = {};
  /** The answer that this run gives to a new referral, and what that has said before it. */
  #answer: Value = null;
  #unanswered: Snapshot = {};

  constructor(pair: Pair, context: MergeContext) {
    this.#pair = pair;
    this.#context = context;
    this.#seen = seenIn(pair, context);
    for (const name of context.mapping.leftOut) keepBase(this.#agreed, name, pair.base);
    this.#ofAnother = saidOfAnother(pair, context.mapping, this.#seen.opportunity.snapshot);
    this.#closed = { referral: isOver(pair.referral), opportunity: rowWasClosed(pair) };
  }

  merge(field: Field): void {
    keepBase(this.#agreed, field.name, this.#pair.base);
    // Both ends are final: what still differs will stay that way, and only the ends themselves are worth a word.
    if (this.#closed.referral && this.#closed.opportunity) {
      if (field.kind === "status") this.#compareEnds(field);
      return;
    }
    this.#reportUnusable(field);
    const decision = this.#pair.opportunity ? this.#decide(field) : this.#fill(field);
    if (decision.agreed !== undefined) this.#agreed[field.name] = decision.agreed;
    for (const side of SIDES) {
      const to = decision.writes[side];
      if (to !== undefined) this.#want(field, side, to, decision);
    }
    if (Object.keys(decision.writes).length === SIDES.length) this.#keepWhole(field);
    const conflict = conflictOf(field, decision, { pair: this.#pair, seen: this.#seen, held: this.#held });
    if (conflict) this.#conflicts.push(conflict);
  }

  /** Half of a union is none: the side that could take it would show elements which the other lacks, and so takes out. */
  #keepWhole({ name }: Field): void {
    if (!this.#held.some(({ field }) => field === name)) return;
    for (const side of SIDES) this.#wanted[side] = this.#wanted[side].filter(({ field }) => field !== name);
  }

  #decide(field: Field): Decision {
    const referral = this.#seen.referral.snapshot[field.name];
    const shows = this.#seen.opportunity.snapshot[field.name];
    const isStale = isLinkOfAnother(this.#pair, field, { mapping: this.#context.mapping, shows });
    const opportunity = isStale ? null : shows;
    const before = this.#unanswered[field.name];
    // Where both sides said the same before the answer, nothing but that sets them apart. What is unknown says nothing.
    const isAlike = before !== undefined && before === opportunity;
    const base = isAlike ? before : this.#pair.base?.fields[field.name];
    const isDue = opportunity === "open" && (referral === "won" || referral === "lost");
    if (field.kind === "status" && isDue && this.#closeIsPending()) {
      const writes = { opportunity: referral ?? null };
      return { writes, overwrites: false, conflict: null, agreed: referral };
    }
    const newer = field.conflict === "newest" ? newerSide(this.#pair, field.name) : null;
    const theirs = editedThere(this.#pair, field.name, { referral, opportunity });
    const decision = decideField(field, { base, referral: theirs, opportunity, newer });
    const winner = this.#context.resolutions.get(this.#pair.link.referral)?.get(field.name);
    if (!winner || decision.conflict?.winner !== null) return decision;
    if (referral === undefined || opportunity === undefined) return decision;
    return resolved(winner, { referral, opportunity });
  }

  /**
   * The base already says closed, because a closed row takes no more writes, though the close itself is still to come. Unless
   * somebody has closed the row meanwhile, and opened it again.
   */
  #closeIsPending(): boolean {
    return this.#context.closesPending.has(this.#pair.link.referral) && !isReopenedSince(this.#pair);
  }

  /** A row that is yet to be created takes whatever the referral has. It begins open, so status needs no write. */
  #fill(field: Field): Decision {
    const value = this.#seen.referral.snapshot[field.name];
    const goesThere = field.direction !== "opportunity to referral";
    const writes = goesThere && value && field.kind !== "status" ? { opportunity: value } : {};
    // On what cannot be told yet, such as which of two accounts, nobody agrees: it is taken once it can be.
    return { writes, overwrites: false, conflict: null, agreed: goesThere ? value : undefined };
  }

  #want(field: Field, side: Side, to: Value, decision: Decision): void {
    const { overwrites } = decision;
    if (isOnlyShown(field) && this.#closed.opportunity) return;
    const from = this.#seen[side].snapshot[field.name];
    const again = whyNoLonger(this.#pair, { field: field.name, side, to, from }, this.#context.isWornOut);
    const isOfAnother = !decision.resolved && this.#ofAnother[field.name] === to;
    const leave = leaveFor({ field, side, to, isOfAnother }, this.#pair.link, this.#context);
    const refused = this.#context.refusedBefore(this.#pair, { field: field.name, side, to });
    const waits =
      this.#whyNot(field, side, to) ??
      (again === null ? leave.waits : { reason: again }) ??
      (refused && !overwrites ? whyLeftOut(refused) : null);
    if (waits) {
      this.#hold(field, side, waits);
      return;
    }
    const otherwise = this.#seen.referral.otherwise?.[field.name];
    const why = { ...(overwrites ? { overwrites } : {}), ...(otherwise ? { otherwise } : {}) };
    const who = decidedOf({ ...leave, ...decision });
    const change: Wanted = { field: field.name, kind: field.kind, to, ...why, ...who };
    this.#wanted[side].push(from === undefined ? change : { ...change, from });
    if (field.kind === "decision") this.#takeAnswer(to);
  }

  /** From here on, the other fields see the referral as it will be once it is answered. */
  #takeAnswer(answer: Value): void {
    const { mapping, lookups } = this.#context;
    this.#answer = answer;
    this.#unanswered = this.#seen.referral.snapshot;
    const referral = project(mapping, answered(this.#pair.referral, answer), lookups);
    this.#seen = { ...this.#seen, referral };
  }

  #whyNot(field: Field, side: Side, to: Value): Why | null {
    const record = this.#pair[side];
    const written = field.transform[side].write(to, currentParts(field, record, side), this.#context.lookups);
    if (isUnusable(written)) return whyUnusable(written);
    const reason = this.#whyNotNow(field, side, to);
    return reason === null ? null : { reason };
  }

  #whyNotNow(field: Field, side: Side, to: Value): string | null {
    if (field.kind === "status") return this.#illegalMove(field, side, to);
    if (field.kind === "decision")
      return illegalAnswer(this.#pair, to, closingReasonIn(this.#context.mapping, this.#seen));
    if (side === "referral") {
      return this.#closed.referral
        ? "the referral is closed in Partner Center and can no longer be changed"
        : null;
    }
    return this.#closed.opportunity ? "the opportunity is closed and can no longer be changed" : null;
  }

  #illegalMove(field: Field, side: Side, to: Value): string | null {
    if (side === "referral" && this.#answer !== null)
      return `the referral is ${this.#answer} in this run and can be ${to} in the next`;
    const { referral, opportunity, base } = this.#pair;
    const isPending = this.#closeIsPending();
    const agreed = isPending ? undefined : base?.fields[field.name];
    const { mapping } = this.#context;
    const reason = mapping.closingReason ? closingReasonIn(mapping, this.#seen) : undefined;
    const isReopened = !isPending && isReopenedPair(this.#pair);
    return illegalMove({ side, to, referral, opportunity, base: agreed, isReopened, reason });
  }

  #compareEnds({ name }: Field): void {
    const { referral, opportunity } = this.#seen;
    const reason = differentEnds(referral.snapshot[name], opportunity.snapshot[name]);
    if (reason !== null) this.#held.push({ link: this.#pair.link, field: name, side: "opportunity", reason });
  }

  #hold(field: Field, side: Side, why: Why): void {
    const isNext = field.kind === "status" && side === "referral" && this.#answer !== null;
    const held = { link: this.#pair.link, field: field.name, side, ...why };
    this.#held.push(isNext ? { ...held, awaits: "next run" } : held);
    keepBase(this.#agreed, field.name, this.#pair.base);
  }

  #reportUnusable(field: Field): void {
    for (const side of SIDES) {
      const why = this.#seen[side].unusable[field.name];
      if (why) this.#held.push({ link: this.#pair.link, field: field.name, side, ...whyUnusable(why) });
    }
  }

  finish(): Merge {
    this.#settleReason();
    const isLast = this.#wanted.opportunity.some(({ kind }) => kind === "status");
    const expiry = this.#answer === null ? expiryOf(this.#pair.referral) : null;
    const status = (isLast ? statusAtEnd : sellerStatus)(this.#conflicts, this.#held, expiry);
    const changes = changesOf({
      pair: this.#pair,
      agreed: this.#agreed,
      wanted: this.#wanted,
      statusMoves: statusMoves(this.#pair, status, this.#context),
    });
    const merged = { pair: this.#pair, changes, agreed: this.#agreed };
    const warnings = warningsOf(merged, this.#context.mapping, this.#context.now);
    const told = { conflicts: this.#conflicts, held: this.#held, warnings, status };
    return { ...merged, ...told, ofAnother: this.#ofAnother };
  }

  #settleReason(): void {
    const { mapping, lookups } = this.#context;
    const { referral } = this.#wanted;
    const early = referral.filter((wanted) => isTooEarly(wanted, referral));
    for (const { field } of early) keepBase(this.#agreed, field, this.#pair.base);
    this.#wanted.referral = referral.filter((wanted) => !early.includes(wanted));
    const isLost = this.#wanted.opportunity.some(({ kind, to }) => kind === "status" && to === "lost");
    if (isLost) Object.assign(this.#agreed, foreseenReason(mapping, lookups, this.#agreed));
  }
}
