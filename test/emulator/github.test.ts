import { execFile, execFileSync } from "node:child_process";
import { mkdtempDisposable, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Emulator } from "../../src/emulator/index.ts";
import { type Call, call, started } from "./client.ts";

let emulator: Emulator;
let branch: string;
let branches = 0;

beforeAll(async () => {
  emulator = await started({ referrals: 0 });
});
afterAll(() => emulator.close());
beforeEach(() => {
  branches += 1;
  branch = `state-${branches}`;
});

function rest(path: string, init: Call = {}) {
  const { githubToken, repository } = emulator.credentials;
  const headers = { authorization: `token ${githubToken}`, ...init.headers };
  return call(`${emulator.urls.githubApi}/repos/${repository}/${path}`, { ...init, headers });
}

function graphql(query: string, variables: unknown = {}, headers: Record<string, string> = {}) {
  return call(`${emulator.urls.githubApi}/graphql`, {
    method: "POST",
    json: { query, variables },
    headers: { authorization: `bearer ${emulator.credentials.githubToken}`, ...headers },
  });
}

function git(...options: string[]): string {
  return execFileSync("git", options, { cwd: emulator.gitDir, encoding: "utf8", stdio: "pipe" }).trim();
}

/** A branch without parents, made the way REST makes one. */
async function createBranch(content = "{}\n"): Promise<string> {
  const tree = await rest("git/trees", {
    method: "POST",
    json: { tree: [{ path: "state.json", mode: "100644", type: "blob", content }] },
  });
  const json = { message: "Begin", tree: tree.body.sha, parents: [] };
  const commit = await rest("git/commits", { method: "POST", json });
  const ref = { ref: `refs/heads/${branch}`, sha: commit.body.sha };
  expect((await rest("git/refs", { method: "POST", json: ref })).status).toBe(201);
  return commit.body.sha;
}

const COMMIT = /* GraphQL */ `
  mutation ($input: CreateCommitOnBranchInput!) {
    createCommitOnBranch(input: $input) {
      commit { oid message }
    }
  }
`;

function commit(expectedHeadOid: string, files: Record<string, string>, deletions: string[] = []) {
  const additions = Object.entries(files).map(([path, text]) => ({
    path,
    contents: Buffer.from(text).toString("base64"),
  }));
  return graphql(COMMIT, {
    input: {
      branch: { repositoryNameWithOwner: emulator.credentials.repository, branchName: branch },
      expectedHeadOid,
      message: { headline: "Sync", body: "Run: 7" },
      fileChanges: { additions, deletions: deletions.map((path) => ({ path })) },
    },
  });
}

