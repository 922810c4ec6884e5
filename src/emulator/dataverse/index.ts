import type { Now, Service } from "../exchange.ts";
import type { Column } from "./column.ts";
import { customise, loseColumn, loseOption, maskColumn } from "./customise.ts";
import type { Emulation } from "./emulation.ts";
import { editAsPerson, insertAsPerson, mergeAsPerson, removeAsPerson } from "./people.ts";
import { allPrivileges, seedPrivileges } from "./privileges.ts";
import { BARE_TABLES, TABLES } from "./schema.ts";
import { seed } from "./seed.ts";
import { createService, type Elapse, type TokenVerdict } from "./service.ts";
import { makeManaged } from "./solutions.ts";
import { type Operation, Store } from "./store.ts";
import { type AlternateKey, addColumn, createSchema, type Table, tableNamed } from "./table.ts";
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
  /** Nobody has installed anything yet: no columns of ours, no key. */
  readonly bare?: boolean;
  /** How long a new column stays unknown to most servers, in milliseconds; not at all unless told. */
  readonly metadataLagMs?: number;
  /** Whether tables track changes, `true` unless told; of a bare environment none does. */
  readonly changeTracking?: boolean;
  /** Recommended parallelism, 4 unless told; `null` leaves the header out. */
  readonly dopHint?: number | null;
  /**
   * Execution time that each operation counts against service protection, 0 unless told. A function is asked
   * on every request, so that the time can be turned while the service runs.
   */
  readonly operationMs?: number | (() => number);
  /**
   * Lets a request's execution time pass, while it counts as being in flight. Without it requests take no
   * time, so the limit of concurrent requests is never reached.
   */
  readonly elapse?: Elapse;
  /** Whether alternate keys refuse a second row, `true` unless told: not while their index is being built. */
  readonly keysAreActive?: boolean;
  /** Whether tables compare the version that an update names (`IsOptimisticConcurrencyEnabled`), `true` unless told. */
  readonly optimisticConcurrency?: boolean;
}

/** What may be changed, or looked at, at any time. */
type Turned = "privileges" | "withoutRole" | "hidden" | "unreadable" | "refused" | "published";

/** A row as the Web API would show it with all columns, without those that are empty. */
export type Row = Readonly<Record<string, unknown>>;

/**
 * An emulated Dynamics 365 environment. `insert`, `edit` and `remove` are a person's work in the CRM: values
 * are written as in the Web API, are checked like any other and throw what the service would refuse. But a
 * lookup may also be given by its read name (`_parentaccountid_value`), and a person can close an opportunity
 * by its state. Tables go by
 * their logical names.
 */
export interface DataverseEmulator extends Pick<Emulation, Turned> {
  readonly service: Service;
  rows(table: string): readonly Row[];
  row(table: string, id: string): Row | undefined;
  insert(table: string, values: Readonly<Record<string, unknown>>): string;
  edit(table: string, id: string, values: Readonly<Record<string, unknown>>): void;
  remove(table: string, id: string): void;
  /** Merges one account into another, which stays. */
  mergeAccounts(from: string, into: string): void;
  /**
   * Keeps all tables as they are now. What is returned restores them; whether delta tokens from before are then void is
   * not documented, so it is for the caller to say.
   */
  backup(): (changeTracking: "begins anew" | "goes on") => void;
  /** Customising a table makes earlier delta tokens void. */
  addColumn(table: string, column: Column): void;
  removeColumn(table: string, column: string): void;
  removeOption(table: string, column: string, value: number): void;
  /** Has a column of texts read with asterisks in the place of what they say. */
  maskColumn(table: string, column: string): void;
  keys(table: string): readonly AlternateKey[];
  addKey(table: string, key: AlternateKey): void;
  removeKey(table: string, key: string): void;
  /** As if the solution had been imported from another environment. */
  makeManaged(solution: string): void;
  /** Every write that was carried out for the API's callers, in order; not those that were rolled back. */
  readonly operations: readonly Operation[];
  /** How many of them there were, by action. */
  counts(): Readonly<Record<Operation["action"], number>>;
}

