import { setImmediate } from "node:timers/promises";
import { readMapping } from "../adapters/text-file.ts";
import type { StateStore } from "../model/ports.ts";
import type { SignedIn } from "./signed-in.ts";
import { openStateAndRead } from "./state.ts";
import { type Start, type Tools, withTools } from "./tools.ts";

/** What a command of the core begins with. */
export interface World extends Start, Tools {
  /** Text of the mapping file. */
  readonly text: Promise<string>;
  readonly state: Promise<StateStore>;
  readonly signedIn: Promise<SignedIn>;
}

/**
 * Everything that does not depend on the mapping is under way before the mapping is understood, and before what the
 * command is made of is loaded: first the state is asked for, then the sign-in is loaded and asked for. Without a
 * mapping nothing is asked of anybody.
 */
export function withWorld<T>(start: Start, act: (world: World) => Promise<T>): Promise<T> {
  const { inputs, terminal } = start;
  return withTools(terminal, async (tools) => {
    const text = readMapping(inputs.mapping);
    const state = text.then(() => openStateAndRead(inputs.state, tools.http, tools.clock));
    const signedIn = text.then(async () => {
      await requestsLeave();
      return (await import("./signed-in.ts")).signIn(start, tools);
    });
    // Heard by whoever needs them: mistakes in the mapping are told first.
    for (const begun of [state, signedIn]) begun.catch(() => {});
    await Promise.allSettled([text]);
    await requestsLeave();
    await requestsLeave();
    return act({ ...start, ...tools, text, state, signedIn });
  });
}

/** Node loads a module and all that it needs in one go, and meanwhile nothing is sent. */
function requestsLeave(): Promise<void> {
  return setImmediate();
}
