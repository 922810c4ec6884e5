import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Field } from "../../src/mapping/mapping.ts";
import { FIELD_KINDS } from "../../src/mapping/schema/schema.ts";
import { isUnusable, normalForm } from "../../src/mapping/transforms/transform.ts";
import { SIDES, type Side, type Value } from "../../src/model/record.ts";
import { STATUS } from "../reconcile/fields.ts";
import { fieldOf, LOOKUPS, type Properties, read, write } from "./record.ts";

interface Subject {
  readonly field: Field;
  /** Properties as each system may send them, tidy and untidy, with parts that are missing. */
  readonly records: Readonly<Record<Side, fc.Arbitrary<Properties>>>;
  readonly writable?: readonly Side[];
}

const untidyText = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        "&",
        "amp;",
        "&lt;",
        "&#38;",
        "\r\n",
        "\u0001",
        "\ud83d",
        "😀",
        "e\u0301",
        "\u037e",
        " ",
      ),
      fc.string({ unit: "binary", maxLength: 4 }),
    ),
    { maxLength: 14 },
  )
  .map((parts) => parts.join(""));

const markedText = fc
  .array(fc.oneof(fc.constantFrom("✔", "&#10004;", "\ufe0f", "a", "e\u0301", " "), untidyText), {
    maxLength: 8,
  })
  .map((parts) => parts.join(""));

/** A property that is there, empty, or not returned at all. */
function maybe<T>(name: string, value: fc.Arbitrary<T>): fc.Arbitrary<Properties> {
  return fc.oneof(
    { weight: 6, arbitrary: value.map((present) => ({ [name]: present })) },
    fc.constantFrom<Properties>({ [name]: null }, {}),
  );
}

function both(...parts: readonly fc.Arbitrary<Properties>[]): fc.Arbitrary<Properties> {
  return fc.tuple(...parts).map((all) => Object.assign({}, ...all));
}

const amount = fc.oneof(
  fc.double({ min: -1e12, max: 1e12, noNaN: true }),
  fc.integer({ min: 0, max: 1e6 }),
  fc.double({ min: -1, max: 1, noNaN: true }).map(String),
);
const solution = fc.record({
  id: fc.constantFrom("SOL-1-AAA", " SOL-2-BBB", "SOL-10-CCC", "0e1f"),
  name: fc.string(),
});
const code = fc.oneof(
  fc.constantFrom(
    "Agriculture, Forestry, &amp; Fishing",
    "Agriculture, Forestry, & Fishing",
    " Retail ",
    "&amp",
    "",
  ),
  untidyText,
);
const statusPair = fc.constantFrom(
  { status: "New", substatus: "Pending" },
  { status: "Active", substatus: "Accepted" },
  { status: "Closed", substatus: "Declined" },
  { status: "Closed", substatus: "Unheard" },
);
const member = fc.record({
  firstName: fc.constantFrom("Mira", " Mira  Sol", "O&apos;Neil", "", null),
  lastName: fc.constantFrom("Sato", "de\u0301 Sousa", "", null),
  email: fc.constantFrom("mira@adatum.example", " Mira@Adatum.example", "paul@adatum.example"),
  phoneNumber: fc.string(),
});
const instant = fc
  .date({ min: new Date("1990-01-01"), max: new Date("2100-12-31"), noInvalidDate: true })
  .map((date) => date.toISOString());
const onePath = { referral: "details.a", opportunity: "b" };
const underDetails = (value: fc.Arbitrary<Properties>) => value.map((details) => ({ details }));

