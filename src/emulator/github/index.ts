import type { Exchange, Reply, Service } from "../exchange.ts";
import { bearerOf } from "../tokens.ts";
import { BOT, type GitHubContext, type GitHubSettings, restError, WEB_FLOW } from "./context.ts";
import { Git } from "./git.ts";
import { graphqlEndpoint } from "./graphql.ts";
import { rest } from "./rest.ts";

export interface GitHubOptions {
  /** Where the bare repository is made. */
  readonly directory: string;
  /** `owner/name`. */
  readonly repository: string;
  readonly githubToken: string;
  readonly settings?: Partial<GitHubSettings>;
}

export interface GitHub {
  readonly service: Service;
  readonly settings: GitHubSettings;
}

/** The endpoints of GitHub that keep files on a branch, over a real repository with one commit on `main`. */
export async function createGitHub({
  directory,
  repository,
  githubToken,
  settings,
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
  const context: GitHubContext = {
    git,
    token: githubToken,
    repository,
    settings: { contents: "write", ...settings },
  };
  return { service: (exchange) => route(context, exchange), settings: context.settings };
}

async function route(context: GitHubContext, exchange: Exchange): Promise<Reply> {
  const header = exchange.headers.authorization;
  if (header === undefined) return restError(401, "Requires authentication");
  // Octokit writes "token …"; both words mean the same.
  const token = bearerOf(exchange.headers) ?? /^token +(\S+)$/i.exec(header)?.[1];
  if (token !== context.token) return restError(401, "Bad credentials");
  return exchange.url.pathname === "/graphql" ? graphqlEndpoint(context, exchange) : rest(context, exchange);
}
