const LONGEST = 200;
/** What property names, paths and limits look like, as against what people type into fields. */
const NAME_OR_LIMIT = /^(?:[/a-z][\w./[\]-]*|(?:Microsoft|Edm)\.[\w.]+|\d{1,4})$/;

/**
 * One line of a service's error text that may be printed and kept: services quote the values they refuse, and
 * a value may be a person's name.
 */
export function shortReason(text: string): string {
  const line = text
    .replace(/[\s\p{Cc}]+/gu, " ")
    .trim()
    .replace(/(['"])(.*?)\1/g, (quoted, mark: string, inner: string) =>
      NAME_OR_LIMIT.test(inner) ? quoted : `${mark}…${mark}`,
    )
    // Only from where a word begins: from each of its characters, a text without blanks would take minutes.
    .replace(/(?<!\S)\S+@\S+/g, "…");
  return line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line;
}
