import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempDisposable } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Emulator, startEmulator } from "../../src/emulator/index.ts";
import { openAzureHandler } from "../../src/relay/azure.ts";
import { createRelayServer } from "../../src/relay/server.ts";
import { insertReferral } from "../support/deals.ts";
import { onLoopback } from "../support/on-loopback.ts";
import { environmentOf, register, startRelay, type TestRelay } from "../support/relay.ts";

const MAIN = join(import.meta.dirname, "../../src/relay/main.ts");

let emulator: Emulator;
let relay: TestRelay;
beforeAll(async () => {
  emulator = await startEmulator({ referrals: 0 });
  relay = await startRelay(emulator);
});
afterAll(async () => {
  await relay[Symbol.asyncDispose]();
  await emulator.close();
});

const post = (init: RequestInit = {}) => fetch(relay.url, { method: "POST", body: "{}", ...init });

describe("the server", () => {
  it.each([
    ["a GET", { method: "GET", body: null }, 405],
    ["no signature", {}, 400],
    ["a body that is too large", { body: "a".repeat(70_000) }, 413],
    ["no body", { body: null }, 400],
  ])("answers %s with nothing but a status", async (_title, init, status) => {
    const response = await post(init);
    expect(response.status).toBe(status);
    expect(await response.text()).toBe("");
  });

  it("stops reading an endless body", async () => {
    const socket = connect(Number(new URL(relay.url).port), "127.0.0.1");
    socket.on("error", () => {});
    socket.write("POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n");
    let isOver = false;
    socket.on("close", () => {
      isOver = true;
    });
    let answer = "";
    socket.on("data", (chunk) => {
      answer += String(chunk);
    });
    const chunk = `4000\r\n${"a".repeat(0x4000)}\r\n`;
    for (let sent = 0; sent < 200 && !isOver; sent += 1) {
      socket.write(chunk);
      await new Promise(setImmediate);
    }
    while (!isOver) await new Promise(setImmediate);
    expect(answer).toMatch(/^HTTP\/1\.1 413 .*\r\nconnection: close\r\n/is);
    expect((await post()).status).toBe(400);
  });

  // Half of what Node would take, and a hundred times of what it is told.
  const IN_TIME = { timeout: 15_000 };
  it.each([
    ["says nothing", ""],
    ["says only half of its headers", "POST / HTTP/1.1\r\nhost: a\r\n"],
    ["says only half of its body", "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 100\r\n\r\n{"],
  ])("lets nobody keep a place who %s", IN_TIME, async (_title, text) => {
    const log: string[] = [];
    const server = createRelayServer({ handle: async () => 200 }, (line) => log.push(line), 100);
    await using listening = await onLoopback(server);
    const socket = connect(listening.port, "127.0.0.1");
    socket.write(text);
    await once(socket.resume(), "close");
    expect(await promisify(server.getConnections.bind(server))()).toBe(0);
    // Nothing is wrong with the relay.
    expect(log).toEqual([]);
  });

  it("goes on after a sender that breaks off in the middle", async () => {
    const socket = connect(Number(new URL(relay.url).port), "127.0.0.1");
    await once(socket, "connect");
    socket.resume().end("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 100\r\n\r\n{");
    await once(socket, "close");
    expect((await post()).status).toBe(400);
  });

  it("runs as a process, and ends when it is told to", async () => {
    await using directory = await mkdtempDisposable(join(tmpdir(), "relay-"));
    const environment = await environmentOf(emulator, directory.path);
    const child = spawn(process.execPath, [MAIN], { env: { PATH: process.env.PATH, ...environment } });
    let log = "";
    child.stdout.on("data", (chunk) => {
      log += String(chunk);
    });
    while (!log.includes("listens on")) await once(child.stdout, "data");
    register(emulator, /http:\S+/.exec(log)?.[0] ?? "");
    insertReferral(emulator, {});
    await emulator.webhooks.idle();
    child.kill("SIGTERM");
    expect(await once(child, "close")).toEqual([0, null]);
    expect(log).toContain("200 referral-created passed on");
    expect(emulator.github.runs.all).toHaveLength(1);
  });

  it("takes nothing more on a connection once it is told to stop, and answers what is under way", async () => {
    const begun = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    const handle = async () => {
      begun.resolve();
      await goOn.promise;
      return 200 as const;
    };
    const server = createRelayServer({ handle }, () => {});
    await using listening = await onLoopback(server);
    const socket = connect(listening.port, "127.0.0.1");
    let answer = "";
    socket.on("data", (chunk) => {
      answer += String(chunk);
    });
    socket.write("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\n\r\n{}");
    await begun.promise;
    const isOver = Promise.all([new Promise((resolve) => server.close(resolve)), once(socket, "close")]);
    goOn.resolve();
    await isOver;
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\nconnection: close\r\n/);
  });

  it("says so when somebody else listens there already", async () => {
    await using directory = await mkdtempDisposable(join(tmpdir(), "relay-"));
    const environment = {
      ...(await environmentOf(emulator, directory.path)),
      RELAY_PORT: new URL(relay.url).port,
    };
    const child = spawn(process.execPath, [MAIN], { env: { PATH: process.env.PATH, ...environment } });
    let said = "";
    child.stderr.on("data", (chunk) => {
      said += String(chunk);
    });
    expect(await once(child, "close")).toEqual([1, null]);
    expect(said).toMatch(/^RELAY_HOST, RELAY_PORT: cannot be listened on \(listen EADDRINUSE/);
    expect(said).not.toMatch(/^\s+at /m);
  });

  it("says everything that is missing, and does not start", async () => {
    const child = spawn(process.execPath, [MAIN], {
      env: { PATH: process.env.PATH, RELAY_APP_KEY: "no key", RELAY_CERTIFICATE_ORIGINS: "http://a.example" },
    });
    let said = "";
    child.stderr.on("data", (chunk) => {
      said += String(chunk);
    });
    expect(await once(child, "close")).toEqual([1, null]);
    expect(said).toContain("RELAY_REPOSITORY: is missing");
    expect(said).toContain("RELAY_APP_ID: is missing");
    expect(said).toContain("RELAY_APP_KEY: is not a private key in PEM");
    expect(said).toContain("RELAY_CERTIFICATE_ORIGINS: is not an https address");
    expect(said).not.toContain("no key\n");
    expect(said).not.toMatch(/^\s+at /m);
  });
});

