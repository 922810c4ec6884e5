import { contractError } from "../http/json.ts";
import type { HttpResponse } from "../http/message.ts";
import { decodeBatch, encodeBatch } from "./batch.ts";
import { API, type Connection } from "./connection.ts";
import { readError } from "./error.ts";
import { STRONG } from "./metadata.ts";

/**
 * The answer to each path, in one request. Throws unless all of them are there.
 *
 * @param more Paths that may be refused, and are left out then.
 */
export async function getTogether(
  connection: Connection,
  paths: readonly string[],
  more: readonly string[] = [],
): Promise<ReadonlyMap<string, HttpResponse>> {
  const all = [...paths, ...more];
  const answers = await answersTo(connection, all);
  const refused = answers.slice(0, paths.length).find((answer) => answer.status !== 200);
  if (refused) throw readError(refused);
  const pairs = all.map((path, index) => [path, answers[index] as HttpResponse] as const);
  return new Map(pairs.filter(([, { status }]) => status === 200));
}

/**
 * The same, whatever the answers say: one for each path, in their order. A part that was throttled, or failed, is asked for by
 * itself, which waits: it must not pass for one that is refused. Throws where they cannot be read.
 */
export async function answersTo(
  connection: Connection,
  paths: readonly string[],
): Promise<readonly HttpResponse[]> {
  const headers = { Accept: "application/json", ...STRONG };
  const gets = paths.map((path) => ({ method: "GET", path, headers, body: "", repeatable: true }) as const);
  const batch = { method: "POST", path: `${API}$batch`, ...encodeBatch(gets), repeatable: true } as const;
  const answer = await connection.send(batch);
  const parts = decodeBatch(answer)?.answers ?? [];
  if (parts.length === 0 && answer.status !== 200) throw readError(answer);
  const read = parts.filter((part) => part !== null);
  if (read.length !== paths.length) throw contractError("Dataverse sent a damaged answer to a batch.");
  return Promise.all(
    gets.map(async (get, index) => {
      const part = read[index] as HttpResponse;
      return part.status === 429 || part.status >= 500 ? await connection.send(get) : part;
    }),
  );
}
