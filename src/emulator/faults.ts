import type { System } from "../model/ports.ts";

/** A request as the server saw it arrive. `path` includes the query. */
export interface Arrival {
  readonly system: System;
  readonly method: string;
  readonly path: string;
  readonly body: Buffer;
}

/**
 * What can go wrong between a client and a service. `when` says whether the service has done its work by
 * then: a fault "after" leaves the write in place and only its answer is lost.
 *
 * - `drop`: the connection breaks without an answer.
 * - `reply`: something in front of the service answers instead of it (429, 503, 504 …).
 * - `slow`: the answer takes longer, in milliseconds.
 * - `truncated`: the connection breaks in the middle of the answer's body.
 * - `malformed`: the answer is complete as HTTP, but its body is cut and no longer JSON.
 * - `hold`: the request waits at the server until the test lets it go on.
 */
export type Fault =
  | { readonly kind: "drop" | "hold"; readonly when: "before" | "after" }
  | {
      readonly kind: "reply";
      readonly when: "before" | "after";
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: unknown;
    }
  | { readonly kind: "slow"; readonly milliseconds: number }
  | { readonly kind: "truncated" | "malformed" };

/** Which requests a fault meets. What is left out matches everything. */
export interface FaultRule {
  readonly system: System;
  readonly method?: string;
  /** Tested against path and query. */
  readonly path?: RegExp;
  /** Only the nth matching request, counted from 1; every one when left out. */
  readonly nth?: number;
  readonly fault: Fault;
}

/** A rule in force. */
export interface InjectedFault {
  /** How many requests it has met. */
  readonly hits: number;
  /** Settles when the first request has met it; with `hold`, when that request is waiting. */
  readonly reached: Promise<void>;
  /** Lets held requests go on, also those still to come. */
  release(): void;
  /** Breaks the connections of held requests; what the service has not done yet it never does. */
  drop(): void;
  remove(): void;
}

export type RequestHook = (arrival: Arrival) => void | Promise<void>;

export interface Faults {
  inject(rule: FaultRule): InjectedFault;
  /** Called before a request reaches its service, which waits for it. Returns how to unsubscribe. */
  onRequest(hook: RequestHook): () => void;
  clear(): void;
}

/** A rule that has met a request, as the server uses it. */
export interface Strike {
  readonly fault: Fault;
  /** Waits until the test decides, for a `hold`. */
  hold(): Promise<"go on" | "drop">;
}

/** The half of the faults that only the servers see. */
export interface FaultSwitch extends Faults {
  strike(arrival: Arrival): Promise<Strike | null>;
}

export function createFaults(): FaultSwitch {
  const rules = new Set<ActiveRule>();
  const hooks = new Set<RequestHook>();
  return {
    inject(rule) {
      const active = new ActiveRule(rule, () => rules.delete(active));
      rules.add(active);
      return active;
    },
    onRequest(hook) {
      hooks.add(hook);
      return () => hooks.delete(hook);
    },
    clear() {
      for (const rule of rules) rule.drop();
      rules.clear();
      hooks.clear();
    },
    async strike(arrival) {
      for (const hook of hooks) await hook(arrival);
      const struck = [...rules].filter((rule) => rule.meets(arrival));
      return struck[0]?.hit() ?? null;
    },
  };
}

class ActiveRule implements InjectedFault, Strike {
  readonly #rule: FaultRule;
  readonly remove: () => void;
  readonly #reached = Promise.withResolvers<void>();
  readonly #letGo = Promise.withResolvers<"go on" | "drop">();
  #matched = 0;
  hits = 0;

  constructor(rule: FaultRule, remove: () => void) {
    this.#rule = rule;
    this.remove = remove;
  }

  get fault(): Fault {
    return this.#rule.fault;
  }

  get reached(): Promise<void> {
    return this.#reached.promise;
  }

  meets({ system, method, path }: Arrival): boolean {
    const rule = this.#rule;
    if (rule.system !== system || (rule.method ?? method) !== method) return false;
    if (rule.path && path.search(rule.path) < 0) return false;
    this.#matched += 1;
    return (rule.nth ?? this.#matched) === this.#matched;
  }

  hit(): this {
    this.hits += 1;
    if (this.fault.kind !== "hold") this.#reached.resolve();
    return this;
  }

  hold(): Promise<"go on" | "drop"> {
    this.#reached.resolve();
    return this.#letGo.promise;
  }

  release(): void {
    this.#letGo.resolve("go on");
  }

  drop(): void {
    this.#letGo.resolve("drop");
  }
}
