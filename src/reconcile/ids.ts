import { uuidOf } from "../model/uuid.ts";

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

/** The account of a customer, told apart by what identifies it. */
export function accountIdFor(customer: readonly unknown[]): string {
  return uuidOf(`account ${JSON.stringify(customer)}`);
}
