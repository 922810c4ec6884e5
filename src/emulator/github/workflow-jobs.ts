/** A job of a run of the workflow, as somebody who asks afterwards finds it. */
export interface WorkflowJob {
  readonly name: string;
  /** `null` while it runs. */
  readonly conclusion: string | null;
  /** None when it never got a machine; the last one is not over when the machine was lost. */
  readonly steps: readonly {
    readonly status: "queued" | "in_progress" | "completed";
    readonly conclusion: string | null;
  }[];
  readonly seconds: number;
  readonly annotations: readonly JobAnnotation[];
}

export interface JobAnnotation {
  readonly level: "failure" | "warning" | "notice";
  readonly title: string;
  readonly message: string;
}

/** The jobs of each run of the workflow, by its number. */
export type WorkflowJobs = Map<string, WorkflowJob[]>;
