import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readDocument } from "../../src/mapping/load.ts";
import { loosened } from "../../src/mapping/loosened.ts";

const GUARDS = "guards: { share: hold, close: hold }\n";
const MAPPING = GUARDS + readFileSync(join(import.meta.dirname, "../../mappings/dynamics-365.yml"), "utf8");
const documentOf = (text: string) => readDocument(text, { file: "m.yml", environment: null });

/** What a review says of a change of the mapping, and of the same change taken back. */
function saidOf(from: string | RegExp, to: string) {
  const [before, after] = [MAPPING, MAPPING.replace(from, to)].map(documentOf);
  if (!before || !after) throw new Error("two mappings were read");
  const messages = (one: typeof before, other: typeof before) =>
    loosened(one, other).map(({ message }) => message);
  return { there: messages(after, before), back: messages(before, after) };
}

describe("the safety that a proposed mapping takes away", () => {
  it.each([
    ["close: hold", "close: allow", "guards > close: closing a referral no longer waits for approval"],
    [
      "as: money\n",
      "as: money\n    conflict: newest\n",
      "fields > deal value: what both sides change waits for nobody any more: newest wins",
    ],
    [
      "as: money\n",
      "as: money\n    blank: propagate\n",
      "fields > deal value: who empties one side empties the other from now on",
    ],
    [
      "longest: 2000\n    audit: hidden",
      "longest: 2000\n    audit: value",
      "fields > notes: its values become visible in summaries and comments, and in git for good",
    ],
  ])("is said, and not what it adds: %j becomes %j", (from, to, said) => {
    expect(saidOf(from, to)).toEqual({ there: [said], back: [] });
  });

  it("is said of each step that was ruled out, as far as somebody still has to say yes", () => {
    const strict = documentOf(MAPPING.replace(/(share|close): hold/g, "$1: never"));
    const loose = documentOf(MAPPING.replace("share: hold", "share: allow"));
    expect(loosened(loose, strict).map(({ message }) => message)).toEqual([
      "guards > share: making a deal visible to Microsoft's sellers is no longer ruled out, and waits for no approval",
      "guards > close: closing a referral is no longer ruled out, and only waits for approval",
    ]);
  });

  it("is said of values that are shown under another name, and of those of leads", () => {
    expect(saidOf("  notes:\n", "  remarks:\n").there).toEqual([]);
    const renamed = MAPPING.replace("  notes:\n", "  remarks:\n").replace(
      "longest: 2000\n    audit: hidden",
      "longest: 2000\n    audit: value",
    );
    expect(loosened(documentOf(renamed), documentOf(MAPPING)).map(({ path }) => path)).toEqual([
      ["fields", "remarks", "audit"],
    ]);
    const ofLeads = saidOf(
      "lead: companyname, as: text, longest: 100",
      "lead: companyname, as: text, longest: 100, audit: value",
    );
    expect(ofLeads.there).toEqual([expect.stringMatching(/^leads > fields > .*visible in/)]);
  });
});
