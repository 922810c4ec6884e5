import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import type { Change, Merge, Plan, Question } from "../../src/model/plan.ts";
import { planDigest, toPlan, withLater } from "../../src/reconcile/plan/plan.ts";
import { fingerprints } from "../../src/reconcile/record/fingerprint.ts";
import { MAPPING, mergeOf, pairOf, referralOf, rowOf } from "./deals.ts";
import { REFERRAL } from "./world.ts";

const KEY = Buffer.from("a key that only this installation has");

const digestOf = (plan: Plan, key: Buffer | null = KEY, mappingDigest = "mapping") =>
  planDigest(plan, mappingDigest, fingerprints(MAPPING, key));

/** A merge of the same kind of deal under another identifier. */
function renamed(merge: Merge, referral: string): Merge {
  const link = { referral, opportunity: `row of ${referral}` };
  const move = <T extends object>(items: readonly T[]) => items.map((item) => ({ ...item, link }));
  return {
    ...merge,
    changes: move(merge.changes),
    conflicts: move(merge.conflicts),
    held: move(merge.held),
  };
}

const edited = mergeOf(
  pairOf(referralOf({ name: "Better", details: { notes: "theirs" } }), rowOf({ description: "ours" })),
);
const held = mergeOf(
  pairOf(referralOf({ status: "Closed", substatus: "Unheard" }), rowOf({ name: "Seller's" })),
);
const closing = mergeOf(pairOf(referralOf({ name: "Better", status: "Closed", substatus: "Won" })));

const hiddenEdit = (notes: string, etag = "r1") =>
  toPlan([mergeOf(pairOf(referralOf({}, etag), rowOf({ description: notes })))], []);
const visibleEdit = (name: string, etag = "r1") =>
  toPlan([mergeOf(pairOf(referralOf({}, etag), rowOf({ name })))], []);

describe("a plan", () => {
  const merges = ["b", "a", "c"].flatMap((id) => [
    renamed(edited, `${id}1`),
    renamed(held, `${id}2`),
    renamed(closing, `${id}3`),
  ]);
  const questions: Question[] = ["y", "x", "z"].map((referral) => ({ referral, text: "which one?" }));

  it("has the same digest, whoever decided what it writes", () => {
    const plan = toPlan([edited], []);
    const decided = plan.changes.map((change) => {
      const fields = change.fields.map((field) => ({ ...field, resolved: true, approved: true }) as const);
      return { ...change, approved: true, fields } as const;
    });
    expect(digestOf({ ...plan, changes: decided })).toBe(digestOf(plan));
  });

  it("is the same, with the same digest, in whatever order the records came", () => {
    const expected = toPlan(merges, questions);
    expect(expected.conflicts.length * expected.held.length * expected.changes.length).toBeGreaterThan(0);
    const anyOrder = fc.tuple(
      fc.shuffledSubarray(merges, { minLength: merges.length }),
      fc.shuffledSubarray(questions, { minLength: questions.length }),
    );
    fc.assert(
      fc.property(anyOrder, ([someMerges, someQuestions]) => {
        const plan = toPlan(someMerges, someQuestions);
        expect(plan).toEqual(expected);
        expect(digestOf(plan)).toBe(digestOf(expected));
      }),
    );
  });

  it("changes the referral before the row, and closes last, deal by deal", () => {
    const order = toPlan([renamed(closing, "z"), renamed(closing, "a")], []).changes.map(
      ({ link, side, action }) => `${link.referral} ${side} ${action}`,
    );
    expect(order).toEqual([
      "a opportunity update",
      "a opportunity close",
      "z opportunity update",
      "z opportunity close",
    ]);
  });
});

describe("the changes of one deal", () => {
  const { link } = edited.pair;
  const of = (action: Change["action"], more: Partial<Change> = {}): Change => {
    return { side: "opportunity", action, link, etag: null, fields: [], ...more };
  };
  const inOrder = [
    of("note"),
    of("update", { side: "referral" }),
    of("create", { row: { table: "account", id: "account" } }),
    of("invite", { side: "referral" }),
    of("update"),
    of("close"),
  ];

  it("begin with what must not be lost, and go on with the side that may refuse, whatever order they come in", () => {
    expect(toPlan([{ ...edited, changes: inOrder.toReversed() }], []).changes).toEqual(inOrder);
    const qualified = [of("create"), of("qualify", { row: { table: "lead", id: "lead" } })];
    expect(toPlan([{ ...edited, changes: qualified.toReversed() }], []).changes).toEqual(qualified);
  });

  it("are held side by side", () => {
    const holds = (["opportunity", "referral"] as const).map((side) => ({
      link,
      field: "notes",
      side,
      reason: "",
    }));
    expect(toPlan([{ ...edited, held: holds.toReversed() }], []).held).toEqual(holds);
  });
});

