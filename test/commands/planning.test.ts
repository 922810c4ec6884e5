import { describe, expect, it } from "vitest";
import type { RunOptions } from "../../src/commands/load.ts";
import { makePlan, requireKnown } from "../../src/commands/planning.ts";
import { RefusalError } from "../../src/errors.ts";
import { shareIdFor } from "../../src/model/provisional.ts";
import type { RemoteRecord, Value } from "../../src/model/record.ts";
import type { Intent, SyncState, Waiting } from "../../src/model/state.ts";
import { EMPTY_STATE } from "../../src/reconcile/checkpoint/state.ts";
import { rowIdFor } from "../../src/reconcile/record/ids.ts";
import { BASE, intentOf, MAPPING, referralOf, rowOf } from "../reconcile/deals.ts";
import { mappingOf, NAME, STATUS } from "../reconcile/fields.ts";
import {
  appliedShare,
  OPPORTUNITY,
  partiesOf,
  plannedShare,
  postedOf,
  MAPPING as SHARING,
  rowOf as wanted,
} from "../reconcile/shares.ts";
import { NOW, REFERRAL } from "../reconcile/world.ts";
import { waitingOf } from "../report/results.ts";
import { justRead, optionsOf, planOf, portsOf, type Sides } from "./pull/swept.ts";

const LATER = "2026-11-23T13:00:00.000Z";

const since = (more: Partial<SyncState> = {}) => justRead(MAPPING, more);

const DEAL = { referral: REFERRAL, opportunity: rowIdFor(REFERRAL) };
const waits = (some: Partial<Waiting>) => since({ waiting: [waitingOf(1, { ...DEAL, ...some })] });
const died = (...intents: Intent[]) => since({ journal: { run: "dead", writing: false, intents } });

const plan = async (sides: Partial<Sides>, state: SyncState, options: Partial<RunOptions> = {}) =>
  (await planOf(MAPPING, { referrals: [], rows: [], delta: true, ...sides }, state, options)).planned;

describe("a row that has lost its base twice", () => {
  const sides = { referrals: [[referralOf({ name: "Renamed" }, "r2")]], rows: [[rowOf({}, "o2", null)]] };
  const lost = waits({ kind: "lost base", lost: { times: 2, until: LATER } });
  const merged = async (state: SyncState, options: Partial<RunOptions> = {}) => {
    const { merges } = await plan(sides, state, options);
    return merges.map(({ changes, conflicts, leftAlone }) =>
      leftAlone === undefined && changes.length + conflicts.length > 0 ? "merged" : "left alone",
    );
  };

  it("is left alone until its time has come", async () => {
    expect(await merged(lost)).toEqual(["left alone"]);
  });

  it.each<[string, SyncState, Partial<RunOptions>]>([
    ["a run is for it alone", lost, { referralId: REFERRAL }],
    [
      "a person decides a conflict in it",
      lost,
      { resolutions: new Map([[REFERRAL, new Map([["name", "referral"]])]]) },
    ],
    ["the mapping is another", { ...lost, mapping: "another" }, {}],
  ])("is merged at once where %s", async (_where, state, options) => {
    expect(await merged(state, options)).toEqual(["merged"]);
  });
});

describe("what a person decides about a conflict", () => {
  const resolutions = new Map([[REFERRAL, new Map([["name", "referral"] as const])]]);
  const apart = [referralOf({ name: "There" }), rowOf({ name: "Here" })];

  it("is done though nothing of the deal has changed since", async () => {
    const { plan: planned } = await plan({ unchanged: apart }, since(), { resolutions });
    expect(planned.changes).toMatchObject([
      { action: "note" },
      { action: "update", fields: [{ to: "There" }] },
    ]);
  });

  it("is refused where both sides agree by now", async () => {
    const agreed = [referralOf(), rowOf()];
    await expect(plan({ unchanged: agreed }, since(), { resolutions })).rejects.toThrow(RefusalError);
  });
});

