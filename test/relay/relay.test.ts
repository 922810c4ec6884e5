import { generateKeyPairSync, randomUUID, sign } from "node:crypto";
import { setImmediate as tick } from "node:timers/promises";
import { beforeAll, describe, expect, it } from "vitest";
import type { Delivery } from "../../src/relay/delivery.ts";
import type { Keys } from "../../src/relay/judge.ts";
import { Relay, type Status } from "../../src/relay/relay.ts";
import { type Start, type Started, Wake } from "../../src/relay/wake.ts";
import { delivery, keysOf, makePki, NOW, notification, type Pki } from "./pki.ts";

let pki: Pki;
beforeAll(async () => {
  pki = await makePki();
});

const STARTED: Started = { outcome: "started" };
const DOWN: Started = { outcome: "unavailable", reason: "GitHub: no answer" };

interface TestRelay {
  readonly relay: Relay;
  /** The hints of each run that was asked for. */
  readonly runs: (readonly string[])[];
  readonly log: string[];
  readonly slept: number[];
}

/** A relay with real signatures, and GitHub in the hands of the test. Waits take no time. */
function open(start: Start = async () => STARTED, keys: Keys = keysOf(pki).keys): TestRelay {
  const runs: (readonly string[])[] = [];
  const log: string[] = [];
  const slept: number[] = [];
  const clock = {
    now: () => NOW,
    sleep: async (milliseconds: number) => {
      slept.push(milliseconds);
      await tick();
    },
  };
  const wake = new Wake({
    clock,
    start: (ids) => {
      runs.push(ids);
      return start(ids);
    },
  });
  const relay = new Relay({ keys, wake, clock, log: (line) => log.push(line) });
  return { relay, runs, log, slept };
}

const about = (id: string) => delivery(notification("referral-updated", id), pki.leaf);

describe("the relay", () => {
  it("asks for one run, which it tells which referral to look at first", async () => {
    const { relay, runs, log } = open();
    const id = randomUUID();
    expect(await relay.handle(about(id))).toBe(200);
    expect(runs).toEqual([[id]]);
    expect(log).toEqual(["200 referral-updated passed on"]);
  });

  it("asks for none when there is nothing to do, or the notification is not Partner Center's", async () => {
    const { relay, runs } = open();
    expect(await relay.handle(delivery(notification("invoice-ready"), pki.leaf))).toBe(200);
    expect(await relay.handle(delivery(notification(), pki.root))).toBe(401);
    expect(runs).toEqual([]);
  });

  it("asks for none for a test event, but whether one would start, and takes it only then", async () => {
    const answers: Started[] = [{ outcome: "misconfigured", reason: "404" }];
    const { relay, runs, log } = open(async () => answers.shift() ?? STARTED);
    const test = delivery(notification("test-created"), pki.leaf);
    expect(await relay.handle(test)).toBe(500);
    expect(await relay.handle(test)).toBe(200);
    expect(await relay.handle(test)).toBe(200);
    expect(runs).toEqual([[], []]);
    expect(log).toEqual([
      "500 404",
      "200 test-created taken, as GitHub would start a run",
      "200 test-created again",
    ]);
  });

  it("asks once for a notification that comes again, side by side or later", async () => {
    const { relay, runs, log } = open();
    const again = about(randomUUID());
    expect(await Promise.all([relay.handle(again), relay.handle(again)])).toEqual([200, 200]);
    expect(await relay.handle(again)).toBe(200);
    expect(runs).toHaveLength(1);
    expect(log.at(-1)).toBe("200 referral-updated again");
  });

  it("remembers nothing that GitHub did not take, so that it may come again", async () => {
    const answers: Started[] = [DOWN, { outcome: "misconfigured", reason: "404" }, STARTED];
    const { relay, runs } = open(async () => answers.shift() ?? STARTED);
    const one = about(randomUUID());
    expect(await relay.handle(one)).toBe(503);
    expect(await relay.handle(one)).toBe(500);
    expect(await relay.handle(one)).toBe(200);
    expect(runs).toHaveLength(3);
  });

  it("goes on after an error of its own, also with what came to that", async () => {
    const answers: (() => Promise<Started>)[] = [() => Promise.reject(new Error("a mistake of ours"))];
    const { relay, runs } = open(() => answers.shift()?.() ?? Promise.resolve(STARTED));
    const one = about(randomUUID());
    await expect(relay.handle(one)).rejects.toThrow("a mistake of ours");
    expect(await relay.handle(one)).toBe(200);
    expect(runs).toHaveLength(2);
  });

  it("gives what comes while a request is under way a run of its own, all of it together", async () => {
    const first = Promise.withResolvers<Started>();
    const answers = [first.promise];
    const { relay, runs } = open(() => answers.shift() ?? Promise.resolve(STARTED));
    const ids = Array.from({ length: 30 }, () => randomUUID());
    const before = relay.handle(about(ids[0] ?? ""));
    await settled();
    expect(runs).toHaveLength(1);
    // The first run may have looked already when these changes were made.
    const after = ids.slice(1).map((id) => relay.handle(about(id)));
    await settled();
    expect(runs).toHaveLength(1);
    first.resolve(STARTED);
    expect(await Promise.all([before, ...after])).toEqual(ids.map(() => 200));
    expect(runs).toEqual([ids.slice(0, 1), ids.slice(1, 21)]);
  });

  it("lets some time pass between two requests, however they end", async () => {
    const answers: Started[] = [DOWN];
    const { relay, slept } = open(async () => answers.shift() ?? STARTED);
    for (let index = 0; index < 3; index += 1) await relay.handle(about(randomUUID()));
    expect(slept).toEqual([3000, 3000, 3000]);
  });

  it("never logs what a stranger could choose freely", async () => {
    const { relay, log } = open();
    const evil = `https://x.example/\u001b[2J\u202e\u2028\r\n::error::${"a".repeat(500)}`;
    await relay.handle(delivery(notification(), pki.leaf, { "x-ms-certificate-url": evil }));
    await relay.handle(delivery(notification(), pki.leaf, { "x-ms-signature-algorithm": `${evil}\u0007` }));
    for (const line of log) {
      expect(line).toMatch(/^[\x20-\x7e…]+$/);
      expect(line.length).toBeLessThan(250);
    }
  });
});

