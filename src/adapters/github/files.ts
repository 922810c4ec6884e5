import { posix } from "node:path";
import { z } from "zod";
import type { FilesInForce } from "../../model/files-in-force.ts";
import { chunksOf } from "../chunks.ts";
import { type GithubAccess, openGithubApi } from "./api.ts";
import { blobId } from "./blob-id.ts";
import type { PullRequest } from "./event.ts";
import { queryRepository } from "./query.ts";

const COMMIT = z.object({ parents: z.array(z.object({ sha: z.string() })) });
const FILE = z.object({ content: z.string(), encoding: z.literal("base64") });
const COMPARED = z.object({
  files: z.optional(z.array(z.object({ filename: z.string(), previous_filename: z.optional(z.string()) }))),
});
const OBJECTS = z.object({ repository: z.record(z.string(), z.object({ oid: z.string() }).nullable()) });

/** A question about more files may take GitHub longer than the ten seconds that it allows itself. */
const FILES_AT_ONCE = 50;

/**
 * Files as they are without a pull request. Asked of GitHub, because a checkout has only the one commit: one request
 * to begin with, one for each text, and one for fifty files that are only compared.
 *
 * What is checked out is a trial merge, whose first parent is the base that it was merged into; the base in the
 * event may be older. On top of another pull request the base is only proposed: in force is the default branch.
 *
 * @throws as `openGithubApi`
 */
export function openFilesInForce(access: GithubAccess, pullRequest: PullRequest): FilesInForce {
  const { base, head, commit, into, defaultBranch } = pullRequest;
  const api = openGithubApi({ ...access, permission: "contents: read" });
  let found: Promise<string> | null = null;

  async function ref(): Promise<string> {
    if (into !== defaultBranch) return defaultBranch;
    found ??= api.find(COMMIT, `/git/commits/${commit}`).then((checkedOut) => {
      const [first, second] = checkedOut?.parents ?? [];
      return first && second?.sha === head ? first.sha : base;
    });
    return found;
  }

  /** What is at each of these paths, in their order. */
  async function idsOf(paths: readonly string[]): Promise<(string | undefined)[]> {
    const at = await ref();
    const fields = paths.map((_path, index) => `f${index}: object(expression: $e${index}) { oid }`);
    const variables = Object.fromEntries(paths.map((path, index) => [`e${index}`, `${at}:${plain(path)}`]));
    const objects = await queryRepository(api, { schema: OBJECTS, fields, variables });
    return paths.map((_path, index) => objects[`f${index}`]?.oid);
  }

  return {
    async read(path) {
      const escaped = plain(path).split("/").map(encodeURIComponent).join("/");
      const file = await api.find(FILE, `/contents/${escaped}?ref=${encodeURIComponent(await ref())}`);
      return file && Buffer.from(file.content, "base64").toString();
    },
    async formerPath(path) {
      const { files } =
        (await api.find(COMPARED, `/compare/${encodeURIComponent(await ref())}...${head}`)) ?? {};
      return files?.find(({ filename }) => filename === plain(path))?.previous_filename ?? null;
    },
    async unchanged(proposed) {
      const same = new Set<string>();
      for (const some of chunksOf([...proposed], FILES_AT_ONCE)) {
        const ids = await idsOf(some.map(([path]) => path));
        for (const [index, [path, text]] of some.entries()) if (isAt(ids[index], text)) same.add(path);
      }
      return same;
    },
  };
}

/** A checkout on Windows may end its lines as git does not (`core.autocrlf`). */
function isAt(id: string | undefined, text: string): boolean {
  return id === blobId(text) || id === blobId(text.replaceAll("\r\n", "\n"));
}

/** As git knows it: `./mappings//ours.yml` is `mappings/ours.yml`. */
function plain(path: string): string {
  return posix.normalize(path);
}
