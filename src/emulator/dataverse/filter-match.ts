import type { EdmType } from "./column.ts";
import { syntaxFault } from "./errors.ts";
import type { Filter, Literal, Operator } from "./odata-filter.ts";

/** Values as they are compared: text and ids in lower case, moments in milliseconds, no value as `null`. */
export type Comparable = string | number | boolean | null;

/** A property that a filter names, on whatever kind of row. */
export interface Field<Row> {
  readonly type: EdmType;
  read(row: Row): Comparable;
}

/** @param by What its name is: of the property, or of the column, as functions of the query have it. They differ for a lookup. */
export type Resolve<Row> = (name: string, by?: "property" | "column") => Field<Row>;

/**
 * A filter as a function of a row. Names and types are checked here, once, so a bad filter is refused even
 * when there are no rows.
 */
export function matcher<Row>(filter: Filter, resolve: Resolve<Row>): (row: Row) => boolean {
  switch (filter.kind) {
    case "and": {
      const operands = filter.operands.map((operand) => matcher(operand, resolve));
      return (row) => operands.every((matches) => matches(row));
    }
    case "or": {
      const operands = filter.operands.map((operand) => matcher(operand, resolve));
      return (row) => operands.some((matches) => matches(row));
    }
    case "compare":
      return comparison(resolve(filter.property), filter.operator, filter.literal);
    case "in":
      return membership(resolve(filter.property, "column"), filter.values);
  }
}

/** A stored value, or one written in a filter, in the form in which values of its type are compared. */
export function comparable(type: EdmType, value: unknown): Comparable {
  if (value === null || value === undefined) return null;
  if (typeof value === "number" || typeof value === "boolean") return value;
  const text = String(value);
  if (type === "Edm.DateTimeOffset") return Date.parse(text);
  return type === "Edm.Date" ? text : text.toLowerCase();
}

export function compareValues(left: Comparable, right: Comparable): number {
  if (left === right) return 0;
  if (left === null) return -1;
  if (right === null) return 1;
  return left < right ? -1 : 1;
}

/** `ne` finds rows without a value too; the other comparisons never do. */
function comparison<Row>(field: Field<Row>, operator: Operator, literal: Literal): (row: Row) => boolean {
  requireType(field.type, literal, operator);
  const wanted = comparable(field.type, literal.value);
  if (operator === "eq") return (row) => field.read(row) === wanted;
  if (operator === "ne") return (row) => field.read(row) !== wanted;
  const holds = ORDER[operator];
  return (row) => {
    const value = field.read(row);
    return value !== null && holds(compareValues(value, wanted));
  };
}

const ORDER: Readonly<Record<Exclude<Operator, "eq" | "ne">, (order: number) => boolean>> = {
  gt: (order) => order > 0,
  ge: (order) => order >= 0,
  lt: (order) => order < 0,
  le: (order) => order <= 0,
};

function membership<Row>(field: Field<Row>, values: readonly string[]): (row: Row) => boolean {
  const wanted = new Set(values.map((value) => comparable(field.type, fromText(field.type, value))));
  return (row) => wanted.has(field.read(row));
}

/** `In` takes strings, whatever the type of the column. */
function fromText(type: EdmType, value: string): unknown {
  if (type === "Edm.Boolean") return value === "true" || value === "1";
  return NUMBERS.has(type) ? Number(value) : value;
}

const NUMBERS: ReadonlySet<string> = new Set(["Edm.Int32", "Edm.Int64", "Edm.Decimal"]);

const LITERAL_TYPES: Readonly<Record<Literal["type"], string>> = {
  null: "<null>",
  boolean: "Edm.Boolean",
  number: "Edm.Decimal",
  string: "Edm.String",
  guid: "Edm.Guid",
  date: "Edm.Date",
  moment: "Edm.DateTimeOffset",
};

function requireType(type: EdmType, literal: Literal, operator: Operator): void {
  const given = LITERAL_TYPES[literal.type];
  const fits =
    given === type ||
    (literal.type === "null" && (operator === "eq" || operator === "ne")) ||
    (literal.type === "number" && NUMBERS.has(type)) ||
    (literal.type === "date" && type === "Edm.DateTimeOffset");
  if (fits) return;
  throw syntaxFault(
    `A binary operator with incompatible types was detected. Found operand types '${type}' and '${given}' for operator kind '${OPERATOR_KINDS[operator]}'.`,
  );
}

const OPERATOR_KINDS: Readonly<Record<Operator, string>> = {
  eq: "Equal",
  ne: "NotEqual",
  gt: "GreaterThan",
  ge: "GreaterThanOrEqual",
  lt: "LessThan",
  le: "LessThanOrEqual",
};
