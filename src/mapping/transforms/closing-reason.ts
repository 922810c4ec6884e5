import type { Value } from "../../model/record.ts";
import { STATECODES } from "./status.ts";
import { canonicalText, isNoText, NO_TEXT } from "./text.ts";
import { type OnePlace, setProperty, type Transform, type Unusable, wordOf } from "./transform.ts";

export interface ClosingReasonOptions extends OnePlace {
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
      read: ([raw]) => textIn(raw, longest),
      write: (value, [current]) => [setProperty(referral, value, current)],
    },
    opportunity: {
      reads: [opportunity, "statecode", "statuscode"],
      read: ([raw, state, code]) => {
        const said = textIn(raw, longest);
        if (said !== null || state !== STATECODES.lost) return said;
        return canonicalText(byStatusCode[wordOf(code)], longest);
      },
      write: (value) => ({ [opportunity]: value }),
    },
  };
}

function textIn(raw: unknown, longest: number): Value | undefined | Unusable {
  if (raw === undefined) return undefined;
  return isNoText(raw) ? NO_TEXT : canonicalText(raw, longest);
}
