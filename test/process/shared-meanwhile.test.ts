import { describe, it } from "vitest";
import { writesAudited, writesMade } from "../support/audit.ts";
import { insertOpportunity, insertReferral, type Properties } from "../support/deals.ts";
import { setStage } from "../support/stage.ts";

/** What somebody does to an opportunity after a run has read it, and what becomes of it then. */
const CASES = [
  {
    what: "takes the Yes back",
    edit: () => ({ cosell_syncwithpartnercenter: false }),
    referrals: 1,
    values: [100_000],
  },
  {
    what: "writes the identifier of the referral that it is",
    edit: (id: string) => ({ cosell_referralid: id }),
    referrals: 1,
    values: [100_000],
  },
  {
    what: "corrects its value",
    edit: () => ({ estimatedvalue: 640 }),
    referrals: 2,
    values: [100_000, 640],
  },
] as const;

describe.concurrent("an opportunity that is to be shared, while somebody", () => {
  for (const { what, edit, referrals, values: wanted } of CASES) {
    it(`${what}, is not shared as it was before`, async ({ expect }) => {
      await using stage = await setStage({ referrals: 0 });
      const { dataverse, partnerCenter, faults } = stage.emulator;
      const { id } = insertReferral(stage.emulator, { name: "Another deal" });
      await stage.run();
      const row = insertOpportunity(stage.emulator, {
        name: "Warehouse telemetry",
        estimatedvalue: 64_000,
        estimatedclosedate: "2027-03-31",
        cosell_products: "SOL-1",
        cosell_syncwithpartnercenter: true,
        _parentaccountid_value: dataverse.insert("account", {
          name: "Adatum Retail",
          address1_line1: "1 Harbour Road",
          address1_city: "Bremen",
          address1_country: "Germany",
        }),
      });
      // Its own row, so that the identifier is free.
      const changes: Properties = edit(id);
      if (changes.cosell_referralid)
        for (const one of dataverse.rows("opportunity"))
          if (one.cosell_referralid === id) dataverse.remove("opportunity", String(one.opportunityid));
      const fault = { kind: "hold", when: "before" } as const;
      const held = faults.inject({
        system: "dataverse",
        method: "GET",
        path: /\/accounts(\?|$)/,
        nth: 1,
        fault,
      });
      const run = stage.run();
      await Promise.race([held.reached, run]);
      expect(held.hits).toBe(1);
      dataverse.edit("opportunity", row, changes);
      held.release();
      const { exitCode, log, summary } = await run;
      expect(exitCode, log).toBe(0);
      expect(partnerCenter.list(), summary).toHaveLength(1);
      await stage.run();
      expect(partnerCenter.list()).toHaveLength(referrals);
      const values = partnerCenter.list().map(({ details }) => details.dealValue);
      expect(new Set(values)).toEqual(new Set(wanted));
      expect((await stage.run()).outputs.changes).toBe("0");
      expect(writesAudited(stage)).toEqual(writesMade(stage.emulator));
    });
  }
});
