/** Columns, keys and solutions of the CRM, as its metadata show them. */

/** Tables that columns of ours are on. What names no table is about opportunities. */
export type CrmTableName = "opportunity" | "lead";

/** Dataverse's own name of a type: `String`, `Memo`, `Boolean`, `Picklist`, `DateTime`, `Status` … */
export type CrmColumnType = string;

export interface CrmColumn {
  /** MetadataId, by which a solution lists it. */
  readonly id: string;
  /** Logical name. */
  readonly name: string;
  readonly label: string;
  readonly type: CrmColumnType;
  /** Characters that a text holds; `null` for other types. */
  readonly longest: number | null;
  /** Column-level security hides its value from whoever is not let in, without a word. */
  readonly isSecured: boolean;
  /** Of a choice or a status; empty for other types. */
  readonly options: readonly CrmOption[];
}

export interface CrmOption {
  readonly value: number;
  readonly label: string;
  /** Of a status reason: the state it belongs to; 0 is open, 1 won, 2 lost. */
  readonly state: number | null;
}

export interface CrmKey {
  readonly id: string;
  readonly name: string;
  readonly columns: readonly string[];
  /** `Active` once its index is built; `Failed` when two rows have the same value. */
  readonly status: string;
}

/** The alternate key of this column alone, which is what allows each of its values once. */
export function keyOn<Key extends Pick<CrmKey, "columns">>(
  keys: readonly Key[],
  column: string | undefined,
): Key | undefined {
  return keys.find(({ columns }) => columns.length === 1 && columns[0] === column);
}

export interface CrmTable {
  /** MetadataId, by which a solution lists it. */
  readonly id: string;
  readonly columns: readonly CrmColumn[];
  readonly keys: readonly CrmKey[];
  readonly tracksChanges: boolean;
  /** Whether an update may name the version that it is meant for. */
  readonly comparesVersions: boolean;
}

/**
 * Characters that each column of the sync's own has to hold. A base has the values of all fields, some of them twice: one that
 * does not fit takes along all else that is written of its row.
 */
export const OWN_LENGTHS = {
  "referral identifier": 36,
  base: 100_000,
  "sync reason": 400,
  audit: 1000,
} as const;

/** Columns of a table by logical name. */
export type TableColumns = Readonly<Record<string, TableColumn>>;

export interface TableColumn {
  readonly type: CrmColumnType;
  /** Of a choice or a status: option value → label. */
  readonly options?: Readonly<Record<string, string>>;
  /** Of a status reason: option value → the state it belongs to, as in `CrmOption`. */
  readonly states?: Readonly<Record<string, number>>;
  /** Calculated, rolled up, or the CRM's own: a value that is sent for it is dropped without a word. */
  readonly readOnly?: true;
  /** Has a masking rule: what is read are asterisks, or something like them. */
  readonly masked?: true;
  /** Has column-level security: it reads as blank for whoever is not let in. */
  readonly secured?: true;
  /** Of a date: `DateOnly`, or one with a time of day, `UserLocal` or `TimeZoneIndependent`. */
  readonly behavior?: string;
  /** Of a text: UTF-16 units that it holds. */
  readonly longest?: number;
  /** Of a text: people format it, so that it is HTML. */
  readonly rich?: true;
  /** Of a lookup: logical names of the tables that it may lead to, as far as the CRM tells. */
  readonly targets?: readonly string[];
}

/** As far as a mapping can be held against it. */
export interface CrmSchema {
  /** By the table's logical name. */
  readonly tables: Readonly<Record<string, TableColumns>>;
  /** Keys of the opportunity. */
  readonly keys: readonly Pick<CrmKey, "columns" | "status">[];
  /** ISO codes. */
  readonly currencies: readonly string[];
}

export interface CrmPublisher {
  readonly id: string;
  /** Option values of its choices begin with these five digits. */
  readonly optionPrefix: number;
}

export interface CrmSolution {
  readonly isManaged: boolean;
  /** Of its publisher: what is made in it begins with that, and an underscore. */
  readonly prefix: string;
  /** MetadataIds of what is listed in it. What belongs to a table that is in it as a whole is not. */
  readonly components: ReadonlySet<string>;
  /** MetadataIds of tables that are in it with all that belongs to them. */
  readonly wholeTables: ReadonlySet<string>;
}

/** What makes a column, beside its name. */
export type ColumnShape =
  | { readonly type: "text" | "url" | "memo"; readonly longest: number }
  | { readonly type: "yes/no" | "date" }
  | { readonly type: "choice"; readonly options: readonly CrmOption[] };

export interface NewColumn {
  /** With its prefix, as people spell it: `cosell_ReferralId`. The logical name is the same in lower case. */
  readonly schemaName: string;
  readonly label: string;
  readonly description: string;
  readonly shape: ColumnShape;
}

/** Reads the customisation of the CRM; all of it strongly consistent, so that one's own changes are in it. */
export interface CrmReader {
  table(name: CrmTableName): Promise<CrmTable>;
  /** By the prefix of its names. */
  publisher(prefix: string): Promise<CrmPublisher | null>;
  /** By its unique name. */
  solution(name: string): Promise<CrmSolution | null>;
  /** ISO codes of the currencies that deals can be in. */
  currencyCodes(): Promise<string[]>;
  /** Whether rows can be read with these columns: a new column reaches one server after the other. */
  canRead(table: CrmTableName, columns: readonly string[]): Promise<boolean>;
}

/** Reads what is in the rows, as far as a key cannot be built over it. */
export interface CrmRows {
  /** What more than one opportunity has in this column. */
  duplicates(column: string): Promise<Duplicate[]>;
}

export interface Duplicate {
  /** In small letters. */
  readonly value: string;
  /** Ids. */
  readonly opportunities: readonly string[];
}

/** Changes the customisation, one thing at a time: Dataverse refuses two at once. */
export interface CrmCustomiser {
  createPublisher(publisher: { readonly prefix: string; readonly optionPrefix: number }): Promise<void>;
  createSolution(solution: { readonly name: string; readonly prefix: string }): Promise<void>;
  createColumn(table: CrmTableName, column: NewColumn, solution: string): Promise<void>;
  createKey(key: { readonly schemaName: string; readonly column: string }, solution: string): Promise<void>;
  /** Has the index of a key that failed be built again. */
  reactivateKey(name: string): Promise<void>;
  addToSolution(component: Component, solution: string): Promise<void>;
  /** Cannot be undone. */
  trackChanges(): Promise<void>;
  publish(): Promise<void>;
}

export interface Component {
  readonly kind: "column" | "key";
  readonly id: string;
}
