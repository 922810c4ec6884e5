import { createHash } from "node:crypto";
import nock from "nock";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openGithubState } from "../../../src/adapters/github/github.ts";
import { ContractError, LostAnswerError, StateError, UnreachableError } from "../../../src/errors.ts";
import type { StateCommit } from "../../../src/model/ports.ts";
import { change as anyChange } from "../state-store.contract.ts";
import { testHttp } from "../support.ts";

const HOST = "https://api.github.test";
const HEAD = "a".repeat(40);
const NEXT = "b".repeat(40);
const OURS = "c".repeat(40);
const STALE = {
  type: "STALE_DATA",
  path: ["createCommitOnBranch"],
  message: `Expected branch to point to "${HEAD}" but it did not.  Pull and try again.`,
};

const OUTAGE = {
  message: "Something went wrong while executing your query. This may be the result of a timeout.",
};

interface Sent {
  readonly query: string;
  readonly variables: Record<string, unknown>;
}

/** Every body that was sent, in order. */
let sent: Sent[] = [];

beforeEach(() => {
  sent = [];
});

afterEach(() => {
  const unused = nock.pendingMocks();
  nock.cleanAll();
  expect(unused).toEqual([]);
});

function open(branch = "cosell-sync") {
  return openGithubState({
    http: testHttp(),
    apiUrl: HOST,
    graphqlUrl: `${HOST}/graphql`,
    repository: "contoso/sales",
    branch,
    token: "secret-token",
  });
}

function change(some: Partial<StateCommit> = {}): StateCommit {
  return anyChange({ operation: "run-1", ...some });
}

function github(times = 1) {
  return nock(HOST)
    .post("/graphql", (body: Sent) => {
      sent.push(body);
      return true;
    })
    .times(times);
}

function answers(data: unknown): void {
  github().reply(200, { data });
}

function refuses(error: object): void {
  github().reply(200, { data: { createCommitOnBranch: null }, errors: [error] });
}

function target(commit: object | null) {
  return { repository: { ref: commit && { target: commit } } };
}

function history(...commits: { oid: string; message: string }[]) {
  return target({ oid: commits[0]?.oid, history: { nodes: commits } });
}

const foreign = (oid: string) => ({ oid, message: "Change state\n\nSync-Operation: run-12" });
const madeAt = (place: string) => ({ oid: OURS, message: `Change state\n\nSync-Operation: run-1/${place}` });
const ours = madeAt("aaaaaaaaaaaa");

/** What a read is told: the files, and the commits of ours that the branch ends with. */
function tip(files: object = {}) {
  const message = "Change state\n\nSync-Operation: run-1/bbbbbbbbbbbb";
  return target({ oid: HEAD, history: { nodes: [{ oid: HEAD, message }, foreign(NEXT)] }, ...files });
}

function blob(text: string, shown: string | null = text) {
  const content = Buffer.from(text);
  const oid = createHash("sha1").update(`blob ${content.length}\0`).update(content).digest("hex");
  return { object: { oid, text: shown } };
}

