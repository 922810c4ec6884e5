import type { Value } from "../../model/record.ts";
import { type OnePlace, setOrEmpty, type Transform, type Unusable } from "./transform.ts";

/** A mark that goes on and off, `"yes"`, `"no"` or blank. For one that stays on there is the latch. */
export function yesOrNo({ referral, opportunity }: OnePlace): Transform {
  return {
    referral: {
      reads: [referral],
      read: ([raw]) => read(raw),
      write: (value, [current]) => setOrEmpty(referral, flagOf(value), current),
    },
    opportunity: {
      reads: [opportunity],
      read: ([raw]) => read(raw),
      write: (value) => ({ [opportunity]: flagOf(value) }),
    },
  };
}

function read(raw: unknown): Value | undefined | Unusable {
  if (raw === undefined || raw === null) return raw;
  if (typeof raw === "boolean") return raw ? "yes" : "no";
  return { unusable: "what stands there is neither yes nor no" };
}

function flagOf(value: Value): boolean | null {
  return value === null ? null : value === "yes";
}
