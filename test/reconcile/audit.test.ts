import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ChangeOutcome, FieldChange } from "../../src/model/plan.ts";
import { PLAIN } from "../../src/model/state.ts";
import { type AuditEntries, type AuditFile, auditFile } from "../../src/report/audit.ts";
import { intentOf } from "./deals.ts";
import { REFERRAL } from "./world.ts";

const LINK = { referral: REFERRAL, opportunity: intentOf().opportunity };
const NOTHING: AuditEntries = {
  run: "7-1-sync",
  at: "2026-11-23T10:00:00.000Z",
  mapping: "digest",
  outcomes: [],
  recovered: [],
  conflicts: [],
  held: [],
  questions: [],
  visible: new Set(["status"]),
};

const linesOf = ({ content }: AuditFile) =>
  content
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);

function outcome(fields: readonly FieldChange[], more: Partial<ChangeOutcome> = {}): ChangeOutcome {
  const change = { side: "opportunity", action: "update", link: LINK, etag: "e1", fields } as const;
  return {
    change,
    intent: "7-1-sync.1",
    outcome: "applied",
    reason: null,
    sent: true,
    etag: "e2",
    modified: null,
    ...more,
  };
}

const lineOf = (one: ChangeOutcome) => linesOf(auditFile({ ...NOTHING, outcomes: [one] }, null))[1];

