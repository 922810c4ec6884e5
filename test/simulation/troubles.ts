import type { Random } from "../../src/emulator/seed/random.ts";
import { FAULT_NAMES, type FaultName, lastCallOf } from "./faults.ts";
import type { Edit, PlannedRun, Trouble } from "./story.ts";

/**
 * What a story is about: writes whose fate nobody knows, those that nothing makes harmless to repeat among them,
 * people who edit while everything is read again, or whatever comes. All but the last need several things at once,
 * which seldom meet by themselves.
 */
export const SUBJECTS = [
  "anything",
  "anything",
  "anything",
  "lost writes",
  "lost writes",
  "lost posts",
  "reading again",
] as const;
export type Subject = (typeof SUBJECTS)[number];

/** What somebody does next. */
export type Editor = () => Edit;

interface Told {
  readonly runs: readonly PlannedRun[];
  readonly about: Subject;
  readonly editor: Editor;
}

export function someTroubles(random: Random, { runs, about, editor }: Told): Trouble[] {
  return runs.flatMap(({ name: run }) => {
    if (about === "reading again" && run > 1) return readingAgain(random, run, editor);
    if (about === "lost posts" && run === 1) return lostPost(random, run, editor);
    if (about === "lost writes" && random.chance(0.5)) return lostWrite(random, run, editor);
    if (run === 1 && random.chance(0.6)) return [];
    const count = random.chance(0.1) ? random.between(4, 8) : random.between(0, 3);
    return times(count, (): Trouble => {
      if (random.chance(0.3)) return editAt(random, run, { editor, from: 1, to: 18 });
      const fault = random.pick(FAULT_NAMES);
      return { run, call: random.between(1, lastCallOf(fault)), fault };
    });
  });
}

/** A run does not know what became of one of its writes, or died of it; and somebody may edit just then. */
function lostWrite(random: Random, run: number, editor: Editor): Trouble[] {
  const fault = random.pick(LOSE_WRITES);
  const isChoosy = lastCallOf(fault) < 6;
  const call = isChoosy ? random.between(1, lastCallOf(fault)) : random.between(6, 14);
  const edit = random.chance(0.5) ? [editAt(random, run, { editor, from: 5, to: 12 })] : [];
  return [{ run, call, fault }, ...edit];
}

/** The same of what the first run sends to Partner Center, and of the row that is to say so. */
function lostPost(random: Random, run: number, editor: Editor): Trouble[] {
  const onRow: Editor = () => ({ ...editor(), side: "opportunity" });
  const edit = random.chance(0.5) ? [editAt(random, run, { editor: onRow, from: 5, to: 14 })] : [];
  if (random.chance(0.3)) return edit;
  const fault = random.pick(LOSE_WRITES);
  const call = lastCallOf(fault) < 6 ? 4 : random.between(11, 15);
  return [{ run, call, fault }, ...edit];
}

const LOSE_WRITES: readonly [FaultName, ...FaultName[]] = [
  "killed before",
  "killed after",
  "killed, and late",
  "request late",
  "answer lost",
  "connection reset after",
  "server error after",
  "gateway timeout, and late",
];

/** Dataverse wants everything read once more, and somebody edits a row whose page has been read. */
function readingAgain(random: Random, run: number, editor: Editor): Trouble[] {
  const edit = { ...editor(), side: "opportunity" } as const;
  return [
    { run, call: 1, fault: "history forgotten" },
    { run, call: random.between(3, 9), edit, moment: "after" },
  ];
}

function editAt(
  random: Random,
  run: number,
  { editor, from, to }: { readonly editor: Editor; readonly from: number; readonly to: number },
): Trouble {
  const call = random.between(from, to);
  return { run, call, edit: editor(), moment: random.pick(["before", "after"]) };
}

export function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}
