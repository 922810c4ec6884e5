import { type OnePlace, setProperty, type Transform } from "./transform.ts";

/**
 * A yes that cannot be taken back, `"yes"` or blank: no and nothing are the same, so that a row which nobody
 * ever touched does not contradict the referral.
 */
export function latch({ referral, opportunity }: OnePlace): Transform {
  const read = ([raw]: readonly unknown[]) => (raw === undefined ? undefined : raw === true ? "yes" : null);
  return {
    referral: {
      reads: [referral],
      read,
      write: (value, [current]) =>
        value === null && current === true
          ? { unusable: "it is Yes in Partner Center, which cannot be taken back: set it to Yes here, too" }
          : [setProperty(referral, value === "yes", current)],
    },
    opportunity: {
      reads: [opportunity],
      read,
      write: (value) => ({ [opportunity]: value === "yes" }),
    },
  };
}