/** Signing takes its time with a key of a proper length, and here it is not about that. */
const QUICK = generateKeyPairSync("rsa", { modulusLength: 512 });
const QUICK_KEYS: Keys = { at: async () => ({ key: QUICK.publicKey, readAt: 0, until: Infinity }) };

function quick(): Delivery {
  const body = Buffer.from(notification("referral-updated", randomUUID()));
  const headers = {
    authorization: `Signature ${sign("RSA-SHA256", body, QUICK.privateKey).toString("base64")}`,
    "x-ms-certificate-url": "https://any.example",
    "x-ms-signature-algorithm": "rsa-sha256",
  };
  return { method: "POST", url: "/", headers, body };
}

describe("a burst", () => {
  it("of ten thousand loses none and starts few runs, though GitHub is down at times and all come twice", async () => {
    let asked = 0;
    let taken = 0;
    const start: Start = async () => {
      asked += 1;
      const number = asked;
      await tick();
      if (number % 3 === 1) return DOWN;
      taken = number;
      return STARTED;
    };
    const { relay, runs } = open(start, QUICK_KEYS);
    /** How many runs had been asked for when a notification came first: none of them is bound to see its change. */
    const before = new Map<Delivery, number>();
    let lost = 0;
    const deliver = async (one: Delivery, index: number): Promise<number> => {
      // Some come while a request for a run is under way.
      for (let turn = 0; turn < index % 4; turn += 1) await tick();
      if (!before.has(one)) before.set(one, asked);
      for (let attempt = 1; attempt <= 10; attempt += 1) {
        if ((await relay.handle(one)) !== 200) continue;
        if (taken <= (before.get(one) ?? Infinity)) lost += 1;
        return attempt;
      }
      return Infinity;
    };
    const deliveries = Array.from({ length: 10_000 }, quick);
    const attempts = await Promise.all([...deliveries, ...deliveries].map(deliver));
    expect(Math.max(...attempts)).toBeLessThanOrEqual(3);
    expect(lost).toBe(0);
    expect(runs.length).toBeLessThan(20);
  });

  it("that GitHub takes nothing of is left to Partner Center, all of it", async () => {
    const { relay } = open(async () => DOWN, QUICK_KEYS);
    const statuses = await Promise.all(Array.from({ length: 100 }, () => relay.handle(quick())));
    expect(count(statuses, 503)).toBe(100);
  });

  it("that is more than it can hold is refused for now", async () => {
    const blocked = Promise.withResolvers<Started>();
    const { relay, runs } = open(() => blocked.promise, QUICK_KEYS);
    const all = Array.from({ length: 20_100 }, () => relay.handle(quick()));
    await settled();
    blocked.resolve(STARTED);
    const statuses = await Promise.all(all);
    expect(count(statuses, 200)).toBe(20_000);
    expect(count(statuses, 503)).toBe(100);
    expect(runs.length).toBeLessThanOrEqual(2);
  });

  it("leaves nothing behind but digests, of which there is a limit", async () => {
    const { relay, runs } = open(undefined, QUICK_KEYS);
    const first = quick();
    await relay.handle(first);
    await Promise.all(Array.from({ length: 19_999 }, () => relay.handle(quick())));
    const before = runs.length;
    expect(await relay.handle(first)).toBe(200);
    expect(runs).toHaveLength(before);
    // One more than it remembers: the oldest is forgotten. That costs a run, and does no harm.
    await relay.handle(quick());
    expect(await relay.handle(first)).toBe(200);
    expect(runs).toHaveLength(before + 2);
  });
});

function count(statuses: readonly Status[], status: Status): number {
  return statuses.filter((one) => one === status).length;
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await tick();
}
