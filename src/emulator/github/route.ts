import type { Exchange, Reply } from "../exchange.ts";
import type { Permissions } from "./app.ts";
import type { GitHubContext } from "./context.ts";

export type Json = Record<string, unknown>;

export interface Request extends GitHubContext {
  readonly exchange: Exchange;
  /** What the pattern of the route caught, decoded. */
  readonly rest: string;
  readonly body: Json;
}

export interface Route {
  readonly method: string;
  /** Tested against the path below `/repos/{owner}/{repo}/`. */
  readonly path: RegExp;
  /** Which of the token's permissions it takes, to read for a GET and to write for all else; `contents` by default. */
  readonly needs?: keyof Permissions;
  readonly handle: (request: Request) => Promise<Reply> | Reply;
}
