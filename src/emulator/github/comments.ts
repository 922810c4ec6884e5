import type { Exchange, Now, Reply } from "../exchange.ts";
import { isObject, parseJson } from "../json.ts";
import { NO_PERMISSION, restError } from "./errors.ts";
import { page } from "./page.ts";
import type { GitHubSettings } from "./settings.ts";

/** A comment of an issue; to the REST API a pull request is one, too. */
export interface Comment {
  readonly id: number;
  readonly issue: number;
  body: string;
  readonly author: Author;
  readonly createdAt: string;
  updatedAt: string;
}

export interface Author {
  readonly login: string;
  readonly type: "Bot" | "User";
  /** What the author is to the repository: `NONE`, `CONTRIBUTOR`, `COLLABORATOR`, `MEMBER`, `OWNER`. */
  readonly association: string;
}

/** Whose token a workflow has. */
export const WORKFLOW: Author = { login: "github-actions[bot]", type: "Bot", association: "NONE" };

/** GitHub refuses a longer body (REST, create an issue, create an issue comment: 422). */
const LONGEST_BODY = 65_536;

export interface Comments {
  readonly list: readonly Comment[];
  /** A pull request is opened: before that its number is not found. */
  openPullRequest(number: number): void;
  /** The same of an issue. */
  openIssue(number: number): void;
  /** Somebody locks its conversation: then only people who may push have a say. */
  lock(number: number): void;
  /** Somebody comments in the browser; without an author, the workflow's token does. */
  add(issue: number, body: string, author?: Author): Comment;
  /** `null` for a path that is none of theirs. */
  reply(path: string, exchange: Exchange): Reply | null;
}

/** The REST endpoints of issue comments, kept in memory. */
export function createComments(settings: GitHubSettings, now: Now): Comments {
  const list: Comment[] = [];
  const pullRequests = new Set<number>();
  const issues = new Set<number>();
  const locked = new Set<number>();
  const add = (issue: number, body: string, author = WORKFLOW): Comment => {
    const at = now().toISOString();
    const comment = { id: 1000 + list.length, issue, body, author, createdAt: at, updatedAt: at };
    list.push(comment);
    return comment;
  };

  function ofIssue(number: number, exchange: Exchange): Reply {
    if (!issues.has(number) && !pullRequests.has(number)) return restError(404, "Not Found");
    if (exchange.method === "GET") {
      const own = list.filter((one) => one.issue === number);
      return { status: 200, body: page(own, exchange.url).map(shown) };
    }
    if (locked.has(number)) return restError(403, "Unable to create comment because issue is locked.");
    const body = bodyOf(exchange);
    return invalid(body) ?? { status: 201, body: shown(add(number, body)) };
  }

  function edit(id: number, exchange: Exchange): Reply {
    const comment = list.find((one) => one.id === id);
    if (!comment) return restError(404, "Not Found");
    const body = bodyOf(exchange);
    const refusal = invalid(body);
    if (refusal) return refusal;
    Object.assign(comment, { body, updatedAt: now().toISOString() });
    return { status: 200, body: shown(comment) };
  }

  function ofRepository(exchange: Exchange): Reply {
    const { searchParams } = exchange.url;
    const key = searchParams.get("sort") === "updated" ? "updatedAt" : "createdAt";
    const sign = searchParams.get("direction") === "desc" ? -1 : 1;
    const sorted = list.toSorted((a, b) => sign * (a[key].localeCompare(b[key]) || a.id - b.id));
    return { status: 200, body: page(sorted, exchange.url).map(shown) };
  }

  function reply(path: string, exchange: Exchange): Reply | null {
    const [, issue] = /^issues\/(\d+)\/comments$/.exec(path) ?? [];
    const [, id] = /^issues\/comments\/(\d+)$/.exec(path) ?? [];
    const method = issue ? ["GET", "POST"] : id ? ["PATCH"] : path === "issues/comments" ? ["GET"] : [];
    if (!method.includes(exchange.method)) return null;
    const allowed = exchange.method === "GET" ? ["read", "write"] : ["write"];
    const held = issues.has(Number(issue)) ? settings.issues : settings.pullRequests;
    if (!allowed.includes(held)) return restError(403, NO_PERMISSION);
    if (issue) return ofIssue(Number(issue), exchange);
    return id ? edit(Number(id), exchange) : ofRepository(exchange);
  }

  const openPullRequest = (number: number) => void pullRequests.add(number);
  const openIssue = (number: number) => void issues.add(number);
  return { list, openPullRequest, openIssue, lock: (number) => void locked.add(number), add, reply };
}

function shown({ id, issue, body, author, createdAt, updatedAt }: Comment) {
  const { login, type, association } = author;
  const times = { created_at: createdAt, updated_at: updatedAt };
  return {
    id,
    body,
    user: { login, type },
    author_association: association,
    ...times,
    issue_url: `/issues/${issue}`,
  };
}

function bodyOf({ body }: Exchange): string {
  const given = parseJson(body);
  return isObject(given) && typeof given.body === "string" ? given.body : "";
}

function invalid(body: string): Reply | null {
  return body.trim() === ""
    ? unprocessable("IssueComment", "Body can't be blank")
    : tooLong(body, "IssueComment");
}

/** A refusal of what is longer than GitHub takes, or `null`. */
export function tooLong(body: string, resource: string): Reply | null {
  if (body.length <= LONGEST_BODY) return null;
  return unprocessable(resource, `Body is too long (maximum is ${LONGEST_BODY} characters)`);
}

function unprocessable(resource: string, message: string): Reply {
  return {
    status: 422,
    body: {
      message: "Validation Failed",
      errors: [{ resource, code: "unprocessable", field: "data", message }],
      documentation_url: "https://docs.github.com/rest/issues",
    },
  };
}
