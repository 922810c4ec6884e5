import { expect, it } from "vitest";
import { walkThrough } from "../support/walkthrough.ts";

it("docs/getting-started.md leads from a clone to the first sync, command by command", async () => {
  const steps = await walkThrough();
  const outputs = Object.fromEntries(steps.map(({ command, output }) => [command, output]));
  const expected: Record<string, RegExp> = {
    "cosell-sync setup": /^## Co-sell setup: \d+ things to do/,
    "cosell-sync setup --apply": /^## Co-sell setup: done/,
    "cosell-sync init": /^## Co-sell init: \d+ files written/,
    "gh workflow run doctor.yml -f environment=staging": /^## Co-sell doctor: all is well/,
    "gh workflow run sync.yml -f environment=staging": /^## Co-sell sync: \d+ records created/,
  };
  for (const [command, pattern] of Object.entries(expected))
    expect(outputs[command], command).toMatch(pattern);
  const timed = steps.filter(({ seconds }) => seconds !== null);
  console.log(timed.map(({ command, seconds }) => `${seconds?.toFixed(1)} s  ${command}`).join("\n"));
  expect(timed.map(({ command }) => command)).toEqual(expect.arrayContaining(Object.keys(expected)));
});
