import type { Now } from "../exchange.ts";
import { completeReferral, type Referral, type ReferralDraft } from "./referral.ts";
import { deterministicIds, etagOf, type Stamp, stamps } from "./stamps.ts";

/** Who changed a referral: a caller of the API, a person in the portal, or the service itself. */
export type Author = "api" | "person" | "service";

/** One change that was really made. */
export interface AppliedWrite {
  readonly kind: "create" | "update";
  readonly by: Author;
  readonly id: string;
  readonly at: string;
  readonly eTag: string;
  /** The `If-Match` it came with, if any. */
  readonly ifMatch: string | null;
  /** The JSON Patch or the body it came with; nothing for a person's edit. */
  readonly content: unknown;
}

export interface WriteContext {
  readonly by: Author;
  readonly ifMatch?: string | null;
  readonly content?: unknown;
}

interface Version {
  /** Milliseconds since 1970. */
  readonly written: number;
  readonly referral: Readonly<Referral>;
}

export interface StoreOptions {
  readonly now: Now;
  /** Makes the ids and eTags, so that the same seed gives the same data. */
  readonly seed: number;
  /** How long a listing lags behind a write, in milliseconds. */
  readonly visibilityLag: () => number;
  /** Called with every write once it is there. */
  readonly onWrite: (write: AppliedWrite, referral: Readonly<Referral>) => void;
}

/** All referrals, with as much of their past as a lagging listing can still show. */
export class ReferralStore {
  readonly operations: AppliedWrite[] = [];
  readonly #versions = new Map<string, Version[]>();
  readonly #options: StoreOptions;
  readonly #stamp: () => Stamp;
  readonly #newId: () => string;
  #all: readonly Readonly<Referral>[] | null = null;

  constructor(options: StoreOptions) {
    this.#options = options;
    this.#stamp = stamps(options.now);
    this.#newId = deterministicIds(options.seed);
  }

  get(id: string): Readonly<Referral> | null {
    return this.#versions.get(id.toLowerCase())?.at(-1)?.referral ?? null;
  }

  /** The same array until the next write, so that what is made of it can be kept. */
  all(): readonly Readonly<Referral>[] {
    this.#all ??= [...this.#versions.values()].flatMap((versions) => versions.at(-1)?.referral ?? []);
    return this.#all;
  }

  /** What a listing shows at this moment. */
  listed(): readonly Readonly<Referral>[] {
    const lag = this.#options.visibilityLag();
    if (lag === 0) return this.all();
    const until = this.#options.now().getTime() - lag;
    return [...this.#versions.values()].flatMap(
      (versions) => versions.findLast(({ written }) => written <= until)?.referral ?? [],
    );
  }

  create(draft: ReferralDraft, context: WriteContext): Readonly<Referral> {
    const stamp = this.#stamp();
    const referral: Referral = {
      ...completeReferral(draft),
      id: draft.id ?? this.#newId(),
      engagementId: draft.engagementId ?? this.#newId(),
      createdDateTime: draft.createdDateTime ?? stamp.time,
      updatedDateTime: draft.updatedDateTime ?? stamp.time,
      eTag: etagOf(stamp),
    };
    return this.#write("create", structuredClone(referral), context);
  }

  /** Gives the changed referral a new eTag and time, whatever changed. Throws what `change` throws. */
  update(
    id: string,
    change: (referral: Referral, time: string) => void,
    context: WriteContext,
  ): Readonly<Referral> {
    const current = this.get(id);
    if (!current) throw new Error(`there is no referral ${id}`);
    const referral = structuredClone(current) as Referral;
    const stamp = this.#stamp();
    change(referral, stamp.time);
    referral.updatedDateTime = stamp.time;
    referral.eTag = etagOf(stamp);
    return this.#write("update", referral, context);
  }

  /** An inbound referral that nobody answered in time is closed by the service. */
  expireOverdue(): void {
    const now = this.#options.now().toISOString();
    for (const { id, status, expirationDateTime } of this.all()) {
      if (status !== "New" || expirationDateTime === null || expirationDateTime > now) continue;
      const close = (referral: Referral) => {
        Object.assign(referral, {
          status: "Closed",
          substatus: "Expired",
          closedDateTime: expirationDateTime,
        });
      };
      this.update(id, close, { by: "service" });
    }
  }

  #write(kind: AppliedWrite["kind"], referral: Referral, context: WriteContext): Readonly<Referral> {
    const { by, ifMatch = null, content = null } = context;
    this.#all = null;
    const written = Date.parse(referral.updatedDateTime);
    const versions = this.#versions.get(referral.id) ?? [];
    const shown = versions.findLastIndex(
      (version) => version.written <= written - this.#options.visibilityLag(),
    );
    this.#versions.set(referral.id, [...versions.slice(Math.max(shown, 0)), { written, referral }]);
    const { id, eTag, updatedDateTime: at } = referral;
    const write = { kind, by, id, at, eTag, ifMatch, content };
    this.operations.push(write);
    this.#options.onWrite(write, referral);
    return referral;
  }
}
