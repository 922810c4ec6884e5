import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readResolutions } from "../../src/inputs/resolutions.ts";
import type { Change } from "../../src/model/plan.ts";
import type { RunResult } from "../../src/model/result.ts";
import { match } from "../../src/reconcile/match/match.ts";
import { headline, summary } from "../../src/report/summary.ts";
import { totalsOf } from "../../src/report/totals.ts";
import { MAPPING, referralOf, rowOf } from "../reconcile/deals.ts";
import { changeOf, dealOf, intentOf, outcomeOf, planOf, resultOf, waitingOf } from "./results.ts";

const OPTIONS = {
  visible: new Set(["deal value", "close date", "solutions"]),
  mappingFile: "mappings/dynamics-365.yml",
  crm: "https://contoso.crm.dynamics.com",
};
const OWNER = "0b9f6c1d-1111-4222-8333-444455556666";
const TAKEN = rowOf({ cosell_referralid: OWNER });
const REFERRAL = referralOf({ externalReferenceId: TAKEN.id });
const COMMIT = "9f8e7d6c5b4a39281706f5e4d3c2b1a098765432";

function firstSync(): RunResult {
  const creates = [1, 2, 3].map((number) =>
    changeOf(number, {
      action: "create",
      etag: null,
      fields: [
        { field: "name", to: "Contoso goes to the cloud" },
        { field: "deal value", to: "5000.00 EUR" },
        { field: "close date", to: "2027-03-31" },
      ],
    }),
  );
  const noted = [4, 5].map((number) => changeOf(number, { fields: [] }));
  const changes = [...creates, ...noted];
  const outcomes = changes.map((change) => outcomeOf(change));
  return resultOf({ plan: planOf({ changes }), outcomes, stateCommit: COMMIT });
}

function badDay(): RunResult {
  const value = changeOf(1);
  const notes = changeOf(2, {
    side: "referral",
    fields: [{ field: "notes", from: "old", to: "new", overwrites: true }],
  });
  const solutions = changeOf(3, { fields: [{ field: "solutions", from: "SOL-1", to: null }] });
  const close = changeOf(4, { action: "close", fields: [{ field: "status", from: "open", to: "won" }] });
  const refused = changeOf(5);
  const plan = planOf({
    changes: [value, notes, solutions, close, refused],
    conflicts: [
      {
        link: dealOf(6),
        field: "close date",
        referral: "2027-03-31",
        opportunity: null,
        winner: null,
        hasBase: true,
      },
      { link: dealOf(7), field: "notes", referral: "a", opportunity: "b", winner: "referral", hasBase: true },
    ],
    held: [
      {
        link: dealOf(8),
        field: "name",
        side: "referral",
        reason: "the referral is closed in Partner Center",
      },
      { link: dealOf(8), field: null, side: "opportunity", reason: "the record cannot be read" },
    ],
    questions: [
      { referral: dealOf(9).referral, text: "it names opportunity X, and so does another referral" },
    ],
  });
  const outcomes = [
    outcomeOf(value),
    outcomeOf(notes, "stale", "somebody changed it in between"),
    outcomeOf(solutions, "failed", "no answer within 60 s"),
    outcomeOf(close, "failed", "not tried, because the opportunity was not written: no answer"),
    outcomeOf(refused, "rejected", "0x80040278: invalid character in field 'name'"),
  ];
  const waiting = [
    waitingOf(6),
    waitingOf(20, { tries: 3, nextAt: "2026-11-24T08:30:00.000Z", kind: "rejected", reason: "refused" }),
    waitingOf(21, { fields: ["notes", "name"] }),
  ];
  const recovered = [
    { intent: intentOf(10), fate: "applied" as const },
    { intent: intentOf(11), fate: "applied" as const },
    { intent: intentOf(12), fate: "superseded" as const },
  ];
  return resultOf({ plan, outcomes, waiting, recovered, stateCommit: COMMIT });
}

const manyChanges = Array.from({ length: 1234 }, (_, index) => changeOf(index));
const many = resultOf({
  plan: planOf({ changes: manyChanges }),
  outcomes: manyChanges.map((change) => outcomeOf(change)),
});

