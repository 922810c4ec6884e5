import { didYouMean } from "../../suggest.ts";
import type { FieldDocument } from "../schema/schema.ts";
import { isKnownProperty, propertyMeant } from "./referral-names.ts";

type Kind = FieldDocument["as"];

const TEXT: readonly Kind[] = ["text", "choice"];

/**
 * Properties that Partner Center lets a partner change during the life of a referral (patch-a-referral and
 * manage-co-sell-opportunities: customer, contact, consent and help are locked after create or first share), and the kinds
 * of field that write what it takes there. The guards know a step that cannot be undone by the kind of its field, so
 * status and consent have no other.
 */
const WRITABLE: ReadonlyMap<string, readonly Kind[]> = new Map<string, readonly Kind[]>([
  ["name", TEXT],
  ["externalReferenceId", TEXT],
  ["campaignId", TEXT],
  ["salesStage", TEXT],
  ["favorite", ["yes or no"]],
  ["status", ["status", "decision"]],
  ["substatus", ["status", "decision"]],
  ["statusReason", ["closing reason", ...TEXT]],
  ["team", ["team"]],
  ["details.dealValue", ["money"]],
  ["details.currency", ["money"]],
  ["details.closingDateTime", ["date"]],
  ["details.notes", TEXT],
  ["details.requirements.solutions", ["solutions"]],
  ["details.requirements.industries", ["list"]],
  ["details.requirements.products", ["list"]],
  ["details.requirements.services", ["list"]],
  ["consent.consentToShareReferralWithMicrosoftSellers", ["latch"]],
]);

/** Why a field of this kind cannot write this property, and the key that says so; `null` where it can. */
export function whyNotWritten(
  path: string,
  kind: Kind,
): { readonly key: string; readonly message: string } | null {
  const kinds = WRITABLE.get(path);
  if (kinds?.includes(kind)) return null;
  const oneWay = "use direction: referral to opportunity";
  if (kinds) {
    const message = `${path} can only be written by a field with as: ${kinds.join(" or ")}; or ${oneWay}`;
    return { key: "as", message };
  }
  const advice = isKnownProperty(path)
    ? `does not let a partner change ${path}; ${oneWay}${didYouMean(path, [...WRITABLE.keys()])}`
    : `is not known to have the property ${path}${propertyMeant(path)}`;
  return { key: "direction", message: `Partner Center ${advice}` };
}
