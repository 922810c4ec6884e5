import { openStickyComments, type StickyComments } from "../adapters/github/comments.ts";
import type { PullRequest } from "../adapters/github/event.ts";
import { openFilesInForce } from "../adapters/github/files.ts";
import { changedConnections } from "../commands/connections-changed.ts";
import { ConfigurationError, CosellError, describeError, troubleOf } from "../errors.ts";
import type { ConnectionsOnGithub } from "../inputs/connections.ts";
import {
  connectionIn,
  failureComment,
  markerOf,
  OF_A_CONNECTION,
  withdrawnComment,
} from "../report/comment.ts";
import { changedReport, matrixOf } from "../report/connections.ts";
import { FILES } from "./connections.ts";
import { type Report, type Terminal, withTools } from "./tools.ts";

/**
 * Puts out the matrix of the connections that a pull request changes; empty text when it changes none, as a workflow
 * takes no empty matrix. Plans that an earlier push got and this one does not are taken back in their comments.
 */
export async function runConnectionsChanged(
  { file, github }: ConnectionsOnGithub,
  pullRequest: PullRequest | null,
  terminal: Terminal,
): Promise<Report> {
  if (!pullRequest) {
    throw new ConfigurationError(
      [
        {
          where: "command",
          message: "connections changed is about a pull request, and this run is about none",
        },
      ],
      "Run it on: pull_request; connections is about all of them.",
    );
  }
  return withTools(terminal, async ({ http }) => {
    const access = { http, ...github };
    const comments = openStickyComments(access);
    const inForce = openFilesInForce(access, pullRequest);
    const found = await changedConnections(file, FILES, inForce).catch(async (error: unknown) => {
      // Nothing is planned now, and earlier plans would go on standing there.
      if (error instanceof CosellError) {
        const text = (connection: string) => failureComment({ connection }, describeError(error));
        await takeBack(comments, pullRequest, text);
      }
      throw error;
    });
    const changed = found.changed.map(({ connection }) => connection);
    const names = new Set(changed.map(({ name }) => name));
    const outdated = await takeBack(comments, pullRequest, (connection) =>
      names.has(connection) ? null : withdrawnComment(connection),
    );
    const matrix = changed.length === 0 ? "" : JSON.stringify(matrixOf(changed));
    return { text: changedReport(found, outdated), failed: false, matrix };
  });
}

/**
 * Writes anew what stands on the pull request of each connection, unless `text` has nothing for it.
 *
 * @returns Why that could not be done, or `null`.
 */
async function takeBack(
  comments: StickyComments,
  { number }: PullRequest,
  text: (connection: string) => string | null,
): Promise<string | null> {
  try {
    for (const standing of await comments.texts(number, OF_A_CONNECTION)) {
      const connection = connectionIn(standing);
      const wanted = connection === null ? null : text(connection);
      if (connection !== null && wanted !== null && wanted.trim() !== standing.trim())
        await comments.put(number, markerOf({ connection }), wanted);
    }
    return null;
  } catch (error) {
    return troubleOf(error);
  }
}
