import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { StateError } from "../../src/errors.ts";
import { canonicalJson } from "../../src/model/canonical-json.ts";
import { STATE_FILE, type SyncState, type Waiting } from "../../src/model/state.ts";
import {
  EMPTY_STATE,
  filesNamedIn,
  formatState,
  parseState,
  salvage,
  stateFiles,
} from "../../src/reconcile/checkpoint/state.ts";

/** Identifiers that are spread over all beginnings. */
function idOf(number: number): string {
  const hex = createHash("sha256").update(String(number)).digest("hex");
  return `${hex.slice(0, 8)}-0000-4000-8000-000000000000`;
}

function waits(referral: string, some: Partial<Waiting> = {}): Waiting {
  return {
    referral,
    opportunity: null,
    kind: "conflict",
    fields: ["name"],
    reason: "both sides changed it",
    awaits: [],
    tries: 1,
    firstAt: "2026-10-01T08:00:00.000Z",
    nextAt: null,
    etags: { referral: "1", opportunity: "2" },
    ...some,
  };
}

function stateWith(count: number, ...more: readonly Waiting[]): SyncState {
  const waiting = [...Array.from({ length: count }, (_, number) => waits(idOf(number))), ...more];
  return { ...EMPTY_STATE, waiting: waiting.toSorted((a, b) => (a.referral < b.referral ? -1 : 1)) };
}

type Files = Readonly<Record<string, string>>;

/** What a branch has that had nothing before. */
function written(state: SyncState): { readonly text: string; readonly others: Files } {
  const { [STATE_FILE]: text, ...others } = stateFiles(state, {}).files as Files;
  return { text: text ?? "", others };
}

const MANY = stateWith(1001);
const BRANCH = "cosell-sync";

