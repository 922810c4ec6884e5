import { randomUUID } from "node:crypto";
import type { Now, Reply } from "../exchange.ts";
import { testEvent } from "./events.ts";
import { problem, type RegistrationHolder } from "./registration.ts";
import type { Delivery, Sender } from "./sender.ts";

/** Documented: two a minute. */
const MOST_A_MINUTE = 2;
const PARTNER = "9b1d4e62-7c3a-4f58-8a0e-2d5c6b7f1e30";

/** The test events of "Send a validation event", and what became of each. */
export class Validation {
  readonly #holder: RegistrationHolder;
  readonly #sender: Sender;
  readonly #now: Now;
  readonly #sent = new Map<string, { readonly url: string; readonly delivery: Delivery }>();
  #times: number[] = [];

  constructor(holder: RegistrationHolder, sender: Sender, now: Now) {
    this.#holder = holder;
    this.#sender = sender;
    this.#now = now;
  }

  /** The answer is an object in one place of the documentation and a bare text in another; here an object. */
  send(): Reply {
    const { registration } = this.#holder;
    if (!registration) return problem(404, "Not found");
    if (!registration.webhookEvents.includes("test-created")) {
      return problem(400, "The event test-created is not registered");
    }
    const time = this.#now().getTime();
    this.#times = this.#times.filter((earlier) => earlier > time - 60_000);
    if (this.#times.length >= MOST_A_MINUTE) return this.#throttled(time);
    this.#times.push(time);
    const correlationId = randomUUID();
    const delivery = this.#sender.send(testEvent(correlationId, this.#now()));
    this.#sent.set(correlationId, { url: registration.webhookUrl, delivery });
    return { status: 200, body: { correlationId } };
  }

  show(correlationId: string): Reply {
    const sent = this.#sent.get(correlationId);
    if (!sent) return problem(404, "Not found");
    const { attempts, status } = sent.delivery;
    const body = {
      correlationId,
      partnerId: PARTNER,
      status: status === "under way" ? "pending" : "completed",
      callbackUrl: sent.url,
      results: attempts,
    };
    return { status: 200, body };
  }

  #throttled(time: number): Reply {
    const seconds = Math.ceil(((this.#times[0] ?? time) + 60_000 - time) / 1000);
    const message = `Rate limit is exceeded. Try again in ${seconds} seconds.`;
    return {
      status: 429,
      headers: { "retry-after": String(seconds) },
      body: { statusCode: 429, message },
    };
  }
}
