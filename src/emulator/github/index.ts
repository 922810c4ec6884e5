import type { Exchange, Now, Reply, Service } from "../exchange.ts";
import { bearerOf } from "../tokens.ts";
import { GitHubApp, type Permissions } from "./app.ts";
import { type Comments, createComments } from "./comments.ts";
import { BOT, type GitHubContext, WEB_FLOW } from "./context.ts";
import { NO_PERMISSION, restError } from "./errors.ts";
import { Git } from "./git.ts";
import { graphqlEndpoint } from "./graphql.ts";
import { createIssues, type Issues } from "./issues.ts";
import { rest } from "./rest.ts";
import { createEnvironmentSecrets, type EnvironmentSecrets } from "./secrets.ts";
import { DEFAULT_SETTINGS, type GitHubSettings } from "./settings.ts";
import type { WorkflowJobs } from "./workflow-jobs.ts";
import { WorkflowRuns } from "./workflow-runs.ts";

export interface GitHubOptions {
  /** Where the bare repository is made. */
  readonly directory: string;
  /** `owner/name`. */
  readonly repository: string;
  readonly githubToken: string;
  readonly now: Now;
  /** May write secrets of the environments `staging` and `production`. */
  readonly secretsToken: string;
  readonly settings?: Partial<GitHubSettings>;
}

export interface GitHub {
  readonly service: Service;
  readonly settings: GitHubSettings;
  readonly comments: Comments;
  readonly issues: Issues;
  readonly secrets: EnvironmentSecrets;
  readonly app: GitHubApp;
  readonly runs: WorkflowRuns;
  /** What became of the jobs of each run of the workflow, by its number. */
  readonly jobs: WorkflowJobs;
}

/**
 * The endpoints of GitHub that keep files on a branch, comment on pull requests and open issues, over a real repository
 * with one commit on `main`; and those with which an app starts a workflow.
 */
export function createGitHub({
  directory,
  repository,
  githubToken,
  secretsToken,
  now,
  settings: given,
}: GitHubOptions): GitHub {
  const git = new Git(directory);
  git.initialise();
  const readme = git.writeBlob(Buffer.from("# Co-sell\n"));
  const tree = git.writeTree(null, [{ path: "README.md", mode: "100644", oid: readme }]);
  const first = git.writeCommit({
    tree,
    parents: [],
    message: "Initial commit",
    author: BOT,
    committer: WEB_FLOW,
  });
  git.moveRef("refs/heads/main", first, null);
  const settings: GitHubSettings = { ...DEFAULT_SETTINGS, ...given };
  const comments = createComments(settings, now);
  const issues = createIssues(settings, comments, now);
  const app = new GitHubApp(now);
  const runs = new WorkflowRuns();
  const jobs: WorkflowJobs = new Map();
  const own = { git, token: githubToken, repository };
  const context: GitHubContext = { ...own, settings, comments, issues, app, runs, jobs };
  const secrets = createEnvironmentSecrets({ now, repository, secretsToken });
  const service: Service = (exchange) =>
    secrets.concerns(exchange) ? secrets.service(exchange) : route(context, exchange);
  return { service, settings, comments, issues, secrets, app, runs, jobs };
}

function route(context: GitHubContext, exchange: Exchange): Reply | Promise<Reply> {
  const header = exchange.headers.authorization;
  if (header === undefined) return restError(401, "Requires authentication");
  // Octokit writes "token …"; both words mean the same.
  const token = bearerOf(exchange.headers) ?? /^token +(\S+)$/i.exec(header)?.[1] ?? "";
  if (token.split(".").length === 3) return context.app.isProof(token) ? asApp(context, exchange) : UNPROVEN;
  const permissions = permissionsOf(context, token);
  if (permissions === null) return restError(401, "Bad credentials");
  if (exchange.url.pathname !== "/graphql") return rest(context, exchange, permissions);
  const { contents } = permissions;
  if (!contents) return restError(403, NO_PERMISSION);
  return graphqlEndpoint({ ...context, settings: { ...context.settings, contents } }, exchange);
}

const UNPROVEN = restError(401, "A JSON web token could not be decoded");

/** The token of the workflow's own job, or one that the app was given. */
function permissionsOf({ token: own, settings, app }: GitHubContext, token: string): Permissions | null {
  return token === own ? { contents: settings.contents } : app.permissionsOf(token);
}

/** What the app may ask with its own key: where it is installed, and for a token. */
function asApp({ app, repository }: GitHubContext, { method, url, body }: Exchange): Reply {
  const isInstallation = url.pathname.toLowerCase() === `/repos/${repository}/installation`.toLowerCase();
  if (method === "GET" && isInstallation) return { status: 200, body: { id: app.installation } };
  if (method !== "POST" || url.pathname !== `/app/installations/${app.installation}/access_tokens`) {
    return restError(404, "Not Found");
  }
  const wanted = body.length === 0 ? {} : (JSON.parse(body.toString("utf8")) as TokenRequest);
  const foreign = (wanted.repositories ?? []).filter((name) => name !== repository.split("/")[1]);
  if (foreign.length > 0) return restError(422, "There is at least one repository that does not exist");
  return app.newToken(wanted.permissions);
}

interface TokenRequest {
  readonly repositories?: readonly string[];
  readonly permissions?: Readonly<Record<string, unknown>>;
}
