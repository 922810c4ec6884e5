import { audit } from "../commands/audit.ts";
import type { AuditInputs } from "../inputs/audit.ts";
import { auditMarkdown, auditText } from "../report/audit-log.ts";
import { isWhole } from "../report/audit-verdict.ts";
import { openState } from "./state.ts";
import { type Report, type Terminal, withTools } from "./tools.ts";

/** Wires the state branch to `audit` and runs it; no other system is asked for anything. */
export function runAudit({ state, referralId }: AuditInputs, terminal: Terminal): Promise<Report> {
  return withTools(terminal, async ({ http, clock }) => {
    const store = await openState(state, http, clock);
    const result = await audit(
      { branch: state.branch, asked: referralId },
      { state: store, progress: terminal.progress },
    );
    return { text: auditMarkdown(result), plain: auditText(result), failed: !isWhole(result) };
  });
}
