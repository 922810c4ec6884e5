import { type OnePlace, type Transform, wordOf } from "./transform.ts";

const PORTAL = "https://partner.microsoft.com/referrals/v2/inbox?id=";

/** The address of the referral in the Partner Center portal, made of its id. Only ever goes to the opportunity. */
export function link({ referral, opportunity }: OnePlace): Transform {
  return {
    referral: {
      reads: [referral],
      read: ([id]) => (id === undefined ? undefined : `${PORTAL}${wordOf(id)}`),
      write: () => ({ unusable: "the id of a referral cannot be written" }),
    },
    opportunity: {
      reads: [opportunity],
      read: ([raw]) => (raw === undefined ? undefined : raw === null || raw === "" ? null : wordOf(raw)),
      write: (value) => ({ [opportunity]: value }),
    },
  };
}
