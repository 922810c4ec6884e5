import { uuidOf } from "../../model/uuid.ts";

/** The row of a referral: however often its create is repeated, it is the same row. */
export function rowIdFor(referral: string): string {
  return uuidOf(referral);
}

/** The lead that a referral is before somebody accepts it. */
export function leadIdFor(referral: string): string {
  return uuidOf(`lead ${referral}`);
}

/** The note that an intent announced. */
export function noteIdFor(intent: string): string {
  return uuidOf(`note ${intent}`);
}

/**
 * The account of a customer, told apart by what identifies it. The id is in git, where a hash of the customer alone would
 * let anybody find the name who has a list of companies to try.
 *
 * @param crm What only those know who may look into the CRM.
 */
export function accountIdFor(customer: readonly unknown[], crm: string): string {
  return uuidOf(`account ${JSON.stringify([crm, ...customer])}`);
}
