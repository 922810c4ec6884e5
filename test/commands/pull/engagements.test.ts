import { describe, expect, it } from "vitest";
import { Engagements, type MicrosoftsLook } from "../../../src/commands/pull/engagements.ts";
import type { Mapping } from "../../../src/mapping/mapping.ts";
import type { RemoteRecord } from "../../../src/model/record.ts";
import { referralOf } from "../../reconcile/deals.ts";
import { MICROSOFT_STATUS, mappingOf, NAME, STATUS } from "../../reconcile/fields.ts";
import { portsOf, type Swept } from "./swept.ts";

const MAPPING = mappingOf({ name: NAME, status: STATUS, "microsoft status": MICROSOFT_STATUS });

/** Of changes that were listed, where nobody knows which organization is ours. */
const LOOK: MicrosoftsLook = {
  listedAll: false,
  unlisted: false,
  only: null,
  organization: null,
};

function referral(id: string, organizationId: string, properties: object = {}): RemoteRecord {
  return { ...referralOf({ id, organizationId, engagementId: "e-1", ...properties }), id };
}

const OURS = referral("ours", "us");
const PARTNERS = referral("partner's", "partner");
const microsofts = (id: string, substatus: string, createdDateTime: string): RemoteRecord => {
  const status = substatus === "Accepted" ? "Active" : "Closed";
  return referral(id, "msft", { status, substatus, createdDateTime, details: { notes: "confidential" } });
};
const EARLIER = microsofts("earlier", "Accepted", "2026-10-01T10:00:00Z");
const LATER = microsofts("later", "Accepted", "2026-11-01T10:00:00Z");
const OVER = microsofts("over", "Won", "2026-11-02T10:00:00Z");

/** It finds nothing in Microsoft's referrals. */
const BARE = mappingOf({ name: NAME, status: STATUS });

/** Engagements of a Partner Center that has these referrals. */
function of(...all: readonly RemoteRecord[]) {
  return ofMapping(MAPPING, all);
}

function ofMapping(mapping: Mapping, all: readonly RemoteRecord[] = []) {
  const asked: Swept["asked"] = { referrals: [], rows: [], engagements: [] };
  const handed = { referrals: 0, early: 0 };
  const { referrals } = portsOf(mapping, { referrals: [all], rows: [] }, { asked, handed });
  const engagements = new Engagements(referrals, mapping);
  const shown = () => engagements.withMicrosofts(OURS).properties.microsoft;
  return { engagements, shown, asked: asked.engagements };
}

describe("Microsoft's side of a deal", () => {
  it.each<[string, RemoteRecord, RemoteRecord]>([
    ["goes on, where another one is over", EARLIER, OVER],
    ["is the later one, where both go on", LATER, EARLIER],
    ["is the later one, where both are over", OVER, microsofts("before", "Won", "2026-10-01T10:00:00Z")],
  ])("is that of its referrals which %s, in whatever order they are listed", (_which, wanted, other) => {
    for (const mapping of [MAPPING, BARE])
      for (const order of [
        [wanted, other],
        [other, wanted],
      ]) {
        const { engagements, shown } = ofMapping(mapping);
        for (const one of order) engagements.note(one, true);
        expect(shown()).toMatchObject({ id: wanted.id });
      }
  });

  it("is the version that was read last, also where that is over", () => {
    const { engagements, shown } = of();
    engagements.note(EARLIER, true);
    engagements.note(microsofts("earlier", "Won", "2026-10-01T10:00:00Z"), true);
    expect(shown()).toMatchObject({ status: "Closed" });
  });

  it("is no news where an earlier run has dealt with it", () => {
    const { engagements, shown } = of();
    engagements.note(EARLIER, false);
    expect(shown()).toBeUndefined();
  });

  it("is kept as far as the mapping looks at it", () => {
    const { engagements, shown } = of();
    engagements.note(EARLIER, true);
    expect(shown()).not.toHaveProperty("details");
  });
});

function collecting(referrals: Map<string, RemoteRecord>): Parameters<Engagements["addTo"]>[0] {
  return { referrals, leaveOut: () => {} };
}

describe("a listing that has a change of Microsoft's alone", () => {
  async function found(
    all: readonly RemoteRecord[],
    listed: readonly RemoteRecord[],
    look: Partial<MicrosoftsLook>,
  ) {
    const { engagements, shown, asked } = of(...all);
    for (const one of listed) engagements.note(one, true);
    const referrals = new Map<string, RemoteRecord>();
    await engagements.addTo(collecting(referrals), { ...LOOK, ...look });
    return { ours: [...referrals.keys()], shown: shown(), asked };
  }

  it("has our referral of the deal looked at as well", async () => {
    const { ours, asked } = await found([OURS, EARLIER], [EARLIER], {});
    expect(ours).toEqual(["ours"]);
    expect(asked).toEqual(["e-1"]);
  });

  it("has ours looked at and not a partner's, as soon as it is known which is ours", async () => {
    const all = [PARTNERS, OURS, EARLIER];
    expect((await found(all, all, { organization: "us" })).ours).toEqual(["ours"]);
    expect((await found(all, [PARTNERS, EARLIER], { organization: "us" })).ours).toEqual(["ours"]);
    expect((await found(all, [EARLIER], {})).ours).toEqual(["partner's", "ours"]);
  });

  it("has what is there looked at where none is of our organization, as an account may have several", async () => {
    const daughters = referral("daughter's", "daughter");
    expect((await found([daughters, EARLIER], [EARLIER], { organization: "us" })).ours).toEqual([
      "daughter's",
    ]);
  });

  it("shows the referral that goes on where one is listed that is over", async () => {
    const { shown } = await found([OURS, EARLIER, OVER], [OURS, OVER], { organization: "us" });
    expect(shown).toMatchObject({ id: "earlier" });
  });

  it("leaves a version of ours alone that was read since it was listed", async () => {
    const { engagements } = of();
    for (const one of [OURS, EARLIER]) engagements.note(one, true);
    const newer = referral("ours", "us", { name: "Newer" });
    const referrals = new Map([["ours", newer]]);
    await engagements.addTo(collecting(referrals), { ...LOOK, organization: "us" });
    expect([...referrals.values()]).toEqual([newer]);
  });

  it("takes no request where both are listed, or where all of ours were", async () => {
    expect((await found([OURS, EARLIER], [OURS, EARLIER], { organization: "us" })).asked).toEqual([]);
    expect(await found([OURS, EARLIER], [EARLIER], { listedAll: true })).toMatchObject({
      ours: [],
      asked: [],
    });
  });
});

