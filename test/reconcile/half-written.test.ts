import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { loadMapping } from "../../src/mapping/load.ts";
import type { Mapping } from "../../src/mapping/mapping.ts";
import { type Merge, NOTHING_DONE } from "../../src/model/plan.ts";
import type { RemoteRecord } from "../../src/model/record.ts";
import type { Intent, Waiting } from "../../src/model/state.ts";
import { EMPTY_STATE, formatState, parseState } from "../../src/reconcile/checkpoint/state.ts";
import { announce } from "../../src/reconcile/journal/announce.ts";
import { recoverBase, settle } from "../../src/reconcile/journal/journal.ts";
import { linkedPair, match } from "../../src/reconcile/match/match.ts";
import { mergePair } from "../../src/reconcile/merge/merge.ts";
import { toPlan } from "../../src/reconcile/plan/plan.ts";
import { formatBase, parseBase } from "../../src/reconcile/record/base.ts";
import { fingerprints } from "../../src/reconcile/record/fingerprint.ts";
import { answerFirst } from "../../src/reconcile/write/answer-first.ts";
import { Writes } from "../../src/reconcile/write/writes.ts";
import { BASE, outcomeOf, pairOf, referralOf, rowOf } from "./deals.ts";
import { mappingOf } from "./fields.ts";
import { contextOf, plannedShare, postedOf, rowOf as sharedRow } from "./shares.ts";
import { LOOKUPS, NOTHING_ARRIVED, NOW, ORDINARY } from "./world.ts";

/** One side of a deal took what a run wrote, and the other did not. */

const KEY = Buffer.from("a key that only this installation has");

const listOf = (audit: "value" | "hidden", more: object = {}) =>
  mappingOf({
    solutions: {
      as: "solutions",
      referral: "details.requirements.solutions",
      opportunity: "cosell_products",
      audit,
      ...more,
    },
  });
const SHOWN = listOf("value");

const withList = (...ids: string[]) =>
  referralOf({ details: { requirements: { solutions: ids.map((id) => ({ id })) } } }, "r2");
const dealOf = (referral: RemoteRecord, list: string, base = "1") =>
  pairOf(referral, rowOf({ cosell_products: list }), {
    change: "earlier.1",
    referralModified: "2026-11-23T09:00:00Z",
    fields: { solutions: base },
  });
const mergeIn = (mapping: Mapping, pair = dealOf(withList("1", "2"), "1, 3")) =>
  mergePair(pair, { ...ORDINARY, mapping });

const worldOf = (mapping: Mapping, key: Buffer | null = KEY) => ({
  mapping,
  lookups: LOOKUPS,
  fingerprint: fingerprints(mapping, key),
  now: NOW,
  ...NOTHING_ARRIVED,
});

function announced(merge: Merge, { fingerprint, mapping }: ReturnType<typeof worldOf>): Intent[] {
  const { places } = mapping;
  return announce(toPlan([merge], []), { run: "dead", at: NOW, fingerprint, places, open: [] });
}

/** What the next run does, when these are the records that it finds. */
function next(intents: readonly Intent[], pair: Merge["pair"], world: ReturnType<typeof worldOf>) {
  const { changes } = mergeIn(world.mapping, recoverBase(pair, settle(intents, [pair], world), world));
  return changes.map(({ side, fields }) => [side, ...fields.map(({ to }) => to)]);
}

describe("a list that was united, when only its referral has the union", () => {
  const united = { ...withList("1", "2", "3"), etag: "r3" };

  it.each([
    ["shown", SHOWN, KEY],
    ["hidden", listOf("hidden"), KEY],
    ["hidden, without a key", listOf("hidden"), null],
  ] as const)("goes to the row as well: %s", (_what, mapping, key) => {
    const world = worldOf(mapping, key);
    const intents = announced(mergeIn(mapping), world);
    const expected = [["opportunity", "1, 2, 3"]];
    expect(next(intents, dealOf(united, "1, 3"), world)).toEqual(expected);
  });

  it("takes along what Partner Center had taken out", () => {
    const [world, before] = [worldOf(SHOWN), dealOf(withList("1"), "1, 2, 3", "1, 2")];
    const after = dealOf({ ...withList("1", "3"), etag: "r3" }, "1, 2, 3", "1, 2");
    expect(next(announced(mergeIn(SHOWN, before), world), after, world)).toEqual([["opportunity", "1, 3"]]);
  });

  it("is united with what the seller has done since, to what they had added themselves too", () => {
    const world = worldOf(SHOWN);
    const found = next(announced(mergeIn(SHOWN), world), dealOf(united, "1"), world);
    expect(found).toEqual([
      ["referral", "1, 2"],
      ["opportunity", "1, 2"],
    ]);
  });

  it("is no longer what the row lacks, once that has taken it, when its seller takes something out", () => {
    const world = worldOf(SHOWN);
    const intents = announced(mergeIn(SHOWN), world);
    const taken = dealOf(united, "1, 3", "1, 2, 3");
    expect(next(intents, taken, world)).toEqual([["referral", "1, 3"], ["opportunity"]]);
  });

  it("is announced with what its row had, which the state keeps", () => {
    const intents = announced(mergeIn(SHOWN), worldOf(SHOWN));
    expect(intents.map(({ fields }) => fields)).toEqual([
      [
        {
          field: "solutions",
          target: "=1, 2, 3",
          place: SHOWN.places.tags.get("solutions"),
          rowHad: "=1, 3",
        },
      ],
      [{ field: "solutions", target: "=1, 2, 3" }],
    ]);
    const state = { ...EMPTY_STATE, journal: { run: "dead", writing: true, intents } };
    expect(parseState(formatState(state, {}), "branch")).toEqual(state);
  });
});

