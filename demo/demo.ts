import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { styleText } from "node:util";
import wrapAnsi from "wrap-ansi";
import { onScreen } from "../src/report/screen.ts";
import type { ActionResult } from "../test/support/run-action.ts";
import { type Stage, setStage } from "../test/support/stage.ts";
import { edit, hire, owners } from "./edits.ts";

/**
 * The whole product on the embedded emulator: real HTTP, real sign-in, a real git repository, and the bundled
 * action run as GitHub's runner runs it.
 */
const INDENT = "   ";
const WIDTH = (process.stdout.columns || 100) - INDENT.length;
const DEAL_WIDTH = 10;
const HOW_TO_SETTLE = /^To settle a conflict[\s\S]*?--resolve .*$/m;
let isToldHowToSettle = false;

await using stage = await setStage({ referrals: 30, seed: 7 });
const users = hire(stage.emulator);
// The last line of the mapping is there to be turned on.
const mapping = join(stage.workspace, "mappings/dynamics-365.yml");
await writeFile(mapping, (await readFile(mapping, "utf8")).replace("# owner:", "owner:"));

say("Two systems, filled with invented deals, and nothing in step yet.");
const rows = stage.emulator.dataverse.rows("opportunity");
const linked = rows.filter((row) => row.cosell_referralid).length;
tell(
  `Partner Center has ${stage.emulator.partnerCenter.list().length} referrals, Dynamics 365 has ${rows.length} opportunities; ${linked} of them were linked by hand, and people have changed some since. Below is what each run shows as its job summary, long tables and digests shortened (…).`,
);

say("1. plan: what would a sync do? It has no way to write.");
const plan = await act(stage, { command: "plan" });
show(plan, { Changes: 8 });

say("2. sync: exactly that plan, by its digest.");
const digest = plan.outputs["plan-digest"] ?? "";
show(await act(stage, { "expected-plan-digest": digest }), { Conflicts: 1, "Worth knowing": 1, Changes: 4 });
console.log();
tell(
  "Each new opportunity belongs to its seller, the first of the referral's team who is a user of the CRM (owner in the mapping):",
);
tell(`${shortened(owners(stage.emulator, users), 3).join(", ")}.`);

say("3. People work, in the CRM and in the portal, without knowing of each other:");
const { edits, conflicting } = edit(stage.emulator);
for (const [deal, what] of edits) tellOf(deal, what);

say(
  "4. sync: exactly these edits travel, each to the other side. A conflict, an illegal move and a poison record stay behind.",
);
show(await act(stage), { "Still waiting": 2 });

say("5. sync: Microsoft's own referral of the shared deal has come up, and shows on the opportunity.");
show(await act(stage), { "Still waiting": 2 });
console.log();
tell("Sellers look at no summary: the opportunity says what is to be done, or that it is in step.");
const told = stage.emulator.dataverse.rows("opportunity").filter((row) => row.cosell_syncreason);
for (const row of told) tellOf(String(row.cosell_referralid).slice(0, 8), String(row.cosell_syncreason));

say(
  "6. sync again: nothing to do. What needs a person stays in every summary until it is fixed, and, with attention-issue, in an issue, which GitHub mails to whoever watches the repository.",
);
show(await act(stage, { "attention-issue": "true" }), { "Still waiting": 2 });
for (const { title, body } of stage.emulator.github.issues.list) {
  console.log();
  const summary = `### ${title}\n\n${body.replaceAll(/<!--.*?-->\n?/gs, "").trimStart()}`;
  show({ summary }, { [title]: 3 });
}

say(
  "7. The audit log is on a branch of the repository, two commits a run: what it is about to write, and what became of that.",
);
tell((await stage.git("log", "--reverse", "--format=%h %s", "cosell-sync")).trim());

say("8. audit: is the log whole, and what became of one deal? Here the one that both sides changed.");
const { log } = await act(stage, { command: "audit", "referral-id": conflicting });
const fields = /(?:^ {4}.*\n){5,}/gm;
tell(
  log
    .slice(log.indexOf("Deal "))
    .trim()
    .replaceAll(fields, (list) => `    ${shortened(list.trim().split(/\n */), 4).join("\n    ")}\n`),
);

say("For trials of your own: npm run emulator. To set it up: docs/getting-started.md.");

async function act(onStage: Stage, inputs: Readonly<Record<string, string>> = {}): Promise<ActionResult> {
  onStage.takeRequests();
  const result = await onStage.run(inputs);
  if (result.exitCode !== 0) throw new Error(`the action failed:\n${result.log}`);
  return result;
}

function say(text: string): void {
  console.log(`\n${styleText("bold", wrapAnsi(text, WIDTH + INDENT.length))}`);
}

function tell(text: string): void {
  const lines = text.split("\n").map((line) => (line.length > WIDTH ? wrapAnsi(line, WIDTH) : line));
  console.log(indented(lines.join("\n")));
}

/** A line about a deal, its further lines beside the first. */
function tellOf(deal: string, text: string): void {
  const lines = wrapAnsi(text, WIDTH - DEAL_WIDTH).split("\n");
  for (const [index, line] of lines.entries())
    console.log(INDENT + (index === 0 ? deal : "").padEnd(DEAL_WIDTH) + line);
}

/**
 * A job summary, or an issue, as a terminal shows it. How a conflict is settled is told only once.
 *
 * @param most By its heading, how many rows of a table are shown.
 */
function show({ summary }: Pick<ActionResult, "summary">, most: Readonly<Record<string, number>> = {}): void {
  const readable = summary
    .replaceAll(/\[([0-9a-f]{8})\]\([^)]*\)/g, "$1")
    .replaceAll(/\b([0-9a-f]{12})[0-9a-f]{28,}\b/g, "$1…")
    .replaceAll("<br>", ", ")
    .replaceAll(/^### (.*)\n\n((?:\|.*\n)+)/gm, (_, heading: string, table: string) => {
      const [header = "", rule = "", ...rows] = table.trim().split("\n");
      const shown = shortened(rows, most[heading] ?? rows.length);
      return `### ${heading}\n\n${[header, rule, ...shown].join("\n")}\n`;
    })
    .replace(HOW_TO_SETTLE, (how) => (isToldHowToSettle ? "" : how));
  isToldHowToSettle ||= HOW_TO_SETTLE.test(summary);
  const bold = (text: string) => styleText("bold", text);
  const screen = onScreen(readable, { width: WIDTH, bold, code: (text) => text }).trimEnd();
  console.log(indented(screen));
}

function indented(text: string): string {
  return text.replaceAll(/^(?=.)/gm, INDENT);
}

/** The beginning, and how much is left out. */
function shortened(lines: readonly string[], most: number): string[] {
  const rest = lines.length - most;
  return rest > 1 ? [...lines.slice(0, most), `… ${rest} more`] : [...lines];
}
