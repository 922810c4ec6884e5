import type { CrmColumn, CrmOption, CrmTable } from "../model/crm.ts";
import { by } from "../model/order.ts";
import { columnFor, connectorColumns, isOfConnector, isSameLabel, nameFor, newColumn } from "./columns.ts";
import { PURPOSES, TABLES } from "./purposes.ts";

/** What of a CRM goes into a mapping for it. */
export interface Crm {
  readonly url: string;
  /** Prefix of the publisher, without the underscore. */
  readonly prefix: string;
  readonly table: CrmTable;
  /** The lead table. */
  readonly leads: CrmTable;
  readonly currencyCodes: readonly string[];
}

export interface Starter {
  readonly text: string;
  /** What a person has to look at. */
  readonly notes: readonly string[];
  /** Columns that setup has yet to create, which is one of these notes. */
  readonly yetToCreate: ReadonlySet<string>;
}

/** Prefix and five digits of the mapping that we ship. */
const OUR_PREFIX = "cosell";
const OUR_OPTION_PREFIX = 72_700;
/** Stands in a template for an option that says None, which a choice of ours does not have. */
const NO_HELP = 727_000_009;
const NO_HELP_LINE = /^ +blank options: \[727000009\].*\n/m;

/**
 * A mapping that we ship, in the words of this CRM: its columns, its option values, its status reasons. The
 * comments stay, so that it can be read aloud.
 *
 * @param template Text of `templateFor` this CRM. Its section `leads` comes last.
 */
export function starterMapping(template: string, crm: Crm): Starter {
  const options = optionsByOurs(crm);
  const [deals = "", leads = ""] = withStatusReasons(template, crm.table).split(/^(?=leads:)/m);
  const body = `${named(deals, crm.table, crm)}${named(leads, crm.leads, crm)}`
    .replace(NO_HELP_LINE, (line) => (options.values.has(NO_HELP) ? line : ""))
    .replaceAll(/\b7270000\d\d\b/g, (value) => String(options.values.get(Number(value)) ?? value));
  const [first = "", ...rest] = body.split("\n");
  const about = [
    `# For ${new URL(crm.url).host}, written by init from its metadata. It is yours to change.`,
    `# Currencies of this CRM: ${crm.currencyCodes.join(", ")}.`,
  ];
  const yetToCreate = missingColumns(crm);
  const notes = [...notesOn(crm, yetToCreate), ...unexplained(template, crm.table), ...options.notes];
  return { text: [first, ...about, ...rest].join("\n"), notes, yetToCreate };
}

/** The mapping to begin with: whoever has Microsoft's connector expects what it does. */
export function templateFor({ columns }: CrmTable): string {
  const isConnector = connectorColumns(columns).length > 0;
  return isConnector ? "mappings/microsoft-connector.yml" : "mappings/dynamics-365.yml";
}

/** A part of the template, with the columns of the table that it is about. */
function named(part: string, { columns }: CrmTable, { prefix }: Crm): string {
  return part.replaceAll(/\b(?:cosell|msft)_\w+/g, (ours) => {
    const purpose = PURPOSES.find((one) => {
      const known = "knownFromConnector" in one ? one.knownFromConnector.name : null;
      return ours === known || ours === nameFor(one.purpose, OUR_PREFIX);
    })?.purpose;
    if (purpose === undefined) return ours;
    return columnFor(purpose, prefix, columns)?.name ?? nameFor(purpose, prefix);
  });
}

/** Our option values → those of the same label here. */
function optionsByOurs({ prefix, table }: Crm) {
  const values = new Map<number, number>();
  const notes: string[] = [];
  for (const { purpose } of PURPOSES) {
    const { shape } = newColumn(purpose, OUR_PREFIX, OUR_OPTION_PREFIX);
    const column = columnFor(purpose, prefix, table.columns);
    if (shape.type !== "choice" || !column) continue;
    const none = column.options.find(({ label }) => label.trim().toLowerCase() === "none");
    if (purpose === "help" && none) values.set(NO_HELP, none.value);
    for (const ours of shape.options) {
      const same = column.options.find((option) => isSameLabel(option, ours));
      if (same) values.set(ours.value, same.value);
      else notes.push(`${column.name} has no option "${ours.label}": correct its values in the mapping`);
    }
  }
  return { values, notes };
}