describe("a branch made with REST", () => {
  it("is a real branch with one signed commit and no parent", async () => {
    const oid = await createBranch();
    const { body } = await rest(`git/ref/heads/${branch}`);
    expect(body).toMatchObject({ ref: `refs/heads/${branch}`, object: { type: "commit", sha: oid } });
    expect(git("log", "--format=%H %P|%s|%cn", branch)).toBe(`${oid} |Begin|GitHub`);
    expect(git("show", `${branch}:state.json`)).toBe("{}");
  });

  it("cannot be made twice, nor of nothing", async () => {
    const sha = await createBranch();
    const twice = await rest("git/refs", { method: "POST", json: { ref: `refs/heads/${branch}`, sha } });
    expect([twice.status, twice.body.message]).toEqual([422, "Reference already exists"]);
    const beneath = await rest("git/refs", {
      method: "POST",
      json: { ref: `refs/heads/${branch}/eu`, sha },
    });
    expect([beneath.status, beneath.body.message]).toEqual([422, "Reference update failed"]);
    const nothing = await rest("git/refs", {
      method: "POST",
      json: { ref: "refs/heads/x", sha: "0".repeat(40) },
    });
    expect([nothing.status, nothing.body.message]).toEqual([422, "Object does not exist"]);
  });

  it("moves forward only", async () => {
    const first = await createBranch();
    const tree = await rest("git/trees", {
      method: "POST",
      json: { base_tree: first, tree: [{ path: "a/b.txt", content: "b" }] },
    });
    const onTop = { message: "More", tree: tree.body.sha, parents: [first] };
    const second = await rest("git/commits", { method: "POST", json: onTop });
    const move = (sha: string) => rest(`git/refs/heads/${branch}`, { method: "PATCH", json: { sha } });
    expect((await move(second.body.sha)).status).toBe(200);
    expect(git("ls-tree", "-r", "--name-only", branch)).toBe("a/b.txt\nstate.json");
    const back = await move(first);
    expect([back.status, back.body.message]).toEqual([422, "Update is not a fast forward"]);
  });

  it("cannot have a name that git has none for, nor one below or above another", async () => {
    const sha = await createBranch();
    const make = (name: string) =>
      rest("git/refs", { method: "POST", json: { ref: `refs/heads/${name}`, sha } });
    const names = ["a..b", "a b", "a.lock", ".a", "a/", "a@{b", `${branch}/below`];
    for (const name of names) expect((await make(name)).status, name).toBe(422);
    expect((await make(`${branch}-x/below`)).status).toBe(201);
    expect((await make(`${branch}-x`)).status).toBe(422);
    expect(git("for-each-ref", "--format=%(refname:short)", `refs/heads/${branch}*`)).toBe(branch);
    const tree = git("rev-parse", `${sha}^{tree}`);
    const ref = { ref: "refs/heads/of-a-tree", sha: tree };
    expect((await rest("git/refs", { method: "POST", json: ref })).status).toBe(422);
  });

  it("is left alone while a git is about to move it", async () => {
    const head = await createBranch();
    const lock = join(emulator.gitDir, "refs/heads", `${branch}.lock`);
    await writeFile(lock, "", { flag: "wx" });
    const { body } = await commit(head, { "state.json": "x" });
    await rm(lock);
    expect(body.errors[0].type).toBe("STALE_DATA");
    expect((await commit(head, { "state.json": "y" })).body.errors).toBeUndefined();
    expect(git("show", `${branch}:state.json`)).toBe("y");
  });

  it("is not found before it exists", async () => {
    expect((await rest(`git/ref/heads/${branch}`)).body).toMatchObject({
      message: "Not Found",
      status: "404",
    });
  });
});