const RESULTS: Readonly<Record<string, RunResult>> = {
  "nothing-to-do": resultOf(),
  "first-sync": firstSync(),
  "bad-day": badDay(),
  plan: { ...badDay(), command: "plan", outcomes: [], recovered: [], stateCommit: null },
  overtaken: { ...firstSync(), overtaken: true, stateCommit: null },
  "more-than-fits": many,
};

describe("the first line of a run", () => {
  const lineOf = (result: RunResult) => headline(result, totalsOf(result));
  const older = [waitingOf(20), waitingOf(21, { kind: "held" }), waitingOf(22, { kind: "unanswered" })];

  it.each<[string, Parameters<typeof planOf>[0]]>([
    ["has nothing to do", {}],
    ["writes something", { changes: [changeOf(1)] }],
    ["only notes how a deal stands", { changes: [changeOf(1, { fields: [] })] }],
  ])("says how many deals wait for a person, when it %s", (_what, parts) => {
    const result = { ...resultOf({ plan: planOf(parts) }), waiting: older };
    expect(lineOf(result)).toMatch(/, 2 deals waiting$/);
    expect(lineOf({ ...result, waiting: [] })).not.toContain("waiting");
  });

  it("counts the conflicts that wait for a person apart from those that the mapping has decided", () => {
    const conflict = { field: "notes", referral: "a", opportunity: "b", hasBase: true } as const;
    const conflicts = ([null, null, "referral"] as const).map((winner, number) => ({
      ...conflict,
      link: dealOf(number),
      winner,
    }));
    expect(lineOf(resultOf({ plan: planOf({ conflicts }) }))).toBe("2 conflicts, 1 conflict decided");
  });

  it("counts a deal once, which it has changed or held just now", () => {
    const plan = planOf({
      changes: [changeOf(20)],
      held: [{ link: dealOf(21), side: "referral", field: null, reason: "because" }],
    });
    expect(lineOf({ ...resultOf({ plan }), waiting: older })).not.toContain("waiting");
  });

  it("counts a deal once, which it has shared just now", () => {
    const share = changeOf(9, { side: "referral", action: "share" });
    const outcomes = [{ ...outcomeOf(share), created: { ...REFERRAL, id: older[0]?.referral ?? "" } }];
    const result = resultOf({ plan: planOf({ changes: [share] }), outcomes });
    expect(lineOf({ ...result, waiting: older.slice(0, 1) })).not.toContain("waiting");
  });

  it("says that a plan was refused, and the summary what lets it through", () => {
    const refusal = { reason: "It is large (12).", fix: "Run once with max-changes: 12." };
    const planned = { ...resultOf({ plan: planOf({ changes: [changeOf(1)] }) }), command: "plan" } as const;
    const ofPlan = { ...planned, refusal: { ...refusal, by: "plan" } } as const;
    const ofSync = { ...planned, refusal: { ...refusal, by: "sync" } } as const;
    const reason = "It is large &#40;12&#41;.\n>\n> Run once with max-changes: 12.\n";
    expect(summary(ofPlan, OPTIONS)).toContain("## Co-sell plan: 1 change planned, a sync refuses it\n");
    expect(summary(ofPlan, OPTIONS)).toContain(`> **A sync refuses this, and writes nothing.** ${reason}`);
    expect(summary(ofSync, OPTIONS)).toContain("## Co-sell sync: refused, 1 change planned\n");
    expect(summary(ofSync, OPTIONS)).toContain(`> **This was refused, and nothing was written.** ${reason}`);
    expect(lineOf({ ...ofSync, plan: planOf() })).toBe("refused");
    expect(lineOf({ ...ofPlan, plan: planOf() })).toBe("a sync refuses it");
  });
});

it("a conflict is told with what decides it, ready to be copied", () => {
  const text = summary(badDay(), OPTIONS);
  const conflict = "7c1f2b9e-3a51-4f0b-9a44-000000000006.close date";
  expect(text).toContain(`\`${conflict}=referral\` takes what Partner Center has`);
  expect(text).toContain(`\`${conflict}=opportunity\` takes what the CRM has`);
  const found = readResolutions(`${conflict}=opportunity`);
  expect(found.get("7c1f2b9e-3a51-4f0b-9a44-000000000006")?.get("close date")).toBe("opportunity");
});

