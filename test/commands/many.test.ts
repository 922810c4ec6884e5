import { describe, expect, it } from "vitest";
import { ShareRows } from "../../src/commands/pull/share-rows.ts";
import { WaitingList } from "../../src/commands/pull/waiting-list.ts";
import type { Change } from "../../src/model/plan.ts";
import type { OpportunityReader } from "../../src/model/ports.ts";
import { shareIdFor } from "../../src/model/provisional.ts";
import type { Waiting } from "../../src/model/state.ts";
import { checkpoint } from "../../src/reconcile/checkpoint/checkpoint.ts";
import { EMPTY_STATE } from "../../src/reconcile/checkpoint/state.ts";
import { announce } from "../../src/reconcile/journal/announce.ts";
import { intentOf, MAPPING } from "../reconcile/deals.ts";

const AT = "2026-11-23T10:00:00.000Z";

/** The same, and how often that property of any of them was read. */
function counted<T extends object>(items: readonly T[], property: keyof T & string) {
  const seen = { reads: 0 };
  const watched = items.map((item) => {
    const value = item[property];
    return Object.defineProperty({ ...item }, property, {
      enumerable: true,
      get() {
        seen.reads += 1;
        return value;
      },
    });
  });
  return { items: watched, seen };
}

const many = <T>(count: number, make: (number: number) => T) =>
  Array.from({ length: count }, (_, n) => make(n));

function updateOf(number: number): Change {
  const link = { referral: `r${number}`, opportunity: `o${number}` };
  return { side: "referral", action: "update", link, etag: "e", fields: [] };
}

function waitingOf(number: number, more: Partial<Waiting> = {}): Waiting {
  const entry = { referral: `r${number}`, opportunity: `o${number}`, fields: [], reason: "", awaits: [] };
  const when = { tries: 1, firstAt: AT, nextAt: null, etags: { referral: null, opportunity: null } };
  return { ...entry, ...when, kind: "conflict", ...more };
}

describe("what is compared with a long list", () => {
  it.each([
    [
      "intents that stay open, with the changes of a run",
      (count: number) => {
        const { items, seen } = counted(many(50, updateOf), "action");
        const outcomes = items.map((change, n) => {
          const fate = { outcome: "applied", reason: null, sent: true, etag: "f", modified: null } as const;
          return { change, intent: `run.${n}`, ...fate };
        });
        const settled = many(count, (n) => ({
          intent: intentOf({ id: `dead.${n}`, referral: `other ${n}` }),
          fate: "open" as const,
        }));
        const nothing = { merges: [], questions: [], unreadable: [], looked: [], unwanted: [], intents: [] };
        const facts = { run: "run", now: AT, mappingDigest: "", reads: null, ...nothing, outcomes, settled };
        expect(checkpoint(EMPTY_STATE, facts).journal?.intents).toHaveLength(count);
        return seen;
      },
    ],
    [
      "new notes, with the intents that stay open",
      (count: number) => {
        const { items, seen } = counted(
          many(50, (n) => intentOf({ referral: `other ${n}` })),
          "action",
        );
        const changes = many(count, (n): Change => ({ ...updateOf(n), side: "opportunity", action: "note" }));
        const plan = { changes, conflicts: [], held: [], questions: [], warnings: [] };
        const { places } = MAPPING;
        announce(plan, { run: "run", at: AT, fingerprint: () => null, places, open: items });
        return seen;
      },
    ],
    [
      "what is only remembered, with what waits",
      (count: number) => {
        const { items: waiting, seen } = counted(many(50, waitingOf), "referral");
        const intents = many(count, (n) => intentOf({ referral: `other ${n}`, found: "audited" }));
        const journal = { run: "dead", writing: false, intents };
        expect(new WaitingList({ ...EMPTY_STATE, waiting, journal }, "", AT).announced([])).toEqual([]);
        return seen;
      },
    ],
  ])("%s, costs as much for a hundred as for one", (_what, run) => {
    expect(run(100).reads).toBe(run(1).reads);
  });

  it("shares that wait for approval, with what was approved, cost as much for a hundred as for one", async () => {
    const readsOf = async (count: number) => {
      const waiting = many(count, (n) => waitingOf(n, { kind: "held", referral: shareIdFor(`o${n}`) }));
      const seen = { reads: 0 };
      const asked = new Proxy(
        many(50, (n) => `other ${n}`),
        {
          get(target, key, receiver) {
            seen.reads += 1;
            return Reflect.get(target, key, receiver);
          },
        },
      );
      const rows = new ShareRows(MAPPING, new WaitingList({ ...EMPTY_STATE, waiting }, "", AT));
      await rows.read({} as OpportunityReader, { asked, listedAll: false });
      return seen.reads;
    };
    expect(await readsOf(100)).toBe(await readsOf(1));
  });
});
