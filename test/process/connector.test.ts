import { describe, expect, it } from "vitest";
import { writesMade } from "../support/audit.ts";
import { installConnector } from "../support/connector.ts";
import { insertOpportunity, insertReferral } from "../support/deals.ts";
import { type Stage, setStage } from "../support/stage.ts";

const IDENTIFIER = "msft_microsoftpartnercenterreferralidentifier";
const TAKE_OVER = { mapping: "mappings/microsoft-connector.yml" };

async function refused(stage: Stage, inputs: Readonly<Record<string, string>>): Promise<string> {
  const { exitCode, log } = await stage.run(inputs);
  expect(exitCode, log).toBe(1);
  expect(writesMade(stage.emulator)).toEqual([]);
  return log;
}

describe.concurrent("where Microsoft's connector has linked opportunities", () => {
  async function linked() {
    const stage = await setStage({ referrals: 0 });
    installConnector(stage.emulator);
    const { id } = insertReferral(stage.emulator, { name: "linked" });
    const row = insertOpportunity(stage.emulator, { name: "linked", [IDENTIFIER]: id });
    return { stage, id, row };
  }
  const deals = ({ emulator }: Stage) => emulator.dataverse.rows("opportunity").map(({ name }) => name);

  it("a mapping that does not know of them makes no deal a second time, and says which column has them", async () => {
    const { stage } = await linked();
    await using _ = stage;
    for (const command of ["plan", "sync"])
      expect(await refused(stage, { command })).toContain(`${IDENTIFIER}, where Microsoft's connector`);
    expect(deals(stage)).toEqual(["linked"]);
  });

  it("the mapping that takes over goes on with them", async () => {
    const { stage } = await linked();
    await using _ = stage;
    const { exitCode, log } = await stage.run(TAKE_OVER);
    expect(exitCode, log).toBe(0);
    expect(deals(stage)).toEqual(["linked"]);
  });

  it.for<[string, (id: string) => Record<string, unknown>]>([
    ["were copied", (id) => ({ cosell_referralid: id })],
    ["belong to deals that are over", () => ({ statecode: 1, statuscode: 3 })],
  ])("and the identifiers %s, any mapping may begin", async ([, change]) => {
    const { stage, id, row } = await linked();
    await using _ = stage;
    stage.emulator.dataverse.edit("opportunity", row, change(id));
    const { exitCode, log } = await stage.run();
    expect(exitCode, log).toBe(0);
  });
});
