import { describe, expect, it } from "vitest";
import type { AuditResult, LoggedRun, LogHeader, LogLine } from "../../src/reconcile/audit/audit-log.ts";
import { auditMarkdown, auditText } from "../../src/report/audit-log.ts";
import { isWhole } from "../../src/report/audit-verdict.ts";
import { dealOf } from "./results.ts";

function fileOf(run: string, about: LogHeader = {}): LoggedRun {
  return { path: `audit/2026/11/23/${run}.jsonl`, run, at: "2026-11-23T10:00:00.000Z", about, lines: [] };
}

/** A deal that so many runs have written, each with so long texts. */
function writtenBy(runs: number, text: string): AuditResult {
  const names = ["name", "notes", "team", "solutions", "next step"];
  const fields = Object.fromEntries(names.map((name) => [name, { from: text, to: text }]));
  const line = { kind: "change", side: "opportunity", action: "update", outcome: "applied", fields };
  const entries = Array.from({ length: runs }, (_, number) => ({ file: fileOf(`${number}-1-sync`), line }));
  return {
    head: "a".repeat(40),
    check: { runs: [], breaks: [], restarts: [], edits: [] },
    state: "intact",
    edited: false,
    history: { asked: dealOf(1).referral, entries },
  };
}

/** What a terminal shows of this line of the log, without when and by which run. */
function toldOf(line: LogLine): readonly string[] {
  const entries = [{ file: fileOf("7-1-sync"), line }];
  const text = auditText({ ...writtenBy(0, ""), history: { asked: dealOf(1).referral, entries } });
  const [, told = ""] = text.split("\n\n");
  return told
    .replace("2026-11-23 10:00  ", "")
    .replace("  (run 7-1-sync)", "")
    .split(/\n {4}/);
}

describe("a write without a field", () => {
  it.each<[string, LogLine, string[]]>([
    [
      "of a row, which says what both sides agree on",
      { kind: "change", side: "opportunity", action: "update", outcome: "applied", fields: {} },
      ["update opportunity: applied", "(no field, only columns of the sync itself)"],
    ],
    [
      "of a lead that became an opportunity",
      { kind: "change", side: "opportunity", action: "qualify", row: { table: "lead" }, outcome: "applied" },
      ["qualify lead: applied"],
    ],
  ])("is told: %s", (_what, line, told) => {
    expect(toldOf(line)).toEqual(told);
  });
});

describe("a log as a whole", () => {
  const end = "from the first to the one that the state names";
  const oneRun = { ...writtenBy(0, "").check, runs: [fileOf("7-1-sync")] };
  const breaks = [{ path: "audit/x.jsonl", what: "missing", by: "state.json" }] as const;

  it.each<[string, Partial<AuditResult>, boolean]>([
    ["where nothing is wrong with it", {}, true],
    ["not where a file is missing", { check: { ...oneRun, breaks } }, false],
    ["not where the state is missing", { state: "missing" }, false],
    ["not where the state cannot be read", { state: "unreadable" }, false],
    ["not where another version wrote the state", { state: "of another version" }, false],
    ["not where the state was changed by hand", { state: "changed by hand" }, false],
  ])("is there to its end %s", (_where, wrong, whole) => {
    const result = { ...writtenBy(0, ""), check: oneRun, ...wrong };
    expect(isWhole(result)).toBe(whole);
    expect(auditText(result).includes(end)).toBe(whole);
  });

  it("says whether its last commit was made by no run", () => {
    const said = (edited: boolean) => auditText({ ...writtenBy(0, ""), edited }).includes("made by no run");
    expect([said(true), said(false)]).toEqual([true, false]);
  });

  it("says of fifty files what is wrong, and how many more there are", () => {
    const check = { ...oneRun, breaks: Array.from({ length: 60 }, () => breaks[0]) };
    const text = auditMarkdown({ ...writtenBy(0, ""), check });
    expect(text).toContain("The audit log is broken in 60 places");
    expect(text).toContain("… and 10 more, not shown here.");
  });
});

describe("a state that says not where the log ends", () => {
  it.each([
    ["missing", "The command resync makes it anew."],
    ["of another version", "Run that version; to stay with this one, run resync, which makes it anew."],
  ] as const)("is told with the way out: %s", (state, way) => {
    expect(auditText({ ...writtenBy(0, ""), state })).toContain(way);
  });
});

describe("what a person has decided", () => {
  const change = { kind: "change", side: "referral", action: "update", outcome: "applied" };

  it.each<[string, LogLine, string[]]>([
    [
      "a conflict in a field, and a step",
      {
        ...change,
        fields: {
          value: { to: "5" },
          notes: { overwrites: true, resolved: true },
          status: { to: "won", approved: true },
        },
      },
      [
        "update referral: applied",
        "value 5",
        "notes (overwrites) (resolved by a person)",
        "status won (approved)",
      ],
    ],
    ["a whole write", { ...change, action: "share", approved: true }, ["share referral (approved): applied"]],
    [
      "which side wins",
      { kind: "conflict", field: "notes", winner: "referral", resolved: true },
      ["conflict: Partner Center wins (resolved by a person)", "notes"],
    ],
    [
      "what a dead run has written",
      { ...change, kind: "recovered", fields: { status: { approved: true } } },
      ["update referral: applied (found out by a later run)", "status (approved)"],
    ],
    [
      "nothing, where an earlier version wrote the line",
      { ...change, kind: "recovered", fields: ["status"] },
      ["update referral: applied (found out by a later run)", "status"],
    ],
  ])("is told with its line: %s", (_what, line, told) => {
    expect(toldOf(line)).toEqual(told);
  });
});

