import { setImmediate } from "node:timers/promises";

/** A request that has been sent. An object around the answer, because `await` of a bare promise would wait for the answer itself. */
export interface Sent<T> {
  readonly answer: Promise<T>;
}

/**
 * Settles when the request is on its way, so that the caller can work on something else until the answer comes.
 *
 * Two turns are needed for that: the promises in front of the sending have to run, and undici waits for the event loop to
 * turn once, to see whether an idle connection is still good. When the caller fails meanwhile, nobody waits for the answer:
 * its failure must not count as unhandled.
 */
export async function sentAhead<T>(answer: Promise<T>): Promise<Sent<T>> {
  answer.catch(() => {});
  await new Promise<void>((resolve) => {
    process.nextTick(resolve);
  });
  await setImmediate();
  return { answer };
}
