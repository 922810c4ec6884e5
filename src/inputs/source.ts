import type { Problem } from "../errors.ts";
import type { InputName } from "./schema.ts";

export interface Source {
  /** What was given, by input name; none of it is empty. */
  readonly given: Readonly<Record<string, string>>;
  /** How the reader of a message knows an input: `--mapping` on a terminal, `mapping` in a workflow. */
  readonly label: (name: string) => string;
  readonly allowed: readonly InputName[];
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * Without outer blanks. Empty text counts as not given: so a workflow passes a variable that is not set. But of a connection
 * that would mean all of them, so blanks in the place of its name are a wrong name.
 */
export function filled(texts: Readonly<Record<string, string>>): Source["given"] {
  return Object.fromEntries(
    Object.entries(texts)
      .map(([name, text]) => [name, text.trim() || (name === "connection" ? text : "")] as const)
      .filter(([, text]) => text !== ""),
  );
}

/** What was meant, or everything that is wrong with what was given. */
export type Read<T> = { readonly value: T } | { readonly problems: readonly Problem[] };

export function problemsOf(read: Read<unknown>): readonly Problem[] {
  return "problems" in read ? read.problems : [];
}

export function problem(where: string, message: string): { readonly problems: readonly Problem[] } {
  return { problems: [{ where, message }] };
}
