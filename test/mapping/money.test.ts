import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { loadMapping } from "../../src/mapping/load.ts";
import { fieldOf, LOOKUPS, read, write } from "./record.ts";

const PLACES = {
  as: "money",
  referral: ["dealValue", "currency"],
  opportunity: ["estimatedvalue", "transactioncurrencyid"],
} as const;
const field = fieldOf(PLACES);
const onReferral = (dealValue: unknown, currency: unknown) =>
  read(field, "referral", { dealValue, currency });
const onRow = (estimatedvalue: unknown, id: unknown) =>
  read(field, "opportunity", { estimatedvalue, _transactioncurrencyid_value: id });

describe("money", () => {
  it.each([
    [1234.5, "EUR", "1234.50 EUR"],
    [1234.5, "eur", "1234.50 EUR"],
    ["1234.5", "EUR", "1234.50 EUR"],
    [1234, "JPY", "1234 JPY"],
    [1234.4, "JPY", "1234 JPY"],
    [1.2345, "KWD", "1.234 KWD"],
    [1.23456, "CLF", "1.2346 CLF"],
    // ISO 4217 has cents for them, though nobody is used to see any.
    [1234.5, "HUF", "1234.50 HUF"],
    [1234.5, "COP", "1234.50 COP"],
    [0, "USD", "0.00 USD"],
    [-0.001, "USD", "0.00 USD"],
    [1e12, "USD", "1000000000000.00 USD"],
    [0.1 + 0.2, "USD", "0.30 USD"],
    [12345678.999, "EUR", "12345679.00 EUR"],
  ])("reads %s %s as %s", (amount, currency, expected) => {
    expect(onReferral(amount, currency)).toBe(expected);
  });

  it("is blank without an amount, whatever the currency says", () => {
    for (const currency of ["EUR", null, undefined]) expect(onReferral(null, currency)).toBeNull();
    expect(onReferral("", "EUR")).toBeNull();
    for (const id of ["currency-EUR", null, undefined]) expect(onRow(null, id)).toBeNull();
  });

  it.each([
    [0, null],
    [0, ""],
    ["0.00", null],
  ])(
    "is blank where nobody has said what a deal is worth: %j in %j, and takes what a seller says",
    (dealValue, currency) => {
      expect(onReferral(dealValue, currency)).toBeNull();
      const written = write(field, "referral", "5000.00 EUR", { dealValue, currency });
      expect(written).toEqual({ dealValue: 5000, currency: "EUR" });
    },
  );

  it.each([
    ["text", "about 5", "EUR", "the deal value is not a number"],
    ["blanks", "  ", "EUR", "the deal value is not a number"],
    ["thousands separators", "1,000", "EUR", "the deal value is not a number"],
    ["no currency", 5, null, "the deal value has no ISO currency"],
    ["a currency's name", 5, "Euro", "the deal value has no ISO currency"],
    ["a currency's sign", 5, "€", "the deal value has no ISO currency"],
  ])("does not take %s for an amount", (_what, amount, currency, unusable) => {
    expect(onReferral(amount, currency)).toEqual({ unusable });
  });

  it("knows nothing while the amount, or the currency of one, was not returned", () => {
    expect(onReferral(undefined, "EUR")).toBeUndefined();
    expect(onReferral(5, undefined)).toBeUndefined();
    expect(onRow(undefined, "currency-EUR")).toBeUndefined();
    expect(onRow(5, undefined)).toBeUndefined();
  });

  it("reads a row in the currency that its lookup names, to the digits of that currency", () => {
    expect(onRow(1500, "currency-JPY")).toBe("1500 JPY");
    expect(onRow(1.5, "currency-KWD")).toBe("1.500 KWD");
    for (const id of ["currency-gone", null])
      expect(onRow(5, id)).toEqual({
        unusable: "the opportunity's currency is missing, or not active in the CRM: choose one that is",
        // Or somebody makes it active.
        elsewhere: true,
      });
  });

  it.each([
    ["none", 0, 100.5, "101.00 HUF"],
    ["one", 1, 100.46, "100.50 HUF"],
    ["two", 2, 100.456, "100.46 HUF"],
    ["more than the currency has", 4, 100.4567, "100.46 HUF"],
    ["more than it has, and does not round twice", 4, 100.12496, "100.12 HUF"],
  ])(
    "is the same on both sides where the CRM keeps %s of its decimal places",
    (_many, precision, amount, value) => {
      const lookups = { currencies: [{ id: "h", code: "HUF", precision }] };
      const { referral, opportunity } = field.transform;
      expect(referral.read([amount, "HUF"], lookups)).toBe(value);
      expect(opportunity.read([amount, "h", false], lookups)).toBe(value);
      // As the CRM stores what is written.
      const written = Number(value.split(" ")[0]);
      expect(opportunity.write(value, [null, "h", false], lookups)).toEqual({ estimatedvalue: written });
      expect(Number(written.toFixed(precision))).toBe(written);
    },
  );

  it.each([
    ["opportunity.estimatedvalue", 0, "1235.00 EUR"],
    ["opportunity.estimatedvalue", 1, "1234.60 EUR"],
    ["opportunity.estimatedvalue", 4, "1234.56 EUR"],
    ["opportunity.actualvalue", 0, "1234.56 EUR"],
    ["lead.estimatedvalue", 0, "1234.56 EUR"],
  ])(
    "is the same on both sides where a column keeps places of its own: %s, %i",
    (column, precision, value) => {
      const lookups = {
        currencies: [{ id: "e", code: "EUR", precision: 2 }],
        places: new Map([[column, precision]]),
      };
      const { referral, opportunity } = field.transform;
      expect(referral.read([1234.56, "EUR"], lookups)).toBe(value);
      expect(opportunity.read([Number(value.split(" ")[0]), "e", false], lookups)).toBe(value);
    },
  );

  it.each(["0.00 EUR", "-5.00 EUR", null])("never takes the value of a referral away: %s", (value) => {
    expect(field.transform.referral.write(value, [100, "EUR"], { currencies: [] })).toEqual({
      unusable: "Partner Center wants a deal value of more than 0",
    });
  });

  it.each([
    ["value", "the CRM has no active currency CHF; add it under Settings > Currencies"],
    ["hidden", "the CRM has no active currency that the referral has; add it under Settings > Currencies"],
  ] as const)("never writes a currency that the CRM does not have, with audit: %s", (audit, unusable) => {
    const shown = fieldOf({ ...PLACES, audit });
    expect(write(shown, "opportunity", "5.00 CHF")).toEqual({ unusable, elsewhere: true });
  });

  it("gives a currency that somebody has deactivated to no other row, and takes it from none", () => {
    const lookups = { currencies: [{ id: "e", code: "EUR", precision: 2, inactive: true as const }] };
    const { opportunity } = field.transform;
    expect(opportunity.write("7.00 EUR", [5, "u", false], lookups)).toEqual({
      unusable:
        "the CRM has no active currency that the referral has; activate it under Settings > Currencies",
      elsewhere: true,
    });
    expect(opportunity.read([5, "e", false], lookups)).toBe("5.00 EUR");
    expect(opportunity.write("7.00 EUR", [5, "e", false], lookups)).toEqual({ estimatedvalue: 7 });
  });

  it("keeps an unchanged currency out of what is written", () => {
    const { referral, opportunity } = field.transform;
    const lookups = { currencies: [{ id: "e", code: "EUR", precision: 2 }] };
    expect(referral.write("7.00 EUR", [5, "EUR"], lookups)).toEqual([
      { op: "replace", path: "/dealValue", value: 7 },
    ]);
    expect(opportunity.write("7.00 EUR", [5, "e", false], lookups)).toEqual({ estimatedvalue: 7 });
  });

  it("writes a changed currency together with its amount", () => {
    const { referral, opportunity } = field.transform;
    const lookups = { currencies: [{ id: "e", code: "EUR", precision: 2 }] };
    expect(referral.write("7.00 EUR", [7, undefined], lookups)).toEqual([
      { op: "replace", path: "/dealValue", value: 7 },
      { op: "add", path: "/currency", value: "EUR" },
    ]);
    expect(opportunity.write("7.00 EUR", [7, "u", false], lookups)).toEqual({
      estimatedvalue: 7,
      "transactioncurrencyid@odata.bind": "/transactioncurrencies(e)",
    });
  });

  it("is not written where the CRM calculates it, which would drop what is sent", () => {
    const { opportunity } = field.transform;
    const lookups = { currencies: [{ id: "e", code: "EUR", precision: 2 }] };
    expect(opportunity.reads).toContain("isrevenuesystemcalculated");
    expect(opportunity.read([5, "e", true], lookups)).toBe("5.00 EUR");
    expect(opportunity.write("7.00 EUR", [5, "e", true], lookups)).toEqual({
      unusable: expect.stringContaining("calculates the value of this opportunity from its products"),
    });
    expect(opportunity.write("7.00 EUR", [5, "e", false], lookups)).toEqual({ estimatedvalue: 7 });
    // Nothing is dropped of what the products come to anyway.
    expect(opportunity.write("5.00 EUR", [5, "e", true], lookups)).toEqual({});
  });

  it("makes the revenue of a new row its own, whatever its table gives to new rows", () => {
    const { opportunity } = field.transform;
    const lookups = { currencies: [{ id: "e", code: "EUR", precision: 2 }] };
    const parts = [undefined, undefined, undefined];
    expect(opportunity.write("7.00 EUR", parts, lookups)).toMatchObject({ isrevenuesystemcalculated: false });
    expect(opportunity.write(null, parts, lookups)).toEqual({ estimatedvalue: null });
  });

  it("asks no other column, and no lead, whether it is calculated", () => {
    const ofOwnColumn = fieldOf({ ...PLACES, opportunity: ["new_value", "transactioncurrencyid"] });
    expect(ofOwnColumn.transform.opportunity.write("7.00 EUR", [], LOOKUPS)).toEqual({
      new_value: 7,
      "transactioncurrencyid@odata.bind": "/transactioncurrencies(currency-EUR)",
    });
    const shipped = loadMapping(readFileSync("mappings/dynamics-365.yml", "utf8"), "m.yml");
    expect(shipped.columns).toContain("isrevenuesystemcalculated");
    const own = readFileSync("mappings/dynamics-365.yml", "utf8")
      .replace("[estimatedvalue, transactioncurrencyid]", "[new_value, transactioncurrencyid]")
      .replace("[budgetamount, transactioncurrencyid]", "[estimatedvalue, transactioncurrencyid]");
    const other = loadMapping(own, "m.yml");
    expect(other.columns).not.toContain("isrevenuesystemcalculated");
    expect(other.leads?.rows.columns).not.toContain("isrevenuesystemcalculated");
  });
});
