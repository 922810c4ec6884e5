import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openList } from "../../../src/adapters/partner-center/list.ts";
import { list } from "../../../src/emulator/partner-center/list.ts";
import type { Referral } from "../../../src/emulator/partner-center/referral.ts";
import { testClock } from "../support.ts";

const URL_OF_LIST = "https://api.partner.microsoft.com/v1.0/engagements/referrals";
/** Pages that are read before the list is known to be long. */
const LONG = 20;

/** What a list needs to know of a referral. */
type Listed = Pick<Referral, "id" | "eTag" | "createdDateTime" | "updatedDateTime">;

const minute = (number: number) =>
  `2026-10-01T${String(Math.floor(number / 60)).padStart(2, "0")}:${String(number % 60).padStart(2, "0")}:00Z`;

function referral(number: number, created: number): Listed {
  return {
    id: `r${number}`,
    eTag: `"${number}"`,
    createdDateTime: minute(created),
    updatedDateTime: minute(created),
  };
}

interface Circumstances {
  readonly pageSize?: number;
  /** What happens in the world after each answer. */
  readonly onAnswer?: (nth: number) => void;
  /** By what the service sorts when it is asked for this order; `null` is by id. */
  readonly sorts?: (asked: string) => string | null;
}

/** Reads all of these, and counts. */
async function readAll(
  referrals: Listed[],
  { pageSize = 1, onAnswer = () => {}, sorts = (asked) => asked }: Circumstances = {},
) {
  const settings = {
    pageSize,
    nextLink: "odd",
    updatedFilter: false,
    engagementFilter: "quoted",
    listsMicrosofts: true,
  } as const;
  const seen: string[] = [];
  let [requests, underWay, most, mostAtFirst] = [0, 0, 0, 0];
  const read = async (address: string) => {
    requests += 1;
    underWay += 1;
    most = Math.max(most, underWay);
    if (requests <= LONG) mostAtFirst = most;
    const url = new URL(address);
    const asked = url.searchParams.get("$orderby");
    const order = asked && sorts(asked);
    if (order) url.searchParams.set("$orderby", order);
    else url.searchParams.delete("$orderby");
    const reply = list({
      url,
      referrals: [...referrals] as Referral[],
      settings,
      show: (one) => ({ ...one }),
    });
    onAnswer(requests);
    // Long enough for another to be asked for meanwhile.
    await new Promise((resolve) => setImmediate(resolve));
    underWay -= 1;
    return { status: 200, headers: {}, body: JSON.stringify(reply.body) };
  };
  const { readChanged } = openList({ url: URL_OF_LIST, read, get: async () => null, clock: testClock() });
  await readChanged(null, (page) => void seen.push(...page.map(({ id }) => id)));
  return { seen, requests, most, mostAtFirst };
}

const numbers = (count: number) => Array.from({ length: count }, (_, number) => number);
const idsOf = (referrals: readonly Listed[]) => referrals.map(({ id }) => id).sort();

describe("a listing of everything", () => {
  it("is read from one end while it is short", async () => {
    const short = numbers(LONG - 1).map((number) => referral(number, number));
    const { seen, requests, most } = await readAll(short);
    expect(seen.toSorted()).toEqual(idsOf(short));
    expect({ requests, most }).toEqual({ requests: LONG - 1, most: 1 });
  });

  it.each([
    ["each at another time", 1],
    ["four at the same time", 4],
  ])(
    "is read from both ends at once when it is long, with hardly a request more: %s",
    async (_when, several) => {
      const long = numbers(400).map((number) => referral(number, Math.floor(number / several)));
      const { seen, requests, most, mostAtFirst } = await readAll(long, { pageSize: 10 });
      expect(seen.toSorted()).toEqual(idsOf(long));
      expect({ most, mostAtFirst }).toEqual({ most: 2, mostAtFirst: 1 });
      expect(requests).toBeLessThanOrEqual(40 + 4);
    },
  );

  it("does not fail with a page that nobody needs any more, once both ends have met", async () => {
    const long = numbers(400).map((number) => referral(number, number));
    const { requests } = await readAll(long, { pageSize: 10 });
    const onAnswer = (nth: number) => {
      if (nth === requests) throw new Error("the last answer was lost");
    };
    expect((await readAll(long, { pageSize: 10, onAnswer })).seen.toSorted()).toEqual(idsOf(long));
  });

  const days = fc.record({
    // Few moments, so that many were created in the same one.
    created: fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 70, size: "max" }),
    pageSize: fc.constantFrom(1, 2, 3),
    events: fc.array(fc.tuple(fc.constantFrom("edit", "create", "nothing"), fc.nat(1000)), {
      maxLength: 80,
      size: "max",
    }),
  });

  it("shows every referral, whoever edits and adds some meanwhile", async () => {
    await fc.assert(
      fc.asyncProperty(days, async ({ created, pageSize, events }) => {
        const referrals = created.map((time, number) => referral(number, time));
        const before = idsOf(referrals);
        const happen = (nth: number) => {
          const [event = "nothing", place = 0] = events[nth - 1] ?? [];
          const at = place % Math.max(1, referrals.length);
          const one = referrals[at];
          if (event === "create") referrals.push(referral(1000 + nth, 100 + nth));
          if (event === "edit" && one) referrals[at] = { ...one, updatedDateTime: minute(500 + nth) };
        };
        const { seen } = await readAll(referrals, { pageSize, onAnswer: happen });
        expect(seen.filter((id) => before.includes(id)).toSorted()).toEqual(before);
      }),
      { numRuns: 300 },
    );
  });

  const NEWEST = "createdDateTime desc";
  it.each<[string, (asked: string) => string | null]>([
    ["by id", () => null],
    ["newest first, whatever it is asked", () => NEWEST],
    ["by id, unless it is asked for the newest first", (asked) => (asked === NEWEST ? asked : null)],
    ["by id when it is asked for the newest first", (asked) => (asked === NEWEST ? null : asked)],
  ])("is read to its end where the service sorts %s", async (_how, sorts) => {
    const long = numbers(600).map((number) => referral(number, (number * 37 + 7) % 600));
    expect([...new Set((await readAll(long, { sorts, pageSize: 10 })).seen)].toSorted()).toEqual(idsOf(long));
  });

  it("is read to its end where the service sorts newest first in any case, and many were created at once", async () => {
    const long = numbers(600).map((number) => referral(number, Math.floor(number / 20)));
    const { seen } = await readAll(long, { sorts: () => NEWEST, pageSize: 10 });
    expect([...new Set(seen)].toSorted()).toEqual(idsOf(long));
  });
});
