import { readable } from "../model/readable.ts";
import type { Value } from "../model/record.ts";
import type { Explanation, FieldExplanation } from "../reconcile/merge/explain.ts";
import { harmless } from "./log.ts";
import { cell, dealLink, reportOf, table } from "./markdown.ts";
import { howToResolveThis, kindText, nextLook, waitingSince } from "./next-step.ts";

/** Fields whose values may be shown, or `"all"` on a person's own screen. */
export type Visible = ReadonlySet<string> | "all";

export function explanationMarkdown(explained: Explanation, visible: Visible): string {
  const { id, waiting } = explained;
  const [apart, inStep] = sorted(explained.fields);
  const rows = apart.map((one) => [
    `${cell(one.field)}<br>${cell(`${one.kind}, ${one.direction}`)}`,
    ...valuesOf(one, visible).map((text) => cell(text)),
    `${cell(one.situation, 400)}<br>→ ${cell(one.decision, 400)}`,
  ]);
  const same = inStep.map((one) => [cell(one.field), cell(valuesOf(one, visible)[1] ?? "")]);
  const sections = [
    `## Co-sell explain: deal ${waiting?.opportunity === id ? cell(id) : dealLink(id)}`,
    ...introduction(explained).map((line) => cell(line, 600)),
    conflictOf(explained),
    rows.length > 0 ? table(["Field", "Base", "Partner Center", "CRM", "What a sync would do"], rows) : "",
    same.length > 0 ? `### The same on both sides\n\n${table(["Field", "Value"], same)}` : "",
  ];
  return reportOf(sections);
}

/** The same for a terminal: a block for each field that somebody may ask about, a line for each of the others. */
export function explanationText(explained: Explanation, visible: Visible): string {
  const [apart, inStep] = sorted(explained.fields);
  const blocks = apart.map((one) => {
    const [base, referral, opportunity] = valuesOf(one, visible).map((text) => indented(text, 18));
    return [
      `${one.field} (${one.kind}, ${one.direction})`,
      `  base            ${base}`,
      `  Partner Center  ${referral}   ${one.places.referral.join(", ")}`,
      `  CRM             ${opportunity}   ${one.places.opportunity.join(", ")}`,
      `  ${one.situation}`,
      `  → ${one.decision}`,
    ].join("\n");
  });
  const width = Math.max(...inStep.map(({ field }) => field.length));
  const same = inStep.map(
    (one) => `  ${one.field.padEnd(width)}  ${indented(valuesOf(one, visible)[1] ?? "", width + 4)}`,
  );
  const next = conflictOf(explained).replaceAll(/`([^`]*)`|\*(\w[^*]*)\*/g, "$1$2");
  const after = same.length > 0 ? `The same on both sides:\n${same.join("\n")}` : "";
  return harmless(
    reportOf([
      `Deal ${explained.id}`,
      ...introduction(explained),
      visible === "all" ? scopeText(explained) : "",
      next,
      ...blocks,
      after,
    ]),
  );
}

/** The fields with something to tell, and those that have the same value on both sides. */
function sorted(
  fields: Explanation["fields"],
): readonly [apart: readonly FieldExplanation[], inStep: readonly FieldExplanation[]] {
  return [fields.filter(({ isInStep }) => !isInStep), fields.filter(({ isInStep }) => isInStep)];
}

/** Further lines of a value stay in its column: none of them can look like one of ours. */
function indented(value: string, column: number): string {
  return value.replaceAll("\n", `\n${" ".repeat(column)}`);
}

function introduction({ standing, waiting }: Explanation): string[] {
  const waits = waiting
    ? [
        `It waits (${kindText(waiting)}): ${ended(waiting.reason)}`,
        `Next look: ${nextLook(waiting)} (${waitingSince(waiting)}).`,
      ]
    : [];
  return [ended(standing), ...waits];
}

/** Any property may be named in a scope, mapped or not, so this is only for a person's own screen. */
function scopeText({ outOfScope }: Explanation): string {
  if (outOfScope === null) return "";
  const { place, values } = outOfScope;
  return `${place} has: ${values.length === 0 ? shown(null) : indented(values.join(", "), 18)}`;
}

/** What a person does about its conflict, which nobody else ends; empty where there is none. */
function conflictOf({ id, waiting }: Explanation): string {
  const [field] = waiting?.kind === "conflict" ? waiting.fields : [];
  return field === undefined ? "" : howToResolveThis(id, field);
}

/** The words of a service may end with a full stop of their own. */
function ended(text: string): string {
  return text.endsWith(".") ? text : `${text}.`;
}

function valuesOf({ field, base, referral, opportunity }: FieldExplanation, visible: Visible): string[] {
  const isShown = visible === "all" || visible.has(field);
  return [base, referral, opportunity].map((value) => (isShown ? shown(value) : hidden(value)));
}

function shown(value: Value | undefined): string {
  return value === undefined ? "(unknown)" : readable(value);
}

/** That there is a value is no secret; what it is may be. */
function hidden(value: Value | undefined): string {
  return value === undefined || value === null ? shown(value) : "(hidden)";
}
