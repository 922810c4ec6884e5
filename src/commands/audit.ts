import { StateError } from "../errors.ts";
import type { StateStore } from "../model/ports.ts";
import { STATE_FILE } from "../model/state.ts";
import { type AuditResult, checkLog, historyOf } from "../reconcile/audit/audit-log.ts";
import { salvage } from "../reconcile/checkpoint/state.ts";

/** How many files are read between two lines of progress. */
const FILES_AT_ONCE = 50;

export interface AuditOptions {
  readonly branch: string;
  /** Tell what became of the deal with this referral, or this opportunity; `null` to check the log only. */
  readonly asked: string | null;
}

export interface AuditPorts {
  readonly state: Pick<StateStore, "read" | "list">;
  readonly progress: (text: string) => void;
}

/**
 * Reads the audit log from its first file to its last, and follows its chain; writes nothing.
 *
 * @throws StateError when there is no branch
 */
export async function audit({ branch, asked }: AuditOptions, ports: AuditPorts): Promise<AuditResult> {
  const { head, files, edited = false } = await ports.state.read([STATE_FILE]);
  if (head === null) {
    throw new StateError(
      `There is no branch ${branch}, and so no audit log.`,
      "Check state-branch, and on a terminal state-dir: they have to be those of the sync, whose first run makes the branch.",
    );
  }
  const { state, found } = salvage(files[STATE_FILE]);
  const isReadable = found === "intact" || found === "changed by hand";
  const check = checkLog(await readLog(head, ports), isReadable ? state.audit : undefined);
  const history = asked === null ? null : { asked, entries: historyOf(asked, check.runs) };
  return { head, check, state: found, edited, history };
}

async function readLog(head: string, { state, progress }: AuditPorts): Promise<ReadonlyMap<string, string>> {
  const paths = await state.list(head, "audit");
  const log = new Map<string, string>();
  for (let at = 0; at < paths.length; at += FILES_AT_ONCE) {
    progress(`reading the audit log: ${at} of ${paths.length} files`);
    const { files } = await state.read(paths.slice(at, at + FILES_AT_ONCE), head);
    for (const [path, content] of Object.entries(files)) log.set(path, content);
  }
  return log;
}
