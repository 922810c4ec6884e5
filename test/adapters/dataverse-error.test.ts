import { describe, expect, it } from "vitest";
import { reasonOf } from "../../src/adapters/dataverse-error.ts";

const reasonIn = (message: string) =>
  reasonOf({ status: 400, headers: {}, body: JSON.stringify({ error: { code: "0x80044331", message } }) });

/** As much as a memo column holds; tried from each of its characters, it would take minutes. */
const LONG = 400_000;

describe("the reason of a refusal", () => {
  it.each([
    ["a text without blanks", `${"日".repeat(LONG)} is too long`],
    ["a line of dashes", `${"-".repeat(LONG)} is too long`],
    ["a payload error with one", `Error identified in Payload ${"-".repeat(LONG)}`],
    ["empty lines", `The value is too long${"\n".repeat(LONG)}.`],
  ])("is cut to one line at once, also of %s", (_what, message) => {
    expect(reasonIn(message).length).toBeLessThan(230);
  });

  it.each([
    ["an address", "ask mira.sato@adatum.example, not paul", "ask … not paul"],
    ["one in a longer word", "see (mailto:mira@adatum.example) there", "see … there"],
    ["an inner exception", "It failed. ---> System.FormatException: Mira", "It failed."],
    ["a stack", "It failed.\r\n   at Microsoft.Crm.Save()\r\n   at Main", "It failed."],
  ])("has nothing of %s", (_what, message, expected) => {
    expect(reasonIn(message)).toBe(`400 0x80044331: ${expected}`);
  });
});
