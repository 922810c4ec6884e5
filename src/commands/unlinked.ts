import type { Mapping } from "../mapping/mapping.ts";
import { whyOutOfScope } from "../reconcile/match/scope.ts";
import { stateOf } from "../reconcile/record/state-of.ts";
import type { Planned } from "./planning.ts";

/** Why a referral that could be read has no opportunity and gets none. */
export function whyUnlinked(
  id: string,
  { questions, pulled }: Pick<Planned, "questions" | "pulled">,
  mapping: Mapping,
): string {
  const question = questions.find((one) => one.referral === id);
  if (question) return question.text;
  const referral = pulled.referrals.find((one) => one.id === id);
  if (!referral)
    return "it is not one of ours: Microsoft's own record of a shared deal, that of a partner in it, or a lead of the Marketplace";
  const why = whyOutOfScope(mapping, { referral, opportunity: null });
  if (why) return `no opportunity carries its identifier, and it gets none: ${why}`;
  const states = mapping.becomeOpportunities.join(", ");
  return `no opportunity carries its identifier, and in state ${stateOf(referral)} it gets none (referrals > become opportunities: ${states})`;
}

/** A word for a run that looks at one referral, where nothing else says why it does nothing with it. */
export function aloneNotice(planned: Planned, mapping: Mapping, only: string | null): string | null {
  const { merges, questions, pulled } = planned;
  const links = [...merges.map(({ pair }) => pair.link), ...pulled.unreadable.map(({ link }) => link)];
  const isSaid = [...links, ...questions].some(({ referral }) => referral === only);
  if (only === null || isSaid) return null;
  return `Nothing is done with deal ${only}: ${whyUnlinked(only, planned, mapping)}`;
}