describe("createCommitOnBranch", () => {
  it("commits whole files, signed by GitHub, on top of the expected head", async () => {
    const head = await createBranch();
    const { status, body } = await commit(head, {
      "state.json": '{"a":1}\n',
      "audit/2026/10/01.jsonl": "ü\n",
    });
    const { oid } = body.data.createCommitOnBranch.commit;
    expect(status).toBe(200);
    expect(git("log", "-1", "--format=%B%cn", branch)).toBe("Sync\n\nRun: 7\nGitHub");
    expect(git("rev-parse", branch, `${branch}^`).split("\n")).toEqual([oid, head]);
    expect(git("show", `${branch}:audit/2026/10/01.jsonl`)).toBe("ü");
    expect(git("fsck", "--strict", "--no-dangling")).toBe("");
  });

  it("answers a stale head with HTTP 200, no data and GitHub's words, and writes nothing", async () => {
    const head = await createBranch();
    await commit(head, { "state.json": "first" });
    const { status, body } = await commit(head, { "state.json": "second" });
    expect(status).toBe(200);
    expect(body.data).toEqual({ createCommitOnBranch: null });
    expect(body.errors).toEqual([
      expect.objectContaining({
        type: "STALE_DATA",
        path: ["createCommitOnBranch"],
        message: `Expected branch to point to "${head}" but it did not.  Pull and try again.`,
      }),
    ]);
    expect(git("show", `${branch}:state.json`)).toBe("first");
  });

  it("lets one of two commits win that start from the same head at once", async () => {
    const head = await createBranch();
    const both = await Promise.all(["one", "other"].map((text) => commit(head, { "state.json": text })));
    const won = both.filter(({ body }) => body.data.createCommitOnBranch !== null);
    expect(won).toHaveLength(1);
    expect(git("rev-list", "--count", branch)).toBe("2");
  });

  it("deletes files, and refuses to delete what is not there", async () => {
    const head = await createBranch();
    const missing = await commit(head, {}, ["nowhere.json"]);
    expect(missing.body.errors[0].type).toBe("UNPROCESSABLE");
    await commit(head, { "kept.txt": "x" }, ["state.json"]);
    expect(git("ls-tree", "--name-only", branch)).toBe("kept.txt");
  });

  it("has files and folders in git's order, and no folder without a file", async () => {
    const head = await createBranch();
    const paths = ["audit/2026/10.jsonl", "audit.txt", "audit-2", "audit0", "ä/ö.txt"];
    const { body } = await commit(head, Object.fromEntries(paths.map((path) => [path, path])), [
      "state.json",
    ]);
    const { oid } = body.data.createCommitOnBranch.commit;
    expect(git("fsck", "--strict", "--no-dangling")).toBe("");
    const listed = () => git("-c", "core.quotePath=false", "ls-tree", "-r", "--name-only", branch);
    expect(listed().split("\n").toSorted()).toEqual(paths.toSorted());
    const { tree } = (await rest(`git/trees/${oid}?recursive=1`)).body;
    const lines = tree.map((entry: Record<string, string>) => {
      return `${entry.mode} ${entry.type} ${entry.sha}\t${entry.path}`;
    });
    expect(lines).toEqual(git("-c", "core.quotePath=false", "ls-tree", "-r", "-t", branch).split("\n"));
    await commit(oid, {}, ["audit/2026/10.jsonl", "ä/ö.txt"]);
    expect(git("ls-tree", "-r", "-t", "--name-only", branch)).toBe("audit-2\naudit.txt\naudit0");
    expect(git("fsck", "--strict", "--no-dangling")).toBe("");
  });

  it("leaves a branch alone where a path is none", async () => {
    const head = await createBranch();
    for (const path of ["../state.json", ".git/config", "a//b", ""])
      expect((await commit(head, { [path]: "x" })).body.data?.createCommitOnBranch ?? null).toBeNull();
    expect(git("rev-parse", branch)).toBe(head);
  });

  it("needs a branch that exists", async () => {
    const { body } = await commit("0".repeat(40), { "state.json": "x" });
    expect(body).toMatchObject({ data: { createCommitOnBranch: null }, errors: [{ type: "NOT_FOUND" }] });
  });
});

