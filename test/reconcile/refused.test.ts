import { describe, expect, it } from "vitest";
import { WaitingList } from "../../src/commands/pull/waiting-list.ts";
import type { Change, ChangeOutcome, FieldChange, Merge, Pair } from "../../src/model/plan.ts";
import type { Value } from "../../src/model/record.ts";
import type { Waiting } from "../../src/model/state.ts";
import { EMPTY_STATE, formatState, parseState } from "../../src/reconcile/checkpoint/state.ts";
import { announce } from "../../src/reconcile/journal/announce.ts";
import { mergePair } from "../../src/reconcile/merge/merge.ts";
import { refusedBefore } from "../../src/reconcile/merge/refused-before.ts";
import { toPlan } from "../../src/reconcile/plan/plan.ts";
import { refusedIn } from "../../src/reconcile/write/rejection.ts";
import { Writes } from "../../src/reconcile/write/writes.ts";
import { intentOf, MAPPING, mergeOf, outcomeOf, pairOf, referralOf, rowOf, stateAfter } from "./deals.ts";
import { LOOKUPS, ORDINARY, REFERRAL } from "./world.ts";

const AT = "2026-11-23T10:00:00.000Z";
const IN_AN_HOUR = "2026-11-23T11:00:00.000Z";
const SAID = "400: too long";
/** Both sides have the old name and notes in their base. */
const toRow = pairOf(referralOf({ name: "Better", details: { notes: "second" } }));
const toReferral = pairOf(referralOf(), rowOf({ name: "Better", description: "second" }));

const print = (_referral: string, field: string, value: Value) => `${field}=${value}`;
const noKey = () => null;

type Edit = (change: FieldChange) => FieldChange;

/** The update of the pair's merge, refused with these places named. */
function refusalOf(
  pair: Pair,
  named: readonly string[] | undefined,
  {
    edit = (one) => one,
    fingerprint = print,
  }: { edit?: Edit; fingerprint?: typeof print | typeof noKey } = {},
  merge: Merge = mergeOf(pair),
): ChangeOutcome {
  const isUpdate = ({ action, fields }: Change) => action !== "close" && fields.length > 0;
  const found = merge.changes.find(isUpdate);
  if (!found) throw new Error("no update is planned");
  const change = { ...found, fields: found.fields.map(edit) };
  const about = { run: "run", at: AT, fingerprint, places: MAPPING.places, open: [] };
  const [intent] = announce(toPlan([{ ...merge, changes: [change] }], []), about);
  const result = { outcome: "rejected", reason: SAID, ...(named ? { named } : {}) } as const;
  const writes = new Writes(MAPPING, LOOKUPS, AT);
  if (!intent) throw new Error("nothing is announced");
  return outcomeOf(change, "rejected", { reason: SAID, ...writes.refused(change, merge, intent, result) });
}

interface Circumstances {
  readonly now?: string;
  readonly named?: ReadonlySet<string>;
  readonly isSameMapping?: boolean;
}

/** The merge of a run, with what waits. */
function mergedAfter(
  waiting: readonly Waiting[],
  pair: Pair,
  { now = AT, named = new Set(), isSameMapping = true }: Circumstances = {},
): Merge {
  const known = { waiting: new Map(waiting.map((one) => [one.referral, one])), named, isSameMapping, now };
  return mergePair(pair, { ...ORDINARY, mapping: MAPPING, refusedBefore: refusedBefore(known, print) });
}

const fieldsOf = ({ changes }: Merge) =>
  changes.flatMap(({ side, fields }) => fields.map(({ field }) => `${side}.${field}`));

const both = { edit: (one: FieldChange) => one };
const overwriting: Edit = (one) => (one.field === "name" ? { ...one, overwrites: true } : one);
const decided: Edit = (one) => (one.field === "name" ? { ...one, resolved: true } : one);
const closing = pairOf(referralOf({ name: "Better", status: "Closed", substatus: "Won" }));
const alone = pairOf(referralOf({ name: "Better" }));
const unmade = pairOf(referralOf({ name: "Better" }), null);

