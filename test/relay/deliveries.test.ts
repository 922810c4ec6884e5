import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Emulator, startEmulator } from "../../src/emulator/index.ts";
import { insertReferral } from "../support/deals.ts";
import { register, startRelay, type TestRelay } from "../support/relay.ts";

let emulator: Emulator;
let relay: TestRelay;
beforeEach(async () => {
  emulator = await startEmulator({ referrals: 0, webhooks: { retryDelays: Array(9).fill(5) } });
  relay = await startRelay(emulator);
  register(emulator, relay.url);
});
afterEach(async () => {
  await relay[Symbol.asyncDispose]();
  await emulator.close();
});

/** Referrals appear in Partner Center, and all that is sent about them is at its end. */
async function deals(count = 1): Promise<string[]> {
  const ids = Array.from({ length: count }, () => insertReferral(emulator, {}).id);
  await emulator.webhooks.idle();
  return ids;
}

const statuses = () => emulator.webhooks.deliveries.map(({ status }) => status);
const codes = () =>
  emulator.webhooks.deliveries.map(({ attempts }) => attempts.map((one) => one.responseCode));
const hints = () => emulator.github.runs.all.flatMap(({ inputs }) => inputs["changed-referrals"]?.split(","));

describe("a delivery over HTTP", () => {
  it("starts a run with the id as a hint", async () => {
    const [id] = await deals();
    expect(codes()).toEqual([["OK"]]);
    expect(emulator.github.runs.all).toMatchObject([
      { event: "workflow_dispatch", inputs: { "changed-referrals": id } },
    ]);
  });

  it.each([
    ["with a bare signature", { bareSignature: true }],
    ["twice, side by side", { twice: true }],
    ["out of order", { newestFirst: true, delay: 20 }],
  ])("is taken %s", async (_title, settings) => {
    Object.assign(emulator.webhooks.settings, settings);
    const ids = await deals(3);
    expect(statuses()).toEqual(["delivered", "delivered", "delivered"]);
    expect(new Set(hints())).toEqual(new Set(ids));
    expect(hints()).toHaveLength(3);
  });

  it("is taken with its signature in Authorization", async () => {
    const { registration } = emulator.webhooks;
    if (registration)
      emulator.webhooks.registration = { ...registration, signatureTokenToMsSignatureHeader: false };
    await deals();
    expect(statuses()).toEqual(["delivered"]);
  });

  it.each(["tampered body", "sha1", "foreign host", "bearer", "no signature"] as const)(
    "is refused ten times when it is forged: %s",
    async (forgery) => {
      emulator.webhooks.settings.forgery = forgery;
      await deals();
      expect(statuses()).toEqual(["given up"]);
      expect(codes()[0]).toHaveLength(10);
      expect(codes()[0]).not.toContain("OK");
      expect(emulator.github.runs.all).toEqual([]);
    },
  );

  it("is refused while the certificate has expired, and taken once there is a new one", async () => {
    const signer = await emulator.webhooks.signer();
    // Made beforehand: on a busy machine a key takes longer than ten attempts.
    const renewed = await signer.newLeaf();
    signer.leaf = await signer.newLeaf(-1);
    emulator.webhooks.settings.retryDelays = Array(9).fill(50);
    const expired = deals();
    while (relay.log.length === 0) await new Promise(setImmediate);
    signer.leaf = renewed;
    await expired;
    expect(relay.log[0]).toContain("not valid at this time");
    expect(statuses()).toEqual(["delivered"]);
  });

  it("is answered with a status that says whose turn it is", async () => {
    const fault = emulator.faults.inject({
      system: "github",
      method: "POST",
      path: /dispatches$/,
      fault: { kind: "reply", when: "before", status: 503 },
    });
    const waiting = deals();
    while (fault.hits < 2) await new Promise(setImmediate);
    fault.remove();
    await waiting;
    expect(new Set(codes()[0])).toEqual(new Set(["ServiceUnavailable", "OK"]));
    expect(emulator.github.runs.all).toHaveLength(1);
  });

  it("is not taken for passed on where something else answers in GitHub's place", async () => {
    const portal = {
      kind: "reply",
      when: "before",
      status: 200,
      body: "<html>Your session is over",
    } as const;
    emulator.faults.inject({ system: "github", path: /dispatches$/, nth: 1, fault: portal });
    await deals();
    expect(codes()).toEqual([["ServiceUnavailable", "OK"]]);
    expect(relay.log[0]).toBe("503 Something else than GitHub answered 200 in its place");
    expect(emulator.github.runs.all).toHaveLength(1);
  });

  it("is lost to a relay after ten failures, and not sent again", async () => {
    emulator.faults.inject({ system: "github", fault: { kind: "drop", when: "before" } });
    await deals();
    emulator.faults.clear();
    expect(statuses()).toEqual(["given up"]);
    await deals();
    expect(statuses()).toEqual(["given up", "delivered"]);
    expect(emulator.github.runs.all).toHaveLength(1);
  });
});

it("a run is started for the environment that the relay is set to", async () => {
  await using other = await startRelay(emulator, { RELAY_ENVIRONMENT: "production" });
  register(emulator, other.url);
  const [id] = await deals();
  expect(emulator.github.runs.all).toMatchObject([
    { inputs: { environment: "production", "changed-referrals": id } },
  ]);
});

