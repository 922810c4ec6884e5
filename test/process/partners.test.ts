import { describe, expect, it } from "vitest";
import type { Emulator } from "../../src/emulator/index.ts";
import { OUR_ORGANIZATION } from "../../src/emulator/partner-center/referral.ts";
import { insertReferral } from "../support/deals.ts";
import { type Stage, setStage } from "../support/stage.ts";

const PARTNER = "9b9b9b9b-2f65-4c4e-8b8f-6a3a2f1e0c77";
const ANOTHER = "7a7a7a7a-2f65-4c4e-8b8f-6a3a2f1e0c77";

const names = ({ dataverse }: Emulator) =>
  dataverse
    .rows("opportunity")
    .map(({ name }) => String(name))
    .sort();

function invite(invitedBy: string) {
  return {
    inviteContext: {},
    "inviteContext.invitedBy": { organizationId: invitedBy, organizationName: "Somebody" },
  };
}

function partners(engagementId: string, invitedBy: string, organizationId = PARTNER) {
  return { name: "theirs", engagementId, organizationId, ...invite(invitedBy) };
}

const QUIET = { exitCode: 0, outputs: { created: "0", failed: "0" } };

describe.concurrent("a partner's referral makes no second opportunity of a deal", () => {
  it("of one whom we invite", async () => {
    await using stage = await setStage({ referrals: 0 });
    const { emulator } = stage;
    const { engagementId, organizationId } = insertReferral(emulator, { name: "ours" });
    await stage.run();
    const { id } = insertReferral(emulator, partners(engagementId, organizationId));
    expect(await stage.run({ "changed-referrals": id })).toMatchObject(QUIET);
    expect(names(emulator)).toEqual(["ours"]);
  });

  it("of one who invites us, and whose own is shown later", async () => {
    await using stage = await withDeals();
    const { emulator } = stage;
    const { engagementId } = insertReferral(emulator, { name: "ours", ...invite(PARTNER) });
    await stage.run();
    const { id } = insertReferral(emulator, partners(engagementId, PARTNER));
    expect(await stage.run({ "changed-referrals": id })).toMatchObject(QUIET);
    expect(names(emulator)).toContain("ours");
    expect(names(emulator)).not.toContain("theirs");
  });

  it.for([
    ["by hand", "referral-id"],
    ["in an account where theirs are as many as ours", "changed-referrals"],
  ])("of one who invites us, and whose own is looked at %s", async ([, input = ""]) => {
    await using stage = await setStage({ referrals: 0 });
    const { emulator } = stage;
    const { engagementId } = insertReferral(emulator, { name: "ours", ...invite(PARTNER) });
    await stage.run();
    const { id } = insertReferral(emulator, partners(engagementId, PARTNER));
    expect(await stage.run({ [input]: id })).toMatchObject(QUIET);
    expect(names(emulator)).toEqual(["ours"]);
  });

  it("of another one whom our inviter invites as well", async () => {
    await using stage = await withDeals();
    const { emulator } = stage;
    const { engagementId } = insertReferral(emulator, { name: "ours", ...invite(PARTNER) });
    await stage.run();
    const { id } = insertReferral(emulator, partners(engagementId, PARTNER, ANOTHER));
    expect(await stage.run({ "changed-referrals": id })).toMatchObject(QUIET);
    expect(names(emulator)).not.toContain("theirs");
  });

  it.for([
    ["the inviter", PARTNER, PARTNER],
    ["the invited one", OUR_ORGANIZATION.id, OUR_ORGANIZATION.id],
  ])("of %s, in the very run that first sees ours", async ([, ofOurs = "", ofTheirs = ""]) => {
    await using stage = await withDeals();
    const { emulator } = stage;
    const { engagementId } = insertReferral(emulator, { name: "ours", ...invite(ofOurs) });
    insertReferral(emulator, partners(engagementId, ofTheirs));
    expect(await stage.run({ "max-change-share": "1" })).toMatchObject({ exitCode: 0 });
    expect(names(emulator)).toContain("ours");
    expect(names(emulator)).not.toContain("theirs");
  });
});

