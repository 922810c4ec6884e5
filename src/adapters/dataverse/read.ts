import { z } from "zod";
import { ServiceError } from "../../errors.ts";
import type { CrmColumn, CrmSchema } from "../../model/crm.ts";
import type { Clock, OpportunityReader } from "../../model/ports.ts";
import type { RemoteRecord } from "../../model/record.ts";
import { chunksOf } from "../chunks.ts";
import { readAmounts } from "./amounts.ts";
import { openChanges } from "./changes.ts";
import { API, type Connection } from "./connection.ts";
import { openPages, readAs, rowsOf } from "./pages.ts";
import { pageOf, readRows } from "./rows.ts";
import { countRows, readLabels, readSchema } from "./schema.ts";
import { openSearch } from "./search.ts";
import { listOfTexts } from "./values.ts";

/** 200 ids make a URL of about 9 kB; the limit is 32. */
const IDS_AT_ONCE = 200;

const notes = pageOf(z.object({ annotationid: z.string() }));
/** "WhoAmI Function"; it takes no privilege. */
const me = z.object({ BusinessUnitId: z.string().min(1) });

/** What is read of leads: property names, as they stand in an answer. */
export interface LeadColumns {
  readonly columns: readonly string[];
  readonly referralIdColumn: string;
}

export interface DataverseReader extends OpportunityReader {
  /** What a mapping can be held against, of these tables by their logical names; in one request. */
  schema(tables: readonly string[]): Promise<CrmSchema>;
  /** Of columns of the opportunity. */
  labels(names: readonly string[]): Promise<Pick<CrmColumn, "name" | "label">[]>;
  /** Whether a user, or a team, is there and may own rows; `null` where the application user may not look. */
  mayOwn(kind: "user" | "team", id: string): Promise<boolean | null>;
  /** How many open opportunities have something in this column, and no referral identifier. */
  linkedOnlyBy(column: string): Promise<number>;
}

export function openReader(options: {
  readonly connection: Connection;
  readonly columns: readonly string[];
  readonly referralIdColumn: string;
  readonly leads: LeadColumns | null;
  readonly beforeFullRead?: () => Promise<void>;
  readonly clock: Clock;
}): DataverseReader {
  const { connection, columns, referralIdColumn, clock } = options;
  const select = [...new Set(["opportunityid", "modifiedon", referralIdColumn, ...columns])].sort();
  const readAll = openPages(connection, clock);

  function find(
    { set, key, select: names }: Table,
    column: string,
    values: readonly string[],
    only = "",
  ): Promise<RemoteRecord[]> {
    const query = `${API}${set}?$select=${names.join(",")}`;
    const paths = idsIn(values).map((chunk) => `${query}&${isOneOf(column, chunk, only)}`);
    return rowsOf(connection, readAll, { key, paths });
  }

  const opportunities = { set: "opportunities", key: "opportunityid", select };
  const search = openSearch(connection, readAll);
  const leads = options.leads && leadTable(options.leads);
  const byColumn = (column: string, values: readonly string[]) => find(opportunities, column, values);

  return {
    readChanged: openChanges({ ...options, readAll, select }),
    byReferralIds: (ids) => byColumn(referralIdColumn, ids),
    byIds: (ids) => byColumn("opportunityid", ids),
    unlinked: ({ lookup, accounts }) =>
      find(opportunities, lookup, accounts, `statecode eq 0 and ${referralIdColumn} eq null and `),
    amounts: () => readAmounts(connection, options.leads ? ["opportunity", "lead"] : ["opportunity"]),
    existingNotes: (ids) => existingNotes(connection, ids),
    accounts: search.accounts,
    users: (anyOf) => search.users({ columns: Object.keys(anyOf), anyOf, ids: [] }),
    async mayOwn(kind, id) {
      const owners = kind === "user" ? search.users : search.teams;
      try {
        return (await owners({ columns: [], anyOf: {}, ids: [id] })).length > 0;
      } catch (error) {
        if (error instanceof ServiceError && error.status === 403) return null;
        throw error;
      }
    },
    leads: async (ids) => (leads ? find(leads, options.leads.referralIdColumn, ids) : []),
    leadsByIds: async (ids) => (leads ? find(leads, leads.key, ids) : []),
    parties: ({ table, columns: names, ids }) => {
      const key = `${table}id`;
      return find({ set: `${table}s`, key, select: [key, "modifiedon", ...names] }, key, ids);
    },
    businessUnit: async () => {
      const answer = await connection.get(`${API}WhoAmI`);
      return readAs(me, answer).BusinessUnitId.toLowerCase();
    },
    schema: (tables) => readSchema(connection, tables),
    labels: (names) => readLabels(connection, names),
    linkedOnlyBy: (filled) => countRows(connection, { filled, blank: referralIdColumn }),
  };
}

interface Table {
  readonly set: string;
  readonly key: string;
  readonly select: readonly string[];
}

function leadTable({ columns, referralIdColumn }: LeadColumns): Table {
  const select = [...new Set(["leadid", "modifiedon", referralIdColumn, ...columns])].sort();
  return { set: "leads", key: "leadid", select };
}

async function existingNotes(connection: Connection, ids: readonly string[]): Promise<string[]> {
  const found = await Promise.all(
    idsIn(ids).map(async (chunk) => {
      const path = `${API}annotations?$select=annotationid&${isOneOf("annotationid", chunk)}`;
      const rows = await readRows(connection, path, notes);
      return rows.map(({ annotationid }) => annotationid.toLowerCase());
    }),
  );
  return found.flat();
}

/** Each once, as many at a time as one request takes. */
function idsIn(values: readonly string[]): string[][] {
  return chunksOf([...new Set(values)], IDS_AT_ONCE);
}

/** OData's own `in` does not exist in Dataverse. */
function isOneOf(column: string, values: readonly string[], only = ""): string {
  const filter = encodeURI(`${only}Microsoft.Dynamics.CRM.In(PropertyName=@p1,PropertyValues=@p2)`);
  return `$filter=${filter}&@p1='${column}'&@p2=${listOfTexts(values)}`;
}
