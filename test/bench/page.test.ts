import { describe, expect, it } from "vitest";
import { count, type Figure, ratio } from "../../bench/figure.ts";
import { asPage, summaryLine } from "../../bench/page.ts";

describe("a figure", () => {
  it("is exact only when it is what was expected", () => {
    expect([count(4, 4).verdict, count(5, 4).verdict]).toEqual(["exact", "off"]);
  });

  it("meets a goal on the right side of it, the goal included", () => {
    const verdicts = [1.5, 1.51].map((value) => ratio(value, { atMost: 1.5 }).verdict);
    expect(verdicts).toEqual(["met", "missed"]);
    expect([0.85, 0.84].map((value) => ratio(value, { atLeast: 0.85 }).verdict)).toEqual(["met", "missed"]);
  });
});

const FIGURES: readonly Figure[] = [
  { item: 1, what: "requests", ...count(4, 4) },
  { item: 2, what: "commits", ...count(1, 0) },
  { item: 4, what: "CPU", ...ratio(2, { atMost: 1.5 }) },
  { item: 3, what: "a peer", goal: "", value: "2 s", verdict: "shown" },
];

it("the summary is one line that says how many counts are off", () => {
  expect(summaryLine(FIGURES, 51)).toBe("bench: 1 of 2 counts exact, 1 OFF; 0 of 1 goals met; 51 s");
});

it("the page has a section for each item that was measured, in their order", () => {
  const page = asPage(FIGURES, { node: "v24.21.0", processors: 2, load: "0.4", seconds: 51 });
  expect(page.match(/^## .+/gm)).toEqual([
    "## 1. Requests for a change",
    "## 2. A run with nothing to do",
    "## 3. Ideal ÷ wall",
    "## 4. CPU of a full sweep",
    "## What one change asks for",
    "## Where a goal is missed",
    "## How this is measured",
  ]);
  expect(page).toContain("| commits | 1 | = 0 | OFF |");
});
