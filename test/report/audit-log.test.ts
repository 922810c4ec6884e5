import { describe, expect, it } from "vitest";
import type { AuditResult } from "../../src/reconcile/audit-log.ts";
import { auditMarkdown } from "../../src/report/audit-log.ts";
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
