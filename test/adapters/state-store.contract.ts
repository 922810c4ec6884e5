import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { StateCommit, StateStore } from "../../src/model/ports.ts";

/** A state branch that does not exist yet, and two programs that share it. */
export interface StateStoreFixture {
  readonly store: StateStore;
  readonly other: StateStore;
  /** Runs git in the repository that the branch is in, and returns what it printed. */
  readonly git: (...parameters: string[]) => string;
  readonly branch: string;
}

/** What every `StateStore` does, whatever is behind it. `open` is called once for each test. */
export function describeStateStore(name: string, open: () => Promise<StateStoreFixture>): void {
  describe(name, () => {
    it("reads a branch that is missing as no head and no files", async () => {
      const { store } = await open();
      expect(await store.read(["state.json"])).toEqual({ head: null, files: {} });
    });

    it("begins the branch with a commit that has no parent and exactly the files given", async () => {
      const { store, git, branch } = await open();
      const { head } = await committed(store, {
        files: { "state.json": "{}", "audit/2026/10/01/a.jsonl": "1\n" },
      });
      expect(git("log", "--format=%H %P", branch)).toBe(`${head} `);
      expect(git("ls-tree", "-r", "--name-only", branch)).toBe("audit/2026/10/01/a.jsonl\nstate.json");
    });

    it("keeps the other files in a later commit, which follows the earlier one", async () => {
      const { store, git, branch } = await open();
      const first = await committed(store, { files: { a: "1", "b/c": "2" } });
      const second = await committed(store, { expectedHead: first.head, files: { a: "3", "b/d": "4" } });
      expect(await store.read(["a", "b/c", "b/d"])).toEqual({
        head: second.head,
        files: { a: "3", "b/c": "2", "b/d": "4" },
      });
      expect(git("log", "-1", "--format=%H %P", branch)).toBe(`${second.head} ${first.head}`);
    });

    it("takes out the files that a commit says are gone, and a folder with its last one", async () => {
      const { store, git, branch } = await open();
      const first = await committed(store, { files: { a: "1", "b/c": "2", "b/d": "3" } });
      const files = { a: "4", "b/c": null, "b/d": null, "e f": "5" };
      const second = await committed(store, { expectedHead: first.head, files });
      expect(await store.read(["a", "b/c", "b/d", "e f"])).toEqual({
        head: second.head,
        files: { a: "4", "e f": "5" },
      });
      expect(git("ls-tree", "--name-only", branch)).toBe("a\ne f");
    });

    it("reads what a commit had, also when the branch has moved on", async () => {
      const { store } = await open();
      const names = Array.from({ length: 40 }, (_, index) => `w/${index}`);
      const filled = (text: string) => Object.fromEntries(names.map((name) => [name, `${name} ${text}`]));
      const first = await committed(store, { files: filled("before") });
      await committed(store, { expectedHead: first.head, files: { ...filled("after"), "w/7": null } });
      expect(await store.read([...names, "missing", "w"], first.head)).toEqual({
        head: first.head,
        files: filled("before"),
      });
    });

    it("leaves files that are not there, and folders, out of what it reads", async () => {
      const { store } = await open();
      const { head } = await committed(store, { files: { "a/b": "1" } });
      expect(await store.read(["a", "missing", "a/b", "a/b/c"])).toEqual({ head, files: { "a/b": "1" } });
      expect(await store.read([])).toEqual({ head, files: {} });
    });

    it("calls a commit stale and writes nothing when the head has moved", async () => {
      const { store, other } = await open();
      const first = await committed(store, { files: { a: "1" } });
      const second = await committed(other, { expectedHead: first.head, files: { a: "2" } });
      expect(await store.commit(change({ expectedHead: first.head, files: { a: "3", b: "3" } }))).toBe(
        "stale",
      );
      expect(await store.read(["a", "b"])).toEqual({ head: second.head, files: { a: "2" } });
    });

    it("calls a first commit stale when the branch exists by now", async () => {
      const { store, other } = await open();
      const first = await committed(other, { files: { a: "1" } });
      expect(await store.commit(change({ files: { b: "1" } }))).toBe("stale");
      expect(await store.read(["a", "b"])).toEqual({ head: first.head, files: { a: "1" } });
    });

    it("calls a commit stale when somebody has put the branch back to an earlier commit", async () => {
      const { store, git, branch } = await open();
      const first = await committed(store, { files: { a: "1" } });
      const second = await committed(store, { expectedHead: first.head, files: { a: "2" } });
      git("update-ref", `refs/heads/${branch}`, first.head);
      expect(await store.commit(change({ expectedHead: second.head, files: { a: "3" } }))).toBe("stale");
      expect(await store.read(["a"])).toEqual({ head: first.head, files: { a: "1" } });
    });

    it("calls a commit stale when somebody has deleted the branch, and does not bring it back", async () => {
      const { store, git, branch } = await open();
      const first = await committed(store, { files: { a: "1" } });
      git("update-ref", "-d", `refs/heads/${branch}`);
      expect(await store.commit(change({ expectedHead: first.head, files: { a: "2" } }))).toBe("stale");
      expect(await store.read(["a"])).toEqual({ head: null, files: {} });
    });

    it("tells a branch that ends with a commit by hand, until a commit of its own follows", async () => {
      const { store, git, branch } = await open();
      const first = await committed(store, { files: { a: "1" } });
      const byHand = commitByHand(git, "Fix something", first.head);
      git("update-ref", `refs/heads/${branch}`, byHand);
      expect(await store.read(["a"])).toEqual({ head: byHand, files: { a: "1" }, edited: true });
      const second = await committed(store, { expectedHead: byHand, files: { a: "2" } });
      expect(await store.read(["a"])).toEqual({ head: second.head, files: { a: "2" } });
    });

    it("tells commits that were moved onto another history, with their messages", async () => {
      const { store, git, branch } = await open();
      const first = await committed(store, { files: { a: "1" } });
      const second = await committed(store, { expectedHead: first.head, files: { a: "2" } });
      const message = git("log", "-1", "--format=%B", second.head);
      for (const parent of [null, commitByHand(git, "Begin anew", second.head)]) {
        const moved = commitByHand(git, message, parent, second.head);
        git("update-ref", `refs/heads/${branch}`, moved);
        expect(await store.read([])).toEqual({ head: moved, files: {}, edited: true });
      }
    });

    it("lets exactly one of several commits win that expect the same head at the same time", async () => {
      const { store, other } = await open();
      const first = await committed(store, { files: { winner: "nobody" } });
      await expectOneWinner([store, other, store, other], first.head);
    });

    it("lets exactly one of several first commits win at the same time", async () => {
      const { store, other } = await open();
      await expectOneWinner([store, other, store, other], null);
    });

    it("keeps headline, body and, as a trailer, the operation in the message", async () => {
      const { store, git, branch } = await open();
      const messages = ["--format=%s|%(trailers:key=Sync-Operation,valueonly,separator=%x2C)|%b", branch];
      const first = await committed(store, { operation: "run-1/journal", headline: "Journal: 2 changes" });
      expect(git("log", "-1", ...messages)).toBe(
        "Journal: 2 changes|run-1/journal/new|Sync-Operation: run-1/journal/new",
      );
      const place = first.head.slice(0, 12);
      await committed(store, {
        expectedHead: first.head,
        operation: "run-1/results",
        body: "Applied: 2\nHeld: 0",
      });
      expect(git("log", "-1", ...messages)).toBe(
        `Change state|run-1/results/${place}|Applied: 2\nHeld: 0\n\nSync-Operation: run-1/results/${place}`,
      );
    });

    const contents: Record<string, string> = {
      unicode: "Zürich, 東京, 🤝, e\u0301 and \u00e9\n",
      "a byte order mark": "\ufeff{}",
      nothing: "",
      "one newline": "\n",
      "Windows line ends": "a\r\nb\r\n",
      "no newline at the end": "a\nb",
      "a NUL byte": "a\0b",
      "what looks like an answer of git": `${"0".repeat(40)} blob 3\nabc\nx missing\n`,
      "a megabyte": "0123456789abcde\n".repeat(65_536),
    };
    for (const [what, text] of Object.entries(contents)) {
      it(`returns ${what} exactly as it was committed`, async () => {
        const { store } = await open();
        const first = await committed(store, { files: { text, after: "end" } });
        expect(await store.read(["text", "after"])).toEqual({
          head: first.head,
          files: { text, after: "end" },
        });
        const files = { later: text, after: "end" };
        const second = await committed(store, { expectedHead: first.head, files });
        expect(await store.read(["later", "after"])).toEqual({ head: second.head, files });
      });
    }

    it("takes paths with spaces, quotes and letters beyond ASCII", async () => {
      const { store } = await open();
      const files = { "a b/c d": "1", 'say "yes"': "2", "back\\slash": "3", "Zürich/東京": "4" };
      const { head } = await committed(store, { files });
      expect(await store.read(Object.keys(files))).toEqual({ head, files });
    });

    it("holds many files in one commit", async () => {
      const { store, git, branch } = await open();
      const first = await committed(store, { files: { "state.json": "{}" } });
      const files = Object.fromEntries(
        Array.from({ length: 150 }, (_, index) => [`audit/2026/10/01/${index}.jsonl`, `${index}\n`]),
      );
      const second = await committed(store, { expectedHead: first.head, files });
      expect(await store.read(Object.keys(files))).toEqual({ head: second.head, files });
      expect(git("rev-list", "--count", branch)).toBe("2");
      expect((await store.list(second.head, "audit")).sort()).toEqual(Object.keys(files).sort());
      expect(await store.list(first.head, "audit")).toEqual([]);
    });

    it("leaves a repository that git finds sound, with no ref besides the branch", async () => {
      const { store, other, git, branch } = await open();
      const before = git("for-each-ref", "--format=%(refname)");
      const first = await committed(store, { files: { a: "1" } });
      await committed(store, { expectedHead: first.head, files: { "b/c": "2" } });
      await other.commit(change({ expectedHead: first.head }));
      expect(git("fsck", "--no-dangling", "--strict")).toBe("");
      const after = git("for-each-ref", "--format=%(refname)").split("\n");
      expect(after.filter((ref) => !before.includes(ref))).toEqual([`refs/heads/${branch}`]);
    });
  });
}

