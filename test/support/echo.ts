import { createServer, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { type OnLoopback, onLoopback } from "./on-loopback.ts";

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
  return { ...(await onLoopback(server)), heard };
}

async function heardFrom(request: IncomingMessage): Promise<string> {
  return `${request.method} ${request.url} ${request.rawHeaders.join(" ")} ${await text(request)}`;
}

/** One that wants a password, and repeats the one it was given; that closes every connection; or that is not there. */
export async function openRefusingProxy(trouble: "407" | "closed" | "no address"): Promise<OnLoopback> {
  const server = createServer().on("connect", (request, socket) => {
    if (trouble === "closed") return void socket.destroy();
    const said = request.headers["proxy-authorization"] ?? "";
    socket.end(`HTTP/1.1 407 ${said}\r\nproxy-authenticate: Basic realm="${said}"\r\n\r\n${said}`);
  });
  return onLoopback(server);
}
