/**
 * A request that is under way while something else is done first. Should that fail, nobody waits for this one
 * any more, and its own failure is nobody's news.
 */
export function begun<T>(request: Promise<T>): Promise<T> {
  request.catch(() => {});
  return request;
}
