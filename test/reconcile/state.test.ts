import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { StateError } from "../../src/errors.ts";
import { canonicalJson } from "../../src/model/canonical-json.ts";
import { ACTIONS, OTHER_TABLES } from "../../src/model/plan.ts";
import type { Intent, SyncState, Waiting } from "../../src/model/state.ts";
import { EMPTY_STATE, formatState, parseState, salvage } from "../../src/reconcile/checkpoint/state.ts";

const text = fc.string({ unit: "grapheme", maxLength: 12 });
const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const side = fc.constantFrom("referral" as const, "opportunity" as const);
const byId = fc.dictionary(fc.uuid(), text, { maxKeys: 3, noNullPrototype: true });

const day = fc.integer({ min: 10, max: 30 }).map((number) => `2026-11-${number}`);
const always = fc.constant(true as const);
const KINDS: readonly Waiting["kind"][] = [
  ...(["conflict", "held", "question", "stale", "rejected", "failed", "close"] as const),
  ...(["unanswered", "expiring", "out of scope"] as const),
];
const waiting = fc.record(
  {
    referral: fc.uuid(),
    opportunity: orNull(fc.uuid()),
    kind: fc.constantFrom(...KINDS),
    fields: fc.array(text, { maxLength: 3 }),
    awaits: fc.array(fc.string()),
    onlyApproval: always,
    reason: text,
    untold: text,
    tries: fc.nat(),
    firstAt: text,
    nextAt: orNull(text),
    etags: fc.record({ referral: orNull(text), opportunity: orNull(text) }),
  },
  {
    requiredKeys: [
      "referral",
      "opportunity",
      "kind",
      "fields",
      "awaits",
      "reason",
      "tries",
      "firstAt",
      "nextAt",
      "etags",
    ],
  },
);
const intent = fc.record(
  {
    id: text,
    at: text,
    side,
    action: fc.constantFrom(...ACTIONS),
    referral: fc.uuid(),
    opportunity: fc.uuid(),
    etag: orNull(text),
    fields: fc.array(
      fc.record(
        { field: text, target: orNull(text), loser: orNull(text), resolved: always, approved: always },
        { requiredKeys: ["field", "target"] },
      ),
      { maxLength: 2 },
    ),
    row: fc.record({ table: fc.constantFrom(...OTHER_TABLES), id: fc.uuid() }),
    approved: always,
    found: fc.constantFrom("applied" as const, "superseded" as const, "unclear" as const, "audited" as const),
  },
  { requiredKeys: ["id", "at", "side", "action", "referral", "opportunity", "etag", "fields"] },
);
const size = { records: fc.nat(), deals: fc.nat() };
const states: fc.Arbitrary<SyncState> = fc.record(
  {
    sequence: fc.nat(),
    mapping: text,
    writtenAt: text,
    referrals: orNull(fc.record({ since: text, seen: byId })),
    opportunities: orNull(fc.record({ delta: orNull(text), readAt: text })),
    linked: fc.nat(),
    sweptAt: text,
    sweptTo: text,
    shared: fc.dictionary(day, fc.array(text)),
    waiting: fc.array(waiting, { maxLength: 3 }),
    journal: orNull(
      fc.record({ run: text, writing: fc.boolean(), intents: fc.array(intent, { maxLength: 3 }) }),
    ),
    unfinished: fc.record({ mapping: text, plan: text, whole: fc.record(size), ...size }),
    edited: text,
    audit: orNull(fc.record({ path: text, sha256: text })),
  },
  {
    requiredKeys: [
      "sequence",
      "mapping",
      "writtenAt",
      "referrals",
      "opportunities",
      "linked",
      "waiting",
      "journal",
      "audit",
    ],
  },
);

const STATE: SyncState = {
  ...EMPTY_STATE,
  sequence: 7,
  referrals: { since: "2026-11-23T10:00:00Z", seen: { a: "e1" } },
  linked: 40,
};
const WAITING: Waiting = {
  referral: "7c1f2b9e-3a51-4f0b-9a44-5e1d2c3b4a60",
  opportunity: null,
  kind: "held",
  fields: [],
  reason: "because",
  awaits: [],
  tries: 1,
  firstAt: "2026-11-23T10:00:00Z",
  nextAt: null,
  etags: { referral: null, opportunity: null },
};
const INTENT: Intent = {
  id: "r.1",
  at: "2026-11-23T10:00:00Z",
  side: "referral",
  action: "share",
  referral: WAITING.referral,
  opportunity: "o",
  etag: null,
  fields: [],
};
const parse = (given: string) => parseState(given, "cosell-sync");
const file = () => JSON.parse(formatState(STATE, {})) as { version: unknown; seal: string; state: object };

