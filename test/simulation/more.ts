import { ownerSection } from "./owners.ts";
import type { More } from "./story.ts";

const HELP = 727_000_001;
const HELP_CODE = "CustomerTechnicalArchitecture";

/** What a seller sets on his opportunity, to bring it to Partner Center and to ask for more. */
export const WANTED = {
  want: { cosell_syncwithpartnercenter: true },
  show: { cosell_visible: true },
  "ask help": { cosell_help: HELP },
} as const;

const SHARED_FIELDS = {
  visible: {
    as: "latch",
    referral: "consent.consentToShareReferralWithMicrosoftSellers",
    opportunity: "cosell_visible",
    audit: "value",
  },
  help: {
    as: "choice",
    referral: "inviteContext.assistanceRequestCode",
    opportunity: "cosell_help",
    direction: "referral to opportunity",
    audit: "value",
    values: { Unknown: "blank", [HELP_CODE]: HELP },
  },
  "microsoft status": {
    as: "referral status",
    referral: ["microsoft.status", "microsoft.substatus"],
    opportunity: "cosell_microsoftstatus",
    audit: "value",
  },
};

const LEADS = {
  columns: { "referral identifier": "cosell_referralid", base: "cosell_base" },
  referrals: { kinds: ["qualified lead"], "become leads": ["New/Pending"] },
  fields: {
    topic: { as: "text", longest: 300, referral: "name", lead: "subject", audit: "hidden" },
    "deal value": {
      as: "money",
      referral: ["details.dealValue", "details.currency"],
      lead: ["estimatedamount", "transactioncurrencyid"],
      audit: "value",
    },
  },
};

/** The fields of a mapping that does so much more. */
export function moreFields({ shares }: More): object {
  return shares ? SHARED_FIELDS : {};
}

/** Its other sections. */
export function moreSections({ shares, accounts, leads, owner, guards }: More): object {
  return {
    guards,
    ...(shares ? { share: { when: "cosell_syncwithpartnercenter" } } : {}),
    ...(accounts ? { accounts: { match: ["name and country"], otherwise: accounts } } : {}),
    ...(leads ? { leads: LEADS } : {}),
    ...(owner ? { owner: ownerSection(owner) } : {}),
  };
}
