import { join } from "node:path";
import { describe, it } from "vitest";
import { writesAudited, writesMade } from "../support/audit.ts";
import { undisturbed } from "../support/busy-day.ts";
import { insertReferral } from "../support/deals.ts";
import { sides } from "../support/golden.ts";
import { killAndRecover, killsAt } from "../support/kill.ts";
import type { Stage } from "../support/stage.ts";
import { readStory, Theatre } from "../support/story.ts";

const STORY = readStory(join(import.meta.dirname, "kill-receiving.yml"));

/** Leads to be made, updated and promoted, and two deals of one customer that has no account. */
async function prepare(): Promise<Stage> {
  const theatre = await Theatre.open();
  await theatre.play(STORY);
  const { emulator } = theatre.stage;
  insertReferral(emulator, { id: idOf(1), name: "another deal", "customerProfile.name": "Juniper AG" });
  insertReferral(emulator, { id: idOf(2), name: "one more deal", "customerProfile.name": "Juniper AG" });
  insertReferral(emulator, { id: idOf(3), name: "a new lead", status: "New", substatus: "Pending" });
  return theatre.stage;
}

function idOf(number: number): string {
  return `f000000${number}-0000-4000-8000-000000000000`;
}

const reference = await undisturbed(prepare);
const writes = reference.calls.filter((call) => call.writes);
// kill.test.ts has the others.
const cases = killsAt(writes.filter(({ path }) => /accounts|leads/.test(path)));

describe.concurrent("a run that is killed while it makes accounts and leads", () => {
  it("has calls of every kind to be killed at", ({ expect }) => {
    const api = "/api/data/v9.2/";
    expect(writes.map(({ path }) => path.replaceAll(/\(.*?\)/g, "()"))).toEqual(
      expect.arrayContaining([`${api}accounts()`, `${api}leads()/Microsoft.Dynamics.CRM.QualifyLead`]),
    );
  });

  for (const [call, fate] of cases) {
    const title = `${call.system} ${call.method} ${call.path} no. ${call.nth} ${fate}`;
    it(`makes each of them once: ${title}`, async ({ expect }) => {
      await using stage = await prepare();
      await killAndRecover(stage, call, fate);
      expect(sides(stage)).toBe(reference.sides);
      expect(writesAudited(stage)).toEqual(writesMade(stage.emulator));
    });
  }
});
