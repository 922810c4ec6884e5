import { z } from "zod";
import {
  type BranchState,
  type ConnectionsReader,
  type JobFailure,
  NUMBERS_FILE,
  type RunNumbers,
  type SyncJob,
} from "../../model/connections.ts";
import { jsonIn } from "../../model/json-in.ts";
import { chunksOf } from "../chunks.ts";
import { demand, type GithubAccess, type GithubApi, openGithubApi } from "./api.ts";
import { queryRepository } from "./query.ts";

export interface GithubConnectionsOptions extends Omit<GithubAccess, "permission"> {
  /** Number of the run of the workflow. */
  readonly workflowRun: string;
}

/** GitHub gives at most so many jobs at once. */
const JOBS_AT_ONCE = 100;
/** A question about more branches may take GitHub longer than the ten seconds that it allows itself. */
const BRANCHES_AT_ONCE = 50;

const number = z.int().nonnegative();
const numbersFile = z.object({
  run: z.string(),
  at: z.string(),
  created: number,
  updated: number,
  failed: number,
  left: number,
  waiting: z.object({ conflicts: number, held: number, approvals: number, retried: number }),
});

const step = z.looseObject({ status: z.string() });
const job = z.looseObject({
  name: z.string(),
  conclusion: z.string().nullable(),
  started_at: z.string().nullish(),
  completed_at: z.string().nullish(),
  html_url: z.string().nullish(),
  check_run_url: z.string(),
  steps: z.array(step).nullish(),
});
const jobsAnswer = z.looseObject({ total_count: z.int(), jobs: z.array(job) });
const annotationsAnswer = z.array(
  z.looseObject({ annotation_level: z.string(), title: z.string().nullish(), message: z.string() }),
);
const REFUSED = "Refused";

const commit = z.object({
  oid: z.string(),
  file: z.object({ object: z.object({ text: z.string().nullish() }).nullish() }).nullish(),
});
const branchesAnswer = z.object({
  repository: z.record(z.string(), z.object({ target: commit.nullable() }).nullable()),
});

/**
 * What GitHub knows of the connections of a workflow run: a request for a hundred jobs ("List jobs for a workflow
 * run"), one for the reason of each that failed ("List check run annotations"), and one for fifty state branches.
 *
 * @throws StateError, UnreachableError and ContractError see `openGithubApi`
 */
export function openGithubConnections(options: GithubConnectionsOptions): ConnectionsReader {
  const { workflowRun } = options;
  const opened = (permission: string) => openGithubApi({ ...options, permission });
  const actions = opened("actions: read");
  const checks = opened("checks: read");
  const contents = opened("contents: read");
  return {
    async jobs() {
      const found: SyncJob[] = [];
      for (let page = 1; ; page += 1) {
        const query = `per_page=${JOBS_AT_ONCE}&page=${page}`;
        const answer = await actions.get(jobsAnswer, `/actions/runs/${workflowRun}/jobs?${query}`);
        const { jobs } = demand(answer, actions);
        found.push(...jobs.map(jobOf));
        if (jobs.length < JOBS_AT_ONCE) return found;
      }
    },
    async failureOf({ checkRun }) {
      const path = `/check-runs/${checkRun}/annotations?per_page=100`;
      const annotations = demand(await checks.get(annotationsAnswer, path), checks);
      const failures = annotations.filter(({ annotation_level: level }) => level === "failure");
      return failureIn(failures.find(({ title }) => title === REFUSED) ?? failures[0]);
    },
    async branches(names) {
      const found = new Map<string, BranchState>();
      for (const some of chunksOf(names, BRANCHES_AT_ONCE)) {
        const refs = await askBranches(contents, some);
        for (const [index, name] of some.entries()) {
          const target = refs[`b${index}`]?.target;
          if (target) found.set(name, { commit: target.oid, numbers: numbersIn(target.file?.object?.text) });
        }
      }
      return found;
    },
  };
}

function jobOf(found: z.infer<typeof job>): SyncJob {
  const steps = found.steps ?? [];
  return {
    name: found.name,
    checkRun: Number(/\/(\d+)$/.exec(found.check_run_url)?.[1] ?? 0),
    conclusion: found.conclusion,
    began: steps.some(({ status }) => status !== "queued" && status !== "pending"),
    ended: steps.every(({ status }) => status !== "in_progress"),
    startedAt: found.started_at ?? null,
    completedAt: found.completed_at ?? null,
    url: found.html_url ?? "",
  };
}

function failureIn(annotation: z.infer<typeof annotationsAnswer>[number] | undefined): JobFailure | null {
  if (!annotation) return null;
  return { isRefusal: annotation.title === REFUSED, message: annotation.message };
}

function askBranches(api: GithubApi, names: readonly string[]) {
  const fields = names.map(
    (_name, index) =>
      `b${index}: ref(qualifiedName: $r${index}) { target { ... on Commit { oid file(path: $path) { object { ... on Blob { text } } } } } }`,
  );
  const refs = Object.fromEntries(names.map((branch, index) => [`r${index}`, `refs/heads/${branch}`]));
  return queryRepository(api, { schema: branchesAnswer, fields, variables: { path: NUMBERS_FILE, ...refs } });
}

/** What somebody put there instead is no reason to hide the other connections. */
function numbersIn(text: string | null | undefined): RunNumbers | null {
  return numbersFile.safeParse(jsonIn(text ?? "")).data ?? null;
}
