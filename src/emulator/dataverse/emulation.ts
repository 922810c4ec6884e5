import type { Now, Reply } from "../exchange.ts";
import type { Column } from "./column.ts";
import type { Preferences } from "./preferences.ts";
import type { ResultCache } from "./result-cache.ts";
import type { Store } from "./store.ts";
import type { Schema, Table } from "./table.ts";

/** One emulated environment: what every part of the service works on. */
export interface Emulation {
  readonly now: Now;
  readonly schema: Schema;
  readonly store: Store;
  readonly results: ResultCache;
  readonly settings: Settings;
  /** Tables that track changes. It can be switched on, and never off. */
  readonly tracked: Set<string>;
  /**
   * Columns that column-level security keeps from the application user, as `opportunity.estimatedvalue`. They read as blank,
   * without a word.
   */
  readonly hidden: Set<string>;
  /** Columns that it lets the application user change and not read, each a permission of its own. */
  readonly unreadable: Set<string>;
  /** Columns whose values a customer's plug-in refuses, as `opportunity.estimatedvalue`, and rows of which it refuses each write, as `opportunity(<id>)`, or one message, as `WinOpportunity(<id>)`. */
  readonly refused: Set<string>;
  /** Columns with a masking rule, as `contact.emailaddress1`. */
  readonly masked: Set<string>;
  /** What the application user may do, and how far: `prvReadOpportunity` → `Global`. */
  readonly privileges: Map<string, Depth>;
  /** Users and teams, by their ids, that have no role to read rows with. */
  readonly withoutRole: Set<string>;
  /** Columns that were made through the API and that the servers do not all know yet. */
  readonly fresh: FreshColumn[];
  /** What was published, oldest first. */
  readonly published: string[];
  /** Table name → version at which its columns last changed; delta tokens from before are void. */
  readonly customised: Map<string, number>;
}

export interface Settings {
  readonly pageSize: number;
  readonly keysAreActive: boolean;
  readonly optimisticConcurrency: boolean;
  /** How long a new column stays unknown to all but strongly consistent reads of metadata. */
  readonly metadataLagMs: number;
}

export type Depth = "Basic" | "Local" | "Deep" | "Global" | "RecordFilter";

export interface FreshColumn {
  readonly table: Table;
  readonly column: Column;
  readonly visibleAt: number;
}

/** One request as the parts of the service see it, alone or as a part of a batch. */
export interface ApiRequest {
  readonly method: string;
  readonly url: URL;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** `https://host/api/data/v9.2/` */
  readonly root: string;
  readonly preferences: Preferences;
}

export const ANSWER_HEADERS: Readonly<Record<string, string>> = {
  "OData-Version": "4.0",
};

export const NO_CONTENT: Reply = { status: 204, headers: ANSWER_HEADERS };

export const JSON_HEADERS: Readonly<Record<string, string>> = {
  ...ANSWER_HEADERS,
  "Content-Type": "application/json; odata.metadata=minimal",
};

export function etagOf(row: { readonly version: number }): string {
  return `W/"${row.version}"`;
}
