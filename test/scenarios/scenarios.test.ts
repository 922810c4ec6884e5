import { globSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { writesAudited, writesMade } from "../support/audit.ts";
import { masked, named, requests, sellerViews, sides, summaries } from "../support/golden.ts";
import { readStory, Theatre } from "../support/story.ts";

/**
 * Each folder is a story, and beside it what the bundled action made of it: `npx vitest run -u` writes that
 * anew, and a review of the difference says whether it is what one wants.
 */
const STORIES = globSync("*/story.yml", { cwd: import.meta.dirname }).sort();

describe.concurrent("a story", () => {
  it.for(STORIES)("%s", async (file, { expect: expectHere }) => {
    const story = readStory(join(import.meta.dirname, file));
    await using theatre = await Theatre.open();
    await theatre.play(story);

    const golden = (name: string) => join(import.meta.dirname, dirname(file), "golden", name);
    const { stage, told } = theatre;
    const readable = (text: string) => named(text, theatre.ids);
    await expectHere(masked(readable(summaries(told)))).toMatchFileSnapshot(golden("summary.md"));
    await expectHere(masked(readable(requests(told)))).toMatchFileSnapshot(golden("requests.txt"));
    await expectHere(masked(readable(theatre.audit()))).toMatchFileSnapshot(golden("audit.jsonl"));
    await expectHere(readable(sides(stage))).toMatchFileSnapshot(golden("sides.txt"));
    await expectHere(readable(sellerViews(stage))).toMatchFileSnapshot(golden("seller.txt"));
    expectHere(writesAudited(stage)).toEqual(writesMade(stage.emulator));

    const before = writesMade(stage.emulator);
    const { result } = await theatre.run("sync");
    expectHere(result).toMatchObject({ exitCode: 0, outputs: { changes: "0" } });
    expectHere(writesMade(stage.emulator)).toEqual(before);
  });

  it("is there at all", () => {
    expect(STORIES).toContain("reviewed-plan/story.yml");
  });
});
