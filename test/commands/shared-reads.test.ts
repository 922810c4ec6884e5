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
  const shared = shareReads(ports, MAPPING).referrals;
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

  it("are each looked at once, however often others are asked for", async () => {
    let reads = 0;
    const { read } = referrals(() => {
      reads += 1;
    });
    for (let number = 0; number < 100; number += 1) await read([`id ${number}`]);
    expect(reads).toBe(100);
  });
});
