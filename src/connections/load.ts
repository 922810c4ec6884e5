import { ConfigurationError } from "../errors.ts";
import { type Language, mistakes } from "../mapping/check/mistakes.ts";
import type { Finding } from "../mapping/schema/finding.ts";
import { parseYaml, problemAt, told } from "../mapping/yaml/yaml.ts";
import type { Connection } from "../model/connections.ts";
import { didYouMean } from "../suggest.ts";
import {
  CONNECTION_KEYS,
  CONNECTIONS_VERSION,
  type ConnectionDocument,
  type ConnectionsDocument,
  connectionsSchema,
  DEFAULT_MAPPING,
  MOST_CONNECTIONS,
} from "./schema.ts";
import { accountOf, crmOf } from "./sharing.ts";

const WHAT = "file of connections";

const LANGUAGE: Language = {
  what: WHAT,
  version: CONNECTIONS_VERSION,
  keysAt: (path) => (path.length === 0 ? Object.keys(connectionsSchema.shape) : CONNECTION_KEYS),
};

/** The connections of a file, and where each of them says which mapping it has. */
export interface LoadedConnections {
  readonly connections: readonly Connection[];
  /** The place of a mistake that only shows elsewhere, such as a mapping that is not there. */
  locate(
    connection: Connection,
    key: keyof ConnectionDocument,
  ): { readonly line: number; readonly column: number };
}

/**
 * Reads a file of connections.
 *
 * @param text The YAML.
 * @param file Its name, for messages.
 * @throws ConfigurationError with every problem at its line and column.
 */
export function loadConnections(text: string, file: string): LoadedConnections {
  const document = parseYaml(text, file, WHAT);
  const parsed = connectionsSchema.safeParse(document.value);
  const findings = parsed.success
    ? crossCheck(parsed.data)
    : mistakes(parsed.error.issues, document.value, LANGUAGE);
  if (findings.length > 0 || !parsed.success) {
    const problems = findings.map(({ path, message }) => problemAt(file, document.locate(path), message));
    throw new ConfigurationError(
      told(problems, file),
      "Correct the connections; docs/connections.md describes every key.",
    );
  }
  return {
    connections: connectionsIn(parsed.data),
    locate: ({ name }, key) => document.locate(["connections", name, key]),
  };
}

/**
 * Those of these names, each once, in the order of the file.
 *
 * @throws ConfigurationError with every name that there is not.
 */
export function chosen(
  { connections }: LoadedConnections,
  wanted: readonly string[],
  file: string,
): readonly Connection[] {
  const names = connections.map(({ name }) => name);
  const problems = wanted
    .filter((name) => !names.includes(name))
    .map((name) => ({
      where: "connection",
      message: `${file} has no connection "${name}"${didYouMean(name, names)}`,
    }));
  if (problems.length > 0) throw new ConfigurationError(problems, `It has: ${names.join(", ")}.`);
  return connections.filter(({ name }) => wanted.includes(name));
}

function connectionsIn({ connections }: ConnectionsDocument): Connection[] {
  return Object.entries(connections).map(([name, given]) => {
    const { mapping = DEFAULT_MAPPING, ...rest } = given ?? {};
    return { name, mapping, environment: name, "state-branch": `cosell-sync-${name}`, ...rest };
  });
}

/** What a schema cannot say: two connections that would undo each other's work. */
function crossCheck(document: ConnectionsDocument): Finding[] {
  const connections = connectionsIn(document);
  if (connections.length === 0)
    return [{ path: ["connections"], message: "connections has none; a name and its keys make one" }];
  const tooMany = connections.length - MOST_CONNECTIONS;
  const surplus = connections[MOST_CONNECTIONS];
  const limit = surplus
    ? [
        {
          path: ["connections", surplus.name],
          message: `${tooMany} more than the ${MOST_CONNECTIONS} jobs that a workflow can have; move some to another repository`,
        },
      ]
    : [];
  return [
    ...limit,
    ...namedLikeOtherJobs(connections),
    ...shared(connections, branchOf, (name, first) => ({
      path: ["connections", name, "state-branch"],
      message: `${name} would have the state branch of ${first}; each connection needs its own`,
    })),
    ...beneathOthers(connections),
    ...shared(connections, pairOf, (name, first) => ({
      path: ["connections", name, "dataverse-url"],
      message: `${name} is the same Partner Center account and CRM as ${first}; two syncs of one pair would undo each other's work`,
    })),
  ];
}

/** The workflow's own jobs, beside those that go by the names of connections. */
const OTHER_JOBS = ["connections", "summary"];

/** The summary knows a job by its name: it would take what became of the workflow's own for what became of the sync. */
function namedLikeOtherJobs(connections: readonly Connection[]): Finding[] {
  return connections
    .filter(({ name }) => OTHER_JOBS.includes(name))
    .map(({ name }) => ({
      path: ["connections", name],
      message: `${name} is the name of a job that the workflow has besides; give the connection another one`,
    }));
}

/** Every connection that has something in common with an earlier one. */
function shared(
  connections: readonly Connection[],
  keyOf: (connection: Connection) => string,
  found: (name: string, first: string) => Finding,
): Finding[] {
  return [...Map.groupBy(connections, keyOf).values()].flatMap(([first, ...others]) =>
    others.map(({ name }) => found(name, first?.name ?? "")),
  );
}

/** Git keeps a branch as a file, so another one cannot lie beneath it as in a folder. */
function beneathOthers(connections: readonly Connection[]): Finding[] {
  const nameOf = new Map(connections.map((one) => [branchOf(one), one.name]));
  return connections.flatMap((connection) => {
    const parts = branchOf(connection).split("/");
    const above = parts.flatMap((_part, index) => nameOf.get(parts.slice(0, index).join("/")) ?? []);
    return above.map((other) => ({
      path: ["connections", connection.name, "state-branch"],
      message: `${connection.name} would have a state branch beneath that of ${other}, which git cannot keep; give it another name`,
    }));
  });
}

/** A file system without upper and lower case keeps two such branches in one place. */
function branchOf(connection: Connection): string {
  return connection["state-branch"].toLowerCase();
}

function pairOf(connection: Connection): string {
  return JSON.stringify([accountOf(connection), crmOf(connection)]);
}
