import { describe, expect, it } from "vitest";
import type { Change, ChangeOutcome, Merge } from "../../src/model/plan.ts";
import { nameable, shareIdFor } from "../../src/model/provisional.ts";
import type { SyncState, Waiting } from "../../src/model/state.ts";
import { checkpoint } from "../../src/reconcile/checkpoint/checkpoint.ts";
import type { RunFacts } from "../../src/reconcile/checkpoint/run-facts.ts";
import { EMPTY_STATE, formatState, parseState } from "../../src/reconcile/checkpoint/state.ts";
import { isMisnamed, withUnreadable } from "../../src/reconcile/checkpoint/waiting.ts";
import { waitingOf } from "../report/results.ts";
import { BASE, intentOf, mergeOf, outcomeOf, pairOf, referralOf, rowOf } from "./deals.ts";
import { REFERRAL } from "./world.ts";

const NOW = "2026-11-23T10:00:00.000Z";

function facts(more: Partial<RunFacts> = {}): RunFacts {
  const none = { merges: [], questions: [], unreadable: [], looked: [], intents: [], outcomes: [] };
  return {
    run: "run",
    now: NOW,
    mappingDigest: "m1",
    reads: null,
    settled: [],
    unwanted: [],
    ...none,
    ...more,
  };
}

function reads(listed: Readonly<Record<string, string>> = {}): NonNullable<RunFacts["reads"]> {
  const entries = Object.entries(listed).map(
    ([id, modified]) => [id, { etag: `etag of ${id}`, modified }] as const,
  );
  return {
    referralsReadAt: NOW,
    isEmpty: false,
    listed: new Map(entries),
    opportunities: { delta: "/d", readAt: NOW },
    linked: null,
    all: false,
    sweptTo: null,
    sweepsNext: false,
  };
}

const closedRow = rowOf({ statecode: 1, statuscode: 3 });
const toRow = () => mergeOf(pairOf(referralOf({ name: "Better name" })));
const waitingAfter = (more: Partial<RunFacts>, before: readonly Waiting[] = []) =>
  checkpoint({ ...EMPTY_STATE, waiting: before }, facts(more)).waiting;

describe("the watermark of the referrals", () => {
  it("is when the listing began, never the newest record seen", () => {
    const next = checkpoint(EMPTY_STATE, facts({ reads: reads({ a: "2026-11-23T09:59:59.1234567Z" }) }));
    expect(next.referrals?.since).toBe(NOW);
  });

  it("stays where nothing at all was listed, as for whoever has no role yet", () => {
    const nothing = { ...reads(), isEmpty: true };
    const before = { ...EMPTY_STATE, referrals: { since: "2026-11-20T10:00:00.000Z", seen: {} } };
    const nextAfter = (state: SyncState) => checkpoint(state, facts({ reads: nothing })).referrals;
    expect(nextAfter({ ...before, mapping: "m1" })).toEqual(before.referrals);
    // With another mapping nothing was looked at so far, and not all of it where a full read takes several runs.
    const underWay = { ...before, mapping: "m1", sweptTo: "a" };
    for (const state of [EMPTY_STATE, { ...before, mapping: "m0" }, underWay])
      expect(nextAfter(state)?.since).toBe("1970-01-01T00:00:00.000Z");
  });

  it("remembers what the run itself has made where nothing at all was listed, which is no news to the next", () => {
    const merge = mergeOf(pairOf(referralOf(), rowOf({ name: "Edited" })));
    const outcomes = [outcomeOf(merge.changes[0], "applied", { etag: "r2" })];
    const next = checkpoint(EMPTY_STATE, facts({ reads: { ...reads(), isEmpty: true }, outcomes }));
    expect(next.referrals?.seen).toEqual({ [REFERRAL]: "r2" });
  });

  it("goes with that of the rows, and with whose deals they are", () => {
    const before = { ...EMPTY_STATE, of: { account: "a", crm: "c" } };
    const { of, opportunities } = checkpoint(before, facts({ reads: reads() }));
    expect({ of, opportunities }).toEqual({ of: before.of, opportunities: { delta: "/d", readAt: NOW } });
  });

  it("remembers what the overlap will list again, and forgets the rest", () => {
    const listed = { inside: "2026-11-23T09:45:00Z", outside: "2026-11-23T09:44:59.9999999Z" };
    expect(checkpoint(EMPTY_STATE, facts({ reads: reads(listed) })).referrals?.seen).toEqual({
      inside: "etag of inside",
    });
  });

  it("knows our own write by the etag it was given", () => {
    const merge = mergeOf(pairOf(referralOf(), rowOf({ name: "Better name" })));
    const outcomes = [
      outcomeOf(merge.changes[0], "applied", { etag: "r2" }),
      outcomeOf(merge.changes[1], "applied", { etag: "o2" }),
    ];
    const next = checkpoint(EMPTY_STATE, facts({ reads: reads(), merges: [merge], outcomes }));
    expect(next.referrals?.seen).toEqual({ [REFERRAL]: "r2" });
  });

  it("does not know by its etag what Microsoft's own referral became by being asked", () => {
    const [change] = mergeOf(pairOf(referralOf(), rowOf({ name: "Better name" }))).changes;
    const invite = change && { ...change, action: "invite" as const };
    const outcomes = [outcomeOf(invite, "applied", { etag: "theirs" })];
    expect(checkpoint(EMPTY_STATE, facts({ reads: reads(), outcomes })).referrals?.seen).toEqual({});
  });

  it("forgets when everything was read where the next run has to read it again", () => {
    const before: SyncState = { ...EMPTY_STATE, sweptAt: "2026-11-22T00:00:00Z" };
    expect(checkpoint(before, facts({ reads: reads() })).sweptAt).toBe(before.sweptAt);
    expect(checkpoint(before, facts({ reads: { ...reads(), sweepsNext: true } }))).not.toHaveProperty(
      "sweptAt",
    );
  });

  it.each([
    ["it looked at a deal with another mapping, whose fields and scope may be others", "m0", true, ""],
    ["it has not found the deal", "m0", false, "m0"],
    ["it looked at one with the same mapping", "m1", true, "m1"],
  ])("names after a run for one referral the mapping of before unless %s", (_why, mapping, looks, next) => {
    const merges = looks ? [toRow()] : [];
    expect(checkpoint({ ...EMPTY_STATE, mapping }, facts({ merges })).mapping).toBe(next);
  });

  it("says how far a full read came that takes several runs, until the last of them", () => {
    const before: SyncState = { ...EMPTY_STATE, sweptAt: "2026-11-01T00:00:00Z" };
    const part = { ...reads(), all: true, sweptTo: "b" };
    const between = checkpoint(before, facts({ reads: part }));
    expect(between).toMatchObject({ mapping: "m1", sweptAt: before.sweptAt, sweptTo: "b" });
    expect(checkpoint(between, facts())).toMatchObject({ sweptTo: "b" });
    const after = checkpoint(between, facts({ reads: { ...part, sweptTo: null } }));
    expect(after.sweptAt).toBe(NOW);
    expect(after).not.toHaveProperty("sweptTo");
  });

  it("stays where it is after a run that looked at one referral only", () => {
    const before: SyncState = {
      ...EMPTY_STATE,
      mapping: "m0",
      referrals: { since: "2026-11-22T00:00:00Z", seen: {} },
    };
    expect(checkpoint(before, facts())).toMatchObject({ mapping: "m0", referrals: before.referrals });
  });
});

