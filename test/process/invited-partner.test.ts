import { expect, it } from "vitest";
import type { Emulator } from "../../src/emulator/index.ts";
import { insertReferral } from "../support/deals.ts";
import { setStage } from "../support/stage.ts";

const PARTNER = "9b9b9b9b-2f65-4c4e-8b8f-6a3a2f1e0c77";

const names = ({ dataverse }: Emulator) =>
  dataverse
    .rows("opportunity")
    .map(({ name }) => String(name))
    .sort();

function invite(invitedBy: string) {
  return { "inviteContext.invitedBy": { organizationId: invitedBy, organizationName: "Somebody" } };
}

it("a partner whom we invite to a deal of ours makes no second opportunity of it", async () => {
  await using stage = await setStage({ referrals: 0 });
  const { emulator } = stage;
  const { engagementId, organizationId } = insertReferral(emulator, { name: "ours" });
  await stage.run();
  const theirs = { name: "theirs", engagementId, organizationId: PARTNER };
  const { id } = insertReferral(emulator, { ...theirs, inviteContext: {}, ...invite(organizationId) });
  expect(await stage.run({ "changed-referrals": id })).toMatchObject({
    exitCode: 0,
    outputs: { created: "0" },
  });
  expect(names(emulator)).toEqual(["ours"]);
});

it("a deal to which a partner invites us becomes an opportunity", async () => {
  await using stage = await setStage({ referrals: 0 });
  const { emulator } = stage;
  await stage.run();
  insertReferral(emulator, { name: "ours", inviteContext: {}, ...invite(PARTNER) });
  expect(await stage.run()).toMatchObject({ exitCode: 0, outputs: { failed: "0" } });
  expect(names(emulator)).toEqual(["ours"]);
});

it("a new deal waits while it cannot be said whose it is", async () => {
  await using stage = await setStage({ referrals: 0 });
  const { emulator } = stage;
  await stage.run();
  const { id } = insertReferral(emulator, { name: "ours", inviteContext: {}, ...invite(PARTNER) });
  const reply = { kind: "reply", when: "before", status: 500 } as const;
  const outage = emulator.faults.inject({ system: "partner-center", path: /engagementId/, fault: reply });
  const waiting = await stage.run();
  expect([waiting.exitCode, names(emulator)]).toEqual([0, []]);
  expect(waiting.summary).toContain("a partner whom you have invited");
  outage.remove();
  expect(await stage.run({ "referral-id": id })).toMatchObject({ exitCode: 0 });
  expect(names(emulator)).toEqual(["ours"]);
});
