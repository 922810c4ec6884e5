import type { RunNumbers } from "../model/connections.ts";
import type { ChangeOutcome } from "../model/plan.ts";
import type { Stop } from "../model/ports.ts";
import type { Left, Recovered } from "../model/result.ts";
import type { Allowance, Settled, SyncState } from "../model/state.ts";
import { checkpoint } from "../reconcile/checkpoint/checkpoint.ts";
import { announce } from "../reconcile/journal/announce.ts";
import { allowanceOf } from "../reconcile/plan/allowance.ts";
import { toPlan } from "../reconcile/plan/plan.ts";
import { portionsOf } from "../reconcile/plan/portions.ts";
import { sizeOf } from "../reconcile/plan/size.ts";
import { keepsNoBase } from "../reconcile/write/lost-base.ts";
import { Writes } from "../reconcile/write/writes.ts";
import { leftOf, numbersOf } from "../report/numbers.ts";
import { sentAhead } from "../sent-ahead.ts";
import { apply } from "./apply.ts";
import { begun } from "./begun.ts";
import {
  type AnnouncedPortion,
  type Course,
  factsOf,
  unfinishedAfter,
  type WrittenPortion,
} from "./facts.ts";
import type { Passed } from "./guarded.ts";
import { type Ledger, OVERTAKEN, type Overtaken } from "./ledger.ts";
import type { Loaded, RunOptions } from "./load.ts";
import type { Planned } from "./planning.ts";
import type { WritePorts } from "./ports.ts";

export interface CarriedOut {
  /** Of all changes of the portions that were begun. */
  readonly outcomes: readonly ChangeOutcome[];
  readonly next: SyncState;
  /** The last commit; `null` when there was nothing to say. */
  readonly commit: string | null | Overtaken;
  /** What of the plan was not begun: the next run plans it again. */
  readonly left: Left;
}

interface Run extends Passed {
  readonly options: RunOptions;
  readonly ports: WritePorts;
  readonly ledger: Ledger;
}

/**
 * journal → apply → checkpoint → commit, for one portion of the plan after the other. An ordinary plan is one portion.
 *
 * - A portion is announced by a commit before it is written. While it is written, the outcomes of the one before are
 *   committed, with the announcement of the one after: so two are announced at a time, and the service never waits for
 *   a commit.
 * - The watermarks stay where they are until the last portion is recorded: a run that ends before has the next one read
 *   everything again, which costs little compared with writing it.
 * - Until then the state says how much is left of what was let through.
 *
 * `OVERTAKEN` when the branch moved before anything was written: then it is safe to begin again. When it moves
 * later, another run is at work, and has the rest.
 */
export async function carryOut(run: Run, loaded: Loaded, planned: Planned): Promise<CarriedOut | Overtaken> {
  const work = new Work(run, loaded, planned);
  if ((await work.announceFirst()) === OVERTAKEN) return OVERTAKEN;
  using stop = run.ports.listenForStop();
  await work.carryOut(stop).catch(begun(planned));
  return work.result();
}

const ANOTHER_RUN = "another run took over";
const NO_BASE_KEPT = "none of the rows that were written has kept its base";

/** What is done of a plan, portion by portion. */
class Work {
  readonly #run: Run;
  readonly #course: Course;
  /** Announced and not begun. */
  readonly #announced: AnnouncedPortion[] = [];
  readonly #outcomes: ChangeOutcome[] = [];
  /** As the last recorded portion has left it, without what has been announced since. */
  #loaded: Loaded;
  #commit: CarriedOut["commit"] = null;
  /** Why something was not begun, which may have passed by the time all is recorded: a service has asked to wait, for instance. */
  #whyLeft = ANOTHER_RUN;

  constructor(run: Run, loaded: Loaded, planned: Planned) {
    const { options, allowance } = run;
    const earlier = allowanceOf(loaded.state, { settled: planned.settled, plan: null });
    const open = planned.settled.map(({ intent }) => intent);
    const portions = portionsOf(planned.merges, open, options.portion);
    const sizes = portions.map((merges) => sizeOf(merges.flatMap(({ changes }) => changes)));
    this.#run = run;
    this.#course = { options, planned, portions, sizes, allowance, earlier };
    this.#loaded = { ...loaded, state: { ...loaded.state, linked: planned.linked } };
  }

