/**
 * Begins now what is going to be asked for later. Whoever asks first gets what is under way, be it a failure;
 * who asks again begins anew. A failure that nobody asks for is nobody's.
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
