import { describe, expect, it } from "vitest";
import type { Review } from "../../src/commands/review.ts";
import { createRandom, type Random } from "../../src/emulator/seed/random.ts";
import type { Mapping } from "../../src/mapping/mapping.ts";
import type { RunResult } from "../../src/model/result.ts";
import type { Effect } from "../../src/reconcile/plan/compare.ts";
import { mappingOf, STATUS } from "../reconcile/fields.ts";
import { insertReferral, type Properties } from "../support/deals.ts";
import { createSmallWorld, type SmallWorld } from "./small-world.ts";

/** Enough that most changes of a mapping meet most edits; each takes a tenth of a second. */
const SEEDS = Array.from({ length: 60 }, (_, index) => index + 1);

describe("what a review says of a change of the mapping", () => {
  it.each(SEEDS)("is what the next sync does, with it and without it: seed %i", async (seed) => {
    const { world, before, proposed } = await play(seed);
    const reviewed = await world.review(before, proposed);
    const done = await world.sync(proposed);
    expect(done.digest).toBe(reviewed.result.digest);
    expect(told(reviewed, "added")).toEqual(found(done));
    const { outcomes } = await world.sync(proposed);
    expect(outcomes.flatMap(({ change }) => change.fields)).toEqual([]);

    const without = await (await play(seed)).world.sync(before);
    expect(told(reviewed, "removed")).toMatchObject(written(without));
  });
});

/** A world in which people have edited deals since the last sync, and a change of the mapping that it was with. */
async function play(seed: number) {
  const random = createRandom(seed);
  const drawn = drawMapping(random);
  const [before, proposed] = [drawn, changed(random, drawn)].map(({ fields, more }) =>
    mappingOf(fields, more),
  ) as [Mapping, Mapping];
  const world = createSmallWorld(seed);
  for (let deal = 1; deal <= 6; deal++) addDeal(world, random, deal);
  await world.sync(before);
  for (let edit = 0; edit < 12; edit++) editOne(world, random);
  if (random.chance(0.5)) await world.sync(before);
  for (let edit = 0; edit < 8; edit++) editOne(world, random);
  if (random.chance(0.5)) addDeal(world, random, 7);
  return { world, before, proposed };
}

type Settings = Readonly<Record<string, object>>;
interface Drawn {
  readonly fields: Settings;
  readonly more: object;
}

const text = (referral: string, opportunity: string) => ({ as: "text", longest: 40, referral, opportunity });
const FIELDS: Settings = {
  name: text("name", "name"),
  notes: text("details.notes", "description"),
  campaign: text("campaignId", "cosell_campaignid"),
  value: {
    as: "money",
    referral: ["details.dealValue", "details.currency"],
    opportunity: ["estimatedvalue", "transactioncurrencyid"],
  },
  date: { as: "date", referral: "details.closingDateTime", opportunity: "estimatedclosedate" },
  solutions: { as: "solutions", referral: "details.requirements.solutions", opportunity: "cosell_products" },
  status: STATUS,
};
/** Where a field of text may be moved. */
const ELSEWHERE = ["stepname", "customerneed"] as const;
const SCOPES = [
  {},
  { referrals: { campaignId: "blank" } },
  { opportunities: { estimatedclosedate: { before: "2027-09-01" } } },
] as const;

function drawMapping(random: Random): Drawn {
  const names = Object.keys(FIELDS).filter(() => random.chance(0.7));
  const fields = names.map((name) => [name, { ...FIELDS[name], ...drawSettings(random) }] as const);
  return { fields: Object.fromEntries(fields), more: { scope: random.pick(SCOPES) } };
}

function drawSettings(random: Random): object {
  return {
    direction: random.pick(["both", "both", "referral to opportunity", "opportunity to referral"]),
    conflict: random.pick(["report", "referral", "opportunity", "newest", "non-blank"]),
    adopt: random.pick(["report", "referral", "opportunity"]),
    blank: random.pick(["protect", "protect", "propagate"]),
    when: random.pick(["always", "always", "create"]),
  };
}

