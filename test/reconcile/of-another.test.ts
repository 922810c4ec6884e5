import { describe, expect, it } from "vitest";
import { approvalText } from "../../src/reconcile/merge/approval.ts";
import { mappingOf, STATUS } from "./fields.ts";
import { REFERRAL, World } from "./world.ts";

const ANOTHER = "7c1f2b9e-3a51-4f0b-9a44-000000000000";
const PORTAL = `https://partner.microsoft.com/referrals/v2/inbox?id=${REFERRAL}`;
const ACCEPT = 20;
const DECLINE = 21;
const VISIBLE = "consent.consentToShareReferralWithMicrosoftSellers";
const LINK = { referral: "id", opportunity: "link", direction: "referral to opportunity", when: "create" };
const FIELDS = {
  decision: {
    as: "decision",
    direction: "opportunity to referral",
    referral: ["status", "substatus"],
    opportunity: "answer",
    values: { accept: ACCEPT, decline: DECLINE },
  },
  reason: { as: "closing reason", referral: "statusReason", opportunity: "reason", longest: 50 },
  visible: { as: "latch", referral: VISIBLE, opportunity: "visible" },
  name: { as: "text", longest: 50, referral: "name", opportunity: "name" },
  status: STATUS,
  link: { as: "referral link", ...LINK },
};
const NEW = { status: "New", substatus: "Pending", statusReason: null };

/** An opportunity that says this, was in step with another referral, and that somebody gives to this one. */
function givenOn(says: object, referral: object = NEW, more: object = {}): World {
  const consent = { consentToShareReferralWithMicrosoftSellers: false };
  const world = new World(mappingOf(FIELDS, more), { ...NEW, name: "Deal", consent });
  world.sync();
  const row = world.row ?? {};
  const base: unknown = JSON.parse(String(row.cosell_base));
  Object.assign(world.referral, referral);
  Object.assign(row, says, { cosell_base: JSON.stringify({ ...Object(base), r: ANOTHER }) });
  return world;
}

const saysOf = ({ referral: { status, substatus, consent } }: World) =>
  structuredClone([status, substatus, consent]);
const ACTIVE = { status: "Active", substatus: "Accepted" };
const CASES = [
  ["accepts it", { answer: ACCEPT }, NEW, "decision"],
  ["declines it", { answer: DECLINE, reason: "No capacity" }, NEW, "decision"],
  ["shows it to Microsoft", { visible: true }, ACTIVE, "visible"],
] as const;
const NOTHING = { answer: null, reason: null, visible: false };

describe("the address of the referral", () => {
  it.each([
    [
      "that the opportunity had before gives way to that of its own",
      `https://portal.example/?id=${ANOTHER}`,
      PORTAL,
    ],
    ["is left as somebody wrote it", `https://portal.example/?id=${REFERRAL}`, null],
    ["is filled in where there is none", null, PORTAL],
  ])("%s", (_what, link, becomes) => {
    const world = givenOn({ link });
    world.sync();
    expect(world.row?.link).toBe(becomes ?? link);
    // From then on, it is as any other that was filled once.
    Object.assign(world.row ?? {}, { link: "https://crm.example" });
    world.sync();
    expect(world.row?.link).toBe("https://crm.example");
    expect(world.notes).toEqual([]);
  });
});

describe("what an opportunity said of another referral", () => {
  it.each(CASES)("is nobody's word on the one it is given to, where it %s", (_what, says, is, field) => {
    const world = givenOn(says, is);
    const before = saysOf(world);
    const { held } = world.sync();
    expect(held).toMatchObject([{ field, side: "referral", awaits: "approval" }]);
    // The base is this referral's by then.
    Object.assign(world.row ?? {}, { name: "Another name" });
    expect(world.sync().held).toEqual(held);
    expect(world.referral.name).toBe("Another name");
    expect(saysOf(world)).toEqual(before);
  });

  it.each(CASES)("is carried out once a person has approved it, where it %s", (_what, says, is, field) => {
    const world = givenOn(says, is);
    const before = saysOf(world);
    const { held } = world.sync();
    world.approvals = new Map([[String(world.referral.id), new Set(held.map(approvalText))]]);
    const [change] = world.sync().changes;
    expect(change?.fields).toContainEqual(expect.objectContaining({ field, approved: true }));
    expect(saysOf(world)).not.toEqual(before);
  });

  it.each(CASES)("holds once it has been taken back and said again, where it %s", (_what, says, is) => {
    const world = givenOn(says, is);
    const before = saysOf(world);
    world.sync();
    Object.assign(world.row ?? {}, NOTHING);
    expect(world.sync().held).toEqual([]);
    Object.assign(world.row ?? {}, says);
    expect(world.sync().held).toEqual([]);
    expect(saysOf(world)).not.toEqual(before);
  });

  it("gives way to another word of the seller's at once", () => {
    const world = givenOn({ answer: DECLINE, reason: "No capacity" });
    world.sync();
    Object.assign(world.row ?? {}, { answer: ACCEPT });
    expect(world.sync().held).toEqual([]);
    expect(world.referral).toMatchObject(ACTIVE);
  });

  it("needs nobody's word where the referral says the same", () => {
    const world = givenOn({ answer: ACCEPT }, ACTIVE);
    expect(world.sync().held).toEqual([]);
    expect(world.row?.cosell_base).not.toContain('"a":');
  });

  it("does not close a referral as it closed, where the mapping takes the CRM's word at first", () => {
    const world = givenOn({ statecode: 2, statuscode: 4, reason: "Budget" }, ACTIVE);
    const status = { ...STATUS, adopt: "opportunity" };
    world.mapping = mappingOf({ ...FIELDS, status });
    expect(world.sync().held).toMatchObject([{ field: "status", awaits: "approval" }]);
    expect(world.referral).toMatchObject(ACTIVE);
  });

  it("is left to people where the mapping leaves the step to them", () => {
    const world = givenOn({ visible: true }, ACTIVE, { guards: { share: "never" } });
    const [held] = world.sync().held;
    expect(held).toMatchObject({
      field: "visible",
      reason: expect.stringContaining("do it in Partner Center"),
    });
    expect(held?.awaits).toBeUndefined();
  });
});
