import { type CosellError, StateError, UnreachableError } from "../../errors.ts";
import { jsonIn } from "../../model/json-in.ts";
import { isObject } from "../http/json.ts";
import type { HttpResponse } from "../http/message.ts";
import { shortReason } from "../http/short-reason.ts";

/**
 * A refusal whose meaning depends on what was asked: an entry of `errors` in an answer of GraphQL (which has
 * HTTP status 200), or a 422 of REST, whose type is `"422"`.
 */
export interface Refusal {
  readonly type: string;
  readonly message: string;
}

/**
 * Why there is no answer, whatever was asked: an outage, a limit, a setting, another name, or somebody else who answers. `null` for what
 * GitHub refuses of just this request.
 */
export function hindranceIn(response: HttpResponse, repository: string): CosellError | null {
  const { status } = response;
  if (status >= 500 || status === 408) return outage(`status ${status}`);
  if (isRateLimited(response)) return rateLimited(response);
  const said = messageIn(response);
  if (said === null) return notOfGithub(status);
  if (status === 403 || status === 410) return settingIn(said, repository);
  // So it answers to a name that a repository no longer has ("Best practices for using the REST API", on redirects).
  return status >= 300 && status < 400 ? renamed(repository) : null;
}

/** What GitHub refuses with a 403 or 410 whatever the token may do, by its words, with what fixes it. */
const SETTINGS: readonly (readonly [said: RegExp, fix: string])[] = [
  [
    /IP allow list/i,
    "Have the addresses of the runner put on that list, or let the job run (runs-on) where the address is on it.",
  ],
  [
    /SAML enforcement/i,
    "The owner of the token authorizes it for the organization: Settings > Developer settings > Personal access tokens > Configure SSO.",
  ],
  [
    /forbids access via a .*personal access token/i,
    "Use the workflow's own token, that of a GitHub App, or one of the kind that the organization takes.",
  ],
  [
    /was archived/i,
    "Unarchive it (Settings > General > Danger Zone), or give the repository that has taken its place.",
  ],
  [
    /issues (?:are|have been) disabled/i,
    "Turn them on (Settings > General > Features), or leave out the input attention-issue.",
  ],
  [/issue is locked/i, "Unlock the conversation: nobody but people who may push can comment there."],
];

/**
 * A refusal that no permission of the job fixes, but a setting of the organization, the repository or the pull request.
 *
 * @param said What GitHub says.
 */
export function settingIn(said: string, repository: string): StateError | null {
  const [, fix] = SETTINGS.find(([words]) => words.test(said)) ?? [];
  return fix === undefined ? null : new StateError(`GitHub refuses this in ${repository}: ${said}`, fix);
}

/**
 * What a token may not do.
 *
 * @param permission What the job would have to grant, where it is that.
 */
export function denied(repository: string, said: string, permission: string): StateError {
  const lacking = new StateError(
    `The token may not do this in ${repository}: ${said}`,
    `Give the job \`permissions: ${permission}\`; a token of your own needs the same permission.`,
  );
  return settingIn(said, repository) ?? lacking;
}

export function tokenRefused(said: string): StateError {
  return new StateError(
    `GitHub does not accept the token: ${said}`,
    "Check the input github-token: it may have expired, or be for another GitHub server.",
  );
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
  const told = jsonIn(body);
  return isObject(told) && typeof told.message === "string" ? shortReason(told.message) : null;
}

/** The same for what GraphQL refuses: what is beside GitHub, or in its place, may repeat what it was sent. */
export function shortly({ type, message }: Refusal): Refusal {
  return { type, message: shortReason(message) };
}

export function outage(how: string): UnreachableError {
  return new UnreachableError(
    `GitHub kept failing with ${how}.`,
    "Look at githubstatus.com, and run again when it has recovered.",
  );
}

export function rateLimited({ headers, body }: HttpResponse): StateError {
  if (/secondary rate limit/i.test(body)) {
    return new StateError(
      "GitHub takes nothing more for now: its limit on what a token may do within a minute, or commit within an hour, was reached.",
      "Run again in some minutes. Where many connections are synced at the same time, `max-parallel` in the workflow lets fewer of them ask at once.",
    );
  }
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