describe("the summary of a run", () => {
  it.each(Object.entries(RESULTS))("reads as agreed: %s", async (name, result) => {
    await expect(summary(result, OPTIONS)).toMatchFileSnapshot(
      join(import.meta.dirname, "golden", `${name}.md`),
    );
  });

  it("names a hidden field, and never shows its value", () => {
    const text = summary(firstSync(), OPTIONS);
    expect(text).toContain("**name**");
    expect(text).not.toContain("Contoso goes to the cloud");
  });

  it("cuts a long value, and never the end of a reason, which says what to do", () => {
    const { pairs, questions } = match(MAPPING, [REFERRAL], [TAKEN]);
    const text = summary(resultOf({ plan: planOf({ questions }) }), OPTIONS);
    expect(pairs).toEqual([]);
    expect(text).toContain("or close this one there if it is that deal once more |");
    const change = changeOf(1, { fields: [{ field: "deal value", to: "9".repeat(500) }] });
    expect(summary(resultOf({ plan: planOf({ changes: [change] }) }), OPTIONS)).toContain(
      `${"9".repeat(119)}… |`,
    );
  });

  it("says of a deal that is set aside how it is tried again, each time", () => {
    const waiting = [waitingOf(1, { kind: "rejected", reason: "too long", tries: 5, nextAt: null })];
    expect(summary(resultOf({ waiting }), OPTIONS)).toContain(
      "| refused: notes | too long | when either side changes, or *Sync* runs with its `referral-id`<br>waiting since 2026-11-20 08:30 UTC, seen by 5 runs |",
    );
  });

  it("says of what was refused that it is tried at once when somebody corrects it", () => {
    const nextAt = "2026-11-21T09:30:00.000Z";
    const nextOf = (kind: "rejected" | "failed") =>
      summary(resultOf({ waiting: [waitingOf(1, { kind, nextAt })] }), OPTIONS);
    expect(nextOf("rejected")).toContain("| 2026-11-21 09:30 UTC, or when either side changes<br>");
    expect(nextOf("failed")).toContain("| 2026-11-21 09:30 UTC<br>");
  });

  it("says once since when most of them wait, and beside the others their own time", () => {
    const later = { firstAt: "2026-11-21T10:00:00.000Z" };
    const waiting = [waitingOf(1), waitingOf(2), waitingOf(3, later), waitingOf(4, { tries: 3 })];
    const text = summary(resultOf({ waiting }), OPTIONS);
    expect(text).toContain("\n\nWhere nothing else is said, waiting since 2026-11-20 08:30 UTC.\n");
    expect(text.match(/when either side changes \|/g)).toHaveLength(2);
    expect(text).toContain("when either side changes<br>waiting since 2026-11-21 10:00 UTC |");
    expect(text).toContain(
      "when either side changes<br>waiting since 2026-11-20 08:30 UTC, seen by 3 runs |",
    );
    const apart = summary(resultOf({ waiting: waiting.slice(1, 4) }), OPTIONS);
    expect(apart).not.toContain("nothing else is said");
    expect(apart.match(/<br>waiting since/g)).toHaveLength(3);
  });

  it("lists a deal that still waits after its row noted how it stands", () => {
    const plan = planOf({ changes: [changeOf(1, { fields: [] })] });
    const waiting = [waitingOf(1, { kind: "rejected", reason: "too long" })];
    expect(summary(resultOf({ plan, waiting }), OPTIONS)).toContain("| refused: notes | too long |");
  });

  it("says of a conflict that still waits how it is resolved, and once only", () => {
    const how = "To settle a conflict, ";
    const waiting = [waitingOf(1)];
    expect(summary(resultOf({ waiting }), OPTIONS)).toContain(how);
    expect(summary(resultOf({ waiting: [waitingOf(1, { kind: "held" })] }), OPTIONS)).not.toContain(how);
    const { plan } = badDay();
    expect(summary(resultOf({ plan, waiting: [waitingOf(90)] }), OPTIONS).split(how)).toHaveLength(2);
    // Of a deal that is closed with what it differs in nothing can be resolved, and of the older one it can.
    const [open] = plan.conflicts.filter(({ winner }) => winner === null);
    const closed = planOf({
      conflicts: open ? [open] : [],
      warnings: [{ link: dealOf(6), text: "closed", apart: ["close date"] }],
    });
    const text = summary(resultOf({ plan: closed, waiting: [waitingOf(90)] }), OPTIONS);
    expect(text).toContain("| neither: closed |");
    expect(text.split(how)).toHaveLength(2);
  });

  it("says how to settle the first conflict that nobody has decided, and nothing where all of them are", () => {
    const values = { field: "notes", referral: "a", opportunity: "b", hasBase: true };
    const decided = { ...values, link: dealOf(1), winner: "referral" } as const;
    const open = { ...values, link: dealOf(2), winner: null };
    const textOf = (conflicts: RunResult["plan"]["conflicts"]) =>
      summary(resultOf({ plan: planOf({ conflicts }) }), OPTIONS);
    expect(textOf([decided, open])).toContain(`${dealOf(2).referral}.notes=opportunity`);
    expect(textOf([decided])).not.toContain("To settle a conflict");
  });

  it("asks nobody to resolve what a deal is closed with, and lists that deal once", () => {
    const link = dealOf(90);
    const values = { referral: "a", opportunity: "b", winner: null, hasBase: true };
    const conflicts = [{ link, field: "notes", ...values }];
    const warnings = [{ link, text: "closed on both sides", apart: ["notes"] }];
    const text = summary(
      resultOf({ plan: planOf({ conflicts, warnings }), waiting: [waitingOf(90)] }),
      OPTIONS,
    );
    expect(text).toContain("| neither: closed |");
    expect(text).not.toContain("To settle a conflict");
    const warned = resultOf({ plan: planOf({ warnings }), waiting: [waitingOf(90)] });
    expect(summary(warned, OPTIONS)).not.toContain("### Still waiting");
  });

  it("says of a value that is overwritten that a note keeps it, and of a blank that none does", () => {
    const overwriting = (from: string | null) =>
      changeOf(1, { fields: [{ field: "solutions", from, to: "SOL-2", overwrites: true }] });
    const textOf = (from: string | null) =>
      summary(resultOf({ plan: planOf({ changes: [overwriting(from)] }) }), OPTIONS);
    expect(textOf("SOL-1")).toContain("(overwrites; a note keeps it)");
    expect(textOf(null)).toContain("(overwrites)");
  });

  it("lists the first fields of a new row, and those in which something stands in for what is missing", () => {
    const names = ["name", "deal value", "close date", "notes", "team", "sales stage"];
    const fields = names.map((field) => ({ field, to: "2027-03-31" }));
    const listed = (change: Partial<Change>) => {
      const result = resultOf({ command: "plan", plan: planOf({ changes: [changeOf(1, { ...change })] }) });
      return summary(result, OPTIONS)
        .match(/\*\*name\*\*.*(?= \|)/)?.[0]
        .split("<br>");
    };
    const first = ["**name**", "**deal value** 2027-03-31", "**close date** 2027-03-31", "**notes**"];
    expect(listed({ action: "create", fields })).toEqual([...first, "and 2 more"]);
    const instead = { field: "solutions", to: "SOL-1", otherwise: "the default" };
    const standsIn = "**solutions** SOL-1 (otherwise: the default)";
    expect(listed({ action: "create", fields: [...fields, instead] })).toEqual([
      ...first,
      standsIn,
      "and 2 more",
    ]);
    // One more takes no more room than its name.
    expect(listed({ action: "create", fields: fields.slice(0, 5) })).toEqual([...first, "**team**"]);
    // What is shared, or changes in a record that is there, is to be seen whole.
    for (const action of ["share", "update"] as const) expect(listed({ action, fields })).toHaveLength(6);
  });

  it("calls a deal by its name where the mapping shows that, and nowhere else", () => {
    const { plan, waiting } = badDay();
    const known = waiting.map((entry) => ({ ...entry, name: "Fabrikam | [ERP](https://x.example)" }));
    const names = new Map([[dealOf(6).referral, "Contoso ERP"]]);
    const shown = summary(resultOf({ plan, waiting: known, names }), OPTIONS);
    expect(shown).toContain("000000000006) Contoso ERP | close date |");
    expect(shown).toContain(
      "000000000021) Fabrikam &#124; &#91;ERP&#93;&#40;https:&#8203;//x.example&#41; | conflict:",
    );
    // What an earlier mapping had shown.
    expect(summary(resultOf({ plan, waiting: known }), OPTIONS)).not.toContain("Fabrikam");
  });

  it("leaves out of what waits the deals that need nobody, and does not count them", () => {
    const quiet = (["unanswered", "out of scope"] as const).map((kind, number) =>
      waitingOf(number, { kind }),
    );
    const text = summary(resultOf({ waiting: [...quiet, waitingOf(9, { kind: "held" })] }), OPTIONS);
    expect(text).toContain("nothing to do, 1 deal waiting\n");
    expect(text.split("### Still waiting")[1]?.match(/\| \[7c1f2b9e\]/g)).toHaveLength(1);
  });

  it("says of what was not begun that the next run does it, and not that it was refused", () => {
    const changes = [changeOf(1)];
    const outcomes = changes.map((one) => ({ ...outcomeOf(one, "failed", "the time is up"), untried: true }));
    const text = summary(resultOf({ plan: planOf({ changes }), outcomes }), OPTIONS);
    expect(text).toContain("| ↻ left to the next run |");
    expect(text).not.toContain("failed");
  });

  it("lists what still waits of a deal that also waits for approval", () => {
    const awaits = ["status: closing it waits for approval"];
    const waiting = [
      waitingOf(1, { awaits }),
      waitingOf(2, { awaits, kind: "held", fields: ["team"], reason: "no e-mail address" }),
      waitingOf(3, {
        awaits,
        onlyApproval: true,
        kind: "held",
        fields: ["status"],
        reason: "in other words",
      }),
    ];
    const [, older = ""] = summary(resultOf({ waiting, approvalDigest: "d1" }), OPTIONS).split(
      "### Still waiting",
    );
    expect(older).toContain("| conflict: notes | both sides changed it |");
    expect(older).toContain("| held back: team | no e-mail address |");
    expect(older).not.toContain("| held back: status |");
  });

  it("names in a plan what is to wait for approval, though no sync has noted it yet", () => {
    const reason = "closing the referral as won cannot be undone; it waits for approval";
    const step = { field: "status", side: "referral", reason, awaits: "approval" } as const;
    const plan = planOf({ held: [1, 2, 3].map((number) => ({ ...step, link: dealOf(number) })) });
    const waiting = [waitingOf(2, { kind: "held", awaits: [`status: ${reason}`], onlyApproval: true })];
    const told = { plan, waiting, approvalDigest: "d1" };
    const rowsOf = (command: "plan" | "sync") =>
      summary(resultOf({ ...told, command }), OPTIONS).split(`| status | ${reason} |`).length - 1;
    expect([rowsOf("plan"), rowsOf("sync")]).toEqual([2, 0]);
  });

  it.each(["plan", "sync"] as const)(
    "of a %s looks at what waits a few times, however much is held",
    (command) => {
      const COUNT = 300;
      const numbers = Array.from({ length: COUNT }, (_, number) => number);
      const step = { field: "status", side: "referral", reason: "it waits", awaits: "approval" } as const;
      let looks = 0;
      const waiting = numbers.map((number) => {
        const entry = waitingOf(number, { kind: "held", awaits: ["status: it waits"], onlyApproval: true });
        return Object.defineProperty(entry, "referral", {
          get() {
            looks += 1;
            return dealOf(number).referral;
          },
        });
      });
      const plan = planOf({ held: numbers.map((number) => ({ ...step, link: dealOf(number) })) });
      summary(resultOf({ command, plan, waiting }), OPTIONS);
      expect(looks).toBeLessThan(10 * COUNT);
    },
  );

  it("says what is left to later runs: changes that it did not get to, and new deals beyond those it takes up", () => {
    const later = { newDeals: 950_000, linkedDeals: 0, after: "z", size: { records: 1_900_000, deals: 0 } };
    const plan = { ...planOf({ changes: [changeOf(1, { action: "create" })] }), later };
    const left = { changes: 4, reason: "the time limit of 50 minutes was reached" };
    const text = summary(resultOf({ plan, left }), OPTIONS);
    expect(text).toContain("4 changes left, 950,000 more new deals left");
    expect(text).toContain(
      "4 planned changes could not be started: the time limit of 50 minutes was reached. The next run",
    );
    expect(text).toContain("Left for later runs: 950,000 new deals, more than one run takes up.");
  });

  it("says how many linked deals are left to later runs", () => {
    const left = { after: "z", size: { records: 0, deals: 0 } };
    const textOf = (newDeals: number, linkedDeals: number) =>
      summary(
        resultOf({ plan: { ...planOf({ changes: [] }), later: { ...left, newDeals, linkedDeals } } }),
        OPTIONS,
      );
    expect(textOf(0, 250_000)).toContain("250,000 more linked deals left");
    expect(textOf(0, 1)).toContain("Left for later runs: 1 linked deal, more than one run takes up.");
    expect(textOf(2, 3)).toContain("Left for later runs: 2 new deals and 3 linked deals,");
  });

  it("shows a change that was not applied also where many others were", () => {
    const changes = Array.from({ length: 60 }, (_, index) => changeOf(index));
    const outcomes = changes.map((change, index) =>
      index === 57 ? outcomeOf(change, "rejected", "a plug-in said no") : outcomeOf(change),
    );
    const text = summary(resultOf({ plan: planOf({ changes }), outcomes }), OPTIONS);
    expect(text).toContain("… and 10 more, not shown here.");
    expect(text).toContain("✘ refused: a plug-in said no");
  });

  it("keeps to the size of a page however much there is to say", () => {
    expect(summary(many, OPTIONS).length).toBeLessThan(20_000);
  });

  it("has what a plan changes to be gone through, deal by deal", () => {
    const plan = summary({ ...many, command: "plan", outcomes: [] }, OPTIONS);
    expect(plan.match(/ \| update \| /g)).toHaveLength(1000);
    expect(plan).toContain("… and 234 more, not shown here.");
  });

  it("is no longer than GitHub shows, with fewer rows and all that stands below them", () => {
    const names = Array.from({ length: 60 }, (_, index) => `field ${index}`);
    const fields = names.map((field) => ({ field, from: "前".repeat(200), to: "後".repeat(200) }));
    const changes = Array.from({ length: 1000 }, (_, index) => changeOf(index, { fields }));
    const text = summary(resultOf({ plan: planOf({ changes }) }), { ...OPTIONS, visible: new Set(names) });
    expect(Buffer.byteLength(text)).toBeLessThan(1024 * 1024);
    expect(text).toContain("… and 988 more, not shown here.");
    expect(text).toContain(`Plan digest: \`${"d1".repeat(32)}\``);
    expect(text).toContain(`digest \`${"a2".repeat(32)}\``);
  });
});

describe("the numbers of a run", () => {
  it("count each planned change once, by what became of it", () => {
    expect(totalsOf(badDay())).toEqual({
      changes: 5,
      created: 0,
      updated: 1,
      conflicts: 2,
      held: 3,
      failed: 4,
      ownOnly: 0,
    });
  });

  it("count a record once that took its last fields and its close, and the other side of its deal apart", () => {
    const changes = [
      changeOf(1, { side: "referral" }),
      changeOf(1),
      changeOf(1, { action: "close", fields: [{ field: "status", from: "open", to: "lost" }] }),
      changeOf(2),
    ];
    const outcomes = changes.map((change) => outcomeOf(change));
    expect(totalsOf(resultOf({ plan: planOf({ changes }), outcomes }))).toMatchObject({
      changes: 4,
      updated: 3,
    });
  });

  it("count rows that only note what both sides agree on apart", () => {
    expect(totalsOf(firstSync())).toMatchObject({
      changes: 3,
      created: 3,
      updated: 0,
      failed: 0,
      ownOnly: 2,
    });
  });
});
