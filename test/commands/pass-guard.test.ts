import { describe, expect, it } from "vitest";
import type { RunOptions } from "../../src/commands/load.ts";
import { refuseOtherPlan } from "../../src/commands/pass-guard.ts";
import type { Planned } from "../../src/commands/planning.ts";
import type { WritePorts } from "../../src/commands/ports.ts";
import { RefusalError } from "../../src/errors.ts";
import { formatReceipt, receiptOf } from "../../src/reconcile/plan/receipt.ts";
import { keyedWith } from "../../src/reconcile/record/fingerprint.ts";
import { changeOf, planOf } from "../report/results.ts";

const keyed = keyedWith(Buffer.from("key"));
const options = { limits: { expectedDigest: "reviewed" }, mapping: { digest: "m" }, keyed } as RunOptions;
const changes = [changeOf(1), changeOf(2)];

/** A run whose plan has another digest than the one that was reviewed, which had these changes. */
function refuse(reviewed: typeof changes): Promise<void> {
  const word = formatReceipt(receiptOf(planOf({ changes: reviewed }), "m", keyed));
  const ports = { findReceipt: () => Promise.resolve(word) } as unknown as WritePorts;
  return refuseOtherPlan({ plan: planOf({ changes }), digest: "now" } as Planned, options, ports, null);
}

describe("a plan that is not the one that was reviewed", () => {
  it("is refused with what differs", async () => {
    await expect(refuse([changeOf(1)])).rejects.toThrow(RefusalError);
    await expect(refuse([changeOf(1)])).rejects.toThrow("CRM update: deal value is new");
  });

  it("is left to the guard where nothing that can be told differs, as where another version made the digest", async () => {
    await expect(refuse(changes)).resolves.toBeUndefined();
  });
});