describe("reading with GraphQL", () => {
  const READ = /* GraphQL */ `
    query ($owner: String!, $name: String!, $ref: String!) {
      repository(owner: $owner, name: $name) {
        ref(qualifiedName: $ref) {
          target {
            oid
            ... on Commit {
              message
              history(first: 5) { nodes { oid message } }
              state: file(path: "state.json") { object { ... on Blob { text } } }
              missing: file(path: "missing.json") { object { ... on Blob { text } } }
            }
          }
        }
      }
    }
  `;
  const read = (name = "co-sell") => graphql(READ, { owner: "adatum", name, ref: `refs/heads/${branch}` });

  it("reads files, message and history of a branch in one request", async () => {
    const head = await createBranch("old");
    const { body: written } = await commit(head, { "state.json": "new" });
    const { body } = await read();
    const { oid } = written.data.createCommitOnBranch.commit;
    expect(body.data.repository.ref.target).toEqual({
      oid,
      message: "Sync\n\nRun: 7",
      history: {
        nodes: [
          { oid, message: "Sync\n\nRun: 7" },
          { oid: head, message: "Begin" },
        ],
      },
      state: { object: { text: "new" } },
      missing: null,
    });
  });

  it("reads and goes on writing what was pushed, however much it is", async () => {
    await createBranch();
    await using clone = await mkdtempDisposable(join(tmpdir(), "push-"));
    const person = ["-c", "user.name=somebody", "-c", "user.email=somebody@example.com"];
    const there = (...options: string[]) =>
      promisify(execFile)("git", ["-C", clone.path, ...person, ...options]);
    await there("clone", "--quiet", "--branch", branch, emulator.gitDir, ".");
    for (let file = 0; file < 150; file += 1) await writeFile(join(clone.path, `${file}.txt`), `${file}`);
    await writeFile(join(clone.path, "state.json"), "pushed");
    await there("add", "--all");
    await there("commit", "--quiet", "--message", "A lot");
    await there("push", "--quiet");
    expect(git("count-objects", "-v")).toMatch(/^packs: 0$/m);
    const { target } = (await read()).body.data.repository.ref;
    expect(target).toMatchObject({ message: "A lot", state: { object: { text: "pushed" } } });
    const { body } = await commit(target.oid, { "state.json": "new" });
    const { oid } = body.data.createCommitOnBranch.commit;
    expect(git("rev-parse", branch, `${branch}^`).split("\n")).toEqual([oid, target.oid]);
  });

  it("has both sides of a merge in its history, newest first", async () => {
    const head = await createBranch();
    const tree = git("rev-parse", `${head}^{tree}`);
    const make = (at: number, ...parents: string[]) => {
      const person = `somebody <somebody@example.com> ${at} +0000`;
      const lines = [`tree ${tree}`, ...parents.map((parent) => `parent ${parent}`)];
      const text = [...lines, `author ${person}`, `committer ${person}`, "", "A commit\n"].join("\n");
      const options = { cwd: emulator.gitDir, encoding: "utf8", input: text } as const;
      return execFileSync("git", ["hash-object", "-t", "commit", "-w", "--stdin"], options).trim();
    };
    const left = make(4_000_000_001, head);
    const right = make(4_000_000_002, head);
    const merge = make(4_000_000_003, left, right);
    git("update-ref", `refs/heads/${branch}`, merge);
    const ids = (await read()).body.data.repository.ref.target.history.nodes.map(
      (node: { oid: string }) => node.oid,
    );
    expect(ids).toEqual([merge, right, left, head]);
    expect(ids).toEqual(git("rev-list", branch).split("\n"));
  });

  it("reads any object by an expression", async () => {
    await createBranch("by expression");
    const query = `{ repository(owner: "adatum", name: "co-sell") { object(expression: "${branch}:state.json") { __typename ... on Blob { text } } } }`;
    const { body } = await graphql(query);
    expect(body.data.repository.object).toEqual({ __typename: "Blob", text: "by expression" });
  });

  it("cuts the text of a large blob; REST has it whole, in lines of base64", async () => {
    const large = "0123456789".repeat(60_000);
    await createBranch(large);
    const query = `{ repository(owner: "adatum", name: "co-sell") { object(expression: "${branch}:state.json") { oid ... on Blob { text } } } }`;
    const { object } = (await graphql(query)).body.data.repository;
    expect(object.text.length).toBeLessThan(large.length);
    expect(large.startsWith(object.text)).toBe(true);
    const { body } = await rest(`git/blobs/${object.oid}`);
    expect(body.content.split("\n")[0]).toHaveLength(60);
    expect(Buffer.from(body.content, "base64").toString()).toBe(large);
  });

  it("takes no tree with megabytes of text in it, but blobs of that size, which a tree then names", async () => {
    const content = "0123456789".repeat(250_000);
    const entry = { path: "state.json", mode: "100644", type: "blob" };
    const refused = await rest("git/trees", { method: "POST", json: { tree: [{ ...entry, content }] } });
    expect([refused.status, refused.body.message]).toEqual([422, expect.stringContaining("timed out")]);
    const { status, body } = await rest("git/blobs", { method: "POST", json: { content } });
    expect(status).toBe(201);
    const json = { tree: [{ ...entry, sha: body.sha }] };
    expect((await rest("git/trees", { method: "POST", json })).status).toBe(201);
    expect(git("cat-file", "-s", body.sha)).toBe(String(content.length));
  });

  it("says that a branch is not there with null, and a repository with an error", async () => {
    expect((await read()).body).toEqual({ data: { repository: { ref: null } } });
    const { status, body } = await read("elsewhere");
    expect(status).toBe(200);
    expect(body.data).toEqual({ repository: null });
    expect(body.errors[0]).toMatchObject({
      type: "NOT_FOUND",
      message: "Could not resolve to a Repository with the name 'adatum/elsewhere'.",
    });
  });

  it("refuses a query that does not fit the schema", async () => {
    const { status, body } = await graphql("{ repository(owner: 1) { nonsense } }");
    expect(status).toBe(200);
    expect(body.errors.length).toBeGreaterThan(0);
    expect(body).not.toHaveProperty("data");
  });
});

