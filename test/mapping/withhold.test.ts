import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { compileMapping } from "../../src/mapping/compile.ts";
import { readDocument } from "../../src/mapping/load.ts";
import { withhold } from "../../src/mapping/withhold.ts";

const PLACE = { file: "m.yml", environment: null };
const SHIPPED = readFileSync(join(import.meta.dirname, "../../mappings/dynamics-365.yml"), "utf8");
const inForce = readDocument(SHIPPED, PLACE);

/** Names of the fields whose values are shown of this proposal. */
function shown(proposed: string, allowed: typeof inForce | null = inForce): string[] {
  const document = withhold(readDocument(proposed, PLACE), allowed);
  return [...compileMapping(document, PLACE).visible];
}

describe("what a mapping shows", () => {
  it("is of a name that deals and leads have only what both of them show", () => {
    const both = (ofDeals: string, ofLeads: string) =>
      compileMapping(
        readDocument(
          SHIPPED.replace(/( {2}close date:\n(?: {4}.*\n)+?) {4}audit: value/, `$1    audit: ${ofDeals}`)
            .replace("expected close:", "close date:")
            .replace("as: date, audit: value", `as: date, audit: ${ofLeads}`),
          PLACE,
        ),
        PLACE,
      );
    for (const [ofDeals, ofLeads, isShown] of [
      ["value", "value", true],
      ["value", "hidden", false],
      ["hidden", "value", false],
    ] as const) {
      const { visible, leads } = both(ofDeals, ofLeads);
      expect([visible.has("close date"), leads?.rows.visible.has("close date")]).toEqual([isShown, isShown]);
    }
  });

  it("is nothing of the account that a deal gets", () => {
    const { visible, fields } = compileMapping(inForce, PLACE);
    expect(fields.map(({ name }) => name)).toContain("account");
    expect([...visible]).not.toContain("account");
  });
});

describe("what a proposed mapping shows", () => {
  it("is what the one in force shows, when it changes nothing of that", () => {
    expect(shown(SHIPPED)).toEqual([...compileMapping(inForce, PLACE).visible]);
    expect(shown(SHIPPED.replace("as: money", "as: money\n    conflict: newest"))).toContain("deal value");
  });

  it("is nothing when there is none in force", () => {
    expect(shown(SHIPPED, null)).toEqual([]);
  });

  it("is said of one without leads as well", () => {
    expect(shown(SHIPPED.replace(/\nleads:[\s\S]*$/, "\n"))).toContain("deal value");
  });

  it.each([
    ["is to be shown from now on", SHIPPED.replaceAll("audit: hidden", "audit: value"), "notes"],
    [
      "reads another property",
      SHIPPED.replace("referral: expirationDateTime", "referral: acceptedDateTime"),
      "expires on",
    ],
    [
      "reads another column",
      SHIPPED.replace("opportunity: estimatedclosedate", "opportunity: finaldecisiondate"),
      "close date",
    ],
    [
      "is read in another way",
      SHIPPED.replace(
        /(cosell_campaignid\n) {4}as: text\n {4}longest: 100/,
        "$1    as: choice\n    values: { a: 1 }",
      ),
      "campaign",
    ],
    ["is new under another name", SHIPPED.replace("  close date:", "  closing:"), "closing"],
    [
      "is hidden now",
      SHIPPED.replace("as: date\n    audit: value", "as: date\n    audit: hidden"),
      "close date",
    ],
    [
      "takes what it lacks from another property",
      SHIPPED.replace(
        /(cosell_campaignid\n(?: {4}.*\n)+)/,
        "$1    when: create\n    otherwise: { referral: details.notes }\n",
      ),
      "campaign",
    ],
    [
      "reads another column of a lead",
      SHIPPED.replace("lead: estimatedclosedate", "lead: address1_city"),
      "expected close",
    ],
  ])("is not a field that %s", (_what, proposed, field) => {
    expect(proposed).not.toBe(SHIPPED);
    expect(shown(proposed)).not.toContain(field);
    expect(shown(proposed)).toContain("deal value");
  });
});