describe("what waits", () => {
  it("is in the state itself up to a thousand deals, and no other file is there", () => {
    const state = stateWith(1000);
    const { text, others } = written(state);
    expect([others, filesNamedIn(text)]).toEqual([{}, {}]);
    expect(parseState(text, BRANCH)).toEqual(state);
  });

  it("is in files by the beginnings of the referrals where it is more, and the state names them", () => {
    const { text, others } = written(MANY);
    expect(text.length).toBeLessThan(10_000);
    expect(Object.keys(others)).toHaveLength(64);
    expect(Object.keys(filesNamedIn(text)).toSorted()).toEqual(Object.keys(others).toSorted());
    expect(others["waiting/a4.json"]).toMatch(/"referral": "a[4567]/);
    for (const content of Object.values(others)) expect(content.endsWith("]\n")).toBe(true);
    expect(parseState(text, BRANCH, others)).toEqual(MANY);
  });

  it("is read from a state of before, which has all of it, and goes to the files with the next commit", () => {
    const before = formatState(MANY, {});
    expect(JSON.parse(before).state.waiting).toHaveLength(1001);
    const state = parseState(before, BRANCH);
    expect(state).toEqual(MANY);
    expect(Object.keys(stateFiles(state, {}).files)).toHaveLength(65);
  });

  it("has a place also under what is no identifier", () => {
    const odd = stateWith(1001, waits("Zürich"), waits(""), waits("-5"));
    const { text, others } = written(odd);
    expect(Object.keys(others)).toHaveLength(64);
    expect(parseState(text, BRANCH, others)).toEqual(odd);
  });

  it("leads to a commit of one file more where one deal has moved, and of none where none has", () => {
    const { waitingFiles } = stateFiles(MANY, {});
    expect(Object.keys(stateFiles({ ...MANY, linked: 7 }, waitingFiles).files)).toEqual([STATE_FILE]);
    const waiting = MANY.waiting.map((entry) =>
      entry.referral === idOf(3) ? { ...entry, tries: 2 } : entry,
    );
    const { files } = stateFiles({ ...MANY, waiting }, waitingFiles);
    expect(Object.keys(files)).toEqual([STATE_FILE, expect.stringMatching(/^waiting\//)]);
  });

  it("is the same text whoever has put an entry together", () => {
    const { waitingFiles } = stateFiles(MANY, {});
    const reversed = MANY.waiting.map(
      (entry) => Object.fromEntries(Object.entries(entry).toReversed()) as unknown as Waiting,
    );
    expect(Object.keys(stateFiles({ ...MANY, waiting: reversed }, waitingFiles).files)).toEqual([STATE_FILE]);
  });

  it("goes back to the state when it is less, and takes its files along", () => {
    const { waitingFiles } = stateFiles(MANY, {});
    const { files, waitingFiles: left } = stateFiles(stateWith(3), waitingFiles);
    const { [STATE_FILE]: text, ...others } = files;
    expect(parseState(text ?? "", BRANCH)).toEqual(stateWith(3));
    expect(new Set(Object.values(others))).toEqual(new Set([null]));
    expect([Object.keys(others).length, left]).toEqual([64, {}]);
  });

  it("takes out the file of the last deal that began so", () => {
    const few = (skipped: number) =>
      stateWith(0, ...Array.from({ length: 1100 }, (_, at) => waits(`${at < skipped ? "f" : "0"}0-${at}`)));
    const { waitingFiles } = stateFiles(few(1), {});
    expect(stateFiles(few(0), waitingFiles).files).toMatchObject({ "waiting/f0.json": null });
  });
});

describe("a file of what waits", () => {
  const { text, others } = written(MANY);
  const path = "waiting/a4.json";

  it("is missed where it is not there", () => {
    const { [path]: _, ...rest } = others;
    expect(() => parseState(text, BRANCH, rest)).toThrow(StateError);
    expect(() => parseState(text, BRANCH, rest)).toThrow(
      `${path} on branch ${BRANCH} is missing, and state.json names it.`,
    );
    expect(salvage(text, rest).found).toBe("changed by hand");
  });

  it.each([
    ["edited", (before: string) => before.replace('"tries": 1', '"tries": 2')],
    ["emptied", () => "[]\n"],
    ["cut off", (before: string) => before.slice(0, -20)],
  ])("is not trusted when it was %s by hand", (_what, edit) => {
    const edited = { ...others, [path]: edit(others[path] ?? "") };
    expect(() => parseState(text, BRANCH, edited)).toThrow(
      `${path} on branch ${BRANCH} was changed by hand: it is not the one that state.json names.`,
    );
    expect(salvage(text, edited).found).toBe("changed by hand");
  });

  it("of another version is called one, though it is whole", () => {
    const later = JSON.stringify([{ ...waits(idOf(1)), later: "things" }]);
    const sha = createHash("sha256").update(later).digest("hex");
    const state = { ...EMPTY_STATE, waiting: { [path]: sha } };
    const seal = createHash("sha256").update(canonicalJson(state)).digest("hex");
    const named = JSON.stringify({ version: 1, seal, state });
    expect(() => parseState(named, BRANCH, { [path]: later })).toThrow("was written by another version");
    const { state: salvaged, found } = salvage(named, { [path]: later });
    expect(salvaged.waiting).toEqual([waits(idOf(1))]);
    expect(found).toBe("of another version");
  });

  it("is nothing wrong with the state where it is sound, or nobody asks for it", () => {
    expect(salvage(text, others)).toEqual({ state: MANY, found: "intact" });
    expect(salvage(text).found).toBe("intact");
  });

  it("is read for what it still says where the others are gone, and the state with them", () => {
    const { waiting } = salvage(undefined, { [path]: others[path] ?? "", "waiting/a8.json": "<<<<" }).state;
    expect(waiting.length).toBeGreaterThan(5);
    expect(waiting).toEqual(MANY.waiting.filter(({ referral }) => /^a[4567]/.test(referral)));
  });

  it("is none of the state's where it is elsewhere", () => {
    const state = { ...EMPTY_STATE, waiting: { "audit/a": "b" } };
    const seal = createHash("sha256").update(canonicalJson(state)).digest("hex");
    const named = JSON.stringify({ version: 1, seal, state });
    expect(filesNamedIn(named)).toEqual({});
    expect(() => parseState(named, BRANCH)).toThrow("was written by another version");
  });
});

it("a state is the same text as ever where little waits", () => {
  const state = stateWith(2);
  expect(JSON.parse(formatState(state, {})).state.waiting).toEqual(state.waiting);
});
