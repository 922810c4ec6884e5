import { isObject } from "../json.ts";
import { invalid } from "./errors.ts";
import { type Operation, segmentsOf } from "./patch.ts";
import type { Referral } from "./referral.ts";

/** What a whole referral in a PUT can change; the rest of it is read and ignored. */
const PATHS = [
  "/name",
  "/externalReferenceId",
  "/campaignId",
  "/salesStage",
  "/favorite",
  "/status",
  "/substatus",
  "/statusReason",
  "/details/notes",
  "/details/dealValue",
  "/details/currency",
  "/details/closingDateTime",
  "/details/requirements/solutions",
  "/team",
  "/registrations",
  "/consent/consentToShareReferralWithMicrosoftSellers",
] as const;

/** A PUT as the PATCH it amounts to. The page asks callers to remove `links` first. */
export function operationsOfPut(body: unknown, referral: Readonly<Referral>): Operation[] {
  if (!isObject(body) || body.id !== referral.id) throw invalid("The body must be the referral.");
  if ("links" in body) throw invalid("The property 'links' must be removed.");
  return PATHS.flatMap((path): Operation[] => {
    const value = at(body, path);
    const same = JSON.stringify(value) === JSON.stringify(at(referral, path));
    return value === undefined || same ? [] : [{ op: "add", path, value }];
  });
}

function at(document: unknown, path: string): unknown {
  return segmentsOf(path).reduce<unknown>(
    (node, segment) => (isObject(node) ? node[segment] : undefined),
    document,
  );
}
