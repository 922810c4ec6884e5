import type { TableColumn, TableColumns } from "../../model/crm.ts";
import { type Finding, findingAt } from "../schema/finding.ts";
import type { Condition } from "../schema/scope.ts";
import { CHOICE_OF_SEVERAL, checkColumn } from "./column.ts";
import { unknownOptions } from "./column-options.ts";
import { checkCondition, DAY, type Kind, MARK, NO_TIME, NUMBER, STATE, TIME } from "./conditions.ts";

const LOOKUP_TYPES = ["Lookup", "Owner", "Customer"];

/** `AttributeType`s that say what stands there. The states of an opportunity are the same in every CRM. */
const KINDS: Readonly<Record<string, Kind>> = {
  BigInt: NUMBER,
  Boolean: MARK,
  Decimal: NUMBER,
  Double: NUMBER,
  Integer: NUMBER,
  Money: NUMBER,
  State: STATE,
};

/** A lookup goes by its name in an answer, with the id, and a choice by its option, whose label fits no deal. */
export function checkFilter(
  [name, condition]: readonly [string, Condition],
  columns: TableColumns,
): Finding[] {
  const path = ["scope", "opportunities", name];
  const [, lookup] = /^_(.*)_value$/.exec(name) ?? [];
  const column = lookup ?? name;
  const types = lookup ? LOOKUP_TYPES : [columns[column]?.type ?? ""];
  const texts = Array.isArray(condition) ? condition.map(String).filter((value) => !/^\d+$/.test(value)) : [];
  if (types[0] === CHOICE_OF_SEVERAL && texts.length > 0) {
    const message = `column ${column} is a choice of several; write the numbers of its options`;
    return [findingAt(path, message)];
  }
  const choice = { column, path, mapped: new Map(texts.map((text) => [text, text])) };
  const kind = lookup ? NO_TIME : kindOf(columns[column]);
  return [
    ...checkColumn({ column, path, types }, columns),
    ...(kind === STATE ? [] : unknownOptions(choice, columns)),
    ...(kind ? checkCondition(path, condition, kind) : []),
  ];
}

/** Where its type alone is known, a date may have no time of day. */
function kindOf(column: TableColumn | undefined): Kind | null {
  if (!column) return null;
  const { type, behavior = "DateOnly" } = column;
  if (type === "DateTime") return behavior === "DateOnly" ? DAY : TIME;
  return KINDS[type] ?? NO_TIME;
}