/** With the files of `like`, which is the parent unless told. */
function commitByHand(
  git: StateStoreFixture["git"],
  message: string,
  parent: string | null,
  like = parent,
): string {
  const person = ["-c", "user.name=somebody", "-c", "user.email=somebody@example.com"];
  const place = parent === null ? [] : ["-p", parent];
  return git(...person, "commit-tree", `${like}^{tree}`, ...place, "-m", message);
}

async function expectOneWinner(stores: readonly StateStore[], expectedHead: string | null): Promise<void> {
  const results = await Promise.all(
    stores.map((store, index) =>
      store.commit(change({ expectedHead, operation: `run-${index}`, files: { winner: `run-${index}` } })),
    ),
  );
  const winners = results.flatMap((result, index) =>
    result === "stale" ? [] : [{ head: result.head, files: { winner: `run-${index}` } }],
  );
  expect(winners).toHaveLength(1);
  expect(await stores[0]?.read(["winner"])).toEqual(winners[0]);
}

export function change(some: Partial<StateCommit> = {}): StateCommit {
  return {
    expectedHead: null,
    operation: randomUUID(),
    headline: "Change state",
    files: { a: "1" },
    ...some,
  };
}

async function committed(store: StateStore, some: Partial<StateCommit>): Promise<{ head: string }> {
  const result = await store.commit(change(some));
  if (result === "stale") throw new Error("The commit was stale.");
  return result;
}
