import { STATUS_CODES } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { Agent, request } from "undici";
import type { Now } from "../exchange.ts";
import type { WebhookEvent } from "./events.ts";
import type { WebhookSettings } from "./settings.ts";
import type { Signed } from "./signer.ts";

/** One try to deliver, as the validation results show it: the time without a zone, and with seven digits. */
export interface Attempt {
  readonly responseCode: string;
  readonly responseMessage: string;
  readonly systemError: boolean;
  readonly dateTimeUtc: string;
}

/** An event on its way, or at its end: taken, or given up after the last attempt and never sent again. */
export interface Delivery {
  readonly event: WebhookEvent;
  readonly attempts: Attempt[];
  status: "under way" | "delivered" | "given up";
}

export interface SenderOptions {
  readonly settings: WebhookSettings;
  readonly now: Now;
  /** Signs with the certificate of the moment, anew for each attempt. */
  readonly sign: (event: WebhookEvent) => Promise<{ readonly url: string } & Signed>;
}

const TIME_LIMIT_MS = 30_000;

/** Delivers events at least once, in no particular order, and gives up after the last attempt. */
export class Sender {
  readonly deliveries: Delivery[] = [];
  readonly #options: SenderOptions;
  readonly #agent: Agent;
  readonly #stop = new AbortController();
  readonly #underWay = new Set<Promise<void>>();
  #gathered: Delivery[] = [];

  constructor(options: SenderOptions) {
    this.#options = options;
    this.#agent = new Agent({ connections: options.settings.connections });
  }

  send(event: WebhookEvent): Delivery {
    const delivery: Delivery = { event, attempts: [], status: "under way" };
    this.deliveries.push(delivery);
    this.#gathered.push(delivery);
    if (this.#gathered.length === 1) this.#track(this.#release());
    return delivery;
  }

  /** Settles when nothing is under way any more. */
  async idle(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.idle();
    await this.#agent.destroy();
  }

  #track(work: Promise<void>): void {
    // What the end of the emulator interrupts is no failure.
    const settled = work.catch(() => {}).finally(() => this.#underWay.delete(settled));
    this.#underWay.add(settled);
  }

  async #release(): Promise<void> {
    const { settings } = this.#options;
    await delay(settings.delay, undefined, { signal: this.#stop.signal });
    const together = settings.newestFirst ? this.#gathered.reverse() : this.#gathered;
    this.#gathered = [];
    for (const delivery of together) {
      this.#track(this.#deliver(delivery));
      if (settings.twice) this.#track(this.#deliver(delivery));
    }
  }

  async #deliver(delivery: Delivery): Promise<void> {
    for (const pause of [...this.#options.settings.retryDelays, null]) {
      const attempt = await this.#attempt(delivery.event);
      delivery.attempts.push(attempt);
      if (attempt.responseCode === "OK") {
        delivery.status = "delivered";
        return;
      }
      if (pause !== null) await delay(pause, undefined, { signal: this.#stop.signal });
    }
    if (delivery.status !== "delivered") delivery.status = "given up";
  }

  async #attempt(event: WebhookEvent): Promise<Attempt> {
    const dateTimeUtc = this.#options.now().toISOString().replace("Z", "0000");
    const { url, headers, body } = await this.#options.sign(event);
    try {
      const signal = AbortSignal.any([this.#stop.signal, AbortSignal.timeout(TIME_LIMIT_MS)]);
      const options = { method: "POST", headers, body, signal, dispatcher: this.#agent } as const;
      const answer = await request(url, options);
      await answer.body.dump();
      const responseCode = nameOf(answer.statusCode);
      return { responseCode, responseMessage: "", systemError: false, dateTimeUtc };
    } catch (error) {
      const responseMessage = error instanceof Error ? error.message : "";
      return { responseCode: "", responseMessage, systemError: true, dateTimeUtc };
    }
  }
}

/** As .NET names them: `OK`, `ServiceUnavailable`. */
function nameOf(status: number): string {
  return status === 200 ? "OK" : (STATUS_CODES[status] ?? String(status)).replaceAll(/[^A-Za-z]/g, "");
}
