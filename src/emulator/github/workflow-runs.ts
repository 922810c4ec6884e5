/** One run that somebody asked for. */
export interface WorkflowRun {
  readonly id: number;
  readonly event: "workflow_dispatch" | "repository_dispatch";
  readonly inputs: Readonly<Record<string, string>>;
  /** When it was asked for, in milliseconds of `performance.now()`. */
  readonly askedAt: number;
  status: "queued" | "in_progress" | "completed" | "cancelled";
}

export type Job = (run: WorkflowRun) => Promise<unknown>;

/**
 * The runs of a workflow whose jobs share one concurrency group: one runs, one waits, and a newer one takes the
 * place of the one that waits. Without a job they only queue.
 */
export class WorkflowRuns {
  readonly all: WorkflowRun[] = [];
  #job: Job | null = null;
  #running: Promise<void> | null = null;
  #waiting: WorkflowRun | null = null;

  /** What a run does, as its runner would. */
  onRun(job: Job): void {
    this.#job = job;
    this.#next();
  }

  add(event: WorkflowRun["event"], inputs: Readonly<Record<string, string>>): WorkflowRun {
    const run: WorkflowRun = {
      id: this.all.length + 1,
      event,
      inputs,
      askedAt: performance.now(),
      status: "queued",
    };
    this.all.push(run);
    if (this.#waiting) this.#waiting.status = "cancelled";
    this.#waiting = run;
    this.#next();
    return run;
  }

  /** Settles when no run is left that could go on. */
  async idle(): Promise<void> {
    while (this.#running) await this.#running;
  }

  #next(): void {
    const run = this.#waiting;
    if (this.#running || !this.#job || !run) return;
    this.#waiting = null;
    run.status = "in_progress";
    this.#running = this.#job(run)
      .catch(() => {})
      .then(() => {
        run.status = "completed";
        this.#running = null;
        this.#next();
      });
  }
}
