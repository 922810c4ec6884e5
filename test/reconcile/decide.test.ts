import { describe, expect, it } from "vitest";
import type { Side, Value } from "../../src/model/record.ts";
import { type Decision, decideField, type FieldState } from "../../src/reconcile/merge/decide.ts";
import { mappingOf, textField } from "./fields.ts";

const BOTH = { direction: "both" };
const TO_ROW = { direction: "referral to opportunity" };
const TO_REFERRAL = { direction: "opportunity to referral" };

/** `base / referral / opportunity`; `?` is unknown, `-` is blank. */
function state(text: string, newer: Side | null = null): FieldState {
  const [base, referral, opportunity] = text.split("/").map((part): Value | undefined => {
    const word = part.trim();
    if (word === "?") return undefined;
    return word === "-" ? null : word;
  });
  return { base, referral, opportunity, newer };
}

/** A decision as one line: what is written where, marks, and the next base. */
function line({ writes, overwrites, conflict, agreed }: Decision): string {
  const written = Object.entries(writes).map(([side, value]) => `${side} := ${value ?? "-"}`);
  const marks = [
    ...written,
    ...(overwrites ? ["overwrites"] : []),
    ...(conflict ? [`conflict, ${conflict.winner ?? "nobody"} wins`] : []),
  ];
  return `${marks.join(", ") || "nothing"} | base ${agreed === undefined ? "?" : (agreed ?? "-")}`;
}

type Row = readonly [situation: string, settings: object, values: string, decision: string, newer?: Side];

