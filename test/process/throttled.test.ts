import { describe, it } from "vitest";
import { writesAudited, writesMade } from "../support/audit.ts";
import { insertReferral } from "../support/deals.ts";
import { type Stage, setStage } from "../support/stage.ts";

const DEALS = 12;
/** The deals, and the account of their customer. */
const RECORDS = DEALS + 1;

/** From the first batch with opportunities on, as when an allowance of a day is used up. */
const REFUSED = {
  system: "dataverse",
  method: "POST",
  path: /batch$/,
  fault: { kind: "reply", when: "before", status: 429, headers: { "Retry-After": "3600" } },
} as const;

/** @returns How to let them through again. */
function refuseOpportunities({ emulator }: Stage): () => void {
  const { faults } = emulator;
  const forget = faults.onRequest(({ path, body }) => {
    if (!path.endsWith("batch") || !body.includes("PATCH /api/data/v9.2/opportunities(")) return;
    forget();
    faults.inject(REFUSED);
  });
  return () => {
    faults.clear();
  };
}

describe("a plan in the midst of which Dataverse asks for more time than a run waits", () => {
  it("is left to later runs as it was let through, and each deal is made once", async ({ expect }) => {
    await using stage = await setStage({ referrals: 0 });
    for (let number = 0; number < DEALS; number += 1)
      insertReferral(stage.emulator, { name: `Deal ${number}` });
    stage.emulator.partnerCenter.operations.length = 0;
    const letThrough = refuseOpportunities(stage);
    const first = await stage.run({ "max-changes": String(RECORDS) });
    expect(first.exitCode, first.log).toBe(0);
    expect(first.outputs).toMatchObject({ created: "1", failed: "0" });
    expect(first.summary).toContain(
      `${DEALS} planned changes could not be started: Dataverse asks to wait until`,
    );
    expect(first.log).toContain(`${DEALS} changes could not be started`);

    // It is still too early, and not even reading is possible: nothing is lost by trying.
    const second = await stage.run({ "max-changes": "1" });
    expect(second.exitCode, second.log).toBe(1);
    expect(second.log).toContain("asks to wait until");
    letThrough();
    const third = await stage.run({ "max-changes": "1" });
    expect(third.exitCode, third.log).toBe(0);
    expect(third.outputs.created).toBe(String(DEALS));
    expect(stage.emulator.dataverse.rows("opportunity")).toHaveLength(DEALS);
    expect(writesAudited(stage)).toEqual(writesMade(stage.emulator));
  });
});
