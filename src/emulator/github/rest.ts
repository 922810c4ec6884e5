import type { Exchange, Reply } from "../exchange.ts";
import { isObject, parseJson } from "../json.ts";
import type { Permissions } from "./app.ts";
import { BOT, type GitHubContext, WEB_FLOW } from "./context.ts";
import { dispatchRepository, dispatchWorkflow } from "./dispatch.ts";
import { NO_PERMISSION, restError } from "./errors.ts";
import type { Git, TreeChange } from "./git.ts";
import { JOB_ROUTES } from "./jobs.ts";
import type { Person } from "./object-format.ts";
import { REPOSITORY_ROUTES } from "./repository.ts";
import type { Json, Request, Route } from "./route.ts";

const ROUTES: readonly Route[] = [
  { method: "GET", path: /^git\/blobs\/([0-9a-f]{40})$/, handle: getBlob },
  { method: "GET", path: /^git\/ref\/(.+)$/, handle: getRef },
  { method: "GET", path: /^git\/commits\/([0-9a-f]{40})$/, handle: getCommit },
  { method: "GET", path: /^git\/trees\/([0-9a-f]{40})$/, handle: getTree },
  { method: "GET", path: /^contents\/(.+)$/, handle: getContents },
  { method: "POST", path: /^git\/refs$/, handle: createRef },
  { method: "PATCH", path: /^git\/refs\/(.+)$/, handle: updateRef },
  { method: "POST", path: /^git\/blobs$/, handle: createBlob },
  { method: "POST", path: /^git\/trees$/, handle: createTree },
  { method: "POST", path: /^git\/commits$/, handle: createCommit },
  {
    method: "POST",
    path: /^actions\/workflows\/([^/]+)\/dispatches$/,
    needs: "actions",
    handle: ({ rest: workflow, body, ...context }) => dispatchWorkflow(context, workflow, body),
  },
  {
    method: "POST",
    path: /^dispatches$/,
    needs: "contents",
    handle: ({ body, ...context }) => dispatchRepository(context, body),
  },
  ...REPOSITORY_ROUTES,
  ...JOB_ROUTES,
];

/** The REST endpoints of GitHub's git database that build a branch from nothing, and those of comments and of runs. */
export function rest(
  context: GitHubContext,
  exchange: Exchange,
  permissions: Permissions,
): Reply | Promise<Reply> {
  const prefix = `/repos/${context.repository}/`.toLowerCase();
  const { pathname } = exchange.url;
  if (!`${pathname}/`.toLowerCase().startsWith(prefix)) return restError(404, "Not Found");
  const path = decodeURIComponent(pathname.slice(prefix.length));
  if (permissions.contents) {
    const said = context.comments.reply(path, exchange) ?? context.issues.reply(path, exchange);
    if (said) return said;
  }
  const route = ROUTES.find((candidate) => candidate.method === exchange.method && candidate.path.test(path));
  if (!route) return restError(404, "Not Found");
  const held = permissions[route.needs ?? "contents"];
  if (!held || (route.method !== "GET" && held === "read")) return restError(403, NO_PERMISSION);

  const body = route.method === "GET" ? {} : parseJson(exchange.body);
  if (!isObject(body)) return restError(400, "Problems parsing JSON");
  return route.handle({ ...context, exchange, body, rest: route.path.exec(path)?.[1] ?? "" });
}

/** GitHub breaks the base64 of a blob into lines of sixty characters. */
function getBlob({ git, rest: sha }: Request): Reply {
  if (git.typeOf(sha) !== "blob") return restError(404, "Not Found");
  return { status: 200, body: { sha, ...inLines(git.blob(sha)) } };
}

function inLines(content: Buffer) {
  return { encoding: "base64", content: content.toString("base64").replaceAll(/(.{60})/g, "$1\n") };
}

function getRef({ git, rest: name }: Request): Reply {
  const oid = git.resolve(`refs/${name}`);
  return oid === null
    ? restError(404, "Not Found")
    : { status: 200, body: refBody(git, `refs/${name}`, oid) };
}

function getCommit({ git, rest: sha }: Request): Reply {
  if (git.typeOf(sha) !== "commit") return restError(404, "Not Found");
  const { message, parents } = git.commit(sha);
  const tree = { sha: git.resolve(`${sha}^{tree}`) };
  return { status: 200, body: { sha, message, tree, parents: parents.map((parent) => ({ sha: parent })) } };
}

/** GitHub takes any value of `recursive` for yes, also `0`; and the id of a commit for that of its tree. */
function getTree({ git, rest: sha, exchange, settings }: Request): Reply {
  const type = git.typeOf(sha);
  if (type !== "tree" && type !== "commit") return restError(404, "Not Found");
  const entries = git.entries(sha, exchange.url.searchParams.has("recursive"));
  const tree = entries.slice(0, settings.treeEntries).map(({ oid, ...entry }) => ({ ...entry, sha: oid }));
  return { status: 200, body: { sha, tree, truncated: tree.length < entries.length } };
}

