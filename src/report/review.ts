import type { Problem } from "../errors.ts";
import { by } from "../model/order.ts";
import type { Change } from "../model/plan.ts";
import { SYSTEMS } from "../model/ports.ts";
import { grouped } from "../model/readable.ts";
import type { RunResult } from "../model/result.ts";
import type { ScopeChange } from "../reconcile/match/scope-change.ts";
import type { Comparison, Effect, FieldEffect, FieldWrite } from "../reconcile/plan/compare.ts";
import { cell, code, count, dealLink, dealOf, joined, reportOf, sentence, table, value } from "./markdown.ts";
import { madeLines, sums } from "./review-made.ts";
import { scopeText } from "./review-scope.ts";
import { laterText } from "./totals.ts";
import { section } from "./validation.ts";

/** What a proposed mapping does to the live records. */
export interface Reviewed {
  readonly result: RunResult;
  readonly comparison: Comparison;
  readonly scope: ScopeChange | null;
  readonly refusal: string | null;
}

/** What a review is of: one of several connections by its name, or a mapping. */
export type ReviewSubject = { readonly connection: string } | { readonly mappingFile: string };

export interface ReviewReportOptions {
  readonly subject: ReviewSubject;
  readonly mappingFile: string;
  /** Fields whose values may be shown: those that the mapping in force shows already. */
  readonly visible: ReadonlySet<string>;
  /** Why there is nothing to compare with, or that nothing differs, as a sentence; `null` otherwise. */
  readonly alone: string | null;
  /** Where the pull request goes and what is in force, when that is not one branch. */
  readonly onTop: { readonly into: string; readonly inForce: string } | null;
  /** Fields that were never synced, or not where they are proposed to be, with whose value counts. */
  readonly news: ReadonlyMap<string, string>;
  /** What takes safety away, and what is right as far as anybody can say, and may be a typing error. */
  readonly doubts: readonly Problem[];
  /** Address of the CRM. */
  readonly crm: string;
}

const MOST_DOUBTS = 10;
/** How many examples of each field a report has room for. */
type Examples = 0 | 1 | 3;

/** The report on a pull request that changes a mapping, as Markdown. */
export function reviewReport(
  reviewed: Reviewed,
  options: ReviewReportOptions,
  examples: Examples = 3,
): string {
  const { comparison, refusal } = reviewed;
  const sections = [
    reviewTitle(options.subject, reviewHeadline(reviewed)),
    options.onTop === null ? "" : onTopText(options.onTop),
    options.alone ?? "",
    refusal === null
      ? ""
      : `> **A sync would refuse this.** ${cell(refusal, 600)} To let it through, run *Sync* with the plan digest below as \`expected-plan-digest\`.`,
    section("Worth checking", options.doubts, MOST_DOUBTS),
    scopeText(reviewed),
    fieldsSection(comparison, options, examples),
    madeSection(reviewed),
    conflictsSection(comparison, options, examples),
    heldSection(comparison, options, examples),
    anywaySection(comparison),
    footer(reviewed, options),
  ];
  return reportOf(sections);
}

function onTopText({ into, inForce }: NonNullable<ReviewReportOptions["onTop"]>): string {
  return `This pull request goes to ${code(into)}, and syncs run with what ${code(inForce)} has. So what follows is the effect of both: of this pull request, and of what ${code(into)} changes already.`;
}

/** The first line of whatever is said of a mapping on a pull request. */
export function reviewTitle(subject: ReviewSubject, told: string): string {
  return `## Co-sell plan${"connection" in subject ? ` of ${cell(subject.connection)}` : ""}: ${told}`;
}

/** The effect in one line. */
export function reviewHeadline({ comparison, scope }: Reviewed): string {
  const { creates, conflicts, held, questions } = comparison;
  const alone = changedBy(comparison, "added");
  const gone = changedBy(comparison, "removed");
  const anyway = changedBy(comparison, "kept");
  const made = (action: Change["action"]) => creates.added.filter((one) => one.action === action).length;
  const parts = [
    alone === 0 ? "this change writes nothing" : `this change writes ${count(alone, "record")}`,
    gone > 0 ? `no longer writes ${grouped(gone)}` : "",
    anyway > 0 ? `${grouped(anyway)} would be written anyway` : "",
    // What cannot be taken back, a manager has to see first.
    made("share") > 0 ? count(made("share"), "new referral") : "",
    made("invite") > 0 ? `asks for Microsoft's help with ${grouped(made("invite"))}` : "",
    scope && scope.leave > 0 ? `leaves ${count(scope.leave, "open deal")} alone` : "",
    conflicts.added.length > 0 ? `${count(conflicts.added.length, "new conflict")}` : "",
    conflicts.removed.length > 0 ? `clears ${count(conflicts.removed.length, "conflict")}` : "",
    held.added.length + questions.added.length > 0
      ? `${grouped(held.added.length + questions.added.length)} held`
      : "",
  ];
  return joined(parts, ", ");
}

/** How many records have at least one such write, new ones included. */
function changedBy({ fields, creates }: Comparison, kind: keyof Effect<unknown>): number {
  const records = [
    ...fields.flatMap((field) =>
      field[kind].map(({ link }) => `${field.side}/${field.table ?? ""}/${link.referral}`),
    ),
    ...creates[kind].map(({ side, link, row }) => `${side}/${row?.table ?? ""}/${link.referral}`),
  ];
  return new Set(records).size;
}

