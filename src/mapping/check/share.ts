import { type Finding, findingAt } from "../schema/finding.ts";
import type { MappingDocument } from "../schema/schema.ts";

/** What Partner Center wants of every referral, and where an opportunity may say it. */
const NEEDED = [
  "name",
  "details.dealValue",
  "details.closingDateTime",
  "details.requirements.solutions",
] as const;

/** Without a field for each of these, no opportunity could ever be shared. */
export function checkShare({ share, fields }: MappingDocument): Finding[] {
  if (!share) return [];
  const sent = Object.values(fields).filter(({ direction }) => direction !== "referral to opportunity");
  const paths = sent.flatMap(({ referral }) => [referral].flat());
  return NEEDED.filter((path) => !paths.includes(path)).map((path) =>
    findingAt(
      ["share"],
      `Partner Center wants ${path} of every referral; map it, and not only from the referral to the opportunity`,
    ),
  );
}
