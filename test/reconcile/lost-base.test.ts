import { describe, expect, it } from "vitest";
import type { Change, Held } from "../../src/model/plan.ts";
import { shareIdFor } from "../../src/model/provisional.ts";
import type { RemoteRecord } from "../../src/model/record.ts";
import type { Waiting } from "../../src/model/state.ts";
import {
  forgottenAgain,
  guardBases,
  hasLostBase,
  keepsNoBase,
  leaveForgotten,
  lostAgain,
  lostBaseNotice,
  lostBefore,
} from "../../src/reconcile/write/lost-base.ts";
import { leftAlone } from "../../src/reconcile/write/revisit.ts";
import { MAPPING, mergeOf, outcomeOf, pairOf, referralOf, rowOf } from "./deals.ts";
import { mappingOf } from "./fields.ts";
import { NOW, ORDINARY, REFERRAL } from "./world.ts";

const EMPTIED = { cosell_base: null };
const LATER = "2027-01-01T00:00:00.000Z";
const NOT_YET: Held = {
  link: { referral: REFERRAL, opportunity: "row" },
  field: null,
  side: "referral",
  reason: "not shared yet: account: missing",
};

function waitingWith(lost: Waiting["lost"]): Waiting {
  const etags = { referral: "r0", opportunity: "o0" };
  const times = { tries: 1, firstAt: NOW, nextAt: LATER, ...(lost ? { lost } : {}) };
  return {
    referral: REFERRAL,
    opportunity: null,
    kind: "lost base",
    fields: [],
    reason: "",
    awaits: [],
    etags,
    ...times,
  };
}

describe("rows that do not keep their base when they are written", () => {
  const [update] = mergeOf(pairOf(referralOf({ name: "Better" }))).changes;
  const written = outcomeOf(update, "applied");
  const lost = { ...written, lostBase: true as const, reason: "it is empty" };
  const others = [
    outcomeOf(update, "rejected"),
    outcomeOf({ ...(update as Change), action: "create", row: { table: "account", id: "a1" } }, "applied"),
    outcomeOf({ ...(update as Change), side: "referral" }, "applied"),
  ];

  it("are counted once more where such a row was written, and not where that was refused or is another one", () => {
    const forgotten = { ...mergeOf(pairOf()), forgotten: "it is empty" };
    const when = { before: undefined, now: NOW };
    expect(forgottenAgain(forgotten, [...others, written], when)).toMatchObject({ lost: { times: 1 } });
    expect(forgottenAgain(forgotten, others, when)).toEqual({});
    expect(forgottenAgain(mergeOf(pairOf()), [written], when)).toEqual({});
  });

  it("stop the run once there are ten of them and no others", () => {
    const ten = Array.from({ length: 10 }, () => lost);
    expect(keepsNoBase([...ten, ...others])).toBe(true);
    expect(keepsNoBase(ten.slice(1))).toBe(false);
    expect(keepsNoBase([...ten, written])).toBe(false);
  });

  it("are counted among those that were written", () => {
    expect(lostBaseNotice([lost, written, ...others])).toContain("1 of 2 that were written");
    expect(lostBaseNotice([written])).toBeNull();
  });
});