function fieldsSection({ fields }: Comparison, options: ReviewReportOptions, examples: Examples): string {
  const rows = fields
    .filter(isChanged)
    .map((effect) => [
      `**${cell(effect.field)}**${newText(options.news.get(effect.field))}`,
      systemOf(effect),
      addedText(effect),
      grouped(effect.removed.length),
      grouped(effect.kept.length),
      ...(examples > 0 ? [examplesOf(effect, options, examples)] : []),
    ]);
  if (rows.length === 0) return "";
  const header = [
    "Field",
    "Written to",
    "By this change",
    "No longer",
    "Anyway",
    ...(examples > 0 ? ["Examples"] : []),
  ];
  return `### Fields\n\nHow many records would have each field written.\n\n${table(header, rows, 100)}`;
}

/** What the change has nothing to do with: behind all else, where it does not hide what it does. */
function anywaySection({ fields }: Comparison): string {
  const rows = fields
    .filter((effect) => !isChanged(effect))
    .map((effect) => [cell(effect.field), systemOf(effect), grouped(effect.kept.length)]);
  if (rows.length === 0) return "";
  return `### Written anyway\n\nThe next sync writes these with or without this change.\n\n${table(["Field", "Written to", "Records"], rows, 100)}`;
}

function isChanged({ added, removed }: FieldEffect): boolean {
  return added.length + removed.length > 0;
}

/** A new field has no base: where both sides have a value, the mapping has to say whose counts. */
function newText(adopt: string | undefined): string {
  return adopt === undefined ? "" : `<br>never synced, adopt: ${cell(adopt)}`;
}

export function addedText({ added }: FieldEffect): string {
  const over = added.filter((one) => one.overwrites).length;
  const all = grouped(added.length);
  return over > 0 ? `${all} (${grouped(over)} over what stands there)` : all;
}

function examplesOf({ added }: FieldEffect, { visible, crm }: ReviewReportOptions, most: number): string {
  return added
    .slice(0, most)
    .map((write) => `${dealOf(write.link, crm)} ${visible.has(write.field) ? movement(write) : "(hidden)"}`)
    .join("<br>");
}

function movement({ from, to }: FieldWrite): string {
  return from === undefined ? value(to) : `${value(from)} → ${value(to)}`;
}

function madeSection({ result, comparison }: Reviewed): string {
  const { later } = result.plan;
  const beyond = later ? [`Left for later runs: ${laterText(later)}, more than one run takes up.`] : [];
  return [...madeLines(comparison), ...beyond].join("  \n");
}

function conflictsSection(
  { conflicts }: Comparison,
  { news, crm }: ReviewReportOptions,
  examples: Examples,
): string {
  const { added, removed, kept } = conflicts;
  const rows = byField([
    ...added.map(({ field, link }) => ({ field, link, what: "added" as const })),
    ...removed.map(({ field, link }) => ({ field, link, what: "removed" as const })),
    ...kept.map(({ field, link }) => ({ field, link, what: "kept" as const })),
  ]).map(([field, own]) => [
    `${cell(field)}${newText(news.get(field))}`,
    ...(["added", "removed", "kept"] as const).map((kind) => {
      const deals = own.filter(({ what }) => what === kind);
      const links = deals.slice(0, kind === "kept" ? 0 : examples).map(({ link }) => dealOf(link, crm));
      return [grouped(deals.length), ...links].join(" ");
    }),
  ]);
  return rows.length === 0 ? "" : `### Conflicts\n\n${table(["Field", "Appear", "Vanish", "Stay"], rows)}`;
}

function byField<T extends { readonly field: string }>(items: readonly T[]): [string, T[]][] {
  return [...Map.groupBy(items, ({ field }) => field)].sort(by(([field]) => field));
}

function heldSection(
  { held, questions }: Comparison,
  { crm }: ReviewReportOptions,
  examples: Examples,
): string {
  const reasons = (kind: keyof Effect<unknown>) => [
    ...held[kind].map(({ link, field, reason }) => ({ deal: dealOf(link, crm), field: field ?? "", reason })),
    ...questions[kind].map(({ referral, text }) => ({ deal: dealLink(referral), field: "", reason: text })),
  ];
  const rows = reasons("added").map(({ deal, field, reason }) => [deal, cell(field), sentence(reason)]);
  const gone = reasons("removed").length;
  const stay = reasons("kept").length;
  if (rows.length + gone + stay === 0) return "";
  const sum = sums(rows.length, gone, stay);
  const shown =
    rows.length > 0 && examples > 0 ? `\n\n${table(["Deal", "Field", "Why"], rows, examples * 5)}` : "";
  return `### Held back\n\n${sum}${shown}`;
}

/** Partner Center takes one update each; Dataverse several rows in one request, which it counts one by one. */
function footer({ result, comparison }: Reviewed, { mappingFile }: ReviewReportOptions): string {
  const { changes } = result.plan;
  const referrals = changes.filter((change) => change.side === "referral").length;
  const { before, after } = comparison.notes;
  const requests = SYSTEMS.map((system) => `${system} ${result.requests[system]}`).join(" · ");
  const lines = [
    `A sync of all this sends ${count(referrals, "request")} to Partner Center and ${count(changes.length - referrals, "operation")} to the CRM, besides reading.`,
    after > 0
      ? `Opportunities in which only the sync's own columns change: ${grouped(after)} (${grouped(before)} without this change).`
      : "",
    `Requests of this plan: ${requests}`,
    `Plan digest: \`${result.digest}\``,
    `Mapping: ${code(mappingFile)}, digest \`${result.mappingDigest}\``,
  ];
  return joined(lines, "  \n");
}

export function systemOf({ side, table }: Pick<FieldEffect, "side" | "table">): string {
  if (side === "referral") return "Partner Center";
  return table === null ? "CRM" : `CRM ${table}`;
}
