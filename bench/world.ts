import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Emulator } from "../src/emulator/index.ts";
import type { Limits } from "../src/emulator/throttle.ts";
import type { Totals } from "./log-totals.ts";
import type { Conditions } from "./profile.ts";
import type { Sample } from "./sample.ts";

/** What the process of the emulator is asked for, one after the other. */
export type Ask =
  | { readonly ask: "fill" | "add referrals" | "edit referrals" | "edit rows"; readonly count: number }
  | { readonly ask: "conditions"; readonly conditions: Conditions }
  | { readonly ask: "limits"; readonly limits: Limits | "off" }
  | { readonly ask: "take" | "lost edits" | "sample" };

export type Opened = Pick<Emulator, "urls" | "credentials" | "caFile" | "gitDir">;

/** The two systems in another process, with nothing in them until it is filled. */
export interface World extends AsyncDisposable {
  readonly emulator: Opened;
  /** Adds deals that are on both sides and in step. */
  fill(count: number): Promise<void>;
  /** Adds deals that are in Partner Center only, each with a customer of its own. */
  addReferrals(count: number): Promise<void>;
  turn(conditions: Conditions): Promise<void>;
  limit(limits: Limits | "off"): Promise<void>;
  /** People raise the deal value of the first so many deals, in the portal or in the CRM. */
  edit(side: "referrals" | "rows", count: number): Promise<void>;
  /** What was asked for since the last time. */
  take(): Promise<Totals>;
  /** How many deals are not the same on both sides. */
  lostEdits(): Promise<number>;
  /** A page of each listing, as JSON. */
  sample(): Promise<Sample>;
}

export async function openWorld(): Promise<World> {
  const child = fork(join(import.meta.dirname, "world-process.ts"), {
    execArgv: ["--max-old-space-size=6000"],
  });
  const emulator = (await answerOf(child)) as Opened;
  const ask = async (question: Ask): Promise<unknown> => {
    const answer = answerOf(child);
    child.send(question);
    return answer;
  };
  return {
    emulator,
    fill: async (count) => void (await ask({ ask: "fill", count })),
    addReferrals: async (count) => void (await ask({ ask: "add referrals", count })),
    turn: async (conditions) => void (await ask({ ask: "conditions", conditions })),
    limit: async (limits) => void (await ask({ ask: "limits", limits })),
    edit: async (side, count) => void (await ask({ ask: `edit ${side}`, count })),
    take: async () => (await ask({ ask: "take" })) as Totals,
    lostEdits: async () => Number(await ask({ ask: "lost edits" })),
    sample: async () => (await ask({ ask: "sample" })) as Sample,
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null) return;
      child.disconnect();
      await once(child, "exit");
    },
  };
}

async function answerOf(child: ChildProcess): Promise<unknown> {
  const [message] = (await once(child, "message")) as [{ value?: unknown; failure?: string }];
  if (message.failure !== undefined) throw new Error(`the emulator failed: ${message.failure}`);
  return message.value;
}
