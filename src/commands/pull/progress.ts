/** So many referrals are read between two lines of progress, once as many are read. */
const TOLD_EACH = 1000;

/** A line for every answer is a thousand of them in a large tenant. */
export function isTold(before: number, after: number): boolean {
  return before < TOLD_EACH || Math.floor(before / TOLD_EACH) < Math.floor(after / TOLD_EACH);
}
