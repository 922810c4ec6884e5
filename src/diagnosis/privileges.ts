import { DEPTHS, type Depth, type Finding, type PrivilegesFound } from "../model/doctor.ts";
import { failed, ok, warning } from "./finding.ts";

export interface NeededPrivilege {
  readonly name: string;
  readonly depth: Depth;
  readonly why: string;
  /** Without it the sync runs, but does less. */
  readonly optional?: true;
}

/** The security role of the application user that syncs: this and nothing else. `setup/security-role.yml` says the same. */
export const NEEDED_PRIVILEGES: readonly NeededPrivilege[] = [
  { name: "prvReadOpportunity", depth: "Global", why: "change tracking shows all rows or none" },
  { name: "prvCreateOpportunity", depth: "Global", why: "a referral becomes an opportunity" },
  { name: "prvWriteOpportunity", depth: "Global", why: "sellers own the rows, the sync writes them" },
  { name: "prvAppendOpportunity", depth: "Global", why: "a row points to its currency and its account" },
  {
    name: "prvAppendToOpportunity",
    depth: "Global",
    why: "the record of a won or lost deal points to its row",
  },
  { name: "prvReadTransactionCurrency", depth: "Global", why: "money goes by ISO codes" },
  { name: "prvAppendToTransactionCurrency", depth: "Global", why: "a row points to its currency" },
  { name: "prvCreateActivity", depth: "Global", why: "winning and losing leaves a record of it" },
  { name: "prvAppendActivity", depth: "Global", why: "that record points to its row" },
  { name: "prvReadNote", depth: "Global", why: "to keep what a named winner overwrites" },
  { name: "prvCreateNote", depth: "Global", why: "to keep what a named winner overwrites" },
  { name: "prvAppendNote", depth: "Global", why: "a note hangs on its row" },
  { name: "prvReadAccount", depth: "Global", why: "to find the account of a new deal", optional: true },
  { name: "prvCreateAccount", depth: "Global", why: "to make it when there is none", optional: true },
  { name: "prvAppendToAccount", depth: "Global", why: "a row points to its account", optional: true },
  {
    name: "prvReadContact",
    depth: "Global",
    why: "to share a deal: whom Microsoft may call",
    optional: true,
  },
  { name: "prvReadUser", depth: "Global", why: "to share a deal: who sells it", optional: true },
  { name: "prvReadLead", depth: "Global", why: "where a referral is a lead first", optional: true },
  { name: "prvCreateLead", depth: "Global", why: "where a referral is a lead first", optional: true },
  { name: "prvWriteLead", depth: "Global", why: "where a referral is a lead first", optional: true },
  { name: "prvReadEntity", depth: "Global", why: "to say which column is missing", optional: true },
  { name: "prvReadAttribute", depth: "Global", why: "to say which column is missing", optional: true },
];

const MEND =
  "Add them to the security role of the application user; setup/security-role.yml lists all of them.";

/** A name that the environment does not know, such as one of an app that is not installed, is nothing to miss. */
export function judgePrivileges({ known, held }: PrivilegesFound): Finding {
  const missing = NEEDED_PRIVILEGES.filter(({ name }) => known.has(name)).flatMap((needed) => {
    const depth = held.get(needed.name);
    if (depth && DEPTHS.indexOf(depth) >= DEPTHS.indexOf(needed.depth)) return [];
    const text = depth ? `${needed.name} (${depth}, ${needed.depth} is needed)` : needed.name;
    return [{ text, isOptional: needed.optional === true }];
  });
  const texts = missing.map(({ text }) => text).join(", ");
  if (missing.length === 0) return ok("all privileges that a sync needs");
  if (missing.every(({ isOptional }) => isOptional)) return warning(`missing, and useful: ${texts}`, MEND);
  return failed(`missing: ${texts}`, MEND);
}
