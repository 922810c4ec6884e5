import type { Field, Mapping } from "../../mapping/mapping.ts";
import { HELP_PATH } from "../../mapping/share.ts";
import type { Pair } from "../../model/plan.ts";
import type { Snapshot, Value } from "../../model/record.ts";
import { readBase } from "../record/base.ts";

/*
 * Some of what a seller says Partner Center never takes back: the answer to a referral, the Yes to showing it to Microsoft, the
 * request for help, the end. When somebody gives an opportunity to another referral, what stands there was said of the one
 * before, and is nobody's word on this one. So none of it is carried out until a person has approved it, or the row has said
 * something else in between; the base remembers what that was.
 */

function isForGood({ kind, transform }: Field): boolean {
  return ["decision", "latch", "status"].includes(kind) || transform.referral.reads[0] === HELP_PATH;
}

/** Whether the row was in step with another referral, and never with this one. */
function wasAnothers({ opportunity, base }: Pair, mapping: Mapping): boolean {
  return base === null && opportunity !== null && Boolean(readBase(opportunity, mapping)?.referral);
}

/** Whether the row shows the address of the referral that it had before, which no seller has chosen. */
export function isLinkOfAnother(
  pair: Pair,
  { kind }: Field,
  { mapping, shows }: { readonly mapping: Mapping; readonly shows: Value | undefined },
): boolean {
  const names = shows?.toLowerCase().includes(pair.link.referral);
  return kind === "referral link" && names === false && wasAnothers(pair, mapping);
}

/**
 * What the row said already when it was given to this referral, as far as it has said nothing else since.
 *
 * @param says What it says now.
 */
export function saidOfAnother(pair: Pair, mapping: Mapping, says: Snapshot): Snapshot {
  if (!wasAnothers(pair, mapping)) {
    const known = Object.entries(pair.base?.ofAnother ?? {});
    // What is unknown has not changed.
    return Object.fromEntries(known.filter(([field, value]) => [value, undefined].includes(says[field])));
  }
  const said = mapping.fields.filter(isForGood).map(({ name }) => [name, says[name] ?? null] as const);
  return Object.fromEntries(said.filter(([, value]) => value !== null));
}

/** What the base has to remember of it: what both sides agree on by now needs nobody's word. */
export function ofAnotherAfter(ofAnother: Snapshot = {}, agreed: Snapshot): Snapshot {
  return Object.fromEntries(Object.entries(ofAnother).filter(([field, value]) => agreed[field] !== value));
}
