import { describe, expect, it } from "vitest";
import { picked } from "../../src/mapping/project.ts";
import { fieldOf, read } from "./record.ts";

const oneWay = { as: "text", longest: 100, direction: "referral to opportunity" };
const state = fieldOf({
  ...oneWay,
  referral: "customerProfile.address.state",
  opportunity: "stateorprovince",
});
const stateOf = (address: unknown) => read(state, "referral", { customerProfile: { address } });

describe("the state of an address", () => {
  it.each([
    ["in its own place", { state: "WA", region: "OR" }, "WA"],
    ["in the region, as the portal leaves it", { state: null, region: "WA" }, "WA"],
    ["in the region when it is empty", { state: "", region: "WA" }, "WA"],
    ["in the region when it was not returned", { region: "WA" }, "WA"],
    ["in neither", { state: null, region: null }, null],
    ["in neither, with no region at all", { state: "" }, null],
    ["in an address that is empty", null, null],
    ["in an address that was not returned", undefined, undefined],
  ])("is read %s", (_where, address, expected) => {
    expect(stateOf(address)).toBe(expected);
  });
});

describe("a place that is a member of every object", () => {
  const paths = { referral: "details.constructor", opportunity: "constructor" };
  const field = fieldOf({ as: "text", longest: 100, ...paths });

  it("is not there unless the record has it", () => {
    expect(read(field, "referral", { details: {} })).toBeUndefined();
    expect(read(field, "opportunity", {})).toBeUndefined();
    expect(read(field, "referral", { details: { constructor: "Bauhaus" } })).toBe("Bauhaus");
  });
});

describe("a property of a list's element", () => {
  const name = fieldOf({ ...oneWay, referral: "customerProfile.team.0.lastName", opportunity: "lastname" });
  const nameOf = (team: unknown) => read(name, "referral", { customerProfile: { team } });

  it("is read by its place, the first is 0", () => {
    expect(nameOf([{ lastName: "Okafor" }, { lastName: "Sato" }])).toBe("Okafor");
  });

  it("is blank when the list has no such element, and unknown when the element or the list was not returned", () => {
    expect(nameOf([])).toBeNull();
    expect(nameOf(null)).toBeNull();
    expect(nameOf([{}])).toBeUndefined();
    expect(nameOf(undefined)).toBeUndefined();
  });

  it("is the same of what was picked out of a record", () => {
    const paths = ["customerProfile.team.1.lastName", "customerProfile.team.0.lastName"];
    const pickedOf = (team: unknown) =>
      read(name, "referral", picked({ name: "Deal", customerProfile: { team } }, paths));
    expect(pickedOf([{ lastName: "Okafor" }, { lastName: "Sato" }])).toBe("Okafor");
    expect(pickedOf([])).toBeNull();
    expect(pickedOf(undefined)).toBeUndefined();
  });
});

describe("a text", () => {
  it.each([[{ rich: "text" }], [["a", "b"]]])("is never made of %j", (raw) => {
    const notes = fieldOf({ ...oneWay, referral: "details.notes", opportunity: "description" });
    expect(read(notes, "referral", { details: { notes: raw } })).toEqual({
      unusable: "what stands there is not a text",
    });
  });
});
