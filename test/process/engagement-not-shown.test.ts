import { describe, expect, it } from "vitest";
import type { Emulator } from "../../src/emulator/index.ts";
import { insertReferral } from "../support/deals.ts";
import { later } from "../support/later.ts";
import { type Stage, setStage } from "../support/stage.ts";

const PROOF_OF_CONCEPT = 727000002;
const CONTACT = {
  firstName: "Ines",
  lastName: "Okafor",
  phoneNumber: "+49 421 5550101",
  email: "ines.okafor@lakeshore.example",
  title: null,
  contactPreference: { locale: null, disableNotifications: null },
};

const rowOf = ({ dataverse }: Emulator) => dataverse.rows("opportunity")[0] ?? {};
const microsofts = ({ partnerCenter }: Emulator) =>
  partnerCenter.list().filter(({ organizationId }) => organizationId === "msft");

/** What asks for the referrals of one engagement comes to nothing, until it is removed. */
function outage({ faults }: Emulator, answer: { readonly status: number; readonly body?: unknown }) {
  const fault = { kind: "reply", when: "before", ...answer } as const;
  return faults.inject({ system: "partner-center", path: /engagementId/, fault });
}

describe.concurrent("a seller's request for help waits while Partner Center does not show whether Microsoft was asked", () => {
  it.for([
    ["it fails", { status: 500 }],
    ["it shows nothing, not even the deal itself", { status: 200, body: { value: [] } }],
  ] as const)("%s", async ([, answer]) => {
    await using stage = await setStage({ referrals: 0 });
    const { emulator } = stage;
    insertReferral(emulator, { "customerProfile.team": [CONTACT] });
    await stage.run();
    const wanted = { cosell_syncwithpartnercenter: true, cosell_help: PROOF_OF_CONCEPT };
    emulator.dataverse.edit("opportunity", String(rowOf(emulator).opportunityid), wanted);

    const down = outage(emulator, answer);
    expect(await stage.run()).toMatchObject({ exitCode: 0, outputs: { held: "1" } });
    expect(rowOf(emulator).cosell_syncreason).toContain("does not show the engagement of this deal now");
    expect(microsofts(emulator)).toEqual([]);

    down.remove();
    await stage.run();
    expect(microsofts(emulator)).toHaveLength(1);
    await stage.run();
    expect((await stage.run()).outputs).toMatchObject({ changes: "0" });
    expect(microsofts(emulator)).toHaveLength(1);
    expect(rowOf(emulator).cosell_syncreason ?? null).toBeNull();
  });
});

describe.concurrent("Microsoft is not asked a second time while Partner Center does not list yet what came of the first", () => {
  it("where the opportunity could not be written, and so does not say that it was", async () => {
    await using stage = await setStage({ referrals: 0 });
    const { emulator } = stage;
    const updatedDateTime = "2026-01-02T00:00:00.0000000Z";
    insertReferral(emulator, { updatedDateTime, "customerProfile.team": [CONTACT] });
    await stage.run();
    const id = String(rowOf(emulator).opportunityid);
    const wanted = { cosell_syncwithpartnercenter: true, cosell_help: PROOF_OF_CONCEPT };
    emulator.dataverse.edit("opportunity", id, wanted);
    const fault = { kind: "reply", when: "before", status: 500 } as const;
    const rows = { system: "dataverse", method: "PATCH", path: /opportunities/ } as const;
    const down = emulator.faults.inject({ ...rows, fault });
    await stage.run();
    expect(microsofts(emulator)).toHaveLength(1);

    down.remove();
    // Our referral, which is older, is listed, and Microsoft's is not.
    emulator.partnerCenter.settings.visibilityLag = 600_000;
    await stage.run();
    emulator.partnerCenter.settings.visibilityLag = 0;
    expect(microsofts(emulator)).toHaveLength(1);
    expect(rowOf(emulator).cosell_syncreason ?? null).toBeNull();
    await stage.run();
    expect((await stage.run()).outputs).toMatchObject({ changes: "0" });
    expect(microsofts(emulator)).toHaveLength(1);
  });
});

/** Two hours later, when what was left waiting is looked at again. */
const LATER = later(2);

/** Microsoft has a deal that did not change for long, and takes it while its engagement is not shown. */
async function takenUnseen(): Promise<Stage> {
  const stage = await setStage({ referrals: 0 });
  const { emulator } = stage;
  const { engagementId } = insertReferral(emulator, { updatedDateTime: "2026-01-02T00:00:00.0000000Z" });
  const { id } = insertReferral(emulator, {
    engagementId,
    organizationId: "msft",
    status: "New",
    substatus: "Pending",
  });
  await stage.run();
  emulator.partnerCenter.edit(id, (one) => Object.assign(one, { status: "Active", substatus: "Accepted" }));
  // Something else to commit, so that the watermark moves on.
  insertReferral(emulator, { name: "another" });
  const down = outage(emulator, { status: 500 });
  const { summary } = await stage.run({ "max-change-share": "1" });
  expect(summary).toContain("does not show the engagement of this referral of Microsoft's");
  expect(rowOf(emulator).cosell_microsoftstatus).toBe("New/Pending");
  down.remove();
  return stage;
}

describe.concurrent("what Microsoft did in an engagement that was not shown comes to the opportunity", () => {
  it("when it is looked at again", async () => {
    await using stage = await takenUnseen();
    await stage.run({}, LATER);
    expect(rowOf(stage.emulator).cosell_microsoftstatus).toBe("Active/Accepted");
    expect((await stage.run({}, LATER)).summary).not.toContain("waiting");
  });

  it("when somebody has Microsoft's referral looked at", async () => {
    await using stage = await takenUnseen();
    const [theirs] = microsofts(stage.emulator);
    await stage.run({ "referral-id": String(theirs?.id) });
    expect(rowOf(stage.emulator).cosell_microsoftstatus).toBe("Active/Accepted");
    expect((await stage.run()).summary).not.toContain("waiting");
  });
});
