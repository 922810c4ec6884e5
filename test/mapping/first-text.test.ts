import { describe, expect, it } from "vitest";
import { fieldOf, type Properties, read } from "./record.ts";

const shown = (...referral: readonly string[]) =>
  fieldOf({ as: "first text", referral, opportunity: "cosell_notes", longest: 100 });
const OURS = "details.notes";
const MICROSOFTS = "microsoft.details.notes";
const PRIVATE = { consent: { consentToShareReferralWithMicrosoftSellers: false } };

const of = (notes: unknown): Properties => ({ details: { notes } });

describe("the first of several texts that is not blank", () => {
  it.each<[what: string, places: readonly string[], Properties, unknown]>([
    ["Microsoft's, which is first", [MICROSOFTS, OURS], { ...of("ours"), microsoft: of("theirs") }, "theirs"],
    ["ours where Microsoft has none", [MICROSOFTS, OURS], { ...of("ours"), microsoft: of(null) }, "ours"],
    ["unknown where Microsoft's was not read, which may have one", [MICROSOFTS, OURS], of("ours"), undefined],
    [
      "ours of a private deal, of which Microsoft has none",
      [MICROSOFTS, OURS],
      { ...of("ours"), ...PRIVATE },
      "ours",
    ],
    ["blank of a private deal without any", [MICROSOFTS, OURS], { ...of(""), ...PRIVATE }, null],
    ["ours, which is first, whatever Microsoft has", [OURS, MICROSOFTS], of("ours"), "ours"],
    ["unknown where ours is blank and Microsoft's was not read", [OURS, MICROSOFTS], of(null), undefined],
    ["Microsoft's where ours is left out", [OURS, MICROSOFTS], { microsoft: of("theirs") }, "theirs"],
    [
      "unknown where ours is left out and Microsoft has none",
      [OURS, MICROSOFTS],
      { microsoft: of(null) },
      undefined,
    ],
    ["blank where all are", [MICROSOFTS, OURS], { ...of(""), microsoft: of(" ") }, null],
  ])("is %s", (_what, places, properties, expected) => {
    expect(read(shown(...places), "referral", properties)).toBe(expected);
  });
});
