import { describe, expect, it } from "vitest";
import { load } from "../../src/commands/load.ts";
import { StateError } from "../../src/errors.ts";
import type { Systems } from "../../src/model/state.ts";
import { EMPTY_STATE, formatState } from "../../src/reconcile/checkpoint/state.ts";

const OURS = { account: "a1", crm: "c1" };

/** What is read of a branch whose state is about `of`, or has not said yet. */
function loaded(of: Systems | undefined, systems: Systems) {
  const text = formatState({ ...EMPTY_STATE, ...(of ? { of } : {}) }, {});
  const store = { read: async () => ({ head: "h", files: { "state.json": text } }) };
  return load(store, { branch: "cosell-sync", systems });
}

describe("a state", () => {
  it.each([
    ["is ours", OURS, OURS],
    ["was written before it said whose it is", undefined, OURS],
    ["was begun by a registration of webhooks, which knows only the account", { account: "a1" }, OURS],
  ])("that %s is ours from then on", async (_what, of, systems) => {
    expect((await loaded(of, systems)).state.of).toEqual(OURS);
  });

  it("is still of its CRM after a registration of webhooks", async () => {
    expect((await loaded(OURS, { account: "a1" })).state.of).toEqual(OURS);
  });

  it.each([
    ["CRM", { ...OURS, crm: "c2" }],
    ["account of Partner Center", { ...OURS, account: "a2" }],
    ["account of Partner Center", { account: "a2" }],
  ])("of another %s is refused", async (what, systems) => {
    const refused = loaded(OURS, systems);
    await expect(refused).rejects.toThrow(StateError);
    await expect(refused).rejects.toThrow(`Branch cosell-sync has the state of another ${what}.`);
  });
});