describe("a relay whose address has a key", () => {
  const KEY = "MJ1S-9wnDGw_kQwPk7qK";
  const certificates = () => emulator.log.filter(({ path }) => path.startsWith("/cert/"));

  it.each(["", "?key=", "?key=MJ1S-9wnDGw_kQwPk7qk", `?code=${KEY}`, `?key=x&key=${KEY}`])(
    "takes nothing that Partner Center sends for somebody who registered it as …/%s",
    async (query) => {
      await using other = await startRelay(emulator, { RELAY_ADDRESS_KEY: KEY });
      register(emulator, `${other.url}${query}`);
      emulator.webhooks.settings.retryDelays = [];
      await deals();
      expect(other.log).toEqual(["404 not sent to the address with the key"]);
      expect(statuses()).toEqual(["given up"]);
      expect(emulator.github.runs.all).toEqual([]);
      expect(certificates()).toEqual([]);
    },
  );

  it("takes what is sent to it", async () => {
    await using other = await startRelay(emulator, { RELAY_ADDRESS_KEY: KEY });
    register(emulator, `${other.url}?key=${KEY}`);
    await deals();
    expect(statuses()).toEqual(["delivered"]);
    expect(emulator.github.runs.all).toHaveLength(1);
    expect(certificates()).not.toEqual([]);
  });
});

describe("the app's token", () => {
  const tokenRequests = () => emulator.log.filter(({ path }) => path.endsWith("/access_tokens"));

  it("is asked for once, and may do nothing but start workflows", async () => {
    let granted = "";
    emulator.faults.onRequest(({ path, body }) => {
      if (path.endsWith("/access_tokens")) granted = body.toString("utf8");
    });
    await deals();
    await deals();
    expect(tokenRequests()).toHaveLength(1);
    expect(JSON.parse(granted)).toEqual({ repositories: ["co-sell"], permissions: { actions: "write" } });
  });

  it("is replaced when GitHub does not take it any more", async () => {
    await deals();
    emulator.github.app.revokeTokens();
    await deals();
    expect(codes()).toEqual([["OK"], ["OK"]]);
    expect(tokenRequests()).toHaveLength(2);
  });

  it.each([
    [
      "is not granted",
      (one: Emulator) => Object.assign(one.github.app, { granted: {} }),
      /422 to the app's \S+: "The permissions requested/,
    ],
    [
      "finds no such workflow",
      (one: Emulator) => Object.assign(one.github.settings, { workflows: {} }),
      /404 when asked to start the sync: "Not Found"$/,
    ],
    [
      "finds the workflow switched off",
      (one: Emulator) =>
        Object.assign(one.github.settings, {
          workflows: { ".github/workflows/sync.yml": "disabled_inactivity" },
        }),
      /422 when asked to start the sync: "Cannot trigger a 'workflow_dispatch' on a disabled workflow"$/,
    ],
  ])("that %s leads to an answer of 500, which a person has to fix", async (_title, spoil, reason) => {
    spoil(emulator);
    await deals();
    expect(new Set(codes()[0])).toEqual(new Set(["InternalServerError"]));
    expect(relay.log[0]).toMatch(/^500 GitHub answered /);
    expect(relay.log[0]).toMatch(reason);
  });

  it.each([
    [
      "/installation$",
      /^500 GitHub answered 400 to the app's \S+: "Not taken: Authorization: \(hidden\) \(hidden\)"$/,
    ],
    [
      "dispatches$",
      /^500 GitHub answered 400 when asked to start the sync: "Not taken: Authorization: \(hidden\) \(hidden\)"$/,
    ],
  ])("is in no line of the log, also where something at %s repeats it", async (path, line) => {
    const message = `Not taken: Authorization: Bearer eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0.c2ln ghs_${"a1B2".repeat(9)}`;
    const fault = { kind: "reply", when: "before", status: 400, body: { message } } as const;
    emulator.faults.inject({ system: "github", path: new RegExp(path), fault });
    await deals();
    expect(relay.log[0]).toMatch(line);
  });

  it.each([
    ["limits how fast it may be asked", 403, { "retry-after": "1" }, "", "ServiceUnavailable"],
    [
      "limits that without a time",
      403,
      { "x-ratelimit-remaining": "4990" },
      "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
      "ServiceUnavailable",
    ],
    ["has no more requests for this hour", 403, { "x-ratelimit-remaining": "0" }, "", "ServiceUnavailable"],
    ["has had too many requests", 429, {}, "", "ServiceUnavailable"],
    ["did not get the whole request in time", 408, {}, "", "ServiceUnavailable"],
    ["does not permit it", 403, { "x-ratelimit-remaining": "4990" }, "Forbidden", "InternalServerError"],
  ])(
    "tells what passes from what a person has to fix, where GitHub %s",
    async (_title, status, headers, message, code) => {
      const fault = { kind: "reply", when: "before", status, headers, body: { message } } as const;
      emulator.faults.inject({ system: "github", path: /dispatches$/, nth: 1, fault });
      await deals();
      expect(codes()).toEqual([[code, "OK"]]);
    },
  );

  it("is asked for with the right to contents only when the relay is set to repository_dispatch", async () => {
    await using other = await startRelay(emulator, { RELAY_EVENT: "repository_dispatch" });
    register(emulator, other.url);
    await deals();
    expect(other.log.at(-1)).toContain("500");
    emulator.github.app.granted = { contents: "write" };
    const [id] = await deals();
    expect(emulator.github.runs.all).toMatchObject([
      { event: "repository_dispatch", inputs: { "changed-referrals": id } },
    ]);
  });
});
