import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { shareIdFor } from "../../src/model/provisional.ts";
import { checkLog, historyOf } from "../../src/reconcile/audit/audit-log.ts";
import { type AuditFile, type AuditHeader, chainedFile } from "../../src/report/audit.ts";

const REFERRAL = "aaaaaaa1-0000-4000-8000-000000000001";
const OPPORTUNITY = "bbbbbbb1-0000-4000-8000-000000000001";

/** What so many runs wrote, one a minute; those whose numbers are in `anew` are a resync that began a new chain. */
function chain(length: number, anew: readonly number[] = []): AuditFile[] {
  const files: AuditFile[] = [];
  for (let number = 0; number < length; number++) {
    const at = new Date(Date.UTC(2026, 10, 28, 23, 50 + number)).toISOString();
    const last = anew.includes(number) ? undefined : files.at(-1);
    const line = anew.includes(number) ? { kind: "resync", chain: "new" } : { kind: "held", field: "name" };
    const previous = last ? { path: last.path, sha256: last.sha256 } : null;
    files.push(chainedFile({ run: `${number}-1-sync`, at, mapping: "digest" }, [line], previous));
  }
  return files;
}

const byPath = (files: readonly AuditFile[]) => new Map(files.map(({ path, content }) => [path, content]));
const endOf = (files: readonly AuditFile[]) => files.at(-1) ?? null;
const spoilt = (files: readonly AuditFile[], change: (log: Map<string, string>) => void) => {
  const log = byPath(files);
  change(log);
  return checkLog(log, endOf(files)).breaks.map(({ path, what }) => ({ path, what }));
};

const lengths = fc.integer({ min: 1, max: 20 });
const placed = lengths.chain((length) =>
  fc.record({ files: fc.constant(chain(length)), number: fc.nat({ max: length - 1 }) }),
);

describe("a log that nobody has touched", () => {
  it("is whole, in whatever order its files come", () => {
    fc.assert(
      fc.property(lengths, fc.array(fc.nat(19)), fc.boolean(), (length, anew, reversed) => {
        const files = chain(
          length,
          anew.filter((number) => number > 0),
        );
        const log = byPath(reversed ? files.toReversed() : files);
        const { breaks, runs } = checkLog(log, endOf(files));
        expect(breaks).toEqual([]);
        expect(runs.map(({ path }) => path)).toEqual(files.map(({ path }) => path));
      }),
    );
  });

  it("is whole when the clock of the second runner is behind that of the first", () => {
    const [first] = chain(1);
    const previous = first ? { path: first.path, sha256: first.sha256 } : null;
    const second = { run: "2-1-sync", at: "2026-11-28T23:49:00.000Z", mapping: "digest" };
    const files = [...chain(1), chainedFile(second, [{ kind: "held" }], previous)];
    expect(checkLog(byPath(files), endOf(files)).breaks).toEqual([]);
  });

  it("is whole as far as can be told when the state is lost", () => {
    fc.assert(
      fc.property(lengths, (length) => {
        expect(checkLog(byPath(chain(length)), undefined).breaks).toEqual([]);
      }),
    );
  });

  it("is empty before a run had anything to record", () => {
    expect(checkLog(new Map(), null)).toMatchObject({ breaks: [], runs: [] });
  });
});

describe("one thing that somebody did to it", () => {
  it("is told once, where it was done: a file taken out", () => {
    fc.assert(
      fc.property(placed, ({ files, number }) => {
        const { path = "" } = files[number] ?? {};
        expect(spoilt(files, (log) => log.delete(path))).toEqual([{ path, what: "missing" }]);
      }),
    );
  });

  it("is told where it was done: any other content", () => {
    fc.assert(
      fc.property(placed, fc.string({ unit: "binary" }), fc.nat(), ({ files, number }, text, at) => {
        const { path = "", content = "" } = files[number] ?? {};
        const place = at % content.length;
        const changed = content.slice(0, place) + text + content.slice(place + 1);
        fc.pre(changed !== content);
        expect(spoilt(files, (log) => log.set(path, changed))).toContainEqual({ path, what: "changed" });
      }),
    );
  });

  it("is told where it was done: a file put in, as if a run had written it", () => {
    fc.assert(
      fc.property(placed, fc.boolean(), ({ files, number }, follows) => {
        const { path: before = "", sha256 = "" } = files[number] ?? {};
        const about = { run: "99-1-sync", at: "2026-11-28T23:55:30.000Z", mapping: "digest" };
        const { path, content } = chainedFile(about, [], follows ? { path: before, sha256 } : null);
        const breaks = spoilt(files, (log) => log.set(path, content));
        expect(breaks).toContainEqual({ path, what: "unnamed" });
      }),
    );
  });

  it("is told of the copy and not of the first file, where that was copied", () => {
    const files = chain(3);
    const [{ path: first, content } = { path: "", content: "" }] = files;
    // By its name it comes before the one that it was made of.
    const copy = first.replace("/0-", "/-0-");
    const told = spoilt(files, (log) => log.set(copy, content));
    expect(new Set(told.map(({ path }) => path))).toEqual(new Set([copy]));
  });

  it("is told for the last of the files too, where all that follow were taken out", () => {
    const files = chain(5);
    const cut = (log: Map<string, string>) => {
      for (const { path } of files.slice(2)) log.delete(path);
    };
    expect(spoilt(files, cut)).toEqual([{ path: files[4]?.path, what: "missing" }]);
  });

  it("never ends in an error, whatever is in a file", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string(), fc.oneof(fc.string(), fc.json()))), (files) => {
        const log = new Map(files.map(([name, text]) => [`audit/${name}`, text]));
        expect(checkLog(log, null).breaks).toHaveLength(log.size);
      }),
    );
  });
});

