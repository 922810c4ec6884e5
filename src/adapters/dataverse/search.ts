import { MASTER } from "../../model/account.ts";
import type { AccountSearch } from "../../model/ports.ts";
import type { RemoteRecord } from "../../model/record.ts";
import { API, type Connection } from "./connection.ts";
import { type ReadAll, rowsOf } from "./pages.ts";
import { listOfTexts } from "./values.ts";

const VALUES_AT_ONCE = 200;
/**
 * Characters of a URL that values may take; all of it may have 32,768 ("Compose HTTP requests"). A name in Japanese takes
 * nine for each of its own.
 */
const MOST_CHARACTERS = 24_000;

interface Wanted {
  readonly column: string;
  readonly value: string;
}

interface Searched {
  readonly set: string;
  readonly key: string;
  /** What is shown of a row besides the columns that are asked for. */
  readonly shown: readonly string[];
  /** Which of the rows that have one of the values are found. */
  readonly only: string;
  /** Whether one that is asked for by its id is shown as it is. */
  readonly anyById: boolean;
}

/** Deactivated accounts are no candidates, unless they were merged into another one. */
const ACCOUNTS: Searched = {
  set: "accounts",
  key: "accountid",
  shown: ["statecode", MASTER],
  only: `(statecode eq 0 or ${MASTER} ne null)`,
  anyById: true,
};

/** `teamtype` */
const ACCESS_TEAM = 1;

/** A disabled one cannot own a row. */
const USERS: Searched = {
  set: "systemusers",
  key: "systemuserid",
  shown: [],
  only: "isdisabled eq false",
  anyById: false,
};

/** An access team shares rows, and owns none. */
const TEAMS: Searched = {
  set: "teams",
  key: "teamid",
  shown: [],
  only: `teamtype ne ${ACCESS_TEAM}`,
  anyById: false,
};

type Search = (search: AccountSearch) => Promise<RemoteRecord[]>;

type Searches = Readonly<Record<"accounts" | "users" | "teams", Search>>;

/** Finds accounts, or whom rows may belong to, by the values of some columns. */
export function openSearch(connection: Connection, readAll: ReadAll): Searches {
  const search =
    (table: Searched): Search =>
    async ({ columns, anyOf, ids }) => {
      const { set, key, shown } = table;
      const select = [...new Set([key, "modifiedon", ...shown, ...columns])].sort().join(",");
      const wanted = [
        ...Object.entries(anyOf).flatMap(([column, values]) => values.map((value) => ({ column, value }))),
        ...ids.map((value) => ({ column: key, value })),
      ];
      const query = `${API}${set}?$select=${select}`;
      const paths = [...fittingUrls(wanted)].map((some) => `${query}&${filterOf(some, table)}`);
      const found = await rowsOf(connection, readAll, { key, paths });
      return [...new Map(found.map((record) => [record.id, record])).values()];
    };
  return { accounts: search(ACCOUNTS), users: search(USERS), teams: search(TEAMS) };
}

/** In as few requests as the length of a URL permits. */
function* fittingUrls(wanted: readonly Wanted[]): Generator<readonly Wanted[]> {
  let chunk: Wanted[] = [];
  let characters = 0;
  for (const one of wanted) {
    const own = listOfTexts([one.value]).length;
    if (chunk.length === VALUES_AT_ONCE || characters + own > MOST_CHARACTERS) {
      yield chunk;
      chunk = [];
      characters = 0;
    }
    chunk.push(one);
    characters += own;
  }
  if (chunk.length > 0) yield chunk;
}

function filterOf(wanted: readonly Wanted[], { key, only, anyById }: Searched): string {
  const byColumn = [...Map.groupBy(wanted, ({ column }) => column)];
  const terms = byColumn.map(([column], index) => {
    const isIn = `Microsoft.Dynamics.CRM.In(PropertyName=@c${index},PropertyValues=@v${index})`;
    return anyById && column === key ? isIn : `(${only} and ${isIn})`;
  });
  const aliases = byColumn.map(([column, entries], index) => {
    const values = listOfTexts(entries.map(({ value }) => value));
    return `@c${index}='${column}'&@v${index}=${values}`;
  });
  return [`$filter=${encodeURIComponent(terms.join(" or "))}`, ...aliases].join("&");
}
