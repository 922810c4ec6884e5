import { z } from "zod";
import { type GithubAccess, openGithubApi } from "./api.ts";
import { listed, taken, viewerOf } from "./sticky.ts";

/** Comments on pull requests that are found again by the marker they begin with. */
export interface StickyComments {
  /** Writes the one comment of ours that begins with `marker`, in place when it is there already. */
  put(pullRequest: number, marker: string, body: string): Promise<void>;
  /** Of all of ours on a pull request that begin with `marker`, the oldest first. */
  texts(pullRequest: number, marker: string): Promise<readonly string[]>;
  /** The one of any pull request that holds this text, among those that were changed last; `null` when none does. */
  find(text: string): Promise<string | null>;
}

/** A plan is applied soon after its review: what lies further back than this is not looked for. */
const PAGES_TO_SEARCH = 5;

const COMMENT = z.object({
  id: z.number(),
  body: z.string().nullish(),
  user: z.object({ login: z.string(), type: z.string() }).nullish(),
  author_association: z.string(),
});
type Comment = z.infer<typeof COMMENT>;

const HAVE_A_SAY = ["OWNER", "MEMBER", "COLLABORATOR"];

/**
 * @throws StateError with the permission that is missing (403); otherwise as `openGithubApi`
 * @throws LostAnswerError when a new comment may have been written, though nothing said so
 * @throws ServiceError when GitHub refuses the comment itself
 */
export function openStickyComments(access: GithubAccess): StickyComments {
  const api = openGithubApi({ ...access, permission: "pull-requests: write" });

  let login: Promise<string> | null = null;

  function ownLogin(): Promise<string> {
    login ??= viewerOf(api);
    return login;
  }

  /**
   * Anybody who may read can begin a comment with our marker, and go on editing it: a plan that was written into it would say
   * whatever they like, to those who are to agree to it.
   */
  async function* ours(pullRequest: number, marker: string): AsyncGenerator<Comment> {
    for await (const comment of listed(api, COMMENT, `/issues/${pullRequest}/comments`)) {
      const isMarked = comment.body?.startsWith(marker) ?? false;
      if (isMarked && comment.user?.login === (await ownLogin())) yield comment;
    }
  }

  return {
    put: async (pullRequest, marker, body) => {
      const known = (await ours(pullRequest, marker).next()).value as Comment | undefined;
      const answer = known
        ? await api.patch(COMMENT, `/issues/comments/${known.id}`, { body })
        : await api.create(COMMENT, `/issues/${pullRequest}/comments`, { body });
      taken(answer, { what: "comment", fix: "The job summary has the same plan." });
    },
    texts: async (pullRequest, marker) => {
      const found: string[] = [];
      for await (const { body } of ours(pullRequest, marker)) found.push(body ?? "");
      return found;
    },
    find: async (text) => {
      const newest = listed(api, COMMENT, "/issues/comments?sort=updated&direction=desc", PAGES_TO_SEARCH);
      for await (const comment of newest)
        if (comment.body?.includes(text) && mayBeBelieved(comment)) return comment.body;
      return null;
    },
  };
}

/** Whatever token has reviewed the plan. What a stranger says is not heard. */
function mayBeBelieved({ user, author_association: association }: Comment): boolean {
  return user?.type === "Bot" || HAVE_A_SAY.includes(association);
}
