import { RefusalError } from "../../errors.ts";
import type { Field, Mapping } from "../../mapping/mapping.ts";
import type { Decided } from "../../model/decided.ts";
import type { Held, Link } from "../../model/plan.ts";
import { shortHash } from "../../model/readable.ts";
import type { Side, Value } from "../../model/record.ts";
import { sha256 } from "../../model/sha256.ts";
import type { Waiting } from "../../model/state.ts";

/**
 * Steps that nobody can take back in Partner Center. The mapping says of each whether it is taken at once
 * (`allow`), waits until a person approves it (`hold`), or is never taken by a sync (`never`).
 */
export type Step = keyof Mapping["guards"];

/** What was approved, by referral: the texts under which it waited. */
export type Approvals = ReadonlyMap<string, ReadonlySet<string>>;

export const NOTHING_APPROVED: Approvals = new Map();

/** The step that writing this value takes, or `null` when it can be taken back. No mapping keeps anybody from accepting. */
function stepOf(field: Field, side: Side, to: Value): Step | "accept" | null {
  if (side !== "referral") return null;
  if (field.kind === "latch") return to === "yes" ? "share" : null;
  if (field.kind === "decision") return to === "declined" ? "close" : "accept";
  return field.kind === "status" && to !== "open" ? "close" : null;
}

const DOES: Readonly<Record<Step | "accept", string>> = {
  accept: "accepting the referral",
  close: "closing the referral",
  share: "sharing the deal with Microsoft",
  "ask help": "asking Microsoft for help",
};

/**
 * Why a step is not taken now, or `null` when it may be. `what` says more, such as `won`.
 *
 * @param isOfAnother Whether what asks for it was said of another referral.
 */
export function whyStepWaits(
  step: Step | "accept",
  what: string,
  { guards }: Mapping,
  isOfAnother = false,
): Pick<Held, "reason" | "awaits"> | null {
  const does = `${DOES[step]}${what === "" ? "" : ` as ${what}`} cannot be undone`;
  const guard = step === "accept" ? "allow" : guards[step];
  if (guard === "never")
    return { reason: `${does}, and the mapping leaves it to people; do it in Partner Center` };
  if (guard === "allow" && !isOfAnother) return null;
  return { reason: `${does}${isOfAnother ? OF_ANOTHER : ""}; it waits for approval`, awaits: "approval" };
}

const OF_ANOTHER =
  ", and was said of another referral: if it is meant of this one too, take it out here, and set it again after the next sync";

/** Why a change is not made yet, or `null` when it may be; with `approved` when it would wait, had nobody approved it. */
export interface Leave extends Pick<Decided, "approved"> {
  readonly waits: Pick<Held, "reason" | "awaits"> | null;
}

/**
 * A change waits when it is a step that cannot be undone, and nobody has approved it.
 *
 * @param isOfAnother Whether its seller said so of another referral, to which the row belonged before.
 */
export function leaveFor(
  {
    field,
    side,
    to,
    isOfAnother,
  }: { readonly field: Field; readonly side: Side; readonly to: Value; readonly isOfAnother: boolean },
  { referral }: Link,
  { mapping, approvals }: { readonly mapping: Mapping; readonly approvals: Approvals },
): Leave {
  const step = stepOf(field, side, to);
  const waits = step && whyStepWaits(step, step === "close" ? (to ?? "") : "", mapping, isOfAnother);
  const approved = waits !== null && isApproved({ ...waits, field: field.name }, referral, approvals);
  return approved ? { waits: null, approved } : { waits };
}

/** Whether it waits for approval, and has it. */
export function isApproved(
  held: Pick<Held, "field" | "reason" | "awaits">,
  referral: string,
  approvals: Approvals,
): boolean {
  return held.awaits === "approval" && approvals.get(referral)?.has(approvalText(held)) === true;
}

/** How something that waits is named in the state, and in its digest. */
export function approvalText({ field, reason }: Pick<Held, "field" | "reason">): string {
  return field === null ? reason : `${field}: ${reason}`;
}

/** Names everything that waits for approval, so that approving it approves nothing else; `null` for nothing. */
export function approvalDigest(waiting: readonly Waiting[]): string | null {
  const texts = waiting.flatMap(({ referral, awaits }) => awaits.map((what) => `${referral} ${what}`));
  return texts.length === 0 ? null : sha256(JSON.stringify(texts.sort()));
}

/**
 * What the state says waits, when it is what the person saw.
 *
 * @param digest What the person approved, or `null` when nobody did.
 * @throws RefusalError when something else waits now.
 */
export function approvalsOf(waiting: readonly Waiting[], digest: string | null): Approvals {
  if (digest === null) return NOTHING_APPROVED;
  const now = approvalDigest(waiting);
  if (now !== digest) {
    throw new RefusalError(
      `What waits for approval is not what was approved: ${now === null ? "nothing waits" : `it is ${shortHash(now)} now`}, and ${shortHash(digest)} was approved.`,
      "Look at the latest summary, and pass its digest as approve.",
    );
  }
  return new Map(
    waiting.filter(({ awaits }) => awaits.length > 0).map((one) => [one.referral, new Set(one.awaits)]),
  );
}
