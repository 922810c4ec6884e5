import { styleText } from "node:util";
import { onScreen } from "../src/report/screen.ts";
import type { ActionResult } from "../test/support/run-action.ts";
import { type Stage, setStage } from "../test/support/stage.ts";
import { edit } from "./edits.ts";

/**
 * The whole product on the embedded emulator: real HTTP, real sign-in, a real git repository, and the bundled
 * action run as GitHub's runner runs it.
 */
const INDENT = "   ";
const HOW_TO_SETTLE = /^To settle a conflict[\s\S]*?--resolve .*$/m;
let isToldHowToSettle = false;

await using stage = await setStage({ referrals: 30, seed: 7 });

say("Two systems, filled with invented deals, and nothing in step yet.");
const rows = stage.emulator.dataverse.rows("opportunity");
const linked = rows.filter((row) => row.cosell_referralid).length;
tell(
  `Partner Center has ${stage.emulator.partnerCenter.list().length} referrals, Dynamics 365 has ${rows.length} opportunities;`,
);
tell(`${linked} of them were linked by hand, and people have changed some since.`);

say("1. plan: what would a sync do? It is given no way to write.");
const plan = await act(stage, { command: "plan" });
show(plan, 12);

say("2. sync: bound to the plan that was just reviewed, by its digest.");
show(await act(stage, { "expected-plan-digest": plan.outputs["plan-digest"] ?? "" }), 8);

say("3. People work. Sellers in the CRM, partners in the portal, without knowing of each other:");
const { lines, conflicting } = edit(stage.emulator);
for (const line of lines) tell(line);

say(
  "4. sync: exactly these edits travel, each to the other side. One conflict, one illegal move, one poison record.",
);
show(await act(stage));

say(
  "5. sync: Microsoft's own referral of the deal that was shared shows on the opportunity, and the seller of the poison record reads why.",
);
show(await act(stage), 2);
tell("");
tell(
  "Sellers look at no summary. On their opportunities stands (and on every other one, that it is in step):",
);
const told = stage.emulator.dataverse.rows("opportunity").filter((row) => row.cosell_syncreason);
for (const row of told)
  tell(`${String(row.cosell_referralid).slice(0, 8)}  ${String(row.cosell_syncreason)}`);

say("6. sync again: nothing is left to do. What needs a person stays in every summary until it is mended.");
show(await act(stage));

say(
  "7. The audit log is on a branch of the repository, two commits a run: intents before the first write, outcomes after.",
);
tell((await stage.git("log", "--reverse", "--format=%h %s", "cosell-sync")).trim());

say("8. audit: is the log whole, and what became of one deal? Here the one that both sides changed.");
show(await act(stage, { command: "audit", "referral-id": conflicting }));

async function act(onStage: Stage, inputs: Readonly<Record<string, string>> = {}): Promise<ActionResult> {
  onStage.takeRequests();
  const result = await onStage.run(inputs);
  if (result.exitCode !== 0) throw new Error(`the action failed:\n${result.log}`);
  return result;
}

function say(text: string): void {
  console.log(`\n${styleText("bold", text)}`);
}

function tell(text: string): void {
  console.log(text.replaceAll(/^/gm, INDENT));
}

/** The job summary as a terminal shows it; of long tables the beginning, and how a conflict is settled only once. */
function show({ summary }: ActionResult, rowsShown = 20): void {
  const headLines = 2;
  const readable = summary
    .replaceAll(/\[([0-9a-f]{8})\]\([^)]*\)/g, "$1")
    .replaceAll("<br>", ", ")
    .replaceAll(/(?:^\|.*\n)+/gm, (table) => shortened(table, headLines + rowsShown))
    .replace(HOW_TO_SETTLE, (how) => (isToldHowToSettle ? "" : how));
  isToldHowToSettle ||= HOW_TO_SETTLE.test(summary);
  const width = (process.stdout.columns || 120) - INDENT.length;
  const bold = (text: string) => styleText("bold", text);
  tell(onScreen(readable, { width, bold, code: (text) => text }).trimEnd());
}

function shortened(table: string, most: number): string {
  const lines = table.trim().split("\n");
  const rest = lines.length - most;
  return [...lines.slice(0, most), ...(rest > 0 ? ["", `… ${rest} more rows`] : []), ""].join("\n");
}
