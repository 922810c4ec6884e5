import { expect, it } from "vitest";
import { cursorPast } from "../../src/commands/own-writes.ts";
import { UnreachableError } from "../../src/errors.ts";
import type { ChangeOutcome } from "../../src/model/plan.ts";
import type { OpportunityCursor } from "../../src/model/ports.ts";
import { outcomeOf, rowOf } from "../reconcile/deals.ts";

const BEFORE = { delta: "/before", readAt: "2026-11-23T10:00:00Z" };
const BEHIND = { delta: "/behind", readAt: "2026-11-23T10:05:00Z" };

it("moves behind what this run wrote when that is more than one answer holds", async () => {
  expect(await after(writes(5001), etags(5001))).toEqual({ cursor: BEHIND, reads: 1 });
});

it("asks nothing when the next run reads what was written in the one answer it gets anyway", async () => {
  expect(await after(writes(5000), etags(5000))).toEqual({ cursor: BEFORE, reads: 0 });
});

it("asks nothing where the table has no change tracking", async () => {
  const untracked = { ...BEFORE, delta: null };
  expect(await after(writes(5001), [], untracked)).toEqual({ cursor: untracked, reads: 0 });
});

it("stays when somebody changed a row meanwhile, so that the next run sees it", async () => {
  expect((await after(writes(5001), [...etags(5001), "o-of-a-seller"])).cursor).toEqual(BEFORE);
});

it("stays when Dataverse has forgotten the changes and sends everything", async () => {
  const forgotten = async () => ({ cursor: BEHIND, full: true });
  expect(await cursorPast(writes(5001), BEFORE, { readChanged: forgotten })).toEqual(BEFORE);
});

it("stays when the reading fails: what was written still has to be recorded", async () => {
  const failing = () => Promise.reject(new UnreachableError("no answer", "run again"));
  expect(await cursorPast(writes(5001), BEFORE, { readChanged: failing })).toEqual(BEFORE);
});

async function after(
  outcomes: readonly ChangeOutcome[],
  changed: readonly string[],
  cursor = BEFORE as OpportunityCursor,
) {
  let reads = 0;
  const moved = await cursorPast(outcomes, cursor, {
    async readChanged(_from, onPage) {
      reads += 1;
      await onPage(changed.map((etag) => rowOf({}, etag)));
      return { cursor: BEHIND, full: false };
    },
  });
  return { cursor: moved, reads };
}

function writes(count: number): ChangeOutcome[] {
  const change = {
    side: "opportunity",
    action: "update",
    link: { referral: "a", opportunity: "b" },
    etag: null,
    fields: [],
  } as const;
  return etags(count).map((etag) => outcomeOf(change, "applied", { etag }));
}

function etags(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `o${index}`);
}
