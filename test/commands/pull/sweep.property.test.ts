import fc from "fast-check";
import { expect, it } from "vitest";
import type { Planned } from "../../../src/commands/planning.ts";
import type { Mapping } from "../../../src/mapping/mapping.ts";
import type { Plan } from "../../../src/model/plan.ts";
import type { RemoteRecord } from "../../../src/model/record.ts";
import type { SyncState } from "../../../src/model/state.ts";
import { checkpoint } from "../../../src/reconcile/checkpoint/checkpoint.ts";
import { EMPTY_STATE } from "../../../src/reconcile/checkpoint/state.ts";
import { rowIdFor } from "../../../src/reconcile/record/ids.ts";
import { MICROSOFT_STATUS, mappingOf, STATUS } from "../../reconcile/fields.ts";
import { NOW, REFERRAL, World } from "../../reconcile/world.ts";
import { exhaustive, type Sides, sweep } from "./swept.ts";

/**
 * A run that reads everything lets go of what is in step while it reads. Here it is held against the plan that
 * comes of merging every record there is, on deals with a random history: whatever the order in which the records
 * come, the two plans are the same.
 */

const settings = fc.record({
  direction: fc.constantFrom("both", "referral to opportunity", "opportunity to referral"),
  when: fc.constantFrom("always", "create"),
  conflict: fc.constantFrom("report", "referral", "newest"),
  adopt: fc.constantFrom("report", "referral"),
  blank: fc.constantFrom("protect", "propagate"),
});

const decision = {
  as: "decision",
  referral: ["status", "substatus"],
  opportunity: "cosell_decision",
  direction: "opportunity to referral",
  values: { accept: 20, decline: 21 },
};

const COLUMNS = {
  "referral identifier": "cosell_referralid",
  base: "cosell_base",
  "sync status": {
    column: "cosell_syncstatus",
    values: { synced: 10, waiting: 11, conflict: 12, "needs attention": 13 },
  },
  "sync reason": "cosell_syncreason",
};

const mappings = fc
  .record({ notes: settings, value: settings, solutions: settings, theirs: settings })
  .map(({ notes, value, solutions, theirs }) =>
    mappingOf(
      {
        notes: { as: "text", longest: 40, referral: "details.notes", opportunity: "description", ...notes },
        value: {
          as: "money",
          referral: ["details.dealValue", "details.currency"],
          opportunity: ["estimatedvalue", "transactioncurrencyid"],
          ...value,
        },
        solutions: {
          as: "solutions",
          referral: "details.requirements.solutions",
          opportunity: "cosell_products",
          ...solutions,
        },
        decision,
        status: STATUS,
        "microsoft status": MICROSOFT_STATUS,
        "microsoft notes": {
          as: "text",
          longest: 40,
          referral: "microsoft.details.notes",
          opportunity: "cosell_microsoftnotes",
          direction: "referral to opportunity",
          blank: theirs.blank,
        },
      },
      { columns: COLUMNS },
    ),
  );

/** One thing that somebody does to one deal; `sync` carries out what a run would. */
type Step = (world: World) => void;

const words = fc.constantFrom(null, "", "alpha", "beta &amp; gamma", "beta & gamma");
const detail =
  (key: string) =>
  (value: unknown): Step =>
  ({ referral }) => {
    (referral.details as Record<string, unknown>)[key] = value;
  };
const column =
  (name: string) =>
  (value: unknown): Step =>
  ({ row }) => {
    if (row) row[name] = value;
  };
const status = fc.constantFrom(
  { status: "New", substatus: "Pending" },
  { status: "Active", substatus: "Accepted" },
  { status: "Closed", substatus: "Won" },
  { status: "Closed", substatus: "Lost" },
  { status: "New", substatus: "Referred" },
);
const sync: Step = (world) => void world.sync();

const steps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.constant(sync) },
  words.map(detail("notes")),
  fc.constantFrom(null, 100, 250.5, "many").map(detail("dealValue")),
  fc
    .constantFrom(["SOL-1"], ["SOL-2", "SOL-1"])
    .map((ids) => detail("requirements")({ solutions: ids.map((id) => ({ id })) })),
  words.map(column("description")),
  fc.constantFrom(null, 100, 250.5).map(column("estimatedvalue")),
  fc.constantFrom(null, "SOL-1", "SOL-2, SOL-1").map(column("cosell_products")),
  fc.constantFrom(null, 20, 21).map(column("cosell_decision")),
  fc.constantFrom(0, 1, 2).map(column("statecode")),
  fc.constantFrom(null, 10, 12).map(column("cosell_syncstatus")),
  // A field that the mapping had at the last merge.
  fc.constant<Step>(({ row }) => {
    if (row) row.cosell_base = String(row.cosell_base).replace('"f":{', '"f":{"gone":"x",');
  }),
  fc
    .constantFrom(null, "broken", '{"v":1,"c":"x","m":"2026-11-23T09:00:00Z","f":{"gone":"x"}}')
    .map(column("cosell_base")),
  status.map(
    (moved): Step =>
      ({ referral }) =>
        void Object.assign(referral, moved),
  ),
  fc.option(fc.tuple(status, words)).map(
    (seen): Step =>
      ({ referral }) => {
        if (seen) referral.microsoft = { ...seen[0], details: { notes: seen[1] } };
        else delete referral.microsoft;
      },
  ),
);

interface Deal {
  /** Whether it was ever synced. */
  readonly isNew: boolean;
  readonly history: readonly Step[];
  readonly isSyncedLast: boolean;
  /** How far the referral's modified time is from the one of the last merge, in minutes. */
  readonly later: number;
}

