import { everyCase } from "./exhaustive.ts";
import { investigate } from "./investigate.ts";
import { type Course, play } from "./play.ts";
import { protectionNamed } from "./protections.ts";
import type { Story } from "./story.ts";
import { tell } from "./tell.ts";
import { tellWeeks } from "./weeks.ts";
import type { Errand } from "./worker.ts";

/** What became of one story, as far as others want to know. */
export interface Played extends Course {
  /** How to ask for it again. */
  readonly name: string;
  /** Grows with the order in which one worker alone would play them. */
  readonly place: number;
  /** Of a failing double fault: the shortest story that fails, in words. */
  readonly report: string | null;
}

export interface Case {
  readonly name: string;
  readonly place: number;
  readonly story: Story;
  readonly course: Course;
}

/** Plays its share of the stories, one after the other. None depends on which worker plays it. */
export async function work(errand: Errand, tellOf: (played: Played) => void): Promise<void> {
  const { minutes, exhaustive, share, end } = errand;
  const ignores = errand.without === null ? null : (protectionNamed(errand.without).ignores ?? null);
  const began = performance.now();
  const cases = exhaustive === null ? seeds(errand) : everyCase(exhaustive, share);
  for await (const { name, place, story, course } of cases) {
    const violations = course.violations.filter(({ promise }) => promise !== ignores);
    const isTold = violations.length > 0 && exhaustive !== null;
    const report = isTold ? ((await investigate(story))?.report ?? null) : null;
    tellOf({ ...course, violations, name, place, report });
    if (place >= Atomics.load(end, 0) || performance.now() - began > minutes * 60_000) return;
  }
}

async function* seeds({ seeds: count, from, weeks, share }: Errand): AsyncGenerator<Case> {
  for (let seed = from + share.index; seed < from + count; seed += share.of) {
    const story = weeks ? tellWeeks(seed) : tell(seed);
    yield { name: `${weeks ? "weeks" : "seed"} ${seed}`, place: seed, story, course: await play(story) };
  }
}