const SUBJECTS: Readonly<Record<string, Subject>> = {
  text: {
    field: fieldOf({ as: "text", longest: 8, ...onePath }),
    records: { referral: underDetails(maybe("a", untidyText)), opportunity: maybe("b", untidyText) },
  },
  "text with marks": {
    field: fieldOf({ as: "text", longest: 4, marks: "✔\u0301", ...onePath }),
    records: { referral: underDetails(maybe("a", markedText)), opportunity: maybe("b", markedText) },
  },
  money: {
    field: fieldOf({
      as: "money",
      referral: ["details.a", "details.c"],
      opportunity: ["amount", "currency"],
    }),
    records: {
      referral: underDetails(
        both(maybe("a", amount), maybe("c", fc.constantFrom("EUR", "eur", "JPY", "KWD", "GBP", "euro"))),
      ),
      opportunity: both(
        maybe("amount", amount),
        maybe("_currency_value", fc.constantFrom("currency-EUR", "currency-KWD", "currency-JPY", "gone")),
      ),
    },
  },
  date: {
    field: fieldOf({ as: "date", ...onePath }),
    records: {
      referral: underDetails(maybe("a", instant)),
      opportunity: maybe(
        "b",
        instant.map((text) => text.slice(0, 10)),
      ),
    },
  },
  "date in a time zone": {
    field: fieldOf({ as: "date", "time zone": "Pacific/Auckland", ...onePath }),
    records: {
      referral: underDetails(maybe("a", instant)),
      opportunity: maybe(
        "b",
        instant.map((text) => text.slice(0, 10)),
      ),
    },
  },
  choice: {
    field: fieldOf({
      as: "choice",
      values: { None: "blank", A: 1, B: 2 },
      ...{ ...onePath, referral: "team" },
    }),
    records: {
      referral: maybe("team", fc.constantFrom("None", "A", "B", "C", "")),
      opportunity: maybe("b", fc.constantFrom(1, 2, 3, "1", "blank")),
    },
  },
  "choice of many codes for one option": {
    field: fieldOf({
      as: "choice",
      direction: "referral to opportunity",
      values: { A: 1, B: 1, C: 2 },
      ...onePath,
    }),
    records: {
      referral: underDetails(maybe("a", fc.constantFrom("A", "B", "C", "D"))),
      opportunity: maybe("b", fc.constantFrom(1, 2, 3)),
    },
  },
  solutions: {
    field: fieldOf({ as: "solutions", ...onePath }),
    records: {
      referral: underDetails(maybe("a", fc.array(solution, { maxLength: 4 }))),
      opportunity: maybe(
        "b",
        fc.constantFrom("", "SOL-2-BBB;SOL-1-AAA", "SOL-1-AAA,\nSOL-1-AAA", " , ", "SOL-2-BBB\rSOL-1-AAA"),
      ),
    },
  },
  list: {
    field: fieldOf({ as: "list", ...{ ...onePath, referral: "details.requirements.industries" } }),
    records: {
      referral: maybe(
        "industries",
        fc.array(
          fc.oneof(
            code,
            code.map((id) => ({ id, more: 1 })),
          ),
          { maxLength: 4 },
        ),
      ).map((requirements) => ({ details: { requirements } })),
      opportunity: maybe(
        "b",
        fc.oneof(
          fc.constantFrom("", "Retail;Services", "A, B\r\nA, B", " ; ", "R&amp;D; R&D", "R&amp\rS"),
          fc.array(code, { maxLength: 4 }).map((codes) => codes.join(";")),
        ),
      ),
    },
  },
  "yes or no": {
    field: fieldOf({ as: "yes or no", ...{ ...onePath, referral: "favorite" } }),
    records: {
      referral: maybe("favorite", fc.constantFrom<unknown>(true, false, "true", 1)),
      opportunity: maybe("b", fc.constantFrom<unknown>(true, false, "true", 0)),
    },
  },
  "choice with other codes to read": {
    field: fieldOf({
      as: "choice",
      values: { "20": 1, "40": 2 },
      "also read": { Qualify: "20", Develop: "40" },
      ...{ ...onePath, referral: "salesStage" },
    }),
    records: {
      referral: maybe("salesStage", fc.constantFrom("20", "40", 40, "Qualify", "Develop", "60", "")),
      opportunity: maybe("b", fc.constantFrom(1, 2, 3)),
    },
  },
  team: {
    field: fieldOf({ as: "team", ...onePath, referral: "team" }),
    records: {
      referral: maybe("team", fc.array(member, { maxLength: 4 })),
      opportunity: maybe(
        "b",
        fc.constantFrom(
          "",
          " ; ",
          "Mira Sato <mira@adatum.example>; Paul Renner <PAUL@adatum.example>",
          "Mira Sato <mira@adatum.example>\r\n Mira  Sato<mira@adatum.example>",
          "Mira de\u0301 Sousa <mira@adatum.example>",
          "<mira@adatum.example>",
        ),
      ),
    },
  },
  decision: {
    field: fieldOf({
      as: "decision",
      referral: ["status", "substatus"],
      opportunity: "b",
      values: { accept: 1, decline: 2 },
    }),
    records: { referral: statusPair, opportunity: maybe("b", fc.constantFrom(1, 2, 3)) },
  },
  "closing reason": {
    field: fieldOf({
      as: "closing reason",
      ...{ ...onePath, referral: "statusReason" },
      longest: 12,
      "by status code": { 5: "chose another" },
    }),
    records: {
      referral: maybe("statusReason", untidyText),
      // An open row: a closed one is never written.
      opportunity: both(maybe("b", untidyText), fc.constant({ statecode: 0, statuscode: 1 })),
    },
  },
  "referral status": {
    field: fieldOf({ as: "referral status", referral: ["status", "substatus"], opportunity: "b" }),
    records: { referral: statusPair, opportunity: maybe("b", untidyText) },
    writable: ["opportunity"],
  },
  "first text": {
    field: fieldOf({ as: "first text", longest: 8, referral: ["a", "microsoft.a"], opportunity: "b" }),
    records: {
      referral: both(
        maybe("a", untidyText),
        maybe("a", untidyText).map((theirs) => ({ microsoft: theirs })),
      ),
      opportunity: maybe("b", untidyText),
    },
    writable: ["opportunity"],
  },
  status: {
    field: fieldOf({ ...STATUS, audit: "hidden" }),
    records: {
      referral: statusPair,
      opportunity: both(
        maybe("statecode", fc.constantFrom(0, 1, 2, 7)),
        maybe("statuscode", fc.constantFrom(1, 4, 99)),
      ),
    },
  },
  "referral link": {
    field: fieldOf({
      as: "referral link",
      direction: "referral to opportunity",
      ...{ ...onePath, referral: "id" },
    }),
    records: {
      referral: fc.uuid().map((id) => ({ id })),
      opportunity: maybe("b", fc.webUrl()),
    },
    writable: ["opportunity"],
  },
};