/** Columns of Microsoft's connector that serve here. */
function adoptedFrom({ prefix, table }: Crm): CrmColumn[] {
  const found = PURPOSES.map(({ purpose }) => columnFor(purpose, prefix, table.columns));
  return found.filter((column) => column !== undefined).filter(isOfConnector);
}

/** `statecode` of an opportunity, which no customer can change. */
const STATES: Readonly<Record<string, number>> = { open: 0, won: 1, lost: 2 };
const STATE_LINE = /^(\s+(open|won|lost): \{.*\bopportunity: )\[[\d, ]+\]/gm;

function reasonsOf({ columns }: CrmTable): readonly CrmOption[] {
  return columns.find(({ name }) => name === "statuscode")?.options ?? [];
}

/** Customers have status reasons of their own, some in the place of ours; the first of each state is what is written. */
function withStatusReasons(template: string, table: CrmTable): string {
  const reasons = reasonsOf(table);
  const lost = reasons.filter(({ state }) => state === STATES.lost);
  const isThere = (code: string) => lost.length === 0 || lost.some(({ value }) => value === Number(code));
  return template
    .replaceAll(STATE_LINE, (line, before: string, name: string) => {
      const values = reasons.filter(({ state }) => state === STATES[name]).map(({ value }) => value);
      return values.length === 0 ? line : `${before}[${values.join(", ")}]`;
    })
    .replaceAll(CODES, (_part, key: string, lines: string) => {
      const left = lines.replaceAll(CODE_LINE, (line, code: string) => (isThere(code) ? line : ""));
      return left === "" ? "" : `${key}${left}`;
    });
}

const CODE_LINE = /^ +"(\d+)": .*\n/gm;
const CODES = /^( +by status code:.*\n)((?: +"\d+": .*\n)+)/gm;

/** Partner Center wants a reason for a lost deal; the connector knew of none. */
function unexplained(template: string, table: CrmTable): string[] {
  const known = new Set([...template.matchAll(CODE_LINE)].map(([, code]) => Number(code)));
  const others = reasonsOf(table).filter(({ state, value }) => state === STATES.lost && !known.has(value));
  if (others.length === 0) return [];
  const names = others.map(({ label, value }) => `${label} (${value})`).join(", ");
  return [
    `a lost deal takes a closing reason. Give one (by status code) to the status reasons that have none in the mapping, or sellers write it on the opportunity before they close it: ${names}`,
  ];
}

function missingColumns({ prefix, table, leads }: Crm): Set<string> {
  const names = TABLES.flatMap(({ table: name, purposes }) => {
    const { columns } = name === "lead" ? leads : table;
    const missing = purposes.filter((purpose) => columnFor(purpose, prefix, columns) === undefined);
    return missing.map((purpose) => nameFor(purpose, prefix));
  });
  return new Set(names);
}

function notesOn(crm: Crm, { size: missing }: ReadonlySet<string>): string[] {
  const { prefix } = crm;
  const adopted = adoptedFrom(crm);
  return [
    ...(missing > 0
      ? [`some columns of the prefix ${prefix} are not there yet: run setup with it before the first sync`]
      : []),
    ...(adopted.length === 0
      ? []
      : [
          // What to do comes first: of a long list the end is cut off.
          `Microsoft's connector is installed: turn its flows off before the first sync, and leave its solution, of which the mapping uses ${adopted.map(({ name }) => name).join(", ")}`,
        ]),
  ];
}

/**
 * What the opportunity table has, for a mapping to be checked against without signing in: a line for each column,
 * so that a change of the table reads as one.
 */
export function describeColumns({ columns }: CrmTable): string {
  const lines = columns.toSorted(by(({ name }) => name)).map(({ name, label, type, options }) => {
    const labels = Object.fromEntries(options.map((option) => [option.value, option.label]));
    const column = {
      ...(label ? { label } : {}),
      type,
      ...(options.length > 0 ? { options: labels } : {}),
    };
    return `  ${JSON.stringify(name)}: ${JSON.stringify(column)}`;
  });
  return `{\n${lines.join(",\n")}\n}\n`;
}
