import { expect, it } from "vitest";
import { openSeal } from "../../../src/adapters/github/seal.ts";

const TEXT = "https://contoso.example/hook?code=Zürich";
const seal = openSeal("client-secret");
const sealed = seal.close(TEXT) ?? "";

it("what is sealed is opened by whoever has the secret, and by nobody else", () => {
  expect(sealed).not.toContain("contoso");
  expect(openSeal("client-secret").open(sealed)).toBe(TEXT);
  expect(openSeal("a new secret").open(sealed)).toBeNull();
});

it("what is sealed twice is not the same, so that nobody sees that it is", () => {
  expect(seal.close(TEXT)).not.toBe(sealed);
});

it("what somebody has changed on the branch, wherever, is not opened", () => {
  const bytes = Buffer.from(sealed, "base64url");
  const changed = [...bytes.keys()].map((at) => {
    const other = Buffer.from(bytes);
    other.writeUInt8(bytes.readUInt8(at) ^ 1, at);
    return other;
  });
  const cut = [...bytes.keys()].map((length) => bytes.subarray(0, length));
  // Of its tag only four bytes, which can be tried.
  const nothing = Buffer.from(seal.close("") ?? "", "base64url").subarray(0, 16);
  const others = [...changed, ...cut, nothing].map((one) => one.toString("base64url"));
  expect(others.filter((text) => seal.open(text) !== null)).toEqual([]);
});

it("without a secret nothing is sealed, and nothing is opened", () => {
  expect([openSeal(null).close(TEXT), openSeal(null).open(sealed)]).toEqual([null, null]);
});
