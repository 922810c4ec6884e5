import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { accountsSchema } from "../../src/mapping/schema/accounts.ts";
import type { Unusable } from "../../src/mapping/transforms/transform.ts";
import type { RemoteRecord, Value } from "../../src/model/record.ts";
import { uuidOf } from "../../src/model/uuid.ts";
import { accountSearch } from "../../src/reconcile/match/account-search.ts";
import {
  accountColumns,
  chooseAccounts,
  lacksAccount,
  newAccountIds,
  withoutMatch,
} from "../../src/reconcile/match/accounts.ts";
import { accountIdFor } from "../../src/reconcile/record/ids.ts";
import { BASE } from "./deals.ts";
import { mappingOf } from "./fields.ts";

const rulesOf = (more: object = {}) =>
  accountsSchema.parse({
    match: ["duns", "name and postal code", "domain"],
    otherwise: "create",
    columns: { duns: "accountnumber" },
    ...more,
  });

const LOOKUP = "_parentaccountid_value";
/** What nobody knows who may not look into the CRM. */
const CRM = "4b0a6c1e-77c7-4a0e-9d0c-2f6f3c1d8e55";
const CUSTOMER = { name: "Lakeshore Foods", postalCode: "28195", country: "DE", domain: "lakeshore.example" };

function referralOf(customer: Partial<typeof CUSTOMER> & { duns?: string } = {}, id = "r1"): RemoteRecord {
  const { name, postalCode, country, domain, duns } = { ...CUSTOMER, ...customer };
  const properties = {
    customerProfile: {
      name,
      address: {
        addressLine1: "1 Harbour Road",
        city: "Bremen",
        state: null,
        region: "HB",
        postalCode,
        country,
      },
      team: [{ email: `ines@${domain}` }],
      ids: duns ? [{ profileType: "Duns", id: duns }] : [],
    },
  };
  return { side: "referral", id, etag: "", modified: "", properties };
}

function accountOf(id: string, columns: object): RemoteRecord {
  return { side: "opportunity", id, etag: "", modified: "", properties: { statecode: 0, ...columns } };
}

const named = (id: string, more: object = {}) =>
  accountOf(id, {
    name: "LAKESHORE FOODS.",
    address1_postalcode: "28195",
    address1_country: "Germany",
    ...more,
  });
const withDomain = (id: string, more: object = {}) =>
  accountOf(id, { name: "Lakeshore Group", websiteurl: "https://www.lakeshore.example/", ...more });

/** Of an account that was merged into another. */
const into = (master: string) => ({ statecode: 1, _masterid_value: master });

function answer(
  found: readonly RemoteRecord[],
  customer: Parameters<typeof referralOf>[0] = {},
  rules = rulesOf(),
  crm = CRM,
): Value | undefined | Unusable {
  return chooseAccounts(rules, [referralOf(customer)], found, crm).answers.get("r1");
}

/** It may also be answered on an account: by one that is made, merged into another or made active. */
const question = (text: string) => ({ unusable: expect.stringContaining(text), elsewhere: true });
const A_NEW_ONE = expect.stringMatching(
  /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
);
/** The id under which the account of this customer is made. */
const MADE = answer([]) as string;

