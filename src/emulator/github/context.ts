import type { GitHubApp } from "./app.ts";
import type { Comments } from "./comments.ts";
import type { Git } from "./git.ts";
import type { Issues } from "./issues.ts";
import type { Person } from "./object-format.ts";
import type { GitHubSettings } from "./settings.ts";
import type { WorkflowJobs } from "./workflow-jobs.ts";
import type { WorkflowRuns } from "./workflow-runs.ts";

/** What every endpoint works on: one repository and one installation token. */
export interface GitHubContext {
  readonly git: Git;
  readonly token: string;
  /** `owner/name`. */
  readonly repository: string;
  readonly settings: GitHubSettings;
  readonly comments: Comments;
  readonly issues: Issues;
  readonly app: GitHubApp;
  readonly runs: WorkflowRuns;
  readonly jobs: WorkflowJobs;
}

/** Whom GitHub names on a commit that it made for the token of a workflow, and signed itself. */
export const BOT: Person = {
  name: "github-actions[bot]",
  email: "41898282+github-actions[bot]@users.noreply.github.com",
};
export const WEB_FLOW: Person = { name: "GitHub", email: "noreply@github.com" };
