import type { z } from "zod";
import { ContractError } from "../../errors.ts";
import { jsonIn } from "../../model/json-in.ts";

/**
 * The last text under a name, found without parsing all of it; `null` when there is none. Quotes within a text are escaped,
 * so it is a member that is found, but not always the one that is meant.
 */
export function lastText(json: string, name: string): string | null {
  const quoted = JSON.stringify(name);
  const at = json.lastIndexOf(quoted);
  if (at < 0) return null;
  const text = /^\s*:\s*("[^"\\]*(?:\\.[^"\\]*)*")/.exec(json.slice(at + quoted.length))?.[1];
  const value = jsonIn(text ?? "");
  return typeof value === "string" ? value : null;
}

/** Who sent an answer, and what it was to be, as people call them. */
interface Origin {
  readonly service: string;
  readonly what: string;
}

/**
 * What an answer to a read has, as documented.
 *
 * @throws ContractError
 */
export function readJson<T>(schema: z.ZodType<T>, body: string, { service, what }: Origin): T {
  const answer = jsonIn(body);
  if (answer === undefined) throw notJson(service);
  const result = schema.safeParse(answer);
  if (result.success) return result.data;
  const where = result.error.issues[0]?.path.join(".") || "the whole answer";
  throw contractError(`${service} sent ${what} in an unknown form: look at ${where}.`);
}

export function contractError(message: string): ContractError {
  return new ContractError(message, "Please report it: the service may have changed.");
}

function notJson(service: string): ContractError {
  return new ContractError(
    `What came in the place of an answer of ${service} is not JSON, such as the page of a proxy.`,
    "Look whether a proxy or a firewall on the way answers in its place, then run again; if none does, please report it.",
  );
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

/** Every text in a value of JSON, at whatever depth, without the names of members. Not numbers, most of which are codes. */
export function textsIn(value: unknown): string[] {
  const texts: string[] = [];
  const left = [value];
  // Not one call within the other: a list may have as many levels as somebody liked.
  while (left.length > 0) {
    const next = left.pop();
    if (typeof next === "string") texts.push(next);
    else if (isObject(next)) for (const part of Object.values(next)) left.push(part);
  }
  return texts;
}

/**
 * Whether a success is the service's own: without a body, or JSON that is no error. What stands in front of a service may
 * answer 200 with a page of its own, and then nothing is known of what was asked.
 */
export function isOwnSuccess(body: string): boolean {
  if (body.trim() === "") return true;
  const answer = jsonIn(body);
  return isObject(answer) ? !("error" in answer) : answer !== undefined;
}
