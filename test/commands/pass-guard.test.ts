import { describe, expect, it } from "vitest";
import type { RunOptions } from "../../src/commands/load.ts";
import { refuseOtherPlan } from "../../src/commands/pass-guard.ts";
import type { Planned } from "../../src/commands/planning.ts";
import type { WritePorts } from "../../src/commands/ports.ts";
import { RefusalError, UnreachableError } from "../../src/errors.ts";
import type { Allowance } from "../../src/model/state.ts";
import { formatReceipt, receiptOf } from "../../src/reconcile/plan/receipt.ts";
import { keyedWith } from "../../src/reconcile/record/fingerprint.ts";
import { changeOf, planOf } from "../report/results.ts";

const keyed = keyedWith(Buffer.from("key"));
const options = { limits: { expectedDigest: "reviewed" }, mapping: { digest: "m" }, keyed } as RunOptions;
const changes = [changeOf(1), changeOf(2)];

const receiptWith = (reviewed: typeof changes) =>
  formatReceipt(receiptOf(planOf({ changes: reviewed }), "m", keyed));

/** A run whose plan has another digest than the one that was reviewed, which had these changes. */
function refuse(reviewed: typeof changes, planned = changes): Promise<void> {
  const ports = { findReceipt: async () => receiptWith(reviewed) } as unknown as WritePorts;
  const plan = planOf({ changes: planned });
  return refuseOtherPlan({ plan, digest: "now" } as Planned, options, ports);
}

describe("a plan that is not the one that was reviewed", () => {
  it("is refused with what differs", async () => {
    await expect(refuse([changeOf(1)])).rejects.toThrow(RefusalError);
    await expect(refuse([changeOf(1)])).rejects.toThrow("CRM update: deal value is new");
  });

  it("is left to the guard where nothing that can be told differs, as where another version made the digest", async () => {
    await expect(refuse(changes)).resolves.toBeUndefined();
  });

  it("is refused in as many lines as are read at a glance", async () => {
    const many = Array.from({ length: 15 }, (_, number) => changeOf(number));
    const { message } = await refuse(many, []).catch((error) => error);
    expect(message.split("\n- ")).toHaveLength(1 + 12 + 1);
    expect(message).toMatch(/\n- and 3 more$/);
    const { message: twelve } = await refuse(many.slice(0, 12), []).catch((error) => error);
    expect(twelve.split("\n- ")).toHaveLength(1 + 12);
  });

  it("is left to the guard where the review is not to be found, and says why", async () => {
    const finding = async (findReceipt: () => Promise<string | null>) => {
      const told: string[] = [];
      const ports = {
        findReceipt,
        progress: (text: string) => void told.push(text),
      } as unknown as WritePorts;
      const planned = { plan: planOf({ changes }), digest: "now" } as Planned;
      await refuseOtherPlan(planned, options, ports);
      return told;
    };
    expect(await finding(async () => null)).toEqual([]);
    expect(await finding(async () => "a comment of somebody")).toEqual([]);
    const gone = new UnreachableError("GitHub does not answer.", "Run again later.");
    expect(await finding(() => Promise.reject(gone))).toEqual([
      "the reviewed plan could not be looked up: GitHub does not answer.",
    ]);
    await expect(finding(() => Promise.reject(new TypeError("a bug")))).rejects.toThrow("a bug");
  });
});

describe("nothing is compared with a review", () => {
  const rest = { plan: "reviewed" } as Allowance;
  it.each<[string, string | null, string, Allowance | null]>([
    ["where none was asked for", null, "now", null],
    ["of this very plan", "reviewed", "reviewed", null],
    ["whose rest this is", "reviewed", "now", rest],
  ])("%s", async (_where, expectedDigest, digest, accepted) => {
    const ports = { findReceipt: async () => receiptWith([]) } as unknown as WritePorts;
    const bound = { ...options, limits: { ...options.limits, expectedDigest } };
    const planned = { plan: planOf({ changes }), digest, accepted } as Planned;
    await expect(refuseOtherPlan(planned, bound, ports)).resolves.toBeUndefined();
  });
});