describe("what waits", () => {
  it("is nothing when every change was applied", () => {
    const merge = toRow();
    expect(waitingAfter({ merges: [merge], outcomes: [outcomeOf(merge.changes[0], "applied")] })).toEqual([]);
  });

  it("leaves the list as soon as it is fixed", () => {
    const merge = toRow();
    const before = waitingAfter({ merges: [merge], outcomes: [outcomeOf(merge.changes[0], "rejected")] });
    expect(before).toHaveLength(1);
    expect(
      waitingAfter({ merges: [merge], outcomes: [outcomeOf(merge.changes[0], "applied")] }, before),
    ).toEqual([]);
  });

  it("says since when it has, and how often its row lost its base, whatever else happens to it", () => {
    const rejected = { merges: [toRow()], outcomes: [outcomeOf(toRow().changes[0], "rejected")] };
    const [entry] = waitingAfter(rejected);
    const lost = { times: 2, until: NOW };
    const before = [{ ...(entry as Waiting), firstAt: "2026-11-20T10:00:00.000Z", lost }];
    expect(waitingAfter(rejected, before)).toMatchObject([{ firstAt: "2026-11-20T10:00:00.000Z", lost }]);
    expect(waitingAfter({ ...rejected, now: "2026-12-23T10:00:00.000Z" }, before)[0]).not.toHaveProperty(
      "lost",
    );
    const failed = { ...rejected, outcomes: [outcomeOf(toRow().changes[0], "failed")] };
    expect(waitingAfter(failed, before)).toMatchObject([{ firstAt: NOW, tries: 1 }]);
  });

  it("is nothing of a deal that is left alone and in step, unless its row has lost its base", () => {
    const before = waitingAfter({ merges: [toRow()], outcomes: [outcomeOf(toRow().changes[0], "rejected")] });
    const left = { ...toRow(), changes: [], leftAlone: "out of scope" };
    expect(waitingAfter({ merges: [left] }, before)).toEqual([]);
    const lost = { merges: [{ ...left, forgotten: "it is gone" }], looked: [REFERRAL] };
    expect(waitingAfter(lost, before)).toEqual(before);
    // Else every run looks at it, and says that it needed nothing.
    const until = "2026-11-26T10:00:00.000Z";
    const due = before.map((entry) => ({ ...entry, nextAt: NOW, lost: { times: 4, until } }));
    expect(waitingAfter(lost, due)).toMatchObject([{ nextAt: until, lost: { times: 4, until } }]);
  });

  describe("goes on being a close that did not get through", () => {
    const { link } = pairOf();
    const close = [waitingOf(1, { ...link, kind: "close", tries: 2 })];
    const scope = {
      link,
      field: null,
      side: "opportunity",
      reason: "out of scope",
      awaits: "scope",
    } as const;
    const leaving = (merge: Merge): Partial<RunFacts> => {
      return { merges: [{ ...merge, changes: [], held: [scope], leftAlone: scope.reason }] };
    };

    it.each<[string, Partial<RunFacts>, Waiting["kind"]]>([
      ["while the deal is left alone", leaving(toRow()), "close"],
      ["while it cannot be read", { unreadable: [{ link, rowEtag: "o1", reason: "not shown" }] }, "close"],
      ["while somebody is asked", { questions: [{ referral: REFERRAL, text: "which one?" }] }, "close"],
      ["but not once its row is closed", leaving(mergeOf(pairOf(referralOf(), closedRow))), "out of scope"],
    ])("%s", (_when, more, kind) => {
      expect(waitingAfter({ looked: [REFERRAL], ...more }, close)).toMatchObject([{ kind, fields: [] }]);
    });
  });

  it("is under its referral alone once a deal that waited for one has it", () => {
    const merge = mergeOf(pairOf());
    const { opportunity } = merge.pair.link;
    const [entry] = waitingAfter({
      merges: [toRow()],
      outcomes: [outcomeOf(toRow().changes[0], "rejected")],
    });
    const provisional = { ...(entry as Waiting), referral: shareIdFor(opportunity) };
    expect(waitingAfter({ merges: [merge] }, [provisional])).toEqual([]);
    expect(waitingAfter({}, [provisional])).toEqual([provisional]);
  });

  it("has the version of the row, and not that of the account which was made for it", () => {
    const merge = toRow();
    const [update] = merge.changes;
    const account = update && { ...update, action: "create", row: { table: "account", id: "a1" } };
    const outcomes = [
      outcomeOf(account as Change, "applied", { etag: "of the account" }),
      outcomeOf(update, "rejected"),
    ];
    expect(waitingAfter({ merges: [merge], outcomes })).toMatchObject([{ etags: { opportunity: "o1" } }]);
  });

  it("is a deal with two ends, for as long as somebody can make them one", () => {
    const merge = mergeOf(
      pairOf(referralOf({ status: "Closed", substatus: "Won" }), rowOf({ statecode: 2, statuscode: 4 })),
    );
    expect(waitingAfter({ merges: [merge] })).toMatchObject([{ kind: "held", fields: ["status"] }]);
  });

  it("is no approval while it is not known whether the deal was shared", () => {
    const { pair, changes } = toRow();
    const link = { ...pair.link, referral: shareIdFor(pair.link.opportunity) };
    const reason = "it waits for approval";
    const held = [{ link, field: "help", side: "referral", reason, awaits: "approval" }] as const;
    const awaitsOf = (deal: typeof link) => {
      const [change] = changes.map((one) => ({ ...one, link: deal }));
      const merge = { ...toRow(), pair: { ...pair, link: deal }, held };
      return waitingAfter({ merges: [merge], outcomes: [outcomeOf(change, "failed")] })[0]?.awaits;
    };
    expect(awaitsOf(link)).toEqual([]);
    expect(awaitsOf(pair.link)).toEqual(["help: it waits for approval"]);
  });

  describe("of a row that names a referral which cannot be read", () => {
    const unreadable = (referral: string, rowEtag: string | null) => {
      const { opportunity } = pairOf().link;
      return { unreadable: [{ link: { referral, opportunity }, rowEtag, reason: "not shown" }] };
    };

    it("is tried again, unless what it names is no identifier, which only a person can fix", () => {
      expect(waitingAfter(unreadable(REFERRAL, "o1"))).toMatchObject([{ kind: "rejected" }]);
      const typed = nameable("Lakeshore", pairOf().link.opportunity);
      expect(waitingAfter(unreadable(typed, "o1"))).toMatchObject([{ kind: "held", nextAt: null }]);
    });

    it("is looked at once a day at least, as whoever is given back the role sees what has not changed", () => {
      let before: readonly Waiting[] = [];
      for (let time = 0; time < 9; time += 1) before = waitingAfter(unreadable(REFERRAL, "o1"), before);
      expect(before).toMatchObject([{ kind: "rejected", tries: 9, nextAt: "2026-11-24T10:00:00.000Z" }]);
    });

    it("is in a plan as a sync would list it, once", () => {
      const { unreadable: found } = unreadable(REFERRAL, "o1");
      const others = waitingOf(2);
      const [listed] = waitingAfter({ unreadable: found });
      expect(withUnreadable([others], found, NOW)).toEqual([others, listed]);
      const known = waitingOf(1, { referral: REFERRAL });
      expect(withUnreadable([known], found, NOW)).toEqual([known]);
    });

    it("is known as such also where a later run does not see the row", () => {
      const before = waitingAfter(unreadable(REFERRAL, "o1"));
      const [after] = waitingAfter(unreadable(REFERRAL, null), before);
      expect(after).toMatchObject({ etags: { referral: null, opportunity: "o1" } });
      expect(after && isMisnamed(after)).toBe(true);
      const { opportunity } = pairOf().link;
      expect(after && isMisnamed({ ...after, referral: shareIdFor(opportunity) })).toBe(false);
    });
  });

  it("is not a deal that is read and leads to nothing any more", () => {
    const merge = toRow();
    const before = waitingAfter({ merges: [merge], outcomes: [outcomeOf(merge.changes[0], "rejected")] });
    expect(waitingAfter({ looked: [REFERRAL] }, before)).toEqual([]);
    expect(waitingAfter({}, before)).toEqual(before);
  });

  it("is read again at once when its etag had moved", () => {
    const merge = toRow();
    const [entry] = waitingAfter({ merges: [merge], outcomes: [outcomeOf(merge.changes[0], "stale")] });
    expect(entry).toMatchObject({ kind: "stale", nextAt: NOW });
  });

  it("is tried less and less often when it is refused, and in the end only after a change", () => {
    const merge = toRow();
    const rejected = { merges: [merge], outcomes: [outcomeOf(merge.changes[0], "rejected")] };
    let before: readonly Waiting[] = [];
    const times = Array.from({ length: 5 }, () => {
      before = waitingAfter({ ...rejected, now: before[0]?.nextAt ?? NOW }, before);
      return before[0]?.nextAt ?? null;
    });
    expect(times).toEqual([
      "2026-11-23T11:00:00.000Z",
      "2026-11-23T15:00:00.000Z",
      "2026-11-24T15:00:00.000Z",
      "2026-11-27T15:00:00.000Z",
      null,
    ]);
    expect(before[0]).toMatchObject({ tries: 5, firstAt: NOW });
  });

  it("has as many tries left after any number of edits, each of which is tried at once", () => {
    const merge = toRow();
    const rejected = { merges: [merge], outcomes: [outcomeOf(merge.changes[0], "rejected")] };
    let before = waitingAfter(rejected);
    for (const minute of [1, 2, 3, 4, 5])
      before = waitingAfter({ ...rejected, now: `2026-11-23T10:0${minute}:00.000Z` }, before);
    expect(before).toMatchObject([{ tries: 1, firstAt: NOW, nextAt: "2026-11-23T11:00:00.000Z" }]);
  });

  describe("of which values are refused by themselves", () => {
    const refused = { side: "opportunity", field: "name", value: "hash", reason: "too long" } as const;
    const before = [
      waitingOf(1, {
        ...pairOf().link,
        kind: "rejected",
        rest: true,
        tries: 2,
        nextAt: "2026-11-23T09:00:00.000Z",
      }),
    ];
    const { tries, firstAt, nextAt } = before[0] as Waiting;

    it("is one try, one value after the other", () => {
      const merge = toRow();
      const more = {
        merges: [merge],
        outcomes: [outcomeOf(merge.changes[0], "rejected", { refused: [refused] })],
      };
      expect(waitingAfter(more, before)).toMatchObject([
        { tries, firstAt, nextAt, rest: true, refused: [refused] },
      ]);
      expect(waitingAfter(more)).toMatchObject([{ tries: 1, nextAt: "2026-11-23T11:00:00.000Z" }]);
      const whole = { merges: [merge], outcomes: [outcomeOf(merge.changes[0], "rejected")] };
      expect(waitingAfter(whole, before)).toMatchObject([{ tries: 3 }]);
    });

    it("waits as long as it would have while they are left out", () => {
      const { link } = pairOf();
      const held = [{ link, field: "name", side: "opportunity", reason: "too long", refused }] as const;
      const [entry] = waitingAfter({ merges: [{ ...mergeOf(pairOf()), held }] }, before);
      expect(entry).toMatchObject({ kind: "rejected", tries, firstAt, nextAt, refused: [refused] });
      expect(entry).not.toHaveProperty("rest");
      const notes = { link, field: "notes", side: "opportunity", reason: "edit it there" } as const;
      const both = { ...mergeOf(pairOf()), held: [notes, ...held] };
      expect(waitingAfter({ merges: [both] }, before)).toMatchObject([
        { kind: "rejected", fields: ["notes", "name"] },
      ]);
    });
  });

  describe("of an answer that was refused", () => {
    const merge = toRow();
    const [change] = merge.changes;
    const fields = [
      { field: "answer", from: null, to: "accepted", moves: "decision" },
      { field: "name", from: "Deal", to: "Better" },
    ] as const;
    const answer = { ...change, side: "referral", fields } as Change;
    const alone = { ...answer, fields: fields.slice(0, 1) } as Change;
    const next = {
      link: merge.pair.link,
      field: "notes",
      side: "referral",
      reason: "later",
      awaits: "next run",
    } as const;
    const triedAfter = (refused: Change, before: readonly Waiting[] = []) =>
      waitingAfter(
        { merges: [{ ...merge, held: [next] }], outcomes: [outcomeOf(refused, "rejected")] },
        before,
      );

    it("is tried by itself at the next run, once, where more went with it", () => {
      const first = triedAfter(answer);
      expect(first).toMatchObject([{ kind: "rejected", nextAt: NOW }]);
      expect(triedAfter(answer, first)).toMatchObject([{ tries: 2, nextAt: "2026-11-23T14:00:00.000Z" }]);
    });

    it("is looked at no sooner for what was to follow it, as something else that was refused is", () => {
      expect(triedAfter(alone)).toMatchObject([{ nextAt: "2026-11-23T11:00:00.000Z" }]);
      expect(change && triedAfter(change)).toMatchObject([{ nextAt: NOW }]);
    });
  });

  it("knows the note of what it overwrites, the deal that may be the same, and how people call it", () => {
    const held = {
      link: pairOf().link,
      field: null,
      side: "opportunity",
      reason: "twin",
      twin: "r9",
    } as const;
    const merge = { ...toRow(), noted: "hash", name: "Lakeshore", held: [held] };
    const entryAfter = (outcome: ChangeOutcome) => waitingAfter({ merges: [merge], outcomes: [outcome] })[0];
    expect(entryAfter(outcomeOf(merge.changes[0], "rejected"))).toMatchObject({
      noted: "hash",
      twin: "r9",
      name: "Lakeshore",
    });
    const note = { ...merge.changes[0], action: "note" } as Change;
    expect(entryAfter(outcomeOf(note, "rejected"))).not.toHaveProperty("noted");
  });

  it("is tried at once as long as it moves, and then like one that is refused", () => {
    const merge = toRow();
    const stale = { merges: [merge], outcomes: [outcomeOf(merge.changes[0], "stale")] };
    let before: readonly Waiting[] = [];
    const times = Array.from({ length: 6 }, () => {
      before = waitingAfter(stale, before);
      return before[0]?.nextAt;
    });
    expect(times).toEqual([NOW, NOW, NOW, NOW, NOW, "2026-11-23T11:00:00.000Z"]);
  });

  it("is tried once more at once when it failed, and then like one that is refused", () => {
    const merge = toRow();
    const failed = { merges: [merge], outcomes: [outcomeOf(merge.changes[0], "failed")] };
    const before = waitingAfter(failed);
    expect([...before, ...waitingAfter(failed, before)].map(({ nextAt }) => nextAt)).toEqual([
      NOW,
      "2026-11-23T14:00:00.000Z",
    ]);
  });

  it("is a row without its base that is never given up, as somebody may fix the CRM at any time", () => {
    const merge = toRow();
    const lost = outcomeOf(merge.changes[0], "applied", { lostBase: true, reason: "it is empty" });
    let before: readonly Waiting[] = [];
    for (let time = 0; time < 9; time += 1)
      before = waitingAfter({ merges: [merge], outcomes: [lost] }, before);
    expect(before).toMatchObject([{ kind: "lost base", tries: 9, nextAt: "2026-11-26T10:00:00.000Z" }]);
  });

  it("is a row left alone for longer each time, whatever it has waited for in between, and not looked at before", () => {
    const merge = { ...toRow(), forgotten: "a flow empties it" };
    const written = { merges: [merge], outcomes: [outcomeOf(merge.changes[0], "applied")] };
    const [once] = waitingAfter(written);
    expect(once).toMatchObject({ kind: "lost base", nextAt: "2026-11-23T11:00:00.000Z" });
    const between = once ? [{ ...once, kind: "held" as const }] : [];
    expect(waitingAfter(written, between)).toMatchObject([
      { kind: "lost base", tries: 1, nextAt: "2026-11-23T14:00:00.000Z" },
    ]);
  });

  it("is such a row, too, whose referral refused what goes with it", () => {
    const merge = { ...mergeOf(pairOf(referralOf({ name: "Better name" }), rowOf({ description: "New" }))) };
    const [toReferral, ofRow] = merge.changes;
    const outcomes = [outcomeOf(toReferral, "rejected"), outcomeOf(ofRow, "applied")];
    const written = { merges: [{ ...merge, forgotten: "a flow empties it" }], outcomes };
    expect(waitingAfter(written)).toMatchObject([
      { kind: "rejected", nextAt: "2026-11-23T11:00:00.000Z", lost: { times: 1 } },
    ]);
    expect(waitingAfter(written, waitingAfter(written))).toMatchObject([
      { kind: "rejected", nextAt: "2026-11-23T14:00:00.000Z", lost: { times: 2 } },
    ]);
  });

  it("is a question that is never given up, because the answer may be given on another record", () => {
    const asked = { questions: [{ referral: REFERRAL, text: "which one?" }] };
    let before: readonly Waiting[] = [];
    for (let time = 0; time < 9; time += 1) before = waitingAfter(asked, before);
    expect(before).toMatchObject([{ kind: "question", tries: 9, nextAt: "2026-11-26T10:00:00.000Z" }]);
  });

  it("is looked at once a day at least when it may be fixed on a record that is neither side", () => {
    const merge = mergeOf(pairOf());
    const held = {
      link: merge.pair.link,
      field: "deal value",
      side: "opportunity",
      reason: "no KWD",
    } as const;
    const look = (before: readonly Waiting[]) =>
      waitingAfter({ merges: [{ ...merge, held: [{ ...held, elsewhere: true }] }] }, before);
    let before: readonly Waiting[] = [];
    const times = Array.from({ length: 5 }, () => {
      before = look(before);
      return before[0]?.nextAt;
    });
    const tomorrow = "2026-11-24T10:00:00.000Z";
    expect(times).toEqual([
      "2026-11-23T11:00:00.000Z",
      "2026-11-23T14:00:00.000Z",
      ...[tomorrow, tomorrow, tomorrow],
    ]);
    expect(waitingAfter({ merges: [{ ...merge, held: [held] }] })).toMatchObject([{ nextAt: null }]);
    const one = { ...merge, held: [held, { ...held, elsewhere: true } as const] };
    expect(waitingAfter({ merges: [one] })).toMatchObject([{ nextAt: "2026-11-23T11:00:00.000Z" }]);
  });

  it("has the etags of a conflict after the run, so that the same versions need no second look", () => {
    const merge = mergeOf(
      pairOf(referralOf({ name: "Theirs" }), rowOf({ name: "Ours", description: "second" })),
    );
    const outcomes = [
      outcomeOf(merge.changes[0], "applied", { etag: "r2" }),
      outcomeOf(merge.changes[1], "applied", { etag: "o2" }),
    ];
    expect(waitingAfter({ merges: [merge], outcomes })).toMatchObject([
      { kind: "conflict", fields: ["name"], nextAt: null, etags: { referral: "r2", opportunity: "o2" } },
    ]);
  });

  describe("for several reasons", () => {
    const merge = mergeOf(pairOf());
    const about = { link: merge.pair.link, side: "referral" } as const;
    const approval = {
      ...about,
      field: "status",
      reason: "it waits for approval",
      awaits: "approval",
    } as const;
    const notes = { ...about, field: "notes", reason: "edit it there" };
    const name = { ...about, field: "name", reason: "write it otherwise" };
    const awaits = ["status: it waits for approval"];
    const conflict = {
      link: merge.pair.link,
      field: "deal value",
      referral: "1",
      opportunity: "2",
      winner: null,
      hasBase: true,
    };

    it("has every reason, and beside them what waits for approval", () => {
      const held = [approval, notes, name];
      const [all] = waitingAfter({ merges: [{ ...merge, held }] });
      expect([all]).toMatchObject([
        {
          kind: "held",
          fields: ["notes", "name"],
          reason: "notes: edit it there; name: write it otherwise",
          awaits,
        },
      ]);
      expect(all).not.toHaveProperty("onlyApproval");
      expect(waitingAfter({ merges: [{ ...merge, held: [approval] }] })).toMatchObject([
        { kind: "held", fields: ["status"], reason: approval.reason, awaits, onlyApproval: true },
      ]);
    });

    it("is a conflict that hides neither what is held nor what waits for approval", () => {
      expect(
        waitingAfter({ merges: [{ ...merge, conflicts: [conflict], held: [approval, notes] }] }),
      ).toMatchObject([
        {
          kind: "conflict",
          fields: ["deal value"],
          reason: "both sides changed it; notes: edit it there",
          awaits,
        },
      ]);
      const unknown = { ...merge, conflicts: [{ ...conflict, hasBase: false }] };
      expect(waitingAfter({ merges: [unknown] })).toMatchObject([
        { reason: "the two sides differ, and were never synced before" },
      ]);
      // A winner was named: nobody has to decide it.
      const decided = { ...merge, conflicts: [{ ...conflict, winner: "referral" }] } as const;
      expect(waitingAfter({ merges: [decided] })).toEqual([]);
    });

    it("is a refused change that does not hide what waits for approval", () => {
      const refused = { ...toRow(), held: [approval] };
      const outcomes = [outcomeOf(refused.changes[0], "rejected")];
      expect(waitingAfter({ merges: [refused], outcomes })).toMatchObject([{ kind: "rejected", awaits }]);
    });
  });

  it("is not a deal whose both ends are closed now", () => {
    const row = rowOf({ statecode: 1, statuscode: 3 });
    const merge = mergeOf(
      pairOf(referralOf({ name: "Theirs" }), { ...row, properties: { ...row.properties, name: "Ours" } }),
    );
    expect(merge.conflicts).toHaveLength(1);
    const outcomes = merge.changes.map((change) => outcomeOf(change, "applied"));
    expect(outcomes.map(({ change }) => change.side)).toEqual(["referral"]);
    expect(waitingAfter({ merges: [merge], outcomes })).toEqual([]);
  });

  it.each([
    ["applied", "rejected", "close"],
    // The row may say by now that it was closed, which it was not.
    ["failed", "failed", "close"],
    ["stale", "stale", "stale"],
    ["rejected", "failed", "rejected"],
  ] as const)("of a row %s and its close %s is %s", (ofRow, ofClose, kind) => {
    const merge = mergeOf(pairOf(referralOf({ status: "Closed", substatus: "Won" })));
    const [update, close] = merge.changes;
    const outcomes = [outcomeOf(update, ofRow, { sent: true }), outcomeOf(close, ofClose)];
    const [entry] = waitingAfter({ merges: [merge], outcomes });
    expect(entry).toMatchObject({ kind });
    // An earlier write of the base may arrive late.
    const before = { ...EMPTY_STATE, waiting: [{ ...(entry as Waiting), kind: "close" as const }] };
    expect(checkpoint(before, facts({ merges: [merge], outcomes })).waiting).toMatchObject([
      { kind: "close" },
    ]);
  });

  it("is no close where the row was never sent its base", () => {
    const merge = mergeOf(pairOf(referralOf({ status: "Closed", substatus: "Won" })));
    const [update, close] = merge.changes;
    const outcomes = [update, close].map((change) => outcomeOf(change, "failed", { sent: false }));
    expect(waitingAfter({ merges: [merge], outcomes })).toMatchObject([{ kind: "failed" }]);
    const toReferral = outcomeOf({ ...update, side: "referral" } as Change, "applied");
    expect(waitingAfter({ merges: [merge], outcomes: [toReferral, ...outcomes] })).toMatchObject([
      { kind: "failed" },
    ]);
  });

  it("is a close whose row has its base, also where the referral was refused before", () => {
    const merge = mergeOf(pairOf(referralOf({ status: "Closed", substatus: "Won" })));
    const [update, close] = merge.changes;
    const refused = outcomeOf({ ...update, side: "referral" } as Change, "rejected");
    const outcomes = [refused, outcomeOf(update, "applied"), outcomeOf(close, "failed")];
    expect(waitingAfter({ merges: [merge], outcomes })).toMatchObject([{ kind: "close" }]);
  });

  it("is a close that was refused, to be tried again, also where an earlier run has written the base", () => {
    const merge = mergeOf(pairOf(referralOf({ status: "Closed", substatus: "Won" })));
    const [update, close] = merge.changes;
    const refused = outcomeOf(close, "rejected");
    for (const outcomes of [[outcomeOf(update, "applied"), refused], [refused]])
      expect(waitingAfter({ merges: [merge], outcomes })).toMatchObject([
        { kind: "close", fields: ["status"] },
      ]);
  });

  it("is no close any more once it was made, and what comes after it failed", () => {
    const merge = mergeOf(pairOf(referralOf({ status: "Closed", substatus: "Won" })));
    const [update, close] = merge.changes;
    const before = [waitingOf(1, { ...merge.pair.link, kind: "close" })];
    const outcomes = [outcomeOf(update, "rejected"), outcomeOf(close, "applied")];
    expect(waitingAfter({ merges: [merge], outcomes }, before)).toMatchObject([{ kind: "rejected" }]);
  });

  it("is no close where the referral has refused the answer, without which its row gets no base", () => {
    const merge = mergeOf(pairOf(referralOf({ status: "Closed", substatus: "Won" })));
    const [update, close] = merge.changes;
    const fields = [{ field: "answer", from: null, to: "accepted", moves: "decision" }] as const;
    const answer = { ...update, side: "referral", fields } as Change;
    const outcomes = [
      outcomeOf(answer, "rejected"),
      outcomeOf(update, "applied"),
      outcomeOf(close, "failed"),
    ];
    expect(waitingAfter({ merges: [merge], outcomes })).toMatchObject([{ kind: "rejected" }]);
  });
});