describe("an audit file", () => {
  it("is named after its day and run", () => {
    expect(auditFile(NOTHING, null).path).toBe("audit/2026/11/23/7-1-sync.jsonl");
  });

  it("never takes the place of the one before it", () => {
    const { path, sha256 } = auditFile(NOTHING, null);
    expect(() => auditFile(NOTHING, { path, sha256 })).toThrow("two runs are called 7-1-sync");
  });

  it("shows what nobody would see, and is still JSON of the same values", () => {
    const field = "\u202egpj\u2066 \u200b\u{e0041}\u2028\u009b";
    const file = auditFile(
      { ...NOTHING, visible: new Set([field]), outcomes: [outcome([{ field, to: field }])] },
      null,
    );
    expect(file.content).toMatch(/^[\n\x20-\x7e]*$/);
    expect(file.content).toContain("\\u202egpj\\u2066 \\u200b\\udb40\\udc41\\u2028\\u009b");
    expect(linesOf(file)[1]?.fields).toEqual({ [field]: { to: field } });
  });

  it("has no value of a field that may not be shown, whatever became of it", () => {
    const secret = "canary-of-a-value";
    const fields = [
      { field: "notes", from: secret, to: secret, overwrites: true },
      { field: "name", to: secret },
    ] as const;
    const fates = (["applied", "stale", "rejected", "failed"] as const).flatMap((fate) =>
      [null, "it was refused"].map((reason) => outcome(fields, { outcome: fate, reason })),
    );
    const conflict = { link: LINK, field: "notes", referral: secret, opportunity: secret, hasBase: true };
    const announced = { field: "notes", target: PLAIN + secret, loser: PLAIN + secret };
    const file = auditFile(
      {
        ...NOTHING,
        outcomes: fates,
        conflicts: [
          { ...conflict, winner: null },
          { ...conflict, winner: "referral", resolved: true },
        ],
        recovered: [{ intent: { ...intentOf(), fields: [announced] }, fate: "applied" }],
      },
      null,
    );
    expect(file.content).not.toContain(secret);
    expect(file.content.match(/"notes"/g)).toHaveLength(11);
  });

  it("names the fields that its run had to do without", () => {
    expect(linesOf(auditFile({ ...NOTHING, leftOut: ["team"] }, null))[0]).toMatchObject({
      leftOut: ["team"],
    });
  });

  it("has one line for each outcome, conflict and decision, in this order", () => {
    const file = auditFile(
      {
        ...NOTHING,
        recovered: [{ intent: intentOf(), fate: "applied" }],
        outcomes: [outcome([{ field: "status", from: "open", to: "won" }])],
        conflicts: [
          { link: LINK, field: "name", referral: "A", opportunity: "B", winner: null, hasBase: true },
        ],
        held: [{ link: LINK, field: "notes", side: "referral", reason: "closed" }],
        questions: [{ referral: REFERRAL, text: "which one?" }],
      },
      null,
    );
    expect(linesOf(file)).toEqual([
      { v: 1, kind: "run", run: "7-1-sync", at: NOTHING.at, mapping: "digest", previous: null },
      {
        kind: "recovered",
        intent: "dead.1",
        side: "referral",
        action: "update",
        ...LINK,
        outcome: "applied",
        fields: {},
      },
      {
        kind: "change",
        intent: "7-1-sync.1",
        side: "opportunity",
        action: "update",
        ...LINK,
        outcome: "applied",
        fields: { status: { from: "open", to: "won" } },
        etag: { before: "e1", after: "e2" },
      },
      { kind: "conflict", ...LINK, field: "name", winner: null, values: {} },
      { kind: "held", ...LINK, side: "referral", field: "notes", reason: "closed" },
      { kind: "question", referral: REFERRAL, reason: "which one?" },
    ]);
  });

  it("calls a write whose answer never came unknown, until a later run has found out", () => {
    expect(lineOf(outcome([], { outcome: "failed", sent: true }))).toMatchObject({ outcome: "unknown" });
    expect(lineOf(outcome([], { outcome: "failed", sent: false }))).toMatchObject({ outcome: "failed" });
    const recovered = [{ intent: intentOf(), fate: "superseded" as const }];
    expect(linesOf(auditFile({ ...NOTHING, recovered }, null))[1]).toMatchObject({ outcome: "not applied" });
  });

  it("has the outcomes that docs/audit.md explains, for planned writes and for recovered ones", () => {
    const text = readFileSync(join(import.meta.dirname, "../../docs/audit.md"), "utf8");
    const explained = [...text.matchAll(/^\| `([a-z ]+)` \| (.*?) ?\| (.*?) ?\|$/gm)];
    const words = (column: number) =>
      explained.filter((row) => row[column] !== "").map(([, word = ""]) => word);
    const logged = (entries: Partial<AuditEntries>) =>
      linesOf(auditFile({ ...NOTHING, ...entries }, null))
        .slice(1)
        .map((line) => line.outcome);
    const planned = (["applied", "stale", "rejected", "failed"] as const).map((one) =>
      outcome([], { outcome: one, sent: false }),
    );
    const lost = outcome([], { outcome: "failed", sent: true });
    const fates = ["applied", "superseded", "unclear"] as const;
    const recovered = fates.map((fate) => ({ intent: intentOf(), fate }));
    expect(words(2)).toEqual(logged({ outcomes: [...planned, lost] }));
    expect(words(3)).toEqual(logged({ recovered }));
  });

  it("says of its run what docs/audit.md explains", () => {
    const text = readFileSync(join(import.meta.dirname, "../../docs/audit.md"), "utf8");
    const explained = [...text.matchAll(/`(\w+)`(?:, `(\w+)`)? \| /g)].flatMap(([, ...keys]) => keys);
    const [header = {}] = linesOf(
      auditFile(
        {
          ...NOTHING,
          leftOut: ["team"],
          origin: { event: "schedule", webhook: true, commit: "c".repeat(40) },
          letThrough: { by: "earlier run", plan: "digest" },
        },
        null,
      ),
    );
    const { v: _v, kind: _kind, ...said } = header;
    expect(explained).toEqual(expect.arrayContaining(Object.keys(said)));
  });

  it("says that a change overwrote what a person wrote, also when it hides both values", () => {
    expect(lineOf(outcome([{ field: "notes", from: "mine", to: "theirs", overwrites: true }]))).toMatchObject(
      {
        fields: { notes: { overwrites: true } },
      },
    );
  });

  it("marks what a person has decided, also of a write that a later run found out about", () => {
    const fields = [
      { field: "status", from: "open", to: "won", approved: true },
      { field: "notes", from: "mine", to: "theirs", overwrites: true, resolved: true },
      { field: "name", to: "new" },
    ] as const;
    expect(lineOf(outcome(fields))?.fields).toEqual({
      status: { from: "open", to: "won", approved: true },
      notes: { overwrites: true, resolved: true },
      name: {},
    });
    const share = outcome([]);
    const approved = { ...share, change: { ...share.change, approved: true } } as const;
    expect(lineOf(approved)).toMatchObject({ approved: true });
    expect(lineOf(share)).not.toHaveProperty("approved");

    const intent = intentOf({
      approved: true,
      fields: [
        { field: "status", target: "won", resolved: true },
        { field: "name", target: null },
      ],
    });
    const values = { referral: "A", opportunity: "B", winner: "referral", hasBase: true } as const;
    const [, recovered, conflict] = linesOf(
      auditFile(
        {
          ...NOTHING,
          recovered: [{ intent, fate: "applied" }],
          conflicts: [{ link: LINK, field: "name", resolved: true, ...values }],
        },
        null,
      ),
    );
    expect(recovered).toMatchObject({ approved: true, fields: { status: { resolved: true }, name: {} } });
    expect(conflict).toMatchObject({ winner: "referral", resolved: true });
  });

  it("has the values that a run had announced which died, of fields that the mapping shows now and showed then", () => {
    const fields = [
      { field: "status", target: "=won", loser: "=open" },
      { field: "deal value", target: "=" },
      { field: "solutions", target: "#5f1d" },
      { field: "name", target: "=hidden since", loser: "=hidden too" },
      { field: "notes", target: null, loser: null },
    ];
    const visible = new Set(["status", "deal value", "solutions"]);
    const recovered = [{ intent: intentOf({ fields }), fate: "applied" as const }];
    const [, line] = linesOf(auditFile({ ...NOTHING, recovered, visible }, null));
    expect(line?.fields).toEqual({
      status: { from: "open", to: "won", overwrites: true },
      "deal value": { to: null },
      solutions: {},
      name: { overwrites: true },
      notes: { overwrites: true },
    });
  });

  it("says where the value of a new record is from, when that is not the field's own place", () => {
    const fields = [{ field: "notes", to: "hidden", otherwise: "customerProfile.name" }];
    expect(lineOf(outcome(fields))).toMatchObject({
      fields: { notes: { otherwise: "customerProfile.name" } },
    });
  });
});

