import { decidedOf } from "../model/decided.ts";
import type { LetThrough } from "../model/limits.ts";
import type { Origin } from "../model/origin.ts";
import type { ChangeOutcome, Conflict, FieldChange, Held, Question, Warning } from "../model/plan.ts";
import type { Value } from "../model/record.ts";
import type { Recovered } from "../model/result.ts";
import { sha256 } from "../model/sha256.ts";
import { type IntentField, PLAIN, type SyncState } from "../model/state.ts";
import { plainJson } from "../model/unseen.ts";

/** What the first line of a file says of its run. */
export interface AuditHeader {
  readonly run: string;
  /** ISO 8601. */
  readonly at: string;
  /** Digest of the mapping, as far as it was used. */
  readonly mapping: string;
  /** Names of the fields that the run had to do without, which makes it another digest than that of the file. */
  readonly leftOut?: readonly string[];
  readonly origin?: Origin;
  readonly letThrough?: LetThrough | null;
}

/** What one run leaves in the audit log. */
export interface AuditEntries extends AuditHeader {
  /** Commit of the state branch that no run made. */
  readonly edited?: string | undefined;
  readonly outcomes: readonly ChangeOutcome[];
  readonly recovered: readonly Recovered[];
  readonly conflicts: readonly Conflict[];
  readonly held: readonly Held[];
  readonly questions: readonly Question[];
  /** Deals that were closed with open conflicts. */
  readonly apart?: readonly Warning[];
  /** Fields whose values the mapping allows in the log. Of any other only the name is written. */
  readonly visible: ReadonlySet<string>;
}

export interface AuditFile {
  readonly path: string;
  readonly content: string;
  readonly sha256: string;
}

/**
 * One JSON line for each outcome, conflict and decision of a run. The first line names the file before and
 * its hash, so that a file which was changed or taken out later breaks the chain.
 */
export function auditFile(entries: AuditEntries, previous: SyncState["audit"]): AuditFile {
  const lines = [
    ...editLines(entries.edited),
    ...entries.recovered.map((one) => recoveredLine(one, entries.visible)),
    ...entries.outcomes.map((outcome) => outcomeLine(outcome, entries.visible)),
    ...entries.conflicts.map((conflict) => conflictLine(conflict, entries.visible)),
    ...entries.held.map(({ link, field, side, reason }) => ({ kind: "held", ...link, side, field, reason })),
    ...entries.questions.map(({ referral, text }) => ({ kind: "question", referral, reason: text })),
    ...(entries.apart ?? []).map(({ link, apart, text }) => {
      return { kind: "closed apart", ...link, fields: apart, reason: text };
    }),
  ];
  return chainedFile(entries, lines, previous);
}

/** That somebody has been at the branch, and so perhaps at the files before this one. */
export function editLines(commit: string | undefined): object[] {
  return commit ? [{ kind: "edited", commit }] : [];
}

/** Lines of one run, after a header that names the file before. */
export function chainedFile(
  { run, at, mapping, leftOut = [], origin, letThrough }: AuditHeader,
  lines: readonly object[],
  previous: SyncState["audit"],
): AuditFile {
  const header = {
    ...{ v: 1, kind: "run", run, at, mapping },
    ...(leftOut.length > 0 ? { leftOut } : {}),
    ...origin,
    ...(letThrough ? { letThrough } : {}),
    previous,
  };
  const content = `${[header, ...lines].map((line) => plainJson(line)).join("\n")}\n`;
  const day = at.slice(0, 10).replaceAll("-", "/");
  const path = `audit/${day}/${run}.jsonl`;
  // It would take the place of that file, and name itself as the one before it.
  if (path === previous?.path) throw new Error(`two runs are called ${run}`);
  return { path, content, sha256: sha256(content) };
}

function outcomeLine(one: ChangeOutcome, visible: ReadonlySet<string>): object {
  const { side, action, link, etag, fields, row } = one.change;
  return {
    kind: "change",
    intent: one.intent,
    side,
    action,
    ...link,
    ...(row ? { row } : {}),
    ...decidedOf(one.change),
    ...(one.created ? { created: one.created.id } : {}),
    // A write whose answer never came is not an outcome yet: the next run finds out and says so.
    outcome: one.outcome === "failed" && one.sent ? "unknown" : one.outcome,
    ...(one.reason ? { reason: one.reason } : {}),
    fields: Object.fromEntries(fields.map((change) => [change.field, fieldEntry(change, visible)])),
    etag: { before: etag, after: one.etag },
  };
}

function fieldEntry(
  { field, from, to, overwrites, otherwise, ...who }: FieldChange,
  visible: ReadonlySet<string>,
): object {
  const values = visible.has(field) ? { ...(from === undefined ? {} : { from }), to } : {};
  const why = { ...(overwrites ? { overwrites } : {}), ...(otherwise ? { otherwise } : {}) };
  return { ...values, ...why, ...decidedOf(who) };
}

function conflictLine(
  { link, field, referral, opportunity, winner, ...who }: Conflict,
  visible: ReadonlySet<string>,
): object {
  const values: { referral?: Value; opportunity?: Value } = visible.has(field)
    ? { referral, opportunity }
    : {};
  const { referral: referralId, opportunity: opportunityId } = link;
  const ids = { referral: referralId, opportunity: opportunityId };
  return { kind: "conflict", ...ids, field, winner, ...decidedOf(who), values };
}

/** `unclear`: a person has changed the same record since, or deleted it, so that it cannot be told whether it arrived. */
const RECOVERED: Readonly<Record<Recovered["fate"], string>> = {
  applied: "applied",
  superseded: "not applied",
  unclear: "unclear",
};

function recoveredLine({ intent, fate, created }: Recovered, visible: ReadonlySet<string>): object {
  const { id, side, action, referral, opportunity, row, fields } = intent;
  return {
    kind: "recovered",
    intent: id,
    side,
    action,
    referral,
    opportunity,
    ...(row ? { row } : {}),
    ...decidedOf(intent),
    ...(created ? { created } : {}),
    outcome: RECOVERED[fate],
    fields: Object.fromEntries(fields.map((field) => [field.field, announcedEntry(field, visible)])),
  };
}

/** As it was announced: what stood there before is known only where a conflict was overwritten. */
function announcedEntry({ field, target, loser, ...who }: IntentField, visible: ReadonlySet<string>): object {
  const from = visible.has(field) ? announced(loser) : undefined;
  const to = visible.has(field) ? announced(target) : undefined;
  return {
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(loser === undefined ? {} : { overwrites: true }),
    ...decidedOf(who),
  };
}

/** Nothing where the run that announced it was not to show it: its mapping may have been another. */
function announced(print: string | null | undefined): Value | undefined {
  return print?.startsWith(PLAIN) ? print.slice(PLAIN.length) || null : undefined;
}
