import { z } from "zod";
import { ConfigurationError } from "../../errors.ts";
import type { TableColumns } from "../../model/crm.ts";
import { jsonIn } from "../../model/json-in.ts";
import { otherwiseOf } from "../fallback.ts";
import { fieldsOfLeads } from "../leads.ts";
import type { Finding } from "../schema/finding.ts";
import type { LeadsDocument } from "../schema/leads.ts";
import type { FieldDocument, MappingDocument } from "../schema/schema.ts";
import { checkBlanks } from "./blanks.ts";
import { checkColumn, type Place, TEXT } from "./column.ts";
import { checkLength, checkOwnLength } from "./column-lengths.ts";
import { choiceOf, statusChoice, unknownOptions, unmappedOptions } from "./column-options.ts";
import { checkFilter } from "./filters.ts";
import { ownColumns } from "./own-columns.ts";
import { misplacedReasons, unknownReasons } from "./status-reasons.ts";

const columnsSchema = z.record(
  z.string(),
  z.object({ type: z.string(), options: z.record(z.string(), z.string()).exactOptional() }),
);

/**
 * What the opportunity table has, in a file beside the mapping, so that a mapping can be checked without signing in: of each
 * column Dataverse's `AttributeType`, and of a choice its option values with their labels.
 *
 * @throws ConfigurationError when the file is not of that shape.
 */
export function parseColumns(text: string, file: string): TableColumns {
  const json = jsonIn(text);
  const parsed = columnsSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const what = json === undefined ? whyNoJson(text) : z.prettifyError(parsed.error).replaceAll(/\s+/g, " ");
  const message = `does not describe columns: ${what}`;
  throw new ConfigurationError(
    [{ where: file, file, message }],
    'It has a line for each column, such as "estimatedvalue": { "type": "Money" }; docs/mapping.md shows it.',
  );
}

/** What an editor or a merge has left there; the words of the parser are no help with it. */
function whyNoJson(text: string): string {
  if (text.trim() === "") return "it is empty";
  if (/[\0\uFFFD]/.test(text)) return "it is not UTF-8; save the file as UTF-8";
  if (/^<{7} /m.test(text)) return "a merge was left unfinished in it";
  return "it is no JSON; look for a comma or a bracket that is missing, or too many";
}

type Kind = FieldDocument["as"];

/** Types that each place of a field may have. */
const TYPES: Readonly<Record<Kind, readonly (readonly string[])[]>> = {
  text: [TEXT],
  money: [["Money"], ["Lookup"]],
  date: [["DateTime"]],
  choice: [["Picklist"]],
  solutions: [TEXT],
  list: [TEXT],
  "yes or no": [["Boolean"]],
  team: [TEXT],
  latch: [["Boolean"]],
  "referral link": [TEXT],
  "referral status": [TEXT],
  "first text": [TEXT],
  "closing reason": [TEXT],
  decision: [["Picklist"]],
  status: [["State"], ["Status"]],
};

/** Of the columns that only a share reads, by their keys. */
const SHARE_TYPES = [
  ["when", ["Boolean"]],
  ["consent", ["Boolean"]],
  ["partner location", TEXT],
  ["notes to microsoft", TEXT],
] as const;

export interface ColumnFindings {
  readonly problems: readonly Finding[];
  /** What works, until a deal has the value that is meant. */
  readonly warnings: readonly Finding[];
}

/** Holds a mapping against the table: columns that are not there, of another type, and options on one side only. */
export function checkAgainstColumns(document: MappingDocument, columns: TableColumns): ColumnFindings {
  const own = ownColumns(document).flatMap(({ column, path }) => {
    const types = path[1] === "sync status" ? ["Picklist"] : TEXT;
    const place = { column, path, types, isWritten: true };
    return [...checkColumn(place, columns), ...checkOwnLength(place, columns)];
  });
  const fields = Object.entries(document.fields);
  const fallbacks = fields.flatMap(([name, field]) => {
    const column = otherwiseOf(field)?.opportunity;
    const path = ["fields", name, "otherwise", "opportunity"];
    return column
      ? checkColumn({ column, path, types: TYPES[field.as][0] ?? [], isSent: true }, columns)
      : [];
  });
  const ofShare = SHARE_TYPES.flatMap(([key, types]) => {
    const column = document.share?.[key];
    return column ? checkColumn({ column, path: ["share", key], types, isSent: true }, columns) : [];
  });
  const parties = lookups(document).flatMap((place) => checkColumn(place, columns));
  const filters = Object.entries(document.scope.opportunities).flatMap((filter) =>
    checkFilter(filter, columns),
  );
  const choices = fields.flatMap(([name, field]) => choiceOf(name, field) ?? []);
  const options = statusChoice(document).flatMap((choice) => unknownOptions(choice, columns));
  return {
    problems: [
      ...own,
      ...ofShare,
      ...parties,
      ...filters,
      ...fallbacks,
      ...checkFields(document.fields, columns),
      ...fields.flatMap(([name, field]) => checkBlanks(name, field, columns)),
      ...options,
      ...unknownReasons(document, columns),
      ...misplacedReasons(document, columns),
    ],
    warnings: choices.flatMap((choice) => unmappedOptions(choice, columns)),
  };
}

/** Columns of the opportunity that lead to the parties of a deal. */
function lookups({ accounts, share }: MappingDocument): Place[] {
  const named = [
    { column: accounts?.opportunity, path: ["accounts", "opportunity"], target: "account" },
    { column: share?.account, path: ["share", "account"], target: "account" },
    { column: share?.contact, path: ["share", "contact"], target: "contact" },
  ];
  return named.flatMap(({ column, ...place }) =>
    column === undefined ? [] : [{ ...place, column, types: ["Lookup", "Customer"] }],
  );
}

/** Columns and options of the lead table that the fields of leads need. */
export function checkLeadFields(leads: LeadsDocument, columns: TableColumns): Finding[] {
  return checkFields(fieldsOfLeads(leads), columns, { owner: ["leads"], key: "lead" });
}

const OF_OPPORTUNITIES = { owner: [] as readonly string[], key: "opportunity" };

/** @param place The section in which the fields stand, and the key by which they name their columns and their table. */
function checkFields(
  fields: Readonly<Record<string, FieldDocument>>,
  columns: TableColumns,
  { owner, key } = OF_OPPORTUNITIES,
): Finding[] {
  return Object.entries(fields).flatMap(([name, field]) => {
    const path = [...owner, "fields", name, key];
    // A state is changed by actions, and closed rows take nothing else.
    const isWritten = field.direction !== "opportunity to referral" && field.as !== "status";
    const isSent = field.direction !== "referral to opportunity";
    const places = [field.opportunity].flat().flatMap((column, index) => {
      const behaviors = behaviorsFor(field);
      const types = TYPES[field.as][index] ?? [];
      const target = field.as === "money" && index === 1 ? "transactioncurrency" : null;
      return checkColumn({ column, path, types, target, behaviors, isWritten, isSent }, columns, key);
    });
    const choice = choiceOf(name, field, owner);
    const options = choice ? unknownOptions(choice, columns) : [];
    return [
      ...places,
      ...(isWritten ? checkLength(field, [...owner, "fields", name], columns) : []),
      ...options,
    ];
  });
}

/**
 * The day of a `UserLocal` date depends on where somebody is. One that is `TimeZoneIndependent` has the same day for everybody,
 * but takes no date without a time ("Behavior and format of the Date and Time column").
 */
function behaviorsFor({ direction }: FieldDocument): readonly string[] {
  return direction === "opportunity to referral" ? ["DateOnly", "TimeZoneIndependent"] : ["DateOnly"];
}
