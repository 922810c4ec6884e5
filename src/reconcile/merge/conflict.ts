import type { Field } from "../../mapping/mapping.ts";
import type { Projection } from "../../mapping/project.ts";
import { decidedOf } from "../../model/decided.ts";
import type { Conflict, Held, Pair } from "../../model/plan.ts";
import type { Side } from "../../model/record.ts";
import { rowWasClosed } from "../record/ended.ts";
import type { Decision } from "./decide.ts";

/**
 * What is reported of a field that both sides have changed. Where the mapping names a winner whose value cannot be written, nothing is
 * decided yet, and what is held says why. Where the later edit would win, it is left to a person: telling the seller makes the row
 * the later one, and the next run would let that win. A closed row is told nothing.
 */
export function conflictOf(
  field: Field,
  decision: Decision,
  {
    pair,
    seen,
    held,
  }: {
    readonly pair: Pair;
    readonly seen: Readonly<Record<Side, Projection>>;
    readonly held: readonly Held[];
  },
): Conflict | null {
  if (!decision.conflict) return null;
  const { winner } = decision.conflict;
  const isHeld = !decision.resolved && held.some((one) => one.field === field.name && !one.awaits);
  const isUndone = winner !== null && isHeld;
  if (isUndone && (field.conflict !== "newest" || rowWasClosed(pair))) return null;
  const seenOn = (side: Side) => seen[side].snapshot[field.name] ?? null;
  const values = { referral: seenOn("referral"), opportunity: seenOn("opportunity") };
  const hasBase = pair.base?.fields[field.name] !== undefined;
  const about = { link: pair.link, field: field.name, ...values, hasBase };
  return { ...about, winner: isUndone ? null : winner, ...decidedOf(decision) };
}
