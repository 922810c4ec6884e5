import { z } from "zod/mini";
import { StateError } from "../errors.ts";
import { demand, type GithubApi } from "./github-api.ts";

interface Store {
  readonly api: GithubApi;
  readonly repository: string;
}

const TREE = z.object({
  truncated: z.boolean(),
  tree: z.array(z.object({ path: z.string(), type: z.string() })),
});

/** Paths of all files that a commit has in a folder and below it. */
export async function listFiles(
  { api, repository }: Store,
  commit: string,
  folder: string,
): Promise<string[]> {
  const answer = await api.get(TREE, `/git/trees/${commit}?recursive=1`);
  const { tree, truncated } = demand(answer, repository);
  if (truncated) {
    throw new StateError(
      `The state branch of ${repository} has more files than GitHub lists at once.`,
      "Clone the branch (git clone --bare --single-branch), and name the clone with --state-dir.",
    );
  }
  const isBelow = ({ path, type }: { path: string; type: string }) =>
    type === "blob" && path.startsWith(`${folder}/`);
  return tree.filter(isBelow).map(({ path }) => path);
}