describe("permissions", () => {
  it("wants the workflow's token", async () => {
    const wrong = await rest("git/ref/heads/main", { headers: { authorization: "Bearer wrong" } });
    expect([wrong.status, wrong.body.message]).toEqual([401, "Bad credentials"]);
    const none = await call(`${emulator.urls.githubApi}/graphql`, {
      method: "POST",
      json: { query: "{__typename}" },
    });
    expect(none.status).toBe(401);
  });

  it("reads but does not write without contents: write", async () => {
    const head = await createBranch();
    emulator.github.settings.contents = "read";
    const written = await commit(head, { "state.json": "x" });
    const made = await rest("git/trees", { method: "POST", json: { tree: [] } });
    const seen = await rest(`git/ref/heads/${branch}`);
    emulator.github.settings.contents = "write";
    expect(written.body.errors[0]).toMatchObject({
      type: "FORBIDDEN",
      message: "Resource not accessible by integration",
    });
    expect([made.status, made.body.message]).toEqual([403, "Resource not accessible by integration"]);
    expect(seen.status).toBe(200);
  });

  it("does not tell an unknown repository from a hidden one", async () => {
    const { githubToken } = emulator.credentials;
    const headers = { authorization: `Bearer ${githubToken}` };
    const answer = await call(`${emulator.urls.githubApi}/repos/adatum/elsewhere/git/ref/heads/main`, {
      headers,
    });
    expect(answer.status).toBe(404);
  });
});

describe("files and commits", () => {
  it("are read at a commit, a branch or a tag", async () => {
    const oid = await createBranch("first\n");
    for (const ref of [oid, branch, `refs/heads/${branch}`]) {
      const { status, body } = await rest(`contents/state.json?ref=${ref}`);
      expect(status).toBe(200);
      expect(Buffer.from(body.content, "base64").toString()).toBe("first\n");
    }
    expect((await rest(`contents/none.json?ref=${oid}`)).status).toBe(404);
    expect((await rest(`contents/state.json?ref=${"0".repeat(40)}`)).status).toBe(404);
  });

  it("tell the parents of a commit in their order", async () => {
    const first = await createBranch();
    const tree = git("rev-parse", `${first}^{tree}`);
    const main = git("rev-parse", "main");
    const json = { message: "Merge", tree, parents: [first, main] };
    const merge = await rest("git/commits", { method: "POST", json });
    const { body } = await rest(`git/commits/${merge.body.sha}`);
    expect(body.parents).toEqual([{ sha: first }, { sha: main }]);
    expect((await rest(`git/commits/${tree}`)).status).toBe(404);
  });
});

