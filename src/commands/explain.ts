import { RefusalError } from "../errors.ts";
import { viewOf } from "../mapping/leads.ts";
import type { Mapping } from "../mapping/mapping.ts";
import type { Merge } from "../model/plan.ts";
import { isMistyped, isProvisional } from "../model/provisional.ts";
import { isUuid } from "../model/uuid.ts";
import { identifierOf } from "../reconcile/match/match.ts";
import { ownerIn } from "../reconcile/match/owners.ts";
import { outOfScope } from "../reconcile/match/scope.ts";
import { type Explanation, explainFields } from "../reconcile/merge/explain.ts";
import { rewrittenColumns } from "../reconcile/merge/rewritten.ts";
import { wornOut } from "../reconcile/record/worn-out.ts";
import { type Loaded, load, type RunOptions } from "./load.ts";
import { makePlan, type Planned, requireKnown } from "./planning.ts";
import type { ReadPorts } from "./ports.ts";
import { whyUnlinked } from "./unlinked.ts";

/**
 * load → pull → match → merge of one referral, with ports that cannot write, and what led to each decision.
 *
 * @param asked Id of the referral, or of its opportunity.
 */
export async function explain(asked: string, given: RunOptions, ports: ReadPorts): Promise<Explanation> {
  const loaded = await load(ports.state, given);
  const found = await dealOf(asked, ports, { ...given, loaded });
  if (typeof found !== "string") return found;
  const referral = found;
  const options = { ...given, referralId: referral };
  const planned = await makePlan(ports, loaded, options);
  requireKnown(planned, loaded.state, referral);
  const merge = planned.merges.find((one) => one.pair.link.referral === referral);
  const alone = planned.pulled.referrals.find(({ id }) => id === referral);
  const deal = merge?.pair ?? (alone && { referral: alone, opportunity: null });
  return {
    id: referral,
    standing: merge
      ? standingOf(merge, options.mapping) + toldOtherwise(merge, loaded, options)
      : whyAlone(referral, planned, options),
    outOfScope: deal ? outOfScope(options.mapping, deal) : null,
    fields: merge ? explainFields(merge, viewOf(options.mapping, merge.pair), planned.lookups) : [],
    waiting: loaded.state.waiting.find((entry) => entry.referral === referral) ?? null,
  };
}

/**
 * Whoever works in the CRM knows a deal by its row there.
 *
 * @returns Its referral; of one that waits to have one, all that there is to say.
 */
async function dealOf(
  asked: string,
  { opportunities }: ReadPorts,
  { mapping, loaded }: Pick<RunOptions, "mapping"> & { readonly loaded: Loaded },
): Promise<string | Explanation> {
  const [row] = await opportunities.byIds([asked]);
  if (!row) return asked;
  const referral = identifierOf(mapping, row);
  if (referral !== null && isUuid(referral)) return referral;
  const waits = loaded.state.waiting.find(({ opportunity }) => opportunity === asked);
  if (waits && !isProvisional(waits) && !isMistyped(waits)) return waits.referral;
  const standing = `Opportunity ${asked} has no identifier of a referral in its ${mapping.referralIdColumn}`;
  if (waits) return { id: asked, standing, outOfScope: null, fields: [], waiting: waits };
  throw new RefusalError(`${standing}.`, "No sync looks at it before it has one, or is to be shared.");
}

function standingOf({ pair: { link, opportunity, row }, changes }: Merge, mapping: Mapping): string {
  const id = row?.id ?? link.opportunity;
  const what = row?.table ?? "opportunity";
  if (opportunity) return `Its ${what} is ${id}`;
  const owner = mapping.owner ? ownerIn({ changes }) : undefined;
  const whose = owner === undefined ? "" : `, and belong to ${owner ?? "the application user"}`;
  return `It has no ${what} yet; a new one would be ${id}${whose}`;
}

/** As a second sentence, what becomes of what its seller is told; empty where the row says just that. */
function toldOtherwise(merge: Merge, { state }: Loaded, { mapping, fingerprint }: RunOptions): string {
  const isWornOut = wornOut(state.baseless, fingerprint);
  const columns = rewrittenColumns(merge, { mapping, isWornOut });
  if (columns.length === 0) return "";
  return `. Something in the CRM, a flow or a plug-in, changes its ${columns.join(" and ")} each time that a sync has written it, so it is left as it is`;
}

/** One that cannot be read may well have an opportunity. */
function whyAlone(id: string, planned: Planned, options: RunOptions): string {
  const unreadable = planned.pulled.unreadable.find((one) => one.link.referral === id);
  if (unreadable) return `It cannot be compared: ${unreadable.reason}`;
  return `It has no opportunity: ${whyUnlinked(id, planned, options.mapping)}`;
}
