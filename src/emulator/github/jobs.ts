import type { Reply } from "../exchange.ts";
import { NO_PERMISSION, restError } from "./errors.ts";
import { page } from "./page.ts";
import type { Request, Route } from "./route.ts";

export const JOB_ROUTES: readonly Route[] = [
  { method: "GET", path: /^actions\/runs\/(\d+)\/jobs$/, handle: listJobs },
  { method: "GET", path: /^check-runs\/(\d+)\/annotations$/, handle: listAnnotations },
];

/** When every job began; how long it took is what differs. */
const BEGAN = Date.UTC(2026, 10, 23, 10);
/** Check runs are numbered through: the first job of run 7 is 7001. */
const NUMBERS_OF_A_RUN = 1000;

/** "List jobs for a workflow run". */
function listJobs({ jobs, settings, rest: run, exchange, repository }: Request): Reply {
  if (settings.actions === "none") return restError(403, NO_PERMISSION);
  const found = jobs.get(run);
  if (!found) return restError(404, "Not Found");
  const base = `${exchange.url.origin}/repos/${repository}`;
  const shown = found.map((job, index) => {
    const id = Number(run) * NUMBERS_OF_A_RUN + index + 1;
    return {
      status: job.conclusion === null ? "in_progress" : "completed",
      conclusion: job.conclusion,
      started_at: new Date(BEGAN).toISOString(),
      completed_at: job.conclusion === null ? null : new Date(BEGAN + job.seconds * 1000).toISOString(),
      name: job.name,
      steps: job.steps.map((step, place) => ({ name: `Step ${place + 1}`, number: place + 1, ...step })),
      check_run_url: `${base}/check-runs/${id}`,
      html_url: `https://github.com/${repository}/actions/runs/${run}/job/${id}`,
    };
  });
  return { status: 200, body: { total_count: found.length, jobs: page(shown, exchange.url) } };
}

/** "List check run annotations". */
function listAnnotations({ jobs, settings, rest: id }: Request): Reply {
  if (settings.checks === "none") return restError(403, NO_PERMISSION);
  const job = jobs.get(String(Math.floor(Number(id) / NUMBERS_OF_A_RUN)))?.[
    (Number(id) % NUMBERS_OF_A_RUN) - 1
  ];
  if (!job) return restError(404, "Not Found");
  const body = job.annotations.map(({ level, title, message }) => ({
    annotation_level: level,
    title,
    message,
  }));
  return { status: 200, body };
}
