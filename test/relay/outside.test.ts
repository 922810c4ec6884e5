import { createServer, type RequestListener } from "node:http";
import { createServer as createTcpServer } from "node:net";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ConfigurationError } from "../../src/errors.ts";
import { openOutside } from "../../src/relay/outside.ts";
import { onLoopback } from "../support/on-loopback.ts";

let resources: AsyncDisposableStack;
beforeEach(() => {
  resources = new AsyncDisposableStack();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await resources.disposeAsync();
});

async function urlOf(server: Parameters<typeof onLoopback>[0]): Promise<string> {
  return resources.use(await onLoopback(server)).url;
}

function serve(listener: RequestListener): Promise<string> {
  return urlOf(createServer(listener));
}

/** Goes on for as long as somebody reads. */
const endless: RequestListener = (_request, response) => {
  const more = () => {
    while (!response.destroyed && response.write("a".repeat(10_000)));
    response.once("drain", more);
  };
  more();
};

async function get(url: string, timeLimitMs?: number) {
  const outside = openOutside(timeLimitMs);
  try {
    return await outside.send({ method: "GET", url });
  } finally {
    await outside.close();
  }
}

describe("what the relay asks for", () => {
  it.each([
    ["directly", false],
    ["through a proxy", true],
  ])("is not read to an end that never comes, %s", async (_title, isProxied) => {
    const url = await serve(endless);
    if (isProxied) vi.stubEnv("http_proxy", url);
    const asked = isProxied ? "http://certificates.example/a.cer" : url;
    expect(await get(asked)).toEqual({ failure: "an answer that is too large" });
  });

  it("is not looked for where a redirect points", async () => {
    const paths: string[] = [];
    const url = await serve(({ url: path = "" }, response) => {
      paths.push(path);
      response.writeHead(302, { location: "/elsewhere" }).end();
    });
    expect(await get(`${url}/here`)).toMatchObject({ status: 302 });
    expect(paths).toEqual(["/here"]);
  });

  it("is given up where a proxy takes the wish for a tunnel and never answers it", async () => {
    const proxy = createTcpServer((socket) => socket.on("error", () => {}).resume());
    vi.stubEnv("https_proxy", await urlOf(proxy));
    const answer = await get("https://github.example/", 200);
    expect(answer).toEqual({ failure: "no answer (TimeoutError)" });
  });

  it.each(["https://github.example/", "http://certificates.example/a.cer"])(
    "is told to be refused by a proxy that wants a password: %s",
    async (asked) => {
      const proxy = createServer((_request, response) => response.writeHead(407).end());
      proxy.on("connect", (_request, socket) =>
        socket.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"),
      );
      const url = await urlOf(proxy);
      for (const name of ["http_proxy", "https_proxy"]) vi.stubEnv(name, url);
      expect(await get(asked)).toEqual({ failure: expect.stringMatching(/no answer \(Proxy .*\(407\)/) });
    },
  );

  it("is not begun with a proxy that is none, whose password is nobody's to read", () => {
    vi.stubEnv("https_proxy", "http://somebody:S3cr%t@proxy.example:8080");
    const opened = () => openOutside();
    expect(opened).toThrow(ConfigurationError);
    expect(opened).not.toThrow(/S3cr/);
  });
});
