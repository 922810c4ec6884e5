import type { Reply } from "../exchange.ts";
import type { GitHubApp } from "./app.ts";
import type { Comments } from "./comments.ts";
import type { Git } from "./git.ts";
import type { WorkflowJobs } from "./jobs.ts";
import type { Person } from "./object-format.ts";
import type { WorkflowRuns } from "./workflow-runs.ts";

/** May be turned while the emulator runs. */
export interface GitHubSettings {
  /** What the workflow's `permissions:` give the token: without `write` it can read only. */
  contents: "read" | "write";
  /** The same for comments of pull requests. */
  pullRequests: "none" | "read" | "write";
  /** Whether they let it look at workflows. */
  actions: "read" | "none";
  /** Whether they let it look at the annotations of jobs. */
  checks: "read" | "none";
  /** How many entries of a tree are listed at once; the others are left out, and the answer says so. */
  treeEntries: number;
  /** Whether somebody has made the repository public. */
  isPublic: boolean;
  /** Branches under classic protection, whose conditions the token may not read. */
  protectedBranches: readonly string[];
  /** Branch → types of the rules that rulesets have for it; `null` where the plan has no rulesets. */
  branchRules: Readonly<Record<string, readonly string[]>> | null;
  /** Path → state of the workflows on the default branch. */
  workflows: Readonly<Record<string, string>>;
  /** File → names of the inputs, of the workflows that can be started by hand. */
  workflowInputs: Readonly<Record<string, readonly string[]>>;
}

export const DEFAULT_SETTINGS: GitHubSettings = {
  contents: "write",
  pullRequests: "write",
  actions: "read",
  checks: "read",
  treeEntries: 100_000,
  isPublic: false,
  protectedBranches: [],
  branchRules: {},
  workflows: { ".github/workflows/sync.yml": "active" },
  workflowInputs: { "sync.yml": ["environment", "referral-id", "changed-referrals"] },
};

/** What every endpoint works on: one repository and one installation token. */
export interface GitHubContext {
  readonly git: Git;
  readonly token: string;
  /** `owner/name`. */
  readonly repository: string;
  readonly settings: GitHubSettings;
  readonly comments: Comments;
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

export function restError(status: number, message: string): Reply {
  return {
    status,
    body: { message, documentation_url: "https://docs.github.com/rest", status: String(status) },
  };
}

export const NO_PERMISSION = "Resource not accessible by integration";
