import { viewOf } from "../mapping/leads.ts";
import type { Merge, Pair } from "../model/plan.ts";
import { type Explanation, explainFields } from "../reconcile/audit/explain.ts";
import { outOfScope, whyOutOfScope } from "../reconcile/match/scope.ts";
import { rewrittenColumns } from "../reconcile/merge/rewritten.ts";
import { wornOut } from "../reconcile/record/baseless.ts";
import { stateOf } from "../reconcile/record/state-of.ts";
import { type Loaded, load, type RunOptions } from "./load.ts";
import { makePlan, type Planned, requireKnown } from "./planning.ts";
import type { ReadPorts } from "./ports.ts";

/** load → pull → match → merge of one referral, with ports that cannot write, and what led to each decision. */
export async function explain(
  options: RunOptions & { readonly referralId: string },
  ports: ReadPorts,
): Promise<Explanation> {
  const loaded = await load(ports.state, options);
  const planned = await makePlan(ports, loaded, options);
  const referral = options.referralId;
  requireKnown(planned, loaded.state, referral);
  const merge = planned.merges.find((one) => one.pair.link.referral === referral);
  const alone = planned.pulled.referrals.find(({ id }) => id === referral);
  const deal = merge?.pair ?? (alone && { referral: alone, opportunity: null });
  return {
    referral,
    standing: merge
      ? standingOf(merge.pair) + toldOtherwise(merge, loaded, options)
      : whyAlone(referral, planned, options),
    outOfScope: deal ? outOfScope(options.mapping, deal) : null,
    fields: merge ? explainFields(merge, viewOf(options.mapping, merge.pair), planned.lookups) : [],
    waiting: loaded.state.waiting.find((entry) => entry.referral === referral) ?? null,
  };
}

function standingOf({ link, opportunity, row }: Pair): string {
  const id = row?.id ?? link.opportunity;
  const what = row?.table ?? "opportunity";
  return opportunity ? `Its ${what} is ${id}` : `It has no ${what} yet; a new one would be ${id}`;
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
  return `It has no opportunity: ${whyUnlinked(id, planned, options)}`;
}

function whyUnlinked(id: string, { questions, pulled }: Planned, { mapping }: RunOptions): string {
  const question = questions.find((one) => one.referral === id);
  if (question) return question.text;
  const referral = pulled.referrals.find((one) => one.id === id);
  if (!referral)
    return "it is not one of ours: Microsoft's own record of a shared deal, or a lead of the Marketplace";
  const why = whyOutOfScope(mapping, { referral, opportunity: null });
  if (why) return `no opportunity carries its identifier, and it gets none: ${why}`;
  const states = mapping.becomeOpportunities.join(", ");
  return `no opportunity carries its identifier, and in state ${stateOf(referral)} it gets none (referrals > become opportunities: ${states})`;
}
