import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalText } from "../../src/mapping/transforms/text.ts";
import { fieldOf, read, write } from "./record.ts";

const canonical = (raw: unknown, longest = 1000) => canonicalText(raw, longest);

describe("text", () => {
  it.each([
    ["composed and decomposed letters", "Zu\u0308rich", "Zürich"],
    ["Windows line ends", "one\r\ntwo", "one\ntwo"],
    ["old Macintosh line ends", "one\rtwo", "one\ntwo"],
    ["outer blanks", " \t Deal\u00a0\n", "Deal"],
    ["characters that XML refuses", "De\u0000a\u0008l\u001f\ufffe", "Deal"],
    ["a lone surrogate", "Deal \ud83d!", "Deal \ufffd!"],
    ["entities written as numbers", "A &#38; B &#x26; C", "A & B & C"],
    ["an entity put together by taking a character out", "A &am\u0001p; B", "A & B"],
    ["a Greek question mark that ends an entity", "A &amp\u037e B", "A & B"],
  ])("does not tell apart %s", (_what, raw, same) => {
    expect(canonical(raw)).toBe(same);
    expect(canonical(same)).toBe(same);
  });

  it("has none of the characters that XML does not have, and all others", () => {
    const refused = [...Array(32).keys(), 0xfffe, 0xffff].filter((code) => ![9, 10, 13].includes(code));
    for (const code of refused) expect(canonical(`a${String.fromCharCode(code)}b`)).toBe("ab");
    for (const kept of ["\t", "\n", "\u007f", "\u0085", "\ufffd"])
      expect(canonical(`a${kept}b`)).toBe(`a${kept}b`);
  });

  it("takes marks of another connector off the ends, on both sides, and never writes them back", () => {
    const name = { referral: "name", opportunity: "name", as: "text", longest: 100, marks: "✔✘" };
    const field = fieldOf(name);
    const asEmoji = "✔\ufe0f Deal ✔ 2 ✘\ufe0f";
    const encoded = "&#10004; Deal ✔ 2&nbsp;&#x2718;";
    for (const marked of ["✔ Deal ✔ 2", "✘✔Deal ✔ 2 ✘", "✔ ✘ Deal ✔ 2", " Deal ✔ 2", asEmoji, encoded]) {
      expect(read(field, "opportunity", { name: marked })).toBe("Deal ✔ 2");
      expect(read(field, "referral", { name: marked })).toBe("Deal ✔ 2");
    }
    expect(read(field, "opportunity", { name: "✔" })).toBeNull();
    expect(read(fieldOf({ ...name, marks: "" }), "opportunity", { name: "✔ Deal" })).toBe("✔ Deal");
  });

  it("leaves no mark at the end where it cuts, and counts none as a part of what would be cut off", () => {
    const short = fieldOf({ referral: "name", opportunity: "name", as: "text", longest: 6, marks: "✔" });
    expect(read(short, "referral", { name: "Deal ✔ 2" })).toBe("Deal");
    expect(write(short, "opportunity", "Deal 4", { name: "✔ Deal 3" })).toEqual({ name: "Deal 4" });
    expect(write(short, "opportunity", "Deal 4", { name: "✔ Deal 33" })).toHaveProperty("unusable");
  });

  it.each([
    ["an ampersand that is no entity", "R&D, AT&T"],
    ["an entity without its semicolon", "&amp rest"],
    ["inner tabs and blank lines", "one\n\n\ttwo"],
    ["an emoji", "Deal 🤝"],
  ])("leaves %s as it is", (_what, raw) => {
    expect(canonical(raw)).toBe(raw);
  });

  it.each([[null], [undefined], [""], [" \r\n "], ["\u0001"], ["&#32;"]])("takes %j for blank", (raw) => {
    expect(canonical(raw)).toBeNull();
  });

  it("is the same however often a system encoded it", () => {
    const encode = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
    const sources = fc.string({ unit: fc.constantFrom("&", "<", "a", "b", " ", "ü") });
    fc.assert(
      fc.property(sources, fc.nat({ max: 3 }), (source, times) => {
        let encoded = source;
        for (let round = 0; round < times; round++) encoded = encode(encoded);
        expect(canonical(encoded)).toBe(canonical(source));
      }),
    );
  });

  it.each([
    ["an entity inside another", "A &am&#112;; B", "A & B"],
    ["an entity whose semicolon is another", "A &amp&semi; B", "A & B"],
    ["an entity put together by one that stands for nothing", "A &am&#1;p; B", "A & B"],
    ["an entity that ends with an encoded Greek question mark", "A &amp&#x37e; B", "A & B"],
    ["an encoded Windows line end", "one&#13;&#10;two", "one\ntwo"],
    ["a number with many zeros, encoded again", `A &amp;#${"0".repeat(50)}38; B`, "A & B"],
  ])("decodes %s", (_what, raw, same) => {
    expect(canonical(raw)).toBe(same);
  });

  // As long as a column of the CRM can be. Each took minutes, and hours at this length, where work grows with its square.
  it.each([
    ["a chain of ampersands", `&${"amp;#38;".repeat(125_000)}lt;`, "<"],
    ["entities inside entities", `${"&am".repeat(200_000)}${"p;".repeat(200_000)}`, "&am&am&am"],
    ["entities that end with entities", `${"&#59".repeat(250_000)};`, ";"],
    ["ampersands that begin nothing", `&lt;${"&".repeat(1_000_000)}`, "<&&&&&&&&"],
    ["semicolons that end nothing", `&amp;lt;${";".repeat(1_000_000)}`, "<;;;;;;;;"],
    ["marks in the wrong order", `a${"\u0315\u0300".repeat(500_000)}`, "à\u0300\u0300"],
  ])("is read in a moment with a million characters of %s", (_what, raw, begin) => {
    const value = canonical(raw, 1_000_000);
    expect(value?.slice(0, begin.length)).toBe(begin);
    expect(canonical(value, 1_000_000) === value).toBe(true);
  });

  it("has at most thirty marks in a row, and loses none of them", () => {
    const value = canonical(`a${"\u0344".repeat(50)}`) ?? "";
    expect(value.replaceAll("\u034f", "")).toBe(`a${"\u0344".repeat(50)}`.normalize("NFC"));
    expect(value).not.toMatch(/[\p{M}--\u034F]{31}/v);
    expect(canonical(value)).toBe(value);
  });

  it("never cuts an emoji in half", () => {
    expect(canonical("deal 🤝🤝", 7)).toBe("deal 🤝");
    expect(canonical("deal 🤝🤝", 8)).toBe("deal 🤝");
    expect(canonical("deal 🤝🤝", 9)).toBe("deal 🤝🤝");
  });

  it("leaves no blank at the end where it cuts", () => {
    expect(canonical("one two", 4)).toBe("one");
  });

  it("is its own normal form, well-formed and no longer than allowed", () => {
    const anything = fc.string({ unit: "binary", maxLength: 60 });
    fc.assert(
      fc.property(anything, fc.integer({ min: 1, max: 20 }), (raw, longest) => {
        const value = canonical(raw, longest);
        expect(canonical(value, longest)).toBe(value);
        expect(value?.isWellFormed() ?? true).toBe(true);
        expect(value?.length ?? 0).toBeLessThanOrEqual(longest);
      }),
    );
  });
});

describe("a text that is longer than the other side shows", () => {
  const field = fieldOf({ as: "text", longest: 10, referral: "name", opportunity: "name" });

  it.each([
    ["referral", /in Partner Center has 11 characters .* first 10; edit it in Partner Center/],
    ["opportunity", /on the opportunity has 11 characters .* first 10; edit it on the opportunity/],
  ] as const)("refuses to be cut off on the %s", (side, reason) => {
    expect(write(field, side, "short", { name: "12345678901" })).toEqual({
      unusable: expect.stringMatching(reason) as string,
    });
  });

  it.each(["referral", "opportunity"] as const)("is written while it still fits on the %s", (side) => {
    expect(write(field, side, "short", { name: "1234567890" })).toEqual({ name: "short" });
    expect(write(field, side, "short", { name: "A&amp;B      " })).toEqual({ name: "short" });
  });

  it("equals its beginning on the other side, which no person has edited", () => {
    expect(read(field, "referral", { name: "1234567890 and more" })).toBe("1234567890");
    expect(read(field, "opportunity", { name: "1234567890" })).toBe("1234567890");
  });
});
