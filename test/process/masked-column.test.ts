import { expect, it } from "vitest";
import { writesMade } from "../support/audit.ts";
import { insertReferral } from "../support/deals.ts";
import { setStage } from "../support/stage.ts";

it.for([
  [
    "opportunity",
    "description",
    "fields > notes: column description of the opportunity table has a masking rule",
  ],
  [
    "contact",
    "emailaddress1",
    "share > contact columns: column emailaddress1 of the contact table has a masking rule",
  ],
  [
    "systemuser",
    "internalemailaddress",
    "share > email: column internalemailaddress of the systemuser table has a masking rule",
  ],
] as const)(
  "asterisks in the place of a value never reach Partner Center: %s.%s",
  async ([table, column, message]) => {
    await using stage = await setStage({ referrals: 0 });
    const { dataverse } = stage.emulator;
    insertReferral(stage.emulator, { name: "one", "details.notes": "Call 555 0100" });
    dataverse.maskColumn(table, column);
    const before = writesMade(stage.emulator);
    const { exitCode, log } = await stage.run();
    expect(exitCode).toBe(1);
    expect(log).toContain(message);
    expect(writesMade(stage.emulator)).toEqual(before);
  },
);
