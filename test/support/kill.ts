import type { InjectedFault } from "../../src/emulator/faults.ts";
import { type Call, hold, runUntilSettled } from "./busy-day.ts";
import type { Stage } from "./stage.ts";

/**
 * What becomes of the call that is under way when the process dies:
 * - `never arrives`: the service does not get it;
 * - `arrives, unanswered`: it is carried out, and nobody is there to hear so;
 * - `arrives late`: it is carried out while the next run, or after that, is at work.
 */
export type Fate = "never arrives" | "arrives, unanswered" | "arrives late";

/**
 * Where a process is killed for real: before the first write; after one of each kind was carried out, which is before the
 * next one; and at one of each system and method that arrives late. The simulation has a run die at every request, in each
 * of these ways.
 */
export function killsAt<C extends Call>(writes: readonly C[]): (readonly [C, Fate])[] {
  const kinds = firsts(writes, ({ system, method, path, nth }) => [system, method, withoutIds(path), nth]);
  return [
    ...kinds.slice(0, 1).map((call) => [call, "never arrives"] as const),
    ...kinds.map((call) => [call, "arrives, unanswered"] as const),
    ...firsts(kinds, ({ system, method }) => [system, method]).map((call) => [call, "arrives late"] as const),
  ];
}

function firsts<C>(calls: readonly C[], kindOf: (call: C) => unknown): C[] {
  const kinds = Map.groupBy(calls, (call) => JSON.stringify(kindOf(call)));
  return [...kinds.values()].flatMap((alike) => alike.slice(0, 1));
}

const withoutIds = (path: string) => path.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "");

/** Kills a run while that call is held. One that arrives late is still held then. */
export async function killAt(
  stage: Stage,
  call: Call,
  fate: Fate,
  inputs: Readonly<Record<string, string>> = {},
): Promise<InjectedFault> {
  const held = hold(stage, call, fate === "arrives, unanswered" ? "after" : "before");
  const controller = new AbortController();
  const run = stage.run(inputs, { signal: controller.signal });
  await Promise.race([held.reached, run]);
  if (held.hits === 0) throw new Error("the run ended without that call");
  controller.abort();
  if ((await run).signal !== "SIGKILL") throw new Error("the run ended before it could be killed");
  held.remove();
  if (fate === "never arrives") held.drop();
  if (fate === "arrives, unanswered") held.release();
  return held;
}

/** Kills a run at that call, and lets further ones find out what became of it. */
export async function killAndRecover(stage: Stage, call: Call, fate: Fate): Promise<void> {
  const held = await killAt(stage, call, fate);
  if (fate === "arrives late") {
    await stage.run();
    held.release();
  }
  await runUntilSettled(stage);
}
