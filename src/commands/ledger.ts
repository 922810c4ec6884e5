import { canonicalJson } from "../model/canonical-json.ts";
import { NUMBERS_FILE, type RunNumbers } from "../model/connections.ts";
import type { LetThrough } from "../model/limits.ts";
import type { ChangeOutcome, Plan, Warning } from "../model/plan.ts";
import type { StateCommit, StateStore } from "../model/ports.ts";
import type { Recovered } from "../model/result.ts";
import type { Intent, Journal, Settled, SyncState } from "../model/state.ts";
import type { Unreadable } from "../reconcile/checkpoint/run-facts.ts";
import { newlySaid } from "../reconcile/checkpoint/said.ts";
import { stateFiles } from "../reconcile/checkpoint/state.ts";
import { withFindings } from "../reconcile/journal/journal.ts";
import { auditFile } from "../report/audit.ts";
import { count } from "../report/markdown.ts";
import { aboutRun, type Loaded, type RunOptions } from "./load.ts";

/** The branch moved first: another run is at work and has the word. */
export const OVERTAKEN: unique symbol = Symbol("overtaken");
export type Overtaken = typeof OVERTAKEN;

/** A branch that says nothing for an hour looks dead to whoever watches it. */
const HEARTBEAT_MS = 60 * 60 * 1000;

interface Written {
  /** Names the audit file. */
  readonly run: string;
  /** What let the plan through, if that is worth a word. */
  readonly letThrough: LetThrough | null;
  /** Of the whole run so far. */
  readonly numbers: RunNumbers;
  readonly plan: Plan;
  /** What the plan says nothing of, as it could not be read. */
  readonly unreadable: readonly Unreadable[];
  readonly outcomes: readonly ChangeOutcome[];
  readonly recovered: readonly Recovered[];
  /** How many pairs were read and merged. */
  readonly looked: number;
  /** How many answers it took to read the rows that changed. */
  readonly pages: number;
}

/** What is about to be written. */
export interface Announced {
  readonly intents: readonly Intent[];
  /** What was announced before, and is not audited yet. */
  readonly open: readonly Settled[];
}

/** What a run has read, with a commit of its own on top. */
export type Recorded = Loaded & { readonly head: string };

/**
 * What a run writes to the state branch, in this order: the take-over of a dead run's journal, its own
 * intents, and its outcomes with the next state; with the outcomes of a portion, the intents of the next one. Each
 * commit names the head it expects; when the branch has moved, another run is at work and has the word.
 */
export class Ledger {
  readonly #store: StateStore;
  readonly #options: RunOptions;

  constructor(store: StateStore, options: RunOptions) {
    this.#store = store;
    this.#options = options;
  }

