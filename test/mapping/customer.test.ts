import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  countryCode,
  countryKey,
  customerOf,
  domainKey,
  dunsKey,
  nameKey,
  postalKey,
} from "../../src/mapping/customer.ts";
import type { RemoteRecord } from "../../src/model/record.ts";

const referralOf = (customerProfile: unknown): RemoteRecord => ({
  side: "referral",
  id: "r",
  etag: "",
  modified: "",
  properties: { customerProfile },
});

describe("a customer", () => {
  it("is read without blanks and entities, its state wherever it is", () => {
    const address = {
      addressLine1: " 1 Harbour Road ",
      addressLine2: "",
      city: "Bremen",
      state: null,
      region: "HB",
      postalCode: "28195",
      country: "de",
    };
    const ids = [
      { profileType: "External", id: "123456789" },
      { profileType: "Duns", id: "" },
      { profileType: "Duns", id: "98-765-4321" },
    ];
    expect(customerOf(referralOf({ name: "Old Mill &amp; Sons ", address, ids }))).toEqual({
      name: "Old Mill & Sons",
      street: "1 Harbour Road",
      "second line": null,
      city: "Bremen",
      state: "HB",
      "postal code": "28195",
      country: "DE",
      duns: "987654321",
      domains: [],
    });
  });

  it("is as long as the columns of an account, and its state is not its region where it has both", () => {
    const long = "x".repeat(300);
    const address = { addressLine1: long, addressLine2: long, city: long, state: long, postalCode: long };
    const read = customerOf(referralOf({ name: long, address: { ...address, region: "HB", country: long } }));
    const { name, street, "second line": second, city, state, "postal code": code, country } = read;
    const lengths = [name, street, second, city, state, code, country].map((text) => text?.length);
    expect(lengths).toEqual([160, 250, 250, 80, 50, 20, 80]);
  });

  it.each([
    ["Germany", "DE"],
    ["uk", "GB"],
    ["Viet Nam", "VN"],
    ["Deutschland", "DE"],
    ["Absurdistan", "Absurdistan"],
    ["", null],
  ])("is in the country that %j means", (country, expected) => {
    expect(customerOf(referralOf({ name: "A", address: { country } })).country).toBe(expected);
  });

  it.each([[undefined], [null], [{}], [{ ids: {}, team: {}, address: null, name: 7 }]])(
    "is nobody in %j, and that is no error",
    (profile) => {
      expect(customerOf(referralOf(profile))).toMatchObject({
        name: null,
        country: null,
        duns: null,
        domains: [],
      });
    },
  );

  it("has the domains of its contacts, without those of mail providers; a lone contact counts", () => {
    const team = [
      { email: "a@Lakeshore.example" },
      { email: "b@gmail.com" },
      { email: "c@lakeshore.example" },
      { email: "d@acorn.example" },
      { email: null },
      { email: "no address" },
    ];
    expect(customerOf(referralOf({ team })).domains).toEqual(["acorn.example", "lakeshore.example"]);
    expect(customerOf(referralOf({ team: { email: "a@lakeshore.example" } })).domains).toEqual([
      "lakeshore.example",
    ]);
  });
});

