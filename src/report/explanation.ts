import type { Value } from "../model/record.ts";
import type { Explanation, FieldExplanation } from "../reconcile/audit/explain.ts";
import { harmless } from "./log.ts";
import { cell, dealLink, readable, table } from "./markdown.ts";
import { howToResolve, kindText, nextLook } from "./next-step.ts";

/** Fields whose values may be shown, or `"all"` on a person's own screen. */
export type Visible = ReadonlySet<string> | "all";

export function explanationMarkdown(explained: Explanation, visible: Visible): string {
  const header = ["Field", "As", "Base", "Partner Center", "CRM", "What happened", "What a sync would do"];
  const rows = explained.fields.map((one) => [
    cell(one.field),
    cell(`${one.kind}, ${one.direction}`),
    ...valuesOf(one, visible).map((text) => cell(text)),
    cell(one.situation, 400),
    cell(one.decision, 400),
  ]);
  const sections = [
    `## Co-sell explain: deal ${dealLink(explained.referral)}`,
    ...introduction(explained).map((line) => cell(line, 600)),
    conflictOf(explained, howToResolve),
    rows.length > 0 ? table(header, rows) : "",
  ];
  return `${sections.filter((text) => text !== "").join("\n\n")}\n`;
}

/** The same for a terminal: a block for each field. */
export function explanationText(explained: Explanation, visible: Visible): string {
  const blocks = explained.fields.map((one) => {
    const [base, referral, opportunity] = valuesOf(one, visible).map(indented);
    return [
      `${one.field} (${one.kind}, ${one.direction})`,
      `  base            ${base}`,
      `  Partner Center  ${referral}   ${one.places.referral.join(", ")}`,
      `  CRM             ${opportunity}   ${one.places.opportunity.join(", ")}`,
      `  ${one.situation}`,
      `  → ${one.decision}`,
    ].join("\n");
  });
  const next = conflictOf(
    explained,
    (referral, field) =>
      `Make one side equal to the other, or run sync with resolve: ${referral}.${field}=referral for what Partner Center has, =opportunity for what the CRM has.`,
  );
  const before = [`Deal ${explained.referral}`, ...introduction(explained), next];
  const paragraphs = [...before.filter((text) => text !== ""), ...blocks];
  return `${harmless(paragraphs.join("\n\n"))}\n`;
}

/** Further lines of a value stay in its column: none of them can look like one of ours. */
function indented(value: string): string {
  return value.replaceAll("\n", `\n${" ".repeat(18)}`);
}

function introduction({ standing, waiting }: Explanation): string[] {
  const waits = waiting
    ? [`It waits (${kindText(waiting)}): ${ended(waiting.reason)}`, `Next look: ${nextLook(waiting)}.`]
    : [];
  return [ended(standing), ...waits];
}

/** What a person does about its conflict, which nobody else ends; empty where there is none. */
function conflictOf(
  { referral, waiting }: Explanation,
  say: (referral: string, field: string) => string,
): string {
  const [field] = waiting?.kind === "conflict" ? waiting.fields : [];
  return field === undefined ? "" : say(referral, field);
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
