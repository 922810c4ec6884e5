import { randomUUID } from "node:crypto";

/**
 * What every call carries: new GUIDs, for Microsoft's support to find it by, and the version, which "Partner Center REST headers"
 * calls required, although no sample of referrals has it.
 */
export function newHeaders() {
  return {
    Accept: "application/json",
    "MS-Contract-Version": "v1",
    "MS-RequestId": randomUUID(),
    "MS-CorrelationId": randomUUID(),
  };
}
