import type { Value } from "../../model/record.ts";
import { quote, setProperty, type Transform, type Unusable } from "./transform.ts";

export interface DecisionOptions {
  readonly referral: readonly [status: string, substatus: string];
  readonly opportunity: string;
  /** Option values of the column. */
  readonly values: Readonly<Record<"accept" | "decline", number>>;
  readonly audit: "value" | "hidden";
}

/** What a referral becomes when it is answered (patch-a-referral). */
export const ANSWERED = {
  accepted: { status: "Active", substatus: "Accepted" },
  declined: { status: "Closed", substatus: "Declined" },
} as const;
export type Answer = keyof typeof ANSWERED;

/**
 * The answer to a referral that somebody sent: `accepted`, `declined`, or blank as long as nobody has given
 * one. A command: it goes to Partner Center, where an answer cannot be taken back.
 */
export function decision({ referral, opportunity, values, audit }: DecisionOptions): Transform {
  const [statusPath, substatusPath] = referral;
  const optionOf: Readonly<Record<Answer, number>> = { accepted: values.accept, declined: values.decline };
  return {
    referral: {
      reads: referral,
      read: ([status, substatus]) => answerIn(status, substatus),
      write: (value, [status, substatus]) => {
        const answer = answerOf(value);
        if (!answer) return { unusable: "an answer that Partner Center has cannot be taken back" };
        const wanted = ANSWERED[answer];
        return [
          setProperty(statusPath, wanted.status, status),
          setProperty(substatusPath, wanted.substatus, substatus),
        ];
      },
    },
    opportunity: {
      reads: [opportunity],
      read: ([option]): Value | undefined | Unusable => {
        if (option === undefined || option === null) return option;
        const answer = ANSWERS.find((one) => optionOf[one] === option);
        if (answer) return answer;
        const unknown = `the mapping has no answer for option ${quote(option, audit)}`;
        return { unusable: `${unknown}: choose the one for accept or decline` };
      },
      write: (value) => {
        const answer = answerOf(value);
        return { [opportunity]: answer ? optionOf[answer] : null };
      },
    },
  };
}

const ANSWERS: readonly Answer[] = ["accepted", "declined"];

/** `undefined` of what is no answer, such as `expired`. */
export function answerOf(value: Value): Answer | undefined {
  return ANSWERS.find((one) => one === value);
}

/** A deal that was won or lost had been accepted; one that expired was never answered, and now cannot be. */
function answerIn(status: unknown, substatus: unknown): Value | undefined {
  if (status === "New") return null;
  if (status === "Active") return "accepted";
  if (status !== "Closed") return undefined;
  if (substatus === "Declined") return "declined";
  if (substatus === "Expired") return "expired";
  return substatus === "Won" || substatus === "Lost" ? "accepted" : undefined;
}
