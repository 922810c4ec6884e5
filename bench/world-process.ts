import { type Emulator, startEmulator } from "../src/emulator/index.ts";
import { addReferrals, fillInStep, lostEdits } from "./fill.ts";
import { systemsOf } from "./log-totals.ts";
import { type Conditions, NEARBY, PROFILE } from "./profile.ts";
import { sampleOf } from "./sample.ts";
import type { Ask, Opened } from "./world.ts";

/**
 * The emulator in a process of its own, so that what it works is not counted as the client's. Turned by messages
 * from the process that started it.
 */
let conditions: Conditions = NEARBY;
/** Filling is what was done yesterday: the rows of a full read that were just modified are read twice. */
let yesterday = false;
const DAY_MS = 86_400_000;
let counted = 0;
const latencyMs = {
  get dataverse() {
    return conditions.latencyMs.dataverse;
  },
  get "partner-center"() {
    return conditions.latencyMs["partner-center"];
  },
  get "sign-in"() {
    return conditions.latencyMs["sign-in"];
  },
};
const emulator = await startEmulator({
  referrals: 0,
  now: () => new Date(Date.now() - (yesterday ? DAY_MS : 0)),
  latencyMs,
  dataverse: { dopHint: PROFILE.concurrency, operationMs: () => conditions.operationMs },
  partnerCenter: { limits: "off" },
});

process.on("message", (ask: Ask) => {
  void answer(emulator, ask).then(
    (value) => process.send?.({ value }),
    (error: unknown) => process.send?.({ failure: error instanceof Error ? error.stack : String(error) }),
  );
});
process.once("disconnect", () => void emulator.close());
process.send?.({ value: openedOf(emulator) });

function openedOf({ urls, credentials, caFile, gitDir }: Emulator): Opened {
  return { urls, credentials, caFile, gitDir };
}

async function answer({ dataverse, partnerCenter, log }: Emulator, ask: Ask): Promise<unknown> {
  switch (ask.ask) {
    case "fill":
      yesterday = true;
      fillInStep(emulator, ask.count);
      yesterday = false;
      return null;
    case "add referrals":
      addReferrals(emulator, ask.count);
      return null;
    case "conditions":
      conditions = ask.conditions;
      return null;
    case "limits":
      partnerCenter.settings.limits = ask.limits;
      return null;
    case "edit referrals":
      for (const { id } of partnerCenter.list().slice(0, ask.count)) {
        partnerCenter.edit(id, (referral) => {
          referral.details.dealValue += 100;
        });
      }
      return null;
    case "edit rows":
      for (const row of dataverse.rows("opportunity").slice(0, ask.count)) {
        const estimatedvalue = Number(row.estimatedvalue) + 10;
        dataverse.edit("opportunity", String(row.opportunityid), { estimatedvalue });
      }
      return null;
    case "take": {
      const fresh = log.slice(counted);
      counted = log.length;
      return systemsOf(fresh);
    }
    case "lost edits":
      return lostEdits(emulator);
    case "sample":
      return sampleOf(emulator);
  }
}
