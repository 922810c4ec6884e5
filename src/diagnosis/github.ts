import type {
  BranchFound,
  Finding,
  OidcSubject,
  RepositoryFound,
  ServerClock,
  WorkflowFound,
} from "../model/doctor.ts";
import type { SyncState } from "../model/state.ts";
import { failed, ok, skipped, warning } from "./finding.ts";

export function judgeToken({ mayWrite }: RepositoryFound): Finding {
  if (mayWrite) return ok("may write contents");
  const fix = "Give the job `permissions: contents: write`; a token of your own needs the same permission.";
  if (mayWrite === null) return warning("GitHub does not say whether the token may write", fix);
  return failed("the token may only read", fix);
}

/** Ids of deals and accounts, values that the mapping shows, and each summary with them: nothing of it is for everybody. */
export function judgeReaders({ isPublic }: RepositoryFound): Finding {
  if (!isPublic) return ok("the repository is private");
  return failed(
    "the repository is public: everybody can read the audit log, the job summaries and the mapping",
    "Make it private (Settings > General > Danger Zone). Somebody may have copied what was in it until then.",
  );
}

/** Rules that a commit of a workflow's own token keeps: it goes forward, GitHub signs it, and nobody asks to merge it. */
const KEPT_RULES = [
  "deletion",
  "non_fast_forward",
  "required_linear_history",
  "required_signatures",
  "copilot_code_review",
];

/** Two days: somebody's schedule may be once a day, and GitHub late. */
const SILENT_HOURS = 48;

export function judgeBranch(
  branch: string,
  { exists, isProtected, rules, silentHours }: BranchFound,
  { defaultBranch }: RepositoryFound,
): Finding {
  if (branch === defaultBranch) {
    return failed(`${branch} is the default branch`, "Give the state a branch of its own: set state-branch.");
  }
  const kept = exists ? [...KEPT_RULES, "creation"] : KEPT_RULES;
  const stopping = rules.filter((rule) => !kept.includes(rule));
  if (stopping.length > 0) {
    return failed(
      `a workflow's own token cannot get past the rules for ${branch}: ${stopping.join(", ")}`,
      "Exempt the state branch from these rules. Rules against deletion and force pushes are fine.",
    );
  }
  if (!exists) return ok(`${branch} is made by the first sync`);
  if (silentHours !== null && silentHours > SILENT_HOURS) {
    return warning(
      `no run has committed to ${branch} for ${Math.floor(silentHours / 24)} days; a sync does so at least once an hour`,
      "Look in the Actions tab whether Sync still runs, and how it ends. A schedule stops when the person who last changed its cron line leaves the organization.",
    );
  }
  if (rules.length > 0) return ok(`${branch}, protected by ${rules.join(", ")}`);
  if (!isProtected) return ok(branch);
  return warning(
    `${branch} is protected in a way that this token may not see`,
    "Check under Settings > Branches that it asks for no reviews, checks or persons. Or protect it by a ruleset, which doctor can read.",
  );
}

/** What runs have noted on a branch that is as it should be, and have said once. */
export function judgeNoted(finding: Finding, { rewritten }: Pick<SyncState, "rewritten">): Finding {
  if (!rewritten) return finding;
  const columns = rewritten.columns.join(" and ");
  return warning(
    `a run noted on ${rewritten.at.slice(0, 10)} that something in the CRM changes ${columns} each time that a sync has written it, so that sellers read something else than they are told`,
    `Find what does that, such as a flow of Power Automate that runs when an opportunity is changed, and leave ${columns} out of it.`,
  );
}

/**
 * GitHub turns schedules of public repositories off after sixty days without activity. A person may turn off what they
 * do not use, or take it out (`deleted`); that the syncs go on is what counts.
 */
export function judgeSchedule(workflows: readonly WorkflowFound[] | null): Finding {
  if (!workflows) {
    const fix = "Give the job that runs doctor `permissions: actions: read`.";
    return warning("the token may not look at workflows", fix);
  }
  const disabled = workflows.filter(({ path, state }) =>
    nameOf(path).startsWith("sync") ? state.startsWith("disabled") : state === "disabled_inactivity",
  );
  if (disabled.length > 0) {
    const names = disabled.map(({ path, state }) => `${nameOf(path)} (${state})`).join(", ");
    return failed(`turned off: ${names}`, "Open the workflow in the Actions tab and enable it.");
  }
  const active = workflows.filter(({ state }) => state === "active");
  if (active.length > 0) return ok(active.map(({ path }) => nameOf(path)).join(", "));
  return warning("there is no workflow on the default branch", "Merge the workflows that init wrote.");
}

/** To compare with the federated credential in Entra, which has to say exactly this. */
export function judgeSubject(found: OidcSubject | null): Finding {
  if (!found) {
    return skipped("GitHub hands out no identity here; you need one only to sign in without a secret");
  }
  const detail = found.presented ? "of this job" : "of a job of that environment";
  return { state: "ok", detail, exact: found.subject };
}

const WORRYING_SECONDS = 30;
/** Entra refuses what was signed five minutes ago or in five minutes. */
const TOO_MANY_SECONDS = 300;

export function judgeClocks(clocks: Readonly<Record<string, ServerClock>>): Finding {
  const skews = Object.entries(clocks).map(([name, { server, local }]) => ({
    name,
    seconds: Math.round(Math.abs(Date.parse(server) - Date.parse(local)) / 1000),
  }));
  const worst = skews.reduce((a, b) => (b.seconds > a.seconds ? b : a), { name: "", seconds: 0 });
  if (skews.length === 0) return skipped("no service said what time it is");
  if (worst.seconds < WORRYING_SECONDS) return ok(`at most ${worst.seconds} s apart`);
  const detail = `${worst.seconds} s apart from ${worst.name}`;
  const fix = "Set the clock of this machine by a time server.";
  return worst.seconds < TOO_MANY_SECONDS ? warning(detail, fix) : failed(detail, fix);
}

function nameOf(path: string): string {
  return path.split("/").at(-1) ?? path;
}
