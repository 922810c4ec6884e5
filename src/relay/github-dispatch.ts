import { z } from "zod";
import { parseJson, quoted } from "./delivery.ts";
import { githubHeaders, openGithubApp, wordsOf } from "./github-app.ts";
import type { Answer, Send } from "./outside.ts";
import type { Trigger } from "./trigger.ts";
import type { Start, Started } from "./wake.ts";

export interface DispatchOptions {
  readonly send: Send;
  readonly apiUrl: string;
  readonly repository: string;
  readonly appId: string;
  readonly privateKey: string;
  readonly trigger: Trigger;
  readonly now: () => Date;
}

/** What GitHub is asked; `what` is for the log. */
interface Question {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly body?: string;
  readonly what: string;
}

type Told = Extract<Answer, { status: number }>;

/**
 * Starts the sync workflow (docs.github.com, "Create a workflow dispatch event" and "Create a repository
 * dispatch event"). The token for the first needs `actions: write` alone; the one for the second `contents: write`,
 * with which it could also push code. Nothing is repeated here except that a refused token is replaced once.
 */
export function openDispatch(options: DispatchOptions): Start {
  const { send, apiUrl, repository, trigger } = options;
  const permissions: Readonly<Record<string, "write">> =
    trigger.event === "workflow_dispatch" ? { actions: "write" } : { contents: "write" };
  const app = openGithubApp({ ...options, permissions });

  async function attempt({ path, what, ...question }: Question): Promise<Started | "unauthorized"> {
    const token = await app.token();
    if (!("token" in token)) return refused(token);
    const url = `${apiUrl}/repos/${repository}${path}`;
    const answer = await send({ ...question, url, headers: githubHeaders(token.token) });
    if ("failure" in answer) return { outcome: "unavailable", reason: `GitHub: ${answer.failure}` };
    if (answer.status < 300) return taken(answer);
    if (answer.status === 401) return "unauthorized";
    const reason = `GitHub answered ${answer.status} when asked ${what}${wordsOf(answer.body)}`;
    return refused({ status: isRateLimit(answer) ? 429 : answer.status, reason });
  }

  return async (referralIds) => {
    const question = referralIds.length === 0 ? look(trigger) : start(trigger, referralIds.join(","));
    const first = await attempt(question);
    if (first !== "unauthorized") return first;
    app.forget();
    const second = await attempt(question);
    return second === "unauthorized" ? refused({ status: 401, reason: "GitHub refuses the token" }) : second;
  };
}

function start(trigger: Trigger, referralIds: string): Question {
  const told = { "changed-referrals": referralIds, ...trigger.target };
  const [path, body] =
    trigger.event === "repository_dispatch"
      ? ["/dispatches", { event_type: trigger.type, client_payload: told }]
      : [`${pathOf(trigger.workflow)}/dispatches`, { ref: trigger.ref, inputs: told }];
  return { method: "POST", path, body: JSON.stringify(body), what: "to start the sync" };
}

/** As far as it can be seen without a run: key, installation, permission and repository; and the workflow, where it has a name. */
function look(trigger: Trigger): Question {
  const path = trigger.event === "repository_dispatch" ? "" : pathOf(trigger.workflow);
  return { method: "GET", path, what: "whether it would start the sync" };
}

function pathOf(workflow: string): string {
  return `/actions/workflows/${encodeURIComponent(workflow)}`;
}

/** A workflow that is shown has a state; nothing else has. */
const SUCCESS = z.object({ state: z.string().default("active") });

/** What stands between us and GitHub may answer with a page of its own, and then no run was asked for. */
function taken({ status, body }: Told): Started {
  const { data } = SUCCESS.safeParse(body.length === 0 ? {} : parseJson(body));
  if (!data)
    return { outcome: "unavailable", reason: `Something else than GitHub answered ${status} in its place` };
  if (data.state === "active") return { outcome: "started" };
  return refused({ status, reason: `GitHub has the workflow switched off (${quoted(data.state)})` });
}

/** A secondary limit is a 403 that leaves some of the hourly allowance, and may not say when to come again. */
function isRateLimit({ status, headers, body }: Told): boolean {
  const isTold = headers["x-ratelimit-remaining"] === "0" || "retry-after" in headers;
  return status === 403 && (isTold || body.includes("secondary rate limit"));
}

function refused({ status, reason }: { readonly status: number; readonly reason: string }): Started {
  const isPassing = status === 0 || status === 408 || status === 429 || status >= 500;
  return { outcome: isPassing ? "unavailable" : "misconfigured", reason };
}
