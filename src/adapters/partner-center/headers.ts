import { randomUUID } from "node:crypto";

/** What every call carries: new GUIDs, for Microsoft's support to find it by. */
export function newHeaders() {
  return { Accept: "application/json", "MS-RequestId": randomUUID(), "MS-CorrelationId": randomUUID() };
}
