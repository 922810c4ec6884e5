/** May be turned while the emulator runs. */
export interface GitHubSettings {
  /** What the workflow's `permissions:` give the token: without `write` it can read only. */
  contents: "read" | "write";
  /** The same for comments of pull requests. */
  pullRequests: "none" | "read" | "write";
  /** The same for issues; `off` where the repository has none. */
  issues: "none" | "read" | "write" | "off";
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
  issues: "write",
  actions: "read",
  checks: "read",
  treeEntries: 100_000,
  isPublic: false,
  protectedBranches: [],
  branchRules: {},
  workflows: { ".github/workflows/sync.yml": "active" },
  workflowInputs: { "sync.yml": ["environment", "referral-id", "changed-referrals"] },
};
