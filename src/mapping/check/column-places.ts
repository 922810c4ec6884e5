import type { CrmTableName } from "../../model/crm.ts";
import type { PartyTable } from "../../model/ports.ts";
import type { MappingDocument } from "../schema/schema.ts";
import { USER_COLUMNS } from "../share.ts";
import { ownColumns } from "./own-columns.ts";

/** Tables of which a mapping names columns. */
export type Table = CrmTableName | PartyTable;

/** A column, and where the mapping names it. */
export interface ColumnPlace {
  readonly column: string;
  readonly path: readonly string[];
  /** The key that says what the column is for: `columns > base`, `leads > fields > topic`. */
  readonly owner: string;
}

/** Every column of the table that the mapping names, or stands for, those of the sync itself first. */
export function columnPlaces(document: MappingDocument, table: Table): ColumnPlace[] {
  const { accounts, leads, share, fields } = document;
  switch (table) {
    case "opportunity": {
      const own = ownColumns(document).map((place) => ({
        ...place,
        owner: place.path.slice(0, 2).join(" > "),
      }));
      return [...own, ...writtenPlaces(fields)];
    }
    case "lead": {
      const written = Object.entries(leads?.fields ?? {}).map(([name, { lead }]) => [name, lead] as const);
      return [
        ...namedIn(leads?.columns ?? {}, ["leads", "columns"]),
        ...placesOf(written, ["leads", "fields"], "lead"),
      ];
    }
    case "account":
      return namedIn(accounts?.columns ?? {}, ["accounts", "columns"]);
    case "contact":
      return namedIn(share?.["contact columns"] ?? {}, ["share", "contact columns"]);
    case "systemuser":
      return share ? namedIn(USER_COLUMNS, ["share"]) : [];
  }
}

/** Those that fields of opportunities name. */
export function writtenPlaces(fields: MappingDocument["fields"]): ColumnPlace[] {
  const written = Object.entries(fields).map(([name, { opportunity }]) => [name, opportunity] as const);
  return placesOf(written, ["fields"], "opportunity");
}

function namedIn(
  columns: Readonly<Record<string, string | undefined>>,
  path: readonly string[],
): ColumnPlace[] {
  return Object.entries(columns).flatMap(([name, column]) => {
    const place = [...path, name];
    return column === undefined ? [] : [{ column, path: place, owner: place.join(" > ") }];
  });
}

function placesOf(
  fields: readonly (readonly [string, string | readonly string[]])[],
  path: readonly string[],
  key: string,
): ColumnPlace[] {
  return fields.flatMap(([name, columns]) => {
    const owner = [...path, name];
    return [columns].flat().map((column) => ({ column, path: [...owner, key], owner: owner.join(" > ") }));
  });
}
