import { columns } from "../../src/emulator/dataverse/index.ts";
import type { Emulator } from "../../src/emulator/index.ts";
import { nameFor, newColumn } from "../../src/provision/columns.ts";
import { PURPOSES } from "../../src/provision/purposes.ts";
import type { Properties } from "./deals.ts";

/** The columns of Microsoft's connector, beside the names that the same have when they are ours. */
const KNOWN = PURPOSES.flatMap((one) =>
  "knownFromConnector" in one
    ? [{ ...one.knownFromConnector, ours: nameFor(one.purpose, "cosell"), purpose: one.purpose }]
    : [],
);

/**
 * A CRM that Microsoft's connector has been working in, and for which setup has made the key. Its choice of help has a None
 * that ours does not have.
 *
 * @param translated What people see in the place of the label of a column.
 */
export function installConnector(
  { dataverse }: Pick<Emulator, "dataverse">,
  translated = (label: string) => label,
): void {
  for (const { name, label, purpose } of KNOWN) {
    const { shape } = newColumn(purpose, "cosell", 72_700);
    dataverse.addColumn("opportunity", columnOf(name, translated(label), shape));
  }
  const [identifier] = KNOWN;
  dataverse.addKey("opportunity", {
    name: "msft_referralkey",
    label: "Partner Center referral",
    columns: [identifier?.name ?? ""],
    status: "Active",
  });
  dataverse.addColumn(
    "lead",
    columns.text(identifier?.name ?? "", 100, { label: translated("Referral Identifier") }),
  );
}

const NONE = { value: 727_000_009, label: "None" };

function columnOf(name: string, label: string, shape: ReturnType<typeof newColumn>["shape"]) {
  switch (shape.type) {
    case "text":
      return columns.text(name, shape.longest, { label });
    case "yes/no":
      return columns.boolean(name, { label });
    case "choice":
      return columns.choice(
        name,
        [...shape.options.map(({ value, label: text }) => ({ value, label: text })), NONE],
        {
          label,
        },
      );
    case "date":
      return columns.date(name, { label });
    default:
      return columns.memo(name, shape.longest, { label });
  }
}

/** A row with what is in the connector's columns under our names, too. */
export function inOurWords(row: Properties): Properties {
  const named = KNOWN.filter(({ name }) => name in row).map(({ name, ours }) => [ours, row[name]]);
  return { ...row, ...Object.fromEntries(named) };
}
