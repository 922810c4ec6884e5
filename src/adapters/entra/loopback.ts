import { timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { CosellError } from "../../errors.ts";
import { refusedInBrowser } from "./refusal.ts";

/** Where a browser comes back to after a sign-in: this machine, for as long as it takes. */
export interface Loopback extends AsyncDisposable {
  readonly redirectUri: string;
  /**
   * Waits for the browser to bring an answer with this `state`; others are turned away. `use` is what to do
   * with the code, and the page that the person sees says how that went.
   */
  answer(state: string, use: (code: string) => Promise<void>): Promise<void>;
}

/**
 * Listens on 127.0.0.1 only, on a free port. Entra knows the address as `http://localhost`, where the port
 * does not count (RFC 8252, section 7.3; Entra's page on redirect URIs).
 */
export async function openLoopback(): Promise<Loopback> {
  const server = createServer();
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  return {
    redirectUri: `http://localhost:${port}`,
    answer: (state, use) => answerOf(server, state, use),
    async [Symbol.asyncDispose]() {
      // Browsers open connections in advance, on which nothing ever comes.
      server.closeAllConnections();
      await server[Symbol.asyncDispose]();
    },
  };
}

function answerOf(server: Server, state: string, use: (code: string) => Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    server.on("request", (request, response) => {
      const answer = readAnswer(request, state);
      if (!answer) {
        void show(response, 404, "This is not the answer to the sign-in that was begun on the terminal.");
        return;
      }
      // A browser may ask twice; the code is good for once.
      server.removeAllListeners("request");
      server.on("request", (_, late) => void show(late, 410, "This sign-in is over."));
      codeOf(answer)
        .then(use)
        .then(
          () => show(response, 200, "You are signed in. Close this page and go back to the terminal."),
          async (error: unknown) => {
            const said = error instanceof CosellError ? `${error.message} ${error.fix}` : "See the terminal.";
            await show(response, 400, `The sign-in did not work. ${said}`);
            throw error;
          },
        )
        .then(resolve, reject);
    });
  });
}

/** What came with the redirect; `null` for anything that is not about this sign-in. */
function readAnswer({ method, url = "/" }: IncomingMessage, state: string): URLSearchParams | null {
  const { pathname, searchParams } = new URL(url, "http://localhost");
  const given = Buffer.from(searchParams.get("state") ?? "");
  const wanted = Buffer.from(state);
  const isOurs = given.length === wanted.length && timingSafeEqual(given, wanted);
  return method === "GET" && pathname === "/" && isOurs ? searchParams : null;
}

async function codeOf(answer: URLSearchParams): Promise<string> {
  const code = answer.get("code");
  if (code) return code;
  throw refusedInBrowser(answer.get("error") ?? "", answer.get("error_description") ?? "");
}

async function show(response: ServerResponse, status: number, text: string): Promise<void> {
  response.writeHead(status, {
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'",
    "referrer-policy": "no-referrer",
    connection: "close",
  });
  const safe = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  const ended = new Promise<void>((resolve) => {
    response.once("close", resolve).once("finish", resolve);
  });
  response.end(`<!doctype html><html lang="en"><title>cosell-sync</title><p>${safe}</p></html>`);
  await ended;
}
