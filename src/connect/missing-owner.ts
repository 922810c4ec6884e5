import type { DataverseReader } from "../adapters/dataverse/read.ts";
import { type Finding, findingAt } from "../mapping/schema/finding.ts";
import type { MappingDocument } from "../mapping/schema/schema.ts";

/**
 * Whom the mapping names as the owner of what belongs to nobody else, where the CRM does not have them, as after a move from
 * staging to production: each new opportunity would be refused.
 */
export async function missingOwner(
  crm: Pick<DataverseReader, "mayOwn">,
  { owner }: MappingDocument,
): Promise<Finding[]> {
  const { user, team } = owner?.otherwise ?? {};
  const [kind, id] = user === undefined ? (["team", team] as const) : (["user", user] as const);
  if (id === undefined || (await crm.mayOwn(kind, id)) !== false) return [];
  const whatOwns = { user: "enabled user", team: "team that owns rows" }[kind];
  const message = `the CRM has no ${whatOwns} with this id; each environment has ids of its own`;
  return [findingAt(["owner", "otherwise", kind], message)];
}
