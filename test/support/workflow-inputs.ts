import { load } from "js-yaml";

/** What a workflow can read when it runs. */
export interface Surroundings {
  readonly vars: Inputs;
  readonly secrets: Inputs;
  /** Of a run by hand. */
  readonly inputs: Inputs;
  /** Of a run that an event of the repository started. */
  readonly payload?: Inputs;
  /** Of the job, where it is one of several connections. */
  readonly matrix?: Inputs;
}

export type Inputs = Readonly<Record<string, string>>;

/** An input of a run by hand. */
export interface Asked {
  readonly default?: unknown;
  readonly options?: readonly string[];
}

interface Workflow {
  readonly on: { readonly workflow_dispatch?: { readonly inputs?: Readonly<Record<string, Asked>> } | null };
  readonly jobs: Readonly<
    Record<string, { readonly steps: readonly { readonly uses?: string; readonly with?: Inputs }[] }>
  >;
}

/** What a person who runs the workflow by hand is asked for. */
export function askedFor(text: string): Readonly<Record<string, Asked>> {
  return (load(text) as Workflow).on.workflow_dispatch?.inputs ?? {};
}

/** The inputs that each step of this action gets, as GitHub would fill them in. */
export function allInputs(text: string, surroundings: Surroundings): Record<string, string>[] {
  const steps = Object.values((load(text) as Workflow).jobs).flatMap((job) => job.steps);
  return steps.flatMap(({ with: given }) =>
    given && "command" in given
      ? [
          Object.fromEntries(
            Object.entries(given).map(([name, value]) => [name, filled(String(value), surroundings)]),
          ),
        ]
      : [],
  );
}

/** The inputs that the first step of this action gets. */
export function workflowInputs(text: string, surroundings: Surroundings): Record<string, string> {
  const [first] = allInputs(text, surroundings);
  if (!first) throw new Error("the workflow has no step of ours");
  return first;
}

function filled(text: string, surroundings: Surroundings): string {
  return text.replaceAll(/\$\{\{(.*?)\}\}/g, (_all, expression: string) => anyOf(expression, surroundings));
}

/** `a && b || c`: GitHub's operators give back one of their sides, not true or false. */
function anyOf(expression: string, surroundings: Surroundings): string {
  const values = expression.split("||").map((part) => allOf(part, surroundings));
  return values.find(isTrue) ?? values.at(-1) ?? "";
}

function allOf(expression: string, surroundings: Surroundings): string {
  const values = expression.split("&&").map((part) => compared(part, surroundings));
  return values.find((value) => !isTrue(value)) ?? values.at(-1) ?? "";
}

function compared(expression: string, surroundings: Surroundings): string {
  const [left = "", operator, right = ""] = expression.split(/([!=]=)/);
  const value = termIn(left.trim(), surroundings);
  if (operator === undefined) return value;
  return String((value === termIn(right.trim(), surroundings)) === (operator === "=="));
}

function isTrue(value: string): boolean {
  return value !== "" && value !== "false";
}

/** A literal, or a property of a context; whatever else a run by hand does not have is empty. */
function termIn(term: string, surroundings: Surroundings): string {
  const literal = /^'(.*)'$|^(true|false)$/.exec(term);
  if (literal) return literal[1] ?? literal[2] ?? "";
  const path = term.replace(/^github\.event\.client_payload\./, "payload.");
  const [, context = "", name = ""] = /^(vars|secrets|inputs|payload|matrix)\.([\w-]+)$/.exec(path) ?? [];
  return surroundings[context as keyof Surroundings]?.[name] ?? "";
}