describe("a close that an earlier run did not get to", () => {
  const won = { status: "Closed", substatus: "Won" };
  const closed = (id: string) => ({ ...referralOf({ ...won, id }, "r2"), id });
  /** The base says so already, as a closed row takes no more writes. */
  const open = (id: string) => ({
    ...rowOf({ cosell_referralid: id }, "o1", { ...BASE, fields: { ...BASE.fields, status: "won" } }),
    id: rowIdFor(id),
  });
  const close = intentOf({ side: "opportunity", action: "close", etag: "o1", at: NOW });
  /** So many that rows are looked up, and deals merged, while others are still being listed. */
  const others = Array.from(
    { length: 250 },
    (_, number) => `${String(number).padStart(8, "0")}-3a51-4f0b-9a44-5e1d2c3b4a60`,
  );

  it.each<[string, SyncState]>([
    ["waits", waits({ kind: "close", etags: { referral: "r1", opportunity: "o1" } })],
    ["was announced by a run that died", died(close)],
  ])("is made, however many deals are listed with it: %s", async (_what, state) => {
    for (const more of [[], others]) {
      const ids = [REFERRAL, ...more];
      const pages = [ids.slice(0, 200), ids.slice(200), []].map((page) => page.map(closed));
      const { plan: planned } = await plan({ referrals: pages, unchanged: ids.map(open) }, state);
      const closes = planned.changes.filter(({ action }) => action === "close");
      expect(closes.map(({ link }) => link.referral)).toEqual([REFERRAL]);
    }
  });

  it("is not made once more where it was, and somebody has reopened the opportunity since", async () => {
    const sides = { referrals: [[closed(REFERRAL)]], unchanged: [open(REFERRAL)] };
    const { plan: planned } = await plan(sides, died({ ...close, found: "applied" }));
    expect(planned.changes.filter(({ action }) => action === "close")).toEqual([]);
  });
});

describe("a linked deal that has left the scope of the mapping", () => {
  it("is left as it is", async () => {
    const mapping = mappingOf(
      { name: NAME, status: STATUS },
      { scope: { opportunities: { cosell_region: ["EMEA"] } } },
    );
    const changesOf = async (cosell_region: string) => {
      const row = rowOf({ name: "Edited", cosell_region }, "o2", {
        ...BASE,
        fields: { name: "Deal", status: "open" },
      });
      const sides = { referrals: [], rows: [[row]], delta: true, unchanged: [referralOf()] };
      return (await planOf(mapping, sides, { ...since(), mapping: mapping.digest })).planned.plan.changes
        .length;
    };
    expect([await changesOf("EMEA"), await changesOf("APAC")]).toEqual([2, 0]);
  });
});

describe("the columns of the CRM", () => {
  const checks = async (mapping: string) => {
    const ports = portsOf(MAPPING, { referrals: [], rows: [], delta: true });
    let checked = 0;
    const checkColumns = async () => {
      checked += 1;
    };
    const loaded = { state: since({ mapping }), head: null, registrationFile: undefined, waitingFiles: {} };
    await makePlan({ ...ports, checkColumns }, loaded, optionsOf(MAPPING));
    return checked;
  };

  it("are held against a mapping that was not used before, and against no other", async () => {
    expect(await checks("another")).toBe(1);
    expect(await checks(MAPPING.digest)).toBe(0);
  });
});

describe("a run after a full read", () => {
  const rows = Array.from({ length: 12 }, (_, number) => {
    const id = `${String(number).padStart(8, "0")}-3a51-4f0b-9a44-5e1d2c3b4a60`;
    return { ...rowOf({ cosell_referralid: id }), id: rowIdFor(id) };
  });
  const linked = { ...EMPTY_STATE, linked: 12 };

  it.each<[string, Partial<Sides>]>([
    ["no row of them came back", { referrals: [[referralOf()]], delta: false }],
    ["not one referral came back", { rows: [rows], delta: false }],
  ])("is refused where deals are known and %s", async (_where, sides) => {
    await expect(plan(sides, linked)).rejects.toThrow(RefusalError);
  });

  it("is not refused where nothing has changed", async () => {
    expect((await plan({}, since({ linked: 12 }))).plan.changes).toEqual([]);
  });

  it("is refused where the list of what has changed shows nothing old either", async () => {
    await expect(plan({ isEmpty: true }, since({ linked: 12 }))).rejects.toThrow("not one referral");
  });
});

