import { z } from "zod";
import { ServiceError } from "../../errors.ts";
import { demand, type GithubApi } from "./api.ts";

/*
 * What comments and issues have in common that are found again by how they begin, and by whose they are.
 */

const VIEWER = z.object({ viewer: z.object({ login: z.string() }) });

/** GitHub hands out a hundred at a time (REST, list issue comments, list repository issues). */
const PAGE = 100;

/** Whom the token belongs to, of a workflow's own `github-actions[bot]`, which may not ask for its user by REST. */
export async function viewerOf(api: GithubApi, repository: string): Promise<string> {
  return demand(await api.graphql(VIEWER, "query { viewer { login } }", {}), repository).viewer.login;
}

/** What is in a list, page after page, as far as somebody looks. */
export async function* listed<T>(
  api: GithubApi,
  one: z.ZodType<T>,
  path: string,
  mostPages = Number.POSITIVE_INFINITY,
): AsyncGenerator<T> {
  const beginning = path + (path.includes("?") ? "&" : "?");
  for (let page = 1; page <= mostPages; page += 1) {
    const answer = await api.get(z.array(one), `${beginning}per_page=${PAGE}&page=${page}`);
    const items = "data" in answer ? answer.data : [];
    yield* items;
    if (items.length < PAGE) return;
  }
}

/** @throws ServiceError where GitHub refuses the text that was to be written. */
export function requireTaken(
  answer: Awaited<ReturnType<GithubApi["create"]>>,
  { what, mend }: { readonly what: string; readonly mend: string },
): void {
  if ("refusal" in answer)
    throw new ServiceError(`GitHub refused the ${what}: ${answer.refusal.message}`, mend, 422, "422");
}
