import { expect, it } from "vitest";
import { Recent } from "../../../src/adapters/partner-center/recent.ts";

it("remembers as many as it is told at least, and forgets what is twice as long ago", () => {
  const recent = new Recent(3);
  const texts = ["a", "b", "c", "d", "e", "f"];
  expect(texts.map((text) => recent.add(text))).toEqual(texts.map(() => true));
  expect(texts.map((text) => recent.add(text))).toEqual(texts.map(() => false));
  expect(["g", "d", "a"].map((text) => recent.add(text))).toEqual([true, false, true]);
});