const cases = Object.entries(SUBJECTS).flatMap(([name, subject]) =>
  (subject.writable ?? SIDES).map((side) => ({ name, side, ...subject })),
);

/** Canonical values: what either side reads. */
function values({ records, field }: Subject): fc.Arbitrary<Value> {
  const readings = SIDES.map((side) => records[side].map((record) => read(field, side, record)));
  return fc.oneof(...readings).filter((value): value is Value => value === null || typeof value === "string");
}

it("the laws are played for every kind but the latch, which never reads a No after its Yes", () => {
  const kinds = Object.values(SUBJECTS).map(({ field }) => field.kind);
  expect(new Set([...kinds, "latch"])).toEqual(new Set(FIELD_KINDS));
});

describe.each(cases)("$name of the $side", (subject) => {
  const { field, side, records } = subject;

  it("reads what was written", () => {
    fc.assert(
      fc.property(values(subject), records[side], (value, before) => {
        const after = write(field, side, value, before);
        fc.pre(!isUnusable(after));
        // A deal without a status is not a thing; writing one means open.
        expect(read(field, side, after)).toBe(value ?? (field.kind === "status" ? "open" : null));
      }),
    );
  });

  it("changes nothing that is read by writing what was read, and nothing beside it", () => {
    fc.assert(
      fc.property(records[side], (record) => {
        const before = { ...record, untouched: { by: "the field" } };
        const value = read(field, side, before);
        fc.pre(value !== undefined && !isUnusable(value));
        const after = write(field, side, value, before);
        fc.pre(!isUnusable(after));
        expect(read(field, side, after)).toBe(value);
        expect(after.untouched).toEqual(before.untouched);
      }),
    );
  });

  it("takes a part that was not returned for no information", () => {
    expect(read(field, side, {})).toBeUndefined();
  });

  it("takes an object where a value belongs for no blank, which would empty the other side", () => {
    const codec = field.transform[side];
    const isOnlyShown = side === "opportunity" && field.direction === "referral to opportunity";
    const objects = codec.reads.map(() => ({ a: 1 }));
    const value = codec.read(objects, LOOKUPS);
    expect(isOnlyShown || value !== null).toBe(true);
  });

  it("takes what was returned empty for blank, but for a status, which every deal has", () => {
    const { reads } = field.transform[side];
    const emptied = Object.fromEntries(reads.map((path) => [path.split(".")[0], null]));
    const isStatus = field.kind === "status" || reads.includes("status");
    expect(read(field, side, emptied) === null).toBe(!isStatus);
  });
});

const SECRET = "canary of Müller";
const foreign = fc.constantFrom(SECRET, 98765, 98765.43, [SECRET], [{ id: SECRET, name: SECRET }], {
  a: SECRET,
});

describe.each(Object.entries(SUBJECTS))("%s", (_name, subject) => {
  it("says nothing of what stands there, where it is hidden: a reason gets into git", () => {
    const { transform, audit } = subject.field;
    expect(audit).toBe("hidden");
    fc.assert(
      fc.property(
        fc.constantFrom(...SIDES),
        fc.array(foreign, { minLength: 4, maxLength: 4 }),
        values(subject),
        (side, parts, value) => {
          const results = [
            transform[side].read(parts, LOOKUPS),
            transform[side].write(value, parts, LOOKUPS),
            transform[side].write(value, [], LOOKUPS),
          ];
          for (const result of results)
            if (isUnusable(result)) expect(result.unusable).not.toMatch(/canary|98765/);
        },
      ),
    );
  });

  it("keeps a base as it is, for as long as the field stays the same", () => {
    fc.assert(
      fc.property(values(subject), (value) => {
        expect(normalForm(subject.field.transform, value)).toBe(value);
      }),
    );
  });

  it("is the same on a new record of the other side, and there its own normal form", () => {
    const { field } = subject;
    fc.assert(
      fc.property(values(subject), (value) => {
        const row = write(field, "opportunity", value);
        fc.pre(!isUnusable(row) && value !== null);
        expect(read(field, "opportunity", row)).toBe(value);
        const referral = write(field, "referral", value);
        if (!isUnusable(referral)) expect(read(field, "referral", referral)).toBe(value);
      }),
    );
  });
});
