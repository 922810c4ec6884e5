/** One Partner Center account and one CRM that are kept in step; the keys are those of the file and of the matrix. */
export interface Connection {
  readonly name: string;
  /** Path of its mapping file. */
  readonly mapping: string;
  /** Environment of the repository with its secrets and variables. */
  readonly environment: string;
  readonly "state-branch": string;
  readonly "tenant-id"?: string;
  readonly "dataverse-url"?: string;
  readonly "dataverse-tenant-id"?: string;
}

/** Connections, by their names, that have one account or one CRM in common. */
export interface Sharing {
  readonly what: "account" | "CRM";
  readonly names: readonly string[];
}

/** What GitHub knows of the job of a connection. */
export interface SyncJob {
  /** The connection's. */
  readonly name: string;
  /** Of its check run, which keeps its annotations. */
  readonly checkRun: number;
  /** GitHub's own: `success`, `failure`, `cancelled`, `skipped`, `timed_out` …; `null` while it runs. */
  readonly conclusion: string | null;
  /** Whether any of its steps began. */
  readonly began: boolean;
  /** Whether every step that began has ended: the machine was there to the end. */
  readonly ended: boolean;
  /** ISO 8601. */
  readonly startedAt: string | null;
  readonly completedAt: string | null;
  /** Its page. */
  readonly url: string;
}

/** Why a job failed, as it said itself. */
export interface JobFailure {
  readonly isRefusal: boolean;
  readonly message: string;
}

/** What a run leaves on its state branch about itself: numbers, and nothing of any record. */
export interface RunNumbers {
  readonly run: string;
  /** When it was written, ISO 8601. */
  readonly at: string;
  readonly created: number;
  readonly updated: number;
  /** Changes that were begun and not carried out. */
  readonly failed: number;
  /** Changes that were not begun. */
  readonly left: number;
  /** Everything that is not in step afterwards, from earlier runs too, by what it waits for. */
  readonly waiting: WaitingNumbers;
}

export interface WaitingNumbers {
  readonly conflicts: number;
  /** Held back, or a question that only a person can answer. */
  readonly held: number;
  readonly approvals: number;
  /** Refused or failed, and tried again. */
  readonly retried: number;
}

/** What the state branch of a connection has. */
export interface BranchState {
  readonly commit: string;
  /** `null` when no run has left its numbers yet. */
  readonly numbers: RunNumbers | null;
}

/** Looks at the jobs of a workflow run and at state branches. */
export interface ConnectionsReader {
  /** The jobs of this run of the workflow, as far as they are there. */
  jobs(): Promise<readonly SyncJob[]>;
  /** `null` when it did not say. */
  failureOf(job: SyncJob): Promise<JobFailure | null>;
  /** By the name of the branch; one that is not there is left out. */
  branches(names: readonly string[]): Promise<ReadonlyMap<string, BranchState>>;
}

/** Where a run leaves its numbers on the state branch. */
export const NUMBERS_FILE = "result.json";
