import { load } from "js-yaml";

/** What a workflow can read when it runs. */
export interface Surroundings {
  readonly vars: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
  /** Of a run by hand. */
  readonly inputs: Readonly<Record<string, string>>;
}

interface Workflow {
  readonly jobs: Readonly<
    Record<string, { readonly steps: readonly { readonly uses?: string; readonly with?: Inputs }[] }>
  >;
}
type Inputs = Readonly<Record<string, string>>;

/** The inputs that the step of this action gets, as GitHub would fill them in. */
export function workflowInputs(text: string, surroundings: Surroundings): Record<string, string> {
  const steps = Object.values((load(text) as Workflow).jobs).flatMap((job) => job.steps);
  const step = steps.find(({ with: given }) => given !== undefined && "command" in given);
  if (!step?.with) throw new Error("the workflow has no step of ours");
  const entries = Object.entries(step.with).map(([name, value]) => [
    name,
    filled(String(value), surroundings),
  ]);
  return Object.fromEntries(entries);
}

function filled(text: string, surroundings: Surroundings): string {
  return text.replaceAll(/\$\{\{(.*?)\}\}/g, (_all, expression: string) => {
    const values = expression.split("||").map((term) => termIn(term.trim(), surroundings));
    return values.find((value) => value !== "") ?? "";
  });
}

/** A literal, or a property of a context; whatever else a run by hand does not have is empty. */
function termIn(term: string, surroundings: Surroundings): string {
  const literal = /^'(.*)'$/.exec(term)?.[1];
  if (literal !== undefined) return literal;
  const [, context = "", name = ""] = /^(vars|secrets|inputs)\.([\w-]+)$/.exec(term) ?? [];
  return surroundings[context as keyof Surroundings]?.[name] ?? "";
}
