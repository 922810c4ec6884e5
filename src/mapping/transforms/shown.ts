import type { Value } from "../../model/record.ts";
import { isMicrosoftsPath } from "../mapping.ts";
import { VISIBLE_PATH } from "../share.ts";
import { canonicalText, isNoText, NO_TEXT } from "./text.ts";
import type { Transform, Unusable } from "./transform.ts";

/** What is only shown on the opportunity: nothing of it is ever written to a referral. */
function shown(options: {
  readonly referral: readonly string[];
  readonly opportunity: string;
  readonly read: (parts: readonly unknown[]) => Value | undefined | Unusable;
  readonly longest: number;
}): Transform {
  const { referral, opportunity, read, longest } = options;
  return {
    referral: {
      reads: referral,
      read,
      write: () => ({ unusable: "what is only shown on the opportunity is not written to the referral" }),
    },
    opportunity: {
      reads: [opportunity],
      read: ([raw]) => (raw === undefined ? undefined : canonicalText(raw, longest)),
      write: (value) => ({ [opportunity]: value }),
    },
  };
}

const LONGEST_STATUS = 100;

/** A status and its substatus in one text, `Active/Accepted`. */
export function shownStatus(options: {
  readonly referral: readonly [status: string, substatus: string];
  readonly opportunity: string;
}): Transform {
  const read = ([status, substatus]: readonly unknown[]) => {
    if (status === undefined || substatus === undefined) return undefined;
    if (isNoText(status) || isNoText(substatus)) return NO_TEXT;
    const parts = [status, substatus].filter((part) => part !== null && part !== "");
    return canonicalText(parts.join("/"), LONGEST_STATUS);
  };
  return shown({ ...options, read, longest: LONGEST_STATUS });
}

/**
 * The first of several texts that is not blank: some facts stand on our referral or on Microsoft's. Microsoft's is not read
 * each time that ours is, and may have one then; of a deal that is private there is none.
 */
export function firstText(options: {
  readonly referral: readonly string[];
  readonly opportunity: string;
  readonly longest: number;
}): Transform {
  const { referral, longest } = options;
  const isLast = !referral.slice(0, -1).some(isMicrosoftsPath);
  const read = (parts: readonly unknown[]) => {
    if (parts.some(isNoText)) return NO_TEXT;
    const isPrivate = parts[referral.length] === false;
    let isKnown = true;
    for (const [index, path] of referral.entries()) {
      const text = canonicalText(parts[index], longest);
      if (text !== null) return text;
      if (parts[index] !== undefined || (isPrivate && isMicrosoftsPath(path))) continue;
      if (isMicrosoftsPath(path)) return undefined;
      isKnown = false;
    }
    return isKnown ? null : undefined;
  };
  return shown({ ...options, referral: isLast ? referral : [...referral, VISIBLE_PATH], read });
}
