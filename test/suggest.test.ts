import { describe, expect, it } from "vitest";
import { didYouMean, nearestOf } from "../src/suggest.ts";

const NAMES = [
  "Name",
  "notes",
  "id",
  "customerProfile.address.city",
  "cosell_team",
  "cosell_syncwithpartnercenter",
];

describe("what a word may have been meant for", () => {
  it.each([
    ["nmae", "Name"],
    ["NOTES", "notes"],
    ["note", "notes"],
    ["customerProfile.adress.City", "customerProfile.address.city"],
    // A third of its letters may be wrong, of a long word.
    ["customProfil.adres.city", "customerProfile.address.city"],
    ["description", null],
    ["cosell_tean", "cosell_team"],
    ["cosell_syncwithpartner", "cosell_syncwithpartnercenter"],
    // Only the prefix of their publisher is alike.
    ["cosell_help", null],
    // Nothing of it would be left.
    ["ab", null],
    ["", null],
  ])("%j: %j", (word, meant) => {
    expect(nearestOf(word, NAMES)).toBe(meant);
    expect(didYouMean(word, NAMES)).toBe(meant === null ? "" : `; did you mean "${meant}"?`);
  });

  it("is nothing where there is nothing to choose from", () => {
    expect(didYouMean("name", [])).toBe("");
  });
});