describe("a refused update leaves a value out of the next one", () => {
  it.each([
    ["the refusal names its column", toRow, ["name"], both, ["name"]],
    ["the refusal names its path", toReferral, ["/name"], both, ["name"]],
    ["the refusal names nothing", toRow, undefined, both, undefined],
    ["it is the only one: nothing waits for it", alone, ["name"], both, undefined],
    ["what is named is not of the mapping", toRow, ["cosell_base"], both, undefined],
    ["something is named that is not of the mapping", toRow, ["name", "cosell_base"], both, undefined],
    ["all of them are named", toRow, ["name", "description"], both, undefined],
    ["it overwrites what somebody wrote", toRow, ["name"], { edit: overwriting }, undefined],
    ["a person decided it for this run", toRow, ["name"], { edit: decided }, undefined],
    ["it may not be seen, and there is no key", toRow, ["name"], { fingerprint: noKey }, undefined],
    ["the deal is closed with it", closing, ["name"], both, undefined],
    ["the row is yet to be made", unmade, ["name"], both, undefined],
  ] as const)("%s", (_case, pair, named, how, fields) => {
    const { refused } = refusalOf(pair, named, how);
    expect(refused?.map(({ field }) => field)).toEqual(fields);
  });

  it("says what it was and why, and not the value", () => {
    expect(refusalOf(toRow, ["name"]).refused).toEqual([
      { side: "opportunity", field: "name", value: "name=Better", reason: SAID },
    ]);
  });
});

it("a refusal leaves a whole value out that it names in part, and none where one of those it names has to stay", () => {
  const places: Readonly<Record<string, readonly string[]>> = {
    value: ["estimatedvalue", "transactioncurrencyid"],
    name: ["name"],
    notes: ["description"],
  };
  const merge = mergeOf(toRow);
  const sent = { merge, mapping: MAPPING, placesOf: ({ field }: FieldChange) => places[field] ?? [] };
  const intent = intentOf({ fields: Object.keys(places).map((field) => ({ field, target: field })) });
  const leftOut = (named: readonly string[], edit: Edit) => {
    const fields = Object.keys(places).map((field) => edit({ field, to: field }));
    const change: Change = {
      side: "opportunity",
      action: "update",
      link: merge.pair.link,
      etag: "o1",
      fields,
    };
    return refusedIn(change, intent, { named, reason: SAID }, sent).refused?.map(({ field }) => field);
  };
  expect(leftOut(["transactioncurrencyid"], both.edit)).toEqual(["value"]);
  expect(leftOut(["name", "description"], both.edit)).toEqual(["name", "notes"]);
  expect(leftOut(["name", "description"], overwriting)).toBeUndefined();
});

/** What waits after a refusal that named the name. */
const left = (pair = toRow, place = "name") => stateAfter(mergeOf(pair), [refusalOf(pair, [place])]).waiting;

