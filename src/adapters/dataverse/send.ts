import { CosellError, LostAnswerError } from "../../errors.ts";
import type { OpportunityWrite, WriteResult } from "../../model/ports.ts";
import type { HttpResponse } from "../http/message.ts";
import { decodeBatch, encodeBatch } from "./batch.ts";
import { API, type Connection } from "./connection.ts";
import { requestOf, resultOf } from "./operation.ts";

/** Or a part of a batch that was refused for now, before anything was done. */
export type Fate = WriteResult | { readonly outcome: "throttled"; readonly answer: HttpResponse };

const DAMAGED: Fate = { outcome: "failed", reason: "the answer to the batch is damaged", sent: true };

/**
 * One request, a plain one for a single write. Never throws what could end a run: that has to wait until the
 * fate of the other writes is known.
 */
export async function sendTogether(
  connection: Connection,
  writes: readonly OpportunityWrite[],
): Promise<readonly Fate[]> {
  try {
    const [first, ...others] = writes;
    if (!first) return [];
    if (others.length > 0) return await sendBatch(connection, writes);
    return [resultOf(first, await connection.send(requestOf(first)))];
  } catch (error) {
    if (!(error instanceof CosellError)) throw error;
    const sent = error instanceof LostAnswerError;
    return writes.map(() => ({ outcome: "failed", reason: error.message, sent }));
  }
}

async function sendBatch(
  connection: Connection,
  writes: readonly OpportunityWrite[],
): Promise<readonly Fate[]> {
  const requests = encodeBatch(writes.map(requestOf));
  const answer = await connection.send({ method: "POST", path: `${API}$batch`, ...requests });
  const batch = decodeBatch(answer);
  if (batch) {
    const hasStopped = batch.complete && (batch.answers.at(-1)?.status ?? 0) >= 400;
    return writes.map((write, index) => fateOf(write, { answer: batch.answers[index], hasStopped }));
  }
  if (answer.status < 300) return writes.map(() => DAMAGED);
  if (answer.status !== 400 && answer.status !== 413) return writes.map((write) => resultOf(write, answer));
  // One write that cannot be parsed spoils its batch.
  const alone: Fate[] = [];
  for (const write of writes) alone.push(...(await sendTogether(connection, [write])));
  return alone.map(afterAll);
}

/** What was done before the batch was refused says 412 now, as if somebody else had been faster: its row tells the next run. */
function afterAll(fate: Fate): Fate {
  return fate.outcome === "stale" ? { outcome: "failed", reason: fate.reason, sent: true } : fate;
}

function fateOf(
  write: OpportunityWrite,
  { answer, hasStopped }: { readonly answer: HttpResponse | null | undefined; readonly hasStopped: boolean },
): Fate {
  if (answer) {
    const result = resultOf(write, answer);
    return answer.status === 429 && result.outcome === "failed" ? { outcome: "throttled", answer } : result;
  }
  // Asked to go on after an error, Dataverse may stop there all the same. For anything else no part is left out.
  if (answer === undefined && hasStopped) {
    return { outcome: "failed", reason: "the batch ended before this write", sent: false };
  }
  return DAMAGED;
}
