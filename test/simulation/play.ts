import type { RunOptions } from "../../src/commands/load.ts";
import { createRandom } from "../../src/emulator/seed/random.ts";
import { CosellError } from "../../src/errors.ts";
import type { Waiting } from "../../src/model/state.ts";
import { fingerprints, keyedWith } from "../../src/reconcile/fingerprint.ts";
import { carryIn, type Scene } from "./carry.ts";
import { mappingOfStory } from "./fields.ts";
import { createPeople, referralId } from "./people.ts";
import { type Process, startProcess } from "./process.ts";
import { checkPromises } from "./promises.ts";
import type { PlannedRun, Story } from "./story.ts";
import { createSystems } from "./systems.ts";
import { Timeline } from "./timeline.ts";
import { type Violation, Witness } from "./witness.ts";

export interface Course {
  readonly violations: readonly Violation[];
  /** How often each kind of trouble was met. */
  readonly tally: ReadonlyMap<string, number>;
  readonly callsByRun: ReadonlyMap<string, number>;
  readonly writes: number;
}

const BEGINNING = Date.UTC(2026, 10, 23, 10);
const MINUTE = 60_000;
/** How long after each other the runs come once everything works again: long enough for every retry. */
const RECOVERY_MINUTES = [1, 65, 65, 5 * 60, 25 * 60, 74 * 60, 65];
/** Most changes of a portion: in most stories so few that a plan is several of them. */
const PORTIONS = [1, 2, 3, 5000];
/** Runs of a story have smaller numbers. */
const RECOVERY_NAMES = 101;
const KEY = Buffer.from("a key that only this simulation has");

/** Plays a story to its end, heals everything, and checks that every promise was kept. */
export async function play(story: Story, listen?: Scene["listen"]): Promise<Course> {
  const timeline = new Timeline(BEGINNING);
  const systems = createSystems(story.systems, timeline, story.seed);
  const mapping = mappingOfStory(story);
  const fingerprint = fingerprints(mapping, KEY);
  const witness = new Witness(story, systems, fingerprint);
  const scene: Scene = {
    story,
    timeline,
    systems,
    witness,
    people: createPeople(systems),
    tally: new Map(),
    listen,
  };
  const options: Omit<RunOptions, "run"> = {
    mapping,
    fingerprint,
    keyed: keyedWith(KEY),
    branch: "cosell-sync",
    portion: PORTIONS[story.seed % PORTIONS.length] ?? 1,
    limits: { maxChanges: story.systems.maxChanges, maxChangeShare: 1, expectedDigest: null },
    referralId: null,
    changedReferrals: [],
    approve: null,
    resolutions: new Map(),
  };
  const start = starterOf(scene, options);
  scene.people.begin(story.deals);
  witness.lookAtPeople();
  const troubled = await playOut(scene, start);
  const recovery = await recover(scene, start);
  const processes = [...troubled, ...recovery];
  checkPromises(scene, { processes, last: recovery.at(-1), options });
  const stopped = processes.filter(({ wasStopped }) => wasStopped).length;
  if (stopped > 0) scene.tally.set("told to stop", stopped);
  return {
    violations: witness.violations,
    tally: scene.tally,
    callsByRun: new Map(processes.map(({ name, calls }) => [name, calls])),
    writes: systems.partnerCenter.operations.length + systems.dataverse.operations.length,
  };
}

type Starter = (run: PlannedRun, limits?: RunOptions["limits"]) => Process;

function starterOf(scene: Scene, options: Omit<RunOptions, "run">): Starter {
  const carry = carryIn(scene);
  return ({ name, skewMs, only, stopsAt = null }, limits = options.limits) => {
    const drawn = createRandom(scene.story.seed * 31 + name);
    const random = () => drawn.between(0, 1000) / 1000;
    const given = {
      ...options,
      limits,
      run: `run${name}`,
      referralId: only === null ? null : referralId(only),
    };
    return startProcess({ ...scene, carry }, { options: given, skewMs, stopsAt, random });
  };
}

/** Runs, edits and troubles, as the story has them. */
async function playOut({ story, timeline, people, witness }: Scene, start: Starter): Promise<Process[]> {
  const processes: Process[] = [];
  for (const run of story.runs) timeline.after(run.at, () => void processes.push(start(run)));
  for (const { at, edit } of story.edits) {
    timeline.after(at, () => {
      if (people.edit(edit)) witness.lookAtPeople();
    });
  }
  await timeline.play();
  return processes;
}

/** From now on everything works: so many runs may it take until there is nothing left to do, and one more. */
async function recover(scene: Scene, start: Starter): Promise<Process[]> {
  const { timeline, witness } = scene;
  const processes: Process[] = [];
  // Somebody has looked at the plan that was too large, and lets it through.
  const limits = { maxChanges: 1000, maxChangeShare: 1, expectedDigest: null };
  for (const [index, minutes] of RECOVERY_MINUTES.entries()) {
    const name = RECOVERY_NAMES + index;
    const run = { name, at: 0, skewMs: 0, only: null };
    timeline.after(minutes * MINUTE, () => void processes.push(start(run, limits)));
    await timeline.play();
    const process = processes.at(-1);
    if (!process?.end || "error" in process.end) {
      const error = process?.end && "error" in process.end ? process.end.error : null;
      const text =
        error instanceof CosellError ? error.message : error instanceof Error ? error.stack : "no end";
      witness.report("recovers", `run${name}: ${text}`);
      return processes;
    }
    if (isQuiet(process) && index > 0) return processes;
  }
  witness.report("recovers", "there was something left to do after every run");
  return processes;
}

/** A question is asked again for as long as nobody answers it. */
function isPut({ kind, nextAt }: Waiting): boolean {
  return nextAt === null || kind === "question";
}

function isQuiet({ end }: Process): boolean {
  if (!end || "error" in end) return false;
  const { outcomes, recovered, waiting } = end.result;
  return outcomes.length === 0 && recovered.length === 0 && waiting.every(isPut);
}
