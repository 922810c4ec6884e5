import { z } from "zod";
import { demand, type GithubApi } from "./api.ts";

const VIEWER = z.object({ viewer: z.object({ login: z.string() }) });

/** Whom the token belongs to, of a workflow's own `github-actions[bot]`, which may not ask for its user by REST. */
export async function viewerOf(api: GithubApi, repository: string): Promise<string> {
  return demand(await api.graphql(VIEWER, "query { viewer { login } }", {}), repository).viewer.login;
}
