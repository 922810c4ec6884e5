import { expect, it } from "vitest";
import type { ReadPorts } from "../../../src/commands/ports.ts";
import { readLeads } from "../../../src/commands/pull/counterparts.ts";
import type { RemoteRecord } from "../../../src/model/record.ts";
import { referralOf } from "../../reconcile/deals.ts";
import { mappingOf, NAME } from "../../reconcile/fields.ts";
import { REFERRAL } from "../../reconcile/world.ts";

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
