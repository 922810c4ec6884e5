import type { RunNumbers } from "../model/connections.ts";
import type { ChangeOutcome, Merge, PlanSize } from "../model/plan.ts";
import type { Stop } from "../model/ports.ts";
import type { Left, Recovered } from "../model/result.ts";
import type { SyncState, Unfinished } from "../model/state.ts";
import { baselessAfter } from "../reconcile/checkpoint/baseless.ts";
import { checkpoint } from "../reconcile/checkpoint/checkpoint.ts";
import type { Reads, RunFacts } from "../reconcile/checkpoint/run-facts.ts";
import { announce } from "../reconcile/journal/announce.ts";
import type { Settled } from "../reconcile/journal/settled.ts";
import { sizeOf } from "../reconcile/plan/guard.ts";
import { toPlan } from "../reconcile/plan/plan.ts";
import { portionsOf } from "../reconcile/plan/portions.ts";
import { restAfter, restToLeave } from "../reconcile/plan/rest.ts";
import { keepsNoBase } from "../reconcile/write/lost-base.ts";
import { createWrites } from "../reconcile/write/writes.ts";
import { leftOf, numbersOf } from "../report/numbers.ts";
import { apply, type Portion } from "./apply.ts";
import { begun } from "./begun.ts";
import type { Passed } from "./guarded.ts";
import { type Announced, type Ledger, OVERTAKEN, type Overtaken } from "./ledger.ts";
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

/** What the portions before the last one record of the reading. */
const NOTHING_MORE: Pick<RunFacts, "unreadable" | "unwanted" | "questions" | "looked"> = {
  unreadable: [],
  unwanted: [],
  questions: [],
  looked: [],
};

interface Run extends Passed {
  readonly options: RunOptions;
  readonly ports: WritePorts;
  readonly ledger: Ledger;
  /** Of an earlier plan, whatever its mapping. */
  readonly rest: Unfinished | null;
}

/**
 * journal → apply → checkpoint → commit, for one portion of the plan after the other. An ordinary plan is one portion.
 *
 * - A portion is announced by a commit before it is written, and its outcomes are the next commit, which announces the
 *   portion after it.
 * - The watermarks stay where they are until the last portion is recorded: a run that ends before has the next one read
 *   everything again, which costs little compared with writing it.
 * - Until then the state says how much is left of what was let through.
 *
 * `OVERTAKEN` when the branch moved before anything was written: then it is safe to begin again. When it moves
 * later, another run is at work, and has the rest.
 */
export async function carryOut(run: Run, loaded: Loaded, planned: Planned): Promise<CarriedOut | Overtaken> {
  const work = new Work(run, loaded, planned);
  const first = await work.announceFirst();
  if (first === OVERTAKEN) return first;
  using stop = run.ports.listenForStop();
  for (let portion: AnnouncedPortion | null = first; portion; )
    portion = await work.carryOut(portion, stop).catch(begun(portion));
  return work.result(stop.reason());
}

type AnnouncedPortion = Portion & Announced;

/** What is done of a plan, portion by portion. */
class Work {
  readonly #run: Run;
  readonly #planned: Planned;
  readonly #portions: readonly (readonly Merge[])[];
  /** How much each portion writes. No record is written by two of them. */
  readonly #sizes: readonly PlanSize[];
  readonly #outcomes: ChangeOutcome[] = [];
  readonly #accounts: ChangeOutcome[] = [];
  /** As the last recorded portion has left it, without what has been announced since. */
  #loaded: Loaded;
  #commit: CarriedOut["commit"] = null;
  /** How many portions are announced; the last of them is under way. */
  #number = 0;

  constructor(run: Run, loaded: Loaded, planned: Planned) {
    this.#run = run;
    this.#planned = planned;
    const open = planned.settled.map(({ intent }) => intent);
    this.#portions = portionsOf(planned.merges, open, run.options.portion);
    this.#sizes = this.#portions.map((merges) => sizeOf(merges.flatMap(({ changes }) => changes)));
    const linked = planned.pulled.reads?.linked ?? loaded.state.linked;
    this.#loaded = { ...loaded, state: { ...loaded.state, linked } };
  }

