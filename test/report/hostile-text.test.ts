import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RunResult } from "../../src/model/result.ts";
import type { AuditResult, LogLine } from "../../src/reconcile/audit/audit-log.ts";
import type { Explanation } from "../../src/reconcile/merge/explain.ts";
import { comparePlans } from "../../src/reconcile/plan/compare.ts";
import { annotations } from "../../src/report/annotations.ts";
import { auditMarkdown, auditText } from "../../src/report/audit-log.ts";
import { explanationMarkdown, explanationText } from "../../src/report/explanation.ts";
import { harmless } from "../../src/report/log.ts";
import { cell, named } from "../../src/report/markdown.ts";
import { reviewReport } from "../../src/report/review.ts";
import { summary } from "../../src/report/summary.ts";
import { changeOf, dealOf, outcomeOf, planOf, resultOf, waitingOf } from "./results.ts";

const CRM = "https://contoso.crm.dynamics.com";
const ATTACKS = [
  "a | b |\n| --- |",
  "\\| a \\",
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  "<!-- ",
  "</td></table>",
  "**bold** _it_ ~~no~~ `code`",
  "```\ncode\n```",
  "# Heading",
  "\n## Co-sell sync: nothing to do\n",
  "- [x] done",
  "> quote",
  "[click](https://evil.example)",
  "![pixel](https://evil.example/x.png)",
  "[ref]: https://evil.example",
  "https://evil.example",
  "HTTPS://evil.example",
  "www.evil.example",
  "WWW.evil.example",
  "<https://evil.example>",
  "a@evil.example",
  "@octocat @org/team",
  "#1 GH-1 gh-2 octocat/hello#3",
  "&lt;b&gt; &#64;octocat &amp;",
  "$x^2$ $`y`$ $$z$$",
  "=HYPERLINK(1) +1 -1",
  "::error::pwned",
  " ::add-mask::e",
  ":::stop-commands::x",
  "##[error]pwned",
  "###[group]x",
  "%0A::error::x",
  "line\r\n::error::x\u2028::error::y\u0085::error::z\u2029::error::a",
  "\u001b[2K\u001b[1A painted over",
  "\u202Etxt.exe\u2066\u200f\u061c",
  "add\u200b-ma\u00adsk\u2060\ufeff\u{e0041}",
  "\ud83d",
  "{{ secrets.TOKEN }}",
];

const hostile = fc
  .array(fc.oneof(fc.constantFrom(...ATTACKS), fc.string({ unit: "binary", maxLength: 6 })), {
    minLength: 1,
    maxLength: 5,
  })
  .map((parts) => parts.join(""))
  // Of a text that is empty, not even its brackets are shown.
  .filter((text) => text !== "");

/** A run in which every text that a system or a mapping can name is this one. */
function resultWith(text: string, command: RunResult["command"] = "sync"): RunResult {
  const fields = [
    { field: text, from: text, to: text, overwrites: true },
    { field: text, to: text, otherwise: text },
  ];
  const change = changeOf(1, { fields });
  const refused = changeOf(2, { side: "referral", fields });
  const conflict = { link: dealOf(3), field: text, referral: text, opportunity: text, hasBase: true };
  return resultOf({
    command,
    plan: planOf({
      changes: [change, refused],
      conflicts: [
        { ...conflict, winner: null },
        { ...conflict, winner: "referral" },
      ],
      held: [{ link: dealOf(4), field: text, side: "referral", reason: text }],
      questions: [{ referral: dealOf(5).referral, text }],
      warnings: [{ link: dealOf(7), text }],
    }),
    outcomes: command === "sync" ? [outcomeOf(change), outcomeOf(refused, "rejected", text)] : [],
    waiting: [waitingOf(6, { fields: [text, text], reason: text, awaits: [text] })],
    approvalDigest: "d1",
    refusal: { by: "sync", reason: text, fix: text },
    left: { changes: 1, reason: text },
    names: new Map([[dealOf(4).referral, text]]),
    notices: [`About ${text}`],
  });
}

