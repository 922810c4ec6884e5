import { describe, expect, it } from "vitest";
import { validateMapping } from "../../src/mapping/validate.ts";

const TEXT = `version: 1
columns: { referral identifier: a, base: b }
referrals: { become opportunities: [Active/Accepted] }
fields:
  name: { referral: name, opportunity: name, as: text, longest: 300 }
`;
const TABLE = { a: { type: "String" }, b: { type: "Memo" }, name: { type: "String" } };

const tableIn = (file: string, table: object) => ({ file, text: JSON.stringify(table) });
const validated = (text: string, more: Partial<Parameters<typeof validateMapping>[0]> = {}) =>
  validateMapping({ file: "m.yml", text, columns: null, ...more });
const told = (problems: readonly { readonly where: string; readonly message: string }[]) =>
  problems.map(({ where, message }) => `${where} ${message}`);

describe("what validate says of a mapping", () => {
  it("is nothing but its name and digest, and those of each environment, where all is right", () => {
    const environments = "environments:\n  staging: { guards: { close: never } }\n  production: {}\n";
    const { digests, ...found } = validated(TEXT + environments);
    const scoped = { referrals: false, opportunities: false };
    expect(found).toEqual({ file: "m.yml", fields: 1, problems: [], warnings: [], notices: [], scoped });
    expect(digests.map(({ name }) => name)).toEqual(["m.yml", "m.yml (staging)", "m.yml (production)"]);
    expect(new Set(digests.map(({ digest }) => digest)).size).toBe(2);
  });

  it("is only what is wrong where it cannot be read", () => {
    expect(validated(TEXT.replace("as: text", "as: txt"))).toMatchObject({
      file: "m.yml",
      fields: 0,
      problems: [{ line: 5 }],
      warnings: [],
      notices: [],
      digests: [],
    });
  });

  it("holds each environment against its own table, and has no digest where one is wrong", () => {
    const { a: _gone, ...rest } = TABLE;
    const { problems, digests } = validated(`${TEXT}environments:\n  staging: {}\n  production: {}\n`, {
      columns: tableIn("m.columns.json", TABLE),
      columnsOf: { staging: tableIn("m.staging.columns.json", rest) },
    });
    const message = "columns > referral identifier: the opportunity table has no column a";
    expect(told(problems)).toEqual([`m.yml:2:12 environment staging: ${message}`]);
    expect(digests).toEqual([]);
  });

  it("comes in the order of the file, the mistakes and the warnings of all environments", () => {
    const environments = `environments:
  staging: { fields: { name: { referral: customerProfile.nme } } }
  production: { guards: { close: nevre } }
`;
    const oneWay = "referral: nme, direction: referral to opportunity";
    const text = environments + TEXT.replace("referral: name", oneWay);
    const { problems, warnings } = validated(text, { columns: tableIn("m.columns.json", {}) });
    expect(problems.map(({ line }) => line)).toEqual([3, 5, 5, 8]);
    expect(warnings.map(({ line }) => line)).toEqual([2, 8]);
  });

  it.each([
    ["[Active/Accepted]", "[New/Pending, Active/Accepted]", "8:62"],
    ["[New/Pending]", "[New/Pending, New/Received]", "8:49"],
    ["[New/Pending, Active/Accepted]", "[New/Pending]", null],
    ["[Active/Accepted]", "[New/Pending]", null],
    ["[]", "[New/Pending, Active/Accepted]", null],
  ])("is that referrals of %s that are leads in %s stay leads, where they do", (then, first, place) => {
    const leads = `leads:
  columns: { referral identifier: a, base: b }
  referrals: { kinds: [co-sell], become leads: ${first} }
  fields: {}
`;
    const { problems, warnings } = validated(TEXT.replace("[Active/Accepted]", then) + leads);
    expect(problems).toEqual([]);
    expect(told(warnings)).toEqual(
      place ? [expect.stringMatching(new RegExp(`^m.yml:${place} leads > referrals > become leads: `))] : [],
    );
  });

  it("is where its keys are in another order than documented", () => {
    expect(
      told(
        validated(
          TEXT.replace("{ referral: name, opportunity: name,", "{ opportunity: name, referral: name,"),
        ).notices,
      ),
    ).toEqual([
      "m.yml:5:1 from here on, keys are not in the order of the documentation; cosell-sync format puts them so",
    ]);
  });

  it("is whether any of its environments leaves something to others", () => {
    const scope = "{ scope: { opportunities: { name: [x] } } }";
    const { scoped } = validated(`${TEXT}environments:\n  staging: ${scope}\n  production: {}\n`);
    expect(scoped).toEqual({ referrals: false, opportunities: true });
    expect(validated(`${TEXT}scope: { referrals: { name: [x] } }\n`).scoped).toEqual({
      referrals: true,
      opportunities: false,
    });
  });
});
