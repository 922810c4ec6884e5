import type { Problem } from "../errors.ts";
import { columnPlaces, readPlaces, type Table } from "./column-places.ts";
import type { Mapping } from "./mapping.ts";
import { mappingSchema } from "./schema.ts";
import { parseYaml, problemAt } from "./yaml.ts";

/** Property names that a mapping needs, as they stand in an answer: `name`, `_transactioncurrencyid_value`. */
export function columnsByTable({ columns, leads, accounts, share }: Mapping): Map<Table, readonly string[]> {
  const ofAccounts = Object.values(accounts?.columns ?? {}).filter((column) => column !== undefined);
  return new Map<Table, readonly string[]>([
    ["opportunity", columns],
    ["lead", leads?.rows.columns ?? []],
    ["account", ofAccounts],
    ["contact", Object.values(share?.contactColumns ?? {})],
  ]);
}

/**
 * Where a mapping names columns that the CRM does not have, one problem for each place.
 *
 * @param text The YAML, which has been loaded before without a mistake.
 * @param missing Property names, as they stand in an answer.
 */
export function missingColumnProblems(
  text: string,
  file: string,
  missing: ReadonlyMap<Table, readonly string[]>,
): Problem[] {
  const document = parseYaml(text, file);
  const mapping = mappingSchema.parse(document.value);
  return [...missing].flatMap(([table, names]) =>
    [...columnPlaces(mapping, table), ...(table === "opportunity" ? readPlaces(mapping) : [])]
      .filter(({ column }) => names.includes(column) || names.includes(`_${column}_value`))
      .map(({ column, path }) => problemAt(file, document.locate(path), messageFor(column, table))),
  );
}

function messageFor(column: string, table: Table): string {
  const where = table === "opportunity" ? "" : ` in the ${table} table`;
  return `Dataverse has no column ${column}${where}`;
}
