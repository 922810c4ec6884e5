import { expect, it } from "vitest";
import { insertReferral } from "../support/deals.ts";
import { type Stage, setStage } from "../support/stage.ts";

const NOT_THERE = "7c1f2b9e-3a51-4f0b-9a44-5e1d2c3b4a60";

const MICROSOFTS = {
  organizationId: "msft",
  organizationName: "Microsoft",
  status: "New",
  substatus: "Pending",
} as const;

async function inStep(): Promise<{ stage: Stage; hinted: string; other: string }> {
  const stage = await setStage({ referrals: 0 });
  const hinted = insertReferral(stage.emulator, { name: "hinted" }).id;
  const other = insertReferral(stage.emulator, { name: "other" }).id;
  await stage.run();
  stage.takeRequests();
  return { stage, hinted, other };
}

function rename({ emulator }: Stage, id: string, name: string): void {
  emulator.partnerCenter.edit(id, (referral) => {
    referral.name = name;
  });
}

const names = ({ emulator }: Stage) =>
  emulator.dataverse
    .rows("opportunity")
    .map(({ name }) => String(name))
    .sort();

it("a hint shows the change that the listing does not show yet, and the rest of the work is done too", async () => {
  const { stage, hinted, other } = await inStep();
  await using _ = stage;
  rename(stage, other, "other, renamed");
  // As a listing that has caught up with the one change and not with the other.
  stage.emulator.partnerCenter.settings.visibilityLag = 60_000;
  rename(stage, hinted, "hinted, renamed");
  expect((await stage.run({ "changed-referrals": "" })).exitCode).toBe(0);
  expect(names(stage)).toEqual(["hinted", "other"]);
  expect(await stage.run({ "changed-referrals": hinted })).toMatchObject({ exitCode: 0 });
  expect(names(stage)).toEqual(["hinted, renamed", "other"]);
  stage.emulator.partnerCenter.settings.visibilityLag = 0;
  await stage.run({ "changed-referrals": hinted });
  expect(names(stage)).toEqual(["hinted, renamed", "other, renamed"]);
  const { outputs } = await stage.run();
  expect(outputs).toMatchObject({ changes: "0", conflicts: "0" });
});

it("a hint at Microsoft's referral of a deal shows what Microsoft changed, though the list has none of Microsoft's", async () => {
  const { stage } = await inStep();
  await using _ = stage;
  const { emulator } = stage;
  emulator.partnerCenter.settings.listsMicrosofts = false;
  const { engagementId } = insertReferral(emulator, { name: "shared" });
  const theirs = insertReferral(emulator, { ...MICROSOFTS, engagementId });
  await stage.run();
  emulator.partnerCenter.edit(theirs.id, (referral) => {
    Object.assign(referral, { status: "Active", substatus: "Accepted" });
  });
  expect(await stage.run({ "changed-referrals": theirs.id })).toMatchObject({ exitCode: 0 });
  const shown = emulator.dataverse.rows("opportunity").find(({ name }) => name === "shared");
  expect(shown?.cosell_microsoftstatus).toBe("Active/Accepted");
});

it("a hint at what is in step, or is not ours to see, costs one request and says nothing", async () => {
  const { stage, hinted } = await inStep();
  await using _ = stage;
  const ordinary = await stage.run();
  const before = stage.takeRequests();
  const result = await stage.run({ "changed-referrals": `${hinted}, ${NOT_THERE}` });
  const after = stage.takeRequests();
  expect(result).toMatchObject({ exitCode: 0, annotations: [], outputs: ordinary.outputs });
  expect(after).toEqual({ ...before, "partner-center": (before["partner-center"] ?? 0) + 2 });
});

it("a hint at one that Partner Center fails with keeps nothing else from being synced", async () => {
  const { stage, hinted, other } = await inStep();
  await using _ = stage;
  rename(stage, other, "other, renamed");
  const fault = { kind: "reply", when: "before", status: 400, body: {} } as const;
  stage.emulator.faults.inject({ system: "partner-center", path: new RegExp(`/${hinted}`), fault });
  expect(await stage.run({ "changed-referrals": hinted })).toMatchObject({ exitCode: 0 });
  expect(names(stage)).toEqual(["hinted", "other, renamed"]);
});
