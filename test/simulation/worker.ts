import { parentPort, workerData } from "node:worker_threads";
import { switchOff } from "./switch-off.ts";

/** What a worker is given: which part of the stories is its own, and how far it goes. */
export interface Errand {
  readonly seeds: number;
  readonly from: number;
  /** Stories of weeks, in which others write as well. */
  readonly weeks: boolean;
  /** No new story is begun after so long. */
  readonly minutes: number;
  /** One in so many of all double faults of small scenarios, instead of seeds. */
  readonly exhaustive: number | null;
  /** A protection that is off. */
  readonly without: string | null;
  /** Of so many workers, this one. */
  readonly share: { readonly of: number; readonly index: number };
  /** The place of the first story that nobody has to play any more. Shared by all workers. */
  readonly end: Int32Array;
}

const errand = workerData as Errand;
if (errand.without !== null) switchOff(errand.without);
// Only now, so that nothing of it is loaded before the protection is off.
const { work } = await import("./work.ts");
await work(errand, (played) => parentPort?.postMessage(played));
