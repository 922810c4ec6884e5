import { join } from "node:path";
import { describe, it } from "vitest";
import { writesAudited, writesMade } from "../support/audit.ts";
import { type Call, runUntilSettled, undisturbed } from "../support/busy-day.ts";
import { sellerViews, sides } from "../support/golden.ts";
import { type Fate, killAndRecover, killAt, killsAt } from "../support/kill.ts";
import type { Stage } from "../support/stage.ts";
import { readStory, Theatre } from "../support/story.ts";

const STORY = readStory(join(import.meta.dirname, "kill-sharing.yml"));

async function prepare(): Promise<Stage> {
  const theatre = await Theatre.open();
  await theatre.play(STORY);
  return theatre.stage;
}

/** Ours and Microsoft's. */
const referralsIn = ({ emulator }: Stage) =>
  emulator.partnerCenter.list().map(({ organizationId }) => (organizationId === "msft" ? "msft" : "ours"));

async function settled(): Promise<string> {
  await using stage = await prepare();
  await runUntilSettled(stage);
  return sides(stage);
}

const { calls } = await undisturbed(prepare);
const reference = await settled();
const isPost = ({ system, method }: Call) => system === "partner-center" && method === "POST";

/**
 * What is there when it stays open whether a POST was sent: it was announced, and may yet arrive. Then only time
 * or a person can tell. `null` where the next runs find out by themselves.
 */
function leftOpen(call: Call, fate: Fate): readonly string[] | null {
  if (call.path.endsWith("/git/refs")) return fate === "arrives, unanswered" ? [] : null;
  return isPost(call) && call.nth === 1 ? ["ours"] : null;
}

const writes = calls.filter((call) => call.writes);
// Trees and commits that no branch names are as good as nothing.
const cases = killsAt(writes.filter(({ path }) => !/trees|commits/.test(path)));

describe.concurrent("a run that is killed while it shares a deal", () => {
  it("has two POSTs and a row to be killed at", ({ expect }) => {
    expect(calls.filter(isPost)).toHaveLength(2);
    expect(writes.map(({ system, method }) => `${system} ${method}`)).toContain("dataverse PATCH");
  });

  for (const [call, fate] of cases.filter((one) => leftOpen(...one) === null)) {
    const title = `${call.system} ${call.method} ${call.path} no. ${call.nth} ${fate}`;
    it(`shares it once: ${title}`, async ({ expect }) => {
      await using stage = await prepare();
      await killAndRecover(stage, call, fate);
      expect(sides(stage)).toBe(reference);
      expect(writesAudited(stage)).toEqual(writesMade(stage.emulator));
    });
  }

  for (const [call, fate] of cases) {
    const left = leftOpen(call, fate);
    if (left === null) continue;
    const title = `${call.path} no. ${call.nth} ${fate}`;
    it(`does not send a POST again that may yet arrive: ${title}`, async ({ expect }) => {
      await using stage = await prepare();
      const held = await killAt(stage, call, fate);
      if (fate === "arrives late") {
        await stage.run();
        held.release();
      }
      for (let times = 0; times < 3; times += 1) expect(await stage.run()).toMatchObject({ exitCode: 0 });
      expect(referralsIn(stage)).toEqual(left);
      expect(sellerViews(stage)).toMatch(/: Waiting: .*not sent a second time/);
    });
  }

  it("finds its referral again, however often the row could not be written", async ({ expect }) => {
    await using stage = await prepare();
    const { faults, dataverse } = stage.emulator;
    const refused = faults.inject({
      system: "dataverse",
      method: "PATCH",
      path: /opportunities/,
      fault: { kind: "reply", when: "before", status: 500 },
    });
    // After the second failure, the deal is not due for an hour.
    for (let times = 0; times < 3; times += 1) await stage.run();
    refused.remove();
    const [row] = dataverse.rows("opportunity");
    dataverse.edit("opportunity", String(row?.opportunityid), { description: "Edited meanwhile." });
    await runUntilSettled(stage);
    expect(referralsIn(stage).sort()).toEqual(["msft", "ours"]);
    expect(writesAudited(stage)).toEqual(writesMade(stage.emulator));
  });
});
