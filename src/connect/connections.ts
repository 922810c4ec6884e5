import { openGithubConnections } from "../adapters/github/connections.ts";
import { readMappingIfThere } from "../adapters/mapping-files.ts";
import { readConnections } from "../adapters/text-file.ts";
import { checkConnections, gatherConnections } from "../commands/connections.ts";
import type { ConnectionInputs, ConnectionsSummaryInputs } from "../inputs/connections.ts";
import { connectionsReport, connectionsSummary, matrixOf } from "../report/connections.ts";
import { type Report, type Terminal, withTools } from "./tools.ts";

/** Reads the files of the checkout. */
export const FILES = { connections: readConnections, mapping: readMappingIfThere };

/**
 * Checks the file of connections and puts out the matrix; asks nobody anything. A mistake in a mapping is a failure, and
 * the matrix is there all the same: the jobs of the other connections need not wait until it is fixed.
 */
export async function runConnections(inputs: ConnectionInputs): Promise<Report> {
  const checked = await checkConnections(inputs, FILES);
  const { connections, problems } = checked;
  const matrix = JSON.stringify(matrixOf(connections));
  return { text: connectionsReport(checked), failed: problems.length > 0, matrix, problems };
}

/** One summary of all their jobs. It does not fail when one of them did: that job has failed already. */
export async function runConnectionsSummary(
  inputs: ConnectionsSummaryInputs,
  terminal: Terminal,
): Promise<Report> {
  const { connections } = await checkConnections(inputs, FILES);
  return withTools(terminal, async ({ http }) => {
    const { github, workflowRun } = inputs;
    const reader = openGithubConnections({ http, ...github, workflowRun });
    const rows = await gatherConnections(connections, workflowRun, reader);
    return { text: connectionsSummary(rows), failed: false };
  });
}
