import { z } from "zod";
import { ServiceError } from "../../errors.ts";
import { type GithubAccess, openGithubApi } from "./api.ts";

/** Comments on pull requests that are found again by the marker they begin with. */
export interface StickyComments {
  /** Writes the one comment that begins with `marker`, in place when it is there already. */
  put(pullRequest: number, marker: string, body: string): Promise<void>;
  /** Of all of them on a pull request, the oldest first. */
  texts(pullRequest: number): Promise<readonly string[]>;
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

  async function* ours(path: string, mostPages: number): AsyncGenerator<Comment> {
    for (let page = 1; page <= mostPages; page += 1) {
      const answer = await api.get(z.array(COMMENT), `${path}per_page=${PAGE}&page=${page}`);
      const comments = "data" in answer ? answer.data : [];
      yield* comments.filter(isOurs);
      if (comments.length < PAGE) return;
    }
  }

  const on = (pullRequest: number) => ours(`/issues/${pullRequest}/comments?`, Number.POSITIVE_INFINITY);

  return {
    put: async (pullRequest, marker, body) => {
      const known = await first(on(pullRequest), (text) => text.startsWith(marker));
      const answer = known
        ? await api.patch(COMMENT, `/issues/comments/${known.id}`, { body })
        : await api.create(COMMENT, `/issues/${pullRequest}/comments`, { body });
      if ("refusal" in answer) throw refused(answer.refusal.message);
    },
    texts: async (pullRequest) => {
      const found: string[] = [];
      for await (const { body } of on(pullRequest)) found.push(body ?? "");
      return found;
    },
    find: async (text) => {
      const newest = ours("/issues/comments?sort=updated&direction=desc&", PAGES_TO_SEARCH);
      const found = await first(newest, (body) => body.includes(text));
      return found?.body ?? null;
    },
  };
}

async function first(
  comments: AsyncIterable<Comment>,
  look: (text: string) => boolean,
): Promise<Comment | null> {
  for await (const comment of comments) if (look(comment.body ?? "")) return comment;
  return null;
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
