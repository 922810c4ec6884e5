import { execFileSync } from "node:child_process";
import {
  chmod,
  chown,
  mkdir,
  mkdtemp,
  open as openFile,
  readdir,
  readFile,
  rm,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { openGitState } from "../../../src/adapters/git/git.ts";
import { StateError } from "../../../src/errors.ts";
import { change } from "../state-store.contract.ts";
import { testClock } from "../support.ts";

const branch = "cosell-sync";
const author = { name: "Co-sell sync", email: "cosell-sync@example.test" };

async function folder(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "state-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  return directory;
}

function git(directory: string, ...parameters: string[]): string {
  const identity = ["-c", "user.name=Somebody", "-c", "user.email=somebody@example.test"];
  return execFileSync("git", ["-C", directory, ...identity, ...parameters], { encoding: "utf8" }).trim();
}

/** A repository with one commit on `main` that is checked out. */
async function checkout(): Promise<string> {
  const directory = await folder();
  git(directory, "init", "--quiet", "--initial-branch=main");
  await writeFile(join(directory, "README.md"), "ours\n");
  git(directory, "add", ".");
  git(directory, "commit", "--quiet", "--message=First");
  return directory;
}

function open(directory: string) {
  return openGitState({ directory, branch, author, clock: testClock("2026-10-01T08:00:00.000Z") });
}

describe("the directory", () => {
  it("is made, and becomes a bare repository whose HEAD is the state branch, when it is missing", async () => {
    const directory = join(await folder(), "a", "b");
    await (await open(directory)).commit(change());
    expect(git(directory, "rev-parse", "--is-bare-repository", "--symbolic-full-name", "HEAD")).toBe(
      `true\nrefs/heads/${branch}`,
    );
  });

  it("keeps its state between one program and the next", async () => {
    const directory = await folder();
    const result = await (await open(directory)).commit(change());
    expect(await (await open(directory)).read(["a"])).toEqual({ ...Object(result), files: { a: "1" } });
  });

  it("may be opened by two programs at once before it is there", async () => {
    const [parent, programs] = [await folder(), await folder()];
    const gate = join(programs, "gate");
    execFileSync("mkfifo", [gate]);
    // Held by us until both have it open: who came later would wait for ever.
    const held = await openFile(gate, "r+");
    const slowInit = `case "$*" in init*) exec 3<"${gate}"; : > half; cat <&3; exec 3<&-; rm half;; esac`;
    await writeFile(join(programs, "git"), `#!/bin/sh\n${slowInit}\nPATH="\${PATH#*:}" exec git "$@"\n`);
    await chmod(join(programs, "git"), 0o755);
    vi.stubEnv("PATH", `${programs}${delimiter}${process.env.PATH}`);
    onTestFinished(() => void vi.unstubAllEnvs());

    const begun = async () =>
      (await readdir(parent, { recursive: true })).filter((path) => path.endsWith("/half"));
    const opened = [open(join(parent, "state", "/"))];
    await vi.waitFor(async () => expect(await begun()).toHaveLength(1));
    opened.push(open(join(parent, "state")));
    await vi.waitFor(async () => expect(await begun()).toHaveLength(2));
    await held.close();

    const stores = await Promise.all(opened);
    const results = await Promise.all(stores.map((store) => store.commit(change())));
    expect(results).toContain("stale");
    expect(results).toContainEqual({ head: expect.any(String) });
    expect(await readdir(parent)).toEqual(["state"]);
  });

  it("is never taken for a part of the repository around it", async () => {
    const outside = await checkout();
    await (await open(join(outside, "state"))).commit(change());
    expect(git(outside, "branch", "--format=%(refname:short)")).toBe("main");

    await mkdir(join(outside, "docs"));
    await writeFile(join(outside, "docs", "page.md"), "");
    await expect(open(join(outside, "docs"))).rejects.toThrow(/not empty, and not a git repository/);
  });

  it("is refused when it is not a directory", async () => {
    const file = join(await folder(), "file");
    await writeFile(file, "");
    const error = await open(file).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(StateError);
    expect(String(error)).toContain("ENOTDIR");
  });

  it.runIf(process.platform === "linux")("is refused where none can be made", async () => {
    await expect(open("/proc/state")).rejects.toThrow("/proc/state cannot be used: ENOENT");
  });

  it("is refused when it has the state branch checked out, even before the first commit", async () => {
    const directory = await folder();
    git(directory, "init", "--quiet", `--initial-branch=${branch}`);
    await expect(open(directory)).rejects.toThrow(/cosell-sync is checked out/);
  });

  it.runIf(process.getuid?.() === 0)(
    "is refused when it belongs to another user, unless git trusts it",
    async () => {
      const [directory, home] = [await checkout(), await folder()];
      await chown(directory, 12_345, 12_345);
      await chown(join(directory, ".git"), 12_345, 12_345);
      vi.stubEnv("HOME", home);
      onTestFinished(() => void vi.unstubAllEnvs());
      const error = await open(directory).catch((error: unknown) => error);
      expect(error).toBeInstanceOf(StateError);
      expect(error).toMatchObject({
        fix: expect.stringContaining("git config --global --add safe.directory"),
      });

      await writeFile(join(home, ".gitconfig"), `[safe]\n\tdirectory = ${directory}\n`);
      expect(await (await open(directory)).read([])).toEqual({ head: null, files: {} });
    },
  );
});

it("is bare also where git is told to trust none that it comes upon", async () => {
  const [directory, home] = [join(await folder(), "state"), await folder()];
  await writeFile(join(home, ".gitconfig"), "[safe]\n\tbareRepository = explicit\n");
  vi.stubEnv("HOME", home);
  onTestFinished(() => void vi.unstubAllEnvs());
  await (await open(directory)).commit(change());
  expect((await (await open(directory)).read([])).head).not.toBeNull();
});

describe("a repository that somebody works in", () => {
  it("keeps its work tree, index, checkout and other branches", async () => {
    const directory = await checkout();
    await writeFile(join(directory, "README.md"), "edited\n");
    await writeFile(join(directory, "staged.md"), "staged\n");
    git(directory, "add", "staged.md");
    const look = () => [
      git(directory, "status", "--porcelain", "--branch"),
      git(directory, "rev-parse", "main"),
      git(directory, "symbolic-ref", "HEAD"),
    ];
    const before = look();
    await (await open(directory)).commit(change({ files: { "README.md": "state\n", "new.md": "" } }));
    expect(look()).toEqual(before);
    expect(await readFile(join(directory, "README.md"), "utf8")).toBe("edited\n");
  });

  it("has no state yet where only the name of another branch goes on from that of the state's", async () => {
    const directory = await checkout();
    git(directory, "branch", `${branch}/eu`);
    expect(await (await open(directory)).read(["a"])).toEqual({ head: null, files: {} });
  });

  it("has none of its hooks run, and no signature asked for", async () => {
    const directory = await checkout();
    const hook = join(directory, ".git", "hooks", "reference-transaction");
    await writeFile(hook, "#!/bin/sh\nexit 1\n");
    await chmod(hook, 0o755);
    git(directory, "config", "commit.gpgSign", "true");
    git(directory, "config", "gpg.program", "false");
    expect(await (await open(directory)).commit(change())).toHaveProperty("head");
  });

  it("is the one that is named, whatever GIT variables say", async () => {
    const [directory, elsewhere] = [await checkout(), await checkout()];
    vi.stubEnv("GIT_DIR", join(elsewhere, ".git"));
    const store = await open(directory);
    await store.commit(change());
    vi.unstubAllEnvs();
    expect(git(directory, "branch", "--format=%(refname:short)")).toBe(`${branch}\nmain`);
    expect(git(elsewhere, "branch", "--format=%(refname:short)")).toBe("main");
  });
});

describe("a commit", () => {
  it("names the author given, and the time of the clock", async () => {
    const directory = await folder();
    await (await open(directory)).commit(change());
    const seconds = Date.parse("2026-10-01T08:00:00Z") / 1000;
    const somebody = `${author.name} <${author.email}> ${seconds}`;
    expect(git(directory, "log", "--format=%an <%ae> %at, %cn <%ce> %ct", branch)).toBe(
      `${somebody}, ${somebody}`,
    );
  });

  it("ends the run when the branch cannot be moved, though it is where it is expected", async () => {
    const directory = await folder();
    const store = await open(directory);
    await writeFile(join(directory, "refs", "heads", `${branch}.lock`), "");
    await expect(store.commit(change())).rejects.toThrow(StateError);
    expect(git(directory, "for-each-ref")).toBe("");
  });
});

describe("damage", () => {
  it("is not taken for a missing branch when a power cut has emptied the branch's file", async () => {
    const directory = await folder();
    const store = await open(directory);
    await store.commit(change());
    await writeFile(join(directory, "refs", "heads", branch), "");
    await expect(store.read(["a"])).rejects.toThrow(/broken ref/);
  });

  it("is not taken for missing files when the commit itself is gone", async () => {
    const directory = await folder();
    const store = await open(directory);
    await store.commit(change());
    const gone = "1".repeat(40);
    await writeFile(join(directory, "refs", "heads", branch), `${gone}\n`);
    await expect(store.read(["a"])).rejects.toThrow(`points to ${gone}`);
  });

  it("is not taken for a missing branch, nor for a commit, when git is killed, as where memory runs out", async () => {
    const [directory, programs] = [await folder(), await folder()];
    const store = await open(directory);
    const { head } = Object(await store.commit(change()));
    await writeFile(join(programs, "git"), "#!/bin/sh\nkill -9 $$\n", { mode: 0o755 });
    vi.stubEnv("PATH", `${programs}${delimiter}${process.env.PATH}`);
    onTestFinished(() => void vi.unstubAllEnvs());
    await expect(store.read(["a"])).rejects.toThrow("could not read refs/heads/cosell-sync (status -1)");
    // More than a pipe holds, so that it is still being written.
    const files = { a: "1".repeat(1_000_000) };
    await expect(store.commit(change({ expectedHead: head, files }))).rejects.toThrow(
      "could not write the commit (status -1)",
    );
  });
});

it("needs two git processes for a read and two for a commit, however many files there are", async () => {
  const [directory, tools] = [await folder(), await folder()];
  const real = execFileSync("which", ["git"], { encoding: "utf8" }).trim();
  const log = join(tools, "log");
  await writeFile(join(tools, "git"), `#!/bin/sh\necho x >> "${log}"\nexec "${real}" "$@"\n`, {
    mode: 0o755,
  });
  const store = await open(directory);
  vi.stubEnv("PATH", `${tools}${delimiter}${process.env.PATH}`);
  onTestFinished(() => void vi.unstubAllEnvs());
  const processes = async () => (await readFile(log, "utf8")).length / 2;

  const files = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`${index}.json`, "{}"]));
  await store.commit(change({ files }));
  expect(await processes()).toBe(2);
  await store.read(Object.keys(files));
  expect(await processes()).toBe(4);
});

it("says that git is needed when there is none", async () => {
  vi.stubEnv("PATH", await folder());
  onTestFinished(() => void vi.unstubAllEnvs());
  await expect(open(await folder())).rejects.toThrow(/git could not be started/);
});
