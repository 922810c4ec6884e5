import { describe, expect, it } from "vitest";
import { readError, reasonOf, signInError } from "../../../src/adapters/dataverse/error.ts";
import { ServiceError, SignInError, UnreachableError } from "../../../src/errors.ts";

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

describe("an answer to a read that is none", () => {
  const answerOf = (status: number, code?: string, message = "No.") => ({
    status,
    headers: {},
    body: code === undefined ? "" : JSON.stringify({ error: { code, message } }),
  });

  it.each([
    [429, "0x80072322", UnreachableError, "Dataverse kept failing: 429 0x80072322: No."],
    [500, undefined, UnreachableError, "Dataverse kept failing: 500"],
    [503, "0x80040216", UnreachableError, "Dataverse kept failing: 503 0x80040216: No."],
    // A delta link that is forgotten is read anew, whatever the status.
    [500, "0x80044352", ServiceError, "Dataverse refused to answer: 500 0x80044352: No."],
    [500, "0x80044183", ServiceError, "Dataverse refused to answer: 500 0x80044183: No."],
    [400, "0X80060888", ServiceError, "Dataverse refused to answer: 400 0x80060888: No."],
    [403, undefined, ServiceError, "Dataverse refused to answer: 403"],
    [
      403,
      "0x80072560",
      ServiceError,
      "The application is not a user of this Dataverse environment (0x80072560).",
    ],
  ])("ends the run in words: %i %s", (status, code, kind, message) => {
    const error = readError(answerOf(status, code));
    expect(error).toBeInstanceOf(kind);
    expect(error.message).toBe(message);
  });

  it.each([
    [
      "0x80040220",
      "is missing prvReadOpportunity privilege",
      "missing prvReadOpportunity in Dataverse (0x80040220)",
    ],
    ["0x80042f09", "No roles.", "missing a privilege in Dataverse (0x80042f09)"],
    ["0x0", "Could not find a property named 'x_nme' on type", "Dataverse has no column x_nme (0x0)"],
  ])("names what is missing: %s %s", (code, message, told) => {
    expect(readError(answerOf(403, code, message)).message).toContain(told);
  });

  it.each([
    ["0x1", "Check the environment's address and the mapping;"],
    [undefined, "Check the environment's address, and whether a proxy or a firewall"],
  ])("says where to look when it tells nothing: %s", (code, fix) => {
    expect(readError(answerOf(403, code)).fix).toContain(fix);
  });

  it("that refuses the token leads to the address and its tenant", () => {
    const error = signInError(answerOf(401, "0x80040216"));
    expect(error).toBeInstanceOf(SignInError);
    expect(error.fix).toContain("Check that dataverse-url belongs to the tenant");
  });
});
