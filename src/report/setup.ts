import type { SetupItem, SetupResult } from "../model/setup.ts";
import { count, joined, named, table } from "./markdown.ts";

const SIGNS = { there: "✔ there", done: "✔ done", "to do": "+ to do", wrong: "✘ wrong" } as const;

/** What a setup did, or would do. */
export function setupReport({ items, outcome }: SetupResult): string {
  return `## Co-sell setup: ${headline(items, outcome)}\n\n${setupTable(items)}\n${NEXT[outcome]}`;
}

/** Of what was there already and needs no word, only the number: there are thirty such things. */
export function setupTable(items: readonly SetupItem[]): string {
  const told = items.filter(({ state, detail }) => state !== "there" || detail !== "");
  const rows = told.map(({ what, state, detail }) => [named(what), SIGNS[state], named(detail)]);
  const silent = items.length - told.length;
  const rest = `${count(silent, "other thing")} ${silent === 1 ? "is" : "are"} there already.`;
  return joined([table(["What", "State", "Details"], rows), silent === 0 ? "" : rest], "\n\n");
}

const NEXT: Readonly<Record<SetupResult["outcome"], string>> = {
  "nothing to do": "",
  done: "\nNext: give the application user the security role of `setup/security-role.yml`. Then `doctor` says whether all is well, on a terminal with `--state-dir ./state`.\n",
  shown: "\nNothing was changed. To carry it out, run setup again with `apply`, on a terminal `--apply`.\n",
  unfinished:
    "\nDataverse took every step, and what is still to do came to nothing. Run setup again: it goes on from there.\n",
  wrong: "\nNothing more is done until what is wrong has been fixed.\n",
};

function headline(items: readonly SetupItem[], outcome: SetupResult["outcome"]): string {
  const of = (state: SetupItem["state"]) => items.filter((item) => item.state === state).length;
  if (outcome === "wrong") return `${count(of("wrong"), "thing")} in the way`;
  if (outcome === "unfinished") return `unfinished, ${count(of("to do"), "thing")} still to do`;
  return outcome === "shown" ? `${count(of("to do"), "thing")} to do` : outcome;
}