/** A field is added, taken out, moved or has other settings; or it is another scope. */
function changed(random: Random, { fields, more }: Drawn): Drawn {
  const name = random.pick(["name", "notes", "campaign", "value", "date", "solutions", "status"]);
  const { [name]: field, ...others } = fields;
  const settings = drawSettings(random);
  if (!field) return { fields: { ...others, [name]: { ...FIELDS[name], ...settings } }, more };
  const how = random.between(1, 4);
  if (how === 1) return { fields: others, more };
  if (how === 2) return { fields, more: { scope: random.pick(SCOPES) } };
  const isText = "as" in field && field.as === "text";
  const place = how === 3 && isText ? { opportunity: random.pick(ELSEWHERE) } : settings;
  return { fields: { ...others, [name]: { ...field, ...place } }, more };
}

const idOf = (deal: number) => `aaaaaaa${deal}-0000-4000-8000-000000000000`;

function addDeal({ systems }: SmallWorld, random: Random, deal: number): void {
  const state = random.chance(0.3) ? { status: "New", substatus: "Pending" } : {};
  const campaignId = random.pick<string | null>([null, "SPRING"]);
  insertReferral(systems, { id: idOf(deal), name: `Deal ${deal}`, campaignId, ...state });
}

function editOne({ systems: { partnerCenter, dataverse } }: SmallWorld, random: Random): void {
  const id = idOf(random.between(1, 6));
  if (random.chance(0.5)) {
    const name = random.pick(["Better", "Best"]);
    const details = random.pick<object>([
      { notes: null },
      { notes: "Call again" },
      { dealValue: 5 },
      { closingDateTime: "2027-10-30T23:00:00Z" },
    ]);
    const campaignId = random.pick<string | null>([null, "SPRING", "AUTUMN"]);
    partnerCenter.edit(id, (deal) => {
      if (random.chance(0.3)) Object.assign(deal, { name, campaignId });
      else Object.assign(deal.details, details);
    });
    return;
  }
  const row = dataverse.rows("opportunity").find((one) => one.cosell_referralid === id);
  const values = random.pick<Properties>([
    { name: "Seller's" },
    { description: null },
    { description: "Called" },
    { cosell_campaignid: "WINTER" },
    { estimatedvalue: 7 },
    { estimatedclosedate: "2027-12-01" },
    { cosell_products: "SOL-1, SOL-2" },
    { stepname: "Proposal", customerneed: "Speed" },
  ]);
  if (row) dataverse.edit("opportunity", String(row.opportunityid), values);
}

/** How often each field is written to each side, how many records are made, and what waits for a person. */
type Tally = Readonly<Record<string, number>>;

/** @param alone `added` for what the proposed mapping does, `removed` for what the one in force does. */
function told({ comparison }: Review, alone: "added" | "removed"): Tally {
  const { fields, creates, conflicts, held, questions } = comparison;
  const all = (effect: Effect<unknown>) => effect[alone].length + effect.kept.length;
  return tally([
    ...fields.map((field) => [`${field.side} ${field.field}`, all(field)] as const),
    ["made", all(creates)],
    ["conflicts", all(conflicts)],
    ["waiting", all(held) + all(questions)],
  ]);
}

function found(result: RunResult): Tally {
  const { conflicts, held, questions } = result.plan;
  return {
    ...written(result),
    ...tally([
      ["conflicts", conflicts.filter(({ winner }) => winner === null).length],
      ["waiting", held.length + questions.length],
    ]),
  };
}

function written({ outcomes }: RunResult): Tally {
  expect(outcomes.filter(({ outcome }) => outcome !== "applied")).toEqual([]);
  const changes = outcomes.map(({ change }) => change).filter(({ action }) => action !== "note");
  return tally([
    ...changes.flatMap(({ side, fields }) => fields.map(({ field }) => [`${side} ${field}`, 1] as const)),
    ["made", changes.filter(({ action }) => action === "create").length],
  ]);
}

function tally(counts: readonly (readonly [what: string, count: number])[]): Tally {
  const sums: Record<string, number> = {};
  for (const [what, count] of counts) if (count > 0) sums[what] = (sums[what] ?? 0) + count;
  return sums;
}
