import { describe, expect, it } from "vitest";
import type { Intent, Settled, SyncState } from "../../src/model/state.ts";
import { checkpoint } from "../../src/reconcile/checkpoint/checkpoint.ts";
import { daysOfSharing } from "../../src/reconcile/checkpoint/shared-lately.ts";
import { EMPTY_STATE } from "../../src/reconcile/checkpoint/state.ts";
import { recoverBase, settle } from "../../src/reconcile/journal/journal.ts";
import { invited, unknownPosts } from "../../src/reconcile/journal/posts.ts";
import { match } from "../../src/reconcile/match/match.ts";
import { formatBase } from "../../src/reconcile/record/base.ts";
import { appliedShare, MAPPING, NOW, OPPORTUNITY, plannedShare, postedOf, rowOf } from "./shares.ts";
import { LOOKUPS, NOTHING_ARRIVED } from "./world.ts";

const fingerprint = (_referral: string, _field: string, value: string | null) => `=${value ?? ""}`;
const merge = plannedShare();
const created = postedOf(merge);

/** The share of the shipped opportunity, announced at some time. */
function intentOf(at: string): Intent {
  const { link, fields } = appliedShare(merge).change;
  const targets = fields.map(({ field, to }) => ({ field, target: fingerprint("", field, to) }));
  return { id: "run.1", at, side: "referral", action: "share", ...link, etag: null, fields: targets };
}

function settledAt(now: string, referrals = [created]) {
  const { pairs } = match(MAPPING, referrals, [rowOf()]);
  const world = { mapping: MAPPING, lookups: LOOKUPS, fingerprint, now, ...NOTHING_ARRIVED };
  return { world, pairs, settled: settle([intentOf(NOW)], pairs, world) };
}

describe("a POST whose answer never came", () => {
  it("arrived when a referral names the opportunity", () => {
    const { settled } = settledAt(NOW);
    expect(settled).toMatchObject([{ fate: "applied", created: created.id }]);
    expect(unknownPosts(settled, "share", NOW).size).toBe(0);
  });

  it("arrived also where nothing of the referral is as it was sent any more", () => {
    const { pairs, world } = settledAt(NOW);
    const nameless = { ...world, fingerprint: () => null };
    expect(settle([intentOf(NOW)], pairs, nameless)).toMatchObject([{ fate: "applied" }]);
  });

  it("may have arrived as long as its opportunity names no referral, whatever that says by now", () => {
    const announcedRows = new Map([[OPPORTUNITY, { ...rowOf(), etag: "o9" }]]);
    const { world } = settledAt(NOW);
    expect(settle([intentOf(NOW)], [], { ...world, announcedRows })).toMatchObject([{ fate: "open" }]);
  });

  it("is told from what its seller was told, which is found also on a row that is to be shared no more", () => {
    const { world } = settledAt(NOW);
    const told: Intent = { ...intentOf(NOW), id: "run.2", side: "opportunity", action: "update", etag: "o1" };
    const base = { change: told.id, referralModified: "", fields: {} };
    const closed = rowOf({ statecode: 1, cosell_base: formatBase(base, MAPPING.places) });
    const announcedRows = new Map([[OPPORTUNITY, closed]]);
    expect(settle([told], [], { ...world, announcedRows })).toMatchObject([{ fate: "applied" }]);
  });

  it("leaves a base of what it sent, so that an edit made since is no conflict", () => {
    const { pairs, settled, world } = settledAt(NOW);
    const [pair] = pairs.map((one) => recoverBase(one, settled, world));
    expect(pair?.base?.fields).toMatchObject({ name: "Warehouse telemetry", "deal value": "64000.00 EUR" });
  });

  it.each([
    ["2026-11-23T11:00:00.000Z", "lately"],
    ["2026-11-23T11:00:00.001Z", "long ago"],
    ["2027-11-23T10:00:00.000Z", "long ago"],
  ])("is never given up, however long ago it was: at %s it was %s", (now, unknown) => {
    const { world } = settledAt(now);
    const announcedRows = new Map([[OPPORTUNITY, rowOf()]]);
    const settled = settle([intentOf(NOW)], [], { ...world, announcedRows });
    expect(settled).toMatchObject([{ fate: "open" }]);
    expect(unknownPosts(settled, "share", now).get(OPPORTUNITY)).toBe(unknown);
    expect(unknownPosts(settled, "invite", now).size).toBe(0);
    expect(stateAfter(now, { settled }).journal?.intents).toHaveLength(1);
  });
});

