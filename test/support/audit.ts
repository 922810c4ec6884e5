import type { Emulator } from "../../src/emulator/index.ts";
import type { Stage } from "./stage.ts";
import { readState } from "./state-branch.ts";

/** One line of the audit log, as far as it speaks of a write. */
interface AuditLine {
  readonly kind: string;
  readonly outcome?: string;
  readonly action?: string;
  readonly side?: "referral" | "opportunity";
  readonly referral?: string;
  readonly opportunity?: string;
  /** The referral that a POST made. */
  readonly created?: string;
  readonly row?: { readonly table: string; readonly id: string };
}

/** The audit log as the state branch has it, file by file in the order in which they were committed. */
export function readAudit(stage: Stage): string {
  const { repository } = stage;
  const head = repository.resolve("refs/heads/cosell-sync");
  if (head === null) return "";
  const added = new Set<string>();
  for (const commit of repository.history(head).reverse()) {
    const folder = repository.entry(commit, "audit");
    if (folder === null) continue;
    const entries = repository.entries(folder.oid, true);
    for (const { path, type } of entries) if (type === "blob") added.add(`audit/${path}`);
  }
  return [...added].map((path) => readState(stage, path)).join("");
}

/** What the two systems really carried out for us, one text for each write, sorted. */
export function writesMade({ partnerCenter, dataverse }: Emulator): string[] {
  const referrals = partnerCenter.operations
    .filter(({ by }) => by === "api")
    .map(({ kind, id }) => `${kind} referral ${id}`);
  const rows = dataverse.operations.map(({ table, action, id, columns }) => {
    if (table === "annotation") return `note opportunity ${String(columns._objectid_value)}`;
    const verb = action === "win" || action === "lose" ? "close" : action;
    return `${verb} ${table} ${id}`;
  });
  return [...referrals, ...rows].sort();
}

/** The writes that the audit log says were carried out, in the same form. */
export function writesAudited(stage: Stage): string[] {
  const lines = readAudit(stage)
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as AuditLine);
  return lines
    .filter(({ kind, outcome }) => ["change", "recovered"].includes(kind) && outcome === "applied")
    .map(({ action, side = "referral", row, created, ...ids }) => {
      if (created !== undefined) return `create referral ${created}`;
      return row && action !== "note"
        ? `${action} ${row.table} ${row.id}`
        : `${action} ${side} ${row?.id ?? ids[side]}`;
    })
    .sort();
}