const deals: fc.Arbitrary<readonly Deal[]> = fc.array(
  fc.record({
    isNew: fc.constantFrom(false, false, false, true),
    history: fc.array(steps, { maxLength: 8 }),
    isSyncedLast: fc.boolean(),
    later: fc.constantFrom(0, 0, 5),
  }),
  { minLength: 1, maxLength: 6 },
);

const chances = fc.infiniteStream(fc.nat(1000));
const orders = fc.constantFrom("rows first", "referrals first", "in turns");

it("plans what merging every record would, whatever the order in which they come", async () => {
  await fc.assert(
    fc.asyncProperty(mappings, deals, chances, orders, async (mapping, histories, chance, order) => {
      const sides = {
        ...shuffled(
          histories.map((deal, number) => lived(mapping, deal, number)),
          chance,
        ),
        order,
      };
      const { planned } = await sweep(mapping, sides);
      expect(planned.plan).toEqual(exhaustive(mapping, sides));
      expect(planned.pulled.reads?.linked).toBe(sides.rows.flat().length);
    }),
    { numRuns: 300 },
  );
});

it("plans the same in several runs that take up a few deals each, and each deal once", async () => {
  await fc.assert(
    fc.asyncProperty(
      mappings,
      deals,
      chances,
      orders,
      fc.integer({ min: 1, max: 3 }),
      async (mapping, histories, chance, order, most) => {
        const lives = histories.map((deal, number) => lived(mapping, deal, number));
        const plans: Plan[] = [];
        for (let state: SyncState | null = EMPTY_STATE; state; ) {
          const { planned } = await sweep(mapping, { ...shuffled(lives, chance), order }, state, most);
          plans.push(planned.plan);
          expect(planned.merges.length).toBeLessThanOrEqual(most);
          expect(plans.length).toBeLessThanOrEqual(Math.ceil(histories.length / most));
          state = afterReading(planned, mapping.digest);
        }
        const all = (what: "changes" | "conflicts" | "held" | "warnings" | "questions") =>
          plans.flatMap((plan): readonly unknown[] => plan[what]);
        const expected = exhaustive(mapping, shuffled(lives, chance));
        for (const what of ["changes", "conflicts", "held", "warnings", "questions"] as const)
          expect(all(what)).toEqual(expected[what]);
      },
    ),
    { numRuns: 300 },
  );
});

/** As a run leaves it that came to nothing; `null` when it has left no deal to another. */
function afterReading({ pulled: { reads } }: Planned, mappingDigest: string): SyncState | null {
  const facts = { merges: [], questions: [], unreadable: [], looked: [], unwanted: [], intents: [] };
  const run = { run: "run", now: NOW, mappingDigest, outcomes: [], settled: [] };
  return reads?.sweptTo ? checkpoint(EMPTY_STATE, { ...facts, ...run, reads }) : null;
}

/** The records of a deal after its history. */
function lived(
  mapping: Mapping,
  { isNew, history, isSyncedLast, later }: Deal,
  number: number,
): RemoteRecord[] {
  const world = new World(mapping, {
    engagementId: `e-${number}`,
    details: { notes: "first", dealValue: 100, currency: "USD", requirements: { solutions: [] } },
  });
  if (!isNew) world.sync();
  for (const step of history.filter((one) => !isNew || one !== sync)) step(world);
  if (isSyncedLast && !isNew) for (let time = 0; time < 3; time += 1) world.sync();
  const id = `${String(number).padStart(8, "0")}${REFERRAL.slice(8)}`;
  const { microsoft, ...properties } = JSON.parse(
    JSON.stringify(world.referral).replaceAll(REFERRAL, id),
  ) as Record<string, unknown>;
  const at = new Date(Date.parse("2026-11-23T10:00:00Z") + later * 60_000)
    .toISOString()
    .replace(".000Z", "Z");
  const records: RemoteRecord[] = [{ side: "referral", id, etag: `r${number}`, modified: at, properties }];
  if (microsoft) {
    const theirs = {
      ...(microsoft as object),
      organizationId: "msft",
      engagementId: `e-${number}`,
      id: `m-${number}`,
    };
    records.push({
      side: "referral",
      id: `m-${number}`,
      etag: `m${number}`,
      modified: at,
      properties: theirs,
    });
  }
  if (world.row) {
    const row = JSON.parse(JSON.stringify(world.row).replaceAll(REFERRAL, id)) as Record<string, unknown>;
    records.push({
      side: "opportunity",
      id: rowIdFor(id),
      etag: `o${number}`,
      modified: at,
      properties: row,
    });
  }
  return records;
}

/** In any order, in pages of a few. */
function shuffled(deal: readonly RemoteRecord[][], chance: Iterable<number>): Sides {
  const numbers = chance[Symbol.iterator]();
  const next = () => numbers.next().value as number;
  const records = deal.flat().map((record) => ({ record, place: next() }));
  const sorted = records.sort((one, other) => one.place - other.place).map(({ record }) => record);
  const pagesOf = (side: RemoteRecord["side"]) => {
    const pages: RemoteRecord[][] = [];
    for (const record of sorted.filter((one) => one.side === side)) {
      if (pages.length === 0 || next() % 3 === 0) pages.push([]);
      pages.at(-1)?.push(record);
    }
    return pages;
  };
  return { referrals: pagesOf("referral"), rows: pagesOf("opportunity") };
}