describe("the journal afterwards", () => {
  const open = (at: string) => ({
    intent: intentOf({ at, side: "opportunity", etag: "o1" }),
    fate: "open" as const,
  });

  it("is empty when everything is known", () => {
    const merge = toRow();
    const [change] = merge.changes;
    const intents = [intentOf({ id: "run.1", side: "opportunity" })];
    expect(
      checkpoint(EMPTY_STATE, facts({ merges: [merge], intents, outcomes: [outcomeOf(change, "applied")] }))
        .journal,
    ).toBeNull();
  });

  it("keeps a write whose answer never came", () => {
    const merge = toRow();
    const intents = [intentOf({ id: "run.1", side: "opportunity" })];
    const outcomes = [outcomeOf(merge.changes[0], "failed", { sent: true })];
    expect(checkpoint(EMPTY_STATE, facts({ merges: [merge], intents, outcomes })).journal).toEqual({
      run: "run",
      writing: false,
      intents,
    });
  });

  it("keeps no write that was never sent", () => {
    const merge = toRow();
    const intents = [intentOf({ id: "run.1", side: "opportunity" })];
    const outcomes = [outcomeOf(merge.changes[0], "failed", { sent: false })];
    expect(checkpoint(EMPTY_STATE, facts({ merges: [merge], intents, outcomes })).journal).toBeNull();
  });

  it("keeps a note once that was announced by two runs, and of which neither knows whether it arrived", () => {
    const merge = toRow();
    const note = intentOf({ id: "run.1", side: "opportunity", action: "note", etag: null });
    const change = merge.changes[0] && { ...merge.changes[0], action: "note" as const };
    const outcomes = [outcomeOf(change, "failed", { sent: true })];
    const settled = [{ intent: note, fate: "open" as const }];
    const after = checkpoint(EMPTY_STATE, facts({ merges: [merge], intents: [note], outcomes, settled }));
    expect(after.journal?.intents).toEqual([note]);
  });

  it("closes a note of a dead run that arrived when this one wrote the same under its id", () => {
    const note = intentOf({ id: "dead.1", side: "opportunity", action: "note", etag: null });
    const change = toRow().changes[0];
    const wrote = outcomeOf(change && { ...change, action: "note" }, "applied", { intent: "dead.1" });
    const settled = [{ intent: note, fate: "open" as const }];
    expect(
      checkpoint(EMPTY_STATE, facts({ intents: [note], outcomes: [wrote], settled })).journal,
    ).toBeNull();
  });

  it("keeps nothing of a note, nor of a row, that arrived where the base did not", () => {
    const merge = toRow();
    const note = intentOf({ id: "dead.1", side: "opportunity", action: "note", etag: null });
    const settled = [{ intent: note, fate: "applied" as const }];
    const outcomes = [outcomeOf(merge.changes[0], "stale")];
    expect(checkpoint(EMPTY_STATE, facts({ merges: [merge], settled, outcomes })).journal).toBeNull();
  });

  it("keeps what a referral took also where its deal has another row by now", () => {
    const merge = mergeOf(pairOf(referralOf(), rowOf({ name: "Better name" })));
    const intent = intentOf({ opportunity: "another row", at: "2026-11-20T10:00:00Z" });
    const settled = [{ intent, fate: "applied" as const }];
    const outcomes = [outcomeOf(merge.changes[1], "stale")];
    const { journal } = checkpoint(EMPTY_STATE, facts({ merges: [merge], settled, outcomes }));
    expect(journal?.intents).toEqual([{ ...intent, found: "audited" }]);
  });

  it("keeps for an hour what a referral took whose row is closed, and takes no base", () => {
    const merge = mergeOf(pairOf(referralOf(), rowOf({ statecode: 1, statuscode: 3 })));
    const journalAt = (now: string) => {
      const settled = [{ intent: intentOf(), fate: "applied" as const }];
      return checkpoint(EMPTY_STATE, facts({ now, merges: [merge], settled })).journal;
    };
    expect(journalAt("2026-11-23T11:00:00.000Z")?.intents).toEqual([{ ...intentOf(), found: "audited" }]);
    expect(journalAt("2026-11-23T11:00:00.001Z")).toBeNull();
  });

  it("keeps it for as long as the deal of that closed row waits", () => {
    const merge = mergeOf(
      pairOf(referralOf(), rowOf({ statecode: 2, statuscode: 4, description: "second" })),
    );
    const settled = [{ intent: intentOf({ at: "2026-11-20T10:00:00Z" }), fate: "audited" as const }];
    const journalAfter = (outcome: ChangeOutcome["outcome"]) =>
      checkpoint(
        EMPTY_STATE,
        facts({ merges: [merge], settled, outcomes: [outcomeOf(merge.changes[0], outcome)] }),
      ).journal;
    expect(journalAfter("failed")?.intents).toMatchObject([{ found: "audited" }]);
    expect(journalAfter("applied")).toBeNull();
  });

  it("keeps what a referral took whose deal has left the scope, until it is back and its row has the base", () => {
    const settled = [{ intent: intentOf({ at: "2026-11-20T10:00:00Z" }), fate: "audited" as const }];
    const merge = { ...mergeOf(pairOf(referralOf(), rowOf())), changes: [] };
    const waits = { field: null, side: "opportunity", reason: "out of scope", awaits: "scope" } as const;
    const left = { ...merge, held: [{ link: merge.pair.link, ...waits }] };
    const journalAfter = (one: Merge) => checkpoint(EMPTY_STATE, facts({ merges: [one], settled })).journal;
    expect(journalAfter(left)?.intents).toMatchObject([{ found: "audited" }]);
    expect(journalAfter(merge)).toBeNull();
  });

  it("keeps what a referral took whose deal waits and was not looked at, whatever it waits for", () => {
    const settled = [{ intent: intentOf({ at: "2026-11-20T10:00:00Z" }), fate: "audited" as const }];
    const { link } = pairOf(referralOf(), rowOf());
    const before = { ...EMPTY_STATE, waiting: [waitingOf(1, { ...link, kind: "rejected" })] };
    const journalAfter = (state: SyncState, more: Partial<RunFacts> = {}) =>
      checkpoint(state, facts({ settled, ...more })).journal;
    const kept = [{ ...settled[0]?.intent, found: "audited" }];
    expect(journalAfter(before)?.intents).toEqual(kept);
    const unreadable = [{ link, rowEtag: "o1", reason: "not shown" }];
    expect(journalAfter(EMPTY_STATE, { unreadable, looked: [] })?.intents).toEqual(kept);
    expect(journalAfter(before, { merges: [mergeOf(pairOf(referralOf(), rowOf()))] })).toBeNull();
    expect(journalAfter(EMPTY_STATE)).toBeNull();
  });

  it("closes an older intent once a write of ours met the same precondition", () => {
    const merge = toRow();
    const applied = [outcomeOf(merge.changes[0], "applied")];
    const stale = [outcomeOf(merge.changes[0], "stale")];
    const settled = [open(NOW)];
    expect(
      checkpoint(EMPTY_STATE, facts({ merges: [merge], settled, outcomes: applied })).journal,
    ).toBeNull();
    expect(
      checkpoint(EMPTY_STATE, facts({ merges: [merge], settled, outcomes: stale })).journal?.intents,
    ).toHaveLength(1);
  });

  it("keeps what a referral took, audited as it is, until its row has the base", () => {
    const merge = mergeOf(pairOf(referralOf(), rowOf({ name: "Better name" })));
    const [toReferral, baseOfRow] = merge.changes;
    const intents = [intentOf({ id: "run.1" }), intentOf({ id: "run.2", side: "opportunity", etag: "o1" })];
    const took = outcomeOf(toReferral, "applied");
    const journalAfter = (outcome: "applied" | "stale", settled: RunFacts["settled"] = []) => {
      const outcomes = [took, outcomeOf(baseOfRow, outcome, { intent: "run.2" })];
      return checkpoint(EMPTY_STATE, facts({ merges: [merge], intents, outcomes, settled })).journal;
    };
    const kept = [{ ...intents[0], found: "audited" }];
    expect(journalAfter("stale")?.intents).toEqual(kept);
    expect(journalAfter("applied")).toBeNull();
    // Of what was refused, the referral has nothing: kept as taken, it would pass for agreed on.
    const none = [outcomeOf(toReferral, "rejected"), outcomeOf(baseOfRow, "rejected", { intent: "run.2" })];
    expect(checkpoint(EMPTY_STATE, facts({ merges: [merge], intents, outcomes: none })).journal).toBeNull();
    // An account takes no base.
    const ofAccount = { ...baseOfRow, row: { table: "account", id: "a1" } } as Change;
    const outcomes = [
      took,
      outcomeOf(ofAccount, "stale"),
      outcomeOf(baseOfRow, "applied", { intent: "run.2" }),
    ];
    expect(checkpoint(EMPTY_STATE, facts({ merges: [merge], intents, outcomes })).journal).toBeNull();
    const again = checkpoint(
      EMPTY_STATE,
      facts({
        merges: [merge],
        settled: [{ intent: intentOf({ id: "run.1", found: "audited" }), fate: "audited" }],
        outcomes: [outcomeOf(baseOfRow, "failed", { sent: false })],
      }),
    );
    expect(again.journal?.intents).toEqual(kept);
  });

  it("takes up at the next run what a run had no time for, however often that happens", () => {
    const merge = toRow();
    const outcomes = [outcomeOf(merge.changes[0], "failed", { sent: false, untried: true })];
    const first = waitingAfter({ merges: [merge], outcomes });
    const again = waitingAfter({ merges: [merge], outcomes }, first);
    expect([...first, ...again].map(({ kind, tries, nextAt }) => [kind, tries, nextAt])).toEqual([
      ["failed", 1, NOW],
      ["failed", 2, NOW],
    ]);
  });

  it("counts the links that were created", () => {
    const merge = mergeOf(pairOf(referralOf(), null, BASE));
    const linked = (outcome: ChangeOutcome) =>
      checkpoint({ ...EMPTY_STATE, linked: 7 }, facts({ merges: [merge], outcomes: [outcome] })).linked;
    const [create] = merge.changes;
    expect(linked(outcomeOf(create, "applied"))).toBe(8);
    expect(linked(outcomeOf(create, "rejected"))).toBe(7);
    const account = create && { ...create, row: { table: "account", id: "account" } as const };
    expect(linked(outcomeOf(account, "applied"))).toBe(7);
    expect(linked(outcomeOf(toRow().changes[0], "applied"))).toBe(7);
  });
});

