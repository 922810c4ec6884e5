import type { Systems } from "./systems.ts";

type Row = Readonly<Record<string, unknown>>;

/** What an import writes: what an export would have. */
const EXPORTED = ["name", "description", "estimatedvalue", "estimatedclosedate", "cosell_products"] as const;

/** Work that comes at its time, whatever anybody does. Each remembers what it did the times before. */
const JOBS = {
  "touches every row": ({ dataverse }: Systems) => {
    let times = 0;
    return () => {
      times += 1;
      for (const { opportunityid } of dataverse.rows("opportunity"))
        dataverse.edit("opportunity", String(opportunityid), { stepname: `looked at ${times} times` });
    };
  },
  "reassigns owners": ({ dataverse }: Systems) => {
    let times = 0;
    return () => {
      times += 1;
      const users = dataverse.rows("systemuser").map(({ systemuserid }) => systemuserid);
      for (const { opportunityid } of dataverse.rows("opportunity"))
        dataverse.edit("opportunity", String(opportunityid), { _ownerid_value: users[times % users.length] });
    };
  },
  "imports what it exported": ({ dataverse }: Systems) => {
    let exported: readonly Row[] = [];
    return () => {
      for (const { opportunityid, ...row } of exported) {
        if (dataverse.row("opportunity", String(opportunityid))?.statecode !== 0) continue;
        const values = Object.fromEntries(EXPORTED.map((name) => [name, row[name] ?? null]));
        dataverse.edit("opportunity", String(opportunityid), values);
      }
      exported = dataverse.rows("opportunity");
    };
  },
  "restores a backup": (systems: Systems) => restoring(systems, "begins anew"),
  "restores a backup, and nobody is told": (systems: Systems) => restoring(systems, "goes on"),
};

/** A CRM of which no deal is linked any more is refused, as one that was emptied. */
function restoring({ dataverse }: Systems, changeTracking: "begins anew" | "goes on"): () => void {
  let restore: ReturnType<typeof dataverse.backup> | null = null;
  return () => {
    const isLinked = dataverse.rows("opportunity").some((row) => row.cosell_referralid !== undefined);
    if (restore) restore(changeTracking);
    else if (isLinked) restore = dataverse.backup();
  };
}

export type JobName = keyof typeof JOBS;
export const JOB_NAMES = Object.keys(JOBS) as [JobName, ...JobName[]];

/** The job of one story. */
export function startJob(name: JobName, systems: Systems): () => void {
  return JOBS[name](systems);
}