const ROWS: readonly Row[] = [
  ["nothing changed", BOTH, "a/a/a", "nothing | base a"],
  ["only the referral changed", BOTH, "a/b/a", "opportunity := b | base b"],
  ["only the opportunity changed", BOTH, "a/a/b", "referral := b | base b"],
  ["both changed to the same value", BOTH, "a/b/b", "nothing | base b"],
  ["both changed to different values", BOTH, "a/b/c", "conflict, nobody wins | base a"],
  ["both were blank and one was filled", BOTH, "-/b/-", "opportunity := b | base b"],
  ["the referral was not returned", BOTH, "a/?/b", "nothing | base a"],
  ["the opportunity was not returned", BOTH, "a/b/?", "nothing | base a"],
  ["neither was returned and there is no base", BOTH, "?/?/?", "nothing | base ?"],

  ["the referral was emptied", BOTH, "a/-/a", "nothing | base a"],
  ["the opportunity was emptied", BOTH, "a/a/-", "nothing | base a"],
  [
    "the referral was emptied and blanks propagate",
    { blank: "propagate" },
    "a/-/a",
    "opportunity := - | base -",
  ],
  [
    "the opportunity was emptied and blanks propagate",
    { blank: "propagate" },
    "a/a/-",
    "referral := - | base -",
  ],
  ["one side was emptied, the other edited", BOTH, "a/-/c", "conflict, nobody wins | base a"],

  ["no base and equal", BOTH, "?/a/a", "nothing | base a"],
  ["no base and the referral blank", BOTH, "?/-/b", "referral := b | base b"],
  ["no base and the opportunity blank", BOTH, "?/a/-", "opportunity := a | base a"],
  ["no base and both set", BOTH, "?/a/b", "conflict, nobody wins | base ?"],
  [
    "no base, one way, the blank of a new row",
    { ...TO_REFERRAL, blank: "propagate" },
    "?/a/-",
    "nothing | base ?",
  ],
  [
    "one way, emptied, blanks propagate",
    { ...TO_REFERRAL, blank: "propagate" },
    "a/a/-",
    "referral := - | base -",
  ],
  [
    "no base, both set, the referral counts",
    { adopt: "referral" },
    "?/a/b",
    "opportunity := a, overwrites | base a",
  ],
  [
    "no base, both set, the opportunity counts",
    { adopt: "opportunity" },
    "?/a/b",
    "referral := b, overwrites | base b",
  ],

  [
    "policy referral",
    { conflict: "referral" },
    "a/b/c",
    "opportunity := b, overwrites, conflict, referral wins | base b",
  ],
  [
    "policy opportunity",
    { conflict: "opportunity" },
    "a/b/c",
    "referral := c, overwrites, conflict, opportunity wins | base c",
  ],
  ["policy referral, but it is blank", { conflict: "referral" }, "a/-/c", "conflict, nobody wins | base a"],
  [
    "policy referral, blank, blanks propagate",
    { conflict: "referral", blank: "propagate" },
    "a/-/c",
    "opportunity := -, overwrites, conflict, referral wins | base -",
  ],
  [
    "policy newest, the opportunity is newer",
    { conflict: "newest" },
    "a/b/c",
    "referral := c, overwrites, conflict, opportunity wins | base c",
    "opportunity",
  ],
  [
    "policy newest, the referral is newer",
    { conflict: "newest" },
    "a/b/c",
    "opportunity := b, overwrites, conflict, referral wins | base b",
    "referral",
  ],
  ["policy newest, too close to call", { conflict: "newest" }, "a/b/c", "conflict, nobody wins | base a"],
  [
    "policy non-blank, the referral is blank",
    { conflict: "non-blank" },
    "a/-/c",
    "referral := c, overwrites, conflict, opportunity wins | base c",
  ],
  [
    "policy non-blank, the opportunity is blank",
    { conflict: "non-blank" },
    "a/b/-",
    "opportunity := b, overwrites, conflict, referral wins | base b",
  ],
  ["policy non-blank, both set", { conflict: "non-blank" }, "a/b/c", "conflict, nobody wins | base a"],

  ["to the opportunity: the referral changed", TO_ROW, "a/b/a", "opportunity := b | base b"],
  [
    "to the opportunity: the opportunity was edited",
    TO_ROW,
    "a/a/c",
    "opportunity := a, overwrites | base a",
  ],
  ["to the opportunity: both changed", TO_ROW, "a/b/c", "opportunity := b, overwrites | base b"],
  ["to the opportunity: the referral was emptied", TO_ROW, "a/-/a", "nothing | base a"],
  ["to the opportunity: no base", TO_ROW, "?/a/b", "opportunity := a, overwrites | base a"],
  ["to the opportunity: no base, nothing there", TO_ROW, "?/a/-", "opportunity := a | base a"],

  ["to the referral: the opportunity changed", TO_REFERRAL, "a/a/b", "referral := b | base b"],
  ["to the referral: the referral was edited", TO_REFERRAL, "a/c/a", "referral := a, overwrites | base a"],
  ["to the referral: both changed", TO_REFERRAL, "a/b/c", "referral := c, overwrites | base c"],
  ["to the referral: the opportunity was emptied", TO_REFERRAL, "a/a/-", "nothing | base a"],
  ["to the referral: no base", TO_REFERRAL, "?/a/b", "referral := b, overwrites | base b"],

  [
    "filled once: blank, and never synced",
    { ...TO_ROW, when: "create" },
    "?/a/-",
    "opportunity := a | base a",
  ],
  ["filled once: the referral changed since", { ...TO_ROW, when: "create" }, "a/b/a", "nothing | base a"],
  ["filled once: the opportunity was edited", { ...TO_ROW, when: "create" }, "a/a/c", "nothing | base a"],
  ["filled once: somebody emptied it", { ...TO_ROW, when: "create" }, "a/a/-", "nothing | base a"],
  ["filled once: the source was emptied", { ...TO_REFERRAL, when: "create" }, "a/-/a", "nothing | base a"],
  ["filled once: never from the other side", { ...TO_REFERRAL, when: "create" }, "?/a/-", "nothing | base ?"],
  ["filled once: nor the other way", { ...TO_ROW, when: "create" }, "?/-/c", "nothing | base ?"],
  ["filled once: there was nothing at that time", { ...TO_ROW, when: "create" }, "-/a/-", "nothing | base -"],
  ["filled once: something is there already", { ...TO_ROW, when: "create" }, "?/a/c", "nothing | base ?"],
];