export function createDataverse(options: DataverseOptions): DataverseEmulator {
  const emulation = createEmulation(options);
  const { schema, store, privileges, withoutRole, hidden, unreadable, refused, published } = emulation;
  const { operationMs = 0 } = options;
  const service = createService({
    emulation,
    throttle: createThrottle(options.now, { ...SERVICE_PROTECTION, ...options.limits }),
    tokenIsValid: options.tokenIsValid,
    dopHint: options.dopHint === undefined ? 4 : options.dopHint,
    operationMs: typeof operationMs === "function" ? operationMs : () => operationMs,
    elapse: options.elapse ?? null,
  });
  const customised = (name: string, change: (table: Table) => void) => {
    const table = tableNamed(schema, name);
    customise(emulation, table, () => change(table));
  };
  return {
    service,
    rows: (name) => [...store.rows(tableNamed(schema, name)).values()].map(({ columns }) => columns),
    row: (name, id) => store.get(tableNamed(schema, name), id)?.columns,
    insert: (name, values) => insertAsPerson(emulation, tableNamed(schema, name), values),
    edit: (name, id, values) => editAsPerson(emulation, tableNamed(schema, name), { id, values }),
    remove: (name, id) => removeAsPerson(emulation, tableNamed(schema, name), id),
    mergeAccounts: (from, into) => mergeAsPerson(emulation, { from, into }),
    backup: () => backupOf(emulation),
    addColumn: (name, column) => customised(name, (table) => addColumn(table, column)),
    removeColumn: (name, column) => loseColumn(emulation, tableNamed(schema, name), column),
    removeOption: (name, column, value) => loseOption(tableNamed(schema, name), { column, value }),
    maskColumn: (name, column) => maskColumn(emulation, tableNamed(schema, name), column),
    keys: (name) => tableNamed(schema, name).keys,
    addKey: (name, key) =>
      customised(name, (table) => {
        table.keys.push(key);
        emulation.store.indexKey(table, key);
      }),
    makeManaged: (solution) => makeManaged(emulation, solution),
    removeKey: (name, key) =>
      customised(name, ({ keys }) => {
        const others = keys.filter((one) => one.name !== key);
        keys.splice(0, keys.length, ...others);
      }),
    privileges,
    withoutRole,
    hidden,
    unreadable,
    refused,
    published,
    operations: store.operations,
    counts: () => countsOf(store.operations),
  };
}

function backupOf({
  store,
  results,
  schema,
  customised,
}: Emulation): ReturnType<DataverseEmulator["backup"]> {
  const restore = store.backup();
  return (changeTracking) => {
    restore();
    results.clear();
    if (changeTracking === "goes on") return;
    const version = store.nextVersion();
    for (const name of schema.tables.keys()) customised.set(name, version);
  };
}

function createEmulation(options: DataverseOptions): Emulation {
  const { bare = false } = options;
  const definitions = bare ? BARE_TABLES : TABLES;
  const schema = createSchema(definitions);
  const isTracking = options.changeTracking ?? !bare;
  const emulation: Emulation = {
    now: options.now,
    schema,
    store: new Store(schema),
    results: new Map(),
    settings: {
      pageSize: options.pageSize ?? 5000,
      keysAreActive: options.keysAreActive ?? true,
      optimisticConcurrency: options.optimisticConcurrency ?? true,
      metadataLagMs: options.metadataLagMs ?? 0,
    },
    tracked: new Set(isTracking ? definitions.map(({ name }) => name) : []),
    hidden: new Set(),
    unreadable: new Set(),
    refused: new Set(),
    masked: new Set(),
    privileges: allPrivileges(),
    withoutRole: new Set(),
    fresh: [],
    published: [],
    customised: new Map(),
  };
  seed(emulation);
  seedPrivileges(emulation);
  return emulation;
}

function countsOf(operations: readonly Operation[]): Record<Operation["action"], number> {
  const counts = { create: 0, update: 0, win: 0, lose: 0, qualify: 0 };
  for (const { action } of operations) counts[action] += 1;
  return counts;
}
