import { describe, it } from "vitest";
import { writesAudited, writesMade } from "../support/audit.ts";
import { insertReferral } from "../support/deals.ts";
import { setStage } from "../support/stage.ts";

const [FIRST, SECOND] = ["aaaaaaa1-0000-4000-8000-000000000001", "aaaaaaa2-0000-4000-8000-000000000002"];

const LONG_AGO = "2026-01-05T09:00:00.0000000Z";

/** When the other referral is there, and when it was changed last. */
const CASES = [
  { what: "that comes meanwhile", isSynced: false, times: {} },
  {
    what: "that was changed before the first one was",
    isSynced: false,
    times: { createdDateTime: LONG_AGO, updatedDateTime: LONG_AGO },
  },
  { what: "whose own opportunity somebody has deleted", isSynced: true, times: {} },
] as const;

describe.concurrent("an opportunity that is given to another referral", () => {
  for (const { what, isSynced, times } of CASES) {
    it(`loses nothing to it, as the two were never synced: one ${what}`, async ({ expect }) => {
      await using stage = await setStage({ referrals: 0 });
      const { dataverse } = stage.emulator;
      const row = (name: string) => dataverse.rows("opportunity").find((one) => one.name === name) ?? {};
      const insertSecond = () =>
        insertReferral(stage.emulator, {
          id: SECOND,
          name: "second",
          "details.notes": "Of the second.",
          ...times,
        });
      insertReferral(stage.emulator, { id: FIRST, name: "first", "details.notes": "Of the first." });
      if (isSynced) insertSecond();
      await stage.run();
      if (isSynced) dataverse.remove("opportunity", String(row("second").opportunityid));
      else insertSecond();
      dataverse.edit("opportunity", String(row("first").opportunityid), { cosell_referralid: SECOND });

      const { outputs, summary } = await stage.run();
      expect(outputs.conflicts, summary).toBe("2");
      expect(row("first")).toMatchObject({ name: "first", description: "Of the first." });
      expect(stage.emulator.partnerCenter.get(SECOND)).toMatchObject({ name: "second" });
      expect(writesAudited(stage)).toEqual(writesMade(stage.emulator));

      const resolve = [`${SECOND}.name=opportunity`, `${SECOND}.notes=referral`].join("\n");
      await stage.run({ resolve });
      expect(row("first")).toMatchObject({ name: "first", description: "Of the second." });
      expect(stage.emulator.partnerCenter.get(SECOND).name).toBe("first");
      expect((await stage.run()).outputs.changes).toBe("0");
    });
  }
});
