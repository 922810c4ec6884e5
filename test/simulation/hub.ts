import { createHash } from "node:crypto";
import type { Exchange, Reply, Service } from "../../src/emulator/exchange.ts";
import { jsonIn } from "../../src/model/json-in.ts";
import { STATE_FILE } from "../../src/model/state.ts";
import type { Damage } from "./story.ts";

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
  /** Somebody spoils the state on it; nothing happens where there is none. */
  damage(how: Damage): void;
  /** Whether no run has made it anew since. */
  isDamaged(): boolean;
  /** Somebody puts the branch back by so many commits; false when it has none that is so old. */
  putBack(commits: number): boolean;
}

type Json = Readonly<Record<string, unknown>>;

export function createHub(): Hub {
  const history: HubCommit[] = [];
  const trees = new Map<string, Readonly<Record<string, string>>>();
  const loose = new Map<string, HubCommit>();
  let lags = false;
  let spoilt: string | undefined;

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
    const { at } = variables;
    const commit = at === undefined ? shown() : history.find(({ oid }) => oid === at);
    if (!commit) return { repository: { ref: null } };
    const target: Record<string, unknown> = { oid: commit.oid };
    for (const [, alias = "", variable = ""] of text.matchAll(/(file\d+): file\(path: \$(path\d+)\)/g)) {
      const content = commit.files[String(variables[variable])];
      target[alias] = content === undefined ? null : { object: { oid: blobId(content), text: content } };
    }
    if (text.includes("history(")) {
      target.history = { nodes: linesTo(commit).slice(-20).reverse() };
    }
    return { repository: at === undefined ? { ref: { target } } : { object: target } };
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

  function listed(oid: string): Reply {
    const files = Object.keys(history.find((commit) => commit.oid === oid)?.files ?? {});
    const tree = files.map((path) => ({ path, type: "blob", sha: hash(path) }));
    return { status: 200, body: { truncated: false, tree } };
  }

  return {
    history,
    service: ({ method, url, body }: Exchange) => {
      if (method === "GET") return listed(url.pathname.replace(/^.*\/git\/trees\//, ""));
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
    damage: (how) => {
      const current = head();
      const state = current?.files[STATE_FILE];
      if (!current || state === undefined) return;
      spoilt = DAMAGED[how](state);
      const files = { ...current.files, [STATE_FILE]: spoilt };
      history.push(add(`Edit by hand ${history.length}`, current.oid, files));
    },
    isDamaged: () => spoilt !== undefined && head()?.files[STATE_FILE] === spoilt,
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

const DAMAGED: Readonly<Record<Damage, (state: string) => string>> = {
  "cut off": (state) => state.slice(0, state.length >> 1),
  "edited by hand": (state) => state.replace(/"sequence": ?\d+/, '"sequence": 0'),
};

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
  readonly action: string;
  readonly referral: string;
  readonly opportunity: string;
  readonly fields: readonly { readonly field: string; readonly loser?: string | null }[];
}

/** What a commit says that its run is about to write, and what of earlier runs is open. */
export function intentsIn({ files }: HubCommit): readonly AnnouncedIntent[] {
  const stored = jsonIn(files[STATE_FILE] ?? "") as
    | { state: { journal: { intents: readonly AnnouncedIntent[] } | null } }
    | undefined;
  return stored?.state.journal?.intents ?? [];
}
