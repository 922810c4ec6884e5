/** JSON with sorted keys, so that equal values are equal text. */
export function canonicalJson(value: unknown): string {
  // To sort and leave the text to the engine takes half as long as to put it together.
  return JSON.stringify(withSortedKeys(value));
}

function withSortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withSortedKeys);
  if (typeof value !== "object" || value === null) return value;
  const members = value as Readonly<Record<string, unknown>>;
  const sorted: Record<string, unknown> = {};
  for (const key of Object.keys(members).sort()) {
    const member = withSortedKeys(members[key]);
    // To assign it would change what the object inherits.
    if (key === "__proto__") Object.defineProperty(sorted, key, { value: member, enumerable: true });
    else sorted[key] = member;
  }
  return sorted;
}
