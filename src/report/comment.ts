import { cell } from "./markdown.ts";
import {
  type Reviewed,
  type ReviewReportOptions,
  type ReviewSubject,
  reviewHeadline,
  reviewReport,
  reviewTitle,
} from "./review.ts";

/** GitHub takes 65,536 characters; some room is left for how it may count them. */
const LONGEST_BODY = 65_000;

const SHORTENED = "_Shortened to fit into a comment; the job summary has all of it._\n";

/**
 * Begins the comment on a pull request, and is how it is found again: one for each mapping. Of several connections each
 * has its own, whatever mapping it has; what is written for a mapping has no blanks, so the two are never the same.
 */
export function markerOf(subject: ReviewSubject): string {
  return "connection" in subject
    ? `${OF_A_CONNECTION}${plain(subject.connection)} -->`
    : `${BEGINNING}${plain(subject.mappingFile)} -->`;
}

const BEGINNING = "<!-- cosell-sync plan of ";
/** Begins the comment of whichever connection. */
export const OF_A_CONNECTION = `${BEGINNING}the connection `;

/** The connection whose comment this is, or `null` when it is none. */
export function connectionIn(text: string): string | null {
  return new RegExp(`^${OF_A_CONNECTION}([\\w./-]+) -->`).exec(text)?.[1] ?? null;
}

function plain(name: string): string {
  return name.replaceAll(/[^\w./-]/g, "_");
}

/** How a sync that is bound to a plan finds what the review has left of it; a person who quotes the digest does not write this. */
export function receiptMark(digest: string): string {
  return `<!-- reviewed-plan ${digest} `;
}

function receiptLine(digest: string, receipt: string): string {
  return `${receiptMark(digest)}${receipt} -->`;
}

/** The receipt of that plan in the text of a comment, or `null`. */
export function receiptIn(text: string, digest: string): string | null {
  return new RegExp(`${receiptMark(digest)}([\\w-]+) -->`).exec(text)?.[1] ?? null;
}

/**
 * The comment on a pull request: the report, as much of it as GitHub takes.
 *
 * @param receipt What a later sync needs to say how its plan differs. First to go, as nobody reads it here.
 */
export function reviewComment(reviewed: Reviewed, options: ReviewReportOptions, receipt: string): string {
  const marker = markerOf(options.subject);
  const bodies = [
    [reviewReport(reviewed, options, 3), receiptLine(reviewed.result.digest, receipt)],
    [reviewReport(reviewed, options, 3)],
    [reviewReport(reviewed, options, 1), SHORTENED],
    [reviewReport(reviewed, options, 0), SHORTENED],
    [`${reviewTitle(options.subject, reviewHeadline(reviewed))}\n`, digestLine(reviewed), SHORTENED],
  ].map((parts) => [marker, ...parts].join("\n"));
  return bodies.find((body) => body.length <= LONGEST_BODY) ?? marker;
}

function digestLine({ result }: Reviewed): string {
  return `Plan digest: \`${result.digest}\`\n`;
}

/** Takes the place of an earlier plan, which no longer says anything about the mapping as it is now. */
export function failureComment(subject: ReviewSubject, told: string): string {
  const lines = told.split("\n").map((line) => `- ${cell(line, 400)}`);
  let body = [markerOf(subject), reviewTitle(subject, "there is none"), ""].join("\n");
  for (const line of lines) {
    if (body.length + line.length > LONGEST_BODY) break;
    body += `\n${line}`;
  }
  return `${body}\n`;
}

/** Takes the place of the plan of a connection that an earlier push has changed. */
export function withdrawnComment(connection: string): string {
  const subject = { connection };
  const now = "The pull request no longer changes its mapping or its entry, or it takes the connection out.";
  return `${markerOf(subject)}\n${reviewTitle(subject, "there is nothing to review any more")}\n\n${now}\n`;
}
