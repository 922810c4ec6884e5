import type { Mapping } from "../../mapping/mapping.ts";
import type { Change, Merge } from "../../model/plan.ts";
import type { PatchOperation, ReferralBody } from "../../model/ports.ts";
import type { RemoteRecord, Value } from "../../model/record.ts";
import { attributesOf, microsoftsBody, patch, textIn } from "../share/referral-body.ts";
import { tie } from "../share/share.ts";
import type { ShareContext } from "../share/share-holds.ts";

/** The POST that asks Microsoft for help. */
export function invitation(
  { fields }: Change,
  { pair: { referral, opportunity } }: Merge,
  {
    created,
    operations,
    share,
  }: {
    /** Our referral, when this run made it. */
    readonly created: RemoteRecord | null;
    /** What this run has changed of it. */
    readonly operations: readonly PatchOperation[];
    readonly share: Mapping["share"];
  },
): ReferralBody {
  const own = structuredClone(referral.properties);
  for (const operation of operations) patch(operation, own);
  const { engagementId } = (created ?? referral).properties;
  const notes = textIn(opportunity, share?.notes ?? undefined);
  const attributes = share ? attributesOf(share) : [];
  return microsoftsBody(own, String(engagementId), { help: fields[0]?.to ?? "", notes, attributes });
}

/** The write of a row whose referral has just been made, as the answer shows it. */
export function tied(
  change: Change,
  merge: Merge,
  { created, ...context }: Pick<ShareContext, "mapping" | "lookups"> & { readonly created: RemoteRecord },
): { readonly change: Change; readonly merge: Merge } {
  const row = merge.pair.opportunity;
  if (!row) throw new Error("a referral was made of no opportunity");
  const sentBy = (action: Change["action"]) =>
    merge.changes.filter((one) => one.action === action).flatMap((one) => one.fields);
  const sent = new Set(sentBy("share").map(({ field }) => field));
  const { fields, agreed } = tie(row, created, { ...context, sent });
  const link = { ...change.link, referral: created.id };
  const help: Record<string, Value> = Object.fromEntries(
    sentBy("invite").map(({ field, to }) => [field, to]),
  );
  return {
    change: { ...change, link, fields },
    merge: { ...merge, pair: { ...merge.pair, link, referral: created }, agreed: { ...agreed, ...help } },
  };
}