it("the state says what is counted of rows without a base, and which columns somebody rewrites, while that is so", () => {
  const counted = {
    baseless: { [REFERRAL]: { at: NOW, again: {} } },
    rewritten: { columns: ["cosell_syncreason"], at: NOW },
  };
  expect(checkpoint(EMPTY_STATE, facts(counted))).toMatchObject(counted);
  const after = checkpoint({ ...EMPTY_STATE, ...counted }, facts());
  expect(after).not.toHaveProperty("baseless");
  expect(after).not.toHaveProperty("rewritten");
});

it("the state counts its commits, so that a first run is known as such", () => {
  expect(checkpoint({ ...EMPTY_STATE, sequence: 4 }, facts()).sequence).toBe(5);
});

describe("the rest of a plan", () => {
  const rest = { mapping: "m1", plan: "p", whole: { records: 9, deals: 2 }, records: 7, deals: 1 };
  const before = { ...EMPTY_STATE, unfinished: rest };

  it("is what the run says", () => {
    const next = { ...rest, records: 3 };
    expect(checkpoint(before, facts({ unfinished: next })).unfinished).toEqual(next);
    expect(checkpoint(before, facts({ unfinished: null }))).not.toHaveProperty("unfinished");
  });

  it("survives the state file", () => {
    const state = checkpoint(before, facts({ unfinished: rest }));
    expect(state.unfinished).toEqual(rest);
    expect(parseState(formatState(state, {}), "b")).toEqual(state);
  });

  it("keeps open what earlier portions left open", () => {
    const carried = [intentOf({ id: "run.1", found: "audited" })];
    expect(checkpoint(EMPTY_STATE, facts({ carried })).journal?.intents).toEqual(carried);
  });

  it("lets go of an account that this portion has made for another deal of the customer", () => {
    const row = { table: "account", id: "a1" } as const;
    const open = intentOf({ id: "dead.1", side: "opportunity", action: "create", row });
    const link = { referral: "another", opportunity: "another" };
    const change = { side: "opportunity", action: "create", link, etag: null, fields: [], row } as const;
    const made = {
      change,
      intent: "run.2",
      outcome: "applied",
      reason: null,
      sent: true,
      etag: "a",
      modified: null,
    } as const;
    expect(checkpoint(EMPTY_STATE, facts({ carried: [open] })).journal?.intents).toEqual([open]);
    expect(checkpoint(EMPTY_STATE, facts({ carried: [open], outcomes: [made] })).journal).toBeNull();
  });
});