describe("the chain of audit files", () => {
  const runs = ["1-1-sync", "2-1-sync", "3-1-sync"];
  const chain: AuditFile[] = [];
  for (const run of runs) {
    const last = chain.at(-1);
    chain.push(auditFile({ ...NOTHING, run }, last ? { path: last.path, sha256: last.sha256 } : null));
  }

  /** Follows the chain from the newest file, as an auditor would with `sha256sum`. */
  function isUnbroken(files: readonly AuditFile[]): boolean {
    const byPath = new Map(files.map((file) => [file.path, file.content]));
    let next: unknown = { path: chain[2]?.path, sha256: chain[2]?.sha256 };
    let seen = 0;
    while (next !== null) {
      const { path, sha256 } = next as { path: string; sha256: string };
      const content = byPath.get(path);
      if (content === undefined) return false;
      if (createHash("sha256").update(content).digest("hex") !== sha256) return false;
      next = (JSON.parse(content.split("\n")[0] ?? "") as { previous: unknown }).previous;
      seen += 1;
    }
    return seen === files.length;
  }

  it("holds while nothing was touched", () => {
    expect(isUnbroken(chain)).toBe(true);
  });

  it.each([0, 1, 2])("breaks when file %i is changed", (index) => {
    const edited = chain.map((file, at) =>
      at === index ? { ...file, content: file.content.replace("digest", "digesT") } : file,
    );
    expect(isUnbroken(edited)).toBe(false);
  });

  it.each([0, 1, 2])("breaks when file %i is taken out", (index) => {
    expect(isUnbroken(chain.filter((_, at) => at !== index))).toBe(false);
  });
});

describe("the values in the audit log", () => {
  const HIDDEN = "Canary7Hidden";
  const words = fc.string({ unit: "grapheme", maxLength: 20 });
  const secret = fc.tuple(words, words).map(([before, after]) => `${before}${HIDDEN}${after}`);
  const fieldNames = fc.constantFrom("name", "notes", "customer");

  it("never hold one of a hidden field, wherever it stands", () => {
    const changes = fc.record(
      { field: fieldNames, from: secret, to: fc.option(secret), overwrites: fc.boolean() },
      { requiredKeys: ["field", "to"] },
    );
    const conflicts = fc.record({ field: fieldNames, referral: secret, opportunity: fc.option(secret) });
    const print = fc.option(secret.map((text) => `=${text}`));
    const targets = fc.record({ field: fieldNames, target: print, loser: print });
    const all = fc.tuple(
      fc.array(changes, { minLength: 1, maxLength: 3 }),
      conflicts,
      targets,
      fc.constantFrom("applied", "stale", "rejected", "failed"),
    );
    fc.assert(
      fc.property(all, ([fields, conflict, target, fate]) => {
        const entries = {
          ...NOTHING,
          outcomes: [outcome(fields, { outcome: fate as ChangeOutcome["outcome"] })],
          conflicts: [{ link: LINK, winner: null, hasBase: true, ...conflict }],
          recovered: [{ intent: intentOf({ fields: [target] }), fate: "applied" as const }],
        };
        const { content } = auditFile(entries, null);
        expect(content).not.toContain(HIDDEN);
        for (const { field } of fields) expect(content).toContain(`"${field}"`);
      }),
    );
  });

  it("are there for a field that the mapping shows, on one line whatever they hold", () => {
    fc.assert(
      fc.property(words, words, (from, to) => {
        const file = auditFile(
          { ...NOTHING, outcomes: [outcome([{ field: "status", from: `${from}\n`, to: `${to}\u2028` }])] },
          null,
        );
        const [, line] = linesOf(file);
        expect(file.content.split("\n")).toHaveLength(3);
        expect(line?.fields).toEqual({ status: { from: `${from}\n`, to: `${to}\u2028` } });
      }),
    );
  });
});
