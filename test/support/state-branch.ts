import type { Git } from "../../src/emulator/github/git.ts";
import type { Stage } from "./stage.ts";

/** Path → text. */
type Files = ReadonlyMap<string, string | null>;

/** A file as the state branch has it. */
export function readState({ repository }: Pick<Stage, "repository">, path: string): string {
  const found = repository.entry(BRANCH, path);
  if (found === null) throw new Error(`the state branch has no ${path}`);
  return repository.blob(found.oid).toString("utf8");
}

/** The commit that a branch points to. */
export function headOf({ repository }: Stage, branch = "cosell-sync"): string {
  const head = repository.resolve(`refs/heads/${branch}`);
  if (head === null) throw new Error(`there is no branch ${branch}`);
  return head;
}

/** The first line of the message of the last commit. */
export function lastHeadline(stage: Stage): string {
  return stage.repository.commit(headOf(stage)).message.split("\n")[0] ?? "";
}

/** Somebody pushes it there by force. */
export function moveBranch({ repository }: Stage, branch: string, commit: string): void {
  const ref = `refs/heads/${branch}`;
  if (!repository.moveRef(ref, commit, repository.resolve(ref))) throw new Error(`${branch} was not moved`);
}

/** Paths of all files of the state branch. */
export function statePaths(stage: Stage): string[] {
  const entries = stage.repository.entries(headOf(stage), true);
  return entries.filter(({ type }) => type === "blob").map(({ path }) => path);
}

const BRANCH = "refs/heads/cosell-sync";
const SOMEBODY = { name: "somebody", email: "somebody@example.com" };

/** Somebody commits files on top of the first of these commits; `null` takes one out. */
export function commitFiles(
  git: Git,
  files: Files,
  parents: readonly string[],
  message: string,
  onto = parents[0] ?? null,
): string {
  const changes = [...files].map(([path, text]) => {
    return { path, mode: "100644", oid: text === null ? null : git.writeBlob(Buffer.from(text)) };
  });
  const tree = git.writeTree(onto, changes);
  return git.writeCommit({ tree, parents, message, author: SOMEBODY, committer: SOMEBODY });
}

/** Somebody edits files on the state branch, and pushes a commit: a new one, or one in the place of the last. */
export function editBranch(
  stage: Stage,
  edit: (files: Map<string, string>) => unknown,
  place: "new" | "last" = "new",
): void {
  const { repository } = stage;
  const head = headOf(stage);
  const before = new Map(statePaths(stage).map((path) => [path, readState(stage, path)]));
  const files = new Map(before);
  edit(files);
  const gone = [...before.keys()].filter((path) => !files.has(path)).map((path) => [path, null] as const);
  const last = repository.commit(head);
  const { parents, message } = place === "new" ? { parents: [head], message: "Fix something" } : last;
  const commit = commitFiles(repository, new Map([...files, ...gone]), parents, message, head);
  moveBranch(stage, "cosell-sync", commit);
}

/** Somebody edits one of them, and pushes. `null` takes it out. */
export function editFile(stage: Stage, path: string, edit: (text: string) => string | null): void {
  editBranch(stage, (files) => {
    const edited = edit(files.get(path) ?? "");
    if (edited === null) files.delete(path);
    else files.set(path, edited);
  });
}
