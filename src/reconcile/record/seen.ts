import { projectForNew } from "../../mapping/fallback.ts";
import type { Mapping } from "../../mapping/mapping.ts";
import { type Projection, project } from "../../mapping/project.ts";
import type { Lookups } from "../../mapping/transforms/transform.ts";
import type { Pair } from "../../model/plan.ts";
import type { Side } from "../../model/record.ts";

/** Both records of a pair seen through the mapping. Of an opportunity that is yet to be made nothing is known. */
export function seenIn(
  { referral, opportunity }: Pick<Pair, "referral" | "opportunity">,
  { mapping, lookups }: { readonly mapping: Mapping; readonly lookups: Lookups },
): Readonly<Record<Side, Projection>> {
  if (opportunity)
    return {
      referral: project(mapping, referral, lookups),
      opportunity: project(mapping, opportunity, lookups),
    };
  return { referral: projectForNew(mapping, referral, lookups), opportunity: { snapshot: {}, unusable: {} } };
}