  async announceFirst(): Promise<AnnouncedPortion | null | Overtaken> {
    const portion = this.#nextPortion(this.#planned.settled);
    if (!portion) return null;
    const state = withUnfinished(this.#loaded.state, this.#unfinished([]));
    const announced = await this.#run.ledger.announce({ ...this.#loaded, state }, portion);
    if (announced === OVERTAKEN) return announced;
    this.#number = 1;
    this.#loaded = { ...announced, state: this.#loaded.state };
    return portion;
  }

  /** @param open What was announced before, and is not audited yet. */
  #nextPortion(open: readonly Settled[]): AnnouncedPortion | null {
    const { options, ports } = this.#run;
    const merges = this.#portions[this.#number];
    if (!merges) return null;
    if (this.#portions.length > 1) ports.progress(`portion ${this.#number + 1} of ${this.#portions.length}`);
    const plan = this.#portions.length === 1 ? this.#planned.plan : toPlan(merges, []);
    const intents = announce(plan, {
      run: this.#nameOf(this.#number + 1),
      at: ports.clock.now().toISOString(),
      fingerprint: options.fingerprint,
      open: open.filter(({ fate }) => fate === "open").map(({ intent }) => intent),
    });
    return { merges, plan, intents, open };
  }

  /**
   * Writes a portion, records what became of it, and announces the next one.
   *
   * @returns The next portion; `null` when there is none, when it is time to stop, or when another run has the word.
   */
  async carryOut(portion: AnnouncedPortion, stop: Pick<Stop, "reason">): Promise<AnnouncedPortion | null> {
    const { options, ports, ledger, by } = this.#run;
    const writes = createWrites(options.mapping, this.#planned.lookups, ports.clock.now().toISOString());
    const outcomes = await apply(ports, portion, { writes, stop, accounts: this.#accounts });
    this.#outcomes.push(...outcomes);
    this.#accounts.push(...outcomes.filter(({ change }) => change.row?.table === "account"));
    const facts = this.#factsOf(portion, outcomes);
    const next = checkpoint(this.#loaded.state, facts);
    const isOver = stop.reason() !== null || keepsNoBase(outcomes);
    const following = isOver ? null : this.#nextPortion(leftOpen(next));
    const written = {
      run: this.#nameOf(this.#number),
      letThrough: by,
      plan: { ...portion.plan, questions: facts.questions },
      outcomes,
      numbers: this.#numbersAfter(next),
      recovered: recoveredOf(facts.settled),
      looked: portion.merges.length + this.#planned.pulled.inStep,
      pages: this.#planned.pulled.pages,
    };
    const recorded = await ledger.commit(this.#loaded, next, written, following);
    const isRecorded = recorded !== null && recorded !== OVERTAKEN;
    this.#commit = isRecorded ? recorded.head : recorded;
    this.#loaded = isRecorded ? recorded : { ...this.#loaded, state: next };
    if (recorded === OVERTAKEN) return null;
    this.#number += 1;
    return following;
  }

  #numbersAfter({ writtenAt: at, waiting }: SyncState): RunNumbers {
    const { run } = this.#run.options;
    return numbersOf({ run, at, plan: this.#planned.plan, outcomes: this.#outcomes, waiting });
  }

  result(reason: string | null): CarriedOut {
    const changes = leftOf(this.#planned.plan, this.#outcomes);
    const left = { changes, reason: reason ?? "another run took over" };
    return { outcomes: this.#outcomes, next: this.#loaded.state, commit: this.#commit, left };
  }

  #factsOf({ merges, intents }: AnnouncedPortion, outcomes: readonly ChangeOutcome[]): RunFacts {
    const { options, ports } = this.#run;
    const isFirst = this.#number === 1;
    const rest = this.#number === this.#portions.length ? this.#restOfReading() : NOTHING_MORE;
    return {
      ...rest,
      run: options.run,
      mappingDigest: options.mapping.digest,
      merges,
      settled: isFirst ? this.#planned.settled : [],
      carried: isFirst ? [] : (this.#loaded.state.journal?.intents ?? []),
      intents,
      outcomes,
      baseless: baselessAfter(this.#loaded.state, { ...this.#planned, ...options, merges, outcomes }),
      ...(this.#planned.rewritten ? { rewritten: this.#planned.rewritten } : {}),
      unfinished: this.#unfinished(outcomes),
      reads: rest === NOTHING_MORE ? null : this.#readsAfter(),
      now: ports.clock.now().toISOString(),
    };
  }

  /** What needs nothing and what could not be read is recorded with the last portion, as the watermarks are. */
  #restOfReading(): typeof NOTHING_MORE {
    const { pulled, questions } = this.#planned;
    const recorded = new Set(
      this.#portions
        .slice(0, -1)
        .flat()
        .map(({ pair }) => pair.link.referral),
    );
    const { unreadable, unwanted } = pulled;
    const looked = pulled.looked.filter((referral) => !recorded.has(referral));
    return { unreadable, unwanted, questions, looked };
  }

  /**
   * A run that looks at one referral leaves the plan of an earlier one as it is, but for what it wrote.
   *
   * @param outcomes Of the portion under way.
   */
  #unfinished(outcomes: readonly ChangeOutcome[]): Unfinished | null {
    const { letThrough, rest } = this.#run;
    if (!this.#planned.pulled.reads) return restAfter(rest, this.#outcomes);
    const untried = outcomes.filter((one) => one.untried).map(({ change }) => change);
    const isMoreLeft = this.#planned.plan.later !== undefined;
    const notBegun = [...this.#sizes.slice(this.#number), sizeOf(untried)];
    return restToLeave(letThrough, { whole: this.#sizes, notBegun, isMoreLeft });
  }

  #readsAfter(): Reads {
    const { pulled } = this.#planned;
    // The links that were known are counted already, together with those that earlier portions made.
    return pulled.reads && { ...pulled.reads, linked: null };
  }

  /** The first portion goes by the name of the run. */
  #nameOf(number: number): string {
    return number === 1 ? this.#run.options.run : `${this.#run.options.run}.${number}`;
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
  unfinished: Unfinished | null,
): SyncState {
  return unfinished ? { ...state, unfinished } : state;
}
