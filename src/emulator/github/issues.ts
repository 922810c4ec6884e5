import type { Exchange, Now, Reply } from "../exchange.ts";
import { isObject, parseJson } from "../json.ts";
import { type Author, type Comments, tooLong, WORKFLOW } from "./comments.ts";
import { NO_PERMISSION, restError } from "./errors.ts";
import { page } from "./page.ts";
import type { GitHubSettings } from "./settings.ts";

export interface Issue {
  readonly number: number;
  title: string;
  body: string;
  state: "open" | "closed";
  readonly author: Author;
  readonly createdAt: string;
  updatedAt: string;
}

export interface Issues {
  readonly list: readonly Issue[];
  /** Somebody opens one in the browser; without an author, the workflow's token does. */
  open(title: string, body: string, author?: Author): Issue;
  /** Somebody closes it in the browser. */
  close(number: number): void;
  /** `null` for a path that is none of theirs. */
  reply(path: string, exchange: Exchange): Reply | null;
}

/** The REST endpoints of issues, kept in memory; `comments` has what is said of them. */
export function createIssues(settings: GitHubSettings, comments: Comments, now: Now): Issues {
  const list: Issue[] = [];

  function open(title: string, body: string, author = WORKFLOW): Issue {
    const at = now().toISOString();
    const number = 100 + list.length + 1;
    const issue: Issue = { number, title, body, state: "open", author, createdAt: at, updatedAt: at };
    list.push(issue);
    comments.openIssue(number);
    return issue;
  }

  function listed({ url }: Exchange): Reply {
    const state = url.searchParams.get("state") ?? "open";
    const creator = url.searchParams.get("creator");
    const wanted = list
      .filter((one) => state === "all" || one.state === state)
      .filter((one) => creator === null || one.author.login === creator)
      // The newest first, unless asked otherwise.
      .toReversed();
    return { status: 200, body: page(wanted, url).map(shown) };
  }

  function create(given: Texts): Reply {
    const { title = "", body = "" } = given;
    if (title.trim() === "") return restError(422, "Validation Failed");
    return tooLong(body, "Issue") ?? { status: 201, body: shown(open(title, body)) };
  }

  function edit(number: number, given: Texts): Reply {
    const issue = list.find((one) => one.number === number);
    if (!issue) return restError(404, "Not Found");
    const refusal = tooLong(given.body ?? "", "Issue");
    if (refusal) return refusal;
    const { state } = given;
    if (state !== undefined && state !== "open" && state !== "closed")
      return restError(422, "Validation Failed");
    const { title = issue.title, body = issue.body } = given;
    Object.assign(issue, { title, body, state: state ?? issue.state, updatedAt: now().toISOString() });
    return { status: 200, body: shown(issue) };
  }

  function reply(path: string, exchange: Exchange): Reply | null {
    const [, number] = /^issues\/(\d+)$/.exec(path) ?? [];
    const method = number ? ["PATCH"] : path === "issues" ? ["GET", "POST"] : [];
    if (!method.includes(exchange.method)) return null;
    if (settings.issues === "off") return restError(410, "Issues are disabled for this repo");
    const allowed = exchange.method === "GET" ? ["read", "write"] : ["write"];
    if (!allowed.includes(settings.issues)) return restError(403, NO_PERMISSION);
    if (exchange.method === "GET") return listed(exchange);
    return number ? edit(Number(number), textsOf(exchange)) : create(textsOf(exchange));
  }

  const close = (number: number) => {
    const issue = list.find((one) => one.number === number);
    if (issue) issue.state = "closed";
  };
  return { list, open, close, reply };
}

type Texts = Readonly<Partial<Record<"title" | "body" | "state", string>>>;

function textsOf({ body }: Exchange): Texts {
  const given = parseJson(body);
  if (!isObject(given)) return {};
  return Object.fromEntries(Object.entries(given).filter(([, value]) => typeof value === "string"));
}

function shown({ number, title, body, state, author: { login, type, association }, ...times }: Issue) {
  return {
    number,
    title,
    body,
    state,
    user: { login, type },
    author_association: association,
    created_at: times.createdAt,
    updated_at: times.updatedAt,
  };
}
