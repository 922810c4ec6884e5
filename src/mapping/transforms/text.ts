import { decodeHTMLStrict } from "entities";
import type { Value } from "../../model/record.ts";
import { setProperty, type Transform, type Unusable } from "../transform.ts";

export interface TextOptions {
  readonly referral: string;
  readonly opportunity: string;
  /** UTF-16 units that the shorter side can hold. */
  readonly longest: number;
}

/**
 * Free text. Only its first `longest` units are compared, so that a side which had to cut the text off
 * does not look as if somebody had edited it.
 */
export function text({ referral, opportunity, longest }: TextOptions): Transform {
  const read = ([raw]: readonly unknown[]) => (raw === undefined ? undefined : canonicalText(raw, longest));
  return {
    referral: {
      reads: [referral],
      read,
      write: (value, [current]) => wouldCutOff(current, longest) ?? [setProperty(referral, value, current)],
    },
    opportunity: {
      reads: [opportunity],
      read,
      write: (value) => ({ [opportunity]: value }),
    },
  };
}

/**
 * NFC, LF line ends, no outer blanks, nothing that XML (and so Dataverse, error 0x80040278) refuses.
 * Partner Center returns some texts HTML-encoded; decoding until nothing changes makes `&amp;` on one side
 * and `&` on the other the same text, however often it was encoded.
 */
export function canonicalText(raw: unknown, longest: number): Value {
  if (raw === null || raw === undefined) return null;
  let text = String(raw);
  for (let decoded = decodeHTMLStrict(text); decoded !== text; decoded = decodeHTMLStrict(text))
    text = decoded;
  const clean = text
    .toWellFormed()
    .replaceAll(/\r\n?/g, "\n")
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to take out
    .replaceAll(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, "")
    .normalize("NFC")
    .trim();
  return cut(clean, longest).trimEnd() || null;
}

/** Never splits a surrogate pair. */
function cut(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const end = text.slice(0, longest);
  return end.isWellFormed() ? end : end.slice(0, -1);
}

/** The CRM shows only the beginning of a longer text: writing that back would lose the rest. */
function wouldCutOff(current: unknown, longest: number): Unusable | null {
  const length = canonicalText(current, Number.POSITIVE_INFINITY)?.length ?? 0;
  if (length <= longest) return null;
  return {
    unusable: `the text in Partner Center has ${length} characters and the opportunity shows the first ${longest}; edit it in Partner Center`,
  };
}
