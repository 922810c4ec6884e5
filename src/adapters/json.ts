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

/** `undefined` when the text is not JSON: gateways answer with HTML when they are in trouble. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
