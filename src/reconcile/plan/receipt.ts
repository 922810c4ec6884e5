import { deflateRawSync, inflateRawSync } from "node:zlib";
import { z } from "zod";
import type { Change, Plan } from "../../model/plan.ts";
import type { Keyed } from "../record/fingerprint.ts";

/**
 * A plan as it was reviewed, without a value: which deal has what planned, and a keyed hash of what exactly. So
 * a later run can say how its plan differs, and nobody else learns anything from it.
 */
export interface Receipt {
  readonly mapping: string;
  /** Referral id → what is planned for it, such as `CRM update: close date` → hash. */
  readonly deals: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const receiptSchema = z.object({
  mapping: z.string(),
  deals: z.record(z.string(), z.record(z.string(), z.string())),
});

export function receiptOf(plan: Plan, mapping: string, keyed: Keyed): Receipt {
  const deals: Record<string, Record<string, string>> = {};
  const note = (referral: string, what: string, content: unknown) => {
    const deal = deals[referral] ?? {};
    deal[what] = keyed(JSON.stringify([referral, what, content])).slice(0, 12);
    deals[referral] = deal;
  };
  for (const change of plan.changes) {
    const { referral } = change.link;
    if (change.fields.length === 0) note(referral, describe(change), null);
    for (const { field, to } of change.fields) note(referral, `${describe(change)}: ${field}`, to);
  }
  for (const { link, field, winner } of plan.conflicts) note(link.referral, `conflict: ${field}`, winner);
  for (const { link, field, side, reason } of plan.held)
    note(link.referral, `held back: ${field ?? side}`, reason);
  for (const { referral, text } of plan.questions) note(referral, "held back", text);
  return { mapping, deals };
}

function describe({ side, action, row }: Change): string {
  const table = row ? `${row.table} ` : "";
  return `${side === "referral" ? "Partner Center" : "CRM"} ${table}${action}`;
}

/** As one word that fits into a comment in Markdown. */
export function formatReceipt(receipt: Receipt): string {
  return deflateRawSync(JSON.stringify(receipt)).toString("base64url");
}

/** A receipt of more than this was not made by us. */
const LARGEST_RECEIPT = 8 * 1024 * 1024;

/** `null` when it is not what `formatReceipt` wrote: people may edit comments. */
export function parseReceipt(word: string): Receipt | null {
  try {
    const bytes = inflateRawSync(Buffer.from(word, "base64url"), { maxOutputLength: LARGEST_RECEIPT });
    return receiptSchema.parse(JSON.parse(bytes.toString()));
  } catch {
    return null;
  }
}

/** What of a plan is different now, one sentence each, sorted by deal. */
export function differences(reviewed: Receipt, now: Receipt): string[] {
  const deals = [...new Set([...Object.keys(reviewed.deals), ...Object.keys(now.deals)])].sort();
  const sentences = deals.flatMap((deal) => {
    const before = reviewed.deals[deal] ?? {};
    const after = now.deals[deal] ?? {};
    const all = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    return all.flatMap((what) => {
      const how = differenceOf(before[what], after[what]);
      return how === null ? [] : [`deal ${deal.slice(0, 8)}: ${what} ${how}`];
    });
  });
  const mapping = reviewed.mapping === now.mapping ? [] : ["the mapping is not the one of the review"];
  return [...mapping, ...sentences];
}

function differenceOf(before: string | undefined, after: string | undefined): string | null {
  if (before === after) return null;
  if (before === undefined) return "is new";
  return after === undefined ? "is not planned any more" : "would write another value";
}
