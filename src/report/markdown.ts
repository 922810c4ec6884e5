/**
 * Text from the two systems is untrusted: in a table cell it must stay text, and never become a heading, a
 * link, HTML, a mention or a new row.
 */
export function cell(text: string): string {
  const oneLine = text.replaceAll(/\s+/g, " ").trim();
  const short = oneLine.length > 120 ? `${oneLine.slice(0, 119)}…` : oneLine;
  return short
    .replaceAll(/[\\`*_{}[\]()<>#+!|~&]/g, (character) => `&#${character.charCodeAt(0)};`)
    .replaceAll("@", "@\u200b")
    .replaceAll("://", ":&#8203;//");
}

/** A Markdown table of at most `most` rows; says how many are left out. */
export function table(header: readonly string[], rows: readonly (readonly string[])[], most = 50): string {
  const lines = [header, header.map(() => "---"), ...rows.slice(0, most)].map(
    (row) => `| ${row.join(" | ")} |`,
  );
  const rest = rows.length - most;
  return [...lines, ...(rest > 0 ? ["", `… and ${rest} more; the audit log has all of them.`] : [])].join(
    "\n",
  );
}

/** `1 change`, `2 changes`. */
export function count(number: number, noun: string): string {
  return `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
}
