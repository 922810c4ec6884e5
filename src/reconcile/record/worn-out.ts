import type { Value } from "../../model/record.ts";
import { sha256 } from "../../model/sha256.ts";
import type { Baseless, Repeated, SyncState } from "../../model/state.ts";
import type { Fingerprint } from "./fingerprint.ts";

/*
 * A base counts how often a value has come back. A row that loses its base, as where a flow empties it at each save, loses
 * the count with it, and one that is closed, or that the CRM refuses, takes no base. What such deals were written is
 * counted on the state branch, for as long as they are at it. The base is asked as well, so that a run that dies before it
 * has counted does no harm.
 */

/** How often a value may come back before nobody can have typed it each time. */
export const MOST_TIMES = 4;

/** What the row tells its seller, beside the fields: no field has this name. */
export const STATUS = "";

/** Whether this value has been written to a deal so often that it is left alone. */
export type WornOut = (referral: string, field: string, value: Value) => boolean;

/** Where there is no key, no hidden value is ever worn out: nothing stands for it in the state. */
export function wornOut(baseless: SyncState["baseless"], fingerprint: Fingerprint): WornOut {
  return (referral, field, value) => {
    const known = baseless?.[referral]?.again[field];
    if (!known || known.times < MOST_TIMES) return false;
    const print = printOf(fingerprint(referral, field, value));
    return print !== null && known.values.includes(print);
  };
}

/** A deal after one more write of these values. */
export function writtenAgain(
  known: Baseless | undefined,
  values: ReadonlyMap<string, Value>,
  {
    referral,
    fingerprint,
    now,
  }: { readonly referral: string; readonly fingerprint: Fingerprint; readonly now: string },
): Baseless {
  const counted = [...values].flatMap(([field, value]): [string, Repeated][] => {
    const print = printOf(fingerprint(referral, field, value));
    return print === null ? [] : [[field, onceMore(known?.again[field], print, field === STATUS ? 1 : 2)]];
  });
  return { at: now, again: { ...known?.again, ...Object.fromEntries(counted) } };
}

/** @param most How many values in turn are one fight: what a seller is told may change, and change back. */
function onceMore({ values, times }: Repeated = NEVER, print: string, most: number): Repeated {
  const others = values.filter((one) => one !== print);
  return { values: [print, ...others].slice(0, most), times: others.length < values.length ? times + 1 : 0 };
}

const NEVER: Repeated = { values: [], times: 0 };

/** Enough to tell the few values of one field apart. A value that may not be seen, where there is no key, has none. */
function printOf(fingerprint: string | null): string | null {
  return fingerprint === null ? null : sha256(fingerprint).slice(0, 8);
}
