import type { Value } from "../../model/record.ts";
import { type OnePlace, quote, setOrEmpty, type Transform, type Unusable, wordOf } from "./transform.ts";

export interface ChoiceOptions extends OnePlace {
  /** Referral code → option value of the column; `"blank"` for a code that means no value. */
  readonly values: Readonly<Record<string, number | "blank">>;
  /** Other codes that Partner Center may send → the code in `values` that they mean. */
  readonly alsoRead: Readonly<Record<string, string>>;
  /** Option values that mean no value; none of them is ever written. */
  readonly blankOptions: readonly number[];
  readonly audit: "value" | "hidden";
}

/**
 * A value from a list that both sides spell differently. The canonical value is the referral's code. A code
 * or option that the table does not have is never taken for blank: Microsoft changes its lists every July.
 */
export function choice(options: ChoiceOptions): Transform {
  const { referral, opportunity, values } = options;
  const blank = Object.keys(values).find((code) => values[code] === "blank") ?? null;
  return {
    referral: {
      reads: [referral],
      read: ([raw]) => readCode(raw, options),
      write: (value, [current]) => setOrEmpty(referral, value ?? blank, current),
    },
    opportunity: {
      reads: [opportunity],
      read: ([raw]) => readOption(raw, options),
      write: (value) => ({ [opportunity]: value === null ? null : values[value] }),
    },
  };
}

type Values = ChoiceOptions["values"];

function readCode(raw: unknown, { values, alsoRead, audit }: ChoiceOptions): Value | undefined | Unusable {
  if (raw === undefined) return undefined;
  if (raw === null || raw === "") return null;
  const sent = wordOf(raw);
  const code = Object.hasOwn(alsoRead, sent) ? String(alsoRead[sent]) : sent;
  if (!Object.hasOwn(values, code)) return noValueFor(quote(sent, audit), "in Partner Center");
  return values[code] === "blank" ? null : firstCodeOf(values[code], values);
}

function readOption(
  raw: unknown,
  { values, blankOptions, audit }: ChoiceOptions,
): Value | undefined | Unusable {
  if (raw === undefined) return undefined;
  if (raw === null || blankOptions.includes(Number(wordOf(raw)))) return null;
  const code = typeof raw === "number" ? firstCodeOf(raw, values) : null;
  return code ?? noValueFor(`option ${quote(raw, audit)}`, "on the opportunity");
}

function noValueFor(what: string, where: string): Unusable {
  return { unusable: `the mapping has no value for ${what}: have one added, or choose another ${where}` };
}

/** Several codes may go to one option when nothing is written back: they are one value then. */
function firstCodeOf(option: unknown, values: Values): string | null {
  return Object.keys(values).find((candidate) => values[candidate] === option) ?? null;
}
