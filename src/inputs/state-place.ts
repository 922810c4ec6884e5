import type { Problem } from "../errors.ts";
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

interface Source {
  readonly label: (name: string) => string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Where this run keeps its state, or what is missing to say so. */
export function readStatePlace(
  values: Values,
  { environment, label }: Source,
): { place: StatePlace } | { problem: Problem } {
  const branch = values["state-branch"];
  const directory = values["state-dir"];
  if (directory !== undefined) return { place: { branch, directory } };
  const { GITHUB_REPOSITORY: repository, GITHUB_GRAPHQL_URL } = environment;
  const token = values["github-token"];
  if (!repository) {
    return {
      problem: {
        where: label("state-dir"),
        message: "is missing; name a directory for the state, or set GITHUB_REPOSITORY",
      },
    };
  }
  if (!token)
    return {
      problem: {
        where: label("github-token"),
        message: "is missing; the state branch cannot be read without it",
      },
    };
  const api = readApiUrl(environment);
  if ("problem" in api) return api;
  const { apiUrl } = api;
  return {
    place: { branch, repository, token, apiUrl, graphqlUrl: GITHUB_GRAPHQL_URL ?? graphqlOf(apiUrl) },
  };
}

/** Where GitHub's API is: a runner knows its own, and on a terminal a person says it who does not use github.com. */
export function readApiUrl({
  GITHUB_API_URL: given,
}: Source["environment"]): { apiUrl: string } | { problem: Problem } {
  const apiUrl = (given || "https://api.github.com").replace(/\/+$/, "");
  if (isSafeUrl(apiUrl)) return { apiUrl };
  const message = "is not an https URL, such as https://github.contoso.com/api/v3";
  return { problem: { where: "GITHUB_API_URL", message } };
}

/** Where a GitHub server has GraphQL: a GitHub Enterprise Server beside the versions of its REST API. */
function graphqlOf(apiUrl: string): string {
  return `${apiUrl.replace(/\/api\/v3$/, "/api")}/graphql`;
}
