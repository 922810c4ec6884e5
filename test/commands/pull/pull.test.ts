import { describe, expect, it } from "vitest";
import { shareIdFor } from "../../../src/model/provisional.ts";
import type { RemoteRecord } from "../../../src/model/record.ts";
import type { SyncState, Waiting } from "../../../src/model/state.ts";
import { EMPTY_STATE } from "../../../src/reconcile/checkpoint/state.ts";
import { formatBase } from "../../../src/reconcile/record/base.ts";
import { rowIdFor } from "../../../src/reconcile/record/ids.ts";
import { BASE, intentOf, MAPPING, referralOf, rowOf } from "../../reconcile/deals.ts";
import { MICROSOFT_STATUS, mappingOf, NAME, STATUS } from "../../reconcile/fields.ts";
import { rowOf as dealOf, OPPORTUNITY, MAPPING as SHARING } from "../../reconcile/shares.ts";
import { NOW, REFERRAL } from "../../reconcile/world.ts";
import { waitingOf } from "../../report/results.ts";
import { justRead, planOf, type Sides } from "./swept.ts";

const EARLIER = "2026-11-20T10:00:00Z";

const since = (more: Partial<SyncState> = {}, mapping = MAPPING) => justRead(mapping, more);

function waits(some: Partial<Waiting>): SyncState {
  return since({ waiting: [waitingOf(1, { referral: REFERRAL, opportunity: ROW.id, ...some })] });
}

const ROW = rowOf();
const EDITED = referralOf({ name: "Renamed" }, "r2");
const MARKETPLACE = { type: "Independent", qualification: "Direct" };

const NOTHING: Sides = { referrals: [], rows: [], delta: true };

async function looked(sides: Partial<Sides>, state = since(), options: Parameters<typeof planOf>[3] = {}) {
  const { planned, asked } = await planOf(MAPPING, { ...NOTHING, ...sides }, state, options);
  return { looked: planned.pulled.looked, changes: planned.plan.changes.length, asked };
}

describe("a referral that a webhook has reported, and that is not listed yet", () => {
  const reported = { changedReferrals: [REFERRAL] };

  it("is looked at", async () => {
    expect(await looked({ unchanged: [EDITED, ROW] }, since(), reported)).toMatchObject({
      looked: [REFERRAL],
      changes: 1,
    });
  });

  it.each<[string, RemoteRecord, SyncState]>([
    [
      "an earlier run has dealt with this version of it",
      EDITED,
      since({ referrals: { since: NOW, seen: { [REFERRAL]: "r2" } } }),
    ],
    ["it is none of ours to sync", referralOf(MARKETPLACE, "r2"), since()],
    [
      "it waits in this version",
      EDITED,
      waits({ etags: { referral: "r2", opportunity: "o1" }, nextAt: null }),
    ],
  ])("is let go of, and nothing is asked about it, where %s", async (_where, referral, state) => {
    const { looked: all, asked } = await looked({ unchanged: [referral, ROW] }, state, reported);
    expect(all).toEqual([]);
    expect(asked.rows).toEqual([]);
  });
});

describe("what is looked at though nothing of it is listed", () => {
  it.each<[string, SyncState, Parameters<typeof planOf>[3]]>([
    ["a deal whose time has come", waits({ kind: "conflict", nextAt: EARLIER }), {}],
    [
      "what a run that died has announced",
      since({ journal: { run: "dead", writing: false, intents: [intentOf()] } }),
      {},
    ],
    ["the one referral that a run is for", since(), { referralId: REFERRAL }],
  ])("%s", async (_what, state, options) => {
    expect((await looked({ unchanged: [EDITED, ROW] }, state, options)).looked).toEqual([REFERRAL]);
  });

  it("is asked for once, whoever asks for it", async () => {
    const state = {
      ...waits({ kind: "conflict", nextAt: EARLIER }),
      journal: { run: "dead", writing: false, intents: [intentOf()] },
    };
    const { asked } = await looked({ unchanged: [EDITED], rows: [[rowOf({ name: "Other" })]] }, state);
    expect(asked).toMatchObject({ referrals: [REFERRAL], rows: [] });
  });

  it("is asked for once where Partner Center does not show it", async () => {
    const { asked } = await looked({ rows: [[rowOf({ name: "Other" })]] }, waits({ nextAt: EARLIER }));
    expect(asked).toMatchObject({ referrals: [REFERRAL] });
  });

  it("is the referral that a row means, and does not spell as such", async () => {
    const row = rowOf({ cosell_referralid: `{${REFERRAL}}` });
    const { planned } = await planOf(
      MAPPING,
      { ...NOTHING, rows: [[row]], unchanged: [referralOf()] },
      since(),
    );
    expect(planned.questions).toMatchObject([{ referral: REFERRAL, opportunity: row.id }]);
  });
});

