import { setImmediate } from "node:timers/promises";

/** In an object, since whoever waits for the sending does not want to wait for the answer. */
export interface Sent<T> {
  readonly answer: Promise<T>;
}

/**
 * Sends a request before something else is worked on. First it gets as far as promises carry it; then undici waits for
 * the event loop to turn, to see whether the idle connection is still good. Should the work fail, nobody waits for the
 * answer any more, and its own failure is nobody's news.
 */
export async function sentAhead<T>(answer: Promise<T>): Promise<Sent<T>> {
  answer.catch(() => {});
  await new Promise<void>((resolve) => {
    process.nextTick(resolve);
  });
  await setImmediate();
  return { answer };
}
