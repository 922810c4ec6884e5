import type { RunNumbers } from "../model/connections.ts";
import type { ChangeOutcome, Merge, Plan } from "../model/plan.ts";
import type { Stop } from "../model/ports.ts";
import type { Recovered } from "../model/result.ts";
import type { Intent, PlanSize, SyncState, Unfinished } from "../model/state.ts";
import { checkpoint, type Reads, type RunFacts } from "../reconcile/checkpoint.ts";
import { sizeOf } from "../reconcile/guard.ts";
import { announce, type Settled } from "../reconcile/journal.ts";
import { toPlan } from "../reconcile/plan.ts";
import { portionsOf } from "../reconcile/portions.ts";
import { restAfter, restToLeave } from "../reconcile/rest.ts";
import { createWrites } from "../reconcile/writes.ts";
import { numbersOf } from "../report/numbers.ts";
import { apply } from "./apply.ts";
import { type Ledger, OVERTAKEN, type Overtaken } from "./ledger.ts";
import type { Loaded, RunOptions } from "./load.ts";
import { cursorPast } from "./own-writes.ts";
import type { Planned } from "./planning.ts";
import type { WritePorts } from "./ports.ts";

export interface CarriedOut {
  /** Of every change that was begun, and of those of the same portion. */
  readonly outcomes: readonly ChangeOutcome[];
  readonly next: SyncState;
  /** The last commit; `null` when there was nothing to say. */
  readonly commit: string | null | Overtaken;
  /** How many changes were not begun: the next run plans them again. */
  readonly left: number;
}

/** Of what was read, before the last portion. */
const NOTHING_MORE: Pick<RunFacts, "unreadable" | "unwanted" | "questions" | "looked"> = {
  unreadable: [],
  unwanted: [],
  questions: [],
  looked: [],
};

interface Run {
  readonly options: RunOptions;
  readonly ports: WritePorts;
  readonly ledger: Ledger;
  /** The plan, or that of an earlier run where this is its rest. */
  readonly letThrough: Unfinished;
  /** Of an earlier plan, whatever its mapping. */
  readonly rest: Unfinished | null;
}

/**
 * journal → apply → checkpoint → commit, for one portion of the plan after the other. An ordinary plan is one portion.
 *
 * - Each portion is announced by a commit before it is written, and its outcomes are the next commit.
 * - The watermarks stay where they are until the last portion is recorded: a run that ends before has the next one
 *   read everything again, which costs little compared with writing it.
 * - Until then the state says how much is left of what was let through.
 *
 * `OVERTAKEN` when the branch moved before anything was written: then it is safe to begin again. When it moves
 * later, another run is at work, and has the rest.
 */
export async function carryOut(run: Run, loaded: Loaded, planned: Planned): Promise<CarriedOut | Overtaken> {
  const work = new Work(run, loaded, planned);
  let announced = await work.announceNext();
  if (announced === OVERTAKEN) return announced;
  using stop = run.ports.listenForStop();
  while (announced !== null && announced !== OVERTAKEN) {
    const recorded = await work.carryOut(announced, stop);
    const goesOn: boolean = recorded && stop.reason() === null;
    announced = goesOn ? await work.announceNext() : null;
  }
  return work.result();
}

/** A portion whose intents are committed. */
interface Announced {
  readonly merges: readonly Merge[];
  readonly plan: Plan;
  readonly intents: readonly Intent[];
}

/** What is done of a plan, portion by portion. */
class Work {
  readonly #run: Run;
  readonly #planned: Planned;
  readonly #portions: readonly (readonly Merge[])[];
  /** How much each portion writes. No record is written by two of them. */
  readonly #sizes: readonly PlanSize[];
  readonly #outcomes: ChangeOutcome[] = [];
  readonly #accounts: ChangeOutcome[] = [];
  #loaded: Loaded;
  #commit: CarriedOut["commit"] = null;
  /** Of the portion that is under way, counting from 1. */
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

