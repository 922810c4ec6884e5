import { type Explanation, explainFields } from "../reconcile/explain.ts";
import { statusOf } from "../reconcile/match.ts";
import { whyOutOfScope } from "../reconcile/scope.ts";
import { load, type RunOptions } from "./load.ts";
import { makePlan, type Planned } from "./planning.ts";
import type { ReadPorts } from "./ports.ts";

/** load → pull → match → merge of one referral, with ports that cannot write, and what led to each decision. */
export async function explain(
  options: RunOptions & { readonly referralId: string },
  ports: ReadPorts,
): Promise<Explanation> {
  const loaded = await load(ports.state, options);
  const planned = await makePlan(ports, loaded, options);
  const referral = options.referralId;
  const merge = planned.merges.find((one) => one.pair.link.referral === referral);
  // A lead is seen through its own fields.
  const view = merge?.pair.row ? (options.mapping.leads?.rows ?? options.mapping) : options.mapping;
  return {
    referral,
    link: merge?.pair.link ?? null,
    unlinked: merge ? null : whyUnlinked(referral, planned, options),
    fields: merge ? explainFields(merge, view, planned.lookups) : [],
    waiting: loaded.state.waiting.find((entry) => entry.referral === referral) ?? null,
  };
}

function whyUnlinked(id: string, { questions, pulled }: Planned, { mapping }: RunOptions): string {
  const question = questions.find((one) => one.referral === id);
  if (question) return question.text;
  const unreadable = pulled.unreadable.find((one) => one.link.referral === id);
  if (unreadable) return unreadable.reason;
  const referral = pulled.referrals.find((one) => one.id === id);
  if (!referral)
    return "it is not one of ours: Microsoft's own record of a shared deal, or a lead of the Marketplace";
  const outOfScope = whyOutOfScope(mapping, { referral, opportunity: null });
  if (outOfScope) return `no opportunity carries its identifier, and it gets none: ${outOfScope}`;
  const states = mapping.becomeOpportunities.join(", ");
  return `no opportunity carries its identifier, and in state ${statusOf(referral)} it gets none (referrals > become opportunities: ${states})`;
}
