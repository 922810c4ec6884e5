import { z } from "zod/mini";
import { StateError } from "../../errors.ts";
import { demand, type GithubApi } from "./api.ts";

const TREE = z.object({
  truncated: z.boolean(),
  tree: z.array(z.object({ path: z.string(), type: z.string(), sha: z.string() })),
});

/** Paths of all files that a commit has in a folder and below it. */
export async function listFiles(api: GithubApi, commit: string, folder: string): Promise<string[]> {
  const paths = await filesBelow(api, commit, "");
  return paths.filter((path) => path.startsWith(`${folder}/`));
}

/**
 * GitHub lists a tree with all that is below it up to seven megabytes, some 20,000 files ("Get a tree"). A larger one is
 * listed folder by folder, so a log may grow for years.
 *
 * @param at Path of the tree, with a slash at its end; empty for that of a commit.
 */
async function filesBelow(api: GithubApi, id: string, at: string): Promise<string[]> {
  const whole = demand(await api.get(TREE, `/git/trees/${id}?recursive=1`), api);
  if (!whole.truncated) return whole.tree.filter(isFile).map(({ path }) => at + path);
  const { tree, truncated } = demand(await api.get(TREE, `/git/trees/${id}`), api);
  if (truncated) {
    throw new StateError(
      `The state branch of ${api.repository} has more files in one folder than GitHub lists at once.`,
      "Clone the branch (git clone --bare --single-branch), and name the clone with --state-dir.",
    );
  }
  const found = [tree.filter(isFile).map(({ path }) => at + path)];
  for (const { path, type, sha } of tree) {
    if (type === "tree") found.push(await filesBelow(api, sha, `${at}${path}/`));
  }
  return found.flat();
}

function isFile({ type }: { readonly type: string }): boolean {
  return type === "blob";
}