/** A file of a commit, branch or tag. Directories and files above a megabyte look different; nobody asks for them. */
function getContents({ git, rest: path, exchange }: Request): Reply {
  const ref = exchange.url.searchParams.get("ref") ?? "HEAD";
  const commit = git.resolve(`${ref}^{commit}`);
  if (commit === null) return restError(404, `No commit found for the ref ${ref}`);
  const entry = git.entry(commit, path);
  if (entry?.type !== "blob") return restError(404, "Not Found");
  return { status: 200, body: { type: "file", path, sha: entry.oid, ...inLines(git.blob(entry.oid)) } };
}

function createRef({ git, body }: Request): Reply {
  const { ref, sha } = texts(body);
  if (!ref?.startsWith("refs/") || ref.split("/").length < 3) {
    return restError(422, "Reference name must start with 'refs/' and contain at least two slashes.");
  }
  if (!sha || git.typeOf(sha) === null) return restError(422, "Object does not exist");
  if (!git.moveRef(ref, sha, null)) {
    // A branch beneath another, which git does not keep: GitHub does not say why.
    const exists = git.resolve(ref) !== null;
    return restError(422, exists ? "Reference already exists" : "Reference update failed");
  }
  return { status: 201, body: refBody(git, ref, sha) };
}

function updateRef({ git, rest: name, body }: Request): Reply {
  const ref = `refs/${name}`;
  const { sha } = texts(body);
  const old = git.resolve(ref);
  if (old === null) return restError(422, "Reference does not exist");
  if (!sha || git.typeOf(sha) === null) return restError(422, "Object does not exist");
  const forward = body.force === true || git.isAncestor(old, sha);
  if (!forward || !git.moveRef(ref, sha, old)) return restError(422, "Update is not a fast forward");
  return { status: 200, body: refBody(git, ref, sha) };
}

function refBody(git: Git, ref: string, oid: string) {
  return { ref, object: { type: git.typeOf(oid), sha: oid } };
}

function createBlob({ git, body }: Request): Reply {
  const { content, encoding = "utf-8" } = texts(body);
  if (content === undefined) return restError(422, "Invalid request.");
  const sha = git.writeBlob(Buffer.from(content, encoding === "base64" ? "base64" : "utf8"));
  return { status: 201, body: { sha } };
}

/** Not documented; people have met it from this size on. */
const TOO_LARGE_BYTES = 2_500_000;
const TIMED_OUT =
  "Sorry, your request timed out.  It's likely that your input was too large to process.  Consider building the tree incrementally, or building the commits you need in a local clone of the repository and then pushing them to GitHub.";

function createTree({ git, body, exchange }: Request): Reply {
  const { base_tree: base } = texts(body);
  const entries = Array.isArray(body.tree) ? (body.tree as Json[]) : null;
  if (exchange.body.length > TOO_LARGE_BYTES) return restError(422, TIMED_OUT);
  if (!entries) return restError(422, "Invalid tree info");
  if (base && git.typeOf(base) === null) return restError(422, "base_tree is not a valid tree oid");

  const changes: TreeChange[] = [];
  for (const entry of entries) {
    const { path, mode = "100644", sha, content } = texts(entry);
    if (!path || (content === undefined && sha === undefined && entry.sha !== null)) {
      return restError(422, "Must supply either tree.sha or tree.content");
    }
    const oid = content === undefined ? (sha ?? null) : git.writeBlob(Buffer.from(content));
    changes.push({ path, mode, oid });
  }
  return { status: 201, body: { sha: git.writeTree(base ?? null, changes) } };
}

/** GitHub signs what it commits for a workflow's token, unless the caller names an author. */
function createCommit({ git, body }: Request): Reply {
  const { message, tree } = texts(body);
  const parents = Array.isArray(body.parents) ? body.parents.map(String) : [];
  if (message === undefined) return restError(422, "Invalid request.");
  if (!tree || git.typeOf(tree) !== "tree") return restError(422, "Tree SHA does not exist");
  for (const parent of parents) {
    if (git.typeOf(parent) !== "commit") return restError(422, "Parent SHA does not exist");
  }
  const named = body.author as Person | undefined;
  const people = { author: named ?? BOT, committer: named ?? WEB_FLOW };
  return { status: 201, body: { sha: git.writeCommit({ tree, parents, message, ...people }) } };
}

/** The properties that are text; the others as if they were not there. */
function texts(object: Json): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(
    Object.entries(object).filter(([, value]) => typeof value === "string"),
  ) as Record<string, string>;
}
