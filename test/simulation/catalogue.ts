import { FAILURES } from "./catalogue-failures.ts";
import { INVARIANTS } from "./catalogue-invariants.ts";
import type { Condition } from "./conditions.ts";
import type { FaultName } from "./faults.ts";
import type { FlowName } from "./flows.ts";
import type { JobName } from "./jobs.ts";
import type { PromiseName } from "./promise-names.ts";
import type { Spell } from "./story.ts";

/** A way to fail (F) or something that always holds (I), and everything that covers it. */
export interface Entry {
  readonly what: string;
  /** File below `test/` → the beginnings of the titles of its tests. */
  readonly tests?: Readonly<Record<string, readonly string[]>>;
  /** What goes wrong in random stories. */
  readonly troubles?: readonly (
    | FaultName
    | Condition
    | FlowName
    | JobName
    | Spell["what"]
    | "edit before a call"
    | "edit after a call"
  )[];
  /** What those stories are judged by. */
  readonly promises?: readonly PromiseName[];
  /** What has to be there for it, and is missed when it is switched off. */
  readonly protections?: readonly string[];
}

export const CATALOGUE: Readonly<Record<string, Entry>> = { ...FAILURES, ...INVARIANTS };
