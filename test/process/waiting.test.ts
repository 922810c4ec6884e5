import { describe, expect, it } from "vitest";
import { insertReferral } from "../support/deals.ts";
import { type Stage, setStage } from "../support/stage.ts";

const REFUSED = { error: { code: "0x80040265", message: "A plug-in said no." } };

/** A deal whose row the CRM has refused once; a second write of it would be taken. */
async function withRefusedDeal(): Promise<{ stage: Stage; id: string }> {
  const stage = await setStage({ referrals: 0 });
  const fault = { kind: "reply", when: "before", status: 400, body: REFUSED } as const;
  stage.emulator.faults.inject({ system: "dataverse", method: "PATCH", nth: 1, fault });
  const { id } = insertReferral(stage.emulator, { name: "refused" });
  const { exitCode, summary } = await stage.run();
  expect([exitCode, summary.includes("0x80040265")]).toEqual([0, true]);
  return { stage, id };
}

const created = ({ emulator }: Stage) => emulator.dataverse.counts().create;

describe.concurrent("a deal that the CRM has refused", () => {
  it("is left alone by the next run, which says so, and is tried again by hand", async () => {
    const { stage, id } = await withRefusedDeal();
    await using _ = stage;
    const before = created(stage);
    const next = await stage.run();
    expect(next.outputs).toMatchObject({ changes: "0" });
    expect(next.summary).toContain("Still waiting");
    expect(next.summary).toContain("A plug-in said no");
    expect(created(stage)).toBe(before);

    const byHand = await stage.run({ "referral-id": id });
    expect(byHand.outputs).toMatchObject({ created: "2", failed: "0" });
    expect((await stage.run()).summary).not.toContain("Still waiting");
  });

  it("is tried again when it changes", async () => {
    const { stage, id } = await withRefusedDeal();
    await using _ = stage;
    stage.emulator.partnerCenter.edit(id, (referral) => {
      referral.name = "mended";
    });
    expect((await stage.run()).outputs).toMatchObject({ created: "2", failed: "0" });
  });
});