describe("a POST for an opportunity that is gone", () => {
  it.each([
    ["2026-11-23T11:00:00.000Z", "open"],
    ["2026-11-23T11:00:00.001Z", "unclear"],
  ])("may arrive for an hour, and then nobody can tell whether it has: at %s it is %s", (now, fate) => {
    const { settled } = settledAt(now, []);
    expect(settled).toMatchObject([{ fate }]);
    expect(stateAfter(now, { settled }).journal?.intents ?? []).toHaveLength(fate === "open" ? 1 : 0);
  });

  it("waits for a person where the opportunity comes back", () => {
    const now = "2026-11-23T12:00:00.000Z";
    const { shared } = stateAfter(now, { settled: settledAt(now, []).settled });
    expect(daysOfSharing(shared)(OPPORTUNITY)).toBe("2026-11-23");
  });
});

describe("a request for help", () => {
  it("was made as far as it is known to have arrived, whatever became of it since", () => {
    const asked = (fate: Settled["fate"], action: Intent["action"] = "invite") =>
      invited([{ intent: { ...intentOf(NOW), action }, fate }]).has(OPPORTUNITY);
    expect((["applied", "audited", "unclear"] as const).map((fate) => asked(fate))).toEqual([
      true,
      true,
      true,
    ]);
    expect((["open", "superseded"] as const).map((fate) => asked(fate))).toEqual([false, false]);
    expect(asked("applied", "share")).toBe(false);
  });
});

describe("a deal whose opportunity does not name its referral yet", () => {
  it("keeps it while Partner Center does not show the referral", () => {
    const update = merge.changes.find(({ action }) => action === "update");
    if (!update) throw new Error("the row is not planned");
    const share = appliedShare(merge);
    const refused = { ...share, change: update, outcome: "stale" as const, reason: "412", etag: null };
    const stale = stateAfter(NOW, { merges: [merge], outcomes: [share, refused] });
    expect(stale.waiting).toMatchObject([{ kind: "stale", referral: created.id, opportunity: OPPORTUNITY }]);
    const link = { referral: created.id, opportunity: "made up" };
    const hidden = stateAfter(NOW, { unreadable: [{ link, rowEtag: null, reason: "hidden" }] }, stale);
    expect(hidden.waiting).toMatchObject([{ kind: "rejected", opportunity: OPPORTUNITY }]);
    const found = stateAfter(NOW, { unreadable: [{ link, rowEtag: "o1", reason: "hidden" }] }, stale);
    expect(found.waiting).toMatchObject([{ kind: "rejected", opportunity: "made up" }]);
  });
});

describe("a request for help that is made, while its opportunity does not say so", () => {
  it("is known for as long as the opportunity cannot be written, also once the deal has a referral", () => {
    const intent: Intent = { ...intentOf(NOW), action: "invite", found: "audited" };
    const update = merge.changes.find(({ action }) => action === "update");
    if (!update) throw new Error("the row is not planned");
    const change = { ...update, link: { ...update.link, referral: created.id } };
    const stale = { ...appliedShare(merge), change, outcome: "stale" as const, reason: "412", etag: null };
    const settled = [{ intent, fate: "audited" as const }];
    const { journal } = stateAfter(NOW, { settled, merges: [merge], outcomes: [stale] });
    expect(journal?.intents).toEqual([intent]);
    const applied = { ...stale, outcome: "applied" as const };
    expect(stateAfter(NOW, { settled, merges: [merge], outcomes: [applied] }).journal).toBeNull();
  });

  it("is known after a run that looked at other deals only, for as long as a listing may be late", () => {
    const intent: Intent = { ...intentOf(NOW), action: "invite", found: "audited" };
    const settled = [{ intent, fate: "audited" as const }];
    expect(stateAfter("2026-11-23T11:00:00.000Z", { settled }).journal?.intents).toEqual([intent]);
    expect(stateAfter("2026-11-23T11:00:00.001Z", { settled }).journal).toBeNull();
  });
});

