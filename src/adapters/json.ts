/** `undefined` when the text is not JSON: gateways answer with HTML when they are in trouble. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
