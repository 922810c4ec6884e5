import { createServer as createHttpsServer } from "node:https";
import { createServer, type Server, type Socket } from "node:net";
import { generate } from "selfsigned";
import { afterEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { adviceFor } from "../../../src/adapters/http/advice.ts";
import { failureOf } from "../../../src/adapters/http/failure.ts";
import { openNetwork } from "../../../src/adapters/http/network.ts";
import { LostAnswerError, UnreachableError } from "../../../src/errors.ts";
import { onLoopback } from "../../support/on-loopback.ts";
import { testHttp } from "../support.ts";

afterEach(() => {
  vi.unstubAllEnvs();
});

async function portOf(server: Server): Promise<number> {
  const listening = await onLoopback(server);
  onTestFinished(() => listening[Symbol.asyncDispose]());
  return listening.port;
}

/** A port where this happens once somebody says something. `said` is how often somebody did. */
async function listener(answer: (socket: Socket) => void): Promise<{ port: number; said: () => number }> {
  let said = 0;
  const server = createServer((socket) => {
    socket.on("error", () => {});
    onTestFinished(() => void socket.destroy());
    socket.once("data", () => {
      said += 1;
      answer(socket);
    });
  });
  return { port: await portOf(server), said: () => said };
}

/** Where nobody listens. */
async function closedPort(): Promise<number> {
  await using listening = await onLoopback(createServer());
  return listening.port;
}

/** Of a server whose certificate was made with these options, and is not trusted where they say nothing of it. */
async function tlsPort(options: Parameters<typeof generate>[1] = {}, tls: object = {}): Promise<number> {
  const { cert, private: key } = await generate([{ name: "commonName", value: "localhost" }], options);
  return portOf(createHttpsServer({ cert, key, ...tls }));
}

/** What becomes of a write, and how often it counts as sent. */
async function write(url: string, timeLimitMs?: number) {
  const http = testHttp(timeLimitMs === undefined ? {} : { timeLimitMs });
  const request = { system: "dataverse", method: "PATCH", url, body: "{}", repeatable: false } as const;
  const error = await http.send(request).catch((thrown: unknown) => thrown);
  if (!(error instanceof UnreachableError || error instanceof LostAnswerError)) throw error;
  return { kind: error.name, message: error.message, fix: error.fix, sent: http.counts.dataverse };
}

describe("a write that was not sent", () => {
  it("because nobody listens is told with the host and the next step", async () => {
    const host = `127.0.0.1:${await closedPort()}`;
    expect(await write(`http://${host}/a`)).toEqual({
      kind: "UnreachableError",
      message: `Dataverse (${host}) could not be reached in 5 attempts: ECONNREFUSED.`,
      fix: `Check that the address is right and that this machine may connect to ${host} (firewall, proxy), then run again.`,
      sent: 0,
    });
  });

  it("because nobody finds the host says nothing of a proxy", async () => {
    const { message, fix } = await write("https://nobody.invalid/a");
    expect(message).toMatch(/^Dataverse \(nobody\.invalid\) could not be reached in 5 attempts: E\w+\.$/);
    expect(fix).toContain("may connect to nobody.invalid");
  });

  it("to any address of a host that has several may be repeated", async () => {
    const { kind, sent } = await write(`http://localhost:${await closedPort()}/a`);
    expect({ kind, sent }).toEqual({ kind: "UnreachableError", sent: 0 });
  });

  it.each([
    ["is reset", (socket: Socket) => void socket.resetAndDestroy(), /ECONNRESET/, /firewall, proxy/],
    ["is ended", (socket: Socket) => void socket.end(), /ECONNRESET/, /firewall, proxy/],
    [
      "is answered without TLS",
      (socket: Socket) => void socket.end("HTTP/1.1 403 Forbidden\r\n\r\n"),
      /ERR_SSL_/,
      /speaks no TLS, or none that is as new as 1\.2/,
    ],
  ])("because its handshake %s may be repeated", async (_title, answer, message, fix) => {
    const { port, said } = await listener(answer);
    const result = await write(`https://127.0.0.1:${port}/a`);
    expect(result).toMatchObject({ kind: "UnreachableError", sent: 0 });
    expect(result.message).toMatch(message);
    expect(result.fix).toMatch(fix);
    expect(said()).toBe(5);
  });

  it("because the TLS of the server is too old says so", async () => {
    const old = { minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" };
    const { fix, sent } = await write(`https://127.0.0.1:${await tlsPort({}, old)}/a`);
    expect(fix).toContain("as new as 1.2");
    expect(sent).toBe(0);
  });

  it("because nobody trusts a certificate leads to NODE_EXTRA_CA_CERTS", async () => {
    const { kind, fix } = await write(`https://127.0.0.1:${await tlsPort()}/a`);
    expect(kind).toBe("UnreachableError");
    expect(fix).toContain("(PEM) in NODE_EXTRA_CA_CERTS");
  });
});

it("a write that was sent and lost its connection is told with a code alone", async () => {
  const { port } = await listener((socket) => void socket.resetAndDestroy());
  const { kind, message } = await write(`http://127.0.0.1:${port}/a`);
  expect(kind).toBe("LostAnswerError");
  expect(message).toMatch(/\b(?:ECONNRESET|UND_ERR_SOCKET)\b(?! \w+ED)/);
  expect(message).not.toMatch(/read ECONNRESET|other side closed/);
});

describe("a proxy", () => {
  const url = "https://contoso.example/a";

  function named(address: string): void {
    vi.stubEnv("https_proxy", address);
  }

  it.each([
    ["that nobody finds", "http://proxy.invalid:8080", "of the proxy proxy.invalid"],
    ["where nobody listens", null, "ECONNREFUSED of the proxy 127.0.0.1:"],
  ])("%s is named, and not the host behind it", async (_title, address, message) => {
    named(address ?? `http://somebody:S3cret@127.0.0.1:${await closedPort()}`);
    const result = await write(url);
    expect(result).toMatchObject({ kind: "UnreachableError", sent: 0 });
    expect(result.message).toContain(message);
    expect(result.fix).toContain("HTTPS_PROXY or HTTP_PROXY has the address of the proxy");
    expect(JSON.stringify(result)).not.toContain("S3cret");
  });

  it.each([
    ["closes the connection", (socket: Socket) => void socket.destroy(), "the proxy closed the connection"],
    [
      "is something else",
      (socket: Socket) => void socket.end("SSH-2.0\r\n"),
      "what is named as the proxy is none",
    ],
  ])("that %s leaves a write unsent", async (_title, answer, message) => {
    const { port } = await listener(answer);
    named(`http://127.0.0.1:${port}`);
    const result = await write(url, 200);
    expect(result).toMatchObject({ kind: "UnreachableError", sent: 0 });
    expect(result.message).toContain(message);
  });

  it("that never answers is named before the time of the request is over", async () => {
    const { port } = await listener(() => {});
    named(`http://127.0.0.1:${port}`);
    const network = openNetwork(4000);
    onTestFinished(() => network.close());
    const unanswered = network.exchange({ system: "dataverse", method: "PATCH", url, repeatable: false });
    const error = await unanswered.catch((thrown: unknown) => thrown);
    expect(failureOf(error, url, 4000)).toMatchObject({ reason: "the proxy did not answer", sent: false });
  });

  it("that does not take the password is asked once, before it locks the account", async () => {
    const { port, said } = await listener((socket) => {
      socket.end("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n");
    });
    named(`http://somebody:S3cret@127.0.0.1:${port}`);
    const { message } = await write(url);
    expect(message).toBe(
      "Dataverse (contoso.example) could not be reached in 1 attempt: the proxy refused with status 407.",
    );
    expect(said()).toBe(1);
  });
});

describe("what to do about it", () => {
  it.each([
    [
      "the proxy refused with status 403",
      /^Let the proxy that HTTPS_PROXY or HTTP_PROXY names connect to a\.example,/,
    ],
    [
      "ECONNREFUSED of the proxy 10.0.0.1:8080",
      /^Check that HTTPS_PROXY or HTTP_PROXY has the address of the proxy/,
    ],
    ["CERT_HAS_EXPIRED", /^The certificate of a\.example has expired, or the clock/],
    ["CERT_NOT_YET_VALID", /^The certificate of a\.example is not valid yet by the clock/],
    ["ERR_TLS_CERT_ALTNAME_INVALID", /^The certificate that came is not one of a\.example:/],
    ["DEPTH_ZERO_SELF_SIGNED_CERT", /^This machine does not trust the certificate of a\.example\./],
    ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", /^This machine does not trust the certificate of a\.example\./],
    ["ERR_SSL_WRONG_VERSION_NUMBER", /^What answered as a\.example speaks no TLS/],
    ["EPROTO", /^What answered as a\.example speaks no TLS/],
    ["ECONNRESET", /^Check that the address is right and that this machine may connect to a\.example/],
  ])("goes by the reason: %s", (reason, advice) => {
    expect(adviceFor({ reason, sent: false, final: false, cause: null }, "a.example")).toMatch(advice);
  });
});
