import type { Now, Service } from "../exchange.ts";
import type { Column } from "./column.ts";
import type { Emulation } from "./emulation.ts";
import { editAsPerson, insertAsPerson, removeAsPerson } from "./people.ts";
import { TABLES } from "./schema.ts";
import { seed } from "./seed.ts";
import { createService, type TokenVerdict } from "./service.ts";
import { type Operation, Store } from "./store.ts";
import { addColumn, createSchema, removeColumn, type Table, tableNamed } from "./table.ts";
import { createThrottle, SERVICE_PROTECTION, type ThrottleLimits } from "./throttle.ts";

export * as columns from "./column.ts";
export type { Operation, ThrottleLimits, TokenVerdict };

export interface DataverseOptions {
  readonly now: Now;
  readonly tokenIsValid: (bearer: string) => TokenVerdict;
  /** Service protection; what is left out is as in reality. */
  readonly limits?: Partial<ThrottleLimits>;
  /** Most rows of a page, 5000 unless told. */
  readonly pageSize?: number;
  /** Whether tables track changes, `true` unless told. */
  readonly changeTracking?: boolean;
  /** Days until a delta token expires, 7 unless told. */
  readonly deltaExpiryDays?: number;
  /** Recommended parallelism, 4 unless told; `null` leaves the header out. */
  readonly dopHint?: number | null;
  /** Execution time that each operation counts against service protection, 0 unless told. */
  readonly operationMs?: number;
  /**
   * Lets a request's execution time pass, while it counts as being in flight. Without it requests take no
   * time, so the limit of concurrent requests is never reached.
   */
  readonly elapse?: (milliseconds: number) => Promise<void>;
  /** Whether closed opportunities refuse ordinary updates, `true` unless told. */
  readonly closedIsReadOnly?: boolean;
}

/** A row as the Web API would show it with all columns, without those that are empty. */
export type Row = Readonly<Record<string, unknown>>;

/**
 * An emulated Dynamics 365 environment. `insert`, `edit` and `remove` are a person's work in the CRM: values
 * are written as in the Web API, are checked like any other and throw what the service would refuse. But a
 * lookup may also be given by its read name (`_parentaccountid_value`), and a person can close an opportunity
 * by its state. Tables go by
 * their logical names.
 */
export interface DataverseEmulator {
  readonly service: Service;
  rows(table: string): readonly Row[];
  row(table: string, id: string): Row | undefined;
  insert(table: string, values: Readonly<Record<string, unknown>>): string;
  edit(table: string, id: string, values: Readonly<Record<string, unknown>>): void;
  remove(table: string, id: string): void;
  /** Customising a table makes earlier delta tokens void. */
  addColumn(table: string, column: Column): void;
  removeColumn(table: string, column: string): void;
  /** Every write that was carried out for the API's callers, in order; not those that were rolled back. */
  readonly operations: readonly Operation[];
  /** How many of them there were, by action. */
  counts(): Readonly<Record<Operation["action"], number>>;
}

export function createDataverse(options: DataverseOptions): DataverseEmulator {
  const emulation = createEmulation(options);
  const { schema, store } = emulation;
  const service = createService({
    emulation,
    throttle: createThrottle(options.now, { ...SERVICE_PROTECTION, ...options.limits }),
    tokenIsValid: options.tokenIsValid,
    dopHint: options.dopHint === undefined ? 4 : options.dopHint,
    operationMs: options.operationMs ?? 0,
    elapse: options.elapse ?? null,
  });
  const customise = (name: string, change: (table: Table) => void) => {
    change(tableNamed(schema, name));
    emulation.customised.set(name, store.nextVersion());
  };
  return {
    service,
    rows: (name) => [...store.rows(tableNamed(schema, name)).values()].map(({ columns }) => columns),
    row: (name, id) => store.get(tableNamed(schema, name), id)?.columns,
    insert: (name, values) => insertAsPerson(emulation, tableNamed(schema, name), values),
    edit: (name, id, values) => editAsPerson(emulation, tableNamed(schema, name), { id, values }),
    remove: (name, id) => removeAsPerson(emulation, tableNamed(schema, name), id),
    addColumn: (name, column) => customise(name, (table) => addColumn(table, column)),
    removeColumn: (name, column) => customise(name, (table) => removeColumn(table, column)),
    operations: store.operations,
    counts: () => countsOf(store.operations),
  };
}

function createEmulation(options: DataverseOptions): Emulation {
  const schema = createSchema(TABLES);
  const emulation: Emulation = {
    now: options.now,
    schema,
    store: new Store(schema),
    results: new Map(),
    settings: {
      pageSize: options.pageSize ?? 5000,
      changeTracking: options.changeTracking ?? true,
      deltaExpiryDays: options.deltaExpiryDays ?? 7,
      closedIsReadOnly: options.closedIsReadOnly ?? true,
    },
    customised: new Map(),
  };
  seed(emulation);
  return emulation;
}

function countsOf(operations: readonly Operation[]): Record<Operation["action"], number> {
  const counts = { create: 0, update: 0, delete: 0, win: 0, lose: 0, qualify: 0 };
  for (const { action } of operations) counts[action] += 1;
  return counts;
}