describe("a list that was united, when the referral does not take the union", () => {
  const merge = mergeIn(SHOWN, dealOf(withList("2"), "1, 2, 3", "1, 2"));
  const [update, row] = merge.changes;
  if (!update || !row) throw new Error("both are to be written");

  it("stays in the row as its seller has it, beside the base of before", () => {
    const writes = new Writes(SHOWN, LOOKUPS, NOW);
    const refused = outcomeOf(update, "rejected");
    expect([row.fields.map(({ to }) => to), writes.asMade(row, merge, refused).fields]).toEqual([
      ["2, 3"],
      [],
    ]);
    expect(writes.mayFollow(row, merge, refused)).toBe(false);
    const written = writes.opportunity(row, merge, "run.2", { ...NOTHING_DONE, referral: refused });
    const columns = written.action === "update" ? written.columns : {};
    expect(columns).not.toHaveProperty("cosell_products");
    expect(parseBase(columns.cosell_base, SHOWN.places)?.fields).toEqual({ solutions: "1, 2" });
  });

  it("stays there too where the referral is answered by itself first", () => {
    const answer = { field: "decision", to: "accepted", moves: "decision" } as const;
    const answering = { ...update, fields: [...update.fields, answer] };
    const entry = { kind: "rejected" } as Waiting;
    const apart = answerFirst({ ...merge, changes: [answering, row] }, entry, { closingReason: null });
    expect(apart.changes).toEqual([
      { ...update, fields: [answer] },
      { ...row, fields: [] },
    ]);
    expect(apart.agreed).toEqual({ solutions: "1, 2" });
  });
});

describe("a field that the mapping has moved to another column since its referral was written", () => {
  it.each(["protect", "propagate"])("fills that, and empties nothing: blank %s", (blank) => {
    const intents = announced(mergeIn(SHOWN, dealOf(withList("1"), "1, 3")), worldOf(SHOWN));
    const moved = listOf("value", { opportunity: "cosell_solutions", blank });
    const row = rowOf({
      cosell_products: "1, 3",
      cosell_solutions: null,
      cosell_base: formatBase({ ...BASE, fields: { solutions: "1" } }, SHOWN.places),
    });
    const pair = linkedPair(moved, { ...withList("1", "3"), etag: "r3" }, row);
    expect(next(intents, pair, worldOf(moved))).toEqual([["opportunity", "1, 3"]]);
  });
});

describe("a value that a new referral has of the mapping, while its row is blank", () => {
  it.each(["", "    when: create\n"])(
    "goes to the row as well where the answer to the POST was lost",
    (when) => {
      const shipped = readFileSync("mappings/dynamics-365.yml", "utf8");
      const place = "as: solutions\n";
      const mapping = loadMapping(
        shipped.replace(place, `${place}    otherwise: { value: SOL-10101-AAA }\n${when}`),
        "mapping.yml",
      );
      const world = worldOf(mapping);
      const row = sharedRow({ cosell_products: null });
      const merge = plannedShare(row, {}, contextOf({ mapping }));
      const intents = announced(merge, world);
      const { pairs } = match(mapping, [postedOf(merge)], [row]);
      const [found] = pairs.map((pair) => recoverBase(pair, settle(intents, [pair], world), world));
      expect(found?.base?.fields).toMatchObject({ name: "Warehouse telemetry" });
      const { changes } = mergeIn(mapping, found);
      expect(changes.map(({ side }) => side)).toEqual(["opportunity"]);
      expect(changes[0]?.fields).toContainEqual({ field: "solutions", from: null, to: "SOL-10101-AAA" });
    },
  );
});
