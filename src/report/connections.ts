import type { ChangedConnections, Proposal } from "../connections/proposed.ts";
import type { Row, Standing } from "../connections/standing.ts";
import type { Problem } from "../errors.ts";
import type { Connection, RunNumbers, Sharing } from "../model/connections.ts";
import { grouped, shortHash } from "../model/readable.ts";
import { sumOf } from "../model/sum.ts";
import { cell, count, joined, reportOf, table } from "./markdown.ts";

const CORRECT =
  "Correct the mappings; docs/mapping.md describes every key. Connections that have another mapping are not touched.";

interface Checked {
  readonly connections: readonly Connection[];
  readonly problems: readonly Problem[];
  readonly sharing: readonly Sharing[];
}

/** What `connections` found, with the matrix as a workflow reads it. */
export function connectionsReport({ connections, problems, sharing }: Checked): string {
  const rows = connections.map((one) => [
    cell(one.name),
    cell(one.environment),
    cell(one.mapping),
    cell(one["state-branch"]),
  ]);
  const mistakes = problems.length === 0 ? "no mistakes" : count(problems.length, "mistake");
  const wrong = problems.map(({ where, message }) => [cell(where, 300), cell(message, 400)]);
  return [
    `## Co-sell connections: ${mistakes} in ${count(connections.length, "connection")}`,
    ...(wrong.length === 0 ? [] : [table(["Where", "What is wrong"], wrong), CORRECT]),
    ...sharing.map(sharingText),
    table(["Connection", "Environment", "Mapping", "State branch"], rows, rows.length),
    `\`\`\`json\n${JSON.stringify(matrixOf(connections), null, 1)}\n\`\`\`\n`,
  ].join("\n\n");
}

function sharingText({ what, names }: Sharing): string {
  const who = `**${new Intl.ListFormat("en-GB").format(names.map((name) => cell(name)))}**`;
  return what === "account"
    ? `${who} have one Partner Center account: each of its referrals becomes an opportunity in every one of their CRMs, until the \`scope\` of every mapping says which referrals are its own.`
    : `${who} have one CRM: an opportunity that a seller shares goes to whichever account is synced first, until the \`scope\` of every mapping says which opportunities are its own.`;
}

/** For `strategy.matrix` of a workflow: one job for each entry. */
export function matrixOf(connections: readonly Connection[]): { readonly include: readonly Connection[] } {
  return { include: connections };
}

/**
 * Which connections a pull request changes, and by what.
 *
 * @param outdated Why comments may stand there that an earlier push has got, or `null`.
 */
export function changedReport({ all, changed, gone }: ChangedConnections, outdated: string | null): string {
  const rows = changed.map(({ connection, proposal }) => [
    cell(connection.name),
    cell(changeText(proposal, connection)),
    cell(connection.environment),
    cell(connection.mapping),
    cell(connection["state-branch"]),
  ]);
  const header = ["Connection", "What changes", "Environment", "Mapping", "State branch"];
  const number = changed.length === 0 ? "none" : grouped(changed.length);
  const sections = [
    `## Co-sell connections: the pull request changes ${number} of ${grouped(all)}`,
    rows.length === 0 ? "" : table(header, rows, rows.length),
    gone.length === 0
      ? ""
      : `Taken out, and then no longer synced: ${gone.map((name) => cell(name)).join(", ")}.`,
    outdated === null
      ? ""
      : `Comments of earlier pushes could not be brought up to date: ${cell(outdated, 600)}`,
  ];
  return reportOf(sections);
}

function changeText(proposal: Proposal, { mapping }: Connection): string {
  switch (proposal.kind) {
    case "new":
      return "it is new";
    case "unknown":
      return "not known: the file in force has mistakes";
    case "moved":
      return proposal.keys.join(", ");
    case "kept":
      return proposal.mapping === mapping ? "its mapping" : `its mapping instead of ${proposal.mapping}`;
  }
}

const SIGNS: Readonly<Record<Standing, string>> = {
  refused: "✘ refused",
  failed: "✘ failed",
  died: "✘ died",
  "never ran": "✘ never ran",
  running: "… still running",
  "needs a person": "● needs a person",
  unfinished: "↻ not done yet",
  fine: "✔ in step",
};

const NEXT: Readonly<Record<Standing, string>> = {
  refused:
    "Look at its plan, in the summary of its job. If it is right, run this workflow by hand for it alone, with that plan's digest.",
  failed: "Fix what it says; the next run takes up everything.",
  died: "The next run finds out what was written, and goes on. If it happens again, look at its log.",
  "never ran":
    "A later run took its place, somebody cancelled or rejected it, or its environment waits for a reviewer.",
  running: "Look again when it has ended.",
  "needs a person": "Its own summary says what to decide.",
  unfinished: "The next run goes on by itself.",
  fine: "",
};

