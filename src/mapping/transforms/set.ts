/** The keys that two edits of one set come to: what the base had and both kept, and what either added. */
export function unionOfKeys(
  base: readonly string[],
  ours: readonly string[],
  theirs: readonly string[],
): Set<string> {
  const kept = base.filter((key) => ours.includes(key) && theirs.includes(key));
  const added = [...ours, ...theirs].filter((key) => !base.includes(key));
  return new Set([...kept, ...added]);
}