describe("the runs that a deal's lines are from", () => {
  const line = { kind: "held", reason: "closed" };
  const digest = "0123456789abcdef".repeat(4);
  const historyOf = (files: readonly LoggedRun[]) => {
    const entries = files.flatMap((file) => [
      { file, line },
      { file, line },
    ]);
    return { ...writtenBy(0, ""), history: { asked: dealOf(1).referral, entries } };
  };
  const files = [
    fileOf("old"),
    fileOf("terminal", { mapping: digest }),
    fileOf("hand", { mapping: digest, event: "workflow_dispatch", commit: "c".repeat(40) }),
    fileOf("woken", { mapping: digest, event: "workflow_dispatch", webhook: true }),
    fileOf("nightly", { mapping: digest, leftOut: ["team", "stage"], event: "schedule" }),
    fileOf("large", { letThrough: { by: "max-changes: 2000", plan: digest } }),
  ];

  it("are there once each, with what they said of themselves", () => {
    const [, rows = ""] = auditMarkdown(historyOf(files)).split("### Its runs\n\n");
    expect(rows.split("\n").slice(2, 8)).toEqual([
      "| old |  |  |  |  |",
      "| terminal |  |  | 0123456789ab |  |",
      "| hand | by hand | cccccccccccc | 0123456789ab |  |",
      "| woken | webhook |  | 0123456789ab |  |",
      "| nightly | schedule |  | 0123456789ab without team, stage |  |",
      "| large |  |  |  | max-changes: 2000 &#40;plan 0123456789ab&#41; |",
    ]);
  });

  it("are told on a terminal too", () => {
    const [, text = ""] = auditText(historyOf(files)).split("Its runs\n");
    expect(text.split("\n").slice(0, 6)).toEqual([
      "old: ",
      "terminal: mapping 0123456789ab",
      "hand: by hand, commit cccccccccccc, mapping 0123456789ab",
      "woken: webhook, mapping 0123456789ab",
      "nightly: schedule, mapping 0123456789ab without team, stage",
      "large: plan let through by max-changes: 2000 (plan 0123456789ab)",
    ]);
  });

  it("are followed by where their persons are told, unless all were on a terminal", () => {
    const who = "actions/runs/ of the repository";
    for (const told of [auditMarkdown, auditText]) {
      expect(told(historyOf(files))).toContain(who);
      expect(told(historyOf(files.slice(0, 2)))).not.toContain(who);
    }
  });
});

describe("a log without a break", () => {
  it.each([
    ["intact", "The audit log is unbroken: 1 file"],
    ["missing", "The audit log is unbroken as far as can be told: 1 file"],
  ] as const)("is whole only as far as the state says where it ends: %s", (state, told) => {
    const found = writtenBy(0, "");
    expect(auditText({ ...found, state, check: { ...found.check, runs: [fileOf("1-1-sync")] } })).toContain(
      told,
    );
  });
});

describe("a log of which no file is left", () => {
  const nothing = { ...writtenBy(0, ""), history: null };

  it("is empty only where the state says that there was none", () => {
    expect(auditText(nothing)).toContain("The audit log is empty");
    const text = auditText({ ...nothing, state: "missing" });
    expect(text).toMatch(
      /^There is no audit file on this branch, and whether there were any cannot be told\./,
    );
  });

  it("has no size and no time where what is there cannot be read", () => {
    const breaks = [{ path: "audit/stray.txt", what: "unreadable", by: null }] as const;
    const text = auditText({ ...nothing, check: { ...nothing.check, breaks } });
    expect(text).toContain("The audit log is broken in 1 place: no file that is there can be read.");
  });
});

describe("the history of a deal", () => {
  it("has five hundred lines, and says how many more there are", () => {
    const text = auditMarkdown(writtenBy(600, "short"));
    expect(text).toContain("499-1-sync");
    expect(text).toContain("… and 100 more, not shown here.");
  });

  it("is no longer than GitHub shows, and says below it whether the log is whole", () => {
    const text = auditMarkdown(writtenBy(500, "長い文章".repeat(100)));
    expect(Buffer.byteLength(text)).toBeLessThan(1024 * 1024);
    expect(text).toContain("more, not shown here.");
    expect(text).toContain("The log as a whole");
  });

  it("leads to the portal by the id of its referral, and nowhere by that of its opportunity", () => {
    const opportunity = "bbbbbbb1-0000-4000-8000-000000000001";
    const headingOf = (asked: string) => {
      const line: LogLine = { kind: "held", referral: dealOf(1).referral, opportunity };
      const entries = [{ file: fileOf("7-1-sync"), line }];
      return auditMarkdown({ ...writtenBy(0, ""), history: { asked, entries } }).split("\n")[0];
    };
    expect(headingOf(dealOf(1).referral)).toContain("](https://partner.microsoft.com/");
    expect(headingOf(opportunity)).toBe(`## Co-sell audit: deal ${opportunity}`);
  });
});