const markdownWith = (text: string, command?: RunResult["command"]) =>
  summary(resultWith(text, command), { visible: new Set([text]), mappingFile: "mapping.yml", crm: CRM });

/**
 * All that Markdown or GitHub could take for more than text: markup that is not an entity, line ends,
 * addresses, mentions and references. Of the text in between nothing is left.
 */
function structureOf(markdown: string): string[] {
  // Within code only its end is more than text, and of that there is none in it.
  const withoutCode = markdown.replaceAll(/`[^`\n]+`/g, "`code`");
  const withoutEntities = withoutCode.replaceAll(/&#\d+;/g, "\u200b");
  return (
    withoutEntities.match(
      /[\\`*_{}[\]()<>#!|~&$@+\n\r]|:\/\/|\bwww\.|\bGH-\d|[\p{Cc}\p{Bidi_Control}\u2028\u2029\u00ad\ufeff]/giu,
    ) ?? []
  );
}

/** References and mentions are found in the page, after entities have become characters again. */
function rendered(markdown: string): string {
  return markdown.replaceAll(/&#(\d+);/g, (_entity, code: string) => String.fromCodePoint(Number(code)));
}

describe("hostile text in a summary", () => {
  const plain = structureOf(markdownWith("word"));

  it("would be noticed", () => {
    expect(structureOf("| <b> |")).not.toEqual(structureOf("| b |"));
    expect(plain.length).toBeGreaterThan(100);
  });

  it.each(ATTACKS)("stays text: %j", (attack) => {
    // A mention begins after "@", which stays there for the reader with something unseen behind it.
    expect(structureOf(markdownWith(attack).replaceAll("@\u200b", ""))).toEqual(plain);
  });

  it("stays text, whatever it is, in a plan too", () => {
    const planned = structureOf(markdownWith("word", "plan"));
    fc.assert(
      fc.property(hostile, (text) => {
        expect(structureOf(markdownWith(text).replaceAll("@\u200b", ""))).toEqual(plain);
        expect(structureOf(markdownWith(text, "plan").replaceAll("@\u200b", ""))).toEqual(planned);
      }),
      { numRuns: 500 },
    );
  });

  it.each([...ATTACKS, "a`\n\nPlan digest: `b", "`", "m`![a](https://evil.example/x.png)`.yml"])(
    "stays the name of a file: %j",
    (attack) => {
      const page = summary(resultWith("word"), { visible: new Set(), mappingFile: attack, crm: CRM });
      expect(page.split("\n").filter((line) => line.startsWith("Mapping: "))).toEqual([
        expect.stringMatching(/^Mapping: `[^`]+`, digest `[^`]*`/),
      ]);
      expect(page.match(/^Plan digest/gm)).toHaveLength(1);
    },
  );

  it("becomes no mention, address or reference once the page is rendered", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(rendered(cell(text))).not.toMatch(/@[a-z\d]|#\d|\bGH-\d|:\/\/|\bwww\./i);
      }),
      { numRuns: 500 },
    );
  });

  it("is cut to the width of a cell, even when it is a megabyte", () => {
    for (const attack of ["|", "<b>", "\n", "😀", "@a ", "a".repeat(100)]) {
      const text = attack.repeat(Math.ceil(1e6 / attack.length));
      const markdown = markdownWith(text);
      expect(structureOf(markdown.replaceAll("@\u200b", ""))).toEqual(plain);
      expect(markdown.length).toBeLessThan(60_000);
      expect(markdown.isWellFormed()).toBe(true);
    }
  });

  it("stays text in a sentence that names columns, whose names are code", () => {
    const structure = (text: string) =>
      structureOf(`| ${named(text)} |`.replaceAll(/`\w+`/g, "word").replaceAll("@\u200b", ""));
    fc.assert(
      fc.property(hostile, (text) => {
        expect(structure(text)).toEqual(structure("word"));
      }),
      { numRuns: 500 },
    );
    expect(named("cosell_base has <b>")).toBe("`cosell_base` has &#60;b&#62;");
  });

  it.each(["Größe: 5 % – 東京, it's 🤝 3.5;", "👩\u200d💻 at work", "می\u200cخواهم"])(
    "is otherwise shown as it is: %s",
    (text) => {
      expect(cell(text)).toBe(text);
    },
  );
});

