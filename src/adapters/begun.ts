import { setImmediate } from "node:timers/promises";

/**
 * A request that is under way while something else is done first. Should that fail, nobody waits for this one
 * any more, and its own failure is nobody's news.
 */
export function begun<T>(request: Promise<T>): Promise<T> {
  request.catch(() => {});
  return request;
}

/**
 * Lets a request that was begun leave before anything is worked on. First it gets as far as promises carry it; then undici
 * waits for the event loop to turn, to see whether the idle connection is still good.
 */
export async function underWay(): Promise<void> {
  await new Promise<void>((resolve) => {
    process.nextTick(resolve);
  });
  await setImmediate();
}