describe("the account of a deal", () => {
  it.each([
    ["one by the first rule", [named("a")], {}, "a"],
    ["one by a later rule", [withDomain("b")], {}, "b"],
    ["one by an earlier rule, though a later one finds another", [named("a"), withDomain("b")], {}, "a"],
    ["one in the country of the customer", [named("a"), named("fr", { address1_country: "FR" })], {}, "a"],
    [
      "one in the country of the customer, whatever the language",
      [named("a", { address1_country: "Deutschland" }), named("fr", { address1_country: "Frankreich" })],
      {},
      "a",
    ],
    ["one whose country nobody can read", [named("a", { address1_country: "Absurdistan" })], {}, "a"],
    ["one whose country is empty", [named("a", { address1_country: null })], {}, "a"],
    [
      "one by its number, however that is written",
      [accountOf("n", { accountnumber: "12-345-6789" })],
      { duns: "123456789" },
      "n",
    ],
    [
      "several by the first rule",
      [named("a2"), named("a1")],
      {},
      question("2 accounts match the customer by name and postal code (a1, a2)"),
    ],
    [
      "several by the first rule, though a later one finds one",
      [named("a1"), named("a2"), withDomain("b")],
      {},
      question("2 accounts"),
    ],
    ["one that two searches have found", [named("a"), named("a")], {}, "a"],
    ["only one that is inactive", [named("a", { statecode: 1 })], {}, A_NEW_ONE],
    ["only one in another country", [named("a", { address1_country: "FR" })], {}, A_NEW_ONE],
    ["only one of another name", [named("a", { name: "Lakeshore Food" })], {}, A_NEW_ONE],
    ["only one without a postal code", [named("a", { address1_postalcode: null })], {}, A_NEW_ONE],
    [
      "the one that was made before, under another name by now",
      [accountOf(MADE, { name: "Lakeshore Group" })],
      {},
      MADE,
    ],
    [
      "the one that was made before, inactive by now",
      [accountOf(MADE, { statecode: 1 })],
      {},
      question("no longer active"),
    ],
    ["one that was merged into another", [named("a", into("b")), accountOf("b", {})], {}, "b"],
    ["one that was merged into one that matches as well", [named("a", into("b")), named("b")], {}, "b"],
    [
      "one that was merged into one that was merged",
      [named("a", into("b")), accountOf("b", into("C")), accountOf("c", {})],
      {},
      "c",
    ],
    [
      "only one that was merged into one that is inactive",
      [named("a", into("b")), accountOf("b", { statecode: 1 })],
      {},
      A_NEW_ONE,
    ],
    ["only one that was merged into one that nobody may see", [named("a", into("b"))], {}, A_NEW_ONE],
    [
      "only two that were merged into each other",
      [named("a", into("b")), named("b", into("a"))],
      {},
      A_NEW_ONE,
    ],
    [
      "the one that was made before, merged by now",
      [accountOf(MADE, into("b")), accountOf("b", {})],
      {},
      "b",
    ],
    [
      "one that was merged and is active again",
      [named("a", { ...into("b"), statecode: 0 }), accountOf("b", {})],
      {},
      "a",
    ],
    ["none, for a customer without a name", [], { name: "" }, undefined],
    ["none, for a customer whose name has no letters", [], { name: "..." }, undefined],
  ])("with %s", (_found, found, customer, expected) => {
    expect(answer(found, customer)).toEqual(expected);
  });

  it("is made only when there is none", () => {
    const made = (found: readonly RemoteRecord[]) => [
      ...chooseAccounts(rulesOf(), [referralOf()], found, CRM).missing,
    ];
    expect(made([])).toEqual([MADE]);
    for (const one of [named("a"), accountOf(MADE, {}), accountOf(MADE, { statecode: 1 })])
      expect(made([one])).toEqual([]);
  });

  it.each([
    ["create", A_NEW_ONE],
    ["leave empty", undefined],
    ["ask", question("no account matches the customer")],
  ])("with none and otherwise: %s", (otherwise, expected) => {
    expect(answer([], {}, rulesOf({ otherwise }))).toEqual(expected);
  });

  it("is never matched by something that is blank on both sides", () => {
    const blank = accountOf("x", {
      name: null,
      address1_postalcode: null,
      websiteurl: null,
      accountnumber: null,
    });
    expect(answer([blank], { postalCode: "", domain: "gmail.com" })).toEqual(A_NEW_ONE);
  });

  it("is found by name and country where neither has a postal code, as in countries that have none", () => {
    const uncoded = (country: string) => named("a", { address1_postalcode: null, address1_country: country });
    const customer = { country: "AE", postalCode: "", domain: "gmail.com" };
    expect(answer([uncoded("United Arab Emirates")], customer)).toBe("a");
    expect(answer([uncoded("Qatar")], customer)).toEqual(A_NEW_ONE);
    expect(answer([uncoded("")], customer)).toEqual(A_NEW_ONE);
    expect(answer([named("a", { address1_country: "AE" })], customer)).toEqual(A_NEW_ONE);
    expect(answer([uncoded("AE"), accountOf("b", { ...uncoded("AE").properties })], customer)).toEqual(
      question("2 accounts match the customer by name and postal code (a, b)"),
    );
    expect(accountSearch(rulesOf(), [referralOf(customer)]).anyOf.name).toContain("Lakeshore Foods");
  });

  it("is found by name and country where the mapping says so, only when both countries are known", () => {
    const rules = rulesOf({ match: ["name and country"], otherwise: "ask" });
    expect(answer([named("a", { address1_postalcode: null })], { postalCode: "" }, rules)).toBe("a");
    expect(answer([named("a", { address1_country: null })], {}, rules)).toEqual(question("no account"));
  });
});

