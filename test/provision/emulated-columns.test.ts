import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { COSELL_COLUMNS } from "../../src/emulator/dataverse/schema-cosell.ts";
import type { NewColumn } from "../../src/model/crm.ts";
import { newColumn } from "../../src/provision/columns.ts";
import { PURPOSES } from "../../src/provision/purposes.ts";

/** One line for each column, to see at a glance where two lists differ. */
function shapeOf({ schemaName, label, shape }: NewColumn): string {
  const name = schemaName.toLowerCase();
  if (shape.type !== "choice")
    return [name, label, shape.type, "longest" in shape ? shape.longest : ""].join(" · ");
  return [name, label, "choice", ...shape.options.map((option) => `${option.value} ${option.label}`)].join(
    " · ",
  );
}

function emulated(): string[] {
  return COSELL_COLUMNS.map((column) => {
    switch (column.type) {
      case "String":
        return [column.name, column.label, column.format.toLowerCase(), column.maxLength];
      case "Memo":
        return [column.name, column.label, "memo", column.maxLength];
      case "Picklist":
        return [
          column.name,
          column.label,
          "choice",
          ...column.options.map((one) => `${one.value} ${one.label}`),
        ];
      case "Boolean":
        return [column.name, column.label, "yes/no", ""];
      default:
        return [column.name, column.label, "date", ""];
    }
  }).map((parts) => parts.join(" · "));
}

it("setup creates the columns that the emulated CRM of the other tests has", () => {
  const created = PURPOSES.map(({ purpose }) => shapeOf(newColumn(purpose, "cosell", 72_700)));
  expect(created.toSorted()).toEqual(emulated().toSorted());
});

it("docs/crm-columns.md lists each of them by its name and label, in the same order", () => {
  const text = readFileSync(join(import.meta.dirname, "../../docs/crm-columns.md"), "utf8");
  const listed = [...text.matchAll(/^\| `(\w+)` \| (.+?)( ⌂)? \|/gm)].map(([, name, label, mark]) => ({
    name,
    label,
    isKnown: mark !== undefined,
  }));
  expect(listed).toEqual(
    PURPOSES.map((one) => ({
      name: `cosell_${one.name}`.toLowerCase(),
      label: one.label,
      isKnown: "knownFromConnector" in one,
    })),
  );
});
