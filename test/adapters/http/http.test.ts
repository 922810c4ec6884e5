import { createServer as createHttpServer } from "node:http";
import { connect } from "node:net";
import nock from "nock";
import { afterEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { openHttp } from "../../../src/adapters/http/http.ts";
import type { HttpRequest } from "../../../src/adapters/http/message.ts";
import { ConfigurationError, LostAnswerError, UnreachableError } from "../../../src/errors.ts";
import { onLoopback } from "../../support/on-loopback.ts";
import { reply, testClock, testHttp, testServer } from "../support.ts";

const HOST = "https://api.example.test";

function get(url: string, more: Partial<HttpRequest> = {}): HttpRequest {
  return { system: "dataverse", method: "GET", url, repeatable: true, ...more };
}

function patch(url: string): HttpRequest {
  return get(url, { method: "PATCH", body: "{}", repeatable: false });
}

afterEach(() => {
  nock.cleanAll();
  vi.unstubAllEnvs();
});

describe("what comes back", () => {
  it("is status, lower-case headers and body, whatever the status", async () => {
    nock(HOST)
      .get("/a")
      .reply(404, "nothing here", { "X-Thing": "1", "Set-Cookie": ["a=1", "b=2"] });
    const answer = await testHttp().send(get(`${HOST}/a`));
    expect(answer).toMatchObject({ status: 404, body: "nothing here" });
    expect(answer.headers).toMatchObject({ "x-thing": "1", "set-cookie": "a=1, b=2" });
  });

  it("is what a service answers to a request that says who sends it", async () => {
    nock(HOST).get("/a").matchHeader("user-agent", "cosell-sync").reply(200);
    expect((await testHttp().send(get(`${HOST}/a`))).status).toBe(200);
  });

  it("is the redirect itself, so that a token never follows it", async () => {
    nock(HOST).get("/a").reply(302, "", { Location: "https://elsewhere.test/" });
    expect((await testHttp().send(get(`${HOST}/a`))).status).toBe(302);
  });

  it("is counted by system, retries included", async () => {
    nock(HOST).get("/a").reply(503).get("/a").reply(200);
    nock(HOST).get("/b").reply(200);
    const http = testHttp();
    await http.send(get(`${HOST}/a`));
    await http.send(get(`${HOST}/b`, { system: "github" }));
    expect(http.counts).toEqual({ "partner-center": 0, dataverse: 2, "sign-in": 0, github: 1 });
  });
});

describe("a service that fails", () => {
  it("is asked five times, with a back-off that doubles, and then its answer is handed over", async () => {
    nock(HOST).get("/a").times(5).reply(502, "still down");
    const clock = testClock();
    const answer = await testHttp({ clock }).send(get(`${HOST}/a`));
    expect(answer).toMatchObject({ status: 502, body: "still down" });
    expect(clock.slept).toEqual([1000, 2000, 4000, 8000]);
  });

  it("is not sent a batch once more whose answer says what became of its parts, one of which has to wait", async () => {
    const parts = { "Content-Type": "multipart/mixed; boundary=b" };
    nock(HOST).patch("/a").reply(429, "--b", parts).patch("/a").reply(204);
    expect((await testHttp().send(patch(`${HOST}/a`))).status).toBe(429);
  });

  it("is not asked again once nobody waits for the answer any more", async () => {
    nock(HOST).get("/a").times(5).reply(502, "still down");
    const clock = testClock();
    const closing = { ...clock, sleep: () => http.close() };
    const http = openHttp({ clock: closing, random: () => 1 });
    const asked = http.send(get(`${HOST}/a`));
    await expect(asked).rejects.toThrow(/could not be reached in 2 attempts/);
    expect(http.counts.dataverse).toBeLessThanOrEqual(2);
  });

  it("waits a random part of the back-off, so that parallel requests do not come back together", async () => {
    nock(HOST).get("/a").reply(500).get("/a").reply(200);
    const clock = testClock();
    await testHttp({ clock, random: () => 0.25 }).send(get(`${HOST}/a`));
    expect(clock.slept).toEqual([250]);
  });

  it.each([
    [408, 2],
    [500, 2],
    [503, 2],
    // It will not know more the next time.
    [501, 1],
    [404, 1],
    [409, 1],
  ])("is asked again after a %i, or not: %i times in all", async (status, times) => {
    nock(HOST).get("/a").reply(status).get("/a").reply(200);
    const http = testHttp();
    expect((await http.send(get(`${HOST}/a`))).status).toBe(times === 1 ? status : 200);
    expect(http.counts.dataverse).toBe(times);
  });

  it("is asked again where only the answer says that it failed", async () => {
    nock(HOST).get("/a").reply(200, "a page").get("/a").reply(200, "done");
    const isFailure = ({ body }: { body: string }) => body === "a page";
    expect((await testHttp().send(get(`${HOST}/a`, { isFailure }))).body).toBe("done");
  });

  it("is asked once when the request must not be repeated", async () => {
    nock(HOST).patch("/a").reply(500, "may have been done");
    const http = testHttp();
    expect((await http.send(patch(`${HOST}/a`))).status).toBe(500);
    expect(http.counts.dataverse).toBe(1);
  });
});

describe("a service that throttles", () => {
  it("is sent even a write again, because a 429 was refused before anything was done", async () => {
    nock(HOST).patch("/a").reply(429, "", { "Retry-After": "37" }).patch("/a").reply(204);
    const clock = testClock();
    const waits: string[] = [];
    const http = testHttp({ clock, onWait: (text) => waits.push(text) });
    expect((await http.send(patch(`${HOST}/a`))).status).toBe(204);
    expect(clock.slept).toEqual([37_000]);
    expect(waits).toEqual(["Dataverse asks to wait 37 s."]);
  });

  it("may say so with a 403, as GitHub does of too many writes in a minute", async () => {
    nock(HOST).post("/a").reply(403, "secondary rate limit", { "Retry-After": "60" }).post("/a").reply(201);
    const clock = testClock();
    const http = testHttp({ clock });
    expect((await http.send(get(`${HOST}/a`, { method: "POST", system: "github" }))).status).toBe(201);
    expect(clock.slept).toEqual([60_000]);
    nock(HOST).get("/b").reply(403, "not allowed");
    expect((await http.send(get(`${HOST}/b`))).status).toBe(403);
  });

  it("may say so in words alone, and is left alone for a minute then, as GitHub asks for", async () => {
    nock(HOST).post("/a").reply(200, "too much").post("/a").reply(200, "done").get("/b").reply(200);
    const clock = testClock();
    const http = testHttp({ clock });
    const isThrottled = ({ body }: { body: string }) => body === "too much";
    const request = get(`${HOST}/a`, { method: "POST", system: "github", repeatable: false, isThrottled });
    expect((await http.send(request)).body).toBe("done");
    expect(clock.slept).toEqual([60_000]);
    nock(HOST).post("/a").reply(200, "too much", { "retry-after": "7" }).post("/a").reply(200, "done");
    await http.send(request);
    expect(clock.slept).toEqual([60_000, 7000]);
  });

  it("may name a date, which is read on its own clock and not on ours", async () => {
    const headers = { Date: "Thu, 01 Oct 2026 10:00:00 GMT", "Retry-After": "Thu, 01 Oct 2026 10:00:20 GMT" };
    nock(HOST).get("/a").reply(503, "", headers).get("/a").reply(200);
    const clock = testClock("2026-10-01T08:00:00Z");
    await testHttp({ clock }).send(get(`${HOST}/a`));
    expect(clock.slept).toEqual([20_000]);
  });

  it("may name a date and none of its own, so that it is read on our clock", async () => {
    const headers = { "Retry-After": "Thu, 01 Oct 2026 10:00:20 GMT" };
    nock(HOST).get("/a").reply(503, "", headers).get("/a").reply(200);
    const clock = testClock("2026-10-01T10:00:05Z");
    await testHttp({ clock }).send(get(`${HOST}/a`));
    expect(clock.slept).toEqual([15_000]);
  });

  it("makes every later request of that system wait, and none of another", async () => {
    nock(HOST).patch("/a").reply(503, "", { "Retry-After": "60" });
    nock(HOST).get("/b").reply(200).get("/c").reply(200);
    const clock = testClock();
    const http = testHttp({ clock });
    await http.send(patch(`${HOST}/a`));
    await http.send(get(`${HOST}/b`, { system: "partner-center" }));
    expect(clock.slept).toEqual([]);
    await http.send(get(`${HOST}/c`));
    expect(clock.slept).toEqual([60_000]);
  });

  it("ends the run when it asks for more than ten minutes, and says until when", async () => {
    nock(HOST).get("/a").reply(429, "", { "Retry-After": "3600" });
    const clock = testClock("2026-10-01T08:00:00Z");
    const http = testHttp({ clock });
    expect(http.overlong()).toBeNull();
    const sent = http.send(get(`${HOST}/a`));
    await expect(sent).rejects.toThrow(UnreachableError);
    await expect(sent).rejects.toThrow("asks to wait until 2026-10-01T09:00:00.000Z");
    expect(clock.slept).toEqual([]);
    expect(http.overlong()).toBe(
      "Dataverse asks to wait until 2026-10-01T09:00:00.000Z; a run waits at most 10 minutes in all",
    );
    await clock.sleep(3_600_000);
    expect(http.overlong()).toBeNull();
  });

  it("may ask for longer than a clock can tell", async () => {
    nock(HOST)
      .patch("/a")
      .reply(429, "", { "Retry-After": "9".repeat(20) });
    const sent = testHttp({ clock: testClock("2026-10-01T08:00:00Z") }).send(patch(`${HOST}/a`));
    await expect(sent).rejects.toThrow(UnreachableError);
    await expect(sent).rejects.toThrow("asks to wait until 2027-10-02T08:00:00.000Z");
  });

  it("is waited for no longer than that when the clock is set back meanwhile", async () => {
    nock(HOST).patch("/a").reply(503, "", { "Retry-After": "60" }).get("/a").reply(200);
    const { slept, ...clock } = testClock();
    let setBackMs = 0;
    const http = testHttp({ clock: { ...clock, now: () => new Date(clock.now().getTime() - setBackMs) } });
    await http.send(patch(`${HOST}/a`));
    setBackMs = 24 * 3_600_000;
    expect((await http.send(get(`${HOST}/a`))).status).toBe(200);
    expect(slept).toEqual([600_000]);
  });

  it("ends the run when its pauses add up to more than ten minutes", async () => {
    nock(HOST).get("/a").times(5).reply(429, "", { "Retry-After": "240" });
    const clock = testClock();
    await expect(testHttp({ clock }).send(get(`${HOST}/a`))).rejects.toThrow("at most 10 minutes");
    expect(clock.slept).toEqual([240_000, 240_000]);
  });
});

describe("a service that cannot be reached", () => {
  it.each([
    "http://api.example.test/",
    "http://localhost.example.test/",
    "http://127.0.0.1.example.test/",
    "http://example.test/?host=127.0.0.1",
    "ftp://127.0.0.1/",
  ])("is refused before anything is sent when the address is neither https nor loopback: %s", async (url) => {
    const sent = testHttp().send(get(url));
    await expect(sent).rejects.toThrow(ConfigurationError);
    await expect(sent).rejects.toThrow(
      `${new URL(url).host}: is not reached over https, so a token sent there`,
    );
  });
});

describe("an answer that never comes", () => {
  it("of a write is a lost answer, at once", async () => {
    const server = await testServer((_, response) => response.destroy());
    const http = testHttp();
    await expect(http.send(patch(server.url))).rejects.toThrow(LostAnswerError);
    expect(server.seen).toHaveLength(1);
    expect(http.counts.dataverse).toBe(1);
  });

  it("of a read is asked for again", async () => {
    const server = await testServer((_, response) => {
      if (server.seen.length < 3) response.destroy();
      else reply(response, 200, "third time");
    });
    expect((await testHttp().send(get(server.url))).body).toBe("third time");
  });

  it("is given up after the time limit", async () => {
    const server = await testServer(() => {});
    const sent = testHttp({ timeLimitMs: 30 }).send(patch(server.url));
    await expect(sent).rejects.toThrow(LostAnswerError);
    await expect(sent).rejects.toThrow("no answer within 0.03 s");
  });

  it("counts as lost when it breaks off in the middle of the body", async () => {
    const server = await testServer((_, response) => {
      response.writeHead(200, { "Content-Length": "1000" }).write("half", () => response.destroy());
    });
    await expect(testHttp().send(patch(server.url))).rejects.toThrow(LostAnswerError);
  });
});

describe("requests that come all at once", () => {
  /** How many were under way with each of them, where the answer to some is a refusal. */
  async function underWay(system: "partner-center" | "dataverse", refused: readonly number[] = []) {
    const seen: number[] = [];
    let now = 0;
    const exchange = async () => {
      now += 1;
      const status = refused.includes(seen.push(now)) ? 429 : 200;
      await new Promise(setImmediate);
      now -= 1;
      return { status, headers: {}, body: "" };
    };
    const http = testHttp({ network: { exchange, close: async () => {} } });
    await Promise.all(Array.from({ length: 50 }, () => http.send(get(HOST, { system }))));
    return seen;
  }

  it("go to Partner Center one at a time, with one more after every twenty answers", async () => {
    const seen = await underWay("partner-center");
    expect(new Set(seen.slice(0, 20))).toEqual(new Set([1]));
    expect(Math.max(...seen)).toBe(3);
    expect(Math.max(...(await underWay("dataverse")))).toBe(50);
  });

  it("go to it one at a time again once it refuses one", async () => {
    const seen = await underWay("partner-center", [25]);
    expect(Math.max(...seen.slice(0, 25))).toBe(2);
    expect(new Set(seen.slice(27))).toEqual(new Set([1]));
  });
});

describe("connections", () => {
  it("are kept and reused: 520 parallel requests need 52", async () => {
    const server = await testServer((_, response) => setImmediate(() => reply(response, 200)));
    const http = testHttp();
    await Promise.all(Array.from({ length: 520 }, () => http.send(get(server.url))));
    expect(server.sockets.size).toBe(52);
    expect(http.counts.dataverse).toBe(520);
  });
});

describe("a proxy that the environment names", () => {
  async function proxy(accepts: boolean): Promise<{ asked: string[] }> {
    const asked: string[] = [];
    const server = createHttpServer().on("connect", ({ url = "" }, socket) => {
      asked.push(url);
      if (!accepts) return socket.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
      const [host, port] = url.split(":");
      const upstream = connect(Number(port), host, () => {
        socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
        upstream.pipe(socket).pipe(upstream);
      });
      socket.on("close", () => upstream.destroy());
    });
    const listening = await onLoopback(server);
    onTestFinished(() => listening[Symbol.asyncDispose]());
    vi.stubEnv("http_proxy", listening.url);
    return { asked };
  }

  it("carries every request", async () => {
    const { asked } = await proxy(true);
    const server = await testServer((_, response) => reply(response, 200, "through"));
    expect((await testHttp().send(get(server.url))).body).toBe("through");
    expect(asked).toEqual([server.url.replace("http://", "")]);
  });

  it("and that refuses us means that nothing was sent", async () => {
    await proxy(false);
    const server = await testServer((_, response) => reply(response, 200));
    const error = await testHttp()
      .send(patch(server.url))
      .catch((thrown) => thrown);
    expect(error).toBeInstanceOf(UnreachableError);
    expect(error.message).toContain("the proxy refused with status 407");
    expect(error.fix).toContain("in NO_PROXY");
    expect(server.seen).toEqual([]);
  });

  it.each([
    "proxy.contoso.com:8080",
    "contoso",
    "http://",
    "http://somebody:S3cr%t@127.0.0.1",
    "socks5://127.0.0.1:1080",
  ])("and that is no address of one is a mistake, told without it: %s", (address) => {
    vi.stubEnv("http_proxy", address);
    expect(() => testHttp()).toThrow(ConfigurationError);
    expect(() => testHttp()).toThrow(/HTTPS_PROXY, HTTP_PROXY: one of them is not the address of a proxy/);
  });
});
