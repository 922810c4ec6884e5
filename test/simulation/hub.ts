import { createHash } from "node:crypto";
import type { Exchange, Reply, Service } from "../../src/emulator/exchange.ts";

/** One commit of the state branch, with all files as they are then. */
export interface HubCommit {
  readonly oid: string;
  readonly parent: string | null;
  readonly message: string;
  readonly files: Readonly<Record<string, string>>;
  /** The branch was put back to it: what came after it is no longer there. */
  readonly isOld?: true;
}

/** GitHub's endpoints for one branch, in memory: as many of them as a state store asks for. */
export interface Hub {
  readonly service: Service;
  /** Oldest first: what the branch points to, and how it came there. */
  readonly history: readonly HubCommit[];
  /** Somebody else commits to the branch: every head that was read before is stale. */
  intrude(): void;
  /** The next read comes from a copy that does not have the latest commit yet. */
  lagOnce(): void;
  /** Somebody puts the branch back by so many commits; false when it has none that is so old. */
  putBack(commits: number): boolean;
}

type Json = Readonly<Record<string, unknown>>;

export function createHub(): Hub {
  const history: HubCommit[] = [];
  const trees = new Map<string, Readonly<Record<string, string>>>();
  const loose = new Map<string, HubCommit>();
  let lags = false;

  const head = () => history.at(-1);

  function add(message: string, parent: string | null, files: Readonly<Record<string, string>>): HubCommit {
    const oid = hash(`${parent}\n${message}\n${JSON.stringify(files)}`);
    return { oid, parent, message, files };
  }

  function ancestor(commit: HubCommit | undefined, generations: number): HubCommit | undefined {
    if (!commit || generations === 0) return commit;
    return ancestor(
      history.find(({ oid }) => oid === commit.parent),
      generations - 1,
    );
  }

  /** From the first to this one. */
  function linesTo(commit: HubCommit | undefined): HubCommit[] {
    return commit ? [...linesTo(ancestor(commit, 1)), commit] : [];
  }

  function shown(): HubCommit | undefined {
    const [place, isLate] = [lags ? -2 : -1, lags];
    lags = false;
    return isLate && history.length < 2 ? head() : history.at(place);
  }

  function query(text: string, variables: Json): Json {
    const commit = shown();
    if (!commit) return { repository: { ref: null } };
    const target: Record<string, unknown> = { oid: commit.oid };
    for (const [, alias = "", variable = ""] of text.matchAll(/(file\d+): file\(path: \$(path\d+)\)/g)) {
      const content = commit.files[String(variables[variable])];
      target[alias] = content === undefined ? null : { object: { oid: blobId(content), text: content } };
    }
    if (text.includes("history(")) {
      target.history = { nodes: linesTo(commit).slice(-20).reverse() };
    }
    return { repository: { ref: { target } } };
  }

  function commitOnBranch(input: CommitInput): Json {
    const current = head();
    if (current?.oid !== input.expectedHeadOid) {
      const message = `Expected branch to point to "${input.expectedHeadOid}" but it did not.  Pull and try again.`;
      return { data: null, errors: [{ type: "STALE_DATA", message }] };
    }
    const added = input.fileChanges.additions.map(({ path, contents }) => [
      path,
      Buffer.from(contents, "base64").toString(),
    ]);
    const files = { ...current.files, ...Object.fromEntries(added) };
    const commit = add(`${input.message.headline}\n\n${input.message.body}`, current.oid, files);
    history.push(commit);
    return { data: { createCommitOnBranch: { commit: { oid: commit.oid } } } };
  }

  function rest(path: string, body: Json): Reply {
    if (path === "trees") {
      const entries = body.tree as readonly { path: string; content: string }[];
      const files = Object.fromEntries(entries.map((entry) => [entry.path, entry.content]));
      const sha = hash(JSON.stringify(files));
      trees.set(sha, files);
      return { status: 201, body: { sha } };
    }
    if (path === "commits") {
      const commit = add(String(body.message), null, trees.get(String(body.tree)) ?? {});
      loose.set(commit.oid, commit);
      return { status: 201, body: { sha: commit.oid } };
    }
    const commit = loose.get(String(body.sha));
    if (head() || !commit) return { status: 422, body: { message: "Reference already exists" } };
    history.push(commit);
    return { status: 201, body: { object: { sha: commit.oid } } };
  }

  return {
    history,
    service: ({ url, body }: Exchange) => {
      const given = JSON.parse(body.toString()) as Json;
      if (url.pathname !== "/graphql") return rest(url.pathname.replace(/^.*\/git\//, ""), given);
      const text = String(given.query);
      const variables = given.variables as Json;
      if (!text.startsWith("mutation")) return { status: 200, body: { data: query(text, variables) } };
      return { status: 200, body: commitOnBranch(variables.input as CommitInput) };
    },
    intrude: () => {
      const current = head();
      if (current) history.push(add(`Edit by hand ${history.length}`, current.oid, current.files));
    },
    lagOnce: () => {
      lags = true;
    },
    putBack: (commits) => {
      const old = ancestor(head(), commits);
      if (old) history.push({ ...old, isOld: true });
      return old !== undefined;
    },
  };
}

interface CommitInput {
  readonly expectedHeadOid: string;
  readonly message: { readonly headline: string; readonly body: string };
  readonly fileChanges: { readonly additions: readonly { path: string; contents: string }[] };
}

function hash(text: string): string {
  return createHash("sha1").update(text).digest("hex");
}

function blobId(text: string): string {
  const content = Buffer.from(text);
  return createHash("sha1").update(`blob ${content.length}\0`).update(content).digest("hex");
}

interface AnnouncedIntent {
  readonly side: "referral" | "opportunity";
  readonly referral: string;
  readonly fields: readonly { readonly field: string; readonly loser?: string | null }[];
}

/** What a commit says that its run is about to write, and what of earlier runs is open. */
export function intentsIn({ files }: HubCommit): readonly AnnouncedIntent[] {
  const state = JSON.parse(files["state.json"] ?? "null") as {
    state: { journal: { intents: readonly AnnouncedIntent[] } | null };
  } | null;
  return state?.state.journal?.intents ?? [];
}