  async announceFirst(): Promise<Overtaken | null> {
    this.#prepare(1);
    this.#prepare(2);
    const state = withUnfinished(this.#loaded.state, unfinishedAfter(this.#course, 0, []));
    const intents = this.#announced.flatMap((portion) => portion.intents);
    const announced = await this.#run.ledger.announce(
      { ...this.#loaded, state },
      { intents, open: this.#course.planned.settled },
    );
    if (announced === OVERTAKEN) return announced;
    this.#loaded = { ...announced, state: this.#loaded.state };
    return null;
  }

  /** Puts what a portion is about to write into words, if there is such a portion. */
  #prepare(number: number): void {
    const { options, planned, portions } = this.#course;
    const merges = portions[number - 1];
    if (!merges) return;
    const plan = portions.length === 1 ? planned.plan : toPlan(merges, []);
    // What a dead run left open is about deals of the first portion.
    const open = number === 1 ? planned.settled.filter(({ fate }) => fate === "open") : [];
    const intents = announce(plan, {
      run: this.#nameOf(number),
      at: this.#now(),
      fingerprint: options.fingerprint,
      places: options.mapping.places,
      open: open.map(({ intent }) => intent),
    });
    this.#announced.push({ number, merges, plan, intents });
  }

  /** Until no portion is left, it is time to stop, or another run has the word. */
  async carryOut(stop: Pick<Stop, "reason">): Promise<void> {
    // The same, and what it said last is why the rest is left.
    const remembered = {
      reason: () => {
        const reason = stop.reason() ?? (this.#commit === OVERTAKEN ? ANOTHER_RUN : null);
        this.#whyLeft = reason ?? this.#whyLeft;
        return reason;
      },
    };
    let last: WrittenPortion | null = null;
    do last = await this.#goOn(last, remembered);
    while (last && this.#commit !== OVERTAKEN);
  }

  /** Writes the next portion, if there is one, and meanwhile records the last. */
  async #goOn(last: WrittenPortion | null, stop: Pick<Stop, "reason">): Promise<WrittenPortion | null> {
    const losesBases = last !== null && keepsNoBase(last.outcomes);
    if (losesBases) this.#whyLeft = NO_BASE_KEPT;
    const isOver = last !== null && (stop.reason() !== null || losesBases);
    const next = isOver ? null : this.#nextToWrite();
    const writing = next && (await sentAhead(this.#write(next, stop)));
    const ended = await Promise.allSettled([writing?.answer, last && this.#record(last, next)]);
    // Not before both have ended: nothing is written behind the back of a run that fails.
    for (const one of ended) if (one.status === "rejected") throw one.reason;
    const written = (await writing?.answer) ?? null;
    this.#outcomes.push(...(written?.outcomes ?? []));
    return written;
  }

  /** It may have been announced long ago, and a write is given up an hour after it was sent. */
  #nextToWrite(): AnnouncedPortion | null {
    const portion = this.#announced.shift();
    const at = this.#now();
    return portion ? { ...portion, intents: portion.intents.map((intent) => ({ ...intent, at })) } : null;
  }

  async #write(portion: AnnouncedPortion, stop: Pick<Stop, "reason">): Promise<WrittenPortion> {
    const { ports } = this.#run;
    const { options, planned, portions } = this.#course;
    if (portions.length > 1) ports.progress(`portion ${portion.number} of ${portions.length}`);
    const writes = new Writes(options.mapping, planned.lookups, this.#now());
    const accounts = this.#outcomes.filter(({ change }) => change.row?.table === "account");
    return { ...portion, outcomes: await apply(ports, portion, { writes, stop, accounts }) };
  }

  /** @param underWay What is being written meanwhile; the portion after it is announced. */
  async #record(portion: WrittenPortion, underWay: AnnouncedPortion | null): Promise<void> {
    const { ledger, by } = this.#run;
    const { pages, inStep } = this.#course.planned.pulled;
    const { state } = this.#loaded;
    const facts = factsOf(this.#course, portion, { state, outcomes: this.#outcomes, now: this.#now() });
    const next = checkpoint(state, facts);
    if (underWay) this.#prepare(underWay.number + 1);
    const intents = underWay && [underWay, ...this.#announced].flatMap((one) => one.intents);
    const written = {
      run: this.#nameOf(portion.number),
      letThrough: by,
      plan: { ...portion.plan, questions: facts.questions },
      unreadable: facts.unreadable,
      outcomes: portion.outcomes,
      numbers: this.#numbersAfter(next),
      recovered: recoveredOf(facts.settled),
      looked: portion.merges.length + inStep,
      pages,
    };
    const following = intents ? { intents, open: leftOpen(next) } : null;
    const recorded = await ledger.commit(this.#loaded, next, written, following);
    const isRecorded = recorded !== null && recorded !== OVERTAKEN;
    this.#commit = isRecorded ? recorded.head : recorded;
    this.#loaded = isRecorded ? recorded : { ...this.#loaded, state: next };
  }

  #numbersAfter({ writtenAt: at, waiting }: SyncState): RunNumbers {
    const { options, planned } = this.#course;
    return numbersOf({ run: options.run, at, plan: planned.plan, outcomes: this.#outcomes, waiting });
  }

  result(): CarriedOut {
    const left = { changes: leftOf(this.#course.planned.plan, this.#outcomes), reason: this.#whyLeft };
    return { outcomes: this.#outcomes, next: this.#loaded.state, commit: this.#commit, left };
  }

  /** The first portion goes by the name of the run. */
  #nameOf(number: number): string {
    const { run } = this.#course.options;
    return number === 1 ? run : `${run}.${number}`;
  }

  #now(): string {
    return this.#run.ports.clock.now().toISOString();
  }
}

/** What earlier portions left open. */
function leftOpen({ journal }: SyncState): Settled[] {
  return (journal?.intents ?? []).map((intent) => ({ intent, fate: intent.found ?? "open" }));
}

export function recoveredOf(settled: readonly Settled[]): Recovered[] {
  return settled.flatMap(({ fate, ...one }) =>
    fate === "open" || fate === "audited" ? [] : [{ ...one, fate }],
  );
}

function withUnfinished(
  { unfinished: _before, ...state }: SyncState,
  unfinished: Allowance | null,
): SyncState {
  return unfinished ? { ...state, unfinished } : state;
}
