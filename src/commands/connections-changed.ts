import { loadConnections } from "../connections/load.ts";
import { type ChangedConnections, connectionsInForce, proposalOf } from "../connections/proposed.ts";
import type { FilesInForce } from "../model/files-in-force.ts";
import type { ConnectionFiles } from "./connections.ts";

/**
 * Which connections a pull request changes, by their entry or by their mapping. Whether the mappings are right is for the
 * review of each: what is wrong with one does not touch the others.
 *
 * @param file Path of the file of connections.
 * @throws ConfigurationError with every mistake in that file, each at its line and column.
 */
export async function changedConnections(
  file: string,
  files: ConnectionFiles,
  inForce: FilesInForce,
): Promise<ChangedConnections> {
  const { connections } = loadConnections(await files.connections(file), file);
  const before = connectionsInForce(await inForce.read(file), file);
  const proposals = connections.map((connection) => ({
    connection,
    proposal: proposalOf(connection, before),
  }));
  const isKept = ({ connection, proposal }: (typeof proposals)[number]) =>
    proposal.kind === "kept" && proposal.mapping === connection.mapping;
  const kept = new Set(proposals.filter(isKept).map(({ connection }) => connection.mapping));
  const same = await inForce.unchanged(await textsOf([...kept], files));
  const names = new Set(connections.map(({ name }) => name));
  return {
    all: connections.length,
    changed: proposals.filter((one) => !isKept(one) || !same.has(one.connection.mapping)),
    gone: (before ?? []).map(({ name }) => name).filter((name) => !names.has(name)),
  };
}

/** A file that is not there has changed, or never was; its review says so. */
async function textsOf(paths: readonly string[], files: ConnectionFiles): Promise<Map<string, string>> {
  const texts = paths.map(async (path) => [path, (await files.mapping(path))?.text] as const);
  return new Map(
    (await Promise.all(texts)).flatMap(([path, text]) => (text === undefined ? [] : [[path, text]])),
  );
}
