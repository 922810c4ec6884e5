import { describe, expect, it } from "vitest";
import type { Explanation, FieldExplanation } from "../../src/reconcile/merge/explain.ts";
import { explanationMarkdown, explanationText } from "../../src/report/explanation.ts";
import { dealOf, waitingOf } from "./results.ts";

function fieldOf(more: Partial<FieldExplanation>): FieldExplanation {
  return {
    field: "notes",
    kind: "text",
    direction: "both",
    places: { referral: ["details.notes"], opportunity: ["description"] },
    base: null,
    referral: null,
    opportunity: null,
    situation: "both sides have the same value",
    decision: "nothing to do",
    isInStep: false,
    ...more,
  };
}

function explanationOf(fields: readonly FieldExplanation[], more: Partial<Explanation> = {}): Explanation {
  const { referral } = dealOf(1);
  const nothing = { outOfScope: null, waiting: null };
  return { id: referral, standing: "Its opportunity is 1", fields, ...nothing, ...more };
}

const FORMS = { Markdown: explanationMarkdown, "text of a terminal": explanationText };

describe.each(Object.entries(FORMS))("the %s of a deal that is explained", (_form, report) => {
  const values = { base: "of the base", referral: "of Partner Center", opportunity: "of the CRM" };
  const fields = [fieldOf(values), fieldOf({ ...values, isInStep: true })];

  it("has the values of a field that may be shown", () => {
    const told = report(explanationOf(fields), new Set(["notes"]));
    for (const value of Object.values(values)) expect(told).toContain(value);
    expect(report(explanationOf(fields), "all")).toBe(told);
  });

  it("has of any other field only that there are some, in step or not", () => {
    const told = report(explanationOf(fields), new Set(["name"]));
    for (const value of Object.values(values)) expect(told).not.toContain(value);
    expect(told.match(/hidden/g)).toHaveLength(4);
  });

  it("says of a field that may not be shown what is blank, and what is unknown", () => {
    const told = report(explanationOf([fieldOf({ base: undefined, opportunity: "kept" })]), new Set());
    expect(told.match(/unknown|blank|hidden|kept/g)).toEqual(["unknown", "blank", "hidden"]);
  });

  it("says how to settle a conflict, and only a conflict", () => {
    const waits = { conflict: waitingOf(1), held: waitingOf(1, { kind: "held", reason: "It waits." }) };
    const settle = `${dealOf(1).referral}.notes=opportunity`;
    const told = report(explanationOf([], { waiting: waits.conflict }), "all");
    expect(told).toContain(settle);
    // There is no other deal to look at.
    expect(told).not.toContain("another deal");
    const held = report(explanationOf([], { waiting: waits.held }), "all");
    expect(held).not.toContain("=opportunity");
    // The words of a service end with a full stop of their own.
    expect(held).toMatch(/It waits\.\n/);
  });
});

describe("what keeps a deal out of the scope", () => {
  const left = (values: readonly string[]) =>
    explanationOf([], { outOfScope: { place: "customerProfile.team", values } });

  it("is shown on a person's own screen", () => {
    expect(explanationText(left(["ines@lakeshore.example", "two"]), "all")).toContain(
      "\ncustomerProfile.team has: ines@lakeshore.example, two\n",
    );
    expect(explanationText(left([]), "all")).toContain("\ncustomerProfile.team has: (blank)\n");
  });

  it("is shown nowhere else: the scope may name any property, whatever the fields hide", () => {
    const visible = new Set(["customerProfile.team"]);
    for (const report of Object.values(FORMS)) expect(report(left(["ines"]), visible)).not.toContain("ines");
    expect(explanationMarkdown(left(["ines"]), "all")).not.toContain("ines");
  });
});
