import type { Side, Value } from "../../model/record.ts";
import { UNSEEN } from "../../model/unseen.ts";
import { decoded, normal } from "./html-text.ts";
import { type OnePlace, setOrEmpty, type Transform, type Unusable } from "./transform.ts";

export interface TextOptions extends OnePlace {
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
  const canonical = (raw: unknown, most: number) =>
    marks === ""
      ? canonicalText(raw, most)
      : unmarked(canonicalText(raw, Number.POSITIVE_INFINITY), marks, most);
  const read = ([raw]: readonly unknown[]) => {
    if (raw === undefined) return undefined;
    return isNoText(raw) ? NO_TEXT : canonical(raw, longest);
  };
  const refused = (side: Side, current: unknown) =>
    wouldCutOff(side, canonical(current, Number.POSITIVE_INFINITY), longest);
  return {
    referral: {
      reads: [referral],
      read,
      write: (value, [current]) => refused("referral", current) ?? setOrEmpty(referral, value, current),
    },
    opportunity: {
      reads: [opportunity],
      read,
      write: (value, [current]) => refused("opportunity", current) ?? { [opportunity]: value },
    },
  };
}

export const NO_TEXT: Unusable = { unusable: "what stands there is not a text" };

/** Whether it is a list or an object: nothing that anybody has typed. */
export function isNoText(raw: unknown): boolean {
  return typeof raw === "object" && raw !== null;
}

/**
 * NFC, LF line ends, no outer blanks, nothing that XML (and so Dataverse, error 0x80040278) refuses.
 * Partner Center returns some texts HTML-encoded; decoding until nothing is left to decode makes `&amp;` on one
 * side and `&` on the other the same text, however often it was encoded.
 */
export function canonicalText(raw: unknown, longest: number): Value {
  if (raw === undefined || typeof raw === "object") return null;
  const text = String(raw);
  // Nothing in it that could have another form: most texts are like this, and all of them are compared.
  if (PLAIN.test(text)) return cut(text.trim(), longest).trimEnd() || null;
  const whole = decoded(normal(text)).replaceAll(/\r\n?/g, "\n").trim();
  return cut(whole, longest).trimEnd() || null;
}

/** ASCII without `&`, carriage returns and other control characters. */
const PLAIN = /^[\t\n\x20-\x25\x27-\x7e]*$/;

/** On both sides alike, so that a name with a mark equals the one without, and no mark travels, nor one at which a text is cut. */
function unmarked(text: Value, marks: string, longest: number): Value {
  return withoutMarks(cut(withoutMarks(text ?? "", marks), longest), marks) || null;
}

/** With a mark goes what makes it an emoji: `✔\uFE0F` ("Emoji Variation Sequences"). */
function withoutMarks(text: string, marks: string): string {
  const counts = (character: string) =>
    !`${marks}\uFE0E\uFE0F`.includes(character) && character.trim() !== "";
  const characters = Array.from(text);
  const [first, last] = [characters.findIndex(counts), characters.findLastIndex(counts)];
  return first < 0 ? "" : characters.slice(first, last + 1).join("");
}

/** What identifies something, without what nobody sees: copied out of a chat, an address often has a filler of no width at its end. */
export function canonicalKey(raw: unknown): string {
  return (canonicalText(raw, Number.POSITIVE_INFINITY) ?? "").replaceAll(UNSEEN, "").trim();
}

/** Never splits a surrogate pair. */
function cut(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const end = text.slice(0, longest);
  return end.isWellFormed() ? end : end.slice(0, -1);
}

/** The other side shows only the beginning of a longer text: writing that back would lose the rest. */
function wouldCutOff(side: Side, current: Value, longest: number): Unusable | null {
  const length = current?.length ?? 0;
  if (length <= longest) return null;
  const [here, there] =
    side === "referral" ? ["in Partner Center", "the opportunity"] : ["on the opportunity", "the referral"];
  return {
    unusable: `the text ${here} has ${length} characters and ${there} shows the first ${longest}; edit it ${here}`,
  };
}
