import type { Reply } from "../exchange.ts";
import { NO_PERMISSION, restError } from "./errors.ts";
import type { Request, Route } from "./route.ts";

/** What a token may see of a repository beside its contents. */
export const REPOSITORY_ROUTES: readonly Route[] = [
  { method: "GET", path: /^$/, handle: getRepository },
  { method: "GET", path: /^branches\/(.+)$/, handle: getBranch },
  { method: "GET", path: /^compare\/(.+\.\.\..+)$/, handle: compareCommits },
  { method: "GET", path: /^rules\/branches\/(.+)$/, handle: getRules },
  { method: "GET", path: /^actions\/workflows$/, handle: listWorkflows },
  { method: "GET", path: /^actions\/workflows\/([^/]+)$/, needs: "actions", handle: getWorkflow },
  { method: "GET", path: /^actions\/oidc\/customization\/sub$/, handle: getSubject },
];

/** Permissions are those of a user: an installation, as the token of a job is of one, is said to have none. */
function getRepository({ repository, settings }: Request): Reply {
  return {
    status: 200,
    body: {
      full_name: repository,
      private: !settings.isPublic,
      default_branch: "main",
      permissions: { admin: false, maintain: false, push: false, triage: false, pull: false },
    },
  };
}

function getBranch({ git, rest: name, settings }: Request): Reply {
  const sha = git.resolve(`refs/heads/${name}`);
  if (sha === null) return restError(404, "Branch not found");
  const isProtected = settings.protectedBranches.includes(name) || rulesOf(name, settings).length > 0;
  const { committedAt } = git.commit(sha);
  const committer = { date: new Date(committedAt * 1000).toISOString() };
  return { status: 200, body: { name, commit: { sha, commit: { committer } }, protected: isProtected } };
}

/** "Compare two commits", as far as files were renamed. */
async function compareCommits({ git, rest }: Request): Promise<Reply> {
  const [base, head] = rest.split("...").map((name) => git.resolve(`${name}^{commit}`));
  if (!base || !head) return restError(404, "Not Found");
  const files = [...(await git.renamed(base, head))].map(([filename, previous_filename]) => {
    return { filename, status: "renamed", previous_filename };
  });
  return { status: 200, body: { files } };
}

/** "Get rules for a branch": also of one that does not exist. */
function getRules({ rest: name, settings }: Request): Reply {
  if (settings.branchRules === null) {
    return restError(403, "Upgrade to GitHub Pro or make this repository public to enable this feature.");
  }
  return { status: 200, body: rulesOf(name, settings).map((type) => ({ type })) };
}

function rulesOf(branch: string, { branchRules }: Request["settings"]): readonly string[] {
  return branchRules?.[branch] ?? [];
}

function listWorkflows({ settings }: Request): Reply {
  if (settings.actions === "none") return restError(403, NO_PERMISSION);
  const workflows = workflowsIn(settings);
  return { status: 200, body: { total_count: workflows.length, workflows } };
}

/** "Get a workflow", by the name of its file. */
function getWorkflow({ settings, rest: file }: Request): Reply {
  const found = workflowsIn(settings).find(({ path }) => path === `.github/workflows/${file}`);
  return found ? { status: 200, body: found } : restError(404, "Not Found");
}

function workflowsIn({ workflows }: Request["settings"]) {
  return Object.entries(workflows).map(([path, state]) => ({
    path,
    state,
  }));
}

/** Repositories made since July 2026 present their ids, so that a name that is given away helps nobody. */
function getSubject({ repository }: Request): Reply {
  const [owner, name] = repository.split("/");
  const prefix = `repo:${owner}@1001/${name}@2002`;
  return {
    status: 200,
    body: { use_default: true, use_immutable_subject: true, sub_claim_prefix: prefix },
  };
}
