import { describe, it } from "vitest";
import { writesAudited, writesMade } from "../support/audit.ts";
import { insertReferral } from "../support/deals.ts";
import { type Stage, setStage } from "../support/stage.ts";
import { readState } from "../support/state-branch.ts";

/** More than one portion, and less than two. */
const DEALS = 5100;
/** The deals, and the account of their customer. */
const RECORDS = DEALS + 1;

async function setLargeTenant(): Promise<Stage> {
  const stage = await setStage({ referrals: 0 });
  for (let number = 0; number < DEALS; number += 1) {
    const id = `a${number.toString(16).padStart(7, "0")}-0000-4000-8000-000000000000`;
    insertReferral(stage.emulator, { id, name: `Deal ${number}` });
  }
  stage.emulator.partnerCenter.operations.length = 0;
  return stage;
}

interface State {
  readonly journal: { readonly writing: boolean; readonly intents: readonly unknown[] } | null;
  readonly unfinished?: { readonly records: number };
  readonly referrals: unknown;
  readonly waiting: readonly unknown[];
}

function stateOf(stage: Stage): State {
  const { state } = JSON.parse(readState(stage, "state.json")) as { state: State };
  return state;
}

/** Neither what the second portion writes nor what became of the first one arrives anywhere. */
const SENT = [
  { system: "dataverse", method: "POST", path: /batch$/ },
  { system: "github", method: "POST", path: /graphql$/ },
] as const;

async function killInSecondPortion(stage: Stage, inputs: Readonly<Record<string, string>>): Promise<void> {
  const killed = new AbortController();
  await stage.run(inputs, {
    signal: killed.signal,
    onLine: (line) => {
      if (!line.startsWith("portion 2 of 2")) return;
      const held = SENT.map((request) =>
        stage.emulator.faults.inject({ ...request, fault: { kind: "hold", when: "before" } }),
      );
      void Promise.all(held.map(({ reached }) => reached)).then(() => {
        for (const rule of held) rule.remove();
        killed.abort();
        for (const rule of held) rule.drop();
      });
    },
  });
}

describe("the first sync of many deals", () => {
  it("is let through once, goes in portions, survives a kill, and makes each deal once", async ({
    expect,
  }) => {
    await using stage = await setLargeTenant();
    const { emulator } = stage;
    await killInSecondPortion(stage, { "max-changes": String(RECORDS) });
    const between = stateOf(stage);
    expect(between.journal).toMatchObject({ writing: true });
    expect(between.journal?.intents).toHaveLength(RECORDS);
    expect(between.unfinished?.records).toBe(RECORDS);
    expect(between.referrals).toBeNull();

    // By now the schedule runs it, with the limits of every day.
    const rest = await stage.run();
    expect(rest.exitCode, rest.log).toBe(0);
    const after = stateOf(stage);
    expect(after).not.toHaveProperty("unfinished");
    expect(after).toMatchObject({ journal: null, waiting: [] });
    const last = await stage.run();
    expect(last.outputs.changes).toBe("0");

    const rows = emulator.dataverse.rows("opportunity").map((row) => row.cosell_referralid);
    expect(new Set(rows).size).toBe(DEALS);
    expect(rows).toHaveLength(DEALS);
    expect(writesAudited(stage)).toEqual(writesMade(emulator));
  });
});
