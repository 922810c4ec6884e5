import type { OwnRegistration, TestOutcome, TestResult } from "../model/webhooks.ts";
import { cell, count, reportOf } from "./markdown.ts";

/** What a registration run did, as far as it may be shown: of an address only its origin. */
export interface WebhooksFacts {
  readonly headline: string;
  readonly from: Shown | null;
  readonly to: Shown | null;
  readonly kept: readonly string[];
  readonly dropped: readonly string[];
  readonly test: TestOutcome | null;
  readonly stateCommit: string | null;
}

export type Shown = Pick<OwnRegistration, "origin" | "events">;

/** The job summary of a registration, as Markdown. */
export function webhooksReport(facts: WebhooksFacts): string {
  const { headline, from, to, kept, dropped, test, stateCommit } = facts;
  const sections = [
    `## Co-sell webhooks: ${headline}`,
    rows(from, to),
    kept.length === 0
      ? ""
      : `Events of others now come to this address too, and its relay ignores them: ${list(kept)}.`,
    dropped.length === 0 ? "" : `Nobody gets these events any more: ${list(dropped)}.`,
    test === null ? "" : testText(test),
    stateCommit === null ? "" : `State commit: \`${stateCommit}\``,
  ];
  return reportOf(sections);
}

function rows(from: Shown | null, to: Shown | null): string {
  const row = (title: string, there: Shown | null) =>
    there ? `| ${title} | ${cell(there.origin)} | ${list(there.events)} |` : `| ${title} | nothing | |`;
  return ["| | Address | Events |", "| --- | --- | --- |", row("Before", from), row("Now", to)].join("\n");
}

/** Whether the address took the test event: nothing is tried after that. */
export function isDelivered({ responseCodes }: Pick<TestResult, "responseCodes">): boolean {
  return responseCodes.includes("OK");
}

function testText(test: TestOutcome): string {
  const codes = tally(test.responseCodes);
  if (isDelivered(test))
    return `The test event was taken after ${count(test.responseCodes.length, "attempt")}: ${codes}.`;
  if (test.problem !== null)
    return `**The test event could not be sent or followed**, and the registration stands: ${cell(test.problem)}`;
  if (test.responseCodes.length === 0)
    return "**The test event was not delivered in three minutes.** Partner Center may still try.";
  return `**The test event was not taken:** ${codes}. Look at the log of the relay for the reason.`;
}

/** Partner Center tries ten times, and mostly gets the same answer. */
function tally(codes: readonly string[]): string {
  const each = [...Map.groupBy(codes, (code) => code)];
  return list(each.map(([code, { length }]) => (length > 1 ? `${code} (${length} times)` : code)));
}

function list(texts: readonly string[]): string {
  return texts.map((text) => cell(text)).join(", ");
}
