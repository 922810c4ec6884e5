/** The keys that two edits of one set come to: what the base had and both kept, and what either added. */
export function unionOfKeys(
  base: readonly string[],
  ours: readonly string[],
  theirs: readonly string[],
): Set<string> {
  const [before, here, there] = [new Set(base), new Set(ours), new Set(theirs)];
  const kept = base.filter((key) => here.has(key) && there.has(key));
  const added = [...ours, ...theirs].filter((key) => !before.has(key));
  return new Set([...kept, ...added]);
}

/**
 * The list of a referral with these keys, to be sent as a whole: PATCH cannot remove an element. What stays keeps its
 * place and all that Partner Center knows of it, also an element of a kind that we do not know.
 *
 * @param current What stands there now; anything but a list counts as none.
 * @param keyOf The key of an element, or `null` when it is of another kind.
 */
export function elementsWith<Made>(
  keys: readonly string[],
  current: unknown,
  { keyOf, make }: { keyOf: (element: unknown) => string | null; make: (key: string) => Made },
): unknown[] {
  const missing = new Set(keys);
  const existing: readonly unknown[] = Array.isArray(current) ? current : [];
  const kept = existing.filter((element) => {
    const key = keyOf(element);
    return key === null || missing.has(key);
  });
  for (const element of kept) missing.delete(keyOf(element) ?? "");
  return [...kept, ...[...missing].map(make)];
}
