import { describe, expect, it } from "vitest";
import type { AuditResult, LogLine } from "../../src/reconcile/audit-log.ts";
import { auditMarkdown, auditText } from "../../src/report/audit-log.ts";
import { dealOf } from "./results.ts";

/** A deal that so many runs have written, each with so long texts. */
function writtenBy(runs: number, text: string): AuditResult {
  const names = ["name", "notes", "team", "solutions", "next step"];
  const fields = Object.fromEntries(names.map((name) => [name, { from: text, to: text }]));
  const line = { kind: "change", side: "opportunity", action: "update", outcome: "applied", fields };
  const at = "2026-11-23T10:00:00.000Z";
  const entries = Array.from({ length: runs }, (_, number) => ({ at, run: `${number}-1-sync`, line }));
  return {
    head: "a".repeat(40),
    check: { runs: [], breaks: [], restarts: [], edits: [] },
    state: "intact",
    edited: false,
    history: { referral: dealOf(1).referral, entries },
  };
}

/** What a terminal shows of this line of the log, without when and by which run. */
function toldOf(line: LogLine): readonly string[] {
  const entries = [{ at: "2026-11-23T10:00:00.000Z", run: "7-1-sync", line }];
  const text = auditText({ ...writtenBy(0, ""), history: { referral: dealOf(1).referral, entries } });
  const [, told = ""] = text.split("\n\n");
  return told
    .replace("2026-11-23 10:00  ", "")
    .replace("  (run 7-1-sync)", "")
    .split(/\n {4}/);
}

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
});
