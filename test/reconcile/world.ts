import type { Mapping } from "../../src/mapping/mapping.ts";
import { project } from "../../src/mapping/project.ts";
import type { Lookups } from "../../src/mapping/transforms/transform.ts";
import { type ChangeOutcome, type Merge, NOTHING_DONE, type Plan } from "../../src/model/plan.ts";
import type { OpportunityWrite, ReferralWrite } from "../../src/model/ports.ts";
import type { RemoteRecord, Side, Snapshot } from "../../src/model/record.ts";
import type { JournalContext } from "../../src/reconcile/journal/journal.ts";
import { match } from "../../src/reconcile/match/match.ts";
import { type Approvals, NOTHING_APPROVED } from "../../src/reconcile/merge/approval.ts";
import type { MergeContext } from "../../src/reconcile/merge/context.ts";
import { mergePair } from "../../src/reconcile/merge/merge.ts";
import type { Resolutions } from "../../src/reconcile/merge/resolve.ts";
import { toPlan } from "../../src/reconcile/plan/plan.ts";
import { rowIdFor } from "../../src/reconcile/record/ids.ts";
import { Writes } from "../../src/reconcile/write/writes.ts";

type Properties = Record<string, unknown>;

export const LOOKUPS: Lookups = {
  currencies: [
    { id: "cur-usd", code: "USD", precision: 2 },
    { id: "cur-eur", code: "EUR", precision: 2 },
  ],
};

/** One deal on both sides, as plain data, and a sync that needs no network. */
export class World {
  mapping: Mapping;
  readonly referral: Properties;
  row: Properties | null = null;
  /** Texts of the notes on the row. */
  readonly notes: string[] = [];
  /** What people say for the next sync. */
  approvals: Approvals = NOTHING_APPROVED;
  resolutions: Resolutions = new Map();
  #version = 1;
  #now = Date.parse("2026-11-23T10:00:00Z");
  readonly #modified = { referral: this.#now, opportunity: this.#now };

  constructor(mapping: Mapping, referral: Properties) {
    this.mapping = mapping;
    this.referral = { id: REFERRAL, status: "Active", substatus: "Accepted", ...referral };
  }

  pass(minutes: number): void {
    this.#now += minutes * 60_000;
  }

  /** Somebody has just written this record. */
  touch(side: Side): void {
    this.#modified[side] = this.#now;
  }

  merge(): Merge[] {
    const rows = this.row ? [this.#record("opportunity", rowIdFor(REFERRAL), this.row)] : [];
    const { pairs } = match(this.mapping, [this.#record("referral", REFERRAL, this.referral)], rows);
    const { mapping, approvals, resolutions } = this;
    return pairs.map((pair) => mergePair(pair, { ...ORDINARY, mapping, approvals, resolutions }));
  }

  /** What each side says, in the values that both share. */
  snapshots(): Readonly<Record<"referral" | "opportunity", Snapshot>> {
    const see = (record: RemoteRecord) => project(this.mapping, record, LOOKUPS).snapshot;
    return {
      referral: see(this.#record("referral", REFERRAL, this.referral)),
      opportunity: see(this.#record("opportunity", rowIdFor(REFERRAL), this.row ?? {})),
    };
  }

  /** Plans and applies everything; returns the plan. */
  sync(): Plan {
    const merges = this.merge();
    const plan = toPlan(merges, []);
    const writes = new Writes(this.mapping, LOOKUPS, "2026-11-20T09:00:00Z");
    let referralOutcome: ChangeOutcome | null = null;
    for (const change of plan.changes) {
      this.touch(change.side);
      const [merge] = merges;
      if (!merge) throw new Error("a change without its pair");
      if (change.side === "referral") {
        this.#patch(writes.referral(change, merge));
        referralOutcome = applied(change);
      } else {
        this.#write(
          writes.opportunity(change, merge, `op.${this.#version++}`, {
            ...NOTHING_DONE,
            referral: referralOutcome,
          }),
        );
      }
    }
    return plan;
  }

  #patch({ operations }: ReferralWrite): void {
    for (const { path, value } of operations) {
      const keys = path.split("/").slice(1);
      const last = keys.pop() ?? "";
      let target = this.referral;
      for (const key of keys) {
        target[key] ??= {};
        target = target[key] as Properties;
      }
      target[last] = value;
    }
  }

  #write(write: OpportunityWrite): void {
    if (write.action === "close") {
      Object.assign(this.row ?? {}, { statecode: write.as === "won" ? 1 : 2, statuscode: write.statuscode });
      return;
    }
    if (write.action === "note") {
      this.notes.push(write.text);
      return;
    }
    if (write.action === "qualify") throw new Error("there are no leads here");
    const row: Properties = this.row ?? emptyRow(this.mapping);
    for (const [column, value] of Object.entries(write.columns)) {
      if (column.endsWith("@odata.bind")) {
        row[`_${column.slice(0, -"@odata.bind".length)}_value`] = String(value).replace(/^.*\((.*)\)$/, "$1");
      } else row[column] = value;
    }
    this.row = row;
  }

  #record(side: RemoteRecord["side"], id: string, properties: Properties): RemoteRecord {
    return {
      side,
      id,
      etag: `${this.#version}`,
      modified: new Date(this.#modified[side]).toISOString(),
      properties: structuredClone(properties),
    };
  }
}

export const NOW = "2026-11-23T12:00:00.000Z";

export const REFERRAL = "7c1f2b9e-3a51-4f0b-9a44-5e1d2c3b4a60";

function emptyRow(mapping: Mapping): Properties {
  return {
    ...Object.fromEntries(mapping.columns.map((column) => [column, null])),
    statecode: 0,
    statuscode: 1,
  };
}

function applied(change: ChangeOutcome["change"]): ChangeOutcome {
  return { change, intent: "", outcome: "applied", reason: null, sent: true, etag: null, modified: null };
}

/** What a merge goes by in an ordinary run: no person has decided anything, and no earlier run has noted anything. */
export const ORDINARY: Omit<MergeContext, "mapping"> = {
  lookups: LOOKUPS,
  approvals: NOTHING_APPROVED,
  resolutions: new Map(),
  closesPending: new Set(),
  isWornOut: () => false,
  refusedBefore: () => undefined,
  now: NOW,
};

/** What a journal is settled by where nothing of what it announced is there. */
export const NOTHING_ARRIVED: Pick<JournalContext, "seen" | "notes" | "arrived" | "announcedRows"> = {
  seen: {},
  notes: new Set(),
  arrived: new Set(),
  announcedRows: new Map(),
};