describe("what was refused and is tried again", () => {
  it("is a fifth of what a run may write", async () => {
    const waiting = [1, 2, 3].map((number) =>
      waitingOf(number, { kind: "rejected", nextAt: "2026-11-23T09:00:00.000Z" }),
    );
    const limits = { maxChanges: 10, maxChangeShare: 1, expectedDigest: null };
    const { pulled } = await plan({}, since({ waiting }), { limits });
    expect(pulled.unreadable).toHaveLength(2);
  });
});

describe("the digest of a plan", () => {
  it("is a keyed one", async () => {
    expect((await plan({}, since(), { keyed: () => "keyed" })).digest).toBe("keyed");
  });
});

describe("what a run that died has announced", () => {
  const written = intentOf({ side: "opportunity", etag: "o1" });

  it("is looked for on the row by its id where that has lost its identifier, and on no other", async () => {
    const askedFor = async (intent: Intent, rows: readonly RemoteRecord[]) => {
      const sides = { referrals: [], rows: [rows], delta: true, unchanged: [referralOf()] };
      return (await planOf(MAPPING, sides, died(intent))).asked.rows.filter((id) => id === DEAL.opportunity);
    };
    expect(await askedFor(written, [])).toEqual([DEAL.opportunity]);
    expect(await askedFor(written, [rowOf({}, "o2")])).toEqual([]);
    expect(await askedFor({ ...written, side: "referral" }, [])).toEqual([]);
    expect(await askedFor({ ...written, action: "note" }, [])).toEqual([]);
    expect(await askedFor({ ...written, row: { table: "account", id: "a" } }, [])).toEqual([]);
    expect(await askedFor({ ...written, found: "applied" }, [])).toEqual([]);
  });

  it("is found on a row that is read for another reason, and belongs to no deal any more", async () => {
    const row = rowOf({ cosell_referralid: null }, "o2", { ...BASE, change: written.id });
    const named = { status: "Closed", substatus: "Declined", externalReferenceId: row.id };
    const sides = { referrals: [[referralOf(named, "r2")]], unchanged: [row] };
    const { pulled, merges, settled } = await plan(sides, died({ ...written, opportunity: row.id }));
    expect([pulled.rows.length, merges.length]).toEqual([1, 0]);
    expect(settled).toMatchObject([{ fate: "applied" }]);
  });

  it("is looked for once, however much of it there is", async () => {
    const sides = { referrals: [], rows: [], delta: true, unchanged: [referralOf()] };
    const state = died(written, { ...written, id: "dead.2", action: "close" });
    const { asked } = await planOf(MAPPING, sides, state);
    expect(asked.rows.filter((id) => id === DEAL.opportunity)).toHaveLength(1);
  });

  it("is no edit of Partner Center's where it turns out to have arrived", async () => {
    const arrived = intentOf({ at: NOW, fields: [{ field: "name", target: "name=Edited" }] });
    const sides = {
      unchanged: [referralOf({ name: "Edited" }, "r2"), rowOf({ name: "Edited again" }, "o2")],
    };
    const { plan: planned } = await plan(sides, died(arrived), {
      fingerprint: (_referral, field, value) => `${field}=${value}`,
    });
    expect(planned.conflicts).toEqual([]);
    expect(planned.changes).toMatchObject([{ side: "referral", fields: [{ to: "Edited again" }] }, {}]);
  });

  it("is known from what an earlier run had read before that", async () => {
    const fields = [{ field: "name", target: "name=Edited" }];
    const sides = { unchanged: [referralOf({ name: "Edited" }, "r2"), rowOf()] };
    const fateWith = async (etag: string) => {
      const state = {
        ...died(intentOf({ at: NOW, fields })),
        referrals: { since: NOW, seen: { [REFERRAL]: etag } },
      };
      const fingerprint = (_referral: string, field: string, value: Value) => `${field}=${value}`;
      return (await plan(sides, state, { fingerprint })).settled.map(({ fate }) => fate);
    };
    expect(await fateWith("r1")).toEqual(["applied"]);
    expect(await fateWith("r2")).toEqual(["superseded"]);
  });

  it("is what both sides agree on where a referral came of it, under the name that it had before", async () => {
    const shared = plannedShare();
    const created = postedOf(shared);
    const fields = appliedShare(shared).change.fields.map(({ field, to }) => ({
      field,
      target: `${field}=${to}`,
    }));
    const share = intentOf({ action: "share", ...shared.pair.link, etag: null, fields });
    const state = { ...died(share), mapping: SHARING.digest };
    const edited = wanted({ name: "Edited since" });
    const { planned } = await planOf(
      SHARING,
      { referrals: [[created]], rows: [[edited]], delta: true, parties: partiesOf() },
      state,
      { fingerprint: (_referral, field, value) => `${field}=${value}` },
    );
    expect(planned.plan.conflicts).toEqual([]);
    const toReferral = planned.plan.changes.filter(({ side }) => side === "referral");
    expect(toReferral).toMatchObject([{ fields: [{ field: "name", to: "Edited since" }] }]);
  });

  it.each<[string, Partial<Intent>[], number, string[]]>([
    ["is made where nothing of it was announced", [], 1, []],
    ["is not made again where it is known to have arrived", [{ found: "audited" }], 0, []],
    ["is not made again while it may yet arrive", [{}], 0, ["next run"]],
  ])("a request for help that Partner Center does not show %s", async (_what, announced, made, awaited) => {
    const shared = postedOf(plannedShare(wanted({ cosell_visible: true })));
    const intents = announced.map((more) =>
      intentOf({
        action: "invite",
        referral: shared.id,
        opportunity: OPPORTUNITY,
        etag: null,
        at: NOW,
        ...more,
      }),
    );
    const row = wanted({ cosell_referralid: shared.id, cosell_visible: true, cosell_help: 727000001 });
    const { planned } = await planOf(
      SHARING,
      { referrals: [], rows: [[row]], delta: true, unchanged: [shared] },
      { ...died(...intents), mapping: SHARING.digest },
    );
    expect(planned.plan.changes.filter(({ action }) => action === "invite")).toHaveLength(made);
    expect(planned.plan.held.map(({ awaits }) => awaits)).toEqual(awaited);
  });

  it("is no deal to share once more where nobody knows whether that has arrived", async () => {
    const share = intentOf({
      action: "share",
      referral: shareIdFor(OPPORTUNITY),
      opportunity: OPPORTUNITY,
      etag: null,
    });
    const party = {
      _parentaccountid_value: "party",
      _parentcontactid_value: "party",
      _ownerid_value: "party",
    };
    const shared = async (...intents: Intent[]) => {
      const state = { ...died(...intents), mapping: SHARING.digest };
      const sides = { referrals: [], rows: [[wanted(party)]], delta: true, parties: partiesOf() };
      const { planned } = await planOf(
        SHARING,
        sides,
        intents.length > 0 ? state : { ...state, journal: null },
      );
      return planned.plan.changes.filter(({ action }) => action === "share").length;
    };
    expect(await shared()).toBe(1);
    expect(await shared(share)).toBe(0);
  });
});

describe("a run for one referral that Partner Center does not show", () => {
  const options = { referralId: REFERRAL };

  it("is refused where nobody has heard of it", async () => {
    const planned = await plan({}, since(), options);
    expect(() => requireKnown(planned, since(), REFERRAL)).toThrow(RefusalError);
  });

  it.each<[string, SyncState, Partial<Sides>]>([
    ["it waits", waits({}), {}],
    ["a run that died has announced something of it", died(intentOf()), {}],
    ["it is there", since(), { unchanged: [referralOf()] }],
    [
      "it is shown as it was before",
      since(),
      {
        unchanged: [referralOf(), rowOf({}, "o1", { ...BASE, referralModified: "2026-11-23T11:00:00Z" })],
      },
    ],
  ])("is not refused where %s", async (_where, state, sides) => {
    const planned = await plan(sides, state, options);
    expect(() => requireKnown(planned, state, REFERRAL)).not.toThrow();
  });
});
