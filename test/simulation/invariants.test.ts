import { describe, expect, it } from "vitest";
import type { Arrival } from "./carry.ts";
import { isWrite } from "./faults.ts";
import {
  CALM,
  DISTURBED,
  edited,
  editOf,
  later,
  MARKS_TEXTS,
  MINUTE,
  NOTHING_MORE,
  ORDINARY,
  PLAIN,
  RECOVERING,
  SHARING,
} from "./plain.ts";
import { play } from "./play.ts";
import type { Story } from "./story.ts";
import { times } from "./troubles.ts";

/** All calls of a story, whose promises are kept. */
async function callsOf(story: Story): Promise<Arrival[]> {
  const calls: Arrival[] = [];
  const { violations } = await play(story, (arrival) => void calls.push(arrival));
  expect(violations).toEqual([]);
  return calls;
}

const writesOf = (calls: readonly Arrival[], run: number | null = null) =>
  calls
    .filter(({ process }) => run === null || process === `run${run}`)
    .map(({ request }) => request)
    .filter((request) => request.system !== "github" && isWrite(request))
    .map(({ system, method }) => `${system} ${method}`);

describe("what always holds, one by one", () => {
  it.each([
    ["referral", ["dataverse PATCH"]],
    // The row takes what both agree on from then on.
    ["opportunity", ["partner-center PATCH", "dataverse PATCH"]],
  ] as const)("an edit leads to one write of the other record: %s", async (side, writes) => {
    const calls = await callsOf(edited([side, "value"]));
    expect(writesOf(calls, DISTURBED)).toEqual(writes);
    expect(writesOf(calls)).toHaveLength(1 + writes.length);
  });

  it.each(["both", "referral to opportunity"] as const)(
    "a value that the CRM rewrites is written twice at most: %s",
    async (direction) => {
      const calls = await callsOf({
        ...edited(["referral", "notes"]),
        fields: { ...PLAIN.fields, notes: { ...ORDINARY, direction } },
        writers: [MARKS_TEXTS],
      });
      const values = calls.flatMap(
        (call) => /"description":"([^"]*)"/.exec(call.request.body ?? "")?.[1] ?? [],
      );
      const counts = [...Map.groupBy(values, (value) => value).values()].map(({ length }) => length);
      expect(Math.max(...counts)).toBe(direction === "both" ? 1 : 2);
    },
  );

  it("a value that goes back and forth is held after a few times", async () => {
    const runs = Array.from({ length: 10 }, (_, place) => ({ name: place + 1, at: place * 10 * MINUTE }));
    const calls = await callsOf({
      ...edited(["opportunity", "name"]),
      runs,
      writers: [
        { flow: "capital letters", afterMs: MINUTE, oneIn: 1 },
        { flow: "small letters in Partner Center", afterMs: MINUTE, oneIn: 1 },
      ],
    });
    for (const { name } of runs.slice(-3)) expect(writesOf(calls, name)).toEqual([]);
  });

  it("an edit that is not listed yet when a person decides for its side follows later", async () => {
    const story = edited(["referral", "value"], ["opportunity", "value"]);
    const since = [12, 18].map((minute) => ({
      at: minute * MINUTE,
      edit: editOf("referral", "value", minute),
    }));
    const calls = await callsOf({
      ...story,
      systems: { ...CALM, listLagMs: 4 * MINUTE },
      edits: [...story.edits, ...since],
      runs: [
        // The first one has to be shown the deal.
        { name: 1, at: 4 * MINUTE },
        { name: DISTURBED, at: 10 * MINUTE },
        { name: RECOVERING, at: 20 * MINUTE, resolves: { of: "latest", winner: "referral" } },
      ],
    });
    const takes = calls.filter(({ request: { body = "" } }) => body.includes('"estimatedvalue":'));
    expect(takes.map(({ process }) => process)).toEqual(["run1", `run${RECOVERING}`, "run102"]);
  });

  it("a request for help is audited of the row that asked, also where that is untied since", async () => {
    const asked = edited(["opportunity", "want"], ["opportunity", "ask help"]);
    const calls = await callsOf({
      ...asked,
      more: SHARING,
      // A CRM whose only link is gone would be refused.
      deals: [...PLAIN.deals, ...PLAIN.deals],
      edits: [...asked.edits, later("opportunity", "unlink")],
    });
    expect(writesOf(calls, DISTURBED)).toEqual(["partner-center POST", "dataverse PATCH"]);
  });

  it("an opportunity that was refused time and again waits for somebody, with the account that it lacks", async () => {
    const days = [0, 1, 2, 4, 8];
    const calls = await callsOf({
      ...PLAIN,
      more: { ...NOTHING_MORE, accounts: "create" },
      deals: [{ begins: "by identifier", status: "Active/Accepted" }],
      runs: days.map((day, place) => ({ name: place + 1, at: day * 24 * 60 * MINUTE })),
      spells: [{ what: "refuses a row", deal: 0, from: 0, to: 9 * 24 * 60 * MINUTE }],
    });
    const tries = calls.filter(({ request: { body = "" } }) =>
      body.includes('"parentaccountid@odata.bind":'),
    );
    expect(tries.map(({ process }) => process)).toEqual(days.map((_, place) => `run${place + 1}`));
  });

  it("a close that was refused is tried again whenever something has touched its opportunity", async () => {
    const day = 24 * 60 * MINUTE;
    const days = times(16, (place) => place * day);
    const calls = await callsOf({
      ...edited(["referral", "status"]),
      tellsSeller: true,
      runs: times(32, (place) => ({ name: place + 1, at: (place * day) / 2 })),
      writers: [{ job: "touches every row", at: days.map((at) => at + 60 * MINUTE) }],
      spells: [{ what: "refuses a close", deal: 0, from: 0, to: 20 * day }],
    });
    const closes = calls.filter(({ request: { url } }) => url.endsWith("/WinOpportunity"));
    expect(closes.length).toBeGreaterThanOrEqual(days.length);
  });

  it("a field that the mapping gains is compared on old deals, too", async () => {
    const calls = await callsOf({ ...PLAIN, added: { field: "notes", run: DISTURBED } });
    const taken = calls.filter(({ request: { body = "" } }) => body.includes('"description":'));
    expect(taken.map(({ process }) => process)).toEqual([`run${DISTURBED}`]);
  });

  it.each([
    ["skip", ["partner-center PATCH", "dataverse PATCH"]],
    [undefined, []],
  ] as const)(
    "a run goes on without a column that the CRM has lost where it may: %s",
    async (skip, writes) => {
      const calls = await callsOf({
        ...edited(["opportunity", "value"]),
        fields: { ...PLAIN.fields, notes: { ...ORDINARY, ...(skip ? { ifMissing: skip } : {}) } },
        spells: [
          {
            what: "loses a column",
            column: "description",
            comesBack: "as it was",
            from: 6 * MINUTE,
            to: 25 * MINUTE,
          },
        ],
      });
      expect(writesOf(calls, DISTURBED)).toEqual(writes);
      // Back again, it is taken up where it was: nothing of it has changed.
      expect(writesOf(calls)).toHaveLength(3);
    },
  );

  it("a run with nothing to do leaves a sign of life once an hour", async () => {
    const calls = await callsOf(PLAIN);
    const alive = calls.filter(({ request: { body = "" } }) => body.includes('"headline":"Heartbeat"'));
    // The others come within an hour of the commit before.
    expect(alive.map(({ process }) => process)).toEqual(["run102"]);
  });

  it("a plan that is too large writes nothing at all", async () => {
    const calls = await callsOf({
      ...PLAIN,
      deals: [...PLAIN.deals, ...PLAIN.deals, ...PLAIN.deals],
      systems: { ...CALM, maxChanges: 2 },
    });
    for (const { name } of PLAIN.runs) expect(writesOf(calls, name)).toEqual([]);
    // Somebody has looked at the plan since, and lets it through.
    expect(writesOf(calls, 101)).not.toEqual([]);
  });
});
