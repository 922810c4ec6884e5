import type { RunResult } from "../model/result.ts";
import { sha256 } from "../model/sha256.ts";
import type { Waiting } from "../model/state.ts";
import { namesOf } from "./changes.ts";
import { code, count, fitted, reportOf, sentence, tableOf } from "./markdown.ts";
import { howToResolve } from "./next-step.ts";
import { approvalSection, QUIET, waitingCells } from "./waiting.ts";

/** What an issue on GitHub is about, which is open as long as something needs a person. */
export interface Attention {
  /** Begins the issue, and is how it is found again. */
  readonly marker: string;
  readonly title: string;
  /** One for each thing that needs a person; none when nothing does. */
  readonly keys: readonly string[];
  readonly body: string;
  /** Says of these of them that they are new. */
  readonly news: (keys: ReadonlySet<string>) => string;
}

/** GitHub takes 65,536 characters: two tables, the keys, and what is said beside them. */
const LONGEST_TABLE = 18_000;
/** Of more, nobody is told that they are new. */
const MOST_KEYS = 2000;
const MOST_ROWS = 100;

const BEGINNING = "<!-- cosell-sync keys ";

/** The keys in the text of an issue: what was told before. */
export function keysIn(body: string): Set<string> {
  const [, keys = ""] = new RegExp(`${BEGINNING}([0-9a-f ]*)-->`).exec(body) ?? [];
  return new Set(keys.split(" ").filter((key) => key !== ""));
}

/** An issue in which nothing needs a person any more: whatever comes up later is news. */
export function settledBody({ marker }: Attention): string {
  return `${marker}\nSettled: nothing of this needs a person any more.\n`;
}

interface Place {
  readonly branch: string;
  /** Address of the CRM. */
  readonly crm: string;
  /** ISO 8601. */
  readonly now: string;
}

/** Tried again by themselves, until they are set aside. */
const BY_THEMSELVES: readonly Waiting["kind"][] = ["stale", "failed", "close"];

/** Whether somebody has to do something about it, and not just the next run. */
function needsPerson({ kind, firstAt, nextAt }: Waiting, now: string): boolean {
  if (QUIET.includes(kind)) return false;
  // Of what a system has refused, a run tries only so many again: the others are as they were, though their time has come.
  const atOnce = kind === "rejected" ? firstAt : now;
  return nextAt === null || (!BY_THEMSELVES.includes(kind) && nextAt > atOnce);
}

/** The deals that need a person after this run, whichever run has found it. */
export function dealsAttention(result: RunResult, { branch, crm, now }: Place): Attention {
  const entries = result.waiting.filter((entry) => needsPerson(entry, now));
  const nameOf = namesOf(result, crm);
  const tableWith = (some: readonly Waiting[], most: number) =>
    some.length === 0 ? "" : tableOf(["Deal", "What", "Why"], some, (one) => waitingCells(one, nameOf), most);
  const others = entries.filter(({ onlyApproval }) => !onlyApproval);
  const conflict = entries.find(({ kind }) => kind === "conflict");
  const needs = `${count(entries.length, "deal")} ${entries.length === 1 ? "needs" : "need"} a person`;
  return attentionOf(`deals of ${branch}`, {
    title: `Co-sell sync: ${needs} (${branch})`,
    keys: entries.map(keyOf).sort().slice(0, MOST_KEYS),
    sections: [
      fitted(MOST_ROWS, (most) => tableWith(others, most), LONGEST_TABLE),
      conflict ? howToResolve(conflict.referral, conflict.fields[0] ?? "") : "",
      fitted(MOST_ROWS, (most) => approvalSection(result, nameOf, most), LONGEST_TABLE),
      `Every sync of branch ${code(branch)} keeps this up to date, and closes it when no deal needs a person any more. Closed by hand, it stays closed until there is something new.`,
    ],
    news: (keys) => {
      const fresh = entries.filter((entry) => keys.has(keyOf(entry)));
      return `New:\n\n${fitted(MOST_ROWS, (most) => tableWith(fresh, most), LONGEST_TABLE)}\n`;
    },
  });
}

/** What was found of a deal, and not how its reason is worded. */
function keyOf({ referral, kind }: Waiting): string {
  return sha256(`${referral} ${kind}`).slice(0, 10);
}

/** That no sync gets through. */
export function failureAttention(told: string | null, branch: string): Attention {
  const what = (told ?? "")
    .split("\n")
    .map((line) => `> ${sentence(line)}`)
    .join("\n");
  return attentionOf(`failure of ${branch}`, {
    title: `Co-sell sync fails (${branch})`,
    keys: told === null ? [] : ["0"],
    sections: [
      "No deal is kept in step until somebody fixes this:",
      what,
      `The next sync of branch ${code(branch)} that gets through closes this. The log of the last one has more.`,
    ],
    news: () => what,
  });
}

interface Told extends Pick<Attention, "title" | "keys" | "news"> {
  readonly sections: readonly string[];
}

function attentionOf(name: string, { title, keys, sections, news }: Told): Attention {
  const marker = `<!-- cosell-sync ${name} -->`;
  const known = `${BEGINNING}${keys.join(" ")} -->`;
  return { marker, title, keys, body: [marker, reportOf(sections), known].join("\n"), news };
}