  /** Fences a run that may still be alive: from here on its commits name a head that is gone. */
  async takeOver(loaded: Loaded): Promise<Loaded | Overtaken> {
    const { journal } = loaded.state;
    if (!journal?.writing) return loaded;
    const state = { ...loaded.state, journal: { ...journal, run: this.#options.run } };
    const headline = `Take over ${journal.intents.length} open changes of run ${journal.run}`;
    const { files, waitingFiles } = stateFiles(state, loaded.waitingFiles);
    const head = await this.#commit("take-over", headline, loaded.head, files);
    return head === OVERTAKEN ? head : { ...loaded, state, head, waitingFiles };
  }

  /** Commits what is about to be written; does nothing when that is nothing. */
  async announce(loaded: Loaded, announced: Announced): Promise<Loaded | Overtaken> {
    const { intents } = announced;
    if (intents.length === 0) return loaded;
    const { files, waitingFiles } = stateFiles(
      this.#announcing(loaded.state, announced),
      loaded.waitingFiles,
    );
    const headline = `Announce ${count(intents.length, "change")}`;
    const head = await this.#commit("intents", headline, loaded.head, files);
    return head === OVERTAKEN ? head : { ...loaded, head, waitingFiles };
  }

  #announcing(state: SyncState, { intents, open }: Announced): SyncState {
    // The intents of a dead run stay until this one has audited them.
    const ids = new Set(intents.map(({ id }) => id));
    const others = withFindings(open).filter(({ id }) => !ids.has(id));
    return {
      ...state,
      journal: { run: this.#options.run, writing: true, intents: [...others, ...intents] },
    };
  }

  /**
   * Commits outcomes, audit lines and the next state, together with the intents of the next portion.
   *
   * @returns What the run goes on from; `null` when it had nothing to do and nothing to say.
   */
  async commit(
    loaded: Loaded,
    next: SyncState,
    written: Written,
    following: Announced | null,
  ): Promise<Recorded | null | Overtaken> {
    if (!following && !this.#isWorthACommit(loaded.state, next, written)) return null;
    const audit = this.#auditOf(loaded.state, next, written);
    const state = audit ? { ...next, audit: { path: audit.path, sha256: audit.sha256 } } : next;
    const stored = following ? this.#announcing(state, following) : state;
    const { files: ofState, waitingFiles } = stateFiles(stored, loaded.waitingFiles);
    const files = {
      ...ofState,
      [NUMBERS_FILE]: `${JSON.stringify(written.numbers, null, 1)}\n`,
      ...(audit ? { [audit.path]: audit.content } : {}),
    };
    const headline = headlineOf(written) ?? (loaded.state.edited ? "Note a commit by hand" : "Heartbeat");
    const head = await this.#commit("outcomes", headline, loaded.head, files);
    return head === OVERTAKEN ? head : { ...loaded, state, head, waitingFiles };
  }

  #isWorthACommit(before: SyncState, next: SyncState, written: Written): boolean {
    const writtenAt = Date.parse(before.writtenAt || "1970-01-01T00:00:00Z");
    // By another machine, whose clock may have been ahead.
    const age = Math.abs(Date.parse(next.writtenAt) - writtenAt);
    return (
      written.outcomes.length > 0 ||
      written.recovered.length > 0 ||
      before.mapping !== next.mapping ||
      canonicalJson(before.waiting) !== canonicalJson(next.waiting) ||
      isOtherJournal(before.journal, next.journal) ||
      before.unfinished?.records !== next.unfinished?.records ||
      before.sweptAt !== next.sweptAt ||
      before.edited !== undefined ||
      // Records that were read and needed nothing: the watermarks move on, so that they are not read again.
      written.looked > 0 ||
      // So does reading that took more than the one request which the next run makes anyway.
      written.pages > 1 ||
      age >= HEARTBEAT_MS
    );
  }

  #auditOf({ edited, waiting }: SyncState, next: SyncState, written: Written) {
    const { run, letThrough, plan, unreadable, outcomes, recovered } = written;
    const apart = plan.warnings.filter((warning) => warning.apart && isCarriedOut(warning, outcomes));
    const lines = {
      outcomes,
      recovered,
      ...newlySaid({ ...plan, unreadable }, waiting, next.waiting),
      apart,
    };
    if (Object.values(lines).every((some) => some.length === 0) && edited === undefined) return null;
    const { visible } = this.#options.mapping;
    const about = { ...aboutRun(this.#options, next.writtenAt), run, letThrough, edited, visible };
    return auditFile({ ...about, ...lines }, next.audit);
  }

  async #commit(
    step: string,
    headline: string,
    expectedHead: string | null,
    files: StateCommit["files"],
  ): Promise<string | Overtaken> {
    const operation = `${this.#options.run}/${step}`;
    const result = await this.#store.commit({ expectedHead, operation, headline, files });
    return result === "stale" ? OVERTAKEN : result.head;
  }
}

/** A deal whose close was not taken is not closed; the next run says it. */
function isCarriedOut({ link }: Warning, outcomes: readonly ChangeOutcome[]): boolean {
  const own = outcomes.filter(({ change }) => change.link.referral === link.referral);
  return own.every(({ outcome }) => outcome === "applied");
}

/** Whether the journal says something else, whichever run wrote it last. */
function isOtherJournal(before: Journal | null, next: Journal | null): boolean {
  const text = (journal: Journal | null) => canonicalJson(journal && { ...journal, run: "" });
  return text(before) !== text(next);
}

/** `null` when nothing was found or done. */
function headlineOf({ plan: { conflicts }, outcomes, looked }: Written): string | null {
  if (outcomes.length === 0) {
    if (conflicts.length > 0) return `Report ${count(conflicts.length, "conflict")}`;
    return looked > 0 ? `Note ${count(looked, "deal")} that needed nothing` : null;
  }
  const applied = outcomes.filter((one) => one.outcome === "applied").length;
  const rest = outcomes.length - applied;
  return `Sync ${count(applied, "change")}${rest > 0 ? `, ${rest} not applied` : ""}`;
}
