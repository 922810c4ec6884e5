import type { TableColumns } from "../../model/crm.ts";
import { nearestOf } from "../../suggest.ts";
import { type Finding, findingAt } from "../schema/finding.ts";
import type { FieldDocument, MappingDocument } from "../schema/schema.ts";

/** Options that a message lists. */
const MOST_OPTIONS = 6;

/** Stands beside the table of a choice, not in it. */
const BLANK = "blank options";

/** A table of the mapping whose one side are option values. */
interface Choice {
  readonly column: string;
  /** Where the table stands. */
  readonly path: readonly string[];
  /** Option value → the key of the table that it belongs to. */
  readonly mapped: ReadonlyMap<string, string>;
}

export function choiceOf(name: string, field: FieldDocument, owner: readonly string[] = []): Choice | null {
  const path = [...owner, "fields", name, "values"];
  if (field.as === "choice") {
    const values = Object.entries(field.values).filter(([, option]) => option !== "blank");
    const blank = field[BLANK].map((option) => [String(option), BLANK] as const);
    const mapped = values.map(([code, option]) => [String(option), code] as const);
    return { path, mapped: new Map([...mapped, ...blank]), column: field.opportunity };
  }
  if (field.as === "decision") {
    const mapped = Object.entries(field.values).map(([answer, option]) => [String(option), answer] as const);
    return { path, mapped: new Map(mapped), column: field.opportunity };
  }
  if (field.as !== "status") return null;
  const mapped = Object.entries(field.values).flatMap(([state, { opportunity }]) =>
    opportunity.map((reason) => [String(reason), state] as const),
  );
  return { path, mapped: new Map(mapped), column: field.opportunity[1] };
}

/** What the sync tells the seller; it is only ever written, so the column may have more options. */
export function statusChoice({ columns }: MappingDocument): Choice[] {
  const status = columns["sync status"];
  if (!status) return [];
  const mapped = new Map(Object.entries(status.values).map(([state, option]) => [String(option), state]));
  return [{ path: ["columns", "sync status", "values"], mapped, column: status.column }];
}

export function unknownOptions({ column, path, mapped }: Choice, columns: TableColumns): Finding[] {
  const known = columns[column]?.options;
  if (!known) return [];
  return [...mapped]
    .filter(([option]) => !(option in known))
    .map(([option, key]) =>
      findingAt(
        key === BLANK ? path.with(-1, BLANK) : [...path, key],
        `column ${column} has no option ${option}${whichIsMeant(key, known)}`,
      ),
    );
}

/** An option whose label is like the key of the table, else what there is to choose from. */
export function whichIsMeant(key: string, known: Readonly<Record<string, string>>): string {
  const options = Object.entries(known).map(([option, label]) => `${option} (${label})`);
  const nearest = nearestOf(key, Object.values(known));
  const meant = options[Object.values(known).indexOf(nearest ?? "")];
  if (meant) return `; did you mean ${meant}?`;
  if (options.length === 0) return "; it has none";
  const rest = options.length - MOST_OPTIONS;
  return `; it has ${options.slice(0, MOST_OPTIONS).join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}

/** A deal with such an option is reported and not synced, because an unknown value is never taken for blank. */
export function unmappedOptions({ column, path, mapped }: Choice, columns: TableColumns): Finding[] {
  return Object.entries(columns[column]?.options ?? {})
    .filter(([option]) => !mapped.has(option))
    .map(([option, label]) =>
      findingAt(
        path,
        `option ${option} (${label}) of column ${column} is not in the table; a deal with it would be held`,
      ),
    );
}
