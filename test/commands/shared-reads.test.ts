import { describe, expect, it } from "vitest";
import type { ReadPorts } from "../../src/commands/ports.ts";
import { shareReads } from "../../src/commands/shared-reads.ts";
import type { RemoteRecord } from "../../src/model/record.ts";
import { MAPPING, referralOf } from "../reconcile/deals.ts";

/** Referrals by their ids, with all questions that reached the system. */
function referrals(idRead: () => void = () => {}) {
  const questions: (readonly string[])[] = [];
  const referral = (id: string): RemoteRecord =>
    Object.defineProperty({ ...referralOf({}) }, "id", {
      get() {
        idRead();
        return id;
      },
    });
  const byIds = async (ids: readonly string[]) => {
    questions.push(ids);
    return ids.filter((id) => id !== "gone").map(referral);
  };
  const ports = { referrals: { byIds }, opportunities: {} } as unknown as ReadPorts;
  const shared = shareReads(ports, MAPPING, { readers: 2, look: () => {} }).referrals;
  return { read: (ids: readonly string[]) => shared.byIds(ids), questions };
}

describe("records that two plans look up", () => {
  it("are asked for once, and handed to whoever asks for them", async () => {
    const { read, questions } = referrals();
    const idsOf = async (...ids: readonly string[]) => (await read(ids)).map(({ id }) => id);
    expect(await idsOf("a", "gone", "b")).toEqual(["a", "b"]);
    expect(await idsOf("b", "c", "b")).toEqual(["b", "c"]);
    expect(await idsOf("gone", "a")).toEqual(["a"]);
    expect(questions).toEqual([["a", "gone", "b"], ["c"]]);
  });

  it("are handed to both when the second asks before the answer has come", async () => {
    const { read, questions } = referrals();
    const both = await Promise.all([read(["a", "b"]), read(["b", "c"])]);
    expect(both.map((found) => found.map(({ id }) => id))).toEqual([
      ["a", "b"],
      ["b", "c"],
    ]);
    expect(questions).toEqual([["a", "b"], ["c"]]);
  });

  it("are each looked at once, however often others are asked for", async () => {
    let reads = 0;
    const { read } = referrals(() => {
      reads += 1;
    });
    for (let number = 0; number < 100; number += 1) await read([`id ${number}`]);
    expect(reads).toBe(100);
  });
});

describe("a listing that two plans read", () => {
  /** Pages with one referral each; notes when the next one is asked for. */
  function listing(pages: number) {
    const events: string[] = [];
    const ports = {
      referrals: {
        async readChanged(since: string | null, onPage: (page: readonly RemoteRecord[]) => unknown) {
          for (let page = 1; page <= pages; page += 1) {
            events.push(`page ${page} since ${since}`);
            await onPage([{ ...referralOf({}), id: `${page}` }]);
          }
          return { readAt: "now" };
        },
      },
      opportunities: {},
    } as unknown as ReadPorts;
    const shared = shareReads(ports, MAPPING, { readers: 2, look: () => {} }).referrals;
    const reader = (name: string) =>
      shared.readChanged("monday", async (page) => {
        await Promise.resolve();
        events.push(`${name} has ${page.map(({ id }) => id).join()}`);
      });
    return { events, reader };
  }

  it("is read once, and no page before all have dealt with the one before: so none is kept", async () => {
    const { events, reader } = listing(2);
    const first = reader("first");
    await Promise.resolve();
    expect(events).toEqual([]);
    expect(await Promise.all([first, reader("second")])).toEqual([{ readAt: "now" }, { readAt: "now" }]);
    expect(events).toEqual([
      "page 1 since monday",
      "first has 1",
      "second has 1",
      "page 2 since monday",
      "first has 2",
      "second has 2",
    ]);
  });

  it("is read once more when all of them ask for it again", async () => {
    const { events, reader } = listing(1);
    for (let time = 0; time < 2; time += 1) await Promise.all([reader("first"), reader("second")]);
    const once = ["page 1 since monday", "first has 1", "second has 1"];
    expect(events).toEqual([...once, ...once]);
  });
});
