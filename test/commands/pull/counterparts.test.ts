import { describe, expect, it } from "vitest";
import type { ReadPorts } from "../../../src/commands/ports.ts";
import { readLeads, wantHelp } from "../../../src/commands/pull/counterparts.ts";
import type { RemoteRecord } from "../../../src/model/record.ts";
import { formatBase } from "../../../src/reconcile/record/base.ts";
import { referralOf } from "../../reconcile/deals.ts";
import { mappingOf, NAME } from "../../reconcile/fields.ts";
import { NOW, OPPORTUNITY, rowOf, MAPPING as SHIPPED } from "../../reconcile/shares.ts";
import { LOOKUPS, REFERRAL } from "../../reconcile/world.ts";

const MAPPING = mappingOf(
  { name: NAME },
  {
    leads: {
      columns: { "referral identifier": "x_referral", base: "x_base" },
      referrals: { kinds: ["co-sell"], "become leads": ["New/Pending"] },
      fields: { topic: { referral: "name", lead: "subject", as: "text", longest: 50 } },
    },
  },
);

function lead(id: string, properties: object): RemoteRecord {
  const columns = { x_referral: REFERRAL, _qualifyingopportunityid_value: null, ...properties };
  return { side: "opportunity", id, etag: id, modified: "", properties: columns };
}

const OPEN = lead("open", { statecode: 0 });
const MERGED = lead("merged", { statecode: 2 });
const QUALIFIED = lead("qualified", { statecode: 1, _qualifyingopportunityid_value: "row" });

it.each([
  ["the open one, when the other was merged into it", [OPEN, MERGED], "open"],
  ["the one whose opportunity there is, beside an open one", [QUALIFIED, OPEN], "qualified"],
  ["the closed one, when there is no other", [MERGED], "merged"],
])("of the leads that say they are one referral, it takes %s", async (_what, leads, expected) => {
  for (const found of [leads, leads.toReversed()]) {
    const ports = { opportunities: { leads: async () => found } } as unknown as ReadPorts;
    const known = { referrals: [referralOf()], rows: [], unsettled: new Set<string>() };
    expect((await readLeads(ports, MAPPING, known)).get(REFERRAL)?.id).toBe(expected);
  }
});

describe("before Microsoft is asked for help, it is looked up whether it was asked already", () => {
  const HELP = { cosell_help: 727_000_001 };
  const ITS = { cosell_referralid: REFERRAL };
  const asked = {
    change: "run.1",
    referralModified: NOW,
    fields: { "help needed": "CustomerTechnicalArchitecture" },
  };
  const DONE = { ...ITS, ...HELP, cosell_base: formatBase(asked, SHIPPED.places) };
  const over = { status: "Closed", substatus: "Lost" };

  it.each<[string, object, object, boolean, boolean]>([
    ["of a deal whose seller wants help", { ...ITS, ...HELP }, {}, false, true],
    ["also where only the referral names the row", HELP, { externalReferenceId: OPPORTUNITY }, false, true],
    ["not where the seller wants none", ITS, {}, false, false],
    ["not of a deal without a row", HELP, {}, false, false],
    ["not where help was asked for before", DONE, {}, false, false],
    ["but then, too, where no listing has Microsoft's referrals", DONE, {}, true, true],
    ["unless the deal is over", DONE, over, true, false],
    [
      "nor where none was asked for, ever",
      { ...ITS, cosell_base: formatBase({ ...asked, fields: {} }, SHIPPED.places) },
      {},
      true,
      false,
    ],
  ])("%s", (_of, row, referral, andGotIt, isLookedUp) => {
    const known = { referrals: [referralOf(referral)], rows: [rowOf(row)] };
    const found = wantHelp(SHIPPED, known, { lookups: LOOKUPS, andGotIt });
    expect(found.map(({ id }) => id)).toEqual(isLookedUp ? [REFERRAL] : []);
  });
});
