import { describe, expect, it } from "vitest";
import { insertReferral } from "../support/deals.ts";
import { later } from "../support/later.ts";
import { setStage } from "../support/stage.ts";

/** More than the CRM can hold. */
const TOO_MUCH = 5_000_000_000_000;

async function withDeal() {
  const stage = await setStage({ referrals: 0 });
  const { dataverse, partnerCenter } = stage.emulator;
  const { id } = insertReferral(stage.emulator, { name: "Telemetry", "details.notes": "first" });
  await stage.run();
  const row = () => dataverse.rows("opportunity")[0] ?? {};
  const editRow = (values: object) =>
    dataverse.edit("opportunity", String(row().opportunityid), { ...values });
  const editReferral = (details: object) =>
    partnerCenter.edit(id, (referral) => Object.assign(referral.details, details));
  return { stage, row, editRow, editReferral, referral: () => partnerCenter.get(id) };
}

describe.concurrent("a value that a system refuses by its place", () => {
  it("waits by itself: the next run sends the others to the CRM, and no run after it tries it before its time", async () => {
    const { stage, row, editReferral } = await withDeal();
    await using _ = stage;
    editReferral({ dealValue: TOO_MUCH, notes: "second" });
    expect((await stage.run()).outputs).toMatchObject({ updated: "0", failed: "1" });
    expect(row().description).toBe("first");

    expect((await stage.run()).outputs).toMatchObject({ updated: "1", failed: "0", held: "1" });
    expect(row()).toMatchObject({ description: "second", estimatedvalue: 100000 });
    expect(row().cosell_syncreason).toContain("deal value: the CRM refused this value");
    expect((await stage.run()).outputs).toMatchObject({ changes: "0" });

    editReferral({ notes: "third" });
    expect((await stage.run()).outputs).toMatchObject({ updated: "1", failed: "0" });
    expect(row().description).toBe("third");
    expect((await stage.run({}, later(2))).outputs).toMatchObject({ updated: "0", failed: "1" });

    editReferral({ dealValue: 120000 });
    expect((await stage.run()).outputs).toMatchObject({ updated: "1", held: "0" });
    expect(row()).toMatchObject({ estimatedvalue: 120000 });
    expect(row().cosell_syncreason ?? null).toBeNull();
    expect((await stage.run()).outputs).toMatchObject({ changes: "0" });
  });

  it("waits by itself where Partner Center names the property", async () => {
    const { stage, row, editRow, referral } = await withDeal();
    await using _ = stage;
    const message = "The value of '/details/closingDateTime' is not valid.";
    const body = { error: { code: "invalidRequest", message } };
    const fault = { kind: "reply", when: "before", status: 400, body } as const;
    stage.emulator.faults.inject({ system: "partner-center", method: "PATCH", nth: 1, fault });
    editRow({ estimatedclosedate: "2027-05-01", description: "from here" });
    expect((await stage.run()).outputs).toMatchObject({ failed: "1" });
    expect(row().cosell_syncreason).toContain("close date: Partner Center refused this value");
    expect((await stage.run()).outputs).toMatchObject({ updated: "1", failed: "0", held: "1" });
    expect(referral().details).toMatchObject({ notes: "from here", closingDateTime: "2027-03-31T12:00:00Z" });
    expect((await stage.run({}, later(2))).outputs).toMatchObject({ updated: "1", failed: "0" });
    expect(referral().details).toMatchObject({ closingDateTime: "2027-05-01T12:00:00Z" });
    expect(row().cosell_syncreason ?? null).toBeNull();
  });
});
