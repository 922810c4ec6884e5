import { expect, it } from "vitest";
import { insertReferral } from "../support/deals.ts";
import { type Stage, setStage } from "../support/stage.ts";

const DEAL = "aaaaaaa1-0000-4000-8000-000000000001";
const REWRITTEN = "changes cosell_syncreason each time that a sync has written it";

/** A flow that cuts what sellers read, each time that it is saved. */
function cut({ emulator: { dataverse } }: Stage): void {
  const [row] = dataverse.rows("opportunity");
  const reason = String(row?.cosell_syncreason ?? "").slice(0, 10);
  if (reason !== row?.cosell_syncreason)
    dataverse.edit("opportunity", String(row?.opportunityid), { cosell_syncreason: reason });
}

async function logsOf(stage: Stage, runs: number): Promise<string[]> {
  const logs: string[] = [];
  for (let run = 0; run < runs; run += 1) {
    logs.push((await stage.run()).log);
    cut(stage);
  }
  return logs;
}

it("says once that something rewrites what sellers read, and again where somebody asks", async () => {
  await using stage = await setStage({ referrals: 0 });
  const { partnerCenter, dataverse } = stage.emulator;
  insertReferral(stage.emulator, { id: DEAL, name: "Deal" });
  await stage.run();
  partnerCenter.edit(DEAL, ({ details }) => Object.assign(details, { notes: "theirs" }));
  const row = dataverse.rows("opportunity").find((one) => one.cosell_referralid === DEAL);
  dataverse.edit("opportunity", String(row?.opportunityid), { description: "ours" });
  const logs = await logsOf(stage, 8);
  expect(logs.filter((log) => log.includes(REWRITTEN))).toHaveLength(1);
  // It was written five times, and then left as it is.
  expect(logs.findIndex((log) => log.includes(REWRITTEN))).toBe(5);
  const explained = await stage.run({ command: "explain", "referral-id": DEAL });
  expect(explained.summary).toMatch(/Something in the CRM, .* changes its cosell&#95;syncreason each time/);
  const { summary } = await stage.run({ command: "doctor" });
  expect(summary).toContain("something in the CRM changes `cosell_syncreason` each time");
  // Another reason is told, and what is cut of it is not said once more.
  partnerCenter.edit(DEAL, ({ details }) => Object.assign(details, { notes: "theirs, again" }));
  expect((await logsOf(stage, 7)).filter((log) => log.includes(REWRITTEN))).toEqual([]);
  expect(dataverse.rows("opportunity")[0]?.cosell_syncreason).toHaveLength(10);
});
