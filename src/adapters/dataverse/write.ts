import type { Clock, OpportunityWrite, OpportunityWriter, WriteResult } from "../../model/ports.ts";
import { sumOf } from "../../model/sum.ts";
import { retryAfterMs } from "../http/pause.ts";
import { inParallel } from "../in-parallel.ts";
import type { Connection } from "./connection.ts";
import { reasonOf } from "./error.ts";
import { type Fate, sendTogether } from "./send.ts";

/** Dataverse takes a thousand, but an answer is waited for two minutes only, and with the customer's plug-ins a write may take one second. */
const MOST_IN_BATCH = 100;
/** Dataverse takes 116 MB, with quotes and line ends as JSON has them; a larger one would be sent again write by write. */
const MOST_BYTES = 40_000_000;
/** Of a write, besides its texts. */
const BYTES_OF_WRITE = 500;
const WAVES = 5;
/**
 * A hundred updates in one batch take four seconds ("Sample: Update records in bulk"), so a wave of such batches does.
 * Where few may be under way at once, it is half a minute rather than many waves.
 */
const FEW_SECONDS = 100;
const HALF_A_MINUTE = 2000;
const SHORTEST_WAIT_MS = 1000;

/** One write on its way. */
interface Job {
  readonly write: OpportunityWrite;
  fate: Fate;
}

const NOT_SENT: Fate = { outcome: "failed", reason: "not sent", sent: false };

/**
 * Dataverse works through a batch one by one, so the quickest is one wave: as many batches as may be under way
 * at the same time, all of the same size; or several rounds of such batches. Parts that were throttled go into the next wave,
 * which is held back for as long as Dataverse asks.
 */
export function openWriter(connection: Connection, clock: Clock): OpportunityWriter {
  async function sendWave(jobs: readonly Job[]): Promise<void> {
    const width = connection.concurrency();
    await inParallel(inBatches(jobs, width), width, async (batch) => {
      const fates = await sendTogether(
        connection,
        batch.map((job) => job.write),
      );
      for (const [place, job] of batch.entries()) job.fate = fates[place] ?? NOT_SENT;
    });
  }

  function waitOf({ fate }: Job): number {
    if (fate.outcome !== "throttled") return 0;
    return Math.max(SHORTEST_WAIT_MS, retryAfterMs(fate.answer.headers, clock.now()));
  }

  async function write(writes: readonly OpportunityWrite[]): Promise<WriteResult[]> {
    const jobs: Job[] = writes.map((each) => ({ write: each, fate: NOT_SENT }));
    let waiting = jobs;
    for (let wave = 1; ; wave += 1) {
      await sendWave(waiting);
      waiting = waiting.filter((job) => job.fate.outcome === "throttled");
      if (waiting.length === 0 || wave === WAVES) return jobs.map(resultOf);
      connection.holdBack(Math.max(...waiting.map(waitOf)));
    }
  }

  return { write, atOnce: () => Math.max(FEW_SECONDS * connection.concurrency(), HALF_A_MINUTE) };
}

/** Writes of one record stay together, in their order: they must not be under way at the same time. */
function inBatches(jobs: readonly Job[], width: number): Job[][] {
  const rounds = Math.ceil(jobs.length / (width * MOST_IN_BATCH));
  const size = Math.ceil(jobs.length / (width * rounds));
  const batches: Job[][] = [];
  let filled = 0;
  for (const group of Map.groupBy(jobs, (job) => job.write.id).values()) {
    const bytes = sumOf(group, (job) => bytesOf(job.write));
    const last = batches.at(-1);
    if (last && last.length + group.length <= size && filled + bytes <= MOST_BYTES) last.push(...group);
    else {
      batches.push(group);
      filled = 0;
    }
    filled += bytes;
  }
  return batches;
}

function bytesOf(write: OpportunityWrite): number {
  const texts = "columns" in write ? Object.values(write.columns) : "text" in write ? [write.text] : [];
  return BYTES_OF_WRITE + sumOf(texts, (value) => (typeof value === "string" ? Buffer.byteLength(value) : 0));
}

function resultOf({ fate }: Job): WriteResult {
  if (fate.outcome !== "throttled") return fate;
  return { outcome: "failed", reason: reasonOf(fate.answer), sent: false };
}