describe("a referral of Microsoft's whose engagement is not shown", () => {
  async function leftOut(
    listed: readonly RemoteRecord[],
    look: Partial<MicrosoftsLook>,
    named: readonly RemoteRecord[] = [],
  ) {
    const left: string[] = [];
    const { referrals: reader } = portsOf(MAPPING, { referrals: [[]], rows: [], unseen: true });
    const engagements = new Engagements(reader, MAPPING);
    for (const one of listed) engagements.note(one, true);
    const collected = {
      referrals: new Map(named.map((one) => [one.id, one])),
      leaveOut: (ids: readonly string[]) => void left.push(...ids),
    };
    await engagements.addTo(collected, { ...LOOK, ...look });
    return left;
  }

  it("is left out and waits, whether it was listed or is looked at by its own id", async () => {
    expect(await leftOut([EARLIER], {})).toEqual(["earlier"]);
    expect(await leftOut([], {}, [EARLIER])).toEqual(["earlier"]);
  });

  it("is not where ours was listed, or would have been", async () => {
    expect(await leftOut([OURS, EARLIER], { organization: "us" })).toEqual([]);
    expect(await leftOut([EARLIER], { listedAll: true })).toEqual([]);
  });
});

it("Microsoft is known to have no referral only in an engagement that was looked at and shows ours", async () => {
  const lacks = async (all: readonly RemoteRecord[], looksAt = [OURS]) => {
    const { engagements } = of(...all);
    await engagements.complete(looksAt);
    return engagements.lacksMicrosofts(OURS);
  };
  expect(await lacks([OURS])).toBe(true);
  expect(await lacks([OURS], [])).toBe(false);
  // As one that comes too early.
  expect(await lacks([])).toBe(false);
  expect(await lacks([OURS, EARLIER])).toBe(false);
});

it("both referrals of a deal that is left to a later run are let go of", async () => {
  const { engagements, shown } = of();
  for (const one of [OURS, EARLIER]) engagements.note(one, true);
  engagements.drop(OURS);
  expect(shown()).toBeUndefined();
  engagements.note(EARLIER, true);
  const referrals = new Map<string, RemoteRecord>();
  await engagements.addTo(collecting(referrals), { ...LOOK, listedAll: true });
  expect([...referrals.keys()]).toEqual([]);
});

it("an engagement is asked for once, and not where Microsoft's side is known", async () => {
  const { engagements, asked } = of(OURS, EARLIER);
  await engagements.complete([OURS]);
  await engagements.complete([OURS, PARTNERS]);
  expect(asked).toEqual(["e-1"]);
  const known = of(OURS, EARLIER);
  known.engagements.note(EARLIER, true);
  await known.engagements.complete([OURS]);
  expect(known.asked).toEqual([]);
  expect((await known.engagements.ofMicrosoft(["e-1"])).map(({ id }) => id)).toEqual(["earlier"]);
});

describe("an engagement is read as a whole for a deal that is looked at", () => {
  const INVITED = referral("ours", "us", { inviteContext: { invitedBy: { organizationId: "msft" } } });
  const HELPED = referral("ours", "us", { inviteContext: { assistanceRequestCode: "General" } });
  const hidden = (one: RemoteRecord): RemoteRecord => ({
    ...one,
    properties: { ...one.properties, consent: { consentToShareReferralWithMicrosoftSellers: false } },
  });
  async function askedFor(ours: RemoteRecord, look: Partial<MicrosoftsLook>): Promise<readonly string[]> {
    const { engagements, shown, asked } = of(ours, EARLIER);
    await engagements.addTo(collecting(new Map([[ours.id, ours]])), { ...LOOK, ...look });
    // Whoever goes on has the answer.
    expect(shown() !== undefined).toBe(asked.length > 0);
    return asked;
  }

  it.each<[string, RemoteRecord, Partial<MicrosoftsLook>]>([
    ["by name", OURS, { only: "ours" }],
    ["where no listing has Microsoft's, and Microsoft has sent it", INVITED, { unlisted: true }],
    ["where no listing has Microsoft's, and Microsoft is to help", HELPED, { unlisted: true }],
  ])("%s", async (_why, ours, look) => {
    expect(await askedFor(ours, look)).toEqual(["e-1"]);
    expect(await askedFor(hidden(ours), look)).toEqual([]);
  });

  it.each<[string, RemoteRecord, Partial<MicrosoftsLook>]>([
    ["because it changed", INVITED, {}],
    ["in which Microsoft takes no part", OURS, { unlisted: true }],
    ["that is over", referral("ours", "us", { ...INVITED.properties, status: "Closed" }), { unlisted: true }],
  ])("but not %s", async (_why, ours, look) => {
    expect(await askedFor(ours, look)).toEqual([]);
  });
});
