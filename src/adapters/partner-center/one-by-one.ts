import { CosellError, SignInError } from "../../errors.ts";

/** More than so many that cannot be read are no trouble of their own: then it is the service's. */
export const FEW = 3;

/**
 * Asks for each by itself, all at the same time: how many are under way is for the connection to find out.
 *
 * A few that Partner Center fails with, though it has handed over a listing, are missing from what comes back: no deal may
 * keep all others from being synced.
 *
 * @param hasListed Whether Partner Center has handed over a whole listing before.
 */
export async function oneByOne<Answer>(
  keys: Iterable<string>,
  ask: (key: string) => Promise<Answer>,
  hasListed: boolean,
): Promise<Map<string, Answer>> {
  const asked = [...new Set(keys)];
  const answers = await Promise.allSettled(asked.map(ask));
  const failed = answers.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
  const isTheirs = hasListed && failed.length <= FEW && failed.every(isOfOne);
  if (failed.length > 0 && !isTheirs) throw failed[0];
  const answered = new Map<string, Answer>();
  for (const [index, answer] of answers.entries())
    if (answer.status === "fulfilled") answered.set(asked[index] ?? "", answer.value);
  return answered;
}

function isOfOne(error: unknown): boolean {
  return error instanceof CosellError && !(error instanceof SignInError);
}