describe("reading", () => {
  it("is one query, whose paths are variables and no part of the text", async () => {
    answers(tip({ file0: blob("{}"), file1: null }));
    expect(await open().read(["state.json", 'b"}'])).toEqual({ head: HEAD, files: { "state.json": "{}" } });
    expect(sent).toHaveLength(1);
    expect(sent[0]?.query).not.toMatch(/state\.json|b"}|contoso/);
    expect(sent[0]?.variables).toEqual({
      owner: "contoso",
      name: "sales",
      ref: "refs/heads/cosell-sync",
      path0: "state.json",
      path1: 'b"}',
    });
  });

  it("sends the token, and says who is asking and for which version of the API", async () => {
    const version = { "x-github-api-version": "2022-11-28" };
    nock(HOST, {
      reqheaders: { authorization: "Bearer secret-token", "user-agent": "cosell-sync", ...version },
    })
      .post("/graphql")
      .reply(200, { data: target(null) });
    expect(await open().read([])).toEqual({ head: null, files: {} });
  });

  const long = "line\r\n".repeat(1000);
  for (const [what, shown] of Object.entries({
    "is cut off": long.slice(0, 512),
    "is taken for binary": null,
    "has its line ends changed": long.replaceAll("\r", ""),
  })) {
    it(`fetches the whole file when the text that GraphQL returns ${what}`, async () => {
      const file0 = blob(long, shown);
      answers(tip({ file0 }));
      const content = Buffer.from(long).toString("base64").replace(/.{60}/g, "$&\n");
      nock(HOST).get(`/repos/contoso/sales/git/blobs/${file0.object.oid}`).reply(200, { content });
      expect(await open().read(["long"])).toEqual({ head: HEAD, files: { long } });
    });
  }

  it("never takes an error for a missing branch", async () => {
    github().reply(200, { data: target(null), errors: [{ message: "Something went wrong" }] });
    await expect(open().read(["a"])).rejects.toThrow(StateError);
  });

  it("calls an answer of another shape what it is", async () => {
    answers({ repository: { ref: { target: { oid: 7 } } } });
    await expect(open().read([])).rejects.toThrow(ContractError);
  });
});

describe("a commit", () => {
  it("is one mutation that names the expected head", async () => {
    answers({ createCommitOnBranch: { commit: { oid: OURS } } });
    const files = { "a.json": "Zürich" };
    expect(await open().commit(change({ expectedHead: HEAD, body: "Applied: 1", files }))).toEqual({
      head: OURS,
    });
    expect(sent.map(({ variables }) => variables)).toEqual([
      {
        input: {
          branch: { repositoryNameWithOwner: "contoso/sales", branchName: "cosell-sync" },
          expectedHeadOid: HEAD,
          message: { headline: "Change state", body: "Applied: 1\n\nSync-Operation: run-1/aaaaaaaaaaaa" },
          fileChanges: { additions: [{ path: "a.json", contents: "WsO8cmljaA==" }] },
        },
      },
    ]);
  });

  it("is stale when the branch has moved", async () => {
    refuses(STALE);
    answers(history(foreign(NEXT), foreign(HEAD)));
    expect(await open().commit(change({ expectedHead: HEAD }))).toBe("stale");
  });

  it("is stale when GitHub says so, though the copy that it reads from does not know yet", async () => {
    refuses(STALE);
    answers(history(foreign(HEAD)));
    expect(await open().commit(change({ expectedHead: HEAD }))).toBe("stale");
  });

  it("is stale when it meets another at the same moment, which GitHub says in other words", async () => {
    refuses({ message: `Ref refs/heads/cosell-sync is at ${NEXT} but expected ${HEAD}` });
    answers(history(foreign(HEAD)));
    expect(await open().commit(change({ expectedHead: HEAD }))).toBe("stale");
  });

  it("is stale when the branch is gone", async () => {
    refuses({ type: "NOT_FOUND", message: "Could not resolve to a Ref" });
    answers(target(null));
    expect(await open().commit(change({ expectedHead: HEAD }))).toBe("stale");
  });

  it("is recognised on the branch when its answer was lost and the repetition refused", async () => {
    github().replyWithError(Object.assign(new Error("reset"), { code: "ECONNRESET" }));
    refuses(STALE);
    answers(history(foreign(NEXT), ours, foreign(HEAD)));
    expect(await open().commit(change({ expectedHead: HEAD }))).toEqual({ head: OURS });
  });

  it.each([502, 504])("is sent again after a %i that came instead of an answer", async (status) => {
    github().reply(status, "<html>");
    answers({ createCommitOnBranch: { commit: { oid: OURS } } });
    expect(await open().commit(change({ expectedHead: HEAD }))).toEqual({ head: OURS });
    expect(sent[0]).toEqual(sent[1]);
  });

  it("is looked for on the branch when GitHub keeps failing", async () => {
    github(5).reply(502);
    answers(history(ours, foreign(HEAD)));
    expect(await open().commit(change({ expectedHead: HEAD }))).toEqual({ head: OURS });
  });

  it("is of unknown fate when GitHub keeps failing and the branch is where it was", async () => {
    github(5).reply(502);
    answers(history(foreign(HEAD)));
    await expect(open().commit(change({ expectedHead: HEAD }))).rejects.toThrow(LostAnswerError);
  });

  it("is looked for on the branch when its answer cannot be read", async () => {
    github().reply(200, '{"data":{"createCom');
    answers(history(ours, foreign(HEAD)));
    expect(await open().commit(change({ expectedHead: HEAD }))).toEqual({ head: OURS });
  });

  it("is looked for when GitHub gives up on it with an error in the answer", async () => {
    github(5).reply(200, { data: null, errors: [OUTAGE] });
    answers(history(ours, foreign(HEAD)));
    expect(await open().commit(change({ expectedHead: HEAD }))).toEqual({ head: OURS });
  });

  it("is sent again when GitHub has an outage in the answer, as for any other", async () => {
    github().reply(200, { data: { createCommitOnBranch: null }, errors: [OUTAGE] });
    answers({ createCommitOnBranch: { commit: { oid: OURS } } });
    expect(await open().commit(change({ expectedHead: HEAD }))).toEqual({ head: OURS });
  });

  it("ends the run with GitHub's reason when the branch is where it was", async () => {
    refuses({ type: "UNPROCESSABLE", message: "Repository rule violations found" });
    answers(history(foreign(HEAD)));
    await expect(open().commit(change({ expectedHead: HEAD }))).rejects.toThrow(/rule violations found/);
  });
});

describe("the first commit", () => {
  const git = () => nock(`${HOST}/repos/contoso/sales/git`);

  it("is a tree, a commit without parent and author, which GitHub signs, and the branch", async () => {
    git()
      .post("/trees", { tree: [{ path: "a", mode: "100644", type: "blob", content: "1" }] })
      .reply(201, { sha: NEXT })
      .post("/commits", { message: "Change state\n\nSync-Operation: run-1/new", tree: NEXT, parents: [] })
      .reply(201, { sha: OURS })
      .post("/refs", { ref: "refs/heads/cosell-sync", sha: OURS })
      .reply(201, { object: { sha: OURS } });
    expect(await open().commit(change())).toEqual({ head: OURS });
  });

  it("has files sent before its tree that would together make it too large for GitHub", async () => {
    const large = "é".repeat(260_000);
    git()
      .post("/blobs", { content: large, encoding: "utf-8" })
      .reply(201, { sha: HEAD })
      .post("/trees", {
        tree: [
          { path: "a", mode: "100644", type: "blob", content: "1" },
          { path: "b", mode: "100644", type: "blob", content: large },
          { path: "c", mode: "100644", type: "blob", sha: HEAD },
        ],
      })
      .reply(201, { sha: NEXT })
      .post("/commits")
      .reply(201, { sha: OURS })
      .post("/refs")
      .reply(201, { object: { sha: OURS } });
    expect(await open().commit(change({ files: { a: "1", b: large, c: large } }))).toEqual({ head: OURS });
  });

  function objects() {
    return git().post("/trees").reply(201, { sha: NEXT }).post("/commits").reply(201, { sha: OURS });
  }

  it("is stale when the branch exists by now, even if GitHub does not see it yet", async () => {
    objects().post("/refs").reply(422, { message: "Reference already exists" });
    answers(target(null));
    expect(await open().commit(change())).toBe("stale");
  });

  it("is recognised on the branch when the answer was lost and the repetition refused", async () => {
    objects().post("/refs").reply(502).post("/refs").reply(422, { message: "Reference already exists" });
    answers(history(madeAt("new")));
    expect(await open().commit(change())).toEqual({ head: OURS });
  });

  it("ends the run with GitHub's reason when that is another", async () => {
    objects().post("/refs").reply(422, { message: "refs/heads/cosell-sync is not a valid ref name." });
    answers(target(null));
    await expect(open().commit(change())).rejects.toThrow(/not a valid ref name/);
  });

  it("ends with what each rule says that GitHub refuses it by", async () => {
    const errors = ["Cannot create ref due to creations being restricted.", { message: "Two\nchecks" }, 7];
    objects().post("/refs").reply(422, { message: "Repository rule violations found", errors });
    answers(target(null));
    const told =
      /Repository rule violations found: Cannot create ref due to creations being restricted\. Two checks$/;
    await expect(open().commit(change())).rejects.toThrow(told);
  });

  it("ends with what it may be where GitHub does not say why, as with a branch whose name goes on after this one", async () => {
    objects().post("/refs").reply(422, { message: "Reference update failed" });
    answers(target(null));
    const fix = expect.stringContaining("git keeps no branch beneath another");
    await expect(open().commit(change())).rejects.toMatchObject({ name: "StateError", fix });
  });
});

describe("a commit of more text than a request takes", () => {
  it("is stale when another one comes between the last look at the branch and moving it, and never forced", async () => {
    nock(`${HOST}/repos/contoso/sales/git`)
      .get(`/commits/${HEAD}`)
      .reply(200, { tree: { sha: HEAD } })
      .post("/blobs")
      .reply(201, { sha: NEXT })
      .post("/trees")
      .reply(201, { sha: NEXT })
      .post("/commits")
      .reply(201, { sha: OURS })
      .get("/ref/heads/cosell-sync/%23eu")
      .reply(200, { object: { sha: HEAD } })
      .patch("/refs/heads/cosell-sync/%23eu", { sha: OURS, force: false })
      .reply(422, { message: "Update is not a fast forward" });
    // GitHub may read from a copy that is a moment old.
    answers(history(foreign(HEAD)));
    const files = { a: "1".repeat(24_000_001) };
    expect(await open("cosell-sync/#eu").commit(change({ expectedHead: HEAD, files }))).toBe("stale");
  });
});

describe("a secondary rate limit", () => {
  const message = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.";
  const told = [
    { what: "of GraphQL", status: 200, body: { errors: [{ message }] } },
    { what: "of REST", status: 403, body: { message } },
  ];

  it.each(told)("$what is waited for, also without a time", async ({ status, body }) => {
    github().reply(status, body);
    github().reply(200, { data: { createCommitOnBranch: { commit: { oid: NEXT } } } });
    await expect(open().commit(change({ expectedHead: HEAD }))).resolves.toEqual({ head: NEXT });
    expect(sent).toHaveLength(2);
  });

  it.each(told)("$what that does not end is told as what it is", async ({ status, body }) => {
    github(5).reply(status, body);
    const error = await open()
      .read(["a"])
      .catch((error: unknown) => error);
    expect(error).toBeInstanceOf(StateError);
    expect(error).toMatchObject({ fix: expect.stringContaining("max-parallel") });
  });
});

const IP_ALLOW_LIST =
  "Although you appear to have the correct authorization credentials, the `adatum` organization has an IP allow list enabled, and your IP address is not permitted to access this resource.";

describe("a refusal", () => {
  const cases = [
    { what: "401", status: 401, body: { message: "Bad credentials" }, fix: /github-token/ },
    {
      what: "403",
      status: 403,
      body: { message: "Resource not accessible by integration" },
      fix: /permissions: contents: write/,
    },
    {
      what: "an IP allow list",
      status: 403,
      body: { message: IP_ALLOW_LIST },
      fix: /^Have the addresses of the runner put on that list/,
    },
    {
      what: "an IP allow list by GraphQL",
      status: 200,
      body: { errors: [{ type: "FORBIDDEN", message: IP_ALLOW_LIST }] },
      fix: /^Have the addresses of the runner put on that list/,
    },
    {
      what: "single sign-on",
      status: 403,
      body: {
        message:
          "Resource protected by organization SAML enforcement. You must grant your Personal Access token access to this organization.",
      },
      fix: /Configure SSO/,
    },
    {
      what: "a kind of token that the organization does not take",
      status: 403,
      body: {
        message:
          "`adatum` forbids access via a personal access token (classic). Please use a GitHub App, OAuth App, or a personal access token with fine-grained permissions.",
      },
      fix: /Use the workflow's own token/,
    },
    {
      what: "an archived repository",
      status: 403,
      body: { message: "Repository was archived so is read-only." },
      fix: /Unarchive/,
    },
    { what: "301", status: 301, body: { message: "Moved Permanently" }, fix: /set GITHUB_REPOSITORY/ },
    { what: "404", status: 404, body: { message: "Not Found" }, fix: /name of the repository/ },
    {
      what: "a secondary rate limit",
      status: 403,
      body: { message: "a secondary rate limit" },
      fix: /Run again in/,
    },
    {
      what: "a limit in other words",
      status: 403,
      body: { message: "Forbidden" },
      headers: { "x-ratelimit-remaining": "0" },
      fix: /^Run again in an hour/,
    },
    {
      what: "RATE_LIMITED",
      status: 200,
      body: { errors: [{ type: "RATE_LIMITED", message: "API rate limit exceeded" }] },
      headers: { "x-ratelimit-reset": "1790841600" },
      fix: /Run again after 2026-10-01T08:00:00/,
    },
    {
      what: "FORBIDDEN",
      status: 200,
      body: { errors: [{ type: "FORBIDDEN", message: "Resource not accessible by integration" }] },
      fix: /permissions: contents: write/,
    },
    {
      what: "INSUFFICIENT_SCOPES",
      status: 200,
      body: { errors: [{ type: "INSUFFICIENT_SCOPES", message: "Your token has not been granted them" }] },
      fix: /permissions: contents: write/,
    },
    {
      what: "NOT_FOUND",
      status: 200,
      body: { data: { repository: null }, errors: [{ type: "NOT_FOUND", message: "Could not resolve" }] },
      fix: /name of the repository/,
    },
  ];
  it.each(cases)("of $what says what to do about it", async ({ status, body, headers = {}, fix }) => {
    github().reply(status, body, headers);
    const error = await open()
      .read(["a"])
      .catch((error: unknown) => error);
    expect(error).toBeInstanceOf(StateError);
    expect(error).toMatchObject({ fix: expect.stringMatching(fix) });
    expect(String(error)).not.toContain("secret-token");
  });

  it("that is no refusal but an outage says so", async () => {
    github(5).reply(503);
    await expect(open().read(["a"])).rejects.toThrow(UnreachableError);
    github(5).reply(200, { data: null, errors: [OUTAGE] });
    await expect(open().read(["a"])).rejects.toThrow("GitHub kept failing with an error of its own.");
    github(5).reply(408, "<html>");
    await expect(open().read(["a"])).rejects.toThrow("GitHub kept failing with status 408.");
  });

  it("that does not end with a 429 is a limit, whatever its words", async () => {
    github(5).reply(429, { message: "Slow down" });
    const fix = expect.stringMatching(/^Run again in an hour/);
    await expect(open().read(["a"])).rejects.toMatchObject({ name: "StateError", fix });
  });

  it.each([302, 403, 404])("that comes with status %i and a page is none of GitHub's", async (status) => {
    github().reply(status, "<html>");
    const fix = expect.stringMatching(/a proxy or a firewall .* ends in \/api\/v3/);
    await expect(open().read(["a"])).rejects.toMatchObject({ name: "UnreachableError", fix });
  });

  it("by an outage leaves it open whether a commit arrives", async () => {
    github(5).reply(200, { errors: [OUTAGE] });
    answers(history(foreign(HEAD)));
    await expect(open().commit(change({ expectedHead: HEAD }))).rejects.toThrow(LostAnswerError);
  });
});
