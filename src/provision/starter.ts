import type { CrmColumn, CrmOption, CrmTable } from "../model/crm.ts";
import { columnFor, nameFor, newColumn } from "./columns.ts";
import { PURPOSES } from "./purposes.ts";

/** What of a CRM goes into a mapping for it. */
export interface Crm {
  readonly url: string;
  /** Prefix of the publisher, without the underscore. */
  readonly prefix: string;
  readonly table: CrmTable;
  readonly currencyCodes: readonly string[];
}

export interface Starter {
  readonly text: string;
  /** What a person has to look at. */
  readonly notes: readonly string[];
}

/** Prefix and five digits of the mapping that we ship. */
const OUR_PREFIX = "cosell";
const OUR_OPTION_PREFIX = 72_700;

/**
 * The mapping that we ship, in the words of this CRM: its columns, its option values, its status reasons. The
 * comments stay, so that it can be read aloud.
 *
 * @param template Text of `mappings/dynamics-365.yml`.
 */
export function starterMapping(template: string, crm: Crm): Starter {
  const options = optionsByOurs(crm);
  const body = withoutMarks(withStatusReasons(template, crm.table), crm)
    .replaceAll(/\bcosell_\w+/g, (name) => columnName(name, crm))
    .replaceAll(/\b7270000\d\d\b/g, (value) => String(options.values.get(Number(value)) ?? value));
  const [first = "", ...rest] = body.split("\n");
  const about = [
    `# For ${new URL(crm.url).host}, written by init from its metadata. It is yours to change.`,
    `# Currencies of this CRM: ${crm.currencyCodes.join(", ")}.`,
  ];
  return { text: [first, ...about, ...rest].join("\n"), notes: [...notesOn(crm), ...options.notes] };
}

/** Our name of a column → the one that serves its purpose here, which may be one of Microsoft's connector. */
function columnName(ours: string, { prefix, table }: Crm): string {
  const purpose = PURPOSES.find((one) => nameFor(one.purpose, OUR_PREFIX) === ours)?.purpose;
  if (purpose === undefined) return ours.replace(`${OUR_PREFIX}_`, `${prefix}_`);
  return columnFor(purpose, prefix, table.columns)?.name ?? nameFor(purpose, prefix);
}

/** Our option values → those of the same label here. */
function optionsByOurs({ prefix, table }: Crm) {
  const values = new Map<number, number>();
  const notes: string[] = [];
  for (const { purpose } of PURPOSES) {
    const { shape } = newColumn(purpose, OUR_PREFIX, OUR_OPTION_PREFIX);
    const column = columnFor(purpose, prefix, table.columns);
    if (shape.type !== "choice" || !column) continue;
    for (const ours of shape.options) {
      const same = column.options.find((option) => isSameLabel(option, ours));
      if (same) values.set(ours.value, same.value);
      else notes.push(`${column.name} has no option "${ours.label}": correct its values in the mapping`);
    }
  }
  return { values, notes };
}

function isSameLabel(one: CrmOption, other: CrmOption): boolean {
  return one.label.trim().toLowerCase() === other.label.toLowerCase();
}

/** Microsoft's connector puts its marks into the name; they must not look like an edit. */
function withoutMarks(template: string, crm: Crm): string {
  if (adoptedFrom(crm).length === 0) return template;
  return template.replace(NAME_FIELD, (field) => `${field}    marks: ✔✘✖ # of Microsoft's connector\n`);
}

const NAME_FIELD = /^ {2}name:\n(?: {4}.*\n)*? {4}as: text\n/m;

/** Columns of Microsoft's connector that serve here. */
function adoptedFrom({ prefix, table }: Crm): CrmColumn[] {
  const found = PURPOSES.map(({ purpose }) => columnFor(purpose, prefix, table.columns));
  return found.filter((column): column is CrmColumn => column?.name.startsWith("msft_") ?? false);
}

/** `statecode` of an opportunity, which no customer can change. */
const STATES: Readonly<Record<string, number>> = { open: 0, won: 1, lost: 2 };
const STATE_LINE = /^(\s+(open|won|lost): \{.*\bopportunity: )\[[\d, ]+\]/gm;

/** Customers add status reasons of their own; the first of each state is what is written. */
function withStatusReasons(template: string, { columns }: CrmTable): string {
  const reasons = columns.find(({ name }) => name === "statuscode")?.options ?? [];
  return template.replaceAll(STATE_LINE, (line, before: string, name: string) => {
    const values = reasons.filter(({ state }) => state === STATES[name]).map(({ value }) => value);
    return values.length === 0 ? line : `${before}[${values.join(", ")}]`;
  });
}

function notesOn(crm: Crm): string[] {
  const { prefix, table } = crm;
  const found = PURPOSES.map(({ purpose }) => columnFor(purpose, prefix, table.columns));
  const adopted = adoptedFrom(crm);
  return [
    ...(found.includes(undefined) ? ["some columns are not there yet: run setup before the first sync"] : []),
    ...(adopted.length === 0
      ? []
      : [
          `uses ${adopted.map(({ name }) => name).join(", ")} of Microsoft's connector: turn its flows off, and leave its solution installed`,
        ]),
  ];
}

/**
 * What the opportunity table has, for a mapping to be checked against without signing in: a line for each column,
 * so that a change of the table reads as one.
 */
export function describeColumns({ columns }: CrmTable): string {
  const lines = columns
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, type, options }) => {
      const labels = Object.fromEntries(options.map(({ value, label }) => [value, label]));
      return `  ${JSON.stringify(name)}: ${JSON.stringify(options.length === 0 ? { type } : { type, options: labels })}`;
    });
  return `{\n${lines.join(",\n")}\n}\n`;
}