describe("a row that has lost its base since it was written", () => {
  const name = { as: "text", longest: 50, referral: "name", opportunity: "name" };
  const status = {
    column: "cosell_syncstatus",
    values: { synced: 1, waiting: 2, conflict: 3, "needs attention": 4 },
  };
  const columns = { "referral identifier": "cosell_referralid", base: "cosell_base", "sync status": status };
  const mapping = mappingOf({ name }, { columns });
  const linkedByHand = (properties: object): RemoteRecord => ({
    ...rowOf({ ...EMPTIED, ...properties }),
    id: "by hand",
  });

  it.each<[string, RemoteRecord, boolean]>([
    ["is one that a run has made", rowOf(EMPTIED), true],
    ["is one that says how its sync stands", linkedByHand({ cosell_syncstatus: 3 }), true],
    ["is one in which something is left of it", linkedByHand({ cosell_base: "{&quot;v&quot;:1}" }), true],
    ["is none that somebody has just linked", linkedByHand({}), false],
    ["is none that has it", rowOf(), false],
  ])("%s", (_what, row, isLost) => {
    expect(hasLostBase(row, REFERRAL, mapping)).toBe(isLost);
  });

  const merge = mergeOf(pairOf(referralOf(), rowOf(EMPTIED), null));
  const leave = (entry: Waiting | undefined) => leaveForgotten(merge, MAPPING, { entry, now: NOW });

  it("is merged the first time, and once it has been left alone for long enough", () => {
    for (const entry of [undefined, waitingWith(undefined), waitingWith({ times: 3, until: NOW })])
      expect(leave(entry)).toEqual({ ...merge, forgotten: expect.stringContaining("cosell_base") });
  });

  it("is left alone until then, whatever changes", () => {
    expect(merge.changes).not.toEqual([]);
    expect(leave(waitingWith({ times: 1, until: LATER }))).toMatchObject({
      changes: [],
      held: [],
      conflicts: [],
    });
  });

  it.each([
    ["in an ordinary run", {}, true],
    ["not under another mapping, which may keep the base elsewhere", { isSameMapping: false }, false],
    ["not where a person has asked for the deal", { named: new Set([REFERRAL]) }, false],
  ])("is left alone until then, %s", (_when, run, isLeft) => {
    const waiting = new Map([[REFERRAL, waitingWith({ times: 1, until: LATER })]]);
    const usual = { waiting, named: new Set<string>(), only: null, isSameMapping: true };
    const about = { ...ORDINARY, ...usual, keyed: (text: string) => text, ...run };
    expect(leftAlone(merge, MAPPING, about).leftAlone !== undefined).toBe(isLeft);
  });

  it.each([
    ["is left alone for another reason", { ...merge, leftAlone: "out of scope" }],
    ["is closed, and takes none", mergeOf(pairOf(referralOf(), rowOf({ ...EMPTIED, statecode: 1 }), null))],
    ["was linked just now, and has none yet", { ...merge, pair: { ...merge.pair, adopts: true } }],
  ])("is no such row where it %s", (_what, other) => {
    const entry = waitingWith({ times: 1, until: LATER });
    expect(leaveForgotten(other, MAPPING, { entry, now: NOW })).toBe(other);
  });

  const TOLD = { cosell_syncstatus: 3, cosell_syncreason: "no account" };
  it.each([
    ["as one that was told why not", TOLD, [NOT_YET], true],
    [
      "but not because its table says of new rows that they are in step",
      { cosell_syncstatus: 1 },
      [NOT_YET],
      false,
    ],
    ["but not once it is shared", TOLD, [], false],
  ])("is left alone before it is shared, too, %s", (_what, properties, held, isForgotten) => {
    const row = linkedByHand({ ...properties, cosell_referralid: null });
    const pair = {
      ...pairOf(referralOf(), row, null),
      link: { referral: shareIdFor(row.id), opportunity: row.id },
    };
    const unshared = { ...merge, pair, held };
    const left = leaveForgotten(unshared, mapping, {
      entry: waitingWith({ times: 1, until: LATER }),
      now: NOW,
    });
    expect(left.leftAlone !== undefined).toBe(isForgotten);
  });

  it("is left alone for longer each time, up to three days", () => {
    const hours = [undefined, ...[1, 2, 3, 4, 9].map((times) => ({ times, until: NOW }))].map(
      (before) => (Date.parse(lostAgain(before, NOW).until) - Date.parse(NOW)) / 3_600_000,
    );
    expect(hours).toEqual([1, 4, 24, 72, 72, 72]);
  });

  it("is remembered for a week, whatever it waits for by then", () => {
    const lost = { times: 2, until: "2026-11-23T10:00:00.000Z" };
    expect(lostBefore({ lost }, "2026-11-30T09:59:00.000Z")).toEqual({ lost });
    expect(lostBefore({ lost }, "2026-11-30T10:01:00.000Z")).toEqual({});
  });

  it("stops the sync where most rows do so for the second time, not where somebody has emptied them", () => {
    const many = (times: number) => Array.from({ length: 12 }, () => waitingWith({ times, until: LATER }));
    expect(() => guardBases(many(1), 12, NOW)).not.toThrow();
    expect(() => guardBases(many(2), 12, NOW)).toThrow(
      "12 of 12 linked opportunities have not kept their base",
    );
    expect(() => guardBases(many(2), 24, NOW)).toThrow("12 of 24");
    expect(() => guardBases(many(2), 25, NOW)).not.toThrow();
    expect(() => guardBases(many(2).slice(0, 9), 9, NOW)).not.toThrow();
    const [first, ...others] = many(2);
    const due = first && { ...first, nextAt: NOW };
    expect(() => guardBases([...(due ? [due] : []), ...others], 12, NOW)).not.toThrow();
  });
});
