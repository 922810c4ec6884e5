import { readable, shortHash } from "../model/readable.ts";
import type { LogHeader, LogLine } from "../reconcile/audit/audit-log.ts";
import { SYSTEM_NAMES } from "./markdown.ts";

const EVENTS: ReadonlyMap<string, string> = new Map([["workflow_dispatch", "by hand"]]);

/** What a run said of itself in words, empty where it said nothing. */
export function origin({
  event = "",
  webhook,
  commit = "",
  mapping = "",
  leftOut = [],
  letThrough,
}: LogHeader) {
  const without = leftOut.length > 0 ? ` without ${leftOut.join(", ")}` : "";
  return {
    event: webhook ? "webhook" : (EVENTS.get(event) ?? event),
    commit: shortHash(commit),
    mapping: `${shortHash(mapping)}${without}`,
    letThrough: letThrough ? `${letThrough.by} (plan ${shortHash(letThrough.plan)})` : "",
  };
}

const SIDES: ReadonlyMap<string, string> = new Map(Object.entries(SYSTEM_NAMES));

/** One line of the log in words; its text is as foreign as any other. */
export function told(line: LogLine) {
  const { kind, side = "", action = "", row, field, reason, winner, values } = line;
  const who = decided(line);
  const because = reason ? `: ${reason}` : "";
  switch (kind) {
    case "change":
    case "recovered": {
      const what = `${action} ${row?.table ?? side}${who}`;
      const late = kind === "recovered" ? " (found out by a later run)" : "";
      const fields = action === "update" ? fieldsOrNote(line) : fieldsOf(line);
      return { what, fields, outcome: `${line.outcome ?? "unknown"}${late}${because}` };
    }
    case "conflict": {
      const sides = `${shown(values?.referral)} in Partner Center, ${shown(values?.opportunity)} in the CRM`;
      const both = values?.referral === undefined ? "" : `: ${sides}`;
      const outcome = winner ? `${SIDES.get(winner) ?? winner} wins${who}` : "reported, nothing overwritten";
      return { what: "conflict", fields: [`${field ?? ""}${both}`], outcome };
    }
    default:
      return { what: kind, fields: field ? [field] : fieldsOf(line), outcome: reason ?? "" };
  }
}

/** Of a row that takes no field: what both sides agree on, and what its seller is told. */
function fieldsOrNote(line: LogLine): readonly string[] {
  const fields = fieldsOf(line);
  return fields.length > 0 ? fields : ["(no field, only columns of the sync itself)"];
}

/** Values are in the log only where the mapping allows it. */
function fieldsOf({ fields = [] }: LogLine): string[] {
  if (Array.isArray(fields)) return fields;
  return Object.entries(fields).map(([name, { from, to, overwrites, ...who }]) => {
    const before = from === undefined ? "" : `${shown(from)} → `;
    const value = to === undefined ? "" : ` ${before}${shown(to)}`;
    return `${name}${value}${overwrites ? " (overwrites)" : ""}${decided(who)}`;
  });
}

/** That a person has decided it. */
function decided({ resolved, approved }: Pick<LogLine, "resolved" | "approved">): string {
  return `${resolved ? " (resolved by a person)" : ""}${approved ? " (approved)" : ""}`;
}

function shown(value: string | null | undefined): string {
  return readable(value ?? null);
}

/** The minute in UTC; somebody may have put anything there. */
export function timeOf(at: string): string {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d/.exec(at)?.[0].replace("T", " ") ?? "(no time)";
}
