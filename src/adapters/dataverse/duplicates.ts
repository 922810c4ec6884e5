import type { CrmRows, Duplicate } from "../../model/crm.ts";
import type { Clock } from "../../model/ports.ts";
import { API, type Connection } from "./connection.ts";
import { openPages } from "./pages.ts";

/** Looks for what keeps the index of an alternate key from being built. It compares without case. */
export function openRows(connection: Connection, clock: Clock): CrmRows {
  return {
    async duplicates(column) {
      const byValue = new Map<string, string[]>();
      const filled = encodeURI(`$filter=${column} ne null`);
      const path = `${API}opportunities?$select=opportunityid,${column}&${filled}`;
      await openPages(connection, clock)({ path }, (rows) => {
        for (const { id, properties } of rows) {
          const value = String(properties[column]).trim().toLowerCase();
          byValue.set(value, [...(byValue.get(value) ?? []), id]);
        }
      });
      return [...byValue].flatMap(([value, opportunities]): Duplicate[] =>
        opportunities.length > 1 ? [{ value, opportunities }] : [],
      );
    },
  };
}
