import { describe, expect, it } from "vitest";
import { reasonOf } from "../../../src/adapters/dataverse/error.ts";

const reasonIn = (message: string) =>
  reasonOf({ status: 400, headers: {}, body: JSON.stringify({ error: { code: "0x80044331", message } }) });

/** As much as a memo column holds; tried from each of its characters, it would take minutes. */
const LONG = 400_000;

describe("the reason of a refusal", () => {
  it.each([
    ["a text without blanks", `${"日".repeat(LONG)} is too long`],
    ["a line of dashes", `${"-".repeat(LONG)} is too long`],
    ["a payload error with one", `Error identified in Payload ${"-".repeat(LONG)}`],
    ["quotation marks that nothing closes", `x${" 'a \"b «c".repeat(LONG / 10)} is too long`],
    ["empty lines", `The value is too long${"\n".repeat(LONG)}.`],
  ])("is cut to one line at once, also of %s", (_what, message) => {
    expect(reasonIn(message).length).toBeLessThan(230);
  });

  it.each([
    ["an address", "ask mira.sato@adatum.example, not paul", "ask … not paul"],
    ["one in a longer word", "see (mailto:mira@adatum.example) there", "see … there"],
    [
      "a value behind an apostrophe",
      "the customer's name 'Ana Müller' is bad",
      "the customer's name '…' is bad",
    ],
    ["one with an apostrophe", "the name 'Ana O'Neil' is bad", "the name '…' is bad"],
    ["one whose quotation is cut", "the name 'Ana Müller", "the name '…"],
    [
      "one in German quotes",
      "der Name „Ana Müller“ von „name“ ist falsch",
      "der Name „…“ von „name“ ist falsch",
    ],
    ["one in French quotes", "le nom « Ana Müller » de « name » est faux", "le nom «…» de « name » est faux"],
    ["one in typographic quotes", "the name “Ana’s Müller” is bad", "the name “…” is bad"],
    ["one in Japanese quotes", "名前「アナ」は'アナ'です", "名前「…」は'…'です"],
    ["one in double ones", "欄『name』的值『安娜』無效", "欄『name』的值『…』無效"],
    ["one in Swedish quotes", "värdet ”Ana Müller” i ”name” är fel", "värdet ”…” i ”name” är fel"],
    ["one in single ones", "‘Ana O’Hara’ of ‘name’ isn’t valid", "‘…’ of ‘name’ isn’t valid"],
    ["one in JSON", '{"name":"Ana Müller","n":"12"}', '{"name":"…","n":"12"}'],
    ["an inner exception", "It failed. ---> System.FormatException: Mira", "It failed."],
    ["a stack", "It failed.\r\n   at Microsoft.Crm.Save()\r\n   at Main", "It failed."],
  ])("has nothing of %s", (_what, message, expected) => {
    expect(reasonIn(message)).toBe(`400 0x80044331: ${expected}`);
  });
});
