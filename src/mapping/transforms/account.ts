import type { Transform } from "./transform.ts";

/**
 * The account of a deal, as the id of its row. Which account a referral belongs to was looked up before; a
 * referral that nobody looked it up for says nothing.
 */
export function account(opportunity: "parentaccountid" | "customerid"): Transform {
  // A lookup to more than one table has a navigation property for each of them.
  const navigation = opportunity === "customerid" ? "customerid_account" : opportunity;
  return {
    referral: {
      reads: ["id"],
      read: ([id], { accounts }) => accounts?.get(String(id).toLowerCase()),
      write: () => ({ unusable: "the customer of a referral cannot be changed" }),
    },
    opportunity: {
      reads: [`_${opportunity}_value`],
      read: ([id]) => (typeof id === "string" ? id.toLowerCase() : id === null ? null : undefined),
      write: (value) => ({ [`${navigation}@odata.bind`]: value && `/accounts(${value})` }),
    },
  };
}
