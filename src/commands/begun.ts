import { BegunError, CosellError } from "../errors.ts";
import type { Plan } from "../model/plan.ts";

/*
 * A run that fails has written nothing, as a rule. Whoever reads in the morning why it failed has to know whether this is one
 * of those.
 */

/** Of a run that failed before it wrote anything: what ended it, with a word that says so. */
export function unwritten<E>(error: E): E {
  if (error instanceof CosellError && !(error instanceof BegunError)) {
    // What is said of a line in a file is no sentence.
    const isSentence = /^.*\.$/.test(error.message);
    error.message += `${isSentence ? " " : "\n"}Nothing was written.`;
  }
  return error;
}

/** Of a run that failed while it carried out what it had announced. */
export function begun({ plan }: { readonly plan: Pick<Plan, "changes"> }): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof CosellError) || plan.changes.length === 0) throw error;
    throw new BegunError(
      `${error.message}\nThis run had begun to write.`,
      `${error.fix} The next run that can commit finds out what was written, and records it.`,
      { cause: error },
    );
  };
}
