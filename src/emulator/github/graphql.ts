import { type GraphQLError, type GraphQLFormattedError, graphql } from "graphql";
import type { Exchange, Reply } from "../exchange.ts";
import { isObject, parseJson } from "../json.ts";
import { createCommitOnBranch } from "./commit-on-branch.ts";
import { BOT, type GitHubContext } from "./context.ts";
import { restError, TypedError } from "./errors.ts";
import { repositoryNode } from "./nodes.ts";
import { schema } from "./schema.ts";

/** Not documented; people have met it from this size on. Its words are not known. */
const TOO_LARGE_BYTES = 40 * 1024 * 1024;

/** `POST /graphql`. What goes wrong inside a query is told with HTTP 200, under `errors`. */
export async function graphqlEndpoint(context: GitHubContext, exchange: Exchange): Promise<Reply> {
  if (exchange.method !== "POST") return restError(404, "Not Found");
  if (exchange.body.length >= TOO_LARGE_BYTES) return restError(413, "Payload too large");
  const request = readRequest(exchange.body);
  if (!request) return restError(400, "Problems parsing JSON");
  const { data, errors } = await graphql({
    schema,
    source: request.query,
    variableValues: request.variables,
    rootValue: {
      viewer: { login: BOT.name },
      repository: ({ owner, name }: { owner: string; name: string }) =>
        repository(context, `${owner}/${name}`),
      createCommitOnBranch: ({ input }: Parameters<typeof createCommitOnBranch>[1]) =>
        createCommitOnBranch(context, { input }),
    },
  });
  return {
    status: 200,
    // A document that does not fit the schema has no data at all.
    body: { ...(data === undefined ? {} : { data }), ...(errors ? { errors: errors.map(formatted) } : {}) },
  };
}

interface GraphqlRequest {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>> | null | undefined;
}

function readRequest(body: Buffer): GraphqlRequest | null {
  const request = parseJson(body);
  if (!isObject(request) || typeof request.query !== "string") return null;
  return { query: request.query, variables: request.variables as GraphqlRequest["variables"] };
}

function repository(context: GitHubContext, name: string): unknown {
  if (name.toLowerCase() === context.repository.toLowerCase()) return repositoryNode(context);
  throw new TypedError("NOT_FOUND", `Could not resolve to a Repository with the name '${name}'.`);
}

/** GitHub puts the kind of error beside its message. */
function formatted(error: GraphQLError): GraphQLFormattedError & { readonly type?: string } {
  const { originalError } = error;
  const { message, locations, path } = error.toJSON();
  const shape = { ...(path ? { path } : {}), ...(locations ? { locations } : {}), message };
  return originalError instanceof TypedError ? { type: originalError.type, ...shape } : shape;
}
