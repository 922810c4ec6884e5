import { decodeHTMLStrict } from "entities";

/** Well-formed Unicode in one form (NFC), without what XML and so Dataverse refuses. */
export function normal(text: string): string {
  const writable = text
    .toWellFormed()
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to take out
    .replaceAll(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, "");
  // Again, as NFC makes two marks of some.
  return streamSafe(streamSafe(writable).normalize("NFC"));
}

/**
 * A joiner after every thirty combining marks, more than any language has in a row ("Stream-Safe Text Format", Unicode
 * Standard Annex 15): for NFC, marks are put in order, which would take minutes for a hundred thousand of them.
 */
function streamSafe(text: string): string {
  return text.replaceAll(/[\p{M}--\u034F]{30}(?=[\p{M}--\u034F])/gv, "$&\u034F");
}

/** Decoded until nothing is left to decode, however often it was encoded. */
export function decoded(text: string): string {
  if (!text.includes("&")) return text;
  const once = normal(decodeHTMLStrict(text));
  return /&[#\w]+;/.test(once) ? normal(decodedInside(once)) : once;
}

/**
 * Also where one entity is inside another (`&am&#112;;`). The characters are added one by one to a text that has none,
 * so that a semicolon completes at most what stands at its end: decoding all of the text until nothing changes would
 * take minutes where a hundred thousand are inside each other.
 */
function decodedInside(text: string): string {
  const done: string[] = [];
  /** Where an entity may begin. */
  const begins: number[] = [];
  const add = (character: string) => {
    if (character === "&") begins.push(done.length);
    done.push(character);
  };
  for (const character of text) {
    add(character);
    // What an entity means may be the semicolon of another one.
    while (done.at(-1) === ";" && begins.length > 0) {
      const entity = done.slice(begins.at(-1)).join("");
      const meant = decodeHTMLStrict(entity);
      if (meant === entity) {
        begins.length = 0;
      } else {
        done.length = begins.pop() ?? 0;
        for (const one of normal(meant)) add(one);
      }
    }
  }
  return done.join("");
}

/** The same for all texts in what Partner Center has shown and gets back: sent encoded, they would be encoded twice there. */
export function unencoded(value: unknown): unknown {
  if (typeof value === "string") return decoded(value);
  if (Array.isArray(value)) return value.map(unencoded);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, unencoded(inner)]));
}
