import type { Value } from "../model/record.ts";

/**
 * Moves of a referral that a partner may make, by its status and substatus (create-a-referral and
 * patch-a-referral; closed is for good). Microsoft also lets a new referral be declined, but that is an
 * answer to the seller who sent it, and not ours to give.
 *
 * | from \ to         | open | won            | lost           |
 * |-------------------|------|----------------|----------------|
 * | New/Pending       | –    | accept first   | decline there  |
 * | New/Received      | –    | accept first   | decline there  |
 * | Active/Accepted   | –    | yes            | yes            |
 * | Closed/*          | no   | no             | no             |
 *
 * @returns Why the move is illegal, or `null` when it may be made.
 */
export function illegalMove(from: string, to: Value): string | null {
  const [status] = from.split("/");
  if (status === "Closed")
    return `the referral is ${from} in Partner Center, which is final: set the opportunity to match it`;
  if (status === "Active") return null;
  if (to === "won") return `the referral is ${from}: accept it in Partner Center before it is won`;
  return `the referral is ${from}: decline it in Partner Center, with a reason`;
}