it.each([
  ["a lead, which needs none yet", { row: { table: "lead", id: "l" } as const }, false],
  ["a row that is yet to be made", { opportunity: null }, true],
  ["an open row without one", {}, true],
  ["an open row that has one", { opportunity: accountOf("o", { [LOOKUP]: "a" }) }, false],
  [
    "a closed row, which takes nothing",
    { opportunity: accountOf("o", { [LOOKUP]: null, statecode: 1 }) },
    false,
  ],
  ["a row from which somebody took it out", { base: { ...BASE, fields: { account: "a" } } }, false],
])("an account is looked for, or not, for %s", (_what, given, expected) => {
  const pair = { opportunity: accountOf("o", { [LOOKUP]: null }), base: BASE, ...given };
  expect(lacksAccount(pair, mappingOf({}, { accounts: { match: ["domain"] } }))).toBe(expected);
});

describe("a new account", () => {
  it("has an id made of the customer, so that another spelling makes no other account", () => {
    expect(answer([], { name: " lakeshore  FOODS. ", country: "de", postalCode: "28-195" })).toBe(MADE);
    expect(answer([], { postalCode: "28196" })).not.toBe(MADE);
    expect(answer([], { country: "AT" })).not.toBe(MADE);
  });

  it("has an id by which nobody finds the customer in git who only has a list of companies", () => {
    const guess = ["lakeshore foods", "germany", "28195"];
    expect(accountIdFor(guess, CRM)).toBe(MADE);
    expect(accountIdFor(guess, "")).not.toBe(MADE);
    expect(uuidOf(`account ${JSON.stringify(guess)}`)).not.toBe(MADE);
    expect(answer([], {}, rulesOf(), "c2a7e0f4-0f0e-4a63-8b0f-6d6a3f1b9a10")).not.toBe(MADE);
  });

  it("is made once for several deals of one customer, also when only the number says that it is one", () => {
    const referrals = [
      referralOf({ duns: "123456789" }, "r1"),
      referralOf({ duns: "123456789", name: "Lakeshore Foods Germany" }, "r2"),
      referralOf({}, "r3"),
    ];
    const { answers, missing } = chooseAccounts(rulesOf(), referrals, [], CRM);
    expect([...answers.values()]).toEqual([MADE, MADE, MADE]);
    expect([...missing]).toEqual([MADE]);
  });

  it("is made once for however many deals of one customer", () => {
    const three = ["r1", "r2", "r3"].map((id) => referralOf({}, id));
    const { answers, missing } = chooseAccounts(rulesOf(), three, [], CRM);
    expect([...missing]).toEqual([MADE]);
    expect([...answers.values()]).toEqual([MADE, MADE, MADE]);
  });

  it("has the customer's address, without what is blank", () => {
    expect(accountColumns(rulesOf(), referralOf({ name: "Old Mill &amp; Sons" }))).toEqual({
      name: "Old Mill & Sons",
      address1_line1: "1 Harbour Road",
      address1_city: "Bremen",
      address1_stateorprovince: "HB",
      address1_postalcode: "28195",
      address1_country: "DE",
    });
  });
});

describe("the search for accounts", () => {
  it("goes on by the ids of those that were made, for customers whom no rule finds", () => {
    const referrals = [
      referralOf({}, "matched"),
      referralOf({ name: "Old Mill", domain: "" }, "new"),
      referralOf({ name: "Old  Mill.", domain: "" }, "of the same"),
      referralOf({ name: "", domain: "" }, "without a name"),
      referralOf({ name: "...", domain: "" }, "with a name that has no letters"),
    ];
    const left = withoutMatch(rulesOf(), referrals, [named("a")]);
    expect(left.map(({ id }) => id)).toEqual(["new", "of the same"]);
    expect(newAccountIds(left, CRM)).toEqual([answer([], { name: "Old Mill" })]);
    expect(withoutMatch(rulesOf({ otherwise: "ask" }), referrals, [])).toEqual([]);
  });

  it("asks for what the rules need and nothing else, in the spellings that are usual", () => {
    const search = accountSearch(rulesOf({ match: ["domain", "duns"], otherwise: "ask" }), [
      referralOf({ duns: "123456789" }),
    ]);
    expect(search.columns).toContain("accountnumber");
    expect(Object.keys(search.anyOf).sort()).toEqual(["accountnumber", "websiteurl"]);
    expect(search.anyOf.accountnumber).toContain("12-345-6789");
    expect(search.anyOf.websiteurl).toContain("https://www.lakeshore.example/");
  });

  it.each([
    ["M5V 2T6", "m5v2t6"],
    ["M5V2T6", "M5V 2T6"],
    ["LS1 4AP", "LS14AP"],
    ["50030-230", "50030230"],
    ["50030230", "50030-230"],
    ["5300001", "530-0001"],
    ["98104-1234", "98104"],
  ])("of a customer with %s asks for an account with %s", (postalCode, other) => {
    const { anyOf } = accountSearch(rulesOf(), [referralOf({ postalCode })]);
    expect(anyOf.address1_postalcode?.map((code) => code.toUpperCase())).toContain(other.toUpperCase());
  });
});