describe("the run after", () => {
  it("is made whenever the next try is, and once", () => {
    expect(left()).toMatchObject([{ kind: "rejected", rest: true, tries: 1, nextAt: IN_AN_HOUR }]);
    expect(left()[0]).not.toHaveProperty("untold");
    const list = new WaitingList({ ...EMPTY_STATE, mapping: "m1", waiting: left() }, "m1", AT);
    expect(list.due()).toEqual([REFERRAL]);
  });

  it.each([
    ["the row", toRow, "name", "opportunity", "the CRM refused this value; correct it in Partner Center"],
    ["the referral", toReferral, "/name", "referral", "Partner Center refused this value; correct it here"],
  ] as const)("sends the others to %s, and holds what was refused", (_side, pair, place, side, why) => {
    const merge = mergedAfter(left(pair, place), pair);
    expect(fieldsOf(merge)).toEqual([`${side}.notes`]);
    expect(merge.held).toMatchObject([{ field: "name", side }]);
    expect(merge.agreed).toMatchObject({ name: "Deal", notes: "second" });
    expect(merge.status.state).toBe("needs attention");
    expect(merge.status.reason).toContain(`name: ${why}, or ask your administrator: ${SAID}`);
  });

  it("leaves the value to the time at which it would have been tried", () => {
    const merge = mergedAfter(left(), toRow);
    const outcomes = merge.changes.map((change) => outcomeOf(change, "applied", { etag: "o2" }));
    const { waiting } = stateAfter(merge, outcomes, left());
    expect(waiting).toMatchObject([
      { kind: "rejected", fields: ["name"], tries: 1, nextAt: IN_AN_HOUR, etags: { opportunity: "o2" } },
    ]);
    expect(waiting[0]).not.toHaveProperty("rest");
    const state = { ...EMPTY_STATE, mapping: "m1", waiting };
    expect(new WaitingList(state, "m1", AT).due()).toEqual([]);
    expect(new WaitingList(state, "m1", IN_AN_HOUR).due()).toEqual([REFERRAL]);
    expect(parseState(formatState(state, {}), "state")).toEqual(state);
  });

  it("goes on by the same try where another value is refused then", () => {
    const merge = mergedAfter(left(), toRow);
    const again = refusalOf(toRow, ["description"], {}, merge);
    const { waiting } = stateAfter(merge, [again], left());
    expect(waiting).toMatchObject([{ rest: true, tries: 1, nextAt: IN_AN_HOUR }]);
    expect(waiting[0]?.refused?.map(({ field }) => field)).toEqual(["name", "notes"]);
    expect(fieldsOf(mergedAfter(waiting, toRow))).toEqual([]);
  });

  it.each(["stale", "failed"] as const)("tries all of it again where its own write is %s", (outcome) => {
    const merge = mergedAfter(left(), toRow);
    const outcomes = merge.changes.map((change) => outcomeOf(change, outcome));
    const { waiting } = stateAfter(merge, outcomes, left());
    expect(waiting).toMatchObject([{ kind: outcome, tries: 1, nextAt: AT }]);
    expect(fieldsOf(mergedAfter(waiting, toRow))).toEqual(["opportunity.name", "opportunity.notes"]);
  });
});

describe("what was refused is", () => {
  const [entry] = left();
  const later = (more: Partial<Waiting>): Waiting[] => {
    const { rest: _rest, ...waits } = entry as Waiting;
    return [{ ...waits, ...more }];
  };
  const OTHER = pairOf(referralOf({ name: "Best", details: { notes: "second" } }));
  const GIVEN_UP = later({ tries: 5, nextAt: null });

  it.each([
    ["left out until its time", later({}), toRow, {}, false],
    ["tried when its time has come", later({}), toRow, { now: IN_AN_HOUR }, true],
    ["left out by the run after, whatever the time", left(), toRow, { now: IN_AN_HOUR }, false],
    ["tried with another value", later({}), OTHER, {}, true],
    ["tried whenever the deal is looked at, once it was given up", GIVEN_UP, toRow, {}, true],
    ["tried where somebody asks for the deal", later({}), toRow, { named: new Set([REFERRAL]) }, true],
    ["tried with another mapping", later({}), toRow, { isSameMapping: false }, true],
  ] as const)("%s", (_case, waiting, pair, run, isTried) => {
    expect(fieldsOf(mergedAfter(waiting, pair, run)).includes("opportunity.name")).toBe(isTried);
  });

  it("tried with a row that has to be made anew", () => {
    const pair = pairOf(toRow.referral, null);
    expect(fieldsOf(mergedAfter(later({}), pair))).toContain("opportunity.name");
  });

  it("tried with the end of the deal, which it could not follow", () => {
    const ended = { status: "Closed", substatus: "Won" };
    const pair = pairOf(referralOf({ name: "Better", details: { notes: "second" }, ...ended }));
    expect(fieldsOf(mergedAfter(left(), pair))).toEqual(
      expect.arrayContaining(["opportunity.name", "opportunity.status"]),
    );
  });

  it("tried less and less", () => {
    let waiting: readonly Waiting[] = later({});
    const nexts: (string | null | undefined)[] = [];
    for (let run = 0; run < 5; run += 1) {
      const now = waiting[0]?.nextAt ?? AT;
      const merge = mergedAfter(waiting, alone, { now });
      const outcomes = merge.changes.map((change) => outcomeOf(change, "rejected", { reason: SAID }));
      waiting = stateAfter(merge, outcomes, waiting, now).waiting;
      nexts.push(waiting[0]?.nextAt);
    }
    expect(nexts).toEqual([
      "2026-11-23T15:00:00.000Z",
      "2026-11-24T15:00:00.000Z",
      "2026-11-27T15:00:00.000Z",
      null,
      null,
    ]);
  });
});
