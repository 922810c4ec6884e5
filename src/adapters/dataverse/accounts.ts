import { MASTER } from "../../model/account.ts";
import type { AccountSearch } from "../../model/ports.ts";
import type { RemoteRecord } from "../../model/record.ts";
import { inParallel } from "../in-parallel.ts";
import { API, type Connection } from "./connection.ts";
import type { ReadAll } from "./pages.ts";
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

/** Finds accounts by the values of some columns, in as few requests as the length of a URL permits. */
export function searchAccounts(
  connection: Connection,
  readAll: ReadAll,
): (search: AccountSearch) => Promise<RemoteRecord[]> {
  return async ({ columns, anyOf, ids }) => {
    const select = [...new Set(["accountid", "modifiedon", "statecode", MASTER, ...columns])]
      .sort()
      .join(",");
    const wanted = [
      ...Object.entries(anyOf).flatMap(([column, values]) => values.map((value) => ({ column, value }))),
      ...ids.map((value) => ({ column: "accountid", value })),
    ];
    const found = await inParallel([...chunksOf(wanted)], connection.concurrency(), async (chunk) => {
      const records: RemoteRecord[] = [];
      const path = `${API}accounts?$select=${select}&${filterOf(chunk)}`;
      await readAll({ path, key: "accountid" }, (more) => void records.push(...more));
      return records;
    });
    return [...new Map(found.flat().map((record) => [record.id, record])).values()];
  };
}

function* chunksOf(wanted: readonly Wanted[]): Generator<readonly Wanted[]> {
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

/**
 * Deactivated accounts are no candidates, unless they were merged into another one; but one that is asked for by its id is
 * shown as it is.
 */
function filterOf(wanted: readonly Wanted[]): string {
  const byColumn = [...Map.groupBy(wanted, ({ column }) => column)];
  const terms = byColumn.map(([column], index) => {
    const isIn = `Microsoft.Dynamics.CRM.In(PropertyName=@c${index},PropertyValues=@v${index})`;
    return column === "accountid" ? isIn : `((statecode eq 0 or ${MASTER} ne null) and ${isIn})`;
  });
  const aliases = byColumn.map(([column, entries], index) => {
    const values = listOfTexts(entries.map(({ value }) => value));
    return `@c${index}='${column}'&@v${index}=${values}`;
  });
  return [`$filter=${encodeURIComponent(terms.join(" or "))}`, ...aliases].join("&");
}
