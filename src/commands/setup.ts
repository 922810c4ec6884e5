import { CosellError, ServiceError, UnreachableError } from "../errors.ts";
import { type CrmCustomiser, type CrmReader, type CrmRows, keyOn } from "../model/crm.ts";
import type { Clock } from "../model/ports.ts";
import type { SetupAction, SetupItem, SetupResult } from "../model/setup.ts";
import { columnFor } from "../provision/columns.ts";
import { CLEAR_DUPLICATES, duplicatesText } from "../provision/duplicates.ts";
import { planSetup, type SetupOptions } from "../provision/plan.ts";
import { TABLES } from "../provision/purposes.ts";

export interface SetupPorts {
  readonly crm: CrmReader & CrmCustomiser & CrmRows;
  readonly clock: Clock;
  readonly progress: (text: string) => void;
  /** Shows what is to be done, and asks whether to do it. */
  readonly approve: (items: readonly SetupItem[]) => Promise<boolean>;
}

/** Seconds between two looks at something that Dataverse does in the background: five minutes in all. */
const PATIENCE = [1, 2, 4, 8, ...Array<number>(19).fill(15)];

/**
 * Provisions what the CRM needs for a sync.
 *
 * - reads what there is, and plans the rest
 * - does nothing when something is wrong, or when nobody approves
 * - does one thing after the other: Dataverse refuses two customisations at once
 * - waits until the key works and every column can be read, and looks at it all once more
 *
 * What is there stays as it is, so it can be run again at any time, also after it was interrupted.
 */
export async function setup(options: SetupOptions, ports: SetupPorts): Promise<SetupResult> {
  const items = await look(options, ports);
  if (items.some(({ state }) => state === "wrong")) return { items, outcome: "wrong" };
  const todo = items.filter(({ state }) => state === "to do");
  if (todo.length === 0) return { items, outcome: "nothing to do" };
  if (!(await ports.approve(items))) return { items, outcome: "shown" };

  for (const { what, action } of todo) {
    ports.progress(what);
    if (action) await carryOut(action, ports.crm);
  }
  if (todo.some(({ action }) => action?.do !== "await key")) await publish(ports.crm);
  await awaitKey(options, ports);
  await awaitColumns(options, ports);
  const after = doneSince(items, await look(options, ports));
  return { items: after, outcome: outcomeOf(after) };
}

/** What was not as it should be before, and is now. A key that was to be made has its name only afterwards. */
function doneSince(before: readonly SetupItem[], after: readonly SetupItem[]): SetupItem[] {
  const earlier = new Map(before.map((item) => [item.what, item]));
  return after.map((item) => {
    const was = earlier.get(item.what);
    if (item.state !== "there" || was?.state === "there") return item;
    return { ...item, state: "done", detail: item.detail || (was?.detail ?? "") };
  });
}

function outcomeOf(after: readonly SetupItem[]): SetupResult["outcome"] {
  if (after.every(({ state }) => state === "there" || state === "done")) return "done";
  return after.some(({ state }) => state === "wrong") ? "wrong" : "unfinished";
}

async function look(options: SetupOptions, { crm }: SetupPorts): Promise<SetupItem[]> {
  const [table, leads, publisher, solution] = await Promise.all([
    crm.table("opportunity"),
    crm.table("lead"),
    crm.publisher(options.prefix),
    crm.solution(options.solution),
  ]);
  return planSetup(options, { table, leads, publisher, solution });
}

function carryOut(action: SetupAction, crm: CrmCustomiser): Promise<void> {
  switch (action.do) {
    case "create publisher":
      return crm.createPublisher(action);
    case "create solution":
      return crm.createSolution(action);
    case "create column":
      return crm.createColumn(action.table, action.column, action.solution);
    case "create key":
      return crm.createKey(action, action.solution);
    case "reactivate key":
      return crm.reactivateKey(action.name);
    case "add to solution":
      return crm.addToSolution(action.component, action.solution);
    case "track changes":
      return crm.trackChanges();
    case "await key":
      return Promise.resolve();
  }
}

/** Of what is made and only not published, another run of setup has nothing to do any more. */
async function publish(crm: CrmCustomiser): Promise<void> {
  try {
    await crm.publish();
  } catch (error) {
    if (!(error instanceof CosellError)) throw error;
    throw new UnreachableError(
      `All of it is made, but could not be published. ${error.message}`,
      "Publish all customizations at make.powerapps.com, under Solutions, since setup finds nothing to do there any more. Then run it again to see whether all of it works.",
      { cause: error },
    );
  }
}

async function awaitKey({ prefix }: SetupOptions, ports: SetupPorts): Promise<void> {
  await until(ports, "the index of the alternate key", async () => {
    const { columns, keys } = await ports.crm.table("opportunity");
    const column = columnFor("referral identifier", prefix, columns)?.name;
    const status = keyOn(keys, column)?.status;
    if (status === "Failed") throw await keyFailed(ports.crm, column ?? "");
    return status === "Active";
  });
}

async function awaitColumns({ prefix }: SetupOptions, ports: SetupPorts): Promise<void> {
  for (const { table, purposes } of TABLES) {
    const { columns } = await ports.crm.table(table);
    const names = purposes.flatMap((purpose) => columnFor(purpose, prefix, columns)?.name ?? []);
    await until(ports, "the new columns", () => ports.crm.canRead(table, names));
  }
}

async function until(ports: SetupPorts, what: string, isReady: () => Promise<boolean>): Promise<void> {
  for (const seconds of PATIENCE) {
    if (await isReady()) return;
    ports.progress(`waiting for ${what}`);
    await ports.clock.sleep(seconds * 1000);
  }
  if (await isReady()) return;
  throw new ServiceError(
    `Dataverse is not ready with ${what} after five minutes.`,
    "Run setup again later: it goes on from where it is.",
    200,
    "",
  );
}

/** As many as a person goes through by hand; who has more makes a view of the CRM for it. */
const MOST_NAMED = 50;

async function keyFailed(crm: CrmRows, column: string): Promise<ServiceError> {
  const failed = `Dataverse could not build the index of the alternate key on ${column}`;
  const found = await duplicatesIn(crm, column);
  const [why, fix] =
    found.length > 0
      ? [`: ${duplicatesText(found, MOST_NAMED)}`, CLEAR_DUPLICATES]
      : [", as two opportunities have the same value in it, most likely", `${FIND_THEM} ${CLEAR_DUPLICATES}`];
  return new ServiceError(`${failed}${why}.`, fix, 200, "");
}

const FIND_THEM =
  "They are not among those that the application user may read: group all opportunities by this column.";

/** Who makes columns need not be allowed to read rows yet. */
async function duplicatesIn(crm: CrmRows, column: string): ReturnType<CrmRows["duplicates"]> {
  try {
    return await crm.duplicates(column);
  } catch (error) {
    if (error instanceof CosellError) return [];
    throw error;
  }
}
