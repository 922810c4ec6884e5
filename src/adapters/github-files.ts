import { z } from "zod";
import { type GithubAccess, openGithubApi } from "./github-api.ts";
import type { PullRequest } from "./github-event.ts";

const COMMIT = z.object({ parents: z.array(z.object({ sha: z.string() })) });
const FILE = z.object({ content: z.string(), encoding: z.literal("base64") });

/**
 * A file as it is without a pull request, or `null` when the pull request adds it. Asked of GitHub, because a
 * checkout has only the one commit.
 *
 * What is checked out is a trial merge, whose first parent is the base that it was merged into; the base in the
 * event may be older.
 *
 * @throws as `openGithubApi`
 */
export async function readBaseFile(
  access: GithubAccess,
  { base, head, commit }: PullRequest,
  path: string,
): Promise<string | null> {
  const api = openGithubApi({ ...access, permission: "contents: read" });
  const checkedOut = await api.find(COMMIT, `/git/commits/${commit}`);
  const [first, second] = checkedOut?.parents ?? [];
  const ref = first && second?.sha === head ? first.sha : base;
  const plain = path.replace(/^\.\//, "").split("/").map(encodeURIComponent).join("/");
  const file = await api.find(FILE, `/contents/${plain}?ref=${ref}`);
  return file && Buffer.from(file.content, "base64").toString();
}