/** A review of a plan with this text, of which the proposed mapping makes all, leaves all out, or changes nothing. */
function reviewWith(text: string): string {
  const result = resultWith(text, "plan");
  const nothing = planOf();
  const comparisons = [
    comparePlans(null, result.plan),
    comparePlans(result.plan, nothing),
    comparePlans(result.plan, result.plan),
  ];
  const options = {
    subject: { connection: text },
    mappingFile: text,
    visible: new Set([text]),
    alone: null,
    onTop: { into: text, inForce: text },
    news: new Map([[text, text]]),
    doubts: [{ where: text, message: text }],
    crm: CRM,
  };
  return comparisons
    .map((comparison) => reviewReport({ result, comparison, scope: null, refusal: text }, options))
    .join("\n");
}

describe("hostile text in a review", () => {
  const plain = structureOf(reviewWith("word"));

  it("stays text, whatever it is", () => {
    expect(plain.length).toBeGreaterThan(100);
    fc.assert(
      fc.property(hostile, (text) => {
        // Fields are told apart by it, so it would only cut the name of one.
        const name = text.replaceAll("\0", "") || "word";
        expect(structureOf(reviewWith(name).replaceAll("@\u200b", ""))).toEqual(plain);
      }),
      { numRuns: 500 },
    );
  });
});

/** A log that somebody with the right to push has written: this text is wherever there can be one. */
function auditWith(text: string): AuditResult {
  const all = { referral: text, opportunity: text, side: text, action: text, outcome: text, reason: text };
  const values = { from: text, to: text, overwrites: true };
  const lines: LogLine[] = [
    { ...all, kind: "change", row: { table: text }, fields: { [`${text} `]: values } },
    { ...all, kind: "recovered", fields: [text, text] },
    { kind: "conflict", field: text, winner: text, values: { referral: text, opportunity: text } },
    { kind: "held", field: text, reason: text },
    { kind: text, reason: text },
  ];
  const letThrough = { by: text, plan: text };
  const about = { mapping: text, leftOut: [text, text], event: text, commit: text, letThrough };
  const run = { path: text, run: text, at: text, about, lines };
  const whats = ["missing", "changed", "unreadable", "unnamed", "begins"] as const;
  return {
    head: text,
    state: "changed by hand",
    edited: true,
    check: {
      runs: [run],
      breaks: whats.map((what) => ({ path: text, what, by: text })),
      restarts: [run],
      edits: [{ commit: text, notedAt: text }],
    },
    history: { asked: dealOf(1).referral, entries: lines.map((line) => ({ file: run, line })) },
  };
}

