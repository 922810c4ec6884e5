import { problem, type Read, type Source } from "./source.ts";
import { isSafeUrl } from "./values.ts";

/** Where the state branch is: in a local repository, or on GitHub. */
export type StatePlace = { readonly branch: string } & (
  | { readonly directory: string }
  | {
      readonly repository: string;
      readonly token: string;
      readonly apiUrl: string;
      readonly graphqlUrl: string;
    }
);

interface Values {
  readonly "state-branch": string;
  readonly "state-dir"?: string | undefined;
  readonly "github-token"?: string | undefined;
}

const REPOSITORY = /^[\w.-]+\/[\w.-]+$/;

/**
 * Where this run keeps its state.
 *
 * @param values `undefined` where the schema has said what is wrong.
 */
export function readStatePlace(
  values: Values | undefined,
  { given, environment, label }: Source,
): Read<StatePlace> {
  if (!values) return { problems: [] };
  const branch = values["state-branch"];
  const directory = values["state-dir"];
  if (directory !== undefined) return { value: { branch, directory } };
  const { GITHUB_REPOSITORY: repository } = environment;
  const token = values["github-token"];
  // What was registered before is on the branch of the syncs, where they look for it.
  if (!repository && given.command?.startsWith("webhooks")) {
    const message = "is missing; name the repository of the syncs, or run its workflow Webhooks";
    return problem("GITHUB_REPOSITORY", message);
  }
  if (!repository) {
    return problem(
      label("state-dir"),
      "is missing; name a directory, or set GITHUB_REPOSITORY, such as contoso/co-sell",
    );
  }
  if (!REPOSITORY.test(repository))
    return problem("GITHUB_REPOSITORY", "is not owner/name, such as contoso/co-sell");
  if (!token) return problem(label("github-token"), "is missing; on a terminal, gh auth token prints one");
  const api = readApiUrl(environment);
  if ("problems" in api) return api;
  const apiUrl = api.value;
  const graphql = readUrl(
    "GITHUB_GRAPHQL_URL",
    environment.GITHUB_GRAPHQL_URL || graphqlOf(apiUrl),
    "graphql",
  );
  if ("problems" in graphql) return graphql;
  return { value: { branch, repository, token, apiUrl, graphqlUrl: graphql.value } };
}

/** Where GitHub's API is: a runner knows its own, and on a terminal a person says it who does not use github.com. */
export function readApiUrl({ GITHUB_API_URL: given }: Source["environment"]): Read<string> {
  return readUrl("GITHUB_API_URL", given || "https://api.github.com", "v3");
}

/** What is there gets the token. */
function readUrl(where: string, given: string, example: string): Read<string> {
  const url = given.replace(/\/+$/, "");
  if (isSafeUrl(url)) return { value: url };
  return problem(where, `is not an https URL, such as https://github.contoso.com/api/${example}`);
}

/** Where a GitHub server has GraphQL: a GitHub Enterprise Server beside the versions of its REST API. */
function graphqlOf(apiUrl: string): string {
  return `${apiUrl.replace(/\/api\/v3$/, "/api")}/graphql`;
}
