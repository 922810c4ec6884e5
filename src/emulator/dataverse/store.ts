import type { AlternateKey, Schema, Table } from "./table.ts";

/** One row as stored: `columns` by the name under which the Web API shows them, without the empty ones. */
export interface Row {
  readonly id: string;
  readonly version: number;
  readonly columns: Readonly<Record<string, unknown>>;
}

/** One write that was carried out for a caller of the API. `columns` are the values that were set. */
export interface Operation {
  readonly action: "create" | "update" | "win" | "lose" | "qualify";
  readonly table: string;
  readonly id: string;
  readonly columns: Readonly<Record<string, unknown>>;
  /** The row's version after the write. */
  readonly version: number;
}

/** What became of a table since the beginning, in the order of versions. Older entries of a row stay in it. */
export interface Change {
  readonly version: number;
  readonly id: string;
}

interface Shelf {
  readonly table: Table;
  readonly rows: Map<string, Row>;
  /** Alternate key name → key value → row id. */
  readonly keys: Map<string, Map<string, string>>;
  readonly changes: Change[];
  readonly deletions: Change[];
}

const FIRST_VERSION = 1_730_000;

/** Rows with their indexes and history. One version counter for all tables, as in a SQL database. */
export class Store {
  readonly operations: Operation[] = [];
  private readonly shelves: ReadonlyMap<string, Shelf>;
  private lastVersion = FIRST_VERSION;
  private lastId = 0;
  private undo: (() => void)[] | null = null;

  constructor(schema: Schema) {
    this.shelves = new Map([...schema.tables.values()].map((table) => [table.name, emptyShelf(table)]));
  }

  get version(): number {
    return this.lastVersion;
  }

  nextVersion(): number {
    this.lastVersion += 1;
    return this.lastVersion;
  }

  /** Ascending, like the ids that the real service gives out for the sake of its index. */
  nextId(): string {
    this.lastId += 1;
    return `${this.lastId.toString(16).padStart(8, "0")}-8efb-ee11-80d2-00155db07c77`;
  }

  rows(table: Table): ReadonlyMap<string, Row> {
    return this.shelf(table).rows;
  }

  get(table: Table, id: string): Row | undefined {
    return this.shelf(table).rows.get(id);
  }

  findByKey(table: Table, key: AlternateKey, columns: Readonly<Record<string, unknown>>): Row | undefined {
    const value = keyValue(key, columns);
    const id = value === null ? undefined : this.shelf(table).keys.get(key.name)?.get(value);
    return id === undefined ? undefined : this.get(table, id);
  }

  /** Builds the index of a key over the rows that are there; `false` when two of them have the same value. */
  indexKey(table: Table, key: AlternateKey): boolean {
    const shelf = this.shelf(table);
    const index = new Map<string, string>();
    for (const row of shelf.rows.values()) {
      const value = keyValue(key, row.columns);
      if (value === null) continue;
      if (index.has(value)) return false;
      index.set(value, row.id);
    }
    shelf.keys.set(key.name, index);
    return true;
  }

  /** A column is gone, and with it what stood there; to the rows themselves nothing has happened. */
  forget(table: Table, property: string): void {
    const shelf = this.shelf(table);
    for (const row of [...shelf.rows.values()]) {
      const { [property]: _gone, ...columns } = row.columns;
      this.swap(shelf, row.id, { ...row, columns });
    }
  }

  changes(table: Table): readonly Change[] {
    return this.shelf(table).changes;
  }

  deletions(table: Table): readonly Change[] {
    return this.shelf(table).deletions;
  }

  put(table: Table, row: Row): void {
    const shelf = this.shelf(table);
    const before = shelf.rows.get(row.id);
    this.swap(shelf, row.id, row);
    shelf.changes.push({ version: row.version, id: row.id });
    this.undo?.push(() => {
      shelf.changes.pop();
      this.swap(shelf, row.id, before);
    });
  }

  remove(table: Table, row: Row): void {
    const shelf = this.shelf(table);
    this.swap(shelf, row.id, undefined);
    shelf.deletions.push({ version: this.nextVersion(), id: row.id });
  }

  log(operation: Operation): void {
    this.operations.push(operation);
    this.undo?.push(() => this.operations.pop());
  }

  /** All of the work, or nothing of it when it throws. Not to be nested. */
  transaction<Result>(work: () => Result): Result {
    const steps: (() => void)[] = [];
    this.undo = steps;
    try {
      return work();
    } catch (error) {
      this.undo = null;
      // The counter stays where it is: a rolled-back transaction leaves a gap in the versions.
      this.nextVersion();
      for (const step of steps.reverse()) step();
      throw error;
    } finally {
      this.undo = null;
    }
  }

  /**
   * Keeps everything as it is now.
   *
   * @returns Puts it back. Versions go on from where they are by then, so that no two contents of a row have the same.
   */
  backup(): () => void {
    const kept = [...this.shelves.values()].map((shelf) => ({ shelf, copy: copyOf(shelf) }));
    return () => {
      for (const { shelf, copy } of kept) {
        const { rows, keys, changes, deletions } = copyOf(copy);
        refill(shelf.rows, rows);
        refill(shelf.keys, keys);
        shelf.changes.splice(0, shelf.changes.length, ...changes);
        shelf.deletions.splice(0, shelf.deletions.length, ...deletions);
      }
    };
  }

  private shelf(table: Table): Shelf {
    const shelf = this.shelves.get(table.name);
    if (shelf === undefined) throw new Error(`no table ${table.name} in this store`);
    return shelf;
  }

  private swap(shelf: Shelf, id: string, next: Row | undefined): void {
    const before = shelf.rows.get(id);
    for (const key of shelf.table.keys) {
      const index = shelf.keys.get(key.name);
      const old = before === undefined ? null : keyValue(key, before.columns);
      const current = next === undefined ? null : keyValue(key, next.columns);
      if (old === current) continue;
      if (old !== null) index?.delete(old);
      if (current !== null) index?.set(current, id);
    }
    if (next === undefined) shelf.rows.delete(id);
    else shelf.rows.set(id, next);
  }
}

/** Text compares without regard to case; a key with an empty column is not enforced and finds nothing. */
function keyValue(key: AlternateKey, columns: Readonly<Record<string, unknown>>): string | null {
  const values = key.columns.map((name) => columns[name] ?? null);
  return values.includes(null) ? null : values.map((value) => String(value).toLowerCase()).join("\u0000");
}

function emptyShelf(table: Table): Shelf {
  const keys = new Map(table.keys.map((key) => [key.name, new Map<string, string>()]));
  return { table, rows: new Map(), keys, changes: [], deletions: [] };
}

function copyOf({ table, rows, keys, changes, deletions }: Shelf): Shelf {
  const copied = [...keys].map(([name, index]) => [name, new Map(index)] as const);
  return {
    table,
    rows: new Map(rows),
    keys: new Map(copied),
    changes: [...changes],
    deletions: [...deletions],
  };
}

function refill<K, V>(map: Map<K, V>, entries: ReadonlyMap<K, V>): void {
  map.clear();
  for (const [key, value] of entries) map.set(key, value);
}
