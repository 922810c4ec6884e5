import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** What answers in the place of a service, and repeats all that it was sent. */
export async function openEcho(status: number, form: "json" | "page") {
  const heard: string[] = [];
  const server = createServer(async (request, response) => {
    const said = await heardFrom(request);
    heard.push(said);
    const error = { code: "0x80040265", message: said, innerError: { code: "1", message: said } };
    const json = {
      error,
      message: said,
      Message: said,
      description: said,
      error_description: said,
      value: said,
    };
    response.writeHead(status, {
      "content-type": form === "json" ? "application/json" : "text/html",
      location: `https://elsewhere.example/${encodeURIComponent(said)}`,
      "www-authenticate": `Bearer error_description="${said.replaceAll(/[\r\n"]/g, " ")}"`,
    });
    response.end(form === "json" ? JSON.stringify(json) : `<html><pre>${said}</pre></html>`);
  });
  return { ...(await listening(server)), heard };
}

async function heardFrom(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const headers = request.rawHeaders.join(" ");
  return `${request.method} ${request.url} ${headers} ${Buffer.concat(chunks).toString()}`;
}

/** One that wants a password, and repeats the one it was given; that closes every connection; or that is not there. */
export async function openRefusingProxy(trouble: "407" | "closed" | "no address"): Promise<Listening> {
  const server = createServer().on("connect", (request, socket) => {
    if (trouble === "closed") return void socket.destroy();
    const said = request.headers["proxy-authorization"] ?? "";
    socket.end(`HTTP/1.1 407 ${said}\r\nproxy-authenticate: Basic realm="${said}"\r\n\r\n${said}`);
  });
  return listening(server);
}

interface Listening extends AsyncDisposable {
  readonly url: string;
}

async function listening(server: Server): Promise<Listening> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