describe("the merge of one field", () => {
  for (const [situation, settings, values, decision, newer] of ROWS) {
    it(situation, () => {
      expect(line(decideField(textField(settings), state(values, newer)))).toBe(decision);
    });
  }

  it("unites what both sides added to a set, and drops what either removed", () => {
    const { fields } = mappingOf({
      solutions: {
        as: "solutions",
        referral: "details.requirements.solutions",
        opportunity: "cosell_products",
      },
    });
    const [field = textField()] = fields;
    const decided = decideField(field, {
      base: "A, B",
      referral: "A, B, C",
      opportunity: "B, D",
      newer: null,
    });
    expect(line(decided)).toBe("referral := B, C, D, opportunity := B, C, D | base B, C, D");
  });

  it.each([
    ["solutions", "details.requirements.solutions", "A", "A, B", "B, D"],
    ["list", "details.requirements.industries", "A", "A; B", "B; D"],
    ["team", "team", "A X <a@a.example>", "A X <a@a.example>; B X <b@a.example>", "B X <b@a.example>"],
  ])(
    "takes nothing out of %s for a protected blank, whatever the other side adds or takes out",
    (as, referral, less, base, other) => {
      const decided = (blank: string, values: Pick<FieldState, "referral" | "opportunity">) =>
        mappingOf({ set: { as, referral, opportunity: "cosell_products", blank } }).fields.map((field) =>
          line(decideField(field, { base, newer: null, ...values })),
        );
      for (const value of [less, other]) {
        expect(decided("protect", { referral: value, opportunity: null })).toEqual([
          `opportunity := ${value} | base ${value}`,
        ]);
        expect(decided("protect", { referral: null, opportunity: value })).toEqual([
          `referral := ${value} | base ${value}`,
        ]);
      }
      expect(decided("propagate", { referral: null, opportunity: less })).toEqual([
        "opportunity := - | base -",
      ]);
    },
  );

  it("does not empty a set of which each side took out what the other kept, unless blanks travel", () => {
    const both = { base: "A, B", referral: "A", opportunity: "B", newer: null };
    const places = { referral: "details.requirements.solutions", opportunity: "cosell_products" };
    const decided = (settings: object) =>
      mappingOf({ solutions: { as: "solutions", ...places, ...settings } }).fields.map((field) =>
        line(decideField(field, both)),
      );
    expect(decided({})).toEqual(["conflict, nobody wins | base A, B"]);
    expect(decided({ blank: "propagate" })).toEqual(["referral := -, opportunity := - | base -"]);
  });
});

/** Every combination of three values, blank and unknown for each of the three places. */
function everyState(): FieldState[] {
  const values: readonly (Value | undefined)[] = ["a", "b", "c", null, undefined];
  return values.flatMap((base) =>
    values.flatMap((referral) => values.map((opportunity) => ({ base, referral, opportunity, newer: null }))),
  );
}

const EVERY_SETTING = ["both", "referral to opportunity", "opportunity to referral"].flatMap((direction) =>
  ["report", "referral", "opportunity", "newest", "non-blank"].flatMap((conflict) =>
    ["protect", "propagate"].flatMap((blank) =>
      ["report", "referral", "opportunity"].map((adopt) => ({ direction, conflict, blank, adopt })),
    ),
  ),
);

describe("whatever the values and settings", () => {
  const cases = EVERY_SETTING.flatMap((settings) => {
    const field = textField(settings);
    return everyState().map((given) => ({ settings, given, decision: decideField(field, given) }));
  });

  it("never writes against the direction of the field", () => {
    const written = (direction: string, side: Side) =>
      cases.filter((one) => one.settings.direction === direction && one.decision.writes[side] !== undefined);
    expect(written("referral to opportunity", "referral")).toEqual([]);
    expect(written("opportunity to referral", "opportunity")).toEqual([]);
    expect(written("both", "referral").length).toBeGreaterThan(0);
  });

  it("never writes a blank over a value unless blanks propagate", () => {
    const blanks = cases.filter(({ decision }) => Object.values(decision.writes).includes(null));
    expect(blanks.length).toBeGreaterThan(0);
    expect(blanks.filter(({ settings }) => settings.blank === "protect")).toEqual([]);
  });

  it("does nothing when a side was not returned", () => {
    const absent = cases.filter(
      ({ given }) => given.referral === undefined || given.opportunity === undefined,
    );
    for (const { decision } of absent) expect(decision).toMatchObject({ writes: {}, conflict: null });
  });

  it("writes only what the other side has, never something in between", () => {
    const sources = { referral: "opportunity", opportunity: "referral" } as const;
    for (const side of ["referral", "opportunity"] as const) {
      const written = cases.filter(({ decision }) => decision.writes[side] !== undefined);
      expect(written.filter(({ given, decision }) => decision.writes[side] !== given[sources[side]])).toEqual(
        [],
      );
    }
  });

  it("agrees on what it wrote", () => {
    for (const { decision } of cases) {
      for (const value of Object.values(decision.writes)) expect(decision.agreed).toBe(value);
    }
  });

  it("reports a two-way field that both sides changed, whoever wins", () => {
    const bothChanged = cases.filter(({ settings, given: { base, referral, opportunity } }) => {
      const isKnown = base !== undefined && referral !== undefined && opportunity !== undefined;
      const changed = referral !== base && opportunity !== base && referral !== opportunity;
      return settings.direction === "both" && isKnown && changed;
    });
    expect(bothChanged.length).toBeGreaterThan(0);
    expect(bothChanged.filter(({ decision }) => decision.conflict === null)).toEqual([]);
  });
});
