/** What a person has decided about a write for this run. */
export interface Decided {
  /** The conflict about it. */
  readonly resolved?: true;
  /** That a step is taken which waited for somebody's yes. */
  readonly approved?: true;
}

/** Whether somebody has: it holds for this run alone. */
export function isDecided({ resolved, approved }: Decided): boolean {
  return resolved === true || approved === true;
}

/** Only that, of a record that may say more. */
export function decidedOf({ resolved, approved }: Decided): Decided {
  return { ...(resolved ? { resolved } : {}), ...(approved ? { approved } : {}) };
}
