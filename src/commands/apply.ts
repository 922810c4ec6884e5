import type { Change, ChangeOutcome, Merge, Plan } from "../model/plan.ts";
import type { Stop, WriteResult } from "../model/ports.ts";
import type { Side } from "../model/record.ts";
import type { Intent } from "../model/state.ts";
import { isPost } from "../reconcile/journal/posts.ts";
import { wantedAccount } from "../reconcile/match/accounts.ts";
import type { Writes } from "../reconcile/write/writes.ts";
import { count } from "../report/markdown.ts";
import { outcomeOf } from "./outcome.ts";
import type { WritePorts } from "./ports.ts";
import { whyNotMade } from "./unguarded.ts";

/** How many are begun before the next look at the clock: even with the longest pauses that takes no more than minutes. */
const REFERRALS_AT_ONCE = 100;

/** What is carried out and recorded together. */
export interface Portion {
  readonly plan: Plan;
  /** One for each change of the plan, in its order. */
  readonly intents: readonly Intent[];
  readonly merges: readonly Merge[];
}

/**
 * Carries out a plan, each record on its own and guarded by its etag.
 *
 * 0. Notes, which keep what is about to be overwritten: where one fails, nothing is.
 * 1. Referrals first: Partner Center is the side that may refuse, and what it took belongs into the base.
 * 2. Accounts that rows need; then the rows, with the base in the same request; several in one batch. A row waits
 *    when its referral moved, or when its account could not be made.
 * 3. Closes last: a closed opportunity may refuse every further write, and a lead is only qualified once its
 *    opportunity is there.
 *
 * When the run has to stop, what was not begun is left to the next one.
 */
export async function apply(
  ports: Pick<WritePorts, "referrals" | "opportunities" | "progress">,
  portion: Portion,
  how: How,
): Promise<ChangeOutcome[]> {
  return new Applier(ports, portion, how).run();
}

interface How {
  readonly writes: Writes;
  readonly stop: Pick<Stop, "reason">;
  /** What became of the accounts of earlier portions. */
  readonly accounts: readonly ChangeOutcome[];
}

class Applier {
  readonly #ports: Parameters<typeof apply>[0];
  readonly #plan: Plan;
  readonly #writes: Writes;
  readonly #stop: How["stop"];
  readonly #merges: ReadonlyMap<string, Merge>;
  readonly #intents: ReadonlyMap<Change, Intent | undefined>;
  readonly #outcomes: ChangeOutcome[] = [];
  /** The latest outcome of each record, by what it is and referral. */
  readonly #latest = new Map<string, ChangeOutcome>();
  /** The outcome of each row that is no opportunity, by its id. */
  readonly #otherRows = new Map<string, ChangeOutcome>();

  constructor(ports: Parameters<typeof apply>[0], { plan, intents, merges }: Portion, how: How) {
    this.#ports = ports;
    this.#plan = plan;
    this.#writes = how.writes;
    this.#stop = how.stop;
    for (const outcome of how.accounts)
      if (outcome.change.row) this.#otherRows.set(outcome.change.row.id, outcome);
    this.#merges = new Map(merges.map((merge) => [merge.pair.link.referral, merge]));
    this.#intents = new Map(plan.changes.map((change, index) => [change, intents[index]]));
  }

  async run(): Promise<ChangeOutcome[]> {
    const { changes } = this.#plan;
    await this.#writeRows(changes.filter(({ action }) => action === "note"));
    const referrals = changes.filter(({ side }) => side === "referral");
    await this.#writeReferrals(referrals.filter(({ action }) => action !== "invite"));
    // A request to Microsoft depends on the referral before it.
    await this.#writeReferrals(referrals.filter(({ action }) => action === "invite"));
    const rows = changes.filter(({ side }) => side === "opportunity");
    await this.#writeRows(rows.filter(({ row }) => row?.table === "account"));
    const own = rows.filter(({ row }) => row?.table !== "account");
    await this.#writeRows(own.filter(({ action }) => action === "create" || action === "update"));
    await this.#writeRows(own.filter(isLast));
    return this.#outcomes;
  }

