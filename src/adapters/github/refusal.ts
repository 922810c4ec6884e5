import { type CosellError, StateError, UnreachableError } from "../../errors.ts";
import { parseJson } from "../http/json.ts";
import type { HttpResponse } from "../http/message.ts";

/**
 * Why there is no answer, whatever was asked: an outage, a limit, another name, or somebody else who answers. `null` for what
 * GitHub refuses of just this request.
 */
export function hindranceIn(response: HttpResponse, repository: string): CosellError | null {
  const { status } = response;
  if (status >= 500 || status === 408) return outage(`status ${status}`);
  if (isRateLimited(response)) return rateLimited(response);
  if (messageIn(response) === null) return notOfGithub(status);
  // So it answers to a name that a repository no longer has ("Best practices for using the REST API", on redirects).
  return status >= 300 && status < 400 ? renamed(repository) : null;
}

/** A secondary limit is a 403 or 429 too, and leaves some of the hourly allowance. */
function isRateLimited(response: HttpResponse): boolean {
  const { status, headers } = response;
  if (status !== 403 && status !== 429) return false;
  const said = messageIn(response) ?? "";
  return status === 429 || headers["x-ratelimit-remaining"] === "0" || /rate limit/i.test(said);
}

/** Whether GitHub says that the token may not do this; of what a token may not see, it says that there is none. */
export function isDenied(response: HttpResponse): boolean {
  return (response.status === 403 && !isRateLimited(response)) || response.status === 404;
}

/** What GitHub says beside the status, with whatever it refuses; `null` where that is no answer of its API. */
export function messageIn({ body }: HttpResponse): string | null {
  const told = parseJson(body);
  if (typeof told !== "object" || told === null || !("message" in told)) return null;
  return typeof told.message === "string" ? told.message : null;
}

export function outage(how: string): UnreachableError {
  return new UnreachableError(
    `GitHub kept failing with ${how}.`,
    "Look at githubstatus.com, and run again when it has recovered.",
  );
}

export function rateLimited({ headers }: HttpResponse): StateError {
  const reset = Number(headers["x-ratelimit-reset"]);
  const when = reset > 0 ? `after ${new Date(reset * 1000).toISOString()}` : "in an hour";
  return new StateError(
    "GitHub's rate limit of this token is used up.",
    `Run again ${when}. A workflow's own token has 1,000 requests an hour for the whole repository.`,
  );
}

function notOfGithub(status: number): UnreachableError {
  return new UnreachableError(
    `What answered in the place of GitHub's API (status ${status}) is not GitHub's API.`,
    "Look whether a proxy or a firewall on the way answers in its place, and check GITHUB_API_URL: that of a GitHub Enterprise Server ends in /api/v3.",
  );
}

function renamed(repository: string): StateError {
  return new StateError(
    `The repository ${repository} has another name or owner now.`,
    "Give the one that it has now: on a terminal, set GITHUB_REPOSITORY.",
  );
}
