import type { RunOptions } from "../../src/commands/load.ts";
import { createRandom } from "../../src/emulator/seed/random.ts";
import { CosellError } from "../../src/errors.ts";
import type { RunResult } from "../../src/model/result.ts";
import type { Waiting } from "../../src/model/state.ts";
import { fingerprints, keyedWith } from "../../src/reconcile/record/fingerprint.ts";
import { carryIn, type Scene } from "./carry.ts";
import { conditionsOf } from "./conditions.ts";
import { decideAll, decidedFor, type Given, reviewedFor } from "./decisions.ts";
import { documentOfStory, mappingOfStory } from "./fields.ts";
import { everInForce, inForce } from "./in-force.ts";
import { createOthers } from "./others.ts";
import { hire } from "./owners.ts";
import { createPeople, referralId } from "./people.ts";
import { type Process, resultOf, startProcess } from "./process.ts";
import { checkPromises } from "./promises.ts";
import { beginSpell, hasUnseen, isOfTheCrm } from "./spells.ts";
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
/** What was edited where nobody could see it is found when everything is read again. */
const A_WEEK_MINUTES = 7 * 24 * 60;
/** Where flows rewrite what is written, a value of each deal may go back and forth a few times before it is held. */
const MORE_MINUTES = new Array<number>(12).fill(65);
/** Most changes of a portion: in most stories so few that a plan is several of them. */
const PORTIONS = [1, 2, 3, 5000];
/** Most deals that a run takes up of a full read: in some stories so few that it is several runs. */
const MOST_DEALS = [1, 50_000, 1, 2, 50_000];
/** One for each deal, where a run takes up one of a full read, and one that finds nothing left. */
const MINUTES_AFTER_A_DECISION = [1, 65, 65, 65, 65];
/** Showing a deal, asking for help and closing it may have to be approved one after the other. */
const MOST_DECISIONS = 4;
/** Runs of a story have smaller numbers. */
const RECOVERY_NAMES = 101;
const KEY = Buffer.from("a key that only this simulation has");

/** Plays a story to its end, heals everything, and checks that every promise was kept. */
export async function play(story: Story, listen?: Scene["listen"]): Promise<Course> {
  const timeline = new Timeline(BEGINNING);
  const systems = createSystems(story.systems, timeline, story.seed);
  const prints = everInForce(story).map((one) => fingerprints(mappingOfStory(one), KEY));
  const witness = new Witness({ story, systems, timeline, prints });
  const people = createPeople(systems);
  const tally = new Map<string, number>();
  const others = createOthers({ story, timeline, systems, witness, tally });
  const edit: Scene["edit"] = (one) => {
    if (!people.edit(one)) return false;
    witness.lookAtPeople();
    others.answer();
    return true;
  };
  const scene: Scene = { story, timeline, systems, witness, others, edit, tally, listen };
  const options: Always = {
    keyed: keyedWith(KEY),
    branch: "cosell-sync",
    systems: {},
    origin: {},
    portion: PORTIONS[story.seed % PORTIONS.length] ?? 1,
    mostDeals: MOST_DEALS[story.seed % MOST_DEALS.length] ?? 1,
    limits: { maxChanges: story.systems.maxChanges, maxChangeShare: 1, expectedDigest: null },
    referralId: null,
    changedReferrals: [],
    approve: null,
    resolutions: new Map(),
  };
  const start = starterOf(scene, options);
  if (story.more?.owner) hire(systems);
  people.begin(story.deals);
  witness.lookAtPeople();
  others.begin();
  const troubled = await playOut(scene, start);
  const recovery = await recover(scene, start);
  const processes = [...troubled, ...recovery];
  checkPromises(scene, { processes, last: recovery.at(-1) });
  const wasStopped = processes.some((process) => process.wasStopped);
  for (const condition of conditionsOf(story, wasStopped)) scene.tally.set(condition, 1);
  return {
    violations: witness.violations,
    tally: scene.tally,
    callsByRun: new Map(processes.map(({ name, calls }) => [name, calls])),
    writes: systems.partnerCenter.operations.length + systems.dataverse.operations.length,
  };
}

/** Of a run whose plan somebody has looked at. */
const LET_THROUGH: RunOptions["limits"] = { maxChanges: 1000, maxChangeShare: 1, expectedDigest: null };

type Starter = (run: PlannedRun, given?: Given) => Process;

/** What every run is given. */
type Always = Omit<RunOptions, "run" | "mapping" | "fingerprint">;

function starterOf(scene: Scene, options: Always): Starter {
  const carry = carryIn(scene);
  const started: Process[] = [];
  const onEnd = (process: Process) => scene.witness.ends(process);
  return (planned, given = {}) => {
    const { name, skewMs = 0, only = null, reported = [], resyncs, plans, letsThrough } = planned;
    const { stopsAt = null } = planned;
    const reviewed = reviewedFor(planned, started);
    const drawn = createRandom(scene.story.seed * 31 + name);
    const random = () => drawn.between(0, 1000) / 1000;
    const own = inForce(scene.story, name);
    const compile = (leftOut: readonly string[]) => {
      const mapping = mappingOfStory(own, leftOut);
      return { mapping, fingerprint: fingerprints(mapping, KEY) };
    };
    const passed = {
      ...options,
      ...(letsThrough ? { limits: LET_THROUGH } : {}),
      ...(reviewed ? { limits: { ...options.limits, expectedDigest: reviewed.digest } } : {}),
      ...decidedFor(planned, started),
      ...given,
      run: `run${name}`,
      referralId: only === null ? null : referralId(only),
      changedReferrals: reported.map(referralId),
    };
    const document = scene.story.spells?.some(isOfTheCrm) ? documentOfStory(own) : null;
    const command = resyncs ? "resync" : plans ? "plan" : "sync";
    const began = {
      options: passed,
      compile,
      document,
      command,
      reviewed,
      skewMs,
      stopsAt,
      random,
      onEnd,
    } as const;
    const process = startProcess({ ...scene, carry }, began);
    scene.witness.begins(process);
    started.push(process);
    return process;
  };
}