describe("the search for accounts by their names", () => {
  const byName = rulesOf({ match: ["name and country"] });
  const namesAsked = (customer: object, rules = byName) =>
    accountSearch(rules, [referralOf(customer)]).anyOf.name ?? [];

  it.each([
    ["Old Mill & Sons, Inc.", "Old Mill & Sons Inc"],
    ["Old Mill & Sons Inc", "Old Mill & Sons, Inc."],
    ["Old Mill &amp; Sons", "Old Mill and Sons"],
    ["Old Mill and Sons.", "Old Mill & Sons"],
    ["Lakeshore Foods", "Lakeshore Foods"],
  ])("of a customer %s asks for an account %s", (name, other) => {
    expect(namesAsked({ name })).toContain(other);
    const account = named("a", { name: other });
    expect(answer([account], { name }, byName)).toBe("a");
  });

  it("asks for none of a customer whose name Partner Center does not show yet", () => {
    expect(namesAsked({ name: null })).toEqual([]);
  });

  it("finds one whose code in the United States has four more digits", () => {
    const us = { country: "US", postalCode: "98104" };
    expect(namesAsked(us, rulesOf())).toContain("Lakeshore Foods");
    const account = named("a", { address1_postalcode: "98104-1234", address1_country: "USA" });
    expect(answer([account], us)).toBe("a");
  });

  it.each([
    ["in another country", { country: "DE", postalCode: "28195" }],
    ["with a code of another form", { country: "CA", postalCode: "M5V 2T6" }],
    ["with neither code nor country", { country: "", postalCode: "" }],
  ])("asks for none of a customer %s, which the code finds", (_where, customer) => {
    expect(namesAsked(customer, rulesOf())).toEqual([]);
  });
});

describe("thousands of customers", () => {
  /** How often the names of so many accounts are looked at, to find those of as many customers. */
  function looks(customers: number): number {
    let count = 0;
    const numbers = Array.from({ length: customers }, (_, number) => number);
    const found = numbers.map((number) => ({
      ...accountOf(`account ${number}`, {}),
      properties: {
        statecode: 0,
        address1_postalcode: "28195",
        get name() {
          count += 1;
          return `Customer ${number}`;
        },
      },
    }));
    const referrals = numbers.map((number) => referralOf({ name: `Customer ${number}` }, `r${number}`));
    expect(chooseAccounts(rulesOf(), referrals, found, CRM).answers.size).toBe(customers);
    return count;
  }

  it("are not each compared with every account", () => {
    expect(looks(300)).toBe(100 * looks(3));
  });
});

describe("whatever is found", () => {
  const accounts = fc.uniqueArray(
    fc.record({
      id: fc.constantFrom("a", "b", "c", "d"),
      name: fc.constantFrom("Lakeshore Foods", "Lakeshore", null),
      address1_postalcode: fc.constantFrom("28195", null),
      websiteurl: fc.constantFrom("lakeshore.example", null),
      statecode: fc.constantFrom(0, 1),
    }),
    { selector: ({ id }) => id },
  );

  it("the answer does not depend on its order, is active or new, and a new one is made of a name", () => {
    fc.assert(
      fc.property(accounts, fc.constantFrom("create", "leave empty", "ask"), (rows, otherwise) => {
        const rules = rulesOf({ otherwise });
        const found = rows.map(({ id, ...columns }) => accountOf(id, columns));
        const one = answer(found, {}, rules);
        expect(answer(found.toReversed(), {}, rules)).toEqual(one);
        const row = rows.find(({ id }) => id === one);
        if (typeof one === "string")
          expect(row?.statecode ?? (one === MADE && otherwise === "create" ? 0 : 1)).toBe(0);
      }),
    );
  });
});
