import { isMistyped, isProvisional } from "../model/provisional.ts";
import { grouped, readable } from "../model/readable.ts";
import type { Side, Value } from "../model/record.ts";
import { oneLine } from "../model/unseen.ts";
import { isUuid } from "../model/uuid.ts";

/**
 * Text from the two systems is untrusted: in a table cell it must stay text, and never become a heading, a
 * link, HTML, a formula, a mention, a reference to an issue or a new row. GitHub finds mentions and
 * references in the rendered page, where an entity is no obstacle: only a character in between is.
 */
export function cell(text: string, longest = 120): string {
  return oneLine(text, longest)
    .replaceAll(/[\\`*_{}[\]()<>#+!|~&$]/g, (character) => `&#${character.charCodeAt(0)};`)
    .replaceAll(/@|&#35;|\bGH-|\bwww(?=\.)/gi, "$&\u200b")
    .replaceAll("://", ":&#8203;//");
}

/** How a person knows the two sides. */
export const SYSTEM_NAMES: Readonly<Record<Side, string>> = {
  referral: "Partner Center",
  opportunity: "CRM",
};

/**
 * What is to be copied, or the name of something, as code: there nothing but its end can be Markdown, nor can GitHub find a
 * mention or an address in it. Not for a cell of a table, which a `|` would end.
 */
export function code(text: string, longest = 120): string {
  return `\`${oneLine(text.replaceAll("`", " "), longest) || "?"}\``;
}

/** A sentence that names columns, which are shown as code: `cosell_base`. Nothing else in it can be Markdown. */
export function named(text: string): string {
  return cell(text, LONGEST_SENTENCE).replaceAll(
    /\w+(?:&#95;\w+)+/g,
    (name) => `\`${name.replaceAll("&#95;", "_")}\``,
  );
}

export function value(text: Value): string {
  return text === null ? readable(text) : cell(readable(text));
}

/** In characters: a reason that names two records and two columns has some 450. */
const LONGEST_SENTENCE = 600;

/** A reason ends with what to do about it, so it is not cut like a value. */
export function sentence(reason: string): string {
  return cell(reason, LONGEST_SENTENCE);
}

/** A Markdown table of at most `most` rows; says how many are left out. */
export function table(header: readonly string[], rows: readonly (readonly string[])[], most = 50): string {
  return tableOf(header, rows, (row) => row, most);
}

/** The same, where there may be many thousands: of those that are left out no cells are made. */
export function tableOf<T>(
  header: readonly string[],
  items: readonly T[],
  cellsOf: (item: T) => readonly string[],
  most = 50,
): string {
  const lines = [header, header.map(() => "---"), ...items.slice(0, most).map(cellsOf)].map(
    (row) => `| ${row.join(" | ")} |`,
  );
  const rest = items.length - most;
  return [...lines, ...(rest > 0 ? ["", `… and ${grouped(rest)} more, not shown here.`] : [])].join("\n");
}

/** GitHub shows 1 MiB of a step's summary, and nothing at all of a longer one. */
const MOST_BYTES = 1_000_000;

/**
 * A report with as many rows in its tables as GitHub has room for, where their texts are long.
 *
 * @param report Makes it with at most so many rows in a table.
 * @param bytes How much room there is.
 */
export function fitted(most: number, report: (most: number) => string, bytes = MOST_BYTES): string {
  const text = report(most);
  if (most === 0 || Buffer.byteLength(text) <= bytes) return text;
  return fitted(Math.floor(most / 4), report, bytes);
}

/** A report, of those of its sections that have something to say. */
export function reportOf(sections: readonly string[]): string {
  return `${joined(sections, "\n\n")}\n`;
}

/** Without those that are empty. */
export function joined(texts: readonly string[], separator: string): string {
  return texts.filter((text) => text !== "").join(separator);
}

/** `1 change`, `2 changes`. */
export function count(number: number, noun: string): string {
  return `${grouped(number)} ${noun}${number === 1 ? "" : "s"}`;
}

/** The portal's address of a deal. A seller may have typed anything where its identifier belongs: that stays text. */
export function dealLink(referral: string): string {
  if (!isUuid(referral)) return cell(referral, 60);
  return `[${referral.slice(0, 8)}](https://partner.microsoft.com/referrals/v2/inbox?id=${referral})`;
}

/**
 * A deal goes by its referral; one that has none yet, or names none, by its opportunity.
 *
 * @param crm Address of the CRM, where the opportunity can be opened.
 */
export function dealOf(
  { referral, opportunity }: { referral: string; opportunity: string | null },
  crm: string,
): string {
  const link = { referral, opportunity };
  if (opportunity === null || !(isProvisional(link) || isMistyped(link))) return dealLink(referral);
  const id = opportunity.slice(0, 8);
  // "Open forms, views, dialogs and reports with a URL", for model-driven apps.
  const form = `main.aspx?etn=opportunity&pagetype=entityrecord&id=${opportunity}`;
  return `opportunity ${!isUuid(opportunity) ? id : `[${id}](${new URL(form, crm).href})`}`;
}
