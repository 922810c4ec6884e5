import type {
  BranchState,
  Connection,
  JobFailure,
  RunNumbers,
  SyncJob,
  WaitingNumbers,
} from "../model/connections.ts";
import { by } from "../model/order.ts";

/** How a connection came out of a run of the workflow, the worst first. */
export const STANDINGS = [
  /** A guard said no; nothing was written. */
  "refused",
  "failed",
  /** Its job ended in the middle: a lost machine, a time-out, somebody's cancelling. */
  "died",
  "never ran",
  /** Its job has not ended. */
  "running",
  /** Done, and something waits for a person. */
  "needs a person",
  /** Done as far as time allowed; the next run goes on. */
  "unfinished",
  "fine",
] as const;
export type Standing = (typeof STANDINGS)[number];

/** What is known of a connection after a run of the workflow. */
export interface Known {
  readonly connection: Connection;
  readonly job: SyncJob | null;
  readonly failure: JobFailure | null;
  readonly branch: BranchState | null;
}

export interface Row extends Pick<Known, "connection" | "job" | "failure"> {
  readonly standing: Standing;
  /** Of this run. `null` when it committed nothing: there was nothing to do, or it did not get so far. */
  readonly numbers: RunNumbers | null;
  /** What is not in step, as the state branch knows it, whatever became of this run. */
  readonly waiting: WaitingNumbers | null;
  readonly commit: string | null;
  /** How long its job took, in seconds. */
  readonly seconds: number | null;
}

/** @param workflowRun Number of the run of the workflow: its syncs go by it. */
export function rowsOf(known: readonly Known[], workflowRun: string): Row[] {
  return known.map((one) => rowOf(one, workflowRun)).sort((a, b) => rankOf(a) - rankOf(b) || byName(a, b));
}

const byName = by(({ connection }: Row) => connection.name);

function rankOf({ standing }: Row): number {
  return STANDINGS.indexOf(standing);
}

function rowOf(known: Known, workflowRun: string): Row {
  const { connection, job, failure, branch } = known;
  const last = branch?.numbers ?? null;
  const numbers = last?.run.startsWith(`${workflowRun}-`) ? last : null;
  const waiting = last?.waiting ?? null;
  const standing = standingOf(known, numbers, waiting);
  return {
    connection,
    job,
    failure,
    standing,
    numbers,
    waiting,
    commit: branch?.commit ?? null,
    seconds: secondsOf(job),
  };
}

/**
 * | job | then |
 * |---|---|
 * | none of this name, skipped, or ended before its first step | never ran |
 * | has not ended | running |
 * | failed, and says that a guard refused | refused |
 * | failed, and says why | failed |
 * | failed without a word or in the middle of a step, timed out, cancelled on the way | died |
 * | succeeded, with changes that were not begun | unfinished |
 * | succeeded, with something that waits for a person | needs a person |
 * | succeeded | fine |
 */
function standingOf(
  { job, failure }: Known,
  numbers: RunNumbers | null,
  waiting: WaitingNumbers | null,
): Standing {
  if (!job) return "never ran";
  if (job.conclusion === null) return "running";
  if (job.conclusion === "success") {
    if (numbers && numbers.left > 0) return "unfinished";
    return waiting && needsAPerson(waiting) ? "needs a person" : "fine";
  }
  if (!job.began) return "never ran";
  if (job.conclusion !== "failure" || !job.ended || !failure) return "died";
  return failure.isRefusal ? "refused" : "failed";
}

/** What was refused or failed is tried again without one. */
function needsAPerson({ conflicts, held, approvals }: WaitingNumbers): boolean {
  return conflicts + held + approvals > 0;
}

function secondsOf(job: SyncJob | null): number | null {
  if (!job?.began || job.startedAt === null || job.completedAt === null) return null;
  return Math.max(0, Math.round((Date.parse(job.completedAt) - Date.parse(job.startedAt)) / 1000));
}
