import { styleText } from "node:util";
import { walkThrough } from "../test/support/walkthrough.ts";

/** Times docs/getting-started.md on an emulator: what the machine does, without the person's part. */
const steps = await walkThrough();
for (const { command, seconds, output } of steps) {
  const time = seconds === null ? "for a person" : `${seconds.toFixed(1)} s`;
  const headline = /^## (.*)$/m.exec(output)?.[1] ?? "";
  console.log(`${time.padStart(12)}  ${styleText("bold", command)}`);
  if (headline) console.log(`${" ".repeat(14)}${headline}`);
}
const total = steps.reduce((sum, { seconds }) => sum + (seconds ?? 0), 0);
console.log(`${`${total.toFixed(1)} s`.padStart(12)}  from the clone to the first sync`);
