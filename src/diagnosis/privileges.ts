import { DEPTHS, type Depth, type Finding, type PrivilegesFound } from "../model/doctor.ts";
import { failed, ok, warning } from "./finding.ts";

type Section = "accounts" | "share" | "leads";
/** Sections of a mapping; `null` for one that it does not have. */
export type Sections = Readonly<Record<Section, object | null>>;

export interface NeededPrivilege {
  readonly name: string;
  readonly depth: Depth;
  readonly why: string;
  /** Section of the mapping without which it is not needed. */
  readonly of?: Section;
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
  { name: "prvWriteNote", depth: "Global", why: "it is made by a write that may only create" },
  { name: "prvAppendNote", depth: "Global", why: "a note hangs on its row" },
  { name: "prvReadAccount", depth: "Global", why: "to find the account of a new deal", of: "accounts" },
  { name: "prvCreateAccount", depth: "Global", why: "to make it when there is none", of: "accounts" },
  {
    name: "prvWriteAccount",
    depth: "Global",
    why: "it is made by a write that may only create",
    of: "accounts",
  },
  { name: "prvAppendToAccount", depth: "Global", why: "a row points to its account", of: "accounts" },
  { name: "prvReadContact", depth: "Global", why: "whom Microsoft may call", of: "share" },
  { name: "prvReadUser", depth: "Global", why: "who sells the deal", of: "share" },
  { name: "prvReadLead", depth: "Global", why: "a referral is a lead first", of: "leads" },
  { name: "prvCreateLead", depth: "Global", why: "a referral becomes a lead", of: "leads" },
  { name: "prvWriteLead", depth: "Global", why: "it takes what the referral says", of: "leads" },
  { name: "prvAppendLead", depth: "Global", why: "a lead points to its currency", of: "leads" },
  { name: "prvAppendToLead", depth: "Global", why: "an opportunity points to its lead", of: "leads" },
  { name: "prvReadEntity", depth: "Global", why: "to say which column is missing", optional: true },
  { name: "prvReadAttribute", depth: "Global", why: "to say which column is missing", optional: true },
  {
    name: "prvReadOrganization",
    depth: "Global",
    why: "to know what is rounded off from a price",
    optional: true,
  },
  {
    name: "prvReadAttributeMaskingRule",
    depth: "Global",
    why: "to know which columns are masked",
    optional: true,
  },
];

const MEND =
  "Add them to the security role of the application user; setup/security-role.yml lists all that it needs.";

/**
 * A name that the environment does not know, such as one of an app that is not installed, is nothing to miss.
 *
 * @param sections What the mapping has, or `null` when it cannot be read.
 */
export function judgePrivileges({ known, held }: PrivilegesFound, sections: Sections | null): Finding {
  const missing = NEEDED_PRIVILEGES.filter(({ name, of }) => {
    const isAsked = of === undefined || sections === null || sections[of] !== null;
    return known.has(name) && isAsked;
  }).flatMap((needed) => {
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
