import { type CrmSchema, keyOn, type TableColumns } from "../../model/crm.ts";
import { type Finding, findingAt } from "../schema/finding.ts";
import type { MappingDocument } from "../schema/schema.ts";
import { crossCheck } from "./check.ts";
import { checkColumn, TEXT } from "./column.ts";
import { checkOwnLength } from "./column-lengths.ts";
import { columnPlaces, type Table } from "./column-places.ts";
import { checkAgainstColumns, checkLeadFields } from "./columns.ts";
import { withoutFields } from "./leave-out.ts";

/** What the mapping needs and the CRM does not have. */
export interface Drift {
  /** What a run cannot do without. */
  readonly problems: readonly Finding[];
  /** What is missing of the fields that a run may leave out, by their names. */
  readonly leftOut: ReadonlyMap<string, readonly Finding[]>;
}

/** Tables whose columns the mapping names, the opportunity's first. */
export function tablesOf({ leads, accounts, share }: MappingDocument): Table[] {
  const others: Table[] = [];
  if (leads) others.push("lead");
  if (accounts || share) others.push("account");
  if (share) others.push("contact", "systemuser");
  return ["opportunity", ...others];
}

/** Holds a mapping against the CRM as it is now: columns and their types, options, currencies, the key. */
export function driftOf(document: MappingDocument, schema: CrmSchema): Drift {
  const { problems, leftOut } = driftOfColumns(document, schema);
  return { problems: [...problems, ...checkKey(document, schema)], leftOut };
}

/** The same without the key, for whoever judges that on its own. */
export function driftOfColumns(document: MappingDocument, schema: CrmSchema): Drift {
  const columns = schema.tables.opportunity ?? {};
  const findings = [
    ...checkAgainstColumns(document, columns).problems,
    ...checkCurrencies(document, schema),
    ...checkLeads(document, schema.tables.lead),
    ...checkNames(document, "account", schema.tables.account),
    ...checkNames(document, "contact", schema.tables.contact),
    ...checkNames(document, "systemuser", schema.tables.systemuser),
  ];
  const mayBeLeftOut = ({ path: [section, name] }: Finding) =>
    section === "fields" && document.fields[String(name)]?.["if missing"] === "skip";
  const leftOut = Map.groupBy(findings.filter(mayBeLeftOut), ({ path }) => String(path[1]));
  // What remains has to be a mapping: a share, for one, cannot do without some of the fields.
  const broken = crossCheck(withoutFields(document, [...leftOut.keys()]));
  if (broken.length > 0) return { problems: [...findings, ...broken], leftOut: new Map() };
  return { problems: findings.filter((finding) => !mayBeLeftOut(finding)), leftOut };
}

/** Without it, two runs at once could make two rows of one referral. */
function checkKey({ columns }: MappingDocument, { keys }: CrmSchema): Finding[] {
  const column = columns["referral identifier"];
  const key = keyOn(keys, column);
  if (key?.status === "Active") return [];
  const path = ["columns", "referral identifier"];
  const state = key ? `is ${key.status} and has to be Active` : "is missing: it needs one of its own";
  return [findingAt(path, `the alternate key of ${column} ${state}`)];
}

function checkCurrencies({ fields }: MappingDocument, { currencies }: CrmSchema): Finding[] {
  if (currencies.length > 0) return [];
  return Object.entries(fields)
    .filter(([, field]) => field.as === "money")
    .map(([name]) => findingAt(["fields", name], "the CRM has no currency"));
}

function checkLeads({ leads }: MappingDocument, columns: TableColumns = {}): Finding[] {
  if (!leads) return [];
  const own = Object.entries(leads.columns).flatMap(([name, column]) => {
    const place = { column, path: ["leads", "columns", name], types: TEXT, isWritten: true };
    return [...checkColumn(place, columns, "lead"), ...checkOwnLength(place, columns)];
  });
  return [...own, ...checkLeadFields(leads, columns)];
}

/** Tables of which the mapping names columns and no more: what stands there is compared and written as text. */
function checkNames(document: MappingDocument, table: Table, columns: TableColumns = {}): Finding[] {
  return columnPlaces(document, table).flatMap((place) =>
    checkColumn({ ...place, types: TEXT }, columns, table),
  );
}
