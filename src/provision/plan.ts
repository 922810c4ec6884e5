import {
  type CrmKey,
  type CrmPublisher,
  type CrmSolution,
  type CrmTable,
  type CrmTableName,
  keyOn,
} from "../model/crm.ts";
import type { SetupItem } from "../model/setup.ts";
import {
  columnFor,
  connectorColumns,
  MADE_AGAIN,
  misfit,
  missingOptions,
  nameFor,
  newColumn,
} from "./columns.ts";
import { type Purpose, TABLES } from "./purposes.ts";

export interface SetupOptions {
  /** Prefix of the publisher, without the underscore. */
  readonly prefix: string;
  /** Unique name of the solution. */
  readonly solution: string;
}

export interface Found {
  readonly table: CrmTable;
  /** The lead table. */
  readonly leads: CrmTable;
  readonly publisher: CrmPublisher | null;
  readonly solution: CrmSolution | null;
}

/** Five digits that the option values of the mapping we ship begin with. */
const OPTION_PREFIX = 72_700;

/**
 * What is there, what is to do, and what is wrong. The order is the one in which things can be done: publisher,
 * solution, columns, key, change tracking.
 */
export function planSetup(options: SetupOptions, found: Found): SetupItem[] {
  const parts = [
    ...TABLES.flatMap(({ table, purposes }) =>
      purposes.map((purpose) => columnItem({ table, purpose }, options, found)),
    ),
    keyItem(options, found),
    trackingItem(found),
    ...connectorItems(found),
  ];
  const makes = parts.some(({ action }) => action?.do === "create column" || action?.do === "create key");
  const items = [publisherItem(options, found), solutionItem(options, found, makes), ...parts];
  return found.solution?.isManaged ? items.map((item) => refuseManaged(item, options)) : items;
}

function publisherItem({ prefix }: SetupOptions, { publisher }: Found): SetupItem {
  const what = `publisher with the prefix ${prefix}`;
  if (publisher) return there(what, `option values begin with ${publisher.optionPrefix}`);
  return todo(what, "create it", { do: "create publisher", prefix, optionPrefix: OPTION_PREFIX });
}

/** @param makes Whether there is anything to be made in it: what is there already it takes under any name. */
function solutionItem(
  { prefix, solution: name }: SetupOptions,
  { solution }: Found,
  makes: boolean,
): SetupItem {
  const what = `solution ${name}`;
  if (!solution) return todo(what, "create it", { do: "create solution", name, prefix });
  if (makes && solution.prefix !== prefix) {
    const detail = `is of the publisher with the prefix ${solution.prefix}, and takes nothing new that begins with ${prefix}: give another solution, or ${solution.prefix} as publisher-prefix`;
    return wrong(what, detail);
  }
  return there(what, solution.isManaged ? "managed: it was imported from another environment" : "");
}

function columnItem(
  { table, purpose }: { readonly table: CrmTableName; readonly purpose: Purpose },
  { prefix, solution: name }: SetupOptions,
  found: Found,
): SetupItem {
  const within = table === "lead" ? found.leads : found.table;
  const { columns } = within;
  const column = columnFor(purpose, prefix, columns);
  const where = table === "lead" ? " of leads" : "";
  if (!column) {
    const wanted = newColumn(purpose, prefix, found.publisher?.optionPrefix ?? OPTION_PREFIX);
    const what = `column ${nameFor(purpose, prefix)}${where}`;
    const wasSetUp = columns.some(({ name: known }) => known === nameFor("referral identifier", prefix));
    const again = wasSetUp ? `. ${MADE_AGAIN}` : "";
    return todo(what, `create "${wanted.label}", ${wanted.shape.type}${again}`, {
      do: "create column",
      table,
      column: wanted,
      solution: name,
    });
  }
  const what = `column ${column.name}${where}`;
  const problem = misfit(purpose, column);
  if (problem) {
    // Dataverse changes how much a column holds and who may see it, and never its type or its logical name.
    const change = problem.startsWith("is of the type") ? "" : "change that, ";
    return wrong(what, `${problem}: ${change}delete the column with its values, or choose another prefix`);
  }
  if (column.name !== nameFor(purpose, prefix)) {
    return there(what, `"${column.label}" of Microsoft's connector, adopted`);
  }
  const lacking = missingOptions(purpose, column, found.publisher?.optionPrefix ?? OPTION_PREFIX)
    .map(({ value, label }) => `"${label}" (${value})`)
    .join(", ");
  // Who took one away has a reason, and says in the mapping what stands in its place.
  const detail = lacking && `without the option ${lacking}: add it, or correct its values in the mapping`;
  const item = inSolution(what, { kind: "column", id: column.id }, { name, found, table: within });
  return detail ? { ...item, detail: [item.detail, detail].filter(Boolean).join("; ") } : item;
}

