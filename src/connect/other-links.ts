import type { DataverseReader } from "../adapters/dataverse/read.ts";
import { type Finding, findingAt } from "../mapping/schema/finding.ts";
import type { TableColumns } from "../model/crm.ts";
import { identifierOfConnector, isOfConnector } from "../provision/columns.ts";

/** A text column may hold an identifier. */
const TEXTS = ["String", "Memo"];

/**
 * Opportunities that Microsoft's connector has linked, and that a mapping with a column of its own takes for unlinked ones:
 * it would make each of those deals a second time. Asks nothing of a CRM that never had the connector.
 *
 * @param own The column with the identifiers of the mapping. Where the CRM lacks it, that is what is wrong.
 */
export async function otherLinks(
  crm: Pick<DataverseReader, "labels" | "linkedOnlyBy">,
  columns: TableColumns,
  own: string,
): Promise<Finding[]> {
  if (isOfConnector({ name: own }) || !(own in columns)) return [];
  const names = Object.entries(columns)
    .filter(([name, { type }]) => isOfConnector({ name }) && TEXTS.includes(type))
    .map(([name]) => name);
  if (names.length === 0) return [];
  const column = identifierOfConnector(await crm.labels(names));
  const rows = column === undefined ? 0 : await crm.linkedOnlyBy(column);
  if (rows === 0) return [];
  const message = `open opportunities that have the identifier of their referral in ${column}, where Microsoft's connector keeps it, and none in ${own}: ${rows}. Each of these deals would be made a second time`;
  return [findingAt(["columns", "referral identifier"], message)];
}
