import type { CrmColumn, CrmTable } from "../../src/model/crm.ts";
import { newColumn } from "../../src/provision/columns.ts";
import { TABLES } from "../../src/provision/purposes.ts";

const TYPES = { text: "String", url: "String", memo: "Memo", "yes/no": "Boolean", date: "DateTime" };

export function columnOf(more: Partial<CrmColumn>): CrmColumn {
  const rest = { type: "String", longest: 100, isSecured: false, options: [] };
  return { id: more.name ?? "", name: "cosell_x", label: "X", ...rest, ...more };
}

/** A table with all that setup makes. */
export function madeTable(id: "opportunity" | "lead"): CrmTable {
  const { purposes = [] } = TABLES.find(({ table }) => table === id) ?? {};
  const columns = purposes.map((purpose) => {
    const { schemaName, label, shape } = newColumn(purpose, "cosell", 72_700);
    const isChoice = shape.type === "choice";
    return columnOf({
      name: schemaName.toLowerCase(),
      label,
      type: isChoice ? "Picklist" : TYPES[shape.type],
      longest: "longest" in shape ? shape.longest : null,
      options: isChoice ? shape.options : [],
    });
  });
  const key = { id: "key", name: "cosell_referralkey", columns: ["cosell_referralid"], status: "Active" };
  return { id, columns, keys: [key], tracksChanges: true, comparesVersions: true };
}