it("what a run that died may have asked Microsoft is looked for, though its help is wanted no more", async () => {
  const intents = [intentOf({ action: "invite" })];
  const state = since({ journal: { run: "dead", writing: false, intents } });
  const unchanged = [referralOf({ engagementId: "e-1" }), ROW];
  expect((await looked({ unchanged }, state)).asked.engagements).toEqual(["e-1"]);
});

describe("a run for one referral that is none of ours to sync", () => {
  it.each([
    ["a marketplace lead", MARKETPLACE],
    ["Microsoft's own", { organizationId: "msft", engagementId: "e-1" }],
  ])("makes nothing of it, and asks for nothing beside it: %s", async (_what, properties) => {
    const sides = { ...NOTHING, organization: "us", unchanged: [referralOf(properties)] };
    const { planned, asked } = await planOf(MAPPING, sides, since(), { referralId: REFERRAL });
    expect(planned.plan.changes).toEqual([]);
    expect(asked.engagements).toEqual([]);
  });
});

describe("of a deal that waits, a run looks also at", () => {
  const lost = { ...rowOf({ cosell_referralid: null }), id: rowIdFor(REFERRAL) };

  it.each(["stale", "question"] as const)(
    "the row that was made for it and no longer says so: %s",
    async (kind) => {
      const { asked } = await looked(
        { referrals: [[EDITED]], unchanged: [lost] },
        waits({ kind, nextAt: null }),
      );
      expect(asked.rows).toEqual([REFERRAL, lost.id]);
    },
  );

  it("no row twice, and none that a referral names which has one", async () => {
    const named = { ...rowOf({ cosell_referralid: null }, "o2"), id: "0b9d8a51-0000-4000-8000-000000000008" };
    const naming = referralOf({ externalReferenceId: named.id }, "r2");
    expect((await looked({ referrals: [[naming]], unchanged: [named] })).asked.rows).toEqual([
      REFERRAL,
      named.id,
    ]);
    const misspelt = { ...named, properties: { ...named.properties, cosell_referralid: `{${REFERRAL}}` } };
    expect((await looked({ referrals: [[naming]], rows: [[misspelt]] })).asked.rows).toEqual([REFERRAL]);
    expect((await looked({ referrals: [[naming]], unchanged: [named, ROW] })).asked.rows).toEqual([REFERRAL]);
  });

  it("no such row where none was made", async () => {
    const { asked } = await looked({ referrals: [[EDITED]], unchanged: [lost] });
    expect(asked.rows).toEqual([REFERRAL]);
  });

  it("the row that the question names", async () => {
    const opportunity = "0b9d8a51-0000-4000-8000-000000000007";
    const { asked } = await looked(
      { referrals: [[EDITED]] },
      waits({ kind: "question", opportunity, nextAt: null }),
    );
    expect(asked.rows).toContain(opportunity);
  });
});

describe("a row whose identifier somebody took out", () => {
  const text = formatBase({ ...BASE, referral: REFERRAL }, MAPPING.places);
  const carrying = (identifier: string | null) => rowOf({ cosell_referralid: identifier, cosell_base: text });
  const untied = carrying(null);
  const untiedBeside = (unchanged: readonly RemoteRecord[], state = since()) =>
    planOf(MAPPING, { ...NOTHING, rows: [[untied]], unchanged }, state);

  it("is asked about at once, though its referral has not changed", async () => {
    const { planned } = await untiedBeside([referralOf()]);
    expect(planned.questions).toMatchObject([{ referral: REFERRAL, opportunity: ROW.id }]);
    expect(planned.merges).toEqual([]);
  });

  it.each([
    ["is none", "garbage"],
    ["is nobody's", "0b9d8a51-0000-4000-8000-00000000000a"],
  ])("is asked about just as well where what stands there now %s", async (_what, identifier) => {
    const rows = [[carrying(identifier)]];
    const { planned } = await planOf(MAPPING, { ...NOTHING, rows, referrals: [[EDITED]] }, since());
    expect(planned.questions).toMatchObject([{ referral: REFERRAL, opportunity: ROW.id }]);
    expect(planned.pulled.unreadable).toHaveLength(1);
    expect(planned.plan.changes).toEqual([]);
  });

  it("is asked about once", async () => {
    const etags = { referral: referralOf().etag, opportunity: untied.etag };
    const { asked } = await untiedBeside([referralOf()], waits({ kind: "question", etags, nextAt: null }));
    expect(asked).toMatchObject({ referrals: [], rows: [] });
  });

  it.each([
    ["another row has it", [referralOf(), { ...ROW, id: "0b9d8a51-0000-4000-8000-000000000009" }]],
    ["its referral is gone", []],
    ["its referral is closed", [referralOf({ status: "Closed", substatus: "Lost" })]],
  ])("is let go of where %s", async (_where, unchanged) => {
    const { planned } = await untiedBeside(unchanged);
    expect(planned.questions).toEqual([]);
    expect(planned.pulled.unreadable).toEqual([]);
  });
});