describe("issues", () => {
  const post = (json: unknown) => rest("issues", { method: "POST", json });
  const patch = (number: number, json: unknown) => rest(`issues/${number}`, { method: "PATCH", json });

  it("are opened by the bot of the workflow, edited, commented on and closed", async () => {
    const opened = await post({ title: "One", body: "text" });
    expect(opened).toMatchObject({
      status: 201,
      body: { title: "One", body: "text", state: "open", user: { login: "github-actions[bot]" } },
    });
    const { number } = opened.body;
    expect(await patch(number, { state: "closed" })).toMatchObject({
      status: 200,
      body: { title: "One", body: "text", state: "closed" },
    });
    const comment = await rest(`issues/${number}/comments`, { method: "POST", json: { body: "news" } });
    expect(comment.status).toBe(201);
    expect((await patch(99, { title: "x" })).status).toBe(404);
  });

  it("are listed the newest first: the open ones, unless asked otherwise, of everybody or of one", async () => {
    const { issues } = emulator.github;
    const first = issues.open("Ours", "");
    issues.open("Somebody's", "", { login: "somebody", type: "User", association: "NONE" });
    issues.open("Ours, too", "");
    issues.close(first.number);
    const titles = async (query: string) =>
      (await rest(`issues${query}`)).body.slice(0, 3).map(({ title }: { title: string }) => title);
    expect((await titles("")).slice(0, 2)).toEqual(["Ours, too", "Somebody's"]);
    expect(await titles("?state=all")).toEqual(["Ours, too", "Somebody's", "Ours"]);
    const own = await titles("?state=all&creator=github-actions%5Bbot%5D");
    expect(own.slice(0, 2)).toEqual(["Ours, too", "Ours"]);
    expect(await titles("?creator=nobody")).toEqual([]);
  });

  it("are refused without a title, too long, or without the permission", async () => {
    expect((await post({ body: "text" })).status).toBe(422);
    expect((await post({ title: "x", body: "x".repeat(65_537) })).status).toBe(422);
    const { number } = (await post({ title: "x", body: "x" })).body;
    expect((await patch(number, { body: "x".repeat(65_537) })).status).toBe(422);
    expect((await patch(number, { state: "solved" })).status).toBe(422);
    const { settings } = emulator.github;
    settings.issues = "read";
    expect((await rest("issues")).status).toBe(200);
    expect((await post({ title: "x" })).status).toBe(403);
    expect((await rest(`issues/${number}/comments`, { method: "POST", json: { body: "x" } })).status).toBe(
      403,
    );
    settings.issues = "none";
    expect((await rest("issues")).status).toBe(403);
    settings.issues = "off";
    expect((await rest("issues")).status).toBe(410);
    settings.issues = "write";
  });
});

describe("comments on a pull request", () => {
  const post = (json: unknown, number = 1) => rest(`issues/${number}/comments`, { method: "POST", json });

  it("are created by the bot of the workflow, edited, and listed oldest first, thirty a page", async () => {
    emulator.github.comments.openPullRequest(1);
    const { status, body } = await post({ body: "one" });
    expect(status).toBe(201);
    expect(body).toMatchObject({ body: "one", user: { login: "github-actions[bot]", type: "Bot" } });
    for (let number = 2; number <= 35; number += 1) await post({ body: String(number) });
    const edited = await rest(`issues/comments/${body.id}`, { method: "PATCH", json: { body: "uno" } });
    expect(edited).toMatchObject({ status: 200, body: { body: "uno", id: body.id } });
    const bodies = async (query: string) =>
      (await rest(`issues/1/comments${query}`)).body.map((one: { body: string }) => one.body);
    expect(await bodies("")).toHaveLength(30);
    expect((await bodies(""))[0]).toBe("uno");
    expect(await bodies("?page=2")).toEqual(["31", "32", "33", "34", "35"]);
    expect(await bodies("?per_page=1000")).toHaveLength(35);
    expect(await bodies("?page=3")).toEqual([]);
  });

  it("are listed for the whole repository, the last changed first when asked for", async () => {
    emulator.github.comments.openPullRequest(2);
    await post({ body: "newest" }, 2);
    const { body } = await rest("issues/comments?sort=updated&direction=desc&per_page=1");
    expect(body).toMatchObject([{ body: "newest" }]);
  });

  it("are refused when they are blank, too long, or on nothing", async () => {
    emulator.github.comments.openPullRequest(1);
    expect((await post({ body: " " })).status).toBe(422);
    expect((await post({ body: "x".repeat(65_536) })).status).toBe(201);
    const long = await post({ body: "x".repeat(65_537) });
    expect(long).toMatchObject({ status: 422, body: { message: "Validation Failed" } });
    expect((await post({ body: "x" }, 99)).status).toBe(404);
    expect((await rest("issues/comments/1", { method: "PATCH", json: { body: "x" } })).status).toBe(404);
  });

  it("need the permission, each its own", async () => {
    const { settings, comments } = emulator.github;
    comments.openPullRequest(1);
    settings.pullRequests = "read";
    expect((await rest("issues/1/comments")).status).toBe(200);
    expect(await post({ body: "x" })).toMatchObject({
      status: 403,
      body: { message: "Resource not accessible by integration" },
    });
    settings.pullRequests = "none";
    expect((await rest("issues/1/comments")).status).toBe(403);
    settings.pullRequests = "write";
  });
});
