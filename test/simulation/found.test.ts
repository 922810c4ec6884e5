import { describe, expect, it } from "vitest";
import { FOUND } from "./found.ts";
import { inOneLine } from "./investigate.ts";
import { play } from "./play.ts";

describe("what the simulation has found is fixed", () => {
  it.each(FOUND)("$what", async ({ story }) => {
    const { violations } = await play(story);
    expect(violations.map(inOneLine)).toEqual([]);
  });
});
