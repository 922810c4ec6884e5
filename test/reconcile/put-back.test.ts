import { describe, expect, it } from "vitest";
import type { Merge, Pair } from "../../src/model/plan.ts";
import type { Snapshot } from "../../src/model/record.ts";
import { formatBase, readBase } from "../../src/reconcile/base.ts";
import { putBackAfter, untakenAfter, whyNotAgain } from "../../src/reconcile/put-back.ts";

const nothing = { side: "opportunity", id: "row", etag: "o1", modified: "" } as const;
/** Of no mapping. */
const NOWHERE: ReadonlyMap<string, string> = new Map();
const base = { change: "run.1", referralModified: "m", fields: { notes: "Call them" } };

function pairWith(putBack: Snapshot): Pair {
  const opportunity = { ...nothing, properties: { base: formatBase({ ...base, putBack }, NOWHERE) } };
  const referral = { ...nothing, side: "referral", properties: {} } as const;
  const link = { referral: "referral", opportunity: "row" };
  return {
    link,
    referral,
    opportunity,
    base: readBase(opportunity, { baseColumn: "base", places: NOWHERE }),
    baseIsStored: true,
    adopts: false,
  };
}

describe("a value that was written and came back changed", () => {
  const wish = { field: "notes", side: "opportunity", to: "Call them" } as const;
  const pair = pairWith({ notes: "CALL THEM" });

  it.each([
    ["is held when it is the same once more", { ...wish, from: "CALL THEM" }, true],
    ["is written when it is another", { ...wish, from: "Call us" }, false],
    ["is written when the source has another", { ...wish, from: "CALL THEM", to: "Write" }, false],
    ["is written when it is gone this time", { ...wish, from: null }, false],
    ["is written when it is another field's", { ...wish, field: "name", from: "CALL THEM" }, false],
  ])("%s", (_what, one, isHeld) => {
    expect(whyNotAgain(pair, one) !== null).toBe(isHeld);
  });

  it("is held when it is nothing once more", () => {
    expect(whyNotAgain(pairWith({ notes: null }), { ...wish, from: null })).not.toBeNull();
  });

  it("is overwritten the first time", () => {
    expect(whyNotAgain(pairWith({}), { ...wish, from: "CALL THEM" })).toBeNull();
  });
});

describe("a value that Partner Center did not take", () => {
  const untaken = { ...base, untaken: { notes: "Write" } };
  const pair = { ...pairWith({}), base: untaken };
  const back = { field: "notes", side: "opportunity", from: "Call them", to: "Write" } as const;

  it.each([
    ["is not undone by what Partner Center had before", pair, back, true],
    ["gives way to another one", pair, { ...back, to: "Write soon" }, false],
    ["may be set back by its seller", pair, { ...back, side: "referral" }, false],
    ["is its seller's no more once it was edited", pair, { ...back, from: "Call us" }, false],
    ["is none where Partner Center took it", pairWith({}), back, false],
  ] as const)("%s", (_what, one, wish, isHeld) => {
    expect(whyNotAgain(one, wish) !== null).toBe(isHeld);
  });

  it("is remembered with the base, for as long as that has it", () => {
    const row = { ...nothing, properties: { base: formatBase(untaken, NOWHERE) } };
    expect(readBase(row, { baseColumn: "base", places: NOWHERE })).toEqual(untaken);
    const merge = { pair } as unknown as Merge;
    expect(untakenAfter(merge, base.fields)).toEqual({ notes: "Write" });
    expect(untakenAfter(merge, { notes: "Call us" })).toEqual({});
    expect(untakenAfter(merge, { notes: "Call us" }, { notes: "Write" })).toEqual({ notes: "Write" });
  });
});

describe("what a base remembers of it", () => {
  const merge = (pair: Pair, from?: string | null): Merge => {
    const overwrites = typeof from === "string" ? { overwrites: true } : {};
    const fields = from === undefined ? [] : [{ field: "notes", from, to: "Call them", ...overwrites }];
    const { link } = pair;
    const changes = [{ side: "opportunity", action: "update", link, etag: "o1", fields } as const];
    const status = { state: "synced", reason: null } as unknown as Merge["status"];
    return { pair, changes, conflicts: [], held: [], warnings: [], agreed: {}, status };
  };

  it("is what the latest write overwrote", () => {
    expect(putBackAfter(merge(pairWith({}), "CALL THEM"), base.fields)).toEqual({ notes: "CALL THEM" });
  });

  it("is also that it was gone, and not that it was never there", () => {
    expect(putBackAfter(merge(pairWith({}), null), base.fields)).toEqual({ notes: null });
    const pair = { ...pairWith({}), base: { ...base, fields: { notes: null } } };
    expect(putBackAfter(merge(pair, null), base.fields)).toEqual({});
  });

  it("is nothing of a write that took nobody's value away", () => {
    const { changes, ...rest } = merge(pairWith({}), "Call");
    const plain = changes.map((change) => ({
      ...change,
      fields: change.fields.map(({ overwrites: _overwrites, ...field }) => field),
    }));
    expect(putBackAfter({ ...rest, changes: plain }, base.fields)).toEqual({});
  });

  it("stays for as long as the source does", () => {
    const pair = pairWith({ notes: "CALL THEM" });
    expect(putBackAfter(merge(pair), base.fields)).toEqual({ notes: "CALL THEM" });
    expect(putBackAfter(merge(pair), { notes: "Write" })).toEqual({});
  });

  it("takes no room where there is nothing", () => {
    expect(formatBase({ ...base, putBack: {} }, NOWHERE)).toBe(
      '{"v":1,"c":"run.1","m":"m","f":{"notes":"Call them"},"t":"---"}',
    );
  });
});