describe("a request for help whose answer never came", () => {
  const { link } = appliedShare(merge).change;
  const fields = [{ field: "help needed", target: fingerprint("", "", "CustomerTechnicalArchitecture") }];
  const asked: Intent = { ...intentOf(NOW), action: "invite", ...link, fields };

  it.each([
    [
      "arrived when Microsoft's referral says that it was asked for that",
      "CustomerTechnicalArchitecture",
      "applied",
    ],
    ["cannot be told from one of Microsoft's that came by itself", "Unknown", "unclear"],
  ])("%s", (_what, assistanceRequestCode, fate) => {
    const microsoft = { id: "theirs", inviteContext: { assistanceRequestCode } };
    const { pairs, world } = settledAt(NOW, [
      { ...created, properties: { ...created.properties, microsoft } },
    ]);
    const made = fate === "applied" ? { created: "theirs" } : {};
    expect(settle([asked], pairs, world)).toEqual([{ intent: asked, fate, ...made }]);
  });

  it("has made nothing that can be named where Microsoft's referral is not shown to the run that audits it", () => {
    const { pairs, world } = settledAt(NOW);
    const intent: Intent = { ...asked, found: "applied" };
    expect(settle([intent], pairs, world)).toEqual([{ intent, fate: "applied" }]);
  });

  it("may yet arrive as long as Microsoft has no referral of the deal", () => {
    const { pairs, world } = settledAt(NOW);
    expect(settle([asked], pairs, world)).toMatchObject([{ fate: "open" }]);
  });
});

describe("what a run remembers of a share", () => {
  it("is its referral, as dealt with, and nothing that waits", () => {
    const listed = {
      referralsReadAt: NOW,
      isEmpty: false,
      listed: new Map(),
      opportunities: { delta: null, readAt: NOW },
    };
    const waiting = stateAfter(NOW, {}).waiting;
    const state = stateAfter(NOW, {
      reads: { ...listed, linked: null, all: false, sweptTo: null, sweepsNext: false },
      merges: [merge],
      outcomes: [appliedShare(merge)],
    });
    expect(state.referrals?.seen).toEqual({ [created.id]: created.etag });
    expect([waiting, state.waiting, state.journal]).toEqual([[], [], null]);
  });

  it("goes under the referral's own id when only the rest of it failed", () => {
    const asking = plannedShare(rowOf({ cosell_help: 727000001 }));
    const share = appliedShare(asking);
    const invite = asking.changes.find(({ action }) => action === "invite");
    if (!invite) throw new Error("nobody is invited");
    const failed = { ...share, change: invite, outcome: "rejected" as const, reason: "400", etag: null };
    const { waiting } = stateAfter(NOW, { merges: [asking], outcomes: [share, failed] });
    expect(waiting).toMatchObject([
      { referral: created.id, opportunity: OPPORTUNITY, kind: "rejected", etags: { referral: created.etag } },
    ]);
  });

  it("knows our referral's version from Microsoft's", () => {
    const asking = plannedShare(rowOf({ cosell_help: 727000001 }));
    const share = appliedShare(asking);
    const [invite, update] = ["invite", "update"].map((name) =>
      asking.changes.find(({ action }) => action === name),
    );
    if (!invite || !update) throw new Error("not all is planned");
    const asked = { ...share, change: invite, etag: "theirs" };
    const failed = { ...share, change: update, outcome: "failed" as const, reason: "500", etag: null };
    const { waiting } = stateAfter(NOW, { merges: [asking], outcomes: [share, asked, failed] });
    expect(waiting).toMatchObject([{ kind: "failed", etags: { referral: created.etag } }]);
  });

  it("is forgotten when nobody wants it any more", () => {
    const held = plannedShare(rowOf({ name: null }));
    const before = stateAfter(NOW, { merges: [held] });
    expect(before.waiting).toMatchObject([{ kind: "held", referral: held.pair.link.referral }]);
    expect(stateAfter(NOW, { unwanted: [held.pair.link.referral] }, before).waiting).toEqual([]);
  });
});

function stateAfter(
  now: string,
  more: Partial<Parameters<typeof checkpoint>[1]>,
  before: SyncState = EMPTY_STATE,
): SyncState {
  const none = { merges: [], questions: [], unreadable: [], looked: [], unwanted: [], settled: [] };
  const facts = { run: "run", now, mappingDigest: "m", reads: null, intents: [], outcomes: [] };
  return checkpoint(before, { ...facts, ...none, ...more });
}
