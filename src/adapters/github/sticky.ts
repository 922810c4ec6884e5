import { z } from "zod";
import { ServiceError } from "../../errors.ts";
import { type Answer, demand, type GithubApi } from "./api.ts";

/*
 * What comments and issues have in common that are found again by how they begin, and by whose they are.
 */

const VIEWER = z.object({ viewer: z.object({ login: z.string() }) });

/** GitHub hands out a hundred at a time (REST, list issue comments, list repository issues). */
const PAGE = 100;

/** Whom the token belongs to, of a workflow's own `github-actions[bot]`, which may not ask for its user by REST. */
export async function viewerOf(api: GithubApi): Promise<string> {
  return demand(await api.graphql(VIEWER, "query { viewer { login } }", {}), api).viewer.login;
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
    // Taken for an empty list, it would have written once more what is there.
    const items = taken(answer, {
      what: "list",
      fix: "Run again; if it stays so, report this with the message.",
    });
    yield* items;
    if (items.length < PAGE) return;
  }
}

/** @throws ServiceError where GitHub refuses what was asked, such as a text that is too long. */
export function taken<T>(
  answer: Answer<T>,
  { what, fix }: { readonly what: string; readonly fix: string },
): T {
  if ("data" in answer) return answer.data;
  throw new ServiceError(`GitHub refused the ${what}: ${answer.refusal.message}`, fix, 422, "422");
}
