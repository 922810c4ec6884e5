import type { Value } from "../../model/record.ts";
import { setProperty, type Transform } from "../transform.ts";
import { STATECODES } from "./status.ts";
import { canonicalText } from "./text.ts";

export interface ClosingReasonOptions {
  readonly referral: string;
  readonly opportunity: string;
  readonly longest: number;
  /** `statuscode` of a lost opportunity → what Partner Center is told when the column is blank. */
  readonly byStatusCode: Readonly<Record<string, string>>;
}

/**
 * Why a deal was declined or lost. Sellers say it in a text column, or by the status reason that they choose
 * when they close the opportunity as lost.
 */
export function closingReason(options: ClosingReasonOptions): Transform {
  const { referral, opportunity, longest, byStatusCode } = options;
  return {
    referral: {
      reads: [referral],
      read: ([raw]) => (raw === undefined ? undefined : canonicalText(raw, longest)),
      write: (value, [current]) => [setProperty(referral, value, current)],
    },
    opportunity: {
      reads: [opportunity, "statecode", "statuscode"],
      read: ([raw, state, code]): Value | undefined => {
        if (raw === undefined) return undefined;
        const said = canonicalText(raw, longest);
        if (said !== null || state !== STATECODES.lost) return said;
        return canonicalText(byStatusCode[String(code)], longest);
      },
      write: (value) => ({ [opportunity]: value }),
    },
  };
}