/** With as many deals of our own that which organization is ours can be told. */
async function withDeals(): Promise<Stage> {
  const stage = await setStage({ referrals: 0 });
  for (const name of ["one", "two", "three"]) insertReferral(stage.emulator, { name });
  return stage;
}

it("another organization's deal that is nobody else's becomes an opportunity, as an account may have several", async () => {
  await using stage = await withDeals();
  insertReferral(stage.emulator, { name: "daughter's", organizationId: ANOTHER, ...invite(ANOTHER) });
  await stage.run();
  expect(names(stage.emulator)).toContain("daughter's");
});

it("what Microsoft does in a deal with a partner is shown on ours, whoever was changed last", async () => {
  await using stage = await setStage({ referrals: 0 });
  const { emulator } = stage;
  const { dataverse, partnerCenter } = emulator;
  const ours = insertReferral(emulator, { name: "ours" });
  await stage.run();
  const { engagementId } = ours;
  const theirs = insertReferral(emulator, partners(engagementId, OUR_ORGANIZATION.id));
  const microsofts = { name: "Microsoft's", engagementId, organizationId: "msft" };
  const { id } = insertReferral(emulator, { ...microsofts, status: "New", substatus: "Pending" });
  const shown = () => dataverse.rows("opportunity").map((row) => row.cosell_microsoftstatus);
  await stage.run();
  expect(shown()).toEqual(["New/Pending"]);
  for (const [changed, substatus] of [
    [ours, "Accepted"],
    [theirs, "Won"],
  ] as const) {
    partnerCenter.edit(changed.id, ({ details }) => {
      details.incentiveLevel = substatus;
    });
    await stage.run();
    const status = substatus === "Won" ? "Closed" : "Active";
    partnerCenter.edit(id, (referral) => Object.assign(referral, { status, substatus }));
    await stage.run();
    expect(shown()).toEqual([`${status}/${substatus}`]);
  }
});

it("what Microsoft does is shown on ours where the partner's is changed with it", async () => {
  await using stage = await withDeals();
  const { emulator } = stage;
  const { dataverse, partnerCenter } = emulator;
  const { engagementId } = insertReferral(emulator, { name: "ours" });
  const theirs = insertReferral(emulator, partners(engagementId, OUR_ORGANIZATION.id));
  const microsofts = { name: "Microsoft's", engagementId, organizationId: "msft" };
  const { id } = insertReferral(emulator, { ...microsofts, status: "New", substatus: "Pending" });
  await stage.run();
  partnerCenter.edit(id, (referral) => Object.assign(referral, { status: "Active", substatus: "Accepted" }));
  partnerCenter.edit(theirs.id, ({ details }) => {
    details.notes = "theirs";
  });
  await stage.run();
  const row = dataverse.rows("opportunity").find(({ name }) => name === "ours");
  expect(row).toMatchObject({ cosell_microsoftstatus: "Active/Accepted", description: "Pilot first." });
});

it("a deal to which a partner invites us becomes an opportunity", async () => {
  await using stage = await setStage({ referrals: 0 });
  const { emulator } = stage;
  await stage.run();
  insertReferral(emulator, { name: "ours", ...invite(PARTNER) });
  expect(await stage.run()).toMatchObject({ exitCode: 0, outputs: { failed: "0" } });
  expect(names(emulator)).toEqual(["ours"]);
});

it("a new deal waits while it cannot be said whose it is", async () => {
  await using stage = await setStage({ referrals: 0 });
  const { emulator } = stage;
  await stage.run();
  const { id } = insertReferral(emulator, { name: "ours", ...invite(PARTNER) });
  const reply = { kind: "reply", when: "before", status: 500 } as const;
  const outage = emulator.faults.inject({ system: "partner-center", path: /engagementId/, fault: reply });
  const waiting = await stage.run();
  expect([waiting.exitCode, names(emulator)]).toEqual([0, []]);
  expect(waiting.summary).toContain("a partner in a deal of yours");
  outage.remove();
  expect(await stage.run({ "referral-id": id })).toMatchObject({ exitCode: 0 });
  expect(names(emulator)).toEqual(["ours"]);
});
