import { StateError } from "../errors.ts";
import type { Origin } from "../model/origin.ts";
import type { Clock, StateStore } from "../model/ports.ts";
import { REGISTRATION_FILE, type Systems } from "../model/state.ts";
import type { RegistrationMemory } from "../model/webhooks.ts";
import { stateFiles } from "../reconcile/checkpoint/state.ts";
import {
  formatRegistrationMemory,
  parseRegistrationMemory,
} from "../reconcile/registration/registration-memory.ts";
import { chainedFile, editLines } from "../report/audit.ts";
import { load } from "./load.ts";

export interface LedgerPorts {
  readonly state: StateStore;
  readonly clock: Clock;
}

export interface WebhooksRun {
  readonly run: string;
  readonly origin: Origin;
  readonly branch: string;
  /** The account; of the CRM a registration says nothing. */
  readonly systems: Systems;
}

/** How often a commit is made anew because a sync moved the branch in between. */
const MOST_ATTEMPTS = 5;

/**
 * What the state branch knows of the webhook registration: `webhooks.json`, and a line of the audit log for
 * each change. As with every write of ours, what is about to be done is committed first.
 */
export class WebhooksLedger {
  readonly #ports: LedgerPorts;
  readonly #options: WebhooksRun;

  constructor(ports: LedgerPorts, options: WebhooksRun) {
    this.#ports = ports;
    this.#options = options;
  }

  async read(): Promise<RegistrationMemory> {
    return (await this.#load()).memory;
  }

  /** Commits what is to be remembered, and a line of the audit log if there is one. Returns the commit. */
  async commit(headline: string, memory: RegistrationMemory, line: object | null = null): Promise<string> {
    const { run, origin, branch } = this.#options;
    for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt += 1) {
      const { head, state, waitingFiles } = await this.#load();
      const at = this.#ports.clock.now().toISOString();
      const { edited, ...told } = state;
      const about = { run, at, mapping: state.mapping, origin };
      const audit = line && chainedFile(about, [...editLines(edited), line], state.audit);
      const next = audit ? { ...told, audit: { path: audit.path, sha256: audit.sha256 } } : state;
      const files = {
        ...stateFiles(next, waitingFiles).files,
        [REGISTRATION_FILE]: formatRegistrationMemory(memory),
        ...(audit ? { [audit.path]: audit.content } : {}),
      };
      const operation = `${run}/webhooks-${line ? "outcome" : "intent"}`;
      const result = await this.#ports.state.commit({ expectedHead: head, operation, headline, files });
      if (result !== "stale") return result.head;
    }
    throw new StateError(
      `Branch ${branch} moved ${MOST_ATTEMPTS} times while this run wanted to commit to it.`,
      "Give the workflow the concurrency group of the sync, so that one of them runs at a time.",
    );
  }

  async #load() {
    const { registrationFile, ...loaded } = await load(this.#ports.state, this.#options);
    return { ...loaded, memory: parseRegistrationMemory(registrationFile) };
  }
}
