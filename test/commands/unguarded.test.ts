import { describe, expect, it } from "vitest";
import { whyNotMade } from "../../src/commands/unguarded.ts";
import { UnreachableError } from "../../src/errors.ts";
import type { Change } from "../../src/model/plan.ts";
import type { RemoteRecord } from "../../src/model/record.ts";
import { mergeOf, pairOf, referralOf, rowOf } from "../reconcile/deals.ts";

const MERGE = mergeOf(pairOf(referralOf({ name: "Renamed" })));
const SHARE: Change = {
  side: "referral",
  action: "share",
  link: MERGE.pair.link,
  etag: null,
  fields: [],
};

async function asked(
  changes: readonly Change[],
  find: () => Promise<RemoteRecord[]>,
  isRowWritten: (change: Change) => boolean = () => false,
) {
  let requests = 0;
  const byIds = () => {
    requests += 1;
    return find();
  };
  const why = await whyNotMade({ byIds }, changes, { mergeOf: () => MERGE, isRowWritten });
  return { requests, answers: changes.map((change) => why.get(change) ?? "sent") };
}

describe("a deal that is about to be shared", () => {
  it("is sent where its opportunity is as it was read", async () => {
    expect(await asked([SHARE], async () => [rowOf()])).toEqual({ requests: 1, answers: ["sent"] });
  });

  it.each([
    ["has moved since", [rowOf({}, "o2")]],
    ["is gone", []],
  ])("is left to the next run where its opportunity %s", async (_how, rows) => {
    const { answers } = await asked([SHARE], async () => rows);
    expect(answers).toMatchObject([{ outcome: "stale" }]);
  });

  it("is not sent, for sure, where its opportunity cannot be looked at", async () => {
    const { answers } = await asked([SHARE], async () => {
      throw new UnreachableError("Dataverse is gone.", "Try again.");
    });
    expect(answers).toMatchObject([{ outcome: "failed", reason: "Dataverse is gone.", sent: false }]);
  });

  it("ends the run where the product itself is wrong", async () => {
    const wrong = asked([SHARE], async () => {
      throw new TypeError("x is not a function");
    });
    await expect(wrong).rejects.toThrow(TypeError);
  });
});

it("asks nothing where each change has an etag, or follows a write of this run that had one", async () => {
  const update: Change = { ...SHARE, side: "opportunity", action: "update", etag: "o1" };
  expect(await asked([update], async () => [])).toEqual({ requests: 0, answers: ["sent"] });
  const close: Change = { ...SHARE, side: "opportunity", action: "close" };
  expect(
    await asked(
      [close],
      async () => [],
      () => true,
    ),
  ).toEqual({ requests: 0, answers: ["sent"] });
});
