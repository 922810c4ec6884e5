import { type Finding, findingAt } from "../schema/finding.ts";
import type { MappingDocument } from "../schema/schema.ts";

const BECOME_OPPORTUNITIES = ["referrals", "become opportunities"];
const BECOME_LEADS = ["leads", "referrals", "become leads"];

/** Its row would be made open, and whoever closes the row would seem to close the deal once more. */
export function checkBecoming({ referrals, leads }: MappingDocument): Finding[] {
  return [
    ...closed(BECOME_OPPORTUNITIES, referrals["become opportunities"], "opportunity"),
    ...closed(BECOME_LEADS, leads?.referrals["become leads"] ?? [], "lead"),
  ];
}

function closed(path: readonly string[], states: readonly string[], row: string): Finding[] {
  return states.flatMap((state, index) => {
    const message = `${state} is the end of a deal, and a new ${row} is open; leave it out`;
    return state.startsWith("Closed/") ? [findingAt([...path, index], message)] : [];
  });
}

/**
 * Of a state that both lists name, the leads count. A referral goes from New to Active to Closed (patch-a-referral): where no
 * later state is left, none of these leads becomes an opportunity by itself, which may be meant of those of the Marketplace.
 */
export function foreverLeads({ referrals, leads }: MappingDocument): Finding[] {
  const [first, then] = [leads?.referrals["become leads"] ?? [], referrals["become opportunities"]];
  const state = first.findLast((one) => then.includes(one));
  const isLeft = then.some((one) => !first.includes(one) && !one.startsWith("New/"));
  if (state === undefined || isLeft) return [];
  const message = `in ${state} such a referral is a lead, whatever become opportunities says, and no later state makes an opportunity of it: it stays a lead until a seller qualifies it; leave ${state} out here if it is to become one by itself`;
  return [findingAt([...BECOME_LEADS, first.indexOf(state)], message)];
}