  /** Commits what the next portion is about to write; `null` when there is none. */
  async announceNext(): Promise<Announced | null | Overtaken> {
    const { options, ports, ledger } = this.#run;
    const merges = this.#portions[this.#number];
    if (!merges) return null;
    if (this.#portions.length > 1) ports.progress(`portion ${this.#number + 1} of ${this.#portions.length}`);
    const settled = this.#number === 0 ? this.#planned.settled : this.#leftOpen();
    const plan = this.#portions.length === 1 ? this.#planned.plan : toPlan(merges, []);
    const intents = announce(plan, {
      run: this.#nameOf(this.#number + 1),
      at: ports.clock.now().toISOString(),
      fingerprint: options.fingerprint,
      open: settled.filter(({ fate }) => fate === "open").map(({ intent }) => intent),
    });
    const state = withUnfinished(this.#loaded.state, this.#unfinished([]));
    const head = await ledger.journal({ ...this.#loaded, state }, settled, intents);
    if (head === OVERTAKEN) return head;
    this.#number += 1;
    this.#loaded = { ...this.#loaded, head };
    return { merges, plan, intents };
  }

  /** Writes a portion and records what became of it; `false` when another run has the word. */
  async carryOut(announced: Announced, stop: Pick<Stop, "reason">): Promise<boolean> {
    const { options, ports, ledger } = this.#run;
    const writes = createWrites(options.mapping, this.#planned.lookups, ports.clock.now().toISOString());
    const outcomes = await apply(ports, announced, { writes, stop, accounts: this.#accounts });
    this.#outcomes.push(...outcomes);
    this.#accounts.push(...outcomes.filter(({ change }) => change.row?.table === "account"));
    const facts = await this.#factsOf(announced, outcomes);
    const next = checkpoint(this.#loaded.state, facts);
    const recorded = await ledger.commit(this.#loaded, next, {
      run: this.#nameOf(this.#number),
      plan: { ...announced.plan, questions: facts.questions },
      outcomes,
      numbers: this.#numbersAfter(next),
      recovered: recoveredOf(facts.settled),
      looked: announced.merges.length + (facts.reads ? this.#planned.pulled.inStep : 0),
      pages: this.#planned.pulled.pages,
    });
    if (recorded === OVERTAKEN || recorded === null) {
      this.#loaded = { ...this.#loaded, state: next };
      this.#commit = recorded;
      return recorded === null;
    }
    this.#loaded = recorded;
    this.#commit = recorded.head;
    return true;
  }

  #numbersAfter({ writtenAt: at, waiting }: SyncState): RunNumbers {
    const { options } = this.#run;
    const { plan } = this.#planned;
    return numbersOf({ run: options.run, at, plan, outcomes: this.#outcomes, waiting });
  }

  result(): CarriedOut {
    const left = this.#planned.plan.changes.length - this.#outcomes.length;
    return { outcomes: this.#outcomes, next: this.#loaded.state, commit: this.#commit, left };
  }

  async #factsOf({ merges, intents }: Announced, outcomes: readonly ChangeOutcome[]): Promise<RunFacts> {
    const { options, ports } = this.#run;
    const isFirst = this.#number === 1;
    const rest = this.#number === this.#portions.length ? this.#restOfReading() : NOTHING_MORE;
    return {
      ...rest,
      run: options.run,
      mappingDigest: options.mapping.digest,
      merges,
      settled: isFirst ? this.#planned.settled : [],
      carried: isFirst ? [] : this.#leftOpen().map(({ intent }) => intent),
      intents,
      outcomes,
      unfinished: this.#unfinished(outcomes),
      reads: rest === NOTHING_MORE ? null : await this.#readsAfter(),
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

  /** What earlier portions left open. */
  #leftOpen(): Settled[] {
    const intents = this.#loaded.state.journal?.intents ?? [];
    return intents.map((intent) => ({ intent, fate: intent.found ?? "open" }));
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
    return restToLeave(letThrough, [...this.#sizes.slice(this.#number), sizeOf(untried)]);
  }

  async #readsAfter(): Promise<Reads> {
    const { reads } = this.#planned.pulled;
    if (!reads) return null;
    const { opportunities } = this.#run.ports;
    // The links that were known are counted already, together with those that earlier portions made.
    return {
      ...reads,
      linked: null,
      opportunities: await cursorPast(this.#outcomes, reads.opportunities, opportunities),
    };
  }

  /** The first portion goes by the name of the run. */
  #nameOf(number: number): string {
    return number === 1 ? this.#run.options.run : `${this.#run.options.run}.${number}`;
  }
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
