import type { RemoteRecord } from "../model/record.ts";
import type { Field, Mapping, Share } from "./mapping.ts";
import { propertyAt } from "./project.ts";
import type { ShareDocument } from "./schema/share.ts";

/** Columns of the user table as Dynamics 365 ships it (systemuser entity reference). */
export const USER_COLUMNS = {
  "first name": "firstname",
  "last name": "lastname",
  email: "internalemailaddress",
  telephone: "address1_telephone1",
  title: "title",
} as const;

/** Properties of a referral that mean something to a share, by their paths. */
export const HELP_PATH = "inviteContext.assistanceRequestCode";
export const VISIBLE_PATH = "consent.consentToShareReferralWithMicrosoftSellers";

/** Whether Microsoft's sellers may see this referral; `null` when it does not say. */
export function isVisibleToMicrosoft({ properties }: RemoteRecord): boolean | null {
  const visible = propertyAt(properties, VISIBLE_PATH);
  return typeof visible === "boolean" ? visible : null;
}

/** Whether the seller of this opportunity wants it in Partner Center. */
export function isWantedThere({ share }: { readonly share: Share | null }, row: RemoteRecord): boolean {
  return share !== null && row.properties[share.when] === true;
}

export function compileShare(document: ShareDocument, accountColumns: Share["accountColumns"]): Share {
  const { when, consent = null, account, contact } = document;
  return {
    when,
    consent,
    location: document["partner location"] ?? null,
    notes: document["notes to microsoft"] ?? null,
    ids: { account: `_${account}_value`, contact: `_${contact}_value`, owner: "_ownerid_value" },
    accountColumns,
    contactColumns: document["contact columns"],
    requirements: { CustomerMarketplaceIntent: document["purchase intent"], ...document.requirements },
  };
}

/** What is read of an opportunity for it, besides the fields. */
export function columnsOfShare({ when, consent, location, notes, ids }: Share): string[] {
  return [when, consent, location, notes, ...Object.values(ids)].filter((column) => column !== null);
}

/** The field that stands for a property of the referral. */
export function fieldFor({ fields }: Mapping, path: string): Field | undefined {
  return fields.find(({ transform }) => transform.referral.reads[0] === path);
}
