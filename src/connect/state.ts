import { openGithubState } from "../adapters/github/github.ts";
import type { Http } from "../adapters/http/http.ts";
import type { StatePlace } from "../inputs/state-place.ts";
import type { Clock, StateStore } from "../model/ports.ts";
import { STATE_FILES } from "../model/state.ts";
import { underWay } from "./under-way.ts";

export async function openState(state: StatePlace, http: Http, clock: Clock): Promise<StateStore> {
  if (!("directory" in state)) return openGithubState({ http, ...state });
  const { openGitState } = await import("../adapters/git/git.ts");
  const author = { name: "cosell-sync", email: "cosell-sync@users.noreply.github.com" };
  return openGitState({ directory: state.directory, branch: state.branch, author, clock });
}

/**
 * The same, and what every run begins with is being read already: it takes as long as loading the rest of the
 * program. A commit names the head that was read, so a moment more or less does not matter.
 */
export async function openStateAndRead(state: StatePlace, http: Http, clock: Clock): Promise<StateStore> {
  const store = await openState(state, http, clock);
  const read = underWay(() => store.read(STATE_FILES));
  return {
    ...store,
    read: (paths, commit) => {
      const isBegun = commit === undefined && paths.every((path) => STATE_FILES.includes(path));
      return isBegun ? read() : store.read(paths, commit);
    },
  };
}
