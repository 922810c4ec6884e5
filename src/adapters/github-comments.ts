import { z } from "zod";
import { ServiceError } from "../errors.ts";
import { type GithubAccess, openGithubApi } from "./github-api.ts";

/** Comments on pull requests that are found again by the marker they begin with. */
export interface StickyComments {
  /** Writes the one comment that begins with `marker`, in place when it is there already. */
  put(pullRequest: number, marker: string, body: string): Promise<void>;
  /** The one of any pull request that holds this text, among those that were changed last; `null` when none does. */
  find(text: string): Promise<string | null>;
}

/** GitHub hands out a hundred at a time (REST, list issue comments). */
const PAGE = 100;

/** A plan is applied soon after its review: what lies further back than this is not looked for. */
const PAGES_TO_SEARCH = 5;

const COMMENT = z.object({
  id: z.number(),
  body: z.string().nullish(),
  user: z.object({ type: z.string() }).nullish(),
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

  async function pages(
    path: string,
    most: number,
    look: (comment: Comment) => boolean,
  ): Promise<Comment | null> {
    for (let page = 1; page <= most; page += 1) {
      const answer = await api.get(z.array(COMMENT), `${path}per_page=${PAGE}&page=${page}`);
      const comments = "data" in answer ? answer.data : [];
      const found = comments.find((comment) => isOurs(comment) && look(comment));
      if (found) return found;
      if (comments.length < PAGE) return null;
    }
    return null;
  }

  return {
    put: async (pullRequest, marker, body) => {
      const path = `/issues/${pullRequest}/comments`;
      const begins = (comment: Comment) => comment.body?.startsWith(marker) ?? false;
      const known = await pages(`${path}?`, Number.POSITIVE_INFINITY, begins);
      const answer = known
        ? await api.patch(COMMENT, `/issues/comments/${known.id}`, { body })
        : await api.create(COMMENT, path, { body });
      if ("refusal" in answer) throw refused(answer.refusal.message);
    },
    find: async (text) => {
      const path = "/issues/comments?sort=updated&direction=desc&";
      const found = await pages(path, PAGES_TO_SEARCH, ({ body }) => body?.includes(text) ?? false);
      return found?.body ?? null;
    },
  };
}

/** Anybody can begin a comment with our marker. One of a stranger is not ours to edit, or to believe. */
function isOurs({ user, author_association: association }: Comment): boolean {
  return user?.type === "Bot" || HAVE_A_SAY.includes(association);
}

function refused(message: string): ServiceError {
  return new ServiceError(
    `GitHub refused the comment: ${message}`,
    "The job summary has the same plan.",
    422,
    "422",
  );
}
