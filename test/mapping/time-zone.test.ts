import { describe, expect, it } from "vitest";
import { isTimeZone } from "../../src/mapping/schema/time-zone.ts";

describe("a time zone", () => {
  it("is any that Node takes: those it lists, and their other names", () => {
    const listed = Intl.supportedValuesOf("timeZone");
    expect(listed.filter((name) => !isTimeZone(name))).toEqual([]);
    const others = ["UTC", "Etc/UTC", "GMT", "Asia/Calcutta", "Asia/Kolkata", "europe/berlin", "+05:30"];
    expect(others.filter((name) => !isTimeZone(name))).toEqual([]);
  });

  it.each(["", "Berlin", "Europe/Bonn", "Europe/Berlin ", "CET+1"])("is not %j", (name) => {
    expect(isTimeZone(name)).toBe(false);
  });
});
