import type { ServiceError } from "../errors.ts";
import type { Depth, Finding, PrivilegesFound } from "../model/doctor.ts";
import { failed, ok, warning } from "./finding.ts";

type Section = "accounts" | "owner" | "share" | "leads";
/** Sections of a mapping; `null` for one that it does not have. */
export type Sections = Readonly<Record<Section, object | null>>;

export interface NeededPrivilege {
  readonly name: string;
  readonly why: string;
  /** Section of the mapping without which it is not needed. */
  readonly of?: Section;
  /** Another one, where it takes both. */
  readonly and?: Section;
  /** Without it the sync runs, but does less. */
  readonly optional?: true;
}

/** How far each of them has to reach: sellers own the rows. */
const NEEDED_DEPTH: Depth = "Global";

/** The security role of the application user that syncs: this and nothing else. `setup/security-role.yml` says the same. */
export const NEEDED_PRIVILEGES: readonly NeededPrivilege[] = [
  { name: "prvReadOpportunity", why: "change tracking shows all rows or none" },
  { name: "prvCreateOpportunity", why: "a referral becomes an opportunity" },
  { name: "prvWriteOpportunity", why: "sellers own the rows, the sync writes them" },
  { name: "prvAppendOpportunity", why: "a row points to its currency and its account" },
  { name: "prvAppendToOpportunity", why: "the record of a won or lost deal points to its row" },
  { name: "prvReadTransactionCurrency", why: "money goes by ISO codes" },
  { name: "prvAppendToTransactionCurrency", why: "a row points to its currency" },
  { name: "prvCreateActivity", why: "winning and losing leaves a record of it" },
  { name: "prvAppendActivity", why: "that record points to its row" },
  { name: "prvReadNote", why: "to keep what a named winner overwrites" },
  { name: "prvCreateNote", why: "to keep what a named winner overwrites" },
  { name: "prvWriteNote", why: "it is made by a write that may only create" },
  { name: "prvAppendNote", why: "a note hangs on its row" },
  { name: "prvReadAccount", why: "to find the account of a new deal", of: "accounts" },
  { name: "prvCreateAccount", why: "to make it when there is none", of: "accounts" },
  { name: "prvWriteAccount", why: "it is made by a write that may only create", of: "accounts" },
  { name: "prvAppendToAccount", why: "a row points to its account", of: "accounts" },
  { name: "prvReadUser", why: "to find the seller of a new deal", of: "owner" },
  { name: "prvAssignOpportunity", why: "a new opportunity is given to its seller", of: "owner" },
  {
    name: "prvAssignLead",
    why: "so is a new lead, where there is a section leads",
    of: "owner",
    and: "leads",
  },
  { name: "prvReadContact", why: "whom Microsoft may call", of: "share" },
  { name: "prvReadUser", why: "who sells the deal", of: "share" },
  { name: "prvReadLead", why: "a referral is a lead first", of: "leads" },
  { name: "prvCreateLead", why: "a referral becomes a lead", of: "leads" },
  { name: "prvWriteLead", why: "it takes what the referral says", of: "leads" },
  { name: "prvAppendLead", why: "a lead points to its currency", of: "leads" },
  { name: "prvAppendToLead", why: "an opportunity points to its lead", of: "leads" },
  { name: "prvReadEntity", why: "to say which column is missing", optional: true },
  { name: "prvReadAttribute", why: "to say which column is missing", optional: true },
  { name: "prvReadRelationship", why: "reading the two before may take it too", optional: true },
  { name: "prvReadEntityKey", why: "to say whether the key is there", optional: true },
  { name: "prvReadOptionSet", why: "to say which option is missing", optional: true },
  {
    name: "prvReadTeam",
    why: "to know the team that the mapping names as owner",
    of: "owner",
    optional: true,
  },
  ...["prvReadAttributeMap", "prvReadEntityMap", "prvReadCustomization"].map((name) => ({
    name,
    why: "Dynamics 365 asks for it before a lead is qualified",
    of: "leads" as const,
    optional: true as const,
  })),
  { name: "prvReadUser", why: "doctor asks what the user holds", optional: true },
  { name: "prvReadOrganization", why: "to know what is rounded off from a price", optional: true },
  { name: "prvReadAttributeMaskingRule", why: "to know which columns are masked", optional: true },
];

const FIX =
  "Add them to the security role of the application user; setup/security-role.yml lists all that it needs.";

/**
 * A name that the environment does not know, such as one of an app that is not installed, is nothing to miss.
 *
 * @param sections What the mapping has, or `null` when it cannot be read.
 */
export function judgePrivileges({ known, held }: PrivilegesFound, sections: Sections | null): Finding {
  const isThere = (section: Section | undefined) =>
    section === undefined || sections === null || sections[section] !== null;
  const missing = NEEDED_PRIVILEGES.filter(({ name, of, and }) => {
    return known.has(name) && isThere(of) && isThere(and) && held.get(name) !== NEEDED_DEPTH;
  }).map(({ name, optional }) => {
    const depth = held.get(name);
    const text = depth ? `${name} (${depth}, ${NEEDED_DEPTH} is needed)` : name;
    return { text, isOptional: optional === true };
  });
  // Several sections may need one and the same.
  const texts = [...new Set(missing.map(({ text }) => text))].join(", ");
  if (missing.length === 0) return ok("all privileges that a sync needs");
  if (missing.every(({ isOptional }) => isOptional)) return warning(`missing, and useful: ${texts}`, FIX);
  return failed(`missing: ${texts}`, FIX);
}

/**
 * Asking what the user holds may take prvReadUser ("RetrieveUserPrivileges message privileges"), which some mappings need and
 * others do without.
 */
export function judgeUnseen({ message, fix }: ServiceError, sections: Sections | null): Finding {
  if (!sections || sections.owner || sections.share) return failed(message, fix);
  return warning(`not compared: ${message}`, fix);
}
