import { decodeHTMLStrict } from "entities";
import type { Side, Value } from "../../model/record.ts";
import { setProperty, type Transform, type Unusable } from "../transform.ts";

export interface TextOptions {
  readonly referral: string;
  readonly opportunity: string;
  /** UTF-16 units that the shorter side can hold. */
  readonly longest: number;
  /** Characters that do not count where they stand at an end, such as a sync's ✔. */
  readonly marks?: string;
}

/**
 * Free text. Only its first `longest` units are compared, so that a side which had to cut the text off
 * does not look as if somebody had edited it.
 */
export function text({ referral, opportunity, longest, marks = "" }: TextOptions): Transform {
  const read = ([raw]: readonly unknown[]) => {
    if (raw === undefined) return undefined;
    if (typeof raw === "object" && raw !== null) return { unusable: "what stands there is not a text" };
    return canonicalText(withoutMarks(raw, marks), longest);
  };
  return {
    referral: {
      reads: [referral],
      read,
      write: (value, [current]) =>
        wouldCutOff("referral", current, longest) ?? [setProperty(referral, value, current)],
    },
    opportunity: {
      reads: [opportunity],
      read,
      write: (value, [current]) => wouldCutOff("opportunity", current, longest) ?? { [opportunity]: value },
    },
  };
}

/**
 * NFC, LF line ends, no outer blanks, nothing that XML (and so Dataverse, error 0x80040278) refuses.
 * Partner Center returns some texts HTML-encoded; decoding until nothing is left to decode makes `&amp;` on one
 * side and `&` on the other the same text, however often it was encoded.
 */
export function canonicalText(raw: unknown, longest: number): Value {
  if (raw === null || raw === undefined) return null;
  const text = String(raw);
  // Nothing in it that could have another form: most texts are like this, and all of them are compared.
  if (PLAIN.test(text)) return cut(text.trim(), longest).trimEnd() || null;
  const whole = decoded(normal(text)).replaceAll(/\r\n?/g, "\n").trim();
  return cut(whole, longest).trimEnd() || null;
}

/** ASCII without `&`, carriage returns and other control characters. */
const PLAIN = /^[\t\n\x20-\x25\x27-\x7e]*$/;

/** On both sides alike, so that a name with a mark equals the one without, and no mark travels. */
function withoutMarks(raw: unknown, marks: string): unknown {
  if (marks === "" || typeof raw !== "string") return raw;
  const counts = (character: string) => !marks.includes(character) && character.trim() !== "";
  const characters = Array.from(raw);
  const [first, last] = [characters.findIndex(counts), characters.findLastIndex(counts)];
  return first < 0 ? "" : characters.slice(first, last + 1).join("");
}

function normal(text: string): string {
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

function decoded(text: string): string {
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

/** Never splits a surrogate pair. */
function cut(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const end = text.slice(0, longest);
  return end.isWellFormed() ? end : end.slice(0, -1);
}

/** The other side shows only the beginning of a longer text: writing that back would lose the rest. */
function wouldCutOff(side: Side, current: unknown, longest: number): Unusable | null {
  const length = canonicalText(current, Number.POSITIVE_INFINITY)?.length ?? 0;
  if (length <= longest) return null;
  const [here, there] =
    side === "referral" ? ["in Partner Center", "the opportunity"] : ["on the opportunity", "the referral"];
  return {
    unusable: `the text ${here} has ${length} characters and ${there} shows the first ${longest}; edit it ${here}`,
  };
}