/** Runs, edits and troubles, as the story has them. */
async function playOut(scene: Scene, start: Starter): Promise<Process[]> {
  const { story, timeline, systems, witness, edit, tally } = scene;
  const processes: Process[] = [];
  for (const run of story.runs) timeline.after(run.at, () => void processes.push(start(run)));
  for (const one of story.edits) timeline.after(one.at, () => void edit(one.edit));
  for (const spell of story.spells ?? [])
    timeline.after(spell.from, () => {
      const end = beginSpell(systems, spell);
      if (isOfTheCrm(spell)) witness.lookAtPeople();
      timeline.after(spell.to - spell.from, () => {
        end();
        if (isOfTheCrm(spell)) witness.lookAtPeople();
      });
      tally.set(spell.what, (tally.get(spell.what) ?? 0) + 1);
    });
  for (const { at, commits } of story.putBacks ?? [])
    timeline.after(at, () => {
      if (systems.hub.putBack(commits)) witness.branchWasPutBack();
    });
  for (const { at, how } of story.damages ?? [])
    timeline.after(at, () => {
      systems.hub.damage(how);
      // What runs had announced, nobody can read any more.
      if (how === "cut off") witness.branchWasPutBack();
    });
  await timeline.play();
  return processes;
}

/**
 * From now on everything works: so many runs may it take until there is nothing left to do, and one more. Then a
 * person decides what waits for one, and that is done as well.
 */
async function recover(scene: Scene, start: Starter): Promise<Process[]> {
  const { timeline, witness, systems } = scene;
  const processes: Process[] = [];
  // Somebody has looked at the plan that was too large, and lets it through.
  let given: Given = { limits: LET_THROUGH };
  const more = scene.story.writers?.some((one) => "flow" in one) ? MORE_MINUTES : [];
  const unseen = hasUnseen(scene.story) ? [A_WEEK_MINUTES] : [];
  const left = [...unseen, ...RECOVERY_MINUTES, ...more];
  let decisions = scene.story.more ? MOST_DECISIONS : 0;
  for (let minutes = left.shift(); minutes !== undefined; minutes = left.shift()) {
    const name = RECOVERY_NAMES + processes.length;
    const isDamaged = systems.hub.isDamaged();
    const run: PlannedRun = { name, at: 0, ...(isDamaged ? { resyncs: true } : {}) };
    timeline.after(minutes * MINUTE, () => void processes.push(start(run, given)));
    await timeline.play();
    const process = processes.at(-1);
    if (isDamaged && process?.end && "rebuilt" in process.end) {
      left.unshift(minutes);
      continue;
    }
    const result = process && resultOf(process);
    if (!process || !result) {
      const error = process?.end && "error" in process.end ? process.end.error : null;
      const text =
        error instanceof CosellError ? error.message : error instanceof Error ? error.stack : "no end";
      witness.report("recovers", `run${name}: ${text}`);
      return processes;
    }
    const { limits } = given;
    given = limits ? { limits } : {};
    if (!isQuiet(result, timeline.now) || processes.length === 1) continue;
    const decided = decisions > 0 ? (putBack(scene) ?? decideAll(result, scene)) : null;
    if (!decided) return processes;
    witness.lookAtPeople();
    decisions -= 1;
    given = { ...given, ...decided };
    left.splice(0, left.length, ...MINUTES_AFTER_A_DECISION, ...more);
  }
  witness.report("recovers", "there was something left to do after every run");
  return processes;
}

/** Whoever looks in Partner Center first sees a deal that is there, and says so in the CRM; `null` when none is. */
function putBack({ systems: { partnerCenter, dataverse }, witness, others }: Scene): Given | null {
  const rows = dataverse.rows("opportunity").filter((row) => row.cosell_referralid === undefined);
  const lost = rows.flatMap((row) => {
    const referral = partnerCenter.list().find((one) => one.externalReferenceId === row.opportunityid);
    return referral && row.statecode === 0 ? [{ row, referral }] : [];
  });
  if (lost.length === 0) return null;
  for (const { row, referral } of lost)
    dataverse.edit("opportunity", String(row.opportunityid), { cosell_referralid: referral.id });
  witness.lookAtPeople();
  others.answer();
  return {};
}

/** A question is asked again for as long as nobody answers it; so is whether a deal still lacks what it is held for. */
function isPut({ kind, nextAt }: Waiting, now: number): boolean {
  const isLooked = kind === "held" || kind === "lost base";
  return nextAt === null || kind === "question" || (isLooked && Date.parse(nextAt) > now);
}

function isQuiet({ outcomes, recovered, waiting, plan }: RunResult, now: number): boolean {
  if (plan.later) return false;
  return outcomes.length === 0 && recovered.length === 0 && waiting.every((entry) => isPut(entry, now));
}
