import type { z } from "zod/mini";
import { demand, type GithubApi } from "./api.ts";

/** A query of GraphQL about the repository. */
interface RepositoryQuery<T> {
  readonly schema: z.core.$ZodType<{ readonly repository: T }>;
  readonly fields: readonly string[];
  /** By the names that the fields have for them; each is a `String!`. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** What the repository has of these fields. */
export async function queryRepository<T>(
  api: GithubApi,
  { schema, fields, variables = {} }: RepositoryQuery<T>,
): Promise<T> {
  const [owner, name] = api.repository.split("/");
  const given = { owner, name, ...variables };
  const declared = Object.keys(given).map((variable) => `$${variable}: String!`);
  const query = `query (${declared.join(", ")}) {
    repository(owner: $owner, name: $name) { ${fields.join("\n")} }
  }`;
  return demand(await api.graphql(schema, query, given), api).repository;
}
