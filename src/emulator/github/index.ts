import type { Exchange, Now, Reply, Service } from "../exchange.ts";
import { bearerOf } from "../tokens.ts";
import { type Comments, createComments } from "./comments.ts";
import {
  BOT,
  DEFAULT_SETTINGS,
  type GitHubContext,
  type GitHubSettings,
  restError,
  WEB_FLOW,
} from "./context.ts";
import { Git } from "./git.ts";
import { graphqlEndpoint } from "./graphql.ts";
import { rest } from "./rest.ts";
import { createEnvironmentSecrets, type EnvironmentSecrets } from "./secrets.ts";

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
  readonly secrets: EnvironmentSecrets;
}

const ENVIRONMENTS = ["staging", "production"];

/** The endpoints of GitHub that keep files on a branch and comment on pull requests, over a real repository with one commit on `main`. */
export async function createGitHub({
  directory,
  repository,
  githubToken,
  secretsToken,
  now,
  settings: given,
}: GitHubOptions): Promise<GitHub> {
  const git = new Git(directory);
  await git.initialise();
  const readme = await git.writeBlob(Buffer.from("# Co-sell\n"));
  const tree = await git.writeTree(null, [{ path: "README.md", mode: "100644", oid: readme }]);
  const first = await git.writeCommit({
    tree,
    parents: [],
    message: "Initial commit",
    author: BOT,
    committer: WEB_FLOW,
  });
  await git.moveRef("refs/heads/main", first, null);
  const settings: GitHubSettings = { ...DEFAULT_SETTINGS, ...given };
  const comments = createComments(settings, now);
  const context: GitHubContext = { git, token: githubToken, repository, settings, comments };
  const secrets = createEnvironmentSecrets({ now, repository, secretsToken, environments: ENVIRONMENTS });
  const service: Service = (exchange) =>
    secrets.concerns(exchange) ? secrets.service(exchange) : route(context, exchange);
  return { service, settings, comments, secrets };
}

async function route(context: GitHubContext, exchange: Exchange): Promise<Reply> {
  const header = exchange.headers.authorization;
  if (header === undefined) return restError(401, "Requires authentication");
  // Octokit writes "token …"; both words mean the same.
  const token = bearerOf(exchange.headers) ?? /^token +(\S+)$/i.exec(header)?.[1];
  if (token !== context.token) return restError(401, "Bad credentials");
  return exchange.url.pathname === "/graphql" ? graphqlEndpoint(context, exchange) : rest(context, exchange);
}
