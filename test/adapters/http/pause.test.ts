import { expect, it } from "vitest";
import { openPauses } from "../../../src/adapters/http/pause.ts";
import { testClock } from "../support.ts";

const DATAVERSE = { system: "dataverse", url: "https://contoso.crm4.dynamics.com/" } as const;

it("tells once of many requests that are refused one after the other, and again of a time that is really later", () => {
  let now = Date.parse("2026-10-01T08:00:00Z");
  const waits: string[] = [];
  const clock = { now: () => new Date(now), sleep: async () => {} };
  const pauses = openPauses({ clock, onWait: (text) => void waits.push(text) });

  for (let request = 0; request < 52; request += 1, now += 1) pauses.note("dataverse", 244_000);
  expect(waits).toEqual(["Dataverse asks to wait 244 s."]);

  pauses.note("dataverse", 250_000);
  pauses.note("partner-center", 5_000);
  expect(waits.slice(1)).toEqual(["Dataverse asks to wait 250 s.", "Partner Center asks to wait 5 s."]);
});

it("is not cut short by a shorter one that is told later, and is none too long as long as a run waits for it", async () => {
  const clock = testClock();
  const pauses = openPauses({ clock, onWait: () => {} });
  expect([pauses.note("dataverse", 60_000), pauses.note("dataverse", 10_000)]).toEqual([true, true]);
  expect(pauses.overlong()).toBeNull();
  await pauses.elapse(DATAVERSE);
  expect(clock.slept).toEqual([60_000]);
});

it("goes on where the service asks for more meanwhile", async () => {
  const clock = testClock();
  const more = [30_000];
  const sleep = async (milliseconds: number) => {
    await clock.sleep(milliseconds);
    for (const each of more.splice(0)) pauses.note("dataverse", each);
  };
  const pauses = openPauses({ clock: { ...clock, sleep }, onWait: () => {} });
  pauses.note("dataverse", 60_000);
  await pauses.elapse(DATAVERSE);
  expect(clock.slept).toEqual([60_000, 30_000]);
});