  async #writeReferrals(changes: readonly Change[]): Promise<void> {
    let written = 0;
    await this.#inGroups(changes, REFERRALS_AT_ONCE, async (ready) => {
      // How many are under way at the same time is for the adapter to find out: Partner Center publishes no limit.
      const results = await Promise.allSettled(
        ready.map(async (change) => {
          const result = await this.#writeReferral(change);
          written += 1;
          this.#ports.progress(`wrote ${written} of ${count(changes.length, "referral")}`);
          return result;
        }),
      );
      // In the order of the plan, and not before all have ended: nothing is written behind the back of a run that fails.
      for (const [index, change] of ready.entries()) {
        const result = results[index];
        if (result?.status === "fulfilled") this.#recordAnswer(change, result.value);
        else throw result?.reason;
      }
    });
  }

  #writeReferral(change: Change): Promise<WriteResult> {
    const { referrals } = this.#ports;
    const merge = this.#mergeOf(change);
    if (isPost(change))
      return referrals.create(this.#writes.post(change, merge, this.#outcomeOf(change, "referral")));
    return referrals.update(this.#writes.referral(change, merge));
  }

  async #writeRows(changes: readonly Change[]): Promise<void> {
    await this.#inGroups(changes, this.#ports.opportunities.atOnce(), async (ready) => {
      const writes = ready.map((change) =>
        this.#writes.opportunity(change, this.#mergeOf(change), this.#intentOf(change).id, {
          referral: this.#outcomeOf(change, "referral"),
          invite: this.#outcomeOf(change, "invite"),
        }),
      );
      this.#ports.progress(`writing ${count(writes.length, "row")} of the CRM`);
      const results = await this.#ports.opportunities.write(writes);
      for (const [index, change] of ready.entries()) {
        this.#recordAnswer(
          change,
          results[index] ?? { outcome: "failed", reason: "no answer for this write", sent: true },
        );
      }
    });
  }

  async #inGroups(
    changes: readonly Change[],
    size: number,
    write: (ready: readonly Change[]) => Promise<void>,
  ): Promise<void> {
    for (let start = 0; start < changes.length; start += size) {
      const ready = changes.slice(start, start + size).filter((change) => !this.#leaveIfBlocked(change));
      const reason = this.#stop.reason();
      if (reason !== null) for (const change of ready) this.#leave(change, `not tried: ${reason}`);
      else await this.#writeReady(ready, write);
    }
  }

  async #writeReady(
    changes: readonly Change[],
    write: (ready: readonly Change[]) => Promise<void>,
  ): Promise<void> {
    const notMade = await whyNotMade(this.#ports.opportunities, changes, {
      mergeOf: (change) => this.#mergeOf(change),
      isRowWritten: (change) => this.#outcomeOf(change, "opportunity") !== null,
    });
    for (const [change, why] of notMade) this.#recordAnswer(change, why);
    const ready = changes.filter((change) => !notMade.has(change));
    if (ready.length > 0) await write(ready);
  }

  #leave(change: Change, reason: string): void {
    this.#record(change, { outcome: "failed", reason, sent: false }, true);
  }

  /** A change that depends on one which did not happen was decided on records that are no longer so. */
  #leaveIfBlocked(change: Change): boolean {
    const cause = this.#blockerOf(change);
    if (!cause) return false;
    if (cause.untried) {
      this.#leave(change, cause.reason ?? "");
      return true;
    }
    const { action, row, side } = cause.change;
    const what = action === "note" ? "note that keeps what it overwrites" : (row?.table ?? side);
    const reason = `not tried, because the ${what} was not written: ${cause.reason ?? ""}`;
    this.#record(change, { outcome: cause.outcome === "stale" ? "stale" : "failed", reason, sent: false });
    return true;
  }

  /**
   * What this change depends on and has not happened. A referral that was refused for what it says does not keep its row
   * from taking the rest; but it keeps it from being closed, which may follow from what the referral was to become.
   */
  #blockerOf(change: Change): ChangeOutcome | null {
    const note = this.#outcomeOf(change, "note");
    const follows = change.side === "opportunity" || change.action === "invite";
    const referral = follows ? this.#outcomeOf(change, "referral") : null;
    const row = isLast(change) ? this.#outcomeOf(change, "opportunity") : null;
    const isLeft =
      referral?.outcome === "rejected" &&
      change.action !== "close" &&
      change.action !== "invite" &&
      this.#writes.mayFollow(change, this.#mergeOf(change), referral);
    const blockers = [note, row, isLeft ? null : referral, this.#missingAccount(change)];
    return blockers.find((one) => one && one.outcome !== "applied") ?? null;
  }

  /** An account that could not be made. One that was there already (`stale`) serves as well. */
  #missingAccount(change: Change): ChangeOutcome | null {
    const outcome = this.#otherRows.get(wantedAccount(change) ?? "");
    return !outcome || outcome.outcome === "stale" ? null : outcome;
  }

  /** A write that was not sent because the run has to stop is no trouble of its record. */
  #recordAnswer(change: Change, result: WriteResult): void {
    const neverSent = result.outcome === "failed" && !result.sent;
    this.#record(change, result, neverSent && this.#stop.reason() !== null);
  }

  #record(change: Change, result: WriteResult, untried = false): void {
    const outcome = outcomeOf(change, result, {
      writes: this.#writes,
      merge: this.#mergeOf(change),
      intent: this.#intentOf(change),
      referral: this.#outcomeOf(change, "referral"),
      untried,
    });
    this.#outcomes.push(outcome);
    const record = change.action === "note" || change.action === "invite" ? change.action : change.side;
    if (change.row && change.action !== "note") this.#otherRows.set(change.row.id, outcome);
    else this.#latest.set(`${record}/${change.link.referral}`, outcome);
  }

  #mergeOf(change: Change): Merge {
    const merge = this.#merges.get(change.link.referral);
    if (!merge) throw new Error(`no merge for the planned change of referral ${change.link.referral}`);
    return merge;
  }

  #intentOf(change: Change): Intent {
    const intent = this.#intents.get(change);
    if (!intent) throw new Error(`no intent for the planned change of referral ${change.link.referral}`);
    return intent;
  }

  #outcomeOf(change: Change, record: Side | "note" | "invite"): ChangeOutcome | null {
    return this.#latest.get(`${record}/${change.link.referral}`) ?? null;
  }
}

function isLast({ action }: Change): boolean {
  return action === "close" || action === "qualify";
}
