/**
 * Begins work at once whose result is asked for later. The first call of what is returned gets the work under way, even when
 * it has failed; each later call begins it anew. A failure that nobody asks for is ignored.
 */
export function underWay<Result>(begin: () => Promise<Result>): () => Promise<Result> {
  let first: Promise<Result> | null = begin();
  first.catch(() => {});
  return () => {
    const result = first ?? begin();
    first = null;
    return result;
  };
}