describe("what a file says of its run", () => {
  const digest = "d".repeat(64);
  const aboutOf = (more: Partial<AuditHeader>, change = (content: string) => content) => {
    const about = { run: "1-1-sync", at: "2026-11-28T10:00:00Z", mapping: digest, ...more };
    const { path, content } = chainedFile(about, [], null);
    return checkLog(new Map([[path, change(content)]]), undefined).runs[0]?.about;
  };

  it("is read as it was written", () => {
    const origin = { event: "workflow_dispatch", webhook: true, commit: "c".repeat(40) } as const;
    const letThrough = { by: "max-changes: 2000", plan: digest };
    const all = { leftOut: ["team"], letThrough };
    expect(aboutOf({ ...all, origin })).toEqual({ mapping: digest, ...all, ...origin });
    expect(aboutOf({ leftOut: [], origin: {}, letThrough: null })).toEqual({ mapping: digest });
  });

  it("may be less in a file of an earlier version, and nonsense in one that somebody edited", () => {
    expect(aboutOf({}, (content) => content.replace(/"mapping":"\w+",/, ""))).toEqual({});
    expect(aboutOf({}, (content) => content.replace('"at"', '"event":7,"letThrough":"all","at"'))).toEqual({
      mapping: digest,
    });
  });
});

describe("what the log says of a deal", () => {
  const toldOf = (asked: string, lines: readonly object[]) => {
    const file = chainedFile({ run: "1-1-sync", at: "2026-11-28T10:00:00Z", mapping: "digest" }, lines, null);
    const { runs } = checkLog(byPath([file]), file);
    return historyOf(asked, runs).map(({ line }) => `${line.kind} ${line.action ?? ""}`.trim());
  };

  it("is the same by the id of its opportunity, which is all that a person knows before it is shared", () => {
    const link = { referral: shareIdFor(OPPORTUNITY), opportunity: OPPORTUNITY };
    const held = { kind: "held", ...link, reason: "no contact" };
    expect(toldOf(OPPORTUNITY, [held])).toEqual(["held"]);
    const lines = [
      held,
      { kind: "change", action: "share", ...link, created: REFERRAL },
      { kind: "question", referral: REFERRAL, reason: "which one?" },
      { kind: "change", action: "update", referral: "another", opportunity: "another" },
      { kind: "webhooks", reason: "about no deal" },
    ];
    expect(toldOf(OPPORTUNITY, lines)).toEqual(["held", "change share", "question"]);
  });

  it("begins when it was an opportunity that was to be shared, and leaves out every other deal", () => {
    const lines = [
      { kind: "held", referral: shareIdFor(OPPORTUNITY), opportunity: OPPORTUNITY, reason: "no contact" },
      {
        kind: "change",
        action: "share",
        referral: shareIdFor(OPPORTUNITY),
        opportunity: OPPORTUNITY,
        created: REFERRAL,
      },
      { kind: "change", action: "update", referral: REFERRAL, opportunity: OPPORTUNITY },
      { kind: "change", action: "update", referral: "another", opportunity: "another" },
      { kind: "held", referral: shareIdFor("another"), opportunity: "another", reason: "no contact" },
      // Somebody has linked the row to another deal since.
      { kind: "change", action: "update", referral: "another", opportunity: OPPORTUNITY },
      { kind: "question", referral: REFERRAL, reason: "which one?" },
    ];
    expect(toldOf(REFERRAL, lines)).toEqual(["held", "change share", "change update", "question"]);
  });
});
