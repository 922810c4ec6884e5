import { describe, expect, it } from "vitest";
import { renew } from "../../src/commands/renew.ts";
import { UnreachableError } from "../../src/errors.ts";

const NOW = new Date("2026-11-23T12:00:00Z");

interface Case {
  readonly storedAt?: string | null;
  readonly newest?: string | null;
  readonly fails?: Error;
  /** What is in the store when the run ends. */
  readonly nowStoredAt?: string | null;
}

async function renewed(one: Case) {
  const { storedAt = "2026-10-01T12:00:00Z", newest = "newest", fails } = one;
  const { nowStoredAt = storedAt } = one;
  const written: string[] = [];
  const store = {
    read: async () => ({ token: "stored", storedAt: nowStoredAt }),
    async write(token: string) {
      if (fails) throw fails;
      written.push(token);
    },
  };
  const status = await renew({
    store,
    stored: { token: "old", storedAt },
    newest: newest === null ? null : { refreshToken: newest, multiFactor: true },
    now: NOW,
  });
  return { ...status, written };
}

describe("a refresh token", () => {
  it.each([
    ["2026-11-16T12:00:00Z", 0, true],
    ["2026-11-16T12:00:01Z", 6, false],
    ["2026-11-23T12:00:00Z", 0, false],
    // Two clocks need not agree.
    ["2026-11-23T12:01:00Z", 0, false],
  ])("stored at %s is %i days old after the run; renewed: %s", async (storedAt, ageDays, isRenewed) => {
    const written = isRenewed ? ["newest"] : [];
    expect(await renewed({ storedAt })).toMatchObject({ ageDays, renewed: isRenewed, written });
  });

  it("of unknown age is renewed, since nothing else would ever do it", async () => {
    expect(await renewed({ storedAt: null })).toMatchObject({ renewed: true, written: ["newest"] });
  });

  it("of somebody who signed in while the run was at work stays in the store", async () => {
    const status = await renewed({ nowStoredAt: "2026-11-23T11:59:00Z" });
    expect(status).toMatchObject({ ageDays: 0, renewed: false, problem: null, written: [] });
  });

  it("is left alone when there was no sign-in to bring another", async () => {
    expect(await renewed({ newest: null })).toMatchObject({ ageDays: 53, renewed: false, written: [] });
  });

  it("that the store does not take stays as old as it is, with the reason", async () => {
    const fails = new UnreachableError("The vault kept answering 503.", "Run again later.");
    expect(await renewed({ fails })).toMatchObject({
      ageDays: 53,
      renewed: false,
      problem: "The vault kept answering 503. Run again later.",
    });
  });

  it("never hides a bug of ours", async () => {
    await expect(renewed({ fails: new TypeError("x is not a function") })).rejects.toThrow(TypeError);
  });
});
