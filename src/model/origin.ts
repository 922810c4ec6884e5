/**
 * How a run came about, as its first line in the audit log says it; empty on a terminal. Who started it is left out: a
 * login is personal data, and nothing is ever taken out of the log. GitHub has it at the run of that number.
 */
export interface Origin {
  /** What started the workflow, as GitHub calls it: `schedule`, `workflow_dispatch` and so on. */
  readonly event?: string;
  /** A notification of Partner Center named what to look at first; the event is that of the relay. */
  readonly webhook?: true;
  /** Of the repository of the workflow, where the mapping is. */
  readonly commit?: string;
}
