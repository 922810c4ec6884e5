import type { Mapping } from "../../mapping/mapping.ts";
import type { Link } from "../../model/plan.ts";
import type { RemoteRecord } from "../../model/record.ts";
import { isUuid } from "../../model/uuid.ts";
import { leadIdFor } from "../record/ids.ts";

export function whyNotAdopt(
  names: string,
  owner: string | null,
  rival: RemoteRecord | undefined,
): string | null {
  if (owner !== null) {
    // What somebody has typed there may be anything, and is kept in git with this text.
    const whose = isUuid(owner) ? `belongs to referral ${owner}` : "is said to belong to another referral";
    return `${names}, which ${whose}; correct the CRM id in Partner Center, or close this one there if it is that deal once more`;
  }
  if (!rival) return null;
  // Only a change of the referral itself makes a run look at it again.
  return `${names}, and so does referral ${rival.id}; correct the CRM id of the wrong one in Partner Center`;
}

/** Somebody took the identifier out of the row of this referral, or wrote another one. */
export function lostRow({ referralIdColumn }: Mapping, { referral, opportunity }: Link): string {
  return `opportunity ${opportunity}, which was its own, no longer carries its identifier; put ${referral} back into ${referralIdColumn}, or name another opportunity as its CRM id in Partner Center`;
}

/** A second one cannot be made for it. */
export function lostLead({ leads }: Mapping, { id }: RemoteRecord): string {
  return `lead ${leadIdFor(id)}, which was made for it, no longer carries its identifier; put ${id} back into ${leads?.rows.referralIdColumn}, or delete that lead, and another one is made`;
}

export function misspeltIn({ referralIdColumn }: Mapping, { id }: RemoteRecord, row: RemoteRecord): string {
  return `opportunity ${row.id} means it, and has more than its identifier in ${referralIdColumn}: write ${id} there, and nothing else`;
}
