import { describe, expect, it } from "vitest";
import type { Intent } from "../../src/model/state.ts";
import { checkpoint } from "../../src/reconcile/checkpoint/checkpoint.ts";
import type { RunFacts } from "../../src/reconcile/checkpoint/run-facts.ts";
import { daysOfSharing } from "../../src/reconcile/checkpoint/shared-lately.ts";
import { EMPTY_STATE, formatState, parseState } from "../../src/reconcile/checkpoint/state.ts";
import { intentOf } from "./deals.ts";
import { appliedShare, plannedShare, rowOf } from "./shares.ts";

const OPPORTUNITY = rowOf().id;

function stateAfter(
  facts: Partial<Pick<RunFacts, "outcomes" | "settled" | "now">>,
  before: NonNullable<typeof EMPTY_STATE.shared> = {},
) {
  const nothing = { merges: [], questions: [], unreadable: [], looked: [], unwanted: [], intents: [] };
  const known = { run: "run", mappingDigest: "", reads: null, now: "2026-11-29T05:00:00.000Z" };
  const run = { ...nothing, ...known, outcomes: [], settled: [], ...facts };
  return checkpoint({ ...EMPTY_STATE, shared: before }, run);
}

describe("what is remembered of a deal that was shared", () => {
  const share: Intent = intentOf({ action: "share", opportunity: OPPORTUNITY });

  it("is its day, whether this run has shared it or a dead one", () => {
    const outcomes = [appliedShare(plannedShare())];
    const ours = stateAfter({ outcomes });
    const found = stateAfter({ settled: [{ intent: share, fate: "applied" }] });
    for (const { shared } of [ours, found]) expect(daysOfSharing(shared)(OPPORTUNITY)).toBe("2026-11-29");
    expect(parseState(formatState(ours, {}), "branch")).toEqual(ours);
  });

  it("stands beside that of other deals of the same day", () => {
    const before = { "2026-11-29": ["aaaaaaaa"] };
    expect(stateAfter({ outcomes: [appliedShare(plannedShare())] }, before).shared).toEqual({
      "2026-11-29": ["aaaaaaaa", OPPORTUNITY.slice(0, 8)],
    });
  });

  it("is the first day, of a deal that was shared once more", () => {
    const again = { "2026-11-20": ["aaaaaaaa"], "2026-11-29": ["aaaaaaaa"] };
    expect(daysOfSharing(again)("aaaaaaaa-0000-4000-8000-000000000001")).toBe("2026-11-20");
  });

  it("is nothing where it did not arrive, and of other deals", () => {
    const others = { ...share, action: "update" } as const;
    for (const one of [
      { intent: share, fate: "open" },
      { intent: others, fate: "applied" },
    ] as const)
      expect(stateAfter({ settled: [one] })).not.toHaveProperty("shared");
    const made = appliedShare(plannedShare());
    const update = { ...made, change: { ...made.change, action: "update" } } as const;
    const refused = { ...made, outcome: "rejected" } as const;
    expect(stateAfter({ outcomes: [update, refused] })).not.toHaveProperty("shared");
    const { shared } = stateAfter({ outcomes: [appliedShare(plannedShare())] });
    expect(daysOfSharing(shared)("00000000-0000-4000-8000-000000000009")).toBeNull();
  });

  it("is kept for as long as Dataverse keeps backups", () => {
    const before = { "2026-11-01": ["aaaaaaaa"], "2026-10-31": ["bbbbbbbb"] };
    expect(stateAfter({}, before).shared).toEqual({ "2026-11-01": ["aaaaaaaa"] });
    expect(stateAfter({ now: "2026-12-20T05:00:00.000Z" }, before)).not.toHaveProperty("shared");
  });
});
