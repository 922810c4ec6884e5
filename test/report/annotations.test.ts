import { describe, expect, it } from "vitest";
import { annotations } from "../../src/report/annotations.ts";
import { changeOf, dealOf, outcomeOf, planOf, resultOf } from "./results.ts";

const conflict = {
  link: dealOf(2),
  field: "name",
  referral: "Ada Lovelace's deal",
  opportunity: "Grace Hopper's deal",
  winner: null,
  hasBase: true,
} as const;
const held = { link: dealOf(3), field: null, side: "referral", reason: "it cannot be read" } as const;

const messages = (more: Parameters<typeof resultOf>[0]) =>
  annotations(resultOf(more)).map(({ title, message }) => `${title}: ${message}`);

describe("annotations", () => {
  it("are none when all is in step", () => {
    const done = changeOf(1);
    expect(messages({ plan: planOf({ changes: [done] }), outcomes: [outcomeOf(done)] })).toEqual([]);
  });

  it("name what was not applied, what is in conflict and what is held, in this order", () => {
    const refused = changeOf(1, { action: "close" });
    const outcomes = [outcomeOf(refused, "rejected", "0x80100005: not that way")];
    const questions = [{ referral: dealOf(4).referral, text: "it names another deal's opportunity" }];
    const plan = planOf({ conflicts: [conflict], held: [held], questions });
    expect(messages({ plan, outcomes })).toEqual([
      `Not applied: Deal ${dealOf(1).referral}: the opportunity was not closed: 0x80100005: not that way`,
      `Conflict: Deal ${dealOf(2).referral}: name was changed on both sides. Make both sides equal, or decide with resolve, as the summary shows.`,
      `Held back: Deal ${dealOf(3).referral}: it cannot be read`,
      `Held back: Deal ${dealOf(4).referral}: it names another deal's opportunity`,
    ]);
  });

  it("tell a conflict of a deal that was never synced from one of two edits", () => {
    expect(messages({ plan: planOf({ conflicts: [{ ...conflict, hasBase: false }] }) })[0]).toContain(
      "name differs and was never synced before",
    );
  });

  it("ask nobody to resolve what a deal was closed with", () => {
    const { link } = conflict;
    const warnings = [{ link, text: "closed on both sides", apart: [conflict.field] }];
    expect(messages({ plan: planOf({ conflicts: [conflict], warnings }) })).toEqual([
      `Worth knowing: Deal ${link.referral}: closed on both sides`,
    ]);
  });

  it("leave out what needs nobody: a conflict with a winner, and what the next run reads again", () => {
    const stale = [outcomeOf(changeOf(1), "stale", "somebody changed it in between")];
    const won = { ...conflict, winner: "referral" as const };
    expect(messages({ plan: planOf({ conflicts: [won] }), outcomes: stale })).toEqual([]);
  });

  it("leave out what was not begun, what is out of scope on purpose, and each row of many that lost their base", () => {
    const [left, lost] = [changeOf(1), changeOf(2)];
    const outcomes = [
      { ...outcomeOf(left, "failed", "not tried: the run was cancelled"), untried: true },
      { ...outcomeOf(lost, "applied", "something empties the base"), lostBase: true as const },
    ];
    const plan = planOf({ changes: [left, lost], held: [{ ...held, awaits: "scope" }] });
    expect(messages({ plan, outcomes })).toEqual([]);
  });

  it("never show the value of a field, not even of one that may be seen", () => {
    const [text] = messages({ plan: planOf({ conflicts: [conflict] }) });
    expect(text).not.toMatch(/Ada|Grace/);
  });

  it("are ten at most, the most pressing first", () => {
    const outcomes = Array.from({ length: 8 }, (_, index) =>
      outcomeOf(changeOf(index), "failed", "no answer"),
    );
    const all = annotations(resultOf({ outcomes, plan: planOf({ conflicts: Array(8).fill(conflict) }) }));
    expect(all.map(({ title }) => title)).toEqual([
      ...Array(8).fill("Not applied"),
      ...Array(2).fill("Conflict"),
    ]);
  });
});
