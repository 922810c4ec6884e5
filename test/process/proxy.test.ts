import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CertificateExtension, generate } from "selfsigned";
import { describe, it } from "vitest";
import { onLoopback } from "../support/on-loopback.ts";
import { setStage } from "../support/stage.ts";

interface Proxy extends AsyncDisposable {
  readonly url: string;
  /** Hosts that a tunnel was asked for. */
  readonly asked: ReadonlySet<string>;
}

/** A proxy as companies have them: a tunnel for whatever host is asked for. */
async function openProxy(certificate?: { readonly key: string; readonly cert: string }): Promise<Proxy> {
  const asked = new Set<string>();
  // It would take HTTP/2 from whoever offers it.
  const own = certificate && createHttpsServer({ ...certificate, ALPNProtocols: ["h2", "http/1.1"] });
  const server = (own ?? createServer()).on("connect", ({ url = "" }, socket) => {
    asked.add(url);
    const [host, port] = url.split(":");
    const upstream = connect(Number(port), host, () => {
      socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on("error", () => socket.destroy());
    socket.on("error", () => upstream.destroy()).on("close", () => upstream.destroy());
  });
  const listening = await onLoopback(server);
  return { ...listening, url: `${own ? "https" : "http"}://localhost:${listening.port}`, asked };
}

describe.concurrent("behind a proxy", () => {
  it.for(["upper", "lower"])(
    "a sync reaches every system through it, named in %s case",
    async (letters, { expect }) => {
      await using proxy = await openProxy();
      await using stage = await setStage({ referrals: 4 });
      const names = ["HTTP_PROXY", "HTTPS_PROXY"].map((name) =>
        letters === "lower" ? name.toLowerCase() : name,
      );
      const env = Object.fromEntries(names.map((name) => [name, proxy.url]));
      const { exitCode, log } = await stage.run({}, { env });
      expect(log).not.toContain("##[error]");
      expect(exitCode).toBe(0);
      const { partnerCenter, dataverse, authority, githubApi } = stage.emulator.urls;
      const hosts = [partnerCenter, dataverse, authority, githubApi].map((url) => new URL(url).host);
      expect([...proxy.asked].sort()).toEqual(hosts.sort());
    },
  );

  it("a run reaches one that speaks TLS, with an authority of its own, and would rather speak HTTP/2", async ({
    expect,
  }) => {
    const extensions = [
      { name: "subjectAltName", altNames: [{ type: 2, value: "localhost" }] },
    ] satisfies CertificateExtension[];
    const { cert, private: key } = await generate([{ name: "commonName", value: "proxy" }], { extensions });
    await using proxy = await openProxy({ key, cert });
    await using stage = await setStage({ referrals: 4 });
    const directory = await mkdtemp(join(tmpdir(), "proxy-"));
    const both = join(directory, "authorities.pem");
    await writeFile(both, [cert, await readFile(stage.emulator.caFile, "utf8")].join("\n"));
    const env = { HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url, NODE_EXTRA_CA_CERTS: both };
    const { exitCode, log } = await stage.run({ command: "plan" }, { env });
    await rm(directory, { recursive: true });
    expect(log).not.toContain("##[error]");
    expect(exitCode).toBe(0);
    expect(proxy.asked.size).toBe(4);
  });

  it("a run goes past it to what NO_PROXY names", async ({ expect }) => {
    await using proxy = await openProxy();
    await using stage = await setStage({ referrals: 4 });
    const env = { HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url, NO_PROXY: "127.0.0.1" };
    const { exitCode } = await stage.run({ command: "plan" }, { env });
    expect(exitCode).toBe(0);
    expect([...proxy.asked]).toEqual([new URL(stage.emulator.urls.authority).host]);
  });
});