describe("a run that reads everything", () => {
  it.each<[string, SyncState, Parameters<typeof planOf>[3]]>([
    [
      "what a run that died has announced",
      { ...EMPTY_STATE, journal: { run: "dead", writing: false, intents: [intentOf()] } },
      {},
    ],
    ["what a webhook has reported", EMPTY_STATE, { changedReferrals: [REFERRAL] }],
  ])("keeps both sides of %s as they are listed, though they are in step", async (_what, state, options) => {
    const sides = { referrals: [[referralOf()]], rows: [[ROW]] };
    const { planned, asked } = await planOf(MAPPING, sides, state, options);
    expect(planned.pulled).toMatchObject({ looked: [REFERRAL], rows: [{ id: ROW.id }] });
    expect(asked.rows).toEqual([]);
  });

  it("keeps the newer of two versions that are listed", async () => {
    const newer = { ...EDITED, modified: "2026-11-23T11:00:00Z" };
    for (const pages of [
      [[newer], [referralOf()]],
      [[referralOf()], [newer]],
    ]) {
      const { planned } = await planOf(
        MAPPING,
        { referrals: pages, rows: [[rowOf({}, "o1", null)]] },
        EMPTY_STATE,
      );
      expect(planned.pulled.referrals).toEqual([newer]);
    }
  });
});

describe("an opportunity that is to be shared", () => {
  const share = async (sides: Partial<Sides>, state = since({}, SHARING)) => {
    const { planned, asked } = await planOf(SHARING, { ...NOTHING, ...sides }, state);
    return { ...planned.pulled, asked };
  };

  it("is shared as soon as it is listed", async () => {
    expect(await share({ rows: [[dealOf()]] })).toMatchObject({
      shares: [{ id: OPPORTUNITY }],
      reads: { sweepsNext: false },
    });
  });

  it("is held against those with a referral that were listed as well, though nothing of them is to be synced", async () => {
    const linked = { ...dealOf({ cosell_referralid: REFERRAL }), id: ROW.id };
    const { linked: compared } = await share({ rows: [[dealOf(), linked]], unchanged: [referralOf()] });
    expect(compared.map(({ id }) => id)).toEqual([ROW.id]);
  });

  it("is shared anew where it was taken from a referral that is over, also one that names it", async () => {
    const text = formatBase({ ...BASE, referral: REFERRAL }, SHARING.places);
    const over = { status: "Closed", substatus: "Lost", externalReferenceId: OPPORTUNITY };
    const sides = { rows: [[dealOf({ cosell_base: text })]], unchanged: [referralOf(over)] };
    expect((await share(sides)).shares.map(({ id }) => id)).toEqual([OPPORTUNITY]);
  });

  it("does not keep a run from what it has not", async () => {
    expect((await share({ delta: false })).reads).toMatchObject({ sweepsNext: false });
  });

  it("is left to a run that reads all referrals where Dataverse has forgotten what it told last", async () => {
    expect(await share({ rows: [[dealOf()]], delta: false })).toMatchObject({
      shares: [],
      reads: { sweepsNext: true },
    });
  });

  it("is not looked at by a run for one referral", async () => {
    const entry = waitingOf(1, {
      referral: shareIdFor(OPPORTUNITY),
      opportunity: OPPORTUNITY,
      kind: "held",
      nextAt: EARLIER,
    });
    const state = since({ waiting: [entry] }, SHARING);
    const sides = { unchanged: [dealOf(), referralOf()] };
    expect((await share(sides, state)).shares).toHaveLength(1);
    const { planned } = await planOf(SHARING, { ...NOTHING, ...sides }, state, { referralId: REFERRAL });
    expect(planned.pulled.shares).toEqual([]);
  });
});

