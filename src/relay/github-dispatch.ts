import { z } from "zod";
import { githubHeaders, openGithubApp, parseJson, wordsOf } from "./github-app.ts";
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

  async function attempt(body: string): Promise<Started | "unauthorized"> {
    const token = await app.token();
    if (!("token" in token)) return refused(token);
    const url = `${apiUrl}/repos/${repository}${pathOf(trigger)}`;
    const answer = await send({ method: "POST", url, headers: githubHeaders(token.token), body });
    if ("failure" in answer) return { outcome: "unavailable", reason: `GitHub: ${answer.failure}` };
    if (answer.status < 300) return taken(answer);
    if (answer.status === 401) return "unauthorized";
    const reason = `GitHub answered ${answer.status} when asked to start the sync${wordsOf(answer.body)}`;
    return refused({ status: isRateLimit(answer) ? 429 : answer.status, reason });
  }

  return async (referralIds) => {
    const body = JSON.stringify(bodyOf(trigger, referralIds.join(",")));
    const first = await attempt(body);
    if (first !== "unauthorized") return first;
    app.forget();
    const second = await attempt(body);
    return second === "unauthorized" ? refused({ status: 401, reason: "GitHub refuses the token" }) : second;
  };
}

function pathOf(trigger: Trigger): string {
  if (trigger.event === "repository_dispatch") return "/dispatches";
  return `/actions/workflows/${encodeURIComponent(trigger.workflow)}/dispatches`;
}

function bodyOf(trigger: Trigger, referralIds: string): object {
  const told = { "changed-referrals": referralIds, ...trigger.target };
  return trigger.event === "repository_dispatch"
    ? { event_type: trigger.type, client_payload: told }
    : { ref: trigger.ref, inputs: told };
}

const SUCCESS = z.object({});

/** What stands between us and GitHub may answer with a page of its own, and then no run was asked for. */
function taken({ status, body }: Told): Started {
  const isGithubs = body.length === 0 || SUCCESS.safeParse(parseJson(body)).success;
  if (isGithubs) return { outcome: "started" };
  return { outcome: "unavailable", reason: `Something else than GitHub answered ${status} in its place` };
}

/** A secondary limit is a 403 that leaves some of the hourly allowance, and says when to come again. */
function isRateLimit({ status, headers }: Told): boolean {
  return status === 403 && (headers["x-ratelimit-remaining"] === "0" || "retry-after" in headers);
}

function refused({ status, reason }: { readonly status: number; readonly reason: string }): Started {
  const isPassing = status === 0 || status === 408 || status === 429 || status >= 500;
  return { outcome: isPassing ? "unavailable" : "misconfigured", reason };
}