describe("hostile text in an audit", () => {
  const plain = structureOf(auditMarkdown(auditWith("word")));

  it("stays text, and is no command in the log, whatever it is", () => {
    expect(plain.length).toBeGreaterThan(100);
    fc.assert(
      fc.property(hostile, (text) => {
        const markdown = auditMarkdown(auditWith(text));
        expect(structureOf(markdown.replaceAll("@\u200b", ""))).toEqual(plain);
        expect(commands(auditText(auditWith(text)))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it("makes no line of its own on a terminal, which could look like one of ours", () => {
    const lines = auditText(auditWith("word")).split("\n").length;
    expect(auditText(auditWith("a\n2026-11-23 10:00  update: applied\n    b"))).toMatch(/update: applied/);
    fc.assert(
      fc.property(hostile, (text) => {
        expect(auditText(auditWith(`${text}\n`)).split("\n")).toHaveLength(lines);
      }),
      { numRuns: 500 },
    );
  });
});

/** A deal of which everything is this text, but for its own identifier: one field in step and one that is not. */
function explanationWith(text: string, referral = dealOf(1).referral): Explanation {
  const places = { referral: [text], opportunity: [text] };
  const values = { base: text, referral: text, opportunity: text };
  const field = { field: text, kind: "text", direction: "both", situation: text, decision: text } as const;
  const fields = [true, false].map((isInStep) => ({ ...field, ...values, places, isInStep }));
  const waiting = waitingOf(1, { fields: [text], reason: text });
  return { id: referral, standing: text, outOfScope: { place: text, values: [text] }, fields, waiting };
}

describe("hostile text in a deal that is explained", () => {
  it.each([
    ["of a referral", () => dealOf(1).referral],
    ["of an opportunity with no such identifier", (text: string) => text],
  ])("stays text, and is no command in the log, whatever it is: %s", (_whose, referralOf) => {
    const explained = (text: string) => explanationWith(text, referralOf(text));
    const plain = structureOf(explanationMarkdown(explained("word"), "all"));
    expect(plain.length).toBeGreaterThan(50);
    fc.assert(
      fc.property(hostile, (text) => {
        const markdown = explanationMarkdown(explained(text), "all");
        expect(structureOf(markdown.replaceAll("@\u200b", ""))).toEqual(plain);
        expect(commands(explanationText(explained(text), "all"))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});

/** A runner takes a line for a command that begins with `::` after blanks, or holds `##[` anywhere. */
function commands(log: string): string[] {
  return log.split(/[\n\r\u0085\u2028\u2029]/).filter((line) => /^\s*::|##\[/.test(line));
}

describe("hostile text in the log", () => {
  it.each(ATTACKS)("is no command: %j", (attack) => {
    expect(commands(harmless(attack))).toEqual([]);
  });

  it("is no command and moves no cursor, whatever it is", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const log = harmless(text);
        expect(commands(log)).toEqual([]);
        expect(log.replaceAll("\u200b", "")).not.toMatch(
          /(?![\n\t])\p{Cc}|[\p{Bidi_Control}\u2028\u2029\u00ad\ufeff]/u,
        );
      }),
      { numRuns: 500 },
    );
  });

  it("is no command as an annotation", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const all = annotations(resultWith(text));
        expect(all).toHaveLength(7);
        for (const { message, title } of all) expect(commands(harmless(`${title} ${message}`))).toEqual([]);
      }),
    );
  });

  it("cannot look like a line of ours when a deal is explained", () => {
    const value = "one\n\nname (text, both)\n  base            (blank)\r\n  → nothing";
    const field = {
      field: "notes",
      kind: "text",
      direction: "both",
      situation: "s",
      decision: "d",
    } as const;
    const places = { referral: ["details.notes"], opportunity: ["description"] };
    const values = { base: value, referral: value, opportunity: value };
    const fields = [true, false].map((isInStep) => ({ ...field, ...values, places, isInStep }));
    const outOfScope = { place: "campaignId", values: [value] };
    const { referral } = dealOf(1);
    const explained = { id: referral, standing: "It is alone", outOfScope, fields, waiting: null };
    const lines = explanationText(explained, "all").split("\n");
    const inStep = lines.indexOf("The same on both sides:");
    expect(lines.slice(inStep + 1).filter((line) => /^ {0,8}\S/.test(line))).toEqual(["  notes  one"]);
    expect(lines.slice(0, inStep).filter((line) => /^ {0,17}\S/.test(line))).toEqual([
      `Deal ${dealOf(1).referral}`,
      "It is alone.",
      "campaignId has: one",
      "notes (text, both)",
      "  base            one",
      "  Partner Center  one",
      "  CRM             one",
      "  s",
      "  → d",
    ]);
  });

  it("is otherwise shown as it is, over several lines too", () => {
    const text = "mapping.yml:3:1: a key\n\tis missing; [x] C:\\temp 10:30";
    expect(harmless(text)).toBe(text);
    expect(harmless("a::b:::c ##[d]").replaceAll("\u200b", "")).toBe("a::b:::c ##[d]");
  });
});
