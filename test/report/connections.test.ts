import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Known, rowsOf } from "../../src/connections/standing.ts";
import { changedReport, connectionsReport, connectionsSummary } from "../../src/report/connections.ts";
import { connectionOf, jobOf, knownOf, numbersOf } from "../connections/known.ts";

const NOTHING = { conflicts: 0, held: 0, approvals: 0, retried: 0 };

/** Left by the run before. */
const EARLIER = numbersOf({ run: "11-1-sync" });

const STORIES: Readonly<Record<string, readonly Known[]>> = {
  "all-in-step": [knownOf("contoso-eu"), knownOf("contoso-us", { numbers: EARLIER })],
  "a-bad-night": [
    knownOf("contoso-eu"),
    knownOf("contoso-us", {
      numbers: EARLIER,
      job: jobOf({ name: "contoso-us", conclusion: "failure" }),
      failure: {
        isRefusal: true,
        message:
          "The plan writes 1200 records (1200 of them new), more than max-changes allows (500). Nothing was written.\nLook at the plan: it is in the summary.",
      },
    }),
    knownOf("fabrikam", {
      job: jobOf({
        name: "fabrikam",
        conclusion: "failure",
        ended: false,
        completedAt: "2026-11-23T10:41:00Z",
      }),
      failure: { isRefusal: false, message: "The hosted runner lost communication with the server." },
      numbers: { ...EARLIER, waiting: { ...NOTHING, retried: 4 } },
    }),
    knownOf("litware", {
      numbers: EARLIER,
      job: jobOf({ name: "litware", conclusion: "cancelled", began: false }),
    }),
    knownOf("northwind", { job: null, branch: null }),
    knownOf("proseware", {
      numbers: EARLIER,
      job: jobOf({ name: "proseware", conclusion: "failure" }),
      failure: { isRefusal: false, message: "Sign-in was refused: the refresh token has expired (700082)." },
    }),
    knownOf("tailspin", {
      numbers: numbersOf({
        created: 2,
        failed: 1,
        waiting: { conflicts: 2, held: 1, approvals: 1, retried: 1 },
      }),
    }),
    knownOf("wingtip", { numbers: numbersOf({ created: 21_000, updated: 0, left: 979_000 }) }),
  ],
};

describe("what a pull request changes", () => {
  const changed = [
    { connection: connectionOf("contoso-eu"), proposal: { kind: "new" } },
    { connection: connectionOf("contoso-us"), proposal: { kind: "kept", mapping: "m.yml" } },
    { connection: connectionOf("fabrikam"), proposal: { kind: "kept", mapping: "old | <b>.yml" } },
    {
      connection: connectionOf("litware"),
      proposal: { kind: "moved", keys: ["tenant-id", "dataverse-url"] },
    },
    { connection: connectionOf("northwind"), proposal: { kind: "unknown" } },
  ] as const;

  it("reads as agreed", async () => {
    const outdated = "The token may not do this. Give the job `permissions: pull-requests: write`.";
    const text = changedReport({ all: 1200, changed, gone: ["tailspin", "wingtip"] }, outdated);
    await expect(text).toMatchFileSnapshot(join(import.meta.dirname, "golden/connections-changed.md"));
  });

  it("may be nothing", () => {
    expect(changedReport({ all: 3, changed: [], gone: [] }, null)).toBe(
      "## Co-sell connections: the pull request changes none of 3\n",
    );
  });
});

describe("the summary of several connections", () => {
  it.each(Object.entries(STORIES))("reads as agreed: %s", async (name, known) => {
    const text = connectionsSummary(rowsOf(known, "12"));
    await expect(text).toMatchFileSnapshot(join(import.meta.dirname, `golden/connections-${name}.md`));
  });

  it("has a row for each of 256", () => {
    const known = Array.from({ length: 256 }, (_, number) => knownOf(`tenant-${number}`));
    const text = connectionsSummary(rowsOf(known, "12"));
    expect(text.match(/^\| \[tenant-/gm)).toHaveLength(256);
  });

  it("shows what a job says as text, whatever that is, and links to nothing but a page of GitHub", () => {
    const attacks = [
      "| a | b |",
      "\n## Heading",
      "<img src=x>",
      "[x](https://evil.example)",
      "@everyone",
      "::error::x",
    ];
    const shapeOf = (text: string) => text.replaceAll(/&#\d+;|[^|#\n[\]()<>`*]/g, "");
    const failed = (message: string, url: string) =>
      connectionsSummary(
        rowsOf(
          [
            knownOf("a", {
              job: jobOf({ conclusion: "failure", url }),
              failure: { isRefusal: false, message },
            }),
          ],
          "12",
        ),
      );
    const plain = shapeOf(failed("word", ""));
    const hostile = fc
      .array(fc.oneof(fc.constantFrom(...attacks), fc.string()))
      .map((parts) => parts.join(""));
    fc.assert(
      fc.property(hostile, (text) => {
        const shown = failed(`w${text}`, `javascript:${text}`);
        expect(shapeOf(shown)).toBe(plain);
        expect(shown).not.toMatch(/@[a-z]/i);
      }),
    );
  });
});

describe("the report of a file of connections", () => {
  it("has the matrix as a workflow reads it", () => {
    const connections = [
      connectionOf("contoso-eu"),
      { ...connectionOf("contoso-us"), "tenant-id": "contoso.example" },
    ];
    const text = connectionsReport({ connections, problems: [], sharing: [] });
    const json = /```json\n(.*)\n```/s.exec(text)?.[1] ?? "";
    expect(JSON.parse(json)).toEqual({ include: connections });
    expect(text).toContain("no mistakes in 2 connections");
  });

  it("says whose deals nothing tells apart", () => {
    const sharing = [
      { what: "account", names: ["contoso-eu", "contoso-us", "contoso-asia"] },
      { what: "CRM", names: ["fabrikam", "litware"] },
    ] as const;
    const text = connectionsReport({ connections: [connectionOf("a")], problems: [], sharing });
    expect(text).toContain("**contoso-eu, contoso-us and contoso-asia** have one Partner Center account: ");
    expect(text).toContain("**fabrikam and litware** have one CRM: ");
  });
});
