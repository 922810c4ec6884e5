/** Lets only so many requests be under way to a service, as many as it has shown that it bears. */
export interface Places {
  /** Waits for a place. What it gives is to be called once, and told whether the service said 429. */
  enter(): Promise<Leave>;
}

type Leave = (refused: boolean) => void;

/** Microsoft asks for few parallel calls ("API throttling guidance for partners"), and names no number. */
const MOST = 6;
/** Answers without a refusal until one more is tried; after each refusal so many times as many. */
const GROWS_AFTER = 20;
const MORE_PATIENCE = 16;

/**
 * Begins with one request at a time, and tries one more after every so many answers; a refusal halves them, and
 * makes the next try later. So an unknown limit is found from below and met a few times only, a run of few requests
 * stays one at a time, and a service that is busy is left alone.
 */
export function openPlaces(): Places {
  let width = 1;
  // What was sent before the width was halved says nothing about the width since.
  let halvings = 0;
  let taken = 0;
  let answers = 0;
  let patience = GROWS_AFTER;
  const queue: (() => void)[] = [];

  function admit(): void {
    while (taken < width && queue.length > 0) {
      taken += 1;
      queue.shift()?.();
    }
  }

  function learn(refused: boolean, before: number): void {
    if (!refused) answers += 1;
    if (refused && before === halvings) {
      width = Math.max(1, Math.floor(width / 2));
      halvings += 1;
      patience *= MORE_PATIENCE;
      answers = 0;
    } else if (answers >= patience && width < MOST) {
      width += 1;
      answers = 0;
    }
  }

  async function enter(): Promise<Leave> {
    await new Promise<void>((resolve) => {
      queue.push(resolve);
      admit();
    });
    const before = halvings;
    return (refused) => {
      taken -= 1;
      learn(refused, before);
      admit();
    };
  }

  return { enter };
}
