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

const LEAD = { ...rowOf(), id: "lead" };
const OF_LEAD = mergeOf({ ...pairOf(referralOf(), null), lead: LEAD });
const CREATE: Change = { ...SHARE, side: "opportunity", action: "create" };

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
  const mergeOf = ({ action }: Change) => (action === "create" ? OF_LEAD : MERGE);
  const why = await whyNotMade({ byIds, leadsByIds: byIds }, changes, { mergeOf, isRowWritten });
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

describe("an opportunity that is about to be made of a lead", () => {
  it("is made where the lead is as it was read", async () => {
    expect(await asked([CREATE], async () => [LEAD])).toEqual({ requests: 1, answers: ["sent"] });
  });

  it("is left to the next run where a seller has qualified the lead since, or it is gone", async () => {
    for (const found of [[{ ...LEAD, etag: "o2" }], []])
      expect((await asked([CREATE], async () => found)).answers).toEqual([
        { outcome: "stale", reason: "somebody changed the lead after it was read" },
      ]);
  });

  it("is looked at beside what is shared, each in a table of its own", async () => {
    const { requests, answers } = await asked([SHARE, CREATE], async () => [rowOf({}, "o2"), LEAD]);
    expect(requests).toBe(2);
    expect(answers).toMatchObject([{ outcome: "stale" }, "sent"]);
  });

  it("is not looked at where it is a row of another table", async () => {
    const account: Change = { ...CREATE, row: { table: "account", id: "a" } };
    expect(await asked([account], async () => [])).toEqual({ requests: 0, answers: ["sent"] });
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
