import { spawn } from "node:child_process";
import { once } from "node:events";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { Fault } from "../../src/emulator/faults.ts";
import type { Emulator } from "../../src/emulator/index.ts";
import { referralsApi, signedIn, started } from "./client.ts";
import { NEW_DEAL } from "./deal.ts";

let emulator: Emulator;
let referrals: Awaited<ReturnType<typeof referralsApi>>;

beforeAll(async () => {
  emulator = await started({ referrals: 0, partnerCenter: { limits: "off" } });
  referrals = await referralsApi(emulator);
});
afterAll(() => emulator.close());
beforeEach(() => {
  emulator.partnerCenter.operations.length = 0;
});
afterEach(() => emulator.faults.clear());

const create = () => referrals("", { method: "POST", json: NEW_DEAL });
const inject = (fault: Fault, nth?: number) =>
  emulator.faults.inject({
    system: "partner-center",
    method: "POST",
    path: /\/referrals$/,
    fault,
    ...(nth === undefined ? {} : { nth }),
  });
const written = () => emulator.partnerCenter.operations.length;

describe("faults", () => {
  it("breaks the connection before the service has done anything", async () => {
    inject({ kind: "drop", when: "before" });
    await expect(create()).rejects.toThrow("fetch failed");
    expect(written()).toBe(0);
  });

  it("breaks the connection after the service has written", async () => {
    inject({ kind: "drop", when: "after" });
    await expect(create()).rejects.toThrow("fetch failed");
    expect(written()).toBe(1);
  });

  it.each(["before", "after"] as const)("answers instead of the service, %s it has run", async (when) => {
    const headers = { "retry-after": "7" };
    inject({ kind: "reply", when, status: 503, headers, body: { message: "busy" } });
    const answer = await create();
    expect([answer.status, answer.headers.get("retry-after"), answer.body]).toEqual([
      503,
      "7",
      { message: "busy" },
    ]);
    expect(written()).toBe(when === "before" ? 0 : 1);
  });

  it("cuts an answer off in the middle", async () => {
    inject({ kind: "truncated" });
    await expect(create()).rejects.toThrow("terminated");
    expect(written()).toBe(1);
  });

  it("sends half of a body as if it were whole", async () => {
    inject({ kind: "malformed" });
    await expect(create()).rejects.toThrow(SyntaxError);
  });

  it("delays an answer beyond a client's patience", async () => {
    inject({ kind: "slow", milliseconds: 60_000 });
    const patience = new AbortController();
    const impatient = referrals("", { method: "POST", json: NEW_DEAL, signal: patience.signal });
    await vi.waitFor(() => expect(written()).toBe(1));
    patience.abort();
    await expect(impatient).rejects.toThrow("aborted");
  });

  it("meets the nth matching request only, until it is removed", async () => {
    const fault = inject({ kind: "reply", when: "before", status: 500 }, 2);
    const all = inject({ kind: "reply", when: "before", status: 502 });
    all.remove();
    await referrals("");
    const statuses = [await create(), await create(), await create()].map(({ status }) => status);
    expect(statuses).toEqual([201, 500, 201]);
    expect(fault.hits).toBe(1);
  });
});

describe("holding a request", () => {
  it.each([
    ["before", 0],
    ["after", 1],
  ] as const)("%s the service runs, until it is released", async (when, writtenMeanwhile) => {
    const hold = inject({ kind: "hold", when });
    const answer = create();
    await hold.reached;
    expect(written()).toBe(writtenMeanwhile);
    hold.release();
    expect((await answer).status).toBe(201);
    expect(written()).toBe(1);
  });

  it("never does what was dropped before the service ran", async () => {
    const hold = inject({ kind: "hold", when: "before" });
    const answer = Promise.allSettled([create()]);
    await hold.reached;
    hold.drop();
    expect(await answer).toMatchObject([{ status: "rejected" }]);
    expect(written()).toBe(0);
  });

  it("carries out a request whose client was killed meanwhile", async () => {
    const hold = inject({ kind: "hold", when: "before" });
    const url = `${emulator.urls.partnerCenter}/v1.0/engagements/referrals`;
    const headers = { ...(await signedIn(emulator)), "content-type": "application/json" };
    const request = { method: "POST", headers, body: JSON.stringify(NEW_DEAL) };
    const script = `await fetch(${JSON.stringify(url)}, ${JSON.stringify(request)})`;
    const client = spawn(process.execPath, ["--input-type=module", "--eval", script]);
    await hold.reached;
    client.kill("SIGKILL");
    await once(client, "close");
    const seen = new Promise<void>((resolve) => {
      emulator.faults.onRequest(() => resolve());
    });
    expect(written()).toBe(0);
    hold.release();
    await referrals("");
    await seen;
    expect(written()).toBe(1);
  });
});

describe("watching requests", () => {
  it("lets a person edit between two requests of a client", async () => {
    const { body: deal } = await create();
    const unsubscribe = emulator.faults.onRequest(({ method }) => {
      if (method !== "PATCH") return;
      emulator.partnerCenter.edit(deal.id, (referral) => {
        referral.name = "Renamed just in time";
      });
    });
    const patch = {
      method: "PATCH",
      json: [{ op: "replace", path: "/name", value: "x" }],
      headers: { "if-match": deal.eTag },
    };
    expect((await referrals(`/${deal.id}`, patch)).status).toBe(412);
    unsubscribe();
  });

  it("writes every request down, also those that got no answer", async () => {
    inject({ kind: "drop", when: "before" });
    await create().catch(() => {});
    await referrals("?$top=1");
    const [dropped, answered] = emulator.log.slice(-2);
    expect(dropped).toMatchObject({ system: "partner-center", method: "POST", status: null, bytes: 0 });
    expect(answered).toMatchObject({
      method: "GET",
      path: "/v1.0/engagements/referrals?$top=1",
      status: 200,
    });
    expect(answered?.ended).toBeGreaterThanOrEqual(Number(answered?.started));
  });
});
