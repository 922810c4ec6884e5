import { randomUUID } from "node:crypto";
import { invalidArgument } from "./column-payload.ts";
import type { ApiRequest, Emulation } from "./emulation.ts";
import { DataverseFault } from "./errors.ts";
import { createRow, updateRow } from "./rows.ts";
import { APPLICATION_USER } from "./seed.ts";
import type { Row } from "./store.ts";
import { tableNamed } from "./table.ts";

/** Numbers of the kinds of component that a solution may hold. */
export const COMPONENT = { column: 2, key: 14 } as const;

export interface Component {
  readonly type: number;
  /** Its MetadataId. */
  readonly id: string;
}

/**
 * The solution that `MSCRM.SolutionUniqueName` says a new component belongs to, or `null`.
 *
 * @throws DataverseFault 400 when there is none of that name, when it is managed, or when the new name does not
 *   begin with the prefix of its publisher.
 */
export function solutionOf(emulation: Emulation, request: ApiRequest, component: string | null): Row | null {
  const name = request.headers["mscrm.solutionuniquename"];
  return name === undefined ? null : unmanagedSolution(emulation, name, component);
}

export function unmanagedSolution(emulation: Emulation, name: string, component: string | null): Row {
  const solution = solutionNamed(emulation, name);
  if (solution === undefined) {
    throw new DataverseFault(400, "0x80048d19", `The solution ${name} does not exist.`);
  }
  if (solution.columns.ismanaged === true) throw invalidArgument(`The solution ${name} is managed.`);
  const publishers = tableNamed(emulation.schema, "publisher");
  const publisher = emulation.store.get(publishers, String(solution.columns._publisherid_value));
  const prefix = String(publisher?.columns.customizationprefix);
  if (component !== null && !component.startsWith(`${prefix}_`)) {
    throw invalidArgument(`The name ${component} must start with the publisher's prefix ${prefix}_.`);
  }
  return solution;
}

function solutionNamed(emulation: Emulation, name: string): Row | undefined {
  const solutions = emulation.store.rows(tableNamed(emulation.schema, "solution")).values();
  return [...solutions].find(({ columns }) => columns.uniquename === name);
}

export function makeManaged(emulation: Emulation, name: string): void {
  const row = solutionNamed(emulation, name);
  if (row === undefined) throw new Error(`there is no solution ${name}`);
  updateRow(emulation, tableNamed(emulation.schema, "solution"), row, {
    values: { ismanaged: true },
    author: APPLICATION_USER,
  });
}

export function addToSolution(emulation: Emulation, solution: Row, { type, id }: Component): string {
  const table = tableNamed(emulation.schema, "solutioncomponent");
  const present = [...emulation.store.rows(table).values()].find(
    ({ columns }) => columns._solutionid_value === solution.id && columns.objectid === id,
  );
  if (present !== undefined) return present.id;
  const values = { objectid: id, componenttype: type, _solutionid_value: solution.id };
  return createRow(emulation, table, { id: randomUUID(), values, author: APPLICATION_USER }).id;
}
