import type { ColumnShape, CrmColumn, CrmOption, NewColumn } from "../model/crm.ts";
import { PURPOSES, type Purpose, type Wanted } from "./purposes.ts";

/** Prefix of Microsoft's own publisher. */
const CONNECTOR_PREFIX = "msft_";

/**
 * The column that serves a purpose: ours by its name, else the one of Microsoft's connector, so that sellers keep the field
 * they know, and links made by the connector stay.
 */
export function columnFor(
  purpose: Purpose,
  prefix: string,
  columns: readonly CrmColumn[],
): CrmColumn | undefined {
  const wanted = wantedFor(purpose);
  const name = logicalName(prefix, wanted);
  const own = columns.find((column) => column.name === name);
  if (own) return own;
  const found = ofConnector(purpose, columns);
  // One that cannot serve is passed over, but never the one that ties rows to their referrals.
  return found && purpose !== "referral identifier" && misfit(purpose, found) !== null ? undefined : found;
}

/** What Microsoft's connector has added. */
export function connectorColumns<Column extends Labelled>(columns: readonly Column[]): Column[] {
  const found = new Set(PURPOSES.map(({ purpose }) => ofConnector(purpose, columns)));
  return columns.filter((column) => found.has(column));
}

/**
 * The connector's column for a purpose: by the logical name that was seen, else by its label. Its labels are documented and
 * its logical names are not; but a label is shown in the language of the application user, and customers change it.
 */
function ofConnector<Column extends Labelled>(
  purpose: Purpose,
  columns: readonly Column[],
): Column | undefined {
  const known = wantedFor(purpose).knownFromConnector;
  const theirs = known ? columns.filter(isOfConnector) : [];
  const label = known?.label.toLowerCase();
  return (
    theirs.find(({ name }) => name === known?.name) ?? theirs.find((column) => labelOf(column) === label)
  );
}

type Labelled = Pick<CrmColumn, "name" | "label">;

export function isOfConnector({ name }: Pick<CrmColumn, "name">): boolean {
  return name.startsWith(CONNECTOR_PREFIX);
}

/** Name of the column that Microsoft's connector links opportunities to their referrals by. */
export function identifierOfConnector(columns: readonly Labelled[]): string | undefined {
  return ofConnector("referral identifier", columns)?.name;
}

function labelOf({ label }: Labelled): string {
  return label.trim().toLowerCase();
}

export function nameFor(purpose: Purpose, prefix: string): string {
  return logicalName(prefix, wantedFor(purpose));
}

/** To a sync, what is blank in a column that it has filled before was emptied by a seller; a field of another name begins anew. */
export const MADE_AGAIN =
  "A column that is made again is empty: give its field another name in the mapping, and the next sync fills it.";

/** What to create when nothing serves the purpose. `optionPrefix` is the publisher's. */
export function newColumn(purpose: Purpose, prefix: string, optionPrefix: number): NewColumn {
  const { name, label, description, shape } = wantedFor(purpose);
  return {
    schemaName: `${prefix}_${name}`,
    label,
    description,
    shape: shape.type === "choice" ? { type: "choice", options: optionsOf(shape, optionPrefix) } : shape,
  };
}

const TYPES: Readonly<Record<ColumnShape["type"], readonly string[]>> = {
  text: ["String", "Memo"],
  url: ["String"],
  memo: ["Memo", "String"],
  "yes/no": ["Boolean"],
  date: ["DateTime"],
  choice: ["Picklist"],
};

/** Why a column cannot serve a purpose, or `null` when it can. */
export function misfit(purpose: Purpose, column: CrmColumn): string | null {
  const { shape, enough } = wantedFor(purpose);
  const types = purpose === "referral identifier" ? ["String"] : TYPES[shape.type];
  if (!types.includes(column.type)) {
    return `is of the type ${column.type}; ${shape.type} (${types.join(" or ")}) is needed`;
  }
  if (column.isSecured) return "has column-level security, so that its value can be hidden from the sync";
  const needed = enough ?? ("longest" in shape ? shape.longest : 0);
  if (column.longest !== null && column.longest < needed) {
    return `holds ${column.longest} characters; ${needed} are needed`;
  }
  return null;
}

/**
 * Options that a choice of ours lacks, of those that it is made with. One that has been translated keeps its value, and one of a
 * column that somebody made has a value of its own.
 */
export function missingOptions(purpose: Purpose, column: CrmColumn, optionPrefix: number): CrmOption[] {
  const { shape } = wantedFor(purpose);
  if (shape.type !== "choice") return [];
  return optionsOf(shape, optionPrefix).filter(
    (ours) => !column.options.some((one) => one.value === ours.value || isSameLabel(one, ours)),
  );
}

/** Whether an option means what one of ours does. */
export function isSameLabel(one: CrmOption, ours: CrmOption): boolean {
  return one.label.trim().toLowerCase() === ours.label.toLowerCase();
}

function wantedFor(purpose: Purpose): Wanted {
  const wanted = PURPOSES.find((one) => one.purpose === purpose);
  if (!wanted) throw new Error(`no column is wanted for ${purpose}`);
  return wanted;
}

function logicalName(prefix: string, { name }: Wanted): string {
  return `${prefix}_${name}`.toLowerCase();
}

/** A publisher's option values are its five digits and four of their own. */
function optionsOf(shape: { labels: readonly string[]; offset: number }, optionPrefix: number) {
  const first = optionPrefix * 10_000 + shape.offset;
  return shape.labels.map((label, index) => ({ value: first + index, label, state: null }));
}
