import { z } from "zod";
import { type GithubAccess, openGithubApi } from "./api.ts";
import { listed, taken, viewerOf } from "./sticky.ts";

export interface IssueText {
  readonly title: string;
  /** Markdown, 65,536 characters at most. */
  readonly body: string;
}

export interface Issue extends IssueText {
  readonly number: number;
  readonly isOpen: boolean;
}

/** Issues that are found again by the marker they begin with. */
export interface StickyIssues {
  /** Marker → the latest of ours that begins with it, open or closed, where there ever was one. */
  latest(markers: readonly string[]): Promise<ReadonlyMap<string, Issue>>;
  open(text: IssueText): Promise<void>;
  edit(issue: Issue): Promise<void>;
  /** GitHub tells those who watch the issue, which it does not when one is edited. */
  comment(number: number, body: string): Promise<void>;
}

const ISSUE = z.object({
  number: z.number(),
  title: z.string(),
  body: z.string().nullish(),
  state: z.string(),
});
const COMMENT = z.object({ id: z.number() });
/**
 * What else the token has opened is listed as well, pull requests too, and most repositories never had an issue of each
 * marker: every run would turn all pages. One that lies further back counts as none.
 */
const MOST_PAGES = 10;
const WRITTEN = { what: "issue", fix: "The job summary has the same." };

/**
 * @throws StateError with the permission that is missing (403), or that the repository has no issues (410); otherwise as
 *   `openGithubApi`
 * @throws LostAnswerError when a new issue or comment may have been written, though nothing said so
 * @throws ServiceError when GitHub refuses the text
 */
export function openStickyIssues(access: GithubAccess): StickyIssues {
  const api = openGithubApi({ ...access, permission: "issues: write" });

  /** Anybody may open an issue that begins with our marker. The newest come first. */
  async function* ours(): AsyncGenerator<z.infer<typeof ISSUE>> {
    const login = encodeURIComponent(await viewerOf(api));
    yield* listed(api, ISSUE, `/issues?state=all&creator=${login}`, MOST_PAGES);
  }

  return {
    latest: async (markers) => {
      const found = new Map<string, Issue>();
      for await (const { number, title, body, state } of ours()) {
        const marker = markers.find((one) => body?.startsWith(one) && !found.has(one));
        if (marker && body) found.set(marker, { number, title, body, isOpen: state === "open" });
        if (found.size === markers.length) break;
      }
      return found;
    },
    open: async (text) => void taken(await api.create(ISSUE, "/issues", text), WRITTEN),
    edit: async ({ number, title, body, isOpen }) => {
      const state = isOpen ? "open" : "closed";
      taken(await api.patch(ISSUE, `/issues/${number}`, { title, body, state }), WRITTEN);
    },
    comment: async (number, body) =>
      void taken(await api.create(COMMENT, `/issues/${number}/comments`, { body }), WRITTEN),
  };
}
