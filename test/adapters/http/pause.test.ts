import { expect, it } from "vitest";
import { openPauses } from "../../../src/adapters/http/pause.ts";

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