/** One table of all connections, the worst first, for somebody who reads no log. */
export function connectionsSummary(rows: readonly Row[]): string {
  const header = ["Connection", "Result", "Written", "Waiting", "Next"];
  const sections = [
    `## Co-sell sync of ${count(rows.length, "connection")}: ${headline(rows)}`,
    table(header, [...rows.map(rowCells), totalCells(rows)], rows.length + 1),
    reasons(rows),
    commits(rows),
  ];
  return reportOf(sections);
}

function headline(rows: readonly Row[]): string {
  const bad = rows.filter(({ standing }) => SIGNS[standing].startsWith("✘")).length;
  const asking = rows.filter(({ standing }) => standing === "needs a person").length;
  const open = rows.filter(({ standing }) => standing === "unfinished" || standing === "running").length;
  const parts = [
    bad > 0 ? `${bad} not synced` : "",
    asking > 0 ? `${asking} ${asking === 1 ? "needs" : "need"} a person` : "",
    open > 0 ? `${open} not done yet` : "",
  ];
  return joined(parts, ", ") || "all in step";
}

function rowCells(row: Row): string[] {
  const { connection, job, standing, numbers, seconds } = row;
  const name = job ? linked(cell(connection.name), job.url) : cell(connection.name);
  return [
    name,
    joined([SIGNS[standing], seconds === null ? "" : `after ${duration(seconds)}`], "<br>"),
    numbers ? writtenText(numbers) : "",
    waitingText(row),
    nextOf(row),
  ];
}

function totalCells(rows: readonly Row[]): string[] {
  const sum = (of: (row: Row) => number | undefined) => sumOf(rows, (row) => of(row) ?? 0);
  const waiting = sum(({ waiting: some }) =>
    some ? some.conflicts + some.held + some.approvals + some.retried : 0,
  );
  const written = writtenText({
    created: sum(({ numbers }) => numbers?.created),
    updated: sum(({ numbers }) => numbers?.updated),
    failed: sum(({ numbers }) => numbers?.failed),
  });
  return ["**All**", "", written, grouped(waiting), ""];
}

/** Of this run. */
function writtenText({
  created,
  updated,
  failed,
}: Pick<RunNumbers, "created" | "updated" | "failed">): string {
  const parts = [
    created > 0 ? `${grouped(created)} created` : "",
    updated > 0 ? `${grouped(updated)} updated` : "",
    failed > 0 ? `${grouped(failed)} not applied` : "",
  ];
  return joined(parts, ", ") || "nothing";
}

function waitingText({ waiting }: Row): string {
  if (!waiting) return "";
  const parts = [
    waiting.conflicts > 0 ? count(waiting.conflicts, "conflict") : "",
    waiting.approvals > 0 ? count(waiting.approvals, "approval") : "",
    waiting.held > 0 ? `${grouped(waiting.held)} held` : "",
    waiting.retried > 0 ? `${grouped(waiting.retried)} tried again` : "",
  ];
  return joined(parts, ", ");
}

function nextOf({ standing, numbers }: Row): string {
  const left = standing === "unfinished" && numbers ? `${count(numbers.left, "change")} left. ` : "";
  return left + NEXT[standing];
}

function reasons(rows: readonly Row[]): string {
  const lines = rows.flatMap(({ connection, failure, standing }) =>
    failure
      ? [`- **${cell(connection.name)}** ${SIGNS[standing].slice(2)}: ${cell(failure.message, 600)}`]
      : [],
  );
  return lines.length === 0 ? "" : `### Why\n\n${lines.join("\n")}`;
}

function commits(rows: readonly Row[]): string {
  const named = rows.flatMap(({ connection, commit }) =>
    commit === null ? [] : [`${cell(connection.name)} \`${shortHash(commit)}\``],
  );
  return named.length === 0 ? "" : `State commits: ${named.sort().join(" · ")}`;
}

/** GitHub's own address of a job; anything else stays without a link. */
function linked(text: string, url: string): string {
  const isPlain = URL.canParse(url) && /^https:\/\/[\w.:-]+\/[\w./-]*$/.test(url);
  return isPlain ? `[${text}](${url})` : text;
}

function duration(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  return minutes === 0 ? `${seconds} s` : `${minutes} min ${seconds % 60} s`;
}