describe("what a plan leaves to later runs", () => {
  const row = { table: "lead", id: "lead" } as const;
  const update = edited.changes.filter(({ side }) => side === "opportunity").slice(0, 1);
  const fresh = { ...edited, pair: { ...edited.pair, opportunity: null } };
  const lead = { ...edited, pair: { ...edited.pair, row } };
  const inStep = { ...edited, changes: [] };
  const sizeOf = (merges: readonly Merge[], newDeals: number, linkedDeals: number) =>
    withLater(toPlan(merges, []), merges, { newDeals, linkedDeals, after: "a" }).later?.size;

  it("comes to as many records a new deal as the largest that is planned", () => {
    const account = {
      ...fresh.changes[0],
      action: "create",
      row: { table: "account", id: "account" },
    } as Change;
    expect(
      sizeOf(
        [
          { ...fresh, changes: [...update, account] },
          { ...fresh, changes: update },
        ],
        3,
        0,
      ),
    ).toEqual({
      records: 6,
      deals: 0,
    });
  });

  it("comes to what linked deals come to on average, and a tenth more, of all that are looked at", () => {
    const linked = { ...edited, changes: update };
    const others = [
      { ...fresh, changes: [] },
      { ...lead, changes: [] },
    ];
    expect(sizeOf([linked, inStep, ...others], 0, 20)).toEqual({ records: 11, deals: 11 });
    expect(sizeOf([linked], 0, 20)).toEqual({ records: 22, deals: 20 });
  });
});

describe("the digest of a plan", () => {
  it("is made of one change after the other, as all of them may be more than fits into a text", () => {
    using stringify = vi.spyOn(JSON, "stringify");
    const changes = ["a", "b", "c"].flatMap((id) => renamed(edited, id).changes);
    digestOf({ ...toPlan([], []), changes });
    const texts = stringify.mock.results.map(({ value }) => String(value));
    expect(texts.some((text) => text.includes('"row of a"'))).toBe(true);
    expect(texts.filter((text) => text.includes('"row of a"') && text.includes('"row of b"'))).toEqual([]);
  });

  it("changes when a hidden value changes, given a key", () => {
    expect(digestOf(hiddenEdit("second"))).not.toBe(digestOf(hiddenEdit("third")));
  });

  it("does not depend on etags when every value can be named", () => {
    expect(digestOf(hiddenEdit("second", "r1"))).toBe(digestOf(hiddenEdit("second", "r9")));
    expect(digestOf(visibleEdit("New", "r1"), null)).toBe(digestOf(visibleEdit("New", "r9"), null));
  });

  it("takes the etag in the place of a hidden value when there is no key", () => {
    expect(digestOf(hiddenEdit("second", "r1"), null)).toBe(digestOf(hiddenEdit("third", "r1"), null));
    expect(digestOf(hiddenEdit("second", "r1"), null)).not.toBe(digestOf(hiddenEdit("second", "r9"), null));
  });

  it("cannot be made again by somebody who guesses the hidden value but lacks the key", () => {
    const plan = hiddenEdit("second");
    expect(digestOf(plan, Buffer.from("a guess"))).not.toBe(digestOf(plan));
    expect(digestOf(plan, null)).not.toBe(digestOf(plan));
  });

  it("changes with the record that is written", () => {
    const { changes, ...plan } = visibleEdit("New");
    const lead = { row: { table: "lead", id: "lead" } } as const;
    for (const other of [lead, { side: "opportunity" } as const, { side: "referral" } as const]) {
      const moved = changes.map((change) => ({ ...change, ...other }));
      expect(digestOf({ ...plan, changes: moved })).not.toBe(digestOf({ ...plan, changes }));
    }
  });

  it("changes with a visible value, the mapping, a conflict, a hold and a question", () => {
    const empty = toPlan([], []);
    const plans = [
      empty,
      visibleEdit("New"),
      visibleEdit("Newer"),
      toPlan([edited], []),
      toPlan([held], []),
      { ...toPlan([edited], []), conflicts: [] },
      {
        ...toPlan([edited], []),
        conflicts: edited.conflicts.map((one) => ({ ...one, winner: "referral" as const })),
      },
      { ...toPlan([held], []), held: held.held.map((one) => ({ ...one, side: "opportunity" as const })) },
      { ...toPlan([held], []), held: held.held.slice(1) },
      toPlan([], [{ referral: REFERRAL, text: "which one?" }]),
    ];
    const digests = [...plans.map((plan) => digestOf(plan)), digestOf(empty, KEY, "another mapping")];
    expect(new Set(digests).size).toBe(digests.length);
  });
});

describe("a fingerprint", () => {
  const print = fingerprints(MAPPING, KEY);

  it("is the value itself where the mapping shows it", () => {
    expect(print(REFERRAL, "name", "Deal")).toBe("=Deal");
  });

  it("does not let equal values of two deals, or of two fields, look equal", () => {
    const prints = [print("a", "notes", "same"), print("b", "notes", "same"), print("a", "other", "same")];
    expect(new Set(prints).size).toBe(3);
  });

  it("tells blank from any text", () => {
    for (const text of ["", "null", "blank"])
      expect(print("a", "notes", text)).not.toBe(print("a", "notes", null));
  });
});
