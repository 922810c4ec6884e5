import { describe, expect, it } from "vitest";
import type { RefreshTokenStatus } from "../../src/model/sign-in.ts";
import { refreshTokenText, refreshTokenWarnings } from "../../src/report/refresh-token.ts";

const FRESH: RefreshTokenStatus = { ageDays: 3, renewed: false, problem: null, multiFactor: true };
const warnings = (change: Partial<RefreshTokenStatus>) =>
  refreshTokenWarnings({ ...FRESH, ...change }).map(({ message }) => message);

describe("the refresh token in a report", () => {
  it.each([
    [{}, "Refresh token: 3 days old, of 90"],
    [{ ageDays: 1 }, "Refresh token: 1 day old, of 90"],
    [{ ageDays: 0, renewed: true }, "Refresh token: renewed by this run"],
    [{ ageDays: null }, ""],
    [{ problem: "No. Do so." }, "Refresh token: 3 days old, of 90; it could not be renewed: No. Do so."],
    [{ ageDays: null, problem: "No." }, "Refresh token: of unknown age; it could not be renewed: No."],
  ])("%j reads %j", (change, text) => {
    expect(refreshTokenText({ ...FRESH, ...change })).toBe(text);
  });

  it("cannot become Markdown through what a store said", () => {
    expect(refreshTokenText({ ...FRESH, problem: "| @everyone <b>" })).not.toMatch(/<b>|@everyone/);
  });
});

describe("a warning about the refresh token", () => {
  it("comes from sixty days on, with the way out", () => {
    expect(warnings({ ageDays: 59 })).toEqual([]);
    expect(warnings({ ageDays: 60 })).toEqual([expect.stringMatching(/60 days old.*cosell-sync login/)]);
  });

  it("comes when it could not be renewed, and when there was no second factor", () => {
    expect(warnings({ problem: "The vault said no." })).toEqual([
      expect.stringContaining("The vault said no."),
    ]);
    expect(warnings({ multiFactor: false })).toEqual([expect.stringContaining("900421")]);
    expect(warnings({ multiFactor: null, ageDays: null })).toEqual([]);
  });
});