describe("the function", () => {
  it("hands the raw bytes, headers and address of a request on", async () => {
    await using directory = await mkdtempDisposable(join(tmpdir(), "relay-"));
    const key = "MJ1S-9wnDGw_kQwPk7qK";
    const environment = { ...(await environmentOf(emulator, directory.path)), RELAY_ADDRESS_KEY: key };
    const handle = openAzureHandler(environment, () => {});
    register(emulator, "http://127.0.0.1:1/");
    const statuses: number[] = [];
    const { signer } = emulator.webhooks;
    const { signNotification } = await import("../../src/emulator/webhooks/signer.ts");
    const { referralEvent } = await import("../../src/emulator/webhooks/events.ts");
    const { leaf } = await signer();
    const signed = signNotification(referralEvent("update", insertReferral(emulator, {})).body, {
      leaf,
      certificateUrl: `${emulator.urls.webhooks}/cert/pcnotifications-dispatch.microsoft.com.cer`,
      ownHeader: true,
      settings: emulator.webhooks.settings,
    });
    const request = (body: string, query = `?key=${key}`) =>
      new Request(`https://relay.example/api/partner-center${query}`, {
        method: "POST",
        headers: signed.headers,
        body,
      });
    for (const body of [signed.body, ` ${signed.body}`]) statuses.push((await handle(request(body))).status);
    statuses.push((await handle(request(signed.body, ""))).status);
    expect(statuses).toEqual([200, 401, 404]);
  });
});
