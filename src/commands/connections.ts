import { chosen, type LoadedConnections, loadConnections } from "../connections/load.ts";
import { sharingIn } from "../connections/sharing.ts";
import { type Row, rowsOf } from "../connections/standing.ts";
import type { Problem } from "../errors.ts";
import { type MappingText, type Validation, validateMapping } from "../mapping/validate.ts";
import { problemAt } from "../mapping/yaml/yaml.ts";
import type { Connection, ConnectionsReader, Sharing, SyncJob } from "../model/connections.ts";

export interface ConnectionsOptions {
  /** Path of the file of connections. */
  readonly file: string;
  /** Only these, by their names; `null` for all. */
  readonly only: readonly string[] | null;
}

export interface ConnectionFiles {
  /** @throws ConfigurationError when there is no such file. */
  connections(file: string): Promise<string>;
  /** `null` when there is no such file. */
  mapping(file: string): Promise<MappingText | null>;
}

export interface CheckedConnections {
  readonly connections: readonly Connection[];
  /** What is wrong with their mappings, or a mapping that is not there: the connections that have another one go on. */
  readonly problems: readonly Problem[];
  /** Connections whose deals nothing tells apart. */
  readonly sharing: readonly Sharing[];
}

/**
 * Reads a file of connections and checks it, together with the mappings that it names. Nothing else is looked at.
 *
 * @throws ConfigurationError with every mistake in that file, each at its line and column.
 */
export async function checkConnections(
  { file, only }: ConnectionsOptions,
  files: ConnectionFiles,
): Promise<CheckedConnections> {
  const loaded = loadConnections(await files.connections(file), file);
  const connections = only === null ? loaded.connections : chosen(loaded, only, file);
  const byMapping = Map.groupBy(connections, ({ mapping }) => mapping);
  const problems: Problem[] = [];
  const scopes = new Map<string, Validation["scoped"]>();
  for (const [name, users] of byMapping) {
    const text = await files.mapping(name);
    const checked = text && validateMapping(text);
    if (checked) scopes.set(name, checked.scoped);
    problems.push(...(checked?.problems ?? users.map((user) => noMapping(user, file, loaded))));
  }
  const sharing = sharingIn(connections, ({ mapping }, side) => scopes.get(mapping)?.[side] ?? false);
  return { connections, problems, sharing };
}

function noMapping(connection: Connection, file: string, loaded: LoadedConnections): Problem {
  const message = `${connection.name} > mapping is ${connection.mapping}, and there is no such file`;
  return problemAt(file, loaded.locate(connection, "mapping"), message);
}

/** Each reason costs a request, and when everything fails it is mostly for the same one. */
const MOST_REASONS = 20;

/** Looks at what became of each connection in a run of the workflow, whether its job got to say so or not. */
export async function gatherConnections(
  connections: readonly Connection[],
  workflowRun: string,
  reader: ConnectionsReader,
): Promise<Row[]> {
  const [jobs, branches] = await Promise.all([
    reader.jobs(),
    reader.branches(connections.map((connection) => connection["state-branch"])),
  ]);
  const byName = new Map(jobs.map((job) => [job.name, job]));
  const failed = connections
    .flatMap(({ name }) => byName.get(name) ?? [])
    .filter(hasReason)
    .slice(0, MOST_REASONS);
  const failures = new Map(
    await Promise.all(failed.map(async (job) => [job.name, await reader.failureOf(job)] as const)),
  );
  const known = connections.map((connection) => ({
    connection,
    job: byName.get(connection.name) ?? null,
    failure: failures.get(connection.name) ?? null,
    branch: branches.get(connection["state-branch"]) ?? null,
  }));
  return rowsOf(known, workflowRun);
}

function hasReason({ began, conclusion }: SyncJob): boolean {
  return began && conclusion !== null && conclusion !== "success";
}
