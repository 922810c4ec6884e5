import type { Check } from "../model/doctor.ts";
import { count, joined, named, table } from "./markdown.ts";

const SIGNS = { ok: "✔ ok", warning: "⚠ warning", failed: "✘ failed", skipped: "– skipped" } as const;
const WORST_FIRST = ["failed", "warning", "skipped", "ok"] as const;

/** What the doctor found, the worst first. */
export function doctorReport(checks: readonly Check[]): string {
  const rows = WORST_FIRST.flatMap((state) => checks.filter((check) => check.state === state)).map(
    (check) => [
      check.name,
      SIGNS[check.state],
      "fix" in check ? `${detailOf(check)}<br>→ ${named(check.fix)}` : detailOf(check),
    ],
  );
  const header = ["Check", "Result", "What was found → how to fix it"];
  return `## Co-sell doctor: ${headline(checks)}\n\n${table(header, rows)}\n`;
}

/** Escaped, a subject would no longer be the one that Entra compares. */
function detailOf(check: Check): string {
  const exact = "exact" in check ? (check.exact ?? "") : "";
  return /^[\w.@/:%-]+$/.test(exact)
    ? `\`${exact}\` ${named(check.detail)}`
    : named(`${exact} ${check.detail}`);
}

function headline(checks: readonly Check[]): string {
  const of = (state: Check["state"]) => checks.filter((check) => check.state === state).length;
  const parts = [
    of("failed") > 0 ? `${of("failed")} failed` : "",
    of("warning") > 0 ? count(of("warning"), "warning") : "",
  ];
  return joined(parts, ", ") || "all is well";
}