describe("the state file", () => {
  it("reads as what was written", () => {
    fc.assert(
      fc.property(states, (state) => {
        expect(parse(formatState(state, {}))).toEqual(state);
      }),
    );
  });

  it("ends with a line end and has its entries on lines of their own, so that a commit shows what moved", () => {
    const before = formatState(STATE, {}).split("\n");
    const after = formatState({ ...STATE, linked: 41 }, {}).split("\n");
    const moved = after.filter((line) => !before.includes(line));
    expect(moved).toEqual([expect.stringContaining('"seal"'), '  "linked": 41,']);
    expect(formatState(STATE, {}).endsWith("}\n")).toBe(true);
  });

  it("may have its keys in another order, as other tools write them", () => {
    const { version, seal, state } = file();
    const reordered = Object.fromEntries(Object.entries(state).reverse());
    expect(parse(JSON.stringify({ state: reordered, seal, version }))).toEqual(STATE);
  });

  it.each([
    ["a number", { linked: 41 }],
    ["a watermark", { referrals: { since: "2026-11-24T10:00:00Z", seen: { a: "e1" } } }],
    ["an etag", { referrals: { since: "2026-11-23T10:00:00Z", seen: { a: "e2" } } }],
    ["a watermark taken out", { referrals: null }],
  ])("is refused when %s was edited by hand", (_what, edit) => {
    const { version, seal, state } = file();
    const edited = JSON.stringify({ version, seal, state: { ...state, ...edit } });
    expect(() => parse(edited)).toThrow(
      "state.json on branch cosell-sync was changed by hand: its seal does not match.",
    );
  });

  it("still says what it can when it is read for that", () => {
    const { version, seal, state } = file();
    const edited = { ...state, linked: 41 };
    expect(salvage(undefined)).toEqual({ state: EMPTY_STATE, found: "missing" });
    expect(salvage("{}")).toEqual({ state: EMPTY_STATE, found: "unreadable" });
    expect(salvage(JSON.stringify({ version, seal, state: edited }))).toEqual({
      state: edited,
      found: "changed by hand",
    });
    expect(salvage(formatState(STATE, {}))).toEqual({ state: STATE, found: "intact" });
  });

  it("still says of each part what it can, where another part is not what it should be", () => {
    const journal = { run: "r", writing: true, intents: [] };
    const whole = {
      ...STATE,
      journal,
      shared: { "2026-11-23": ["7c1f2b9e"] },
      audit: { path: "audit/a", sha256: "b" },
    };
    const { version, seal, state } = JSON.parse(formatState(whole, {}));
    const later = { ...state, linked: "forty", waiting: [{ kind: "unheard of" }] };
    expect(salvage(JSON.stringify({ version, seal, state: later }))).toEqual({
      state: { ...whole, linked: 0, waiting: [] },
      found: "unreadable",
    });
    // Another version wrote it, and nobody has touched it since.
    const itsOwn = createHash("sha256").update(canonicalJson(later)).digest("hex");
    expect(salvage(JSON.stringify({ version, seal: itsOwn, state: later })).found).toBe("of another version");
    for (const text of ["[]", '{"state":7}', '{"state":{"__proto__":{"journal":1}}}', "{"])
      expect(salvage(text)).toEqual({ state: EMPTY_STATE, found: "unreadable" });
  });

  it("still says of each deal what it can, where there is one that it does not know the words for", () => {
    const known = { ...WAITING, kind: "close" as const };
    const announced = { run: "r", writing: true, intents: [INTENT] };
    const { version, seal, state } = JSON.parse(
      formatState({ ...STATE, waiting: [known], journal: announced }, {}),
    );
    state.waiting.push({ ...known, kind: "unheard of" });
    state.journal.intents.push({ ...INTENT, action: "unheard of" });
    expect(salvage(JSON.stringify({ version, seal, state }))).toEqual({
      state: { ...STATE, waiting: [known], journal: announced },
      found: "unreadable",
    });
  });

  it.each([0, 2, "1", undefined])("is refused with another version: %j", (version) => {
    const { seal, state } = file();
    expect(() => parse(JSON.stringify({ version, seal, state }))).toThrow("was written by another version");
  });

  it("is said to be of another version, and not of another hand, when it has more to say and is whole", () => {
    const state = { ...file().state, later: ["things"] };
    const seal = createHash("sha256").update(canonicalJson(state)).digest("hex");
    const text = JSON.stringify({ version: 1, seal, state });
    expect(() => parse(text)).toThrow("was written by another version of cosell-sync.");
    expect(() => parse(text.replace("things", "thongs"))).toThrow("was changed by hand");
    expect(salvage(text)).toEqual({ state: STATE, found: "intact" });
  });

  it.each(["", "{}", "null", "[]", '{"version":1,"seal":"s"}', "<<<<<<< HEAD\n"])(
    "is refused when it is no state at all: %j",
    (given) => {
      expect(() => parse(given)).toThrow(StateError);
    },
  );

  it("is refused when it was cut off anywhere", () => {
    const whole = formatState(STATE, {});
    for (let length = 0; length < whole.trimEnd().length; length++) {
      expect(() => parse(whole.slice(0, length)), `${length} characters`).toThrow(StateError);
    }
  });

  it("never reads as another state, whichever character was changed", () => {
    const whole = formatState(STATE, {});
    const position = fc.nat({ max: whole.length - 1 });
    fc.assert(
      fc.property(position, fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 1 }), (at, by) => {
        const damaged = whole.slice(0, at) + by + whole.slice(at + 1);
        try {
          expect(parse(damaged)).toEqual(STATE);
        } catch (error) {
          expect(error).toBeInstanceOf(StateError);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it("says how to go on", () => {
    try {
      parse("");
    } catch (error) {
      expect(error).toHaveProperty("fix", expect.stringContaining("git revert on cosell-sync"));
    }
    expect.assertions(1);
  });
});
