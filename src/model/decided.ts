/** What of a write a person has decided for this run. */
export interface Decided {
  /** The conflict about it. */
  readonly resolved?: true;
  /** That a step is taken which waited for somebody's yes. */
  readonly approved?: true;
}

/** That alone, as part of another record. */
export function decidedOf({ resolved, approved }: Decided): Decided {
  return { ...(resolved ? { resolved } : {}), ...(approved ? { approved } : {}) };
}
