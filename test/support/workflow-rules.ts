import { load } from "js-yaml";
import type { YamlFile } from "./lint-actions.ts";

/** What in a workflow breaks a rule of ours that GitHub's schema does not know, one line each. */
export function checkWorkflow(file: YamlFile): string[] {
  return [...pins(file), ...permissions(file), ...scripts(file), ...reviews(file), ...checkouts(file)];
}

function pins({ path, text }: YamlFile): string[] {
  const pinned = /^(\.\/.*|[\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/;
  return linesOf(text)
    .filter(({ line }) => /^\s*(-\s+)?uses:/.test(line))
    .filter(({ line }) => !pinned.test(line.replace(/^\s*(-\s+)?uses:\s*/, "").trim()))
    .map(
      ({ line, number }) =>
        `${path}:${number} "${line.trim()}": pin it by its commit, with the version as a comment (@<40 hex> # v1.2.3); a tag can be moved to other code`,
    );
}

function permissions({ path, text }: YamlFile): string[] {
  const workflow = parse(text);
  const top =
    JSON.stringify(workflow.permissions) === "{}"
      ? []
      : [`${path}:1 permissions: start from none (permissions: {}) and grant what each job needs`];
  const uncommented = linesOf(text)
    .filter(({ line }) => /^\s+[a-z-]+:\s*(read|write)\b/.test(line) && !/#\s*\S/.test(line))
    .map(({ line, number }) => `${path}:${number} "${line.trim()}": say in a comment what it is for`);
  return [...top, ...uncommented];
}

/** An expression is pasted into the script before the shell reads it: a title like `"; curl …` would run. */
function scripts({ path, text }: YamlFile): string[] {
  return Object.entries(parse(text).jobs ?? {}).flatMap(([job, { steps }]) =>
    (steps ?? [])
      .filter(({ run }) => run?.includes("${{"))
      .map(({ run }) => `${path} ${job}: pass it through env:, not as an expression in "${run?.trim()}"`),
  );
}

/** GitHub gives a job its place in a group before it asks the reviewers, and the place of a run is that of all its jobs. */
function reviews({ path, text }: YamlFile): string[] {
  const { concurrency: ofRun, jobs = {} } = parse(text);
  return Object.entries(jobs)
    .filter(
      ([, { environment = "", concurrency = ofRun }]) => environment.endsWith("-approval") && concurrency,
    )
    .map(
      ([job]) =>
        `${path} ${job}: as long as its reviewers do not answer, it keeps every other run of its group waiting`,
    );
}

/** The branch that the run is on, whatever it points to by now. */
const REF = /^\$\{\{ github\.ref \}\}$/;

/**
 * A run that is repeated has the commit of then, and one that waited that of its beginning; so would be its mapping. And the token
 * of the job stays in the checkout, unless told otherwise.
 */
function checkouts({ path, text }: YamlFile): string[] {
  const { on, jobs = {} } = parse(text);
  const kept = Object.entries(jobs).flatMap(([job, { steps = [] }]) =>
    steps
      .filter(({ uses }) => uses?.startsWith("actions/checkout@"))
      .filter(({ with: inputs }) => inputs?.["persist-credentials"] !== false)
      .map(
        () => `${path} ${job}: set persist-credentials: false, or every later step can read the job's token`,
      ),
  );
  if ("pull_request" in on) return kept;
  const old = Object.entries(jobs).flatMap(([job, { steps = [] }]) =>
    steps
      .filter(
        ({ uses, with: inputs }) => uses?.startsWith("actions/checkout@") && !REF.test(String(inputs?.ref)),
      )
      .map(() => `${path} ${job}: check out github.ref, or a run that is repeated syncs with an old mapping`),
  );
  return [...kept, ...old];
}

interface Workflow {
  readonly on: object;
  readonly permissions?: unknown;
  readonly concurrency?: unknown;
  readonly jobs?: Readonly<Record<string, Job>>;
}

interface Job {
  readonly environment?: string;
  readonly concurrency?: unknown;
  readonly steps?: readonly Step[];
}

interface Step {
  readonly run?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

function parse(text: string): Workflow {
  return load(text) as Workflow;
}

function linesOf(text: string): { readonly line: string; readonly number: number }[] {
  return text.split("\n").map((line, index) => ({ line, number: index + 1 }));
}