describe("what is compared", () => {
  it.each([
    ["Old Mill & Sons, Ltd.", "old mill and sons ltd"],
    ["OLD  MILL &amp; SONS LTD", "old mill and sons ltd"],
    ["Café Zürich", "café zürich"],
    ["Ｆｕｌｌ Width", "full width"],
    ["O'Neil’s", "oneils"],
    ["O`Neil´s", "oneils"],
    ["3M (2000)", "3m 2000"],
    ["हिन्दी", "हिन्दी"],
    ["株式会社 例", "株式会社 例"],
    ["...", ""],
    [null, ""],
  ])("of the name %j is %j", (name, key) => {
    expect(nameKey(name)).toBe(key);
  });

  it("of a name does not change when it is taken once more", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (name) => {
        expect(nameKey(nameKey(name))).toBe(nameKey(name));
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ["m5v 2t6", "M5V2T6"],
    ["50030-230", "50030230"],
    ["98104-1234", "98104"],
    ["12345-67890", "1234567890"],
    [" 28195 ", "28195"],
    [null, ""],
  ])("of the postal code %j is %j", (code, key) => {
    expect(postalKey(code)).toBe(key);
  });

  it.each([
    ["DE", "germany"],
    ["Germany", "germany"],
    [" us ", "united states"],
    ["USA", "united states"],
    ["GB", "united kingdom"],
    ["UK", "united kingdom"],
    ["Deutschland", "germany"],
    ["ZQ", null],
    ["unknown", null],
    ["", null],
    [null, null],
  ])("of the country %j is %j", (country, key) => {
    expect(countryKey(country)).toBe(key);
  });

  it.each([
    ["TR", "Turkey", "Türkiye", "TURKIYE", "TÜRKİYE"],
    ["CZ", "Czech Republic", "Czechia"],
    ["HK", "Hong Kong", "Hong Kong SAR China"],
    ["MM", "Myanmar", "Burma", "Myanmar (Burma)"],
    ["CI", "Ivory Coast", "Cote d'Ivoire", "Côte d’Ivoire"],
    ["BA", "Bosnia and Herzegovina", "Bosnia & Herzegovina"],
    ["KR", "South Korea", "Korea, Republic of", "Korea (Republic of)", "Republic of Korea"],
    ["US", "U.S.A.", "U.S.", "The United States of America"],
    ["GB", "U.K.", "Great Britain", "England"],
    ["NL", "The Netherlands", "Netherlands (the)", "Holland"],
    ["VC", "St. Vincent & Grenadines", "Saint Vincent and the Grenadines", "St Vincent and the Grenadines"],
    ["CD", "Congo, Democratic Republic of the", "Democratic Republic of the Congo"],
    ["CW", "Curacao"],
    ["AX", "Aland Islands"],
    ["GM", "Gambia, The"],
    ["ST", "st", "Sao Tome and Principe"],
    ["VN", "Viet Nam"],
    ["DE", "Deutschland", "DEU", "Allemagne", "Niemcy", "ドイツ"],
    ["AT", "Österreich", "österreich", "AUT", "Áo"],
    ["CH", "Schweiz", "Suisse", "Svizzera", "CHE"],
    ["GB", "GBR", "Royaume-Uni", "Vereinigtes Königreich"],
    ["ES", "España", "espana", "ESP"],
    ["BR", "Brasil", "BRA"],
    ["JP", "日本", "JPN"],
    ["UA", "Україна", "UKR"],
  ])("knows the country %s by the names that people write", (code, ...names) => {
    expect(names.map(countryCode)).toEqual(names.map(() => code));
  });

  it("does not guess which of two countries is meant", () => {
    for (const name of ["Korea", "Congo", "Kongo", "NGA", "Saint", "The", "."])
      expect(countryCode(name)).toBeNull();
  });

  it("may be in any country that Node knows, by its code or its name, under the code that counts today", () => {
    const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ".split("");
    const regions = new Intl.DisplayNames("en", { type: "region", fallback: "none" });
    const known = letters
      .flatMap((first) => letters.map((second) => first + second))
      .filter((code) => !(regions.of(code) ?? "Pseudo-").startsWith("Pseudo-"));
    expect(known.length).toBeGreaterThan(250);
    for (const code of known) {
      const today = new Intl.Locale(`und-${code}`).region;
      expect([code, countryCode(code), countryCode(countryKey(code))]).toEqual([code, today, today]);
    }
  });

  it.each([
    ["https://www.Contoso.com/de?a=1", "contoso.com"],
    ["contoso.com", "contoso.com"],
    ["http://contoso.com:8080/", "contoso.com"],
    ["not a website", ""],
    ["", ""],
    [null, ""],
  ])("of the website %j is %j", (website, key) => {
    expect(domainKey(website)).toBe(key);
  });

  it.each([
    ["12-345-6789", "123456789"],
    ["12345678", ""],
    ["1234567890", ""],
    [null, ""],
  ])("of the D-U-N-S number %j is %j", (duns, key) => {
    expect(dunsKey(duns)).toBe(key);
  });
});