function inSolution(
  what: string,
  component: { readonly kind: "column" | "key"; readonly id: string },
  { name, found, table }: { readonly name: string; readonly found: Found; readonly table: CrmTable },
): SetupItem {
  const { solution } = found;
  const isListed = solution?.components.has(component.id) || solution?.wholeTables.has(table.id);
  if (isListed || solution?.isManaged) return there(what, "");
  return todo(what, "exists; add it to the solution", { do: "add to solution", component, solution: name });
}

function keyItem({ prefix, solution: name }: SetupOptions, found: Found): SetupItem {
  const column = columnFor("referral identifier", prefix, found.table.columns);
  const columnName = column?.name ?? nameFor("referral identifier", prefix);
  const key = keyOn(found.table.keys, columnName);
  if (key) return existingKey(key, name, found);
  return todo(`alternate key on ${columnName}`, "create it, and wait until its index is built", {
    do: "create key",
    schemaName: `${prefix}_ReferralKey`,
    column: columnName,
    solution: name,
  });
}

function existingKey(key: CrmKey, solution: string, found: Found): SetupItem {
  const what = `alternate key ${key.name}`;
  switch (key.status) {
    case "Active":
      return inSolution(what, { kind: "key", id: key.id }, { name: solution, found, table: found.table });
    case "Failed":
      return todo(what, "its index could not be built; build it again", {
        do: "reactivate key",
        name: key.name,
      });
    default:
      return todo(what, `its index is ${key.status}; wait until it is built`, { do: "await key" });
  }
}

function trackingItem({ table }: Found): SetupItem {
  const what = "change tracking of opportunities";
  if (table.tracksChanges) return there(what, "");
  return todo(what, "turn it on; it cannot be turned off again", { do: "track changes" });
}

/** What belongs to no solution, or is about the data of this environment. */
const ANYWHERE: readonly string[] = ["track changes", "reactivate key", "await key"];

/** What a solution brought with it is changed where it came from. */
function refuseManaged(item: SetupItem, { solution }: SetupOptions): SetupItem {
  if (item.action === null || ANYWHERE.includes(item.action.do)) return item;
  return wrong(
    item.what,
    `is missing from the managed solution ${solution}: run setup where it comes from, and import it again`,
  );
}

function there(what: string, detail: string): SetupItem {
  return { what, state: "there", detail, action: null };
}

function wrong(what: string, detail: string): SetupItem {
  return { what, state: "wrong", detail, action: null };
}

function todo(what: string, detail: string, action: SetupItem["action"]): SetupItem {
  return { what, state: "to do", detail, action };
}

/** Two connectors on one row would overwrite each other for ever. */
function connectorItems({ table }: Found): SetupItem[] {
  const columns = connectorColumns(table.columns);
  if (columns.length === 0) return [];
  const detail =
    "installed: turn its flows off before the first sync, but leave its solution, which holds the columns";
  return [there("Microsoft's co-sell connector", detail)];
}