describe("an opportunity that is to be shared, and the referral that it may have already", () => {
  const look = async (entry: Partial<Waiting>, sides: Partial<Sides>) => {
    const waiting = [waitingOf(1, { referral: shareIdFor(OPPORTUNITY), opportunity: OPPORTUNITY, ...entry })];
    const { planned } = await planOf(SHARING, { ...NOTHING, ...sides }, since({ waiting }, SHARING));
    const { shares, rows, looked: all } = planned.pulled;
    return { shares: shares.map(({ id }) => id), rows: rows.map(({ id }) => id), looked: all };
  };
  const closed = referralOf({ status: "Closed", substatus: "Lost" });
  const asked = { referral: REFERRAL, kind: "question" } as const;
  const twin = { kind: "held", twin: REFERRAL, etags: { referral: null, opportunity: "o1" } } as const;

  it("are looked at together where the row has got it meanwhile", async () => {
    const row = dealOf({ cosell_referralid: REFERRAL });
    expect(await look({ kind: "held", nextAt: EARLIER }, { unchanged: [row, referralOf()] })).toEqual({
      shares: [],
      rows: [OPPORTUNITY],
      looked: [REFERRAL],
    });
  });

  it.each<[string, Partial<Waiting>, Partial<Sides>, string[]]>([
    ["a question says so", asked, { rows: [[dealOf()]], unchanged: [referralOf()] }, []],
    ["that is over", asked, { rows: [[dealOf()]], unchanged: [closed] }, [OPPORTUNITY]],
    [
      "they may be twins",
      twin,
      { rows: [[{ ...dealOf(), etag: "o2" }]], unchanged: [referralOf()] },
      [OPPORTUNITY],
    ],
    [
      "they may be twins, of which the other has changed",
      twin,
      { referrals: [[EDITED]], unchanged: [dealOf()] },
      [OPPORTUNITY],
    ],
  ])("are looked at together where %s", async (_where, entry, sides, shares) => {
    expect(await look(entry, sides)).toMatchObject({ shares, looked: [REFERRAL] });
  });
});

describe("Microsoft's referral of a deal, as a webhook reports it", () => {
  const mapping = mappingOf({ name: NAME, status: STATUS, microsoft: MICROSOFT_STATUS });
  const theirs = {
    ...referralOf({ organizationId: "msft", engagementId: "e-1" }, "m1"),
    id: "0b9d8a51-0000-4000-8000-000000000002",
  };
  const ours = referralOf({ organizationId: "us", engagementId: "e-1" });
  const reported = (seen: Readonly<Record<string, string>>) =>
    planOf(
      mapping,
      { ...NOTHING, organization: "us", unchanged: [ours, theirs, ROW] },
      since({ referrals: { since: NOW, seen } }, mapping),
      { changedReferrals: [theirs.id] },
    );

  it("is shown by ours, which is looked at for it", async () => {
    const { planned } = await reported({});
    expect(planned.pulled.referrals).toMatchObject([
      { id: REFERRAL, properties: { microsoft: { status: "Active" } } },
    ]);
  });

  it("is asked nothing about where an earlier run has dealt with it", async () => {
    const { asked } = await reported({ [theirs.id]: "m1" });
    expect(asked.engagements).toEqual([]);
  });
});

describe("the referral of a partner in a deal of ours", () => {
  const inviteContext = { invitedBy: { organizationId: "us" } };
  const theirs = {
    ...referralOf({ organizationId: "partner", engagementId: "e-1", inviteContext }),
    id: "0b9d8a51-0000-4000-8000-000000000003",
  };
  const ours = referralOf({ organizationId: "us", engagementId: "e-1" });
  const sides = { ...NOTHING, referrals: [[theirs]], unchanged: [ours, ROW], organization: "us" };

  it("does not become an opportunity", async () => {
    const { planned } = await planOf(MAPPING, sides, since());
    expect(planned.plan.changes).toEqual([]);
    expect(planned.pulled.looked).toEqual([theirs.id]);
  });

  it("is not looked up where it has an opportunity", async () => {
    const rows = [[{ ...ROW, properties: { ...ROW.properties, cosell_referralid: theirs.id } }]];
    expect((await planOf(MAPPING, { ...sides, rows }, since())).asked.engagements).toEqual([]);
  });

  it("waits where Partner Center does not show whose it is", async () => {
    const { planned } = await planOf(MAPPING, { ...sides, unseen: true }, since());
    expect(planned.plan.changes).toEqual([]);
    expect(planned.pulled.unreadable).toMatchObject([{ link: { referral: theirs.id } }]);
  });
});
