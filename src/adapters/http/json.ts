import { ContractError } from "../../errors.ts";

/**
 * The last text under a name, found without parsing all of it; `null` when there is none. Quotes within a text are escaped,
 * so it is a member that is found, but not always the one that is meant.
 */
export function lastText(json: string, name: string): string | null {
  const quoted = JSON.stringify(name);
  const at = json.lastIndexOf(quoted);
  if (at < 0) return null;
  const text = /^\s*:\s*("[^"\\]*(?:\\.[^"\\]*)*")/.exec(json.slice(at + quoted.length))?.[1];
  const value = parseJson(text ?? "");
  return typeof value === "string" ? value : null;
}

/** Of an answer to a read that is no JSON at all. @param service As people call it. */
export function notJson(service: string): ContractError {
  return new ContractError(
    `What came in the place of an answer of ${service} is not JSON, such as the page of a proxy.`,
    "Nothing was changed. Look whether a proxy or a firewall on the way answers in its place, then run again; if none does, please report it.",
  );
}

/** `undefined` when the text is not JSON: gateways answer with HTML when they are in trouble. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Every text in a value of JSON, at whatever depth, without the names of members. Not numbers, most of which are codes. */
export function textsIn(value: unknown): string[] {
  const texts: string[] = [];
  const left = [value];
  // Not one call within the other: a list may have as many levels as somebody liked.
  while (left.length > 0) {
    const next = left.pop();
    if (typeof next === "string") texts.push(next);
    else if (typeof next === "object" && next !== null)
      for (const part of Object.values(next)) left.push(part);
  }
  return texts;
}

/**
 * Whether a success is the service's own: without a body, or JSON that is no error. What stands in front of a service may
 * answer 200 with a page of its own, and then nothing is known of what was asked.
 */
export function isOwnSuccess(body: string): boolean {
  if (body.trim() === "") return true;
  const answer = parseJson(body);
  if (typeof answer === "object" && answer !== null) return !("error" in answer);
  return answer !== undefined;
}
