/**
 * Characters that nobody sees and that change how the text around them looks: control characters, line ends that only
 * some programs take for one, marks and overrides of direction, fillers of no width. Not the joiners, which Persian and
 * emoji are written with.
 */
export const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}[[\p{Cf}&&\p{DI}]--[\u200C\u200D]]]/gv;

/**
 * A text on one line, without them and no longer than that. Also not with half an emoji at its end: the CRM refuses a row with
 * one, and with what XML cannot hold (0x80040278).
 */
export function oneLine(text: string, longest: number): string {
  const flat = text.replaceAll(/\s+/g, " ").replaceAll(UNSEEN, "").trim();
  return (flat.length > longest ? `${flat.slice(0, longest - 1)}…` : flat).toWellFormed();
}

/** JSON in which they are escapes: whoever looks at a file on the state branch sees what is in it. */
export function plainJson(value: unknown, indent = 0): string {
  const json = JSON.stringify(value, null, indent);
  // To see that there is nothing unusual takes a tenth of looking for each of them.
  if (!/[^\n\x20-\x7e]/.test(json)) return json;
  return json.replaceAll(UNSEEN, (unseen) => (unseen === "\n" ? unseen : escaped(unseen)));
}

function escaped(text: string): string {
  const units = Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("");
}
